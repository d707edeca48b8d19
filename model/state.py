"""The state of a run: what changes from week to week, declared in one place.

Cell arrays are flat, shape (n_cells,); shares are 0-1; people are whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import ORGANISATIONS
from ..agents.tasks import TASKS
from .country import Country

__all__ = [
    "N_ORGS",
    "N_SHARING",
    "Attack",
    "Beliefs",
    "Ground",
    "Neighbourhood",
    "Relations",
    "Sectors",
    "Week",
    "around",
    "distances",
    "tally",
    "total",
]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

N_ORGS = len(ORGANISATIONS)
N_SHARING = next(i for i, spec in enumerate(ORGANISATIONS) if spec.key == "national_government")
"""The first organisations of the catalogue have people in the field and hold belief maps of their own."""


class Ground:
    """The country as it is now: the layers of :class:`Country` that change, and some that start here."""

    residents: Array
    displaced: Array
    hosted: Array
    refugees_from: Array
    need: Array
    services: Array
    livelihoods: Array
    mines: Array
    road_access: Array
    violence: Array
    threat: Array
    crime: Array
    state_authority: Array
    rule_of_law: Array
    legitimacy: Array
    grievance: Array
    consent: Array
    expectation: Array
    acceptance: Array
    information: Array
    control: Array

    def __init__(self, country: Country, calm_weeks: int) -> None:
        """Copy the layers that change.

        Args:
            country: The country at the start.
            calm_weeks: Weeks since war-level fighting, from which people remember safety.
        """
        for name in Ground.__annotations__:
            setattr(self, name, getattr(country, name).copy())
        n = country.n_cells
        self.safety = (1.0 - self.violence) * (1.0 - 24.0 / (24.0 + calm_weeks))
        self.acceptance_independent = self.acceptance.copy()
        self.dead = 0.0
        self.dependence = np.zeros(n)
        self.state_abuse = np.zeros(n)
        self.mission_fighting = np.zeros(n)
        self.misconduct_known = np.zeros(n)
        self.delivered = np.zeros(n)

    @property
    def present(self) -> Array:
        """People in each cell: residents and the displaced they host."""
        return self.residents + self.hosted


class Beliefs:
    """What organisations believe and report, fields threat, need and obstacles (mines) in this order.

    Attributes:
        estimate: Believed value, shape (3, N_SHARING, n_cells).
        precision: Precision of belief: of threat, and of need and obstacles alike, shape (2, N_SHARING, n_cells).
        stale: Estimates at the last monthly reporting, shape as ``estimate``.
        prior: What one believes knowing nothing: the public picture, shape (3, 1, n_cells).
        reports: What was seen and heard this week: precision, and value times precision by field, shape
            (4, N_SHARING, n_cells).
        pool: Reports that wait for a meeting, same shape.
        received: What reached each organisation this week: precision of threat, precision of need and obstacles,
            and value times precision by field, shape (5, N_SHARING, n_cells).
        spare: Room to work in, shape (N_SHARING, n_cells).
        stages: What was believed of threat and of need before this week's reports came in, see ``learning.stages``.
        aware: Awareness last recorded, by column.
    """

    def __init__(self, prior: Array, n_cells: int, precision: float) -> None:
        """Start from ignorance.

        Args:
            prior: What one believes knowing nothing, shape (3, 1, n_cells).
            n_cells: Number of cells.
            precision: Precision of knowing nothing.
        """
        shape = (N_SHARING, n_cells)
        self.prior = prior
        self.estimate = np.broadcast_to(prior, (3, *shape)).copy()
        self.stale = self.estimate.copy()
        self.precision = np.full((2, *shape), precision)
        self.reports, self.pool = np.zeros((4, *shape)), np.zeros((4, *shape))
        self.received, self.spare = np.zeros((5, *shape)), np.zeros(shape)
        self.stages: list[Array] = []
        self.aware: dict[str, float] = {}


@dataclass
class Relations:
    """How organisations stand to each other, arrays of shape (N_ORGS, N_ORGS) unless said otherwise.

    Attributes:
        trust: Trust of row in column.
        baseline: Trust that newcomers bring.
        by_bodies: Contact by joint bodies; like the next two, set by choices until a decision changes them.
        operations: Contact by operations centres.
        desks: Contact by premises, once everybody has settled in.
        desks_apart: The same before anybody has moved.
        moves: Share of each organisation that moves into shared premises, shape (n_orgs,).
        since: Week in which they began to move.
        roof_before: Share of the mission's components that were under one roof before.
        contact: Contact by bodies, premises and bridge.
        same_week: Share of reports that column passes to row in the week they are made, over the sharing ones; each has
            its own.
        monthly: Share that waits for the monthly meetings, over the sharing ones.
        plans: Share of the plans of column that row knows.
        load: Share of coordinating time used, shape (N_ORGS,).
        aside: Share of it that meetings outside of joint bodies take, on top of that, shape (N_ORGS,).
        met: Contact by such meetings, which is no channel of reports, shape (N_ORGS, N_ORGS).
        work: Share of field work left, shape (N_ORGS,).
        led: What field work is worth under its commander, 1 for a middling one, shape (N_ORGS,), 0 up.
        joint: Successful work side by side since the last update.
        turf: Duplicate work since the last update.
        broken: Announced work that did not take place, shape (N_ORGS,).
    """

    trust: Array
    baseline: Array
    by_bodies: Array = field(default_factory=lambda: np.zeros((N_ORGS, N_ORGS)))
    operations: Array = field(default_factory=lambda: np.zeros((N_ORGS, N_ORGS)))
    desks: Array = field(default_factory=lambda: np.zeros((N_ORGS, N_ORGS)))
    desks_apart: Array = field(default_factory=lambda: np.zeros((N_ORGS, N_ORGS)))
    moves: Array = field(default_factory=lambda: np.zeros(N_ORGS))
    since: int = 0
    roof_before: float = 0.0
    contact: Array = field(default_factory=lambda: np.zeros((N_ORGS, N_ORGS)))
    same_week: Array = field(default_factory=lambda: np.zeros((N_SHARING, N_SHARING)))
    monthly: Array = field(default_factory=lambda: np.zeros((N_SHARING, N_SHARING)))
    plans: Array = field(default_factory=lambda: np.zeros((N_ORGS, N_ORGS)))
    load: Array = field(default_factory=lambda: np.zeros(N_ORGS))
    aside: Array = field(default_factory=lambda: np.zeros(N_ORGS))
    met: Array = field(default_factory=lambda: np.zeros((N_ORGS, N_ORGS)))
    work: Array = field(default_factory=lambda: np.ones(N_ORGS))
    led: Array = field(default_factory=lambda: np.ones(N_ORGS))
    joint: Array = field(default_factory=lambda: np.zeros((N_ORGS, N_ORGS)))
    turf: Array = field(default_factory=lambda: np.zeros((N_ORGS, N_ORGS)))
    broken: Array = field(default_factory=lambda: np.zeros(N_ORGS))


@dataclass
class Attack:
    """One attack of the week, as it is about to be resolved.

    Attributes:
        kind: What is hit, see :mod:`.clashes`.
        band: Band that strikes, -1 for state forces.
        group: Its group, -1 for state forces.
        cell: Where.
        fighters: How many strike.
        unit: Team of state forces that strikes, -1 for bands.
        injected: True if it comes from an inject.
    """

    kind: int
    band: int
    group: int
    cell: int
    fighters: float
    unit: int = -1
    injected: bool = False


@cache
def _nothing_done(n_cells: int) -> Array:
    """Return the work by task and cell of a week before teams have worked; it is not to be written to."""
    none = np.zeros((len(TASKS), n_cells))
    none.flags.writeable = False
    return none


class Week:
    """What happened this week; made anew every Monday."""

    def __init__(self, n_cells: int) -> None:
        """Start an empty week."""
        self.counts: dict[str, float] = {}
        self.events_by_cell = np.zeros(n_cells)
        self.harm = np.zeros(n_cells)
        self.propaganda = np.zeros(n_cells)
        self.unmet = np.zeros(n_cells)
        self.laid = np.zeros(n_cells)
        self.blocked = np.zeros(n_cells)
        self.done = _nothing_done(n_cells)
        self.face = np.zeros(n_cells)
        """Work for residents that they credit to the mission, team-weeks by cell."""
        self.un_work = np.zeros(n_cells)
        """Work of mission and country team, team-weeks by cell."""
        self.soldiers_projects = np.zeros(n_cells)
        """Quick impact projects carried out by soldiers, team-weeks by cell."""
        self.programmes = 0.0
        """Part of mission and country team in all programmes for services and livelihoods, share."""
        self.offices = 0.0
        """Part of mission and country team in all work for local administration, share."""
        self.offices_helped = 0.0
        """Support of mission and country team to the state's administration, team-weeks."""
        self.force_against: Array = np.zeros(0)
        self.stopped_state = 0.0
        self.duplication = 0.0
        self.attacks: list[Attack] = []
        self.response_weeks: list[float] = []
        self.group_losses: Array = np.zeros(0)
        self.breaches: Array = np.zeros(0)
        """Breaches of the ceasefire by armed group."""

    def count(self, name: str, amount: float = 1.0) -> None:
        """Add to one of the week's counts."""
        self.counts[name] = self.counts.get(name, 0.0) + amount

    def of(self, name: str) -> float:
        """Return one of the week's counts, 0 if nothing was counted."""
        return self.counts.get(name, 0.0)


