"""What a debrief reads of a class: who sat where, what was ordered and settled, what came; and nothing more.

Messages are counted and not read, keys are never touched, and of players nothing but the display name is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...model.errors import ExerciseError
from ..authority import Holding, Order, Ruling, Value
from ..ruling_words import NOBODY_ELSE
from .log import read
from .state import LECTURER, Settled, fold, role_of

if TYPE_CHECKING:
    from ...model.scenario import Scenario
    from ..exercise import Exercise

__all__ = ["INJECT", "MEETING", "RULING", "Act", "Given", "Played", "Record", "acts_of", "read_record", "scenario_of"]

RULING, INJECT, MEETING = "ruling", "inject", "meeting"
"""Kinds of acts."""


@dataclass(frozen=True)
class Given:
    """One order as it stood when its round was closed, and whether it was set aside and why."""

    round: int
    order: Order
    aside: str = ""


@dataclass(frozen=True)
class Played:
    """One round that was played.

    Attributes:
        number: Counted from 1; one more than the exercise has for the weeks after the last.
        first: First week.
        weeks: Weeks.
        settled: What its row tells, with decisions, injects and meetings.
        rulings: What was settled.
        orders: Orders that stood when it was closed.
        taken: Roles with somebody in a seat.
        messages: Messages that players sent in it; those of the lecturer do not count.
    """

    number: int
    first: int
    weeks: int
    settled: Settled
    rulings: tuple[Ruling, ...]
    orders: tuple[Given, ...]
    taken: tuple[str, ...]
    messages: int = 0

    @property
    def last(self) -> int:
        """Its last week."""
        return self.first + self.weeks - 1


@dataclass(frozen=True, eq=False)
class Record:
    """What a debrief reads of a class.

    Attributes:
        name: Name of the file, without its ending.
        exercise: The exercise.
        seed: The seed.
        day: Day on which the class was made, ISO.
        made: The same to the second, since 1970.
        solo: Whether one player played alone.
        rounds: Rounds that were played and not taken back.
        people: Display names by role, empty if they are left out.
        players: How many sat somewhere in the end.
        taken_back: Rounds that were taken back and played anew.
    """

    name: str
    exercise: Exercise
    seed: int
    day: str
    rounds: tuple[Played, ...]
    people: Mapping[str, tuple[str, ...]]
    players: int
    taken_back: int = 0
    made: float = 0.0
    solo: bool = False

    @property
    def weeks(self) -> int:
        """Weeks that were played."""
        return sum(one.weeks for one in self.rounds)

    @property
    def finished(self) -> bool:
        """Whether the run was played to its end."""
        return self.weeks >= self.exercise.weeks + self.exercise.after_weeks


@dataclass(frozen=True)
class Act:
    """Something the class did that can be taken out: a ruling that changed a choice, an inject, or a meeting.

    Attributes:
        round: The round, from 1.
        week: Week from which it holds.
        kind: ``ruling``, ``inject`` or ``meeting``.
        name: Dotted name of the choice, kind of the inject, or ``meeting``.
        before: What held before; None for an inject and a meeting.
        value: What was settled; the size of an inject; the weeks of a meeting.
        roles: Who asked for it or for a step that way, or met; () for the lecturer.
        against: Who asked for something else, another way or that it stays, each with what.
        title: Title of an inject's card; "" where it has none.
        text: Why it was settled so, or what was said of the inject.
        place: Which inject or meeting of its round, from 0.
    """

    round: int
    week: int
    kind: str
    name: str
    before: Value | None
    value: Value
    roles: tuple[str, ...]
    text: str
    place: int = 0
    against: tuple[tuple[str, Value], ...] = ()
    title: str = ""

    @property
    def key(self) -> str:
        """A short name, fit for files."""
        return f"round{self.round}_{self.name.replace('.', '_')}{'' if self.kind == RULING else f'_{self.place + 1}'}"


def read_record(path: str | PathLike[str], *, names: bool = True) -> Record:
    """Read a class from its file.

    Args:
        path: The file that ``peaceops class --file`` wrote; it may be open elsewhere.
        names: Whether display names are taken.

    Raises:
        ExerciseError: If no round has been played, or the file is no class.
    """
    from .replay import exercise_of

    log = read(path)
    exercise = exercise_of(log)
    state = fold(exercise, log.rows)
    settled = tuple(state.settled)
    if not settled:
        raise ExerciseError(f"no round of {Path(path).name} has been played; a debrief needs at least one")
    people: dict[str, tuple[str, ...]] = {}
    for seat, player in sorted(state.seats.items()):
        people[role_of(seat)] = (*people.get(role_of(seat), ()), state.players[player].name)
    said = Counter(message.round for message in state.messages if message.player != LECTURER)
    return Record(
        Path(path).stem, exercise, int(log.about["seed"]), _day(log.about["created"]),
        tuple(_played(one, said[one.round], alone=bool(log.about.get("solo"))) for one in settled),
        people if names else {}, sum(len(some) for some in people.values()), state.taken_back,
        float(log.about["created"]), bool(log.about.get("solo")),
    )  # fmt: skip


def _day(created: float) -> str:
    """Return a day, from seconds since 1970."""
    return datetime.fromtimestamp(created, UTC).date().isoformat()


def _played(one: Settled, messages: int, *, alone: bool) -> Played:
    """Return one round."""
    aside = {(str(row["seat"]), str(row["name"])): str(row["text"]) for row in one.set_aside if row.get("name")}
    orders = []
    for (seat, name), given in sorted(one.orders.items(), key=lambda item: item[0]):
        number = int(seat.rpartition(".")[2])
        order = Order(role_of(seat), name, given.value, number, given.insist)
        orders.append(Given(one.round, order, aside.get((seat, name), "")))
    rulings = tuple(
        Ruling(row["name"], row["before"], row["value"], tuple(row["roles"]), int(row["after_weeks"]),
               row["text"].replace(NOBODY_ELSE, "") if alone else row["text"])  # alone, it goes without saying
        for row in one.rulings
    )  # fmt: skip
    return Played(one.round, one.first, one.weeks, one, rulings, tuple(orders), one.taken, messages)


def scenario_of(record: Record) -> Scenario:
    """Return the scenario of the class's run, orders and all; one that was broken off ends where it did."""
    from .replay import scenario_of as made

    scenario = made(record.exercise, [one.settled for one in record.rounds])
    return scenario if record.finished else scenario.with_changes({"horizon_weeks": record.weeks})


