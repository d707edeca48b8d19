"""Rule 5.7: who gets in where, and who refused when they do not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import bounded, moves, share, shares, surely_moves, two_shares

from peaceops.model.rules.access import (
    REFUSERS,
    AccessParameters,
    access_terms,
    holders_attitude,
    host_permission,
    passable,
    refuser,
    security_clearance,
)

P = AccessParameters()


def test_passable_on_paper():
    p = AccessParameters(road_floor=0.4, mine_block=0.5, air_lift_half=20.0)
    roads, mines = np.array([0.0, 1.0, 1.0, 0.5]), np.array([0.0, 0.0, 1.0, 0.0])
    assert passable(roads, mines, 0.0, p) == pytest.approx([0.4, 1.0, 0.7, 0.7])
    assert passable(roads, mines, 20.0, p) == pytest.approx([0.7, 1.0, 0.85, 0.85])


@given(roads=shares(4), mines=shares(4), aircraft=st.floats(0.0, 100.0), pair=two_shares)
def test_passable_is_a_share_that_rises_with_roads_and_aircraft_and_falls_with_mines(roads, mines, aircraft, pair):
    given = {"road_access": roads, "mines": mines, "aircraft": aircraft, "p": P}
    bounded(passable(**given), P.road_floor)
    moves(passable, given, "road_access", *pair, +1)
    moves(passable, given, "mines", *pair, -1)
    moves(passable, given, "aircraft", *pair, +1)


# The host government ------------------------------------------------------------


def permission(consent, active, exposure=1.0, p=P, late=False):
    return host_permission(consent, np.atleast_1d(np.asarray(active, dtype=np.float64)), exposure, p, late=late)


def test_a_government_that_consents_refuses_nobody():
    assert permission(1.0, [0.0, 0.5, 1.0]).tolist() == [1.0, 1.0, 1.0]


def test_an_actor_outside_the_quarrel_is_let_through():
    assert permission(0.0, [0.0, 1.0], exposure=0.0).tolist() == [1.0, 1.0]


@given(consent=share, active=shares(4), exposure=st.floats(0.0, 2.0), pair=two_shares)
def test_permission_is_a_share_that_rises_with_consent_and_falls_where_the_state_is_active(
    consent, active, exposure, pair
):
    given = {"host_consent": consent, "state_active": active, "exposure": exposure, "p": P}
    bounded(host_permission(**given), 1e-3)
    moves(host_permission, given, "host_consent", *pair, +1)
    moves(host_permission, given, "state_active", *pair, -1)
    moves(host_permission, given, "exposure", *pair, -1)


@pytest.mark.parametrize("consent", [0.1, 0.4, 0.7])
def test_state_refusals_concentrate_where_the_state_is_active(consent):
    quiet, active = 1.0 - permission(consent, [0.0, 0.7])
    assert active > 2.5 * quiet > 0.0


@given(consent=share, active=share)
def test_a_quarrel_bites_in_order(consent, active):
    """CO-09: rights work first, then movement, then protection and agencies; without any consent all alike."""
    rights = permission(consent, active, P.rights_exposure)[0]
    movement = permission(consent, active)[0]
    protection = permission(consent, active, P.uniformed_exposure, late=True)[0]
    agencies = permission(consent, active, P.agency_exposure, late=True)[0]
    assert rights <= movement <= protection
    assert movement <= agencies


def test_protection_is_held_up_only_when_consent_is_nearly_gone():
    refused = [1.0 - permission(consent, 0.3, late=True)[0] for consent in (0.8, 0.5, 0.1)]
    assert refused[0] < 0.02
    assert refused[1] < 0.25
    assert refused[2] > 0.5


# Those who hold the ground ------------------------------------------------------------


def test_each_group_decides_for_what_it_holds_and_residents_have_a_say():
    p = AccessParameters(residents_say=0.25)
    control = np.array([[0.6, 0.0, 0.5], [0.2, 0.0, 0.0]])
    attitude = np.array([[[1.0], [0.2]], [[0.0], [0.4]]])
    residents = np.array([[0.8, 0.8, 0.0], [0.4, 0.4, 1.0]])
    found = holders_attitude(control, attitude, residents, p)
    assert found[0] == pytest.approx([0.75 * 0.8 + 0.2, 0.2, 0.75])
    assert found[1] == pytest.approx([0.75 * 0.1 + 0.1, 0.1, 0.25])


@given(control=shares(2, 3), attitude=shares(1, 2, 3), residents=shares(1, 3), pair=two_shares)
def test_the_attitude_of_holders_is_a_share_that_rises_with_that_of_groups_and_residents(
    control, attitude, residents, pair
):
    given = {"control": control / 2.0, "attitude": attitude, "residents": residents, "p": P}
    bounded(holders_attitude(**given), 0.0, 1.0 + 1e-12)
    moves(holders_attitude, given, "attitude", *pair, +1)
    moves(holders_attitude, given, "residents", *pair, +1)


def test_what_residents_think_opens_no_ground_that_a_hostile_group_holds():
    """The holder decides more than those who live there."""
    held, friendly, hostile = np.ones((1, 1)), np.ones((1, 1)), np.zeros((1, 1, 1))
    assert (
        holders_attitude(held, hostile, friendly, P)[0, 0]
        < 0.5
        < holders_attitude(held, 1.0 - hostile, 0.0 * friendly, P)[0, 0]
    )


# Security rules ------------------------------------------------------------


def test_a_security_rule_on_paper():
    p = AccessParameters(rule_width=0.2)
    threat = np.array([0.0, 0.4, 0.45, 0.5, 0.6, 0.7])
    assert security_clearance(threat, 0.5, p) == pytest.approx([1.0, 1.0, 0.75, 0.5, 0.0, 0.0])


@given(threat=shares(5), limit=share, pair=two_shares)
def test_clearance_is_a_share_that_falls_with_threat_and_rises_with_the_limit(threat, limit, pair):
    given = {"believed_threat": threat, "limit": limit, "p": P}
    bounded(security_clearance(**given))
    moves(security_clearance, given, "believed_threat", *pair, -1)
    moves(security_clearance, given, "limit", *pair, +1)


def test_common_rules_close_cells_in_which_independent_relief_still_works():
    """HU-03; MODEL.md 5.7: the common rule is the mission's, an agency's own is laxer, independent relief's laxest."""
    threat = np.linspace(0.0, 1.0, 101)
    common, own, relief = (
        security_clearance(threat, limit, P) for limit in (P.limit_mission, P.limit_agency, P.limit_relief)
    )
    assert (common <= own).all()
    assert (own <= relief).all()
    closed = common == 0.0
    assert (relief[closed] == 1.0).any()
    assert common.sum() < own.sum() < relief.sum()


