"""Money and deployment: what is assessed, paid and spent, and who arrives (5.8); what donors give is in ``donors``."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import ORG_INDEX, ORGANISATIONS
from ..agents.tasks import TASK_INDEX, TASKS
from .build import CIVILIAN_SHARES
from .coordination import roster
from .host_state import revenue
from .ledger import Ledger
from .rules.conduct import money_share
from .rules.deployment import fill_share, liquidity
from .rules.transition import staying

if TYPE_CHECKING:
    from .mission import MissionModel
    from .mission_parameters import CountryTeamParameters

__all__ = [
    "AGENCIES",
    "CEILINGS",
    "COST",
    "REINTEGRATION",
    "RELIEF_TASKS",
    "activate",
    "allowed",
    "asked_a_year",
    "buy_relief",
    "collect",
    "deploy",
    "open_books",
    "pay",
    "spend",
]

AGENCIES = tuple(i for i, s in enumerate(ORGANISATIONS) if s.money == "voluntary")
_AGENCIES = np.array(AGENCIES)
_KEYS = tuple(ORGANISATIONS[i].key for i in AGENCIES)
_UN = tuple(i for i in AGENCIES if ORGANISATIONS[i].family == "country_team")
REINTEGRATION = "reintegration"
"""Account of what donors give for former fighters; agencies spend it (5.16, 5.19)."""
RELIEF_TASKS = np.isin(np.arange(len(TASKS)), [TASK_INDEX["relief"], TASK_INDEX["camp_management"]])
"""Whether a task hands out relief goods, which are bought as they are handed out."""
CEILINGS = ("troops", "observers", "police", "formed_police", "civilians")
"""Kinds of strength that have a ceiling, called as in ``mission``."""
_SPENT_OTHERWISE = 0.9
"""Share of what is left in the treasury that the state spends otherwise in a week; nothing in the model hangs on it."""
COST = np.array([*(t.cost for t in TASKS), 1.0])
"""Running cost of a team by its task, relative to an ordinary team-week; the last, index -1, of one without a task."""
_PROGRAMME = np.array([*(t.kind != "relief" for t in TASKS), False])
_WITH_GOODS = np.append(_PROGRAMME[:-1] | RELIEF_TASKS, False)
"""Whether a task is programme work, and whether it uses goods of any kind; the last, index -1, stands for no task."""
LEAST_GOODS = 0.25
"""Least that an agency plans to spend on goods, in costs of its teams: a plan to measure what it can afford by."""
_LAST_CIVILIANS = ("ddr", "rule_of_law")
_LAST = frozenset(ORG_INDEX[k] for k in ("police", "formed_police", *_LAST_CIVILIANS))
"""Components that leave last (5.25)."""
_PART_LAST = {
    "troops": 0.0, "observers": 0.0, "police": 1.0, "formed_police": 1.0,
    "civilians": fsum(CIVILIAN_SHARES[k] for k in _LAST_CIVILIANS),
}  # fmt: skip
"""Part of each kind of strength that leaves last."""
_FEWER = {
    "decision": "a decision lowers the ceiling", "Council": "the Council lowers the ceiling",
    "": "the mission is short of cash",
}  # fmt: skip
"""Why fewer people are there, the drawdown apart, by what limits them."""
_STOCK_OF = {"troops": "troops", "police": "police", "formed_police": "police", "civilians": "civilians"}
"""Stock of the ledger of causes that each kind of strength is in; of observers none is kept."""
_DEVELOPMENT = frozenset(ORG_INDEX[k] for k in ("undp", "un_women", "ohchr"))


def open_books() -> Ledger:
    """Open the accounts of all who hold or give money."""
    ledger = Ledger()
    for name in (
        "member_states",
        "donor_treasuries",
        "taxpayers",
        "suppliers",
        "payroll",
        "beneficiaries",
    ):
        ledger.open(name, "external")
    donors = [s.key for s in ORGANISATIONS if s.family == "donor"]
    own = ("mission", "quick_impact", "pooled_fund", REINTEGRATION, "hand_over", "host_treasury")
    for name in (*own, *_KEYS, *donors):
        ledger.open(name, "fund")
    return ledger


def pay(m: MissionModel, source: str, target: str, wanted: float, purpose: str) -> float:
    """Pay as much of ``wanted`` as there is; return the share paid."""
    asked = int(wanted)
    if not asked:
        return 1.0
    paid = min(asked, m.ledger.balance(source))
    m.ledger.transfer(m.week, source, target, paid, purpose)
    return paid / asked


def collect(m: MissionModel) -> None:
    """Collect assessed dues, late, and pay for people, support and the funds that choices set."""
    p, q, r = m.inputs.mission, m.inputs.deployment, m.inputs.choices.resources
    saved = (1.0 - m.departure.ceiling) * p.troops * p.usd_per_uniformed_year
    due = max(p.annual_budget_usd - saved, 0.0) / 52.0 * m.departure.left(m.week)
    m.dues += due
    lag = max(p.unpaid_dues * 52.0, 1.0)
    received = int(m.dues / lag)
    m.dues -= received
    m.ledger.transfer(m.week, "member_states", "mission", received, "assessed contributions")
    held = m.ledger.balance("mission")
    uniformed = m.strength["troops"] + m.strength["police"] + m.strength["formed_police"] + m.strength["observers"]
    owed = uniformed * p.usd_per_soldier_month * 12.0 / 52.0
    t = m.teams
    tasks = t.task[t.active & roster.mission[t.org]]
    running = float(COST[tasks].sum()) / len(tasks) if len(tasks) else 1.0
    support = max(uniformed * p.usd_per_uniformed_year / 52.0 - owed, 0.0) * running
    paid = pay(m, "mission", "payroll", owed, "reimbursement of contributors")
    staff = pay(m, "mission", "payroll", m.strength["civilians"] * p.usd_per_civilian_year / 52.0, "civilian staff")
    pay(m, "mission", "quick_impact", r.quick_impact_usd / 52.0, "quick impact fund")
    news = pay(m, "mission", "suppliers", r.public_information_usd / 52.0, "public information")
    m.radio = money_share(r.public_information_usd * news, m.inputs.conduct.radio_half_usd)
    discipline = pay(m, "mission", "suppliers", r.conduct_and_discipline_usd / 52.0, "conduct and discipline")
    m.disciplined = money_share(r.conduct_and_discipline_usd * discipline, m.inputs.conduct.money_half_usd)
    ran = pay(m, "mission", "suppliers", support, "operations and support")
    projects = float(np.count_nonzero(t.active & (t.task == m.quick_impact_task)))
    m.project_money = (
        pay(m, "quick_impact", "beneficiaries", projects * p.usd_per_project, "quick impact projects")
        if projects
        else float(m.ledger.balance("quick_impact") >= p.usd_per_project)
    )
    m.liquidity = liquidity((ran, paid, staff), q)
    m.funded[roster.mission] = q.illiquid_work + (1.0 - q.illiquid_work) * m.liquidity
    m.mission_spend = float(held - m.ledger.balance("mission"))


def asked_a_year(teams_of: NDArray[np.int64], p: CountryTeamParameters) -> NDArray[np.float64]:
    """Return what each of :data:`AGENCIES` asks for in a year, US dollars, in proportion to its teams.

    Args:
        teams_of: Teams of each organisation, shape (N_ORGS,).
        p: Parameters.
    """
    relief = [i for i in AGENCIES if roster.relief[i]]
    development = [i for i in _UN if i in _DEVELOPMENT]
    humanitarian = [i for i in _UN if i not in _DEVELOPMENT]
    asked = np.zeros(len(teams_of))
    for group, money in (
        (relief, p.independent_annual_usd),
        (development, p.annual_development_usd),
        (humanitarian, p.annual_humanitarian_usd),
    ):
        asked[group] = float(money) * teams_of[group] / max(float(teams_of[group].sum()), 1.0)
    return asked[_AGENCIES]


def spend(m: MissionModel) -> None:
    """Let agencies and the state spend the week's money; nothing is spent that is not there."""
    _agencies(m)
    _state(m)


