"""Scenarios load, change and are refused in one clean sentence."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from peaceops.model.errors import PeaceopsError, ScenarioError
from peaceops.model.injects import Inject, parse_condition
from peaceops.model.library import SHIPPED, load_scenario, scenarios, shipped_names
from peaceops.model.presets import preset_names, preset_values, presets
from peaceops.model.scenario import Scenario
from peaceops.model.specs import ANY, specs

GROUP = '[armed_groups.reds]\nkind = "militia"\nfighters = 900\n'


@pytest.fixture(scope="module")
def accord():
    return load_scenario("post_accord")


@pytest.fixture
def write(tmp_path):
    def written(text, name="mine.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def refusal(action, *arguments):
    with pytest.raises(PeaceopsError) as caught:
        action(*arguments)
    text = str(caught.value)
    assert text
    assert "\n" not in text
    assert "pydantic" not in text.lower()
    assert not text.endswith(".")
    return text


# --- the shipped ones ---


def test_the_shipped_scenarios_load_and_are_listed():
    assert {"post_accord", "contested", "resource_war", "reluctant_host", "transition"} <= set(shipped_names())
    table = scenarios()
    assert list(table["name"]) == shipped_names()
    assert (table["title"] != "").all()
    assert (table["story"] != "").all()
    for name in shipped_names():
        scenario = load_scenario(name)
        assert scenario.name == name
        assert scenario.horizon_weeks == 312


def test_the_presets_differ_only_in_choices_and_all_apply(accord):
    assert preset_names() == [
        "stovepipes",
        "coexistence",
        "coordinated",
        "integrated",
        "fully_integrated",
        "firewall",
        "no_mission",
    ]
    assert list(presets()["name"]) == preset_names()
    hashes = set()
    for name in preset_names():
        changed = accord.with_preset(name)
        hashes.add(changed.hash)
        facts = [{**one.as_dict(), **dict.fromkeys(type(one.choices).model_fields)} for one in (accord, changed)]
        ceilings = ("troops", "observers", "police", "formed_police", "civilians")  # choices among the mission's facts
        for one in facts:
            one["mission"] = {fact: value for fact, value in one["mission"].items() if fact not in ceilings}
        assert facts[0] == facts[1]
        assert set(preset_values(name)) >= {"integration.structure", "coordination.joc", "collocation.humanitarians"}
    assert len(hashes) == len(preset_names())


def test_unknown_scenarios_and_presets_offer_the_nearest(accord):
    assert refusal(load_scenario, "post_acord").endswith("; did you mean 'post_accord'?")
    assert refusal(load_scenario, "presets").startswith(
        "unknown scenario 'presets'; shipped are contested, post_accord"
    )
    assert refusal(accord.with_preset, "fire_wall").endswith("; did you mean 'firewall'?")
    for wrong in (None, 3, "", "  ", b"post_accord", "a\0b"):
        assert "is no scenario; allowed is a shipped name or a TOML file" in refusal(load_scenario, wrong)
    assert "unknown preset None" in refusal(accord.with_preset, None)


# --- changes ---


def test_changes_make_a_new_scenario_and_leave_the_old(accord):
    other = accord.with_changes(
        {
            "horizon_weeks": 156,
            "mission.troops": np.int64(8000),
            "integration.structure": "two_feet_in",
            "choices.collocation.headquarters": 1,
            "country": {"need": np.float64(0.5)},
        }
    )
    assert (other.horizon_weeks, other.mission.troops, other.country.need) == (156, 8000, 0.5)
    assert other.choices.integration.structure == "two_feet_in"
    assert other.choices.collocation.headquarters == 1.0
    assert other.country.width == accord.country.width
    assert accord.horizon_weeks == 312
    assert other.hash != accord.hash
    assert accord.with_changes({}).hash == accord.hash


def test_armed_groups_and_injects_are_changed_by_key_and_index(accord):
    key = next(iter(accord.armed_groups))
    more = accord.with_changes(
        {
            f"armed_groups.{key}.fighters": 77,
            "armed_groups.newcomers": {"kind": "spoiler", "fighters": 50, "home_sectors": [0, 2]},
            "injects": [{"kind": "coup", "week": 30}, {"kind": "clash", "when": "local_consent < 0.3"}],
        }
    )
    assert more.armed_groups[key].fighters == 77
    assert more.armed_groups["newcomers"].home_sectors == (0, 2)
    again = more.with_changes({"injects[0].week": 31, "injects.1.size": 2.5})
    assert (again.injects[0].week, again.injects[1].size) == (31, 2.5)
    assert more.injects[0].week == 30


def test_a_shorter_horizon_drops_injects_that_can_never_happen(accord):
    later = accord.with_changes({"injects": [{"kind": "coup", "week": 30}, {"kind": "coup", "when": "week > 3"}]})
    assert [inject.week for inject in later.with_changes({"horizon_weeks": 30}).injects] == [None]
    assert [inject.week for inject in later.with_changes({"horizon_weeks": 31}).injects] == [30, None]


def test_with_choices_takes_choices_only(accord):
    assert accord.with_choices({"posture.use_of_force": 0.9}).choices.posture.use_of_force == 0.9
    assert accord.with_choices({"mission.troops": 5}).mission.troops == 5
    assert refusal(accord.with_choices, {"country.need": 0.1}) == (
        "country.need is a fact about the world, no choice; change it by with_changes"
    )
    assert "mission.caveats is a fact" in refusal(accord.with_choices, {"mission": {"troops": 1, "caveats": 0.1}})
    assert "injects is a fact" in refusal(accord.with_choices, {"injects": []})
    assert refusal(accord.with_choices, {"posture": 3}).startswith("posture is 3; allowed is a table")
    assert refusal(accord.with_choices, {"mission": {"trops": 3}}).startswith("unknown name 'mission.trops'")


def test_a_scenario_is_frozen_and_travels_to_workers(accord):
    with pytest.raises(ValueError, match="frozen"):
        accord.horizon_weeks = 3
    assert pickle.loads(pickle.dumps(accord)) == accord  # noqa: S301


def test_the_hash_follows_what_moves_a_run_and_nothing_else(accord, tmp_path):
    assert accord.with_changes({"name": "x", "title": "y", "story": "z"}).hash == accord.hash
    assert accord.with_changes({"mission.troops": accord.mission.troops + 1}).hash != accord.hash
    layer = tmp_path / "residents.csv"
    layer.write_text("1,2\n")
    first = accord.with_layers({"residents": layer}).hash
    layer.write_text("1,3\n")
    assert accord.with_layers({"residents": layer}).hash != first
    assert len(accord.hash) == 64


def test_layers_are_kept_as_frozen_values(accord):
    given_layers = accord.with_layers({"need": np.full((24, 24), 0.25)})
    assert given_layers.country.layers["need"][3][4] == 0.25
    assert accord.country.layers == {}
    assert "country.layers" in refusal(accord.with_layers, {"need": 3})


ACCORD = load_scenario("post_accord")
# A key: two counts that must fit each other are left out, and the layers, which are files
APART = {("country", "layers"), ("country", "idps"), ("country", "population"), ("country", "n_identity_groups")}


def values_of(spec):
    bounds = {"min_value": spec.low, "max_value": spec.high}
    if spec.type == "enum":
        return st.sampled_from(spec.allowed)
    if spec.type == "bool":
        return st.booleans()
    if spec.type == "int":
        return st.integers(int(spec.low), int(spec.high))
    return st.floats(**bounds)


SAMPLED = [
    (".".join(spec.path), spec)
    for spec in specs(Scenario)
    if ANY not in spec.path and spec.type in ("enum", "bool", "int", "float") and spec.path not in APART
]


@given(draw=st.data(), some=st.lists(st.sampled_from(SAMPLED), max_size=12))
def test_any_values_in_range_load_and_survive_toml(draw, some, tmp_path_factory):
    changes = {name: draw.draw(values_of(spec), label=name) for name, spec in some}
    scenario = ACCORD.with_changes(changes)
    path = tmp_path_factory.mktemp("round") / "trip.toml"
    path.write_bytes(tomli_w.dumps(scenario.as_dict()).encode())
    again = load_scenario(path)
    assert again.hash == scenario.hash
    assert again == scenario.with_changes({"base": ""})
    for name, value in changes.items():
        found = scenario.model_dump()
        for part in name.split("."):
            found = found[part]
        assert found == value


@given(draw=st.data(), picked=st.sampled_from([one for one in SAMPLED if one[1].low is not None]))
def test_any_number_out_of_range_is_refused_with_the_range(draw, picked):
    name, spec = picked
    number = st.integers if spec.type == "int" else st.floats
    low, high = (int(spec.low), int(spec.high)) if spec.type == "int" else (spec.low, spec.high)
    value = draw.draw(
        number(max_value=low).filter(lambda x: x < low) | number(min_value=high).filter(lambda x: x > high)
    )
    text = refusal(ACCORD.with_changes, {name: value})
    assert text.startswith(f"{name.removeprefix('choices.')} is ")
    assert f"from {spec.low:.15g} to {spec.high:.15g}" in text


# --- refusals of changes ---


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"mission.trops": 5}, "unknown name 'mission.trops'; did you mean 'mission.troops'?"),
        ({"mision.trops": 5}, "unknown name 'mision.trops'; did you mean 'mission.troops'?"),
        ({"structure": "x"}, "unknown name 'structure'; did you mean 'integration.structure'?"),
        ({"resources.troops": 5}, "unknown name 'resources.troops'; did you mean 'mission.troops'?"),
        ({"mission.troops": True}, "mission.troops is true; allowed is a whole number from 0 to 60000 (persons)"),
        ({"mission.troops": "5"}, "mission.troops is '5'; allowed is a whole number from 0 to 60000 (persons)"),
        ({"mission.troops": 5.5}, "mission.troops is 5.5; allowed is a whole number from 0 to 60000 (persons)"),
        ({"mission.troops": None}, "mission.troops is None; allowed is a whole number from 0 to 60000 (persons)"),
        (
            {"mission.troops": 10**5000},
            "mission.troops is a number of about 5001 digits; allowed is a whole number from 0 to 60000 (persons)",
        ),
        (
            {"country.need": 10**400},
            "country.need is a number of about 401 digits; allowed is a number from 0 to 1 (share)",
        ),
        ({"country.need": float("nan")}, "country.need is nan; allowed is a number from 0 to 1 (share)"),
        ({"country.need": float("inf")}, "country.need is inf; allowed is a number from 0 to 1 (share)"),
        ({"peace.agreement": 1}, "peace.agreement is 1; allowed is true or false"),
        (
            {"integration.structure": "two_feet_inn"},
            "integration.structure is 'two_feet_inn'; allowed is one of two_feet_out, one_foot_in, two_feet_in; did",
        ),
        (
            {"integration": 5},
            "integration is 5; allowed is a table with names such as structure, triple_hat, strategic_framework",
        ),
        ({"armed_groups": 5}, "armed_groups is 5; allowed is a table of tables"),
        (
            {"armed_groups.new": {"kind": "militia"}},
            "armed_groups.new.fighters is missing; allowed is a whole number from 0 to 200000 (persons)",
        ),
        ({"armed_groups.x y": {"kind": "militia", "fighters": 1}}, "armed_groups.'x y' is no name for an armed group"),
        ({"injects": 3}, "injects is 3; allowed is a list of tables, each opened by [[injects]]"),
        ({"injects": [{"kind": "coup"}]}, "injects[0].kind is 'coup' without a date; allowed is either week or when"),
        (
            {"injects": [{"kind": "coup", "week": 3, "when": "week > 2"}]},
            "injects[0].when is given beside week 3; allowed is either week or when",
        ),
        (
            {"injects": [{"kind": "coup", "week": 312}]},
            "injects[0].week is 312; allowed is 0 to 311, the last week of the horizon",
        ),
        (
            {"injects": [{"kind": "coup", "when": "local_consnt < 3"}]},
            "injects[0].when is 'local_consnt < 3'; 'local_consnt' is no recorded column of numbers; did",
        ),
        (
            {"injects": [{"kind": "coup", "when": "phase == 1"}]},
            "injects[0].when is 'phase == 1'; 'phase' is no recorded",
        ),
        ({"injects": [{"kind": "coup", "when": "x"}]}, "injects[0].when is 'x'; allowed is a recorded column, one of"),
        (
            {"injects": [{"kind": "copu", "week": 3}]},
            "injects[0].kind is 'copu'; allowed is one of attack, scandal, coup",
        ),
        (
            {"injects": [{"kind": "coup", "week": 3, "sector": 4}]},
            "injects[0].sector is 4; allowed is a whole number from",
        ),
        ({"injects": [{"kind": "coup", "week": 3, "group": "x"}]}, "injects[0].group is 'x'; allowed is one of "),
        ({"country.idps": 50_000_000}, "country.idps is 50000000; allowed is at most the population"),
        ({"name": ""}, "name is ''; allowed is a text of 1 to 80 signs that can stand in a file name"),
        ({"name": "a/b"}, "name is 'a/b'; allowed is a text of 1 to 80 signs that can stand in a file name"),
        ({"": 3}, "'' is no name; allowed is a dotted name such as 'mission.troops'"),
        ({3: 3}, "3 is no name; allowed is a dotted name such as 'mission.troops'"),
        ({"a\nb": 3}, "unknown name 'a\\nb'"),
        ({"injects[0].week": 3}, "unknown name 'injects[0].week'"),
        ({"mission.mandated_tasks": "all"}, "mission.mandated_tasks is 'all'; allowed is a list of names"),
        ({"mission.mandated_tasks": [1]}, "mission.mandated_tasks[0] is 1; allowed is a text"),
        (
            {"mission.mandated_tasks": ["patrol", "mentor_polise"]},
            "mission.mandated_tasks names 'mentor_polise'; allowed is all, or some of patrol, separate_forces",
        ),
        ({"country.layers": 3}, "country.layers is 3; allowed is a table"),
        ({"mission": object()}, "mission is a object; allowed is a table with names such as troops, police"),
    ],
)
def test_wrong_changes_are_refused_in_one_sentence(accord, changes, text):
    assert refusal(accord.with_changes, changes).startswith(text)


def test_a_misspelt_task_of_the_mandate_is_named_with_the_nearest(accord):
    said = refusal(accord.with_changes, {"mission.mandated_tasks": ["all", "mentor_polise"]})
    assert said.endswith("; did you mean 'mentor_police'?")


def test_armed_groups_must_exist_and_fit(accord):
    key = next(iter(accord.armed_groups))
    typo = key[:-1]
    assert refusal(accord.with_changes, {f"armed_groups.{typo}.fighters": 3}) == (
        f"unknown name 'armed_groups.{typo}.fighters'; did you mean 'armed_groups.{key}.fighters'?"
    )
    assert refusal(accord.with_changes, {f"armed_groups.{key}.home_sectors": [1, 4]}) == (
        f"armed_groups.{key}.home_sectors[1] is 4; allowed is a whole number from 0 to 3"
    )
    assert "at least one sector" in refusal(accord.with_changes, {f"armed_groups.{key}.home_sectors": []})
    most = accord.country.n_identity_groups
    assert refusal(accord.with_changes, {f"armed_groups.{key}.identity_group": 11}) == (
        f"armed_groups.{key}.identity_group is 11; allowed is 0 to {most - 1}, since"
        f" country.n_identity_groups is {most}"
    )
    many = {f"armed_groups.g{i}": {"kind": "militia", "fighters": 1} for i in range(9)}
    assert "allowed is 1 to 8" in refusal(accord.with_changes, many)


def test_changes_that_are_no_table_are_refused(accord):
    for wrong in (None, [("mission.troops", 3)], "mission.troops=3"):
        assert "names with values" in refusal(accord.with_changes, wrong)
        assert "names with values" in refusal(accord.with_choices, wrong)


# --- files ---


def test_a_file_starts_from_its_base_and_says_what_differs(write, accord):
    path = write('base = "post_accord"\n[mission]\ntroops = 9000\n[posture]\nuse_of_force = 1\n')
    scenario = load_scenario(path)
    assert scenario.name == "mine"
    assert scenario.base == "post_accord"
    assert scenario.mission.troops == 9000
    assert scenario.hash == accord.with_changes({"mission.troops": 9000, "posture.use_of_force": 1.0}).hash


def test_a_base_may_be_a_file_beside_it_and_have_a_base_itself(write):
    write("horizon_weeks = 99\n" + GROUP, "first.toml")
    write('base = "first.toml"\n[[injects]]\nkind = "coup"\nweek = 7\n', "second.toml")
    third = load_scenario(write('base = "second.toml"\n[armed_groups.reds]\narms = 1\n', "third.toml"))
    assert (third.horizon_weeks, third.injects[0].week) == (99, 7)
    assert (third.armed_groups["reds"].fighters, third.armed_groups["reds"].arms) == (900, 1.0)
    none = load_scenario(write('base = "second.toml"\ninjects = []\n', "fourth.toml"))
    assert none.injects == ()


def test_mistakes_are_shown_in_the_file_in_which_they_stand(write):
    parent = write("horizon_weeks = 99\n[mission]\n\ntroops = -3\n" + GROUP, "parent.toml")
    child = write('base = "parent.toml"\n[mission]\npolice = 3\n', "child.toml")
    assert refusal(load_scenario, child).endswith(f"({parent}, line 4)")
    fixed = write('base = "parent.toml"\n[mission]\ntroops = 3\n[peace]\nagreement = 1\n', "fixed.toml")
    assert refusal(load_scenario, fixed).endswith(f"({fixed}, line 5)")


@pytest.mark.parametrize(
    ("text", "match", "line"),
    [
        ("[mission]\ntrops = 3\n", "unknown name 'mission.trops'; did you mean 'mission.troops'?", 2),
        ("[misson]\ntroops = 3\n", "unknown name 'misson'; did you mean 'mission'?", 1),
        ("\nhorizon_wekes = 3\n", "unknown name 'horizon_wekes'; did you mean 'horizon_weeks'?", 2),
        ("horizon_weeks = 3.0\n", "horizon_weeks is 3.0; allowed is a whole number from 1 to 1040 (weeks)", 1),
        ("[integration]\n\nstructure = 'in'\n", "integration.structure is 'in'; allowed is one of two_feet_out", 3),
        ("integration = 3\n", "integration is 3; allowed is a table with names such as structure", 1),
        ("[choices]\nintegration = 3\n", "integration is 3; allowed is a table", 2),
        (
            "[integration]\ntriple_hat = true\n[choices.integration]\ntriple_hat = true\n",
            "integration.triple_hat is given twice, also as choices.integration.triple_hat",
            2,
        ),
        ("[mission]\ntroops = 2020-01-01\n", "mission.troops is a date; allowed is a whole number", 2),
        ("[mission]\ntroops = [3]\n", "mission.troops is a list with 3; allowed is a whole number", 2),
        ("[mission.troops]\nx = 3\n", "mission.troops is a table; allowed is a whole number", 1),
        ("[country]\nneed = nan\n", "country.need is nan; allowed is a number from 0 to 1 (share)", 2),
        (f"[country]\nneed = 0x{'f' * 5000}\n", "country.need is a number of about 6021 digits", 2),
        (
            "[[injects]]\nkind = 'coup'\nweek = 3\n[[injects]]\n\nkind = 'coup'\nweek = 900\n",
            "injects[1].week is 900",
            7,
        ),
        ("[[injects]]\nkind = 'coup'\nweek = 3\n[[injects]]\nkind = 'coup'\n", "injects[1].kind is 'coup' without", 5),
        ("[[injects]]\nweek = 3\n", "injects[0].kind is missing; allowed is one of attack", 1),
        ("[injects]\nweek = 3\n", "injects is a table; allowed is a list of tables", 1),
        (
            "injects = [\n {kind = 'coup', week = 1},\n {kind = 'coup', wek = 1},\n]\n",
            "unknown name 'injects[1].wek'",
            3,
        ),
        ("[armed_groups.blues]\nfighters = 3\n", "armed_groups.blues.kind is missing; allowed is one of", 1),
        ("[armed_groups]\nblues = 3\n", "armed_groups.blues is 3; allowed is a table with names such as label", 2),
        ("[country]\nidps = 4_000_001\npopulation = 4_000_000\n", "country.idps is 4000001; allowed is at most", 2),
        ("base = 3\n", "base is 3; allowed is a shipped name or a file", 1),
        ("base = 'post_acord'\n", "base is 'post_acord': unknown scenario 'post_acord'; shipped are", 1),
        ("base = 'mine.toml'\n", "base is 'mine.toml', which leads back to itself; allowed is no circle", 1),
        ("base = 'no.toml'\n", "base is 'no.toml': there is no file", 1),
        ("base = '..'\n", "base is '..': ", 1),
    ],
)
def test_wrong_files_are_refused_with_file_and_line(write, text, match, line):
    path = write(text + ("" if "armed_groups" in text else GROUP))
    told = refusal(load_scenario, path)
    assert told.startswith(match)
    assert told.endswith(f"({path}, line {line})")


def test_circles_of_bases_are_found(write):
    write('base = "b.toml"\n', "a.toml")
    write('\nbase = "c.toml"\n', "b.toml")
    last = write('\n\nbase = "a.toml"\n', "c.toml")
    path = last.with_name("a.toml")
    assert refusal(load_scenario, path) == (
        f"base is 'a.toml', which leads back to itself; allowed is no circle ({last}, line 3)"
    )


def test_a_scenario_without_armed_groups_is_refused(write):
    path = write("horizon_weeks = 3\n")
    said = f"armed_groups is missing; allowed is a table of tables ({path})"
    assert refusal(load_scenario, path) == f'{said}; or name a base, for example base = "post_accord"'


def test_shipped_names_win_over_files_in_the_working_directory(write, monkeypatch, tmp_path):
    write("horizon_weeks = 3\n", "post_accord")
    monkeypatch.chdir(tmp_path)
    assert load_scenario("post_accord").horizon_weeks == 312
    assert load_scenario(SHIPPED / "post_accord.toml").hash == load_scenario("post_accord").hash


def test_layers_of_a_file_are_looked_for_beside_it(write, tmp_path):
    path = write(GROUP + '[country.layers]\nresidents = "maps/residents.csv"\n')
    assert load_scenario(path).country.layers == {"residents": str(tmp_path.resolve() / "maps" / "residents.csv")}


# --- injects ---


def test_conditions_are_read_and_hold():
    condition = parse_condition("local_consent <= 0.4 and week > 10")
    assert condition.tests == (("local_consent", "<=", 0.4), ("week", ">", 10.0))
    assert condition.holds({"local_consent": 0.4, "week": 11, "phase": "operation"})
    assert not condition.holds({"local_consent": 0.41, "week": 11})
    assert not condition.holds({"local_consent": np.float64(0.4), "week": 10})
    for sign, truth in {"<": False, "<=": True, ">": False, ">=": True, "==": True, "!=": False}.items():
        assert parse_condition(f"troops {sign} 1e3").holds({"troops": 1000}) is truth


def test_injects_are_due_at_their_week_or_after_their_condition():
    dated = Inject(kind="coup", week=5)
    assert [week for week in range(8) if dated.is_due(week, None)] == [5]
    conditional = Inject(kind="coup", when="acceptance < 0.5")
    assert not conditional.is_due(0, None)
    assert conditional.is_due(3, {"acceptance": 0.49})
    assert not conditional.is_due(3, {"acceptance": 0.5})


@pytest.mark.parametrize(
    "text", ["", "week", "week < ", "week < nan", "week <> 3", "week < 3 and", "3 < week", "week=3"]
)
def test_conditions_that_are_none_are_refused(text):
    with pytest.raises(ScenarioError, match="allowed is a recorded column"):
        parse_condition(text)
