"""What the rules of politics, institutions, money and exit must show: named paired experiments, as data (5.15 to 5.25).

Source: MODEL.md section 5.
"""

from __future__ import annotations

from typing import Any

from ..model.library import load_scenario
from .experiment import NOBODY, Experiment, all_but

__all__ = ["INSTITUTIONS"]

_POST_ACCORD = load_scenario("post_accord")
_FEW_FIGHTERS = {f"armed_groups.{name}.fighters": group.fighters // 20 for name, group in _POST_ACCORD.armed_groups.items()}
_REGISTERED = {"host.voter_roll": 0.95, "host.election_commission": 0.9}
_READY: dict[str, Any] = {**_REGISTERED, **_FEW_FIGHTERS}
"""A country with a roll of voters, an election commission, and a twentieth of the fighters."""
_NO_POLL, _POLL = {"political.election_week": 1040}, {"political.election_week": 52}
_CAMPAIGN = {"political.election_week": 39, "resources.public_information_usd": 0}
"""A poll at the end of the run, and no radio of the mission's."""

_NO_MENTORS = {"mission.mandated_tasks": all_but("mentor_police"), "resources.police_vetting": 0.0}
"""Police of the mission do the work of police, and neither mentor nor vet."""
_UNWILLING = {
    "host.predation": 1.0, "host.commitment": 0.0, "institutions.reform_resisted": 1.0, "civil_society.held_to_account": 0.0,
}  # fmt: skip
"""Leaders who live off the lack of what mentors would build, and let none of it take."""
_NOT_HEARD = {
    "civil_society.token": 1.0, "civil_society.unbidden": 0.0, "civil_society.youth_voice": 0.0, "information.forum_alert": 0.0,
}  # fmt: skip
"""A say in the process that does not hang on who stands behind it, and nobody who listens to groups outside of it."""

_AROUND, _THROUGH = {"political.local_ownership": 0.0}, {"political.local_ownership": 1.0}
_WILLING = {"host.predation": 0.1, "host.commitment": 0.9}
_PREDATORY = {"host.predation": 0.9, "host.commitment": 0.2}
_NOTHING_LEFT_BEHIND = {"host_state.falls_away": 0.0, "host_state.builds": 0.0, "host_state.credit_around": 1.0}

_NEW_RULERS = {"host.outside_patron": 1.0, "injects": ({"kind": "coup", "week": 13, "size": 3.55},)}
"""Officers with friends abroad seize the government, and are not sure that they want the mission."""
_STAYS = {"transition.exit_rule": "calendar", "transition.exit_week": 1040}


def _leaves(week: int, drawdown: int = 26, **more: float) -> dict[str, Any]:
    """Return a mission that has left by a week, and other choices of its transition."""
    dates = {"transition.exit_rule": "calendar", "transition.exit_week": week, "transition.drawdown_weeks": drawdown}
    return dates | {f"transition.{key}": value for key, value in more.items()}


INSTITUTIONS: tuple[Experiment, ...] = (
    Experiment(
        "reintegration_money", "5.16; trade-off 8", "What donors do not give for reintegration brings fighters back to arms and crime.", "post_accord",
        {"fighters_recidivist_end": 1, "fighters_armed_end": 1, "crime_deaths": 1},
        base={"ddr.funded_share": 0.9}, other={"ddr.funded_share": 0.1}, without={"ddr.settles": 1.0, "ddr.disappointment": 0.0}, weeks=130,
    ),
    Experiment(
        "reintegration_planned", "5.16; trade-off 8", "Planned together by mission and country team, reintegration reaches more of those who lay down arms.",
        "post_accord", {"reintegration_gap_end": -1, "fighters_recidivist_end": -1},
        base={"coordination.ddr_steering_group": 0.0, "integration.strategic_framework": 0.6},
        other={"coordination.ddr_steering_group": 4.0, "integration.strategic_framework": 0.6}, without={"ddr.planned_weeks": 1.0}, weeks=130,
    ),
    Experiment(
        "guarantees", "5.16", "More fighters lay down arms where the mission's presence makes it safe.", "post_accord", {"fighters_armed_end": -1},
        base={"mission.troops": 3000}, without={"ddr.unsafe": 1.0}, weeks=78,
    ),
    Experiment(
        "early_elections", "5.15; trade-off 7",
        "Elections before fighters have disarmed and institutions stand end worse than late ones; in a country with a roll, a commission and few men under arms they do not.",
        "post_accord", {"election_quality": -1, "elections_contested": 1, "violent_events": 1},
        base={"political.election_week": 91}, other={"political.election_week": 20}, without=_READY, weeks=117,
    ),
    Experiment(
        "arms_at_the_polls", "5.15, 5.16; trade-off 7", "Losers who have not disarmed reject results more readily.", "post_accord",
        {"elections_contested": 1}, base={"political.election_week": 104}, other={"political.election_week": 104, "ddr.join_gain": 0.0},
        without={"elections.unarmed": 1.0}, weeks=106,
    ),
    Experiment(
        "waning", "5.9, 5.15", "The host's consent wanes after elections.", "post_accord", {"host_consent_end": -1}, base=_NO_POLL, other=_POLL, weeks=91,
    ),
    Experiment(
        "mandate", "5.15", "A government that is elected is trusted more, for the votes that people cast.", "post_accord", {"legitimacy_end": 1},
        base=_NO_POLL, other=_POLL, without={"elections.turnout": 0.05}, weeks=91,
    ),
    Experiment(
        "campaign", "5.15", "Tension rises before a poll where rivals are armed, and with it disorder and violence (the weeks up to the poll).",
        "post_accord", {"crime_deaths": 1, "violent_events": 1}, base=_NO_POLL, other=_POLL, without=_FEW_FIGHTERS, weeks=52,
    ),
    Experiment(
        "registration", "5.15", "Time to register voters and to build a commission raises the quality of elections, where there is neither.",
        "post_accord", {"election_quality": 1}, base={"political.election_week": 65, "elections.preparation_weeks": 8},
        other={"political.election_week": 65, "elections.preparation_weeks": 52}, without=_REGISTERED, weeks=67,
    ),
    Experiment(
        "security_of_polls", "5.15", "Troops raise turnout and quality where polls are threatened.", "contested",
        {"election_quality": 1, "election_turnout": 1}, base={**NOBODY, "political.election_week": 65},
        other={**NOBODY, "mission.troops": 11200, "political.election_week": 65}, without={"elections.intimidation": 0.0}, weeks=67,
    ),
    Experiment(
        "inclusion_accepted", "5.15", "Losers accept results more readily where civil society and women have a say.", "post_accord",
        {"elections_contested": -1},
        base={"political.inclusion_civil_society": 0.0, "political.inclusion_women": 0.0, "political.election_week": 65},
        other={"political.inclusion_civil_society": 0.9, "political.inclusion_women": 0.9, "political.election_week": 65},
        weeks=67,
    ),
    Experiment(
        "prisons_forgotten", "5.17", "Prisons forgotten hold back the rest: without work in prisons the rule of law grows less, though courts get the time.",
        "post_accord", {"corrections_end": -1, "rule_of_law_end": -1}, other={"mission.mandated_tasks": all_but("prison_support")},
        without={"institutions.weakest": 0.0, "institutions.held_back": 0.0}, weeks=78,
    ),
    Experiment(
        "vetting_now", "5.17; trade-off 9", "Vetting takes police off the street whom nobody replaces at once: fewer serve, and there is more crime, for now.",
        "post_accord", {"police_capacity_end": -1, "crime_deaths": 1},
        base={"resources.police_vetting": 0.0}, other={"resources.police_vetting": 1.0},
        without={"institutions.recruiting": 0.5, "institutions.recruits_skill": 1.0}, weeks=52,
    ),
    Experiment(
        "vetting_later", "5.17; trade-off 9", "And years later they are of more integrity, as far as vetting finds the right men.", "post_accord",
        {"police_integrity_end": 1, "rule_of_law_end": 1},
        base={"resources.police_vetting": 0.0}, other={"resources.police_vetting": 1.0},
        without={"institutions.vetting_sees": 0.0, "institutions.recruits_screened": 0.0}, weeks=117,
    ),
    Experiment(
        "foreign_provision", "5.17", "Police of the mission lower crime at once, and build nothing by it.", "post_accord",
        {"crime_deaths": -1, "police_capacity_end": 0}, base={"mission.police": 0, "mission.formed_police": 0, **_NO_MENTORS},
        other=_NO_MENTORS, weeks=52,
    ),
    Experiment(
        "mentoring", "5.17", "Mentoring leaves capacity behind, where leaders let it.", "post_accord", {"police_capacity_end": 1, "police_integrity_end": 1},
        base=_NO_MENTORS, other={"resources.police_vetting": 0.0}, without=_UNWILLING, weeks=78,
    ),
    Experiment(
        "mentors_beside", "5.17", "It is faster beside the host's own people.", "post_accord", {"police_capacity_end": 1, "police_integrity_end": 1},
        base={"collocation.police_with_host": False}, other={"collocation.police_with_host": True}, without=_UNWILLING, weeks=78,
    ),
    Experiment(
        "army_bound", "5.17", "Working beside the army under conditions makes it keep the law better than without conditions.", "contested",
        {"defence_end": 1, "civilian_deaths_by_state": -1}, base={"posture.state_support": 0.8, "posture.due_diligence": 0.0},
        other={"posture.state_support": 0.8, "posture.due_diligence": 1.0},
        without={"institutions.army_bound": 0.0, "violence.conditions_effect": 0.0}, weeks=78,
    ),
    Experiment(
        "donor_group", "5.19; trade-off 11",
        "A donor group cuts overlap among donors' projects, which come to more for each dollar, and costs pledges of those that want to be seen.",
        "post_accord", {"donor_overlap_mean": -1, "donor_work_per_million": 1, "pledged": -1},
        base={"coordination.donor_group": 0.0}, other={"coordination.donor_group": 4.0},
        without={"planning.avoidance": 0.0, "donors.visibility": 0.0}, weeks=78,
    ),
    Experiment(
        "donors_plan", "5.19", "Donors pledge more to a plan that mission and country team share.", "post_accord", {"pledged": 1},
        base={"integration.strategic_framework": 0.0}, other={"integration.strategic_framework": 0.8}, without={"aid.convinced": 0.0}, weeks=52,
    ),
    Experiment(
        "money_later", "5.19", "Money that comes later meets a country that can put it to use: projects come to more for each dollar.", "post_accord",
        {"donor_work_per_million": 1}, base={"donors.peak_year": 0.5, "donors.fading": 0.3},
        other={"donors.peak_year": 5.0, "donors.fading": 0.0, "aid.attention_rise": 0.8},
        without={"aid.absorption_late": 1.0, "donors.absorption": 1.0, "aid.usd_per_staff": 1_000_000, "tasks.wasted": 0.0, "tasks.capacity": 10.0, "tasks.setup_weeks": 0.0}, weeks=182,
    ),
    Experiment(
        "crisis_in_the_news", "5.19", "A crisis in the news raises pledges.", "post_accord", {"pledged": 1, "donor_attention_mean": 1},
        other={"injects": ({"kind": "cholera", "week": 39, "weeks": 8, "size": 2.0}, {"kind": "attack", "week": 41, "size": 3.0})},
        without={"aid.crisis_pull": 0.0}, weeks=65,
    ),
    Experiment(
        "civic_space", "5.20", "Open civic space raises warning, and restrains abuse by the state.", "contested",
        {"awareness_mission_mean": 1, "police_integrity_end": 1, "civilian_deaths_by_state": -1}, base={"host.civic_space": 0.05}, other={"host.civic_space": 0.95},
        without={"information.forum_alert": 0.0, "civil_society.defenders_watch": 0.0, "civil_society.press_watch": 0.0, "civil_society.mediates": 0.0},
        weeks=65,
    ),
    Experiment(
        "foreign_money", "5.20", "Too much money from abroad costs civil society its credibility, and with it a say.", "contested",
        {"women_influence_end": -1, "awareness_mission_mean": -1}, other={"donors.civil_society_usd": 300_000_000}, without=_NOT_HEARD, weeks=65,
    ),
    Experiment(
        "small_grants", "5.20", "A little money builds groups that are heard.", "contested", {"women_influence_end": 1, "youth_inclusion_end": 1},
        base={"donors.civil_society_usd": 0}, other={"donors.civil_society_usd": 2_000_000}, without=_NOT_HEARD, weeks=65,
    ),
    Experiment(
        "youth_left_out", "5.20", "Where custom keeps young people out armed groups find more recruits.", "contested",
        {"fighters_armed_end": 1}, base={"civil_society.custom": 0.0}, other={"civil_society.custom": 0.9},
        without={"civil_society.youth_holds": 0.0}, weeks=91,
    ),
    Experiment(
        "women_staff", "5.20", "Women among the mission's staff make women's groups stronger, and they are heard.", "post_accord",
        {"women_influence_end": 1}, base={"mission.female_share": 0.0}, other={"mission.female_share": 0.4}, without=_NOT_HEARD, weeks=65,
    ),
    Experiment(
        "media_calm", "5.20", "Independent media calm a campaign: the more people they reach, the less disorder (the weeks up to the poll).", "post_accord",
        {"crime_deaths": -1}, base={"civil_society.first_reach": 0.05, "host.press_freedom": 0.95, **_CAMPAIGN},
        other={"civil_society.first_reach": 0.95, "host.press_freedom": 0.95, **_CAMPAIGN}, without={"elections.disorder": 0.0}, weeks=39,
    ),
    Experiment(
        "media_inflame", "5.20", "Captured media inflame one: the more people they reach, the more disorder.", "post_accord",
        {"crime_deaths": 1}, base={"civil_society.first_reach": 0.05, "host.press_freedom": 0.05, **_CAMPAIGN},
        other={"civil_society.first_reach": 0.95, "host.press_freedom": 0.05, **_CAMPAIGN}, without={"elections.disorder": 0.0}, weeks=39,
    ),
    Experiment(
        "owned_slower", "5.18; trade-off 6", "Through national bodies programmes deliver less now, for want of capacity and for what is diverted.", "post_accord",
        {"services_mean": -1, "livelihoods_mean": -1}, base=_AROUND, other=_THROUGH,
        without={"host_state.least_able": 1.0, "host_state.most_able": 1.0, "host_state.diverted": 0.0}, weeks=78,
    ),
    Experiment(
        "bypassed", "5.18; trade-off 6", "What is built around the state hangs on those who brought it.", "post_accord", {"dependence_end": 1},
        base=_THROUGH, other=_AROUND, weeks=78,
    ),
    Experiment(
        "owned_lasts", "5.18; trade-off 6", "And more is left after an early exit, where leaders are willing.", "post_accord",
        {"state_authority_end": 1, "legitimacy_end": 1, "services_end": 1},
        base={**_AROUND, **_leaves(65, follow_on_support=0.2), **_WILLING}, other={**_THROUGH, **_leaves(65, follow_on_support=0.2), **_WILLING},
        without=_NOTHING_LEFT_BEHIND, weeks=143,
    ),
    Experiment(
        "owned_by_predators", "5.18; trade-off 6",
        "Where leaders live off the people, it entrenches them instead: more predation, less trust, worse forces, and less that is left.", "post_accord",
        {"predation_end": 1, "legitimacy_end": -1, "police_integrity_end": -1, "services_end": -1},
        base={**_AROUND, **_leaves(65, follow_on_support=0.2), **_PREDATORY}, other={**_THROUGH, **_leaves(65, follow_on_support=0.2), **_PREDATORY},
        without={"host_state.diverted": 0.0}, weeks=143,
    ),
    Experiment(
        "unpaid_forces", "5.18", "Forces who are not paid prey on people.", "contested",
        {"livelihoods_mean": -1, "legitimacy_mean": -1, "crime_deaths": 1}, other={"host.annual_revenue_usd": 40_000_000},
        without={"host_state.prey_livelihoods": 0.0, "host_state.prey_grievance": 0.0, "host_state.prey_crime": 0.0, "host_state.prey_trust": 0.0},
        weeks=52,
    ),
    Experiment(
        "borders", "5.18", "Guarded borders cut what reaches armed groups from abroad.", "post_accord",
        {"outside_support_mean": -1, "fighters_armed_end": -1}, base={"mission.mandated_tasks": all_but("watch_border")},
        without={"host_state.smuggled": 1.0}, weeks=78,
    ),
    Experiment(
        "exit_early", "5.25; trade-off 10", "A mission that leaves by an early date leaves more violence behind than one that waits for its benchmarks.",
        "post_accord", {"violent_events": 1, "civilian_deaths": 1, "relapse": 1}, base={"transition.exit_rule": "benchmarks", "transition.exit_week": 1040},
        other=_leaves(60), without={"spoilers.risk_weight": 0.0, "spoilers.separation": 0.0, "violence.met_saves": 0.0}, weeks=130,
    ),
    Experiment(
        "stays_long", "5.9, 5.25; trade-off 10", "The longer a mission stays, the less the government wants it there, the more so the stronger the state.",
        "post_accord", {"host_consent_end": -1}, base={"horizon_weeks": 52, **_STAYS, **_NO_POLL}, other={**_STAYS, **_NO_POLL}, weeks=130,
    ),
    Experiment(
        "follow_on", "5.19, 5.25; trade-off 11", "Where donors' money goes with the mission, services, livelihoods and the reach of the state suffer.",
        "post_accord", {"services_end": -1, "livelihoods_end": -1, "state_authority_end": -1},
        base=_leaves(65, handover_weeks=52, follow_on_support=1.0), other=_leaves(65, handover_weeks=52, follow_on_support=0.0),
        without={"people.service_gain": 0.0, "tasks.authority_gain": 0.0, "host_state.falls_away": 0.0, "exit.state_pays": 1.0}, weeks=117,
    ),
    Experiment(
        "handed_over", "5.25", "What is handed over goes on after the mission, as far as somebody pays for it.", "post_accord",
        {"state_authority_end": 1, "rule_of_law_end": 1, "dependence_end": -1},
        base=_leaves(91, handover_weeks=0, follow_on_support=0.5), other=_leaves(91, handover_weeks=91, follow_on_support=0.5),
        without={"exit.state_pays": 0.0, "transition.follow_on_support": 0.0}, weeks=130,
    ),
    Experiment(
        "expelled", "5.9, 5.25", "Rulers who are new, criticised in public and not talked to make the mission leave, and people pay for it.", "contested",
        {"troops_end": -1, "civilian_deaths": 1}, base={**_NEW_RULERS, "political.good_offices": 0.8, "posture.human_rights_reporting": "quiet"},
        other={**_NEW_RULERS, "political.good_offices": 0.0, "posture.human_rights_reporting": "public"},
        without={"exit.withdrawal_level": 0.0}, weeks=117,
    ),
)
