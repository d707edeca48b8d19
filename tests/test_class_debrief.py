"""The debrief of a class: twins of the very session, turning points, knowledge, company, files that give it again."""

from __future__ import annotations

import gc
import html as html_module
import json
import math
import re
import secrets
import shlex
import shutil
import sqlite3
import weakref
import zipfile
from contextlib import closing
from dataclasses import replace
from functools import partial
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from class_scripts import CONVOY, Scripted, convoy

import peaceops as po
from peaceops.cli import main
from peaceops.experiments.classroom import debrief, debrief_check, debrief_knowledge, debrief_twins, log
from peaceops.experiments.classroom.debrief import Request, debrief_of
from peaceops.experiments.classroom.debrief_beside import with_what_lies_beside
from peaceops.experiments.classroom.debrief_check import SAME_RUN, check_files
from peaceops.experiments.classroom.debrief_company import (
    ALIKE,
    APART,
    BETTER,
    WORSE,
    Goal,
    Standing,
    beaten_by,
    check_batch,
    in_batch,
    spread,
    standing_of_plays,
)
from peaceops.experiments.classroom.debrief_files import data_files, hash_of, hash_of_index
from peaceops.experiments.classroom.debrief_knowledge import watch
from peaceops.experiments.classroom.debrief_record import acts_of, read_record, scenario_of
from peaceops.experiments.classroom.debrief_turns import by_luck_alone, effects_of, largest, turn_of, varied
from peaceops.experiments.classroom.game import new_game
from peaceops.experiments.classroom.replay import play
from peaceops.experiments.classroom.seen import TRUTH, Seen, ways_of
from peaceops.experiments.compare import chosen_outcomes
from peaceops.experiments.exercise import Axis, load_exercise
from peaceops.experiments.exercise import Goal as OwnGoal
from peaceops.model import intelligence
from peaceops.model.columns import column
from peaceops.model.errors import ExerciseError, PlanError, ResultError
from peaceops.viz.classroom import debrief as page
from peaceops.viz.classroom import debrief_job, making
from peaceops.viz.classroom.debrief import debrief_html, write_debrief
from peaceops.viz.classroom.debrief_chapters import _goal
from peaceops.viz.classroom.debrief_questions import _facts
from peaceops.viz.classroom.debrief_words import (
    UNTRIED,
    act_words,
    cause_words,
    directions,
    full_stop,
    gap_words,
    knew_words,
    luck_words,
    short_act,
)
from peaceops.viz.report_numbers import MINUS, TIED

PLAYERS = {"head_of_mission.1": "Ana", "force_commander.1": "Ben & Co", "humanitarian_lead.1": "Chen"}
HEAD, FORCE, RELIEF = PLAYERS
SAID = "meet me behind the depot"


def led(folder, name="class.sqlite", *, force=0.9, end=True):
    """Return the file of a class of two rounds."""
    made = Scripted(folder / name, convoy(folder), PLAYERS)
    made.round(
        orders=[(FORCE, "posture.use_of_force", force), (FORCE, "posture.escorts", "routine"),
                (RELIEF, "posture.escorts", "last_resort"), (HEAD, "posture.human_rights_reporting", "quiet")],
        said=[(FORCE, "humanitarian_lead", SAID)], met=[(HEAD, "force_commander.1")],
    )  # fmt: skip
    made.do("lecturer", "broadcast", text="Ten minutes.")
    made.round(
        orders=[(FORCE, "posture.use_of_force", 0.2), (HEAD, "posture.use_of_force", 0.2), (RELIEF, "coordination.clusters", 2)],
        injects=[1],
    )  # fmt: skip
    return made.end() if end else made.close()


@pytest.fixture(scope="module", autouse=True)
def _runs_made_once():
    """Make each run once for all debriefs of this file (a scenario and a seed give the same run: :mod:`test_twins`)."""
    plain, made = debrief.make_runs, {}

    def make_runs(scenarios, wanted, workers=1, progress=None):
        if workers > 1:
            return plain(scenarios, wanted, workers, progress)
        found = {}
        for one in wanted:
            key = scenarios[one.key].hash, one.seed
            if key not in made:
                made[key] = plain(scenarios, [one])[one]
            found[one] = made[key]
            if progress is not None:
                progress(len(found))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(debrief, "make_runs", make_runs)
        yield


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return led(tmp_path_factory.mktemp("class"))


@pytest.fixture(scope="module")
def record(file):
    return read_record(file)


@pytest.fixture(scope="module")
def found(record):
    return debrief_of(record, Request(seeds=3))


@pytest.fixture(scope="module")
def html(found):
    return debrief_html(found, data="class_data")


# What is read of a class ------------------------------------------------------------------------------------------


def test_a_record_holds_rounds_orders_and_rulings_and_no_word_of_what_was_said(record):
    assert [(one.number, one.first, one.weeks) for one in record.rounds] == [(1, 0, 8), (2, 8, 8), (3, 16, 4)]
    assert record.finished
    assert record.rounds[0].messages == 1
    assert record.people == {
        "head_of_mission": ("Ana",),
        "force_commander": ("Ben & Co",),
        "humanitarian_lead": ("Chen",),
    }
    given = {(one.order.role, one.order.name): one.order.value for one in record.rounds[0].orders}
    assert given[("humanitarian_lead", "posture.escorts")] == "last_resort"
    assert SAID not in repr(record)


def test_names_are_left_out_where_they_are_not_wanted(file, found):
    assert read_record(file, names=False).people == {}
    html = debrief_html(found, names=False)
    files = b"".join(data_files(found, names=False).values())
    for name in ("Ana", "Chen", "Ben &amp; Co", "Ben & Co"):
        assert not re.search(rf"\b{re.escape(name)}\b", html)
        assert name.encode() not in files


def test_acts_are_what_changed_something_in_order_of_time(record):
    acts = acts_of(record)
    assert [act.week for act in acts] == sorted(act.week for act in acts)
    names = {(act.round, act.name) for act in acts}
    assert {(1, "posture.use_of_force"), (2, "posture.use_of_force"), (2, "scandal")} <= names
    assert (1, "posture.escorts") not in names  # the two sides pulled apart
    theft = next(act for act in acts if act.name == "scandal")
    assert (theft.kind, theft.roles, theft.week, theft.title) == ("inject", (), 8, "Theft")
    assert short_act(theft) == "“Theft” (in the model: scandal)"  # as its card calls it
    met = next(act for act in acts if act.kind == "meeting")
    assert (met.round, met.week, set(met.roles)) == (1, 0, {"head_of_mission", "force_commander"})


