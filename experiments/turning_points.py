"""Turning points of a run: where key outcomes changed most, joined with the events behind the change.

A turning point is read off the recorded columns, not off a rule: the largest change between the quarter before a week
and the quarter after it, in units of what counts as large for that outcome, and no two within a stretch of each other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KEY_OUTCOMES", "KeyOutcome", "TurningPoint", "rank_events", "turning_points"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class KeyOutcome:
    """An outcome that a turning point can be about.

    Attributes:
        column: Column of ``result.weekly``.
        words: What it is called in running text.
        better: +1 if more is better, -1 if less is better.
        kind: ``flow`` (counts in a week), ``people`` (a stock of people) or ``share``.
        large: Change that counts as large: for shares in share points, for others relative to the run's own mean.
        weight: Weight against the other outcomes.
    """

    column: str
    words: str
    better: int
    kind: str
    large: float
    weight: float = 1.0


KEY_OUTCOMES: tuple[KeyOutcome, ...] = (
    KeyOutcome("civilian_deaths", "civilian deaths", -1, "flow", 0.8, 1.3),
    KeyOutcome("battle_deaths", "battle deaths", -1, "flow", 0.8, 1.0),
    KeyOutcome("displaced", "people displaced inside the country", -1, "people", 0.35, 1.1),
    KeyOutcome("refugees", "refugees abroad", -1, "people", 0.35, 0.8),
    KeyOutcome("in_need", "people in need", -1, "people", 0.35, 0.9),
    KeyOutcome("local_consent", "local consent", +1, "share", 0.10, 1.1),
    KeyOutcome("host_consent", "the government's consent", +1, "share", 0.10, 1.1),
    KeyOutcome("party_consent", "the parties' consent", +1, "share", 0.12, 1.0),
    KeyOutcome("acceptance", "acceptance of relief", +1, "share", 0.10, 1.0),
    KeyOutcome("trust_mission_country_team", "trust between mission and country team", +1, "share", 0.10, 0.8),
    KeyOutcome("awareness_mission", "the mission's awareness", +1, "share", 0.15, 0.6),
    KeyOutcome("peace_process", "the peace process", +1, "share", 0.10, 1.0),
)


@dataclass(frozen=True)
class TurningPoint:
    """One turn of a run.

    Attributes:
        number: 1 for the first in time.
        week: Week it falls in.
        column: The outcome that changed most.
        words: Name of that outcome in running text.
        before: Its level in the quarter before (flows: a month; shares 0-1).
        after: Its level in the quarter after.
        better: True if the change is for the better.
        also: Other outcomes that turned with it, as (words, before, after, better, kind).
        events: Plain sentences of what happened around it, most telling first.
        kind: Kind of the outcome, see :class:`KeyOutcome`.
    """

    number: int
    week: int
    column: str
    words: str
    before: float
    after: float
    better: bool
    kind: str
    also: tuple[tuple[str, float, float, bool, str], ...] = ()
    events: tuple[str, ...] = field(default=())

    @property
    def year(self) -> int:
        """Year of the run, counted from 1."""
        return (self.week - 1) // 52 + 1

    @property
    def headline(self) -> str:
        """What changed, in one line: ``civilian deaths rise from 21 to 58 a month``."""
        return change_words(self.words, self.before, self.after, self.kind)


def change_words(words: str, before: float, after: float, kind: str) -> str:
    """Return one change in words, for example ``local consent falls from 58 to 45 %``."""
    plural = words.endswith(("deaths", "abroad", "country", "in need")) and kind != "share"
    verb = ("rise" if plural else "rises") if after > before else ("fall" if plural else "falls")
    if kind == "share":
        return f"{words} {verb} from {100 * before:.0f} to {100 * after:.0f} %"
    unit = " a month" if kind == "flow" else ""
    return f"{words} {verb} from {_count(before)} to {_count(after)}{unit}"


def _count(value: float) -> str:
    """Return a count with the digits that matter."""
    if value >= 999_500:
        return f"{value / 1e6:.2f} million"
    digits = -3 if value >= 100_000 else -2 if value >= 10_000 else 0
    return f"{round(value, digits):,.0f}"


def window_for(n_weeks: int) -> int:
    """Return the weeks compared on each side of a turn: a quarter, less in short runs."""
    return max(1, min(13, n_weeks // 6))


def step_changes(values: Array, window: int) -> tuple[Array, Array]:
    """Return the means of ``window`` weeks before and after each week, both shape (n,), NaN where they do not fit."""
    n = len(values)
    total = np.concatenate([[0.0], np.cumsum(values)])
    before = np.full(n, np.nan)
    after = np.full(n, np.nan)
    at = np.arange(window, n - window + 1)
    before[at] = (total[at] - total[at - window]) / window
    after[at] = (total[at + window] - total[at]) / window
    return before, after


def scored(weekly: pd.DataFrame, outcomes: Sequence[KeyOutcome]) -> dict[str, tuple[Array, Array, Array]]:
    """Return (before, after, score) by column; the score is the size of the change in units of "large"."""
    window = window_for(len(weekly))
    found = {}
    for outcome in outcomes:
        if outcome.column not in weekly:
            continue
        values = weekly[outcome.column].to_numpy(dtype=float)
        before, after = step_changes(values, window)
        scale = outcome.large if outcome.kind == "share" else outcome.large * max(float(np.mean(values)), 1e-9)
        if outcome.kind == "flow":  # rare counts are noise: a handful of deaths is no turn
            scale = max(scale, 0.5)
        score = np.nan_to_num(outcome.weight * np.abs(after - before) / scale)
        found[outcome.column] = (before, after, score)
    return found


def pick_weeks(score: Array, n: int, apart: int) -> list[int]:
    """Return up to ``n`` positions of the highest scores, none within ``apart`` of another, in order of time."""
    left = score.copy()
    picked: list[int] = []
    while len(picked) < n and left.size and left.max() > 0.15:
        at = int(left.argmax())
        picked.append(at)
        left[max(0, at - apart + 1) : at + apart] = 0.0
    return sorted(picked)


def rank_events(events: pd.DataFrame) -> Array:
    """Return how telling each event is, shape (n_events,): large for its kind, and of a rare kind.

    Args:
        events: ``result.events`` with columns ``kind`` and ``size``.
    """
    if events.empty:
        return np.zeros(0)
    size = events["size"].to_numpy(dtype=float)
    kind = events["kind"].astype(str)
    most = kind.map(events.assign(size=np.abs(size)).groupby(kind)["size"].max()).to_numpy(dtype=float)
    count = kind.map(kind.value_counts()).to_numpy(dtype=float)
    within = np.abs(size) / np.where(most > 0, most, 1.0)
    rare = 1.0 / np.sqrt(count)
    told = events["text"].astype(str).str.len().to_numpy() > 0
    return np.where(told, (0.25 + within) * (0.3 + rare), 0.0)


def _near_events(events: pd.DataFrame, rank: Array, week: int, window: int, most: int = 2) -> tuple[str, ...]:
    """Return the most telling sentences from shortly before a week to shortly after it."""
    weeks = events["week"].to_numpy(dtype=float) if len(events) else np.zeros(0)
    near = np.flatnonzero((weeks >= week - window) & (weeks <= week + window // 2) & (rank > 0))
    best = near[np.argsort(-rank[near], kind="stable")][:most]
    return tuple(str(events["text"].iloc[i]) for i in best)


def _anchor(events: pd.DataFrame, rank: Array, week: int, window: int) -> int:
    """Return the week of a strong event close by, else the week itself."""
    weeks = events["week"].to_numpy(dtype=float) if len(events) else np.zeros(0)
    near = np.flatnonzero((np.abs(weeks - week) <= max(2, window // 3)) & (rank > 0.5))
    return int(weeks[near[np.argmax(rank[near])]]) if near.size else week


def turning_points(result: Any, n: int = 5, outcomes: Sequence[KeyOutcome] = KEY_OUTCOMES) -> list[TurningPoint]:
    """Return the turning points of a run in order of time.

    Args:
        result: A ``Result``: ``weekly`` and ``events`` are read.
        n: How many at most; a short or quiet run has fewer.
        outcomes: Outcomes that count.

    Returns:
        Up to ``n`` turning points, spread over the run.

    Source: chosen here; see docs/odd.md, "Observation".
    """
    weekly, events = result.weekly, result.events
    if len(weekly) < 3:
        return []
    found = scored(weekly, outcomes)
    if not found:
        return []
    window = window_for(len(weekly))
    ranked = np.sort(np.stack([score for _, _, score in found.values()]), axis=0)[::-1]
    total = ranked[0] + 0.35 * ranked[1:4].sum(axis=0)
    rank = rank_events(events)
    apart = max(2, math.ceil(len(weekly) / (1.7 * n)))
    by_column = {outcome.column: outcome for outcome in outcomes}
    first = int(weekly["week"].iloc[0])
    points = []
    for number, at in enumerate(pick_weeks(total, n, apart), start=1):
        points.append(_point(number, at, first, found, by_column, (events, rank, window)))
    return points


def _point(
    number: int,
    at: int,
    first_week: int,
    found: Mapping[str, tuple[Array, Array, Array]],
    by_column: Mapping[str, KeyOutcome],
    told: tuple[pd.DataFrame, Array, int],
) -> TurningPoint:
    """Return the turning point at one position of the weekly table."""
    events, rank, window = told
    order = sorted(found, key=lambda name: -found[name][2][at])
    lead, *others = order
    also = tuple(_told(found[name], by_column[name], at) for name in others[:3] if found[name][2][at] >= 0.5)
    words, before, after, better, kind = _told(found[lead], by_column[lead], at)
    week = _anchor(events, rank, first_week + at, window)
    return TurningPoint(
        number, week, lead, words, before, after, better, kind, also[:2], _near_events(events, rank, week, window)
    )


def _told(change: tuple[Array, Array, Array], outcome: KeyOutcome, at: int) -> tuple[str, float, float, bool, str]:
    """Return (words, before, after, better, kind) of one outcome; flows are put as counts a month."""
    month = 52 / 12 if outcome.kind == "flow" else 1.0
    before, after = float(change[0][at]) * month, float(change[1][at]) * month
    return outcome.words, before, after, (after - before) * outcome.better > 0, outcome.kind
