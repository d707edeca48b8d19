"""Violence and protection: who is there, who can come in time, and what it costs.

Source: CML 2.1.1, 4.3; PK-01 to PK-14.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..parameters import parameter
from .clash import ClashParameters

__all__ = [
    "ViolenceParameters",
    "abuse_chance",
    "backing",
    "deterrence",
    "free_to_act",
    "met_chance",
    "mobility",
    "operation_chance",
    "presence_share",
    "reach",
    "ready_share",
    "shared",
    "state_met_chance",
]

Array = NDArray[np.float64]
Number = TypeVar("Number", float, Array)


class ViolenceParameters(ClashParameters):
    """How presence turns into deterrence and response; with what attacks cost, from :class:`ClashParameters`."""

    # fmt: off
    half_presence: float = parameter(
        110.0, low=1.0, high=10000.0, unit="soldiers", source="C-21: a company is the usual place; C-18",
        help="Effective soldiers in a cell of 15 km a side at which presence counts one half; grows with its square"
        " root.")
    patrol_reach_km: float = parameter(
        60.0, low=1.0, high=300.0, unit="km", source="C-18; CML 4.3.4 mobility; assumption on size",
        help="Distance at which a mobile contingent on good roads counts half as much as on the spot.")
    warning_bonus: float = parameter(
        0.8, low=0.0, high=5.0, unit="times", source="CML 4.3.1; OR-10",
        help="How much more presence counts against a threat that it expects.")
    reserve_share: float = parameter(
        0.25, low=0.0, high=1.0, unit="share",
        source="CML 4.3.1 quick reaction; CML 4.3.4 aviation; assumption on size",
        help="Share of the force that can be flown to attacks anywhere in a week, if there are the aircraft.")
    lift: float = parameter(
        12.0, low=0.0, high=100.0, unit="soldiers/aircraft",
        source="CML 4.3.4 aviation; assumption: two dozen seats, half of the aircraft serviceable",
        help="Effective soldiers whom one helicopter of the mission can bring to attacks in a week.")
    delay_half: float = parameter(
        1.0, low=0.05, high=12.0, unit="weeks", source="IPI too slow to react; PK-14",
        help="Weeks of decision delay at which half of the responses come too late.")
    posture_floor: float = parameter(
        0.35, low=0.0, high=1.0, unit="share", source="PK-07; CML 4.2.6",
        help="Share of presence that counts under a purely defensive posture.")
    state_quality: float = parameter(
        0.35, low=0.0, high=2.0, unit="times", source="CML 3.5, 4.3.3; assumption on level",
        help="Protection that a state soldier gives relative to one of the mission, times the integrity of the force.")
    abuse_rate: float = parameter(
        0.05, low=0.0, high=1.0, unit="1/week", source="CML 4.3.5; C-30; assumption on share of the state",
        help="Chance in a week that a state unit without integrity abuses people where rebels hold the ground.")
    abuse_severity: float = parameter(
        1.2, low=0.0, high=50.0, unit="deaths", source="C-30; assumption on share of the state",
        help="Smallest number of deaths in an abuse by state forces.")
    monitoring_effect: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 2.1.2; trade-off 5",
        help="Share of abuse held back where monitors watch and report openly.")
    quiet_watch: float = parameter(
        0.25, low=0.0, high=1.0, unit="share", source="CML 2.1.2; assumption on size",
        help="Share of the effect of monitors on abuse that is left when they do not report.")
    geneva_watch: float = parameter(
        0.7, low=0.0, high=1.0, unit="share", source="CML 2.1.2; assumption on size",
        help="Share of the effect of monitors on abuse when reports are released from Geneva.")
    shamed: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 2.1.2; IPI host state; CO-09; assumption on size",
        help="Share of abuse that a government without patrons holds back everywhere while public criticism is full.")
    shame_fades: float = parameter(
        0.03, low=0.0, high=1.0, unit="1/week", source="CML 2.1.2; assumption: a report is talked of for half a year",
        help="Share of what public criticism holds back that is forgotten in a week without more of it.")
    response_half: float = parameter(
        15.0, low=1.0, high=10000.0, unit="soldiers", source="C-47; C-21 shape: half a platoon, the size of a patrol",
        help="Effective soldiers at the place of an attack who meet half of the attacks, if they are willing; as many"
        " in a large cell as in a small one.")
    alone_unwarned: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 4.3.1; assumption on size",
        help="Share of the soldiers on the spot who are where they are needed without a warning.")
    called_unwarned: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 4.3.1; assumption on size",
        help="Share of the soldiers called from elsewhere who come in time without a warning.")
    unsupplied: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 2.2.4; assumption on size",
        help="Share of its guard that a contingent without supply still holds.")
    idle_guard: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="assumption: a camp guards itself first",
        help="Share of its guard that a contingent holds in a week in which it does not work.")
    quality_floor: float = parameter(
        0.3, low=0.0, high=2.0, unit="times", source="PK-07; assumption on size",
        help="Worth of a soldier of the poorest contingent, in effective soldiers.")
    quality_gain: float = parameter(
        1.4, low=0.0, high=5.0, unit="times", source="PK-07; assumption on size",
        help="What a soldier of the best contingent is worth more than one of the poorest, in effective soldiers.")
    formed_guard: float = parameter(
        0.15, low=0.0, high=2.0, unit="times", source="assumption: lightly armed, trained for crowds",
        help="Worth of an officer of a formed police unit against armed groups, in effective soldiers.")
    camp_guard: float = parameter(
        80.0, low=0.0, high=2000.0, unit="soldiers", source="C-21; PK-14 posture of bases; assumption: half a company",
        help="Effective soldiers of a post in full danger who guard it, where no help is near.")
    reserve_reach: float = parameter(
        4.0, low=0.0, high=20.0, unit="times", source="CML 4.3.1 quick reaction; assumption on size",
        help="How many times more a reserve counts next door than on the spot, beyond what others count.")
    track_reach: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 4.3.4; assumption on size",
        help="Share of the soldiers next door who come across country where there is no road.")
    poor_mobility: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 4.3.4; assumption on size",
        help="Mobility of the poorest contingents relative to the best.")
    full_air: float = parameter(
        24.0, low=1.0, high=200.0, unit="aircraft", source="CML 4.3.4 aviation; assumption on size",
        help="Helicopters that double the reach of patrols.")
    state_floor: float = parameter(
        0.4, low=0.0, high=2.0, unit="times", source="CML 4.7; assumption on level",
        help="Worth of a soldier of an army of no quality at all, before `state_quality`.")
    support_effect: float = parameter(
        5.0, low=0.0, high=20.0, unit="times", source="CML 3.5, 4.7; trade-off with partiality; assumption on size",
        help="What full support by a mission much larger than the army, with the best quality, aircraft and warning,"
        " adds to what state units do.")
    abuse_floor: float = parameter(
        0.15, low=0.0, high=1.0, unit="share", source="CML 4.3.5; assumption on size",
        help="Share of the chance of abuse that is left where no group holds ground and nothing happened.")
    police_abuse: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 4.3.5; assumption on size",
        help="How readily police of the state abuse people, relative to its army.")
    conditions_effect: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 4.3.5; IPI host state; assumption on size",
        help="Share of abuse held back where state units depend on support under strict conditions.")
    state_answers: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 3.5, 4.7; assumption: those who are not looking elsewhere",
        help="Share of attacks on civilians by full enemies of the state that paid, lawful forces on the spot meet.")
    police_answer: float = parameter(
        0.05, low=0.0, high=2.0, unit="times", source="CML 4.5; assumption: lightly armed, in towns",
        help="Worth of a police officer of the state against an attack, in effective soldiers.")
    operation_rate: float = parameter(
        0.9, low=0.0, high=1.0, unit="1/week", source="CML 4.2, 4.7; assumption on size",
        help="Chance in a week that a unit of the best army attacks groups within reach that are many and yet weaker.")
    # fmt: on


def presence_share(strength: Number, half: float) -> Number:
    """Return how far a cell is held by ``strength`` effective soldiers, 0-1, with diminishing returns."""
    return strength / (strength + half)


def ready_share(supply: Array, working: Array, p: ViolenceParameters) -> Array:
    """Return the share of each contingent that can fight this week, 0-1.

    Args:
        supply: Share of its needs that reached it, shape (n_teams,).
        working: Whether it works this week, same shape.
        p: Parameters.

    Source: CML 2.2.4, 4.3.
    """
    return (p.unsupplied + (1.0 - p.unsupplied) * supply) * np.where(working, 1.0, p.idle_guard)


def mobility(quality: float, helicopters: float, p: ViolenceParameters) -> float:
    """Return how far the force reaches in time relative to a usual patrol, 0 up.

    Args:
        quality: Quality of the contingents, 0-1.
        helicopters: Aircraft of the mission.
        p: Parameters.

    How widely they are spread is no part of it: where they stand says that.

    Source: CML 4.3.4.
    """
    by_road = p.poor_mobility + (1.0 - p.poor_mobility) * quality
    return by_road * (1.0 + min(helicopters / p.full_air, 1.0))


def shared(strength: Array, calls: Array) -> Array:
    """Return the effective soldiers whom each of the week's calls gets of those who may answer several of them.

    Args:
        strength: Effective soldiers.
        calls: Attacks of the week that they could be called to, same shape.

    Source: MODEL.md 5.12: attacks meet whoever can come in time; nobody is in two places.
    """
    return strength / np.maximum(calls, 1.0)


def backing(support: float, due_diligence: float, lawful: float, means: Array, p: ViolenceParameters) -> Array:
    """Return how many times more state units hold and deter because the mission operates with them, 1 up.

    Args:
        support: Operating with host forces, 0-1.
        due_diligence: Conditions on it, 0-1; strict ones leave out the units that do not keep the law.
        lawful: Share of the units that keep it, 0-1.
        means: What the mission has to lend per state soldier, shape (n_cells,), 0-1.
        p: Parameters.

    Source: CML 3.5, 4.7; IPI host state; trade-off with partiality (5.9).
    """
    return 1.0 + p.support_effect * support * (1.0 - due_diligence * (1.0 - lawful)) * means


def reach(beside: Array, road: Array, cell_km: float, mobility: float, p: ViolenceParameters) -> Array:
    """Return the effective soldiers who can come from neighbouring cells in time.

    Args:
        beside: Effective soldiers in the cells around each, shape (n,).
        road: Road access of each, shape (n,), share.
        cell_km: Side of a cell, km.
        mobility: Mobility of the force, 0 up.
        p: Parameters.

    Source: CML 4.3.4; trade-off 13.
    """
    half_way = p.patrol_reach_km * mobility
    return beside * road * (half_way / (half_way + cell_km))


def free_to_act(force: Array, nearby: Array, danger: Array, p: ViolenceParameters) -> Array:
    """Return the effective soldiers of each post who need not guard it: few if it is small, in danger, far from help.

    Args:
        force: Effective soldiers in the cell, shape (n_cells,).
        nearby: Effective soldiers who can come to it, same shape.
        danger: Threat or violence there, same shape, 0-1.
        p: Parameters.

    Source: CML 4.3.4; trade-off 13: who spreads out without means to come to help holds camps and little else.
    """
    alone = p.camp_guard / (p.camp_guard + nearby) if p.camp_guard else 0.0
    return np.maximum(force - p.camp_guard * danger * alone, 0.0)


def deterrence(local: Array, nearby: Array, posture: float, warned: Array, half: float, p: ViolenceParameters) -> Array:
    """Return how far attackers must reckon with a response, per cell, 0-1.

    Args:
        local: Effective soldiers in the cell who are free to act, shape (n_cells,).
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
        local: Effective soldiers in the cell who are free to act.
        nearby: Effective soldiers who can come by road.
        flown: Effective soldiers who can be flown in.
        posture: Use of force, 0-1.
        warned: How far the force expects a threat there, 0-1.
        delay_weeks: Decision delay of the mission, weeks.
        half: Soldiers who meet half of the attacks.
        p: Parameters.

    Source: PK-14; C-47; IPI.
    """
    timely = p.delay_half / (p.delay_half + delay_weeks)
    willing = p.posture_floor + (1.0 - p.posture_floor) * posture
    on_spot = p.alone_unwarned + (1.0 - p.alone_unwarned) * warned
    called = p.called_unwarned + (1.0 - p.called_unwarned) * warned
    able = local * on_spot + (nearby + flown) * called * timely
    return willing * able / (able + half)


def state_met_chance(force: Array, enmity: Array, lawful: Array, unpaid: float, p: ViolenceParameters) -> Array:
    """Return the chance that state forces on the spot meet an attack on civilians, 0-1.

    Args:
        force: Effective soldiers of the state there.
        enmity: How far the attackers have the state as their opponent, same shape, 0-1; it looks away from the others.
        lawful: How far state forces there keep the law, same shape, 0-1.
        unpaid: Share of their pay that did not come, 0-1.
        p: Parameters.

    Source: MODEL.md 5.12; CML 3.5, 4.7.
    """
    return p.state_answers * enmity * lawful * (1.0 - unpaid) * force / (force + p.response_half)


def operation_chance(own: Array, foe: Array, half: float, able: float, unpaid: float, p: ViolenceParameters) -> Array:
    """Return the chance that each army unit attacks the armed groups within its reach this week, 0-1.

    Args:
        own: Effective soldiers of the state where it stands, shape (n_units,).
        foe: Fighters within reach of groups that the state fights on with, by arms and enmity, same shape.
        half: Fighters who make an operation half worth it.
        able: Quality of the army, 0-1.
        unpaid: Share of its pay that did not come, 0-1.
        p: Parameters.

    Source: CML 4.2, 4.7; MODEL.md 5.12.
    """
    return p.operation_rate * able * (1.0 - unpaid) * (foe / (foe + half)) * (own / np.maximum(own + foe, 1e-9))


def abuse_chance(
    rebel_held: Array,
    violence: Array,
    integrity: Array | float,
    unpaid: float,
    watched: Array,
    shamed: float,
    conditions: Array | float,
    p: ViolenceParameters,
) -> Array:
    """Return the chance that each state unit abuses people this week.

    Args:
        rebel_held: Control by armed groups where it stands, shape (n_units,), share.
        violence: Recent violence there, shape (n_units,), share.
        integrity: Integrity of each unit, one number or shape (n_units,), share.
        unpaid: Share of its pay that did not come, 0-1.
        watched: Open human rights monitoring there, shape (n_units,), 0-1.
        shamed: How far its government is shamed by public criticism that no patron makes up for, 0-1.
        conditions: Conditions on support that bind it, one number or shape (n_units,), 0-1.
        p: Parameters.

    Source: CML 2.1.2, 4.3.5; IPI host state.
    """
    tension = p.abuse_floor + (1.0 - p.abuse_floor) * (rebel_held + violence - rebel_held * violence)
    lawless = (1.0 - integrity) * (1.0 + unpaid)
    return np.minimum(
        p.abuse_rate
        * tension
        * lawless
        * (1.0 - p.monitoring_effect * watched)
        * (1.0 - p.shamed * shamed)
        * (1.0 - p.conditions_effect * conditions),
        1.0,
    )
