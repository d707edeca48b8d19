"""Who lives where and who holds what: people before the war, identity groups, resource sites, armed control, fronts.

Source: MODEL.md 3.1, 5.11.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .chance import Chance
from .country_parameters import CountryParameters
from .patterns import Array, Grid, blur, fit_means, spaced_cells
from .terrain import Land, draw_noise, near_edge

__all__ = [
    "Homeland",
    "draw_control",
    "draw_identity",
    "draw_resource_sites",
    "fronts",
    "people_before_war",
    "soften",
    "urbanity",
]

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

MOST_HELD = 0.95
"""Largest part of a cell that armed groups hold together; somebody is always neutral (assumption)."""


class Homeland(NamedTuple):
    """What the map needs to know about one armed group.

    Attributes:
        name: Name of the group, as in ``armed_groups``.
        sectors: Home sectors, 0-3; empty means the whole country.
        territory: Share of its home sectors that it holds, 0-1.
        identity_group: Identity group it recruits from, counted from 0.
        hostility: How hostile it is to the mission and to relief, 0-1.
    """

    name: str
    sectors: tuple[int, ...] = ()
    territory: float = 0.2
    identity_group: int = 0
    hostility: float = 0.5


def soften(field: Array, grid: Grid) -> Array:
    """Return the flat ``field`` blurred over about a twenty-fourth of the map, whatever the number of cells."""
    passes = max(1, int(grid.n_cells / 576.0 + 0.5))
    return blur(field.reshape(grid.width, grid.height), passes).ravel()


def town_sizes(n_towns: int, primacy: float) -> Array:
    """Return the share of town people in each town by the rank-size rule, the capital ``primacy`` times larger."""
    sizes = 1.0 / np.arange(1.0, n_towns + 1.0)
    sizes[0] *= primacy
    shares: Array = sizes / sizes.sum()
    return shares


def urbanity(land: Land, primacy: float) -> Array:
    """Return how urban each cell is, flat: 1 in the capital, less in smaller towns, up to a third around them."""
    sizes = town_sizes(len(land.towns), primacy)
    near = land.town_time / (0.08 * land.grid.reach)
    urban = 0.3 / (1.0 + near * near)
    urban[land.towns] = 0.35 + 0.65 * np.sqrt(sizes / sizes[0])
    return urban


def people_before_war(parameters: CountryParameters, land: Land, chance: Chance) -> Array:
    """Return the share of all people who lived in each cell before anyone fled, flat, with the sum 1.

    Towns follow the rank-size rule; the countryside thins out with the travel time to a town and with ruggedness, is
    denser along roads, and varies from valley to valley.
    """
    grid = land.grid
    time = land.town_time / (0.4 * grid.reach)
    access = 0.08 + 0.25 * land.road + 1.0 / ((1.0 + time) * (1.0 + time))
    valleys = 0.35 + 1.3 * draw_noise(chance, "valleys", grid, 7)
    local = 0.7 + 0.6 * chance.uniform("country.villages", 0, grid.n_cells)
    rural = (1.15 - land.terrain) * access * valleys * local
    towns = np.zeros(grid.n_cells)
    towns[land.towns] = town_sizes(len(land.towns), parameters.primacy)
    towns = 0.75 * towns + 0.25 * blur(towns.reshape(grid.width, grid.height)).ravel()
    people = parameters.urban_share * towns / towns.sum() + (1.0 - parameters.urban_share) * rural / rural.sum()
    return np.asarray(people / people.sum())


def draw_resource_sites(parameters: CountryParameters, land: Land, chance: Chance) -> Bools:
    """Return the cells of the resource sites: remote, rugged, away from towns and from each other."""
    grid = land.grid
    worth = 0.8 * land.remoteness + 0.5 * land.terrain + 0.5 * draw_noise(chance, "ores", grid, 5)
    worth -= 0.4 * near_edge(grid, land.coast)
    worth += 0.2 * chance.uniform("country.resources", 0, grid.n_cells)
    worth[land.towns] = -3.0
    found = np.zeros(grid.n_cells, dtype=bool)
    found[spaced_cells(grid, worth, parameters.n_resource_sites, 0.18 * grid.reach, [])] = True
    return found


def draw_identity(
    parameters: CountryParameters, land: Land, sector: Ints, groups: Sequence[Homeland], urban: Array, chance: Chance
) -> Array:
    """Return the share of each identity group among the people of each cell, shape (n_identity_groups, n_cells).

    Each group has a homeland whose borders wind and blend; one that an armed group recruits from lives in that group's
    home sector. Towns are mixed. Columns sum to 1.
    """
    grid, n_groups = land.grid, parameters.n_identity_groups
    centres = _identity_centres(n_groups, land, sector, groups, chance)
    draws = chance.uniform("country.identity", 0, n_groups)
    affinity = np.empty((n_groups, grid.n_cells))
    for k, centre in enumerate(centres):
        winding = 0.75 + 0.5 * draw_noise(chance, f"identity.{k}", grid, 6)
        away = grid.distance(centre) / grid.reach * winding
        square = away * away + 0.01
        affinity[k] = (0.4 + 0.6 * draws[k]) / (square * square)
    share = affinity / affinity.sum(axis=0)
    nation = share.mean(axis=1, keepdims=True)
    mixed = np.minimum(1.0, parameters.mixing * (0.5 + 0.5 * parameters.mixing + 0.9 * urban))
    share = share + mixed * (nation - share)
    return np.asarray(share / share.sum(axis=0))


def _identity_centres(n_groups: int, land: Land, sector: Ints, groups: Sequence[Homeland], chance: Chance) -> list[int]:
    """Return the middle of each identity group's homeland; that of group 0 is near the capital unless it is armed."""
    grid = land.grid
    worth = 0.6 * chance.uniform("country.homelands", 0, grid.n_cells) + 0.3 * (1.0 - land.terrain)
    armed = {group.identity_group: group.sectors for group in reversed(groups) if group.sectors}
    centres: list[int] = []
    for k in range(n_groups):
        here = worth.copy()
        if k in armed:
            here -= 20.0 * ~np.isin(sector, armed[k])
        elif k == 0:
            here -= 3.0 * grid.distance(int(land.towns[0])) / grid.reach
        centres += spaced_cells(grid, here, 1, 0.5 * grid.reach, centres)
    return centres


