"""What one whole run contributes to the figures that many runs are judged by (:mod:`.calibration`).

Source: the findings of the evidence tables (``PK-..`` to ``LG-..``); MODEL.md 5.25.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..model.result import Result

__all__ = ["NEVER", "YEAR_WEEKS", "features", "spoilt"]

Array = NDArray[np.float64]
YEAR_WEEKS = 52
NEVER = np.nan
"""What a feature is in a run that does not have it; such runs are left out of its mean."""


def features(result: Result, war: float) -> dict[str, float]:
    """Return what one run contributes to the figures, NaN where it does not apply.

    Args:
        result: A run to its horizon.
        war: Deaths a year that are war.
    """
    w, s = result.weekly, result.summary
    years = len(w) / YEAR_WEEKS
    kinds = result.events["kind"].value_counts()
    moved = result.causes[result.causes["stock"] == "fighters_armed"]
    first_five = moved[moved["week"] < 5 * YEAR_WEEKS].groupby("cause")["value"].sum()
    demobilised = -float(first_five.get("cantoned", 0.0) + first_five.get("left the camps", 0.0))
    started = float(w["fighters_armed"].iloc[0])
    war_dead = w["battle_deaths"] + w["civilian_deaths"]
    yearly, back, pledged = (_by_year(column.to_numpy()) for column in (war_dead, w["returned"], w["pledged"]))
    refugees = w["refugees"].to_numpy()
    month_12 = w.iloc[min(YEAR_WEEKS, len(w)) - 1]
    fill = s.get("peak_troops") or 0.0
    relapse = _or_never(s["relapse_week"])
    by_crime = float(w["crime_deaths"].sum())
    return {
        "peak_month": _or_never(s["month_of_peak_troops"]),
        "peak_share": _or_never(s["peak_troops_share_of_ceiling"]),
        "troops_month_12": float(month_12["troops"]) / fill if fill else NEVER,
        "police_month_12": float(month_12["police"]) / float(w["police"].max()) if w["police"].max() > 0 else NEVER,
        "mission_years": _or_never(s["exit_week"]) / YEAR_WEEKS,
        "relapse": float(s["relapse"]),
        "relapse_by_year_5": float(relapse < 5 * YEAR_WEEKS),
        "relapse_week": relapse,
        "sustained": _or_never(s["sustained_peace"]),
        "war_at_end": float(yearly[-1] >= war) if yearly else NEVER,
        "agreement_at_end": float(w["peace_process"].iloc[-1] > 0.0),
        "implemented": float(w["peace_process"].iloc[-1]),
        "civilian_month": float(w["civilian_deaths"].sum()) / (12 * years),
        "battle_month": float(w["battle_deaths"].sum()) / (12 * years),
        "by_crime": by_crime / max(by_crime + float(war_dead.sum()), 1.0),
        "spoilt": float(spoilt(w["violent_events"].to_numpy(), w["peace_process"].to_numpy())),
        "attacked_mission": float(kinds.get("attack_on_mission", 0) > 0),
        "aid_victims": float(w["aid_worker_victims"].sum()),
        "refugees_back": 1.0 - float(refugees[: 5 * YEAR_WEEKS][-1] / max(refugees[0], 1.0)),
        "return_peak_year": 1.0 + float(np.argmax(back)) if back else NEVER,
        "pledge_peak_year": 1.0 + float(np.argmax(pledged)) if pledged else NEVER,
        "pledge_fall": pledged[-1] / max(pledged) if pledged and max(pledged) > 0 else NEVER,
        "demobilised": demobilised / started if started and demobilised > 0 else NEVER,
        "gap_year_3": float(w["reintegration_gap"].iloc[min(3 * YEAR_WEEKS, len(w)) - 1]) if demobilised > 0 else NEVER,
        "election_month": _or_never(s["election_week"]) * 12 / YEAR_WEEKS,
        "expelled": float(s["exit_kind"] == "consent withdrawn"),
        "last_deaths": yearly[-1] if yearly else NEVER,
        **_weeks_to_exit(result),
    }


def _by_year(weekly: Array) -> list[float]:
    """Return the total of each whole year."""
    n = len(weekly) // YEAR_WEEKS
    return [float(total) for total in weekly[: n * YEAR_WEEKS].reshape(n, YEAR_WEEKS).sum(axis=1)]


def _or_never(value: float | None) -> float:
    return NEVER if value is None else float(value)


def spoilt(events: Array, process: Array) -> bool:
    """Return whether a spoiling campaign was fought: a quarter with twice the usual attacks, under an agreement.

    Usual is the mean quarter of the run; a campaign has at least 13 attacks, one a week.
    """
    n = len(events) // 13
    quarters = events[: n * 13].reshape(n, 13).sum(axis=1)
    agreed = process[: n * 13].reshape(n, 13).min(axis=1) > 0.0
    return bool((agreed & (quarters >= 13.0) & (quarters >= 2.0 * quarters.mean())).any())


def _weeks_to_exit(result: Result) -> dict[str, float]:
    """Return the weeks from a formal withdrawal of consent to the Council's decision, and from it to the exit."""
    events, s = result.events, result.summary
    asked = events.loc[events["kind"] == "consent_withdrawn", "week"]
    if s["exit_kind"] != "consent withdrawn" or asked.empty:
        return {"weeks_to_decision": NEVER, "weeks_to_exit": NEVER}
    left = events.loc[(events["kind"] == "drawdown") & (events["cause"] == "consent withdrawn"), "week"]
    decided = float(left.iloc[-1])
    return {"weeks_to_decision": decided - float(asked.iloc[-1]), "weeks_to_exit": s["exit_week"] - decided}
