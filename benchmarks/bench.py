"""Measure what a run costs: time, memory, and how both grow with the map and with the mission.

Run it with ``make bench``, or ``python benchmarks/bench.py --json out/bench.json``; ``--against OLD.json`` adds the
change since an earlier measurement, with an interval. Times are seconds of processor time of one process with one
BLAS thread, start-up and weeks apart, over several seeds; the cases take turns, so that a busy spell of the machine
meets them all alike. Mesa's bundled model of civil violence (Epstein) runs in the same turns: its step is the yardstick
that makes figures from two machines comparable. These figures are for reading; no test asserts a time.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # before NumPy is imported

import mesa
import numpy as np
from mesa.examples.advanced.epstein_civil_violence.model import EpsteinCivilViolence
from rich.console import Console
from rich.table import Table

import peaceops

EPSTEIN_STEPS = 10
COLUMNS = ("case", "start-up", "weeks", "result", "whole run", "from - to", "weeks a second", "agents", "x default")
RUNS_FOR_MEMORY = 5
MEMORY_PROBE = """
import os, resource, sys
def peak():
    if os.path.exists("/proc/self/status"):  # getrusage counts what the parent held at the start
        return int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
import peaceops
peaceops.MissionModel, peaceops.load_scenario  # names are loaded on first use
peaks = [peak()]
side = int(sys.argv[2])
scenario = peaceops.load_scenario(sys.argv[1]).with_changes({"country.width": side, "country.height": side})
for seed in range(int(sys.argv[4])):
    model = peaceops.MissionModel(scenario, seed=seed)
    for _ in range(int(sys.argv[3])):
        model.step()
    model.result()
    peaks.append(peak())
print(*peaks)
"""


@dataclass(frozen=True)
class Case:
    """One thing to time: the default run, or the same on a larger map or with a larger mission."""

    name: str
    changes: Mapping[str, float]


@dataclass(frozen=True)
class Timing:
    """Seconds of one run: making the model, stepping its weeks, making the result; and how large it was."""

    seed: int
    weeks: int
    start_up: float
    stepping: float
    closing: float
    n_agents: int

    @property
    def total(self) -> float:
        """Seconds of the whole run."""
        return self.start_up + self.stepping + self.closing


def cases(scenario: Any) -> list[Case]:
    """Return the cases: the default, four times the cells, and twice the people of the mission."""
    mission = scenario.mission
    names = ("troops", "police", "formed_police", "observers", "civilians")
    return [
        Case("default", {}),
        Case("48 x 48 cells", {"country.width": 48, "country.height": 48}),
        Case("twice the mission", {f"mission.{name}": 2 * getattr(mission, name) for name in names}),
    ]


def time_run(scenario: Any, seed: int, weeks: int) -> Timing:
    """Time one run of ``weeks`` weeks."""
    begin = process_time()
    model = peaceops.MissionModel(scenario, seed=seed)
    made = process_time()
    for _ in range(weeks):
        model.step()
    stepped = process_time()
    model.result()
    return Timing(seed, weeks, made - begin, stepped - made, process_time() - stepped, len(model.agents))


def time_epstein(steps: int) -> float:
    """Return milliseconds a step of Mesa's bundled Epstein model at its default 40 x 40 cells."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Mesa's examples use what its newer versions deprecate
        model = EpsteinCivilViolence()
        begin = process_time()
        for _ in range(steps):
            model.step()
    return (process_time() - begin) / steps * 1000.0


def measure_memory(name: str, side: int, weeks: int) -> list[float] | None:
    """Return the peak memory in MB of a fresh process after import and after each of several runs; None on Windows."""
    command = [sys.executable, "-c", MEMORY_PROBE, name, str(side), str(weeks), str(RUNS_FOR_MEMORY)]
    if sys.platform == "win32":
        return None
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [float(peak) for peak in done.stdout.split()]


