"""Intervals of a mean over worlds and seeds: runs of one world share that world, runs of one seed share their luck.

Treating all runs as independent would make intervals far too narrow. Where worlds are drawn from ranges and each has
seeds of its own, worlds are resampled, luck and all. Where drawn worlds share their seeds, both are resampled, rows and
columns of the table apart (the pigeonhole bootstrap), which needs more than a handful of seeds. Where worlds are named
cases, only seeds are resampled.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass

import numpy as np

from .intervals import mean_interval
from .worlds import Array, Sampling

__all__ = ["CrossedMean", "crossed_mean", "resample_weights", "share_interval", "units_of"]

RESAMPLES = 2000


@dataclass(frozen=True)
class CrossedMean:
    """A mean over worlds and seeds.

    Attributes:
        mean: The mean, each world counting alike; NaN without a number.
        low: Lower end of the interval, NaN with fewer than two units.
        high: Upper end, likewise.
        n: Numbers it is made of.
        units: Units that were resampled: worlds where they are drawn (or the fewer of worlds and seeds), else seeds.
        method: As in :class:`intervals.Difference`, or ``worlds and seeds``.
    """

    mean: float
    low: float
    high: float
    n: int
    units: int
    method: str


def crossed_mean(
    values: Array, *, sampling: Sampling, seed: int, name: str, confidence: float = 0.95
) -> CrossedMean:
    """Return the mean of a table of worlds by seeds with its interval.

    Args:
        values: Such as paired differences, shape (worlds, replicates); NaN where one is missing.
        sampling: How the worlds came about.
        seed: Root seed; with the name it fixes the resamples.
        name: Key of what is looked at.
        confidence: Coverage of the interval.

    Source: Owen 2007 for the pigeonhole bootstrap, which errs towards wide intervals; Efron 1987 for one dimension.
    """
    seen = np.isfinite(values)
    table = values[seen.any(axis=1)][:, seen.any(axis=0)]
    here = np.isfinite(table)
    n = int(here.sum())
    if n == 0:
        return CrossedMean(math.nan, math.nan, math.nan, 0, 0, "none")
    if sampling is not Sampling.CROSSED or min(table.shape) == 1:
        one = _one_dimension(table, sampling)
        low, high, method = mean_interval(one, seed=seed, name=name, confidence=confidence)
        return CrossedMean(float(one.mean()), low, high, n, len(one), method)
    filled = np.where(here, table, 0.0)
    mean = float((filled.sum(axis=1) / here.sum(axis=1)).mean())
    if float(np.ptp(table[here])) <= 1e-12 * max(1.0, float(np.abs(table[here]).max())):
        return CrossedMean(mean, mean, mean, n, min(table.shape), "constant")
    by_world, by_seed = resample_weights(table.shape, sampling, seed, name)
    counts = by_seed @ here.T  # (resamples, worlds)
    inner = np.divide(by_seed @ filled.T, counts, out=np.zeros_like(counts), where=counts > 0)
    weight = by_world * (counts > 0)
    means = (weight * inner).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-12)
    low, high = np.quantile(means[weight.sum(axis=1) > 0], [(1 - confidence) / 2, (1 + confidence) / 2])
    return CrossedMean(mean, float(low), float(high), n, min(table.shape), "worlds and seeds")


def _one_dimension(table: Array, sampling: Sampling) -> Array:
    """Return one number a unit: a world where worlds are drawn and share no luck, else a seed.

    A seed that misses a world is not judged by the worlds it is left with: the mean of each world is taken off first.
    """
    if sampling.drawn and table.shape[0] > 1:
        return np.asarray(np.nanmean(table, axis=1))
    level = np.nanmean(table, axis=1, keepdims=True)
    return np.asarray(np.nanmean(table - level, axis=0) + level.mean())


def resample_weights(
    shape: tuple[int, int], sampling: Sampling, seed: int, name: str
) -> tuple[Array, Array]:
    """Return how often each world and each seed is drawn in every resample.

    Args:
        shape: Numbers of worlds and of replicates.
        sampling: How the worlds came about; what there is but one of is not resampled.
        seed: Root seed.
        name: Key; the same seed and name give the same draws.

    Returns:
        Weights of worlds, shape (resamples, worlds), and of seeds, shape (resamples, replicates).
    """
    draw = np.random.default_rng([seed, zlib.crc32(name.encode()), 7])
    weights = []
    with_world = sampling is Sampling.NESTED and shape[0] > 1  # seeds are drawn with their world
    for many, drawn in zip(shape, (sampling.drawn, not with_world), strict=True):
        if drawn and many > 1:
            weights.append(draw.multinomial(many, np.full(many, 1 / many), size=RESAMPLES).astype(float))
        else:
            weights.append(np.ones((RESAMPLES, many)))
    return weights[0], weights[1]


def units_of(values: Array, sampling: Sampling) -> int:
    """Return how many independent units a table of worlds by seeds holds: worlds if they are drawn, else seeds."""
    seen = np.isfinite(values)
    worlds, seeds = int(seen.any(axis=1).sum()), int(seen.any(axis=0).sum())
    return worlds if sampling.drawn and worlds > 1 else seeds


def share_interval(share: float, units: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return Wilson's interval of a share, which stays open where all units agree, as a bootstrap would not.

    Args:
        share: The share, NaN for none.
        units: Independent units it is a share of.
        confidence: Coverage of the interval.
    """
    if units < 1 or not math.isfinite(share):
        return math.nan, math.nan
    from scipy.stats import norm

    z = float(norm.ppf((1 + confidence) / 2))
    middle = (share + z * z / (2 * units)) / (1 + z * z / units)
    reach = z / (1 + z * z / units) * math.sqrt(share * (1 - share) / units + z * z / (4 * units * units))
    return max(0.0, min(middle - reach, share)), min(1.0, max(middle + reach, share))
