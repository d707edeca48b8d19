"""Armed groups: what their choices rest on, and what becomes of their control, supply, morale and ranks.

The choice itself is theirs and stands in ``agents/armed_group.py``.

Source: CML 3.1, 4.2; IPI; SP-01 to SP-05.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = ["SpoilerParameters", "control_after", "massing_threat", "recruits", "supply_and_morale"]

Array = NDArray[np.float64]


class SpoilerParameters(Parameters):
    """What armed groups weigh, and how fast their means change."""

    theory: Literal["both", "goals", "opportunity"] = parameter(
        "both", source="SP-04: Stedman against Greenhill and Major",
        help="What decides an attack: the group's type of goal, the opportunity, or both.")  # fmt: skip
    band_size: int = parameter(
        250,
        low=20,
        high=2000,
        unit="fighters",
        source="C-21 shape; assumption: a local commander's following",
        help="Fighters under one local commander, the unit that moves and attacks.",
    )
    reach_cells: int = parameter(
        3,
        low=1,
        high=10,
        unit="cells",
        source="assumption: two or three days' march",
        help="How far from where it stands a band looks for a target.",
    )
    threshold: float = parameter(
        0.50,
        low=-1.0,
        high=5.0,
        unit="worth",
        source="C-30, C-31 set the yearly number of attacks in the contested scenario",
        help="Worth that an attack must have before a band prefers it to standing by.",
    )
    noise: float = parameter(
        0.16,
        low=0.0,
        high=2.0,
        unit="worth",
        source="assumption: local commanders differ",
        help="Standard deviation of what a local commander adds to the worth of each choice.",
    )
    risk_weight: float = parameter(
        1.4,
        low=0.0,
        high=5.0,
        unit="worth",
        source="SP-04; PK-14 deterrence carries most",
        help="Weight of the risk of meeting a response.",
    )
    ambush: float = parameter(
        0.35,
        low=0.0,
        high=1.0,
        unit="share",
        source="C-24; IPI terrorism and asymmetric threats",
        help="Share of deterrence that counts against ambushes and devices, which hit the mission or relief"
        " and are gone.",
    )
    separation: float = parameter(
        0.7,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 4.2.1; PK-04",
        help="Share of attacks between armed forces that a full force of separation leaves no room for.",
    )
    process_weight: float = parameter(
        0.90,
        low=0.0,
        high=5.0,
        unit="worth",
        source="CML 3.1.1; SP-03",
        help="Weight of what a group would lose of the process by attacking.",
    )
    process_value_greedy: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="share",
        source="SP-04 (greedy spoilers weigh gains)",
        help="Value of the process to a greedy group relative to one with limited goals.",
    )
    process_value_total: float = parameter(
        0.05,
        low=0.0,
        high=1.0,
        unit="share",
        source="SP-04 (total spoilers want all or nothing)",
        help="Value of the process to a group with total goals relative to one with limited goals.",
    )
    risk_value_greedy: float = parameter(
        1.2,
        low=0.0,
        high=3.0,
        unit="times",
        source="SP-04 (greedy spoilers weigh costs)",
        help="Weight of risk to a greedy group relative to one with limited goals.",
    )
    risk_value_total: float = parameter(
        0.7,
        low=0.0,
        high=3.0,
        unit="times",
        source="SP-04",
        help="Weight of risk to a group with total goals relative to one with limited goals.",
    )
    relief_prize: float = parameter(
        2.6,
        low=0.0,
        high=10.0,
        unit="times",
        source="C-25, C-26; assumption: goods on the road are the easiest prize",
        help="Worth of relief that is not accepted to those who could loot it, times their need and hostility.",
    )
    second_look: float = parameter(
        0.7,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: a band that has gathered strikes at less than what made it gather",
        help="Part of the threshold that is waived when a gathered band looks again.",
    )
    threat_half: float = parameter(
        120.0,
        low=1.0,
        high=5000.0,
        unit="fighters",
        source="C-21 shape: about half a company",
        help="Hostile fighters in a cell at which the threat counts one half.",
    )
    agreement_value: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="share",
        source="RE-07; CML 3.1.1: an agreement is a prospect before it is carried out",
        help="What an agreement in force is worth to its parties before any of it is carried out.",
    )
    massing_weeks: int = parameter(
        3,
        low=1,
        high=12,
        unit="weeks",
        source="CML 4.3.1; MODEL.md 5.11: groups mass before attacking",
        help="Longest time that a band gathers before it strikes.",
    )
    rest_weeks: int = parameter(
        5,
        low=0,
        high=52,
        unit="weeks",
        source="assumption: resupply and dispersal",
        help="Longest time that a band rests after an attack.",
    )
    control_rate: float = parameter(
        0.04,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="assumption: control changes over months",
        help="Speed at which control of a cell follows who is present there.",
    )
    recruit_rate: float = parameter(
        0.004,
        low=0.0,
        high=0.1,
        unit="1/week",
        source="CML 4.6.6; MODEL.md 5.20 youth without livelihoods",
        help="Ranks that a group refills in a week where grievance is full and there is no livelihood.",
    )
    desertion_rate: float = parameter(
        0.004,
        low=0.0,
        high=0.1,
        unit="1/week",
        source="assumption: order of magnitude only",
        help="Share of fighters that leave in a week where morale and supply are gone.",
    )
    splinter_rate: float = parameter(
        0.004,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="CML 4.2.5 fragmented groups; SP-03",
        help="Chance in a week that a band of a group without cohesion breaks away to a spoiler.",
    )


def massing_threat(
    cells: NDArray[np.int64], fighters: Array, progress: Array, neighbours: NDArray[np.int64], half: float, n_cells: int
) -> Array:
    """Return the hidden truth of armed massing per cell, 0-1.

    Args:
        cells: Target cell of each massing band, shape (n_bands,).
        fighters: Fighters of each, shape (n_bands,).
        progress: How far it has gathered, shape (n_bands,), 0-1.
        neighbours: Cells around each cell, itself first, padded with -1, shape (n_cells, 9).
        half: Fighters at which the threat is one half.
        n_cells: Number of cells.

    Source: MODEL.md 5.11.
    """
    around = neighbours[cells]
    weight = np.broadcast_to((fighters * progress)[:, None], around.shape).copy()
    weight[:, 1:] *= 0.4
    seen = around >= 0
    mass = np.bincount(around[seen], weights=weight[seen], minlength=n_cells)
    return mass / (mass + half)


def control_after(control: Array, strength: Array, rate: float) -> Array:
    """Return who controls each cell after one week; columns sum to at most 1.

    Args:
        control: Share held by the government (row 0) and each armed group, shape (1 + n_groups, n_cells).
        strength: Local strength of each, same shape, persons under arms or in office.
        rate: Speed, 1/week; nothing changes where nobody is.
    """
    total = strength.sum(axis=0)
    pull = rate * (total / (total + 100.0))
    aim = strength / np.maximum(total, 1e-9)
    return control + pull * (aim - control)


def supply_and_morale(
    supply: Array, morale: Array, rents: Array, support: Array, losses: Array, fighters: Array
) -> tuple[Array, Array]:
    """Return supply and morale of each group after one week, shape (n_groups,), shares.

    Args:
        supply: Supply, share.
        morale: Morale, share.
        rents: What it takes from resources, taxes and looting, 0-1.
        support: Outside support, 0-1.
        losses: Fighters lost this week.
        fighters: Fighters.

    Source: IPI economics of war; MODEL.md 5.11.
    """
    income = rents + support - rents * support
    next_supply = supply + 0.05 * (income - supply)
    hit = losses / np.maximum(fighters, 1.0)
    next_morale = morale + 0.02 * (0.3 + 0.7 * next_supply - morale) - 2.0 * hit * morale
    return np.minimum(np.maximum(next_supply, 0.0), 1.0), np.minimum(np.maximum(next_morale, 0.0), 1.0)


def recruits(
    fighters: Array, grievance: Array, livelihoods: Array, morale: Array, ceiling: Array, p: SpoilerParameters
) -> Array:
    """Return fighters who join each band in a week, before rounding, shape (n_bands,).

    Args:
        fighters: Fighters of each band.
        grievance: Grievance where it stands, share.
        livelihoods: Livelihoods where it stands, share.
        morale: Morale of its group, share.
        ceiling: Fighters beyond which the band cannot feed more.
        p: Parameters.

    Source: CML 4.6.6; MODEL.md 5.20.
    """
    room = np.maximum(1.0 - fighters / np.maximum(ceiling, 1.0), 0.0)
    return p.recruit_rate * ceiling * grievance * (1.0 - livelihoods) * (0.3 + 0.7 * morale) * room
