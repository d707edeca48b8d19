"""Write the tables of figures in docs/scenarios.md from the comments of the shipped scenario files.

Each value of a shipped scenario carries its mark and source, ``value  # mark | source``; this script is the only place
that reads them. ``python docs/scenario_figures.py`` rewrites the tables, ``--check`` fails if they are stale.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "scenarios.md"
SCENARIOS = ("post_accord", "contested")
MARKS = "f^°*aed"
UNSOURCED = {"name", "title", "story", "label"}

_TABLE = re.compile(r"\[(?P<name>[a-z0-9_.]+)\]")
_VALUE = re.compile(r"(?P<key>[a-z0-9_]+) = (?P<value>.+?)  # (?P<mark>\S) \| (?P<source>.+)")


def figures(name: str) -> list[tuple[str, str, str, str]]:
    """Return (dotted name, value, source, mark) of every value of a shipped scenario, in the order of the file.

    Raises:
        ValueError: If a value has no mark and source.
    """
    rows = []
    table = ""
    text = (ROOT / "model" / "scenarios" / f"{name}.toml").read_text(encoding="utf-8")
    for number, line in enumerate(re.sub(r'""".*?"""', '""', text, flags=re.DOTALL).splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        if head := _TABLE.fullmatch(line):
            table = head["name"] + "."
            continue
        value = _VALUE.fullmatch(line)
        if value is None and line.split(" = ")[0] in UNSOURCED:
            continue
        if value is None or value["mark"] not in MARKS:
            raise ValueError(f"{name}.toml, value {number}: no mark and source in {line!r}")
        rows.append((table + value["key"], value["value"], value["source"], value["mark"]))
    return rows


def markdown(name: str) -> str:
    """Return the table of figures of a shipped scenario."""
    lines = ["| parameter | value | mark | source or reason |", "| --- | --- | --- | --- |"]
    for parameter, value, source, mark in figures(name):
        shown = value.replace("_", " ") if value.replace("_", "").isdigit() else value.strip('"')
        lines.append(f"| `{parameter}` | {shown} | {mark.replace('*', chr(92) + '*')} | {source.replace('|', '/')} |")
    return "\n".join(lines)


def page(text: str) -> str:
    """Return the page with its tables written anew."""
    for name in SCENARIOS:
        start, end = f"<!-- figures of {name} -->", f"<!-- end of the figures of {name} -->"
        before, _, rest = text.partition(start)
        text = f"{before}{start}\n\n{markdown(name)}\n\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    old = PAGE.read_text(encoding="utf-8")
    if "--check" in sys.argv:
        sys.exit(0 if page(old) == old else f"{PAGE.name} is stale: run python docs/scenario_figures.py")
    PAGE.write_text(page(old), encoding="utf-8")
