"""Plan: the statistics that are published, what organisations see when they plan, and the orders they give (5.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import BODIES, ORG_INDEX
from ..agents.planning import Outlook, scores
from ..agents.tasks import KINDS, SIGNALS, TASK_INDEX, TASKS
from .coordination import roster
from .rules.channels import attendance
from .rules.planning import alarm_at, going_on, public_signals
from .state import N_ORGS, N_SHARING, tally

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["give_orders", "make_outlook", "publish"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

SIGNAL_OF = np.array([SIGNALS.index(t.signal) for t in TASKS])
KIND_OF = np.array([KINDS.index(t.kind) for t in TASKS])
KINDS_OF = KIND_OF.tolist()
CAPACITY = np.array([t.capacity for t in TASKS])
SHARED = np.array([t.shared for t in TASKS])
NEEDS = np.array([("security" in t.needs) + 2 * ("clear" in t.needs) for t in TASKS])
NEEDS_SECURITY, NEEDS_CLEAR = NEEDS & 1 > 0, NEEDS & 2 > 0
NEEDS_ROAD = np.array(["road" in t.needs for t in TASKS])
NEEDS_LAND = np.array(["settled" in t.needs for t in TASKS])
_PATROL, _CLEAR, _PROJECT = TASK_INDEX["patrol"], TASK_INDEX["clear_mines"], TASK_INDEX["quick_impact"]
_MILITARY, _MEDIATORS = ORG_INDEX["military"], ORG_INDEX["civil_affairs"]
_OPENS = np.zeros((N_ORGS, len(TASKS)), dtype=bool)
_OPENS[np.ix_([_MILITARY, ORG_INDEX["mine_action"]], [_PATROL, _CLEAR])] = True
"""Who does the work that must come first, and looks where partners work or wait."""
_ACCESS_OF = roster.access + 5 * roster.uniformed
"""Row of the chances to get in by which each organisation plans: a second set is for those in uniform."""
_IN_FRAMEWORK = roster.mission | roster.country_team
_BELIEFS_OF = np.where(np.arange(N_ORGS) < N_SHARING, np.arange(N_ORGS), ORG_INDEX["host_police"])
"""Whose beliefs each organisation plans by: its own, or, of an organ of the state without a map, the police's."""
_FRAMEWORK = np.flatnonzero(roster.member[[b.key for b in BODIES].index("strategic_framework_group"), :N_SHARING])
"""Members of the integrated strategic framework group."""


def publish(m: MissionModel) -> None:
    """Refresh the public statistics that all planners read (every fourth week)."""
    m.signals = public_signals(m, m.inputs.planning)
    m.room = m.people_weight * (CAPACITY * m.inputs.tasks.capacity)[:, None]
    m.room += 0.1
    _plan_together(m)


def _plan_together(m: MissionModel) -> None:
    """Let the framework group put together what its members believe: where to work first, and where not yet (1.4.8).

    What they put on the table counts as far as the group meets; a plan that nobody meets over is the public picture.
    Members vouch for the best-informed of them, not for the sum: they have heard the same reports.
    """
    met = attendance(m.inputs.choices.coordination.strategic_framework_group, m.inputs.channels)
    weight = m.beliefs.precision[:, _FRAMEWORK] * met
    pooled = m.beliefs.estimate[:, _FRAMEWORK]
    pooled[0] *= weight[0]
    pooled[1:] *= weight[1]
    public = m.inputs.information.prior_precision
    pooled = pooled.sum(axis=1) + public * m.beliefs.prior[:, 0]
    pooled /= (weight.sum(axis=1) + public).take([0, 1, 1], axis=0)
    m.joint_doubt = _missing(m, pooled, weight.max(axis=1))
    people = m.inputs.planning.shared_empty + m.people_weight
    m.shared_cells = np.minimum((0.5 * pooled[0] + 0.5 * pooled[1]) * people, 1.0)


