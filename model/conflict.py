"""Armed groups and state forces act, and clashes are resolved; the glue around rules 5.11 and 5.12."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.armed_group import ACTION_INDEX, ACTIONS, ATTACKS, Situation, choose, strike_worth, type_weights
from ..agents.catalogue import ORG_INDEX
from ..agents.tasks import TASK_INDEX
from .rules.people import whole
from .rules.spoilers import control_after, massing_threat, recruits, supply_and_morale
from .rules.violence import abuse_chance, deterrence, reach
from .state import Attack

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["act", "guard", "hold_ground", "threaten"]

Array = NDArray[np.float64]

N_CANDIDATES = 4
_LOOKS = 2 * (N_CANDIDATES - 1)
_RESTS, _STAYS, _WAITS, _LEAVES = range(_LOOKS, _LOOKS + 4)
"""A band's draws of the week: the first ones for where it looks, then one each for the rest of its choices."""
_ATTACK_ACTIONS = np.array([ACTION_INDEX[a] for a in ATTACKS])
_IS_ATTACK = np.isin(np.arange(len(ACTIONS)), _ATTACK_ACTIONS)
_TASK_FORCE = np.full(40, 0.6)
for _key, _value in (
    ("patrol", 1.0),
    ("separate_forces", 1.0),
    ("protect_site", 1.2),
    ("quick_reaction", 0.5),
    ("escort", 0.5),
):
    _TASK_FORCE[TASK_INDEX[_key]] = _value
_RESERVE = TASK_INDEX["quick_reaction"]


def guard(m: MissionModel) -> None:
    """Work out who holds ground this week, mission and state, and what attackers must reckon with."""
    t, g, v = m.teams, m.ground, m.inputs.violence
    n, p = m.n_cells, m.inputs.mission
    force = np.zeros(t.n)
    military = t.rows_of[ORG_INDEX["military"]]
    formed = t.rows_of[ORG_INDEX["formed_police"]]
    army = t.rows_of[ORG_INDEX["army"]]
    ready = t.active * (0.5 + 0.5 * t.supply) * np.where(t.working, 1.0, 0.6)
    force[military] = (
        t.persons[military] * ready[military] * (0.3 + 1.4 * t.quality[military]) * _TASK_FORCE[t.task[military]]
    )
    force[formed] = 0.15 * t.persons[formed] * ready[formed]
    reserve = military[t.task[military] == _RESERVE]
    m.mission_force = np.bincount(t.cell, weights=force, minlength=n).astype(np.float64)
    mobile = m.mission_force + np.bincount(t.cell[reserve], weights=force[reserve] * 4.0, minlength=n)
    mobility = (
        (0.3 + 0.7 * p.troop_quality)
        * (1.0 + min(p.helicopters / 24.0, 1.0))
        * (0.6 + 0.8 * m.inputs.choices.posture.area_deployment)
    )
    beside = m.nearby_cells.beside(mobile)
    m.nearby = reach(beside, 0.3 + 0.7 * g.road_access, m.country.cell_km, mobility, v)
    held = t.persons[army] * t.active[army] * v.state_quality * (0.4 + m.inputs.host.army_quality)
    m.state_force = np.bincount(t.cell[army], weights=held, minlength=n).astype(np.float64)
    posture = m.inputs.choices.posture.use_of_force
    m.deterrence_local = deterrence(m.mission_force, m.nearby, posture, m.warned, m.half_presence, v)
    by_state = m.state_force / (m.state_force + m.half_presence)
    m.deterrence = 1.0 - (1.0 - m.deterrence_local) * (1.0 - by_state)


