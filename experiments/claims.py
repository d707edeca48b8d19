"""What each rule of the model must show: named paired experiments, as data.

:mod:`.must_show` plays them. Where a mechanism can be switched off, an experiment says how: the effect must go with it,
or it was written in and did not emerge.

Source: MODEL.md section 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..agents.tasks import TASKS
from ..model.joint_bodies import JOINT_BODIES
from ..model.library import load_scenario
from ..model.scenario import Scenario

__all__ = ["EXPERIMENTS", "NOBODY", "Experiment", "meeting_load"]

Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Experiment:
    """One paired experiment.

    Attributes:
        key: Short name.
        rule: Rule of MODEL.md section 5 that it tests.
        claim: What it must show, in one sentence.
        scenario: Shipped scenario.
        outcomes: Summary key to expected sign of other minus base; 0 means no effect is expected.
        other: Changes that make the other design.
        base: Changes that make the base.
        preset: Presets of base and other, empty for none.
        without: Changes that switch the mechanism off in both; empty where there is no such switch.
        weeks: Weeks played.
    """

    key: str
    rule: str
    claim: str
    scenario: str
    outcomes: Mapping[str, int]
    other: Changes = field(default_factory=dict)
    base: Changes = field(default_factory=dict)
    preset: tuple[str, str] = ("", "")
    without: Changes = field(default_factory=dict)
    weeks: int = 104

    def designs(self, *, without: bool = False) -> tuple[Scenario, Scenario]:
        """Return the base and the other scenario."""
        start = load_scenario(self.scenario)
        both = []
        for preset, changes in zip(self.preset, (self.base, self.other), strict=True):
            one = start.with_preset(preset) if preset else start
            extra = self.without if without else {}
            both.append(one.with_changes({"horizon_weeks": self.weeks, **changes, **extra}))
        return both[0], both[1]


def meeting_load(factor: float, base: Scenario) -> dict[str, float]:
    """Return every joint body of ``base`` meeting ``factor`` times as often, at most daily."""
    c = base.choices.coordination
    return {f"coordination.{b}": min(getattr(c, b) * factor, 30.0) for b in JOINT_BODIES}


NOBODY = {
    "mission.troops": 0, "mission.police": 0, "mission.formed_police": 0, "mission.observers": 0, "mission.civilians": 0,
}  # fmt: skip
_POST_ACCORD = load_scenario("post_accord")
_ALL_GREEDY = {f"armed_groups.{g}.goal": "greedy" for g in load_scenario("contested").armed_groups}
_ALL_LIMITED = {f"armed_groups.{g}.goal": "limited" for g in load_scenario("contested").armed_groups} | {
    f"armed_groups.{g}.stake": 0.8 for g in load_scenario("contested").armed_groups
} | {"peace.process": 0.5}  # fmt: skip
_NOTHING_TOLD = {"coordination.information_sharing": 0.0, "integration.strategic_framework": 0.0, "coordination.jmac": 0.0}
"""The same offices and meetings, in which nobody tells anybody anything and nothing is planned together."""
_BLIND = {"information.team_precision": 0.0, "information.resident_precision": 0.0, "information.jmac_precision": 0.0}
"""Nobody learns anything about any place."""
_NO_BODIES = {f"coordination.{b}": 0.0 for b in JOINT_BODIES}

_READY: dict[str, Any] = {"host.voter_roll": 0.95, "host.election_commission": 0.9} | {
    f"armed_groups.{name}.fighters": group.fighters // 20 for name, group in _POST_ACCORD.armed_groups.items()
}
"""A country with a roll of voters, an election commission, and a twentieth of the fighters."""


def _all_but(*left_out: str) -> tuple[str, ...]:
    """Return a mandate of all tasks but some."""
    return tuple(task.key for task in TASKS if task.key not in left_out)


_LEAVES = {"transition.exit_rule": "calendar", "transition.exit_week": 104, "transition.drawdown_weeks": 39}
"""A mission that leaves after two years."""
_NO_MENTORS = {"mission.mandated_tasks": _all_but("mentor_police"), "resources.police_vetting": 0.0}
"""Police of the mission do the work of police, and neither mentor nor vet."""

_CAMPAIGN = {"political.election_week": 39, "resources.public_information_usd": 0}
"""A poll at the end of the run, and no radio of the mission's."""
_AROUND, _THROUGH = {"political.local_ownership": 0.0}, {"political.local_ownership": 1.0}
_LEFT_EARLY = {
    "transition.exit_rule": "calendar", "transition.exit_week": 156, "transition.drawdown_weeks": 26, "transition.follow_on_support": 0.2,
}  # fmt: skip
_WILLING = {"host.predation": 0.1, "host.commitment": 0.9}
_PREDATORY = {"host.predation": 0.9, "host.commitment": 0.2}
_NOTHING_LEFT_BEHIND = {"host_state.falls_away": 0.0, "host_state.builds": 0.0, "host_state.credit_around": 1.0}

