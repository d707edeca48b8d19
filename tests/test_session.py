"""Sessions: runs that somebody drives, and that a plain run of their scenario gives again."""

from __future__ import annotations

import threading
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_cases import small, values_of

import peaceops as po
from peaceops.experiments.session import Session
from peaceops.model.mission import MissionModel
from peaceops.model.registry import parameters

SEED, WEEKS = 5, 12
FORCE, ROOF, EXIT = "posture.use_of_force", "collocation.headquarters", "transition.exit_week"
NO_MORE = "a decision changes choices only"


@lru_cache(maxsize=1)
def base():
    return small("post_accord", 8, 8, WEEKS)


def begun(weeks=0):
    session = Session(base(), SEED)
    session.play(weeks)
    return session


def assert_told_again(session):
    """Assert that a plain run of the scenario of a session gives what the session has played."""
    model = MissionModel(session.as_scenario(), seed=session.seed)
    while model.week < session.week:
        model.step()
    assert len(session.model.recorder) == session.week
    np.testing.assert_array_equal(model.recorder.values(), session.model.recorder.values())
    assert model.events.rows() == session.model.events.rows()


CHOICES = [row for row in parameters().query("choice").to_dict("records") if "exit_week" not in row["name"]]
changes = st.sampled_from(CHOICES).flatmap(lambda row: values_of(row).map(lambda value: {row["name"]: value}))
ceilings = st.fixed_dictionaries({"mission.troops": st.integers(0, 60_000), ROOF: st.floats(0, 1)})
steps = st.one_of(
    st.tuples(st.just("play"), st.integers(1, 5)),
    st.tuples(st.just("decide"), changes),
    st.tuples(st.just("decide"), ceilings),
    st.tuples(st.just("inject"), st.sampled_from(["cholera", "coup", "attack", "new_srsg", "donor_cut"])),
    st.tuples(st.sampled_from(["undo", "redo", "fork"]), st.none()),
)


def do(session, what, how):
    """Do one thing to a session; return the session to go on with. What is refused must change nothing."""
    before = (session.week, session.decisions, session.as_scenario().hash)
    try:
        if what == "play":
            session.play(how)
        elif what == "fork":
            return session.fork()
        elif what in ("undo", "redo"):
            getattr(session, what)()
        else:
            getattr(session, what)(how)
    except po.PeaceopsError:
        after = (session.week, session.decisions, session.as_scenario().hash)
        if after != before:
            raise AssertionError(f"{what} {how} was refused and changed something") from None
    return session


