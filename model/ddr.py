"""The week of the programme for former fighters: who enters, what is paid and done, and who goes back (5.16).

Source: MODEL.md 5.16.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.armed_group import ACTION_INDEX
from ..agents.tasks import TASK_INDEX
from .crime import EX_FIGHTERS
from .finance import REINTEGRATION, pay
from .rules.channels import attendance
from .rules.ddr import entering, going_back, in_order, planning_pace, resented, served, settling_alone
from .rules.people import whole
from .state import tally, total

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["Programme", "break_away", "lay_down_arms", "progress", "run_programme"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_JOIN = ACTION_INDEX["join_ddr"]
_CANTON, _DISARM, _DISCHARGE, _REINTEGRATE = (
    TASK_INDEX[key] for key in ("cantonment", "disarmament", "reinsertion", "reintegration")
)
_DISARMS, _DISCHARGES, _SETTLES, _GOES_BACK, _ALONE, _TO_CRIME = range(6)
"""A band's draws of the week, one for each step."""


@dataclass
class Programme:
    """Former fighters by band, whole numbers, shape (n_bands,) unless said otherwise.

    Attributes:
        cantoned: In camps, with their arms.
        disarmed: Disarmed and not yet discharged.
        carried: Discharged and carried by reinsertion, by week of discharge, shape (n_bands, reinsertion_weeks), the
            oldest first.
        unsupported: Discharged, and carried by nothing any longer.
        left: Who left the ranks by it and did not go back to arms.
        first: Strength that each group had at the start, and what broke away to it since, shape (n_groups,); what broke
            away from a group stays in its own, so that nobody's progress moves by it.
        reintegrated: Settled in civilian life with support, so far; no array, like all below.
        gone_back: Gone back to arms or crime, so far.
        ended: Whose reinsertion has ended so far, by its term or by reintegration.
        missed: Of these, whom reintegration has not reached.
        begun: Week of the first discharge, -1 before.
        planned: How far reintegration is planned, 0-1.
        pledges: What donors have promised for reintegration and not paid yet, US dollars.
    """

    cantoned: Array
    disarmed: Array
    carried: Array
    unsupported: Array
    left: Array
    first: Array
    reintegrated: float = 0.0
    gone_back: float = 0.0
    ended: float = 0.0
    missed: float = 0.0
    begun: int = -1
    planned: float = 0.0
    pledges: float = 0.0

    @classmethod
    def empty(cls, first: Array, n_bands: int, weeks: int) -> Programme:
        """Return a programme that nobody has entered.

        Args:
            first: First strength of each group, shape (n_groups,).
            n_bands: Bands.
            weeks: Weeks of reinsertion.
        """
        none = np.zeros(n_bands)
        return cls(none, none.copy(), np.zeros((n_bands, weeks)), none.copy(), none.copy(), first)

    @property
    def supported(self) -> Array:
        """Disarmed and carried by the programme, shape (n_bands,)."""
        return self.disarmed + self._in_reinsertion

    @property
    def demobilised(self) -> Array:
        """Everybody between disarmament and civilian life, shape (n_bands,)."""
        return self.supported + self.unsupported

    @property
    def inside(self) -> Array:
        """Everybody between the ranks and civilian life, shape (n_bands,)."""
        return self.cantoned + self.demobilised

    @property
    def waiting(self) -> Array:
        """Discharged and not settled, shape (n_bands,)."""
        return self._in_reinsertion + self.unsupported

    @property
    def _in_reinsertion(self) -> Array:
        """Carried by reinsertion, shape (n_bands,); people are whole, so any way to sum them is exact."""
        return np.asarray(self.carried @ np.ones(self.carried.shape[1]))

    @property
    def gap(self) -> float:
        """Share of those whose reinsertion has ended that reintegration did not reach."""
        return self.missed / self.ended if self.ended else 0.0


def progress(m: MissionModel) -> Array:
    """Return how far each group has laid down its arms, shape (n_groups,), share of its first strength."""
    left = tally(m.bands.group, m.programme.left, m.n_groups)
    return np.minimum(left / np.maximum(m.programme.first, 1.0), 1.0)


