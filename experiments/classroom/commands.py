"""Commands of a class: each is checked against the state as it stands, and becomes the body of a row or is refused.

A command is ``{"do": ..., ...}`` from a player or from the lecturer. Checks change nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...model.errors import ExerciseError, PeaceopsError
from ...model.layout import shown
from ..authority import Order, check_order
from ..exercise import Exercise
from ..exercise_calls import Call, check_call
from ..roles import HEAD
from .replay import why_not
from .state import DEBRIEF, ENDED, FILM, LOBBY, ORDERS, State, role_of

__all__ = [
    "LONGEST_NAME", "LONGEST_TEXT", "MOST_PLAYERS", "MOST_SEATS", "Asked", "RefusalError", "calls_made", "check",
    "check_seat", "clean_name", "free_name", "in_step",
]  # fmt: skip

LONGEST_NAME, LONGEST_TEXT, LONGEST_TOPIC = 40, 600, 80
MOST_PLAYERS = 80  # twice the largest class; a flood of joins ends there
MOST_SEATS = 10
LARGEST_SIZE = 10  # times a usual event; what an exercise may grant at most
MOST_SAID, MOST_MEETINGS = 200, 12  # texts of one player in a class, meetings of one role in a round


class RefusalError(PeaceopsError):
    """A command that is refused.

    Attributes:
        code: Short word for programs: ``bad``, ``allowed``, ``late``, ``phase``, ``taken``, ``forbidden``, ``missing``,
            ``key``, ``often``, ``busy`` or ``large``.
        wait: Seconds after which the very same command may be sent again; None where that would not help.
    """

    def __init__(self, code: str, text: str, wait: float | None = None) -> None:
        """Say why, in one sentence."""
        super().__init__(text)
        self.code, self.wait = code, wait


@dataclass(frozen=True)
class Asked:
    """A command as it came.

    Attributes:
        exercise: The exercise of the class.
        state: The class as it stands.
        who: The player.
        now: Seconds since 1970.
        given: Fields of the command.
        solo: Whether one player plays alone.
    """

    exercise: Exercise
    state: State
    who: str
    now: float
    given: Mapping[str, Any]
    solo: bool

    def field(self, name: str, kind: type | tuple[type, ...], words: str) -> Any:
        """Return a field of the command, which must be of a kind."""
        value = self.given.get(name)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise RefusalError("bad", f"{name} is {shown(value)}; allowed is {words}")
        return value

    def text(self, name: str, longest: int) -> str:
        """Return a text of one line or several, without control signs."""
        found = _plain(self.field(name, str, "a text"), lines=True).strip()
        if not found or len(found) > longest:
            raise RefusalError("bad", f"{name} has {len(found)} signs; allowed is 1 to {longest}")
        return found

    @property
    def seat(self) -> str:
        """Where the player sits."""
        found = self.state.seat_of(self.who)
        if found is None:
            raise RefusalError("forbidden", "you sit in no seat; take one first")
        return found

    def during(self, *phases: str) -> None:
        """Refuse the command in any other phase."""
        if self.state.phase not in phases:
            raise RefusalError("phase", f"that cannot be done now; the class is at {PHASES[self.state.phase]}")

    def before_deadline(self) -> None:
        """Refuse what changes orders unless there is time left."""
        if self.state.phase in (FILM, DEBRIEF):
            raise RefusalError("late", "the deadline has passed; the round is settled")
        self.during(ORDERS)
        if self.state.ends is not None and self.now > self.state.ends:
            raise RefusalError("late", "the deadline has passed; the round is being settled")


LEADING = (
    "open", "close", "pause", "resume", "extend", "inject", "uninject", "broadcast", "seat", "seat_all", "add_seat",
    "remove", "remove_waiting", "back", "option", "end", "reopen", "link", "delete",
)  # fmt: skip
"""Commands of whoever leads the class."""
PHASES = {
    LOBBY: "the briefing",
    ORDERS: "orders",
    FILM: "the film of a round",
    DEBRIEF: "the debrief",
    ENDED: "its end",
}


ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing; a name made of them would be none."""
MEANT_NOW = ("order", "withdraw", "call", "uncall", "ready", "meet", "come", "part")
"""Commands of a player that are meant for the round in which they are given, and come before its deadline."""