def _situation(m: MissionModel) -> Situation:
    """Return what bands see of the country (5.11)."""
    g, q = m.ground, m.groups
    w = 0.2 + m.people_weight
    n_groups = m.n_groups
    gain = np.zeros((5, n_groups, m.n_cells))
    held = g.control[1:]
    rivals = held.sum(axis=0)[None, :] - held
    around = m.nearby_cells.total(m.presence_mission)
    mission_there = np.minimum(0.3 * m.presence_mission + 0.2 * around, 1.0)
    relief_there = np.minimum(0.5 * m.nearby_cells.total(m.presence_relief), 1.0)
    apart = 1.0 - m.inputs.spoilers.separation * np.minimum(m.week_now.done[TASK_INDEX["separate_forces"]], 1.0)
    wrong = np.maximum(m.partiality[None, :], (1.0 - q.consent)[:, None])
    prize = 0.45 * np.minimum(m.people_weight, 2.0) + 0.25 * m.on_road + 0.4 * m.country.resource_site
    gain[0] = rivals * (0.8 + 1.1 * g.grievance) * np.minimum(prize, 1.2) * apart
    gain[1] = (
        m.enmity_to_state[:, None]
        * (0.45 + 1.1 * g.grievance)
        * np.minimum(0.5 * g.control[0] + 0.5 * g.state_authority + 2.0 * m.state_force / m.half_presence, 1.0)
    )
    gain[1] *= apart
    gain[2] = q.hostility_civilians[:, None] * w * (1.0 - 0.6 * held) * (1.0 - 0.5 * m.own_people) * 0.9
    gain[3] = q.hostility_mission[:, None] * mission_there * (0.3 + 0.7 * wrong)
    gain[4] = (
        (q.hostility_relief + 0.5 * (1.0 - q.supply))[:, None]
        * (1.0 - g.acceptance)
        * m.inputs.spoilers.relief_prize
        * relief_there
    )
    dividend = q.stake * m.process_value * (0.5 + 0.5 * q.consent)
    cover = 1.0 - 0.7 * g.road_access
    gap = np.maximum(g.expectation - g.delivered, 0.0)
    ambush = m.inputs.spoilers.ambush
    counts = np.array([1.0, 1.0, 1.0, ambush, ambush])
    return Situation(gain, m.deterrence, cover, g.livelihoods, g.road_access, gap, counts, dividend)


def act(m: MissionModel) -> None:
    """Let bands choose, gather and strike, and state units abuse or not."""
    b, p, week = m.bands, m.inputs.spoilers, m.week
    m.week_now.force_against = np.zeros(m.n_groups)
    m.week_now.group_losses = np.zeros(m.n_groups)
    situation = _situation(m)
    draws = m.chance.uniform_rows("spoilers.candidates", week, b.slot, _LOOKS + 4)
    noise = m.chance.noise_rows("spoilers.choice", week, b.slot, len(ACTIONS))
    candidates = _look_around(m, draws[:, :_LOOKS])
    action, target, unopposed = choose(b, m.groups, situation, candidates, noise, p)
    free = (b.target < 0) & (b.rests <= 0.0) & (b.fighters >= 10.0)
    attacks = _IS_ATTACK[action]
    m.week_now.count("attacks_deterred", float((free & ~attacks & _IS_ATTACK[unopposed]).sum()))
    b.rests = np.maximum(b.rests - 1.0, 0.0)
    starts = free & attacks
    b.action = np.where(free, action, b.action)
    b.target = np.where(starts, target, b.target)
    b.waits = np.where(starts, 1.0 + np.floor(draws[:, _WAITS] * p.massing_weeks), b.waits)
    b.gathered = np.where(starts, 0.0, b.gathered)
    _quiet_actions(m, free & ~attacks)
    _gather(m, situation, noise, draws)
    threaten(m)
    _state_abuse(m)
    _splinter(m, draws[:, _LEAVES])


def _look_around(m: MissionModel, draws: Array) -> NDArray[np.int64]:
    """Return the cells each band looks at: its own and some within reach, shape (n_bands, n_candidates)."""
    b, r = m.bands, m.inputs.spoilers.reach_cells
    w, h = m.country.width, m.country.height
    step = np.floor(draws * (2 * r + 1)).astype(np.int64) - r
    x, y = np.divmod(b.cell[:, None], h)
    x = np.minimum(np.maximum(x + step[:, 0::2], 0), w - 1)
    y = np.minimum(np.maximum(y + step[:, 1::2], 0), h - 1)
    return np.concatenate([b.cell[:, None], x * h + y], axis=1)


