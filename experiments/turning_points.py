"""Turning points of a run: where key outcomes changed most, joined with the events behind the change.

A turning point is read off the recorded columns, not off a rule: the largest change between the quarter before a week
and the quarter after it, in units of what counts as large for that outcome, and no two within a stretch of each other.
A single week that holds a large part of a run's deaths is one as well, and comes first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..model.no_mission import told_of
from .single_weeks import DEATHS, SingleWeek, outstanding_weeks, told_apart, without_weeks

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KEY_OUTCOMES", "KeyOutcome", "TurningPoint", "rank_events", "turning_points"]

Array = NDArray[np.float64]
Changes = tuple[Array, Array, Array]
Told = tuple[str, float, float, bool, str]

LEAST_SCORE = 0.15
USED_AGAIN = 0.6
VIOLENT = ("attack", "abuse", "clash", "peacekeepers", "displacement", "splinter")
OF_THE_MISSION = ("leader", "misconduct")
CAUSE_STOCKS = {"trust_mission_country_team": "trust"}


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
        before: Its level in the quarter before (flows: a month; shares 0-1); of a single week the mean of all others.
        after: Its level in the quarter after; of a single week the deaths in it.
        better: True if the change is for the better.
        also: Other outcomes that turned with it, as (words, before, after, better, kind).
        events: Plain sentences of what happened around it, most telling first.
        cause: Cause that moved it most, from ``result.causes``; empty if none is recorded.
        kind: Kind of the outcome, see :class:`KeyOutcome`; ``week`` if this is a single week.
        part: Part of the run's deaths that fell in that single week, share; 0 if this is none.
    """

    number: int
    week: int
    column: str
    words: str
    before: float
    after: float
    better: bool
    kind: str
    also: tuple[Told, ...] = ()
    events: tuple[str, ...] = ()
    cause: str = ""
    part: float = 0.0

    @property
    def year(self) -> int:
        """Year of the run, counted from 1; weeks count from 0."""
        return self.week // 52 + 1

    @property
    def cause_words(self) -> str:
        """What moved the outcome most, as a sentence; empty if no cause is recorded, or an event tells it."""
        if not self.cause or (self.part and self.events):
            return ""
        if self.part:
            return f"Mainly {self.cause}."
        if self.kind != "flow":
            return f"Moved most by {self.cause}."
        return f"Mainly {self.cause}." if self.after > self.before else f"Mainly less from {self.cause}."

    @property
    def told(self) -> tuple[str, ...]:
        """The events in words: those of a single week explain it; others only happened at the time, and say so."""
        return self.events if self.part or not self.events else (f"At the time: {self.events[0]}", *self.events[1:])

    @property
    def headline(self) -> str:
        """What changed, in one line: ``civilian deaths rise from 21 to 58 a month``."""
        if self.part:
            return part_words(self.words, self.after, self.part)
        return change_words(self.words, self.before, self.after, self.kind)


def change_words(words: str, before: float, after: float, kind: str) -> str:
    """Return one change in words, for example ``local consent falls from 58 to 45 %``."""
    plural = words.endswith(("deaths", "abroad", "country", "in need")) and kind != "share"
    verb = ("rise" if plural else "rises") if after > before else ("fall" if plural else "falls")
    if kind == "share":
        return f"{words} {verb} from {100 * before:.0f} to {100 * after:.0f} %"
    unit = " a month" if kind == "flow" else ""
    return f"{words} {verb} from {_count(before)} to {_count(after)}{unit}"


def part_words(words: str, deaths: float, part: float) -> str:
    """Return the deaths of a single week in words: ``72 civilian deaths in one week, 20 % of the run's``."""
    return f"{_count(deaths)} {words} in one week, {100 * part:.0f} % of the run's"


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


def scored(
    weekly: pd.DataFrame, outcomes: Sequence[KeyOutcome], singles: Sequence[SingleWeek] = ()
) -> dict[str, Changes]:
    """Return (before, after, score) by column; the score is the size of the change in units of "large".

    Args:
        weekly: ``result.weekly``.
        outcomes: Outcomes that count.
        singles: Weeks that are told by themselves, and left out of the means of their column.
    """
    window = window_for(len(weekly))
    found = {}
    for outcome in outcomes:
        if outcome.column not in weekly:
            continue
        values = weekly[outcome.column].to_numpy(dtype=float)
        if places := [single.at for single in singles if single.column == outcome.column]:
            values = without_weeks(values, places, window)
        before, after = step_changes(values, window)
        scale = outcome.large if outcome.kind == "share" else outcome.large * max(float(np.mean(values)), 1e-9)
        if outcome.kind == "flow":  # rare counts are noise: a handful of deaths is no turn
            scale = max(scale, 0.5)
        score = np.nan_to_num(outcome.weight * np.abs(after - before) / scale)
        found[outcome.column] = (before, after, score)
    return found


