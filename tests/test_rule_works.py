"""Rule 5.6: what a week's work comes to: prerequisites, settling in, crowding, outreach, duplication."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import amounts, bounded, share, shares

from peaceops.agents.catalogue import ORGANISATIONS
from peaceops.model.rules.works import TaskParameters, absorbed, overlap, prerequisites_met, spread_out, took

P = TaskParameters()


def test_each_prerequisite_turns_at_its_limit():
    p = TaskParameters(security_limit=0.5, mine_limit=0.3, dispute_limit=0.4, road_limit=0.2)
    at = np.array([0.2, 0.3, 0.5, 0.6])
    met = prerequisites_met(at, at, at, at, p)
    assert {name: where.tolist() for name, where in met.items()} == {
        "security": [True, True, True, False],
        "clear": [True, True, False, False],
        "settled": [True, True, False, False],
        "road": [True, True, True, True],
    }
    assert not prerequisites_met(at, at, at, np.full(4, 0.19), p)["road"].any()


def test_effort_that_takes_on_paper():
    p = TaskParameters(setup_weeks=3.0, wasted=0.8)
    effort, weeks = np.full(4, 2.0), np.array([0.0, 2.0, 0.0, 2.0])
    met = np.array([True, True, False, False])
    assert took(effort, met, weeks, p) == pytest.approx([0.5, 1.0, 0.1, 0.2])


@given(effort=amounts(4, most=50.0), weeks=amounts(4, most=500.0), more=st.floats(0.0, 100.0))
def test_what_takes_is_part_of_the_effort_and_grows_with_time_in_place(effort, weeks, more):
    yes, no = np.ones(4, dtype=bool), np.zeros(4, dtype=bool)
    found = took(effort, yes, weeks, P)
    assert (found >= 0.0).all()
    assert (found <= effort + 1e-12).all()
    assert (took(effort, yes, weeks + more, P) >= found - 1e-12).all()
    assert took(effort, no, weeks, P) == pytest.approx((1.0 - P.wasted) * found)
    assert not took(np.zeros(4), yes, weeks, P).any()


def test_constant_moving_about_wastes_most_of_the_work():
    yes = np.ones(1, dtype=bool)
    moving = 12 * took(np.ones(1), yes, np.zeros(1), P)[0]
    staying = sum(took(np.ones(1), yes, np.array([float(w)]), P)[0] for w in range(12))
    assert moving < 0.6 * staying


def test_half_is_absorbed_at_capacity():
    assert absorbed(np.array([0.0, 2.0, 6.0]), np.array([2.0, 2.0, 2.0])) == pytest.approx([0.0, 1.0, 1.5])


@given(effort=amounts(5, most=1e4), capacity=st.floats(0.05, 50.0), more=st.floats(0.0, 10.0))
def test_absorption_has_diminishing_returns(effort, capacity, more):
    room = np.full(5, capacity)
    found = absorbed(effort, room)
    assert (found >= 0.0).all()
    assert (found <= np.minimum(effort, room) + 1e-9).all()
    assert (absorbed(effort + more, room) >= found - 1e-9).all()
    assert (absorbed(2.0 * effort, room) <= 2.0 * found + 1e-9).all()


# Outreach ------------------------------------------------------------


def test_work_that_stays_at_home_stays_at_home():
    work = np.arange(24.0).reshape(2, 12)
    assert spread_out(work, np.ones(12), 4, 3, TaskParameters(outreach=0.0)) == pytest.approx(work)


def test_outreach_reaches_the_cells_around_and_no_further():
    work = np.zeros((1, 25))
    work[0, 12] = 1.0
    out = spread_out(work, np.ones(25), 5, 5, TaskParameters(outreach=0.5))[0].reshape(5, 5)
    assert (out[1:4, 1:4] > 0.0).all()
    assert out[2, 2] > 0.5 > out[1, 1]
    out[1:4, 1:4] = 0.0
    assert not out.any()


def test_bad_roads_keep_work_at_home():
    work = np.zeros((1, 25))
    work[0, 12] = 1.0
    home = [spread_out(work, np.full(25, r), 5, 5, TaskParameters(outreach=0.5))[0, 12] for r in (0.0, 0.5, 1.0)]
    assert home[0] > home[1] > home[2]


@given(work=amounts(2, 12, most=100.0), outreach=share, roads=shares(12))
def test_outreach_neither_loses_nor_gains_work(work, outreach, roads):
    out = spread_out(work, roads, 4, 3, TaskParameters(outreach=outreach))
    assert (out >= -1e-9).all()
    assert out.sum(axis=1) == pytest.approx(work.sum(axis=1), rel=1e-9, abs=1e-9)


# Duplication ------------------------------------------------------------


def duplicates(effort, org, place, capacity):
    n = len(effort)
    return overlap(np.array(effort), np.array(org), np.array(place), np.full(n, float(capacity)))


def test_duplication_on_paper():
    duplicate, part = duplicates([1.0, 1.0, 2.0], [0, 1, 2], [7, 7, 7], 2.0)
    assert duplicate == pytest.approx([1.0 * 0.5 * 0.75, 1.0 * 0.5 * 0.75, 2.0 * 0.5 * 0.5])
    assert part == pytest.approx(1.25 / 4.0)


def test_one_organisation_crowds_itself_without_duplicating():
    duplicate, part = duplicates([1.0, 3.0, 2.0], [4, 4, 4], [7, 7, 7], 0.5)
    assert not duplicate.any()
    assert part == 0.0


def test_there_is_no_duplication_in_different_places_or_with_room_for_all():
    assert duplicates([3.0, 3.0], [0, 1], [7, 8], 0.5)[1] == 0.0
    assert duplicates([3.0, 3.0], [0, 1], [7, 7], 6.0)[1] == 0.0


def test_no_work_no_duplication():
    duplicate, part = overlap(np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))
    assert duplicate.shape == (0,)
    assert part == 0.0


@given(
    effort=amounts(6, most=10.0),
    org=st.lists(st.integers(0, len(ORGANISATIONS) - 1), min_size=6, max_size=6),
    place=st.lists(st.integers(0, 2), min_size=6, max_size=6),
    capacity=st.floats(0.1, 20.0),
    more=st.floats(0.0, 5.0),
)
def test_duplication_is_part_of_the_work_and_no_more_than_what_is_too_much(effort, org, place, capacity, more):
    duplicate, part = duplicates(effort, org, place, capacity)
    bounded(part)
    assert (duplicate >= 0.0).all()
    assert (duplicate <= effort + 1e-9).all()
    for where in set(place):
        here = np.array(place) == where
        assert duplicate[here].sum() <= max(effort[here].sum() - capacity, 0.0) + 1e-9
        if len({o for o, h in zip(org, here, strict=True) if h}) == 1:
            assert not duplicate[here].any()
    assert duplicates(effort, org, place, capacity + more)[1] <= part + 1e-12
