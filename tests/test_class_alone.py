"""What whoever plays alone sees of the run without an own order: twins by the rules of the debrief, values of axes."""

from __future__ import annotations

import time
from statistics import fmean

import pytest
from class_cases import SMALL

from peaceops.experiments.classroom.alone import ALL, axes_of, without
from peaceops.experiments.classroom.commands import RefusalError
from peaceops.experiments.classroom.debrief_record import read_record, scenario_of
from peaceops.experiments.classroom.debrief_twins import scenario_of_nobody
from peaceops.experiments.classroom.game import new_game
from peaceops.experiments.classroom.state import FILM, LOBBY
from peaceops.model.mission import run_mission
from peaceops.viz.classroom.parts import round_facts

FORCE = "posture.use_of_force"
OWN_GOAL = """
[[roles.head_of_mission.goals]]
outcome = "mlt_cohesion_end"
text = "Your team speaks with one voice."
"""


def led(folder, *forces):
    """Return a game of one player alone, a round for each value of the use of force that is ordered; None is none."""
    (folder / "small.toml").write_text(SMALL + OWN_GOAL, encoding="utf-8")
    game = new_game(folder / "solo.sqlite", str(folder / "small.toml"), solo=True)
    game.play()
    player = game.join("a" * 24, "", "Eva")["player"]
    ids = iter(range(1000))

    def do(what, **fields):
        return game.do(player, {"id": f"command-number-{next(ids):06d}", "do": what, **fields})

    do("sit", seat="head_of_mission.1")
    for value in forces:
        game.tick()
        do("next")
        if value is not None:
            do("order", name=FORCE, value=value)
        do("ready", ready=True)
        game.tick()
        assert game.state.phase == FILM
        game.play()
    return game, do


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    game, do = led(tmp_path_factory.mktemp("alone"), 0.9, 0.9, None)
    yield game, do
    game.close()


def test_the_twin_is_the_very_run_up_to_the_order_and_that_without_it_afterwards(played):
    game, _ = played
    told = []
    twin = without(game, 1, lambda done, of: told.append((done, of)))
    record = read_record(game.file.path)
    assert twin["changed"]
    assert told[-1] == (record.weeks, record.weeks)
    # Round 2 asked for what held already: without round 1 it is round 2 that changes something, as fast as that did.
    late = record.rounds[1].first + record.rounds[0].rulings[0].after_weeks
    expected = record.exercise.scenario.with_changes(
        {"horizon_weeks": record.weeks, "decisions": ({"week": late, "changes": {FORCE: 0.9}},)}
    )
    weekly, differs = run_mission(expected, record.seed).weekly, False
    for name, values in numbers(twin).items():
        own = [week.values[name] for week in game.weeks[1:]]
        assert values == pytest.approx(weekly[name].to_list(), abs=1e-6, nan_ok=True), name
        assert values[: twin["first"]] == pytest.approx(own[: twin["first"]], nan_ok=True), name
        differs = differs or values != pytest.approx(own, nan_ok=True)
    assert differs


def numbers(twin):
    """Return the columns of a twin run that are numbers."""
    return {name: values for name, values in twin["series"].items() if None not in values}


def test_a_round_that_changed_nothing_has_no_twin_and_one_that_was_not_played_is_refused(played):
    game, _ = played
    assert without(game, 3) == {"round": 3, "changed": False, "first": 0, "weeks": [], "series": {}}
    with pytest.raises(RefusalError, match="round 7 has not been played"):
        without(game, 7)


def test_all_orders_taken_out_is_nobodys_run_and_axes_are_those_of_whole_runs(played):
    game, _ = played
    record = read_record(game.file.path)
    mine, nobody = (run_mission(made, record.seed) for made in (scenario_of(record), scenario_of_nobody(record)))
    twin = without(game, ALL)
    assert len(numbers(twin)) > 10
    for name, values in numbers(twin).items():
        assert values == pytest.approx(nobody.weekly[name].to_list(), abs=1e-6, nan_ok=True), name
    *axes, goal = axes_of(game)
    assert (goal["text"], goal["goal"]) == ("Your team speaks with one voice.", True)
    assert goal["yours"] == pytest.approx(mine.summary["mlt_cohesion_end"], abs=1e-6)
    assert not any(row["goal"] for row in axes)
    for axis, shown in zip(record.exercise.axes, axes, strict=True):
        key = axis.outcome.key
        assert (shown["title"], shown["yours"], shown["nobody"]) == (
            axis.title, pytest.approx(mine.summary[key], abs=1e-6), pytest.approx(nobody.summary[key], abs=1e-6),
        )  # fmt: skip
        put_together = sum if shown["kind"] == "flow" else (lambda weeks: weeks[-1]) if shown["end"] else fmean
        for weeks, told in zip(shown["weekly"], (shown["yours"], shown["nobody"]), strict=True):
            assert put_together(weeks) == pytest.approx(told, abs=1e-4)


def test_a_twin_run_ends_when_it_is_told_to(played):
    game, _ = played

    def told(done, of):
        raise RefusalError("phase", "the server ends")

    began = time.monotonic()
    with pytest.raises(RefusalError, match="the server ends"):
        without(game, 1, told)
    assert time.monotonic() - began < 5


def test_before_the_first_round_there_is_nothing_to_hold_against(tmp_path):
    game, _ = led(tmp_path)
    assert game.state.phase == LOBBY
    with pytest.raises(RefusalError, match="has not been played"):
        without(game, ALL)
    game.close()


def test_the_hint_is_the_one_for_the_role_that_plays(tmp_path):
    """The armed group does not read what the head of mission could move."""
    game = new_game(tmp_path / "solo.sqlite", "elections", solo=True)
    game.play()
    player = game.join("a" * 24, "", "Eva")["player"]
    told = {}
    for number, role in enumerate(("head_of_mission", "host_government", "armed_group")):
        game.do(player, {"id": f"sit-down-number-{number:06d}", "do": "sit", "seat": f"{role}.1"})
        if number == 0:
            game.do(player, {"id": "next-command-000001", "do": "next"})
        told[role] = round_facts(game)["hint_html"]
    game.close()
    assert "sequencing" in told["head_of_mission"]
    assert "sequencing" not in told["host_government"] + told["armed_group"]
    assert "trust in government" in told["host_government"]
    assert "give up arms" in told["armed_group"]
