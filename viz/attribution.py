"""The picture of attribution: what each part of a package does, alone and in pairs, and whose the variance is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from . import palette as p
from .page import apart, bare, head, named, short_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..experiments.attribution import Attribution

__all__ = ["attribution_figure"]

MOST = 14
SOURCES = (p.BLUE, p.SKY, p.PURPLE, p.GREY, p.LIGHT)


def attribution_figure(found: Attribution) -> Figure:
    """Draw effects with intervals beside the shares of variance, as 19.2 x 10.8 inches.

    Args:
        found: What :func:`peaceops.experiments.attribution.attribution` returned.
    """
    table = _largest(found.effects)
    rest, mixed = len(found.effects) - len(table), (found.effects["aliases"] != "").any()
    lines = [
        ("Left: what switching each choice from its first to its second level does, the others averaged; two choices "
        "joined by x: how far one changes what the other does. Bar: 95 % interval. Right: whose the variance of the "
        "outcome over all runs is."),
        "A + counts pairs that this plan cannot tell from the one named." if mixed else "",
        f"The {rest} smallest pairs are not drawn." if rest else "",
    ]
    with p.canvas() as figure:
        head(figure, f"Which part did it: {found.label.lower()}", lines, found.notes)
        ax = figure.add_axes((0.235, 0.175, 0.28, 0.60))
        scale = 100.0 if found.unit == "share" else 1.0
        n = len(table)
        for i, row in enumerate(table.to_dict("records")):
            _effect(ax, n - 1 - i, row, found.unit, scale)
        ax.axvline(0, color=p.INK, lw=1.3, zorder=1)
        ends = [scale * float(value) for key in ("low", "high") for value in table[key]]
        room = 0.06 * (max(0.0, *ends) - min(0.0, *ends)) or 1.0
        ax.set(ylim=(-0.7, n - 0.3), yticks=[], xlim=(min(0.0, *ends) - room, max(0.0, *ends) + room))
        ax.set_xlabel("percentage points" if found.unit == "share" else found.unit, fontsize=15)
        bare(ax)
        _sources(figure, found)
    return figure


def _largest(effects: Any) -> Any:
    """Return all effects alone, and the largest pairs as far as there is room, largest first in each kind."""
    alone = effects[effects["kind"] == "alone"].sort_values("effect", key=np.abs, ascending=False, kind="stable")
    pairs = effects[effects["kind"] == "pair"].sort_values("effect", key=np.abs, ascending=False, kind="stable")
    return pd.concat([alone.head(MOST), pairs.head(max(0, MOST - len(alone)))])


def _effect(ax: Any, y: int, row: dict[Any, Any], unit: str, scale: float) -> None:
    """Draw one effect."""
    colour = {"better": p.BLUE, "worse": p.VERMILION, "differs": p.INK}.get(str(row["verdict"]), p.GREY)
    bold = colour != p.GREY
    ax.barh(y, scale * row["effect"], height=0.56 if row["kind"] == "alone" else 0.32, color=colour, alpha=0.35, lw=0)
    ax.plot([scale * row["low"], scale * row["high"]], [y, y], color=colour, lw=3, solid_capstyle="butt")
    ax.plot(scale * row["effect"], y, "o", ms=7, mfc=p.PAPER, mec=colour, mew=2.2)
    low, high = (p.signed_number(float(row[end]), unit) for end in ("low", "high"))
    numbers = f"{p.signed_number(float(row['effect']), unit)} ({low} to {high})".replace("-", "\N{MINUS SIGN}")
    name = " x ".join(short_name(part, 16 if row["kind"] == "pair" else 32) for part in str(row["term"]).split(" x "))
    more = f" +{len(str(row['aliases']).split(', '))}" if row["aliases"] else ""
    named(ax, y, name + more, numbers, colour, bold)


def _sources(figure: Figure, found: Attribution) -> None:
    """Draw the shares of variance as one standing column with its parts named."""
    ax = figure.add_axes((0.68, 0.175, 0.05, 0.60))
    figure.text(0.665, 0.80, "Variance of the outcome, %", fontsize=17, fontweight="bold")
    bottom, places = 0.0, []
    for row in found.shares.to_dict("records"):
        places.append(100 * (bottom + float(row["share"]) / 2))
        bottom += float(row["share"])
    labels = apart(places, 9.0, 3.0, 97.0)
    bottom = 0.0
    for row, colour, place, label in zip(found.shares.to_dict("records"), SOURCES, places, labels, strict=True):
        size = 100 * float(row["share"])
        ax.bar(0, size, bottom=bottom, width=1.0, color=colour, lw=0)
        bottom += size
        ax.annotate(
            f"{size:.0f} %  {row['source']}", (0.5, place), xytext=(0.95, label), textcoords="data", fontsize=13.5,
            va="center", annotation_clip=False, arrowprops={"arrowstyle": "-", "color": p.GREY, "lw": 0.9},
        )  # fmt: skip
    ax.set(xlim=(-0.5, 0.5), ylim=(0, 100), xticks=[])
    ax.tick_params(labelsize=13.5)
