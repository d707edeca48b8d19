"""Who talks to whom this month, what it costs, and how trust moves: the glue around rules 5.2 to 5.4 and 5.21."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import BODIES, ORG_INDEX, ORGANISATIONS, members
from ..agents.leadership import POST_INDEX
from .choices import CollocationChoices
from .rules.channels import (
    attendance,
    body_strength,
    bridge,
    bridge_weight,
    contact_of_premises,
    settled_in,
    willingness,
)
from .rules.information import exact
from .rules.leadership import appointed, capital_change, cohesion_changes, led_well, meeting_price, week_left
from .rules.load import coherence, coordination_time, decision_weeks, work_share
from .rules.trust import trust_changes
from .state import N_ORGS, N_SHARING

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = [
    "ACROSS", "TO_MISSION", "Roster", "disturb_team", "lead", "meet", "meet_aside", "move_house", "one_roof",
    "open_bodies", "open_channels", "roster", "settle_trust", "settled", "span",
]  # fmt: skip

Array = NDArray[np.float64]


_APART = CollocationChoices(
    headquarters=0.0, sectors=0.0, country_team=False, humanitarians=False, police_with_host=False
)
"""Where organisations sit before anybody has moved."""


class Roster:
    """Who is what, as arrays over the catalogue; it never changes."""

    def __init__(self) -> None:
        """Read the catalogue."""
        specs = ORGANISATIONS
        self.family = np.array([s.family for s in specs])
        self.mission = self.family == "mission"
        self.country_team = self.family == "country_team"
        self.relief = self.family == "relief"
        across = self.mission[:, None] & self.country_team
        self.across = across | across.T  # pairs of the mission and the country team, both ways
        outside = np.isin(self.family, ("country_team", "relief", "host", "donor"))
        self.to_mission = outside[:, None] & self.mission  # pairs of those outside the mission and its components
        self.uniformed = np.array([s.access in ("uniformed",) or s.key in ("army", "host_police") for s in specs])
        self.humanitarian = np.array(
            [s.key in ("ocha", "unhcr", "wfp", "unicef", "who", "iom", "ngo_consortium", "red_cross") for s in specs]
        )
        self.development = self.country_team & ~self.humanitarian
        self.command = np.array([s.command for s in specs])
        self.confidential = np.array([s.confidential for s in specs])
        self.turnover = np.array([s.turnover for s in specs])
        self.independent = np.array([s.independent for s in specs])
        self.access = np.array([("uniformed", "civilian", "agency", "relief", "state").index(s.access) for s in specs])
        self.member = np.zeros((len(BODIES), N_ORGS), dtype=bool)
        for b, body in enumerate(BODIES):
            self.member[b, list(members(body))] = True
        self.strength = np.array([body.strength for body in BODIES])
        self.same_week = np.array([body.same_week for body in BODIES])


roster = Roster()
ACROSS = np.flatnonzero(roster.across)
"""Places, in a flat matrix of pairs, of the trust between the mission and the country team, both ways."""
TO_MISSION = np.flatnonzero(roster.to_mission)
"""Places of the trust of those outside the mission in its components."""
_HAND_OVER = roster.mission & ~roster.uniformed
_HAND_OVER[ORG_INDEX["police"]] = True
"""Components whose people hand their work over before a mission leaves (5.25)."""
_WITH_MISSION = roster.mission[:, None] | roster.mission
"""Pairs with a component of the mission in them, both ways, shape (N_ORGS, N_ORGS)."""
_WITH_COUNTRY_TEAM = roster.member[:, roster.country_team].any(axis=1)
"""Bodies in which the mission meets the country team."""
_UN_SEATS = roster.member[:, roster.mission | roster.country_team]
_PARTNERS = roster.country_team & ~roster.independent
_LED = {
    "force_commander": [ORG_INDEX["military"], ORG_INDEX["observers"]],
    "police_commissioner": [ORG_INDEX["police"], ORG_INDEX["formed_police"]],
    "mission_support": [ORG_INDEX["mission_support"]],
}
"""Components that a member of the leadership team commands (CML 1.1; IMS)."""


def span(members: NDArray[np.bool_]) -> slice:
    """Return the rows of a family of organisations that stand side by side in the catalogue.

    Raises:
        ValueError: If they do not, so that a slice cannot name them.
    """
    rows = np.flatnonzero(members)
    if len(rows) and rows[-1] - rows[0] + 1 != len(rows):
        raise ValueError(f"organisations {rows.tolist()} do not stand side by side in the catalogue")
    return slice(int(rows[0]), int(rows[-1]) + 1) if len(rows) else slice(0, 0)


def _premises(m: MissionModel, c: CollocationChoices) -> tuple[Array, Array, Array]:
    """Return how likely each pair shares an office, at least a compound, at least a town."""
    p = m.inputs.channels
    inside = np.where(roster.mission, c.headquarters, 0.0)
    if c.country_team:
        inside = np.where(roster.development, p.agencies_inside, inside)
    feet = {"two_feet_out": 0.0, "one_foot_in": p.office_one_foot, "two_feet_in": p.office_two_feet}
    inside[ORG_INDEX["ocha"]] = feet[m.inputs.choices.integration.structure]
    if c.humanitarians:
        inside = np.where(roster.humanitarian & roster.country_team, p.agencies_inside, inside)
    compound = inside[:, None] * inside[None, :]
    sector = np.where(roster.mission, c.sectors, 0.0)
    sector = np.maximum(sector, np.where(roster.country_team & (inside > 0.0), p.agencies_in_sectors * c.sectors, 0.0))
    office = sector[:, None] * sector[None, :] * p.shared_desk
    police = [ORG_INDEX["police"], ORG_INDEX["host_police"]]
    if c.police_with_host:
        office[np.ix_(police, police)] = 1.0
    agencies = roster.country_team[:, None] & roster.country_team[None, :]
    compound = np.maximum(compound, np.where(agencies, p.agencies_together, 0.0))
    compound = np.maximum(compound, office)
    in_capital = np.array([s.sector is None for s in ORGANISATIONS])
    town = np.maximum((in_capital[:, None] & in_capital[None, :]) * 1.0, compound)
    return office, compound, town


def open_channels(m: MissionModel) -> None:
    """Work out what choices settle until they change: bodies, premises and the time that meetings take (5.2, 5.4)."""
    open_bodies(m)
    _open_premises(m)


def open_bodies(m: MissionModel) -> None:
    """Work out who meets whom in joint bodies, and the time that it takes."""
    p, r = m.inputs, m.relations
    meetings = _meetings(m)
    strength = roster.strength * attendance(meetings, p.channels)
    r.by_bodies = body_strength(roster.member, strength)
    r.operations = body_strength(roster.member[roster.same_week], strength[roster.same_week])
    r.load = coordination_time(roster.member, meetings, p.load)


def _open_premises(m: MissionModel) -> None:
    """Work out who sits beside whom, before and after they have moved, and how many move."""
    c, r, p = m.inputs.choices.collocation, m.relations, m.inputs.channels
    r.desks = contact_of_premises(*_premises(m, c), p)
    r.desks_apart = contact_of_premises(*_premises(m, _APART), p)
    r.moves = _who_moves(max(c.headquarters, c.sectors), float(c.country_team), float(c.humanitarians))


def _who_moves(mission: float, development: float, relief: float) -> Array:
    """Return the share of each organisation that moves, shape (n_orgs,), from that of three families."""
    moves = np.where(roster.mission, mission, 0.0)
    moves[roster.development] = development
    moves[roster.humanitarian & roster.country_team] = relief
    return moves


def settled(m: MissionModel) -> float:
    """Return how far those who moved last have settled in, 0-1; without a decision they moved before the first week."""
    return settled_in(m.week - m.relations.since, m.inputs.channels)


def one_roof(m: MissionModel) -> float:
    """Return the share of the mission's components that work under one roof, 0-1."""
    before = m.relations.roof_before
    return before + (m.inputs.choices.collocation.headquarters - before) * settled(m)


