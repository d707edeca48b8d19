"""A run begun anew: its scenario with decisions taken apart, so that they can be undone, or with settings kept."""

from __future__ import annotations

from ...experiments.session import Session, Step
from ...model.library import load_scenario, shipped_names
from ...model.scenario import Scenario
from .panels import choice_values

__all__ = ["kept_settings", "taken_apart", "taken_up"]

def taken_apart(made: Scenario) -> tuple[Scenario, list[Step]]:
    """Return a scenario without its decisions and dated injects, and these in the order of their weeks.

    Injects that the shipped scenario has of its own, and those that wait for a condition, stay in it.
    """
    own = load_scenario(made.name).injects if made.name in shipped_names() else ()
    stays = tuple(one for one in made.injects if one.week is None or one in own)
    steps: list[Step] = [*made.decisions, *(one for one in made.injects if one not in stays)]
    bare = made.with_changes({"decisions": [], "injects": [one.model_dump() for one in stays]})
    return bare, sorted(steps, key=lambda one: one.week or 0)


def taken_up(made: Scenario, seed: int) -> tuple[Session, int]:
    """Return a session of a scenario in which its decisions and injects happen again, and the week of the last one.

    Raises:
        PeaceopsError: If a step or the seed is not allowed.
    """
    bare, steps = taken_apart(made)
    return Session(bare, seed, steps), max([0, *(one.week or 0 for one in steps)])


def kept_settings(session: Session) -> Scenario:
    """Return the scenario that a run began with, with the choices of now from its first week."""
    now, before = choice_values(session.in_force), choice_values(session.scenario)
    changes = {name: value for name, value in now.items() if value != before[name]}
    return session.scenario.with_choices(changes) if changes else session.scenario
