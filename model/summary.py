"""The one-row summary of a run, from its weekly table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from .benchmarks import TERMS
from .columns import NUMBER_COLUMNS

if TYPE_CHECKING:
    from .elections import Poll

__all__ = ["MONTHS_PER_WEEK", "PEAK_REACHED", "summarise"]

MONTHS_PER_WEEK = 12.0 / 52.0
"""Months in a week, for durations told in months."""

_AFTER = ("sustained_peace", "deaths_after_exit")
PEAK_REACHED = 0.99
"""Share of the largest strength at which the peak counts as reached: rotation makes strength waver on its plateau."""


def summarise(
    weekly: pd.DataFrame, benchmarks: pd.DataFrame | None = None, *, troop_ceiling: float | None = None,
    polls: Sequence[Poll] = (),
) -> dict[str, Any]:  # fmt: skip
    """Return one row for a run: totals of flows, end and mean of stocks and shares, and what is known of its peaks.

    Sums are exact (``math.fsum``), so that the row is the same on every machine. Keys, in order:

    - ``weeks``: weeks in the run (int)
    - ``<flow>``: total over the run; ``<stock>_end`` and ``<share>_end``: last week; ``<stock>_mean`` and
      ``<share>_mean``: mean over the weeks; of columns about the mission over those in which there was one
    - ``cost_usd``: mission_spend plus country_team_spend, US dollars
    - ``donor_work_per_million``: donor_work for a million US dollars of donor_spend (None if none was spent)
    - ``peak_troops``; ``peak_troops_share_of_ceiling`` (None without a ceiling);
      ``month_of_peak_troops``: months from the start to the first week with at least 99 % of the peak (None if no
      troops ever came)
    - ``benchmarks_short``, ``_medium``, ``_long``: share of the benchmarks of that term that are met at the end;
      ``weeks_to_half_short``, ``_medium``, ``_long``: week by which half of them had been reached at some time (None if
      never). All None without a table of benchmarks
    - ``elections_held``, ``elections_contested`` (those whose result somebody rejected); ``election_week``,
      ``election_turnout``, ``election_quality`` of the first (None if there was none)
    - ``relapse``, ``relapse_week``, ``exit_week``, ``exit_kind``, ``sustained_peace``, ``deaths_after_exit`` (violent
      deaths a year, in battle and of civilians, after the mission has left): None here; a run adds what it
      knows of its end (:func:`peaceops.model.transition.ending`)

    Args:
        weekly: Table of the recorder, one row a week, at least one.
        benchmarks: Table of the benchmarks, one row an output and term; None if there is none.
        troop_ceiling: Soldiers authorised; None or 0 if there is no ceiling.
        polls: Elections that were held, in order.

    Raises:
        ValueError: If the table has no row.

    Source: MODEL.md section 6; DE-01, DE-02.
    """
    if weekly.empty:
        raise ValueError("no week is recorded: there is nothing to sum up")
    row: dict[str, Any] = {"weeks": len(weekly)}
    present = sum(1 for phase in weekly["phase"].tolist() if phase != "after") or len(weekly)
    for column in NUMBER_COLUMNS:
        values = weekly[column.name].tolist()
        if column.kind == "flow":
            row[column.name] = math.fsum(values)
        else:
            row[f"{column.name}_end"] = float(values[-1])
            over = values[:present] if column.of_mission else values
            row[f"{column.name}_mean"] = math.fsum(over) / len(over)
    row["cost_usd"] = row["mission_spend"] + row["country_team_spend"]
    row["donor_work_per_million"] = row["donor_work"] / (row["donor_spend"] / 1e6) if row["donor_spend"] else None
    row |= _peak(weekly["troops"].tolist(), troop_ceiling)
    for term in TERMS:
        row |= _term(term, benchmarks)
    row |= _elections(polls)
    return row | dict.fromkeys(("relapse", "relapse_week", "exit_week", "exit_kind", *_AFTER))


def _elections(polls: Sequence[Poll]) -> dict[str, float | int | None]:
    first = polls[0] if polls else None
    return {
        "elections_held": len(polls), "elections_contested": sum(1 for poll in polls if poll.rejected_by),
        "election_week": first.week if first else None, "election_turnout": first.turnout if first else None,
        "election_quality": first.quality if first else None,
    }  # fmt: skip


def _term(term: str, benchmarks: pd.DataFrame | None) -> dict[str, float | int | None]:
    keys = f"benchmarks_{term}", f"weeks_to_half_{term}"
    if benchmarks is None:
        return dict.fromkeys(keys)
    own = benchmarks[benchmarks["term"] == term]
    reached, half = sorted(own["week"].dropna().tolist()), (len(own) + 1) // 2
    week = int(reached[half - 1]) if len(reached) >= half else None
    return {keys[0]: sum(own["met"].tolist()) / len(own), keys[1]: week}


def _peak(troops: list[float], ceiling: float | None) -> dict[str, float | None]:
    peak = float(max(troops))
    first = next(i for i, strength in enumerate(troops) if strength >= PEAK_REACHED * peak)
    return {
        "peak_troops": peak,
        "peak_troops_share_of_ceiling": peak / ceiling if ceiling else None,
        "month_of_peak_troops": (first + 1) * MONTHS_PER_WEEK if peak > 0.0 else None,
    }
