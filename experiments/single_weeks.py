"""Single weeks that hold a large part of a run's deaths, and what happened in them.

Such a week is a turn of a run that means over quarters hide: told by its event, and taken out of the means, so that the
fall after it is not told as a turn of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DEATHS", "SingleWeek", "deadliest_week", "outstanding_weeks", "told_apart", "without_weeks"]

Array = NDArray[np.float64]

DEATHS: dict[str, tuple[str, ...]] = {
    "civilian_deaths": ("attack_on_civilians", "abuse"),
    "battle_deaths": ("attack_on_rival", "attack_on_state", "attack_by_state"),
}
"""Columns of deaths, each with how the kinds of events begin whose size counts them."""
LARGE_PART = 0.1
"""Part of a run's deaths that makes a single week stand out."""
TIMES_THE_MEAN = 10.0
"""How many times the mean week it must be as well: in a short run a tenth is soon reached."""
LEAST_DEATHS = 10.0
"""Deaths below which a week is no turn of a run: a handful may be chance."""
TELLING = 2
"""Events told of a week."""


@dataclass(frozen=True)
class SingleWeek:
    """One week of a run and the deaths in it.

    Attributes:
        column: Column of ``result.weekly``, one of :data:`DEATHS`.
        at: Its place in the weekly table.
        week: Number of the week.
        deaths: Deaths in the week.
        part: Part of the deaths of the whole run, share.
        events: Sentences of what happened, the deadliest first; empty if no event counts these deaths.
        cause: Cause with the largest contribution in the week, from ``result.causes``; empty if none is recorded.
    """

    column: str
    at: int
    week: int
    deaths: float
    part: float
    events: tuple[str, ...]
    cause: str


def deadliest_week(result: Any, column: str) -> SingleWeek | None:
    """Return the week with the most deaths, the first of them among equals; None if nobody died.

    Args:
        result: A ``Result``: ``weekly``, ``events`` and ``causes`` are read.
        column: One of :data:`DEATHS`.
    """
    values = result.weekly[column].to_numpy(dtype=float)
    return _single(result, column, int(values.argmax())) if values.any() else None


def outstanding_weeks(result: Any, columns: Iterable[str]) -> list[SingleWeek]:
    """Return every single week that holds a large part of a run's deaths, the largest part first.

    Args:
        result: A ``Result``: ``weekly``, ``events`` and ``causes`` are read.
        columns: Some of :data:`DEATHS`.

    Source: chosen here; see docs/odd.md, "Observation".
    """
    found = []
    for column in columns:
        values = result.weekly[column].to_numpy(dtype=float)
        least = max(LARGE_PART * values.sum(), TIMES_THE_MEAN * values.mean(), LEAST_DEATHS)
        found += [_single(result, column, at) for at in np.flatnonzero(values >= least).tolist()]
    return sorted(found, key=lambda single: -single.part)


def told_apart(singles: Sequence[SingleWeek], apart: int) -> list[tuple[SingleWeek, list[SingleWeek]]]:
    """Return the weeks to be told, no two within ``apart`` of each other, each with the smaller ones near it.

    Args:
        singles: Weeks, the largest part first.
        apart: Smallest distance between two.
    """
    told: list[tuple[SingleWeek, list[SingleWeek]]] = []
    for single in singles:
        near = next((others for first, others in told if abs(first.at - single.at) < apart), None)
        if near is None:
            told.append((single, []))
        else:
            near.append(single)
    return told


def without_weeks(values: Array, places: Sequence[int], window: int) -> Array:
    """Return values, shape (n,), with those at some places replaced by the mean of the other values around them.

    Args:
        values: One value a week, shape (n,).
        places: Places in it; fewer than all of a window.
        window: Weeks looked at on each side.
    """
    out = values.copy()
    usual = np.ones(len(values), dtype=bool)
    usual[list(places)] = False
    for at in places:
        near = slice(max(at - window, 0), at + window + 1)
        around = values[near][usual[near]]
        out[at] = around.mean() if around.size else values[usual].mean()
    return out


def _single(result: Any, column: str, at: int) -> SingleWeek:
    """Return what there is to tell of one week."""
    weekly = result.weekly
    values, week = weekly[column].to_numpy(dtype=float), int(weekly["week"].iloc[at])
    events, cause = _events(result.events, week, DEATHS[column]), _cause(result, column, week)
    return SingleWeek(column, at, week, float(values[at]), float(values[at] / values.sum()), events, cause)


def _events(events: pd.DataFrame, week: int, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sentences of the deadliest events of some kinds in a week, largest first."""
    if events.empty:
        return ()
    here = events[(events["week"] == week) & (events["size"] > 0) & events["kind"].astype(str).str.startswith(kinds)]
    order = np.argsort(-here["size"].to_numpy(dtype=float), kind="stable")
    return tuple(list(dict.fromkeys(str(text) for text in here["text"].iloc[order] if text))[:TELLING])


def _cause(result: Any, column: str, week: int) -> str:
    """Return the cause with the largest contribution in a week, in words."""
    causes = getattr(result, "causes", None)
    if causes is None or len(causes) == 0:
        return ""
    here = causes[(causes["stock"] == column) & (causes["week"] == week) & (causes["value"] > 0)]
    return str(here.groupby("cause")["value"].sum().idxmax()).replace("_", " ") if len(here) else ""
