"""All that a stored batch shows, and of what it does not show the reason: what a report is written from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import pandas as pd

from ..model.columns import Outcome
from ..model.errors import PlanError
from .attribution import Attribution, attribution
from .contrasts import Contrasts, contrasts
from .dilemmas import outcomes_for_dilemmas
from .divergence import Divergence, first_divergence
from .frontier import Frontier, dilemma_frontiers
from .ranking import RankingStability, ranking_stability
from .sensitivity import Sensitivity
from .study import StoredBatch, is_factorial, look_at_sensitivity, summary_with
from .worlds import PlanFacts, outcomes_of, uncertainties

__all__ = ["ALL_RUNS", "SAMPLES", "Findings", "ReportedBatch", "findings_of"]

SAMPLES = ("morris", "sobol")
"""Kinds of plan whose points are places in a space and no alternatives to choose between."""
MOST_DESIGNS = 40
"""Designs that can be read beside each other; more are points of a sample, whatever the plan calls them."""
RANKED = 4
"""Outcomes, in the order of the plan, by which designs are ranked."""
PARTS = "the settings of a factorial are there to tell parts apart, which stands under which part did it"
ALL_RUNS = "all runs"
"""What stands for a design where settings are points of a sample."""
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
Found = TypeVar("Found")


class ReportedBatch(StoredBatch, Protocol):
    """What a report reads of a batch; :class:`peaceops.experiments.batch.Batch` has it all."""

    @property
    def directory(self) -> Path:
        """Where it lies."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Plan, hashes, scenarios, versions, sessions and decisions."""

    @property
    def runs(self) -> pd.DataFrame:
        """The frozen list of runs."""

    @property
    def failures(self) -> pd.DataFrame:
        """Runs without a result, with kind and reason."""

    @property
    def missing(self) -> list[int]:
        """Numbers of the runs that were neither finished nor failed."""


@dataclass(frozen=True, eq=False)
class Findings:
    """What a batch shows; a part is None or empty where it does not apply, and ``absent`` says why.

    Attributes:
        outcomes: The outcomes looked at.
        levels: One row a design and outcome: design, outcome, n, mean, and the quantiles q5, q25, q50, q75, q95 of its
            runs.
        contrasts: Paired differences from the base.
        rankings: One an outcome in which a design can be best, where facts of the world vary.
        attributions: One an outcome, where the choices make a two-level factorial.
        sensitivities: One an outcome, where the plan samples a space or facts of the world vary.
        frontiers: The dilemmas.
        divergence: Where twin runs part.
        absent: Reason by name of a part that is not there, a sentence without its full stop.
        sampled: Whether the settings are points of a sample, and no designs to choose between.
        unranked: Reason by outcome by which designs cannot be ranked, though others can.
    """

    outcomes: tuple[Outcome, ...]
    levels: pd.DataFrame
    contrasts: Contrasts | None
    rankings: tuple[RankingStability, ...]
    attributions: tuple[Attribution, ...]
    sensitivities: tuple[Sensitivity, ...]
    frontiers: tuple[Frontier, ...]
    divergence: Divergence | None
    absent: Mapping[str, str]
    sampled: bool = False
    unranked: Mapping[str, str] = field(default_factory=dict)

    def label(self, key: str) -> str:
        """Return the label of an outcome looked at, or its key."""
        return next((one.label for one in self.outcomes if one.key == key), key)


def findings_of(batch: ReportedBatch) -> Findings:
    """Return all that a batch shows.

    Args:
        batch: The batch, finished or not.

    Raises:
        PlanError: If no run has finished, or the batch has kept none of its outcomes.
    """
    summary, plan = batch.summary, batch.plan
    outcomes = tuple(outcomes_of(summary, plan))
    absent: dict[str, str] = {}

    def part(name: str, look: Callable[[], Found], why_not: str = "") -> Found | None:
        """Return a part, or None with its reason."""
        if why_not:
            absent[name] = why_not
            return None
        try:
            return look()
        except PlanError as error:
            absent[name] = str(error).rstrip(".")
            return None

    kind = str(getattr(plan, "kind", ""))
    sampled = _is_sample(kind, summary, plan)
    sample = _points_only(sampled, summary)
    columns = tuple(getattr(plan, "columns", ()) or ())
    unranked: dict[str, str] = {}
    gaps = part("contrasts", lambda: contrasts(summary, plan), sample or (PARTS if kind == "factorial" else ""))
    rankings = part("rankings", lambda: _rankings(summary, plan, outcomes, unranked), sample)
    parts = part("attributions", lambda: _attributions(summary, plan, outcomes))
    moving = part("sensitivities", lambda: tuple(look_at_sensitivity(batch)), _no_space(summary, plan, kind))
    every = outcomes_for_dilemmas()
    fronts = part("frontiers", lambda: _frontiers(summary_with(batch, every), plan), sample)
    no_weeks = "" if columns else "the plan keeps no weekly columns, so that the week in which runs part is not known"
    parting = part(
        "divergence", lambda: first_divergence(summary, batch.weekly(columns), plan), sample or no_weeks
    )  # fmt: skip
    return Findings(
        outcomes, _levels(summary, outcomes, sampled), gaps, rankings or (), parts or (), moving or (), fronts or (),
        parting, absent, sampled, unranked,
    )  # fmt: skip


