"""Help for tests of the classroom: real servers, real clients, and classes led by hand."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.request import urlopen

from websockets.sync.client import connect

from peaceops.experiments.classroom.game import new_game

SMALL = """
title = "A small one"
question = "Do soldiers help convoys here?"
summary = "Two roles and one choice that needs both of them."
story = "**Week 0.** A road, a convoy, a village that watches."
solo = true

[scenario]
name = "post_accord"
seed = 3
after_weeks = 3

[scenario.changes]
"country.width" = 12
"country.height" = 12

[time]
briefing = 1
debrief = 2

[[goals]]
key = "escort"
text = "Argue for and against an escort."

[[rounds]]
title = "The first convoy"
weeks = 3
minutes = 1
text = "Who drives in front?"
hint = "Compare."
lecturer = "Let them talk."

[[rounds]]
title = "The second convoy"
weeks = 2
minutes = 1
text = "The first one has come back, or has not."

[[rounds]]
title = "The third convoy"
weeks = 2
minutes = 1
text = "Once more."

[roles.head_of_mission]
public = "Leads."
private = "SECRET-OF-HEAD"
holds = ["posture.escorts", "posture.use_of_force", "coordination.decision_style"]

[roles.force_commander]
seats = 3
public = "Has too few vehicles."
private = "SECRET-OF-FORCE"
holds = ["posture.escorts", "posture.use_of_force"]

[roles.humanitarian_lead]
seats = 2
public = "Speaks for those who drive."
private = "SECRET-OF-RELIEF"
holds = ["posture.escorts"]
[[roles.humanitarian_lead.goals]]
outcome = "acceptance_end"
text = "They let us pass."

[roles.host_government]
public = "The state."
private = "SECRET-OF-STATE"
[roles.host_government.opening]
"host.sovereignty" = { low = 0.2, high = 0.9 }

[[injects]]
title = "A raid"
kind = "attack"
week = 1
sector = 1
text = "Armed men raid villages."
card = "**Radio.** Shots in the night."

[[injects]]
title = "Held back"
kind = "cholera"
sector = 1
text = "Cholera in one town."
card = "**Health post.** Twelve cases."

[[axes]]
title = "Acceptance"
outcome = "acceptance_end"
text = "Whether relief passes."

[[axes]]
title = "Protection"
outcome = "civilian_deaths"
text = "Civilians killed."