def give_orders(m: MissionModel) -> None:
    """Let organisations give orders, one after the other; a new task or place starts from scratch.

    What they see is worked out for all at once; what each knows of the others' plans, when its turn comes.
    """
    t = m.teams
    _recall(m)
    idle = np.bincount(t.org[t.active & (t.task < 0)], minlength=N_ORGS).tolist()
    rounds = m.inputs.planning.round_weeks
    busy = [p for p in m.planners if p.is_due(m.week) or (idle[p.row] and p.meets(m.week, rounds))]
    asking = [(planner, teams) for planner in busy if len(teams := planner.teams_to_order(m.week))]
    if not asking:
        return
    rows = np.array([planner.row for planner, _ in asking])
    outlook = make_outlook(m, rows)
    worth, usual = scores(outlook), m.inputs.planning.usual_spread
    placed = t.active & (t.task >= 0)  # only what was under way when the week's planning began is known
    worth /= _crowded(m, rows, m.relations.plans[rows].take(t.org, axis=1) * placed, outlook)
    tasks, goals, begin = t.task.tolist(), t.goal.tolist(), 0  # each team is ordered once
    for planner, teams in asking:
        mine = slice(begin, begin := begin + len(planner.tasks))
        spread = m.inputs.choices.posture.area_deployment if planner.row == _MILITARY else usual
        own = outlook.part(mine, spread, going_on(planner.spec.horizon_weeks, m.inputs.planning))
        for team, task, cell in planner.orders(teams, own, worth[mine]):
            if tasks[team] != task or goals[team] != cell:
                t.weeks[team] = 0.0
                t.task[team], t.goal[team] = task, cell


def _discipline(m: MissionModel) -> float:
    """Return the share of known missing prerequisites that planners heed."""
    p = m.inputs.planning
    return p.ordered if m.inputs.choices.political.sequencing == "ordered" else p.at_once


def _recall(m: MissionModel) -> None:
    """Take teams off work whose prerequisite their organisation knows to be gone (CML 1.4.8, 2.2.1)."""
    t, p, b, limits = m.teams, m.inputs.planning, m.beliefs, m.inputs.tasks
    rows = np.flatnonzero(t.active & (t.task >= 0) & (t.org < N_SHARING))
    rows = rows[NEEDS[t.task[rows]] > 0]
    if not len(rows):
        return
    task, org, goal = t.task[rows], t.org[rows], t.goal[rows]
    there = org * m.n_cells + goal
    precision = b.precision.reshape(2, -1).take(there, axis=1)
    threat, _, obstacles = b.estimate.reshape(3, -1).take(there, axis=1)
    sure = _discipline(m) * (precision / (precision + p.sure_precision)) > 0.5
    unsafe = threat + limits.violence_counts * m.ground.violence[goal] > limits.security_limit
    mined = obstacles > limits.mine_limit
    gone = (NEEDS_SECURITY[task] & unsafe & sure[0]) | (NEEDS_CLEAR[task] & mined & sure[1])
    t.task[rows[gone]] = -1


def _crowded(m: MissionModel, orgs: Ints, of_others: Array, outlook: Outlook) -> Array:
    """Return by what a place loses worth to planners: 1, and the effort of others there over what it absorbs.

    Effort of the same kind counts, as far as a planner knows of it.

    Args:
        m: The mission.
        orgs: The planners, shape (p,).
        of_others: Share of each team's plans that each knows, shape (p, teams); nobody is in contact with himself, so
            that its own plans count for nothing.
        outlook: What the planners can do, all tasks of the first, then all of the second, and so on.

    Returns:
        Shape (k, n_cells), from 1 up.
    """
    t, n_kinds = m.teams, len(KINDS)
    turn = np.repeat(np.arange(len(orgs)), [len(m.organisations[org].tasks) for org in orgs.tolist()])
    place = KIND_OF[t.task] * m.n_cells + t.goal
    place = (place + np.arange(len(orgs))[:, None] * (n_kinds * m.n_cells)).ravel()
    by_kind = tally(place, of_others.ravel(), len(orgs) * n_kinds * m.n_cells).reshape(-1, m.n_cells)
    covered = by_kind.take(turn * n_kinds + KIND_OF[outlook.tasks], axis=0)
    covered /= outlook.room
    covered *= m.inputs.planning.avoidance
    covered += 1.0
    return covered


