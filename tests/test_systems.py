"""Every system of the sources is in the table, in the docs, and can be switched off; off, it leaves a mark."""

from __future__ import annotations

import csv
from collections import Counter
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from model_cases import Usual, small

from peaceops.agents.tasks import TASK_INDEX, TASKS
from peaceops.experiments.traceability import (
    HEADS,
    WORLDS,
    World,
    base_of,
    figure,
    measure_systems,
    with_and_without,
    write_effects,
)
from peaceops.model.columns import COLUMN_NAMES, NUMBER_COLUMNS
from peaceops.model.errors import ScenarioError
from peaceops.model.library import load_scenario
from peaceops.model.mission import MissionModel
from peaceops.model.registry import explain, parameters, parse_settings
from peaceops.model.scenario import Scenario
from peaceops.model.sources import cited
from peaceops.model.switches import Systems, as_played, changes_without, switched_off
from peaceops.model.systems import CHAPTERS, SYSTEMS

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "traceability.md"
MEASURED = ROOT / "docs" / "traceability.csv"
BY_KEY = {system.key: system for system in SYSTEMS}
NAMES = list(parameters()["name"])
WEEKS, SIZE = 78, {"country.width": 12, "country.height": 12}


# The table ------------------------------------------------------------------------------------------------------------


def test_there_are_many_systems_of_all_parts_of_the_sources():
    assert len(BY_KEY) == len(SYSTEMS) >= 50
    assert {"leading", "across", "politics", "security", "law", "recovery"} == set(CHAPTERS)
    sources = "; ".join(system.source for system in SYSTEMS)
    assert {"IMS", "IPI", "EXIT", "CML6", "CML 1.1", "CML 6.5"} <= set(cited(sources))


def test_what_a_row_names_exists():
    names = {name.replace("NAME", "*") for name in NAMES}
    for system in SYSTEMS:
        assert {*system.off, *system.more} <= names, system.key
        assert not set(system.off) & set(system.more), system.key
        assert set(system.columns) <= set(COLUMN_NAMES), system.key
        assert system.columns, system.key
        assert set(system.leaves_out) <= set(TASK_INDEX), system.key
        assert (ROOT / "tests" / f"test_{system.test}.py").is_file(), system.key
        assert all((ROOT / "model" / f"{name}.py").is_file() for name in system.code), system.key
        assert system.world in WORLDS, system.key


def test_a_switch_has_a_name_of_its_own():
    """Else names that users cut short, and columns, would be taken for switches."""
    last = Counter(name.split(".")[-1] for name in NAMES)
    groups = {name.split(".")[0] for name in NAMES}
    assert [key for key in BY_KEY if last[key] > 1 or key in COLUMN_NAMES or key in groups] == []


def test_systems_that_are_off_together_do_not_contradict_each_other():
    values: dict[str, object] = {}
    for system in SYSTEMS:
        for name, value in system.off.items():
            assert values.setdefault(name, value) == value, f"{system.key} sets {name} otherwise"


def test_off_is_another_world():
    for system in SYSTEMS:
        on, off = with_and_without(system)
        played = as_played(off)
        assert played != off, f"{system.key} has no value to lose in {system.world}"
        assert off.hash != on.hash
        assert switched_off(played) == (system,)


def test_a_world_without_what_is_off_is_itself():
    off = load_scenario("contested").with_changes({f"systems.{key}": False for key in BY_KEY})
    assert as_played(as_played(off)) == as_played(off)


# Switches -------------------------------------------------------------------------------------------------------------


def test_every_system_is_on_unless_a_scenario_says_otherwise():
    for name in ("post_accord", "contested"):
        scenario = load_scenario(name)
        assert switched_off(scenario) == ()
        assert as_played(scenario) is scenario
    assert list(Systems.model_fields) == list(BY_KEY)


def test_what_several_leave_out_of_the_mandate_adds_up():
    some = BY_KEY["mine_action"], BY_KEY["vetting"], BY_KEY["disarmament"]
    changes = changes_without(some, load_scenario("post_accord"))
    gone = {"clear_mines", "cantonment", "disarmament", "reinsertion"}
    assert set(changes["mission.mandated_tasks"]) == {task.key for task in TASKS} - gone
    assert changes["resources.police_vetting"] == 0.0
    assert changes["mines.clearance"] == 0.0
    narrow = load_scenario("post_accord").with_changes({"mission.mandated_tasks": ["patrol", "clear_mines"]})
    assert changes_without(some, narrow)["mission.mandated_tasks"] == ("patrol",)


def test_a_switch_of_all_groups_reaches_each():
    scenario = load_scenario("contested").with_changes({"systems.rents": False})
    assert {group.rents_usd for group in as_played(scenario).armed_groups.values()} == {0}


