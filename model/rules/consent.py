"""Consent of residents, of the host government and of the parties.

Source: CML 3.1, 1.2; IPI host state and local population; CO-01, CO-09, CO-10; LG-03, LG-06.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import parameter
from .standing import StandingParameters

__all__ = [
    "ConsentParameters",
    "expectation_after",
    "host_consent_changes",
    "local_consent_changes",
    "party_consent_changes",
]

Array = NDArray[np.float64]


class ConsentParameters(StandingParameters):
    """Gains and losses of consent, per week."""

    protection: float = parameter(
        0.030, low=0.0, high=0.5, unit="1/week", source="CML 2.1.1; LG-03; assumption on size",
        help="Local consent gained in a week of full and even-handed protection where there is a threat.")
    services: float = parameter(
        0.020, low=0.0, high=0.5, unit="1/week", source="CML 2.2.4 peace dividend; assumption on size",
        help="Local consent gained in a week of work for residents that carries the mission's face.")
    expectation: float = parameter(
        0.030, low=0.0, high=0.5, unit="1/week", source="CML 2.1.1, 4.3.6; CO-01 mismatched expectations",
        help="Local consent lost in a week in which nothing of what is expected comes.")
    information: float = parameter(
        0.010, low=0.0, high=0.5, unit="1/week", source="CML 2.2.2",
        help="Local consent gained in a week of credible news, lost in a week of rumour.")
    partiality: float = parameter(
        0.030, low=0.0, high=0.5, unit="1/week", source="LG-03; CML 1.4.2 impartiality",
        help="Local consent lost in a week in which the mission is fully seen as a side.")
    harm: float = parameter(
        0.10, low=0.0, high=1.0, unit="share", source="CML 4.2.6 excessive force; assumption on size",
        help="Local consent lost where the mission's own use of force harms residents.")
    misconduct: float = parameter(
        0.12, low=0.0, high=1.0, unit="share", source="CML 2.2.3; LG-04, LG-06",
        help="Local consent lost where a case of misconduct becomes known.")
    propaganda: float = parameter(
        0.04, low=0.0, high=0.5, unit="share", source="CML 4.2.6; assumption on size",
        help="Local consent lost in a week of propaganda that meets no credible news.")
    unprotected: float = parameter(
        0.06, low=0.0, high=1.0, unit="share", source="CML 2.1.1, 4.3.5",
        help="Local consent lost where an attack that the mission was fully expected to stop was not met.")
    disillusion: float = parameter(
        0.06,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 2.1.1, 4.3.5; IPI local population; assumption: as much as of consent",
        help="Expectation given up where an attack was not met.",
    )
    hope: float = parameter(
        0.02, low=0.0, high=0.5, unit="1/week", source="CML 2.1.1: presence raises expectations",
        help="Expectation gained in a week of visible presence and public promises.")
    disappointment: float = parameter(
        0.01, low=0.0, high=0.5, unit="1/week", source="CO-10; assumption on size",
        help="Speed at which expectation comes down to what is delivered.")
    message: float = parameter(
        0.03, low=0.0, high=0.5, unit="1/week", source="CML 2.2.2, 4.3.6; trade-off 14",
        help="Speed at which credible public information brings expectation to what can be delivered.")
    credit_common: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML6; IMS; assumption on size",
        help="Share of the country team's work that residents credit to the mission under a common identity.")
    credit_separate: float = parameter(
        0.1, low=0.0, high=1.0, unit="share", source="CML6; IMS; assumption on size",
        help="Share of the country team's work that residents credit to the mission under separate identities.")
    host_alignment: float = parameter(
        0.0060, low=0.0, high=0.1, unit="1/week", source="CML 3.5; IPI support to the host country",
        help="Host consent gained in a week of full support to the state, as a share of what is missing.")
    host_dialogue: float = parameter(
        0.0050, low=0.0, high=0.1, unit="1/week", source="IPI constant dialogue; CO-10",
        help="Host consent gained in a week in which leaders give all their time to good offices.")
    grave_record: float = parameter(
        0.5, low=0.01, high=20.0, unit="cells", source="CO-09; assumption on level",
        help="Cells of full abuse by the state under full watch that make a half of what criticism can say.")
    host_criticism: float = parameter(
        0.0040, low=0.0, high=0.1, unit="1/week", source="CML 2.1.2; CO-01",
        help="Host consent lost in a week of public criticism of grave abuse by the state.")
    geneva_voice: float = parameter(
        0.35, low=0.0, high=1.0, unit="share", source="CML 2.1.2; assumption on size",
        help="Share of the offence of public criticism that a release from Geneva gives.")
    host_protection: float = parameter(
        0.0080, low=0.0, high=0.2, unit="per event", source="CO-01: protection against state abuse lowers it most",
        help="Host consent lost when the mission stops an attack by state forces.")
    host_sovereignty: float = parameter(
        0.0022, low=0.0, high=0.1, unit="1/week", source="CML 1.2 waning influence; CO-01",
        help="Host consent lost in a week to sovereignty, at full strength of the state in the sixth year.")
    host_elected: float = parameter(
        0.003, low=0.0, high=0.1, unit="1/week", source="CML 1.2 waning after elections; CO-01; assumption on size",
        help="Host consent lost in a week to an elected government that claims all its sovereignty.")
    host_patrons: float = parameter(
        0.0015, low=0.0, high=0.1, unit="1/week", source="CML 4.2.5 regional actors; assumption on size",
        help="Host consent lost in a week to an outside patron who is fully hostile to the mission.")
    party_dividend: float = parameter(
        0.015,
        low=0.0,
        high=0.2,
        unit="1/week",
        source="CML 3.1.1; IPI",
        help="Speed at which a party's consent follows what the process gives it, when leaders give good"
        " offices all their time; half without.",
    )
    party_force: float = parameter(
        0.040, low=0.0, high=0.5, unit="per event", source="CML 4.2.6",
        help="Party consent lost when the mission uses force against it.")
    # fmt: off
    spoken_for: float = parameter(
        0.03, low=0.0, high=0.5, unit="1/week", source="CML 2.1.2; trade-off 5; assumption: as much as full protection",
        help="Local consent gained in a week among people fully abused by the state, while all criticism names it.")
    party_bias: float = parameter(
        0.010, low=0.0, high=0.2, unit="1/week", source="CML 1.4.2; IPI appropriate distance between the parties",
        help="Party consent lost in a week in which the mission fully sides with its opponent.")
    envoys_half: float = parameter(
        4.0, low=0.1, high=100.0, unit="team-weeks",
        source="CML 3.2.1; assumption: some envoys in the field do half of what leaders do who give all their time",
        help="Work of good offices with the parties in a week at which it counts as half of full dialogue.")
    partners: float = parameter(
        0.01, low=0.0, high=0.2, unit="1/week", source="CML 2.2.4, 3.6; IPI local population; assumption on size",
        help="Local consent gained in a week where the mission works wholly through local staff, liaison and partners.")
    party_breach: float = parameter(
        0.003, low=0.0, high=1.0, unit="share", source="CML 4.2.1; SP-01; assumption on size",
        help="Share of its consent that a party loses over a breach of the ceasefire that nobody settles.")
    settled: float = parameter(
        0.7, low=0.0, high=1.0, unit="share", source="CML 3.2.1, 4.2.1 joint commissions; assumption on size",
        help="Part of that which a joint commission of full strength spares, by settling breaches before they spread.")
    party_dialogue: float = parameter(
        0.02, low=0.0, high=0.2, unit="1/week", source="CML 3.2.1; CO-10; assumption on size",
        help="Party consent gained in a week of full good offices.")
    host_operations: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 3.5, 4.7; assumption on size",
        help="Weight of operating with state forces in the support that a host sees; administration has the rest.")
    host_conditions: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 3.5; IPI support to the host country; assumption on size",
        help="Share of the worth of operating together that full conditions take off for the host.")
    host_offices: float = parameter(
        6.0, low=0.1, high=200.0, unit="team-weeks", source="CML 3.5; assumption: a team for each of some provinces",
        help="Support to administration in a week that counts in full for the host.")
    length_years: float = parameter(
        6.0, low=0.5, high=50.0, unit="years", source="CML 1.2 waning influence; assumption on level",
        help="Length of the mission at which its being there weighs in full on a sovereign host.")
    length_most: float = parameter(
        2.0, low=0.1, high=10.0, unit="times", source="CML 1.2; assumption on size",
        help="Most that a long mission weighs, relative to that.")
    most_lost: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="assumption: no single week undoes all consent",
        help="Most of its consent that a host loses in a week to abuses stopped, or a party to force by the mission.")
    stakeless: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 3.1.1; SP-03; assumption on size",
        help="What the process gives a party with no stake in it, relative to one with a full stake.")
    party_conditions: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="LG-03; assumption on size",
        help="Share of partiality that full conditions on support take off in the eyes of the parties.")
    pace_alone: float = parameter(
        0.5, low=0.0, high=1.0, unit="times", source="CML 3.2.1; assumption on size",
        help="Pace of consent without good offices, relative to the rise under full good offices.")
    pace_held: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 3.2.1; CO-10; assumption on size",
        help="Share of that pace that full good offices take off where consent falls.")
    # fmt: on


def expectation_after(
    expectation: Array, delivered: Array, presence: Array, reach: Array, unprotected: Array, p: ConsentParameters
) -> Array:
    """Return what residents expect of the mission after one week, shape (n_cells,), share.

    Args:
        expectation: What they expected, shape (n_cells,), share.
        delivered: What came this week, same shape, 0-1.
        presence: Visible presence of the mission, same shape, 0-1.
        reach: Reach of credible public information, same shape, 0-1.
        unprotected: Attacks that were not met, as people hear of them, same shape, 0-1.
        p: Parameters.

    Source: CML 2.1.1, 2.2.2, 4.3.6.
    """
    hope = p.hope * presence * (1.0 - reach) * (1.0 - expectation)
    realism = (p.disappointment + p.message * reach) * (delivered - expectation)
    given_up = p.disillusion * unprotected * expectation
    return np.minimum(np.maximum(expectation + hope + realism - given_up, 0.0), 1.0)


def local_consent_changes(
    consent: Array,
    *,
    protection: Array,
    services: Array,
    expectation: Array,
    delivered: Array,
    information: Array,
    partiality: Array,
    harm: Array,
    misconduct: Array,
    propaganda: Array,
    unprotected: Array,
    spoken_for: Array,
    contact: Array,
    partners: Array | float,
    p: ConsentParameters,
) -> dict[str, Array]:
    """Return this week's change of local consent by cause, per cell; applied in full it stays in [0, 1].

    Args:
        consent: Consent, shape (n_cells,), share.
        protection: Even-handed protection against the threat there is, 0-1.
        services: Work for residents that carries the mission's face, 0-1.
        expectation: What residents expect, share.
        delivered: What came this week, 0-1.
        information: Credible news against rumour, share.
        partiality: How far the mission is seen as a side, 0-1.
        harm: Harm done by the mission, 0-1.
        misconduct: Misconduct that became known, 0-1.
        propaganda: Propaganda against the mission, 0-1.
        unprotected: Attacks that were not met, as people hear of them, 0-1; it counts as far as they expect protection.
        spoken_for: Abuse by the state there times how far the mission criticises it in public, 0-1.
        contact: How far people there have anything to do with the mission, 0-1.
        partners: How far it works through local staff, liaison assistants and civil society, 0-1.
        p: Parameters.

    Source: MODEL.md 5.9.
    """
    up, down = 1.0 - consent, consent
    gap = np.maximum(expectation - delivered, 0.0) * contact
    news = information - 0.5
    return {
        "protection": p.protection * protection * up,
        "services": p.services * services * up,
        "unmet expectation": -p.expectation * gap * down,
        "information": p.information * contact * np.where(news > 0.0, news * up, news * down),
        "abuse spoken of in public": p.spoken_for * spoken_for * up,
        "local partners": p.partners * partners * contact * up,
        "perceived partiality": -p.partiality * partiality * down,
        "harm by the mission": -p.harm * harm * down,
        "misconduct": -p.misconduct * misconduct * down,
        "propaganda": -p.propaganda * propaganda * (1.0 - information) * down,
        "attacks not met": -p.unprotected * unprotected * expectation * down,
    }


def host_consent_changes(
    consent: float,
    *,
    support: float,
    dialogue: float,
    criticism: float,
    stopped: float,
    state_strength: float,
    years: float,
    claims: float,
    patrons: float,
    p: ConsentParameters,
) -> dict[str, float]:
    """Return this week's change of the host government's consent by cause.

    Args:
        consent: Consent, share.
        support: Support to the state, 0-1.
        dialogue: Leaders' time for good offices with the government, 0-1.
        criticism: Public criticism weighted by the abuse there is to criticise, 0-1.
        stopped: Attacks by state forces that the mission stopped this week, count.
        state_strength: State authority, share.
        years: Years since the mission began.
        claims: Sovereignty that an elected government claims, as far as it insists on it, 0 up.
        patrons: Outside patrons against the mission, 0-1.
        p: Parameters.

    Source: CML 1.2, 3.1; CO-01, CO-09.
    """
    up, down = 1.0 - consent, consent
    length = min(years / p.length_years, p.length_most)
    return {
        "support to the state": p.host_alignment * support * up,
        "dialogue": p.host_dialogue * dialogue * up,
        "public criticism": -p.host_criticism * criticism * down,
        "protection from state forces": -min(p.host_protection * stopped, p.most_lost) * down,
        "sovereignty and mission length": -p.host_sovereignty * state_strength * length * down,
        "elections": -p.host_elected * claims * down,
        "outside patrons": -p.host_patrons * patrons * down,
    }


def party_consent_changes(
    consent: Array, *, dividend: Array, force: Array, bias: Array, dialogue: float, breaches: Array,
    commission: float, p: ConsentParameters,
) -> dict[str, Array]:
    """Return this week's change of each armed group's consent to the mission by cause.

    Args:
        consent: Consent, shape (n_groups,), share.
        dividend: What the process gives it, shape (n_groups,), share.
        force: Force the mission used against it this week, shape (n_groups,), events.
        bias: How far the mission sides with its opponent, shape (n_groups,), 0-1.
        dialogue: Good offices, 0-1.
        breaches: Breaches of the ceasefire this week by others than the group, shape (n_groups,), events.
        commission: Strength of the joint commission with the parties, 0-1.
        p: Parameters.

    Source: MODEL.md 5.9; IPI.
    """
    up, down = 1.0 - consent, consent
    gap = dividend - consent
    rising, falling = p.pace_alone + (1.0 - p.pace_alone) * dialogue, p.pace_alone * (1.0 - p.pace_held * dialogue)
    pace = np.where(gap > 0.0, rising, falling)
    return {
        "what the process gives": p.party_dividend * gap * pace,
        "force by the mission": -np.minimum(p.party_force * force, p.most_lost) * down,
        "perceived partiality": -p.party_bias * bias * down,
        "good offices": p.party_dialogue * dialogue * dividend * up,
        "breaches of the ceasefire": -np.minimum(p.party_breach * breaches, p.most_lost)
        * (1.0 - p.settled * commission)
        * down,
    }
