"""The picture of a comparison: every outcome's paired difference with its interval.

Counts are shown as percent of the base, shares as percentage points, each kind on an axis of its own, so that a line
can be read without a table beside it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..experiments.verdicts import FEWEST_FOR_A_FIRM_VERDICT
from . import palette as p

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..experiments.compare import Comparison

__all__ = ["forest_figure", "rows_of"]

COLOURS = {"better": p.BLUE, "worse": p.VERMILION, "differs": p.INK}  # all other verdicts are grey
INCHES, HALF, NARROWEST = 19.2, 0.47, 0.1  # width of the figure; shares of it: half a page, narrowest axis
WORDS = {
    "better": "better, luck aside",
    "worse": "worse, luck aside",
    "differs": "differs; neither better nor worse in itself",
    "unclear": "not to be told from zero, tiny, or too few pairs",
}


def forest_figure(comparison: Comparison) -> Figure:
    """Draw all differences of a comparison as one figure of 19.2 x 10.8 inches.

    Args:
        comparison: What :func:`peaceops.experiments.compare.compare` returned.

    Returns:
        The figure.

    Source: MODEL.md section 9, "direction, size and interval".
    """
    rows = rows_of(comparison)
    counts = [row for row in rows if row["unit"] != "share" and row["base"]]
    shares = [row for row in rows if row["unit"] == "share"]
    with p.canvas() as figure:
        base, other = comparison.labels
        title = f"{other} against {base}"
        size = 25 * min(1.0, 0.95 / max(_width([title], 25, "bold"), 1e-6))
        figure.text(0.02, 0.965, title, fontsize=size, fontweight="bold", va="top")
        pairs = f"{comparison.pairs} pair{'' if comparison.pairs == 1 else 's'} of runs on the same seeds"
        what = "Dot: mean difference within a pair; line: 95 % interval; arrow: beyond the axis."
        why = "Shares are means over the run unless said. A simulated country: it explains, it does not forecast."
        rough = ", so few that intervals are rough" if comparison.pairs < FEWEST_FOR_A_FIRM_VERDICT else ""
        lines = [*_fitting(f"{comparison.setting}; {pairs}{rough}.", 13.5)[:2], f"{what} {why}"]
        figure.text(0.02, 0.918, "\n".join(lines), fontsize=13.5, color=p.GREY, va="top", linespacing=1.3)
        _panel(figure, 0.02, counts, "Counts, % of the base", _percent)
        _panel(figure, 0.51, shares, "Shares, percentage points", _points)
        if left_out := [_name(row).lower() for row in rows if row not in counts and row not in shares]:
            note = _fitting(f"Not drawn, because the base has none: {', '.join(left_out)}.", 12.5)
            figure.text(0.02, 0.066, note[0] if len(note) == 1 else f"{note[0]} ...", fontsize=12.5, color=p.GREY)
        _key(figure)
    return figure


def _fitting(text: str, size: float) -> list[str]:
    """Return a text as lines that the page has room for."""
    return p.wrapped(text, int(len(text) * 0.93 / max(_width([text], size, "normal"), 1e-6)))


def rows_of(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the table of a comparison as one mapping a row, for printing."""
    return [{str(key): value for key, value in row.items()} for row in comparison.table.to_dict("records")]


def _percent(row: Mapping[str, Any], name: str) -> float:
    return 100 * float(row[name]) / abs(float(row["base"]))


def _points(row: Mapping[str, Any], name: str) -> float:
    return 100 * float(row[name])


