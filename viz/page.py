"""What pictures of a study share: the page with its title, rows of names and numbers, labels that do not collide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import palette as p

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["DESIGN_COLOURS", "apart", "bare", "design_colours", "head", "named", "short_name"]

DESIGN_COLOURS = (p.BLUE, p.ORANGE, p.GREEN, p.PURPLE, p.VERMILION, p.SKY, p.BLACK, p.GREY)
WIDE = 176  # signs of a line under the title
FOOT = "A simulated country: it explains, it does not forecast."


def head(figure: Figure, title: str, lines: Sequence[str], notes: Sequence[str] = ()) -> None:
    """Write title, what the picture shows, and what a reader should know, at the top and bottom of a page.

    Args:
        figure: The page.
        title: Title.
        lines: Sentences below it.
        notes: Sentences along the bottom; three lines of them at most.
    """
    size = 25 * min(1.0, 78 / max(len(title), 1))
    figure.text(0.02, 0.965, title, fontsize=size, fontweight="bold", va="top")
    text = p.wrapped(" ".join(lines), WIDE)[:3]
    figure.text(0.02, 0.916, "\n".join(text), fontsize=14.5, color=p.GREY, va="top", linespacing=1.3)
    foot = p.wrapped(" ".join([*notes, FOOT]), WIDE + 10)
    foot = foot if len(foot) <= 3 else [*foot[:2], f"{foot[2]} ..."]
    figure.text(0.02, 0.018, "\n".join(foot), fontsize=13.5, color=p.GREY, va="bottom", linespacing=1.3)


def bare(ax: Axes, grid: str = "x") -> None:
    """Leave of the frame only the axis that is read, with quiet lines across."""
    for name in ("left", "right", "top") if grid == "x" else ("right", "top", "bottom"):
        ax.spines[name].set_visible(False)
    ax.grid(axis="x" if grid == "x" else "y", color=p.LIGHT, lw=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(labelsize=13.5)


def named(ax: Axes, y: float, name: str, numbers: str = "", colour: str = p.INK, bold: bool = False) -> None:
    """Write a name at the left of a row and numbers at its right."""
    ax.annotate(
        name, (0, y), xytext=(-12, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
        ha="right", fontsize=15, annotation_clip=False,
    )  # fmt: skip
    ax.annotate(
        numbers, (1, y), xytext=(12, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
        ha="left", fontsize=13.5, color=colour, annotation_clip=False, fontweight="bold" if bold else "normal",
    )  # fmt: skip


def design_colours(designs: Sequence[str]) -> dict[str, str]:
    """Return a colour for every design; beyond eight, grey."""
    return {name: DESIGN_COLOURS[min(i, len(DESIGN_COLOURS) - 1)] for i, name in enumerate(designs)}


def short_name(name: str, longest: int = 30) -> str:
    """Return a name that fits: the end of it, where a dotted name tells most."""
    words = name.replace("_", " ")
    if len(words) <= longest:
        return words
    last = words.rsplit(".", 1)[-1]
    return last if len(last) <= longest else f"{last[: longest - 3]}..."


def apart(values: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places near the values, in the same order, at least ``gap`` apart and within the ends if they fit.

    Args:
        values: Where labels would stand.
        gap: Least distance.
        low: Lower end.
        high: Upper end.
    """
    order = sorted(range(len(values)), key=lambda i: values[i])
    placed: list[float] = []
    for i in order:
        placed.append(max(values[i], placed[-1] + gap if placed else low))
    top = high
    for k in range(len(placed) - 1, -1, -1):
        placed[k] = min(placed[k], top)
        top = placed[k] - gap
    where = dict(zip(order, placed, strict=True))
    return [where[i] for i in range(len(values))]
