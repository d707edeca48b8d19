"""Pictures of a report: which design is best where, what moves an outcome, which part did it, and frontiers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from . import palette as p
from .page import design_colours
from .report_canvas import WIDE, axes_at, folded, gutter, paper, quiet, row_names, svg_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..experiments.attribution import Attribution
    from ..experiments.frontier import Axis, Frontier
    from ..experiments.ranking import RankingStability

__all__ = ["dots_picture", "effects_picture", "frontier_picture", "letters", "ranking_picture"]

KINDS = (("clear", 1.0), ("luck", 0.45), ("unknown", 0.45), ("tie", 0.2))
MOST_PANELS = 3
MARKERS, DASHES = "osD^v", ("-", "--", ":", "-.")
KEYED = 16  # designs named beside a frontier; more stand in the table only
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letters(n: int) -> list[str]:
    """Return signs for n designs: A to Z, then A1 to Z1 and so on."""
    return [f"{LETTERS[i % 26]}{i // 26 or ''}" for i in range(n)]


def ranking_picture(found: RankingStability, most: int = 10) -> bytes:
    """Draw the share of the worlds in which each design is best, and the same along the assumptions that move it most.

    Args:
        found: The ranking.
        most: Designs drawn.
    """
    shares = found.shares.sort_values("share", ascending=False, kind="stable").head(most)
    names = [str(name) for name in shares["design"]]
    colours = design_colours([str(name) for name in found.shares["design"]])  # the same for every outcome
    factors = _moving(found)
    key = 0.22 * (1 + (len(names) - 1) // 3) if factors else 0.0
    under = 1.95 + key if factors else 0.0
    with paper(0.75 + 0.42 * len(names) + under) as figure:
        ax = axes_at(figure, gutter(names), WIDE - 0.7, 0.1, 0.55 + under)
        for y, row in enumerate(shares.to_dict("records")):
            left = 0.0
            for kind, alpha in KINDS:
                size = 100 * float(row[kind])
                ax.barh(y, size, left=left, height=0.52, color=colours[str(row["design"])], alpha=alpha, lw=0)
                left += size
            if np.isfinite(row["low"]):
                ax.plot([100 * row["low"], 100 * row["high"]], [y - 0.36] * 2, color=p.INK, lw=1.8)
            ax.annotate(
                f"{100 * row['share']:.0f} %", (1, y), xytext=(6, 0), xycoords=("axes fraction", "data"),
                textcoords="offset points", va="center", fontweight="bold", annotation_clip=False,
            )  # fmt: skip
        row_names(ax, names)
        quiet(ax)
        ax.set(xlim=(0, 100), xticks=range(0, 101, 25), xlabel="% of the worlds in which the design is best")
        for k, factor in enumerate(factors):
            left = 0.62 + k * (WIDE - 0.5) / MOST_PANELS
            along = axes_at(figure, left, left + 1.75, 1.25 + 0.42 * len(names), 0.32 + key)
            _along(along, found, factor, names, colours)
        if factors:
            handles, labels = figure.axes[1].get_legend_handles_labels()
            figure.axes[1].set_ylabel("% best")
            figure.legend(
                handles, [folded(label, 30, 1) for label in labels], loc="lower left", ncols=min(3, len(names)),
                frameon=False, fontsize=8.5, bbox_to_anchor=(0.06, -0.01), handlelength=3, borderpad=0,
            )  # fmt: skip
        return svg_of(figure)


def _moving(found: RankingStability) -> list[str]:
    """Return the assumptions along which the lead varies most, at most three."""
    if not len(found.thirds):
        return []
    swing = found.thirds.groupby(["factor", "design"], sort=False)["share"].agg(np.ptp).groupby("factor", sort=False)
    largest = swing.max().sort_values(ascending=False, kind="stable")
    return [str(name) for name in largest.index[:MOST_PANELS]]


def _along(
    ax: Axes, found: RankingStability, factor: str, names: Sequence[str], colours: dict[str, str]
) -> None:
    """Draw the shares of all designs in the parts of one assumption's range."""
    mine = found.thirds[found.thirds["factor"] == factor]
    parts = list(dict.fromkeys(mine["part"]))
    for i, name in enumerate(names):
        line = mine[mine["design"] == name].set_index("part")["share"].reindex(parts)
        how: dict[str, Any] = {"marker": MARKERS[i % len(MARKERS)], "ls": DASHES[i % len(DASHES)], "label": name}
        ax.plot(range(len(parts)), 100 * line, ms=4.5, color=colours[name], clip_on=False, **how)
    ax.set_xticks(range(len(parts)), [folded(str(part), 9) for part in parts])
    ax.set(xlim=(-0.3, len(parts) - 0.7), ylim=(0, 100))
    ax.set_title(folded(factor, 26, 3), fontsize=8.5, fontweight="bold")
    quiet(ax, "y")


