"""Move and work: whether teams get in, and what their week comes to (5.6 to 5.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import ACCESS_CLASSES, ORG_INDEX
from ..agents.tasks import KINDS, TASK_INDEX, TASKS
from . import donors
from .coordination import roster
from .events import counted
from .finance import RELIEF_TASKS
from .logistics import supply
from .orders import KIND_OF
from .rules.access import REFUSERS, refuser
from .rules.deployment import handover
from .rules.works import numbered, overlap, prerequisites_met, spread_out, took
from .state import tally, total

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["readiness", "work"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

N_TASKS = len(TASKS)
_WITHOUT = np.array([[need not in t.needs for t in TASKS] for need in ("security", "clear", "settled", "road")])
"""Which tasks do without each prerequisite, in the order of :func:`~.rules.works.prerequisites_met`."""
_GOODS = np.array([t.kind == "services" for t in TASKS])
_REACHES_OUT = np.array(
    [
        t.key == "separate_forces"
        or t.kind in ("relief", "services", "political", "rights", "information", "institutions")
        for t in TASKS
    ]
)
_MONITOR = TASK_INDEX["monitor_rights"]
_GROUPS, _ROADS = 1, 3
_NEWS, _OLD_NEWS = 8.0, 0.98
"""Teams turned back in a week that are news, and what is left after a week of the number that the last news had."""
_LAW = np.isin(np.arange(N_TASKS), [TASK_INDEX[key] for key in ("court_support", "prison_support", "law_reform")])
_PROJECT, _OFFICES, _MILITARY = TASK_INDEX["quick_impact"], TASK_INDEX["administration_support"], ORG_INDEX["military"]
_FOR_RESIDENTS = ("political", "mines", "institutions", "services", "relief", "police")
_FACE = np.array([t.un_face * ((t.kind in _FOR_RESIDENTS) or t.key == "repair_roads") for t in TASKS])
"""How visibly work for residents is the United Nations', by task."""
_PROGRAMMES = np.isin(
    np.arange(N_TASKS),
    [
        TASK_INDEX[key]
        for key in ("social_services", "quick_impact", "return_support", "livelihoods", "violence_reduction")
    ],
)
"""Tasks that are programmes for services or livelihoods, through national bodies or around them (5.18)."""
_FOREIGN = roster.family != "host"
_UN = roster.mission | roster.country_team
_ROTATES = roster.uniformed & roster.mission
_SECURITY, _ARMY = KINDS.index("security"), ORG_INDEX["army"]


def work(m: MissionModel) -> None:
    """Move teams, ask for access, and add up what took (5.6, 5.7, 5.8)."""
    on = (m.teams.active & (m.teams.task >= 0) & (m.teams.halted <= 0.0)).nonzero()[0]
    m.teams.halted = np.maximum(m.teams.halted - 1.0, 0.0)
    m.teams.working[:] = m.teams.refused[:] = False
    rows = on
    if len(on):
        there = _move(m, on)
        let_in = _ask(m, on, there)
        rows = on[let_in]
        m.teams.working[rows] = True
        supply(m, rows)
    if len(on) or len(m.aid.donor):
        _deliver(m, rows)


def _move(m: MissionModel, on: Ints) -> NDArray[np.bool_]:
    """Move teams towards their goals; return which of them are at theirs or can reach it this week."""
    t, h = m.teams, m.country.height
    near = np.ones(len(on), dtype=bool)
    away = (t.cell[on] != t.goal[on]).nonzero()[0]
    if not len(away):
        return near
    leaving = on[away]
    here, goal = t.cell[leaving], t.goal[leaving]
    (x, y), (to_x, to_y) = np.divmod(here, h), np.divmod(goal, h)
    east, north = to_x - x, to_y - y
    gap = np.maximum(np.abs(east), np.abs(north))
    speed = np.maximum(
        m.inputs.deployment.km_a_week * (0.4 + 0.6 * m.ground.road_access[here]) / m.country.cell_km, 1.0
    )
    far = (gap > speed).nonzero()[0]
    if len(far):
        part = (speed / gap)[far]
        x = np.rint(x[far] + east[far] * part).astype(np.int64)
        y = np.rint(y[far] + north[far] * part).astype(np.int64)
        rows = leaving[far]
        t.cell[rows] = x * h + y
        m.moved.update(rows.tolist())
        near[away[far]] = False
    return near


