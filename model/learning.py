"""Why awareness changed: through the country, through time, through own reports or those of others (5.1, 5.27).

What is believed moves in one step (rule 5.1). Here the step is taken apart, beside it and for the record alone: what
would be believed if nothing was reported, and if everybody had only what its own teams and residents around them say.

Source: MODEL.md 5.1, 5.27.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .rules.information import awareness

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["CHANNELS", "charge", "stages"]

Array = NDArray[np.float64]

CHANNELS = ("the country changes", "knowledge grows old", "own teams and residents", "what others pass on")
"""Causes of a change of awareness, in the order in which they are told apart."""
_STAGES = len(CHANNELS) - 1


def stages(m: MissionModel, fields: tuple[tuple[int, slice], ...]) -> None:
    """Work out what is believed before others' reports of the week come in, stage by stage.

    For each of ``fields`` the beliefs get an array of shape (3, n_orgs, n_cells): what was believed, the same aged
    without any report, and with one's own reports.

    Args:
        m: The mission; beliefs are those of the week before.
        fields: Field of the beliefs and the organisations to look at, for each awareness that is recorded.
    """
    b, p = m.beliefs, m.inputs.information
    if not b.stages:
        b.stages = [np.empty((_STAGES, *b.estimate[field, orgs].shape)) for field, orgs in fields]
    for (field, orgs), stage in zip(fields, b.stages, strict=True):
        ageing = p.ageing if field else p.ageing_threat
        had, own = b.estimate[field, orgs], b.reports[:, orgs]
        unsure = p.prior_precision * ageing
        kept = np.multiply(b.precision[min(field, 1), orgs], 1.0 - ageing, out=b.spare[orgs])
        np.copyto(stage[0], had)
        aged, heard = np.multiply(had, kept, out=stage[1]), stage[2]
        aged += unsure * b.prior[field]
        kept += unsure
        np.add(aged, own[1 + field], out=heard)
        aged /= kept
        kept += own[0]
        heard /= kept


def charge(m: MissionModel, stock: str, now: float, stage: Array, truth: Array, mean: float, weight: Array) -> None:
    """Charge the change of one awareness since the week before.

    Args:
        m: The mission.
        stock: Column and stock.
        now: Awareness of this week.
        stage: See :func:`stages`; overwritten.
        truth: What there is, shape (n_cells,), share.
        mean: What one believes knowing nothing, share.
        weight: Weight of each cell, shape (n_cells,).
    """
    level = m.beliefs.aware.get(stock)
    m.beliefs.aware[stock] = now
    if level is None:
        return
    _, n, n_cells = stage.shape
    flat = stage.reshape(-1, n_cells)
    of_each = awareness(flat, truth, mean, weight, flat).reshape(_STAGES, n)
    for cause, reached in zip(CHANNELS, (*(np.add.reduce(of_each, axis=1) / n).tolist(), now), strict=True):
        m.causes.add(stock, cause, reached - level)
        level = reached
