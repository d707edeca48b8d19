"""The benchmark still runs and still says what it promises; no test asserts a time."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

BENCH = Path(__file__).parents[1] / "benchmarks" / "bench.py"


@pytest.fixture
def bench(monkeypatch):
    spec = importlib.util.spec_from_file_location("bench", BENCH)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "bench", module)  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def in_this_process(bench, monkeypatch):
    """Shorten what takes long: memory is measured in a process of its own, and Epstein takes a step or two."""
    monkeypatch.setattr(bench, "EPSTEIN_STEPS", 1)
    monkeypatch.setattr(bench, "RUNS_FOR_MEMORY", 1)
    return bench


@pytest.mark.slow  # plays countries of every size
def test_it_measures_every_case_and_writes_what_it_printed(in_this_process, tmp_path, capsys):
    file = tmp_path / "out" / "bench.json"
    in_this_process.main(["--weeks", "2", "--repeats", "2", "--json", str(file)])
    printed = capsys.readouterr().out
    measured = json.loads(file.read_text(encoding="utf-8"))
    assert measured["weeks"] == 2
    for label, runs in measured["cases"].items():
        assert label in printed
        assert [run["seed"] for run in runs] == [1, 2]
        assert all(run["total"] > 0 and run["n_agents"] > 0 for run in runs)
    assert "Epstein" in printed
    agents = {label: runs[0]["n_agents"] for label, runs in measured["cases"].items()}
    assert agents["twice the mission"] > agents["default"]


def test_it_reports_the_change_since_an_earlier_measurement(in_this_process, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(in_this_process, "measure_memory", lambda *_: None)
    file = tmp_path / "bench.json"
    in_this_process.main(["--weeks", "1", "--repeats", "1", "--json", str(file)])
    in_this_process.main(["--weeks", "1", "--repeats", "1", "--against", str(file)])
    assert "Change since the earlier measurement, default" in capsys.readouterr().out


def test_a_change_of_nothing_is_nothing_and_a_doubling_is_seen(bench):
    same, low, high = bench.change([1.0, 1.1, 0.9], [1.0, 1.1, 0.9])
    assert same == 0.0
    assert low <= 0.0 <= high
    doubled, low, _ = bench.change([1.0, 1.1, 0.9], [2.0, 2.2, 1.8])
    assert doubled == pytest.approx(1.0)
    assert low > 0.5


def test_the_batch_benchmark_measures_what_it_promises(tmp_path, capsys, monkeypatch):
    spec = importlib.util.spec_from_file_location("bench_batch", BENCH.with_name("bench_batch.py"))
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "bench_batch", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "seconds_of_batch", lambda runs, weeks, workers: 10.0 / workers)
    monkeypatch.setattr(module.os, "sched_getaffinity", lambda _: {3, 5}, raising=False)
    places, polls = [], iter([None, None, None, 0, 0, 0, 0, 0])
    monkeypatch.setattr(module.os, "sched_setaffinity", lambda pid, where: places.append((pid, where)), raising=False)
    monkeypatch.setattr(module, "SWAP_SECONDS", 0.0)
    monkeypatch.setattr(
        module.subprocess, "Popen",
        lambda asked, **_: SimpleNamespace(
            pid=-1 if asked[-1] == "ours" else -2, poll=lambda: next(polls),
            communicate=lambda: ("5.0\n" if asked[-1] == "ours" else "6.0\n", ""),
        ),
    )  # fmt: skip
    monkeypatch.setattr(module, "memory", lambda n: 100.0 + n / 1000)
    monkeypatch.setattr(module, "overhead", lambda n, weeks: 0.01)
    module.main(["--runs", "2", "--weeks", "1", "--many", "20", "--json", str(tmp_path / "b.json")])
    measured = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    assert measured["two_workers"] == 2.0
    assert measured["mesa"] == pytest.approx(6 / 5)
    assert places[:4] == [(-1, {3}), (-2, {5}), (-1, {5}), (-2, {3})], "both ways swap processors"
    assert measured["memory"] == pytest.approx(100.02 / 100.1)
    assert measured["runner_ms"] > 0.0
    printed = capsys.readouterr().out
    assert all(words in printed for words in ("2.00 times as fast", "1.200 times as long", "The runner adds 1.0 %"))
