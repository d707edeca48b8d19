"""Commands of whoever leads a class, checked like those of players (:mod:`.commands`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...model.errors import PeaceopsError
from ...model.layout import plain, shown
from ..exercise import Exercise
from ..roles import INJECT_KINDS
from .commands import LONGEST_TEXT, LONGEST_TOPIC, MOST_SEATS, Asked, RefusalError, check_seat, in_step
from .state import DEBRIEF, ENDED, FILM, LOBBY, ORDERS, State

__all__ = ["check_lecturer", "next_step", "round_seconds", "was_played"]

FILM_WEEK, FILM_SHARE = 2.0, 0.25  # seconds of film a week; the most that it takes of the minutes of a round
BACK_SECONDS = 300.0  # left for orders after a step back, or half of the round if that is less
MOST_PLAYED = 20
MEANT_NOW = ("open", "close", "pause", "resume", "extend", "inject", "uninject", "back", "end", "reopen", "anew")
"""Commands that are meant for where the class stood when they were given, perhaps beside another console."""


def check_lecturer(asked: Asked) -> tuple[str, dict[str, Any]]:
    """Return kind and body of the row that a lecturer's command becomes.

    Raises:
        RefusalError: If it is refused.
    """
    do = asked.given.get("do")
    known = _CHECKS.get(do) if isinstance(do, str) else None
    if known is None:
        raise RefusalError("bad", f"there is no command {shown(do)}; allowed are {', '.join(_CHECKS)}")
    if asked.state.phase == ENDED and do not in ("reopen", "anew"):
        raise RefusalError("phase", "the class has ended; reopen it first")
    if do in MEANT_NOW:
        in_step(asked)
    return str(do), known(asked)


def round_seconds(exercise: Exercise, number: int) -> float:
    """Return the seconds for orders of a round: its minutes without the film of its weeks."""
    one = exercise.rounds[number - 1]
    return 60.0 * one.minutes - min(FILM_WEEK * one.weeks, FILM_SHARE * 60.0 * one.minutes)


def next_step(exercise: Exercise, state: State, now: float) -> dict[str, Any]:
    """Return what opening leads to: orders of the next round, the weeks after the last one, or the debrief.

    Returns:
        The body of a row ``open``; ``to`` is ``after`` where weeks have to be settled and played first.
    """
    if state.phase == LOBBY or (state.phase == FILM and state.round < len(exercise.rounds)):
        number = state.round + 1
        ends = now + round_seconds(exercise, number) if state.clock else None
        return {"to": ORDERS, "round": number, "ends": ends}
    if state.phase == FILM and state.round == len(exercise.rounds) and exercise.after_weeks:
        return {"to": "after", "round": state.round + 1}
    return {"to": DEBRIEF, "round": state.round}


def _open(asked: Asked) -> dict[str, Any]:
    asked.during(LOBBY, FILM)
    return next_step(asked.exercise, asked.state, asked.now)


def _close(asked: Asked) -> dict[str, Any]:
    asked.during(ORDERS)
    return {}


def _pause(asked: Asked) -> dict[str, Any]:
    asked.during(ORDERS)
    if asked.state.ends is None:
        raise RefusalError("phase", "the clock does not run; there is nothing to pause")
    return {}


def _resume(asked: Asked) -> dict[str, Any]:
    asked.during(ORDERS)
    if asked.state.left is None:
        raise RefusalError("phase", "the clock is not paused")
    return {}


def _extend(asked: Asked) -> dict[str, Any]:
    asked.during(ORDERS)
    minutes = asked.field("minutes", (int, float), "a number from 0.5 to 120")
    if not 0.5 <= minutes <= 120:
        raise RefusalError("bad", f"minutes is {shown(minutes)}; allowed is a number from 0.5 to 120")
    if asked.state.ends is None and asked.state.left is None:
        raise RefusalError("phase", "the clock does not run; there is nothing to extend")
    return {"minutes": float(minutes)}


def _inject(asked: Asked) -> dict[str, Any]:
    asked.during(LOBBY, ORDERS, FILM)
    if asked.state.last_week + 1 >= asked.exercise.scenario.horizon_weeks:
        raise RefusalError("phase", "the last week has been played; an inject would not come any more")
    if len(asked.state.played) >= MOST_PLAYED:
        raise RefusalError("often", f"{MOST_PLAYED} injects wait for the next weeks already")
    given = asked.given
    if "index" in given:
        index = asked.field("index", int, "the number of an inject")
        cards = asked.exercise.injects
        if not 0 <= index < len(cards) or not cards[index].held:
            raise RefusalError("missing", f"there is no inject {index} that is held in this exercise")
        if was_played(asked.state, index) is not None:
            raise RefusalError("taken", "that inject has been played already")
        card = cards[index]
        fields = {k: v for k, v in plain(card.inject).items() if v not in (None, "") and k not in ("week", "when")}
        return {"index": index, "title": card.title, "inject": fields}
    kind = given.get("kind")
    if kind not in INJECT_KINDS:
        raise RefusalError("allowed", f"kind is {shown(kind)}; allowed is one of {', '.join(INJECT_KINDS)}")
    fields = {
        name: given[name]
        for name in ("kind", "size", "weeks", "sector", "group", "text")
        if given.get(name) is not None
    }
    if len(str(fields.get("text", ""))) > LONGEST_TEXT:
        raise RefusalError("bad", f"text has {len(str(fields['text']))} signs; allowed is 0 to {LONGEST_TEXT}")
    try:
        asked.exercise.scenario.with_changes({"injects": ({**fields, "week": 0},)})
    except PeaceopsError as error:
        raise RefusalError("allowed", str(error).replace("injects[0].", "")) from None
    title = asked.text("title", LONGEST_TOPIC) if given.get("title") else ""
    return {"index": None, "title": title, "inject": fields}


def _uninject(asked: Asked) -> dict[str, Any]:
    asked.during(LOBBY, ORDERS, FILM)
    number: int = asked.field("inject", int, "the number of an inject that waits")
    if all(one["n"] != number for one in asked.state.played):
        raise RefusalError(
            "missing", f"no inject of the number {number} waits; what has come can only be stepped back from"
        )
    return {"inject": number}


def was_played(state: State, index: int) -> int | None:
    """Return the week in which a held inject came, -1 while it waits for the next weeks, None if not played."""
    if any(one["index"] == index for one in state.played):
        return -1
    return next((one.first for one in state.settled if any(each["index"] == index for each in one.played)), None)


def _broadcast(asked: Asked) -> dict[str, Any]:
    return {"to": ["all"], "text": asked.text("text", LONGEST_TEXT)}


def _player(asked: Asked) -> str:
    """Return a player who is one of the class."""
    player: str = asked.field("player", str, "a player such as p3")
    if not asked.state.is_here(player):
        raise RefusalError("missing", f"there is no player {shown(player)} in this class")
    return player


def _seat(asked: Asked) -> dict[str, Any]:
    player, seat = _player(asked), asked.given.get("seat")
    if seat is None:
        return {"player": player, "seat": None, "moved": None}
    check_seat(asked.state, seat)
    holder = asked.state.seats.get(seat)
    return {"player": player, "seat": seat, "moved": holder if holder != player else None}


def _seat_all(asked: Asked) -> dict[str, Any]:
    """Seat everybody who waits: free seats of empty roles first, then other free ones, then new ones in turn."""
    state = asked.state
    n_seats, seats = dict(state.n_seats), dict(state.seats)
    placed: dict[str, str] = {}
    for player in state.waiting():
        counts = {role: sum(one.rpartition(".")[0] == role for one in seats) for role in n_seats}
        role = min(n_seats, key=lambda one: (counts[one] >= n_seats[one], counts[one], list(n_seats).index(one)))
        if counts[role] >= n_seats[role]:
            if n_seats[role] >= MOST_SEATS:
                break
            n_seats[role] += 1
        seat = next(f"{role}.{i}" for i in range(1, n_seats[role] + 1) if f"{role}.{i}" not in seats)
        seats[seat], placed[player.id] = player.id, seat
    if not placed:
        raise RefusalError("missing", "nobody waits for a seat, or there is no room for more")
    return {"seats": placed, "n_seats": n_seats}


def _add_seat(asked: Asked) -> dict[str, Any]:
    role = asked.field("role", str, "a role of the exercise")
    seats = asked.state.n_seats
    if role not in seats:
        raise RefusalError("missing", f"there is no role {shown(role)} in this exercise; roles are {', '.join(seats)}")
    if seats[role] >= MOST_SEATS:
        raise RefusalError("allowed", f"a role has {MOST_SEATS} seats at most")
    return {"n_seats": {role: seats[role] + 1}}


def _remove(asked: Asked) -> dict[str, Any]:
    return {"player": _player(asked)}


def _remove_waiting(asked: Asked) -> dict[str, Any]:
    waiting = [player.id for player in asked.state.waiting()]
    if not waiting:
        raise RefusalError("missing", "nobody waits for a seat")
    return {"players": waiting}


def _back(asked: Asked) -> dict[str, Any]:
    asked.during(ORDERS, FILM, DEBRIEF)
    state = asked.state
    if not state.settled:
        raise RefusalError("phase", "no round has been settled; there is nothing to step back from")
    last = state.settled[-1]
    if last.round > len(asked.exercise.rounds):
        return {"to": FILM, "round": last.round - 1, "left": None}
    left = min(BACK_SECONDS, 0.5 * round_seconds(asked.exercise, last.round)) if state.clock else None
    return {"to": ORDERS, "round": last.round, "left": left}


def _option(asked: Asked) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if "axes" in asked.given:
        asked.during(DEBRIEF)
    for name in ("auto_close", "clock", "wait", "axes"):
        if name in asked.given:
            made[name] = asked.field(name, bool, "true or false")
    if not made:
        raise RefusalError("bad", "no option is named; allowed are auto_close, clock, wait and axes")
    if made.get("clock") and asked.state.phase == ORDERS:
        made["seconds"] = round_seconds(asked.exercise, asked.state.round)
    return made


def _end(asked: Asked) -> dict[str, Any]:
    return {}


def _reopen(asked: Asked) -> dict[str, Any]:
    asked.during(ENDED)
    return {}


def _anew(asked: Asked) -> dict[str, Any]:
    if not asked.solo:
        raise RefusalError("forbidden", "a class cannot begin anew in the same file; start it with --new")
    return {}


_CHECKS: dict[str, Callable[[Asked], dict[str, Any]]] = {
    "open": _open, "close": _close, "pause": _pause, "resume": _resume, "extend": _extend, "inject": _inject,
    "uninject": _uninject, "broadcast": _broadcast, "seat": _seat, "seat_all": _seat_all, "add_seat": _add_seat,
    "remove": _remove, "remove_waiting": _remove_waiting,
    "back": _back, "option": _option, "end": _end, "reopen": _reopen, "anew": _anew,
}  # fmt: skip
