"""The week of the donors: what they notice, pledge and pay, and the projects that they run (5.19).

Money goes three ways: to agencies that ask for it, to the reintegration of former fighters, and to projects that each
donor chooses and has others carry out for it. Projects work like teams, by the same rules (5.6).

Source: MODEL.md 5.19.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import ACCESS_CLASSES, ORGANISATIONS
from ..agents.donors import DONOR_ORGS, DONORS, FIGHTERS, INTEREST, SEEN
from .finance import AGENCIES, REINTEGRATION, pay
from .orders import KIND_OF, NEEDS_CLEAR, SIGNAL_OF
from .outsiders import charge_attention
from .rules.channels import attendance
from .rules.donors import (
    absorbing,
    base_attention,
    best_sites,
    conviction,
    in_sight,
    news_of_crisis,
    pleased,
    put_to_use,
    ripened,
    surprise,
    worth_of_sites,
)
from .state import tally

if TYPE_CHECKING:
    from .mission import MissionModel
    from .rules.donors import AidParameters

__all__ = ["Aid", "Works", "give", "plan_projects", "settle_projects", "take_notice", "works"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_KEYS = tuple(d.key for d in DONORS)
_SHARES = tuple(f"{key}_share" for key in _KEYS)
_FIGHTERS = FIGHTERS.tolist()
_AGENCY_KEYS = tuple(ORGANISATIONS[i].key for i in AGENCIES)
_AGENCY_ROWS = np.array(AGENCIES)
_ACCESS = ACCESS_CLASSES.index("agency")
_TASKS = np.flatnonzero(INTEREST.any(axis=0))
"""Tasks that any donor runs projects for."""
_N_KINDS = int(KIND_OF.max()) + 1
_ROUND, _SHY = 4, 0.9
"""Weeks between two looks at projects, and what is left after a round of the memory of a place that had to be left."""


@dataclass
class Aid:
    """Where donors stand; arrays by donor, shape (n_donors,), or by project, shape (n_projects,).

    Attributes:
        promised: Pledged for projects and neither paid nor lost, US dollars, by donor.
        credit: How well each donor's projects are seen as its own, share.
        funded: Share of what its projects cost that each paid this week.
        donor: Donor of each project.
        task: Its task.
        cell: Its place.
        weeks: Weeks it has run.
        met: Whether what it needs held last week.
        shy: Memory of places that projects had to leave, shape (n_cells,), share.
        seen: How well seen work is in each place, same shape, share.
        alarm: Attention won by crises, 0-1.
        usual: News of misery that have become usual; negative before the first week.
        peace: Years of peace that count for what the state can put to use.
        attention: Attention for relief this week, relative to its usual peak.
        spend: Spent on projects this week, US dollars.
        work: What they came to, team-weeks.
        overlap: Share of their work that others did too.
        drawn_by: Years, follow-on, crises and cuts that attention of the week before came of; None before the first.
        fatigue: Whether it has been told that donors tire.
        waste: Week in which it was last told that money is wasted.
    """

    promised: Array
    credit: Array
    funded: Array
    donor: Ints
    task: Ints
    cell: Ints
    weeks: Array
    met: NDArray[np.bool_]
    shy: Array
    seen: Array
    peace: float
    alarm: float = 0.0
    usual: float = -1.0
    attention: float = 0.0
    spend: float = 0.0
    work: float = 0.0
    overlap: float = 0.0
    drawn_by: tuple[float, float, float, float] | None = None
    fatigue: bool = False
    waste: int = field(default=-1000)

    @classmethod
    def at_the_start(cls, towns: Array, roads: Array, calm_weeks: int, p: AidParameters) -> Aid:
        """Return donors who have pledged nothing yet and expect what they are used to.

        Args:
            towns: Weight of towns, the largest 1, shape (n_cells,).
            roads: 1 on a road, else 0, same shape.
            calm_weeks: Weeks since war-level fighting.
            p: Parameters.
        """
        n, none = len(DONORS), np.zeros(0, dtype=np.int64)
        return cls(
            np.zeros(n), np.full(n, p.expected_credit), np.zeros(n), none, none.copy(), none.copy(), np.zeros(0),
            np.zeros(0, dtype=bool), np.zeros(len(towns)), in_sight(towns, roads, p), calm_weeks / 52.0,
        )  # fmt: skip

    def keep(self, which: NDArray[np.bool_]) -> None:
        """Let only some projects go on."""
        for name in ("donor", "task", "cell", "weeks", "met"):
            setattr(self, name, getattr(self, name)[which])


class Works(NamedTuple):
    """What donors' projects do this week, arrays of shape (n_projects,)."""

    org: Ints
    task: Ints
    cell: Ints
    effort: Array
    weeks: Array


