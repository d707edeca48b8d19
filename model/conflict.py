"""Armed groups and state forces act, and clashes are resolved; the glue around rules 5.11 and 5.12."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.armed_group import (
    ACTION_INDEX,
    ACTIONS,
    ATTACKS,
    FIRST_ATTACK,
    NEVER,
    Situation,
    choose,
    strike_worths,
    type_weights,
)  # fmt: skip
from ..agents.catalogue import ORG_INDEX
from ..agents.tasks import TASK_INDEX, TASKS
from .coordination import roster
from .ddr import break_away, lay_down_arms, progress
from .host_state import join_from_abroad
from .operations import readiness
from .rules.ddr import worth_of_joining
from .rules.deployment import since_rotation
from .rules.people import MOST_JOIN, whole
from .rules.ranks import cohesion_after, fed, leavers, recruits, regained, rents_share, supply_and_morale
from .rules.spoilers import control_after, massing_threat
from .rules.violence import deterrence, free_to_act, mobility, reach, ready_share
from .rules.youth import youth_drawn
from .state import Attack, tally, total
from .state_forces import abuse, fill_state_units, guard_by_state, operate

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["act", "come", "guard", "hold_ground", "threaten"]

Array = NDArray[np.float64]

N_CANDIDATES = 4
RELIEF = 3
"""Index of agencies and independent relief among the families of teams."""
_COMPLY, _REGROUP, _TAX, _BLOCK_ROADS, _PROPAGANDA, _SPLINTER = (
    ACTION_INDEX[name] for name in ("comply", "regroup", "tax", "block_roads", "propaganda", "splinter")
)
_LOOKS = 2 * (N_CANDIDATES - 1)
_RESTS, _STAYS, _WAITS = range(_LOOKS, _LOOKS + 3)
"""A band's draws of the week: the first ones for where it looks, then one each for the rest of its choices."""
_IS_ATTACK = np.array([action in ATTACKS for action in ACTIONS])
TASK_FORCE = {"patrol": 1.0, "separate_forces": 1.0, "protect_site": 1.2, "quick_reaction": 0.5, "escort": 0.5}
"""What a soldier counts on the spot by the task of the unit; 0.6 in the tasks that are not named (assumption: a reserve
and an escort are half away, engineers and camp guards have other work)."""
_TASK_FORCE = np.array([TASK_FORCE.get(task.key, 0.6) for task in TASKS] + [0.6])
"""The same by index of the task; the last entry, reached by index -1, stands for no task."""
_RESERVE = TASK_INDEX["quick_reaction"]
_MILITARY = ORG_INDEX["military"]


def guard(m: MissionModel) -> None:
    """Work out who holds ground this week, mission and state, and what attackers must reckon with."""
    t, v, n = m.teams, m.inputs.violence, m.n_cells
    _relieve(m)
    rows, military = t.together.contingents, t.rows_of[_MILITARY]
    worth = t.persons[rows] * t.active[rows] * readiness(m, rows)
    worth *= ready_share(t.supply[rows], t.working[rows], v)
    task, soldiers = t.task[military], worth[: len(military)]
    soldiers *= (v.quality_floor + v.quality_gain * t.quality[military]) * _TASK_FORCE[task]
    worth[len(military) :] *= v.formed_guard
    m.mission_force = tally(t.cell[rows], worth, n)
    reserve = (task == _RESERVE).nonzero()[0]
    waiting = tally(t.cell[military[reserve]], soldiers[reserve], n)
    m.mobile = m.mission_force + v.reserve_reach * waiting
    m.nearby = come(m, m.mobile)
    guard_by_state(m)
    posture, g = m.inputs.choices.posture.use_of_force, m.ground
    m.mission_free = free_to_act(m.mission_force, m.nearby, g.threat + g.violence - g.threat * g.violence, v)
    m.deterrence_local = deterrence(m.mission_free, m.nearby, posture, m.warned, m.half_presence, v)
    by_state = m.state_force * m.state_backing
    m.deterrence = 1.0 - (1.0 - m.deterrence_local) * (1.0 - by_state / (by_state + m.half_presence))


def _relieve(m: MissionModel) -> None:
    """Bring contingents that rotate this week, and other teams of the mission as often, up to strength."""
    t = m.teams
    fresh = roster.mission[t.org] & (since_rotation(m.week, t.number, m.inputs.deployment) == 0)
    np.copyto(t.persons, t.full, where=fresh)


