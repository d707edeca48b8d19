"""Forces of the state: what they hold and answer, whom they attack and abuse, and their ranks; see rule 5.12."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.armed_group import ACTION_INDEX
from ..agents.catalogue import ORG_INDEX
from .rules.people import MOST_JOIN, whole
from .rules.violence import abuse_chance, backing, operation_chance, ready_share, shared, state_met_chance
from .state import Attack, tally, total

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = [
    "OPERATION", "abuse", "answers", "fill_state_units", "foes", "guard_by_state", "lawful", "on_duty", "operate",
    "state_units",
]  # fmt: skip

Array = NDArray[np.float64]
CIVILIANS, OPERATION = 2, 6
"""Kinds of attack: on civilians, and by state forces on armed groups; see :mod:`.clashes`."""
_COMPLY = ACTION_INDEX["comply"]
_ARMY = ORG_INDEX["army"]


def lawful(m: MissionModel, rows: NDArray[np.int64]) -> Array:
    """Return how far units of the state keep the law, shape (n_rows,), 0-1: by the army's conduct, police integrity."""
    i, t = m.organs, m.teams
    police = i.integrity.take(m.country.sector.take(t.cell[rows]))
    kept = np.where(t.org[rows] == _ARMY, i.army_conduct, police)
    return np.asarray(kept * (1.0 - 0.5 * m.inputs.host.abuse))


def on_duty(m: MissionModel, rows: NDArray[np.int64]) -> Array:
    """Return who is under arms in units of the state, shape (n_rows,): soldiers, and police who serve (5.17)."""
    t = m.teams
    serving = m.organs.serving.take(m.country.sector.take(t.cell[rows]))
    under_arms = t.persons[rows] * t.active[rows]
    return np.asarray(under_arms * np.where(t.org[rows] == _ARMY, 1.0, serving))


def _soldier(m: MissionModel) -> float:
    """Return what a soldier of the state is worth, in effective soldiers."""
    v = m.inputs.violence
    return v.state_quality * (v.state_floor + m.organs.army_skill)


def guard_by_state(m: MissionModel) -> None:
    """Work out what state forces hold, and how much more for the mission's support (5.11; trade-off with 5.9)."""
    t, v, p, posture = m.teams, m.inputs.violence, m.inputs.mission, m.inputs.choices.posture
    army = t.rows_of[_ARMY]
    soldiers = t.persons[army] * t.active[army]
    m.state_force = tally(t.cell[army], soldiers * _soldier(m), m.n_cells)
    troops = m.strength["troops"]
    beside = troops / max(troops + total(soldiers), 1.0)
    air = m.lift / (m.lift + m.inputs.access.air_lift_half)
    means = beside * (p.troop_quality + air + m.warned) / 3.0
    kept = m.organs.army_conduct * (1.0 - 0.5 * m.inputs.host.abuse)
    m.state_backing = backing(posture.state_support, posture.due_diligence, kept, means, v)


def state_units(m: MissionModel) -> NDArray[np.int64]:
    """Return the rows of the units of the state under arms, the army's before the police's."""
    return m.teams.together.state


def abuse(m: MissionModel) -> None:
    """Let state units abuse people where they fight and nobody holds them back (5.12)."""
    t, g = m.teams, m.ground
    rows = state_units(m)
    rows = rows[t.active[rows] & (t.persons[rows] > 0.0)]
    cell = t.cell[rows]
    v = m.inputs.violence
    heard = {"quiet": v.quiet_watch, "via_geneva": v.geneva_watch, "public": 1.0}
    open_reporting = heard[m.inputs.choices.posture.human_rights_reporting]
    watched = np.minimum(m.monitors[cell] * open_reporting, 1.0)
    own = m.society.watch.take(m.country.sector[cell])
    watched += own - own * watched
    posture = m.inputs.choices.posture
    bound = posture.state_support * posture.due_diligence
    rebels = np.add.reduce(g.control[1:].take(cell, axis=1), axis=0)
    chance = abuse_chance(rebels, g.violence[cell], lawful(m, rows), m.unpaid, watched, _shamed(m), bound, v)
    chance *= np.where(t.org[rows] == _ARMY, 1.0, v.police_abuse)
    hits = m.chance.uniform_rows("violence.abuse", m.week, t.slot[rows], 1)[:, 0] < chance
    for row, men in zip(rows[hits].tolist(), on_duty(m, rows[hits]).tolist(), strict=True):
        m.week_now.attacks.append(Attack(5, -1, -1, int(t.cell[row]), men, row))