# What donors notice, pledge and pay ----------------------------------------------------------------------------------


def take_notice(m: MissionModel) -> None:
    """Let the week's news reach donors, and count what there was of peace."""
    a, p, g = m.aid, m.inputs.aid, m.ground
    informed, struck, safe = (
        m.share_of_people * np.array([g.information, m.cholera, m.insecurity <= m.inputs.tasks.security_limit])
    ).sum(axis=1).tolist()  # fmt: skip
    news = news_of_crisis(m.week_now.of("civilian_deaths"), m.week_now.of("fled"), struck, informed, p)
    before = a.alarm
    a.alarm, a.usual = surprise(a.alarm, a.usual if a.usual >= 0.0 else news, news, p)
    a.peace += safe / 52.0
    if a.alarm >= 0.5 > before:
        m.note("donor_alarm", actor="donors", size=a.alarm, cause="crises in the news",
               text="A crisis in the news brings donors' attention back.")  # fmt: skip


def give(m: MissionModel) -> None:
    """Let donors pledge, pay a part of what they pledged, late, and spend on their projects."""
    a, p, d = m.aid, m.inputs.aid, m.inputs.donors
    usual = base_attention(m.week / 52.0, d.peak_year, d.fading, p)
    base = usual * m.follow_on
    crisis = p.crisis_pull * a.alarm
    met = np.count_nonzero(m.benchmarks.met) / len(m.benchmarks.met)
    believes = conviction(m.committed * m.coherence, met, p) * m.donor_cut
    a.attention = (base + crisis) * m.donor_cut
    charge_attention(m, usual, crisis)
    _tire(m, base * m.donor_cut)
    shares = [getattr(d, name) for name in _SHARES]
    share = np.array(shares)
    planned = share * (d.annual_pledge_usd / 52.0) * pleased(a.credit, d.visibility * SEEN, p)
    total, wanted = float(np.add.reduce(m.asked)) / 52.0, _asked_for_fighters(m)
    calm = _answers(m, base * believes, shares)
    moved = _answers(m, (base + crisis) * believes, shares)
    m.open_pledges += m.asked * (moved[0] / 52.0)
    m.programme.pledges += wanted * moved[1]
    offered = planned * ((base + p.crisis_projects * crisis) * believes)
    a.promised += offered
    in_news = (moved[0] - calm[0]) * total + (moved[1] - calm[1]) * wanted
    won = float(np.add.reduce(planned)) * p.crisis_projects * crisis * believes
    own = float(np.add.reduce(offered)) - won
    for cause, amount in (("appeals of agencies", calm[0] * total), ("former fighters", calm[1] * wanted),
                          ("projects of donors", own), ("crises in the news", in_news + won)):  # fmt: skip
        m.causes.add("pledged", cause, amount)
        m.week_now.count("pledged", amount)
    for cause, paid in (("appeals of agencies", _to_agencies(m)), ("former fighters", _for_fighters(m)),
                        ("projects of donors", _to_projects(m))):  # fmt: skip
        m.causes.add("disbursed", cause, float(paid))
        m.week_now.count("disbursed", float(paid))
    _spread_pool(m)
    _spend(m)


def _answers(m: MissionModel, moved: float, shares: list[float]) -> tuple[float, float]:
    """Return the shares that all donors together pledge of what agencies, and what former fighters, ask for.

    Args:
        m: The mission.
        moved: Attention times conviction.
        shares: Part of each donor in all pledges.
    """
    agencies = fighters = 0.0
    for agent, part, taste in zip(m.donors, shares, _FIGHTERS, strict=True):
        agencies += part * agent.pledge(m.inputs.country_team.funded_share * moved)
        fighters += part * agent.pledge(m.inputs.ddr.funded_share * moved * taste)
    return agencies, fighters


def _tire(m: MissionModel, attention: float) -> None:
    """Tell once when donors' attention, crises apart, has fallen by a third."""
    if not m.aid.fatigue and m.week > 26 and attention < 2.0 / 3.0:
        m.aid.fatigue = True
        m.note("donor_fatigue", actor="donors", size=1.0 - attention, cause="donors",
               text="Donors turn to other places: their attention has fallen by a third.")  # fmt: skip


def _asked_for_fighters(m: MissionModel) -> float:
    """Return what reintegration asks for in a week, US dollars: what is planned and neither there nor promised."""
    pr = m.programme
    needed = pr.planned * float(np.add.reduce(pr.demobilised)) * m.inputs.ddr.usd_reintegration
    return max(needed - pr.pledges - m.ledger.balance(REINTEGRATION), 0.0) / m.inputs.ddr.appeal_weeks


