"""Rule 5.4: meetings cost time, decisions cost weeks, devolution costs coherence; and the inverted U."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from rule_cases import amounts, bounded, share

from peaceops.agents.catalogue import BODIES
from peaceops.model.coordination import roster
from peaceops.model.rules.channels import ChannelParameters, attendance, body_strength
from peaceops.model.rules.load import LoadParameters, coherence, coordination_time, decision_weeks, work_share

P = LoadParameters()


def test_time_in_bodies_on_paper():
    p = LoadParameters(hours_per_meeting=3.0, size_slope=0.5, coordinating_hours=120.0)
    ten = np.arange(30) < 10
    member = np.stack([ten, np.ones(30, dtype=bool)])
    time = coordination_time(member, np.array([4.0, 2.0]), p)
    assert time[0] == pytest.approx((3.0 * 4.0 + 3.0 * 2.0 * 2.0) / 120.0)
    assert time[29] == pytest.approx(3.0 * 2.0 * 2.0 / 120.0)


@given(member=arrays(np.bool_, (3, 6)), meetings=amounts(3, most=30.0), more=st.floats(1.0, 3.0))
def test_time_grows_with_frequency_and_falls_on_members_alone(member, meetings, more):
    time = coordination_time(member, meetings, P)
    assert (time >= 0.0).all()
    assert not time[~member.any(axis=0)].any()
    assert coordination_time(member, meetings * more, P) == pytest.approx(time * more)
    assert not coordination_time(member, np.zeros(3), P).any()


def test_larger_tables_take_longer_for_each():
    for n in range(2, 30):
        small, large = np.arange(30) < n, np.arange(30) < n + 1
        pair = [coordination_time(who[None], np.ones(1), P)[0] for who in (small, large)]
        assert pair[0] < pair[1]


def test_work_left_on_paper():
    p = LoadParameters(field_price=1.0)
    assert work_share(np.array([0.0, 0.5, 1.0, 2.0]), p) == pytest.approx([1.0, 1 / 1.125, 1 / 1.5, 1 / 2.5])


@given(time=amounts(4, most=20.0), more=st.floats(0.0, 5.0))
def test_work_left_is_a_share_that_falls_without_ever_ending(time, more):
    left = work_share(time, P)
    bounded(left)
    assert (left > 0.0).all()
    assert (work_share(time + more, P) <= left + 1e-12).all()


def test_the_first_hours_are_cheap_and_nothing_jumps():
    left = work_share(np.linspace(0.0, 3.0, 3001), P)
    price = 1.0 / left - 1.0
    assert price[100] < 0.02 * price[1000]
    assert np.abs(np.diff(left)).max() < 0.002
    assert np.abs(np.diff(price, n=2)).max() < 1e-5


# Decisions ------------------------------------------------------------


def test_weeks_to_a_decision_on_paper():
    p = LoadParameters(consensus_weeks=2.0, command_weeks=0.5, devolution_saves=0.6)
    assert decision_weeks(True, 10.0, 0.0, 0.5, p) == pytest.approx(2.0)
    assert decision_weeks(True, 40.0, 0.0, 0.5, p) == pytest.approx(4.0)
    assert decision_weeks(False, 40.0, 0.0, 0.5, p) == pytest.approx(0.5)
    assert decision_weeks(True, 10.0, 1.0, 0.5, p) == pytest.approx(0.8)
    assert decision_weeks(True, 10.0, 0.0, 1.0, p) == pytest.approx(1.0)


@given(
    consensus=st.booleans(),
    n=st.floats(1.0, 64.0),
    more=st.floats(0.0, 20.0),
    devolution=share,
    cohesion=share,
    up=share,
)
def test_decisions_slow_with_members_and_quarrels_and_speed_with_devolution(
    consensus, n, more, devolution, cohesion, up
):
    weeks = decision_weeks(consensus, n, devolution, cohesion, P)
    assert 0.0 <= weeks < 20.0
    assert decision_weeks(consensus, n + more, devolution, cohesion, P) >= weeks - 1e-12
    assert decision_weeks(consensus, n, max(devolution, up), cohesion, P) <= weeks + 1e-12
    assert decision_weeks(consensus, n, devolution, max(cohesion, up), P) <= weeks + 1e-12
    assert decision_weeks(False, n, devolution, cohesion, P) < decision_weeks(True, n, devolution, cohesion, P)


def test_coherence_on_paper():
    p = LoadParameters(devolution_loosens=0.4)
    assert coherence(0.0, 1.0, p) == pytest.approx(1.0)
    assert coherence(1.0, 1.0, p) == pytest.approx(0.6)
    assert coherence(0.0, 0.0, p) == pytest.approx(0.4)


@given(devolution=share, cohesion=share, up=share)
def test_coherence_is_a_share_bought_with_delay(devolution, cohesion, up):
    bounded(coherence(devolution, cohesion, P))
    assert coherence(max(devolution, up), cohesion, P) <= coherence(devolution, cohesion, P) + 1e-12
    assert coherence(devolution, max(cohesion, up), P) >= coherence(devolution, cohesion, P) - 1e-12


def test_devolution_trades_coherence_for_speed():
    assert decision_weeks(True, 20.0, 0.8, 0.5, P) < decision_weeks(True, 20.0, 0.2, 0.5, P)
    assert coherence(0.8, 0.5, P) < coherence(0.2, 0.5, P)


# The inverted U ------------------------------------------------------------


def delivered(meetings, waste):
    """Return work delivered by the whole roster: what meetings leave of it, less what nobody told anybody about.

    Args:
        meetings: Meetings a month of every joint body.
        waste: Share of work lost to duplication and gaps where organisations know nothing of each other.
    """
    frequency = np.full(len(BODIES), float(meetings))
    contact = body_strength(roster.member, roster.strength * attendance(frequency, ChannelParameters()))
    seated = roster.member.any(axis=0)
    known = contact[np.ix_(seated, seated)].sum() / (seated.sum() * (seated.sum() - 1))
    left = work_share(coordination_time(roster.member, frequency, P), P)[seated].mean()
    return left * (1.0 - waste * (1.0 - known))


RANGE = np.concatenate([np.linspace(0.0, 6.0, 61), np.linspace(6.5, 30.0, 48)])


@pytest.mark.parametrize("waste", [0.15, 0.3, 0.6])
def test_delivered_work_is_an_inverted_u_of_the_frequency_of_meetings(waste):
    work = np.array([delivered(m, waste) for m in RANGE])
    peak = int(work.argmax())
    assert 0.0 < RANGE[peak] < 20.0
    assert work[peak] > work[0] + 0.005
    assert work[peak] > work[-1] + 0.05
    assert (np.diff(work[: peak + 1]) > -1e-9).all()
    assert (np.diff(work[peak:]) < 1e-9).all()


def test_the_peak_moves_with_what_there_is_to_coordinate():
    peaks = [RANGE[int(np.argmax([delivered(m, waste) for m in RANGE]))] for waste in (0.1, 0.3, 0.6)]
    assert peaks[0] < peaks[1] < peaks[2]


def test_where_there_is_nothing_to_coordinate_every_meeting_is_a_loss():
    work = [delivered(m, 0.0) for m in RANGE]
    assert np.argmax(work) == 0


def test_delivered_work_is_an_inverted_u_of_the_number_of_bodies():
    n, waste, each = 20, 0.4, 0.3 * float(attendance(np.array(2.0), ChannelParameters()))
    work = []
    for bodies in range(40):
        member = np.ones((bodies, n), dtype=bool)
        time = coordination_time(member, np.full(bodies, 2.0), P)[0] if bodies else 0.0
        known = body_strength(member, np.full(bodies, each))[0, 1] if bodies else 0.0
        work.append(float(work_share(np.array(time), P)) * (1.0 - waste * (1.0 - known)))
    assert 1 < int(np.argmax(work)) < 30
    assert work[-1] < max(work) - 0.02
