"""The recorder takes whole, sound weeks in order, and nothing else."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peaceops.model.columns import COLUMN_NAMES, NUMBER_COLUMNS, PHASES
from peaceops.model.recorder import Recorder

ANY = st.sampled_from(NUMBER_COLUMNS)


def sound(value: float = 0.5) -> dict[str, float]:
    return {c.name: value for c in NUMBER_COLUMNS}


rows = st.fixed_dictionaries(
    {c.name: st.floats(0.0, 1.0 if c.kind == "share" else 1e12, width=64) for c in NUMBER_COLUMNS}
)


@given(weeks=st.lists(rows, min_size=1, max_size=3), first=st.integers(0, 5), phase=st.sampled_from(PHASES))
def test_what_is_recorded_is_what_the_table_shows(weeks, first, phase):
    recorder = Recorder(3)
    for i, values in enumerate(weeks):
        shuffled = dict(reversed(values.items()))
        recorder.record(first + i, phase, shuffled)
        assert recorder.last() == values
    frame = recorder.frame()
    assert tuple(frame.columns) == COLUMN_NAMES
    assert frame["week"].tolist() == list(range(first, first + len(weeks)))
    assert set(frame["phase"]) == {phase}
    assert frame.iloc[:, 2:].to_dict("records") == weeks
    assert frame.dtypes.astype(str).tolist() == ["int64", "str", *["float64"] * len(NUMBER_COLUMNS)]


@given(ANY, st.sampled_from([math.nan, math.inf, -math.inf, -0.001, np.float64("nan")]))
def test_a_spoilt_value_is_refused_and_leaves_the_record_as_it_was(c, value):
    recorder = Recorder(2)
    recorder.record(1, "operation", sound())
    before = recorder.frame()
    with pytest.raises(ValueError, match=f"week 2: column '{c.name}' is {value}; allowed is"):
        recorder.record(2, "operation", sound() | {c.name: value})
    pd.testing.assert_frame_equal(recorder.frame(), before)
    recorder.record(2, "operation", sound())


@given(ANY)
def test_a_missing_column_is_named(c):
    values = sound()
    del values[c.name]
    with pytest.raises(ValueError, match=f"week 1: column '{c.name}' is missing"):
        Recorder(2).record(1, "operation", values)


def test_a_missing_column_cannot_hide_behind_an_unknown_one():
    values = sound()
    del values["troops"]
    with pytest.raises(ValueError, match="'troops' is missing"):
        Recorder(1).record(1, "operation", values | {"troop": 1.0})


def test_an_unknown_column_is_named_with_the_nearest_known_one():
    with pytest.raises(ValueError, match="unknown column 'troop'; did you mean 'troops'"):
        Recorder(1).record(1, "operation", sound() | {"troop": 1.0})


@pytest.mark.parametrize("c", [c for c in NUMBER_COLUMNS if c.kind == "share"], ids=lambda c: c.name)
def test_a_share_stays_within_its_range_up_to_rounding(c):
    recorder = Recorder(2)
    with pytest.raises(ValueError, match="allowed is 0 to 1"):
        recorder.record(1, "operation", sound() | {c.name: 1.001})
    recorder.record(1, "operation", sound() | {c.name: 1.0 + 2e-16})
    recorder.record(2, "operation", sound() | {c.name: -1e-12})
    assert recorder.frame()[c.name].tolist() == [1.0, 0.0]


def test_weeks_come_in_order_and_within_the_room():
    recorder = Recorder(2)
    with pytest.raises(ValueError, match="week is -1; allowed is 0 or more"):
        recorder.record(-1, "operation", sound())
    recorder.record(1, "operation", sound())
    for week in (1, 3, 0):
        with pytest.raises(ValueError, match=f"week {week} is out of turn; the next is week 2"):
            recorder.record(week, "operation", sound())
    recorder.record(2, "operation", sound())
    with pytest.raises(ValueError, match="week 3: there is room for 2 weeks only"):
        recorder.record(3, "operation", sound())
    assert len(recorder) == 2


def test_an_unknown_phase_and_no_room_at_all_are_refused():
    with pytest.raises(ValueError, match=r"phase is 'drawdwn'; allowed is .*; did you mean 'drawdown'"):
        Recorder(1).record(1, "drawdwn", sound())
    with pytest.raises(ValueError, match="n_weeks is 0; allowed is 1 or more"):
        Recorder(0)


def test_an_empty_record_has_typed_columns_and_no_last_week():
    recorder = Recorder(1)
    frame = recorder.frame()
    assert frame.empty
    assert frame.dtypes.astype(str).tolist() == ["int64", "str", *["float64"] * len(NUMBER_COLUMNS)]
    with pytest.raises(ValueError, match="no week is recorded yet"):
        recorder.last()


def test_the_table_is_a_copy():
    recorder = Recorder(2)
    recorder.record(1, "operation", sound())
    frame = recorder.frame()
    recorder.record(2, "operation", sound(0.25))
    frame.loc[0, "troops"] = 9.0
    assert recorder.frame()["troops"].tolist() == [0.5, 0.25]