def _to_agencies(m: MissionModel) -> int:
    """Pay agencies and the pooled fund what falls due of what was pledged to them; return it, US dollars."""
    p, q = m.inputs.country_team, m.inputs.aid
    paid = m.open_pledges * q.pledge_delay
    m.open_pledges -= paid + m.open_pledges * min(q.pledge_lost, 1.0 - q.pledge_delay)
    disbursed = 0
    for key, amount in zip(_AGENCY_KEYS, paid.tolist(), strict=True):
        pooled = int(amount * p.pooled_fund_share)
        direct = int(amount) - pooled
        m.ledger.transfer(m.week, "donor_treasuries", key, direct, "voluntary contributions")
        m.ledger.transfer(m.week, "donor_treasuries", "pooled_fund", pooled, "pooled fund")
        disbursed += direct + pooled
    return disbursed


def _for_fighters(m: MissionModel) -> int:
    """Pay what falls due of the pledges for former fighters; return it, US dollars."""
    pr, q = m.programme, m.inputs.aid
    paid = pr.pledges * q.pledge_delay
    pr.pledges -= paid + pr.pledges * min(q.pledge_lost, 1.0 - q.pledge_delay)
    m.ledger.transfer(m.week, "donor_treasuries", REINTEGRATION, int(paid), "voluntary contributions")
    return int(paid)


def _to_projects(m: MissionModel) -> int:
    """Pay what falls due of the pledges for projects, the rest of what falls due being lost; return it, US dollars."""
    a, d = m.aid, m.inputs.donors
    due = a.promised / max(float(d.delay_weeks), 1.0)
    a.promised -= due
    disbursed = 0
    for key, amount in zip(_KEYS, (due * d.paid_share).tolist(), strict=True):
        m.ledger.transfer(m.week, "donor_treasuries", key, int(amount), "money for projects")
        disbursed += int(amount)
    return disbursed


def _spread_pool(m: MissionModel) -> None:
    """Give the pooled fund to the agencies that can pay for the smallest part of their needs."""
    left = held = m.ledger.balance("pooled_fund")
    gap = (1.0 - m.goods[_AGENCY_ROWS]) * m.teams_of[_AGENCY_ROWS] + 1e-3
    total = float(np.add.reduce(gap))
    for key, mine in zip(_AGENCY_KEYS, gap.tolist(), strict=True):
        part = min(int(held * mine / total), left)
        m.ledger.transfer(m.week, "pooled_fund", key, part, "allocation by need")
        left -= part


def _usable(m: MissionModel) -> tuple[Array, Array]:
    """Return what each donor can spend well this week and what it spends without result, US dollars."""
    p = m.inputs.aid
    held = np.array([float(m.ledger.balance(key)) for key in _KEYS])
    host, staff = m.inputs.host.annual_revenue_usd * m.host_state.raised, m.inputs.country_team.staff
    capacity = absorbing(host, m.inputs.donors.absorption, staff, p) * ripened(m.aid.peace, p)
    return put_to_use(held / p.spend_weeks, capacity / 52.0, p)


def _spend(m: MissionModel) -> None:
    """Pay for projects as far as their donors can spend well, and waste what cannot be put to use."""
    a, p = m.aid, m.inputs.aid
    well, lost = _usable(m)
    running = np.bincount(a.donor, minlength=len(_KEYS)) * (p.usd_per_project_year / 52.0)
    spends = np.minimum(well, running)
    a.funded = np.where(running > 0.0, spends / np.maximum(running, 1e-9), 0.0)
    a.spend = 0.0
    for key, good, bad in zip(_KEYS, spends.tolist(), lost.tolist(), strict=True):
        for amount, purpose in ((good, "projects"), (bad, "spent without result")):
            a.spend += int(amount) * pay(m, key, "suppliers", amount, purpose)
    if float(lost.sum()) > 0.1 * float(well.sum()) and m.week - a.waste > 52:
        a.waste = m.week
        m.note("donor_waste", actor="donors", size=float(lost.sum()), cause="absorption",
               text="Donors pay more than the country can put to use: some waits, some is wasted.")  # fmt: skip


# Projects ------------------------------------------------------------------------------------------------------------