def in_step(asked: Asked) -> None:
    """Refuse what was meant for another stage of the class: pages send until answered, which may be a round later.

    Raises:
        RefusalError: If the command names another ``stage`` than that of the class.
    """
    stage = asked.given.get("stage")
    if stage is not None and stage != asked.state.stage:
        raise RefusalError(
            "late",
            "the class has gone on since that was pressed, so that it was not done; press again if you still want it",
        )


def clean_name(name: object) -> str:
    """Return a display name, one line of plain text.

    Raises:
        RefusalError: If it is none, too long, or has marks in it that could be taken for markup.
    """
    if not isinstance(name, str):
        raise RefusalError("bad", f"the name is {shown(name)}; allowed is a text of 1 to {LONGEST_NAME} signs")
    if len(name) > 10 * LONGEST_NAME:
        raise RefusalError("bad", f"the name has {len(name)} signs; allowed is 1 to {LONGEST_NAME}")
    found = " ".join(_plain(name).split())
    if not found or len(found) > LONGEST_NAME or not any(sign.isalnum() for sign in found):
        raise RefusalError(
            "bad", f"the name has {len(found)} signs; allowed is 1 to {LONGEST_NAME}, a letter or digit among them"
        )
    if set(found) & set("<>"):
        raise RefusalError("bad", "the name has < or > in it; allowed are letters, digits and signs other than these")
    return found


def _plain(text: str, lines: bool = False) -> str:
    """Return text without signs that cannot be seen and could turn what stands beside them."""
    normal = unicodedata.normalize("NFC", text)
    seen = (sign for sign in normal if sign not in UNSEEN)
    return "".join(sign for sign in seen if unicodedata.category(sign)[0] != "C" or (lines and sign == "\n"))


def check(asked: Asked) -> tuple[str, dict[str, Any]]:
    """Return kind and body of the row that a player's command becomes.

    Raises:
        RefusalError: If it is refused.
    """
    do = asked.given.get("do")
    known = _CHECKS.get(do) if isinstance(do, str) else None
    if known is None:
        if do in LEADING:
            raise RefusalError("forbidden", "that is for whoever leads the class to do")
        raise RefusalError("bad", f"there is no command {shown(do)}; allowed are {', '.join(_CHECKS)}")
    if asked.state.phase == ENDED:
        raise RefusalError("phase", "the class has ended; it can be read, and nothing more can be done in it")
    if do in MEANT_NOW:
        asked.before_deadline()
        in_step(asked)
    sitting = asked.given.get("sitting")
    if sitting is not None and do not in ("sit", "rename") and sitting != asked.state.seat_of(asked.who):
        raise RefusalError("forbidden", "your seat has changed since that was pressed, so that it was not done")
    return str(do), known(asked)


def _sit(asked: Asked) -> dict[str, Any]:
    asked.during(LOBBY, ORDERS, FILM)
    state, seat = asked.state, asked.field("seat", str, "a seat such as force_commander.1")
    role = check_seat(state, seat)
    if state.seats.get(seat, asked.who) != asked.who:
        raise RefusalError("taken", "somebody sits there already; take another seat")
    if state.is_newcomer(asked.who) and not asked.solo:
        raise RefusalError("forbidden", "whoever leads the class gives you a seat; please wait")
    read = state.players[asked.who].read
    if read and role not in read and not asked.solo:
        raise RefusalError(
            "forbidden", "you have had the card of another role in hand; ask whoever leads the class for another seat"
        )
    return {"seat": seat}


