"""The quarter's truces: which armed groups outside of an agreement hold their fire (5.11, 5.14).

Source: MODEL.md 5.11, 5.14.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.armed_group import type_weights
from .rules.truces import costs_of_war, truce_breaks, truce_comes

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["come_to_terms"]

Array = NDArray[np.float64]


def come_to_terms(m: MissionModel, helped: float, afraid: Array) -> None:
    """Let groups outside of an agreement begin a truce or break one; who is bound by an agreement needs none.

    Args:
        m: The model.
        helped: How far the process is mediated, 0-1.
        afraid: Alarm of each group that nobody calms, shape (n_groups,), 0-1.
    """
    q, p = m.groups, m.inputs.truces
    ground = m.ground.control[1:] * m.people_weight
    fighting = ground @ m.ground.violence / np.maximum(np.add.reduce(ground, axis=1), 1e-9)
    cover = helped * type_weights(q.goal, m.inputs.spoilers.theory, m.inputs.spoilers)[0]
    begins = truce_comes(costs_of_war(fighting, q.support), cover, p)
    draws = m.chance.uniform("politics.truces", m.week, m.n_groups)
    outside, before = ~q.bound & (m.fighters_by_group() > 0.0), q.truce
    q.truce = outside & np.where(before, draws >= truce_breaks(afraid, p), draws < begins)
    for g in (q.truce & ~before).nonzero()[0].tolist():
        _tell(m, "truce", g, f"{q.labels[g]} holds its fire until further notice.")
    for g in (before & ~q.truce & outside).nonzero()[0].tolist():
        _tell(m, "truce_ends", g, f"{q.labels[g]} takes up arms again.")


def _tell(m: MissionModel, kind: str, group: int, text: str) -> None:
    """Write down what a group does."""
    m.note(kind, actor=m.groups.keys[group], cause="political process", text=text)
