"""Two futures of one run without a browser: what is decided where, pairs with other luck, files, what is forgotten."""

from __future__ import annotations

import base64
import gc
import io
import threading
import weakref
import zipfile
from typing import Any

import numpy as np
import pandas as pd
import pytest

import peaceops as po
from peaceops.experiments.session import Session
from peaceops.viz.app import comparing, luck
from peaceops.viz.app.comparing import PAIR_FILES, Pair, told
from peaceops.viz.app.desk import Desk
from peaceops.viz.app.feeding import Feed
from peaceops.viz.app.keeping import read_zip
from peaceops.viz.app.outcomes import QUANTILES, smoothed
from peaceops.viz.app.shelf import Shelf
from peaceops.viz.app.visitors import Run, Visitors

WEEKS = 12


def a_desk(visitors: Visitors, key: str | None = None) -> Desk:
    """Return the desk of a page that has come, with its run or a short new one."""
    made = Desk(visitors, Shelf(), lambda: None)
    if key is None:
        run = Run(Session(po.load_scenario("post_accord").with_changes({"horizon_weeks": WEEKS}), 7))
        visitors.watch(run, None)
        key = run.key
    made.hello({"key": key})
    return made


@pytest.fixture
def desk() -> Desk:
    """A desk with two futures that part in week 4."""
    made = a_desk(Visitors())
    made.ask({"after": 0, "many": 3})
    made.fork({"name": "integration.structure", "value": "two_feet_out"})
    return made


def run_of(desk: Desk) -> Run:
    """Return the run that is watched."""
    assert desk.run is not None
    return desk.run


def pair_of(desk: Desk) -> Pair:
    """Return the pair that hangs on it."""
    found = run_of(desk).pair
    assert found is not None
    return found


def play_pairs(desk: Desk, monkeypatch: pytest.MonkeyPatch, pairs: int = 2, stop_after: int | None = None) -> luck.Luck:
    """Play pairs until it is over, stopped once so many are done."""
    monkeypatch.setattr(luck, "PAIRS", pairs)
    over = threading.Event()

    def changed() -> None:
        made = pair_of(desk).luck
        if made is not None and stop_after is not None and made.done[0] >= stop_after:
            desk.stop_luck()
        if made is not None and made.over:
            over.set()

    desk.changed = changed
    desk.try_luck()
    assert over.wait(120)
    desk.changed = lambda: None
    made = pair_of(desk).luck
    assert made is not None
    return made


def bands_of(made: luck.Luck, side: str, column: str) -> Any:
    """Return the bands of one side, shape (quantiles, weeks)."""
    assert made.bands is not None
    flat = np.frombuffer(base64.b64decode(made.bands[side]["columns"][column]), "<f4")
    return flat.reshape(len(QUANTILES), -1)


