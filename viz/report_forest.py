"""The picture of all effects beside each other: outcomes down, designs across, better to the right."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import palette as p
from .report_canvas import WIDE, axes_at, folded, gutter, paper, quiet, svg_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MOST_PANELS", "MOST_ROWS", "forest_picture"]

MOST_PANELS, MOST_ROWS = 6, 14
ACROSS = 3  # panels side by side
FARTHEST = 1.5  # parts of the base's mean; what lies beyond is drawn as an arrow at the edge
FOLD = 26
HEAD, FOOT, ROW = 0.5, 0.5, 0.3  # inches
COLOURS = {"better": p.BLUE, "worse": p.VERMILION, "differs": p.INK}

Row = Mapping[Any, Any]


def forest_picture(rows: Sequence[Row], designs: Sequence[str], outcomes: Sequence[tuple[str, str]]) -> bytes:
    """Draw the differences of designs from a base, in per cent of the base's mean, with their intervals.

    Args:
        rows: Rows of the table of contrasts.
        designs: Designs drawn, a panel each.
        outcomes: Key and label of the outcomes drawn, a row each.
    """
    labels = [label for _, label in outcomes]
    names = gutter(labels, FOLD)
    blocks = -(-len(designs) // ACROSS)
    high = HEAD + FOOT + ROW * len(outcomes)
    ends = _ends(rows, designs, [key for key, _ in outcomes])
    across = min(ACROSS, len(designs))
    wide = (WIDE - names - 0.1) / across
    with paper(high * blocks) as figure:
        for i, design in enumerate(designs):
            left, top = names + wide * (i % ACROSS), high * (i // ACROSS)
            ax = axes_at(figure, left + 0.08, left + wide - 0.08, top + HEAD, high * (blocks - 1) - top + FOOT)
            mine = {row["outcome"]: row for row in rows if row["design"] == design}
            for y, (key, _) in enumerate(outcomes):
                if key in mine:
                    _mark(ax, y, mine[key], ends)
            ax.axvline(0, color=p.INK, lw=1, zorder=1)
            ax.set(xlim=ends, ylim=(len(outcomes) - 0.4, -0.6), yticks=range(len(outcomes)))
            ax.set_yticklabels([folded(label, FOLD) for label in labels] if i % ACROSS == 0 else [])
            ax.tick_params(axis="y", length=0, pad=6)
            ax.set_title(folded(design, int(wide / 0.085)), fontweight="bold")
            ax.set_xlabel("better by, % of the base")
            quiet(ax)
        return svg_of(figure)


def _turned(row: Row) -> tuple[float, float, float]:
    """Return difference and ends in per cent of the base, turned round where less is better."""
    sign = float(row["better"]) or 1.0
    found = [100 * sign * float(row[name]) for name in ("relative", "relative_low", "relative_high")]
    return found[0], min(found[1:]), max(found[1:])


def _ends(rows: Sequence[Row], designs: Sequence[str], keys: Sequence[str]) -> tuple[float, float]:
    """Return the ends of the common axis: all intervals, but nothing beyond the farthest."""
    drawn = [_turned(row) for row in rows if row["design"] in designs and row["outcome"] in keys]
    seen = [value for triple in drawn for value in triple if math.isfinite(value)]
    far = 100 * FARTHEST
    low, high = max(min([*seen, 0.0]), -far), min(max([*seen, 0.0]), far)
    room = 0.06 * (high - low) or 1.0
    return low - room, high + room


def _mark(ax: Axes, y: float, row: Row, ends: tuple[float, float]) -> None:
    """Draw one difference; a diamond where neither way is better, an arrow where it lies beyond the edge."""
    middle, low, high = _turned(row)
    colour = COLOURS.get(str(row["verdict"]), p.GREY)
    if not math.isfinite(middle):
        told = "no pair" if not row["n"] else "the base is 0"
        ax.annotate(told, (0, y), xytext=(5, 0), textcoords="offset points", va="center", color=p.GREY, fontsize=8)
        return
    if math.isfinite(low):
        ax.plot([low, high], [y, y], color=colour, lw=3.2, solid_capstyle="butt", zorder=3)
    beyond = middle < ends[0] or middle > ends[1]
    place = min(max(middle, ends[0]), ends[1])
    shape = ("<" if middle < 0 else ">") if beyond else "o" if row["better"] else "D"
    ax.plot(place, y, shape, ms=6 if shape != "D" else 5, mfc=p.PAPER, mec=colour, mew=1.8, zorder=4, clip_on=False)
