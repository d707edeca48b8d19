"""Playing a class again: the run is the exercise's scenario with what was settled, and nothing else."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ...model.errors import PeaceopsError
from ...model.layers import read_csv
from ...model.layout import plain
from ...model.library import shipped_names
from ...model.mission import MissionModel
from ...model.scenario import Scenario
from ..authority import Value
from ..exercise import Exercise, exercise_from, load_exercise, shipped_exercises
from .log import Log
from .state import Settled

__all__ = ["common", "exercise_of", "facts_of", "has_changed", "play", "scenario_of", "scenario_with", "why_not"]


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


def common(one: Sequence[int], other: Sequence[int]) -> int:
    """Return how many of the first entries are the same: rounds whose weeks need not be played again."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def facts_of(name_or_path: str) -> dict[str, Any]:
    """Return what a file keeps of an exercise, so that it is whole without any other file.

    Raises:
        PeaceopsError: If there is no such exercise, it cannot be used, or the map that it gives makes no country.
    """
    exercise = load_exercise(name_or_path)
    path = shipped_exercises().get(name_or_path) or Path(name_or_path)
    text = path.read_text(encoding="utf-8-sig")
    facts = {"exercise": exercise.name, "exercise_toml": text}
    country = exercise.scenario.country
    if not country.layers and tomllib.loads(text)["scenario"]["name"].strip() in shipped_names():
        return facts
    files = {name: layer for name, layer in country.layers.items() if isinstance(layer, str)}
    layers = {name: read_csv(name, file, country.width, country.height) for name, file in files.items()}
    scenario = exercise.scenario.with_layers(layers)
    if country.layers:
        play(scenario, exercise.seed, 0)  # layers are held against each other when the country is made
    return {**facts, "scenario": scenario.as_dict()}


def has_changed(about: Mapping[str, Any], name_or_path: str) -> bool:
    """Return whether an exercise, or a scenario that it plays, says something else now than the facts of a class."""
    if name_or_path not in shipped_exercises() and not Path(name_or_path).is_file():
        return False
    try:
        now = json.loads(json.dumps(facts_of(name_or_path)))
    except (PeaceopsError, OSError):
        return True  # it could be used when the class began
    return any(now.get(name) != about.get(name) for name in ("exercise_toml", "scenario") if name in about)


def exercise_of(log: Log | Mapping[str, Any]) -> Exercise:
    """Return the exercise of a class as it was when the class began.

    Args:
        log: What the file holds, or its facts.

    Raises:
        PeaceopsError: If it cannot be used any more.
    """
    about = log.about if isinstance(log, Log) else log
    name, text = Path(about["exercise"]).name, about["exercise_toml"]
    if scenario := about.get("scenario_toml"):
        return _with_file(name, text, scenario)
    return _exercise(name, text, json.dumps(about.get("scenario")))


@lru_cache(maxsize=4)  # a class that begins asks for its exercise twice
def _exercise(name: str, text: str, scenario: str) -> Exercise:
    """Return an exercise from what a file keeps of it; the scenario is in JSON."""
    kept = json.loads(scenario)
    return exercise_from(text, Path(f"{name}.toml"), None if kept is None else Scenario.from_values(kept))


def _with_file(name: str, text: str, scenario: str) -> Exercise:
    """Return the exercise of a class that was begun when its file kept that of the scenario as it stood."""
    with TemporaryDirectory(prefix="peaceops-class-") as folder:
        path = Path(folder) / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        own = Path(tomllib.loads(text)["scenario"]["name"]).name
        (Path(folder) / own).write_text(scenario, encoding="utf-8")
        return load_exercise(path, texts=False)