def come(m: MissionModel, mobile: Array) -> Array:
    """Return the effective soldiers of ``mobile`` who can come to each cell from next door, shape (n_cells,)."""
    v, p = m.inputs.violence, m.inputs.mission
    road = v.track_reach + (1.0 - v.track_reach) * m.ground.road_access
    quick = mobility(p.troop_quality, m.lift, v)
    return reach(m.nearby_cells.beside(mobile), road, m.country.cell_km, quick, v)


def _situation(m: MissionModel) -> Situation:
    """Return what bands see of the country (5.11)."""
    g, q, p = m.ground, m.groups, m.inputs.spoilers
    w = p.empty_ground + m.people_weight
    n_groups = m.n_groups
    gain = np.empty((5, n_groups, m.n_cells))
    held = g.control[1:]
    rivals = np.add.reduce(held, axis=0) - held
    around, relief = m.nearby_pair.total(np.array([m.presence_mission, _stores(m)]))
    near = (1.0 - p.mission_beside) * m.presence_mission + p.mission_beside * around
    mission_there = np.minimum(p.mission_teams * near, 1.0)
    relief_there = np.minimum(p.relief_teams * relief, 1.0)
    apart = 1.0 - p.separation * np.minimum(m.week_now.done[TASK_INDEX["separate_forces"]], 1.0)
    wrong = np.maximum(m.partiality[None, :], (1.0 - q.consent)[:, None])
    prize = p.prize_people * np.minimum(m.people_weight, p.prize_crowd) + p.prize_road * m.on_road
    prize = np.minimum(prize + p.prize_site * m.country.resource_site, p.prize_most)
    drive = p.grievance_drive * np.minimum(g.grievance + m.elections.tension, 1.0)
    np.multiply(rivals, p.drive_rivals + drive, out=gain[0])
    gain[0] *= prize
    np.multiply(m.enmity_to_state[:, None], p.drive_state + drive, out=gain[1])
    gain[1] *= np.minimum(
        0.5 * g.control[0] + 0.5 * g.state_authority + p.state_target * m.state_force / m.half_presence, 1.0
    )
    gain[:2] *= apart
    np.multiply(q.hostility_civilians[:, None], w, out=gain[2])
    spared = p.own_ground * held
    spared *= q.reputation.take(m.country.sector, axis=1)  # who has no name left spares nobody
    gain[2] *= np.subtract(1.0, spared, out=spared)
    gain[2] *= m.strangers
    gain[2] *= p.civilian_prize
    if q.truce.any():
        gain[:3] *= (1.0 - m.inputs.truces.kept * q.truce)[:, None]
    np.multiply(q.hostility_mission[:, None], mission_there, out=gain[3])
    wrong *= 1.0 - p.blameless
    wrong += p.blameless
    gain[3] *= wrong
    np.multiply((q.hostility_relief + p.hunger * (1.0 - q.supply))[:, None], 1.0 - m.acceptance, out=gain[4])
    gain[4] *= p.relief_prize
    gain[4] *= relief_there * (p.relief_calm + (1.0 - p.relief_calm) * np.minimum(g.violence + g.threat, 1.0))
    dividend = q.stake * ~m.process.left * m.process_value * (p.unwilling_stake + (1.0 - p.unwilling_stake) * q.consent)
    cover = 1.0 - p.road_exposure * g.road_access
    gap = np.maximum(g.expectation - g.delivered, 0.0)
    counts = np.array([1.0, 1.0, 1.0, p.ambush, p.ambush])
    return Situation(
        gain, m.deterrence, cover, g.livelihoods, g.road_access, gap, counts, dividend, _may_leave(m), _joining(m)
    )


def _joining(m: MissionModel) -> Array:
    """Return what laying down arms is worth to each band; only under an agreement that its group holds to (5.16)."""
    process, b = m.process, m.bands
    if process.signed is None:
        return np.full(b.n, NEVER)
    done = progress(m)
    others = float(np.count_nonzero(process.parties)) - process.parties
    rivals = np.where(others > 0.0, ((done * process.parties).sum() - done) / np.maximum(others, 1.0), done)
    further = np.maximum(done - rivals, 0.0) * process.parties
    p, sector, people = m.inputs.ddr, m.country.sector, m.people_weight
    there = np.maximum(np.bincount(sector, weights=people), 1e-9)
    at_sites = np.bincount(sector, weights=people * m.deterrence_local) / there
    safety = (1.0 - p.at_sites) * m.deterrence_local[b.home] + p.at_sites * at_sites.take(sector[b.home])
    worth = worth_of_joining(process.commitment[:-1], safety, further, m.programme.gap, b.group, p)
    return np.where(process.parties[b.group], worth, NEVER)