def _width(words: Sequence[str], size: float, weight: str) -> float:
    """Return the width of the longest text as a share of the figure's width."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    look = FontProperties(size=size, weight=weight)
    points = [text_to_path.get_text_width_height_descent(text, look, ismath=False)[0] for text in words]
    return float(max([*points, 0.0])) / (72 * INCHES)


def _panel(figure: Figure, left: float, rows: Sequence[Mapping[str, Any]], title: str, shown: Any) -> None:
    """Draw one column of differences in half of the figure: names, intervals, and numbers, none of them cut."""
    names, numbers = [_name(row) for row in rows], [numbers_of(row) for row in rows]
    gaps = 2 * 18 / (72 * INCHES)
    scale = 1.0
    while True:
        words = _width(names, 13.5 * scale, "normal"), _width(numbers, 12.5 * scale, "bold")
        free = HALF - sum(words) - gaps
        if free >= NARROWEST or scale < 0.5:
            break
        scale *= 0.95
    ax = figure.add_axes((left + words[0] + gaps / 2, 0.122, max(free, 0.04), 0.663))
    n = max(len(rows), 1)
    figure.text(left, 0.807, title, fontsize=16, fontweight="bold")
    span = _span([shown(row, end) for row in rows for end in ("low", "high", "difference")], shown)
    for i, row in enumerate(rows):
        _row(ax, n - 1 - i, row, shown, span, scale)
    ax.axvline(0, color=p.INK, lw=1.2, zorder=1)
    ax.set(xlim=span, ylim=(-0.7, n - 0.3), yticks=[])
    for name in ("left", "right", "top"):
        ax.spines[name].set_visible(False)
    ax.tick_params(labelsize=12.5)
    ax.grid(axis="x", color=p.LIGHT, lw=0.7)
    ax.set_axisbelow(True)


def _span(values: Sequence[float], shown: Any) -> tuple[float, float]:
    """Return the ends of an axis that shows zero and every value but those so large that they would crush the rest."""
    seen = [value for value in values if math.isfinite(value)]
    most = 150.0 if shown is _percent else 100.0
    left, right = (min(max([0.0, *(side * value for value in seen)]) * 1.1, most) for side in (-1, 1))
    least = max(0.15 * (left + right), 1e-6)
    return -max(left, least), max(right, least)


def _row(ax: Axes, y: int, row: Mapping[str, Any], shown: Any, span: tuple[float, float], scale: float) -> None:
    """Draw one difference: name at the left, interval, numbers at the right."""
    said = str(row["verdict"])
    colour = COLOURS.get(said, p.GREY)
    filled = said in ("better", "worse", "differs")
    middle, ends = shown(row, "difference"), [shown(row, end) for end in ("low", "high")]
    if math.isfinite(row["low"]):
        seen = [max(span[0], min(span[1], end)) for end in ends]
        ax.plot(seen, [y, y], color=colour, lw=3 if filled else 2, solid_capstyle="butt")
        for end, at in zip(ends, seen, strict=True):
            mark = "|" if end == at else _arrow(end)
            ax.plot(at, y, mark, ms=10, mew=2, color=colour, clip_on=False)
    if not span[0] <= middle <= span[1]:
        _beyond(ax, y, middle, span[middle > 0], colour, "%" if shown is _percent else "points")
    else:
        ax.plot(middle, y, "o", ms=6, mfc=colour if filled else p.PAPER, mec=colour, mew=1.6, clip_on=False)
    sides: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}
    ax.annotate(
        _name(row),
        (0, y),
        xytext=(-14, 0),
        ha="right",
        fontsize=13.5 * scale,
        annotation_clip=False,
        **sides,
    )
    ax.annotate(
        numbers_of(row), (1, y), xytext=(14, 0), ha="left", fontsize=12.5 * scale, color=colour, annotation_clip=False,
        **sides, fontweight="bold" if filled else "normal",
    )  # fmt: skip


def _arrow(value: float) -> str:
    """Return the mark that points to where a value lies beyond the axis."""
    return ">" if value > 0 else "<"


def _beyond(ax: Axes, y: int, value: float, end: float, colour: str, unit: str) -> None:
    """Draw a difference that the axis does not reach: an arrow at its end and the number above it."""
    side = math.copysign(1.0, value)
    ax.plot(end, y, _arrow(value), ms=12, color=colour, clip_on=False)
    number = f"{value:+.0f} {unit}".replace("-", "\N{MINUS SIGN}")
    ax.annotate(
        number, (end, y), xytext=(-10 * side, 3), textcoords="offset points", va="bottom", fontsize=10.5,
        ha="right" if side > 0 else "left", color=colour,
    )  # fmt: skip


def _name(row: Mapping[str, Any]) -> str:
    """Return the name of an outcome as the picture shows it."""
    return str(row["label"]).removesuffix(", mean")


def numbers_of(row: Mapping[str, Any]) -> str:
    """Return the difference with its interval in the outcome's own unit: ``-312 (-450 to -180)``."""
    if row["low"] == row["high"] == 0.0:
        return "no change"
    low, high = (p.signed_number(row[end], str(row["unit"])) for end in ("low", "high"))
    return f"{p.signed_number(row['difference'], str(row['unit']))} ({low} to {high})".replace("-", "\N{MINUS SIGN}")


def _key(figure: Figure) -> None:
    """Explain the colours in one line along the bottom."""
    ax = figure.add_axes((0.02, 0.02, 0.96, 0.035))
    ax.set_axis_off()
    ax.set(xlim=(0, 100), ylim=(0, 1))
    for x, name in zip((1, 21, 41, 70), WORDS, strict=True):
        filled = name != "unclear"
        ax.plot(x, 0.5, "o", ms=9, mfc=COLOURS[name] if filled else p.PAPER, mec=COLOURS.get(name, p.GREY), mew=2)
        ax.text(x + 1.2, 0.5, WORDS[name], va="center", fontsize=13)