def dots_picture(rows: pd.DataFrame, name: str, low: str, high: str, luck: str, label: str, most: int = 15) -> bytes:
    """Draw a size with its interval by factor, the largest on top, and what luck alone would give.

    Args:
        rows: One row a factor, with a column ``factor``.
        name: Column of the size.
        low: Column of the lower end.
        high: Column of the upper end.
        luck: Column of what luck alone gives, or "".
        label: What the size is, at its axis.
        most: Factors drawn.
    """
    shown = rows.sort_values(name, ascending=False, kind="stable").head(most)
    with paper(0.75 + 0.36 * len(shown)) as figure:
        ax = axes_at(figure, gutter(list(shown["factor"]), 30), WIDE - 0.2, 0.12, 0.55)
        for y, row in enumerate(shown.to_dict("records")):
            if luck and np.isfinite(row[luck]):
                ax.barh(y, row[luck], height=0.6, color=p.LIGHT, lw=0)
            colour = p.BLUE if row["verdict"] == "matters" else p.GREY
            if np.isfinite(row[low]):
                ax.plot([row[low], row[high]], [y, y], color=colour, lw=3.4, solid_capstyle="butt")
            ax.plot(row[name], y, "o", ms=6, mfc=p.PAPER, mec=colour, mew=1.8)
        row_names(ax, [str(one) for one in shown["factor"]], 30)
        quiet(ax)
        ax.set_xlabel(label)
        ax.set_xlim(left=min(0.0, ax.get_xlim()[0]))
        return svg_of(figure)


def effects_picture(found: Attribution, most: int = 14) -> bytes:
    """Draw the effects of choices, alone and in pairs, with their intervals.

    Args:
        found: The attribution.
        most: Effects drawn; those alone come first.
    """
    alone = found.effects[found.effects["kind"] == "alone"]
    pairs = found.effects[found.effects["kind"] == "pair"].sort_values("effect", key=abs, ascending=False)
    alone = alone.sort_values("effect", key=abs, ascending=False)
    shown = pd.concat([alone, pairs]).head(most)
    scale = 100.0 if found.unit == "share" else 1.0
    with paper(0.75 + 0.4 * len(shown)) as figure:
        ax = axes_at(figure, gutter(list(shown["term"]), 34) + 0.1, WIDE - 0.2, 0.12, 0.55)
        for y, row in enumerate(shown.to_dict("records")):
            clear = str(row["verdict"]) in ("better", "worse", "differs")
            colour = {"better": p.BLUE, "worse": p.VERMILION}.get(str(row["verdict"]), p.INK if clear else p.GREY)
            if np.isfinite(row["low"]):
                ends = [scale * row["low"], scale * row["high"]]
                ax.plot(ends, [y, y], color=colour, lw=3.4, solid_capstyle="butt")
            marker = "o" if row["kind"] == "alone" else "D"
            ax.plot(scale * row["effect"], y, marker, ms=5.5, mfc=p.PAPER, mec=colour, mew=1.8)
        ax.axvline(0, color=p.INK, lw=1, zorder=1)
        row_names(ax, [f"{row['term']}{' +' if row['aliases'] else ''}" for row in shown.to_dict("records")], 34)
        ax.set_xlabel("percentage points" if found.unit == "share" else found.unit)
        quiet(ax)
        return svg_of(figure)


def frontier_picture(found: Frontier) -> bytes:
    """Draw designs, by the letters of their table, along the first two directions, with what other luck would give."""
    across, up = found.axes[:2]
    scale = np.array([100.0 if axis.unit == "share" else 1.0 for axis in (across, up)])
    points = found.table[[across.name, up.name]].to_numpy(dtype=float) * scale
    clouds = found.luck[:: max(1, len(found.luck) // 120), :, :2] * scale
    names = [str(name) for name in found.table["design"]]
    key = min(2.1, gutter(names, 22) + 0.15) if len(names) <= KEYED else 0.0
    with paper(3.7) as figure:
        ax = axes_at(figure, 0.8, WIDE - 0.25 - key, 0.15, 0.55)
        signs = letters(len(names))
        told = [f"{sign}  {folded(name, 24, 1)}" for sign, name in zip(signs, names, strict=True)] if key else []
        figure.text(1 - key / WIDE, 0.955, "\n".join(told), fontsize=8.5, va="top", linespacing=1.55)
        for d, row in enumerate(found.table.to_dict("records")):
            colour = p.BLUE if row["on_frontier"] else p.ORANGE if row["membership"] >= 0.05 else p.GREY
            ax.plot(clouds[:, d, 0], clouds[:, d, 1], "o", ms=2.4, mfc=colour, mec="none", alpha=0.3, zorder=1)
            inside = colour if row["on_frontier"] else p.PAPER
            ax.plot(*points[d], "o", ms=13, mfc=inside, mec=colour, mew=1.8, zorder=4)
            ax.annotate(
                signs[d], tuple(points[d]), ha="center", va="center", fontsize=8, fontweight="bold",
                color=p.PAPER if row["on_frontier"] else p.INK, zorder=5,
            )  # fmt: skip
        _turned(ax, across, up)
        ax.set_xlabel(_words(across))
        ax.set_ylabel(_words(up))
        quiet(ax, "y")
        ax.grid(axis="x", color=p.LIGHT, lw=0.6)
        return svg_of(figure)


def _turned(ax: Axes, across: Axis, up: Axis) -> None:
    """Turn axes round where less is better, so that better is up and to the right."""
    if across.better < 0:
        ax.invert_xaxis()
    if up.better < 0:
        ax.invert_yaxis()


def _words(axis: Any) -> str:
    return f"{axis.label}, {'%' if axis.unit == 'share' else axis.unit}"
