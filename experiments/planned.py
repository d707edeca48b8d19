"""One run of an experiment, frozen before the first run starts: what to play, and where it stands in the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["PlannedRun"]


@dataclass(frozen=True)
class PlannedRun:
    """A row of the list of runs.

    Two runs with the same replicate in the same world have the same seed, whatever their design, so that every design
    meets the same luck (MODEL.md 5.26). Named worlds share their seeds; drawn ones have seeds of their own.

    Attributes:
        run_id: Its place in the list, from 0.
        design: Name of the design (levers): runs of one design differ in uncertainties and luck alone.
        point: Number of the sampled point (one set of values of all factors), from 0.
        scenario: Shipped name, or path of a scenario file.
        preset: Preset put in before the changes, or "".
        replicate: Number of the seed, from 0.
        seed: Seed of the run.
        factors: Value of each varied parameter by dotted name.
        changes: All that is changed in the scenario, fixed changes and factors, by dotted name.
    """

    run_id: int
    design: str
    point: int
    scenario: str
    preset: str
    replicate: int
    seed: int
    factors: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
