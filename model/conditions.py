"""What the war left: mines, flight and camps, and the 0-1 layers of conditions, order and opinion at the start.

Source: MODEL.md 3.1; CML 2.1.4, 6.2, 6.4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .chance import Chance
from .country_parameters import CountryParameters
from .errors import LayerError
from .patterns import Array, apportion, fit_means, spaced_cells
from .society import soften
from .terrain import Land, draw_noise, near_edge

__all__ = ["DRIVERS", "LOCAL", "describe", "draw_camps", "draw_levels", "draw_mines", "draw_people"]

Bools = NDArray[np.bool_]

MOST_FLED = 0.8
"""Largest part of a cell's people who have fled (assumption: some always stay)."""

DRIVERS: dict[str, dict[str, float]] = {
    "violence": {"front": 1.0, "armed": 0.6, "settled": 0.3, "urban": -0.2},
    "threat": {"armed": 0.9, "front": 0.7, "riches": 0.3, "remote": 0.2},
    "crime": {"urban": 0.8, "riches": 0.5, "border": 0.3, "armed": 0.3, "remote": 0.1},
    "road_access": {"off_road": -1.2, "mines": -0.9, "scar": -0.5, "remote": -0.4},
    "state_authority": {"government": 1.2, "urban": 0.6, "remote": -0.8, "scar": -0.3},
    "rule_of_law": {"government": 0.8, "urban": 0.5, "remote": -0.7, "scar": -0.4, "riches": -0.3},
    "services": {"remote": -1.0, "scar": -0.8, "urban": 0.6, "off_road": -0.4, "hosting": -0.3},
    "livelihoods": {"scar": -0.9, "remote": -0.5, "hosting": -0.5, "mines": -0.4, "urban": 0.3},
    "need": {"hosting": 1.1, "scar": 0.8, "remote": 0.6, "armed": 0.3, "urban": -0.3},
    "legitimacy": {"kin": 0.7, "armed": -0.9, "scar": -0.4, "remote": -0.4},
    "grievance": {"kin": -0.7, "scar": 0.8, "remote": 0.4, "riches": 0.3, "hosting": 0.2},
    "consent": {"hostile": -1.1, "scar": 0.3, "urban": 0.2, "hosting": 0.3},
    "expectation": {"scar": 0.6, "urban": 0.4, "hosting": 0.4, "remote": -0.3},
    "acceptance": {"hostile": -1.2, "front": -0.4, "hosting": 0.2},
    "information": {"urban": 0.7, "remote": -0.8, "armed": -0.4, "off_road": -0.3},
}
"""How much each feature of a place raises or lowers a layer, before all of them are scaled to the gaps.

Signs are a country analyst's: the periphery is worse off, former fronts worst, need is highest where the displaced are
hosted, the capital's people trust the government more, hostile control costs consent and acceptance. The means come
from the parameters, so these only say where.
"""

LOCAL = ("violence", "threat")
"""Layers whose gaps count twice: low in much of the country, high in places (assumption: fighting is local)."""

_OF_PERIPHERY = ("remote", "urban", "off_road", "border")


def draw_mines(parameters: CountryParameters, land: Land, front: Array, chance: Chance) -> Array:
    """Return the mined share of each cell, flat: in belts along fronts, heavier on the roads that cross them.

    The mean over cells is ``mined_share``.
    """
    belts = 0.4 + 0.6 * draw_noise(chance, "minefields", land.grid, 9)
    local = 0.6 + 0.4 * chance.uniform("country.mines", 0, land.grid.n_cells)
    laid = front * belts * local * (1.0 + 0.5 * land.road)
    mines: Array = fit_means(1.4 * laid[None, :], np.array([parameters.mined_share]), np.ones(land.grid.n_cells))[0]
    return mines


def draw_people(
    parameters: CountryParameters, land: Land, given: Mapping[str, Array], people: Array, scar: Array, camp: Bools
) -> dict[str, Array]:
    """Return residents, displaced, hosted and refugees_from, flat whole numbers with exactly the stated sums.

    Args:
        parameters: The country's parameters.
        land: The land.
        given: User layers; those of people are followed as they are.
        people: Share of all people who lived in each cell before the war, flat.
        scar: How hard the war hit each cell, flat, 0-1.
        camp: Cells with a camp.

    Raises:
        LayerError: If the layers given leave fewer than no residents.
    """
    known = given.get("displaced", given.get("hosted"))
    idps = parameters.idps if known is None else int(known.sum())
    if "residents" not in given and idps > parameters.population:
        raise LayerError(f"layers 'displaced' and 'hosted' have {idps} people; allowed is at most the population, "
                         f"{parameters.population}")  # fmt: skip
    before = given.get("residents", np.zeros(0))
    if "residents" not in given:
        before = apportion(people, parameters.population + parameters.refugees)
    displaced, refugees = _fled(parameters, land, given, before, scar, idps)
    left = np.maximum(0.0, before - displaced - refugees)
    residents = given["residents"] if "residents" in given else apportion(left, parameters.population - idps)
    hosted = given["hosted"] if "hosted" in given else _hosted(parameters, land, residents, displaced, scar, camp, idps)
    return {"residents": residents, "displaced": displaced, "hosted": hosted, "refugees_from": refugees}


