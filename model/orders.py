"""Plan: the statistics that are published, what organisations see when they plan, and the orders they give (5.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import BODIES, ORG_INDEX, ORGANISATIONS
from ..agents.planning import Outlook, assign, scores
from ..agents.tasks import KINDS, LINES, SIGNALS, TAKEN_OVER, TASK_INDEX, TASKS, tasks_of
from .coordination import roster
from .rules.channels import attendance
from .rules.planning import alarm_at, going_on, public_signals
from .state import N_ORGS, N_SHARING, tally

if TYPE_CHECKING:
    from .mission import MissionModel
    from .priorities import PriorityChoices

__all__ = ["give_orders", "make_outlook", "publish"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

SIGNAL_OF = np.array([SIGNALS.index(t.signal) for t in TASKS])
KIND_OF = np.array([KINDS.index(t.kind) for t in TASKS])
_LINE_OF = np.array([next(i for i, line in enumerate(LINES.values()) if t.key in line) for t in TASKS])
CAPACITY = np.array([t.capacity for t in TASKS])
SHARED = np.array([t.shared for t in TASKS])
NEEDS = np.array([("security" in t.needs) + 2 * ("clear" in t.needs) for t in TASKS])
NEEDS_SECURITY, NEEDS_CLEAR, _NEEDS_ANY = NEEDS & 1 > 0, NEEDS & 2 > 0, NEEDS > 0
NEEDS_ROAD = np.array(["road" in t.needs for t in TASKS])
NEEDS_LAND = np.array(["settled" in t.needs for t in TASKS])
_PATROL, _CLEAR, _PROJECT = TASK_INDEX["patrol"], TASK_INDEX["clear_mines"], TASK_INDEX["quick_impact"]
_THREAT, _NEED, _CAMP = SIGNALS.index("threat"), SIGNALS.index("need"), SIGNALS.index("camp")
_OBSTACLES, _RELIEF_TRAFFIC = SIGNALS.index("obstacles"), SIGNALS.index("relief_traffic")
_BELIEVED = (_THREAT, _NEED, _CAMP, _OBSTACLES, _RELIEF_TRAFFIC)
"""Signals that are not published: each organisation goes by what it believes, or by what it was asked for."""
_MILITARY, _MEDIATORS = ORG_INDEX["military"], ORG_INDEX["civil_affairs"]
_OPENERS, _OPENING = (_MILITARY, ORG_INDEX["mine_action"]), (_PATROL, _CLEAR)
"""Who does the work that must come first, and looks where partners work or wait, and which work that is."""
_ACCESS_OF = roster.access + 5 * roster.uniformed
"""Row of the chances to get in by which each organisation plans: a second set is for those in uniform."""
_MISSION_ROWS = np.unique(_ACCESS_OF[roster.mission])
_ROWS = np.arange(N_ORGS)
_REVIEW_WEEKS, _HORIZON_WEEKS = (
    np.array([getattr(spec, name) for spec in ORGANISATIONS]) for name in ("review_weeks", "horizon_weeks")
)
_TASKS_OF = [tasks_of(spec.key) for spec in ORGANISATIONS]
_HAS_TASKS = np.array([len(tasks) > 0 for tasks in _TASKS_OF])
_JOBS, _DOERS = np.array([(task, row) for row, tasks in enumerate(_TASKS_OF) for task in tasks]).T.copy()
"""What each organisation can do, all tasks of the first, then all of the second, and so on; and who that is."""
_FROM_THE_START = np.array([
    ORGANISATIONS[row].key not in TAKEN_OVER.get(TASKS[task].key, ("", ()))[1]
    for task, row in zip(_JOBS.tolist(), _DOERS.tolist(), strict=True)
])  # fmt: skip
"""Which of these need not be handed over by a mission first."""
_IN_FRAMEWORK = roster.mission | roster.country_team
_BELIEFS_OF = np.where(np.arange(N_ORGS) < N_SHARING, np.arange(N_ORGS), ORG_INDEX["host_police"])
"""Whose beliefs each organisation plans by: its own, or, of an organ of the state without a map, the police's."""
_FRAMEWORK = np.flatnonzero(roster.member[[b.key for b in BODIES].index("strategic_framework_group"), :N_SHARING])
"""Members of the integrated strategic framework group."""


