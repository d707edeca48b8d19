"""Clashes: what each attack of the week comes to; the glue around rule 5.12."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .rules.violence import met_chance, violence_after

if TYPE_CHECKING:
    from .mission import MissionModel
    from .state import Attack

__all__ = ["clash"]

Array = NDArray[np.float64]

_KINDS = (
    "attack_on_rival",
    "attack_on_state",
    "attack_on_civilians",
    "attack_on_mission",
    "attack_on_relief",
    "abuse_by_state",
)
_DRAWS = 10
_ROOM = 64


def clash(m: MissionModel) -> None:
    """Resolve the week's attacks one by one, each with draws of its own band or unit."""
    week, v = m.week_now, m.inputs.violence
    if week.attacks:
        cells = np.array([a.cell for a in week.attacks])
        aircraft = m.inputs.mission.helicopters / (m.inputs.mission.helicopters + m.inputs.access.air_lift_half)
        flown = v.reserve_share * float(m.mission_force.sum()) * aircraft
        will = (1.0 - m.inputs.mission.caveats) * (1.0 - 0.5 * m.caution[0])
        posture = m.inputs.choices.posture.use_of_force
        met = will * met_chance(
            m.mission_force[cells],
            m.nearby[cells],
            flown,
            posture,
            m.warned[cells],
            m.decision_weeks,
            m.half_presence,
            v,
        )
        slots = [m.n_cells + int(m.bands.slot[a.band]) if a.band >= 0 else a.cell for a in week.attacks]
        n_slots = m.n_cells + m.bands.n_slots
        draws = m.chance.uniform_rows("violence.clashes", m.week, np.array(slots), _DRAWS)
        tails = m.chance.heavy_tail("violence.size", m.week, n_slots, v.largest_event)[slots]
        for attack, chance, u, tail in zip(week.attacks, met.tolist(), draws.tolist(), tails.tolist(), strict=True):
            _resolve(m, attack, chance, u, tail)
    m.ground.violence = violence_after(m.ground.violence, week.events_by_cell, v)
    m.ground.mission_fighting *= v.fighting_kept
    m.ground.state_abuse *= v.abuse_kept
    m.caution *= v.caution_kept
    m.groups.record *= v.record_kept


def _resolve(m: MissionModel, a: Attack, chance: float, u: list[float], tail: float) -> None:
    """Resolve one attack."""
    week, v = m.week_now, m.inputs.violence
    arms = m.groups.arms[a.group] if a.group >= 0 else 0.5
    scale = math.sqrt(a.fighters / 250.0) * (0.5 + float(arms))
    met = u[0] < chance
    week.count("violent_events")
    week.events_by_cell[a.cell] += 1.0
    if a.group >= 0:
        m.groups.record[a.group] += 0.1 * (1.0 - m.groups.record[a.group])
    if a.kind == 2:
        _on_civilians(m, a, met, u, v.civilian_severity * tail * scale)
    elif a.kind in (0, 1):
        _on_armed_men(m, a, met, u, v.battle_severity * tail * scale)
    elif a.kind == 3:
        _on_mission(m, a, u, v.mission_severity * min(tail, 25.0) * scale)
    elif a.kind == 4:
        _on_relief(m, a, u)
    else:
        _by_state(m, a, met, u, v.abuse_severity * tail)
    if a.group >= 0 and m.groups.bound[a.group]:
        week.count("ceasefire_violations")


def _warned(m: MissionModel, cell: int) -> bool:
    """Return whether a warning had been given for the cell; count it."""
    given = bool(m.warned[cell] > 0.25)
    m.week_now.count("warnings", float(given))
    return given


def _kill(m: MissionModel, cell: int, expected: float, draw: float, cause: str, by_state: bool = False) -> float:
    """Take civilians from the people of a cell; return how many died."""
    g = m.ground
    there = g.residents[cell]
    dead = min(float(np.floor(expected + draw)), float(there))
    g.residents[cell] -= dead
    g.dead += dead
    m.week_now.count("civilian_deaths", dead)
    if by_state:
        m.week_now.count("civilian_deaths_by_state", dead)
    if dead:
        m.causes.add("civilian_deaths", cause, dead)
    m.week_now.events_by_cell[cell] += 0.12 * dead
    return dead