def _stores(m: MissionModel) -> Array:
    """Return relief teams at work in each cell, each as far as its stores are filled, shape (n_cells,)."""
    t = m.teams
    rows = (t.active & (m.team_family == RELIEF) & (t.halted <= 0.0)).nonzero()[0]
    return tally(t.cell[rows], m.goods[t.org[rows]], m.n_cells)


def act(m: MissionModel) -> None:
    """Let bands choose, gather and strike, and state units abuse or not."""
    b, p, week = m.bands, m.inputs.spoilers, m.week
    m.week_now.force_against = _forced_entries(m)
    m.week_now.group_losses = np.zeros(m.n_groups)
    situation = _situation(m)
    draws = m.chance.uniform_rows("spoilers.candidates", week, b.slot, _LOOKS + 3)
    gathering = b.target >= 0
    awake = (gathering | ((b.rests <= 0.0) & (b.fighters >= p.smallest_band))).nonzero()[0]
    noise = m.chance.noise_rows("spoilers.choice", week, b.slot[awake], len(ACTIONS))
    nerve = np.zeros(b.n)
    nerve[awake] = noise[:, 0]
    free = ~gathering[awake]
    rows = awake[free]
    candidates = _look_around(m, b.cell[rows], draws[rows, :_LOOKS])
    action, target, unopposed = choose(b, m.groups, situation, candidates, noise[free], p, rows)
    attacks = _IS_ATTACK[action]
    b.held_back = np.maximum(b.held_back - 1.0, 0.0)
    _count_deterred(m, rows[_IS_ATTACK[unopposed] > attacks])
    b.rests = np.maximum(b.rests - 1.0, 0.0)
    b.action[rows] = action
    starts = rows[attacks]
    b.target[starts] = target[attacks]
    b.waits[starts] = 1.0 + np.floor(draws[starts, _WAITS] * p.massing_weeks)
    b.gathered[starts] = 0.0
    _quiet_actions(m, rows[~attacks])
    lay_down_arms(m, situation.joining)
    _gather(m, situation, nerve, draws)
    threaten(m)
    abuse(m)
    operate(m)
    _splinter(m, rows[action == _SPLINTER])


def _forced_entries(m: MissionModel) -> Array:
    """Return the force used this week against each group to go where it refused, in events (4.4.6).

    A team of soldiers at work where refusals are overridden uses force as often as they are; people see the fighting.
    """
    t, p, g = m.teams, m.inputs.spoilers, m.ground
    military = t.rows_of[_MILITARY]
    cells = t.cell[military[t.working[military]]]
    forced = m.forced[cells]
    if not np.count_nonzero(forced):
        return np.zeros(m.n_groups)
    pushed = tally(cells, forced, m.n_cells) * p.entry_force
    g.mission_fighting += (1.0 - g.mission_fighting) * np.minimum(pushed, 1.0)
    held = g.control[1:]
    return np.asarray(held / np.maximum(np.add.reduce(held, axis=0), 1e-9) @ pushed)


def _look_around(m: MissionModel, cell: NDArray[np.int64], draws: Array) -> NDArray[np.int64]:
    """Return what bands that stand in some cells look at: their own and some within reach, shape (n, n_candidates)."""
    r = m.inputs.spoilers.reach_cells
    w, h = m.country.width, m.country.height
    step = np.floor(draws * (2 * r + 1)).astype(np.int64) - r
    x, y = np.divmod(cell[:, None], h)
    x = np.minimum(np.maximum(x + step[:, 0::2], 0), w - 1)
    y = np.minimum(np.maximum(y + step[:, 1::2], 0), h - 1)
    return np.concatenate([cell[:, None], x * h + y], axis=1)


