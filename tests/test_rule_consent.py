"""Rule 5.9: what lowers consent at each of its three levels, and what repairs it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import Array, bounded, moves, share, shares, surely_moves, two_shares, values

from peaceops.model.rules.consent import (
    ConsentParameters,
    expectation_after,
    host_consent_changes,
    local_consent_changes,
    party_consent_changes,
)
from peaceops.model.rules.standing import perceived_partiality, unprotected

P = ConsentParameters()
LOCAL_SIGNS = {
    "protection": +1, "services": +1, "expectation": -1, "delivered": +1, "information": +1, "partiality": -1,
    "harm": -1, "misconduct": -1, "propaganda": -1, "unprotected": -1, "partners": +1,
    "spoken_for": +1,
}  # fmt: skip
HOST_SIGNS = {
    "support": +1, "dialogue": +1, "criticism": -1, "stopped": -1, "state_strength": -1, "years": -1, "claims": -1,
    "patrons": -1,
}  # fmt: skip


def local(consent=0.5, p=P, **flows) -> dict[str, Array]:
    """Return the changes of local consent where nothing happens but ``flows``; news are neutral."""
    quiet = {name: np.zeros(1) for name in LOCAL_SIGNS} | {"information": np.full(1, 0.5), "contact": np.ones(1)}
    given = {**quiet, **{name: np.atleast_1d(np.asarray(v, dtype=np.float64)) for name, v in flows.items()}}
    return local_consent_changes(np.atleast_1d(np.asarray(consent, dtype=np.float64)), **given, p=p)


def host(consent=0.5, p=P, **flows) -> dict[str, float]:
    return host_consent_changes(consent, **{**dict.fromkeys(HOST_SIGNS, 0.0), **flows}, p=p)


def party(consent=0.5, p=P, *, dialogue=0.0, **flows) -> dict[str, Array]:
    """Return the changes of a party's consent; it gets from the process as much as it consents."""
    commission = flows.pop("commission", 0.0)
    given = {"dividend": consent, "force": 0.0, "bias": 0.0, "breaches": 0.0, **flows}
    arrays = {name: np.atleast_1d(np.asarray(v, dtype=np.float64)) for name, v in given.items()}
    return party_consent_changes(np.array([float(consent)]), **arrays, dialogue=dialogue, commission=commission, p=p)


# Local consent ------------------------------------------------------------


def test_local_consent_on_paper():
    p = ConsentParameters(
        protection=0.03, services=0.02, expectation=0.05, information=0.01, partiality=0.04, harm=0.1, misconduct=0.12,
        propaganda=0.06, unprotected=0.08, partners=0.02, spoken_for=0.05,
    )  # fmt: skip
    found = local(
        0.6, p, protection=0.5, services=1.0, expectation=0.8, delivered=0.3, information=0.75, partiality=0.5,
        harm=0.5, misconduct=1.0, propaganda=0.5, unprotected=0.25, contact=0.5, partners=0.5,
        spoken_for=0.5,
    )  # fmt: skip
    assert {cause: round(float(change[0]), 12) for cause, change in found.items()} == {
        "protection": 0.006,
        "services": 0.008,
        "unmet expectation": -0.0075,
        "information": 0.0005,
        "abuse spoken of in public": 0.01,
        "local partners": 0.002,
        "perceived partiality": -0.012,
        "harm by the mission": -0.03,
        "misconduct": -0.072,
        "propaganda": -0.0045,
        "attacks not met": -0.0096,
    }


def test_where_nothing_happens_consent_stays():
    assert float(values(local(0.7))[0]) == 0.0


@pytest.mark.parametrize(("name", "sign"), LOCAL_SIGNS.items())
def test_each_trigger_lowers_and_each_repair_raises_local_consent(name, sign):
    ordinary = {name: np.full(1, 0.5) for name in LOCAL_SIGNS} | {"contact": np.ones(1)}
    if name == "expectation":
        ordinary["delivered"] = np.zeros(1)
    if name == "delivered":
        ordinary["expectation"] = np.ones(1)
    surely_moves(lambda **given: local_consent_changes(np.full(1, 0.5), **given, p=P), ordinary, name, sign)