def test_an_inject_of_the_lecturer_is_not_told_as_that_of_a_role_that_called_the_same_kind(record):
    raid = {"kind": "attack", "size": 1.0, "weeks": 1}
    settled = replace(
        record.rounds[0].settled,
        calls=({"seat": "donor_group.1", "kind": "scandal", "inject": {}}, {"seat": "force_commander.2", "kind": "attack", "inject": raid}),
        injects=({**raid, "week": 0}, {**raid, "week": 0, "size": 2.0}),
    )  # fmt: skip
    acts = acts_of(replace(record, rounds=(replace(record.rounds[0], settled=settled),)))
    assert [(act.roles, act.value) for act in acts if act.kind == "inject"] == [(("force_commander",), 1.0), ((), 2.0)]


def test_who_asked_for_the_opposite_is_named_as_against_it(tmp_path):
    made = Scripted(tmp_path / "apart.sqlite", convoy(tmp_path), PLAYERS)
    made.lead("open")
    made.do(HEAD, "order", name="posture.use_of_force", value=0.9, insist=True)
    made.do(FORCE, "order", name="posture.use_of_force", value=0.1)
    made.lead("close")
    made.close()
    (act,) = (one for one in acts_of(read_record(made.path)) if one.name == "posture.use_of_force")
    assert (act.value, act.roles, act.against) == (0.9, ("head_of_mission",), (("force_commander", 0.1),))
    assert "asked for by Head of mission, against force commander (0.1); in force" in act_words(act)


def test_a_class_without_a_round_has_no_debrief(tmp_path):
    made = Scripted(tmp_path / "new.sqlite", convoy(tmp_path), PLAYERS)
    made.close()
    with pytest.raises(ExerciseError, match=r"^no round of new\.sqlite has been played; a debrief needs at least one$"):
        read_record(made.path)


def test_a_file_that_is_no_class_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(ResultError, match="there is no class in"):
        read_record(tmp_path / "nothing.sqlite")


# Twins ------------------------------------------------------------------------------------------------------------


def test_the_run_of_a_debrief_is_the_run_that_the_class_saw(tmp_path):
    made = Scripted(tmp_path / "seen.sqlite", convoy(tmp_path), PLAYERS)
    made.round(orders=[(FORCE, "posture.use_of_force", 0.9)])
    made.lead("open")
    made.lead("close")
    seen = [week.values for week in made.game.weeks[1:]]
    made.close()
    record = read_record(made.path)
    assert not record.finished
    weekly = po.run(scenario_of(record), record.seed).weekly
    assert len(weekly) == len(seen) == 16
    for name in ("local_consent", "civilian_deaths", "awareness_mission", "displaced"):
        assert weekly[name].tolist() == pytest.approx([values[name] for values in seen], abs=1e-6)  # told to 6 digits


def test_without_an_act_nothing_but_it_differs(record):
    watched = watch(record, scenario_of(record))
    act = next(act for act in acts_of(record) if act.name == "posture.human_rights_reporting")
    whole, without = scenario_of(record), debrief_twins.scenario_without(record, act, watched.tables)
    left = [(one.week, name, value) for one in without.decisions for name, value in one.changes.items()]
    all_ = [(one.week, name, value) for one in whole.decisions for name, value in one.changes.items()]
    gone = [one for one in all_ if one not in left]
    assert gone == [(act.week, act.name, "quiet")]
    assert [one for one in left if one not in all_] == []
    assert without.with_changes({"decisions": ()}) == whole.with_changes({"decisions": ()})


def test_later_orders_on_the_same_choice_stand_and_are_settled_again(record):
    watched = watch(record, scenario_of(record))
    first = next(act for act in acts_of(record) if act.name == "posture.use_of_force" and act.round == 1)
    start = record.exercise.value("posture.use_of_force")
    without = debrief_twins.scenario_without(record, first, watched.tables)
    changes = [
        one.changes["posture.use_of_force"] for one in without.decisions if "posture.use_of_force" in one.changes
    ]
    assert start != 0.2
    assert changes == [0.2]  # round two still lowers it, from where it began


def test_without_an_inject_the_others_come(record):
    watched = watch(record, scenario_of(record))
    theft = next(act for act in acts_of(record) if act.name == "scandal")
    without = debrief_twins.scenario_without(record, theft, watched.tables)
    assert [one.kind for one in without.injects] == ["attack"]
    assert [one.kind for one in scenario_of(record).injects] == ["attack", "scandal"]


def test_without_a_meeting_everything_else_stands(record):
    watched = watch(record, scenario_of(record))
    act = next(act for act in acts_of(record) if act.kind == "meeting")
    whole, without = scenario_of(record), debrief_twins.scenario_without(record, act, watched.tables)
    assert len(whole.meetings) == len(without.meetings) + 1
    assert without.with_changes({"meetings": ()}) == whole.with_changes({"meetings": ()})


def test_nobody_orders_nothing_and_what_comes_by_itself_comes(record):
    nobody = debrief_twins.scenario_of_nobody(record)
    assert nobody == record.exercise.scenario


def test_twins_are_equal_to_the_last_bit_until_the_act(record, found):
    run = found.runs["class"]
    for turn in found.turns:
        twin = found.runs[turn.key]
        before = run.weekly["week"] < turn.act.week
        assert run.weekly[before].equals(twin.weekly[before])
        assert turn.parted >= turn.act.week
        at = int(np.flatnonzero(run.weekly["week"] == turn.parted)[0])
        assert not run.weekly.iloc[[at]].equals(twin.weekly.iloc[[at]])


def test_workers_change_nothing(record, found):
    wanted = [debrief_twins.Wanted(key, record.seed) for key in [*found.scenarios][:3]]
    made = debrief_twins.make_runs(found.scenarios, wanted, workers=2)
    assert set(made) == set(wanted)
    for one in wanted:
        assert made[one].weekly.equals(found.runs[one.key].weekly)
        assert made[one].causes.equals(found.runs[one.key].causes)
        assert made[one].summary == found.runs[one.key].summary


# Turning points ---------------------------------------------------------------------------------------------------


