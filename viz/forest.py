"""The picture of a comparison: every outcome's paired difference with its interval.

Counts are shown as percent of the base, shares as percentage points, each kind on an axis of its own, so that a line
can be read without a table beside it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import palette as p

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..experiments.compare import Comparison

__all__ = ["forest_figure", "rows_of", "verdict"]

COLOURS = {"better": p.BLUE, "worse": p.VERMILION, "differs": p.INK}  # all other verdicts are grey
TINY = 0.0005  # of the base, or of a share of one: smaller differences matter to nobody, however clear they are
WORDS = {
    "better": "better, luck aside",
    "worse": "worse, luck aside",
    "differs": "differs; neither better nor worse in itself",
    "unclear": "not to be told from zero, or tiny",
}


def verdict(row: Mapping[str, Any]) -> str:
    """Return ``better``, ``worse``, ``differs``, ``tiny``, ``unclear`` or ``same`` for one row of a comparison's table.

    Args:
        row: A row with ``unit``, ``base``, ``low``, ``high``, ``difference`` and ``better``.
    """
    low, high = float(row["low"]), float(row["high"])
    if low == high == 0.0:
        return "same"
    if not (low > 0 or high < 0):
        return "unclear"
    if abs(float(row["difference"])) < TINY * (1.0 if row["unit"] == "share" else abs(float(row["base"]))):
        return "tiny"
    if not row["better"]:
        return "differs"
    return "better" if float(row["difference"]) * float(row["better"]) > 0 else "worse"


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
        figure.text(0.02, 0.965, f"{other} against {base}", fontsize=25, fontweight="bold", va="top")
        n = int(comparison.table["n"].max()) if len(rows) else 0
        how = f"{n} pairs of runs on the same seeds; dot: mean difference within a pair, line: 95 % interval."
        what = "Shares are means over the run unless said. A simulated country: it explains, it does not forecast."
        figure.text(0.02, 0.914, f"{how}\n{what}", fontsize=13.5, color=p.GREY, va="top", linespacing=1.3)
        _panel(figure, (0.205, 0.105, 0.165, 0.68), counts, "Counts, % of the base", _percent)
        _panel(figure, (0.715, 0.105, 0.165, 0.68), shares, "Shares, percentage points", _points)
        _key(figure)
    return figure


def rows_of(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the table of a comparison as one mapping a row, for printing."""
    return [{str(key): value for key, value in row.items()} for row in comparison.table.to_dict("records")]


def _percent(row: Mapping[str, Any], name: str) -> float:
    return 100 * float(row[name]) / abs(float(row["base"]))


def _points(row: Mapping[str, Any], name: str) -> float:
    return 100 * float(row[name])


def _panel(
    figure: Figure, box: tuple[float, float, float, float], rows: Sequence[Mapping[str, Any]], title: str, shown: Any
) -> None:
    """Draw one column of differences."""
    ax = figure.add_axes(box)
    n = max(len(rows), 1)
    figure.text(box[0] - 0.185, box[1] + box[3] + 0.022, title, fontsize=16, fontweight="bold")
    reach = [abs(shown(row, end)) for row in rows for end in ("low", "high", "difference") if math.isfinite(row[end])]
    limit = min(max([*reach, 1e-6]) * 1.1, 150.0 if shown is _percent else 100.0)
    for i, row in enumerate(rows):
        _row(ax, n - 1 - i, row, shown, limit)
    ax.axvline(0, color=p.INK, lw=1.2, zorder=1)
    ax.set(xlim=(-limit, limit), ylim=(-0.7, n - 0.3), yticks=[])
    for name in ("left", "right", "top"):
        ax.spines[name].set_visible(False)
    ax.tick_params(labelsize=12.5)
    ax.grid(axis="x", color=p.LIGHT, lw=0.7)
    ax.set_axisbelow(True)


def _row(ax: Axes, y: int, row: Mapping[str, Any], shown: Any, limit: float) -> None:
    """Draw one difference: name at the left, interval, numbers at the right."""
    said = verdict(row)
    colour = COLOURS.get(said, p.GREY)
    middle = shown(row, "difference")
    if math.isfinite(row["low"]):
        ends = [max(-limit, min(limit, shown(row, end))) for end in ("low", "high")]
        ax.plot(ends, [y, y], color=colour, lw=4 if said in ("better", "worse", "differs") else 2.4)
    filled = said in ("better", "worse", "differs")
    ax.plot(
        max(-limit, min(limit, middle)),
        y,
        "o",
        ms=11,
        mfc=colour if filled else p.PAPER,
        mec=colour,
        mew=2,
        clip_on=False,
    )
    sides: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}
    ax.annotate(
        str(row["label"]).removesuffix(", mean"),
        (0, y),
        xytext=(-14, 0),
        ha="right",
        fontsize=13.5,
        annotation_clip=False,
        **sides,
    )
    ax.annotate(
        numbers_of(row), (1, y), xytext=(14, 0), ha="left", fontsize=12.5, color=colour, annotation_clip=False, **sides,
        fontweight="bold" if filled else "normal",
    )  # fmt: skip


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
    for x, name in zip((1, 26, 51, 81), WORDS, strict=True):
        filled = name != "unclear"
        ax.plot(x, 0.5, "o", ms=11, mfc=COLOURS[name] if filled else p.PAPER, mec=COLOURS.get(name, p.GREY), mew=2)
        ax.text(x + 1.2, 0.5, WORDS[name], va="center", fontsize=13)
