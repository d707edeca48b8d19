"""Morris and Sobol indices of a batch whose points were sampled for them, by SALib.

Replicates of a point are averaged first. What luck is left in the averages is reported beside the indices as a noise
floor, since a model with chance in it gives every factor some effect. A point whose runs all failed takes the whole
trajectory or block that it belongs to with it; how many are lost is said.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..model.errors import PlanError
from .worlds import Array, PlanFacts, factor_values, outcomes_of, sampled, uncertainties

__all__ = ["Sampled", "Screening", "morris_indices", "sampled_points", "sobol_indices", "world_points"]

RESAMPLES = 1000
FEWEST_BLOCKS = 4
NOT_ABOVE, CANNOT_TELL = "not above luck", "one seed, cannot tell"
Floor = tuple[float, str]  # the size that luck alone would give, NaN with one replicate, and the verdict


@dataclass(frozen=True, eq=False)
class Sampled:
    """One outcome at the sampled points, in the order of the sample.

    Attributes:
        outcome: Its key.
        unit: Its unit.
        names: Factors, K of them.
        categories: Names of the levels of the factors that are categories.
        x: Values, categories as numbers of levels, shape (points, K); NaN where no run of a point finished.
        y: Outcomes by replicate, shape (points, replicates); NaN where there is none.
    """

    outcome: str
    unit: str
    names: tuple[str, ...]
    categories: Mapping[str, tuple[str, ...]]
    x: Array
    y: Array

    @property
    def means(self) -> Array:
        """Return the mean of every point's replicates, shape (points,); NaN where there is none."""
        seen = np.isfinite(self.y)
        total = np.where(seen, self.y, 0.0).sum(axis=1)
        return np.divide(total, seen.sum(axis=1), out=np.full(len(self.y), math.nan), where=seen.any(axis=1))


@dataclass(frozen=True, eq=False)
class Screening:
    """Sensitivity indices of one outcome.

    Attributes:
        method: ``morris`` or ``sobol``.
        outcome: Key of the outcome.
        unit: Its unit.
        table: One row a factor. Morris: factor, kind, mu, mu_star, mu_star_low, mu_star_high, sigma, noise (mu_star
            that luck alone would give, NaN with one replicate), verdict. Sobol: factor, kind, S1, S1_low, S1_high, ST,
            ST_low, ST_high, noise (ST that luck alone would give, likewise), verdict. Verdicts are ``matters``,
            ``not above luck``, and ``one seed, cannot tell``.
        pairs: Sobol's second-order indices: one, two, S2, low, high; empty without them.
        used: Trajectories or blocks used.
        planned: Trajectories or blocks planned.
        noise_share: Share of the variance of the averaged outcome that is luck, NaN with one replicate.
        notes: Sentences a reader should know first.
    """

    method: str
    outcome: str
    unit: str
    table: pd.DataFrame
    pairs: pd.DataFrame
    used: int
    planned: int
    noise_share: float
    notes: tuple[str, ...]


def sampled_points(summary: pd.DataFrame, plan: PlanFacts, outcome: str, points: int | None = None) -> Sampled:
    """Return one outcome at all sampled points.

    Args:
        summary: One row a finished run; ``point`` is the row of the sample.
        plan: What is known of the plan; all its factors are looked at, in its order.
        outcome: Key of the outcome.
        points: Points of the whole sample; the highest seen by default.

    Raises:
        PlanError: If the outcome was not kept, the plan has no factors, or no run has finished.
    """
    one = outcomes_of(summary, plan, [outcome])[0]
    names = tuple(plan.factors)
    if not names:
        raise PlanError("nothing varies in this plan, so that there is nothing to be sensitive to; name factors in it")
    if not len(summary):
        raise PlanError("no run of the batch has finished, so that there is nothing to look at")
    point = summary["point"].to_numpy(dtype=int)
    n = max(points or 0, int(point.max()) + 1)
    replicates = sorted(summary["replicate"].unique())
    place = summary["replicate"].map({each: i for i, each in enumerate(replicates)}).to_numpy()
    x, categories = _factors_at(summary, plan, names, point, n)
    y = np.full((n, len(replicates)), math.nan)
    y[point, place] = pd.to_numeric(summary[one.key], errors="coerce").to_numpy(dtype=float)
    return Sampled(one.key, one.unit, names, categories, x, y)


def _factors_at(
    summary: pd.DataFrame, plan: PlanFacts, names: Sequence[str], rows: np.ndarray[Any, Any], n: int
) -> tuple[Array, dict[str, tuple[str, ...]]]:
    """Return factors as numbers, one row each of ``n`` points that runs stand at, and the names of categories."""
    x, categories = np.full((n, len(names)), math.nan), {}
    for i, name in enumerate(names):
        x[rows, i], levels = factor_values(summary, plan, name)
        if levels:
            categories[name] = levels
    return x, categories


