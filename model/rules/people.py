"""People: flight, need, relief, return, and what they live on.

Source: CML 6.2-6.4, CML6; RT-01 to RT-04.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = [
    "MOST_JOIN",
    "PeopleParameters",
    "apportion",
    "flight_share",
    "handed_out",
    "need_target",
    "return_readiness",
    "slow_stock",
    "whole",
]

Array = NDArray[np.float64]
MOST_JOIN = 0.01
"""Largest share of a place that joins one band, or the state, in a week: a hundred bands cannot take more than all."""


class PeopleParameters(Parameters):
    """How people react and recover."""

    flight: float = parameter(
        0.08,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="CML6; assumption: sets displacement of the contested scenario",
        help="Share of residents who flee in a week, times the square of the violence above the threshold.",
    )
    flight_threshold: float = parameter(
        0.12,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: people bear single incidents",
        help="Violence below which nobody flees.",
    )
    abroad_border: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 6.4; RT-01; assumption on level",
        help="Share of those fleeing from border cells who cross it.",
    )
    abroad_inland: float = parameter(
        0.06,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 6.4; assumption on level",
        help="Share of those fleeing from inland cells who leave the country.",
    )
    idp_return: float = parameter(
        0.028,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="C-43: 10-20 percent a year over all settings, higher after a settlement",
        help="Share of displaced people in the country who go home in a week when home is fully ready.",
    )
    refugee_return: float = parameter(
        0.0040,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="C-42: set by its level, so that RT-03 is put in and not found",
        help="Share of refugees who go home in a week when home is fully ready.",
    )
    peace_memory: float = parameter(
        0.03,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="assumption: it takes most of a year of calm to believe in it; the pace behind RT-02",
        help="Speed at which people come to trust that home is safe.",
    )
    support_effect: float = parameter(
        0.6,
        low=0.0,
        high=5.0,
        unit="times",
        source="CML 6.4.1",
        help="How much faster people return where return is supported.",
    )
    land_dispute: float = parameter(
        0.4,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 6.4; RT-04",
        help="Share of returns held back where local disputes are unsettled.",
    )
    resident_need: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: a sixth to a third of people are in need in the scenarios' countries",
        help="Share of residents without essentials where there are neither livelihoods nor services.",
    )
    need_speed: float = parameter(
        0.08,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="assumption: stocks last for some weeks",
        help="Speed at which need follows its causes.",
    )
    displaced_need: float = parameter(
        0.75,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML6 humanitarian relief; assumption on level",
        help="Share of displaced people without essentials when nobody helps.",
    )
    relief_people: float = parameter(
        250_000.0,
        low=0.0,
        high=1_000_000.0,
        unit="people",
        source="assumption: a team and its local partners; not sourced, tuned by looking at need met",
        help="People whom one relief team can hand out essentials to, if it has them.",
    )
    assessment_effect: float = parameter(
        0.3,
        low=0.0,
        high=2.0,
        unit="share",
        source="CML6 humanitarian relief; assumption on size",
        help="Part by which a week of assessment on the spot raises the people whom relief teams there can serve.",
    )
    relief_effect: float = parameter(
        0.15,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: about twice need_speed, so that those served for a while are no longer in need",
        help="Share of those served in a week who are then no longer in need.",
    )
    camp_pull: float = parameter(
        8.0,
        low=0.0,
        high=100.0,
        unit="times",
        source="CML 6.4; assumption on size",
        help="How much more a place with a camp draws those who flee than one without.",
    )
    town_pull: float = parameter(
        2.0,
        low=0.0,
        high=100.0,
        unit="times",
        source="CML 6.4; assumption on size",
        help="How much more the capital draws those who flee than open country; other towns less, by rank.",
    )
    service_gain: float = parameter(
        0.008,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML 6.3; assumption on size",
        help="Services gained in a cell of mean population by a week of one team's work, as a share of what"
        " is missing.",
    )
    # fmt: off
    job_gain: float = parameter(
        0.008, low=0.0, high=0.5, unit="1/week", source="CML 6.5; CML6; assumption: as for services",
        help="Livelihoods gained likewise by a week of one team's programmes.")
    epidemic_need: float = parameter(
        0.15, low=0.0, high=1.0, unit="share", source="CML 6.2; assumption: need rises by a seventh of all people",
        help="Need that an epidemic of usual size adds where it is.")
    state_service: float = parameter(
        0.0015, low=0.0, high=0.1, unit="1/week", source="CML 3.5; assumption on size",
        help="Services gained in a week where the state is fully present, as a share of what is missing.")
    dependence_speed: float = parameter(
        0.01, low=0.0, high=0.5, unit="1/week",
        source="CML6 humanitarian relief; assumption: habits form over two years",
        help="Speed at which a place comes to count on relief.")
    # fmt: on
    dependence: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML6; trade-off 10; assumption on size",
        help="Share of people's own recovery lost where all count on relief.",
    )
    camp_militarisation: float = parameter(
        2.0,
        low=0.0,
        high=20.0,
        unit="times",
        source="CML 6.4; MODEL.md 5.13; assumption on size",
        help="How much faster armed groups refill their ranks beside a large unprotected camp at the border.",
    )
    upkeep: float = parameter(
        0.0015,
        low=0.0,
        high=0.1,
        unit="1/week",
        source="assumption: what nobody maintains is gone in years",
        help="Services and livelihoods lost in a week without upkeep.",
    )
    # fmt: off
    violence_damage: float = parameter(
        0.03, low=0.0, high=0.5, unit="1/week", source="CML 6.1; assumption on size",
        help="Services and livelihoods lost in a week of full violence.")
    recovery: float = parameter(
        0.003, low=0.0, high=0.1, unit="1/week", source="CML 6.5; assumption on size",
        help="Livelihoods gained in a week of peace with roads open and no mines, as a share of what is missing.")
    refuge: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="PK-01; assumption on size",
        help="Share of flight that full protection on the spot holds back.")
    least_calm: float = parameter(
        0.02, low=0.0, high=1.0, unit="share", source="assumption: some flee into danger",
        help="Least part of a place's pull on those who flee that violence leaves it.")
    services_spare: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML6; assumption on size",
        help="Share of residents' need that full services spare.")
    state_upkeep: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 6.3; assumption on size",
        help="Share of the decay of services that full state authority prevents.")
    crime_damage: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 4.5, 6.5; assumption on size",
        help="Share of the recovery of livelihoods that full crime takes.")
    no_roads: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 4.4, 6.5; assumption on size",
        help="Recovery of livelihoods without any road, relative to open roads.")
    mined_fields: float = parameter(
        0.7, low=0.0, high=1.0, unit="share", source="CML 2.1.4; assumption on size",
        help="Share of the recovery of livelihoods that fully mined ground takes.")
    mined_homes: float = parameter(
        0.8, low=0.0, high=1.0, unit="share", source="CML 2.1.4, 6.4; assumption on size",
        help="Share of returns that fully mined ground holds back.")
    basis_bare: float = parameter(
        0.25, low=0.0, high=1.0, unit="share", source="RT-04; assumption on size",
        help="How ready a safe home is without services and livelihoods.")
    basis_services: float = parameter(
        0.45, low=0.0, high=1.0, unit="share", source="RT-04; assumption: services second after safety",
        help="What full services add to how ready home is.")
    basis_livelihoods: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="RT-04; assumption on size",
        help="What full livelihoods add to how ready home is.")
    most_home: float = parameter(
        0.5, low=0.0, high=1.0, unit="1/week", source="assumption: transport and shelter are short",
        help="Most of the displaced or of refugees who can go home in a week.")
    fear_haste: float = parameter(
        4.0, low=1.0, high=50.0, unit="times", source="RT-02; assumption: trust in safety is lost faster than won",
        help="Speed at which trust that home is safe is lost, relative to the speed at which it is won.")
    # fmt: on


def whole(amount: Array, draw: Array) -> Array:
    """Round counts up or down by one draw each, so that means are kept and people stay whole."""
    return np.floor(amount + draw)


def apportion(total: float, weight: Array, limit: Array | None = None) -> Array:
    """Split a whole number over cells in proportion to ``weight``, in whole numbers that add up exactly.

    Args:
        total: Whole number to split, 0 up.
        weight: Shape (n_cells,), 0 up.
        limit: Most that each cell can take, shape (n_cells,); what does not fit is left out of the sum.

    Returns:
        Whole numbers, shape (n_cells,).
    """
    upto = np.cumsum(weight)
    if total <= 0.0 or upto[-1] <= 0.0:
        return np.zeros(len(weight))
    upto = np.floor(upto / upto[-1] * total + 1e-9)  # the last cell with any weight stands at exactly 1
    part = np.minimum(upto, total)
    part[1:] = part[1:] - part[:-1]
    return part if limit is None else np.minimum(part, limit)


def flight_share(violence: Array, refuge: Array, p: PeopleParameters) -> Array:
    """Return the share of residents who flee this week, shape (n_cells,).

    Args:
        violence: Memory of violence, share.
        refuge: Protection on the spot, 0-1, which lets people stay.
        p: Parameters.

    Source: CML 6.4, CML6.
    """
    fear = np.maximum(violence - p.flight_threshold, 0.0)
    return p.flight * fear * fear * (1.0 - p.refuge * refuge)


def need_target(livelihoods: Array, services: Array, displaced_share: Array, p: PeopleParameters) -> Array:
    """Return the share of people present who would lack essentials without relief, shape (n_cells,).

    Args:
        livelihoods: Livelihoods, share.
        services: Services, share.
        displaced_share: Displaced among people present, share.
        p: Parameters.
    """
    resident_need = (1.0 - livelihoods) * (1.0 - p.services_spare * services)
    return displaced_share * p.displaced_need + (1.0 - displaced_share) * p.resident_need * resident_need


def handed_out(work: Array, assessed: Array, want: Array, p: PeopleParameters) -> Array:
    """Return whom relief teams can serve this week if they have the goods, shape (n_cells,), people.

    Args:
        work: Team-weeks of relief and camp work that took, shape (n_cells,).
        assessed: Team-weeks of assessment there, shape (n_cells,).
        want: People in need, shape (n_cells,).
        p: Parameters.

    Source: CML 6.2; CML6 humanitarian relief.
    """
    able = work * p.relief_people * (1.0 + p.assessment_effect * np.minimum(assessed, 1.0))
    return np.minimum(able, want)


def return_readiness(
    safety: Array, mines: Array, services: Array, livelihoods: Array, disputes: Array, p: PeopleParameters
) -> Array:
    """Return how ready home is to go back to, 0-1: safety first, services second.

    Args:
        safety: Remembered safety, shape (n_cells,), share.
        mines: Contamination, share.
        services: Services, share.
        livelihoods: Livelihoods, share.
        disputes: Unsettled local disputes, share.
        p: Parameters.

    Source: CML 6.4; RT-04.
    """
    basis = p.basis_bare + p.basis_services * services + p.basis_livelihoods * livelihoods
    return safety * safety * (1.0 - p.mined_homes * mines) * basis * (1.0 - p.land_dispute * disputes)


def slow_stock(stock: Array, up: Array, down: Array | float) -> Array:
    """Return a share after one week of gains (of what is missing) and losses (of what is there)."""
    return np.minimum(np.maximum(stock + up * (1.0 - stock) - down * stock, 0.0), 1.0)
