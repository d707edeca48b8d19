"""Who is in the country and what teams can do: the catalogues agree with each other and with MODEL.md."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from peaceops.agents.armed_group import GROUP_STRIDE
from peaceops.agents.catalogue import ACCESS_CLASSES, BODIES, ORG_INDEX, ORGANISATIONS, Body, members
from peaceops.agents.field_team import SLOT_STRIDE, TeamTable
from peaceops.agents.organisation import family_class
from peaceops.agents.tasks import EMPHASIS, KINDS, SIGNALS, TASK_INDEX, TASKS, tasks_of
from peaceops.model.coordination import roster, span
from peaceops.model.joint_bodies import JOINT_BODIES
from peaceops.model.scenario import MOST_GROUPS
from peaceops.model.state import N_SHARING

FAMILIES = ("mission", "country_team", "relief", "host", "donor", "council", "civil_society")
KEYS = [spec.key for spec in ORGANISATIONS]


# Organisations ------------------------------------------------------------


def test_every_organisation_is_there_once():
    assert len(set(KEYS)) == len({spec.label for spec in ORGANISATIONS}) == len(ORGANISATIONS)
    assert [ORG_INDEX[key] for key in KEYS] == list(range(len(KEYS)))


def test_the_families_of_the_model_are_complete():
    count = Counter(spec.family for spec in ORGANISATIONS)
    assert set(count) == set(FAMILIES)
    country_team = {"undp", "ocha", "unhcr", "wfp", "unicef", "who", "ohchr", "iom", "un_women"}
    assert {spec.key for spec in ORGANISATIONS if spec.family == "country_team"} == country_team
    assert count["relief"] == 2
    assert count["donor"] == 4
    for part in ("military", "police", "formed_police", "political_affairs", "civil_affairs", "human_rights", "ddr",
                 "electoral", "mine_action", "rule_of_law", "public_information", "mission_support"):  # fmt: skip
        assert ORGANISATIONS[ORG_INDEX[part]].family == "mission"


@pytest.mark.parametrize("spec", ORGANISATIONS, ids=KEYS)
def test_what_an_organisation_is_makes_sense(spec):
    assert spec.access in ACCESS_CLASSES
    assert spec.money in ("assessed", "voluntary", "revenue", "own", "grants")
    assert 1 <= spec.review_weeks <= 52
    assert 4 <= spec.horizon_weeks <= 156
    assert 0.0 < spec.turnover <= 2.0
    assert 0.0 <= spec.confidential <= 1.0
    assert spec.sector in (None, 0, 1, 2, 3)
    assert issubclass(family_class(spec.family), object)
    assert (spec.money == "assessed") == (spec.family == "mission")


def test_horizons_and_culture_follow_the_family():
    """MODEL.md 3.2: relief looks weeks ahead, the mission half a year, development years."""
    horizon = {spec.key: spec.horizon_weeks for spec in ORGANISATIONS}
    assert max(horizon[k] for k in ("ocha", "red_cross", "ngo_consortium", "unhcr", "wfp")) <= 12
    assert {spec.horizon_weeks for spec in ORGANISATIONS if spec.family == "mission"} == {26}
    assert min(horizon[k] for k in ("undp", "un_women", "world_bank")) >= 52
    assert all(spec.command for spec in ORGANISATIONS if spec.access == "uniformed")


def test_protection_data_are_held_back():
    secret = {spec.key: spec.confidential for spec in ORGANISATIONS}
    assert min(secret[k] for k in ("human_rights", "ohchr", "unhcr", "red_cross")) >= 0.4
    assert secret["military"] == secret["mission_support"] == 0.0


def test_those_with_belief_maps_come_first():
    with_teams = {"mission", "country_team", "relief"}
    assert with_teams <= {spec.family for spec in ORGANISATIONS[:N_SHARING]}
    assert not {spec.family for spec in ORGANISATIONS[N_SHARING:]} & with_teams


def test_slots_and_pairs_have_room_for_all_organisations():
    doers = {ORG_INDEX[key] for task in TASKS for key in task.doers if key in ORG_INDEX}
    assert max(doers | {i for i, spec in enumerate(ORGANISATIONS) if spec.family == "host"}) < SLOT_STRIDE
    assert MOST_GROUPS <= GROUP_STRIDE


def test_one_more_team_shifts_the_draws_of_no_other():
    few = TeamTable([0, 3, 3], [1.0] * 3, [0.5] * 3, 0)
    more = TeamTable([0, 0, 3, 1, 3, 3], [1.0] * 6, [0.5] * 6, 0)
    assert set(few.slot.tolist()) <= set(more.slot.tolist())
    assert len(set(more.slot.tolist())) == 6
    assert more.n_slots > more.slot.max()
    assert more.number.tolist() == [0, 1, 0, 0, 1, 2]
    assert more.rows_of[3].tolist() == [2, 4, 5]


# Tasks ------------------------------------------------------------


@pytest.mark.parametrize("task", TASKS, ids=[task.key for task in TASKS])
def test_what_a_task_is_makes_sense(task):
    known = {*KEYS, "local_administration"}
    assert task.doers
    assert set(task.doers) <= known
    assert len(set(task.doers)) == len(task.doers)
    assert task.kind in KINDS
    assert task.signal in SIGNALS
    assert set(task.needs) <= {"security", "clear", "settled", "road"}
    assert all(0.0 <= share <= 1.0 for share in (task.shared, task.un_face, task.uniform_face))
    assert 0.1 < task.capacity <= 5.0
    assert 0.5 <= task.cost <= 2.0
    assert task.source.startswith("CML")


def test_tasks_are_complete_and_there_once():
    assert len({task.key for task in TASKS}) == len({task.label for task in TASKS}) == len(TASKS) >= 25
    assert [TASK_INDEX[task.key] for task in TASKS] == list(range(len(TASKS)))
    assert {task.kind for task in TASKS} == set(KINDS)
    assert {task.signal for task in TASKS} == set(SIGNALS)
    named = """patrol separate_forces protect_site quick_reaction escort secure_route mentor_police public_order
        community_policing mediate_locally good_offices monitor_rights cantonment disarmament reinsertion
        violence_reduction reintegration clear_mines electoral_support court_support prison_support law_reform
        administration_support broadcast
        needs_assessment relief social_services camp_management return_support livelihoods quick_impact
        logistics_convoy repair_roads"""
    assert set(named.split()) <= set(TASK_INDEX)


def test_prerequisites_keep_the_order_of_the_programme():
    """CML 1.4.8: mines before road use, security before civilians and reintegration."""
    needs = {task.key: set(task.needs) for task in TASKS}
    assert "security" in needs["clear_mines"] & needs["reintegration"] & needs["livelihoods"] & needs["return_support"]
    assert "clear" in needs["repair_roads"] & needs["return_support"] & needs["relief"]
    assert not needs["patrol"] | needs["protect_site"] | needs["mediate_locally"] | needs["monitor_rights"]


def test_emphasis_belongs_to_tasks():
    assert set(EMPHASIS) <= set(TASK_INDEX)
    assert all(0.0 < weight <= 1.5 for weight in EMPHASIS.values())


def test_an_organisation_can_do_what_the_catalogue_says():
    assert [TASKS[i].key for i in tasks_of("mine_action")] == ["clear_mines"]
    assert {TASKS[i].key for i in tasks_of("ddr")} == {"cantonment", "disarmament", "reinsertion", "violence_reduction"}
    assert tasks_of("security_council") == ()
    assert {TASKS[i].key for i in tasks_of("local_administration_2")} == {"mediate_locally", "administration_support"}
    for i, task in enumerate(TASKS):
        for doer in task.doers:
            assert i in tasks_of(doer)


def test_everybody_with_teams_has_something_to_do():
    for spec in ORGANISATIONS:
        if spec.family in ("mission", "country_team", "relief"):
            assert tasks_of(spec.key), spec.key


def test_only_the_mission_is_armed_and_only_the_state_beside_it():
    for task in TASKS:
        if task.uniform_face == 1.0:
            assert {ORGANISATIONS[ORG_INDEX[doer]].access for doer in task.doers} <= {"uniformed", "state"}


# Joint bodies ------------------------------------------------------------


def test_every_body_is_a_choice_and_every_choice_a_body():
    assert [body.key for body in BODIES] == list(JOINT_BODIES)


@pytest.mark.parametrize("body", BODIES, ids=[body.key for body in BODIES])
def test_who_sits_in_a_body(body):
    for member in body.members:
        assert member in KEYS or member.partition(":")[2] in FAMILIES
    seated = members(body)
    assert len(set(seated)) == len(seated) >= 3
    assert 0.0 < body.strength < 1.0
    assert not any(ORGANISATIONS[i].independent for i in seated)
    assert roster.member[[b.key for b in BODIES].index(body.key)].sum() == len(seated)


def test_those_who_are_independent_sit_nowhere_even_if_named():
    assert {spec.key for spec in ORGANISATIONS if spec.independent} == {"red_cross", "neighbour"}
    table = Body("table", "Table", ("family:relief", "red_cross", "military"), 0.5, False, "CML 1.3")
    assert [KEYS[i] for i in members(table)] == ["military", "ngo_consortium"]


def test_the_red_cross_joins_nothing():
    assert not roster.member[:, ORG_INDEX["red_cross"]].any()
    assert roster.member[:, ORG_INDEX["ngo_consortium"]].any()


def test_some_bodies_join_mission_and_country_team_and_some_pass_news_at_once():
    both = [
        (roster.member[b] & roster.mission).any() and (roster.member[b] & roster.country_team).any()
        for b in range(len(BODIES))
    ]
    assert 4 <= sum(both) < len(BODIES)
    at_once = {body.key for body in BODIES if body.same_week}
    assert "joc" in at_once
    assert "jmac" not in at_once


def test_the_roster_reads_the_catalogue():
    assert roster.uniformed[ORG_INDEX["army"]]
    assert roster.uniformed[ORG_INDEX["formed_police"]]
    assert not roster.uniformed[ORG_INDEX["civil_affairs"]]
    assert not (roster.mission & roster.country_team).any()
    assert (roster.development == (roster.country_team & ~roster.humanitarian)).all()
    assert {KEYS[i] for i in roster.development.nonzero()[0]} == {"undp", "ohchr", "un_women"}


def test_families_stand_side_by_side():
    for family in (roster.mission, roster.country_team):
        assert (np.arange(len(KEYS))[span(family)] == np.flatnonzero(family)).all()
    with pytest.raises(ValueError, match=r"organisations \[0, 2\] do not stand side by side in the catalogue"):
        span(np.array([True, False, True]))
    assert span(np.zeros(3, dtype=bool)) == slice(0, 0)
