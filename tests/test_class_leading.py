"""What whoever leads a class can undo, keep shut and refuse, and what cannot be had twice or for nothing."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest
from class_cases import LECTURER, Led, new_id, small_exercise
from class_scripts import Scripted
from typer.testing import CliRunner

from peaceops.cli import app
from peaceops.commands_class import _old_words
from peaceops.experiments.classroom import game as games
from peaceops.experiments.classroom.commands import RefusalError
from peaceops.experiments.classroom.game import new_game, open_game
from peaceops.experiments.classroom.log import read
from peaceops.experiments.classroom.replay import scenario_of
from peaceops.experiments.classroom.seen import Seen
from peaceops.experiments.classroom.state import FILM, LOBBY, ORDERS, fold
from peaceops.experiments.exercise import load_exercise, shipped_exercises
from peaceops.experiments.exercise_calls import Call, check_call
from peaceops.model.errors import ExerciseError
from peaceops.viz.classroom import console, parts
from peaceops.viz.classroom.news import newest, news

FORCE, HEAD, RELIEF = "force_commander.1", "head_of_mission.1", "humanitarian_lead.1"
USE, ESCORTS = "posture.use_of_force", "posture.escorts"


def refused(led, code, match, who, do, **fields):
    """Check that a command is refused with a code and a sentence, and changes nothing."""
    before = led.game.state.n
    with pytest.raises(RefusalError, match=match) as told:
        led.do(who, do, **fields)
    assert told.value.code == code
    assert led.game.state.n == before


def play_round(led):
    led.lead("open")
    led.lead("close")


# Injects -------------------------------------------------------------------------------------------------------------


def test_an_inject_that_waits_can_be_taken_back_and_one_that_has_come_cannot(led):
    led.join("Ana", FORCE)
    led.lead("open")
    n = led.lead("inject", kind="scandal", size=2.0, weeks=4, title="Oops")["n"]
    held = led.lead("inject", index=1)["n"]
    assert [(one["inject"], one["title"]) for one in console.played(led.game)] == [(n, "Oops"), (held, "Held back")]
    refused(led, "missing", "no inject of the number 999 waits", LECTURER, "uninject", inject=999)
    led.lead("uninject", inject=n)
    led.lead("uninject", inject=held)
    assert console.played(led.game) == []
    held = led.lead("inject", index=1)["n"]  # taken back, it can be played again
    led.lead("close")
    kinds = [event[0] for week in led.game.weeks for event in week.events]
    assert "inject_cholera" in kinds
    assert "inject_scandal" not in kinds
    refused(led, "missing", "what has come can only be stepped back from", LECTURER, "uninject", inject=held)
    led.lead("back")
    assert [one["inject"] for one in console.played(led.game)] == [held]  # waits again, and can be taken back
    led.lead("uninject", inject=held)
    led.lead("close")
    assert "inject_cholera" not in [event[0] for week in led.game.weeks for event in week.events]
    assert fold(led.game.exercise, led.game.file.rows()) == led.game.state


@pytest.fixture(scope="module")
def consent(tmp_path_factory):
    """Return a class of ``consent`` after a round in which civil society and whoever leads made a scandal each."""
    game = new_game(tmp_path_factory.mktemp("consent") / "consent.sqlite", "consent")
    game.play()
    player = game.join(new_id(), game.code, "Ana")["player"]
    held = next(one["index"] for one in console.injects(game) if one["held"])
    for who, do, fields in (
        (player, "sit", {"seat": "civil_society.1"}), (LECTURER, "open", {}),
        (player, "call", {"kind": "scandal", "size": 1.0, "weeks": 2, "sector": None}),
        (LECTURER, "inject", {"index": held}), (LECTURER, "close", {}),
    ):  # fmt: skip
        game.do(who, {"id": new_id(), "do": do, **fields})
    game.play()
    yield game
    game.close()


def test_news_give_a_card_to_its_own_inject_and_not_to_another_of_its_kind(consent):
    told = [(one["title"], bool(one["card_html"])) for one in news(consent) if one["kind"] == "inject"]
    assert sorted(told) == [("Flights held", True), ("Scandal", False), ("The list gets out", True)]


def test_a_role_reads_beside_rulings_what_it_let_happen_and_nobody_else_does(consent):
    told = {role: [(one["label"], one["called"]) for one in parts.ruling_rows(consent, role) if "called" in one]
            for role in ("civil_society", "head_of_mission", LECTURER)}  # fmt: skip
    scandal = [("Scandal", "Civil society")]
    assert told == {"civil_society": scandal, "head_of_mission": [], LECTURER: scandal}


def test_the_console_says_of_an_inject_that_it_has_come(consent):
    came = {one["title"]: one["played"] for one in console.injects(consent)}
    assert came["Flights held"] == 12
    assert (came["The riders"], came["The campaign"]) == (None, None)
    assert any("calls scandal" in one["text"] for one in console.log(consent))


def test_the_console_names_whose_attempts_were_refused(consent):
    consent.refuse("p1", "call", "the size of scandal is 9; allowed is a number above 0 up to 1")
    consent.refuse("?", "/api/join", "that is not the code")
    assert [(one["who"], one["call"]) for one in console.refused(consent)["last"]][-2:] == [
        ("Ana", "let happen"), ("Somebody unknown", "/api/join"),
    ]  # fmt: skip


def retold(game, events_of):
    """Return a class whose weeks have other events than those that happened, as far as news are concerned."""
    weeks = [replace(week, events=tuple(events_of(week.week))) for week in game.weeks]
    return SimpleNamespace(exercise=game.exercise, state=game.state, weeks=weeks)


def raid(size):
    return "attack_on_civilians", 1, f"{size} die.", float(size)


def test_news_tell_the_largest_of_each_kind_in_each_week_and_count_all_of_them(consent):
    told = [one for one in news(consent) if one["kind"] == "event"]
    public = Seen.by(consent.exercise, "public")
    heard = Counter()
    for week in consent.weeks[1:]:
        sizes = {}
        for kind, _, text, size in public.heard(week):
            heard[kind] += 1
            sizes.setdefault(kind, []).append((size, text))
        largest = max(sizes["attack_on_civilians"])[0] if "attack_on_civilians" in sizes else None
        texts = [one["text"] for one in told if one["week"] == week.week]
        assert largest is None or any((largest, text) in sizes["attack_on_civilians"] for text in texts)
    counted = Counter()
    for one in told:
        counted[one["title"]] += 1 + one["more"]
    assert counted["Attack on relief"] == heard["attack_on_relief"] > 20
    assert counted["Attack on civilians"] == heard["attack_on_civilians"]
    assert "size" not in told[0]


def test_an_attack_far_above_the_usual_is_told_beside_a_larger_one(consent):
    events = {3: [raid(2), raid(3)], 4: [raid(2), raid(90), raid(4), raid(166)], 5: [raid(2)]}
    told = [one for one in news(retold(consent, lambda week: events.get(week, ()))) if one["kind"] == "event"]
    assert [(one["text"], one["more"], one.get("largest", False)) for one in told] == [
        ("3 die.", 1, False), ("90 die.", 0, False), ("166 die.", 2, True), ("2 die.", 0, False),
    ]  # fmt: skip


def test_a_view_has_the_largest_of_a_kind_first(consent):
    game = retold(consent, lambda _: [("media", -1, "Words", 9.0), raid(2), raid(90), raid(4)])
    seen = Seen.by(consent.exercise, "truth").of(game.weeks[4])["events"]
    assert [one["text"] for one in seen] == ["90 die.", "4 die.", "2 die.", "Words"]


def test_of_news_that_are_too_many_the_oldest_rounds_keep_cards_and_the_largest_of_a_kind(monkeypatch):
    monkeypatch.setattr("peaceops.viz.classroom.news.MOST_NEWS", 5)
    rounds = ((1, 4.0), (1, 9.0), (1, 2.0), (2, 1.0), (2, 2.0), (2, 3.0))
    told = [
        {"n": n, "round": number, "kind": "event", "title": "Raid", "more": 1, "size": size}
        for n, (number, size) in enumerate(rounds)
    ]
    card = {"n": 9, "round": 1, "kind": "inject", "title": "Raid", "more": 0, "size": 1.0}
    kept = newest([card, *told])
    assert [(one["n"], one["more"]) for one in kept] == [(9, 0), (1, 5), (3, 1), (4, 1), (5, 1)]
    assert [one["n"] for one in newest([card] * 7)] == [9] * 5


def test_a_peacekeeper_who_dies_is_in_the_news_however_much_else_there_is(consent):
    much = [("attack_on_civilians", 0, f"Attack {n}.", 2.0) for n in range(5)]
    died = ("peacekeepers_fallen", 2, "One peacekeeper dies in sector 3, responding to somebody.", 1.0)
    told = news(retold(consent, lambda week: [*much, died, died] if week == 4 else []))
    assert [one["text"] for one in told if one["title"] == "Peacekeepers killed"] == [died[2]] * 2


@pytest.mark.parametrize("name", shipped_exercises())
def test_every_role_hears_of_a_peacekeeper_who_dies(name):
    exercise = load_exercise(name)
    assert all(Seen.by(exercise, role).hears("peacekeepers_fallen") for role in (*exercise.seats, "public"))


def test_an_inject_after_the_last_week_is_refused(led):
    led.join("Ana", FORCE)
    for _ in range(3):
        play_round(led)
    assert "goes on in round 3 of 3, with Ana." in _old_words(led.game)[0]
    assert led.lead("inject", kind="scandal")["ok"]  # comes in the weeks after the last round
    led.lead("open")
    assert "goes on after the last round, with Ana." in _old_words(led.game)[0]
    assert led.game.state.phase == FILM
    refused(led, "phase", "the last week has been played", LECTURER, "inject", kind="scandal")


@pytest.mark.parametrize("size", [10**400, 0, -1.0, 10.5])
def test_a_size_that_is_none_is_refused_in_a_sentence(led, size):
    ana = led.join("Ana", FORCE)
    led.lead("open")
    refused(led, "bad", "size is", ana, "call", kind="attack", size=size)
    if size > 0:
        refused(led, "allowed", "size", LECTURER, "inject", kind="attack", size=size)


def test_weeks_of_a_call_are_checked_where_the_grant_is_for_one_week_too():
    consent = load_exercise("elections")
    grant = next(one for one in consent.seats["armed_group"].grants if one.kind == "clash")
    seats = consent.seats
    assert check_call(Call("armed_group", "clash", 1.0, 1), seats, {}) == grant
    for weeks in (-5, 0, grant.weeks + 1):
        with pytest.raises(ExerciseError, match=f"lasts {weeks} weeks; allowed is 1 to"):
            check_call(Call("armed_group", "clash", 1.0, weeks), seats, {})


def test_a_fault_in_making_the_scenario_does_not_leave_the_class_busy_for_ever(led, monkeypatch):
    led.join("Ana", FORCE)
    led.lead("open")

    def broken(*given):
        raise ValueError("weeks is -5")

    monkeypatch.setattr(games, "scenario_of", broken)
    led.lead("close")
    assert not led.game.busy
    assert "weeks is -5; step back" in led.game.trouble
    monkeypatch.undo()
    led.lead("back")
    assert (led.game.state.phase, led.game.trouble) == (ORDERS, "")


# Seats of newcomers --------------------------------------------------------------------------------------------------


def test_who_joins_once_the_class_is_under_way_is_seated_by_the_lecturer(led):
    early, ana = led.join("Early"), led.join("Ana", FORCE)
    led.lead("open")
    led.do(early, "sit", seat=HEAD)  # joined before
    late = led.join("Late")
    refused(led, "forbidden", "whoever leads the class gives you a seat", late, "sit", seat=RELIEF)
    assert parts.you(led.game, late)["waits"]
    led.lead("seat", player=late, seat=RELIEF)
    led.do(late, "leave")
    led.do(late, "sit", seat=RELIEF)  # a seat once had can be come back to
    led.lead("option", wait=False)
    other = led.join("Other", "humanitarian_lead.2")
    assert not parts.you(led.game, other)["waits"]
    led.lead("option", wait=True)
    again = led.join("Again")
    refused(led, "forbidden", "please wait", again, "sit", seat="force_commander.2")
    assert led.game.state.seat_of(ana) == FORCE


def test_the_lecturer_can_keep_the_door_before_the_first_round(led):
    led.join("Ana", FORCE)
    led.lead("option", wait=True)
    ben = led.join("Ben")
    refused(led, "forbidden", "please wait", ben, "sit", seat=HEAD)
    led.lead("seat_all")
    assert led.game.state.seat_of(ben)


# Insisting, meetings -------------------------------------------------------------------------------------------------


def test_who_was_taken_out_of_a_seat_waits_for_the_lecturer(led):
    ana, ben = led.join("Ana", FORCE), led.join("Ben", RELIEF)
    led.lead("open")
    led.lead("seat", player=ana, seat=None)
    assert parts.you(led.game, ana)["waits"]
    assert console.log(led.game)[-1]["text"] == "You took Ana out of the seat"
    refused(led, "forbidden", "whoever leads the class gives you a seat", ana, "sit", seat=FORCE)
    led.lead("seat", player=ana, seat=RELIEF)  # Ben, whose seat it was, waits now, and not Ana
    assert [parts.you(led.game, one)["waits"] for one in (ana, ben)] == [False, True]
    refused(led, "forbidden", "whoever leads the class gives you a seat", ben, "sit", seat="humanitarian_lead.2")
    led.lead("seat", player=ana, seat=RELIEF)  # where she sits already
    assert not parts.you(led.game, ana)["waits"]
    led.lead("seat_all")
    assert not parts.you(led.game, ben)["waits"]
    led.do(ben, "leave")  # by himself: he may sit down again, where he knows the card
    assert not parts.you(led.game, ben)["waits"]
    assert parts.you(led.game, ben)["read"] == sorted(led.game.state.players[ben].read) != []


def test_a_second_thing_to_insist_on_is_refused_when_it_is_asked_for(led):
    ben = led.join("Ben", HEAD)
    led.lead("open")
    led.do(ben, "order", name=USE, value=0.9, insist=True)
    refused(led, "allowed", f"insists on {USE} already", ben, "order", name=ESCORTS, value="never", insist=True)
    led.do(ben, "order", name=USE, value=0.8, insist=True)  # the same one again
    led.do(ben, "order", name=USE, value=0.8)
    led.do(ben, "order", name=ESCORTS, value="never", insist=True)


def test_a_meeting_that_two_came_to_costs_its_time_whoever_leaves_early(led):
    ana, eva, ben = led.join("Ana", FORCE), led.join("Eva", RELIEF), led.join("Ben", HEAD)
    led.lead("open")
    asked = {"with": ["humanitarian_lead", "head_of_mission"]}
    meeting = led.do(ana, "meet", **asked, topic="Convoys")["meeting"]
    led.do(ana, "part", meeting=meeting)  # alone there, one has spent nothing
    led.do(ana, "come", meeting=meeting)
    led.do(eva, "come", meeting=meeting)
    led.do(eva, "part", meeting=meeting)
    led.do(ana, "part", meeting=meeting)
    led.do(ben, "come", meeting=meeting)  # to an empty room
    assert "staff hours" in parts.meeting_rows(led.game, "head_of_mission")[0]["cost"]
    led.lead("close")
    (kept,) = led.game.state.settled[0].meetings
    assert (kept["roles"], kept["leaders"]) == (["force_commander", "humanitarian_lead"], ["force_commander"])
    assert "cohesion" not in parts.meeting_rows(led.game, "head_of_mission")[0]["cost"]


def test_leaders_who_meet_are_more_of_a_team_in_the_run_of_the_class(led, tmp_path):
    ana, ben = led.join("Ana", FORCE), led.join("Ben", HEAD)
    led.lead("open")
    meeting = led.do(ana, "meet", **{"with": ["head_of_mission"]}, topic="Us")["meeting"]
    led.do(ben, "come", meeting=meeting)
    assert "and cohesion between leaders" in parts.meeting_rows(led.game, "head_of_mission")[0]["cost"]
    led.lead("close")
    (kept,) = scenario_of(led.game.exercise, led.game.state.settled).meetings
    assert kept.leaders == ("force_commander", "srsg")
    met = led.game.weeks[-1].values["mlt_cohesion"]
    (tmp_path / "without").mkdir()
    without = Led(tmp_path / "without")
    without.join("Ana", FORCE), without.join("Ben", HEAD)
    without.lead("open")
    without.lead("close")
    assert met > without.game.weeks[-1].values["mlt_cohesion"]
    without.game.close()


def test_meetings_of_rounds_that_are_stepped_back_from_are_gone_and_what_was_said_stays(led):
    ana, eva = led.join("Ana", FORCE), led.join("Eva", RELIEF)
    led.join("Ben", HEAD)
    play_round(led)
    led.lead("open")
    asked = {"with": ["humanitarian_lead", "head_of_mission"]}
    meeting = led.do(ana, "meet", **asked, topic="Ghost")["meeting"]
    led.do(eva, "come", meeting=meeting)
    led.do(eva, "say", meeting=meeting, text="Between us")
    led.lead("back")
    assert led.game.state.meetings == {}
    texts = {role: [one["text"] for one in parts.message_rows(led.game, role)] for role in led.game.exercise.seats}
    assert [role for role, said in texts.items() if "Between us" in said] == ["force_commander", "humanitarian_lead"]
    led.lead("close")
    led.lead("open")
    assert parts.meeting_rows(led.game, "head_of_mission") == []
    refused(led, "forbidden", "not asked to that meeting", eva, "come", meeting=meeting)


def test_a_round_waits_for_no_empty_seat_and_an_empty_side_of_the_mission_refuses_nothing(led):
    ben = led.join("Ben", RELIEF)
    led.lead("option", auto_close=True)
    led.lead("open")
    led.do(ben, "order", name=ESCORTS, value="never")  # it takes the mission as well, where nobody sits
    led.game.tick()
    assert led.game.state.phase == ORDERS
    led.do(ben, "ready", ready=True)
    led.game.tick()
    assert led.game.state.phase == FILM
    ruling = next(one for one in led.game.state.settled[-1].rulings if one["name"] == ESCORTS)
    assert (ruling["value"], ruling["roles"]) == ("never", ["humanitarian_lead"])
    led.game.play()


def test_the_wall_shows_curves_in_the_debrief_when_the_lecturer_lets_it_and_each_time_anew(led):
    ana = led.join("Ana", FORCE)
    for _ in range(3):
        play_round(led)
    refused(led, "phase", "cannot be done now", LECTURER, "option", axes=True)
    led.lead("open")  # the weeks after the last round
    led.lead("open")
    assert (led.game.phase, parts.clock(led.game)["axes"]) == ("debrief", False)
    refused(led, "bad", "axes is 1; allowed is true or false", LECTURER, "option", axes=1)
    with pytest.raises(RefusalError, match="for whoever leads"):
        led.do(ana, "option", axes=True)
    for on, words in ((True, "You showed the curves on the wall"), (False, "You hid the curves on the wall")):
        led.lead("option", axes=on)
        assert parts.clock(led.game)["axes"] is on
        assert console.log(led.game)[-1]["text"] == words
    led.lead("option", axes=True)
    led.lead("back")
    led.lead("open")
    led.lead("open")
    assert (led.game.phase, parts.clock(led.game)["axes"]) == ("debrief", False)
    led.lead("end")
    assert parts.clock(led.game)["axes"]
    assert fold(led.game.exercise, led.game.file.rows()) == led.game.state


# Alone, and what all hear --------------------------------------------------------------------------------------------


def test_one_who_plays_alone_can_begin_anew_in_the_same_seat(tmp_path):
    led = Led(tmp_path, solo=True)
    player = led.game.join(new_id(), "", "Ana")["player"]
    led.do(player, "sit", seat=FORCE)
    led.do(player, "next")
    led.do(player, "order", name=USE, value=0.9)
    led.do(player, "ready", ready=True)
    assert led.game.tick()
    led.game.play()
    led.do(player, "anew")
    led.game.play()
    state = led.game.state
    assert (state.phase, state.round, state.settled, state.orders) == (LOBBY, 0, [], {})
    assert state.seat_of(player) == FORCE
    assert (len(led.game.weeks), state.clock, state.auto_close) == (1, False, True)
    assert fold(led.game.exercise, led.game.file.rows()) == state
    led.do(player, "next")
    assert led.game.state.phase == ORDERS
    led.game.close()


def test_a_class_cannot_begin_anew_by_a_command(led):
    refused(led, "forbidden", "start it with --new", LECTURER, "anew")


def test_decisions_are_told_to_those_who_hold_them_and_stand_on_no_wall(led):
    ana = led.join("Ana", FORCE)
    led.lead("open")
    led.do(ana, "order", name=USE, value=0.9)
    led.lead("close")
    assert "decision" in [event[0] for week in led.game.weeks for event in week.events]
    assert "Use of force" not in str(news(led.game))
    assert "use of force" not in str(news(led.game)).lower()
    assert [one["name"] for one in parts.ruling_rows(led.game, "force_commander")] == [USE]
    assert parts.ruling_rows(led.game, "humanitarian_lead") == []


def test_an_empty_seat_outside_the_mission_agrees_by_the_state_of_the_run(tmp_path):
    game = new_game(tmp_path / "consent.sqlite", "consent")
    game.play()
    player = game.join(new_id(), game.code, "Ana")["player"]
    for who, do, fields in (
        (player, "sit", {"seat": FORCE}), (LECTURER, "open", {}),
        (player, "order", {"name": "posture.state_support", "value": 1.0}), (LECTURER, "close", {}),
    ):  # fmt: skip
        game.do(who, {"id": new_id(), "do": do, **fields})
    (ruling,) = game.state.settled[0].rulings
    assert ruling["value"] == ruling["before"]
    told = "Host government, whose seat is empty, agrees by rule only while host consent is at least 50 %"
    assert told in ruling["text"]
    game.close()


# Starting ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def started(tmp_path, monkeypatch, capsys):
    """Return a way to give the command ``class`` in a folder of its own; it serves nothing and returns what it says."""
    small_exercise(tmp_path)
    monkeypatch.chdir(tmp_path)

    def serve(game, listening, *given):
        listening.close()
        game.close()

    monkeypatch.setattr("peaceops.viz.classroom.start.serve", serve)

    def start(*words):
        result = runner.invoke(app, ["class", *words, "--no-browser", "--port", "0"])
        return result.exit_code, " ".join(result.output.split())

    runner = CliRunner()
    return start


def test_a_class_that_was_broken_off_says_so_with_its_date_and_can_be_begun_anew(started, tmp_path):
    assert "NOT A NEW CLASS" not in started("small.toml")[1]
    path = tmp_path / "class_small.sqlite"
    game = open_game(path)
    game.play()
    game.join(new_id(), game.code, "Ana")
    game.do(LECTURER, {"id": new_id(), "do": "open"})
    code = game.code
    game.close()
    status, told = started("small.toml")
    assert status == 0
    assert f"last used on {time.strftime('%d %B %Y')}" in told
    assert "goes on in round 1 of 3, with Ana." in told
    assert "peaceops class small.toml --new" in told
    status, told = started("small.toml", "--new")
    assert "NOT A NEW CLASS" not in told
    (aside,) = tmp_path.glob(f"class_small_{time.strftime('%Y-%m-%d')}_*.sqlite")
    assert aside.name in told
    assert read(aside).about["code"] == code
    assert not read(path).rows
    status, told = started("--file", "class_small.sqlite", "--new")
    assert (status != 0, "--new needs the exercise" in told) == (True, True)


def test_a_class_at_its_debrief_goes_on_after_a_restart_and_one_that_was_ended_does_not(started, tmp_path):
    started("small.toml")
    game = open_game(tmp_path / "class_small.sqlite")
    game.play()

    def lead(do):
        game.do(LECTURER, {"id": new_id(), "do": do})
        game.play()

    for do in ("open", "close", "open", "close", "open", "close", "open", "open"):
        lead(do)
    assert game.phase == "debrief"
    game.close()
    told = started("small.toml")[1]
    assert "goes on at the debrief" in told
    assert "kept in class_small.sqlite" in told
    game = open_game(tmp_path / "class_small.sqlite")
    lead("end")
    game.close()
    assert "kept in class_small_2.sqlite" in started("small.toml")[1]


def test_a_game_for_one_is_not_opened_to_the_network_by_its_file(started):
    started("solo", "small.toml")
    status, told = started("--file", "solo_small.sqlite", "--lan")
    assert status != 0
    assert "solo_small.sqlite is a game for one player" in told
    assert started("--file", "solo_small.sqlite")[0] == 0


@pytest.mark.slow  # a run until the mission has left
def test_orders_after_the_mission_has_left_are_said_to_come_too_late(tmp_path):
    told = []
    led = Scripted(tmp_path / "class.sqlite", "exit", {"head_of_mission.1": "Ana"}, seed=3)
    hurry = [("head_of_mission.1", "transition.exit_week", 104), ("head_of_mission.1", "transition.drawdown_weeks", 13)]
    for orders in (hurry, [], [], [], []):
        led.round(orders=orders)
        told.append(parts.round_facts(led.game)["mission_left"])
    led.close()
    assert told == [False, False, False, False, True]


@pytest.mark.slow
def test_nobody_can_be_kept_once_everybody_has_gone_and_the_page_says_how_many_are_left(tmp_path):
    head, date = "head_of_mission.1", "transition.exit_week"
    led = Scripted(tmp_path / "class.sqlite", "exit", {head: "Ana"}, seed=3)
    for orders in ([(head, date, 104), (head, "transition.drawdown_weeks", 26)], [], []):
        led.round(orders=orders)
    assert parts.round_facts(led.game)["leaving"] == ""
    led.round()
    led.lead("open")
    said = parts.round_facts(led.game)["leaving"]
    assert said.startswith("The mission draws down: ")
    assert said.endswith("an order that it stay comes too late.")
    led.do(head, "order", name=date, value=250)
    led.lead("close")
    rulings = [one for one in parts.ruling_rows(led.game, "head_of_mission") if one["round"] == 5]
    (ruling,) = [one for one in rulings if one["name"] == date]
    assert "cannot be carried out: everybody of the mission has gone by then" in ruling["text"]
    assert led.game.weeks[-1].values["phase"] == "after"
    led.close()


def test_a_goal_that_its_role_cannot_watch_says_so(tmp_path):
    game = new_game(tmp_path / "class.sqlite", "collocation")
    card = parts.card(game, "head_of_mission")
    game.close()
    assert card["goals_unseen"] == ["Plan coherence, mean"]
    assert [goal.endswith("the debrief shows it.") for goal in card["goals"]] == [False, True]


def test_a_choice_says_what_comes_of_seats_in_which_nobody_sits(tmp_path):
    game = new_game(tmp_path / "class.sqlite", "elections")
    game.play()
    player = game.join(new_id(), game.code, "Ana")["player"]
    game.do(player, {"id": new_id(), "do": "sit", "seat": "host_government.1"})
    absent = {one["name"]: one["absent"] for one in parts.card(game, "host_government")["holds"]}
    seen = parts.card(game, "head_of_mission")["holds"]
    game.close()
    date = absent["political.election_week"]
    assert date.startswith("Nobody sits in the seat of political deputy or head of mission")
    assert date.endswith(": this holds nothing up.")
    assert all(not one["absent"] for one in seen if one["name"] == "political.election_week"), "the government sits"