def measure(name: str, weeks: int | None, repeats: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure everything and return it, ready for JSON.

    Args:
        name: A scenario.
        weeks: Weeks a run; None for the scenario's horizon.
        repeats: Turns, each with a seed of its own.
        say: Told what is being measured.
    """
    scenario = peaceops.load_scenario(name)
    weeks = scenario.horizon_weeks if weeks is None else weeks
    plan = {case.name: scenario.with_changes(dict(case.changes)) for case in cases(scenario)}
    timings: dict[str, list[Timing]] = {label: [] for label in plan}
    epstein = []
    say("warming up")
    time_run(scenario, 0, min(weeks, 8))
    for seed in range(1, repeats + 1):
        for label, changed in plan.items():
            say(f"turn {seed} of {repeats}: {label}")
            timings[label].append(time_run(changed, seed, weeks))
        epstein.append(time_epstein(EPSTEIN_STEPS))
    say("memory")
    sides = {f"{side} x {side}": measure_memory(name, side, weeks) for side in (24, 48)}
    return {
        "machine": machine(),
        "scenario": name,
        "weeks": weeks,
        "cases": {label: [asdict(t) | {"total": t.total} for t in runs] for label, runs in timings.items()},
        "epstein_ms_a_step": epstein,
        "peak_memory_mb": sides,
    }


def machine() -> dict[str, str]:
    """Return what the figures depend on; names no host."""
    versions = {module.__name__: str(module.__version__) for module in (peaceops, mesa, np)}
    system = {"system": platform.system(), "processor": platform.machine()}
    return {"python": platform.python_version(), **system, **versions}


def middle(runs: list[dict[str, Any]], what: str) -> float:
    """Return the median over runs."""
    return statistics.median(float(run[what]) for run in runs)


def change(old: list[float], new: list[float]) -> tuple[float, float, float]:
    """Return the change of the mean, and its 95 % bootstrap interval, as ratios new to old less one."""
    chance = np.random.default_rng(1)
    drawn = [chance.choice(sample, (2000, len(sample))).mean(axis=1) for sample in (np.array(old), np.array(new))]
    low, high = np.quantile(drawn[1] / drawn[0], [0.025, 0.975])
    return float(np.mean(new) / np.mean(old) - 1.0), float(low - 1.0), float(high - 1.0)


def time_table(measured: dict[str, Any]) -> Table:
    """Return the table of times."""
    table = Table(title=f"{measured['scenario']}, {measured['weeks']} weeks a run (medians, seconds of processor time)")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column == "case" else "right")
    default = middle(measured["cases"]["default"], "total")
    for label, runs in measured["cases"].items():
        totals = [run["total"] for run in runs]
        total = statistics.median(totals)
        parts = [f"{middle(runs, part):.3f}" for part in ("start_up", "stepping", "closing")]
        span = f"{min(totals):.2f} - {max(totals):.2f}"
        pace, n_agents = measured["weeks"] / middle(runs, "stepping"), middle(runs, "n_agents")
        table.add_row(label, *parts, f"{total:.3f}", span, f"{pace:.0f}", f"{n_agents:.0f}", f"{total / default:.2f}")
    return table


def notes(measured: dict[str, Any], old: dict[str, Any] | None) -> list[str]:
    """Return the lines below the table: the yardstick, memory, and the change since an earlier measurement."""
    step = statistics.median(measured["epstein_ms_a_step"])
    week = middle(measured["cases"]["default"], "stepping") / measured["weeks"] * 1000.0
    lines = [f"Yardstick: a step of Mesa's Epstein example: {step:.1f} ms; a week of the default run: {week:.2f} ms."]
    for side, peaks in measured["peak_memory_mb"].items():
        if peaks:
            runs = f"{peaks[1]:.0f} MB after one run, {peaks[-1]:.0f} MB after {len(peaks) - 1}"
            lines.append(f"Peak memory at {side}: {peaks[0]:.0f} MB after import, {runs}.")
    for label, runs in measured["cases"].items() if old else ():
        before = [run["total"] for run in (old or {})["cases"].get(label, [])]
        if before:
            ratio, low, high = change(before, [run["total"] for run in runs])
            interval = f"95 % interval {low:+.1%} to {high:+.1%}"
            lines.append(f"Change since the earlier measurement, {label}: {ratio:+.1%} ({interval}).")
    return lines


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, and write JSON if asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--scenario", default="post_accord", help="a shipped scenario (post_accord)")
    parser.add_argument("--weeks", type=int, help="weeks a run (the scenario's horizon)")
    parser.add_argument("--repeats", type=int, default=5, help="turns, each with its own seed (5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to this file")
    parser.add_argument("--against", type=Path, metavar="FILE", help="an earlier --json file to compare with")
    given = parser.parse_args(arguments)
    errors = Console(stderr=True)
    say = errors.print if errors.is_terminal else lambda _: None
    measured = measure(given.scenario, given.weeks, given.repeats, say)
    old = json.loads(given.against.read_text(encoding="utf-8")) if given.against else None
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(time_table(measured))
    for line in notes(measured, old):
        console.print(line, highlight=False, soft_wrap=True)
    if given.json:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
