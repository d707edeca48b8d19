"""What a page of the classroom is told of a class, part by part, each as plain data for JSON.

Shapes stand in docs/classroom_protocol.md. A part is made from the class as it stands and says only what whoever gets
it may know. Fields that end in ``_html`` are made from the exercise's Markdown, in which HTML is off; all other texts
are text.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from ...experiments.authority import Holding, Value
from ...experiments.choice_names import inject_name
from ...experiments.classroom.commands import calls_made
from ...experiments.classroom.game import Game
from ...experiments.classroom.rounds import closes_by, hours_of, in_force, organisation_label, organisations_of
from ...experiments.classroom.state import DEBRIEF, ENDED, LECTURER, LOBBY, ORDERS, Meeting, Message, Settled, role_of
from ...experiments.exercise import Exercise, Seat
from ...experiments.exercise_texts import hint_for
from ...experiments.roles import HEAD
from ...experiments.ruling_words import NOBODY_ELSE
from ...model.layout import model_path
from ...model.scenario import Scenario
from ...model.specs import Spec, spec_at
from ..cards import markdown as made_html
from ..exercise_words import (
    absent_words,
    allowed_words,
    choice_name,
    grant_words,
    help_words,
    inject_label,
    own_goal_words,
    partners,
    unmarked,
    value_words,
    why_words,
    with_names,
)

__all__ = [
    "MOST_MESSAGES", "card", "clock", "facts", "inject_words", "markdown",
    "meeting_rows", "message_rows", "orders", "round_facts", "ruling_rows",
    "set_aside_rows", "table", "title_of", "version", "waiting", "you",
]  # fmt: skip

MOST_MESSAGES = 300
_STAFF = {"troops": "soldiers", "police": "UN police", "civilians": "civilian staff"}
_USES = ("size", "weeks", "sector", "group")


@lru_cache(maxsize=500)
def markdown(text: str) -> str:
    """Return a text of the exercise as HTML."""
    return made_html(text)


def facts(game: Game) -> dict[str, Any]:
    """Return what does not change in a class: ``class``."""
    one = game.exercise
    told: dict[str, Any] = {
        "exercise": one.name, "title": one.title, "question": one.question, "story_html": markdown(one.story),
        "summary_html": markdown(one.summary), "solo": game.solo, "rounds": len(one.rounds), "minutes": one.minutes,
        "after_weeks": one.after_weeks, "axes": [
            {"title": axis.title, "text": axis.text, "column": axis.outcome.column} for axis in one.axes
        ],
        "goals": [goal.text for goal in one.goals],
    }  # fmt: skip
    if game.state.phase in (DEBRIEF, ENDED):
        told["questions"] = [unmarked(question.text) for question in one.questions]
    return told


def clock(game: Game) -> dict[str, Any]:
    """Return where the class stands: ``clock``."""
    state, rounds, stuck = game.state, game.exercise.rounds, game.pen.stuck
    inside = 1 <= state.round <= len(rounds)
    return {
        "phase": game.phase, "round": state.round, "title": rounds[state.round - 1].title if inside else "",
        "ends": None if stuck else state.ends,  # such time is given back: a clock that ran on would only frighten
        "trouble": stuck, "left": state.left, "paused": state.left is not None and state.phase == ORDERS,
        "week": state.last_week + 1, "last_week": game.exercise.scenario.horizon_weeks, "resolving": game.progress,
        "again": state.again and not game.solo, "stage": state.stage, "axes": state.axes or state.phase == ENDED,
    }  # fmt: skip


def you(game: Game, player: str) -> dict[str, Any]:
    """Return who somebody is: ``you``."""
    seat = game.state.seat_of(player)
    role = role_of(seat) if seat else None
    read = [] if game.solo else sorted(game.state.players[player].read)
    return {
        "player": player, "name": game.state.players[player].name, "seat": seat, "role": role,
        "title": title_of(game.exercise, role) if role else None, "ready": seat in game.state.ready,
        "waits": not game.solo and game.state.is_newcomer(player), "read": read,
        "unseated": seat is None and game.state.players[player].unseated,
    }  # fmt: skip


def table(game: Game, here: Collection[str]) -> list[dict[str, Any]]:
    """Return who sits where: ``table``.

    Args:
        game: The class.
        here: Players who are connected.
    """
    state, made = game.state, []
    for role, seat in game.exercise.seats.items():
        seats = []
        for number in range(1, state.n_seats[role] + 1):
            key = f"{role}.{number}"
            player = state.seats.get(key)
            name = state.players[player].name if player else None
            seats.append({"seat": key, "name": name, "here": player in here, "ready": key in state.ready})
        made.append({"role": role, "title": seat.role.title, "public_html": markdown(seat.public), "seats": seats})
    return made


def waiting(game: Game) -> list[str]:
    """Return the names of those who sit nowhere: ``waiting``."""
    return [player.name for player in game.state.waiting()]


def round_facts(game: Game, *, lecturer: bool = False) -> dict[str, Any] | None:
    """Return what is told of the round under way: ``round``."""
    number = game.state.round
    if not 1 <= number <= len(game.exercise.rounds):
        return None
    one = game.exercise.rounds[number - 1]
    told = {
        "number": number, "title": one.title, "text_html": markdown(one.text), "weeks": one.weeks,
        "minutes": one.minutes,
        "hint_html": markdown(_hint(game, one.hint)),
        "first": game.exercise.first_weeks[number - 1],
        "mission_left": bool(game.weeks) and game.weeks[-1].values.get("phase") == "after",
        "leaving": _leaving(game),
    }  # fmt: skip
    return {**told, "lecturer_html": markdown(one.lecturer)} if lecturer else told


def _leaving(game: Game) -> str:
    """Return how far the mission has left, as sentences; "" as long as it stays and once it has gone."""
    last = game.weeks[-1].values if game.weeks else {}
    if last.get("phase") != "drawdown":
        return ""
    left = ", ".join(f"{float(last[name]):,.0f} {words}" for name, words in _STAFF.items())
    gone = closes_by(game.exercise, in_force(game.exercise, game.state.settled), len(game.weeks) - 1)
    then = "It closes as this round begins: an order that it stay comes too late." if gone else ""
    return f"The mission draws down: {left} are left. Who has gone does not come back. {then}".strip()


def _hint(game: Game, hint: str) -> str:
    """Return what of a hint is for the role of whoever plays alone; in a class nobody gets one."""
    seats = {role_of(seat) for seat in game.state.seats} if game.solo else set()
    return hint_for(hint, game.exercise.seats[seats.pop()]) if len(seats) == 1 else ""


def card(game: Game, role: str) -> dict[str, Any]:
    """Return the card of a role, with what it may order now: ``card``."""
    exercise, seat = game.exercise, game.exercise.seats[role]
    now = in_force(exercise, game.state.settled)
    first = game.state.phase == LOBBY or game.state.round == 1
    names = (*(seat.opening if first else ()), *seat.holds)
    return {
        "role": role, "title": seat.role.title, "briefing_html": markdown(seat.role.briefing),
        "public_html": markdown(seat.public), "private_html": markdown(seat.private),
        "goals": [own_goal_words(goal, seat) for goal in seat.goals],
        "goal_columns": [goal.outcome.column for goal in seat.goals if goal.outcome.column in seat.columns],
        "goals_unseen": [goal.outcome.label for goal in seat.goals if goal.outcome.column not in seat.columns],
        "organisations": [organisation_label(key) for key in seat.role.organisations], "tasks": list(seat.role.tasks),
        "sees": [{"title": view.title, "text": view.text} for view in seat.views],
        "holds": [_held(exercise.holdings[name], role, now, game.state.taken) for name in names],
        "grants": _grants(game, seat),
        "insist": role == HEAD and now["coordination.decision_style"] == "consensus",
    }  # fmt: skip


def _held(holding: Holding, role: str, now: Mapping[str, Value], taken: Collection[str]) -> dict[str, Any]:
    """Return one choice that a role holds; ``taken`` are the roles with somebody in a seat."""
    name, value = holding.name, now[holding.name]
    unit = _spec(name).unit
    steps = [{"value": step, "label": value_words(name, step)} for step in holding.steps]
    return {
        "name": name, "label": choice_name(name), "help": help_words(holding), "kind": "steps" if steps else "number",
        "steps": steps, "low": holding.low, "high": holding.high, "whole": holding.whole, "unit": unit,
        "allowed": allowed_words(holding), "now": value, "now_label": value_words(name, value),
        "opening": holding.opening,
        "with": "alone, before the first week only" if holding.opening else partners(holding, role),
        "leaves": holding.leaves, "why": why_words(holding),
        "absent": "" if holding.opening else absent_words(holding, role, taken),
    }  # fmt: skip


def _grants(game: Game, seat: Seat) -> list[dict[str, Any]]:
    """Return what a role may let happen, and how often it still may."""
    made = calls_made(game.state)
    return [
        {"kind": one.kind, "label": grant_words(one, game.exercise),
         "left": one.times - made.get((seat.role.key, one.kind), 0),
         "size": one.size, "weeks": one.weeks, "lasting": one.weeks > 1 and "weeks" in inject_words(one.kind)[1]}
        for one in seat.grants
    ]  # fmt: skip


def inject_words(kind: str) -> tuple[str, list[str]]:
    """Return what a kind of inject is called, and which of its fields it uses."""
    spec = spec_at(Scenario, ("injects", "*", "kind"))
    told = dict(spec.values).get(kind, kind) if spec is not None and spec.values else kind
    label, _, uses = str(told).partition(" (uses")
    return label, [name for name in _USES if name in uses]


def orders(game: Game, seat: str | None) -> dict[str, Any]:
    """Return what a seat has ordered, and what others of its role have: ``orders``."""
    state = game.state
    if seat is None:
        return {"mine": [], "calls": [], "beside": []}
    role = role_of(seat)
    mates = [key for key in state.seats if key != seat and role_of(key) == role]
    calls = [
        {"kind": kind, "size": one.size, "weeks": one.weeks, "sector": one.sector, "at": one.at}
        for (key, kind), one in state.calls.items() if key == seat
    ]  # fmt: skip
    beside = [
        {"seat": key, "name": state.players[state.seats[key]].name, "orders": _given(game, key)}
        for key in sorted(mates)
    ]
    return {"mine": _given(game, seat), "calls": calls, "beside": beside}


def _given(game: Game, seat: str) -> list[dict[str, Any]]:
    """Return the orders of a seat as they stand."""
    return [
        {"name": name, "value": one.value, "label": value_words(name, one.value), "insist": one.insist, "at": one.at}
        for (key, name), one in game.state.orders.items() if key == seat
    ]  # fmt: skip


def message_rows(game: Game, role: str | None, player: str | None = None) -> list[dict[str, Any]]:
    """Return what was said to a role or by it: ``messages``; role ``lecturer`` sees all of it."""
    seen = [one for one in game.state.messages if _may_read(game, one, role, player)][-MOST_MESSAGES:]
    return [
        {"n": one.n, "at": one.at, "round": one.round, "to": list(one.to), "meeting": one.meeting, "text": one.text,
         "from": {"role": one.role, "title": title_of(game.exercise, one.role), "name": one.name}}
        for one in seen
    ]  # fmt: skip


def _may_read(game: Game, message: Message, role: str | None, player: str | None) -> bool:
    """Return whether somebody may read a message: to all, to the own role, from it, or in a meeting it came to."""
    if role == LECTURER or message.to == ("all",):
        return True
    if message.meeting is not None:
        return role is not None and role in game.state.meetings[message.meeting].came
    return message.player == player if role is None else role in message.to or role == message.role


def meeting_rows(game: Game, role: str | None) -> list[dict[str, Any]]:
    """Return the meetings to which a role is asked: ``meetings``; role ``lecturer`` sees all of them."""
    return [
        {"meeting": one.id, "round": one.round, "topic": one.topic, "by": one.by, "roles": list(one.roles),
         "came": [key for key in one.roles if key in one.came],
         "open": one.round == game.state.round and game.state.phase == ORDERS, "cost": _cost(game.exercise, one)}
        for one in game.state.meetings.values() if role == LECTURER or role in one.roles
    ]  # fmt: skip


def _cost(exercise: Exercise, meeting: Meeting) -> str:
    """Return what a meeting costs, in words."""
    came = organisations_of(exercise, [role for role in meeting.roles if role in meeting.met])
    if not came:
        return "nothing yet: it takes place if another role comes"
    hours = hours_of(len(came), exercise.scenario.load)
    who = ", ".join(map(organisation_label, came))
    cost = f"about {hours:.1f} staff hours a week, as long as the round lasts, from each of: {who}"
    posts = [role for role in meeting.met if role in exercise.seats and exercise.seats[role].role.post]
    gain = ", and cohesion between leaders" if len(posts) > 1 else ""
    return f"{cost}; it gives contact, from which trust grows{gain}"


def ruling_rows(game: Game, role: str | None) -> list[dict[str, Any]]:
    """Return what was settled on the choices of a role, and what it let happen; the lecturer sees all: ``rulings``."""
    if role is None:
        return []
    holdings, made = game.exercise.holdings, []
    for settled in game.state.settled:
        made += [
            {**_ruling(game.exercise, one), "round": settled.round, "changed": one["value"] != one["before"]}
            for one in settled.rulings if role == LECTURER or role in holdings[str(one["name"])].roles
        ]  # fmt: skip
        made += [
            _let_happen(game.exercise, settled, one)
            for one in settled.calls if one["inject"] and role in (LECTURER, role_of(one["seat"]))
        ]  # fmt: skip
    return made


def _let_happen(exercise: Exercise, settled: Settled, one: Mapping[str, Any]) -> dict[str, Any]:
    """Return something that a role let happen, beside what was settled."""
    label = inject_label(str(one["kind"]))
    by = title_of(exercise, role_of(one["seat"]))
    return {"round": settled.round, "label": label, "called": by, "changed": False, "text": ""}


def _ruling(exercise: Exercise, one: Mapping[str, Any]) -> dict[str, Any]:
    """Return one ruling with names that people read."""
    name, text = str(one["name"]), str(one["text"])
    if len(exercise.seats) == 1:
        text = text.replace(NOBODY_ELSE, "")  # there is nobody else
        text = "" if text == f"{title_of(exercise, next(iter(exercise.seats)))} decides" else text
    return {
        **one, "text": with_names(text), "label": choice_name(name),
        "before_label": value_words(name, one["before"]),
        "value_label": value_words(name, one["value"]), "titles": [title_of(exercise, role) for role in one["roles"]],
    }  # fmt: skip


def set_aside_rows(game: Game, seat: str | None) -> list[dict[str, Any]]:
    """Return the orders and calls of a seat that did not count: ``set_aside``; seat ``lecturer`` gets all of them."""
    return [
        _aside(settled, one)
        for settled in game.state.settled for one in settled.set_aside if seat in (LECTURER, one["seat"])
    ]  # fmt: skip


def _aside(settled: Settled, one: Mapping[str, Any]) -> dict[str, Any]:
    name, value = str(one["name"]), one["value"]
    called = value is None
    return {
        "round": settled.round, "seat": one["seat"], "name": name, "text": with_names(str(one["text"])),
        "label": inject_name(name) if called else choice_name(name),
        "value_label": "" if called else value_words(name, value),
    }  # fmt: skip


def version(game: Game, role: str | None) -> dict[str, str]:
    """Return by what a page knows that there is more to fetch: ``view``."""
    settled = game.state.settled
    return {"version": f"{len(game.weeks)}-{settled[-1].n if settled else 0}-{role or 'public'}"}


def title_of(exercise: Exercise, role: str) -> str:
    """Return what a role is called; ``lecturer`` is whoever leads the class."""
    return exercise.seats[role].role.title if role in exercise.seats else "Whoever leads the class"


def _spec(name: str) -> Spec:
    """Return the declaration of a choice or fact."""
    found = spec_at(Scenario, model_path(name))
    if found is None:
        raise KeyError(name)
    return found
