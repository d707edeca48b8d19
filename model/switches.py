"""The switches of the systems in :mod:`.systems`, and the world that a scenario with some of them off plays in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import create_model

from ..agents.tasks import TASKS
from .parameters import Parameters, parameter
from .systems import SYSTEMS, System

if TYPE_CHECKING:
    from .scenario import Scenario

__all__ = ["Systems", "as_played", "changes_without", "switched_off"]

if TYPE_CHECKING:

    class Systems(Parameters):
        """One switch a system."""

else:
    Systems = create_model(
        "Systems",
        __base__=Parameters,
        __module__=__name__,
        __doc__="The systems of a peace operation, each of which can be switched off to see what it does.",
        **{s.key: (bool, parameter(True, source=s.source, help=f"Whether {s.does}.")) for s in SYSTEMS},
    )


def switched_off(scenario: Scenario) -> tuple[System, ...]:
    """Return the systems that a scenario switches off, in the order of the table."""
    return tuple(system for system in SYSTEMS if not getattr(scenario.systems, system.key))


def changes_without(systems: Iterable[System], scenario: Scenario) -> dict[str, Any]:
    """Return the changes that switch systems off in a scenario.

    Args:
        systems: Any of :data:`~.systems.SYSTEMS`; what they leave out of the mandate adds up.
        scenario: Where; its armed groups stand for ``*``, and its mandate is what tasks are left out of.
    """
    changes: dict[str, Any] = {}
    left_out: set[str] = set()
    for system in systems:
        changes |= _for_every_group(system.off, scenario)
        left_out |= set(system.leaves_out)
    if left_out:
        mandate = scenario.mission.mandated_tasks
        named = [task.key for task in TASKS] if "all" in mandate else mandate
        changes["mission.mandated_tasks"] = tuple(key for key in named if key not in left_out)
    return changes


def as_played(scenario: Scenario) -> Scenario:
    """Return the scenario itself, or, where it switches systems off, the world without them.

    A value of a system that is off stands above the scenario's own.
    """
    off = switched_off(scenario)
    return scenario.with_changes(changes_without(off, scenario)) if off else scenario


def _for_every_group(values: Mapping[str, Any], scenario: Scenario) -> dict[str, Any]:
    """Return names and values with ``*`` replaced by each armed group."""
    return {
        name.replace("*", group): value
        for name, value in values.items()
        for group in (scenario.armed_groups if "*" in name else ("",))
    }
