"""Frontiers: the set is the known one, membership is as sure as luck leaves it, and indices are recorded shares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from made_batches import MadePlan, summary_of

from peaceops.experiments.compare import known_outcomes
from peaceops.experiments.dilemmas import DILEMMAS, chosen_dilemmas, index_values, outcomes_for_dilemmas
from peaceops.experiments.frontier import dilemma_frontiers, frontier, non_dominated
from peaceops.model.errors import PlanError

#: Deaths and consent: the first three trade one for the other, the fourth is beaten by the second in both.
POINTS = {"hard": (100.0, 0.2), "even": (200.0, 0.5), "soft": (300.0, 0.8), "bad": (250.0, 0.4)}
PLAN = MadePlan(designs=tuple(POINTS), base="hard", outcomes=("civilian_deaths", "local_consent_mean"))
BOTH = ["civilian_deaths", "local_consent_mean"]


def played(noise=1.0, points=POINTS, replicates=30):
    draw = np.random.default_rng(1)
    return summary_of(
        list(points),
        lambda d, w, r: {"civilian_deaths": points[d][0] + draw.normal(0, 20 * noise),
                         "local_consent_mean": points[d][1] + draw.normal(0, 0.02 * noise)},
        replicates=replicates,
    )  # fmt: skip


def test_the_known_frontier_is_found_and_less_death_is_better():
    found = frontier(played(), PLAN, BOTH)
    table = found.table.set_index("design")
    assert table["on_frontier"].to_dict() == {"hard": True, "even": True, "soft": True, "bad": False}
    assert table.loc["bad", "beaten_by"] == "even"
    assert table.loc[["hard", "even", "soft"], "membership"].min() > 0.99
    assert table.loc["bad", "membership"] < 0.01
    assert table.loc["hard", "civilian_deaths_low"] < 100 < table.loc["hard", "civilian_deaths_high"]
    assert found.luck.shape[1:] == (4, 2)
    assert "names no winner" in found.notes[0]


def test_membership_says_how_far_luck_decides():
    near = {**POINTS, "bad": (200.5, 0.4999)}
    table = frontier(played(noise=3.0, points=near), PLAN, BOTH).table.set_index("design")
    assert 0.1 < table.loc["bad", "membership"] < 0.95
    assert 0.1 < table.loc["even", "membership"] < 1.0


@given(arrays(np.float64, (7, 3), elements=st.integers(0, 4).map(float)))
def test_the_set_is_that_of_a_plain_search(values):
    beaten = [
        any(all(values[j] >= values[i]) and any(values[j] > values[i]) for j in range(7)) for i in range(7)
    ]
    found = non_dominated(values)
    assert found.tolist() == [not one for one in beaten]
    assert found.any()


def test_equal_designs_are_both_on_the_frontier():
    twins = {"hard": (100.0, 0.5), "even": (100.0, 0.5)}
    table = frontier(played(noise=0.0, points=twins), MadePlan(designs=("hard", "even")), BOTH).table
    assert table["on_frontier"].all()
    assert (table["membership"] == 1.0).all()


def test_one_best_in_all_is_said_to_be_no_dilemma():
    found = frontier(played(points={"hard": (100.0, 0.9), "even": (200.0, 0.5)}), PLAN, BOTH)
    assert any("this is no dilemma" in note for note in found.notes)


def test_every_part_of_a_dilemma_is_a_recorded_share_and_points_the_way_it_says():
    known = known_outcomes()
    for dilemma in DILEMMAS:
        for index in (dilemma.one, dilemma.two):
            for part in index.parts:
                assert known[part.key].unit == "share", part.key
                assert known[part.key].better == (-1 if part.turned else 1), part.key
        assert not {part.key for part in dilemma.one.parts} & {part.key for part in dilemma.two.parts}


def test_an_index_is_the_mean_of_its_parts_turned_where_less_is_more():
    index = DILEMMAS[2].one
    made = summary_of(["a"], lambda d, w, r: {"need_met_mean": 0.6, "services_mean": 0.3, "gaps_mean": 0.1})
    assert index_values(made, index) == pytest.approx([(0.6 + 0.3 + 0.9) / 3])
    assert index.formula == "mean of need_met_mean, services_mean, 1 - gaps_mean"


def test_dilemmas_are_drawn_from_a_batch_that_kept_their_outcomes():
    keys = outcomes_for_dilemmas()
    draw = np.random.default_rng(2)
    made = summary_of(["a", "b"], lambda d, w, r: {key: draw.random() for key in keys}, replicates=5)
    found = dilemma_frontiers(made, MadePlan(designs=("a", "b"), base="a"))
    assert [one.name for one in found] == ["impartiality", "accountability", "ownership"]
    assert all(len(one.table) == 2 and one.table["on_frontier"].any() for one in found)
    with pytest.raises(PlanError, match="the index speed needs gaps_mean, which the batch has not kept"):
        dilemma_frontiers(made.drop(columns="gaps_mean"), MadePlan(designs=("a", "b")), ["ownership"])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: chosen_dilemmas(["ownershp"]), "unknown dilemma 'ownershp'.*did you mean 'ownership'"),
        (lambda: frontier(played(), PLAN, BOTH[:1]), "a frontier needs two outcomes; civilian_deaths is one"),
        (lambda: frontier(played().assign(peak_troops=1.0), PLAN, [*BOTH, "peak_troops"]), "can be no axis"),
        (lambda: frontier(played(points={"hard": (1.0, 0.5)}), PLAN, BOTH), "only the design 'hard'"),
    ],
)
def test_what_makes_no_frontier_is_refused(call, words):
    with pytest.raises(PlanError, match=words):
        call()
