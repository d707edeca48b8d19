"""How much a plan asks for: runs, weeks, disk, and time at a given pace."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.library import load_scenario
from .plan import Plan

__all__ = ["PlanSize", "size_of"]

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
    runs = plan.runs()
    lengths = {name: plan.horizon_weeks or load_scenario(name).horizon_weeks for name in plan.scenarios}
    weeks = [lengths[run.scenario] for run in runs]
    total = int(sum(weeks))
    size = len(runs) * BYTES_A_RUN + total * len(plan.columns) * BYTES_A_NUMBER
    return PlanSize(
        len(plan.scenarios), len(plan.designs), len(plan.points()), plan.replicates, len(runs), total, size / 1e6
    )
