"""The picture of twin contrasts: how paired differences are distributed, not only their mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from . import palette as p
from .forest import COLOURS
from .page import bare, head, named, short_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..experiments.contrasts import Contrasts

__all__ = ["differences_figure"]

MOST_ROWS = 10
CORE = (0.5, 99.5)  # percentiles that the axis reaches to
DOTS = 400  # pairs; of more, every k-th is drawn


def differences_figure(contrasts: Contrasts, outcome: str) -> Figure:
    """Draw the paired differences of every design from the base, one row a design, as 19.2 x 10.8 inches.

    Args:
        contrasts: What :func:`peaceops.experiments.contrasts.contrasts` returned.
        outcome: Key of one of its outcomes.
    """
    rows = contrasts.table[contrasts.table["outcome"] == outcome].sort_values("difference", kind="stable")
    told = [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]
    told = sorted(told, key=lambda row: -abs(float(row["difference"])))[:MOST_ROWS]
    told.sort(key=lambda row: float(row["difference"]) * (float(row["better"]) or 1.0))
    first, share = told[0], told[0]["unit"] == "share"
    scale = 100.0 if share else 1.0
    unit = "percentage points" if share else str(first["unit"])
    lines = [(
        "Hill and dots: one difference a pair of runs in the same world with the same seed. Bar: "
        f"{contrasts.confidence:.0%} interval of the mean difference. {_way(first)}"
    )]
    if len(rows) > len(told):
        lines.append(f"The {len(told)} largest of {len(rows)} differences are drawn.")
    with p.canvas() as figure:
        head(figure, f"{first['label']}: every design against {contrasts.base}", lines, contrasts.notes)
        ax = figure.add_axes((0.2, 0.165, 0.49, 0.65))
        gaps = {row["design"]: contrasts.differences(str(row["design"]), outcome) * scale for row in told}
        everything = np.concatenate(list(gaps.values()))
        span = np.percentile(everything, CORE) if len(everything) else np.array([0.0, 0.0])
        ends = [scale * float(row[end]) for row in told for end in ("low", "high") if np.isfinite(row[end])]
        left, right = min(0.0, span[0], *ends), max(0.0, span[1], *ends)
        room = 0.04 * (right - left) or 1.0
        ax.set(xlim=(left - room, right + room), ylim=(-0.45, len(told) - 0.15), yticks=[])
        for y, row in enumerate(told):
            _row(ax, y, row, gaps[row["design"]], scale)
        ax.axvline(0, color=p.INK, lw=1.3, zorder=1)
        ax.set_xlabel(f"Difference from {contrasts.base}, {unit}", fontsize=15)
        bare(ax)
    return figure


def _way(row: Mapping[str, Any]) -> str:
    """Return which way is better, in words."""
    if not row["better"]:
        return "Neither way is better in itself."
    return f"Better is {'right' if row['better'] > 0 else 'left'} of zero."


def _row(ax: Axes, y: int, row: Mapping[str, Any], gaps: Any, scale: float) -> None:
    """Draw one design."""
    said = str(row["verdict"])
    colour = COLOURS.get(said, p.GREY)
    if len(gaps) > 2 and np.ptp(gaps) > 0:
        at, height = _hill(gaps)
        ax.fill_between(at, y + 0.06, y + 0.06 + 0.58 * height, color=colour, alpha=0.28, lw=0)
        ax.plot(at, y + 0.06 + 0.58 * height, color=colour, lw=1.4)
    shown = gaps[:: max(1, len(gaps) // DOTS)]
    rise = 0.1 * ((np.arange(len(shown)) * 0.618) % 1.0)  # spread evenly, without luck
    ax.plot(shown, y - 0.26 + rise, "o", ms=3.6, mfc=colour, mec="none", alpha=0.55, zorder=2)
    mean = scale * float(row["difference"])
    if np.isfinite(row["low"]):
        ends = [scale * float(row["low"]), scale * float(row["high"])]
        ax.plot(ends, [y, y], color=colour, lw=5, solid_capstyle="butt", zorder=4)
    ax.plot(mean, y, "o", ms=9, mfc=p.PAPER, mec=colour, mew=2.6, zorder=5)
    low, high = (p.signed_number(float(row[end]), str(row["unit"])) for end in ("low", "high"))
    numbers = f"{p.signed_number(float(row['difference']), str(row['unit']))} ({low} to {high})"
    if np.isfinite(row["relative"]) and row["unit"] != "share":
        numbers += f", {100 * float(row['relative']):+.0f} %"
    if np.isfinite(row["p_better"]):
        numbers += f"\nbetter in {100 * float(row['p_better']):.0f} % of pairs"
    named(ax, y, short_name(str(row["design"]), 32), numbers.replace("-", "\N{MINUS SIGN}"), colour, said in COLOURS)


def _hill(gaps: Any) -> tuple[Any, Any]:
    """Return a smoothed distribution: places and heights, the highest 1."""
    from scipy.stats import gaussian_kde

    at = np.linspace(gaps.min() - 0.1 * np.ptp(gaps), gaps.max() + 0.1 * np.ptp(gaps), 240)
    height = gaussian_kde(gaps)(at)
    return at, height / height.max()