def _lose(m: MissionModel, band: int, expected: float, draw: float) -> float:
    """Take fighters from a band; return how many died."""
    b = m.bands
    dead = min(float(np.floor(expected + draw)), float(b.fighters[band]))
    b.fighters[band] -= dead
    m.ground.dead += dead
    m.week_now.group_losses[b.group[band]] += dead
    m.week_now.count("battle_deaths", dead)
    return dead


def _answer(m: MissionModel, a: Attack, u: list[float]) -> None:
    """Let the mission stand against an attack: risk to its own, losses of the attackers, harm to bystanders."""
    v, posture = m.inputs.violence, m.inputs.choices.posture.use_of_force
    m.week_now.force_against[a.group] += 0.3 + posture
    m.ground.mission_fighting[a.cell] += (1.0 - m.ground.mission_fighting[a.cell]) * 0.5 * posture
    _bury_peacekeepers(
        m, a.cell, v.response_risk * (0.3 + 1.4 * posture), u[7], f"responding to {m.groups.labels[a.group]}"
    )
    _lose(m, a.band, 1.5 * posture, u[8])
    if u[9] < v.harm_chance * posture:
        m.week_now.harm[a.cell] += 0.5


def _bury_peacekeepers(m: MissionModel, cell: int, expected: float, draw: float, cause: str) -> float:
    """Count peacekeepers killed; contributors and their caution take note."""
    dead = float(np.floor(expected + draw))
    if dead:
        m.week_now.count("peacekeeper_deaths", dead)
        m.causes.add("peacekeeper_deaths", cause, dead)
        m.caution[0] += (1.0 - m.caution[0]) * min(0.02 * dead, 0.5)
        m.caution[1] += (1.0 - m.caution[1]) * min(0.02 * dead, 0.5)
    return dead


def _on_civilians(m: MissionModel, a: Attack, met: bool, u: list[float], severity: float) -> None:
    """Resolve an attack on civilians."""
    v, week, label = m.inputs.violence, m.week_now, m.groups.labels[a.group]
    _warned(m, a.cell)
    exposed = float(min(m.people_weight[a.cell], 1.0)) * 0.7 + 0.3
    dead = _kill(m, a.cell, severity * exposed * (1.0 - v.met_saves * met), u[1], f"attacks by {label}")
    week.count("attacks_on_civilians")
    if met:
        week.count("attacks_met")
        week.response_weeks.append(0.0)
        _answer(m, a, u)
    else:
        reachable = float(m.nearby[a.cell] / (m.nearby[a.cell] + m.half_presence))
        week.response_weeks.append(min(m.decision_weeks + 1.0 / max(reachable, 0.05), 26.0))
        week.unmet[a.cell] += min(0.2 + 0.05 * dead, 1.0)
    m.ground.grievance[a.cell] += 0.02 * (1.0 - m.ground.grievance[a.cell])
    word = "The mission stands in the way." if met else "Nobody comes in time."
    m.note(_KINDS[2], cell=a.cell, actor=m.groups.keys[a.group], target="civilians", size=dead, cause="spoilers",
           text=f"{label} attacks civilians; {int(dead)} die. {word}")  # fmt: skip


def _on_armed_men(m: MissionModel, a: Attack, met: bool, u: list[float], severity: float) -> None:
    """Resolve an attack on a rival group or on state forces; half of the dead are the attackers' own."""
    label = m.groups.labels[a.group]
    severity *= 1.0 - 0.5 * met
    dead = _lose(m, a.band, 0.4 * severity, u[1])
    if a.kind == 1:
        fallen = float(np.floor(0.6 * severity * min(0.3 + m.state_force[a.cell] / m.half_presence, 1.0) + u[2]))
        m.week_now.count("battle_deaths", fallen)
        dead, target = dead + fallen, "state forces"
    else:
        rivals = np.flatnonzero(
            (m.bands.group != a.group)
            & (np.abs(m.country.x[m.bands.cell] - m.country.x[a.cell]) <= 1)
            & (np.abs(m.country.y[m.bands.cell] - m.country.y[a.cell]) <= 1)
        )
        target = "a rival group"
        if len(rivals):
            dead += _lose(m, int(rivals[int(u[4] * len(rivals))]), 0.6 * severity, u[2])
    crossfire = _kill(m, a.cell, 0.15 * severity * min(float(m.people_weight[a.cell]), 1.0), u[3], "crossfire")
    if met:
        _answer(m, a, u)
    m.note(
        _KINDS[a.kind],
        cell=a.cell,
        actor=m.groups.keys[a.group],
        target=target,
        size=dead + crossfire,
        cause="spoilers",
        text=f"{label} attacks {target}; {int(dead)} die in the fighting"
        + (f" and {int(crossfire)} bystanders." if crossfire > 1 else " and one bystander." if crossfire else "."),
    )


