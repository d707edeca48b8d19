"""Misconduct by mission personnel: how much there is, and how slowly it becomes known.

Source: CML 2.2.3; LG-04, LG-06.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = ["ConductParameters", "misconduct_cases", "money_share"]

Array = NDArray[np.float64]


class ConductParameters(Parameters):
    """How misconduct arises and what prevention does."""

    rate: float = parameter(
        6.0,
        low=0.0,
        high=200.0,
        unit="cases per 1,000 persons a year",
        source="LG-04 widespread and rising with battalions; assumption on level",
        help="Cases of misconduct, reported or not, among personnel without any discipline.",
    )
    known: float = parameter(
        0.015,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="CML 2.2.3; LG-06 mostly unreported",
        help="Share of hidden cases that become known locally in a week, of those that are ever told.",
    )
    never_told: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 2.2.3; LG-06 mostly unreported; assumption on level",
        help="Share of cases that nobody ever tells of.",
    )
    heard_beside: float = parameter(
        0.2,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 2.2.3; LG-06; assumption on size",
        help="How much a case that becomes known counts in the cells beside it, relative to its own.",
    )
    money_half_usd: float = parameter(
        2_000_000.0,
        low=1.0,
        high=1e9,
        unit="USD a year",
        source="CML 2.2.3; assumption on size",
        help="Yearly money for conduct and discipline that prevents half of what money can prevent.",
    )
    money_effect: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 2.2.3; assumption on size",
        help="Share of cases that training, vetting and prosecution can prevent.",
    )
    radio_half_usd: float = parameter(
        5_000_000.0,
        low=1.0,
        high=1e9,
        unit="USD a year",
        source="CML 2.2.2; assumption on size",
        help="Yearly money for public information at which half of the country hears the mission's radio.",
    )


def money_share(usd: float, half: float) -> float:
    """Return how far yearly money goes, 0-1, with diminishing returns."""
    return usd / (usd + half)


def misconduct_cases(persons: Array, discipline: float, prevented: float, p: ConductParameters) -> Array:
    """Return expected cases in a week per cell.

    Args:
        persons: Uniformed personnel of the mission in each cell.
        discipline: Discipline that contingents bring, 0-1.
        prevented: Share of what money can prevent that it does prevent, 0-1.
        p: Parameters.
    """
    return persons * (p.rate / 1000.0 / 52.0 * (1.0 - discipline) * (1.0 - p.money_effect * prevented))
