"""Media: how many people they reach, how far they are independent, and whether they calm or inflame.

Source: CML 2.2.2, 3.6; CML6 independent media; MODEL.md 5.20.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = ["MediaParameters", "coverage", "heat", "independence_changes", "news", "reach_changes", "scrutiny"]

Array = NDArray[np.float64]


class MediaParameters(Parameters):
    """What frees and captures the press, how far it reaches, and what it does."""

    # fmt: off
    first_reach: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML6: traditional media reach most; assumption on level",
        help="Share of people whom national and local media reach at the start.")
    reach_grows: float = parameter(
        0.006, low=0.0, high=0.1, unit="1/week", source="CML6; assumption on size",
        help="Share of those not reached whom media gain in a week with roads and services in order.")
    journalists: float = parameter(
        0.006, low=0.0, high=0.1, unit="1/week", source="CML 3.6.1 training of journalists; assumption on size",
        help="Share of those not reached, and of missing independence, that training all journalists gains in a week.")
    trained_half: float = parameter(
        3.0, low=0.1, high=100.0, unit="team-weeks", source="CML 3.6.1, 3.6.3; assumption on size",
        help="Public information work in a sector and week at which half of what training can do is done.")
    reach_lost: float = parameter(
        0.001, low=0.0, high=0.1, unit="1/week", source="CML 3.6.4; assumption on size",
        help="Share of their public that media lose in a week.")
    press_freed: float = parameter(
        0.02, low=0.0, high=0.2, unit="1/week", source="CML 3.6.2 legal framework, commission; assumption on size",
        help="Share of missing independence that media gain in a week with all laws in force and civic space open.")
    press_captured: float = parameter(
        0.004, low=0.0, high=0.2, unit="1/week", source="CML6 restrictive laws, censorship; assumption on size",
        help="Share of independence that media lose in a week to those in power, if these have all to hide.")
    before_polls: float = parameter(
        1.5, low=0.0, high=10.0, unit="times", source="CML 3.4, 3.6.5; assumption on size",
        help="How much more they lose towards the end of a campaign.")
    media_news: float = parameter(
        0.012, low=0.0, high=0.2, unit="1/week", source="CML6 media; CML 2.2.2; assumption on size",
        help="Share of missing credible news that independent media with full reach give in a week.")
    media_rumour: float = parameter(
        0.6, low=0.0, high=5.0, unit="times", source="CML6 misinformation; assumption on size",
        help="How much faster rumour spreads where captured media reach everybody.")
    calms: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 3.6; CML6 media; assumption on size",
        help="Share of tension before polls that credible media with full reach do not let rise.")
    inflames: float = parameter(
        0.8, low=0.0, high=5.0, unit="times", source="CML 3.6.5 hate media; CML6; assumption on size",
        help="How much more tension rises before polls where captured media reach everybody.")
    press_watch: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML6 investigative journalism; assumption on size",
        help="How far independent media with full reach do what open monitoring by the mission does.")
    # fmt: on


def reach_changes(
    reach: Array, *, conditions: Array, trained: Array, violence: Array, hushed: float, p: MediaParameters
) -> dict[str, Array]:
    """Return this week's change of the reach of media by cause, shape (n_sectors,) each.

    Args:
        reach: Share of people reached, shape (n_sectors,).
        conditions: Roads and services, same shape, share.
        trained: Work with journalists, same shape, 0-1.
        violence: Recent violence, same shape, share.
        hushed: Share of their public that media lose in a week of full violence.
        p: Parameters.

    Source: CML6 independent media.
    """
    missing = 1.0 - reach
    return {
        "roads and services": p.reach_grows * conditions * missing,
        "journalists trained": p.journalists * trained * missing,
        "media fold": -p.reach_lost * reach,
        "insecurity": -hushed * violence * reach,
    }


def independence_changes(
    independence: float, *, law: float, space: float, trained: float, hides: float, campaign: float,
    p: MediaParameters,
) -> dict[str, float]:  # fmt: skip
    """Return this week's change of the independence of media by cause.

    Args:
        independence: Independence, share.
        law: Laws in force, share.
        space: Civic space, mean of the country, share.
        trained: Work with journalists, mean of the country, 0-1.
        hides: How far those in power have something to hide, 0-1.
        campaign: How far a campaign has come, 0-1.
        p: Parameters.

    Source: CML 3.6.2; CML6 independent media.
    """
    missing = 1.0 - independence
    return {
        "laws in force": p.press_freed * law * space * missing,
        "journalists trained": p.journalists * trained * missing,
        "captured by those in power": -min(p.press_captured * hides * (1.0 + p.before_polls * campaign), 1.0)
        * independence,
    }


def coverage(reach: Array, independence: float, radio: float) -> Array:
    """Return the share of people whom credible media reach, the country's own or the mission's radio, (n_sectors,)."""
    own = reach * independence
    return own + radio - own * radio


def news(reach: Array, independence: float, p: MediaParameters) -> tuple[Array, Array]:
    """Return credible news gained in a week, share of what is missing, and how much faster rumour spreads, times.

    Args:
        reach: Share of people reached by the country's media, shape (n_sectors,).
        independence: Their independence, share.
        p: Parameters.

    Source: CML6 independent media.
    """
    return p.media_news * reach * independence, 1.0 + p.media_rumour * reach * (1.0 - independence)


def heat(reach: Array, independence: float, radio: float, p: MediaParameters) -> Array:
    """Return how media change the rise of tension before polls, shape (n_sectors,), times; below 1 they calm.

    Arguments as in :func:`coverage`. Source: CML 3.6.5; CML6 independent media.
    """
    calm = p.calms * coverage(reach, independence, radio)
    return (1.0 + p.inflames * reach * (1.0 - independence)) * (1.0 - calm)


def scrutiny(defenders: Array, reach: Array, independence: float, p: MediaParameters) -> Array:
    """Return how far those in power are watched by their own society, shape (n_sectors,), 0-1.

    Args:
        defenders: How far rights defenders watch, shape (n_sectors,), 0-1.
        reach: Share of people reached by media, same shape.
        independence: Their independence, share.
        p: Parameters.

    Source: CML 3.6.2; CML6 independent media.
    """
    press = p.press_watch * reach * independence
    return defenders + press - defenders * press
