"""Playing a class again: the run is the exercise's scenario with what was settled, and nothing else."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ...model.errors import ExerciseError, PeaceopsError
from ...model.layout import plain
from ...model.mission import MissionModel
from ...model.scenario import Scenario
from ..authority import Value
from ..exercise import Exercise, load_exercise, shipped_exercises
from .log import Log
from .state import Settled

__all__ = ["exercise_of", "facts_of", "play", "scenario_of", "scenario_with", "why_not"]


def scenario_of(exercise: Exercise, settled: Iterable[Settled]) -> Scenario:
    """Return the scenario of a class: run with the seed of the class, it gives the run that the class saw.

    Args:
        exercise: The exercise.
        settled: Rounds that hold, in order; fewer of them give what would have come without the later orders.
    """
    rounds = list(settled)
    scenario = exercise.scenario
    opening = {name: value for one in rounds for name, value in one.opening.items()}
    if opening:
        scenario = scenario.with_changes(opening)
    lists: dict[str, list[Mapping[str, Any]]] = {
        name: [each for one in rounds for each in getattr(one, name)] for name in ("decisions", "injects", "meetings")
    }
    return scenario_with(scenario, **lists)


def scenario_with(
    scenario: Scenario,
    decisions: Sequence[Mapping[str, Any]] = (),
    injects: Sequence[Mapping[str, Any]] = (),
    meetings: Sequence[Mapping[str, Any]] = (),
) -> Scenario:
    """Return a scenario with more decisions, injects and meetings.

    Raises:
        ScenarioError: If one of them is not allowed.
    """
    changes: dict[str, Any] = {}
    if decisions:
        changes["decisions"] = (*map(plain, scenario.decisions), *decisions)
    if injects:
        changes["injects"] = (*map(plain, scenario.injects), *injects)
    if meetings:
        names = ("week", "weeks", "organisations", "leaders")
        kept = ({name: one[name] for name in names if name in one} for one in meetings)
        changes["meetings"] = (*map(plain, scenario.meetings), *kept)
    return scenario.with_changes(changes) if changes else scenario


def why_not(exercise: Exercise, name: str, value: Value, week: int) -> str:
    """Return why a choice cannot be decided in a week, one sentence; "" if it can."""
    try:
        scenario_with(exercise.scenario, decisions=[{"week": week, "changes": {name: value}}])
    except PeaceopsError as error:
        head, _, rest = str(error).partition("changes.")  # without its place in a list
        return rest or head
    return ""


def play(scenario: Scenario, seed: int, weeks: int, seen: Callable[[MissionModel], None] | None = None) -> MissionModel:
    """Play the first weeks of a scenario.

    Args:
        scenario: What is played.
        seed: Its luck.
        weeks: How many weeks.
        seen: Called before the first week and after each.
    """
    model = MissionModel(scenario, seed=seed)
    if seen is not None:
        seen(model)
    while model.week < weeks and model.running:
        model.step()
        if seen is not None:
            seen(model)
    return model


def facts_of(name_or_path: str) -> dict[str, Any]:
    """Return what a file keeps of an exercise, so that it is whole without the exercise's own file.

    Raises:
        PeaceopsError: If there is no such exercise, it cannot be used, or its scenario stands in another folder.
    """
    exercise = load_exercise(name_or_path)
    path = shipped_exercises().get(name_or_path) or Path(name_or_path)
    text = path.read_text(encoding="utf-8-sig")
    own = _own_scenario(text)
    if own is None or not (path.parent / own).is_file():
        return {"exercise": exercise.name, "exercise_toml": text, "scenario_toml": None}
    if own != Path(own.name):
        raise ExerciseError(
            f"scenario.name is {str(own)!r}; for a class, allowed is a file beside that of the exercise"
        )
    scenario = (path.parent / own).read_text(encoding="utf-8-sig")
    return {"exercise": exercise.name, "exercise_toml": text, "scenario_toml": scenario}


def exercise_of(log: Log | Mapping[str, Any]) -> Exercise:
    """Return the exercise of a class as it was when the class began.

    Args:
        log: What the file holds, or its facts.

    Raises:
        PeaceopsError: If it cannot be used any more.
    """
    about = log.about if isinstance(log, Log) else log
    return _exercise(Path(about["exercise"]).name, about["exercise_toml"], about.get("scenario_toml"))


@lru_cache(maxsize=4)  # a class that begins asks for its exercise twice
def _exercise(name: str, text: str, scenario: str | None) -> Exercise:
    """Return an exercise from the texts of its files."""
    with TemporaryDirectory(prefix="peaceops-class-") as folder:
        path = Path(folder) / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        own = _own_scenario(text)
        if scenario and own is not None:
            (Path(folder) / own.name).write_text(scenario, encoding="utf-8")
        return load_exercise(path, texts=False)


def _own_scenario(text: str) -> Path | None:
    """Return the file of the scenario that an exercise names, None where it names a shipped one."""
    name = Path(str(tomllib.loads(text).get("scenario", {}).get("name", "")))
    return name if name.suffix else None
