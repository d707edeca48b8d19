"""The systems of a peace operation that the sources describe: where each is in the model, and how it is switched off.

A system that is off is a world that differs in the values that its row names, so that no rule asks whether a system is
there. A scenario switches one off in its table ``[systems]``; :mod:`.switches` makes the switches of this table.

Source: CML chapters 1 to 6, CML6, IMS, IPI, EXIT.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["CHAPTERS", "SYSTEMS", "System"]


@dataclass(frozen=True)
class System:
    """One system of the sources.

    Attributes:
        key: Name of its switch, as in ``systems.mine_action``.
        title: Name shown to people.
        does: What it does, as it follows on "Whether".
        source: Sections that describe it.
        rule: Rule of MODEL.md section 5 that it belongs to, and others after it.
        code: Modules below ``model`` that hold it, without their ending.
        test: Name of the file of tests, without ``tests/test_`` and its ending.
        columns: Weekly columns in which it is looked for.
        off: Dotted names and values by which the world without it differs; ``*`` stands for every armed group.
        leaves_out: Tasks that the mission has no mandate for without it.
        world: Where it is at work: a key of ``WORLDS`` in ``experiments/traceability.py``.
        more: Parameters that shape it, beside those of ``off``.
    """

    key: str
    title: str
    does: str
    source: str
    rule: str
    code: tuple[str, ...]
    test: str
    columns: tuple[str, ...]
    off: Mapping[str, Any] = field(default_factory=dict)
    leaves_out: tuple[str, ...] = ()
    world: str = "post_accord"
    more: tuple[str, ...] = ()


def _row(
    key: str, title: str, does: str, source: str, rule: str, code: str, test: str, columns: str,
    off: Mapping[str, Any] | None = None, out: str = "", world: str = "post_accord", more: str = "",
) -> System:  # fmt: skip
    """Return a row of the table; names that stand in one text are parted by spaces."""
    return System(
        key, title, does, source, rule, tuple(code.split()), test, tuple(columns.split()), off or {}, tuple(out.split()),
        world, tuple(more.split()),
    )  # fmt: skip


_LEADING = (
    _row("leadership_team", "Mission leadership team", "the heads of the mission meet as one team", "CML 1.1; CML 1.4.5; IMS", "5.21", "rules/leadership", "rule_conduct_leadership", "mlt_cohesion plan_coherence coordination_load",
         {"coordination.leadership_meetings": 0.0}, more="leadership.meeting_gain leadership.hours_per_meeting"),
    _row("able_leaders", "Skill of leaders", "it matters how able commanders and the chief of staff are", "CML 1.1; IPI", "5.21", "rules/leadership", "rule_conduct_leadership", "coordination_load crime_deaths need_met",
         {"leadership.command_effect": 0.0, "leadership.staff_effect": 0.0}, more="leadership.least_competence leadership.most_competence"),
    _row("change_of_leaders", "Vacant posts and new leaders", "posts stand vacant and newcomers must find their place in the team", "CML 1.1; CML 1.4.4", "5.21", "rules/leadership", "rule_conduct_leadership", "mlt_cohesion plan_coherence",
         {"leadership.vacancy_weeks": 0.0, "leadership.newcomer": 0.0}, more="leadership.tenure_weeks"),
    _row("standing_of_the_head", "Political capital of the head of mission", "mediation needs political capital, which criticism and use spend", "CML 1.1; CML 3.2; IPI", "5.21", "rules/leadership", "rule_conduct_leadership", "party_consent peace_process",
         {"leadership.capital_weight": 0.0}, more="leadership.capital_return leadership.capital_criticism leadership.capital_offices"),
    _row("three_hats", "Deputy with three hats", "one deputy of the head of mission also leads the country team and coordinates relief", "CML 1.3; IMS", "5.2", "rules/channels coordination", "rule_channels", "trust_mission_country_team awareness_country_team",
         {"integration.triple_hat": False}, more="channels.bridge_capacity channels.bridge_strength"),
    _row("coordinator_inside", "Humanitarian coordination inside the mission", "the humanitarian coordinator's office stands with the mission", "CML 1.3; IMS dilemmas", "5.2, 5.10", "rules/channels rules/acceptance", "rule_acceptance", "acceptance trust_mission_country_team",
         {"integration.structure": "two_feet_out"}, more="channels.office_two_feet acceptance.shown_structure"),
    _row("common_plan", "Integrated strategic framework", "mission and country team commit capacity to priorities that they set together", "CML 1.3; CML 1.4.6; CML 1.4.8", "5.5", "rules/planning orders", "rule_planning", "plan_coherence gaps duplication",
         {"integration.strategic_framework": 0.0, "coordination.strategic_framework_group": 0.0}, more="planning.shared_pull planning.framework_paper"),
    _row("division_of_labour", "Division of labour", "planners keep away from work that they know others do", "CML 1.4.2; CML 1.4.6", "5.5", "rules/planning orders", "rule_planning", "duplication gaps",
         {"planning.avoidance": 0.0}),
    _row("order_of_work", "Sequence", "planners heed what must come first", "CML 1.4.8", "5.5", "rules/planning", "rule_planning", "sequencing_failures services",
         {"planning.ordered": 0.0, "planning.at_once": 0.0}, more="political.sequencing"),
    _row("what_must_come_first", "Prerequisites", "work fails where what it needs is not there: security, cleared ground, settled land, roads", "CML 1.4.8; CML 3.1.1", "5.6", "rules/works operations", "rule_works", "services livelihoods returned",
         {"tasks.wasted": 0.0}, more="tasks.security_limit tasks.mine_limit tasks.dispute_limit tasks.road_limit"),
    _row("settling_in", "Settling in", "teams need time in a new place before they are of full use", "CML 1.4.4; CML 2.2.4", "5.6", "rules/works operations", "rule_works", "services state_authority",
         {"tasks.setup_weeks": 0.0}),
    _row("joint_operations_centre", "Joint operations centre", "a joint operations centre passes this week's reports on this week", "CML 1.3; CML 1.4.3; IMS", "5.1", "rules/information intelligence", "rule_information", "awareness_mission coordination_load",
         {"coordination.joc": 0.0}, more="information.monthly_pool"),
    _row("joint_analysis", "Joint mission analysis centre", "a joint analysis centre estimates what armed groups intend", "CML 1.3; CML 1.4.3; IMS; IPI", "5.1", "rules/information intelligence", "rule_information", "warnings attacks_deterred",
         {"coordination.jmac": 0.0}, world="contested", more="information.jmac_precision information.jmac_needs"),
    _row("open_reports", "Information sharing", "organisations pass reports on through the channels that they have", "CML 1.4.3", "5.1, 5.2", "rules/channels intelligence", "rule_channels", "awareness_mission awareness_country_team",
         {"coordination.information_sharing": 0.0}, more="channels.distrusted"),
    _row("confidentiality", "Confidentiality", "protection data and relief actors' reports are kept from uniformed ones", "CML 1.3; CML 2.1.2; IMS dilemmas", "5.2", "rules/channels", "rule_channels", "awareness_mission trust_mission_country_team",
         {"channels.uniformed_caution": 0.0}, more="channels.civilian_caution channels.inside_caution"),
    _row("trust_grows", "Trust between organisations", "trust between organisations grows and is lost by what they do", "CML 1.4.1; CML 1.4.4", "5.3", "rules/trust", "rule_trust", "trust_in_mission trust_mission_country_team awareness_mission",
         {"trust.contact_gain": 0.0, "trust.joint_work_gain": 0.0, "trust.turf_loss": 0.0, "trust.broken_promise_loss": 0.0, "trust.leak_loss": 0.0, "trust.blurred_role_loss": 0.0}),
    _row("staff_turnover", "Turnover of staff", "international staff are replaced year by year", "CML 1.4.4", "5.3", "rules/trust", "rule_trust", "trust_mission_country_team trust_in_mission",
         {"country_team.turnover": 0.0}, more="trust.nationals_leave trust.internationals_leave"),
    _row("shared_premises", "Collocation", "components of the mission and agencies share premises", "CML 1.4.1; OR-01", "5.2", "rules/channels coordination", "rule_channels", "trust_mission_country_team mlt_cohesion awareness_mission",
         {"collocation.headquarters": 0.0, "collocation.sectors": 0.0, "collocation.country_team": False}, more="channels.same_office channels.same_compound channels.settling_weeks"),
    _row("relief_inside", "Relief offices in mission compounds", "relief agencies have their offices inside mission compounds", "CML 1.3; CML 1.4.1; HU-09", "5.2, 5.10", "rules/acceptance coordination", "rule_acceptance", "acceptance trust_mission_country_team",
         {"collocation.humanitarians": False}, world="integrated", more="acceptance.shown_premises"),
    _row("one_identity", "Visible identity", "relief and development teams show the mission's flags and vehicles", "CML6; IMS dilemmas", "5.9, 5.10", "rules/acceptance operations", "rule_acceptance", "acceptance local_consent",
         {"integration.visible_identity": "separate"}, world="integrated", more="acceptance.shown_identity consent.credit_common consent.credit_separate"),
    _row("relief_as_a_side", "Humanitarian space", "relief that is taken for part of a hostile side loses acceptance", "CML 1.3; CML 6.2; IMS dilemmas; HU-09", "5.10", "rules/acceptance", "rule_acceptance", "acceptance aid_worker_victims",
         {"acceptance.as_a_side": 0.0}, world="integrated", more="acceptance.dragged acceptance.shown_escorts acceptance.shown_projects"),
    _row("access_dialogue", "Dialogue on humanitarian access", "the coordinator of relief talks to all sides about access", "CML 1.3; CML 6.2", "5.10", "rules/acceptance", "rule_acceptance", "acceptance denied_by_groups",
         {"acceptance.dialogue": 0.0}, world="contested", more="acceptance.dialogue_alone"),
    _row("civil_military_centre", "Civil-military coordination", "relief actors and uniformed ones meet in an operations centre", "CML 1.3; CML 1.4.2; IMS", "5.2, 5.10", "rules/acceptance rules/channels", "rule_acceptance", "acceptance coordination_load",
         {"coordination.cmoc": 0.0}, world="contested"),
    _row("cluster_meetings", "Humanitarian clusters", "relief agencies divide places and kinds of work in clusters", "CML 1.3; CML 6.2; OR-06", "5.2, 5.5", "rules/channels rules/planning", "rule_channels", "duplication need_met coordination_load",
         {"coordination.clusters": 0.0}),
    _row("pooled_fund", "Pooled humanitarian fund", "part of relief's money goes through one fund to where it is short", "CML 6.2; C-41", "5.8", "finance ledger", "relief_money", "need_met country_team_spend",
         {"country_team.pooled_fund_share": 0.0}),
    _row("price_of_meetings", "Price of coordination", "meetings take staff time from field work", "CML 2.2; OR-09", "5.4", "rules/load", "rule_load", "coordination_load need_met services",
         {"load.hours_per_meeting": 0.0}, more="load.coordinating_hours load.field_price"),
    _row("authority_in_sectors", "Delegated authority", "heads of sector offices may decide", "CML 1.4.2", "5.4, 5.5", "rules/load rules/planning", "rule_load", "plan_coherence need_met gaps",
         {"coordination.devolution": 0.0}, more="load.devolution_saves load.devolution_loosens planning.aggregation"),
    _row("slow_decisions", "Time to decide", "decisions by consensus and by command take weeks", "CML 1.4.2; CML 1.4.5; IPI", "5.4", "rules/load", "rule_load", "attacks_met response_weeks gaps",
         {"load.consensus_weeks": 0.0, "load.command_weeks": 0.0}, world="contested", more="coordination.decision_style load.discord"),
    _row("planners_learn", "Learning where one gets in", "planners learn from refusals where they get in", "CML 1.4.7", "5.5, 5.7", "rules/access access", "rule_access", "denied_by_groups need_met",
         {"access.expect_speed": 0.0}, world="contested", more="access.expected_at_start access.public_speed"),
)

_ACROSS = (
    _row("presence_protects", "Protection by presence", "armed groups shrink from attacks where soldiers could answer them", "CML 2.1.1; CML 4.3", "5.11, 5.12", "rules/spoilers rules/violence", "rule_spoilers", "civilian_deaths attacks_deterred violent_events",
         {"spoilers.risk_weight": 0.0}, world="contested", more="violence.half_presence violence.patrol_reach_km"),
    _row("answer_to_attacks", "Response to attacks", "soldiers who come in time save lives", "CML 2.1.1; CML 4.3; PK-14", "5.12", "rules/violence rules/clash", "rule_violence", "civilian_deaths battle_deaths",
         {"violence.met_saves": 0.0, "violence.met_calms": 0.0}, world="contested", more="violence.response_half violence.delay_half"),
    _row("reserve", "Quick reaction", "a reserve can be sent to attacks anywhere", "CML 4.3.1", "5.6, 5.12", "rules/violence", "rule_violence", "attacks_met civilian_deaths",
         {"violence.reserve_share": 0.0, "violence.reserve_reach": 0.0}, "quick_reaction", "contested", "violence.lift"),
    _row("protection_of_camps", "Protection of camps and sites", "soldiers guard camps of displaced people", "CML 4.3.1; CML 6.4", "5.6, 5.13", "rules/works rules/people", "rule_people", "civilian_deaths attacks_deterred",
         out="protect_site", world="contested", more="planning.camp_call people.camp_militarisation"),
    _row("protection_teams", "Joint protection teams", "civilians, police and soldiers visit threatened places together", "CML 2.1.1; CML 4.3.3", "5.2", "rules/channels intelligence", "rule_channels", "awareness_mission warnings coordination_load",
         {"coordination.joint_protection_teams": 0.0}, world="contested"),
    _row("alert_networks", "Early warning by communities", "residents and civil society raise the alarm from places where nobody is", "CML 2.1.1; CML 4.3.3; CML 3.6", "5.1", "rules/information", "rule_information", "awareness_mission warnings",
         {"information.alert": 0.0, "information.forum_alert": 0.0}, world="contested"),
    _row("residents_report", "Reports of residents", "residents tell teams what they see, the more where they consent", "CML 4.3.3; IPI analysis", "5.1", "rules/information", "rule_information", "awareness_mission awareness_country_team",
         {"information.resident_precision": 0.0}, more="information.resident_noise information.told_rumour"),
    _row("liaison_assistants", "Community liaison", "national liaison assistants hear what residents see", "CML 4.3.3; IPI local population", "5.1, 5.9", "intelligence perception", "rule_information", "awareness_mission local_consent",
         {"mission.community_liaison": 0}, more="information.liaison_multiplier"),
    _row("robust_force", "Use of force", "contingents use force to protect civilians and the mandate", "CML 4.3.6; IPI", "5.12", "rules/violence", "rule_violence", "attacks_deterred peacekeeper_deaths local_consent",
         {"posture.use_of_force": 0.0}, world="contested", more="violence.posture_floor violence.response_risk"),
    _row("wide_deployment", "Area deployment", "troops spread over the countryside", "CML 4.3.6; CML 4.4", "5.5", "rules/planning", "rule_planning", "attacks_deterred awareness_mission",
         {"posture.area_deployment": 0.0}, more="planning.point_pull"),
    _row("rights_monitoring", "Human rights monitoring", "monitors hold abuse back and keep civic space open", "CML 2.1.2", "5.12, 5.20", "rules/violence rules/civil_society", "rule_violence", "civilian_deaths_by_state civic_space",
         {"violence.monitoring_effect": 0.0, "civil_society.open_watch": 0.0}, "monitor_rights", "contested", "tasks.rights_effect"),
    _row("reports_on_rights", "Public reporting on human rights", "abuses are told in public or through Geneva", "CML 2.1.2; IMS dilemmas; CO-01", "5.9, 5.12", "rules/consent rules/violence", "rule_consent", "host_consent civilian_deaths_by_state",
         {"posture.human_rights_reporting": "quiet"}, world="contested", more="consent.host_criticism consent.geneva_voice consent.spoken_for violence.shamed"),
    _row("conditions_on_support", "Due diligence", "support to the state's forces depends on their conduct", "CML 2.1.2; IPI host state", "5.9, 5.12, 5.17", "rules/violence rules/security_sector", "rule_violence", "civilian_deaths_by_state local_consent defence",
         {"posture.due_diligence": 0.0}, world="contested", more="violence.conditions_effect institutions.army_bound"),
    _row("with_state_forces", "Support to the state's forces", "the mission operates beside the state's forces", "CML 4.7; IPI host state", "5.9, 5.12", "rules/consent rules/violence", "rule_consent", "host_consent battle_deaths local_consent",
         {"posture.state_support": 0.0}, world="contested", more="violence.support_effect consent.host_alignment"),
    _row("gender_advisers", "Gender advisers", "advisers and UN Women strengthen women's groups", "CML 2.1.3; CML6", "5.20", "rules/civil_society", "rule_civil_society", "women_influence",
         {"civil_society.women_advised": 0.0}, more="civil_society.advisers_half"),
    _row("women_on_staff", "Women among staff", "women among staff and their advisers are told what others are not", "CML 2.1.3; CML6", "5.20, 5.24", "rules/civil_society rules/conduct", "rule_civil_society", "misconduct women_influence local_consent",
         {"civil_society.female_told": 0.0, "civil_society.women_met": 0.0}, more="civil_society.female_half mission.female_share"),
    _row("mine_action", "Mine action", "mines and explosive remnants are cleared", "CML 2.1.4", "5.23", "rules/mines", "rule_mines_crime", "mined_share returned livelihoods",
         {"mines.clearance": 0.0}, "clear_mines", more="mines.last_devices"),
    _row("laying_of_mines", "Mines laid anew", "armed groups lay new devices", "CML 2.1.4; CML 4.4", "5.23", "rules/mines", "rule_mines_crime", "mined_share road_access",
         {"mines.new_devices": 0.0}, world="contested", more="mines.laid_blocking"),
    _row("security_rules", "Security rules", "believed threat keeps United Nations and relief teams from going", "CML 2.2.1; HU-03", "5.7", "rules/access", "rule_access", "denied_by_security_rules need_met aid_worker_victims",
         {"access.limit_mission": 1.0, "access.limit_agency": 1.0, "access.limit_relief": 1.0, "access.limit_state": 1.0, "access.casualty_caution": 0.0}, world="contested", more="access.rule_width"),
    _row("common_security", "Common security management", "the country team follows the mission's security rules, which heads agree on", "CML 2.2.1", "5.7", "rules/access", "rule_access", "denied_by_security_rules need_met",
         {"integration.security_management": "separate", "coordination.security_management_team": 0.0}, world="contested"),
    _row("public_information", "Public information", "the mission tells people what it does and can do", "CML 2.2.2", "5.22, 5.9", "rules/works rules/consent", "rule_works", "expectation_gap local_consent media",
         {"resources.public_information_usd": 0}, "broadcast", more="tasks.radio_gain tasks.radio_reach consent.message"),
    _row("rumours", "Rumours", "credible news gives way to rumour", "CML 2.2.2", "5.22", "rules/works", "rule_works", "local_consent expectation_gap awareness_mission",
         {"tasks.rumour": 0.0}, more="tasks.rumour_floor"),
    _row("hostile_propaganda", "Propaganda of armed groups", "armed groups turn people against the mission", "CML 2.2.2; CML 4.2.5", "5.9, 5.11", "rules/consent rules/spoilers", "rule_consent", "local_consent",
         {"consent.propaganda": 0.0}, world="contested", more="spoilers.propaganda_cost spoilers.propaganda_floor"),
    _row("misconduct_cases", "Misconduct", "personnel of the mission abuse people", "CML 2.2.3; LG-04; LG-06", "5.24", "rules/conduct", "rule_conduct_leadership", "misconduct local_consent",
         {"conduct.rate": 0.0}, more="consent.misconduct conduct.known conduct.never_told"),
    _row("discipline", "Conduct and discipline", "money is spent on preventing and prosecuting misconduct", "CML 2.2.3", "5.24", "rules/conduct", "rule_conduct_leadership", "misconduct local_consent",
         {"resources.conduct_and_discipline_usd": 0}, more="conduct.money_half_usd conduct.money_effect"),
    _row("quick_impact_projects", "Quick impact projects", "the mission pays for small projects", "CML 2.2.4", "5.6, 5.9", "rules/works operations", "rule_works", "local_consent services",
         {"resources.quick_impact_usd": 0}, "quick_impact", "contested", "mission.usd_per_project"),
    _row("late_dues", "Late assessed contributions", "part of the mission's dues is unpaid at any date", "CML 2.2.4; C-39", "5.8", "finance ledger", "ledger", "mission_spend troops",
         {"mission.unpaid_dues": 0.0}, more="deployment.liquidity_support deployment.illiquid_work"),
    _row("ramp", "Slow deployment", "troops, police and civilians arrive over months", "CML 1.2; CML 2.2.4; C-01; C-04", "5.8", "rules/deployment", "rule_deployment", "troops police civilians",
         {"mission.strength_at_start": 1.0, "mission.months_to_peak": 1.0, "deployment.police_months": 1.0, "deployment.civilian_months": 1.0}, more="mission.police_fill_month_12"),
    _row("national_caveats", "Contingents' caveats", "contributors restrict what their contingents may do, the more after losses", "CML 2.2.4; CML 4.3.5; IPI contributors", "5.12", "rules/violence", "rule_violence", "attacks_met civilian_deaths peacekeeper_deaths",
         {"mission.caveats": 0.0, "violence.caution_soldier": 0.0}, world="contested", more="violence.caution_effect"),
    _row("rotation", "Rotation of contingents", "contingents lose effect while they hand over to the next", "CML 1.4.4; IPI contributors", "5.8", "rules/deployment", "rule_deployment", "attacks_deterred attacks_met",
         {"deployment.rotation_dip": 0.0}, world="contested", more="deployment.rotation_weeks deployment.handover_weeks"),
    _row("supply_lines", "Supply", "teams far from bases and roads lack supplies", "CML 2.2.4; IPI logistics", "5.8", "rules/deployment logistics", "rule_deployment", "attacks_deterred services need_met",
         {"tasks.unsupplied_work": 1.0, "violence.unsupplied": 1.0}, world="contested", more="deployment.supply_half deployment.haul"),
    _row("pooled_transport", "Shared services", "mission and country team pool transport, engineering and aviation", "CML 2.2.4; IPI logistics", "5.8", "rules/deployment logistics", "rule_deployment", "need_met services",
         {"integration.shared_services": 0.0}, more="deployment.fleet_spread deployment.unplanned_pool"),
    _row("logistics_centre", "Joint logistics centre", "transport, engineering and supply are planned together", "CML 1.3; CML 2.2.4", "5.8", "rules/deployment coordination", "rule_deployment", "coordination_load need_met",
         {"coordination.joint_logistics": 0.0}),
    _row("aviation", "Helicopters", "helicopters bring reserves and reach places without roads", "CML 2.2.4; CML 4.3.4; IPI logistics", "5.7, 5.12", "rules/violence rules/access", "rule_violence", "attacks_met civilian_deaths response_weeks",
         {"mission.helicopters": 0}, world="contested", more="violence.full_air access.air_lift_half"),
)

_POLITICS = (
    _row("expectations", "Expectations of the mission", "residents turn from a mission that brings less than they expect", "CML 1.2; CML 2.2.2; IPI local population", "5.9", "rules/consent", "rule_consent", "local_consent expectation_gap",
         {"consent.expectation": 0.0, "consent.unprotected": 0.0}, more="consent.hope consent.disappointment"),
    _row("impartiality", "Impartiality", "a mission that is seen as a side loses consent of residents and parties", "CML 3.1; IPI; LG-03", "5.9", "rules/consent", "rule_consent", "local_consent party_consent",
         {"consent.partiality": 0.0, "consent.party_bias": 0.0}, world="contested"),
    _row("claims_of_sovereignty", "Host sovereignty", "a government wants its own way the more, the stronger it is and the longer the mission stays", "CML 1.2; IPI host state; CO-01", "5.9", "rules/consent", "rule_consent", "host_consent denied_by_state",
         {"consent.host_sovereignty": 0.0, "consent.host_elected": 0.0, "consent.host_patrons": 0.0}, world="contested", more="host.sovereignty host.outside_patron"),
    _row("state_refusals", "Refusals by the government", "a government short of consent turns teams back", "CML 3.1; IPI host state; CO-09", "5.7", "rules/access", "rule_access", "denied_by_state",
         {"access.state_sensitivity": 0.0, "access.quiet_quarrel": 0.0}, world="contested", more="access.rights_exposure access.agency_exposure"),
    _row("consent_withdrawn", "Withdrawal of consent", "a government that no longer consents has the mission sent away", "CML 1.2; IPI host state; C-33", "5.25, 5.9", "rules/transition transition", "rule_transition", "troops civilian_deaths",
         {"exit.withdrawal_level": 0.0}, world="unwanted", more="exit.withdrawal_weeks exit.decision_weeks exit.forced_exit_weeks"),
    _row("mediation", "Good offices", "leaders and political affairs mediate between the parties", "CML 3.2; IPI political strategy", "5.14, 5.9", "rules/politics rules/leadership", "rule_politics", "party_consent peace_talks host_consent",
         {"political.good_offices": 0.0}, "good_offices", "contested", "politics.unaided leadership.mediation_time"),
    _row("ceasefire_commission", "Joint ceasefire commission", "a joint commission settles breaches before they spread", "CML 1.4.2; CML 4.2", "5.9", "rules/consent", "rule_consent", "party_consent ceasefire_violations coordination_load",
         {"coordination.joint_commission": 0.0}, more="consent.party_breach consent.settled"),
    _row("peace_dividends", "Provisions of an agreement", "what is carried out of an agreement changes people's lives", "CML 3.2; CML 3.3; RE-12", "5.14", "rules/politics politics", "rule_politics", "legitimacy rule_of_law livelihoods",
         {"politics.settled_standing": 0.0, "politics.settled_law": 0.0, "politics.settled_jobs": 0.0, "politics.settled_land": 0.0, "politics.settled_grievance": 0.0}, more="politics.security_weeks politics.paper"),
    _row("lost_patience", "Stalled provisions", "overdue provisions and alarm cost the parties' commitment", "CML 3.2.5; IPI", "5.14", "rules/politics", "rule_politics", "peace_process ceasefire_violations",
         {"politics.stall": 0.0, "politics.dread": 0.0, "politics.vested": 0.0}, more="politics.faith politics.broad_support"),
    _row("defection", "Defection", "a party that has lost its commitment walks out", "CML 3.2.5; CML 4.2.5; SP-03", "5.14", "politics rules/politics", "rule_politics", "peace_process battle_deaths",
         {"politics.walks_out": 0.0}, world="shaky", more="politics.comes_back politics.patience_spread"),
    _row("holding_fire", "Truces outside of an agreement", "armed groups that no agreement binds hold their fire for a time", "CML 4.2.1; C-49", "5.11, 5.14", "rules/truces truces", "rule_truces", "battle_deaths civilian_deaths violent_events",
         {"truces.begun": 0.0}, world="resource_war", more="truces.broken truces.kept"),
    _row("regional_organisation", "Regional organisation", "a regional organisation backs the process", "CML 1.4.2; CML 3.1.1; IPI", "5.14", "rules/politics", "rule_politics", "peace_process",
         {"region.organisation": 0.0}, more="politics.outside_weight"),
    _row("neighbouring_state", "Neighbour", "a neighbouring state helps or harms the peace", "CML 3.1.1; CML 4.8", "5.18, 5.14", "rules/host_state rules/politics", "rule_host_state", "outside_support peace_talks",
         {"region.neighbour": 0.0}, world="contested", more="host_state.neighbour_arms host_state.neighbour_closes"),
    _row("local_mediation", "Local mediation", "civil affairs and local administration mediate local disputes", "CML 3.3", "5.6", "rules/works", "rule_works", "legitimacy returned violent_events",
         {"tasks.mediation_gain": 0.0}, "mediate_locally"),
    _row("polls", "Elections", "elections are held", "CML 3.4; EL-01", "5.15", "rules/elections elections", "rule_elections", "legitimacy host_consent peace_process",
         {"political.election_rule": "week", "political.election_week": 1040}, world="polls", more="elections.welcomed elections.claims"),
    _row("electoral_assistance", "Electoral assistance", "the mission helps to register voters and to hold polls", "CML 3.4.1", "5.15", "rules/elections", "rule_elections", "legitimacy peace_process",
         {"elections.training": 0.0}, "electoral_support", "polls", "elections.registered_per_team"),
    _row("tension_at_the_polls", "Tension before polls", "a campaign raises tension and disorder", "CML 3.4.6", "5.15", "rules/elections", "rule_elections", "crime_deaths livelihoods",
         {"elections.tension": 0.0, "elections.dispute": 0.0}, world="polls", more="elections.disorder elections.armed_half"),
    _row("state_administration", "Extension of state authority", "the mission and agencies support the state's administration", "CML 3.5", "5.6, 5.18", "rules/works rules/host_state", "rule_host_state", "state_authority legitimacy",
         {"tasks.authority_gain": 0.0, "host_state.builds": 0.0}, "administration_support"),
    _row("ownership", "Local ownership", "programmes go through national bodies", "CML 3.5; IMS dilemmas", "5.18", "rules/host_state", "rule_host_state", "services dependence state_authority",
         {"political.local_ownership": 0.0}, more="host_state.least_able host_state.lasts"),
    _row("predatory_leaders", "Predation", "leaders divert what passes through their hands and resist reform", "CML 3.5; IMS dilemmas; IPI host state", "5.18, 5.17", "rules/host_state rules/institutions", "rule_host_state", "predation police_integrity legitimacy",
         {"host_state.diverted": 0.0, "host_state.entrenched": 0.0, "host_state.seen_taking": 0.0, "institutions.reform_resisted": 0.0, "institutions.corruption": 0.0}, more="host.predation"),
    _row("unpaid_forces", "Unpaid forces", "forces of the state who are not paid prey on people", "CML 3.5; CML 4.7", "5.18", "rules/host_state state_forces", "rule_host_state", "livelihoods legitimacy crime_deaths",
         {"host_state.prey_livelihoods": 0.0, "host_state.prey_grievance": 0.0, "host_state.prey_crime": 0.0, "host_state.prey_trust": 0.0}, world="unpaid", more="host_state.prey_half"),
    _row("civil_society_groups", "Civil society", "groups mediate, watch the state and hold leaders to account", "CML 3.6; CML6", "5.20", "rules/civil_society civil_society", "rule_civil_society", "police_integrity civilian_deaths_by_state violent_events",
         {"civil_society.mediates": 0.0, "civil_society.held_to_account": 0.0, "civil_society.defenders_watch": 0.0}, world="contested", more="civil_society.first_capacity"),
    _row("society_forum", "Civil society forum", "civil society and the mission tell each other what they see", "CML 3.6; CML 1.4.2", "5.20, 5.1", "rules/civil_society rules/information", "rule_civil_society", "women_influence awareness_mission",
         {"coordination.civil_society_forum": 0.0}, more="civil_society.forum_builds"),
    _row("society_at_the_table", "Inclusion of civil society", "civil society has influence in the talks", "CML 3.6; IN-01; C-48", "5.14, 5.20", "rules/politics rules/civil_society", "rule_politics", "peace_process youth_inclusion",
         {"political.inclusion_civil_society": 0.0}, more="politics.crowded_table politics.broad_support"),
    _row("women_at_the_table", "Influence of women in the talks", "women have influence in the talks", "CML 2.1.3; CML6; C-48", "5.14, 5.20", "rules/politics rules/civil_society", "rule_civil_society", "women_influence peace_process",
         {"political.inclusion_women": 0.0}, more="civil_society.token civil_society.unbidden"),
    _row("civic_freedom", "Civic space", "law, votes and watchers open civic space, and those in power and violence close it", "CML 3.6", "5.20", "rules/civil_society", "rule_civil_society", "civic_space women_influence",
         {f"civil_society.{name}": 0.0 for name in ("open_law", "open_vote", "open_watch", "open_company", "close_state", "close_groups", "close_violence")}, more="host.civic_space"),
    _row("grants_to_groups", "Grants to civil society", "donors pay grants to groups of civil society", "CML 3.6", "5.20", "rules/civil_society", "rule_civil_society", "women_influence youth_inclusion",
         {"donors.civil_society_usd": 0}, more="civil_society.grants_build civil_society.taint"),
    _row("free_media", "Media", "media spread news or rumour, calm or inflame, and are trained or captured", "CML 3.6; CML6", "5.20", "rules/civil_society rules/media", "rule_civil_society", "media expectation_gap local_consent",
         {f"civil_society.{name}": 0.0 for name in ("media_news", "media_rumour", "calms", "inflames", "press_watch", "journalists", "press_freed", "press_captured")}, more="host.press_freedom"),
)

_SECURITY = (
    _row("separation_of_forces", "Separation of forces", "troops between warring parties leave less room for attacks", "CML 4.2", "5.11", "rules/spoilers", "rule_spoilers", "battle_deaths ceasefire_violations",
         {"spoilers.separation": 0.0}, "separate_forces", "contested"),
    _row("military_observers", "Military observers", "unarmed observers watch and verify", "CML 4.2.1; PK-03", "5.1", "rules/information intelligence", "rule_information", "awareness_mission warnings",
         {"mission.observers": 0}, "observe", more="information.observer_advantage"),
    _row("hold_of_groups", "Refusals by armed groups", "armed groups turn teams back from what they hold", "CML 3.1; CML 4.4", "5.7", "rules/access", "rule_access", "denied_by_groups need_met",
         {"access.group_permission": 0.0}, world="contested", more="access.residents_say"),
    _row("forced_entry", "Freedom of movement by force", "a robust force overrides refusals", "CML 4.4; CML 4.3.6", "5.7, 5.11", "rules/access", "rule_access", "denied_by_groups peacekeeper_deaths",
         {"access.force_entry": 0.0}, world="contested", more="spoilers.entry_force"),
    _row("relief_escorts", "Escorts", "relief convoys go with soldiers where they could not go otherwise", "CML 2.1.1; CML 4.4; HU-06", "5.7, 5.10", "rules/access rules/acceptance", "rule_access", "denied_by_security_rules aid_worker_victims acceptance",
         {"posture.escorts": "never"}, "escort", "contested", "access.escort_relaxes access.escort_cover"),
    _row("secured_routes", "Secured routes", "the mission secures routes", "CML 4.4.1", "5.6", "rules/works", "rule_works", "road_access livelihoods",
         out="secure_route", more="tasks.roadblock"),
    _row("road_repair", "Repair of roads", "roads and bridges are repaired", "CML 4.4.1; CML 6.3", "5.6", "rules/works", "rule_works", "road_access livelihoods",
         {"tasks.road_gain": 0.0}, "repair_roads", more="tasks.road_wear"),
    _row("formed_units", "Formed police units", "formed police units keep public order", "CML 4.5; IMS", "5.6, 5.12", "rules/crime", "rule_mines_crime", "crime_deaths",
         {"mission.formed_police": 0}, "public_order", more="crime.police_half violence.formed_guard"),
    _row("community_police", "Community policing", "UN police walk the streets with the host's", "CML 4.5.1", "5.6", "rules/crime", "rule_mines_crime", "crime_deaths police_capacity",
         out="community_policing", more="crime.police_effect"),
    _row("common_crime", "Crime", "crime apart from political violence kills and holds recovery back", "CML 4.5; PK-12", "crime", "rules/crime", "rule_mines_crime", "crime_deaths livelihoods courts",
         {"crime.deaths": 0.0, "people.crime_damage": 0.0, "institutions.threatened": 0.0}, more="crime.idleness crime.lawlessness"),
    _row("disarmament", "Disarmament and demobilisation", "fighters can lay down arms in a programme", "CML 2.1.6; CML 4.6", "5.16", "rules/ddr ddr", "rule_ddr", "fighters_demobilised fighters_armed",
         {"ddr.enters": 0.0}, "cantonment disarmament reinsertion", more="ddr.join_gain ddr.join_cost"),
    _row("safety_of_the_disarmed", "Security guarantees", "fighters keep their arms where nobody makes it safe to lay them down", "CML 4.6.6", "5.16", "rules/ddr", "rule_ddr", "fighters_armed fighters_demobilised",
         {"ddr.unsafe": 1.0}, more="ddr.at_sites"),
    _row("reintegration_money", "Reintegration", "donors pay for the reintegration of former fighters", "CML 2.1.6; CML 4.6; DD-04", "5.16", "rules/ddr ddr", "rule_ddr", "fighters_reintegrated reintegration_gap fighters_recidivist",
         {"ddr.funded_share": 0.0}, more="ddr.usd_reintegration ddr.reintegrated_per_team"),
    _row("reintegration_steering", "Joint planning of reintegration", "mission, agencies and government plan reintegration as one", "CML 1.4.2; CML 4.6.3", "5.16", "rules/ddr coordination", "rule_ddr", "reintegration_gap fighters_reintegrated",
         {"coordination.ddr_steering_group": 0.0}, more="ddr.planned_at_once ddr.planned_weeks"),
    _row("back_to_arms", "Return to arms", "former fighters without support go back to arms or to crime", "CML 4.6.5; DD-03; DD-04", "5.16", "rules/ddr", "rule_ddr", "fighters_recidivist crime_deaths fighters_armed",
         {"ddr.goes_back": 0.0}, world="unsupported", more="ddr.to_crime ddr.watched"),
    _row("violence_reduction", "Community violence reduction", "programmes for communities reduce disputes and give work to the young", "CML 4.6.6", "5.16, 5.20", "rules/works rules/civil_society", "rule_civil_society", "youth_inclusion livelihoods violent_events",
         out="violence_reduction", more="civil_society.youth_programmes"),
    _row("army_reform", "Defence reform", "the army is trained and bound to the law", "CML 4.7", "5.17", "rules/security_sector", "rule_institutions", "defence civilian_deaths_by_state",
         {"institutions.army_taught": 0.0, "institutions.army_bound": 0.0}, world="contested", more="institutions.army_reformed"),
    _row("state_operations", "Operations of the army", "the state's army attacks armed groups", "CML 4.7; IPI host state", "5.12", "rules/violence state_forces", "rule_violence", "battle_deaths fighters_armed",
         {"violence.operation_rate": 0.0}, world="contested"),
    _row("state_abuse", "Abuse by state forces", "forces of the state abuse people", "CML 2.1.2; CML 4.7; IPI host state", "5.12", "rules/violence state_forces", "rule_violence", "civilian_deaths_by_state local_consent",
         {"violence.abuse_rate": 0.0}, world="contested", more="host.abuse violence.abuse_severity"),
    _row("border_watch", "Border watch", "soldiers and police stop what crosses borders", "CML 4.8", "5.18", "rules/host_state host_state", "rule_host_state", "outside_support fighters_armed state_revenue",
         {"host_state.smuggled": 1.0}, "watch_border", more="host_state.border_half"),
    _row("support_from_abroad", "Outside support of armed groups", "armed groups are sent arms, money and havens from abroad", "CML 4.8; CML 3.1.1", "5.11, 5.18", "rules/host_state rules/ranks", "rule_host_state", "outside_support fighters_armed",
         {"armed_groups.*.outside_support": 0.0, "host_state.neighbour_arms": 0.0}, world="contested"),
    _row("rents", "Rents of armed groups", "armed groups live on resources and taxes", "CML 4.2.5; CML 4.8; SP-04", "5.11", "rules/ranks build", "rule_spoilers", "fighters_armed violent_events",
         {"armed_groups.*.rents_usd": 0}, world="contested", more="spoilers.rents_half_usd spoilers.site_rents"),
    _row("looting_of_relief", "Looting of relief", "relief that is not accepted is prey to armed groups", "CML 6.2; CML6; HU-01", "5.11, 5.12", "rules/spoilers", "rule_spoilers", "aid_worker_victims need_met",
         {"spoilers.relief_prize": 0.0}, world="contested", more="violence.staff_risk violence.staff_halt_weeks"),
    _row("stake_in_peace", "Stake in the process", "armed groups weigh what they would lose of the process by fighting", "CML 3.2; CML 4.2; SP-04", "5.11", "rules/spoilers rules/stakes", "rule_spoilers", "violent_events ceasefire_violations battle_deaths",
         {"spoilers.process_weight": 0.0, "spoilers.comply_dividend": 0.0}, more="spoilers.agreement_value"),
    _row("splintering", "Splintering", "bands break away from groups without cohesion", "CML 4.2.5; SP-03", "5.11", "rules/spoilers conflict", "rule_spoilers", "ceasefire_violations violent_events",
         {"spoilers.splinter_discord": 0.0, "spoilers.splinter_cost": 5.0}, world="contested", more="spoilers.cohesion_loss spoilers.cohesion_compliance"),
    _row("recruitment", "Recruitment", "armed groups refill their ranks where there is grievance and no living", "CML 4.6.6; CML6", "5.11", "rules/ranks", "rule_spoilers", "fighters_armed",
         {"spoilers.recruit_rate": 0.0}, world="contested", more="spoilers.joins_anyway"),
    _row("youth", "Youth", "young people who belong keep out of armed groups", "CML6", "5.20, 5.11", "rules/civil_society", "rule_civil_society", "fighters_armed",
         {"civil_society.youth_holds": 0.0}, world="contested", more="civil_society.custom civil_society.youth_jobs"),
    _row("militarised_camps", "Militarisation of camps", "armed groups recruit in unprotected camps and among refugees at borders", "CML 6.4; CML6", "5.13, 5.18", "rules/people rules/host_state", "rule_people", "fighters_armed",
         {"people.camp_militarisation": 0.0, "host_state.camps_abroad": 0.0}, world="contested", more="host_state.many_refugees"),
)

_LAW = (
    _row("police_mentoring", "Mentoring of police", "UN police mentor the host's police", "CML 5.4", "5.17", "rules/institutions", "rule_institutions", "police_capacity police_integrity",
         {"institutions.mentoring": 0.0, "institutions.example": 0.0}, "mentor_police", more="institutions.mentored"),
    _row("police_beside_host", "UN police in the host's stations", "UN police work in the stations of the host's police", "CML 5.4; IMS police", "5.17", "rules/institutions", "rule_institutions", "police_capacity police_integrity local_consent",
         {"collocation.police_with_host": False}, more="institutions.beside_host consent.beside_police"),
    _row("vetting", "Vetting of police", "police are examined and those unfit to serve leave", "CML 5.4", "5.17", "rules/institutions", "rule_institutions", "police_integrity police_capacity crime_deaths",
         {"resources.police_vetting": 0.0}, more="institutions.vetting_pace institutions.vetting_removes"),
    _row("support_to_courts", "Courts", "courts and prosecutors are supported", "CML 5.3", "5.17", "rules/institutions", "rule_institutions", "courts rule_of_law",
         {"institutions.courts_gain": 0.0}, "court_support", more="institutions.courts_half"),
    _row("support_to_prisons", "Corrections", "prisons are supported", "CML 5.5", "5.17", "rules/institutions", "rule_institutions", "corrections rule_of_law",
         {"institutions.prisons_gain": 0.0}, "prison_support", more="institutions.prisons_half institutions.crowding"),
    _row("law_reform", "Law reform", "laws are reformed", "CML 5.2", "5.17", "rules/institutions", "rule_institutions", "legislation rule_of_law",
         {"institutions.laws_gain": 0.0}, "law_reform", more="institutions.laws_half"),
    _row("weakest_link", "The weakest institution", "the weakest of police, courts, prisons and laws holds the others back", "CML 5.1; CML 2.1.5", "5.17", "rules/institutions", "rule_institutions", "rule_of_law courts",
         {"institutions.weakest": 0.0, "institutions.held_back": 0.0}),
)

_RECOVERY = (
    _row("relief", "Relief", "relief agencies hand out essentials", "CML 6.2; CML6", "5.13", "rules/people population", "rule_people", "need_met in_need",
         {"people.relief_people": 0.0}, more="people.relief_effect country_team.usd_per_head_week"),
    _row("needs_assessment", "Needs assessment", "assessment on the spot lets relief serve more", "CML 6.2; CML6", "5.13", "rules/people", "rule_people", "need_met in_need",
         {"people.assessment_effect": 0.0}),
    _row("epidemics", "Epidemics", "an epidemic raises need", "CML 6.2; CML6", "5.26, 5.13", "happenings population", "injects_model", "in_need donor_attention",
         {"people.epidemic_need": 0.0}, world="epidemic", more="aid.epidemic_news"),
    _row("basic_services", "Water, health and schools", "agencies and projects build up services", "CML 6.3", "5.13", "rules/people population", "rule_people", "services in_need",
         {"people.service_gain": 0.0}),
    _row("job_programmes", "Livelihoods", "programmes give people a living", "CML 6.5; CML6", "5.13", "rules/people population", "rule_people", "livelihoods youth_inclusion",
         {"people.job_gain": 0.0}),
    _row("flight_from_violence", "Flight", "people flee from violence", "CML 6.4; CML6", "5.13", "rules/people", "rule_people", "displaced refugees in_need",
         {"people.flight": 0.0}, world="contested", more="people.flight_threshold people.refuge"),
    _row("return_support", "Support to return", "agencies help people to return", "CML 6.4; CML6", "5.13", "rules/people", "rule_people", "returned displaced",
         {"people.support_effect": 0.0}),
    _row("land_disputes", "Land disputes", "disputes over land hold return back, and return stirs them up", "CML 6.4; RT-04", "5.13", "rules/people rules/works", "rule_people", "returned displaced",
         {"people.land_dispute": 0.0, "tasks.return_disputes": 0.0}),
    _row("dependence_on_relief", "Dependence on relief", "people who count on relief do less for themselves", "CML 6.2; CML6", "5.13", "rules/people", "rule_people", "livelihoods",
         {"people.dependence": 0.0}, more="people.dependence_speed"),
    _row("donors_projects", "Donors' projects", "donors pay for projects of their own", "CML 1.4.2; CML6; IMS", "5.19", "rules/donors donors", "rule_donors", "donor_spend donor_work services",
         {"donors.annual_pledge_usd": 0}, more="aid.usd_per_project_year aid.project_effort"),
    _row("donors_table", "Donor group", "donors compare plans and money", "CML 1.4.2; CML 3.2.4", "5.19", "rules/donors donors", "rule_donors", "donor_overlap pledged",
         {"coordination.donor_group": 0.0}, more="aid.shared_flag"),
    _row("donors_flag", "Donors' visibility", "donors choose places and projects by being seen there", "CML 1.4.2; CML6", "5.19", "rules/donors donors", "rule_donors", "pledged donor_overlap donor_work",
         {"donors.visibility": 0.0}, more="aid.pleased_by aid.expected_credit"),
    _row("fading_attention", "Donors' attention", "donors' attention rises, fades and follows crises", "CML6; AI-02; C-38", "5.19", "rules/donors", "rule_donors", "donor_attention pledged",
         {"donors.fading": 0.0, "aid.attention_rise": 0.0, "aid.crisis_pull": 0.0}, world="epidemic", more="donors.peak_year aid.alarm_fades"),
    _row("absorption_of_aid", "Absorption", "a country can put only so much aid to use", "CML6; AI-01; C-38", "5.19", "rules/donors", "rule_donors", "donor_spend donor_work",
         {"donors.absorption": 1.0, "aid.usd_per_staff": 1_000_000}, more="aid.absorption_late aid.wasted"),
    _row("late_pledges", "Late and broken pledges", "pledged money comes late and in part never", "CML 2.1.6; CML 3.2.4; C-41", "5.8, 5.19", "rules/donors finance", "rule_donors", "disbursed country_team_spend",
         {"donors.paid_share": 1.0, "donors.delay_weeks": 0, "aid.pledge_lost": 0.0}, more="aid.pledge_delay"),
    _row("hand_over", "Hand-over", "the mission hands its tasks to the state and the country team", "CML6 transition; EXIT", "5.25", "rules/transition transition", "rule_transition", "state_authority services",
         {"transition.handover_weeks": 0}, world="leaving", more="exit.handover_full exit.incoherent"),
    _row("slow_drawdown", "Drawdown", "the mission leaves step by step", "EXIT; CML6 transition", "5.25", "rules/transition transition", "rule_transition", "troops attacks_deterred",
         {"transition.drawdown_weeks": 1}, world="leaving"),
    _row("follow_on", "Follow-on support", "donors go on paying after the mission has left", "EXIT; C-41", "5.25, 5.19", "transition donors", "rule_transition", "disbursed services",
         {"transition.follow_on_support": 0.0}, world="leaving", more="exit.state_pays exit.national_staff"),
    _row("council_review", "Yearly review by the Council", "the Council lowers the ceiling of soldiers after a calm year, and closes a mission that finds war and no progress year after year", "CML 1.2; EXIT", "5.25", "rules/transition transition", "rule_transition", "troops civilian_deaths",
         {"exit.patience_years": 20, "exit.cut": 0.0}, world="hopeless", more="exit.progress exit.war_deaths_a_year exit.reviewed_from exit.cut_least"),
)

CHAPTERS: dict[str, tuple[System, ...]] = {
    "leading": _LEADING, "across": _ACROSS, "politics": _POLITICS, "security": _SECURITY, "law": _LAW, "recovery": _RECOVERY,
}  # fmt: skip
"""The systems by part of the sources, in the order of CML's chapters."""

SYSTEMS: tuple[System, ...] = tuple(system for chapter in CHAPTERS.values() for system in chapter)
"""All of them."""