@given(consent=shares(2), flows=st.tuples(*[shares(2)] * 13), pair=two_shares)
def test_local_consent_stays_a_share_and_moves_the_right_way(consent, flows, pair):
    given = {"consent": consent, **dict(zip([*LOCAL_SIGNS, "contact"], flows, strict=True)), "p": P}
    bounded(consent + values(local_consent_changes(**given)))
    for name, sign in LOCAL_SIGNS.items():
        moves(local_consent_changes, given, name, *pair, sign)


def test_where_nobody_has_to_do_with_the_mission_it_disappoints_nobody():
    assert float(values(local(0.5, expectation=1.0, information=0.1, contact=0.0))[0]) == 0.0


def test_who_expects_protection_resents_that_it_does_not_come_even_where_the_mission_is_not():
    assert float(local(0.5, expectation=0.0, unprotected=1.0, contact=0.0)["attacks not met"][0]) == 0.0
    assert float(local(0.5, expectation=0.8, unprotected=1.0, contact=0.0)["attacks not met"][0]) < 0.0


def failed(unmet, beside, news):
    return unprotected(*(np.asarray(v, dtype=np.float64) for v in (unmet, beside, news)), P)


def test_failing_to_protect_is_felt_there_next_door_and_by_news_elsewhere():
    here, beside, far, unaware = failed([0.5, 0.0, 0.0, 0.0], [0.0, 0.5, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0])
    assert here == pytest.approx(0.5)
    assert beside == pytest.approx(0.5 * P.heard_beside)
    assert far == pytest.approx(0.5 * P.heard_of)
    assert unaware == 0.0
    assert here > beside > far


def test_many_failures_are_felt_no_more_than_in_full():
    bounded(failed(np.full(9, 3.0), np.full(9, 9.0), np.ones(9)))


def test_rumour_lowers_as_news_raises_and_credible_news_blunt_propaganda():
    assert (
        float(local(0.5, information=0.2)["information"][0])
        < 0.0
        < float(local(0.5, information=0.8)["information"][0])
    )
    assert float(local(0.5, propaganda=1.0, information=1.0)["propaganda"][0]) == 0.0


def test_harm_can_be_repaired_in_time():
    consent = np.full(1, 0.6)
    consent = consent + values(local(consent, harm=1.0, misconduct=1.0))
    hurt = float(consent[0])
    assert hurt < 0.5
    for _ in range(26):
        consent = consent + values(local(consent, protection=0.6, services=0.5, information=0.7))
    assert float(consent[0]) > hurt + 0.2


# Expectation ------------------------------------------------------------

EXPECT = {name: np.full(1, 0.5) for name in ("expectation", "delivered", "presence", "reach", "unprotected")} | {"p": P}


def test_expectation_on_paper():
    p = ConsentParameters(hope=0.02, disappointment=0.01, message=0.04, disillusion=0.05)
    given = (np.full(1, x) for x in (0.8, 0.3, 0.5, 0.25, 0.5))
    realism = (0.01 + 0.04 * 0.25) * (0.3 - 0.8)
    assert expectation_after(*given, p)[0] == pytest.approx(0.8 + 0.02 * 0.5 * 0.75 * 0.2 + realism - 0.05 * 0.5 * 0.8)


@given(flows=st.tuples(*[shares(3)] * 5), pair=two_shares)
def test_expectation_is_a_share_raised_by_presence_and_by_what_comes_and_lost_where_nobody_protects(flows, pair):
    names = ("expectation", "delivered", "presence", "reach", "unprotected")
    given = {**dict(zip(names, flows, strict=True)), "p": P}
    bounded(expectation_after(**given))
    moves(expectation_after, given, "unprotected", *pair, -1)
    for name in ("expectation", "delivered", "presence"):
        moves(expectation_after, given, name, *pair, +1)


