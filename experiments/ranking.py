"""Which design is best, in which share of the worlds, and which uncertain assumption would change that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..model.errors import PlanError
from .crossed import resample_weights, share_interval
from .turning import turning_table
from .verdicts import least_that_matters
from .worlds import Array, Grid, PlanFacts, grid_of, uncertainties

__all__ = ["RankingStability", "ranking_stability"]

CHUNK = 100  # resamples at a time, so that memory does not grow with worlds times resamples
OWN_LUCK = 6  # seeds in a world from which its own spread is used; below, that of all worlds together


@dataclass(frozen=True, eq=False)
class RankingStability:
    """How stable the order of designs is over the uncertain assumptions.

    Attributes:
        outcome: Key of the outcome.
        leader: Design that is best in the largest share of worlds; no winner, since the next tables qualify it.
        shares: One row a design: design, mean (over worlds), share (of worlds in which it is best; tied designs divide
            a world, so that shares add up to 1) with low and high, and the parts of share that are clear (better than
            every other, luck aside), luck (best, but not to be told from another with these seeds) and tie (the
            difference is too small to matter), and never_best (True if it is best nowhere).
        worlds: One row a world: world, winner, runner_up, margin (in the better direction), kind (clear, luck, tie,
            unknown with one seed) and the values of the uncertain factors.
        thirds: One row a factor, part of its range (or level) and design: factor, part, from, to, n (worlds), design,
            share, low, high.
        turning: One row a factor and rival of the leader: see :func:`turning.turning_table`.
        notes: Sentences a reader should know first.
    """

    outcome: str
    leader: str
    shares: pd.DataFrame
    worlds: pd.DataFrame
    thirds: pd.DataFrame
    turning: pd.DataFrame
    notes: tuple[str, ...]


def ranking_stability(
    summary: pd.DataFrame, plan: PlanFacts, outcome: str, *, seed: int = 1, confidence: float = 0.95
) -> RankingStability:
    """Return how stable the order of designs is over the sampled worlds.

    Args:
        summary: One row a finished run: designs crossed with uncertain factors.
        plan: What is known of the plan.
        outcome: Key of the outcome by which designs are ranked.
        seed: Root seed of the resamples.
        confidence: Coverage of the intervals.

    Raises:
        PlanError: If there are fewer than two designs, no direction is better, or no world has all designs.
    """
    grid = grid_of(summary, plan, outcome)
    if len(grid.designs) < 2:
        raise PlanError(f"the batch has only the design {grid.designs[0]!r}, and an order needs two")
    if not grid.outcome.better:
        raise PlanError(f"neither more nor less of {grid.outcome.key!r} is better, so that no design can be best in it")
    gains = grid.values * grid.outcome.better
    paired = np.where(np.isfinite(gains).all(axis=0), gains, np.nan)
    whole = np.asarray(np.isfinite(paired).any(axis=(0, 2)))
    if not whole.any():
        raise PlanError(
            f"in no world has every design a run with a number of {grid.outcome.label.lower()}, so that none can be "
            "called best in it"
        )
    paired = paired[:, whole]
    means = np.nanmean(paired, axis=2)
    least = least_that_matters(grid.outcome.unit, float(np.abs(np.nanmean(grid.values))))
    parts = _parts(means, least)
    kinds = _kinds(paired, means, parts)
    shares = _shares(grid, paired, means, parts, kinds, least, (seed, confidence))
    leader = str(shares["design"].iloc[int(shares["share"].to_numpy().argmax())])
    named = grid.worlds[whole].rename_axis("world").reset_index()
    worlds = _world_rows(grid, named, means, kinds)
    unsure = uncertainties(plan, summary)
    thirds = pd.DataFrame(
        [row for name in unsure for row in _third_rows(named[name], name, parts, grid.designs, confidence)],
        columns=["factor", "part", "from", "to", "n", "design", "share", "low", "high"],
    )
    turning = turning_table(named, unsure, means, grid.designs, leader, thirds, seed=seed, confidence=confidence)
    return RankingStability(outcome, leader, shares, worlds, thirds, turning, _notes(grid, whole, kinds, unsure))


def _parts(means: Array, least: float) -> Array:
    """Return each design's part of each world, shape (D, W): 1 for the best, divided among those as good as it."""
    best = means >= means.max(axis=0) - least
    top = means == means.max(axis=0)
    shared = np.where(best.sum(axis=0) > 1, best, top).astype(float)
    return shared / shared.sum(axis=0)