def test_a_turning_point_tells_the_paired_difference_of_its_column(found):
    assert 1 <= len(found.turns) <= 3
    assert [turn.act.week for turn in found.turns] == sorted(turn.act.week for turn in found.turns)
    for turn in found.turns:
        effect, name = turn.effect, turn.effect.column.name
        pair = []
        for key in ("class", turn.key):
            values = found.runs[key].weekly[name].to_numpy()[effect.first : effect.last + 1]
            pair.append(values.sum() if effect.column.kind == "flow" else values.mean())
        assert effect.difference == pytest.approx(pair[0] - pair[1])
        assert (effect.with_act, effect.without) == pytest.approx(tuple(pair))
        assert len(turn.luck) == 3
        assert turn.agreeing == sum(np.sign(one) == np.sign(effect.difference) for one in turn.luck)


def test_causes_of_a_level_add_up_to_its_difference(found):
    levels = [turn for turn in (*found.turns, *found.lesser) if turn.causes and turn.effect.column.kind == "share"]
    levels = [turn for turn in levels if turn.key in found.runs]
    assert levels
    for turn in levels:
        name, week = turn.effect.column.name, turn.effect.week
        stock = "trust" if name == "trust_mission_country_team" else name
        gaps = []
        for key in ("class", turn.key):
            run = found.runs[key]
            part = run.causes[(run.causes["stock"] == stock) & (run.causes["week"] <= week)]
            gaps.append((run.weekly[name].iloc[week], part.groupby("cause")["value"].sum()))
        change = gaps[0][1].sub(gaps[1][1], fill_value=0.0)
        assert change.sum() == pytest.approx(gaps[0][0] - gaps[1][0], abs=1e-9)
        for cause, value in turn.causes:
            assert change[cause] == pytest.approx(value)


def test_only_what_was_tried_under_other_seeds_is_said_to_be_luck_or_not(found):
    sure = {turn.key for turn in (*found.turns, *found.lesser)}
    assert len(sure) == 5
    act, effect = next((act, effect) for act, effect in found.tried if act.key in sure)
    more = replace(found, tried=(*found.tried, (replace(act, round=3), effect), (replace(act, round=4), None)))
    table = debrief_html(more)
    rows = [row for row in re.findall(r"<tr>.*?</tr>", table[table.index("Everything that was done") :], re.S) if short_act(act) in row]
    assert [UNTRIED in row for row in rows if ">3<" in row] == [True]
    assert not any(UNTRIED in row for row in rows if f">{act.round}<" in row)
    facts = {fact.text for fact in _facts(more)}
    told = [fact for fact in facts if fact.startswith("Round 3: ") and UNTRIED in fact]
    assert len(told) == 1
    assert not any("told from luck" in fact or "more than luck" in fact for fact in facts)
    assert any(fact.startswith("Round 4: ") and "changed nothing that is recorded" in fact for fact in facts)


def test_an_act_that_changes_nothing_has_no_effect_and_a_difference_within_luck_counts_little(record, found):
    run = found.runs["class"]
    act = acts_of(record)[0]
    weights = {"local_consent": 1.0, "civilian_deaths": 1.0}
    assert effects_of(act, run, run, weights) == []
    moved = run.weekly.copy()
    moved.loc[moved["week"] >= act.week, "local_consent"] -= 0.05
    moved.loc[moved["week"] >= act.week, "civilian_deaths"] += 4.0
    effects = effects_of(act, run, replace(run, weekly=moved), weights)
    assert {one.column.name: round(one.difference, 6) for one in effects}["local_consent"] == 0.05
    noisy = []
    for k in range(5):
        other = run.weekly.copy()
        other["civilian_deaths"] += 20.0 * (k - 2)
        noisy.append(replace(run, weekly=other))
    best, _ = largest(effects, noisy)
    assert best.column.name == "local_consent"
    assert largest([], noisy) == (None, 0.0)


def test_the_measure_of_an_act_is_picked_by_seeds_that_have_no_part_in_judging_it(record, found):
    run, act = found.runs["class"], acts_of(record)[0]

    def without(**moved):
        weekly = run.weekly.copy()
        for name, value in moved.items():
            weekly.loc[weekly["week"] >= act.week, name] -= value
        return run, replace(run, weekly=weekly)

    weights = {"local_consent": 1.0, "acceptance": 1.0}
    _, twin = without(local_consent=0.05, acceptance=0.05)
    effects = effects_of(act, run, twin, weights)
    choosing = [without(local_consent=0.05, acceptance=0.05 * sign) for sign in (1, -1, 1)]
    judging = [without(local_consent=0.02 * sign, acceptance=0.05) for sign in (1, -1, 1, -1, 1)]
    turn = turn_of(act, effects, run, twin, choosing, judging, [])
    assert turn.effect.column.name == "local_consent", "on which the choosing seeds agree"
    assert turn.luck == pytest.approx((0.02, -0.02, 0.02, -0.02, 0.02))
    assert turn.sure == "luck", "whatever other measure would have looked sure under these seeds"
    told = data_files(replace(found, seeds=(1, 2, 3, 4, 5), turns=(turn,), lesser=(), tried=((act, effects[-1]),)))
    assert [row for row in told["acts.csv"].decode().splitlines()[1:] if "local_consent" in row and row.endswith(",luck")]


def test_an_act_that_changes_nothing_seldom_passes_for_one_that_did(found):
    """As seldom as the debrief says, in thousands of acts under whose other seeds there is luck alone."""
    turn, luck = found.turns[0], np.random.default_rng(1).normal(size=(20_000, 5))
    passed = sum(replace(turn, luck=tuple(row)).sure == "act" for row in luck.tolist())
    assert 0.005 < passed / len(luck) <= by_luck_alone(5) < 0.021
    assert luck_words(replace(turn, luck=(turn.effect.difference,) * 5)).endswith("far from zero: most likely the act.")
    assert "Of 100 acts that change nothing, 2 look like “most likely the act”" in debrief_html(replace(found, seeds=(1, 2, 3, 4, 5)))


def test_what_parts_first_is_told_by_size_and_not_by_hairs_breadths(record, found):
    run, act = found.runs["class"], acts_of(record)[0]
    weekly = run.weekly.copy()
    after = weekly["week"] >= act.week
    weekly.loc[after, "displaced"] -= 4.0
    weekly.loc[after, "acceptance"] -= 0.02
    weekly.loc[after, "coordination_load"] += 0.13
    twin = replace(run, weekly=weekly)
    effects = effects_of(act, run, twin, {"acceptance": 1.0})
    turn = turn_of(act, effects, run, twin, [], [], [])
    assert turn.parted == act.week
    assert turn.parted_in == ("Coordination load", "Acceptance of relief")


