"""Channels between organisations: the bodies they share, where they sit, and whether they are willing.

Source: CML 1.3, 1.4.1, 1.4.2; OR-01 to OR-04.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = [
    "ChannelParameters",
    "attendance",
    "body_strength",
    "bridge",
    "bridge_weight",
    "contact_of_premises",
    "settled_in",
    "willingness",
]

Array = NDArray[np.float64]
Meetings = TypeVar("Meetings", float, Array)


class ChannelParameters(Parameters):
    """How contact arises from bodies and premises."""

    same_office: float = parameter(
        0.60,
        low=0.0,
        high=1.0,
        unit="share",
        source="OR-01: about four times the contact of the next class",
        help="Contact between organisations that share an office.",
    )
    same_compound: float = parameter(
        0.15,
        low=0.0,
        high=1.0,
        unit="share",
        source="OR-01, OR-04, C-46",
        help="Contact between organisations in one compound but different offices.",
    )
    same_town: float = parameter(
        0.05,
        low=0.0,
        high=1.0,
        unit="share",
        source="OR-01, OR-04: near zero between buildings",
        help="Contact between organisations in the same town.",
    )
    elsewhere: float = parameter(
        0.02,
        low=0.0,
        high=1.0,
        unit="share",
        source="OR-02: distance contact follows presence",
        help="Contact between organisations in different places.",
    )
    meetings_half: float = parameter(
        2.0,
        low=0.1,
        high=30.0,
        unit="meetings/month",
        source="assumption: two meetings a month give half of what a body can give",
        help="Meetings a month at which a body has half of its strength.",
    )
    bridge_capacity: float = parameter(
        6.0,
        low=0.0,
        high=60.0,
        unit="organisations",
        source="CML 1.3; OR-09: most value added by a few overloaded people",
        help="Organisations whose business one triple-hatted person can carry in a week at half strength.",
    )
    bridge_strength: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.3; OR-09",
        help="Strength of the bridge where one person leads mission and country team and as many"
        " organisations hang on it as it has capacity for.",
    )
    # fmt: off
    settling_weeks: float = parameter(
        26.0, low=0.0, high=520.0, unit="weeks", source="C-46 build-up; CML 1.4.1; assumption on level",
        help="Weeks until those who move into shared premises are the neighbours that they will be.")
    moving_price: float = parameter(
        0.1, low=0.0, high=1.0, unit="share", source="CML 1.4.1; assumption on size",
        help="Share of its work that an organisation loses at first if all of it moves into shared premises.")
    office_one_foot: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="IMS one foot in, one foot out; assumption on size",
        help="How far the office of OCHA sits with the mission where it has one foot in.")
    office_two_feet: float = parameter(
        0.9, low=0.0, high=1.0, unit="share", source="IMS two feet in; assumption on size",
        help="How far the office of OCHA sits with the mission where it has two feet in.")
    agencies_inside: float = parameter(
        0.9, low=0.0, high=1.0, unit="share", source="CML 1.4.1; assumption: not every office moves in",
        help="How far agencies that have their offices inside the mission's compound sit there.")
    agencies_in_sectors: float = parameter(
        0.5, low=0.0, high=1.0, unit="times", source="CML 1.4.1; assumption on size",
        help="How far agencies inside the compound share offices in the sectors too, relative to the mission's own.")
    shared_desk: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 1.4.1; assumption: teams are in the field half of the time",
        help="Chance that two who both use a shared sector office meet there.")
    agencies_together: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="IMS common premises of country teams; assumption on size",
        help="Chance that two agencies sit in one compound of their own, whatever the mission does.")
    # fmt: on
    bridge_out: float = parameter(
        0.6,
        low=0.0,
        high=2.0,
        unit="times",
        source="CML 1.3; IMS: the further out the coordinator's office, the thinner the bridge",
        help="Weight of the triple-hatted bridge where the coordinator's office stands outside the mission.",
    )
    bridge_in: float = parameter(
        1.3,
        low=0.0,
        high=2.0,
        unit="times",
        source="CML 1.3; IMS",
        help="Weight of the triple-hatted bridge where the coordinator's office stands inside the mission.",
    )
    uniformed_caution: float = parameter(
        1.0,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.3 humanitarian space; CML 2.1.2",
        help="Share of what an organisation holds confidential that it keeps from uniformed ones; half of it"
        " from other mission bodies.",
    )
    # fmt: off
    civilian_caution: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 1.4.3, 2.1.2; assumption on size",
        help="Confidentiality towards the mission's civilians, relative to that towards uniformed ones.")
    inside_caution: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 1.4.3; assumption on size",
        help="Confidentiality between bodies of the mission, relative to that with others.")
    distrusted: float = parameter(
        0.25, low=0.0, high=1.0, unit="share", source="CML 1.4.4; OR-04; assumption on size",
        help="What a body tells those whom it does not trust at all, relative to full trust.")
    # fmt: on


def attendance(meetings: Meetings, p: ChannelParameters) -> Meetings:
    """Return the share of its full strength that a body has at ``meetings`` a month; 0 at none."""
    return meetings / (meetings + p.meetings_half)


def body_strength(member: NDArray[np.bool_], strength: Array) -> Array:
    """Return the contact given by shared bodies, ``1 - prod_m (1 - strength_m member_im member_jm)``.

    Args:
        member: Who sits where, shape (n_bodies, n_orgs).
        strength: Strength of each body this month, shape (n_bodies,), share.

    Returns:
        Shape (n_orgs, n_orgs), share, zero diagonal.

    Source: MODEL.md 5.2.
    """
    missed = np.ones((member.shape[1], member.shape[1]))
    for who, s in zip(member, strength, strict=True):
        missed *= 1.0 - s * (who[:, None] & who[None, :])
    contact = 1.0 - missed
    np.fill_diagonal(contact, 0.0)
    return contact


def contact_of_premises(office: Array, compound: Array, town: Array, p: ChannelParameters) -> Array:
    """Return everyday contact from where organisations sit.

    Args:
        office: Probability that a pair shares an office, shape (n_orgs, n_orgs), share.
        compound: Probability that it shares at least a compound, same shape.
        town: Probability that it is at least in the same town, same shape.
        p: Parameters.

    Source: OR-01, OR-04.
    """
    contact = p.elsewhere + (p.same_town - p.elsewhere) * town
    contact = contact + (p.same_compound - p.same_town) * compound
    contact = contact + (p.same_office - p.same_compound) * office
    np.fill_diagonal(contact, 0.0)
    return contact


def settled_in(week: int, p: ChannelParameters) -> float:
    """Return how far those who moved into shared premises have settled in, 0-1. Source: C-46."""
    return min((week + 1.0) / max(p.settling_weeks, 1.0), 1.0)


def bridge(one_side: NDArray[np.bool_], other_side: NDArray[np.bool_], time_left: float, p: ChannelParameters) -> Array:
    """Return the contact that one person who leads both sides carries across.

    The person's week is finite: the more organisations hang on it, the less each gets.

    Args:
        one_side: Organisations of the mission, shape (n_orgs,).
        other_side: Organisations of the country team, shape (n_orgs,).
        time_left: Share of the week that meetings and administration leave, 0-1.
        p: Parameters.

    Source: CML 1.3 (DSRSG/RC/HC).
    """
    n = float(one_side.sum() + other_side.sum())
    carried = p.bridge_strength * time_left * p.bridge_capacity / (p.bridge_capacity + n) * 2.0
    across = one_side[:, None] & other_side[None, :]
    return np.minimum(carried, 1.0) * (across | across.T)


def bridge_weight(structure: str, p: ChannelParameters) -> float:
    """Return how much the bridge carries by where the coordinator's office stands; 1 with one foot in (IMS)."""
    return {"two_feet_out": p.bridge_out, "one_foot_in": 1.0, "two_feet_in": p.bridge_in}[structure]


def willingness(
    trust: Array,
    openness: float,
    confidential: Array,
    uniformed: NDArray[np.bool_],
    mission: NDArray[np.bool_],
    p: ChannelParameters,
) -> Array:
    """Return the share of its reports that organisation j (column) lets organisation i (row) have.

    Args:
        trust: Trust of j in i at [j, i], shape (n_orgs, n_orgs), share.
        openness: Information policy, 0-1.
        confidential: Share each organisation holds confidential, shape (n_orgs,).
        uniformed: Uniformed organisations, shape (n_orgs,).
        mission: Organisations of the mission, shape (n_orgs,).
        p: Parameters.

    Source: CML 1.4.3; CML 2.1.2; MODEL.md 5.2.
    """
    caution = p.uniformed_caution
    receiver = np.where(uniformed, caution, np.where(mission, p.civilian_caution * caution, 0.0))
    outsider = ~(mission[:, None] & mission[None, :])
    withheld = np.minimum(receiver[:, None] * confidential[None, :], 1.0)
    withheld *= np.where(outsider, 1.0, p.inside_caution)
    return openness * (p.distrusted + (1.0 - p.distrusted) * trust.T) * (1.0 - withheld)