def around(width: int, height: int) -> Ints:
    """Return the cells around each cell, itself first, padded with -1, shape (n_cells, 9)."""
    x, y = np.divmod(np.arange(width * height), height)
    out = np.full((width * height, 9), -1, dtype=np.int64)
    steps = [(0, 0), *((dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if (dx, dy) != (0, 0))]
    for k, (dx, dy) in enumerate(steps):
        inside = (x + dx >= 0) & (x + dx < width) & (y + dy >= 0) & (y + dy < height)
        out[inside, k] = ((x + dx) * height + y + dy)[inside]
    return out


class Neighbourhood:
    """What lies in each cell and the eight around it, nothing beyond the edge of the map.

    Layers have the shape (n_cells,), or (n_layers, n_cells) if it is for several layers at once.
    """

    def __init__(self, width: int, height: int, n_layers: int | None = None) -> None:
        """Make room for layers of a grid, with an empty frame around them, and name its parts once and for all.

        Args:
            width: Cells from west to east.
            height: Cells from south to north.
            n_layers: How many layers it is for at once; None for one.
        """
        self._size, layers = (width, height, n_layers), () if n_layers is None else (n_layers,)
        framed, columns = np.zeros((*layers, width + 2, height + 2)), np.zeros((*layers, width, height + 2))
        self._inside = framed[..., 1:-1, 1:-1]
        self._rows = framed[..., :-2, :], framed[..., 1:-1, :], framed[..., 2:, :]
        self._ends = framed[..., :-2, 1:-1], framed[..., 2:, 1:-1]
        self._columns = columns
        self._parts = columns[..., :-2], columns[..., 1:-1], columns[..., 2:]

    def __reduce__(self) -> tuple[type[Neighbourhood], tuple[int, int, int | None]]:
        """Copy it by making it anew: its parts are views of each other, which a copy would tear apart."""
        return Neighbourhood, self._size

    def beside(self, layer: Array) -> Array:
        """Return the sum of a layer over the eight cells around each, shape as ``layer``."""
        left, _, right = self._join_columns(layer, np.add)
        sides = left + right
        for end in self._ends:
            sides += end
        return sides.reshape(layer.shape)

    def total(self, layer: Array) -> Array:
        """Return the sum of a layer over each cell and the eight around it, shape as ``layer``."""
        return self._block(layer, np.add)

    def most(self, layer: Array) -> Array:
        """Return the largest value of a layer, 0 up, in each cell and the eight around it, shape as ``layer``."""
        return self._block(layer, np.maximum)

    def _join_columns(self, layer: Array, join: np.ufunc) -> tuple[Array, Array, Array]:
        """Put a layer in the frame, join each value with those east and west of it; return left, middle and right."""
        inside, columns = self._inside, self._columns
        inside[:] = layer.reshape(inside.shape)
        west, here, east = self._rows
        join(join(west, here, out=columns), east, out=columns)
        return self._parts

    def _block(self, layer: Array, join: np.ufunc) -> Array:
        """Join each value with the eight around it."""
        left, middle, right = self._join_columns(layer, join)
        block: Array = join(left, middle)
        join(block, right, out=block)
        return block.reshape(layer.shape)


class Sectors:
    """Sums over the sectors of the country, of several layers in one go."""

    def __init__(self, sector: Ints) -> None:
        """Number the places of the sums once and for all.

        Args:
            sector: Sector of each cell, shape (n_cells,).
        """
        self.sector, self.n = sector, int(sector.max()) + 1
        self._places: dict[int, Ints] = {}

    def totals(self, layers: Array) -> Array:
        """Return the sum of each layer over each sector, shape (n_layers, n_sectors).

        Args:
            layers: Shape (n_layers, n_cells).
        """
        k, n = len(layers), self.n
        if k not in self._places:
            self._places[k] = (np.arange(k)[:, None] * n + self.sector).ravel()
        return tally(self._places[k], layers.ravel(), k * n).reshape(k, n)


def tally(at: Ints, weights: Array, n: int) -> Array:
    """Return the sum of weights at each of n places, shape (n,); NumPy alone counts in whole numbers if there are none.

    Args:
        at: Place of each weight, shape (k,).
        weights: Shape (k,).
        n: Places.
    """
    return np.asarray(np.bincount(at, weights, n), dtype=np.float64)


def total(values: Array) -> float:
    """Return the sum of a flat array, to the bit that of ``values.sum()`` and by a shorter way."""
    return float(np.add.reduce(values))


def distances(width: int, height: int) -> Array:
    """Return straight-line distances in cells by displacement, shape (2 width - 1, 2 height - 1)."""
    dx = np.arange(-(width - 1), width)[:, None]
    dy = np.arange(-(height - 1), height)[None, :]
    return np.asarray(np.sqrt(dx * dx + dy * dy))
