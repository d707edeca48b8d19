"""Time panels of the story picture: harm, people, consent, coordination, deployment.

Each panel is a small set of lines labelled where they end, on one axis of years shared by all panels; turning points
are numbered on that axis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..model.no_mission import OF_A_MISSION
from . import palette as p

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from ..experiments.turning_points import TurningPoint

__all__ = ["PANELS", "Line", "Panel", "draw_panel", "mark_turning_points", "shade_after_exit", "smooth"]

Array = NDArray[np.float64]
WEEKS_A_YEAR = 52.0
MONTH = 52.0 / 12.0
MONTHLY = 5
"""Weeks of the running mean shown as a thin line where the thick one runs over more."""
ROOM, LEAST_ROOM = 1.18, 1.05
"""Height of a fitted axis over the highest point of its thick lines, and at least over that of the thin ones."""


@dataclass(frozen=True)
class Line:
    """One line of a panel: column, label at its end, colour and dash."""

    column: str
    label: str
    colour: str
    dash: str | tuple[int, tuple[int, ...]] = "-"


@dataclass(frozen=True)
class Panel:
    """One panel.

    Attributes:
        title: Headline; empty for the lower half of a divided column.
        unit: What the axis counts, in words.
        lines: The lines, drawn in this order.
        scale: Factor from the recorded number to the one shown.
        window: Weeks of the running mean; 1 shows the column as it is.
        top: Fixed upper end of the axis, or None to fit the lines.
        ceilings: Columns that are shown as shares of their authorised strength, with their number at the end.
    """

    title: str
    unit: str
    lines: tuple[Line, ...]
    scale: float = 1.0
    window: int = 1
    top: float | None = None
    ceilings: tuple[str, ...] = ()


PANELS: tuple[tuple[Panel, ...], ...] = (
    (
        Panel(
            "Harm", "deaths a month (thin: five weeks)",
            (Line("civilian_deaths", "civilians", p.VERMILION), Line("battle_deaths", "in battle", p.INK)),
            scale=MONTH, window=13,
        ),
    ),
    (
        Panel("People", "in need, millions", (Line("in_need", "in need", p.PURPLE),), scale=1e-6),
        Panel(
            "", "away from home, thousands",
            (Line("displaced", "displaced", p.BLUE), Line("refugees", "abroad", p.SKY)),
            scale=1e-3,
        ),
    ),
    (
        Panel(
            "Consent", "% of full consent",
            (
                Line("local_consent", "residents", p.BLUE), Line("host_consent", "state", p.ORANGE),
                Line("party_consent", "parties", p.INK), Line("acceptance", "of relief", p.GREEN),
            ),
            scale=100, window=4, top=105,
        ),
    ),
    (
        Panel(
            "Coordination", "what it gives, %",
            (
                Line("awareness_mission", "mission\naware", p.BLUE),
                Line("awareness_country_team", "agencies\naware", p.SKY),
                Line("trust_mission_country_team", "trust", p.GREEN),
            ),
            scale=100, window=4, top=105,
        ),
        Panel(
            "", "what it costs, %",
            (
                Line("coordination_load", "of coordi-\nnation time", p.ORANGE),
                Line("duplication", "of work\ntwice", p.VERMILION),
            ),
            scale=100, window=13,
        ),
    ),
    (
        Panel(
            "Deployment", "% of ceiling",
            (
                Line("troops", "troops", p.INK),
                Line("police", "police", p.BLUE),
                Line("civilians", "civilians", p.ORANGE),
            ),
            scale=100, top=110,
            ceilings=("troops", "police", "civilians"),
        ),
    ),
)  # fmt: skip


def smooth(values: Array, window: int) -> Array:
    """Return the centred running mean of shape (n,), with shorter windows at the ends."""
    if window <= 1 or len(values) < 2:
        return values
    half = window // 2
    total = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    low, high = np.maximum(at - half, 0), np.minimum(at + half + 1, len(values))
    return (total[high] - total[low]) / (high - low)


def draw_panel(
    ax: Axes, panel: Panel, weekly: pd.DataFrame, ceilings: Mapping[str, float], left: float | None = None
) -> None:
    """Draw one panel on its axes.

    Args:
        ax: Axes to draw on.
        panel: What to draw; columns that the table lacks are left out.
        weekly: ``result.weekly``.
        ceilings: Authorised strength by column, used where the panel shows shares of it.
        left: Week in which the mission left, if it did; lines of consent to it, and of what it knows, end there.
    """
    years = weekly["week"].to_numpy(dtype=float) / WEEKS_A_YEAR
    ends = []
    highest = 0.0
    for line in panel.lines:
        if line.column not in weekly:
            continue
        raw = weekly[line.column].to_numpy(dtype=float)
        values, label = raw * panel.scale, line.label
        if line.column in panel.ceilings:
            values = values / (ceilings.get(line.column) or float(raw.max()) or 1.0)
            label = f"{line.label}\n{p.short_number(raw[-1])}"
        if panel.window > MONTHLY:
            months = smooth(values, MONTHLY)
            ax.plot(years, months, color=line.colour, lw=1.0, alpha=0.6)
            highest = max(highest, float(months.max()) * LEAST_ROOM / ROOM)
        shown, upto = smooth(values, panel.window), len(years)
        if left is not None and line.column in OF_A_MISSION and line.column not in panel.ceilings:
            upto = max(1, int(np.count_nonzero(weekly["week"] <= left)))  # what is recorded after it stands still
        shown = shown[:upto]
        ax.plot(years[:upto], shown, color=line.colour, ls=line.dash, zorder=3)
        ends.append((float(shown[-1]), label, line.colour))
        highest = max(highest, float(shown.max()))
    if not ends:
        ax.text(0.5, 0.5, "no mission", transform=ax.transAxes, ha="center", va="center", color=p.GREY, fontsize=13)
    top = panel.top or highest * ROOM or 1.0
    _frame(ax, panel, years, top)
    _end_labels(ax, ends, top)


def _frame(ax: Axes, panel: Panel, years: Array, top: float) -> None:
    """Set limits, ticks, grid and words of one panel."""
    from matplotlib.ticker import MaxNLocator

    ax.set(xlim=(0, years[-1] + 1 / WEEKS_A_YEAR), ylim=(0, top))
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=years[-1] >= 2))
    ax.yaxis.set_major_locator(
        MaxNLocator(5, steps=[2, 2.5, 5, 10]) if panel.top else MaxNLocator(4, steps=[1, 2, 2.5, 5, 10])
    )
    ax.grid(axis="y", color=p.LIGHT, lw=0.7)
    ax.set_axisbelow(True)
    ax.tick_params(length=3)
    above: dict[str, Any] = {
        "xycoords": "axes fraction",
        "textcoords": "offset points",
        "va": "bottom",
        "annotation_clip": False,
    }
    ax.annotate(panel.unit, (0, 1), xytext=(0, 4), fontsize=12, color=p.GREY, **above)
    if panel.title:
        ax.annotate(panel.title, (0, 1), xytext=(0, 20), fontsize=17, fontweight="bold", **above)


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places moved apart to at least ``gap``, as little as possible, in the order given.

    Args:
        places: Wanted places.
        gap: Smallest distance between two.
        low: Lowest place allowed.
        high: Highest place allowed.
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    groups: list[list[float]] = []  # (wanted mean, members)
    for i in order:
        groups.append([places[i], 1])
        while len(groups) > 1 and groups[-1][0] - groups[-2][0] < gap * (groups[-1][1] + groups[-2][1]) / 2:
            mean, count = groups.pop()
            other, more = groups.pop()
            groups.append([(mean * count + other * more) / (count + more), count + more])
    moved: list[float] = []
    for mean, count in groups:
        start = mean - gap * (count - 1) / 2
        moved += [start + gap * k for k in range(int(count))]
    if moved:
        moved = [place - max(0.0, moved[-1] - high) for place in moved]
        moved = [place + max(0.0, low - moved[0]) for place in moved]
    out = [0.0] * len(places)
    for place, i in zip(moved, order, strict=True):
        out[i] = place
    return out


def _end_labels(ax: Axes, ends: Sequence[tuple[float, str, str]], top: float) -> None:
    """Write each line's name beside its end, moved apart where they would touch."""
    figure = ax.get_figure(root=True)
    tall = ax.get_position().height * (figure.get_size_inches()[1] if figure else 10.8) * 72
    lines = max((label.count("\n") + 1 for _, label, _ in ends), default=1)
    gap = (2.0 + 14.6 * lines) / tall * top
    places = spread([end for end, _, _ in ends], gap, gap * 0.4, top - gap * 0.3)
    for place, (_, label, colour) in zip(places, ends, strict=True):
        ax.annotate(
            label, (1.0, place), xycoords=("axes fraction", "data"), xytext=(5, 0), textcoords="offset points",
            color=_readable(colour), fontsize=12, fontweight="bold", va="center", annotation_clip=False,
            linespacing=1.08,
        )  # fmt: skip