def test_orders_played_under_the_same_seeds_are_compared_pair_by_pair():
    mine = Standing("mine", "class", {"a": (1.0, 5.0, 9.0)})
    nobody = Standing("nobody", "nobody", {"a": (0.5, 4.4, 8.5)})
    elsewhere = Standing("a set", "play", {"a": (0.5, 4.4, 8.5)})
    assert spread(mine, nobody, "a") == pytest.approx(0.05)
    assert spread(mine, elsewhere, "a") == pytest.approx(4.0)
    assert spread(mine, Standing("n", "nobody", {"a": (1.0, math.nan, 2.0)}), "a") == math.inf


def test_turning_points_are_about_different_outcomes_where_there_are_others():
    ranked = ["a1", "a2", "a3", "b1", "a4", "c1"]
    assert varied(ranked, lambda one: one[0], 3, 1) == ["a1", "b1", "c1"]
    assert varied(ranked, lambda one: one[0], 5, 2) == ["a1", "a2", "b1", "c1", "a3"]
    assert varied(ranked[:3], lambda one: one[0], 3, 1) == ["a1", "a2", "a3"]


def test_what_may_be_luck_is_no_turning_point_where_there_are_others(record, found, monkeypatch):
    tried = [*found.turns, *found.lesser]
    monkeypatch.setattr(debrief, "turn_of", lambda act, *rest: by_key[act.key])

    def turned(luck):
        by_key.update({turn.key: replace(turn, luck=luck(i, turn)) for i, turn in enumerate(tried)})
        return debrief_of(record, Request(seeds=3))

    by_key = {}
    last = turned(lambda i, turn: (turn.effect.difference,) * 3 if i == len(tried) - 1 else (0.0, 1.0, -1.0))
    assert [turn.key for turn in last.turns] == [tried[-1].key]  # the least of them, since luck says nothing of the rest
    assert len(last.lesser) == len(tried) - 1
    html = debrief_html(last)
    assert "All else that was tried with other seeds may have been luck" in html
    assert "What turned this run, in order of time" in html
    none = debrief_html(turned(lambda i, turn: (0.0, 1.0, -1.0)))
    assert "No turning point that is told from luck" in none
    assert "What may have turned this run, or luck did, in order of time" in none


def test_two_that_know_the_same_are_not_told_apart_and_what_is_known_before_the_first_round_is_told(found):
    alike = found.pictures.assign(known=0.47)
    assert not [fact for fact in _facts(replace(found, pictures=alike)) if " knew " in fact.text]
    assert [fact for fact in _facts(found) if " knew " in fact.text]
    turn = SimpleNamespace(act=SimpleNamespace(round=1), knew=(("head_of_mission", 0.47, 0.0),))
    assert knew_words(turn).startswith(f"Head of mission 47{TIED}% of the picture of threat")
    turn.knew = (("head_of_mission", 0.01, 0.0),)
    assert knew_words(turn).startswith("nothing of their own yet")


def test_rounds_and_debrief_call_the_same_way_better(record):
    (load, plan) = chosen_outcomes(["coordination_load_mean", "plan_coherence_mean"])
    seats = {**record.exercise.seats}
    seats["head_of_mission"] = replace(seats["head_of_mission"], goals=(OwnGoal(plan, -1, "Less of a plan."),))
    axes = (*record.exercise.axes, Axis("Load", load, -1, "Fewer meetings."))
    exercise = replace(record.exercise, axes=axes, seats=seats)
    told = {
        role: {one["key"]: one["better"] for one in Seen.by(exercise, role).facts_of_columns()}
        for role in (TRUTH, "head_of_mission", "force_commander")
    }
    assert directions(replace(record, exercise=exercise)).items() <= told[TRUTH].items()
    assert told["head_of_mission"]["coordination_load"] == -1
    assert Seen.by(exercise, "head_of_mission").ways == tuple(ways_of(exercise, "head_of_mission").items())
    assert ways_of(exercise, "head_of_mission")["plan_coherence"] == -1
    assert told[TRUTH]["plan_coherence"] == column("plan_coherence").better == 1, "one role's wish is not the class's"
    assert told["force_commander"].get("plan_coherence", 1) == 1  # goals of others are theirs to tell
    space = load_exercise("humanitarian_space")
    fighters = {one["key"]: one["better"] for one in Seen.by(space, "armed_group").facts_of_columns()}
    assert fighters["fighters_armed"] == 0, "fewer fighters are not better for who leads them"
    assert ways_of(space, "armed_group")["denied_by_groups"] == 1
    assert "denied_by_groups" not in ways_of(space), "that is for the armed group alone to want"


# Who knew what ----------------------------------------------------------------------------------------------------


def test_words_of_a_debrief_keep_number_and_claim_no_more_than_was_tried():
    told = [gap_words(value, "people") for value in (-1.0, 1.0, 2.0)]
    assert told == [f"{MINUS}1{TIED}person", f"+1{TIED}person", f"+2{TIED}people"]
    assert gap_words(1.0, "team-weeks") == f"+1{TIED}team-week"
    assert full_stop("Round 1: One United Nations?") == "Round 1: One United Nations? "
    assert full_stop("Round 2: The convoy") == "Round 2: The convoy. "
    column = SimpleNamespace(unit="deaths", better=-1)
    turn = SimpleNamespace(luck=(3.0,), agreeing=1, sure="luck", effect=SimpleNamespace(column=column))
    told = f"With one other seed the same act makes a difference of +3{TIED}deaths, in the same direction:"
    assert luck_words(turn).startswith(told)


def test_causes_are_told_without_what_rounding_leaves_and_without_quotes():
    effect = SimpleNamespace(column=SimpleNamespace(unit="people"))
    causes = (("relief", -468476.0), ("conditions_of_life", 417362.0), ("limit_of_the_scale", 1.2e-9))
    told = cause_words(SimpleNamespace(effect=effect, causes=causes))
    assert told.replace(TIED, " ") == (
        f"Through what, by the ledger of causes: relief ({MINUS}468,476 people) and conditions of life (+417,362 people)."
    )


def test_two_runs_are_too_few_to_say_how_far_luck_goes():
    deaths = SimpleNamespace(key="peacekeeper_deaths", unit="deaths", label="Peacekeeper deaths")
    goal = Goal("force_commander", deaths, -1, "Bring them home.", 70.0, 23.0, math.inf, shared=True)
    assert "too few runs to tell it from luck" in str(_goal(goal))
    assert "no further than luck goes" in str(_goal(replace(goal, spread=100.0)))


