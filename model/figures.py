"""The figures of a shipped scenario file: each value with its mark and source, ``value  # mark | source``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

__all__ = ["Figure", "figures_in"]

MARKS = "f^°*aed"
UNSOURCED = {"name", "title", "story", "label"}

_TABLE = re.compile(r"\[(?P<name>[a-z0-9_.]+)\]")
_VALUE = re.compile(r"(?P<key>[a-z0-9_]+) = (?P<value>.+?)  # (?P<mark>\S) \| (?P<source>.+)")


class Figure(NamedTuple):
    """One value of a scenario file, as it is written there."""

    name: str
    value: str
    source: str
    mark: str


def figures_in(path: Path) -> list[Figure]:
    """Return every value of a shipped scenario file, by dotted name, in the order of the file.

    Raises:
        ValueError: If a value has no mark and source.
    """
    rows = []
    table = ""
    text = re.sub(r'""".*?"""', '""', path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        if head := _TABLE.fullmatch(line):
            table = head["name"] + "."
            continue
        value = _VALUE.fullmatch(line)
        if value is None and line.split(" = ")[0] in UNSOURCED:
            continue
        if value is None or value["mark"] not in MARKS:
            raise ValueError(f"{path.name}, value {number}: no mark and source in {line!r}")
        rows.append(Figure(table + value["key"], value["value"], value["source"], value["mark"]))
    return rows
