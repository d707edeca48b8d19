"""Playing the named paired experiments of :mod:`.claims`: what each rule of the model must show.

Every experiment plays the same seeds under a base and under another design and reports paired differences with
bootstrap intervals. Where a mechanism can be switched off, the same pair is played again without it: the effect must
go with it, or it was written in and did not emerge.

``python -m peaceops.experiments.must_show --replicates 40 --workers 2 --write docs/must_show.csv`` measures them all;
``--only firewall observers`` measures some and leaves the other rows of the file as they are.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from ..model.library import load_scenario
from ..model.mission import MissionModel
from ..model.scenario import Scenario
from .claims import EXPERIMENTS
from .experiment import Experiment, meeting_load
from .intervals import Difference, paired_difference
from .twins import seeds_from

__all__ = ["HEADS", "Finding", "load_curve", "measure", "measure_all", "write"]


@dataclass(frozen=True)
class Finding:
    """One outcome of one experiment.

    Attributes:
        experiment: Key of the experiment.
        outcome: Summary key.
        expected: Expected sign, 0 for none.
        difference: Paired difference with its interval.
        off: The same with the mechanism switched off, or None.
    """

    experiment: str
    outcome: str
    expected: int
    difference: Difference
    off: Difference | None

    @property
    def verdict(self) -> str:
        """One of emerges, weak, absent, reversed; for an expected null: none seen, or seen."""
        low, high = self.difference.low, self.difference.high
        if self.expected == 0:
            return "none seen" if low <= 0.0 <= high else "seen"
        if low > 0.0 or high < 0.0:
            return "emerges" if (self.difference.difference > 0.0) == (self.expected > 0) else "reversed"
        return "weak" if self.difference.difference * self.expected > 0.0 else "absent"


def play(job: tuple[Scenario, int]) -> dict[str, Any]:
    """Return the summary of one run, with ``delivered``: international team-weeks that took and were not duplicate."""
    scenario, seed = job
    model = MissionModel(scenario, seed=seed)
    delivered = 0.0
    while model.running:
        model.step()
        delivered += model.week_now.of("delivered")
    summary = model.result().summary
    polls = {key: summary[key] or 0.0 for key in ("election_turnout", "election_quality")}  # none held: nobody voted
    return {**summary, **polls, "delivered": delivered}


def _number(value: Any) -> float:
    """Return an outcome as a number: 0 or 1 for no or yes, not a number for none, whose pair is left out."""
    return float("nan") if value is None else float(value)


def measure(
    e: Experiment, seeds: list[int], runs: Callable[[Iterable[tuple[Scenario, int]]], list[dict[str, Any]]]
) -> list[Finding]:
    """Play one experiment on ``seeds`` and return a finding for each outcome.

    Args:
        e: The experiment.
        seeds: Run seeds; each is played under every design.
        runs: Plays jobs and returns their summaries in order.
    """
    designs = list(e.designs()) + (list(e.designs(without=True)) if e.without else [])
    rows = runs([(s, seed) for s in designs for seed in seeds])
    n = len(seeds)
    found = []
    for outcome, expected in e.outcomes.items():
        arms = [np.array([_number(r[outcome]) for r in rows[k * n : (k + 1) * n]]) for k in range(len(designs))]
        name = f"{e.key}.{outcome}"
        on = paired_difference(arms[0], arms[1], better=0, seed=1, name=name)
        off = paired_difference(arms[2], arms[3], better=0, seed=1, name=name) if e.without else None
        found.append(Finding(e.key, outcome, expected, on, off))
    return found


def measure_all(
    replicates: int, workers: int, keys: tuple[str, ...] = (), root: int = 1,
    tell: Callable[[list[Finding]], None] = lambda _: None,
) -> list[Finding]:  # fmt: skip
    """Play the named experiments (all, if none is named) on the same seeds; designs that several share are played once.

    Args:
        replicates: Seeds.
        workers: Processes.
        keys: Experiments.
        root: Root seed.
        tell: Told the findings of each experiment as soon as it has been played.
    """
    seeds, findings = seeds_from(root, replicates), []
    played: dict[tuple[str, int], dict[str, Any]] = {}
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        many = workers > 1

        def spread(jobs: Iterable[tuple[Scenario, int]]) -> list[dict[str, Any]]:
            jobs = list(jobs)
            hashes = {id(scenario): scenario.hash for scenario, _ in jobs[:: len(seeds)]}
            keys = [(hashes[id(scenario)], seed) for scenario, seed in jobs]
            new = {key: job for key, job in zip(keys, jobs, strict=True) if key not in played}
            made = pool.map(play, new.values(), chunksize=4) if many else map(play, new.values())
            played.update(zip(new, made, strict=True))
            return [played[key] for key in keys]

        for e in EXPERIMENTS:
            if not keys or e.key in keys:
                found = measure(e, seeds, spread)
                findings += found
                tell(found)
    return findings


LOADS = (0.0, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0)
"""Meetings relative to those of the scenario at which the curve of delivered work is measured."""


def load_curve(replicates: int, workers: int, root: int = 1, weeks: int = 104) -> list[dict[str, float | str]]:
    """Return delivered work and need met against the number of meetings, in two contexts (5.4).

    Args:
        replicates: Seeds at each point.
        workers: Processes.
        root: Root seed.
        weeks: Weeks played.
    """
    seeds = seeds_from(root, replicates)
    rows: list[dict[str, float | str]] = []
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for name in ("post_accord", "contested"):
            start = load_scenario(name).with_changes({"horizon_weeks": weeks})
            jobs = [(start.with_changes(meeting_load(f, start)), seed) for f in LOADS for seed in seeds]
            played = list(pool.map(play, jobs, chunksize=4))
            for k, factor in enumerate(LOADS):
                runs = played[k * len(seeds) : (k + 1) * len(seeds)]
                row: dict[str, float | str] = {"scenario": name, "meetings": factor}
                for key in ("delivered", "need_met_mean", "gaps_mean", "duplication_mean", "coordination_load_mean"):
                    values = np.array([r[key] for r in runs])
                    row[key] = float(values.mean())
                    row[f"{key}_se"] = float(values.std(ddof=1) / np.sqrt(len(values)))
                rows.append(row)
    return rows


HEADS = (
    "experiment", "rule", "claim", "scenario", "weeks", "outcome", "expected", "base", "other", "difference", "low",
    "high", "n", "verdict", "without",
)  # fmt: skip


def write(findings: list[Finding], path: Path) -> None:
    """Write findings as the table that ``docs/generate.py`` turns into a page; other experiments' rows stay."""
    new, kept = {f.experiment for f in findings}, []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            kept = [row for row in csv.DictReader(file) if row["experiment"] not in new]
    order = {e.key: place for place, e in enumerate(EXPERIMENTS)}
    rows = [row for row in kept + [_row(f) for f in findings] if row["experiment"] in order]
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, HEADS, lineterminator="\n")
        table.writeheader()
        table.writerows(sorted(rows, key=lambda row: order[row["experiment"]]))


