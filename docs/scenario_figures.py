"""Write the tables of figures in docs/scenarios.md from the comments of the shipped scenario files.

Each value of a shipped scenario carries its mark and source, ``value  # mark | source``. ``python
docs/scenario_figures.py`` rewrites the tables, ``--check`` fails if they are stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

from peaceops.model.figures import Figure, figures_in

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "scenarios.md"
SCENARIOS = ("post_accord", "contested", "resource_war", "reluctant_host", "transition")


def figures(name: str) -> list[Figure]:
    """Return every value of a shipped scenario with its source and mark, in the order of the file."""
    return figures_in(ROOT / "model" / "scenarios" / f"{name}.toml")


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
