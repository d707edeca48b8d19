"""Making the debrief beside a class: a process of its own, which gives way to the class and can be stopped.

A debrief plays the run again many times, which takes minutes. The process is the command ``class debrief``, with a lower
priority than the class; there is one at a time, whoever asks meanwhile waits for the same one, and what was made is kept
until the class goes on.
"""

from __future__ import annotations

import asyncio
import io
import os
import signal
import subprocess
import sys
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ...experiments.classroom.commands import RefusalError

__all__ = ["Made", "Making"]

GIVES_WAY = 10  # added to the niceness of the process, and so of all that it starts


@dataclass(frozen=True)
class Made:
    """A debrief that was made: the page, and page and data as a ZIP file."""

    page: bytes
    packed: bytes


class Making:
    """The debrief of one class."""

    def __init__(self, path: Path) -> None:
        """Take the file of a class; nothing is made before it is asked for."""
        self._path = path
        self._key: int | None = None
        self._task: asyncio.Task[Made] | None = None
        self._process: asyncio.subprocess.Process | None = None

    @property
    def under_way(self) -> bool:
        """Whether one is being made."""
        return self._task is not None and not self._task.done()

    async def made(self, key: int) -> Made:
        """Return the debrief of the class as it stands.

        Args:
            key: Number of its last row; another number is another debrief.

        Raises:
            RefusalError: If it cannot be made, or was stopped.
        """
        if not self.under_way and (self._task is None or self._key != key or self._task.cancelled() or self._task.exception()):
            self._key, self._task = key, asyncio.create_task(self._make())
        assert self._task is not None
        try:
            return await asyncio.shield(self._task)  # one page that is closed does not stop it for another
        except asyncio.CancelledError:
            if self._task.cancelled():
                raise RefusalError("phase", "the debrief was stopped") from None
            raise

    async def stop(self) -> bool:
        """Stop what is being made, if anything is; return whether there was."""
        task = self._task
        if task is None or task.done():
            return False
        task.cancel()
        await asyncio.wait({task})
        return True

    async def _make(self) -> Made:
        """Let a process write the debrief, and read it."""
        with TemporaryDirectory(prefix="peaceops-debrief-", ignore_cleanup_errors=True) as folder:
            page = Path(folder) / f"{self._path.stem}_debrief.html"
            command = [sys.executable, "-m", "peaceops", "class", "debrief", str(self._path), "--out", str(page)]
            self._process = await asyncio.create_subprocess_exec(
                *command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **_apart()
            )
            try:
                _lower(self._process.pid)
                _, told = await self._process.communicate()
                if self._process.returncode:
                    raise RefusalError("failed", _sentence(told))
                return await asyncio.to_thread(_read, Path(folder), page)
            finally:
                await self._end()

    async def _end(self) -> None:
        """End the process and all that it has started."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _apart() -> dict[str, object]:
    """Return what lets a process be stopped with all that it starts, and not by Ctrl-C in the terminal of the class."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.BELOW_NORMAL_PRIORITY_CLASS}
    return {"start_new_session": True}


def _lower(pid: int) -> None:
    """Let a process give way to the class."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, pid, GIVES_WAY)


def _sentence(told: bytes) -> str:
    """Return why a debrief could not be made: what the command said, in one line."""
    text = " ".join(told.decode("utf-8", "replace").split())
    return text.rpartition("peaceops: ")[2][:400] or "the debrief could not be made"


def _read(folder: Path, page: Path) -> Made:
    """Return the page, and all files of a folder as a ZIP file."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                packed.write(path, path.relative_to(folder).as_posix())
    return Made(page.read_bytes(), content.getvalue())