def check_seat(state: State, seat: object) -> str:
    """Return the role of a seat.

    Raises:
        RefusalError: If the class has no such seat.
    """
    known = {f"{role}.{i}" for role, number in state.n_seats.items() for i in range(1, number + 1)}
    if not isinstance(seat, str) or seat not in known:
        raise RefusalError("missing", f"there is no seat {shown(seat)} in this class")
    return role_of(seat)


def _leave(asked: Asked) -> dict[str, Any]:
    asked.during(LOBBY, ORDERS, FILM)
    return {"seat": asked.seat}


def _order(asked: Asked) -> dict[str, Any]:
    seat, name = asked.seat, asked.field("name", str, "a choice")
    value, insist = asked.given.get("value"), asked.given.get("insist", False)
    if not isinstance(value, bool | int | float | str) or not isinstance(insist, bool):
        raise RefusalError("bad", f"the value is {shown(value)}; allowed is a number, a name, true or false")
    role = role_of(seat)
    if insist and role != HEAD:
        raise RefusalError("allowed", "only the head of mission may insist")
    if insist and (other := _insisted(asked.state, seat, name)):
        raise RefusalError("allowed", f"the head of mission insists on {other} already; allowed is one choice a round")
    try:
        check_order(Order(role, name, value, 1, insist), asked.exercise.holdings, first=asked.state.round == 1)
    except ExerciseError as error:
        raise RefusalError("allowed", str(error)) from None
    first = asked.exercise.first_weeks[asked.state.round - 1]
    if not asked.exercise.holdings[name].opening and (told := why_not(asked.exercise, name, value, first)):
        raise RefusalError("allowed", told)
    return {"seat": seat, "name": name, "value": value, **({"insist": True} if insist else {})}


def _insisted(state: State, seat: str, name: str) -> str:
    """Return another choice on which the head of mission insists in this round, or nothing."""
    return next(
        (
            key for (one, key), order in state.orders.items()
            if order.insist and key != name and role_of(one) == HEAD and one in state.seats
        ), "",
    )  # fmt: skip


def _withdraw(asked: Asked) -> dict[str, Any]:
    seat, name = asked.seat, asked.field("name", str, "a choice")
    if (seat, name) not in asked.state.orders:
        raise RefusalError("missing", f"no order on {shown(name)} has been given from your seat")
    return {"seat": seat, "name": name}


def _call(asked: Asked) -> dict[str, Any]:
    seat, kind = asked.seat, asked.field("kind", str, "a kind of event")
    size, weeks = asked.given.get("size", 1.0), asked.given.get("weeks", 1)
    sector = asked.given.get("sector")
    if isinstance(size, bool) or not isinstance(size, int | float) or not 0 < size <= LARGEST_SIZE:
        raise RefusalError("bad", f"size is {shown(size)}; allowed is a number above 0 up to {LARGEST_SIZE}")
    for name, value in (("weeks", weeks), ("sector", sector)):
        if isinstance(value, bool) or not isinstance(value, int if name == "weeks" else int | None):
            raise RefusalError("bad", f"{name} is {shown(value)}; allowed is a whole number")
    made = calls_made(asked.state)
    try:
        check_call(Call(role_of(seat), kind, float(size), weeks, sector), asked.exercise.seats, made)
    except ExerciseError as error:
        raise RefusalError("allowed", str(error)) from None
    return {"seat": seat, "kind": kind, "size": float(size), "weeks": weeks, "sector": sector}


def calls_made(state: State) -> dict[tuple[str, str], int]:
    """Return how often each role has let each kind happen in the rounds that hold."""
    made: dict[tuple[str, str], int] = {}
    for settled in state.settled:
        for call in settled.calls:
            if call["inject"]:
                key = role_of(call["seat"]), str(call["kind"])
                made[key] = made.get(key, 0) + 1
    return made


def _uncall(asked: Asked) -> dict[str, Any]:
    seat, kind = asked.seat, asked.field("kind", str, "a kind of event")
    if (seat, kind) not in asked.state.calls:
        raise RefusalError("missing", f"nothing of the kind {shown(kind)} has been called from your seat")
    return {"seat": seat, "kind": kind}