def _quiet_actions(m: MissionModel, who: NDArray[np.int64]) -> None:
    """Apply what bands, by row, do short of an attack."""
    b, g, q, week, p = m.bands, m.ground, m.groups, m.week_now, m.inputs.spoilers
    action = b.action[who]
    chosen = set(action.tolist())
    bands = np.maximum(m.bands_of, 1)
    if _TAX in chosen:
        rows = who[action == _TAX]
        cells, group = b.cell[rows], b.group[rows]
        before = g.livelihoods.copy()
        np.multiply.at(g.livelihoods, cells, 1.0 - p.tax_burden)
        taxed = {"taxes of armed groups": g.livelihoods - before}
        m.causes.charge("livelihoods", before, g.livelihoods, taxed, m.share_of_people)
        known = q.reputation[group, m.country.sector[cells]]  # people hide from killers
        taken = tally(group, g.livelihoods[cells] * known, m.n_groups)
        q.looted = np.minimum(q.looted + taken / bands, 1.0)
    if _BLOCK_ROADS in chosen:
        blocked = np.bincount(b.cell[who[action == _BLOCK_ROADS]], minlength=m.n_cells)
        week.blocked += blocked
        week.laid += blocked * m.inputs.mines.laid_blocking
    if _PROPAGANDA in chosen:
        week.propaganda += np.bincount(b.cell[who[action == _PROPAGANDA]], minlength=m.n_cells)
    if _REGROUP in chosen:
        rows = who[action == _REGROUP]
        b.rests[rows] = p.regroup_weeks
        share = np.bincount(b.group[rows], minlength=m.n_groups) / bands
        q.supply, q.morale = regained(q.supply, share, p), regained(q.morale, share, p)
    if _COMPLY in chosen:
        rows = who[action == _COMPLY]
        b.cell[rows] = b.home[rows]
        share = np.bincount(b.group[rows], minlength=m.n_groups) / bands
        gain = p.comply_consent * share * (1.0 - q.consent) * (not m.departure.closed)
        q.consent = q.consent + gain
        m.causes.add("party_consent", "bands stand down", total(m.old_fighter_share * gain))


def _gather(m: MissionModel, situation: Situation, nerve: Array, draws: Array) -> None:
    """Let gathering bands look again when they are ready, and strike or stand down."""
    b, p = m.bands, m.inputs.spoilers
    massing = b.target >= 0
    b.gathered += massing
    ready = (massing & (b.gathered > b.waits)).nonzero()[0]
    if not len(ready):
        return
    kind, at = b.action[ready] - FIRST_ATTACK, b.target[ready]
    weights, deterred = type_weights(m.groups.goal, p.theory, p), situation.deterrence[at]
    worth, bare = strike_worths(kind, b.group[ready], at, situation, m.groups, weights, deterred, p)
    nerve = p.noise * nerve[ready] - p.second_look * p.threshold
    able = b.fighters[ready] >= p.smallest_band
    strikes = able & (worth + nerve > 0.0)
    _count_deterred(m, ready[able & ~strikes & (bare + nerve > 0.0)])
    for k in strikes.nonzero()[0].tolist():
        row = int(ready[k])
        m.week_now.attacks.append(Attack(int(kind[k]), row, int(b.group[row]), int(at[k]), float(b.fighters[row])))
    moved = ready[strikes]
    b.cell[moved] = np.where(draws[moved, _STAYS] < p.stays_out, b.target[moved], b.home[moved])
    b.rests[ready] = 1.0 + np.floor(draws[ready, _RESTS] * p.rest_weeks)
    b.target[ready] = -1


def _count_deterred(m: MissionModel, who: NDArray[np.int64]) -> None:
    """Count bands held back from an attack, once in the weeks that it would have taken to mass, strike and rest."""
    b, p = m.bands, m.inputs.spoilers
    new = who[b.held_back[who] <= 0.0]
    b.held_back[new] = 0.5 * (p.massing_weeks + p.rest_weeks) + 2.0
    m.week_now.count("attacks_deterred", float(len(new)))


def threaten(m: MissionModel) -> None:
    """Update the hidden truth of armed massing; bands that stand down are no part of it."""
    b, g = m.bands, m.ground
    rows = (b.target >= 0).nonzero()[0]
    hostile = np.maximum(m.groups.hostility_civilians, m.groups.hostility_mission)[b.group]
    standing = b.fighters * hostile * (b.action != _COMPLY)
    armed = tally(b.cell, standing, m.n_cells)
    latent = m.inputs.spoilers.latent_threat * armed / (armed + m.inputs.spoilers.threat_half)
    mass = np.zeros(m.n_cells)
    if len(rows):
        progress = (b.gathered[rows] + 1.0) / (b.waits[rows] + 1.0)
        mass = massing_threat(
            b.target[rows],
            b.fighters[rows],
            np.minimum(progress, 1.0),
            m.neighbours,
            m.n_cells,
            m.inputs.spoilers,
        )
    g.threat = latent + mass - latent * mass


