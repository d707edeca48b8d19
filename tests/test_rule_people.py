"""Rule 5.13: people stay whole and are conserved; who flees, who is in need, what recovers, who goes home."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_cases import small
from rule_cases import amounts, bounded, moves, share, shares, surely_moves, two_shares

from peaceops.agents.tasks import TASK_INDEX
from peaceops.experiments.experiment import all_but
from peaceops.model.mission import MissionModel
from peaceops.model.rules.people import (
    PeopleParameters,
    apportion,
    flight_share,
    handed_out,
    need_target,
    return_readiness,
    slow_stock,
    whole,
)
from peaceops.model.rules.recovery import livelihoods_after, services_after

P = PeopleParameters()
people = st.integers(0, 10_000_000).map(float)


# Whole people ------------------------------------------------------------


@given(amount=st.floats(0.0, 1e6))
def test_rounding_keeps_the_mean(amount):
    draws = (np.arange(1000) + 0.5) / 1000.0
    rounded = whole(np.full(1000, amount), draws)
    assert (rounded == np.floor(rounded)).all()
    assert (np.abs(rounded - amount) <= 1.0).all()
    assert rounded.mean() == pytest.approx(amount, abs=1e-3)


def test_whole_amounts_are_left_alone():
    assert whole(np.array([0.0, 3.0, 7.0]), np.array([0.0, 0.5, 0.999])).tolist() == [0.0, 3.0, 7.0]


def test_sharing_out_on_paper():
    assert apportion(10.0, np.array([1.0, 2.0, 2.0])).tolist() == [2.0, 4.0, 4.0]
    assert apportion(3.0, np.ones(2)).tolist() == [1.0, 2.0]
    assert apportion(0.0, np.ones(3)).tolist() == [0.0, 0.0, 0.0]
    assert apportion(5.0, np.zeros(3)).tolist() == [0.0, 0.0, 0.0]
    assert apportion(9.0, np.ones(3), np.array([2.0, 5.0, 0.0])).tolist() == [2.0, 3.0, 0.0]


weights = st.lists(st.one_of(st.just(0.0), st.floats(1e-6, 1e6)), min_size=1, max_size=40).map(np.array)


@given(total=people, weight=weights)
def test_sharing_out_adds_up_exactly_in_whole_people_and_in_proportion(total, weight):
    part = apportion(total, weight)
    assert (part >= 0.0).all()
    assert (part == np.floor(part)).all()
    if weight.sum() > 0.0:
        assert part.sum() == total
        assert (np.abs(part - total * weight / weight.sum()) <= 1.0 + 1e-3).all()
        assert not part[weight == 0.0].any()


@given(total=people, weight=amounts(6, most=100.0), limit=amounts(6, most=1e6))
def test_nobody_is_put_where_there_is_no_room(total, weight, limit):
    part = apportion(total, weight, np.floor(limit))
    assert (part <= np.floor(limit)).all()
    assert part.sum() <= total


def test_nobody_is_put_where_nothing_weighs_in_a_large_country():
    rng = np.random.default_rng(2)
    for total in (1e4, 1e6, 1e7) * 20:
        weight = rng.random(576) * 1e3
        weight[-40:] = 0.0
        part = apportion(total, weight)
        assert part.sum() == total
        assert not part[-40:].any()


# Flight ------------------------------------------------------------


def test_flight_on_paper():
    p = PeopleParameters(flight=0.1, flight_threshold=0.2)
    share_gone = flight_share(np.array([0.1, 0.2, 0.7, 0.7]), np.array([0.0, 0.0, 0.0, 1.0]), p)
    assert share_gone == pytest.approx([0.0, 0.0, 0.025, 0.0125])


@given(violence=shares(3), refuge=shares(3), pair=two_shares)
def test_flight_is_a_share_raised_by_violence_and_lowered_by_protection(violence, refuge, pair):
    given = {"violence": violence, "refuge": refuge, "p": P}
    bounded(flight_share(**given), 0.0, P.flight)
    moves(flight_share, given, "violence", *pair, +1)
    moves(flight_share, given, "refuge", *pair, -1)


def test_people_bear_single_incidents():
    assert not flight_share(np.linspace(0.0, P.flight_threshold, 5), np.zeros(5), P).any()
    assert flight_share(np.ones(1), np.zeros(1), P)[0] > 0.01


def test_those_near_the_border_leave_the_country_more():
    assert P.abroad_border > 3.0 * P.abroad_inland


# Need ------------------------------------------------------------

NEED_SIGNS = {"livelihoods": -1, "services": -1, "displaced_share": +1}
NEED = {name: np.full(1, 0.5) for name in NEED_SIGNS} | {"p": P}


def test_need_on_paper():
    p = PeopleParameters(displaced_need=0.8, resident_need=0.6)
    need = need_target(np.array([0.5, 0.0, 1.0]), np.array([0.5, 0.0, 1.0]), np.array([0.5, 0.0, 0.0]), p)
    assert need == pytest.approx([0.5 * 0.8 + 0.5 * 0.6 * 0.5 * 0.75, 0.6, 0.0])


@pytest.mark.parametrize(("name", "sign"), NEED_SIGNS.items())
def test_need_grows_with_displacement_and_with_what_is_lost(name, sign):
    surely_moves(need_target, NEED, name, sign)


@given(livelihoods=shares(3), services=shares(3), displaced=shares(3), pair=two_shares)
def test_need_is_a_share(livelihoods, services, displaced, pair):
    given = {"livelihoods": livelihoods, "services": services, "displaced_share": displaced, "p": P}
    bounded(need_target(**given))
    for name, sign in NEED_SIGNS.items():
        moves(need_target, given, name, *pair, sign)


# Relief ------------------------------------------------------------


def test_relief_on_paper():
    p = PeopleParameters(relief_people=1000.0, assessment_effect=0.5)
    work, assessed, want = np.array([0.5, 0.5, 4.0, 0.0]), np.array([0.0, 3.0, 0.0, 1.0]), np.full(4, 3000.0)
    assert handed_out(work, assessed, want, p) == pytest.approx([500.0, 750.0, 3000.0, 0.0])


@given(work=amounts(3, most=20.0), assessed=shares(3), want=amounts(3, most=1e6), pair=two_shares)
def test_nobody_is_served_who_is_not_in_need_or_whom_no_team_reaches(work, assessed, want, pair):
    given = {"work": work, "assessed": assessed, "want": want, "p": P}
    served = handed_out(**given)
    assert (served <= want).all()
    assert (served >= 0.0).all()
    assert not served[work == 0.0].any()
    for name in ("work", "assessed", "want"):
        moves(handed_out, given, name, *pair, +1)


# Services and livelihoods ------------------------------------------------------------

SERVICE_SIGNS = {"work": +1, "state": +1, "violence": -1, "per_head": +1}
LIVELIHOOD_SIGNS = {
    "work": +1, "roads": +1, "mines": -1, "violence": -1, "crime": -1, "per_head": +1, "self_help": +1,
}  # fmt: skip
SERVICES = {name: np.full(1, 0.5) for name in ("services", *SERVICE_SIGNS)} | {"p": P}
LIVELIHOODS = {name: np.full(1, 0.5) for name in ("livelihoods", *LIVELIHOOD_SIGNS)} | {"p": P}


def test_services_on_paper():
    p = PeopleParameters(service_gain=0.01, state_service=0.002, upkeep=0.004, violence_damage=0.05)
    half = np.full(1, 0.5)
    after = services_after(half, np.full(1, 2.0), half, np.full(1, 0.2), np.full(1, 1.5), p)
    assert after[0] == pytest.approx(0.5 + (0.03 + 0.001) * 0.5 - (0.004 * 0.75 + 0.01) * 0.5)


def test_livelihoods_on_paper():
    p = PeopleParameters(job_gain=0.01, recovery=0.004, upkeep=0.002, violence_damage=0.05)
    layers = {"roads": 1.0, "mines": 1.0, "violence": 0.2, "crime": 0.5, "per_head": 1.5, "self_help": 0.5}
    given = {name: np.full(1, value) for name, value in layers.items()}
    after = livelihoods_after(np.full(1, 0.5), np.full(1, 2.0), **given, p=p)
    assert after[0] == pytest.approx(0.5 + (0.03 + 0.004 * 0.5 * 0.8 * 0.75 * 0.3) * 0.5 - (0.002 + 0.01) * 0.5)


@pytest.mark.parametrize(("name", "sign"), SERVICE_SIGNS.items())
def test_services_follow_work_the_state_and_peace(name, sign):
    surely_moves(services_after, SERVICES, name, sign)


@pytest.mark.parametrize(("name", "sign"), LIVELIHOOD_SIGNS.items())
def test_livelihoods_follow_work_roads_cleared_ground_and_peace(name, sign):
    surely_moves(livelihoods_after, LIVELIHOODS, name, sign)


@given(
    stock=shares(3),
    layers=st.tuples(*[shares(3)] * 6),
    work=amounts(3, most=1e3),
    per_head=amounts(3, most=10.0),
    pair=two_shares,
)
def test_services_and_livelihoods_stay_shares(stock, layers, work, per_head, pair):
    state, violence, roads, mines, crime, self_help = layers
    services = {"services": stock, "work": work, "state": state, "violence": violence, "per_head": per_head, "p": P}
    livelihoods = {
        "livelihoods": stock, "work": work, "roads": roads, "mines": mines, "violence": violence, "crime": crime,
        "per_head": per_head, "self_help": self_help, "p": P,
    }  # fmt: skip
    bounded(services_after(**services))
    bounded(livelihoods_after(**livelihoods))
    for name, sign in SERVICE_SIGNS.items():
        moves(services_after, services, name, *pair, sign)
    for name, sign in LIVELIHOOD_SIGNS.items():
        moves(livelihoods_after, livelihoods, name, *pair, sign)


def test_without_work_state_or_peace_services_decay_to_nothing():
    services = np.full(1, 0.6)
    for _ in range(3000):
        services = services_after(services, np.zeros(1), np.zeros(1), np.full(1, 0.1), np.ones(1), P)
    assert services[0] < 0.02


def test_recovery_takes_years_not_weeks():
    services, weeks = np.full(1, 0.2), 0
    while services[0] < 0.6:
        services, weeks = services_after(services, np.ones(1), np.full(1, 0.5), np.zeros(1), np.ones(1), P), weeks + 1
    assert 26 < weeks < 312


# Return ------------------------------------------------------------

HOME_SIGNS = {"safety": +1, "mines": -1, "services": +1, "livelihoods": +1, "disputes": -1}
HOME = {name: np.full(1, 0.5) for name in HOME_SIGNS} | {"p": P}


def test_readiness_on_paper():
    p = PeopleParameters(land_dispute=0.4)
    ready = return_readiness(
        np.array([1.0, 0.5]), np.array([0.0, 1.0]), np.ones(2), np.ones(2), np.array([0.0, 1.0]), p
    )
    assert ready == pytest.approx([1.0, 0.25 * 0.2 * 0.6])


@pytest.mark.parametrize(("name", "sign"), HOME_SIGNS.items())
def test_people_go_home_where_it_is_safe_cleared_served_and_settled(name, sign):
    surely_moves(return_readiness, HOME, name, sign)


@given(layers=st.tuples(*[shares(3)] * 5), pair=two_shares)
def test_readiness_is_a_share(layers, pair):
    given = {**dict(zip(HOME_SIGNS, layers, strict=True)), "p": P}
    bounded(return_readiness(**given))
    for name, sign in HOME_SIGNS.items():
        moves(return_readiness, given, name, *pair, sign)


def test_safety_comes_first_and_services_second():
    def loss(name):
        return float(
            (
                return_readiness(**{**HOME, **{n: np.full(1, 0.8) for n in HOME_SIGNS if HOME_SIGNS[n] > 0}})
                - return_readiness(
                    **{**HOME, **{n: np.full(1, 0.8) for n in HOME_SIGNS if HOME_SIGNS[n] > 0}, name: np.full(1, 0.4)}
                )
            )[0]
        )

    assert loss("safety") > loss("services") > loss("livelihoods") > 0.0


def test_nobody_returns_to_danger():
    assert return_readiness(np.zeros(1), np.zeros(1), np.ones(1), np.ones(1), np.zeros(1), P)[0] == 0.0


def yearly_returns(rate, years=10):
    """Return yearly returns of 1000 people after fighting ends, home recovering meanwhile."""
    away, safety, services, gone_home = 1000.0, 0.0, np.full(1, 0.25), []
    for week in range(52 * years):
        if week % 52 == 0:
            gone_home.append(0.0)
        safety += P.peace_memory * (1.0 - safety)
        services = services_after(services, np.full(1, 0.5), np.full(1, 0.4), np.zeros(1), np.ones(1), P)
        ready = return_readiness(np.full(1, safety), np.full(1, 0.1), services, np.full(1, 0.4), np.full(1, 0.4), P)
        back = away * rate * float(ready[0])
        away -= back
        gone_home[-1] += back
    return np.array(gone_home)


def test_returns_peak_one_to_three_years_after_fighting_ends():
    """RT-02."""
    returns = yearly_returns(P.idp_return)
    assert int(returns.argmax()) <= 2
    assert returns[:3].sum() > 0.5 * returns.sum()
    assert returns[-1] < 0.4 * returns.max()


def test_displaced_people_return_several_times_faster_than_refugees():
    """RT-03: three to eight times."""
    assert 3.0 <= P.idp_return / P.refugee_return <= 8.0
    assert yearly_returns(P.idp_return)[0] > 2.5 * yearly_returns(P.refugee_return)[0]


# Slow stocks ------------------------------------------------------------


def troops_at_work(*left_out: str, **changes: float) -> dict[str, int]:
    """Return team-weeks on guard at camps and on patrol."""
    mandate = {"mission.mandated_tasks": all_but(*left_out)}
    scenario = small("contested", 12, 12, 30).with_changes({**mandate, **changes})
    weeks = {"protect_site": 0, "patrol": 0}
    model = MissionModel(scenario, seed=1)
    while model.running:
        model.step()
        for task in weeks:
            weeks[task] += int(np.count_nonzero(model.teams.task == TASK_INDEX[task]))
    return weeks


def test_protecting_camps_ties_down_troops():
    many = {"country.idps": 1_600_000}
    guarded, unguarded = troops_at_work(**many), troops_at_work("protect_site", **many)
    nobody = troops_at_work(**{"country.idps": 0, "people.flight": 0.0})
    assert guarded["protect_site"] >= 15
    assert unguarded["protect_site"] == nobody["protect_site"] == 0
    assert guarded["patrol"] < unguarded["patrol"], "who guards a camp does not patrol"


def test_slow_stocks_on_paper():
    assert slow_stock(np.array([0.4, 1.0, 0.0]), np.full(3, 0.1), np.full(3, 0.5)) == pytest.approx([0.26, 0.5, 0.1])


@given(stock=shares(3), up=shares(3), down=shares(3), pair=two_shares)
def test_slow_stocks_stay_shares(stock, up, down, pair):
    given = {"stock": stock, "up": up, "down": down}
    bounded(slow_stock(**given))
    moves(slow_stock, given, "up", *pair, +1)
    moves(slow_stock, given, "down", *pair, -1)
    assert (slow_stock(stock, np.zeros(3), np.zeros(3)) == stock).all()


@given(stock=share, up=st.floats(0.005, 0.2), down=st.floats(0.005, 0.2))
def test_slow_stocks_settle_between_gains_and_losses(stock, up, down):
    level = np.array([stock])
    for _ in range(800):
        level = slow_stock(level, np.array([up]), np.array([down]))
    assert level[0] == pytest.approx(up / (up + down), abs=0.01)
