"""Whether a design does something else in one scenario than in another: differences of paired differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from .crossed import crossed_mean, units_of
from .intervals import FEWEST_FOR_A_VERDICT
from .worlds import Grid, PlanFacts, base_of, grid_of, outcomes_of

__all__ = ["CONTEXT_COLUMNS", "context_table", "of_scenario", "scenarios_in"]

CONTEXT_COLUMNS = (
    "design", "outcome", "label", "unit", "better", "one", "other", "in_one", "in_other", "difference", "low", "high",
    "n", "verdict",
)  # fmt: skip


def scenarios_in(summary: pd.DataFrame) -> list[str]:
    """Return the scenarios that have finished runs, in their order."""
    return [str(name) for name in dict.fromkeys(summary["scenario"])]


def of_scenario(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the rows of one scenario, numbered anew."""
    return frame[frame["scenario"] == name].reset_index(drop=True)


def context_table(
    summary: pd.DataFrame,
    plan: PlanFacts,
    *,
    outcomes: Sequence[str] | None = None,
    base: str | None = None,
    seed: int = 1,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return how far what each design does depends on the scenario: every further scenario against the first.

    Runs of two scenarios share their seeds and nothing else, so the interval is that of seeds (and of worlds, where the
    same facts are drawn in both).

    Args:
        summary: One row a finished run, of two scenarios or more.
        plan: What is known of the plan.
        outcomes: Keys of outcomes; those of the plan by default.
        base: Design that others are compared with; that of the plan by default.
        seed: Root seed of the resamples.
        confidence: Coverage of the intervals.

    Returns:
        One row a design, outcome and further scenario: design, outcome, label, unit, better, one and other (scenarios),
        in_one and in_other (paired difference from the base in each), difference (in_other minus in_one) with low and
        high, n (independent units), and verdict: ``depends`` (not zero, luck aside), ``turns`` (it depends, and the
        difference has another sign), ``unclear``, or ``few``.
    """
    first, *others = scenarios_in(summary)
    rows: list[dict[str, Any]] = []
    for one in outcomes_of(summary, plan, outcomes):
        grids = {name: grid_of(of_scenario(summary, name), plan, one) for name in (first, *others)}
        name = base_of(grids[first], base, plan)
        for other in others:
            both = [design for design in grids[first].designs if design in grids[other].designs]
            rows += [
                _row(grids[first], grids[other], (first, other), design, name, seed, confidence)
                for design in both if design != name and name in both
            ]
    return pd.DataFrame(rows, columns=list(CONTEXT_COLUMNS))


def _row(
    one: Grid, other: Grid, names: tuple[str, str], design: str, base: str, seed: int, confidence: float
) -> dict[str, Any]:
    """Return one row of the table."""
    gaps = [grid.of(design) - grid.of(base) for grid in (one, other)]
    paired = gaps if gaps[0].shape == gaps[1].shape and one.replicates == other.replicates else None
    if paired is None:  # the scenarios met other worlds: what is left in common are the seeds
        shared = [r for r in one.replicates if r in other.replicates]
        paired = [_by_seed(gap, grid, shared) for gap, grid in zip(gaps, (one, other), strict=True)]
    gap = paired[1] - paired[0]
    sampling = min(one.sampling, other.sampling)
    outcome = one.outcome
    key = f"{design} {outcome.key} {names[1]}"
    found = crossed_mean(gap, sampling=sampling, seed=seed, name=key, confidence=confidence)
    both = np.isfinite(gap)
    means = [float(np.mean(each[both])) if both.any() else float("nan") for each in paired]
    units = units_of(gap, sampling)
    clear = found.low > 0.0 or found.high < 0.0
    verdict = "few" if units < FEWEST_FOR_A_VERDICT else "unclear"
    if verdict != "few" and clear:
        verdict = "turns" if means[0] * means[1] < 0.0 else "depends"
    return {
        "design": design, "outcome": outcome.key, "label": outcome.label, "unit": outcome.unit,
        "better": outcome.better,
        "one": names[0], "other": names[1], "in_one": means[0], "in_other": means[1], "difference": found.mean,
        "low": found.low, "high": found.high, "n": units, "verdict": verdict,
    }  # fmt: skip


def _by_seed(gap: np.ndarray[Any, Any], grid: Grid, shared: Sequence[int]) -> np.ndarray[Any, Any]:
    """Return the mean difference over worlds by seed, shape (1, seeds)."""
    places = [grid.replicates.index(r) for r in shared]
    seen = np.isfinite(gap[:, places])
    total = np.where(seen, gap[:, places], 0.0).sum(axis=0)
    return np.where(seen.any(axis=0), total / np.maximum(seen.sum(axis=0), 1), np.nan)[None]