def move_house(m: MissionModel, old: CollocationChoices) -> None:
    """Let organisations move to where a decision puts them: it takes the time and the price of the first move.

    Args:
        m: The mission, whose choices have changed.
        old: Where they were to sit before.
    """
    r, new, part = m.relations, m.inputs.choices.collocation, settled(m)
    desks = r.desks_apart + part * (r.desks - r.desks_apart)
    r.roof_before += (old.headquarters - r.roof_before) * part
    _open_premises(m)
    r.desks_apart, r.since = desks, m.week
    of_mission = max(abs(new.headquarters - old.headquarters), abs(new.sectors - old.sectors))
    r.moves = _who_moves(
        of_mission, float(new.country_team != old.country_team), float(new.humanitarians != old.humanitarians)
    )


def _meetings(m: MissionModel) -> Array:
    """Return the meetings a month of each joint body."""
    return np.array([getattr(m.inputs.choices.coordination, body.key) for body in BODIES])


def meet(m: MissionModel) -> None:
    """Work out this month's channels and how long decisions take (5.2, 5.4)."""
    p, c, r = m.inputs, m.inputs.choices, m.relations
    _command(m)
    meetings = _meetings(m)
    met = float(meetings[_WITH_COUNTRY_TEAM].sum()) + float(m.leaders_aside[POST_INDEX["dsrsg_rc_hc"]])
    m.bridge_week = week_left(met, c.political.good_offices, p.leadership)
    hub = np.zeros((N_ORGS, N_ORGS))
    if c.integration.triple_hat and not m.leaders[2].vacant:
        hub = bridge(roster.mission, _PARTNERS, m.bridge_week * (0.5 + m.leaders[2].competence), p.channels)
        hub = np.minimum(hub * bridge_weight(c.integration.structure, p.channels), 1.0)
    apart = 1.0 - (r.desks_apart + settled(m) * (r.desks - r.desks_apart))
    contact = 1.0 - (1.0 - r.by_bodies) * apart * (1.0 - hub)
    np.fill_diagonal(contact, 0.0)
    if m.departure.closed:
        contact[_WITH_MISSION] = 0.0  # nobody is there to talk to
    willing = willingness(
        r.trust, c.coordination.information_sharing, roster.confidential, roster.uniformed, roster.mission,
        p.channels,
    )  # fmt: skip
    fast = (1.0 - (1.0 - r.operations) * apart) * willing
    np.fill_diagonal(fast, 0.0)
    if m.departure.closed:
        fast[_WITH_MISSION] = 0.0
    whole = contact * willing
    r.contact = contact
    r.plans = whole
    r.same_week = exact(fast[:N_SHARING, :N_SHARING])
    np.fill_diagonal(r.same_week, 1.0)
    r.monthly = exact(np.maximum(whole - fast, 0.0)[:N_SHARING, :N_SHARING])
    n_around = float(_UN_SEATS[meetings > 0.0].any(axis=0).sum()) + 1.0
    consensus = c.coordination.decision_style == "consensus"
    head = m.leaders[0]
    misfit = abs(head.consensual - float(consensus))
    weeks = decision_weeks(consensus, n_around, c.coordination.devolution, m.cohesion, p.load)
    m.decision_weeks = (
        weeks * (1.0 + p.leadership.misfit * misfit) * (p.leadership.vacancy_delay if head.vacant else 1.0)
    )
    m.coherence = coherence(c.coordination.devolution, m.cohesion, p.load)