def pick_turns(
    found: Mapping[str, Changes], n: int, apart: int, taken: Sequence[tuple[int, str]] = ()
) -> list[tuple[int, str]]:
    """Return up to ``n`` (position, column) of the largest changes, in order of time.

    No two lie within ``apart`` of each other, and an outcome that has been picked counts for less next time, so that
    the points tell of different things.

    Args:
        found: Means before, means after and score by column, each shape (n_weeks,).
        n: How many at most.
        apart: Smallest distance between two, and to those that are taken.
        taken: (position, column) of points that are told in any case; they are not returned.
    """
    names = list(found)
    scores = np.stack([found[name][2] for name in names])
    weight = np.ones(len(names))
    free = np.ones(scores.shape[1], dtype=bool)
    for at, name in taken:
        weight[names.index(name)] *= USED_AGAIN
        free[max(0, at - apart + 1) : at + apart] = False
    picked: list[tuple[int, str]] = []
    while len(picked) < n and free.any():
        ranked = np.sort(scores * weight[:, None], axis=0)[::-1]
        total = np.where(free, ranked[0] + 0.35 * ranked[1:4].sum(axis=0), 0.0)
        at = int(total.argmax())
        if total[at] <= LEAST_SCORE:
            break
        lead = int((scores[:, at] * weight).argmax())
        picked.append((at, names[lead]))
        weight[lead] *= USED_AGAIN
        free[max(0, at - apart + 1) : at + apart] = False
    return sorted(picked)


def rank_events(events: pd.DataFrame) -> Array:
    """Return how telling each event is, shape (n_events,): large for its kind, and of a rare kind.

    Args:
        events: ``result.events`` with columns ``kind``, ``size`` and ``text``.
    """
    if events.empty:
        return np.zeros(0)
    size = np.abs(events["size"].to_numpy(dtype=float))
    kind = events["kind"].astype(str)
    groups = events.assign(size=size).groupby(kind)["size"]
    least, most = (kind.map(end).to_numpy(dtype=float) for end in (groups.min(), groups.max()))
    count = kind.map(kind.value_counts()).to_numpy(dtype=float)
    within = np.where(most > least, (size - least) / np.maximum(most - least, 1e-12), 1.0 / count)
    told = events["text"].astype(str).str.len().to_numpy() > 0
    return np.where(told, (0.2 + within) * (0.3 + 1.0 / np.sqrt(count)), 0.0)


