"""Clashes: what each attack of the week comes to; the glue around rule 5.12."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import ORG_INDEX, ORGANISATIONS
from .conflict import RELIEF, come
from .coordination import roster
from .events import counted, dying, losing
from .population import strike_off
from .rules.clash import aid_victims, by_weight, of_hosted, violence_after
from .rules.violence import met_chance, shared
from .state import total
from .state_forces import OPERATION, answers, foes, state_units

if TYPE_CHECKING:
    from .mission import MissionModel
    from .state import Attack

__all__ = ["clash"]

Array = NDArray[np.float64]

_KINDS = (
    "attack_on_rival", "attack_on_state", "attack_on_civilians", "attack_on_mission", "attack_on_relief",
    "abuse_by_state", "attack_by_state",
)  # fmt: skip
_TARGETS = ("rivals", "the state", "civilians", "the mission", "relief", "civilians", "armed groups")
_CALLS = np.array([True, True, True, False, False, True, False])
"""Which kinds the mission is called to: not the looting of relief, not the operations of the army, and not attacks on
itself, which it meets where it stands."""
_DRAWS = 10
_USUAL_BAND = 250.0
"""Fighters of the band of which severities are said."""
_MISSION = np.flatnonzero(roster.mission)
_SOLDIERS = np.array([ORG_INDEX["military"], ORG_INDEX["formed_police"]])
Ints = NDArray[np.int64]


def clash(m: MissionModel) -> None:
    """Resolve the week's attacks one by one, each with draws of its own band or unit."""
    week, v = m.week_now, m.inputs.violence
    if week.attacks:
        met = _met(m)
        held = answers(m, met)
        draws, tails = _chances(m)
        for each in zip(week.attacks, met.tolist(), held.tolist(), draws.tolist(), tails.tolist(), strict=True):
            _resolve(m, *each)
        strike_off(m, "killed where they were hosted")
    m.ground.violence = violence_after(m.ground.violence, week.events_by_cell, v)
    m.ground.mission_fighting *= v.fighting_kept
    m.ground.state_abuse *= v.abuse_kept
    m.caution *= v.caution_kept
    m.groups.record *= v.record_kept
    m.groups.reputation += m.inputs.spoilers.reputation_return * (1.0 - m.groups.reputation)


def _chances(m: MissionModel) -> tuple[Array, Array]:
    """Return draws, shape (n_attacks, 10), and heavy tails, shape (n_attacks,), of the week's attacks."""
    attacks, largest = m.week_now.attacks, m.inputs.violence.largest_event
    draws, tails = np.empty((len(attacks), _DRAWS)), np.empty(len(attacks))
    by_state = np.array([a.band < 0 for a in attacks])
    if not by_state.all():
        by_band = [a for a in attacks if a.band >= 0]
        slots = m.bands.slot[[a.band for a in by_band]]  # those injected draw apart from a band's own
        slots = slots + m.bands.n_slots * np.array([int(a.injected) for a in by_band])
        draws[~by_state] = m.chance.uniform_rows("violence.clashes", m.week, slots, _DRAWS)
        tails[~by_state] = m.chance.heavy_tail_rows("violence.size", m.week, slots, largest)
    if by_state.any():
        slots = m.teams.slot[[a.unit for a in attacks if a.band < 0]]
        operations = np.array([a.kind == OPERATION for a in attacks if a.band < 0])
        slots = slots + m.teams.n_slots * operations  # an operation draws apart from an abuse by the same unit
        draws[by_state] = m.chance.uniform_rows("violence.abuses", m.week, slots, _DRAWS)
        tails[by_state] = m.chance.heavy_tail_rows("violence.abuse_size", m.week, slots, largest)
    return draws, tails


def _met(m: MissionModel) -> Array:
    """Return the chance that each of the week's attacks is met at once; those who come are shared among the calls."""
    week, v, p = m.week_now, m.inputs.violence, m.inputs.mission
    cells = np.array([a.cell for a in week.attacks])
    called = _CALLS[[a.kind for a in week.attacks]]
    calls = np.bincount(cells[called], minlength=m.n_cells).astype(np.float64)
    nearby = come(m, shared(m.mobile, m.nearby_cells.total(calls)))[cells]
    lifted = min(v.reserve_share * total(m.mission_force), v.lift * m.lift)
    flown = lifted / max(float(np.count_nonzero(called)), 1.0)
    will = (1.0 - p.caveats) * (1.0 - v.caution_effect * m.caution[0])
    posture = m.inputs.choices.posture.use_of_force
    local, warned = shared(m.mission_free, calls)[cells], m.warned[cells]
    return will * met_chance(local, nearby, flown, posture, warned, m.decision_weeks, v.response_half, v)


