"""The tables of docs/sources.md: what the sources say, from ``model/sources.toml``, and what in the model cites it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from peaceops.model.citations import KINDS, citations
from peaceops.model.sources import Source, cited, sources

__all__ = ["SOURCE_TABLES"]

Table = tuple[Iterable[str], Iterable[Iterable[Any]]]
"""Heads of the columns, and rows."""

ROOT = Path(__file__).parents[1]
MOST = 3
"""Most names of one kind that stand in a cell."""


def documents() -> Table:
    """Return the source documents."""
    heads = ("key", "title", "what it is", "published", "used for", "cited by")
    return heads, ((f"`{r.id}`", f"*{r.says}*", r.form, r.cite, r.use, cited_by(r.id)) for r in rows("documents"))


def sections() -> Table:
    """Return the sections of CML that are cited."""
    heads = ("section", "what it is about", "cited by")
    return heads, ((f"`{r.id}`", r.says, cited_by(r.id)) for r in rows("sections"))


def evidence(table: str) -> Table:
    """Return findings or figures."""
    heads = ("id", "what it says", "published", "how sure", "cited by")
    return heads, ((f"`{r.id}`", r.says, r.cite, r.sure, cited_by(r.id)) for r in rows(table))


def design() -> Table:
    """Return what of the model's own design is cited."""
    told = ((f"`{r.id}`", f"{r.says}. {r.use}" if r.use else r.says, cited_by(r.id)) for r in rows("design"))
    return ("id", "what it says", "cited by"), told


def rows(table: str) -> Iterator[Source]:
    """Yield the sources of one table."""
    return (row for row in sources().values() if row.table == table)


def cited_by(one: str) -> str:
    """Return what cites a source, for a cell: how many of each kind, and the first names; else files that name it."""
    told = [_counted(kind, names) for kind, names in citations()[one].items()]
    return "; ".join(told) or f"in {', '.join(f'`{name}`' for name in naming()[one][:MOST])}"


def _counted(kind: str, names: tuple[str, ...]) -> str:
    """Return for example ``2 columns: `troops`, `police```."""
    words = KINDS[kind][len(names) > 1]
    first = [f"`{name}`" for name in names[:MOST]] + ["..."] * (len(names) > MOST)
    return f"{len(names)} {words}: {', '.join(first)}"


@lru_cache(maxsize=1)
def naming() -> dict[str, list[str]]:
    """Return by id the files of the project that name it, pages before code, but for those made from the sources."""
    made = {"docs/sources.md", "docs/parameters.md", "docs/source_tables.py", "model/sources.py", "model/sources.toml"}
    patterns = ("docs/*.md", "docs/*.csv", "model/scenarios/*.toml", "*/*.py", "*/*/*.py")
    paths = dict.fromkeys(path for pattern in patterns for path in sorted(ROOT.glob(pattern)))
    names = {path.relative_to(ROOT).as_posix(): path for path in paths}
    found: dict[str, list[str]] = {}
    for name, path in names.items():
        if name not in made and not name.startswith(("tests/", ".", "build/", "out/")):
            for one in cited(path.read_text(encoding="utf-8")):
                found.setdefault(one, []).append(name)
    return found


SOURCE_TABLES: dict[str, Callable[[], Table]] = {
    "documents": documents,
    "sections": sections,
    "findings": lambda: evidence("findings"),
    "figures": lambda: evidence("figures"),
    "design": design,
}
