"""Pictures of a debrief, as wide as a page of A4."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...model.columns import Column, column
from .. import palette as p
from ..report_canvas import WIDE, axes_at, folded, gutter, paper, quiet, row_names, svg_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...experiments.classroom.debrief import Debrief
    from ...experiments.classroom.debrief_company import BatchView, Standing
    from ...experiments.classroom.debrief_turns import Turn

__all__ = ["KINDS", "axes_picture", "dilemmas_picture", "knowledge_picture", "timeline_picture", "turn_picture"]

Array = NDArray[np.float64]
MONTH = 4
APART = 0.03
"""Part of the width below which two numbers on an edge would lie on each other."""
KINDS: dict[str, tuple[str, str, str]] = {
    "class": ("D", p.BLUE, "this class"), "nobody": ("s", p.GREY, "nobody's orders"),
    "play": ("o", p.ORANGE, "shipped sets of orders"), "earlier": ("^", p.GREEN, "earlier classes"),
}  # fmt: skip
"""Mark, colour and words for each kind of orders."""


def smooth(of: Column, values: Array) -> Array:
    """Return a column as it is drawn: flows as means of a month, so that single weeks do not hide the course."""
    if of.kind != "flow" or len(values) < 2 * MONTH:
        return values
    return pd.Series(values).rolling(MONTH, min_periods=1).mean().to_numpy()


def _scaled(of: Column, values: Array) -> Array:
    return values * (100.0 if of.unit == "share" else 1.0)


def _unit(of: Column) -> str:
    return "%" if of.unit == "share" else f"{of.unit} a week" if of.kind == "flow" else of.unit


def timeline_picture(found: Debrief) -> bytes:
    """Draw the axes' columns over the run, beside the run with nobody's orders, with rounds and turning points."""
    names = list(dict.fromkeys(axis.outcome.column for axis in found.record.exercise.axes))
    runs = found.runs["class"].weekly, found.runs["nobody"].weekly
    rows = math.ceil(len(names) / 2)
    high = 0.4 + 1.45 * rows
    with paper(high) as figure:
        for i, name in enumerate(names):
            of, left = column(name), 0.55 + (i % 2) * (WIDE - 0.35) / 2
            top = 0.72 + 1.45 * (i // 2)
            ax = axes_at(figure, left, left + WIDE / 2 - 0.8, top, high - top - 0.86)
            _rounds(ax, found)
            for weekly, colour, style in zip(runs[::-1], (p.GREY, p.BLUE), ("--", "-"), strict=True):
                y = _scaled(of, smooth(of, weekly[name].to_numpy(dtype=float)))
                ax.plot(weekly["week"] + 1, y, style, color=colour, lw=1.3 if style == "--" else 1.9)
            ax.set_title(f"{of.label}, {_unit(of)}", fontsize=8.8, pad=13)
            for week, numbers in _by_week(found).items():
                _numbered(ax, week + 1, numbers)
            quiet(ax, "y")
            ax.set_xlim(0, len(runs[0]) + 1)
            ax.tick_params(labelsize=7.5)
        words = (
            (found.mine.label, p.BLUE),
            ("nobody's orders, same luck", p.GREY),
            (f"{'numbers: turning points; ' if found.turns else ''}upright lines: rounds", p.INK),
        )
        x = 0.55
        for text, colour in words:
            figure.text(x / WIDE, 1 - 0.12 / high, text, fontsize=8.8, color=colour, va="top", fontweight="bold")
            x += 0.35 + 0.078 * len(text)
        return svg_of(figure)


def _by_week(found: Debrief) -> dict[int, str]:
    """Return the numbers of turning points by their week; those that would lie on each other stand together."""
    made: dict[int, str] = {}
    apart = APART * len(found.result.weekly)
    for number, turn in sorted(enumerate(found.turns, start=1), key=lambda one: one[1].act.week):
        at = next((week for week in made if turn.act.week - week < apart), turn.act.week)
        made[at] = f"{made[at]} {number}" if at in made else str(number)
    return made


def _rounds(ax: Axes, found: Debrief) -> None:
    for one in found.record.rounds[1:]:
        ax.axvline(one.first + 0.5, color=p.LIGHT, lw=1.4, zorder=0)


def _numbered(ax: Axes, x: float, number: int | str) -> None:
    """Mark a turning point on the upper edge, or several of the same week."""
    ax.axvline(x, color=p.INK, lw=0.7, ls=":", zorder=1)
    ax.annotate(
        str(number), (x, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 5), textcoords="offset points",
        ha="center", va="center", fontsize=7, fontweight="bold", color=p.PAPER, annotation_clip=False,
        bbox={"boxstyle": "round,pad=0.25,rounding_size=0.9", "fc": p.INK, "ec": "none"},
    )  # fmt: skip


def turn_picture(found: Debrief, turn: Turn, number: int) -> bytes:
    """Draw what a turning point changed, with the act and without it, and beside it what other luck says."""
    of = turn.effect.column
    weeks = np.arange(turn.series.shape[1], dtype=float) + 1
    one, two = (_scaled(of, smooth(of, values)) for values in turn.series)
    with paper(2.25) as figure:
        ax = axes_at(figure, 0.55, 4.75, 0.46, 0.42)
        _rounds(ax, found)
        ax.fill_between(weeks, one, two, color=p.SKY, alpha=0.35, lw=0, zorder=1)
        ax.plot(weeks, two, "--", color=p.VERMILION, lw=1.5)
        ax.plot(weeks, one, color=p.BLUE, lw=2)
        _numbered(ax, turn.act.week + 1, number)
        ax.set_title(f"{of.label}, {_unit(of)}", fontsize=9, loc="left", pad=15)
        ax.set_xlabel("week", fontsize=8.5)
        _end_labels(ax, weeks, one, two)
        quiet(ax, "y")
        ax.set_xlim(0, len(weeks) + 1)
        luck = axes_at(figure, 5.75, WIDE - 0.2, 0.78, 0.75)
        scale = 100.0 if of.unit == "share" else 1.0
        for k, value in enumerate(turn.luck):
            luck.plot(scale * value, 0.35 * ((k % 3) - 1), "o", ms=6, mfc=p.PAPER, mec=p.GREY, mew=1.5)
        luck.plot(scale * turn.effect.difference, 0, "D", ms=8, color=p.BLUE, zorder=5)
        luck.axvline(0, color=p.INK, lw=1)
        luck.set(ylim=(-1, 1), yticks=[])
        _room(luck)
        luck.set_xlabel("points" if of.unit == "share" else of.unit, fontsize=8.5)
        quiet(luck)
        luck.locator_params(axis="x", nbins=2)  # sums of money are long words
        luck.set_title("difference by this act:\nthis run ◆, other luck ○", fontsize=8.5, fontweight="normal", loc="left")
        return svg_of(figure)


def _room(ax: Axes) -> None:
    """Widen an axis that its marks do not lie on its edge, zero in it."""
    low, high = ax.get_xlim()
    low, high = min(low, 0.0), max(high, 0.0)
    room = 0.08 * (high - low)
    ax.set_xlim(low - room, high + room)


def _end_labels(ax: Axes, weeks: Array, one: Array, two: Array) -> None:
    """Name both lines at their ends, apart from each other."""
    high, low = ax.get_ylim()[1], ax.get_ylim()[0]
    least = 0.13 * (high - low)
    y = [float(one[-1]), float(two[-1])]
    if abs(y[0] - y[1]) < least:
        middle, way = (y[0] + y[1]) / 2, 1.0 if y[0] >= y[1] else -1.0
        y = [middle + way * least / 2, middle - way * least / 2]
    for at, text, colour in zip(y, ("as it was", "without it"), (p.BLUE, p.VERMILION), strict=True):
        ax.annotate(text, (float(weeks[-1]), at), xytext=(5, 0), textcoords="offset points", fontsize=8.5, color=colour,
                    va="center", annotation_clip=False, fontweight="bold")  # fmt: skip


def knowledge_picture(pictures: pd.DataFrame, names: Mapping[str, str], moments: Mapping[int, str]) -> bytes:
    """Draw how much of threat and of need each role's organisations knew at each moment.

    Args:
        pictures: round, role, field and known, see ``Watched.pictures``.
        names: What roles are called, in order.
        moments: What moments are called, in order.
    """
    roles = [role for role in names if role in set(pictures["role"])]
    labels = [names[role] for role in roles]
    left, step = gutter(labels, 24) + 0.1, 0.3
    high = 0.75 + step * len(roles)
    wide = (WIDE - left - 0.35) / 2
    with paper(high) as figure:
        for i, (field, head) in enumerate((("threat", "where danger gathers"), ("need", "where people are in need"))):
            ax = axes_at(figure, left + i * (wide + 0.25), left + i * (wide + 0.25) + wide, 0.6, 0.1)
            part = pictures[pictures["field"] == field].pivot_table(index="role", columns="round", values="known")
            grid = part.reindex(index=roles, columns=list(moments)).to_numpy(dtype=float)
            ax.imshow(grid, aspect="auto", cmap=_known_colours(), vmin=0.0, vmax=1.0)
            for y, x in np.ndindex(grid.shape):
                if math.isfinite(grid[y, x]):
                    ax.text(x, y, f"{100 * grid[y, x]:.0f}", ha="center", va="center", fontsize=8,
                            color=p.PAPER if grid[y, x] > 0.62 else p.INK)  # fmt: skip
            ax.set_xticks(range(len(moments)), list(moments.values()), fontsize=8)
            ax.xaxis.tick_top()
            ax.tick_params(length=0)
            for side in ax.spines.values():
                side.set_visible(False)
            row_names(ax, labels if i == 0 else [""] * len(roles), 24)
            ax.set_ylim(len(roles) - 0.5, -0.5)
            ax.set_title(head, fontsize=9, pad=7)
        return svg_of(figure)


def _known_colours() -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("known", ["#F6EFE2", "#D9E4EC", "#7FB2D3", "#0B5E93"])


def axes_picture(rows: Sequence[tuple[str, str, int, str]], standings: Sequence[Standing]) -> bytes:
    """Draw where the class and others stand on each axis, every axis in its own unit.

    Args:
        rows: Title, unit, better direction and key of each axis.
        standings: The class first.
    """
    names = [f"{title}" for title, _, _, _ in rows]
    left, step = gutter(names, 22) + 0.05, 0.62
    with paper(0.5 + step * len(rows)) as figure:
        for i, (_, unit, better, key) in enumerate(rows):
            top = 0.42 + step * i
            ax = axes_at(figure, left, WIDE - 1.05, top, 0.5 + step * len(rows) - top - 0.3)
            scale = 100.0 if unit == "share" else 1.0
            for k, one in enumerate(reversed(list(standings))):
                _dots(ax, one, key, scale, 0.16 * ((k % 3) - 1) if one.kind in ("play", "earlier") else 0.0)
            ax.set(ylim=(-0.5, 0.5), yticks=[])
            quiet(ax)
            low, high = ax.get_xlim()
            ax.set_xlim(low - 0.04 * (high - low), high + 0.04 * (high - low))
            ax.tick_params(labelsize=7.5, pad=1)
            ax.annotate(folded(names[i], 22), (0, 0.5), xycoords="axes fraction", xytext=(-8, 0),
                        textcoords="offset points", ha="right", va="center", fontsize=8.8)  # fmt: skip
            word = f"{'%' if unit == 'share' else unit}\n" + (
                "better →" if better > 0 else "← better" if better < 0 else ""
            )
            ax.annotate(word, (1, 0.5), xycoords="axes fraction", xytext=(8, 0), textcoords="offset points",
                        fontsize=8, color=p.GREY, va="center")  # fmt: skip
        _key(figure, [one.kind for one in standings], standings[0].label)
        return svg_of(figure)


def _dots(ax: Axes, one: Standing, key: str, scale: float, y: float) -> None:
    """Draw one set of orders on one axis: its mean and how far its runs go."""
    if not math.isfinite(one.mean(key)):
        return
    mark, colour, _ = KINDS[one.kind]
    ends = [scale * end for end in one.ends(key)]
    ax.plot(ends, [y, y], color=colour, lw=1.6, alpha=0.55, solid_capstyle="butt")
    big = one.kind == "class"
    ax.plot(scale * one.mean(key), y, mark, ms=9 if big else 6.5, mfc=colour if big else p.PAPER, mec=colour, mew=1.6,
            zorder=6 if big else 4)  # fmt: skip


def _key(figure: Any, kinds: Sequence[str], first: str) -> None:
    """Write which mark is what along the top; the first by its name."""
    x, high = 0.1, figure.get_size_inches()[1]
    for kind in dict.fromkeys(kinds):
        mark, colour, words = KINDS[kind]
        words = first if kind == kinds[0] else words
        ax = figure.add_axes((x / WIDE, 1 - 0.24 / high, 0.16 / WIDE, 0.16 / high))
        ax.plot(0, 0, mark, ms=6.5, mfc=colour if kind == "class" else p.PAPER, mec=colour, mew=1.6)
        ax.set_axis_off()
        figure.text((x + 0.22) / WIDE, 1 - 0.16 / high, words, fontsize=8.5, va="center")
        x += 0.5 + 0.075 * len(words)


def dilemmas_picture(view: BatchView) -> bytes:
    """Draw the designs of a batch along the three dilemmas, with the class among them."""
    wide = (WIDE - 0.2) / 3
    with paper(2.75) as figure:
        for i, (one, mine) in enumerate(view.dilemmas):
            ax = axes_at(figure, 0.5 + i * wide, 0.1 + (i + 1) * wide, 0.35, 0.55)
            across, up = one.axes[:2]
            points = 100 * one.table[[across.name, up.name]].to_numpy(dtype=float)
            for d, row in enumerate(one.table.to_dict("records")):
                colour = p.INK if row["on_frontier"] else p.GREY
                ax.plot(*points[d], "o", ms=6, mfc=colour if row["on_frontier"] else p.PAPER, mec=colour, mew=1.3)
            ax.plot(100 * mine[0], 100 * mine[1], "D", ms=9, color=p.BLUE, zorder=6)
            ax.set_title(folded(one.title, 30), fontsize=8.6)
            ax.set_xlabel(f"{across.label.lower()}, %", fontsize=8)
            ax.set_ylabel(f"{up.label.lower()}, %", fontsize=8, labelpad=1)
            ax.tick_params(labelsize=7.5)
            quiet(ax, "y")
            ax.grid(axis="x", color=p.LIGHT, lw=0.6)
            ax.margins(0.12)
        return svg_of(figure)
