"""Who knew what when: what the organisations of each role believed at the start of every round, against what was true.

The class's run is played once more and looked at before each round, when orders are given, and at its end.

Source: MODEL.md 5.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...agents.catalogue import ORG_INDEX
from ...model.mission import MissionModel
from ...model.rules.information import awareness
from ...model.state import N_SHARING
from ..authority import Table
from ..standing import standing_of
from ..turning_points import rank_events
from .debrief_record import Record
from .seen import Seen

if TYPE_CHECKING:
    from ...model.result import Result
    from ...model.scenario import Scenario

__all__ = ["FIELDS", "Heard", "Watched", "heard_of", "informed_roles", "watch"]

Array = NDArray[np.float64]

FIELDS = ("threat", "need")
"""What is looked at of belief maps: threat and need; obstacles matter to few."""
END = 0
"""Number that stands for the end of the run where a round would stand."""
OUTSTANDING = 12
"""Events told of who heard of them."""
BEHIND_THE_STORY = ("decision",)
"""Kinds of events that are the class's own doing."""


@dataclass(frozen=True, eq=False)
class Watched:
    """The class's run with what was known in it.

    Attributes:
        result: The run.
        tables: How the leadership team decided, by round.
        sectors: One row a moment, role, field and sector: round (0: the end), week, role, field, sector (from 1),
            believed, true; shares 0-1, weighted by people.
        pictures: One row a moment, role and field: round, week, role, field, known (1 - error against knowing nothing,
            share).
    """

    result: Result
    tables: dict[int, Table]
    sectors: pd.DataFrame
    pictures: pd.DataFrame


def informed_roles(record: Record) -> dict[str, list[int]]:
    """Return the organisations with belief maps of their own that each role of the exercise leads, by role."""
    found: dict[str, list[int]] = {}
    for key, seat in record.exercise.seats.items():
        rows = [ORG_INDEX[name] for name in seat.role.organisations if ORG_INDEX[name] < N_SHARING]
        if rows:
            found[key] = rows
    return found


def watch(record: Record, scenario: Scenario) -> Watched:
    """Play the class's run and look at beliefs and truth before every round and at the end.

    Args:
        record: The class.
        scenario: Its scenario with all orders in it.
    """
    model = MissionModel(scenario, seed=record.seed)
    starts = {one.first: one for one in record.rounds}
    sectors: list[dict[str, Any]] = []
    pictures: list[dict[str, Any]] = []
    tables: dict[int, Table] = {}
    roles = informed_roles(record)
    while model.running and model.week < record.weeks:
        if one := starts.get(model.week):
            tables[one.number] = _table(model, one.weeks, first=one.number == 1)
            _look(model, roles, one.number, sectors, pictures)
        model.step()
    _look(model, roles, END, sectors, pictures)
    return Watched(model.result(), tables, pd.DataFrame(sectors), pd.DataFrame(pictures))


def _table(model: MissionModel, weeks: int, *, first: bool) -> Table:
    """Return how the leadership team decides now."""
    c = model.inputs.choices.coordination
    return Table(c.decision_style, c.devolution, model.cohesion, weeks, model.inputs.load, first, standing_of(model))


def _look(
    model: MissionModel,
    roles: dict[str, list[int]],
    number: int,
    sectors: list[dict[str, Any]],
    pictures: list[dict[str, Any]],
) -> None:
    """Add what each role's organisations believe now, and what is true."""
    g, info = model.ground, model.inputs.information
    truth = {"threat": g.threat, "need": g.need}
    people = np.maximum(g.present, 1.0)
    weight = {"threat": g.threat * (info.threat_empty + model.people_weight), "need": g.present * g.need}
    n_sectors = int(model.country.sector.max()) + 1
    for role, rows in roles.items():
        for place, field in enumerate(FIELDS):
            estimate = model.beliefs.estimate[place, rows]
            known = awareness(estimate, truth[field], float(truth[field].mean()), weight[field])
            at = {"round": number, "week": model.week, "role": role, "field": field}
            pictures.append({**at, "known": float(known.mean())})
            believed = estimate.mean(axis=0)
            for sector in range(n_sectors):
                here = model.country.sector == sector
                share = people[here] / people[here].sum()
                sectors.append({**at, "sector": sector + 1, "believed": float((believed[here] * share).sum()),
                                "true": float((truth[field][here] * share).sum())})  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """Something that happened, and which roles of the exercise heard of it."""

    week: int
    round: int
    text: str
    by: tuple[str, ...]
    not_by: tuple[str, ...]


def heard_of(record: Record, result: Result, most: int = OUTSTANDING) -> list[Heard]:
    """Return the events that tell most of the run, in order of time, with who heard of them.

    Events that some roles heard of and others did not come before those that everybody heard of.
    """
    events = result.events
    if events.empty:
        return []
    rank = rank_events(events)
    kinds = events["kind"].astype(str).to_numpy()
    rank = np.where(np.isin(kinds, BEHIND_THE_STORY), 0.0, rank)
    seats = record.exercise.seats
    seen = {key: Seen.by(record.exercise, key) for key in seats}
    by_kind = {kind: [key for key, one in seen.items() if one.hears(kind)] for kind in set(kinds)}
    uneven = np.array([0 < len(by_kind[kind]) < len(seats) for kind in kinds])
    order = np.argsort(-(rank * np.where(uneven, 2.0, 1.0)), kind="stable")
    return _chosen(record, events, [int(i) for i in order if rank[i] > 0.0], by_kind, most)


def _chosen(
    record: Record, events: pd.DataFrame, order: Sequence[int], by_kind: dict[str, list[str]], most: int
) -> list[Heard]:
    """Return the first of some events, at most two of a kind, in order of time."""
    taken: dict[str, int] = {}
    found: list[Heard] = []
    for i in order:
        row = events.iloc[i]
        kind = str(row["kind"])
        if taken.get(kind, 0) >= 2 or len(found) >= most:
            continue
        taken[kind] = taken.get(kind, 0) + 1
        week = int(row["week"])
        number = next((one.number for one in record.rounds if one.first <= week <= one.last), 0)
        by = tuple(by_kind[kind])
        others = tuple(key for key in record.exercise.seats if key not in by)
        found.append(Heard(week, number, str(row["text"]), by, others))
    return sorted(found, key=lambda one: one.week)
