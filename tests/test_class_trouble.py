"""A class whose disk is full, whose file is damaged, whose clock is set, or whose exercise lies in several files."""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
import time
from contextlib import closing, contextmanager

import pytest
from class_browser import LAPTOP, PHONE, Somebody, chromium, needs_browser, served, until
from class_cases import LECTURER, SMALL, Led, close_pages, new_id, small_class, small_exercise

from peaceops import cli
from peaceops.commands_class import _old_words
from peaceops.experiments.classroom import game as games
from peaceops.experiments.classroom.commands import RefusalError
from peaceops.experiments.classroom.game import new_game, open_game
from peaceops.experiments.classroom.log import ClassFile, UnwrittenError, read
from peaceops.experiments.classroom.pen import GRACE, StuckError
from peaceops.experiments.classroom.replay import exercise_of
from peaceops.experiments.classroom.state import FILM, ORDERS, fold
from peaceops.experiments.classroom.trying import try_out
from peaceops.experiments.exercise import load_exercise
from peaceops.model.errors import ExerciseError, ResultError
from peaceops.viz.classroom import console, parts
from peaceops.viz.classroom.news import news

FORCE, USE = "force_commander.1", "posture.use_of_force"


@pytest.fixture
def led(tmp_path):
    one = Led(tmp_path)
    yield one
    one.game.close()


@pytest.fixture(autouse=True)
def _pages():
    yield
    close_pages()


@pytest.fixture
def now(monkeypatch):
    """Time that passes only when a test lets it: the clock of the computer, and that of pauses between attempts."""
    at = [time.time()]
    monkeypatch.setattr(games.time, "time", lambda: at[0])
    monkeypatch.setattr(games.time, "monotonic", lambda: at[0])
    return at


@contextmanager
def full_disk(monkeypatch, code=sqlite3.SQLITE_FULL, told="database or disk is full"):
    """Let nothing be written for the time of a block."""

    def refuse(self, *given):
        error = sqlite3.OperationalError(told)
        error.sqlite_errorcode = code
        raise UnwrittenError(self.path, error)

    with monkeypatch.context() as patch:
        patch.setattr(ClassFile, "append", refuse)
        patch.setattr(ClassFile, "beat", refuse)
        yield


# A disk that takes nothing -------------------------------------------------------------------------------------------


def test_a_full_disk_is_said_to_everybody_and_the_round_goes_on_once_there_is_space(led, now, monkeypatch, capsys):
    ana = led.join("Ana", FORCE)
    led.lead("open")
    led.game.tick()
    left, rows, same, said = led.game.state.ends - now[0], led.game.state.n, new_id(), ""
    with full_disk(monkeypatch):
        with pytest.raises(StuckError, match="disk of the lecturer's computer is full"):
            led.do(ana, "order", id=same, name=USE, value=0.9)
        now[0] += left + 60  # far beyond the deadline
        for _ in range(5):
            led.game.tick()
            now[0] += 1
            said = console.say_trouble(led.game, said)
            with pytest.raises(StuckError, match="once files on it have been deleted, all goes on by itself"):
                led.do(LECTURER, "close")
        with pytest.raises(StuckError):
            led.game.join(new_id(), led.game.code, "Ben")
        assert (led.game.state.n, led.game.state.phase, led.game.state.orders) == (rows, ORDERS, {})
        told = parts.clock(led.game)
        assert "is full" in told["trouble"]
        assert told["ends"] is None  # no clock frightens with "time is up"
    now[0] += 2
    assert led.do(ana, "order", id=same, name=USE, value=0.9)["ok"]  # sent again, before the clock was looked at
    said = console.say_trouble(led.game, said)
    led.game.tick()
    assert (led.game.trouble, parts.clock(led.game)["trouble"], said) == ("", "", "")
    assert led.game.state.ends - now[0] == pytest.approx(left + GRACE)
    lines = capsys.readouterr().out.splitlines()
    assert ["TROUBLE" in line for line in lines] == [True, False]
    assert "is over; the class goes on" in lines[1]
    assert "Nothing could be written for" in console.log(led.game)[-2]["text"]
    now[0] += 60
    led.game.pen.here(now[0])
    now[0] = led.game.state.ends + 0.1
    led.game.pen.here(now[0])
    led.game.tick()
    assert led.game.state.phase == FILM
    assert led.game.state.settled[0].rulings[0]["value"] == 0.9
    assert fold(led.game.exercise, read(led.path).rows) == led.game.state


