"""Rule 5.12: who holds ground, who comes in time, what deters; abuse by state forces; the memory of violence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import amounts, bounded, moves, share, shares, surely_moves, two_shares

from peaceops import MissionModel, load_scenario
from peaceops.model import conflict
from peaceops.model.rules.violence import (
    ViolenceParameters,
    abuse_chance,
    deterrence,
    met_chance,
    presence_share,
    reach,
    violence_after,
)
from peaceops.model.state import Neighbourhood, around

P = ViolenceParameters()
HALF = P.half_presence
soldiers = st.floats(0.0, 5000.0, allow_subnormal=False)


def test_half_a_presence_at_its_half():
    assert presence_share(np.array([0.0, 100.0, 300.0]), 100.0) == pytest.approx([0.0, 0.5, 0.75])


@given(layer=amounts(12, most=3000.0))
def test_what_lies_around_a_cell_ends_at_the_edge_of_the_map(layer):
    there = np.append(layer, 0.0)[around(4, 3)]
    near = Neighbourhood(4, 3)
    assert near.total(layer) == pytest.approx(there.sum(axis=1))
    assert near.beside(layer) == pytest.approx(there[:, 1:].sum(axis=1))
    assert (near.most(layer) == there.max(axis=1)).all()


# Reach ------------------------------------------------------------


def come(strength, road=1.0, km=15.0, mobility=1.0, p=P):
    return coming(np.array(strength, dtype=np.float64), np.full(9, road), km, mobility, p)


def coming(strength, road, cell_km, mobility, p):
    """Return who can come to each of nine cells, given who stands in each."""
    return reach(Neighbourhood(3, 3).beside(strength), road, cell_km, mobility, p)


def test_those_next_door_count_half_at_the_reach_of_a_patrol():
    p = ViolenceParameters(patrol_reach_km=30.0)
    there = [0, 0, 0, 0, 100, 0, 0, 0, 0]
    assert come(there, km=30.0, p=p) == pytest.approx([50.0] * 4 + [0.0] + [50.0] * 4)
    assert come([100, 0, 0, 0, 0, 0, 0, 0, 0], km=30.0, p=p) == pytest.approx([0, 50, 0, 50, 50, 0, 0, 0, 0])


@given(strength=amounts(9, most=3000.0), road=share, mobility=share, pair=two_shares)
def test_reach_rises_with_roads_and_mobility_and_counts_nobody_more_than_once_a_cell(strength, road, mobility, pair):
    given = {
        "strength": strength,
        "road": np.full(9, road),
        "cell_km": 15.0,
        "mobility": mobility,
        "p": P,
    }
    come_there = coming(**given)
    assert (come_there >= 0.0).all()
    assert (come_there <= strength.sum() - strength + 1e-6).all()
    for name in ("road", "mobility", "strength"):
        moves(coming, given, name, *pair, +1)


def test_without_roads_or_vehicles_nobody_comes():
    assert not come([500.0] * 9, road=0.0).any()
    assert not come([500.0] * 9, mobility=0.0).any()


# Deterrence ------------------------------------------------------------


def deters(local=100.0, nearby=100.0, posture=0.5, warned=0.5, half=HALF, p=P):
    return float(deterrence(np.array(local), np.array(nearby), posture, np.array(warned), half, p))


def meets(local=100.0, nearby=100.0, posture=0.5, warned=0.5, delay=1.0, flown=0.0, half=HALF, p=P):
    return float(
        met_chance(
            local=np.array(local), nearby=np.array(nearby), flown=flown, posture=posture, warned=np.array(warned),
            delay_weeks=delay, half=half, p=p,
        )
    )  # fmt: skip


def test_deterrence_on_paper():
    p = ViolenceParameters(posture_floor=0.4, warning_bonus=1.0)
    assert deters(200.0, 0.0, 1.0, 0.0, 200.0, p) == pytest.approx(0.5)
    assert deters(200.0, 0.0, 0.0, 0.0, 200.0, p) == pytest.approx(80.0 / 280.0)
    assert deters(200.0, 0.0, 1.0, 1.0, 200.0, p) == pytest.approx(400.0 / 600.0)


@given(local=soldiers, nearby=soldiers, posture=share, warned=share, more=soldiers, pair=two_shares)
def test_deterrence_is_a_share_of_strength_posture_and_warning(local, nearby, posture, warned, more, pair):
    base = {"local": local, "nearby": nearby, "posture": posture, "warned": warned}
    bounded(deters(**base))
    assert deters(**{**base, "local": local + more}) >= deters(**base) - 1e-12
    assert deters(**{**base, "nearby": nearby + more}) >= deters(**base) - 1e-12
    for name in ("posture", "warned"):
        assert deters(**{**base, name: pair[1]}) >= deters(**{**base, name: pair[0]}) - 1e-12
    assert deters(0.0, 0.0, posture, warned) == 0.0


def test_presence_deters_each_in_its_way():
    base = deters()
    assert deters(local=300.0) > base
    assert deters(nearby=300.0) > base
    assert deters(posture=0.9) > base
    assert deters(warned=0.9) > base


# Meeting attacks ------------------------------------------------------------


def test_those_on_the_spot_meet_an_attack_on_paper():
    p = ViolenceParameters(posture_floor=0.4, delay_half=1.0)
    assert meets(100.0, 0.0, 1.0, 1.0, 5.0, half=100.0, p=p) == pytest.approx(0.5)
    assert meets(100.0, 0.0, 0.0, 1.0, 5.0, half=100.0, p=p) == pytest.approx(0.2)
    assert meets(0.0, 100.0, 1.0, 1.0, 1.0, half=50.0, p=p) == pytest.approx(0.5)


@given(
    local=soldiers,
    nearby=soldiers,
    flown=soldiers,
    posture=share,
    warned=share,
    delay=st.floats(0.0, 20.0),
    more=soldiers,
    pair=two_shares,
)
def test_the_chance_of_meeting_rises_with_strength_will_and_warning_and_falls_with_delay(
    local, nearby, flown, posture, warned, delay, more, pair
):
    base = {"local": local, "nearby": nearby, "flown": flown, "posture": posture, "warned": warned, "delay": delay}
    chance = meets(**base)
    bounded(chance)
    for name in ("local", "nearby", "flown"):
        assert meets(**{**base, name: base[name] + more}) >= chance - 1e-12
    for name in ("posture", "warned"):
        assert meets(**{**base, name: pair[1]}) >= meets(**{**base, name: pair[0]}) - 1e-12
    assert meets(**{**base, "delay": delay + more}) <= chance + 1e-12
    assert meets(0.0, 0.0, posture, warned, delay, 0.0) == 0.0


def test_who_must_come_depends_on_orders_and_who_is_there_does_not():
    assert meets(0.0, 300.0, delay=0.5) > 1.5 * meets(0.0, 300.0, delay=6.0)
    assert meets(300.0, 0.0, delay=0.5) == meets(300.0, 0.0, delay=6.0)


def test_only_a_minority_of_attacks_is_met_at_once():
    """PK-14, C-47: attacks come where the mission is thin, unwarned and slow."""
    chances = [
        meets(local, nearby, posture=0.5, warned=warned, delay=1.5)
        for local in (0.0, 0.0, 0.0, 75.0, 150.0)
        for nearby in (0.0, 75.0, 150.0)
        for warned in (0.1, 0.4)
    ]
    assert 0.05 < np.mean(chances) < 0.4


def test_presence_deters_more_than_it_intercepts():
    for local in (75.0, 150.0, 300.0):
        assert deters(local, 75.0, 0.5, 0.2) > meets(local, 75.0, 0.5, 0.2, 1.5)


# Quality at equal numbers ------------------------------------------------------------


@pytest.fixture(scope="module")
def mission():
    """A small mission after a few weeks, with teams in the field."""
    small = {"horizon_weeks": 60, "country.width": 12, "country.height": 12}
    model = MissionModel(load_scenario("contested").with_changes(small), seed=1)
    for _ in range(26):
        model.step()
    return model


def guarded(model, **changed):
    """Return the mission's deterrence over the country with some numbers of its troops changed."""
    kept = {name: getattr(model.teams, name).copy() for name in changed}
    for name, value in changed.items():
        getattr(model.teams, name)[:] = value
    conflict.guard(model)
    found = model.deterrence_local.copy()
    for name, value in kept.items():
        getattr(model.teams, name)[:] = value
    conflict.guard(model)
    return found


