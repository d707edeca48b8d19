"""Measure what the runner of batches costs: overhead of a run, two workers against one, memory, beside Mesa's own.

What is promised: two workers are at least 1.9 times one worker on 200 default runs; the runner adds at most 2 % to a
run; it is not slower than ``mesa.batch_run`` on the same model; 5,000 runs need at most 1.1 times the memory of 100.
Times are only worth something on a machine that does nothing else.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # as the runner's own workers have it

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from mesa import DataCollector

from peaceops import load_scenario
from peaceops.experiments.batch import batch
from peaceops.experiments.making import Made, ModelRuns
from peaceops.experiments.planned import PlannedRun
from peaceops.experiments.twins import seeds_from
from peaceops.model.mission import MissionModel

COLUMNS = ("civilian_deaths", "local_consent", "host_consent", "acceptance", "trust_in_mission")
SWAP_SECONDS = 2.0
PROMISED = {"two_workers": 1.9, "overhead": 0.02, "mesa": 1.0, "memory": 1.1}


@dataclass(frozen=True)
class Replicates:
    """A plan with nothing varied: one scenario, some seeds."""

    n: int
    weeks: int | None = None
    columns: tuple[str, ...] = COLUMNS
    outcomes: tuple[str, ...] = ("civilian_deaths",)
    title: str = "Benchmark"
    question: str = "What does the runner cost?"

    def runs(self) -> list[PlannedRun]:
        """Return the frozen list."""
        changes = {"horizon_weeks": self.weeks} if self.weeks else {}
        seeds = enumerate(seeds_from(1, self.n))
        return [PlannedRun(i, "base", 0, "post_accord", "", i, seed, {}, changes) for i, seed in seeds]

    def as_dict(self) -> dict[str, Any]:
        """Return the plan as plain values."""
        return {"n": self.n, "weeks": self.weeks or 0}


def cheap(run: PlannedRun) -> Made:
    """Return a result of the size of a default run without playing it."""
    weekly = {"week": np.arange(312), **{name: np.random.default_rng(run.seed).random(312) for name in COLUMNS}}
    summary = {f"outcome_{i}": float(run.seed + i) for i in range(150)} | {"civilian_deaths": 1.0}
    return Made(summary, weekly)


class ForMesa(MissionModel):
    """The same model as Mesa's ``batch_run`` wants it: it passes the seed as ``rng``, and nothing by position.

    It gives what a batch of ours keeps: the weekly columns, and in its last week the outcomes.
    """

    def __init__(self, weeks: int | None = None, rng: int | None = None) -> None:
        """Start the default scenario."""
        scenario = load_scenario("post_accord")
        super().__init__(scenario.with_changes({"horizon_weeks": weeks}) if weeks else scenario, seed=rng or 0)
        self.kept: dict[str, Any] = {}
        self.datacollector = DataCollector({"kept": "kept"})

    def step(self) -> None:
        """Play a week; after the last keep what is asked, which ``batch_run`` then reads."""
        super().step()
        if not self.running:
            result = self.result()
            self.kept = {"summary": result.summary, **{name: result.weekly[name].to_numpy() for name in COLUMNS}}
        self.datacollector.collect(self)


def seconds_of_batch(n: int, weeks: int | None, workers: int) -> float:
    """Return the wall time of a batch from start to end."""
    with tempfile.TemporaryDirectory() as place:
        began = time.perf_counter()
        made = batch(Replicates(n, weeks), Path(place) / "batch", workers)  # type: ignore[arg-type]
        spent = time.perf_counter() - began
        if made.n_finished != n:
            raise SystemExit(f"only {made.n_finished} of {n} runs finished: {made.failures['reason'].iloc[0]}")
    return spent


def overhead(n: int, weeks: int | None) -> float:
    """Return what the runner adds to the runs themselves, as a share: all in this process, the model warm.

    Each run is played bare and by the runner's own maker, one after the other and in turns first, since a machine is
    not equally fast all the time; what the runner takes beside its maker is :func:`runner_alone`.
    """
    plan = Replicates(n, weeks)
    scenario = load_scenario("post_accord")
    scenario = scenario.with_changes({"horizon_weeks": weeks}) if weeks else scenario
    make = ModelRuns({"post_accord": load_scenario("post_accord")}, tuple(plan.columns))

    def bare(run: PlannedRun) -> None:
        model = MissionModel(scenario, seed=run.seed)
        while model.running:
            model.step()
        model.result()

    ways, spent = (bare, make), [0.0, 0.0]
    for i, run in enumerate(plan.runs()):
        for k in (0, 1) if i % 2 else (1, 0):
            began = time.process_time()
            ways[k](run)
            spent[k] += time.process_time() - began
    return (spent[1] + n * runner_alone(100)) / spent[0] - 1.0


def runner_alone(n: int) -> float:
    """Return the processor seconds that the runner takes for each run, with runs that cost nothing themselves."""
    with tempfile.TemporaryDirectory() as place:
        began = time.process_time()
        batch(Replicates(n), Path(place) / "batch", 0, make=cheap)  # type: ignore[arg-type]
        return (time.process_time() - began) / n


def seconds_of_mesa(n: int, weeks: int | None) -> float:
    """Return the wall time of ``mesa.batch_run`` for the same runs, one after the other; it writes nothing."""
    import mesa

    warnings.simplefilter("ignore")  # it is deprecated in Mesa 3.5
    began = time.perf_counter()
    made = mesa.batch_run(
        ForMesa, {"weeks": weeks, "rng": seeds_from(1, n)}, iterations=1, max_steps=weeks or 312,
        number_processes=1, data_collection_period=-1, display_progress=False,
    )  # fmt: skip
    spent = time.perf_counter() - began
    if len(made) != n or not all(row["kept"] for row in made):
        raise SystemExit("mesa.batch_run did not finish all runs")
    return spent


WAYS = {"ours": lambda n, weeks: seconds_of_batch(n, weeks, 1), "mesa": seconds_of_mesa}


def beside_mesa(n: int, weeks: int | None) -> float:
    """Return how many times as long ``mesa.batch_run`` takes: both at the same time, on two processors that they swap.

    A machine's speed wanders by more than the difference, and its processors are not equally fast. What plays at the
    same time and swaps places every few seconds feels the same wandering and has as much of either processor.
    """
    processors = sorted(os.sched_getaffinity(0))[:2] if hasattr(os, "sched_getaffinity") else []
    if len(processors) < 2:
        raise SystemExit("the comparison with Mesa needs Linux and two processors, one for each way")
    asked = [sys.executable, __file__, "--runs", str(n), *(["--weeks", str(weeks)] if weeks else []), "--way"]
    playing = {way: subprocess.Popen([*asked, way], stdout=subprocess.PIPE, text=True) for way in WAYS}
    while any(process.poll() is None for process in playing.values()):
        for process, processor in zip(playing.values(), processors, strict=True):
            for each in _family(process.pid):
                with suppress(OSError):  # it has just ended
                    os.sched_setaffinity(each, {processor})
        time.sleep(SWAP_SECONDS)
        processors.reverse()
    spent = {way: float(process.communicate()[0]) for way, process in playing.items()}
    print(f"  batch {spent['ours']:.1f} s, mesa.batch_run {spent['mesa']:.1f} s", flush=True)
    return spent["mesa"] / spent["ours"]


def _family(pid: int) -> list[int]:
    """Return a process and those that it has started, and they."""
    try:
        started = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(each for child in started for each in _family(int(child)))]


def memory(n: int) -> float:
    """Return the most memory in MB that the process which holds the directory used for n cheap runs, two workers."""
    asked = [sys.executable, __file__, "--memory-of", str(n)]
    return float(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)


def _memory_here(n: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        batch(Replicates(n), Path(place) / "batch", 2, make=cheap)  # type: ignore[arg-type]
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main(given: Sequence[str] | None = None) -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--runs", type=int, default=200, help="runs of the model (200)")
    ask.add_argument("--weeks", type=int, help="length of a run (that of the scenario)")
    ask.add_argument("--few", type=int, default=100, help="cheap runs of the smaller batch (100)")
    ask.add_argument("--many", type=int, default=5000, help="cheap runs of the larger batch (5000)")
    ask.add_argument("--only", nargs="*", default=list(PROMISED), choices=list(PROMISED), help="what to measure")
    ask.add_argument("--json", type=Path, help="file for the figures")
    ask.add_argument("--memory-of", type=int, help=argparse.SUPPRESS)
    ask.add_argument("--way", choices=list(WAYS), help=argparse.SUPPRESS)
    asked = ask.parse_args(given)
    if asked.memory_of:
        return _memory_here(asked.memory_of)
    if asked.way:
        print(WAYS[asked.way](asked.runs, asked.weeks))
        return None
    found: dict[str, float] = {}
    if "overhead" in asked.only:
        found["overhead"] = overhead(min(asked.runs, 20), asked.weeks)
        found["runner_ms"] = 1000.0 * runner_alone(asked.many)
        print(f"The runner adds {100 * found['overhead']:.1f} % to a run (at most 2 % promised);")
        print(f"alone it takes {found['runner_ms']:.2f} ms of processor time a run", flush=True)
    if "two_workers" in asked.only:
        seconds = {workers: seconds_of_batch(asked.runs, asked.weeks, workers) for workers in (1, 2)}
        found["two_workers"] = seconds[1] / seconds[2]
        print(f"{asked.runs} runs: {seconds[1]:.1f} s with one worker, {seconds[2]:.1f} s with two, ", end="")
        print(f"{found['two_workers']:.2f} times as fast (at least 1.9 promised)", flush=True)
    if "mesa" in asked.only:
        found["mesa"] = beside_mesa(asked.runs, asked.weeks)
        print(f"mesa.batch_run takes {found['mesa']:.3f} times as long (at least 1.0 promised)", flush=True)
    if "memory" in asked.only:
        few, many = memory(asked.few), memory(asked.many)
        found["memory"] = many / few
        print(f"Memory: {few:.0f} MB for {asked.few} runs, {many:.0f} MB for {asked.many}, ", end="")
        print(f"{found['memory']:.2f} times as much (at most 1.1 promised)", flush=True)
    if asked.json:
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(json.dumps({"runs": asked.runs, "weeks": asked.weeks, **found}, indent=1) + "\n")
    return None


if __name__ == "__main__":
    main()
