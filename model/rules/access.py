"""Who can enter and work where: permission, consent, the road and one's own security rule.

Source: CML 3.1, 4.4; IMS dilemmas; CO-09.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = [
    "REFUSERS",
    "AccessParameters",
    "access_terms",
    "holders_attitude",
    "host_permission",
    "passable",
    "refuser",
    "security_clearance",
]

Array = NDArray[np.float64]

REFUSERS = ("state", "groups", "security_rules", "road")
"""Who refuses, in the order in which the terms of access are kept."""


class AccessParameters(Parameters):
    """How consent, danger and roads turn into permission."""

    group_permission: float = parameter(
        0.85,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 4.4.5 factions restrict movement",
        help="Weight of the controlling groups' attitude in the permission to enter a cell they hold.",
    )
    residents_say: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 3.1; IPI local population; assumption on size",
        help="Part that residents have in what the armed groups that hold their cell permit.",
    )
    state_sensitivity: float = parameter(
        5.0,
        low=0.0,
        high=20.0,
        unit="times",
        source="CO-09; CML 4.4.6: denied flights and notices where the state fights",
        help="How strongly a government short of consent closes the cells where its own forces fight or abuse.",
    )
    relief_exposure: float = parameter(
        1.0,
        low=0.0,
        high=2.0,
        unit="times",
        source="CO-09; assumption: visas and flights of independent relief are held up like those of agencies",
        help="How far independent relief suffers from a government's quarrel with the mission, relative to it.",
    )
    uniformed_exposure: float = parameter(
        1.0,
        low=0.0,
        high=2.0,
        unit="times",
        source="CO-09: movement and human rights work go first, protection later; the order is put in",
        help="How far uniformed teams suffer from a government's quarrel with the mission, relative to its civilians.",
    )
    rights_exposure: float = parameter(
        1.6,
        low=0.0,
        high=5.0,
        unit="times",
        source="CO-09: human rights work is hit first; the order is put in, its effect is not",
        help="How far human rights monitors suffer from that quarrel, relative to other civilians of the mission.",
    )
    agency_exposure: float = parameter(
        1.0,
        low=0.0,
        high=2.0,
        unit="times",
        source="CO-09: rights and mission movement are hit first",
        help="How far agencies suffer from a government's quarrel with the mission, relative to the mission.",
    )
    limit_mission: float = parameter(
        0.45,
        low=0.05,
        high=1.0,
        unit="share",
        source="CML 2.2.1; assumption on level",
        help="Believed threat above which unescorted United Nations civilians do not go, under the common rule.",
    )
    limit_agency: float = parameter(
        0.55,
        low=0.05,
        high=1.0,
        unit="share",
        source="CML 2.2.1; assumption on level",
        help="Believed threat above which an agency does not go under its own rule.",
    )
    limit_relief: float = parameter(
        0.75,
        low=0.05,
        high=1.0,
        unit="share",
        source="HU-03; assumption: relief that sets its own rules stays longer; the order of limits is put in",
        help="Believed threat above which independent relief does not go.",
    )
    limit_state: float = parameter(
        0.60,
        low=0.05,
        high=1.0,
        unit="share",
        source="CML 3.5; assumption on level",
        help="Believed threat above which unarmed servants of the state do not go.",
    )
    rule_width: float = parameter(
        0.20,
        low=0.01,
        high=1.0,
        unit="share",
        source="assumption: area security officers judge with a margin",
        help="Width of the band of believed threat in which a security rule turns from go to no go.",
    )
    escort_relaxes: float = parameter(
        0.35,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 2.1.1; CML6 last resort",
        help="Rise of the threat limit with a full escort.",
    )
    casualty_caution: float = parameter(
        0.15,
        low=0.0,
        high=1.0,
        unit="share",
        source="HU-03; C-24",
        help="Fall of the threat limit after a severe recent loss of one's own people.",
    )
    road_floor: float = parameter(
        0.35,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 2.2.4 aviation; assumption on level",
        help="Share of weeks in which a cell without any road can be reached.",
    )
    air_lift_half: float = parameter(
        24.0,
        low=1.0,
        high=500.0,
        unit="aircraft",
        source="CML 2.2.4, 4.3.4; assumption on size",
        help="Helicopters that let the mission reach half of the cells that roads do not.",
    )
    public_speed: float = parameter(
        0.02, low=0.0, high=1.0, unit="1/week", source="assumption: what nobody tries is forgotten over a year",
        help="Speed at which expected access to places that none of a class asked for follows public information.")
    public_held: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="assumption: half of those who ask an armed group are let through",
        help="Refusals that are expected where armed groups hold the ground and nobody has asked.")
    force_entry: float = parameter(
        0.7,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 4.4.6; CML 4.2.6; assumption on size",
        help="Share of armed groups' refusals that a fully robust force overrides.",
    )
    mine_block: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 2.1.4", help="Share of road movement that full mining stops."
    )
    renewal: float = parameter(
        0.25,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: a team in place negotiates once a month",
        help="Share of weeks in which a team already in place must have its access confirmed.",
    )
    # fmt: off
    quiet_quarrel: float = parameter(
        0.5, low=0.0, high=5.0, unit="times", source="CO-09; assumption: without any consent a third of requests fail",
        help="Weight of a quarrel with the host in refusals where its forces are not active.")
    active_violence: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CO-09; CML 4.4.6; assumption on size",
        help="How far full violence makes the state active where its soldiers stand.")
    state_shut: float = parameter(
        1.2, low=0.0, high=3.0, unit="times", source="CML 4.4.5; assumption on size",
        help="How much ground held by groups counts for the state's own people.")
    fear_violence: float = parameter(
        0.5, low=0.0, high=2.0, unit="times", source="CML 2.2.1; assumption on size",
        help="What violence counts in the fear of those who decide on going, relative to believed threat.")
    escort_cover: float = parameter(
        0.5, low=0.0, high=5.0, unit="1/team-week", source="CML 2.1.1; assumption on size",
        help="How far one team of escorts in the cell or beside it covers relief.")
    relief_relaxed: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="HU-03; CML 2.1.1 last resort; assumption on size",
        help="How far an escort raises the limit of independent relief, relative to agencies.")
    expect_speed: float = parameter(
        0.25, low=0.0, high=1.0, unit="1/week", source="assumption: planners learn within a month",
        help="Speed at which planners' expectation of access follows what they meet with.")
    expected_at_start: float = parameter(
        0.7, low=0.0, high=1.0, unit="share", source="CML 4.4; assumption on level",
        help="Chance to get in that planners expect before anybody has asked.")
    # fmt: on


def passable(road_access: Array, mines: Array, aircraft: Array | float, p: AccessParameters) -> Array:
    """Return the share of weeks in which a cell can be reached by road or air, shape (n_cells,) or (k, n_cells).

    Args:
        road_access: Road access, shape (n_cells,), share.
        mines: Contamination, shape (n_cells,), share.
        aircraft: Helicopters that carry a class of actor, 0 for none; for several classes at once, shape (k, 1).
        p: Parameters.
    """
    by_road = p.road_floor + (1.0 - p.road_floor) * road_access * (1.0 - p.mine_block * mines)
    return by_road + (1.0 - by_road) * (aircraft / (aircraft + p.air_lift_half))


def host_permission(
    host_consent: float,
    state_active: Array,
    exposure: Array | float,
    p: AccessParameters,
    *,
    late: NDArray[np.bool_] | bool = False,
) -> Array:
    """Return the share of requests that the host government lets pass, shape (n_cells,) or (k, n_cells).

    A quarrel bites in order: those who move about and those who watch rights feel it first, by the square of what
    consent lacks; protection, and agencies that are no part of it, feel it late, by the cube.

    Args:
        host_consent: Consent of the host government, share.
        state_active: How far state forces fight or abuse in each cell, shape (n_cells,), 0-1.
        exposure: How far a class of actor is drawn into the quarrel; 1 for the mission; for several classes at once,
            shape (k, 1).
        p: Parameters.
        late: Whether it is among those whom a quarrel reaches late; shape as ``exposure``.

    Source: CO-09; CML 4.4.6; MODEL.md 5.9.
    """
    lacking = 1.0 - host_consent
    quarrel = exposure * lacking * lacking * np.where(late, lacking, 1.0)
    held_up = quarrel * (p.quiet_quarrel + p.state_sensitivity * state_active)
    held_up += 1.0
    return 1.0 / held_up


def holders_attitude(control: Array, attitude: Array, residents: Array, p: AccessParameters) -> Array:
    """Return how those who hold the ground are disposed to a class of actor, shape (k, n_cells), share.

    Each armed group decides for the part of a cell that it holds, and residents have a say in it:
    ``(1 - residents_say) * mean of the groups' attitudes by their control + residents_say * residents``.

    Args:
        control: Control of the armed groups, shape (n_groups, n_cells), share.
        attitude: Attitude of each group to each class, shape (k, n_groups, n_cells) or (k, n_groups, 1), share.
        residents: Attitude of residents to each class, shape (k, n_cells), share.
        p: Parameters.

    Source: MODEL.md 5.7; CML 3.1, 4.4.5.
    """
    held = np.add.reduce(control, axis=0)
    holders = np.add.reduce(control * attitude, axis=-2)
    holders /= np.maximum(held, 1e-9)
    holders *= 1.0 - p.residents_say
    holders += p.residents_say * residents
    return np.asarray(holders)


def security_clearance(believed_threat: Array, limit: Array | float, p: AccessParameters) -> Array:
    """Return the share of weeks in which a security rule lets people go: 1 well below the limit, 0 well above."""
    room = limit - believed_threat
    room /= p.rule_width
    room += 0.5
    return np.minimum(np.maximum(room, 0.0), 1.0)


def access_terms(
    groups_hold: Array, attitude: Array, host: Array, road: Array, clearance: Array, p: AccessParameters
) -> Array:
    """Return the terms whose product is the chance to enter, in the order of :data:`REFUSERS`.

    Args:
        groups_hold: Share of control held by armed groups, shape (..., n_cells).
        attitude: How those who hold the ground are disposed, shape (..., n_cells), share.
        host: Permission of the host government, shape (..., n_cells), share.
        road: Passability, shape (..., n_cells), share.
        clearance: Own security rule, shape (..., n_cells), share.
        p: Parameters.

    Returns:
        Shape (4, ..., n_cells), share.

    Source: MODEL.md 5.7.
    """
    groups = 1.0 - p.group_permission * groups_hold * (1.0 - attitude)
    return np.array([host, groups, clearance, road])


def refuser(terms: Array, draw: Array) -> NDArray[np.int64]:
    """Return who refused each request, as an index into :data:`REFUSERS`; -1 where it was let through.

    Args:
        terms: Terms of each request, shape (4, n_requests), share.
        draw: One uniform draw a request, shape (n_requests,).

    The draw is compared with the running product, so that one draw decides both whether and by whom.
    """
    blocked = draw >= np.multiply.accumulate(terms, axis=0)
    return np.where(np.logical_or.reduce(blocked, axis=0), blocked.argmax(axis=0), -1)
