"""The week of the host state: what programmes leave behind, what it lives on, whom its men prey on, its borders (5.18).

Source: MODEL.md 5.18; CML 3.5, 4.8, 6.3.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import ORG_INDEX
from ..agents.tasks import TASK_INDEX
from .crime import UNPAID
from .rules.host_state import (
    across_borders,
    arriving,
    building,
    carried,
    credited,
    diverted_share,
    falling_away,
    hungry,
    joining_from_abroad,
    kept_up,
    predation_changes,
    preyed_on,
    propped_after,
    tax_base,
    watched,
    willing,
)
from .rules.people import MOST_JOIN, apportion, whole
from .rules.violence import ready_share
from .state import tally, total
from .state_forces import lawful, on_duty, state_units

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = [
    "HostState", "carry_out", "charge_movement", "columns", "credited_services", "dependence", "earn_trust",
    "extend_authority", "govern", "guard_borders",
    "join_from_abroad", "plunder", "prey", "prop_up", "revenue",
]  # fmt: skip

Array = NDArray[np.float64]

SERVICES, JOBS, OFFICES = 0, 1, 2
"""Rows of what outsiders keep up."""
_WATCH = TASK_INDEX["watch_border"]
_ARMY, _POLICE, _OBSERVERS = ORG_INDEX["army"], ORG_INDEX["host_police"], ORG_INDEX["observers"]
_QUARTER, _FIRST_WEEKS = 13, 4
_TOLD_SUPPORT, _TOLD_DEPENDENCE, _TOLD_UNPAID = 0.2, 0.05, 0.1
"""Changes that are told: of support that comes in, of what outsiders keep up, and of pay that does not come."""


@dataclass
class HostState:
    """Where the state stands.

    Attributes:
        predation: How far leaders live off the people, 0-1.
        propped: Services, livelihoods and offices of the state that outsiders keep up, shape (3, n_cells), share.
        owned: Work of outsiders that national bodies carried out this week, shape (n_cells,), team-weeks.
        around: Work around them, shape (3, n_cells), team-weeks.
        spoils: Work that leaders diverted this week, team-weeks.
        first_base: What revenue was raised on at the start; 0 before the first week.
        raised: Revenue relative to that of the start.
        preyed: How far unpaid men of the state prey on people, shape (n_cells,), 0-1.
        watch: Share of what would cross a border that is stopped, shape (n_cells,), 0-1.
        through: Share of what is sent to each group that gets across, shape (n_groups,), 0-1.
        sent: Support from outside that groups are sent, mean by fighters, 0-1.
        kept: How far outsiders could keep up what hangs on them, services, livelihoods and offices, 0-1.
        told: Levels at which each kind of news was last told.
        propping: What moved this week what outsiders keep up, by cause, mean by people, summed over its three rows.
        levels: Services, livelihoods and reach of the state last recorded; empty before the first week.
        dependence: Share of these that outsiders kept up, as last recorded.
        offered: What each group's backers send it, shape (n_groups,), 0-1.
        given: The same with what the neighbour adds or stops, before borders, shape (n_groups,), 0-1.
        backing: Share of fighters, ``offered``, ``given`` and ``through`` of the week before; None before the first.
    """

    predation: float
    propped: Array
    owned: Array
    around: Array
    preyed: Array
    watch: Array
    through: Array
    spoils: float = 0.0
    first_base: float = 0.0
    raised: float = 1.0
    sent: float = 0.0
    kept: Array = field(default_factory=lambda: np.ones(3))
    told: dict[str, float] = field(default_factory=dict)
    propping: dict[str, float] = field(default_factory=dict)
    levels: list[float] = field(default_factory=list)
    dependence: float = 0.0
    offered: Array = field(default_factory=lambda: np.zeros(0))
    given: Array = field(default_factory=lambda: np.zeros(0))
    backing: tuple[Array, Array, Array, Array] | None = None

    @classmethod
    def at_the_start(cls, predation: float, support: Array, n_cells: int) -> HostState:
        """Return a state that keeps everything up by itself, with borders that nobody watches yet.

        Args:
            predation: How far its leaders live off the people, 0-1.
            support: Support from outside of each group, shape (n_groups,), 0-1.
            n_cells: Cells.
        """
        none = np.zeros(n_cells)
        sent = float(support.mean()) if len(support) else 0.0
        return cls(
            predation, np.zeros((3, n_cells)), none, np.zeros((3, n_cells)), none.copy(), none.copy(),
            np.ones(len(support)), sent=sent,
        )  # fmt: skip


# Programmes -------------------------------------------------------------------------------------------------------


def carry_out(m: MissionModel, services: Array, jobs: Array, offices: Array) -> Array:
    """Return what comes of work for services, livelihoods and administration, shape (3, n_cells), team-weeks.

    The part of mission and country team goes through national bodies as far as ``political.local_ownership`` has it;
    independent relief goes around them. Officials of the state do their own work in any case.

    Args:
        m: The mission.
        services: Work for services that took, team-weeks, shape (n_cells,).
        jobs: Work for livelihoods, likewise.
        offices: Work for local administration, likewise.
    """
    s, week, p = m.host_state, m.week_now, m.inputs.host_state
    foreign = np.array([1.0, 1.0, week.offices])[:, None]
    part = np.array([week.programmes, week.programmes, 1.0])[:, None]
    through = m.inputs.choices.political.local_ownership * part
    work = np.array([services, jobs, offices])
    diverted = diverted_share(s.predation, p)
    s.around, owned, lost = carried(work * foreign, through, m.ground.state_authority, diverted, p)
    s.owned, s.spoils = owned.sum(axis=0), float(lost.sum())
    return np.asarray(s.around + owned + work * (1.0 - foreign))


def extend_authority(m: MissionModel, administration: Array) -> None:
    """Move the reach of the state: offices and programmes of its own extend it, lost ground and violence cut it back.

    Args:
        m: The mission.
        administration: Support to local administration that took, team-weeks, shape (n_cells,).
    """
    g, q, held = m.ground, m.inputs.tasks, m.ground.control[0]
    will = willing(float(m.process.commitment[-1]), m.host_state.predation)
    built = building(m.host_state.owned, will, m.inputs.host_state)
    missing = 1.0 - g.state_authority
    changes = {
        "administration": np.minimum(q.authority_gain * administration, 1.0) * held * missing,
        "programmes of the state": built * held * missing,
        "ground not held": -q.authority_fade * (1.0 - held) * g.state_authority,
        "violence": -q.authority_harm * g.violence * g.state_authority,
    }
    g.state_authority = m.causes.move("state_authority", g.state_authority, changes, m.share_of_people)


def earn_trust(m: MissionModel) -> None:
    """Move trust in the government towards what it deserves by what people get from it and suffer from it.

    What it has in each respect stands against the trust it has; services that outsiders keep up earn it less, and what
    leaders divert, unpaid men take and forces do to people cuts it all.
    """
    g, p, q = m.ground, m.inputs, m.inputs.tasks
    has = g.legitimacy
    weighed = {
        "services of the state": (q.legitimacy_services, credited_services(m)),
        "law": (q.legitimacy_law, g.rule_of_law),
        "reach of the state": (q.legitimacy_authority, g.state_authority),
        "settled grievances": (q.legitimacy_peace, 1.0 - g.grievance),
    }
    weights = q.legitimacy_services + q.legitimacy_law + q.legitimacy_authority + q.legitimacy_peace
    parts = {cause: weight * (level - has) for cause, (weight, level) in weighed.items()}
    parts["political settlement"] = np.full(m.n_cells, p.politics.settled_standing * m.process.in_force("political"))
    parts["mandate"] = p.elections.standing * m.elections.mandate
    deserved = weights * has
    for part in parts.values():
        deserved = deserved + part
    parts["habit"] = (weights - 1.0) * has
    parts["abuse by the state"] = -deserved * g.state_abuse
    parts["plunder"] = -deserved * (1.0 - g.state_abuse) * plunder(m)
    changes = {cause: q.legitimacy_speed * part for cause, part in parts.items()}
    g.legitimacy = m.causes.move("legitimacy", has, changes, m.share_of_people)


def charge_movement(m: MissionModel, before: Array) -> None:
    """Charge to the movement of people what it does to means by people.

    Args:
        m: The mission.
        before: Share of people in each cell before they moved, shape (n_cells,).
    """
    g = m.ground
    lived = {"services": g.services, "livelihoods": g.livelihoods}
    state = {
        "road_access": g.road_access, "rule_of_law": g.rule_of_law, "state_authority": g.state_authority,
        "legitimacy": g.legitimacy,
    }  # fmt: skip
    m.causes.people_moved(m.share_of_people - before, lived | state)
    m.causes.sectors_moved(before, m.share_of_people, lived)


def prop_up(m: MissionModel, per_head: Array, before: Array) -> None:
    """Let what outsiders keep up grow by what they do around the state, pass to it, or fall away with them.

    Args:
        m: The mission.
        per_head: Population of the mean cell over that of the cell, shape (n_cells,).
        before: Services, livelihoods and authority before the week's work, shape (3, n_cells), share.
    """
    s, g, p, q = m.host_state, m.ground, m.inputs.host_state, m.inputs.people
    gain = np.array([q.service_gain * per_head, q.job_gain * per_head, m.inputs.tasks.authority_gain * g.control[0]])
    added = np.minimum(gain * s.around, 1.0) * (1.0 - before)
    effort = np.add.reduce(s.around, axis=1).tolist()
    hangs = np.add.reduce(s.propped * m.people_weight, axis=1).tolist()
    s.kept = np.array([kept_up(one, all_of_it, p) for one, all_of_it in zip(effort, hangs, strict=True)])
    level = np.array([g.services, g.livelihoods, g.state_authority])
    lost = np.minimum(falling_away(s.propped, s.kept[:, None], p), level)
    level -= lost
    m.causes.add("state_authority", "left by outsiders", -total(m.share_of_people * lost[OFFICES]))
    for stock, row in (("services", SERVICES), ("livelihoods", JOBS)):
        if s.kept[row] < 1.0:
            fell = {"left by outsiders": -lost[row]}
            m.causes.charge(stock, level[row] + lost[row], level[row], fell, m.share_of_people)
    own = m.inputs.choices.political.local_ownership
    taking = max(own, m.departure.done) * (1.0 - diverted_share(s.predation, p)) * g.state_authority
    worn = q.upkeep + q.violence_damage * g.violence
    by: dict[str, Array] = {}
    s.propped = propped_after(
        s.propped, added=added, lost=lost, worn=worn, involved=taking, level=level, p=p, by=by
    )  # fmt: skip
    s.propping = {cause: total(m.share_of_people * part) for cause, part in by.items()}
    g.services, g.livelihoods, g.state_authority = level


def credited_services(m: MissionModel) -> Array:
    """Return services as people credit them to the state, shape (n_cells,), share."""
    return credited(m.ground.services, m.host_state.propped[SERVICES], m.inputs.host_state)


def plunder(m: MissionModel) -> Array:
    """Return the part of deserved trust that a government loses by what it and its men take, shape (n_cells,)."""
    s, p = m.host_state, m.inputs.host_state
    taken = s.spoils / max(s.spoils + float(s.around.sum()) + float(s.owned.sum()), 1e-9)
    return np.asarray(1.0 - (1.0 - p.seen_taking * taken) * (1.0 - p.prey_trust * s.preyed))


# What the state lives on ------------------------------------------------------------------------------------------


def revenue(m: MissionModel) -> float:
    """Return the state's revenue of a year as things stand, US dollars."""
    s, g, p = m.host_state, m.ground, m.inputs.host_state
    border = m.country.border
    guarded = float(s.watch[border].mean()) if border.any() else 1.0
    base = tax_base(m.share_of_people, g.livelihoods, g.state_authority, g.violence, guarded, p)
    base *= (1.0 - diverted_share(s.predation, p)) * (
        1.0 + p.reformed_revenue * m.process.in_force("economic") * (1.0 - s.predation)
    )
    if m.week < _FIRST_WEEKS:
        s.first_base = max(base, 1e-9)
    s.raised += p.revenue_speed * (base / s.first_base - s.raised)
    return m.inputs.host.annual_revenue_usd * s.raised


