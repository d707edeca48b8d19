"""Sense and share: what teams and residents report, and whom it reaches; the glue around rule 5.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import BODIES, ORG_INDEX
from ..agents.tasks import TASK_INDEX
from .coordination import roster
from .rules.channels import attendance
from .rules.information import awareness, believe, community_precision, exact, forward_estimate, observe, public_picture, report_error
from .state import N_SHARING

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["ALARM", "awareness_of", "sense", "share"]

Array = NDArray[np.float64]

ALARM = 0.35
"""Believed threat at which a warning is given."""

_WATCHING = np.array([TASK_INDEX[k] for k in ("observe", "monitor_rights", "needs_assessment", "patrol")])
_LISTENING = np.array([ORG_INDEX[k] for k in ("military", "police", "civil_affairs", "human_rights")])
_JMAC = next(i for i, body in enumerate(BODIES) if body.key == "jmac")


def sense(m: MissionModel) -> None:
    """Let every team and, through it, residents report what there is (5.1)."""
    p, t, g = m.inputs.information, m.teams, m.ground
    on = np.flatnonzero(t.active & (t.org < N_SHARING))
    truth = np.stack([g.threat, g.need, g.mines])
    m.truth = truth
    look = np.where(np.isin(t.task[on], _WATCHING), p.observer_advantage, 1.0)
    precision = p.team_precision * look * np.where(t.working[on], 1.0, 0.5)
    draws = m.chance.noise("information.reports", m.week, 3 * t.n_slots).reshape(t.n_slots, 3)
    spread = report_error(truth, p)
    weight, value = observe(
        t.cell[on], t.org[on], precision, truth, draws[t.slot[on]].T, m.neighbours, p.nearby_share, N_SHARING, spread
    )
    _listen(m, on, truth, spread, weight, value)
    m.report_weight, m.report_value = weight, value


def _listen(m: MissionModel, on: NDArray[np.int64], truth: Array, spread: Array, weight: Array, value: Array) -> None:
    """Add what residents tell the organisations that are among them."""
    p, t, g = m.inputs.information, m.teams, m.ground
    n_cells = len(g.consent)
    at = t.org[on] * n_cells + t.cell[on]
    visits = np.bincount(at, minlength=N_SHARING * n_cells).reshape(N_SHARING, n_cells) * 1.0
    contact = visits / (visits + 1.0)
    places = max(float((visits[_LISTENING].sum(axis=0) > 0).sum()), 1.0)
    liaison = min(m.inputs.mission.community_liaison / (2.0 * places), 1.0)
    contact[_LISTENING] *= 1.0 + (p.liaison_multiplier - 1.0) * liaison
    attitude = np.where(roster.mission[:N_SHARING, None], g.consent, g.acceptance)
    told = exact(community_precision(attitude, g.information, contact, p))
    error = m.chance.noise("information.residents", m.week, 3 * n_cells).reshape(n_cells, 3).T
    seen = exact(np.minimum(np.maximum(truth + spread * (1.5 - g.information) * error, 0.0), 1.0))
    weight += told
    value += told * seen[:, None, :]


def share(m: MissionModel) -> None:
    """Pass reports on, through operations centres at once and through other channels at the month's end (5.1, 5.2)."""
    b, r, p = m.beliefs, m.relations, m.inputs.information
    n_cells = m.report_weight.shape[1]
    flat = np.concatenate([m.report_weight[None], m.report_value]).transpose(1, 0, 2).reshape(N_SHARING, -1)
    got = (flat + r.same_week @ flat).reshape(N_SHARING, 4, n_cells).transpose(1, 0, 2)
    weight = np.broadcast_to(got[0], (3, N_SHARING, n_cells)).copy()
    value = got[1:].copy()
    m.pool *= 1.0 - p.monthly_pool
    m.pool += flat
    if m.week % 4 == 3:
        late = (r.monthly @ exact(m.pool)).reshape(N_SHARING, 4, n_cells).transpose(1, 0, 2)
        weight += late[0]
        value += late[1:]
        m.pool[:] = 0.0
        g = m.ground
        mean = m.truth.mean(axis=1)
        b.prior[:] = public_picture(g.violence, g.control[1:].sum(axis=0), float(mean[1]), float(mean[2]))
        np.copyto(b.stale, b.estimate)
    _analyse(m, weight, value)
    believe(b.estimate, b.precision, value, weight, p, b.prior)
    military = ORG_INDEX["military"]
    sure = b.precision[0, military] / (b.precision[0, military] + 4.0)
    m.warned = np.minimum(np.maximum((b.estimate[0, military] - 0.5 * ALARM) / ALARM, 0.0), 1.0) * sure


def _analyse(m: MissionModel, weight: Array, value: Array) -> None:
    """Add the joint analysis centre's forward estimate of what armed groups intend (OR-10)."""
    meetings = m.inputs.choices.coordination.jmac
    massing = np.flatnonzero(m.bands.target >= 0)
    if meetings <= 0.0 or not len(massing):
        return
    who = np.flatnonzero(roster.member[_JMAC][:N_SHARING])
    pooled_cells = m.report_weight[who].sum(axis=0)
    pooled = np.bincount(m.bands.group, weights=pooled_cells[m.bands.cell], minlength=m.n_groups) / np.maximum(
        np.bincount(m.bands.group, minlength=m.n_groups), 1.0
    )
    intent = np.full(len(m.ground.threat), -1)
    intent[m.bands.target[massing]] = m.bands.group[massing]
    insight = forward_estimate(intent, pooled, m.groups.record, m.inputs.information)
    insight = exact(insight * float(attendance(np.array(meetings), m.inputs.channels)))
    weight[0, who] += insight
    value[0, who] += insight * exact(np.maximum(m.ground.threat, 0.7))


def awareness_of(m: MissionModel) -> tuple[float, float]:
    """Return the awareness of the mission (threat) and of the country team (need), 0-1."""
    b, g = m.beliefs, m.ground
    mission = roster.mission[:N_SHARING]
    agencies = roster.country_team[:N_SHARING]
    threat, need = m.truth[0], m.truth[1]
    weight = threat * (0.2 + m.people_weight)
    of_threat = awareness(b.estimate[0][mission], threat, float(threat.mean()), weight)
    of_need = awareness(b.estimate[1][agencies], need, float(need.mean()), g.present * need)
    return float(of_threat.mean()), float(of_need.mean())
