"""Roles of exercises: complete, made of what the model has, and every choice has somebody who decides on it."""

from __future__ import annotations

import re
from pathlib import Path

import peaceops as po
from peaceops.agents.leadership import POSTS
from peaceops.agents.tasks import TASKS
from peaceops.experiments.roles import HEAD, authorities, roles, views
from peaceops.model.columns import COLUMN_NAMES
from peaceops.model.layout import model_path
from peaceops.model.scenario import Scenario
from peaceops.model.specs import spec_at

ROOT = Path(__file__).parents[1]
ALL = {
    "head_of_mission", "political_deputy", "deputy_rc_hc", "force_commander", "police_commissioner", "chief_of_staff",
    "humanitarian_lead", "development_agency", "host_government", "donor_group", "civil_society", "armed_group",
}  # fmt: skip


def test_every_role_of_the_brief_is_there_with_both_titles_briefing_and_source():
    assert set(roles()) == ALL
    for role in roles().values():
        assert role.title
        assert role.title_2010
        assert len(role.briefing) > 150
        assert re.search(r"CML|IMS|IPI", role.source)


def test_every_choice_of_the_registry_has_somebody_who_decides_on_it_and_no_fact_has():
    table = po.parameters()
    assert set(authorities()) == set(table[table["choice"]]["name"])


def test_sides_do_not_overlap_and_limits_lie_within_what_the_choice_allows():
    for rule in authorities().values():
        assert len(rule.roles) == len(set(rule.roles)), rule.name
        assert all(rule.sides)
        spec = spec_at(Scenario, model_path(rule.name))
        for end in (rule.low, rule.high):
            assert end is None or spec.low <= end <= spec.high


def test_the_head_of_mission_leads_no_side_where_somebody_else_knows_the_subject_better():
    led = [rule.name for rule in authorities().values() if rule.sides[0][0] == HEAD]
    own = {"coordination.leadership_meetings", "coordination.decision_style", "resources.public_information_usd"}
    assert set(led) == own | {
        f"transition.{name}" for name in ("exit_rule", "exit_week", "exit_benchmarks", "drawdown_weeks")
    }


def test_posts_are_those_of_the_leadership_and_tasks_those_of_the_organisations():
    assert {role.post for role in roles().values() if role.post} <= {post[0] for post in POSTS}
    assert "Patrol" in roles()["force_commander"].tasks
    labels = {task.label for task in TASKS}
    assert all(set(role.tasks) <= labels for role in roles().values())
    assert not roles()["armed_group"].tasks


def test_every_kind_of_event_that_the_model_tells_is_seen_by_somebody_and_no_other_is_named():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "model").glob("*.py"))
    known = set(re.findall(r'(?:\.note|_tell)\(\s*(?:m, )?"([a-z_]+)"', code))
    known |= {"attack_on_rival", "attack_on_state", "attack_on_civilians", "attack_on_mission", "attack_on_relief"}
    known |= {"abuse_by_state", "attack_by_state", "dependence", "forces_unpaid", "border"}
    known |= {"inject", "decision"}  # every kind of inject; a choice changed in the course of a run
    assert len(known) > 30
    assert {kind for view in views().values() for kind in view.events} == known


def test_every_view_is_seen_by_a_role_and_every_recorded_column_by_somebody():
    used = {key for role in roles().values() for key in role.views} | {"news"}
    assert used == set(views())
    columns = {name for view in views().values() for name in view.columns}
    hidden = set(COLUMN_NAMES) - columns
    assert hidden == {
        "week",
        "attacks_deterred",
        "sequencing_failures",
        "predation",
    }  # what nobody could count in the field