def world_points(summary: pd.DataFrame, plan: PlanFacts, outcome: str) -> Sampled | None:
    """Return one outcome by world, designs and scenarios averaged, where every design meets the same worlds.

    A world met by four designs is one world: as four points it would seem four times as sure. What a design or scenario
    does to all worlds alike is taken off before the mean, so that a run that failed moves nothing.

    Args:
        summary: One row a finished run.
        plan: What is known of the plan.
        outcome: Key of the outcome.

    Returns:
        Facts of the world against outcomes, one row a world; None where no fact is drawn, or every point is a world of
        its own. Worlds that are a list are no sample: their points are the settings that the plan crosses.
    """
    names = tuple(uncertainties(plan, summary))
    worlds = summary[list(names)].drop_duplicates().reset_index(drop=True) if names else summary
    met = summary[[*names, "design", "scenario"]].drop_duplicates()
    if not names or len(met) == len(worlds) or not sampled(plan, names):
        return None
    one = outcomes_of(summary, plan, [outcome])[0]
    number = summary[list(names)].merge(worlds.reset_index(names="world"), on=list(names), how="left")["world"]
    values = pd.to_numeric(summary[one.key], errors="coerce").reset_index(drop=True)
    arm = [summary["design"].astype(str).to_numpy(), summary["scenario"].astype(str).to_numpy()]
    level = values.groupby(arm).transform("mean")
    cells = (values - level + values.mean()).groupby([number.to_numpy(), summary["replicate"].to_numpy()]).mean()
    y = cells.unstack().reindex(range(len(worlds))).to_numpy(dtype=float)
    x, categories = _factors_at(summary, plan, names, number.to_numpy(), len(worlds))
    return Sampled(one.key, one.unit, names, categories, x, y)


def morris_indices(sample: Sampled, *, num_levels: int = 4, seed: int = 1, confidence: float = 0.95) -> Screening:
    """Return Morris's mu, mu* and sigma of every factor: the mean effect of a step of the sample, as it is and in size.

    Args:
        sample: Points of ``SALib.sample.morris``: trajectories of K + 1 points one after the other.
        num_levels: Levels of the grid that the trajectories were drawn on.
        seed: Root seed of the resamples.
        confidence: Coverage of the interval of mu*.

    Raises:
        PlanError: If the points make no trajectories, or fewer than 4 whole ones are left.

    Source: Morris 1991; Campolongo, Cariboni and Saltelli 2007 for mu*; SALib.
    """
    from SALib.analyze import morris

    k = len(sample.names)
    kept, planned = _whole_blocks(sample, k + 1, "trajectories")
    x, y = sample.x[kept.ravel()], sample.means[kept.ravel()]
    problem = {"num_vars": k, "names": list(sample.names), "bounds": [[0.0, 1.0]] * k}
    found = morris.analyze(
        problem, x, y, num_levels=num_levels, num_resamples=RESAMPLES, conf_level=confidence, seed=seed + 1
    )
    luck = _morris_luck(sample, kept, num_levels)
    rows = []
    for i, name in enumerate(sample.names):
        size, reach = float(found["mu_star"][i]), float(np.nan_to_num(found["mu_star_conf"][i]))
        low = max(0.0, size - reach)
        rows.append(
            {"factor": name, "kind": "category" if name in sample.categories else "number",
             "mu": float(found["mu"][i]), "mu_star": size, "mu_star_low": low, "mu_star_high": size + reach,
             "sigma": float(found["sigma"][i]), "noise": luck[i][0], "verdict": luck[i][1]}
        )  # fmt: skip
    table = pd.DataFrame(rows).sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)
    notes = _notes(sample, len(kept), planned, "trajectories")
    return Screening(
        "morris", sample.outcome, sample.unit, table, pd.DataFrame(), len(kept), planned, _noise_share(sample), notes
    )


