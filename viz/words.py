"""What a word means that is neither a parameter nor a recorded column: glossary, organisation, task or map layer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from ..agents.catalogue import ORGANISATIONS, OrganisationSpec
from ..agents.tasks import TASKS, Task, tasks_of
from ..model.layers import ALLOWED, LAYERS

__all__ = ["known_words", "meanings"]

GLOSSARY = Path(__file__).parents[1] / "docs" / "glossary.md"
NEEDS = {
    "security": "security",
    "clear": "clearance of mines",
    "settled": "settlement of land disputes",
    "road": "a road",
}
_ROW = re.compile(r"^\| (?!---|name|word)(.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_MARKUP = re.compile(r"[*`]|\[|\]\([^)]*\)")


def meanings(word: str) -> list[str]:
    """Return what a word means, one text for each kind of thing that is called so.

    Args:
        word: A name or a label; capitals do not matter.
    """
    wanted = word.strip().casefold()
    return [text for names, text in _entries() if wanted in map(str.casefold, names)]


def known_words() -> list[str]:
    """Return every word that has a meaning here."""
    return [name for names, _ in _entries() for name in names]


@lru_cache(maxsize=1)
def _entries() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return all entries as (names, text)."""
    return (
        *_glossary(),
        *(((one.key, one.label), _organisation(one)) for one in ORGANISATIONS),
        *(((task.key, task.label), _task(task)) for task in TASKS),
        *(((name,), f"{name}: map layer, {ALLOWED[kind]} in every cell; may be given in country.layers")
          for name, kind in LAYERS.items()),
    )  # fmt: skip


def _glossary() -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the rows of the glossary, whose first column may name several words."""
    for head, meaning, source in _ROW.findall(GLOSSARY.read_text(encoding="utf-8")):
        said, named = (_MARKUP.sub("", text) for text in (meaning, source))
        names = tuple(part.removeprefix("now ") for part in head.split(", "))
        yield (head, *names), f"{head}: a word of the glossary\n  {said}\n  source: {named}"


def _organisation(one: OrganisationSpec) -> str:
    """Return what an organisation is and does."""
    doing = ", ".join(TASKS[i].label.lower() for i in tasks_of(one.key))
    manner = "works by command" if one.command else "works by consensus"
    lines = [
        f"{one.key}: {one.label}, an organisation ({one.family.replace('_', ' ')})",
        f"  plans {one.horizon_weeks} weeks ahead and gives new orders every {one.review_weeks} weeks; {manner}",
        *([f"  its teams can: {doing}"] if doing else []),
    ]
    return "\n".join(lines)


def _task(task: Task) -> str:
    """Return what a task is, who does it and what must come first."""
    labels = {one.key: one.label for one in ORGANISATIONS}
    doers = ", ".join(labels.get(key, key.replace("_", " ")) for key in task.doers)
    lines = [
        f"{task.key}: {task.label}, a task of field teams ({task.kind})",
        f"  done by: {doers}",
        *([f"  must come first: {', '.join(NEEDS[need] for need in task.needs)}"] if task.needs else []),
        f"  source: {task.source}",
        *([f"  it changes nothing yet: its rule ({task.later}) comes in a later version"] if task.later else []),
    ]
    return "\n".join(lines)
