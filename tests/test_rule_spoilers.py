"""Rule 5.11: what armed groups weigh and choose, and what becomes of their control, means and ranks."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import amounts, bounded, share, shares, two_shares

from peaceops import MissionModel, load_scenario
from peaceops.agents.armed_group import (
    ACTION_INDEX,
    ACTIONS,
    ATTACKS,
    GOALS,
    NEVER,
    BandTable,
    GroupTable,
    Situation,
    choose,
    strike_worth,
    type_weights,
)
from peaceops.model import conflict
from peaceops.model.rules.ranks import (
    cohesion_after,
    fed,
    leavers,
    recruits,
    regained,
    rents_share,
    supply_and_morale,
    tax_base,
)
from peaceops.model.rules.spoilers import SpoilerParameters, control_after, massing_threat
from peaceops.model.state import around

P = SpoilerParameters()
LIMITED, GREEDY, TOTAL = range(3)
N_CELLS = 9


def groups(goal=(LIMITED,), **changed):
    """Return armed groups of the given goals, alike and ordinary in everything else."""
    n = len(goal)
    middle = {f.name: np.full(n, 0.5) for f in fields(GroupTable)}
    names = {"keys": tuple("abcdefgh"[:n]), "labels": tuple("ABCDEFGH"[:n]), "kind": ("militia",) * n}
    plain = {**middle, **names, "goal": np.array(goal), "bound": np.zeros(n, dtype=bool)}
    plain["reputation"] = np.ones((n, 4))
    return GroupTable(**{**plain, **changed})


def situation(n_groups=1, **changed):
    """Return what bands see of nine cells in which there is nothing to gain, to fear or to lose."""
    plain = {f.name: np.zeros(N_CELLS) for f in fields(Situation)}
    plain |= {"gain": np.zeros((5, n_groups, N_CELLS)), "counts": np.ones(5), "dividend": np.zeros(n_groups)}
    plain["joining"] = np.full(1, NEVER)
    plain["may_leave"] = np.zeros(n_groups, dtype=bool)
    return Situation(**{**plain, **changed})


def worth(p=P, goal=LIMITED, kind=2, *, gain=0.6, deterrence=0.0, dividend=0.0, cover=0.5, counts=1.0, **means):
    """Return the worth of one strike."""
    seen = situation(
        gain=np.full((5, 1, N_CELLS), gain), cover=np.full(N_CELLS, cover), dividend=np.full(1, dividend),
        counts=np.full(5, counts),
    )  # fmt: skip
    who = groups((goal,), **{name: np.full(1, value) for name, value in means.items()})
    at = np.array([4])
    weights = type_weights(who.goal, p.theory, p)
    return float(strike_worth(np.array([kind]), np.array([0]), at, seen, who, weights, np.full(1, deterrence), p)[0])


# Weights by type ------------------------------------------------------------


def test_weights_by_type_on_paper():
    p = SpoilerParameters(
        process_value_greedy=0.5, process_value_total=0.1, risk_value_greedy=1.2, risk_value_total=0.6
    )
    goal = np.array([LIMITED, GREEDY, TOTAL])
    assert [w.tolist() for w in type_weights(goal, "both", p)] == [[1.0, 0.5, 0.1], [1.0, 1.2, 0.6], [1.0] * 3]
    assert [w.tolist() for w in type_weights(goal, "goals", p)] == [[1.0, 0.5, 0.1], [1.0, 1.2, 0.6], [0.0] * 3]
    assert [w.tolist() for w in type_weights(goal, "opportunity", p)] == [[1.0] * 3] * 3
    assert GOALS == ("limited", "greedy", "total")


def test_inducement_works_on_the_limited_most_and_on_the_total_hardly():
    effect = [worth(goal=g) - worth(goal=g, dividend=1.0) for g in (LIMITED, GREEDY, TOTAL)]
    assert effect[LIMITED] > 1.3 * effect[GREEDY]
    assert effect[GREEDY] > 3.0 * effect[TOTAL] >= 0.0


def test_coercion_works_on_the_greedy_most_and_on_the_total_least():
    effect = [worth(goal=g) - worth(goal=g, deterrence=0.8) for g in (LIMITED, GREEDY, TOTAL)]
    assert effect[GREEDY] > effect[LIMITED] > effect[TOTAL] > 0.0


def test_the_two_theories_of_spoiling_can_be_told_apart():
    """SP-04: under goals the ground is the same everywhere, under opportunity all types are alike."""
    by_goal, by_opportunity = SpoilerParameters(theory="goals"), SpoilerParameters(theory="opportunity")
    assert worth(by_goal, cover=0.0) == worth(by_goal, cover=1.0)
    assert worth(by_opportunity, cover=0.0) < worth(by_opportunity, cover=1.0)
    alike = [worth(by_opportunity, goal=g, dividend=0.5, deterrence=0.5) for g in (LIMITED, GREEDY, TOTAL)]
    assert len(set(alike)) == 1
    unlike = [worth(by_goal, goal=g, dividend=0.5, deterrence=0.5) for g in (LIMITED, GREEDY, TOTAL)]
    assert len(set(unlike)) == 3
    assert worth(P, cover=0.0) < worth(P, cover=1.0)
    assert worth(P, goal=LIMITED, dividend=0.5) < worth(P, goal=TOTAL, dividend=0.5)


# What a strike is worth ------------------------------------------------------------


def test_a_strike_on_paper():
    p = SpoilerParameters(risk_weight=0.8, process_weight=0.9)
    found = worth(p, gain=0.5, deterrence=0.25, dividend=0.2, cover=0.6, supply=0.5, morale=1.0, counts=0.5)
    assert found == pytest.approx(0.5 * 0.8 * (0.4 + 0.15 + 0.3) * 2.0 - 0.8 * 0.5 * 0.25 - 0.9 * 0.2)


@given(
    base=st.fixed_dictionaries(dict.fromkeys(("gain", "deterrence", "dividend", "cover", "supply", "morale"), share)),
    pair=two_shares,
    goal=st.integers(0, 2),
)
def test_a_strike_is_worth_more_with_gain_cover_and_means_and_less_with_risk_and_stake(base, pair, goal):
    for name, sign in (("gain", 1), ("cover", 1), ("supply", 1), ("morale", 1), ("deterrence", -1), ("dividend", -1)):
        low, high = (worth(goal=goal, **{**base, name: value}) for value in pair)
        assert sign * (high - low) >= -1e-12, name


def test_the_target_and_its_kind_are_looked_up():
    gain = np.zeros((5, 2, N_CELLS))
    gain[3, 1, 7] = 0.5
    seen = situation(2, gain=gain)
    who = groups((LIMITED, LIMITED))
    at = [(3, 1, 7), (3, 0, 7), (2, 1, 7), (3, 1, 6)]
    kind, group, cell = (np.array(part) for part in zip(*at, strict=True))
    found = strike_worth(kind, group, cell, seen, who, type_weights(who.goal, "both", P), np.zeros(4), P)
    assert found[0] > 0.1
    assert not found[1:].any()


# Choices ------------------------------------------------------------


def pick(seen, who, n_bands=1, *, noise=0.0, candidates=(4, 5), p=P):
    bands = BandTable([0] * n_bands, [250.0] * n_bands, [4] * n_bands)
    noise = np.zeros((n_bands, len(ACTIONS))) if np.isscalar(noise) else noise
    looked_at = np.tile(np.array(candidates), (n_bands, 1))
    return choose(bands, who, seen, looked_at, noise, p)


def tempting(kind=2, cell=5, gain=1.0, **changed):
    table = np.zeros((5, 1, N_CELLS))
    table[kind, 0, cell] = gain
    return situation(gain=table, **changed)


CONTENT = groups(supply=np.ones(1), morale=np.ones(1), hostility_mission=np.zeros(1), consent=np.zeros(1))


def test_with_nothing_to_gain_a_band_stands_by():
    action, target, free = pick(situation(), CONTENT)
    assert ACTIONS[action[0]] == ACTIONS[free[0]] == "hold"
    assert target[0] == -1


@pytest.mark.parametrize(("kind", "name"), list(enumerate(ATTACKS)))
def test_a_band_goes_for_the_target_worth_most(kind, name):
    action, target, _ = pick(tempting(kind, 5), CONTENT)
    assert ACTIONS[action[0]] == name
    assert target[0] == 5


def test_a_target_nobody_looks_at_is_safe():
    action, _, _ = pick(tempting(cell=8), CONTENT)
    assert ACTIONS[action[0]] == "hold"


def test_presence_deters_and_the_band_tells_what_it_would_have_done():
    guarded = np.full(N_CELLS, 0.9)
    action, target, free = pick(tempting(deterrence=guarded), CONTENT)
    assert ACTIONS[action[0]] == "hold"
    assert target[0] == -1
    assert ACTIONS[free[0]] == "attack_civilians"


def test_presence_in_one_place_moves_the_attack_to_another():
    table = np.zeros((5, 1, N_CELLS))
    table[2, 0, [4, 5]] = [1.0, 0.9]
    guarded = np.zeros(N_CELLS)
    assert pick(situation(gain=table), CONTENT)[1][0] == 4
    guarded[4] = 0.5
    assert pick(situation(gain=table, deterrence=guarded), CONTENT)[1][0] == 5


def test_a_stake_in_the_process_holds_a_limited_group_back_and_not_a_total_one():
    seen = tempting(dividend=np.full(1, 0.9))
    limited, _, _ = pick(seen, CONTENT)
    total, _, _ = pick(seen, replace(CONTENT, goal=np.array([TOTAL])))
    assert ACTIONS[limited[0]] == "comply"
    assert ACTIONS[total[0]] == "attack_civilians"


def test_a_worn_out_band_regroups():
    worn = groups(supply=np.full(1, 0.1), morale=np.full(1, 0.1), hostility_mission=np.zeros(1), consent=np.zeros(1))
    assert ACTIONS[pick(situation(), worn)[0][0]] == "regroup"


def test_the_hostile_block_roads_and_agitate_where_hopes_are_unmet():
    hostile = replace(CONTENT, hostility_mission=np.ones(1))
    roads = situation(roads=np.ones(N_CELLS))
    assert ACTIONS[pick(roads, hostile)[0][0]] == "block_roads"
    assert ACTIONS[pick(situation(disappointed=np.ones(N_CELLS)), hostile)[0][0]] == "propaganda"
    assert ACTIONS[pick(roads, CONTENT)[0][0]] == "hold"


def test_the_hungry_tax_where_there_is_something_to_take_and_nobody_to_stop_them():
    hungry = replace(CONTENT, supply=np.full(1, 0.3))
    rich = np.full(N_CELLS, 0.9)
    assert ACTIONS[pick(situation(livelihoods=rich), hungry)[0][0]] == "tax"
    assert ACTIONS[pick(situation(livelihoods=rich, deterrence=np.full(N_CELLS, 0.9)), hungry)[0][0]] != "tax"


def test_commanders_differ():
    noise = np.zeros((2, len(ACTIONS)))
    noise[1, ACTION_INDEX["propaganda"]] = 20.0
    assert [ACTIONS[a] for a in pick(situation(), CONTENT, 2, noise=noise)[0]] == ["hold", "propaganda"]


@given(
    gain=shares(5, 2, N_CELLS), deterrence=shares(N_CELLS), dividend=shares(2), supply=shares(2), morale=shares(2),
    goal=st.tuples(st.integers(0, 2), st.integers(0, 2)), theory=st.sampled_from(["both", "goals", "opportunity"]),
)  # fmt: skip
def test_every_band_chooses_something_it_can_do(gain, deterrence, dividend, supply, morale, goal, theory):
    who = groups(goal, supply=supply, morale=morale)
    seen = situation(2, gain=gain, deterrence=deterrence, dividend=dividend)
    bands = BandTable([0, 1, 1], [250.0, 100.0, 20.0], [0, 4, 8])
    candidates = np.array([[0, 1], [4, 5], [8, 7]])
    action, target, free = choose(
        bands, who, seen, candidates, np.zeros((3, len(ACTIONS))), SpoilerParameters(theory=theory)
    )
    attacks = np.isin(action, [ACTION_INDEX[a] for a in ATTACKS])
    assert (attacks == (target >= 0)).all()
    assert all(target[i] in candidates[i] for i in np.flatnonzero(attacks))
    later = [ACTION_INDEX["join_ddr"], ACTION_INDEX["splinter"]]
    assert not np.isin([*action, *free], later).any()
    unafraid, _, _ = choose(
        bands,
        who,
        replace(seen, deterrence=np.zeros(N_CELLS)),
        candidates,
        np.zeros((3, len(ACTIONS))),
        SpoilerParameters(theory=theory),
    )
    assert (~attacks | np.isin(unafraid, [ACTION_INDEX[a] for a in (*ATTACKS, "tax", "block_roads")])).all()


@given(gain=shares(5, 1, N_CELLS), deterrence=shares(N_CELLS), cover=shares(N_CELLS), dividend=share, counts=shares(5))
def test_what_a_band_chooses_is_worth_most_of_all_it_looked_at(gain, deterrence, cover, dividend, counts):
    seen = situation(gain=gain, deterrence=deterrence, cover=cover, dividend=np.full(1, dividend), counts=counts)
    candidates = np.array([1, 4, 7])
    action, target, _ = pick(seen, CONTENT, candidates=tuple(candidates.tolist()))
    weights = type_weights(CONTENT.goal, P.theory, P)
    kind, cell = np.repeat(np.arange(5), 3), np.tile(candidates, 5)
    owner = np.zeros(15, dtype=np.int64)
    worths = strike_worth(kind, owner, cell, seen, CONTENT, weights, deterrence[cell], P)
    if ACTIONS[action[0]] in ATTACKS:
        chosen = (kind == ATTACKS.index(ACTIONS[action[0]])) & (cell == target[0])
        assert float(worths[chosen][0]) == pytest.approx(float(worths.max()))
        assert worths.max() >= P.threshold - 1e-9
    else:
        assert worths.max() <= P.threshold + max(0.6 * dividend - 0.2, 0.0) + 1e-9


def test_deterrence_lowers_the_number_of_attacks_steadily():
    rng = np.random.default_rng(1)
    noise = rng.standard_normal((400, len(ACTIONS)))
    attacks = []
    for held in (0.0, 0.1, 0.2, 0.4):
        seen = tempting(cell=4, gain=0.7, deterrence=np.full(N_CELLS, held))
        action, _, _ = pick(seen, CONTENT, 400, noise=noise)
        attacks.append(int((action == ACTION_INDEX["attack_civilians"]).sum()))
    assert attacks[0] > 100
    assert np.all(np.diff(attacks) < 0)
    assert attacks[-1] < 0.5 * attacks[0]


def test_band_slots_are_their_own_whatever_comes_after():
    few, more = BandTable([0, 1, 0], [1.0] * 3, [0] * 3), BandTable([0, 1, 0, 1, 2], [1.0] * 5, [0] * 5)
    assert (more.slot[:3] == few.slot).all()
    assert len(set(more.slot.tolist())) == 5
    assert more.n_slots > more.slot.max()


# Massing ------------------------------------------------------------


def test_massing_is_seen_where_it_aims_and_less_around():
    p = SpoilerParameters(threat_half=100.0, threat_beside=0.4)
    threat = massing_threat(np.array([4]), np.array([100.0]), np.array([1.0]), around(3, 3), 9, p)
    assert threat[4] == pytest.approx(0.5)
    assert threat[[0, 1, 8]] == pytest.approx([40.0 / 140.0] * 3)
    corner = massing_threat(np.array([0]), np.array([100.0]), np.array([1.0]), around(3, 3), 9, p)
    assert not corner[[2, 5, 6, 7, 8]].any()


@given(
    fighters=amounts(3, most=5000.0),
    progress=shares(3),
    cells=st.lists(st.integers(0, 8), min_size=3, max_size=3),
    more=share,
)
def test_threat_is_a_share_that_grows_with_numbers_and_with_time_gathered(fighters, progress, cells, more):
    def threat(progress):
        return massing_threat(np.array(cells), fighters, progress, around(3, 3), 9, P)

    bounded(threat(progress))
    assert (threat(np.maximum(progress, more)) >= threat(progress) - 1e-12).all()
    assert not threat(np.zeros(3)).any()


# Control ------------------------------------------------------------


def test_control_follows_who_is_there():
    control = np.array([[0.5], [0.3]])
    p = SpoilerParameters(control_rate=0.1, control_half=100.0)
    after = control_after(control, np.array([[0.0], [100.0]]), p)
    assert after[:, 0] == pytest.approx([0.5 - 0.05 * 0.5, 0.3 + 0.05 * 0.7])


@given(control=shares(3, 4), strength=amounts(3, 4, most=1e4), rate=share)
def test_control_stays_shares_of_a_whole(control, strength, rate):
    control = control / np.maximum(control.sum(axis=0), 1.0)
    p = SpoilerParameters(control_rate=rate)
    after = control_after(control, strength, p)
    bounded(after)
    bounded(after.sum(axis=0))
    empty = control_after(control, np.zeros((3, 4)), p)
    assert (empty == control).all()


def test_who_alone_stays_long_enough_holds_everything():
    control = np.array([[0.6], [0.2]])
    for _ in range(500):
        control = control_after(control, np.array([[0.0], [400.0]]), P)
    assert control[:, 0] == pytest.approx([0.0, 1.0], abs=1e-3)


# Means and ranks ------------------------------------------------------------

MEANS = {"supply": 0.5, "morale": 0.5, "rents": 0.4, "support": 0.3, "losses": 5.0, "fighters": 1000.0}


def means(p=P, **changed):
    given = {k: np.array([float(v)]) for k, v in {**MEANS, **changed}.items()}
    return [float(x[0]) for x in supply_and_morale(**given, p=p)]


def test_means_on_paper():
    p = SpoilerParameters(supply_speed=0.1, morale_speed=0.2, hungry_morale=0.5, loss_shock=3.0)
    supply, morale = means(p, rents=1.0, supply=0.5, morale=0.5, losses=10.0, fighters=100.0)
    assert supply == pytest.approx(0.55)
    assert morale == pytest.approx(0.5 + 0.2 * (0.5 + 0.5 * 0.55 - 0.5) - 3.0 * 0.1 * 0.5)


def test_supply_follows_income_from_any_source():
    supply = 0.1
    for _ in range(400):
        supply, _ = means(supply=supply, rents=0.5, support=0.4)
    assert supply == pytest.approx(0.7, abs=1e-3)


@given(
    supply=share,
    morale=share,
    rents=share,
    support=share,
    losses=st.floats(0.0, 2000.0),
    fighters=st.floats(0.0, 5000.0),
    pair=two_shares,
)
def test_means_are_shares_fed_by_rents_and_worn_by_losses(supply, morale, rents, support, losses, fighters, pair):
    base = {
        "supply": supply,
        "morale": morale,
        "rents": rents,
        "support": support,
        "losses": losses,
        "fighters": fighters,
    }
    for value in means(**base):
        assert 0.0 <= value <= 1.0
    for name in ("rents", "support"):
        low, high = (means(**{**base, name: value}) for value in pair)
        assert low[0] <= high[0] + 1e-12
        assert low[1] <= high[1] + 1e-12
    assert means(**{**base, "losses": losses + 100.0})[1] <= means(**base)[1]


def test_those_cut_off_lose_supply_then_morale():
    cut_off = means(rents=0.0, support=0.0)
    assert cut_off[0] < MEANS["supply"]
    assert means(supply=0.0)[1] < means(supply=1.0)[1]


def joining(fighters=200.0, grievance=0.5, livelihoods=0.5, morale=0.5, ceiling=250.0):
    given = (fighters, grievance, livelihoods, morale, ceiling)
    return float(recruits(*(np.array([float(v)]) for v in given), P)[0])


def test_the_aggrieved_without_livelihoods_fill_the_ranks():
    assert joining(grievance=0.9) > joining(grievance=0.1) > 0.0
    assert joining(livelihoods=0.1) > joining(livelihoods=0.9) > 0.0
    assert joining(morale=0.9) > joining(morale=0.1) > 0.0
    assert joining(fighters=50.0) > joining(fighters=240.0)
    assert joining(grievance=0.0) == joining(livelihoods=1.0) == 0.0


@given(fighters=st.floats(0.0, 1000.0), grievance=share, livelihoods=share, morale=share, ceiling=st.floats(0.0, 500.0))
def test_recruits_are_few_and_never_negative(fighters, grievance, livelihoods, morale, ceiling):
    bounded(joining(fighters, grievance, livelihoods, morale, ceiling), 0.0, 1.2 * P.recruit_rate * ceiling)


def test_a_full_band_takes_nobody_in():
    assert joining(fighters=250.0, ceiling=250.0) == 0.0


# What they live on ------------------------------------------------------------


def base(control, livelihoods=0.5, people=1.0, site=0.0):
    held = np.full((1, 4), float(control))
    return float(tax_base(held, np.full(4, livelihoods), np.full(4, people), np.full(4, site), P)[0])


def test_rents_follow_the_ground_held_its_people_work_and_mines():
    assert base(0.5) == pytest.approx(4 * 0.5 * 0.5)
    assert base(0.0) == 0.0
    assert base(0.8) > base(0.4)
    assert base(0.5, livelihoods=0.9) > base(0.5, livelihoods=0.1)
    assert base(0.5, people=2.0) > base(0.5)
    assert base(0.5, site=1.0) - base(0.5) == pytest.approx(4 * 0.5 * P.site_rents)


@given(usd=st.floats(0.0, 1e9), more=st.floats(0.0, 1e9), fighters=st.floats(0.0, 1e5))
def test_rents_are_a_share_of_wants_and_are_divided_among_all(usd, more, fighters):
    share, richer, crowded = (
        float(rents_share(np.array([money]), np.array([heads]), P)[0])
        for money, heads in ((usd, fighters), (usd + more, fighters), (usd, fighters + 100.0))
    )
    bounded(share)
    assert richer >= share >= crowded
    assert float(rents_share(np.array([P.rents_half_usd * 10.0]), np.array([10.0]), P)[0]) == pytest.approx(0.5)


def test_who_cannot_feed_fighters_loses_them():
    first = np.array([200.0])
    plenty, scarce, none = (float(fed(first, np.array([s]), P)[0]) for s in (0.9, 0.5 * P.fed_supply, 0.0))
    assert (plenty, scarce, none) == pytest.approx((200.0, 100.0, 0.0))

    def leave(ceiling, morale=1.0, supply=1.0):
        return float(leavers(first, np.array([ceiling]), np.array([morale]), np.array([supply]), P)[0])

    assert leave(plenty) == 0.0
    assert leave(scarce) == pytest.approx(100.0 * P.shed_rate)
    assert leave(200.0, morale=0.0, supply=0.0) == pytest.approx(200.0 * P.desertion_rate)


@given(level=share, regrouping=share)
def test_regrouping_restores_a_part_of_what_is_lacking(level, regrouping):
    after = float(regained(np.array([level]), np.array([regrouping]), P)[0])
    bounded(after)
    assert after >= level
    assert after - level == pytest.approx(P.regroup_gain * regrouping * (1.0 - level))


# In a mission ------------------------------------------------------------

SMALL = {"horizon_weeks": 60, "country.width": 12, "country.height": 12}


def begun(weeks=12, **changes):
    model = MissionModel(load_scenario("contested").with_changes({**SMALL, **changes}), seed=1)
    for _ in range(weeks):
        model.step()
    return model


def test_rents_begin_as_the_scenario_says_and_fall_with_the_ground():
    model = begun(0)
    specs = model.inputs.armed_groups.values()
    given = rents_share(np.array([float(g.rents_usd) for g in specs]), np.array([float(g.fighters) for g in specs]), P)
    assert model.groups.rents == pytest.approx(given)
    model = begun(12)
    conflict.hold_ground(model)
    rents = model.groups.rents.copy()
    model.ground.control[1:] *= 0.5
    conflict.hold_ground(model)
    assert (model.groups.rents < rents).all()


def test_bands_that_stand_down_are_no_threat_and_press_no_claim():
    model = begun(12)
    model.bands.target[:] = -1
    model.bands.action[:] = ACTION_INDEX["hold"]
    conflict.threaten(model)
    standing = model.ground.threat.copy()
    before = model.ground.control.copy()
    conflict.hold_ground(model)
    pressed = model.ground.control[1:].sum()
    model.ground.control = before
    model.bands.action[:] = ACTION_INDEX["comply"]
    conflict.threaten(model)
    assert standing.any()
    assert not model.ground.threat.any()
    conflict.hold_ground(model)
    assert model.ground.control[1:].sum() < pressed


def test_standing_down_is_counted_as_consent_and_regrouping_restores():
    model = begun(12)
    model.calendar()
    consent, supply = model.groups.consent.copy(), model.groups.supply.copy()
    everybody = np.ones(model.bands.n, dtype=bool)
    model.bands.action[:] = ACTION_INDEX["comply"]
    conflict._quiet_actions(model, everybody)
    assert (model.groups.consent >= consent).all()
    assert model.groups.consent.sum() > consent.sum()
    assert (model.groups.supply == supply).all()
    model.bands.action[:] = ACTION_INDEX["regroup"]
    conflict._quiet_actions(model, everybody)
    assert (model.groups.supply > supply).all()


def test_a_band_that_breaks_away_is_counted_with_the_spoiler_nearest_to_it():
    model = begun(2)
    b = model.bands
    nearest = int(model.is_spoiler[b.group].nonzero()[0][-1])
    row = int((~model.is_spoiler[b.group]).nonzero()[0][0])
    far_from_all = model.is_spoiler[b.group] & (b.group != b.group[nearest])
    b.cell[far_from_all], b.cell[[row, nearest]] = 0, model.n_cells - 1
    conflict._splinter(model, np.array([row]))
    assert b.group[row] == b.group[nearest]
    assert (model.bands_of == np.bincount(b.group, minlength=model.n_groups)).all()


def test_bands_leave_groups_without_cohesion_and_no_spoiler_breaks_away():
    sure = {"spoilers.splinter_cost": 0.0, "spoilers.splinter_discord": 5.0}
    model = begun(2, **sure)
    spoilers = model.is_spoiler[model.bands.group].copy()
    before = model.bands.group.copy()
    model.groups.cohesion[:] = 0.0
    model.bands.target[:], model.bands.rests[:] = -1, 0.0
    model.calendar()
    conflict.act(model)
    assert (model.bands.group[spoilers] == before[spoilers]).all()
    assert model.is_spoiler[model.bands.group[~spoilers]].all()
    assert not conflict._may_leave(model)[model.is_spoiler].any()
    model.bands_of[model.spoiler_groups] = 0
    assert not conflict._may_leave(model).any()


@given(cohesion=st.tuples(share, share), dividend=st.tuples(share, share))
def test_breaking_away_is_worth_more_with_less_cohesion_and_less_to_lose(cohesion, dividend):
    def chosen(held, forgone, **changed):
        p = SpoilerParameters(splinter_cost=0.0, **changed)
        seen = situation(dividend=np.array([forgone]), may_leave=np.array([True]))
        bands = BandTable([0], [250.0], [4])
        who = groups(cohesion=np.array([held]), supply=np.ones(1), morale=np.ones(1), consent=np.zeros(1))
        noise = np.zeros((1, len(ACTIONS)))
        return choose(bands, who, seen, np.array([[4, 4]]), noise, p)[0][0] == ACTION_INDEX["splinter"]

    assert chosen(min(cohesion), min(dividend)) >= chosen(max(cohesion), max(dividend))
    assert not chosen(1.0, max(dividend) + 0.1)
    assert chosen(min(cohesion) * 0.5, 0.0)


@given(now=share, usual=share, hit=st.tuples(share, share), complying=st.tuples(share, share), consent=share)
def test_losses_and_orders_to_stand_down_wear_cohesion_and_time_mends_it(now, usual, hit, complying, consent):
    def after(lost, standing_down, agreed=consent):
        return float(cohesion_after(*map(np.array, (now, usual, lost * 100.0, 100.0, standing_down, agreed)), P))

    least, most = after(max(hit), max(complying)), after(min(hit), min(complying))
    assert 0.0 <= least <= most <= 1.0
    assert min(now, usual) - 1e-12 <= after(0.0, 0.0) <= max(now, usual) + 1e-12
    assert after(0.0, max(complying), 1.0) == pytest.approx(after(0.0, 0.0))


def test_there_is_nothing_to_loot_where_there_is_no_relief():
    model = begun(12)
    assert conflict._situation(model).gain[4].any()
    model.goods[:] = 0.0
    assert not conflict._situation(model).gain[4].any()


def test_killing_civilians_costs_a_group_its_reputation_there():
    model = MissionModel(load_scenario("contested").with_changes({"horizon_weeks": 30}), seed=1)
    p, lowest = model.inputs.spoilers, 1.0
    while model.running:
        model.step()
        lowest = min(lowest, float(model.groups.reputation.min()))
        assert ((model.groups.reputation > 0.0) & (model.groups.reputation <= 1.0)).all()
    assert lowest < 1.0 - 0.5 * p.reputation_cost


def test_who_has_lost_its_name_spares_the_people_whom_it_rules_no_longer():
    model = begun(12)
    model.groups.reputation[:] = 1.0
    named = conflict._situation(model).gain[2]
    model.groups.reputation[:] = 0.0
    nameless = conflict._situation(model).gain[2]
    held = model.ground.control[1:] > 0.0
    assert (nameless >= named).all()
    assert (nameless[held] > named[held]).any()
    assert (nameless[~held] == named[~held]).all()
