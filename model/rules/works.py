"""What a week's work is worth: prerequisites, diminishing returns, duplication, and slow stocks it moves.

Source: MODEL.md 5.5, 5.6; CML 1.4.8.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = ["TaskParameters", "absorbed", "numbered", "overlap", "prerequisites_met", "spread_out", "took"]

Array = NDArray[np.float64]


class TaskParameters(Parameters):
    """How work turns into effect."""

    setup_weeks: float = parameter(
        2.0,
        low=0.0,
        high=26.0,
        unit="weeks",
        source="IPI time to establish camp; assumption on size",
        help="Weeks in a new place or task until half of full effect is reached.",
    )
    security_limit: float = parameter(
        0.25,
        low=0.25,
        high=1.0,
        unit="share",
        source="CML 1.4.8; assumption on level",
        help="Threat and violence of recent weeks together beyond which work that needs security does not take.",
    )
    security_memory: float = parameter(
        0.25,
        low=0.01,
        high=1.0,
        unit="1/week",
        source="CML 1.4.8; assumption: a place counts as secured, or as lost, after about a month",
        help="Speed at which a place is taken for secure or insecure as threat and violence fall or rise.",
    )
    mine_limit: float = parameter(
        0.08,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 2.1.4; assumption on level",
        help="Contamination beyond which work that needs cleared ground does not take.",
    )
    dispute_limit: float = parameter(
        0.30,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 6.4.1; RT-04; assumption on level",
        help="Grievance beyond which land is unsettled, so that work that needs settled land does not take.",
    )
    road_limit: float = parameter(
        0.15,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 4.4; assumption on level",
        help="Road access below which work that needs a road does not take.",
    )
    wasted: float = parameter(
        0.85,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.4.8; assumption on size",
        help="Share of the effort lost when a prerequisite is not met.",
    )
    outreach: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML6; assumption: day trips and outlets within some fifteen to thirty km",
        help="Share of civilian work that reaches the neighbouring cells where roads allow it.",
    )
    capacity: float = parameter(
        0.6,
        low=0.05,
        high=10.0,
        unit="times",
        source="OR-06; assumption: sets how soon teams crowd each other",
        help="How much of a kind of work cells can absorb, relative to the catalogue of tasks.",
    )
    rights_effect: float = parameter(
        0.5,
        low=0.0,
        high=5.0,
        unit="cells",
        source="CML 2.1.2; assumption on size",
        help="How far one team of monitors covers a cell in a week, before diminishing returns.",
    )
    authority_gain: float = parameter(
        0.006,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML 3.5; assumption on size",
        help="State authority gained by a week of one team's support, as a share of what is missing.",
    )
    mediation_gain: float = parameter(
        0.008,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML 3.3; assumption on size",
        help="Grievance settled by a week of one team's mediation, as a share of what there is.",
    )
    road_gain: float = parameter(
        0.015,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML 4.4; assumption on size",
        help="Road access gained by a week of one team's repair, as a share of what is missing.",
    )
    road_wear: float = parameter(
        0.0015,
        low=0.0,
        high=0.1,
        unit="1/week",
        source="assumption: rains",
        help="Road access lost in a week without repair.",
    )
    radio_gain: float = parameter(
        0.10,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="CML 2.2.2; assumption on size",
        help="Speed at which one team of public information brings credible news to a cell.",
    )
    radio_reach: float = parameter(
        0.02,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="CML 2.2.2; assumption on size",
        help="Speed at which a radio that everybody can hear brings credible news to all cells.",
    )
    rumour: float = parameter(
        0.03,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="CML 2.2.2; assumption on size",
        help="Speed at which credible news gives way to rumour.",
    )
    grievance_harm: float = parameter(
        0.02,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML 3.3; assumption on size",
        help="Grievance gained in a week of full violence, as a share of what is missing.",
    )
    grievance_fade: float = parameter(
        0.0015,
        low=0.0,
        high=0.1,
        unit="1/week",
        source="CML 3.3; assumption on size",
        help="Grievance that services, livelihoods and rule of law settle in a week at their full.",
    )
    legitimacy_speed: float = parameter(
        0.006,
        low=0.0,
        high=0.1,
        unit="1/week",
        source="CML 3.5; assumption on size",
        help="Speed at which trust in government follows what it does.",
    )
    # fmt: off
    roadblock: float = parameter(
        0.03, low=0.0, high=1.0, unit="1/week", source="CML 4.4.5; assumption on size",
        help="Share of road access that roadblocks destroy in a week.")
    authority_fade: float = parameter(
        0.004, low=0.0, high=0.1, unit="1/week", source="CML 3.5; assumption on size",
        help="State authority lost in a week where the government controls nothing.")
    authority_harm: float = parameter(
        0.01, low=0.0, high=0.5, unit="1/week", source="CML 3.5; assumption on size",
        help="State authority lost in a week of full violence.")
    return_disputes: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 6.4.1; RT-04; assumption on size",
        help="Grievance that returns stir up in a week in which all residents have just returned.")
    rumour_floor: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 2.2.2; assumption: rumour needs no campaign",
        help="Rumour where nobody makes propaganda, relative to a full campaign.")
    legitimacy_services: float = parameter(
        0.35, low=0.0, high=1.0, unit="share", source="CML 3.5; assumption: people judge by what they get first",
        help="Weight of services in the trust that a government deserves.")
    legitimacy_law: float = parameter(
        0.25, low=0.0, high=1.0, unit="share", source="CML 3.5, 5; assumption on size",
        help="Weight of the rule of law in the trust that a government deserves.")
    legitimacy_authority: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="CML 3.5; assumption on size",
        help="Weight of the state's presence in the trust that a government deserves.")
    legitimacy_peace: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="CML 3.5, 3.3; assumption on size",
        help="Weight of settled grievances in the trust that a government deserves.")
    bad_roads: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML6; assumption on size",
        help="Part of the outreach that is left where roads cannot be used.")
    people_absorb: float = parameter(
        2.0, low=0.1, high=20.0, unit="times", source="OR-06; assumption: people can use more than is planned",
        help="Work for people that a cell can absorb, relative to the room for teams.")
    violence_counts: float = parameter(
        0.5, low=0.0, high=2.0, unit="times", source="CML 1.4.8; assumption on size",
        help="What violence counts for security, relative to threat.")
    unsupplied_work: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 2.2.4; assumption on size",
        help="Share of its work that a team does without supplies.")
    rights_memory: float = parameter(
        0.2, low=0.01, high=1.0, unit="1/week", source="CML 2.1.2; assumption: memory of about five weeks",
        help="Share by which what monitoring of human rights holds in view moves to the present week's work.")
    # fmt: on


def prerequisites_met(
    danger: Array, mines: Array, disputes: Array, roads: Array, p: TaskParameters
) -> dict[str, NDArray[np.bool_]]:
    """Return where each prerequisite truly holds, shape (n_cells,) each.

    Args:
        danger: Threat and violence of recent weeks, shape (n_cells,), share.
        mines: Contamination, share.
        disputes: Grievance, which is over land in large part, share.
        roads: Road access, share.
        p: Parameters.

    Source: CML 1.4.8, 6.4.1.
    """
    return {
        "security": danger <= p.security_limit,
        "clear": mines <= p.mine_limit,
        "settled": disputes <= p.dispute_limit,
        "road": roads >= p.road_limit,
    }


def took(effort: Array, met: NDArray[np.bool_], weeks: Array, p: TaskParameters) -> Array:
    """Return the part of each team's effort that took.

    Args:
        effort: Effort of each team, team-weeks.
        met: Whether all prerequisites held.
        weeks: Weeks the team has been at this task in this place.
        p: Parameters.
    """
    settled = (weeks + 1.0) / (weeks + 1.0 + p.setup_weeks)
    return effort * settled * np.where(met, 1.0, 1.0 - p.wasted)


def absorbed(effort: Array, capacity: Array) -> Array:
    """Return what a cell can absorb of the effort spent on it, with diminishing returns from ``capacity`` on."""
    return effort * capacity / (capacity + effort)


@cache
def _cells_around(width: int, height: int) -> Array:
    """Return how many cells lie in and around each cell, itself included, shape (width, height)."""
    x, y = np.arange(width)[:, None], np.arange(height)
    return np.asarray((3.0 - (x == 0) - (x == width - 1)) * (3.0 - (y == 0) - (y == height - 1)))


def spread_out(work: Array, roads: Array, width: int, height: int, p: TaskParameters) -> Array:
    """Return work of which a part is spread evenly over a cell and those around it, none of it lost or gained.

    Args:
        work: Work by kind and cell, shape (k, n_cells).
        roads: Road access, shape (n_cells,), share.
        width: Cells from west to east.
        height: Cells from south to north.
        p: Parameters.
    """
    leaves = work * (p.outreach * (p.bad_roads + (1.0 - p.bad_roads) * roads))
    block, shape = np.zeros((len(work), width + 2, height + 2)), (len(work), width, height)
    np.divide(leaves.reshape(shape), _cells_around(width, height), out=block[:, 1:-1, 1:-1])
    rows = block[:, :-2] + block[:, 1:-1]
    rows += block[:, 2:]
    box = rows[:, :, :-2] + rows[:, :, 1:-1]
    box += rows[:, :, 2:]
    stays = np.subtract(work, leaves, out=leaves)
    stays += box.reshape(work.shape)
    return stays


def numbered(place: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """Return a number for each place, the same for the same place, and a number that all of these are below."""
    number = np.empty(int(np.maximum.reduce(place)) + 1, dtype=np.int64)
    number[place] = np.arange(len(place))
    return number[place], len(place)


def overlap(effort: Array, org: NDArray[np.int64], place: NDArray[np.int64], capacity: Array) -> tuple[Array, float]:
    """Return duplicate work between organisations and its share of all work.

    Work of one kind in one cell beyond what the cell can absorb is duplicate when more than one organisation does it.

    Args:
        effort: Effort of each team, team-weeks, shape (n_teams,).
        org: Organisation of each team, shape (n_teams,).
        place: Index of (kind, cell) of each team, shape (n_teams,).
        capacity: What that place can absorb, team-weeks, shape (n_teams,).

    Returns:
        Duplicate part of each team's effort, shape (n_teams,), and its share of the total.
    """
    if not len(effort):
        return np.zeros(0), 0.0
    at, n_places = numbered(place)
    everyone = np.bincount(at, weights=effort)[at]
    pair = org * n_places + at
    own = np.bincount(pair, weights=effort)[pair]
    whole = np.maximum(everyone, 1e-9)
    excess = np.maximum(everyone - capacity, 0.0) / whole
    others = (everyone - own) / whole
    duplicate = effort * excess * others
    return duplicate, float(np.add.reduce(duplicate)) / max(float(np.add.reduce(effort)), 1e-9)
