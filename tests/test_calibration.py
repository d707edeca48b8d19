"""Findings against many runs: how features are read, how figures are scored, and that the page can be written."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from model_cases import small

from peaceops import MissionModel
from peaceops.experiments.calibration import (
    ENDINGS,
    FIGURES,
    Figure,
    _verdict,
    score,
    write_scores,
)
from peaceops.experiments.run_features import features, spoilt
from peaceops.model.sources import sources


@pytest.fixture(scope="module")
def rows():
    model = MissionModel(small("post_accord", weeks=60), seed=1)
    while model.running:
        model.step()
    first = features(model.result(), 1000.0)
    return [{k: v * f if np.isfinite(v) else v for k, v in first.items()} for f in (1.0, 0.9, 0.8, 1.1)]


def test_every_figure_reads_a_feature_that_runs_have(rows):
    for scenario in ("post_accord", "contested", "reluctant_host"):
        found = score(scenario, rows, rows)
        own = [f for f in FIGURES if scenario in f.scenarios]
        assert [s.figure for s in found[: len(own)]] == [f.text for f in own]
        assert all(s.verdict in ("match", "sign only", "miss", "not scored") for s in found)
        assert all(s.low <= s.high for s in found if np.isfinite(s.low))
    assert set(ENDINGS) <= set(rows[0])


def test_every_figure_cites_rows_of_the_table_of_sources():
    ids = {i.strip() for f in FIGURES for i in f.source.split(",")}
    assert ids <= set(sources())


@pytest.mark.parametrize(
    ("value", "verdict"), [(0.3, "match"), (0.2, "match"), (0.7, "sign only"), (1.2, "miss"), (np.nan, "not scored")]
)
def test_a_verdict_tells_size_from_sign(value, verdict):
    figure = Figure("PK-01", "less", ("post_accord",), lambda a, b: 0.0, 0.2, 0.5, direction=-1, neutral=1.0)
    assert _verdict(figure, value) == verdict


def test_a_campaign_is_a_quarter_of_many_attacks_under_an_agreement():
    quiet, agreed = np.full(130, 0.2), np.ones(130)
    burst = quiet.copy()
    burst[52:65] = 3.0
    assert not spoilt(quiet, agreed)
    assert spoilt(burst, agreed)
    assert not spoilt(burst, np.zeros(130)), "without an agreement there is nothing to spoil"
    assert not spoilt(burst * 0.2, agreed), "a few attacks are no campaign"


def test_same_runs_on_both_sides_make_a_ratio_of_one(rows):
    found = {s.figure: s for s in score("post_accord", rows, rows)}
    ratio = found["civilian deaths with the mission over those without"]
    assert (ratio.value, ratio.low, ratio.high) == (1.0, 1.0, 1.0)
    assert ratio.verdict == "miss"


def test_scores_are_written_one_a_row(rows, tmp_path):
    scores = score("post_accord", rows, rows)
    write_scores(scores, tmp_path / "calibration.csv")
    with (tmp_path / "calibration.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == len(scores)
    assert {r["verdict"] for r in table} <= {"match", "sign only", "miss", "not scored"}