def _quiet_actions(m: MissionModel, who: NDArray[np.bool_]) -> None:
    """Apply what bands do short of an attack."""
    b, g, q, week = m.bands, m.ground, m.groups, m.week_now
    for name in ("tax", "block_roads", "propaganda", "regroup"):
        rows = np.flatnonzero(who & (b.action == ACTION_INDEX[name]))
        if not len(rows):
            continue
        cell = b.cell[rows]
        if name == "tax":
            g.livelihoods[cell] *= 0.995
            taken = np.bincount(b.group[rows], weights=g.livelihoods[cell], minlength=m.n_groups)
            q.looted = np.minimum(q.looted + taken / np.maximum(m.bands_of, 1), 1.0)
        elif name == "block_roads":
            week.blocked += np.bincount(cell, minlength=m.n_cells)
            week.laid += np.bincount(cell, minlength=m.n_cells) * 0.5
        elif name == "propaganda":
            week.propaganda += np.bincount(cell, minlength=m.n_cells)
        else:
            b.rests[rows] = 2.0


def _gather(m: MissionModel, situation: Situation, noise: Array, draws: Array) -> None:
    """Let gathering bands look again when they are ready, and strike or stand down."""
    b, p = m.bands, m.inputs.spoilers
    massing = b.target >= 0
    b.gathered = np.where(massing, b.gathered + 1.0, b.gathered)
    ready = np.flatnonzero(massing & (b.gathered > b.waits))
    if not len(ready):
        return
    kind = np.searchsorted(_ATTACK_ACTIONS, b.action[ready])
    weights = type_weights(m.groups.goal, p.theory, p)
    at = b.target[ready]
    worth = strike_worth(kind, b.group[ready], at, situation, m.groups, weights, situation.deterrence[at], p)
    bare = strike_worth(kind, b.group[ready], at, situation, m.groups, weights, np.zeros(len(ready)), p)
    nerve = p.noise * noise[ready, 0] - p.second_look * p.threshold
    strikes = worth + nerve > 0.0
    m.week_now.count("attacks_deterred", float((~strikes & (bare + nerve > 0.0)).sum()))
    for k in np.flatnonzero(strikes).tolist():
        row = int(ready[k])
        m.week_now.attacks.append(Attack(int(kind[k]), row, int(b.group[row]), int(at[k]), float(b.fighters[row])))
    moved = ready[strikes]
    b.cell[moved] = np.where(draws[moved, _STAYS] < 0.3, b.target[moved], b.home[moved])
    b.rests[ready] = 1.0 + np.floor(draws[ready, _RESTS] * p.rest_weeks)
    b.target[ready] = -1


def threaten(m: MissionModel) -> None:
    """Update the hidden truth of armed massing."""
    b, g = m.bands, m.ground
    rows = np.flatnonzero(b.target >= 0)
    hostile = np.maximum(m.groups.hostility_civilians, m.groups.hostility_mission)[b.group]
    armed = np.bincount(b.cell, weights=b.fighters * hostile, minlength=m.n_cells)
    latent = 0.5 * armed / (armed + m.inputs.spoilers.threat_half)
    mass = np.zeros(m.n_cells)
    if len(rows):
        progress = (b.gathered[rows] + 1.0) / (b.waits[rows] + 1.0)
        mass = massing_threat(
            b.target[rows],
            b.fighters[rows],
            np.minimum(progress, 1.0),
            m.neighbours,
            m.inputs.spoilers.threat_half,
            m.n_cells,
        )
    g.threat = latent + mass - latent * mass


