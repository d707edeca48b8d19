"""Sensitivity indices against functions whose indices are known, with luck, failures and categories in them."""

from __future__ import annotations

import numpy as np
import pytest
from made_batches import MadeFactor, MadePlan, sampled_summary, summary_of
from SALib.analyze import pawn as salib_pawn
from SALib.sample import latin
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from SALib.test_functions import Ishigami, Sobol_G

from peaceops.experiments.importance import importance
from peaceops.experiments.screening import morris_indices, sampled_points, sobol_indices, world_points
from peaceops.experiments.sensitivity import sensitivity
from peaceops.model.errors import PlanError

PI = np.pi


def plan_of(names, low=0.0, high=1.0, **kinds):
    return MadePlan(factors={name: kinds.get(name, MadeFactor(low=low, high=high)) for name in names})


def problem(names, low=0.0, high=1.0):
    return {"num_vars": len(names), "names": list(names), "bounds": [[low, high]] * len(names)}


def ishigami(n=1024, second=False):
    names = ("x1", "x2", "x3")
    points = sobol_sample.sample(problem(names, -PI, PI), n, calc_second_order=second, seed=1)
    return points, sampled_summary(points, names, Ishigami.evaluate(points)), plan_of(names, -PI, PI)


def test_sobol_indices_of_ishigami_are_those_on_paper():
    points, made, plan = ishigami(second=True)
    found = sobol_indices(sampled_points(made, plan, "civilian_deaths", len(points)), second_order=True)
    table = found.table.set_index("factor")
    truth = {"x1": (0.314, 0.558), "x2": (0.442, 0.442), "x3": (0.0, 0.244)}
    for name, (first, total) in truth.items():
        assert table.loc[name, "S1"] == pytest.approx(first, abs=0.03)
        assert table.loc[name, "ST"] == pytest.approx(total, abs=0.03)
        assert table.loc[name, "S1_low"] < first < table.loc[name, "S1_high"]
        assert table.loc[name, "ST_low"] < total < table.loc[name, "ST_high"]
    best = found.pairs.iloc[0]
    assert {best["one"], best["two"]} == {"x1", "x3"}
    assert best["low"] < 0.244 < best["high"]
    assert (found.used, found.planned) == (1024, 1024)


def test_morris_sorts_the_g_function_and_finds_its_interactions():
    names = tuple(f"x{i}" for i in range(6))
    points = morris_sample.sample(problem(names), 60, num_levels=4, seed=2)
    a = np.array([0.0, 0.5, 3.0, 9.0, 99.0, 99.0])
    made = sampled_summary(points, names, Sobol_G.evaluate(points, a=a))
    found = morris_indices(sampled_points(made, plan_of(names), "civilian_deaths"))
    assert list(found.table["factor"])[:4] == ["x0", "x1", "x2", "x3"]
    table = found.table.set_index("factor")
    assert (table["mu_star_low"] <= table["mu_star"]).all()
    assert table.loc["x0", "sigma"] > 0.3  # its effect depends on the others
    assert table.loc["x5", "mu_star"] < 0.05


def test_morris_of_a_line_has_its_slopes_exactly():
    names = ("x0", "x1", "x2")
    points = morris_sample.sample(problem(names), 10, num_levels=4, seed=2)
    line = points @ np.array([3.0, -2.0, 0.0]) + 7.0
    made = sampled_summary(points, names, np.stack([line, line], axis=1))
    table = morris_indices(sampled_points(made, plan_of(names), "civilian_deaths")).table.set_index("factor")
    assert table["mu"].to_dict() == pytest.approx({"x0": 3.0, "x1": -2.0, "x2": 0.0})
    assert table["sigma"].to_numpy() == pytest.approx(0.0, abs=1e-9)
    assert table["verdict"].to_dict() == {"x0": "matters", "x1": "matters", "x2": "not above luck"}


