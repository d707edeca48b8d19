"""How the mission stands in people's eyes: as a side in the conflict, or as a protector that did not come.

Source: CML 1.4.2, 3.1; IPI host state and local population; LG-03.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = ["StandingParameters", "perceived_partiality", "unprotected"]

Array = NDArray[np.float64]


class StandingParameters(Parameters):
    """What people see of the mission, receive from it and hear of it."""

    heard_beside: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 3.1; IPI local population; assumption on size",
        help="How much an attack that was not met counts in the cells beside it, relative to its own.",
    )
    heard_of: float = parameter(
        0.2,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 3.1, 2.2.2; IPI local population; assumption: not sourced, tuned by looking at"
        " levels of need met and awareness",
        help="How much an attack that was not met counts elsewhere in the country, where news of it comes in full.",
    )
    # fmt: off
    beside_police: float = parameter(
        0.15, low=0.0, high=1.0, unit="share", source="IMS police; LG-03; assumption on size",
        help="How far working in the stations of the state's police counts as operating with its forces.")
    government_excuse: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="LG-03; assumption: who is governed forgives more",
        help="Share of resentment of siding with the state that full control by it takes off.")
    conditions_excuse: float = parameter(
        0.7, low=0.0, high=1.0, unit="share", source="LG-03; IPI support to the host country; assumption on size",
        help="Share of the taint of state abuse that full conditions on support take off the mission.")
    contact_beside: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 3.1; assumption on size",
        help="What a team of the mission beside a cell counts for contact, relative to one in it.")
    heard_side: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="LG-03; assumption: news of partiality travels",
        help="Part of the harm of partiality that is done where nobody has contact with the mission.")
    danger_floor: float = parameter(
        0.1, low=0.0, high=1.0, unit="share", source="CML 4.3.6; assumption on size",
        help="How much protection counts where there is neither threat nor violence.")
    danger_gain: float = parameter(
        2.0, low=0.0, high=10.0, unit="times", source="CML 4.3.6; assumption: half of full danger is danger enough",
        help="How much more protection counts with threat and violence, until it counts in full.")
    delivered_protection: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 3.1, 4.3.6; assumption on size",
        help="Weight of protection in what residents receive of what they look to the mission for.")
    delivered_services: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 3.1, 2.2.4; assumption on size",
        help="Weight of work with the mission's face in what residents receive.")
    delivered_presence: float = parameter(
        0.1, low=0.0, high=1.0, unit="share", source="CML 3.1; assumption on size",
        help="Weight of contact alone in what residents receive.")
    # fmt: on


def perceived_partiality(
    state_support: float, due_diligence: float, government: Array, grievance: Array, state_abuse: Array,
    fighting: Array, p: StandingParameters,
) -> Array:  # fmt: skip
    """Return how far the mission is seen as a side in each cell, 0-1.

    Standing beside state forces is seen as partial where people have a grievance or where those forces abuse;
    conditions on support (due diligence) weigh against the latter. Fighting there makes the mission a party whatever
    its intent.

    Args:
        state_support: Operating with host forces, 0-1.
        due_diligence: Conditions on it, 0-1.
        government: Control held by the government, shape (n_cells,), share.
        grievance: Grievance, shape (n_cells,), share.
        state_abuse: Recent abuse by state forces, shape (n_cells,), 0-1.
        fighting: Recent fighting by the mission, shape (n_cells,), 0-1.
        p: Parameters.

    Source: IPI support to the host country; LG-03.
    """
    resented = grievance * (1.0 - p.government_excuse * government)
    tainted = state_abuse * (1.0 - p.conditions_excuse * due_diligence)
    siding = state_support * (resented + tainted - resented * tainted)
    return siding + fighting - siding * fighting


def unprotected(unmet: Array, beside: Array, information: Array, p: StandingParameters) -> Array:
    """Return how far people have cause to say that the mission does not protect, per cell, 0-1.

    What happened there counts in full, next door less, and elsewhere as far as news travels.

    Args:
        unmet: Attacks that were not met this week, by weight, shape (n_cells,), 0 up.
        beside: Sum of the same over the eight cells around, shape (n_cells,).
        information: Credible news against rumour, shape (n_cells,), share.
        p: Parameters.

    Source: CML 3.1; IPI local population.
    """
    elsewhere = float(np.add.reduce(unmet)) - unmet - beside
    return np.minimum(unmet + p.heard_beside * beside + p.heard_of * information * elsewhere, 1.0)
