"""The command batch: what it says, in a pipe and when it is refused."""

from __future__ import annotations

import pytest
from batch_cases import CheapPlan, cheap, cheap_or_wrong

from peaceops import cli
from peaceops.commands_batch import _tell
from peaceops.experiments.batch import batch
from peaceops.viz import batch_progress
from peaceops.viz.batch_progress import Pace


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "batch needs a plan"),
        (["a.toml", "b.toml"], "'b.toml' is one word too many"),
        (["rerun"], "rerun needs a batch and the number of a run"),
        (["rerun", "somewhere", "x"], "rerun needs a batch and the number of a run"),
        (["rerun", "somewhere", "3"], "somewhere is no batch: there is no such directory"),
        (["--resume", "--out", "somewhere"], "somewhere is no batch: there is no such directory"),
        (["a.toml", "--workers", "0"], "--workers is 0; allowed is a whole number from 1 up"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        cli.main(["batch", *words])
    assert left.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_it_says_what_is_there_and_what_failed(tmp_path, capsys):
    made = batch(CheapPlan(), tmp_path / "b", 0, make=cheap_or_wrong)
    _tell(made, 100.0, as_json=False)
    told = " ".join(capsys.readouterr().out.split())
    assert "A cheap plan: 4 of 6 runs" in told
    assert "2 failed, 2 minutes" in told
    assert "troops of run 1 do not add up" in told


def test_rate_and_time_left_count_only_what_was_made_now():
    pace = Pace(100, 0.0)
    assert pace.words(100, 0, 200, 1.0) == ""
    assert pace.words(120, 2, 200, 60.0) == "20 runs a minute, roughly 4 minutes left, 2 failed"
    assert pace.words(200, 0, 200, 10.0) == "10 runs a second"
    assert pace.words(101, 0, 102, 3600.0) == "1.0 runs an hour, roughly 60 minutes left"


def test_a_pipe_gets_a_line_a_tenth_and_nothing_of_short_batches(capsys, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(batch_progress.time, "monotonic", lambda: clock[0])
    with batch_progress.batch_progress() as report:
        for done in range(50, 101):
            report(done, 0, 100)
            clock[0] += 0.1
    assert capsys.readouterr().err == "50 of 100 runs are there already\n"
    with batch_progress.batch_progress() as report:
        for done in range(101):
            report(done, done // 60, 100)
            clock[0] += 1.0
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert lines[0] == "10 of 100 runs, 1.0 runs a second, roughly 90 seconds left"
    assert lines[-1] == "100 of 100 runs, 1.0 runs a second, 1 failed"


def test_a_stopping_rule_is_asked_after_whole_rounds_and_kept(tmp_path):
    from dataclasses import dataclass

    from peaceops.experiments.rounds import carry_out
    from peaceops.experiments.runner import here
    from peaceops.experiments.store import prepare

    @dataclass(frozen=True)
    class Decision:
        stop: bool
        width: float

    @dataclass(frozen=True)
    class Rule:
        every: int = 2

    asked = []

    def enough(summary, plan, replicates):
        asked.append((len(summary), summary["replicate"].max()))
        return Decision(len(asked) == 2, float("nan"))

    plan = CheapPlan(3, 7, stop=Rule())
    facts = {"title": "", "question": "", "plan": {}, "outcomes": ["civilian_deaths"], "columns": [], "scenarios": {}}
    store = prepare(tmp_path, facts, plan.runs(), "")
    told = []
    for _ in range(2):  # the second time nothing is left to do or to ask
        progress = lambda *at: told.append(at)  # noqa: E731
        store = carry_out(store, plan, plan.runs(), here(cheap), progress, {"workers": 0}, enough)
    assert asked == [(6, 1), (12, 3)]
    assert told[-1] == (12, 0, 12)
    assert store.manifest["decisions"] == [
        {"stop": False, "width": None, "replicates": 2, "runs": 6},
        {"stop": True, "width": None, "replicates": 4, "runs": 12},
    ]  # fmt: skip
    assert len(store.finished()) == 12