def _is_sample(kind: str, summary: pd.DataFrame, plan: PlanFacts) -> bool:
    """Return whether settings are points of a sample: by the kind of plan, levers that are drawn, or their number."""
    drawn = any(factor.lever for factor in getattr(plan, "drawn", ()))
    return kind in SAMPLES or drawn or summary["design"].nunique() > MOST_DESIGNS


def _points_only(sampled: bool, summary: pd.DataFrame) -> str:
    """Return why designs are not compared: there is one, or they are points of a sample; "" if they are compared."""
    n = int(summary["design"].nunique())
    if n < 2 and not sampled:
        return "the batch has runs of one design only, and nothing to compare it with"
    if sampled:
        return "the settings of this plan are points of a sample, not alternatives to choose between"
    return ""


def _no_space(summary: pd.DataFrame, plan: PlanFacts, kind: str) -> str:
    """Return why no sensitivity is asked for, or ""."""
    if kind in (*SAMPLES, "latin_hypercube", "one_at_a_time") or uncertainties(plan, summary):
        return ""
    return "no fact of the world varies in this batch; what the choices do stands under effects"


def _rankings(
    summary: pd.DataFrame, plan: PlanFacts, outcomes: Sequence[Outcome], unranked: dict[str, str]
) -> tuple[RankingStability, ...]:
    """Return how stable the order of designs is by the first outcomes in which one way is better.

    An outcome by which no design can be ranked, such as one that only some designs have, does not stop the others.
    """
    if not uncertainties(plan, summary):
        raise PlanError("no fact of the world varies in this batch, so that nothing could change the order of designs")
    directed = [one.key for one in outcomes if one.better]
    if not directed:
        raise PlanError("of no outcome of the plan is more or less better, so that no design can be best")
    found: list[RankingStability] = []
    for key in directed:
        if len(found) == RANKED:
            break
        try:
            found.append(ranking_stability(summary, plan, key))
        except PlanError as error:
            unranked[key] = str(error).rstrip(".")
    if not found:
        raise PlanError(next(iter(unranked.values())))
    return tuple(found)


def _attributions(summary: pd.DataFrame, plan: PlanFacts, outcomes: Sequence[Outcome]) -> tuple[Attribution, ...]:
    """Return which part did it by every outcome."""
    if not is_factorial(summary, plan):
        raise PlanError("the choices of this plan make no two-level factorial, which alone can tell parts apart")
    return tuple(attribution(summary, plan, one.key) for one in outcomes)


def _frontiers(summary: pd.DataFrame, plan: PlanFacts) -> tuple[Frontier, ...]:
    """Return the frontiers of all dilemmas whose outcomes were kept."""
    from .dilemmas import DILEMMAS

    found: list[Frontier] = []
    refused = ""
    for one in DILEMMAS:
        try:
            found.extend(dilemma_frontiers(summary, plan, [one.name]))
        except PlanError as error:
            refused = str(error)
    if not found:
        raise PlanError(refused)
    return tuple(found)


def _levels(summary: pd.DataFrame, outcomes: Sequence[Outcome], sampled: bool) -> pd.DataFrame:
    """Return means and quantiles of every outcome by design; of one sampled space, over all of its runs."""
    rows = []
    groups = [(ALL_RUNS, summary)]
    if not sampled:
        groups = [(str(name), mine) for name, mine in summary.groupby("design", sort=False)]
    for one in outcomes:
        for name, mine in groups:
            values = pd.to_numeric(mine[one.key], errors="coerce").to_numpy(dtype=float)
            values = values[np.isfinite(values)]
            if not len(values):
                continue
            marks = np.quantile(values, LEVELS)
            told = {f"q{100 * at:.0f}": float(mark) for at, mark in zip(LEVELS, marks, strict=True)}
            rows.append({"design": name, "outcome": one.key, "n": len(values), "mean": float(values.mean()), **told})
    return pd.DataFrame(rows, columns=["design", "outcome", "n", "mean", *(f"q{100 * at:.0f}" for at in LEVELS)])
