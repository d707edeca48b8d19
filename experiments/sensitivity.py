"""Sensitivity of a batch by whatever its design allows: Morris, Sobol, or rank measures that need no special design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from .importance import Importance, importance
from .screening import Screening, morris_indices, sampled_points, sobol_indices, world_points
from .worlds import PlanFacts, outcomes_of

__all__ = ["Sensitivity", "sensitivity"]


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """What an outcome is sensitive to.

    Attributes:
        outcome: Key of the outcome.
        label: Its label.
        screening: Morris's or Sobol's indices; None if the batch was not sampled for them.
        importance: Rank measures; None where points were drawn for indices. Such points hang together (in Morris's
            steps all factors but one stay), so that shuffling gives no floor: factors that do nothing would seem to
            matter in a third of all cases, and in nearly all of Sobol's.
        notes: Sentences a reader should know first.
    """

    outcome: str
    label: str
    screening: Screening | None
    importance: Importance | None
    notes: tuple[str, ...]


def sensitivity(
    summary: pd.DataFrame,
    plan: PlanFacts,
    outcomes: Sequence[str] | None = None,
    *,
    kind: str,
    second_order: bool = False,
    num_levels: int = 4,
    points: int | None = None,
    seed: int = 1,
) -> list[Sensitivity]:
    """Return what each outcome is sensitive to.

    Args:
        summary: One row a finished run.
        plan: What is known of the plan.
        outcomes: Keys; those of the plan by default.
        kind: Kind of the design: ``morris``, ``sobol`` or any other.
        second_order: Whether a Sobol sample was drawn for second-order indices.
        num_levels: Levels of the grid of a Morris sample.
        points: Points of the whole sample, so that points lost at its end are seen as lost.
        seed: Root seed of the resamples.

    Raises:
        PlanError: If nothing varies, an outcome is unknown, or too few runs have finished for any measure.
    """
    found = []
    for one in outcomes_of(summary, plan, outcomes):
        worlds = None if kind in ("morris", "sobol") else world_points(summary, plan, one.key)
        sample = worlds or sampled_points(summary, plan, one.key, points)
        screening: Screening | None = None
        if kind == "morris":
            screening = morris_indices(sample, num_levels=num_levels, seed=seed)
        elif kind == "sobol":
            screening = sobol_indices(sample, second_order=second_order, seed=seed)
        ranks = importance(sample, seed=seed) if screening is None else None
        notes: list[str] = []
        if worlds is not None:
            notes.append(
                f"Facts of {len(worlds.y)} worlds against means over the designs that met them; what choices do stands "
                "under the differences of designs."
            )
        notes += [*(screening.notes if screening else ()), *(ranks.notes if ranks else ())]
        found.append(Sensitivity(one.key, one.label, screening, ranks, tuple(notes)))
    return found

