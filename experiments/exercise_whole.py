"""Whether the parts of an exercise, each of which can be used, come to one in which nobody is led astray."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.layout import shown
from ..model.toml_source import oneline
from .exercise import Exercise
from .exercise_section import Part

__all__ = ["check_whole"]

GIVEN_ELSEWHERE = {
    "horizon_weeks": "an exercise lasts as long as its rounds and scenario.after_weeks",
    "injects": "an exercise has those that are opened by [[injects]]",
}


def check_whole(made: Exercise, root: Part) -> None:
    """Refuse what could be played and would mislead.

    Args:
        made: The exercise.
        root: Its file.

    Raises:
        ExerciseError: If a range leaves out what holds at the start, two things have one name, or a change would be
            overruled.
    """
    for name in made.holdings:
        _check_start(made, root, name)
    for rows, what, names in (
        ("injects", "inject", [card.title for card in made.injects]),
        ("axes", "axis", [axis.title for axis in made.axes]),
        ("plays", "set of orders", [play.title for play in made.plays]),
    ):
        _check_once(root.rows(rows), "title", what, names)
    _check_once(root.rows("axes"), "outcome", "axis", [axis.outcome.key for axis in made.axes])
    changes = root.table("scenario").table("changes")
    for name in changes.values:
        if why := GIVEN_ELSEWHERE.get(str(name).partition(".")[0]):
            changes.refuse(f"{changes.label(str(name))} would change nothing; allowed is any other name: {why}", name)


def _check_start(made: Exercise, root: Part, name: str) -> None:
    """Refuse limits without what holds at the start: whoever asks that it stays would ask for something else.

    Opening positions may begin elsewhere: who sets them says where they stand before the first week.
    """
    holding, now, limits = made.holdings[name], made.value(name), root.table("limits")
    if name in limits and not holding.takes(now):
        ends = f"{holding.low:,.15g} to {holding.high:,.15g}"
        told = f"{limits.label(name)} is {ends}, and {name} is {shown(now)} at the start"
        limits.refuse(f"{told}; allowed is a range with that in it", name)


def _check_once(rows: Iterable[Part], key: str, what: str, names: list[str]) -> None:
    """Refuse a name that another thing of the kind has."""
    for index, row in enumerate(rows):
        if names[index] in names[:index]:
            name = oneline(repr(names[index]))
            row.refuse(f"{row.label(key)} is {name}, which another {what} has; allowed is one of its own", key)
