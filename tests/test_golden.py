"""Golden runs: the same numbers to the last bit as those kept, on every Python and machine."""

from __future__ import annotations

import ast
import copy
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
import update_golden
from golden_runs import GOLDEN, RUNS, differences, digest_of, golden_of, play, read, scenario_of

HOW = "If numbers are meant to change: python tests/update_golden.py shows them, --write keeps them; then CHANGELOG.md."


@lru_cache(maxsize=8)
def kept(name):
    return play(name)


@lru_cache(maxsize=8)
def of_another_seed(name):
    return play(name, seed=2)


@lru_cache(maxsize=8)
def found_in(name):
    return golden_of(name, kept(name))


@pytest.mark.parametrize("name", RUNS)
def test_golden_run(name):
    golden, found = read(name), found_in(name)
    assert golden["scenario"] == found["scenario"], f"the scenario of {name} is another one. {HOW}"
    changed = differences(golden, found)
    assert not changed, f"{name} has changed. {HOW}\n" + "\n".join(changed[:40])


def test_every_file_is_a_run():
    assert {path.stem for path in GOLDEN.iterdir()} == set(RUNS)


@pytest.mark.parametrize("name", RUNS)
def test_golden_figures_are_of_a_country_at_work(name):
    """A person reads golden runs before they are kept; this is the least that must be seen there."""
    figures = read(name)["figures"]
    for column in ("displaced", "in_need", "troops", "mission_spend", "fighters_armed", "disbursed"):
        assert max(figures[column].values()) > 0.0, column
    for column in ("local_consent", "host_consent", "acceptance", "trust_mission_country_team", "awareness_mission"):
        values = list(figures[column].values())
        assert 0.0 <= min(values) < max(values) < 1.0, column


ROOT = Path(__file__).parent.parent
ROUNDED_HERE_AND_THERE = {
    "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "pow", "power", "float_power", "tanh", "sinh", "cosh",
    "sin", "cos", "tan", "arctan", "arctan2", "atan", "atan2", "arcsin", "arccos", "hypot", "cbrt", "logaddexp",
    "dot", "einsum", "tensordot", "normal", "exponential", "gamma", "poisson", "binomial", "lognormal",
    "standard_normal",
}  # fmt: skip
"""Functions whose last bit depends on the maths library, the processor or the version of NumPy."""


def of_unsure_last_bit(tree):
    """Yield line and name of what may round differently elsewhere: such functions, and powers but whole ones."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ROUNDED_HERE_AND_THERE:
            yield node.lineno, node.attr
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            whole = isinstance(node.right, ast.Constant) and node.right.value in (2, 31)
            if not whole:
                yield node.lineno, "**"


@pytest.mark.parametrize("folder", ["agents", "model"])
def test_state_is_moved_by_arithmetic_that_rounds_the_same_everywhere(folder):
    found = {
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in (ROOT / folder).rglob("*.py")
        for line, name in of_unsure_last_bit(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert not found


def test_unsure_last_bits_are_seen():
    text = "a = np.exp(x)\nb = x ** 0.5\nc = x ** 2\nd = math.hypot(x, y)\ne = np.sqrt(x)"
    assert sorted(of_unsure_last_bit(ast.parse(text))) == [(1, "exp"), (2, "**"), (4, "hypot")]


# The comparison can fail ----------------------------------------------------------------------------------------------


def test_another_seed_is_noticed():
    name = "post_accord"
    found = golden_of(name, of_another_seed(name))
    changed = differences(read(name), found)
    assert any(line.startswith("weekly:") for line in changed)
    assert sum(line.startswith("columns.") for line in changed) > 20


def test_another_scenario_is_noticed():
    name = "post_accord"
    changed = scenario_of(name).with_choices({"posture.use_of_force": 0.61})
    assert changed.hash != read(name)["scenario"]


@pytest.mark.parametrize("column", ["civilian_deaths", "local_consent", "mission_spend"])
def test_one_bit_in_one_week_is_noticed(column):
    result = copy.deepcopy(kept("post_accord"))
    result.weekly.loc[31, column] = np.nextafter(result.weekly.loc[31, column], np.inf)
    changed = differences(found_in("post_accord"), golden_of("post_accord", result))
    assert [line.split(":")[0] for line in changed if not line.startswith("totals")] == ["weekly", f"columns.{column}"]


@pytest.mark.parametrize("table", ["events", "causes"])
def test_one_changed_row_is_noticed(table):
    result = copy.deepcopy(kept("post_accord"))
    frame = getattr(result, table)
    last = {"events": "size", "causes": "value"}[table]
    frame.loc[len(frame) - 1, last] = np.nextafter(frame.loc[len(frame) - 1, last], np.inf)
    assert [line.split(":")[0] for line in differences(found_in("post_accord"), golden_of("post_accord", result))] == [
        table
    ]


def test_one_bit_in_one_map_is_noticed():
    result = copy.deepcopy(kept("post_accord"))
    result.maps[59]["need"][3, 4] = np.nextafter(result.maps[59]["need"][3, 4], np.inf)
    changed = differences(found_in("post_accord"), golden_of("post_accord", result))
    assert [line.split(":")[0] for line in changed] == ["maps.59.need"]


def test_every_figure_is_compared():
    golden = read("six_years")
    spoiled = copy.deepcopy(golden)
    spoiled["figures"]["acceptance"]["52"] = np.nextafter(golden["figures"]["acceptance"]["52"], 1.0).item()
    del spoiled["columns"]["courts"]
    spoiled["extra"] = 1
    changed = differences(golden, spoiled)
    assert [line.split(":")[0] for line in changed] == ["figures.acceptance.52", "columns.courts", "extra"]
    assert not differences(golden, copy.deepcopy(golden))
    assert differences(1.0, 1)
    assert digest_of(np.array([0.0])) != digest_of(np.array([-0.0]))


def test_files_are_refreshed_only_by_the_script_and_only_when_asked(monkeypatch, capsys):
    """The script writes nothing without ``--write``, and shows what differs."""
    written, before = [], {path.name: path.read_bytes() for path in GOLDEN.iterdir()}
    monkeypatch.setattr(update_golden, "write", lambda name, _: written.append(name))
    assert update_golden.main(["nowhere"]) == 2
    assert "unknown run 'nowhere'" in capsys.readouterr().err
    monkeypatch.setattr(update_golden, "play", kept)
    assert update_golden.main(["post_accord", "--write"]) == 0
    assert capsys.readouterr().out == "post_accord: as kept\n"
    monkeypatch.setattr(update_golden, "play", of_another_seed)
    assert update_golden.main(["post_accord"]) == 1
    assert "columns differ" in (told := capsys.readouterr().out)
    assert "Nothing was written" in told
    assert written == []
    assert update_golden.main(["post_accord", "--write"]) == 0
    assert written == ["post_accord"]
    assert {path.name: path.read_bytes() for path in GOLDEN.iterdir()} == before
