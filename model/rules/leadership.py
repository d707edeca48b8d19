"""The leadership team of seven: cohesion, vacancy, and a week that is finite.

Source: CML 1.1, 1.2, 1.4.2; IPI leadership.
"""

from __future__ import annotations

from ..parameters import Parameters, parameter

__all__ = ["LeadershipParameters", "cohesion_changes", "week_left"]


class LeadershipParameters(Parameters):
    """What makes a leadership team, and what eats its week."""

    initial_cohesion: float = parameter(
        0.45,
        low=0.0,
        high=1.0,
        unit="share",
        source="IPI leadership; assumption on level",
        help="Cohesion of a newly met leadership team.",
    )
    meeting_gain: float = parameter(
        0.012,
        low=0.0,
        high=0.2,
        unit="1/week",
        source="CML 1.3: meet regularly to build trust",
        help="Cohesion gained in a week of full meetings, as a share of what is missing.",
    )
    premises_gain: float = parameter(
        0.006,
        low=0.0,
        high=0.2,
        unit="1/week",
        source="CML 1.4.1",
        help="Cohesion gained in a week under one roof, as a share of what is missing.",
    )
    separate_orders: float = parameter(
        0.010,
        low=0.0,
        high=0.2,
        unit="1/week",
        source="IPI: components report to different headquarters",
        help="Cohesion lost in a week to orders from separate headquarters with all posts vacant; half of it"
        " with none.",
    )
    newcomer: float = parameter(
        0.10,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.4.4; assumption on size",
        help="Share of cohesion lost when one of seven is replaced.",
    )
    tenure_weeks: float = parameter(
        110.0,
        low=10.0,
        high=520.0,
        unit="weeks",
        source="assumption: leaders serve about two years",
        help="Mean time that a leader serves.",
    )
    vacancy_weeks: float = parameter(
        14.0,
        low=0.0,
        high=104.0,
        unit="weeks",
        source="CML 2.2.4 vacancies; assumption on size",
        help="Mean time until a leader is replaced.",
    )
    misfit: float = parameter(
        0.4,
        low=0.0,
        high=3.0,
        unit="share",
        source="CML 1.4.2; IPI leader profiles; assumption on size",
        help="How much longer decisions take where the head of mission's style is the opposite of the mission's.",
    )
    vacancy_delay: float = parameter(
        1.5,
        low=1.0,
        high=5.0,
        unit="times",
        source="CML 2.2.4; assumption on size",
        help="How much longer decisions take while the mission has no head.",
    )
    administration: float = parameter(
        0.35,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 2.2 management takes a major share of leaders' time",
        help="Share of a leader's week that running the mission takes.",
    )
    hours_per_meeting: float = parameter(
        0.008,
        low=0.0,
        high=0.5,
        unit="share of the week",
        source="OR-09; assumption on size",
        help="Share of a leader's week that one meeting a month of a joint body takes.",
    )


def cohesion_changes(
    cohesion: float, meetings: float, one_roof: float, vacant: float, p: LeadershipParameters
) -> dict[str, float]:
    """Return this week's change of cohesion by cause.

    Args:
        cohesion: Cohesion, share.
        meetings: Strength of leadership meetings, 0-1.
        one_roof: Share of components in one compound, 0-1.
        vacant: Share of the seven posts that are vacant.
        p: Parameters.
    """
    missing = 1.0 - cohesion
    return {
        "meetings": p.meeting_gain * meetings * (1.0 - vacant) * missing,
        "one roof": p.premises_gain * one_roof * missing,
        "separate headquarters": -p.separate_orders * (0.5 + 0.5 * vacant) * cohesion,
    }


def week_left(meetings_a_month: float, good_offices: float, p: LeadershipParameters) -> float:
    """Return the share of a leader's week left after administration, meetings and mediation (CML 1.4.2)."""
    return max(1.0 - p.administration - p.hours_per_meeting * meetings_a_month - 0.3 * good_offices, 0.05)