def _state_abuse(m: MissionModel) -> None:
    """Let state units abuse people where they fight and nobody holds them back (5.12)."""
    t, g, host = m.teams, m.ground, m.inputs.host
    rows = np.concatenate([t.rows_of[ORG_INDEX["army"]], t.rows_of[ORG_INDEX["host_police"]]])
    rows = rows[t.active[rows]]
    cell = t.cell[rows]
    v = m.inputs.violence
    heard = {"quiet": v.quiet_watch, "via_geneva": v.geneva_watch, "public": 1.0}
    open_reporting = heard[m.inputs.choices.posture.human_rights_reporting]
    watched = np.minimum(m.monitors[cell] * open_reporting, 1.0)
    posture = m.inputs.choices.posture
    bound = np.full(len(rows), posture.state_support * posture.due_diligence)
    lax = np.minimum(host.integrity * (1.0 - 0.5 * host.abuse), 1.0)
    chance = abuse_chance(
        g.control[1:].sum(axis=0)[cell], g.violence[cell], lax, m.unpaid, watched, bound, m.inputs.violence
    )
    chance *= np.where(t.org[rows] == ORG_INDEX["army"], 1.0, 0.4)
    hits = m.chance.uniform_rows("violence.abuse", m.week, t.slot[rows], 1)[:, 0] < chance
    for row in rows[hits].tolist():
        m.week_now.attacks.append(Attack(5, -1, -1, int(t.cell[row]), float(t.persons[row])))


def _splinter(m: MissionModel, draws: Array) -> None:
    """Let a band of a group without cohesion break away to the nearest spoiler (CML 4.2.5)."""
    b, q = m.bands, m.groups
    if not len(m.spoiler_groups):
        return
    loose = m.inputs.spoilers.splinter_rate * np.maximum(0.5 - q.cohesion[b.group], 0.0) * (1.0 - q.morale[b.group])
    for row in np.flatnonzero((draws < loose) & (b.target < 0) & ~m.is_spoiler[b.group]).tolist():
        old, new = int(b.group[row]), int(m.spoiler_groups[row % len(m.spoiler_groups)])
        b.group[row] = new
        b.action[row] = ACTION_INDEX["splinter"]
        m.note(
            "splinter",
            cell=int(b.cell[row]),
            actor=q.keys[old],
            target=q.keys[new],
            size=float(b.fighters[row]),
            text=f"A band of {int(b.fighters[row])} breaks away from {q.labels[old]} and joins {q.labels[new]}.",
        )


def hold_ground(m: MissionModel) -> None:
    """Move control, supply, morale and ranks after the week's clashes."""
    b, g, q, p = m.bands, m.ground, m.groups, m.inputs.spoilers
    strength = np.zeros_like(g.control)
    quality = max(m.inputs.violence.state_quality, 1e-9)
    strength[0] = m.state_force / quality + 60.0 * g.state_authority + 0.2 * m.mission_force
    for cells in (b.cell, b.home):
        there = np.bincount(b.group * m.n_cells + cells, weights=b.fighters, minlength=m.n_groups * m.n_cells)
        strength[1:] += 0.5 * there.reshape(m.n_groups, -1)
    g.control = control_after(g.control, strength, p.control_rate)
    fighters = np.bincount(b.group, weights=b.fighters, minlength=m.n_groups).astype(np.float64)
    income = q.rents + q.looted - q.rents * q.looted
    q.supply, q.morale = supply_and_morale(q.supply, q.morale, income, q.support, m.week_now.group_losses, fighters)
    q.looted *= 0.8
    camp = m.country.camp * m.hosted_weight * (1.0 - m.deterrence_local)
    beside = m.nearby_cells.most(camp * m.near_border)[b.home]
    ranks = 1.0 + m.inputs.people.camp_militarisation * beside
    joining = ranks * recruits(b.fighters, g.grievance[b.home], g.livelihoods[b.home], q.morale[b.group], b.ceiling, p)
    leaving = b.fighters * p.desertion_rate * (1.0 - q.morale[b.group]) * (1.0 - q.supply[b.group])
    draws = m.chance.uniform_rows("spoilers.ranks", m.week, b.slot, 2)
    join = np.minimum(whole(joining, draws[:, 0]), np.floor(g.residents[b.home] * 0.01))
    leave = np.minimum(whole(leaving, draws[:, 1]), b.fighters)
    b.fighters += join - leave
    np.add.at(g.residents, b.home, leave - join)
