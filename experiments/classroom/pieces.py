"""What a class is made of: players, orders, calls, messages, meetings, and rounds that have been settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..authority import Value

__all__ = [
    "DEBRIEF", "ENDED", "FILM", "LECTURER", "LOBBY", "ORDERS", "CallGiven", "Meeting", "Message", "OrderGiven",
    "Player", "Settled", "role_of",
]  # fmt: skip

LOBBY, ORDERS, FILM, DEBRIEF, ENDED = "lobby", "orders", "film", "debrief", "ended"
LECTURER = "lecturer"


def role_of(seat: str) -> str:
    """Return the role of a seat such as ``force_commander.1``."""
    return seat.rpartition(".")[0]


@dataclass
class Player:
    """Somebody who joined.

    Attributes:
        id: ``p1``, ``p2`` and so on.
        name: Display name.
        joined: When.
        n: Number of the row by which the player joined.
        removed: Whether the lecturer has withdrawn the key.
        read: Roles whose private card the player has had in hand.
        unseated: Whether the lecturer has taken the player out of a seat, and not given another one since.
    """

    id: str
    name: str
    joined: float
    n: int = 0
    removed: bool = False
    read: set[str] = field(default_factory=set)
    unseated: bool = False


@dataclass(frozen=True, slots=True)
class OrderGiven:
    """An order as it stands: who of the seat gave it, when, and whether it is insisted on."""

    value: Value
    insist: bool
    at: float
    player: str


@dataclass(frozen=True)
class CallGiven:
    """What a seat lets happen, as it stands."""

    size: float
    weeks: int
    sector: int | None
    at: float
    player: str


@dataclass(frozen=True, slots=True)
class Message:
    """Something said: row, round, by whom (``lecturer`` or role and name), to which roles (``all`` for everybody)."""

    n: int
    at: float
    round: int
    player: str
    role: str
    name: str
    to: tuple[str, ...]
    meeting: str | None
    text: str


@dataclass
class Meeting:
    """A meeting between roles in one round; it takes place among those who came, two at least.

    Attributes:
        id: ``m`` and the number of its row.
        round: The round.
        topic: What about.
        by: Role that called it.
        roles: Roles that are asked, it among them.
        came: Roles that are there.
        met: Roles that have met another there; their time is spent, whether they leave or not.
    """

    id: str
    round: int
    topic: str
    by: str
    roles: tuple[str, ...]
    came: set[str]
    met: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Settled:
    """A round that has been settled, as its row tells it, and what was on the table then.

    Attributes:
        n: Number of its row.
        at: When it was settled.
        round: The round; one more than there are for the weeks after the last one.
        first: First week that is played then.
        weeks: Weeks that are played.
        taken: Roles with somebody in a seat.
        rulings: What was settled on each choice, as :class:`peaceops.experiments.authority.Ruling` has it.
        set_aside: Orders and calls that did not count: seat, name, value, text.
        calls: What roles let happen: seat, kind, inject (empty if it does not happen), text.
        opening: Facts set before the first week, by dotted name.
        decisions: Changes by the week from which they hold.
        injects: Injects of the round, those of the lecturer among them.
        meetings: Meetings that took place: week, weeks, roles, organisations.
        orders: Orders as they stood, by seat and name.
        called: Calls as they stood, by seat and kind.
        played: Injects that the lecturer had played since the round before, as given, each with the number of its row.
    """

    n: int
    at: float
    round: int
    first: int
    weeks: int
    taken: tuple[str, ...]
    rulings: tuple[Mapping[str, Any], ...]
    set_aside: tuple[Mapping[str, Any], ...]
    calls: tuple[Mapping[str, Any], ...]
    opening: Mapping[str, Value]
    decisions: tuple[Mapping[str, Any], ...]
    injects: tuple[Mapping[str, Any], ...]
    meetings: tuple[Mapping[str, Any], ...]
    orders: Mapping[tuple[str, str], OrderGiven]
    called: Mapping[tuple[str, str], CallGiven]
    played: tuple[Mapping[str, Any], ...]

    @property
    def last(self) -> int:
        """Last week that is played."""
        return self.first + self.weeks - 1