def publish(m: MissionModel) -> None:
    """Refresh the public statistics that all planners read (every fourth week), made comparable between tasks."""
    m.signals = public_signals(m, m.inputs.planning)
    m.signals /= m.signals.max(axis=1, keepdims=True) + m.inputs.planning.call_floor
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
    """Let organisations give orders; a new task or place starts from scratch.

    What they see is worked out for all at once, and none sees what the others order this week.
    """
    t, rounds = m.teams, m.inputs.planning.round_weeks
    _recall(m)
    turn = m.week + _ROWS
    reviews, meets = turn % _REVIEW_WEEKS == 0, roster.command | (turn % rounds == 0)
    due = reviews.take(t.org) | (meets.take(t.org) & (t.task < 0))
    teams = (t.active & due & _HAS_TASKS.take(t.org)).nonzero()[0]
    if not len(teams):
        return
    org = t.org[teams]
    asking = np.zeros(N_ORGS, dtype=bool)
    asking[org] = True
    outlook = make_outlook(m, asking)
    whose = (asking.cumsum() - 1)[org]
    for team, task, cell in assign(outlook, scores(outlook), teams, whose, t.cell[teams], t.task[teams], m.travel):
        if t.task[team] != task or t.goal[team] != cell:
            t.weeks[team] = 0.0
            t.task[team], t.goal[team] = task, cell


def _discipline(m: MissionModel) -> float:
    """Return the share of known missing prerequisites that planners heed."""
    p = m.inputs.planning
    return p.ordered if m.inputs.choices.political.sequencing == "ordered" else p.at_once


def _recall(m: MissionModel) -> None:
    """Take teams off work whose prerequisite their organisation knows to be gone (CML 1.4.8, 2.2.1)."""
    t, p, b, limits = m.teams, m.inputs.planning, m.beliefs, m.inputs.tasks
    rows = (t.active & (t.task >= 0) & (t.org < N_SHARING) & _NEEDS_ANY.take(t.task)).nonzero()[0]
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


def _covered(m: MissionModel, tasks: Ints, turn: Ints, placed: Ints, known: Array, room: Array) -> Array:
    """Return the effort of others that planners know of, over what the place absorbs; effort of the same kind counts.

    Args:
        m: The mission.
        tasks: What the planners can do, shape (k,).
        turn: Whose task each is, shape (k,).
        placed: Rows of the teams that are under way, shape (t,).
        known: Share of the plans for each of them that each planner knows, shape (planners, t); nobody is in contact
            with himself, so that its own plans count for nothing.
        room: Team-weeks that a cell absorbs for each task, shape (k, n_cells).

    Returns:
        Shape (k, n_cells), 0 up.
    """
    kind = KIND_OF.take(m.teams.task[placed])
    of_task, other = (KIND_OF.take(tasks)[:, None] == kind).nonzero()
    place = of_task * m.n_cells + m.teams.goal[placed].take(other)
    covered = tally(place, known[turn.take(of_task), other], room.size).reshape(room.shape)
    covered /= room
    covered *= m.inputs.planning.avoidance
    return covered


def make_outlook(m: MissionModel, asking: NDArray[np.bool_]) -> Outlook:
    """Return what the organisations know that plan this week: all tasks of the first, then all of the second.

    Of what others plan, they know only what was under way when the week's planning began.

    Args:
        m: The mission.
        asking: Which organisations plan, shape (N_ORGS,).
    """
    t, p, c, b = m.teams, m.inputs.planning, m.inputs.choices, m.beliefs
    doing = asking.take(_DOERS) if m.departure.done else asking.take(_DOERS) & _FROM_THE_START
    orgs, jobs = asking.nonzero()[0], doing.nonzero()[0]
    tasks, org, who = _JOBS.take(jobs), _DOERS.take(jobs), _BELIEFS_OF.take(orgs)
    turn = orgs.searchsorted(org)
    lag = np.where(roster.mission[orgs], m.decision_weeks, p.agency_decision_weeks)
    old = (lag / (lag + p.reporting_weeks))[:, None]
    seen, stale = b.estimate.take(who, axis=1), b.stale.take(who, axis=1)
    seen *= 1.0 - old
    stale *= old
    seen += stale
    if c.coordination.decision_style == "hierarchical":
        _blur(m, seen, np.flatnonzero(roster.mission[orgs]), p.aggregation * (1.0 - c.coordination.devolution))
    placed = (t.active & (t.task >= 0)).nonzero()[0]
    known = m.relations.plans[orgs].take(t.org[placed], axis=1)
    committed = _IN_FRAMEWORK[orgs] * m.committed * m.coherence
    patient = np.sqrt(m.expected_access)  # soldiers can wait at a roadblock and try again within the week
    access = np.concatenate([m.expected_access, patient])
    if m.departure.kind:
        access[_MISSION_ROWS] *= m.departure.holds(m.week)[m.country.sector]  # nobody is sent where one packs up
    room = m.room.take(tasks, axis=0)
    weight = m.mandate[org, tasks]
    weight[tasks == _PROJECT] *= m.project_money
    first = _priorities(c.priorities).take(tasks)
    weight *= np.where(roster.mission.take(org), first, 1.0)  # agencies keep mandates of their own (CML 1.4.6)
    area = m.inputs.choices.posture.area_deployment
    return Outlook(
        tasks=tasks, turn=turn, weight=weight, wanted=_wanted(m, tasks, org, turn, seen, placed, known),
        access=access.take(_ACCESS_OF.take(org), axis=0),
        doubt=_doubt(m, tasks, orgs, turn, seen, b.precision.take(who, axis=1), committed),
        covered=_covered(m, tasks, turn, placed, known, room),
        shared_weight=SHARED.take(tasks) * first, shared_cells=m.shared_cells, committed=committed.take(turn),
        spread=[area if row == _MILITARY else p.usual_spread for row in orgs.tolist()],
        stay=[going_on(weeks, p) for weeks in _HORIZON_WEEKS.take(orgs).tolist()], room=room, p=p,
    )  # fmt: skip


