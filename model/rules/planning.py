"""What planners look at, and how well they heed what they know.

The decision itself is the organisations' own and stands in ``agents/planning.py``.

Source: CML 1.4.6-1.4.8, 1.2; MODEL.md 5.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

if TYPE_CHECKING:
    from ..mission import MissionModel

__all__ = ["PlanningParameters", "alarm_at", "public_signals"]

Array = NDArray[np.float64]


class PlanningParameters(Parameters):
    """How organisations plan."""

    inertia: float = parameter(
        1.3,
        low=1.0,
        high=5.0,
        unit="times",
        source="assumption: moving a team costs weeks",
        help="Advantage of going on with the present task in the present place.",
    )
    avoidance: float = parameter(
        1.5,
        low=0.0,
        high=10.0,
        unit="times",
        source="CML 1.4.6; OR-06",
        help="How strongly a planner keeps away from work that it knows others do there.",
    )
    ordered: float = parameter(
        0.9,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.4.8",
        help="Share of known missing prerequisites that planners heed when the programme is sequenced.",
    )
    at_once: float = parameter(
        0.2,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.4.8: the attempt to do everything at the same time",
        help="Share of known missing prerequisites that planners heed when everything is done at once.",
    )
    alarm: float = parameter(
        0.15,
        low=0.01,
        high=1.0,
        unit="share",
        source="CML 4.3.1; assumption on level",
        help="Believed threat at which planners of security tasks are half alarmed.",
    )
    people_first: float = parameter(
        0.75,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 4.3.1: protection is where people are; assumption on size",
        help="How far soldiers and police plan their patrols by how many people live in a place, beside its threat.",
    )
    partners_first: float = parameter(
        1.5,
        low=0.0,
        high=10.0,
        unit="times",
        source="CML 1.4.6, 1.4.8: security before civilians, if one knows where they plan to be; assumption on size",
        help="How much more soldiers want to patrol where they know that civilian partners work.",
    )
    sure_precision: float = parameter(
        4.0,
        low=0.1,
        high=100.0,
        unit="reports",
        source="assumption: half of a resident team's weekly report",
        help="Precision at which a planner is half sure of what it believes.",
    )
    reporting_weeks: float = parameter(
        6.0,
        low=0.5,
        high=52.0,
        unit="weeks",
        source="IPI too slow to react; assumption on size",
        help="Decision delay at which half of the picture that planners use is last month's.",
    )
    agency_decision_weeks: float = parameter(
        1.5,
        low=0.0,
        high=26.0,
        unit="weeks",
        source="IMS different decision structures",
        help="Decision delay of agencies and others outside the mission.",
    )
    round_weeks: int = parameter(
        2,
        low=1,
        high=12,
        unit="weeks",
        source="CML 1.4.2; IMS different decision structures; assumption: planning meetings every fortnight",
        help="Weeks between the planning rounds in which organisations without a chain of command order waiting teams.",
    )
    aggregation: float = parameter(
        0.4,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.4.2; trade-off 15",
        help="Share of local detail that is lost on the way up a hierarchy without devolution.",
    )
    travel_half: float = parameter(
        25.0,
        low=0.5,
        high=200.0,
        unit="cells of 15 km",
        source="CML 2.2.4; assumption on size",
        help="Distance at which a place is worth half of the same place next door.",
    )


def alarm_at(threat: Array, half: float) -> Array:
    """Return how alarmed planners are, 0-1, by the square of the threat they believe in: half alarmed at ``half``."""
    square = threat * threat
    return square / (square + half * half)


def public_signals(m: MissionModel) -> Array:
    """Return the public statistics by signal and cell, shape (n_signals, n_cells), 0 up.

    Rows that each organisation believes for itself are left at zero.

    Source: MODEL.md 5.5; published figures are known to all and refreshed monthly.
    """
    from ...agents.tasks import SIGNALS

    g, w = m.ground, m.people_weight
    rebel = g.control[1:].sum(axis=0)
    holders = g.control.sum(axis=0)
    front = np.minimum(2.0 * (holders * holders - (g.control * g.control).sum(axis=0)), 1.0)
    rows = {
        "front": front * (0.3 + w),
        "services": (1.0 - g.services) * w,
        "livelihoods": (1.0 - g.livelihoods) * w,
        "crime": g.crime * w,
        "grievance": g.grievance * w,
        "authority": (1.0 - g.state_authority) * w,
        "rule_of_law": (1.0 - g.rule_of_law) * (w + m.town_weight) * 0.5,
        "rumour": (1.0 - g.information) * w,
        "roads": (1.0 - g.road_access) * (0.2 + w) * (0.3 + m.on_road),
        "return": np.minimum(g.displaced + g.refugees_from, 20_000.0) / 20_000.0,
        "abuse": np.minimum(g.state_abuse + 0.5 * g.violence + 0.2 * rebel, 1.0) * (0.2 + w),
        "consent": (1.0 - g.consent) * w,
        "hub": m.town_weight * (0.5 + m.on_road) * 0.6,
    }
    out = np.zeros((len(SIGNALS), len(w)))
    for name, row in rows.items():
        out[SIGNALS.index(name)] = row
    return out
