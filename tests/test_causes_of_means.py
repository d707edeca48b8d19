"""Causes are kept of what mission, former fighters, donors and neighbours do, and each change of these is explained."""

from __future__ import annotations

import numpy as np
import pytest
from model_cases import small

from peaceops.model.causes import unexplained
from peaceops.model.learning import CHANNELS
from peaceops.model.mission import run_mission
from peaceops.model.stocks import STOCKS

OF_THE_MISSION = (
    "misconduct", "troops", "police", "civilians", "mlt_cohesion", "awareness_mission", "fighters_demobilised",
)  # fmt: skip
OF_ANY_COUNTRY = ("dependence", "donor_attention", "outside_support", "awareness_country_team")
OF_FORMER_FIGHTERS = ("fighters_reintegrated", "fighters_recidivist", "reintegration_gap")
"""What was without causes for long; fighters need two years or so to pass through their programme."""


@pytest.mark.parametrize(
    ("name", "preset"),
    [
        *((name, None) for name in ("post_accord", "contested", "resource_war", "reluctant_host", "transition")),
        ("post_accord", "no_mission"), ("resource_war", "no_mission"),
        *(
            pytest.param(name, "no_mission", marks=pytest.mark.slow)
            for name in ("contested", "reluctant_host", "transition")
        ),
    ],
)  # fmt: skip
def test_every_change_of_these_stocks_is_explained_with_and_without_a_mission(name, preset):
    scenario = small(name, 10, 10, 60)
    if preset is None:
        scenario = scenario.with_changes({"transition.exit_rule": "calendar", "transition.exit_week": 48})
    result = run_mission(scenario if preset is None else scenario.with_preset(preset), seed=2)
    assert unexplained(result.weekly, result.causes).empty
    told = set(result.causes["stock"])
    for stock in (*OF_ANY_COUNTRY, *(OF_THE_MISSION[:-1] if preset is None else ())):
        assert stock in told, stock
    for stock in (*OF_ANY_COUNTRY, *OF_THE_MISSION, *OF_FORMER_FIGHTERS):
        column = result.weekly[STOCKS[stock].columns[0]].to_numpy()
        moves = np.abs(np.diff(column)).max() > 1e-9 if STOCKS[stock].level else column.any()
        assert not moves or stock in told, f"{stock} moves and nothing says why"


def test_former_fighters_are_explained_on_their_whole_way():
    result = run_mission(small("post_accord", 12, 12, 150), seed=1)
    assert unexplained(result.weekly, result.causes).empty
    for stock in ("fighters_demobilised", *OF_FORMER_FIGHTERS):
        assert (result.causes["stock"] == stock).any(), stock
    ways = result.causes[result.causes["stock"] == "fighters_demobilised"].groupby("cause")["value"].sum()
    assert ways["disarmed"] > 0.0 > ways.drop("disarmed").max()
    assert ways.sum() == pytest.approx(result.weekly["fighters_demobilised"].iloc[-1])


def troops_by(scenario, seed=1):
    """Return what each cause did to the number of soldiers in a run."""
    causes = run_mission(scenario, seed=seed).causes
    return causes[causes["stock"] == "troops"].groupby("cause")["value"].sum()


def test_fewer_soldiers_have_the_reason_that_is_so():
    base = small("post_accord", 8, 8, 60).with_changes({"transition.exit_rule": "calendar"})
    leaves = troops_by(base.with_changes({"transition.exit_week": 50, "transition.drawdown_weeks": 20}))
    assert leaves["the mission leaves"] == pytest.approx(-leaves.drop("the mission leaves").sum())
    poor = troops_by(base.with_changes({"mission.unpaid_dues": 0.6}))
    assert poor["the mission is short of cash"] < 0.0
    fewer = {"week": 45, "changes": {"mission.troops": base.mission.troops // 4}}
    decided = troops_by(base.with_changes({"decisions": [fewer]}))
    assert decided["a decision lowers the ceiling"] < 0.0
    assert "a decision lowers the ceiling" not in leaves.index
    assert "the mission is short of cash" not in troops_by(base).index


def test_own_and_passed_on_reports_are_told_apart():
    """Where nothing is passed on, nobody learns from others, and both awarenesses still add up."""
    alone = small("post_accord", 8, 8, 30).with_preset("no_mission")
    shared = small("post_accord", 8, 8, 30)
    for scenario in (alone, shared):
        causes = run_mission(scenario, seed=1).causes
        mine = causes[causes["stock"] == "awareness_country_team"]
        assert set(mine["cause"]) <= set(CHANNELS)
        assert mine[mine["cause"] == "own teams and residents"]["value"].sum() > 0.0
    assert mine[mine["cause"] == "what others pass on"]["value"].sum() > 0.0
