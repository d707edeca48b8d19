"""Rule 5.19: attention, pledges and payments of donors, the projects they choose, and what a country can absorb."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_cases import small
from rule_cases import amounts, share, shares, two_shares

from peaceops.agents.donors import DONORS, INTEREST, SEEN
from peaceops.agents.organisation import Donor
from peaceops.agents.tasks import TASK_INDEX, TASKS
from peaceops.model.mission import MissionModel
from peaceops.model.rules.donors import (
    AidParameters,
    absorbing,
    base_attention,
    best_sites,
    conviction,
    in_sight,
    news_of_crisis,
    pleased,
    put_to_use,
    ripened,
    surprise,
    worth_of_sites,
)

P = AidParameters()
KEYS = tuple(d.key for d in DONORS)


# The pure functions ---------------------------------------------------------------------------------------------------


def test_attention_peaks_early_and_fades_to_what_is_always_left():
    course = [base_attention(years, 2.0, 0.12, P) for years in (0.0, 1.0, 2.0, 3.0, 6.0, 30.0)]
    assert course[0] == pytest.approx(1.0 - P.attention_rise)
    assert course[0] < course[1] < course[2] == 1.0
    assert course[2] > course[3] > course[4] > course[5] == P.attention_least


@given(years=st.floats(0.0, 40.0), peak=st.floats(0.5, 8.0), fading=st.floats(0.0, 0.6))
def test_attention_without_a_crisis_is_a_share_of_its_peak(years, peak, fading):
    assert 0.0 <= base_attention(years, peak, fading, P) <= 1.0


@given(pair=two_shares, other=share)
@pytest.mark.parametrize("what", ["deaths", "fled", "struck", "informed"])
def test_what_makes_news(what, pair, other):
    usual = {"deaths": 100.0 * other, "fled": 1e4 * other, "struck": 0.1 * other, "informed": other}
    size = {"deaths": 100.0, "fled": 1e4, "struck": 0.1, "informed": 1.0}[what]
    little, much = (news_of_crisis(**(usual | {what: size * x}), p=P) for x in pair)
    assert 0.0 <= little <= much


def test_a_crisis_holds_attention_for_a_while_and_lasting_misery_does_not():
    alarm, usual = surprise(0.0, 0.5, 3.0, P)
    assert alarm > 0.5
    after = alarm
    for _ in range(26):
        after, usual = surprise(after, usual, 0.5, P)
    assert after < 0.3 * alarm
    alarm, usual = 0.0, 0.0
    course = []
    for _ in range(300):
        alarm, usual = surprise(alarm, usual, 2.0, P)
        course.append(alarm)
    assert course[0] > 0.6
    assert course[-1] < 0.05


@given(alarm=share, usual=st.floats(0.0, 50.0), news=st.floats(0.0, 50.0))
def test_attention_won_by_crises_is_a_share(alarm, usual, news):
    now, then = surprise(alarm, usual, news, P)
    assert 0.0 <= now <= 1.0
    assert min(usual, news) - 1e-9 <= then <= max(usual, news) + 1e-9


@given(pair=two_shares, other=share)
def test_a_plan_and_benchmarks_convince(pair, other):
    little, much = pair
    assert conviction(much, other, P) >= conviction(little, other, P) > 0.0
    assert conviction(other, much, P) >= conviction(other, little, P)


@given(towns=amounts(6, most=2.0), roads=shares(6))
def test_towns_and_roadsides_are_seen(towns, roads):
    seen = in_sight(towns, roads, P)
    assert ((seen >= 0.0) & (seen <= 1.0)).all()
    assert (in_sight(towns + 0.1, roads, P) >= seen).all()


@given(credit=shares(4), wants=share)
def test_only_those_who_want_to_be_seen_are_moved_by_it(credit, wants):
    moved = pleased(credit, np.array([0.0, wants, wants, 1.0]), P)
    assert moved[0] == 1.0
    assert (moved >= 0.0).all()
    assert (pleased(np.ones(4), np.ones(4), P) > 1.0).all()
    assert (pleased(np.zeros(4), np.ones(4), P) < 1.0).all()


def test_what_can_be_put_to_use_doubles_after_some_years_of_peace():
    assert ripened(0.0, P) == ripened(P.ripens_from, P) == 1.0
    assert ripened(P.ripens_from + P.ripens_over, P) == ripened(30.0, P) == P.absorption_late
    course = [ripened(y, P) for y in np.linspace(0.0, 8.0, 30)]
    assert course == sorted(course)
    assert absorbing(1e8, 0.4, 1000.0, P) > absorbing(1e8, 0.2, 1000.0, P) > absorbing(1e8, 0.2, 0.0, P) > 0.0


@given(wants=amounts(4, most=1e7), capacity=st.floats(0.0, 4e7))
def test_money_beyond_what_can_be_put_to_use_waits_or_is_wasted(wants, capacity):
    well, lost = put_to_use(wants, capacity, P)
    assert (well >= 0.0).all()
    assert (lost >= -1e-6).all()
    assert well.sum() <= capacity * (1.0 + 1e-9) + 1e-6
    assert (well + lost <= wants * (1.0 + 1e-9)).all()
    if wants.sum() <= capacity:
        assert well == pytest.approx(wants)
    none_lost = put_to_use(wants, capacity, P.model_copy(update={"wasted": 0.0}))[1]
    assert not none_lost.any()


@given(wanted=shares(2, 5), safe=shares(5), seen=shares(5), covered=amounts(2, 5, most=5.0), wants=share)
def test_sites(wanted, safe, seen, covered, wants):
    worth = worth_of_sites(wanted, safe, seen, covered, wants)
    assert (worth >= 0.0).all()
    assert (worth_of_sites(wanted, safe, seen, covered + 1.0, wants) <= worth).all()
    assert (worth_of_sites(wanted, safe, np.ones(5), covered, wants) >= worth - 1e-12).all()
    best = best_sites(worth, 3)
    assert len(best) <= 3
    chosen = worth.ravel()[best]
    assert (chosen > 0.0).all()
    assert (np.diff(chosen) <= 0.0).all()


@given(worth=shares(2, 5), equal=st.lists(st.integers(0, 9), max_size=6), n=st.integers(1, 12))
def test_the_best_sites_are_those_of_the_whole_table_in_order(worth, equal, n):
    worth.ravel()[equal] = 0.5  # of equal sites the first one in the table goes first
    flat = worth.ravel()
    expected = [k for k in np.argsort(-flat, kind="stable").tolist() if flat[k] > 0.0][:n]
    assert best_sites(worth, n).tolist() == expected


def test_donors_have_interests_of_their_own():
    assert INTEREST.shape == (4, len(TASKS))
    assert not INTEREST[:, TASK_INDEX["prison_support"]].any()  # no donor is drawn to prisons
    assert SEEN.argmax() == KEYS.index("bilateral_visibility")
    first = [TASKS[int(row.argmax())].key for row in INTEREST]
    assert first == ["social_services", "mentor_police", "court_support", "repair_roads"]


def test_no_donor_gives_more_than_is_asked():
    one = Donor.__new__(Donor)
    assert one.pledge(0.4) == 0.4
    assert one.pledge(3.0) == 1.0


# In a run -------------------------------------------------------------------------------------------------------------


def played(weeks=60, base="post_accord", **changes):
    model = MissionModel(small(base, 12, 12, weeks).with_changes(changes), seed=3)
    while model.running:
        model.step()
    return model


def test_money_for_projects_is_pledged_then_paid_then_spent_and_the_books_balance():
    model = played()
    result = model.result()
    result.check()
    weekly = result.weekly
    assert weekly["donor_spend"].iloc[0] == 0.0
    assert weekly["donor_spend"].iloc[-1] > 0.0
    assert weekly["donor_work"].iloc[-1] > 0.0
    paid, spent = (
        sum(p.amount for p in model.ledger.postings() if p.purpose in purposes)
        for purposes in (("money for projects",), ("projects", "spent without result"))
    )
    held = sum(model.ledger.balance(key) for key in KEYS)
    assert paid == spent + held
    assert spent == pytest.approx(weekly["donor_spend"].sum())


def test_a_part_is_never_paid_and_the_rest_is_late():
    everything = played(30, **{"donors.paid_share": 1.0, "donors.delay_weeks": 4})
    half = played(30, **{"donors.paid_share": 0.5, "donors.delay_weeks": 4})
    late = played(30, **{"donors.paid_share": 1.0, "donors.delay_weeks": 52})

    def paid(model):
        return sum(p.amount for p in model.ledger.postings() if p.purpose == "money for projects")

    assert paid(half) == pytest.approx(0.5 * paid(everything), rel=0.02)
    assert paid(late) < 0.5 * paid(everything)


def test_without_money_there_are_no_projects():
    model = played(30, **{"donors.annual_pledge_usd": 0})
    assert not len(model.aid.donor)
    assert model.result().weekly["donor_work"].sum() == 0.0


def test_projects_work_where_there_are_no_teams():
    nobody = {"country_team.teams": 0, "country_team.independent_teams": 0, "host.local_teams": 0, "host.army": 0,
              "host.police": 0, "host.election_teams": 0, "mission.troops": 0, "mission.police": 0,
              "mission.formed_police": 0, "mission.observers": 0, "mission.civilians": 0}  # fmt: skip
    model = played(60, **nobody)
    assert model.result().weekly["donor_work"].sum() > 0.0


def test_projects_run_their_term_and_pay_for_what_the_donor_chose():
    model = played(80)
    a = model.aid
    assert len(a.donor) == len(a.task) == len(a.cell) == len(a.weeks) == len(a.met)
    assert (a.weeks <= model.inputs.aid.project_weeks + 4).all()
    assert (INTEREST[a.donor, a.task] > 0.0).all()


def test_who_wants_to_be_seen_keeps_to_towns_and_roads():
    shy, vain = (played(60, **{"donors.visibility": v}).aid for v in (0.0, 1.0))
    first = KEYS.index("bilateral_visibility")
    assert vain.seen[vain.cell[vain.donor == first]].mean() > shy.seen[shy.cell[shy.donor == first]].mean()


def test_projects_leave_places_where_work_cannot_go_on():
    model = MissionModel(small("post_accord", 12, 12, 80), seed=3)
    for _ in range(60):
        model.step()
    needy = [TASKS[t].needs != () for t in model.aid.task.tolist()]
    there = np.unique(model.aid.cell[needy])
    model.ground.threat[there] = model.ground.violence[there] = 1.0
    model.insecurity[there] = 1.0
    model.aid.met = ~np.array(needy)
    while model.week % 4:
        model.week += 1
    model.aid.weeks[:] = 10.0
    before = set(there.tolist())
    model.plan()
    a = model.aid
    after = a.cell[[TASKS[t].needs != () and w == 10.0 for t, w in zip(a.task, a.weeks, strict=True)]]
    assert not before & set(after.tolist())
    assert (model.aid.shy[there] > 0.0).all()


def test_a_visible_crisis_raises_pledges_for_a_while_and_is_told():
    inject = [{"kind": "cholera", "week": 26, "weeks": 6, "size": 3.0}]
    of_calm, of_struck = (played(100, injects=injects).result() for injects in ([], inject))
    calm, struck = of_calm.weekly, of_struck.weekly
    more = (struck["pledged"] - calm["pledged"]).to_numpy()
    assert not more[:27].any()
    assert (more[28:32] > 0.0).all()
    assert more[80:].mean() < 0.3 * more[27:34].mean()
    assert "donor_alarm" in set(of_struck.events["kind"])


def test_attention_falls_with_what_goes_on_after_the_mission():
    leaves = {"transition.exit_rule": "calendar", "transition.exit_week": 30, "transition.drawdown_weeks": 10}
    most, least = (
        played(60, **leaves, **{"transition.follow_on_support": s}).result().weekly["pledged"].to_numpy()
        for s in (1.0, 0.1)
    )
    assert most[:30] == pytest.approx(least[:30])
    assert (least[32:] < 0.5 * most[32:]).all()  # a crisis may bring some of it back
    assert least[32:].mean() < 0.3 * most[32:].mean()


def test_money_that_cannot_be_put_to_use_is_wasted_and_that_is_told():
    model = played(100, **{"donors.absorption": 0.05, "country_team.staff": 0})
    wasted = sum(p.amount for p in model.ledger.postings() if p.purpose == "spent without result")
    assert wasted > 0
    assert "donor_waste" in set(model.result().events["kind"])
    ample = played(100, **{"donors.absorption": 1.0, "country_team.staff": 50_000})
    assert not any(p.purpose == "spent without result" for p in ample.ledger.postings())


def test_donors_tire_and_that_is_told_once():
    model = played(60, **{"donors.peak_year": 0.5, "donors.fading": 0.6})
    assert (model.result().events["kind"] == "donor_fatigue").sum() == 1
