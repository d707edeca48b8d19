"""Maps of the country: one week of a run in small, and the whole country in large.

Arrays have shape (width, height), x counted from the west and y from the south, as everywhere in peaceops. Marks are
drawn over cells as lines and dots, so that a map stays a map at any number of cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import palette as p

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "Land",
    "country_figure",
    "draw_base",
    "land_of",
    "map_axes",
    "map_key",
    "people_per_point",
    "violence_key",
]

Array = NDArray[np.float64]
SEA = "#E3ECF1"


@dataclass(frozen=True)
class Land:
    """What does not change on a map: its shape, roads, towns and sites.

    Attributes:
        width: Cells from west to east.
        height: Cells from south to north.
        cell_km: Side of a cell, km.
        capital: Cell of the capital, (x, y).
        towns: Cells of the towns, with a name where there is one.
        layers: Static arrays by name, each (width, height): ``sector``, ``road``, ``camp``, ``border``, ...
    """

    width: int
    height: int
    cell_km: float
    capital: tuple[int, int]
    towns: tuple[tuple[int, int, str], ...] = ()
    layers: Mapping[str, Array] = field(default_factory=dict)

    def layer(self, name: str) -> Array:
        """Return a static layer of shape (width, height), zeros if the country has none of that name."""
        found = self.layers.get(name)
        return np.zeros((self.width, self.height)) if found is None else found

    @property
    def sea(self) -> NDArray[np.bool_]:
        """Cells that are sea or otherwise no part of the country, shape (width, height)."""
        if "land" in self.layers:
            return self.layer("land") < 0.5
        return self.layer("sea") > 0.5


def land_of(source: Any) -> Land:
    """Read the static map from a result, from its ``country`` mapping, or from a generated country.

    Args:
        source: A ``Result``, a mapping with the keys of ``Result.country``, or a ``Country``.

    Returns:
        The static map; cell lists are turned into coordinates.
    """
    found = source if isinstance(source, Mapping) else getattr(source, "country", source)

    def get(name: str, default: Any = None) -> Any:
        return found.get(name, default) if isinstance(found, Mapping) else getattr(found, name, default)

    width, height = int(get("width")), int(get("height"))
    names = ("sector", "road", "camp", "border", "coast", "resource_site", "sea", "land")
    layers = {name: grid for name in names if (grid := as_grid(get(name), width, height)) is not None}
    capital = get("capital", (0, 0))
    towns = get("towns", ())
    return Land(
        width,
        height,
        float(get("cell_km", 1.0)),
        _place(capital, height)[:2],
        tuple(_place(town, height) for town in (towns if towns is not None else ())),
        layers,
    )


def as_grid(values: Any, width: int, height: int) -> Array | None:
    """Return an array of shape (width, height) from a flat or square one, or None if it is neither."""
    if values is None:
        return None
    grid = np.asarray(values, dtype=float)
    return grid.reshape(width, height) if grid.size == width * height else None


def _place(place: Any, height: int) -> tuple[int, int, str]:
    """Return (x, y, name) from a cell number, (x, y) or (x, y, name)."""
    if np.ndim(place) == 0:
        return int(place) // height, int(place) % height, ""
    x, y, *rest = place
    return int(x), int(y), str(rest[0]) if rest else ""


def sector_lines(sector: Array) -> list[list[tuple[float, float]]]:
    """Return the segments between cells of different sectors, in cell coordinates."""
    across = np.argwhere(sector[1:, :] != sector[:-1, :])
    along = np.argwhere(sector[:, 1:] != sector[:, :-1])
    upright = [[(x + 0.5, y - 0.5), (x + 0.5, y + 0.5)] for x, y in across]
    level = [[(x - 0.5, y + 0.5), (x + 0.5, y + 0.5)] for x, y in along]
    return upright + level


def road_lines(road: Array) -> list[list[tuple[int, int]]]:
    """Return segments joining neighbouring road cells; diagonals only where no corner joins them already."""
    on = road > 0.5
    lines = []
    for x, y in np.argwhere(on):
        for dx, dy in ((1, 0), (0, 1), (1, 1), (1, -1)):
            u, v = x + dx, y + dy
            if not (0 <= u < on.shape[0] and 0 <= v < on.shape[1] and on[u, v]):
                continue
            if dx and dy and (on[x, v] or on[u, y]):
                continue
            lines.append([(int(x), int(y)), (int(u), int(v))])
    return lines


def coast_lines(coast: NDArray[np.bool_]) -> list[list[tuple[float, float]]]:
    """Return the sides of the map along which most cells lie on the sea, in cell coordinates."""
    width, height = coast.shape
    right, top = width - 0.5, height - 0.5
    corners = {"west": (-0.5, -0.5, -0.5, top), "east": (right, -0.5, right, top)}
    corners |= {"south": (-0.5, -0.5, right, -0.5), "north": (-0.5, top, right, top)}
    cells = {"west": coast[0], "east": coast[-1], "south": coast[:, 0], "north": coast[:, -1]}
    wet = [corners[side] for side in corners if cells[side].mean() > 0.5]
    return [[(x0, y0), (x1, y1)] for x0, y0, x1, y1 in wet]


def point_size(ax: Axes, land: Land) -> float:
    """Return the side of one cell in points on these axes."""
    box = ax.get_position()
    figure = ax.get_figure(root=True)
    if figure is None:
        return 10.0
    wide, tall = figure.get_size_inches()
    return float(72 * min(box.width * wide / land.width, box.height * tall / land.height))


def people_per_point(most: float, side: float) -> float:
    """Return people a square point of a circle, so that the largest circle is a good two cells across."""
    return max(most, 1.0) / (2.2 * side) ** 2


def draw_base(ax: Axes, land: Land, values: Array, *, colours: Any, low: float, high: float, roads: float = 1.3) -> Any:
    """Draw one layer as colour with sea, sector lines and roads, and return the image.

    Args:
        ax: Axes to draw on; ticks and frame are taken off.
        land: The static map.
        values: Layer to show, shape (width, height).
        colours: Colour map.
        low: Value of the first colour.
        high: Value of the last colour.
        roads: Width of road lines, points.
    """
    from matplotlib.collections import LineCollection

    shown = np.ma.masked_where(land.sea, values)
    ax.set_facecolor(SEA)
    image = ax.imshow(shown.T, origin="lower", cmap=colours, vmin=low, vmax=high, interpolation="nearest")
    ways = road_lines(land.layer("road"))
    ax.add_collection(LineCollection(ways, colors=p.PAPER, linewidths=2.4 * roads, zorder=1.9, capstyle="round"))
    ax.add_collection(LineCollection(ways, colors="#6B747B", linewidths=roads, zorder=2, capstyle="round"))
    shore = coast_lines(land.layer("coast") > 0.5)
    ax.add_collection(LineCollection(shore, colors=p.SKY, linewidths=4.5 * roads, zorder=1.5, clip_on=False))
    lines = sector_lines(np.where(land.sea, -1, land.layer("sector")))
    ax.add_collection(LineCollection(lines, colors=p.INK, linewidths=0.9, linestyles=(0, (4, 2)), zorder=2.2))
    ax.set(xticks=[], yticks=[], xlim=(-0.5, land.width - 0.5), ylim=(-0.5, land.height - 0.5), aspect="equal")
    for spine in ax.spines.values():
        spine.set(visible=True, color=p.GREY, linewidth=0.8)
    return image


def _dots(layer: Array, floor: float = 0.0) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
    """Return x, y and value of the cells above the floor."""
    x, y = np.nonzero(layer > floor)
    return x, y, layer[x, y]


def map_axes(
    ax: Axes, land: Land, layers: Mapping[str, Array], *, people_scale: float, struck: Array | None = None
) -> None:
    """Draw one week: consent as colour, violence as dots, displaced people as rings, teams as small marks.

    Args:
        ax: Axes to draw on.
        land: The static map.
        layers: Layers of that week by name, each (width, height); those that are missing are not drawn.
        people_scale: Displaced people a square point of ring, see :func:`people_per_point`.
        struck: Size of the violence dots, square points, (width, height); by default that of the layer ``violence``.
    """
    blank = np.zeros((land.width, land.height))
    side = point_size(ax, land)
    draw_base(ax, land, layers.get("consent", blank + 0.5), colours=p.consent_colours(), low=0.0, high=1.0)
    violence = layers.get("violence", blank)
    dots = struck if struck is not None else np.where(violence > 0.15, violence_size(violence, side), 0.0)
    x, y, value = _dots(dots)
    look: dict[str, Any] = {"color": p.VERMILION, "linewidths": 0}
    ax.scatter(x, y, s=np.maximum(value, SMALLEST), zorder=3, **(look if struck is not None else HOLLOW))
    x, y, value = _dots(layers.get("hosted", blank))
    large = value / people_scale >= 12.0
    ax.scatter(
        x[large], y[large], s=value[large] / people_scale, facecolors="none", edgecolors=p.INK, linewidths=1.3, zorder=4
    )
    for name, marker, colour, nudge in MARKS:
        x, y, _ = _dots(layers.get(name, blank))
        shift = 0.24 * nudge
        ax.scatter(x + shift, y - 0.22, s=(0.42 * side) ** 2, marker=marker, color=colour, linewidths=0, zorder=5)
    ax.plot(*land.capital, marker="*", ms=1.35 * side, mfc=p.INK, mec=p.PAPER, mew=1.0, zorder=6, clip_on=False)


#: An index is no count of deaths: hollow, and no smaller than these square points.
HOLLOW: dict[str, Any] = {"facecolors": "none", "edgecolors": p.VERMILION, "linewidths": 1.2, "gid": "violence"}
SMALLEST = 4.0


def violence_size(index: Array, side: float) -> Array:
    """Return the size of the ring that stands for an index of violence, square points, same shape.

    Args:
        index: Violence, share.
        side: Side of a cell, points.
    """
    return np.asarray((0.8 * side * np.minimum(index, 1.0)) ** 2)


def violence_key(ax: Axes, land: Land, size: float = 11.5) -> None:
    """Write above a map, flush right, what its rings stand for, with a ring of half and one of full violence.

    Args:
        ax: Axes of a map drawn by :func:`map_axes` without ``struck``.
        land: The static map.
        size: Type size, points.
    """
    rings = violence_size(np.array([0.5, 1.0]), point_size(ax, land))
    look: dict[str, Any] = {
        "transform": ax.transAxes, "fontsize": size, "color": p.GREY, "va": "center", "ha": "right",
    }  # fmt: skip
    high = 1.037
    for right, words in ((0.80, "past violence (index):"), (0.912, "0.5"), (1.0, "1")):
        ax.text(right, high, words, **look)
    places: dict[str, Any] = {"transform": ax.transAxes, "clip_on": False, "zorder": 3}
    ax.scatter([0.832, 0.946], [high, high], s=np.maximum(rings, SMALLEST), **places, **HOLLOW)


#: Presence shown on the small maps: layer, marker, colour and which side of the cell it stands on.
MARKS = (("presence_military", "^", p.INK, -1), ("presence_humanitarian", "o", "#00745A", 1))


def map_key(
    ax: Axes, *, people_scale: float, side: float, per_death: float, colours: str = "local consent:  refused",
    troops: bool = True,
) -> None:  # fmt: skip
    """Draw the key of the small maps as one line of marks and words on axes of their own.

    Args:
        ax: Axes to draw on.
        people_scale: People for a point of area of a ring.
        side: Side of a cell, points.
        per_death: Points of area of a dot for a death.
        colours: What the colour of the ground says, and its lower end.
        troops: Whether there are troops of a mission to explain.
    """
    ax.set_axis_off()
    ax.set(xlim=(0, 100), ylim=(0, 1))
    ramp = np.linspace(0, 1, 64)[None, :]
    ax.text(0, 0.5, colours, va="center")
    ax.imshow(ramp, extent=(16.2, 23.2, 0.18, 0.82), aspect="auto", cmap=p.consent_colours())
    ax.text(23.9, 0.5, "given", va="center")
    round_deaths = round_below((0.95 * side) ** 2 / per_death)
    ax.scatter([29.8], [0.5], s=round_deaths * per_death, color=p.VERMILION, linewidths=0)
    ax.text(31.1, 0.5, f"{round_deaths:,.0f} deaths", va="center")
    round_people = round_below(people_scale * (1.3 * side) ** 2)
    size = round_people / people_scale
    ax.scatter([42.2], [0.5], s=size, facecolors="none", edgecolors=p.INK, linewidths=1.3, clip_on=False)
    ax.text(44.0, 0.5, f"{round_people:,.0f} displaced", va="center")
    if troops:
        ax.scatter([60.7], [0.5], s=(0.5 * side) ** 2, marker="^", color=MARKS[0][2], linewidths=0)
        ax.text(61.8, 0.5, "troops", va="center")
    ax.scatter([69.9], [0.5], s=(0.5 * side) ** 2, marker="o", color=MARKS[1][2], linewidths=0)
    ax.text(71.0, 0.5, "relief", va="center")
    ax.plot([77.4], [0.5], marker="*", ms=1.35 * side, mfc=p.INK, mec=p.PAPER)
    ax.text(78.9, 0.5, "capital", va="center")
    ax.plot([86.6, 88.6], [0.5, 0.5], color="#7D868D", lw=2)
    ax.text(89.2, 0.5, "road", va="center")
    ax.plot([94.2, 96.4], [0.5, 0.5], color=p.INK, lw=1, ls=(0, (4, 2)))
    ax.text(97.0, 0.5, "sector", va="center", clip_on=False)
    ax.set(xlim=(0, 100), ylim=(0, 1))


def round_below(people: float) -> float:
    """Return 1, 2 or 5 times a power of ten at or below ``people``."""
    power = 10.0 ** np.floor(np.log10(max(people, 1.0)))
    return float(max(step * power for step in (1, 2, 5) if step * power <= max(people, 1.0)))


def country_figure(source: Any, layers: Mapping[str, Array] | None = None) -> Figure:
    """Draw one large map of the country: people, roads, towns, sectors, who holds what, mines and camps.

    Args:
        source: A ``Result``, a mapping like ``Result.country`` with layers beside it, or a ``Country``.
        layers: Layers to draw instead of the first week's; each (width, height).

    Returns:
        A figure of 19.2 x 10.8 inches.

    Source: MODEL.md 3.1.
    """
    from .country_map import draw_country

    land = land_of(source)
    return draw_country(land, layers if layers is not None else first_layers(source, land), title_of(source))


def first_layers(source: Any, land: Land) -> Mapping[str, Array]:
    """Return the layers of the first week of a result, or those a country carries, each (width, height)."""
    maps = getattr(source, "maps", None)
    if maps:
        return dict(maps[min(maps)])
    names = ("residents", "hosted", "control", "mines", "need", "violence", "consent")
    found: dict[str, Array] = {}
    for name in names:
        values = source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)
        if name == "control" and values is not None:
            held = np.asarray(values, dtype=float)
            found["control_government"] = held[0].reshape(land.width, land.height)
            found["control_groups"] = held[1:].sum(axis=0).reshape(land.width, land.height)
        elif (grid := as_grid(values, land.width, land.height)) is not None:
            found[name] = grid
    return found


def title_of(source: Any) -> str:
    """Return the name of the scenario a result came from, or a plain title."""
    provenance = getattr(source, "provenance", None) or {}
    values = provenance.get("parameters") or {}
    return str(values.get("title") or provenance.get("title") or provenance.get("scenario") or "The country")