def test_quality_and_supply_matter_at_equal_numbers(mission):
    """PK-07: the same soldiers, better equipped, hold more ground."""
    poor, good = guarded(mission, quality=0.1), guarded(mission, quality=0.9)
    assert (good >= poor).all()
    assert good.sum() > 1.5 * poor.sum() > 0.0
    assert guarded(mission, supply=0.1).sum() < guarded(mission, supply=1.0).sum()


def test_mobility_matters_at_equal_numbers():
    there = [0, 0, 0, 0, 150, 0, 0, 0, 0]
    slow, fast = (come(there, road=0.5, mobility=m)[0] for m in (0.2, 0.9))
    assert meets(0.0, fast) > meets(0.0, slow) > 0.0
    assert deters(0.0, fast) > deters(0.0, slow) > 0.0


# Abuse by state forces ------------------------------------------------------------

ABUSE = {
    "rebel_held": np.full(1, 0.5), "violence": np.full(1, 0.5), "integrity": 0.5, "unpaid": 0.5,
    "watched": np.full(1, 0.5), "conditions": np.full(1, 0.5), "p": P,
}  # fmt: skip
ABUSE_SIGNS = {"rebel_held": +1, "violence": +1, "integrity": -1, "unpaid": +1, "watched": -1, "conditions": -1}


