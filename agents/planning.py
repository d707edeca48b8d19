"""How an organisation decides where its teams go and what they do there.

Every organisation scores cells for each of its tasks by what it believes is wanted, what its mandate says, whether it
thinks it can get in, whether it knows that something else must come first, and what it knows that others plan there;
then its teams take the best places left, one after the other.

Source: CML 1.4.6-1.4.8; MODEL.md 5.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Order", "Outlook", "assign", "scores", "travel_view"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Order:
    """What one team is told: its row, the index of its task, and the cell."""

    team: int
    task: int
    cell: int


@dataclass
class Outlook:
    """What an organisation knows when it plans; every array is its own view, none the truth.

    Attributes:
        tasks: Indices of the tasks it can do, shape (k,).
        weight: Weight of its own mandate for each, shape (k,).
        wanted: How much each task is wanted in each cell, shape (k, n_cells), 0 up.
        access: Chance it expects to get in, shape (n_cells,), share.
        doubt: Loss of score where it knows that a prerequisite is missing, shape (k, n_cells), 0-1.
        covered: Effort of others that it knows of, relative to what the cell can absorb, shape (k, n_cells), 0 up.
        shared_weight: Weight of each task as a shared priority, shape (k,).
        shared_cells: Shared priority of cells, shape (n_cells,), 0-1.
        committed: Share of capacity committed to shared priorities, 0-1.
        spread: How strongly its teams keep apart, 0 (stack on points) to 1 (wide area).
        stay: Advantage of going on with the present task in the present place.
        room: Team-weeks that a cell absorbs for each task, shape (k, n_cells).
    """

    tasks: Ints
    weight: Array
    wanted: Array
    access: Array
    doubt: Array
    covered: Array
    shared_weight: Array
    shared_cells: Array
    committed: float
    spread: float
    stay: float
    room: Array


def scores(o: Outlook) -> Array:
    """Return the worth of each task in each cell, shape (k, n_cells), 0 up."""
    own = o.weight[:, None] * (1.0 - o.committed)
    common = (o.committed * o.shared_weight)[:, None] * o.shared_cells[None, :] * 2.0
    worth = o.wanted * (own + common)
    worth *= o.access
    worth *= 1.0 - o.doubt
    worth /= 1.0 + o.covered
    return worth


def travel_view(kernel: Array, x: int, y: int, width: int, height: int) -> Array:
    """Return the travel factor from (x, y) to every cell, a view of shape (width, height) into ``kernel``."""
    return kernel[width - 1 - x : 2 * width - 1 - x, height - 1 - y : 2 * height - 1 - y]


def assign(
    outlook: Outlook, worth: Array, teams: Ints, cells: Ints, doing: Ints, kernel: Array, width: int, height: int
) -> list[Order]:  # fmt: skip
    """Return orders for ``teams``, taken one after the other, each leaving less to do where it goes.

    Args:
        outlook: What the organisation knows.
        worth: Scores of :func:`scores`; changed as places are taken.
        teams: Rows of the teams, in the order in which they choose.
        cells: Cell of each, same shape.
        doing: Index of the present task of each in the catalogue, -1 for none, same shape.
        kernel: Travel factors by displacement, shape (2 width - 1, 2 height - 1).
        width: Cells from west to east.
        height: Cells from south to north.

    Returns:
        One order a team; teams for which nothing is worth doing get none.
    """
    orders = []
    n_cells = width * height
    n_tasks = len(worth)
    place_of = {int(task): k for k, task in enumerate(outlook.tasks)}
    appeal = np.empty((n_tasks, width, height))
    block = worth.reshape(n_tasks, width, height)
    flat = appeal.reshape(-1)
    pressure = 0.5 + 1.5 * outlook.spread
    for team, cell, task in zip(teams.tolist(), cells.tolist(), doing.tolist(), strict=True):
        np.multiply(block, travel_view(kernel, cell // height, cell % height, width, height), out=appeal)
        k = place_of.get(task)
        if k is not None:
            flat[k * n_cells + cell] *= outlook.stay
        best = int(flat.argmax())
        if flat[best] <= 0.0:
            continue
        k, at = divmod(best, n_cells)
        orders.append(Order(team, int(outlook.tasks[k]), at))
        room = outlook.room[k, at]
        worth[k, at] *= room / (room + pressure)
    return orders
