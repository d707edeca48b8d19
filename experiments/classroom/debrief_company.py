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

import numpy as np
import pandas as pd

from ...model.errors import PlanError
from ..dilemmas import DILEMMAS, index_values, outcomes_for_dilemmas
from ..exercise import Exercise
from ..exercise_plays import read_played
from ..frontier import Frontier, dilemma_frontiers, frontier, non_dominated
from .debrief_record import Record

if TYPE_CHECKING:
    from ...model.columns import Outcome
    from ..batch import Batch

__all__ = [
    "BatchView", "Goal", "Standing", "beaten_by", "check_batch", "goals_of", "in_batch", "outcomes_told", "standing",
    "standing_of_plays",
]  # fmt: skip

PLAYED = Path(__file__).parents[2] / "docs" / "exercises" / "played.csv"
"""What came of the shipped sets of orders."""
FEWEST_AXES = 2


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
    """Return the shipped sets of orders of an exercise on its axes; none for an exercise of one's own."""
    if not path.is_file():
        return ()
    found: dict[str, dict[str, list[float]]] = {}
    titles = {one.title for one in exercise.plays}
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
            spread = max((high - low for high, low in (one.ends(name)[::-1] for one in (mine, nobody))), default=0.0)
            made.append(Goal(key, goal.outcome, goal.better, goal.text, mine.mean(name), nobody.mean(name),
                             spread / 2 if math.isfinite(spread) else 0.0, name in shared))  # fmt: skip
    return tuple(made)


def beaten_by(mine: Standing, others: Sequence[Standing], axes: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Return who is at least as good on all axes and better on one, by label.

    Args:
        mine: The class.
        others: Others.
        axes: Key and better direction of each axis.

    Returns:
        +1 for those that are so against the class, -1 for those against whom the class is so, 0 for all else.
    """
    found = {}
    for other in others:
        pairs = np.array([[one.mean(key) * better for key, better in axes] for one in (mine, other)])
        usable = np.isfinite(pairs).all(axis=0)
        on = non_dominated(pairs[:, usable]) if usable.sum() >= FEWEST_AXES else np.array([True, True])
        found[other.label] = 1 if not on[0] else -1 if not on[1] else 0
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
    keys = [axis.outcome.key for axis in record.exercise.axes if axis.outcome.better]
    summary = of_scenario(batch.values(list(dict.fromkeys([*keys, *outcomes_for_dilemmas()]))), name)
    found = frontier(summary, batch.plan, keys)
    standings = tuple(
        Standing(str(design), "design", {key: tuple(float(v) for v in part[key].dropna()) for key in keys})
        for design, part in summary.groupby("design", sort=False)
    )  # fmt: skip
    mine = pd.DataFrame(list(summaries))
    dilemmas = tuple(
        (one, (float(index_values(mine, of.one).mean()), float(index_values(mine, of.two).mean())))
        for one, of in zip(dilemma_frontiers(summary, batch.plan), DILEMMAS, strict=True)
    )
    return BatchView(Path(directory).name, found, standings, dilemmas, _batch_notes(batch, record, found))


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


def _batch_notes(batch: Batch, record: Record, found: Frontier) -> tuple[str, ...]:
    """Return what a reader should know before holding a class against a batch."""
    notes = [
        (
            "Designs are kept from the first week on, and the class learned on the way; a design is a mean over seeds, "
            "and over sampled worlds where the batch has them, the class a mean over its own seed and a few others."
        ),
        *found.notes,
    ]
    if record.exercise.injects:
        notes.insert(
            0, "The class met the injects of the exercise, and the batch did not; part of a gap may be theirs."
        )
    return tuple(notes)


def _number(value: Any) -> float:
    """Return a value of a summary as a number; NaN for none."""
    try:
        return math.nan if value is None else float(value)
    except (TypeError, ValueError):
        return math.nan
