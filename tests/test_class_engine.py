"""The engine of a class: rows and what they come to, rounds, seats, orders, time, and the run that is played."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import pytest
from class_cases import LECTURER, Led, new_id
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from peaceops.experiments.classroom import game as games
from peaceops.experiments.classroom.commands import RefusalError
from peaceops.experiments.classroom.game import Game, new_game, open_game
from peaceops.experiments.classroom.keys import key_of, same_code
from peaceops.experiments.classroom.log import ClassFile, read
from peaceops.experiments.classroom.replay import exercise_of, scenario_of
from peaceops.experiments.classroom.rounds import hours_of
from peaceops.experiments.classroom.seen import Seen
from peaceops.experiments.classroom.state import FILM, ORDERS, fold
from peaceops.experiments.exercise import load_exercise, shipped_exercises
from peaceops.model.errors import PeaceopsError, ResultError
from peaceops.model.mission import run_mission
from peaceops.viz.classroom.hub import Hub

FORCE, USE, ESCORTS = "force_commander.1", "posture.use_of_force", "posture.escorts"


def refused(code, match=""):
    """Return a context in which a command must be refused with a code."""
    return _Refused(code, match)


class _Refused:
    def __init__(self, code, match):
        self.code, self.match = code, match

    def __enter__(self):
        self.inner = pytest.raises(RefusalError, match=self.match or None)
        self.info = self.inner.__enter__()
        return self.info

    def __exit__(self, *what):
        held = self.inner.__exit__(*what)
        assert self.info.value.code == self.code, str(self.info.value)
        return held


# A class from its first minute to its last ---------------------------------------------------------------------------


def test_a_class_is_played_to_its_debrief_and_is_the_run_of_its_own_scenario(led):
    ana = led.join("Ana", FORCE)
    head = led.join("Ben", "head_of_mission.1")
    led.lead("open")
    led.do(ana, "order", name=USE, value=0.9)
    led.do(head, "order", name=USE, value=0.3, insist=True)
    led.lead("close")
    assert led.game.phase == FILM
    assert led.game.state.settled[0].rulings[0]["value"] == 0.3
    for number in (2, 3):
        led.lead("open")
        assert (led.game.phase, led.game.state.round) == (ORDERS, number)
        led.lead("close")
    led.lead("open")  # the weeks after the last round
    assert led.game.state.last_week == 9
    led.lead("open")
    assert led.game.phase == "debrief"
    game = led.game
    result = run_mission(scenario_of(game.exercise, game.state.settled), int(game.about["seed"]))
    assert len(result.weekly) == 10
    seen = [week.values["local_consent"] for week in game.weeks[1:]]
    assert seen == [round(value, 6) for value in result.weekly["local_consent"]]
    assert (result.events["kind"] == "decision").any()


def test_an_order_that_is_carried_out_changes_the_run_from_its_week_on_and_not_before(led):
    ana = led.join("Ana", FORCE)
    led.lead("open")
    led.lead("close")
    led.lead("open")
    led.do(ana, "order", name=USE, value=1.0)
    led.lead("close")
    with_order = led.game.weeks
    led.lead("back")
    led.do(ana, "withdraw", name=USE)
    led.lead("close")
    without = led.game.weeks
    assert with_order[:4] == without[:4]
    assert with_order[4:] != without[4:]


def test_opening_positions_are_taken_before_the_first_week_and_not_after(led):
    state = led.join("Eva", "host_government.1")
    led.lead("open")
    led.do(state, "order", name="host.sovereignty", value=0.85)
    led.lead("close")
    assert led.game.state.settled[0].opening == {"host.sovereignty": 0.85}
    assert scenario_of(led.game.exercise, led.game.state.settled).host.sovereignty == 0.85
    led.lead("open")
    with refused("allowed", "before the first week"):
        led.do(state, "order", name="host.sovereignty", value=0.3)


def test_a_held_inject_comes_when_the_lecturer_plays_it_and_once(led):
    led.join("Ana", FORCE)
    led.lead("open")
    led.lead("inject", index=1)
    with refused("taken"):
        led.lead("inject", index=1)
    led.lead("close")
    kinds = [event[0] for week in led.game.weeks for event in week.events]
    assert kinds.count("inject_cholera") == 1
    assert kinds.count("inject_attack") == 1  # that of the exercise
    with refused("missing"):
        led.lead("inject", index=0)  # comes by itself
    led.lead("inject", kind="scandal", size=1.0, weeks=4)
    led.lead("open")
    led.lead("close")
    assert "inject_scandal" in [event[0] for week in led.game.weeks[4:] for event in week.events]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "flood"},
        {"kind": "attack", "size": 11.0},
        {"kind": "attack", "sector": 4},
        {"kind": "attack", "group": "nobody"},
        {"kind": "attack", "size": "1"},
    ],
)
def test_an_inject_that_the_model_does_not_know_is_refused(led, fields):
    with refused("allowed"):
        led.lead("inject", **fields)


# Seats ---------------------------------------------------------------------------------------------------------------


def test_a_seat_has_one_player_and_a_player_one_seat(led):
    ana, ben = led.join("Ana", FORCE), led.join("Ben")
    with refused("taken"):
        led.do(ben, "sit", seat=FORCE)
    for seat in ("force_commander.4", "force_commander.01", "force_commander.0", "nobody.1", "", "force_commander"):
        with refused("missing"):
            led.do(ben, "sit", seat=seat)
    led.do(ana, "sit", seat="force_commander.2")  # the same role, another seat
    assert led.game.state.seats == {"force_commander.2": ana}


def test_who_has_read_one_private_card_cannot_go_and_read_another(led):
    ana = led.join("Ana", FORCE)
    led.do(ana, "leave")
    with refused("forbidden"):
        led.do(ana, "sit", seat="humanitarian_lead.1")
    led.do(ana, "sit", seat=FORCE)
    led.lead("seat", player=ana, seat="humanitarian_lead.1")
    assert led.game.state.seat_of(ana) == "humanitarian_lead.1"


def test_the_lecturer_hands_a_seat_over_with_what_was_ordered_from_it(led):
    ana, ben = led.join("Ana", FORCE), led.join("Ben")
    led.lead("open")
    led.do(ana, "order", name=USE, value=0.7)
    led.lead("seat", player=ben, seat=FORCE)
    assert led.game.state.seat_of(ana) is None
    with refused("forbidden", "sit in no seat"):
        led.do(ana, "order", name=USE, value=0.1)
    led.do(ben, "order", name=USE, value=0.8)
    led.lead("close")
    assert led.game.state.settled[0].rulings[0]["value"] == 0.8


def test_an_empty_seat_orders_nothing(led):
    ana = led.join("Ana", FORCE)
    led.join("Ben", "head_of_mission.1")
    led.lead("open")
    led.do(ana, "order", name=USE, value=0.9)
    led.lead("seat", player=ana, seat=None)
    led.lead("close")
    settled = led.game.state.settled[0]
    assert settled.rulings == ()
    assert "nobody sat in that seat" in settled.set_aside[0]["text"]


def test_orders_left_behind_in_one_of_several_seats_do_not_count(led):
    """Neither those of who was taken out or has left, nor a second voice by moving to another seat."""
    ana, ben = led.join("Ana", FORCE), led.join("Ben", "force_commander.2")
    led.lead("open")
    led.do(ana, "order", name=USE, value=0.2)
    led.do(ben, "order", name=USE, value=0.9)
    led.do(ben, "sit", seat="force_commander.3")
    led.do(ben, "order", name=USE, value=0.9)
    led.lead("seat", player=ben, seat=None)
    led.lead("close")
    settled = led.game.state.settled[0]
    assert [one["value"] for one in settled.rulings] == [0.2]
    assert [one["seat"] for one in settled.set_aside] == ["force_commander.2", "force_commander.3"]
    led.lead("back")
    led.lead("seat", player=ben, seat="force_commander.2")  # who sits there again finds the orders, and they count
    led.lead("close")
    assert [one["seat"] for one in led.game.state.settled[0].set_aside] == ["force_commander.3"]


def test_whoever_was_taken_out_insists_on_nothing(led):
    ana, ben = led.join("Ana", "head_of_mission.1"), led.join("Ben")
    led.lead("add_seat", role="head_of_mission")
    led.lead("open")
    led.do(ana, "order", name=USE, value=0.9, insist=True)
    led.lead("seat", player=ben, seat="head_of_mission.2")
    with refused("allowed", "insists on"):
        led.do(ben, "order", name=ESCORTS, value="never", insist=True)
    led.lead("seat", player=ana, seat=None)
    led.do(ben, "order", name=ESCORTS, value="never", insist=True)


def test_a_class_larger_than_its_seats_is_seated_in_turn(led):
    players = [led.join(f"P{i}") for i in range(30)]
    led.lead("seat_all")
    state = led.game.state
    assert set(state.seats.values()) == set(players)
    sizes = sorted(sum(seat.startswith(role) for seat in state.seats) for role in state.n_seats)
    assert sizes[-1] - sizes[0] <= 1
    with refused("missing"):
        led.lead("seat_all")


def test_whoever_was_taken_out_has_no_key_any_more(led):
    ana = led.join("Ana", FORCE)
    key = key_of(ana, led.game.file.secret)
    assert led.game.who(key) == ana
    led.lead("remove", player=ana)
    assert led.game.who(key) is None
    assert led.game.state.seats == {}


def test_all_who_wait_are_taken_out_at_once_and_nobody_who_sits(led):
    ana = led.join("Ana", FORCE)
    keys = [key_of(led.join(f"Nobody {i}"), led.game.file.secret) for i in range(20)]
    led.lead("remove_waiting")
    assert [led.game.who(key) for key in keys] == [None] * 20
    assert led.game.who(key_of(ana, led.game.file.secret)) == ana
    assert list(led.game.state.seats.values()) == [ana]
    with refused("missing"):
        led.lead("remove_waiting")


# Orders and time -----------------------------------------------------------------------------------------------------


def test_the_same_id_twice_is_one_order_and_gets_the_same_answer(led):
    ana = led.join("Ana", FORCE)
    led.lead("open")
    same = new_id()
    first = led.do(ana, "order", id=same, name=USE, value=0.9)
    led.do(ana, "order", name=USE, value=0.2)
    again = led.do(ana, "order", id=same, name=USE, value=0.9)
    assert again["n"] == first["n"]
    assert led.game.state.orders[FORCE, USE].value == 0.2  # the repeated one is not a newer one
    with refused("bad", "somebody else"):
        led.do(LECTURER, "close", id=same)


def test_orders_after_the_deadline_are_refused_and_the_round_is_settled_without_them(led, monkeypatch):
    ana = led.join("Ana", FORCE)
    led.lead("open")
    led.do(ana, "order", name=USE, value=0.9)
    clock = [led.game.state.ends + 0.01]
    monkeypatch.setattr(games.time, "time", lambda: clock[0])
    with refused("late"):
        led.do(ana, "order", name=USE, value=0.1)
    led.game.pen.here(clock[0])
    assert led.game.tick()
    assert led.game.state.settled[0].rulings[0]["value"] == 0.9
    with refused("late"):
        led.do(ana, "order", name=USE, value=0.1)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        (USE, 1.5, "allowed"), (USE, "much", "allowed"), (USE, True, "allowed"), (USE, None, "bad"), (USE, [1], "bad"),
        (USE, float("inf"), "allowed"), (ESCORTS, "sometimes", "allowed"), ("mission.troops", 9, "allowed"),
        ("__class__", 1, "allowed"), (5, 1, "bad"), ("x" * 5000, 1, "allowed"),
    ],
)  # fmt: skip
def test_an_order_that_is_not_one_s_to_give_is_refused(led, name, value, code):
    ana = led.join("Ana", FORCE)
    led.lead("open")
    with refused(code) as told:
        led.do(ana, "order", name=name, value=value)
    assert len(str(told.value)) < 700
    assert led.game.state.orders == {}


def test_only_the_head_of_mission_may_insist(led):
    ana, ben = led.join("Ana", FORCE), led.join("Ben", "head_of_mission.1")
    led.lead("open")
    with refused("allowed", "insist"):
        led.do(ana, "order", name=USE, value=0.9, insist=True)
    led.do(ben, "order", name=USE, value=0.9, insist=True)
    assert led.game.state.orders["head_of_mission.1", USE].insist


def test_a_date_that_has_passed_cannot_be_ordered(tmp_path):
    """The shipped exercise limits the date to what cannot have passed; without that the model refuses it."""
    text = shipped_exercises()["exit"].read_text(encoding="utf-8")
    whole = tmp_path / "leaving.toml"
    whole.write_text(re.sub(r'"transition.exit_week" = \{.*\n', "", text, count=1), encoding="utf-8")
    game = new_game(tmp_path / "exit.sqlite", str(whole))
    game.play()
    player = game.join(new_id(), game.code, "Ana")["player"]
    for who, do, fields in (
        (player, "sit", {"seat": "head_of_mission.1"}), (LECTURER, "open", {}), (LECTURER, "close", {}),
    ):  # fmt: skip
        game.do(who, {"id": new_id(), "do": do, **fields})
    game.play()
    game.do(LECTURER, {"id": new_id(), "do": "open"})
    order = {"do": "order", "name": "transition.exit_week"}
    with refused("allowed", "transition.exit_week is 5; allowed is 26 or later"):
        game.do(player, {"id": new_id(), **order, "value": 5})
    assert game.do(player, {"id": new_id(), **order, "value": 40})["ok"]
    game.close()


def test_pause_extend_and_a_server_that_was_away_keep_the_time_that_was_left(led, monkeypatch):
    now = [time.time()]
    monkeypatch.setattr(games.time, "time", lambda: now[0])
    led.join("Ana", FORCE)
    led.lead("open")
    length = led.game.state.ends - now[0]
    now[0] += 10
    led.lead("pause")
    now[0] += 1000
    assert led.game.state.left == pytest.approx(length - 10)
    led.game.pen.here(now[0])
    assert not led.game.tick()  # a paused clock settles nothing
    led.lead("extend", minutes=2)
    led.lead("resume")
    assert led.game.state.ends == pytest.approx(now[0] + length - 10 + 120)
    led.game.file.beat(now[0])
    led.game.close()
    now[0] += 500  # killed, and started again
    again = open_game(led.path)
    again.play()
    again.tick()
    assert again.state.ends == pytest.approx(now[0] + length - 10 + 120)
    assert again.state.phase == ORDERS
    led.game = again


def test_a_step_back_gives_the_orders_back_and_keeps_what_was_undone_in_the_log(led):
    ana = led.join("Ana", FORCE)
    led.lead("open")
    led.do(ana, "order", name=USE, value=0.9)
    led.lead("close")
    led.lead("open")
    led.lead("back")
    state = led.game.state
    assert (state.phase, state.round, state.settled) == (ORDERS, 1, [])
    assert state.left is not None
    assert state.orders[FORCE, USE].value == 0.9
    assert state.taken_back == 1
    assert len(led.game.weeks) == 1
    led.lead("close")
    assert len(led.game.weeks) == 4
    assert [row.kind for row in read(led.path).rows].count("settled") == 2


def test_a_round_closes_by_itself_when_all_who_sit_are_ready(led):
    ana, ben = led.join("Ana", FORCE), led.join("Ben", "head_of_mission.1")
    led.join("Zoe")  # waits, and holds nothing up
    led.lead("option", auto_close=True)
    led.game.tick()  # from here on time counts, on a slow machine too
    led.lead("open")
    led.do(ana, "ready", ready=True)
    assert not led.game.tick()
    led.do(ben, "ready", ready=True)
    led.do(ana, "order", name=USE, value=0.4)  # ready no more
    assert not led.game.tick()
    led.do(ana, "ready", ready=True)
    assert led.game.tick()
    assert led.game.state.phase == FILM


def test_a_round_whose_clock_is_stopped_does_not_close_by_itself(led):
    ana = led.join("Ana", FORCE)
    led.lead("option", auto_close=True)
    led.game.tick()
    led.lead("open")
    led.lead("pause")
    led.do(ana, "ready", ready=True)
    assert not led.game.tick()
    led.lead("resume")
    assert led.game.tick()


def test_what_was_meant_for_another_round_is_not_done(led):
    """Pages send until they are answered, which may be after the class has gone on, or back."""
    ana = led.join("Ana", FORCE)
    led.lead("open")
    first = led.game.state.stage
    late = {"id": new_id(), "do": "order", "name": USE, "value": 0.9, "stage": first}
    assert led.game.do(ana, late)["ok"]
    led.lead("close")
    assert led.game.do(ana, late)["ok"], "what was done and not heard of is answered as it was"
    with refused("late", "deadline has passed"):
        led.do(ana, "order", name=USE, value=0.1, stage=first)
    led.lead("open")
    for do, fields in (
        ("order", {"name": USE, "value": 0.1}), ("withdraw", {"name": USE}), ("ready", {"ready": True}),
        ("meet", {"with": ["head_of_mission"], "topic": "Convoys"}), ("call", {"kind": "attack"}),
    ):  # fmt: skip
        with refused("late", "gone on"):
            led.do(ana, do, stage=first, **fields)
    for do in ("close", "pause", "back", "end"):
        with refused("late", "gone on"):
            led.do(LECTURER, do, stage=first)
    assert (led.game.state.phase, led.game.state.orders) == (ORDERS, {})
    led.do(ana, "order", name=USE, value=0.1, stage=led.game.state.stage)
    led.do(ana, "say", to=["head_of_mission"], text="I was in the tunnel.", stage=first)  # is said late rather than not


def test_of_two_consoles_only_one_steps_back(led):
    led.join("Ana", FORCE)
    for do in ("open", "close", "open", "close"):
        led.lead(do)
    both = led.game.state.stage
    led.lead("back", stage=both)
    with refused("late"):
        led.do(LECTURER, "back", stage=both)
    assert (led.game.state.phase, led.game.state.round) == (ORDERS, 2)


def test_what_was_meant_from_another_seat_is_not_done(led):
    ana = led.join("Ana", FORCE)
    led.lead("open")
    led.lead("seat", player=ana, seat="humanitarian_lead.1")
    for do, fields in (("order", {"name": ESCORTS, "value": "never"}), ("say", {"to": ["donor_group"], "text": "No."})):
        with refused("forbidden", "seat has changed"):
            led.do(ana, do, sitting=FORCE, **fields)
    led.do(ana, "rename", name="Anna", sitting=FORCE)
    led.do(ana, "order", name=ESCORTS, value="never", sitting="humanitarian_lead.1")


# Talk ----------------------------------------------------------------------------------------------------------------


def test_a_meeting_costs_staff_time_of_those_who_came_and_of_nobody_else(led, tmp_path):
    ana, eva = led.join("Ana", FORCE), led.join("Eva", "humanitarian_lead.1")
    led.join("Ben", "head_of_mission.1")
    led.lead("open")
    meeting = led.do(ana, "meet", **{"with": ["humanitarian_lead", "head_of_mission"]}, topic="Convoys")["meeting"]
    with refused("forbidden"):
        led.do(eva, "say", meeting=meeting, text="not there yet")
    led.do(eva, "come", meeting=meeting)
    led.do(eva, "say", meeting=meeting, text="Two days' notice.")
    led.lead("close")
    (kept,) = led.game.state.settled[0].meetings
    assert kept["roles"] == ["force_commander", "humanitarian_lead"]
    assert kept["organisations"] == ["military", "observers", "ocha", "unhcr", "wfp"]
    hours = hours_of(len(kept["organisations"]), led.game.exercise.scenario.load)
    assert 1.0 < hours < 5.0
    with_meeting = led.game.weeks[1].values["coordination_load"]
    led.lead("back")
    led.do(eva, "leave")  # before the orders close: the time is spent all the same
    led.lead("close")
    assert led.game.state.settled[0].meetings == (kept,)
    (tmp_path / "without").mkdir()
    without = Led(tmp_path / "without")
    for name, seat in (("Ana", FORCE), ("Eva", "humanitarian_lead.1"), ("Ben", "head_of_mission.1")):
        without.join(name, seat)
    without.lead("open")
    without.lead("close")
    assert without.game.state.settled[0].meetings == ()
    assert with_meeting > without.game.weeks[1].values["coordination_load"]
    without.game.close()


def test_messages_are_text_of_a_bounded_length_from_somebody_who_sits(led):
    ana, ben = led.join("Ana", FORCE), led.join("Ben")
    led.do(ana, "say", to=["head_of_mission"], text="<b>Hello</b>\u202e\x00 there")
    assert led.game.state.messages[0].text == "<b>Hello</b> there"
    for text in ("", " ", "x" * 601, 5, None):
        with refused("bad"):
            led.do(ana, "say", to=["head_of_mission"], text=text)
    for to in ([], ["nobody"], "head_of_mission", None, [["head_of_mission"]]):
        with refused("bad"):
            led.do(ana, "say", to=to, text="Hello")
    with refused("forbidden"):
        led.do(ben, "say", to=["head_of_mission"], text="Hello")


@pytest.mark.parametrize(
    "name", ["", "  ", "x" * 41, "<script>alert(1)</script>", "a>b", "\u200b\u200b", "...", None, 7, ["Ana"], "\ud800"]
)
def test_a_name_that_is_no_name_is_refused(led, name):
    with refused("bad"):
        led.game.join(new_id(), led.game.code, name)
    assert led.game.state.players == {}


def test_two_of_one_name_can_be_told_apart(led):
    led.join("Ana")
    led.join("Ana")
    assert [one.name for one in led.game.state.players.values()] == ["Ana", "Ana 2"]
    assert led.game.state.players["p2"].name == "Ana 2"
    led.do("p2", "rename", name="  Z\u00f6e\u202e \n K. ")
    assert led.game.state.players["p2"].name == "Zöe K."


def test_a_name_from_right_to_left_turns_nothing_beside_it(led):
    for _ in range(2):
        led.join("\u0633\u0644\u0645\u0649")
    names = [one.name for one in led.game.state.players.values()]
    assert names == ["\u2068\u0633\u0644\u0645\u0649\u2069", "\u2068\u0633\u0644\u0645\u0649 2\u2069"]
    led.do("p1", "rename", name=names[0])  # as the page offers it
    assert led.game.state.players["p1"].name == names[0]


def test_a_join_that_is_sent_twice_is_one_player_with_one_key(led):
    same = new_id()
    assert led.game.join(same, led.game.code, "Ana")["key"] == led.game.join(same, led.game.code, "Ana")["key"]
    assert len(led.game.state.players) == 1
    assert same not in Path(led.path).read_bytes().decode("latin-1")  # as secret as the key


def test_the_code_is_read_with_or_without_its_dash(led):
    code = led.game.code
    assert all(
        same_code(one, code) for one in (code, code.lower(), code.replace("-", ""), f" {code} ", code.replace("-", " "))
    )
    for wrong in ("", "AAA-AAA", None, 5, code[:-1], code + "A", "é" * 6):
        assert not same_code(wrong, code) or wrong == code
        with refused("forbidden"):
            led.game.join(new_id(), wrong, "Eve")


# What a role sees ----------------------------------------------------------------------------------------------------


def test_a_role_sees_what_its_views_name_and_believes_what_its_organisations_believe(led):
    led.join("Ana", FORCE)
    led.lead("open")
    led.lead("close")
    game, week = led.game, led.game.weeks[-1]
    for role, seat in game.exercise.seats.items():
        seen = Seen.by(game.exercise, role)
        told = seen.of(week)
        assert list(seen.columns) == list(seat.columns)
        assert set(seen.layers) <= set(seat.layers)
        assert {event["kind"].partition("inject_")[0] or "inject" for event in told["events"]} <= set(seat.events)
        assert {"believed_threat", "believed_need", "believed_obstacles"} <= set(told["map"])
        assert "threat" not in told["map"]
    assert "local_consent" not in Seen.by(game.exercise, "force_commander").columns
    assert not Seen.by(load_exercise("exit"), "donor_group").believes


# The file ------------------------------------------------------------------------------------------------------------


def test_a_file_is_led_by_one_server_and_read_by_any(led):
    led.join("Ana")
    with pytest.raises(ResultError, match="server that is running"):
        open_game(led.path)
    assert [row.kind for row in read(led.path).rows] == ["joined"]


def test_a_class_that_is_deleted_leaves_nothing(tmp_path):
    led = Led(tmp_path)
    led.join("Ana-Maria-Unusual", FORCE)
    with refused("allowed"):
        led.do(LECTURER, "delete", really="no")
    led.do(LECTURER, "delete", really=led.game.code)
    assert led.game.deleted
    assert [path.name for path in tmp_path.iterdir()] == ["small.toml"]
    with refused("phase"):
        led.do(LECTURER, "open")


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\x00" * 100])
def test_a_file_that_is_no_class_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "x.sqlite"
    path.write_bytes(content)
    with pytest.raises(ResultError, match=r"no file of a class|format"):
        open_game(path)
    with pytest.raises(ResultError, match="there is no class"):
        read(tmp_path / "none.sqlite")


def test_a_class_of_a_later_format_is_refused(led):
    led.game.close()
    with sqlite3.connect(led.path) as found:
        found.execute("update about set value = '2' where name = 'format'")
    found.close()
    with pytest.raises(ResultError, match="format 2"):
        read(led.path)
    led.game.deleted = True


def test_a_disk_that_refuses_lets_the_command_fail_and_nothing_count(led, monkeypatch):
    ana = led.join("Ana")

    def full(*given):
        raise ResultError("the class could not be written: disk full")

    monkeypatch.setattr(ClassFile, "append", full)
    with pytest.raises(ResultError, match="disk full"):
        led.do(ana, "sit", seat=FORCE)
    assert led.game.state.seats == {}


def test_the_file_is_whole_without_the_exercise_that_it_was_made_from(led, tmp_path):
    (tmp_path / "small.toml").unlink()
    assert exercise_of(read(led.path)).title == "A small one"


def test_an_unknown_exercise_leaves_no_file(tmp_path):
    with pytest.raises(PeaceopsError, match="did you mean 'collocation'"):
        new_game(tmp_path / "a.sqlite", "colocation")
    assert list(tmp_path.iterdir()) == []


# Alone ---------------------------------------------------------------------------------------------------------------


def test_one_plays_alone_with_all_others_by_rules(tmp_path):
    led = Led(tmp_path, solo=True)
    player = led.game.join(new_id(), "", "Ana")["player"]
    with refused("phase", "no seat"):
        led.do(player, "next")
    led.do(player, "sit", seat=FORCE)
    led.do(player, "sit", seat="humanitarian_lead.1")  # alone one may look around
    led.do(player, "sit", seat=FORCE)
    for _ in range(3):
        led.do(player, "next")
        assert led.game.state.ends is None
        led.do(player, "order", name=USE, value=0.9)
        led.do(player, "ready", ready=True)
        assert led.game.tick()
        led.game.play()
    led.do(player, "next")
    led.game.play()
    led.do(player, "next")
    assert led.game.phase == "debrief"
    with refused("taken", "close it and begin here; for a new game, .* with --new"):
        led.game.join(new_id(), "", "Eve")
    other = led.game.join(new_id(), "", "Ben", gone=lambda player: True)["player"]
    assert other != player
    led.game.close()


# Any order of things -------------------------------------------------------------------------------------------------


class AnyClass(RuleBasedStateMachine):
    """Joins, seats, orders, repeats, drops and kills in any order: the rows always tell the very same state."""

    @initialize()
    def begin(self):
        self.folder = Path(tempfile.mkdtemp())
        self.led = Led(self.folder)
        self.kept = {}  # id -> (who, command, n)
        self.expected = {}  # orders that stand, by seat and name

    def teardown(self):
        if hasattr(self, "led"):
            self.led.game.close()
            shutil.rmtree(self.folder)

    def send(self, who, do, **fields):
        made = new_id()
        before = self.led.game.state.n
        try:
            answer = self.led.do(who, do, id=made, **fields)
        except RefusalError:
            assert self.led.game.state.n == before
            return None
        assert self.led.game.state.n == answer["n"] == before + 1
        self.kept[made] = (who, do, fields, answer["n"])
        return answer

    def players(self):
        return [one.id for one in self.led.game.state.players.values()]

    @rule(name=st.text(max_size=45))
    def join(self, name):
        if len(self.players()) < 8:
            with suppress(RefusalError):
                self.led.join(name)

    @precondition(lambda self: self.led.game.state.players)
    @rule(
        pick=st.integers(0, 7),
        seat=st.sampled_from([FORCE, "force_commander.2", "head_of_mission.1", "humanitarian_lead.1", "nobody.1"]),
    )
    def sit(self, pick, seat):
        self.send(self.players()[pick % len(self.players())], "sit", seat=seat)

    @precondition(lambda self: self.led.game.state.players)
    @rule(
        pick=st.integers(0, 7),
        value=st.one_of(st.floats(0, 1), st.sampled_from(["never", "routine", 2.0, None])),
        name=st.sampled_from([USE, ESCORTS]),
    )
    def order(self, pick, value, name):
        player = self.players()[pick % len(self.players())]
        seat = self.led.game.state.seat_of(player)
        if self.send(player, "order", name=name, value=value):
            self.expected[seat, name] = value

    @precondition(lambda self: self.led.game.state.orders)
    @rule(pick=st.integers(0, 7))
    def withdraw(self, pick):
        seat, name = list(self.led.game.state.orders)[pick % len(self.led.game.state.orders)]
        if (player := self.led.game.state.seats.get(seat)) and self.send(player, "withdraw", name=name):
            del self.expected[seat, name]

    @precondition(lambda self: self.led.game.state.players)
    @rule(pick=st.integers(0, 7), do=st.sampled_from(["leave", "say", "meet", "rename", "ready", "come"]))
    def talk(self, pick, do):
        fields = {"leave": {}, "say": {"to": ["force_commander"], "text": "Now."}, "rename": {"name": "New"},
            "ready": {"ready": True},
                  "meet": {"with": ["humanitarian_lead"], "topic": "x"},
                  "come": {"meeting": next(iter(self.led.game.state.meetings), "m1")}}  # fmt: skip
        self.send(self.players()[pick % len(self.players())], do, **fields[do])

    @rule(
        do=st.sampled_from(
            ["open", "open", "close", "close", "pause", "resume", "extend", "back", "seat_all", "end", "reopen"]
        )
    )
    def lead(self, do):
        state = self.led.game.state
        before = dict(state.settled[-1].orders) if state.settled else {}
        if self.send(LECTURER, do, **({"minutes": 1} if do == "extend" else {})):
            self.led.game.play()
            if do in ("open", "close"):
                self.expected = {}
            if do == "back":
                self.expected = {key: one.value for key, one in before.items()} if state.phase == ORDERS else {}

    @precondition(lambda self: self.kept)
    @rule(pick=st.integers(0, 1000))
    def send_again(self, pick):
        kept = list(self.kept)[pick % len(self.kept)]
        who, do, fields, n = self.kept[kept]
        before = asdict(self.led.game.state)
        assert self.led.do(who, do, id=kept, **fields)["n"] == n
        assert asdict(self.led.game.state) == before

    @rule()
    def kill(self):
        """What a killed server leaves on the disk is all that was acknowledged."""
        with tempfile.TemporaryDirectory() as folder:
            for path in self.folder.glob("class.sqlite*"):
                if not path.name.endswith(".lock"):
                    shutil.copy(path, folder)
            other = open_game(Path(folder) / "class.sqlite")
            assert asdict(other.state) == asdict(self.led.game.state)
            other.play()
            assert other.weeks == self.led.game.weeks
            other.close()

    @invariant()
    def rows_tell_the_state(self):
        if not hasattr(self, "led"):
            return
        game: Game = self.led.game
        assert asdict(fold(game.exercise, game.file.rows())) == asdict(game.state)
        assert {key: one.value for key, one in game.state.orders.items()} == self.expected
        assert len(set(game.state.seats.values())) == len(game.state.seats)
        assert set(game.state.seats.values()) <= set(game.state.players)
        assert len(game.weeks) == game.state.last_week + 2


@pytest.mark.parametrize(("examples", "steps"), [(2, 20), pytest.param(6, 35, marks=pytest.mark.slow)])
def test_whatever_a_class_does_its_rows_tell_the_state(examples, steps):
    run_state_machine_as_test(
        AnyClass,
        settings=settings(max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck)),
    )


def test_players_of_one_address_are_told_to_whoever_leads_also_once_their_pages_are_gone(led):
    """One who joins six times to read six cards holds no page open meanwhile."""
    ana, *many = [led.join(name) for name in ("Ana", "Zed", "Zed 2", "Zed 3", "Zed 4", "Zed 5", "Zed 6")]
    hub = Hub(led.game, None, None)
    hub.came_from(ana, "10.0.0.1")
    for one in many:
        hub.came_from(one, "10.0.0.2")
    assert hub.beside() == {one: sorted({*many} - {one}) for one in many}
    led.lead("remove", player=many[0])
    assert many[0] not in hub.beside()


def test_a_card_says_who_does_not_sit_as_soon_as_somebody_sits_down(led):
    """Whoever sits down first reads it before the first round, and in the middle of one after a change of seats."""
    ana = led.join("Ana", FORCE)
    hub = Hub(led.game, None, None)
    escorts = '"name":"posture.escorts"'
    nobody = "Nobody sits in the seat of humanitarian lead"
    assert nobody in hub._card("force_commander").partition(escorts)[2]
    ben = led.join("Ben", "humanitarian_lead.1")
    assert nobody not in hub._card("force_commander")
    led.lead("open")
    assert nobody not in hub._card("force_commander")
    led.lead("seat", player=ben, seat=None)
    assert nobody in hub._card("force_commander")
    led.lead("seat", player=ana, seat="humanitarian_lead.1")
    assert nobody not in hub._card("force_commander")
