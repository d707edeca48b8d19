"""What the ids in a source mean: documents and their sections, published findings, calibration figures, the design.

The words stand in ``sources.toml``; ``docs/sources.md`` and ``explain`` are made from it. What cites an id is found by
:mod:`~peaceops.model.citations`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

__all__ = ["CITED", "TABLES", "Source", "cited", "in_words", "sources"]

FILE = Path(__file__).with_name("sources.toml")
TABLES = {
    "documents": "a source document",
    "sections": "a section of CML",
    "findings": "a published finding",
    "figures": "a calibration figure",
    "design": "the model's own design",
}
"""The tables of the file, and what a row of each is."""
_SECTION = r"\d(?:\.\d)*"
CITED = re.compile(
    rf"\b(?P<document>CML6|CML|IMS|IPI|EXIT|MODEL)\b(?: (?P<sections>{_SECTION}(?:(?:, | and | to |-){_SECTION})*))?"
    r"|\b(?P<id>[A-Z]{1,2}-\d\d)\b(?:(?:\.\.| to |-)(?P<last>[A-Z]{1,2}-\d\d)\b)?"
    r"|\b(?P<tradeoff>trade-off \d+)"
)
"""One citation: a document with or without sections, a finding or a figure or a range of them, a trade-off."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One row of the table.

    Attributes:
        id: How it is cited, for example ``C-05``, ``CML`` or ``CML 1.4.1``.
        table: One of :data:`TABLES`.
        says: What it says or, of a document, its title.
        cite: Where it was published.
        sure: How sure the report of it is.
        form: What kind of document it is.
        date: When a document was written.
        use: What a document is used for here, or what its sections are.
    """

    id: str
    table: str
    says: str
    cite: str = ""
    sure: str = ""
    form: str = ""
    date: str = ""
    use: str = ""


@lru_cache(maxsize=1)
def sources() -> dict[str, Source]:
    """Return all rows by id, in the order of the file."""
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    rows = [Source(id=f"CML {number}", table="sections", says=says) for number, says in tables.pop("sections").items()]
    rows += [Source(id=key, table=name, **row) for name, table in tables.items() for key, row in table.items()]
    rows.sort(key=lambda row: list(TABLES).index(row.table))
    return {row.id: row for row in rows}


def cited(text: str) -> tuple[str, ...]:
    """Return the ids that a text cites, each once, in their order; an id that no row has is among them.

    ``C-01..C-05`` and ``C-01 to C-05`` are all rows from the first to the last, ``CML 1.4.1, 1.3`` is CML and two of
    its sections, and ``CML 4.2.6`` the section 4.2 if 4.2.6 has no row of its own.
    """
    return tuple(dict.fromkeys(one for match in CITED.finditer(text) for one in _ids(match)))


def in_words(text: str, indent: str = "    ") -> list[str]:
    """Return a line on each id that a text cites: what it says, and where it was published or, of a document, when."""
    rows = [sources()[one] for one in cited(text) if one in sources()]
    where = [f"{row.form}, {row.date}" if row.table == "documents" else row.cite for row in rows]
    return [
        f"{indent}{row.id}: {row.says.rstrip('.')}{f' ({at})' if at else ''}"
        for row, at in zip(rows, where, strict=True)
    ]


def _ids(match: re.Match[str]) -> Iterator[str]:
    """Yield the ids in one citation."""
    if match["document"]:
        yield match["document"]
        if match["document"] == "CML":
            yield from _sections(match["sections"] or "")
    elif match["last"]:
        yield match["id"]
        yield from (one for one in sources() if _is_between(match["id"], one, match["last"]))
        yield match["last"]
    else:
        yield match["id"] or match["tradeoff"]


def _is_between(first: str, one: str, last: str) -> bool:
    """Return whether an id is of the family of ``first`` and not before it nor after ``last``."""
    return one.partition("-")[0] == first.partition("-")[0] and first <= one <= last


def _sections(text: str) -> Iterator[str]:
    """Yield the rows of the sections in a list such as ``1.3, 3.2-3.6``."""
    for part in re.split(r", | and ", text) if text else []:
        first, *last = re.split(r" to |-", part)
        yield _section(first)
        for end in last:
            yield from (one for one in sources() if _is_section_between(first, one, end))
            yield _section(end)


def _section(number: str) -> str:
    """Return the longest row that begins a section's number, or the number itself if there is none."""
    parts = number.split(".")
    found = (f"CML {'.'.join(parts[:end])}" for end in range(len(parts), 0, -1))
    return next((one for one in found if one in sources()), f"CML {number}")


def _is_section_between(first: str, one: str, last: str) -> bool:
    """Return whether a row is a section as deep as ``first``, and not before it nor after ``last``."""
    number = one.removeprefix("CML ")
    return one.startswith("CML ") and number.count(".") == first.count(".") and first <= number <= last
