"""Making one planned run: its scenario put together, played, and cut down to what is stored."""

from __future__ import annotations

import math
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..model.entry import as_scenario
from .planned import PlannedRun
from .twins import one_line

if TYPE_CHECKING:
    from ..model.result import Result
    from ..model.scenario import Scenario

__all__ = ["LOST", "RAISED", "Failure", "Made", "Maker", "ModelRuns", "attempt", "scenarios_of", "stored_values"]

RAISED, LOST = "raised", "lost"
"""Kinds of failure: the run itself goes wrong and would again; or its process died, which may not happen again."""


@dataclass(frozen=True)
class Made:
    """What is kept of a run.

    Attributes:
        summary: One value a key: a number, a text or None.
        weekly: One array a weekly column asked for, shape (weeks,).
        scenario_hash: Hash of the scenario that was played.
        seconds: Time it took.
    """

    summary: dict[str, Any]
    weekly: dict[str, np.ndarray[Any, np.dtype[Any]]] = field(default_factory=dict)
    scenario_hash: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Failure:
    """Why a run has no result.

    Attributes:
        kind: ``raised`` or ``lost``.
        reason: In one line.
        details: Where it happened in the source, for those who look for the fault.
    """

    kind: str
    reason: str
    details: str = ""


Maker = Callable[[PlannedRun], Made]


def attempt(make: Maker, run: PlannedRun) -> Made | Failure:
    """Make a run; whatever goes wrong in it becomes its reason."""
    try:
        return make(run)
    except (MemoryError, OSError) as error:  # what the machine lacked, it may have the next time
        return Failure(LOST, f"{type(error).__name__}: {one_line(error)}", traceback.format_exc())
    except Exception as error:
        return Failure(RAISED, one_line(error), traceback.format_exc())


@dataclass(frozen=True)
class ModelRuns:
    """Makes runs with the model.

    Attributes:
        scenarios: Scenario by the name that stands in the plan, read once: files may change or be elsewhere.
        columns: Weekly columns kept of every run.
    """

    scenarios: Mapping[str, Scenario]
    columns: Sequence[str] = ()

    def __call__(self, run: PlannedRun) -> Made:
        """Return what is kept of a run; the tables of events and causes, which are not, are never made."""
        from ..model.mission import play_mission
        from ..model.recording import make_summary

        began, scenario = time.perf_counter(), self.scenario(run)
        model = play_mission(scenario, run.seed)
        table = model.recorder.frame()
        summary = stored_values(make_summary(model, table, model.benchmarks.frame()))
        names = ("week", *(name for name in self.columns if name != "week")) if self.columns else ()
        weekly = {name: table[name].to_numpy() for name in names}
        return Made(summary, weekly, scenario.hash, time.perf_counter() - began)

    def scenario(self, run: PlannedRun) -> Scenario:
        """Return the scenario of a run: that of the plan, the preset put in, then all changes.

        Raises:
            ScenarioError: If preset and changes give no scenario that can be played.
        """
        scenario = self.scenarios[run.scenario]
        if run.preset:
            scenario = scenario.with_preset(run.preset)
        return scenario.with_changes(run.changes) if run.changes else scenario

    def result(self, run: PlannedRun) -> Result:
        """Return the whole result of a run."""
        from ..model.mission import run_mission

        return run_mission(self.scenario(run), run.seed)


def scenarios_of(runs: Sequence[PlannedRun]) -> dict[str, Scenario]:
    """Return the scenarios that stand in a list of runs, by name, in order.

    Raises:
        ScenarioError: If one cannot be read.
    """
    return {name: as_scenario(name) for name in dict.fromkeys(run.scenario for run in runs)}


def stored_values(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return a summary as it is stored: numbers and yes or no as floats, missing ones as None, all else as text."""
    return {str(key): _stored(value) for key, value in summary.items()}


def _stored(value: Any) -> float | str | None:
    if value is None:
        return None
    if isinstance(value, bool | int | float | np.number | np.bool_):
        return float(value) if math.isfinite(value) else None
    return str(value)
