"""The week of the programme for former fighters: who enters, what is paid and done, and who goes back (5.16).

Source: MODEL.md 5.16.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.armed_group import ACTION_INDEX
from ..agents.catalogue import ORG_INDEX
from ..agents.tasks import TASK_INDEX
from .finance import pay
from .rules.channels import attendance
from .rules.ddr import entering, leaving_unsupported, planned_share, resented, served
from .rules.people import whole
from .rules.violence import shared
from .state import tally

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["Programme", "lay_down_arms", "progress", "run_programme"]

Array = NDArray[np.float64]

_JOIN = ACTION_INDEX["join_ddr"]
_STEPS = tuple(TASK_INDEX[key] for key in ("cantonment", "disarmament", "reinsertion", "reintegration"))
_AGENCIES = tuple(("undp", "iom"))
_SMALL = 5.0
"""Fighters of a band that come in all at once when so few are left."""


@dataclass
class Programme:
    """Former fighters by band, whole numbers, shape (n_bands,) unless said otherwise.

    Attributes:
        cantoned: In camps, with their arms.
        disarmed: Disarmed and not yet discharged.
        reinserted: Discharged and carried by reinsertion.
        unsupported: Discharged, and carried by nothing any longer.
        left: Who left the ranks by it and did not go back to arms.
        reintegrated: Settled in civilian life, so far; no array, like all below.
        gone_back: Gone back to arms or crime, so far.
        ended: Whose reinsertion has ended so far.
        missed: Of these, without reintegration.
        begun: Week of the first discharge, -1 before.
        paid: Share of the first steps that could be paid last week.
        funded: The same of reintegration.
    """

    cantoned: Array
    disarmed: Array
    reinserted: Array
    unsupported: Array
    left: Array
    reintegrated: float = 0.0
    gone_back: float = 0.0
    ended: float = 0.0
    missed: float = 0.0
    begun: int = -1
    paid: float = 1.0
    funded: float = 1.0

    @classmethod
    def empty(cls, n_bands: int) -> Programme:
        """Return a programme that nobody has entered."""
        return cls(*(np.zeros(n_bands) for _ in range(5)))

    @property
    def inside(self) -> Array:
        """Everybody between the ranks and civilian life, shape (n_bands,)."""
        return self.cantoned + self.disarmed + self.reinserted + self.unsupported

    @property
    def gap(self) -> float:
        """Share of those whose reinsertion has ended that reintegration did not reach."""
        return self.missed / self.ended if self.ended else 0.0


def progress(m: MissionModel) -> Array:
    """Return how far each group has laid down its arms, shape (n_groups,), share of its first strength."""
    first = tally(m.bands.group, m.bands.first, m.n_groups)
    return tally(m.bands.group, m.programme.left, m.n_groups) / np.maximum(first, 1.0)


def lay_down_arms(m: MissionModel) -> None:
    """Take into cantonment the bands that choose it, as far as teams near their homes can."""
    b, p = m.bands, m.inputs.ddr
    rows = np.flatnonzero((b.action == _JOIN) & (b.fighters > 0.0))
    if not len(rows):
        return
    b.cell[rows] = b.home[rows]
    work = _near_homes(m, _STEPS[0], rows)
    room = np.where(b.fighters[rows] <= _SMALL, b.fighters[rows], work * p.cantoned_per_team * m.programme.paid)
    come = entering(b.fighters[rows], b.first[rows], room, p)
    b.fighters[rows] -= come
    m.programme.cantoned[rows] += come
    m.programme.left[rows] += come
    m.causes.add("fighters_armed", "cantoned", -float(come.sum()))


def _near_homes(m: MissionModel, task: int, rows: NDArray[np.int64]) -> Array:
    """Return the team-weeks of a task in and around the homes of some bands, divided among those who share them."""
    home = m.bands.home[rows]
    around = m.nearby_cells.total(m.week_now.done[task])
    asking = m.nearby_cells.total(tally(home, np.ones(len(rows)), m.n_cells))
    return shared(around[home], asking[home])


def run_programme(m: MissionModel) -> None:
    """Disarm, discharge, carry and settle former fighters; let those go back whom nothing carries."""
    pr, p, b, g = m.programme, m.inputs.ddr, m.bands, m.ground
    draws = m.chance.uniform_rows("ddr.steps", m.week, b.slot, 6)
    rows = np.flatnonzero(pr.inside > 0.0)
    if not len(rows):
        return
    disarmed = _whole(served(pr.cantoned[rows], _near_homes(m, _STEPS[1], rows), p.disarmed_per_team, pr.paid),
                      draws[rows, 0], pr.cantoned[rows])  # fmt: skip
    discharged = _whole(pr.disarmed[rows] * p.discharged * pr.paid, draws[rows, 1], pr.disarmed[rows])
    pr.cantoned[rows] -= disarmed
    pr.disarmed[rows] += disarmed - discharged
    pr.reinserted[rows] += discharged
    if discharged.any() and pr.begun < 0:
        pr.begun = m.week
    pr.paid = pay(m, "mission", "beneficiaries", float(disarmed.sum()) * p.usd_first_steps, "disarmament and reinsertion")
    settled = _reintegrate(m, rows, draws)
    ended = _whole(pr.reinserted[rows] / p.reinsertion_weeks, draws[rows, 3], pr.reinserted[rows])
    pr.reinserted[rows] -= ended
    pr.unsupported[rows] += ended
    pr.ended, pr.missed = pr.ended + float(ended.sum()) + settled, pr.missed + float(ended.sum())
    _go_back(m, rows, draws)
    support = tally(b.home[rows], pr.disarmed[rows] + pr.reinserted[rows], m.n_cells)
    g.grievance += (1.0 - g.grievance) * resented(support, g.residents, g.need, p)


def _reintegrate(m: MissionModel, rows: NDArray[np.int64], draws: Array) -> float:
    """Settle former fighters as far as agencies have planned it, have the money and are there; return how many."""
    pr, p, b, g = m.programme, m.inputs.ddr, m.bands, m.ground
    c = m.inputs.choices.coordination
    together = attendance(c.ddr_steering_group, m.inputs.channels) * m.committed
    planned = planned_share(m.week - pr.begun, together, p) if pr.begun >= 0 else 0.0
    waiting = pr.reinserted[rows] + pr.unsupported[rows]
    able = served(waiting, _near_homes(m, _STEPS[3], rows), p.reintegrated_per_team, planned * pr.funded)
    settled = _whole(able, draws[rows, 2], waiting)
    before = np.minimum(settled, pr.unsupported[rows])
    pr.unsupported[rows] -= before
    pr.reinserted[rows] -= settled - before
    pr.missed -= float(before.sum())
    np.add.at(g.residents, b.home[rows], settled)
    n = float(settled.sum())
    pr.reintegrated += n
    cost, bought = n * p.usd_reintegration, 0.0
    for key in _AGENCIES:
        part = cost / len(_AGENCIES)
        bought += pay(m, key, "beneficiaries", part, "reintegration of former fighters") / len(_AGENCIES)
    pr.funded = bought if n else 1.0
    return n - float(before.sum())


def _go_back(m: MissionModel, rows: NDArray[np.int64], draws: Array) -> None:
    """Let former fighters without support go back to arms or crime, or settle by themselves."""
    pr, p, b, g = m.programme, m.inputs.ddr, m.bands, m.ground
    home, alone = b.home[rows], pr.unsupported[rows]
    back, settle = leaving_unsupported(alone, g.grievance[home], g.livelihoods[home], m.deterrence_local[home], p)
    back = _whole(back, draws[rows, 4], alone)
    settle = _whole(settle, draws[rows, 5], alone - back)
    to_crime = np.floor(back * p.to_crime + 0.5)
    pr.unsupported[rows] -= back + settle
    pr.gone_back += float(back.sum())
    b.fighters[rows] += back - to_crime
    pr.left[rows] -= back - to_crime
    m.causes.add("fighters_armed", "went back to arms", float((back - to_crime).sum()))
    np.add.at(g.residents, home, settle + to_crime)
    pushed = tally(home, to_crime, m.n_cells) / np.maximum(g.residents, 1.0)
    g.crime += (1.0 - g.crime) * np.minimum(p.crime_push * pushed, 1.0)


def _whole(expected: Array, draw: Array, most: Array) -> Array:
    """Return whole numbers that keep the mean, at most ``most``."""
    return np.minimum(whole(expected, draw), most)
