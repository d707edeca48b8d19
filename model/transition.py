"""The end of a mission: reviews, withdrawal of consent, drawdown, hand-over, and the country without it (5.25).

Source: MODEL.md 5.25, 5.9.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import ORG_INDEX
from ..agents.tasks import TAKEN_OVER, TASK_INDEX
from . import coordination
from .benchmarks import BENCHMARKS as ALL_BENCHMARKS
from .build import OFFICIALS
from .columns import NUMBER_COLUMNS, column
from .finance import CEILINGS, activate
from .joint_bodies import JOINT_BODIES
from .rules.transition import (
    ceiling_after,
    handed_over,
    officials_kept,
    peace_and_war,
    remaining,
    sectors_held,
    stays_without_hope,
)
from .state import tally

if TYPE_CHECKING:
    from .mission import MissionModel
    from .mission_state import MissionState
    from .scenario import Scenario

__all__ = [
    "BENCHMARKS",
    "CALENDAR",
    "EXPELLED",
    "FAILED",
    "Departure",
    "ending",
    "move_date",
    "move_towards_exit",
    "never_sent",
    "nobody_to_lead",
    "review_benchmarks",
    "violent_deaths",
    "without_mission",
]

CALENDAR, BENCHMARKS, EXPELLED, FAILED = "calendar", "benchmarks", "consent withdrawn", "closed after failure"
"""Why a mission leaves, as told in ``exit_kind``."""
_WHY = {
    CALENDAR: "The mission begins to draw down, so that it is gone by its date.",
    BENCHMARKS: "The Council finds its benchmarks met: the mission begins to draw down.",
    EXPELLED: "The Council accepts that the mission must go: it begins to draw down.",
    FAILED: "The Council sees no peace to keep and no progress: the mission begins to draw down.",
}
_WITHOUT_MISSION = ("clusters", "donor_group")
"""Joint bodies that meet without a mission."""
_COLUMNS = [column.name for column in NUMBER_COLUMNS]
_DEATHS = [_COLUMNS.index(name) for name in ("battle_deaths", "civilian_deaths")]
_POLITICS = [_COLUMNS.index(name) for name in ("peace_talks", "peace_process")]
_OF_MISSION = np.array([any(column(c.column).of_mission for c in b.conditions) for b in ALL_BENCHMARKS])
"""Benchmarks that look at the mission, or at what others think of it."""
_MEDIUM = np.array([benchmark.term == "medium" for benchmark in ALL_BENCHMARKS])
_YEAR = 52
_TAKEN_OVER = [
    (TASK_INDEX[task], ORG_INDEX[org], [ORG_INDEX[key] for key in heirs]) for task, (org, heirs) in TAKEN_OVER.items()
]
"""Tasks that agencies take over, whose they were, and who takes them over."""


@dataclass
class Departure:
    """Where the mission stands between its start and its end.

    Attributes:
        kind: Why it leaves, empty as long as it stays.
        begins: First week of the drawdown, -1 as long as none is planned.
        share: Share of its strength that it begins with; below 1 if an earlier drawdown is cut short.
        closes: Week in which it has gone, -1 likewise.
        closed: Whether it has gone, or never was.
        done: How much of its work is handed over, 0-1.
        quarrel: Weeks in a row in which the government's consent lay below what it withdraws it at.
        withdrawn: Week in which the government withdrew its consent formally, -1 if it has not.
        hopeless: Yearly reviews in a row that found war and no progress.
        ceiling: Ceiling of soldiers that the Council has set, as a share of the first one.
        order: Place of each sector in the order in which soldiers go home from them, and in which they are given up:
            the quietest first and the capital's last; empty as long as nobody goes.
        handing: Whether it is handing over.
        wages: What officials who are to take over cost in a week, US dollars.
        paid: Share of that which came this week, from the state and from donors.
        officials: Officials at work before any hand-over, by organisation.
    """

    kind: str = ""
    begins: int = -1
    share: float = 1.0
    closes: int = -1
    closed: bool = False
    done: float = 0.0
    quarrel: int = 0
    withdrawn: int = -1
    hopeless: int = 0
    ceiling: float = 1.0
    handing: bool = False
    wages: float = 0.0
    paid: float = 1.0
    order: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    officials: dict[int, int] = field(default_factory=dict)

    def left(self, week: int) -> float:
        """Return the share of the mission's strength that the drawdown leaves in a week, 0-1."""
        if self.closed:
            return 0.0
        return self.share * remaining(week, self.begins, self.closes) if self.kind else 1.0

    def nobody_left(self, week: int) -> bool:
        """Return whether it has gone, or everybody of it has in the week in which it closes."""
        return self.closed or (bool(self.kind) and self.left(week) <= 0.0)

    def left_for_good(self, week: int) -> bool:
        """Return whether it had gone before a week began."""
        return bool(self.kind) and self.closed and week > self.closes

    def holds(self, week: int) -> NDArray[np.bool_]:
        """Return which sectors it still holds in a week, shape (n_sectors,); only while it leaves."""
        return sectors_held(self.left(week), self.order)