def _priorities(p: PriorityChoices) -> Array:
    """Return how much the line of work of each task weighs, 1 as usual, shape (n_tasks,), 0.5-2 (CML 1.4.8)."""
    return np.array([getattr(p, line) for line in LINES]).take(_LINE_OF)


def _blur(m: MissionModel, seen: Array, turns: Ints, blur: float) -> None:
    """Lose a share ``blur`` of local detail of threat and need in the sector's average, in place."""
    sector = m.country.sector
    for field in seen[:2]:
        for turn in turns.tolist():
            mean = np.bincount(sector, weights=field[turn]) / m.sector_size
            field[turn] = field[turn] * (1.0 - blur) + blur * mean[sector]


def _wanted(
    m: MissionModel, tasks: Ints, org: Ints, turn: Ints, seen: Array, placed: Ints, known: Array
) -> Array:
    """Return how much each task is wanted in each cell, as believed or as published; see :func:`_covered`."""
    threat, need, obstacles = seen
    people, p = m.people_weight, m.inputs.planning
    settled = 1.0 + p.people_first * (np.minimum(people, p.alarm_crowd) - 1.0)
    signal = SIGNAL_OF.take(tasks)
    wanted = m.signals.take(signal, axis=0)
    for call, name, who in zip(wanted, signal.tolist(), turn.tolist(), strict=True):
        if name not in _BELIEVED:
            continue
        if name == _THREAT:
            np.multiply(alarm_at(threat[who], p.alarm), settled, out=call)
        elif name == _NEED:
            np.multiply(need[who], people, out=call)
        elif name == _CAMP:
            np.multiply(p.camp_call + threat[who], m.hosted_weight, out=call)
        elif name == _OBSTACLES:
            np.multiply(obstacles[who], p.obstacle_empty + people, out=call)
        else:
            call[:] = m.relief_traffic
        call /= np.maximum.reduce(call) + p.call_floor
    for k, (task, one) in enumerate(zip(tasks.tolist(), org.tolist(), strict=True)):
        if task == _PATROL:
            spread = m.inputs.choices.posture.area_deployment if one == _MILITARY else p.usual_spread
            wanted[k] *= 1.0 + (1.0 - spread) * p.point_pull * m.town_weight
        if task in _OPENING and one in _OPENERS:
            partners = _known_partners(m, placed, known[turn[k]], task == _CLEAR)
            wanted[k] *= 1.0 + p.partners_first * partners
    return wanted


def _known_partners(m: MissionModel, placed: Ints, known: Array, near: bool) -> Array:
    """Return how far civilian partners work in each cell as far as a planner knows, 0-1 (CML 1.4.8).

    Args:
        m: The mission.
        placed: Rows of the teams that are under way, shape (t,).
        known: Share of the plans for each of them that the planner knows, shape (t,), 0 for its own.
        near: Also next door: partners wait at the edge of ground that is not cleared.
    """
    civil = ~roster.uniformed.take(m.teams.org[placed])
    there = tally(m.teams.goal[placed], known * civil, m.n_cells)
    there = m.nearby_cells.total(there) if near else there
    return np.asarray(there / (there + m.inputs.planning.partners_half))


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
    doubt_by_need = _missing(m, seen, precision)
    told = np.add.reduce(m.relations.plans[orgs][:, _FRAMEWORK], axis=1) / len(_FRAMEWORK)
    joint = m.joint_doubt[1:, None] * (committed * told)[:, None]
    np.maximum(doubt_by_need[1:], joint, out=doubt_by_need[1:])
    doubt = doubt_by_need.reshape(-1, m.n_cells).take(NEEDS.take(tasks) * len(orgs) + turn, axis=0)
    on_land = NEEDS_LAND.take(tasks).nonzero()[0]
    if len(on_land):
        told = m.relations.plans[orgs[turn[on_land]], _MEDIATORS]  # who settles land disputes knows where they stand
        unsettled = _too_much(m.ground.grievance, m.inputs.tasks.dispute_limit)
        doubt[on_land] = np.maximum(doubt[on_land], (_discipline(m) * told)[:, None] * unsettled)
    by_road = NEEDS_ROAD.take(tasks).nonzero()[0]
    if len(by_road):
        closed = m.ground.road_access < m.inputs.tasks.road_limit
        doubt[by_road] = np.maximum(doubt[by_road], _discipline(m) * closed)
    return doubt