def test_a_message_people_hear_brings_high_hopes_down_to_what_comes():
    """Trade-off 14: managed expectations cost less consent than the same deeds unexplained."""
    hopes, loss = {}, {}
    for reach in (0.0, 0.8):
        expectation, consent = np.full(1, 0.7), np.full(1, 0.6)
        for _ in range(104):
            consent = consent + local(consent, expectation=expectation, delivered=0.3)["unmet expectation"]
            expectation = expectation_after(
                expectation, np.full(1, 0.3), np.full(1, 0.8), np.full(1, reach), np.zeros(1), P
            )
        hopes[reach], loss[reach] = float(expectation[0]), 0.6 - float(consent[0])
    assert hopes[0.8] < hopes[0.0] - 0.2
    assert loss[0.8] < 0.7 * loss[0.0]


# Partiality ------------------------------------------------------------


def partial(support=0.5, diligence=0.5, government=0.5, grievance=0.5, abuse=0.5, fighting=0.5):
    layers = (np.atleast_1d(np.asarray(v, dtype=np.float64)) for v in (government, grievance, abuse, fighting))
    return perceived_partiality(support, diligence, *layers, P)


def test_partiality_on_paper():
    assert partial(0.0, 0.0, 0.5, 1.0, 1.0, 0.0)[0] == 0.0
    assert partial(0.0, 0.0, 0.5, 1.0, 1.0, 0.4)[0] == pytest.approx(0.4)
    assert partial(1.0, 0.0, 0.0, 0.0, 0.6, 0.0)[0] == pytest.approx(0.6)
    assert partial(0.5, 1.0, 1.0, 0.8, 1.0, 0.0)[0] == pytest.approx(0.5 * (0.4 + 0.3 - 0.12))


@given(given=st.tuples(share, share, shares(2), shares(2), shares(2), shares(2)), pair=two_shares)
def test_partiality_is_a_share_and_conditions_weigh_against_it(given, pair):
    names = ("state_support", "due_diligence", "government", "grievance", "state_abuse", "fighting")
    arguments = {**dict(zip(names, given, strict=True)), "p": P}
    bounded(perceived_partiality(**arguments))
    for name, sign in zip(names, (+1, -1, -1, +1, +1, +1), strict=True):
        moves(perceived_partiality, arguments, name, *pair, sign)


def test_standing_beside_a_good_state_among_the_content_offends_nobody():
    assert partial(1.0, 0.0, 1.0, 0.0, 0.0, 0.0)[0] == 0.0


# The host government ------------------------------------------------------------


def test_host_consent_on_paper():
    p = ConsentParameters(
        host_alignment=0.006, host_dialogue=0.005, host_criticism=0.004, host_protection=0.01, host_sovereignty=0.002,
        host_patrons=0.001, host_elected=0.004,
    )  # fmt: skip
    found = host(
        0.75, p, support=1.0, dialogue=0.5, criticism=0.5, stopped=2.0, state_strength=0.5, years=3.0, patrons=1.0,
        claims=0.5,
    )  # fmt: skip
    assert {cause: round(change, 12) for cause, change in found.items()} == {
        "support to the state": 0.0015,
        "dialogue": 0.000625,
        "public criticism": -0.0015,
        "protection from state forces": -0.015,
        "sovereignty and mission length": -0.000375,
        "elections": -0.0015,
        "outside patrons": -0.00075,
    }


@pytest.mark.parametrize(("name", "sign"), HOST_SIGNS.items())
def test_each_trigger_lowers_and_each_repair_raises_host_consent(name, sign):
    ordinary = {**dict.fromkeys(HOST_SIGNS, 0.5), "stopped": 1.0, "years": 2.0}
    surely_moves(lambda **given: host_consent_changes(0.5, **given, p=P), ordinary, name, sign)