def _ask(m: MissionModel, on: Ints, there: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Ask for access where a team wants to work; count refusals by who refused and why."""
    t, p = m.teams, m.inputs.access
    org, goal, slot = t.org[on], t.goal[on], t.slot[on]
    place = roster.access[org] * m.n_cells + goal
    terms = m.access.reshape(len(REFUSERS), -1).take(place, axis=1)
    monitors = ((t.task[on] == _MONITOR) & roster.mission[org]).nonzero()[0]
    terms[0, monitors] = m.rights_grant[goal[monitors]]
    terms[:3, org == _ARMY] = 1.0  # it asks nobody, and waits for roads alone
    stays = t.cell[on] == goal
    np.copyto(terms, 1.0 - (1.0 - terms) * p.renewal, where=stays)
    terms[3, stays] = 1.0  # who is there needs no road; what it needs to come by road is its supply (5.8)
    m.asked_access.reshape(-1)[place[there]] = True
    who = refuser(terms, m.chance.uniform_rows("access.entry", m.week, slot, 1)[:, 0])
    let_in = who < 0
    entered = there & let_in
    arrived = on[entered & ~stays]
    t.cell[arrived] = t.goal[arrived]
    m.moved.update(arrived.tolist())
    turned_back = (there & ~let_in).nonzero()[0]
    if not len(turned_back):
        return entered
    refused, by = on[turned_back], who[turned_back]
    t.refused[refused] = True
    _count_refusals(m, refused, by)
    tired = m.chance.uniform_rows("access.retry", m.week, slot[turned_back], 1)[:, 0] < 0.5
    t.task[refused[tired]] = -1
    by_somebody = turned_back[by < _ROADS]  # a road breaks no promise
    m.relations.broken += np.bincount(org[by_somebody], minlength=len(m.relations.broken)) / np.maximum(m.teams_of, 1)
    return entered


def _count_refusals(m: MissionModel, rows: Ints, who: Ints) -> None:
    """Count refusals of international actors by who refused."""
    t, week = m.teams, m.week_now
    org = t.org[rows]
    foreign = _FOREIGN[org]
    pair = (who * len(ACCESS_CLASSES) + roster.access[org])[foreign]
    counts = np.bincount(pair, minlength=len(REFUSERS) * len(ACCESS_CLASSES)).reshape(len(REFUSERS), -1).tolist()
    for reason, label in enumerate(REFUSERS[:3]):
        n_refused = sum(counts[reason])
        week.count(f"denied_by_{label}", float(n_refused))
        for access_class, n in enumerate(counts[reason]):
            if n:
                cause = f"{label.replace('_', ' ')} to {m.class_labels[access_class]}"
                m.causes.add("access_denied", cause, float(n))
                if m.causes.sector is not None:
                    at = t.goal[rows[foreign & (who == reason) & (roster.access[org] == access_class)]]
                    by_sector = np.bincount(m.causes.sector[at], minlength=m.causes.n_sectors)
                    m.causes.add_sectors("access_denied", cause, by_sector.astype(np.float64))
        if reason == 0 and n_refused > m.denials_of_note:
            cell = int(t.goal[rows[foreign & (who == reason)][0]])
            m.note("access_denied", cell=cell, actor="national_government", size=float(n_refused),
                   text=f"The government turns back {counted(n_refused, 'team', 'teams')} in one week.")  # fmt: skip
            m.denials_of_note = n_refused * 1.5
    m.denials_of_note = max(m.denials_of_note * _OLD_NEWS, _NEWS)
    _groups_that_refuse(m, t.goal[rows[foreign & (who == _GROUPS)]])


def _groups_that_refuse(m: MissionModel, cells: Ints) -> None:
    """Write down which armed group turned most teams back, if that is news; whoever holds most of a cell refuses."""
    if not len(cells):
        return
    by_group = np.bincount(m.ground.control[1:].take(cells, axis=1).argmax(axis=0), minlength=m.n_groups)
    most = int(by_group.argmax())
    n_refused = int(by_group[most])
    if n_refused > m.refusals_of_note:
        m.refusals_of_note = n_refused * 1.5
        text = f"{m.groups.labels[most]} turns back {counted(n_refused, 'team', 'teams')} in one week."
        m.note("access_denied", actor=m.groups.keys[most], size=float(n_refused), cause="spoilers", text=text)
    m.refusals_of_note = max(m.refusals_of_note * _OLD_NEWS, _NEWS / 2.0)


def readiness(m: MissionModel, rows: Ints) -> Array:
    """Return the share of a full week that teams have for their work, or contingents for their guard (5.4, 5.8).

    What coordination leaves of their time, what their organisation can pay, and, for contingents, the hand-over.
    """
    org = m.teams.org[rows]
    dip = np.where(_ROTATES[org], handover(m.week, m.teams.number[rows], m.inputs.deployment), 1.0)
    return np.asarray((m.relations.work * m.relations.led * m.funded)[org] * dip)


def _deliver(m: MissionModel, rows: Ints) -> None:
    """Turn the week of each working team into effect: prerequisites, settling in, duplication, absorption.

    Projects of donors go through the same rules, behind the teams in all arrays (5.19).
    """
    t, g, week, p = m.teams, m.ground, m.week_now, m.inputs
    org, task = t.org[rows], t.task[rows]
    goods = np.where(_GOODS[task], m.goods[org], 1.0)
    bare = p.tasks.unsupplied_work
    effort = readiness(m, rows) * (bare + (1.0 - bare) * t.supply[rows]) * goods
    t.effort[rows] = effort
    n, projects = len(rows), donors.works(m)
    ours = (org, task, t.cell[rows], effort, t.weeks[rows])
    org, task, cell, effort, weeks = (np.concatenate(both) for both in zip(ours, projects, strict=True))
    foreign = _FOREIGN[org]
    m.insecurity += p.tasks.security_memory * (g.threat + p.tasks.violence_counts * g.violence - m.insecurity)
    holds = np.array([*prerequisites_met(m.insecurity, g.mines, g.grievance, g.road_access, p.tasks).values()])
    met = np.logical_and.reduce(holds.take(cell, axis=1) | _WITHOUT.take(task, axis=1), axis=0)
    early = ~met[:n] & (t.early[rows] | (weeks[:n] == 0.0))
    t.early[rows] = early
    week.count("sequencing_failures", float(np.count_nonzero(early & foreign[:n])))
    settled = took(effort, met, weeks, p.tasks)
    t.weeks[rows] = weeks[:n] + 1.0
    kind = KIND_OF[task]
    place = kind * m.n_cells + cell
    seen = (foreign & (kind != _SECURITY)).nonzero()[0]
    duplicate = np.zeros(len(org))
    duplicate[seen], week.duplication = overlap(
        effort[seen], org[seen], place[seen], m.room[task[seen], cell[seen]]
    )
    useful = settled - np.minimum(duplicate, settled)
    relief = RELIEF_TASKS[task].nonzero()[0]
    by_relief, relief_work = org[relief], useful[relief]
    m.relief_work = tally(by_relief, relief_work, len(m.fleet))
    m.relief_given = _given_by(m, by_relief, cell[relief], relief_work)
    un = _UN[org]
    alone = _LAW[task] & ~foreign  # what officials do for courts, prisons and laws without advice or means
    useful[alone] *= p.institutions.unaided
    week.done, week.face = _by_place(m, task, cell, useful, _credited(m, org, task, useful))
    week.done[_PROJECT] *= m.project_money
    m.last_done = week.done
    week.un_work = tally(cell, useful * un, m.n_cells)
    by_soldiers = ((task == _PROJECT) & (org == _MILITARY)).nonzero()[0]
    week.soldiers_projects = tally(cell[by_soldiers], useful[by_soldiers], m.n_cells) * m.project_money
    programmes = useful * _PROGRAMMES[task]
    week.programmes = total(programmes * un) / max(total(programmes), 1e-9)
    week.offices_helped = total(useful[un & (task == _OFFICES)])
    week.offices = week.offices_helped / max(total(useful[task == _OFFICES]), 1e-9)
    week.count("delivered", total(useful[foreign]))
    donors.settle_projects(m, met[n:], useful[n:], duplicate[n:])
    theirs = foreign[:n].nonzero()[0]
    _meet_in_the_field(
        m, org[theirs], cell[theirs], place[theirs], met[theirs], duplicate[theirs] > 0.05
    )


def _given_by(m: MissionModel, org: Ints, cell: Ints, useful: Array) -> Array:
    """Return the part of the relief here and around that agencies and independent relief hand out, shape (2, n_cells).

    Args:
        m: The mission.
        org: Organisation of each team that hands out relief.
        cell: Where it works.
        useful: What its week comes to.
    """
    given = tally(roster.relief[org] * m.n_cells + cell, useful, 2 * m.n_cells).reshape(2, m.n_cells)
    given = m.nearby_pair.total(given)
    given /= np.maximum(given[0] + given[1], 1e-9)
    return given


def _credited(m: MissionModel, org: Ints, task: Ints, useful: Array) -> Array:
    """Return what residents credit to the mission of each team's work (5.9, 5.10).

    The country team's work counts for the mission as far as identities are one; that of the state and of independent
    relief does not.
    """
    p, c = m.inputs.consent, m.inputs.choices
    shared = p.credit_common if c.integration.visible_identity == "common" else p.credit_separate
    seen = useful * _FACE[task] * (roster.mission + shared * roster.country_team)[org]
    seen[task == _PROJECT] *= m.project_money
    return np.asarray(seen)


def _by_place(m: MissionModel, task: Ints, cell: Ints, useful: Array, seen: Array) -> tuple[Array, Array]:
    """Return work by task and cell, and what residents credit of it, of which outreach carries a part next door.

    Args:
        m: The mission.
        task: Task of each team.
        cell: Where it works.
        useful: What its week comes to.
        seen: What of that is credited to the mission.

    Returns:
        Work, shape (N_TASKS, n_cells), and what is credited, shape (n_cells,).
    """
    n, far = m.n_cells, _REACHES_OUT[task]
    done = tally(task * n + cell, useful, N_TASKS * n).reshape(N_TASKS, n)
    stays, outreach = tally(far * n + cell, seen, 2 * n).reshape(2, n)
    rows = (_REACHES_OUT & (np.bincount(task, minlength=N_TASKS) > 0)).nonzero()[0]
    work = np.concatenate([done.take(rows, axis=0), outreach[None]])
    carried = spread_out(work, m.ground.road_access, m.country.width, m.country.height, m.inputs.tasks)
    done[rows] = carried[:-1]
    return done, carried[-1] + stays


def _meet_in_the_field(
    m: MissionModel, org: Ints, cell: Ints, place: Ints, met: NDArray[np.bool_], clashes: NDArray[np.bool_]
) -> None:
    """Note who worked beside whom, to success or in each other's way (5.3).

    Args:
        m: The mission.
        org: Organisation of each team.
        cell: Where it works.
        place: Kind of work and cell of each, ``kind * n_cells + cell``.
        met: Whether what its work needs held.
        clashes: Whether it did what others had done.
    """
    n = m.n_orgs_in_field
    turf = _together(org[clashes], place[clashes], n)
    joint = np.maximum(_together(org[met], cell[met], n) - turf, 0.0)
    r, field = m.relations, (slice(n), slice(n))
    r.joint[field] += np.minimum(joint * m.meeting_share, 1.0) * r.contact[field]
    r.turf[field] += np.minimum(turf * m.meeting_share, 1.0)


def _together(org: Ints, place: Ints, n_orgs: int) -> Array:
    """Return in how many places each pair of organisations is at the same time, shape (n_orgs, n_orgs)."""
    if not len(org):
        return np.zeros((n_orgs, n_orgs))
    at, n_places = numbered(place)
    there = np.zeros((n_orgs, n_places))
    there[org, at] = 1.0
    return there @ there.T
