"""Plans: what every design comes to, the same seeds everywhere, and clean sentences for what cannot be carried out."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

import peaceops as po
from peaceops.experiments.differences import changes_between
from peaceops.experiments.factorial import MOST_TWO_LEVEL, aliased_pairs, resolution, two_level
from peaceops.experiments.factors import Factor
from peaceops.experiments.plan import Plan, load_plan, shipped_plans
from peaceops.experiments.plan_size import size_of
from peaceops.experiments.twins import seeds_from
from peaceops.model.errors import PeaceopsError, PlanError

SMALL = {"scenario": "post_accord", "replicates": 3, "seed": 5, "horizon_weeks": 6}
LEVER, FACT = "coordination.joc", "country.grievance"
COASTS = ["any", "none", "north", "east", "south"]
MANY = [FACT, LEVER, "country.need", "host.abuse", "country.violence"]


def plan(**tables):
    return Plan.from_dict({"experiment": {**SMALL, **tables.pop("experiment", {})}, **tables})


# Designs --------------------------------------------------------------------------------------------------------------


def test_a_plan_in_which_nothing_varies_is_legal():
    one = plan()
    assert (one.designs, one.base, one.kind) == (("as it is",), "as it is", "full")
    assert [run.seed for run in one.runs()] == seeds_from(5, 3)
    assert one.runs()[0].changes == {"horizon_weeks": 6}


def test_full_crosses_all_levels_and_names_designs_by_levers():
    one = plan(factors={LEVER: [0.0, 8.0], FACT: {"low": 0.2, "high": 0.8, "levels": 3}})
    assert one.designs == ("joc=0", "joc=8")
    assert len(one.runs()) == 2 * 3 * 3
    assert {run.factors[FACT] for run in one.runs()} == {0.2, 0.5, 0.8}
    assert [factor.name for factor in one.levers] == [LEVER]
    assert [factor.name for factor in one.uncertainties] == [FACT]


def test_designs_meet_the_same_worlds_with_the_same_seeds():
    designs = {"alone": {"preset": "stovepipes"}, "together": {"preset": "fully_integrated"}}
    one = plan(designs=designs, design={"kind": "compare", "samples": 7}, factors={FACT: {"low": 0.1, "high": 0.9}})
    met = {name: [(r.factors[FACT], r.seed) for r in one.runs() if r.design == name] for name in one.designs}
    assert met["alone"] == met["together"]
    assert len({world for world, _ in met["alone"]}) == 7
    assert len({seed for _, seed in met["alone"]}) == 7 * 3  # a drawn world has seeds of its own
    assert {run.preset for run in one.runs()} == {"stovepipes", "fully_integrated"}


def test_named_worlds_and_points_of_an_index_share_their_seeds():
    named = plan(factors={FACT: [0.2, 0.8], LEVER: [0.0, 4.0]})
    listed = plan(points=[{FACT: 0.2}, {FACT: 0.8}])
    ranges = {FACT: {"low": 0.0, "high": 1.0}, LEVER: {"low": 0, "high": 20}}
    morris = plan(design={"kind": "morris", "trajectories": 4}, factors=ranges)
    chosen = plan(design={"kind": "latin_hypercube", "samples": 4}, factors={LEVER: ranges[LEVER]})
    for one in (named, listed, morris, chosen):
        assert {run.seed for run in one.runs()} == set(seeds_from(5, 3))


def test_a_hypercube_fills_every_part_of_each_range_once_and_crosses_levels_of_levers():
    factors = {LEVER: [0.0, 4.0], FACT: {"low": 0.0, "high": 1.0}}
    one = plan(design={"kind": "latin_hypercube", "samples": 10}, factors=factors)
    for name in one.designs:
        values = sorted(run.factors[FACT] for run in one.runs() if run.design == name and run.replicate == 0)
        assert [int(value * 10) for value in values] == list(range(10))


def test_sobol_and_morris_have_the_layout_that_their_indices_need():
    ranges = {FACT: {"low": 0.0, "high": 1.0}, "country.need": {"low": 0.1, "high": 0.6}, LEVER: {"low": 0, "high": 20}}
    assert len(plan(design={"kind": "sobol", "samples": 8}, factors=ranges).settings()) == 8 * (3 + 2)
    both = plan(design={"kind": "sobol", "samples": 8, "second_order": True}, factors=ranges)
    assert len(both.settings()) == 8 * (2 * 3 + 2)
    paths = plan(design={"kind": "morris", "trajectories": 5}, factors=ranges).settings()
    assert len(paths) == 5 * (3 + 1)
    for start in range(0, len(paths), 4):
        for one, two in zip(paths[start : start + 3], paths[start + 1 : start + 4], strict=True):
            assert sum(one[name] != two[name] for name in ranges) == 1


def test_one_at_a_time_starts_from_the_scenario_and_moves_one_factor():
    one = plan(design={"kind": "one_at_a_time"}, factors={LEVER: [0.0, 30.0], FACT: {"low": 0.2, "high": 0.8}})
    start, *others = one.settings()
    assert start[FACT] == po.load_scenario("post_accord").country.grievance
    assert all(sum(other[name] != start[name] for name in start) == 1 for other in others)
    assert len(others) == 4


def test_one_at_a_time_starts_with_the_preset_and_the_changes_put_in():
    start = {"preset": "stovepipes", "changes": {FACT: 0.9}}
    one = plan(experiment=start, design={"kind": "one_at_a_time"}, factors={LEVER: [5.0], "country.need": [0.2]})
    assert one.settings()[0][LEVER] == 0.0  # stovepipes have no joint operations centre
    assert {run.changes[FACT] for run in one.runs()} == {0.9}
    assert {run.preset for run in one.runs()} == {"stovepipes"}


@pytest.mark.parametrize("n", range(2, 9))
def test_trajectories_meet_every_category_and_a_step_of_a_category_is_a_change(n):
    levels = [5.0 * i / n for i in range(n)]
    one = plan(design={"kind": "morris", "trajectories": 40}, factors={LEVER: levels, FACT: {"low": 0.1, "high": 0.9}})
    rows = one.settings()
    assert {row[LEVER] for row in rows} == set(levels)
    for start in range(0, len(rows), 3):
        path = rows[start : start + 3]
        moved = [sum(a[name] != b[name] for name in (LEVER, FACT)) for a, b in pairwise(path)]
        assert moved == [1, 1]


def test_a_hypercube_gives_categories_switches_and_whole_numbers_equal_shares():
    factors = {"country.coast": COASTS, "country.camps": {"low": 0, "high": 4}, FACT: {"low": 0.0, "high": 1.0}}
    one = plan(design={"kind": "latin_hypercube", "samples": 20}, factors=factors)
    for name in ("country.coast", "country.camps"):
        met = [setting[name] for setting in one.settings()]
        assert len(set(met)) == 5
        assert all(met.count(value) == 4 for value in set(met))


def test_what_the_registry_calls_a_choice_is_a_lever_also_within_a_named_factor():
    sets = {"few": {LEVER: 0.0, "coordination.jmac": 0.0}, "many": {LEVER: 20.0, "coordination.jmac": 8.0}}
    one = plan(factors={"bodies": {"levels": sets}, FACT: [0.1, 0.2]})
    assert (one.factors["bodies"].lever, one.factors[FACT].lever) == (True, False)
    assert one.designs == ("bodies=few", "bodies=many")
    assert one.runs()[0].factors == {"bodies": "few", FACT: 0.1}
    assert one.runs()[-1].changes == {**sets["many"], FACT: 0.2, "horizon_weeks": 6}
    with pytest.raises(PlanError, match=r"a choice, together with country\.grievance, a fact"):
        plan(factors={"both": {"levels": {"a": {LEVER: 0.0, FACT: 0.1}}}})


def test_points_of_a_list_are_played_as_given():
    rows = [{"name": "quiet", LEVER: 0.0, FACT: 0.2}, {"name": "loud", LEVER: 20.0, FACT: 0.2}]
    one = plan(points=rows)
    assert (one.kind, one.designs) == ("list", ("quiet", "loud"))
    assert one.runs()[-1].changes == {LEVER: 20.0, FACT: 0.2, "horizon_weeks": 6}


def test_several_scenarios_have_points_of_their_own():
    one = plan(experiment={"scenario": ["post_accord", "contested"]}, factors={LEVER: [0.0, 4.0]})
    assert len({run.point for run in one.runs()}) == 4
    assert {run.scenario for run in one.runs()} == {"post_accord", "contested"}


@pytest.mark.parametrize("n", range(1, MOST_TWO_LEVEL + 1))
def test_a_fraction_is_balanced_and_mixes_no_main_effect_up_with_a_pair(n):
    signs = two_level(n)
    assert (signs[0] == -1).all()
    assert n < 4 or resolution(signs) >= 4
    assert (signs.sum(axis=0) == 0).all()
    for one, two in combinations(range(n), 2):
        assert int((signs[:, one] * signs[:, two]).sum()) == 0
    for group in aliased_pairs(signs, [str(i) for i in range(n)]):
        columns = [signs[:, int(a)] * signs[:, int(b)] for a, b in group]
        assert all(abs(int((columns[0] * column).sum())) == len(signs) for column in columns)


def test_the_shipped_factorial_has_resolution_four():
    one = load_plan("which_part")
    signs = np.array([[1 if setting[f.name] == f.levels[1] else -1 for f in one.levers] for setting in one.settings()])
    assert signs.shape == (32, 12)
    assert resolution(signs) == one.resolution == 4
    pairs = [pair for group in one.aliased_pairs for pair in group]
    assert len(pairs) == len(set(pairs)) == 66  # every pair has company
    ends = {frozenset(setting.items()) for setting in one.settings()}
    assert {frozenset((f.name, f.levels[end]) for f in one.levers) for end in (0, 1)} <= ends  # all off, and all on


def test_the_shipped_factorial_switches_every_part_in_which_the_extremes_of_integration_differ():
    """What stovepipes and fully_integrated have in different ways is a part, alone or among the joint bodies."""
    one = load_plan("which_part")
    alone = {factor.name for factor in one.levers if not factor.sets}
    bodies = set(one.factors["joint_bodies"].sets["many"])
    apart, together = (po.load_scenario("post_accord").with_preset(name) for name in ("stovepipes", "fully_integrated"))
    differ = {change.name for change in changes_between(apart, together)}
    assert differ == alone | bodies
    assert one.factors["joint_bodies"].sets["few"].keys() == bodies


# The same every time --------------------------------------------------------------------------------------------------


def test_more_replicates_change_no_seed_of_the_earlier_ones():
    few, many = (plan(experiment={"replicates": k}, factors={LEVER: [0.0, 4.0]}).runs() for k in (2, 5))
    assert {run.seed for run in few} < {run.seed for run in many}
    assert [run.seed for run in many if run.replicate < 2] == [run.seed for run in few]
    assert len({run.seed for run in many}) == 5


def test_a_drawn_world_keeps_its_seeds_whatever_the_number_of_replicates_and_in_every_scenario():
    ranges = {FACT: {"low": 0.0, "high": 1.0}}
    both, drawn = {"scenario": ["post_accord", "contested"]}, {"kind": "latin_hypercube", "samples": 4}
    few, many = (plan(experiment={**both, "replicates": k}, design=drawn, factors=ranges).runs() for k in (2, 5))
    seeds = {(run.scenario, run.point % 4, run.replicate): run.seed for run in many}
    assert all(seeds[run.scenario, run.point % 4, run.replicate] == run.seed for run in few)
    assert all(seeds["contested", world, i] == seeds["post_accord", world, i] for _, world, i in seeds)
    assert len(set(seeds.values())) == 4 * 5


@pytest.mark.parametrize("name", shipped_plans())
def test_a_shipped_plan_can_be_carried_out_and_rebuilt(name):
    one = load_plan(name)
    assert one.title.strip()
    assert one.question.endswith("?")
    again = Plan.from_dict(one.as_dict())
    assert again.runs() == one.runs()
    assert (again.designs, again.base, again.outcomes) == (one.designs, one.base, one.outcomes)
    size = size_of(one)
    assert size.runs == len(one.runs()) == size.scenarios * size.settings * size.replicates
    assert 0 < size.megabytes < 100


@given(place=st.floats(0.0, 1.0), kind=st.sampled_from(["uniform", "loguniform", "triangular", "normal"]))
def test_a_place_in_the_unit_interval_becomes_a_value_within_the_range(place, kind):
    shape = {"triangular": {"mode": 3.0}, "normal": {"mean": 4.0, "sd": 2.0}}.get(kind, {})
    one = Factor("x", False, "float", None, 1.0, 9.0, kind, shape)
    assert 1.0 <= one.value_at(place) <= 9.0
    assert one.value_at(0.0) <= one.value_at(place) <= one.value_at(1.0)


@given(place=st.floats(0.0, 1.0, exclude_max=True))
def test_whole_numbers_levels_and_switches_have_equal_parts(place):
    assert Factor("x", False, "int", None, 3, 6, "uniform").value_at(place) == 3 + int(place * 4)
    assert Factor("x", True, "bool", (False, True)).value_at(place) == (place >= 0.5)


# Stopping -------------------------------------------------------------------------------------------------------------


def test_a_stopping_rule_freezes_runs_up_to_its_budget():
    stop = {"width": 5.0, "budget": 40, "first": 10}
    one = plan(factors={LEVER: [0.0, 4.0]}, experiment={"outcomes": ["civilian_deaths"]}, stop=stop)
    assert (one.stop.design, one.stop.base, one.replicates) == ("joc=4", "joc=0", 40)
    assert len(one.runs()) == 80
    share = plan(factors={LEVER: [0.0, 4.0]}, stop={"outcome": "civilian_deaths", "relative_width": 0.1, "budget": 40})
    assert (share.stop.width, share.stop.relative) == (0.1, True)


# What cannot be carried out -------------------------------------------------------------------------------------------

WRONG = [
    ({}, "the plan is empty"),
    ({"experiment": {}}, "experiment.scenario is missing"),
    ({"experiment": {"scenario": "post_acord"}}, "post_accord"),
    ({"experimnt": SMALL}, "unknown name 'experimnt'"),
    ({"experiment": {**SMALL, "replicates": 0}}, "experiment.replicates is 0; allowed is a whole number from 1"),
    ({"experiment": {**SMALL, "outcomes": ["civilan_deaths"]}}, "did you mean 'civilian_deaths'"),
    ({"experiment": {**SMALL, "columns": ["local_consnt"]}}, "did you mean 'local_consent'"),
    ({"experiment": SMALL, "factors": {"coordination.jok": [1.0]}}, "coordination.joc"),
    ({"experiment": SMALL, "factors": {LEVER: [1.0, 99.0]}}, "coordination.joc is 99.0; allowed"),
    ({"experiment": SMALL, "factors": {LEVER: 3.0}}, "allowed is a list of levels or a range"),
    ({"experiment": SMALL, "factors": {FACT: {"low": 0.5, "high": 0.2}}}, "low below high"),
    ({"experiment": SMALL, "factors": {FACT: {"low": 0.1, "high": 0.2}}}, "needs levels"),
    ({"experiment": SMALL, "factors": {"horizon_weeks": [4, 5]}}, "horizon_weeks cannot be a factor: totals"),
    ({"experiment": SMALL, "factors": {"preset": ["firewall"]}}, "preset cannot be a factor: give designs names"),
    ({"experiment": SMALL, "factors": {"scenario": ["contested"]}}, "give experiment.scenario a list"),
    ({"experiment": SMALL, "designs": {"a": {"changes": {"horizon_weeks": 9}}}}, "is the same for all designs"),
    ({"scenario": "contested", "replicates": 3}, "scenario stands outside of any table; allowed is below [experiment]"),
    ({"experiment": {**SMALL, "changes": {LEVER: 1.0}}, "factors": {LEVER: [0.0]}}, "fixed under experiment.changes"),
    ({"experiment": SMALL, "design": {"kind": "compare"}}, "nothing to compare"),
    ({"experiment": SMALL, "design": {"kind": "sobol", "samples": 7}, "factors": {FACT: {}}}, "a power of two"),
    ({"experiment": SMALL, "design": {"kind": "lattin"}}, "design.kind is 'lattin'; allowed is one of compare"),
    ({"experiment": SMALL, "designs": {"a": {"preset": "firewal"}}}, "did you mean 'firewall'"),
    ({"experiment": SMALL, "designs": {"a": {"changes": {FACT: 0.3}}}}, "is a fact about the world"),
    ({"experiment": SMALL, "points": [{LEVER: 1.0}], "factors": {FACT: [0.2]}}, "is a factor, and a list says all"),
    ({"experiment": SMALL, "points": [{LEVER: 1.0}, {FACT: 0.2}]}, "says nothing of"),
    ({"experiment": {**SMALL, "replicates": 100_000}, "factors": {LEVER: [*map(float, range(30))]}}, "most 1,000,000"),
    ({"experiment": SMALL, "design": {"kind": "sobol", "samples": 65_536}, "factors": {name: {} for name in MANY}},
     "the plan comes to 1,376,256 runs"),
    ({"experiment": SMALL, "points": [{LEVER: 1.0}, {LEVER: 1.0}]}, "points 1 and 2 are both of the design 'joc=1'"),
    ({"experiment": SMALL, "points": [{"name": "a", LEVER: 1.0}, {"name": "a", LEVER: 2.0}]}, "names of their own"),
    ({"experiment": SMALL, "design": {"kind": "compare", "samples": 9}, "designs": {"a": {}, "b": {}},
      "factors": {"country.coast": ["any", "none"]}}, "too few combinations for 9 samples"),
    ({"experiment": SMALL, "designs": {5: {}}}, "5 is no name for a design"),
    ({"experiment": SMALL, "design": {"kind": "morris", "levels": 4}, "factors": {"country.coast": COASTS}},
     "an even number from 6 up, since country.coast has 5 levels"),
    ({"experiment": SMALL, "design": {"kind": "one_at_a_time"}, "factors": {"armed_groups.nobody.fighters": [5]}},
     "unknown name 'armed_groups.nobody.fighters'"),
    ({"experiment": SMALL, "stop": {"width": 1.0}}, "the plan has one"),
    ({"experiment": SMALL, "factors": {LEVER: [0.0, 1.0]}, "stop": {"width": 1, "relative_width": 1}}, "both given"),
    ({"experiment": SMALL, "factors": {LEVER: [0.0, 1.0]}, "stop": {}}, "stop.width is None; allowed is a number"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "said"), WRONG, ids=[said[:40] for _, said in WRONG])
def test_what_cannot_be_carried_out_is_refused_in_a_sentence(values, said):
    with pytest.raises(PeaceopsError) as refused:
        Plan.from_dict(values)
    text = str(refused.value)
    assert said in text
    assert "\n" not in text


def test_the_sentence_names_file_and_line(tmp_path):
    file = tmp_path / "study.toml"
    rows = ["[experiment]", 'scenario = "post_accord"', "replicates = 2", "", "[factors]", f'"{LEVER}" = [0.0, 99.0]']
    file.write_text("\n".join(rows))
    with pytest.raises(PlanError, match=r"study\.toml, line 6"):
        load_plan(file)


def test_an_unknown_plan_is_answered_with_the_nearest():
    with pytest.raises(PlanError, match="did you mean 'exit_timing'"):
        load_plan("exit_timming")


MUTANTS = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 200) | st.floats(allow_nan=True) | st.text(max_size=8)
    | st.sampled_from(["post_accord", "full", "morris", "compare", "two_feet_in", "firewall", "civilian_deaths"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3), max_leaves=5,
)  # fmt: skip
START = {
    "experiment": {
        **SMALL, "outcomes": ["civilian_deaths"], "columns": ["local_consent"], "changes": {"mission.troops": 5000},
    },
    "design": {"kind": "compare", "base": "a", "samples": 2},
    "designs": {"a": {"preset": "stovepipes"}, "b": {"changes": {LEVER: 4.0}}},
    "factors": {FACT: {"low": 0.2, "high": 0.8, "distribution": "uniform"}},
}  # fmt: skip


def paths(values, above=()):
    for key, value in values.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from paths(value, (*above, key))


def mutated(path, value, *, rename):
    """Return the start with one value put in, or one key renamed."""

    def walk(values, rest):
        key, *more = rest
        if more:
            return {**values, key: walk(values[key], more)}
        if rename is None:
            return {**values, key: value}
        return {(rename if name == key else name): inner for name, inner in values.items()}

    return walk(START, list(path))


@settings(deadline=None)
@given(path=st.sampled_from(list(paths(START))), value=MUTANTS, rename=st.none() | st.text(max_size=10))
def test_a_mutated_plan_is_a_plan_or_a_clean_sentence(path, value, rename):
    try:
        one = Plan.from_dict(mutated(path, value, rename=rename))
    except PeaceopsError as refused:
        text = str(refused)
        assert text
        assert "\n" not in text
        assert "Traceback" not in text
    else:
        assert one.runs()
        assert Plan.from_dict(one.as_dict()).runs() == one.runs()


def test_a_plan_written_as_toml_is_read_as_the_same(tmp_path):
    one = Plan.from_dict(START)
    (tmp_path / "again.toml").write_text(tomli_w.dumps(one.as_dict()))
    assert load_plan(tmp_path / "again.toml").runs() == one.runs()


def test_designs_that_differ_in_one_choice_are_named_after_it():
    bodies = {f"coordination.{name}": [0.0, 8.0] for name in ("joc", "jmac", "clusters", "cmoc", "donor_group")}
    one = plan(design={"kind": "one_at_a_time"}, factors={**bodies, "country.need": [0.2, 0.3]})
    assert one.designs[:3] == ("as it is", "joc=0", "joc=8")
    assert one.base == "as it is"
    assert len(one.designs) == 11, "a fact of the world makes another world and no design"
