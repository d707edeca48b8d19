"""The counterfactual: a country to which no mission is ever sent, with every shipped scenario."""

from __future__ import annotations

import pytest
from model_cases import small

from peaceops.agents.catalogue import ORGANISATIONS
from peaceops.experiments.designs import first_design, other_design
from peaceops.experiments.turning_points import turning_points
from peaceops.model.errors import PlanError
from peaceops.model.library import load_scenario, shipped_names
from peaceops.model.mission import MissionModel, run_mission
from peaceops.model.no_mission import OF_A_MISSION, mission_was_sent, told_of
from peaceops.viz.account import account, as_text
from peaceops.viz.story import story_figure

LEVELS = ("local_consent", "host_consent", "party_consent", "trust_mission_country_team", "awareness_mission")


@pytest.fixture(scope="module")
def without():
    return run_mission(small("post_accord", 10, 10, 60).with_preset("no_mission"), seed=2)


@pytest.mark.parametrize("name", shipped_names())
def test_nobody_of_a_mission_ever_comes_and_the_others_do(name):
    model = MissionModel(small(name, 8, 8, 8).with_preset("no_mission"), seed=1)
    while model.running:
        model.step()
        there = {ORGANISATIONS[org].family for org in model.teams.org[model.teams.active]}
        assert "mission" not in there
        assert {"country_team", "relief", "host"} <= there
        assert not any(model.strength.values())
        assert model.dialogue == 0.0
    summary = model.result().summary
    assert summary["mission_spend"] == summary["peacekeeper_deaths"] == summary["misconduct"] == 0.0
    assert summary["country_team_spend"] > 0.0
    assert summary["exit_week"] is None
    assert summary["exit_kind"] is None
    assert summary["sustained_peace"] is None


def test_week_zero_alone_sends_none_whatever_the_ceilings():
    scenario = small("contested", 8, 8, 8)
    week_zero = run_mission(scenario.with_choices({"transition.exit_week": 0}), seed=1)
    preset = run_mission(scenario.with_preset("no_mission"), seed=1)
    assert week_zero.weekly.equals(preset.weekly)


def test_only_the_mission_differs_between_the_twins():
    scenario = small("contested", 10, 10, 4)
    with_it, without_it = (MissionModel(one, seed=3) for one in (scenario, scenario.with_preset("no_mission")))
    assert (with_it.bands.fighters == without_it.bands.fighters).all()
    assert (with_it.ground.residents == without_it.ground.residents).all()
    assert with_it.donors
    assert len(with_it.donors) == len(without_it.donors)


def test_the_account_says_nothing_of_a_mission(without):
    told = as_text(account(without, scenario="post_accord", preset="no_mission"))
    assert "There was no mission" in told
    assert "The mission" not in told.split("WHAT HAPPENED")[1].split("TRY NEXT")[0]
    assert "peacekeeper" not in told
    assert "consent" not in told.split("KEY OUTCOMES")[1].split("BENCHMARKS")[0]
    assert "nan" not in told.lower().split()


def test_a_base_without_a_mission_is_turned_round():
    base = first_design("contested", "no_mission", None, 8)
    with pytest.raises(PlanError, match="--preset firewall --against no_mission"):
        other_design(base, "firewall", None)
    other = other_design(first_design("contested", "firewall", None, 8), "no_mission", None)
    assert other.choices.transition.exit_week == other.mission.troops == other.mission.civilians == 0


def test_what_to_try_next_compares_with_none(without):
    commands = [command for command, _ in account(without, scenario="post_accord", preset="no_mission").next_steps]
    assert any("compare post_accord" in command and "--against no_mission" in command for command in commands)


def test_turning_points_and_table_leave_out_what_is_not_there(without):
    assert not {point.column for point in turning_points(without)} & set(LEVELS)
    assert not set(OF_A_MISSION) & set(told_of(without).columns)
    assert not mission_was_sent(without.provenance)


def test_a_run_with_a_mission_is_told_in_full():
    result = run_mission(small("post_accord", 8, 8, 8), seed=1)
    assert mission_was_sent(result.provenance)
    assert told_of(result) is result.weekly


def test_the_picture_is_drawn(without):
    words = [text.get_text() for axes in story_figure(without).axes for text in axes.texts]
    assert "no mission" in words


def test_no_shipped_scenario_is_without_a_mission():
    assert all(load_scenario(name).choices.transition.exit_week > 0 for name in shipped_names())