def test_bands_are_of_both_futures_and_of_their_difference(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = play_pairs(desk, monkeypatch)
    assert made.said == "2 pairs played."
    assert made.found is not None
    sides = [run_of(desk).session.as_scenario(), pair_of(desk).other.session.as_scenario()]
    seeds = list(dict.fromkeys(made.found.runs["seed"]))
    own, other = ([smoothed(po.run(one, seed=int(seed)).weekly) for seed in seeds] for one in sides)
    gaps = [theirs - ours for ours, theirs in zip(own, other, strict=True)]
    column = next(str(name) for name in gaps[0] if all(np.abs(gap[name]).max() > 1e-3 for gap in gaps))
    for side, tables in (("own", own), ("other", other), ("difference", gaps)):
        expected = np.quantile([table[column] for table in tables], QUANTILES, axis=0)
        np.testing.assert_allclose(bands_of(made, side, column), expected, rtol=1e-5, atol=1e-7)
    assert not np.allclose(bands_of(made, "difference", column), 0.0)


def test_curves_are_smoothed_as_the_page_does_it() -> None:
    weekly = po.run(po.load_scenario("post_accord").with_changes({"horizon_weeks": WEEKS}), seed=1).weekly
    drawn = smoothed(weekly)
    np.testing.assert_allclose(drawn["troops"], weekly["troops"])
    deaths = weekly["civilian_deaths"].to_numpy(dtype=float)
    half = next(n for n in range(1, 60) if np.isclose(drawn["civilian_deaths"].iloc[0], deaths[: n + 1].mean()))
    middle = deaths[max(0, 6 - half) : 6 + half + 1].mean()
    assert drawn["civilian_deaths"].iloc[6] == pytest.approx(middle)


def test_a_decision_holds_where_it_was_meant_and_captions_say_what_differs(desk: Desk) -> None:
    here, there = run_of(desk).session, pair_of(desk).other.session
    own, other = pair_of(desk).words(run_of(desk))
    assert own == "as it is"
    assert other.startswith("from week 4, ")
    assert other.endswith("to two feet out")
    desk.ask({"after": 3, "many": 3})  # the other future is behind, and catches up before anything is decided in it
    desk.decide({"name": "posture.use_of_force", "value": "0.9", "where": "both"})
    assert [one.week for one in here.decisions] == [7]
    assert [one.week for one in there.decisions] == [4, 7]
    desk.decide({"name": "posture.use_of_force", "value": "0.1", "where": "other"})
    assert (here.in_force.choices.posture.use_of_force, there.in_force.choices.posture.use_of_force) == (0.9, 0.1)
    desk.decide({"name": "posture.use_of_force", "value": "0.2"})
    assert (here.in_force.choices.posture.use_of_force, there.in_force.choices.posture.use_of_force) == (0.2, 0.1)
    desk.inject({"kind": "cholera", "size": "2", "weeks": "4"})
    assert here.decisions[-1] == there.decisions[-1]
    desk.inject({"kind": "cholera", "size": "1", "weeks": "4", "where": "this"})
    assert here.decisions[-1] != there.decisions[-1]
    assert sum(row["where"] == "" for row in pair_of(desk).log(run_of(desk))) == 2
    desk.decide({"name": "posture.use_of_force", "value": "0.3", "where": "nowhere"})
    assert "allowed is this, other or both" in desk.trouble["posture.use_of_force"]


class Told:
    """What stands in for a feed component: what it was told, by method."""

    def __init__(self) -> None:
        self.said: list[tuple[str, list[Any]]] = []

    def send(self, content: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        """Take a message."""
        self.said.append((content["method"], content["args"]))

    def last(self, method: str) -> list[Any]:
        """Return what was said last by a method."""
        return next(given for name, given in reversed(self.said) if name == method)


def play_again(desk: Desk) -> None:
    """Do what both feeds do: ask until all is played again, then for the weeks up to the one that is told."""
    while desk.behind:
        desk.catch_up()
    told = [given[0] for name, given in desk.feed.widget.said if name == "to"]
    goal = max([run_of(desk).weeks - 1, *told[-1:]])  # the other one follows of itself
    for future, ask in ((run_of(desk), desk.ask), (pair_of(desk).other, desk.ask_twin)):
        while future.weeks <= goal:
            ask({"after": future.weeks - 1, "many": goal + 1 - future.weeks})


def test_undo_in_one_future_keeps_the_other_and_the_comparison(desk: Desk) -> None:
    desk.feed.widget, desk.twin_feed.widget = Told(), Told()
    run, other = run_of(desk), pair_of(desk).other
    desk.decide({"name": "posture.use_of_force", "value": "0.9"})
    desk.ask({"after": 3, "many": 6})
    desk.ask_twin({"after": 3, "many": 6})
    kept, before = other.frames(0), run.frames(0)
    desk.undo({"where": "this"})
    assert desk.twin is other
    assert desk.feed.widget.last("say")[0] == (
        "Taken back in this future: week 4, posture, use of force: from 0.6 to 0.9. It is played again from week 4; "
        "the other future is kept as it was, and the comparison goes on."
    )
    play_again(desk)
    assert (run.weeks, other.frames(0)) == (10, kept)
    assert run.frames(0, 3) == before[:4]
    assert run.frames(9) != before[9:10]
    assert comparing.told(run)["words"][0] == "as it is"
    desk.redo({"where": "this"})
    play_again(desk)
    assert (run.frames(0), other.frames(0)) == (before, kept)
    for future in (run, other):
        plain = po.run(future.session.as_scenario(), seed=7).weekly.select_dtypes("number").iloc[:10]
        np.testing.assert_array_equal(future.session.result().weekly.select_dtypes("number"), plain)


def test_undo_in_the_other_future_or_in_both(desk: Desk) -> None:
    desk.feed.widget, desk.twin_feed.widget = Told(), Told()
    run, other = run_of(desk), pair_of(desk).other
    desk.undo({"where": "both"})
    assert "the last thing in this future is another one than in the other" in desk.trouble["_"]
    desk.ask({"after": 3, "many": 4})
    desk.ask_twin({"after": 3, "many": 4})
    desk.inject({"kind": "coup"})
    desk.undo({"where": "both"})
    assert [len(one.session.decisions) for one in (run, other)] == [0, 1]
    assert "in both futures" in desk.feed.widget.last("say")[0]
    desk.undo({"where": "other"})
    assert desk.twin is other
    assert desk.feed.widget.last("say")[0].endswith("Nothing differs between them any longer.")
    assert desk.twin_feed.widget.last("cut") == [3]
    play_again(desk)
    assert run.frames(0) == other.frames(0)
    desk.redo({"where": "other"})
    play_again(desk)
    assert run.frames(7) != other.frames(7)


def test_a_stopped_replay_leaves_both_futures_sane(desk: Desk) -> None:
    desk.feed.widget, desk.twin_feed.widget = Told(), Told()
    run, other = run_of(desk), pair_of(desk).other
    desk.ask({"after": 3, "many": 6})
    desk.ask_twin({"after": 3, "many": 6})
    desk.decide({"name": "posture.use_of_force", "value": "0.9"})
    desk.undo({"where": "this"})
    assert desk.behind == []  # it stands at that week already
    desk.redo({"where": "this"})
    desk.ask({"after": 9, "many": 2})
    desk.ask_twin({"after": 9, "many": 2})
    desk.undo({"where": "this"})
    run.session.play(5)
    desk.stop_again()
    assert desk.feed.widget.said[-1][0] == "stopped"
    assert (run.weeks, other.weeks, desk.behind) == (5, 12, [])
    desk.decide({"name": "posture.use_of_force", "value": "0.2", "where": "both"})
    assert "this future stands at week 5 and the other at week 12" in desk.trouble["posture.use_of_force"]
    assert len(run.session.decisions) == 0
    desk.ask({"after": 4, "many": 7})
    assert run.weeks == 12


def test_what_is_refused_in_one_future_is_done_in_none(desk: Desk) -> None:
    before = run_of(desk).session.decisions
    desk.decide({"name": "posture.use_of_force", "value": "7", "where": "both"})
    assert "posture.use_of_force is 7" in desk.trouble["posture.use_of_force"]
    assert run_of(desk).session.decisions == before
    assert len(pair_of(desk).other.session.decisions) == 1


def test_pairs_played_are_marked_as_of_before_once_something_is_decided(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_pairs(desk, monkeypatch, pairs=1)
    assert told(run_of(desk))["stale"] == ""
    desk.decide({"name": "posture.use_of_force", "value": "0.9", "where": "both"})
    assert "before" in told(run_of(desk))["stale"]
    play_pairs(desk, monkeypatch, pairs=1)
    assert told(run_of(desk))["stale"] == ""


def test_stopping_keeps_the_pairs_already_played(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = play_pairs(desk, monkeypatch, pairs=6, stop_after=2)
    assert made.said == "Stopped after 2 of 6 pairs; the table is of those."
    assert made.bands is not None
    assert made.bands["difference"]["runs"] == 2
    assert made.found is not None
    assert (made.found.pairs, len(made.found.runs), len(made.found.failures)) == (2, 4, 0)
    assert len(made.rows) == len(made.found.table)
    assert {row["n"] for row in made.rows} == {2}
    assert len(made.found.causes)


def test_rows_are_all_outcomes_with_what_differs_first() -> None:
    found = {"label": ["a", "b", "c"], "verdict": ["unclear", "same", "worse"], "low": [float("nan"), 0.0, 0.0]}
    table = pd.DataFrame(
        found | {"unit": "share", "base": 0.1, "other": 0.2, "difference": 0.1, "high": 0.2, "n": 20}
    )
    rows = luck._rows(type("Found", (), {"table": table})())  # type: ignore[arg-type]
    assert [row["label"] for row in rows] == ["c", "a", "b"]
    assert rows[1]["low"] is None


def test_a_comparison_is_taken_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_of(desk)
    assert {one["name"] for one in told(run)["files"]} == {"this_future.zip", "other_future.zip"}
    with pytest.raises(po.PeaceopsError, match="no pairs have been played yet"):
        PAIR_FILES["comparison.csv"].make(run, pair_of(desk))
    made = play_pairs(desk, monkeypatch)
    files = {name: one.make(run, pair_of(desk)) for name, one in PAIR_FILES.items()}
    assert {one["name"] for one in told(run)["files"]} == set(files)
    assert made.found is not None
    table = pd.read_csv(io.BytesIO(files["comparison.csv"]))
    assert list(table["outcome"]) == list(made.found.table["outcome"])
    names = zipfile.ZipFile(io.BytesIO(files["comparison.zip"])).namelist()
    assert {"comparison.csv", "comparison_causes.csv", "runs.csv", "comparison.json"} <= set(names)
    assert read_zip(files["this_future.zip"]).weekly.equals(run.session.result().weekly)
    assert read_zip(files["other_future.zip"]).weekly.equals(pair_of(desk).other.session.result().weekly)


def test_a_reload_finds_the_comparison_and_pairs_play_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    run, pair = run_of(desk), pair_of(desk)
    desk.try_luck()
    assert pair.luck is not None
    desk.leave()
    again = a_desk(desk.visitors, run.key)
    assert again.twin is pair.other
    assert not pair.luck.over
    heard = threading.Event()
    again.changed = heard.set
    assert heard.wait(60), "whoever watches now is told"
    thread = pair.luck.thread
    again.end_twin()
    thread.join(60)
    assert pair.luck.over
    assert told(run)["week"] is None


def test_pairs_stop_when_nobody_comes_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "GRACE", 0.0)
    desk.try_luck()
    made = pair_of(desk).luck
    assert made is not None
    desk.leave()
    made.thread.join(60)
    assert made.said.startswith("Stopped after")


def test_nothing_of_a_closed_tab_stays_once_it_is_forgotten() -> None:
    visitors = Visitors()
    desk = a_desk(visitors)
    desk.ask({"after": 0, "many": 3})
    desk.fork({"preset": "stovepipes"})
    desk.try_luck()
    desk.why({"stock": "local_consent"})
    run, pair = run_of(desk), pair_of(desk)
    assert pair.luck is not None
    thread = pair.luck.thread
    held = [weakref.ref(one) for one in (desk, run, run.session.model, pair.other.session.model, pair, pair.luck)]
    desk.leave()
    visitors.seconds = -1.0
    visitors.tidy()
    del desk, run, pair
    thread.join(60)
    del thread
    gc.collect()
    assert [one() for one in held] == [None] * len(held)


def test_cards_and_reasons_are_of_the_future_that_was_asked(desk: Desk) -> None:
    desk.ask({"after": 3, "many": 8})
    desk.ask_twin({"after": 3, "many": 8})
    desk.pick({"cell": 5})
    here = desk.card
    desk.pick({"cell": 5}, "peaceopsTwin")
    assert here is not None
    assert desk.card is not None
    assert (here["store"], desk.card["store"]) == ("peaceops", "peaceopsTwin")
    desk.why({"stock": "local_consent", "week": 11})
    first, jumps = desk.answer, desk.done["why"]
    desk.look("other")
    assert first is not None
    assert desk.answer is not None
    assert (desk.looks, desk.answer["stock"], desk.answer["week"]) == ("other", first["stock"], first["week"])
    assert desk.answer["causes"] != first["causes"]
    assert desk.done["why"] == jumps, "the tab that is shown stays"
    desk.end_twin()
    assert (desk.looks, desk.answer, desk.card) == ("this", None, None)
    assert isinstance(desk.twin_feed, Feed)
