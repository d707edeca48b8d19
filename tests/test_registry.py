"""The registry shows every declared parameter once, with all that is to be known about it."""

from __future__ import annotations

import math
import re

import pytest

from peaceops.model.errors import ScenarioError
from peaceops.model.joint_bodies import JOINT_BODIES
from peaceops.model.library import load_scenario
from peaceops.model.registry import PARAMETER_COLUMNS, explain, parameters, parse_settings
from peaceops.model.scenario import Scenario
from peaceops.model.specs import about, branch, spec_at, specs

TABLE = parameters()
SOURCE = re.compile(r"CML ?\d|CML6|IMS|IPI|EXIT|MODEL|[A-Z]{2}-\d\d|C-\d\d|assumption: .|scenario|house rule")
CHOICES_OF_MODEL_MD = {
    "integration": (
        "structure",
        "triple_hat",
        "strategic_framework",
        "shared_services",
        "security_management",
        "visible_identity",
    ),
    "collocation": ("headquarters", "sectors", "country_team", "humanitarians", "police_with_host"),
    "coordination": ("decision_style", "devolution", "information_sharing"),
    "posture": (
        "use_of_force",
        "area_deployment",
        "escorts",
        "human_rights_reporting",
        "state_support",
        "due_diligence",
    ),
    "political": (
        "good_offices",
        "local_ownership",
        "inclusion_civil_society",
        "inclusion_women",
        "election_rule",
        "election_week",
        "sequencing",
    ),
    "mission": ("troops", "police", "civilians"),
    "resources": ("quick_impact_usd", "public_information_usd", "conduct_and_discipline_usd", "police_vetting"),
    "transition": ("exit_rule", "exit_week", "drawdown_weeks", "handover_weeks", "follow_on_support"),
}


def test_every_choice_of_the_design_is_a_choice_here():
    choices = set(TABLE.loc[TABLE["choice"], "name"])
    wanted = {f"{group}.{name}" for group, names in CHOICES_OF_MODEL_MD.items() for name in names}
    assert wanted <= choices
    assert {f"coordination.{body}" for body in JOINT_BODIES} <= choices
    assert len(JOINT_BODIES) == 13


def test_the_table_has_one_complete_row_a_parameter():
    assert tuple(TABLE.columns) == PARAMETER_COLUMNS
    assert TABLE["name"].is_unique
    for row in TABLE.to_dict("records"):
        assert row["help"], row["name"]
        assert row["help"][0].isupper(), row["name"]
        assert row["help"].endswith("."), row["name"]
        assert SOURCE.search(row["source"]), (row["name"], row["source"])
        assert row["type"] in ("float", "int", "bool", "str", "enum", "list", "table")


def test_numbers_have_a_range_a_unit_and_a_default_inside():
    for spec in specs(Scenario):
        if spec.type == "enum":
            assert spec.allowed, spec
            assert spec.required or spec.default in spec.allowed, spec
        if spec.type not in ("int", "float"):
            continue
        assert spec.low is not None, spec
        assert spec.high is not None, spec
        assert spec.low < spec.high, spec
        assert spec.required or spec.default is None or spec.low <= spec.default <= spec.high, spec
        assert math.isfinite(spec.low), spec
        assert math.isfinite(spec.high), spec
        assert spec.unit or spec.path[-1].endswith("seed"), spec


def test_values_of_a_scenario_stand_beside_the_defaults():
    scenario = load_scenario("post_accord").with_changes({"injects": [{"kind": "coup", "week": 9}]})
    table = parameters(scenario).set_index("name")
    assert table.loc["mission.troops", "value"] == scenario.mission.troops
    key = next(iter(scenario.armed_groups))
    assert table.loc[f"armed_groups.{key}.fighters", "value"] == scenario.armed_groups[key].fighters
    assert table.loc["injects[0].week", "value"] == 9
    assert table.index.is_unique
    values = {name: v for name, v in table["value"].items() if v is not None and name not in ("base", "name")}
    assert len(values) > 500
    assert scenario.with_changes(values) == scenario


def test_explain_says_what_a_name_is():
    text = explain("integration.structure")
    assert text.splitlines()[0] == "integration.structure: choice under test (group integration)"
    assert "allowed: one of two_feet_out, one_foot_in, two_feet_in" in text
    assert "default: one_foot_in" in text
    assert "source: CML 1.3" in text
    assert explain("choices.integration.structure") == text
    assert "fact about the world" in explain("country.need")
    assert "recorded every week" in explain("local_consent")


