"""Benchmarks: every output has one in every term, each can be met and lost again, and a run records what is met."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_cases import small

from peaceops import MissionModel, load_result
from peaceops.model.benchmarks import BENCHMARKS, OBJECTIVES, START_WEEKS, TERMS, Benchmark, Benchmarks, Condition
from peaceops.model.columns import NUMBER_COLUMNS, column
from peaceops.model.rules.benchmarks import conditions_hold, recent_means
from peaceops.model.summary import summarise

OUTPUTS = {
    "political": "peace process, national reconciliation, elections, state authority and institutions, "
    "civil society and media",
    "security": "separation of forces, civilians protected, freedom of movement, public order, "
    "disarmament, demobilisation and reintegration, defence sector, territorial integrity",
    "rule of law and human rights": "legislation, judiciary, police, corrections",
    "recovery": "humanitarian relief, basic services, return and reintegration, transition to development, "
    "women, peace and security, youth",
}
NAMES = [c.name for c in NUMBER_COLUMNS]
LOW = np.array([c.low for c in NUMBER_COLUMNS])
HIGH = np.array([c.high if np.isfinite(c.high) else 1e6 for c in NUMBER_COLUMNS])
BETTER = np.array([c.better for c in NUMBER_COLUMNS])
each = pytest.mark.parametrize("b", BENCHMARKS, ids=lambda b: f"{b.output}, {b.term}")


def met(weeks: np.ndarray) -> np.ndarray:
    """Return which benchmarks are met after these weeks."""
    kept = Benchmarks()
    kept.review(len(weeks), weeks)
    return kept.met


def weeks_with(n: int, start: float = 10.0, **levels: float) -> np.ndarray:
    """Return n weeks at a start level (shares: half of it at most 1), from the second quarter on at these levels."""
    row = np.where([c.kind == "share" for c in NUMBER_COLUMNS], 0.5, start)
    weeks = np.tile(row, (n, 1))
    for name, level in levels.items():
        weeks[START_WEEKS:, NAMES.index(name)] = level
    return weeks


def bar(c: Condition, start: float) -> float:
    """Return the bar of a condition by hand."""
    return start + c.level * (1.0 - start) if c.gained else max(c.level * start, c.calm)


def just(b: Benchmark, side: float) -> dict[str, float]:
    """Return levels a little on the good side (+1) or on the bad side (-1) of all bars of a benchmark."""
    base = dict(zip(NAMES, weeks_with(1)[0].tolist(), strict=True))
    bars = {c.column: (c.direction, bar(c, base[c.of] if c.of else 1.0)) for c in b.conditions}
    return {name: level * (1.0 + 0.01 * side * direction) for name, (direction, level) in bars.items()}


# The declaration ------------------------------------------------------------------------------------------------------


def test_the_outputs_are_those_of_the_sources_in_all_three_terms():
    for objective, names in OUTPUTS.items():
        own = [b for b in BENCHMARKS if b.objective == objective]
        assert ", ".join(dict.fromkeys(b.output for b in own)) == names
    assert tuple(OUTPUTS) == OBJECTIVES
    assert len({b.output for b in BENCHMARKS}) == 22
    assert [b.term for b in BENCHMARKS] == list(TERMS) * 22
    assert len({b[:3] for b in BENCHMARKS}) == 66


@each
def test_each_says_what_it_asks_for_and_where_that_stands(b):
    assert b.conditions
    assert re.match(r"(CML|CML6|EXIT) ", b.source)
    assert "assumption: " in b.source
    assert re.fullmatch(r"[A-Z][^.]*\.", b.text)
    assert len({c.column for c in b.conditions}) == len(b.conditions)
    for c in b.conditions:
        assert c.direction == column(c.column).better, "the good direction is that of the column"
        assert c.of in ("", c.column) or column(c.of).unit == column(c.column).unit
        assert 0.0 < c.level <= column(c.column).high
        assert str(c) in b.condition


def test_bars_of_one_output_rise_with_the_term():
    for name in {b.output for b in BENCHMARKS}:
        bars: dict[tuple[str, str], list[float]] = {}
        for b in BENCHMARKS:
            for c in b.conditions:
                if b.output == name:
                    bars.setdefault((c.column, "" if c.gained else c.of), []).append(c.direction * c.level)
        assert all(levels == sorted(set(levels)) or len(set(levels)) == 1 for levels in bars.values()), name


def test_a_later_term_must_hold_for_longer():
    assert list(TERMS.values()) == sorted(set(TERMS.values()))


# Conditions -----------------------------------------------------------------------------------------------------------


@each
def test_each_is_met_lost_and_met_again(b):
    i, n = BENCHMARKS.index(b), TERMS[b.term]
    good, bad = (weeks_with(n + START_WEEKS, **just(b, side))[-n:] for side in (1.0, -1.0))
    kept, seen = Benchmarks(), []
    weeks = np.vstack([weeks_with(START_WEEKS), bad, good, bad, good])
    for week in range(3, len(weeks) + 1):
        kept.review(week, weeks[:week])
        seen.append(bool(kept.met[i]))
    turns = [seen[0], *(b for a, b in pairwise(seen) if a != b)]
    assert turns[-4:] == [False, True, False, True]
    assert kept.week[i] == 3 + seen.index(True), "the first week stays, whatever comes after"


@each
def test_one_condition_short_of_its_bar_is_enough_to_fail(b):
    i, n = BENCHMARKS.index(b), TERMS[b.term] + START_WEEKS
    good, bad = just(b, 1.0), just(b, -1.0)
    assert met(weeks_with(n, **good))[i]
    for c in b.conditions:
        assert not met(weeks_with(n, **{**good, c.column: bad[c.column]}))[i]


@each
def test_a_level_at_the_bar_counts_and_too_few_weeks_do_not(b):
    i, n = BENCHMARKS.index(b), TERMS[b.term]
    exact = just(b, 0.0)
    assert met(weeks_with(n + START_WEEKS, **exact))[i]
    assert not met(weeks_with(n + START_WEEKS, **exact)[: START_WEEKS - 1]).any()
    if n > START_WEEKS:
        assert not met(weeks_with(n + START_WEEKS, **just(b, 1.0))[-(n - 1) :])[i]


def test_nothing_is_met_at_the_start():
    for n in range(START_WEEKS):
        assert not met(np.tile(HIGH, (n, 1))).any()
        assert not met(np.tile(LOW, (n, 1))).any()


def test_a_calm_start_asks_for_a_calm_end():
    b = next(b for b in BENCHMARKS if (b.output, b.term) == ("civilians protected", "medium"))
    calm = {"displaced": 0.0, "need_met": 1.0, "civilian_deaths": 0.0}
    weeks = weeks_with(60, 0.0, **calm)
    assert met(weeks)[BENCHMARKS.index(b)]
    weeks[-1, NAMES.index("civilian_deaths")] = 1.0
    assert met(weeks)[BENCHMARKS.index(b)], "one death in half a year is calm"
    weeks[-26:, NAMES.index("civilian_deaths")] = 1.0
    assert not met(weeks)[BENCHMARKS.index(b)]


@given(seed=st.integers(0, 2**32), n=st.integers(START_WEEKS, 80), part=st.floats(0.0, 1.0))
def test_more_of_a_good_thing_never_unmeets(seed, n, part):
    draw = np.random.default_rng(seed)
    good = np.where(BETTER > 0, HIGH, np.where(BETTER < 0, LOW, 0.5 * (LOW + HIGH)))
    weeks = LOW + (HIGH - LOW) * draw.random((n, len(NAMES)))
    weeks += draw.random() * (good - weeks)  # near enough to the good end that some are met
    more = weeks.copy()
    more[START_WEEKS:] += part * draw.random((n, len(NAMES)))[START_WEEKS:] * (good - more[START_WEEKS:])
    assert (met(weeks) <= met(more)).all()


@given(st.lists(st.floats(0.0, 1e6), min_size=1, max_size=8), st.integers(1, 8))
def test_recent_means_are_means_of_the_last_weeks(values, window):
    (mean,) = recent_means(np.array(values)[:, None], (window,))[:, 0]
    assert np.isnan(mean) if len(values) < window else mean == pytest.approx(np.mean(values[-window:]))


def test_what_is_not_known_does_not_hold():
    unknown, one = np.array([np.nan, 1.0, 1.0, 1.0]), np.array([1.0, np.nan, 1.0, 1.0])
    assert conditions_hold(unknown, one, np.array([1.0, 1.0, 1.0, -1.0])).tolist() == [False, False, True, True]


# Runs -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run():
    model = MissionModel(small("post_accord", 12, 12, 60), seed=2)
    while model.running:
        model.step()
    return model


def test_a_run_records_what_its_reviews_find(run):
    weekly, table = run.result().weekly, run.result().benchmarks
    values, kept, counts = weekly[NAMES].to_numpy(), Benchmarks(), []
    for week in range(len(weekly)):
        if week % 4 == 3:
            kept.review(week, values[:week])
        counts.append(kept.met.sum())
    assert weekly["benchmarks_met"].tolist() == counts
    pd.testing.assert_frame_equal(table, kept.frame())
    assert counts[-1] == table["met"].sum()
    assert table.loc[table["met"], "week"].notna().all()
    assert table["week"].notna().any(), "some are reached within a year"
    assert f"of the {len(BENCHMARKS)} in all" in column("benchmarks_met").help


def test_the_table_of_a_run_is_saved_and_loaded(run, tmp_path):
    result = run.result()
    assert list(result.benchmarks) == ["output", "objective", "term", "condition", "met", "week", "source"]
    assert result.benchmarks.dtypes.astype(str).tolist() == ["str"] * 4 + ["bool", "Int64", "str"]
    result.save(tmp_path / "run")
    loaded = load_result(tmp_path / "run")
    pd.testing.assert_frame_equal(loaded.benchmarks, result.benchmarks, check_exact=True)
    assert loaded.equals(result)


def test_the_summary_says_what_is_met_and_when_half_was_reached(run):
    weekly, table = run.result().weekly, run.result().benchmarks
    table.loc[:, "met"] = table["term"] == "short"
    table["week"] = pd.array([None] * len(table), dtype="Int64")
    table.loc[table.index[table["term"] == "short"][:11], "week"] = np.arange(15, 26)
    table.loc[table.index[table["term"] == "long"][:10], "week"] = 7
    summary = summarise(weekly, table)
    assert [summary[f"benchmarks_{term}"] for term in TERMS] == [1.0, 0.0, 0.0]
    assert [summary[f"weeks_to_half_{term}"] for term in TERMS] == [25, None, None]
    assert summarise(weekly)["benchmarks_short"] is None
