"""Forces of the state: what they hold, whom they abuse, and how their ranks are filled; glue around rule 5.12."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import ORG_INDEX
from .rules.people import whole
from .rules.violence import abuse_chance, backing
from .state import Attack, tally

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["abuse", "fill_state_units", "guard_by_state", "state_units"]


def _lawful(m: MissionModel) -> float:
    """Return how far state forces keep the law, 0-1."""
    host = m.inputs.host
    return min(host.integrity * (1.0 - 0.5 * host.abuse), 1.0)


def guard_by_state(m: MissionModel) -> None:
    """Work out what state forces hold, and how much more for the mission's support (5.11; trade-off with 5.9)."""
    t, v, p, posture = m.teams, m.inputs.violence, m.inputs.mission, m.inputs.choices.posture
    army = t.rows_of[ORG_INDEX["army"]]
    soldiers = t.persons[army] * t.active[army]
    held = soldiers * (v.state_quality * (v.state_floor + m.inputs.host.army_quality))
    m.state_force = tally(t.cell[army], held, m.n_cells)
    troops = m.strength["troops"]
    beside = troops / max(troops + float(soldiers.sum()), 1.0)
    air = p.helicopters / (p.helicopters + m.inputs.access.air_lift_half)
    means = beside * (p.troop_quality + air + m.warned) / 3.0
    m.state_backing = backing(posture.state_support, posture.due_diligence, _lawful(m), means, v)


def state_units(m: MissionModel) -> NDArray[np.int64]:
    """Return the rows of the units of the state under arms, the army's before the police's."""
    return np.concatenate([m.teams.rows_of[ORG_INDEX["army"]], m.teams.rows_of[ORG_INDEX["host_police"]]])


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
    posture = m.inputs.choices.posture
    bound = np.full(len(rows), posture.state_support * posture.due_diligence)
    rebels = g.control[1:].take(cell, axis=1).sum(axis=0)
    chance = abuse_chance(rebels, g.violence[cell], _lawful(m), m.unpaid, watched, bound, v)
    chance *= np.where(t.org[rows] == ORG_INDEX["army"], 1.0, v.police_abuse)
    hits = m.chance.uniform_rows("violence.abuse", m.week, t.slot[rows], 1)[:, 0] < chance
    for row in rows[hits].tolist():
        m.week_now.attacks.append(Attack(5, -1, -1, int(t.cell[row]), float(t.persons[row]), row))


def fill_state_units(m: MissionModel) -> None:
    """Let the state fill the places of those who fell, with residents of the capital."""
    t, g = m.teams, m.ground
    rows = state_units(m)
    empty = t.full[rows] - t.persons[rows]
    if not empty.any():
        return
    draws = m.chance.uniform_rows("violence.state_ranks", m.week, t.slot[rows], 1)[:, 0]
    wanted = np.minimum(whole(empty * m.inputs.violence.state_refill, draws), empty)
    most = float(np.floor(g.residents[m.country.capital] * m.inputs.people.most_join))
    join = np.diff(np.minimum(np.cumsum(wanted), most), prepend=0.0)
    t.persons[rows] += join
    g.residents[m.country.capital] -= float(join.sum())
