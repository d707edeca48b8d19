"""Numbers as a report writes them: with thousands separators, a true minus, and no more digits than are read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

__all__ = ["TIED", "amount", "difference", "in_a_row", "interval", "listed", "many", "percent", "plain", "unit_words"]

MINUS = "\N{MINUS SIGN}"
TIED = "\N{NO-BREAK SPACE}"  # between a number and what belongs to it
NOTHING = "–"
ROUNDING = 1e-9  # differences below are those of adding floats up


def plain(value: float) -> str:
    """Return a number: ``12,345``, ``2.153 billion``, ``1.535 million``, ``14.2``, ``0.042``."""
    if not math.isfinite(value):
        return NOTHING
    size = abs(value)
    if size >= 999_950_000:
        text = f"{size / 1e9:,.4g}{TIED}billion"
    elif size >= 999_950:
        text = f"{size / 1e6:,.4g}{TIED}million"
    elif size >= 100 or size == 0 or (float(size).is_integer() and size >= 1):
        text = f"{size:,.0f}"
    elif size >= 10:
        text = f"{size:.1f}"
    else:
        text = f"{size:.2f}" if size >= 1 else f"{size:.2g}"
    return f"{MINUS}{text}" if value < 0 and float(text.split(TIED)[0].replace(",", "")) else text


def amount(value: float, unit: str) -> str:
    """Return an outcome in its unit; shares in percent."""
    if not math.isfinite(value):
        return NOTHING
    if unit != "share":
        return plain(value)
    text = plain(round(100 * value, 1))  # one decimal, and no second one that is always 0
    return f"{text.removesuffix('0') if '.' in text else text}{TIED}%"


def difference(value: float, unit: str) -> str:
    """Return a difference with its sign; of shares in percentage points."""
    if not math.isfinite(value):
        return NOTHING
    if abs(value) < ROUNDING:
        return "0"
    text = plain(round(100 * abs(value), 2) if unit == "share" else abs(value))
    if text == "0":
        return "0"
    return f"{'+' if value > 0 else MINUS}{text}"


def interval(low: float, high: float, unit: str, signed: bool = True) -> str:
    """Return both ends of an interval."""
    words = difference if signed else amount
    if not (math.isfinite(low) and math.isfinite(high)):
        return NOTHING
    return f"{words(low, unit)} to {words(high, unit)}"


def percent(share: float, signed: bool = False) -> str:
    """Return a share in whole percent; a small one that is not zero as less than one."""
    if not math.isfinite(share):
        return NOTHING
    size = f"{100 * abs(share):,.0f}"
    if size == "0" and share:
        return f"<{TIED}1{TIED}%"
    sign = "" if size == "0" else MINUS if share < 0 else "+" if signed else ""
    return f"{sign}{size}{TIED}%"


def unit_words(unit: str, gap: bool = False) -> str:
    """Return a unit as it stands behind numbers written by :func:`amount`, or by :func:`difference`."""
    if unit == "share":
        return "points" if gap else "%"
    return unit


def many(n: int, word: str) -> str:
    """Return a number of things: ``1 seed``, ``1,200 seeds``."""
    return f"{n:,} {word}{'' if n == 1 else 's'}"


def listed(names: Sequence[Any], most: int = 0) -> str:
    """Return names as one says them: ``a``, ``a and b``, ``a, b and 3 more``; in quotes where one has a comma."""
    found = [f"“{name}”" if "," in str(name) and len(names) > 1 else str(name) for name in names]
    if most and len(found) > most:
        return f"{', '.join(found[:most])} and {len(found) - most} more"
    return in_a_row(found)


def in_a_row(words: Sequence[str]) -> str:
    """Return words as one says them, whatever commas they have: ``a``, ``a and b``, ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
