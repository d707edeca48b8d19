"""Cards: what one sees who clicks a cell, an organisation, a team or an armed group.

A card is plain data: ``title``, ``subtitle``, ``about`` (what was clicked), ``week``, ``family`` (of an organisation
or team), and ``sections``, each with ``title`` and any of ``columns`` with ``rows``, ``opens`` (for each row, what its
name and its small buttons open), ``list``, and ``empty``, the sentence for a section that has nothing to show. It tells
what is true and what those on the spot believe.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from ...agents.catalogue import ORG_INDEX, ORGANISATIONS
from ...model.errors import ScenarioError, nearest
from .frames_actors import group_card, org_card, team_card
from .frames_cell import cell_card

if TYPE_CHECKING:
    from ...experiments.session import Session
    from ...model.mission import MissionModel

__all__ = ["KINDS", "card", "no_card"]

KINDS = ("cell", "org", "team", "group")


def card(session: Session, kind: str, key: Any) -> dict[str, Any]:
    """Return the card of a cell, an organisation, a team or an armed group as they are now.

    Args:
        session: The run.
        kind: One of :data:`KINDS`.
        key: Number of the cell or team; number or key of the organisation or group.

    Raises:
        ScenarioError: If there is none of that kind, or the team has left the country.
    """
    makers = dict(zip(KINDS, (cell_card, org_card, team_card, group_card), strict=True))
    if kind not in makers:
        raise ScenarioError(f"{kind!r} has no card; allowed is one of {', '.join(KINDS)}")
    with session.lock:
        m = session.model
        at = _place(m, kind, key)
        return {"about": {kind: at}, "week": max(m.week - 1, 0), **makers[kind](m, at)}


def no_card(kind: str, key: Any, why: str) -> dict[str, Any]:
    """Return what stands in place of a card that there is not, with the reason as a sentence."""
    return {"about": {kind: key}, "title": "No card", "sections": [{"title": "", "rows": [], "empty": f"{why}."}]}


def _place(m: MissionModel, kind: str, key: Any) -> int:
    """Return the number of what is meant."""
    keys = {"org": tuple(ORG_INDEX), "group": m.groups.keys}.get(kind, ())
    most = {"cell": m.n_cells, "org": len(ORGANISATIONS), "team": m.teams.n, "group": m.n_groups}[kind]
    if isinstance(key, str) and key in keys:
        return keys.index(key)
    try:
        at = operator.index(key) if not isinstance(key, bool) else -1
    except TypeError:
        at = -1
    if not 0 <= at < most:
        hint = nearest(key, keys) if isinstance(key, str) else ""
        raise ScenarioError(f"{key!r} is no {kind}; allowed is 0 to {most - 1}{' or its key' if keys else ''}{hint}")
    if kind == "team" and not m.teams.active[at]:
        raise ScenarioError(f"team {at} is not in the country: it has not come yet, or it has gone home")
    return at
