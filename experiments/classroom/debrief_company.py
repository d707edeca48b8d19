"""What a class is held against: nobody's orders, the shipped sets of orders, earlier classes, and a stored batch.

Nothing here names a winner: whoever is better on one axis and worse on another stands beside the other, not above.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...model.errors import PlanError
from ...model.scenario import Scenario
from ..differences import changes_between
from ..dilemmas import DILEMMAS, index_values, outcomes_for_dilemmas
from ..exercise import Exercise
from ..exercise_plays import read_played
from ..frontier import Frontier, dilemma_frontiers, frontier
from .debrief_record import Record

if TYPE_CHECKING:
    from ...model.columns import Outcome
    from ..batch import Batch

__all__ = [
    "ALIKE", "APART", "BETTER", "WORSE", "BatchView", "Goal", "Standing", "beaten_by", "check_batch", "goals_of",
    "in_batch", "outcomes_told", "spread", "standing", "standing_of_plays",
]  # fmt: skip

PLAYED = Path(__file__).parents[2] / "docs" / "exercises" / "played.csv"
"""What came of the shipped sets of orders."""
FEWEST_AXES, FEWEST_RUNS = 2, 3
BETTER, WORSE, APART, ALIKE = "better", "worse", "apart", "alike"
"""What one set of orders is against another, over all axes."""
MOST_FACTS = 8
PAIRED = frozenset(("class", "nobody", "earlier"))
"""Kinds of orders that are played under the class's own seed and its other ones."""


@dataclass(frozen=True)
class Standing:
    """One set of orders on the axes.

    Attributes:
        label: Its name.
        kind: ``class``, ``nobody``, ``play``, ``earlier`` or ``design``.
        values: Values of every outcome, one a run, by key; () where there are none.
    """

    label: str
    kind: str
    values: dict[str, tuple[float, ...]]

    def mean(self, key: str) -> float:
        """Return the mean of an outcome, NaN if there is none."""
        found = [value for value in self.values.get(key, ()) if math.isfinite(value)]
        return math.fsum(found) / len(found) if found else math.nan

    def ends(self, key: str) -> tuple[float, float]:
        """Return the lowest and the highest value of an outcome."""
        found = [value for value in self.values.get(key, ()) if math.isfinite(value)]
        return (min(found), max(found)) if found else (math.nan, math.nan)


@dataclass(frozen=True)
class Goal:
    """What one role wanted for itself, and what came of it: with the class's orders, and with nobody's."""

    role: str
    outcome: Outcome
    better: int
    text: str
    with_orders: float
    nobody: float
    spread: float
    shared: bool

    @property
    def served(self) -> int:
        """+1 if the class's orders moved it as the role wanted, -1 if against it, 0 if no further than luck goes."""
        gap = (self.with_orders - self.nobody) * self.better
        return 0 if not math.isfinite(gap) or abs(gap) <= self.spread else 1 if gap > 0 else -1


@dataclass(frozen=True, eq=False)
class BatchView:
    """The class in a stored batch.

    Attributes:
        name: Name of the directory.
        found: Designs over the axes that the batch can be held against.
        standings: The designs.
        dilemmas: Frontiers of the three dilemmas, with the class's two indices each.
        notes: Sentences a reader should know first.
    """

    name: str
    found: Frontier
    standings: tuple[Standing, ...]
    dilemmas: tuple[tuple[Frontier, tuple[float, float]], ...]
    notes: tuple[str, ...]


def outcomes_told(exercise: Exercise) -> tuple[str, ...]:
    """Return the keys of the outcomes that a debrief tells: those of axes and goals, each once."""
    goals = [goal.outcome.key for seat in exercise.seats.values() for goal in seat.goals]
    return tuple(dict.fromkeys([*(axis.outcome.key for axis in exercise.axes), *goals]))


def standing(label: str, kind: str, summaries: Iterable[dict[str, Any]], keys: Sequence[str]) -> Standing:
    """Return runs with one set of orders on the axes."""
    rows = list(summaries)
    return Standing(label, kind, {key: tuple(_number(row.get(key)) for row in rows) for key in keys})


