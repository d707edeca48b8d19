"""Mines and explosive remnants: contamination, clearance, accidents.

Source: CML 2.1.4, 4.4.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = ["MineParameters", "mine_accidents", "mines_after"]

Array = NDArray[np.float64]


class MineParameters(Parameters):
    """How fast ground is cleared and laid."""

    clearance: float = parameter(
        0.05,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML 2.1.4; assumption: a cell's roads and villages in some months by one strong team",
        help="Share of a cell that one team clears in a week of full work; the last devices are the hardest to find.",
    )
    new_devices: float = parameter(
        0.010,
        low=0.0,
        high=0.5,
        unit="per event",
        source="CML 4.4.5; assumption on size",
        help="Contamination added by a band that blocks roads or attacks with explosive devices.",
    )
    accidents: float = parameter(
        3.0,
        low=0.0,
        high=200.0,
        unit="deaths per 100,000 a year",
        source="CML 2.1.4; assumption on level",
        help="Deaths by mines among people on fully mined ground.",
    )
    # fmt: off
    last_devices: float = parameter(
        0.1, low=0.001, high=1.0, unit="share", source="CML 2.1.4; assumption on size",
        help="Contamination at which a team clears at half of its speed.")
    laid_blocking: float = parameter(
        0.5, low=0.0, high=5.0, unit="events", source="CML 4.4.5; assumption on size",
        help="New devices that a roadblock of one band lays in a week.")
    # fmt: on


def mines_after(
    mines: Array, clearing: Array, laid: Array, p: MineParameters, by: dict[str, Array] | None = None
) -> Array:
    """Return contamination after one week, shape (n_cells,), share.

    Args:
        mines: Contamination, share.
        clearing: Effective clearance work, team-weeks.
        laid: New devices, events.
        p: Parameters.
        by: Is given the change by cause.
    """
    is_cleared, is_laid = np.count_nonzero(clearing) > 0, np.count_nonzero(laid) > 0
    found = mines / (mines + p.last_devices)
    left = np.maximum(mines - p.clearance * clearing * found, 0.0)
    new = p.new_devices * laid * (1.0 - left)
    if by is not None and is_cleared:
        by["mine clearance"] = left - mines
    if by is not None and is_laid:
        by["new mines and explosive devices"] = new
    return np.minimum(left + new, 1.0)


def mine_accidents(mines: Array, people: Array, moving: Array, p: MineParameters) -> Array:
    """Return expected deaths by mines in a week, shape (n_cells,); people on the move double the risk."""
    return mines * people * (1.0 + moving) * (p.accidents / 100_000.0 / 52.0)