def _may_leave(m: MissionModel) -> NDArray[np.bool_]:
    """Return whether there is a spoiler for bands of each group to break away to, shape (n_groups,)."""
    return ~m.is_spoiler & bool(m.bands_of[m.spoiler_groups].any())


def _splinter(m: MissionModel, who: NDArray[np.int64]) -> None:
    """Let bands, by row, break away to the spoiler whose nearest band stands nearest to them (CML 4.2.5)."""
    b, q, h = m.bands, m.groups, m.country.height
    for row in who.tolist():
        there = m.is_spoiler[b.group].nonzero()[0]
        away = np.maximum(np.abs(b.cell[there] // h - b.cell[row] // h), np.abs(b.cell[there] % h - b.cell[row] % h))
        old, new = int(b.group[row]), int(b.group[there[away.argmin()]])
        break_away(m, row, new)
        b.group[row] = new
        m.bands_of[old] -= 1
        m.bands_of[new] += 1
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
    strength = np.empty(g.control.shape)
    quality = max(m.inputs.violence.state_quality, 1e-9)
    strength[0] = (
        m.state_force * m.state_backing / quality
        + p.office_strength * g.state_authority
        + p.mission_holds * m.mission_force
    )
    pressing, first = b.fighters * (b.action != _COMPLY), b.group * m.n_cells
    of_groups, size = strength[1:].reshape(-1), m.n_groups * m.n_cells
    np.add(tally(first + b.cell, pressing, size), tally(first + b.home, b.fighters, size), out=of_groups)
    of_groups *= 0.5
    g.control = control_after(g.control, strength, p)
    fighters = m.fighters_by_group()
    kept = np.where(m.first_tax_base > 0.0, m.tax_base() / np.maximum(m.first_tax_base, 1e-9), 1.0)
    q.rents = rents_share(q.rents_usd * kept, fighters, p)
    income = q.rents + q.looted - q.rents * q.looted
    lost = m.week_now.group_losses
    q.supply, q.morale = supply_and_morale(q.supply, q.morale, income, q.support, lost, fighters, p)
    complying = tally(b.group, b.action == _COMPLY, m.n_groups) / np.maximum(m.bands_of, 1)
    q.cohesion = cohesion_after(q.cohesion, m.first_cohesion, lost, fighters, complying, q.consent, p)
    q.looted *= p.loot_kept
    _fill_ranks(m)
    fill_state_units(m)


def _fill_ranks(m: MissionModel) -> None:
    """Let residents join bands and fighters go home."""
    b, g, q, p = m.bands, m.ground, m.groups, m.inputs.spoilers
    camp = m.country.camp * m.hosted_weight * (1.0 - m.deterrence_local)
    sector = m.country.sector[b.home]
    beside = m.nearby_cells.most(camp * m.near_border)[b.home]
    ranks = 1.0 + m.inputs.people.camp_militarisation * beside
    supply, morale = q.supply[b.group], q.morale[b.group]
    ceiling = fed(np.maximum(b.first - m.programme.left, 0.0), supply, p)
    ranks *= q.reputation[b.group, sector]
    ranks *= youth_drawn(m.society.youth, m.inputs.civil_society)[sector]
    joining = ranks * recruits(b.fighters, g.grievance[b.home], g.livelihoods[b.home], morale, ceiling, p)
    leaving = leavers(b.fighters, ceiling, morale, supply, p)
    draws = m.chance.uniform_rows("spoilers.ranks", m.week, b.slot, 2)
    join = np.minimum(whole(joining, draws[:, 0]), np.floor(g.residents[b.home] * MOST_JOIN))
    leave = np.minimum(whole(leaving, draws[:, 1]), b.fighters)
    b.fighters += join - leave
    m.causes.add("fighters_armed", "joined", total(join))
    m.causes.add("fighters_armed", "went home", -total(leave))
    np.add.at(g.residents, b.home, leave - join)
    join_from_abroad(m, joining)
