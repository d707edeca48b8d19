"""Batches: the same tables however they are made, nothing lost, nothing twice, nothing mixed."""

from __future__ import annotations

import json
import os

import pandas as pd
import pytest
from batch_cases import CheapPlan, cheap, cheap_or_wrong, deadly, deadly_once
from model_cases import small

from peaceops.experiments.batch import Batch, batch, load_batch
from peaceops.experiments.making import ModelRuns, stored_values
from peaceops.experiments.planned import PlannedRun
from peaceops.model.errors import PlanError, ResultError


def same(one: Batch, other: Batch) -> None:
    pd.testing.assert_frame_equal(one.summary, other.summary, check_exact=True)
    columns = list(one.manifest["columns"])
    pd.testing.assert_frame_equal(one.weekly(columns), other.weekly(columns), check_exact=True)
    pd.testing.assert_frame_equal(one.failures, other.failures)
    assert one.missing == other.missing == []


def test_the_tables_are_the_same_for_any_number_of_workers(tmp_path):
    made = [batch(CheapPlan(5, 8), tmp_path / str(n), n, make=cheap_or_wrong) for n in (0, 1, 2)]
    same(made[0], made[1])
    same(made[0], made[2])
    found = made[0].summary
    assert list(found.columns) == [
        "run_id", "design", "point", "scenario", "preset", "replicate", "seed", "mission.troops", "civilian_deaths",
        "exit_kind",
    ]  # fmt: skip
    runs = [run for run in CheapPlan(5, 8).runs() if run.run_id % 4 != 1]
    assert found["run_id"].tolist() == [run.run_id for run in runs]
    assert found["civilian_deaths"].tolist() == [cheap(run).summary["civilian_deaths"] for run in runs]
    assert found["mission.troops"].tolist() == [run.factors["mission.troops"] for run in runs]
    weekly = made[2].weekly(["local_consent"])
    assert weekly["local_consent"].tolist() == [x for run in runs for x in cheap(run).weekly["local_consent"]]


def test_a_run_that_raises_is_kept_apart_with_its_settings_and_is_not_tried_again(tmp_path):
    made = batch(CheapPlan(), tmp_path / "b", 1, make=cheap_or_wrong)
    assert made.failures["run_id"].tolist() == [1, 5]
    assert made.failures["reason"].iloc[0] == "ValueError: troops of run 1 do not add up"
    kept = json.loads((tmp_path / "b" / "failures" / "run-000005.json").read_text())
    assert kept["kind"] == "raised"
    assert kept["settings"]["changes"] == {"mission.troops": 2000}
    assert "cheap_or_wrong" in kept["details"]
    again = batch(CheapPlan(), tmp_path / "b", 0, make=never)
    same(made, again)


def never(run):
    raise AssertionError("nothing is missing, so nothing is to be run")


@pytest.mark.slow
def test_a_killed_worker_costs_nothing_if_the_run_can_be_made(tmp_path):
    made = batch(CheapPlan(), tmp_path / "b", 2, make=deadly_once(tmp_path / "mark"))
    assert (tmp_path / "mark").exists(), "no worker was killed"
    same(made, batch(CheapPlan(), tmp_path / "plain", 0, make=cheap))


@pytest.mark.slow
def test_a_run_that_kills_every_worker_is_lost_alone_and_tried_again_by_the_next_command(tmp_path):
    made = batch(CheapPlan(), tmp_path / "b", 2, make=deadly)
    assert made.failures[["run_id", "kind"]].to_numpy().tolist() == [[2, "lost"]]
    assert "died" in made.failures["reason"].iloc[0]
    assert made.summary["run_id"].tolist() == [0, 1, 3, 4, 5]
    again = batch(CheapPlan(), tmp_path / "b", 1, make=cheap)
    same(again, batch(CheapPlan(), tmp_path / "plain", 0, make=cheap))
    assert again.manifest["sessions"][-1]["runs"] == 1


