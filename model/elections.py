"""Elections: the roll, the campaign, the poll and what becomes of its result (5.15).

Source: CML 3.4; MODEL.md 5.15.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import ORG_INDEX
from ..agents.tasks import TASK_INDEX
from .politics import mediated
from .rules.election_results import (
    claims_after,
    commitment_after_poll,
    grievance_at_result,
    mandate,
    rejection,
    standing_after_poll,
    still_armed,
)
from .rules.elections import (
    capacity_after,
    crime_in_tension,
    honest,
    newly_registered,
    open_polls,
    polls_possible,
    quality,
    ready_for_polls,
    refused_polls,
    seen_by,
    support,
    tension_after,
    votes,
)
from .rules.media import coverage
from .rules.politics import FAMILIES, help_for_talks
from .rules.violence import presence_share
from .state import tally

if TYPE_CHECKING:
    from .mission import MissionModel
    from .scenario import Scenario

__all__ = ["Elections", "Poll", "elections", "set_date"]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

_WORK = TASK_INDEX["electoral_support"]
_WATCHERS = tuple(ORG_INDEX[key] for key in ("electoral", "political_affairs"))
_POLITICAL = FAMILIES.index("political")
_MONTH = 4
"""Weeks between looks at whether elections can be called."""
_GOVERNMENT, _OPPOSITION, _PARTIES = range(3)
"""Places of contenders: the government, its unarmed opposition, then the armed groups."""
_WORDS = ((0.35, "poor"), (0.5, "weak"), (0.7, "fair"), (1.01, "good"))
"""Names of qualities of a poll below each level."""
_NEWS = 0.1
"""Share of voters without a polling place that is news."""


@dataclass(frozen=True)
class Poll:
    """One poll that was held: week, turnout of those on the roll, quality (shares), and who rejects the result."""

    week: int
    turnout: float
    quality: float
    rejected_by: tuple[str, ...]


@dataclass
class Elections:
    """Where elections stand.

    Attributes:
        date: Week of the next poll; None while one waits for readiness.
        earliest: First week in which one may be held.
        roll: People registered where they live, shape (n_cells,).
        capacity: Capacity of the election commission, share.
        kin: Share of the people whom each armed group recruits from, shape (n_groups, n_cells).
        tension: Tension over elections, shape (n_cells,), 0-1; it moves those who fight as grievance does.
        mandate: How far people see those in office as theirs by the last poll, shape (n_cells,), 0-1.
        claims: Sovereignty that elected governments claim, share.
        owed: Whether the poll that an agreement provides for is still to come.
        polls: Polls held so far.
    """

    date: int | None
    earliest: int
    roll: Array
    capacity: float
    kin: Array
    tension: Array
    mandate: Array
    claims: float = 0.0
    owed: bool = True
    polls: list[Poll] = field(default_factory=list)

    @classmethod
    def at_the_start(cls, s: Scenario, residents: Array, group_share: Array) -> Elections:
        """Return where a scenario begins.

        Args:
            s: The scenario.
            residents: People who live in each cell, shape (n_cells,).
            group_share: Share of each identity group, shape (n_identity_groups, n_cells).
        """
        c, n = s.choices.political, len(residents)
        kin = [min(g.identity_group, len(group_share) - 1) for g in s.armed_groups.values()]
        return cls(
            date=c.election_week if c.election_rule == "week" else None, earliest=c.election_week,
            roll=residents * s.host.voter_roll, capacity=s.host.election_commission, kin=group_share[kin],
            tension=np.zeros(n), mandate=np.zeros(n),
        )  # fmt: skip

    def in_sight(self, week: int, preparation_weeks: int) -> bool:
        """Return whether voters are being registered for a poll to come."""
        return week >= (self.earliest if self.date is None else self.date) - preparation_weeks

    def campaign(self, week: int, weeks: int) -> float:
        """Return how far the campaign for the next poll has come in a week, 0-1; campaigns last ``weeks``."""
        return 0.0 if self.date is None else max(1.0 - (self.date - week) / weeks, 0.0)


def elections(m: MissionModel) -> None:
    """Register voters, let tension rise, and hold a poll when its week has come."""
    e, p = m.elections, m.inputs.elections
    e.roll = np.minimum(e.roll * (1.0 - p.roll_ages), m.ground.residents)
    in_sight = e.in_sight(m.week, p.preparation_weeks)
    if in_sight:
        _prepare(m)
        if e.date is None and m.week >= e.earliest - p.campaign_weeks and m.week % _MONTH == 0:
            _call(m)
    campaign = e.campaign(m.week, p.campaign_weeks)
    if campaign > 0.0 or e.tension.any():
        voting = _voting(m) if campaign > 0.0 else e.tension
        fighters = m.nearby_cells.total(tally(m.bands.cell, m.bands.fighters, m.n_cells))
        by_media = m.society.heat(m.radio, m.inputs.civil_society)[m.country.sector]
        e.tension = tension_after(e.tension, campaign, voting, fighters, m.ground.information, by_media, p)
        m.ground.crime = crime_in_tension(m.ground.crime, e.tension, p)
    if m.week == e.date:
        _hold(m)


def set_date(m: MissionModel, old_rule: str) -> None:
    """Follow a decision on the first election; once it was held, the term of those elected sets the dates.

    A date that has gone by leaves time for a campaign; a poll that was called when things were ready stays called.

    Args:
        m: The mission, whose choices have changed.
        old_rule: Rule that was in force before, ``week`` or ``readiness``.
    """
    e, c = m.elections, m.inputs.choices.political
    if e.polls:
        return
    e.earliest = c.election_week
    if c.election_rule == "week":
        e.date = c.election_week if c.election_week >= m.week else m.week + m.inputs.elections.campaign_weeks
    elif old_rule == "week":
        e.date = None


def _prepare(m: MissionModel) -> None:
    """Put people on the roll and let the election commission learn."""
    e, g, p = m.elections, m.ground, m.inputs.elections
    done = m.week_now.done[_WORK]
    work = tally(m.country.sector, done, int(m.country.sector.max()) + 1)
    total = float(work.sum())
    if not total:
        return
    reach = _open(m) * g.road_access
    e.roll = np.minimum(e.roll + newly_registered(e.roll, g.residents, reach, m.country.sector, work, p), g.residents)
    e.capacity = capacity_after(e.capacity, total, p)


def _belong(m: MissionModel) -> Array:
    """Return the people who belong to each cell, those who fled it among them, shape (n_cells,)."""
    g = m.ground
    return g.residents + g.displaced + g.refugees_from


def _open(m: MissionModel) -> Array:
    """Return how far people can register and vote in each cell, shape (n_cells,), share."""
    process = m.process
    settled = 1.0 if process.signed is not None else process.talks
    refuses = m.enmity_to_state * (1.0 - settled * process.parties)
    refused = refused_polls(m.ground.control[1:], refuses)
    return open_polls(refused, m.insecurity, m.deterrence, m.inputs.elections)


def _voting(m: MissionModel) -> Array:
    """Return how people would vote, shape (2 + n_groups, n_cells), shares; only parties to an agreement stand."""
    g, q = m.ground, m.groups
    names = q.reputation[:, m.country.sector]
    return support(g.control[1:], m.elections.kin, names, _stand(m), g.legitimacy, m.inputs.elections)


def _stand(m: MissionModel) -> Bools:
    """Return which armed groups stand for election, shape (n_groups,)."""
    return np.asarray(m.process.parties & (m.process.signed is not None))


def _put_off(m: MissionModel, can_vote: float) -> None:
    """Put a poll off by the length of a campaign: what it was to bring is still owed, and nobody has won or lost."""
    e, p = m.elections, m.inputs.elections
    e.date = m.week + p.campaign_weeks
    few = can_vote < p.least_voters
    why = f"only {100.0 * can_vote:.0f} % of the people could vote" if few else "its commission could not hold them"
    m.note("election_postponed", actor="government", size=can_vote, cause="few can vote" if few else "no commission",
           text=f"Elections are put off by {p.campaign_weeks} weeks: {why}.")  # fmt: skip


def _call(m: MissionModel) -> None:
    """Call elections if what they wait for is there."""
    e, p, belong, parties = m.elections, m.inputs.elections, _belong(m), _stand(m)
    first = float((tally(m.bands.group, m.bands.first, m.n_groups) * parties).sum())
    disarmed = 1.0 - min(float((m.fighters_by_group() * parties).sum()) / first, 1.0) if first else 1.0
    if not parties.any() and m.bands.fighters.any():
        disarmed = 0.0  # nobody disarms without an agreement
    if ready_for_polls(float(e.roll.sum()) / max(float(belong.sum()), 1.0), disarmed, e.capacity, p):
        e.date = m.week + p.campaign_weeks
        m.note("election_called", actor="government", cause="elections",
               text=f"The election commission calls elections in {p.campaign_weeks} weeks.")  # fmt: skip


def _watched(m: MissionModel) -> float:
    """Return what observers come to, 0-1: those of the region, and the mission's electoral and political teams."""
    region = m.inputs.region.organisation
    teams = float(sum(m.n_active[org] for org in _WATCHERS))
    mission = float(presence_share(teams, m.inputs.elections.observers_half))
    return region + mission - region * mission