def near_events(
    events: pd.DataFrame, rank: Array, week: int, window: int, *, without: tuple[str, ...] = (), most: int = 2
) -> tuple[str, ...]:
    """Return the most telling sentences from around a week, one of a kind.

    Args:
        events: ``result.events``.
        rank: How telling each is, see :func:`rank_events`.
        week: Week of the turn.
        window: Weeks looked at after it; half as many before.
        without: Beginnings of kinds that explain nothing here.
        most: How many at most.
    """
    if events.empty:
        return ()
    weeks = events["week"].to_numpy(dtype=float)
    kinds = events["kind"].astype(str).to_numpy()
    near = (weeks >= week - window // 2) & (weeks <= week + window) & (rank > 0.1)
    near &= ~np.array([kind.startswith(without) for kind in kinds])
    places = np.flatnonzero(near)
    chosen: dict[str, str] = {}
    for i in places[np.argsort(-rank[places], kind="stable")]:
        chosen.setdefault(kinds[i], str(events["text"].iloc[i]))
    return tuple(list(dict.fromkeys(chosen.values()))[:most])


def leading_cause(result: Any, column: str, week: int, window: int, kind: str) -> str:
    """Return what moved an outcome most around a week, in words; empty where no cause is recorded.

    Args:
        result: A ``Result`` with ``causes``.
        column: The outcome, as a stock of ``result.causes``.
        week: Week of the turn.
        window: Weeks looked at on each side.
        kind: ``flow``: which cause changed most from before to after; else: which contributed most around the week.
    """
    causes = getattr(result, "causes", None)
    stock = CAUSE_STOCKS.get(column, column)
    if causes is None or len(causes) == 0:
        return ""
    near = causes[(causes["stock"] == stock) & (causes["week"] >= week - window) & (causes["week"] < week + window)]
    if near.empty:
        return ""
    sign = np.where((near["week"] >= week) | (kind != "flow"), 1.0, -1.0)
    moved = near.assign(value=near["value"] * sign).groupby("cause")["value"].sum()
    rose = _change(result, column, week, window) > 0
    along = moved[moved > 0] if rose else moved[moved < 0]
    return str(along.abs().idxmax()).replace("_", " ") if len(along) else ""


def _change(result: Any, column: str, week: int, window: int) -> float:
    """Return the mean of a column after a week less the mean before it."""
    weekly = result.weekly
    values, weeks = weekly[column].to_numpy(dtype=float), weekly["week"].to_numpy()
    after, before = values[(weeks >= week) & (weeks < week + window)], values[(weeks < week) & (weeks >= week - window)]
    return float(after.mean() - before.mean()) if after.size and before.size else 0.0


def turning_points(result: Any, n: int = 5, outcomes: Sequence[KeyOutcome] = KEY_OUTCOMES) -> list[TurningPoint]:
    """Return the turning points of a run in order of time.

    Args:
        result: A ``Result``: ``weekly``, ``events`` and ``causes`` are read.
        n: How many at most; a short or quiet run has fewer.
        outcomes: Outcomes that count.

    Returns:
        Up to ``n`` turning points, spread over the run.

    Source: chosen here; see docs/odd.md, "Observation".
    """
    if len(result.weekly) < 3:
        return []
    by_column = {outcome.column: outcome for outcome in outcomes}
    singles = outstanding_weeks(result, [name for name in DEATHS if name in by_column and name in result.weekly])
    found = scored(told_of(result), outcomes, singles)
    if not found:
        return []
    rank = rank_events(result.events)
    apart = max(2, math.ceil(len(result.weekly) / (1.7 * n)))
    told = told_apart(singles, apart)[:n]
    turns = pick_turns(found, n - len(told), apart, [(single.at, single.column) for single, _ in told])
    points = [_point(at, lead, result, found, by_column, rank) for at, lead in turns]
    points += [_single_point(single, near, result, found, by_column) for single, near in told]
    points.sort(key=lambda point: point.week)
    return [replace(point, number=number) for number, point in enumerate(points, start=1)]


def _also(found: Mapping[str, Changes], by_column: Mapping[str, KeyOutcome], lead: str, at: int) -> tuple[Told, ...]:
    """Return what turned with an outcome at one position of the weekly table, the largest changes first."""
    others = sorted((name for name in found if name != lead), key=lambda name: -found[name][2][at])
    return tuple(_told(found[name], by_column[name], at) for name in others[:2] if found[name][2][at] >= 0.5)


def _single_point(
    single: SingleWeek,
    near: Sequence[SingleWeek],
    result: Any,
    found: Mapping[str, Changes],
    by_column: Mapping[str, KeyOutcome],
) -> TurningPoint:
    """Return the turning point that a single week is, with smaller ones near it among its events; numbered later."""
    values, words = result.weekly[single.column].to_numpy(dtype=float), by_column[single.column].words
    usual = float((values.sum() - single.deaths) / (len(values) - 1))
    smaller = [f"Week {o.week}: {part_words(by_column[o.column].words, o.deaths, o.part)}." for o in near]
    events = (*(single.events or ([f"Mainly {single.cause}."] if single.cause and smaller else [])), *smaller)
    also = _also(found, by_column, single.column, single.at)
    return TurningPoint(
        0, single.week, single.column, words, usual, single.deaths, False, "week", also, events, single.cause,
        single.part,
    )  # fmt: skip


def _point(
    at: int,
    lead: str,
    result: Any,
    found: Mapping[str, Changes],
    by_column: Mapping[str, KeyOutcome],
    rank: Array,
) -> TurningPoint:
    """Return the turning point at one position of the weekly table; numbered later."""
    window = window_for(len(result.weekly))
    week = int(result.weekly["week"].iloc[at])
    words, before, after, better, kind = _told(found[lead], by_column[lead], at)
    harm = by_column[lead].better < 0 and kind != "share"  # what does harm explains no fall in it
    without = (OF_THE_MISSION if kind != "share" else ()) + (VIOLENT if harm and better else ())
    told = near_events(result.events, rank, week, window, without=without)
    cause, also = leading_cause(result, lead, week, window, kind), _also(found, by_column, lead, at)
    return TurningPoint(0, week, lead, words, before, after, better, kind, also, told, cause)


def _told(change: Changes, outcome: KeyOutcome, at: int) -> Told:
    """Return (words, before, after, better, kind) of one outcome; flows are put as counts a month."""
    month = 52 / 12 if outcome.kind == "flow" else 1.0
    before, after = float(change[0][at]) * month, float(change[1][at]) * month
    return outcome.words, before, after, (after - before) * outcome.better > 0, outcome.kind
