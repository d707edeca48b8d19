"""What the rows of a class come to: who sits where, what is ordered, which round it is, what has been settled.

:func:`fold` reads rows in order; nothing else moves a class, so that whoever reads the same rows finds the same state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..exercise import Exercise
from .log import Row
from .pieces import (
    DEBRIEF,
    ENDED,
    FILM,
    LECTURER,
    LOBBY,
    ORDERS,
    CallGiven,
    Meeting,
    Message,
    OrderGiven,
    Player,
    Settled,
    role_of,
)

__all__ = [
    "DEBRIEF", "ENDED", "FILM", "LECTURER", "LOBBY", "ORDERS", "CallGiven", "Meeting", "Message", "OrderGiven",
    "Player", "Settled", "State", "apply", "fold", "over", "role_of",
]  # fmt: skip


@dataclass
class State:
    """A class as it stands.

    Attributes:
        phase: ``lobby``, ``orders``, ``film``, ``debrief`` or ``ended``.
        round: Round under way or settled last, from 1; 0 before the first.
        ends: When orders close, seconds since 1970; None without a clock or while it is paused.
        left: Seconds that were left when the clock was paused; None while it runs.
        players: All who ever joined, by id.
        seats: Who sits where: player by seat.
        n_seats: Seats of each role.
        orders: Orders of the round under way, by seat and name of the choice.
        calls: What seats let happen in it, by seat and kind.
        ready: Seats whose orders are final.
        played: Injects that the lecturer has played since the last round was settled.
        messages: All that was said.
        meetings: Meetings by id.
        settled: Rounds that hold, in order.
        taken_back: How many rounds the lecturer has stepped back from.
        again: Whether a step back led to where the class stands.
        wait: Whether newcomers are seated by the lecturer alone.
        wait_from: Row from which on who joins is a newcomer; None before the first round has been opened.
        clock: Whether rounds end by the clock.
        axes: Whether the wall shows the curves of the axes in the debrief; the lecturer lets it, each time anew.
        auto_close: Whether a round ends as soon as every taken seat is ready.
        began: When the first round was opened.
        down: Seconds given back because no server was there.
        stage: Number of the row that led to where the class stands: what is meant for another stage is not done.
        n: Number of the last row.
    """

    phase: str = LOBBY
    round: int = 0
    ends: float | None = None
    left: float | None = None
    players: dict[str, Player] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)
    n_seats: dict[str, int] = field(default_factory=dict)
    orders: dict[tuple[str, str], OrderGiven] = field(default_factory=dict)
    calls: dict[tuple[str, str], CallGiven] = field(default_factory=dict)
    ready: set[str] = field(default_factory=set)
    played: list[Mapping[str, Any]] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    settled: list[Settled] = field(default_factory=list)
    taken_back: int = 0
    again: bool = False
    wait: bool = True
    wait_from: int | None = None
    clock: bool = True
    auto_close: bool = False
    axes: bool = False
    began: float | None = None
    down: float = 0.0
    ended_from: str = LOBBY
    stage: int = 0
    n: int = 0

    @property
    def taken(self) -> tuple[str, ...]:
        """Roles with somebody in a seat."""
        return tuple(sorted({role_of(seat) for seat in self.seats}))

    @property
    def last_week(self) -> int:
        """Last week of all that has been settled; -1 before the first."""
        return self.settled[-1].last if self.settled else -1

    def seat_of(self, player: str) -> str | None:
        """Return where a player sits."""
        return next((seat for seat, one in list(self.seats.items()) if one == player), None)

    def is_here(self, player: str) -> bool:
        """Return whether a player is one of the class."""
        return player in self.players and not self.players[player].removed

    def is_newcomer(self, player: str) -> bool:
        """Return whether a player waits for the lecturer: came too late to choose a seat, or was taken out of one."""
        one = self.players[player]
        return one.unseated or (self.wait and self.wait_from is not None and one.n > self.wait_from and not one.read)

    def waiting(self) -> list[Player]:
        """Return who has joined and sits nowhere."""
        seated = set(self.seats.values())
        return [one for one in self.players.values() if not one.removed and one.id not in seated]


def fold(exercise: Exercise, rows: Iterable[Row]) -> State:
    """Return what rows come to.

    Args:
        exercise: The exercise of the class.
        rows: All rows, in order.
    """
    state = State(n_seats={role: seat.seats for role, seat in exercise.seats.items()})
    for row in rows:
        apply(state, row)
    return state


_MOVES = ("open", "settled", "back", "anew", "end", "reopen")


def apply(state: State, row: Row) -> None:
    """Let one more row count.

    Raises:
        KeyError: If the kind of the row is unknown.
    """
    _KINDS[row.kind](state, row)
    state.n = row.n
    if row.kind in _MOVES:
        state.stage = row.n


def _joined(state: State, row: Row) -> None:
    state.players[row.body["player"]] = Player(row.body["player"], row.body["name"], row.at, row.n)


def _renamed(state: State, row: Row) -> None:
    state.players[row.who].name = row.body["name"]


def _sit(state: State, row: Row) -> None:
    _place(state, row.who, row.body["seat"])


def _leave(state: State, row: Row) -> None:
    _place(state, row.who, None)


def _seat(state: State, row: Row) -> None:
    player, seat = row.body["player"], row.body["seat"]
    loses = player if seat is None else state.seats.get(seat)
    if loses is not None:
        state.players[loses].unseated = True  # until a seat is given, which may be this very row
    _place(state, player, seat)


def _seat_all(state: State, row: Row) -> None:
    state.n_seats |= row.body["n_seats"]
    for player, seat in row.body["seats"].items():
        _place(state, player, seat)


def _add_seat(state: State, row: Row) -> None:
    state.n_seats |= row.body["n_seats"]


def _remove(state: State, row: Row) -> None:
    _place(state, row.body["player"], None)
    state.players[row.body["player"]].removed = True


def _remove_waiting(state: State, row: Row) -> None:
    for player in row.body["players"]:
        state.players[player].removed = True


def _place(state: State, player: str, seat: str | None) -> None:
    """Let a player sit somewhere, and whoever sat there wait; what was ordered from a seat stays with the seat."""
    old = state.seat_of(player)
    if old is not None:
        del state.seats[old]
        state.ready.discard(old)
    if seat is not None:
        state.seats[seat] = player
        state.ready.discard(seat)
        state.players[player].read.add(role_of(seat))
        state.players[player].unseated = False


def _order(state: State, row: Row) -> None:
    body = row.body
    given = OrderGiven(body["value"], bool(body.get("insist")), row.at, row.who)
    state.orders[body["seat"], body["name"]] = given
    state.ready.discard(body["seat"])


def _withdraw(state: State, row: Row) -> None:
    state.orders.pop((row.body["seat"], row.body["name"]), None)
    state.ready.discard(row.body["seat"])


def _call(state: State, row: Row) -> None:
    body = row.body
    given = CallGiven(body["size"], body["weeks"], body["sector"], row.at, row.who)
    state.calls[body["seat"], body["kind"]] = given
    state.ready.discard(body["seat"])


def _uncall(state: State, row: Row) -> None:
    state.calls.pop((row.body["seat"], row.body["kind"]), None)
    state.ready.discard(row.body["seat"])


def _ready(state: State, row: Row) -> None:
    (state.ready.add if row.body["ready"] else state.ready.discard)(row.body["seat"])


def _say(state: State, row: Row) -> None:
    body = row.body
    state.messages.append(Message(
        row.n, row.at, state.round, row.who, body.get("role", LECTURER), body.get("name", ""), tuple(body["to"]),
        body.get("meeting"), body["text"],
    ))  # fmt: skip


def _meet(state: State, row: Row) -> None:
    body, key = row.body, f"m{row.n}"
    state.meetings[key] = Meeting(key, state.round, body["topic"], body["role"], tuple(body["roles"]), {body["role"]})


def _come(state: State, row: Row) -> None:
    found = state.meetings[row.body["meeting"]]
    found.came.add(row.body["role"])
    if len(found.came) > 1:
        found.met |= found.came


def _part(state: State, row: Row) -> None:
    state.meetings[row.body["meeting"]].came.discard(row.body["role"])


def _open(state: State, row: Row) -> None:
    state.phase, state.ends, state.left, state.again = row.body["to"], row.body.get("ends"), None, False
    state.axes = False
    if state.phase == ORDERS:
        state.round = row.body["round"]
        state.began = state.began or row.at
        state.wait_from = row.n if state.wait_from is None else state.wait_from
        state.orders, state.calls, state.ready = {}, {}, set()


def _settled(state: State, row: Row) -> None:
    body = row.body
    lists = {
        name: tuple(body[name])
        for name in ("taken", "rulings", "set_aside", "calls", "decisions", "injects", "meetings")
    }
    state.settled.append(Settled(
        n=row.n, at=row.at, round=body["round"], first=body["first"], weeks=body["weeks"], opening=body["opening"],
        orders=state.orders, called=state.calls, played=tuple(state.played), **lists,
    ))  # fmt: skip
    state.phase, state.round, state.ends, state.left, state.again = FILM, body["round"], None, None, False
    state.orders, state.calls, state.ready, state.played = {}, {}, set(), []


def _back(state: State, row: Row) -> None:
    """Step back to the orders of the round settled last, as they stood, with the clock paused."""
    undone = state.settled.pop()
    state.taken_back, state.again = state.taken_back + 1, True
    state.phase, state.round, state.ends, state.left = row.body["to"], row.body["round"], None, row.body["left"]
    if state.phase == ORDERS:
        state.orders, state.calls, state.ready = dict(undone.orders), dict(undone.called), set()
    state.played = [*undone.played, *state.played]
    _forget_meetings(state, row.body["round"])


def _forget_meetings(state: State, last: int) -> None:
    """Let meetings of rounds that are not yet be none; what was said there stays with those who were there."""
    gone = {key: one for key, one in state.meetings.items() if one.round > last}
    state.meetings = {key: one for key, one in state.meetings.items() if key not in gone}
    state.messages = [
        replace(one, meeting=None, to=tuple(sorted(gone[one.meeting].came))) if one.meeting in gone else one
        for one in state.messages
    ]


def _inject(state: State, row: Row) -> None:
    state.played.append({**row.body, "n": row.n})


def _uninject(state: State, row: Row) -> None:
    state.played = [one for one in state.played if one["n"] != row.body["inject"]]


def _anew(state: State, row: Row) -> None:
    """Begin again before the first round: who plays and where stays, all else is as if it had not been."""
    kept = {name: getattr(state, name) for name in ("players", "seats", "n_seats", "clock", "auto_close", "down")}
    vars(state).update(vars(State(**kept)))


def _pause(state: State, row: Row) -> None:
    state.left = max((state.ends or row.at) - row.at, 0.0) if state.ends is not None else 0.0
    state.ends = None


def _resume(state: State, row: Row) -> None:
    state.ends, state.left = row.at + (state.left or 0.0), None


def _extend(state: State, row: Row) -> None:
    seconds = 60.0 * row.body["minutes"]
    if state.left is not None:
        state.left += seconds
    elif state.ends is not None:
        state.ends += seconds


def _resumed(state: State, row: Row) -> None:
    state.down += row.body["down"]
    if state.ends is not None:
        state.ends += row.body["down"]


def _option(state: State, row: Row) -> None:
    state.auto_close = row.body.get("auto_close", state.auto_close)
    state.clock = row.body.get("clock", state.clock)
    state.wait = row.body.get("wait", state.wait)
    state.axes = row.body.get("axes", state.axes)
    if row.body.get("wait") and state.wait_from is None:
        state.wait_from = row.n
    if not state.clock and state.phase == ORDERS:
        state.ends = state.left = None
    elif state.clock and state.phase == ORDERS and state.ends is None and state.left is None:
        state.ends = row.at + row.body["seconds"]


def _end(state: State, row: Row) -> None:
    if state.ends is not None:
        state.left, state.ends = max(state.ends - row.at, 0.0), None
    state.ended_from, state.phase = state.phase, ENDED


def _reopen(state: State, row: Row) -> None:
    state.phase = state.ended_from


_KINDS: dict[str, Callable[[State, Row], None]] = {
    "joined": _joined, "rename": _renamed, "sit": _sit, "leave": _leave, "seat": _seat, "seat_all": _seat_all,
    "add_seat": _add_seat, "remove": _remove, "remove_waiting": _remove_waiting,
    "order": _order, "withdraw": _withdraw, "call": _call, "uncall": _uncall,
    "ready": _ready, "say": _say, "broadcast": _say, "meet": _meet, "come": _come, "part": _part, "open": _open,
    "settled": _settled, "back": _back, "inject": _inject, "uninject": _uninject, "anew": _anew,
    "pause": _pause, "resume": _resume, "extend": _extend,
    "resumed": _resumed, "option": _option, "end": _end, "reopen": _reopen,
}  # fmt: skip


def over(rows: Iterable[Row]) -> bool:
    """Return whether a class has been ended by whoever leads it; one at its debrief goes on with it."""
    ended = False
    for row in rows:
        if row.kind in ("end", "reopen", "back", "open", "anew"):
            ended = row.kind == "end"
    return ended