@given(
    consent=share,
    flows=st.tuples(*[share] * len(HOST_SIGNS)),
    stopped=st.integers(0, 100),
    years=st.floats(0.0, 20.0),
    pair=two_shares,
)
def test_host_consent_stays_a_share_and_moves_the_right_way(consent, flows, stopped, years, pair):
    given = {
        "consent": consent,
        **dict(zip(HOST_SIGNS, flows, strict=True)),
        "stopped": float(stopped),
        "years": years,
        "p": P,
    }
    bounded(consent + values(host_consent_changes(**given)))
    for name, sign in HOST_SIGNS.items():
        moves(host_consent_changes, given, name, *pair, sign)


def test_host_consent_wanes_over_the_years_and_dialogue_slows_it():
    def after(years, dialogue):
        consent = 0.7
        for week in range(52 * years):
            consent += sum(host(consent, state_strength=0.5, years=week / 52.0, dialogue=dialogue).values())
        return consent

    assert after(6, 0.0) < after(2, 0.0) < 0.7
    assert after(6, 0.3) > after(6, 0.0) + 0.05


def test_protection_from_state_forces_costs_more_than_a_week_of_criticism():
    """CO-01: it lowers host consent most."""
    criticised, stopped = host(criticism=1.0), host(stopped=1.0)
    assert sum(stopped.values()) < sum(criticised.values()) < 0.0


def test_stopping_any_number_of_attacks_leaves_half_of_consent():
    assert host(0.8, stopped=1e6)["protection from state forces"] == pytest.approx(-0.4)


# The parties ------------------------------------------------------------


def test_party_consent_on_paper():
    p = ConsentParameters(party_dividend=0.02, party_force=0.04, party_bias=0.01, party_dialogue=0.01)
    found = party(0.5, p, dividend=0.9, force=2.0, bias=0.5, dialogue=0.5)
    assert {cause: round(float(change[0]), 12) for cause, change in found.items()} == {
        "what the process gives": 0.006,
        "force by the mission": -0.04,
        "perceived partiality": -0.0025,
        "good offices": 0.00225,
        "breaches of the ceasefire": 0.0,
    }


@given(consent=share, dividend=share, force=st.floats(0.0, 50.0), bias=share, dialogue=share, pair=two_shares)
def test_party_consent_stays_a_share_and_moves_the_right_way(consent, dividend, force, bias, dialogue, pair):
    given = {
        "consent": np.array([consent]), "dividend": np.array([dividend]), "force": np.array([force]),
        "bias": np.array([bias]), "dialogue": dialogue, "p": P, "breaches": np.array([force]), "commission": dialogue,
    }  # fmt: skip
    bounded(given["consent"] + values(party_consent_changes(**given)))
    for name, sign in (("dividend", +1), ("force", -1), ("bias", -1)):
        moves(party_consent_changes, given, name, *pair, sign)


def test_breaches_cost_the_consent_of_those_they_hit_unless_a_commission_settles_them():
    cause = "breaches of the ceasefire"
    alone, settled = (party(0.5, breaches=2.0, commission=seats)[cause] for seats in (0.0, 1.0))
    assert alone[0] == pytest.approx(-2.0 * P.party_breach * 0.5)
    assert settled[0] == pytest.approx(alone[0] * (1.0 - P.settled))
    assert party(0.5)[cause] == 0.0
    assert party(0.5, breaches=1e9)[cause][0] >= -0.5


def test_a_party_that_gains_by_the_process_comes_to_consent_and_one_that_loses_does_not():
    for dividend, better in ((0.9, True), (0.1, False)):
        consent = 0.5
        for _ in range(104):
            consent += float(values(party(consent, dividend=dividend))[0])
        assert (consent > 0.5) is better


@pytest.mark.parametrize(("consent", "dividend"), [(0.3, 0.6), (0.6, 0.6)])
def test_good_offices_raise_a_partys_consent(consent, dividend):
    talked, silent = (float(values(party(consent, dividend=dividend, dialogue=d))[0]) for d in (1.0, 0.0))
    assert talked > silent


def test_good_offices_hurt_with_nobody():
    talked, silent = (float(values(party(0.8, dividend=0.2, dialogue=d))[0]) for d in (1.0, 0.0))
    assert talked >= silent
