"""The country generator: invariants over random parameters, stated figures that hold, and a map that makes sense."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peaceops.model.chance import Chance
from peaceops.model.conditions import DRIVERS
from peaceops.model.country import Country, CountryParameters, Homeland, generate_country
from peaceops.model.errors import ScenarioError
from peaceops.model.patterns import Grid, apportion, fit_means, smooth_noise

GROUPS = (
    Homeland("front", (3,), 0.5, 1, 0.3),
    Homeland("militia", (2,), 0.4, 2, 0.8),
    Homeland("lords", (1,), 0.2, 3, 0.9),
)
SHARES = (*DRIVERS, "mines", "terrain", "remoteness", "group_share", "control")
PEOPLE = ("residents", "displaced", "hosted", "refugees_from")


def make(seed: int = 3, groups: tuple[Homeland, ...] = GROUPS, **changes: object) -> Country:
    return generate_country(CountryParameters(map_seed=-1, **changes), groups, Chance(seed))


def weighted(country: Country, name: str) -> float:
    weights = country.present / country.present.sum()
    return float((getattr(country, name) * weights).sum())


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(np.asarray(a, float), np.asarray(b, float))[0, 1])


def hangs_together(country: Country, cells: np.ndarray) -> bool:
    """Tell whether the marked cells are one piece, by steps in eight directions."""
    grid = Grid.of(country.width, country.height)
    reached = np.zeros(country.n_cells, dtype=bool)
    reached[np.flatnonzero(cells)[0]] = True
    while True:
        step = reached[grid.source] & cells[grid.target]
        if reached[grid.target[step]].all():
            return bool((reached == cells).all())
        reached[grid.target[step]] = True


@st.composite
def countries(draw: st.DrawFn) -> tuple[CountryParameters, tuple[Homeland, ...], int]:
    population = draw(st.integers(1_000, 30_000_000))
    n_identity_groups = draw(st.integers(1, 6))
    share = st.floats(0.0, 1.0)
    values = {
        "width": draw(st.integers(6, 30)),
        "height": draw(st.integers(6, 30)),
        "population": population,
        "idps": draw(st.integers(0, population)),
        "refugees": draw(st.integers(0, 2_000_000)),
        "n_identity_groups": n_identity_groups,
        "n_towns": draw(st.integers(4, 30)),
        "camps": draw(st.integers(0, 40)),
        "n_resource_sites": draw(st.integers(0, 60)),
        "unheld": draw(st.floats(0.0, 0.9)),
        "urban_share": draw(st.floats(0.0, 0.95)),
        "coast": draw(st.sampled_from(["any", "none", "north", "east", "south", "west"])),
        "map_seed": draw(st.integers(-1, 5)),
    }
    names = (
        "camp_share",
        "road_density",
        "mixing",
        "mined_share",
        "periphery_gap",
        "conflict_gap",
        "patchiness",
        *DRIVERS,
    )
    values |= {name: draw(share) for name in names}
    groups = tuple(
        Homeland(
            f"group{i}",
            tuple(draw(st.lists(st.integers(0, 3), max_size=2, unique=True))),
            draw(share),
            draw(st.integers(0, n_identity_groups - 1)),
            draw(share),
        )
        for i in range(draw(st.integers(0, 5)))
    )
    return CountryParameters(**values), groups, draw(st.integers(0, 2**40))


@settings(max_examples=40, deadline=None)
@given(countries())
def test_every_country_keeps_the_invariants(case):
    parameters, groups, seed = case
    country = generate_country(parameters, groups, Chance(seed))
    for name in SHARES:
        layer = getattr(country, name)
        assert layer.shape[-1] == country.n_cells, name
        assert np.isfinite(layer).all(), name
        assert layer.min() >= 0.0, name
        assert layer.max() <= 1.0 + 1e-12, name
    for name in PEOPLE:
        people = getattr(country, name)
        assert (people >= 0.0).all(), name
        assert (people == np.floor(people)).all(), name
    assert country.residents.sum() == parameters.population - parameters.idps
    assert country.displaced.sum() == country.hosted.sum() == parameters.idps
    assert country.refugees_from.sum() == parameters.refugees
    assert country.people_total() == parameters.population + parameters.refugees
    assert country.control.shape == (1 + len(groups), country.n_cells)
    assert country.control.sum(axis=0).max() <= 1.0 + 1e-9
    assert country.group_share.sum(axis=0) == pytest.approx(1.0)
    assert country.mines.mean() == pytest.approx(parameters.mined_share, abs=1e-6)
    for name in DRIVERS:
        assert weighted(country, name) == pytest.approx(getattr(parameters, name), abs=1e-6), name
    assert len(set(country.towns.tolist())) == len(country.towns)
    assert country.towns[0] == country.capital
    assert country.sector[country.sector_offices].tolist() == [0, 1, 2, 3]
    assert country.sector[country.capital] == 0
    assert all(hangs_together(country, country.sector == s) for s in range(4))
    assert hangs_together(country, country.road)
    assert country.road[country.towns].all()
    assert not (country.border & country.coast).any()
    assert country.camp.sum() == min(parameters.camps, country.n_cells)


@pytest.mark.parametrize(("width", "height"), [(6, 6), (80, 80), (6, 80), (48, 20)])
def test_all_sizes_and_shapes_work(width, height):
    country = make(width=width, height=height)
    assert country.need.shape == (width * height,)
    assert country.x.max() == width - 1
    assert country.y.max() == height - 1
    assert (country.x * height + country.y == np.arange(width * height)).all()


@pytest.mark.parametrize("seed", range(8))
def test_sectors_are_of_similar_weight(seed):
    country = make(seed)
    area = np.bincount(country.sector, minlength=4) / country.n_cells
    people = np.bincount(country.sector, weights=country.present, minlength=4) / country.present.sum()
    assert ((area + people) / 2.0).min() > 0.15
    assert ((area + people) / 2.0).max() < 0.36


@pytest.mark.parametrize("seed", range(6))
def test_a_group_holds_its_stated_territory_and_little_elsewhere(seed):
    country = make(seed)
    for row, group in enumerate(GROUPS, start=1):
        home = np.isin(country.sector, group.sectors)
        assert country.control[row, home].mean() == pytest.approx(group.territory, abs=0.02)
        assert country.control[row, ~home].mean() < 0.5 * country.control[row, home].mean()
    assert (country.holders) == ("government", "front", "militia", "lords")
    held = country.control[1:].sum(axis=0)
    reach = country.control[0].sum() / (1.0 - held).sum()
    assert reach == pytest.approx(1.0 - CountryParameters().unheld, abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_a_country_analyst_would_agree(seed):
    country = make(seed)
    armed = country.control[1:].sum(axis=0)
    assert correlation(country.services, country.remoteness) < -0.3
    assert correlation(country.state_authority, country.remoteness) < -0.3
    assert correlation(country.need, country.remoteness) > 0.2
    assert correlation(country.violence, armed) > 0.3
    assert correlation(country.road_access, country.road) > 0.5
    assert armed[country.road].mean() < armed[~country.road].mean()
    assert armed[country.towns].mean() < armed.mean()
    assert country.remoteness[country.resource_site].mean() > country.remoteness.mean()
    contested = country.control[0] * armed > 0.12
    assert country.mines[contested].mean() > 2.0 * country.mines[~contested].mean()
    assert country.present[country.towns].sum() / country.present.sum() > 0.25
    assert country.present[country.capital] == country.present.max()
    hosting = country.hosted / country.present > 0.3
    assert country.need[hosting].mean() > country.need[~hosting].mean()
    assert country.hosted[country.camp].sum() >= 0.9 * CountryParameters().camp_share * CountryParameters().idps


def test_identity_groups_are_clustered_and_towns_more_mixed():
    gaps = []
    for seed in range(6):
        country = make(seed, mixing=0.3)
        largest = country.group_share.max(axis=0)
        gaps.append(largest.mean() - largest[country.towns].mean())
        assert largest.mean() > 0.6
        for row, group in enumerate(GROUPS, start=1):
            home = country.sector == group.sectors[0]
            share = country.group_share[group.identity_group]
            assert share[home].mean() > share[~home].mean(), row
    assert np.mean(gaps) > 0.0
    alike = make(1, mixing=1.0).group_share
    assert alike.max(axis=1) == pytest.approx(alike.min(axis=1))


def test_the_map_seed_fixes_the_map_and_the_run_seed_moves_it_when_asked():
    fixed = CountryParameters(map_seed=4)
    same = [generate_country(fixed, GROUPS, Chance(seed)) for seed in (1, 2)]
    for name in (*SHARES, *PEOPLE, "sector", "road", "towns"):
        assert (getattr(same[0], name) == getattr(same[1], name)).all(), name
    assert CountryParameters().map_seed == 1
    one, two = make(1), make(2)
    assert (one.residents != two.residents).any()
    assert (one.road != two.road).any()


def test_another_armed_group_leaves_the_land_as_it_is():
    one, two = make(5, groups=GROUPS[:2]), make(5)
    for name in ("terrain", "road", "towns", "sector", "resource_site", "remoteness"):
        assert (getattr(one, name) == getattr(two, name)).all(), name


def test_a_side_can_be_coast_and_capitals_are_not_always_central():
    country = make(1, coast="south")
    assert (country.coast == (country.y == 0)).all()
    assert not make(1, coast="none").coast.any()
    made = [make(seed) for seed in range(20)]
    off_centre = [abs(c.x[c.capital] - 11.5) + abs(c.y[c.capital] - 11.5) for c in made]
    assert min(off_centre) < 6.0
    assert max(off_centre) > 10.0
    assert 3 < sum(bool(c.coast.any()) for c in made) < 17


def test_more_road_density_lays_more_roads_and_towns_follow_rank_and_size():
    assert make(2, road_density=0.0).road.sum() < make(2, road_density=1.0).road.sum()
    country = make(2, idps=0, refugees=0)
    sizes = country.residents[country.towns]
    assert sizes[0] > 2.0 * sizes[1]
    assert correlation(sizes, 1.0 / np.arange(1, len(sizes) + 1)) > 0.9


def test_a_country_of_the_same_size_on_more_cells_is_alike():
    coarse, fine = make(7, width=16, height=16), make(7, width=48, height=48)
    assert coarse.border.any() == fine.border.any()
    for name in ("violence", "services", "state_authority", "road_access"):
        assert getattr(coarse, name).std() == pytest.approx(getattr(fine, name).std(), abs=0.08), name


@pytest.mark.parametrize(
    ("group", "message"),
    [
        (Homeland("rebels", (4,)), r"armed_groups\.rebels\.home_sectors has 4; allowed is 0, 1, 2 or 3"),
        (Homeland("rebels", (1,), 0.2, 4), r"armed_groups\.rebels\.identity_group is 4; allowed is .* from 0 to 3"),
    ],
)
def test_a_group_without_a_home_in_the_country_is_refused(group, message):
    with pytest.raises(ScenarioError, match=message):
        make(groups=(group,))


def test_more_displaced_than_people_are_refused():
    with pytest.raises(ValueError, match="idps is 5000; allowed is at most the population, 4000"):
        CountryParameters(population=4000, idps=5000)


@settings(deadline=None)
@given(st.lists(st.floats(0.0, 1e6), min_size=1, max_size=40), st.integers(0, 10**8))
def test_apportioning_gives_whole_numbers_with_the_exact_sum(weights, total):
    parts = apportion(np.array(weights), total)
    assert parts.sum() == total
    assert (parts == np.floor(parts)).all()
    assert (parts >= 0.0).all()


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0.0, 10.0), st.integers(0, 50)), min_size=1, max_size=30), st.floats(0.0, 1.0))
def test_apportioning_respects_the_most_a_cell_can_take(cells, part):
    weights, most = (np.array(column, dtype=float) for column in zip(*cells, strict=True))
    total = int(part * most.sum())
    parts = apportion(weights, total, most)
    assert parts.sum() == total
    assert (parts <= most).all()


def test_apportioning_by_hand():
    assert apportion(np.array([1.0, 1.0, 2.0]), 8).tolist() == [2.0, 2.0, 4.0]
    assert apportion(np.array([0.0, 0.0]), 4).tolist() == [2.0, 2.0]
    assert apportion(np.array([3.0, 1.0]), 4, np.array([1.0, 9.0])).tolist() == [1.0, 3.0]


def test_fitted_layers_have_the_mean_and_keep_the_order():
    pattern = np.linspace(-2.0, 2.0, 50)[None, :]
    weights = np.linspace(1.0, 3.0, 50)
    for mean in (0.0, 0.02, 0.5, 0.97, 1.0):
        layer = fit_means(pattern, np.array([mean]), weights)[0]
        assert (layer * weights).sum() / weights.sum() == pytest.approx(mean, abs=1e-8)
        assert (np.diff(layer) >= 0.0).all()


def test_travel_and_paths_by_hand():
    grid = Grid.of(3, 3)
    steps = grid.step_costs(np.array([1.0, 1.0, 1.0, 9.0, 9.0, 1.0, 1.0, 1.0, 1.0]))
    travelled = grid.travel(steps, [0])
    assert travelled[6] == pytest.approx(2.0 + 2.0 * np.sqrt(2.0))
    assert grid.path(steps, travelled, 6) == [6, 7, 5, 1, 0]


def test_noise_is_smooth_and_has_no_stripes():
    field = smooth_noise(Chance(1).uniform("test", 0, 400), 24, 24, 6)
    assert field.shape == (24, 24)
    along_x, along_y = np.abs(np.diff(field, axis=0)).mean(), np.abs(np.diff(field, axis=1)).mean()
    assert max(along_x, along_y) < 0.15
    assert 0.6 < along_x / along_y < 1.7