def _readable(colour: str) -> str:
    """Return a darker tone of the pale hues, so that words in them can be read on white."""
    return {p.SKY: "#2B83B5", p.ORANGE: "#A86F00", p.PURPLE: "#A34E7D", p.GREEN: "#007A59"}.get(colour, colour)


def mark_turning_points(ax: Axes, points: Sequence[TurningPoint], *, numbers: bool) -> None:
    """Draw a thin line at each turning point and, on the lowest panel of a column, its number on the axis."""
    for point in points:
        at = point.week / WEEKS_A_YEAR
        ax.axvline(at, color=p.GREY, lw=0.9, ls=(0, (1, 2)), zorder=1)
        if numbers:
            ax.annotate(
                str(point.number), (at, 0), xycoords=("data", "axes fraction"), xytext=(0, -30),
                textcoords="offset points", ha="center", va="center", fontsize=11, fontweight="bold", color=p.PAPER,
                annotation_clip=False, bbox={"boxstyle": "circle,pad=0.22", "fc": p.INK, "ec": "none"},
            )  # fmt: skip


def shade_after_exit(ax: Axes, week: float | None) -> None:
    """Shade the time after the week in which the mission left, if it did."""
    if week is not None:
        ax.axvspan(week / WEEKS_A_YEAR, ax.get_xlim()[1], color=p.GREY, alpha=0.16, lw=0, zorder=0)
