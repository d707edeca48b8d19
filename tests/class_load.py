"""Forty clients in one class: orders, talk, drops, reloads and killed servers, and what came of it.

Run by ``test_class_forty.py`` for half a minute and what goes before and after; by hand for as long as one likes:

    python tests/class_load.py --minutes 30 --clients 40 --kills 3 --browsers 12
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import psutil
from class_cases import Page, Server, close_pages, new_id

from peaceops.experiments.authority import Order, Table, settle
from peaceops.experiments.classroom.log import read
from peaceops.experiments.classroom.replay import exercise_of
from peaceops.experiments.classroom.rounds import DEVOLUTION, STYLE
from peaceops.experiments.classroom.state import fold
from peaceops.model.layout import value_of

EXERCISE = "collocation"
THINKS = (0.5, 4.0)  # seconds between two things that a player does


@dataclass
class Sent:
    """One command as a client knows it: what was sent, and the row it became (None: refused)."""

    who: str
    do: str
    fields: dict
    n: int | None


@dataclass
class Report:
    """What came of it."""

    minutes: float
    clients: int
    kills: int
    seconds: list[float] = field(default_factory=list)
    by_call: Counter = field(default_factory=Counter)
    status: Counter = field(default_factory=Counter)
    retries: int = 0
    drops: int = 0
    rounds: int = 0
    steps_back: int = 0
    n_orders: int = 0
    before: float = 0.0
    busiest: float = 0.0
    after: float = 0.0
    busy: float = 0.0
    browsers: int = 0
    pages: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def quantile(self, share):
        """Return how long calls took, seconds."""
        ranked = sorted(self.seconds)
        return ranked[min(int(share * len(ranked)), len(ranked) - 1)]

    def __str__(self):
        """Return it as text."""
        took = {share: f"{1e3 * self.quantile(share):.0f} ms" for share in (0.5, 0.95, 0.99, 1.0)}
        told = (
            f"{self.clients} clients, {self.minutes:g} minutes, {self.kills} kills",
            f"{self.rounds} rounds settled, {self.steps_back} stepped back, {self.n_orders:,} orders kept",
            f"{len(self.seconds):,} calls answered: median {took[0.5]}",
            f"95 % within {took[0.95]}, 99 % within {took[0.99]}, longest {took[1.0]}",
            f"answers {dict(self.status)}; sent again {self.retries} times; {self.drops} connections dropped",
            f"memory of the server: {self.before:.0f} MB with a round played and nobody but the lecturer there",
            f"at most {self.busiest:.0f} MB in the class, {self.after:.0f} MB after everybody had left",
            f"the server kept one core busy for {self.busy:.0%} of its time",
            *self._told_of_pages(),
            *(f"WRONG: {one}" for one in self.wrong[:20]),
        )
        return "\n".join(told)

    def _told_of_pages(self):
        """Return what browsers took, if there were any."""
        if not self.pages:
            return ()
        ranked = sorted(self.pages)
        middle, most = ranked[len(ranked) // 2], ranked[min(int(0.95 * len(ranked)), len(ranked) - 1)]
        times = f"half in {middle:.1f} s, 95 % in {most:.1f} s"
        return (f"{self.browsers} of them in Chromium: {len(ranked)} pages opened, {times}",)


class Browsers(threading.Thread):
    """Students in real browsers, who look on, reload, and lose their network now and then."""

    def __init__(self, load, number):
        super().__init__(daemon=True)
        self.load, self.number, self.chance = load, number, random.Random(number)  # noqa: S311
        self.joined, self.over, self.trouble = threading.Event(), threading.Event(), None

    def run(self):
        """Open all pages, then do something in one after the other; what goes wrong is kept."""
        from class_browser import LAPTOP, PHONE, Somebody, chromium

        try:
            with chromium() as browser:
                people = [Somebody(browser, (PHONE, LAPTOP)[i % 2]) for i in range(self.number)]
                for i, one in enumerate(people):
                    one.context.set_default_timeout(120_000)
                    one.page.goto(f"http://127.0.0.1:{self.load.server.port}/")
                    one.page.fill("#code", self.load.server.code)
                    one.page.fill("#name", f"Browser {i}")
                    one.page.get_by_role("button", name="Join").click()
                    one.page.get_by_text(f"Browser {i}").first.wait_for()
                self.joined.set()
                while not self.over.is_set():
                    self.something(self.chance.choice(people))
                    self.over.wait(self.chance.uniform(0.2, 1.0))
                for one in people:
                    one.context.set_offline(False)
                    one.page.goto(f"http://127.0.0.1:{self.load.server.port}/")
                    one.page.locator("body.desk").wait_for()
                    self.load.report.wrong += [f"page: {problem}" for problem in one.problems]
        except Exception as error:
            self.load.report.wrong.append(f"browsers: {error}")
        finally:
            self.joined.set()

    def something(self, one):
        """Reload a page, or take its network away for a while; it must be back at its desk."""
        began = time.monotonic()
        if self.chance.random() < 0.6:
            with suppress(Exception):  # while the server is down a reload shows the browser's own page
                one.page.reload()
                one.page.locator("body.desk").wait_for(timeout=5_000)
                self.load.report.pages.append(time.monotonic() - began)
        else:
            one.context.set_offline(True)
            self.over.wait(self.chance.uniform(0.5, 3.0))
            one.context.set_offline(False)


class Student(threading.Thread):
    """A client that behaves like a student on a bad network."""

    def __init__(self, load, number):
        super().__init__(daemon=True)
        self.load, self.chance = load, random.Random(number)  # noqa: S311
        self.page = Page(load.server.port)
        self.sent: list[Sent] = []
        self.name, self.player, self.over = f"Student {number}", "", threading.Event()

    def join_class(self):
        """Join; the key is kept as a browser keeps it."""
        self.player = self.call(
            "POST", "/api/join", {"id": new_id(), "code": self.load.server.code, "name": self.name}
        )[1]["player"]

    def run(self):
        """Play until it is over."""
        while not self.over.is_set():
            self.over.wait(self.chance.uniform(*THINKS))
            with suppress(OSError, TimeoutError):
                if (self.page.parts and self.page._socket is None) or self.page.closed:
                    self.reconnect()
                self.something()

    def something(self):
        """Do one thing."""
        told, luck = self.page.parts, self.chance.random()
        card = told.get("card")
        if luck < 0.04:
            self.load.report.drops += 1
            self.page.drop()
            self.page.parts = {}
            self.over.wait(self.chance.uniform(0.0, 3.0))
            self.reconnect()
        elif luck < 0.08:  # a reload
            self.call("GET", "/")
            self.call("GET", "/static/student.js")
            self.call("GET", "/api/view")
        elif not card or told["clock"]["phase"] != "orders":
            path = (
                f"/api/film?round={told['clock']['round']}"
                if told and told["clock"]["phase"] == "film"
                else "/api/state"
            )
            self.call("GET", path)
        elif luck < 0.65:
            hold = self.chance.choice(card["holds"])
            value = self.chance.choice([one["value"] for one in hold["steps"]]) if hold["steps"] else self.number(hold)
            self.command("order", name=hold["name"], value=value)
        elif luck < 0.72:
            self.command("withdraw", name=self.chance.choice(card["holds"])["name"])
        elif luck < 0.80:
            self.command("say", to=[self.chance.choice(told["table"])["role"]], text=f"{self.name} <b>says</b> so")
        elif luck < 0.86:
            open_ones = [one["meeting"] for one in told["meetings"] if one["open"]]
            if open_ones:
                self.command("come", meeting=self.chance.choice(open_ones))
            else:
                others = [one["role"] for one in told["table"] if one["role"] != card["role"]]
                self.command("meet", **{"with": [self.chance.choice(others)], "topic": "Where do we stand?"})
        elif luck < 0.92:
            self.command("ready", ready=self.chance.random() < 0.5)
        else:
            self.call("GET", self.chance.choice(["/api/view", "/api/state"]))

    def number(self, hold):
        """Return a number that is allowed."""
        if hold["whole"]:
            return self.chance.randint(int(hold["low"]), int(hold["high"]))
        return round(self.chance.uniform(hold["low"], hold["high"]), 3)

    def command(self, do, **fields):
        """Send a command until it is answered, under one id."""
        made = new_id()
        status, answer = self.call("POST", "/api/do", {"id": made, "do": do, **fields})
        self.load.commands[made] = Sent(self.player, do, fields, answer.get("n") if status == 200 else None)
        if status not in (200, 404, 409, 422, 429, 403):
            self.load.report.wrong.append(f"{do} {fields}: {status} {answer}")

    def call(self, method, path, body=None):
        """Call until there is an answer, as pages do after a network error."""
        for wait in (0.2, 0.5, 1.0, 2.0, *[2.0] * 60):
            began = time.monotonic()
            try:
                if self.chance.random() < 0.02:  # the connection is lost while the answer is on its way
                    self.lose_answer(method, path, body)
                    raise ConnectionResetError
                status, answer = self.page.call_once(method, path, body)
            except (OSError, HTTPException):
                self.load.report.retries += 1
                self.page.lose()
                time.sleep(wait)
                continue
            self.load.report.seconds.append(time.monotonic() - began)
            self.load.report.status[status] += 1
            if path == "/api/join":
                self.page.key = answer["key"]
            return status, answer
        raise AssertionError(f"no answer to {method} {path}")

    def lose_answer(self, method, path, body):
        """Send a call and close the connection before its answer."""
        self.page.lose()
        self.page.send(method, path, body)

    def reconnect(self):
        """Open the WebSocket again, as pages do."""
        for wait in (0.2, 0.5, 1.0, 2.0, *[2.0] * 60):
            try:
                self.page.closed = None
                self.page.listen()
                return
            except (OSError, EOFError, TimeoutError, HTTPException):
                time.sleep(wait)
            except Exception:
                time.sleep(wait)


class Load:
    """A class of many clients and its lecturer."""

    def __init__(self, folder, minutes, clients, kills, seed=1, browsers=0):
        self.folder, self.minutes, self.kills = folder, minutes, kills
        self.report, self.chance = Report(minutes, clients, kills), random.Random(seed)  # noqa: S311
        self.commands: dict[str, Sent] = {}
        self.server = Server(folder, EXERCISE, "--file", "class.sqlite")
        self.lecturer = self.server.lecturer()
        self.students = [Student(self, seed * 1000 + number) for number in range(clients - browsers)]
        self.browsers, self.report.browsers = Browsers(self, browsers), browsers

    def lead(self, do, **fields):
        """Send a command of the lecturer until it is answered."""
        made = new_id()
        for wait in (0.2, 0.5, 1.0, *[2.0] * 60):
            try:
                status, answer = self.lecturer.call_once("POST", "/api/do", {"id": made, "do": do, **fields})
                return status, answer
            except (OSError, HTTPException):
                self.lecturer.lose()
                time.sleep(wait)
        raise AssertionError("no answer to the lecturer")

    def run(self):
        """Let it happen, and look at what came of it."""
        try:
            self.begin()
            self.play()
            self.end()
        finally:
            for student in self.students:
                student.over.set()
            close_pages()
            self.server.stop()
        self.check()
        return self.report

    def warm_up(self):
        """Play a round with one client, take it back, and see what the server holds once that one has left.

        The kills start the server anew in between; what is compared is a server with a round played and nobody there.
        """
        one = self.students[0]
        one.join_class()
        one.reconnect()
        assert self.lead("seat_all")[0] == 200
        self.lead("option", clock=False, wait=False)
        self.lead("open")
        one.page.until(lambda told: told["clock"]["phase"] == "orders" and told["card"], 60)
        one.call("GET", "/api/view")
        self.settle()
        one.call("GET", "/api/view")
        one.page.drop()
        self.alone()
        self.report.before = self.memory()
        assert self.lead("back")[0] == 200

    def alone(self):
        """Wait until nobody but the lecturer is there, and a little more."""
        end = time.monotonic() + 30
        while any(one["here"] for one in self.state()["players"]) and time.monotonic() < end:
            time.sleep(0.5)
        time.sleep(5.0)

    def begin(self):
        """Let everybody join and sit."""
        self.warm_up()
        self.students[0].reconnect()
        for student in self.students:
            if not student.player:
                student.join_class()
                student.reconnect()
        if self.browsers.number:
            self.browsers.start()
            assert self.browsers.joined.wait(600)
        assert self.lead("seat_all")[0] == 200
        for student in self.students:
            student.page.until(lambda told: told["clock"]["phase"] == "orders" and told["card"], 60)
            student.start()

    def play(self):
        """Settle round after round, step back from the last one again and again, and kill the server now and then."""
        began, length, left, stretch = time.monotonic(), 60.0 * self.minutes, self.kills, 0
        pause = min(max(length / 12.0, 4.0), 40.0)
        while left or stretch < 3 or time.monotonic() < began + length:
            time.sleep(pause * self.chance.uniform(0.5, 1.0))
            if left and time.monotonic() > began + length * (self.kills - left + 1) / (self.kills + 1):
                left -= 1
                self.server.kill()
                time.sleep(self.chance.uniform(0.0, 1.0))
                self.server.start()
                continue
            self.settle()
            stretch += not left
            self.report.busiest = max(self.report.busiest, self.memory()) if stretch else 0.0

    def settle(self):
        """Close the round and go on, or back where there is no other."""
        if self.lead("close")[0] == 200:
            self.report.rounds += 1
        end = time.monotonic() + 180
        while (clock := self.state()["clock"])["phase"] == "resolving":
            assert time.monotonic() < end, f"the weeks are not played: {clock}, {self.server.told.read_text()[-2000:]}"
            time.sleep(0.3)
        time.sleep(1.0)
        if self.state()["clock"]["round"] >= 3:
            self.report.steps_back += self.lead("back")[0] == 200
        else:
            self.lead("open")

    def state(self):
        """Return what the lecturer is told."""
        for wait in (0.2, 0.5, 1.0, *[2.0] * 60):
            try:
                return self.lecturer.call_once("GET", "/api/state", None)[1]["parts"]
            except (OSError, HTTPException):
                self.lecturer.lose()
                time.sleep(wait)
        raise AssertionError("no answer")

    def memory(self):
        """Return the memory of the server, MB."""
        return psutil.Process(self.server.process.pid).memory_info().rss / 1e6

    def end(self):
        """Let everybody leave, and see what the server still holds."""
        process = psutil.Process(self.server.process.pid)
        self.report.busy = sum(process.cpu_times()[:2]) / (time.time() - process.create_time())
        self.browsers.over.set()
        if self.browsers.number:
            self.browsers.join(180)
        for student in self.students:
            student.over.set()
        for student in self.students:
            student.join(180)
        seated = [seat for role in self.state()["table"] for seat in role["seats"] if seat["name"]]
        if len(seated) != self.report.clients:
            self.report.wrong.append(f"{len(seated)} seats are taken by {self.report.clients} students")
        for student in self.students:
            student.page.drop()
        self.alone()
        ghosts = [one["name"] for one in self.state()["players"] if one["here"]]
        if ghosts:
            self.report.wrong.append(f"still here after they had left: {ghosts}")
        self.report.after = self.memory()

    def check(self):
        """See that each command that was answered is kept once, and nothing that was not."""
        found = read(self.folder / "class.sqlite")
        rows = {row.id: row for row in found.rows}
        wrong = self.report.wrong
        for made, sent in self.commands.items():
            row = rows.get(made)
            if (row is None) != (sent.n is None):
                wrong.append(f"{sent} was {'lost' if row is None else 'refused, and kept'}")
            elif row is not None and (row.n, row.who, row.kind) != (sent.n, sent.who, sent.do):
                wrong.append(f"{sent} was kept as {row}")
            elif (
                row is not None
                and sent.do == "order"
                and (row.body["name"], row.body["value"]) != (sent.fields["name"], sent.fields["value"])
            ):
                wrong.append(f"{sent} was kept as {row.body}")
        known = {student.player for student in self.students}
        for row in found.rows:
            if row.who in known and row.kind not in ("joined", "sit") and row.id not in self.commands:
                wrong.append(f"nobody sent {row}")
        self.report.n_orders = sum(row.kind == "order" for row in found.rows)
        exercise = exercise_of(found)
        wrong += settled_otherwise(exercise, found.rows)
        state = fold(exercise, found.rows)
        if len(set(state.seats.values())) != len(state.seats) or len(state.players) != self.report.clients:
            wrong.append(f"{len(state.players)} players for {self.report.clients} students, seats {state.seats}")


def settled_otherwise(exercise, rows):
    """Return the rounds whose rulings are not those of the orders that stood, settled here once more.

    The orders that stand are worked out by hand from the rows, whatever the state makes of them; they are settled by
    the rules of authority from what held before, and compared with what was kept: values, askers, what was set aside,
    and what was carried out.
    """
    standing, kept, wrong, held = {}, [], [], []
    start = {name: value_of(exercise.scenario, name) for name in {*exercise.holdings, STYLE, DEVOLUTION}}
    for row in rows:
        body = row.body
        if row.kind == "order":
            standing[body["seat"], body["name"]] = (body["value"], bool(body.get("insist")))
        elif row.kind == "withdraw":
            standing.pop((body["seat"], body["name"]), None)
        elif row.kind == "open":
            standing = {}
        elif row.kind == "settled":
            kept.append(standing)
            now = dict(start)
            for one in held:
                now |= one["opening"]
                for decision in sorted(one["decisions"], key=lambda each: each["week"]):
                    now |= decision["changes"]
            wrong += ruled_otherwise(exercise, body, standing, now)
            held.append(body)
            standing = {}
        elif row.kind == "back":
            standing = dict(kept.pop())
            held.pop()
    return wrong


def ruled_otherwise(exercise, body, standing, now):
    """Return what in one round's rulings is not what comes of settling its orders again."""
    orders = [
        Order(seat.rpartition(".")[0], name, value, int(seat.rpartition(".")[2]), insist)
        for (seat, name), (value, insist) in standing.items()
    ]
    load = exercise.scenario.load
    # How well the team holds together is not in the rows; it only moves after how many weeks a ruling holds.
    table = Table(now[STYLE], now[DEVOLUTION], 1.0, body["weeks"], load, first=body["round"] == 1)
    made = settle(orders, exercise.holdings, now, body["taken"], table)
    mine = {one.name: (one.before, one.value, sorted(one.roles)) for one in made.rulings}
    theirs = {
        one["name"]: (one["before"], one["value"], sorted(one["roles"])) for one in body["rulings"]
        if "cannot be carried out" not in one["text"]
    }  # fmt: skip
    wrong = [
        f"round {body['round']}: {name} was settled as {theirs[name]}, and is {mine.get(name)} when settled again"
        for name in theirs if theirs[name] != mine.get(name)
    ]  # fmt: skip
    if missing := set(mine) - {one["name"] for one in body["rulings"]}:
        wrong.append(f"round {body['round']}: nothing was settled on {sorted(missing)}")
    aside = {(one["seat"], one["name"]) for one in body["set_aside"] if one["value"] is not None}
    again = {(f"{one.order.role}.{one.order.seat}", one.order.name) for one in made.set_aside}
    if aside != again:
        wrong.append(f"round {body['round']}: set aside were {sorted(aside)}, and are {sorted(again)} settled again")
    moved = body["opening"] | {name: value for one in body["decisions"] for name, value in one["changes"].items()}
    told = {name: value for name, (before, value, _) in theirs.items() if before != value}
    if moved != told:
        wrong.append(f"round {body['round']}: {moved} was carried out, and {told} was settled")
    return wrong


def main():
    """Run it from the command line; return 1 if anything was wrong."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--minutes", type=float, default=30.0)
    ask.add_argument("--clients", type=int, default=40)
    ask.add_argument("--kills", type=int, default=3)
    ask.add_argument("--browsers", type=int, default=0, help="how many of the clients are real browsers")
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = Load(Path(folder), given.minutes, given.clients, given.kills, browsers=given.browsers).run()
    print(report)
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
