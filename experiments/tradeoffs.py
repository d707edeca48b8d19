"""The sixteen trade-offs that must emerge, as data; :mod:`.weighing` plays them.

Every side says what it expects and switches off a part of its mechanism, never the treatment itself: a choice under test
stays as it is, and what it works through is gone. Horizons are as short as the question allows, and sides share designs
where they can, for each is played once.

Source: MODEL.md section 9.
"""

from __future__ import annotations

from typing import Any

from ..model.library import load_scenario
from .experiment import meeting_load
from .tradeoff import Ranking, Side, Tradeoff

__all__ = ["TRADEOFFS"]

_PA = load_scenario("post_accord")
_CO = load_scenario("contested")

_SAME_TOWN = {"channels.same_office": 0.05, "channels.same_compound": 0.05, "leadership.premises_gain": 0.0}
_OUT, _IN = {"integration.structure": "two_feet_out"}, {"integration.structure": "two_feet_in"}
_OFFICE_ANYWHERE = {"channels.bridge_out": 1.0, "channels.bridge_in": 1.0, "channels.office_one_foot": 0.0, "channels.office_two_feet": 0.0}
_NOT_A_SIDE = {"acceptance.as_a_side": 0.0}
_SILENT = {"coordination.information_sharing": 0.0}
_FREE_MEETINGS = {"load.hours_per_meeting": 0.0}
_TRACK = {"political.good_offices": 0.8}
_DEFENSIVE, _ROBUST = {"posture.use_of_force": 0.0}, {"posture.use_of_force": 1.0}
_QUIET, _PUBLIC = {"posture.human_rights_reporting": "quiet"}, {"posture.human_rights_reporting": "public"}
_AROUND, _THROUGH = {"political.local_ownership": 0.0}, {"political.local_ownership": 1.0}
_LEFT = {"transition.exit_rule": "calendar", "transition.exit_week": 52, "transition.drawdown_weeks": 26, "transition.handover_weeks": 26, "transition.follow_on_support": 0.2}
_WILLING = {"host.predation": 0.1, "host.commitment": 0.9}
_PREDATORY = {"host.predation": 0.9, "host.commitment": 0.2}
_PLANNED_LATE = {"ddr.planned_weeks": 156.0, "coordination.ddr_steering_group": 0.0}
_READY: dict[str, Any] = {"host.voter_roll": 0.95, "host.election_commission": 0.9} | {
    f"armed_groups.{name}.fighters": group.fighters // 20 for name, group in _PA.armed_groups.items()
}
_EARLY, _LATE = {"political.election_week": 20}, {"political.election_week": 70}
_REJECTED_AT_NO_COST = {"elections.betrayed": 0.0, "elections.resented": 0.0, "elections.dispute": 0.0, "elections.tension": 0.0}
_STAYS = {"transition.exit_rule": "calendar", "transition.exit_week": 1040}
_LEAVES = {"transition.exit_rule": "calendar", "transition.exit_week": 65, "transition.drawdown_weeks": 26}
_NO_GROUP, _GROUP = {"coordination.donor_group": 0.0}, {"coordination.donor_group": 4.0}
_NO_PROJECTS, _PROJECTS = {"resources.quick_impact_usd": 0}, {"resources.quick_impact_usd": 10_000_000}
_UNCOORDINATED, _COORDINATED = {"coordination.cmoc": 0.0}, {"coordination.cmoc": 8.0}
_POINTS, _AREA = {"posture.area_deployment": 0.0}, {"posture.area_deployment": 1.0}
_MOBILE = {"country.road_access": 0.9, "mission.helicopters": 30}
_STUCK = {"country.road_access": 0.15, "mission.helicopters": 0}
_ON_THE_SPOT = {"violence.patrol_reach_km": 1.0, "violence.reserve_share": 0.0, "violence.camp_guard": 0.0}
_BLIND = {"information.team_precision": 0.0, "information.resident_precision": 0.0, "information.jmac_precision": 0.0}
_NEITHER = {"resources.public_information_usd": 0, "resources.quick_impact_usd": 0}
_WORDS, _DEEDS = {**_NEITHER, "resources.public_information_usd": 20_000_000}, {**_NEITHER, "resources.quick_impact_usd": 20_000_000}
_FRAMEWORK = {"integration.strategic_framework": 0.8, "coordination.strategic_framework_group": 4.0}
_ORDERED, _AT_ONCE = {"political.sequencing": "ordered"}, {"political.sequencing": "at_once"}


