"""The turning points of a class: what it did that changed its run most, found by taking it out.

For everything the class did there is a twin run without it (:mod:`.debrief_twins`). Where the two part is told by
weekly columns, and through what by the difference of their ledgers of causes. A run is easily thrown off its course for
a while by anything, so that a difference counts as far as it is larger than what other luck does to the class's own
run. The acts that changed most are tried under other seeds as well: under some of them the measure is picked that an
act is told by, and under others, which had no part in that, acts are judged and ranked by how far these agree. Where
these agree on some, what may be luck is no turning point.

Source: MODEL.md 5.26 and 5.27; what counts as large is that of :mod:`...turning_points`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...model.columns import COLUMNS, Column, column
from ...model.stocks import STOCKS
from ..divergence import NEVER, first_difference
from ..exercise import Exercise
from ..turning_points import KEY_OUTCOMES
from .debrief_record import Act
from .debrief_twins import Run

__all__ = [
    "FEWEST_SEEDS",
    "Effect",
    "Turn",
    "amount_in",
    "by_luck_alone",
    "causes_of",
    "effects_of",
    "errors_from_zero",
    "largest",
    "looked_at",
    "most_telling",
    "sureness",
    "turn_of",
    "varied",
]

Array = NDArray[np.float64]
T = TypeVar("T")

STRETCH = 26
"""Weeks over which a level is looked at: acts work slowly, and single weeks are noise."""
LARGE_SHARE, LARGE_STOCK, LARGE_FLOW = 0.10, 0.35, 0.8
"""Differences that count as large: of a share in points, of others relative to the run's own mean."""
BESIDE_THE_QUESTION = 0.5
"""Weight of an outcome that stands on no axis and is nobody's goal."""
RARE = 10.0
"""Amount of a flow below which its total counts as this much: a handful of deaths may be chance."""
SHOWN_CAUSES = 4
LEAST_PART = 0.1
"""Part of a difference that counts where it is no larger than luck, so that there is always an order."""
FEWEST_SEEDS = 3
LEANING = 0.75
"""Share of other seeds that have to agree before anything is said for the act."""
CLEAR = 3.0
"""Standard errors from zero at which it is said to be the act: more than usual, since several acts are tried."""
HAIRSBREADTH = 0.01
"""Part of what counts as large below which a difference is not told as that by which two runs part."""


@dataclass(frozen=True)
class Effect:
    """What one act changed in one weekly column.

    Attributes:
        column: The column.
        difference: With the act less without it: of a flow the total since the act, else the mean of the half-year
            around ``week``.
        with_act: The amount with the act.
        without: The amount without it.
        week: Week in the middle of the half-year in which the two are furthest apart; for a flow its last week.
        first: First week that counts.
        last: Last week that counts.
        size: The difference in units of what counts as large.
        weight: Weight of the column.
    """

    column: Column
    difference: float
    with_act: float
    without: float
    week: int
    first: int
    last: int
    size: float
    weight: float

    @property
    def is_total(self) -> bool:
        """Whether amounts are totals over weeks."""
        return self.column.kind == "flow"

    @property
    def better(self) -> bool | None:
        """Whether the act made it better; None if that depends."""
        return None if not self.column.better else self.difference * self.column.better > 0