def sobol_indices(
    sample: Sampled, *, second_order: bool = False, seed: int = 1, confidence: float = 0.95
) -> Screening:
    """Return Sobol's first-order and total indices: the share of variance that a factor gives alone, and with others.

    Args:
        sample: Points of ``SALib.sample.sobol``: blocks of K + 2 points, or 2 K + 2 with second order.
        second_order: Whether the sample was drawn for second-order indices.
        seed: Root seed of the resamples.
        confidence: Coverage of the intervals.

    Raises:
        PlanError: If the points make no blocks, or fewer than 4 whole ones are left.

    Source: Saltelli et al. 2010; SALib.
    """
    from SALib.analyze import sobol

    k = len(sample.names)
    kept, planned = _whole_blocks(sample, 2 * k + 2 if second_order else k + 2, "blocks")
    y = sample.means[kept.ravel()]
    pairs = pd.DataFrame(columns=["one", "two", "S2", "low", "high"])
    notes = list(_notes(sample, len(kept), planned, "blocks"))
    luck = _sobol_luck(sample, kept)
    if float(np.ptp(y)) <= 1e-12 * max(1.0, float(np.abs(y).max())):
        rows = [_sobol_row(sample, i, (0.0, 0.0), (0.0, 0.0), luck[i]) for i in range(k)]
        notes.append("The outcome is the same at every point, so that no factor has any share.")
    else:
        problem = {"num_vars": k, "names": list(sample.names), "bounds": [[0.0, 1.0]] * k}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a resample without variance is NaN, and left out below
            found = sobol.analyze(
                problem, y, calc_second_order=second_order, num_resamples=RESAMPLES, conf_level=confidence,
                seed=seed + 1,
            )  # fmt: skip
        rows = [
            _sobol_row(
                sample, i, (found["S1"][i], found["S1_conf"][i]), (found["ST"][i], found["ST_conf"][i]), luck[i]
            )
            for i in range(k)
        ]  # fmt: skip
        if second_order:
            pairs = _second_order(sample.names, found)
    table = pd.DataFrame(rows).sort_values("ST", ascending=False, kind="stable", ignore_index=True)
    noise = _noise_share(sample)
    if noise > 0.1:
        notes.append(f"{noise:.0%} of the variance of the averages is luck; more replicates would lower it.")
    return Screening(
        "sobol", sample.outcome, sample.unit, table, pairs, len(kept), planned, noise, tuple(notes)
    )  # fmt: skip


def _floor(sizes: Array, luck: Array, scale: float = 1.0) -> Floor:
    """Return the mean size that luck alone would give, and whether sizes stand clearly above it.

    Args:
        sizes: Of single effects, shape (n,).
        luck: What luck alone would have given each of them, shape (n,).
        scale: What both are divided by.

    Returns:
        The floor, and the verdict: by Student's t over the excesses, since both are known from a few effects only.
    """
    from scipy.stats import t

    n, excess = len(sizes), sizes - luck
    if not n or scale <= 0.0:
        return math.nan, NOT_ABOVE if n else CANNOT_TELL
    reach = float(t.ppf(0.975, n - 1)) * float(np.std(excess, ddof=1)) / math.sqrt(n) if n > 1 else math.inf
    return float(luck.mean()) / scale, "matters" if float(excess.mean()) - reach > 0 else NOT_ABOVE


def _sobol_row(
    sample: Sampled, i: int, first: Sequence[float], total: Sequence[float], luck: Floor
) -> dict[str, Any]:
    """Return the row of one factor; indices are (value, reach of the interval)."""
    name = sample.names[i]
    low = float(total[0] - total[1])
    return {
        "factor": name, "kind": "category" if name in sample.categories else "number", "S1": float(first[0]),
        "S1_low": float(first[0] - first[1]), "S1_high": float(first[0] + first[1]), "ST": float(total[0]),
        "ST_low": low, "ST_high": float(total[0] + total[1]), "noise": luck[0], "verdict": luck[1],
    }  # fmt: skip


def _second_order(names: Sequence[str], found: Mapping[str, Any]) -> pd.DataFrame:
    """Return the second-order indices as one row a pair, largest first."""
    rows = [
        {"one": names[i], "two": names[j], "S2": float(found["S2"][i, j]),
         "low": float(found["S2"][i, j] - found["S2_conf"][i, j]),
         "high": float(found["S2"][i, j] + found["S2_conf"][i, j])}
        for i in range(len(names)) for j in range(i + 1, len(names))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["one", "two", "S2", "low", "high"]).sort_values(
        "S2", ascending=False, kind="stable", ignore_index=True
    )


def _whole_blocks(sample: Sampled, size: int, what: str) -> tuple[np.ndarray[Any, np.dtype[np.intp]], int]:
    """Return the points of the blocks in which every point has a number, shape (blocks, size), and how many there are.

    A sample that ends in the middle of a block lost its last points; that block is lost too.
    """
    planned = math.ceil(len(sample.y) / size)
    whole = np.zeros(planned * size, dtype=bool)
    whole[: len(sample.y)] = np.isfinite(sample.means)
    blocks = np.arange(planned * size).reshape(planned, size)[whole.reshape(planned, size).all(axis=1)]
    if len(blocks) < FEWEST_BLOCKS:
        raise PlanError(
            f"{len(blocks)} of {planned} {what} of {size} points are whole for {sample.outcome}; at least "
            f"{FEWEST_BLOCKS} are needed, so resume the batch, or sample more"
        )
    return blocks, planned