def test_explain_shows_values_groups_and_members():
    scenario = load_scenario("post_accord")
    key = next(iter(scenario.armed_groups))
    value = f"value: {scenario.armed_groups[key].fighters:,}"
    assert value in explain(f"armed_groups.{key}.fighters", scenario)
    assert "a scenario must say it" in explain("armed_groups.NAME.fighters")
    assert explain("injects[N].week").startswith("injects[N].week: ")
    assert "  use_of_force: How readily" in explain("posture")
    assert explain("armed_groups").startswith("armed_groups.NAME: One armed group")
    assert "integration: How far" in explain("choices")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("mission.trops", "; did you mean 'mission.troops'?"),
        ("caveats", "; did you mean 'mission.caveats'?"),
        ("postur", "; did you mean 'posture'?"),
        ("", "'' is no name"),
        (None, "None is no name"),
    ],
)
def test_explain_offers_the_nearest_name(name, nearest):
    with pytest.raises(ScenarioError) as caught:
        explain(name)
    assert nearest in str(caught.value)


def test_explain_refuses_members_that_a_scenario_lacks():
    with pytest.raises(ScenarioError, match=r"unknown name 'armed_groups\.nobody\.fighters'"):
        explain("armed_groups.nobody.fighters", load_scenario("post_accord"))


def test_settings_are_read_by_the_type_of_the_parameter():
    texts = {
        "mission.troops=8e3": 8000,
        "mission.police = 7_00": 700,
        "integration.triple_hat=off": False,
        "peace.agreement=Yes": True,
        "integration.structure=two_feet_in": "two_feet_in",
        "country.need=.25": 0.25,
        "armed_groups.reds.home_sectors=1, 2": [1, 2],
        "armed_groups.blues.home_sectors=[3]": [3],
        "mission.mandated_tasks=patrol,escort": ["patrol", "escort"],
        "posture={use_of_force = 1.0}": {"use_of_force": 1.0},
        "title=a = b": "a = b",
    }
    changes = parse_settings(texts)
    assert list(changes.values()) == list(texts.values())
    assert list(changes)[1] == "mission.police"


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ("mission.troops=many", "mission.troops is 'many'; allowed is a whole number from 0 to 60000 (persons)"),
        ("mission.troops=1.5", "mission.troops is 1.5; allowed is a whole number from 0 to 60000 (persons)"),
        ("mission.troops=", "mission.troops is ''; allowed is a whole number from 0 to 60000 (persons)"),
        ("mission.troops=" + "9" * 5000, "mission.troops is "),
        ("country.need=nan", "country.need is nan; allowed is a number from 0 to 1 (share)"),
        ("peace.agreement=perhaps", "peace.agreement is 'perhaps'; allowed is true or false"),
        ("posture=robust", "posture is 'robust'; allowed is a table with names such as use_of_force"),
    ],
)
def test_settings_that_are_none_are_refused_by_name(setting, text):
    with pytest.raises(ScenarioError) as caught:
        load_scenario("post_accord").with_changes(parse_settings([setting]))
    assert str(caught.value).startswith(text)


@pytest.mark.parametrize(
    ("settings", "match"),
    [
        (["mission.troops"], "is no setting; allowed is name=value"),
        (["=3"], "is no setting; allowed is name=value"),
        (["mission.trops=3"], "did you mean 'mission.troops'"),
        (["mission.troops=3", "mission.troops=4"], "mission.troops is set twice; allowed is once"),
        (["integration.structure=x", "choices.integration.structure=y"], "integration.structure is set twice"),
    ],
)
def test_settings_without_a_name_or_with_one_twice_are_refused(settings, match):
    with pytest.raises(ScenarioError, match=match):
        parse_settings(settings)


def test_the_tree_of_declarations_can_be_walked():
    assert spec_at(Scenario, ("armed_groups", "any", "arms")).path == ("armed_groups", "*", "arms")
    assert spec_at(Scenario, ("armed_groups", "any", "home_sectors", 1)).type == "list"
    assert spec_at(Scenario, ("armed_groups", "any")) is None
    assert spec_at(Scenario, ("nothing",)) is None
    assert branch(Scenario, ("armed_groups",)) == ("*",)
    assert branch(Scenario, ("injects", 0))[0] == "kind"
    assert branch(Scenario, ("mission", "troops")) is None
    assert branch(Scenario, ("nothing",)) is None
    assert about(Scenario, ("region",)) == "The neighbour and the regional organisation."
    assert about(Scenario, ("mission", "troops")) == ""


@pytest.mark.parametrize(
    "spec", [s for s in specs(Scenario) if s.choice and s.type == "enum"], ids=lambda s: s.path[-1]
)
def test_every_value_of_a_choice_says_what_it_means(spec):
    assert [name for name, _ in spec.values] == list(spec.allowed)


def test_meanings_are_given_for_values_that_exist_and_for_all_or_none():
    for spec in specs(Scenario):
        assert not spec.values or [name for name, _ in spec.values] == list(spec.allowed), spec.path


def test_values_and_kinds_of_injects_are_explained():
    assert explain("two_feet_in").startswith("two_feet_in: a value of integration.structure\n  the humanitarian")
    assert "a value of injects[N].kind\n  need rises" in explain("cholera")
    assert explain("separate").count("a value of") == 2
    assert "\n    two_feet_in: the humanitarian coordinator's" in explain("integration.structure")
