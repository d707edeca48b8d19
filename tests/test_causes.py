"""Contributions by cause add up, and events come out as they went in."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peaceops.model.causes import Causes, unexplained
from peaceops.model.columns import NUMBER_COLUMNS
from peaceops.model.events import EVENT_COLUMNS, Events
from peaceops.model.recorder import Recorder
from peaceops.model.stocks import STOCKS

contributions = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(list(STOCKS)),
            st.sampled_from(["patrols", "misconduct", "propaganda", "attack by militia"]),
            st.integers(-64, 64).map(lambda n: n / 64),  # exact in any order of summing
        ),
        max_size=12,
    ),
    min_size=1,
    max_size=5,
)


def fill(weeks: list[list[tuple[str, str, float]]]) -> Causes:
    causes = Causes(len(weeks))
    for week, entries in enumerate(weeks):
        for stock, cause, value in entries:
            causes.add(stock, cause, value)
        causes.close_week(week)
    return causes


@given(contributions)
def test_the_table_holds_the_sum_of_every_cause_in_every_week(weeks):
    expected: dict[tuple[int, str, str], float] = {}
    for week, entries in enumerate(weeks):
        for stock, cause, value in entries:
            expected[week, stock, cause] = expected.get((week, stock, cause), 0.0) + value
    frame = fill(weeks).frame()
    rows = {(r.week, r.stock, r.cause): r.value for r in frame.itertuples()}
    assert rows == {key: value for key, value in expected.items() if value != 0.0}
    assert len(rows) == len(frame)
    order = list(STOCKS)
    keys = [(r.week, order.index(r.stock), r.cause) for r in frame.itertuples()]
    assert keys == sorted(keys)


@given(contributions)
def test_the_order_in_which_causes_appear_changes_nothing(weeks):
    pd.testing.assert_frame_equal(fill(weeks).frame(), fill([list(reversed(week)) for week in weeks]).frame())


def weekly_of(levels: list[float], deaths: list[float]) -> pd.DataFrame:
    recorder = Recorder(len(levels))
    for week, (level, dead) in enumerate(zip(levels, deaths, strict=True)):
        values = {c.name: 0.5 for c in NUMBER_COLUMNS} | {"local_consent": level, "civilian_deaths": dead}
        recorder.record(week, "operation", values)
    return recorder.frame()


@given(st.lists(st.tuples(st.integers(0, 64), st.integers(0, 50)), min_size=2, max_size=8), st.data())
def test_what_moves_a_stock_is_explained_or_found_missing(weeks, data):
    levels, deaths = [level / 64 for level, _ in weeks], [float(dead) for _, dead in weeks]
    entries = [
        [
            ("local_consent", "patrols", levels[i] - levels[i - 1] - 0.25 if i else 0.0),
            ("local_consent", "propaganda", 0.25 if i else 0.0),
            ("civilian_deaths", "attack by militia", deaths[i]),
        ]
        for i in range(len(weeks))
    ]
    weekly = weekly_of(levels, deaths)
    assert unexplained(weekly, fill(entries).frame()).empty
    lost = data.draw(st.integers(1, len(weeks) - 1))
    entries[lost] = [*entries[lost], ("local_consent", "nobody knows", 0.125)]
    gaps = unexplained(weekly, fill(entries).frame())
    assert gaps[["week", "stock"]].values.tolist() == [[lost, "local_consent"]]
    assert gaps["gap"].tolist() == [-0.125]


def test_a_stock_that_no_cause_ever_touched_is_not_asked_about():
    weekly = weekly_of([0.1, 0.9], [1.0, 2.0])
    assert unexplained(weekly, Causes(2).frame()).empty


def test_contributions_of_the_open_week_can_be_summed():
    causes = Causes(2)
    causes.add("trust", "turf", -0.25)
    causes.add("trust", "joint work", 0.5)
    causes.add("money", "salaries", 9.0)
    assert causes.total("trust") == 0.25
    causes.close_week(1)
    assert causes.total("trust") == 0.0


def test_room_grows_with_the_number_of_causes():
    causes = Causes(3)
    for week in range(3):
        for i in range((10, 300, 301)[week]):
            causes.add("money", f"purpose {i:03}", 1.0)
        causes.close_week(week)
    assert causes.frame().groupby("week")["value"].sum().tolist() == [10.0, 300.0, 301.0]


def test_wrong_use_is_refused():
    causes = Causes(2)
    with pytest.raises(ValueError, match="unknown stock 'host_consnt'; did you mean 'host_consent'"):
        causes.add("host_consnt", "elections", 0.1)
    causes.close_week(3)
    with pytest.raises(ValueError, match="week 3 is out of turn; week 3 is closed already"):
        causes.close_week(3)
    causes.add("trust", "turf", math.nan)
    with pytest.raises(ValueError, match="week 4: contribution of 'turf' to trust is not a finite number"):
        causes.close_week(4)
    with pytest.raises(ValueError, match="n_weeks is 0; allowed is 1 or more"):
        Causes(0)
    full = Causes(1)
    full.close_week(1)
    with pytest.raises(ValueError, match="week 2: there is room for 1 weeks only"):
        full.close_week(2)


def test_cells_are_kept_only_on_request():
    causes = Causes(2)
    causes.add_cells("local_consent", "patrols", np.ones(4))
    assert not causes.keeps_cells
    with pytest.raises(ValueError, match="contributions per cell are not kept"):
        causes.cell_frame("local_consent", 0)


def test_contributions_per_cell_add_up_within_a_week():
    causes = Causes(2, n_cells=3)
    given_array = np.array([0.5, 0.0, -0.25])
    causes.add_cells("local_consent", "patrols", given_array)
    causes.add_cells("local_consent", "patrols", given_array)
    causes.add_cells("acceptance", "escort", np.ones(3))
    causes.close_week(1)
    causes.add_cells("local_consent", "rumour", np.array([0.0, 0.0, -0.5]))
    causes.close_week(2)
    assert given_array.tolist() == [0.5, 0.0, -0.25]
    assert causes.keeps_cells
    assert causes.cell_frame("local_consent", 2).values.tolist() == [[1, "patrols", -0.5], [2, "rumour", -0.5]]
    assert causes.cell_frame("local_consent", 1).empty
    assert causes.frame().empty
    with pytest.raises(ValueError, match="cell is 3; allowed is 0 to 2"):
        causes.cell_frame("local_consent", 3)
    with pytest.raises(ValueError, match="unknown stock 'x'"):
        causes.cell_frame("x", 0)
    with pytest.raises(ValueError, match="unknown stock 'x'"):
        causes.add_cells("x", "patrols", np.ones(3))
    with pytest.raises(ValueError, match=r"has shape \(2,\); allowed is \(3,\)"):
        causes.add_cells("local_consent", "patrols", np.ones(2))


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"week": st.integers(0, 999), "kind": words},
            optional={
                "cell": st.integers(-1, 575),
                "sector": st.integers(-1, 3),
                "actor": words,
                "target": words,
                "size": st.floats(0, 1e6),
                "cause": words,
                "text": words,
            },
        ),
        max_size=8,
    )
)
def test_events_come_out_as_they_went_in(happened):
    events = Events()
    for event in happened:
        details = dict(event)
        events.add(details.pop("week"), details.pop("kind"), **details)
    frame = events.frame()
    absent = {"cell": -1, "sector": -1, "actor": "", "target": "", "size": 0.0, "cause": "", "text": ""}
    assert frame.to_dict("records") == [absent | event for event in happened]
    assert frame.dtypes.astype(str).to_dict() == EVENT_COLUMNS
    assert len(events) == len(happened)
    assert len(events.rows()) == len(happened)
    assert events.rows(5) == [row for row in events.rows() if row[0] == 5]


@given(
    level=st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3),
    changes=st.lists(st.lists(st.floats(-1.0, 1.0), min_size=3, max_size=3), min_size=1, max_size=4),
)
def test_a_level_that_is_moved_stays_on_its_scale_and_its_causes_sum_to_the_change(level, changes):
    start, weight = np.array(level), np.array([0.5, 0.3, 0.2])
    by_cause = {f"cause {k}": np.array(change) for k, change in enumerate(changes)}
    causes = Causes(1)
    after = causes.move("courts", start, by_cause, weight)
    assert ((after >= 0.0) & (after <= 1.0)).all()
    assert causes.total("courts") == pytest.approx(float((weight * (after - start)).sum()), abs=1e-12)
    one = Causes(1)
    alone = one.move_one("courts", level[0], {name: float(change[0]) for name, change in by_cause.items()}, 0.5)
    assert alone == pytest.approx(after[0], abs=1e-12)
    assert one.total("courts") == pytest.approx(0.5 * (alone - level[0]), abs=1e-12)
