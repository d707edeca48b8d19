"""What carries teams and goods: transport by road, and the lift of helicopters; the glue around rule 5.8."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.tasks import TASK_INDEX
from .coordination import roster
from .finance import COST
from .rules.channels import attendance
from .rules.deployment import lent_lift, served_transport, supply_share

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["share_lift", "supply"]

Ints = NDArray[np.int64]

_POOL, _OWN_FLEET = (np.flatnonzero((roster.mission | roster.country_team) == inside) for inside in (True, False))
_CONVOY = TASK_INDEX["logistics_convoy"]


def _pooled(m: MissionModel) -> float:
    """Return the share of transport that mission and country team pool, as far as somebody plans the pool."""
    p, c = m.inputs.deployment, m.inputs.choices
    meets = attendance(c.coordination.joint_logistics, m.inputs.channels)
    return c.integration.shared_services * (p.unplanned_pool + (1.0 - p.unplanned_pool) * meets)


def share_lift(m: MissionModel) -> None:
    """Divide the mission's helicopters between the mission and the agencies that share its services."""
    in_field = m.teams.org[m.teams.active]
    own, guests = (float(np.count_nonzero(who[in_field])) for who in (roster.mission, roster.country_team))
    aircraft = float(m.inputs.mission.helicopters)
    m.lift_lent = lent_lift(aircraft, _pooled(m), own, guests)
    m.lift = aircraft - m.lift_lent


def supply(m: MissionModel, rows: Ints) -> None:
    """Work out what reaches each team: distance and roads, transport of its fleet or of the pool, money (5.8)."""
    t, p, g = m.teams, m.inputs.deployment, m.ground
    org, cell = t.org[rows], t.cell[rows]
    distance = m.base_distance[cell]
    near = supply_share(distance, g.road_access[cell], p)
    cost = COST[t.task[rows]] * (1.0 + p.haul * distance)
    need = np.bincount(org, weights=cost, minlength=len(m.fleet)) * m.has_fleet
    swing = m.chance.noise("deployment.fleets", m.week, len(m.fleet))
    convoys = 1.0 + p.convoy_gain * float(m.last_done[_CONVOY].sum()) / max(len(rows) * 0.02, 1.0)
    run_by = np.where(roster.mission, min(convoys, p.convoy_most) * m.support_led, 1.0)
    fit = np.maximum(1.0 + p.fleet_spread * swing, 0.0) * run_by
    wanted = need * p.fleet_margin
    m.fleet = wanted if m.week == 0 else m.fleet + p.fleet_speed * (wanted - m.fleet)
    pooled = _pooled(m)
    served, able = np.ones(len(m.fleet)), m.fleet * fit
    served[_POOL] = served_transport(need[_POOL], able[_POOL], pooled)
    served[_OWN_FLEET] = served_transport(need[_OWN_FLEET], able[_OWN_FLEET], 0.0)
    t.supply[rows] = near * served[org]
