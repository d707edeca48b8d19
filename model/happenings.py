"""What comes from outside: injects, applied through the same state and rules as the model's own events (5.26)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .coordination import disturb_team
from .rules.leadership import appointed
from .state import Attack

if TYPE_CHECKING:
    from .injects import Inject
    from .mission import MissionModel

__all__ = ["USUAL_TEXTS", "Ongoing", "happen", "strike_injected"]

USUAL_TEXTS = {
    "attack": "An armed group attacks civilians in force.",
    "clash": "An armed group attacks state forces in strength.",
    "scandal": "A scandal about misconduct in the mission breaks.",
    "coup": "Officers seize the government.",
    "cholera": "Cholera breaks out.",
    "donor_cut": "Donors cut their pledges.",
    "neighbour_war": "War in the neighbouring state sends arms across the border.",
    "denied_flight": "The government denies flights and movements.",
    "new_srsg": "A new head of mission takes office.",
    "propaganda_campaign": "A propaganda campaign against the mission begins.",
}
"""What is told of an inject that brings no text of its own, by kind."""


@dataclass(frozen=True)
class Ongoing:
    """Something that lasts: kind, last week, size, sector (-1 for all)."""

    kind: str
    until: int
    size: float
    sector: int


def happen(m: MissionModel) -> None:
    """Start the injects that are due and refresh the effects of those that last."""
    row = m.recorder.last() if len(m.recorder) and len(m.injected) < len(m.inputs.injects) else None
    for k, inject in enumerate(m.inputs.injects):
        if k not in m.injected and inject.is_due(m.week, row if row is None else {**row, "week": m.week}):
            m.injected.add(k)
            _begin(m, inject)
    m.ongoing = [o for o in m.ongoing if o.until >= m.week]
    m.cholera[:] = 0.0
    m.propaganda_campaign[:] = 0.0
    m.denied[:] = 0.0
    m.donor_cut, m.scandal = 1.0, 1.0
    m.groups.support = m.usual_support.copy()
    for o in m.ongoing:
        _go_on(m, o)


def _where(m: MissionModel, sector: int) -> np.ndarray:
    """Return which cells lie in ``sector``, all for -1."""
    return np.ones(m.n_cells, dtype=bool) if sector < 0 else m.country.sector == sector


def _go_on(m: MissionModel, o: Ongoing) -> None:
    """Apply one week of something that lasts."""
    where = _where(m, o.sector)
    if o.kind == "cholera":
        m.cholera[where] += min(m.inputs.people.epidemic_need * o.size, 1.0)
    elif o.kind == "propaganda_campaign":
        m.propaganda_campaign[where] += 0.5 * o.size
    elif o.kind == "denied_flight":
        m.denied[where] = np.minimum(m.denied[where] + 0.6 * o.size, 1.0)
    elif o.kind == "donor_cut":
        m.donor_cut *= 1.0 / (1.0 + 0.5 * o.size)
    elif o.kind == "scandal":
        m.scandal += 10.0 * o.size
    elif o.kind == "neighbour_war":
        m.groups.support = np.minimum(m.groups.support + 0.3 * o.size, 1.0)


def _begin(m: MissionModel, inject: Inject) -> None:
    """Start one inject and tell it."""
    sector = -1 if inject.sector is None else inject.sector
    if inject.kind in ("attack", "clash"):
        m.pending.append(inject)
    elif inject.kind == "coup":
        loss = min(0.25 * inject.size, 1.0) * m.host_consent * (not m.departure.closed)
        m.host_consent -= loss
        m.causes.add("host_consent", "inject: coup", -loss)
        for stock, weakened in (("legitimacy", 0.3), ("state_authority", 0.15)):
            had = getattr(m.ground, stock)
            left = had / (1.0 + weakened * inject.size)
            setattr(m.ground, stock, left)
            m.causes.add(stock, "inject: coup", float((m.share_of_people * (left - had)).sum()))
    elif inject.kind == "new_srsg":
        leader = m.leaders[0]
        disturb_team(m, "newcomers")
        draws = m.chance.uniform("inject.new_srsg", m.week, 2)
        leader.vacant, leader.served, m.political_capital = False, 0.0, m.inputs.leadership.first_capital
        leader.competence, leader.consensual = appointed(float(draws[0]), m.inputs.leadership), float(draws[1])
    elif inject.kind == "scandal":
        where = _where(m, sector) & (m.presence_mission > 0.0)
        m.hidden_misconduct[where] += np.ceil(inject.size)
    m.ongoing.append(Ongoing(inject.kind, m.week + inject.weeks - 1, inject.size, sector))
    m.note(
        f"inject_{inject.kind}",
        sector=sector,
        actor=inject.group or "",
        size=inject.size,
        cause="inject",
        text=inject.text or USUAL_TEXTS[inject.kind],
    )


def strike_injected(m: MissionModel) -> None:
    """Turn injected attacks into attacks of this week, by bands that exist."""
    for inject in m.pending:
        b = m.bands
        able = b.fighters >= m.inputs.spoilers.smallest_band
        if inject.group is not None:
            able &= b.group == m.groups.keys.index(inject.group)
        if inject.sector is not None and (able & (m.country.sector[b.cell] == inject.sector)).any():
            able &= m.country.sector[b.cell] == inject.sector
        rows = np.flatnonzero(able)
        if not len(rows):
            continue
        order = rows[np.argsort(-b.fighters[rows], kind="stable")]
        kind = 2 if inject.kind == "attack" else 1
        for row in order[: int(np.ceil(inject.size))].tolist():
            cell, fighters = int(b.cell[row]), float(b.fighters[row])
            m.week_now.attacks.append(Attack(kind, row, int(b.group[row]), cell, fighters, injected=True))
    m.pending.clear()
