"""The political process: talks where there is no agreement, and the carrying out of one where there is.

An agreement is a set of provisions in five families, each with a time in which it is due. How fast parties move depends
on the least willing of them, on help from mediators, and on what the country is able to carry out; what is overdue
costs the commitment of those who signed for it. Military pressure counts as far as there are talks that use it.

Source: CML 3.1, 3.2, 3.3; IPI political strategy; MODEL.md 5.14.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = [
    "FAMILIES",
    "PoliticsParameters",
    "SettlementParameters",
    "able_to_carry_out",
    "alarm",
    "asks_to_join",
    "carried_out",
    "commitment_changes",
    "due",
    "help_for_talks",
    "pace_of_process",
    "stays_at_table",
    "talks_changes",
    "will_of_parties",
]

Array = NDArray[np.float64]

FAMILIES = ("security", "political", "justice", "economic", "social")
"""Families of provisions of a comprehensive agreement (RE-12)."""


class SettlementParameters(Parameters):
    """What provisions that are carried out do for the country, signatories or not (RE-12)."""

    # fmt: off
    settled_standing: float = parameter(
        0.15, low=0.0, high=1.0, unit="share", source="CML 3.1.2, 3.3; assumption on size",
        help="Legitimacy of the state that people see in power shared as agreed.")
    settled_law: float = parameter(
        0.002, low=0.0, high=0.1, unit="1/week", source="CML 3.1.2, 5; assumption on size",
        help="Share of what the rule of law lacks that justice as agreed makes good in a week, where the state is.")
    settled_jobs: float = parameter(
        0.002, low=0.0, high=0.1, unit="1/week", source="CML 3.1.2; IPI economics of war; assumption on size",
        help="Share of what livelihoods lack that land and resources shared as agreed make good in a week of calm.")
    settled_land: float = parameter(
        0.7, low=0.0, high=1.0, unit="share", source="CML 1.4.8 land before return; assumption on size",
        help="Share of the quarrels over returned people's land that settled claims spare.")
    settled_grievance: float = parameter(
        0.006, low=0.0, high=0.1, unit="1/week", source="CML 3.1, 3.2.1 reconciliation; RE-12; assumption on size",
        help="Share of grievance that fades in a week with justice, economic and social provisions carried out.")
    # fmt: on


class PoliticsParameters(SettlementParameters):
    """How talks move, how fast provisions are due, and what keeps parties to their word."""

    security_weeks: float = parameter(
        104.0, low=4.0, high=1040.0, unit="weeks",
        source="C-36: programmes of 2-5 years; assumption on level",
        help="Weeks from an agreement until its provisions on forces and arms are due in full.",
    )  # fmt: skip
    political_weeks: float = parameter(
        156.0, low=4.0, high=1040.0, unit="weeks",
        source="C-44: first election in month 18-36, and a government after it; assumption on level",
        help="Weeks until provisions on power sharing, elections and constitution are due in full.",
    )  # fmt: skip
    justice_weeks: float = parameter(
        260.0, low=4.0, high=1040.0, unit="weeks", source="RE-12: followed up to ten years; assumption on level",
        help="Weeks until provisions on courts, rights, truth and amnesty are due in full.",
    )  # fmt: skip
    economic_weeks: float = parameter(
        260.0, low=4.0, high=1040.0, unit="weeks", source="RE-12: followed up to ten years; assumption on level",
        help="Weeks until provisions on resources, land and jobs are due in full.",
    )  # fmt: skip
    social_weeks: float = parameter(
        208.0, low=4.0, high=1040.0, unit="weeks", source="RE-12: followed up to ten years; assumption on level",
        help="Weeks until provisions on return, reconciliation and minorities are due in full.",
    )  # fmt: skip
    talks_weeks: float = parameter(
        52.0, low=4.0, high=1040.0, unit="weeks", source="CML 3.2; assumption on level",
        help="Weeks of talks from nothing to an agreement among willing parties with all help that there could be.",
    )  # fmt: skip
    unaided: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 3.2.1; assumption on size",
        help="Pace of a process that nobody mediates, as a share of that of one with all help.",
    )  # fmt: skip
    weakest: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 3.1.1; SP-03; assumption on size",
        help="How far the least willing party sets the pace; the rest is the mean of all by strength.",
    )  # fmt: skip
    pressure_gain: float = parameter(
        0.6, low=0.0, high=5.0, unit="times", source="IPI: force in support of politics; assumption on size",
        help="How much faster talks that the mission mediates move while it puts those who talk under full pressure.",
    )  # fmt: skip
    crowded_table: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 3.6; IN-01; assumption on size",
        help="Pace that talks lose where civil society and women have full influence: more has to be agreed.",
    )  # fmt: skip
    broad_support: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 3.1.1, 3.6; IN-01; C-48; assumption on size",
        help="Commitment that delay no longer costs where civil society and women have full influence.",
    )  # fmt: skip
    outside_weight: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 1.4.2, 4.8; IPI; assumption on size",
        help="Part of the pace that a harmful neighbour takes away, or a helpful one adds.",
    )  # fmt: skip
    disunity: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="IPI leadership; CML 1.1; assumption on size",
        help="Part of a mission's mediation that is lost if its leaders do not pull together.",
    )  # fmt: skip
    breach: float = parameter(
        0.004, low=0.0, high=1.0, unit="share", source="CML 4.2.1; SP-01; assumption on size",
        help="Share of what talks have reached that a breach of the ceasefire by those at the table undoes.",
    )  # fmt: skip
    paper: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="RE-12; assumption on size",
        help="Share of the provisions of a family that take a decision only; the rest takes what the country can do.",
    )  # fmt: skip
    stall: float = parameter(
        0.012, low=0.0, high=0.5, unit="1/week", source="CML 3.2.1: implementation is the test; assumption on size",
        help="Commitment lost in a week with all provisions overdue, by a party that has all at stake.",
    )  # fmt: skip
    faith: float = parameter(
        0.008, low=0.0, high=0.5, unit="1/week", source="CML 3.2.1; CO-10; assumption on size",
        help="Commitment regained in a week of full mediation and all provisions kept, as a share of what is missing.",
    )  # fmt: skip
    vested: float = parameter(
        0.01, low=0.0, high=0.5, unit="1/week", source="IPI host state; SP-03; assumption on size",
        help="Commitment that leaders who live off the people lose in a week as reform reaches what they live off.",
    )  # fmt: skip

    dread: float = parameter(
        0.008, low=0.0, high=0.5, unit="1/week", source="RE-01 insecurity brings war back; assumption on size",
        help="Commitment that an armed group loses in a week of full alarm with nobody to reassure it.",
    )  # fmt: skip
    alarm_half: float = parameter(
        3.0, low=0.01, high=100.0, unit="attacks/week", source="SP-01; assumption on level",
        help="Attacks a week by anybody, as remembered over a quarter, at which half of all alarm is reached.",
    )  # fmt: skip
    patience_spread: float = parameter(
        0.1, low=0.0, high=1.0, unit="share", source="SP-01, SP-03; assumption: leaders differ",
        help="Standard deviation between leaders of the commitment below which they leave.",
    )  # fmt: skip
    mood: float = parameter(
        0.05, low=0.0, high=0.5, unit="share", source="SP-01; RE-05; assumption: struggles inside each party",
        help="Standard deviation of what a quarter adds to the commitment of a party by chance.",
    )  # fmt: skip
    joins: float = parameter(
        0.12, low=0.0, high=1.0, unit="share", source="CML 3.1.1; SP-03; assumption on level",
        help="Stake times consent from which a group of limited aims that has not signed accedes to an agreement.",
    )  # fmt: skip
    walks_out: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="SP-01, SP-03; assumption on level",
        help="Commitment below which an armed group leaves talks or an agreement, and goes back to war.",
    )  # fmt: skip
    comes_back: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="CML 3.2.1; assumption on level",
        help="How much more commitment it takes to come back than to stay.",
    )  # fmt: skip
    left_of_talks: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="RE-05; assumption on size",
        help="Way to a new agreement when all have left the old one, by what was carried out of that.",
    )  # fmt: skip

    @property
    def weeks(self) -> Array:
        """Weeks until each of :data:`FAMILIES` is due in full, shape (5,)."""
        return np.array([getattr(self, f"{family}_weeks") for family in FAMILIES])


def will_of_parties(commitment: Array, weight: Array, p: PoliticsParameters) -> float:
    """Return how far those at the table want to move, 0-1: the least willing more than the rest.

    Args:
        commitment: Commitment of each party, the state among them, shape (n,), shares.
        weight: Strength of each, same shape, 0 up; those with none are not at the table.
        p: Parameters.

    Source: CML 3.1.1.
    """
    at_table = weight > 0.0
    if not at_table.any():
        return 0.0
    share = weight / float(np.add.reduce(weight))
    return p.weakest * float(commitment[at_table].min()) + (1.0 - p.weakest) * float(np.add.reduce(share * commitment))


def help_for_talks(dialogue: float, region: float, cohesion: float, p: PoliticsParameters) -> float:
    """Return how far the process is mediated, 0-1.

    Args:
        dialogue: What the good offices of the mission come to, 0-1.
        region: How far a regional organisation backs the process, 0-1.
        cohesion: How far the mission's leaders pull together, share.
        p: Parameters.
    """
    mission = dialogue * (1.0 - p.disunity * (1.0 - cohesion))
    return mission + region - mission * region


def pace_of_process(helped: float, neighbour: float, p: PoliticsParameters) -> float:
    """Return how fast a process of willing parties moves, 1 with all help and an indifferent neighbour.

    Args:
        helped: See :func:`help_for_talks`.
        neighbour: What the neighbour does, from -1 (harm) to 1 (help).
        p: Parameters.
    """
    return (p.unaided + (1.0 - p.unaided) * helped) * (1.0 + p.outside_weight * neighbour)


def talks_changes(
    talks: float, *, will: float, pace: float, offered: float, pressure: float, inclusion: float, breaches: float,
    p: PoliticsParameters,
) -> dict[str, float]:  # fmt: skip
    """Return this week's change of how far talks have come, by cause.

    Args:
        talks: Way to an agreement, share.
        will: See :func:`will_of_parties`.
        pace: See :func:`pace_of_process`.
        offered: What the mission itself offers by mediation, 0-1: see :func:`help_for_talks` without a region.
        pressure: The mission's military pressure on those who talk, 0-1; it counts as far as the mission mediates too.
        inclusion: Influence of civil society and women, 0-1.
        breaches: Breaches of the ceasefire this week by those at the table.
        p: Parameters.

    Source: CML 3.2; IPI; MODEL.md 5.14.
    """
    step = will * pace * (1.0 - p.crowded_table * inclusion) / p.talks_weeks
    return {
        "talks": step,
        "pressure in support of talks": step * p.pressure_gain * pressure * offered,
        "breaches of the ceasefire": -min(p.breach * breaches, 1.0) * talks,
    }


def due(weeks_since: float, p: PoliticsParameters) -> Array:
    """Return the share of each family's provisions that should be carried out by now, shape (5,)."""
    return np.minimum(weeks_since / p.weeks, 1.0)


