"""Every parameter that is declared is read by the model, and every choice and fact changes something."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from model_cases import BASES
from speaking import SIZE, WEEKS, columns_moved, facts, place_of, rows, worlds

from peaceops import load_scenario
from peaceops.agents.tasks import TASKS
from peaceops.model.coordination import roster
from peaceops.model.mission import MissionModel
from peaceops.model.parameters import Parameters
from peaceops.model.scenario import Scenario
from peaceops.model.specs import Spec, specs
from peaceops.model.transition import ending

TEXTS = ("name", "title", "story", "base")
"""They say what a scenario is; nothing hangs on them."""


@contextmanager
def reading(seen: set[tuple[type, str]], classes: Collection[type] = (Parameters,)) -> Iterator[None]:
    """Note every parameter of some classes that is read meanwhile, by class and name."""

    def noted(self: Parameters, name: str) -> Any:
        value = object.__getattribute__(self, name)
        if name in type(self).__pydantic_fields__:
            seen.add((type(self), name))
        return value

    for one in classes:
        one.__getattribute__ = noted  # type: ignore[method-assign]
    try:
        yield
    finally:
        for one in classes:
            del one.__getattribute__


def group_of(spec: Spec) -> type:
    """Return the class in which a parameter is declared."""
    value: Any = worlds()[0]
    for part in spec.path[:-1]:
        value = next(iter(value.values())) if part == "*" and isinstance(value, dict) else value
        value = value[0] if part == "*" and isinstance(value, tuple) else value
        value = getattr(value, part) if part != "*" else value
    return type(value)


# Read -----------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_parameter_is_read():
    """Noting is slow: only classes of which something is still unread are watched, as they become fewer."""
    unread = {(group_of(spec), spec.path[-1]): ".".join(spec.path) for spec in specs(Scenario)}
    unread = {key: name for key, name in unread.items() if key[1] not in TEXTS}
    classes: Collection[type] = (Parameters,)
    for scenario in worlds():
        model: MissionModel | None = None
        for weeks in (1, 2, 5, 9, 14, *range(20, scenario.horizon_weeks, 10), scenario.horizon_weeks):
            seen: set[tuple[type, str]] = set()
            with reading(seen, classes):
                model = model or MissionModel(scenario, seed=1)
                while model.running and model.week < weeks:
                    model.step()
                if not model.running:
                    ending(model)
            unread = {key: name for key, name in unread.items() if key not in seen}
            classes = {group for group, _ in unread}
            if not unread:
                return
    pytest.fail(f"declared and read by nothing: {', '.join(unread.values())}")


def test_the_reading_is_noted():
    seen: set[tuple[type, str]] = set()
    world = worlds()[0]
    with reading(seen):
        assert world.mission.troops > 0
    assert {name for _, name in seen} == {"mission", "troops"}
    assert world.mission.police >= 0
    assert len(seen) == 2


# Matters --------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", [row["name"] for row in rows(choice=True)])
def test_every_choice_changes_something(name):
    """From the first week on; that each does so when it is decided later is a quick test of decisions."""
    assert place_of(name, (1,)), f"no other value of {name} changes any column within {WEEKS} weeks"


@pytest.mark.slow
@pytest.mark.parametrize("name", facts())
def test_every_fact_changes_something(name):
    found = place_of(name, (1, 2, 3))  # some speak on rare occasions only
    assert found, f"no other value of {name} changes any column within {WEEKS} weeks"


def test_every_task_is_done_by_somebody_and_the_mandate_counts():
    """In one of the two countries at full size; what the mandate leaves out is not done."""
    done = np.zeros(len(TASKS))
    for base in BASES:
        model = MissionModel(load_scenario(base).with_changes({"horizon_weeks": 104}), seed=1)
        while model.running and not done.all():
            model.step()
            done += model.last_done.sum(axis=1)
    idle = [task.key for task, work in zip(TASKS, done, strict=True) if not work]
    assert not idle, f"tasks that nobody ever does: {', '.join(idle)}"
    only_patrols = worlds()[1].with_changes({"mission.mandated_tasks": ["patrol"]})
    model = MissionModel(only_patrols, seed=1)
    for _ in range(20):
        model.step()
    working = model.teams.active & (model.teams.task >= 0) & np.isin(model.teams.org, np.flatnonzero(roster.mission))
    assert {TASKS[task].key for task in model.teams.task[working]} == {"patrol"}


def test_home_sectors_and_layers_change_something():
    scenario = worlds()[0]
    group = next(iter(scenario.armed_groups))
    others = tuple(sector for sector in range(4) if sector not in scenario.armed_groups[group].home_sectors)
    assert columns_moved(0, scenario.with_changes({f"armed_groups.{group}.home_sectors": others}), 8)
    assert columns_moved(0, scenario.with_layers({"mines": np.full(SIZE, 0.5)}), 8)


@pytest.mark.parametrize("field", ["name", "title", "story"])
def test_texts_change_nothing(field):
    changed = worlds()[0].with_changes({field: "Something else"})
    assert not columns_moved(0, changed, 8)
    assert changed.hash == worlds()[0].hash
