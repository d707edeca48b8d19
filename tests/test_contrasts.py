"""Designs against a base: the truth is planted, and intervals must hold it as often as they say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_batches import MadeFactor, MadePlan, summary_of

from peaceops.experiments.contrasts import contrasts
from peaceops.experiments.crossed import crossed_mean, share_interval, units_of
from peaceops.experiments.divergence import first_divergence
from peaceops.experiments.worlds import Sampling, grid_of
from peaceops.model.errors import PlanError

PLAN = MadePlan(designs=("a", "b", "c"), base="a")
X = "host.ruthlessness"
UNSURE = MadePlan(factors={X: MadeFactor(low=0.0, high=1.0)}, designs=("a", "b"), base="a")


def paired(effects, n=40, seed=1, noise=5.0):
    """Return n pairs in which luck is shared, with small luck of its own in every run."""
    draw = np.random.default_rng(seed)
    shared, own = draw.normal(100, 30, n), draw.normal(0, noise, (len(effects), n))
    place = {name: i for i, name in enumerate(effects)}
    return summary_of(
        list(effects), lambda d, w, r: {"civilian_deaths": shared[r] + effects[d] + own[place[d], r]}, replicates=n
    )


def test_planted_effects_are_found_against_the_base_and_named():
    found = contrasts(paired({"a": 0.0, "b": -20.0, "c": 0.0}), PLAN)
    table = found.table.set_index("design")
    assert list(table.index) == ["b", "c"]
    assert table.loc["b", "low"] < -20 < table.loc["b", "high"] < 0
    assert table.loc["b", "verdict"] == "better"
    assert table.loc["b", "p_better"] > 0.95
    assert table.loc["b", "p_low"] < table.loc["b", "p_better"] <= table.loc["b", "p_high"]
    assert table.loc["c", "verdict"] in ("unclear", "tiny")
    assert table.loc["b", "relative"] == pytest.approx(table.loc["b", "difference"] / table.loc["b", "base"])
    assert table.loc["b", "other"] - table.loc["b", "base"] == pytest.approx(table.loc["b", "difference"])
    assert found.differences("b", "civilian_deaths").mean() == pytest.approx(table.loc["b", "difference"])
    assert len(found.pairs) == 80


def test_pairs_are_made_by_world_and_replicate_whatever_the_order_and_the_numbers_of_points():
    made = paired({"a": 0.0, "b": -20.0, "c": 3.0})
    mixed = made.sample(frac=1.0, random_state=3).reset_index(drop=True)
    mixed["point"] = np.arange(len(mixed))
    one, two = contrasts(made, PLAN).table, contrasts(mixed, PLAN).table
    pd.testing.assert_frame_equal(one, two)


def test_a_failed_run_takes_only_its_own_pairs_along_and_that_is_said():
    made = paired({"a": 0.0, "b": -20.0, "c": 3.0})
    kept = made[~((made["design"] == "b") & (made["replicate"] < 3))]
    found = contrasts(kept, PLAN)
    assert found.table.set_index("design")["n"].to_dict() == {"b": 37, "c": 40}
    assert any("down to 37 of 40" in note for note in found.notes)


def test_the_interval_of_sampled_worlds_holds_the_truth_as_often_as_it_says():
    """The effect is the mean over all worlds, of which twenty are drawn; runs of a world share its effect."""
    held, naive = 0, 0
    for trial in range(120):
        draw = np.random.default_rng([trial, 5])
        world, seeds = draw.normal(10, 8, (20, 1)), draw.normal(0, 6, (1, 8))
        gap = world + seeds + draw.normal(0, 3, (20, 8))
        found = crossed_mean(gap, sampling=Sampling.CROSSED, seed=trial, name="x")
        held += found.low <= 10 <= found.high
        half = 1.96 * gap.std(ddof=1) / np.sqrt(gap.size)
        naive += abs(gap.mean() - 10) <= half
    assert held >= 105  # 95 % of 120 is 114; seeds alone resampled from eight cost a little
    assert naive < 80


def test_two_seeds_a_world_hold_the_truth_as_often_as_they_say_where_each_world_has_its_own():
    """What hangs on the seed alone: two seeds that 24 worlds share are two strokes of luck, 48 are 48."""
    held = {"own": 0, "shared": 0}
    for trial in range(120):
        draw = np.random.default_rng([trial, 6])
        noise, luck = draw.normal(0, 1, (24, 1)) + draw.normal(0, 1, (24, 2)), draw.normal(0, 6, (24, 2))
        for how, gap in (("own", 10 + noise + luck), ("shared", 10 + noise + luck[:1])):
            sampling = Sampling.NESTED if how == "own" else Sampling.CROSSED
            found = crossed_mean(gap, sampling=sampling, seed=trial, name="x")
            held[how] += found.low <= 10 <= found.high
            assert found.units == (24 if how == "own" else 2)
    assert held["own"] >= 107  # 95 % of 120 is 114
    assert held["shared"] < 80  # so such a batch is told apart, and its tables say so


def with_seeds(own):
    """Return two designs in twelve drawn worlds with two seeds, shared or each world's own."""
    made = summary_of(
        ["a", "b"], lambda d, w, r: {"civilian_deaths": 100 + 9 * (d == "b") * (1 + r) + w[X]},
        worlds=[{X: w / 11} for w in range(12)], replicates=2,
    )  # fmt: skip
    return made.assign(seed=made["seed"] + 10 * made["point"] * own)