def violent_deaths(m: MissionModel) -> NDArray[np.float64]:
    """Return deaths in battle and of civilians by armed actors, those by mines left out, by week, shape (n_weeks,)."""
    rows = m.recorder.values()
    return np.asarray(rows[:, _DEATHS].sum(axis=1) - m.mine_deaths[: len(rows)])


def ending(m: MissionModel) -> dict[str, Any]:
    """Return what the summary of a run says of its end: relapse into war, when and why the mission left, and after."""
    d, first, p = m.departure, m.recorder.first_week, m.as_given.exit
    deaths, agreed = violent_deaths(m), m.recorder.values()[:, _POLITICS[0]] >= 1.0
    holds, row = peace_and_war(deaths, agreed, m.as_given.peace.agreement, p)
    relapse = None if row is None else first + row
    left = d.closes if d.closed and d.kind else None  # no exit of a mission that never was
    since = len(holds) if left is None else left - first
    alone, dead = holds[since:], deaths[since:]
    return {
        "relapse": relapse is not None, "relapse_week": relapse,
        "exit_week": left, "exit_kind": d.kind if left is not None else None,
        "sustained_peace": bool(alone.all()) if len(alone) >= p.peace_weeks else None,
        "deaths_after_exit": float(dead.sum()) / len(dead) * _YEAR if len(dead) >= p.war_weeks else None,
    }  # fmt: skip


def review_benchmarks(m: MissionModel) -> None:
    """Look which benchmarks are met; those that look at a mission that has left may be lost, but not won."""
    b = m.benchmarks
    met, week = b.met, b.week.copy()
    b.review(m.week, m.recorder.values())
    if m.departure.closed:
        b.met = b.met & (met | ~_OF_MISSION)
        b.week[_OF_MISSION] = week[_OF_MISSION]


def move_towards_exit(m: MissionModel) -> None:
    """Review, withdraw or repair consent, begin to leave, hand over, and close, as the week has it."""
    d = m.departure
    if d.closed:
        _employ(m)
        return
    if d.kind not in (EXPELLED, FAILED):
        _quarrel(m)
    if not d.kind:
        _look_at_the_date(m)
        if m.week % _YEAR == _YEAR - 1:
            _review(m)
    _hand_over(m)
    if d.kind and m.week >= d.closes:
        _close(m)


def _leave(m: MissionModel, kind: str, begins: int, closes: int) -> None:
    """Set the mission on its way out."""
    d = m.departure
    d.share, closes = d.left(m.week), min(closes, d.closes) if d.kind else closes  # never later than was planned
    if not d.kind:
        d.order = _quietest_first(m)
    d.kind, d.begins, d.closes = kind, begins, max(closes, begins)
    m.note("drawdown", actor="Security Council", cause=kind, size=float(d.closes - d.begins), text=_WHY[kind])


def move_date(m: MissionModel) -> None:
    """Follow a decision on the closing date while the mission leaves on its date; before, the date is only read.

    A mission of which nobody is left closes all the same: who has gone does not come back.
    """
    d = m.departure
    if d.kind == CALENDAR and not d.nobody_left(m.week):
        d.share, d.begins, d.closes = d.left(m.week), m.week, max(m.inputs.choices.transition.exit_week, m.week)


def _quietest_first(m: MissionModel) -> NDArray[np.int64]:
    """Return the place of each sector in the order in which they are given up, by what people there have to fear."""
    sector, n = m.country.sector, len(m.country.sector_offices)
    fear = tally(sector, m.share_of_people * m.insecurity, n) / np.maximum(tally(sector, m.share_of_people, n), 1e-9)
    fear[sector[m.country.capital]] = np.inf  # headquarters closes the door
    return np.asarray(fear.argsort(kind="stable").argsort())


def _quarrel(m: MissionModel) -> None:
    """Let the government withdraw its consent, relent, or see the Council decide (C-33)."""
    d, p = m.departure, m.inputs.exit
    if d.withdrawn < 0:
        d.quarrel = d.quarrel + 1 if m.host_consent < p.withdrawal_level else 0
        if d.quarrel >= p.withdrawal_weeks:
            d.withdrawn = m.week
            text = "The government withdraws its consent to the mission and asks the Council to end it."
            m.note("consent_withdrawn", actor="national government", cause="host consent", text=text)
    elif m.host_consent > p.withdrawal_level + p.repaired:
        d.withdrawn, d.quarrel = -1, 0
        text = "The government takes the withdrawal of its consent back."
        m.note("consent_restored", actor="national government", cause="host consent", text=text)
    elif m.week >= d.withdrawn + p.decision_weeks:
        _leave(m, EXPELLED, m.week, m.week + p.forced_exit_weeks)


def _look_at_the_date(m: MissionModel) -> None:
    """Begin the drawdown that a date asks for: the one set, or the latest one for benchmarks."""
    t = m.inputs.choices.transition
    if m.week >= t.exit_week - t.drawdown_weeks:
        _leave(m, CALENDAR, m.week, max(t.exit_week, m.week))


