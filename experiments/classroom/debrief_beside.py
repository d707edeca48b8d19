"""What lies beside the file of a class that its debrief can be held against: earlier classes, and a stored batch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ...model.errors import PeaceopsError
from .debrief import Request
from .debrief_company import check_batch
from .debrief_record import Record, read_record

__all__ = ["MOST_EARLIER", "with_what_lies_beside"]

MOST_EARLIER = 4
"""Earlier classes that are taken unasked: each is played again under every seed, which takes time."""
BATCHES = ("", "out")
"""Folders beside the class in which batches are looked for."""


def with_what_lies_beside(path: Path, record: Record, asked: Request) -> Request:
    """Return a request that also asks for what lies beside a class, where nothing was named.

    Taken are finished classes made before this one that played the same exercise and scenario as long, the newest
    first, and the newest stored batch that the class can be held against. What was taken unasked is told as a note.

    Args:
        path: The class's file.
        record: The class.
        asked: What was asked for.
    """
    notes = list(asked.notes)
    if not asked.earlier and record.finished:
        every = list(_earlier(path, record))
        found = every[:MOST_EARLIER]
        asked = replace(asked, earlier=tuple(one for one, _ in found))
        if found:
            more = f"; {len(every) - len(found)} older ones are left out" if len(every) > len(found) else ""
            told = ", ".join(f"{one.name} ({one.day})" for _, one in found)
            notes.append(f"Earlier classes were found beside the file of this one: {told}{more}.")
    if asked.batch is None and record.finished and (batch := _batch(path, record)):
        asked = replace(asked, batch=batch)
        notes.append(f"The stored batch {batch.name} was found beside the file of this class.")
    return replace(asked, notes=tuple(notes))


def _earlier(path: Path, record: Record) -> Iterator[tuple[Path, Record]]:
    """Yield classes made before this one that can be held beside it, the newest first."""
    found = []
    for other in path.resolve().parent.glob("*.sqlite"):
        if other == path.resolve():
            continue
        with suppress(PeaceopsError, OSError):  # another file, a class without a round, or of another exercise
            one = read_record(other, names=False)
            if one.finished and one.made < record.made and _played(one) == _played(record):
                found.append((other, one))
    yield from sorted(found, key=lambda pair: -pair[1].made)


def _played(one: Record) -> tuple[str, str, int, bool]:
    """Return what two classes must share to be held together."""
    return one.exercise.name, one.exercise.scenario.hash, one.weeks, one.solo


def _batch(path: Path, record: Record) -> Path | None:
    """Return the newest stored batch beside a class that it can be held against, None if there is none."""
    above = path.resolve().parent
    near = [each for name in BATCHES if (above / name).is_dir() for each in (above / name).iterdir() if each.is_dir()]
    for folder in sorted(near, key=lambda each: -each.stat().st_mtime):
        with suppress(PeaceopsError, OSError):
            check_batch(folder, record)
            return folder
    return None
