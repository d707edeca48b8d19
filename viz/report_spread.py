"""Pictures of a report: what happened under each design, how far it differs from the base, and week by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..model.columns import Outcome
from . import palette as p
from .page import DESIGN_COLOURS
from .report_canvas import WIDE, axes_at, gutter, paper, quiet, row_names, svg_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["BANDS", "spread_picture", "weeks_picture"]

COLOURS = {"better": p.BLUE, "worse": p.VERMILION, "differs": p.INK}
DOTS = 300
BANDS = 3  # designs up to which bands are drawn in the weeks: more hide each other
DASHES = ("-", "--", ":", "-.")


def spread_picture(
    values: Mapping[str, np.ndarray[Any, Any]], outcome: Outcome, rows: Mapping[str, Mapping[Any, Any]],
    gaps: Mapping[str, np.ndarray[Any, Any]], base: str,
) -> bytes:  # fmt: skip
    """Draw how an outcome is spread over the runs of each design, and its paired differences from the base.

    Args:
        values: The outcome by design, each of shape (runs,), in the order of rows.
        outcome: What it is.
        rows: Row of the table of contrasts by design, without the base.
        gaps: Paired differences by design.
        base: Design compared with; it has no difference.
    """
    scale = 100.0 if outcome.unit == "share" else 1.0
    both, names = bool(rows), list(values)
    with paper(0.95 + 0.52 * len(names)) as figure:
        left = gutter(names)
        middle = left + (WIDE - left) * 0.5 if both else WIDE - 0.05
        ax = axes_at(figure, left, middle - 0.1, 0.3, 0.55)
        for y, name in enumerate(names):
            _strip(ax, y, scale * values[name], p.GREY if name == base and both else p.BLUE if not both else p.INK)
        row_names(ax, names)
        ax.set_xlabel("%" if outcome.unit == "share" else outcome.unit)
        ax.set_title("Over all runs", fontweight="bold")
        quiet(ax)
        if both:
            _gaps(axes_at(figure, middle + 0.15, WIDE - 0.1, 0.3, 0.55), names, rows, gaps, base, outcome)
        return svg_of(figure)


def _gaps(
    ax: Axes, names: Sequence[str], rows: Mapping[str, Mapping[Any, Any]], gaps: Mapping[str, np.ndarray[Any, Any]],
    base: str, outcome: Outcome,
) -> None:  # fmt: skip
    """Draw the paired differences, one row a design."""
    scale = 100.0 if outcome.unit == "share" else 1.0
    for y, name in enumerate(names):
        if name not in rows:
            told = "the base" if name == base else "no pair"
            ax.annotate(
                told, (0.5, y), xycoords=("axes fraction", "data"), ha="center", va="center", color=p.GREY,
                fontsize=8.5, bbox={"fc": p.PAPER, "ec": "none", "pad": 1.5}, zorder=6,
            )  # fmt: skip
            continue
        row = rows[name]
        colour = COLOURS.get(str(row["verdict"]), p.GREY)
        _strip(ax, y, scale * gaps[name], colour, median=False)
        if np.isfinite(row["low"]):
            ends = [scale * row["low"], scale * row["high"]]
            ax.plot(ends, [y, y], color=colour, lw=4, solid_capstyle="butt", zorder=4)
        ax.plot(scale * row["difference"], y, "o", ms=6, mfc=p.PAPER, mec=colour, mew=1.8, zorder=5)
    ax.axvline(0, color=p.INK, lw=1, zorder=1)
    ax.set(ylim=(len(names) - 0.4, -0.6), yticks=[])
    unit = "percentage points" if outcome.unit == "share" else outcome.unit
    way = {1: ", better to the right", -1: ", better to the left", 0: ""}[outcome.better]
    ax.set_xlabel(f"{unit}{way}")
    ax.set_title("Difference from the base", fontweight="bold")
    quiet(ax)


def _strip(ax: Axes, y: float, values: np.ndarray[Any, Any], colour: str, median: bool = True) -> None:
    """Draw a hill of all values over a row of dots, with the middle half and the median."""
    from scipy.stats import gaussian_kde

    if len(values) > 2 and np.ptp(values) > 1e-9 * max(1e-300, float(np.abs(values).max())):
        reach = np.ptp(values)
        at = np.linspace(values.min() - 0.08 * reach, values.max() + 0.08 * reach, 160)
        hill = gaussian_kde(values)(at)
        ax.fill_between(at, y - 0.08, y - 0.08 - 0.4 * hill / hill.max(), color=colour, alpha=0.25, lw=0)
    shown = values[:: max(1, len(values) // DOTS)]
    rise = 0.12 * ((np.arange(len(shown)) * 0.618) % 1.0)  # spread evenly, without luck
    ax.plot(shown, y + 0.16 + rise, "o", ms=2.2, mfc=colour, mec="none", alpha=0.5, zorder=2)
    if median and len(values):
        low, mid, high = np.quantile(values, (0.25, 0.5, 0.75))
        ax.plot([low, high], [y, y], color=colour, lw=4, solid_capstyle="butt", zorder=3)
        ax.plot([mid, mid], [y - 0.13, y + 0.13], color=p.PAPER, lw=3.4, zorder=4)
        ax.plot([mid, mid], [y - 0.13, y + 0.13], color=colour, lw=1.8, zorder=5)


def weeks_picture(weekly: pd.DataFrame, columns: Sequence[tuple[str, str, str]], designs: Sequence[str]) -> bytes:
    """Draw median and middle 80 % of the runs week by week, one panel a column, one line a design.

    Args:
        weekly: design, week and the columns, one row a week and run.
        columns: Key, label and unit of each column drawn.
        designs: Designs drawn, in order; eight at most.
    """
    rows = -(-len(columns) // 2)
    with paper(0.3 + 2.05 * rows + 0.2 * (1 + (len(designs) - 1) // 3)) as figure:
        high = float(figure.get_size_inches()[1])
        under = 0.28 + 0.2 * (1 + (len(designs) - 1) // 3)
        for k, (key, label, unit) in enumerate(columns):
            left = 0.62 + (k % 2) * (WIDE / 2 + 0.02)
            right = left + WIDE / 2 - 0.82 if len(columns) > 1 else WIDE - 0.15
            top = 0.3 + 2.05 * (k // 2)
            ax = axes_at(figure, left, right, top, high - top - 1.42)
            _weeks(ax, weekly, key, unit, designs)
            ax.set_title(_title(label, unit), fontweight="bold")
        handles, names = figure.axes[0].get_legend_handles_labels()
        figure.legend(
            handles, [name.replace("_", " ") for name in names], loc="lower left", ncols=min(3, len(designs)),
            frameon=False, fontsize=8.5, bbox_to_anchor=(0.07, -0.01, 0.9, under / high), handlelength=3,
        )  # fmt: skip
        return svg_of(figure)


def _title(label: str, unit: str) -> str:
    """Return label and unit, the unit only where the label does not end with it."""
    words = "%" if unit == "share" else unit
    return label if not words or label.lower().endswith(words.lower()) else f"{label}, {words}"


def _weeks(ax: Axes, weekly: pd.DataFrame, key: str, unit: str, designs: Sequence[str]) -> None:
    """Draw one weekly column."""
    scale = 100.0 if unit == "share" else 1.0
    for i, name in enumerate(designs):
        by_week = weekly[weekly["design"] == name].groupby("week")[key]
        marks = by_week.quantile(np.array([0.1, 0.5, 0.9])).unstack() * scale
        colour = DESIGN_COLOURS[i % len(DESIGN_COLOURS)]
        if len(designs) <= BANDS:
            ax.fill_between(marks.index, marks[0.1], marks[0.9], color=colour, alpha=0.14, lw=0)
        ax.plot(marks.index, marks[0.5], color=colour, label=name, ls=DASHES[i % len(DASHES)])
    ax.set_xlabel("week", labelpad=1)
    ax.margins(x=0)
    quiet(ax, "y")