def test_what_was_known_is_looked_at_before_every_round_and_at_the_end(found, record):
    pictures, sectors = found.pictures, found.sectors
    assert set(pictures["round"]) == {1, 2, 3, 0}
    assert set(pictures["role"]) == {"head_of_mission", "force_commander", "humanitarian_lead"}  # donors keep no map
    assert pictures["known"].between(0, 1).all()
    assert (pictures[pictures["round"] == 1]["known"] < 0.2).all()
    assert pictures[pictures["round"] == 0]["known"].mean() > pictures[pictures["round"] == 1]["known"].mean()
    assert dict(zip(pictures["round"], pictures["week"], strict=True)) == {1: 0, 2: 8, 3: 16, 0: 20}
    truth = sectors.groupby(["round", "field", "sector"])["true"].nunique()
    assert (truth == 1).all()  # beliefs differ by role, the truth does not
    assert sectors[["believed", "true"]].stack().between(0, 1).all()


def test_what_is_told_as_known_is_the_awareness_that_the_model_records(record):
    model = play(scenario_of(record), record.seed, record.weeks)
    model.ground.threat[:], model.ground.need[:] = model.truth[0], model.truth[1]  # as it was when reports came in
    pictures = []
    roles = {"mission": intelligence._MISSION, "agencies": intelligence._AGENCIES}
    debrief_knowledge._look(model, roles, 0, [], pictures)
    known = {(row["role"], row["field"]): row["known"] for row in pictures}
    last = model.recorder.last()
    assert known["mission", "threat"] == pytest.approx(last["awareness_mission"], abs=1e-9)
    assert known["agencies", "need"] == pytest.approx(last["awareness_country_team"], abs=1e-9)
    assert 0.0 < last["awareness_mission"] < 1.0


def test_who_heard_of_what_follows_the_views_of_the_seats(found, record):
    texts = {one.text: one for one in found.heard}
    assert all(set(one.by).isdisjoint(one.not_by) for one in found.heard)
    assert all(set(one.by) | set(one.not_by) == set(record.exercise.seats) for one in found.heard)
    raid = [one for text, one in texts.items() if "raid" in text]
    assert raid
    assert all(one.not_by == () for one in raid)  # injects are news


# Company ----------------------------------------------------------------------------------------------------------


def test_better_on_all_axes_and_worse_on_all_and_all_that_lies_between():
    axes = [("a", 1), ("b", -1)]
    wide, sharp = (1.0, 2.0, 3.0), (5.0, 5.0, 5.0)  # luck goes 1 on a, and nowhere on b
    mine = Standing("mine", "class", {"a": wide, "b": sharp})

    def at(label, a, b, runs=3):
        return Standing(label, "design", {"a": (a,) * runs, "b": (b,) * runs})

    others = [
        at("better", 2.0, 4.0), at("worse", 0.5, 5.0), at("apart", 9.0, 9.0), at("same", 2.0, 5.0),
        at("within luck", 2.9, 5.0), at("beyond luck", 3.1, 5.0), at("too few runs", 9.0, 1.0, runs=2),
    ]  # fmt: skip
    assert beaten_by(mine, others, axes) == {
        "better": BETTER, "worse": WORSE, "apart": APART, "same": ALIKE, "within luck": ALIKE, "beyond luck": BETTER,
        "too few runs": ALIKE,
    }  # fmt: skip


def test_shipped_sets_of_orders_stand_on_all_axes_of_their_exercise():
    exercise = load_exercise("collocation")
    plays = standing_of_plays(exercise)
    assert [one.label for one in plays] == [one.title for one in exercise.plays if one.orders]
    idle = load_exercise("first_100_days")  # one of whose sets orders nothing: that is nobody's orders
    assert len(standing_of_plays(idle)) == len(idle.plays) - 1
    for one in plays:
        assert set(one.values) == {axis.outcome.key for axis in exercise.axes}
        assert all(len(values) >= 4 for values in one.values.values())


def test_own_goals_are_told_beside_nobodys_orders_and_never_summed(found, record, html):
    assert {one.role for one in found.goals} == {"head_of_mission", "force_commander", "humanitarian_lead"}
    for one in found.goals:
        key = one.outcome.key
        assert one.with_orders == pytest.approx(found.mine.mean(key))
        assert one.served in (-1, 0, 1)
    shared = {one.role: one.shared for one in found.goals}
    assert shared == {"head_of_mission": True, "force_commander": False, "humanitarian_lead": True}
    assert "no sum over axes" in html
    assert "No winner is named" in html


@pytest.mark.slow
def test_an_earlier_class_is_played_under_the_same_luck(tmp_path, file, record):
    earlier = led(tmp_path, "spring.sqlite", force=0.1)
    found = debrief_of(record, Request(seeds=1, earlier=[earlier, file]))
    spring, same = found.earlier
    assert spring.label.startswith("spring, ")
    assert same.values == found.mine.values
    assert spring.values != found.mine.values
    assert "spring, " in debrief_html(found)


def copied(file, to, made, **facts):
    """Copy a class under another name, made at another moment, with other facts."""
    shutil.copy(file, to)
    with closing(sqlite3.connect(to)) as base, base:
        for name, value in {"created": made, **facts}.items():
            base.execute("update about set value = ? where name = ?", (json.dumps(value), name))
    return to


def test_classes_and_a_batch_that_lie_beside_the_file_are_taken_and_said(tmp_path, stored, file, found):
    about = log.read(file).about
    mine = copied(file, tmp_path / "class.sqlite", 2e9)
    copied(file, tmp_path / "a_spring.sqlite", 1e9)
    copied(file, tmp_path / "b_later.sqlite", 3e9)
    copied(file, tmp_path / "c_alone.sqlite", 1e9, solo=True)
    wider = about["exercise_toml"].replace('"country.width" = 12', '"country.width" = 13')
    copied(file, tmp_path / "d_other.sqlite", 1e9, exercise_toml=wider)
    with closing(sqlite3.connect(copied(file, tmp_path / "e_broken_off.sqlite", 1e9))) as base, base:
        base.execute("delete from rows where n >= (select max(n) from rows where kind = 'settled')")
    (tmp_path / "f_nothing.sqlite").write_bytes(b"no class")
    shutil.copytree(stored, tmp_path / "out" / "mine")
    asked = with_what_lies_beside(mine, read_record(mine), Request(seeds=1))
    assert [one.name for one in asked.earlier] == ["a_spring.sqlite"]
    assert asked.batch.name == "mine"
    assert asked.notes == (
        "Earlier classes were found beside the file of this one: a_spring (2001-09-09).",
        "The stored batch mine was found beside the file of this class.",
    )
    html = debrief_html(replace(found, notes=asked.notes))
    assert all(note in html for note in asked.notes)
    named = Request(seeds=1, earlier=(file,), batch=stored)
    assert with_what_lies_beside(mine, read_record(mine), named) == named  # what is named is taken, and nothing else


