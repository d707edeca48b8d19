"""Roles of exercises: who they are, what they see, what they may hold, and who decides with whom.

All of it is data, in ``roles.toml`` beside this module.

Source: CML 1.1-1.4, 2.2.1; CML6; IMS; MODEL.md 3.2, 5.4, 5.21.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import get_args

from ..agents.catalogue import ORG_INDEX
from ..agents.tasks import TASKS, tasks_of
from ..model.columns import COLUMN_NAMES, column
from ..model.injects import Inject
from ..model.layers import LAYERS
from ..model.toml_source import read_toml
from .exercise_section import Part

__all__ = [
    "HEAD",
    "INJECT_KINDS",
    "LEAVES",
    "VISIBLE_LAYERS",
    "Agrees",
    "Authority",
    "Grant",
    "Role",
    "View",
    "answers_for",
    "authorities",
    "read_grants",
    "roles",
    "views",
]

FILE = Path(__file__).with_name("roles.toml")
HEAD = "head_of_mission"
LEAVES = "Each side can step back from it alone."
VISIBLE_LAYERS: tuple[str, ...] = (
    *LAYERS, "control",
    *(f"presence_{who}" for who in ("military", "police", "civilian", "humanitarian", "state")),
)  # fmt: skip
"""Map layers that can be seen; what the layer ``control`` shows is who holds a place."""
INJECT_KINDS: tuple[str, ...] = get_args(Inject.model_fields["kind"].annotation)
MOST_TIMES = 20


@dataclass(frozen=True)
class View:
    """A named set of what can be seen.

    Attributes:
        key: Name.
        title: Name shown to people.
        text: What it is, one sentence.
        columns: Weekly columns.
        layers: Map layers.
        events: Kinds of events.
    """

    key: str
    title: str
    text: str
    columns: tuple[str, ...]
    layers: tuple[str, ...]
    events: tuple[str, ...]


@dataclass(frozen=True)
class Grant:
    """An inject that a role may let happen, within limits.

    Attributes:
        kind: Kind of inject.
        times: Most times in an exercise; at most once a round in any case.
        size: Largest size, times a usual one.
        weeks: Most weeks that it lasts.
        group: Armed group that does it; None for the one most able to.
    """

    kind: str
    times: int
    size: float = 1.0
    weeks: int = 4
    group: str | None = None


@dataclass(frozen=True)
class Agrees:
    """When an outside role with nobody in its seats agrees to a step forward: while a column is at least so much."""

    column: str
    least: float

    @property
    def words(self) -> str:
        """The rule in words: ``while host consent is at least 50 %``."""
        found = column(self.column)
        least = f"{100 * self.least:g} %" if found.unit == "share" else f"{self.least:g} {found.unit}"
        return f"while {found.label.lower()} is at least {least}"


@dataclass(frozen=True)
class Role:
    """Somebody who can sit at the table.

    Attributes:
        key: Name.
        title: Title of today.
        title_2010: Title of the sources' time.
        post: Post of the mission's leadership that it stands for, or "".
        organisations: Organisations of the model that it leads or speaks for; it sees what they believe, if anything.
        views: Named sets of what it sees beside the news.
        grants: Injects that it may let happen.
        agrees: When it agrees with nobody in its seats; None for roles of the mission.
        briefing: Who it is, Markdown.
        source: Where that comes from.
    """

    key: str
    title: str
    title_2010: str
    post: str
    organisations: tuple[str, ...]
    views: tuple[str, ...]
    grants: tuple[Grant, ...]
    agrees: Agrees | None
    briefing: str
    source: str

    @property
    def tasks(self) -> tuple[str, ...]:
        """Labels of what the teams of its organisations can do; they plan it by themselves."""
        rows = dict.fromkeys(i for key in self.organisations for i in tasks_of(key))
        return tuple(TASKS[i].label for i in rows)


@dataclass(frozen=True)
class Authority:
    """Who decides on one choice.

    Attributes:
        name: Dotted name of the choice.
        sides: Sides that must agree; each a list of roles, the first of which leads on the subject.
        low: Smallest value that may be ordered, or None.
        high: Largest value that may be ordered, or None.
        text: Why, one sentence.
        source: Where that comes from.
        any_step: Whether any change is a step to which others must agree, a lower value as much as a higher one.
        one_leaves: Whether each side may step back, to a lower value, without the others.
    """

    name: str
    sides: tuple[tuple[str, ...], ...]
    low: float | None
    high: float | None
    text: str
    source: str
    any_step: bool = False
    one_leaves: bool = False

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles of all sides, in order."""
        return tuple(role for side in self.sides for role in side)


