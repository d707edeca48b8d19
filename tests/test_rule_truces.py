"""Truces outside of any agreement: when groups hold their fire and open it again, and what a truce changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_cases import small
from rule_cases import share, two_shares

from peaceops import load_scenario, scenarios
from peaceops.model.mission import MissionModel
from peaceops.model.rules.truces import TruceParameters, costs_of_war, truce_breaks, truce_comes

P = TruceParameters(begun=0.24)
FIGHTING = ("attack_on_rival", "attack_on_state", "attack_on_civilians")


def one(value):
    return np.array([value])


def war(weeks=78, **changes):
    return small("contested", 16, 16, weeks).with_changes(changes)


def played(scenario, seed=3):
    model = MissionModel(scenario, seed=seed)
    while model.running:
        model.step()
    return model


def test_on_paper():
    """At half of all costs and half of all mediation a fifth of the years see one, as in the source."""
    assert costs_of_war(one(0.4), one(0.4)) == pytest.approx([0.5])
    quarter = float(truce_comes(one(0.5), one(0.5), P)[0])
    assert 1.0 - (1.0 - quarter) ** 4 == pytest.approx(0.21, abs=0.005)
    assert truce_breaks(one(1.0), TruceParameters(broken=4.0)) == pytest.approx([0.5])


@given(pair=two_shares, other=share)
def test_what_brings_truces_and_what_breaks_them(pair, other):
    little, much = pair
    assert costs_of_war(one(little), one(other)) <= costs_of_war(one(much), one(other))
    assert costs_of_war(one(other), one(much)) <= costs_of_war(one(other), one(little))
    assert truce_comes(one(little), one(other), P) <= truce_comes(one(much), one(other), P)
    assert truce_comes(one(other), one(little), P) <= truce_comes(one(other), one(much), P)
    assert truce_breaks(one(little), P) <= truce_breaks(one(much), P)


@given(costs=share, cover=share, begun=st.floats(0.0, 5.0), broken=st.floats(0.0, 20.0))
def test_chances_are_shares(costs, cover, begun, broken):
    p = TruceParameters(begun=begun, broken=broken)
    for chance in (truce_comes(one(costs), one(cover), p), truce_breaks(one(costs), p)):
        assert 0.0 <= chance[0] <= 1.0


def test_who_asks_for_none_gets_none():
    """Whatever the other two parameters say, a scenario that does not name truces plays as if there were none."""
    plain, other = (played(war(20, **changes)).result() for changes in ({}, {"truces.broken": 0.0, "truces.kept": 1.0}))
    assert plain.weekly.equals(other.weekly)
    assert not set(plain.events["kind"]) & {"truce", "truce_ends"}


def test_who_holds_fire_strikes_nobody_and_is_left_alone():
    many = {"truces.begun": 5.0, "truces.broken": 0.0, "truces.kept": 1.0}
    model = played(war(**many))
    events = model.result().events
    begun = events.loc[events["kind"] == "truce"].groupby("actor")["week"].min()
    assert len(begun) >= 2
    for actor, week in begun.items():
        later = events[(events["actor"] == actor) & (events["week"] > week + model.inputs.spoilers.massing_weeks + 1)]
        assert not set(later["kind"]) & set(FIGHTING), actor
    quiet = set(begun[begun < 60].index)
    labels = {label for key, label in zip(model.groups.keys, model.groups.labels, strict=True) if key in quiet}
    hit = events[(events["kind"] == "attack_by_state") & (events["week"] > 62)]
    assert not set(hit["target"]) & labels


def test_truces_break_in_alarm():
    events = played(war(**{"truces.begun": 5.0, "truces.broken": 20.0})).result().events
    ends = events[events["kind"] == "truce_ends"]
    assert len(ends)
    for row in ends.itertuples():
        before = events[(events["actor"] == row.actor) & (events["week"] < row.week)]
        assert (before["kind"] == "truce").any()


def test_who_is_bound_by_an_agreement_needs_none():
    model = played(small("post_accord", 16, 16, 40).with_changes({"truces.begun": 5.0, "truces.broken": 0.0}))
    assert model.groups.bound.any()
    assert not (model.groups.truce & model.groups.bound).any()
    assert (model.groups.truce & ~model.groups.bound).any()


def test_they_can_be_switched_off_by_name():
    shipped = small("resource_war", 12, 12, 24).with_changes({"truces.begun": 5.0})
    off, none = (played(shipped.with_changes(c)) for c in ({"systems.holding_fire": False}, {"truces.begun": 0.0}))
    assert (played(shipped).result().events["kind"] == "truce").any()
    assert off.result().weekly.equals(none.result().weekly)
    assert off.as_given.truces.begun == 5.0


def test_two_shipped_wars_have_truces():
    """The others keep the numbers that they had before there were any."""
    with_truces = {name for name in scenarios()["name"] if load_scenario(name).truces.begun}
    assert with_truces == {"resource_war", "reluctant_host"}
    assert {load_scenario(name).truces.begun for name in with_truces} == {P.begun}
