"""Somebody who does not wish the class well: every attempt is refused and kept, and the class is unharmed."""

from __future__ import annotations

import json
import secrets
import socket
import time

import pytest
from class_cases import PAGES, Page, close_pages, listen, new_id, small_class
from websockets.exceptions import ConnectionClosed

from peaceops.experiments.classroom.log import read
from peaceops.experiments.classroom.replay import exercise_of
from peaceops.experiments.classroom.state import fold

FORCE, RELIEF, USE = "force_commander.1", "humanitarian_lead.1", "posture.use_of_force"
SAID_AGAIN = 10.0  # seconds within which the same attempts of one sender are kept once
PRIVATE = ("SECRET-OF-FORCE", "SECRET-OF-HEAD", "SECRET-OF-STATE")


class Room:
    """A class under way: Ana leads the force, Eve speaks for relief and is curious, the lecturer leads."""

    def __init__(self, server):
        self.server, self.port = server, server.port
        self.lecturer = server.lecturer()
        self.ana, self.eve = Page(self.port), Page(self.port)
        for page, name, seat in ((self.ana, "Ana", FORCE), (self.eve, "Eve", RELIEF)):
            assert page.join(server.code, name)[0] == 200
            page.ok("sit", seat=seat)
        self.lecturer.ok("option", clock=False)
        self.lecturer.ok("open")
        self.ana_id = new_id()
        self.ana.ok("order", id=self.ana_id, name=USE, value=0.9)
        self.ana.ok("say", to=["head_of_mission"], text="SECRET-OF-FORCE plans")

    def kept(self):
        """Return what was refused so far: who, call, text."""
        return [(one.who, one.call, one.text) for one in read(self.server.folder / "class.sqlite").refused]

    def kept_since(self, at):
        """Return what was refused since a moment."""
        found = read(self.server.folder / "class.sqlite").refused
        return [(one.who, one.call, one.text) for one in found if one.at >= at]

    def unharmed(self):
        """Return whether the class is as it was."""
        found = read(self.server.folder / "class.sqlite")
        state = fold(exercise_of(found), found.rows)
        assert state.orders[FORCE, USE].value == 0.9
        assert state.seats == {FORCE: "p1", RELIEF: "p2"}
        assert (state.phase, state.round) == ("orders", 1)
        status, told = self.ana.call("GET", "/api/state")
        return status == 200 and told["parts"]["orders"]["mine"][0]["value"] == 0.9


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    folder = tmp_path_factory.mktemp("attack")
    with small_class(folder) as server:
        yield Room(server)
        close_pages()


@pytest.fixture(autouse=True)
def _is_refused_and_kept(room):
    """Whatever an attempt is, the class goes on."""
    there = list(PAGES)
    yield
    for page in [one for one in PAGES if one not in there]:
        page.close()
        PAGES.remove(page)
    time.sleep(0.1)  # a sender is served eight calls a second for long
    assert room.unharmed()


def refused_and_kept(room, status, call, *given, **more):
    """Check that a call is refused with a sentence, and kept; whom earlier tests made wait, waits as long as told."""
    got, answer = 429, {"wait": 0.0}
    while got == 429:
        time.sleep(answer["wait"])
        before = len(room.kept())
        got, answer = call(*given, **more)
    assert got == status, (got, answer)
    assert answer["ok"] is False
    assert answer["error"]
    assert "Traceback" not in answer["error"]
    assert not any(word in json.dumps(answer) for word in PRIVATE)
    assert len(room.kept()) == before + 1
    return answer


def keys(room):
    """Return keys that are not Eve's to use."""
    who, proof = room.eve.key.split(".", 1)
    other = proof[:-1] + ("A" if proof[-1] != "A" else "B")
    return [
        f"p1.{proof}", f"lecturer.{proof}", f"{who}.{other}", f"{who}.{proof[:-1]}", f"{who}.{proof}x",
        f"p1.{secrets.token_urlsafe(24)}",
        "lecturer", "p1", "p1.", ".", "", "x" * 500, f"p99.{proof}", room.server.code,
    ]  # fmt: skip


