"""Through what two designs differ: paired differences of the ledger of causes.

Of every run only what each cause gave over its length is kept, so that a comparison of many runs stays small. Causes
are weighed as their outcome is, and so add up to its difference: totals of flows and levels at the end by their sums;
a mean level by what a cause gave in each week times the share of the run that was still to come.

Source: MODEL.md 5.26 and 5.27.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..model.columns import Outcome
from ..model.stocks import STOCKS
from .intervals import paired_difference

__all__ = ["CAUSE_COLUMNS", "Contributions", "cause_table", "contributions_of", "leading_causes", "shared_words"]

Array = NDArray[np.float64]
Key = tuple[str, str]

CAUSE_COLUMNS = ("outcome", "label", "unit", "stock", "cause", "base", "other", "difference", "low", "high", "n")
PARTS = {
    "denied_by_state": "state to ", "denied_by_groups": "groups to ", "denied_by_security_rules": "security rules to ",
    "mission_spend": "mission", "country_team_spend": "country team",
}  # fmt: skip
"""How the causes begin that belong to one column of a stock with several."""
FEWEST, MOST, LEAST_PART = 3, 5, 0.1  # causes shown of one outcome; the fourth and fifth are at least this part of it
CLEAR = ("better", "worse", "differs")


@dataclass(frozen=True)
class Contributions:
    """What each cause gave in one run.

    Attributes:
        keys: Stock and cause.
        values: Shape (keys, 2), in the unit of the stock: sum over the weeks, and contribution to the mean level.
    """

    keys: tuple[Key, ...]
    values: Array


def contributions_of(result: Any) -> Contributions | None:
    """Return what each cause gave in a run; None if its result keeps no causes."""
    causes = getattr(result, "causes", None)
    if isinstance(causes, Contributions):  # of a run of which only these were kept
        return causes
    if causes is None or causes.empty:
        return None
    n = len(result.weekly)
    value = causes["value"].to_numpy()
    later = value * (n - causes["week"].to_numpy()) / n
    summed = pd.DataFrame({"stock": causes["stock"], "cause": causes["cause"], "sum": value, "later": later})
    summed = summed.groupby(["stock", "cause"], sort=True).sum()
    return Contributions(tuple(summed.index), summed.to_numpy())


def shared_words(found: Contributions | None) -> Contributions | None:
    """Return contributions that hold each name only once in this process, as those of other processes do not."""
    if found is None:
        return None
    return Contributions(tuple((sys.intern(stock), sys.intern(cause)) for stock, cause in found.keys), found.values)


def cause_table(
    base: Sequence[Contributions | None], other: Sequence[Contributions | None], wanted: Sequence[Outcome], seed: int
) -> pd.DataFrame:
    """Return the paired difference of every cause of every outcome that has some.

    Args:
        base: Contributions in the base runs, one a pair; None where the run failed or kept none.
        other: Contributions in the other runs, same order.
        wanted: Outcomes compared.
        seed: Root seed of the resamples.

    Returns:
        One row an outcome and cause, the largest difference of an outcome first: outcome, label, unit, stock, cause,
        base, other, difference, low, high, n. Differences of one outcome add up to its own, but for what levels had
        at the start.
    """
    sides = [_by_cause(runs) for runs in (base, other)]
    names = sorted({key for side in sides for key in side})
    rows = []
    for outcome in wanted:
        stock = next((each for each in STOCKS.values() if outcome.column in each.columns), None)
        if stock is None or (not stock.level and outcome.key != outcome.column):
            continue
        begins = PARTS.get(outcome.column, "")
        told = {"outcome": outcome.key, "label": outcome.label, "unit": outcome.unit, "stock": stock.name}
        own = []
        for key in (key for key in names if key[0] == stock.name and key[1].startswith(begins)):
            values = [_values(side, key, runs, outcome) for side, runs in zip(sides, (base, other), strict=True)]
            found = paired_difference(*values, better=0, seed=seed, name=f"{outcome.key} by {key[1]}")
            measured = {name: getattr(found, name) for name in CAUSE_COLUMNS[5:]}
            own.append({**told, "cause": key[1].replace("_", " "), **measured})
        rows += sorted(own, key=lambda row: -abs(row["difference"]))
    return pd.DataFrame(rows, columns=list(CAUSE_COLUMNS))


def _by_cause(runs: Sequence[Contributions | None]) -> dict[Key, Array]:
    """Return both values of every cause by run, shape (runs, 2); 0 where a run knows no such cause."""
    found: dict[Key, Array] = {}
    for i, run in enumerate(runs):
        for key, values in zip(run.keys, run.values, strict=True) if run is not None else ():
            found.setdefault(key, np.zeros((len(runs), 2)))[i] = values
    return found


def _values(side: Mapping[Key, Array], key: Key, runs: Sequence[Contributions | None], outcome: Outcome) -> Array:
    """Return what one cause gave to one outcome, shape (runs,); NaN where there is no run."""
    there = np.array([run is not None for run in runs])
    given = side[key][:, int(outcome.key.endswith("_mean"))] if key in side else 0.0
    return np.where(there, given, np.nan)


def leading_causes(table: pd.DataFrame, causes: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the outcomes that differ clearly, each with the causes that differ most.

    An outcome with a single cause is left out: the cause says no more than the outcome.

    Args:
        table: Table of the comparison.
        causes: Table of :func:`cause_table`.

    Returns:
        Mappings with outcome, label, unit, difference, low, high; causes, as mappings with cause, difference, low and
        high; and rest, what all others gave together.
    """
    told = []
    for row in table[table["verdict"].isin(CLEAR)].to_dict("records"):
        own = causes[(causes["outcome"] == row["outcome"]) & (causes["difference"] != 0.0)].to_dict("records")
        if len(own) < 2:
            continue
        least = LEAST_PART * abs(own[0]["difference"])
        more = [each for each in own[FEWEST:MOST] if _off_zero(each) and abs(each["difference"]) >= least]
        shown = own[:FEWEST] + more
        kept = {name: row[name] for name in ("outcome", "label", "unit", "difference", "low", "high")}
        named = [{name: each[name] for name in ("cause", "difference", "low", "high")} for each in shown]
        rest = row["difference"] - sum(each["difference"] for each in shown) if len(own) > len(shown) else 0.0
        told.append({**kept, "causes": named, "rest": rest})
    return told


def _off_zero(row: Mapping[str, Any]) -> bool:
    """Return whether an interval leaves zero out."""
    return bool(row["low"] > 0 or row["high"] < 0)