def _nearest(m: MissionModel, rows: Ints, cell: int) -> int:
    """Return the team nearest to a cell that has people in it, the first of them among equals; -1 if there is none."""
    t, h = m.teams, m.country.height
    rows = rows[t.active[rows] & (t.persons[rows] > 0.0)]
    if not len(rows):
        return -1
    away = np.maximum(np.abs(t.cell[rows] // h - cell // h), np.abs(t.cell[rows] % h - cell % h))
    return int(rows[away.argmin()])


def _fall(m: MissionModel, row: int, expected: float, draw: float) -> float:
    """Take people from a unit, -1 for none; return how many died."""
    if row < 0:
        return 0.0
    dead = min(float(math.floor(expected + draw)), float(m.teams.persons[row]))
    m.teams.persons[row] -= dead
    return dead


def _resolve(m: MissionModel, a: Attack, chance: float, held: float, u: list[float], tail: float) -> None:
    """Resolve one attack."""
    week, v = m.week_now, m.inputs.violence
    arms = m.groups.arms[a.group] if a.group >= 0 else v.state_arms
    scale = math.sqrt(a.fighters / _USUAL_BAND) * (v.arms_floor + float(arms))
    met = u[0] < chance
    who = m.groups.labels[a.group] if a.group >= 0 else "state forces"
    week.count("violent_events")
    m.causes.add_at("violent_events", f"{who} against {_TARGETS[a.kind]}", 1.0, a.cell)
    week.events_by_cell[a.cell] += 1.0
    if a.group >= 0:
        m.groups.record[a.group] += v.record_gain * (1.0 - m.groups.record[a.group])
    if a.kind == 2:
        m.groups.reputation[a.group, m.country.sector[a.cell]] *= 1.0 - m.inputs.spoilers.reputation_cost
        by_state = u[0] < held and not met
        _on_civilians(m, a, met, by_state, u, v.civilian_severity * tail * scale)
    elif a.kind in (0, 1, OPERATION):
        _on_armed_men(m, a, met, u, v.battle_severity * tail * scale)
    elif a.kind == 3:
        _on_mission(m, a, u, v.mission_severity * min(tail, v.largest_ambush) * scale)
    elif a.kind == 4:
        _on_relief(m, a, u)
    else:
        _by_state(m, a, met, u, v.abuse_severity * tail)
    if a.group >= 0 and m.groups.bound[a.group]:
        week.count("ceasefire_violations")
        m.causes.add_at("ceasefire_violations", f"{who} against {_TARGETS[a.kind]}", 1.0, a.cell)
        week.breaches[a.group] += 1.0


def _warned(m: MissionModel, cell: int) -> bool:
    """Return whether a warning had been given for the cell; count it."""
    given = bool(m.warned[cell] > m.inputs.violence.alert)
    m.week_now.count("warnings", float(given))
    return given


def _kill(m: MissionModel, cell: int, expected: float, u: list[float], cause: str, by_state: bool = False) -> float:
    """Take civilians from those present in a cell, residents and displaced alike; return how many died."""
    g = m.ground
    here = slice(cell, cell + 1)
    dead = min(float(math.floor(expected + u[0])), float(g.residents[cell] + g.hosted[cell]))
    if dead:
        displaced = of_hosted(np.array([dead]), g.residents[here], g.hosted[here], np.array([u[1]]))
        g.residents[here] -= dead - displaced
        g.hosted[here] -= displaced
        g.dead += dead
    m.week_now.count("civilian_deaths", dead)
    if by_state:
        m.week_now.count("civilian_deaths_by_state", dead)
        m.causes.add_at("civilian_deaths_by_state", cause, dead, cell)
    if dead:
        m.causes.add_at("civilian_deaths", cause, dead, cell)
    m.week_now.events_by_cell[cell] += m.inputs.violence.death_memory * dead
    return dead


def _exposed(m: MissionModel, cell: int) -> float:
    """Return how far people are exposed to an attack in a cell: fully where as many live as on average, 0-1."""
    floor = m.inputs.violence.exposed_floor
    return floor + (1.0 - floor) * float(min(m.people_weight[cell], 1.0))


def _lose(m: MissionModel, a: Attack, band: int, expected: float, draw: float, cause: str) -> float:
    """Take fighters from a band in an attack; return how many died."""
    b = m.bands
    dead = min(float(math.floor(expected + draw)), float(b.fighters[band]))
    b.fighters[band] -= dead
    m.ground.dead += dead
    m.week_now.group_losses[b.group[band]] += dead
    m.week_now.count("battle_deaths", dead)
    if dead:
        m.causes.add_at("battle_deaths", cause, dead, a.cell)
        m.causes.add("fighters_armed", "killed", -dead)
    return dead


def _answer(m: MissionModel, a: Attack, u: list[float]) -> float:
    """Let the mission stand against an attack, at risk to its own and to bystanders; return how many attackers died."""
    v, posture = m.inputs.violence, m.inputs.choices.posture.use_of_force
    m.week_now.force_against[a.group] += v.response_floor + posture
    m.ground.mission_fighting[a.cell] += (1.0 - m.ground.mission_fighting[a.cell]) * v.mark_response * posture
    risk = v.response_risk * (v.response_floor + 2.0 * (1.0 - v.response_floor) * posture)
    _bury_peacekeepers(m, a, _SOLDIERS, risk, u[7], f"responding to {m.groups.labels[a.group]}")
    if u[9] < v.harm_chance * posture:
        m.week_now.harm[a.cell] += v.harm_done
    return _lose(m, a, a.band, v.response_cost * posture, u[8], "the mission responding to attacks")


def _actor(m: MissionModel, a: Attack) -> str:
    """Return who attacks, by key."""
    return m.groups.keys[a.group] if a.group >= 0 else ORGANISATIONS[m.teams.org[a.unit]].key


def _bury_peacekeepers(
    m: MissionModel, a: Attack, orgs: Ints, expected: float, draw: float, cause: str, how: str = ""
) -> float:
    """Take the dead from the nearest unit of some organisations; contributors, their caution and the news take note."""
    if expected + draw < 1.0:
        return 0.0  # nobody falls
    rows = np.concatenate([m.teams.rows_of[org] for org in orgs.tolist()])
    dead = _fall(m, _nearest(m, rows, a.cell), expected, draw)
    if dead:
        m.week_now.count("peacekeeper_deaths", dead)
        m.causes.add_at("peacekeeper_deaths", cause, dead, a.cell)
        fall = counted(dead, "peacekeeper dies", "peacekeepers die").capitalize()
        m.note("peacekeepers_fallen", cell=a.cell, actor=_actor(m, a), target="mission", size=dead,
               cause="host state" if a.group < 0 else "spoilers",
               text=f"{fall} in sector {m.country.sector[a.cell] + 1}, {how or cause}.")  # fmt: skip
        v = m.inputs.violence
        added = min(v.caution_soldier * dead, v.most_caution)
        m.caution[:2] += (1.0 - m.caution[:2]) * added
    return dead


def _on_civilians(m: MissionModel, a: Attack, met: bool, by_state: bool, u: list[float], severity: float) -> None:
    """Resolve an attack on civilians."""
    v, week, label = m.inputs.violence, m.week_now, m.groups.labels[a.group]
    _warned(m, a.cell)
    severity *= _exposed(m, a.cell) * (1.0 - v.met_saves * (met or by_state))
    dead = _kill(m, a.cell, severity, u[1:3], f"attacks by {label}")
    week.count("attacks_on_civilians")
    attackers = state = 0.0
    if met:
        week.count("attacks_met")
        week.response_weeks.append(0.0)
        attackers = _answer(m, a, u)
    else:
        reachable = float(m.nearby[a.cell] / (m.nearby[a.cell] + m.half_presence))
        week.response_weeks.append(min(m.decision_weeks + 1.0 / max(reachable, 0.05), 26.0))
        if by_state:
            cause = "state forces answering attacks"
            attackers = _lose(m, a, a.band, v.response_cost, u[8], cause)
            state = _fall_of_state_near(m, a.cell, v.response_risk, u[7], cause)
        else:
            week.unmet[a.cell] += min(v.unmet_attack + v.unmet_death * dead, 1.0)
    m.ground.grievance[a.cell] += v.grievance_attack * (1.0 - m.ground.grievance[a.cell])
    word = "State forces stand" if by_state else "The mission stands"
    word = f"{word} in the way{losing(attackers, state)}." if met or by_state else "Nobody comes in time."
    m.note(_KINDS[2], cell=a.cell, actor=m.groups.keys[a.group], target="civilians", size=dead, cause="spoilers",
           text=f"{label}: attack on civilians, {dying(dead)}. {word}")  # fmt: skip


def _foes_near(m: MissionModel, a: Attack) -> tuple[Ints, Array]:
    """Return the bands in or beside the cell of an attack whom the attackers fight, and how far each is sought out."""
    b, near = m.bands, np.zeros(m.n_cells + 1, dtype=bool)
    near[m.neighbours[a.cell]] = True  # the last entry, at -1, stands for what lies beyond the edge
    sought = foes(m) if a.kind == OPERATION else ((b.group != a.group) & (b.fighters > 0.0)).astype(np.float64)
    rows = (near[b.cell] & (sought > 0.0)).nonzero()[0]
    return rows, sought[rows]


def _fall_of_state_near(m: MissionModel, cell: int, expected: float, draw: float, cause: str) -> float:
    """Take the dead of a clash from the unit of the state nearest to it, sought only if anybody falls."""
    row = _nearest(m, state_units(m), cell) if expected + draw >= 1.0 else -1
    return _fall_of_state(m, row, expected, draw, cell, cause)


def _fall_of_state(m: MissionModel, row: int, expected: float, draw: float, cell: int, cause: str) -> float:
    """Take the dead of a clash from a unit of the state; return how many died."""
    fallen = _fall(m, row, expected, draw)
    m.week_now.count("battle_deaths", fallen)
    m.causes.add_at("battle_deaths", cause, fallen, cell)
    m.week_now.count("state_forces_fallen", fallen)
    m.ground.dead += fallen
    return fallen


def _on_armed_men(m: MissionModel, a: Attack, met: bool, u: list[float], severity: float) -> None:
    """Resolve an attack on a rival group or on state forces, or one by state forces on a group."""
    v, b = m.inputs.violence, m.bands
    by_state = a.kind == OPERATION
    label = "State forces" if by_state else m.groups.labels[a.group]
    severity *= 1.0 - v.met_calms * met
    rows, sought = _foes_near(m, a) if a.kind != 1 else (np.zeros(0, dtype=np.int64), np.zeros(0))
    if a.kind != 1 and not len(rows):
        severity *= v.post_share  # they find an empty camp
    cause = f"{label[0].lower() + label[1:] if by_state else label} against {_TARGETS[a.kind]}"
    own, others = v.attacker_share * severity, (1.0 - v.attacker_share) * severity
    dead = _fall_of_state(m, a.unit, own, u[1], a.cell, cause) if by_state else _lose(m, a, a.band, own, u[1], cause)
    if a.kind == 1:
        there = min(v.post_share + float(m.state_force[a.cell]) / m.half_presence, 1.0)
        dead += _fall_of_state_near(m, a.cell, others * there, u[2], cause)
        target = "state forces"
    else:
        target = "an armed group" if by_state else "a rival group"
        if len(rows):
            hit = int(rows[by_weight(u[4], sought)])
            dead += _lose(m, a, hit, others, u[2], cause)
            if by_state:  # what it gathered for is off, and it goes home
                target, b.target[hit], b.cell[hit] = m.groups.labels[b.group[hit]], -1, b.home[hit]
    bystanders = v.crossfire * severity * min(float(m.people_weight[a.cell]), 1.0)
    crossfire = _kill(m, a.cell, bystanders, [u[3], u[5]], "crossfire")
    if met:
        dead += _answer(m, a, u)
    m.note(
        _KINDS[a.kind],
        cell=a.cell,
        actor="army" if by_state else m.groups.keys[a.group],
        target=target,
        size=dead + crossfire,
        cause="host state" if by_state else "spoilers",
        text=f"{label}: attack on {target}, {dying(dead)} in the fighting"
        + (f"; {counted(crossfire, 'bystander', 'bystanders')} killed." if crossfire else "."),
    )


def _on_mission(m: MissionModel, a: Attack, u: list[float], severity: float) -> None:
    """Resolve an attack on the mission."""
    v, label = m.inputs.violence, m.groups.labels[a.group]
    guard = 1.0 / (1.0 + m.mission_force[a.cell] / m.half_presence * (v.guard_floor + m.inputs.mission.troop_quality))
    open_to_it = v.ambush_floor + (1.0 - v.ambush_floor) * guard
    warned = v.warned_losses if _warned(m, a.cell) else 1.0
    expected = severity * open_to_it * warned
    dead = _bury_peacekeepers(m, a, _MISSION, expected, u[1], f"attacks by {label}", f"attacked by {label}")
    posture = m.inputs.choices.posture.use_of_force
    m.week_now.force_against[a.group] += v.defence_force * posture
    attackers = _lose(m, a, a.band, severity * (v.defence_cost + posture), u[2], f"{label} against the mission")
    m.ground.mission_fighting[a.cell] += (1.0 - m.ground.mission_fighting[a.cell]) * v.mark_defence * posture
    outcome = f"which loses {'people' if dead else 'nobody'}{losing(attackers)}"
    m.note(_KINDS[3], cell=a.cell, actor=m.groups.keys[a.group], target="mission", size=dead, cause="spoilers",
           text=f"{label}: attack on the mission, {outcome}.")  # fmt: skip


def _on_relief(m: MissionModel, a: Attack, u: list[float]) -> None:
    """Resolve an attack on relief: goods are looted, and where it is meant so, staff are hurt and their team halts."""
    t, v, label = m.teams, m.inputs.violence, m.groups.labels[a.group]
    rows = np.flatnonzero(t.active & (m.team_family == RELIEF) & (t.halted <= 0.0))
    near = rows[np.isin(t.cell[rows], m.neighbours[a.cell])]
    victims = 0.0
    escorted = bool(len(near)) and u[4] < m.escorts[a.cell]
    attackers = _answer(m, a, u) if escorted else 0.0
    if len(near) and not escorted:
        team = int(near[by_weight(u[5], 1.0 - _accepted(m, t.org[near], a.cell))])
        loot = v.loot * m.goods[t.org[team]] / max(float(m.bands_of[a.group]), 1.0)
        m.groups.looted[a.group] = min(m.groups.looted[a.group] + loot, 1.0)
        accepted = float(_accepted(m, t.org[team], a.cell))
        if u[1] < m.groups.hostility_relief[a.group] * (1.0 - accepted) * v.staff_risk:
            victims = min(aid_victims(v.aid_victims_per_attack, (u[2], u[3])), float(t.persons[team]))
            t.halted[team] = v.staff_halt_weeks
    m.week_now.count("aid_worker_victims", victims)
    if victims:
        m.causes.add_at("aid_worker_victims", f"attacks by {label}", victims, a.cell)
        for k in (2, 3):
            m.caution[k] += (1.0 - m.caution[k]) * min(v.caution_staff * victims, v.most_caution)
    m.week_now.count("attacks_on_relief")
    m.note(
        _KINDS[4], cell=a.cell, actor=m.groups.keys[a.group], target="relief", size=victims, cause="spoilers",
        text=f"{label}: attack on relief, its escort holds{losing(attackers)}." if escorted
        else f"{label}: looting of relief, "
        + (f"{counted(victims, 'aid worker', 'aid workers')} hurt, killed or taken." if victims else "nobody hurt."),
    )  # fmt: skip


def _accepted(m: MissionModel, org: Ints, cell: int) -> Array:
    """Return how far people in a cell accept relief organisations, each by its kind, share."""
    g = m.ground
    return np.where(roster.relief[org], g.acceptance_independent[cell], g.acceptance[cell])


def _by_state(m: MissionModel, a: Attack, met: bool, u: list[float], severity: float) -> None:
    """Resolve an abuse by state forces; a robust mission may stop it, and the government will not forget."""
    v = m.inputs.violence
    stopped = met and u[4] < v.against_state
    severity *= _exposed(m, a.cell) * (1.0 - v.met_saves * stopped)
    dead = _kill(m, a.cell, severity, u[1:3], "state forces", by_state=True)
    g = m.ground
    g.state_abuse[a.cell] += (1.0 - g.state_abuse[a.cell]) * min(v.abuse_event + v.abuse_death * dead, 1.0)
    g.grievance[a.cell] += v.grievance_abuse * (1.0 - g.grievance[a.cell])
    m.week_now.stopped_state += stopped
    if stopped:
        risk = v.response_risk * v.response_floor
        _bury_peacekeepers(m, a, _SOLDIERS, risk, u[7], "standing up to state forces")
    else:
        m.week_now.unmet[a.cell] += min(v.unmet_attack + v.unmet_death * dead, 1.0)
    m.note(
        _KINDS[5], cell=a.cell, actor=_actor(m, a), target="civilians", size=dead, cause="host state",
        text=f"State forces abuse civilians, {dying(dead)}." + (" The mission intervenes." if stopped else ""),
    )  # fmt: skip
