"""The large map of the country, with its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import palette as p
from .maps import Land, draw_base, people_per_point, point_size

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_country"]

Array = NDArray[np.float64]
DISPLACED = p.PURPLE


def draw_country(land: Land, layers: Mapping[str, Array], title: str) -> Figure:
    """Return a 19.2 x 10.8 inch figure: the map at the left, what it shows in words and marks at the right.

    Args:
        land: The static map.
        layers: Layers of one week by name, each (width, height).
        title: Headline.
    """
    with p.canvas() as figure:
        ax = figure.add_axes((0.02, 0.035, 0.60, 0.90))
        image, scale = _draw_map(ax, land, layers)
        _scale_bar(ax, land)
        figure.text(0.645, 0.925, title, fontsize=26, fontweight="bold", va="top", wrap=True)
        figure.text(0.645, 0.955, "simulated country, not a real one", fontsize=14, color=p.GREY, va="center")
        _key(figure.add_axes((0.645, 0.04, 0.335, 0.82)), land, layers, scale)
        bar = figure.add_axes((0.655, 0.615, 0.22, 0.022))
        figure.colorbar(image, cax=bar, orientation="horizontal", ticks=[2, 3, 4, 5])
        bar.set_xticklabels(["100", "1,000", "10,000", "100,000"])
        bar.tick_params(labelsize=13, length=3)
    return figure


def _draw_map(ax: Axes, land: Land, layers: Mapping[str, Array]) -> tuple[Any, float]:
    """Draw all layers; return the image of people and the people a square point of ring."""
    blank = np.zeros((land.width, land.height))
    side = point_size(ax, land)
    people = layers.get("residents", blank) + layers.get("hosted", blank)
    shown = np.log10(np.maximum(people, 1.0))
    image = draw_base(ax, land, shown, colours=p.people_colours(), low=1.7, high=5.2, roads=2.2)
    _held(ax, land, layers.get("control_groups", blank))
    x, y = np.nonzero(layers.get("mines", blank) > 0.15)
    ax.scatter(x, y, s=(0.36 * side) ** 2, marker="x", color="#6E2250", linewidths=2.0, zorder=3)
    hosted = layers.get("hosted", blank)
    scale = people_per_point(float(hosted.max(initial=1.0)), 0.8 * side)
    x, y = np.nonzero(hosted / scale > 40)
    ax.scatter(
        x, y, s=hosted[x, y] / scale, facecolors=DISPLACED, edgecolors=p.INK, linewidths=1.2, alpha=0.75, zorder=4
    )
    x, y = np.nonzero(land.layer("camp") > 0.5)
    ax.scatter(x, y, s=(0.62 * side) ** 2, marker="^", color=p.ORANGE, edgecolors=p.INK, linewidths=1.1, zorder=5)
    x, y = np.nonzero(land.layer("resource_site") > 0.5)
    ax.scatter(x, y, s=(0.5 * side) ** 2, marker="D", color=p.PAPER, edgecolors=p.INK, linewidths=1.6, zorder=5)
    _towns(ax, land, side)
    _sector_names(ax, land)
    return image, scale


def _held(ax: Axes, land: Land, held: Array) -> None:
    """Hatch the cells that armed groups hold by more than half, and draw their outline."""
    from matplotlib.collections import LineCollection
    from matplotlib.patches import Rectangle

    from .maps import sector_lines

    strong = held > 0.5
    if not strong.any():
        return
    for x, y in np.argwhere(strong):
        look: dict[str, Any] = {
            "fill": False,
            "hatch": "///",
            "edgecolor": p.VERMILION,
            "lw": 0,
            "alpha": 0.5,
            "zorder": 2.4,
        }
        ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, **look))
    lines = sector_lines(strong.astype(float))
    ax.add_collection(LineCollection(lines, colors=p.VERMILION, linewidths=2.2, zorder=2.6))


def _towns(ax: Axes, land: Land, side: float) -> None:
    """Draw towns as squares and the capital as a star, with names where the country has them."""
    from matplotlib.patheffects import withStroke

    halo = [withStroke(linewidth=3.5, foreground=p.PAPER)]
    for x, y, name in land.towns:
        if (x, y) == land.capital:
            continue
        ax.plot(x, y, "s", ms=0.36 * side, mfc=p.PAPER, mec=p.INK, mew=1.8, zorder=6)
        if name:
            ax.text(x + 0.5, y + 0.35, name, fontsize=12, zorder=7, path_effects=halo)
    x, y = land.capital
    ax.plot(x, y, "*", ms=0.95 * side, mfc=p.INK, mec=p.PAPER, mew=1.4, zorder=7)
    ax.text(x + 0.7, y + 0.45, "capital", fontsize=14, fontweight="bold", zorder=8, path_effects=halo)


def _sector_names(ax: Axes, land: Land) -> None:
    """Write the name of each sector near its outer corner."""
    from matplotlib.patheffects import withStroke

    sector = np.where(land.sea, -1, land.layer("sector"))
    for number in range(int(sector.max()) + 1):
        if not (sector == number).any():
            continue
        x, y = _free_place(land, sector == number)
        ax.text(
            x, y, f"Sector {number + 1}", ha="center", va="center", fontsize=17, color=p.INK, alpha=0.8,
            fontweight="bold", zorder=7, path_effects=[withStroke(linewidth=4, foreground=p.PAPER)],
        )  # fmt: skip


def _free_place(land: Land, inside: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the cell of a sector that lies farthest from its marks and edges; a label is wide, so x counts less."""
    marks = (land.layer("camp") > 0.5) | (land.layer("resource_site") > 0.5)
    for x, y, *_ in (*land.towns, (*land.capital, "")):
        marks[x, y] = True
    framed = np.pad(inside, 1)
    edges = np.argwhere(~framed) - 1
    cells = np.argwhere(inside)

    def nearest(places: NDArray[np.int64]) -> Array:
        if not len(places):
            return np.full(len(cells), 1e6)
        gap = np.abs(cells[:, None, :] - places[None, :, :]) * np.array([0.45, 1.0])
        return np.asarray(gap.sum(axis=2).min(axis=1))

    best = int(np.argmax(np.minimum(nearest(np.argwhere(marks)), 1.6 * nearest(edges))))
    return float(cells[best, 0]), float(cells[best, 1])