def make_outlook(m: MissionModel, orgs: Ints) -> Outlook:
    """Return what organisations know when they plan, all tasks of the first, then all of the second, and so on.

    What others plan is left out: it changes as they give their orders.
    """
    p, c, b = m.inputs.planning, m.inputs.choices, m.beliefs
    of_org = [m.organisations[org].tasks for org in orgs.tolist()]
    tasks, turn = np.concatenate(of_org), np.repeat(np.arange(len(orgs)), [len(each) for each in of_org])
    org, who = orgs[turn], _BELIEFS_OF[orgs]
    lag = np.where(roster.mission[orgs], m.decision_weeks, p.agency_decision_weeks)
    old = (lag / (lag + p.reporting_weeks))[:, None]
    seen, stale = b.estimate.take(who, axis=1), b.stale.take(who, axis=1)
    seen *= 1.0 - old
    stale *= old
    seen += stale
    if c.coordination.decision_style == "hierarchical":
        _blur(m, seen, np.flatnonzero(roster.mission[orgs]), p.aggregation * (1.0 - c.coordination.devolution))
    committed = _IN_FRAMEWORK[org] * m.committed * m.coherence
    doubt = _doubt(m, tasks, orgs, turn, seen, b.precision.take(who, axis=1), committed)
    patient = np.sqrt(m.expected_access)  # soldiers can wait at a roadblock and try again within the week
    access = np.concatenate([m.expected_access, patient])
    paid = np.where(tasks == _PROJECT, m.project_money, 1.0)
    return Outlook(
        tasks=tasks, weight=m.mandate[org, tasks] * paid, wanted=_wanted(m, tasks, org, turn, seen),
        access=access.take(_ACCESS_OF[org], axis=0), doubt=doubt, covered=np.zeros(1),
        shared_weight=SHARED[tasks], shared_cells=m.shared_cells, committed=committed,
        spread=p.usual_spread, stay=p.inertia, room=m.room.take(tasks, axis=0), p=p,
    )  # fmt: skip


def _blur(m: MissionModel, seen: Array, turns: Ints, blur: float) -> None:
    """Lose a share ``blur`` of local detail of threat and need in the sector's average, in place."""
    sector = m.country.sector
    for field in seen[:2]:
        for turn in turns.tolist():
            mean = np.bincount(sector, weights=field[turn]) / m.sector_size
            field[turn] = field[turn] * (1.0 - blur) + blur * mean[sector]


def _wanted(m: MissionModel, tasks: Ints, org: Ints, turn: Ints, seen: Array) -> Array:
    """Return how much each task is wanted in each cell, as believed or as published."""
    threat, need, obstacles = seen
    people, p = m.people_weight, m.inputs.planning
    settled = 1.0 + p.people_first * (np.minimum(people, p.alarm_crowd) - 1.0)
    believed: dict[str, Callable[[Ints], Array]] = {
        "threat": lambda at: alarm_at(threat[at], p.alarm) * settled,
        "need": lambda at: need[at] * people,
        "camp": lambda at: (p.camp_call + threat[at]) * m.hosted_weight,
        "obstacles": lambda at: obstacles[at] * (p.obstacle_empty + people),
        "relief_traffic": lambda at: m.relief_traffic,
    }
    signal = SIGNAL_OF[tasks]
    wanted = m.signals.take(signal, axis=0)
    for name, layer in believed.items():
        rows = np.flatnonzero(signal == SIGNALS.index(name))
        if len(rows):
            wanted[rows] = layer(turn[rows])
    wanted /= wanted.max(axis=1, keepdims=True) + p.call_floor
    for row in np.flatnonzero(tasks == _PATROL).tolist():
        spread = m.inputs.choices.posture.area_deployment if org[row] == _MILITARY else p.usual_spread
        wanted[row] *= 1.0 + (1.0 - spread) * p.point_pull * m.town_weight
    for row in np.flatnonzero(_OPENS[org, tasks]).tolist():
        wanted[row] *= 1.0 + p.partners_first * _known_partners(m, int(org[row]), tasks[row] == _CLEAR)
    return wanted