def test_seeds_that_drawn_worlds_share_are_seen_and_said():
    own, shared = (contrasts(with_seeds(own), UNSURE) for own in (True, False))
    assert grid_of(with_seeds(True), UNSURE, "civilian_deaths").sampling is Sampling.NESTED
    assert "Every design meets the same 12 sampled worlds, each with 2 seeds of its own." in own.notes
    assert not any("share" in note for note in own.notes)
    assert any("All worlds share the same 2 seeds" in note for note in shared.notes)
    assert own.table["high"][0] - own.table["low"][0] < 1e-9 < 4 < shared.table["high"][0] - shared.table["low"][0]


def test_named_worlds_are_not_resampled():
    gap = np.array([[10.0, 12.0, 8.0, 11.0, 9.0], [110.0, 112.0, 108.0, 111.0, 109.0]])
    fixed = crossed_mean(gap, sampling=Sampling.NAMED, seed=1, name="x")
    drawn = crossed_mean(gap, sampling=Sampling.CROSSED, seed=1, name="x")
    assert fixed.mean == drawn.mean == 60.0
    assert fixed.high - fixed.low < 4 < 90 < drawn.high - drawn.low
    assert (units_of(gap, Sampling.NAMED), units_of(gap, Sampling.CROSSED)) == (5, 2)


def test_a_seed_that_misses_the_worst_world_is_no_better_for_it():
    gap = np.array([[10.0, 10.0, 10.0, 10.0], [100.0, 100.0, 100.0, np.nan]])
    found = crossed_mean(gap, sampling=Sampling.NAMED, seed=1, name="x")
    assert (found.mean, found.low, found.high) == pytest.approx((55.0, 55.0, 55.0))


def test_a_share_of_all_units_is_not_certain():
    assert share_interval(1.0, 10) == pytest.approx((0.722, 1.0), abs=0.002)
    assert share_interval(0.5, 1000)[1] - share_interval(0.5, 1000)[0] < 0.07


def test_worlds_are_told_apart_by_the_values_of_facts_and_not_by_choices():
    plan = MadePlan(factors={X: MadeFactor(low=0.0, high=1.0), "z": MadeFactor(levels=(0, 1), lever=True)},
                    designs=("a", "b"), base="a")  # fmt: skip
    made = summary_of(
        ["a", "b"], lambda d, w, r: {"civilian_deaths": w[X] + (d == "b")}, worlds=[{X: 0.1}, {X: 0.7}], replicates=2,
        choices={"a": {"z": 0}, "b": {"z": 1}},
    )  # fmt: skip
    grid = grid_of(made, plan, "civilian_deaths")
    assert grid.values.shape == (2, 2, 2)
    assert grid.of("b") - grid.of("a") == pytest.approx(np.ones((2, 2)))
    assert grid.sampling is Sampling.CROSSED
    assert grid.missing == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s: s.iloc[:0], "no run of the batch has finished"),
        (lambda s: s.drop(columns="replicate"), "has no column replicate"),
        (lambda s: s[s["design"] == "a"], "only the design 'a'"),
        (lambda s: s[s["design"] != "a"], "no run of the design 'a' finished; designs with runs are b, c"),
        (lambda s: pd.concat([s, s.iloc[:1]]), "repeats a run of design 'a'"),
        (lambda s: s.drop(columns="civilian_deaths"), "none of the outcomes of its plan"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_sentence(change, words):
    with pytest.raises(PlanError, match=words):
        contrasts(change(paired({"a": 0.0, "b": 1.0, "c": 2.0}, n=4)), PLAN)


def test_an_outcome_that_was_not_kept_is_named_with_what_there_is():
    with pytest.raises(PlanError, match="has not kept displaced_end; it has civilian_deaths"):
        contrasts(paired({"a": 0.0, "b": 1.0}, n=4), PLAN, outcomes=["displaced_end"])


def weekly_of(summary, part_at, weeks=10):
    """Return weekly tables that part from the base in the week given by (design, replicate)."""
    frames = []
    for row in summary.itertuples():
        week = np.arange(weeks)
        at = part_at.get((row.design, row.replicate))
        moved = (week >= at) if at is not None else np.zeros(weeks, bool)
        later = moved & (week > (at or 0))
        told = {"run_id": row.run_id, "week": week, "violent_events": row.replicate + week * 1.0}
        frames.append(pd.DataFrame({**told, "troops": 100.0 + moved, "displaced": 5.0 + 2.0 * later}))
    return pd.concat(frames).sample(frac=1.0, random_state=1)


def test_the_first_week_that_differs_is_found_with_its_column():
    made = paired({"a": 0.0, "b": 1.0, "c": 2.0}, n=3)
    weekly = weekly_of(made, {("b", 0): 4, ("b", 1): 7, ("b", 2): 6})
    found = first_divergence(made, weekly, PLAN)
    rows = found.pairs.set_index(["design", "replicate"])
    assert rows.loc["b", "week"].tolist() == [4, 7, 6]
    assert set(rows.loc["b", "column"]) == {"troops"}
    assert rows.loc[("b", 0), "base"] == 100.0
    assert rows.loc[("b", 0), "other"] == 101.0
    assert rows.loc["c", "week"].tolist() == [-1, -1, -1]
    table = found.table.set_index("design")
    assert table.loc["b", ["parted", "week_first", "week_median", "column", "share"]].tolist() == [1, 4, 6, "troops", 1]
    assert table.loc["c", "parted"] == 0
    with pytest.raises(PlanError, match="keeps no weekly columns"):
        first_divergence(made, weekly[["run_id", "week"]], PLAN)


def test_a_missing_number_on_both_sides_is_no_difference():
    made = paired({"a": 0.0, "b": 1.0}, n=1)
    weekly = pd.DataFrame({"run_id": [0, 0, 1, 1], "week": [0, 1, 0, 1], "troops": [np.nan, 1.0, np.nan, 2.0]})
    assert first_divergence(made, weekly, PLAN).pairs["week"].tolist() == [1]