def test_a_key_that_is_guessed_or_bent_opens_nothing(room):
    for key in keys(room):
        page = Page(room.port, key)
        head = {"Authorization": f"Bearer {key}".encode().decode("latin-1")}
        for method, path, body in (
            ("GET", "/api/state", None),
            ("POST", "/api/do", {"id": new_id(), "do": "order", "name": USE, "value": 0.0}),
        ):
            before = len(room.kept())
            status, answer = page.call(method, path, body, key=None, headers=head)
            assert status in (401, 429), (key, status, answer)
            assert status == 429 or len(room.kept()) == before + 1


def test_the_view_of_another_role_is_not_shown(room):
    for role in (
        "force_commander",
        "head_of_mission",
        "truth",
        "public",
        "nobody",
        "lecturer",
        "humanitarian_lead.1",
        "",
    ):
        for path in ("/api/view", "/api/film"):
            if role == "":
                continue
            refused_and_kept(room, 403, room.eve.call, "GET", f"{path}?role={role}&round=1")
    refused_and_kept(room, 403, room.eve.call, "GET", "/api/card?role=force_commander")
    for path in ("/api/debrief", "/api/session"):
        refused_and_kept(room, 403, room.eve.call, "GET", path)


def test_what_is_told_to_one_seat_holds_nothing_private_of_another(room):
    told = [room.eve.call("GET", path)[1] for path in ("/api/state", "/api/view", "/api/card", "/api/hello")]
    with listen(room.port) as listening:
        listening.send(
            json.dumps({"key": room.eve.key, "as": "lecturer", "who": "lecturer", "role": "force_commander"})
        )
        told.append(listening.recv(timeout=60))
    text = json.dumps(told)
    assert "SECRET-OF-RELIEF" in text
    for word in (*PRIVATE, '"value": 0.9', '"refused":', room.lecturer.key, room.ana.key, "timetable"):
        assert word not in text


def test_nobody_can_act_for_another_seat(room):
    page = room.eve
    n = page.ok(
        "order", name="posture.escorts", value="routine", seat=FORCE, who="p1", role="force_commander", player="p1"
    )["n"]
    rows = {row.n: row for row in read(room.server.folder / "class.sqlite").rows}
    assert (rows[n].who, rows[n].body["seat"]) == ("p2", RELIEF)
    refused_and_kept(room, 422, page.do, "order", name=USE, value=0.0)
    refused_and_kept(room, 409, page.do, "sit", seat=FORCE)
    refused_and_kept(room, 403, page.do, "sit", seat="head_of_mission.1")
    refused_and_kept(room, 422, page.do, "order", name="posture.escorts", value="routine", insist=True)


def test_the_command_of_another_cannot_be_sent_again(room):
    refused_and_kept(room, 400, room.eve.do, "order", id=room.ana_id, name=USE, value=0.0)
    n = room.ana.ok("order", id=room.ana_id, name=USE, value=0.0)["n"]  # a replay in her own name is her first order
    assert room.ana.ok("order", id=room.ana_id, name=USE, value=0.1)["n"] == n


@pytest.mark.parametrize(
    "do",
    [
        "open",
        "close",
        "pause",
        "extend",
        "inject",
        "broadcast",
        "seat",
        "seat_all",
        "remove",
        "remove_waiting",
        "back",
        "option",
        "end",
        "reopen",
        "delete",
        "link",
        "next",
    ],
)
def test_a_player_cannot_lead(room, do):
    fields = {
        "player": "p1",
        "seat": None,
        "minutes": 5,
        "text": "x",
        "index": 1,
        "clock": True,
        "really": room.server.code,
    }
    refused_and_kept(room, 403, room.eve.do, do, **fields)


@pytest.mark.parametrize(
    "do",
    [
        "joined",
        "settled",
        "resumed",
        "__class__",
        "_sit",
        "",
        None,
        5,
        ["order"],
        {"do": "order"},
        "order\x00",
        "\ud800",
    ],
)
def test_a_command_that_there_is_not_is_refused(room, do):
    refused_and_kept(room, 400, room.eve.do, do)


