"""Crime: separate from political violence, and what police are for.

Source: CML 4.5; PK-12.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = ["CrimeParameters", "crime_after", "crime_aim", "crime_deaths", "crime_feeds"]

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
    stationed: float = parameter(
        0.7, low=0.0, high=1.0, unit="share", source="CML 4.5, 5.4; assumption on size",
        help="Share of the host's police who serve in stations, where people live and the state is, not in units.")
    mentors_seen: float = parameter(
        0.25, low=0.0, high=1.0, unit="share", source="CML 5.4.1; assumption on size",
        help="What a UN officer who mentors counts against crime, relative to one who polices.")
    least_prone: float = parameter(
        0.1, low=0.0, high=1.0, unit="times", source="assumption: no place is immune",
        help="Least crime of a place relative to what its livelihoods, order and police give it.")
    most_prone: float = parameter(
        5.0, low=1.0, high=20.0, unit="times", source="assumption: no place is lost",
        help="Most crime of a place relative to what its livelihoods, order and police give it.")
    # fmt: on


def crime_aim(livelihoods: Array, authority: Array, rule_of_law: Array, police: Array, p: CrimeParameters) -> Array:
    """Return the crime that its causes lead to in an ordinary place, shape (n_cells,), 0 up.

    Args:
        livelihoods: Livelihoods, share.
        authority: State authority, share.
        rule_of_law: Rule of law, share.
        police: Effective police, officers.
        p: Parameters.
    """
    order = 0.5 * (authority + rule_of_law)
    cause = p.idleness * (1.0 - livelihoods) + p.lawlessness * (1.0 - order)
    return np.asarray(cause * (1.0 - p.police_effect * police / (police + p.police_half)))


def crime_feeds(livelihoods: Array, authority: Array, rule_of_law: Array, p: CrimeParameters) -> Array:
    """Return what leads to crime where there are no police, by cause, shape (3, n_cells); arguments as above.

    Want of livelihoods, of state authority and of rule of law, in this order.
    """
    missing = 1.0 - np.array([livelihoods, authority, rule_of_law])
    missing *= np.array([[p.idleness], [0.5 * p.lawlessness], [0.5 * p.lawlessness]])
    return missing


def crime_after(
    crime: Array, livelihoods: Array, authority: Array, rule_of_law: Array, police: Array, p: CrimeParameters,
    prone: Array | float = 1.0,
) -> Array:  # fmt: skip
    """Return crime after one week, shape (n_cells,), share.

    Args:
        crime: Crime, share.
        livelihoods: Livelihoods, share.
        authority: State authority, share.
        rule_of_law: Rule of law, share.
        police: Effective police, officers.
        p: Parameters.
        prone: Crime of a place relative to an ordinary one in the same conditions, 0 up.
    """
    aim = np.minimum(crime_aim(livelihoods, authority, rule_of_law, police, p) * prone, 1.0)
    return np.minimum(np.maximum(crime + p.speed * (aim - crime), 0.0), 1.0)


def crime_deaths(crime: Array, people: Array, p: CrimeParameters) -> Array:
    """Return expected violent deaths by crime in a week, shape (n_cells,)."""
    return crime * crime * people * (p.deaths / 100_000.0 / 52.0)