def _known_partners(m: MissionModel, org: int, near: bool) -> Array:
    """Return how far civilian partners work in each cell as far as ``org`` knows, 0-1 (CML 1.4.8).

    With ``near`` also next door: they wait at the edge of ground that is not cleared.
    """
    t = m.teams
    rows = np.flatnonzero(t.active & (t.task >= 0) & (t.org != org))
    civil = rows[~roster.uniformed[t.org[rows]]]
    known = tally(t.goal[civil], m.relations.plans[org][t.org[civil]], m.n_cells)
    known = m.nearby_cells.total(known) if near else known
    return np.asarray(known / (known + m.inputs.planning.partners_half))


def _too_much(believed: Array, limit: float) -> Array:
    """Return how far planners think a limit is reached: not at all at half of it, wholly at the limit itself."""
    much = 2.0 * believed
    much /= max(limit, 1e-6)
    much -= 1.0
    return np.minimum(np.maximum(much, 0.0, out=much), 1.0, out=much)


def _missing(m: MissionModel, believed: Array, precision: Array) -> Array:
    """Return how far planners hold back from a place, by what work needs there: nothing, security, clear ground, both.

    Args:
        m: The mission.
        believed: Threat, need and obstacles as believed, shape (3, ..., n_cells).
        precision: Precision of what is believed of threat and of obstacles, shape (2, ..., n_cells).

    Returns:
        Shape (4, ..., n_cells), share: missing prerequisites that are known, times the discipline of the programme.
    """
    p, limits, discipline = m.inputs.planning, m.inputs.tasks, _discipline(m)
    sure = precision + p.sure_precision
    np.divide(precision, sure, out=sure)
    known = believed[0] + limits.violence_counts * m.ground.violence  # incidents are in the news
    heeded = np.zeros((4, *known.shape))
    np.multiply(_too_much(known, limits.security_limit), sure[0], out=heeded[1])
    np.multiply(_too_much(believed[2], limits.mine_limit), sure[1], out=heeded[2])
    heeded[1:3] *= discipline
    np.maximum(heeded[1], heeded[2], out=heeded[3])
    return heeded


def _doubt(
    m: MissionModel, tasks: Ints, orgs: Ints, turn: Ints, seen: Array, precision: Array, committed: Array
) -> Array:
    """Return how far planners hold back where they know that a prerequisite is missing (CML 1.4.8).

    Each knows what it believes itself and, as far as members of the framework group tell it, what the group knows;
    the discipline with which it heeds either is the same.
    """
    needs = NEEDS[tasks]
    own = _missing(m, seen, precision).reshape(-1, m.n_cells)
    doubt = own.take(needs * seen.shape[1] + turn, axis=0)
    told = m.relations.plans[orgs][:, _FRAMEWORK].sum(axis=1) / len(_FRAMEWORK)
    joint = m.joint_doubt.take(needs, axis=0)
    joint *= (committed * told[turn])[:, None]
    np.maximum(doubt, joint, out=doubt)
    on_land = np.flatnonzero(NEEDS_LAND[tasks])
    if len(on_land):
        told = m.relations.plans[orgs[turn[on_land]], _MEDIATORS]  # who settles land disputes knows where they stand
        unsettled = _too_much(m.ground.grievance, m.inputs.tasks.dispute_limit)
        doubt[on_land] = np.maximum(doubt[on_land], (_discipline(m) * told)[:, None] * unsettled)
    by_road = np.flatnonzero(NEEDS_ROAD[tasks])
    if len(by_road):
        doubt[by_road] = np.maximum(doubt[by_road], _discipline(m) * (m.ground.road_access < m.inputs.tasks.road_limit))
    return doubt
