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
    known = (known - {"decision"}) | {"inject"}  # a decision is told by its ruling, to those who hold the choice
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
        "awareness_mission",
        "awareness_country_team",
        "plan_coherence",
    }  # what nobody could count in the field


COUNTED = {
    "own books, staff and teams": """coordination_load mission_spend country_team_spend state_revenue forces_paid
    pledged disbursed donor_spend donor_work donor_overlap donor_attention denied_by_state denied_by_groups
    denied_by_security_rules troops police civilians attacks_met warnings response_weeks misconduct duplication
    mlt_cohesion trust_in_mission trust_mission_country_team phase""",
    "dead and events, counted by hospitals, police, press and the force": """civilian_deaths civilian_deaths_by_state
    battle_deaths crime_deaths peacekeeper_deaths aid_worker_victims violent_events ceasefire_violations""",
    "registers of people": """displaced refugees returned fighters_demobilised fighters_reintegrated fighters_recidivist
    reintegration_gap""",
    "estimates that are published": "fighters_armed outside_support state_authority dependence",
    "papers that all can read": """peace_talks peace_process benchmarks_met legislation media civic_space
    women_influence youth_inclusion""",
    "what officials, parties and people say": """host_consent party_consent local_consent legitimacy expectation_gap
    acceptance""",
    "surveys and inspections, one number for the country": """in_need need_met gaps services livelihoods mined_share
    road_access rule_of_law police_capacity police_integrity courts corrections defence""",
}
MAPPED = {
    "what stands on every map": "sector capital town road border camp",
    "where one's own teams and those one works with stand": """presence_military presence_police presence_civilian
    presence_humanitarian presence_state""",
    "registers of people": "displaced hosted",
    "what has been seen by all who were there": """control violence crime road_access state_authority rule_of_law
    services livelihoods grievance""",
}


def test_no_role_sees_what_its_organisations_can_only_believe_or_what_measures_their_beliefs():
    """Every column and layer in a view has a reason for which it can be known; the truth of beliefs has none."""
    columns = {name for names in COUNTED.values() for name in names.split()}
    layers = {name for names in MAPPED.values() for name in names.split()}
    assert not layers & {"threat", "need", "mines"}  # what 5.1 gives organisations beliefs about
    assert {name for view in views().values() for name in view.columns} == columns
    assert {name for view in views().values() for name in view.layers} == layers