@pytest.mark.parametrize(
    "id", [None, "", "short", 5, "x" * 81, "ü" * 20, "a" * 15, ["x" * 20], "a\nb" * 10, "\ud800" * 20]
)
def test_a_command_without_an_id_of_its_own_is_refused(room, id):
    refused_and_kept(room, 400, room.eve.call, "POST", "/api/do", {"id": id, "do": "leave"})


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b'"order"', b"null", b"5", b"\xff\xfe\x00", b"{" * 4000, b"[" * 8000, b'{"a":' * 1500,
        b'{"id": NaN}',
        b'{"do":"order","id":"aaaaaaaaaaaaaaaaaaaa","name":"posture.escorts","value":Infinity}', b"\x00" * 100,
    ],
)  # fmt: skip
def test_a_call_that_cannot_be_read_is_refused(room, body):
    refused_and_kept(room, 400, room.eve.call, "POST", "/api/do", body)


def test_a_call_that_is_too_large_is_refused(room):
    refused_and_kept(room, 413, room.eve.do, "say", to=["head_of_mission"], text="x" * 9_000)
    refused_and_kept(room, 413, room.eve.call, "POST", "/api/do", b" " * 1_000_000)
    refused_and_kept(room, 413, room.eve.call, "POST", "/api/join", b" " * 20_000)
    refused_and_kept(room, 400, room.eve.do, "say", to=["head_of_mission"], text="x" * 700)


def never_ending(room):
    """Return a connection on which a call of Eve's was begun and never ends."""
    slow = socket.create_connection(("127.0.0.1", room.port))
    slow.sendall(
        f"POST /api/do HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {room.eve.key}\r\n".encode()
        + b"Content-Length: 5000\r\n\r\n{"
    )
    return slow


def test_a_call_that_never_ends_does_not_hold_the_class_up(room):
    with never_ending(room) as slow:
        assert room.ana.call_once("GET", "/api/state")[0] == 200
        slow.setblocking(False)
        with pytest.raises(BlockingIOError):  # it is still waited for
            slow.recv(1)


@pytest.mark.slow  # ten seconds of patience
def test_a_call_that_never_ends_is_ended(room):
    with never_ending(room) as slow:
        slow.settimeout(60)
        assert b" 400 " in slow.recv(1000)


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "Ana</td>",
        "\u202eanA",
        "\x00",
        " ",
        "x" * 41,
        {"name": "Ana"},
        None,
        "\ud800",
    ],
)
def test_names_with_markup_or_hidden_signs_are_refused(room, name):
    if name == "\u202eanA":  # taken, without the sign that turns what stands beside it
        assert room.eve.ok("rename", name=name)["ok"]
        assert room.eve.call("GET", "/api/state")[1]["parts"]["you"]["name"] == "anA"
        return
    refused_and_kept(room, 400, room.eve.do, "rename", name=name)
    refused_and_kept(room, 400, Page(room.port).join, room.server.code, name)


def test_a_message_is_told_as_text_and_never_as_markup(room):
    room.eve.ok("say", to=["force_commander"], text="<script>alert(1)</script>")
    told = room.ana.call("GET", "/api/state")[1]["parts"]["messages"]
    assert told[-1]["text"] == "<script>alert(1)</script>"  # a field that pages show as text
    assert all("script" not in str(value) for key, value in told[-1].items() if key.endswith("_html"))


def test_the_link_of_the_lecturer_opens_once(room):
    page = Page(room.port)
    for once in (room.server.once, "", "x" * 32, None, 5, ["x"], "\ud800"):
        refused_and_kept(room, 401, page.call, "POST", "/api/lecturer", {"once": once}, key=None)


@pytest.mark.parametrize(
    "first",
    [
        b"x",
        "no JSON",
        "[]",
        "{}",
        '{"key": 5}',
        '{"key": "p1.x"}',
        '{"key": null, "as": "projector"}',
        '{"as": "lecturer"}',
    ],
)
def test_a_page_without_a_key_is_told_nothing(room, first):
    began = time.time()
    with listen(room.port) as listening:
        listening.send(first)
        with pytest.raises(ConnectionClosed) as closed:
            listening.recv(timeout=60)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401
    end = time.monotonic() + 10
    while not (kept := room.kept_since(began - SAID_AGAIN)) and time.monotonic() < end:
        time.sleep(0.1)
    assert ("?", "socket", "a key that is not known") in kept


def test_a_page_of_another_site_is_told_nothing(room):
    before = len(room.kept())
    with pytest.raises(Exception, match="403"), listen(room.port, origin="http://evil.example"):
        pass
    assert room.kept()[before:] == [("?", "socket", "a page of another site wanted to listen")]


