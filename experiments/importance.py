"""Which factors an outcome goes with, from any sample: rank correlations, and PAWN for effects that turn round."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..model.errors import PlanError
from .screening import Sampled
from .turning import correlation
from .worlds import Array

__all__ = ["Importance", "importance"]

Places = np.ndarray[Any, np.dtype[np.intp]]
RESAMPLES = 500
FEWEST = 12  # points
SLICES = 8
SHUFFLES = 100


@dataclass(frozen=True, eq=False)
class Importance:
    """How far an outcome goes with each factor.

    Attributes:
        outcome: Key of the outcome.
        table: One row a factor: factor, kind, direction (Spearman's rank correlation, NaN for categories) with low and
            high, pawn (median distance between the outcome's distribution with the factor fixed and free, 0 to 1) with
            pawn_low and pawn_high, by_luck (what a factor without any influence reaches in 95 of 100 shuffles), and
            verdict (``matters``, ``not above luck``).
        n: Points used.
        notes: Sentences a reader should know first.
    """

    outcome: str
    table: pd.DataFrame
    n: int
    notes: tuple[str, ...]


def importance(sample: Sampled, *, seed: int = 1, confidence: float = 0.95) -> Importance:
    """Return how far the outcome goes with each factor, over whatever points there are.

    Args:
        sample: Points of any design; those without a finished run are left out.
        seed: Root seed of resamples and shuffles.
        confidence: Coverage of the intervals.

    Raises:
        PlanError: If fewer than 12 points have a number.

    Source: Pianosi and Wagener 2018 for PAWN, and for a dummy factor as its floor.
    """
    y = sample.means
    seen = np.isfinite(y) & np.isfinite(sample.x).all(axis=1)
    x, y = sample.x[seen], y[seen]
    if len(y) < FEWEST:
        raise PlanError(f"{len(y)} points have a finished run; at least {FEWEST} are needed to say what matters")
    draw = np.random.default_rng([seed, 13])
    picks = draw.integers(len(y), size=(RESAMPLES, len(y)))
    shuffles = np.stack([draw.permutation(len(y)) for _ in range(SHUFFLES)])
    rows = [_row(sample, i, x[:, i], y, picks, shuffles, confidence) for i in range(len(sample.names))]
    table = pd.DataFrame(rows).sort_values("pawn", ascending=False, kind="stable", ignore_index=True)
    notes = []
    if (lost := int((~seen).sum())) > 0:
        notes.append(f"{lost} of {len(seen)} points have no finished run and are left out.")
    if len(y) < 10 * len(sample.names):
        notes.append(f"{len(y)} points for {len(sample.names)} factors are few; ten a factor or more are better.")
    return Importance(sample.outcome, table, len(y), tuple(notes))


def _row(
    sample: Sampled, i: int, x: Array, y: Array, picks: Places, shuffles: Places, confidence: float
) -> dict[str, Any]:
    """Return the row of one factor."""
    name = sample.names[i]
    category = name in sample.categories
    ends = ((1 - confidence) / 2, (1 + confidence) / 2)
    groups = _groups(x, category)
    size = _pawn(groups, y)
    # A resample repeats points, which alone moves distributions apart; the excess over the size found is taken off.
    again = np.array([_pawn(groups[pick], y[pick]) for pick in picks])
    low, high = np.quantile(again, ends) - (again.mean() - size)
    floor = float(np.quantile([_pawn(groups[order], y) for order in shuffles], 0.95))
    direction = _spearman(x, y, picks, ends) if not category else (math.nan,) * 3
    return {
        "factor": name, "kind": "category" if category else "number", "direction": direction[0], "low": direction[1],
        "high": direction[2], "pawn": size, "pawn_low": max(0.0, float(low)), "pawn_high": min(1.0, float(high)),
        "by_luck": floor, "verdict": "matters" if size > floor else "not above luck",
    }  # fmt: skip


def _groups(x: Array, category: bool) -> Places:
    """Return the slice of every point: its level, or one of up to eight parts of a number with as many points each."""
    levels = np.unique(x)
    if category or len(levels) <= SLICES:
        return np.searchsorted(levels, x)
    edges = np.quantile(x, np.linspace(0, 1, SLICES + 1)[1:-1])
    return np.searchsorted(edges, x, side="right")


def _pawn(groups: np.ndarray[Any, Any], y: Array) -> float:
    """Return the median over slices of the Kolmogorov-Smirnov distance of a slice from all points."""
    order = np.argsort(y, kind="stable")
    groups, values = groups[order], y[order]
    last = np.append(values[1:] != values[:-1], True)  # distributions are compared after the last of equal values
    everyone = np.arange(1, len(values) + 1) / len(values)
    gaps = []
    for one in np.unique(groups):
        mine = groups == one
        gaps.append(float(np.abs(np.cumsum(mine) / mine.sum() - everyone)[last].max()))
    return float(np.median(gaps))


def _spearman(x: Array, y: Array, picks: Places, ends: Sequence[float]) -> tuple[float, float, float]:
    """Return Spearman's rank correlation with its interval; 0 where the factor or the outcome does not vary."""
    from scipy.stats import rankdata

    one, two = rankdata(x), rankdata(y)
    found = float(np.nan_to_num(correlation(one, two)))
    spread = np.nan_to_num(correlation(one[picks], two[picks]))
    low, high = np.quantile(spread, ends)
    return found, float(low), float(high)
