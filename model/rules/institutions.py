"""Rule of law and the security sector: what builds police, courts, prisons, laws and an army, and what wears them down.

Institutions of one chain are worth what the weakest of them is worth: police arrest for courts, courts sentence for
prisons, and all three need laws. Foreign police do the work of police while they are there; only mentoring leaves
something behind. Vetting takes officers off the street now and puts better ones there later.

Source: CML 2.1.5, 4.5, 4.7, 5; MODEL.md 5.17.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = [
    "InstitutionsParameters",
    "courts_changes",
    "held_back",
    "law_ahead",
    "law_as_lived",
    "law_at_best",
    "law_by_link",
    "legislation_changes",
    "links",
    "prisons_changes",
    "reached",
    "reform_will",
    "strength_of_chain",
    "within_reach",
]

Array = NDArray[np.float64]
Changes = dict[str, Array]


class InstitutionsParameters(Parameters):
    """What builds institutions, what wears them down, and how they hang together."""

    # fmt: off
    weakest: float = parameter(
        0.8, low=0.0, high=1.0, unit="share", source="CML 5.1, 5.3, 5.5: one system; assumption on size",
        help="How far the weakest of police, courts, prisons and laws sets the rule of law; the rest is their mean.")
    held_back: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 5.5: no reform without prisons; assumption on size",
        help="Part of the growth of an institution that is lost as it gets far ahead of the weakest.")
    authority_floor: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 5.1.1, 3.5; assumption on size",
        help="Part of the rule of law, and of what builds it, that does without the state's presence in a place.")
    least_local: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="assumption: no place is out of reach for ever",
        help="Least that institutions of a sector are worth in a place that the state holds, however lawless it began.")
    most_ahead: float = parameter(
        5.0, low=1.0, high=50.0, unit="times", source="assumption: a capital has its law before reforms begin",
        help="Most by which the odds of the law in the best-served place of a sector exceed those of its institutions.")
    law_speed: float = parameter(
        0.02, low=0.0, high=1.0, unit="1/week", source="assumption: people feel it within a year",
        help="Speed at which the rule of law that people live with follows institutions.")
    integrity_weight: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 5.4.7 quality or quantity; assumption: both count alike",
        help="Weight of integrity against skill in what an officer is worth.")
    reform_resisted: float = parameter(
        1.0, low=0.0, high=1.0, unit="share", source="CML 5.4.6, 5.5.6; IPI host state; assumption on size",
        help="Part of all support that is lost where leaders live off the people and hold to no word.")
    mentored: float = parameter(
        200.0, low=1.0, high=5000.0, unit="officers/team-week", source="CML 5.4.1; assumption: one to seven or so",
        help="Officers of the host whom one team of UN police can mentor before half of its effect is lost.")
    mentoring: float = parameter(
        0.0025, low=0.0, high=0.1, unit="1/week", source="CML 5.4; assumption on size: a tenth or two in years",
        help="Share of the skill that police lack which mentoring at its fullest gives in a week.")
    beside_host: float = parameter(
        1.6, low=1.0, high=5.0, unit="times", source="CML 5.4; IMS; OR-01; assumption on size",
        help="Worth of mentoring by police who sit with the host's own.")
    example: float = parameter(
        0.0006, low=0.0, high=0.1, unit="1/week", source="CML 5.4.1 culture, oversight; assumption on size",
        help="Share of the integrity that police lack which mentoring at its fullest gives in a week.")
    attrition: float = parameter(
        0.0006, low=0.0, high=0.1, unit="1/week", source="CML 5.4.4; assumption on size: three percent a year",
        help="Share of the skill of police and army that is lost in a week.")
    attrition_unpaid: float = parameter(
        0.004, low=0.0, high=0.1, unit="1/week", source="CML 4.7.1 regular pay; C-14; assumption on size",
        help="The same, in addition, where nobody is paid.")
    corruption: float = parameter(
        0.0014, low=0.0, high=0.1, unit="1/week", source="CML 5.4.6 entrenched corruption; assumption on size",
        help="Share of integrity lost in a week under leaders who live wholly off the people.")
    unpaid_corrupts: float = parameter(
        0.006, low=0.0, high=0.1, unit="1/week", source="CML 4.7.5, 5.4.6; MODEL.md 5.18; assumption on size",
        help="Share of integrity lost in a week in which nobody is paid.")
    vetting_pace: float = parameter(
        0.02, low=0.0, high=0.5, unit="1/week", source="CML 5.4.2 mid-term; assumption: most of them in two years",
        help="Share of officers not yet examined whom vetting with all means examines in a week.")
    vetting_removes: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 5.4.7; assumption on size: records are poor",
        help="Share of those unfit to serve whom strict vetting takes off the street when it examines them.")
    vetting_sees: float = parameter(
        0.7, low=0.0, high=1.0, unit="share", source="CML 5.4.7; assumption on size",
        help="Share of the integrity of the force that those vetted out are short of.")
    screeners_half: float = parameter(
        100.0, low=1.0, high=5000.0, unit="officers", source="CML 5.4.3; assumption on level",
        help="UN police in the country at which vetting goes at half of its pace.")
    recruiting: float = parameter(
        0.012, low=0.0, high=0.5, unit="1/week", source="CML 5.4.1; assumption: an academy course, and few places",
        help="Share of empty places in the police that recruits fill in a week.")
    recruits_honest: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 5.4.2; assumption on level",
        help="Integrity of recruits taken without screening.")
    recruits_screened: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 5.4.2; assumption on size",
        help="What strict screening adds to it.")
    recruits_skill: float = parameter(
        0.7, low=0.0, high=1.0, unit="times", source="CML 5.4.7; assumption on size",
        help="Skill of recruits as they leave the academy, relative to those who serve.")
    unaided: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 5.3.6, 5.5.5 no resources, no skill; assumption on size",
        help="What a week of the state's own teams for courts, prisons and laws counts, relative to one of support.")
    central: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 5.3.1, 5.5.1 ministries, schools, codes; assumption on size",
        help="Part of the support to courts and prisons that serves the whole country, wherever it is given.")
    courts_half: float = parameter(
        2.0, low=0.01, high=100.0, unit="team-weeks per million", source="CML 5.3.1; assumption on level",
        help="Support to courts, by people served, at which half of its effect is reached.")
    courts_gain: float = parameter(
        0.007, low=0.0, high=0.1, unit="1/week", source="CML 5.3; assumption on size: a tenth or two in years",
        help="Share of what courts lack that support at its fullest gives in a week under full state authority.")
    prisons_half: float = parameter(
        1.0, low=0.01, high=100.0, unit="team-weeks per million", source="CML 5.5.1, 5.5.4; assumption: fewer places",
        help="Support to prisons, by people served, at which half of its effect is reached.")
    prisons_gain: float = parameter(
        0.007, low=0.0, high=0.1, unit="1/week", source="CML 5.5; assumption on size: a tenth or two in years",
        help="Share of what prisons lack that support at its fullest gives in a week under full state authority.")
    crowding: float = parameter(
        0.003, low=0.0, high=0.1, unit="1/week", source="CML 5.5.5 crowded by those awaiting trial; assumption on size",
        help="Share of what prisons have that is lost in a week as police and courts get wholly ahead of them.")
    neglect: float = parameter(
        0.0008, low=0.0, high=0.1, unit="1/week", source="CML 5.3.6, 5.5.5; assumption on size",
        help="Share of what courts and prisons have that is lost in a week under a state without any integrity.")
    threatened: float = parameter(
        0.001, low=0.0, high=0.5, unit="1/week", source="CML 4.5, 5.3.6 judges under threat; assumption on size",
        help="Share of what courts have that is lost in a week of crime at its full, by the square of crime.")
    laws_half: float = parameter(
        1.0, low=0.01, high=100.0, unit="team-weeks", source="CML 5.2; assumption on level",
        help="Support to law reform at which half of its effect is reached.")
    laws_gain: float = parameter(
        0.0018, low=0.0, high=0.1, unit="1/week", source="CML 5.2; assumption on size: parliaments take years",
        help="Share of the laws still lacking that support at its fullest brings in a week.")
    army_taught: float = parameter(
        0.003, low=0.0, high=0.1, unit="1/week", source="CML 4.7; assumption on size: a tenth or two in years",
        help="Share of the skill that the army lacks which training of all kinds at its fullest gives in a week.")
    patron_teaches: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 4.7.3; assumption on size",
        help="What a patron's full support counts in the training of the army.")
    army_reformed: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 4.7.1; RE-12; assumption on size",
        help="What security provisions carried out count in the training and the conduct of the army.")
    army_bound: float = parameter(
        0.0025, low=0.0, high=0.1, unit="1/week", source="CML 4.7; assumption on size: a tenth or two in years",
        help="Share of the conduct that the army lacks which training under conditions at its fullest gives in a week.")
    patron_harms: float = parameter(
        1.0, low=0.0, high=10.0, unit="times", source="CML 4.7.3; IPI; assumption on size",
        help="How much faster the conduct of an army decays that a full patron supports and predatory leaders use.")
    # fmt: on


def reached(work: Array | float, half: Array | float) -> Array:
    """Return the share of its full effect that some work reaches, 0-1; ``half`` is the work that reaches one half."""
    return np.asarray(work / np.maximum(work + half, 1e-9))


def links(serving: Array, worth: Array, courts: Array, prisons: Array, legislation: float) -> Array:
    """Return how strong each link of the chain is, shape (4, n): police, courts, prisons, laws.

    Args:
        serving: Share of police who serve, shape (n,).
        worth: See :func:`police_worth`, same shape.
        courts: Working order of courts, same shape, share.
        prisons: Working order of prisons, same shape, share.
        legislation: Laws in force, share.
    """
    return np.array([serving * worth, courts, prisons, np.full(len(courts), legislation)])


def strength_of_chain(chain: Array, p: InstitutionsParameters) -> Array:
    """Return how far the law rules as far as institutions go, shape (n,): the weakest link more than the rest.

    Args:
        chain: See :func:`links`, shape (4, n).
        p: Parameters.

    Source: CML 5.1, 5.5; MODEL.md 5.17.
    """
    return np.asarray(p.weakest * chain.min(axis=0) + (1.0 - p.weakest) * (chain.sum(axis=0) / len(chain)))


def held_back(chain: Array, p: InstitutionsParameters) -> Array:
    """Return the share of its growth that each link is left with, same shape as ``chain``.

    Arrests come to nothing without judges, sentences without cells: what runs ahead of the weakest grows slower.

    Args:
        chain: See :func:`links`, shape (4, n).
        p: Parameters.

    Source: CML 5.5; MODEL.md 5.17.
    """
    ahead = 1.0 - chain.min(axis=0) / np.maximum(chain, 1e-9)
    return np.asarray(1.0 - p.held_back * ahead)


def reform_will(predation: float, commitment: float, p: InstitutionsParameters) -> float:
    """Return the share of support that takes, as leaders let it, 0-1.

    Args:
        predation: How far leaders live off the people, 0-1.
        commitment: How far the government holds to its word, 0-1.
        p: Parameters.

    Source: CML 5.4.6, 5.5.5; IPI host state.
    """
    return 1.0 - p.reform_resisted * predation * (1.0 - commitment)


def courts_changes(
    courts: Array, *, support: Array, authority: Array, ahead: Array, will: float, agreed: float, dishonest: float,
    crime: Array, p: InstitutionsParameters,
) -> Changes:  # fmt: skip
    """Return this week's change of the working order of courts, by cause, shape (n,) each.

    Args:
        courts: Working order, shape (n,), share.
        support: How far support reaches them, same shape, 0-1.
        authority: State authority, same shape, share.
        ahead: Share of growth left by weaker links, same shape.
        will: See :func:`reform_will`.
        agreed: What justice provisions in force make good a week, share.
        dishonest: Lack of integrity of officials, 0-1.
        crime: Mean of the square of crime, same shape, 0-1.
        p: Parameters.

    Source: CML 5.3.
    """
    there = p.authority_floor + (1.0 - p.authority_floor) * authority
    return {
        "support": np.minimum(p.courts_gain * support * there * ahead * will, 1.0) * (1.0 - courts),
        "justice provisions": np.minimum(agreed * there * ahead, 1.0) * (1.0 - courts),
        "neglect": -p.neglect * dishonest * courts,
        "crime": -p.threatened * crime * courts,
    }


def prisons_changes(
    prisons: Array, *, support: Array, authority: Array, ahead: Array, will: float, dishonest: float, sent: Array,
    p: InstitutionsParameters,
) -> Changes:  # fmt: skip
    """Return this week's change of the working order of prisons, by cause, shape (n,) each.

    Args:
        prisons: Working order, shape (n,), share.
        support: How far support reaches them, same shape, 0-1.
        authority: State authority, same shape, share.
        ahead: Share of growth left by weaker links, same shape.
        will: See :func:`reform_will`.
        dishonest: Lack of integrity of officials, 0-1.
        sent: How many police and courts send them: mean strength of these links, same shape, share.
        p: Parameters.

    Source: CML 5.5.
    """
    there = p.authority_floor + (1.0 - p.authority_floor) * authority
    return {
        "support": np.minimum(p.prisons_gain * support * there * ahead * will, 1.0) * (1.0 - prisons),
        "neglect": -p.neglect * dishonest * prisons,
        "crowding": -p.crowding * np.maximum(sent - prisons, 0.0) * prisons,
    }


def legislation_changes(
    legislation: float, *, support: float, will: float, agreed: float, p: InstitutionsParameters
) -> dict[str, float]:
    """Return this week's change of the share of needed laws that are in force, by cause; laws are not unmade.

    Args:
        legislation: Laws in force, share.
        support: How far support to law reform reaches, 0-1.
        will: See :func:`reform_will`.
        agreed: What justice provisions in force make good a week, share.
        p: Parameters.

    Source: CML 5.2.
    """
    return {
        "support": min(p.laws_gain * support * will, 1.0) * (1.0 - legislation),
        "justice provisions": agreed * (1.0 - legislation),
    }


def law_ahead(best: Array, strength: Array, p: InstitutionsParameters) -> Array:
    """Return by how much the odds of the law in the best-served place exceed those of institutions, shape (n,), 1 up.

    Args:
        best: Rule of law in the best-served place of each sector as the scenario begins, shape (n,), share.
        strength: Strength of its chain of institutions then, same shape, share.
        p: Parameters.
    """
    times = best * (1.0 - strength) / np.maximum(strength * (1.0 - best), 1e-9)
    return np.asarray(np.minimum(np.maximum(times, 1.0), p.most_ahead))


def law_at_best(strength: Array, ahead: Array) -> Array:
    """Return the law that a chain of institutions gives where it is best served, shape (n,), share.

    None where the chain is worth nothing, all of it where it is whole, and more the stronger it is between.

    Args:
        strength: Strength of the chain, shape (n,), share.
        ahead: See :func:`law_ahead`, same shape.

    Source: CML 5.1: institutions serve the capital and the towns first; odds, which keep a share a share.
    """
    return np.asarray(ahead * strength / (1.0 + (ahead - 1.0) * strength))


def law_by_link(before: Array, after: Array, ahead: Array, p: InstitutionsParameters) -> Array:
    """Return by how much each link, taken one after the other, changes the law at best, shape (4, n).

    Args:
        before: The chain before, see :func:`links`, shape (4, n).
        after: The chain after, same shape.
        ahead: See :func:`law_ahead`, shape (n,).
        p: Parameters.
    """
    k, n = before.shape
    is_new = np.arange(k)[:, None, None] < np.arange(k + 1)[:, None]  # link, links taken so far, sector
    steps = np.where(is_new, after[:, None], before[:, None]).reshape(k, -1)
    law = law_at_best(strength_of_chain(steps, p).reshape(k + 1, n), ahead)
    return np.asarray(law[1:] - law[:-1])


def within_reach(local: Array, authority: Array, p: InstitutionsParameters) -> Array:
    """Return what of the law at best a place has, shape (n_cells,), share; arguments as of :func:`law_as_lived`."""
    there = p.authority_floor + (1.0 - p.authority_floor) * authority
    return np.asarray(np.minimum(local * there, 1.0))


def law_as_lived(law: Array, best: Array, local: Array, authority: Array, p: InstitutionsParameters) -> Array:
    """Return the rule of law that people live with after one week, shape (n_cells,), share.

    However far the state reaches, it is at most what institutions give where they serve best.

    Args:
        law: Rule of law, share.
        best: What the institutions that serve each place give at best, see :func:`law_at_best`, same shape, share.
        local: What of that a place has, where the state is in full, same shape, 0 up.
        authority: State authority, same shape, share.
        p: Parameters.

    Source: CML 5.1, 3.5.
    """
    aim = best * within_reach(local, authority, p)
    return np.asarray(law + p.law_speed * (aim - law))
