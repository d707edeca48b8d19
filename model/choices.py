"""The choices under test: integration, collocation, coordination, posture, politics, priorities, resources, transition.

They are separate switches and dials on purpose: each has a benefit, a cost, a delay and an effect on how others see
the UN, and the model lets their combination, in a context, decide. The ceilings of troops, police and civilians are
choices too; they stand in :class:`~peaceops.model.actors_parameters.MissionParameters`, beside the other facts of the
mission.
"""

from __future__ import annotations

from typing import Literal

from .joint_bodies import CoordinationChoices
from .parameters import Parameters, parameter
from .priorities import PriorityChoices

__all__ = [
    "Choices",
    "CollocationChoices",
    "CoordinationChoices",
    "IntegrationChoices",
    "PoliticalChoices",
    "PostureChoices",
    "PriorityChoices",
    "ResourceChoices",
    "TransitionChoices",
]


class IntegrationChoices(Parameters):
    """How far the mission and the UN country team are one structure.

    Source: CML 1.3, IMS, MODEL.md section 4.
    """

    structure: Literal["two_feet_out", "one_foot_in", "two_feet_in"] = parameter(
        "one_foot_in",
        source="CML 1.3",
        choice=True,
        help="Where the humanitarian coordinator's office stands: outside the mission, linked to it by the DSRSG/RC/HC,"
        " or inside it.",
        values={
            "two_feet_out": "the humanitarian coordinator's office stands apart from the mission",
            "one_foot_in": "the humanitarian coordinator's office is apart, and linked to the mission by a deputy head"
            " of mission who also coordinates relief",
            "two_feet_in": "the humanitarian coordinator's office is part of the mission",
        },
    )
    triple_hat: bool = parameter(
        True,
        source="CML 1.3; IMS",
        choice=True,
        help="Whether one person is deputy head of mission, resident coordinator and humanitarian coordinator.",
    )
    strategic_framework: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="share of capacity",
        source="CML 1.4.6-1.4.8",
        choice=True,
        help="Share of each organisation's capacity committed to priorities shared by mission and country team.",
    )
    shared_services: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="share of services",
        source="CML 2.2.4; IPI logistics",
        choice=True,
        help="Share of transport, engineering and aviation that mission and country team pool.",
    )
    security_management: Literal["separate", "common"] = parameter(
        "common",
        source="CML 2.2.1",
        choice=True,
        help="Whether the country team follows the mission's security rules or keeps its own.",
        values={
            "separate": "the country team keeps security rules of its own",
            "common": "the country team follows the mission's security rules",
        },
    )
    visible_identity: Literal["separate", "common"] = parameter(
        "separate",
        source="CML6; IMS dilemmas",
        choice=True,
        help="Whether relief and development teams show the same flags, vehicles and logos as the mission.",
        values={
            "separate": "relief and development teams show signs of their own",
            "common": "relief and development teams show the mission's flags, vehicles and logos",
        },
    )


class CollocationChoices(Parameters):
    """Who shares premises with whom.

    Source: CML 1.4.1, EVIDENCE OR-01 to OR-04.
    """

    headquarters: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share of components",
        source="CML 1.4.1; OR-01",
        choice=True,
        help="Share of the mission's components that sit in one compound in the capital.",
    )
    sectors: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share of sectors",
        source="CML 1.4.1; OR-01",
        choice=True,
        help="Share of the sectors in which military, police and civilians share one office.",
    )
    country_team: bool = parameter(
        False,
        source="CML 1.4.1",
        choice=True,
        help="Whether the country team's development agencies have their offices inside the mission compound.",
    )
    humanitarians: bool = parameter(
        False,
        source="CML 1.3; CML6; HU-09",
        choice=True,
        help="Whether relief agencies have their offices inside mission compounds.",
    )
    police_with_host: bool = parameter(
        True,
        source="CML 5.4; IMS police",
        choice=True,
        help="Whether UN police officers work in the stations of the host state's police.",
    )


class PostureChoices(Parameters):
    """How the mission uses force, moves, reports and stands to the state's own forces.

    Source: CML 2.1.1, 2.1.2, 4.3, IPI.
    """

    use_of_force: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="0 defensive, 1 robust",
        source="CML 4.3.6; IPI",
        choice=True,
        help="How readily contingents use force to protect civilians and the mandate.",
    )
    area_deployment: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="0 points, 1 wide area",
        source="CML 4.3.6; CML 4.4",
        choice=True,
        help="How far troops spread out over the countryside instead of guarding towns and sites.",
    )
    escorts: Literal["never", "last_resort", "routine"] = parameter(
        "last_resort",
        source="CML6; CML 4.4; HU-06",
        choice=True,
        help="When relief convoys travel with an armed escort.",
        values={
            "never": "relief convoys never travel with soldiers",
            "last_resort": "only where they could not go otherwise",
            "routine": "as a rule",
        },
    )
    human_rights_reporting: Literal["quiet", "via_geneva", "public"] = parameter(
        "via_geneva",
        source="CML 2.1.2; IMS dilemmas; CO-01",
        choice=True,
        help="How abuses are reported: quietly to the government, through Geneva, or in public.",
        values={
            "quiet": "to the government alone, behind closed doors",
            "via_geneva": "by the human rights office in Geneva, in its own name",
            "public": "in public, by the mission itself",
        },
    )
    state_support: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="share of operations",
        source="CML 4.7; IPI host state",
        choice=True,
        help="Share of military operations carried out together with, or in support of, the state's forces.",
    )
    due_diligence: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="0 none, 1 strict",
        source="CML 2.1.2; IPI host state",
        choice=True,
        help="How strictly support to the state's forces depends on their conduct.",
    )


