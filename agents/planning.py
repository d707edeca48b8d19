"""How an organisation decides where its teams go and what they do there.

Every organisation scores cells for each of its tasks by what it believes is wanted, what its mandate says, whether it
thinks it can get in, whether it knows that something else must come first, and what it knows that others plan there;
then its teams take the best places left, one after the other.

Source: CML 1.4.6-1.4.8; MODEL.md 5.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Order", "Outlook", "assign", "scores", "travel_views"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


_WRITTEN_OUT = 1_000
"""Most cells of a map whose travel factors are written out, 8 MB at most."""


class Order(NamedTuple):
    """What one team is told: its row, the index of its task, and the cell."""

    team: int
    task: int
    cell: int


@dataclass
class Outlook:
    """What organisations know when they plan; every array is their own view, none the truth.

    Their tasks stand one organisation after the other, so that scores are worked out together.

    Attributes:
        tasks: Indices of the tasks they can do, all tasks of the first, then all of the second, shape (k,).
        turn: Whose task each is, as the number of the planner, from 0 up, shape (k,).
        weight: Weight of its own mandate for each, shape (k,).
        wanted: How much each task is wanted in each cell, shape (k, n_cells), 0 up.
        access: Chance it expects to get in, shape (n_cells,) or (k, n_cells), share.
        doubt: Loss of score where it knows that a prerequisite is missing, shape (k, n_cells), 0-1.
        covered: Effort of others that it knows of, relative to what the cell can absorb, shape (k, n_cells), 0 up.
        shared_weight: Weight of each task as a shared priority, shape (k,).
        shared_cells: Shared priority of cells, shape (n_cells,), 0-1.
        committed: Share of capacity committed to shared priorities, one number or shape (k,), 0-1.
        spread: How strongly the teams of each planner keep apart, 0 (stack on points) to 1 (wide area).
        stay: Advantage, for each planner, of going on with the present task in the present place.
        room: Team-weeks that a cell absorbs for each task, shape (k, n_cells).
        p: Parameters of the rule (``model/rules/planning.py``).
    """

    tasks: Ints
    turn: Ints
    weight: Array
    wanted: Array
    access: Array
    doubt: Array
    covered: Array
    shared_weight: Array
    shared_cells: Array
    committed: float | Array
    spread: list[float]
    stay: list[float]
    room: Array
    p: Any


def scores(o: Outlook) -> Array:
    """Return the worth of each task in each cell, shape (k, n_cells), 0 up."""
    own = (o.weight * (1.0 - o.committed))[:, None]
    shared = o.committed * o.shared_weight * (o.weight > 0.0)  # no shared priority makes up for a missing mandate
    worth = (shared * o.p.shared_pull)[:, None] * o.shared_cells
    worth += own
    worth *= o.wanted
    worth *= o.access
    worth *= 1.0 - o.doubt
    worth /= 1.0 + o.covered
    return worth


def travel_views(kernel: Array, width: int, height: int) -> Array:
    """Return the travel factor from each cell to every cell, shape (width, height, width, height).

    On a small map they are written out, which is read faster; on a large one they are a view of the kernel.
    """
    views = np.lib.stride_tricks.sliding_window_view(kernel, (width, height))[::-1, ::-1]
    return np.ascontiguousarray(views) if width * height <= _WRITTEN_OUT else views


def assign(
    outlook: Outlook, worth: Array, teams: Ints, turn: Ints, cells: Ints, doing: Ints, travel: Array
) -> list[Order]:
    """Return orders for ``teams``, taken one after the other, each leaving its organisation less to do where it goes.

    Args:
        outlook: What the organisations know.
        worth: Scores of :func:`scores`; changed as places are taken.
        teams: Rows of the teams, in the order in which they choose.
        turn: Number of the planner of each, same shape.
        cells: Cell of each, same shape.
        doing: Index of the present task of each in the catalogue, -1 for none, same shape.
        travel: Travel factors of :func:`travel_views`.

    Returns:
        At most one order a team; teams for which nothing is worth doing get none.
    """
    orders: list[Order] = []
    room, p = outlook.room, outlook.p
    pressure = [p.pressure_floor + p.pressure_spread * spread for spread in outlook.spread]
    height, at_home = travel.shape[1], travel.item(0)  # no place is nearer than one's own
    first = outlook.turn.searchsorted(np.arange(len(pressure) + 1)).tolist()
    rows = [slice(begin, end) for begin, end in pairwise(first)]
    tasks = [outlook.tasks[mine].tolist() for mine in rows]
    top = np.array([np.maximum.reduce(worth[mine]) for mine in rows])  # the best task of each planner in each cell
    most = (top.max(axis=1) * at_home).tolist()
    on_map = top.reshape(-1, *travel.shape[2:])
    for team, own, cell, task in zip(teams.tolist(), turn.tolist(), cells.tolist(), doing.tolist(), strict=True):
        mine, can_do = worth[rows[own]], tasks[own]
        at, k, going_on = cell, -1, -1.0
        if task in can_do:
            k = can_do.index(task)
            going_on = best = mine.item(k, cell) * at_home * outlook.stay[own]
        if going_on < most[own]:  # else nothing can be better than to go on
            appeal = travel[divmod(cell, height)] * on_map[own]
            favourite = int(appeal.argmax())
            if going_on < (best := appeal.item(favourite)):
                at, k = favourite, -1
        if best <= 0.0:
            continue
        column = mine[:, at].tolist()
        k = column.index(max(column)) if k < 0 else k
        orders.append(Order(team, can_do[k], at))
        absorbs = room.item(first[own] + k, at)
        column[k] *= absorbs / (absorbs + pressure[own])
        mine[k, at] = column[k]
        top[own, at] = max(column)
    return orders
