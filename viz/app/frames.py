"""Frames: what a page gets of each week, small enough to be sent while it plays.

The shapes stand in ``docs/browser.md``. A frame is plain data for JSON; arrays are base64 of little-endian bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...agents.catalogue import ACCESS_CLASSES
from ...experiments.dilemmas import DILEMMAS, Index
from ...experiments.packing import b64, share_bytes
from ...experiments.turning_points import turning_points
from ...model.columns import NUMBER_COLUMNS
from ...model.coordination import roster
from .frames_layers import layer_bytes
from .frames_scene import scene

if TYPE_CHECKING:
    from ...model.mission import MissionModel
    from ...model.result import Result

__all__ = ["ESCORTED", "MOVED", "REFUSED", "WORKING", "frame", "scene", "turning_marks"]

MOVED, WORKING, REFUSED, ESCORTED = 1, 2, 4, 8
"""Flags of a team."""
LEAST_WEEKS = 13
"""Weeks before there is anything to look back on."""
NETWORK_WEEKS = 4
"""Weeks between two pictures of channels and trust, which change by the month."""
_CONVOYS = np.isin(roster.access, [ACCESS_CLASSES.index(name) for name in ("agency", "relief")])
_PLACE = {column.name: i for i, column in enumerate(NUMBER_COLUMNS)}
_MARKS = {
    "election": "election", "drawdown": "exit", "closure": "exit", "consent_withdrawn": "exit", "decision": "decision",
}  # fmt: skip
"""Marks on the timeline, by kind of event; injects are marked as well."""


def frame(m: MissionModel, *, whole: bool = True) -> dict[str, Any]:
    """Return the week played last.

    Args:
        m: A model that has played at least one week.
        whole: Whether it holds also what has not changed since the frame before (network, benchmarks, decisions).

    Raises:
        ValueError: If no week has been played.
    """
    if not len(m.recorder):
        raise ValueError("no week has been played: there is nothing to show yet")
    week = m.week - 1
    events = m.events.rows(week)
    changed = whole or any(event[1] == "decision" for event in events)
    return {
        "week": week, "phase": m.recorder.phase,
        "layers": b64(layer_bytes(m), "u1"), "teams": b64(_teams(m), "<i2"), "bands": b64(_bands(m), "<i2"),
        "values": b64(m.recorder.values()[-1], "<f4"),
        "events": [[e[1], e[2], e[3], e[4], e[5], round(e[6], 3), e[8], e[7]] for e in events],
        "network": _network(m) if whole or week % NETWORK_WEEKS == 0 else None,
        **_dilemmas(m), "benchmarks": b64(m.benchmarks.met, "u1") if whole or week % 4 == 3 else None,
        "decisions": [[e[0], e[8]] for e in m.events.rows() if e[1] == "decision"] if changed else None,
        "marks": [mark for e in events if (mark := _mark(e[1], e[8]))],
    }  # fmt: skip


def _teams(m: MissionModel) -> NDArray[np.int64]:
    """Return id, cell, organisation, task and flags of every team in the country, shape (n, 5)."""
    t = m.teams
    rows = t.active.nonzero()[0]
    org, cell, working = t.org[rows], t.cell[rows], t.working[rows]
    moved = np.zeros(t.n, dtype=bool)
    moved[list(m.moved)] = True
    flags = MOVED * moved[rows] + WORKING * working + REFUSED * t.refused[rows]
    flags += ESCORTED * (_CONVOYS[org] & working & (m.escorts[cell] > 0.5))
    return np.stack([rows, cell, org, t.task[rows], flags], axis=1)


def _bands(m: MissionModel) -> NDArray[np.int64]:
    """Return id, cell, group and fighters of every armed band, shape (n, 4)."""
    b = m.bands
    rows = (b.fighters > 0.0).nonzero()[0]
    return np.stack([rows, b.cell[rows], b.group[rows], np.minimum(b.fighters[rows], 32_767)], axis=1).astype(np.int64)


def _network(m: MissionModel) -> dict[str, str]:
    """Return channels, trust and who is there, by organisation, bytes 0 to 254 for 0 to 1."""
    r = m.relations
    there = np.array([m.n_active[org] > 0 for org in range(len(r.trust))]) | ~(roster.mission | (m.teams_of > 0))
    if m.departure.closed:
        there &= ~roster.mission
    return {"channels": share_bytes(r.plans), "trust": share_bytes(r.trust), "present": b64(there, "u1")}


def _dilemmas(m: MissionModel) -> dict[str, list[Any]]:
    """Return the sides of each dilemma in the run so far, 0-1, and where it stands: 0 left, 1 right, 0.5 even."""
    rows = m.recorder.values()
    means, last = rows.mean(axis=0), rows[-1]
    sides = [[round(_side(side, means, last), 4) for side in (one.one, one.two)] for one in DILEMMAS]
    return {"dilemma_sides": sides, "dilemmas": [round(0.5 + 0.5 * (right - left), 4) for left, right in sides]}


def _side(index: Index, means: NDArray[np.float64], last: NDArray[np.float64]) -> float:
    """Return one side of a dilemma, 0-1, as batches work it out at the end (``x_mean``, ``x_end``)."""
    total = 0.0
    for part in index.parts:
        name, _, kind = part.key.rpartition("_")
        value = float((means if kind == "mean" else last)[_PLACE[name]])
        total += 1.0 - value if part.turned else value
    return total / len(index.parts)


def _mark(kind: str, text: str) -> dict[str, str] | None:
    """Return the mark that an event leaves on the timeline, None for most of them."""
    name = "inject" if kind.startswith("inject_") else _MARKS.get(kind)
    return {"kind": name, "text": text} if name else None


def turning_marks(result: Result, most: int = 5) -> list[dict[str, Any]]:
    """Return the turning points of a run so far as marks of the timeline; they need a look back, so one asks for them.

    Args:
        result: What the run has left behind so far.
        most: How many at most.

    Returns:
        Marks with ``kind`` (turning), ``week``, ``text`` (what changed, and the most telling event around it),
        ``column`` (the outcome that turned) and ``better``; none in the first quarter of a year.
    """
    if len(result.weekly) < LEAST_WEEKS:
        return []
    return [
        {"kind": "turning", "week": one.week, "column": one.column, "better": one.better,
         "text": " ".join([f"{one.headline[:1].upper()}{one.headline[1:]}.", *one.told[:1]])}
        for one in turning_points(result, most)
    ]  # fmt: skip
