"""What a stored batch shows: every table that its design allows, in one call each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from ..model.errors import PlanError
from .attribution import Attribution, attribution
from .boxes import Failures, where_fails
from .contrasts import Contrasts, contrasts
from .divergence import Divergence, first_divergence
from .frontier import Frontier, dilemma_frontiers, frontier
from .ranking import RankingStability, ranking_stability
from .sensitivity import Sensitivity, sensitivity
from .worlds import PlanFacts, grid_of, levers, outcomes_of, uncertainties

__all__ = ["DesignTables", "StoredBatch", "is_factorial", "look_at_designs", "look_at_frontiers", "look_at_sensitivity"]


class StoredBatch(Protocol):
    """What is read of a batch; :class:`peaceops.experiments.batch.Batch` has it all."""

    @property
    def summary(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def plan(self) -> Any: ...  # noqa: D102
    def weekly(self, columns: Sequence[str]) -> pd.DataFrame: ...  # noqa: D102


@dataclass(frozen=True, eq=False)
class DesignTables:
    """What designs of a batch show beside each other; a part is None where the batch does not allow it.

    Attributes:
        contrasts: Paired differences from the base; None with one design.
        rankings: One an outcome, where facts of the world vary.
        attributions: One an outcome, where the choices make a two-level factorial.
        divergence: Where twin runs part, if weekly columns were kept.
        failures: Where the design asked about fails.
    """

    contrasts: Contrasts | None
    rankings: tuple[RankingStability, ...]
    attributions: tuple[Attribution, ...]
    divergence: Divergence | None
    failures: Failures | None


def look_at_designs(
    batch: StoredBatch, outcomes: Sequence[str] | None = None, *, base: str | None = None, fails: str | None = None
) -> DesignTables:
    """Return what the designs of a batch show beside each other.

    Args:
        batch: The batch.
        outcomes: Keys of outcomes; those of the plan by default.
        base: Design compared with; that of the plan by default.
        fails: A design whose failures in the first outcome are looked at too.

    Raises:
        PlanError: If there is one design only, or a name is unknown.
    """
    summary, plan = batch.summary, batch.plan
    chosen = outcomes_of(summary, plan, outcomes)
    gaps = contrasts(summary, plan, outcomes=outcomes, base=base)
    directed = [one.key for one in chosen if one.better]
    unsure, factorial = uncertainties(plan, summary), is_factorial(summary, plan)
    rankings = [ranking_stability(summary, plan, key) for key in directed if unsure and _is_there(summary, plan, key)]
    parts = [attribution(summary, plan, one.key) for one in chosen if factorial and _is_there(summary, plan, one.key)]
    columns = tuple(getattr(plan, "columns", ()) or ())
    parting = first_divergence(summary, batch.weekly(columns), plan, base=base) if columns else None
    failing = where_fails(summary, plan, fails, _first(directed)) if fails else None
    return DesignTables(gaps, tuple(rankings), tuple(parts), parting, failing)


def _is_there(summary: pd.DataFrame, plan: PlanFacts, outcome: str) -> bool:
    """Return whether every design has a number of an outcome in some world.

    Some, such as those after an exit, may be empty in all runs, which is no reason to show nothing of the others.
    """
    return bool(np.isfinite(grid_of(summary, plan, outcome).values).all(axis=0).any())


def _first(directed: Sequence[str]) -> str:
    """Return the first outcome in which one way is better."""
    if not directed:
        raise PlanError("of no outcome looked at is more or less better, so that no world is a failure in it")
    return directed[0]


def is_factorial(summary: pd.DataFrame, plan: PlanFacts) -> bool:
    """Return whether at least two choices vary, each between two levels, in as many settings as a fraction has."""
    names = levers(plan, summary)
    settings = summary["design"].nunique()
    return (
        len(names) > 1
        and all(summary[name].astype(str).nunique() == 2 for name in names)
        and settings > len(names)
        and settings & (settings - 1) == 0
    )


def look_at_sensitivity(batch: StoredBatch, outcomes: Sequence[str] | None = None) -> list[Sensitivity]:
    """Return what the outcomes of a batch are sensitive to.

    Args:
        batch: The batch.
        outcomes: Keys of outcomes; those of the plan by default.

    Raises:
        PlanError: If nothing varies or too few runs have finished.
    """
    plan = batch.plan
    return sensitivity(
        batch.summary, plan, outcomes, kind=str(getattr(plan, "kind", "")),
        second_order=bool(getattr(plan, "second_order", False)), num_levels=int(getattr(plan, "num_levels", 4) or 4),
        points=1 + max((run.point for run in plan.runs()), default=-1),
    )  # fmt: skip


def look_at_frontiers(
    batch: StoredBatch, dilemmas: Sequence[str] | None = None, outcomes: Sequence[str] | None = None
) -> tuple[Frontier, ...]:
    """Return the frontiers of dilemmas, or one of outcomes if these are named.

    Args:
        batch: The batch.
        dilemmas: Names of dilemmas; all three by default.
        outcomes: Keys of two outcomes or more.

    Raises:
        PlanError: If both are named, a name is unknown, or the batch has not kept what is needed.
    """
    if dilemmas and outcomes:
        raise PlanError("dilemmas and outcomes are both named; a frontier is drawn along one or the other")
    if outcomes:
        return (frontier(batch.summary, batch.plan, outcomes),)
    return dilemma_frontiers(batch.summary, batch.plan, dilemmas)
