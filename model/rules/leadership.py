"""The leadership team of seven: cohesion, vacancy, and a week that is finite.

Source: CML 1.1, 1.2, 1.4.2; IPI leadership.
"""

from __future__ import annotations

from ..parameters import Parameters, parameter

__all__ = [
    "LeadershipParameters",
    "appointed",
    "capital_change",
    "cohesion_changes",
    "led_well",
    "mediation",
    "meeting_price",
    "week_left",
]


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
    least_competence: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.1; IPI leader profiles; assumption on level",
        help="Competence of the least able person who is appointed to the leadership team.",
    )
    most_competence: float = parameter(
        0.9,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.1; IPI leader profiles; assumption on level",
        help="Competence of the ablest person who is appointed; raised to the least where it lies below.",
    )
    command_effect: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.1, 1.4.2; IPI leadership; assumption on size",
        help="What the best commander of a component gets out of its teams above what the worst does.",
    )
    acting: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 2.2.4 vacancies; assumption on level",
        help="Competence that counts while a post is vacant and a deputy acts in it.",
    )
    staff_effect: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.1, 2.2 (chief of staff runs the coordinating machinery); assumption on size",
        help="How much more of people's time meetings take under the worst chief of staff than under the best.",
    )
    deputy_share: float = parameter(
        0.4,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.1, 3.2; IMS; assumption on size",
        help="Part of good offices that the political deputy carries for the head of mission.",
    )
    first_capital: float = parameter(
        0.8,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.1, 1.2; IPI; assumption on level",
        help="Political capital that a new head of mission brings.",
    )
    capital_return: float = parameter(
        0.01,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML 1.2; assumption: credit with the parties returns over a year or two",
        help="Political capital regained in a week with the government's full consent, as a share of what is missing.",
    )
    capital_offices: float = parameter(
        0.01,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML 1.2, 3.2 (every mediation uses up credit); assumption on size",
        help="Share of political capital spent in a week in which leaders give all their time to good offices.",
    )
    capital_criticism: float = parameter(
        0.03,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML 2.1.2; CO-01; assumption on size",
        help="Share of political capital spent in a week of full public criticism of the government.",
    )
    capital_weight: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.2; assumption on size",
        help="Part of good offices that is lost without political capital.",
    )
    administration: float = parameter(
        0.35,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 2.2 management takes a major share of leaders' time",
        help="Share of a leader's week that running the mission takes.",
    )
    mediation_time: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="share of the week",
        source="CML 1.2, 3.2; assumption on size",
        help="Share of a leader's week that good offices take where leaders give them all the time that policy allows.",
    )
    hours_per_meeting: float = parameter(
        0.008,
        low=0.0,
        high=0.5,
        unit="share of the week",
        source="OR-09; assumption on size",
        help="Share of a leader's week that one meeting a month of a joint body takes.",
    )
    # fmt: off
    unable: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 1.1, 3.2; assumption on size",
        help="What a leader without any competence is worth in talks, relative to the ablest.")
    # fmt: on


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
    return max(1.0 - p.administration - p.hours_per_meeting * meetings_a_month - p.mediation_time * good_offices, 0.05)


def led_well(competence: float, p: LeadershipParameters) -> float:
    """Return what a component's work is worth under its head, 1 for a head of middling competence (CML 1.1).

    Args:
        competence: Competence of its head, 0-1.
        p: Parameters.
    """
    return 1.0 + p.command_effect * (competence - 0.5)


def meeting_price(competence: float, p: LeadershipParameters) -> float:
    """Return how much time the same meetings take, 1 under a chief of staff of middling competence (CML 2.2)."""
    return 1.0 - p.staff_effect * (competence - 0.5)


def capital_change(
    capital: float, good_offices: float, criticism: float, consent: float, p: LeadershipParameters
) -> float:
    """Return this week's change of the head of mission's political capital.

    Args:
        capital: Political capital, share.
        good_offices: Leadership time for mediation, 0-1.
        criticism: Public criticism weighted by the abuse there is to criticise, 0-1.
        consent: Consent of the host government, share.
        p: Parameters.

    Source: CML 1.1, 1.2; MODEL.md 5.21: it is finite.
    """
    spent = p.capital_offices * good_offices + p.capital_criticism * criticism
    return p.capital_return * consent * (1.0 - capital) - min(spent, 1.0) * capital


def mediation(
    good_offices: float, left: float, head: float, deputy: float, capital: float, p: LeadershipParameters
) -> float:
    """Return what good offices come to, 0-1: time given by policy, the head's week, credit, and who mediates.

    Args:
        good_offices: Leadership time for mediation, 0-1.
        left: Share of the head's week left, 0-1.
        head: Skill of the head of mission, 0 where the post is vacant, 0-1.
        deputy: Skill of the political deputy, likewise.
        capital: Political capital of the head of mission, 0-1.
        p: Parameters.

    Source: CML 1.1, 3.2; IMS.
    """
    credit = 1.0 - p.capital_weight * (1.0 - capital)
    return good_offices * left * credit * ((1.0 - p.deputy_share) * head + p.deputy_share * deputy)


def skill(competence: float, p: LeadershipParameters) -> float:
    """Return what a leader of some competence is worth in talks, 0-1 (CML 1.1, 3.2)."""
    return p.unable + (1.0 - p.unable) * competence


def appointed(draw: float, p: LeadershipParameters) -> float:
    """Return the competence of who is appointed, evenly between the least and the most able (CML 1.1)."""
    return p.least_competence + max(p.most_competence - p.least_competence, 0.0) * draw
