"""What a batch lives through: kill -9 at any moment, a full disk, a worker of a cluster that dies."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from batch_cases import CheapPlan, cheap, slow_cheap

from peaceops.experiments import parts
from peaceops.experiments.batch import Batch, batch, load_batch
from peaceops.experiments.cluster import _signs as cluster_signs
from peaceops.model.errors import PlanError, ResultError

TESTS = Path(__file__).parent
FILL = TESTS / "fill_batch.py"
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(TESTS), os.environ.get("PYTHONPATH"))))}


def same(one: Batch, other: Batch) -> None:
    """Two batches hold the same runs, each once."""
    for name in ("summary", "runs", "failures"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    columns = list(one.manifest["columns"])
    pd.testing.assert_frame_equal(one.weekly(columns), other.weekly(columns), check_exact=True)
    stored = parts.read_parts(one.directory / "summary", ["run_id"])["run_id"].to_pylist()
    assert len(stored) == len(set(stored))
    assert one.missing == []


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot double a process")
def test_kill_9_at_random_moments_loses_nothing_and_doubles_nothing(tmp_path):
    """Fifty kills of one batch of 200 runs: while its workers start, between runs, and while it writes."""
    whole = batch(CheapPlan(4, 50), tmp_path / "whole", 0, make=cheap)
    place, chance = tmp_path / "killed", np.random.default_rng(9)
    seen = [0]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    with subprocess.Popen([sys.executable, FILL], env=ENVIRONMENT, **pipes) as filling:
        for kill in range(50):
            workers = 0 if kill % 5 else 2
            filling.stdin.write(f"{place} {workers} 4 50\n")
            process = int(filling.stdout.readline())
            wait_until(process, lambda process=process: lock_of(place) == process)
            if kill % 3:  # after it has written; otherwise at any moment from its start
                before = stored(place)
                wait_until(process, lambda before=before: stored(place) != before)
            time.sleep(chance.exponential(0.05))
            with contextlib.suppress(ProcessLookupError):  # it has ended by itself
                os.kill(process, signal.SIGKILL)
            assert filling.stdout.readline() == "ended\n"
            with contextlib.suppress(ResultError):
                seen.append(load_batch(place).n_finished)
        filling.stdin.close()
    assert len({n for n in seen if 0 < n < 200}) >= 5, f"too few kills fell into the batch: {seen}"
    assert seen == sorted(seen), "a finished run was lost"
    same(batch(CheapPlan(4, 50), place, 0, make=cheap), whole)


def wait_until(process: int, condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, or a process has ended."""
    with contextlib.suppress(ProcessLookupError):
        while not condition():
            os.kill(process, 0)
            time.sleep(0.002)


def lock_of(place: Path) -> int | None:
    """Return the number of the process that works in a directory."""
    with contextlib.suppress(OSError, ValueError):
        return int((place / ".lock").read_text())
    return None


def stored(place: Path) -> set[str]:
    """Return the names of the parts that a batch has written."""
    return {part.name for part in (place / "summary").glob("*.parquet")}