@settings(max_examples=max(settings().max_examples // 3, 4))
@given(st.lists(steps, min_size=1, max_size=9))
def test_whatever_is_done_a_plain_run_gives_the_same_numbers(done):
    session = begun()
    for what, how in done:
        session = do(session, what, how)
    session.play(WEEKS)
    assert_told_again(session)
    pd.testing.assert_frame_equal(po.run(session.as_scenario(), seed=SEED).weekly, session.result().weekly)


def test_a_session_is_a_plain_run_if_nothing_is_done():
    session = begun(WEEKS)
    assert not session.running
    session.step()
    assert (session.week, session.horizon) == (WEEKS, WEEKS)
    result, plain = session.result(), po.run(base(), seed=SEED, keep_cell_causes=True)
    pd.testing.assert_frame_equal(result.weekly, plain.weekly)
    pd.testing.assert_frame_equal(result.sector_causes, plain.sector_causes)
    assert session.as_scenario() == base()


def test_a_decision_holds_from_the_coming_week_on():
    session = begun(4)
    taken = session.decide({FORCE: 1.0, "posture": {"escorts": "never"}})
    assert (taken.week, taken.what.changes) == (4, {FORCE: 1.0, "posture.escorts": "never"})
    assert taken.text == "Decided: posture, use of force: from 0.6 to 1; posture, escorts: from last resort to never."
    assert session.in_force.choices.posture.use_of_force == 1.0
    assert session.model.inputs.choices.posture.use_of_force == 0.6  # until the week begins
    session.step()
    assert session.model.inputs.choices.posture.use_of_force == 1.0
    assert session.scenario is base()
    assert_told_again(session)


def test_only_what_differs_is_decided():
    session = begun(2)
    assert session.decide({FORCE: base().choices.posture.use_of_force}) is None
    assert session.decide({FORCE: 0.6, "posture.escorts": "never"}).what.changes == {"posture.escorts": "never"}
    assert len(session.decisions) == 1


def test_a_decision_before_the_first_week_begins_the_run_anew():
    session = begun()
    session.decide({"mission.troops": 20_000})
    assert len(session.model.teams.rows_of[0]) == 80
    session.play(3)
    assert_told_again(session)
    session.undo()
    assert session.week == 0
    assert len(session.model.teams.rows_of[0]) == 59


def test_undo_stands_at_the_week_of_the_decision_and_redo_as_well():
    session, told = begun(3), []
    session.decide({FORCE: 1.0})
    session.play(2)
    session.inject("coup", size=2.0)
    session.play(4)
    whole = session.model.recorder.values().copy()
    assert session.undo(lambda done, of: told.append((done, of))).what.kind == "coup"
    assert (session.week, told[0], told[-1]) == (5, (1, 5), (5, 5))
    session.undo()
    assert session.week == 3
    assert not session.can_undo
    np.testing.assert_array_equal(begun(3).model.recorder.values(), session.model.recorder.values())
    session.redo()
    session.redo()
    assert session.week == 5
    session.play(4)
    np.testing.assert_array_equal(session.model.recorder.values(), whole)
    assert not session.can_redo


def test_what_was_taken_back_is_forgotten_once_something_else_is_decided():
    session = begun(2)
    session.decide({FORCE: 1.0})
    session.undo()
    assert session.can_redo
    session.decide({FORCE: 0.0})
    assert not session.can_redo
    with pytest.raises(po.PeaceopsError, match="there is nothing to do again"):
        session.redo()


def test_an_undo_that_is_stopped_changes_nothing():
    session = begun(6)
    session.decide({FORCE: 1.0})
    session.play(2)
    before = session.model

    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        session.undo(stop)
    assert session.model is before
    assert session.can_undo
    assert not session.can_redo
    session.step()
    assert_told_again(session)


def test_two_futures_share_their_past_and_their_luck():
    session = begun(5)
    session.decide({FORCE: 0.9})
    other, same = session.fork({ROOF: 0.0}), session.fork()
    for one in (session, other, same):
        one.play(WEEKS)
        assert_told_again(one)
    mine, theirs, again = (one.model.recorder.values() for one in (session, other, same))
    np.testing.assert_array_equal(mine, again)
    differs = (mine != theirs).any(axis=1)
    assert not differs[:5].any()
    assert differs[5:].any()
    assert len(session.decisions) == 1
    assert len(other.decisions) == 2
    other.undo()
    other.play(WEEKS)
    np.testing.assert_array_equal(other.model.recorder.values(), mine)


def test_a_scenario_keeps_decisions_and_injects_of_its_own():
    own = base().with_changes({
        "decisions": [{"week": 3, "changes": {FORCE: 1.0}}, {"week": 9, "changes": {FORCE: 0.0}}],
        "injects": [{"kind": "attack", "when": "week >= 2"}, {"kind": "cholera", "week": 8}],
    })  # fmt: skip
    session = Session(own, SEED)
    session.play(3)
    session.decide({FORCE: 0.2})
    session.inject("scandal")
    session.play(4)
    assert session.in_force.choices.posture.use_of_force == 0.2
    session.undo()
    session.play(WEEKS)
    assert session.in_force.choices.posture.use_of_force == 0.0
    assert_told_again(session)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"posture.use_of_forc": 1}, "unknown name 'posture.use_of_forc'; did you mean 'posture.use_of_force'?"),
        ({FORCE: 7}, "posture.use_of_force is 7; allowed is a number from 0 to 1 (0 defensive, 1 robust)"),
        ({"host.army": 7}, "host.army is a fact about the world, no choice; change it by with_changes"),
        ({EXIT: 2}, f"{EXIT} is 2; allowed is 4 or later, since it is decided in week 4"),
        ({"decisions": [{"week": 3, "changes": {FORCE: 1.0}}]}, f"decisions is a group, not one choice; {NO_MORE}"),
        ({FORCE: 0.1, "posture": {"use_of_force": 0.2}}, f"the decision gives {FORCE} twice; allowed is once"),
        (3, "choices are given as names with values, for example {'posture.use_of_force': 0.7}"),
    ],
)  # fmt: skip
def test_what_cannot_be_decided_is_refused_and_changes_nothing(changes, told):
    session = begun(4)
    before = session.as_scenario()
    with pytest.raises(po.PeaceopsError) as refused:
        session.decide(changes)
    assert str(refused.value) == told
    assert session.as_scenario() is before
    assert not session.can_undo


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("chol", {}, "kind is 'chol'; allowed is one of attack, scandal, coup, cholera,"),
        ("cholera", {"size": 99}, "size is 99; allowed is a number from 0 to 10 (times a usual one)"),
        ("cholera", {"when": "week > 3"}, "when is given; an inject of a run under way happens in the coming week"),
        ("attack", {"group": "nobody"}, "group is 'nobody'; allowed is one of home_guard,"),
        ("attack", {"colour": 1}, "unknown name 'colour'"),
    ],
)
def test_injects_that_cannot_be(kind, fields, told):
    session = begun(4)
    with pytest.raises(po.PeaceopsError) as refused:
        session.inject(kind, **fields)
    assert str(refused.value).startswith(told)
    assert not session.can_undo


