"""The security sector: what mentoring, vetting, pay and politics make of police, and what makes an army keep the law.

Parameters stand with the rest of the rule, in :mod:`.institutions`.

Source: CML 4.7, 5.4; MODEL.md 5.17.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .institutions import InstitutionsParameters, reached

__all__ = [
    "army_conduct_changes",
    "army_skill_changes",
    "examined",
    "integrity_changes",
    "police_worth",
    "serving_changes",
    "skill_changes",
    "taken_off",
    "vetting_means",
]

Array = NDArray[np.float64]
Changes = dict[str, Array]


def police_worth(skill: Array, integrity: Array, p: InstitutionsParameters) -> Array:
    """Return what an officer of the host's is worth, in officers of full skill and integrity, same shape, share.

    Args:
        skill: Skill of police, share.
        integrity: Integrity of police, share.
        p: Parameters.

    Source: CML 5.4.7: neither makes up for the other; a harmonic mean, which needs no powers.
    """
    mixed = (1.0 - p.integrity_weight) * integrity + p.integrity_weight * skill
    return np.asarray(np.minimum(skill * integrity / np.maximum(mixed, 1e-12), 1.0))


def vetting_means(allowed: float, officers: float, p: InstitutionsParameters) -> float:
    """Return how far vetting and the screening of recruits can be done, 0-1.

    Args:
        allowed: Consent of the government, share.
        officers: UN police in the country who could do it.
        p: Parameters.

    Source: CML 5.4.2, 5.4.3.
    """
    return allowed * float(reached(officers, p.screeners_half))


def examined(vetted: Array, strict: float, means: float, p: InstitutionsParameters) -> Array:
    """Return the share of all police whom vetting examines in a week, shape (n,); none where nobody asks for it.

    Args:
        vetted: Share examined so far, shape (n,); recruits whom nobody screened are not among these.
        strict: How strictly they are vetted, 0-1.
        means: See :func:`vetting_means`.
        p: Parameters.

    Source: CML 5.4.2.
    """
    return np.asarray(p.vetting_pace * (strict > 0.0) * means * (1.0 - vetted))


def taken_off(seen: Array, integrity: Array, strict: float, p: InstitutionsParameters) -> Array:
    """Return the share of serving police whom vetting takes off the street in a week, shape (n,).

    Args:
        seen: See :func:`examined`, shape (n,).
        integrity: Integrity of police, same shape, share.
        strict: How strictly they are vetted, 0-1.
        p: Parameters.

    Source: CML 5.4.2, 5.4.7.
    """
    return np.asarray(seen * p.vetting_removes * strict * (1.0 - integrity))


def serving_changes(serving: Array, out: Array, paid: float, p: InstitutionsParameters) -> Changes:
    """Return this week's change of the share of police who serve, by cause, shape (n,) each.

    Args:
        serving: Share who serve, shape (n,).
        out: See :func:`taken_off`, same shape.
        paid: Share of pay that came, 0-1.
        p: Parameters.
    """
    return {"vetting": -out * serving, "recruits": p.recruiting * paid * (1.0 - serving)}


def skill_changes(
    skill: Array, *, mentored: Array, beside: bool, ahead: Array, will: float, fresh: Array, unpaid: float,
    p: InstitutionsParameters,
) -> Changes:  # fmt: skip
    """Return this week's change of the skill of police, by cause, shape (n,) each.

    Args:
        skill: Skill, shape (n,), share.
        mentored: How far mentoring reaches them, same shape, 0-1.
        beside: Whether UN police sit with the host's own.
        ahead: Share of growth left by weaker links, same shape; see :func:`held_back`.
        will: See :func:`reform_will`.
        fresh: Recruits of the week in parts of those who serve, same shape.
        unpaid: Share of pay that did not come, 0-1.
        p: Parameters.

    Source: CML 5.4.
    """
    times = p.beside_host if beside else 1.0
    return {
        "mentoring": np.minimum(p.mentoring * times * mentored * ahead * will, 1.0) * (1.0 - skill),
        "recruits": -np.minimum(fresh, 1.0) * (1.0 - p.recruits_skill) * skill,
        "attrition": -p.attrition * skill,
        "unpaid": -p.attrition_unpaid * unpaid * skill,
    }


def integrity_changes(
    integrity: Array, *, mentored: Array, beside: bool, will: float, out: Array, fresh: Array, screened: float,
    predation: float, unpaid: float, p: InstitutionsParameters,
) -> Changes:  # fmt: skip
    """Return this week's change of the integrity of police, by cause, shape (n,) each.

    Args:
        integrity: Integrity, shape (n,), share.
        mentored: How far mentoring reaches them, same shape, 0-1.
        beside: Whether UN police sit with the host's own.
        will: See :func:`reform_will`.
        out: See :func:`taken_off`, same shape.
        fresh: Recruits of the week in parts of those who serve, same shape.
        screened: How strictly recruits are screened, as far as there are the means, 0-1.
        predation: How far leaders live off the people, 0-1.
        unpaid: Share of pay that did not come, 0-1.
        p: Parameters.

    Source: CML 5.4.6, 5.4.7.
    """
    times = p.beside_host if beside else 1.0
    new = min(p.recruits_honest + p.recruits_screened * screened, 1.0)
    return {
        "mentoring": np.minimum(p.example * times * mentored * will, 1.0) * (1.0 - integrity),
        "vetting": p.vetting_sees * out * integrity / np.maximum(1.0 - out, 1e-9),  # the balance of heads
        "recruits": np.minimum(fresh, 1.0) * (new - integrity),
        "corruption": -p.corruption * predation * integrity,
        "unpaid": -p.unpaid_corrupts * unpaid * integrity,
    }


def army_skill_changes(
    skill: float, *, beside: float, patron: float, agreed: float, will: float, unpaid: float, p: InstitutionsParameters
) -> dict[str, float]:
    """Return this week's change of the training and equipment of the army, by cause.

    Args:
        skill: Training and equipment, share.
        beside: How far the mission works beside it, 0-1.
        patron: Support by an outside patron, 0-1.
        agreed: Security provisions in force, share.
        will: See :func:`reform_will`.
        unpaid: Share of pay that did not come, 0-1.
        p: Parameters.

    Source: CML 4.7.
    """
    room = 1.0 - skill
    return {
        "mission beside the army": min(p.army_taught * beside * will, 1.0) * room,
        "patron": p.army_taught * p.patron_teaches * patron * room,
        "security provisions": min(p.army_taught * p.army_reformed * agreed * will, 1.0) * room,
        "attrition": -p.attrition * skill,
        "unpaid": -p.attrition_unpaid * unpaid * skill,
    }


def army_conduct_changes(
    conduct: float, *, bound: float, patron: float, agreed: float, will: float, predation: float, unpaid: float,
    p: InstitutionsParameters,
) -> dict[str, float]:  # fmt: skip
    """Return this week's change of how far the army keeps the law, by cause.

    Args:
        conduct: Discipline and civilian control, share.
        bound: How far the mission works beside it under conditions, 0-1.
        patron: Support by an outside patron, who asks for nothing, 0-1.
        agreed: Security provisions in force, share.
        will: See :func:`reform_will`.
        predation: How far leaders live off the people, 0-1.
        unpaid: Share of pay that did not come, 0-1.
        p: Parameters.

    Source: CML 4.7; IPI host state.
    """
    room = 1.0 - conduct
    return {
        "mission beside the army": min(p.army_bound * bound * will, 1.0) * room,
        "security provisions": min(p.army_bound * p.army_reformed * agreed * will, 1.0) * room,
        "corruption": -p.corruption * predation * conduct,
        "patron": -p.corruption * predation * p.patron_harms * patron * conduct,
        "unpaid": -p.unpaid_corrupts * unpaid * conduct,
    }
