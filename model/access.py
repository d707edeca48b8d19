"""Who can go where this week, as arrays by class of actor and cell; the glue around rule 5.7."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import ACCESS_CLASSES
from ..agents.tasks import TASK_INDEX
from .coordination import roster
from .rules.access import access_terms, host_permission, passable, security_clearance
from .state import N_SHARING

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["ESCORT_POLICY", "open_access"]

Array = NDArray[np.float64]

ESCORT_POLICY = {"never": 0.0, "last_resort": 0.4, "routine": 1.0}
"""Share of relief movements for which an escort is asked under each policy (CML6; MODEL.md section 4)."""

UNIFORMED, CIVILIAN, AGENCY, RELIEF, STATE = range(len(ACCESS_CLASSES))


def open_access(m: MissionModel) -> None:
    """Compute the terms of access of every class in every cell, shape (5, 4, n_cells)."""
    p, g, b = m.inputs.access, m.ground, m.beliefs
    c = m.inputs.choices
    held = g.control[1:].sum(axis=0)
    road = passable(g.road_access, g.mines, 0.0, p)
    by_air = passable(g.road_access, g.mines, float(m.inputs.mission.helicopters), p)
    shown = m.association * m.partiality * m.hostile
    forced = p.force_entry * c.posture.use_of_force
    attitudes = (
        g.consent + forced * (1.0 - g.consent),
        g.consent,
        g.acceptance * (1.0 - shown),
        g.acceptance,
        g.legitimacy,
    )
    grant = host_permission(m.host_consent, m.state_active, 1.0, p)
    grant_agency = host_permission(m.host_consent, m.state_active, p.agency_exposure, p)
    grants = (grant, grant, grant_agency, grant_agency, np.ones_like(grant))
    fear = np.stack([b.estimate[0][(roster.access == k)[:N_SHARING]].mean(axis=0) for k in range(5)])
    fear += 0.5 * g.violence
    common = c.integration.security_management == "common"
    if common:
        fear[AGENCY] = np.maximum(fear[AGENCY], fear[CIVILIAN])
    escort = m.escorts * ESCORT_POLICY[c.posture.escorts]
    limits = (
        np.full_like(grant, 9.0),
        p.limit_mission + p.escort_relaxes * np.minimum(m.deterrence_local, 1.0),
        (p.limit_mission if common else p.limit_agency) + p.escort_relaxes * escort,
        p.limit_relief + 0.5 * p.escort_relaxes * escort,
        np.full_like(grant, p.limit_state),
    )
    terms = m.access
    for k in range(5):
        clearance = security_clearance(fear[k], limits[k] - p.casualty_caution * m.caution[k], p)
        terms[k] = access_terms(
            held * (k != STATE) + held * 1.2 * (k == STATE),
            attitudes[k],
            grants[k],
            by_air if k <= CIVILIAN else road,
            clearance,
            p,
        )
    terms[:, 1] = np.minimum(np.maximum(terms[:, 1], 0.0), 1.0)
    m.permitted = terms.prod(axis=1)
    m.expected_access += 0.25 * (m.permitted - m.expected_access)
    want = g.need * m.people_weight * (1.0 - terms[AGENCY, 2]) * ESCORT_POLICY[c.posture.escorts]
    m.relief_traffic = want
    escorts = np.append(m.last_done[TASK_INDEX["escort"]], 0.0)[m.neighbours].sum(axis=1)
    m.escorts = np.minimum(0.5 * escorts, 1.0)
