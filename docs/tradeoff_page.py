"""The measured trade-offs as they stand in docs/tradeoffs.md; ``generate.py`` writes them into the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from measure import mark  # type: ignore[import-not-found]

from peaceops.experiments.tradeoff import Tradeoff
from peaceops.experiments.tradeoff_doubts import DOUBTS
from peaceops.experiments.tradeoff_rows import RankRow, SideRow, read_rows
from peaceops.experiments.tradeoffs import TRADEOFFS
from peaceops.viz.tradeoff_words import HEADS, cells, combined, found, rank_cells, rank_heads, side_lines, side_verdicts

__all__ = ["RANKS", "ROWS", "overview", "tradeoffs_text"]

ROWS = Path(__file__).with_name("tradeoffs.csv")
RANKS = Path(__file__).with_name("tradeoff_ranks.csv")
Table = Callable[[Iterable[str], Iterable[Iterable[str]]], str]


def overview() -> tuple[Iterable[str], Iterable[Iterable[str]]]:
    """Return one row a trade-off: its question and verdict."""
    rows = read_rows(ROWS, SideRow)
    heads = ("no.", "question", "verdict", "sides", "pairs")
    return heads, [_overview(t, [row for row in rows if row.number == t.number]) for t in TRADEOFFS]


def _overview(t: Tradeoff, rows: Sequence[SideRow]) -> tuple[str, ...]:
    """Return the row of one trade-off."""
    link = f"[{t.question}](#{t.number}-{t.name})"
    if not rows:
        return (str(t.number), link, "not measured yet", f"{len(t.sides)}", "")
    said = side_verdicts(rows)
    sides = ", ".join(f"{key.replace('_', ' ')} {word}" for key, word in said.items())
    return (str(t.number), link, f"**{combined(said.values())}**", sides, str(max(row.n for row in rows)))


def tradeoffs_text(table: Table) -> str:
    """Return a section a trade-off: what was found, its table, its ranking, what was compared, what is missing."""
    rows, ranks = read_rows(ROWS, SideRow), read_rows(RANKS, RankRow)
    parts = []
    for t in TRADEOFFS:
        mine = [row for row in rows if row.number == t.number]
        parts.append(_section(t, mine, [row for row in ranks if row.number == t.number], table))
    return "\n".join(parts)


def _section(t: Tradeoff, rows: Sequence[SideRow], ranks: Sequence[RankRow], table: Table) -> str:
    """Return the section of one trade-off."""
    lines = [f"## {t.number} {t.name}\n", f"*{t.question}*\n", f"{found(t, rows, ranks)}{_age(rows)}\n"]
    if rows:
        firsts = [i == 0 or rows[i - 1].side != row.side for i, row in enumerate(rows)]
        lines.append(table(HEADS, [cells(row, first) for row, first in zip(rows, firsts, strict=True)]))
    if ranks:
        lines.append(table(rank_heads(ranks), rank_cells(ranks)))
    lines.append("".join(f"- {line}\n" for line in side_lines(t)))
    said = side_verdicts(rows)
    doubts = [(key, DOUBTS.get((t.number, key))) for key, word in said.items() if word != "emerges"]
    lines += ["".join(f"Likely why {k.replace('_', ' ')} does not fully emerge: {why}\n\n" for k, why in doubts if why)]
    if t.missing:
        lines.append("".join(f"Not in the model: {line}\n" for line in t.missing))
    return "\n".join(lines)


def _age(rows: Sequence[SideRow]) -> str:
    """Return a sentence where the figures were measured with other numbers than the model gives now."""
    old = rows and any(row.measured_with != mark() for row in rows)
    return " (Measured with earlier numbers of the model.)" if old else ""
