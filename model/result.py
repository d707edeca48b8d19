"""The result of one run: tables, summary, provenance and maps; saved whole and read back."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from .benchmarks import Benchmarks
from .causes import unexplained
from .columns import COLUMN_NAMES
from .errors import ResultError
from .provenance import provenance
from .result_files import TABLES, read_directory, write_directory
from .summary import summarise

__all__ = ["Result", "empty_benchmarks", "load_result", "provenance", "summarise"]

Layers = dict[str, np.ndarray[Any, np.dtype[Any]]]


@dataclass(eq=False)
class Result:
    """What one run leaves behind (MODEL.md section 6).

    Attributes:
        weekly: One row a week, columns as in :data:`peaceops.model.columns.COLUMNS`.
        events: One row an event: week, kind, cell, sector, actor, target, size, cause, text.
        benchmarks: One row an output and term: output, objective, term, condition, met, week, source, as made by
            :meth:`peaceops.model.benchmarks.Benchmarks.frame`.
        causes: Contributions by cause: week, stock, cause, value.
        summary: One value a key, as made by :func:`summarise`.
        provenance: Version, scenario, hash, seed, parameter values, packages, as made by :func:`provenance`.
        maps: Layers by week, each of shape (width, height), for the weeks that were kept.
        country: What does not change: width, height, cell_km, capital, towns, and layers of shape (width, height).
        sector_causes: Contributions by sector and cause: week, sector, stock, cause, value; None unless they were kept
            (``keep_cell_causes``).
    """

    weekly: pd.DataFrame
    events: pd.DataFrame
    benchmarks: pd.DataFrame
    causes: pd.DataFrame
    summary: dict[str, Any]
    provenance: dict[str, Any]
    maps: dict[int, Layers] = field(default_factory=dict)
    country: dict[str, Any] = field(default_factory=dict)
    sector_causes: pd.DataFrame | None = None

    def __repr__(self) -> str:
        """Return what was run in one line."""
        origin = self.provenance
        weeks = f"{len(self.weekly)} week{'' if len(self.weekly) == 1 else 's'}"
        return (
            f"Result({origin.get('scenario', '?')}, {weeks}, seed {origin.get('seed', '?')}, {len(self.events)} events)"
        )

    asker: ClassVar[Callable[..., Any] | None] = None
    """Function from a result to an answer to why; the package sets it, as it stands right of the model."""

    plotter: ClassVar[Callable[..., Any] | None] = None
    """Function from a result to a figure; the package sets it, so that this module needs no plotting library."""

    def plot(self, **options: Any) -> Any:
        """Return a matplotlib figure with the story of the run.

        Raises:
            ResultError: If nothing that draws is attached (only parts of the package were imported).
        """
        draw = type(self).plotter
        if draw is None:
            raise ResultError("nothing is attached that draws results; import peaceops itself, not only its parts")
        return draw(self, **options)

    def why(self, stock: str, week: int | None = None, over: int = 13, sector: int | None = None) -> Any:
        """Return why a stock changed: an ``Answer`` with ``text``, ``table`` and ``events``.

        Args:
            stock: Stock of the ledger of causes, or a weekly column that one explains.
            week: Last week of the window; by default the one with the largest change.
            over: Weeks in the window.
            sector: Ask about this sector alone; needs a run with ``keep_cell_causes``.

        Raises:
            ResultError: If the question cannot be answered from this run.
        """
        ask = type(self).asker
        if ask is None:
            raise ResultError("nothing is attached that answers why; import peaceops itself, not only its parts")
        return ask(self, stock, week=week, over=over, sector=sector)

    def save(self, directory: str | os.PathLike[str], *, also: Callable[[Path], None] | None = None) -> Path:
        """Write the result into a directory, whole or not at all.

        Args:
            directory: Where to; made if missing. A result found there is replaced whole.
            also: Called with the directory still being written, to add pictures or texts that belong to the result
                and are replaced with it.

        Returns:
            The directory.

        Raises:
            ResultError: If the directory holds anything but a result, or cannot be written.
        """
        place = Path(directory)
        tables = {name: getattr(self, name) for name in TABLES}
        if self.sector_causes is not None:
            tables["sector_causes"] = self.sector_causes
        parts = {
            "tables": tables,
            "summary": self.summary,
            "provenance": self.provenance,
            "country": self.country,
            "maps": self.maps,
        }
        write_directory(place, parts, also)
        return place

    def check(self, tolerance: float = 1e-9) -> None:
        """Prove that the contributions by cause add up to what was recorded.

        Args:
            tolerance: Largest gap let pass, as in :func:`peaceops.model.causes.unexplained`.

        Raises:
            ResultError: If they do not; the text names the largest gap.
        """
        gaps = unexplained(self.weekly, self.causes, tolerance)
        if not gaps.empty:
            worst = gaps.iloc[int(gaps["gap"].abs().to_numpy().argmax())]
            raise ResultError(
                f"{len(gaps)} weeks and stocks are not explained by their causes; the largest gap is "
                f"{worst['gap']:.3g} of {worst['stock']} in week {worst['week']}"
            )

    def equals(self, other: Result, *, with_platform: bool = False) -> bool:
        """Return True if the other result holds the same numbers, bit for bit.

        Args:
            other: Result to compare with.
            with_platform: Also ask for the same Python, packages and platform.
        """
        mine, theirs = self.provenance, other.provenance
        if not with_platform:
            mine, theirs = _portable(mine), _portable(theirs)
        return (
            all(getattr(self, name).equals(getattr(other, name)) for name in TABLES)
            and self.summary == other.summary
            and mine == theirs
            and _same(self.maps, other.maps)
            and _same(self.country, other.country)
            and _agree(self.sector_causes, other.sector_causes)
        )


def load_result(directory: str | os.PathLike[str]) -> Result:
    """Read a result that :meth:`Result.save` wrote.

    Args:
        directory: The directory given to ``save``.

    Raises:
        ResultError: If there is no result, a file is missing, damaged or not the one saved, or the format is unknown.
    """
    parts = read_directory(Path(directory))
    tables = parts["tables"]
    if missing := [name for name in COLUMN_NAMES if name not in tables["weekly"].columns]:
        raise ResultError(f"the result in {directory} is damaged: weekly.parquet lacks column {missing[0]!r}")
    return Result(
        **tables,
        summary=parts["summary"],
        provenance=parts["provenance"],
        maps=parts["maps"],
        country=parts["country"],
    )


def empty_benchmarks() -> pd.DataFrame:
    """Return the table of benchmarks without a row, columns as in :class:`Result`."""
    return Benchmarks().frame().iloc[:0]


def _portable(origin: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in origin.items() if key not in ("python", "packages", "platform")}


def _agree(one: pd.DataFrame | None, other: pd.DataFrame | None) -> bool:
    """Return True if two tables are the same or one was not kept."""
    return one is None or other is None or one.equals(other)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        a, b = np.asarray(one), np.asarray(other)
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    return bool(one == other)
