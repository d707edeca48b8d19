"""Twin contrasts: every design of a batch against one of them, within the same world and the same seed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .crossed import crossed_mean, share_interval, units_of
from .verdicts import FEWEST_FOR_A_FIRM_VERDICT, verdict
from .worlds import Grid, PlanFacts, Sampling, base_of, grid_of, outcomes_of

__all__ = ["Contrasts", "contrasts"]

FEW_SHARED = 8  # seeds that all worlds share; below, resampling them leaves the truth out too often

COLUMNS = (
    "design", "outcome", "label", "unit", "better", "base", "other", "difference", "low", "high", "relative",
    "relative_low", "relative_high", "n", "units", "p_better", "p_low", "p_high", "verdict",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Contrasts:
    """Paired differences of designs from a base.

    Attributes:
        table: One row a design and outcome: design, outcome, label, unit, better, base and other (means over the same
            pairs), difference (other minus base) with low and high (interval of the mean), relative with its ends
            (parts of the base's mean), n (pairs), units (independent ones among them: worlds or seeds), p_better (share
            of pairs in which the design is better, ties counting half; NaN where better has no sense) with p_low and
            p_high, and verdict (see :func:`verdicts.verdict`).
        pairs: One row a pair: design, outcome, world, replicate, base, other, difference; for pictures.
        base: Name of the base.
        notes: Sentences a reader should know before believing the table.
        confidence: Coverage of the intervals.
    """

    table: pd.DataFrame
    pairs: pd.DataFrame
    base: str
    notes: tuple[str, ...]
    confidence: float = 0.95

    def differences(self, design: str, outcome: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return the paired differences of one design and outcome, shape (pairs,)."""
        rows = self.pairs[(self.pairs["design"] == design) & (self.pairs["outcome"] == outcome)]
        return rows["difference"].to_numpy(dtype=float)


def contrasts(
    summary: pd.DataFrame,
    plan: PlanFacts,
    *,
    outcomes: Sequence[str] | None = None,
    base: str | None = None,
    seed: int = 1,
    confidence: float = 0.95,
) -> Contrasts:
    """Return the paired differences of every design from the base.

    Args:
        summary: One row a finished run, columns as in ``Batch.summary``.
        plan: What is known of the plan.
        outcomes: Keys of outcomes; those of the plan by default.
        base: Design compared with; that of the plan by default.
        seed: Root seed of the resamples.
        confidence: Coverage of the intervals.

    Raises:
        PlanError: If the base has no runs, there is no second design, or an outcome is unknown.
    """
    from ..model.errors import PlanError

    rows: list[dict[str, Any]] = []
    pairs: list[pd.DataFrame] = []
    grids = [grid_of(summary, plan, outcome) for outcome in outcomes_of(summary, plan, outcomes)]
    name = base_of(grids[0], base, plan)
    others = [design for design in grids[0].designs if design != name]
    if not others:
        raise PlanError(f"the batch has only the design {name!r}, and nothing to compare it with")
    for design in others:
        for grid in grids:
            rows.append(_row(grid, design, name, seed, confidence))
            pairs.append(_pairs(grid, design, name))
    table = pd.DataFrame(rows)[list(COLUMNS)]
    return Contrasts(table, pd.concat(pairs, ignore_index=True), name, _notes(table, grids[0]), confidence)


def _row(grid: Grid, design: str, base: str, seed: int, confidence: float) -> dict[str, Any]:
    """Return one row of the table."""
    one, two = grid.of(base), grid.of(design)
    gap = two - one
    both = np.isfinite(gap)
    key = f"{design} {grid.outcome.key}"
    found = crossed_mean(gap, sampling=grid.sampling, seed=seed, name=key, confidence=confidence)
    level = float(np.mean(one[both])) if both.any() else math.nan
    chance = math.nan
    if grid.outcome.better and both.any():
        chance = float(np.mean(np.where(gap[both] == 0, 0.5, gap[both] * grid.outcome.better > 0)))
    units = units_of(gap, grid.sampling)
    p_low, p_high = share_interval(chance, units, confidence)
    part = abs(level) if level else math.nan
    told = {
        "design": design, "outcome": grid.outcome.key, "label": grid.outcome.label, "unit": grid.outcome.unit,
        "better": grid.outcome.better, "base": level, "other": level + found.mean, "difference": found.mean,
        "low": found.low, "high": found.high, "relative": found.mean / part, "relative_low": found.low / part,
        "relative_high": found.high / part, "n": found.n, "units": units, "p_better": chance, "p_low": p_low,
        "p_high": p_high,
    }  # fmt: skip
    if both.any():
        told["other"] = float(np.mean(two[both]))
    return {**told, "verdict": verdict({**told, "n": units})}


def _pairs(grid: Grid, design: str, base: str) -> pd.DataFrame:
    """Return every pair of one design and outcome in which both numbers are there."""
    one, two = grid.of(base), grid.of(design)
    world, place = np.nonzero(np.isfinite(two - one))
    return pd.DataFrame(
        {
            "design": design, "outcome": grid.outcome.key, "world": world,
            "replicate": np.asarray(grid.replicates)[place], "base": one[world, place], "other": two[world, place],
            "difference": (two - one)[world, place],
        }
    )  # fmt: skip


def _notes(table: pd.DataFrame, grid: Grid) -> tuple[str, ...]:
    """Return what a reader should know before believing the table."""
    notes = []
    worlds, seeds = grid.values.shape[1:]
    most = int(table["units"].max())
    what = "worlds" if grid.sampling.drawn and worlds > 1 else "pairs of runs"
    if most < FEWEST_FOR_A_FIRM_VERDICT:
        few = f"{most} {what} are" if most != 1 else "One world is" if what == "worlds" else "One pair of runs is"
        notes.append(f"{few} few: intervals are rough below about {FEWEST_FOR_A_FIRM_VERDICT}.")
    if worlds > 1:
        how = "sampled worlds" if grid.sampling.drawn else "worlds taken as given"
        luck = f"{seeds} seed{'s' if seeds > 1 else ''}"
        own = " of its own" if grid.sampling is Sampling.NESTED else ""
        notes.append(f"Every design meets the same {worlds} {how}, each with {luck}{own}.")
    if worlds > 1 and grid.sampling is Sampling.CROSSED and seeds < FEW_SHARED:
        notes.append(
            f"All worlds share the same {luck}: what hangs more on the seed than on the world has too narrow intervals."
        )
    if (scenarios := grid.worlds["scenario"].nunique()) > 1:
        notes.append(f"The {scenarios} scenarios are taken together, which hides what depends on them.")
    full = grid.values.shape[1] * grid.values.shape[2]
    if (short := table.loc[table["n"] < full, "n"]).size:
        notes.append(
            f"Pairs in which a run failed or has no such number are left out: down to {int(short.min())} of {full}."
        )
    if len(table) >= 10:
        notes.append(
            f"Of {len(table)} differences about {max(1, round(0.05 * len(table)))} would leave zero out by luck alone."
        )
    return tuple(notes)
