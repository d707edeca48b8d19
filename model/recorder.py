"""The recorder: one preallocated row a week for the columns of the public contract."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .columns import NUMBER_COLUMNS, PHASES
from .errors import nearest

__all__ = ["Recorder"]

_NAMES = tuple(c.name for c in NUMBER_COLUMNS)
_KNOWN = frozenset(_NAMES)
_LOW = np.array([c.low for c in NUMBER_COLUMNS])
_HIGH = np.array([c.high for c in NUMBER_COLUMNS])
_SLACK = np.array([1e-9 if c.kind == "share" else 1e-6 for c in NUMBER_COLUMNS])
_FLOOR, _CEILING = _LOW - _SLACK, _HIGH + _SLACK
_in_order = itemgetter(*_NAMES)


class Recorder:
    """Weekly values of all columns, in arrays of fixed size.

    Refuses what would spoil a record: a missing or unknown column, a value that is not finite, a share outside
    [0, 1], a negative count. Rounding errors (1e-9 for shares, 1e-6 for counts and dollars) are cut off.
    """

    def __init__(self, n_weeks: int) -> None:
        """Make room for a run.

        Args:
            n_weeks: Largest number of weeks to be recorded, 1 or more.

        Raises:
            ValueError: If ``n_weeks`` is below 1.
        """
        if n_weeks < 1:
            raise ValueError(f"n_weeks is {n_weeks}; allowed is 1 or more")
        self._values = np.zeros((n_weeks, len(_NAMES)))
        self._phases: list[str] = []
        self._first_week = 0

    @property
    def first_week(self) -> int:
        """Number of the first week recorded; 0 before."""
        return self._first_week

    def __len__(self) -> int:
        """Return the number of weeks recorded."""
        return len(self._phases)

    def record(self, week: int, phase: str, values: Mapping[str, float]) -> None:
        """Store one week; a refused week leaves the record as it was.

        Args:
            week: Its number; the first one recorded is free (0 or more), each later one is the next.
            phase: One of :data:`peaceops.model.columns.PHASES`.
            values: Exactly the number columns of :data:`peaceops.model.columns.COLUMNS`.

        Raises:
            ValueError: If the week is out of turn, the phase or a column is unknown, a column is missing, or a value
                is not finite or outside its range.
        """
        n = len(self._phases)
        self._check_turn(week, phase, n)
        try:
            fetched = _in_order(values)
        except KeyError as missing:
            raise ValueError(f"week {week}: column {missing.args[0]!r} is missing") from None
        if len(values) != len(_NAMES):
            raise ValueError(_unknown(week, values))
        row = np.array(fetched, dtype=np.float64)
        if not ((row >= _FLOOR) & (row <= _CEILING) & (row != np.inf)).all():
            raise ValueError(_out_of_range(week, row))
        np.minimum(np.maximum(row, _LOW, out=row), _HIGH, out=self._values[n])
        if n == 0:
            self._first_week = week
        self._phases.append(phase)

    @property
    def phase(self) -> str:
        """Phase of the week recorded last; empty before."""
        return self._phases[-1] if self._phases else ""

    def last(self) -> dict[str, float]:
        """Return the values of the week recorded last, by column.

        Raises:
            ValueError: If nothing is recorded yet.
        """
        if not self._phases:
            raise ValueError("no week is recorded yet")
        return dict(zip(_NAMES, self._values[len(self._phases) - 1].tolist(), strict=True))

    def values(self) -> NDArray[np.float64]:
        """Return the weeks recorded so far, shape (n_weeks, n_columns), as a view that is not to be written to."""
        return self._values[: len(self._phases)]

    def frame(self) -> pd.DataFrame:
        """Return the weeks recorded so far: week (int64), phase (str), all other columns float64."""
        n = len(self._phases)
        clock = pd.DataFrame(
            {
                "week": np.arange(self._first_week, self._first_week + n, dtype=np.int64),
                "phase": pd.Series(self._phases, dtype="str"),
            }
        )
        return pd.concat([clock, pd.DataFrame(self._values[:n].copy(), columns=list(_NAMES))], axis=1)

    def _check_turn(self, week: int, phase: str, n: int) -> None:
        if n == len(self._values):
            raise ValueError(f"week {week}: there is room for {n} weeks only")
        if n and week != self._first_week + n:
            raise ValueError(f"week {week} is out of turn; the next is week {self._first_week + n}")
        if week < 0:
            raise ValueError(f"week is {week}; allowed is 0 or more")
        if phase not in PHASES:
            raise ValueError(f"week {week}: phase is {phase!r}; allowed is {', '.join(PHASES)}{nearest(phase, PHASES)}")


def _unknown(week: int, values: Mapping[str, float]) -> str:
    name = next(name for name in values if name not in _KNOWN)
    return f"week {week}: unknown column {name!r}{nearest(name, _NAMES)}"


def _out_of_range(week: int, row: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    wrong = int(np.argmin((row >= _FLOOR) & (row <= _CEILING) & (row != np.inf)))
    column = NUMBER_COLUMNS[wrong]
    allowed = "0 to 1" if column.kind == "share" else "a finite number from 0 up"
    return f"week {week}: column {column.name!r} is {row[wrong]}; allowed is {allowed}"