def standing_of_plays(exercise: Exercise, path: Path = PLAYED) -> tuple[Standing, ...]:
    """Return the shipped sets of orders of an exercise on its axes; none for an exercise of one's own.

    A set that orders nothing is left out: nobody's orders are played under the class's own seeds.
    """
    if not path.is_file():
        return ()
    found: dict[str, dict[str, list[float]]] = {}
    titles = {one.title for one in exercise.plays if one.orders}
    for row in read_played(path):
        if row.exercise == exercise.name and row.play in titles:
            found.setdefault(row.play, {}).setdefault(row.outcome, []).append(row.value)
    return tuple(
        Standing(one.title, "play", {key: tuple(values) for key, values in found[one.title].items()})
        for one in exercise.plays if one.title in found
    )  # fmt: skip


def goals_of(record: Record, mine: Standing, nobody: Standing) -> tuple[Goal, ...]:
    """Return what came of each role's own goals."""
    exercise = record.exercise
    shared = {axis.outcome.key for axis in exercise.axes}
    made = []
    for key, seat in exercise.seats.items():
        for goal in seat.goals:
            name = goal.outcome.key
            made.append(Goal(key, goal.outcome, goal.better, goal.text, mine.mean(name), nobody.mean(name),
                             spread(mine, nobody, name), name in shared))  # fmt: skip
    return tuple(made)


def spread(one: Standing, other: Standing, key: str) -> float:
    """Return how far luck goes on an outcome.

    Where both were played under the same seeds, it is half the way from the lowest to the highest difference of a pair;
    else half the way from the lowest to the highest run, of whichever it is more. It is infinite where there are fewer
    than three, since nothing can be said of luck then.
    """
    if {one.kind, other.kind} <= PAIRED:
        both = zip(one.values.get(key, ()), other.values.get(key, ()), strict=True)
        gaps = [gap for gap in (a - b for a, b in both) if math.isfinite(gap)]
        return (max(gaps) - min(gaps)) / 2 if len(gaps) >= FEWEST_RUNS else math.inf
    runs = [[value for value in each.values.get(key, ()) if math.isfinite(value)] for each in (one, other)]
    return max((max(some) - min(some)) / 2 for some in runs) if min(map(len, runs)) >= FEWEST_RUNS else math.inf


def beaten_by(mine: Standing, others: Sequence[Standing], axes: Sequence[tuple[str, int]]) -> dict[str, str]:
    """Return how others stand against the class over all axes, by label; a gap within the spread does not count.

    Args:
        mine: The class.
        others: Others.
        axes: Key and better direction of each axis.

    Returns:
        ``better`` for those that are better than the class on one axis and worse on none, ``worse`` the other way
        round, ``apart`` for those better on some and worse on others, ``alike`` where no gap is beyond the spread.
    """
    found = {}
    for other in others:
        gaps = [((other.mean(key) - mine.mean(key)) * better, spread(mine, other, key)) for key, better in axes]
        told = [0 if abs(gap) <= luck else 1 if gap > 0 else -1 for gap, luck in gaps if math.isfinite(gap)]
        up, down = 1 in told, -1 in told
        alike = len(told) < FEWEST_AXES or not (up or down)
        found[other.label] = ALIKE if alike else APART if up and down else BETTER if up else WORSE
    return found


def in_batch(directory: str | PathLike[str], record: Record, summaries: Sequence[dict[str, Any]]) -> BatchView:
    """Return the class held against the designs of a stored batch.

    Args:
        directory: The batch.
        record: The class.
        summaries: Summaries of the class's runs, under its seed and others.

    Raises:
        PlanError: If the batch plays something else, or has too few designs.
    """
    from ..batch import load_batch
    from ..contexts import of_scenario

    batch = load_batch(directory)
    name = _same_scenario(batch, record)
    ways = {axis.outcome.key: axis.better for axis in record.exercise.axes}  # what an exercise wants, not a country
    summary = of_scenario(batch.values(list(dict.fromkeys([*ways, *outcomes_for_dilemmas()]))), name)
    found = frontier(summary, batch.plan, list(ways), better=ways)
    keys = [axis.name for axis in found.axes]
    standings = tuple(
        Standing(str(design), "design", {key: tuple(float(v) for v in part[key].dropna()) for key in keys})
        for design, part in summary.groupby("design", sort=False)
    )  # fmt: skip
    mine = pd.DataFrame(list(summaries))
    dilemmas = tuple(
        (one, (float(index_values(mine, of.one).mean()), float(index_values(mine, of.two).mean())))
        for one, of in zip(dilemma_frontiers(summary, batch.plan), DILEMMAS, strict=True)
    )
    return BatchView(Path(directory).name, found, standings, dilemmas, _batch_notes(batch, record, found, name))


