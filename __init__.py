"""peaceops: an agent-based model of integrated United Nations peace operations.

The public face. Everything named in ``__all__`` is stable; what stands in the subpackages may move.
"""

from __future__ import annotations

from .experiments.compare import Comparison, compare
from .model.errors import PeaceopsError
from .model.library import load_scenario, scenarios
from .model.mission import MissionModel
from .model.mission import run_mission as run
from .model.presets import presets
from .model.registry import explain, parameters
from .model.result import Result, load_result
from .model.scenario import Scenario

__version__ = "0.1.0"

__all__ = [
    "Comparison",
    "MissionModel",
    "PeaceopsError",
    "Result",
    "Scenario",
    "compare",
    "explain",
    "load_result",
    "load_scenario",
    "parameters",
    "presets",
    "run",
    "scenarios",
]


def _draw(result: Result, **options: object) -> object:
    """Draw the story of a run; the plotting library is loaded on first use."""
    from .viz.story import story_figure

    return story_figure(result, **options)


Result.plotter = staticmethod(_draw)
