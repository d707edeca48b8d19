"""Where a design fails: a box of the uncertain factors in which most worlds are failures (PRIM).

The patient rule induction method peels a thin slice off the box of all worlds, the one that raises the share of
failures most for what it takes away, until little is left; of the boxes on the way the one is taken that balances
coverage and density best, then widened where that costs nothing, and freed of limits that luck explains.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..model.errors import PlanError
from .crossed import share_interval
from .worlds import Array, PlanFacts, grid_of, is_numeric, uncertainties

__all__ = ["Box", "Failures", "find_box", "where_fails"]

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Limit = tuple[float, float] | frozenset[str]
Limits = dict[str, Limit]
PEEL, SMALLEST = 0.05, 0.05  # share of the worlds in the box peeled off at a time; smallest box, share of all worlds
LUCK = 0.05  # a limit that luck explains this often is dropped
FEWEST_WORLDS, FEWEST_FAILURES = 20, 5


@dataclass(frozen=True, eq=False)
class Box:
    """A box of the space of uncertain factors.

    Attributes:
        limits: One row a factor that the box limits: factor, low, high (ends within the box, NaN for a category),
            levels (those within the box, "" for a number), quasi_p (how likely so many failures are without it).
        coverage: Share of all failures that lie in the box.
        density: Share of the worlds in the box that are failures, with low and high.
        low: Lower end of the interval of the density.
        high: Upper end.
        mass: Share of all worlds that lie in the box.
        held_out: Density that boxes found on one half of the worlds had on the other, an honest guess of what the next
            worlds would show; NaN if none was found.
        path: One row a box on the way: mass, coverage, density, limited (number of limited factors), chosen.
    """

    limits: pd.DataFrame
    coverage: float
    density: float
    low: float
    high: float
    mass: float
    held_out: float
    path: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Failures:
    """Where a design fails.

    Attributes:
        design: The design.
        outcome: Key of the outcome.
        words: What counts as failure.
        worlds: Values of the uncertain factors, with value (of the outcome) and fails, one row a world.
        share: Share of worlds that are failures.
        box: The box; None if failures are everywhere, nowhere, or too few.
        notes: Sentences a reader should know first.
    """

    design: str
    outcome: str
    words: str
    worlds: pd.DataFrame
    share: float
    box: Box | None
    notes: tuple[str, ...]


def where_fails(
    summary: pd.DataFrame,
    plan: PlanFacts,
    design: str,
    outcome: str,
    *,
    limit: float | None = None,
    against: str | None = None,
    seed: int = 1,
) -> Failures:
    """Return in which worlds a design fails, and the box that describes them best.

    Args:
        summary: One row a finished run: designs over sampled worlds.
        plan: What is known of the plan.
        design: The design looked at.
        outcome: Key of the outcome; replicates of a world are averaged.
        limit: A world is a failure if the outcome is worse than this.
        against: A world is a failure if this design does better in it. Without limit and against, the worst quarter of
            the design's own worlds are failures.
        seed: Root seed of the halves on which a box is proved.

    Raises:
        PlanError: If a design is unknown, nothing varies, both or no sense of failure is given, or worlds are too few.
    """
    grid = grid_of(summary, plan, outcome)
    better = grid.outcome.better
    for name in filter(None, (design, against)):
        if name not in grid.designs:
            raise PlanError(f"no run of the design {name!r} finished; designs with runs are {', '.join(grid.designs)}")
    if not better:
        raise PlanError(f"neither more nor less of {outcome!r} is better, so that no world is a failure in it")
    if limit is not None and against is not None:
        raise PlanError("failure is given twice, by a limit and by another design; give one of them")
    mine = grid.of(design)
    gain = better * (mine if against is None else mine - grid.of(against))
    seen = np.isfinite(gain).any(axis=1)
    names = uncertainties(plan, summary)
    if not names or int(seen.sum()) < FEWEST_WORLDS:
        raise PlanError(
            f"{int(seen.sum())} worlds with {len(names)} uncertain factors that vary; at least {FEWEST_WORLDS} and 1 "
            "are needed to say where a design fails"
        )
    level = np.nanmean(gain[seen], axis=1)
    fails, words = _failing(level, better, limit, against, grid.outcome.unit)
    worlds = grid.worlds[seen].reset_index(drop=True)
    box, notes = None, []
    if FEWEST_FAILURES <= fails.sum() <= len(fails) - FEWEST_FAILURES:
        box = find_box(pd.DataFrame(worlds[names]), fails, seed=seed)
        if not len(box.limits):
            notes.append("No box of these factors holds more failures than luck would put there.")
    else:
        notes.append(f"{int(fails.sum())} of {len(fails)} worlds are failures; a box needs {FEWEST_FAILURES} of each.")
    if lost := int((~seen).sum()):
        notes.append(f"{lost} worlds without a finished run of the design are left out, though a run may fail there.")
    told = worlds.assign(value=better * level, fails=fails)
    return Failures(design, outcome, words, told, float(fails.mean()), box, tuple(notes))


def _failing(
    gain: Array, better: int, limit: float | None, against: str | None, unit: str
) -> tuple[Mask, str]:
    """Return which worlds are failures, and what that means in words."""
    if against is not None:
        return gain < 0, f"{against} does better"
    side = "above" if better < 0 else "below"
    if limit is not None:
        return gain < better * limit, f"{side} {limit:g} {unit}".strip()
    worst = float(np.quantile(gain, 0.25))
    return gain <= worst, f"the worst quarter of its worlds, {side} {better * worst:.4g} {unit}".strip()


def find_box(factors: pd.DataFrame, fails: Mask, *, seed: int = 1) -> Box:
    """Return the box in which failures crowd.

    Args:
        factors: Values of the factors, one row a world, numbers or categories.
        fails: Which worlds are failures, shape (worlds,).
        seed: Root seed of the halves on which a box is proved.

    Raises:
        ValueError: If the lengths differ.

    Source: Friedman and Fisher 1999; Bryant and Lempert 2010 for coverage, density and quasi p-values.
    """
    if len(factors) != len(fails):
        raise ValueError(f"there are {len(factors)} worlds and {len(fails)} marks of failure")
    limits, path = _search(factors, fails)
    inside = _inside(factors, limits)
    coverage, density, mass = _quality(inside, fails)
    low, high = share_interval(density, int(inside.sum()))
    rows = [_limit_row(factors, fails, limits, name) for name in limits]
    table = pd.DataFrame(rows, columns=["factor", "low", "high", "levels", "quasi_p"])
    return Box(table, coverage, density, low, high, mass, _held_out(factors, fails, seed), path)


def _search(factors: pd.DataFrame, fails: Mask) -> tuple[Limits, pd.DataFrame]:
    """Return the limits of the best box and the boxes on the way."""
    steps = list(_peeled(factors, fails))
    rows = [(*_quality(_inside(factors, one), fails), len(one)) for one in steps]
    path = pd.DataFrame(rows, columns=["coverage", "density", "mass", "limited"])
    both = path["coverage"] + path["density"]
    balance = np.where(both > 0, 2 * path["coverage"] * path["density"] / np.where(both > 0, both, 1.0), 0.0)
    best = int(np.argmax(balance))
    path["chosen"] = np.arange(len(path)) == best
    limits = _widened(factors, fails, steps[best])
    while limits:
        luck = {name: _quasi_p(factors, fails, limits, name) for name in limits}
        name = max(luck, key=lambda each: luck[each])
        if luck[name] <= LUCK:
            break
        limits = {key: value for key, value in limits.items() if key != name}
    return limits, path


def _inside(factors: pd.DataFrame, limits: Mapping[str, Limit]) -> Mask:
    """Return which worlds lie within limits."""
    inside = np.ones(len(factors), dtype=bool)
    for name, limit in limits.items():
        if isinstance(limit, frozenset):
            inside &= factors[name].astype(str).isin(limit).to_numpy()
        else:
            values = pd.to_numeric(factors[name]).to_numpy(dtype=float)
            inside &= (values >= limit[0]) & (values <= limit[1])
    return inside


def _quality(inside: Mask, fails: Mask) -> tuple[float, float, float]:
    """Return coverage, density and mass of a box."""
    hits = int((inside & fails).sum())
    return hits / max(int(fails.sum()), 1), hits / max(int(inside.sum()), 1), float(inside.mean())


def _peeled(factors: pd.DataFrame, fails: Mask) -> Iterator[Limits]:
    """Yield the box of everything, and each smaller one that peeling leads to."""
    limits: Limits = {}
    while True:
        yield dict(limits)
        inside = _inside(factors, limits)
        density = float(fails[inside].mean())
        best: tuple[float, Limits] | None = None
        for name, limit in _slices(factors, inside, limits):
            smaller = {**limits, name: limit}
            kept = _inside(factors, smaller)
            n = int(kept.sum())
            if n < max(SMALLEST * len(factors), 2) or n == int(inside.sum()):
                continue
            gain = (float(fails[kept].mean()) - density) / (int(inside.sum()) - n)
            if best is None or gain > best[0]:
                best = gain, smaller
        if best is None or density == 1.0:
            return
        limits = best[1]


def _slices(factors: pd.DataFrame, inside: Mask, limits: Mapping[str, Limit]) -> Iterator[tuple[str, Limit]]:
    """Yield every factor with a limit that takes a thin slice off the box: low end, high end, or one level."""
    for name in factors.columns:
        column = factors[name]
        if is_numeric(column):
            values = pd.to_numeric(column).to_numpy(dtype=float)
            seen = np.unique(values[inside])
            low, high = _ends(limits.get(str(name)))
            one, two = np.quantile(values[inside], [PEEL, 1 - PEEL])
            if len(seen) > 1:
                yield str(name), (float(seen[max(1, int(np.searchsorted(seen, one)))]), high)
                last = min(len(seen) - 2, int(np.searchsorted(seen, two, side="right")) - 1)
                yield str(name), (low, float(seen[last]))
        else:
            levels = frozenset(column[inside].astype(str))
            if len(levels) > 1:
                for level in sorted(levels):
                    yield str(name), levels - {level}


def _ends(limit: Limit | None) -> tuple[float, float]:
    """Return the ends of a limit on a number; open ones where there is none."""
    return limit if isinstance(limit, tuple) else (-math.inf, math.inf)


def _widened(factors: pd.DataFrame, fails: Mask, limits: Limits) -> Limits:
    """Return the box with every end moved outwards as long as the share of failures in it does not fall."""
    changed = True
    while changed:
        changed = False
        density = _quality(_inside(factors, limits), fails)[1]
        for name, limit in list(limits.items()):
            for wider in _outwards(factors[name], limit):
                inside = _inside(factors, {**limits, name: wider})
                if inside.sum() > _inside(factors, limits).sum() and _quality(inside, fails)[1] >= density:
                    limits, changed = {**limits, name: wider}, True
                    break
    return limits


def _outwards(column: pd.Series, limit: Limit) -> Iterator[Limit]:
    """Yield limits that are a little wider."""
    if isinstance(limit, frozenset):
        for level in sorted(set(column.astype(str)) - limit):
            yield limit | {level}
        return
    values = np.unique(pd.to_numeric(column).to_numpy(dtype=float))
    step = max(1, round(0.01 * len(values)))
    below, above = values[values < limit[0]], values[values > limit[1]]
    if len(below):
        yield float(below[-min(step, len(below))]), limit[1]
    if len(above):
        yield limit[0], float(above[min(step, len(above)) - 1])


def _quasi_p(factors: pd.DataFrame, fails: Mask, limits: Limits, name: str) -> float:
    """Return how likely luck puts as many failures into the box if the limit on one factor meant nothing."""
    from scipy.stats import binom

    inside = _inside(factors, limits)
    without = _inside(factors, {key: value for key, value in limits.items() if key != name})
    return float(binom.sf(int(fails[inside].sum()) - 1, int(inside.sum()), float(fails[without].mean())))


def _limit_row(factors: pd.DataFrame, fails: Mask, limits: Limits, name: str) -> dict[str, Any]:
    """Return one limit as a row; an open end is the last value within the box."""
    limit, inside = limits[name], _inside(factors, limits)
    told = {"factor": name, "low": math.nan, "high": math.nan, "levels": "",
            "quasi_p": _quasi_p(factors, fails, limits, name)}  # fmt: skip
    if isinstance(limit, frozenset):
        return {**told, "levels": ", ".join(sorted(limit))}
    values = pd.to_numeric(factors[name]).to_numpy(dtype=float)[inside]
    return {**told, "low": max(limit[0], float(values.min())), "high": min(limit[1], float(values.max()))}


def _held_out(factors: pd.DataFrame, fails: Mask, seed: int) -> float:
    """Return the share of failures that boxes found on one half of the worlds hold in the other half."""
    order = np.random.default_rng([seed, 17]).permutation(len(factors))
    halves = order[::2], order[1::2]
    hits = n = 0
    for mine, other in (halves, halves[::-1]):
        if not 0 < fails[mine].sum() < len(mine):
            continue
        limits, _ = _search(factors.iloc[mine].reset_index(drop=True), fails[mine])
        inside = _inside(factors.iloc[other], limits)
        hits, n = hits + int(fails[other][inside].sum()), n + int(inside.sum())
    return hits / n if n else math.nan