def _scale_bar(ax: Axes, land: Land) -> None:
    """Draw a bar of a round number of kilometres below the map's lower left corner."""
    span = land.width * land.cell_km / 4
    power = 10 ** np.floor(np.log10(span))
    km = max(step * power for step in (1, 2, 5) if step * power <= span)
    cells = km / land.cell_km
    y = -0.5 - 0.022 * land.height
    ax.plot([-0.5, -0.5 + cells], [y, y], color=p.INK, lw=3, clip_on=False)
    ax.text(cells, y, f"{km:,.0f} km", va="center", fontsize=13, clip_on=False)


def _key(ax: Axes, land: Land, layers: Mapping[str, Array], scale: float) -> None:
    """Write the figures of the country and the meaning of every mark."""
    ax.set_axis_off()
    ax.set(xlim=(0, 1), ylim=(0, 1))
    blank = np.zeros((land.width, land.height))
    people = float((layers.get("residents", blank) + layers.get("hosted", blank)).sum())
    hosted = float(layers.get("hosted", blank).sum())
    area = float((~land.sea).sum()) * land.cell_km**2
    held = float((layers.get("control_groups", blank) > 0.5)[~land.sea].mean()) if (~land.sea).any() else 0.0
    facts = (
        f"{p.people_words(people)} people on {p.people_words(area)} km²",
        f"{p.people_words(hosted)} of them displaced inside the country",
        f"armed groups hold {100 * held:.0f} % of its cells",
    )
    for i, fact in enumerate(facts):
        ax.text(0, 0.945 - 0.052 * i, fact, fontsize=16, va="center")
    ax.text(0, 0.76, "People in a cell", fontsize=14, fontweight="bold", va="center")
    for i, (draw, words) in enumerate(_marks(scale)):
        y = 0.56 - 0.067 * i
        draw(ax, 0.04, y)
        ax.text(0.105, y, words, fontsize=15, va="center")


def _marks(scale: float) -> list[tuple[Any, str]]:
    """Return how each mark is drawn and what it means, in reading order."""
    from matplotlib.patches import Rectangle

    from .maps import round_below

    def line(style: str, colour: str, width: float) -> Any:
        return lambda ax, x, y: ax.plot([x - 0.035, x + 0.035], [y, y], ls=style, color=colour, lw=width)

    def dot(marker: str, size: float, **kwargs: Any) -> Any:
        return lambda ax, x, y: ax.plot(x, y, marker=marker, ms=size, ls="none", **kwargs)

    def patch(ax: Axes, x: float, y: float) -> None:
        look: dict[str, Any] = {"fill": False, "hatch": "///", "edgecolor": p.VERMILION, "lw": 2, "alpha": 0.9}
        ax.add_patch(Rectangle((x - 0.035, y - 0.02), 0.07, 0.04, **look))

    round_people = round_below(scale * 500)
    ring = float(np.sqrt(round_people / scale))
    return [
        (dot("*", 22, mfc=p.INK, mec=p.PAPER), "capital"),
        (dot("s", 11, mfc=p.PAPER, mec=p.INK, mew=1.8), "town"),
        (line("-", "#7D868D", 2.6), "road"),
        (line((0, (4, 2)), p.INK, 1.6), "border between sectors"),  # type: ignore[arg-type]
        (patch, "held by armed groups (more than half of the cell)"),
        (dot("x", 10, mec="#6E2250", mew=2.4), "mined or suspected (more than 15 % of the cell)"),
        (dot("^", 14, mfc=p.ORANGE, mec=p.INK, mew=1.1), "camp of displaced people"),
        (
            dot("o", ring, mfc=DISPLACED, mec=p.INK, mew=1.2, alpha=0.75),
            f"displaced people hosted here ({round_people:,.0f})",
        ),
        (dot("D", 11, mfc=p.PAPER, mec=p.INK, mew=1.6), "resource site (rents finance armed groups)"),
    ]
