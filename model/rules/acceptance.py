"""Humanitarian space: acceptance of relief by whoever controls a cell, and when being near the mission costs it.

Agencies and independent relief are accepted each for themselves.

Source: CML 1.3, 6.2; CML6; IMS; HU-06, HU-09, HU-10.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = ["AcceptanceParameters", "acceptance_changes", "association", "stranger_acceptance"]

Array = NDArray[np.float64]


class AcceptanceParameters(Parameters):
    """How relief is seen, per week."""

    delivery: float = parameter(
        0.030,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML6 humanitarian relief; assumption on size",
        help="Acceptance gained in a week of impartial delivery, as a share of what is missing.",
    )
    dialogue: float = parameter(
        0.006,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="CML6; CML 6.2.6 access dialogue",
        help="Acceptance gained in a week of full access dialogue, as a share of what is missing.",
    )
    as_a_side: float = parameter(
        0.25,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="HU-09; IMS impartiality dilemma",
        help="Acceptance lost in a week in which relief is fully taken for part of a hostile side.",
    )
    insecurity: float = parameter(
        0.006,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="HU-06: attacks follow conflict, not force presence",
        help="Acceptance lost in a week of full violence.",
    )
    forgetting: float = parameter(
        0.027,
        low=0.0,
        high=0.5,
        unit="1/week",
        source="assumption: half a year's absence fades",
        help="Speed at which acceptance returns to that of a stranger where nobody works.",
    )
    stranger: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: neither trusted nor feared",
        help="Acceptance of a relief actor nobody knows, where those who hold the place are not hostile to relief.",
    )
    dragged: float = parameter(
        0.25,
        low=0.0,
        high=1.0,
        unit="share",
        source="HU-09; IMS; MODEL.md 5.10; assumption on size",
        help="Share of the agencies' association with the mission that is taken for that of independent relief too.",
    )
    shown_structure: float = parameter(
        0.40,
        low=0.0,
        high=1.0,
        unit="share",
        source="IMS; CML 1.3",
        help="Association that a humanitarian coordinator wholly inside the mission gives.",
    )
    one_foot: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share",
        source="IMS; CML 1.3; assumption on size",
        help="Share of that association where the coordinator has one foot in.",
    )
    shown_premises: float = parameter(
        0.35,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.4.1; CML6",
        help="Association that relief offices inside mission compounds give.",
    )
    shown_offices: float = parameter(
        0.1, low=0.0, high=1.0, unit="share", source="CML 1.4.1; CML6; assumption: people know agencies by one emblem",
        help="Association of relief that offices of development agencies inside mission compounds give.",
    )  # fmt: skip
    shown_identity: float = parameter(
        0.25,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML6; HU-09",
        help="Association that a common visible identity gives.",
    )
    shown_escorts: float = parameter(
        0.40,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML6 last resort; HU-09",
        help="Association that relief moving under escort gives, where it does.",
    )
    shown_projects: float = parameter(
        0.25,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 2.2.4; trade-off 12",
        help="Association that uncoordinated military projects for hearts and minds give, where they stand.",
    )
    # fmt: off
    dialogue_alone: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 1.3; assumption on size",
        help="What the coordinator's dialogue on access comes to without civil-military coordination.")
    unheld_ground: float = parameter(
        0.15, low=0.01, high=5.0, unit="share", source="CML 1.3; assumption on size",
        help="Hold of armed groups on a place at which half of their hostility to the mission is felt there.")
    # fmt: on


def association(shown: tuple[float | Array, ...]) -> Array:
    """Return how far relief looks like part of the mission, from independent signs, ``1 - prod (1 - sign)``."""
    apart: float | Array = 1.0
    for sign in shown:
        apart = apart * (1.0 - sign)
    return 1.0 - np.asarray(apart)


def stranger_acceptance(control: Array, hostility: Array, p: AcceptanceParameters) -> Array:
    """Return the acceptance of a relief actor nobody knows, shape (n_cells,): less where the holders are hostile.

    Args:
        control: Control of the armed groups, shape (n_groups, n_cells), share.
        hostility: Hostility of each to relief, shape (n_groups,), 0-1.
        p: Parameters.
    """
    return p.stranger * (1.0 - np.add.reduce(control * hostility[:, None]))


def acceptance_changes(
    acceptance: Array,
    *,
    delivery: Array,
    dialogue: float,
    association: Array,
    partiality: Array,
    hostility: Array,
    violence: Array,
    absent: Array | NDArray[np.bool_],
    stranger: Array | float,
    p: AcceptanceParameters,
) -> dict[str, Array]:
    """Return this week's change of acceptance by cause, per cell.

    Association costs nothing by itself: it is multiplied by how far the mission is seen as a side there, and by how
    hostile those who control the cell are to it.

    Args:
        acceptance: Acceptance, shape (..., n_cells), share.
        delivery: Impartial delivery this week, 0-1.
        dialogue: Access dialogue of the humanitarian coordinator and OCHA, 0-1.
        association: How far relief looks like part of the mission, 0-1.
        partiality: How far the mission is seen as a side, 0-1.
        hostility: Hostility to the mission of those who control the cell, 0-1.
        violence: Violence, share.
        absent: 1 where no relief actor works in the cell or beside it, else 0.
        stranger: Acceptance to which the absent return: :func:`stranger_acceptance`.
        p: Parameters.

    Source: MODEL.md 5.10.
    """
    up, down = 1.0 - acceptance, acceptance
    return {
        "impartial delivery": p.delivery * delivery * up,
        "access dialogue": p.dialogue * dialogue * up,
        "taken for a side": -p.as_a_side * association * partiality * hostility * down,
        "insecurity": -p.insecurity * violence * down,
        "absence": p.forgetting * absent * (stranger - acceptance),
    }
