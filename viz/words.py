"""What a word means that is neither a parameter nor a recorded column.

The glossary, which holds posts of the leadership and causes in the ledger too, organisations, tasks, map layers and
sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from ..agents.catalogue import ORGANISATIONS, OrganisationSpec
from ..agents.tasks import TASKS, Task, tasks_of
from ..model.citations import KINDS as CITING
from ..model.citations import citations
from ..model.layers import ALLOWED, LAYERS
from ..model.registry import source_text
from ..model.sources import CITED, TABLES, Source, cited, in_words, sources
from ..model.stocks import STOCKS

__all__ = ["GLOSSARY", "glossary_rows", "known_words", "meanings"]

GLOSSARY = Path(__file__).parents[1] / "docs" / "glossary.md"
NEEDS = {
    "security": "security",
    "clear": "clearance of mines",
    "settled": "settlement of land disputes",
    "road": "a road",
}
KINDS = {
    "Names in the field": "a word of the glossary",
    "Words of the model": "a word of the glossary",
    "Posts of the leadership": "a post of the mission's leadership",
    "Causes in the ledger": "a cause in the ledger of causes",
}
"""What the rows of each section of the glossary are."""
ANY_NAME = "NAME"
"""What stands for an armed group, a kind of team or a family of provisions in the name of a cause."""
MOST = 8
"""Most names of one kind that are told of what cites a source."""
_MARKUP = re.compile(r"[*`]|\[|\]\([^)]*\)")


def meanings(word: str) -> list[str]:
    """Return what a word means, one text for each kind of thing that is called so.

    Args:
        word: A name or a label; capitals do not matter.
    """
    wanted = word.strip().casefold()
    found = [text for names, text in _entries() if wanted in map(str.casefold, names)]
    found.sort(key=lambda text: KINDS["Causes in the ledger"] in text)  # what is done comes before what it moves
    found = found or [text for names, text in _entries() if any(_fits(wanted, name) for name in names)]
    return found or _citation(word.strip())


def _fits(wanted: str, name: str) -> bool:
    """Return whether a word is a name in which something stands for :data:`ANY_NAME`."""
    if ANY_NAME not in name.split():
        return False
    return re.fullmatch(re.escape(name).replace(ANY_NAME, ".+"), wanted, re.IGNORECASE) is not None


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
        *(((one.id, one.says) if one.table == "documents" else (one.id,), _source(one)) for one in sources().values()),
        *(((name,), f"{name}: map layer, {ALLOWED[kind]} in every cell; may be given in country.layers")
          for name, kind in LAYERS.items()),
    )  # fmt: skip


def glossary_rows() -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield the rows of the glossary: the title of their section, their cells without markup, what the last cell is."""
    for section in GLOSSARY.read_text(encoding="utf-8").split("\n## ")[1:]:
        title, _, rest = section.partition("\n")
        rows = [line.strip("| ").split(" | ") for line in rest.splitlines() if line.startswith("| ")]
        said_by = rows[0][-1]  # a source, or a rule
        for cells in rows[2:]:  # below the head and its line
            yield title, tuple(_MARKUP.sub("", cell) for cell in cells), said_by


def _glossary() -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the rows of the glossary, whose first column may name several words."""
    for title, (head, *said, named), said_by in glossary_rows():
        names = (head,) if len(said) > 1 else tuple(part.removeprefix("now ") for part in head.split(", "))
        where = source_text(named) if said_by == "source" else f"  {said_by}: {named}"
        yield (head, *names), "\n".join([f"{head}: {KINDS[title]}", *_told(said), where])


def _told(said: list[str]) -> list[str]:
    """Return the middle cells of a row as lines: the meaning, and before it the stocks if it is a cause."""
    *stocks, meaning = said
    moves = [f"{name} ({STOCKS[name].words})" for cell in stocks for name in cell.split(", ")]
    return [f"  {meaning}", *([f"  moves: {', '.join(moves)}"] if moves else [])]


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
        source_text(task.source),
    ]
    return "\n".join(lines)


def _source(one: Source) -> str:
    """Return what a source says, where it was published, how sure that is, and what in the model cites it."""
    use = "used for" if one.table == "documents" else "its sections"
    about = {"published": one.cite, "how sure": one.sure, use: one.use}
    resting = citations()[one.id]
    lines = [f"{one.id}: {', '.join(filter(None, (TABLES[one.table], one.form)))}", f"  {one.says}"]
    lines += in_words("CML", "  ") if one.table == "sections" else []
    lines += [f"  {words}: {text}" for words, text in about.items() if text]
    lines += [f"  {CITING[kind][1]} that cite it ({len(names)}): {_some(names)}" for kind, names in resting.items()]
    lines += [] if resting else ["  no parameter cites it; it is among reasons and checks, see docs/sources.md"]
    return "\n".join(lines)


def _some(names: tuple[str, ...]) -> str:
    """Return the first names, and how many there are beside them."""
    return ", ".join(names[:MOST]) + (f" and {len(names) - MOST} more" if len(names) > MOST else "")


def _citation(word: str) -> list[str]:
    """Return what a longer citation cites, such as ``CML 4.2.6`` or ``C-01..C-05``; a section without its document."""
    capitals = word.upper().replace(" TO ", " to ").replace(" AND ", " and ")
    found = cited(capitals) if CITED.fullmatch(capitals) else ()
    rows = [sources()[one] for one in found] if set(found) <= set(sources()) else []
    return [_source(row) for row in rows if not any(other.id.startswith(f"{row.id} ") for other in rows)]