def test_abuse_on_paper():
    p = ViolenceParameters(abuse_rate=0.1, monitoring_effect=0.5)
    chance = abuse_chance(np.array([1.0]), np.array([0.0]), 0.5, 1.0, np.array([1.0]), np.array([1.0]), p)
    assert chance[0] == pytest.approx(0.1 * 1.0 * 0.5 * 2.0 * 0.5 * 0.5)


@pytest.mark.parametrize(("name", "sign"), ABUSE_SIGNS.items())
def test_each_cause_of_abuse_has_its_sign(name, sign):
    surely_moves(lambda **given: 1000.0 * abuse_chance(**given), ABUSE, name, sign)


@given(layers=st.tuples(*[shares(3)] * 4), integrity=share, unpaid=share, rate=share, pair=two_shares)
def test_abuse_is_a_chance_and_moves_the_right_way(layers, integrity, unpaid, rate, pair):
    given = {
        **dict(zip(("rebel_held", "violence", "watched", "conditions"), layers, strict=True)),
        "integrity": integrity, "unpaid": unpaid, "p": ViolenceParameters(abuse_rate=rate),
    }  # fmt: skip
    bounded(abuse_chance(**given))
    for name, sign in ABUSE_SIGNS.items():
        moves(abuse_chance, given, name, *pair, sign)


def test_a_force_of_integrity_does_not_abuse():
    assert not abuse_chance(np.ones(2), np.ones(2), 1.0, 1.0, np.zeros(2), np.zeros(2), P).any()


# Memory of violence ------------------------------------------------------------


def test_memory_on_paper():
    p = ViolenceParameters(decay=0.2)
    assert violence_after(np.array([0.5, 0.0]), np.array([0.0, 6.0]), p) == pytest.approx([0.4, 0.5])


@given(violence=shares(3), events=amounts(3, most=1e4), more=st.floats(0.0, 100.0))
def test_memory_is_a_share_that_events_raise_and_time_lets_fade(violence, events, more):
    bounded(violence_after(violence, events, P))
    assert (violence_after(violence, np.zeros(3), P) <= violence + 1e-12).all()
    assert (violence_after(violence, events + more, P) >= violence_after(violence, events, P) - 1e-12).all()


def test_people_stay_away_for_some_weeks_after_an_attack():
    memory, weeks = np.array([0.5]), 0
    while memory[0] > 0.1:
        memory, weeks = violence_after(memory, np.zeros(1), P), weeks + 1
    assert 4 <= weeks <= 26