EXPERIMENTS: tuple[Experiment, ...] = (
    Experiment(
        "presence", "5.1", "Awareness rises with presence.", "post_accord", {"awareness_mission_mean": 1},
        base={"mission.troops": 5000, "mission.civilians": 600, "mission.police": 300},
    ),
    Experiment(
        "consent_informs", "5.1", "Awareness rises with local consent.",
        "post_accord", {"awareness_mission_mean": 1}, base={"country.consent": 0.25}, other={"country.consent": 0.85},
        without={"information.resident_precision": 0.0}, weeks=52,
    ),
    Experiment(
        "residents_inform", "5.1", "What residents tell informs the mission, the more where they consent.",
        "post_accord", {"awareness_mission_mean": 1}, base={"country.consent": 0.85, "information.resident_precision": 0.0},
        other={"country.consent": 0.85}, without={"country.consent": 0.25}, weeks=52,
    ),
    Experiment(
        "joint_bodies", "5.1", "Joint bodies raise awareness.", "post_accord",
        {"awareness_mission_mean": 1, "awareness_country_team_mean": 1}, base=_NO_BODIES,
    ),
    Experiment(
        "joint_analysis", "5.1", "Joint analysis of intent raises warning.", "contested", {"warnings": 1},
        base={"coordination.jmac": 0.0}, other={"coordination.jmac": 8.0}, without={"information.jmac_precision": 0.0},
    ),
    Experiment(
        "sensors", "5.1", "More sensors help warning, with or without joint analysis.", "contested", {"warnings": 1, "awareness_mission_mean": 1},
        base={"mission.observers": 0, "mission.troops": 6000, "coordination.jmac": 0.0},
        other={"mission.observers": 600, "mission.troops": 6000, "coordination.jmac": 0.0},
        without={"information.observer_advantage": 0.5, "information.team_precision": 0.0},
    ),
    Experiment(
        "integration", "5.2, 5.3, 5.5",
        "Full collocation and joint bodies against stovepipes raise awareness and trust, cut duplication and sequencing failures.",
        "post_accord",
        {
            "awareness_mission_mean": 1, "awareness_country_team_mean": 1, "trust_mission_country_team_mean": 1,
            "duplication_mean": -1, "sequencing_failures": -1, "gaps_mean": -1, "coordination_load_mean": 1,
        },
        preset=("stovepipes", "fully_integrated"), without=_NOTHING_TOLD, weeks=156,
    ),
    Experiment(
        "rotation", "5.3", "Faster rotation of staff lowers trust at unchanged structure.", "post_accord",
        {"trust_mission_country_team_mean": -1}, base={"country_team.turnover": 0.3}, other={"country_team.turnover": 1.5},
    ),
    Experiment(
        "shared_priorities",
        "5.5",
        "Too much shared priority draws everybody to the same places.",
        "post_accord",
        {"gaps_mean": 1, "services_end": -1},
        base={"integration.strategic_framework": 0.2},
        other={"integration.strategic_framework": 1.0},
        weeks=156,
    ),
    Experiment(
        "meetings_some",
        "5.4",
        "Some coordination lets more work be delivered than none (a tenth of the meetings of the scenario).",
        "post_accord",
        {"delivered": 1, "gaps_mean": -1, "duplication_mean": -1},
        base=meeting_load(0.0, _POST_ACCORD),
        other=meeting_load(0.1, _POST_ACCORD),
        weeks=104,
    ),
    Experiment(
        "meetings_enough",
        "5.4",
        "Need is met better with half of the meetings of the scenario than with none.",
        "post_accord",
        {"need_met_mean": 1},
        base=meeting_load(0.0, _POST_ACCORD),
        other=meeting_load(0.5, _POST_ACCORD),
        without={"load.hours_per_meeting": 0.0},
        weeks=104,
    ),
    Experiment(
        "meetings_too_many",
        "5.4",
        "And better than with four times as many meetings: the time comes out of field work.",
        "post_accord",
        {"need_met_mean": -1, "delivered": -1},
        base=meeting_load(0.5, _POST_ACCORD),
        other=meeting_load(4.0, _POST_ACCORD),
        without={"load.hours_per_meeting": 0.0},
        weeks=104,
    ),
    Experiment(
        "sequence", "5.5", "An ordered programme fails less often on what should have come first.", "contested",
        {"sequencing_failures": 1}, base={"political.sequencing": "ordered"}, other={"political.sequencing": "at_once"},
        without={**_BLIND, "coordination.information_sharing": 0.0}, weeks=78,
    ),
    Experiment(
        "common_security", "5.7", "Common security rules close cells in which agencies would go under their own.", "contested",
        {"denied_by_security_rules": 1}, base={"integration.security_management": "separate"},
        other={"integration.security_management": "common"}, weeks=78,
    ),
    Experiment(
        "pooling", "5.8", "Pooled transport serves more at the same money, and only because fleets are not short together.",
        "post_accord", {"delivered": 1}, base={"integration.shared_services": 0.0}, other={"integration.shared_services": 1.0},
        without={"deployment.fleet_spread": 0.0}, weeks=78,
    ),
    Experiment(
        "christmas_tree", "5.8", "A mandate of everything spreads troops thin: fewer attacks deterred than with security first.",
        "contested", {"attacks_deterred": 1},
        other={"mission.mandated_tasks": ("patrol", "protect_site", "quick_reaction", "observe", "public_order", "mentor_police", "monitor_rights", "mediate_locally", "clear_mines")}, weeks=130,
    ),
    Experiment(
        "partiality", "5.9", "Standing beside resented state forces costs local consent.", "contested",
        {"local_consent_mean": -1, "host_consent_mean": 1}, base={"posture.state_support": 0.0}, other={"posture.state_support": 1.0},
        without={"country.grievance": 0.0, "violence.abuse_rate": 0.0}, weeks=78,
    ),
    Experiment(
        "criticism", "5.9", "Public human-rights reporting costs the host's consent and restrains abuse.", "contested",
        {"host_consent_mean": -1, "civilian_deaths_by_state": -1}, base={"posture.human_rights_reporting": "quiet"},
        other={"posture.human_rights_reporting": "public"},
        without={"violence.abuse_rate": 0.0}, weeks=104,
    ),
    Experiment(
        "dialogue", "5.9", "Consent is repairable: leaders' time for good offices raises that of the host and of the parties.", "contested",
        {"host_consent_mean": 1, "party_consent_mean": 1}, base={"political.good_offices": 0.0}, other={"political.good_offices": 0.8},
        without={"leadership.administration": 1.0}, weeks=78,
    ),
    Experiment(
        "discipline", "5.9, 5.24", "Misconduct costs local consent; money for discipline repairs it.", "post_accord",
        {"local_consent_mean": 1, "misconduct": -1}, base={"resources.conduct_and_discipline_usd": 0},
        other={"resources.conduct_and_discipline_usd": 10_000_000}, without={"conduct.known": 0.0}, weeks=78,
    ),
    Experiment(
        "leaders", "5.21", "Able leaders get more out of the same mission, through commanders, support and the chief of staff.", "post_accord",
        {"delivered": 1, "crime_deaths": -1}, base={"leadership.least_competence": 0.1, "leadership.most_competence": 0.2},
        other={"leadership.least_competence": 0.8, "leadership.most_competence": 0.9},
        without={"leadership.command_effect": 0.0, "leadership.staff_effect": 0.0}, weeks=78,
    ),
    Experiment(
        "public_information", "5.9, 5.22", "Credible information holds consent up and expectation down.", "post_accord",
        {"local_consent_mean": 1, "expectation_gap_mean": -1}, base={"resources.public_information_usd": 0},
        other={"resources.public_information_usd": 20_000_000}, weeks=78,
    ),
    Experiment(
        "firewall", "5.10", "In the contested setting the firewall protects relief and pays in coordination.", "contested",
        {
            "acceptance_mean": 1, "denied_by_security_rules": -1, "aid_worker_victims": -1, "need_met_mean": 1,
            "trust_mission_country_team_mean": -1, "awareness_country_team_mean": -1,
        },
        preset=("fully_integrated", "firewall"), without={"acceptance.as_a_side": 0.0, "integration.security_management": "separate"}, weeks=78,
    ),
    Experiment(
        "association_contested", "5.10", "Association alone, all else equal, costs acceptance where the mission is contested.",
        "contested", {"acceptance_mean": -1},
        base={"integration.structure": "two_feet_out", "collocation.humanitarians": False, "integration.visible_identity": "separate"},
        other={"integration.structure": "two_feet_in", "collocation.humanitarians": True, "integration.visible_identity": "common"},
        without={"acceptance.as_a_side": 0.0}, weeks=78,
    ),
    Experiment(
        "association_permissive", "5.10", "The same association costs little in the permissive setting.", "post_accord",
        {"acceptance_mean": -1},
        base={"integration.structure": "two_feet_out", "collocation.humanitarians": False, "integration.visible_identity": "separate"},
        other={"integration.structure": "two_feet_in", "collocation.humanitarians": True, "integration.visible_identity": "common"},
        without={"acceptance.as_a_side": 0.0}, weeks=78,
    ),
    Experiment(
        "troops_3000", "5.11, 5.12", "More troops, fewer civilian and battle deaths (3,000 against none).", "contested",
        {"civilian_deaths": -1, "battle_deaths": -1}, base=NOBODY, other={**NOBODY, "mission.troops": 3000},
        without={"spoilers.risk_weight": 0.0, "spoilers.separation": 0.0, "violence.met_saves": 0.0}, weeks=78,
    ),
    Experiment(
        "troops_11200", "5.11, 5.12", "More troops, fewer civilian and battle deaths (11,200 against none).", "contested",
        {"civilian_deaths": -1, "battle_deaths": -1, "attacks_deterred": 1}, base=NOBODY, other={**NOBODY, "mission.troops": 11200},
        without={"spoilers.risk_weight": 0.0, "spoilers.separation": 0.0, "violence.met_saves": 0.0}, weeks=78,
    ),
    Experiment(
        "observers", "5.12", "Unarmed observers without troops bring no such fall.", "contested",
        {"civilian_deaths": 0, "battle_deaths": 0}, base=NOBODY, other={**NOBODY, "mission.observers": 400}, weeks=78,
    ),
    Experiment(
        "police", "5.12, crime", "Police reduce crime and not battle deaths.", "contested",
        {"crime_deaths": -1, "battle_deaths": 0}, base=NOBODY, other={**NOBODY, "mission.police": 1440}, weeks=78,
    ),
    Experiment(
        "quality", "5.12", "Better contingents protect better at equal numbers.", "contested", {"civilian_deaths": -1},
        base={"mission.troop_quality": 0.15}, other={"mission.troop_quality": 0.9}, weeks=78,
    ),
    Experiment(
        "posture", "5.12", "A robust posture deters more and loses more peacekeepers' lives in responses.", "contested",
        {"civilian_deaths": -1, "attacks_deterred": 1, "peacekeeper_deaths": 1}, base={"posture.use_of_force": 0.0},
        other={"posture.use_of_force": 1.0}, without={"violence.posture_floor": 1.0}, weeks=78,
    ),
    Experiment(
        "inducement", "5.11", "What the process gives holds the limited back: fewer breaches of a ceasefire where more of it is carried out.",
        "post_accord", {"ceasefire_violations": -1}, base={"peace.process": 0.0}, other={"peace.process": 0.8},
        without={f"armed_groups.{g}.goal": "total" for g in _POST_ACCORD.armed_groups}, weeks=78,
    ),
    Experiment(
        "socialisation", "5.11", "Patient dialogue wins over those who have something to lose, and not those who want everything.", "contested",
        {"party_consent_mean": 1, "violent_events": -1}, base={"political.good_offices": 0.0, **_ALL_LIMITED},
        other={"political.good_offices": 1.0, **_ALL_LIMITED}, without={k: "total" for k in _ALL_LIMITED if k.endswith("goal")}, weeks=78,
    ),
    Experiment(
        "coercion", "5.11", "The threat of force holds the greedy back most and those who want everything least.", "contested",
        {"attacks_deterred": 1}, base={"posture.use_of_force": 0.0, **_ALL_GREEDY}, other={"posture.use_of_force": 1.0, **_ALL_GREEDY},
        without=dict.fromkeys(_ALL_GREEDY, "total"), weeks=78,
    ),
    Experiment(
        "theories", "5.11", "The two theories of spoiling differ: under goals alone, opportunity no longer draws attacks.", "contested",
        {"violent_events": -1}, base={"spoilers.theory": "opportunity"}, other={"spoilers.theory": "goals"}, weeks=78,
    ),
    Experiment(
        "political_track", "5.14", "Force without a political track does not end the war: with good offices the same force does better.", "contested",
        {"peace_talks_end": 1, "party_consent_mean": 1, "battle_deaths": -1},
        base={"posture.use_of_force": 1.0, "political.good_offices": 0.0}, other={"posture.use_of_force": 1.0, "political.good_offices": 0.8},
        without={"leadership.administration": 1.0}, weeks=208,
    ),
    Experiment(
        "force_alone", "5.14", "More force without mediation brings no agreement nearer.", "contested", {"peace_talks_end": 0},
        base={"posture.use_of_force": 0.0, "political.good_offices": 0.0}, other={"posture.use_of_force": 1.0, "political.good_offices": 0.0}, weeks=208,
    ),
    Experiment(
        "implementation", "5.14", "What is carried out of an agreement holds violence down, also of those who did not sign.", "post_accord",
        {"peace_process_end": 1, "violent_events": -1}, base={"host.commitment": 0.2}, other={"host.commitment": 0.9},
        without={"politics.settled_standing": 0.0, "politics.settled_law": 0.0, "politics.settled_jobs": 0.0, "politics.settled_land": 0.0,
                 "politics.settled_grievance": 0.0}, weeks=208,
    ),
    Experiment(
        "inclusion", "5.14", "Inclusion slows talks: more has to be agreed.", "contested", {"peace_talks_end": -1},
        base={"political.inclusion_civil_society": 0.0, "political.inclusion_women": 0.0},
        other={"political.inclusion_civil_society": 0.9, "political.inclusion_women": 0.9}, without={"politics.crowded_table": 0.0}, weeks=104,
    ),
    Experiment(
        "reintegration_money", "5.16", "What donors do not give for reintegration brings fighters back to arms and crime.", "post_accord",
        {"reintegration_gap_end": 1, "fighters_recidivist_end": 1, "fighters_armed_end": 1, "crime_deaths": 1},
        base={"ddr.funded_share": 0.9}, other={"ddr.funded_share": 0.1}, without={"ddr.goes_back": 0.0}, weeks=208,
    ),
    Experiment(
        "reintegration_planned", "5.16", "Planned together by mission and country team, reintegration reaches more of those who lay down arms.",
        "post_accord", {"reintegration_gap_end": -1, "fighters_recidivist_end": -1},
        base={"coordination.ddr_steering_group": 0.0, "integration.strategic_framework": 0.6},
        other={"coordination.ddr_steering_group": 4.0, "integration.strategic_framework": 0.6}, without={"ddr.planned_at_once": 0.0}, weeks=208,
    ),
    Experiment(
        "guarantees", "5.16", "More fighters lay down arms where the mission's presence makes it safe.", "post_accord", {"fighters_armed_end": -1},
        base={"mission.troops": 3000}, without={"ddr.unsafe": 1.0}, weeks=156,
    ),
    Experiment(
        "early_elections", "5.15; trade-off 7",
        "Elections before fighters have disarmed and institutions stand end worse than late ones; in a country with a roll, a commission and few men under arms they do not.",
        "post_accord", {"election_quality": -1, "elections_contested": 1, "violent_events": 1},
        base={"political.election_week": 130}, other={"political.election_week": 20}, without=_READY, weeks=208,
    ),
    Experiment(
        "arms_at_the_polls", "5.15, 5.16; trade-off 7", "Losers who have not disarmed reject results more readily.", "post_accord",
        {"elections_contested": 1}, base={"political.election_week": 150}, other={"political.election_week": 150, "ddr.join_gain": 0.0},
        without={"elections.unarmed": 1.0}, weeks=152,
    ),
    Experiment(
        "waning", "5.9, 5.15", "The host's consent wanes after elections.", "post_accord", {"host_consent_end": -1},
        base={"political.election_week": 1040}, other={"political.election_week": 52}, without={"consent.host_elected": 0.0}, weeks=156,
    ),
    Experiment(
        "mandate", "5.15", "A government that is elected is trusted more.", "post_accord", {"legitimacy_end": 1},
        base={"political.election_week": 1040}, other={"political.election_week": 52},
        without={"elections.welcomed": 0.0, "elections.standing": 0.0, "elections.ballot_share": 0.0}, weeks=156,
    ),
    Experiment(
        "registration", "5.15", "Time to register voters and to build a commission raises the quality of elections.", "post_accord",
        {"election_quality": 1}, base={"political.election_week": 106, "elections.preparation_weeks": 8},
        other={"political.election_week": 106, "elections.preparation_weeks": 52},
        without={"elections.registered_per_team": 0.0, "elections.training": 0.0}, weeks=108,
    ),
    Experiment(
        "security_of_polls", "5.15", "Troops raise turnout and quality where polls are threatened.", "contested",
        {"election_quality": 1, "election_turnout": 1}, base={**NOBODY, "political.election_week": 90},
        other={**NOBODY, "mission.troops": 11200, "political.election_week": 90}, without={"elections.intimidation": 0.0}, weeks=92,
    ),
    Experiment(
        "campaign", "5.15", "Tension rises before a poll, and with it disorder and violence (the weeks up to the poll).", "post_accord",
        {"crime_deaths": 1, "violent_events": 1}, base={"political.election_week": 1040}, other={"political.election_week": 52},
        without={"elections.tension": 0.0}, weeks=52,
    ),
    Experiment(
        "prisons_forgotten", "5.17", "Prisons forgotten hold back the rest: without work in prisons the rule of law grows less, though courts get the time.",
        "post_accord", {"corrections_end": -1, "rule_of_law_end": -1}, other={"mission.mandated_tasks": _all_but("prison_support")},
        without={"institutions.weakest": 0.0, "institutions.held_back": 0.0}, weeks=156,
    ),
    Experiment(
        "vetting_now", "5.17", "Vetting takes police off the street: fewer who are able to serve, and more crime, for now.", "post_accord",
        {"police_capacity_end": -1, "crime_deaths": 1}, base={"resources.police_vetting": 0.0}, other={"resources.police_vetting": 1.0},
        without={"institutions.vetting_pace": 0.0}, weeks=78,
    ),
    Experiment(
        "vetting_later", "5.17", "And years later they are of more integrity.", "post_accord", {"police_integrity_end": 1, "rule_of_law_end": 1},
        base={"resources.police_vetting": 0.0}, other={"resources.police_vetting": 1.0}, without={"institutions.vetting_pace": 0.0}, weeks=208,
    ),
    Experiment(
        "foreign_provision", "5.17", "Police of the mission lower crime at once, and build nothing by it.", "post_accord",
        {"crime_deaths": -1, "police_capacity_end": 0}, base={"mission.police": 0, "mission.formed_police": 0, **_NO_MENTORS},
        other=_NO_MENTORS, without={"crime.police_effect": 0.0}, weeks=78,
    ),
    Experiment(
        "mentoring", "5.17", "Mentoring leaves capacity behind.", "post_accord", {"police_capacity_end": 1, "police_integrity_end": 1},
        base=_NO_MENTORS, other={"resources.police_vetting": 0.0},
        without={"institutions.mentoring": 0.0, "institutions.example": 0.0}, weeks=156,
    ),
    Experiment(
        "mentors_beside", "5.17", "It is faster beside the host's own people.", "post_accord", {"police_capacity_end": 1, "police_integrity_end": 1},
        base={"collocation.police_with_host": False}, other={"collocation.police_with_host": True}, without={"institutions.beside_host": 1.0}, weeks=156,
    ),
    Experiment(
        "army_bound", "5.17", "Working beside the army under conditions makes it keep the law better than without conditions.", "contested",
        {"defence_end": 1, "civilian_deaths_by_state": -1}, base={"posture.state_support": 0.8, "posture.due_diligence": 0.0},
        other={"posture.state_support": 0.8, "posture.due_diligence": 1.0},
        without={"institutions.army_bound": 0.0, "violence.conditions_effect": 0.0}, weeks=156,
    ),
    Experiment(
        "donor_group", "5.19; trade-off 11", "A donor group cuts overlap among donors' projects, which come to more for each dollar.", "post_accord",
        {"donor_overlap_mean": -1, "donor_work_per_million": 1}, base={"coordination.donor_group": 0.0}, other={"coordination.donor_group": 4.0},
        without={"planning.avoidance": 0.0, "donors.visibility": 0.0}, weeks=156,
    ),
    Experiment(
        "donor_flag", "5.19; trade-off 11", "And it costs pledges of donors that want to be seen.", "post_accord",
        {"pledged": -1}, base={"coordination.donor_group": 0.0}, other={"coordination.donor_group": 4.0}, without={"donors.visibility": 0.0}, weeks=156,
    ),
    Experiment(
        "money_later", "5.19", "Money that comes later meets a country that can put it to use: projects come to more for each dollar.", "post_accord",
        {"donor_work_per_million": 1}, base={"donors.peak_year": 0.5, "donors.fading": 0.3},
        other={"donors.peak_year": 5.0, "donors.fading": 0.0, "aid.attention_rise": 0.8},
        without={"aid.absorption_late": 1.0, "donors.absorption": 1.0, "aid.usd_per_staff": 1_000_000, "tasks.wasted": 0.0}, weeks=260,
    ),
    Experiment(
        "crisis_in_the_news", "5.19", "A crisis in the news raises pledges.", "post_accord", {"pledged": 1, "donor_attention_mean": 1},
        other={"injects": ({"kind": "cholera", "week": 78, "weeks": 8, "size": 2.0}, {"kind": "attack", "week": 80, "size": 3.0})},
        without={"aid.crisis_pull": 0.0}, weeks=104,
    ),
    Experiment(
        "cliff", "5.19, 5.25; trade-off 11", "Where donors' money goes with the mission, services and livelihoods suffer.", "post_accord",
        {"disbursed": -1, "services_end": -1, "livelihoods_end": -1}, base={**_LEAVES, "transition.follow_on_support": 0.9},
        other={**_LEAVES, "transition.follow_on_support": 0.1},
        without={"country_team.funded_share": 0.0, "donors.annual_pledge_usd": 0, "ddr.funded_share": 0.0, "exit.state_pays": 1.0}, weeks=208,
    ),
    Experiment(
        "civic_space", "5.20", "Open civic space raises warning, and restrains abuse by the state.", "contested",
        {"awareness_mission_mean": 1, "police_integrity_end": 1, "civilian_deaths_by_state": -1}, base={"host.civic_space": 0.05}, other={"host.civic_space": 0.95},
        without={"information.forum_alert": 0.0, "civil_society.defenders_watch": 0.0, "civil_society.press_watch": 0.0, "civil_society.mediates": 0.0},
        weeks=78,
    ),
    Experiment(
        "foreign_money", "5.20", "Too much money from abroad costs civil society its credibility, and with it a say.", "contested",
        {"women_influence_end": -1, "awareness_mission_mean": -1}, other={"donors.civil_society_usd": 300_000_000},
        without={"civil_society.taint": 0.0}, weeks=78,
    ),
    Experiment(
        "small_grants", "5.20", "A little money builds groups that are heard.", "contested", {"women_influence_end": 1, "youth_inclusion_end": 1},
        base={"donors.civil_society_usd": 0}, without={"civil_society.grants_build": 0.0}, weeks=78,
    ),
    Experiment(
        "youth_left_out", "5.20", "Where young people are kept out, and have no livelihoods, armed groups find more recruits.", "contested",
        {"fighters_armed_end": 1, "youth_inclusion_end": -1}, base={"civil_society.custom": 0.0}, other={"civil_society.custom": 0.9},
        without={"civil_society.youth_holds": 0.0}, weeks=104,
    ),
    Experiment(
        "media_calm", "5.20", "Independent media calm a campaign: the more people they reach, the less disorder (the weeks up to the poll).", "post_accord",
        {"crime_deaths": -1}, base={"civil_society.first_reach": 0.05, "host.press_freedom": 0.95, **_CAMPAIGN},
        other={"civil_society.first_reach": 0.95, "host.press_freedom": 0.95, **_CAMPAIGN},
        without={"civil_society.calms": 0.0, "civil_society.media_news": 0.0}, weeks=39,
    ),
    Experiment(
        "media_inflame", "5.20", "Captured media inflame one: the more people they reach, the more disorder.", "post_accord",
        {"crime_deaths": 1}, base={"civil_society.first_reach": 0.05, "host.press_freedom": 0.05, **_CAMPAIGN},
        other={"civil_society.first_reach": 0.95, "host.press_freedom": 0.05, **_CAMPAIGN},
        without={"civil_society.inflames": 0.0, "civil_society.media_rumour": 0.0}, weeks=39,
    ),
    Experiment(
        "owned_slower", "5.18", "Through national bodies programmes deliver less now, for want of capacity and for what is diverted.", "post_accord",
        {"services_mean": -1, "livelihoods_mean": -1}, base=_AROUND, other=_THROUGH,
        without={"host_state.least_able": 1.0, "host_state.most_able": 1.0, "host_state.diverted": 0.0}, weeks=130,
    ),
    Experiment(
        "owned_lasts", "5.18", "And more is left years after an early exit, where leaders are willing.", "post_accord",
        {"state_authority_end": 1, "legitimacy_end": 1, "services_end": 1, "dependence_end": -1},
        base={**_AROUND, **_LEFT_EARLY, **_WILLING}, other={**_THROUGH, **_LEFT_EARLY, **_WILLING},
        without=_NOTHING_LEFT_BEHIND, weeks=312,
    ),
    Experiment(
        "owned_by_predators", "5.18", "Where leaders live off the people, it entrenches them instead: more predation, less trust, worse forces.", "post_accord",
        {"predation_end": 1, "legitimacy_end": -1, "police_integrity_end": -1},
        base={**_AROUND, **_LEFT_EARLY, **_PREDATORY}, other={**_THROUGH, **_LEFT_EARLY, **_PREDATORY},
        without={"host_state.diverted": 0.0}, weeks=312,
    ),
    Experiment(
        "bypassed", "5.18", "What is built around the state hangs on those who brought it.", "post_accord", {"dependence_end": 1},
        base=_THROUGH, other=_AROUND, without={"host_state.lasts": 1.0}, weeks=156,
    ),
    Experiment(
        "unpaid_forces", "5.18", "Forces who are not paid prey on people.", "contested",
        {"livelihoods_mean": -1, "legitimacy_mean": -1, "crime_deaths": 1}, other={"host.annual_revenue_usd": 40_000_000},
        without={"host_state.prey_livelihoods": 0.0, "host_state.prey_grievance": 0.0, "host_state.prey_crime": 0.0, "host_state.prey_trust": 0.0},
        weeks=130,
    ),
    Experiment(
        "borders", "5.18", "Guarded borders cut what reaches armed groups from abroad.", "post_accord",
        {"outside_support_mean": -1, "fighters_armed_end": -1}, base={"mission.mandated_tasks": _all_but("watch_border")},
        without={"host_state.smuggled": 1.0}, weeks=156,
    ),
    Experiment(
        "mine_action", "5.23", "Clearance opens land and returns.", "contested", {"mined_share_end": -1},
        base={"mission.mandated_tasks": ("patrol", "relief", "observe", "mediate_locally")},
        other={"mission.mandated_tasks": ("patrol", "relief", "observe", "mediate_locally", "clear_mines")},
        without={"mines.clearance": 0.0}, weeks=78,
    ),
)  # fmt: skip