def _agencies(m: MissionModel) -> None:
    """Let agencies pay teams first, then the goods of programmes.

    The part of the teams that hand out relief stays in the account until :func:`buy_relief` spends it; an agency that
    only assesses needs passes its part on to the pooled fund.
    """
    p = m.inputs.country_team
    spent = 0
    t, n_orgs = m.teams, len(ORGANISATIONS)
    present = t.active.nonzero()[0]
    org, task = t.org[present], t.task[present]
    costs = np.bincount(org, weights=COST[task], minlength=n_orgs).tolist()
    with_goods = np.bincount(org[_WITH_GOODS[task]], minlength=n_orgs).tolist()
    n_programme = np.bincount(org[_PROGRAMME[task]], minlength=n_orgs).tolist()
    for i, key, asked in zip(AGENCIES, _KEYS, m.asked.tolist(), strict=True):
        before, passed = m.ledger.balance(key), 0
        if costs[i]:
            running = costs[i] * p.usd_per_team_year / 52.0
            m.funded[i] = pay(m, key, "payroll", running, "field teams")
            planned = max(asked / 52.0 - running, LEAST_GOODS * running)
            affordable = min(planned, float(m.ledger.balance(key)))
            m.goods[i] = affordable / planned if planned > 0.0 else 1.0
            if with_goods[i]:
                pay(m, key, "suppliers", affordable * n_programme[i] / with_goods[i], "programme goods")
            else:
                pay(m, key, "pooled_fund", affordable, "passed on to the pooled fund")
                passed = int(affordable)
                m.goods[i] = 1.0
        if i in _UN:
            spent += before - m.ledger.balance(key) - passed
    m.country_team_spend = float(spent)


