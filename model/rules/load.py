"""The price of coordination: staff time, delay and coherence.

Source: CML 2.2, 1.4.2; OR-06, OR-09.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = ["LoadParameters", "coherence", "coordination_time", "decision_weeks", "work_share"]

Array = NDArray[np.float64]


class LoadParameters(Parameters):
    """What a meeting costs and how long a decision takes."""

    hours_per_meeting: float = parameter(
        3.0,
        low=0.0,
        high=40.0,
        unit="hours",
        source="OR-09; assumption: preparing, sitting and reporting of a meeting of ten",
        help="Hours that a meeting of ten members costs each member's coordinating staff.",
    )
    size_slope: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share",
        source="OR-09; assumption: larger tables take longer",
        help="How much longer a meeting takes for every ten members beyond ten, as a share of its length.",
    )
    coordinating_hours: float = parameter(
        160.0,
        low=20.0,
        high=2000.0,
        unit="hours/month",
        source="assumption: one full-time person's month for a body of field work of one unit",
        help="Hours a month that an organisation can give to coordination before field work suffers one for one.",
    )
    field_price: float = parameter(
        0.9,
        low=0.0,
        high=2.0,
        unit="times",
        source="OR-06: small in money, large in workload",
        help="Price of coordination in field work: with its coordinating hours fully used an organisation"
        " delivers 1 / (1 + half of this).",
    )
    consensus_weeks: float = parameter(
        2.0,
        low=0.0,
        high=12.0,
        unit="weeks",
        source="CML 1.4.2; IPI lowest common denominator",
        help="Weeks that a decision by consensus of ten organisations takes.",
    )
    command_weeks: float = parameter(
        0.5, low=0.0, high=12.0, unit="weeks", source="CML 1.4.4", help="Weeks that a decision in a hierarchy takes."
    )
    devolution_saves: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.4.2 devolved authority",
        help="Share of decision time saved when authority rests wholly with the sectors.",
    )
    devolution_loosens: float = parameter(
        0.4,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.4.6; trade-off 15",
        help="Share of common priorities lost when authority rests wholly with the sectors.",
    )
    # fmt: off
    usual_table: float = parameter(
        10.0, low=1.0, high=100.0, unit="members", source="OR-09; assumption: the middle of the bodies",
        help="Members of a body for which a meeting takes its usual time, and consensus its usual weeks.")
    discord: float = parameter(
        1.5, low=1.0, high=5.0, unit="times", source="CML 1.4.2; IPI leadership; assumption on size",
        help="How much longer a team without cohesion takes to decide, relative to one half cohesive.")
    orders_alone: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 1.4.6; assumption on size",
        help="Part of common priorities that survives a leadership without cohesion.")
    # fmt: on


def coordination_time(member: NDArray[np.bool_], meetings: Array, p: LoadParameters) -> Array:
    """Return the share of its coordinating hours that each organisation spends in joint bodies.

    Args:
        member: Who sits where, shape (n_bodies, n_orgs).
        meetings: Meetings a month of each body, shape (n_bodies,).
        p: Parameters.

    Returns:
        Shape (n_orgs,); may exceed 1 when more is asked than there is.

    Source: OR-09; MODEL.md 5.4.
    """
    size = member.sum(axis=1) / p.usual_table
    hours = p.hours_per_meeting * meetings * (1.0 + p.size_slope * (size - 1.0))
    return (member * np.maximum(hours, 0.0)[:, None]).sum(axis=0) / p.coordinating_hours


def work_share(time: Array, p: LoadParameters) -> Array:
    """Return the share of field work left when coordination takes ``time`` of the coordinating hours.

    The first hours are cheap, later ones come out of field work: the price grows with the square until the
    coordinating hours are used up and with the time itself beyond.
    """
    price = np.where(time < 1.0, time * time, 2.0 * time - 1.0) * p.field_price * 0.5
    return 1.0 / (1.0 + price)


def decision_weeks(consensus: bool, n_members: float, devolution: float, cohesion: float, p: LoadParameters) -> float:
    """Return the weeks from news to order.

    Args:
        consensus: True where leaders decide by consensus.
        n_members: Organisations around the table.
        devolution: Authority given to sectors, 0-1.
        cohesion: Cohesion of the leadership team, 0-1; its lack slows every decision.
        p: Parameters.

    Source: CML 1.4.2; IPI leadership.
    """
    base = p.consensus_weeks * float(np.sqrt(n_members / p.usual_table)) if consensus else p.command_weeks
    return base * (1.0 - p.devolution_saves * devolution) * (p.discord - cohesion)


def coherence(devolution: float, cohesion: float, p: LoadParameters) -> float:
    """Return how far common priorities survive on their way to the field, 0-1 (CML 1.4.6)."""
    return (1.0 - p.devolution_loosens * devolution) * (p.orders_alone + (1.0 - p.orders_alone) * cohesion)
