"""Violence and protection: who is there, who can come in time, and what it costs.

Source: CML 2.1.1, 4.3; PK-01 to PK-14.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = [
    "ViolenceParameters",
    "abuse_chance",
    "deterrence",
    "met_chance",
    "presence_share",
    "reach",
    "violence_after",
]

Array = NDArray[np.float64]


class ViolenceParameters(Parameters):
    """How presence turns into deterrence and response, and what attacks cost."""

    half_presence: float = parameter(
        110.0,
        low=1.0,
        high=10000.0,
        unit="soldiers",
        source="C-21: a company is the usual place; C-18",
        help="Effective soldiers in a cell of 15 km a side at which presence counts one half; grows with its"
        " square root.",
    )
    patrol_reach_km: float = parameter(
        60.0,
        low=1.0,
        high=300.0,
        unit="km",
        source="C-18; CML 4.3.4 mobility; assumption on size",
        help="Distance at which a mobile contingent on good roads counts half as much as on the spot.",
    )
    warning_bonus: float = parameter(
        0.8,
        low=0.0,
        high=5.0,
        unit="times",
        source="CML 4.3.1; OR-10",
        help="How much more presence counts against a threat that it expects.",
    )
    reserve_share: float = parameter(
        0.25,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 4.3.1 quick reaction; CML 4.3.4 aviation; assumption on size",
        help="Share of the force that can be flown to an attack anywhere, given the aircraft.",
    )
    delay_half: float = parameter(
        1.0,
        low=0.05,
        high=12.0,
        unit="weeks",
        source="IPI too slow to react; PK-14",
        help="Weeks of decision delay at which half of the responses come too late.",
    )
    posture_floor: float = parameter(
        0.35,
        low=0.0,
        high=1.0,
        unit="share",
        source="PK-07; CML 4.2.6",
        help="Share of presence that counts under a purely defensive posture.",
    )
    state_quality: float = parameter(
        0.35,
        low=0.0,
        high=2.0,
        unit="times",
        source="CML 3.5, 4.3.3; assumption on level",
        help="Protection that a state soldier gives relative to one of the mission, times the integrity of the force.",
    )
    civilian_severity: float = parameter(
        5.0,
        low=0.0,
        high=50.0,
        unit="deaths",
        source="C-30",
        help="Smallest number of deaths in an attack on civilians by a band of 250.",
    )
    battle_severity: float = parameter(
        1.1,
        low=0.0,
        high=50.0,
        unit="deaths",
        source="C-31",
        help="Smallest number of deaths in a clash of a band of 250 with armed men.",
    )
    mission_severity: float = parameter(
        0.3,
        low=0.0,
        high=20.0,
        unit="deaths",
        source="C-24; SP-07",
        help="Smallest number of peacekeepers killed in an attack on the mission.",
    )
    largest_event: float = parameter(
        60.0,
        low=2.0,
        high=2000.0,
        unit="times",
        source="C-30 very skewed",
        help="Largest event relative to the smallest.",
    )
    met_saves: float = parameter(
        0.65,
        low=0.0,
        high=1.0,
        unit="share",
        source="PK-01 direction; assumption on size",
        help="Share of deaths that a response on time prevents.",
    )
    response_risk: float = parameter(
        0.03,
        low=0.0,
        high=2.0,
        unit="deaths",
        source="C-24",
        help="Peacekeepers killed on average in a robust response.",
    )
    harm_chance: float = parameter(
        0.15,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 4.2.6",
        help="Share of robust responses in which bystanders come to harm.",
    )
    abuse_rate: float = parameter(
        0.05,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="CML 4.3.5; C-30; assumption on share of the state",
        help="Chance in a week that a state unit without integrity abuses people where rebels hold the ground.",
    )
    abuse_severity: float = parameter(
        1.2,
        low=0.0,
        high=50.0,
        unit="deaths",
        source="C-30; assumption on share of the state",
        help="Smallest number of deaths in an abuse by state forces.",
    )
    monitoring_effect: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 2.1.2; trade-off 5",
        help="Share of abuse held back where monitors watch and report openly.",
    )
    quiet_watch: float = parameter(
        0.25,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 2.1.2; assumption on size",
        help="Share of the effect of monitors on abuse that is left when they do not report.",
    )
    geneva_watch: float = parameter(
        0.7,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 2.1.2; assumption on size",
        help="Share of the effect of monitors on abuse when reports are released from Geneva.",
    )
    aid_victims_per_attack: float = parameter(
        1.7, low=0.0, high=20.0, unit="victims", source="C-26", help="Mean number of victims in an attack on relief."
    )
    fighting_kept: float = parameter(
        0.85,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: order of magnitude only",
        help="Share of the memory of fighting by the mission that is left after a week.",
    )
    abuse_kept: float = parameter(
        0.93,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: order of magnitude only",
        help="Share of the memory of abuse by state forces that is left after a week.",
    )
    caution_kept: float = parameter(
        0.96,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: order of magnitude only",
        help="Share of the caution that losses have taught that is left after a week.",
    )
    record_kept: float = parameter(
        0.99,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: order of magnitude only",
        help="Share of what is known of a group's record that is left after a week.",
    )
    decay: float = parameter(
        0.15,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="assumption: people stay away for about two months after an attack",
        help="Share of the memory of violence that fades in a week.",
    )


def presence_share(strength: Array, half: float) -> Array:
    """Return how far a cell is held by ``strength`` effective soldiers, 0-1, with diminishing returns."""
    return strength / (strength + half)


def reach(beside: Array, road: Array, cell_km: float, mobility: float, p: ViolenceParameters) -> Array:
    """Return the effective soldiers who can come from neighbouring cells in time, shape (n_cells,).

    Args:
        beside: Effective soldiers in the eight cells around each, shape (n_cells,).
        road: Road access, shape (n_cells,), share.
        cell_km: Side of a cell, km.
        mobility: Mobility of the force, 0-1.
        p: Parameters.

    Source: CML 4.3.4; trade-off 13.
    """
    half_way = p.patrol_reach_km * mobility
    return beside * road * half_way / (half_way + cell_km)


def deterrence(local: Array, nearby: Array, posture: float, warned: Array, half: float, p: ViolenceParameters) -> Array:
    """Return how far attackers must reckon with a response, per cell, 0-1.

    Args:
        local: Effective soldiers in the cell, shape (n_cells,).
        nearby: Effective soldiers who can come, shape (n_cells,).
        posture: Use of force from defensive to robust, 0-1.
        warned: How far the force expects a threat there, shape (n_cells,), 0-1.
        half: Soldiers at which presence counts one half.
        p: Parameters.

    Source: MODEL.md 5.11: strength x quality x posture x warning.
    """
    credible = p.posture_floor + (1.0 - p.posture_floor) * posture
    ready = (local + nearby) * credible * (1.0 + p.warning_bonus * warned)
    return ready / (ready + half)


def met_chance(
    local: Array,
    nearby: Array,
    flown: float,
    posture: float,
    warned: Array,
    delay_weeks: float,
    half: float,
    p: ViolenceParameters,
) -> Array:
    """Return the chance that an attack is met at once, 0-1.

    Those on the spot act on their own; those who must come need a warning or an order in time.

    Args:
        local: Effective soldiers in the cell.
        nearby: Effective soldiers who can come by road.
        flown: Effective soldiers who can be flown in.
        posture: Use of force, 0-1.
        warned: How far the force expects a threat there, 0-1.
        delay_weeks: Decision delay of the mission, weeks.
        half: Soldiers at which presence counts one half.
        p: Parameters.

    Source: PK-14; C-47; IPI.
    """
    timely = p.delay_half / (p.delay_half + delay_weeks)
    willing = p.posture_floor + (1.0 - p.posture_floor) * posture
    able = local * (0.5 + 0.5 * warned) + (nearby * (0.4 + 0.6 * warned) + flown * (0.4 + 0.6 * warned)) * timely
    return willing * able / (able + half)


def abuse_chance(
    rebel_held: Array,
    violence: Array,
    integrity: float,
    unpaid: float,
    watched: Array,
    conditions: Array,
    p: ViolenceParameters,
) -> Array:
    """Return the chance that each state unit abuses people this week.

    Args:
        rebel_held: Control by armed groups where it stands, shape (n_units,), share.
        violence: Recent violence there, shape (n_units,), share.
        integrity: Integrity of the force, share.
        unpaid: Share of its pay that did not come, 0-1.
        watched: Open human rights monitoring there, shape (n_units,), 0-1.
        conditions: Conditions on support that bind it, shape (n_units,), 0-1.
        p: Parameters.

    Source: CML 2.1.2, 4.3.5; IPI host state.
    """
    tension = 0.15 + 0.85 * (rebel_held + violence - rebel_held * violence)
    lawless = (1.0 - integrity) * (1.0 + unpaid)
    return np.minimum(
        p.abuse_rate * tension * lawless * (1.0 - p.monitoring_effect * watched) * (1.0 - 0.5 * conditions), 1.0
    )


def violence_after(violence: Array, events: Array, p: ViolenceParameters) -> Array:
    """Return the memory of violence after one week, share; ``events`` is the size of what happened, 0 up."""
    return np.minimum(violence * (1.0 - p.decay) + events / (events + 6.0) * (1.0 - violence), 1.0)