def views() -> dict[str, View]:
    """Return the named sets of what can be seen; every role sees ``news``."""
    return _read()[0]


def roles() -> dict[str, Role]:
    """Return the roles by name, the mission's leaders first."""
    return _read()[1]


def authorities() -> dict[str, Authority]:
    """Return who decides on each choice, by its dotted name."""
    return _read()[2]


def answers_for(side: Iterable[str]) -> str:
    """Return the role whose rule answers for a side with nobody in its seats: the first that has one, "" for none."""
    return next((role for role in side if roles()[role].agrees), "")


def read_grants(table: Part) -> tuple[Grant, ...]:
    """Return the injects that a role may let happen, as its table lists them under ``injects``."""
    made = []
    for row in table.rows("injects"):
        row.only(("kind", "times", "size", "weeks", "group"))
        kind = row.one_of("kind", INJECT_KINDS)
        made.append(Grant(
            kind, row.whole("times", 1, MOST_TIMES, 1), row.amount("size", 0.1, 10.0, 1.0),
            row.whole("weeks", 1, 520, 4), row.text("group") or None,
        ))  # fmt: skip
    return tuple(made)


@lru_cache(maxsize=1)
def _read() -> tuple[dict[str, View], dict[str, Role], dict[str, Authority]]:
    """Return what the file of roles says."""
    source = read_toml(FILE)
    root = Part(source.values, (), source.where)
    root.only(("views", "roles", "authority"))
    seen = {key: _view(key, root.table("views").table(key)) for key in root.table("views").values}
    table = root.table("roles")
    known = {key: _role(key, table.table(key), seen) for key in table.values}
    rules = {rule.name: rule for row in root.rows("authority") for rule in _authority(row, known)}
    return seen, known, rules


def _view(key: str, row: Part) -> View:
    """Return one set of what can be seen."""
    row.only(("title", "text", "columns", "layers", "events"))
    columns = row.known("columns", COLUMN_NAMES, "weekly column")
    layers = row.known("layers", VISIBLE_LAYERS, "map layer")
    return View(key, row.words("title"), row.words("text"), columns, layers, row.texts("events"))


def _role(key: str, row: Part, seen: dict[str, View]) -> Role:
    """Return one role."""
    row.only(("title", "title_2010", "post", "organisations", "views", "injects", "agrees", "briefing", "source"))
    organisations = row.known("organisations", ORG_INDEX, "organisation") if row.values.get("organisations") else ()
    return Role(
        key, row.words("title"), row.words("title_2010"), row.text("post"), organisations,
        row.known("views", seen, "view"), read_grants(row), _agrees(row), row.words("briefing"), row.words("source"),
    )  # fmt: skip


def _agrees(row: Part) -> Agrees | None:
    """Return when a role agrees with nobody in its seats, None if it has no rule."""
    if "agrees" not in row:
        return None
    rule = row.table("agrees")
    rule.only(("column", "least"))
    return Agrees(rule.one_of("column", COLUMN_NAMES), rule.amount("least", 0.0, 100.0, 0.5))


def _authority(row: Part, known: dict[str, Role]) -> list[Authority]:
    """Return who decides on each of the choices of a row."""
    row.only(("choices", "sides", "low", "high", "any_step", "one_leaves", "text", "source"))
    sides = tuple(tuple(side) for side in row.values.get("sides", ()))
    strangers = [role for side in sides for role in side if role not in known]
    if strangers or not sides:
        row.fail("sides", f"a list of lists of roles, which are {', '.join(known)}")
    low, high = (row.values.get(end) for end in ("low", "high"))
    text, source = row.words("text"), row.words("source")
    any_step, one_leaves = (bool(row.values.get(name, False)) for name in ("any_step", "one_leaves"))
    return [
        Authority(name, sides, low, high, text, source, any_step, one_leaves) for name in row.texts("choices")
    ]
