"""Rule 5.16: who lays down arms, what each step takes, and what becomes of former fighters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from model_cases import small
from rule_cases import amounts, bounded, share, shares, two_shares

from peaceops.agents.armed_group import NEVER
from peaceops.model.conflict import _joining
from peaceops.model.ddr import break_away, progress
from peaceops.model.mission import MissionModel
from peaceops.model.rules.ddr import (
    DdrParameters,
    entering,
    going_back,
    in_order,
    planning_pace,
    resented,
    served,
    settling_alone,
    worth_of_joining,
)

P = DdrParameters()
ONE = np.zeros(1, dtype=np.int64)


def worth(commitment=0.8, safety=0.5, further=0.0, gap=0.3):
    return float(worth_of_joining(np.array([commitment]), np.array([safety]), np.array([further]), gap, ONE, P)[0])


# The pure functions ---------------------------------------------------------------------------------------------------


@given(pair=two_shares)
@pytest.mark.parametrize(("what", "direction"), [("commitment", 1), ("safety", 1), ("further", -1), ("gap", -1)])
def test_what_draws_a_band_out_of_the_ranks(what, direction, pair):
    little, much = pair
    assert direction * (worth(**{what: much}) - worth(**{what: little})) >= -1e-12


def test_a_band_stays_under_arms_without_commitment_or_far_ahead_of_its_rivals():
    assert worth(commitment=0.0) < 0.0
    assert worth(commitment=1.0, safety=1.0) > 0.0
    assert worth(commitment=1.0, safety=1.0, further=1.0) < 0.0


@given(fighters=amounts(4, most=500.0), first=amounts(4, most=500.0))
def test_no_more_enter_than_there_are(fighters, first):
    come = entering(fighters, first, P)
    assert (come >= 0.0).all()
    assert (come <= fighters).all()


@given(waiting=amounts(5, most=1000.0), room=amounts(2, most=2000.0))
def test_a_step_serves_all_alike_within_a_sector_and_no_more_than_it_can(waiting, room):
    sector = np.array([0, 0, 1, 1, 1])
    out = served(waiting, sector, room)
    assert (out <= waiting + 1e-9).all()
    for s in (0, 1):
        mine = sector == s
        assert out[mine].sum() <= room[s] + 1e-9
        if waiting[mine].sum() > 1.0:
            part = out[mine] / np.maximum(waiting[mine], 1e-12)
            assert np.ptp(part[waiting[mine] > 1e-6]) < 1e-6 if (waiting[mine] > 1e-6).any() else True


@given(pair=two_shares)
def test_planning_together_shortens_the_wait(pair):
    apart, together = (planning_pace(how_far, P) for how_far in pair)
    assert 0.0 < apart <= together <= 1.0
    assert planning_pace(0.0, P) == pytest.approx(1.0 / P.planned_weeks)


@given(waiting=amounts(3, 4, most=50.0), amount=amounts(3, most=300.0))
def test_those_longest_discharged_are_settled_first(waiting, amount):
    taken = in_order(amount, waiting)
    assert (taken >= 0.0).all()
    assert (taken <= waiting + 1e-9).all()
    assert taken.sum(axis=1) == pytest.approx(np.minimum(amount, waiting.sum(axis=1)), abs=1e-6)
    left = waiting - taken
    before = np.cumsum(left, axis=1) - left
    assert (taken[before > 1e-6] < 1e-6).all(), "nobody younger is taken while somebody older is left"


@given(pair=two_shares, other=share)
def test_who_goes_back(pair, other):
    little, much = pair

    def back(grievance=other, livelihoods=other, safety=other):
        one = (np.array([x]) for x in (100.0, grievance, livelihoods, safety))
        return float(going_back(*one, P)[0])

    assert back(grievance=much) >= back(grievance=little)
    assert back(livelihoods=much) <= back(livelihoods=little)
    assert back(safety=much) <= back(safety=little)
    assert 0.0 <= back() <= 100.0


@given(livelihoods=shares(3), alone=amounts(3, most=500.0))
def test_without_support_people_settle_only_where_there_is_work(livelihoods, alone):
    settled = settling_alone(alone, livelihoods, P)
    assert (settled >= 0.0).all()
    assert (settled <= alone).all()
    assert (settling_alone(alone, np.zeros(3), P) == 0.0).all()


@given(need=shares(4), supported=amounts(4, most=5000.0))
def test_benefits_are_resented_where_others_are_in_need(need, supported):
    residents = np.full(4, 10_000.0)
    rise = resented(supported, residents, need, P)
    bounded(rise, 0.0, P.resentment)
    assert (resented(supported, residents, np.zeros(4), P) == 0.0).all()
    assert (resented(2.0 * supported, residents, need, P) >= rise).all()


# In the model ---------------------------------------------------------------------------------------------------------


def played(weeks=60, base="post_accord", **changes):
    model = MissionModel(small(base, 12, 12, weeks).with_changes(changes), seed=3)
    while model.running:
        model.step()
    return model


@pytest.fixture(scope="module")
def usual():
    return played(104)


def test_fighters_come_in_under_an_agreement(usual):
    weekly = usual.result().weekly
    assert weekly["fighters_armed"].iloc[-1] < 0.9 * weekly["fighters_armed"].iloc[0]
    assert weekly["fighters_demobilised"].max() > 0.0
    assert weekly["fighters_reintegrated"].iloc[-1] > 0.0
    signed = {g for g, name in enumerate(usual.groups.kind) if name == "signatory_party"}
    assert (progress(usual)[[g for g in range(usual.n_groups) if g not in signed]] == 0.0).all()


def test_reinsertion_ends_after_its_term():
    """Nobody is without support before the term of the first discharged is over, and then somebody is."""
    changes = {"ddr.reinsertion_weeks": 20, "ddr.funded_share": 0.0}
    model = MissionModel(small("post_accord", 12, 12, 80).with_changes(changes), seed=3)
    while model.programme.begun < 0:
        model.step()
    for _ in range(20):
        assert model.programme.ended == 0.0
        model.step()
    assert model.programme.ended == model.programme.missed > 0.0


def test_a_band_that_breaks_away_leaves_its_former_fighters_with_the_party():
    model = MissionModel(small("post_accord", 12, 12, 104), seed=3)
    while model.programme.demobilised.sum() < 200.0 or model.week < 60:
        model.step()
    pr, b = model.programme, model.bands
    many = np.bincount(b.group, minlength=model.n_groups)[b.group] > 1
    row = int(np.where(many, pr.inside, 0.0).argmax())
    old, new = int(b.group[row]), int(np.flatnonzero(model.is_spoiler)[0])
    assert pr.inside[row] > 0.0
    before, inside, left = progress(model), pr.inside.sum(), pr.left.sum()
    room = np.bincount(b.group, weights=b.first - pr.left, minlength=model.n_groups)
    break_away(model, row, new)
    b.group[row] = new
    assert progress(model)[old] == before[old]
    assert progress(model)[new] <= before[new]
    assert (pr.inside.sum(), pr.left.sum(), pr.inside[row], pr.left[row]) == (inside, left, 0.0, 0.0)
    after = np.bincount(b.group, weights=b.first - pr.left, minlength=model.n_groups)
    assert after[old] == room[old] - b.first[row]
    while model.week < 80:
        model.step()
    bounded(progress(model))


def test_nobody_lays_down_arms_without_an_agreement():
    model = played(30, "contested")
    assert model.process.signed is None
    assert (_joining(model) == NEVER).all()
    assert model.programme.left.sum() == 0.0


def test_without_the_component_nobody_is_taken_in():
    model = played(40, **{"mission.civilians": 0})
    assert model.programme.inside.sum() == 0.0
    assert model.bands.fighters.sum() > 0.0


def test_camps_empty_when_the_agreement_falls_apart():
    model = MissionModel(small("post_accord", 12, 12, 60), seed=3)
    while model.programme.cantoned.sum() == 0.0:
        model.step()
    before = model.bands.fighters.sum() + model.programme.cantoned.sum()
    model.process.signed = None
    model.people()
    assert model.programme.cantoned.sum() == 0.0
    assert model.bands.fighters.sum() == before


def test_of_those_who_go_back_a_share_takes_to_crime():
    """However few of a band go back in a week."""
    changes = {"ddr.funded_share": 0.0, "ddr.goes_back": 0.2, "ddr.reinsertion_weeks": 8, "ddr.settles": 0.0}
    model = played(104, **changes)
    armed = model.causes.frame().query("stock == 'fighters_armed' and cause == 'went back to arms'")["value"].sum()
    assert model.programme.gone_back > 300.0
    assert 1.0 - armed / model.programme.gone_back == pytest.approx(P.to_crime, abs=0.06)


def test_without_assessed_money_nobody_is_disarmed():
    model = played(60, **{"mission.annual_budget_usd": 0})
    assert model.programme.cantoned.sum() > 0.0
    assert model.programme.demobilised.sum() == 0.0


def test_a_band_too_small_to_choose_stays_out_when_there_is_nothing_to_join():
    model = MissionModel(small("post_accord", 12, 12, 60), seed=3)
    for _ in range(10):
        model.step()
    model.bands.fighters[:] = np.minimum(model.bands.fighters, 5.0)
    model.process.signed = None
    before = model.programme.left.sum()
    model.step()
    assert model.programme.left.sum() <= before


def test_nobody_is_stuck_in_the_programme_of_a_mission_that_has_left():
    changes = {"transition.exit_rule": "calendar", "transition.exit_week": 50, "transition.drawdown_weeks": 5}
    model = played(60, **changes)
    assert model.programme.left.sum() > 0.0
    assert model.programme.cantoned.sum() == 0.0
    assert model.programme.disarmed.sum() == 0.0


def test_without_voluntary_money_nobody_is_reintegrated():
    model = played(104, **{"ddr.funded_share": 0.0})
    assert model.programme.reintegrated == 0.0
    assert model.programme.gap == 1.0
    assert model.ledger.balance("reintegration") == 0


def test_what_is_spent_on_reintegration_is_what_was_given(usual):
    book = usual.ledger.as_frame()
    mine = book[(book["source"] == "reintegration") | (book["target"] == "reintegration")]
    given = mine.loc[mine["target"] == "reintegration", "amount"].sum()
    spent = mine.loc[mine["source"] == "reintegration", "amount"].sum()
    assert given - spent == usual.ledger.balance("reintegration")
    assert spent == usual.programme.reintegrated * usual.inputs.ddr.usd_reintegration
    assert spent > 0


def test_a_sector_in_which_nobody_lives_has_no_safety_to_tell_of():
    model = MissionModel(small("post_accord", 12, 12, 10), seed=3)
    model.step()
    model.people_weight = np.where(model.country.sector == 1, 0.0, model.people_weight)
    with np.errstate(all="raise"):
        assert np.isfinite(_joining(model)).all()
