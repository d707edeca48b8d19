"""Rule 5.8: the ramp to peak strength, how far supply reaches, and what pooled transport gains."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import amounts, bounded, share, shares, two_shares

from peaceops import MissionModel, load_scenario
from peaceops.agents.tasks import TASK_INDEX
from peaceops.model.chance import Chance
from peaceops.model.rules.deployment import (
    DeploymentParameters,
    fill_share,
    lent_lift,
    served_transport,
    supply_share,
)

P = DeploymentParameters()


def test_the_ramp_on_paper():
    assert [fill_share(m, 12.0, 0.9) for m in (-1.0, 0.0, 6.0, 12.0, 60.0)] == pytest.approx([0.0, 0.0, 0.45, 0.9, 0.9])
    assert fill_share(3.0, 12.0, 1.0) == pytest.approx(0.15625)


@given(months=st.floats(0.0, 100.0), more=st.floats(0.0, 20.0), to_peak=st.floats(1.0, 48.0), peak=share)
def test_strength_only_grows_to_its_peak(months, more, to_peak, peak):
    now = fill_share(months, to_peak, peak)
    bounded(now, 0.0, peak)
    assert fill_share(months + more, to_peak, peak) >= now - 1e-12
    assert fill_share(to_peak, to_peak, peak) == pytest.approx(peak)


def test_the_ramp_is_an_s():
    weekly = np.diff([fill_share(m / 10.0, 12.0, 1.0) for m in range(121)])
    assert 55 <= int(weekly.argmax()) <= 65
    assert weekly[0] < 0.1 * weekly.max()
    assert weekly[-1] < 0.1 * weekly.max()


# Supply ------------------------------------------------------------


def test_about_half_of_supply_is_lost_at_its_half_distance_on_poor_roads():
    assert supply_share(np.array(P.supply_half), np.array(0.25), P) == pytest.approx(0.5, abs=0.05)


@given(distance=amounts(4, most=60.0), roads=shares(4), more=st.floats(0.0, 20.0), pair=two_shares)
def test_supply_is_a_share_that_falls_with_distance_and_rises_with_roads(distance, roads, more, pair):
    reached = supply_share(distance, roads, P)
    bounded(reached)
    assert (reached > 0.0).all()
    assert (supply_share(distance + more, roads, P) <= reached + 1e-12).all()
    assert (
        supply_share(distance, roads * 0.0 + pair[1], P) >= supply_share(distance, roads * 0.0 + pair[0], P) - 1e-12
    ).all()
    assert (supply_share(np.zeros(4), roads, P) == 1.0).all()


# Transport ------------------------------------------------------------


def in_all(need, capacity, pooled):
    """Return how much of all need is served."""
    return float((served_transport(need, capacity, pooled) * need).sum())


def test_pooling_on_paper():
    need, capacity = np.array([10.0, 2.0]), np.array([6.0, 6.0])
    assert served_transport(need, capacity, 0.0) == pytest.approx([0.6, 1.0])
    assert served_transport(need, capacity, 1.0) == pytest.approx([1.0, 1.0])
    assert served_transport(need, capacity, 0.5) == pytest.approx([0.9, 1.0])


fleets = amounts(5, most=50.0)


@given(need=fleets, capacity=fleets, pooled=share)
def test_served_shares_are_shares_and_no_more_is_carried_than_there_is(need, capacity, pooled):
    served = served_transport(need, capacity, pooled)
    bounded(served)
    assert (served[need == 0.0] == 1.0).all()
    assert (served * need).sum() <= min(need.sum(), capacity.sum()) + 1e-9


@given(need=fleets, capacity=fleets, pair=two_shares)
def test_pooling_never_carries_less(need, capacity, pair):
    assert in_all(need, capacity, pair[1]) >= in_all(need, capacity, pair[0]) - 1e-9


@given(need=fleets, load=st.floats(0.1, 3.0), pooled=share)
def test_fleets_that_are_short_at_the_same_time_gain_nothing_by_pooling(need, load, pooled):
    """Pooling gains through the variance between fleets and through nothing else."""
    capacity = need * load
    assert in_all(need, capacity, pooled) == pytest.approx(in_all(need, capacity, 0.0), abs=1e-9)
    assert in_all(need, capacity, pooled) == pytest.approx(min(load, 1.0) * need.sum(), abs=1e-9)


def test_the_gain_of_pooling_grows_with_how_far_fleets_swing_apart():
    need, gains = np.full(12, 4.0), []
    for spread in (0.0, 0.2, 0.4, 0.6):
        swing = Chance(1).noise("fleets", 0, 12 * 100).reshape(100, 12)
        capacity = np.maximum(4.0 * (1.0 + spread * 0.6 * swing), 0.0)
        gains.append(np.mean([in_all(need, c, 0.8) - in_all(need, c, 0.0) for c in capacity]) / need.sum())
    assert gains[0] == pytest.approx(0.0, abs=1e-12)
    assert np.all(np.diff(gains) > 0.005)


def test_a_pool_takes_nothing_from_a_fleet_that_needs_its_own():
    served = served_transport(np.array([6.0, 6.0]), np.array([6.0, 0.0]), 1.0)
    assert served == pytest.approx([0.5, 0.5])
    assert served_transport(np.array([6.0, 6.0]), np.array([6.0, 0.0]), 0.0) == pytest.approx([1.0, 0.0])


@given(aircraft=st.floats(0.0, 200.0), pooled=two_shares, own=st.floats(0.0, 200.0), guests=st.floats(0.0, 200.0))
def test_more_pooling_lends_more_lift_and_never_more_than_there_is(aircraft, pooled, own, guests):
    little, much = sorted(pooled)
    lent = lent_lift(aircraft, much, own, guests)
    bounded(lent, 0.0, aircraft)
    assert lent >= lent_lift(aircraft, little, own, guests)
    assert lent_lift(aircraft, 0.0, own, guests) == 0.0
    assert lent_lift(aircraft, much, own, 0.0) == 0.0


def after_half_a_year(**choices):
    model = MissionModel(load_scenario("contested").with_changes({"horizon_weeks": 26, **choices}), seed=2)
    escorts = 0
    while model.running:
        model.step()
        escorts += int(np.count_nonzero(model.teams.active & (model.teams.task == TASK_INDEX["escort"])))
    return model, escorts


def test_shared_services_fly_agencies_at_the_mission_s_cost():
    apart, _ = after_half_a_year(**{"integration.shared_services": 0.0})
    shared, _ = after_half_a_year(**{"integration.shared_services": 1.0})
    assert apart.lift_lent == 0.0
    assert apart.lift == apart.inputs.mission.helicopters
    assert shared.lift_lent > 1.0
    assert shared.lift + shared.lift_lent == pytest.approx(apart.lift)


def test_escorts_are_asked_for_by_policy():
    never, last, routine = (
        after_half_a_year(**{"posture.escorts": policy})[1] for policy in ("never", "last_resort", "routine")
    )
    assert never == 0
    assert 0 < last < routine