@dataclass(frozen=True, eq=False)
class Turn:
    """A turning point: an act, its twin, and how sure that is.

    Attributes:
        act: What was done.
        effect: What it changed most.
        parted: First week in which the twins differ, -1 if never.
        parted_in: Labels of what differs in that week by more than a hair's breadth, the largest first; where nothing
            does, of all that differs.
        causes: Differences of the ledger of causes behind the effect: cause and amount, the largest first.
        outcomes: Differences over the whole run: key of the summary, with the act, without it, and the differences
            under other seeds.
        luck: Differences of the same amount under other seeds, which had no part in picking it.
        series: The column by week with and without the act, shape (2, weeks).
        knew: What was known by those who gave the order, where they keep maps: role, share of the picture of threat,
            and of that of need.
    """

    act: Act
    effect: Effect
    parted: int
    parted_in: tuple[str, ...]
    causes: tuple[tuple[str, float], ...]
    outcomes: tuple[tuple[str, float, float, tuple[float, ...]], ...]
    luck: tuple[float, ...]
    series: Array
    knew: tuple[tuple[str, float, float], ...] = ()

    @property
    def agreeing(self) -> int:
        """Other seeds in which the difference has the same sign."""
        return _agreeing(self.effect.difference, self.luck)

    @property
    def sure(self) -> str:
        """How sure it is that the act did it: ``act``, ``leaning`` or ``luck``."""
        return sureness(self.effect.difference, self.luck)

    @property
    def key(self) -> str:
        """Short name of the act."""
        return self.act.key


def looked_at(exercise: Exercise) -> dict[str, float]:
    """Return the weekly columns in which turning points are looked for, with their weight.

    Those of axes and of goals weigh fully, the usual ones of a run less.
    """
    names = [axis.outcome.column for axis in exercise.axes]
    names += [goal.outcome.column for seat in exercise.seats.values() for goal in seat.goals]
    known = {one.name for one in COLUMNS if one.kind != "text" and one.name != "week"}
    weights = {name: 1.0 for name in names if name in known}
    for usual in KEY_OUTCOMES:
        weights.setdefault(usual.column, BESIDE_THE_QUESTION)
    return weights


def effects_of(act: Act, run: Run, twin: Run, weights: Mapping[str, float]) -> list[Effect]:
    """Return what an act changed, one entry a column in which it changed anything.

    Args:
        act: The act.
        run: The run with it.
        twin: The run without it, same seed.
        weights: Columns looked at, with weights.
    """
    found = (_effect(column(name), weight, act, run, twin) for name, weight in weights.items())
    return [one for one in found if one is not None]


def largest(effects: Sequence[Effect], by_luck: Sequence[Run]) -> tuple[Effect | None, float]:
    """Return the effect that is largest beyond what luck does, and how large, weighted; None and 0 if there is none.

    Args:
        effects: What an act changed.
        by_luck: The class's run under several seeds.
    """
    best, most = None, 0.0
    for effect in effects:
        amounts = [amount_in(effect, run) for run in by_luck]
        noise = float(np.std(amounts, ddof=1)) if len(amounts) > 2 else 0.0
        beyond = max(abs(effect.difference) - noise, LEAST_PART * abs(effect.difference)) / abs(effect.difference)
        if effect.weight * effect.size * beyond > most:
            best, most = effect, effect.weight * effect.size * beyond
    return best, most


