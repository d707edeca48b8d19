"""peaceops: an agent-based model of integrated United Nations peace operations.

The public face. Everything named in ``__all__`` is stable; what stands in the subpackages may move. Names are loaded on
first use, so that the command line answers ``--help`` at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .experiments.batch import Batch, batch, load_batch
    from .experiments.compare import Comparison, compare
    from .experiments.plan import Plan, load_plan
    from .experiments.study import look_at_designs, look_at_frontiers, look_at_sensitivity
    from .model.entry import run
    from .model.errors import PeaceopsError
    from .model.library import load_scenario, scenarios
    from .model.mission import MissionModel
    from .model.presets import presets
    from .model.registry import explain, parameters
    from .model.result import Result, load_result
    from .model.scenario import Scenario

__version__ = "0.1.0"

__all__ = [
    "Batch", "Comparison", "MissionModel", "PeaceopsError", "Plan", "Result", "Scenario", "batch", "compare", "explain",
    "load_batch", "load_plan", "load_result", "load_scenario", "look_at_designs", "look_at_frontiers",
    "look_at_sensitivity", "parameters", "presets", "run", "scenarios",
]  # fmt: skip

_HOMES = {
    "Batch": "experiments.batch", "batch": "experiments.batch", "load_batch": "experiments.batch",
    "Plan": "experiments.plan", "load_plan": "experiments.plan",
    "look_at_designs": "experiments.study", "look_at_frontiers": "experiments.study",
    "look_at_sensitivity": "experiments.study",
    "Comparison": "experiments.compare", "MissionModel": "model.mission", "PeaceopsError": "model.errors",
    "Result": "model.result", "Scenario": "model.scenario", "compare": "experiments.compare",
    "explain": "model.registry", "load_result": "model.result", "load_scenario": "model.library",
    "parameters": "model.registry", "presets": "model.presets", "run": "model.entry", "scenarios": "model.library",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """Load a public name from its module on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = found
    _let_results_answer()
    return found


def _let_results_answer() -> None:
    """Attach to results what stands right of them: their picture (it loads no plotting library yet) and their why."""
    result = import_module(".model.result", __name__).Result
    result.plotter, result.asker = staticmethod(_draw), staticmethod(_ask)


def _draw(result: Result, **options: str) -> object:
    from .viz.story import story_figure

    return story_figure(result, **options)


def _ask(result: Result, stock: str, **options: Any) -> object:
    from .experiments.why import why

    return why(result, stock, **options)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
