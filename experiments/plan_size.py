"""How much a plan asks for: runs, weeks, disk, and time at a given pace."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.library import load_scenario
from .plan import Plan

__all__ = ["PlanSize", "size_of", "weeks_by_scenario"]

BYTES_A_BATCH = 150_000
"""Roughly what a batch takes however few its runs: the manifest, and the head of a part of the summary."""
BYTES_A_RUN = 2_000
"""Roughly what the summary of a run takes on disk, once parts are joined."""
BYTES_A_NUMBER = 6
"""Roughly what a weekly number takes, compressed; measured on runs of post_accord."""


@dataclass(frozen=True)
class PlanSize:
    """What a plan comes to.

    Attributes:
        scenarios: Number of scenarios.
        designs: Number of designs.
        settings: Settings of designs and factors together, in one scenario.
        replicates: Seeds of each; the most, with a stopping rule.
        runs: Runs in all.
        weeks: Weeks in all.
        megabytes: Rough size on disk.
    """

    scenarios: int
    designs: int
    settings: int
    replicates: int
    runs: int
    weeks: int
    megabytes: float


def size_of(plan: Plan) -> PlanSize:
    """Return what a plan comes to."""
    settings, lengths = len(plan.points()), weeks_by_scenario(plan)
    runs = settings * len(lengths) * plan.replicates
    weeks = settings * plan.replicates * sum(lengths.values())
    size = BYTES_A_BATCH + runs * BYTES_A_RUN + weeks * len(plan.columns) * BYTES_A_NUMBER
    return PlanSize(len(lengths), len(plan.designs), settings, plan.replicates, runs, weeks, size / 1e6)


def weeks_by_scenario(plan: Plan) -> dict[str, int]:
    """Return how long a run is in each scenario of a plan, in weeks."""
    return {name: plan.horizon_weeks or _weeks(plan, name) for name in plan.scenarios}


def _weeks(plan: Plan, name: str) -> int:
    """Return the length that a scenario says, or that the plan puts under its changes."""
    return int(plan.changes.get("horizon_weeks", load_scenario(name).horizon_weeks))