def prey(m: MissionModel) -> None:
    """Let men of the state who are not paid live off the people where they stand (5.18)."""
    s, g, t, p = m.host_state, m.ground, m.teams, m.inputs.host_state
    if not m.unpaid:
        s.preyed = np.zeros(m.n_cells)
        return
    rows = state_units(m)
    men = on_duty(m, rows) * hungry(m.unpaid, lawful(m, rows))
    s.preyed = preyed_on(tally(t.cell[rows], men, m.n_cells), g.present, p)
    before = g.livelihoods
    g.livelihoods = before * (1.0 - p.prey_livelihoods * s.preyed)
    taken = {"unpaid men of the state": g.livelihoods - before}
    m.causes.charge("livelihoods", before, g.livelihoods, taken, m.share_of_people)
    g.grievance = g.grievance + p.prey_grievance * s.preyed * (1.0 - g.grievance)
    more = p.prey_crime * s.preyed * (1.0 - g.crime)
    g.crime = g.crime + more
    m.crime_fed[UNPAID] += more


def govern(m: MissionModel) -> None:
    """Let leaders grow on spoils or be checked by laws and courts; each quarter, tell what has changed."""
    s, i = m.host_state, m.organs
    oversight = i.legislation * total(i.people * i.courts)
    changes = predation_changes(s.predation, spoils=s.spoils, oversight=oversight, p=m.inputs.host_state)
    s.predation = m.causes.move_one("predation", s.predation, changes)
    m.process.predation[-1] = s.predation
    if m.week % _QUARTER == _QUARTER - 1:
        _tell(m)