def test_what_is_missing_is_finished_and_nothing_else(tmp_path):
    class StopError(Exception):
        pass

    def stop(done, failed, total):
        if done == 4:
            raise StopError

    with pytest.raises(StopError):
        batch(CheapPlan(), tmp_path / "b", 0, make=cheap, progress=stop)
    half = load_batch(tmp_path / "b")
    assert half.missing == [2, 5]  # runs of one seed are made side by side: what is there are pairs
    assert not half.complete
    told = []
    full = batch(CheapPlan(), tmp_path / "b", 0, make=cheap, progress=lambda *at: told.append(at))
    assert told == [(4, 0, 6), (5, 0, 6), (6, 0, 6)]
    assert full.complete
    same(full, batch(CheapPlan(), tmp_path / "plain", 0, make=cheap))


def test_a_batch_of_another_plan_version_or_place_is_refused_and_left_as_it_was(tmp_path, monkeypatch):
    place = tmp_path / "b"
    batch(CheapPlan(), place, 0, make=cheap)
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    with pytest.raises(ResultError, match=r"a batch of a different plan \(replicates was 3, now 4\); give another"):
        batch(CheapPlan(replicates=4), place, 0, make=never)
    with monkeypatch.context() as patch:
        patch.setattr("peaceops.experiments.store.versions", lambda: {**before_versions(place), "fingerprint": "0123"})
        with pytest.raises(ResultError, match=r"another source of the model \(.*, now 0123\), and runs of two are not"):
            batch(CheapPlan(), place, 0, make=never)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "diary.txt").write_text("mine")
    with pytest.raises(ResultError, match=r"it holds diary\.txt, which belongs to no batch"):
        batch(CheapPlan(), tmp_path / "notes", 0, make=never)
    with pytest.raises(ResultError, match="it is not a directory"):
        batch(CheapPlan(), tmp_path / "notes" / "diary.txt", 0, make=never)
    with pytest.raises(ResultError, match="is no batch: there is no such directory"):
        load_batch(tmp_path / "nowhere")
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


def before_versions(place) -> dict[str, str]:
    return dict(load_batch(place).manifest["versions"])


@pytest.mark.parametrize("workers", [-1, 513, True, "two"])
def test_a_wrong_number_of_workers_is_refused_before_anything_is_written(workers, tmp_path):
    with pytest.raises(PlanError, match="allowed is a whole number from 0 to 512"):
        batch(CheapPlan(), tmp_path / "b", workers, make=never)
    assert not list(tmp_path.iterdir())


def test_columns_are_read_alone_and_unknown_ones_are_refused(tmp_path, monkeypatch):
    made = batch(CheapPlan(), tmp_path / "b", 0, make=cheap)
    assert list(made.weekly(["local_consent"], [3]).columns) == ["run_id", "week", "local_consent"]
    assert made.weekly(["local_consent"], [3])["run_id"].tolist() == [3] * 5
    assert made.weekly("local_consent").equals(made.weekly(["local_consent"])), "one name may be given as it is"
    assert made.values("civilian_deaths").equals(made.values(["civilian_deaths"]))
    with pytest.raises(PlanError, match="keeps no weekly column 'local_consen'; did you mean 'local_consent'"):
        made.weekly(["local_consen"])
    assert made.values(["late", "never"])[["late", "never"]].isna().sum().tolist() == [4, 6]
    with pytest.raises(PlanError, match="has an outcome 'lat'; did you mean 'late'"):
        made.values(["lat"])


def test_two_processes_do_not_fill_one_directory_and_a_dead_one_keeps_nobody_out(tmp_path):
    from peaceops.experiments.holding import held

    (tmp_path / "b").mkdir()
    with held(tmp_path / "b"), pytest.raises(ResultError, match=rf"filled by another process \(number {os.getpid()}\)"):
        batch(CheapPlan(), tmp_path / "b", 0, make=never)
    assert len(batch(CheapPlan(), tmp_path / "b", 0, make=cheap).summary) == 6


def test_what_is_kept_of_a_run_is_what_its_result_holds():
    runs = ModelRuns({"mine": small("post_accord", 8, 8, 30)}, ("troops", "week"))
    planned = PlannedRun(0, "d", 0, "mine", "firewall", 0, 5, {}, {"mission.troops": 4000})
    kept, result = runs(planned), runs.result(planned)
    assert kept.summary == stored_values(result.summary)
    assert kept.scenario_hash == result.provenance["scenario_hash"] == runs.scenario(planned).hash
    assert {name: values.tolist() for name, values in kept.weekly.items()} == {
        name: result.weekly[name].tolist() for name in ("week", "troops")
    }
    assert ModelRuns(runs.scenarios)(planned).weekly == {}