def test_of_many_earlier_classes_the_newest_few_are_taken(tmp_path, file):
    mine = copied(file, tmp_path / "class.sqlite", 2e9)
    for i in range(6):
        copied(file, tmp_path / f"old{i}.sqlite", 1e9 + 86_400 * i)
    asked = with_what_lies_beside(mine, read_record(mine), Request())
    assert [one.stem for one in asked.earlier] == ["old5", "old4", "old3", "old2"]
    assert asked.notes[0].endswith("; 2 older ones are left out.")


def test_a_class_of_another_exercise_is_no_earlier_class(tmp_path, record):
    other = Scripted(tmp_path / "other.sqlite", "first_100_days", {"head_of_mission.1": "Ana"})
    other.round()
    other.close()
    with pytest.raises(ExerciseError, match="other played first_100_days and this class convoy"):
        debrief_of(record, Request(seeds=1, earlier=[other.path]))


PLAN = """
title = "Force and convoys"
[experiment]
scenario = "contested"
replicates = 2
seed = 5
horizon_weeks = 20
outcomes = ["acceptance_end", "civilian_deaths"]
[experiment.changes]
"country.width" = 12
"country.height" = 12
[design]
kind = "compare"
base = "soft"
[designs.soft]
[designs.soft.changes]
"posture.use_of_force" = 0.1
[designs.hard.changes]
"posture.use_of_force" = 0.9
"""


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("batch")
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    po.batch(folder / "plan.toml", out=folder / "batch")
    return folder / "batch"


def test_the_class_stands_among_the_designs_of_a_batch(record, stored):
    found = debrief_of(record, Request(seeds=1, batch=stored))
    view = found.batch
    assert [one.label for one in view.standings] == ["soft", "hard"]
    assert [axis.name for axis in view.found.axes] == ["acceptance_end", "civilian_deaths", "local_consent_end"]
    summary = po.load_batch(stored).values(["civilian_deaths"])
    for one in view.standings:
        mine = summary[summary["design"] == one.label]["civilian_deaths"]
        assert one.mean("civilian_deaths") == pytest.approx(mine.mean())
    assert len(view.dilemmas) == 3
    html = debrief_html(found)
    assert "Against the frontier of a stored batch" in html
    assert "The frontier names no winner" in html
    assert not any("with other facts" in note for note in view.notes)


def test_an_axis_that_is_wanted_one_way_by_its_exercise_alone_stands_on_the_frontier(record, stored, found):
    (load,) = chosen_outcomes(["coordination_load_mean"])
    assert load.better == 0  # good or bad only as an exercise says
    axes = (*record.exercise.axes, Axis("Load", load, -1, "Fewer meetings."))
    other = replace(record, exercise=replace(record.exercise, axes=axes))
    view = in_batch(stored, other, [found.runs["class"].summary] * 3)
    assert {axis.name: axis.better for axis in view.found.axes}["coordination_load_mean"] == -1
    assert all(math.isfinite(one.mean("coordination_load_mean")) for one in view.standings)


def test_facts_in_which_a_batch_differs_from_the_exercise_are_told(record, stored):
    scenario = record.exercise.scenario.with_changes({"country.width": 13, "mission.troops": 4321})
    other = replace(record, exercise=replace(record.exercise, scenario=scenario))
    notes = in_batch(stored, other, [po.run(scenario, 1).summary] * 3).notes
    told = next(note for note in notes if "with other facts" in note)
    assert "country.width is 12 there and 13 here" in told
    assert "mission.troops is " in told
    assert "4321 here" in told
    assert "country.height" not in told


def test_a_batch_of_another_length_or_scenario_is_refused_before_anything_is_played(record, stored, tmp_path):
    longer = replace(
        record, exercise=replace(record.exercise, scenario=record.exercise.scenario.with_changes({"horizon_weeks": 30}))
    )
    with pytest.raises(PlanError, match="not played to its end"):
        check_batch(stored, replace(record, rounds=record.rounds[:1]))
    with pytest.raises(PlanError, match=r"plays 20 weeks and the class 30.*horizon_weeks = 30"):
        check_batch(stored, longer)
    other = replace(
        record, exercise=replace(record.exercise, scenario=record.exercise.scenario.with_changes({"name": "elsewhere"}))
    )
    with pytest.raises(PlanError, match="plays contested and the class played elsewhere"):
        check_batch(stored, other)
    with pytest.raises(ResultError):
        check_batch(tmp_path / "none", record)


# The page ---------------------------------------------------------------------------------------------------------


def test_the_page_has_all_its_chapters_and_asks_nobody_for_anything(html, found):
    for title in ("In short", "turning point", "What happened", "Who knew what, and when", "on several axes",
                  "own goals against the shared ones", "To talk about, by learning goal", "how to do it again"):  # fmt: skip
        assert title in html
    assert "default-src 'none'" in html
    assert not re.search(r"<script|https?://|<link|url\(", html)
    assert len(html.encode()) < 3_000_000


def test_what_came_has_the_name_of_its_card(html, record):
    titles = [card.title for card in record.exercise.injects]
    assert titles
    assert not [title for title in titles if f"Inject: {title}. " not in html]


def test_an_inject_of_the_lecturers_own_is_told_by_its_headline_beside_a_question(tmp_path):
    made = Scripted(tmp_path / "own.sqlite", convoy(tmp_path), PLAYERS)
    made.do("lecturer", "inject", kind="attack", title="Locusts", text="Locusts eat the fields.")
    made.round()
    made.close()
    html = debrief_html(debrief_of(read_record(made.path), Request(seeds=1)))
    part = html[html.index('id="questions"') :]
    assert "Locusts. Locusts eat the fields (week" in part
    assert "A raid. Armed men raid villages (week" in part


