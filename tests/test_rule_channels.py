"""Rule 5.2: contact from bodies and premises, the bridge between mission and country team, willingness."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from rule_cases import bounded, share, shares

from peaceops.model.coordination import roster
from peaceops.model.rules.channels import (
    ChannelParameters,
    attendance,
    body_strength,
    bridge,
    bridge_weight,
    contact_of_premises,
    willingness,
)
from peaceops.model.rules.load import LoadParameters, coordination_time

P = ChannelParameters()
tables = arrays(np.bool_, (4, 5))


def pair(value):
    """Return a 2 x 2 array with ``value`` between the two."""
    return np.array([[0.0, value], [value, 0.0]])


# Bodies ------------------------------------------------------------


def test_attendance_on_paper():
    p = ChannelParameters(meetings_half=2.0)
    assert attendance(np.array([0.0, 2.0, 6.0]), p) == pytest.approx([0.0, 0.5, 0.75])


def test_contact_by_shared_bodies_on_paper():
    member = np.array([[True, True, False], [True, True, True]])
    contact = body_strength(member, np.array([0.5, 0.2]))
    assert contact == pytest.approx(np.array([[0.0, 0.6, 0.2], [0.6, 0.0, 0.2], [0.2, 0.2, 0.0]]))


@given(member=tables, strength=shares(4), more=share)
def test_contact_is_a_share_symmetric_and_rises_with_each_body(member, strength, more):
    contact = body_strength(member, strength)
    bounded(contact)
    assert (contact == contact.T).all()
    assert not contact.diagonal().any()
    stronger = strength.copy()
    stronger[2] = max(strength[2], more)
    assert (body_strength(member, stronger) >= contact - 1e-12).all()
    assert (body_strength(member[:3], strength[:3]) <= contact + 1e-12).all()


@given(member=tables, strength=shares(4))
def test_who_shares_no_body_has_no_contact_through_them(member, strength):
    together = (member[:, :, None] & member[:, None, :]).any(axis=0)
    assert not body_strength(member, strength)[~together].any()
    assert not body_strength(member, np.zeros(4)).any()


# Premises ------------------------------------------------------------


def contact_in(office, compound, town, p=P):
    return contact_of_premises(pair(office), pair(compound), pair(town), p)[0, 1]


def test_contact_by_premises_on_paper():
    p = ChannelParameters(same_office=0.8, same_compound=0.4, same_town=0.2, elsewhere=0.1)
    assert contact_in(0.0, 0.0, 0.0, p) == pytest.approx(0.1)
    assert contact_in(0.0, 0.0, 1.0, p) == pytest.approx(0.2)
    assert contact_in(0.0, 1.0, 1.0, p) == pytest.approx(0.4)
    assert contact_in(1.0, 1.0, 1.0, p) == pytest.approx(0.8)
    assert contact_in(0.25, 0.5, 1.0, p) == pytest.approx(0.25 * 0.8 + 0.25 * 0.4 + 0.5 * 0.2)


def test_an_office_gives_three_to_five_times_the_contact_of_a_compound():
    """OR-01, OR-04, C-46: steep near, near zero between buildings."""
    office, compound, town, away = (contact_in(*at) for at in ((1, 1, 1), (0, 1, 1), (0, 0, 1), (0, 0, 0)))
    assert 3.0 <= office / compound <= 5.0
    assert office > compound > town > away
    assert town < 0.1


@given(at=st.tuples(share, share, share).map(sorted))
def test_contact_by_premises_lies_between_that_of_the_classes(at):
    office, compound, town = at
    bounded(contact_in(office, compound, town), P.elsewhere, P.same_office)
    assert not contact_of_premises(np.ones((3, 3)), np.ones((3, 3)), np.ones((3, 3)), P).diagonal().any()


# The bridge ------------------------------------------------------------

ONE, OTHER = np.array([True, True, False, False, False]), np.array([False, False, True, False, False])


def test_the_bridge_joins_the_two_sides_and_nobody_else():
    p = ChannelParameters(bridge_strength=0.5, bridge_capacity=3.0)
    across = bridge(ONE, OTHER, 0.8, p)
    assert across[0, 2] == across[2, 1] == pytest.approx(0.5 * 0.8 * 3.0 / 6.0 * 2.0)
    assert across[0, 1] == 0.0
    assert not across[3:].any()
    assert (across == across.T).all()


def test_without_time_there_is_no_bridge():
    assert not bridge(ONE, OTHER, 0.0, P).any()


@given(
    sides=st.tuples(st.integers(1, 40), st.integers(1, 40)), time=share, strength=share, capacity=st.floats(0.0, 60.0)
)
def test_one_person_carries_no_more_than_a_week(sides, time, strength, capacity):
    p = ChannelParameters(bridge_strength=strength, bridge_capacity=capacity)
    n = sum(sides)
    here = np.arange(n) < sides[0]
    across = bridge(here, ~here, time, p)
    bounded(across)
    assert across.max() * n <= 2.0 * strength * time * capacity + 1e-9
    grown = np.arange(n + 5) < sides[0]
    assert bridge(grown, ~grown, time, p).max() <= across.max() + 1e-12


def test_the_bridge_carries_more_the_further_in_its_office_stands():
    p = ChannelParameters(bridge_out=0.5, bridge_in=1.4)
    assert [bridge_weight(s, p) for s in ("two_feet_out", "one_foot_in", "two_feet_in")] == [0.5, 1.0, 1.4]
    assert P.bridge_out < 1.0 < P.bridge_in


def test_the_roster_of_mission_and_country_team_stretches_one_person():
    wide = bridge(roster.mission, roster.country_team, 0.6, P).max()
    narrow = bridge(ONE, OTHER, 0.6, P).max()
    assert 0.0 < wide < 0.5 * narrow


# A hub against everyone with everyone ------------------------------------------------------------


def two_steps(contact):
    """Return the mean chance that news passes between a pair directly or through one other."""
    n = len(contact)
    reach = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            if i != j:
                missed = np.delete(1.0 - contact[i] * contact[:, j], [i, j]).prod()
                reach[i, j] = 1.0 - (1.0 - contact[i, j]) * missed
    return reach.sum() / (n * (n - 1))


def bilateral(pairs, n):
    member = np.zeros((len(pairs), n), dtype=bool)
    for body, (i, j) in enumerate(pairs):
        member[body, [i, j]] = True
    return member


def hours(member, meetings):
    p = LoadParameters()
    return float(coordination_time(member, np.full(len(member), meetings), p).sum() * p.coordinating_hours)


def test_one_common_body_gives_the_contact_of_all_pairs_for_a_fraction_of_the_hours():
    n, meetings = 23, 4.0
    strength = 0.9 * attendance(np.array(meetings), P)
    everyone = bilateral([(i, j) for i in range(n) for j in range(i)], n)
    body = np.ones((1, n), dtype=bool)
    assert body_strength(body, np.array([strength])) == pytest.approx(
        body_strength(everyone, np.full(len(everyone), strength))
    )
    assert hours(body, meetings) < 0.25 * hours(everyone, meetings)


def test_a_hub_reaches_nearly_as_far_as_everyone_with_everyone_for_much_less_time():
    """MODEL.md 5.2: a hub that all visit often passes most of what all would hear from each other."""
    n, meetings = 23, 20.0
    strength = 1.0 * float(attendance(np.array(meetings), P))
    pairs = [(i, j) for i in range(n) for j in range(i)]
    star = [(i, 0) for i in range(1, n)]
    full = two_steps(body_strength(bilateral(pairs, n), np.full(len(pairs), strength)))
    hub = two_steps(body_strength(bilateral(star, n), np.full(len(star), strength)))
    assert hub > 0.75 * full
    assert hours(bilateral(star, n), meetings) < 0.15 * hours(bilateral(pairs, n), meetings)


def test_a_triple_hat_carries_news_across_at_no_hours_of_the_members():
    """With each side meeting on its own, the bridge does most of what one more common body would do."""
    n = 23
    mission = np.arange(n) < 14
    sides = np.stack([mission, ~mission])
    apart = body_strength(sides, np.full(2, 0.4))
    common = body_strength(np.vstack([sides, np.ones((1, n), dtype=bool)]), np.array([0.4, 0.4, 0.2]))
    bridged = 1.0 - (1.0 - apart) * (1.0 - bridge(mission, ~mission, 0.6, P))
    across = np.ix_(mission, ~mission)
    assert not apart[across].any()
    assert two_steps(apart) < two_steps(bridged) < two_steps(common)
    assert two_steps(bridged) - two_steps(apart) > 0.5 * (two_steps(common) - two_steps(apart))


# Willingness ------------------------------------------------------------

WHO = {
    "uniformed": np.array([True, False, False, False]),
    "mission": np.array([True, True, False, False]),
    "confidential": np.array([0.0, 0.0, 0.4, 0.0]),
}


def willing(trust=1.0, openness=1.0, caution=0.5, **changed):
    who = {**WHO, **changed}
    trust = np.full((4, 4), trust) if np.isscalar(trust) else trust
    p = ChannelParameters(uniformed_caution=caution)
    return willingness(trust, openness, who["confidential"], who["uniformed"], who["mission"], p)


def test_whom_an_agency_tells_on_paper():
    told = willing(caution=0.4)[:, 2]
    assert told == pytest.approx([1.0 - 0.4 * 0.4, 1.0 - 0.2 * 0.4, 1.0, 1.0])


def test_inside_the_mission_half_as_much_is_withheld():
    told = willing(confidential=np.array([0.0, 0.6, 0.6, 0.0]), caution=0.25)
    assert 1.0 - told[0, 1] == pytest.approx(0.5 * (1.0 - told[0, 2]))


def test_it_is_the_trust_of_the_teller_that_counts():
    trust = np.zeros((4, 4))
    trust[2, 3] = 1.0
    told = willing(trust)
    assert told[3, 2] == pytest.approx(1.0)
    assert told[2, 3] == pytest.approx(0.25)


@given(trust=shares(4, 4), openness=share, confidential=shares(4), caution=share, more=share)
def test_willingness_is_a_share_of_the_openness_and_falls_with_secrets(trust, openness, confidential, caution, more):
    told = willing(trust, openness, caution, confidential=confidential)
    bounded(told, 0.0, openness)
    assert (willing(trust, openness, max(caution, more), confidential=confidential) <= told + 1e-12).all()
    assert (willing(trust, openness, caution, confidential=np.maximum(confidential, more)) <= told + 1e-12).all()
    assert (willing(np.maximum(trust, more), openness, caution, confidential=confidential) >= told - 1e-12).all()


def test_relief_holds_back_from_uniforms_more_than_from_other_mission_staff_and_from_its_own_not_at_all():
    told = willing(trust=0.4, confidential=np.full(4, 0.5), caution=0.3)
    assert told[0, 2] < told[1, 2] < told[3, 2]


def test_a_closed_policy_shares_nothing():
    assert not willing(openness=0.0).any()
