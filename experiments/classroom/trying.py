"""Trying an exercise out before a class does: it is begun and played as one, by nobody, without a file."""

from __future__ import annotations

from ...model.errors import ExerciseError, PeaceopsError
from ...model.layout import plain
from ...model.mission import MissionModel
from ..exercise import Exercise
from .replay import exercise_of, facts_of, play, scenario_with
from .seen import scene, week_of

__all__ = ["try_out"]


def try_out(name_or_path: str) -> Exercise:
    """Return an exercise after all its weeks have been played from what the file of a class would keep of it.

    All injects that are held back come in the first week.

    Raises:
        PeaceopsError: If a class could not begin with it, or its weeks could not be played.
    """
    exercise = exercise_of(facts_of(name_or_path))
    held = [{**plain(card.inject), "week": 0, "when": None} for card in exercise.injects if card.held]
    roles = [(role, seat.role.organisations) for role, seat in exercise.seats.items()]

    def seen(model: MissionModel) -> None:
        scene(model)
        week_of(model, roles)

    try:
        scenario = scenario_with(exercise.scenario, injects=held)
        play(scenario, exercise.seed, scenario.horizon_weeks, seen)
    except PeaceopsError:
        raise
    except Exception as error:  # whatever it is, a class would run into it as well
        raise ExerciseError(f"the weeks of {exercise.name} cannot be played: {error!r}") from error
    return exercise
