"""Rules 5.24 and 5.21: misconduct and what holds it back; cohesion of leaders and their finite week."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import amounts, bounded, moves, share, surely_moves, two_shares

from peaceops import MissionModel, load_scenario
from peaceops.model import perception
from peaceops.model.rules.conduct import ConductParameters, misconduct_cases, money_share
from peaceops.model.rules.leadership import (
    LeadershipParameters,
    appointed,
    capital_change,
    cohesion_changes,
    led_well,
    mediation,
    meeting_price,
    week_left,
)

CONDUCT, LEADERS = ConductParameters(), LeadershipParameters()


def test_money_goes_half_way_at_its_half():
    assert [money_share(usd, 2e6) for usd in (0.0, 2e6, 6e6)] == [0.0, 0.5, 0.75]


@given(usd=st.floats(0.0, 1e9), half=st.floats(1.0, 1e9), more=st.floats(0.0, 1e9))
def test_money_has_diminishing_returns(usd, half, more):
    bounded(money_share(usd, half))
    assert money_share(usd + more, half) >= money_share(usd, half) - 1e-12
    assert money_share(2.0 * usd, half) <= 2.0 * money_share(usd, half) + 1e-12


def test_cases_on_paper():
    p = ConductParameters(rate=5.2, money_effect=0.5)
    assert misconduct_cases(np.array([1000.0, 0.0]), 0.0, 0.0, p) == pytest.approx([0.1, 0.0])
    assert misconduct_cases(np.array([1000.0]), 0.5, 1.0, p) == pytest.approx([0.025])


def test_misconduct_scales_with_numbers_and_falls_with_discipline_and_prevention():
    """LG-04."""
    ordinary = {"persons": np.full(1, 1e4), "discipline": 0.5, "prevented": 0.5, "p": CONDUCT}
    for name, sign in (("persons", +1), ("discipline", -1), ("prevented", -1)):
        surely_moves(misconduct_cases, ordinary, name, sign)


@given(persons=amounts(3, most=2e4), discipline=share, prevented=share, times=st.floats(1.0, 5.0))
def test_misconduct_is_proportional_to_persons_and_never_negative(persons, discipline, prevented, times):
    cases = misconduct_cases(persons, discipline, prevented, CONDUCT)
    assert (cases >= 0.0).all()
    assert misconduct_cases(persons * times, discipline, prevented, CONDUCT) == pytest.approx(cases * times)
    assert not misconduct_cases(persons, 1.0, prevented, CONDUCT).any()


def test_money_prevents_a_part_and_never_all():
    assert 0.0 < CONDUCT.money_effect < 1.0
    assert misconduct_cases(np.full(1, 1e4), 0.3, 1.0, CONDUCT)[0] > 0.0


def test_misconduct_becomes_known_over_months():
    hidden_after_a_year = (1.0 - CONDUCT.known) ** 52
    assert 0.2 < hidden_after_a_year < 0.9


def test_most_cases_are_never_told_and_a_known_one_counts_less_next_door():
    """CML 2.2.3; LG-06."""
    assert 0.5 < CONDUCT.never_told < 1.0
    assert 0.0 < CONDUCT.heard_beside < 0.5


# Leadership ------------------------------------------------------------

SIGNS = {"meetings": +1, "one_roof": +1, "vacant": -1}


def test_cohesion_on_paper():
    p = LeadershipParameters(meeting_gain=0.01, premises_gain=0.005, separate_orders=0.01)
    found = cohesion_changes(0.4, 0.5, 1.0, 0.2, p)
    assert {cause: round(change, 12) for cause, change in found.items()} == {
        "meetings": 0.0024,
        "one roof": 0.003,
        "separate headquarters": -0.0024,
    }


@pytest.mark.parametrize(("name", "sign"), SIGNS.items())
def test_meetings_and_one_roof_build_cohesion_and_vacancies_spend_it(name, sign):
    ordinary = {"cohesion": 0.5, "meetings": 0.5, "one_roof": 0.5, "vacant": 0.5, "p": LEADERS}
    surely_moves(cohesion_changes, ordinary, name, sign)


@given(cohesion=share, meetings=share, one_roof=share, vacant=share, pair=two_shares)
def test_cohesion_stays_a_share(cohesion, meetings, one_roof, vacant, pair):
    given = {"cohesion": cohesion, "meetings": meetings, "one_roof": one_roof, "vacant": vacant, "p": LEADERS}
    bounded(cohesion + sum(cohesion_changes(**given).values()))
    for name, sign in SIGNS.items():
        moves(cohesion_changes, given, name, *pair, sign)


def test_cohesion_builds_over_months_and_a_team_that_never_meets_loses_it():
    def after(weeks, meetings, roof):
        cohesion = LEADERS.initial_cohesion
        for _ in range(weeks):
            cohesion += sum(cohesion_changes(cohesion, meetings, roof, 0.0, LEADERS).values())
        return cohesion

    assert after(104, 0.8, 1.0) > LEADERS.initial_cohesion + 0.1
    assert after(4, 0.8, 1.0) < LEADERS.initial_cohesion + 0.05
    assert after(104, 0.0, 0.0) < LEADERS.initial_cohesion - 0.1


def test_a_leaders_week_on_paper():
    p = LeadershipParameters(administration=0.3, hours_per_meeting=0.02)
    assert week_left(0.0, 0.0, p) == pytest.approx(0.7)
    assert week_left(10.0, 1.0, p) == pytest.approx(0.7 - 0.2 - 0.3)


@given(meetings=st.floats(0.0, 400.0), offices=share, more=st.floats(0.0, 50.0))
def test_a_week_is_finite_and_never_wholly_gone(meetings, offices, more):
    left = week_left(meetings, offices, LEADERS)
    bounded(left, 0.05)
    assert week_left(meetings + more, offices, LEADERS) <= left + 1e-12
    assert week_left(meetings, 1.0, LEADERS) <= left + 1e-12
    given = {"meetings_a_month": meetings, "good_offices": offices, "p": LEADERS}
    moves(week_left, given, "good_offices", 0.0, 1.0, -1)


@given(low=share, high=share, draw=share)
def test_who_is_appointed_lies_between_the_least_and_the_ablest(low, high, draw):
    p = LeadershipParameters(least_competence=low, most_competence=high)
    found = appointed(draw, p)
    assert low <= found <= max(low, high) + 1e-12


@given(worse=share, better=share)
def test_able_commanders_and_chiefs_of_staff_get_more_done(worse, better):
    worse, better = sorted((worse, better))
    assert led_well(worse, LEADERS) <= led_well(better, LEADERS)
    assert meeting_price(worse, LEADERS) >= meeting_price(better, LEADERS) > 0.0
    assert led_well(0.5, LEADERS) == meeting_price(0.5, LEADERS) == 1.0
    indifferent = LeadershipParameters(command_effect=0.0, staff_effect=0.0)
    assert led_well(worse, indifferent) == meeting_price(better, indifferent) == 1.0


@given(offices=share, left=share, head=share, deputy=share)
def test_good_offices_need_time_and_someone_to_mediate(offices, left, head, deputy):
    found = mediation(offices, left, head, deputy, 1.0, LEADERS)
    bounded(found)
    assert found <= offices * left + 1e-12
    assert mediation(offices, left, 0.0, 0.0, 1.0, LEADERS) == 0.0
    assert mediation(offices, left, 1.0, deputy, 1.0, LEADERS) >= found - 1e-12
    assert mediation(offices, left, head, 1.0, 1.0, LEADERS) >= found - 1e-12
    assert mediation(offices, left, head, deputy, 0.3, LEADERS) <= found + 1e-12
    if deputy > 0.01 and offices * left > 0.01:
        assert mediation(offices, left, 0.0, deputy, 1.0, LEADERS) > 0.0


@given(capital=share, offices=share, criticism=share, consent=share)
def test_political_capital_is_finite_spent_by_use_and_comes_back_with_consent(capital, offices, criticism, consent):
    change = capital_change(capital, offices, criticism, consent, LEADERS)
    bounded(capital + change)
    assert capital_change(capital, 1.0, criticism, consent, LEADERS) <= change + 1e-12
    assert capital_change(capital, offices, 1.0, consent, LEADERS) <= change + 1e-12
    assert capital_change(capital, offices, criticism, 1.0, LEADERS) >= change - 1e-12
    assert capital_change(1.0, 0.0, 0.0, consent, LEADERS) == 0.0


def test_misconduct_is_told_of_a_place_and_how_many_live_in_that_place_not_in_its_sector():
    m = MissionModel(load_scenario("post_accord").with_changes({"country.width": 12, "country.height": 12}), seed=1)
    m.step()
    capital = m.country.capital
    few = int(np.flatnonzero((m.country.sector == m.country.sector[capital]) & (m.share_of_people < 0.005))[0])
    m.hidden_misconduct[:] = 0.0
    m.hidden_misconduct[[few, capital]] = 10_000.0
    before = len(m.events)
    perception._misconduct(m)
    told = {row[2]: row[8] for row in m.events.rows()[before:]}
    assert told.keys() == {few, capital}  # one event a place
    start = f"Misconduct by mission personnel becomes known in a place in sector {m.country.sector[capital] + 1}"
    assert told[few] == f"{start}."
    assert told[capital] == f"{start} where {m.share_of_people[capital]:.1%} of the people live."
