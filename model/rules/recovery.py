"""Recovery: services and livelihoods, by programmes, the state and people's own effort, against neglect and violence.

Source: CML 6.3, 6.5; CML6.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .people import PeopleParameters

__all__ = ["livelihoods_after", "services_after"]

Array = NDArray[np.float64]


def services_after(
    services: Array, work: Array, state: Array, violence: Array, per_head: Array, p: PeopleParameters,
    by: dict[str, Array] | None = None,
) -> Array:  # fmt: skip
    """Return services after one week, shape (n_cells,), share.

    Args:
        services: Services, share.
        work: Team-weeks of service work that took.
        state: State authority, share.
        violence: Violence, share.
        per_head: Population of the mean cell over that of the cell, so that crowds need more work.
        p: Parameters.
        by: Is given the change by cause.
    """
    built, of_state, missing = p.service_gain * work * per_head, p.state_service * state, 1.0 - services
    worn, damaged = p.upkeep * (1.0 - p.state_upkeep * state), p.violence_damage * violence
    gain, lost = (built + of_state) * missing, (worn + damaged) * services
    if by is not None:
        by |= {"programmes for services": built * missing, "services run by the state": of_state * missing}
        by |= {"want of upkeep": -worn * services, "violence": -damaged * services}
    return np.minimum(np.maximum(services + np.minimum(gain, missing) - lost, 0.0), 1.0)


def livelihoods_after(
    livelihoods: Array,
    work: Array,
    self_help: Array,
    roads: Array,
    mines: Array,
    violence: Array,
    crime: Array,
    per_head: Array,
    p: PeopleParameters,
    by: dict[str, Array] | None = None,
) -> Array:
    """Return livelihoods after one week, shape (n_cells,), share.

    Arguments are as in :func:`services_after`; ``self_help`` is what is left of people's own effort where they count on
    relief, share.
    """
    peace = (1.0 - violence) * (1.0 - p.crime_damage * crime)
    open_ground = (p.no_roads + (1.0 - p.no_roads) * roads) * (1.0 - p.mined_fields * mines)
    given, own, missing = p.job_gain * work * per_head, p.recovery * self_help * peace * open_ground, 1.0 - livelihoods
    damaged = p.violence_damage * violence
    gain, lost = (given + own) * missing, (p.upkeep + damaged) * livelihoods
    if by is not None:
        by |= {"programmes for livelihoods": given * missing, "people's own effort": own * missing}
        by |= {"want of upkeep": -p.upkeep * livelihoods, "violence": -damaged * livelihoods}
    return np.minimum(np.maximum(livelihoods + np.minimum(gain, missing) - lost, 0.0), 1.0)
