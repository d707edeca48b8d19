"""Intervals of paired differences: a seeded bootstrap that copes with few pairs and with constant differences."""

from __future__ import annotations

import math
import warnings
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["FEWEST_FOR_A_VERDICT", "Difference", "mean_interval", "paired_difference"]

Array = NDArray[np.float64]
FEWEST_FOR_BCA = 12
FEWEST_FOR_A_VERDICT = 6  # below, an interval leaves zero out by luck far more often than it says
RESAMPLES = 4000


@dataclass(frozen=True)
class Difference:
    """A paired mean difference with its interval.

    Attributes:
        base: Mean of the base over the pairs.
        other: Mean of the other over the pairs.
        difference: Mean of other minus base.
        low: Lower end of the interval, NaN with fewer than two pairs.
        high: Upper end, NaN likewise.
        n: Pairs in which both numbers are there.
        p_better: Share of pairs in which the other is better, ties counting half; NaN where better has no sense.
        method: ``BCa``, ``percentile``, ``constant`` (no variance) or ``none`` (too few pairs).
    """

    base: float
    other: float
    difference: float
    low: float
    high: float
    n: int
    p_better: float
    method: str


def paired_difference(
    base: Array, other: Array, *, better: int, seed: int, name: str, confidence: float = 0.95
) -> Difference:
    """Return the paired mean difference of two arrays with a bootstrap interval.

    The pairs are resampled, so that what both runs of a pair owe to the same seed cancels out.

    Args:
        base: Outcome in the base runs, shape (pairs,); NaN where it is missing.
        other: Outcome in the other runs, same shape and order of seeds.
        better: +1 if more is better, -1 if less is, 0 if that depends.
        seed: Root seed; with the name it fixes the resamples, whatever else is compared.
        name: Key of the outcome.
        confidence: Coverage of the interval.

    Raises:
        ValueError: If the arrays differ in shape.

    Source: Efron 1987 for BCa; percentile below 12 pairs, where BCa's correction is not stable.
    """
    if base.shape != other.shape:
        raise ValueError(f"base has shape {base.shape}, other has shape {other.shape}")
    both = np.isfinite(base) & np.isfinite(other)
    gap = other[both] - base[both]
    n = int(both.sum())
    if n == 0:
        return Difference(math.nan, math.nan, math.nan, math.nan, math.nan, 0, math.nan, "none")
    low, high, method = mean_interval(gap, seed=seed, name=name, confidence=confidence)
    chance = math.nan if better == 0 else float(np.mean(np.where(gap == 0, 0.5, gap * better > 0)))
    return Difference(
        float(base[both].mean()), float(other[both].mean()), float(gap.mean()), low, high, n, chance, method
    )


def mean_interval(gap: Array, *, seed: int, name: str, confidence: float = 0.95) -> tuple[float, float, str]:
    """Return low, high and the method used (see :class:`Difference`) for the mean of independent finite numbers.

    Args:
        gap: The numbers, such as paired differences, shape (n,), none missing.
        seed: Root seed; with the name it fixes the resamples.
        name: Key of what is looked at.
        confidence: Coverage of the interval.
    """
    mean = float(gap.mean())
    if len(gap) < 2:
        return math.nan, math.nan, "none"
    if float(np.ptp(gap)) <= 1e-12 * max(1.0, float(np.abs(gap).max())):
        return mean, mean, "constant"
    if len(gap) >= FEWEST_FOR_BCA:
        low, high = _bootstrap(gap, seed, name, confidence, "BCa")
        if math.isfinite(low) and math.isfinite(high):
            return low, high, "BCa"
    return *_bootstrap(gap, seed, name, confidence, "percentile"), "percentile"


def _bootstrap(gap: Array, seed: int, name: str, confidence: float, method: str) -> tuple[float, float]:
    """Return the ends of one bootstrap interval; NaN where the method does not apply."""
    from scipy.stats import bootstrap

    draw = np.random.default_rng([seed, zlib.crc32(name.encode())])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # BCa warns of degenerate samples and then says NaN, which is looked at above
        found = bootstrap(
            (gap,), np.mean, confidence_level=confidence, n_resamples=RESAMPLES, method=method, rng=draw, batch=500
        )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)
