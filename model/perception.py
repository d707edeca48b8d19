"""How the mission, relief and the state are seen; the glue around rules 5.9, 5.10, 5.22 and 5.24."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import ORG_INDEX
from ..agents.tasks import TASK_INDEX
from .coordination import roster
from .politics import mediated
from .rules.acceptance import acceptance_changes, association, stranger_acceptance
from .rules.channels import attendance
from .rules.conduct import misconduct_cases
from .rules.consent import (
    expectation_after,
    host_consent_changes,
    local_consent_changes,
    party_consent_changes,
)  # fmt: skip
from .rules.leadership import appointed, skill, week_left
from .rules.people import whole
from .rules.standing import perceived_partiality, unprotected
from .rules.violence import presence_share
from .rules.works import absorbed
from .state import tally, total

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["perceive", "presence", "see_sides"]

Array = NDArray[np.float64]
_T, _CIVIL_AFFAIRS = TASK_INDEX, ORG_INDEX["civil_affairs"]
_UNIFORMED = [ORG_INDEX[k] for k in ("military", "police", "formed_police", "observers")]
_WHO = ("soldiers", "UN police", "formed police units", "military observers")


def presence(m: MissionModel) -> None:
    """Count who is where, by family, in teams (3.1 presence layers)."""
    t, n = m.teams, m.n_cells
    at = (m.team_family * n + t.cell)[t.active]
    layers = np.bincount(at, minlength=5 * n).astype(np.float64).reshape(5, n)
    m.presence_military, m.presence_police, m.presence_civilian, m.presence_humanitarian, m.presence_state = layers
    m.presence_mission = layers[0] + layers[1] + layers[2]
    m.presence_relief = layers[3]
    independent = t.cell[t.active & roster.relief[t.org]]
    m.presence_independent = np.bincount(independent, minlength=n).astype(np.float64)


def see_sides(m: MissionModel) -> None:
    """Work out how far the mission is seen as a side, and relief as part of the mission, in each cell."""
    g, c, p = m.ground, m.inputs.choices, m.inputs.acceptance
    beside = m.inputs.consent.beside_police * c.collocation.police_with_host
    m.partiality = perceived_partiality(
        max(c.posture.state_support, beside), c.posture.due_diligence, g.control[0], g.grievance, g.state_abuse,
        g.mission_fighting, m.inputs.consent,
    )  # fmt: skip
    held = g.control[1:]
    m.hostile = np.minimum(
        np.add.reduce(held * m.groups.hostility_mission[:, None])
        / np.maximum(np.add.reduce(held) + p.unheld_ground, p.unheld_ground),
        1.0,
    )
    inside = {"two_feet_out": 0.0, "one_foot_in": p.one_foot, "two_feet_in": 1.0}[c.integration.structure]
    projects = np.minimum(m.week_now.soldiers_projects, 1.0) * (1.0 - m.civil_military)
    m.association = association((
        p.shown_structure * inside, p.shown_premises * c.collocation.humanitarians,
        p.shown_offices * c.collocation.country_team,
        p.shown_identity * (c.integration.visible_identity == "common"),
        p.shown_escorts * m.escorts, p.shown_projects * projects,
    ))  # fmt: skip
    m.association_seen = float(np.add.reduce(m.association * g.need * m.ground.present) / max(m.in_need, 1.0))
    m.civil_military = attendance(c.coordination.cmoc, m.inputs.channels)


def perceive(m: MissionModel) -> None:
    """Move expectation, consent at three levels, and acceptance; only the last once the mission has left (5.25)."""
    _misconduct(m)
    if m.departure.closed:
        m.ground.expectation, m.criticism = np.zeros(m.n_cells), 0.0  # nobody is left to expect of, or to criticise
        _accept(m)
        return
    _local(m)
    _accept(m)
    _host(m)
    _parties(m)


def _misconduct(m: MissionModel) -> None:
    """Let misconduct happen, mostly unseen, and become known slowly (5.24)."""
    t, g, p = m.teams, m.ground, m.inputs.conduct
    rows = np.concatenate([t.rows_of[org] for org in _UNIFORMED])
    persons = tally(t.cell[rows], t.persons[rows] * t.active[rows], m.n_cells)
    draws = m.chance.uniform("conduct.cases", m.week, 3 * m.n_cells).reshape(m.n_cells, 3)
    cases = whole(misconduct_cases(persons, m.inputs.mission.conduct, m.disciplined, p), draws[:, 0])
    told = m.society.told[m.country.sector]
    ever = cases * (1.0 - p.never_told * (1.0 - told))
    m.hidden_misconduct = m.hidden_misconduct + np.minimum(whole(ever, draws[:, 2]), cases)
    known = np.minimum(whole(m.hidden_misconduct * p.known * m.scandal, draws[:, 1]), m.hidden_misconduct)
    m.week_now.count("misconduct", total(cases))
    _charge_misconduct(m, cases, persons)
    g.misconduct_known = known
    places = known.nonzero()[0]
    if not len(places):
        return
    m.hidden_misconduct = m.hidden_misconduct - known
    g.misconduct_known = np.minimum(known + p.heard_beside * m.nearby_cells.beside(known), 1.0)
    for cell in places.tolist():
        share = float(m.share_of_people[cell])
        place = f"a place in sector {m.country.sector[cell] + 1}"
        much = f" where {share:.1%} of the people live" if share >= 0.005 else ""
        m.note("misconduct", cell=cell, actor="mission", target="civilians", size=float(known[cell]), cause="conduct",
               text=f"Misconduct by mission personnel becomes known in {place}{much}.")  # fmt: skip


def _charge_misconduct(m: MissionModel, cases: Array, persons: Array) -> None:
    """Charge cases to the uniformed personnel of each kind, by how many of them there are in the place.

    Args:
        m: The mission.
        cases: Cases of this week, shape (n_cells,).
        persons: Uniformed personnel, same shape.
    """
    if not np.count_nonzero(cases):
        return
    t, a_head = m.teams, cases / np.maximum(persons, 1e-9)
    for org, who in zip(_UNIFORMED, _WHO, strict=True):
        rows = t.rows_of[org]
        theirs = t.persons[rows] * t.active[rows] * a_head[t.cell[rows]]
        m.causes.add("misconduct", who, total(theirs))
        if m.causes.keeps_cells:
            sector = m.country.sector[t.cell[rows]]
            m.causes.add_sectors("misconduct", who, tally(sector, theirs, m.causes.n_sectors))


def _moved(
    m: MissionModel, stock: str, level: Array, changes: dict[str, Array], weight: Array, part: Array | float = 1.0
) -> Array:
    """Return a level after all its changes, each charged to its cause by its weighted sum.

    Args:
        m: The mission.
        stock: Stock of the ledger of causes.
        level: Level before, shape (..., n_cells) or one entry an actor.
        changes: Change of the week by cause, same shape.
        weight: Weight of each entry in the mean, same shape.
        part: Weight of each row in the change of a cell.
    """
    steps = np.array([level, *changes.values()])
    shares = np.add.reduce((weight * steps[1:]).reshape(len(changes), -1), axis=1).tolist()
    for cause, share in zip(changes, shares, strict=True):
        m.causes.add(stock, cause, share)
    if m.causes.keeps_cells and level.shape[-1] == m.n_cells:
        for cause, change in changes.items():
            m.causes.add_cells(stock, cause, np.atleast_2d(part * change).sum(axis=0))
            m.causes.add_sectors(stock, cause, m.causes.means(weight, change))
    return np.asarray(np.add.reduce(steps))


def _local(m: MissionModel) -> None:
    """Move local consent and expectation by their causes (5.9, 5.22)."""
    g, p, week = m.ground, m.inputs.consent, m.week_now
    contact = presence_share(m.presence_mission + p.contact_beside * m.nearby_cells.beside(m.presence_mission), 1.0)
    danger = np.minimum(p.danger_gain * (g.threat + g.violence) + p.danger_floor, 1.0)
    protection = m.deterrence_local * danger * (1.0 - m.partiality)
    room = m.room[_T["quick_impact"]]
    services = absorbed(week.face, room) / room
    seen = p.delivered_protection * m.deterrence_local + p.delivered_services * services
    g.delivered = np.minimum(seen + p.delivered_presence * contact, 1.0)
    failed = week.unmet  # nothing, unless an attack was not met
    if failed.any():
        failed = unprotected(week.unmet, m.nearby_cells.beside(week.unmet), g.information, p)
    before, weight = g.consent, m.share_of_people
    changes = local_consent_changes(
        before, protection=protection, services=services, expectation=g.expectation, delivered=g.delivered,
        information=g.information, partiality=m.partiality * (p.heard_side + (1.0 - p.heard_side) * contact),
        harm=np.minimum(week.harm, 1.0),
        misconduct=g.misconduct_known, propaganda=np.minimum(week.propaganda + m.propaganda_campaign, 1.0),
        unprotected=failed, spoken_for=m.criticism * g.state_abuse, contact=contact, partners=_partners(m), p=p,
    )  # fmt: skip
    g.consent = m.bounded("local_consent", _moved(m, "local_consent", before, changes, weight), weight)
    g.expectation = expectation_after(
        g.expectation, g.delivered, contact, g.information * (1.0 - g.violence), failed, p
    )


def _partners(m: MissionModel) -> float:
    """Return how far the mission works through local people, 0-1: a third each by staff, liaison and forum (5.9)."""
    p, c = m.inputs.mission, m.inputs.choices
    civil = max(m.n_active[_CIVIL_AFFAIRS], 1)
    liaison = min(p.community_liaison / (2.0 * civil), 1.0)
    forum = attendance(c.coordination.civil_society_forum, m.inputs.channels)
    return (p.national_staff_share + liaison + forum) / 3.0


def _coordinator(m: MissionModel) -> float:
    """Return what the humanitarian coordinator's week is worth for access dialogue, 0-1 (CML 1.3).

    With the triple hat it is the mission's deputy, who has a mission to run too and may be vacant; without, a person of
    middling competence who sits with the clusters and civil-military coordination alone.
    """
    c, p = m.inputs.choices.coordination, m.inputs.leadership
    if not m.inputs.choices.integration.triple_hat:
        return week_left(c.clusters + c.cmoc, 0.0, p) * skill(appointed(0.5, p), p)
    deputy = m.leaders[2]
    return 0.0 if deputy.vacant else m.bridge_week * skill(deputy.competence, p)


def _accept(m: MissionModel) -> None:
    """Move acceptance of agencies, row 0, and of independent relief, row 1, by its causes (5.10)."""
    g, p = m.ground, m.inputs.acceptance
    dialogue = (p.dialogue_alone + (1.0 - p.dialogue_alone) * m.civil_military) * _coordinator(m)
    independent = m.nearby_cells.total(m.presence_independent)
    absent = np.array([m.nearby_cells.total(m.presence_relief) - independent, independent]) <= 0.0
    before = np.array([g.acceptance, g.acceptance_independent])
    changes = acceptance_changes(
        before,
        delivery=m.relief_delivery * m.relief_given,
        dialogue=dialogue,
        association=np.array([m.association, p.dragged * m.association]),
        partiality=m.partiality,
        hostility=m.hostile,
        violence=g.violence,
        absent=absent,
        stranger=stranger_acceptance(g.control[1:], m.groups.hostility_relief, p),
        p=p,
    )
    part = np.array([[m.agencies_share], [1.0 - m.agencies_share]])
    weight = part * m.share_of_need
    now = _moved(m, "acceptance", before, changes, weight, part)
    g.acceptance, g.acceptance_independent = m.bounded("acceptance", now, weight)


def _host(m: MissionModel) -> None:
    """Move the consent of the host government by its causes (5.9)."""
    g, c, host = m.ground, m.inputs.choices, m.inputs.host
    p = m.inputs.consent
    documented = total(g.state_abuse * np.minimum(m.monitors, 1.0))
    offices = min(m.week_now.offices_helped / p.host_offices, 1.0)
    together = c.posture.state_support * (1.0 - p.host_conditions * c.posture.due_diligence)
    support = together * p.host_operations + (1.0 - p.host_operations) * offices
    voices = {"quiet": 0.0, "via_geneva": p.geneva_voice, "public": 1.0}
    m.criticism = voices[c.posture.human_rights_reporting] * documented / (documented + p.grave_record)
    changes = host_consent_changes(
        m.host_consent,
        support=support,
        dialogue=m.dialogue,
        criticism=m.criticism,
        stopped=m.week_now.stopped_state,
        state_strength=m.authority_mean * (0.5 + host.sovereignty),
        years=m.week / 52.0,
        claims=m.elections.claims * (0.5 + host.sovereignty),
        patrons=max(host.outside_patron, -m.inputs.region.neighbour),
        p=p,
    )
    for cause, change in changes.items():
        m.host_consent += change
        m.causes.add("host_consent", cause, change)
    bounded = min(max(m.host_consent, 0.0), 1.0)
    m.causes.add("host_consent", "limit of the scale", bounded - m.host_consent)
    m.host_consent = bounded


def _parties(m: MissionModel) -> None:
    """Move the parties' consent by its causes; weights by fighters shift too (5.9)."""
    q, c, p = m.groups, m.inputs.choices, m.inputs.consent
    at_stake = p.stakeless + (1.0 - p.stakeless) * q.stake
    gives = 0.5 * (1.0 - q.hostility_mission) + 0.5 * m.process_value * at_stake
    bias = c.posture.state_support * (1.0 - p.party_conditions * c.posture.due_diligence) * m.enmity_to_state
    breaches = (total(m.week_now.breaches) - m.week_now.breaches) * q.bound
    changes = party_consent_changes(
        q.consent, dividend=gives, force=m.week_now.force_against, bias=bias, dialogue=mediated(m), breaches=breaches,
        commission=attendance(c.coordination.joint_commission, m.inputs.channels), p=m.inputs.consent,
    )  # fmt: skip
    weight = m.fighter_share()
    shift = total((weight - m.old_fighter_share) * q.consent)
    m.causes.add("party_consent", "fighters won and lost", shift)
    now = _moved(m, "party_consent", q.consent, changes, weight)
    bounded = np.minimum(np.maximum(now, 0.0), 1.0)
    m.causes.add("party_consent", "limit of the scale", total(weight * (bounded - now)))
    q.consent = bounded
    m.old_fighter_share = weight
