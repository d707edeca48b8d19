"""Rule 5.25: reviews, withdrawal of consent, drawdown, hand-over, the country without a mission, and relapse."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_cases import small
from rule_cases import bounded, share, two_shares

from peaceops.agents.catalogue import ORG_INDEX
from peaceops.agents.tasks import TAKEN_OVER, TASK_INDEX
from peaceops.model.benchmarks import BENCHMARKS as ALL_BENCHMARKS
from peaceops.model.causes import unexplained
from peaceops.model.columns import KEPT, STRENGTH, column
from peaceops.model.coordination import roster
from peaceops.model.joint_bodies import JOINT_BODIES
from peaceops.model.mission import MissionModel
from peaceops.model.rules.transition import (
    TransitionParameters,
    at_rate,
    ceiling_after,
    handed_over,
    officials_kept,
    peace_and_war,
    remaining,
    sectors_held,
    staying,
    stays_without_hope,
)
from peaceops.model.transition import BENCHMARKS, CALENDAR, EXPELLED, FAILED, review_benchmarks, violent_deaths

P = TransitionParameters()
WAR = P.war_deaths_a_year / 52.0
LEAVES = {"transition.exit_rule": "calendar", "transition.exit_week": 30, "transition.drawdown_weeks": 10}


# The pure functions ---------------------------------------------------------------------------------------------------


@given(begins=st.integers(0, 300), weeks=st.integers(0, 100))
def test_strength_falls_from_all_to_nothing(begins, weeks):
    left = [remaining(week, begins, begins + weeks) for week in range(begins - 2, begins + weeks + 3)]
    bounded(np.array(left))
    assert left[0] == 1.0
    assert left[-1] == 0.0
    assert (np.diff(left) <= 0.0).all()


@given(pair=two_shares)
def test_police_law_and_ddr_leave_last(pair):
    less, more = (staying(left, P) for left in pair)
    assert less <= more
    assert pair[0] <= less <= 1.0
    assert staying(1.0 - P.stay_on, P) == 1.0
    assert staying(0.0, P) == 0.0


@given(pair=two_shares, order=st.permutations(range(4)))
def test_sectors_are_given_up_one_by_one_and_none_taken_back(pair, order):
    order = np.array(order)
    later, earlier = (sectors_held(left, order) for left in pair)
    assert (later <= earlier).all()
    assert later[order == 3].all(), "the last is held until the mission has gone"
    assert sectors_held(1.0, order).all()
    assert sectors_held(0.5, order).sum() == 2


@given(pair=two_shares)
def test_a_shared_plan_hands_over_faster(pair):
    apart, together = (handed_over(coherence, P) for coherence in pair)
    assert 0.0 < apart <= together <= 1.0 / P.handover_full


@given(done=share, pair=two_shares)
def test_officials_are_at_work_as_far_as_they_are_paid(done, pair):
    little, much = (officials_kept(done, paid) for paid in pair)
    assert little <= much <= done == officials_kept(done, 1.0)


@given(ceiling=st.floats(P.cut_least, 1.0), deaths=st.floats(0.0, 1e4))
def test_a_review_lowers_the_ceiling_in_calm_and_raises_it_else_and_never_above_the_first(ceiling, deaths):
    after = ceiling_after(ceiling, deaths, P)
    assert P.cut_least <= after <= 1.0
    if deaths < P.calm * P.war_deaths_a_year:
        assert after == max(ceiling - P.cut, P.cut_least)
    else:
        assert after == min(ceiling + P.cut, 1.0)


def test_a_review_finds_no_hope_only_in_war_without_progress():
    assert stays_without_hope(2.0 * P.war_deaths_a_year, 0.0, P)
    assert not stays_without_hope(0.5 * P.war_deaths_a_year, 0.0, P)
    assert not stays_without_hope(2.0 * P.war_deaths_a_year, 2.0 * P.progress, P)


@given(weeks=st.integers(0, 30), level=st.floats(0.0, 3.0))
def test_war_is_told_over_a_span_of_weeks(weeks, level):
    deaths = np.full(P.war_weeks + weeks, level * WAR)
    war = at_rate(deaths, 1.0, P)
    assert not war[: P.war_weeks - 1].any()
    if abs(level - 1.0) > 1e-6:
        assert (war[P.war_weeks - 1 :] == (level > 1.0)).all()


def judged(deaths, peace=True, agreed=False):
    return peace_and_war(deaths, np.full(len(deaths), agreed), peace, P)


def test_a_run_too_short_to_judge_is_not_at_war():
    assert not at_rate(np.full(3, 100.0 * WAR), 1.0, P).any()
    assert judged(np.zeros(0))[1] is None


def test_relapse_comes_after_peace_only():
    war, calm = np.full(P.war_weeks, 2.0 * WAR), np.zeros(P.war_weeks + P.peace_weeks)
    assert judged(np.concatenate([calm, war]))[1] is not None
    holds, row = judged(np.concatenate([war, war, war]), False)
    assert row is None, "a war that never ended does not come back"
    assert not holds.any(), "and is no peace"
    assert judged(np.concatenate([war, calm, calm, war]), False)[1] > len(war) + 2 * len(calm)
    assert judged(np.concatenate([calm, calm]))[1] is None


def test_peace_is_won_by_calm_or_under_an_agreement_and_not_by_what_is_neither_war_nor_calm():
    between = np.full(P.war_weeks + 3 * P.peace_weeks, 0.5 * (1.0 + P.calm) * WAR)
    assert not judged(between, False)[0].any()
    assert judged(between, True)[0].all(), "nor lost by it"
    won = judged(between, False, agreed=True)[0]
    assert won.argmax() == P.war_weeks + P.peace_weeks - 2
    assert won[won.argmax() :].all()
    assert not judged(3.0 * between, False, agreed=True)[0].any(), "an agreement in war is no peace"


def test_one_bad_week_is_no_war():
    deaths = np.zeros(200)
    deaths[100] = 0.9 * WAR * P.war_weeks
    assert judged(deaths)[1] is None
    deaths[101] = 0.2 * WAR * P.war_weeks
    assert judged(deaths)[1] == 101


# In the model ---------------------------------------------------------------------------------------------------------


def played(weeks=60, base="post_accord", seed=3, **changes):
    model = MissionModel(small(base, 12, 12, weeks).with_changes(changes), seed=seed)
    while model.running:
        model.step()
    return model


@pytest.fixture(scope="module")
def left():
    return played(50, **LEAVES)


def test_the_mission_leaves_on_its_date(left):
    weekly, summary = left.result().weekly, left.result().summary
    assert weekly["phase"].tolist()[20:] == ["drawdown"] * 10 + ["after"] * 20
    assert (weekly["troops"][30:] == 0.0).all()
    assert (np.diff(weekly["troops"][20:31]) <= 0.0).all()
    assert (weekly[["police", "civilians", "peacekeeper_deaths"]][31:] == 0.0).all().all()
    assert (summary["exit_week"], summary["exit_kind"]) == (30, CALENDAR)
    assert summary["sustained_peace"] is None, "twenty weeks are too few to tell"
    assert left.result().events["kind"].tolist().count("closure") == 1


def standing(m, key):
    t = m.teams
    rows = t.rows_of[ORG_INDEX[key]]
    return np.bincount(m.country.sector[t.cell[rows[t.active[rows]]]], minlength=4)


def test_the_quietest_sectors_are_given_up_first_and_headquarters_last():
    changes = {"transition.exit_rule": "calendar", "transition.exit_week": 60, "transition.drawdown_weeks": 40}
    model = MissionModel(small("contested", 12, 12, 61).with_changes(changes), seed=3)
    counts, held = [], []
    while model.week < 60:
        model.step()
        if model.week == 21:  # the review of week 20 has set it on its way
            fear = [np.average(model.insecurity[s], weights=model.share_of_people[s])
                    for s in (model.country.sector == k for k in range(4))]  # fmt: skip
        kinds = ("military", "police", "ddr", "civil_affairs", "electoral")
        counts.append({key: standing(model, key) for key in kinds})
        held.append(model.departure.holds(model.week - 1) if model.departure.kind else np.ones(4, dtype=bool))
    order, seat = model.departure.order, model.country.sector[model.country.capital]
    others = np.delete(np.arange(4), seat)
    assert order[seat] == 3
    assert order[others[np.argsort(np.array(fear)[others])]].tolist() == [0, 1, 2]
    for week in (32, 42, 52):
        # who is on the way, or waits for the next orders, is still there
        assert counts[week]["civil_affairs"][held[week]].sum() >= 0.5 * counts[week]["civil_affairs"].sum()
        assert counts[week]["military"][held[week]].sum() >= 0.8 * counts[week]["military"].sum()
    assert counts[57]["military"][seat] == counts[57]["military"].sum() > 0
    assert counts[35]["police"].sum() == counts[19]["police"].sum(), "police stay as others leave"
    assert counts[35]["ddr"].sum() == counts[19]["ddr"].sum()
    assert all(counts[58][key].sum() for key in counts[58]), "no component vanishes by rounding"
    model.step()
    assert not any(standing(model, key).any() for key in counts[58])


def test_without_a_mission_only_agencies_meet_and_nothing_is_shared(left):
    c = left.inputs.choices
    met = {body for body in JOINT_BODIES if getattr(c.coordination, body)}
    assert met <= {"clusters", "donor_group"}
    assert (c.integration.structure, c.integration.visible_identity) == ("two_feet_out", "separate")
    assert left.as_given.choices.integration.structure == "two_feet_in"
    assert left.result().provenance["scenario_hash"] == left.as_given.hash, "what was asked for, not what is left of it"
    assert left.dialogue == 0.0


def test_a_mission_that_stays_says_nothing_of_an_end():
    summary = played(30, **{"transition.exit_rule": "calendar", "transition.exit_week": 500}).result().summary
    assert summary["exit_week"] is None
    assert summary["exit_kind"] is None
    assert summary["sustained_peace"] is None
    assert summary["relapse"] is False


def test_a_mission_that_has_left_is_neither_liked_nor_trusted_more_nor_less(left):
    result = left.result()
    weekly = result.weekly
    assert weekly["phase"].tolist().index("after") == 30
    kept = weekly[list(KEPT)].to_numpy()[30:]
    assert (kept == kept[0]).all()
    causes = result.causes
    of_mission = causes["stock"].isin(["local_consent", "host_consent", "party_consent", "trust", "trust_in_mission"])
    late = causes[of_mission & (causes["week"] > 30)]
    assert not late["value"].any()
    assert unexplained(weekly, causes).empty
    assert not (weekly["warnings"][31:] > 0.0).any()
    assert not (weekly["attacks_met"][31:] > 0.0).any()
    r = left.relations
    assert not r.contact[roster.mission].any()
    assert not r.contact[:, roster.mission].any()


def test_means_of_columns_about_the_mission_are_over_the_weeks_in_which_there_was_one(left):
    weekly, summary = left.result().weekly, left.result().summary
    for name in (*KEPT, *STRENGTH):
        assert summary[f"{name}_mean"] == pytest.approx(weekly[name][:30].mean()), name
    for name in ("services", "duplication", "state_authority"):
        assert summary[f"{name}_mean"] == pytest.approx(weekly[name].mean()), name


def test_benchmarks_that_look_at_a_mission_are_not_won_after_it_has_left(left):
    about = np.array([any(column(c.column).of_mission for c in b.conditions) for b in ALL_BENCHMARKS])
    assert 0 < about.sum() < len(about)
    model = MissionModel(small("post_accord", 10, 10, 20), seed=1)
    for _ in range(12):
        model.step()
    model.departure.closed = True
    model.benchmarks.met[:], model.benchmarks.week[:] = False, -1
    model.benchmarks.review = lambda week, values: (
        setattr(model.benchmarks, "met", np.ones(len(about), dtype=bool)), model.benchmarks.week.fill(week)
    )  # fmt: skip
    review_benchmarks(model)
    assert not model.benchmarks.met[about].any()
    assert model.benchmarks.met[~about].all()
    assert (model.benchmarks.week[about] == -1).all()


def test_officials_take_over_what_was_handed_over_in_time():
    early = played(50, **LEAVES, **{"transition.handover_weeks": 30, "transition.follow_on_support": 1.0})
    late = played(50, **LEAVES, **{"transition.handover_weeks": 0, "transition.follow_on_support": 1.0})
    broke = played(50, **LEAVES, **{"transition.handover_weeks": 30, "transition.follow_on_support": 0.0})
    at_work = [sum(m.n_active[org] for org in m.departure.officials) for m in (early, broke, late)]
    assert early.departure.done > late.departure.done
    assert at_work[0] > at_work[1] >= at_work[2]


def test_officials_who_take_over_are_paid_by_the_state_and_by_donors_and_by_nobody_else():
    hand_over = {"transition.handover_weeks": 60, "exit.handover_full": 5.0, "transition.follow_on_support": 0.5}
    model = played(50, **LEAVES, **hand_over)
    paid = pd.DataFrame(model.ledger.postings())
    paid = paid[paid["purpose"] == "officials who take over"]
    assert set(paid["source"]) == {"host_treasury", "donor_treasuries", "hand_over"}
    assert model.ledger.balance("hand_over") == 0
    given = paid[paid["source"] == "donor_treasuries"].groupby("week")["amount"].sum()
    assert given[49] == pytest.approx(0.5 * given[20], abs=2)
    state = paid[paid["source"] == "host_treasury"].groupby("week")["amount"].sum()
    assert state[49] == pytest.approx(P.state_pays * model.departure.wages, abs=2)
    assert model.departure.paid == pytest.approx(P.state_pays + (1.0 - P.state_pays) * 0.5)
    broke = played(50, **LEAVES, **hand_over, **{"host.annual_revenue_usd": 0})
    assert broke.departure.paid == pytest.approx((1.0 - P.state_pays) * 0.5)
    at_work = [sum(m.n_active[org] - before for org, before in m.departure.officials.items()) for m in (model, broke)]
    assert at_work[0] > at_work[1] > 0


def test_agencies_do_what_a_mission_has_handed_over_to_them_and_nothing_of_it_before():
    hand_over = {"transition.handover_weeks": 20, "exit.handover_full": 5.0}
    model = MissionModel(small("post_accord", 12, 12, 50).with_changes({**LEAVES, **hand_over}), seed=3)
    seen = set()
    while model.running:
        model.step()
        for task, (_, heirs) in TAKEN_OVER.items():
            rows = np.concatenate([model.teams.rows_of[ORG_INDEX[key]] for key in heirs])
            if (model.teams.task[rows] == TASK_INDEX[task]).any():
                seen.add((task, model.week <= 10))
    assert not [task for task, early in seen if early]
    assert {"mentor_police", "monitor_rights"} <= {task for task, early in seen}
    thrown_out = MissionModel(small("post_accord", 12, 12, 5), seed=3)
    thrown_out.departure.kind = EXPELLED
    thrown_out.departure.closes, thrown_out.departure.begins = 100, 0
    thrown_out.departure.order = np.arange(4)
    thrown_out.step()
    assert not thrown_out.mandate[ORG_INDEX["undp"], TASK_INDEX["mentor_police"]]


def test_handing_over_takes_time_of_those_who_hand_over():
    base = {**LEAVES, "exit.handover_full": 500.0}
    busy = played(24, **base, **{"transition.handover_weeks": 30, "exit.handover_time": 0.5}).relations.work
    free = played(24, **base, **{"transition.handover_weeks": 30, "exit.handover_time": 0.0}).relations.work
    assert (busy[roster.mission & ~roster.uniformed] < free[roster.mission & ~roster.uniformed]).all()
    assert busy[ORG_INDEX["military"]] == pytest.approx(free[ORG_INDEX["military"]], rel=0.2)


def test_a_government_that_wants_it_gone_withdraws_consent_and_the_council_ends_the_mission():
    hostile = {"host.consent": 0.02, "host.sovereignty": 1.0, "exit.withdrawal_level": 0.6, "exit.repaired": 0.4}
    model = played(70, "contested", **hostile, **{"exit.forced_exit_weeks": 10, "transition.exit_week": 500})
    kinds = model.result().events["kind"].tolist()
    assert model.departure.kind == EXPELLED
    assert kinds.index("consent_withdrawn") < kinds.index("drawdown") < kinds.index("closure")
    withdrawn = model.result().events.set_index("kind")["week"]
    assert withdrawn["consent_withdrawn"] == P.withdrawal_weeks - 1
    assert withdrawn["drawdown"] == withdrawn["consent_withdrawn"] + P.decision_weeks
    assert withdrawn["closure"] == withdrawn["drawdown"] + 10
    assert model.departure.done == 0.0, "who is thrown out hands nothing over"


def test_who_is_thrown_out_while_leaving_leaves_no_later_and_with_no_more():
    changes = {"transition.exit_rule": "calendar", "transition.exit_week": 45, "transition.drawdown_weeks": 40}
    model = MissionModel(small("contested", 12, 12, 60).with_changes(changes), seed=3)
    while model.running:
        model.host_consent = 0.01
        model.step()
    assert model.departure.kind == EXPELLED
    assert model.departure.closes <= 45
    troops = model.recorder.frame()["troops"].to_numpy()
    assert (np.diff(troops[6:]) <= 0.0).all()


def test_a_war_that_goes_on_after_an_exit_is_no_sustained_peace():
    changes = {**LEAVES, "exit.war_deaths_a_year": 1.0, "exit.peace_weeks": 10, "exit.war_weeks": 8}
    summary = played(60, "contested", **changes).result().summary
    assert summary["sustained_peace"] is False
    calm = {**changes, "exit.war_deaths_a_year": 100_000.0}
    model = played(60, "contested", **calm)
    summary = model.result().summary
    assert summary["sustained_peace"] is True
    weekly = model.result().weekly
    dead = weekly["battle_deaths"] + weekly["civilian_deaths"] - model.mine_deaths
    assert summary["deaths_after_exit"] == pytest.approx(dead[30:].mean() * 52.0)


def test_mines_are_no_war():
    model = played(30)
    mined = model.result().causes.query("stock == 'civilian_deaths' and cause == 'mines and explosive remnants'")
    assert model.mine_deaths.sum() == mined["value"].sum()
    weekly = model.result().weekly
    violent = (weekly["battle_deaths"] + weekly["civilian_deaths"]).sum() - mined["value"].sum()
    assert violent_deaths(model).sum() == pytest.approx(violent)


def test_a_mission_that_has_left_holds_no_money_and_binds_nobody(left):
    assert left.ledger.balance("mission") == 0
    assert left.ledger.balance("quick_impact") == 0
    assert left.inputs.choices.posture.state_support == 0.0
    assert (left.groups.hostility_mission == 0.0).all()


def test_dues_fall_with_strength_and_what_is_left_goes_back(left):
    books = pd.DataFrame(left.ledger.postings())
    dues = books[books["purpose"] == "assessed contributions"].set_index("week")["amount"]
    assert not (dues[dues.index > 30] > 0).any()
    assert dues[29] < 0.9 * dues[20]
    back = books[books["purpose"] == "cash left at closing"]
    assert set(back["week"]) == {30}
    assert set(back["target"]) == {"member_states"}
    assert left.dues == 0.0


def test_a_government_whose_consent_is_repaired_relents():
    model = MissionModel(small("contested", 12, 12, 60), seed=3)
    for week in range(40):
        if week < 14:
            model.host_consent = 0.01
        model.step()
        if week >= 13:
            model.host_consent = 0.9
    kinds = model.events.frame()["kind"].tolist()
    assert "consent_withdrawn" in kinds
    assert "consent_restored" in kinds
    assert not model.departure.kind


def test_the_council_closes_a_mission_that_has_no_peace_to_keep():
    worst = {"exit.war_deaths_a_year": 1.0, "exit.patience_years": 1, "exit.progress": 1.0, "transition.exit_week": 500}
    model = played(60, "contested", **worst)
    assert model.departure.kind == FAILED
    assert model.departure.begins == 51


def test_met_benchmarks_end_a_mission_before_its_date():
    model = MissionModel(small("post_accord", 12, 12, 60).with_changes({"transition.exit_benchmarks": 0.0}), seed=3)
    while model.running:
        model.step()
    assert model.departure.kind == BENCHMARKS
    assert model.departure.begins == 51


def test_the_council_lowers_the_ceiling_in_calm_and_soldiers_go_home_from_the_quietest_sector():
    calm = {"exit.reviewed_from": 0, "exit.war_deaths_a_year": 100_000.0, "exit.cut": 0.3}
    cut, kept = (
        MissionModel(small("post_accord", 10, 10, 90).with_changes({**calm, "exit.cut": size}), seed=2)
        for size in (0.3, 0.0)
    )
    for model in (cut, kept):
        while model.running:
            model.step()
    mine = cut.result().events
    told = mine[mine["kind"] == "ceiling"]
    assert told["week"].tolist() == [51]
    assert told["cause"].tolist() == ["calm"]
    after = 0.7 * cut.peak["troops"] * cut.inputs.mission.troops
    assert cut.strength["troops"] == pytest.approx(after, rel=0.01)
    assert kept.strength["troops"] > 1.2 * after
    assert cut.ledger.spent("assessed contributions") < kept.ledger.spent("assessed contributions")
    there = []
    for m in (kept, cut):
        soldiers = m.teams.active & (m.teams.org == ORG_INDEX["military"])
        there.append(np.bincount(m.country.sector[m.teams.cell[soldiers]], minlength=4))
    lost = (there[0] - there[1]) / np.maximum(there[0], 1)
    assert lost[cut.departure.order == 3] < lost.max(), "the capital keeps its soldiers longest"


def test_the_council_raises_the_ceiling_again_when_violence_is_back():
    violent = {"exit.reviewed_from": 0, "exit.war_deaths_a_year": 10.0}
    m = MissionModel(small("contested", 10, 10, 110).with_changes(violent), seed=2)
    m.departure.ceiling = 0.7
    while m.week < 60:
        m.step()
    assert m.departure.ceiling == pytest.approx(0.8)
