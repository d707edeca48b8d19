"""The shipped scenarios: every value has its source, the page shows them, and the magnitudes hang together."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

import peaceops.model.scenario
from peaceops.model.chance import Chance
from peaceops.model.choices import Choices
from peaceops.model.country import generate_country
from peaceops.model.library import load_scenario

SCRIPT = runpy.run_path(str(Path(__file__).parents[1] / "docs" / "scenario_figures.py"))
SCENARIOS = SCRIPT["SCENARIOS"]


@pytest.fixture(scope="module", params=SCENARIOS)
def scenario(request):
    return load_scenario(request.param)


def test_the_page_shows_the_figures_of_the_files():
    text = SCRIPT["PAGE"].read_text(encoding="utf-8")
    assert SCRIPT["page"](text) == text, "run python docs/scenario_figures.py"


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_value_says_where_it_comes_from(name):
    rows = SCRIPT["figures"](name)
    assert len(rows) > 150
    assert all(source.strip() for _, _, source, _ in rows)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_value_without_a_source_is_seen(name, tmp_path, monkeypatch):
    shipped = SCRIPT["ROOT"] / "model" / "scenarios" / f"{name}.toml"
    text = shipped.read_text(encoding="utf-8").replace("agreement = ", "agreement =  ", 1)
    copy = tmp_path / "model" / "scenarios" / f"{name}.toml"
    copy.parent.mkdir(parents=True)
    copy.write_text(text, encoding="utf-8")
    monkeypatch.setitem(SCRIPT["figures"].__globals__, "ROOT", tmp_path)
    assert len(SCRIPT["figures"](name)) > 150
    copy.write_text(text + "\nlone = 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no mark and source in 'lone = 1'"):
        SCRIPT["figures"](name)


def test_every_choice_is_set(scenario):
    named = {row[0] for row in SCRIPT["figures"](scenario.name)}
    groups = [group for group in Choices.model_fields if group != "priorities"]  # unset, they leave work as usual
    choices = {f"{group}.{name}" for group in groups for name in dumped(scenario)[group]}
    assert choices <= named


def dumped(scenario: peaceops.model.scenario.Scenario) -> dict:
    return scenario.choices.model_dump()


def test_a_year_at_full_strength_costs_about_the_budget(scenario):
    mission = scenario.mission
    uniformed = mission.troops + mission.observers + mission.police + mission.formed_police
    cost = uniformed * mission.peak_share * mission.usd_per_uniformed_year
    cost += mission.civilians * 0.92 * mission.usd_per_civilian_year
    assert cost == pytest.approx(mission.annual_budget_usd, rel=0.05)


@pytest.mark.parametrize(
    ("name", "km2", "military", "police"),
    [
        ("post_accord", 111_370, 15_000, 1_115),
        ("contested", 1_240_192, 11_240, 1_440),
        ("resource_war", 190_211, 18_480, 1_050),
        ("reluctant_host", 493_180, 19_555, 6_432),
        ("transition", 71_740, 17_500, 170),
    ],
)
def test_area_and_ceilings_are_those_of_the_sources(name, km2, military, police):
    scenario = load_scenario(name)
    country, mission = scenario.country, scenario.mission
    assert country.width * country.height * country.cell_km**2 == pytest.approx(km2, rel=0.01)
    assert mission.troops + mission.observers == military
    assert mission.police + mission.formed_police == police


@pytest.mark.parametrize(("name", "fighters"), [("post_accord", 38_000), ("contested", 12_000)])
def test_fighters_at_the_table_are_the_best_estimates(name, fighters):
    groups = load_scenario(name).armed_groups
    table = ("home_guard", "northern_front", "eastern_council", "northern_congress", "loyal_alliance")
    assert sum(groups[key].fighters for key in table if key in groups) == fighters


def test_the_two_countries_differ_where_the_question_needs_it():
    lomara, tirazane = (load_scenario(name) for name in SCENARIOS[:2])
    assert lomara.peace.agreement
    assert not tirazane.peace.agreement
    assert lomara.country.consent > tirazane.country.consent
    assert lomara.country.acceptance > tirazane.country.acceptance
    assert max(g.hostility_to_mission for g in lomara.armed_groups.values()) < 0.5
    assert max(g.hostility_to_mission for g in tirazane.armed_groups.values()) > 0.8


COMPASS = {  # sides of the map on which docs/scenarios.md puts the sectors; None says nothing
    "post_accord": {0: ("west", "south"), 1: ("west", "north"), 2: ("east", "north"), 3: ("east", "south")},
    "contested": {0: ("west", "south"), 2: ("east", None), 3: (None, "north")},
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_map_lies_as_the_story_says(name):
    scenario = load_scenario(name)
    country = generate_country(scenario.country, [], Chance(1))
    for sector, sides in COMPASS.get(name, {}).items():
        inside = country.sector == sector
        for side, at, size in zip(sides, (country.x, country.y), (country.width, country.height), strict=True):
            if side is not None:
                assert (at[inside].mean() > (size - 1) / 2) == (side in ("east", "north")), (sector, side)