def buy_relief(m: MissionModel, people: float) -> float:
    """Buy a week's essentials for those whom relief teams can serve; return the share that there is money for.

    Each agency buys for its share of the week's relief work, as far as its money goes.

    Args:
        m: The mission.
        people: People whom relief teams can serve.
    """
    work = m.relief_work[_AGENCIES]
    cost = people * m.inputs.country_team.usd_per_head_week
    parts = (work * (cost / max(float(work.sum()), 1e-9))).tolist()
    paid = 0.0
    for i, key, part in zip(AGENCIES, _KEYS, parts, strict=True):
        if part > 0.0:
            bought = part * pay(m, key, "beneficiaries", part, "relief goods")
            paid += bought
            m.country_team_spend += bought * (i in _UN)
    return min(paid / cost, 1.0) if cost else 0.0


def _state(m: MissionModel) -> None:
    """Let the state collect revenue and pay its forces with a part of it."""
    p, raised = m.inputs.host, revenue(m)
    m.ledger.transfer(m.week, "taxpayers", "host_treasury", int(raised / 52.0), "revenue")
    m.week_now.count("state_revenue", raised / 52.0)
    police = p.police * float((m.organs.serving * m.organs.people).sum())  # who is vetted out is off the payroll
    salaries = (p.army * float(p.usd_per_soldier_year) + police * float(p.usd_per_police_year)) / 52.0
    budget = min(salaries, p.security_share * raised / 52.0)
    pay(m, "host_treasury", "payroll", budget, "salaries of army and police")
    m.unpaid = 1.0 - budget / salaries if salaries else 0.0
    if m.departure.wages:
        _pay_officials(m)
    other = m.ledger.balance("host_treasury") * _SPENT_OTHERWISE
    pay(m, "host_treasury", "suppliers", other, "other spending of the state")


def _pay_officials(m: MissionModel) -> None:
    """Pay officials who take over from the mission: the state its part, donors the rest as far as they go on (5.25)."""
    d, own = m.departure, m.inputs.exit.state_pays
    state = pay(m, "host_treasury", "payroll", own * d.wages, "officials who take over")
    going_on = min(m.follow_on * m.donor_cut, 1.0)
    given = int((1.0 - own) * d.wages * going_on)
    m.ledger.transfer(m.week, "donor_treasuries", "hand_over", given, "officials who take over")
    pay(m, "hand_over", "payroll", float(given), "officials who take over")
    d.paid = own * state + (1.0 - own) * going_on