def _hold(m: MissionModel) -> None:
    """Hold a poll, let losers answer, and let its consequences begin; put it off if hardly anybody could vote."""
    e, g, p = m.elections, m.ground, m.inputs.elections
    belong, open_share = _belong(m), _open(m)
    can_vote = float((e.roll * open_share).sum()) / max(float(belong.sum()), 1.0)
    if not polls_possible(can_vote, e.capacity, p):
        _put_off(m, can_vote)
        return
    voting = _voting(m)
    cast = votes(e.roll, open_share, g.information, p)
    inclusion = m.society.inclusion
    weight = np.concatenate([belong[None, :], voting * belong])  # the country as a whole first, then each contender
    seen = quality(_parts(m, weight, belong, open_share, inclusion), p)
    of_poll, seen = float(seen[0]), seen[1:]
    total = (voting * cast).sum(axis=1)
    total = total * (1.0 + p.swing * m.chance.noise("elections.vote", m.week, len(total)))
    winner = int(total.argmax())
    loses = np.concatenate([[True, True], _stand(m)])  # all who stood, however few could vote for them
    loses[winner] = False
    armed = np.concatenate([[m.host_state.predation, 0.0], still_armed(m.fighters_by_group(), p)])
    helped = help_for_talks(mediated(m), m.inputs.region.organisation, m.cohesion, m.inputs.politics)
    chance = rejection(seen, armed, inclusion, helped, p)
    rejects = loses & (m.chance.uniform("elections.losers", m.week, len(total)) < chance)
    rejecting = (voting * rejects[:, None]).sum(axis=0)
    won = np.arange(len(total)) == winner
    _bind(m, rejects, won, seen)
    e.mandate = mandate(cast, belong, of_poll, rejecting)
    had = g.legitimacy
    g.legitimacy = standing_after_poll(had, e.mandate, rejecting, of_poll, p)
    m.causes.add("legitimacy", "elections", float((m.share_of_people * (g.legitimacy - had)).sum()))
    g.grievance = grievance_at_result(g.grievance, rejecting, of_poll, p)
    e.tension = e.tension + p.dispute * rejecting * (1.0 - of_poll) * (1.0 - e.tension)
    if not rejects.any():
        _carry_out(m, of_poll)
        e.owed = False
    e.claims = claims_after(e.claims, p)
    e.capacity += p.practice * (1.0 - e.capacity)
    e.date = m.week + p.term_weeks
    turnout = float(cast.sum()) / max(float(e.roll.sum()), 1.0)
    closed = 1.0 - float((e.roll * open_share).sum()) / max(float(e.roll.sum()), 1.0)
    _tell(m, Poll(m.week, turnout, of_poll, tuple(_keys(m, rejects))), winner, closed, rejects)


