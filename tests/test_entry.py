"""The public way to a run: what may be given for a scenario and a seed, and how things show themselves."""

from __future__ import annotations

import numpy as np
import pytest
import synthetic

import peaceops as po
from peaceops.model import mission


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """Put a stand-in for the model in place and keep what it was asked for."""
    seen = []
    monkeypatch.setattr(mission, "run_mission", lambda scenario, seed, **options: seen.append((scenario, seed)))
    return seen


def test_a_name_or_a_path_stands_for_its_scenario(asked, tmp_path):
    (tmp_path / "mine.toml").write_text('base = "post_accord"\nhorizon_weeks = 9\n')
    po.run("post_accord")
    po.run(tmp_path / "mine.toml", np.int64(3))
    assert [(scenario.name, scenario.horizon_weeks, seed) for scenario, seed in asked] == [
        ("post_accord", 312, 1),
        ("mine", 9, 3),
    ]


@pytest.mark.parametrize("given", [3, None, {"a": 1}, "nowhere", object()])
def test_what_is_no_scenario_is_refused_in_one_sentence(given):
    for call in (lambda: po.run(given), lambda: po.compare(given, "post_accord")):
        with pytest.raises(po.PeaceopsError, match="scenario") as error:
            call()
        assert "\n" not in str(error.value)


@pytest.mark.parametrize("seed", [-1, 1.0, True, "1", None])
def test_what_is_no_seed_is_refused(seed, asked):
    with pytest.raises(po.PeaceopsError, match=r"seed is .*; allowed is a whole number from 0 up"):
        po.run("post_accord", seed)
    with pytest.raises(po.PeaceopsError, match="seed is"):
        po.compare("post_accord", "contested", seed=seed)
    assert asked == []


def test_everything_shows_itself_in_one_short_line():
    scenario = po.load_scenario("post_accord")
    result = synthetic.full_result(scenario.with_changes({"horizon_weeks": 60}), 2)
    for thing in (scenario, result):
        for text in (repr(thing), str(thing)):
            assert "post_accord" in text
            assert "\n" not in text
            assert len(text) < 120


def test_a_file_without_groups_is_told_of_a_base(tmp_path):
    (tmp_path / "mine.toml").write_text("horizon_weeks = 9\n")
    with pytest.raises(po.PeaceopsError, match='or name a base, for example base = "post_accord"'):
        po.load_scenario(tmp_path / "mine.toml")
