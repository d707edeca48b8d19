"""How the mission stands in people's eyes: as a side in the conflict, or as a protector that did not come.

Source: CML 1.4.2, 3.1; IPI host state and local population; LG-03.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .consent import ConsentParameters

__all__ = ["perceived_partiality", "unprotected"]

Array = NDArray[np.float64]


def perceived_partiality(
    state_support: float, due_diligence: float, government: Array, grievance: Array, state_abuse: Array, fighting: Array
) -> Array:
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

    Source: IPI support to the host country; LG-03.
    """
    resented = grievance * (1.0 - 0.5 * government)
    tainted = state_abuse * (1.0 - 0.7 * due_diligence)
    siding = state_support * (resented + tainted - resented * tainted)
    return siding + fighting - siding * fighting


def unprotected(unmet: Array, beside: Array, information: Array, p: ConsentParameters) -> Array:
    """Return how far people have cause to say that the mission does not protect, per cell, 0-1.

    What happened there counts in full, next door less, and elsewhere as far as news travels.

    Args:
        unmet: Attacks that were not met this week, by weight, shape (n_cells,), 0 up.
        beside: Sum of the same over the eight cells around, shape (n_cells,).
        information: Credible news against rumour, shape (n_cells,), share.
        p: Parameters.

    Source: CML 3.1; IPI local population.
    """
    elsewhere = float(unmet.sum()) - unmet - beside
    return np.minimum(unmet + p.heard_beside * beside + p.heard_of * information * elsewhere, 1.0)