def _parts(m: MissionModel, weight: Array, belong: Array, open_share: Array, inclusion: float) -> Array:
    """Return what the poll is worth by part and by who sees it, shape (6, n); ``weight`` by place, (n, n_cells)."""
    e, s = m.elections, m.society
    n = len(weight)
    covered = np.minimum(e.roll / np.maximum(belong, 1.0), 1.0)
    at_home = s.watched
    abroad = _watched(m)
    count = honest(m.inputs.host.integrity, abroad + at_home - abroad * at_home)
    reached = coverage(s.reach, s.independence, m.radio)[m.country.sector]
    return np.stack([
        seen_by(covered, weight), seen_by(open_share, weight), np.full(n, e.capacity), seen_by(reached, weight),
        np.full(n, count), np.full(n, inclusion),
    ])  # fmt: skip


def _bind(m: MissionModel, rejects: Bools, won: Bools, seen: Array) -> None:
    """Let parties' and the government's commitment follow the result."""
    order = np.append(np.arange(_PARTIES, len(rejects)), _GOVERNMENT)  # as in the political process
    process = m.process
    seated = np.append(process.parties, True)
    process.commitment = commitment_after_poll(
        process.commitment, rejects[order] & seated, won[order] & seated, seen[order], m.inputs.elections
    )


def _carry_out(m: MissionModel, of_poll: float) -> None:
    """Count an accepted poll as a part of the political provisions carried out."""
    process = m.process
    if process.signed is None or not m.elections.owed:
        return
    done = float(process.done[_POLITICAL])
    step = min(m.inputs.elections.ballot_share * of_poll, 1.0 - done)
    process.done = process.done.copy()
    process.done[_POLITICAL] += step
    m.causes.add("peace_process", "elections", step / len(FAMILIES))


def _keys(m: MissionModel, who: Bools) -> list[str]:
    """Return the keys of some contenders."""
    return [key for key, named in zip(("government", "opposition", *m.groups.keys), who.tolist(), strict=True) if named]


def _tell(m: MissionModel, poll: Poll, winner: int, closed: float, rejects: Bools) -> None:
    """Write a poll down."""
    m.elections.polls.append(poll)
    names = ("the government", "the opposition", *m.groups.labels)
    word = next(word for level, word in _WORDS if poll.quality < level)
    left_out = f"{100.0 * closed:.0f} % of voters found no open polling place; " if closed > _NEWS else ""
    losers = [name for name, named in zip(names, rejects.tolist(), strict=True) if named]
    answer = "the losers accept it"
    if losers:
        answer = f"{' and '.join(losers)} {'reject' if len(losers) > 1 else 'rejects'} the result"
    how = f"turnout {100.0 * poll.turnout:.0f} %, quality {word}"
    text = f"Elections: {how}; {left_out}{names[winner]} wins, and {answer}."
    m.note("election", actor=_keys(m, np.arange(len(names)) == winner)[0], target=" ".join(poll.rejected_by),
           size=poll.quality, cause="contested result" if losers else "accepted result", text=text)  # fmt: skip
