"""Tables for a terminal: every number whole, however narrow it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["fitted_table", "plain_table"]


def plain_table(
    heads: Sequence[str], rows: Sequence[Sequence[object]], right: Sequence[int] = (), *, tight: bool = False,
    names: bool = True,
) -> Table:  # fmt: skip
    """Return rows as a table with a line below its head.

    Args:
        heads: Column heads; a line break in one is kept, one after a hyphen divides a word.
        rows: One sequence a row; a cell may be anything that Rich can print.
        right: Columns set flush right. They hold numbers and are never broken, since half a number is a wrong one.
        tight: Leave out the space around the table, and all but two signs between columns.
        names: Whether the first column holds names, which are coloured and not broken either.
    """
    from rich import box
    from rich.table import Table as NewTable
    from rich.text import Text

    table = NewTable(box=box.SIMPLE_HEAD, show_edge=not tight, padding=(0, 0, 0, 1) if tight else (0, 1))
    for i, head in enumerate(heads):
        name = names and i == 0
        table.add_column(
            head, justify="right" if i in right else "left", no_wrap=name or i in right, overflow="fold",
            style="cyan" if name else "",
        )  # fmt: skip
    for row in rows:
        table.add_row(*(cell if hasattr(cell, "__rich_console__") else Text(str(cell)) for cell in row))
    return table


def fitted_table(
    heads: Sequence[str], rows: Sequence[Sequence[object]], right: Sequence[int], width: int,
    *, grouped: bool = False, spare: Sequence[int] = (),
) -> Table:  # fmt: skip
    """Return rows as a table that a terminal can hold.

    Where the full table does not fit, space between columns is saved first, then the spare columns are left out and
    the first column, if rows are grouped by it, becomes headings between the rows.

    Args:
        heads: Column heads.
        rows: One sequence a row.
        right: Columns set flush right.
        width: Signs in a line.
        grouped: Whether the first column says the same in row after row.
        spare: Columns that can be done without.
    """
    for tight in (False, True):
        table = plain_table(heads, rows, right, tight=tight)
        if _width(table) <= width:
            return table
    kept = [i for i in range(len(heads)) if i not in spare]
    heads, rows = [heads[i] for i in kept], [[row[i] for i in kept] for row in rows]
    right = [place for place, i in enumerate(kept) if i in right]
    if grouped:
        heads, rows, right = heads[1:], _under_headings(rows), [i - 1 for i in right]
    return plain_table(heads, rows, right, tight=True, names=not grouped)


def _under_headings(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Return rows without their first cell, and before the first row of each group one with that cell alone."""
    from rich.padding import Padding
    from rich.text import Text

    made: list[list[object]] = []
    group: object = None
    for first, second, *others in rows:
        if first != group:
            made.append([Text(str(first), style="bold cyan"), *("" for _ in others)])
        group = first
        made.append([Padding(Text(str(second)), (0, 0, 0, 2)), *others])
    return made


def _width(table: Table) -> int:
    """Return how many signs a table takes if no cell is broken."""
    from rich.console import Console

    wide = Console(width=10_000)
    return wide.measure(table).maximum
