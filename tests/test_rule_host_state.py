"""Rule 5.18: programmes through the state or around it, predatory leaders, revenue, unpaid forces, borders."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_cases import small
from rule_cases import amounts, bounded, share, shares, two_shares

from peaceops.model.causes import unexplained
from peaceops.model.host_state import HostState, guard_borders, prop_up
from peaceops.model.mission import MissionModel
from peaceops.model.rules.host_state import (
    HostStateParameters,
    across_borders,
    arriving,
    building,
    carried,
    credited,
    diverted_share,
    falling_away,
    hungry,
    joining_from_abroad,
    kept_up,
    predation_changes,
    preyed_on,
    propped_after,
    tax_base,
    watched,
    willing,
)

P = HostStateParameters()
N = 4


@given(work=amounts(N, most=20.0), through=two_shares, authority=shares(N), predation=share)
def test_the_state_delivers_less_now_and_nothing_is_made_on_the_way(work, through, authority, predation):
    taken = diverted_share(predation, P)
    (less, more) = (carried(work, one, authority, taken, P) for one in through)
    for around, owned, diverted in (less, more):
        assert (np.array([around, owned, diverted]) >= -1e-12).all()
        assert (around + owned + diverted <= work + 1e-9).all()
    assert (more[0] + more[1] <= less[0] + less[1] + 1e-9).all()
    assert (more[1] >= less[1] - 1e-12).all()


@given(predation=two_shares, authority=two_shares)
def test_predators_divert_and_the_absent_cannot_carry(predation, authority):
    work = np.full(1, 3.0)
    honest, greedy = (carried(work, 1.0, np.full(1, 0.5), diverted_share(one, P), P)[1] for one in predation)
    assert greedy <= honest + 1e-12
    absent, present = (carried(work, 1.0, np.full(1, one), 0.1, P)[1] for one in authority)
    assert absent <= present + 1e-12


@given(commitment=two_shares, predation=two_shares)
def test_who_means_it_and_does_not_live_off_people_builds(commitment, predation):
    assert willing(commitment[0], 0.3) <= willing(commitment[1], 0.3)
    assert willing(0.6, predation[0]) >= willing(0.6, predation[1])
    built = building(np.array([0.0, 1.0, 100.0]), willing(1.0, 0.0), P)
    assert built[0] == 0.0 < built[1]
    bounded(built)
    assert not building(np.full(3, 9.0), willing(1.0, 1.0), P).any()


@given(effort=st.tuples(st.floats(0.0, 50.0), st.floats(0.0, 50.0)), hangs=st.floats(0.0, 100.0))
def test_outsiders_keep_up_what_they_have_people_for(effort, hangs):
    few, many = sorted(effort)
    bounded(kept_up(few, hangs, P))
    assert kept_up(few, hangs, P) <= kept_up(many, hangs, P)
    assert kept_up(0.0, 0.0, P) == 1.0


@given(level=shares(N), part=shares(N), added=shares(N), involved=shares(N), worn=shares(N), kept=share)
def test_what_is_propped_up_is_never_more_than_there_is(level, part, added, involved, worn, kept):
    propped = part * level
    lost = falling_away(propped, np.full(N, kept), P)
    assert (lost >= 0.0).all()
    assert (lost <= propped + 1e-12).all()
    args = {"lost": lost, "worn": worn, "level": level - lost, "p": P}
    after = propped_after(propped, added=added, involved=involved, **args)
    bounded(after)
    assert (after <= level - lost + 1e-12).all()
    assert (propped_after(propped, added=added, involved=np.zeros(N), **args) >= after - 1e-12).all()
    assert (propped_after(propped, added=np.zeros(N), involved=involved, **args) <= after + 1e-12).all()


def test_nothing_falls_away_while_outsiders_are_there_and_most_in_a_year_without_them():
    propped = np.full(1, 0.4)
    assert not falling_away(propped, np.ones(1), P).any()
    for _ in range(52):
        propped = propped - falling_away(propped, np.zeros(1), P)
    assert propped < 0.15


@given(services=shares(N), part=shares(N))
def test_people_credit_the_state_less_for_what_outsiders_keep_up(services, part):
    seen = credited(services, part * services, P)
    bounded(seen)
    assert (seen <= services + 1e-12).all()
    assert credited(services, np.zeros(N), P) == pytest.approx(services)


@given(predation=share, spoils=st.tuples(st.floats(0.0, 50.0), st.floats(0.0, 50.0)), oversight=two_shares)
def test_spoils_feed_predation_and_oversight_checks_it(predation, spoils, oversight):
    few, many = sorted(spoils)
    fed = [sum(predation_changes(predation, spoils=s, oversight=0.3, p=P).values()) for s in (few, many)]
    assert fed[0] <= fed[1] + 1e-15
    free, checked = (sum(predation_changes(predation, spoils=5.0, oversight=o, p=P).values()) for o in oversight)
    assert checked <= free + 1e-15
    bounded(predation + fed[1])


@given(layers=shares(3, N), border=two_shares)
def test_revenue_grows_with_livelihoods_reach_peace_and_watched_borders(layers, border):
    people = np.full(N, 1.0 / N)
    jobs, reach, violence = layers
    base = [tax_base(people, jobs, reach, violence, one, P) for one in border]
    bounded(np.array(base))
    assert base[0] <= base[1] + 1e-12
    richer = tax_base(people, np.minimum(jobs + 0.2, 1.0), reach, violence, border[0], P)
    wider = tax_base(people, jobs, np.minimum(reach + 0.2, 1.0), violence, border[0], P)
    calmer = tax_base(people, jobs, reach, 0.5 * violence, border[0], P)
    assert min(richer, wider, calmer) >= base[0] - 1e-12


@given(unpaid=two_shares, kept=shares(N), men=amounts(N, most=5e3), people=amounts(N, most=1e6))
def test_men_without_pay_prey_as_far_as_they_keep_no_law(unpaid, kept, men, people):
    little, much = (preyed_on(men * hungry(u, kept), people, P) for u in unpaid)
    bounded(much)
    assert (little <= much + 1e-12).all()
    assert not hungry(0.0, kept).any()
    assert not hungry(1.0, np.ones(N)).any()


@given(men=amounts(N, most=5e3), control=shares(2, N))
def test_watched_borders_let_less_through_and_never_nothing(men, control):
    border = np.array([1.0, 1.0, 0.0, 0.0])
    watch = border * watched(men, 15.0, P)
    bounded(watch)
    through = across_borders(watch, border, control, P)
    bounded(through, P.smuggled, 1.0)
    more = across_borders(border * watched(men + 500.0, 15.0, P), border, control, P)
    assert (more < through).all()
    assert across_borders(np.zeros(N), border, control, P) == pytest.approx(np.ones(2))
    assert (watched(men, 45.0, P) <= watched(men, 15.0, P)).all()


@given(sent=shares(N), enmity=shares(N))
def test_neighbours_arm_the_states_enemies_or_close_their_side(sent, enmity):
    open_way = np.ones(N)
    harm, nothing, helps = (arriving(sent, enmity, one, open_way, P) for one in (-1.0, 0.0, 1.0))
    for one in (harm, nothing, helps):
        bounded(one)
    assert (harm >= nothing - 1e-12).all()
    assert (helps <= nothing + 1e-12).all()
    assert nothing == pytest.approx(sent)


@given(watch=shares(N), refugees=st.floats(0.0, 1e6))
def test_refugees_join_where_nobody_watches(watch, refugees):
    come = joining_from_abroad(np.full(N, 10.0), watch, refugees, P)
    assert (come >= 0.0).all()
    assert not joining_from_abroad(np.full(N, 10.0), np.ones(N), refugees, P).any()
    assert not joining_from_abroad(np.full(N, 10.0), watch, 0.0, P).any()


# In the model ---------------------------------------------------------------------------------------------------------


def run(base="post_accord", weeks=60, seed=2, **changes):
    model = MissionModel(small(base, 12, 12, weeks).with_changes(changes), seed=seed)
    while model.running:
        model.step()
    return model


def test_it_begins_with_a_state_that_keeps_everything_up():
    state = HostState.at_the_start(0.4, np.array([0.2, 0.4]), 5)
    assert state.predation == 0.4
    assert not state.propped.any()
    assert state.sent == pytest.approx(0.3)


def test_bypassing_builds_dependence_and_going_through_the_state_does_not():
    around, through = (run(**{"political.local_ownership": own}) for own in (0.0, 1.0))
    assert around.recorder.last()["dependence"] > 1.5 * through.recorder.last()["dependence"]
    for m in (around, through):
        s, g = m.host_state, m.ground
        bounded(s.propped)
        for row, level in zip(s.propped, (g.services, g.livelihoods, g.state_authority), strict=True):
            assert (row <= level + 1e-12).all()


def test_what_outsiders_keep_up_falls_away_when_nobody_does():
    m = MissionModel(small("post_accord", 12, 12, 60).with_changes({"political.local_ownership": 0.0}), seed=2)
    for _ in range(50):
        m.step()
    before = m.host_state.propped.copy()
    m.host_state.around[:] = 0.0
    cell = np.ones(m.n_cells)
    prop_up(m, cell, np.array([m.ground.services, m.ground.livelihoods, m.ground.state_authority]))
    assert m.host_state.propped.sum() < 0.99 * before.sum()
    assert m.host_state.kept[0] < 1.0


def test_a_state_without_revenue_preys_on_people():
    paid, unpaid = (run("contested", **{"host.annual_revenue_usd": usd}) for usd in (5_000_000_000, 1_000_000))
    assert not paid.host_state.preyed.any()
    assert unpaid.host_state.preyed.any()
    assert unpaid.recorder.last()["forces_paid"] < 0.1
    assert unpaid.recorder.last()["legitimacy"] < paid.recorder.last()["legitimacy"]


def test_revenue_is_what_the_scenario_states_at_the_start_and_moves():
    m = run()
    weekly = m.result().weekly["state_revenue"]
    assert weekly.iloc[0] == pytest.approx(m.inputs.host.annual_revenue_usd / 52.0)
    assert weekly.iloc[-1] != pytest.approx(weekly.iloc[0])


def test_a_country_without_land_borders_is_open_to_what_it_is_sent():
    m = run(weeks=3)
    m.country.border[:] = False
    guard_borders(m)
    assert (m.host_state.through == 1.0).all()


def test_authority_trust_and_predation_are_explained_by_their_causes():
    m = run(weeks=40, **{"political.local_ownership": 0.3})
    result = m.result()
    assert {"state_authority", "legitimacy", "predation"} <= set(result.causes["stock"])
    assert unexplained(result.weekly, result.causes).empty