# Borders ----------------------------------------------------------------------------------------------------------


def guard_borders(m: MissionModel) -> None:
    """Work out how far borders are watched, and what comes across them to armed groups (CML 4.8)."""
    s, t, p, v = m.host_state, m.teams, m.inputs.host_state, m.inputs.violence
    border = m.country.border.astype(np.float64)
    ours = np.concatenate([t.rows_of[ORG_INDEX["military"]], t.rows_of[_OBSERVERS]])
    theirs = state_units(m)
    rows = np.concatenate([ours, theirs])
    honest = np.concatenate([np.ones(len(ours)), lawful(m, theirs) * (1.0 - m.unpaid)])
    men = np.concatenate([t.persons[ours] * t.active[ours], on_duty(m, theirs)]) * honest
    men *= ready_share(t.supply[rows], t.working[rows], v)
    men *= np.where(t.task[rows] == _WATCH, 1.0, p.passing_watch)
    there = m.nearby_cells.total(tally(t.cell[rows], men, m.n_cells))
    s.watch = border * watched(there, m.country.cell_km, p)
    s.through = across_borders(s.watch, border, m.ground.control[1:], p) if border.any() else np.ones(m.n_groups)
    sent = m.groups.support
    m.groups.support = arriving(sent, m.enmity_to_state, m.inputs.region.neighbour, s.through, p)
    s.offered = sent
    s.given = arriving(sent, m.enmity_to_state, m.inputs.region.neighbour, np.ones(m.n_groups), p)
    s.sent = float((m.fighter_share() * s.given).sum())