def plan_projects(m: MissionModel) -> None:
    """Each month, let donors leave places where work cannot go on and begin projects that they have money for."""
    a, p, d = m.aid, m.inputs.aid, m.inputs.donors
    _see_credit(m)
    if m.week % _ROUND:
        return
    left = ~a.met & (a.weeks >= _ROUND)
    a.shy *= _SHY
    a.shy[a.cell[left]] = 1.0
    a.keep(~left & (a.weeks < p.project_weeks))
    afford = (_usable(m)[0] * 52.0 / max(p.usd_per_project_year, 1) + 0.5).astype(np.int64)
    begin = np.maximum(afford - np.bincount(a.donor, minlength=len(_KEYS)), 0).tolist()
    if not any(begin):
        return
    wanted, safe, room = _sites(m)
    turn = (m.week // _ROUND) % len(DONORS)
    for k in [*range(turn, len(DONORS)), *range(turn)]:  # who chooses later may know what those before chose
        if begin[k]:
            worth = worth_of_sites(
                wanted * INTEREST[k, _TASKS][:, None], safe, a.seen, _known_work(m, k) / room, d.visibility * SEEN[k]
            )
            _begin(a, k, best_sites(worth, begin[k]), m.n_cells)


def _see_credit(m: MissionModel) -> None:
    """Let capitals notice how well their projects are seen; in a donor group the flag is shared."""
    a, p = m.aid, m.inputs.aid
    n = np.bincount(a.donor, minlength=len(_KEYS))
    own = 1.0 - p.shared_flag * attendance(m.inputs.choices.coordination.donor_group, m.inputs.channels)
    seen = tally(a.donor, a.seen[a.cell], len(_KEYS)) / np.maximum(n, 1) * own
    a.credit += p.credit_speed * np.where(n > 0, seen - a.credit, 0.0)


def _sites(m: MissionModel) -> tuple[Array, Array, Array]:
    """Return how much each task is wanted by published figures, how safe it is, and what there is room for.

    Returns:
        Shape (tasks, n_cells) each, over the tasks that donors run projects for.
    """
    limits, g = m.inputs.tasks, m.ground
    wanted = m.signals.take(SIGNAL_OF[_TASKS], axis=0)
    calm = 1.0 - np.minimum(limits.violence_counts * g.violence / limits.security_limit, 1.0)
    safe = m.expected_access[_ACCESS] * calm * (1.0 - m.aid.shy)
    clear = ~NEEDS_CLEAR[_TASKS][:, None] | (g.mines <= limits.mine_limit)
    return wanted, safe * clear, m.room.take(_TASKS, axis=0)


def _known_work(m: MissionModel, k: int) -> Array:
    """Return the work of each kind that a donor knows of, as planners weigh it, shape (tasks, n_cells), team-weeks.

    Its own it knows. Of other donors' it hears in the donor group, and what it hears of agencies passes through the
    channels that it shares with them.
    """
    a, t, n = m.aid, m.teams, m.n_cells
    plans = m.relations.plans[DONOR_ORGS[k]]
    group = attendance(m.inputs.choices.coordination.donor_group, m.inputs.channels)
    hears = np.maximum(plans[DONOR_ORGS], group)
    hears[k] = 1.0
    placed = (t.active & (t.task >= 0)).nonzero()[0]
    place = np.concatenate([KIND_OF.take(t.task[placed]) * n + t.goal[placed], KIND_OF.take(a.task) * n + a.cell])
    weight = np.concatenate([plans.take(t.org[placed]), hears.take(a.donor) * m.inputs.aid.project_effort])
    known = tally(place, weight, _N_KINDS * n).reshape(_N_KINDS, n)
    return known.take(KIND_OF[_TASKS], axis=0) * m.inputs.planning.avoidance


def _begin(a: Aid, donor: int, sites: Ints, n_cells: int) -> None:
    """Begin a donor's projects at some places of the table of tasks and cells."""
    task, cell = np.divmod(sites, n_cells)
    n = len(sites)
    a.donor = np.concatenate([a.donor, np.full(n, donor)])
    a.task, a.cell = np.concatenate([a.task, _TASKS[task]]), np.concatenate([a.cell, cell])
    a.weeks, a.met = np.concatenate([a.weeks, np.zeros(n)]), np.concatenate([a.met, np.ones(n, dtype=bool)])


def works(m: MissionModel) -> Works:
    """Return what donors' projects do this week, as far as they are paid for and nobody stops them."""
    a = m.aid
    stopped = m.inputs.access.renewal * (1.0 - m.access[:3, _ACCESS].take(a.cell, axis=1))  # they are there already
    open_share = np.multiply.reduce(1.0 - stopped, axis=0)
    effort = m.inputs.aid.project_effort * a.funded.take(a.donor) * open_share
    return Works(DONOR_ORGS.take(a.donor), a.task, a.cell, effort, a.weeks)


def settle_projects(m: MissionModel, met: NDArray[np.bool_], useful: Array, duplicate: Array) -> None:
    """Write down what came of the week's work on projects.

    Args:
        m: The mission.
        met: Whether what each needs held, shape (n_projects,).
        useful: What each came to, team-weeks, same shape.
        duplicate: What of its effort others did too, same shape.
    """
    a = m.aid
    a.met, a.weeks = met, a.weeks + 1.0
    a.work, twice = float(np.add.reduce(useful)), float(np.add.reduce(duplicate))
    a.overlap = min(twice / max(a.work + twice, 1e-9), 1.0)
