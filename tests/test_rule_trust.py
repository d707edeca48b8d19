"""Rule 5.3: trust builds over years, is spent by quarrels, and leaves with those who leave."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import bounded, share, shares, two_shares

from peaceops.model.rules.trust import TrustParameters, baseline_trust, trust_changes

P = TrustParameters()
NONE = np.zeros((2, 2))
FLOWS = ("contact", "joint", "turf", "blurred", "leaks")
SIGNS = {"contact": +1, "joint": +1, "turf": -1, "broken": -1, "blurred": -1, "leaks": -1}


def changes(trust=0.4, *, turnover=0.0, broken=0.0, p=P, baseline=0.3, **flows):
    full = {name: np.full((2, 2), flows.get(name, 0.0)) for name in FLOWS}
    return trust_changes(
        np.full((2, 2), float(trust)), **full, broken=np.full(2, float(broken)), turnover=np.full(2, float(turnover)),
        baseline=np.full((2, 2), baseline), p=p,
    )  # fmt: skip


def total(*args, **kwargs):
    return float(sum(changes(*args, **kwargs).values())[0, 1])


def after(weeks, *, trust=0.3, **flows):
    for _ in range(weeks):
        trust += total(trust, **flows)
    return trust


def test_newcomers_trust_their_own_culture_more():
    p = TrustParameters(same_culture=0.5, other_culture=0.2)
    assert baseline_trust(np.array([True, True, False]), p).tolist() == [
        [0.5, 0.5, 0.2],
        [0.5, 0.5, 0.2],
        [0.2, 0.2, 0.5],
    ]
    assert P.same_culture > P.other_culture


def test_each_cause_on_paper():
    p = TrustParameters(
        contact_gain=0.02,
        joint_work_gain=0.01,
        turf_loss=0.03,
        broken_promise_loss=0.05,
        blurred_role_loss=0.04,
        leak_loss=0.01,
    )
    found = changes(
        0.4, p=p, contact=0.5, joint=1.0, turf=0.2, blurred=0.5, broken=0.5, leaks=0.5, turnover=0.1, baseline=0.2
    )
    assert {k: round(float(v[0, 1]), 12) for k, v in found.items()} == {
        "contact": 0.006,
        "joint work": 0.006,
        "turf conflict": -0.0024,
        "broken commitments": -0.005,
        "blurred roles": -0.008,
        "leaks": -0.002,
        "staff turnover": -0.02,
    }


def test_promises_count_against_who_broke_them_and_turnover_against_who_left():
    found = trust_changes(
        np.full((2, 2), 0.5),
        np.ones((2, 2)),
        NONE,
        NONE,
        np.array([0.0, 1.0]),
        NONE,
        NONE,
        np.array([0.1, 0.0]),
        NONE,
        P,
    )
    broken, left = found["broken commitments"], found["staff turnover"]
    assert not broken[:, 0].any()
    assert (broken[:, 1] < 0.0).all()
    assert (left[0] < 0.0).all()
    assert not left[1].any()


@pytest.mark.parametrize(("name", "sign"), SIGNS.items())
@given(trust=share, pair=two_shares, contact=share)
def test_each_cause_has_its_sign(name, sign, trust, pair, contact):
    flows = {"contact": contact}
    low, high = (total(trust, **{**flows, name: value}) for value in pair)
    assert sign * (high - low) >= -1e-12
    ordinary = {"contact": 0.5}
    assert sign * (total(0.5, **{**ordinary, name: 0.8}) - total(0.5, **{**ordinary, name: 0.2})) > 1e-6


@given(
    trust=shares(2, 2), flows=st.tuples(*[shares(2, 2)] * 5), broken=shares(2), turnover=shares(2), base=shares(2, 2)
)
def test_a_week_keeps_trust_a_share(trust, flows, broken, turnover, base):
    contact, joint, turf, blurred, leaks = flows
    found = trust_changes(trust, contact, joint, turf, broken, blurred, leaks, turnover * 0.2, base, P)
    bounded(trust + sum(found.values()))


def test_with_nothing_happening_trust_stays():
    assert total(0.7) == 0.0


def test_trust_builds_over_years_not_weeks():
    """OR-04: the effect of moving together builds up over years."""
    flows = {"contact": 0.6, "turnover": 0.35 / 52.0}
    start, end = 0.3, after(3000, **flows)
    assert end > start + 0.2
    assert after(8, **flows) < start + 0.25 * (end - start)
    assert start + 0.6 * (end - start) < after(156, **flows) < end + 1e-9


def test_faster_rotation_lowers_trust_at_unchanged_structure():
    ends = [after(312, contact=0.3, turnover=yearly / 52.0) for yearly in (0.1, 0.35, 1.0, 2.0)]
    assert np.all(np.diff(ends) < -0.02)


def test_with_endless_rotation_only_culture_is_left():
    assert after(500, contact=0.2, turnover=0.9, baseline=0.3) == pytest.approx(0.3, abs=0.01)


def test_spent_trust_can_be_rebuilt():
    spent = after(100, trust=0.7, turf=1.0, contact=0.3)
    assert spent < 0.4
    assert after(150, trust=spent, contact=0.6, joint=0.5) > spent + 0.15


@given(trust=share)
def test_change_is_slow_near_the_ends_of_the_scale(trust):
    assert total(trust, contact=1.0) == pytest.approx(P.contact_gain * (1.0 - trust))
    assert total(trust, turf=1.0) == pytest.approx(-P.turf_loss * trust)