def test_a_full_disk_is_noticed_by_the_clock_alone_and_by_a_server_that_starts_again(led, now, monkeypatch):
    led.join("Ana", FORCE)
    led.lead("open")
    led.game.tick()
    left = led.game.state.ends - now[0]
    with full_disk(monkeypatch):
        now[0] += 4
        assert led.game.tick()  # that there is trouble is news
        assert "is full" in led.game.trouble
        now[0] += 100
        led.game.close()  # stopped, and started again
    led.game = open_game(led.path)
    led.game.play()
    assert led.game.tick()
    assert led.game.trouble == ""
    assert led.game.state.ends - now[0] == pytest.approx(left, abs=4.1)


def test_a_file_that_has_been_moved_away_takes_nothing_until_it_is_back(led, now):
    ana = led.join("Ana", FORCE)
    led.lead("open")
    led.game.tick()
    away = led.path.with_suffix(".away")
    led.path.rename(away)
    with pytest.raises(StuckError, match="has been moved or deleted on the lecturer's computer"):
        led.do(ana, "order", name=USE, value=0.4)
    led.path.write_bytes(b"")  # another file of that name is not this one
    now[0] += 4
    led.game.tick()
    assert "moved or deleted" in led.game.trouble
    away.replace(led.path)
    now[0] += 4
    led.game.tick()
    led.do(ana, "order", name=USE, value=0.4)
    assert led.game.trouble == ""
    assert [one.value for one in led.game.state.orders.values()] == [0.4]


@pytest.mark.parametrize(
    ("code", "match"),
    [
        (sqlite3.SQLITE_BUSY, "another program holds the file of the class on this computer"),
        (sqlite3.SQLITE_READONLY, r"cannot be written on this computer \(odd\)"),
    ],
)
def test_what_else_keeps_a_file_from_being_written_is_said_too(tmp_path, monkeypatch, code, match):
    led = Led(tmp_path, solo=True)
    with full_disk(monkeypatch, code, "odd"), pytest.raises(StuckError, match=match) as told:
        led.join("Ana")
    assert "lecturer" not in str(told.value)
    led.game.close()
    by_itself = str(told.value).endswith(", all goes on by itself, with what was sent and the time that was left")
    assert by_itself == (code != sqlite3.SQLITE_READONLY), "what may only be read takes a new start"


def test_a_lock_of_another_program_holds_nobody_up_for_long(led):
    other = sqlite3.connect(led.path, isolation_level=None)
    other.execute("begin immediate")
    began = time.monotonic()
    with pytest.raises(StuckError, match="another program"):
        led.join("Ana")
    assert time.monotonic() - began < 3
    other.execute("rollback")
    other.close()
    time.sleep(1.1)
    assert led.join("Ana") == "p1"