def _on_mission(m: MissionModel, a: Attack, u: list[float], severity: float) -> None:
    """Resolve an attack on the mission."""
    label = m.groups.labels[a.group]
    guard = 1.0 / (1.0 + m.mission_force[a.cell] / m.half_presence * (0.3 + m.inputs.mission.troop_quality))
    warned = _warned(m, a.cell)
    dead = _bury_peacekeepers(
        m, a.cell, severity * (0.4 + 0.6 * guard) * (0.6 if warned else 1.0), u[1], f"attacks by {label}"
    )
    posture = m.inputs.choices.posture.use_of_force
    m.week_now.force_against[a.group] += 0.3 * posture
    _lose(m, a.band, severity * (0.3 + posture), u[2])
    m.ground.mission_fighting[a.cell] += (1.0 - m.ground.mission_fighting[a.cell]) * 0.3 * posture
    m.note(_KINDS[3], cell=a.cell, actor=m.groups.keys[a.group], target="mission", size=dead, cause="spoilers",
           text=f"{label} attacks the mission; {int(dead)} peacekeepers die.")  # fmt: skip


def _on_relief(m: MissionModel, a: Attack, u: list[float]) -> None:
    """Resolve an attack on relief: goods are looted, and where it is meant so, staff are hurt."""
    label = m.groups.labels[a.group]
    meant = m.groups.hostility_relief[a.group] * (1.0 - m.ground.acceptance[a.cell]) * 0.5
    victims = 0.0
    if u[1] < meant:
        more = (m.inputs.violence.aid_victims_per_attack - 1.0) * 2.0 * u[2] + 0.5 * u[3]
        victims = max(float(np.floor(1.0 + more)), 0.0)
    m.week_now.count("aid_worker_victims", victims)
    m.groups.looted[a.group] = min(m.groups.looted[a.group] + 0.2 / max(float(m.bands_of[a.group]), 1.0), 1.0)
    if victims:
        for k in (2, 3):
            m.caution[k] += (1.0 - m.caution[k]) * min(0.05 * victims, 0.5)
    m.week_now.count("attacks_on_relief")
    m.note(
        _KINDS[4],
        cell=a.cell,
        actor=m.groups.keys[a.group],
        target="relief",
        size=victims,
        cause="spoilers",
        text=f"{label} loots relief" + (f"; {int(victims)} aid workers are hurt, killed or taken." if victims else "."),
    )


def _by_state(m: MissionModel, a: Attack, met: bool, u: list[float], severity: float) -> None:
    """Resolve an abuse by state forces; a robust mission may stop it, and the government will not forget."""
    v = m.inputs.violence
    stopped = met and u[4] < m.inputs.choices.posture.use_of_force
    exposed = float(min(m.people_weight[a.cell], 1.0)) * 0.7 + 0.3
    dead = _kill(m, a.cell, severity * exposed * (1.0 - v.met_saves * stopped), u[1], "state forces", by_state=True)
    g = m.ground
    g.state_abuse[a.cell] += (1.0 - g.state_abuse[a.cell]) * min(0.1 + 0.03 * dead, 1.0)
    g.grievance[a.cell] += 0.04 * (1.0 - g.grievance[a.cell])
    m.week_now.stopped_state += stopped
    m.note(
        _KINDS[5],
        cell=a.cell,
        actor="army" if a.fighters > 60.0 else "host_police",
        target="civilians",
        size=dead,
        cause="host state",
        text=f"State forces abuse civilians; {int(dead)} die." + (" The mission intervenes." if stopped else ""),
    )