def draw_control(
    parameters: CountryParameters,
    land: Land,
    sector: Ints,
    groups: Sequence[Homeland],
    share: Array,
    resource: Bools,
    urban: Array,
    chance: Chance,
) -> Array:
    """Return who holds each cell, shape (1 + n_groups, n_cells): the government, then the armed groups in their order.

    A group is strong around a stronghold in its home sectors, off the roads, far from the capital, among the people it
    recruits from and at resource sites, weak in towns and where a rival is. Each holds its stated ``territory`` of the
    home sectors as far as rivals leave room. The government holds the rest as far as it reaches; columns sum to at
    most 1.
    """
    grid = land.grid
    armed = np.zeros((len(groups), grid.n_cells))
    if groups:
        score = _group_scores(land, sector, groups, share, resource, urban, chance)
        armed = _settle_claims(score, sector, groups)
    held = armed.sum(axis=0)
    hold = (
        0.8 * urban
        + 0.25 * land.road
        + 0.25 * soften(land.road.astype(np.float64), grid)
        - 1.2 * land.remoteness
        + 0.4 * draw_noise(chance, "state", grid, 6)
    )
    reach = fit_means(hold[None, :], np.array([1.0 - parameters.unheld]), 1.0 - held)[0]
    return np.vstack([(1.0 - held) * reach, armed])


def _group_scores(
    land: Land, sector: Ints, groups: Sequence[Homeland], share: Array, resource: Bools, urban: Array, chance: Chance
) -> Array:
    """Return how well each armed group could hold each cell, shape (n_groups, n_cells), in units of control."""
    grid = land.grid
    riches = soften(resource.astype(np.float64), grid)
    riches = riches / riches.max() if resource.any() else riches
    off_road = 1.0 - soften(soften(land.road.astype(np.float64), grid), grid)
    common = 0.5 * off_road + 0.6 * land.remoteness + 0.3 * riches + 0.2 * land.border - 1.3 * urban
    homes = [np.isin(sector, group.sectors) if group.sectors else np.ones(grid.n_cells, bool) for group in groups]
    strongholds: list[int] = []
    for g, group in enumerate(groups):
        worth = common + 0.6 * share[group.identity_group] - 20.0 * ~homes[g]
        worth += 0.5 * chance.uniform(f"country.stronghold.{group.name}", 0, grid.n_cells)
        strongholds += spaced_cells(grid, worth, 1, 0.35 * grid.reach, strongholds)
    steps = grid.step_costs(1.0 + 0.8 * land.terrain)
    away = np.array([grid.travel(steps, [cell]) for cell in strongholds]) / (0.22 * grid.reach)
    close = 1.0 / (1.0 + away * away)
    score = np.empty_like(close)
    for g, group in enumerate(groups):
        rivals = np.delete(close, g, axis=0).max(axis=0) if len(groups) > 1 else 0.0
        wild = 0.5 * draw_noise(chance, f"control.{group.name}", grid, 8)
        kin = 0.5 * share[group.identity_group]
        at_home = soften(soften(homes[g].astype(np.float64), grid), grid)
        score[g] = 1.6 * close[g] - 0.7 * rivals + common + kin + wild + 0.9 * at_home
    return 1.3 * score


def _settle_claims(score: Array, sector: Ints, groups: Sequence[Homeland]) -> Array:
    """Return the armed groups' control: claims that meet the stated territories, cut back where they overlap."""
    homes = np.array([np.isin(sector, group.sectors) if group.sectors else sector >= 0 for group in groups])
    stated = np.minimum(MOST_HELD, np.array([group.territory for group in groups]))
    weights = homes / np.maximum(1.0, homes.sum(axis=1, keepdims=True))
    claim = stated.copy()
    held = np.zeros_like(score)
    for _ in range(5):
        held = fit_means(score, claim, weights, top=MOST_HELD) * (stated > 0.0)[:, None]
        total = held.sum(axis=0)
        held = held * np.where(total > MOST_HELD, MOST_HELD / np.maximum(total, MOST_HELD), 1.0)
        claim = np.clip(claim + stated - (weights * held).sum(axis=1), 0.0, MOST_HELD)
    return held


def fronts(control: Array, land: Land, chance: Chance) -> Array:
    """Return how far each cell lies on a front, flat, 0 to 1: where two sides hold a part each, and on older lines.

    The older lines are a winding contour through the periphery, so that a country at peace has its mines too.
    """
    armed = control[1:].sum(axis=0)
    between_groups = 0.5 * (armed * armed - (control[1:] * control[1:]).sum(axis=0))
    contested = np.minimum(1.0, 4.0 * (control[0] * armed + between_groups))
    line = draw_noise(chance, "old_front", land.grid, 4)
    contour = np.maximum(0.0, 1.0 - 9.0 * np.abs(line - 0.5))
    older = 0.6 * contour * np.minimum(1.0, 0.2 + land.remoteness)
    return np.asarray(np.maximum(contested * contested, older))
