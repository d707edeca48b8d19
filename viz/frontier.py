"""The picture of frontiers: designs along two directions, with the cloud of luck, and those that nothing beats."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from . import palette as p
from .page import apart, head, short_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..experiments.frontier import Frontier

__all__ = ["frontier_figure"]

CLOUD = 300  # resamples drawn a design


def frontier_figure(found: Sequence[Frontier]) -> Figure:
    """Draw up to three frontiers side by side, their first two directions, as 19.2 x 10.8 inches.

    Args:
        found: What :func:`peaceops.experiments.frontier.dilemma_frontiers` returned.
    """
    shown = list(found)[:3]
    lines = [(
        "Each point is a design, its cloud what other luck would have given. Blue: no other design is at least as good "
        "in both; % is the share of resampled luck in which that holds. Better is up and to the right; axes are turned "
        "where less is better."
    )]
    notes = list(dict.fromkeys(note for one in shown for note in one.notes))
    title = "What cannot all be had: " + ("three dilemmas" if len(shown) > 1 else shown[0].title.lower())
    with p.canvas() as figure:
        head(figure, title, lines, notes)
        width = 0.945 / len(shown)
        for i, one in enumerate(shown):
            left = 0.058 + i * width
            ax = figure.add_axes((left, 0.185, width - 0.062, 0.56))
            figure.text(left - 0.038, 0.785, one.title if len(shown) > 1 else "", fontsize=15.5, fontweight="bold")
            _panel(ax, one, 19.2 * (width - 0.062))
    return figure


def _panel(ax: Axes, one: Frontier, inches: float) -> None:
    """Draw one frontier."""
    across, up = one.axes[:2]
    table = one.table
    scale = [100.0 if axis.unit == "share" else 1.0 for axis in (across, up)]
    points = np.column_stack([table[across.name] * scale[0], table[up.name] * scale[1]])
    clouds = one.luck[:CLOUD, :, :2] * np.array(scale)
    low, high = clouds.min(axis=(0, 1)), clouds.max(axis=(0, 1))
    room = np.where(high > low, high - low, np.maximum(np.abs(high), 1.0)) * 0.06
    names = [short_name(str(name), 20) for name in table["design"]]
    space = min(0.62, (max(len(name) for name in names) + 7) * 0.115 / inches)  # labels stand at the right
    right = high[0] + room[0] + (high[0] - low[0] + 2 * room[0]) * space / (1 - space)
    spans = [(low[0] - room[0], right), (low[1] - room[1], high[1] + room[1])]
    if across.better < 0:
        spans[0] = (high[0] + room[0], low[0] - room[0] - (right - high[0] - room[0]))
    if up.better < 0:
        spans[1] = spans[1][::-1]
    ax.set(xlim=spans[0], ylim=spans[1])
    colours = [_colour(row) for row in table.to_dict("records")]
    for d, colour in enumerate(colours):
        ax.plot(clouds[:, d, 0], clouds[:, d, 1], "o", ms=3, mfc=colour, mec="none", alpha=0.16, zorder=1)
    _stairs(ax, points[table["on_frontier"].to_numpy(dtype=bool)], across.better, up.better)
    _labels(ax, points, names, table, colours, clouds)
    ax.set_xlabel(_axis_words(across), fontsize=14.5)
    ax.set_ylabel(_axis_words(up), fontsize=14.5)
    ax.tick_params(labelsize=13)
    ax.grid(color=p.LIGHT, lw=0.7)
    ax.set_axisbelow(True)


def _colour(row: dict[Any, Any]) -> str:
    """Return blue on the frontier, orange where luck might put a design there, grey elsewhere."""
    return p.BLUE if row["on_frontier"] else p.ORANGE if row["membership"] >= 0.05 else p.GREY


def _axis_words(axis: Any) -> str:
    """Return the name of a direction with its unit."""
    return f"{axis.label}, {'%' if axis.unit == 'share' else axis.unit}"


def _stairs(ax: Axes, points: Any, across: int, up: int) -> None:
    """Draw the edge of what the designs reach as stairs, which is all that points promise."""
    order = points[np.argsort(points[:, 0] * across, kind="stable")]
    for one, two in pairwise(order):
        ax.plot([one[0], one[0], two[0]], [one[1], two[1], two[1]], color=p.BLUE, lw=1.6, alpha=0.5, zorder=2)


def _labels(
    ax: Axes, points: Any, names: Sequence[str], table: Any, colours: Sequence[str], clouds: Any
) -> None:
    """Name every design at the right of the panel, with a line to its point."""
    at = ax.transAxes.inverted().transform(ax.transData.transform(points))
    cloud = ax.transAxes.inverted().transform(ax.transData.transform(clouds.reshape(-1, 2)))
    edge = min(0.98, float(cloud[:, 0].max()) + 0.02)
    places = apart([float(y) for y in at[:, 1]], 0.058, 0.03, 0.97)
    for d, name in enumerate(names):
        share = f"{100 * float(table['membership'].iloc[d]):.0f} %"
        ax.plot(*points[d], "o", ms=12, mfc=colours[d], mec=p.PAPER, mew=1.6, zorder=5)
        ax.annotate(
            f"{name}  {share}", tuple(at[d]), xycoords="axes fraction", xytext=(edge, places[d]),
            textcoords="axes fraction", fontsize=13.5, color=colours[d] if colours[d] != p.ORANGE else p.INK,
            va="center", ha="left", annotation_clip=False, zorder=6,
            fontweight="bold" if table["on_frontier"].iloc[d] else "normal",
            arrowprops={"arrowstyle": "-", "color": p.GREY, "lw": 0.8, "shrinkA": 1, "shrinkB": 6},
        )  # fmt: skip