[[debrief]]
goal = "escort"
question = "Who was seen with the escort?"
"""

LECTURER = "lecturer"


def small_exercise(folder: Path) -> str:
    """Write the small exercise and return its path."""
    path = folder / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return str(path)


def listen(port: int, **more):
    """Open a socket to a server on this machine.

    It sends no pings of its own (the server does): their thread draws from `random`, which Hypothesis refuses in
    whatever test is running by then.
    """
    return connect(f"ws://127.0.0.1:{port}/ws", max_size=2**24, ping_interval=None, **more)


@contextmanager
def small_class(folder: Path):
    """Serve a class that plays the small exercise."""
    small_exercise(folder)
    with served(folder, "small.toml", "--file", "class.sqlite") as one:
        yield one


def new_id() -> str:
    """Return the id of a command."""
    return secrets.token_urlsafe(18)


class Led:
    """A class without a server, led by a test."""

    def __init__(self, folder: Path, *, solo: bool = False):
        self.path = folder / "class.sqlite"
        self.game = new_game(self.path, small_exercise(folder), solo=solo)
        self.game.play()

    def join(self, name="Ana", seat=None):
        """Let somebody join, and sit."""
        player = self.game.join(new_id(), self.game.code, name)["player"]
        if seat:
            self.do(player, "sit", seat=seat)
        return player

    def do(self, who, do, id=None, **fields):
        """Carry a command out."""
        return self.game.do(who, {"id": id or new_id(), "do": do, **fields})

    def lead(self, do, **fields):
        """Carry a command of the lecturer out, and play what it settles."""
        answer = self.do(LECTURER, do, **fields)
        self.game.play()
        return answer


PAGES: list[Page] = []


def close_pages():
    """Close all pages that a test has opened."""
    while PAGES:
        PAGES.pop().close()


class Page:
    """A client: HTTP with a connection that is kept, and a WebSocket in a thread of its own."""

    def __init__(self, port: int, key: str | None = None):
        self.port, self.key, self.parts, self.closed = port, key, {}, None
        self._http = None
        self._socket = None
        self.news = threading.Event()
        PAGES.append(self)

    def call(self, method, path, body=None, key=..., headers=None):
        """Return status and answer of a call; ``body`` may be bytes that are no JSON."""
        for _ in range(2):  # a connection that was kept may have been closed meanwhile
            with suppress(OSError, HTTPException):
                return self.call_once(method, path, body, key, headers)
            self.lose()
        return self.call_once(method, path, body, key, headers)

    def call_once(self, method, path, body=None, key=..., headers=None):
        """Return status and answer of a call that is sent once."""
        self.send(method, path, body, key, headers)
        answer = self._http.getresponse()
        raw = answer.read()
        try:
            return answer.status, json.loads(raw)
        except ValueError:
            return answer.status, raw

    def send(self, method, path, body=None, key=..., headers=None):
        """Send a call, and leave its answer on the way."""
        key = self.key if key is ... else key
        told = dict(headers or {})
        if key:
            told["Authorization"] = f"Bearer {key}"
        text = body if isinstance(body, bytes | type(None)) else json.dumps(body).encode()
        if self._http is None:
            self._http = HTTPConnection("127.0.0.1", self.port, timeout=20)
        self._http.request(method, path, text, told)

    def lose(self):
        """Lose the HTTP connection."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def do(self, do, id=None, **fields):
        """Send a command and return status and answer."""
        return self.call("POST", "/api/do", {"id": id or new_id(), "do": do, **fields})

    def ok(self, do, **fields):
        """Send a command that must be carried out."""
        status, answer = self.do(do, **fields)
        assert status == 200, answer
        return answer

    def join(self, code, name, id=None):
        """Join and keep the key."""
        status, answer = self.call("POST", "/api/join", {"id": id or new_id(), "code": code, "name": name}, key=None)
        if status == 200:
            self.key = answer["key"]
        return status, answer

    def listen(self, **more):
        """Open the WebSocket and take what comes."""
        self.drop_socket()
        opening = listen(self.port, open_timeout=60, close_timeout=2)
        self._socket = opening.__enter__()
        self._socket.send(json.dumps({"key": self.key, **more}))
        threading.Thread(target=self._take, args=(self._socket,), daemon=True).start()
        return self

    def _take(self, socket):
        with suppress(Exception):  # the server was killed
            for text in socket:
                told = json.loads(text)
                self.parts.update(told.get("parts", {}))
                self.news.set()
        if socket is self._socket:
            self.closed = socket.close_code or 1006
            self.news.set()

    def until(self, true, seconds=60.0):
        """Wait until what was told fulfils a condition."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.news.clear()
            if self.parts and true(self.parts):
                return self.parts
            self.news.wait(0.2)
        raise AssertionError(f"waited {seconds} s; clock is {self.parts.get('clock')}, closed {self.closed}")

    def drop_socket(self):
        """Lose the WebSocket without a word."""
        if self._socket is not None:
            dropped, self._socket = self._socket, None
            with suppress(OSError):
                dropped.socket.shutdown(2)
            dropped.socket.close()

    def drop(self):
        """Lose the connections without a word."""
        self.drop_socket()
        if self._http is not None:
            self._http.close()
            self._http = None

    def close(self):
        """Close the connections."""
        if self._socket is not None:
            self._socket.close()
        if self._http is not None:
            self._http.close()
            self._http = None


class Server:
    """A server process of its own, which can be killed and started again."""

    def __init__(self, folder: Path, *words: str):
        self.folder, self.words, self.port = folder, words, 0
        self.start()

    def start(self):
        """Start it, with the port of the first time."""
        command = [sys.executable, "-m", "peaceops", "class", *self.words, "--no-browser", "--port", str(self.port)]
        self.told = self.folder / "told.txt"
        with self.told.open("w") as file:
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdout=file, stderr=subprocess.STDOUT, env={**os.environ, "COLUMNS": "200"}
            )
        end = time.monotonic() + 120
        while "Stop with" not in self.told.read_text():
            assert self.process.poll() is None, self.told.read_text()
            assert time.monotonic() < end, "the server did not start"
            time.sleep(0.1)
        text = self.told.read_text()
        self.port = int(re.search(r"http://[\d.]+:(\d+)/", text)[1])
        found = re.search(r"code (\S+)", text)
        self.code = found[1] if found else ""
        link = re.search(r"once=(\S+)", text)
        self.once = link[1] if link else ""
        self._wait()

    def _wait(self):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/api/hello", timeout=20) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server takes no calls")

    def lecturer(self):
        """Return a page with the lecturer's key."""
        page = Page(self.port)
        status, answer = page.call("POST", "/api/lecturer", {"once": self.once})
        assert status == 200, answer
        page.key = answer["key"]
        return page

    def kill(self):
        """Kill it at once."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def stop(self):
        """Stop it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(30)


@contextmanager
def served(folder: Path, *words: str):
    """Serve a class for the time of a block."""
    server = Server(folder, *words)
    try:
        yield server
    finally:
        server.stop()