def _kinds(paired: Array, means: Array, parts: Array) -> list[str]:
    """Return for every world whether its best design is best clearly, by luck, tied, or whether one cannot tell."""
    from scipy.stats import t

    n_seeds = np.isfinite(paired[0]).sum(axis=1)
    winner = means.argmax(axis=0)
    gap = paired[:, None] - paired[None]  # (D, D, W, R), of every pair of designs
    squares = np.nansum((gap - np.nanmean(gap, axis=3, keepdims=True)) ** 2, axis=3)
    pooled = squares.sum(axis=2) / max(int((n_seeds - 1).clip(0).sum()), 1)
    kinds = []
    for w, best in enumerate(winner):
        k = int(n_seeds[w])
        if (parts[:, w] > 0).sum() > 1:
            kinds.append("tie")
            continue
        if n_seeds.max() < 2:
            kinds.append("unknown")
            continue
        own = k >= OWN_LUCK
        freedom = k - 1 if own else max(int((n_seeds - 1).clip(0).sum()), 1)
        spread = squares[best, :, w] / freedom if own else pooled[best]
        reach = float(t.ppf(0.975, freedom)) * np.sqrt(spread / max(k, 1))
        others = np.arange(len(means)) != best
        kinds.append("clear" if bool((means[best, w] - means[:, w] > reach)[others].all()) else "luck")
    return kinds


def _shares(
    grid: Grid, paired: Array, means: Array, parts: Array, kinds: list[str], least: float, how: tuple[int, float]
) -> pd.DataFrame:
    """Return the table of shares; an interval is at least as wide as Wilson's, which allows for worlds not drawn."""
    seed, confidence = how
    drawn = np.concatenate(list(_resampled(paired, least, seed, grid)))
    ends = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    kind = np.asarray(kinds)
    rows: list[dict[str, Any]] = []
    for d, design in enumerate(grid.designs):
        share = float(parts[d].mean())
        low, high = share_interval(share, parts.shape[1], confidence) if grid.sampling.drawn else (share, share)
        split = {name: float((parts[d] * (kind == name)).mean()) for name in ("clear", "luck", "tie", "unknown")}
        rows.append(
            {"design": design, "mean": float(means[d].mean()) * grid.outcome.better, "share": share,
             "low": min(low, float(ends[0, d])), "high": max(high, float(ends[1, d])), **split,
             "never_best": share == 0.0}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _resampled(paired: Array, least: float, seed: int, grid: Grid) -> Iterator[Array]:
    """Yield shares of designs in resampled worlds and seeds, shape (resamples of a chunk, D)."""
    by_world, by_seed = resample_weights((paired.shape[1], paired.shape[2]), grid.sampling, seed, "ranking")
    here = np.isfinite(paired[0]).astype(float)
    filled = np.nan_to_num(paired)
    for start in range(0, len(by_seed), CHUNK):
        weights = by_seed[start : start + CHUNK]
        count = weights @ here.T
        means = np.einsum("br,dwr->bdw", weights, filled) / np.maximum(count, 1e-12)[:, None]
        ok = by_world[start : start + CHUNK] * (count > 0)
        share = np.stack([(_parts(one, least) * weight).sum(axis=1) for one, weight in zip(means, ok, strict=True)])
        kept = ok.sum(axis=1) > 0
        yield share[kept] / ok.sum(axis=1)[kept, None]


def _world_rows(grid: Grid, named: pd.DataFrame, means: Array, kinds: list[str]) -> pd.DataFrame:
    """Return one row a world."""
    order = np.argsort(-means, axis=0, kind="stable")
    top, second = order[0], order[1]
    place = np.arange(means.shape[1])
    told = pd.DataFrame(
        {
            "world": named["world"], "winner": [grid.designs[i] for i in top],
            "runner_up": [grid.designs[i] for i in second], "margin": means[top, place] - means[second, place],
            "kind": kinds,
        }
    )  # fmt: skip
    return pd.concat([told, named.drop(columns="world")], axis=1)


def _third_rows(
    values: pd.Series, name: str, parts: Array, designs: tuple[str, ...], confidence: float
) -> Iterator[dict[str, Any]]:
    """Yield the shares of every design in each third of a factor's range, or at each of its levels."""
    from .turning import parts_of

    for label, low, high, chosen in parts_of(values):
        for d, design in enumerate(designs):
            share = float(parts[d][chosen].mean())
            ends = share_interval(share, int(chosen.sum()), confidence)
            yield {"factor": name, "part": label, "from": low, "to": high, "n": int(chosen.sum()), "design": design,
                   "share": share, "low": ends[0], "high": ends[1]}  # fmt: skip


def _notes(grid: Grid, whole: np.ndarray[Any, Any], kinds: list[str], unsure: list[str]) -> tuple[str, ...]:
    """Return what a reader should know before believing the tables."""
    notes = []
    if lost := int((~whole).sum()):
        notes.append(f"{lost} of {len(whole)} worlds are left out, because not every design has a finished run there.")
    if "unknown" in kinds:
        notes.append("One seed a world cannot tell a better design from luck; use two replicates or more.")
    if not unsure:
        notes.append("No fact of the world varies in this batch, so that nothing can be said about assumptions.")
    elif not grid.sampling.drawn:
        notes.append("The worlds are named cases and no sample: shares count cases, and their intervals luck alone.")
    if len(kinds) < 30:
        notes.append(f"{len(kinds)} world{'s are' if len(kinds) > 1 else ' is'} few: shares are rough below about 30.")
    return tuple(notes)
