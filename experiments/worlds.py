"""A batch as a grid: designs by worlds by replicates, from which every table of an experiment is made.

A world is one scenario with one set of values of the uncertain facts; the choices of a mission do not belong to it.
Every design meets a world with the same seeds, so that two designs are compared within a cell of the grid.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..model.columns import Outcome
from ..model.errors import PlanError, nearest
from .compare import chosen_outcomes, known_outcomes

__all__ = [
    "Array", "Grid", "PlanFacts", "Sampling", "base_of", "factor_values", "grid_of", "is_numeric", "levers",
    "outcomes_of", "sampled", "uncertainties",
]  # fmt: skip

Array = NDArray[np.float64]
OWN_COLUMNS = ("run_id", "design", "point", "scenario", "preset", "replicate", "seed")


class PlanFacts(Protocol):
    """What is read of a plan; :class:`peaceops.experiments.plan.Plan` has it all."""

    @property
    def factors(self) -> Mapping[str, Any]:
        """Factors by dotted name."""

    @property
    def designs(self) -> Sequence[str]:
        """Names of the designs."""

    @property
    def base(self) -> str:
        """Design that others are compared with."""

    @property
    def outcomes(self) -> Sequence[str]:
        """Keys of the outcomes kept."""


class Sampling(IntEnum):
    """How worlds came about, which says what is resampled; the lesser of two holds for what is made of both.

    Attributes:
        NAMED: A list of cases, taken as they are: only seeds are resampled.
        CROSSED: Drawn from ranges, all with the same seeds: worlds and seeds are resampled, each apart.
        NESTED: Drawn from ranges, each with seeds of its own: worlds are resampled, luck and all.
    """

    NAMED = 0
    CROSSED = 1
    NESTED = 2

    @property
    def drawn(self) -> bool:
        """Whether the worlds are a sample of a larger space."""
        return self is not Sampling.NAMED


@dataclass(frozen=True, eq=False)
class Grid:
    """One outcome of a batch.

    Attributes:
        outcome: What it is.
        designs: Names of the designs, D of them.
        worlds: One row a world: ``scenario`` and one column an uncertain factor; its index is the number of the world.
        replicates: Numbers of the seeds, R of them.
        values: The outcome, shape (D, W, R); NaN where a run failed or has no such number.
        sampling: How its worlds came about.
    """

    outcome: Outcome
    designs: tuple[str, ...]
    worlds: pd.DataFrame
    replicates: tuple[int, ...]
    values: Array
    sampling: Sampling

    def of(self, design: str) -> Array:
        """Return the outcome under one design, shape (W, R)."""
        return self.values[self.designs.index(design)]

    @property
    def missing(self) -> int:
        """Cells of the grid without a number."""
        return int(np.isnan(self.values).sum())


def levers(plan: PlanFacts, summary: pd.DataFrame) -> list[str]:
    """Return the factors that a mission chooses and that vary in the summary."""
    return [name for name, factor in plan.factors.items() if factor.lever and _varies(summary, name)]


def uncertainties(plan: PlanFacts, summary: pd.DataFrame) -> list[str]:
    """Return the factors that are facts of the world and that vary in the summary."""
    return [name for name, factor in plan.factors.items() if not factor.lever and _varies(summary, name)]


def _varies(summary: pd.DataFrame, name: str) -> bool:
    return name in summary and summary[name].astype(str).nunique() > 1


def sampled(plan: PlanFacts, names: Sequence[str]) -> bool:
    """Return whether one of the factors is drawn from a range, so that its values are a sample and not a list.

    A range of which the plan takes evenly spaced values is a list of them.
    """
    drawn = getattr(plan, "drawn", None)
    if drawn is not None and getattr(plan, "kind", "") not in ("sobol", "morris"):
        return bool({one.name for one in drawn} & set(names))
    return any(getattr(plan.factors[name], "low", None) is not None for name in names)


def is_numeric(values: pd.Series) -> bool:
    """Return whether all values of a factor are numbers; yes and no are categories."""
    if pd.api.types.is_bool_dtype(values) or values.map(lambda value: isinstance(value, bool | np.bool_)).any():
        return False
    return bool(pd.to_numeric(values, errors="coerce").notna().all())


def factor_values(summary: pd.DataFrame, plan: PlanFacts, name: str) -> tuple[Array, tuple[str, ...]]:
    """Return a factor as numbers with its categories; a category is the number of its level.

    Args:
        summary: One row a run.
        plan: The plan, whose order of levels is kept.
        name: The factor.

    Returns:
        Values, shape (runs,), and the names of the categories, () for a number.

    Raises:
        PlanError: If the batch has no such factor.
    """
    if name not in summary:
        raise PlanError(f"the batch has no factor {name!r}{nearest(name, [str(each) for each in summary.columns])}")
    column = summary[name]
    if is_numeric(column):
        return pd.to_numeric(column).to_numpy(dtype=float), ()
    stated = getattr(plan.factors.get(name), "levels", None) or ()
    known = list(dict.fromkeys([*(str(level) for level in stated), *sorted(set(column.astype(str)))]))
    number = {level: float(i) for i, level in enumerate(known)}
    return np.array([number[level] for level in column.astype(str)], dtype=float), tuple(known)


def outcomes_of(summary: pd.DataFrame, plan: PlanFacts, names: Sequence[str] | None = None) -> list[Outcome]:
    """Return the outcomes to look at: those named, or those of the plan, or all that the summary has.

    Raises:
        PlanError: If a named outcome is unknown or not in the batch, or if none is left.
    """
    if names is not None:
        wanted = chosen_outcomes(names)
        absent = [one.key for one in wanted if one.key not in summary]
        if len(absent) == len(wanted):
            kept = [str(name) for name in summary.columns if str(name) in known_outcomes()]
            raise PlanError(
                f"the batch has not kept {', '.join(absent)}; it has {', '.join(kept) or 'no outcome at all'}"
                f"{nearest(absent[0], kept)}"
            )
        return [one for one in wanted if one.key in summary]
    asked = chosen_outcomes(list(plan.outcomes) or None)
    found = [one for one in asked if one.key in summary]
    if not found:
        raise PlanError("the batch has kept none of the outcomes of its plan, so that there is nothing to look at")
    return found


def base_of(grid: Grid, base: str | None, plan: PlanFacts) -> str:
    """Return the design that others are compared with: the one named, that of the plan, or the first.

    Raises:
        PlanError: If the batch has no run of it.
    """
    name = base or plan.base or grid.designs[0]
    if name not in grid.designs:
        raise PlanError(
            f"no run of the design {name!r} finished; designs with runs are {', '.join(grid.designs)}"
            f"{nearest(name, grid.designs)}"
        )
    return name


def grid_of(summary: pd.DataFrame, plan: PlanFacts, outcome: Outcome | str) -> Grid:
    """Return one outcome of a batch as a grid of designs, worlds and replicates.

    Args:
        summary: One row a finished run, columns as in ``Batch.summary``.
        plan: What is known of the plan.
        outcome: The outcome or its key.

    Raises:
        PlanError: If the summary is empty, lacks a column, or holds two runs of one cell.
    """
    _check(summary)
    chosen = outcomes_of(summary, plan, [outcome])[0] if isinstance(outcome, str) else outcome
    unsure = uncertainties(plan, summary)
    keys = ["scenario", *unsure]
    worlds = summary[keys].drop_duplicates().reset_index(drop=True)
    number = summary[keys].merge(worlds.reset_index(names="world"), on=keys, how="left")["world"].to_numpy()
    designs = _in_order(plan.designs, summary["design"].astype(str))
    replicates = tuple(sorted(int(one) for one in summary["replicate"].unique()))
    row = summary["design"].astype(str).map({name: i for i, name in enumerate(designs)}).to_numpy()
    place = summary["replicate"].map({one: i for i, one in enumerate(replicates)}).to_numpy()
    address = pd.Series(list(zip(row, number, place, strict=True)))
    if address.duplicated().any():
        twice = summary.iloc[int(np.argmax(address.duplicated().to_numpy()))]
        raise PlanError(
            f"run {twice['run_id']} repeats a run of design {twice['design']!r} in the same world with replicate "
            f"{twice['replicate']}; designs must differ in name"
        )
    values = np.full((len(designs), len(worlds), len(replicates)), math.nan)
    values[row, number, place] = pd.to_numeric(summary[chosen.key], errors="coerce").to_numpy(dtype=float)
    return Grid(chosen, designs, worlds, replicates, values, _sampling(summary, plan, unsure))


def _sampling(summary: pd.DataFrame, plan: PlanFacts, unsure: Sequence[str]) -> Sampling:
    """Return how the worlds of a batch came about."""
    if not sampled(plan, unsure):
        return Sampling.NAMED
    own_seeds = summary.groupby(["scenario", "replicate"])["seed"].nunique().max() > 1
    return Sampling.NESTED if own_seeds else Sampling.CROSSED


def _check(summary: pd.DataFrame) -> None:
    """Refuse a summary that is no batch."""
    absent = [name for name in OWN_COLUMNS if name not in summary]
    if absent:
        raise PlanError(f"the summary has no column {', '.join(absent)}; give the summary of a batch")
    if not len(summary):
        raise PlanError("no run of the batch has finished, so that there is nothing to look at")


def _in_order(stated: Sequence[str], found: pd.Series) -> tuple[str, ...]:
    """Return the designs that have runs, in the order of the plan."""
    have = set(found)
    return tuple(dict.fromkeys([*(name for name in stated if name in have), *found]))
