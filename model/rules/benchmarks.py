"""Whether conditions on the recorded weeks hold.

Source: CML 3 to 6 (benchmarks of the outputs); CML6; MODEL.md section 7.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["conditions_hold", "recent_means"]

Array = NDArray[np.float64]

TIE = 1e-9
"""Part of a bar by which a mean may miss it through rounding alone."""


def recent_means(weeks: Array, windows: tuple[int, ...]) -> Array:
    """Return the mean of every column over the last weeks, for several numbers of weeks.

    Args:
        weeks: What was recorded so far, one row a week, shape (n_weeks, n_columns).
        windows: Numbers of weeks, each 1 or more.

    Returns:
        Shape (n_windows, n_columns); NaN where fewer weeks are recorded than the window has.

    Source: MODEL.md section 7.
    """
    n = len(weeks)
    means = np.full((len(windows), weeks.shape[1]), np.nan)
    for row, window in enumerate(windows):
        if n >= window:
            means[row] = weeks[n - window :].sum(axis=0) / window
    return means


def conditions_hold(means: Array, bars: Array, direction: Array) -> NDArray[np.bool_]:
    """Return which conditions hold; a mean exactly at its bar holds, one that is not known does not.

    Args:
        means: Mean of each condition's column over its weeks, shape (n_conditions,), in the column's unit.
        bars: Bar of each condition, 0 up, same shape and unit; NaN if it is not known yet.
        direction: +1 where the mean must be at least the bar, -1 where it must be at most the bar, same shape.

    Source: MODEL.md section 7.
    """
    return direction * (means - bars) >= -TIE * bars
