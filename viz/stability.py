"""The picture of ranking stability: in which share of the worlds each design is best, and where that turns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import palette as p
from .page import bare, design_colours, head, named, short_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..experiments.ranking import RankingStability

__all__ = ["stability_figure"]

MOST_FACTORS, MOST_DESIGNS = 6, 8
WORDS = {"changes": "order changes", "may change": "order may change", "holds": "order holds"}


def stability_figure(found: RankingStability, label: str = "") -> Figure:
    """Draw shares of the worlds by design, and by part of each assumption's range, as 19.2 x 10.8 inches.

    Args:
        found: What :func:`peaceops.experiments.ranking.ranking_stability` returned.
        label: Name of the outcome in words.
    """
    shares = found.shares.sort_values("share", ascending=False, kind="stable").head(MOST_DESIGNS)
    colours = design_colours(list(shares["design"]))
    lines = [(
        "Left: share of the worlds in which each design is best, with its interval; full: clearly, luck aside; light: "
        "not to be told from another with these seeds, or tied. Right: the same where one assumption is low, in the "
        "middle or high, assumptions that move the order most first."
    )]
    with p.canvas() as figure:
        head(figure, f"Which design is best in {(label or found.outcome).lower()}, and what would change that", lines,
             found.notes)  # fmt: skip
        _shares(figure, shares, colours)
        _thirds(figure, found, colours)
    return figure


def _shares(figure: Figure, shares: Any, colours: dict[str, str]) -> None:
    """Draw one bar a design."""
    ax = figure.add_axes((0.17, 0.165, 0.2, 0.62))
    figure.text(0.02, 0.808, "Best in, % of worlds", fontsize=17, fontweight="bold")
    n = len(shares)
    for i, row in enumerate(shares.to_dict("records")):
        y, colour, left = n - 1 - i, colours[row["design"]], 0.0
        for kind, alpha in (("clear", 1.0), ("luck", 0.4), ("unknown", 0.4), ("tie", 0.18)):
            size = 100 * float(row[kind])
            ax.barh(y, size, left=left, height=0.5, color=colour, alpha=alpha, lw=0)
            left += size
        ax.plot([100 * row["low"], 100 * row["high"]], [y + 0.36] * 2, color=p.INK, lw=2.4)
        named(ax, y, short_name(str(row["design"]), 24), f"{100 * row['share']:.0f} %", p.INK, bold=True)
    ax.set(xlim=(0, 100), ylim=(-0.6, n - 0.3), yticks=[])
    bare(ax)


def _thirds(figure: Figure, found: RankingStability, colours: dict[str, str]) -> None:
    """Draw one small panel an assumption."""
    if not len(found.thirds):
        figure.text(0.7, 0.5, "No assumption varies in this batch.", fontsize=16, color=p.GREY, ha="center")
        return
    names = dict.fromkeys(str(name) for name in found.thirds["factor"])
    swing = {name: _swing(found.turning[found.turning["factor"] == name]) for name in names}
    factors = sorted(swing, key=lambda name: -swing[name])[:MOST_FACTORS]
    rows = 1 + (len(factors) - 1) // 3
    for k, factor in enumerate(factors):
        left, bottom = 0.46 + 0.187 * (k % 3), (0.51 - 0.365 * (k // 3)) if rows > 1 else 0.165
        height = 0.2 if rows > 1 else 0.52
        ax = figure.add_axes((left, bottom, 0.155, height))
        mine = found.thirds[found.thirds["factor"] == factor]
        parts = list(dict.fromkeys(mine["part"]))
        base = np.zeros(len(parts))
        for design, colour in colours.items():
            row = mine[mine["design"] == design].set_index("part")["share"].reindex(parts).to_numpy(dtype=float)
            ax.bar(range(len(parts)), 100 * row, bottom=base, width=0.72, color=colour, lw=0)
            base = base + 100 * row
        ax.set(ylim=(0, 100), xlim=(-0.5, len(parts) - 0.5), xticks=range(len(parts)), yticks=(0, 50, 100))
        ax.set_xticklabels([short_name(str(part), 12) for part in parts])
        bare(ax, "y")
        figure.text(left - 0.015, bottom + height + 0.064, short_name(factor, 28), fontsize=14.5, fontweight="bold")
        figure.text(left - 0.015, bottom + height + 0.016, _said(found.turning[found.turning["factor"] == factor]),
                    fontsize=12.5, color=p.GREY, linespacing=1.25)  # fmt: skip


def _swing(rows: Any) -> float:
    """Return how far an assumption moves the order: changes first, then by the difference of its ends."""
    rank = {"changes": 2.0, "may change": 1.0, "holds": 0.0}
    moved = (rows["lead_high"] - rows["lead_low"]).abs().max()
    return float(max(rank[str(one)] for one in rows["verdict"]) + moved / (1.0 + moved))


def _said(rows: Any) -> str:
    """Return what the turning table says of one assumption in two short lines."""
    order = ["changes", "may change", "holds"]
    row = min(rows.to_dict("records"), key=lambda one: order.index(str(one["verdict"])))
    text = f"{WORDS[str(row['verdict'])]}: {short_name(str(row['leader']), 14)}, {short_name(str(row['rival']), 14)}"
    if np.isfinite(row["turns_at"]) and row["verdict"] != "holds":
        return f"{text}\nturns at {row['turns_at']:.3g} ({row['turn_low']:.3g} to {row['turn_high']:.3g})"
    return f"{text}\n "
