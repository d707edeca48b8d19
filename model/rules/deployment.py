"""People and transport arriving, rotating and being supplied.

Source: CML 2.2.4; IPI logistics; C-01 to C-12; DE-01 to DE-03.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = ["DeploymentParameters", "fill_share", "handover", "served_transport", "since_rotation", "supply_share"]

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
    pledge_delay: float = parameter(
        0.05,
        low=0.002,
        high=1.0,
        unit="1/week",
        source="MODEL.md 5.8 pledged, late; C-38",
        help="Share of open pledges disbursed in a week.",
    )
    pledge_lost: float = parameter(
        0.010,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="MODEL.md 5.8 partly never paid; AI-02",
        help="Share of open pledges withdrawn in a week.",
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
    hard = distance * (1.5 - roads)
    return p.supply_half / (p.supply_half + 0.25 * hard * hard / (1.0 + 0.25 * hard))


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
    own = np.minimum(need, capacity * (1.0 - pooled))
    left = need - own
    common = float((capacity * pooled).sum())
    asked = float(left.sum())
    share = min(common / asked, 1.0) if asked > 0.0 else 0.0
    return np.where(need > 0.0, (own + left * share) / np.maximum(need, 1e-12), 1.0)
