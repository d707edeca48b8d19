"""When enough runs are enough: the interval of one contrast is narrower than asked, or the budget is spent.

Who looks at an interval after every run and stops when it pleases finds effects that are not there. So looks are fixed
before the first run (first, then every doubling, then the budget) and every look is held to a stricter interval: with L
looks each gets 1/L of the error that is allowed in all (Bonferroni), so that with the stated confidence not one of them
leaves the truth out, whatever made us stop. Between looks no decision is given. The price is about half as many pairs
again as a single look at the end would need.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..model.errors import PlanError, nearest
from .crossed import crossed_mean, units_of
from .worlds import Array, Grid, PlanFacts, base_of, grid_of

__all__ = ["Decision", "StoppingRule", "enough", "look_interval", "planned_looks"]

Pairs = tuple[int, int]  # those that are whole, and those planned so far
SMALLEST = 1e-300  # width that a share of nothing comes to: it is never reached, and the budget ends it


@dataclass(frozen=True)
class StoppingRule:
    """When to stop.

    Attributes:
        outcome: Key of the outcome.
        design: Design whose difference from the base is looked at.
        width: Widest interval (high minus low) that will do, in the unit of the outcome.
        budget: Most pairs.
        first: Pairs at the first look; fewer give no interval to build on.
        confidence: Coverage over all looks together.
        base: Design compared with; that of the plan if "".
        relative: Whether the width is a share of the mean of the base so far, and not in the unit of the outcome.
    """

    outcome: str
    design: str
    width: float
    budget: int
    first: int = 20
    confidence: float = 0.95
    base: str = ""
    relative: bool = False

    def __post_init__(self) -> None:
        """Refuse numbers that make no rule."""
        if not (math.isfinite(self.width) and self.width > 0):
            raise PlanError(f"width of the stopping rule is {self.width!r}; allowed is a number above 0")
        if not 0.5 < self.confidence < 1:
            raise PlanError(f"confidence of the stopping rule is {self.confidence!r}; allowed is 0.5 to 1, ends out")
        if not 2 <= self.first <= self.budget:
            raise PlanError(
                f"the stopping rule looks first at {self.first} pairs and may use {self.budget}; allowed is at least 2 "
                "for the first and at least as many for the budget"
            )


@dataclass(frozen=True)
class Decision:
    """Whether to stop, and why.

    Attributes:
        stop: Whether enough is enough.
        reason: ``narrow``, ``budget``, ``wide`` (go on), ``between looks`` (go on to the next).
        pairs: Independent pairs so far: seeds, or worlds where these are sampled.
        looks: Numbers of pairs at which a decision is given.
        difference: Mean paired difference.
        low: Lower end of the interval that allows for all looks.
        high: Upper end.
        asked: Width asked for.
        more: How many more pairs are likely to be needed to reach it, 0 if it is reached; NaN if that cannot be said.
        text: All of it in a sentence.
    """

    stop: bool
    reason: str
    pairs: int
    looks: tuple[int, ...]
    difference: float
    low: float
    high: float
    asked: float
    more: float
    text: str


def planned_looks(first: int, budget: int) -> tuple[int, ...]:
    """Return the numbers of pairs at which one looks: the first, each doubling below the budget, and the budget."""
    looks, n = [], first
    while n < budget:
        looks.append(n)
        n *= 2
    return (*looks, budget)


def look_interval(values: Array, looks: int, confidence: float) -> tuple[float, float]:
    """Return the interval of a mean that holds at all of several looks together.

    Args:
        values: Independent paired differences, shape (n,), n at least 2.
        looks: Looks that there will be in all.
        confidence: Coverage over all of them.

    Returns:
        Its ends, by Student's t with the error shared out over the looks; resampling 20 pairs does not reach so far
        into the tails.
    """
    from scipy.stats import t

    n = len(values)
    reach = float(t.ppf(1 - (1 - confidence) / looks / 2, n - 1)) * float(np.std(values, ddof=1)) / math.sqrt(n)
    return float(values.mean()) - reach, float(values.mean()) + reach


def enough(
    summary: pd.DataFrame, plan: PlanFacts, rule: StoppingRule, *, replicates: int | None = None, seed: int = 1
) -> Decision:
    """Return whether the runs so far are enough.

    Args:
        summary: One row a finished run.
        plan: What is known of the plan.
        rule: When to stop.
        replicates: Seeds planned so far, by which looks are counted: pairs lost to failed runs make no look later;
            all pairs by default.
        seed: Root seed of resamples, used where worlds and seeds are both sampled.

    Raises:
        PlanError: If the outcome or a design is unknown, or has no run.
    """
    grid = grid_of(summary, plan, rule.outcome)
    base = base_of(grid, rule.base or None, plan)
    if rule.design not in grid.designs or rule.design == base:
        others = [name for name in grid.designs if name != base]
        raise PlanError(
            f"the stopping rule looks at the design {rule.design!r}; allowed is one of {', '.join(others) or 'none'}"
            f"{nearest(rule.design, others)}"
        )
    gap = grid.of(rule.design) - grid.of(base)
    if rule.relative:
        seen = grid.of(base)[np.isfinite(grid.of(base))]
        level = abs(float(seen.mean())) if len(seen) else 0.0
        rule = replace(rule, relative=False, width=max(rule.width * level, SMALLEST))
    looks = planned_looks(rule.first, rule.budget)
    n = units_of(gap, grid.sampling)
    planned = n if replicates is None else replicates
    if n < 2:
        return _decision(rule, looks, (n, planned), math.nan, (math.nan, math.nan), grid)
    mean, ends = _at_a_look(gap, grid, len(looks), rule.confidence, seed)
    return _decision(rule, looks, (n, planned), mean, ends, grid)


def _at_a_look(
    gap: Array, grid: Grid, looks: int, confidence: float, seed: int
) -> tuple[float, tuple[float, float]]:
    """Return mean and interval of the paired differences."""
    both = grid.sampling.drawn and min(gap.shape) > 1
    if both:
        strict = 1 - (1 - confidence) / looks
        found = crossed_mean(gap, sampling=grid.sampling, seed=seed, name=grid.outcome.key, confidence=strict)
        return found.mean, (found.low, found.high)
    axis = 1 if grid.sampling.drawn and gap.shape[0] > 1 else 0
    seen = np.isfinite(gap)
    whole = seen.all(axis=axis) if axis == 0 else seen.any(axis=axis)
    units = np.nanmean(gap[:, whole] if axis == 0 else gap[whole], axis=axis)
    if len(units) < 2:
        return (float(units.mean()) if len(units) else math.nan), (math.nan, math.nan)
    return float(units.mean()), look_interval(units, looks, confidence)


def _decision(
    rule: StoppingRule, looks: tuple[int, ...], pairs: Pairs, mean: float, ends: tuple[float, float], grid: Grid
) -> Decision:
    """Return the decision that follows from an interval."""
    width = ends[1] - ends[0]
    n, planned = pairs
    due = planned in looks or planned >= rule.budget
    narrow = math.isfinite(width) and width <= rule.width
    if planned >= rule.budget:
        reason = "narrow" if narrow else "budget"
    else:
        reason = "between looks" if not due else "narrow" if narrow else "wide"
    stop = reason in ("narrow", "budget")
    more = 0.0 if narrow and stop else _more(width, rule.width, n, looks)
    words = _words(rule, reason, pairs, width, more, looks, grid)
    return Decision(stop, reason, n, looks, mean, *ends, rule.width, more, words)


def _more(width: float, asked: float, n: int, looks: tuple[int, ...]) -> float:
    """Return how many more pairs are likely: widths shrink with the root of the number, and one stops at looks only."""
    if not math.isfinite(width) or width > asked * 1e9:
        return math.nan
    needed = max(n + 1, math.ceil(n * (width / asked) ** 2))
    return float(next((look for look in looks if look >= needed), needed) - n)


def _words(
    rule: StoppingRule, reason: str, pairs: Pairs, width: float, more: float, looks: tuple[int, ...], grid: Grid
) -> str:
    """Return the decision as a sentence."""
    unit = grid.outcome.unit
    what = f"{grid.outcome.label}, {rule.design} against the base"
    n, planned = pairs
    lost = f" ({planned - n} more lost to runs that failed or have no such number)" if n < planned else ""
    seen = f"{n} pair{'' if n == 1 else 's'}{lost}"
    now = f"after {seen} the interval is {width:.4g} {unit} wide" if math.isfinite(width) else f"{seen} so far"
    left = f"about {more:.0f} more pairs are likely to be needed" if math.isfinite(more) else "more pairs are needed"
    after = next((look for look in looks if look > planned), looks[-1])
    ends = {
        "narrow": f"no wider than the {rule.width:.4g} asked for; stop",
        "budget": f"the budget of {rule.budget} pairs is spent and {rule.width:.4g} was asked for; {left}",
        "wide": f"{rule.width:.4g} was asked for; {left}, and the next look is at {after}",
        "between looks": f"no decision is given before the next look at {after} pairs",
    }
    return f"{what}: {now}; {ends[reason]}."