def _fled(
    parameters: CountryParameters, land: Land, given: Mapping[str, Array], before: Array, scar: Array, idps: int
) -> tuple[Array, Array]:
    """Return where the internally displaced and the refugees come from: hard-hit places, refugees from border areas."""
    total = idps + parameters.refugees
    limits = [] if "residents" in given else [np.floor(before * MOST_FLED), before]
    most = next((limit for limit in limits if limit.sum() >= total), np.full(before.shape, float(total)))
    weight = before * (0.01 + scar * scar)
    rim = land.grid.travel(land.grid.length, np.flatnonzero(land.border)) if land.border.any() else land.remoteness
    near = 1.0 / (1.0 + 6.0 * rim / land.grid.reach)
    abroad = np.floor(0.6 * most)
    abroad = abroad if abroad.sum() >= parameters.refugees else most
    refugees = given.get("refugees_from", apportion(weight * near * near, parameters.refugees, abroad))
    left = np.maximum(0.0, most - refugees)
    left = left if left.sum() >= idps else np.full(before.shape, float(idps))
    return given.get("displaced", apportion(weight, idps, left)), refugees


def draw_camps(parameters: CountryParameters, land: Land, scar: Array, chance: Chance) -> Bools:
    """Return the cells with a camp: beside towns in or near the areas people fled from, and some near the border."""
    grid = land.grid
    around = soften(soften(scar, grid), grid)
    beside_town = 1.0 / (1.0 + land.town_time / (0.15 * grid.reach))
    near_border = soften(near_edge(grid, land.coast), grid) - 1.5 * land.border
    worth = 1.6 * around - 0.9 * scar + 1.6 * beside_town + 0.3 * near_border
    worth += 0.25 * chance.uniform("country.camps", 0, grid.n_cells)
    worth[land.towns] -= 0.8
    camp = np.zeros(grid.n_cells, dtype=bool)
    camp[spaced_cells(grid, worth, parameters.camps, 0.2 * grid.reach, [])] = True
    return camp


def _hosted(
    parameters: CountryParameters,
    land: Land,
    residents: Array,
    displaced: Array,
    scar: Array,
    camp: Bools,
    idps: int,
) -> Array:
    """Return where the internally displaced stay: in camps, and with hosts in safer places and towns near home."""
    near = soften(soften(displaced, land.grid), land.grid)
    in_camps = int(parameters.camp_share * idps + 0.5) if camp.any() else 0
    typical = float(near.mean()) + 1.0
    camps = apportion(np.where(camp, near + typical, 0.0), in_camps)
    safe = 1.0 - 0.85 * scar
    hosts = apportion(residents * safe * (near + 0.15 * typical) + 0.0, idps - in_camps)
    return camps + hosts


def describe(
    land: Land,
    share: Array,
    control: Array,
    hostility: Sequence[float],
    counts: Mapping[str, Array],
    resource: Bools,
) -> dict[str, Array]:
    """Return the features of every cell that :data:`DRIVERS` names and other steps have not drawn, flat, 0-1.

    ``kin`` is the share of the identity group that is largest in the capital, ``hostile`` armed control times the
    holder's hostility, ``hosting`` the displaced among the people present.
    """
    present = counts["residents"] + counts["hosted"]
    riches = soften(resource.astype(np.float64), land.grid)
    return {
        "remote": land.remoteness,
        "border": land.border.astype(np.float64),
        "off_road": 1.0 - np.maximum(land.road, np.minimum(1.0, 1.5 * soften(land.road.astype(np.float64), land.grid))),
        "riches": riches / max(float(riches.max()), 1e-9),
        "settled": np.sqrt(present / max(float(present.max()), 1.0)),
        "government": control[0],
        "armed": control[1:].sum(axis=0),
        "hostile": (control[1:] * np.array(hostility)[:, None]).sum(axis=0),
        "kin": share[int(np.argmax(share[:, land.towns[0]]))],
        "hosting": np.sqrt(counts["hosted"] / np.maximum(present, 1.0)),
    }


def draw_levels(
    parameters: CountryParameters,
    land: Land,
    given: Mapping[str, Array],
    features: Mapping[str, Array],
    present: Array,
    chance: Chance,
) -> dict[str, Array]:
    """Return the 0-1 layers of :data:`DRIVERS`, flat; means weighted by the people present are the stated ones.

    Args:
        parameters: The country's parameters.
        land: The land.
        given: User layers, taken as they are.
        features: Features named in :data:`DRIVERS`, flat, 0-1.
        present: People in each cell, flat.
        chance: Source of the draws.
    """
    means = np.array([getattr(parameters, name) for name in DRIVERS])
    patterns = np.empty((len(DRIVERS), land.grid.n_cells))
    for row, (name, drivers) in enumerate(DRIVERS.items()):
        smooth = draw_noise(chance, f"level.{name}", land.grid, 7)
        patch = 0.7 * smooth + 0.3 * chance.uniform(f"country.local.{name}", 0, land.grid.n_cells)
        place = {feature: weight for feature, weight in drivers.items() if feature in _OF_PERIPHERY}
        war = {feature: weight for feature, weight in drivers.items() if feature not in _OF_PERIPHERY}
        patterns[row] = parameters.periphery_gap * _contrast(place, features)
        patterns[row] += parameters.conflict_gap * _contrast(war, features) + parameters.patchiness * (patch - 0.5)
    patterns[[name in LOCAL for name in DRIVERS]] *= 2.0
    levels = fit_means(patterns, means, present, soft=True)
    return {name: given.get(name, levels[row]) for row, name in enumerate(DRIVERS)}


def _contrast(weights: Mapping[str, float], features: Mapping[str, Array]) -> Array:
    """Return the weighted features, flat, scaled down where needed so that no two cells differ by more than 1."""
    total = np.asarray(sum((weight * features[name] for name, weight in weights.items()), np.zeros(1)))
    return total / max(1.0, float(total.max() - total.min()))
