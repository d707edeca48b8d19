"""Priorities: lines of work that come first where teams are planned (5.5)."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import numpy as np
import pytest
from model_cases import small

import peaceops as po
from peaceops.agents.catalogue import ORG_INDEX
from peaceops.agents.tasks import LINES, TASK_INDEX, TASKS
from peaceops.experiments.differences import changes_between
from peaceops.model.choices import Choices
from peaceops.model.coordination import roster
from peaceops.model.errors import ScenarioError
from peaceops.model.layout import to_file, unwritten
from peaceops.model.mission import MissionModel
from peaceops.model.orders import make_outlook
from peaceops.model.priorities import PriorityChoices
from peaceops.model.state import N_ORGS

WEEKS, SEEDS = 18, (1, 2)
LINE_OF = {task: line for line, tasks in LINES.items() for task in tasks}


@lru_cache(maxsize=1)
def world():
    return small("post_accord", 12, 12, WEEKS)


@lru_cache(maxsize=64)
def team_weeks(line: str, weight: float, seed: int) -> dict[str, int]:
    """Return the team-weeks of the mission's components that went into each line of work; no line has weight 1."""
    changes = {f"priorities.{line}": weight} if line else {}
    model = MissionModel(world().with_changes(changes), seed=seed)
    spent: Counter[str] = Counter()
    while model.running:
        model.step()
        t = model.teams
        busy = t.active & (t.task >= 0) & roster.mission[t.org]
        spent.update(LINE_OF[TASKS[task].key] for task in t.task[busy].tolist())
    return dict(spent)


# The lines ----------------------------------------------------------------------------------------------------------


def test_every_task_belongs_to_one_line_and_every_line_is_a_choice():
    assert Counter(task for tasks in LINES.values() for task in tasks) == Counter(task.key for task in TASKS)
    assert list(PriorityChoices.model_fields) == list(LINES)
    assert all(value == 1.0 for value in PriorityChoices().model_dump().values())


def test_presets_set_no_priority():
    assert not [name for name in po.presets().columns if name.startswith("priorities.")]


# They speak ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("line", "loser"), [("protection", "separation"), ("separation", "protection"),
                                             ("policing", "rule_of_law"), ("state", "dialogue")])  # fmt: skip
def test_a_line_that_weighs_more_gets_more_teams_and_another_gets_fewer(line, loser):
    usual = [team_weeks("", 1.0, seed) for seed in SEEDS]
    more = [team_weeks(line, 2.0, seed) for seed in SEEDS]
    less = [team_weeks(line, 0.5, seed) for seed in SEEDS]
    assert all(a.get(line, 0) > b.get(line, 0) > c.get(line, 0) for a, b, c in zip(more, usual, less, strict=True))
    assert sum(a.get(loser, 0) for a in more) < sum(b.get(loser, 0) for b in usual)


def test_no_team_is_added():
    """Priorities of all lines of the mission together: who is there is who is there, give or take who is idle."""
    spent = [sum(team_weeks(*one, 1).values()) for one in (("protection", 0.5), ("", 1.0), ("protection", 2.0))]
    assert max(spent) < 1.1 * min(spent)


# Whom they move -----------------------------------------------------------------------------------------------------


def outlooks(framework: float):
    """Return the outlook of all organisations as usual, and where relief and protection weigh double."""
    plain = world().with_changes({"integration.strategic_framework": framework})
    first = plain.with_changes({"priorities.humanitarian": 2.0, "priorities.protection": 2.0})
    made = []
    for scenario in (plain, first):
        model = MissionModel(scenario, seed=1)
        for _ in range(4):
            model.step()
        made.append(make_outlook(model, np.ones(N_ORGS, dtype=bool)))
    return made


def test_components_follow_in_full_and_agencies_with_what_they_share():
    plain, first = outlooks(0.6)
    tasks = [TASKS[task].key for task in plain.tasks.tolist()]
    double = np.array([2.0 if LINE_OF[key] in ("humanitarian", "protection") else 1.0 for key in tasks])
    mission = roster.mission[plain.turn]
    assert {"patrol", "relief"} <= {key for key, two in zip(tasks, double, strict=True) if two == 2.0}
    assert (first.weight[mission] == plain.weight[mission] * double[mission]).all()
    assert (first.weight[~mission] == plain.weight[~mission]).all()
    assert (first.shared_weight == plain.shared_weight * double).all()
    shares = {org: float(first.committed[plain.turn == ORG_INDEX[org]][0]) for org in ("wfp", "red_cross", "army")}
    assert shares["wfp"] > 0.0
    assert shares["red_cross"] == shares["army"] == 0.0


def test_without_a_framework_no_agency_follows():
    _, first = outlooks(0.0)
    assert not first.committed.any()


# Decided in the middle ----------------------------------------------------------------------------------------------


def test_a_decision_moves_teams_from_its_week_on():
    change = {"priorities.separation": 2.0}
    decided = world().with_changes({"decisions": [{"week": 10, "changes": change}]})
    model, plain = MissionModel(decided, seed=1), MissionModel(world(), seed=1)
    front = TASK_INDEX["separate_forces"]
    for week in range(WEEKS):
        model.step()
        plain.step()
        if week < 10:
            assert (model.teams.task == plain.teams.task).all()
    assert (model.teams.task == front).sum() > (plain.teams.task == front).sum()
    (told,) = (event[8] for event in model.events.rows(10) if event[1] == "decision")
    assert told == "Decided: priorities, separation: from 1 to 2."


# What is written ----------------------------------------------------------------------------------------------------


def test_usual_priorities_are_not_written_and_leave_the_hash():
    plain = world()
    one = plain.with_changes({"priorities.humanitarian": 1.5})
    assert "priorities" not in plain.as_dict()
    assert one.as_dict()["priorities"] == {"humanitarian": 1.5}
    assert one.hash != plain.hash == one.with_changes({"priorities.humanitarian": 1.0}).hash
    assert po.Scenario.from_values(one.as_dict()) == one
    assert "priorities" not in to_file({"name": "x", "choices": {"priorities": Choices().priorities.model_dump()}})
    assert unwritten("priorities.humanitarian") == 1.0
    assert unwritten("priorities.nothing") is None
    assert unwritten("mission.troops") is None


def test_a_difference_names_both_values_though_one_is_not_written():
    one = world().with_changes({"priorities.humanitarian": 1.5})
    assert [(c.name, c.base, c.other) for c in changes_between(world(), one)] == [("priorities.humanitarian", 1.0, 1.5)]
    assert [(c.name, c.base, c.other) for c in changes_between(one, world())] == [("priorities.humanitarian", 1.5, 1.0)]


@pytest.mark.parametrize("value", [0.4, 2.1, "high"])
def test_a_priority_out_of_range_is_refused(value):
    with pytest.raises(ScenarioError, match=r"priorities\.humanitarian"):
        world().with_changes({"priorities.humanitarian": value})
