"""One process at a time holds a directory or a file; a process that dies, however it dies, holds nothing any more."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from ..model.errors import ResultError

__all__ = ["LOCK", "held", "hold"]

LOCK = ".lock"


@contextmanager
def held(directory: Path) -> Iterator[None]:
    """Hold a directory while the block runs.

    The lock is the operating system's, on a file in the directory: it ends with the process, so that no stale file
    keeps anyone out.

    Raises:
        ResultError: If another process holds the directory, or nothing can be written there.
    """
    path = directory / LOCK
    try:
        file = path.open("ab+", buffering=0)
    except OSError as error:
        raise ResultError(f"cannot write to {directory}: {error.strerror or error}") from error
    with file:
        try:
            _lock(file)
        except OSError:
            raise ResultError(
                f"{directory} is being filled by another process{_who(path)}; wait for it or stop it, and give the "
                "same command again"
            ) from None
        with suppress(OSError):  # a full disk: the number of the process is only for the sentence above
            file.truncate(0)
            file.write(f"{os.getpid()}\n".encode())
        yield


def hold(path: Path) -> IO[bytes]:
    """Hold a file of locks until what is returned is closed.

    Raises:
        OSError: If another process holds it, or nothing can be written there.
    """
    file = path.open("ab+", buffering=0)
    try:
        _lock(file)
    except OSError:
        file.close()
        raise
    return file


def _who(path: Path) -> str:
    """Return the number of the process that holds a lock, as words."""
    try:
        number = path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""
    return f" (number {number})" if number.isdigit() else ""


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(1 << 20)  # far behind the number, which others may then read
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
