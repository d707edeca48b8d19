"""Tools for drawing maps: smooth noise, travel over a grid, layers with a stated mean, whole numbers with a stated sum.

All of them use ``+ - * /``, ``sqrt``, ``min`` and ``max`` alone, so that a map is the same, bit for bit, everywhere.
Fields are arrays of shape (width, height); functions that take flat arrays say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

__all__ = [
    "Array",
    "Grid",
    "apportion",
    "blur",
    "fit_means",
    "smooth_noise",
    "spaced_cells",
    "stretch",
]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_DIRECTIONS = tuple((dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)


@dataclass(frozen=True, eq=False)
class Grid:
    """Geometry of a grid whose cell (x, y) has the flat index ``x * height + y``.

    Attributes:
        width: Cells from west to east.
        height: Cells from south to north.
        x: Column of each cell, shape (n_cells,).
        y: Row of each cell from the south, shape (n_cells,).
        source: First cell of every step between neighbours (eight directions), sorted.
        target: Second cell of every step.
        length: Length of every step, cells.
        first: Where the steps of each cell begin, shape (n_cells + 1,).
    """

    width: int
    height: int
    x: Ints
    y: Ints
    source: Ints
    target: Ints
    length: Array
    first: Ints

    @staticmethod
    @lru_cache(maxsize=16)
    def of(width: int, height: int) -> Grid:
        """Return the grid of this size; grids are cached and never changed."""
        x, y = (axis.ravel() for axis in np.mgrid[0:width, 0:height])
        sources, targets, lengths = [], [], []
        for dx, dy in _DIRECTIONS:
            inside = (x + dx >= 0) & (x + dx < width) & (y + dy >= 0) & (y + dy < height)
            cells = np.flatnonzero(inside)
            sources.append(cells)
            targets.append(cells + dx * height + dy)
            lengths.append(np.full(len(cells), np.sqrt(2.0) if dx and dy else 1.0))
        source, target, length = np.concatenate(sources), np.concatenate(targets), np.concatenate(lengths)
        order = np.argsort(source, kind="stable")
        first = np.searchsorted(source[order], np.arange(width * height + 1))
        return Grid(width, height, x, y, source[order], target[order], length[order], first)

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return self.width * self.height

    @property
    def reach(self) -> float:
        """Side of the square with as many cells, the yardstick that keeps maps alike at every resolution."""
        return float(np.sqrt(float(self.n_cells)))

    def distance(self, cell: int) -> Array:
        """Return the straight distance of every cell from ``cell``, flat, cells."""
        dx, dy = self.x - self.x[cell], self.y - self.y[cell]
        away: Array = np.sqrt((dx * dx + dy * dy).astype(np.float64))
        return away

    def step_costs(self, cost: Array) -> Array:
        """Return the cost of every step between neighbours, from the flat ``cost`` of crossing each cell."""
        steps: Array = self.length * (cost[self.source] + cost[self.target]) * 0.5
        return steps

    def travel(self, steps: Array, starts: Ints | list[int]) -> Array:
        """Return the cheapest cost from the nearest of ``starts`` to every cell, flat."""
        graph = csr_array((steps, self.target, self.first), shape=(self.n_cells, self.n_cells))
        cheapest: Array = dijkstra(graph, directed=True, indices=np.asarray(starts), min_only=True)
        return cheapest

    def path(self, steps: Array, travelled: Array, end: int) -> list[int]:
        """Return the cells from ``end`` back to the start that ``travelled`` was measured from."""
        cells = [end]
        while travelled[cells[-1]] > 0.0:
            here = slice(self.first[cells[-1]], self.first[cells[-1] + 1])
            cells.append(int(self.target[here][np.argmin(travelled[self.target[here]] + steps[here])]))
        return cells


def smooth_noise(draws: Array, width: int, height: int, knots: int) -> Array:
    """Return noise in [0, 1] that changes smoothly over about ``knots`` features along the longer side.

    The lattice is turned by the angle of a 3-4-5 triangle, so that no feature lines up with rows or columns.

    Args:
        draws: Uniform draws, at least ``(2 * knots + 4) ** 2`` of them.
        width: Cells from west to east.
        height: Cells from south to north.
        knots: Features along the longer side.

    Returns:
        Field of shape (width, height).
    """
    side = 2 * knots + 4
    lattice = draws[: side * side].reshape(side, side)
    scale = knots / max(width, height)
    x, y = (np.arange(width) + 0.5) * scale, (np.arange(height) + 0.5) * scale
    u = 0.8 * x[:, None] + 0.6 * y[None, :]
    v = 0.8 * y[None, :] - 0.6 * x[:, None] + 0.6 * knots
    i, j = u.astype(np.int64), v.astype(np.int64)
    fu, fv = _ease(u - i), _ease(v - j)
    west = lattice[i, j] * (1.0 - fv) + lattice[i, j + 1] * fv
    east = lattice[i + 1, j] * (1.0 - fv) + lattice[i + 1, j + 1] * fv
    field: Array = west * (1.0 - fu) + east * fu
    return field


def _ease(t: Array) -> Array:
    return t * t * (3.0 - 2.0 * t)


def stretch(field: Array) -> Array:
    """Return ``field`` moved and scaled to run from 0 to 1; a flat field becomes 0."""
    low, high = float(field.min()), float(field.max())
    return (field - low) / (high - low) if high > low else np.zeros_like(field)


def blur(field: Array, passes: int = 1) -> Array:
    """Return ``field`` of shape (width, height) averaged over each cell and its neighbours, ``passes`` times."""
    for _ in range(passes):
        wide = np.pad(field, 1, mode="edge")
        field = 0.25 * wide[:-2] + 0.5 * wide[1:-1] + 0.25 * wide[2:]
        field = 0.25 * field[:, :-2] + 0.5 * field[:, 1:-1] + 0.25 * field[:, 2:]
    return field


def fit_means(patterns: Array, means: Array, weights: Array, *, top: float = 1.0, soft: bool = False) -> Array:
    """Shift each pattern into the range of a layer so that its weighted mean is the stated one.

    Args:
        patterns: Differences between cells, in the layer's unit, shape (n_layers, n_cells).
        means: Mean of each layer, shape (n_layers,), at most ``top``.
        weights: Weight of each cell, shape (n_cells,) or (n_layers, n_cells); all zero counts as equal weights.
        top: Largest value of a layer that is cut.
        soft: False cuts the pattern to [0, top], so that much of a layer may be 0; True bends it towards 0 and 1
            (slope 1 at one half), so that no two cells become equal.

    Returns:
        Layers of shape (n_layers, n_cells), means met to 1e-6.
    """
    weights = np.broadcast_to(weights, patterns.shape)
    total = weights.sum(axis=1, keepdims=True)
    weights = np.where(total > 0.0, weights / np.where(total > 0.0, total, 1.0), 1.0 / patterns.shape[1])
    margin = 600.0 if soft else 1e-9
    low = -patterns.max(axis=1) - margin
    high = top - patterns.min(axis=1) + margin
    for _ in range(44 if soft else 34):
        middle = (low + high) * 0.5
        mean = (weights * _ranged(patterns + middle[:, None], top, soft)).sum(axis=1)
        low, high = np.where(mean < means, middle, low), np.where(mean < means, high, middle)
    layers = _ranged(patterns + ((low + high) * 0.5)[:, None], top, soft)
    edge = (means <= 0.0) | (means >= top)
    layers[edge] = means[edge, None]
    return layers


def _ranged(values: Array, top: float, soft: bool) -> Array:
    """Return ``values`` cut to [0, top], or bent into (0, 1) with slope 1 at one half."""
    if not soft:
        cut: Array = np.clip(values, 0.0, top)
        return cut
    twice = 2.0 * values - 1.0
    bent: Array = 0.5 + 0.5 * twice / np.sqrt(1.0 + twice * twice)
    return bent


def apportion(weights: Array, total: int, most: Array | None = None) -> Array:
    """Divide ``total`` people over cells by weight, in whole numbers (largest remainder).

    Args:
        weights: Weight of each cell, flat, not negative; all zero counts as equal weights.
        total: People to divide.
        most: Largest number a cell can take, whole, flat; their sum is at least ``total``.

    Returns:
        Whole numbers as float64, flat, with the sum ``total`` exactly.
    """
    ceiling = np.full(weights.shape, float(total)) if most is None else np.minimum(most, float(total))
    weights = np.where(ceiling > 0.0, weights, 0.0)
    shares = np.zeros(weights.shape)
    left = float(total)
    while left >= 1.0:
        room = ceiling - shares
        open_weights = np.where(room >= 1.0, weights, 0.0)
        sum_weights = float(open_weights.sum())
        if sum_weights <= 0.0:
            open_weights = (room >= 1.0).astype(np.float64)
            sum_weights = float(open_weights.sum())
        quota = np.minimum(open_weights / sum_weights * left, room)
        whole = np.floor(quota)
        if whole.sum() < 1.0:
            order = np.argsort(-(quota - whole), kind="stable")
            whole[order[: int(left)]] = np.minimum(1.0, np.floor(room))[order[: int(left)]]
        shares += whole
        left = float(total) - float(shares.sum())
    return shares


def spaced_cells(grid: Grid, score: Array, n: int, spacing: float, taken: list[int]) -> list[int]:
    """Choose ``n`` cells one after another by score, each away from those before it.

    Args:
        grid: The grid.
        score: Worth of each cell, flat, about one unit between poor and good.
        n: Cells to choose; fewer come back when the grid is full.
        spacing: Distance under which a chosen cell spoils its surroundings, cells.
        taken: Cells that spoil their surroundings from the start.

    Returns:
        The chosen cells, best first, without ``taken``.
    """
    worth = score.copy()
    for cell in taken:
        _spoil(worth, grid, cell, spacing)
    chosen: list[int] = []
    for _ in range(min(n, grid.n_cells - len(taken))):
        chosen.append(int(np.argmax(worth)))
        _spoil(worth, grid, chosen[-1], spacing)
    return chosen


def _spoil(worth: Array, grid: Grid, cell: int, spacing: float) -> None:
    closeness = np.maximum(0.0, 1.0 - grid.distance(cell) / spacing)
    worth -= 4.0 * closeness * closeness
    worth[cell] = -np.inf
