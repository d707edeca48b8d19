"""The coordination choices: how often each joint body meets, how decisions are taken, how open sharing is."""

from __future__ import annotations

from typing import Any, Literal

from .parameters import Parameters, parameter

__all__ = ["JOINT_BODIES", "CoordinationChoices"]

MOST_MEETINGS = 30.0


def joint_body(default: float, *, source: str, help: str) -> Any:
    """Declare one joint body by its meetings a month; 0 means that it does not exist.

    Args:
        default: Meetings a month where a scenario says nothing.
        source: Section key or evidence id.
        help: One plain sentence.
    """
    return parameter(
        default, low=0.0, high=MOST_MEETINGS, unit="meetings a month", source=source, choice=True, help=help
    )


class CoordinationChoices(Parameters):
    """The joint bodies, the style of decisions, the authority of sectors and the openness of sharing.

    Source: CML 1.3, 1.4, MODEL.md sections 3.2 and 4.
    """

    joc: float = joint_body(
        20.0, source="CML 1.4.3; IMS", help="Joint operations centre: this week's reports reach its members this week."
    )
    jmac: float = joint_body(
        4.0,
        source="CML 1.4.3; OR-10; IMS",
        help="Joint mission analysis centre: fuses all sources into a forward estimate of what armed groups intend.",
    )
    joint_logistics: float = joint_body(
        2.0, source="CML 2.2.4; IMS", help="Joint logistics centre: plans transport, engineering and supply together."
    )
    cmoc: float = joint_body(
        4.0, source="CML6; IMS", help="Civil-military operations centre: where relief actors and uniformed ones meet."
    )
    leadership_meetings: float = joint_body(
        4.0, source="CML 1.1; CML 1.4.2", help="Mission leadership team: the seven heads around one table."
    )
    strategic_framework_group: float = joint_body(
        1.0, source="CML 1.4.6", help="Group of mission and country team that sets and follows shared priorities."
    )
    clusters: float = joint_body(
        4.0, source="CML6; OR-06", help="Humanitarian clusters: relief agencies divide places and sectors of work."
    )
    donor_group: float = joint_body(
        1.0, source="CML 1.4.2; CML 3.2.4", help="Donor group: donors and institutions compare plans and money."
    )
    ddr_steering_group: float = joint_body(
        1.0,
        source="CML 2.1.6; CML 4.6.3",
        help="Steering group for disarmament and reintegration: mission, agencies and government plan it as one.",
    )
    joint_protection_teams: float = joint_body(
        2.0, source="CML 4.3.3", help="Joint protection teams: civilians, police and military visit threatened places."
    )
    joint_commission: float = joint_body(
        2.0, source="CML 3.2; CML 4.2", help="Joint commission with the parties: settles breaches before they spread."
    )
    civil_society_forum: float = joint_body(
        1.0, source="CML 3.6", help="Forum in which civil society and the mission tell each other what they see."
    )
    security_management_team: float = joint_body(
        2.0, source="CML 2.2.1", help="Security management team: the heads agree on security rules and closures."
    )
    decision_style: Literal["hierarchical", "consensus"] = parameter(
        "consensus",
        source="CML 1.4.4; CML 1.4.5",
        choice=True,
        help="Whether joint bodies decide by order from the top or by agreement of all members.",
        values={
            "hierarchical": "by order from the top, which is quicker",
            "consensus": "by agreement of all members, which takes longer the more they are",
        },
    )
    devolution: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share of decisions",
        source="CML 1.4.5",
        choice=True,
        help="Share of decisions that heads of sector offices may take without asking headquarters.",
    )
    information_sharing: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share of reports",
        source="CML 1.4.3",
        choice=True,
        help="Share of its reports that an organisation passes on through the channels it has.",
    )


JOINT_BODIES: tuple[str, ...] = tuple(
    name
    for name, field in CoordinationChoices.model_fields.items()
    if isinstance(field.json_schema_extra, dict) and field.json_schema_extra["unit"] == "meetings a month"
)
