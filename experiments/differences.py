"""What differs between two scenarios, and whether facts do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Change", "changes_between", "fact_notes"]

DESCRIPTIVE = ("name", "title", "story", "base")


@dataclass(frozen=True)
class Change:
    """One parameter in which two designs differ: dotted name, value of the base, value of the other."""

    name: str
    base: Any
    other: Any


def _leaves(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (dotted name, value) of every value in a nested mapping; choices go without their prefix."""
    for name, value in values.items():
        dotted = f"{above}{name}"
        if isinstance(value, Mapping):
            yield from _leaves(value, "" if dotted == "choices" else f"{dotted}.")
        else:
            yield dotted, value


def changes_between(base: Any, other: Any) -> tuple[Change, ...]:
    """Return what differs between two scenarios, in the order in which the base declares it.

    Args:
        base: A scenario with ``as_dict()``.
        other: Another.
    """
    from ..model.layout import unwritten

    mine, theirs = dict(_leaves(base.as_dict())), dict(_leaves(other.as_dict()))
    names = [name for name in {**mine, **theirs} if name not in DESCRIPTIVE]
    found = (Change(name, mine.get(name, unwritten(name)), theirs.get(name, unwritten(name))) for name in names)
    return tuple(change for change in found if change.base != change.other)


def fact_notes(changes: Sequence[Change]) -> list[str]:
    """Return a sentence if the designs differ in facts about the world, and not in choices only."""
    from ..model.layout import model_path
    from ..model.scenario import Scenario
    from ..model.specs import branch, is_fact, spec_at

    facts, choices = [], 0
    for change in changes:
        path = model_path(change.name)
        if is_fact(Scenario, path):
            facts.append(change.name)
        elif spec_at(Scenario, path) is not None or branch(Scenario, path) is not None:
            choices += 1
    if not facts:
        return []
    named = ", ".join(facts[:4]) + (f" and {len(facts) - 4} more" if len(facts) > 4 else "")
    mixed = (
        "as well as in choices, so that the table does not show what the choices do" if choices else "not in choices"
    )
    return [f"The designs differ in facts about the world ({named}), {mixed}."]
