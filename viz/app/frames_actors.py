"""The cards of those who act: an organisation, a field team, an armed group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ...agents.armed_group import ACTIONS
from ...agents.catalogue import BODIES, FAMILIES, ORGANISATIONS
from ...model.coordination import roster
from ...model.scenario import Scenario
from ...model.specs import spec_at
from ...model.state import N_SHARING
from .frames_cell import QUIET, believed, happened, number, percent, place_words, section, task_words, usd

if TYPE_CHECKING:
    from ...model.mission import MissionModel

__all__ = ["group_card", "org_card", "team_card"]

_ALSO = {"mission": ("mission", "the mission"), "host": ("government", "the state"), "relief": ("relief",),
         "country_team": ("relief",), "donor": ("donors",)}  # fmt: skip
"""What events call families as a whole."""
MOST_PARTNERS = 8
MOST_MISTAKES = 3
_KINDS = dict(spec_at(Scenario, ("armed_groups", "*", "kind")).values)  # type: ignore[union-attr]
"""What kinds of armed groups are, in words."""


def org_card(m: MissionModel, org: int) -> dict[str, Any]:
    """Return the card of one organisation."""
    one = ORGANISATIONS[org]
    names = {one.key, *_ALSO.get(one.family, ())}
    return {
        "title": one.label, "subtitle": FAMILIES[one.family], "family": one.family,
        "sections": [
            section("In the field", _field(m, org), empty="It has no teams in the field."),
            section("What its teams do", _tasks(m, org), ["Task", "Teams", "Working"], empty="No team is here now."),
            section("Plan and rhythm", _plan(m, org)),
            section("Money", _money(m, org), empty="It holds no money here."),
            section("Where it is most wrong about threat", _mistakes(m, org), ["Where", "It believes", "It is"],
                    empty="It has no picture of its own." if org >= N_SHARING else "It is wrong nowhere by much."),
            section("Channels and trust", _partners(m, org), ["With", "Told of plans", "Trusts them", "Trusted"],
                    empty="It has no channel to anybody."),
            section("Joint bodies it sits in", _bodies(m, org), empty="It sits in none that meets."),
            section("What happened", list=happened(m, lambda row: bool({row[4], row[5]} & names)), empty=QUIET),
        ],
    }  # fmt: skip


def _field(m: MissionModel, org: int) -> list[list[str]]:
    """Return how many teams there are, and how their week went."""
    t, rows = m.teams, m.teams.rows_of[org]
    if not len(rows):
        return []
    here = rows[t.active[rows]]
    return [
        ["Teams in the country", f"{len(here)} of {len(rows)}"], ["People in them", number(t.persons[here].sum())],
        ["Worked this week", str(int(t.working[here].sum()))],
        ["Turned back this week", str(int(t.refused[here].sum()))],
        ["Time left for field work", percent(min(float(m.relations.work[org]), 1.0))],
    ]  # fmt: skip


def _tasks(m: MissionModel, org: int) -> list[list[str]]:
    """Return what teams are ordered to do, most first."""
    t = m.teams
    here = t.rows_of[org][t.active[t.rows_of[org]]]
    many, working = (Counter(t.task[rows].tolist()) for rows in (here, here[t.working[here]]))
    return [[task_words(task), str(n), str(working[task])] for task, n in many.most_common()]


def _plan(m: MissionModel, org: int) -> list[list[str]]:
    """Return how it plans, and what decides for it."""
    one = ORGANISATIONS[org]
    rows = [
        ["Plans ahead", f"{one.horizon_weeks} weeks"], ["New orders to all teams", f"every {one.review_weeks} weeks"],
        ["Decides by", "command" if one.command else "consensus"],
    ]  # fmt: skip
    if one.family in ("mission", "country_team"):
        rows += [["A joint decision takes", f"{m.decision_weeks:.1f} weeks"],
                 ["Committed to shared priorities", percent(m.committed)],
                 ["Hours gone to joint bodies", percent(min(float(m.relations.load[org]), 1.0))]]  # fmt: skip
    return rows


def _money(m: MissionModel, org: int) -> list[list[str]]:
    """Return what is in its account, what it can pay for, and what came and went in the week played last."""
    one, books = ORGANISATIONS[org], m.ledger
    account = {"mission": "mission", "host": "host_treasury"}.get(one.family, one.key)
    if account not in books.accounts:
        return []
    shared = {"mission": "the mission's", "host_treasury": "the treasury's"}.get(account, "its")
    week = max(m.week - 1, 0)
    rows = [
        [f"In {shared} account", usd(books.balance(account))],
        ["Came in this week", usd(books.received(account, week))],
        ["Spent this week", usd(books.spent(account, week))],
    ]  # fmt: skip
    if len(m.teams.rows_of[org]):
        rows.append(["Running costs paid", percent(min(float(m.funded[org]), 1.0))])
    if one.money == "voluntary":
        rows.append(["Goods it can pay", percent(min(float(m.goods[org]), 1.0))])
    return rows


def _mistakes(m: MissionModel, org: int) -> list[list[str]]:
    """Return the places whose threat it is most wrong about."""
    if org >= N_SHARING:
        return []
    belief, truth = m.beliefs.estimate[0, org], m.ground.threat
    gap = np.abs(belief - truth)
    worst = np.argsort(-gap, kind="stable")[:MOST_MISTAKES]
    return [
        [place_words(m, cell), percent(float(belief[cell])), percent(float(truth[cell]))]
        for cell in worst.tolist() if gap[cell] > 0.1
    ]  # fmt: skip


def _partners(m: MissionModel, org: int) -> list[list[str]]:
    """Return those it has most to do with: what it is told of their plans, and trust both ways."""
    r = m.relations
    told = r.plans[org].copy()
    told[org] = 0.0
    order = [other for other in np.argsort(-told, kind="stable").tolist() if told[other] > 0.005][:MOST_PARTNERS]
    return [
        [ORGANISATIONS[other].label, percent(float(told[other])), percent(float(r.trust[org, other])),
         percent(float(r.trust[other, org]))] for other in order
    ]  # fmt: skip


def _bodies(m: MissionModel, org: int) -> list[list[str]]:
    """Return the joint bodies it sits in that meet, with their meetings a month."""
    meetings = m.inputs.choices.coordination
    return [
        [body.label, f"{n:g} meeting{'' if n == 1 else 's'} a month"]
        for b, body in enumerate(BODIES) if roster.member[b, org] and (n := getattr(meetings, body.key)) > 0.0
    ]  # fmt: skip


def team_card(m: MissionModel, team: int) -> dict[str, Any]:
    """Return the card of one field team that is in the country."""
    t, one = m.teams, m.field_teams[team]
    cell, goal, org = int(t.cell[team]), int(t.goal[team]), int(t.org[team])
    week = (
        "turned back" if t.refused[team] else "worked" if t.working[team] else "its staff were hurt and it rests"
        if t.halted[team] > 0.0 else "on the move" if team in m.moved else "waited"
    )  # fmt: skip
    rows = [
        ["Doing", task_words(int(t.task[team]))], ["This week", week], ["Where", place_words(m, cell)],
        ["Sent to", "stays" if goal == cell else place_words(m, goal)],
        ["Weeks at this work here", number(t.weeks[team])], ["People", number(t.persons[team])],
        ["Quality", percent(float(t.quality[team]))], ["Supplies that came", percent(float(t.supply[team]))],
        ["Week left for the work", percent(min(float(t.effort[team]), 1.0) if t.working[team] else 0.0)],
    ]  # fmt: skip
    if t.early[team]:
        rows.append(["Begun too early", "what must come first does not hold"])
    told = []
    if org < N_SHARING:
        own = m.beliefs.estimate[:, org, cell]
        told = [[row[0], row[1], percent(float(own[k]))] for k, row in enumerate(believed(m, cell))]
    return {
        "title": one.label, "subtitle": ORGANISATIONS[org].label, "family": ORGANISATIONS[org].family,
        "sections": [
            section("The team", rows),
            section("What its organisation believes of this place", told, ["", "It is", "It believes"],
                    empty="It has no picture of its own."),
            section("What happened here", list=happened(m, lambda row: row[2] == cell), empty=QUIET),
        ],
    }  # fmt: skip


def group_card(m: MissionModel, group: int) -> dict[str, Any]:
    """Return the card of one armed group."""
    q, key = m.groups, m.groups.keys[group]
    about = (key, q.labels[group])
    return {
        "title": q.labels[group],
        "subtitle": f"{q.kind[group].replace('_', ' ').capitalize()}: {_KINDS[q.kind[group]]}",
        "sections": [
            section("Strength", _strength(m, group)), section("Stance", _stance(m, group)),
            section("What its bands do this week", _bands(m, group), ["", "Bands", "Fighters"],
                    empty="It has no fighters left under arms."),
            section("Ground it holds", _ground(m, group), ["Sector", "Of the cells", "Fighters"]),
            section("What happened", list=happened(m, lambda row: _names(row, about)), empty=QUIET),
        ],
    }  # fmt: skip


def _names(row: Sequence[Any], about: tuple[str, str]) -> bool:
    """Return whether an event is about a group: by its key, or named in the text."""
    return bool(about[0] in (row[4], *row[5].split()) or about[1] in row[8])


def _strength(m: MissionModel, group: int) -> list[list[str]]:
    """Return what a group has to fight with."""
    q, b = m.groups, m.bands
    mine = b.group == group
    armed = float(b.fighters[mine].sum())
    return [
        ["Fighters under arms", f"{number(armed)} in {int((mine & (b.fighters > 0.0)).sum())} bands"],
        ["At the start", number(b.first[mine].sum())], ["Arms", percent(float(q.arms[group]))],
        ["Supply", percent(float(q.supply[group]))], ["Morale", percent(float(q.morale[group]))],
        ["Cohesion", percent(float(q.cohesion[group]))], ["Support from abroad", percent(float(q.support[group]))],
        ["Income from rents", percent(min(float(q.rents[group]), 1.0))],
    ]  # fmt: skip


def _stance(m: MissionModel, group: int) -> list[list[str]]:
    """Return how a group stands to others."""
    q, process = m.groups, m.process
    party = "yes" if process.parties[group] else "it left" if process.ever[group] else "no"
    return [
        ["Consent to the mission", percent(float(q.consent[group]))],
        ["Hostility to the mission", percent(float(q.hostility_mission[group]))],
        ["Hostility to relief", percent(float(q.hostility_relief[group]))],
        ["Hostility to civilians", percent(float(q.hostility_civilians[group]))],
        ["Bound by a ceasefire", "yes" if q.bound[group] else "no"], ["At the table", party],
        ["Commitment to the process", percent(float(process.commitment[group]))],
        ["Stake in peace", percent(float(q.stake[group]))],
    ]  # fmt: skip


def _bands(m: MissionModel, group: int) -> list[list[str]]:
    """Return what the bands of a group have chosen, most fighters first."""
    b = m.bands
    mine = (b.group == group) & (b.fighters > 0.0)
    found = [
        (float(b.fighters[mine & (b.action == k)].sum()), int((mine & (b.action == k)).sum()), action)
        for k, action in enumerate(ACTIONS)
    ]
    return [[_done(action), str(n), number(fighters)] for fighters, n, action in sorted(found, reverse=True) if n]


def _done(action: str) -> str:
    """Return what bands do in words."""
    return action.replace("_", " ").replace("ddr", "the programme for fighters").capitalize()


def _ground(m: MissionModel, group: int) -> list[list[str]]:
    """Return how much of each sector a group holds, and its fighters there."""
    sector, b = m.country.sector, m.bands
    held, mine = m.ground.control[1 + group], b.group == group
    return [
        [f"Sector {s + 1}", percent(float(held[sector == s].mean())),
         number(b.fighters[mine & (sector[b.cell] == s)].sum())] for s in range(int(sector.max()) + 1)
    ]  # fmt: skip