def _review(m: MissionModel) -> None:
    """Look back on the year: are benchmarks met, is there war and no progress, and how many soldiers does it take?"""
    d, p, t = m.departure, m.inputs.exit, m.inputs.choices.transition
    year = m.recorder.values()[-_YEAR:]
    won = float((year[-1, _POLITICS] - year[0, _POLITICS]).max())
    deaths = float(violent_deaths(m)[-_YEAR:].sum())
    d.hopeless = d.hopeless + 1 if stays_without_hope(deaths, won, p) else 0
    met = m.benchmarks.met[_MEDIUM]
    if t.exit_rule == "benchmarks" and met.mean() >= t.exit_benchmarks:
        _leave(m, BENCHMARKS, m.week, m.week + t.drawdown_weeks)
    elif d.hopeless >= p.patience_years:
        _leave(m, FAILED, m.week, m.week + t.drawdown_weeks)
    elif m.week >= p.reviewed_from:
        _set_ceiling(m, ceiling_after(d.ceiling, deaths, p))


def _set_ceiling(m: MissionModel, ceiling: float) -> None:
    """Raise or lower the ceiling of soldiers; where it falls, they go home from the quietest sectors first."""
    d, troops = m.departure, m.inputs.mission.troops
    if ceiling == d.ceiling or not troops:
        return
    lower, d.ceiling, d.order = ceiling < d.ceiling, ceiling, _quietest_first(m)
    m.note(
        "ceiling", actor="Security Council", size=ceiling, cause="calm" if lower else "violence",
        text=f"After a year of {'calm' if lower else 'violence'} the Council {'lowers' if lower else 'raises'} the "
             f"ceiling of soldiers to {round(ceiling * troops):,}.",
    )  # fmt: skip


def _hand_over(m: MissionModel) -> None:
    """Hand tasks over while there is time: to officials who are taken on, and to agencies of the country team."""
    d, p, t = m.departure, m.inputs.exit, m.inputs.choices.transition
    closes = d.closes if d.kind else t.exit_week
    time_left = closes - m.week
    d.handing = 0 < time_left <= t.handover_weeks and d.kind not in (EXPELLED, FAILED) and d.done < 1.0
    if d.handing:
        d.done = min(d.done + handed_over(m.coherence * m.committed, p), 1.0)
        for task, org, heirs in _TAKEN_OVER:
            m.mandate[heirs, task] = d.done * m.mandate[org, task]
    _employ(m)


def _employ(m: MissionModel) -> None:
    """Let officials who take over be at work as far as they are paid, besides those who always were."""
    d, n = m.departure, 0
    share = officials_kept(d.done, d.paid)
    for org, before in d.officials.items():
        there = len(m.teams.rows_of[org])
        n += there - before
        activate(m, org, (before + share * (there - before)) / there)
    d.wages = d.done * n * OFFICIALS * m.inputs.exit.usd_per_official / 52.0


def without_mission(inputs: Scenario) -> Scenario:
    """Return a scenario whose choices about a mission are void; the country team, relief and donors go on."""
    return inputs.with_changes(
        {f"coordination.{body}": 0.0 for body in JOINT_BODIES if body not in _WITHOUT_MISSION}
        | {
            "integration.structure": "two_feet_out", "integration.triple_hat": False,
            "integration.strategic_framework": 0.0, "integration.shared_services": 0.0,
            "integration.security_management": "separate", "integration.visible_identity": "separate",
            "collocation.headquarters": 0.0, "collocation.sectors": 0.0, "collocation.country_team": False,
            "collocation.humanitarians": False, "collocation.police_with_host": False,
            "posture.state_support": 0.0, "posture.due_diligence": 0.0, "posture.escorts": "never",
            "posture.human_rights_reporting": "quiet", "political.good_offices": 0.0,
            "resources.quick_impact_usd": 0, "resources.public_information_usd": 0,
            "resources.conduct_and_discipline_usd": 0, "mission.annual_budget_usd": 0,
        }
    )  # fmt: skip


def never_sent(inputs: Scenario) -> Scenario:
    """Return a scenario without any mission, the counterfactual: its choices are void and its ceilings are 0."""
    return without_mission(inputs).with_changes({f"mission.{kind}": 0 for kind in CEILINGS})


def nobody_to_lead(m: MissionState) -> None:
    """Leave the posts of a mission that is not there empty, and armed groups without anybody to be hostile to."""
    for leader in m.leaders:
        leader.vacant = True
    m.groups.hostility_mission = np.zeros(m.n_groups)


def _close(m: MissionModel) -> None:
    """Close the mission: its choices are void, its leaders leave, and donors give what they give without it."""
    d, t = m.departure, m.inputs.choices.transition
    d.closed = True
    m.inputs = without_mission(m.inputs)
    nobody_to_lead(m)
    m.ledger.transfer(m.week, "mission", "member_states", m.ledger.balance("mission"), "cash left at closing")
    m.ledger.transfer(m.week, "quick_impact", "member_states", m.ledger.balance("quick_impact"), "cash left at closing")
    m.dues = 0.0
    m.committed = 0.0
    coordination.open_channels(m)
    coordination.meet(m)
    d.handing = False
    m.follow_on = t.follow_on_support
    m.note("closure", actor="Security Council", cause=d.kind, text=f"The mission closes ({d.kind}).")
