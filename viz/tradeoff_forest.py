"""The picture of a trade-off: every effect with its interval, and below it the same without its mechanism.

Effects come in many units, so every row has a scale of its own that both of its intervals share; the numbers stand
beside it. A row reads: does the thick line leave zero to the shaded side, and does the thin one go back to zero?
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..experiments.tradeoff import Tradeoff
from ..experiments.tradeoff_rows import SideRow
from . import palette as p
from .tradeoff_words import CHANGES, combined, effect_words, found, name_of, off_words, side_verdicts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["tradeoff_figure"]

COLOURS = {"emerges": p.BLUE, "reversed": p.VERMILION}  # all other verdicts are grey
DARK_ORANGE = "#8A5F00"  # the hue of the ablation, dark enough for words
TITLE_SIGNS = 88  # that a line of the largest title holds
LEFT, RIGHT, TOP, BOTTOM = 0.34, 0.64, 0.76, 0.1  # the axis, in shares of the figure


def tradeoff_figure(tradeoff: Tradeoff, rows: Sequence[SideRow], setting: str = "") -> Figure:
    """Draw the effects of one trade-off, with and without their mechanisms, as one figure of 19.2 x 10.8 inches.

    Args:
        tradeoff: The trade-off.
        rows: Its rows.
        setting: Pairs and root seed in words, for the line below the title.

    Returns:
        The figure.

    Source: MODEL.md section 9, "direction, size and interval".
    """
    with p.canvas() as figure:
        verdict = combined(side_verdicts(rows).values())
        title = f"{tradeoff.number}  {tradeoff.question}"
        size = 23 * min(1.0, TITLE_SIGNS / len(title))
        figure.text(0.02, 0.967, title, fontsize=size, fontweight="bold", va="top")
        said = found(tradeoff, rows)
        lines = p.wrapped(said, 168)[:4]
        figure.text(0.02, 0.91, "\n".join(lines), fontsize=15, color=p.INK, va="top", linespacing=1.3)
        ax = figure.add_axes((LEFT, BOTTOM, RIGHT - LEFT, TOP - BOTTOM))
        n = len(rows)
        ax.set(xlim=(-1.08, 1.08), ylim=(-0.5, n - 0.5), xticks=[], yticks=[])
        for name in ("left", "right", "top", "bottom"):
            ax.spines[name].set_visible(False)
        ax.axvline(0, color=p.INK, lw=1.2, zorder=1)
        for i, row in enumerate(rows):
            _row(ax, n - 1 - i, row)
        _names(figure, rows)
        _key(figure, setting, verdict)
    return figure


def _row(ax: Axes, y: int, row: SideRow) -> None:
    """Draw one effect on a scale of its own, the side on which it is expected shaded, and below it the ablation."""
    ends = (row.low, row.high, row.difference, row.off_low, row.off_high, row.off_difference)
    most = max([abs(v) for v in ends if math.isfinite(v)], default=0.0) or 1.0
    ax.barh(y, row.expected * 1.08, height=0.86, color="#F0F3F5", zorder=0)
    colour = COLOURS.get(row.verdict, p.GREY)
    filled = row.verdict in COLOURS
    for value, low, high, at, width, shade in (
        (row.difference, row.low, row.high, y + 0.16, 4.5, colour),
        (row.off_difference, row.off_low, row.off_high, y - 0.18, 2.0, p.ORANGE),
    ):
        if not math.isfinite(value):
            continue
        if math.isfinite(low):
            ax.plot([low / most, high / most], [at, at], color=shade, lw=width, solid_capstyle="butt", zorder=2)
        solid = shade is colour and filled
        ax.plot(value / most, at, "o" if shade is colour else "D", ms=11 if shade is colour else 8, zorder=3,
                mfc=shade if solid else p.PAPER, mec=shade, mew=2)  # fmt: skip


def _names(figure: Figure, rows: Sequence[SideRow]) -> None:
    """Write side and outcome at the left and numbers at the right of every row, and heads above."""
    from matplotlib.lines import Line2D

    n, step = len(rows), (TOP - BOTTOM) / len(rows)
    size = min(15.0, 15.0 * 9 / max(n, 9))
    heads = ((0.02, "side"), (0.14, "outcome, and the way expected"), (RIGHT + 0.015, "effect (95 % interval)"),
             (0.885, "verdict"))  # fmt: skip
    for x, text in heads:
        figure.text(x, TOP + 0.012, text, fontsize=13.5, color=p.GREY)
    before = ""
    for i, row in enumerate(rows):
        y = TOP - (i + 0.5) * step
        if row.side != before:
            side = "\n".join(p.wrapped(name_of(row.side), 15))
            figure.text(0.02, y, side, fontsize=size, fontweight="bold", va="center", linespacing=1.05)
        before = row.side
        way = "more" if row.expected > 0 else "less"
        label = "\n".join(p.wrapped(row.label.removesuffix(", mean"), 26))
        figure.text(0.14, y, label, fontsize=size, va="center", linespacing=1.05)
        figure.text(LEFT - 0.008, y, way, fontsize=size, va="center", ha="right", color=p.GREY)
        colour = COLOURS.get(row.verdict, p.GREY)
        figure.text(RIGHT + 0.015, y + 0.18 * step, effect_words(row), fontsize=size, color=colour, va="center",
                    fontweight="bold" if row.verdict in COLOURS else "normal")  # fmt: skip
        small: dict[str, Any] = {"fontsize": size * 0.87, "color": DARK_ORANGE, "va": "center"}
        figure.text(RIGHT + 0.015, y - 0.2 * step, f"without: {off_words(row)}", **small)
        figure.text(0.885, y + 0.18 * step, row.verdict, fontsize=size, color=colour, va="center", fontweight="bold")
        if row.mechanism in CHANGES:
            figure.text(0.885, y - 0.2 * step, row.mechanism, **small)
        if i + 1 < n and rows[i + 1].side != row.side:
            line = Line2D([0.02, 0.98], [TOP - (i + 1) * step] * 2, color=p.LIGHT, lw=1.0)
            figure.add_artist(line)


def _key(figure: Figure, setting: str, verdict: str) -> None:
    """Explain the marks in two lines along the bottom."""
    ax = figure.add_axes((0.02, 0.045, 0.96, 0.035))
    ax.set_axis_off()
    ax.set(xlim=(0, 100), ylim=(0, 1))
    marks = (
        (1, "o", p.BLUE, p.BLUE, "as expected, luck aside"), (21, "o", p.VERMILION, p.VERMILION, "the other way"),
        (35, "o", p.PAPER, p.GREY, "not to be told from zero, tiny, or too few pairs"),
        (69, "D", p.PAPER, p.ORANGE, "the same with its mechanism switched off"),
    )  # fmt: skip
    for x, mark, face, edge, text in marks:
        ax.plot(x, 0.5, mark, ms=10, mfc=face, mec=edge, mew=2)
        ax.text(x + 1.2, 0.5, text, va="center", fontsize=13.5)
    note = f"{setting}. " if setting else ""
    figure.text(
        0.02, 0.02, f"{note}Each row has its own scale; shaded: the way expected. It explains, it does not forecast.",
        fontsize=13.5, color=p.GREY, va="center",
    )  # fmt: skip
    figure.text(0.98, 0.02, f"verdict: {verdict}", fontsize=15, fontweight="bold", ha="right", va="center")
