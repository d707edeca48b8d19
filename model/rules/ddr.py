"""Disarmament, demobilisation and reintegration: who enters, what each step takes, and who goes back.

Fighters flow from under arms to cantoned, disarmed and demobilised. Reinsertion carries them for a year at most;
reintegration, paid from other money and planned later, settles them, and those whom it does not reach go back to arms,
to crime, or home by themselves.

Source: CML 2.1.6, 4.6; DD-03, DD-04; C-34 to C-37; MODEL.md 5.16.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = [
    "DdrParameters",
    "entering",
    "going_back",
    "in_order",
    "planning_pace",
    "resented",
    "served",
    "settling_alone",
    "worth_of_joining",
]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


class DdrParameters(Parameters):
    """What draws fighters out of the ranks, what the steps take and cost, and what becomes of former fighters."""

    # fmt: off
    join_gain: float = parameter(
        1.4, low=0.0, high=5.0, unit="worth", source="CML 4.6.1; assumption on size",
        help="Worth of laying down arms to a band whose party holds wholly to an agreement, in full safety.")
    join_cost: float = parameter(
        0.35, low=0.0, high=5.0, unit="worth", source="CML 4.6.6; assumption on size",
        help="What it costs a band: its arms are its living and its protection.")
    unsafe: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 4.6.6 credible security guarantees; assumption on size",
        help="Share of that worth that is left where nobody guarantees the safety of those who disarm.")
    at_sites: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 4.6.6 security not least at the camps; assumption on size",
        help="Part of their safety that those who disarm see in the whole sector, where the sites are, not at home.")
    imbalance: float = parameter(
        1.5, low=0.0, high=10.0, unit="worth", source="CML 4.6.6 rates among rivals; SP-03; assumption on size",
        help="What it costs a band that a further share of its group than of its rivals has laid down arms.")
    disappointment: float = parameter(
        0.2, low=0.0, high=5.0, unit="worth", source="CML 4.6.6 managing expectations; assumption on size",
        help="What it costs a band that nobody whose reinsertion has ended was given reintegration.")
    enters: float = parameter(
        0.15, low=0.0, high=1.0, unit="1/week", source="assumption: a band comes in within two months",
        help="Most of its first strength that a band sends into cantonment in a week.")
    cantoned_per_team: float = parameter(
        500.0, low=1.0, high=5000.0, unit="persons/team-week", source="CML 4.6.1; C-35, C-36; assumption: 100 a day",
        help="Fighters of a sector whom one team-week of cantonment can take in.")
    disarmed_per_team: float = parameter(
        500.0, low=1.0, high=5000.0, unit="persons/team-week", source="CML 4.6.1; C-35, C-36; assumption: 100 a day",
        help="Fighters whom one team-week of disarmament disarms and registers.")
    discharged_per_team: float = parameter(
        500.0, low=1.0, high=5000.0, unit="persons/team-week", source="CML 4.6.1; C-35, C-36; assumption: 100 a day",
        help="Disarmed fighters whom one team-week of reinsertion counsels, discharges and pays.")
    reinsertion_weeks: int = parameter(
        52, low=4, high=104, unit="weeks", source="CML 4.6: up to one year",
        help="Weeks for which reinsertion carries former fighters after their discharge.")
    reintegrated_per_team: float = parameter(
        100.0, low=0.5, high=500.0, unit="persons/team-week", source="CML 4.6.1; DD-04; C-37; assumption on size",
        help="Former fighters whom one team-week of reintegration settles where there is work for all.")
    hosts: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 4.6.5, 4.6.6 capacity of communities; assumption on size",
        help="Share of that which is left where there are no livelihoods at all.")
    usd_first_steps: int = parameter(
        600, low=0, high=10_000, unit="US$/person", source="C-34; assumption: two fifths of what a programme costs",
        help="Assessed money that disarmament, demobilisation and reinsertion of one fighter take.")
    usd_reintegration: int = parameter(
        900, low=0, high=10_000, unit="US$/person", source="C-34; assumption: three fifths of what a programme costs",
        help="Voluntary money that the reintegration of one former fighter takes.")
    funded_share: float = parameter(
        0.7, low=0.0, high=1.0, unit="share", source="CML 4.6.4, 4.6.6; DD-04: cut first; assumption on size",
        help="Share of what reintegration asks for that donors would pledge at the height of their attention.")
    appeal_weeks: float = parameter(
        26.0, low=1.0, high=520.0, unit="weeks", source="CML 4.6.4; assumption on level",
        help="Weeks over which what reintegration lacks is asked for.")
    planned_weeks: float = parameter(
        104.0, low=1.0, high=520.0, unit="weeks", source="CML 4.6.4; DD-04: reintegration lags; assumption on level",
        help="Weeks after the first discharge until reintegration is planned in full, if nobody plans it together.")
    planned_at_once: float = parameter(
        0.85, low=0.0, high=1.0, unit="share", source="CML 4.6.4 planned together from the outset; assumption on size",
        help="Share of that wait that mission and country team spare which plan it together in the steering group.")
    goes_back: float = parameter(
        0.02, low=0.0, high=1.0, unit="1/week", source="DD-04; C-37; assumption on size",
        help="Share of former fighters without support who go back in a week, in full grievance without livelihoods.")
    watched: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 4.6.6; assumption on size",
        help="Share of those whom the mission's presence at its fullest keeps from going back.")
    to_crime: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="MODEL.md 5.16; PK-12; assumption on size",
        help="Share of those who go back that takes to crime instead of arms.")
    crime_push: float = parameter(
        3.0, low=0.0, high=100.0, unit="share", source="PK-12; assumption on size",
        help="Rise of crime in a place all of whose people took to it.")
    settles: float = parameter(
        0.01, low=0.0, high=1.0, unit="1/week", source="DD-04: many settle by themselves; assumption on size",
        help="Share of former fighters without support who settle by themselves in a week, where all have work.")
    resentment: float = parameter(
        0.002, low=0.0, high=0.1, unit="1/week", source="CML 4.6.5 rewarded before victims; assumption on size",
        help="Rise of grievance where all are in need and former fighters are carried in large numbers.")
    resented_half: float = parameter(
        0.02, low=0.001, high=1.0, unit="share", source="CML 4.6.6 security balanced with equity; assumption on size",
        help="Former fighters under support, in parts of the residents, at which half of that resentment is felt.")
    # fmt: on


def worth_of_joining(
    commitment: Array, safety: Array, further: Array, gap: float, group: Ints, p: DdrParameters
) -> Array:
    """Return what laying down arms is worth to each band, shape (n,); standing by is worth zero.

    Args:
        commitment: How far each group holds to an agreement in force, shape (n_groups,), share.
        safety: Protection by the mission that each band counts on, shape (n,), 0-1.
        further: How much further each group has laid down its arms than its rivals, shape (n_groups,), share, 0 up.
        gap: Share of those whose reinsertion has ended whom reintegration did not reach.
        group: Group of each band, shape (n,).
        p: Parameters.

    Source: CML 4.6.6; SP-03.
    """
    safe = p.unsafe + (1.0 - p.unsafe) * safety
    return p.join_gain * commitment[group] * safe - p.join_cost - p.imbalance * further[group] - p.disappointment * gap


def entering(fighters: Array, first: Array, p: DdrParameters) -> Array:
    """Return the fighters who would go into cantonment this week if there were room, shape (n,).

    Args:
        fighters: Fighters of each band that lays down its arms, shape (n,).
        first: Its first strength, same shape.
        p: Parameters.
    """
    return np.minimum(fighters, p.enters * first + 1.0)


def served(waiting: Array, sector: Ints, room: Array) -> Array:
    """Return how many of those who wait a step serves, shape (n,), before rounding: all alike within a sector.

    Args:
        waiting: People who wait for it, shape (n,).
        sector: Sector of each, same shape.
        room: People whom the step can serve in each sector, shape (n_sectors,).

    Source: CML 4.6.1; sites serve a sector, and fighters come to them.
    """
    total = np.bincount(sector, waiting, len(room))
    return waiting * np.minimum(room / np.maximum(total, 1.0), 1.0)[sector]


def planning_pace(together: float, p: DdrParameters) -> float:
    """Return the part of the plan for reintegration that is made in a week, once fighters are discharged.

    Args:
        together: How far mission and country team plan it together, 0-1.
        p: Parameters.

    Source: DD-04; CML 4.6.4.
    """
    return 1.0 / max(p.planned_weeks * (1.0 - p.planned_at_once * together), 1.0)


def in_order(amount: Array, waiting: Array) -> Array:
    """Return how many are taken of each, shape (n, k), if those who stand first are taken first.

    Args:
        amount: How many are taken in each row at most, shape (n,).
        waiting: How many wait, in the order in which they are taken, shape (n, k).
    """
    before = np.cumsum(waiting, axis=1) - waiting
    return np.minimum(np.maximum(amount[:, None] - before, 0.0), waiting)


def going_back(unsupported: Array, grievance: Array, livelihoods: Array, safety: Array, p: DdrParameters) -> Array:
    """Return how many former fighters without support go back in a week, shape (n,), before rounding.

    Args:
        unsupported: Former fighters without support by home, shape (n,).
        grievance: Grievance there, same shape, share.
        livelihoods: Livelihoods there, same shape, share.
        safety: Deterrence by the mission there, same shape, 0-1.
        p: Parameters.

    Source: DD-04; C-37; CML 4.6.6.
    """
    pull = 0.5 * grievance + 0.5 * (1.0 - livelihoods)
    return p.goes_back * pull * (1.0 - p.watched * safety) * unsupported


def settling_alone(unsupported: Array, livelihoods: Array, p: DdrParameters) -> Array:
    """Return how many former fighters without support settle by themselves in a week, shape (n,), before rounding.

    Args:
        unsupported: Former fighters without support by home, shape (n,).
        livelihoods: Livelihoods there, same shape, share.
        p: Parameters.

    Source: DD-04.
    """
    return p.settles * livelihoods * unsupported


def resented(supported: Array, residents: Array, need: Array, p: DdrParameters) -> Array:
    """Return the grievance that support to former fighters gives where others are in need, shape (n,), 1/week.

    Args:
        supported: Former fighters under support by home, shape (n,).
        residents: Residents there, same shape.
        need: Share of them in need, same shape.
        p: Parameters.

    Source: CML 4.6.5, 4.6.6.
    """
    part = supported / np.maximum(residents, 1.0)
    return p.resentment * need * part / (part + p.resented_half)
