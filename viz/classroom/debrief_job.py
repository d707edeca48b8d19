"""The process that makes the debrief of a class beside its server, once with display names and once without.

``python -m peaceops.viz.classroom.debrief_job FILE FOLDER`` writes ``FOLDER/names`` and ``FOLDER/no_names``, each with
page and data, and a line ``DONE TOTAL`` on standard output after each run.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ...experiments.classroom.debrief import Request
from ...model.errors import PeaceopsError
from .debrief import made_of, write_made

__all__ = ["MOST_WORKERS", "NAMES", "NO_NAMES", "main"]

NAMES, NO_NAMES = "names", "no_names"
MOST_WORKERS = 4  # processes of a debrief made beside a class, which goes on being served


def main(path: Path, folder: Path) -> None:
    """Make the debrief of a class and write it twice.

    Args:
        path: The class's file.
        folder: An empty directory.
    """

    def tell(done: int, total: int) -> None:
        print(done, total, flush=True)

    made = made_of(path, Request(workers=min(os.cpu_count() or 1, MOST_WORKERS)), tell)
    for name in (NAMES, NO_NAMES):
        write_made(made, folder / name / f"{path.stem}_debrief.html", names=name == NAMES)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except PeaceopsError as error:
        sys.exit(f"peaceops: {error}")
