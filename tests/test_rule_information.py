"""Rule 5.1: reports, what residents tell, beliefs that age, awareness, and what joint analysis adds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import amounts, bounded, moves, share, shares, surely_moves, two_shares

from peaceops.model.chance import Chance
from peaceops.model.rules.information import (
    InformationParameters,
    awareness,
    believe,
    community_precision,
    exact,
    forward_estimate,
    insight,
    named_target,
    observe,
    public_picture,
    report_error,
)
from peaceops.model.state import around

P = InformationParameters()


def look(cells, org, precision, truth, error, *, nearby=0.25, n_orgs=1, size=(3, 3), spread=None):
    truth = np.atleast_2d(np.asarray(truth, dtype=np.float64))
    spread = np.zeros_like(truth) if spread is None else np.atleast_2d(spread)
    return observe(
        np.array(cells, dtype=np.int64), np.array(org, dtype=np.int64), np.array(precision, dtype=np.float64), truth,
        np.atleast_2d(np.asarray(error, dtype=np.float64)), around(*size), nearby, n_orgs, spread,
    )  # fmt: skip


def belief(estimate, precision, value, weight, p, prior):
    estimate = np.full((1, 1, 1), float(estimate))
    precision = np.full((1, 1), float(precision))
    believe(
        estimate,
        precision,
        np.full((1, 1, 1), float(value)),
        np.full((1, 1), float(weight)),
        p,
        np.full((1, 1, 1), float(prior)),
    )
    return float(estimate[0, 0, 0]), float(precision[0, 0])


# Reports ------------------------------------------------------------


def test_a_report_errs_most_about_what_is_half_true():
    p = InformationParameters(noise=0.2)
    assert report_error(np.array([0.0, 0.5, 1.0]), p) == pytest.approx([0.02, 0.2, 0.02])


@given(truth=shares(6))
def test_errors_lie_between_a_tenth_and_the_whole_of_the_noise(truth):
    bounded(report_error(truth, P), 0.1 * P.noise, P.noise)
    assert report_error(truth, P) == pytest.approx(report_error(1.0 - truth, P))


@given(x=amounts(5, most=100.0))
def test_exact_numbers_add_up_in_any_order(x):
    y = exact(x)
    assert (np.abs(y - x) <= 1.0 / 8192.0).all()
    assert (exact(y) == y).all()
    assert float(y[0] * y[1] + y[2]) + float(y[3]) == float(y[3] + y[2]) + float(y[1] * y[0])


def test_one_team_in_the_middle_of_nine_cells():
    weight, value = look([4], [0], [8.0], np.linspace(0.0, 1.0, 9), [0.0])
    assert weight.tolist() == [[2.0, 2.0, 2.0, 2.0, 8.0, 2.0, 2.0, 2.0, 2.0]]
    assert value[0, 0] == pytest.approx(weight[0] * np.linspace(0.0, 1.0, 9), abs=0.002)


def test_a_team_in_the_corner_sees_four_cells_and_none_across_the_edge():
    weight, _ = look([0], [0], [8.0], np.zeros(9), [0.0])
    assert np.flatnonzero(weight[0]).tolist() == [0, 1, 3, 4]


def test_reports_belong_to_those_who_made_them_and_add_up():
    weight, value = look([4, 4, 4], [0, 1, 1], [4.0, 4.0, 2.0], np.full(9, 0.5), np.zeros(3), n_orgs=3)
    assert weight[:, 4].tolist() == [4.0, 6.0, 0.0]
    assert value[0, :, 4].tolist() == [2.0, 3.0, 0.0]


def test_an_error_shifts_a_report_by_its_spread_and_no_further_than_the_scale():
    weight, value = look([4, 4], [0, 1], [4.0, 4.0], np.full(9, 0.5), [2.0, -9.0], n_orgs=2, spread=np.full(9, 0.125))
    assert value[0, :, 4] / weight[:, 4] == pytest.approx([0.75, 0.0])


@given(truth=shares(2, 9), error=amounts(2, 3, most=2.0), precision=amounts(3, most=20.0), spread=shares(2, 9))
def test_reported_values_are_shares(truth, error, precision, spread):
    weight, value = look([0, 4, 8], [0, 1, 0], precision, truth, error - 1.0, n_orgs=2, spread=spread)
    assert (weight >= 0.0).all()
    assert (value >= 0.0).all()
    assert (value <= weight[None]).all()


def test_no_team_no_report():
    weight, value = look([], [], [], np.full(9, 0.5), np.zeros((1, 0)))
    assert not weight.any()
    assert not value.any()


# What residents tell ------------------------------------------------------------

TOLD = {"consent": np.full(2, 0.5), "information": np.full(2, 0.5), "contact": np.full(2, 0.5), "part": 1.0, "p": P}


def test_what_residents_tell_on_paper():
    p = InformationParameters(resident_precision=2.0)
    told = community_precision(np.array([1.0, 0.5, 0.0]), np.array([1.0, 0.0, 1.0]), np.array([1.0, 0.5, 1.0]), 1.0, p)
    assert told == pytest.approx([2.0, 2.0 * 0.5 * 0.3 * 0.5, 0.0])


@pytest.mark.parametrize("name", ["consent", "information", "contact"])
def test_residents_tell_more_where_they_consent_know_and_meet_someone(name):
    surely_moves(community_precision, TOLD, name, +1)


@given(consent=shares(4), information=shares(4), contact=shares(4), pair=two_shares)
def test_what_residents_tell_is_bounded_and_rises(consent, information, contact, pair):
    told = {"consent": consent, "information": information, "contact": contact, "part": np.full(4, 0.5), "p": P}
    bounded(community_precision(**told), 0.0, 0.5 * P.resident_precision)
    for name in ("consent", "information", "contact"):
        moves(community_precision, told, name, *pair, +1)


def test_where_nobody_consents_nobody_tells():
    assert not community_precision(np.zeros(3), np.ones(3), np.ones(3), 1.0, P).any()


def test_what_residents_know_is_told_once_and_divided_among_those_who_listen():
    alone = community_precision(np.full(1, 0.5), np.full(1, 0.5), np.ones(1), 1.0, P)
    parts = community_precision(np.full(4, 0.5), np.full(4, 0.5), np.ones(4), np.array([0.4, 0.3, 0.2, 0.1]), P)
    assert parts.sum() == pytest.approx(alone[0])
    assert (parts < alone).all()


# Beliefs ------------------------------------------------------------


def test_a_report_is_weighed_by_its_precision():
    p = InformationParameters(ageing=0.0, ageing_threat=0.0, prior_precision=1.0)
    assert belief(0.2, 1.0, 0.8 * 3.0, 3.0, p, 0.2) == pytest.approx(((0.2 + 2.4) / 4.0, 4.0))


def test_reports_lose_weight_as_they_age_and_nothing_else():
    p = InformationParameters(ageing=0.5, ageing_threat=0.5, prior_precision=1.0)
    estimate, precision = belief(0.9, 9.0, 0.0, 0.0, p, 0.1)
    assert precision == pytest.approx(5.0)
    assert estimate == pytest.approx((0.1 * 1.0 + 1.0 * 4.0) / 5.0)  # eight parts of report 1.0, one of ignorance 0.1


def test_a_report_today_and_one_tomorrow_are_worth_both_at_once():
    p = InformationParameters(ageing=0.0, ageing_threat=0.0)
    first = belief(0.3, 1.0, 0.9 * 2.0, 2.0, p, 0.3)
    both = belief(*first, 0.5 * 4.0, 4.0, p, 0.3)
    assert both == pytest.approx(belief(0.3, 1.0, 0.9 * 2.0 + 0.5 * 4.0, 6.0, p, 0.3))


@given(estimate=share, known=st.floats(0.0, 50.0), report=share, weight=st.floats(0.0, 50.0), prior=share, ageing=share)
def test_beliefs_stay_among_what_was_believed_reported_and_given(estimate, known, report, weight, prior, ageing):
    p = InformationParameters(ageing=ageing, ageing_threat=ageing, prior_precision=1.0)
    after, precision = belief(estimate, 1.0 + known, report * weight, weight, p, prior)
    low, high = min(estimate, report, prior), max(estimate, report, prior)
    assert low - 1e-9 <= after <= high + 1e-9
    assert precision >= 1.0 - 1e-9


def test_without_reports_all_is_forgotten_in_the_end():
    state = (0.9, 30.0)
    for _ in range(200):
        state = belief(*state, 0.0, 0.0, InformationParameters(ageing=0.12, ageing_threat=0.12), 0.25)
    assert state == pytest.approx((0.25, 1.0), abs=1e-6)


@given(violence=shares(5), held=shares(5), means=st.tuples(share, share), pair=two_shares)
def test_the_public_picture_is_a_share_and_follows_the_news(violence, held, means, pair):
    picture = public_picture(violence, held, *means, P)
    assert picture.shape == (3, 1, 5)
    bounded(picture)
    assert (picture[1:, 0] == np.array(means)[:, None]).all()
    given = {"violence": violence, "rebel_held": held, "need": means[0], "mines": means[1], "p": P}
    moves(public_picture, given, "violence", *pair, +1)
    moves(public_picture, given, "rebel_held", *pair, +1)
    assert not public_picture(np.zeros(5), np.zeros(5), *means, P)[0].any()


def test_threat_ages_by_its_own_rate():
    p = InformationParameters(ageing=0.1, ageing_threat=0.5, prior_precision=1.0)
    estimate, precision = np.full((2, 1, 1), 0.8), np.full((2, 1, 1), 9.0)
    believe(estimate, precision, np.zeros((2, 1, 1)), np.zeros((2, 1, 1)), p, np.zeros((2, 1, 1)))
    assert precision.ravel() == pytest.approx([5.0, 8.2])
    assert estimate.ravel() == pytest.approx([0.8 * 4.5 / 5.0, 0.8 * 8.1 / 8.2])


# Awareness ------------------------------------------------------------

TRUTH = np.array([0.0, 0.2, 1.0, 0.4])


def test_awareness_on_paper():
    even = np.ones(4)
    half_way = 0.5 * (TRUTH + TRUTH.mean())
    estimate = np.stack([TRUTH, np.full(4, TRUTH.mean()), half_way, 1.0 - TRUTH])
    assert awareness(estimate, TRUTH, float(TRUTH.mean()), even) == pytest.approx([1.0, 0.0, 0.5, 0.0])


def test_errors_count_where_it_matters():
    estimate = np.stack([TRUTH + np.array([0.4, 0, 0, 0]), TRUTH - np.array([0, 0, 0.4, 0])])
    blind_to_calm, blind_to_threat = awareness(estimate, TRUTH, 0.4, TRUTH)
    assert blind_to_calm == 1.0
    assert blind_to_threat < 1.0


@given(estimate=shares(3, 5), truth=shares(5), prior=share, importance=shares(5))
def test_awareness_is_a_share(estimate, truth, prior, importance):
    bounded(awareness(estimate, truth, prior, importance))


def test_where_there_is_nothing_to_know_all_is_known():
    assert awareness(np.zeros((2, 3)), np.full(3, 0.5), 0.5, np.ones(3)).tolist() == [1.0, 1.0]


def after_weeks(teams, *, consent=0.0, shared=False, n_weeks=12, n_cells=100, seed=3):
    """Return the mean awareness of two organisations, each with teams of its own, over a checked country."""
    chance = Chance(seed)
    truth = (chance.uniform("truth", 0, n_cells) > 0.7) * 0.8 + 0.1
    estimate, precision = np.full((1, 2, n_cells), truth.mean()), np.full((2, n_cells), P.prior_precision)
    prior = np.full((1, 1, 1), truth.mean())
    n = 2 * teams
    cells = np.floor(chance.uniform("places", 0, n) * n_cells).astype(np.int64)
    org = np.arange(n) % 2
    spread = report_error(truth[None], P)
    score = 0.0
    for week in range(n_weeks):
        error = chance.noise("errors", week, n)[None]
        weight, value = observe(
            cells, org, np.full(n, P.team_precision), truth[None], error, around(10, 10), P.nearby_share, 2, spread
        )
        there = np.stack([np.bincount(cells[org == o], minlength=n_cells) > 0 for o in range(2)])
        told = community_precision(np.full(n_cells, consent), np.full(n_cells, 0.5), there * 1.0,
                                   there / np.maximum(there.sum(axis=0), 1), P)  # fmt: skip
        weight, value = weight + told, value + told * truth
        if shared:
            weight, value = weight + weight[::-1], value + value[:, ::-1]
        believe(estimate, precision, value, weight, P, prior)
        score += float(awareness(estimate[0], truth, float(truth.mean()), np.ones(n_cells)).mean())
    return score / n_weeks


def test_awareness_rises_with_presence():
    scores = [np.mean([after_weeks(n, seed=s) for s in range(4)]) for n in (0, 2, 8, 24)]
    assert scores[0] == 0.0
    assert np.all(np.diff(scores) > 0.05)


def test_awareness_rises_with_local_consent():
    gains = [after_weeks(10, consent=1.0, seed=s) - after_weeks(10, seed=s) for s in range(6)]
    assert min(gains) > 0.0
    assert np.mean(gains) > 0.0005


def test_awareness_rises_where_reports_are_shared():
    assert np.mean([after_weeks(6, shared=True, seed=s) - after_weeks(6, seed=s) for s in range(4)]) > 0.05


# Joint analysis ------------------------------------------------------------


def test_joint_analysis_on_paper():
    p = InformationParameters(jmac_precision=6.0, jmac_needs=20.0)
    intent = np.array([-1, 0, 1, 0])
    understood = insight(np.array([20.0, 0.0]), np.array([1.0, 1.0]), p)
    assert understood == pytest.approx([0.5, 0.0])
    assert forward_estimate(intent, understood, p) == pytest.approx([0.0, 3.0, 0.0, 3.0])
    assert insight(np.array([20.0, 0.0]), np.zeros(2), p) == pytest.approx([0.2, 0.0])


@given(pooled=amounts(3, most=1e4), pattern=shares(3), more=st.floats(1.0, 10.0))
def test_joint_analysis_is_bounded_and_feeds_on_sources_and_record(pooled, pattern, more):
    intent = np.array([-1, 0, 1, 2])
    understood = insight(pooled, pattern, P)
    bounded(understood)
    found = forward_estimate(intent, understood, P)
    bounded(found, 0.0, P.jmac_precision)
    assert found[0] == 0.0
    assert (insight(pooled * more, pattern, P) >= understood).all()
    assert (insight(pooled, np.minimum(pattern * more, 1.0), P) >= understood).all()


def test_joint_analysis_is_the_more_often_wrong_the_less_it_understands():
    n, size, stands = 2000, (20, 30), 10 * 30 + 15
    draws = np.random.default_rng(1).random((n, 3))
    target = np.full(n, 12 * 30 + 14)
    for right in (0.0, 0.4, 1.0):
        named = named_target(target, np.full(n, right), np.full(n, stands), size, draws, P)
        by_luck = 1.0 / (2 * P.jmac_reach + 1) ** 2
        assert abs((named == target).mean() - (right + (1.0 - right) * by_luck)) < 0.03
        gap = np.maximum(np.abs(named // 30 - 10), np.abs(named % 30 - 15))
        assert gap.max() <= P.jmac_reach
    corner = named_target(target, np.zeros(n), np.zeros(n, dtype=np.int64), size, draws, P)
    assert corner.min() == 0
    assert corner.max() <= P.jmac_reach * 30 + P.jmac_reach


def test_sensors_see_what_is_there_and_analysis_what_is_meant():
    """More sensors away from a group tell nothing of its target; joint analysis does, sight unseen (OR-10)."""
    target = 8
    truth = np.zeros(9)
    truth[target] = 0.9
    far, _ = look([0, 0, 0], [0, 0, 0], [8.0, 8.0, 8.0], truth, np.zeros(3))
    assert far[0, target] == 0.0
    intent = np.full(9, -1)
    intent[target] = 0
    assert forward_estimate(intent, insight(np.array([24.0]), np.array([0.5]), P), P)[target] > 0.0