def _row(f: Finding) -> dict[str, str]:
    """Return one row of the table."""
    d, e = f.difference, next(e for e in EXPERIMENTS if e.key == f.experiment)
    sign = {1: "up", -1: "down", 0: "none"}[f.expected]
    off = "" if f.off is None else f"{f.off.difference:.4g} [{f.off.low:.4g}, {f.off.high:.4g}]"
    numbers = (f"{v:.4g}" for v in (d.base, d.other, d.difference, d.low, d.high))
    values = (
        e.key, e.rule, e.claim, e.scenario, str(e.weeks), f.outcome, sign, *numbers, str(d.n), f.verdict, off,
    )  # fmt: skip
    return dict(zip(HEADS, values, strict=True))


def main() -> None:
    """Measure from the command line."""
    ask = argparse.ArgumentParser(description="Measure what the rules must show.")
    ask.add_argument("--replicates", type=int, default=40)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--only", nargs="*", default=())
    ask.add_argument("--write", type=Path)
    ask.add_argument("--curve", type=Path, help="measure the price of coordination and write its curve here")
    given = ask.parse_args()
    if given.curve:
        curve = load_curve(given.replicates, given.workers)
        with given.curve.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, list(curve[0]), lineterminator="\n")
            table.writeheader()
            table.writerows({k: v if isinstance(v, str) else f"{v:.5g}" for k, v in row.items()} for row in curve)
        return
    kept: list[Finding] = []

    def tell(found: list[Finding]) -> None:
        kept.extend(found)
        for f in found:
            d = f.difference
            off = "" if f.off is None else f"   off {f.off.difference:+.4g} [{f.off.low:.4g}, {f.off.high:.4g}]"
            on = f"{d.difference:+10.4g} [{d.low:.4g}, {d.high:.4g}]"
            print(f"{f.experiment:24} {f.outcome:34} {on} {f.verdict}{off}", flush=True)
        if given.write:
            write(kept, given.write)

    measure_all(given.replicates, given.workers, tuple(given.only), tell=tell)


if __name__ == "__main__":
    main()
