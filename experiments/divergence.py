"""Where twin runs part: the first week in which a kept weekly column differs, and in which column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..model.errors import PlanError
from .worlds import PlanFacts, base_of, grid_of, outcomes_of

__all__ = ["NEVER", "Divergence", "first_difference", "first_divergence"]

NEVER = -1


@dataclass(frozen=True, eq=False)
class Divergence:
    """The first differences of twin runs.

    Attributes:
        pairs: One row a pair: design, scenario, world, replicate, base_run, other_run, week (-1 if they never part),
            column (the first in the order kept that differs in this week), also (others that differ in the same week,
            in words), base, other (values of the column in this week).
        table: One row a design: design, n (pairs), parted (share of pairs that part), week_first, week_median,
            week_last (of those that part, NaN if none does), column (the one that differs first most often) and share
            (of parted pairs in which it is among the first).
        columns: The weekly columns looked at.
    """

    pairs: pd.DataFrame
    table: pd.DataFrame
    columns: tuple[str, ...]


def first_divergence(
    summary: pd.DataFrame, weekly: pd.DataFrame, plan: PlanFacts, *, base: str | None = None
) -> Divergence:
    """Return where the runs of every design part from the run of the base in the same world with the same seed.

    Numbers are compared as they are, since twin runs are equal to the last bit until something differs.

    Args:
        summary: One row a finished run.
        weekly: run_id, week and the columns to look at, one row a week and run, such as ``batch.weekly(columns)``.
        plan: What is known of the plan.
        base: Design compared with; that of the plan by default.

    Raises:
        PlanError: If no weekly column is given, or the base has no runs.
    """
    columns = tuple(str(name) for name in weekly.columns if name not in ("run_id", "week", "design", "replicate"))
    if not columns or not len(weekly):
        raise PlanError("the batch keeps no weekly columns; name some under columns in its plan to see where runs part")
    grid = grid_of(summary.assign(_run=summary["run_id"]), plan, outcomes_of(summary, plan)[0])
    name = base_of(grid, base, plan)
    runs = _numbers_of_runs(summary, plan, grid)
    ordered = weekly.sort_values(["run_id", "week"], kind="stable")
    weeks = {int(part["run_id"].iloc[0]): part for _, part in ordered.groupby("run_id", sort=False)}
    rows = [
        {"design": design, "scenario": grid.worlds["scenario"].iloc[world], "world": world, "replicate": replicate,
         "base_run": int(one), "other_run": int(two), **_parting(weeks[int(one)], weeks[int(two)], columns)}
        for design in grid.designs if design != name
        for world in range(len(grid.worlds))
        for place, replicate in enumerate(grid.replicates)
        if (one := runs[grid.designs.index(name), world, place]) in weeks
        and (two := runs[grid.designs.index(design), world, place]) in weeks
    ]  # fmt: skip
    if not rows:
        raise PlanError(f"no run of another design has a twin under {name!r}")
    pairs = pd.DataFrame(rows)
    return Divergence(pairs, _table(pairs), columns)


def _numbers_of_runs(summary: pd.DataFrame, plan: PlanFacts, grid: Any) -> Any:
    """Return the run of every cell of the grid, shape (D, W, R); -1 for none."""
    key = grid.outcome.key
    asked = summary.drop(columns=[key]).assign(**{key: summary["run_id"]})
    return np.nan_to_num(grid_of(asked, plan, grid.outcome).values, nan=-1.0)


def _parting(base: pd.DataFrame, other: pd.DataFrame, columns: Sequence[str]) -> dict[str, Any]:
    """Return week, columns and values of the first difference of two runs."""
    first, which = first_difference(base, other, columns)
    if first == NEVER:
        return {"week": NEVER, "column": "", "also": "", "base": None, "other": None}
    return {
        "week": int(base["week"].iloc[first]), "column": which[0], "also": ", ".join(which[1:]),
        "base": base[which[0]].iloc[first], "other": other[which[0]].iloc[first],
    }  # fmt: skip


def first_difference(base: pd.DataFrame, other: pd.DataFrame, columns: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """Return the first row in which two tables differ, -1 if they never do, and the columns that differ in it.

    Args:
        base: Weekly table of a run.
        other: That of another; the longer one is looked at as far as the shorter goes.
        columns: Columns looked at.
    """
    n = min(len(base), len(other))
    differs = np.zeros((n, len(columns)), dtype=bool)
    for i, name in enumerate(columns):
        one, two = base[name].to_numpy()[:n], other[name].to_numpy()[:n]
        differs[:, i] = (one != two) & ~(pd.isna(one) & pd.isna(two))
    rows = np.flatnonzero(differs.any(axis=1))
    if not len(rows):
        return NEVER, ()
    first = int(rows[0])
    return first, tuple(name for name, is_other in zip(columns, differs[first], strict=True) if is_other)


def _table(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return one row a design."""
    rows = []
    for design, part in pairs.groupby("design", sort=False):
        gone = part[part["week"] != NEVER]
        firsts = [name for row in gone.itertuples() for name in [row.column, *filter(None, str(row.also).split(", "))]]
        often = pd.Series(firsts, dtype=object).value_counts(sort=False)
        top = str(often.idxmax()) if len(often) else ""
        rows.append(
            {
                "design": design, "n": len(part), "parted": len(gone) / len(part), "week_first": gone["week"].min(),
                "week_median": gone["week"].median(), "week_last": gone["week"].max(), "column": top,
                "share": often.max() / len(gone) if len(gone) else float("nan"),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)