def deploy(m: MissionModel) -> None:
    """Bring teams in along the ramp (C-01 to C-04); a team that arrives starts at the entry point."""
    p, q = m.inputs.mission, m.inputs.deployment
    months = m.week * 12.0 / 52.0
    ready = (1.0 - q.illiquid_absent) + q.illiquid_absent * m.liquidity
    troops = p.strength_at_start + (m.peak["troops"] - p.strength_at_start) * fill_share(months, p.months_to_peak, 1.0)
    admitted = min(m.host_consent / q.visas, 1.0)
    twelve, later = p.police_fill_month_12, max(q.police_months - 12.0, 0.0) + 0.1
    police = (
        p.strength_at_start + (twelve - p.strength_at_start) * fill_share(months, 12.0, 1.0)
        if months < 12.0
        else twelve + (m.peak["police"] - twelve) * fill_share(months - 12.0, later, 1.0)
    )
    staff = p.strength_at_start + (m.peak["civilians"] - p.strength_at_start) * fill_share(
        months, q.civilian_months, 1.0
    )
    left, last, home = _leaving(m)
    for name, share in (
        ("troops", min(troops, m.departure.ceiling * m.peak["troops"])),
        ("observers", troops),
        ("police", police),
        ("formed_police", police),
        ("civilians", staff),
    ):
        share = min(max(share * ready, 0.0), 1.0) if months > 1.0 else share
        limit = allowed(m, name)
        share *= limit
        arrived = m.fill[name] + (share - m.fill[name]) * admitted if share > m.fill[name] > 0.0 else share
        held = m.fill[name]
        m.fill[name] = max(arrived, held - q.strength_loss)
        stays = (left + _PART_LAST[name] * (last - left)) * m.places[name]
        ceiling = "Council" if name == "troops" and troops * ready * limit >= held else ""
        ceiling = "decision" if limit < held else ceiling
        _charge_strength(m, name, m.fill[name] * stays, held * stays, _FEWER[ceiling])
        m.strength[name] = m.fill[name] * (left + _PART_LAST[name] * (last - left)) * m.places[name]
    for org, group in m.deploying.items():
        activate(m, org, m.fill[group] * (last if org in _LAST else left), home)
    first = m.inputs.country_team.at_start
    agencies = min(first + months / q.agency_months * (1.0 - first), 1.0)
    for org in AGENCIES:
        activate(m, org, agencies)


def _charge_strength(m: MissionModel, name: str, now: float, stayed: float, why_fewer: str) -> None:
    """Charge what one kind of strength gains and loses this week.

    Args:
        m: The mission, its strength still that of the week before.
        name: Kind of strength.
        now: People there now.
        stayed: Of those there before, how many the drawdown leaves.
        why_fewer: Why there are fewer of these, where there are.
    """
    before = m.strength[name]
    if name in _STOCK_OF and now != before:
        m.causes.add(_STOCK_OF[name], "arrivals" if now > stayed else why_fewer, now - stayed)
        m.causes.add(_STOCK_OF[name], "the mission leaves", stayed - before)


def allowed(m: MissionModel, name: str) -> float:
    """Return how full the places for one kind of strength may be, 0-1; 1 as long as no decision has set a ceiling.

    What a decision adds arrives along a ramp of its own, as long as the one from the start.
    """
    ceiling = getattr(m.inputs.mission, name)
    limit = ceiling / m.places[name] if ceiling != m.places[name] else 1.0
    if name not in m.reinforced:
        return limit
    (week, there), q = m.reinforced[name], m.inputs.deployment
    months = {"troops": m.inputs.mission.months_to_peak, "observers": m.inputs.mission.months_to_peak,
              "civilians": q.civilian_months}.get(name, q.police_months)  # fmt: skip
    return limit * (there + (1.0 - there) * fill_share((m.week - week) * 12.0 / 52.0, months, 1.0))


def _leaving(m: MissionModel) -> tuple[float, float, NDArray[np.float64] | None]:
    """Return what is left of the mission, of the components that leave last, and which of its places it leaves first.

    Returns:
        Two shares, and for each cell how early it is given up, shape (n_cells,); None as long as nobody goes.
    """
    d = m.departure
    left = d.left(m.week)
    if not len(d.order):
        return left, left, None
    sector, away = m.country.sector, m.base_distance
    last = staying(left, m.inputs.exit) if d.kind else left
    return left, last, len(d.order) - d.order[sector] + away / (away.max() + 1.0)


def activate(m: MissionModel, org: int, share: float, early: NDArray[np.float64] | None = None) -> None:
    """Bring in teams of an organisation, or send them home, until ``share`` of them are there.

    Args:
        m: The mission.
        org: Organisation, by its place in the catalogue.
        share: Share of its teams, 0-1; as long as it is not nothing, one stays of those that were there.
        early: How early teams in each cell go home, shape (n_cells,); without it the last in go first.
    """
    rows, n_now = m.teams.rows_of[org], m.n_active[org]
    n = min(int(share * len(rows) + 0.5), len(rows))
    if m.departure.kind and early is not None and share > 0.0:
        n = min(max(n, 1), n_now)
    if n == n_now:
        return
    there = m.teams.active[rows]
    for row in rows[~there][: max(n - n_now, 0)].tolist():
        m.enter(row)
    if n < n_now:
        on_site = rows[there]
        if early is not None:
            on_site = on_site[early[m.teams.cell[on_site]].argsort(kind="stable")]
        for row in on_site[n:].tolist():
            m.withdraw(row)
    m.n_active[org] = n
