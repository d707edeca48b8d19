"""What goes on beside a class: a debrief that gives way and can be stopped, connections without a key, calls lost."""

from __future__ import annotations

import gzip
import json
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from class_cases import LECTURER, Led, Page, close_pages, listen, small_class

from peaceops.experiments.classroom import game as games
from peaceops.experiments.classroom.log import read
from peaceops.viz.classroom import server as servers
from peaceops.viz.classroom.views import Packed

FORCE, USE = "force_commander.1", "posture.use_of_force"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("beside")
    with small_class(folder) as one:
        yield one
        close_pages()


@pytest.fixture(scope="module")
def lecturer(server):
    return server.lecturer()


def settle(lecturer):
    """Play a round and return the seconds that it took until its film."""
    lecturer.ok("open")
    began = time.monotonic()
    lecturer.ok("close")
    while lecturer.call("GET", "/api/state")[1]["parts"]["clock"]["phase"] != "film":
        assert time.monotonic() - began < 60
        time.sleep(0.1)
    return time.monotonic() - began


def children(pid):
    """Return the command lines of the processes that a process has started, on Linux."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid:
                found.append((int(path.name), (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()))
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at the processes of the server")
def test_a_debrief_in_the_middle_of_a_class_holds_no_round_up_and_can_be_stopped(server, lecturer):
    page = Page(server.port)
    assert page.join(server.code, "Ana")[0] == 200
    page.ok("sit", seat=FORCE)
    settle(lecturer)
    answers = []
    asking = Page(server.port, lecturer.key)
    asking.call("GET", "/api/hello")  # its connection is open
    thread = threading.Thread(target=lambda: answers.append(asking.call_once("GET", "/api/debrief")))
    thread.start()
    end = time.monotonic() + 30
    while not (made := [one for one in children(server.process.pid) if "debrief_job" in one[1]]):
        assert time.monotonic() < end
        time.sleep(0.05)
    while not os.getpriority(os.PRIO_PROCESS, made[0][0]) > os.getpriority(os.PRIO_PROCESS, server.process.pid):
        assert time.monotonic() < end, "it gives way as soon as it is there"
        time.sleep(0.05)
    assert page.call("POST", "/api/debrief/stop", {})[0] == 403
    for alone in ("/api/without?round=1", "/api/axes", "/api/without/progress"):  # in a class the debrief tells it
        assert page.call("GET", alone)[0] == lecturer.call("GET", alone)[0] == 403
    assert settle(lecturer) < 20
    assert not answers  # it was still being made all the while
    status, answer = lecturer.call("POST", "/api/debrief/stop", {})
    assert (status, answer["stopped"]) == (200, True)
    thread.join(30)
    assert answers[0][0] == 409
    assert "the debrief was stopped" in answers[0][1]["error"]
    assert not [one for one in children(server.process.pid) if "debrief_job" in one[1]]
    assert lecturer.call("POST", "/api/debrief/stop", {})[1]["stopped"] is False


def test_what_is_shown_is_packed_where_the_page_can_unpack_it(server, lecturer):
    plain = lecturer.call("GET", "/api/view?role=force_commander")[1]
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    head = {"Authorization": f"Bearer {lecturer.key}", "Accept-Encoding": "gzip, deflate"}
    connection.request("GET", "/api/view?role=force_commander", headers=head)
    answer = connection.getresponse()
    packed = answer.read()
    connection.close()
    assert answer.getheader("Content-Encoding") == "gzip"
    assert json.loads(gzip.decompress(packed)) == plain
    assert len(packed) < 0.6 * len(json.dumps(plain))


def test_calls_to_nowhere_and_a_flood_of_pages_are_kept_and_refused(server, lecturer):
    def kept():
        return [(one.call, one.text) for one in read(server.folder / "class.sqlite").refused]

    page = Page(server.port)
    assert page.call("GET", "/wp-admin", key=None)[0] == 404
    assert page.call("DELETE", "/api/do", key=None)[0] == 405
    assert ("GET /wp-admin", "there is nothing at this address") in kept()
    got = [page.call("GET", "/api/hello", key=None)[0] for _ in range(30)]
    assert set(got) == {200}
    assert lecturer.do("inject", kind="attack", size=10**400)[0] == 422
    ana = Page(server.port)
    ana.join(server.code, "Big")
    lecturer.ok("seat_all")
    assert ana.do("call", kind="attack", size=10**400)[0] in (400, 409)
    status, answer = ana.do("order", name=USE, value=2.0)
    assert status in (409, 422)
    assert "posture.use_of_force" not in answer["error"]


def test_connections_that_show_no_key_are_few_and_take_no_place_of_whoever_leads(server, lecturer):
    silent = []
    try:
        silent += [listen(server.port, open_timeout=20).__enter__() for _ in range(servers.MOST_UNPROVEN)]
        with pytest.raises(Exception, match="403"), listen(server.port):
            pass
    finally:
        for one in silent:
            one.close()
    end = time.monotonic() + 15
    while True:  # and then it is let in again
        with suppress(Exception), listen(server.port) as again:
            again.send(json.dumps({"key": lecturer.key}))
            assert "state" in again.recv(timeout=20)
            break
        assert time.monotonic() < end
        time.sleep(0.2)


def test_views_are_forgotten_when_the_class_goes_on_and_when_it_is_deleted(tmp_path):
    led = Led(tmp_path)
    led.join("Ana", FORCE)
    packed = Packed(led.game)
    calls = []

    def make():
        calls.append(1)
        return {"at": len(calls)}

    for _ in range(3):
        packed.of("view", "public", make)
    packed.of("view", "truth", make)
    assert (len(packed), len(calls)) == (2, 2)
    led.lead("open")
    led.lead("close")
    assert json.loads(gzip.decompress(packed.of("view", "public", make))) == {"at": 3}
    assert len(packed) == 1
    led.do(LECTURER, "delete", really=led.game.code)
    with pytest.raises(games.RefusalError, match="deleted"):
        packed.of("view", "public", make)
    assert len(packed) == 0


def test_weeks_under_way_are_left_when_the_server_ends(tmp_path):
    led = Led(tmp_path)
    led.join("Ana", FORCE)
    led.do(LECTURER, "open")
    led.do(LECTURER, "close")
    led.game.halt()
    assert led.game.play() is False
    assert led.game.busy  # they are played when it starts again
    assert led.game.trouble == ""
    led.game.close()


@pytest.mark.skipif(sys.platform == "win32", reason="stops as Ctrl-C does")
@pytest.mark.slow
def test_the_debrief_is_made_whole_and_a_server_that_ends_takes_it_along(tmp_path):
    with small_class(tmp_path) as one:
        lecturer = one.lecturer()
        settle(lecturer)
        status, data = lecturer.call("GET", "/api/session")
        assert status == 200
        names = ZipFile(BytesIO(data)).namelist()
        assert "class_debrief.html" in names
        assert any(name.startswith("class_debrief_data/") for name in names)
        began = time.monotonic()
        status, page = lecturer.call("GET", "/api/debrief")
        assert (status, page[:15]) == (200, b"<!DOCTYPE html>")
        assert time.monotonic() - began < 5  # made once for both
        lecturer.ok("broadcast", text="Something new")
        lecturer.send("GET", "/api/debrief")
        time.sleep(2.0)
        began = time.monotonic()
        one.process.send_signal(signal.SIGINT)
        one.process.wait(15)
        assert time.monotonic() - began < 10
        close_pages()
