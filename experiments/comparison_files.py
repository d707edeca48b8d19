"""How a comparison, or what else is measured, lies on disk: one directory, written whole or not at all."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..model.errors import ResultError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check_comparison_place", "check_place", "write_comparison", "write_whole"]

FORMAT = "peaceops comparison"
FILES = ("comparison.csv", "comparison_causes.csv", "runs.csv", "comparison.json", "comparison.txt", "differences.png")


def write_comparison(
    directory: Path,
    tables: Mapping[str, pd.DataFrame],
    facts: Mapping[str, Any],
    also: Callable[[Path], None] | None = None,
) -> Path:
    """Write the files of a comparison into a hidden neighbour, then rename it to the directory.

    Args:
        directory: Where to; made if missing, replaced if it holds a comparison.
        tables: Tables by name of their file.
        facts: Content of ``comparison.json``.
        also: Called with the hidden directory, to add pictures.

    Raises:
        ResultError: If the directory holds anything but a comparison, or the disk refuses.
    """

    def fill(partial: Path) -> None:
        for name, table in tables.items():
            table.to_csv(partial / f"{name}.csv", index=False, lineterminator="\n")
        content = json.dumps({"format": FORMAT, **facts}, indent=1, ensure_ascii=False, allow_nan=False, default=str)
        (partial / "comparison.json").write_text(content + "\n", encoding="utf-8")
        if also is not None:
            also(partial)

    return write_whole(directory, "comparison", FILES, fill)


def write_whole(directory: Path, what: str, files: Sequence[str], fill: Callable[[Path], None]) -> Path:
    """Fill a hidden neighbour of a directory, then rename it to the directory.

    Args:
        directory: Where to; made if missing, replaced if it holds nothing but such files.
        what: What is written, in one word.
        files: Names that may stand there, as patterns.
        fill: Called with the hidden directory.

    Raises:
        ResultError: If the directory holds anything else, or the disk refuses.
    """
    directory = directory.absolute()
    check_place(directory, what, files)
    partial = directory.with_name(f".{directory.name}.partial-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        partial.mkdir(parents=True)
        fill(partial)
        if directory.exists():
            shutil.rmtree(directory)
        partial.rename(directory)
    except OSError as error:
        raise ResultError(f"cannot write the {what} to {directory}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return directory


def check_comparison_place(directory: Path) -> None:
    """Refuse a place that holds something which saving a comparison would destroy.

    Raises:
        ResultError: If it is no directory, or holds anything but a comparison.
    """
    check_place(directory, "comparison", FILES)


def check_place(directory: Path, what: str, files: Sequence[str]) -> None:
    """Refuse a place that holds something which saving would destroy.

    Args:
        directory: The place.
        what: What would be saved, in one word.
        files: Names that may stand there, as patterns.

    Raises:
        ResultError: If it is no directory, or holds any other file.
    """
    if directory.is_symlink() or (directory.exists() and not directory.is_dir()):
        raise ResultError(f"cannot save a {what} to {directory}: it is not a directory")
    if not directory.exists():
        return
    names = sorted(entry.name for entry in directory.iterdir())
    strange = [name for name in names if not any(fnmatch(name, pattern) for pattern in files)]
    if strange:
        raise ResultError(f"cannot save a {what} to {directory}: it holds {strange[0]}, which would be lost")
