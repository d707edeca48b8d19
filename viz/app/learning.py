"""What there is to learn, from the guides and the glossary: scenarios in the order of NetLogo's Info tab, words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ..cards import markdown
from ..words import GLOSSARY, glossary_rows

__all__ = ["abbreviations", "guide", "guides", "words"]

SCENARIOS = GLOSSARY.parent / "scenarios.md"
PARTS = ("What it is", "How it works", "Things to notice", "Things to try")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
ELSEWHERE = ("peaceops", "experiments")
"""What explains words of studies and exercises: commands and modules, no rule of the model."""


@lru_cache(maxsize=1)
def guides() -> dict[str, list[dict[str, str]]]:
    """Return the parts of each shipped scenario's guide, as HTML: title and text."""
    return _guides_of(SCENARIOS.read_text(encoding="utf-8"))


def _guides_of(text: str) -> dict[str, list[dict[str, str]]]:
    """Return the parts of the guides in a text."""
    found = {}
    text = _LINK.sub(r"\1", text)
    for chapter in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        name = re.match(r".*: `(\w+)`\n", chapter)
        if name is None:
            continue
        sections = dict(re.findall(r"^### (.+?)\n(.*?)(?=^### |\Z)", chapter, flags=re.MULTILINE | re.DOTALL))
        there = [part for part in PARTS if part in sections]
        found[name[1]] = [{"title": part, "html": markdown(sections[part])} for part in there]
    return found


@lru_cache(maxsize=1)
def words() -> list[dict[str, Any]]:
    """Return the words of the glossary, each with what the page needs to list it and to explain it where it stands.

    Returns:
        For each ``word``, ``meaning`` and ``kind`` (the title of its section); ``names`` under which it is explained
        in the page, none for words of studies and exercises, which it does not speak of; and for causes the ``stocks``
        that they move.
    """
    return [_word(title, cells) for title, cells, _ in glossary_rows()]


def _word(title: str, cells: tuple[str, ...]) -> dict[str, Any]:
    """Return one row of the glossary."""
    head, *between, meaning, said_by = cells
    names = [name.removeprefix("now ") for name in head.split(", ")]
    if len(names) > 1:  # of several words, those that mean nothing else in plain English
        names = [name for name in names if name != name.lower() or " " in name]
    unspoken = between or said_by.startswith(ELSEWHERE)
    told = {"word": head, "meaning": meaning, "kind": title, "names": [] if unspoken else names}
    return told | ({"stocks": between[0].split(", ")} if between else {})


@lru_cache(maxsize=1)
def abbreviations() -> frozenset[str]:
    """Return the abbreviations of the glossary that are written in capitals and are no word of plain English."""
    return frozenset(name for one in words() for name in one["names"] if name.isupper() and len(name) > 2)


def guide(name: str) -> list[dict[str, str]]:
    """Return the guide of a scenario, or none for one of the visitor's own."""
    return list(guides().get(name, ()))
