"""What tends to happen in an exercise: the figures of the guides are those of the model, and every guide has them."""

from __future__ import annotations

import json
import sys
from itertools import combinations
from pathlib import Path

import pytest

from peaceops.experiments.exercise import load_exercise, shipped_exercises
from peaceops.experiments.exercise_plays import Played, outcomes_of, play, read_played, write_played

DOCS = Path(__file__).parents[1] / "docs"
ROWS = read_played(DOCS / "exercises" / "played.csv")


@pytest.mark.parametrize("name", shipped_exercises())
def test_every_set_of_orders_has_figures_for_every_axis_and_a_guide(name):
    one = load_exercise(name)
    seeds = {row.seed for row in ROWS if row.exercise == name}
    assert len(seeds) >= 3
    wanted = {(each.title, key, seed) for each in one.plays for key in outcomes_of(one) for seed in seeds}
    assert {(row.play, row.outcome, row.seed) for row in ROWS if row.exercise == name} == wanted
    guide = (DOCS / "exercises" / f"{name}.md").read_text(encoding="utf-8")
    for part in ("head", "played", "debrief"):
        assert f"<!-- generated: exercise_{part} {name} -->" in guide
    assert "## What tends to happen" in guide


@pytest.mark.parametrize("name", shipped_exercises())
def test_axes_tell_the_sets_of_orders_apart(name):
    """An axis on which two sets of orders differ in the same direction in every run; the docs ask authors for that."""
    one = load_exercise(name)
    value = {(row.play, row.outcome, row.seed): row.value for row in ROWS if row.exercise == name}
    seeds = sorted({seed for _, _, seed in value})

    def apart(key):
        pairs = combinations([each.title for each in one.plays], 2)
        gaps = ([value[a, key, seed] - value[b, key, seed] for seed in seeds] for a, b in pairs)
        return any(min(gap) > 0.0 or max(gap) < 0.0 for gap in gaps)

    told = [key for key in outcomes_of(one) if apart(key)]
    assert len(told) >= (len(one.axes) if name == "first_100_days" else 4), told


def test_figures_are_those_of_the_model_or_their_pages_say_that_they_are_older():
    sys.path.insert(0, str(DOCS))
    try:
        from measure import mark
    finally:
        sys.path.remove(str(DOCS))
    marks = json.loads((DOCS / "measured_marks.json").read_text(encoding="utf-8"))
    found = list(play(load_exercise("first_100_days"), (2,), ("stay in the camps",)))
    kept = [row for row in ROWS if (row.exercise, row.play, row.seed) == ("first_100_days", "stay in the camps", 2)]
    assert len(found) == len(kept) == 5
    if marks["exercises"] == mark():
        assert sorted(found, key=lambda row: row.outcome) == sorted(kept, key=lambda row: row.outcome)
    assert "<!-- generated: measured exercises -->" in (DOCS / "exercises.md").read_text(encoding="utf-8")


def test_figures_are_read_as_they_were_written(tmp_path):
    rows = [Played("exit", "on the date, as it is", 1, "dependence_end", 0.011), Played("exit", "early", 2, "mission_spend", 2.5e9)]
    write_played(rows, tmp_path / "played.csv")
    assert read_played(tmp_path / "played.csv") == rows
