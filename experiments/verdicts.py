"""What a paired difference with its interval says in one word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .intervals import FEWEST_FOR_A_VERDICT

__all__ = ["FEWEST_FOR_A_FIRM_VERDICT", "is_rough", "least_that_matters", "verdict"]

FEWEST_FOR_A_FIRM_VERDICT = 20  # pairs; below, intervals are rough
SMALL_COUNT = 0.01  # of the base: smaller differences of a count matter to nobody, however clear they are
SMALL_SHARE = 0.005  # half a percentage point, likewise; but a tenth of a base that is itself small does matter
ROUNDING = 1e-12  # of the wider end of an interval
SMALL_PART, SMALLEST_SHARE = 0.1, 0.0005


def verdict(row: Mapping[str, Any]) -> str:
    """Return ``better``, ``worse``, ``differs``, ``tiny``, ``unclear``, ``few`` or ``same`` for one row of a table.

    Args:
        row: A row with ``unit``, ``base``, ``low``, ``high``, ``difference``, ``better`` and, if known, ``n``.
    """
    low, high = _without_rounding(float(row["low"]), float(row["high"]))
    if low == high == 0.0:
        return "same"
    if row.get("n", FEWEST_FOR_A_VERDICT) < FEWEST_FOR_A_VERDICT:
        return "few"
    if not (low > 0 or high < 0):
        return "unclear"
    if abs(float(row["difference"])) < least_that_matters(str(row["unit"]), float(row["base"])):
        return "tiny"
    if not row["better"]:
        return "differs"
    return "better" if float(row["difference"]) * float(row["better"]) > 0 else "worse"


def _without_rounding(low: float, high: float) -> tuple[float, float]:
    """Return the ends of an interval; one that differs from zero only by the adding up of floats is zero."""
    least = ROUNDING * max(abs(low), abs(high))
    return 0.0 if abs(low) <= least else low, 0.0 if abs(high) <= least else high


def least_that_matters(unit: str, base: float) -> float:
    """Return the size below which a difference is called tiny.

    Args:
        unit: Unit of the outcome; ``share`` for shares.
        base: Its mean under the base.
    """
    if unit == "share":
        return max(SMALLEST_SHARE, min(SMALL_SHARE, SMALL_PART * abs(base)))
    return SMALL_COUNT * abs(base)


def is_rough(row: Mapping[str, Any]) -> bool:
    """Return whether a row speaks for one side on few pairs."""
    clear = verdict(row) in ("better", "worse", "differs", "tiny")
    return clear and row.get("n", FEWEST_FOR_A_FIRM_VERDICT) < FEWEST_FOR_A_FIRM_VERDICT
