"""Sense and share: what teams and residents report, and whom it reaches; the glue around rule 5.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import BODIES, ORG_INDEX
from ..agents.tasks import TASKS
from . import learning
from .civil_society import forum as forum_of
from .coordination import roster, span
from .rules.channels import attendance
from .rules.information import (
    awareness,
    believe,
    community_precision,
    exact,
    forward_estimate,
    insight,
    named_target,
    observe,
    public_picture,
    report_error,
)
from .state import N_SHARING, tally

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["awareness_of", "sense", "share"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_WATCHES = np.array(
    [task.key in ("observe", "monitor_rights", "needs_assessment", "patrol") for task in TASKS] + [False]
)
"""Whether a task is to watch; the last entry, reached by index -1, stands for no task."""
_LISTENS = np.isin(
    np.arange(N_SHARING), [ORG_INDEX[k] for k in ("military", "police", "civil_affairs", "human_rights")]
)
_CIVIL_AFFAIRS, _MILITARY = ORG_INDEX["civil_affairs"], ORG_INDEX["military"]
_ANALYSTS = np.flatnonzero(roster.member[next(i for i, body in enumerate(BODIES) if body.key == "jmac"), :N_SHARING])
"""Members of the joint analysis centre."""
_SEEN_AS = np.select([roster.mission, roster.family == "host", roster.relief], [0, 1, 2], 3)
"""Which attitude residents have to each: consent, legitimacy, acceptance of independent relief, or that of agencies."""
_MISSION, _AGENCIES = span(roster.mission[:N_SHARING]), span(roster.country_team[:N_SHARING])


def sense(m: MissionModel) -> None:
    """Let every team and, through it, residents report what there is (5.1)."""
    p, t, g = m.inputs.information, m.teams, m.ground
    on = (t.active & (t.org < N_SHARING)).nonzero()[0]
    m.truth = truth = np.array([g.threat, g.need, g.mines])
    look = np.where(_WATCHES[t.task[on]], p.observer_advantage, 1.0)
    precision = p.team_precision * look * np.where(t.working[on], 1.0, p.idle_eyes)
    spread = report_error(truth, p)
    org, cell = t.org[on], t.cell[on]
    error = m.chance.noise_rows("information.reports", m.week, t.slot[on], 3).T
    observe(cell, org, precision, truth, error, m.neighbours, p.nearby_share, N_SHARING, spread, m.beliefs.reports)
    _listen(m, org, cell, spread)


def _listen(m: MissionModel, org: Ints, cell: Ints, spread: Array) -> None:
    """Add what residents tell the organisations that have teams among them, each its part of the same account.

    Where nobody is, they call civil affairs, as far as its liaison assistants reach, or tell civil society, which
    brings it to the forum where civil affairs sits.
    """
    p, g, n_cells = m.inputs.information, m.ground, m.n_cells
    all_visits = np.bincount(cell, minlength=n_cells)
    by_org = np.bincount(org * n_cells + cell)
    at = (by_org > 0).nonzero()[0]
    visits = by_org[at]
    org, cell = np.divmod(at, n_cells)
    listens = _LISTENS[org]
    places = max(int(np.count_nonzero(np.bincount(cell[listens]))), 1)
    liaison = min(m.inputs.mission.community_liaison / (2.0 * places), 1.0)
    guests = all_visits[cell]
    contact = guests / (guests + 1.0)
    contact[listens] *= 1.0 + (p.liaison_multiplier - 1.0) * liaison
    attitude = np.array([g.consent, g.legitimacy, g.acceptance_independent, g.acceptance])[_SEEN_AS[org], cell]
    told = exact(community_precision(attitude, g.information[cell], contact, visits / guests, p))
    error = m.chance.noise("information.residents", m.week, 3 * n_cells).reshape(n_cells, 3).T
    heard = spread * (p.resident_noise * (p.rumour_error - g.information))
    heard *= error
    heard += m.truth
    heard = exact(np.minimum(np.maximum(heard, 0.0), 1.0))
    reports = m.beliefs.reports.reshape(4, -1)
    reports[0, at] += told
    for field, value in zip(reports[1:], heard.take(cell, axis=1), strict=True):
        field[at] += told * value
    society = m.society
    forum = (p.forum_alert * forum_of(m) * society.voice * society.heard)[m.country.sector]
    called = p.alert * liaison * (m.n_active[_CIVIL_AFFAIRS] > 0)
    reached = called + forum - called * forum
    if reached.any():
        told = exact(community_precision(g.consent, g.information, reached, 1.0, p)) * (all_visits == 0)
        calls = m.beliefs.reports[:, _CIVIL_AFFAIRS]
        calls[0] += told
        calls[1:] += told * heard


def share(m: MissionModel) -> None:
    """Pass reports on, through operations centres at once and through other channels at the month's end (5.1, 5.2)."""
    b, r, p = m.beliefs, m.relations, m.inputs.information
    got = b.received[1:]
    np.matmul(r.same_week, b.reports, out=got)
    if m.week % 4 == 0:
        np.copyto(b.pool, b.reports)
    else:
        b.pool *= 1.0 - p.monthly_pool
        b.pool += b.reports
    np.copyto(b.received[0], b.received[1])
    if m.week % 4 == 3:
        _read_minutes(m, got)
    _analyse(m)
    learning.stages(m, ((0, _MISSION), (1, _AGENCIES)))
    believe(b.estimate, b.precision, b.received[2:], b.received[:2], p, b.prior, b.spare)
    precision = b.precision[0, _MILITARY]
    sure = precision / (precision + m.inputs.planning.sure_precision)
    if m.departure.closed:
        m.warned = np.zeros(m.n_cells)
        return
    m.warned = np.minimum(np.maximum((b.estimate[0, _MILITARY] - 0.5 * p.alarm) / p.alarm, 0.0), 1.0) * sure


