"""Injects that roles let happen, within what an exercise grants them.

Source: MODEL.md 5.26: they go through the same rules as the model's own events.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..model.errors import ExerciseError, nearest
from ..model.layout import shown
from .choice_names import inject_name
from .exercise import Seat
from .roles import Grant

__all__ = ["Call", "Called", "check_call", "settle_calls"]


@dataclass(frozen=True)
class Call:
    """A role lets something happen in the coming round.

    Attributes:
        role: Who.
        kind: Kind of inject.
        size: Times a usual one.
        weeks: How long it lasts, for events that last.
        sector: Where, counted from 0; None for anywhere.
        seat: Which seat of the role, counted from 1.
    """

    role: str
    kind: str
    size: float = 1.0
    weeks: int = 1
    sector: int | None = None
    seat: int = 1


@dataclass(frozen=True)
class Called:
    """What came of a call.

    Attributes:
        call: The call.
        inject: Fields of the inject, without its week; empty if it does not happen.
        text: Why, one sentence.
    """

    call: Call
    inject: Mapping[str, Any]
    text: str


def check_call(call: Call, seats: Mapping[str, Seat], made: Mapping[tuple[str, str], int]) -> Grant:
    """Return what allows a call.

    Args:
        call: The call.
        seats: Roles of the exercise.
        made: How often each role has let each kind happen so far.

    Raises:
        ExerciseError: If the role may not let that happen, not so large or long, or not once more.
    """
    seat = seats.get(call.role)
    if seat is None:
        raise ExerciseError(f"there is no role {shown(call.role)} in this exercise{nearest(str(call.role)[:60], seats)}")
    title, kinds = seat.role.title, [one.kind for one in seat.grants]
    grant = next((one for one in seat.grants if one.kind == call.kind), None)
    if grant is None:
        allowed = f"; allowed is {', '.join(kinds)}" if kinds else ""
        raise ExerciseError(f"{title} cannot let {shown(call.kind)} happen{allowed}")
    what = inject_name(call.kind)
    if not 0.0 < call.size <= grant.size:
        raise ExerciseError(f"the size of {what} is {call.size:g}; allowed is a number above 0 up to {grant.size:g}")
    if not 1 <= call.weeks <= grant.weeks:
        raise ExerciseError(f"{what} lasts {call.weeks} weeks; allowed is 1 to {grant.weeks}")
    if call.sector not in (None, 0, 1, 2, 3):
        raise ExerciseError(f"the sector of {what} is {shown(call.sector)}; allowed is one of 0, 1, 2, 3, or none")
    if made.get((call.role, call.kind), 0) >= grant.times:
        raise ExerciseError(f"{title} has let {what} happen {grant.times} times, and may not once more")
    return grant


def settle_calls(
    calls: Iterable[Call], seats: Mapping[str, Seat], made: Mapping[tuple[str, str], int], taken: Collection[str]
) -> tuple[Called, ...]:
    """Return what comes of the calls of one round, in any order of arrival.

    Of one kind at most one happens a role and round: the smallest and shortest that was called.

    Args:
        calls: All of them.
        seats: Roles of the exercise.
        made: How often each role has let each kind happen so far.
        taken: Roles with somebody in a seat.
    """
    found: list[Called] = []
    so_far: Counter[tuple[str, str]] = Counter()
    for call in sorted(set(calls), key=_in_order):
        try:
            grant = check_call(call, seats, made)
        except ExerciseError as error:
            found.append(Called(call, {}, str(error)))
            continue
        told = ""
        if call.role not in taken:
            told = f"nobody sits in the seat of {seats[call.role].role.title}"
        elif so_far[call.role, call.kind]:
            told = f"{seats[call.role].role.title} lets {inject_name(call.kind)} happen once a round, and another seat has"
        if told:
            found.append(Called(call, {}, told))
            continue
        so_far[call.role, call.kind] += 1
        inject = {"kind": call.kind, "size": call.size, "weeks": call.weeks, "sector": call.sector, "group": grant.group}
        kept = {name: value for name, value in inject.items() if value is not None}
        found.append(Called(call, kept, f"{seats[call.role].role.title} lets it happen"))
    return tuple(found)


def _in_order(call: Call) -> tuple[str, str, float, int, int, int]:
    """Return by what calls are sorted."""
    return call.role, call.kind, call.size, call.weeks, -1 if call.sector is None else call.sector, call.seat
