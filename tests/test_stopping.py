"""Stopping rule: it stops when it should, and looking often does not make effects appear."""

from __future__ import annotations

import numpy as np
import pytest
from made_batches import MadePlan, summary_of

from peaceops.experiments.stopping import StoppingRule, enough, look_interval, planned_looks
from peaceops.model.errors import PlanError

PLAN = MadePlan(designs=("a", "b"), base="a")


def runs(n, spread=10.0, seed=1):
    """Return n pairs whose difference has the spread given."""
    gap = np.random.default_rng(seed).normal(-5, spread, 1000)
    return summary_of(["a", "b"], lambda d, w, r: {"civilian_deaths": 50 + (gap[r] if d == "b" else 0)}, replicates=n)


def rule(**changes):
    return StoppingRule(**{"outcome": "civilian_deaths", "design": "b", "width": 4.0, "budget": 320, **changes})


def test_looks_double_up_to_the_budget():
    assert planned_looks(20, 320) == (20, 40, 80, 160, 320)
    assert planned_looks(20, 100) == (20, 40, 80, 100)
    assert planned_looks(20, 20) == (20,)


def test_it_goes_on_while_the_interval_is_wide_and_says_how_many_more_then_stops():
    early = enough(runs(20), PLAN, rule())
    assert (early.stop, early.reason) == (False, "wide")
    assert early.pairs + early.more in early.looks
    assert "the next look is at 40" in early.text
    between = enough(runs(33), PLAN, rule(width=1000.0))
    assert (between.stop, between.reason) == (False, "between looks")
    late = enough(runs(320), PLAN, rule())
    assert (late.stop, late.reason, late.more) == (True, "narrow", 0)
    assert late.high - late.low <= 4.0
    assert late.low < -5 < late.high
    spent = enough(runs(40), PLAN, rule(budget=40, width=0.5))
    assert (spent.stop, spent.reason) == (True, "budget")
    assert spent.more > 1000
    assert "budget of 40 pairs is spent" in spent.text


def test_a_relative_width_is_a_share_of_the_mean_of_the_base():
    """The base has 50 throughout: a share of 0.08 asks for an interval 4 wide, as the absolute rule above does."""
    for n in (20, 80, 320):
        by_share, by_width = (enough(runs(n), PLAN, one) for one in (rule(width=0.08, relative=True), rule(width=4.0)))
        assert by_share == by_width
        assert by_share.asked == 4.0


def test_a_share_of_nothing_is_never_reached_and_the_budget_ends_it():
    gap = np.random.default_rng(3).normal(0, 1, 40)
    made = summary_of(["a", "b"], lambda d, w, r: {"civilian_deaths": gap[r] if d == "b" else 0.0}, replicates=40)
    said = enough(made, PLAN, rule(width=0.5, relative=True, budget=40))
    assert (said.stop, said.reason) == (True, "budget")


def test_the_forecast_of_pairs_is_about_right():
    """Spread 10, five looks: reach is about 2.6 standard errors, so that width 4 needs about (5.2 * 10 / 4)^2 = 170."""
    said = enough(runs(40), PLAN, rule(budget=5120))
    assert said.pairs + said.more in (160, 320)


def follow(looks, confidence, trial, naive):
    """Return whether somebody who stops as soon as zero is left out finds an effect where there is none."""
    gap = np.random.default_rng([trial, 9]).normal(0, 1, looks[-1])
    for n in looks:
        low, high = look_interval(gap[:n], 1 if naive else len(looks), confidence)
        if low > 0 or high < 0:
            return True
    return False


def test_looking_often_does_not_find_what_is_not_there():
    """Five looks at 95 % each err in about 14 of 100 empty comparisons; the guard keeps it to 5."""
    looks = planned_looks(20, 320)
    trials = 600
    guarded = np.mean([follow(looks, 0.95, trial, False) for trial in range(trials)])
    peeking = np.mean([follow(looks, 0.95, trial, True) for trial in range(trials)])
    assert peeking > 0.10
    assert guarded <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / trials)


def test_stopping_at_a_narrow_interval_still_holds_the_truth():
    """Narrow by luck is how stopping early cheats: the spread looks small just when it is too small."""
    looks = planned_looks(10, 160)
    held = 0
    for trial in range(600):
        gap = np.random.default_rng([trial, 21]).exponential(1.0, looks[-1]) - 1.0
        for n in looks:
            low, high = look_interval(gap[:n], len(looks), 0.95)
            if high - low <= 0.9 or n == looks[-1]:
                held += low <= 0 <= high
                break
    assert held / 600 >= 0.95 - 2 * np.sqrt(0.05 * 0.95 / 600)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"width": 0.0}, "width of the stopping rule is 0.0; allowed is a number above 0"),
        ({"confidence": 1.5}, "confidence of the stopping rule is 1.5"),
        ({"first": 50, "budget": 20}, "looks first at 50 pairs and may use 20"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(changes, words):
    with pytest.raises(PlanError, match=words):
        rule(**changes)


def test_a_failed_run_makes_no_look_later():
    whole = runs(20)
    short = whole.drop(index=whole.index[3])
    said = enough(short, PLAN, rule(width=1000.0), replicates=20)
    assert (said.stop, said.reason, said.pairs) == (True, "narrow", 19)
    assert "after 19 pairs (1 more lost to runs that failed" in said.text
    wide = enough(short, PLAN, rule(width=1e-6), replicates=20)
    assert (wide.stop, wide.reason) == (False, "wide")
    spent = enough(runs(40).drop(index=5), PLAN, rule(budget=40, width=1e-6), replicates=40)
    assert (spent.stop, spent.reason) == (True, "budget")


def test_an_unknown_design_is_refused_with_those_there_are():
    with pytest.raises(PlanError, match="looks at the design 'bb'; allowed is one of b; did you mean 'b'"):
        enough(runs(20), PLAN, rule(design="bb"))
