"""The country the model starts from: a :class:`Country` of flat cell arrays, drawn by :func:`generate_country`.

A cell is ``x * height + y``, x counted from the west and y from the south, so that ``layer.reshape(width, height)`` is
the map. The steps of the drawing stand in :mod:`.terrain` (land, towns, roads, sectors), :mod:`.society` (people,
identity, control) and :mod:`.conditions` (mines, flight, camps, the 0-1 layers).

Source: MODEL.md 3.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .chance import Chance
from .conditions import describe, draw_camps, draw_levels, draw_mines, draw_people
from .country_parameters import CountryParameters
from .errors import ScenarioError
from .layers import read_layers
from .patterns import Array
from .society import (
    Homeland,
    draw_control,
    draw_identity,
    draw_resource_sites,
    fronts,
    people_before_war,
    soften,
    urbanity,
)
from .terrain import N_SECTORS, Land, draw_land, draw_sectors

__all__ = ["N_SECTORS", "Country", "CountryParameters", "Homeland", "generate_country"]

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Country:
    """The country at the start. Arrays are flat, shape (n_cells,), unless said otherwise.

    Attributes:
        width: Cells from west to east.
        height: Cells from south to north.
        cell_km: Side of a cell, km.
        x: Column of each cell, int64.
        y: Row of each cell from the south, int64.
        terrain: Ruggedness, 0-1.
        sector: Sector of each cell, 0-3, int64; 0 holds the capital.
        sector_offices: Cell of each sector's main town, shape (4,), int64.
        capital: Cell of the capital.
        towns: Cells of the towns, the capital first, then from large to small, int64.
        road: Cells that a main road crosses, bool.
        border: Cells on a land border, bool.
        coast: Cells on the sea, bool.
        resource_site: Cells with a resource site, bool.
        camp: Cells with a camp of displaced people, bool.
        remoteness: Travel time from the capital along roads, 0-1 (the remotest cell).
        residents: People who live here, whole numbers.
        displaced: Internally displaced people from here, whole numbers; same sum as ``hosted``.
        hosted: Internally displaced people who stay here, whole numbers.
        refugees_from: Refugees abroad from here, whole numbers.
        group_share: Share of each identity group, shape (n_identity_groups, n_cells); columns sum to 1.
        holders: Names of the rows of ``control``: ``government``, then the armed groups.
        control: Share held by the government and each armed group, shape (1 + n_groups, n_cells); columns sum to <= 1.
        need: Share of the people present without essentials.
        services: Services that work, 0-1.
        livelihoods: Share of people with a living.
        mines: Share of the land mined or suspected.
        road_access: How far roads can be used, 0-1.
        violence: Recent violence, 0-1.
        threat: Armed groups massing, 0-1: the hidden truth.
        crime: Crime, 0-1.
        state_authority: Reach of the state's administration, 0-1.
        rule_of_law: Police, courts and prisons that work, 0-1.
        legitimacy: Trust in the government, 0-1.
        grievance: Grievance, 0-1.
        consent: Local consent to the mission, 0-1.
        expectation: What residents expect of the mission, 0-1.
        acceptance: Acceptance of relief actors, 0-1.
        information: Credible news against rumour, 0-1.
    """

    width: int
    height: int
    cell_km: float
    x: Ints
    y: Ints
    terrain: Array
    sector: Ints
    sector_offices: Ints
    capital: int
    towns: Ints
    road: Bools
    border: Bools
    coast: Bools
    resource_site: Bools
    camp: Bools
    remoteness: Array
    residents: Array
    displaced: Array
    hosted: Array
    refugees_from: Array
    group_share: Array
    holders: tuple[str, ...]
    control: Array
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

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return self.width * self.height

    def place(self, cell: int) -> list[int]:
        """Return column and row of a cell, as JSON has them."""
        return [int(cell) // self.height, int(cell) % self.height]

    @property
    def present(self) -> Array:
        """People in each cell, flat: residents and the displaced they host."""
        return self.residents + self.hosted

    def people_total(self) -> int:
        """Return all people of the country: residents, hosted displaced and refugees abroad."""
        return int(self.residents.sum() + self.hosted.sum() + self.refugees_from.sum())


def generate_country(parameters: CountryParameters, groups: Sequence[Homeland], chance: Chance) -> Country:
    """Draw a plausible country, or follow the layers the user gives and draw the rest around them.

    Args:
        parameters: Size, people, means and gaps, and the user's layers.
        groups: The armed groups, in the order of the rows of ``control``; :class:`Homeland` or equal tuples.
        chance: Draws of the run; used for the map only if ``map_seed`` is -1.

    Returns:
        The country. The arrays are new and belong to the caller.

    Raises:
        LayerError: If a layer given by the user cannot be used.
        ScenarioError: If an armed group names a sector or an identity group that the country does not have.

    Source: MODEL.md 3.1.
    """
    groups = [Homeland(*group) for group in groups]
    _check_homelands(parameters, groups)
    if parameters.map_seed >= 0:
        chance = Chance(parameters.map_seed)
    holders = ("government", *(group.name for group in groups))
    size = parameters.width, parameters.height
    given = read_layers(parameters.layers, *size, parameters.n_identity_groups, holders)
    land = draw_land(parameters, given, chance)
    people = people_before_war(parameters, land, chance)
    if "residents" in given:
        people = given["residents"] / given["residents"].sum()
    sector, offices = _sectors(land, given, people, chance)
    return Country(
        width=parameters.width,
        height=parameters.height,
        cell_km=parameters.cell_km,
        x=land.grid.x.copy(),
        y=land.grid.y.copy(),
        terrain=land.terrain,
        sector=sector,
        sector_offices=offices,
        capital=int(land.towns[0]),
        towns=land.towns,
        road=land.road,
        border=given["border"] > 0.5 if "border" in given else land.border,
        coast=land.coast,
        remoteness=land.remoteness,
        holders=holders,
        **_society(parameters, groups, given, land, sector, people, chance),
    )


def _society(
    parameters: CountryParameters,
    groups: Sequence[Homeland],
    given: Mapping[str, Array],
    land: Land,
    sector: Ints,
    people: Array,
    chance: Chance,
) -> dict[str, Any]:
    """Return the arrays of people, identity, control and conditions, by the names of their fields."""
    urban = urbanity(land, parameters.primacy)
    resource = (
        given["resource_site"] > 0.5 if "resource_site" in given else draw_resource_sites(parameters, land, chance)
    )
    share = draw_identity(parameters, land, sector, groups, urban, chance)
    share = _filled(share, given, [f"group_share.{k}" for k in range(parameters.n_identity_groups)])
    control = draw_control(parameters, land, sector, groups, share, resource, urban, chance)
    control = _kept_free(control, given, ["control.government", *(f"control.{group.name}" for group in groups)])
    front = fronts(control, land, chance)
    scar = soften(np.minimum(1.0, 0.9 * front + 0.6 * control[1:].sum(axis=0)), land.grid)
    camp = given["camp"] > 0.5 if "camp" in given else draw_camps(parameters, land, scar, chance)
    counts = draw_people(parameters, land, given, people, scar, camp)
    mines = given["mines"] if "mines" in given else draw_mines(parameters, land, front, chance)
    features = describe(land, share, control, [group.hostility for group in groups], counts, resource)
    features |= {"front": front, "scar": scar, "mines": mines, "urban": urban}
    levels = draw_levels(parameters, land, given, features, counts["residents"] + counts["hosted"], chance)
    owned = {"group_share": share, "control": control, "resource_site": resource, "camp": camp, "mines": mines}
    return {**owned, **counts, **levels}


def _check_homelands(parameters: CountryParameters, groups: Sequence[Homeland]) -> None:
    """Refuse armed groups whose home or identity is not in the country."""
    for group in groups:
        for home in group.sectors:
            if home not in range(N_SECTORS):
                raise ScenarioError(f"armed_groups.{group.name}.home_sectors has {home}; allowed is 0, 1, 2 or 3")
        if not 0 <= group.identity_group < parameters.n_identity_groups:
            top = parameters.n_identity_groups - 1
            field = f"armed_groups.{group.name}.identity_group"
            raise ScenarioError(f"{field} is {group.identity_group}; allowed is a whole number from 0 to {top}")


def _sectors(land: Land, given: Mapping[str, Array], people: Array, chance: Chance) -> tuple[Ints, Ints]:
    """Return the sector of each cell and the office cell of each sector: its largest town, else where most live."""
    if "sector" not in given:
        return draw_sectors(land, people, chance)
    sector = given["sector"].astype(np.int64)
    offices = np.empty(N_SECTORS, dtype=np.int64)
    for number in range(N_SECTORS):
        towns = land.towns[sector[land.towns] == number]
        offices[number] = towns[0] if len(towns) else np.argmax(np.where(sector == number, people, -1.0))
    return sector, offices


def _filled(share: Array, given: Mapping[str, Array], names: Sequence[str]) -> Array:
    """Return identity shares with the given rows in place and the others scaled to the rest, columns adding up to 1."""
    fixed = np.array([name in given for name in names])
    if fixed.any():
        share = np.array([given.get(name, share[row]) for row, name in enumerate(names)])
        rest, others = 1.0 - share[fixed].sum(axis=0), share[~fixed].sum(axis=0)
        share[~fixed] *= np.maximum(0.0, rest) / np.where(others > 0.0, others, 1.0)
        total = share.sum(axis=0)
        share = np.where(total > 0.0, share, 1.0)
    return np.asarray(share / share.sum(axis=0))


def _kept_free(control: Array, given: Mapping[str, Array], names: Sequence[str]) -> Array:
    """Return control with the given rows in place and the others cut to the room they leave."""
    fixed = np.array([name in given for name in names])
    if not fixed.any():
        return control
    control = np.array([given.get(name, control[row]) for row, name in enumerate(names)])
    room, claimed = np.maximum(0.0, 1.0 - control[fixed].sum(axis=0)), control[~fixed].sum(axis=0)
    control[~fixed] *= np.where(claimed > room, room / np.where(claimed > 0.0, claimed, 1.0), 1.0)
    return control
