"""The paper that pictures of a report are drawn on: as wide as a page of A4, so that its type is read in print."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from . import palette as p

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["WIDE", "axes_at", "folded", "gutter", "paper", "quiet", "row_names", "svg_of"]

MINUS = "\N{MINUS SIGN}"
WIDE = 7.4  # inches
STYLE: dict[str, Any] = {
    **p.STYLE, "font.size": 9, "axes.titlesize": 9.5, "axes.labelsize": 9, "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5, "lines.linewidth": 1.6, "xtick.color": p.INK, "ytick.color": p.INK,
    "svg.fonttype": "path", "axes.formatter.use_mathtext": False,
}  # fmt: skip


@contextmanager
def paper(height: float) -> Iterator[Figure]:
    """Yield an empty figure of the width of a page, bound to no window.

    Args:
        height: Inches.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as NewFigure

    settings: Any = STYLE
    with mpl.rc_context(settings):
        figure = NewFigure(figsize=(WIDE, height), dpi=100)
        FigureCanvasAgg(figure)
        yield figure


def svg_of(figure: Figure) -> bytes:
    """Return a figure as SVG that is the same every time; to be called while its paper is open."""
    found = io.BytesIO()
    figure.savefig(found, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return found.getvalue()


def axes_at(figure: Figure, left: float, right: float, top: float, bottom: float) -> Axes:
    """Return axes whose edges lie so many inches from the edges of the figure: left and right from the left."""
    wide, high = figure.get_size_inches()
    return figure.add_axes((left / wide, bottom / high, (right - left) / wide, (high - top - bottom) / high))


def quiet(ax: Axes, grid: str = "x") -> None:
    """Leave of the frame only the axis that is read, with thousands separators and quiet lines across."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    for name in ("left", "right", "top") if grid == "x" else ("right", "top"):
        ax.spines[name].set_visible(False)
    axis = ax.xaxis if grid == "x" else ax.yaxis
    axis.set_major_locator(MaxNLocator(4 if grid == "x" else 5))
    axis.set_major_formatter(FuncFormatter(_tick))
    ax.grid(axis="x" if grid == "x" else "y", color=p.LIGHT, lw=0.6)
    ax.set_axisbelow(True)


def _tick(value: float, place: int | None = None) -> str:
    """Return a number at an axis."""
    size = abs(value)
    if size >= 1e9:
        text = f"{size / 1e9:,.4g} bn"
    elif size >= 1e6:
        text = f"{size / 1e6:,.4g} m"
    else:
        text = f"{size:,.0f}" if size >= 1000 else f"{size:.4g}"
    return f"{MINUS}{text}" if value < 0 else text


def folded(text: str, width: int, most: int = 2) -> str:
    """Return a name on at most so many lines of so many signs; the dotted name of a parameter stays as it is given."""
    import textwrap

    words = str(text).replace("_", " ")
    lines = textwrap.wrap(words, width) or [words]
    if "." in text and " " not in text:
        lines = [line.replace(" ", "_") for line in lines]
        lines = [*(f"{line}_" for line in lines[:-1]), lines[-1]]
    return "\n".join(lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][: width - 3]}..."])


def gutter(names: Sequence[str], width: int = 24) -> float:
    """Return the inches that names need at the left of axes, when folded to so many signs."""
    longest = max((len(line) for name in names for line in folded(name, width).split("\n")), default=0)
    return 0.3 + 0.072 * longest


def row_names(ax: Axes, names: list[str], width: int = 24) -> None:
    """Write the names of rows, the first on top, at the left of axes."""
    ax.set(ylim=(len(names) - 0.4, -0.6), yticks=range(len(names)))
    ax.set_yticklabels([folded(name, width) for name in names])
    ax.tick_params(axis="y", length=0, pad=6)
