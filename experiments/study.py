"""What a stored batch shows: every table that its design allows, in one call each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol, TypeVar

import pandas as pd

from ..model.errors import PlanError
from .attribution import Attribution, attribution
from .batch_part import part_of
from .boxes import Failures, where_fails
from .compare import chosen_outcomes
from .contexts import context_table, of_scenario, scenarios_in
from .contrasts import Contrasts, contrasts
from .dilemmas import outcomes_for_dilemmas
from .divergence import Divergence, first_divergence
from .frontier import Frontier, dilemma_frontiers, frontier
from .ranking import RankingStability, ranking_stability
from .sensitivity import Sensitivity, sensitivity
from .worlds import PlanFacts, base_of, grid_of, levers, outcomes_of, uncertainties

__all__ = [
    "DesignTables", "StoredBatch", "is_factorial", "look_at_designs", "look_at_frontiers", "look_at_sensitivity",
    "summary_with", "unfinished",
]  # fmt: skip

Found = TypeVar("Found")


class StoredBatch(Protocol):
    """What is read of a batch; :class:`peaceops.experiments.batch.Batch` has it all."""

    @property
    def summary(self) -> pd.DataFrame:
        """One row a finished run."""

    @property
    def plan(self) -> Any:
        """The plan carried out."""

    def weekly(self, columns: Sequence[str]) -> pd.DataFrame:
        """Return run_id, week and some weekly columns of every run."""


@dataclass(frozen=True, eq=False)
class DesignTables:
    """What designs of a batch show beside each other; a part is None where the batch does not allow it.

    Attributes:
        contrasts: Paired differences from the base.
        rankings: One an outcome, where facts of the world vary.
        attributions: One an outcome, where the choices make a two-level factorial.
        divergence: Where twin runs part, if weekly columns were kept.
        failures: Where the design asked about fails.
        notes: Sentences a reader should know first: what is missing, and why a part is not there.
        scenario: The scenario looked at, where the batch has several.
        by_scenario: Where the batch has several scenarios, these tables of each; all others are empty then, since a
            mean over contexts hides what depends on them.
        contexts: How far what a design does depends on the scenario (see :func:`contexts.context_table`).
    """

    contrasts: Contrasts | None = None
    rankings: tuple[RankingStability, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    divergence: Divergence | None = None
    failures: Failures | None = None
    notes: tuple[str, ...] = ()
    scenario: str = ""
    by_scenario: tuple[DesignTables, ...] = ()
    contexts: pd.DataFrame | None = None


def look_at_designs(
    batch: StoredBatch,
    outcomes: Sequence[str] | None = None,
    *,
    base: str | None = None,
    fails: str | None = None,
    limit: float | None = None,
) -> DesignTables:
    """Return what the designs of a batch show beside each other.

    Args:
        batch: The batch.
        outcomes: Keys of outcomes; those of the plan by default. Any outcome will do, since all are stored.
        base: Design compared with; that of the plan by default.
        fails: A design whose failures in the first outcome are looked at too.
        limit: A world is a failure if the outcome is worse than this, in its unit; without it the worst quarter are.

    Raises:
        PlanError: If a name is unknown, or nothing can be shown.
    """
    failing = (fails, limit)
    summary, first = summary_with(batch, outcomes), tuple(unfinished(batch))
    names = scenarios_in(summary)
    if len(names) < 2:
        found = _tables(batch, summary, outcomes, base, failing)
        return replace(found, notes=(*first, *found.notes))
    each = []
    for name in names:
        part = part_of(batch, [f"scenario={name}"])
        found = _tables(part, summary_with(part, outcomes), outcomes, base, failing)
        each.append(replace(found, scenario=name))
    contexts = context_table(summary, batch.plan, outcomes=outcomes, base=base)
    return DesignTables(notes=first, by_scenario=tuple(each), contexts=contexts)


def _tables(
    batch: StoredBatch,
    summary: pd.DataFrame,
    outcomes: Sequence[str] | None,
    base: str | None,
    fails: tuple[str | None, float | None],
) -> DesignTables:
    """Return the tables of one scenario; a part that is not possible becomes a note, unless it alone was asked for."""
    plan, notes = batch.plan, []
    chosen = outcomes_of(summary, plan, outcomes)
    directed = [one.key for one in chosen if one.better]
    columns = tuple(getattr(plan, "columns", ()) or ())

    def tried(look: Callable[[], Found]) -> Found | None:
        """Return a part, or None with a note why not."""
        try:
            return look()
        except PlanError as error:
            notes.append(f"{str(error).rstrip('.')}.")
            return None

    if base is not None:
        base_of(grid_of(summary, plan, chosen[0]), base, plan)  # a design that is named must be there
    name, limit = fails
    failing = where_fails(summary, plan, name, _first(directed), limit=limit) if name else None
    gaps = tried(lambda: contrasts(summary, plan, outcomes=outcomes, base=base))
    ranked = directed if uncertainties(plan, summary) else []
    rankings = [tried(partial(ranking_stability, summary, plan, key)) for key in ranked]
    apart = chosen if is_factorial(summary, plan) else []
    parts = [tried(partial(attribution, summary, plan, one.key)) for one in apart]
    parting = tried(lambda: first_divergence(summary, batch.weekly(columns), plan, base=base)) if columns else None
    found = DesignTables(gaps, _there(rankings), _there(parts), parting, failing, tuple(dict.fromkeys(notes)))
    if gaps is None and not (found.rankings or found.attributions or parting or failing):
        raise PlanError(notes[0].rstrip("."))
    return found


def _there(parts: Sequence[Found | None]) -> tuple[Found, ...]:
    return tuple(one for one in parts if one is not None)


def summary_with(batch: StoredBatch, outcomes: Sequence[str] | None) -> pd.DataFrame:
    """Return the summary of a batch with further outcomes: all are stored, whatever the plan names.

    Args:
        batch: The batch.
        outcomes: Keys of outcomes; None for those of the plan.

    Raises:
        PlanError: If an outcome is unknown.
    """
    summary = batch.summary
    absent = [one.key for one in chosen_outcomes(list(outcomes or ())) if one.key not in summary] if outcomes else []
    read = getattr(batch, "values", None)
    if not absent or read is None or not len(summary):
        return summary
    return summary.merge(read(absent)[["run_id", *absent]], on="run_id", how="left")


def unfinished(batch: StoredBatch) -> list[str]:
    """Return what is missing of a batch, in sentences; nothing if it is complete."""
    whole: Any = getattr(batch, "whole", batch)
    told = []
    if getattr(whole, "missing", ()) and not getattr(whole, "complete", False):
        runs, seen = whole.runs, set(whole.summary["design"].astype(str))
        none = [name for name in dict.fromkeys(runs["design"].astype(str)) if name not in seen]
        without = f"; without any run: {', '.join(none[:8])}{' and more' if len(none) > 8 else ''}" if none else ""
        told.append(
            f"{len(whole.missing)} of {len(runs)} runs are still missing{without}. Go on with: peaceops batch --resume "
            f"--out {whole.directory}."
        )
    for said in list(getattr(whole, "manifest", {}).get("decisions") or ())[-1:]:
        told.append(f"Stopping rule: {said.get('text') or 'enough'}")
        if said.get("low") is not None:
            told.append(f"Its interval, which allows for every look: {said['low']:.4g} to {said['high']:.4g}.")
    if len(failed := getattr(whole, "failures", ())):
        told.append(f"{len(failed)} runs failed and are in no table; see {whole.directory}/failures.")
    return told


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
    plan, summary = batch.plan, summary_with(batch, outcomes)
    kind = str(getattr(plan, "kind", ""))
    of_samples: dict[str, Any] = {
        "second_order": bool(getattr(plan, "second_order", False)),
        "num_levels": int(getattr(plan, "num_levels", 4) or 4),
        "points": 1 + max((run.point for run in plan.runs()), default=-1),
    }  # fmt: skip
    how = of_samples if kind in ("morris", "sobol") else {}
    names = scenarios_in(summary)
    if len(names) < 2:
        return sensitivity(summary, plan, outcomes, kind=kind, **how)
    found = []
    for name in names:
        some = sensitivity(of_scenario(summary, name), plan, outcomes, kind=kind, **how)
        found += [replace(one, label=f"{one.label}, {name}") for one in some]
    return found


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
    wanted = outcomes or outcomes_for_dilemmas(dilemmas)
    summary = summary_with(batch, wanted)
    names = scenarios_in(summary)
    found: list[Frontier] = []
    for name in names or [""]:
        mine = of_scenario(summary, name) if len(names) > 1 else summary
        some = (frontier(mine, batch.plan, outcomes),) if outcomes else dilemma_frontiers(mine, batch.plan, dilemmas)
        if len(names) > 1:
            some = tuple(replace(one, title=f"{one.title}, {name}", name=f"{one.name}-{name}") for one in some)
        found += some
    return tuple(found)