def _read_minutes(m: MissionModel, got: Array) -> None:
    """Add the month's papers and minutes to what arrived this week; what they say of threat is mostly history."""
    b, g = m.beliefs, m.ground
    late = m.relations.monthly @ exact(b.pool)
    p = m.inputs.information
    fresh = 1.0 - p.ageing_threat
    b.received[0] += late[0] * (fresh * fresh)
    late[1] *= fresh * fresh
    got += late
    _, need, mines = (m.truth.sum(axis=1) / m.n_cells).tolist()
    b.prior[:] = public_picture(g.violence, g.control[1:].sum(axis=0), need, mines, p)
    np.copyto(b.stale, b.estimate)


def _analyse(m: MissionModel) -> None:
    """Add the joint analysis centre's forward estimate of what armed groups intend (OR-10).

    It names the place that it thinks each band gathers against, the more often wrong the less it understands of the
    group, and speaks with less weight of the places within reach of hostile bands, which may be calm today.
    """
    meetings = m.inputs.choices.coordination.jmac
    if meetings <= 0.0 or not m.bands.n:
        return
    b, q, p = m.bands, m.groups, m.inputs.information
    pooled = tally(b.group, m.beliefs.reports[0, _ANALYSTS].sum(axis=0)[b.cell], m.n_groups)
    understood = insight(pooled / np.maximum(m.bands_of, 1), q.record, p)
    # One entry more than there are cells, reached by index -1: what lies beyond the edge of the map.
    intent, weight, expected = np.full(m.n_cells + 1, -1), np.zeros(m.n_cells + 1), np.zeros(m.n_cells + 1)
    expected[:-1] = m.beliefs.prior[0, 0]  # members have each other's reports already, and count them once
    hostile = np.maximum(q.hostility_civilians, q.hostility_mission) > p.hostile_enough
    near = (hostile[b.group] & (b.fighters >= m.inputs.spoilers.smallest_band)).nonzero()[0]
    at = m.neighbours.take(b.cell[near], axis=0).ravel()
    intent[at], weight[at] = b.group[near].repeat(9), p.near_weight
    expected[at] = np.maximum(expected[at], p.near_fear)
    strength = attendance(meetings, m.inputs.channels)
    gathering = (b.target >= 0).nonzero()[0]
    if len(gathering):
        draws = m.chance.uniform_rows("information.analysis", m.week, b.slot[gathering], 3)
        who, size = b.group[gathering], (m.country.width, m.country.height)
        at = named_target(b.target[gathering], understood[who] * strength, b.cell[gathering], size, draws, p)
        intent[at], weight[at] = who, 1.0
        expected[at] = np.maximum(expected[at], p.named_fear)
    worth_of = exact(forward_estimate(intent[:-1], understood, p) * weight[:-1] * strength)
    told = m.relations.same_week[:, _ANALYSTS].max(axis=1)  # 1 for the members, who have their own reports in full
    passed_on = np.multiply(told[:, None], worth_of, out=m.beliefs.spare)
    m.beliefs.received[0] += passed_on
    passed_on *= exact(expected[:-1])
    m.beliefs.received[2] += passed_on


def awareness_of(m: MissionModel) -> tuple[float, float]:
    """Return the awareness of the mission (threat) and of the country team (need), 0-1, and charge their changes."""
    b, g = m.beliefs, m.ground
    threat, need = m.truth[0], m.truth[1]
    weight = threat * (m.inputs.information.threat_empty + m.people_weight)
    mean_threat, mean_need, _ = (m.truth.sum(axis=1) / m.n_cells).tolist()
    of_threat = awareness(b.estimate[0, _MISSION], threat, mean_threat, weight)
    in_need = g.present * need
    of_need = awareness(b.estimate[1, _AGENCIES], need, mean_need, in_need)
    mission, agencies = float(of_threat.sum()) / len(of_threat), float(of_need.sum()) / len(of_need)
    if not m.departure.left_for_good(m.week):  # the record keeps what the mission knew in its last week
        learning.charge(m, "awareness_mission", mission, b.stages[0], threat, mean_threat, weight)
    learning.charge(m, "awareness_country_team", agencies, b.stages[1], need, mean_need, in_need)
    return mission, agencies
