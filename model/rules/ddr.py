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

__all__ = ["DdrParameters", "entering", "leaving_unsupported", "planned_share", "resented", "served", "worth_of_joining"]

Array = NDArray[np.float64]


class DdrParameters(Parameters):
    """What draws fighters out of the ranks, what the steps take and cost, and what becomes of former fighters."""

    # fmt: off
    join_gain: float = parameter(
        1.4, low=0.0, high=5.0, unit="worth", source="CML 4.6.1; assumption on size",
        help="Worth of laying down arms to a band whose party holds wholly to an agreement, in full safety.")
    join_cost: float = parameter(
        0.45, low=0.0, high=5.0, unit="worth", source="CML 4.6.2; assumption on size",
        help="What it costs a band: its arms are its living and its protection.")
    unsafe: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 4.6.2 security guarantees; assumption on size",
        help="Share of that worth that is left where nobody guarantees the safety of those who disarm.")
    imbalance: float = parameter(
        1.5, low=0.0, high=10.0, unit="worth", source="CML 4.6.2 balance between rivals; SP-03; assumption on size",
        help="What it costs a band that a further share of its group than of its rivals has laid down arms.")
    enters: float = parameter(
        0.15, low=0.0, high=1.0, unit="1/week", source="assumption: a band comes in within two months",
        help="Most of its first strength that a band sends into cantonment in a week.")
    cantoned_per_team: float = parameter(
        200.0, low=1.0, high=2000.0, unit="persons/team-week", source="CML 4.6.1; C-35, C-36; assumption on size",
        help="Fighters whom one team-week of cantonment can take in.")
    disarmed_per_team: float = parameter(
        200.0, low=1.0, high=2000.0, unit="persons/team-week", source="CML 4.6.1; C-35, C-36; assumption on size",
        help="Fighters whom one team-week of disarmament disarms and registers.")
    discharged: float = parameter(
        0.15, low=0.0, high=1.0, unit="1/week", source="CML 4.6.1; assumption: within two months",
        help="Share of the disarmed who are discharged in a week.")
    reinsertion_weeks: float = parameter(
        52.0, low=4.0, high=104.0, unit="weeks", source="CML 4.6.1: transitional support of at most a year",
        help="Weeks for which reinsertion carries former fighters, in the mean.")
    reintegrated_per_team: float = parameter(
        25.0, low=0.5, high=500.0, unit="persons/team-week", source="CML 4.6.3; DD-04; assumption on size",
        help="Former fighters whom one team-week of reintegration settles, if there is money and work.")
    usd_first_steps: int = parameter(
        700, low=0, high=10_000, unit="US$/person", source="C-34; assumption: half of the cost of a programme",
        help="Assessed money that cantonment, disarmament and reinsertion of one fighter take.")
    usd_reintegration: int = parameter(
        1_000, low=0, high=10_000, unit="US$/person", source="C-34; assumption: the other half and more",
        help="Voluntary money that the reintegration of one former fighter takes.")
    planned_weeks: float = parameter(
        104.0, low=1.0, high=520.0, unit="weeks", source="DD-04: reintegration lags and is cut first; assumption on level",
        help="Weeks after the first discharge until reintegration is planned in full, if nobody plans it together.")
    planned_at_once: float = parameter(
        0.85, low=0.0, high=1.0, unit="share", source="CML 4.6.3 joint planning; assumption on size",
        help="Share of that wait that a DDR steering group which meets as a strategic framework commits spares.")
    goes_back: float = parameter(
        0.02, low=0.0, high=1.0, unit="1/week", source="DD-04; C-37; assumption on size",
        help="Share of former fighters without support who go back in a week, in full grievance without livelihoods.")
    to_crime: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 4.6.6; PK-12; assumption on size",
        help="Share of those who go back that takes to crime instead of arms.")
    crime_push: float = parameter(
        3.0, low=0.0, high=100.0, unit="share", source="CML 4.6.6; assumption on size",
        help="Rise of crime in a place all of whose people took to it.")
    settles: float = parameter(
        0.01, low=0.0, high=1.0, unit="1/week", source="DD-04: many settle by themselves; assumption on size",
        help="Share of former fighters without support who settle by themselves in a week, with full livelihoods.")
    resentment: float = parameter(
        0.02, low=0.0, high=1.0, unit="1/week", source="CML 4.6.2; assumption on size",
        help="Grievance that residents gain in a week where former fighters get all that victims lack.")
    # fmt: on