def check_batch(directory: str | PathLike[str], record: Record) -> None:
    """Refuse a batch that a class cannot be held against, before any run is made.

    Raises:
        PlanError: If it plays another scenario or another length, or the class was broken off.
        ResultError: If there is no batch.
    """
    from ..batch import load_batch

    _same_scenario(load_batch(directory), record)


def _same_scenario(batch: Batch, record: Record) -> str:
    """Return the name under which a batch plays the scenario of the class.

    Raises:
        PlanError: If it does not, or over another length.
    """
    if not record.finished:
        raise PlanError("this class was not played to its end, so that it cannot be held against a batch")
    scenario = record.exercise.scenario
    named = {name: one["values"] for name, one in batch.manifest["scenarios"].items()}
    mine = [name for name, values in named.items() if values.get("name") == scenario.name]
    if not mine:
        raise PlanError(
            f"the batch in {batch.directory} plays {', '.join(named)} and the class played {scenario.name}, "
            "so that they cannot be held together"
        )
    weeks = _weeks(batch, mine[0])
    if weeks != scenario.horizon_weeks:
        raise PlanError(
            f"the batch in {batch.directory} plays {weeks} weeks and the class {scenario.horizon_weeks}, so that "
            f"totals and ends cannot be held together; make one with horizon_weeks = {scenario.horizon_weeks} "
            "under [experiment]"
        )
    return mine[0]


def _weeks(batch: Batch, name: str) -> int:
    """Return the length of the runs of a batch."""
    changed = batch.plan.horizon_weeks or batch.plan.changes.get("horizon_weeks")
    return int(changed or batch.manifest["scenarios"][name]["values"]["horizon_weeks"])


def _batch_notes(batch: Batch, record: Record, found: Frontier, name: str) -> tuple[str, ...]:
    """Return what a reader should know before holding a class against a batch."""
    notes = [
        (
            "Designs are kept from the first week on, and the class learned on the way; a design is a mean over seeds, "
            "and over sampled worlds where the batch has them, the class a mean over its own seed and a few others."
        ),
        *found.notes,
    ]
    if told := _other_facts(batch, record, name):
        notes.insert(0, told)
    if record.exercise.injects:
        notes.insert(
            0, "The class met the injects of the exercise, and the batch did not; part of a gap may be theirs."
        )
    return tuple(notes)


def _other_facts(batch: Batch, record: Record, name: str) -> str:
    """Return in what facts the batch's country and mission are not those of the exercise; "" if in none.

    Changes of the whole plan count as facts of the batch; what its designs change is what they are compared for.
    """
    theirs = Scenario.from_values(batch.manifest["scenarios"][name]["values"]).with_changes(dict(batch.plan.changes))
    every = changes_between(theirs, record.exercise.scenario)
    differ = [one for one in every if one.name not in ("horizon_weeks", "injects")]
    if not differ:
        return ""
    told = [f"{one.name} is {_told(one.base)} there and {_told(one.other)} here" for one in differ[:MOST_FACTS]]
    more = f", and {len(differ) - MOST_FACTS} more" if len(differ) > MOST_FACTS else ""
    return f"The batch plays the same scenario with other facts: {'; '.join(told)}{more}. Part of a gap may be theirs."


def _told(value: Any) -> str:
    """Return a value in few signs."""
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return "not given" if value is None else str(value)


def _number(value: Any) -> float:
    """Return a value of a summary as a number; NaN for none."""
    try:
        return math.nan if value is None else float(value)
    except (TypeError, ValueError):
        return math.nan