def test_a_class_that_could_not_be_begun_leaves_nothing_in_the_way(tmp_path, monkeypatch):
    def full(n):
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("peaceops.experiments.classroom.log.secrets.token_bytes", full)
        with pytest.raises(ResultError, match=r"cannot write the class to .*: database or disk is full"):
            Led(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["small.toml"]
    Led(tmp_path).game.close()


def test_a_class_that_cannot_be_written_can_still_be_deleted(led, monkeypatch):
    with full_disk(monkeypatch):
        with pytest.raises(StuckError):
            led.join("Ana")
        assert led.do(LECTURER, "delete", really=led.game.code)["ok"]
    assert not led.path.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process can be set on Linux alone")
def test_a_server_whose_disk_is_full_says_so_and_goes_on_by_itself(tmp_path):
    import resource

    from class_cases import Page

    with small_class(tmp_path) as server:
        lecturer, ana = server.lecturer().listen(), Page(server.port)
        ana.join(server.code, "Ana")
        ana.listen()
        ana.ok("sit", seat=FORCE)
        lecturer.ok("open")
        ana.until(lambda told: told["clock"]["phase"] == ORDERS)
        size = (tmp_path / "class.sqlite-wal").stat().st_size
        before = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, before[1]))
        same = new_id()
        status, answer = ana.do("order", id=same, name=USE, value=0.9)
        assert (status, answer["code"], answer["wait"]) == (500, "failed", 1.0)
        assert "cannot be written on the lecturer's computer" in answer["error"]
        for page in (ana, lecturer):
            page.until(lambda told: "cannot be written" in told["clock"]["trouble"])
        time.sleep(3)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, before)
        ana.until(lambda told: not told["clock"]["trouble"] and told["clock"]["ends"])
        assert ana.do("order", id=same, name=USE, value=0.9)[0] == 200
        lecturer.ok("close")
        ana.until(lambda told: told["rulings"])
        time.sleep(0.5)
        told = server.told.read_text()
        assert (told.count("TROUBLE"), told.count("is over; the class goes on"), told.count("Traceback")) == (1, 1, 0)


