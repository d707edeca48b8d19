"""The trade-offs as they are shown and kept: the list, the account on a terminal, the files."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..experiments.comparison_files import check_place, write_whole
from ..experiments.tradeoff import Tradeoff
from ..experiments.tradeoff_rows import RankRow, SideRow, write_rows
from ..experiments.weighing import Weighed
from .tables import plain_table
from .terminal import PIPE_WIDTH, TABLE_WIDTH, console, print_wrapped, time_words
from .tradeoff_words import HEADS, cells, combined, found, rank_cells, rank_heads, side_lines, side_verdicts

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["as_dict", "check_tradeoffs_place", "list_rows", "print_weighed", "save_tradeoffs"]

FILES = ("tradeoffs.csv", "ranks.csv", "tradeoffs.txt", "tradeoff_*.png")
WIDE, NARROW = 132, 100  # signs from which a table shows all of its columns, and all but the outcome without mechanism


def list_rows(tradeoffs: Sequence[Tradeoff], weeks: Mapping[int, int], seconds: Mapping[int, float]) -> list[list[str]]:
    """Return one row a trade-off: number, name, question, weeks a pair, and how long some pairs take.

    Args:
        tradeoffs: The trade-offs.
        weeks: Weeks of one pair by number.
        seconds: Seconds that the pairs take by number.
    """
    return [
        [str(t.number), t.name, t.question, f"{weeks[t.number]:,}", time_words(seconds[t.number])] for t in tradeoffs
    ]


def print_weighed(weighed: Weighed, out: Console | None = None, for_table: Console | None = None) -> None:
    """Print what one trade-off shows: the question, the finding, the table, what was compared.

    Args:
        weighed: What was found.
        out: Where to; standard output by default.
        for_table: Where the table goes, which may be wider.
    """
    out, for_table = out or console(), for_table or console(TABLE_WIDTH)
    t, rows = weighed.tradeoff, weighed.rows
    out.print()
    print_wrapped(f"{t.number}  {t.question}", out, style="bold", later="   ")
    verdict = combined(side_verdicts(rows).values())
    print_wrapped(f"Verdict: {verdict}. {found(t, rows, weighed.ranks)}", out, later="  ")
    shown = range(7) if for_table.width >= WIDE else (0, 1, 2, 3, 4, 6) if for_table.width >= NARROW else (0, 1, 3, 4)
    told, side = [], ""
    for row in rows:
        full = cells(row, row.side != side)
        told.append([full[i] for i in shown])
        side = row.side
    for_table.print(plain_table([HEADS[i] for i in shown], told))
    if weighed.ranks:
        for_table.print(plain_table(rank_heads(weighed.ranks), rank_cells(weighed.ranks)))
    for line in side_lines(t):
        print_wrapped(f"- {line}", out, later="  ", style="dim")
    for line in t.missing:
        print_wrapped(f"Not in the model: {line}", out, later="  ", style="dim")
    if weighed.failed:
        n = len(weighed.failed)
        print_wrapped(f"Note: {n} run{'' if n == 1 else 's'} failed; the first: {weighed.failed[0]}", out, later="  ")


def as_dict(weighed: Weighed) -> dict[str, Any]:
    """Return what one trade-off shows as plain values."""
    from dataclasses import asdict

    t, rows = weighed.tradeoff, weighed.rows
    return {
        "number": t.number, "name": t.name, "question": t.question, "verdict": combined(side_verdicts(rows).values()),
        "found": found(t, rows, weighed.ranks), "sides": side_verdicts(rows), "rows": [asdict(row) for row in rows],
        "ranks": [asdict(row) for row in weighed.ranks], "missing": list(t.missing), "failed": weighed.failed,
    }  # fmt: skip


def check_tradeoffs_place(directory: Path) -> None:
    """Refuse a place that holds something which saving trade-offs would destroy.

    Raises:
        ResultError: If it is no directory, or holds anything else.
    """
    check_place(directory, "table of trade-offs", FILES)


def save_tradeoffs(all_weighed: Sequence[Weighed], directory: Path, setting: str) -> list[tuple[str, str]]:
    """Write tables, a picture a trade-off, and what was printed, all or nothing.

    Args:
        all_weighed: What was found.
        directory: Where to; made if missing, replaced if it holds trade-offs.
        setting: Pairs and root seed in words.

    Returns:
        The files as (path, what is in it).

    Raises:
        ResultError: If the directory holds anything else, or cannot be written.
    """
    from .tradeoff_forest import tradeoff_figure

    ranks = [row for weighed in all_weighed for row in weighed.ranks]
    files = [
        ("tradeoffs.csv", "one row an effect, with and without its mechanism"),
        ("tradeoffs.txt", "what is printed above"),
    ]
    files += [("ranks.csv", "designs ranked by outcome")] if ranks else []
    files += [(_picture(w), f"picture of {w.tradeoff.number}, {w.tradeoff.name}") for w in all_weighed]

    def fill(place: Path) -> None:
        write_rows([row for weighed in all_weighed for row in weighed.rows], place / "tradeoffs.csv", SideRow)
        if ranks:
            write_rows(ranks, place / "ranks.csv", RankRow)
        (place / "tradeoffs.txt").write_text(as_text(all_weighed, setting), encoding="utf-8")
        for weighed in all_weighed:
            tradeoff_figure(weighed.tradeoff, weighed.rows, setting).savefig(place / _picture(weighed), dpi=100)

    write_whole(directory, "table of trade-offs", FILES, fill)
    return [(str(directory / name), what) for name, what in files]


def _picture(weighed: Weighed) -> str:
    return f"tradeoff_{weighed.tradeoff.number:02}_{weighed.tradeoff.name}.png"


def as_text(all_weighed: Sequence[Weighed], setting: str) -> str:
    """Return what is printed, as plain text."""
    from rich.console import Console as NewConsole

    text = io.StringIO()
    out, wide = (NewConsole(file=text, width=n, highlight=False) for n in (PIPE_WIDTH, TABLE_WIDTH))
    out.print(setting)
    for weighed in all_weighed:
        print_weighed(weighed, out, wide)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"
