"""What differs between two scenarios, and which of it the present version of the model does not use yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Change", "changes_between", "later_notes"]

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
    mine, theirs = dict(_leaves(base.as_dict())), dict(_leaves(other.as_dict()))
    names = [name for name in {**mine, **theirs} if name not in DESCRIPTIVE]
    found = (Change(name, mine.get(name), theirs.get(name)) for name in names)
    return tuple(change for change in found if change.base != change.other)


def later_notes(changes: Sequence[Change]) -> list[str]:
    """Return one sentence for every changed choice whose rule is not in the model yet."""
    waiting = _later_names()
    return [
        f"{change.name} differs, but changes nothing yet: its rule ({waiting[change.name]}) comes in a later version."
        for change in changes
        if change.name in waiting
    ]


def _later_names() -> dict[str, str]:
    """Return the rule that is still to come, by dotted name, from the parameter registry."""
    from ..model.registry import parameters

    table = parameters()
    waiting = table[table["later"].astype(str) != ""]
    return dict(zip(waiting["name"].astype(str), waiting["later"].astype(str), strict=True))