@pytest.mark.slow  # that the server says it, and goes on, is quick
@needs_browser
@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process can be set on Linux alone")
def test_pages_say_what_keeps_the_class_from_being_written_and_send_again_by_themselves(tmp_path):
    import resource

    with served(tmp_path, (small_exercise(tmp_path),)) as (one,), chromium() as browser:
        ana, ben, lead = (Somebody(browser, size) for size in (LAPTOP, PHONE, LAPTOP))
        ana.join(one, "Ana", "Force commander")
        lead.page.goto(one.link)
        ben.page.goto(f"{one.address}#{one.code}")
        ben.page.fill("#name", "Ben")
        size = one.file.with_name(one.file.name + "-wal").stat().st_size
        before = resource.prlimit(one.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(one.process.pid, resource.RLIMIT_FSIZE, (size, before[1]))
        ben.page.get_by_role("button", name="Join").click()
        words = "The file of the class cannot be written on the lecturer's computer"
        for somebody, where in ((ana, "#line"), (lead, "#line"), (ben, ".wrong")):
            somebody.see(words, where)
            assert somebody.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        resource.prlimit(one.process.pid, resource.RLIMIT_FSIZE, before)
        ben.see("Choose a role")  # the form has been sent again by itself
        for somebody in (ana, lead):
            until(lambda somebody=somebody: not somebody.page.locator("#line").is_visible())
            assert somebody.problems == []


# A clock that is set -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_set_while_the_server_runs_leaves_the_time_that_was_left(led, now, hours):
    led.join("Ana", FORCE)
    led.lead("open")
    led.game.tick()
    left = led.game.state.ends - now[0]
    now[0] += 3600 * hours
    assert led.game.tick()
    assert led.game.state.phase == ORDERS
    assert led.game.state.ends - now[0] == pytest.approx(left)
    said = console.log(led.game)[-1]["text"]
    assert said.startswith("The clock of the computer was set back" if hours < 0 else "The server was away for 3600")
    assert not led.game.tick()


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_set_between_two_servers_gives_no_more_time_than_was_left(led, now, hours):
    led.join("Ana", FORCE)
    led.lead("open")
    now[0] += 3
    led.game.tick()
    left = led.game.state.ends - now[0]
    led.game.close()
    now[0] += 3600 * hours
    led.game = open_game(led.path)
    led.game.play()
    led.game.tick()
    assert led.game.state.ends - now[0] == pytest.approx(left)


# A damaged file ------------------------------------------------------------------------------------------------------


def damaged(led, page):
    """Close a class, and overwrite one page of its file."""
    led.game.close()
    size = 4096
    raw = bytearray(led.path.read_bytes())
    raw[page * size : (page + 1) * size] = b"\xa5" * size
    led.path.write_bytes(raw)


@pytest.mark.parametrize("page", [2, 4, 5])
def test_a_file_whose_pages_were_overwritten_is_refused_in_a_sentence(led, page, capsys):
    for n in range(40):
        led.do(LECTURER, "broadcast", text=f"{n} " * 100)
    damaged(led, page)
    with pytest.raises(ResultError, match=r"is no file of a class, or is damaged: .*; allowed is a file that"):
        open_game(led.path)
    with pytest.raises(SystemExit) as left:
        cli.main(["class", "--file", str(led.path), "--no-browser", "--port", "0"])
    said = capsys.readouterr().err
    assert (left.value.code, said.count("\n") <= 3, "Traceback" in said) == (2, True, False)


def test_a_file_without_its_facts_is_refused_in_a_sentence(led):
    led.game.close()
    base = sqlite3.connect(led.path)
    base.execute("delete from about where name = 'seed'")
    base.commit()
    base.close()
    with pytest.raises(ResultError, match="damaged: seed is missing in it"):
        open_game(led.path)


# Exercises in several files ------------------------------------------------------------------------------------------


def own_exercise(folder, scenario="mine.toml", changes="", layer="road"):
    """Write the small exercise with a scenario of its own, which starts from another file and gives a layer."""
    (folder / "parent.toml").write_text('base = "post_accord"\nname = "parent"\n[country]\nwidth = 12\nheight = 12\n')
    for where, up in ((folder, ""), (folder / "sub", "../")):
        where.mkdir(exist_ok=True)
        (where / "row.csv").write_text("\n".join(",".join(str(int(y == 3)) for _ in range(12)) for y in range(12)))
        (where / "mine.toml").write_text(f'base = "{up}parent.toml"\n[country.layers]\n{layer} = "row.csv"\n')
    (folder / "mine").write_text((folder / "mine.toml").read_text())
    path = folder / "own.toml"
    text = SMALL.replace('"post_accord"', f'"{scenario}"')
    path.write_text(text.replace("[scenario.changes]\n", f"[scenario.changes]\n{changes}"))
    return path


@pytest.mark.parametrize(
    ("scenario", "changes"),
    [
        ("mine.toml", ""), ("sub/mine.toml", ""), ("mine", ""), ("parent.toml", ""),
        ("post_accord", '"country.layers" = { road = "row.csv" }\n'),
    ],
)  # fmt: skip
def test_a_class_is_played_when_all_files_of_its_scenario_are_gone(tmp_path, scenario, changes):
    made = tmp_path / "made"
    made.mkdir()
    path = own_exercise(made, scenario, changes)
    played = load_exercise(path).scenario
    new_game(tmp_path / "class.sqlite", str(path)).close()
    shutil.rmtree(made)
    led = object.__new__(Led)
    led.game = game = open_game(tmp_path / "class.sqlite")
    game.play()
    led.join("Ana", FORCE)
    led.lead("open")
    led.lead("close")
    assert (game.trouble, len(game.weeks)) == ("", 4)
    kept = game.exercise.scenario
    rest = {"base": True, "country": {"layers"}}
    assert kept.model_dump(exclude=rest) == played.model_dump(exclude=rest)
    assert ("road" in kept.country.layers) == (scenario != "parent.toml")
    assert not [layer for layer in kept.country.layers.values() if isinstance(layer, str)]
    game.close()


def test_a_class_of_the_format_that_kept_a_scenario_as_its_file_stood_can_still_be_opened(tmp_path):
    own_exercise(tmp_path)
    about = {"exercise": "own", "exercise_toml": (tmp_path / "own.toml").read_text(),
             "scenario_toml": 'base = "contested"\n[country]\nheight = 12\n'}  # fmt: skip
    assert exercise_of(about).scenario.name == "mine"


@pytest.mark.parametrize(
    ("layer", "text", "told"),
    [
        ("road", None, "road.*does not exist"),
        ("road", "1,0\n0,1", "has 2 rows"),
        ("sector", None, "layer 'sector' has no cell of sector 2"),  # rows of 0 and 1, which only the country refuses
    ],
)
def test_what_would_stop_a_class_is_found_by_the_check(tmp_path, capsys, layer, text, told):
    path = own_exercise(tmp_path, layer=layer)
    if layer == "road":
        (tmp_path / "row.csv").write_text(text) if text else (tmp_path / "row.csv").unlink()
    for words in (["exercise", "check", str(path)], ["class", str(path), "--port", "0", "--no-browser"]):
        with pytest.raises(SystemExit) as left:
            cli.main(words)
        said = capsys.readouterr()
        assert left.value.code == 2, said
        assert re.search(told, said.err)
        assert "Traceback" not in said.err


def test_weeks_that_cannot_be_played_are_found_by_the_check(tmp_path, monkeypatch):
    path = own_exercise(tmp_path)
    assert try_out(str(path)).name == "own"

    def broken(model):
        if model.week == 2:
            raise ZeroDivisionError

    monkeypatch.setattr("peaceops.experiments.classroom.trying.scene", broken)
    with pytest.raises(ExerciseError, match="the weeks of own cannot be played: ZeroDivisionError"):
        try_out(str(path))


# Injects that are told by the wrong card ------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["", "Money is missing."])
def test_a_scandal_of_the_lecturer_s_own_is_not_taken_for_one_of_the_exercise(tmp_path, words):
    """Neither for one that comes on a condition and has no text, nor for one that comes in the same week."""
    hidden = '[[injects]]\ntitle = "Hidden"\nkind = "scandal"\nwhen = "week >= 5"\ncard = "SECRET"\n'
    dated = '[[injects]]\ntitle = "Dated"\nkind = "new_srsg"\nweek = 0\ncard = "SHOWN"\n'
    path = tmp_path / "own.toml"
    path.write_text(SMALL.replace("[[axes]]", f"{hidden}\n{dated}\n[[axes]]", 1))
    led = object.__new__(Led)
    led.game = game = new_game(tmp_path / "class.sqlite", str(path))
    game.play()
    led.join("Ana", FORCE)
    led.lead("open")
    led.lead("inject", kind="scandal", title="Of my own", **({"text": words} if words else {}))
    led.lead("inject", kind="new_srsg", title="Mine too", text="Another one.")
    led.lead("close")
    told = {one["title"]: one for one in news(game) if one["kind"] == "inject"}
    assert set(told) == {"A raid", "Dated", "Of my own", "Mine too"}
    assert "SHOWN" in told["Dated"]["card_html"]
    assert (told["Of my own"]["card_html"], told["Mine too"]["card_html"]) == ("", "")
    assert told["Mine too"]["text"] == "Another one."
    assert {one["title"]: one["played"] for one in console.injects(game)}["Hidden"] is None
    for _ in range(2):
        led.lead("open")
        led.lead("close")
    assert {one["title"]: one["played"] for one in console.injects(game)}["Hidden"] == 5
    assert "SECRET" in next(one for one in news(game) if one["title"] == "Hidden")["card_html"]
    game.close()


# Small things --------------------------------------------------------------------------------------------------------


def test_a_class_that_goes_on_says_that_its_exercise_has_been_changed(tmp_path):
    path = own_exercise(tmp_path)
    with closing(new_game(tmp_path / "class.sqlite", str(path))) as game:
        for change in (None, (path, "A small one", "Another one"), (tmp_path / "row.csv", "1", "0")):
            if change is not None:
                file, old, new = change
                before = file.read_text()
                file.write_text(before.replace(old, new))
            words = _old_words(game, str(path))
            assert [line for line in words if "has been changed since" in line] == words[1:-1]
            assert len(words) == (2 if change is None else 3)
            if change is not None:
                file.write_text(before)
        path.unlink()
        assert len(_old_words(game, str(path))) == 2


@pytest.mark.parametrize("name", ["\u3164", "\u115f\u1160", "\u2800", "\uffa0\u200b"])
def test_a_name_that_nobody_can_see_is_none(led, name):
    with pytest.raises(RefusalError, match="the name has 0 signs"):
        led.join(name)
    led.join(f"A{name}na")
    assert led.game.state.players["p1"].name == "Ana"
