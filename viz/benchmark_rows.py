"""Rows about the benchmarks of a run: how many are met at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BenchmarkRow", "benchmark_rows"]


@dataclass(frozen=True)
class BenchmarkRow:
    """How many outputs under one objective meet their benchmark at the end.

    Attributes:
        objective: The objective, or ``all``.
        outputs: Outputs under it; each has one benchmark a term.
        met: Benchmarks met by term.
    """

    objective: str
    outputs: int
    met: dict[str, int]

    @property
    def words(self) -> str:
        """The counts in words: ``short term 2 of 5, medium term 0 of 5, long term 0 of 5``."""
        return ", ".join(f"{term} term {n} of {self.outputs}" for term, n in self.met.items())


def benchmark_rows(table: pd.DataFrame) -> list[BenchmarkRow]:
    """Return how many benchmarks are met at the end, one row an objective and one for all; none without a table.

    Args:
        table: ``result.benchmarks``.
    """
    if table.empty:
        return []
    named = [(name, table[table["objective"] == name]) for name in dict.fromkeys(table["objective"])]
    terms = list(dict.fromkeys(table["term"]))
    return [
        BenchmarkRow(
            name,
            own["output"].nunique(),
            {term: int(own.loc[own["term"] == term, "met"].sum()) for term in terms},
        )
        for name, own in (*named, ("all", table))
    ]