def _effect(of: Column, weight: float, act: Act, run: Run, twin: Run) -> Effect | None:
    """Return what an act changed in one column."""
    a, b = (one.weekly[of.name].to_numpy(dtype=float) for one in (run, twin))
    n = min(len(a), len(b))
    first = min(act.week, n - 1)
    if np.array_equal(a[first:n], b[first:n]):
        return None
    if of.kind == "flow":
        span = (first, n - 1)
    else:
        far = np.abs(_means(a[first:n] - b[first:n], STRETCH))
        at = first + int(far.argmax())
        span = (max(at - STRETCH // 2, first), min(at + STRETCH // 2, n - 1))
    amounts = _amount(of, a, span), _amount(of, b, span)
    difference = amounts[0] - amounts[1]
    size = abs(difference) / _large(of, amounts)
    week = span[1] if of.kind == "flow" else (span[0] + span[1]) // 2
    return Effect(of, difference, *amounts, week, *span, size, weight) if size > 0 else None


def _means(values: Array, window: int) -> Array:
    """Return means over a window around each entry, shorter at the ends."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    low, high = np.maximum(at - window // 2, 0), np.minimum(at + window // 2 + 1, len(values))
    return np.asarray((total[high] - total[low]) / (high - low))


def _amount(of: Column, values: Array, span: tuple[int, int]) -> float:
    """Return the total of a flow, else the mean, from the first to the last of some weeks."""
    part = values[span[0] : span[1] + 1]
    return float(part.sum() if of.kind == "flow" else part.mean())


def _large(of: Column, amounts: tuple[float, float]) -> float:
    """Return which difference counts as large."""
    usual = next((one for one in KEY_OUTCOMES if one.column == of.name), None)
    weight = usual.weight if usual else 1.0
    if of.kind == "share":
        return (usual.large if usual else LARGE_SHARE) / weight
    middle = max((abs(amounts[0]) + abs(amounts[1])) / 2, RARE if of.kind == "flow" else 1e-9)
    return (usual.large if usual else LARGE_FLOW if of.kind == "flow" else LARGE_STOCK) * middle / weight


def amount_in(effect: Effect, run: Run) -> float:
    """Return the amount that an effect is about in another run, over the same weeks."""
    return _amount(effect.column, run.weekly[effect.column.name].to_numpy(dtype=float), (effect.first, effect.last))


def turn_of(
    act: Act,
    effects: Sequence[Effect],
    run: Run,
    twin: Run,
    choosing: Sequence[tuple[Run, Run]],
    others: Sequence[tuple[Run, Run]],
    outcomes: Sequence[str],
) -> Turn:
    """Return an act with its twin as a turning point, told by the column on which the choosing seeds agree most.

    Args:
        act: The act.
        effects: What it changed, by column.
        run: The class's run.
        twin: The same without the act.
        choosing: Pairs of the same under the seeds by which the column is picked.
        others: Pairs of the same under other seeds, by which it is judged.
        outcomes: Keys of the summary that are told.
    """
    effect = max(effects, key=lambda one: _sure_size(one, _gaps(one, choosing)))
    luck = _gaps(effect, others)
    row, columns = first_difference(run.weekly, twin.weekly, [one for one in run.weekly.columns if one != "week"])
    parted = NEVER if row == NEVER else int(run.weekly["week"].iloc[row])
    name = effect.column.name
    n = min(len(run.weekly), len(twin.weekly))
    series = np.array([one.weekly[name].to_numpy(dtype=float)[:n] for one in (run, twin)])
    ends = tuple(
        (key, _of(run, key), _of(twin, key), tuple(_of(one, key) - _of(other, key) for one, other in others))
        for key in outcomes
    )
    labels = tuple(one.label for one in _most_apart(columns, run, twin, row))
    return Turn(act, effect, parted, labels, tuple(causes_of(effect, run, twin)), ends, luck, series)


def _gaps(effect: Effect, pairs: Sequence[tuple[Run, Run]]) -> tuple[float, ...]:
    """Return the difference that an effect is about in pairs of runs."""
    return tuple(amount_in(effect, one) - amount_in(effect, other) for one, other in pairs)


def _most_apart(names: Sequence[str], run: Run, twin: Run, row: int) -> list[Column]:
    """Return columns that differ in a row of the weekly tables, furthest apart first; hair's breadths only alone."""
    far: dict[Column, float] = {}
    for of in map(column, names):
        if of.kind == "text":
            far[of] = math.inf
            continue
        one, other = (float(each.weekly[of.name].iloc[row]) for each in (run, twin))
        far[of] = abs(one - other) / _large(of, (one, other))
    ranked = sorted(far, key=lambda of: -far[of])
    return [of for of in ranked if far[of] >= HAIRSBREADTH] or ranked


def _agreeing(difference: float, luck: Sequence[float]) -> int:
    """Return how many differences under other seeds have the same sign."""
    return sum(1 for value in luck if value * difference > 0)


def sureness(difference: float, luck: Sequence[float]) -> str:
    """Return how sure an act made a difference, by those under other seeds: ``act``, ``leaning`` or ``luck``."""
    n, agreeing = len(luck), _agreeing(difference, luck)
    if n < FEWEST_SEEDS or agreeing < LEANING * n:
        return "luck"
    return "act" if agreeing == n and errors_from_zero(luck) >= CLEAR else "leaning"


def errors_from_zero(gaps: Sequence[float]) -> float:
    """Return how many standard errors the mean of some differences lies from zero."""
    mean, spread = abs(math.fsum(gaps)) / len(gaps), float(np.std(gaps, ddof=1)) if len(gaps) > 1 else math.inf
    return mean / (spread / math.sqrt(len(gaps))) if spread > 0 else math.inf if mean else 0.0


def by_luck_alone(n: int) -> float:
    """Return the chance that an act that changes nothing passes as sure under n other seeds, at most."""
    from scipy.stats import t

    return float(t.sf(CLEAR, n - 1))


def _sure_size(effect: Effect, luck: Sequence[float]) -> float:
    """Return the mean size of an effect over all seeds, weighted, as far as other seeds tell it from nothing."""
    if not luck:
        return LEAST_PART * effect.weight * effect.size
    mean = math.fsum([effect.difference, *luck]) / (1 + len(luck))
    errors = errors_from_zero(luck) if math.fsum(luck) * effect.difference > 0 else 0.0
    told = 1.0 if math.isinf(errors) else errors * errors / (errors * errors + CLEAR * CLEAR)
    return effect.weight * effect.size * abs(mean / effect.difference) * max(told * told, LEAST_PART)


def _of(run: Run, key: str) -> float:
    """Return a value of a summary, NaN for none."""
    value = run.summary.get(key)
    return math.nan if value is None else float(value)


def causes_of(effect: Effect, run: Run, twin: Run) -> list[tuple[str, float]]:
    """Return what differs in the ledgers behind an effect, the largest first; empty where no causes are kept."""
    stock = next((one for one in STOCKS.values() if effect.column.name in one.columns), None)
    if stock is None or len(stock.columns) > 1:
        return []
    last = effect.last if not stock.level else effect.week
    given = [_given(one.causes, stock.name, effect.first if not stock.level else 0, last) for one in (run, twin)]
    gap = given[0].sub(given[1], fill_value=0.0)
    if not stock.level and not effect.is_total:  # a share is made anew every week: what is told is a mean week's
        gap = gap / (effect.last - effect.first + 1)
    gap = gap[gap != 0.0]
    order = np.argsort(-gap.abs().to_numpy(), kind="stable")[:SHOWN_CAUSES]
    return [(str(gap.index[i]), float(gap.iloc[i])) for i in order]


def _given(causes: pd.DataFrame, stock: str, first: int, last: int) -> pd.Series:
    """Return what each cause gave to a stock from the first to the last of some weeks."""
    part = causes[(causes["stock"] == stock) & (causes["week"] >= first) & (causes["week"] <= last)]
    return part.groupby("cause")["value"].sum()


def most_telling(found: Sequence[Turn]) -> list[Turn]:
    """Return acts that were tried under other seeds, the largest first, as far as these seeds say the same."""
    return sorted(found, key=lambda turn: _sure_size(turn.effect, turn.luck), reverse=True)


def varied(ranked: Sequence[T], about: Callable[[T], str], n: int, alike: int) -> list[T]:
    """Return the first of some ranked things, not more than some about the same as long as there are others.

    Args:
        ranked: Things, the largest first.
        about: What a thing is about.
        n: How many are wanted.
        alike: How many may be about the same while there are others.
    """
    counts: dict[str, int] = {}
    first: list[T] = []
    rest: list[T] = []
    for one in ranked:
        counts[about(one)] = counts.get(about(one), 0) + 1
        (first if counts[about(one)] <= alike else rest).append(one)
    return [*first, *rest][:n]
