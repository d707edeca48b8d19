"""One visitor's desk without a browser: what each control does to the run, and what the page is sent."""

from __future__ import annotations

import io
import json
import threading
import time
import weakref
import zipfile
from typing import Any

import numpy as np
import pytest

import peaceops as po
from peaceops.experiments.session import Session
from peaceops.viz.app import desk as desk_module
from peaceops.viz.app import server, undoing, visitors
from peaceops.viz.app.desk import Desk
from peaceops.viz.app.keeping import FILES, read_zip
from peaceops.viz.app.links import link_text
from peaceops.viz.app.seeds import read_seed
from peaceops.viz.app.shelf import Shelf
from peaceops.viz.app.visitors import Run, Turns, Visitors


class Page:
    """What stands in for the feed component: keeps what it is sent, as the store of the page would."""

    def __init__(self) -> None:
        self.scene: dict[str, Any] = {}
        self.weeks: dict[int, dict[str, Any]] = {}
        self.said = ""
        self.told: list[str] = []
        self.again = [0, 0, 0]
        self.to = -1

    def send(self, content: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        """Take a message as ``feed.vue`` does."""
        method, given = content["method"], content["args"]
        if method == "scene":
            self.scene, self.weeks = json.loads(buffers[0]), {}  # type: ignore[index]
        elif method == "weeks":
            self.weeks |= {one["week"]: one for one in json.loads(buffers[0])}  # type: ignore[index]
        elif method == "cut":
            self.weeks = {week: one for week, one in self.weeks.items() if week <= given[0]}
        elif method == "again":
            self.again = given
        elif method == "to":
            self.to = given[0]
        elif method == "say":
            self.said = given[0]
            self.told.append(given[0])


@pytest.fixture
def desk() -> Desk:
    """A desk whose page has just come, with a run of ten weeks' horizon."""
    visitors = Visitors()
    made = Desk(visitors, Shelf(), lambda: None)
    made.feed.widget = Page()
    run = Run(Session(po.load_scenario("post_accord").with_changes({"horizon_weeks": 30}), 7))
    visitors.watch(run, None)
    made.hello({"key": run.key})
    return made


def page_of(desk: Desk) -> Page:
    """Return what the page has."""
    found: Page = desk.feed.widget
    return found


def follow(desk: Desk) -> None:
    """Do what the page does when it is told that weeks are played again, and to which week."""
    page = page_of(desk)
    while page.again[1]:
        desk.catch_up()
    while max(page.weeks) < page.to:
        desk.ask({"after": max(page.weeks), "many": min(8, page.to - max(page.weeks))})


def run_of(desk: Desk) -> Run:
    """Return the run that is watched."""
    assert desk.run is not None
    return desk.run


def test_weeks_are_played_when_asked_for_and_no_sooner(desk: Desk) -> None:
    assert sorted(page_of(desk).weeks) == [0]
    desk.ask({"after": 0, "many": 3})
    assert sorted(page_of(desk).weeks) == [0, 1, 2, 3]
    assert run_of(desk).session.week == 4
    desk.ask({"after": 1, "many": 2})  # what has been played is sent again, not played again
    assert run_of(desk).session.week == 4
    desk.ask({"after": 3, "many": 10_000})
    assert run_of(desk).session.week == 20
    desk.ask({"after": 10_000, "many": 1})  # nor is the whole run played at one word
    assert run_of(desk).session.week == 21
    for _ in range(3):
        desk.ask({"after": run_of(desk).weeks - 1, "many": 16})
    assert sorted(page_of(desk).weeks) == list(range(30))


def test_decisions_are_undone_by_playing_again(desk: Desk) -> None:
    desk.ask({"after": 0, "many": 5})
    desk.decide({"name": "integration.structure", "value": "two_feet_out"})
    desk.ask({"after": 5, "many": 5})
    with_it = page_of(desk).weeks
    assert [one.week for one in run_of(desk).session.decisions] == [6]
    desk.undo()
    assert sorted(page_of(desk).weeks) == list(range(6))
    follow(desk)
    assert page_of(desk).told[-1].startswith("Taken back: week 6, integration, structure: from")
    desk.ask({"after": 5, "many": 5})
    assert page_of(desk).weeks[10]["values"] != with_it[10]["values"]
    assert page_of(desk).weeks[5] == with_it[5]
    desk.redo()
    follow(desk)
    desk.ask({"after": 5, "many": 5})
    assert page_of(desk).weeks[10]["values"] == with_it[10]["values"]
    plain = po.run(run_of(desk).session.as_scenario(), seed=7).weekly
    shown = run_of(desk).session.result().weekly
    np.testing.assert_array_equal(shown.select_dtypes("number"), plain.select_dtypes("number").iloc[: len(shown)])


@pytest.mark.parametrize(("control", "said", "words"), [
    ("decide", {"name": "posture.use_of_force", "value": "3"}, "posture.use_of_force is 3.0; allowed is a number"),
    ("decide", {"name": "mission.troops", "value": "many"}, "mission.troops is 'many'; allowed is a whole number"),
    ("decide", {"name": "country.population", "value": "3"}, "country.population"),
    ("decide", {"name": "posture.use_of_force", "value": "0,5"}, "posture.use_of_force is '0,5'; allowed is a number "),
    ("decide", {"name": "mission.troops", "value": "12,00"}, "mission.troops is '12,00'; allowed is"),
    ("inject", {"kind": "cholera", "size": "2,5"}, "size is '2,5'; allowed is a number with a point"),
    ("again", {"seed": "2,5"}, "seed is '2,5'; allowed is"),
    ("fork", {"name": "posture.use_of_force", "value": "0,9"}, "posture.use_of_force is '0,9'; allowed is"),
    ("use_preset", {"name": "firewal"}, "did you mean 'firewall'"),
    ("inject", {"kind": "cholera", "size": "40"}, "size is 40.0; allowed is a number from 0 to 10"),
    ("inject", {"kind": "flood"}, "flood"),
    ("again", {"seed": "-1"}, "seed is '-1'; allowed is a whole number from 0"),
    ("begin", {"scenario": "../secret", "seed": "1"}, "secret"),
    ("begin", {"scenario": "post_acord", "seed": "1"}, "did you mean 'post_accord'"),
    ("fork", {"name": "posture.use_of_force", "value": "9"}, "posture.use_of_force is 9.0"),
    ("why", {"stock": "happiness"}, "happiness"),
    ("opened", {"token": "gone"}, "the file is no longer here"),
])  # fmt: skip
def test_what_cannot_be_done_is_a_sentence_and_changes_nothing(
    desk: Desk, control: str, said: dict[str, Any], words: str
) -> None:
    desk.ask({"after": 0, "many": 2})
    before = run_of(desk).session.as_scenario()
    getattr(desk, control)(said)
    assert [words in text for text in desk.trouble.values()] == [True], desk.trouble
    assert run_of(desk).session.as_scenario() == before
    assert sorted(page_of(desk).weeks) == [0, 1, 2]


def test_reset_keeps_settings_and_a_new_seed_does_not(desk: Desk) -> None:
    chosen = run_of(desk).session.scenario
    desk.decide({"name": "integration.structure", "value": "two_feet_out"})
    desk.ask({"after": 0, "many": 3})
    desk.again({"seed": "11"})
    session = run_of(desk).session
    assert (session.seed, session.week, session.decisions) == (11, 1, ())
    assert session.scenario.choices.integration.structure == "two_feet_out"
    assert page_of(desk).scene["seed"] == 11
    desk.decide({"name": "posture.use_of_force", "value": "0.9"})
    desk.again({"seed": None})
    assert run_of(desk).session.seed != 11
    assert run_of(desk).session.scenario == run_of(desk).origin == chosen


def test_commas_part_thousands(desk: Desk) -> None:
    desk.decide({"name": "mission.troops", "value": " 12,500 "})
    assert desk.trouble == {}
    assert run_of(desk).session.in_force.mission.troops == 12_500
    desk.again({"seed": "1,234,567"})
    assert run_of(desk).session.seed == 1_234_567


def test_trouble_ends_with_the_run_that_it_was_about(desk: Desk) -> None:
    for anew in (lambda: desk.again({"seed": "3"}), lambda: desk.begin({"scenario": "contested", "seed": "3"})):
        desk.decide({"name": "posture.use_of_force", "value": "3"})
        desk.why({"stock": "happiness"})
        assert set(desk.trouble) == {"posture.use_of_force", "why"}
        anew()
        assert desk.trouble == {}


def test_undo_shows_nothing_of_the_future_that_it_takes_back(desk: Desk) -> None:
    desk.ask({"after": 0, "many": 3})
    desk.decide({"name": "integration.structure", "value": "two_feet_out"})
    desk.ask({"after": 3, "many": 10})
    desk.why({"stock": "local_consent", "week": 12})
    desk.pick({"cell": 5})
    assert desk.answer is not None
    assert desk.card is not None
    desk.turning = [{"week": 9}]
    desk.undo()
    assert (desk.answer, desk.card, desk.turning) == (None, None, [])


def test_turning_points_of_a_past_that_is_gone_are_not_shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_of(desk)
    desk.ask({"after": 0, "many": 3})
    desk.decide({"name": "integration.structure", "value": "two_feet_out"})
    desk.ask({"after": 3, "many": 3})
    monkeypatch.setattr(desk_module, "turning_marks", lambda result: [{"week": 2}])
    desk._mark(run)
    assert desk.turning == [{"week": 2}]

    def late(what: Any) -> Any:
        what()
        return [{"week": 4}]

    for what in (desk.undo, lambda: desk.again({"seed": "8"})):
        desk.turning = []
        monkeypatch.setattr(desk_module, "turning_marks", lambda result, what=what: late(what))
        desk._mark(run)
        assert desk.turning == []


def test_the_run_before_can_be_gone_back_to(desk: Desk) -> None:
    assert desk.former == ""
    desk.ask({"after": 0, "many": 5})
    desk.decide({"name": "integration.structure", "value": "two_feet_out"})
    first, weeks = run_of(desk).session, page_of(desk).weeks
    desk.again({"seed": "11"})
    assert desk.former == f"{first.scenario.title}, seed 7, week 5"
    desk.restore()
    assert run_of(desk).session is first
    assert page_of(desk).weeks == weeks
    assert desk.former.endswith("seed 11, week 0")
    desk.restore()
    assert run_of(desk).session.seed == 11
    desk.again({"seed": None})  # one run is kept, not all of them
    desk.restore()
    assert run_of(desk).session.seed == 11
    desk.begin({"scenario": "contested", "seed": "2"})
    desk.restore()
    assert (run_of(desk).session.seed, page_of(desk).scene["scenario"]) == (11, "post_accord")


def test_a_run_that_cannot_be_played_leaves_the_one_before(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    run, first = run_of(desk), run_of(desk).session

    def fails(session: Session) -> None:
        raise po.PeaceopsError("no")

    monkeypatch.setattr(Session, "step", fails)
    with pytest.raises(po.PeaceopsError):
        run.again(Session(po.load_scenario("contested"), 1))
    assert run.session is first
    assert (run.weeks, run.former) == (1, None)


def test_a_stored_run_is_opened_as_the_page_asks_for_it_and_damaged_ones_are_refused(desk: Desk) -> None:
    made = po.load_scenario("post_accord").with_changes({"horizon_weeks": 50, "country.population": 5_000_000})
    session = Session(made, 3)
    session.play(45)
    kept = FILES["run.zip"].make(session.result())
    desk.opened({"token": desk.shelf.put(read_zip(kept))})
    assert (sorted(page_of(desk).weeks), page_of(desk).to) == ([0], 44)
    follow(desk)
    assert page_of(desk).told == ["Opened; its numbers are those that were stored."]
    assert sorted(page_of(desk).weeks) == list(range(45))
    assert desk.link == ""
    desk.restore()
    assert run_of(desk).session.seed == 7
    first = zipfile.ZipFile(io.BytesIO(kept)).infolist()[0]
    packed, middle = first.header_offset + 30 + len(first.filename), len(kept) // 2
    with pytest.raises(po.PeaceopsError, match="no zip file that can be read; allowed is a run kept from here"):
        read_zip(kept[:packed] + b"\xff" * 8 + kept[packed + 8 :])
    for bad in (kept[:middle], kept[:-40], kept[:middle] + bytes(64) + kept[middle + 64 :], b"PK\3\4" + kept[4:90]):
        with pytest.raises(po.PeaceopsError, match=r"allowed is a run kept from here|holds no run"):
            read_zip(bad)


def test_a_sector_is_offered_where_causes_are_kept_by_sector(desk: Desk) -> None:
    desk.ask({"after": 0, "many": 8})
    for stock, sectors in (("local_consent", 4), ("in_need", 0), ("violent_events", 4)):
        desk.why({"stock": stock, "over": 26, "week": 7})
        assert desk.answer is not None
        assert (desk.answer["sectors"], desk.answer["over"]) == (sectors, 26), stock
    desk.why({"stock": "in_need", "sector": 2})
    assert "in_need is not kept by sector" in desk.trouble["why"]


def test_an_undo_takes_a_turn_a_week(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []

    class Counted(Turns):
        def turn(self) -> Any:
            given.append(1)
            return super().turn()

    turns = Counted(1)
    for module in (desk_module, visitors):
        monkeypatch.setattr(module, "TURNS", turns)
    desk.ask({"after": 0, "many": 12})
    desk.decide({"name": "integration.structure", "value": "two_feet_out"})
    desk.ask({"after": 12, "many": 2})
    given.clear()
    desk.undo()
    assert given == [], "nobody waits for a decision that is taken back"
    follow(desk)
    assert (run_of(desk).session.week, len(given)) == (13, 13)


def test_playing_again_is_stopped_at_the_week_reached_and_nothing_is_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "PIECE", 0.0)  # no week of its own: what the test plays is all that is played
    run = run_of(desk)
    desk.ask({"after": 0, "many": 7})
    desk.decide({"name": "integration.structure", "value": "two_feet_out"})
    desk.ask({"after": 7, "many": 4})
    desk.inject({"kind": "cholera"})
    desk.ask({"after": 11, "many": 10})
    whole = page_of(desk).weeks
    desk.undo()
    run.session.play(5)
    desk.catch_up()
    assert page_of(desk).again == [5, 12, 12]
    for control, said in (("decide", {"name": "mission.troops", "value": "9000"}), ("inject", {"kind": "coup"}),
                          ("why", {"stock": "local_consent"}), ("fork", {"preset": "firewall"})):  # fmt: skip
        getattr(desk, control)(said)
        told = " ".join(desk.trouble.values())
        assert "the run is being played again (week 5 of 12); wait until it is done, or stop it" in told, control
        desk.trouble.clear()
    desk.pick({"cell": 5})
    assert "played again" in str(desk.card)
    with pytest.raises(po.PeaceopsError, match="played again"):
        run.result()
    desk.stop_again()
    assert (run.weeks, run.session.week, run.behind, sorted(page_of(desk).weeks)) == (5, 5, False, list(range(5)))
    assert [one.week for one in run.session.decisions] == [8]
    monkeypatch.setattr(undoing, "PIECE", 0.2)
    desk.ask({"after": 4, "many": 7})  # goes on: what is to come comes in its week
    assert page_of(desk).weeks == {week: one for week, one in whole.items() if week < 12}
    desk.redo()
    follow(desk)
    desk.ask({"after": 11, "many": 10})
    assert page_of(desk).weeks == whole
    plain = po.run(run.session.as_scenario(), seed=7).weekly.select_dtypes("number").iloc[: run.weeks]
    np.testing.assert_array_equal(run.result().weekly.select_dtypes("number"), plain)


def test_a_reload_goes_on_with_playing_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.ask({"after": 0, "many": 7})
    desk.decide({"name": "integration.structure", "value": "two_feet_out"})
    desk.ask({"after": 7, "many": 4})
    desk.undo()
    other = Desk(desk.visitors, Shelf(), lambda: None)
    other.feed.widget = Page()
    other.hello({"key": run_of(desk).key})
    assert page_of(other).again == [0, 8, 0]
    follow(other)
    assert (run_of(other).session.week, sorted(page_of(other).weeks)) == (8, list(range(8)))


def test_nobody_holds_a_turn_while_waiting_for_a_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    turns, run = Turns(1), run_of(desk)
    for module in (desk_module, visitors):
        monkeypatch.setattr(module, "TURNS", turns)
    waiting = [threading.Thread(target=what, daemon=True) for what in (lambda: desk._mark(run), lambda: run.play(1))]
    with run.lock:  # as an undo holds it, which itself waits for turns
        for one in waiting:
            one.start()
        time.sleep(0.2)
        got = threading.Event()

        def turn() -> None:
            with turns.turn():
                got.set()

        threading.Thread(target=turn, daemon=True).start()
        assert got.wait(10)
    for one in waiting:
        one.join(60)
    assert run.weeks == 2


def test_a_card_that_there_is_not_says_why(desk: Desk) -> None:
    desk.pick({"team": 10**6})
    assert desk.card is not None
    assert desk.card["about"] == {"team": 10**6}
    assert desk.card["sections"][0]["empty"].startswith("1000000 is no team; allowed is 0 to ")
    desk.pick({"cell": 3})
    assert desk.card["about"] == {"cell": 3}


def test_the_address_told_is_one_that_others_can_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "lan_address", lambda: "192.0.2.7")
    assert server._reached("0.0.0.0", 8765) == ("http://192.0.2.7:8765/", "everybody in the network")  # noqa: S104
    assert server._reached("localhost", 80) == ("http://localhost:80/", "this machine only")
    assert server._reached("::1", 80) == ("http://[::1]:80/", "this machine only")
    assert server._reached("192.0.2.9", 80) == ("http://192.0.2.9:80/", "everybody in the network")
    monkeypatch.setattr(server, "lan_address", lambda: "127.0.0.1")
    assert server._reached("0.0.0.0", 1)[1] == "this machine only, since no network was found"  # noqa: S104


def test_a_twin_has_the_same_past(desk: Desk) -> None:
    desk.ask({"after": 0, "many": 4})
    desk.fork({"name": "integration.structure", "value": "two_feet_in"})
    assert "nothing differs" in desk.trouble["compare"]
    desk.fork({"name": "integration.structure", "value": "two_feet_out"})
    desk.twin_feed.widget = twin = Page()
    desk.hello_twin({})
    assert twin.weeks == page_of(desk).weeks
    desk.ask({"after": 4, "many": 16})
    desk.ask_twin({"after": 4, "many": 16})
    assert twin.weeks[5]["values"] != page_of(desk).weeks[5]["values"] or twin.weeks[20] != page_of(desk).weeks[20]
    desk.end_twin()
    assert desk.twin is None

def test_a_run_moves_to_who_opens_it_and_is_forgotten_in_the_end(desk: Desk) -> None:
    visitors, run = desk.visitors, run_of(desk)
    other = Desk(visitors, Shelf(), lambda: None)
    other.hello({"key": run.key})
    assert other.run is run
    assert desk.run is None
    assert desk.away == "taken"
    stranger = Desk(visitors, Shelf(), lambda: None)
    stranger.hello({"key": "guess"})
    assert run_of(stranger) is not run
    other.leave()
    assert visitors.find(run.key) is run
    visitors.seconds = 0.0
    time.sleep(0.01)
    visitors.tidy()
    assert visitors.find(run.key) is None
    assert visitors.find(run_of(stranger).key) is not None
    held = weakref.ref(run.session.model)
    del run, other.run
    visitors.clear_up()
    assert held() is None  # its memory is given back


def test_a_newcomer_waits_while_all_places_are_watched(desk: Desk) -> None:
    visitors, first = desk.visitors, run_of(desk)
    visitors.most = 1
    late = Desk(visitors, Shelf(), lambda: None)
    late.hello({})
    assert (late.run, late.away) == (None, "full")
    desk.hello({"key": first.key})  # whoever has a run comes back to it
    assert desk.run is first
    desk.leave()
    late.hello({})
    assert run_of(late) is not first
    assert (late.away, len(visitors)) == ("", 1)


@pytest.mark.parametrize("places", [1, 2])
def test_turns_are_taken_in_order_and_never_more_than_there_are_places(places: int) -> None:
    turns, order, most, now = Turns(places), list[int](), [0], [0]
    lock, gate = threading.Lock(), threading.Event()

    def work(i: int) -> None:
        with turns.turn():
            with lock:
                order.append(i)
                now[0] += 1
                most[0] = max(most[0], now[0])
            gate.wait(60)
            with lock:
                now[0] -= 1

    threads = [threading.Thread(target=work, args=(i,)) for i in range(6)]
    for one in threads:
        one.start()
        time.sleep(0.1)  # so that it has asked before the next one does
    gate.set()
    for one in threads:
        one.join()
    assert most == [places]
    assert sorted(order) == list(range(6))
    if places == 1:  # of two that work at once either may be the first to say so
        assert order == list(range(6))


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "1e3", "٣", "9" * 17, None])
def test_bad_seeds(text: object) -> None:
    with pytest.raises(po.PeaceopsError, match="allowed is a whole number from 0 to 9007199254740991"):
        read_seed(text)