def _ready(asked: Asked) -> dict[str, Any]:
    return {"seat": asked.seat, "ready": asked.field("ready", bool, "true or false")}


def _say(asked: Asked) -> dict[str, Any]:
    asked.during(LOBBY, ORDERS, FILM)
    state, seat = asked.state, asked.seat
    text = asked.text("text", LONGEST_TEXT)
    if sum(one.player == asked.who for one in state.messages) >= MOST_SAID:
        raise RefusalError("often", f"you have said {MOST_SAID} things in this class, and may not say more")
    role, meeting = role_of(seat), asked.given.get("meeting")
    if meeting is not None:
        found = state.meetings.get(meeting) if isinstance(meeting, str) else None
        if found is None or role not in found.came:
            raise RefusalError("forbidden", "you are not in that meeting; come to it first")
        if found.round != state.round or state.phase != ORDERS:
            raise RefusalError("phase", "that meeting is over")
        to = list(found.roles)
    else:
        to = _roles(asked, "to", role)
    return {
        "seat": seat,
        "role": role,
        "name": state.players[asked.who].name,
        "to": to,
        "meeting": meeting,
        "text": text,
    }


def _roles(asked: Asked, name: str, own: str) -> list[str]:
    """Return a list of other roles of the exercise."""
    given = asked.field(name, list, "a list of roles")
    known = asked.exercise.seats
    if not 1 <= len(given) <= len(known) or any(not isinstance(one, str) or one not in known for one in given):
        raise RefusalError("bad", f"{name} is {shown(given)}; allowed is a list of roles, which are {', '.join(known)}")
    return [one for one in known if one in given and one != own] or [own]


def _meet(asked: Asked) -> dict[str, Any]:
    role = role_of(asked.seat)
    with_ = _roles(asked, "with", role)
    if with_ == [role]:
        raise RefusalError("bad", "a meeting takes another role; name one in with")
    topic = asked.text("topic", LONGEST_TOPIC)
    called = sum(one.by == role and one.round == asked.state.round for one in asked.state.meetings.values())
    if called >= MOST_MEETINGS:
        raise RefusalError("often", f"your role has called {MOST_MEETINGS} meetings this round, and may not call more")
    return {"seat": asked.seat, "role": role, "roles": [role, *with_], "topic": " ".join(topic.split())}


def _come(asked: Asked) -> dict[str, Any]:
    role, meeting = role_of(asked.seat), asked.field("meeting", str, "a meeting such as m2")
    found = asked.state.meetings.get(meeting)
    if found is None or role not in found.roles:
        raise RefusalError("forbidden", "you are not asked to that meeting")
    if found.round != asked.state.round:
        raise RefusalError("phase", "that meeting is over")
    return {"meeting": meeting, "role": role, "seat": asked.seat}


def _rename(asked: Asked) -> dict[str, Any]:
    return {"name": free_name(asked.state, clean_name(asked.given.get("name")), asked.who)}


def free_name(state: State, name: str, who: str = "") -> str:
    """Return a name as it is shown: with a number behind it if another player has it, and its own direction."""
    others = {one.name for one in state.players.values() if one.id != who and not one.removed}
    number, found = 1, _isolated(name)
    while found in others:
        number += 1
        found = _isolated(f"{name[: LONGEST_NAME - 3]} {number}")
    return found


def _isolated(name: str) -> str:
    """Return a name that is read from right to left so that it turns nothing beside it."""
    turned = any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in name)
    return f"{ISOLATE}{name}{END_OF_ISOLATE}" if turned else name


_CHECKS: dict[str, Callable[[Asked], dict[str, Any]]] = {
    "sit": _sit, "leave": _leave, "order": _order, "withdraw": _withdraw, "call": _call, "uncall": _uncall,
    "ready": _ready,
    "say": _say, "meet": _meet, "come": _come, "part": _come, "rename": _rename,
}  # fmt: skip
