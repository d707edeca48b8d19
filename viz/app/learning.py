"""What there is to learn, from the guides and the glossary: scenarios in the order of NetLogo's Info tab, words."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from ..cards import markdown
from ..words import GLOSSARY, glossary_rows

__all__ = ["guide", "guides", "marked", "words"]

SCENARIOS = GLOSSARY.parent / "scenarios.md"
PARTS = ("What it is", "How it works", "Things to notice", "Things to try")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"(<[^>]*>)")


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
        found[name[1]] = [{"title": part, "html": marked(markdown(sections[part]))} for part in there]
    return found


@lru_cache(maxsize=1)
def words() -> list[dict[str, str]]:
    """Return the words of the glossary: word, meaning, and the kind of word it is."""
    return [{"word": cells[0], "meaning": cells[-2], "kind": title} for title, cells, _ in glossary_rows()]


@lru_cache(maxsize=1)
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds abbreviations of the field in a text, and what each means."""
    meanings = {
        name: one["meaning"]
        for one in words()
        for name in re.split(r", now |, later |, ", one["word"])
        if re.fullmatch(r"[A-Z][A-Za-z/-]*[A-Z][A-Za-z/-]*", name)
    }
    names = sorted(meanings, key=len, reverse=True)
    return re.compile(rf"(?<![\w/-])({'|'.join(map(re.escape, names))})(?![\w/-])"), meanings


def marked(html: str) -> str:
    """Return HTML with the field's abbreviations explained on hover, in the names of today and of the sources."""
    pattern, meanings = _names()

    def told(found: re.Match[str]) -> str:
        return f'<abbr tabindex="0" title="{escape(meanings[found[1]])}">{found[1]}</abbr>'

    return "".join(part if part.startswith("<") else pattern.sub(told, part) for part in _TAG.split(html))


def guide(name: str) -> list[dict[str, str]]:
    """Return the guide of a scenario, or none for one of the visitor's own."""
    return list(guides().get(name, ()))
