"""Small batches: a plan of any runs, and functions that make them in no time."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from peaceops.experiments.making import Made
from peaceops.experiments.planned import PlannedRun
from peaceops.experiments.twins import seeds_from

__all__ = ["CheapPlan", "cheap", "cheap_or_wrong", "deadly", "deadly_once", "slow_cheap"]


@dataclass(frozen=True)
class CheapPlan:
    """What a runner asks of a plan: ``points`` values of one factor, each with ``replicates`` seeds."""

    points: int = 2
    replicates: int = 3
    outcomes: tuple[str, ...] = ("civilian_deaths", "exit_kind")
    columns: tuple[str, ...] = ("local_consent",)
    title: str = "A cheap plan"
    question: str = "Does it all arrive?"
    stop: Any = None

    def runs(self) -> list[PlannedRun]:
        seeds = seeds_from(1, self.replicates)
        return [
            PlannedRun(point * self.replicates + i, f"d{point}", point, "post_accord", "", i, seed, factors, factors)
            for point, factors in enumerate({"mission.troops": 1000 * (p + 1)} for p in range(self.points))
            for i, seed in enumerate(seeds)
        ]

    def as_dict(self) -> dict[str, Any]:
        return {"points": self.points, "replicates": self.replicates, "columns": list(self.columns)}


WEEKS = 5


def cheap(run: PlannedRun) -> Made:
    """Return numbers that follow from the run alone."""
    rng = np.random.default_rng([run.seed, run.point])
    weekly = {"week": np.arange(WEEKS), "local_consent": rng.random(WEEKS)}
    kind = None if run.point % 2 else "agreed"
    late = None if run.run_id < 4 else 1.0
    summary = {"civilian_deaths": float(rng.random()), "exit_kind": kind, "never": None, "late": late}
    return Made(summary, weekly, f"hash{run.point}", 0.001)


def slow_cheap(run: PlannedRun) -> Made:
    """Take a while."""
    time.sleep(0.04)
    return cheap(run)


def cheap_or_wrong(run: PlannedRun) -> Made:
    """Raise in every fourth run."""
    if run.run_id % 4 == 1:
        raise ValueError(f"troops of run {run.run_id}\ndo not add up")
    return cheap(run)


def deadly(run: PlannedRun) -> Made:
    """Kill the process in run 2, whenever it is tried."""
    if run.run_id == 2:
        os.kill(os.getpid(), 9)
    return cheap(run)


@dataclass(frozen=True)
class deadly_once:  # noqa: N801
    """Kill the process in run 2 when it is tried first."""

    mark: Path

    def __call__(self, run: PlannedRun) -> Made:
        if run.run_id == 2 and not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), 9)
        return cheap(run)