@pytest.fixture
def small_disk(tmp_path):
    """Return a directory on a disk of 800 kB, where this test may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=800k", "tmpfs", place]
    mounted = subprocess.run(mount, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting a small disk is not allowed here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_ends_in_a_sentence_and_a_batch_that_goes_on(small_disk, tmp_path, monkeypatch):
    monkeypatch.setattr("peaceops.experiments.runner.WRITE_SECONDS", 0.0)
    ballast = small_disk / "ballast"
    with pytest.raises(ResultError, match=r"the disk that holds \S+ is full; \d+ of 200 runs are stored and whole"):
        batch(CheapPlan(4, 50), small_disk / "b", 0, make=cheap, progress=filling(ballast))
    assert not list((small_disk / "b").rglob("*.partial"))
    half = load_batch(small_disk / "b")
    assert 20 <= half.n_finished < 200
    assert len(half.weekly(["local_consent"])) == 5 * half.n_finished
    ballast.unlink()
    monkeypatch.undo()
    whole = batch(CheapPlan(4, 50), tmp_path / "w", 0, make=cheap)
    same(batch(CheapPlan(4, 50), small_disk / "b", 0, make=cheap), whole)


def filling(ballast: Path):
    """Return a progress function that fills the disk after 20 runs."""

    def progress(done, failed, total):
        if done == 20:
            with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
                while True:
                    file.write(b"x" * 4096)

    return progress


@pytest.mark.parametrize("at", range(0, 13, 2))
def test_a_disk_that_is_full_at_any_write_leaves_whole_files(at, tmp_path, monkeypatch):
    """The writer itself raises, so that this holds too where no small disk can be made."""
    monkeypatch.setattr("peaceops.experiments.runner.WRITE_SECONDS", 0.0)
    plain, left = os.fsync, [at]

    def full(handle):
        if left[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        left[0] -= 1
        return plain(handle)

    monkeypatch.setattr(parts.os, "fsync", full)
    with pytest.raises(ResultError, match=r"^the disk that holds \S+ is full; .*: free some space and give the same"):
        batch(CheapPlan(), tmp_path / "b", 0, make=cheap)
    monkeypatch.undo()
    assert not list((tmp_path / "b").rglob("*.partial"))
    same(batch(CheapPlan(), tmp_path / "b", 0, make=cheap), batch(CheapPlan(), tmp_path / "w", 0, make=cheap))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="this system has no limit on the size of files")
def test_a_system_that_refuses_larger_files_ends_in_a_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, FILL, tmp_path / "b", "0", "4", "50", "3000"], env=ENVIRONMENT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout.startswith(f"cannot write to {tmp_path / 'b'}: File too large")
    assert done.stderr == ""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Return the address of a scheduler of its own with two worker processes, and these."""
    pytest.importorskip("distributed", reason="dask.distributed is not installed (extra: cluster)")
    place = tmp_path_factory.mktemp("cluster")
    file = ("--scheduler-file", str(place / "scheduler.json"), "--no-dashboard")
    processes = [dask("scheduler", "--host", "localhost", "--port", "0", *file)]
    own = ("--local-directory", str(place), "--nthreads", "1", "--no-nanny")
    processes += [dask("worker", *file, *own) for _ in range(2)]
    yield address_in(place / "scheduler.json"), processes[1:]
    for process in processes:
        process.kill()
        process.wait()


def dask(what: str, *options: str) -> subprocess.Popen:
    """Start a part of a cluster."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *options]
    return subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def address_in(file: Path, patience: float = 300.0) -> str:
    """Return the address that a scheduler writes when it is ready."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with contextlib.suppress(OSError, ValueError):
            return json.loads(file.read_text())["address"]
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start")


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_cluster_with_another_model_or_none_at_all_is_refused(cluster, tmp_path, monkeypatch):
    address, _ = cluster
    mine = {**cluster_signs(), "numpy": "0.1"}
    monkeypatch.setattr("peaceops.experiments.cluster._signs", lambda: mine)
    with pytest.raises(PlanError, match=r"has another version of NumPy \(\S+, here 0.1\); install the same versions"):
        batch(CheapPlan(), tmp_path / "b", cluster=address, make=cheap)
    monkeypatch.setattr("peaceops.experiments.cluster.PATIENCE", 1.0)
    with pytest.raises(PlanError, match="no cluster answers at 'tcp://localhost:1'"):
        batch(CheapPlan(), tmp_path / "c", cluster="tcp://localhost:1", make=cheap)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # those of dask are not ours
def test_a_cluster_gives_the_same_tables_though_a_worker_is_killed_in_the_middle(cluster, tmp_path):
    address, workers = cluster
    killed = []

    def kill_one(done, failed, total):
        if done >= 60 and not killed:
            workers[0].kill()
            killed.append(workers[0].wait())

    made = batch(CheapPlan(4, 50), tmp_path / "b", cluster=address, make=slow_cheap, progress=kill_one)
    assert killed == [-signal.SIGKILL]
    assert made.manifest["sessions"][0]["cluster"] == address
    same(made, batch(CheapPlan(4, 50), tmp_path / "w", 0, make=cheap))


def test_a_cluster_without_dask_is_refused_with_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(PlanError, match=r"not installed; install it with: pip install 'peaceops\[cluster\]'"):
        batch(CheapPlan(), tmp_path / "b", cluster="tcp://localhost:1", make=cheap)
    assert not (tmp_path / "b").exists()