def test_captions_name_only_marks_that_are_there(html, found):
    assert not found.plays
    assert "Hollow orange marks" not in html
    assert "Green triangles" not in html
    assert ("Numbers: turning points." in html) is bool(found.turns)


def test_names_of_players_are_text_and_never_markup(html):
    assert "Ben &amp; Co" in html
    assert "Ben & Co" not in html


def test_what_was_said_and_secret_briefings_are_not_in_it(html, found):
    files = data_files(found, exercise_toml=CONVOY)
    everything = html.encode() + b"".join(files.values())
    assert SAID.encode() not in everything
    secret = found.record.exercise.seats["humanitarian_lead"].private
    assert secret in CONVOY
    assert secret.encode() not in everything
    assert found.record.exercise.seats["humanitarian_lead"].public.encode() in files["exercise.toml"]


def test_the_page_says_what_pulled_apart(html):
    assert "routine: Force commander" in html
    assert "last resort: Humanitarian lead" in html
    assert "do not agree, and it stays as it is" in html


def test_questions_stand_under_their_goal_with_what_happened(html):
    part = html[html.index('id="questions"') :]
    assert part.index("Argue for and against an escort.") < part.index("Who was seen with the escort?")
    ask = part[part.index("Who was seen with the escort?") : part.index("Say what force does")]
    assert "Escorts" in ask
    assert "asked for routine" in ask
    force = part[part.index("What did force cost") :]
    assert "Use of force" in force


def test_a_class_that_did_nothing_has_a_debrief_that_says_so(tmp_path):
    made = Scripted(tmp_path / "quiet.sqlite", convoy(tmp_path), PLAYERS)
    made.round()
    made.close()
    found = debrief_of(read_record(made.path), Request(seeds=1))
    assert found.turns == ()
    html = debrief_html(found)
    assert "No turning point" in html
    assert "would have happened without it" in html
    assert "was broken off: 8 of 20 weeks were played" in html


def test_a_debrief_of_a_run_played_alone_speaks_of_no_class_and_no_table(tmp_path):
    (tmp_path / "alone.toml").write_text("solo = true\n" + CONVOY, encoding="utf-8")
    game = new_game(tmp_path / "alone.sqlite", str(tmp_path / "alone.toml"), solo=True)
    game.play()
    me = game.join(secrets.token_urlsafe(18), game.code, "Ana")["player"]
    for do, fields in (("sit", {"seat": FORCE}), ("next", {}), ("order", {"name": "posture.use_of_force", "value": 0.9}),
                       ("ready", {"ready": True}), ("end", {})):  # fmt: skip
        game.do(me, {"id": secrets.token_urlsafe(18), "do": do, **fields})
        game.tick()
        game.play()
    game.close()
    html = debrief_html(debrief_of(read_record(tmp_path / "alone.sqlite"), Request(seeds=1)))
    assert "Use of force from" in html
    assert "your orders" in html
    told = [words for words in ("his class", "class of", "nobody else at the table") if words in html]
    assert told == []