def break_away(m: MissionModel, row: int, new: int) -> None:
    """Leave with its old group whom a band that breaks away has sent into the programme; only its fighters go.

    The nearest band of the group takes them on its books, and its place in the ranks; they are lost to it if the band
    was its last.

    Args:
        m: The mission.
        row: The band, still of its old group.
        new: Group that it joins.
    """
    pr, b, h = m.programme, m.bands, m.country.height
    rest = (b.group == b.group[row]).nonzero()[0]
    rest = rest[rest != row]
    if len(rest):
        away = np.maximum(np.abs(b.home[rest] // h - b.home[row] // h), np.abs(b.home[rest] % h - b.home[row] % h))
        heir = int(rest[away.argmin()])
        b.first[heir] += pr.left[row]
        b.first[row] -= pr.left[row]
        for books in (pr.cantoned, pr.disarmed, pr.carried, pr.unsupported, pr.left):
            books[heir] += books[row]
            books[row] = 0.0
    pr.first[new] += b.first[row]


def lay_down_arms(m: MissionModel, joining: Array) -> None:
    """Take into cantonment the bands that choose it, as far as sites in their sector have room.

    Args:
        m: The mission.
        joining: Worth of it to each band, shape (n_bands,); a band too small to choose anew stays out where it is none.
    """
    b, pr, p = m.bands, m.programme, m.inputs.ddr
    rows = ((b.action == _JOIN) & (joining > 0.0) & (b.fighters > 0.0)).nonzero()[0]
    if not len(rows):
        return
    b.cell[rows] = b.home[rows]
    room = _work(m, _CANTON) * p.cantoned_per_team
    if not np.count_nonzero(room):
        return
    come = entering(b.fighters[rows], b.first[rows], p)
    draws = m.chance.uniform_rows("ddr.enters", m.week, b.slot[rows], 1)[:, 0]
    come = _whole(served(come, m.country.sector.take(b.home[rows]), room), draws, b.fighters[rows])
    b.fighters[rows] -= come
    pr.cantoned[rows] += come
    pr.left[rows] += come
    m.causes.add("fighters_armed", "cantoned", -total(come))


def run_programme(m: MissionModel) -> None:
    """Disarm, discharge, carry and settle former fighters; let those go back whom nothing carries."""
    pr, p, b, g = m.programme, m.inputs.ddr, m.bands, m.ground
    _break_up(m)
    rows = pr.inside.nonzero()[0]
    if not len(rows):
        return
    draws = m.chance.uniform_rows("ddr.steps", m.week, b.slot[rows], _TO_CRIME + 1)
    sector = m.country.sector.take(b.home[rows])
    _disarm(m, rows, sector, draws)
    _carry(m, rows, sector, draws)
    _reintegrate(m, rows, sector, draws)
    _go_back(m, rows, draws)
    supported = pr.supported[rows]
    if np.count_nonzero(supported):
        support = tally(b.home[rows], supported, m.n_cells)
        g.grievance += (1.0 - g.grievance) * resented(support, g.residents, g.need, p)


def _disarm(m: MissionModel, rows: Ints, sector: Ints, draws: Array) -> None:
    """Disarm and register those who wait for it in camps, as far as it is paid for."""
    pr, p = m.programme, m.inputs.ddr
    waiting = pr.cantoned[rows]
    if not np.count_nonzero(waiting):
        return
    room = _work(m, _DISARM) * p.disarmed_per_team
    disarmed = _whole(served(waiting, sector, room), draws[:, _DISARMS], waiting)
    disarmed = _paid_for(disarmed, m.ledger.balance("mission"), p.usd_first_steps)
    pr.cantoned[rows] -= disarmed
    pr.disarmed[rows] += disarmed
    m.causes.add("fighters_demobilised", "disarmed", total(disarmed))
    cost = total(disarmed) * p.usd_first_steps
    m.mission_spend += cost * pay(m, "mission", "beneficiaries", cost, "disarmament and reinsertion")


def _break_up(m: MissionModel) -> None:
    """Let those in camps take up their arms again whose group holds to no agreement any longer.

    When the mission has left, nobody runs the camps: who is armed goes back, who is disarmed is on his own.
    """
    pr, b, process = m.programme, m.bands, m.process
    if m.departure.closed and pr.disarmed.any():
        left = total(pr.disarmed)
        pr.unsupported += pr.disarmed
        pr.disarmed[:] = 0.0
        _end(m, left, left, "the mission left them without support")
    if not np.count_nonzero(pr.cantoned):
        return
    bound = process.parties[b.group] & (process.signed is not None) & (not m.departure.closed)
    gone = np.where(bound, 0.0, pr.cantoned)
    n = total(gone)
    if n:
        b.fighters += gone
        pr.cantoned -= gone
        pr.left -= gone
        m.causes.add("fighters_armed", "left the camps", n)


def _carry(m: MissionModel, rows: Ints, sector: Ints, draws: Array) -> None:
    """End the reinsertion of those whose term is over, and discharge those who are disarmed."""
    pr, p = m.programme, m.inputs.ddr
    over = pr.carried[:, 0].copy()
    pr.unsupported += over
    n = total(over)
    _end(m, n, n, "support ran out before they were settled")
    pr.carried[:, :-1] = pr.carried[:, 1:]
    pr.carried[:, -1] = 0.0
    waiting = pr.disarmed[rows]
    if not np.count_nonzero(waiting):
        return
    room = _work(m, _DISCHARGE) * p.discharged_per_team
    discharged = _whole(served(waiting, sector, room), draws[:, _DISCHARGES], waiting)
    pr.disarmed[rows] -= discharged
    pr.carried[rows, -1] = discharged
    if pr.begun < 0 and np.count_nonzero(discharged):
        pr.begun = m.week


def _end(m: MissionModel, ended: float, missed: float, cause: str) -> None:
    """Count whose reinsertion has ended, and how many of these were not reached; charge the gap to the cause."""
    pr = m.programme
    before = pr.gap
    pr.ended += ended
    pr.missed += missed
    m.causes.add("reintegration_gap", cause, pr.gap - before)


def _reintegrate(m: MissionModel, rows: Ints, sector: Ints, draws: Array) -> None:
    """Settle former fighters as far as agencies have planned it, have money for it and are there."""
    pr, p, b, g = m.programme, m.inputs.ddr, m.bands, m.ground
    together = attendance(m.inputs.choices.coordination.ddr_steering_group, m.inputs.channels) * m.committed
    if pr.begun >= 0:  # what is planned stays planned, whoever goes on with it
        pr.planned = min(pr.planned + planning_pace(together, p), 1.0)
    waiting, home = pr.waiting[rows], b.home[rows]
    if not np.count_nonzero(waiting):
        return
    room = _work(m, _REINTEGRATE) * p.reintegrated_per_team * pr.planned
    able = served(waiting, sector, room) * (p.hosts + (1.0 - p.hosts) * g.livelihoods[home])
    expected = total(able)
    if not expected:
        return
    held = m.ledger.balance(REINTEGRATION)
    enough = min(held / (expected * p.usd_reintegration), 1.0) if p.usd_reintegration else 1.0
    settled = _paid_for(_whole(able * enough, draws[:, _SETTLES], waiting), held, p.usd_reintegration)
    late = np.minimum(settled, pr.unsupported[rows])
    pr.unsupported[rows] -= late
    others = settled - late
    some = others.nonzero()[0]
    pr.carried[rows[some]] -= in_order(others[some], pr.carried[rows[some]])
    n, n_late = total(settled), total(late)
    for cause, people, ended, missed in (
        ("settled while they had support", n - n_late, n - n_late, 0.0),
        ("settled after a wait without support", n_late, 0.0, -n_late),
    ):
        _end(m, ended, missed, cause)
        m.causes.add("fighters_reintegrated", cause, people)
        m.causes.add("fighters_demobilised", cause, -people)
    pr.reintegrated += n
    np.add.at(g.residents, home, settled)
    cost = n * p.usd_reintegration
    m.country_team_spend += cost * pay(m, REINTEGRATION, "beneficiaries", cost, "reintegration of former fighters")


def _go_back(m: MissionModel, rows: Ints, draws: Array) -> None:
    """Let former fighters without support go back to arms or crime, or settle by themselves."""
    pr, p, b, g = m.programme, m.inputs.ddr, m.bands, m.ground
    home, alone = b.home[rows], pr.unsupported[rows]
    if not np.count_nonzero(alone):
        return
    livelihoods = g.livelihoods[home]
    back = going_back(alone, g.grievance[home], livelihoods, m.deterrence_local[home], p)
    back = _whole(back, draws[:, _GOES_BACK], alone)
    settle = _whole(settling_alone(alone, livelihoods, p), draws[:, _ALONE], alone - back)
    to_crime = _whole(back * p.to_crime, draws[:, _TO_CRIME], back)
    pr.unsupported[rows] -= back + settle
    to_arms = back - to_crime
    pr.gone_back += total(back)
    b.fighters[rows] += to_arms
    pr.left[rows] -= to_arms
    m.causes.add("fighters_armed", "went back to arms", total(to_arms))
    for cause, people in (("went back to arms", total(to_arms)), ("went into crime", total(to_crime))):
        m.causes.add("fighters_recidivist", cause, people)
        m.causes.add("fighters_demobilised", cause, -people)
    m.causes.add("fighters_demobilised", "settled by themselves", -total(settle))
    np.add.at(g.residents, home, settle + to_crime)
    pushed = tally(home, to_crime, m.n_cells) / np.maximum(g.residents, 1.0)
    more = (1.0 - g.crime) * np.minimum(p.crime_push * pushed, 1.0)
    g.crime += more
    m.crime_fed[EX_FIGHTERS] += more


def _work(m: MissionModel, task: int) -> Array:
    """Return the team-weeks of a task done this week in each sector, shape (n_sectors,)."""
    return tally(m.country.sector, m.week_now.done[task], len(m.sector_size))


def _paid_for(people: Array, money: int, usd: int) -> Array:
    """Return how many of these people, whole numbers by band, an amount of money serves at so much each."""
    if not usd or total(people) * usd <= money:
        return people
    return in_order(np.array([float(money // usd)]), people[None])[0]


def _whole(expected: Array, draw: Array, most: Array) -> Array:
    """Return whole numbers that keep the mean, at most ``most``."""
    return np.minimum(whole(expected, draw), most)