def test_nothing_is_decided_once_the_run_is_over():
    session = begun(WEEKS)
    for act in (lambda: session.decide({FORCE: 1.0}), lambda: session.inject("coup")):
        with pytest.raises(po.PeaceopsError, match="the run is over: all 12 weeks have been played"):
            act()
    with pytest.raises(po.PeaceopsError, match="there is nothing to take back"):
        session.undo()


def test_threads_wait_for_each_other():
    """Two threads step, one decides and takes back: the run stays one that can be told again."""
    session = Session(small("post_accord", 8, 8, 40), SEED)
    trouble = []

    def drive(what):
        try:
            for k in range(8):
                what(k)
        except Exception as error:  # told below
            trouble.append(error)

    def decide(k):
        session.decide({FORCE: 0.1 * k})
        if k % 3 == 2:
            session.undo()

    threads = [threading.Thread(target=drive, args=(what,)) for what in (lambda k: session.step(),) * 2 + (decide,)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert trouble == []
    assert not any(thread.is_alive() for thread in threads)
    assert_told_again(session)


def test_why_is_answered_in_plain_sentences_for_the_country_and_a_sector():
    session = begun(WEEKS)
    answer = session.why("local_consent", 10, over=6)
    assert answer.sentences[0].startswith("Consent of residents ")
    assert " in weeks 5 to 10 (year 1)" in answer.sentences[0]
    assert {"cause", "value", "before"} == set(answer.table)
    sector = session.why("local_consent", 10, over=6, sector=1)
    assert "in sector 1" in sector.sentences[0]
    assert sector.text != answer.text
    with pytest.raises(po.PeaceopsError, match="this run has weeks 0 to 11"):
        session.why("local_consent", 12)
    with pytest.raises(po.PeaceopsError, match="no causes are kept of 'duplication'"):
        session.why("duplication")
    with pytest.raises(po.PeaceopsError, match="no week has been played"):
        begun().why("local_consent")


def test_the_ledger_of_a_session_lets_go_of_cells():
    session = begun(WEEKS)
    assert session.model.causes.cell_frame("local_consent", 0).empty
    assert not session.model.causes.sector_frame().empty