class PoliticalChoices(Parameters):
    """How the mission works on the peace process.

    Source: CML 3.2-3.6, IPI.
    """

    good_offices: float = parameter(
        0.4,
        low=0.0,
        high=1.0,
        unit="share of the head of mission's week",
        source="CML 3.2; IPI political strategy",
        choice=True,
        help="Share of the leadership's time that goes into mediation and dialogue with the parties.",
    )
    local_ownership: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share of programmes",
        source="CML 3.5; IMS dilemmas",
        choice=True,
        help="Share of programmes carried out through national bodies instead of around them.",
    )
    inclusion_civil_society: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="influence",
        source="CML 3.6; IN-01",
        choice=True,
        help="Influence, not seats, of civil society in the talks.",
    )
    inclusion_women: float = parameter(
        0.2,
        low=0.0,
        high=1.0,
        unit="influence",
        source="CML 2.1.3; CML6; C-48",
        choice=True,
        help="Influence, not seats, of women in the talks.",
    )
    election_rule: Literal["week", "readiness"] = parameter(
        "week",
        source="CML 3.4; EL-01",
        choice=True,
        help="Whether the first election is held at a set week or once the conditions for it are met.",
        values={"week": "in political.election_week", "readiness": "once the conditions for it are met"},
    )
    election_week: int = parameter(
        139,
        low=1,
        high=1040,
        unit="week",
        source="C-44: 32 months",
        choice=True,
        help="Week of the first election under the rule 'week', and the earliest one under 'readiness'.",
    )
    sequencing: Literal["ordered", "at_once"] = parameter(
        "ordered",
        source="CML 1.4.8",
        choice=True,
        help="Whether the programme follows an order, security first, or everything starts at once.",
        values={"ordered": "security first, then what needs it", "at_once": "everything starts at the same time"},
    )


class ResourceChoices(Parameters):
    """Money for small levers and the rule for choosing police; the ceilings are ``mission.troops`` and its kin.

    Source: CML 2.2, MODEL.md section 4.
    """

    quick_impact_usd: int = parameter(
        2_000_000,
        low=0,
        high=50_000_000,
        unit="USD a year",
        source="CML 2.2.4; assumption: 1 to 5 million a year is usual in large missions",
        choice=True,
        help="Yearly money for quick impact projects.",
    )
    public_information_usd: int = parameter(
        6_000_000,
        low=0,
        high=50_000_000,
        unit="USD a year",
        source="CML 2.2.2; assumption: a national radio costs some millions a year",
        choice=True,
        help="Yearly money for radio, outreach and countering rumour.",
    )
    conduct_and_discipline_usd: int = parameter(
        2_000_000,
        low=0,
        high=50_000_000,
        unit="USD a year",
        source="CML 2.2.3; assumption: about one team a sector",
        choice=True,
        help="Yearly money to prevent and prosecute misconduct.",
    )
    police_vetting: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="0 numbers, 1 quality",
        source="CML 5.4; MODEL.md 9.9",
        choice=True,
        help="How far the host state's police are screened: quality later against numbers now.",
    )


class TransitionChoices(Parameters):
    """When and how the mission leaves.

    A date after the horizon means that the mission is still there when the run ends.

    Source: CML 1.2, CML6 transition, EXIT.
    """

    exit_rule: Literal["calendar", "benchmarks"] = parameter(
        "calendar",
        source="EXIT; CML6 transition",
        choice=True,
        help="Whether the mission leaves at a set week or once enough benchmarks are met.",
        values={"calendar": "in transition.exit_week", "benchmarks": "once transition.exit_benchmarks are met"},
    )
    exit_week: int = parameter(
        260,
        low=0,
        high=1040,
        unit="week",
        source="C-23",
        choice=True,
        help="Week in which the mission closes under 'calendar', and the latest one under 'benchmarks'; 0 means that no"
        " mission is ever sent.",
    )
    exit_benchmarks: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="share of benchmarks",
        source="EXIT; assumption: well over half is read as success",
        choice=True,
        help="Share of medium-term benchmarks that must be met before the drawdown starts under 'benchmarks'.",
    )
    drawdown_weeks: int = parameter(
        52,
        low=1,
        high=312,
        unit="weeks",
        source="EXIT; C-33",
        choice=True,
        help="Weeks over which troops, police and civilians leave before the mission closes.",
    )
    handover_weeks: int = parameter(
        78,
        low=0,
        high=520,
        unit="weeks before closing",
        source="EXIT hand-over to the country team; CML6 transition",
        choice=True,
        help="How long before closing the mission begins to hand its tasks to the state and the country team.",
    )
    follow_on_support: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share of donor money",
        source="EXIT; C-41",
        choice=True,
        help="Share of the donors' money that goes on after the mission has left.",
    )


class Choices(Parameters):
    """All choices under test, in the groups of MODEL.md section 4.

    Source: MODEL.md section 4.
    """

    integration: IntegrationChoices = IntegrationChoices()
    collocation: CollocationChoices = CollocationChoices()
    coordination: CoordinationChoices = CoordinationChoices()
    posture: PostureChoices = PostureChoices()
    political: PoliticalChoices = PoliticalChoices()
    priorities: PriorityChoices = PriorityChoices()
    resources: ResourceChoices = ResourceChoices()
    transition: TransitionChoices = TransitionChoices()