def _command(m: MissionModel) -> None:
    """Work out what leaders make of the time of those they lead (5.4, 5.21).

    The chief of staff runs the mission's meetings; each commander runs a component.
    """
    p, r = m.inputs.leadership, m.relations
    skill = [leader.skill(p.acting) for leader in m.leaders]
    moving = m.inputs.channels.moving_price * r.moves * (1.0 - settled(m))
    r.work = work_share(_price(m) * (r.load + r.aside), m.inputs.load) * (1.0 - moving)
    if m.departure.handing:
        r.work[_HAND_OVER] *= 1.0 - m.inputs.exit.handover_time
    for post, led in _LED.items():
        r.led[led] = led_well(skill[POST_INDEX[post]], p)
    m.support_led = led_well(skill[POST_INDEX["mission_support"]], p)


def _price(m: MissionModel) -> Array:
    """Return what a chief of staff makes of meetings, times the usual price, shape (n_orgs,)."""
    p = m.inputs.leadership
    chief = meeting_price(m.leaders[POST_INDEX["chief_of_staff"]].skill(p.acting), p)
    return np.where(roster.mission, chief, 1.0)


def meet_aside(m: MissionModel, aside: Array, contact: Array) -> None:
    """Let some organisations meet outside of joint bodies from this week on; nobody else feels it (5.3, 5.4).

    Args:
        m: The mission.
        aside: Share of coordinating time that it takes, shape (n_orgs,).
        contact: Contact of those who meet, shape (n_orgs, n_orgs).
    """
    r, p, price = m.relations, m.inputs.load, _price(m)
    left = work_share(price * (r.load + aside), p) / work_share(price * (r.load + r.aside), p)
    r.work *= np.where(aside == r.aside, 1.0, left)
    r.aside, r.met = aside, contact


