"""Rule 5.14: talks, an agreement and its provisions, and parties that come, go and keep their word or not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_cases import small
from rule_cases import bounded, share, shares, two_shares

from peaceops.model.mission import MissionModel
from peaceops.model.politics import Process
from peaceops.model.rules.politics import (
    FAMILIES,
    PoliticsParameters,
    able_to_carry_out,
    alarm,
    asks_to_join,
    carried_out,
    commitment_changes,
    due,
    help_for_talks,
    pace_of_process,
    stays_at_table,
    talks_changes,
    will_of_parties,
)

P = PoliticsParameters()
N = len(FAMILIES)


def talks(**other):
    usual = {"will": 0.6, "pace": 0.8, "offered": 0.5, "pressure": 0.5, "inclusion": 0.3, "breaches": 1.0}
    return sum(talks_changes(0.4, **{**usual, **other}, p=P).values())


def word(**other):
    usual = {
        "stake": np.array([0.6]), "predation": np.array([0.3]), "overdue": 0.4, "kept": 0.4, "helped": 0.5,
        "inclusion": 0.3, "afraid": np.array([0.3]),
    }  # fmt: skip
    return float(commitment_changes(np.array([0.5]), **{**usual, **other}, p=P)[0])


def test_talks_on_paper():
    """Willing parties with all help and an indifferent neighbour sign after ``talks_weeks``."""
    step = talks_changes(0.0, will=1.0, pace=1.0, offered=1.0, pressure=0.0, inclusion=0.0, breaches=0.0, p=P)
    assert step["talks"] == pytest.approx(1.0 / P.talks_weeks)
    assert sum(step.values()) == pytest.approx(step["talks"])


@given(pair=two_shares)
@pytest.mark.parametrize(
    ("what", "direction"),
    [("will", 1), ("pace", 1), ("offered", 1), ("pressure", 1), ("inclusion", -1), ("breaches", -1)],
)
def test_what_moves_talks(what, direction, pair):
    little, much = pair
    assert direction * (talks(**{what: much}) - talks(**{what: little})) >= -1e-15


def test_pressure_alone_does_not_move_talks():
    """IPI: force counts in support of a political track; without mediation it adds nothing."""
    assert talks(offered=0.0, pressure=1.0) == pytest.approx(talks(offered=0.0, pressure=0.0))
    assert talks(offered=0.8, pressure=1.0) > talks(offered=0.8, pressure=0.0)


@given(commitment=shares(4), weight=shares(4))
def test_the_least_willing_party_sets_the_pace(commitment, weight):
    will = will_of_parties(commitment, weight, P)
    at_table = commitment[weight > 0.0]
    if not len(at_table):
        assert will == 0.0
        return
    bounded(will, float(at_table.min()) - 1e-12, float(at_table.max()) + 1e-12)
    mean = float((weight * commitment).sum() / weight.sum())
    assert will <= mean + 1e-12


@given(dialogue=share, region=share, cohesion=two_shares)
def test_leaders_who_pull_together_help_more(dialogue, region, cohesion):
    apart, united = (help_for_talks(dialogue, region, c, P) for c in cohesion)
    bounded(apart, 0.0, 1.0)
    assert united >= apart - 1e-12
    assert apart >= region - 1e-12


@given(helped=two_shares, neighbour=st.floats(-1.0, 1.0))
def test_pace_follows_help_and_neighbours(helped, neighbour):
    little, much = (pace_of_process(h, neighbour, P) for h in helped)
    assert 0.0 <= little <= much
    assert pace_of_process(0.5, 1.0, P) > pace_of_process(0.5, 0.0, P) > pace_of_process(0.5, -1.0, P)


def test_provisions_fall_due_by_family():
    assert due(0.0, P) == pytest.approx(np.zeros(N))
    assert due(1e4, P) == pytest.approx(np.ones(N))
    half = due(P.security_weeks / 2.0, P)
    assert half[0] == pytest.approx(0.5)
    assert half[2] < half[0]  # justice takes longer than forces and arms


@given(done=shares(N), ground=shares(N), will=share, pace=st.floats(0.0, 1.4))
def test_provisions_are_never_undone_and_never_beyond_what_the_country_can_do(done, ground, will, pace):
    able = able_to_carry_out(ground, P)
    bounded(able, P.paper, 1.0)
    after = carried_out(done, able, will, pace, P)
    bounded(after, 0.0, 1.0)
    assert (after >= done).all()
    assert (after <= np.maximum(able, done) + 1e-12).all()
    assert carried_out(done, able, 0.0, pace, P) == pytest.approx(done)


@given(pair=two_shares)
@pytest.mark.parametrize(
    ("what", "direction"), [("overdue", -1), ("helped", 1), ("inclusion", 1), ("predation", -1), ("afraid", -1)]
)
def test_what_moves_commitment(what, direction, pair):
    little, much = (np.array([v]) if what in ("predation", "afraid") else v for v in pair)
    assert direction * (word(**{what: much}) - word(**{what: little})) >= -1e-15


@given(commitment=share, overdue=share, kept=share, helped=share, inclusion=share, afraid=share)
def test_commitment_stays_a_share(commitment, overdue, kept, helped, inclusion, afraid):
    now = np.array([commitment])
    step = commitment_changes(
        now, stake=np.ones(1), predation=np.ones(1), overdue=overdue, kept=kept, helped=helped, inclusion=inclusion,
        afraid=np.array([afraid]), p=P,
    )  # fmt: skip
    bounded(now + step)


def test_alarm_rises_with_attacks():
    assert alarm(0.0, P) == 0.0
    assert alarm(P.alarm_half, P) == pytest.approx(0.5)
    assert alarm(50.0, P) > alarm(5.0, P)


def test_it_takes_more_to_come_back_than_to_stay():
    word_kept, usual = np.array([P.walks_out + 0.01, P.walks_out + 0.01, P.walks_out - 0.01]), np.zeros(3)
    assert stays_at_table(word_kept, np.array([True, False, True]), usual, P).tolist() == [True, False, False]
    assert stays_at_table(word_kept, np.array([True, False, True]), usual + 2.0, P).all()  # patient leaders


def test_outsiders_accede_if_a_settlement_can_meet_their_aims():
    stake, consent = np.array([0.5, 0.5, 0.1]), np.array([0.6, 0.6, 0.6])
    assert asks_to_join(stake, consent, np.array([True, False, True]), P).tolist() == [True, False, False]


# In a run -------------------------------------------------------------------------------------------------------------


def started(base, weeks=30, **changes):
    model = MissionModel(small(base, 10, 10, weeks).with_changes(changes), seed=3)
    while model.running:
        model.step()
    return model


def test_an_agreement_is_carried_out_and_talks_come_before_one():
    settled, at_war = started("post_accord"), started("contested")
    assert settled.process.signed is not None
    assert settled.process.kept > settled.inputs.peace.process
    assert at_war.process.signed is None
    assert at_war.process.kept == 0.0
    weekly = at_war.result().weekly
    assert weekly["peace_process"].max() == 0.0
    assert weekly["peace_talks"].iloc[-1] != weekly["peace_talks"].iloc[0]


def test_talks_that_come_to_an_end_are_signed_and_bind_the_parties():
    model = started("contested", **{"peace.process": 0.99, "politics.breach": 0.0, "politics.mood": 0.0})
    assert model.process.signed is not None
    assert model.groups.bound[model.process.parties].all()
    kinds = model.result().events["kind"]
    assert (kinds == "agreement").sum() == 1


def leave_all(model: MissionModel) -> None:
    model.process.commitment[:-1] = 0.0
    while model.running:
        model.step()


def test_an_agreement_that_all_have_left_falls_apart():
    model = MissionModel(small("post_accord", 10, 10, 28), seed=3)
    leave_all(model)
    process: Process = model.process
    assert process.signed is None
    assert not process.parties.any()
    assert not model.groups.bound[process.ever].any()
    assert process.in_force("political") == 0.0
    result = model.result()
    result.check()  # the ledger of causes adds up across the collapse
    assert {"walkout", "collapse"} <= set(result.events["kind"])
    assert result.weekly["peace_process"].iloc[-1] == 0.0


def test_who_has_left_has_nothing_to_lose_by_attacking():
    """SP-01: leaving the process makes war worth more, and it shows in attacks."""
    kept = started("post_accord", 40, **{"politics.walks_out": 0.0, "politics.mood": 0.0})
    left = MissionModel(small("post_accord", 10, 10, 40), seed=3)
    leave_all(left)
    attacks = [model.result().weekly["violent_events"].sum() for model in (kept, left)]
    assert attacks[1] > attacks[0]


def test_with_nobody_at_the_table_talks_stand_still():
    model = MissionModel(small("contested", 10, 10, 60), seed=3)
    model.process.commitment[:-1] = 0.0
    for _ in range(14):
        model.step()
    assert not model.process.parties.any()
    before = model.process.talks
    model.step()
    assert model.process.talks == before


@pytest.mark.parametrize(
    ("family", "layer", "up"),
    [
        ("political", "legitimacy", 1),
        ("justice", "rule_of_law", 1),
        ("economic", "livelihoods", 1),
        ("social", "grievance", -1),
    ],
)
def test_provisions_act_on_the_country_signatories_or_not(family, layer, up):
    """RE-12: what is carried out serves all, so that outsiders' followers are fewer too."""
    levels = []
    for done in (0.0, 1.0):
        model = MissionModel(small("post_accord", 10, 10, 1), seed=3)
        model.process.done[:] = 0.0
        model.process.done[FAMILIES.index(family)] = done
        model.step()
        levels.append(getattr(model.ground, layer).mean())
    assert up * (levels[1] - levels[0]) > 0.0
