"""Rows about the benchmarks of a run: how many are met at its end, and which wait for rules still to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model.benchmarks import BENCHMARKS
from ..model.columns import column

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
        waiting: Terms by output in which a part of what its benchmark asks for does not move before a rule to come.
    """

    objective: str
    outputs: int
    met: dict[str, int]
    waiting: dict[str, tuple[str, ...]]

    @property
    def words(self) -> str:
        """The counts in words: ``short term 2 of 5, medium term 0 of 5, long term 0 of 5``."""
        return ", ".join(f"{term} term {n} of {self.outputs}" for term, n in self.met.items())

    @property
    def waiting_lines(self) -> list[str]:
        """Which of them wait for rules still to come, a line for each set of terms; empty if none does."""
        by_terms: dict[tuple[str, ...], list[str]] = {}
        for output, terms in self.waiting.items():
            by_terms.setdefault(terms, []).append(output)
        waiting = sum(map(len, self.waiting.values()))
        asked = self.outputs * len(self.met)
        lines = [
            f"{waiting} of the {asked} wait for rules still to come: a part of what they ask for does not move yet."
        ]
        for terms in sorted(by_terms, key=lambda terms: -len(terms)):
            when = "in every term" if len(terms) == len(self.met) else f"in the {' and '.join(terms)} term"
            lines.append(f"{when.capitalize()}: {'; '.join(by_terms[terms])}.")
        return lines if waiting else []


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
            _waiting(own),
        )
        for name, own in (*named, ("all", table))
    ]


def _waiting(table: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the terms by output in which a benchmark rests on a column that no rule moves yet."""
    later = {
        (b.output, b.term)
        for b in BENCHMARKS
        if any(column(name).later for c in b.conditions for name in (c.column, c.of) if name)
    }
    found: dict[str, tuple[str, ...]] = {}
    for output, term in zip(table["output"].astype(str), table["term"].astype(str), strict=True):
        if (output, term) in later:
            found[output] = (*found.get(output, ()), term)
    return found
