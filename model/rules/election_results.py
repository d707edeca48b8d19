"""What becomes of the result of an election: whether losers accept it, and what it does to parties, people and state.

Losers reject a result as far as they have cause to, by its quality on their own ground, and the means, by how many of
their fighters are still armed.

Source: CML 3.4, 1.2; EL-01; CO-01; SP-03; MODEL.md 5.15.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = [
    "ResultParameters",
    "claims_after",
    "commitment_after_poll",
    "grievance_at_result",
    "mandate",
    "rejection",
    "standing_after_poll",
    "still_armed",
]

Array = NDArray[np.float64]


class ResultParameters(Parameters):
    """What becomes of a result."""

    # fmt: off
    captive: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 3.4.6 return of war leaders; assumption on size",
        help="Votes that a party at the table gets where it holds all the ground.")
    loyalty: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 3.4.6; assumption on size",
        help="Votes that it gets of the people whom it recruits from, as far as it has a name among them.")
    incumbency: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 3.4.6; assumption: most incumbents win",
        help="Share of those without trust in the government who vote for it all the same, for it is there.")
    swing: float = parameter(
        0.15, low=0.0, high=0.4, unit="share", source="assumption: campaigns matter",
        help="Standard deviation of each contender's vote that nothing in the model explains, relative to it.")
    few_fighters: float = parameter(
        1_000.0, low=1.0, high=100_000.0, unit="fighters", source="EL-01; SP-05; assumption on size",
        help="Fighters under arms with whom a party could fight over a result half as well as the largest.")
    unarmed: float = parameter(
        0.25, low=0.0, high=1.0, unit="share", source="CML 3.4.6; EL-01; assumption on size",
        help="Chance that losers without arms reject a poll of no quality, relative to losers under arms.")
    included: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 3.4.7, 3.6; IN-01; assumption on size",
        help="Share of such rejections that full influence of civil society and women prevents.")
    mediated: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 3.4.1 dispute resolution, 3.4.3; assumption on size",
        help="Share of such rejections that full mediation prevents.")
    betrayed: float = parameter(
        0.8, low=0.0, high=1.0, unit="share", source="CML 3.4; EL-01; SP-03; assumption on size",
        help="Commitment lost by a party that rejects a poll of no quality.")
    rewarded: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 3.4; assumption on size",
        help="Share of its missing commitment that a party gains by winning.")
    resented: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 3.4.6 divisive environment; assumption on size",
        help="Share of missing grievance that a poll of no quality stirs up among voters of those who reject it.")
    welcomed: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="CML 3.4, 3.4.2; assumption on size",
        help="Share of missing legitimacy that a full mandate brings at once, and of legitimacy that its lack costs.")
    standing: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="CML 3.4.2, 3.5 seen as representative; assumption on size",
        help="Legitimacy that people see in a government with a full mandate, until the next poll.")
    ballot_share: float = parameter(
        0.25, low=0.0, high=1.0, unit="share", source="CML 3.4, 3.4.7; RE-12; assumption on size",
        help="Part of the political provisions of an agreement that only a poll accepted by all carries out at once.")
    claims: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 1.2; CO-01; assumption on size",
        help="Share of the sovereignty not yet claimed that a government claims after each poll.")
    # fmt: on


def still_armed(fighters: Array, p: ResultParameters) -> Array:
    """Return how far armed groups could fight over a result, shape (n_groups,), 0-1.

    Args:
        fighters: Fighters of each under arms, shape (n_groups,), 0 up.
        p: Parameters.

    Source: EL-01; MODEL.md 5.15.
    """
    return np.asarray(fighters / (fighters + p.few_fighters))


def rejection(quality_seen: Array, armed: Array, inclusion: float, helped: float, p: ResultParameters) -> Array:
    """Return the chance that losers reject the result, shape (n,), 0-1: cause to, times means to.

    Args:
        quality_seen: Quality of the poll as each sees it, shape (n,), 0-1.
        armed: How far each could fight over it, same shape, 0-1.
        inclusion: Influence of civil society and women, 0-1.
        helped: How far disputes are mediated, 0-1.
        p: Parameters.

    Source: CML 3.4.6, 3.4.7; EL-01.
    """
    means = p.unarmed + (1.0 - p.unarmed) * armed
    return (1.0 - quality_seen) * means * (1.0 - p.included * inclusion) * (1.0 - p.mediated * helped)


def commitment_after_poll(
    commitment: Array, rejects: NDArray[np.bool_], won: NDArray[np.bool_], quality_seen: Array, p: ResultParameters
) -> Array:
    """Return the commitment of parties after a poll, same shape as ``commitment``.

    Args:
        commitment: Shape (n,), shares.
        rejects: Which of them reject the result, same shape.
        won: Which has won, same shape.
        quality_seen: Quality of the poll as each sees it, same shape, 0-1.
        p: Parameters.

    Source: CML 3.4; EL-01; SP-03.
    """
    lost = p.betrayed * (1.0 - quality_seen) * commitment * rejects
    return commitment - lost + p.rewarded * (1.0 - commitment) * won


def mandate(cast: Array, belong: Array, quality_of_poll: float, rejecting: Array) -> Array:
    """Return how far people see those in office as theirs, shape (n_cells,), 0-1.

    Args:
        cast: Votes cast, shape (n_cells,).
        belong: People who belong there, present or not, same shape.
        quality_of_poll: See :func:`quality`.
        rejecting: Part of the vote of those who reject the result, same shape, share.

    Source: CML 3.4.2, 3.5.
    """
    return np.minimum(cast / np.maximum(belong, 1.0), 1.0) * quality_of_poll * (1.0 - rejecting)


def standing_after_poll(
    legitimacy: Array, given: Array, rejecting: Array, quality_of_poll: float, p: ResultParameters
) -> Array:
    """Return trust in the government just after a poll, shape (n_cells,), share.

    Args:
        legitimacy: Trust before, shape (n_cells,), share.
        given: See :func:`mandate`.
        rejecting: Part of the vote of those who reject the result, same shape, share.
        quality_of_poll: See :func:`quality`.
        p: Parameters.

    Source: CML 3.4, 3.4.6.
    """
    lost = rejecting * (1.0 - quality_of_poll)
    return legitimacy + p.welcomed * (given * (1.0 - legitimacy) - lost * legitimacy)


def grievance_at_result(grievance: Array, rejecting: Array, quality_of_poll: float, p: ResultParameters) -> Array:
    """Return grievance after a result, shape (n_cells,), share; arguments as in :func:`standing_after_poll`."""
    return grievance + p.resented * rejecting * (1.0 - quality_of_poll) * (1.0 - grievance)


def claims_after(claims: float, p: ResultParameters) -> float:
    """Return the sovereignty that a government claims after one more poll, share. Source: CML 1.2; CO-01."""
    return claims + p.claims * (1.0 - claims)
