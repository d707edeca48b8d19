"""Rule 5.15: who can vote, what a poll is worth, and what becomes of its result."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_cases import played, small
from rule_cases import amounts, bounded, share, shares, two_shares

from peaceops.agents.tasks import SIGNALS
from peaceops.model.causes import unexplained
from peaceops.model.elections import Elections, elections
from peaceops.model.mission import MissionModel
from peaceops.model.orders import publish
from peaceops.model.rules.election_results import (
    claims_after,
    commitment_after_poll,
    grievance_at_result,
    mandate,
    rejection,
    standing_after_poll,
    still_armed,
)
from peaceops.model.rules.elections import (
    PARTS,
    ElectionParameters,
    capacity_after,
    crime_in_tension,
    honest,
    newly_registered,
    open_polls,
    polls_possible,
    quality,
    ready_for_polls,
    refused_polls,
    seen_by,
    support,
    tension_after,
    votes,
)

P = ElectionParameters()
N = 6
SECTOR = np.array([0, 0, 0, 1, 1, 1])


# Before a poll --------------------------------------------------------------------------------------------------------


@given(roll=shares(N), residents=amounts(N, most=50_000.0), reach=shares(N), work=amounts(2, most=20.0))
def test_nobody_is_registered_who_does_not_live_there(roll, residents, reach, work):
    new = newly_registered(roll * residents, residents, reach, SECTOR, work, P)
    assert (new >= 0.0).all()
    assert (roll * residents + new <= residents + 1e-9).all()
    by_sector = np.bincount(SECTOR, weights=new)
    assert (by_sector <= work * P.registered_per_team + 1e-6).all()
    assert not new[work[SECTOR] == 0.0].any()


def test_registrars_of_a_sector_get_to_those_whom_they_can_reach():
    residents, nobody = np.full(N, 20_000.0), np.zeros(N)
    reach = np.array([1.0, 0.5, 0.0, 1.0, 1.0, 1.0])
    new = newly_registered(nobody, residents, reach, SECTOR, np.array([1.0, 0.0]), P)
    assert new.sum() == pytest.approx(P.registered_per_team)
    assert new[0] == pytest.approx(2.0 * new[1])
    assert not new[2:].any()


@given(capacity=share, work=st.floats(0.0, 100.0))
def test_the_commission_learns_by_work(capacity, work):
    after = capacity_after(capacity, work, P)
    bounded(after, capacity, 1.0)
    assert capacity_after(capacity, 0.0, P) == capacity


@given(control=shares(2, N), refuses=shares(2), insecurity=shares(N), deterrence=shares(N))
def test_polls_stay_closed_where_groups_refuse_them_or_people_are_afraid(control, refuses, insecurity, deterrence):
    refused = refused_polls(control, refuses)
    now = open_polls(refused, insecurity, deterrence, P)
    bounded(now)
    assert (now <= open_polls(0.0 * refused, insecurity, deterrence, P) + 1e-12).all()
    assert (now <= open_polls(refused, 0.0 * insecurity, deterrence, P) + 1e-12).all()
    assert (now >= open_polls(refused, insecurity, 0.0 * deterrence, P) - 1e-12).all()  # forces guard them


def test_elections_that_wait_need_all_three_conditions():
    enough = {"registration": P.ready_registration, "disarmed": P.ready_disarmed, "capacity": P.ready_commission}
    assert ready_for_polls(**enough, p=P)
    for name in enough:
        assert not ready_for_polls(**{**enough, name: enough[name] - 0.01}, p=P)


@given(tension=shares(N), campaign=share, control=shares(2, N), fighters=amounts(N, most=2000.0), news=shares(N))
def test_tension_stays_in_bounds_and_fades_outside_of_campaigns(tension, campaign, control, fighters, news):
    voting = support(control, control, control, np.array([True, True]), news, P)
    after = tension_after(tension, campaign, voting, fighters, news, 1.0, P)
    bounded(after)
    assert (after >= tension * (1.0 - P.tension_fades) - 1e-12).all()
    faded = tension_after(tension, 0.0, voting, fighters, news, 1.0, P)
    assert faded == pytest.approx(tension * (1.0 - P.tension_fades))


@given(crime=shares(N), tension=shares(N))
def test_tension_brings_disorder(crime, tension):
    after = crime_in_tension(crime, tension, P)
    bounded(after)
    assert (after >= crime).all()


def test_tension_is_highest_where_armed_rivals_are_equal_and_news_is_rumour():
    none, half = np.zeros(1), np.array([0.5])
    equal, clear = np.array([[0.5], [0.5]]), np.array([[0.95], [0.05]])

    def tension(voting=equal, fighters=200.0, news=0.2, campaign=1.0, media=1.0):
        return float(tension_after(none, campaign, voting, np.array([fighters]), np.array([news]), media, P)[0])

    assert tension(media=0.5) < tension() < tension(media=1.5)
    assert tension() > tension(clear)
    assert tension() > tension(fighters=20.0) > tension(fighters=0.0) == 0.0
    assert tension() > tension(news=0.9)
    assert tension() > tension(campaign=0.2)
    assert tension_after(half, 0.0, equal, none, none, 1.0, P) < half


# The poll -------------------------------------------------------------------------------------------------------------


@given(
    control=shares(3, N), kin=shares(3, N), names=shares(3, N), stands=st.lists(st.booleans(), min_size=3, max_size=3),
    legitimacy=shares(N),
)  # fmt: skip
def test_everybody_votes_for_somebody_and_only_for_who_stands(control, kin, names, stands, legitimacy):
    part = support(control, kin, names, np.array(stands), legitimacy, P)
    bounded(part)
    assert part.sum(axis=0) == pytest.approx(np.ones(N))
    assert not part[2:][~np.array(stands)].any()


def test_parties_get_votes_where_they_rule_and_where_their_people_live():
    none, yes = np.zeros((1, 1)), np.array([True])
    full = np.ones((1, 1))
    usual = np.full(1, 0.4)
    assert support(full, none, full, yes, usual, P)[2, 0] == pytest.approx(P.captive)
    assert support(none, full, full, yes, usual, P)[2, 0] == pytest.approx(P.loyalty)
    assert support(none, full, none, yes, usual, P)[2, 0] == 0.0  # killers have no name left
    trusted, distrusted = (support(none, none, none, yes, np.full(1, x), P)[0, 0] for x in (0.8, 0.2))
    assert trusted > distrusted


@given(roll=amounts(N, most=1e5), open_share=shares(N), news=two_shares)
def test_turnout_follows_safety_and_news(roll, open_share, news):
    little, much = (votes(roll, open_share, np.full(N, x), P) for x in news)
    assert (much >= little - 1e-9).all()
    assert (much <= roll).all()
    assert not votes(roll, 0.0 * open_share, np.ones(N), P).any()


@given(integrity=share, watched=two_shares)
def test_a_count_that_is_watched_is_honest(integrity, watched):
    little, much = (honest(integrity, w) for w in watched)
    assert 0.0 <= little <= much + 1e-12 <= 1.0 + 1e-9
    assert honest(integrity, 1.0) == pytest.approx(1.0)


@given(parts=shares(len(PARTS)), better=two_shares)
@pytest.mark.parametrize("part", range(len(PARTS)))
def test_each_part_raises_quality(part, parts, better):
    little, much = (np.where(np.arange(len(PARTS)) == part, x, parts) for x in better)
    bounded(quality(parts, P))
    assert quality(much, P) >= quality(little, P) - 1e-12


def test_no_poll_is_good_without_roll_safety_and_administration():
    for part in range(3):
        parts = np.ones(len(PARTS))
        parts[part] = 0.0
        assert quality(parts, P) == pytest.approx((1.0 - P.weakest) * 5.0 / 6.0)


def test_who_votes_where_nobody_is_registered_sees_a_poor_poll():
    roll = np.array([0.9, 0.9, 0.1, 0.1, 0.1, 0.1])
    there, elsewhere = np.array([[1.0, 1.0, 0, 0, 0, 0], [0, 0, 1.0, 1.0, 1.0, 1.0]])
    assert seen_by(roll, np.stack([there, elsewhere])) == pytest.approx([0.9, 0.1])
    assert seen_by(roll, np.zeros((1, N))) == pytest.approx([0.0])


# The result -----------------------------------------------------------------------------------------------------------


@given(pair=two_shares, usual=share)
@pytest.mark.parametrize(("what", "sign"), [("quality_seen", -1), ("armed", 1), ("inclusion", -1), ("helped", -1)])
def test_what_makes_losers_reject(what, sign, pair, usual):
    def chance(value):
        given_values = {"quality_seen": usual, "armed": 0.5, "inclusion": 0.3, "helped": 0.4, what: value}
        arrays = {k: np.array([given_values[k]]) for k in ("quality_seen", "armed")}
        return float(rejection(**arrays, inclusion=given_values["inclusion"], helped=given_values["helped"], p=P)[0])

    little, much = (chance(value) for value in pair)
    bounded(np.array([little, much]))
    assert sign * (much - little) >= -1e-12


def test_a_perfect_poll_is_rejected_by_nobody():
    assert not rejection(np.ones(3), np.ones(3), 0.0, 0.0, P).any()


def test_those_who_have_disarmed_and_the_few_could_fight_less():
    fighters = np.array([20_000.0, 10_000.0, 500.0, 0.0])
    armed = still_armed(fighters, P)
    bounded(armed)
    assert armed[0] > armed[1] > armed[2] > armed[3] == 0.0


@given(commitment=shares(3), seen=shares(3))
def test_a_rejected_poll_costs_commitment_and_victory_earns_it(commitment, seen):
    after = commitment_after_poll(commitment, np.array([1, 0, 0]) > 0, np.array([0, 1, 0]) > 0, seen, P)
    bounded(after)
    assert after[0] <= commitment[0]
    assert after[1] >= commitment[1]
    assert after[2] == commitment[2]


@given(legitimacy=shares(N), cast=shares(N), rejecting=shares(N), of_poll=share, grievance=shares(N))
def test_an_accepted_poll_is_trusted_and_a_rejected_one_resented(legitimacy, cast, rejecting, of_poll, grievance):
    belong, nobody = np.full(N, 1000.0), np.zeros(N)
    accepted, contested = (mandate(cast * belong, belong, of_poll, r) for r in (nobody, rejecting))
    bounded(accepted)
    assert (contested <= accepted).all()
    bounded(standing_after_poll(legitimacy, contested, rejecting, of_poll, P))
    assert (standing_after_poll(legitimacy, accepted, nobody, of_poll, P) >= legitimacy - 1e-12).all()
    bounded(grievance_at_result(grievance, rejecting, of_poll, P))
    assert (grievance_at_result(grievance, rejecting, of_poll, P) >= grievance).all()
    assert grievance_at_result(grievance, nobody, of_poll, P) == pytest.approx(grievance)


def test_a_government_claims_more_with_each_poll_and_never_more_than_all():
    claims = [0.0]
    for _ in range(6):
        claims.append(claims_after(claims[-1], P))
    assert claims == sorted(claims)
    assert claims[1] == P.claims
    assert claims[-1] < 1.0


# In a run -------------------------------------------------------------------------------------------------------------


def started(base, weeks=30, **changes):
    model = MissionModel(small(base, 10, 10, weeks).with_changes(changes), seed=3)
    for _ in range(weeks):
        model.step()
    return model


def test_a_poll_is_held_in_its_week_and_again_after_a_term():
    choices = {"political.election_week": 20, "elections.term_weeks": 30, "elections.campaign_weeks": 8}
    model = started("post_accord", weeks=52, **choices)
    assert [poll.week for poll in model.elections.polls] == [20, 50]
    result = model.result()
    unclear = unexplained(result.weekly, result.causes)
    assert not set(unclear["stock"]) & {"host_consent", "peace_process"}
    assert (result.causes[["stock", "cause"]] == ["host_consent", "elections"]).all(axis=1).any()
    told = result.events[result.events["kind"] == "election"]
    assert told["week"].tolist() == [20, 50]
    assert all(text.startswith("Elections: turnout ") and text.endswith(".") for text in told["text"])
    first = model.elections.polls[0]
    assert result.summary["elections_held"] == 2
    assert result.summary["election_week"] == 20
    assert result.summary["election_quality"] == first.quality
    bounded(np.array([first.quality, first.turnout]))
    assert 0 <= result.summary["elections_contested"] <= 2


def test_a_run_without_elections_says_so():
    summary = played(small("post_accord", 8, 8, 10)).summary
    assert summary["elections_held"] == summary["elections_contested"] == 0
    assert summary["election_week"] is summary["election_turnout"] is summary["election_quality"] is None


def test_voters_are_registered_once_elections_are_in_sight():
    changes = {"political.election_week": 80, "elections.preparation_weeks": 40}
    after = MissionModel(small("post_accord", 10, 10, 70).with_changes(changes), seed=3)
    while after.week < 39:
        after.step()
    assert not after.elections.roll.any()
    assert not after.signals[SIGNALS.index("unregistered")].any()
    while after.running:
        after.step()
    e, g = after.elections, after.ground
    assert e.roll.sum() > 0.1 * g.residents.sum()
    assert (e.roll <= g.residents).all()
    assert e.capacity > after.inputs.host.election_commission
    publish(after)
    call = after.signals[SIGNALS.index("unregistered")]
    assert call.any()
    e.roll = g.residents.copy()
    publish(after)
    assert not after.signals[SIGNALS.index("unregistered")].any()


def test_who_flees_is_off_the_roll_and_who_comes_back_is_not_on_it():
    model = started("post_accord", weeks=4)
    e, g = model.elections, model.ground
    e.roll = g.residents.copy()
    cell = int(g.residents.argmax())
    gone = np.floor(0.5 * g.residents[cell])
    g.residents[cell] -= gone
    g.hosted[cell] += gone
    elections(model)
    assert e.roll[cell] <= g.residents[cell]
    g.residents[cell] += gone
    elections(model)
    assert e.roll[cell] <= g.residents[cell] - gone


def test_elections_that_wait_for_readiness_come_when_they_are_ready_and_not_before():
    waits = {"political.election_rule": "readiness", "political.election_week": 10, "elections.campaign_weeks": 8}
    ready = {"host.voter_roll": 0.8, "host.election_commission": 0.6, "elections.ready_disarmed": 0.0}
    never = {"elections.ready_registration": 1.0}
    assert not started("post_accord", weeks=40, **waits, **ready, **never).elections.polls
    model = started("post_accord", weeks=40, **waits, **ready)
    (poll,) = model.elections.polls
    events = model.events.frame()
    (called,) = events.loc[events["kind"] == "election_called", "week"]
    assert poll.week == called + 8
    no_parties = started("contested", weeks=40, **{**waits, **ready, "elections.ready_disarmed": 0.01})
    assert not no_parties.elections.polls  # nobody disarms without an agreement


def polled(quality_of_roll, seed=3, **changes):
    """Return a model before and after a poll at which roll and commission are as good as given."""
    scenario = small("post_accord", 10, 10, 30).with_changes({"political.election_week": 29, **changes})
    model = MissionModel(scenario, seed=seed)
    for _ in range(5):
        model.step()
    e = model.elections
    e.roll, e.capacity, e.date = model.ground.residents * quality_of_roll, quality_of_roll, model.week
    return model


def test_a_contested_poll_costs_commitment_and_an_accepted_one_carries_provisions_further():
    outcomes = {}
    for seed in range(1, 17):
        model = polled(0.15, seed=seed)
        commitment, grievance = model.process.commitment.copy(), model.ground.grievance.copy()
        done = float(model.process.done.sum())
        elections(model)
        (poll,) = model.elections.polls
        for key in poll.rejected_by:
            if key in model.groups.keys:
                row = model.groups.keys.index(key)
                assert model.process.commitment[row] < commitment[row]
        assert (model.ground.grievance >= grievance).all()
        assert (model.process.done.sum() > done) == (not poll.rejected_by)
        assert model.ground.grievance.sum() > grievance.sum() if poll.rejected_by else True
        outcomes[bool(poll.rejected_by)] = outcomes.get(bool(poll.rejected_by), 0) + 1
    assert outcomes[True] > 8  # a poll without a roll is mostly rejected


def test_better_rolls_and_commissions_make_better_polls():
    found = []
    for level in (0.2, 0.5, 0.95):
        model = polled(level)
        elections(model)
        found.append(model.elections.polls[0].quality)
    assert found == sorted(found)
    assert found[-1] - found[0] > 0.3


def test_after_a_poll_the_government_consents_less():
    ends = [started("post_accord", weeks=52, **{"political.election_week": week}).host_consent for week in (10, 1000)]
    assert ends[0] < ends[1]


def test_without_an_agreement_polls_are_held_and_parts_of_the_country_do_not_vote():
    model = started("contested", weeks=20, **{"political.election_week": 18})
    (poll,) = model.elections.polls
    assert not set(poll.rejected_by) & set(model.groups.keys)  # no armed group stands
    assert poll.turnout < model.inputs.elections.turnout
    held = model.ground.control[1:].sum(axis=0)
    order = np.argsort(held)
    assert model.elections.mandate[order[-20:]].mean() < model.elections.mandate[order[:20]].mean()


@given(can_vote=share, capacity=share)
def test_a_poll_that_hardly_anybody_could_vote_in_is_not_held(can_vote, capacity):
    possible = polls_possible(can_vote, capacity, P)
    assert possible == (can_vote >= P.least_voters and capacity >= P.least_commission)
    assert not polls_possible(0.0, capacity, P)
    assert not polls_possible(can_vote, 0.0, P)


@pytest.mark.parametrize("nobody", [
    {"host.voter_roll": 0.0, "elections.registered_per_team": 0.0},
    {"host.election_commission": 0.0, "elections.training": 0.0},
    {"elections.intimidation": 20.0, "elections.guarding": 0.0, "elections.least_voters": 0.9},
])  # fmt: skip
def test_where_hardly_anybody_can_vote_polls_are_put_off_and_nobody_has_won_or_lost(nobody):
    choices = {"political.election_week": 4, "elections.campaign_weeks": 5, **nobody}
    model = started("post_accord", weeks=16, **choices)
    e = model.elections
    assert not e.polls
    assert e.owed
    assert e.claims == 0.0
    assert not e.mandate.any()
    events = model.events.frame()
    assert events.loc[events["kind"] == "election_postponed", "week"].tolist() == [4, 9, 14]
    assert "election" not in set(events["kind"])
    assert e.date == 19
    bounded(model.ground.legitimacy)


def test_a_poll_that_was_put_off_is_held_once_people_can_vote():
    model = polled(0.02)
    week = model.week
    elections(model)
    assert not model.elections.polls
    assert model.elections.date == week + P.campaign_weeks
    model.elections.roll, model.elections.capacity = model.ground.residents * 0.8, 0.8
    model.week = model.elections.date
    elections(model)
    assert [poll.week for poll in model.elections.polls] == [week + P.campaign_weeks]


def test_where_elections_stand_at_the_start():
    scenario = small("contested", 8, 8, 10)
    e = Elections.at_the_start(scenario, np.full(64, 100.0), np.full((3, 64), 1.0 / 3.0))
    assert e.date == scenario.choices.political.election_week
    assert e.roll.sum() == pytest.approx(6400.0 * scenario.host.voter_roll)
    waits = replace(e, date=None, earliest=60)
    assert [waits.in_sight(week, 52) for week in (7, 8, 100)] == [False, True, True]
