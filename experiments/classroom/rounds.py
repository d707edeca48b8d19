"""Settling a round: from what is on the table to the decisions, injects and meetings that its weeks are played with.

Source: MODEL.md 5.4, 5.26; docs/exercises.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...agents.catalogue import ORG_INDEX, ORGANISATIONS
from ...model.layout import value_of
from ...model.rules.load import LoadParameters, coordination_time
from ..authority import Order, Ruling, Table, Value, settle
from ..exercise import Exercise
from ..exercise_calls import Call, settle_calls
from .commands import calls_made
from .replay import why_not
from .state import Settled, State, role_of

__all__ = [
    "MEETINGS_A_MONTH", "after_body", "closes_by", "hours_of", "in_force", "leaders_table", "organisations_of",
    "settled_body",
]  # fmt: skip

STYLE, DEVOLUTION = "coordination.decision_style", "coordination.devolution"
EXIT_WEEK = "transition.exit_week"
EMPTY = "nobody sat in that seat when the round ended"
"""Why an order does not count that was left behind: whoever moves to another seat orders from that one alone."""
MEETINGS_A_MONTH = 52.0 / 12.0
"""What one meeting of a class stands for: staffs of those who came meet weekly for the weeks of the round."""


def in_force(exercise: Exercise, settled: list[Settled]) -> dict[str, Value]:
    """Return what holds of everything that can be ordered, after the rounds that hold."""
    names = {*exercise.holdings, STYLE, DEVOLUTION}
    now = {name: value_of(exercise.scenario, name) for name in sorted(names)}
    for one in settled:
        now |= one.opening
        for decision in sorted(one.decisions, key=lambda each: int(each["week"])):
            now |= decision["changes"]
    return now


def leaders_table(
    exercise: Exercise,
    now: Mapping[str, Any],
    weeks: int,
    cohesion: float,
    standing: Mapping[str, float],
    *,
    first: bool,
) -> Table:
    """Return how the leadership team decides in a round.

    Args:
        exercise: The exercise.
        now: Choices in force, see :func:`in_force`.
        weeks: Weeks of the round.
        cohesion: Cohesion of the leadership team in the week before, 0-1.
        standing: How outside sides stood then (:mod:`peaceops.experiments.standing`).
        first: Whether it is the first round.
    """
    load = exercise.scenario.load
    return Table(str(now[STYLE]), float(now[DEVOLUTION]), cohesion, weeks, load, first, standing)


def settled_body(
    exercise: Exercise, state: State, cohesion: float, standing: Mapping[str, float]
) -> dict[str, Any]:
    """Return the body of the row that settles the round under way.

    Args:
        exercise: The exercise.
        state: The class, in the phase of orders.
        cohesion: Cohesion of the leadership team in the week before, 0-1.
        standing: How outside sides stood then, for those with nobody in their seats
            (:mod:`peaceops.experiments.standing`).
    """
    number = state.round
    weeks, first = exercise.rounds[number - 1].weeks, exercise.first_weeks[number - 1]
    now = in_force(exercise, state.settled)
    table = leaders_table(exercise, now, weeks, cohesion, standing, first=number == 1)
    left = {key: one for key, one in sorted(state.orders.items()) if key[0] not in state.seats}
    given = {
        Order(role_of(seat), name, one.value, _number(seat), one.insist): seat
        for (seat, name), one in sorted(state.orders.items()) if (seat, name) not in left
    }  # fmt: skip
    made = settle(given, exercise.holdings, now, state.taken, table)
    rulings, refused = made.rulings, _allowed(exercise, made.rulings, first, now)
    aside: list[dict[str, Any]] = [
        {"seat": given[one.order], "name": one.order.name, "value": one.order.value, "text": one.text}
        for one in made.set_aside
    ]
    aside += [{"seat": seat, "name": name, "value": one.value, "text": EMPTY} for (seat, name), one in left.items()]
    calls = _called(exercise, state)
    aside += [
        {"seat": one["seat"], "name": one["kind"], "value": None, "text": one["text"]}
        for one in calls
        if not one["inject"]
    ]
    happen = [{**one["inject"], "week": first} for one in calls if one["inject"]]
    return {
        "round": number, "first": first, "weeks": weeks, "taken": list(state.taken),
        "rulings": [_kept(one, refused.get(one.name)) for one in rulings], "set_aside": aside, "calls": calls,
        **_held_from(exercise, rulings, refused, first), "injects": [*happen, *_played(state, first)],
        "meetings": _meetings(exercise, state, first, weeks),
    }  # fmt: skip


def after_body(exercise: Exercise, state: State) -> dict[str, Any]:
    """Return the body of the row that lets the weeks after the last round be played: nobody orders anything."""
    return {
        "round": state.round + 1, "first": exercise.weeks, "weeks": exercise.after_weeks, "taken": [], "rulings": [],
        "set_aside": [], "calls": [], "opening": {}, "decisions": [], "injects": _played(state, exercise.weeks),
        "meetings": [],
    }  # fmt: skip


def organisations_of(exercise: Exercise, roles: list[str]) -> list[str]:
    """Return the organisations of roles, each once, in the order of the catalogue."""
    found = {key for role in roles if role in exercise.seats for key in exercise.seats[role].role.organisations}
    return sorted(found, key=lambda key: ORG_INDEX[key])


def hours_of(n_organisations: int, p: LoadParameters) -> float:
    """Return the staff hours a week that a meeting costs each of those who come to it (5.4)."""
    member = np.ones((1, n_organisations), dtype=bool)
    share = coordination_time(member, np.array([MEETINGS_A_MONTH]), p)
    return float(share[0]) * p.coordinating_hours * 12.0 / 52.0 if n_organisations else 0.0


def organisation_label(key: str) -> str:
    """Return the name of an organisation shown to people."""
    return ORGANISATIONS[ORG_INDEX[key]].label


def _number(seat: str) -> int:
    """Return the number of a seat."""
    return int(seat.rpartition(".")[2])


def _allowed(
    exercise: Exercise, rulings: tuple[Ruling, ...], first: int, now: Mapping[str, Value]
) -> dict[str, str]:
    """Return why some rulings cannot be carried out, by name: dates that have passed by then, for example."""
    refused: dict[str, str] = {}
    for one in rulings:
        if one.changed and not exercise.holdings[one.name].opening:
            week = first + one.after_weeks
            told = why_not(exercise, one.name, one.value, week)
            if one.name == EXIT_WEEK and closes_by(exercise, now, week):
                told = told or "everybody of the mission has gone by then"
            refused |= {one.name: told} if told else {}
    return refused


def closes_by(exercise: Exercise, now: Mapping[str, Value], week: int) -> bool:
    """Return whether the date on which the mission closes at the latest has come by a week."""
    return int(now.get(EXIT_WEEK, value_of(exercise.scenario, EXIT_WEEK))) <= week


def _kept(one: Ruling, refused: str | None) -> dict[str, Any]:
    """Return a ruling as it is kept."""
    value, after = (one.before, 0) if refused else (one.value, one.after_weeks)
    text = f"{one.text}, but it cannot be carried out: {refused}" if refused else one.text
    return {
        "name": one.name, "before": one.before, "value": value, "roles": list(one.roles), "after_weeks": after,
        "text": text,
    }  # fmt: skip


def _held_from(
    exercise: Exercise, rulings: tuple[Ruling, ...], refused: Mapping[str, str], first: int
) -> dict[str, Any]:
    """Return facts set before the first week, and changes by the week from which they hold."""
    opening: dict[str, Value] = {}
    by_week: dict[int, dict[str, Value]] = {}
    for one in rulings:
        if not one.changed or one.name in refused:
            continue
        if exercise.holdings[one.name].opening:
            opening[one.name] = one.value
        else:
            by_week.setdefault(first + one.after_weeks, {})[one.name] = one.value
    return {"opening": opening, "decisions": [{"week": week, "changes": by_week[week]} for week in sorted(by_week)]}


def _called(exercise: Exercise, state: State) -> list[dict[str, Any]]:
    """Return what came of the calls of a round, each with its seat."""
    seats = {
        Call(role_of(seat), kind, one.size, one.weeks, one.sector, _number(seat)): seat
        for (seat, kind), one in sorted(state.calls.items()) if seat in state.seats
    }  # fmt: skip
    made = settle_calls(seats, exercise.seats, calls_made(state), state.taken)
    left = [(seat, kind) for seat, kind in sorted(state.calls) if seat not in state.seats]
    return [
        {"seat": seats[one.call], "kind": one.call.kind, "inject": dict(one.inject), "text": one.text} for one in made
    ] + [{"seat": seat, "kind": kind, "inject": {}, "text": EMPTY} for seat, kind in left]


def _played(state: State, week: int) -> list[dict[str, Any]]:
    """Return the injects that the lecturer has played, in the first week that is played next."""
    return [{**one["inject"], "week": week} for one in state.played]


def _meetings(exercise: Exercise, state: State, first: int, weeks: int) -> list[dict[str, Any]]:
    """Return the meetings that took place; whoever came has spent the time, also one who has left the seat since."""
    made = []
    for one in state.meetings.values():
        came = [role for role in one.roles if role in one.met]
        if one.round == state.round and len(came) > 1:
            organisations = organisations_of(exercise, came)
            posts = [exercise.seats[role].role.post for role in came]
            made.append({
                "meeting": one.id, "week": first, "weeks": weeks, "roles": came, "organisations": organisations,
                "leaders": [post for post in posts if post],
            })  # fmt: skip
    return made
