"""What would have come without one's own orders, for whoever plays alone: twin runs by the rules of the debrief.

The same country, the same luck and the same other orders, with the orders of one round taken out, or all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ...model.columns import column
from ..authority import Table
from ..exercise import Axis
from .commands import RefusalError
from .debrief_company import outcomes_told
from .debrief_record import Record, acts_of, read_record, scenario_of
from .debrief_twins import record_without, scenario_of_nobody
from .game import BUSY, Game
from .replay import play
from .rounds import in_force, leaders_table
from .seen import Seen

if TYPE_CHECKING:
    from ...model.mission import MissionModel
    from ...model.result import Result

__all__ = ["ALL", "axes_of", "without"]

ALL = 0
"""Stands for all rounds."""
Told = Callable[[int, int], None]


def without(game: Game, number: int, told: Told = lambda done, of: None) -> dict[str, Any]:
    """Return the weeks played so far as they would have come without the orders of one round.

    Args:
        game: A game of one player alone.
        number: A round that has been played, or ``ALL``.
        told: Called after each week with weeks played and to be played; what it raises ends the run.

    Returns:
        ``round``, ``first`` week from which the twin may differ, ``weeks``, and ``series`` by column, as the player's
        role sees them; ``changed`` is false, and nothing is played, where those orders changed nothing.

    Raises:
        RefusalError: If the round has not been played.
    """
    record = _record(game, number)
    gone = [act for act in acts_of(record) if number in (ALL, act.round)]
    first = min((act.week for act in gone), default=0)
    if not gone:
        return {"round": number, "changed": False, "first": first, "weeks": [], "series": {}}
    if number == ALL:
        scenario = scenario_of_nobody(record)
    else:
        tables = _tables(game, record)
        for act in sorted(gone, key=lambda one: -one.place):  # a later one of a round keeps the places before it
            record = record_without(record, act, tables)
        scenario = scenario_of(record)
    seen = Seen.by(game.exercise, next(iter(game.state.taken), "public"))
    rows: list[list[Any]] = []

    def watch(model: Any) -> None:
        if model.week > 0:
            values = model.recorder.last()
            rows.append([values.get(name) for name in seen.columns])
        told(model.week, record.weeks)

    play(scenario, record.seed, record.weeks, watch)
    series = {name: [_rounded(row[i]) for row in rows] for i, name in enumerate(seen.columns)}
    return {"round": number, "changed": True, "first": first, "weeks": list(range(len(rows))), "series": series}


def axes_of(game: Game, told: Told = lambda done, of: None) -> list[dict[str, Any]]:
    """Return what came of every axis of the exercise and of every own goal, with the player's orders and with nobody's.

    A goal that is an axis stands on its row, marked; one that is not follows the axes. ``weekly`` are the weeks of both
    runs behind a row: the last one counts where ``end`` says so, else flows are added up and levels averaged.

    Args:
        game: A game of one player alone, some rounds of which have been played.
        told: Called after each week with weeks played and to be played, of both runs; what it raises ends them.
    """
    record = _record(game, ALL)
    found: list[Result] = []
    for k, scenario in enumerate((scenario_of(record), scenario_of_nobody(record))):
        after = partial(_told_after, told, k * record.weeks, 2 * record.weeks)
        model = play(scenario, record.seed, record.weeks, after)
        found.append(model.result())
    keys = outcomes_told(record.exercise)
    mine, nobody = ({key: _rounded(one.summary.get(key)) for key in keys} for one in found)
    seat = record.exercise.seats.get(next(iter(game.state.taken), ""))
    goals = {goal.outcome.key: goal for goal in (seat.goals if seat else ())}
    axes = {axis.outcome.key for axis in record.exercise.axes}
    own = [Axis(one.outcome.label, one.outcome, one.better, one.text) for key, one in goals.items() if key not in axes]
    return [
        {"title": axis.title, "text": axis.text, "better": axis.better, "unit": axis.outcome.unit,
         "goal": axis.outcome.key in goals, "yours": mine[axis.outcome.key], "nobody": nobody[axis.outcome.key],
         "kind": column(axis.outcome.column).kind, "end": axis.outcome.key.endswith("_end"),
         "weekly": [[_rounded(value) for value in one.weekly[axis.outcome.column]] for one in found]}
        for axis in (*record.exercise.axes, *own)
    ]  # fmt: skip


def _told_after(told: Told, before: int, of: int, model: MissionModel) -> None:
    """Tell of a run's week, weeks of the runs before it counted."""
    told(before + model.week, of)


def _record(game: Game, number: int) -> Record:
    """Return the game as a debrief reads it."""
    with game.lock:
        if game.deleted:
            raise RefusalError("phase", "this game has been deleted")
        if game.busy:
            raise RefusalError("busy", BUSY)
        if not game.state.settled or number not in (ALL, *(one.round for one in game.state.settled)):
            raise RefusalError("missing", f"round {number} has not been played; there is nothing to hold it against")
        return read_record(game.file.path, names=False)


def _tables(game: Game, record: Record) -> dict[int, Table]:
    """Return how the leadership team decided, by round after the first, from the weeks that were played."""
    made, exercise = {}, record.exercise
    for k, one in enumerate(record.rounds[1:], start=1):
        before = game.weeks[one.first]  # the first entry is how things stood before the first week
        now = in_force(exercise, [each.settled for each in record.rounds[:k]])
        cohesion = float(before.values["mlt_cohesion"])
        made[one.number] = leaders_table(exercise, now, one.weeks, cohesion, before.standing, first=False)
    return made


def _rounded(value: Any) -> Any:
    return round(float(value), 6) if isinstance(value, (int, float)) else None
