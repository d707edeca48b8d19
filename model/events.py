"""Events: what happened, where, to whom and why, one tuple each, turned into a table at the end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["EVENT_COLUMNS", "Events", "counted", "dying"]

EVENT_COLUMNS: dict[str, str] = {
    "week": "int64",
    "kind": "str",
    "cell": "int64",
    "sector": "int64",
    "actor": "str",
    "target": "str",
    "size": "float64",
    "cause": "str",
    "text": "str",
}
"""Columns of ``result.events`` with their types; cell and sector are -1 where an event has no place."""


def dying(n: float) -> str:
    """Return how many die, in words that fit any number: nobody dies, one dies, 7 die."""
    return "nobody dies" if n < 1.0 else "one dies" if n < 2.0 else f"{int(n):,} die"


def counted(n: float, one: str, many: str) -> str:
    """Return a number with its noun: one aid worker, 3 aid workers."""
    return f"one {one}" if 1.0 <= n < 2.0 else f"{int(n):,} {many}"


class Events:
    """The list of events of one run, in the order in which they were added."""

    def __init__(self) -> None:
        """Start an empty list."""
        self._rows: list[tuple[int, str, int, int, str, str, float, str, str]] = []

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self._rows)

    def add(
        self,
        week: int,
        kind: str,
        *,
        cell: int = -1,
        sector: int = -1,
        actor: str = "",
        target: str = "",
        size: float = 0.0,
        cause: str = "",
        text: str = "",
    ) -> None:
        """Add one event.

        Args:
            week: Week in which it happened.
            kind: Short name of its kind, for example ``attack_on_civilians``.
            cell: Flat index of the cell; -1 for none.
            sector: Number of the sector, 0-3; -1 for none.
            actor: Who did it.
            target: To whom.
            size: How large: deaths, people or dollars, as the text says.
            cause: Rule or event behind it.
            text: One plain sentence for a reader.
        """
        self._rows.append((week, kind, cell, sector, actor, target, size, cause, text))

    def rows(self, week: int | None = None) -> list[tuple[int, str, int, int, str, str, float, str, str]]:
        """Return the events of one week, or (None) of all weeks, as tuples in the order of ``EVENT_COLUMNS``."""
        return list(self._rows) if week is None else [row for row in self._rows if row[0] == week]

    def frame(self) -> pd.DataFrame:
        """Return all events, one row each, typed as in :data:`EVENT_COLUMNS`."""
        columns = list(zip(*self._rows, strict=True)) or [()] * len(EVENT_COLUMNS)
        return pd.DataFrame(
            {
                name: _typed(list(values), kind)
                for (name, kind), values in zip(EVENT_COLUMNS.items(), columns, strict=True)
            }
        )


def _typed(values: list[Any], kind: str) -> Any:
    return pd.Series(values, dtype="str") if kind == "str" else np.array(values, dtype=kind)