def test_all_off_at_once_can_be_played():
    off = small("contested", 8, 8, 4).with_changes({f"systems.{key}": False for key in BY_KEY})
    model = MissionModel(off, seed=1)
    while model.running:
        model.step()
    assert model.inputs.mission.mandated_tasks
    assert model.as_given == off


def test_a_model_plays_the_world_without_what_is_off_and_says_what_was_asked():
    off = small("post_accord", 8, 8, 4).with_changes({"systems.mine_action": False})
    model = MissionModel(off, seed=1)
    assert model.as_given.mines.clearance > 0.0
    assert model.inputs.mines.clearance == 0.0
    assert "clear_mines" not in model.inputs.mission.mandated_tasks
    while model.running:
        model.step()
    assert model.result().provenance["parameters"]["systems"]["mine_action"] is False


def test_switches_stand_in_files_settings_and_explanations(tmp_path):
    path = tmp_path / "no_mines.toml"
    path.write_text('base = "post_accord"\n\n[systems]\nmine_action = false\n', encoding="utf-8")
    assert switched_off(load_scenario(path)) == (BY_KEY["mine_action"],)
    assert parse_settings(["systems.mine_action=off"]) == {"systems.mine_action": False}
    text = explain("systems.mine_action")
    assert "Whether mines and explosive remnants are cleared." in text
    assert "source: CML 2.1.4" in text
    assert "  vetting: Whether police are examined" in explain("systems")


def test_a_switch_that_came_later_is_written_only_where_it_is_off():
    """So that scenarios keep the hash that they had before it."""
    on = load_scenario("resource_war")
    off = on.with_changes({"systems.holding_fire": False})
    assert "holding_fire" not in on.as_dict()["systems"]
    assert "mine_action" in on.as_dict()["systems"]
    assert off.as_dict()["systems"]["holding_fire"] is False
    assert on.hash == off.with_changes({"systems.holding_fire": True}).hash != off.hash
    assert Scenario.from_values(off.as_dict()) == off


def test_wrong_switches_are_refused_in_one_sentence():
    scenario = load_scenario("post_accord")
    with pytest.raises(ScenarioError, match=r"^unknown name 'systems.mine_acton'; did you mean 'systems.mine_action'"):
        scenario.with_changes({"systems.mine_acton": False})
    with pytest.raises(ScenarioError, match=r"^systems.mine_action is 'no'; allowed is true or false$"):
        scenario.with_changes({"systems.mine_action": "no"})


# The page and the measurement -----------------------------------------------------------------------------------------


def test_the_page_covers_every_system():
    page = PAGE.read_text(encoding="utf-8")
    missing = [system.key for system in SYSTEMS if f"**{system.title}** `systems.{system.key}`" not in page]
    assert missing == []


def test_measured_rows_are_of_systems_and_columns_in_the_table():
    if MEASURED.exists():
        with MEASURED.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert row["column"] in BY_KEY[row["system"]].columns
                assert row["verdict"] in ("moves", "not beyond chance", "too few pairs")


def test_effects_are_measured_in_pairs_and_written_beside_those_that_are_there(tmp_path, monkeypatch):
    world = WORLDS["post_accord"]
    shrunk = World(world.words, world.scenario, "", {"country.width": 8, "country.height": 8})
    monkeypatch.setitem(WORLDS, "post_accord", shrunk)
    path = tmp_path / "found.csv"
    for key in ("mine_action", "leadership_team"):
        effects = measure_systems(2, 1, (key,), weeks=4)
        assert [effect.column for effect in effects] == list(BY_KEY[key].columns)
        assert {effect.verdict for effect in effects} == {"too few pairs"}
        write_effects(effects, path, 4)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == HEADS
    assert list(dict.fromkeys(row["system"] for row in rows)) == ["leadership_team", "mine_action"]


def test_a_flow_is_added_up_and_a_level_is_averaged():
    assert figure("civilian_deaths") == "civilian_deaths"
    assert figure("mined_share") == "mined_share_mean"


# What it does ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=len(WORLDS))
def world_of(name: str) -> Scenario:
    return base_of(name, WEEKS).with_changes({**SIZE, "horizon_weeks": WEEKS})


@lru_cache(maxsize=2 * len(WORLDS))
def usual(name: str, seed: int) -> Usual:
    return Usual(world_of(name), seed)


@pytest.mark.slow
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.key)
def test_a_system_that_is_off_moves_a_column_named_for_it(system):
    wanted = [k for k, column in enumerate(NUMBER_COLUMNS) if column.name in system.columns]
    off = world_of(system.world).with_changes({f"systems.{system.key}": False})
    for seed in (1, 2):
        without = MissionModel(off, seed=seed)
        for week in range(1, WEEKS + 1):
            without.step()
            if np.any(without.recorder.values()[-1][wanted] != usual(system.world, seed).weeks(week)[-1][wanted]):
                return
    pytest.fail(f"without {system.key} nothing differs in {', '.join(system.columns)} within {WEEKS} weeks")
