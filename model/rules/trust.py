"""Trust between organisations: a slow stock per ordered pair.

Source: CML 1.4.1, 1.4.4; OR-04: the effect of moving together builds up over years.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = ["TrustParameters", "baseline_trust", "trust_changes"]

Array = NDArray[np.float64]


class TrustParameters(Parameters):
    """What builds and what spends trust, per week."""

    same_culture: float = parameter(
        0.40,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.4.4; assumption on level",
        help="Trust that newcomers bring towards organisations of their own culture.",
    )
    other_culture: float = parameter(
        0.25,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.4.4; assumption on level",
        help="Trust that newcomers bring towards organisations of the other culture.",
    )
    contact_gain: float = parameter(
        0.020,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="OR-04: years, not weeks",
        help="Trust gained in a week of full contact, as a share of what is missing.",
    )
    joint_work_gain: float = parameter(
        0.010,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML 1.4.1; OR-02",
        help="Trust gained in a week of successful work side by side, as a share of what is missing.",
    )
    turf_loss: float = parameter(
        0.020,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML 1.4.6; IPI balkanised components",
        help="Trust lost in a week of duplicate work in the same cell.",
    )
    broken_promise_loss: float = parameter(
        0.010,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML 2.2.4 resources as friction",
        help="Trust lost when a partner's announced work did not take place.",
    )
    leak_loss: float = parameter(
        0.010,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML 2.1.2, 1.4.3; MODEL.md 5.3",
        help="Trust lost in a week in which all that an organisation holds confidential lies open to its partner.",
    )
    blurred_role_loss: float = parameter(
        0.012,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML 1.3 humanitarian space; IMS",
        help="Trust that relief actors lose in the mission in a week in which they are fully taken for a"
        " part of it where it is contested.",
    )
    # fmt: off
    nationals_leave: float = parameter(
        0.4, low=0.0, high=5.0, unit="times", source="CML 1.4.4; assumption: national staff stay for longer",
        help="Turnover of civilian components all of whose staff are nationals, relative to what the catalogue gives.")
    internationals_leave: float = parameter(
        1.6, low=0.0, high=5.0, unit="times", source="CML 1.4.4; assumption on size",
        help="How much more of it, likewise, there is where all are internationals.")
    # fmt: on


def baseline_trust(command: NDArray[np.bool_], p: TrustParameters) -> Array:
    """Return the trust that newcomers bring, shape (n_orgs, n_orgs), from cultures alone (CML 1.4.4)."""
    return np.where(command[:, None] == command[None, :], p.same_culture, p.other_culture)


def trust_changes(
    trust: Array,
    contact: Array,
    joint: Array,
    turf: Array,
    broken: Array,
    blurred: Array,
    leaks: Array,
    turnover: Array,
    baseline: Array,
    p: TrustParameters,
) -> dict[str, Array]:
    """Return this week's change of trust by cause; their sum keeps trust in [0, 1].

    Args:
        trust: Trust of i (row) in j (column), shape (n_orgs, n_orgs), share.
        contact: Contact, same shape, share.
        joint: Successful work side by side this week, same shape, 0-1.
        turf: Duplicate work this week, same shape, 0-1.
        broken: Announced work of j that did not take place, shape (n_orgs,), 0-1.
        blurred: How far i is taken for a part of j where j is contested, same shape as ``trust``, 0-1.
        leaks: How much confidential matter of i is open to j, same shape as ``trust``, 0-1.
        turnover: Share of i's staff who leave in a week, shape (n_orgs,).
        baseline: Trust of newcomers, same shape as ``trust``.
        p: Parameters.

    Source: CML 1.4.1, 1.4.4.
    """
    missing = 1.0 - trust
    return {
        "contact": p.contact_gain * contact * missing,
        "joint work": p.joint_work_gain * joint * missing,
        "turf conflict": -p.turf_loss * turf * trust,
        "broken commitments": -p.broken_promise_loss * contact * broken[None, :] * trust,
        "blurred roles": -p.blurred_role_loss * blurred * trust,
        "leaks": -p.leak_loss * leaks * trust,
        "staff turnover": turnover[:, None] * (baseline - trust),
    }