def able_to_carry_out(ground: Array, p: PoliticsParameters) -> Array:
    """Return the share of each family's provisions that can be carried out, shape (5,).

    Args:
        ground: How far the country is where each family wants it, shape (5,), shares.
        p: Parameters.
    """
    return p.paper + (1.0 - p.paper) * ground


def carried_out(done: Array, able: Array, will: float, pace: float, p: PoliticsParameters) -> Array:
    """Return the share of each family's provisions carried out after one week, shape (5,); never less than before.

    Args:
        done: Share carried out so far, shape (5,).
        able: See :func:`able_to_carry_out`.
        will: See :func:`will_of_parties`.
        pace: See :func:`pace_of_process`.
        p: Parameters.
    """
    return done + np.minimum(np.maximum(able - done, 0.0), will * pace / p.weeks)


def alarm(attacks: float, p: PoliticsParameters) -> float:
    """Return how alarmed armed groups are by attacks anywhere, 0-1; ``attacks`` a week. Source: SP-01; RE-01."""
    return attacks / (attacks + p.alarm_half)


def commitment_changes(
    commitment: Array, *, stake: Array, predation: Array, overdue: float, kept: float, helped: float, inclusion: float,
    afraid: Array, p: PoliticsParameters,
) -> Array:  # fmt: skip
    """Return this week's change of the commitment of each party, same shape as ``commitment``.

    Args:
        commitment: Commitment of each party, shape (n,), shares.
        stake: What each has at stake in the process, same shape, 0-1.
        predation: How far its leaders live off the people, same shape, 0-1.
        overdue: Provisions that are overdue, mean share.
        kept: Provisions that are carried out, mean share.
        helped: See :func:`help_for_talks`.
        inclusion: Influence of civil society and women, 0-1.
        afraid: Alarm of each that nobody calms, same shape as ``commitment``, 0-1.
        p: Parameters.

    Source: CML 3.2.1; IPI host state; SP-03; RE-01.
    """
    lost = p.stall * overdue * (1.0 - p.broad_support * inclusion) * stake + p.vested * kept * predation
    lost = lost + p.dread * afraid
    won = p.faith * (0.5 * helped + 0.5 * kept) * stake
    return won * (1.0 - commitment) - lost * commitment


def stays_at_table(
    commitment: Array, at_table: NDArray[np.bool_], patience: Array, p: PoliticsParameters
) -> NDArray[np.bool_]:
    """Return which armed groups that ever sat at the table sit there now; who left comes back only for good reason.

    Args:
        commitment: Commitment of each armed group, shape (n_groups,), shares.
        at_table: Which of them sit there, same shape.
        patience: How far the leaders of each differ from others in what they put up with, same shape, mean 0, sd 1.
        p: Parameters.

    Source: SP-01, SP-03; CML 3.2.1.
    """
    return commitment >= p.walks_out - p.patience_spread * patience + np.where(at_table, 0.0, p.comes_back)


def asks_to_join(stake: Array, consent: Array, limited: NDArray[np.bool_], p: PoliticsParameters) -> NDArray[np.bool_]:
    """Return which armed groups would accede to an agreement that others signed: those with something to gain by it.

    Args:
        stake: What each has at stake in a settlement, shape (n_groups,), 0-1.
        consent: Consent of each to the process, same shape, shares.
        limited: Whether its aims are such that a settlement can meet them, same shape.
        p: Parameters.

    Source: CML 3.1.1; SP-03, SP-04.
    """
    return limited & (stake * consent >= p.joins)
