"""What the registry says of a name in a plan, for the tables of a report."""

from __future__ import annotations

from ..model.layout import model_path
from ..model.scenario import Scenario
from ..model.specs import spec_at

__all__ = ["about", "source_of"]


def about(name: str) -> tuple[str, str]:
    """Return what a parameter is and its unit; both empty if it is none, as a factor that moves several."""
    spec = spec_at(Scenario, model_path(name))
    return (spec.help, spec.unit) if spec else ("", "")


def source_of(name: str) -> str:
    """Return the source of a parameter, or ""."""
    spec = spec_at(Scenario, model_path(name))
    return spec.source if spec else ""
