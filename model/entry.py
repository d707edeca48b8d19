"""The public way to a run: a scenario or the name of one, and a seed, both looked at before anything is made."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import PlanError, ScenarioError
from .library import load_scenario
from .scenario import Scenario
from .toml_source import oneline

if TYPE_CHECKING:
    from .result import Result

__all__ = ["as_scenario", "run"]


def run(
    scenario: Scenario | str | PathLike[str],
    seed: int = 1,
    *,
    progress: Callable[[int, int], None] | None = None,
    keep_cell_causes: bool = False,
) -> Result:
    """Play a scenario to its horizon and return the result.

    Args:
        scenario: What to play: a scenario, a shipped name such as ``post_accord``, or the path of a TOML file.
        seed: Any whole number from 0 up.
        progress: Called after each week with the weeks played and the horizon.
        keep_cell_causes: Keep contributions by cause for every cell.

    Raises:
        PeaceopsError: If the scenario, the seed or a map layer cannot be used.
    """
    design, whole = as_scenario(scenario), _seed(seed)
    from .mission import run_mission

    return run_mission(design, whole, progress=progress, keep_cell_causes=keep_cell_causes)


def as_scenario(given: Any) -> Scenario:
    """Return a scenario as it is, or read the one that a name or a path stands for.

    Args:
        given: A scenario, a shipped name or the path of a TOML file.

    Raises:
        ScenarioError: If it is none of these, or the file cannot be read or used.
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, str | PathLike):
        return load_scenario(given)
    raise ScenarioError(
        f"{oneline(repr(given))} is no scenario; allowed is a Scenario, a shipped name or the path of a TOML file"
    )


def _seed(seed: Any) -> int:
    """Return a seed as a plain whole number; refuse all else."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise PlanError(f"seed is {oneline(repr(seed))}; allowed is a whole number from 0 up")
    return int(seed)