def join_from_abroad(m: MissionModel, joining: Array) -> None:
    """Let refugees in camps across the border join bands at it, as far as nobody watches the border (CML 4.8, 6.4).

    Args:
        m: The mission.
        joining: How many residents would join each band this week, shape (n_bands,), before rounding.
    """
    b, g = m.bands, m.ground
    near = joining * m.near_border[b.home]
    refugees = total(g.refugees_from)
    if not refugees or not near.any():
        return
    coming = joining_from_abroad(near, m.host_state.watch[b.home], refugees, m.inputs.host_state)
    draws = m.chance.uniform_rows("spoilers.from_abroad", m.week, b.slot, 1)[:, 0]
    come = whole(coming, draws)
    n = min(total(come), np.floor(refugees * MOST_JOIN))
    if not n:
        return
    come = np.diff(np.minimum(np.cumsum(come), n), prepend=0.0)
    left = apportion(n, g.refugees_from)
    b.fighters += come
    g.refugees_from = g.refugees_from - left
    m.causes.add("fighters_armed", "joined from abroad", n)
    m.causes.add("refugees", "joined armed groups", -n)


# What is recorded -------------------------------------------------------------------------------------------------


def dependence(m: MissionModel) -> float:
    """Return the share of services, livelihoods and reach of the state in the country that outsiders keep up, 0-1."""
    g, people = m.ground, m.share_of_people
    all_of_it = total(people * (g.services + g.livelihoods + g.state_authority))
    return float((m.host_state.propped * people).sum()) / max(all_of_it, 1e-9)


def columns(m: MissionModel) -> dict[str, float]:
    """Return what is recorded, by name of column."""
    return {
        "predation": m.host_state.predation,
        "dependence": min(dependence(m), 1.0),
        "forces_paid": 1.0 - m.unpaid,
        "outside_support": total(m.fighter_share() * m.groups.support),
    }


def _tell(m: MissionModel) -> None:
    """Tell when pay of the state's men, what outsiders keep up, or support from outside has changed much."""
    told = m.host_state.told
    support = total(m.fighter_share() * m.groups.support)
    for kind, level, step, cause, rose, fell in (
        ("forces_unpaid", m.unpaid, _TOLD_UNPAID, "revenue",
         "Pay of soldiers and police falls behind: they live off the people where they stand.",
         "Soldiers and police are paid more of what they are owed."),
        ("dependence", dependence(m), _TOLD_DEPENDENCE, "local ownership",
         "More of what people live on is kept up by outsiders alone.",
         "Less of what people live on hangs on outsiders: it was taken over, or it fell away."),
        ("border", support, _TOLD_SUPPORT * max(told.get("border", support), 0.05), "borders",
         "More arms and money reach armed groups from abroad.",
         "Less arms and money reach armed groups from abroad."),
    ):  # fmt: skip
        before = told.setdefault(kind, 0.0 if kind != "border" else level)
        if abs(level - before) >= step:
            told[kind] = level
            m.note(kind, actor="national_government", size=level, cause=cause, text=rose if level > before else fell)
