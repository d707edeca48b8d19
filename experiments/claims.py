"""What each rule of the model must show: named paired experiments, as data.

:mod:`.must_show` plays them. Where a mechanism can be switched off, an experiment says how: the effect must go with it,
or it was written in and did not emerge. Those of the rules of politics, institutions, money and exit stand in
:mod:`.claims_institutions`.

Source: MODEL.md section 5.
"""

from __future__ import annotations

from ..model.joint_bodies import JOINT_BODIES
from ..model.library import load_scenario
from .claims_institutions import INSTITUTIONS
from .experiment import NOBODY, Experiment, meeting_load

__all__ = ["EXPERIMENTS"]

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

_CORE: tuple[Experiment, ...] = (
    Experiment(
        "presence", "5.1", "Awareness rises with presence.", "post_accord", {"awareness_mission_mean": 1},
        base={"mission.troops": 5000, "mission.civilians": 600, "mission.police": 300}, weeks=52,
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
        {"awareness_mission_mean": 1, "awareness_country_team_mean": 1}, base=_NO_BODIES, weeks=52,
    ),
    Experiment(
        "joint_analysis", "5.1", "Joint analysis of intent raises warning.", "contested", {"warnings": 1},
        base={"coordination.jmac": 0.0}, other={"coordination.jmac": 8.0}, without={"information.jmac_precision": 0.0}, weeks=65,
    ),
    Experiment(
        "sensors", "5.1", "More sensors help warning, with or without joint analysis.", "contested", {"warnings": 1, "awareness_mission_mean": 1},
        base={"mission.observers": 0, "mission.troops": 6000, "coordination.jmac": 0.0},
        other={"mission.observers": 600, "mission.troops": 6000, "coordination.jmac": 0.0},
        without={"information.observer_advantage": 0.5, "information.team_precision": 0.0}, weeks=65,
    ),
    Experiment(
        "integration", "5.2, 5.3, 5.5",
        "Full collocation and joint bodies against stovepipes raise awareness and trust, cut duplication and sequencing failures.",
        "post_accord",
        {
            "awareness_mission_mean": 1, "awareness_country_team_mean": 1, "trust_mission_country_team_mean": 1,
            "duplication_mean": -1, "sequencing_failures": -1, "gaps_mean": -1, "coordination_load_mean": 1,
        },
        preset=("stovepipes", "fully_integrated"), without=_NOTHING_TOLD, weeks=78,
    ),
    Experiment(
        "rotation", "5.3", "Faster rotation of staff lowers trust at unchanged structure.", "post_accord",
        {"trust_mission_country_team_mean": -1}, base={"country_team.turnover": 0.3}, other={"country_team.turnover": 1.5}, weeks=78,
    ),
    Experiment(
        "shared_priorities",
        "5.5",
        "Too much shared priority draws everybody to the same places.",
        "post_accord",
        {"gaps_mean": 1, "services_end": -1},
        base={"integration.strategic_framework": 0.2},
        other={"integration.strategic_framework": 1.0},
        weeks=78,
    ),
    Experiment(
        "meetings_some",
        "5.4",
        "Some coordination lets more work be delivered than none (a tenth of the meetings of the scenario).",
        "post_accord",
        {"delivered": 1, "gaps_mean": -1, "duplication_mean": -1},
        base=meeting_load(0.0, _POST_ACCORD),
        other=meeting_load(0.1, _POST_ACCORD),
        weeks=65,
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
        weeks=65,
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
        weeks=65,
    ),
    Experiment(
        "sequence", "5.5", "An ordered programme fails less often on what should have come first.", "contested",
        {"sequencing_failures": 1}, base={"political.sequencing": "ordered"}, other={"political.sequencing": "at_once"},
        without={**_BLIND, "coordination.information_sharing": 0.0}, weeks=52,
    ),
    Experiment(
        "common_security", "5.7", "Common security rules close cells in which agencies would go under their own.", "contested",
        {"denied_by_security_rules": 1}, base={"integration.security_management": "separate"},
        other={"integration.security_management": "common"}, weeks=52,
    ),
    Experiment(
        "pooling", "5.8", "Pooled transport serves more at the same money, and only because fleets are not short together.",
        "post_accord", {"delivered": 1}, base={"integration.shared_services": 0.0}, other={"integration.shared_services": 1.0},
        without={"deployment.fleet_spread": 0.0}, weeks=52,
    ),
    Experiment(
        "christmas_tree", "5.8", "A mandate of everything spreads troops thin: fewer attacks deterred than with security first.",
        "contested", {"attacks_deterred": 1},
        other={"mission.mandated_tasks": ("patrol", "protect_site", "quick_reaction", "observe", "public_order", "mentor_police", "monitor_rights", "mediate_locally", "clear_mines")}, weeks=78,
    ),
    Experiment(
        "partiality", "5.9", "Standing beside resented state forces costs local consent.", "contested",
        {"local_consent_mean": -1, "host_consent_mean": 1}, base={"posture.state_support": 0.0}, other={"posture.state_support": 1.0},
        without={"country.grievance": 0.0, "violence.abuse_rate": 0.0}, weeks=52,
    ),
    Experiment(
        "criticism", "5.9", "Public human-rights reporting costs the host's consent and restrains abuse.", "contested",
        {"host_consent_mean": -1, "civilian_deaths_by_state": -1}, base={"posture.human_rights_reporting": "quiet"},
        other={"posture.human_rights_reporting": "public"},
        without={"consent.host_criticism": 0.0, "violence.monitoring_effect": 0.0, "violence.shamed": 0.0}, weeks=65,
    ),
    Experiment(
        "dialogue", "5.9", "Consent is repairable: leaders' time for good offices raises that of the host and of the parties.", "contested",
        {"host_consent_mean": 1, "party_consent_mean": 1}, base={"political.good_offices": 0.0}, other={"political.good_offices": 0.8},
        without={"leadership.administration": 1.0}, weeks=52,
    ),
    Experiment(
        "discipline", "5.9, 5.24", "Misconduct costs local consent; money for discipline repairs it.", "post_accord",
        {"local_consent_mean": 1, "misconduct": -1}, base={"resources.conduct_and_discipline_usd": 0},
        other={"resources.conduct_and_discipline_usd": 10_000_000}, without={"conduct.known": 0.0}, weeks=52,
    ),
    Experiment(
        "leaders", "5.21", "Able leaders get more out of the same mission, through commanders, support and the chief of staff.", "post_accord",
        {"delivered": 1, "crime_deaths": -1}, base={"leadership.least_competence": 0.1, "leadership.most_competence": 0.2},
        other={"leadership.least_competence": 0.8, "leadership.most_competence": 0.9},
        without={"leadership.command_effect": 0.0, "leadership.staff_effect": 0.0}, weeks=52,
    ),
    Experiment(
        "public_information", "5.9, 5.22", "Credible information holds consent up and expectation down.", "post_accord",
        {"local_consent_mean": 1, "expectation_gap_mean": -1}, base={"resources.public_information_usd": 0},
        other={"resources.public_information_usd": 20_000_000}, weeks=52,
    ),
    Experiment(
        "firewall", "5.10", "In the contested setting the firewall protects relief and pays in coordination.", "contested",
        {
            "acceptance_mean": 1, "denied_by_security_rules": -1, "aid_worker_victims": -1, "need_met_mean": 1,
            "trust_mission_country_team_mean": -1, "awareness_country_team_mean": -1,
        },
        preset=("fully_integrated", "firewall"), without={"acceptance.as_a_side": 0.0, "integration.security_management": "separate"}, weeks=52,
    ),
    Experiment(
        "association_contested", "5.10", "Association alone, all else equal, costs acceptance where the mission is contested.",
        "contested", {"acceptance_mean": -1},
        base={"integration.structure": "two_feet_out", "collocation.humanitarians": False, "integration.visible_identity": "separate"},
        other={"integration.structure": "two_feet_in", "collocation.humanitarians": True, "integration.visible_identity": "common"},
        without={"acceptance.as_a_side": 0.0}, weeks=52,
    ),
    Experiment(
        "association_permissive", "5.10", "The same association costs little in the permissive setting.", "post_accord",
        {"acceptance_mean": -1},
        base={"integration.structure": "two_feet_out", "collocation.humanitarians": False, "integration.visible_identity": "separate"},
        other={"integration.structure": "two_feet_in", "collocation.humanitarians": True, "integration.visible_identity": "common"},
        without={"acceptance.as_a_side": 0.0}, weeks=52,
    ),
    Experiment(
        "troops_3000", "5.11, 5.12", "More troops, fewer civilian and battle deaths (3,000 against none).", "contested",
        {"civilian_deaths": -1, "battle_deaths": -1}, base=NOBODY, other={**NOBODY, "mission.troops": 3000},
        without={"spoilers.risk_weight": 0.0, "spoilers.separation": 0.0, "violence.met_saves": 0.0}, weeks=65,
    ),
    Experiment(
        "troops_11200", "5.11, 5.12", "More troops, fewer civilian and battle deaths (11,200 against none).", "contested",
        {"civilian_deaths": -1, "battle_deaths": -1, "attacks_deterred": 1}, base=NOBODY, other={**NOBODY, "mission.troops": 11200},
        without={"spoilers.risk_weight": 0.0, "spoilers.separation": 0.0, "violence.met_saves": 0.0}, weeks=65,
    ),
    Experiment(
        "observers", "5.12", "Unarmed observers without troops bring no such fall.", "contested",
        {"civilian_deaths": 0, "battle_deaths": 0}, base=NOBODY, other={**NOBODY, "mission.observers": 400}, weeks=65,
    ),
    Experiment(
        "police", "5.12, crime", "Police reduce crime and not battle deaths.", "contested",
        {"crime_deaths": -1, "battle_deaths": 0}, base=NOBODY, other={**NOBODY, "mission.police": 1440}, weeks=65,
    ),
    Experiment(
        "quality", "5.12", "Better contingents protect better at equal numbers.", "contested", {"civilian_deaths": -1},
        base={"mission.troop_quality": 0.15}, other={"mission.troop_quality": 0.9}, weeks=65,
    ),
    Experiment(
        "posture", "5.12", "A robust posture deters more and loses more peacekeepers' lives in responses.", "contested",
        {"civilian_deaths": -1, "attacks_deterred": 1, "peacekeeper_deaths": 1}, base={"posture.use_of_force": 0.0},
        other={"posture.use_of_force": 1.0}, without={"violence.posture_floor": 1.0}, weeks=65,
    ),
    Experiment(
        "inducement", "5.11", "What the process gives holds the limited back: fewer breaches of a ceasefire where more of it is carried out.",
        "post_accord", {"ceasefire_violations": -1}, base={"peace.process": 0.0}, other={"peace.process": 0.8},
        without={f"armed_groups.{g}.goal": "total" for g in _POST_ACCORD.armed_groups}, weeks=78,
    ),
    Experiment(
        "socialisation", "5.11", "Patient dialogue wins over those who have something to lose, and not those who want everything.", "contested",
        {"party_consent_mean": 1, "violent_events": -1}, base={"political.good_offices": 0.0, **_ALL_LIMITED},
        other={"political.good_offices": 1.0, **_ALL_LIMITED}, without={k: "total" for k in _ALL_LIMITED if k.endswith("goal")}, weeks=65,
    ),
    Experiment(
        "coercion", "5.11", "The threat of force holds the greedy back most and those who want everything least.", "contested",
        {"attacks_deterred": 1}, base={"posture.use_of_force": 0.0, **_ALL_GREEDY}, other={"posture.use_of_force": 1.0, **_ALL_GREEDY},
        without=dict.fromkeys(_ALL_GREEDY, "total"), weeks=52,
    ),
    Experiment(
        "theories", "5.11", "The two theories of spoiling differ: under goals alone, opportunity no longer draws attacks.", "contested",
        {"violent_events": -1}, base={"spoilers.theory": "opportunity"}, other={"spoilers.theory": "goals"}, weeks=52,
    ),
    Experiment(
        "political_track", "5.14", "Force without a political track does not end the war: with good offices the same force does better.", "contested",
        {"peace_talks_end": 1, "party_consent_mean": 1, "battle_deaths": -1},
        base={"posture.use_of_force": 1.0, "political.good_offices": 0.0}, other={"posture.use_of_force": 1.0, "political.good_offices": 0.8},
        without={"leadership.administration": 1.0}, weeks=117,
    ),
    Experiment(
        "force_alone", "5.14", "More force without mediation brings no agreement nearer.", "contested", {"peace_talks_end": 0},
        base={"posture.use_of_force": 0.0, "political.good_offices": 0.0}, other={"posture.use_of_force": 1.0, "political.good_offices": 0.0}, weeks=117,
    ),
    Experiment(
        "implementation", "5.14", "What is carried out of an agreement holds violence down, also of those who did not sign.", "post_accord",
        {"peace_process_end": 1, "violent_events": -1}, base={"host.commitment": 0.2}, other={"host.commitment": 0.9},
        without={"politics.settled_standing": 0.0, "politics.settled_law": 0.0, "politics.settled_jobs": 0.0, "politics.settled_land": 0.0,
                 "politics.settled_grievance": 0.0}, weeks=117,
    ),
    Experiment(
        "inclusion", "5.14", "Inclusion slows talks: more has to be agreed.", "contested", {"peace_talks_end": -1},
        base={"political.inclusion_civil_society": 0.0, "political.inclusion_women": 0.0},
        other={"political.inclusion_civil_society": 0.9, "political.inclusion_women": 0.9}, without={"politics.crowded_table": 0.0}, weeks=78,
    ),
    Experiment(
        "mine_action", "5.23", "Clearance opens land and returns.", "contested", {"mined_share_end": -1},
        base={"mission.mandated_tasks": ("patrol", "relief", "observe", "mediate_locally")},
        other={"mission.mandated_tasks": ("patrol", "relief", "observe", "mediate_locally", "clear_mines")},
        without={"mines.clearance": 0.0}, weeks=52,
    ),
)  # fmt: skip

EXPERIMENTS: tuple[Experiment, ...] = (*_CORE, *INSTITUTIONS)
"""All of them."""
