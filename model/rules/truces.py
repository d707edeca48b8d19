"""Truces outside of any agreement: armed groups hold their fire, by arrangement or by themselves, and open it again.

Much of the fighting in civil wars ends neither by victory nor by an agreement; it ceases for a time or for good. A
group holds its fire the sooner the more the war costs it and the more political cover mediators give it; it takes up
arms again as what happens around it alarms it and nobody calms it. Leaders decide for all bands of their group.

Source: Clayton and others 2022; Kreutz 2010; MODEL.md 5.11, 5.14.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = ["TruceParameters", "costs_of_war", "truce_breaks", "truce_comes"]

Array = NDArray[np.float64]
QUARTER = 0.25
"""Years between the rounds at which leaders decide."""


class TruceParameters(Parameters):
    """How often groups outside of an agreement hold their fire, and for how long; no truces unless a scenario asks."""

    # fmt: off
    begun: float = parameter(
        0.0, low=0.0, high=5.0, unit="1/year", source="C-49; none in scenarios that do not name it",
        help="Truces a year of a group for which the war costs half of what it could, and half of all mediation has"
        " a worth to it.")
    broken: float = parameter(
        0.75, low=0.0, high=20.0, unit="1/year", source="CML 4.2.1; assumption: sixteen months in full alarm",
        help="Truces that break in a year in full alarm where nobody calms anybody.")
    kept: float = parameter(
        0.9, low=0.0, high=1.0, unit="share", source="CML 4.2.1; assumption: some commanders break it",
        help="Share of the worth of attacks on rivals, the state and civilians that a group forgoes in a truce.")
    # fmt: on


def costs_of_war(fighting: Array, support: Array) -> Array:
    """Return what the war costs each group, of the most that it could, shape (n_groups,), 0-1.

    Args:
        fighting: Violence where its people are, same shape, share.
        support: Outside support that reaches it, same shape, share.

    Source: Clayton and others 2022: intense violence, harm to bystanders, lack of support from abroad.
    """
    return 0.5 * fighting + 0.5 * (1.0 - support)


def truce_comes(costs: Array, cover: Array, p: TruceParameters) -> Array:
    """Return the chance that each group begins a truce in a quarter, shape (n_groups,), 0-1.

    Args:
        costs: See :func:`costs_of_war`.
        cover: What mediation is worth to each, same shape, 0-1.
        p: Parameters.

    Source: C-49; Clayton and others 2022; Kreutz 2010.
    """
    return _in_a_quarter(p.begun * (costs + cover))


def truce_breaks(afraid: Array, p: TruceParameters) -> Array:
    """Return the chance that each group's truce breaks in a quarter, shape (n_groups,), 0-1.

    Args:
        afraid: Its alarm that nobody calms, same shape, 0-1.
        p: Parameters.

    Source: CML 4.2.1.
    """
    return _in_a_quarter(p.broken * afraid)


def _in_a_quarter(a_year: Array) -> Array:
    """Return the chance of something in a quarter by its rate a year; the exponential rounds otherwise elsewhere."""
    rate = QUARTER * a_year
    return rate / (1.0 + rate)
