"""People and transport arriving, rotating and being supplied.

Source: CML 2.2.4; IPI logistics; C-01 to C-12; DE-01 to DE-03.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = [
    "DeploymentParameters",
    "fill_share",
    "handover",
    "lent_lift",
    "liquidity",
    "served_transport",
    "since_rotation",
    "supply_share",
]

Array = NDArray[np.float64]
_ROTATION_STEP = 7
"""Weeks between the rotations of one contingent and the next, so that they do not all go at once."""


class DeploymentParameters(Parameters):
    """The ramp, the rotation and the reach of supply."""

    police_months: float = parameter(
        20.0,
        low=1.0,
        high=48.0,
        unit="months",
        source="C-04, DE-03",
        help="Months from mandate to peak strength of police.",
    )
    civilian_months: float = parameter(
        14.0,
        low=1.0,
        high=48.0,
        unit="months",
        source="C-01; assumption: recruitment follows troops",
        help="Months from mandate to peak strength of civilians.",
    )
    troop_peak_low: float = parameter(
        0.86,
        low=0.1,
        high=1.0,
        unit="share",
        source="C-02: 0.85-0.98",
        help="Lowest peak strength of troops as a share of the ceiling.",
    )
    troop_peak_high: float = parameter(
        0.98,
        low=0.1,
        high=1.0,
        unit="share",
        source="C-02: 0.85-0.98",
        help="Highest peak strength of troops as a share of the ceiling.",
    )
    police_peak_spread: float = parameter(
        0.12,
        low=0.0,
        high=0.5,
        unit="share",
        source="C-04",
        help="Range over which the peak of police varies by chance.",
    )
    km_a_week: float = parameter(
        250.0,
        low=10.0,
        high=2000.0,
        unit="km",
        source="assumption: a convoy on fair roads, with halts",
        help="Distance that a team covers in a week on open roads.",
    )
    rotation_weeks: int = parameter(
        26,
        low=4,
        high=104,
        unit="weeks",
        source="CML 1.4.4; C-12: contingents rotate every six to twelve months",
        help="Weeks between rotations of a contingent.",
    )
    rotation_dip: float = parameter(
        0.35,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: hand-over and new ground",
        help="Share of a contingent's effect lost in the weeks of a rotation.",
    )
    handover_weeks: int = parameter(
        2,
        low=0,
        high=26,
        unit="weeks",
        source="assumption: hand-over and new ground",
        help="Weeks that a contingent needs to take over from the one before.",
    )
    fleet_speed: float = parameter(
        0.1,
        low=0.01,
        high=1.0,
        unit="1/week",
        source="CML 2.2.4; assumption: transport follows within a quarter of a year",
        help="Speed at which a fleet follows what is asked of it.",
    )
    fleet_spread: float = parameter(
        0.36,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: convoys, spares and weather",
        help="How far the serviceable transport of one fleet swings from week to week.",
    )
    fleet_margin: float = parameter(
        1.0,
        low=0.1,
        high=3.0,
        unit="times",
        source="CML 2.2.4; assumption: fleets are planned on the mean need",
        help="Transport capacity relative to mean need.",
    )
    supply_half: float = parameter(
        12.0,
        low=0.5,
        high=200.0,
        unit="cells",
        source="CML 2.2.4; IPI logistics; assumption on size",
        help="Distance from the nearest base, on poor roads, at which half of the supply is lost.",
    )
    # fmt: off
    visas: float = parameter(
        0.4, low=0.01, high=1.0, unit="share", source="CO-09; CML 4.4.6; assumption on level",
        help="The host's consent below which visas and clearances hold up those who are still to come.")
    liquidity_support: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="C-11; CML 2.2.4; assumption on size",
        help="Weight of operations and support, as far as paid for, in how liquid the mission is.")
    liquidity_pay: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="C-11; assumption on size",
        help="Weight of the reimbursement of contributors in the rest; the pay of civilian staff has what is left.")
    illiquid_work: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="C-11; assumption on size",
        help="Share of its work that a mission without any money goes on with.")
    illiquid_absent: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="C-11; CML 2.2.4; assumption on size",
        help="Share of its strength that a mission without any money does not get.")
    strength_loss: float = parameter(
        0.01, low=0.0, high=1.0, unit="1/week", source="assumption: a contingent goes home within two months",
        help="Most of the ceiling by which strength falls in a week.")
    agency_months: float = parameter(
        9.0, low=0.1, high=60.0, unit="months", source="IMS; assumption on size",
        help="Months until all teams of agencies are in the country.")
    civilian_peak_low: float = parameter(
        0.85, low=0.0, high=1.0, unit="share", source="C-02; C-08 vacancies",
        help="Least share of the ceiling that civilian staff come to.")
    civilian_peak_spread: float = parameter(
        0.1, low=0.0, high=1.0, unit="share", source="C-02; C-08 vacancies",
        help="How far that differs between missions.")
    road_detour: float = parameter(
        1.5, low=1.0, high=10.0, unit="times", source="CML 2.2.4; assumption on size",
        help="How much longer a way is without roads, relative to one with roads half open.")
    haul: float = parameter(
        0.05, low=0.0, high=2.0, unit="1/cell", source="CML 2.2.4; assumption on size",
        help="Transport that a team needs for each cell of distance from its base, relative to one at the base.")
    convoy_gain: float = parameter(
        0.1, low=0.0, high=2.0, unit="times", source="CML 2.2.4; assumption on size",
        help="What convoys add to the mission's fleet where a fiftieth of all teams runs them.")
    convoy_most: float = parameter(
        1.2, low=1.0, high=5.0, unit="times", source="CML 2.2.4; assumption on size",
        help="Most that convoys make of the mission's fleet.")
    unplanned_pool: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 1.3; assumption on size",
        help="Share of the pool of transport that can be used without joint logistics.")
    # fmt: on


def liquidity(paid: tuple[float, float, float], p: DeploymentParameters) -> float:
    """Return how liquid the mission is, 0-1.

    Args:
        paid: Shares of what is due that were paid: operations and support, reimbursement, civilian staff.
        p: Parameters.

    Source: C-11; CML 2.2.4.
    """
    support, pay, staff = paid
    rest = 1.0 - p.liquidity_support
    return p.liquidity_support * support + rest * (p.liquidity_pay * pay + (1.0 - p.liquidity_pay) * staff)


def fill_share(months: float, months_to_peak: float, peak: float) -> float:
    """Return strength as a share of the ceiling: an S-curve that reaches ``peak`` at ``months_to_peak``.

    Source: C-03.
    """
    x = min(max(months / months_to_peak, 0.0), 1.0)
    return peak * x * x * (3.0 - 2.0 * x)


def since_rotation(week: int, number: NDArray[np.int64], p: DeploymentParameters) -> NDArray[np.int64]:
    """Return the weeks since each contingent last rotated; they take turns by their number.

    Args:
        week: Week of the run.
        number: Number of each contingent within its organisation.
        p: Parameters.
    """
    return (week + _ROTATION_STEP * number) % p.rotation_weeks


def handover(week: int, number: NDArray[np.int64], p: DeploymentParameters) -> Array:
    """Return the share of its effect left to each contingent by rotation; arguments as in :func:`since_rotation`.

    Source: CML 1.4.4; C-12.
    """
    return np.where(since_rotation(week, number, p) < p.handover_weeks, 1.0 - p.rotation_dip, 1.0)


def supply_share(distance: Array, roads: Array, p: DeploymentParameters) -> Array:
    """Return the share of its needs that reaches a team, before transport is short.

    Args:
        distance: Distance to the nearest base, cells.
        roads: Road access where the team is, share.
        p: Parameters.
    """
    hard = distance * (p.road_detour - roads)
    return p.supply_half / (p.supply_half + 0.25 * hard * hard / (1.0 + 0.25 * hard))


def lent_lift(aircraft: float, pooled: float, own: float, guests: float) -> float:
    """Return the helicopters of the mission that fly for the country team, which its own teams then lack.

    Args:
        aircraft: Helicopters of the mission.
        pooled: Share of transport in the common pool, 0-1.
        own: Teams of the mission in the field.
        guests: Teams of the country team in the field.

    Source: CML 2.2.4; IPI logistics; MODEL.md section 4, shared services.
    """
    return aircraft * pooled * guests / max(own + guests, 1.0)


def served_transport(need: Array, capacity: Array, pooled: float) -> Array:
    """Return the share of each fleet's need that is served when part of all fleets is pooled.

    What one fleet does not use this week is lost to another unless it is in the pool; pooling gains from the fact that
    not all fleets are short in the same week, and from nothing else.

    Args:
        need: Need of each fleet this week, 0 up.
        capacity: Serviceable capacity of each fleet this week, 0 up.
        pooled: Share of every fleet in the common pool, 0-1.

    Returns:
        Served share of each need, shape as ``need``, 0-1.

    Source: CML 1.3 (ISS, JLOC), 2.2.4.
    """
    served = np.minimum(need, capacity * (1.0 - pooled))
    if pooled:
        left = need - served
        common = float((capacity * pooled).sum())
        asked = float(left.sum())
        served = served + left * (min(common / asked, 1.0) if asked > 0.0 else 0.0)
    return np.where(need > 0.0, served / np.maximum(need, 1e-12), 1.0)
