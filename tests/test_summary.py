"""The one-row summary of a run: totals, ends, means and peaks."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peaceops.model.columns import COLUMNS, NUMBER_COLUMNS, OUTCOMES, column, summary_keys
from peaceops.model.recorder import Recorder
from peaceops.model.summary import summarise


def weekly_with(**columns: list[float]) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    recorder = Recorder(n)
    for i in range(n):
        row = dict.fromkeys((c.name for c in NUMBER_COLUMNS), 0.0) | {name: v[i] for name, v in columns.items()}
        recorder.record(i + 1, "deployment", row)
    return recorder.frame()


def test_the_summary_of_a_short_run_worked_out_by_hand():
    weekly = weekly_with(
        civilian_deaths=[3.0, 0.0, 2.0, 0.0],
        displaced=[10.0, 30.0, 20.0, 0.0],
        local_consent=[0.25, 0.5, 0.75, 1.0],
        mission_spend=[100.0, 100.0, 100.0, 100.0],
        country_team_spend=[0.0, 10.0, 0.0, 10.0],
        troops=[0.0, 9_900.0, 10_000.0, 9_000.0],
    )
    summary = summarise(weekly, troop_ceiling=12_500)
    assert summary["weeks"] == 4
    assert summary["civilian_deaths"] == 5.0
    assert (summary["displaced_end"], summary["displaced_mean"]) == (0.0, 15.0)
    assert (summary["local_consent_end"], summary["local_consent_mean"]) == (1.0, 0.625)
    assert summary["cost_usd"] == 420.0
    assert (summary["peak_troops"], summary["peak_troops_share_of_ceiling"]) == (10_000.0, 0.8)
    assert summary["month_of_peak_troops"] == pytest.approx(2 * 12 / 52, abs=1e-12)
    for not_yet in ("relapse", "relapse_week", "exit_week", "exit_kind", "sustained_peace", "deaths_after_exit"):
        assert summary[not_yet] is None


def test_the_summary_has_every_column_and_every_outcome():
    summary = summarise(weekly_with(troops=[1.0, 2.0]), troop_ceiling=3)
    assert {key for c in COLUMNS for key in summary_keys(c)} <= set(summary)
    assert {outcome.key for outcome in OUTCOMES} <= set(summary)
    assert all(v is None or type(v) in (int, float) for v in summary.values())


@given(st.lists(st.floats(0.0, 1e9), min_size=1, max_size=30))
def test_totals_do_not_depend_on_the_order_of_weeks(values):
    one = summarise(weekly_with(battle_deaths=values))["battle_deaths"]
    other = summarise(weekly_with(battle_deaths=values[::-1]))["battle_deaths"]
    assert one == other
    assert column("battle_deaths").kind == "flow"


def test_without_troops_or_ceiling_there_is_no_peak_month_and_no_share():
    summary = summarise(weekly_with(police=[1.0, 2.0]), troop_ceiling=0)
    assert summary["peak_troops"] == 0.0
    assert summary["peak_troops_share_of_ceiling"] is None
    assert summary["month_of_peak_troops"] is None


def test_nothing_recorded_cannot_be_summed_up():
    with pytest.raises(ValueError, match="no week is recorded"):
        summarise(Recorder(1).frame())