def test_categories_are_stepped_by_level():
    """Levels weak, fair, strong give 0, 4 and 4: some steps of this grid move by 4, others do not."""
    names = ("x0", "kind")
    points = morris_sample.sample(problem(names), 40, num_levels=4, seed=3)
    level = np.minimum((points[:, 1] * 3).astype(int), 2)
    y = points[:, 0] + np.array([0.0, 4.0, 4.0])[level]
    made = sampled_summary(points, names, y)
    made["kind"] = np.array(["weak", "fair", "strong"])[level]
    plan = plan_of(names, kind=MadeFactor(levels=("weak", "fair", "strong")))
    sample = sampled_points(made, plan, "civilian_deaths")
    assert sample.categories == {"kind": ("weak", "fair", "strong")}
    found = morris_indices(sample)
    row = found.table.set_index("factor").loc["kind"]
    steps = [i + j for i in range(0, len(points), 3) for j in (0, 1) if points[i + j, 1] != points[i + j + 1, 1]]
    effects = [abs(y[i + 1] - y[i]) / (2 / 3) for i in steps]
    assert row["mu_star"] == pytest.approx(np.mean(effects))
    assert (row["kind"], row["mu"]) == ("category", pytest.approx(row["mu_star"]))
    assert any("Categories are stepped" in note for note in found.notes)


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_failed_points_take_their_block_along_and_that_is_said(method):
    names = ("x1", "x2", "x3")
    if method == "sobol":
        points, made, plan = ishigami()
        whole = sobol_indices(sampled_points(made, plan, "civilian_deaths", len(points)))
    else:
        points = morris_sample.sample(problem(names), 40, seed=2)
        made, plan = sampled_summary(points, names, points @ np.array([3.0, -2.0, 0.0])), plan_of(names)
        whole = morris_indices(sampled_points(made, plan, "civilian_deaths", len(points)))
    lost = made[~made["point"].isin([7, 8, len(points) - 1])]
    sample = sampled_points(lost, plan, "civilian_deaths", len(points))
    found = (sobol_indices if method == "sobol" else morris_indices)(sample)
    size = 5 if method == "sobol" else 4
    gone = len({7 // size, 8 // size, (len(points) - 1) // size})
    assert (found.used, found.planned) == (whole.planned - gone, whole.planned)
    assert any("3 of" in note and "have no finished run" in note for note in found.notes)
    key = "ST" if method == "sobol" else "mu_star"
    one, two = (each.table.set_index("factor")[key].sort_index() for each in (found, whole))
    assert one.to_numpy() == pytest.approx(two.to_numpy(), abs=0.05)


def test_a_sample_that_lost_nearly_everything_is_refused():
    _, made, plan = ishigami(n=8)
    with pytest.raises(PlanError, match="1 of 8 blocks of 5 points are whole for civilian_deaths; at least 4"):
        sobol_indices(sampled_points(made[made["point"] < 8], plan, "civilian_deaths", 40))


def test_luck_gives_a_floor_that_a_factor_without_influence_stays_at():
    """Each run has luck of its own: mu* of the idle factor is what luck alone gives, and replicates tell how much."""
    names = ("x0", "idle")
    points = morris_sample.sample(problem(names), 200, seed=5)
    luck = np.random.default_rng(3).normal(0, 0.5, (len(points), 6))
    made = sampled_summary(points, names, 4 * points[:, :1] + luck)
    found = morris_indices(sampled_points(made, plan_of(names), "civilian_deaths"))
    table = found.table.set_index("factor")
    assert table.loc["idle", "mu_star"] == pytest.approx(table.loc["idle", "noise"], rel=0.2)
    truth = 0.5 * np.sqrt(2 / 6) / (2 / 3) * np.sqrt(2 / np.pi)
    assert table.loc["idle", "noise"] == pytest.approx(truth, rel=0.1)
    assert table["verdict"].to_dict() == {"x0": "matters", "idle": "not above luck"}
    mean_variance = np.var(4 * points[:, 0]) + 0.25 / 6
    assert found.noise_share == pytest.approx(0.25 / 6 / mean_variance, rel=0.15)


def test_luck_shared_by_a_pair_is_no_noise():
    names = ("x0", "idle")
    points = morris_sample.sample(problem(names), 20, seed=5)
    shared = np.random.default_rng(3).normal(0, 5.0, (1, 6))
    made = sampled_summary(points, names, points[:, :1] + shared)
    table = morris_indices(sampled_points(made, plan_of(names), "civilian_deaths")).table.set_index("factor")
    assert table.loc["idle", ["mu_star", "noise"]].to_numpy() == pytest.approx(0.0, abs=1e-9)


def test_an_outcome_that_never_moves_has_no_shares():
    points, made, plan = ishigami(n=16)
    found = sobol_indices(sampled_points(made.assign(civilian_deaths=3.0), plan, "civilian_deaths", len(points)))
    assert (found.table[["S1", "ST"]].to_numpy() == 0).all()
    assert any("the same at every point" in note for note in found.notes)


def test_indices_are_the_same_every_time():
    points, made, plan = ishigami(n=64)
    one, two = (sobol_indices(sampled_points(made, plan, "civilian_deaths", len(points)), seed=0) for _ in range(2))
    assert one.table.equals(two.table)


def latin_case(n=300):
    names = ("up", "bow", "idle", "kind")
    x = latin.sample(problem(names), n, seed=4)
    level = (x[:, 3] * 3).astype(int)
    y = 3 * x[:, 0] + 12 * (x[:, 1] - 0.5) ** 2 + np.array([0.0, 0.0, 2.0])[level]
    y = y + np.random.default_rng(1).normal(0, 0.3, n)
    made = sampled_summary(x, names, y)
    made["kind"] = np.array(["p", "q", "r"])[level]
    return x, y, made, plan_of(names, kind=MadeFactor(levels=("p", "q", "r")))


def test_importance_finds_what_rises_what_bows_and_what_is_idle():
    _, _, made, plan = latin_case()
    table = importance(sampled_points(made, plan, "civilian_deaths")).table.set_index("factor")
    assert table["verdict"].to_dict() == {
        "up": "matters", "bow": "matters", "kind": "matters", "idle": "not above luck",
    }  # fmt: skip
    assert table.loc["up", "low"] > 0.3
    assert table.loc["bow", "low"] < 0 < table.loc["bow", "high"]  # no direction, and yet it matters
    assert np.isnan(table.loc["kind", "direction"])
    assert (table["pawn_low"] <= table["pawn"]).all()
    assert (table["pawn"] <= table["pawn_high"]).all()


def test_pawn_agrees_with_salib():
    x, y, made, plan = latin_case()
    mine = importance(sampled_points(made, plan, "civilian_deaths")).table.set_index("factor")["pawn"]
    theirs = salib_pawn.analyze(problem(("up", "bow", "idle", "kind")), x, y, S=8, seed=1)["median"]
    for name, value in zip(("up", "bow", "idle"), theirs, strict=False):
        assert mine[name] == pytest.approx(value, abs=0.04)


def test_an_idle_factor_is_seldom_said_to_matter():
    said = 0
    for trial in range(12):
        draw = np.random.default_rng([trial, 3])
        made = sampled_summary(draw.random((60, 1)), ("idle",), draw.normal(0, 1, 60))
        found = importance(sampled_points(made, plan_of(("idle",)), "civilian_deaths"), seed=trial)
        said += found.table["verdict"].iloc[0] == "matters"
    assert said <= 2  # of 12; 5 of 100 are promised


def test_a_world_met_by_four_designs_is_one_world():
    """Idle facts, and worlds that differ by luck which all designs share: four points of one would seem four worlds."""
    said = 0
    for trial in range(8):
        draw = np.random.default_rng([trial, 5])
        worlds = [{"a": draw.random(), "b": draw.random()} for _ in range(40)]
        level = dict(zip((world["a"] for world in worlds), draw.normal(0, 1, 40), strict=True))
        made = summary_of(
            ["one", "two", "three", "four"],
            lambda design, world, _, level=level: {"civilian_deaths": level[world["a"]] + len(design)}, worlds=worlds,
        )  # fmt: skip
        (found,) = sensitivity(made, plan_of(("a", "b")), ["civilian_deaths"], kind="compare", seed=trial)
        assert found.importance is not None
        assert found.importance.n == 40
        said += int((found.importance.table["verdict"] == "matters").sum())
    assert said <= 3  # of 16; 5 of 100 are promised


@pytest.mark.parametrize("kind", ["morris", "sobol"])
def test_points_that_hang_together_get_indices_and_no_rank_measures(kind):
    """Shuffled, such points would call most factors that do nothing important."""
    names = tuple(f"x{i}" for i in range(4))
    if kind == "morris":
        points = morris_sample.sample(problem(names), 12, num_levels=4, seed=1)
    else:
        points = sobol_sample.sample(problem(names), 16, calc_second_order=False, seed=1)
    y = 2 * points[:, :1] + np.random.default_rng(1).normal(0, 0.1, (len(points), 2))
    made = sampled_summary(points, names, y)
    (found,) = sensitivity(made, plan_of(names), ["civilian_deaths"], kind=kind)
    assert found.importance is None
    assert found.screening.table.set_index("factor")["verdict"]["x0"] == "matters"
    floored = importance(sampled_points(made, plan_of(names), "civilian_deaths")).table.set_index("factor")
    assert (floored["verdict"].drop("x0") == "matters").any()  # why


def test_what_designs_and_scenarios_do_to_all_worlds_alike_is_taken_off_though_runs_failed():
    worlds = [{"a": float(w)} for w in range(20)]
    deaths = lambda d, w, _: {"civilian_deaths": w["a"] + 1000.0 * (d == "high")}  # noqa: E731
    made = summary_of(["low", "high"], deaths, worlds=worlds)
    sample = world_points(made[~((made["design"] == "high") & (made["a"] < 5))], plan_of(("a",)), "civilian_deaths")
    assert sample is not None
    steps = np.diff(sample.means)
    assert (np.abs(steps) < 10.0).all()  # not a thousand where the runs of the high design are missing
    assert world_points(made[made["design"] == "low"], plan_of(("a",)), "civilian_deaths") is None


@pytest.mark.parametrize("spread", [0.1, 0.4])
def test_luck_alone_seldom_makes_sobol_say_that_a_factor_matters(spread):
    names, said = ("x0", "x1", "x2"), 0
    for trial in range(8):
        points = sobol_sample.sample(problem(names), 64, calc_second_order=False, seed=trial)
        y = 2 * points[:, :1] + np.random.default_rng(trial).normal(0, spread, (len(points), 2))
        found = sobol_indices(sampled_points(sampled_summary(points, names, y), plan_of(names), "civilian_deaths"))
        table = found.table.set_index("factor")
        assert table.loc["x0", "verdict"] == "matters"
        said += int((table.loc[["x1", "x2"], "verdict"] == "matters").sum())
    assert said <= 3  # of 16


def test_with_one_seed_nothing_is_said_to_matter():
    _, made, plan = ishigami(64)
    found = sobol_indices(sampled_points(made, plan, "civilian_deaths"))
    assert set(found.table["verdict"]) == {"one seed, cannot tell"}


def test_few_replicates_do_not_make_idle_factors_matter_in_morris():
    names, said = tuple(f"x{i}" for i in range(6)), 0
    for trial in range(12):
        points = morris_sample.sample(problem(names), 10, num_levels=4, seed=trial)
        y = 2 * points[:, :1] + np.random.default_rng(trial).normal(0, 1, (len(points), 2))
        sample = sampled_points(sampled_summary(points, names, y), plan_of(names), "civilian_deaths")
        table = morris_indices(sample).table
        said += int((table[table["factor"] != "x0"]["verdict"] == "matters").sum())
    assert said <= 9  # of 60; nearly one in five before small samples were allowed for


def test_what_a_seed_does_everywhere_is_no_luck_of_the_indices():
    points = sobol_sample.sample(problem(("x0",)), 16, calc_second_order=False, seed=1)
    y = 4 * points[:, :1] + np.array([[0.0, 3.0, -2.0]])
    found = sobol_indices(sampled_points(sampled_summary(points, ("x0",), y), plan_of(("x0",)), "civilian_deaths"))
    assert found.noise_share == pytest.approx(0.0, abs=1e-12)


def test_too_few_points_are_refused():
    made = sampled_summary(np.zeros((5, 1)), ("x0",), np.arange(5.0))
    with pytest.raises(PlanError, match="5 points have a finished run; at least 12"):
        importance(sampled_points(made, plan_of(("x0",)), "civilian_deaths"))
    with pytest.raises(PlanError, match="nothing varies in this plan"):
        sampled_points(made, MadePlan(), "civilian_deaths")