TRADEOFFS: tuple[Tradeoff, ...] = (
    Tradeoff(
        1, "collocation", "Does sharing premises build trust, awareness and speed, and what does it cost relief where the mission is contested?",
        (
            Side(
                "together", "5.2, 5.3, 5.21", "Shared premises raise trust, awareness and speed.", "post_accord",
                {"trust_mission_country_team_end": 1, "awareness_mission_mean": 1, "response_weeks_mean": -1},
                base={"collocation.headquarters": 0.0, "collocation.sectors": 0.0, "collocation.country_team": False},
                other={"collocation.headquarters": 1.0, "collocation.sectors": 1.0, "collocation.country_team": True},
                without=_SAME_TOWN, weeks=87, compared="all under one roof against offices apart",
                off="neighbours meet no more than others in the same town",
            ),
            Side(
                "relief_inside", "5.10", "Relief offices inside the mission's compounds cost access.", "contested",
                {"acceptance_mean": -1, "denied_by_groups": 1},
                base={"collocation.humanitarians": False}, other={"collocation.humanitarians": True},
                without=_NOT_A_SIDE, weeks=52, compared="relief offices inside against outside the mission's compounds",
                off="nobody takes relief for a side",
            ),
        ),
        missing=("Premises are not changed in the course of a run, so that the wait for the gain is not measured apart from its size.",),
    ),
    Tradeoff(
        2, "structure", "Which structure is best, and does the answer change from a country at peace to one at war?",
        (
            Side(
                "at_peace", "5.2", "A coordinator inside the mission is trusted more and knows more, where an agreement holds.", "post_accord",
                {"trust_mission_country_team_mean": 1, "awareness_country_team_mean": 1}, base=_OUT, other=_IN,
                without=_OFFICE_ANYWHERE, weeks=52, compared="two feet in against two feet out",
                off="the coordinator's office changes no contact",
            ),
            Side(
                "at_war", "5.10", "It costs relief its acceptance, and lives, where the war goes on.", "contested",
                {"acceptance_mean": -1, "aid_worker_victims": 1}, base=_OUT, other=_IN,
                without=_NOT_A_SIDE, weeks=52, compared="two feet in against two feet out", off="nobody takes relief for a side",
            ),
            Side(
                "context", "5.10", "It costs relief more acceptance at war than at peace.", "contested", {"acceptance_mean": -1},
                base=_OUT, other=_IN, against={}, against_scenario="post_accord", without=_NOT_A_SIDE, weeks=52, compared="two feet in against two feet out, at war less the same at peace", off="nobody takes relief for a side",
            ),
            Side(
                "people_in_need", "5.10", "What it does for people in need is worse at war than at peace.", "contested", {"need_met_mean": -1},
                base=_OUT, other=_IN, against={}, against_scenario="post_accord", without=_NOT_A_SIDE, weeks=52, compared="two feet in against two feet out, at war less the same at peace", off="nobody takes relief for a side",
            ),
        ),
        rankings=(
            Ranking(
                "four structures", ("post_accord", "contested"),
                {
                    "two_feet_out, no shared deputy": {**_OUT, "integration.triple_hat": False},
                    "two_feet_out": _OUT, "one_foot_in": {"integration.structure": "one_foot_in"}, "two_feet_in": _IN,
                },
                {
                    "trust_mission_country_team_mean": 1, "awareness_country_team_mean": 1, "need_met_mean": 1, "acceptance_mean": 1,
                    "aid_worker_victims": -1, "local_consent_mean": 1, "sequencing_failures": -1, "civilian_deaths": -1,
                }, 52,
            ),
        ),
    ),
    Tradeoff(
        3, "meetings", "How much coordination is too much?",
        (
            Side(
                "some", "5.4, 5.5", "A few meetings let more work be done than none.", "post_accord", {"delivered": 1, "duplication_mean": -1},
                base=meeting_load(0.0, _PA), other=meeting_load(0.25, _PA), without=_SILENT, weeks=39, compared="a quarter of the usual meetings against none", off="meetings in which nobody tells anything",
            ),
            Side(
                "usual", "5.4", "The usual load meets need better than none.", "post_accord", {"need_met_mean": 1},
                base=meeting_load(0.0, _PA), other=meeting_load(1.0, _PA), without=_SILENT, weeks=39, compared="the usual meetings against none", off="meetings in which nobody tells anything",
            ),
            Side(
                "too_many", "5.4", "Four times as many take the time out of the field.", "post_accord", {"delivered": -1, "need_met_mean": -1},
                base=meeting_load(1.0, _PA), other=meeting_load(4.0, _PA), without=_FREE_MEETINGS, weeks=39,
                compared="four times the usual meetings against the usual", off="meetings take no time",
            ),
            Side(
                "some_at_war", "5.4", "A few meetings meet need better than none at war too.", "contested", {"need_met_mean": 1},
                base=meeting_load(0.0, _CO), other=meeting_load(0.25, _CO), without=_SILENT, weeks=39, compared="a quarter of the usual meetings against none", off="meetings in which nobody tells anything",
            ),
            Side(
                "too_many_at_war", "5.4", "And too many meet it worse there too.", "contested", {"need_met_mean": -1},
                base=meeting_load(0.25, _CO), other=meeting_load(4.0, _CO), without=_FREE_MEETINGS, weeks=39,
                compared="four times the usual meetings against a quarter", off="meetings take no time",
            ),
        ),
    ),
    Tradeoff(
        4, "posture", "Does a robust posture protect or provoke, and when does it pay?",
        (
            Side(
                "protects", "5.11, 5.12", "Robust force deters attacks and saves civilians.", "contested",
                {"attacks_deterred": 1, "civilian_deaths": -1}, base={**_TRACK, **_DEFENSIVE}, other={**_TRACK, **_ROBUST},
                without={"spoilers.risk_weight": 0.0, "violence.met_saves": 0.0}, weeks=72, compared="robust against defensive posture",
                off="groups do not weigh the risk of a response, and one that comes saves nobody",
            ),
            Side(
                "provokes", "5.9, 5.11", "It costs the parties' consent and peacekeepers' lives.", "contested",
                {"party_consent_mean": -1, "peacekeeper_deaths": 1}, base={**_TRACK, **_DEFENSIVE}, other={**_TRACK, **_ROBUST},
                without={"consent.party_force": 0.0, "spoilers.blameless": 1.0, "violence.response_risk": 0.0}, weeks=72, compared="robust against defensive posture",
                off="force costs no party's consent, is no reason to hit back, and to stand against attackers is no risk",
            ),
            Side(
                "pays_with_politics", "5.14", "It brings peace nearer only beside a political track.", "contested",
                {"peace_talks_end": 1, "battle_deaths": -1}, base={**_TRACK, **_DEFENSIVE}, other={**_TRACK, **_ROBUST},
                against={"political.good_offices": 0.0}, without={"politics.pressure_gain": 0.0}, weeks=72,
                compared="robust against defensive posture, with good offices less the same without", off="military pressure does not speed talks",
            ),
        ),
    ),
    Tradeoff(
        5, "reporting", "What does public reporting on human rights win, and what does it cost?",
        (
            Side(
                "restrains", "5.9, 5.12", "Fewer abuses by the state and more local consent.", "contested",
                {"civilian_deaths_by_state": -1, "local_consent_mean": 1}, base=_QUIET, other=_PUBLIC,
                without={"violence.monitoring_effect": 0.0, "violence.shamed": 0.0, "consent.spoken_for": 0.0}, weeks=65, compared="public against quiet reporting",
                off="neither monitors nor public criticism hold anybody back, and people do not care who speaks of abuse",
            ),
            Side(
                "offends", "5.9, 5.7", "Less consent by the host, and more refusals.", "contested",
                {"host_consent_mean": -1, "denied_by_state": 1}, base=_QUIET, other=_PUBLIC,
                without={"consent.host_criticism": 0.0}, weeks=65, compared="public against quiet reporting",
                off="criticism costs no host consent",
            ),
        ),
    ),
    Tradeoff(
        6, "ownership", "Is work through national bodies slower now, does it last longer, and what if leaders are predatory?",
        (
            Side(
                "slower", "5.18", "Through national bodies less is delivered now.", "post_accord", {"services_mean": -1, "livelihoods_mean": -1},
                base=_AROUND, other=_THROUGH,
                without={"host_state.least_able": 1.0, "host_state.most_able": 1.0, "host_state.diverted": 0.0}, weeks=39,
                compared="through national bodies against around them", off="national bodies are as able as agencies, and nothing is diverted",
            ),
            Side(
                "lasts", "5.18, 5.25", "More is left after the mission has gone, under willing leaders.", "post_accord",
                {"state_authority_end": 1, "legitimacy_end": 1, "services_end": 1},
                base={**_AROUND, **_LEFT, **_WILLING}, other={**_THROUGH, **_LEFT, **_WILLING},
                without={"host_state.falls_away": 0.0, "host_state.builds": 0.0, "host_state.credit_around": 1.0}, weeks=91,
                compared="through against around national bodies, nine months after an early exit",
                off="what outsiders brought stays, and building through the state adds nothing",
            ),
            Side(
                "predators", "5.18", "Under predatory leaders it does worse than under willing ones.", "post_accord",
                {"legitimacy_end": -1, "state_authority_end": -1, "predation_end": 1},
                base={**_AROUND, **_LEFT, **_PREDATORY}, other={**_THROUGH, **_LEFT, **_PREDATORY}, against=_WILLING, without={"host_state.diverted": 0.0}, weeks=91,
                compared="through against around, under predatory less under willing leaders", off="leaders divert nothing of what passes them",
            ),
        ),
    ),
    Tradeoff(
        7, "elections", "Do early elections do harm, and does readiness take the harm away?",
        (
            Side(
                "quality", "5.15", "Early elections are worse ones, and contested.", "post_accord", {"election_quality": -1, "elections_contested": 1},
                base=_LATE, other=_EARLY, without={"elections.registered_per_team": 0.0, "elections.training": 0.0}, weeks=87,
                compared="a poll in week 20 against week 70", off="time builds neither roll nor commission",
            ),
            Side(
                "violence", "5.15, 5.11", "They leave more violence behind.", "post_accord", {"violent_events": 1, "battle_deaths": 1},
                base=_LATE, other=_EARLY, without=_REJECTED_AT_NO_COST, weeks=87, compared="a poll in week 20 against week 70",
                off="neither a campaign nor a result that losers reject costs calm or commitment",
            ),
            Side(
                "readiness", "5.15, 5.16", "The penalty is larger where neither arms are down nor institutions stand.", "post_accord",
                {"elections_contested": 1, "violent_events": 1}, base=_LATE, other=_EARLY, against=_READY, without=_REJECTED_AT_NO_COST, weeks=87,
                compared="a poll in week 20 against week 70, unready less ready", off="neither a campaign nor a result that losers reject costs calm or commitment",
            ),
        ),
        missing=("War is counted as come back over a year and more of fighting, and these runs end before that.",),
    ),
    Tradeoff(
        8, "reintegration", "Does late money for reintegration bring fighters back, and does planning it together prevent that?",
        (
            Side(
                "late", "5.16, 5.19", "Planned late, money leaves a gap, and fighters return to arms and crime.", "post_accord",
                {"reintegration_gap_mean": 1, "fighters_recidivist_end": 1, "fighters_armed_end": 1},
                base={"ddr.planned_weeks": 13.0, "coordination.ddr_steering_group": 0.0}, other=_PLANNED_LATE,
                without={"ddr.goes_back": 0.0}, weeks=117,
                compared="reintegration planned within three years against a quarter of a year", off="nobody goes back for want of support",
            ),
            Side(
                "together", "5.16", "Planned by mission and country team together, it comes in time.", "post_accord",
                {"reintegration_gap_mean": -1, "fighters_recidivist_end": -1},
                base=_PLANNED_LATE, other={**_PLANNED_LATE, "coordination.ddr_steering_group": 4.0},
                without={"ddr.planned_at_once": 0.0}, weeks=117,
                compared="a steering group of mission and country team against none, where planning is late", off="planning together brings nothing forward",
            ),
        ),
    ),
    Tradeoff(
        9, "vetting", "Police numbers now, or police integrity later?",
        (
            Side(
                "now", "5.17", "Vetting takes police off the street: fewer, and more crime, now.", "post_accord",
                {"police_capacity_end": -1, "crime_deaths": 1}, base={"resources.police_vetting": 0.0}, other={"resources.police_vetting": 1.0},
                without={"institutions.vetting_removes": 0.0}, weeks=39, compared="strict vetting against none, after nine months",
                off="vetting takes nobody off the street",
            ),
            Side(
                "later", "5.17", "Years later the police have more integrity, and law rules more.", "post_accord",
                {"police_integrity_end": 1, "rule_of_law_end": 1}, base={"resources.police_vetting": 0.0}, other={"resources.police_vetting": 1.0},
                without={"institutions.vetting_sees": 0.0, "institutions.recruits_screened": 0.0}, weeks=143,
                compared="strict vetting against none, after nearly three years", off="vetting and screening cannot tell who is honest",
            ),
        ),
    ),
    Tradeoff(
        10, "exit", "What does leaving early risk, and what does staying long breed?",
        (
            Side(
                "early", "5.25, 5.11", "Leaving early lets war come back.", "post_accord", {"violent_events": 1, "battle_deaths": 1, "relapse": 1},
                base=_STAYS, other=_LEAVES, without={"spoilers.risk_weight": 0.0, "spoilers.separation": 0.0, "violence.met_saves": 0.0}, weeks=143,
                compared="a mission that leaves in week 65 against one that stays", off="presence neither deters, nor separates, nor saves",
            ),
            Side(
                "long", "5.18, 5.9", "Staying long breeds dependence, and consent wanes.", "post_accord",
                {"dependence_end": 1, "host_consent_end": -1, "local_consent_end": -1},
                base={**_STAYS, "horizon_weeks": 39}, other=_STAYS,
                without={"host_state.lasts": 1.0, "consent.host_sovereignty": 0.0, "consent.host_elected": 0.0}, weeks=143,
                compared="the same mission after nearly three years against nine months", off="what outsiders build lasts, and sovereignty costs no consent",
            ),
        ),
    ),
    Tradeoff(
        11, "donors", "What does coordinating donors win and cost, and what happens when they leave with the mission?",
        (
            Side(
                "together", "5.19", "A donor group cuts overlap, and projects come to more.", "post_accord",
                {"donor_overlap_mean": -1, "donor_work_per_million": 1}, base=_NO_GROUP, other=_GROUP, without={"planning.avoidance": 0.0}, weeks=65,
                compared="a donor group against none", off="nobody keeps away from what others do",
            ),
            Side(
                "unseen", "5.19", "Donors who want to be seen pledge less.", "post_accord", {"pledged": -1},
                base=_NO_GROUP, other=_GROUP, without={"donors.visibility": 0.0}, weeks=65, compared="a donor group against none",
                off="donors do not mind being seen",
            ),
            Side(
                "cliff", "5.19, 5.25", "Where their money goes with the mission, services and livelihoods fall.", "post_accord",
                {"disbursed": -1, "services_end": -1, "livelihoods_end": -1},
                base={**_LEAVES, "transition.follow_on_support": 0.9}, other={**_LEAVES, "transition.follow_on_support": 0.1},
                without={"host_state.falls_away": 0.0, "exit.state_pays": 1.0}, weeks=98,
                compared="a tenth against nine tenths of donors' money after an exit in week 65", off="what outsiders kept up stays, and the state can pay its officials",
            ),
        ),
    ),
    Tradeoff(
        12, "projects", "Do quick impact projects buy consent now and cost more later, above all if uncoordinated?",
        (
            Side(
                "consent_now", "5.9", "Projects raise local consent.", "contested", {"local_consent_mean": 1},
                base={**_COORDINATED, **_NO_PROJECTS}, other={**_COORDINATED, **_PROJECTS}, without={"consent.services": 0.0}, weeks=39,
                compared="ten million dollars of projects a year against none", off="work for residents earns no consent",
            ),
            Side(
                "blurred", "5.10", "They cost relief its acceptance, the more where nobody coordinates.", "contested", {"acceptance_mean": -1},
                base={**_UNCOORDINATED, **_NO_PROJECTS}, other={**_UNCOORDINATED, **_PROJECTS}, against=_COORDINATED,
                without={"acceptance.shown_projects": 0.0}, weeks=39,
                compared="projects against none, uncoordinated less coordinated", off="soldiers' projects do not make relief look like a side",
            ),
            Side(
                "dependence", "5.18", "They leave dependence behind.", "contested", {"dependence_end": 1},
                base={**_UNCOORDINATED, **_NO_PROJECTS}, other={**_UNCOORDINATED, **_PROJECTS}, without={"host_state.lasts": 1.0}, weeks=39,
                compared="uncoordinated projects against none", off="what outsiders build lasts",
            ),
        ),
    ),
    Tradeoff(
        13, "deployment", "Spread out or hold points: do roads and mobility decide?",
        (
            Side(
                "mobile", "5.12", "With open roads and aircraft, spreading out protects more.", "contested", {"civilian_deaths": -1},
                base={**_POINTS, **_MOBILE}, other={**_AREA, **_MOBILE}, without=_ON_THE_SPOT, weeks=39,
                compared="wide area against points, roads open and thirty helicopters", off="soldiers act only where they stand, and no camp needs a guard",
            ),
            Side(
                "stuck", "5.12", "Without roads and aircraft it protects less.", "contested", {"civilian_deaths": 1},
                base={**_POINTS, **_STUCK}, other={**_AREA, **_STUCK}, without=_ON_THE_SPOT, weeks=39,
                compared="wide area against points, roads closed and no helicopters", off="soldiers act only where they stand, and no camp needs a guard",
            ),
            Side(
                "roads_decide", "5.12", "Spreading out does better with mobility than without.", "contested", {"civilian_deaths": -1},
                base={**_POINTS, **_MOBILE}, other={**_AREA, **_MOBILE}, against=_STUCK, without=_ON_THE_SPOT, weeks=39,
                compared="wide area against points, mobile less stuck", off="soldiers act only where they stand, and no camp needs a guard",
            ),
        ),
        missing=("Attacks deterred and met are not compared: both follow how many are tried, which deployment changes.", "Deployment is set once: a mission does not gather its posts when a road closes.",),
    ),
    Tradeoff(
        14, "expectations", "Do managed expectations hold consent up better than deeds alone?",
        (
            Side(
                "words_and_deeds", "5.9, 5.22", "The same money holds consent up better as information than as projects.", "post_accord",
                {"local_consent_mean": 1, "expectation_gap_mean": -1}, base=_DEEDS, other=_WORDS,
                without={"consent.message": 0.0}, weeks=52, compared="twenty million dollars a year for information against projects",
                off="information does not move what people expect",
            ),
            Side(
                "deeds", "5.9", "Deeds alone hold it up too, less well.", "post_accord", {"local_consent_mean": 1}, base=_NEITHER, other=_DEEDS,
                without={"consent.services": 0.0}, weeks=52, compared="twenty million dollars a year for projects against nothing",
                off="work for residents earns no consent",
            ),
        ),
    ),
    Tradeoff(
        15, "devolution", "Coherence from the centre, or speed in the sectors?",
        (
            Side(
                "loosens", "5.4, 5.5", "Authority with the sectors costs coherence: more overlap, more failures of sequence.", "contested",
                {"plan_coherence_mean": -1, "duplication_mean": 1, "sequencing_failures": 1},
                base={**_FRAMEWORK, "coordination.devolution": 0.0}, other={**_FRAMEWORK, "coordination.devolution": 1.0}, without={"load.devolution_loosens": 0.0}, weeks=52,
                compared="authority with the sectors against headquarters, under a common framework", off="devolution loosens no common priority",
            ),
            Side(
                "speeds", "5.4, 5.12", "It brings speed: more attacks are met, and fewer civilians die.", "contested",
                {"response_weeks_mean": -1, "attacks_met": 1, "civilian_deaths": -1},
                base={"coordination.devolution": 0.0}, other={"coordination.devolution": 1.0},
                without={"load.devolution_saves": 0.0, "planning.aggregation": 0.0}, weeks=52,
                compared="authority with the sectors against headquarters", off="devolution saves no time, and headquarters sees local detail",
            ),
        ),
    ),
    Tradeoff(
        16, "sequence", "Everything at once, or one thing after another?",
        (
            Side(
                "fails", "5.5, 5.6", "At once, more fails for want of what should come first, and less is delivered.", "contested",
                {"sequencing_failures": 1, "delivered": -1}, base=_ORDERED, other=_AT_ONCE,
                without={**_BLIND, "coordination.information_sharing": 0.0}, weeks=52, compared="everything at once against sequence",
                off="nobody knows what is missing where",
            ),
            Side(
                "reaches", "5.5", "At once, work reaches places that a sequence leaves for later.", "contested", {"gaps_mean": -1},
                base=_ORDERED, other=_AT_ONCE, without={"tasks.wasted": 0.0}, weeks=52, compared="everything at once against sequence",
                off="work before its time is not lost",
            ),
        ),
        missing=("Order is a matter of prerequisites in a place; there is no calendar of phases for the country that could be reversed.",),
    ),
)  # fmt: skip
"""All of them, in the order of MODEL.md section 9."""
