"""Youth: what includes them, and what keeps them from armed groups.

Parameters stand with the rest of the rule, in :mod:`.civil_society`.

Source: CML6 youth; MODEL.md 5.20.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .civil_society import CivilSocietyParameters

__all__ = ["youth_changes", "youth_drawn"]

Array = NDArray[np.float64]


def youth_changes(
    youth: Array, *, livelihoods: Array, said: Array, work: Array, table: float, p: CivilSocietyParameters
) -> dict[str, Array]:
    """Return this week's change of the inclusion of youth by cause, shape (n_sectors,) each.

    Args:
        youth: Inclusion, shape (n_sectors,), share.
        livelihoods: Livelihoods, same shape, share.
        said: See :func:`voice`, same shape.
        work: Violence reduction and livelihoods work, same shape, team-weeks.
        table: Influence of civil society in the process, share.
        p: Parameters.

    Source: CML6 youth; CML 4.6.6.
    """
    most = max(p.youth_jobs + p.youth_voice + p.youth_programmes + p.youth_table, 1.0)
    speed = p.youth_moves * (1.0 - p.custom) / most
    return {
        "livelihoods": speed * p.youth_jobs * livelihoods,
        "youth groups": speed * p.youth_voice * said,
        "work with youth": speed * p.youth_programmes * work / (work + p.programmes_half),
        "a say offered in the process": speed * p.youth_table * table * np.ones(len(youth)),
        "young people fall out": -p.youth_moves * youth,
    }


def youth_drawn(youth: Array, p: CivilSocietyParameters) -> Array:
    """Return how many of those who would join armed groups do, as youth are left out, 0-1. Source: CML6 youth."""
    return 1.0 - p.youth_holds * youth
