"""Elections: who can vote, what a poll is worth, and how tension rises before it.

The quality of a poll rests on what was prepared: a roll, safety at the polls, a commission that can hold them, media
that explain them, somebody who watches, and who had a say. What becomes of its result stands in
``election_results.py``.

Source: CML 3.4; EL-04; CO-01; C-44; MODEL.md 5.15.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import parameter
from .election_results import ResultParameters

__all__ = [
    "CORE",
    "PARTS",
    "ElectionParameters",
    "capacity_after",
    "crime_in_tension",
    "honest",
    "newly_registered",
    "open_polls",
    "polls_possible",
    "quality",
    "ready_for_polls",
    "refused_polls",
    "seen_by",
    "support",
    "tension_after",
    "votes",
]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

PARTS = ("registration", "security", "administration", "media", "observation", "inclusion")
"""What the quality of a poll is made of, 0-1 each (CML 3.4.2)."""
CORE = 3
"""The first parts of :data:`PARTS`: what a poll rests on, by the weakest of which it is judged."""


class ElectionParameters(ResultParameters):
    """When polls are held, what they take, and what makes them good."""

    # fmt: off
    preparation_weeks: int = parameter(
        52, low=1, high=260, unit="weeks", source="CML 3.4.2; C-44; assumption: registers take a year",
        help="Weeks before a poll from which voters are registered.")
    campaign_weeks: int = parameter(
        13, low=1, high=104, unit="weeks", source="CML 3.4; assumption: three months",
        help="Weeks of campaign before a poll; it is called as long ahead where it waits for readiness.")
    term_weeks: int = parameter(
        260, low=26, high=1040, unit="weeks", source="assumption: most constitutions, five years",
        help="Weeks from one poll to the next.")
    registered_per_team: float = parameter(
        25_000.0, low=0.0, high=500_000.0, unit="people/team-week",
        source="CML 3.4.1; assumption: 1.35 million voters in 4 weeks by local registrars, Liberia 2005 (°)",
        help="People of a sector, children with their parents, whom one team-week puts on the roll at most.")
    roll_ages: float = parameter(
        0.001, low=0.0, high=0.1, unit="1/week", source="assumption: 5 % a year move, die or come of age",
        help="Share of the roll that goes out of date in a week.")
    training: float = parameter(
        0.02, low=0.0, high=0.5, unit="1/week", source="CML 3.4.1, 3.4.7; assumption on size",
        help="Share of its missing capacity that the election commission gains in a week of much work for the poll.")
    training_half: float = parameter(
        4.0, low=0.1, high=100.0, unit="team-weeks", source="CML 3.4.1; assumption on size",
        help="Electoral work in a week, in the whole country, at which the commission learns half as much as it can.")
    practice: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="CML 3.4.2 long term; assumption on size",
        help="Share of its missing capacity that the commission gains by holding a poll.")
    ready_registration: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 3.4.2; assumption on level",
        help="Share of all people on the roll from which elections that wait for readiness can be called.")
    ready_disarmed: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 3.4.7; EL-01; assumption on level",
        help="Share of the parties' fighters that have laid down their arms from which they can be called.")
    ready_commission: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 3.4.2; assumption on level",
        help="Capacity of the election commission from which they can be called.")
    intimidation: float = parameter(
        2.0, low=0.0, high=20.0, unit="times", source="CML 3.4.6; assumption on size",
        help="Share of polling places that close, or are avoided, relative to threat and violence around them.")
    guarding: float = parameter(
        0.7, low=0.0, high=1.0, unit="share", source="CML 3.4.2, 3.4.5 guarding polling places; assumption on size",
        help="Share of that which forces that fully deter prevent on the day.")
    turnout: float = parameter(
        0.8, low=0.0, high=1.0, unit="share", source="assumption: 75 % in Liberia 2005, 46 % in Mali 2013 (°)",
        help="Share of registered voters who vote where it is safe and they know what it is about.")
    uninformed: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 3.4.1 voter education; assumption on size",
        help="Share of that turnout that is left among people who hear nothing but rumour.")
    least_voters: float = parameter(
        0.1, low=0.0, high=1.0, unit="share", source="CML 3.4.2, 3.4.7; assumption: nobody holds a poll for fewer",
        help="Share of all people who are on the roll and have an open polling place, below which a poll is put off.")
    least_commission: float = parameter(
        0.05, low=0.0, high=1.0, unit="share", source="CML 3.4.1, 3.4.2; assumption: some have to set up the polls",
        help="Capacity of the election commission below which a poll is put off.")
    observers_half: float = parameter(
        6.0, low=0.1, high=100.0, unit="teams", source="CML 3.4.1 observation; assumption on size",
        help="Electoral and political teams of the mission by which half of all abuse of the polls is seen.")
    weakest: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 3.4.2; assumption on size",
        help="How far the weakest of roll, security and administration sets the quality; the mean of all the rest.")
    tension: float = parameter(
        0.3, low=0.0, high=5.0, unit="1/week", source="CML 3.4 tensions rise; CO-01; assumption on size",
        help="Tension that the last week of a campaign adds where rivals are equal, armed, and people hear but rumour.")
    dispute: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 3.4.6; EL-01; assumption on size",
        help="Tension that a poll of no quality adds among voters of those who reject it.")
    tension_fades: float = parameter(
        0.1, low=0.001, high=1.0, unit="1/week", source="CML 3.4; assumption: a matter of months",
        help="Share of tension that fades in a week.")
    disorder: float = parameter(
        0.05, low=0.0, high=0.5, unit="1/week", source="CML 3.4, 4.5; CO-01; assumption on size",
        help="Share of the crime not there yet, riots and threats among it, that full tension brings in a week.")
    armed_half: float = parameter(
        100.0, low=1.0, high=10_000.0, unit="fighters", source="CML 3.4; EL-01; assumption on size",
        help="Fighters of all groups in a place and around it with whom a campaign is half as tense as it can be.")
    # fmt: on


def refused_polls(control: Array, refuses: Array) -> Array:
    """Return how far armed groups refuse polls in each cell, shape (n_cells,), share.

    Args:
        control: Ground that each armed group holds, shape (n_groups, n_cells), shares.
        refuses: How far each wants no polls of this state, shape (n_groups,), 0-1.
    """
    return np.minimum((control * refuses[:, None]).sum(axis=0), 1.0)


def open_polls(refused: Array, insecurity: Array, deterrence: Array, p: ElectionParameters) -> Array:
    """Return how far people can vote in each cell, shape (n_cells,), share.

    Args:
        refused: See :func:`refused_polls`.
        insecurity: Threat and violence as people have come to know them, same shape, 0 up.
        deterrence: How far attackers must reckon with the mission and the army, same shape, 0-1.
        p: Parameters.

    Source: CML 3.4.2, 3.4.5, 3.4.6.
    """
    closed = np.minimum(p.intimidation * insecurity * (1.0 - p.guarding * deterrence), 1.0)
    return (1.0 - refused) * (1.0 - closed)


def newly_registered(
    roll: Array, residents: Array, reach: Array, sector: Ints, work: Array, p: ElectionParameters
) -> Array:
    """Return the people put on the roll in each cell this week, shape (n_cells,); never more than live there.

    A team directs registrars in the whole of its sector; they get to people as far as these can be reached.

    Args:
        roll: People on the roll, shape (n_cells,).
        residents: People who live there, same shape; those who fled here cannot register here.
        reach: How far registrars get there, same shape, 0-1.
        sector: Sector of each cell, same shape.
        work: Team-weeks of electoral work by sector, shape (n_sectors,).
        p: Parameters.

    Source: CML 3.4.1; CML 6.4 on the displaced.
    """
    missing = np.maximum(residents - roll, 0.0) * reach
    wanted = np.bincount(sector, weights=missing, minlength=len(work))
    part = np.minimum(work * p.registered_per_team / np.maximum(wanted, 1.0), 1.0)
    return missing * part[sector]


def capacity_after(capacity: float, work: float, p: ElectionParameters) -> float:
    """Return the capacity of the election commission after a week, share; ``work`` in team-weeks. Source: CML 3.4.1."""
    return capacity + p.training * work / (work + p.training_half) * (1.0 - capacity)


def ready_for_polls(registration: float, disarmed: float, capacity: float, p: ElectionParameters) -> bool:
    """Return whether the conditions are met under which elections that wait for readiness are called.

    Args:
        registration: Share of all people on the roll.
        disarmed: Share of the parties' first fighters who have laid down their arms.
        capacity: Capacity of the election commission, share.
        p: Parameters.

    Source: CML 3.4.2, 3.4.7.
    """
    return (
        registration >= p.ready_registration and disarmed >= p.ready_disarmed and capacity >= p.ready_commission
    )


def support(
    control: Array, kin: Array, reputation: Array, stands: NDArray[np.bool_], legitimacy: Array, p: ElectionParameters
) -> Array:
    """Return the part of the vote of each contender in each cell, shape (2 + n_groups, n_cells); columns sum to 1.

    The government comes first, then its unarmed opposition, then the armed groups.

    Args:
        control: Ground that each armed group holds, shape (n_groups, n_cells), shares.
        kin: Share of the people whom each recruits from, same shape.
        reputation: Name of each among residents, same shape, 0-1.
        stands: Which groups stand for election, shape (n_groups,).
        legitimacy: Trust in the government, shape (n_cells,), share.
        p: Parameters.

    Source: CML 3.4.6.
    """
    parties = (p.captive * control + p.loyalty * kin * reputation) * stands[:, None]
    parties = parties / np.maximum(parties.sum(axis=0), 1.0)
    rest = 1.0 - parties.sum(axis=0)
    government = legitimacy + p.incumbency * (1.0 - legitimacy)
    return np.concatenate([[rest * government, rest * (1.0 - government)], parties])


def votes(roll: Array, open_share: Array, information: Array, p: ElectionParameters) -> Array:
    """Return the votes cast in each cell, shape (n_cells,), in people on the roll.

    Args:
        roll: People on the roll, shape (n_cells,).
        open_share: See :func:`open_polls`.
        information: Credible news against rumour, same shape, share.
        p: Parameters.
    """
    return roll * open_share * p.turnout * (p.uninformed + (1.0 - p.uninformed) * information)


def polls_possible(can_vote: float, capacity: float, p: ElectionParameters) -> bool:
    """Return whether a poll can be held at all; if not, it is put off.

    Args:
        can_vote: Share of all people who are on the roll and find an open polling place.
        capacity: Capacity of the election commission, share.
        p: Parameters.

    Source: CML 3.4.2, 3.4.7.
    """
    return can_vote >= p.least_voters and capacity >= p.least_commission


def honest(integrity: float, watched: float) -> float:
    """Return how far the count is honest, 0-1: officials are, or somebody watches them.

    Args:
        integrity: Integrity of officials, 0-1.
        watched: What observers of the region and of the mission come to, 0-1.

    Source: CML 3.4.1, 3.4.6 on fraud.
    """
    return integrity + watched - integrity * watched


def quality(parts: Array, p: ElectionParameters) -> Array:
    """Return the quality of a poll, shape (...), 0-1.

    Args:
        parts: What it is made of, in the order of :data:`PARTS`, shape (6, ...), 0-1.
        p: Parameters.

    Source: CML 3.4.2.
    """
    return np.asarray(p.weakest * parts[:CORE].min(axis=0) + (1.0 - p.weakest) * parts.mean(axis=0))


def seen_by(layer: Array, weight: Array) -> Array:
    """Return a layer as each contender sees it, among those who would vote for it, shape (n,).

    Args:
        layer: Values, shape (n_cells,).
        weight: Its voters by cell, shape (n, n_cells), 0 up.
    """
    return np.asarray((weight * layer).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9))


def tension_after(
    tension: Array, campaign: float, voting: Array, fighters: Array, information: Array, media: Array | float,
    p: ElectionParameters,
) -> Array:  # fmt: skip
    """Return tension over elections after one week, shape (n_cells,), 0-1.

    Args:
        tension: Tension before, shape (n_cells,), 0-1.
        campaign: How far the campaign has come, 0-1; 0 outside of campaigns.
        voting: See :func:`support`; rivals who are equal are most at odds.
        fighters: Fighters in a cell and around it, shape (n_cells,), 0 up.
        information: Credible news against rumour, same shape, share.
        media: How media change the rise of tension, same shape, times; see :func:`.media.heat`.
        p: Parameters.

    Source: CML 3.4; CO-01; CML 3.6 media.
    """
    kept = tension * (1.0 - p.tension_fades)
    if campaign <= 0.0:
        return kept
    rivalry = 1.0 - (voting * voting).sum(axis=0)
    push = p.tension * campaign * rivalry * fighters / (fighters + p.armed_half) * (1.0 - information) * media
    return kept + np.minimum(push, 1.0) * (1.0 - kept)


def crime_in_tension(crime: Array, tension: Array, p: ElectionParameters) -> Array:
    """Return crime with what tension over elections adds in a week, shape (n_cells,), 0-1. Source: CML 3.4, 4.5."""
    return crime + p.disorder * tension * (1.0 - crime)