def acts_of(record: Record) -> list[Act]:
    """Return what the class did that can be taken out, in order of time."""
    found: list[Act] = []
    for one in record.rounds:
        for ruling in one.rulings:
            if ruling.changed:
                week = one.first + ruling.after_weeks
                given = [each.order for each in one.orders if each.order.name == ruling.name and not each.aside]
                asked, against = _ways(record.exercise.holdings[ruling.name], ruling, given)
                found.append(Act(one.number, week, RULING, ruling.name, ruling.before, ruling.value,
                                 asked, ruling.text, against=against))  # fmt: skip
        for place, inject in enumerate(one.settled.injects):
            found.append(_act_of_inject(one, place, dict(inject)))
        for place, met in enumerate(one.settled.meetings):
            roles = tuple(str(role) for role in met.get("roles", ()))
            found.append(Act(one.number, int(met["week"]), MEETING, MEETING, None, int(met["weeks"]), roles, "", place))
    return sorted(found, key=lambda act: (act.week, act.kind, act.name))


def _ways(
    holding: Holding, ruling: Ruling, orders: Sequence[Order]
) -> tuple[tuple[str, ...], tuple[tuple[str, Value], ...]]:
    """Return who asked for a step the way of a ruling, and who for something else, with what.

    A role of several seats is on both sides where its seats are, since the debrief names who asked, not who won.
    """
    here = holding.place(ruling.before)
    way = holding.place(ruling.value) - here
    asked = [order.role for order in orders if (holding.place(order.value) - here) * way > 0]
    other = [(order.role, order.value) for order in orders if (holding.place(order.value) - here) * way <= 0]
    return tuple(dict.fromkeys(asked)), tuple(dict.fromkeys(other))


def _act_of_inject(one: Played, place: int, inject: Mapping[str, Any]) -> Act:
    """Return an inject as something that can be taken out.

    The first injects of a round are those that roles called, in the order of their calls; the rest are the lecturer's.
    """
    called = [call for call in one.settled.calls if call.get("inject")]
    roles = (role_of(str(called[place]["seat"])),) if place < len(called) else ()
    week = int(inject["week"]) if inject.get("week") is not None else one.first
    card = place - (len(one.settled.injects) - len(one.settled.played))
    title = str(one.settled.played[card].get("title") or "") if card >= 0 else ""
    return Act(one.number, week, INJECT, str(inject["kind"]), None, float(inject.get("size", 1.0)), roles,
               str(inject.get("text") or ""), place, title=title)  # fmt: skip


def without_names(record: Record) -> Record:
    """Return a class without display names."""
    return replace(record, people={})