def _morris_luck(sample: Sampled, blocks: np.ndarray[Any, Any], num_levels: int) -> list[Floor]:
    """Return for each factor the mu* that luck alone would give, from the spread of effects over replicates.

    Both ends of a step share their seeds, so the spread is that of paired differences: a factor that nothing reads has
    none, and a factor that only stirs the luck of a run has as much as the model has luck.
    """
    if sample.y.shape[1] < 2:
        return [(math.nan, CANNOT_TELL)] * len(sample.names)
    delta = num_levels / (2 * (num_levels - 1))
    x, y = sample.x[blocks], sample.y[blocks]  # (blocks, K + 1, K) and (blocks, K + 1, replicates)
    step, moved = np.diff(y, axis=1) / delta, np.diff(x, axis=1) != 0
    size = np.abs(np.diff(sample.means[blocks], axis=1) / delta)
    square, count = _luck(step)
    spread = np.sqrt(square) / _small_sample(np.maximum(count, 2)) * math.sqrt(2 / math.pi)
    chosen = (moved[:, :, i] & (count > 1) for i in range(len(sample.names)))
    return [_floor(size[one], spread[one]) for one in chosen]


def _sobol_luck(sample: Sampled, blocks: np.ndarray[Any, Any]) -> list[Floor]:
    """Return for each factor the ST that luck alone would give: that of differences which have the luck of theirs.

    ST is half the mean square of the difference that taking one factor's value from elsewhere makes, over the variance;
    luck adds its own variance to every such difference, and a square never cancels.
    """
    k = len(sample.names)
    if sample.y.shape[1] < 2:
        return [(math.nan, CANNOT_TELL)] * k
    y, means = sample.y[blocks], sample.means[blocks]  # the first point of a block, then one a factor, ..., the last
    total = 2 * float(np.var(np.concatenate([means[:, 0], means[:, -1]])))
    found = []
    for i in range(k):
        square, count = _luck(y[:, 1 + i] - y[:, 0])
        size = (means[:, 1 + i] - means[:, 0]) ** 2
        found.append(_floor(size[count > 1], square[count > 1], total))
    return found


def _luck(values: Array) -> tuple[Array, np.ndarray[Any, np.dtype[np.intp]]]:
    """Return the variance of the mean over the last axis, the replicates, and how many there are."""
    seen = np.isfinite(values)
    count = seen.sum(axis=-1)
    mean = np.where(seen, values, 0.0).sum(axis=-1) / np.maximum(count, 1)
    squares = np.where(seen, (values - mean[..., None]) ** 2, 0.0).sum(axis=-1)
    return squares / np.maximum(count - 1, 1) / np.maximum(count, 1), count


def _small_sample(count: np.ndarray[Any, np.dtype[np.intp]]) -> Array:
    """Return by how much the root of a variance estimated from so many numbers falls short of the true one."""
    from scipy.special import gammaln

    return np.sqrt(2 / (count - 1)) * np.exp(gammaln(count / 2) - gammaln((count - 1) / 2))


def _noise_share(sample: Sampled) -> float:
    """Return the share of the variance of the points' means that is luck; NaN with one replicate.

    What a seed does alike at every point is no luck of the indices: points share their seeds.
    """
    seen = np.isfinite(sample.y)
    common = np.where(seen, sample.y, 0.0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    square, count = _luck(sample.y - common)
    many = count > 1
    if not many.any():
        return math.nan
    within = float(square[many].mean())
    total = float(np.nanvar(sample.means))
    return min(1.0, within / total) if total > 0 else math.nan


def _notes(sample: Sampled, used: int, planned: int, what: str) -> tuple[str, ...]:
    """Return what a reader should know before believing the indices."""
    notes = []
    failed = int((~np.isfinite(sample.means)).sum())
    if used < planned:
        notes.append(
            f"{failed} of {len(sample.y)} points have no finished run, which leaves {used} of {planned} {what}; if "
            "runs fail where the world is hardest, the indices speak of the rest."
        )
    if sample.y.shape[1] < 2:
        notes.append("With one replicate a point, luck cannot be told from the effect of a factor; plan two or more.")
    if sample.categories:
        notes.append(f"Categories are stepped from level to level: {', '.join(sample.categories)}.")
    return tuple(notes)
