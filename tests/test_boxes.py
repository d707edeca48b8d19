"""Where a design fails: a planted box is found, and none is found where failures are luck."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_batches import MadeFactor, MadePlan, summary_of

from peaceops.experiments.boxes import find_box, where_fails
from peaceops.model.errors import PlanError


def space(n=400, seed=1):
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame(draw.random((n, 4)), columns=["a", "b", "c", "d"])
    return frame.assign(kind=np.array(["cold", "cool", "warm"])[draw.integers(3, size=n)])


def test_a_planted_box_is_found_with_its_limits():
    x = space()
    fails = ((x["a"] > 0.6) & (x["b"] < 0.5)).to_numpy()
    box = find_box(x, fails)
    limits = box.limits.set_index("factor")
    assert set(limits.index) == {"a", "b"}
    assert limits.loc["a", "low"] == pytest.approx(0.6, abs=0.05)
    assert limits.loc["a", "high"] == x["a"].max() or limits.loc["a", "high"] > 0.97
    assert limits.loc["b", "high"] == pytest.approx(0.5, abs=0.05)
    assert box.coverage > 0.9
    assert box.density > 0.9
    assert box.low < box.density <= box.high
    assert (limits["quasi_p"] < 1e-6).all()
    assert box.held_out > 0.8


def test_a_planted_box_is_found_through_noise():
    x = space(n=800)
    inside = ((x["a"] > 0.5) & (x["kind"] == "warm")).to_numpy()
    fails = np.random.default_rng(2).random(len(x)) < np.where(inside, 0.85, 0.05)
    box = find_box(x, fails)
    limits = box.limits.set_index("factor")
    assert {"a", "kind"} <= set(limits.index)
    assert limits.loc["kind", "levels"] == "warm"
    assert limits.loc["a", "low"] == pytest.approx(0.5, abs=0.08)
    assert box.held_out == pytest.approx(0.85, abs=0.12)


def test_failures_by_luck_give_a_box_that_does_not_hold_up():
    """In-sample density flatters; what is held out does not."""
    x = space(n=200)
    fails = np.random.default_rng(5).random(len(x)) < 0.3
    box = find_box(x, fails)
    assert box.held_out < 0.45
    assert box.density >= fails.mean()


def test_two_ends_of_one_factor():
    x = space()
    fails = ((x["c"] > 0.35) & (x["c"] < 0.65)).to_numpy()
    limits = find_box(x, fails).limits.set_index("factor")
    assert limits.index.tolist() == ["c"]
    assert limits.loc["c", ["low", "high"]].tolist() == pytest.approx([0.35, 0.65], abs=0.04)


def test_the_path_trades_coverage_for_density():
    x = space()
    path = find_box(x, ((x["a"] > 0.6) & (x["b"] < 0.5)).to_numpy()).path
    assert path["mass"].iloc[0] == 1.0
    assert path["coverage"].iloc[0] == 1.0
    assert path["mass"].is_monotonic_decreasing
    assert path["coverage"].is_monotonic_decreasing
    assert path["chosen"].sum() == 1


FACTORS = {"host.a": MadeFactor(low=0.0, high=1.0), "host.b": MadeFactor(low=0.0, high=1.0)}
PLAN = MadePlan(factors=FACTORS, designs=("firm", "soft"), base="firm")


def batch(n=200):
    draw = np.random.default_rng(3)
    worlds = [{"host.a": draw.random(), "host.b": draw.random()} for _ in range(n)]
    level = {"firm": lambda w: 500.0, "soft": lambda w: 100.0 + 900.0 * (w["host.a"] > 0.8)}
    return summary_of(["firm", "soft"], lambda d, w, r: {"civilian_deaths": level[d](w) + draw.normal(0, 5)},
                      worlds=worlds, replicates=2)  # fmt: skip


@pytest.mark.parametrize("asked", [{"limit": 600.0}, {"against": "firm"}])
def test_failure_is_a_limit_or_another_design(asked):
    found = where_fails(batch(), PLAN, "soft", "civilian_deaths", **asked)
    assert found.words == ("above 600 deaths" if "limit" in asked else "firm does better")
    assert found.share == pytest.approx(0.2, abs=0.08)
    assert found.box.limits["factor"].tolist() == ["host.a"]
    assert found.box.limits["low"].iloc[0] == pytest.approx(0.8, abs=0.03)
    assert found.worlds["fails"].mean() == found.share


def test_the_worst_quarter_is_the_sense_of_failure_if_none_is_given():
    found = where_fails(batch(), PLAN, "soft", "civilian_deaths")
    assert found.share == pytest.approx(0.25, abs=0.02)
    assert "worst quarter" in found.words


def test_a_design_that_never_fails_has_no_box():
    found = where_fails(batch(), PLAN, "firm", "civilian_deaths", limit=10_000.0)
    assert found.box is None
    assert any("0 of 200 worlds are failures" in note for note in found.notes)


@pytest.mark.parametrize(
    ("design", "outcome", "asked", "words"),
    [
        ("hard", "civilian_deaths", {}, "no run of the design 'hard' finished; designs with runs are firm, soft"),
        ("soft", "civilian_deaths", {"limit": 1.0, "against": "firm"}, "failure is given twice"),
        ("soft", "peak_troops", {}, "neither more nor less of 'peak_troops' is better"),
    ],
)
def test_what_makes_no_failure_is_refused(design, outcome, asked, words):
    with pytest.raises(PlanError, match=words):
        where_fails(batch(40).assign(peak_troops=1.0), PLAN, design, outcome, **asked)


def test_few_worlds_are_refused():
    with pytest.raises(PlanError, match="10 worlds with 2 uncertain factors that vary; at least 20"):
        where_fails(batch(10), PLAN, "soft", "civilian_deaths")
