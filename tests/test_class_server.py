"""The server of a class, a process of its own, with real clients: a class by its calls, kills, and plain errors."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import time

import pytest
from class_cases import LECTURER, Page, Server, close_pages, new_id, served, small_class, small_exercise

from peaceops.cli import main
from peaceops.experiments.classroom.log import read
from peaceops.experiments.classroom.replay import exercise_of
from peaceops.experiments.classroom.state import fold
from peaceops.viz.classroom.limits import Limit
from peaceops.viz.classroom.qr import qr_picture, qr_terminal
from peaceops.viz.classroom.start import LAN_NOTICE, bound, place_of

FORCE, USE, ESCORTS = "force_commander.1", "posture.use_of_force", "posture.escorts"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    with small_class(folder) as one:
        yield one


@pytest.fixture(autouse=True)
def _pages():
    yield
    close_pages()


def joined(server, name, seat=None):
    """Return a page that has joined, listens, and sits."""
    page = Page(server.port)
    status, answer = page.join(server.code, name)
    assert status == 200, answer
    page.player = answer["player"]
    page.listen()
    if seat:
        page.ok("sit", seat=seat)
        page.until(lambda told: told["you"]["seat"] == seat)
    return page


def state_of(folder):
    """Return what the file of a class comes to."""
    found = read(folder / "class.sqlite")
    return fold(exercise_of(found), found.rows)


def test_a_class_from_the_code_to_the_debrief_by_its_calls(server):
    lecturer = server.lecturer().listen()
    lecturer.ok("option", wait=False)  # who joins in later tests sits down by himself
    wall = Page(server.port, lecturer.key).listen(**{"as": "projector"})
    ana, ben = joined(server, "Ana", FORCE), joined(server, "Ben", "humanitarian_lead.1")
    assert "SECRET-OF-FORCE" in ana.parts["card"]["private_html"]
    lecturer.until(lambda told: {one["name"] for one in told["players"] if one["here"]} >= {"Ana", "Ben"})
    assert lecturer.parts["room"]["code"] == server.code
    lecturer.ok("open")
    for page in (ana, ben, wall):
        page.until(lambda told: told["clock"]["phase"] == "orders")
    assert ana.parts["clock"]["ends"] > time.time()
    ana.ok("order", name=ESCORTS, value="routine")
    ben.ok("order", name=ESCORTS, value="last_resort")
    meeting = ana.ok("meet", **{"with": ["humanitarian_lead"]}, topic="Convoys")["meeting"]
    ben.until(lambda told: told["meetings"])
    ben.ok("come", meeting=meeting)
    ben.ok("say", meeting=meeting, text="Not with <b>guns</b>.")
    ana.until(lambda told: told["messages"])
    assert ana.parts["messages"][0]["text"] == "Not with <b>guns</b>."
    ana.ok("ready", ready=True)
    lecturer.until(lambda told: any(seat["ready"] for role in told["table"] for seat in role["seats"]))
    assert {one["seat"]: one["value_label"] for one in lecturer.parts["orders_all"]["orders"]}[FORCE] == "routine"
    lecturer.ok("broadcast", text="Half a minute left.")
    lecturer.ok("close")
    told = ana.until(lambda told: told["clock"]["phase"] == "film")
    assert [one["name"] for one in told["rulings"]] == [ESCORTS]
    assert "A raid" in [one["title"] for one in told["news"]]
    status, film = ana.call("GET", "/api/film?round=1")
    assert (status, [week["week"] for week in film["weeks"]]) == (200, [0, 1, 2])
    status, seen = ana.call("GET", "/api/view")
    assert (status, seen["week"], len(seen["series"]["violent_events"])) == (200, 2, 3)
    assert seen["version"] == ana.until(lambda told: told["view"]["version"] == seen["version"])["view"]["version"]
    for number in (2, 3):
        lecturer.ok("open")
        lecturer.ok("close")
        lecturer.until(lambda told, n=number: told["clock"]["phase"] == "film" and told["clock"]["round"] == n)
    lecturer.ok("open")
    lecturer.until(lambda told: told["clock"]["phase"] == "film" and told["clock"]["week"] == 10)
    lecturer.ok("open")
    told = ben.until(lambda told: told["clock"]["phase"] == "debrief")
    ben.until(lambda told: "questions" in told["class"])
    assert set(wall.parts) == {"class", "clock", "table", "waiting", "news", "round", "room", "view"}
    assert "SECRET" not in str(wall.parts)
    assert wall.parts["room"]["qr"].startswith("data:image/svg+xml")
    assert server.code not in str([ana.parts, Page(server.port).call("GET", "/api/hello")])
    assert "SECRET-OF-FORCE" not in str(ben.parts)
    assert "SECRET-OF-RELIEF" not in str(ana.parts)
    lecturer.ok("back")
    lecturer.until(lambda told: told["clock"]["phase"] == "film" and told["clock"]["round"] == 3)
    for page in (ana, ben, wall, lecturer):
        page.close()


def test_two_tabs_of_one_seat_are_one_seat(server):
    one = joined(server, "Tabs", "force_commander.2")
    other = Page(server.port, one.key).listen()
    other.until(lambda told: told["you"]["seat"] == "force_commander.2")
    other.ok("say", to=["head_of_mission"], text="From the second tab")
    one.until(lambda told: any(message["text"] == "From the second tab" for message in told["messages"]))
    one.drop()
    other.until(lambda told: _here(told, "force_commander.2"))
    other.close()
    watcher = server_page(server)
    watcher.until(lambda told: not _here(told, "force_commander.2"))
    watcher.close()


def server_page(server):
    """Return a page that has joined and only looks."""
    return joined(server, "Looks on")


def _here(told, seat):
    return next(one["here"] for role in told["table"] for one in role["seats"] if one["seat"] == seat)


def test_pages_and_files_come_with_a_policy_and_nothing_else_is_served(server):
    page = Page(server.port)
    for path in ("/", "/lecturer", "/projector"):
        page.send("GET", path)
        answer = page._http.getresponse()
        answer.read()
        assert answer.status == 200
        assert "script-src 'self'" in answer.getheader("Content-Security-Policy")
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
    for path in (
        "/static/..%2fserver.py",
        "/static/%2e%2e/server.py",
        "/static/server.py",
        "/class.sqlite",
        "/static/",
        "/api/none",
    ):
        assert page.call("GET", path)[0] == 404
    assert page.call("PUT", "/api/do", {})[0] == 405


def test_a_server_killed_in_two_rounds_of_a_class_has_everybody_back(tmp_path):
    """Three times and among forty it is killed in the slow suite: :mod:`test_class_forty`."""
    small_exercise(tmp_path)
    server = Server(tmp_path, "small.toml", "--file", "class.sqlite")
    try:
        lecturer = server.lecturer().listen()
        seats = [FORCE, "force_commander.2", "head_of_mission.1", "humanitarian_lead.1"]
        pages = [joined(server, f"P{i}", seat) for i, seat in enumerate(seats)]
        lecturer.ok("open")
        pages[0].ok("order", name=USE, value=0.9)
        pages[0].until(lambda told: told["clock"]["phase"] == "orders" and told["orders"]["mine"])
        ends, week, values = pages[0].parts["clock"]["ends"], 0, None
        for number in (1, 2):
            server.kill()
            died = time.time()
            pages[0].until(lambda told: pages[0].closed)
            server.start()
            for page in pages:
                page.drop()
                page.closed, page.parts = None, {}
                page.listen()
            for page, seat in zip(pages, seats, strict=True):
                told = page.until(
                    lambda told, seat=seat: told["you"]["seat"] == seat and told["clock"]["phase"] == "orders"
                )
                assert told["clock"]["round"] == number
                assert told["clock"]["week"] == week
            assert [one["value"] for one in pages[0].parts["orders"]["mine"]] == [0.9]
            away = time.time() - died
            told = pages[0].until(lambda told, ends=ends: told["clock"]["ends"] > ends + 0.1)
            assert told["clock"]["ends"] - ends <= away + 5.0  # the time away is given back, not more
            if values is not None:
                assert pages[0].call("GET", "/api/view")[1]["series"] == values
            lecturer.drop()
            lecturer.ok("close")
            pages[0].until(lambda told: told["clock"]["phase"] == "film")
            values = pages[0].call("GET", "/api/view")[1]["series"]
            week = pages[0].parts["clock"]["week"]
            if number < 2:
                lecturer.ok("open")
                pages[0].ok("order", name=USE, value=0.9)
                told = pages[0].until(lambda told, n=number: told["clock"]["round"] == n + 1 and told["orders"]["mine"])
                ends = told["clock"]["ends"]
        for page in pages:
            page.close()
    finally:
        server.stop()
    state = state_of(tmp_path)
    assert [one.round for one in state.settled] == [1, 2]
    assert sorted(state.seats) == sorted(seats)
    assert "Stopped. The class is kept in class.sqlite" in server.told.read_text()
    assert server.process.returncode == 0


def test_what_was_sent_and_not_answered_is_sent_again_and_counts_once(tmp_path):
    small_exercise(tmp_path)
    server = Server(tmp_path, "small.toml", "--file", "class.sqlite")
    try:
        lecturer = server.lecturer()
        ana = joined(server, "Ana", FORCE)
        lecturer.ok("open")
        same = new_id()
        n = ana.do("order", id=same, name=USE, value=0.2)[1]["n"]
        server.kill()
        server.start()
        ana.drop()
        assert ana.do("order", id=same, name=USE, value=0.2)[1]["n"] == n
    finally:
        server.stop()
    assert [row.kind for row in read(tmp_path / "class.sqlite").rows].count("order") == 1


def test_a_class_that_is_deleted_ends_the_server_and_leaves_no_file(tmp_path):
    with small_class(tmp_path) as server:
        lecturer = server.lecturer()
        ana = joined(server, "Ana", FORCE)
        assert lecturer.do("delete", really="nonsense")[0] == 422
        assert ana.do("delete", really=server.code)[0] == 403
        lecturer.ok("delete", really=server.code)
        ana.until(lambda told: ana.closed == 4409)
        assert server.process.wait(20) == 0
    assert not list(tmp_path.glob("class.sqlite*"))
    assert "has been deleted" in server.told.read_text()


def test_alone_in_the_browser_from_start_to_end(tmp_path):
    small_exercise(tmp_path)
    with served(tmp_path, "solo", "small.toml") as server:
        page = Page(server.port)
        assert page.call("GET", "/api/hello")[1]["solo"]
        assert page.join("", "Ana")[0] == 200
        page.listen()
        page.ok("sit", seat=FORCE)
        for number in (1, 2, 3):
            page.ok("next")
            page.ok("ready", ready=True)
            page.until(lambda told, n=number: told["clock"]["phase"] == "film" and told["clock"]["round"] == n)
        page.ok("next")
        page.until(lambda told: told["clock"]["phase"] == "film" and told["clock"]["week"] == 10)
        page.ok("next")
        page.until(lambda told: told["clock"]["phase"] == "debrief")
        page.close()
    assert (tmp_path / "solo_small.sqlite").exists()


# Plain errors --------------------------------------------------------------------------------------------------------


def told(folder, *words):
    """Return exit code and standard error of the command."""
    done = subprocess.run(
        [sys.executable, "-m", "peaceops", "class", *words, "--no-browser"], cwd=folder, capture_output=True, text=True,
        timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_a_port_that_is_taken_is_named_with_another(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, text = told(tmp_path, "collocation", "--port", str(port))
    assert (code, text) == (
        2,
        f"peaceops: port {port} is in use by another program; give another one, for example --port {port + 1}\n",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "match"),
    [
        (("colocation",), "there is no exercise 'colocation'; .*did you mean 'collocation'"),
        ((), "class needs an exercise; shipped are first_100_days"),
        (("collocation", "elections"), "class takes one exercise"),
        (("solo", "collocation", "--lan"), "--lan is given, and solo is for one player"),
        (("collocation", "--out", "x.html"), "--out is given, and belongs to the debrief"),
        (("--file", "none.sqlite"), "there is no class in none.sqlite"),
        (("debrief",), "class debrief needs the file of a class"),
        (
            ("collocation", "--file", "other.sqlite"),
            "other.sqlite holds a class of another exercise, small; give another --file",
        ),
        (("small.toml", "--file", "other.sqlite", "--seed", "99"), "holds a class with the seed 3"),
        (("collocation", "--file", "text.sqlite"), "text.sqlite is no file of a class"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(tmp_path, words, match, monkeypatch, capsys):
    """In this process; the port that is taken and the class that is led, beside this, are said by one of their own."""
    import re

    from peaceops.experiments.classroom.game import new_game
    from peaceops.viz.classroom import start

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(start, "serve", lambda *given: pytest.fail("it was done"))
    new_game(tmp_path / "other.sqlite", small_exercise(tmp_path)).close()
    (tmp_path / "text.sqlite").write_text("no class")
    with pytest.raises(SystemExit) as end:
        main(["class", *words, "--no-browser", "--port", "0"])
    text = capsys.readouterr().err
    assert end.value.code == 2
    assert re.search(match, text), text
    assert text.count("\n") == 1


def test_a_class_that_another_server_leads_is_left_to_it(server):
    code, text = told(server.folder, "--file", "class.sqlite", "--port", "0")
    assert (code, "is the class of a server that is running" in text) == (2, True)


# Parts ---------------------------------------------------------------------------------------------------------------


def test_only_lan_opens_to_the_network_and_says_so():
    with bound(0, lan=False) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
        place = place_of(listening, lan=False)
        assert place.address == f"http://127.0.0.1:{listening.getsockname()[1]}/"
        assert "this computer alone" in place.notice
    with bound(0, lan=True) as listening:
        assert listening.getsockname()[0] == "0.0.0.0"  # noqa: S104
        assert place_of(listening, lan=True).notice.startswith(LAN_NOTICE)
    assert qr_picture("http://192.168.1.5:8010/#KRT-486").startswith("data:image/svg+xml")
    assert len(qr_terminal("http://192.168.1.5:8010/").splitlines()) > 10


def test_a_bucket_gives_what_is_in_it_and_fills_with_time():
    now = [0.0]
    limit = Limit(3, 1.0, lambda: now[0])
    assert [limit.wait("a") for _ in range(4)] == [0.0, 0.0, 0.0, 1.0]
    assert limit.wait("b") == 0.0
    assert limit.spent("a")
    now[0] = 2.0
    assert not limit.spent("a")
    assert [limit.wait("a") for _ in range(3)] == [0.0, 0.0, 1.0]
    for i in range(5000):
        limit.wait(f"s{i}")
    assert len(limit._left) <= 4096
    assert (limit.is_news("a"), limit.is_news("a")) == (True, False)


def test_the_secret_of_a_class_is_in_no_table_that_is_read(server):
    found = read(server.folder / "class.sqlite")
    with sqlite3.connect(f"file:{server.folder / 'class.sqlite'}?mode=ro", uri=True) as file:
        secret = file.execute("select value from secret").fetchone()[0]
    file.close()
    assert len(secret) == 32
    assert secret.hex() not in str(found)
    assert not any(row.who == LECTURER and "key" in row.body for row in found.rows)
