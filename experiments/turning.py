"""Where the order of two designs turns along one uncertain assumption."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from .intervals import mean_interval
from .worlds import Array, is_numeric

__all__ = ["TURNING_COLUMNS", "correlation", "parts_of", "turning_table"]

TURNING_COLUMNS = (
    "factor", "leader", "rival", "correlation", "low", "high", "turns_at", "turn_low", "turn_high", "turns", "lead_low",
    "lead_high", "worst_part", "verdict",
)  # fmt: skip
RESAMPLES = 1000
FEWEST = 6  # worlds in a part of a range for a verdict on it
Mask = np.ndarray[Any, np.dtype[np.bool_]]


def parts_of(values: pd.Series) -> Iterator[tuple[str, Any, Any, Mask]]:
    """Yield (name, from, to, chosen) of the thirds of a number with more than three values, else of each level."""
    if is_numeric(values) and values.nunique() > 3:
        numbers = pd.to_numeric(values).to_numpy(dtype=float)
        one, two = np.quantile(numbers, [1 / 3, 2 / 3])
        masks = (numbers <= one, (numbers > one) & (numbers <= two), numbers > two)
        for label, chosen in zip(("low", "middle", "high"), masks, strict=True):
            if chosen.any():
                yield label, float(numbers[chosen].min()), float(numbers[chosen].max()), chosen
        return
    text = values.astype(str).to_numpy()
    order = values.sort_values(key=None if is_numeric(values) else lambda column: column.astype(str))
    for level in dict.fromkeys(order.astype(str)):
        yield level, level, level, text == level


def turning_table(
    worlds: pd.DataFrame,
    factors: Sequence[str],
    gains: Array,
    designs: Sequence[str],
    leader: str,
    thirds: pd.DataFrame,
    *,
    seed: int,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return which assumptions, within their ranges, would change which design is best.

    Args:
        worlds: Values of the factors, one row a world, W of them.
        factors: Names of the uncertain factors.
        gains: Mean of every design in every world, the better the higher, shape (D, W).
        designs: Names of the designs.
        leader: The design that others are held against.
        thirds: Shares by part of a factor; a design that leads in a part is a rival there.
        seed: Root seed of the resamples.
        confidence: Coverage of the intervals.

    Returns:
        One row a factor and rival: factor, leader, rival, correlation (Spearman's, of the factor and the lead of the
        leader; NaN for a category) with low and high, turns_at (value at which a straight line through the leads
        crosses zero, NaN outside the range) with turn_low, turn_high and turns (share of resamples in which it crosses
        within the range), lead_low and lead_high (mean lead in the lowest and highest part, or worst and best level),
        worst_part, and verdict: ``changes`` (in one part the rival is better, luck aside), ``may change`` (the rival is
        ahead in one part, but not clearly) or ``holds``.
    """
    first = list(designs).index(leader)
    rows = []
    for name in factors:
        for rival in _rivals(name, gains, designs, first, thirds):
            lead = gains[first] - gains[list(designs).index(rival)]
            rows.append(
                {"factor": name, "leader": leader, "rival": rival, **_row(worlds[name], lead, name, seed, confidence)}
            )
    return pd.DataFrame(rows, columns=list(TURNING_COLUMNS))


def _rivals(name: str, gains: Array, designs: Sequence[str], first: int, thirds: pd.DataFrame) -> list[str]:
    """Return the designs worth holding against the leader along a factor: those that lead in a part, and the second."""
    mine = thirds[thirds["factor"] == name]
    parts = (part for _, part in mine.groupby("part", sort=False))
    leading = [str(part["design"].iloc[int(part["share"].to_numpy().argmax())]) for part in parts]
    order = [designs[i] for i in np.argsort(-gains.mean(axis=1), kind="stable") if i != first]
    return list(dict.fromkeys([order[0], *(one for one in leading if one != designs[first])]))


def _row(values: pd.Series, lead: Array, name: str, seed: int, confidence: float) -> dict[str, Any]:
    """Return one row of the table without its names."""
    parts = [(label, lead[chosen]) for label, _, _, chosen in parts_of(values)]
    means = [float(some.mean()) for _, some in parts]
    worst = int(np.argmin(means))
    told = {
        "correlation": math.nan, "low": math.nan, "high": math.nan, "turns_at": math.nan, "turn_low": math.nan,
        "turn_high": math.nan, "turns": math.nan, "lead_low": min(means), "lead_high": max(means),
        "worst_part": parts[worst][0],
        "verdict": _verdict(parts[worst][1], name, seed, 1 - (1 - confidence) / len(parts)),  # the worst of several
    }  # fmt: skip
    if not is_numeric(values) or values.nunique() < 2:
        return told
    numbers = pd.to_numeric(values).to_numpy(dtype=float)
    told |= {"lead_low": means[0], "lead_high": means[-1]}
    return told | _along(numbers, lead, name, seed, confidence)


def _verdict(lead: Array, name: str, seed: int, confidence: float) -> str:
    """Return what the leads of one part of a range say."""
    if lead.mean() >= 0:
        return "holds"
    _, high, _ = mean_interval(lead, seed=seed, name=f"turning {name}", confidence=confidence)
    return "changes" if len(lead) >= FEWEST and high < 0 else "may change"


def _along(numbers: Array, lead: Array, name: str, seed: int, confidence: float) -> dict[str, float]:
    """Return how the lead goes with a number, and where a line through it crosses zero, with intervals."""
    from scipy.stats import rankdata

    n = len(numbers)
    draw = np.random.default_rng([seed, zlib.crc32(name.encode()), 11]).integers(n, size=(RESAMPLES, n))
    ranks = rankdata(numbers), rankdata(lead)
    ends = ((1 - confidence) / 2, (1 + confidence) / 2)
    found = correlation(*ranks)
    spread = correlation(ranks[0][draw], ranks[1][draw])
    low, high = np.nanquantile(spread, ends) if np.isfinite(spread).any() else (math.nan, math.nan)
    at = _zero(numbers, lead)
    inside = float(numbers.min()), float(numbers.max())
    zeros = _zero(numbers[draw], lead[draw])
    within = zeros[(zeros >= inside[0]) & (zeros <= inside[1])]
    told = {"correlation": float(found), "low": float(low), "high": float(high), "turns": len(within) / RESAMPLES}
    if not inside[0] <= at <= inside[1]:
        return told
    turn = np.quantile(within, ends) if len(within) else (math.nan, math.nan)
    return told | {"turns_at": float(at), "turn_low": float(turn[0]), "turn_high": float(turn[1])}


def correlation(one: Array, two: Array) -> Any:
    """Return Pearson's correlation along the last axis; NaN where one of them does not vary."""
    a = one - one.mean(axis=-1, keepdims=True)
    b = two - two.mean(axis=-1, keepdims=True)
    size = np.sqrt((a * a).sum(axis=-1) * (b * b).sum(axis=-1))
    return np.divide((a * b).sum(axis=-1), size, out=np.full(np.shape(size), math.nan), where=size > 0)


def _zero(numbers: Array, lead: Array) -> Any:
    """Return where the least-squares line through the leads crosses zero, along the last axis; NaN for a flat one."""
    x = numbers - numbers.mean(axis=-1, keepdims=True)
    square = (x * x).sum(axis=-1)
    slope = np.divide((x * lead).sum(axis=-1), square, out=np.zeros(np.shape(square)), where=square > 0)
    middle = numbers.mean(axis=-1)
    step = np.divide(lead.mean(axis=-1), slope, out=np.full(np.shape(slope), math.nan), where=np.abs(slope) > 0)
    return middle - step
