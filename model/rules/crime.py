"""Crime: separate from political violence, and what police are for.

Source: CML 4.5; PK-12.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = ["CrimeParameters", "crime_after", "crime_deaths"]

Array = NDArray[np.float64]


class CrimeParameters(Parameters):
    """What feeds and what checks crime."""

    speed: float = parameter(
        0.03,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="assumption: crime follows its causes over months",
        help="Speed at which crime follows its causes.",
    )
    idleness: float = parameter(
        0.55,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 4.5; MODEL.md 5.20",
        help="Crime added where nobody has a livelihood.",
    )
    lawlessness: float = parameter(
        0.45,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 4.5, 5.1",
        help="Crime added where neither state authority nor rule of law is present.",
    )
    police_effect: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="share",
        source="PK-12; C-19",
        help="Share of crime held back where police, local and international, are fully present.",
    )
    police_half: float = parameter(
        60.0,
        low=1.0,
        high=5000.0,
        unit="officers",
        source="C-19; assumption: formed units and patrols in a locality",
        help="Effective police in a cell at which their presence counts one half.",
    )
    deaths: float = parameter(
        45.0,
        low=0.0,
        high=500.0,
        unit="deaths per 100,000 a year",
        source="PK-12: more than half of post-war violent deaths; assumption on level",
        help="Violent deaths by crime where crime is at its full.",
    )
    # fmt: off
    unpaid_police: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 5.4; C-14; assumption on size",
        help="Share of host police whom crime no longer fears where none are paid.")
    mentored_most: float = parameter(
        2.0, low=0.0, high=20.0, unit="team-weeks", source="CML 5.4.1; assumption on size",
        help="Mentoring in a cell and week beyond which more adds nothing.")
    beside_host: float = parameter(
        1.3, low=1.0, high=5.0, unit="times", source="CML 5.4; IMS; assumption on size",
        help="Worth of mentoring by police who sit with the host's own.")
    # fmt: on


def crime_after(
    crime: Array, livelihoods: Array, authority: Array, rule_of_law: Array, police: Array, p: CrimeParameters
) -> Array:
    """Return crime after one week, shape (n_cells,), share.

    Args:
        crime: Crime, share.
        livelihoods: Livelihoods, share.
        authority: State authority, share.
        rule_of_law: Rule of law, share.
        police: Effective police, officers.
        p: Parameters.
    """
    order = 0.5 * (authority + rule_of_law)
    cause = p.idleness * (1.0 - livelihoods) + p.lawlessness * (1.0 - order)
    aim = cause * (1.0 - p.police_effect * police / (police + p.police_half))
    return np.minimum(np.maximum(crime + p.speed * (aim - crime), 0.0), 1.0)


def crime_deaths(crime: Array, people: Array, p: CrimeParameters) -> Array:
    """Return expected violent deaths by crime in a week, shape (n_cells,)."""
    return crime * crime * people * (p.deaths / 100_000.0 / 52.0)
