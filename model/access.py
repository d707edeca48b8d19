"""Who can go where this week, as arrays by class of actor and cell; the glue around rule 5.7."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import ACCESS_CLASSES
from ..agents.tasks import TASK_INDEX
from .coordination import roster, span
from .rules.access import access_terms, holders_attitude, host_permission, passable, security_clearance
from .state import N_SHARING

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["ESCORT_POLICY", "open_access"]

Array = NDArray[np.float64]

NO_LIMIT = 9.0
"""Limit of those who go whatever they believe: above all that threat and violence can come to."""
ESCORT_POLICY = {"never": 0.0, "last_resort": 0.4, "routine": 1.0}
"""How far escorts that relief asks for come before other work of soldiers under each policy (MODEL.md section 4)."""

UNIFORMED, CIVILIAN, AGENCY, RELIEF, STATE = range(len(ACCESS_CLASSES))
_SPANS = [span((roster.access == k)[:N_SHARING]) for k in range(len(ACCESS_CLASSES))]
"""Rows of the belief maps of each class."""
_AGENCIES = _SPANS[AGENCY]
_SIZES = np.array([[rows.stop - rows.start] for rows in _SPANS])
_IS_STATE = np.array([[k == STATE] for k in range(len(ACCESS_CLASSES))])
_LATE = np.array([[True], [False], [True], [True], [False]])
"""Whom a quarrel with the host reaches late: soldiers, agencies, relief; not civilians, nor those who watch rights."""


def open_access(m: MissionModel) -> None:
    """Compute the terms of access of every class in every cell, shape (4, 5, n_cells)."""
    p, g, choices = m.inputs.access, m.ground, m.inputs.choices
    held = np.add.reduce(g.control[1:], axis=0)
    m.escorts = np.minimum(p.escort_cover * m.nearby_cells.total(m.last_done[TASK_INDEX["escort"]]), 1.0)
    aircraft = np.array([m.lift, m.lift, m.lift_lent, 0.0, 0.0])[:, None]
    reached = passable(g.road_access, g.mines, aircraft, p)
    exposure = np.array([p.uniformed_exposure, 1.0, p.agency_exposure, p.relief_exposure, p.rights_exposure])[:, None]
    grant = host_permission(m.consent_to_others, m.state_active, exposure, p, late=_LATE)
    m.rights_grant = grant[STATE].copy()
    grant[STATE] = 1.0  # the state asks nobody
    hold = np.empty_like(grant)
    hold[:STATE] = held
    np.multiply(held, p.state_shut, out=hold[STATE])
    terms = access_terms(hold, _attitudes(m, held), grant, reached, _clearance(m), p)
    groups = terms[1]
    np.minimum(np.maximum(groups, 0.0, out=groups), 1.0, out=groups)
    m.access, m.permitted = terms, np.multiply.reduce(terms, axis=0)
    _expect(m, np.maximum(1.0 - p.public_held * held, 0.0), reached)
    closed = 1.0 - terms[2, AGENCY]
    if choices.posture.escorts == "routine":  # asked for wherever there is danger, not only where rules close
        closed = np.maximum(closed, np.minimum(g.violence + m.beliefs.estimate[0, _AGENCIES].max(axis=0), 1.0))
    m.relief_traffic = g.need * m.people_weight * closed * float(choices.posture.escorts != "never")


def _expect(m: MissionModel, let_in: Array, reached: Array) -> None:
    """Move what planners expect towards what was met where somebody of a class asked, elsewhere towards what is public.

    Args:
        m: The mission.
        let_in: Share of those who ask armed groups that the public takes to be let in, shape (n_cells,).
        reached: Share of weeks in which each class can reach each cell, shape (5, n_cells).
    """
    p, asked = m.inputs.access, m.asked_access
    public = reached.copy()  # the state asks nobody
    public[:STATE] *= let_in
    np.copyto(public, m.permitted, where=asked)
    public -= m.expected_access
    public *= np.where(asked, p.expect_speed, p.public_speed)
    m.expected_access += public
    asked.fill(False)


def _attitudes(m: MissionModel, held: Array) -> Array:
    """Return how those who hold the ground are disposed to each class, shape (5, n_cells), share.

    Groups let the mission pass as they consent to it; relief as they are not hostile to it, which acceptance softens;
    the state's servants as they are not at war with the state. ``held`` is the share that groups hold of each cell.
    """
    g, q, p = m.ground, m.groups, m.inputs.access
    residents = np.array([g.consent, g.acceptance, g.acceptance_independent, g.legitimacy])
    of_groups = np.empty((4, m.n_groups, m.n_cells))
    of_groups[0] = q.consent[:, None]
    np.multiply(q.hostility_relief[:, None], 1.0 - residents[1:3, None], out=of_groups[1:3])
    np.subtract(1.0, of_groups[1:3], out=of_groups[1:3])
    of_groups[3] = 1.0 - m.enmity_to_state[:, None]
    attitudes = np.empty((5, m.n_cells))
    attitudes[CIVILIAN:] = holders_attitude(g.control[1:], of_groups, residents, p)
    forced = (p.force_entry * m.inputs.choices.posture.use_of_force) * (1.0 - attitudes[CIVILIAN])
    m.forced = forced * held
    np.add(attitudes[CIVILIAN], forced, out=attitudes[UNIFORMED])
    return attitudes


def _clearance(m: MissionModel) -> Array:
    """Return the share of weeks in which its security rule lets each class go, shape (5, n_cells)."""
    p, choices = m.inputs.access, m.inputs.choices
    fear = np.empty((5, m.n_cells))
    for k, rows in enumerate(_SPANS):
        np.add.reduce(m.beliefs.estimate[0, rows], axis=0, out=fear[k])
    fear /= _SIZES
    fear += p.fear_violence * m.ground.violence
    common = choices.integration.security_management == "common"
    if common:  # one picture, by what each side's word weighs
        known = np.array([m.beliefs.precision[0, _SPANS[k]].sum(axis=0) for k in (CIVILIAN, AGENCY)])
        fear[AGENCY] = fear[CIVILIAN] = (known * fear[[CIVILIAN, AGENCY]]).sum(axis=0) / known.sum(axis=0)
    limits = np.empty_like(fear)
    limits[UNIFORMED] = NO_LIMIT
    limits[CIVILIAN] = p.limit_mission + p.escort_relaxes * np.minimum(m.deterrence_local, 1.0)
    limits[AGENCY] = (p.limit_mission if common else p.limit_agency) + p.escort_relaxes * m.escorts
    limits[RELIEF] = p.limit_relief + p.relief_relaxed * p.escort_relaxes * m.escorts
    limits[STATE] = p.limit_state
    limits -= (p.casualty_caution * m.caution)[:, None]
    return security_clearance(fear, limits, p)
