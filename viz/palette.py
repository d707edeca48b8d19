"""Colours, type sizes and number words shared by every picture.

The hues are those of Okabe and Ito, which stay apart for the common forms of colour blindness; where lines meet, they
also differ in lightness and are labelled where they end, so that no picture needs its colours to be read.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "BLACK",
    "BLUE",
    "GREEN",
    "GREY",
    "INK",
    "LIGHT",
    "ORANGE",
    "PAPER",
    "PURPLE",
    "SKY",
    "STYLE",
    "VERMILION",
    "canvas",
    "consent_colours",
    "people_colours",
    "people_words",
    "short_number",
    "signed_number",
    "wrapped",
]

BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
INK = "#1F2A33"
GREY = "#66717A"
LIGHT = "#D5DADE"
PAPER = "#FFFFFF"

#: Type sizes are points on a figure 19.2 x 10.8 inches: at 1920 pixels one point is 1.39 pixels.
STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 11.5,
    "axes.titlesize": 14,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 11.5,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "text.color": INK,
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "lines.linewidth": 2.4,
    "lines.solid_capstyle": "round",
    "svg.hashsalt": "peaceops",
}


def short_number(value: float) -> str:
    """Return a number as one would say it: ``950``, ``14.2 k``, ``480 k``, ``3.1 m``, ``0.42``."""
    size = abs(value)
    if size >= 999_500_000:
        return f"{value / 1e9:.1f} bn"
    if size >= 999_500:
        return f"{value / 1e6:.1f} m"
    if size >= 99_950:
        return f"{value / 1e3:.0f} k"
    if size >= 9_995:
        return f"{value / 1e3:.1f} k"
    if size >= 100 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def signed_number(value: float, unit: str) -> str:
    """Return a difference with its sign, one of shares in percentage points: ``-312``, ``+4.1``, ``+0.03``.

    Args:
        value: The difference.
        unit: Its unit; ``share`` for shares.
    """
    if not math.isfinite(value):
        return "-"
    size = 100 * abs(value) if unit == "share" else abs(value)
    if size == 0:
        return "0"
    text = short_number(size)
    if unit == "share":
        text = f"{size:.1f}" if size >= 0.095 else f"{size:.2f}"
    return text if text == "0.00" else f"{'+' if value > 0 else '-'}{text}"


def people_words(value: float) -> str:
    """Return a count of people in words for running text: ``1.2 million``, ``480,000``, ``37``."""
    size = abs(value)
    if size >= 999_500:
        return f"{value / 1e6:.1f} million"
    if size >= 10_000:
        return f"{round(value, -3):,.0f}"
    return f"{value:,.0f}"


def wrapped(text: str, width: int, first: str = "", later: str = "") -> list[str]:
    """Return a paragraph as lines; a number keeps its unit or its name: ``94 %``, ``1.2 million``, ``week 12``.

    Args:
        text: The paragraph.
        width: Signs in a line, indents included.
        first: Indent of the first line.
        later: Indent of all others.
    """
    bound = re.sub(r"(?<=\d) (?=\S)|(?<=\b(?:seed|week|year)) (?=\d)", "\N{NO-BREAK SPACE}", text)
    lines = textwrap.wrap(bound, width, initial_indent=first, subsequent_indent=later)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def consent_colours() -> Any:
    """Return the colour map of consent: sand where it is refused, through white, to blue where it is given."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("consent", ["#C9A35B", "#E8D9B5", "#F7F6F2", "#B9D3E6", "#5E97C1"])


def people_colours() -> Any:
    """Return the colour map of population: paper to deep blue-green, readable in grey as well."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("people", ["#F7F5F0", "#DDE9E6", "#B3D3CF", "#7FB3B1", "#4E8E91"])


@contextmanager
def canvas() -> Iterator[Figure]:
    """Yield an empty figure of 19.2 x 10.8 inches in the common style, bound to no window."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as NewFigure

    settings: Any = STYLE
    with mpl.rc_context(settings):
        figure = NewFigure(figsize=(19.2, 10.8), dpi=100)
        FigureCanvasAgg(figure)
        yield figure