def test_a_page_that_sends_much_or_large_is_closed_and_others_are_not(room):
    watching = _let_in(Page(room.port, room.ana.key))
    for flood in ("x" * 10_000, '{"type":"beat"}'):
        before = len(room.kept())
        with listen(room.port) as listening:
            listening.send(json.dumps({"key": room.eve.key}))
            listening.recv(timeout=60)  # what is told to whoever is let in
            with pytest.raises(ConnectionClosed):
                _flood(listening, flood)
        end = time.monotonic() + 10
        while len(room.kept()) == before and time.monotonic() < end:
            time.sleep(0.1)
        assert [one[:2] for one in room.kept()[before:]] == [("p2", "socket")]
    room.ana.ok("ready", ready=False)
    watching.until(lambda told: told["you"]["ready"] is False)


def _let_in(page):
    """Listen, as soon as wrong keys that other tests tried from this machine are forgiven."""
    end = time.monotonic() + 60.0
    while not page.parts and time.monotonic() < end:
        page.closed = None
        page.listen()
        while not page.parts and page.closed is None and time.monotonic() < end:
            time.sleep(0.05)
        if not page.parts:
            time.sleep(1.0)
    page.until(lambda told: told["you"])
    return page


def _flood(listening, message):
    """Send a message again and again, until the connection is closed."""
    for _ in range(5000):
        listening.send(message)
    while True:
        listening.recv(timeout=60)


def test_more_pages_than_anybody_needs_are_not_served(room):
    pages = [Page(room.port, room.eve.key).listen() for _ in range(9)]
    end = time.monotonic() + 20
    while not any(page.closed for page in pages) and time.monotonic() < end:
        time.sleep(0.1)
    assert [page.closed for page in pages if page.closed] == [4429]


def test_a_flood_of_calls_is_slowed_down_for_its_sender_alone(room):
    answers = (room.eve.do("order", name=USE, value=0.0) for _ in range(5_000))  # a slow machine asks for more
    slowed = next(answer for status, answer in answers if status == 429)
    assert slowed["code"] == "often"
    assert slowed["wait"] > 0
    assert room.ana.call("GET", "/api/state")[0] == 200
    time.sleep(slowed["wait"] + 1.5)  # and can go on after the time that was told, and a few calls of the next test
    assert room.eve.call("GET", "/api/state")[0] == 200


def test_wrong_codes_are_counted_and_soon_slow(room):
    page, began = Page(room.port), time.monotonic()
    got = [page.join(f"AAA-{i:03d}", "Mallory")[0] for i in range(60)]
    assert set(got) == {403, 429}
    assert got.count(403) <= 30 + (time.monotonic() - began) * 0.5  # thirty at once, and one more in two seconds
    assert room.ana.call("GET", "/api/state")[0] == 200
    assert not any(one.name == "Mallory" for one in fold_of(room).players.values())


def fold_of(room):
    """Return what the file comes to."""
    found = read(room.server.folder / "class.sqlite")
    return fold(exercise_of(found), found.rows)


def test_last_orders_after_the_deadline_are_refused(room):
    """The last of this file: it settles the round and steps back, so that the class stands as it was."""
    room.lecturer.ok("close")
    late = {
        "order": {"name": "posture.escorts", "value": "never"}, "withdraw": {"name": "posture.escorts"},
        "ready": {"ready": False}, "meet": {"with": ["force_commander"], "topic": "x"},
    }  # fmt: skip
    for do, fields in late.items():
        answer = refused_and_kept(room, 409, room.eve.do, do, **fields)
        assert answer["code"] == "late"
    end = time.monotonic() + 30
    while room.lecturer.do("back")[0] != 200:
        assert time.monotonic() < end
        time.sleep(0.2)
    kept = room.kept()
    assert {one[0] for one in kept} >= {"?", "p2"}
    assert all(len(one[2]) <= 400 for one in kept)


def test_wrong_keys_do_not_shut_out_those_who_hold_one_at_the_same_address(room):
    """A class behind one router is one sender."""
    for _ in range(40):
        Page(room.port, secrets.token_urlsafe(32)).call("GET", "/api/state")
    page = Page(room.port, room.ana.key).listen()
    assert page.until(lambda parts: "you" in parts)["you"]["seat"] == FORCE
    assert page.closed is None