def worth_of_joining(
    commitment: Array, safety: Array, further: Array, group: NDArray[np.int64], cell: NDArray[np.int64], p: DdrParameters
) -> Array:
    """Return what laying down arms is worth to each band, above what it costs.

    Args:
        commitment: How far each group holds to an agreement in force, shape (n_groups,), share.
        safety: Deterrence by the mission, shape (n_cells,), 0-1.
        further: How much further each group has laid down its arms than its rivals, shape (n_groups,), share, 0 up.
        group: Group of each band, shape (n,).
        cell: Home of each band, shape (n,).
        p: Parameters.

    Source: CML 4.6.1, 4.6.2; SP-03.
    """
    safe = p.unsafe + (1.0 - p.unsafe) * safety[cell]
    return p.join_gain * commitment[group] * safe - p.join_cost - p.imbalance * further[group]


def entering(fighters: Array, first: Array, room: Array, p: DdrParameters) -> Array:
    """Return the fighters who go into cantonment this week, whole numbers, shape (n,).

    Args:
        fighters: Fighters of each band that lays down its arms, shape (n,).
        first: Its first strength, same shape.
        room: Fighters whom teams near its home can take in, same shape.
        p: Parameters.
    """
    return np.floor(np.minimum(np.minimum(fighters, p.enters * first + 1.0), room))


def served(waiting: Array, work: Array, per_team: float, paid: float) -> Array:
    """Return how many people a step serves, shape (n,), before rounding.

    Args:
        waiting: People who wait for it, shape (n,).
        work: Team-weeks near them, shape (n,).
        per_team: People whom a team-week serves.
        paid: Share of what the step costs that can be paid.
    """
    return np.minimum(waiting, work * per_team * paid)


def planned_share(weeks: float, together: float, p: DdrParameters) -> float:
    """Return how far reintegration is planned, 0-1.

    Args:
        weeks: Weeks since the first fighters were discharged.
        together: How far mission and country team plan it together, 0-1.
        p: Parameters.

    Source: DD-04; CML 4.6.3.
    """
    wait = p.planned_weeks * (1.0 - p.planned_at_once * together)
    return min(max(weeks, 0.0) / max(wait, 1.0), 1.0)


def leaving_unsupported(
    unsupported: Array, grievance: Array, livelihoods: Array, safety: Array, p: DdrParameters
) -> tuple[Array, Array]:
    """Return how many former fighters without support go back and how many settle by themselves, before rounding.

    Args:
        unsupported: Former fighters without support by home, shape (n,).
        grievance: Grievance there, same shape, share.
        livelihoods: Livelihoods there, same shape, share.
        safety: Deterrence by the mission there, same shape, 0-1.
        p: Parameters.

    Source: DD-04; C-37; CML 4.6.6.
    """
    pull = 0.5 * grievance + 0.5 * (1.0 - livelihoods)
    return p.goes_back * pull * (1.0 - 0.5 * safety) * unsupported, p.settles * livelihoods * unsupported


def resented(supported: Array, residents: Array, need: Array, p: DdrParameters) -> Array:
    """Return the grievance that support to former fighters gives where others are in need, shape (n,), 1/week.

    Args:
        supported: Former fighters under support by home, shape (n,).
        residents: Residents there, same shape.
        need: Share of them in need, same shape.
        p: Parameters.

    Source: CML 4.6.2.
    """
    return p.resentment * need * np.minimum(20.0 * supported / np.maximum(residents, 1.0), 1.0)
