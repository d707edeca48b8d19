"""Rule 5.10: relief is accepted for what it does; association costs only where the mission is a hostile side."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import bounded, moves, share, shares, surely_moves, two_shares, values

from peaceops.model.rules.acceptance import AcceptanceParameters, acceptance_changes, association, stranger_acceptance

P = AcceptanceParameters()
SIGNS = {"delivery": +1, "dialogue": +1, "association": -1, "partiality": -1, "hostility": -1, "violence": -1}


def changes(acceptance=0.5, p=P, *, dialogue=0.0, stranger=0.5, **flows):
    quiet = dict.fromkeys(("delivery", "association", "partiality", "hostility", "violence", "absent"), 0.0)
    given = {name: np.atleast_1d(np.asarray(v, dtype=np.float64)) for name, v in {**quiet, **flows}.items()}
    now = np.atleast_1d(np.asarray(acceptance, dtype=np.float64))
    return acceptance_changes(now, dialogue=dialogue, stranger=stranger, **given, p=p)


def after(weeks, acceptance=0.6, **flows):
    for _ in range(weeks):
        acceptance += float(values(changes(acceptance, **flows))[0])
    return acceptance


def test_signs_of_association_add_like_independent_chances():
    assert association((0.5, 0.2)) == pytest.approx(0.6)
    assert association(()) == 0.0
    assert association((0.0, np.array([0.0, 0.3]))) == pytest.approx([0.0, 0.3])


@given(signs=st.lists(shares(3), max_size=5), more=shares(3))
def test_association_is_a_share_that_no_sign_lowers(signs, more):
    seen = association(tuple(signs))
    bounded(seen)
    assert (association((*signs, more)) >= seen - 1e-12).all()
    assert association((*signs, 1.0)) == pytest.approx(1.0)


def test_each_cause_on_paper():
    p = AcceptanceParameters(
        delivery=0.03, dialogue=0.01, as_a_side=0.05, insecurity=0.006, forgetting=0.004, stranger=0.5
    )
    found = changes(
        0.6, p, delivery=0.5, dialogue=0.5, association=0.8, partiality=0.5, hostility=0.5, violence=0.5, absent=1.0
    )
    assert {cause: round(float(change[0]), 12) for cause, change in found.items()} == {
        "impartial delivery": 0.006,
        "access dialogue": 0.002,
        "taken for a side": -0.006,
        "insecurity": -0.0018,
        "absence": -0.0004,
    }


@pytest.mark.parametrize(("name", "sign"), SIGNS.items())
def test_each_cause_has_its_sign(name, sign):
    ordinary = {name: np.full(1, 0.5) for name in (*SIGNS, "absent")} | {"dialogue": 0.5, "stranger": 0.5}
    surely_moves(lambda **given: acceptance_changes(np.full(1, 0.5), **given, p=P), ordinary, name, sign)


@given(acceptance=shares(2), flows=st.tuples(*[shares(2)] * 6), dialogue=share, pair=two_shares)
def test_acceptance_stays_a_share_and_moves_the_right_way(acceptance, flows, dialogue, pair):
    names = ("delivery", "association", "partiality", "hostility", "violence", "absent")
    given = {
        "acceptance": acceptance,
        **dict(zip(names, flows, strict=True)),
        "dialogue": dialogue,
        "stranger": P.stranger,
        "p": P,
    }
    bounded(acceptance + values(acceptance_changes(**given)))
    for name, sign in SIGNS.items():
        moves(acceptance_changes, given, name, *pair, sign)


@given(acceptance=share, association=share, other=share)
def test_association_costs_nothing_where_the_mission_is_no_side_or_the_controller_not_hostile(
    acceptance, association, other
):
    for flows in (
        {"partiality": 0.0, "hostility": other},
        {"partiality": other, "hostility": 0.0},
        {"partiality": other, "hostility": other, "association": 0.0},
    ):
        assert float(values(changes(acceptance, **{"association": association, **flows}))[0]) == 0.0


def test_integration_alone_costs_little_in_a_permissive_setting_and_much_in_a_contested_one():
    shown = float(association((P.shown_structure, P.shown_premises, P.shown_identity)))
    permissive = {"delivery": 0.4, "partiality": 0.05, "hostility": 0.1}
    contested = {"delivery": 0.4, "partiality": 0.7, "hostility": 0.8}
    cost = [after(104, **setting) - after(104, association=shown, **setting) for setting in (permissive, contested)]
    assert 0.0 <= cost[0] < 0.05
    assert cost[1] > max(0.2, 5.0 * cost[0])


def test_a_firewall_protects_access_where_it_is_contested():
    contested = {"delivery": 0.4, "partiality": 0.7, "hostility": 0.8}
    firewall = 0.0
    integrated = float(association((P.shown_structure, P.shown_premises, P.shown_identity, P.shown_escorts)))
    assert after(104, association=firewall, **contested) > after(104, association=integrated, **contested) + 0.2


def test_strangers_are_met_half_way_and_the_absent_become_strangers():
    assert after(2000, acceptance=0.9, absent=1.0) == pytest.approx(P.stranger, abs=0.01)
    assert after(2000, acceptance=0.1, absent=1.0) == pytest.approx(P.stranger, abs=0.01)
    assert after(50, acceptance=0.9, absent=0.0) == pytest.approx(0.9)


def test_strangers_are_met_with_the_hostility_of_those_who_hold_the_place():
    control = np.array([[0.0, 0.5, 1.0, 0.0], [0.0, 0.0, 0.0, 0.5]])
    met = stranger_acceptance(control, np.array([0.6, 0.0]), P)
    assert met == pytest.approx([P.stranger, 0.7 * P.stranger, 0.4 * P.stranger, P.stranger])


def test_independent_relief_is_dragged_along_by_a_smaller_part():
    contested = {"delivery": 0.4, "partiality": 0.7, "hostility": 0.8}
    agencies, independent = after(52, association=0.8, **contested), after(52, association=P.dragged * 0.8, **contested)
    assert agencies < independent - 0.1
    assert independent < after(52, **contested)


def test_acceptance_lost_can_be_won_back():
    low = after(52, association=0.9, partiality=0.8, hostility=0.9)
    assert low < 0.3
    assert after(104, acceptance=low, delivery=0.5, dialogue=0.5) > 0.6