def _shamed(m: MissionModel) -> float:
    """Return how far public criticism shames the government, 0-1; reports are remembered, patrons make up for them."""
    m.shame = max(m.criticism, m.shame * (1.0 - m.inputs.violence.shame_fades))
    return m.shame * (1.0 - m.inputs.host.outside_patron)


def answers(m: MissionModel, met: Array) -> Array:
    """Return the chance that each of the week's attacks is met by the mission or, if on civilians, by state forces.

    Args:
        m: The model.
        met: Chance that the mission meets each of the week's attacks, shape (n_attacks,).
    """
    rows = np.flatnonzero([a.kind == CIVILIANS for a in m.week_now.attacks])
    if not len(rows):
        return met
    cells = np.array([m.week_now.attacks[k].cell for k in rows])
    group = np.array([m.week_now.attacks[k].group for k in rows])
    held = met.copy()
    held[rows] += (1.0 - met[rows]) * _met_by_state(m, cells, group)
    return held


def _met_by_state(m: MissionModel, cells: NDArray[np.int64], group: NDArray[np.int64]) -> Array:
    """Return the chance that who is on the spot of the state meets attacks by some groups; they divide among these."""
    t, v = m.teams, m.inputs.violence
    rows = state_units(m)
    each = np.where(t.org[rows] == _ARMY, _soldier(m), v.police_answer)
    each *= on_duty(m, rows) * ready_share(t.supply[rows], t.working[rows], v)
    there = tally(t.cell[rows], each, m.n_cells)
    kept = (tally(t.cell[rows], each * lawful(m, rows), m.n_cells) / np.maximum(there, 1e-9))[cells]
    force = there * m.state_backing
    force = shared(force[cells], np.bincount(cells)[cells].astype(np.float64))
    return state_met_chance(force, m.enmity_to_state[group], kept, m.unpaid, v)


def foes(m: MissionModel) -> Array:
    """Return the fighters of each band whom the state fights on with, by enmity; none who is bound or stands down."""
    b, q = m.bands, m.groups
    return np.asarray(b.fighters * (m.enmity_to_state * ~(q.bound | q.truce))[b.group] * (b.action != _COMPLY))


def operate(m: MissionModel) -> None:
    """Let army units attack the armed groups within their reach where they are the stronger (5.12)."""
    t, v, b = m.teams, m.inputs.violence, m.bands
    rows = t.rows_of[_ARMY]
    rows = rows[t.active[rows] & (t.persons[rows] > 0.0)]
    cell = t.cell[rows]
    armed = tally(b.cell, foes(m) * m.groups.arms[b.group], m.n_cells)
    foe = m.nearby_cells.total(armed)[cell]
    if not np.count_nonzero(foe):
        return
    own = (m.state_force * m.state_backing)[cell] * (v.unsupplied + (1.0 - v.unsupplied) * t.supply[rows])
    chance = operation_chance(own, foe, m.half_presence, m.organs.army_skill, m.unpaid, v)
    hits = m.chance.uniform_rows("violence.operations", m.week, t.slot[rows], 1)[:, 0] < chance
    for row in rows[hits].tolist():
        m.week_now.attacks.append(Attack(OPERATION, -1, -1, int(t.cell[row]), float(t.persons[row]), row))


def fill_state_units(m: MissionModel) -> None:
    """Let the state fill the places of those who fell, with residents of the capital."""
    t, g = m.teams, m.ground
    rows = state_units(m)
    empty = t.full[rows] - t.persons[rows]
    if not np.count_nonzero(empty):
        return
    draws = m.chance.uniform_rows("violence.state_ranks", m.week, t.slot[rows], 1)[:, 0]
    wanted = np.minimum(whole(empty * m.inputs.violence.state_refill, draws), empty)
    most = float(np.floor(g.residents[m.country.capital] * MOST_JOIN))
    join = np.minimum(np.add.accumulate(wanted), most)
    join[1:] -= join[:-1].copy()
    t.persons[rows] += join
    g.residents[m.country.capital] -= total(join)