def test_an_escort_opens_what_a_loss_closes():
    threat = np.array([P.limit_agency])
    plain = security_clearance(threat, P.limit_agency, P)
    assert security_clearance(threat, P.limit_agency + P.escort_relaxes, P) > plain
    assert security_clearance(threat, P.limit_agency - P.casualty_caution, P) < plain


# Terms and refusers ------------------------------------------------------------


def test_terms_come_in_the_order_of_refusers():
    p = AccessParameters(group_permission=0.8)
    terms = access_terms(np.array([0.5]), np.array([0.25]), np.array([0.9]), np.array([0.6]), np.array([0.7]), p)
    assert REFUSERS == ("state", "groups", "security_rules", "road")
    assert terms[:, 0] == pytest.approx([0.9, 1.0 - 0.8 * 0.5 * 0.75, 0.7, 0.6])


TERMS = {name: np.full(1, 0.5) for name in ("groups_hold", "attitude", "host", "road", "clearance")} | {"p": P}


@pytest.mark.parametrize(
    ("name", "sign"), [("groups_hold", -1), ("attitude", +1), ("host", +1), ("road", +1), ("clearance", +1)]
)
def test_each_term_moves_the_chance_to_enter(name, sign):
    surely_moves(lambda **given: access_terms(**given).prod(axis=0), TERMS, name, sign)


@given(held=shares(3), attitude=shares(3), host=shares(3), road=shares(3), clearance=shares(3))
def test_terms_are_shares(held, attitude, host, road, clearance):
    terms = access_terms(held, attitude, host, road, clearance, P)
    bounded(terms)
    assert (access_terms(np.zeros(3), attitude, host, road, clearance, P)[1] == 1.0).all()
    assert (access_terms(held, np.ones(3), host, road, clearance, P)[1] == 1.0).all()


def test_one_draw_decides_whether_and_by_whom():
    terms = np.tile(np.array([[0.8], [0.5], [0.5], [0.5]]), (1, 6))
    draw = np.array([0.05, 0.15, 0.3, 0.6, 0.85, 0.0999])
    named = [REFUSERS[k] if k >= 0 else "" for k in refuser(terms, draw)]
    assert named == ["", "road", "security_rules", "groups", "state", ""]


@given(terms=shares(4, 2))
def test_refusals_match_their_chances_in_the_mean(terms):
    n = 2000
    draws = (np.arange(n) + 0.5) / n
    for request in terms.T:
        who = refuser(np.repeat(request[:, None], n, axis=1), draws)
        assert set(who.tolist()) <= {-1, 0, 1, 2, 3}
        passed = 1.0
        for k, term in enumerate(request):
            assert abs((who == k).mean() - passed * (1.0 - term)) <= 1.0 / n
            passed *= term
        assert abs((who == -1).mean() - passed) <= 1.0 / n


def test_open_doors_refuse_nobody_and_closed_ones_everybody():
    draws = np.linspace(0.0, 0.999, 50)
    assert (refuser(np.ones((4, 50)), draws) == -1).all()
    for k in range(4):
        terms = np.ones((4, 50))
        terms[k] = 0.0
        assert (refuser(terms, draws) == k).all()


@given(terms=shares(4, 5), draw=shares(5), term=st.integers(0, 3))
def test_opening_a_door_lets_nobody_out(terms, draw, term):
    wider = terms.copy()
    wider[term] = 1.0
    assert ((refuser(terms, draw) != -1) | (refuser(wider, draw) == -1)).all()
