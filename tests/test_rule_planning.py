"""Rule 5.5: how planners score places, send teams one after the other, and read the public statistics."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import bounded, share, shares

from peaceops.agents.armed_group import ACTION_INDEX
from peaceops.agents.planning import Order, Outlook, assign, scores, travel_views
from peaceops.agents.tasks import SIGNALS
from peaceops.model.rules.planning import PlanningParameters, alarm_at, going_on, public_signals
from peaceops.model.state import distances

P = PlanningParameters()
WIDTH, HEIGHT = 3, 2
CELLS = WIDTH * HEIGHT
FLAT = np.ones((2 * WIDTH - 1, 2 * HEIGHT - 1))


def outlook(k=1, **changed):
    """Return the outlook of an organisation with ``k`` tasks on a grid of six cells, all alike."""
    plain = {
        "tasks": np.arange(k) + 5, "turn": np.zeros(k, dtype=int), "weight": np.ones(k),
        "wanted": np.ones((k, CELLS)), "access": np.ones(CELLS),
        "doubt": np.zeros((k, CELLS)), "covered": np.zeros((k, CELLS)), "shared_weight": np.zeros(k),
        "shared_cells": np.zeros(CELLS), "committed": 0.0, "spread": [0.0], "stay": [1.0],
        "room": np.ones((k, CELLS)), "p": P,
    }  # fmt: skip
    return Outlook(**{**plain, **changed})


def send(o, cells, doing=None, kernel=FLAT):
    cells = np.array(cells)
    doing = np.full(len(cells), -1) if doing is None else np.array(doing)
    teams, nobody_else = np.arange(len(cells)) + 10, np.zeros(len(cells), dtype=int)
    return assign(o, scores(o), teams, nobody_else, cells, doing, travel_views(kernel, WIDTH, HEIGHT))


# Scores ------------------------------------------------------------


def test_scores_on_paper():
    o = outlook(
        2, weight=np.array([1.0, 0.5]), wanted=np.full((2, CELLS), 0.8), access=np.full(CELLS, 0.5),
        doubt=np.full((2, CELLS), 0.25), covered=np.full((2, CELLS), 1.0), shared_weight=np.array([0.9, 0.1]),
        shared_cells=np.full(CELLS, 0.5), committed=0.4,
    )  # fmt: skip
    expected = 0.8 * np.array([0.6 + 0.4 * 0.9, 0.3 + 0.4 * 0.1]) * 0.5 * 0.75 / 2.0
    assert scores(o)[:, 0] == pytest.approx(expected)


@given(
    wanted=shares(2, CELLS),
    access=shares(CELLS),
    doubt=shares(2, CELLS),
    covered=shares(2, CELLS),
    committed=share,
    more=share,
)
def test_scores_rise_with_what_is_wanted_and_open_and_fall_with_doubt_and_cover(
    wanted, access, doubt, covered, committed, more
):
    given = {"wanted": wanted, "access": access, "doubt": doubt, "covered": covered, "committed": committed}
    base = scores(outlook(2, **given))
    assert (base >= 0.0).all()
    for name, sign in (("wanted", +1), ("access", +1), ("doubt", -1), ("covered", -1)):
        raised = scores(outlook(2, **{**given, name: np.maximum(given[name], more)}))
        assert (sign * (raised - base) >= -1e-12).all(), name


def test_planning_leaves_what_it_was_given_untouched():
    o = outlook(wanted=np.linspace(0.1, 0.9, CELLS)[None].copy())
    before = o.wanted.copy()
    send(o, [0, 0, 3])
    assert (o.wanted == before).all()


def test_too_much_shared_priority_starves_the_own_mandate():
    own_business = [scores(outlook(committed=c))[0, 0] for c in (0.0, 0.5, 1.0)]
    assert own_business == pytest.approx([1.0, 0.5, 0.0])
    shared = outlook(2, committed=0.5, shared_weight=np.array([0.0, 0.9]), shared_cells=np.ones(CELLS))
    assert scores(shared)[1, 0] > scores(shared)[0, 0]


def test_a_framework_pulls_all_to_the_same_places():
    places = np.array([0.1, 0.1, 0.9, 0.1, 0.1, 0.1])
    o = outlook(committed=0.6, shared_weight=np.ones(1), shared_cells=places)
    assert int(scores(o)[0].argmax()) == 2


# Orders ------------------------------------------------------------


def test_the_best_place_first_then_the_next():
    o = outlook(wanted=np.array([[0.1, 0.2, 0.3, 0.9, 0.2, 0.1]]), room=np.full((1, CELLS), 0.05))
    assert send(o, [0, 0]) == [Order(10, 5, 3), Order(11, 5, 2)]


def test_a_place_with_room_takes_several():
    o = outlook(wanted=np.array([[0.1, 0.2, 0.3, 0.9, 0.2, 0.1]]), room=np.full((1, CELLS), 100.0))
    assert [order.cell for order in send(o, [0, 1, 2, 3])] == [3, 3, 3, 3]


def test_area_deployment_spreads_and_point_defence_stacks():
    wanted = np.array([[0.5, 0.55, 0.6, 0.9, 0.6, 0.5]])
    stacked, spread = (
        len({order.cell for order in send(outlook(wanted=wanted, spread=[s], room=np.full((1, CELLS), 2.0)), [0] * 4)})
        for s in (0.0, 1.0)
    )
    assert stacked < spread


def test_where_nothing_is_worth_doing_there_is_no_order():
    assert send(outlook(wanted=np.zeros((1, CELLS))), [0, 1]) == []
    assert send(outlook(access=np.zeros(CELLS)), [0]) == []
    assert send(outlook(doubt=np.ones((1, CELLS))), [0]) == []
    assert send(outlook(), []) == []


def test_teams_go_on_with_what_they_do_unless_something_is_clearly_better():
    wanted = np.array([[1.0, 1.2, 0.0, 0.0, 0.0, 0.0]])
    assert send(outlook(wanted=wanted, stay=[1.3]), [0], [5]) == [Order(10, 5, 0)]
    assert send(outlook(wanted=wanted, stay=[1.1]), [0], [5]) == [Order(10, 5, 1)]
    assert send(outlook(wanted=wanted, stay=[1.3]), [0], [2]) == [Order(10, 5, 1)]


def test_an_order_names_the_task_of_the_catalogue():
    wanted = np.zeros((3, CELLS))
    wanted[2, 4] = 1.0
    assert send(outlook(3, tasks=np.array([7, 11, 30]), wanted=wanted), [0]) == [Order(10, 30, 4)]


def test_the_nearer_of_two_equal_places():
    near = 1.0 / (1.0 + distances(WIDTH, HEIGHT))
    wanted = np.array([[0.0, 1.0, 0.0, 0.0, 1.0, 0.0]])
    assert send(outlook(wanted=wanted), [0], kernel=near)[0].cell == 1
    assert send(outlook(wanted=wanted), [5], kernel=near)[0].cell == 4


@given(x=st.integers(0, WIDTH - 1), y=st.integers(0, HEIGHT - 1))
def test_travel_is_measured_from_where_the_team_stands(x, y):
    view = travel_views(distances(WIDTH, HEIGHT), WIDTH, HEIGHT)[x, y]
    there = np.stack(np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT), indexing="ij"))
    assert view == pytest.approx(np.sqrt((there[0] - x) ** 2 + (there[1] - y) ** 2))


@given(wanted=shares(2, CELLS), cells=st.lists(st.integers(0, CELLS - 1), max_size=5), spread=share)
def test_each_team_gets_at_most_one_order_to_a_place_worth_going_to(wanted, cells, spread):
    orders = send(outlook(2, wanted=wanted, spread=[spread]), cells)
    assert len({order.team for order in orders}) == len(orders) <= len(cells)
    assert all(wanted[order.task - 5, order.cell] > 0.0 for order in orders)
    if (wanted > 1e-300).any():
        assert len(orders) == len(cells)


# What channels are good for ------------------------------------------------------------

EASY_TO_REACH = np.array([[0.9, 0.8, 0.5, 0.45, 0.4, 0.35]])


def plans_of_two(knows):
    """Return where two organisations with three teams each go; the second knows a share of what the first plans."""
    room = np.full((1, CELLS), 0.6)
    first = send(outlook(wanted=EASY_TO_REACH, room=room), [0] * 3)
    covered = np.bincount([o.cell for o in first], minlength=CELLS)[None] * knows / room * P.avoidance
    second = send(outlook(wanted=EASY_TO_REACH, room=room, covered=covered), [0] * 3)
    return [o.cell for o in first], [o.cell for o in second]


def test_without_channels_duplication_in_easy_cells_and_gaps_in_hard_ones():
    (blind_first, blind_second), (first, second) = plans_of_two(0.0), plans_of_two(1.0)
    assert blind_first == blind_second == first
    assert not set(first) & set(second)
    assert len({*blind_first, *blind_second}) < len({*first, *second})


def test_a_known_gap_in_the_sequence_keeps_planners_away_the_more_so_when_ordered():
    assert P.ordered > P.at_once + 0.2
    wanted = np.array([[1.0, 0.6, 0.0, 0.0, 0.0, 0.0]])
    mined = np.array([[1.0, 0.0, 0.0, 0.0, 0.0, 0.0]])
    assert send(outlook(wanted=wanted, doubt=P.at_once * mined), [0])[0].cell == 0
    assert send(outlook(wanted=wanted, doubt=P.ordered * mined), [0])[0].cell == 1


# Alarm and public statistics ------------------------------------------------------------


@given(threat=shares(4), half=st.floats(0.01, 1.0), more=share)
def test_alarm_is_a_share_half_at_its_half_and_rises(threat, half, more):
    alarm = alarm_at(threat, half)
    bounded(alarm)
    assert float(alarm_at(np.array(half), half)) == pytest.approx(0.5)
    assert (alarm_at(np.maximum(threat, more), half) >= alarm).all()


def a_country(n=4, **layers):
    """Return what public statistics are made from: ``n`` cells, all in the middle, one layer changed."""
    half = {
        name: np.full(n, 0.5)
        for name in (
            "services", "livelihoods", "crime", "grievance", "state_authority", "rule_of_law", "information",
            "road_access", "violence", "consent", "state_abuse",
        )
    }  # fmt: skip
    ground = {
        **half,
        "control": np.full((3, n), 0.3),
        "residents": np.full(n, 5000.0),
        "displaced": np.full(n, 500.0),
        "refugees_from": np.full(n, 500.0),
    }
    return SimpleNamespace(
        ground=SimpleNamespace(**{**ground, **layers}), people_weight=np.ones(n), town_weight=np.full(n, 0.5),
        on_road=np.ones(n), country=SimpleNamespace(sector=np.zeros(n, dtype=np.int64), capital=0, border=np.ones(n)),
        host_state=SimpleNamespace(sent=0.5),
        organs=SimpleNamespace(prisons=np.full(1, 0.5), legislation=0.5),
        bands=SimpleNamespace(home=np.arange(n), fighters=np.ones(n), action=np.full(n, ACTION_INDEX["join_ddr"])),
        programme=SimpleNamespace(cantoned=np.ones(n), disarmed=np.ones(n), waiting=np.ones(n)),
        elections=SimpleNamespace(in_sight=lambda week, ahead: True, roll=np.ones(n)), week=0,
        inputs=SimpleNamespace(elections=SimpleNamespace(preparation_weeks=52)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("layer", "signal", "sign"),
    [
        ("services", "services", -1), ("livelihoods", "livelihoods", -1), ("crime", "crime", +1),
        ("grievance", "grievance", +1), ("state_authority", "authority", -1), ("rule_of_law", "rule_of_law", -1),
        ("information", "rumour", -1), ("road_access", "roads", -1), ("violence", "abuse", +1),
        ("state_abuse", "abuse", +1), ("consent", "consent", -1),
    ],
)  # fmt: skip
def test_each_published_figure_follows_what_it_counts_and_no_other_does(layer, signal, sign):
    before = public_signals(a_country(), P)
    after = public_signals(a_country(**{layer: np.full(4, 0.8)}), P)
    moved = after - before
    row = SIGNALS.index(signal)
    assert (sign * moved[row] > 0.01).all()
    assert not np.delete(moved, row, axis=0).any()


def test_beliefs_are_not_published():
    signals = public_signals(a_country(), P)
    for name in ("threat", "need", "obstacles", "camp", "relief_traffic"):
        assert not signals[SIGNALS.index(name)].any()
    for name in set(SIGNALS) - {"threat", "need", "obstacles", "camp", "relief_traffic"}:
        assert signals[SIGNALS.index(name)].any(), name


def test_the_front_is_where_two_sides_hold_a_part_each():
    government = [1.0, 0.0, 0.0, 0.5, 0.9]
    one_group, another = [0.0, 1.0, 0.0, 0.5, 0.1], np.zeros(5)
    at = {name: np.full(5, 0.5) for name in vars(a_country().ground)}
    at["control"] = np.array([government, one_group, another])
    front = public_signals(a_country(5, **at), P)[SIGNALS.index("front")]
    assert not front[:3].any()
    assert front[3] > front[4] > 0.1


def test_return_is_wanted_where_people_left_and_the_count_is_capped():
    left = public_signals(a_country(displaced=np.array([0.0, 5e3, 2e4, 9e9]), refugees_from=np.zeros(4)), P)
    assert left[SIGNALS.index("return")] == pytest.approx([0.0, 0.25, 1.0, 1.0])


@given(layer=shares(4))
def test_published_figures_are_never_negative(layer):
    names = ("services", "livelihoods", "crime", "grievance", "violence", "consent", "road_access", "information")
    assert (public_signals(a_country(**dict.fromkeys(names, layer)), P) >= 0.0).all()


def test_who_plans_for_years_stays_and_who_plans_for_weeks_moves():
    weeks = [going_on(horizon, P) for horizon in (4, 26, 104)]
    assert weeks == sorted(weeks)
    assert weeks[1] == pytest.approx(P.inertia)
    assert going_on(0, P) == 1.0
    assert weeks[2] < 1.0 + 2.0 * (P.inertia - 1.0)
