"""Write the generated pages and tables of the docs, or check that they are up to date.

``make docs`` writes; ``python docs/generate.py --check`` writes nothing, names what is stale and ends with exit code 1.
``docs/parameters.md`` is written whole. In every other page the text between these two lines is replaced::

    <!-- generated: columns -->
    <!-- /generated -->

Tables on offer: ``columns``, ``outcomes``, ``scenarios``, ``presets``, ``parameters GROUP`` for one group of the
registry, for example ``parameters trust``, ``systems PART`` for one part of the systems, in ``system_tables.py``, those
of the model's description, in ``odd_tables.py``, those of the sources, in ``source_tables.py``, those of the
trade-offs, in ``tradeoff_page.py``, those of the exercises, in ``exercise_pages.py``, and ``measured FIGURES``, which
says whether figures are up to date.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
from exercise_pages import authorities_table, debrief, happens, head, played_table, roles_table  # type: ignore[import-not-found]
from measure import measured_note  # type: ignore[import-not-found]
from odd_tables import ODD_TABLES  # type: ignore[import-not-found]
from source_tables import SOURCE_TABLES  # type: ignore[import-not-found]
from system_tables import counted, systems, worlds  # type: ignore[import-not-found]
from tradeoff_page import overview, tradeoffs_text  # type: ignore[import-not-found]

import peaceops
from peaceops.model.columns import COLUMNS, OUTCOMES

DOCS = Path(__file__).parent
MARK = re.compile(r"(<!-- generated: (?P<name>[\w ]+?) -->\n).*?(<!-- /generated -->)", re.DOTALL)
DIRECTION = {1: "more is better", -1: "less is better", 0: "depends"}
INTRODUCTION = """# Parameters

Every number and choice of the model, with its default, range, unit and source. A *choice* is a lever that a plan can
set with `with_choices` or in the tables of a scenario file; the others are facts about the world, set with
`with_changes` or in the same file. What an id in a source means, such as `CML 1.4.1` or `C-05`, stands in
[sources.md](sources.md); where the source says *assumption*, the reason follows. `peaceops explain NAME` shows one of
them, with what its source says in words.

This page is generated from the registry by `make docs`.
"""


def cell(value: Any) -> str:
    """Return one table cell; missing values are empty."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"
    if isinstance(value, list | tuple):
        return ", ".join(cell(item) for item in value)
    return str(value).replace("|", "\\|").replace("\n", " ")


def table(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Return a Markdown table."""
    head = list(columns)
    lines = [head, ["---"] * len(head), *([cell(value) for value in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def columns_table() -> str:
    """Return the weekly columns in the order of the contract."""
    rows = [(f"`{c.name}`", c.kind, c.unit, c.help, c.source) for c in COLUMNS]
    return table(("column", "kind", "unit", "what it is", "source"), rows)


def outcomes_table() -> str:
    """Return the outcomes by which two designs are compared."""
    rows = [asdict(o) for o in OUTCOMES]
    picked = [(f"`{o['key']}`", o["label"], o["unit"], DIRECTION[o["better"]], f"`{o['column']}`") for o in rows]
    return table(("outcome", "label", "unit", "direction", "weekly column"), picked)


def parameters_table(group: str) -> str:
    """Return the parameters of one group of the registry.

    Raises:
        ValueError: If the registry knows no such group.
    """
    known = peaceops.parameters()
    rows = known[known["group"] == group]
    if rows.empty:
        raise ValueError(f"no parameters in group {group!r}; groups are {', '.join(sorted(set(known['group'])))}")
    return table(
        ("name", "default", "range", "unit", "what it is", "source"),
        (
            (f"`{row['name']}`", row["default"], span(row), row["unit"], describe(row), row["source"])
            for row in rows.to_dict("records")
        ),
    )


def span(row: dict[Any, Any]) -> str:
    """Return what is allowed, in words."""
    low, high = cell(row["low"]), cell(row["high"])
    if low and high:
        return f"{low} to {high}"
    if low or high:
        return f"from {low}" if low else f"up to {high}"
    return cell(row["allowed"])


def describe(row: dict[Any, Any]) -> str:
    """Return the help, with a note on levers."""
    return f"{'*Choice.* ' if row['choice'] else ''}{row['help']}"


def frame_table(frame: pd.DataFrame) -> str:
    """Return a frame as it is."""
    return table(frame.columns, frame.itertuples(index=False))


def presets_table() -> str:
    """Return what each preset is, and below it the choices that it sets."""
    frame = peaceops.presets().set_index("name")
    words = ["title", "story"]
    choices = frame.drop(columns=words).T
    stories = table(("preset", *words), ((f"`{name}`", *row) for name, *row in frame[words].itertuples()))
    settings = table(("choice", *choices), ((f"`{name}`", *row) for name, *row in choices.itertuples()))
    return f"{stories}\n{settings}"


def parameters_page() -> str:
    """Return the whole of docs/parameters.md."""
    groups = dict.fromkeys(peaceops.parameters()["group"])
    return INTRODUCTION + "".join(f"\n## {group}\n\n{parameters_table(group)}" for group in groups)


TABLES: dict[str, Callable[..., str]] = {
    "columns": columns_table,
    "outcomes": outcomes_table,
    "parameters": parameters_table,
    "presets": presets_table,
    "measured": measured_note,
    "exercise_roles": lambda: table(*roles_table()),
    "exercise_authorities": lambda: table(*authorities_table()),
    "exercise_head": lambda name: head(name, table),
    "exercise_played": lambda name: table(*played_table(name)),
    "exercise_happens": happens,
    "exercise_debrief": debrief,
    "scenarios": lambda: frame_table(peaceops.scenarios()),
    "systems": lambda chapter: table(*systems(chapter)),
    "systems_counted": lambda: table(*counted()),
    "systems_worlds": lambda: table(*worlds()),
    "tradeoff_overview": lambda: table(*overview()),
    "tradeoffs": lambda: tradeoffs_text(table),
}
TABLES |= {name: (lambda made=made: table(*made())) for name, made in (ODD_TABLES | SOURCE_TABLES).items()}


def filled(text: str) -> str:
    """Return a page with all its generated tables renewed."""

    def renew(match: re.Match[str]) -> str:
        name, *arguments = match["name"].split()
        return f"{match[1]}\n{TABLES[name](*arguments)}\n{match[3]}"

    return MARK.sub(renew, text)


def pages() -> dict[Path, str]:
    """Return what every page with generated text should hold."""
    with_tables = [*sorted(DOCS.glob("*.md")), *sorted((DOCS / "exercises").glob("*.md")), DOCS.parent / "README.md"]
    wanted = {path: filled(path.read_text(encoding="utf-8")) for path in with_tables}
    return wanted | {DOCS / "parameters.md": parameters_page()}


def main() -> int:
    """Write the stale pages, or name them; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a page is stale")
    check = parser.parse_args().check
    stale = []
    for path, text in pages().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        print(f"{path.name} is stale: run `make docs`" if check else f"wrote {path.name}")
        if not check:
            path.write_text(text, encoding="utf-8")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