def settle_trust(m: MissionModel, weeks: float) -> None:
    """Move trust by what happened since the last update (5.3)."""
    r, c = m.relations, m.inputs.choices
    humanitarian = roster.humanitarian | roster.relief
    contested = float((m.partiality * m.ground.need * m.ground.present).sum() / max(m.in_need, 1.0))
    blurred = np.where(humanitarian[:, None] & roster.mission[None, :], m.association_seen * contested, 0.0)
    leaks = r.contact * max(c.coordination.information_sharing - 0.5, 0.0) * 2.0 * roster.confidential[:, None]
    international, q = 1.0 - m.inputs.mission.national_staff_share, m.inputs.trust
    civilians = roster.mission & ~roster.uniformed
    pace = q.nationals_leave + q.internationals_leave * international
    leaving = np.where(civilians, roster.turnover * pace, roster.turnover)
    posted = civilians | roster.country_team | roster.relief
    leaving[posted] *= m.inputs.country_team.turnover / 0.5
    leaving[roster.mission & roster.uniformed] = 52.0 / m.inputs.deployment.rotation_weeks
    turnover = np.minimum(leaving / 52.0, 1.0)
    contact = 1.0 - (1.0 - r.contact) * (1.0 - r.met) if r.met.any() else r.contact
    changes = trust_changes(
        r.trust,
        np.where(roster.independent[:, None], 0.0, contact),
        np.minimum(r.joint / weeks, 1.0),
        np.minimum(r.turf / weeks, 1.0),
        np.minimum(r.broken / weeks, 1.0),
        blurred,
        leaks,
        turnover,
        r.baseline,
        m.inputs.trust,
    )
    steps = np.array([r.trust, *changes.values()])
    steps[1:] *= weeks
    if m.departure.closed:
        steps[1:, _WITH_MISSION] = 0.0
    moved = np.asarray(steps.sum(axis=0))
    bounded = np.minimum(np.maximum(moved, 0.0), 1.0)
    steps[0] = bounded - moved
    flat = steps.reshape(len(steps), -1)
    for stock, pairs in (("trust", ACROSS), ("trust_in_mission", TO_MISSION)):
        cut, *shares = (flat.take(pairs, axis=1).sum(axis=1) / len(pairs)).tolist()
        for cause, share in zip(changes, shares, strict=True):
            m.causes.add(stock, cause, share)
        if cut:
            m.causes.add(stock, "limit of the scale", cut)
    r.trust = bounded
    r.joint[:] = 0.0
    r.turf[:] = 0.0
    r.broken[:] = 0.0


def lead(m: MissionModel) -> None:
    """Let leaders serve, leave and be replaced, and move the cohesion of their team (5.21)."""
    p = m.inputs.leadership
    draws = m.chance.uniform("leadership.tenure", m.week, 21).reshape(-1, 3).tolist()
    for leader in m.leaders:
        turn, able, consensual = draws[leader.post]
        if leader.serve(turn, p.tenure_weeks):
            disturb_team(m, "leaders who leave")
            m.note("leader_leaves", actor=leader.key, text=f"The {leader.label} leaves; the post is vacant.")
        elif leader.vacant and leader.succeed(turn, p.vacancy_weeks, appointed(able, p), consensual):
            disturb_team(m, "newcomers")
            if leader.post == 0:
                m.political_capital = p.first_capital
            m.note("leader_arrives", actor=leader.key, text=f"A new {leader.label} takes office.")
    offices = m.inputs.choices.political.good_offices
    m.political_capital += capital_change(m.political_capital, offices, m.criticism, m.host_consent, p)
    vacant = sum(leader.vacant for leader in m.leaders) / len(m.leaders)
    aside = float(m.leaders_aside.sum()) / len(m.leaders)  # a meeting of some of them counts for their share
    meetings = attendance(m.inputs.choices.coordination.leadership_meetings + aside, m.inputs.channels)
    changes = cohesion_changes(m.cohesion, meetings, one_roof(m), vacant, p)
    m.cohesion = m.causes.move_one("mlt_cohesion", m.cohesion, changes)


def disturb_team(m: MissionModel, cause: str) -> None:
    """Take from the cohesion of leaders what it costs that one of them goes or comes."""
    lost = m.inputs.leadership.newcomer * m.cohesion * 0.5
    m.cohesion -= lost
    if not m.departure.left_for_good(m.week):  # what is recorded stays as it was
        m.causes.add("mlt_cohesion", cause, -lost)