def test_the_number_of_runs_told_is_the_number_made(record):
    told = []
    debrief_of(record, Request(seeds=1), lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


# Files ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory, file):
    folder = tmp_path_factory.mktemp("written")
    return write_debrief(file, folder / "debrief.html", asked=Request(seeds=3))


def test_run_and_counterfactuals_come_again_from_the_files_alone(written, file, tmp_path):
    data = tmp_path / "elsewhere"
    shutil.copytree(written.with_name("debrief_data"), data)
    found = list(check_files(data))
    index = json.loads((data / "debrief.json").read_text())
    runs = [one.key for one in found if one.told == SAME_RUN]
    assert runs == [one["key"] for one in index["runs"]]
    assert len(runs) >= 3
    assert all(one.same for one in found), found
    assert "not played again" in found[-1].told  # other seeds, other classes, beliefs
    assert f"peaceops class debrief {written.stem}_data --check" in written.read_text()


def test_the_differences_told_come_from_the_files_alone(written):
    data = written.with_name("debrief_data")
    index = json.loads((data / "debrief.json").read_text())
    for told in index["turning_points"]:
        kind = next(one.kind for one in po.model.columns.COLUMNS if one.name == told["column"])
        pair = []
        for key in ("class", told["key"]):
            weekly = po.run(data / f"scenario_{key}.toml", index["seed"]).weekly
            values = weekly[told["column"]].to_numpy()[told["first_week"] : told["last_week"] + 1]
            pair.append(values.sum() if kind == "flow" else values.mean())
        assert pair[0] - pair[1] == pytest.approx(told["difference"], rel=1e-12)


@pytest.mark.parametrize("change", ["scenario", "number", "gone"])
def test_the_check_can_fail(written, tmp_path, change):
    data = tmp_path / "data"
    shutil.copytree(written.with_name("debrief_data"), data)
    if change == "scenario":
        text = (data / "scenario_class.toml").read_text()
        assert "horizon_weeks = 20" in text
        (data / "scenario_class.toml").write_text(text.replace("horizon_weeks = 20", "horizon_weeks = 19"))
        assert "the scenario file is not what it was" in [one.told for one in check_files(data)]
    elif change == "number":
        weekly = pd.read_parquet(data / "weekly_class.parquet")
        weekly.loc[7, "local_consent"] = np.nextafter(weekly.loc[7, "local_consent"], 1.0)
        weekly.to_parquet(data / "weekly_class.parquet", index=False)
        assert "the weekly column local_consent differs" in [one.told for one in check_files(data)]
    else:
        (data / "debrief.json").unlink()
        with pytest.raises(ResultError, match="there is no data of a debrief in"):
            list(check_files(data))


def changed(data, name, old, new, *, hashed=False):
    """Change a file of the data; ``hashed`` as somebody who knows of the hashes would."""
    text = (data / name).read_text(encoding="utf-8")
    assert old in text
    (data / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    if hashed:
        index = json.loads((data / "debrief.json").read_text(encoding="utf-8"))
        index["files"] = {one: hash_of((data / one).read_bytes()) for one in index["files"]}
        (data / "debrief.json").write_text(json.dumps(index | {"hash": hash_of_index(index)}), encoding="utf-8")


@pytest.mark.parametrize("name", ["luck.csv", "outcomes.csv", "weekly.csv", "beliefs.csv", "debrief.json", "orders.csv"])
def test_no_file_of_the_data_can_be_changed_unseen(written, tmp_path, monkeypatch, name):
    data = tmp_path / "data"
    shutil.copytree(written.with_name("debrief_data"), data)
    monkeypatch.setattr(debrief_check, "run", made_before(data))
    assert all(one.same for one in check_files(data))
    changed(data, name, "1", "2")
    assert any(name in f"{one.key} {one.told}" for one in check_files(data) if not one.same)


def test_what_is_told_of_the_runs_is_compared_with_them_and_not_by_hash_alone(written, tmp_path, monkeypatch):
    index = json.loads((written.with_name("debrief_data") / "debrief.json").read_text(encoding="utf-8"))
    turn = index["turning_points"][0]
    outcomes = (written.with_name("debrief_data") / "outcomes.csv").read_text(encoding="utf-8").splitlines()
    first = next(row for row in outcomes if row.startswith("this class,class,"))
    for name, old, new, key in (
        ("debrief.json", f'"difference": {turn["difference"]!r}', '"difference": 5.5', "turning points"),
        ("weekly.csv", "1", "2", "weekly.csv, events.csv, causes.parquet"),
        ("outcomes.csv", first, f"{first.rpartition(',')[0]},5.5", "outcomes.csv, run 0 of the class and of nobody's orders"),
    ):
        data = tmp_path / name
        shutil.copytree(written.with_name("debrief_data"), data)
        monkeypatch.setattr(debrief_check, "run", made_before(data))
        changed(data, name, old, new, hashed=True)
        assert key in [one.key for one in check_files(data) if not one.same]


def made_before(data, runs={}):  # noqa: B006  # on purpose: each run of these tests is made once
    """Return a function that makes a run as the model does, each of them once."""

    def run(scenario, seed):
        if (scenario.hash, seed) not in runs:
            runs[scenario.hash, seed] = po.run(scenario, seed)
        return runs[scenario.hash, seed]

    return run


def test_tables_for_a_spreadsheet_say_what_was_ordered(written):
    data = written.with_name("debrief_data")
    orders = pd.read_csv(data / "orders.csv")
    assert set(orders.columns) == {"round", "role", "seat", "choice", "value", "insists", "set_aside"}
    assert ((orders["choice"] == "posture.escorts") & (orders["value"] == "last_resort")).any()
    rulings = pd.read_csv(data / "rulings.csv")
    assert len(rulings) == 5
    weekly = pd.read_csv(data / "weekly.csv")
    assert len(weekly) == 20
    assert load_exercise(data / "exercise.toml").title == "A road, a convoy, a village"


def test_a_place_with_something_else_in_it_is_left_alone(file, tmp_path):
    (tmp_path / "mine_data").mkdir()
    (tmp_path / "mine_data" / "thesis.txt").write_text("years of work")
    with pytest.raises(ResultError, match="something else is there"):
        write_debrief(file, tmp_path / "mine.html", asked=Request(seeds=0))
    assert [one.name for one in (tmp_path / "mine_data").iterdir()] == ["thesis.txt"]
    assert not (tmp_path / "mine.html").exists()


def test_a_debrief_of_no_other_luck_says_so_and_nothing_of_it_is_kept(file):
    made = page.made_of(file, Request(seeds=0))
    assert "No other luck was tried" in debrief_html(made.found)
    held = weakref.ref(made.found)
    del made
    gc.collect()
    assert held() is None


@pytest.fixture(scope="module")
def packed(tmp_path_factory, file):
    """The debrief as a server makes it, with names and without, as what is downloaded."""
    folder = tmp_path_factory.mktemp("job")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(debrief_job.os, "cpu_count", lambda: 1)  # in this process; the pages' tests have workers
        patch.setattr(debrief_job, "Request", partial(Request, seeds=3))  # as many as the other debriefs of this file
        debrief_job.main(file, folder)
    return {name: making.read_made(folder / name) for name in (debrief_job.NAMES, debrief_job.NO_NAMES)}


@pytest.mark.slow  # half a minute of three commands; what the page holds is looked at above and below
def test_what_the_downloaded_page_says_works_as_it_says(packed, tmp_path, monkeypatch, capsys):
    made = packed[debrief_job.NAMES]
    (tmp_path / "class_debrief.html").write_bytes(made.page)
    with zipfile.ZipFile(BytesIO(made.packed)) as file_:
        file_.extractall(tmp_path)  # beside the page, as it asks for
    text = (tmp_path / "class_debrief.html").read_text(encoding="utf-8")
    assert text.encode() == made.page
    code = html_module.unescape(re.search(r"<pre><code>(.*?)</code></pre>", text, re.S)[1])
    lines = [shlex.split(line) for line in code.splitlines() if line and not line.startswith("#")]
    assert [line[:2] for line in lines] == [["peaceops", "class"], ["peaceops", "run"], ["peaceops", "why"]]
    monkeypatch.chdir(tmp_path)
    told = []
    for line in lines:
        with pytest.raises(SystemExit) as end:
            main(line[1:])
        assert end.value.code == 0
        told.append(capsys.readouterr().out)
    assert " ".join(told[0].split()).count(SAME_RUN) >= 3


def test_names_left_out_are_in_nothing_that_is_downloaded(packed):
    for names, there in ((debrief_job.NAMES, True), (debrief_job.NO_NAMES, False)):
        made = packed[names]
        with zipfile.ZipFile(BytesIO(made.packed)) as file_:
            everything = made.page + b"".join(file_.read(name) for name in file_.namelist() if not name.endswith(".parquet"))
        assert (re.search(rb"\bAna\b", everything) is not None) is there
        assert (re.search(rb"\bChen\b", everything) is not None) is there


# Exercises --------------------------------------------------------------------------------------------------------


def test_a_question_says_what_it_is_about_and_an_unknown_name_is_refused(tmp_path):
    path = tmp_path / "convoy.toml"
    convoy(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert load_exercise(path).questions[0].about == ("posture.escorts", "acceptance")
    path.write_text(text.replace('"posture.escorts", "acceptance"]', '"posture.escort"]'), encoding="utf-8")
    with pytest.raises(ExerciseError, match=r"about names the .*'posture\.escort'.*did you mean 'posture\.escorts'"):
        load_exercise(path)


@pytest.mark.parametrize("name", ["collocation", "consent", "elections", "exit", "humanitarian_space"])
def test_every_question_of_a_shipped_exercise_for_a_class_says_what_it_is_about(name):
    assert all(one.about for one in load_exercise(name).questions)
