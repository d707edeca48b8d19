"""Which part did it: the effects of two-level choices, alone and in pairs, from a full or fractional factorial.

Every seed is played under every setting, so that effects are estimated within a seed, and the spread of these estimates
over seeds is what luck leaves unsure. In a fraction of a factorial some effects cannot be told apart: they are aliases,
estimated as one and named together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from ..model.errors import PlanError
from .crossed import crossed_mean, resample_weights, units_of
from .verdicts import verdict
from .worlds import Array, Grid, PlanFacts, grid_of, levers

__all__ = ["Attribution", "attribution"]

SAME = 1e-9
FEWEST_SEEDS = 2


@dataclass(frozen=True, eq=False)
class Attribution:
    """What each part of a package does to an outcome.

    Attributes:
        outcome: Key of the outcome.
        label: Its label.
        unit: Its unit.
        effects: One row an effect that can be told from all others: term (first name of the group, ``a`` or ``a x b``),
            kind (``alone`` or ``pair``), aliases (other effects that it cannot be told from, in words), effect (of
            switching from the first level to the second, the mean over all others; for a pair, half of what the effect
            of one differs between the levels of the other) with low and high, relative (part of the mean), share (of
            the variance of the outcome over all runs, what luck alone gives taken off) with share_low and share_high,
            and verdict (see :func:`verdicts.verdict`).
        shares: One row a source of variance: source, share; alone, pairs, more than two together (with what pairs that
            stand for several hide), luck and worlds (common to all settings), and rest (luck that differs by setting).
            They add up to 1.
        levels: One row a factor: factor, first, second (the levels from and to which it is switched).
        resolution: Resolution of the design, 3, 4 or 5 (5 stands for 5 and more).
        units: Independent seeds (or worlds) that every setting met.
        notes: Sentences a reader should know first.
    """

    outcome: str
    label: str
    unit: str
    effects: pd.DataFrame
    shares: pd.DataFrame
    levels: pd.DataFrame
    resolution: int
    units: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Term:
    """Effects that the design cannot tell apart, and their common column, shape (settings,)."""

    names: tuple[tuple[str, ...], ...]
    column: Array


def attribution(
    summary: pd.DataFrame, plan: PlanFacts, outcome: str, *, seed: int = 1, confidence: float = 0.95
) -> Attribution:
    """Return what each two-level choice does to an outcome, alone and in pairs.

    Args:
        summary: One row a finished run of a full or fractional factorial of choices.
        plan: What is known of the plan; the order of a factor's levels says which is first.
        outcome: Key of the outcome.
        seed: Root seed of the resamples.
        confidence: Coverage of the intervals.

    Raises:
        PlanError: If no choice varies, one has more than two levels, settings are missing so that effects mix, or
            fewer than two seeds met every setting.

    Source: Box, Hunter and Hunter 2005, chapters 5 and 6.
    """
    names = levers(plan, summary)
    if not names:
        raise PlanError("no choice of the mission varies in this batch, so that there is nothing to attribute")
    grid = grid_of(summary, plan, outcome)
    coded, levels = _settings(summary, plan, grid, names)
    terms = _terms(coded, names)
    inverse = _inverse(terms)
    values = grid.values
    seen = np.asarray(np.isfinite(values).all(axis=0))
    paired = np.where(seen, values, math.nan)
    units = units_of(paired[0], grid.sampling)
    if units < FEWEST_SEEDS:
        raise PlanError(
            f"{units} seed{'s' if units != 1 else ''} met every one of the {len(values)} settings; at least "
            f"{FEWEST_SEEDS} are needed, so resume the batch, or plan more replicates"
        )
    betas = np.einsum("td,dwr->twr", inverse, np.nan_to_num(paired))
    betas = np.where(seen, betas, math.nan)
    shares, boot = _shares(paired, betas, grid, seed)
    rows = [_row(i, term, betas[i], shares, boot, grid, seed, confidence) for i, term in enumerate(terms)]
    resolution = _resolution(terms, len(coded))
    notes = _notes(resolution, terms, seen, grid)
    return Attribution(
        outcome, grid.outcome.label, grid.outcome.unit, pd.DataFrame(rows), _share_table(terms, shares), levels,
        resolution, units, notes,
    )  # fmt: skip


def _settings(
    summary: pd.DataFrame, plan: PlanFacts, grid: Grid, names: Sequence[str]
) -> tuple[Array, pd.DataFrame]:
    """Return the settings of all designs as -1 and +1, shape (D, K), and the levels that stand for them."""
    rows, columns = [], []
    firsts = summary.drop_duplicates("design").set_index(summary.drop_duplicates("design")["design"].astype(str))
    for name in names:
        stated = [str(level) for level in getattr(plan.factors[name], "levels", None) or ()]
        have = list(dict.fromkeys(summary[name].astype(str)))
        known = [level for level in stated if level in have] or sorted(have)
        if len(have) != 2:
            raise PlanError(
                f"attribution needs two levels of every choice; {name} has {len(have)}: {', '.join(have[:6])}"
            )
        if set(known) != set(have):
            known = sorted(have)
        rows.append({"factor": name, "first": known[0], "second": known[1]})
        chosen = firsts.loc[list(grid.designs), name].astype(str)
        columns.append(np.where(chosen.to_numpy() == known[1], 1.0, -1.0))
    coded = np.stack(columns, axis=1)
    if len(np.unique(coded, axis=0)) < len(coded):
        raise PlanError("two designs of the batch make the same choices, so that attribution would count them twice")
    return coded, pd.DataFrame(rows)


def _terms(coded: Array, names: Sequence[str]) -> list[_Term]:
    """Return all effects alone and in pairs, those that the design cannot tell apart as one."""
    found: list[tuple[list[tuple[str, ...]], Array]] = []
    wanted = [*((i,) for i in range(len(names))), *combinations(range(len(names)), 2)]
    for places in wanted:
        column = np.prod(coded[:, places], axis=1)
        name = tuple(names[i] for i in places)
        if abs(abs(column.mean()) - 1) < SAME:
            raise PlanError(f"{' x '.join(name)} is the same in all settings, so that its effect cannot be told")
        for group, other in found:
            if np.allclose(column, other) or np.allclose(column, -other):
                group.append(name if np.allclose(column, other) else ("-", *name))
                break
        else:
            found.append(([name], column))
    return [_Term(tuple(group), column) for group, column in found]


def _inverse(terms: Sequence[_Term]) -> Array:
    """Return what turns the outcomes of all settings into half effects, shape (terms, settings).

    Raises:
        PlanError: If effects are partly mixed, as when a setting of the plan has no run.
    """
    matrix = np.column_stack([np.ones(len(terms[0].column)), *(term.column for term in terms)])
    if not np.allclose(matrix.T @ matrix, len(matrix) * np.eye(matrix.shape[1])):
        raise PlanError(
            f"the {len(matrix)} settings with finished runs are no full factorial and no regular fraction of one, so "
            "that effects mix; resume the batch, or use a shipped plan"
        )
    return np.asarray(matrix.T[1:] / len(matrix))


def _shares(values: Array, betas: Array, grid: Grid, seed: int) -> tuple[dict[str, Array], Array]:
    """Return the shares of variance, and those of the terms in resampled worlds and seeds, shape (resamples, terms)."""
    ones = (np.ones((1, values.shape[1])), np.ones((1, values.shape[2])))
    found = _split(values, betas, *ones)
    weights = resample_weights((values.shape[1], values.shape[2]), grid.sampling, seed, "attribution")
    drawn = _split(values, betas, *weights)
    return {name: part[0] for name, part in found.items()}, drawn["terms"]


def _split(values: Array, betas: Array, by_world: Array, by_seed: Array) -> dict[str, Array]:
    """Return the parts of the variance of all runs under weights of worlds and seeds, shape (weights, ...).

    A squared mean of noisy estimates is too large by the variance of that mean, which is taken off; what is taken off
    goes to the rest, so that shares add up to 1.
    """
    seen = np.isfinite(values[0])
    filled, half = np.nan_to_num(values), np.nan_to_num(betas)
    settings = len(values)
    flat_y, flat_b, ok = filled.reshape(settings, -1), half.reshape(len(betas), -1), seen.ravel()
    weight = (by_world[:, :, None] * by_seed[:, None, :]).reshape(len(by_world), -1) * ok
    total = np.maximum(weight.sum(axis=1, keepdims=True), 1e-12)
    share = weight / total
    mean = share @ flat_y.T  # (weights, settings)
    grand = mean.mean(axis=1)
    variance = (share @ (flat_y**2).T).mean(axis=1) - grand**2
    unit = flat_y.mean(axis=0)
    common = share @ unit**2 - (share @ unit) ** 2
    between = mean.var(axis=1)
    middle = share @ flat_b.T
    spread = share @ (flat_b**2).T - middle**2
    n = np.maximum((total**2 / np.maximum((weight**2).sum(axis=1, keepdims=True), 1e-12)), 1.0)
    error = np.maximum(spread, 0.0) / np.maximum(n - 1, 1.0)
    terms = np.maximum(middle**2 - error, 0.0)
    free = settings - 1 - len(betas)
    inner = np.maximum(variance - common - between, 0.0)
    luck = inner / np.maximum(n[:, 0] - 1, 1.0) / max(settings - 1, 1) * free
    more = np.maximum(between - (middle**2).sum(axis=1) - luck, 0.0) if free else np.zeros(len(mean))
    size = np.where(variance > 0, variance, 1.0)
    rest = np.maximum(variance - common - terms.sum(axis=1) - more, 0.0)
    return {"terms": terms / size[:, None], "more": more / size, "common": common / size, "rest": rest / size}


def _row(
    i: int, term: _Term, half: Array, shares: dict[str, Array], boot: Array, grid: Grid, seed: int, confidence: float
) -> dict[str, Any]:
    """Return one effect as a row."""
    name = " x ".join(term.names[0])
    found = crossed_mean(
        2 * half, sampling=grid.sampling, seed=seed, name=f"{grid.outcome.key} {name}", confidence=confidence
    )
    level = float(np.nanmean(grid.values))
    low, high = np.quantile(boot[:, i], [(1 - confidence) / 2, (1 + confidence) / 2])
    told = {
        "term": name, "kind": "alone" if len(term.names[0]) == 1 else "pair",
        "aliases": ", ".join(_alias(one) for one in term.names[1:]), "effect": found.mean, "low": found.low,
        "high": found.high, "relative": found.mean / abs(level) if level else math.nan,
        "share": float(shares["terms"][i]), "share_low": float(low), "share_high": float(high),
    }  # fmt: skip
    asked = {**told, "difference": found.mean, "base": level, "unit": grid.outcome.unit,
             "better": grid.outcome.better if told["kind"] == "alone" else 0,
             "n": units_of(half, grid.sampling)}  # fmt: skip
    return {**told, "verdict": verdict(asked)}


def _alias(name: tuple[str, ...]) -> str:
    """Return an alias in words: with a minus sign if it goes the other way."""
    return f"minus {' x '.join(name[1:])}" if name[0] == "-" else " x ".join(name)


def _share_table(terms: Sequence[_Term], shares: dict[str, Array]) -> pd.DataFrame:
    """Return the sources of variance."""
    alone = np.array([len(term.names[0]) == 1 for term in terms])
    parts = {
        "choices alone": float(shares["terms"][alone].sum()), "choices in pairs": float(shares["terms"][~alone].sum()),
        "three or more choices together": float(shares["more"]), "luck and worlds, common to all settings":
        float(shares["common"]), "luck that differs by setting": float(shares["rest"]),
    }  # fmt: skip
    return pd.DataFrame({"source": list(parts), "share": list(parts.values())})


def _resolution(terms: Sequence[_Term], settings: int) -> int:
    """Return 3 if an effect alone is mixed with a pair or another, 4 if pairs are mixed with pairs, else 5."""
    sizes = [[len([part for part in name if part != "-"]) for name in term.names] for term in terms]
    if any(len(group) > 1 and min(group) == 1 for group in sizes):
        return 3
    return 4 if any(len(group) > 1 for group in sizes) else 5


def _notes(
    resolution: int, terms: Sequence[_Term], seen: np.ndarray[Any, Any], grid: Grid
) -> tuple[str, ...]:
    """Return what a reader should know before believing the table."""
    notes = []
    mixed = sum(len(term.names) > 1 for term in terms)
    if resolution == 3:
        notes.append(f"{mixed} effects are mixed, single choices with pairs among them: resolution III, too coarse.")
    elif resolution == 4:
        notes.append(f"{mixed} rows stand for several pairs that this fraction cannot tell apart (resolution IV).")
    if lost := int((~seen).sum()):
        notes.append(f"{lost} of {seen.size} seeds are left out, because a run of theirs failed in some setting.")
    if len(terms) >= 10:
        notes.append(f"Of {len(terms)} effects about {max(1, round(0.05 * len(terms)))} would leave zero out by luck.")
    if not grid.outcome.better:
        notes.append(f"Neither more nor less of {grid.outcome.label.lower()} is better in itself.")
    return tuple(notes)
