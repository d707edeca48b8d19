"""The land: terrain, coast, towns, the roads between them, remoteness and the four sectors.

Source: MODEL.md 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .chance import Chance
from .country_parameters import CountryParameters
from .patterns import Array, Grid, smooth_noise, spaced_cells, stretch

__all__ = ["N_SECTORS", "Land", "draw_land", "draw_noise", "draw_sectors", "near_edge", "travel_cost"]

N_SECTORS = 4

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

OFF_ROAD = 4.0
"""Time to cross a flat cell without a road, against one with a road (assumption: 10 against 40 km/h)."""


@dataclass
class Land:
    """What the land looks like before people are counted; arrays are flat, shape (n_cells,).

    Attributes:
        grid: Geometry.
        terrain: Ruggedness, 0 (plain) to 1 (mountain).
        coast: Cells on the sea.
        border: Cells on a land border.
        towns: Cells of the towns, the capital first, then from large to small.
        road: Cells that a main road crosses.
        remoteness: Travel time from the capital along roads, 0 to 1 (the remotest cell).
        town_time: Travel time to the nearest town, in cells of road.
    """

    grid: Grid
    terrain: Array
    coast: Bools
    border: Bools
    towns: Ints
    road: Bools
    remoteness: Array
    town_time: Array


def draw_noise(chance: Chance, what: str, grid: Grid, knots: int) -> Array:
    """Return flat smooth noise from 0 to 1 with ``knots`` features along the longer side."""
    draws = chance.uniform(f"country.{what}", 0, (2 * knots + 4) ** 2)
    return stretch(smooth_noise(draws, grid.width, grid.height, knots)).ravel()


def draw_land(parameters: CountryParameters, given: dict[str, Array], chance: Chance) -> Land:
    """Draw terrain, coast, towns and roads.

    Args:
        parameters: The country's parameters.
        given: User layers by name; ``terrain``, ``town``, ``capital`` and ``road`` are followed, ``residents`` draws
            the towns to where people are.
        chance: Source of the draws.

    Returns:
        The land.
    """
    grid = Grid.of(parameters.width, parameters.height)
    coast = _coast(parameters.coast, grid, chance)
    border = _rim(grid) & ~coast
    terrain = given.get("terrain", _terrain(grid, coast, chance))
    towns = _towns(parameters, given, grid, terrain, coast, chance)
    rough = 1.0 + 1.5 * terrain + 0.8 * chance.uniform("country.ground", 0, grid.n_cells)
    rough += 1.5 * near_edge(grid, coast) + 0.8 * coast
    road = given["road"] > 0.5 if "road" in given else _roads(parameters.road_density, grid, rough, border, towns)
    steps = grid.step_costs(travel_cost(terrain, road))
    remoteness = given.get("remoteness", stretch(grid.travel(steps, [int(towns[0])])))
    return Land(grid, terrain, coast, border, towns, road, remoteness, grid.travel(steps, towns))


def travel_cost(terrain: Array, road: Bools) -> Array:
    """Return the time to cross each cell, in cells of road."""
    return np.where(road, 1.0 + 0.3 * terrain, OFF_ROAD * (1.0 + terrain))


def near_edge(grid: Grid, coast: Bools) -> Array:
    """Return how near each cell is to a land edge of the map, flat: 1 on it, 0 from an eighth of the map inwards."""
    rim = _rim(grid) & ~coast
    if not rim.any():
        return np.zeros(grid.n_cells)
    inland = grid.travel(grid.length, np.flatnonzero(rim)) / (0.125 * grid.reach)
    return np.asarray(np.maximum(0.0, 1.0 - inland))


def _rim(grid: Grid) -> Bools:
    at_end = (grid.x == 0) | (grid.x == grid.width - 1) | (grid.y == 0) | (grid.y == grid.height - 1)
    return np.asarray(at_end)


def _coast(side: str, grid: Grid, chance: Chance) -> Bools:
    """Return the cells on the sea; ``any`` draws one of the four sides, or none, with the same chance for half."""
    if side == "any":
        sides = ("north", "east", "south", "west", "none", "none", "none", "none")
        side = sides[int(chance.once("country.coast") * len(sides))]
    shores = {
        "north": grid.y == grid.height - 1,
        "east": grid.x == grid.width - 1,
        "south": grid.y == 0,
        "west": grid.x == 0,
    }
    return np.asarray(shores.get(side, np.zeros(grid.n_cells, dtype=bool)))


def _terrain(grid: Grid, coast: Bools, chance: Chance) -> Array:
    """Return ruggedness: ranges, hills, a little roughness, and a plain along the coast."""
    field = 0.6 * draw_noise(chance, "ranges", grid, 4) + 0.3 * draw_noise(chance, "hills", grid, 8)
    field = stretch(field + 0.1 * draw_noise(chance, "rough", grid, 16))
    if coast.any():
        inland = grid.travel(grid.length, np.flatnonzero(coast)) / grid.reach
        field = field * np.minimum(1.0, 0.35 + 2.5 * inland)
    return field * field * (3.0 - 2.0 * field)


def _towns(
    parameters: CountryParameters, given: dict[str, Array], grid: Grid, terrain: Array, coast: Bools, chance: Chance
) -> Ints:
    """Return the towns' cells, the capital first; towns keep their distance and prefer plains, coasts and people."""
    worth = 0.6 * (1.0 - terrain) + 0.1 * coast + 0.7 * draw_noise(chance, "plains", grid, 5)
    worth += 0.7 * chance.uniform("country.towns", 0, grid.n_cells) - 1.2 * near_edge(grid, coast)
    if "residents" in given:
        worth = 0.3 * worth + 3.0 * given["residents"] / max(1.0, float(given["residents"].max()))
    if "town" in given:
        worth = np.where(given["town"] > 0.5, worth + 100.0, -np.inf)
    capital = _capital(given, grid, worth, coast, chance)
    n_towns = min(parameters.n_towns, max(N_SECTORS, grid.n_cells // 9))
    if "town" in given:
        n_towns = max(1, int((given["town"] > 0.5).sum()))
    spacing = grid.reach / float(np.sqrt(float(n_towns)))
    others = spaced_cells(grid, worth, n_towns - 1, spacing, [capital])
    return np.array([capital, *others], dtype=np.int64)


def _capital(given: dict[str, Array], grid: Grid, worth: Array, coast: Bools, chance: Chance) -> int:
    """Return the capital's cell: on the coast or near an edge at times, else somewhere inland."""
    if "capital" in given:
        return int(np.argmax(given["capital"]))
    if "residents" in given:
        return int(np.argmax(worth))
    draw, along, across = (float(u) for u in chance.uniform("country.capital", 0, 3))
    if coast.any() and draw < 0.65:
        shore = np.flatnonzero(coast)
        aim = int(shore[int((0.2 + 0.6 * along) * len(shore))])
    else:
        margin = 0.1 if draw < 0.3 else 0.28
        x, y = (margin + (1.0 - 2.0 * margin) * u for u in (along, across))
        aim = int(x * grid.width) * grid.height + int(y * grid.height)
    return int(np.argmax(0.15 * worth - grid.distance(aim) / grid.reach))


def _roads(density: float, grid: Grid, rough: Array, border: Bools, towns: Ints) -> Bools:
    """Return the cells of the main roads: a tree between towns, some loops, and ways out over the border."""
    road = np.zeros(grid.n_cells, dtype=bool)
    road[towns] = True
    for start, end in _links(density, grid, towns):
        _lay(road, grid, rough, int(towns[start]), int(towns[end]))
    for start, end in _crossings(grid, border, towns):
        _lay(road, grid, rough, start, end)
    return road


def _lay(road: Bools, grid: Grid, rough: Array, start: int, end: int) -> None:
    """Lay one road over the least rough ground, along roads that are there already where that is no great detour."""
    steps = grid.step_costs(np.where(road, 0.6, rough))
    road[grid.path(steps, grid.travel(steps, [start]), end)] = True


def _links(density: float, grid: Grid, towns: Ints) -> list[tuple[int, int]]:
    """Return the pairs of towns that a road joins: the shortest tree, then the loops that save the longest detours."""
    gaps = np.array([grid.distance(int(cell))[towns] for cell in towns])
    trunk, along = _shortest_tree(gaps)
    square = gaps * gaps
    beside = (square[:, None, :] + square[None, :, :] < square[:, :, None]).any(axis=2)
    pairs = [(i, j) for i in range(len(towns)) for j in range(i + 1, len(towns))]
    loops = [pair for pair in pairs if not beside[pair] and pair not in trunk]
    loops.sort(key=lambda pair: (-along[pair] / gaps[pair], pair))
    trunk.sort(key=lambda pair: (gaps[pair], pair))
    return trunk + loops[: int(density * len(loops) + 0.5)]


def _shortest_tree(gaps: Array) -> tuple[list[tuple[int, int]], Array]:
    """Return the links of the shortest tree (Prim) and the way along it between any two towns."""
    n_towns = len(gaps)
    along = np.zeros((n_towns, n_towns))
    joined, links = [0], list[tuple[int, int]]()
    while len(joined) < n_towns:
        apart = [town for town in range(n_towns) if town not in joined]
        block = gaps[np.ix_(joined, apart)]
        i, j = np.unravel_index(int(np.argmin(block)), block.shape)
        near, new = joined[int(i)], apart[int(j)]
        along[new, joined] = along[joined, new] = along[near, joined] + gaps[near, new]
        joined.append(new)
        links.append((min(near, new), max(near, new)))
    return links, along


def _crossings(grid: Grid, border: Bools, towns: Ints) -> list[tuple[int, int]]:
    """Return up to three roads from towns to the nearest land border, each on a side of its own."""
    rim = np.flatnonzero(border)
    if not len(rim):
        return []
    found: list[tuple[float, int, int]] = []
    for cell in towns:
        distance = grid.distance(int(cell))[rim]
        nearest = int(np.argmin(distance))
        found.append((float(distance[nearest]), int(cell), int(rim[nearest])))
    chosen: list[tuple[int, int]] = []
    for _, town, crossing in sorted(found):
        apart = [grid.distance(crossing)[other] for _, other in chosen]
        if len(chosen) < 3 and all(gap > 0.45 * grid.reach for gap in apart):
            chosen.append((town, crossing))
    return chosen


def draw_sectors(land: Land, people: Array, chance: Chance) -> tuple[Ints, Ints]:
    """Divide the country into four contiguous sectors of similar people and area, each around a main town.

    Sector 0 holds the capital; 1 to 3 follow by the remoteness of their main town. Each cell goes to the main town
    that is nearest over the terrain, with a head start for towns whose sector is too small; a cell on the way to a
    town is then always in that town's sector, so that sectors hang together.

    Args:
        land: The land.
        people: People of each cell, flat.
        chance: Source of the draws that make borders wind.

    Returns:
        Sector of each cell, shape (n_cells,), and the main town's cell of each sector, shape (4,).
    """
    seeds = _main_towns(land)
    steps = land.grid.step_costs(1.0 + 1.5 * land.terrain + 1.5 * draw_noise(chance, "sectors", land.grid, 9))
    reach = np.array([land.grid.travel(steps, [int(cell)]) for cell in seeds])
    size = 0.5 / land.grid.n_cells + 0.5 * people / max(1.0, float(people.sum()))
    head = np.zeros(N_SECTORS)
    best, best_gap = np.argmin(reach, axis=0), np.inf
    for turn in range(60):
        sector = np.argmin(reach + head[:, None], axis=0)
        held = np.bincount(sector, weights=size, minlength=N_SECTORS)
        gap = float(np.abs(held - 0.25).max())
        if gap < best_gap and (sector[seeds] == np.arange(N_SECTORS)).all():
            best, best_gap = sector, gap
        head += (held - 0.25) * float(reach.mean()) * (2.0 / (1.0 + 0.1 * turn))
        head -= head.min()
    return best.astype(np.int64), seeds


def _main_towns(land: Land) -> Ints:
    """Return four towns far from each other, large ones first: the capital, then by remoteness."""
    chosen = [int(land.towns[0])]
    pool = [int(cell) for cell in land.towns[1:]]
    if len(pool) < N_SECTORS - 1:
        pool += spaced_cells(land.grid, 1.0 - land.terrain, N_SECTORS, land.grid.reach / 2.0, [chosen[0], *pool])
    for _ in range(N_SECTORS - 1):
        gaps = np.min([land.grid.distance(cell)[pool] for cell in chosen], axis=0)
        size = 1.0 / (3.0 + np.arange(len(pool)))
        chosen.append(pool.pop(int(np.argmax(gaps * np.sqrt(size)))))
    others = sorted(chosen[1:], key=lambda cell: (float(land.remoteness[cell]), cell))
    return np.array([chosen[0], *others], dtype=np.int64)