def test_good_seeds() -> None:
    assert [read_seed(text) for text in ("0", " 7 ", "9007199254740991")] == [0, 7, 2**53 - 1]


def test_a_desk_opens_a_link_with_all_weeks_and_says_what_is_wrong_with_a_bad_one() -> None:
    session = Session(po.load_scenario("post_accord"), 9)
    session.play(4)
    session.decide({"integration.structure": "two_feet_out"})
    desk = Desk(Visitors(), Shelf(), lambda: None)
    desk.feed.widget = Page()
    desk.hello({"key": None, "link": link_text(session)})
    assert (sorted(page_of(desk).weeks), page_of(desk).to) == ([0], 3)
    assert desk.link == link_text(session)
    follow(desk)
    assert sorted(page_of(desk).weeks) == [0, 1, 2, 3]
    desk.undo()
    assert desk.link == "scenario=post_accord&seed=9"
    bad = Desk(Visitors(), Shelf(), lambda: None)
    bad.hello({"key": None, "link": "scenario=post_accord&seed=many"})
    assert "seed is 'many'" in bad.trouble["seed"]
    assert run_of(bad).session.seed == 7


def test_what_was_decided_and_injected_comes_back_with_its_log() -> None:
    session = Session(po.load_scenario("contested").with_preset("firewall").with_choices({"mission.troops": 9000}), 5)
    session.play(3)
    session.decide({"posture.use_of_force": 0.9, "integration.triple_hat": False})
    session.play(2)
    session.inject("cholera", size=2.5, sector=1, weeks=6)
    desk = Desk(Visitors(), Shelf(), lambda: None)
    desk.feed.widget = Page()
    desk.hello({"key": None, "link": link_text(session, "firewall")})
    again = run_of(desk).session
    follow(desk)
    assert again.week == 5
    assert again.as_scenario() == session.as_scenario()
    assert [one.text for one in again.decisions] == [one.text for one in session.decisions]
    assert run_of(desk).preset == "firewall"


def test_a_run_without_a_link_says_why(desk: Desk) -> None:
    facts = po.load_scenario("post_accord").with_changes({"country.population": 5_000_000})
    desk.run = Run(Session(facts, 1))
    assert desk.link == ""
    assert "facts" in desk.trouble["link"]
