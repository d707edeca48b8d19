"""Settings of factors by kind of design: which values meet in which run.

Samples are drawn on the unit cube by SciPy and SALib, seeded by the root seed of the plan, and each factor turns its
place into a value; whole numbers, categories and switches have equal parts of the interval. What is sampled together
with named designs or levels of levers is the same for every one of them: they meet the same worlds.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .factorial import two_level
from .factors import Factor

__all__ = ["KINDS", "Setting", "crossed", "fraction", "hypercube", "one_at_a_time", "screening", "sobol_sample"]

Setting = dict[str, Any]
"""Value of each factor by name."""

NUDGE = 1e-9  # places of a grid stand exactly on the border of two categories, where rounding must not decide

KINDS = ("compare", "full", "list", "latin_hypercube", "sobol", "morris", "one_at_a_time", "factorial")


def crossed(factors: Sequence[Factor]) -> list[Setting]:
    """Return every combination of levels, the first factor slowest; one empty setting for no factor."""
    names = [factor.name for factor in factors]
    levels = [factor.discrete() or () for factor in factors]
    return [dict(zip(names, values, strict=True)) for values in product(*levels)]


def hypercube(factors: Sequence[Factor], samples: int, seed: int) -> list[Setting]:
    """Return a Latin hypercube sample: each factor's range is cut into as many parts as there are samples.

    Args:
        factors: What is sampled.
        samples: Settings.
        seed: Root seed.
    """
    from scipy.stats import qmc

    return _settings(factors, qmc.LatinHypercube(d=len(factors), rng=seed).random(samples))


def sobol_sample(factors: Sequence[Factor], samples: int, seed: int, *, second_order: bool) -> list[Setting]:
    """Return Saltelli's sample for Sobol indices: ``samples`` times (factors + 2), or (2 factors + 2), settings."""
    from SALib.sample import sobol

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        places = sobol.sample(_problem(factors), samples, calc_second_order=second_order, seed=seed)
    return _settings(factors, places)


def screening(factors: Sequence[Factor], trajectories: int, levels: int, seed: int) -> list[Setting]:
    """Return Morris's trajectories: each of (factors + 1) settings of which every one moves one factor."""
    from SALib.sample import morris

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        places = morris.sample(_problem(factors), trajectories, num_levels=levels, seed=seed)
    return _settings(factors, np.minimum(places + NUDGE, 1.0))


def one_at_a_time(factors: Sequence[Factor], start: Mapping[str, Any]) -> list[Setting]:
    """Return the start, and each other level of each factor alone; ranges without levels have their two ends.

    Args:
        factors: What varies.
        start: Value of each factor at the start.
    """
    made = [dict(start)]
    for factor in factors:
        levels = factor.discrete() or factor.extremes()
        made += [{**start, factor.name: level} for level in levels if level != start[factor.name]]
    return made


def fraction(factors: Sequence[Factor]) -> list[Setting]:
    """Return a two-level fractional factorial of resolution IV or better; see :mod:`.factorial`."""
    ends = {factor.name: factor.extremes() for factor in factors}
    return [
        {name: ends[name][sign > 0] for name, sign in zip(ends, row, strict=True)}
        for row in two_level(len(factors)).tolist()
    ]


def _problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """Return the problem as SALib wants it: every factor on the unit interval."""
    names = [factor.name for factor in factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _settings(factors: Sequence[Factor], places: NDArray[np.float64]) -> list[Setting]:
    """Return the values at places in the unit cube, shape (settings, factors)."""
    return [
        {factor.name: factor.value_at(place) for factor, place in zip(factors, row, strict=True)}
        for row in places.tolist()
    ]
