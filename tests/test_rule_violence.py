"""Rule 5.12: who holds ground, who comes in time, what deters; abuse by state forces; the memory of violence."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import amounts, bounded, moves, share, shares, surely_moves, two_shares

from peaceops import MissionModel, load_scenario
from peaceops.agents.catalogue import ORG_INDEX
from peaceops.model import clashes, conflict, state_forces
from peaceops.model.events import losing
from peaceops.model.rules.clash import aid_victims, of_hosted, violence_after
from peaceops.model.rules.deployment import since_rotation
from peaceops.model.rules.violence import (
    ViolenceParameters,
    abuse_chance,
    backing,
    deterrence,
    free_to_act,
    met_chance,
    operation_chance,
    presence_share,
    reach,
    shared,
    state_met_chance,
)
from peaceops.model.state import Attack, Neighbourhood, around

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


def beside(strength):
    return Neighbourhood(3, 3).beside(strength)


def come(strength, road=1.0, km=15.0, mobility=1.0, p=P):
    return reach(beside(np.array(strength, dtype=np.float64)), np.full(9, road), km, mobility, p)


def test_those_next_door_count_half_at_the_reach_of_a_patrol():
    p = ViolenceParameters(patrol_reach_km=30.0)
    there = [0, 0, 0, 0, 100, 0, 0, 0, 0]
    assert come(there, km=30.0, p=p) == pytest.approx([50.0] * 4 + [0.0] + [50.0] * 4)
    assert come([100, 0, 0, 0, 0, 0, 0, 0, 0], km=30.0, p=p) == pytest.approx([0, 50, 0, 50, 50, 0, 0, 0, 0])


@given(strength=amounts(9, most=3000.0), road=share, mobility=share, pair=two_shares)
def test_reach_rises_with_roads_and_mobility_and_counts_nobody_more_than_once_a_cell(strength, road, mobility, pair):
    given = {
        "beside": beside(strength),
        "road": np.full(9, road),
        "cell_km": 15.0,
        "mobility": mobility,
        "p": P,
    }
    coming = reach(**given)
    assert (coming >= 0.0).all()
    assert (coming <= strength.sum() - strength + 1e-6).all()
    for name in ("road", "mobility", "beside"):
        moves(reach, given, name, *pair, +1)


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


def test_who_guards_a_small_post_far_from_help_does_nothing_else():
    force, calm, danger = np.array([40.0, 400.0]), np.zeros(2), np.ones(2)
    far, near = (free_to_act(force, np.full(2, help_near), danger, P) for help_near in (0.0, 1e9))
    assert far.tolist() == [max(40.0 - P.camp_guard, 0.0), 400.0 - P.camp_guard]
    assert near == pytest.approx(force)
    assert (free_to_act(force, np.zeros(2), calm, P) == force).all()
    assert (free_to_act(force, np.zeros(2), danger, ViolenceParameters(camp_guard=0.0)) == force).all()


@given(force=shares(3), nearby=shares(3), danger=shares(3), pair=two_shares)
def test_those_free_to_act_are_never_more_than_there_are(force, nearby, danger, pair):
    given = {"force": 500.0 * force, "nearby": 500.0 * nearby, "danger": danger, "p": P}
    free = free_to_act(**given)
    assert ((free >= 0.0) & (free <= 500.0 * force)).all()
    for name, sign in (("force", 1), ("nearby", 1), ("danger", -1)):
        moves(free_to_act, given, name, *pair, sign)


# Abuse by state forces ------------------------------------------------------------

ABUSE = {
    "rebel_held": np.full(1, 0.5), "violence": np.full(1, 0.5), "integrity": 0.5, "unpaid": 0.5,
    "watched": np.full(1, 0.5), "shamed": 0.5, "conditions": np.full(1, 0.5), "p": P,
}  # fmt: skip
ABUSE_SIGNS = {
    "rebel_held": +1, "violence": +1, "integrity": -1, "unpaid": +1, "watched": -1, "shamed": -1, "conditions": -1,
}  # fmt: skip


def test_abuse_on_paper():
    p = ViolenceParameters(abuse_rate=0.1, monitoring_effect=0.5, shamed=0.5)
    chance = abuse_chance(np.array([1.0]), np.array([0.0]), 0.5, 1.0, np.array([1.0]), 1.0, np.array([1.0]), p)
    assert chance[0] == pytest.approx(0.1 * 1.0 * 0.5 * 2.0 * 0.5 * 0.5 * 0.5)


@pytest.mark.parametrize(("name", "sign"), ABUSE_SIGNS.items())
def test_each_cause_of_abuse_has_its_sign(name, sign):
    surely_moves(lambda **given: 1000.0 * abuse_chance(**given), ABUSE, name, sign)


@given(layers=st.tuples(*[shares(3)] * 4), integrity=share, unpaid=share, shamed=share, rate=share,
       pair=two_shares)  # fmt: skip
def test_abuse_is_a_chance_and_moves_the_right_way(layers, integrity, unpaid, shamed, rate, pair):
    given = {
        **dict(zip(("rebel_held", "violence", "watched", "conditions"), layers, strict=True)),
        "integrity": integrity, "unpaid": unpaid, "shamed": shamed, "p": ViolenceParameters(abuse_rate=rate),
    }  # fmt: skip
    bounded(abuse_chance(**given))
    for name, sign in ABUSE_SIGNS.items():
        moves(abuse_chance, given, name, *pair, sign)


def test_a_force_of_integrity_does_not_abuse():
    assert not abuse_chance(np.ones(2), np.ones(2), 1.0, 1.0, np.zeros(2), 0.0, np.zeros(2), P).any()


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


# One call and several ------------------------------------------------------------


def test_nobody_answers_two_calls_at_once():
    assert shared(np.array([90.0, 90.0, 90.0]), np.array([0.0, 1.0, 3.0])) == pytest.approx([90.0, 90.0, 30.0])


def test_attacks_of_the_same_week_share_those_who_come(mission):
    cells = np.flatnonzero(mission.nearby > 0.0)
    cell = int(cells[mission.nearby[cells].argmax()])

    def chance(attacks):
        mission.week_now.attacks = [Attack(2, 0, 0, cell, 250.0)] * attacks
        met = clashes._met(mission)
        mission.week_now.attacks = []
        return float(met[0])

    assert chance(1) > chance(3) > chance(9) > 0.0


# What coordination, money and rotation leave ------------------------------------------------------------


def test_coordination_money_and_rotation_reach_the_guard(mission):
    conflict.guard(mission)
    before = mission.mission_force.sum()
    military = ORG_INDEX["military"]
    for of in (mission.relations.work, mission.funded):
        kept = of.copy()
        of[military] *= 0.5
        conflict.guard(mission)
        assert mission.mission_force.sum() < before
        of[:] = kept
    number, p = mission.teams.number.copy(), mission.inputs.deployment
    since = {n: int(since_rotation(mission.week, np.array(n), p)) for n in range(p.rotation_weeks)}
    force = {}
    for weeks in (1, p.handover_weeks + 1):
        mission.teams.number[:] = next(n for n in since if since[n] == weeks)
        conflict.guard(mission)
        force[weeks] = mission.mission_force.sum()
    assert force[1] == pytest.approx((1.0 - p.rotation_dip) * force[p.handover_weeks + 1])
    mission.teams.number[:] = number
    conflict.guard(mission)


# Support to the forces of the state ------------------------------------------------------------


def test_backing_on_paper():
    p = ViolenceParameters(support_effect=2.0)
    assert backing(0.5, 0.0, 0.3, np.array([0.4]), p) == pytest.approx([1.4])
    assert backing(0.5, 1.0, 0.25, np.array([0.4]), p) == pytest.approx([1.1])
    assert backing(0.0, 0.5, 0.5, np.array([1.0]), p) == pytest.approx([1.0])


@given(support=share, due_diligence=share, lawful=share, means=shares(2), pair=two_shares)
def test_support_makes_state_units_do_more_and_conditions_make_it_less(support, due_diligence, lawful, means, pair):
    given = {"support": support, "due_diligence": due_diligence, "lawful": lawful, "means": means, "p": P}
    assert (backing(**given) >= 1.0).all()
    for name, sign in (("support", +1), ("due_diligence", -1), ("lawful", +1), ("means", +1)):
        moves(backing, given, name, *pair, sign)


# Who is lost ------------------------------------------------------------


@given(st.integers(0, 500), st.integers(0, 500), share, st.floats(0.0, 0.999))
def test_the_dead_are_residents_and_hosted_in_proportion(residents, hosted, part, draw):
    dead = float(np.floor(part * (residents + hosted)))
    displaced = of_hosted(dead, float(residents), float(hosted), draw)
    assert displaced == np.floor(displaced)
    assert 0.0 <= displaced <= min(hosted, dead)
    assert dead - displaced <= residents
    assert abs(displaced - dead * hosted / max(residents + hosted, 1)) <= 1.0


def test_aid_workers_hurt_are_one_and_some_more_and_their_mean_is_kept():
    draws = np.random.default_rng(1).random((20_000, 2))
    found = [aid_victims(1.7, pair) for pair in draws]
    assert min(found) == 1.0
    assert np.mean(found) == pytest.approx(1.7, abs=0.02)


def test_state_forces_who_fall_leave_their_unit_and_places_are_filled_from_residents(mission):
    m = mission
    units = state_forces.state_units(m)
    m.teams.persons[units] = m.teams.full[units]
    m.calendar()
    dead, persons = m.ground.dead, m.teams.persons[units].sum()
    attack = Attack(1, int(m.bands.fighters.argmax()), int(m.bands.group[m.bands.fighters.argmax()]), 50, 250.0)
    m.week_now.group_losses, m.week_now.force_against = np.zeros(m.n_groups), np.zeros(m.n_groups)
    clashes._on_armed_men(m, attack, False, [0.9] * 10, 40.0)
    fallen = m.week_now.of("state_forces_fallen")
    assert fallen > 0.0
    assert m.teams.persons[units].sum() == persons - fallen
    assert m.ground.dead - dead == m.week_now.of("battle_deaths") + m.week_now.of("civilian_deaths")
    residents = m.ground.residents.sum()
    while (m.teams.persons[units] < m.teams.full[units]).any():
        m.week += 1
        state_forces.fill_state_units(m)
    assert m.ground.residents.sum() == residents - fallen


def test_peacekeepers_who_fall_are_missing_until_their_contingent_rotates(mission):
    m = mission
    m.teams.persons[:] = m.teams.full
    attack = Attack(3, 0, 0, 50, 250.0)
    dead = clashes._bury_peacekeepers(m, attack, np.array([ORG_INDEX["military"]]), 3.0, 0.5, "test")
    (row,) = np.flatnonzero((m.teams.persons < m.teams.full) & (m.teams.org == ORG_INDEX["military"]))
    assert dead == 3.0 == m.teams.full[row] - m.teams.persons[row]
    week = m.week
    while (m.week + 7 * m.teams.number[row]) % m.inputs.deployment.rotation_weeks:
        conflict._relieve(m)
        assert m.teams.persons[row] < m.teams.full[row]
        m.week += 1
    conflict._relieve(m)
    assert m.teams.persons[row] == m.teams.full[row]
    m.week = week


def test_a_relief_team_whose_staff_are_hurt_stops_for_some_weeks():
    small = {"horizon_weeks": 60, "country.width": 12, "country.height": 12, "violence.staff_halt_weeks": 3.0}
    m = MissionModel(load_scenario("contested").with_changes(small), seed=1)
    for _ in range(10):
        m.step()
    row = int(np.flatnonzero((m.team_family == conflict.RELIEF) & m.teams.working)[0])
    group = int(m.groups.hostility_relief.argmax())
    m.ground.acceptance[:] = m.escorts[:] = m.teams.halted[:] = 0.0
    m.groups.hostility_relief[group] = 1.0
    attack = Attack(4, int(np.flatnonzero(m.bands.group == group)[0]), group, int(m.teams.cell[row]), 250.0)
    m.calendar()
    clashes._on_relief(m, attack, [0.0] * 10)
    (halted,) = np.flatnonzero(m.teams.halted)
    assert m.week_now.of("aid_worker_victims") == 1.0
    for _ in range(3):
        m.work()
        assert not m.teams.working[halted]
    assert m.teams.halted[halted] == 0.0


@given(force=st.tuples(soldiers, soldiers), enmity=two_shares, lawful=share, unpaid=two_shares)
def test_state_forces_meet_their_enemies_if_they_are_there_and_paid(force, enmity, lawful, unpaid):
    def met(strength, foe, owed):
        return float(state_met_chance(np.array(strength), np.array(foe), lawful, owed, P))

    least, most = met(min(force), min(enmity), max(unpaid)), met(max(force), max(enmity), min(unpaid))
    assert 0.0 <= least <= most <= P.state_answers
    assert met(0.0, 1.0, 0.0) == met(max(force), 0.0, 0.0) == met(max(force), 1.0, 1.0) == 0.0


@given(own=st.tuples(soldiers, soldiers), foe=soldiers, quality=two_shares, unpaid=two_shares)
def test_a_stronger_better_and_paid_army_attacks_more_and_nobody_attacks_an_empty_place(own, foe, quality, unpaid):
    def chance(strength, skill, owed):
        return float(operation_chance(np.array(strength), np.array(foe), HALF, skill, owed, P))

    least, most = chance(min(own), min(quality), max(unpaid)), chance(max(own), max(quality), min(unpaid))
    assert 0.0 <= least <= most + 1e-12 <= P.operation_rate + 1e-12
    assert chance(0.0, 1.0, 0.0) == 0.0
    assert float(operation_chance(np.array(100.0), np.array(0.0), HALF, 1.0, 0.0, P)) == 0.0


def test_the_army_attacks_groups_that_it_fights_on_with_and_both_sides_lose(mission):
    m = mission
    m.calendar()
    m.week_now.group_losses, m.week_now.force_against = np.zeros(m.n_groups), np.zeros(m.n_groups)
    sought = state_forces.foes(m)
    assert (sought <= m.bands.fighters).all()
    assert not sought[m.groups.bound[m.bands.group]].any()
    band = int(sought.argmax())
    units = m.teams.rows_of[ORG_INDEX["army"]]
    unit = int(units[m.teams.persons[units].argmax()])
    m.bands.target[band] = m.bands.cell[band]
    at, fighters, persons = int(m.bands.cell[band]), m.bands.fighters.sum(), m.teams.persons[unit]
    attack = Attack(state_forces.OPERATION, -1, -1, at, 400.0, unit)
    rows, weight = clashes._foes_near(m, attack)
    assert band in rows
    assert (weight > 0.0).all()
    draw = [0.5] * 10
    draw[4] = float(weight[: list(rows).index(band)].sum() + weight[list(rows).index(band)] / 2.0) / float(weight.sum())
    clashes._on_armed_men(m, attack, False, draw, 40.0)
    assert m.bands.fighters.sum() < fighters
    assert m.teams.persons[unit] < persons
    assert m.bands.target[band] == -1
    assert m.bands.cell[band] == m.bands.home[band]


def test_who_is_met_by_state_forces_kills_fewer_and_costs_the_mission_no_name(mission):
    m = mission
    band = int(m.bands.fighters.argmax())
    cell = int(m.country.capital)
    found = {}
    for by_state in (False, True):
        m.calendar()
        m.week_now.group_losses, m.week_now.force_against = np.zeros(m.n_groups), np.zeros(m.n_groups)
        attack = Attack(2, band, int(m.bands.group[band]), cell, 250.0)
        clashes._on_civilians(m, attack, False, by_state, [0.0] * 10, 40.0)
        found[by_state] = (m.week_now.of("civilian_deaths"), m.week_now.unmet[cell], m.week_now.of("attacks_met"))
    assert found[True][0] < found[False][0]
    assert found[True][1] == 0.0 < found[False][1]
    assert found[True][2] == found[False][2] == 0.0


# What is told of the dead ------------------------------------------------------------


def struck(m, kind, group=0):
    """Return an attack of a kind by the largest band of a group, where it stands."""
    rows = np.flatnonzero(m.bands.group == group)
    band = int(rows[m.bands.fighters[rows].argmax()])
    return Attack(kind, band, group, int(m.bands.cell[band]), float(m.bands.fighters[band]))


def test_peacekeepers_who_fall_are_told_with_how_many_where_and_by_whom(mission):
    m = mission
    m.teams.persons[:] = m.teams.full
    attack, before = struck(m, 3, 2), len(m.events)
    m.week_now.group_losses, m.week_now.force_against = np.zeros(m.n_groups), np.zeros(m.n_groups)
    soldiers, label = np.array([ORG_INDEX["military"]]), m.groups.labels[2]
    assert clashes._bury_peacekeepers(m, attack, soldiers, 0.2, 0.5, "test") == 0.0
    assert len(m.events) == before
    clashes._bury_peacekeepers(m, attack, soldiers, 1.0, 0.5, f"responding to {label}")
    clashes._on_mission(m, attack, [0.9] * 10, 40.0)
    one, many, struck_at = m.events.rows()[before:]
    place = m.country.sector[attack.cell] + 1
    assert one[1:8] == ("peacekeepers_fallen", attack.cell, place - 1, m.groups.keys[2], "mission", 1.0, "spoilers")
    assert one[8] == f"One peacekeeper dies in sector {place}, responding to {label}."
    assert many[8] == f"{int(many[6])} peacekeepers die in sector {place}, attacked by {label}."
    assert struck_at[6] == many[6] > 1.0
    assert struck_at[8].startswith(f"{label}: attack on the mission, which loses people; ")


def test_losses_are_told_behind_a_sentence_and_nothing_is_told_of_none():
    assert losing(0.0) == losing(0.0, 0.0) == ""
    assert losing(1.0) == "; one attacker dies"
    assert losing(1_200.0, 1.0) == "; 1,200 attackers die; one member of state forces dies"
    assert losing(0.0, 2.0) == "; 2 members of state forces die"


IN_BATTLE = re.compile(r"(nobody|one|[\d,]+) (?:dies? in the fighting|(?:attackers?|members? of state forces) dies?)")


def in_battle(text):
    """Return how many deaths in battle a sentence tells."""
    few = {"nobody": 0.0, "one": 1.0}
    return sum(few[word] if word in few else float(word.replace(",", "")) for word in IN_BATTLE.findall(text))


@pytest.mark.parametrize(("name", "seed"), [("contested", 1), ("contested", 4), ("reluctant_host", 2)])
def test_deaths_that_are_told_are_those_of_the_columns_week_by_week(name, seed):
    """Peacekeepers, fighters, members of state forces and aid workers: none of them dies without a sentence."""
    small = {"horizon_weeks": 60, "country.width": 14, "country.height": 14, "posture.use_of_force": 0.9,
             "posture.escorts": "routine"}  # fmt: skip
    model = MissionModel(load_scenario(name).with_changes(small), seed=seed)
    while model.running:
        model.step()
    events, weekly = model.result().events, model.result().weekly.set_index("week")

    def week_by_week(values):
        return values.groupby(events["week"]).sum().reindex(weekly.index, fill_value=0.0)

    assert (week_by_week(events["text"].map(in_battle)) == weekly["battle_deaths"]).all()
    for kind, column in (("peacekeepers_fallen", "peacekeeper_deaths"), ("attack_on_relief", "aid_worker_victims")):
        assert (week_by_week(events["size"].where(events["kind"] == kind, 0.0)) == weekly[column]).all(), column
    fallen = events[events["kind"] == "peacekeepers_fallen"]
    assert len(fallen) > 3
    assert fallen["text"].str.contains("responding to|standing up to").any()
    assert fallen["text"].str.contains("attacked by").any()
    assert (fallen["text"].str.startswith("One ") == (fallen["size"] == 1.0)).all()
