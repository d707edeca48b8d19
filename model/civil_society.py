"""The week of civil society: room to act, groups, women, youth and media, by sector of the country (5.20).

What they do runs through the layers that other rules move: early warning (:mod:`.intelligence`), grievance and news
(:mod:`.population`), recruits (:mod:`.conflict`), abuse (:mod:`.state_forces`), institutions, elections and talks.

Source: MODEL.md 5.20.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import ORG_INDEX
from ..agents.tasks import TASK_INDEX
from .rules.channels import attendance
from .rules.civil_society import (
    CivilSocietyParameters,
    approachable,
    capacity_after,
    credibility_after,
    foreign_share,
    heard_in_capital,
    influence_changes,
    influence_due,
    local_mediation,
    restrained,
    something_to_hide,
    space_changes,
    spoken_for,
    voice,
    women_after,
)
from .rules.media import heat, independence_changes, news, reach_changes, scrutiny
from .rules.youth import youth_changes
from .state import tally, total

if TYPE_CHECKING:
    from .mission import MissionModel
    from .scenario import Scenario

__all__ = ["CivilSociety", "civil_society"]

Array = NDArray[np.float64]

_ENGAGE = np.zeros(len(ORG_INDEX), dtype=bool)
_ENGAGE[[
    ORG_INDEX[key]
    for key in ("civil_affairs", "human_rights", "political_affairs", "gender_child_protection", "ohchr", "un_women")
]] = True  # fmt: skip
"""Organisations whose teams engage with civil society where they stand (CML 3.6.3; CML6)."""
_ADVISE = np.zeros(len(ORG_INDEX), dtype=bool)
_ADVISE[[ORG_INDEX[key] for key in ("gender_child_protection", "un_women")]] = True
_YOUTH_WORK = (TASK_INDEX["violence_reduction"], TASK_INDEX["livelihoods"])
_BROADCAST, _MONITOR = TASK_INDEX["broadcast"], TASK_INDEX["monitor_rights"]
_QUARTER = 13
_NEWS = 0.1
"""Change of civic space in a sector, or of the media's independence, that is news."""


@dataclass
class CivilSociety:
    """Where civil society stands; arrays by sector, shape (n_sectors,), shares.

    Attributes:
        space: Civic space: freedom to act and speak.
        capacity: Organised strength of groups.
        credibility: How far people trust groups as their own.
        women: Strength of women's groups.
        youth: Inclusion of youth.
        reach: Share of people whom the country's media reach.
        independence: Independence of these media, in the whole country.
        civil_influence: What civil society weighs in the political process.
        women_influence: What women weigh in it.
        people: Share of all people in each sector, as last counted.
        voice: What groups can say and are believed in.
        women_voice: What women's groups can, likewise.
        heard: How far the capital hears it.
        watch: How far those in power are watched by society and press.
        told: Share of abuse that is told of because there is somebody to tell it to.
        told_space: Civic space when it was last news.
        told_media: Independence of media when it was last news.
    """

    space: Array
    capacity: Array
    credibility: Array
    women: Array
    youth: Array
    reach: Array
    independence: float
    civil_influence: float
    women_influence: float
    people: Array
    told_space: Array
    told_media: float
    voice: Array = field(default_factory=lambda: np.zeros(0))
    women_voice: Array = field(default_factory=lambda: np.zeros(0))
    heard: Array = field(default_factory=lambda: np.zeros(0))
    watch: Array = field(default_factory=lambda: np.zeros(0))
    told: Array = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def at_the_start(cls, s: Scenario, sector: NDArray[np.int64], people: Array) -> CivilSociety:
        """Return where a scenario begins: groups without much money from abroad, influence as far as it is in place.

        Args:
            s: The scenario.
            sector: Sector of each cell, shape (n_cells,).
            people: Share of all people in each cell, same shape.
        """
        p, wish = s.civil_society, s.choices.political
        by_sector = tally(sector, people, int(sector.max()) + 1)
        even = np.ones(len(by_sector))
        made = cls(
            even * s.host.civic_space, even * p.first_capacity, even.copy(), even * p.first_women, even * p.first_youth,
            even * p.first_reach, s.host.press_freedom, 0.0, 0.0, by_sector, even * s.host.civic_space,
            s.host.press_freedom,
        )  # fmt: skip
        made.look(np.zeros(len(even)), np.zeros(len(even)), s.mission.female_share, p)
        for name, offered, strength in (
            ("civil_influence", wish.inclusion_civil_society, made.voice),
            ("women_influence", wish.inclusion_women, made.women_voice),
        ):
            behind = spoken_for(strength, made.heard, by_sector, p)
            at_table, beside = influence_due(offered, behind, p)
            setattr(made, name, at_table + beside)
        return made

    def look(self, teams: Array, advisers: Array, female_share: float, p: CivilSocietyParameters) -> None:
        """Work out what follows from the stocks for others: voice, who is heard, who is watched, what is told."""
        self.voice = voice(self.space, self.capacity, self.credibility)
        self.women_voice = voice(self.space, self.women, self.credibility)
        self.heard = heard_in_capital(teams, p)
        self.watch = scrutiny(p.defenders_watch * self.voice, self.reach, self.independence, p)
        self.told = approachable(female_share, advisers, p)

    @property
    def inclusion(self) -> float:
        """Influence of civil society and of women in the process, half each, share."""
        return 0.5 * self.civil_influence + 0.5 * self.women_influence

    @property
    def watched(self) -> float:
        """How far those in power are watched by society and press, mean by people, 0-1."""
        return total(self.people * self.watch)

    def columns(self) -> dict[str, float]:
        """Return what is recorded, by name of column."""
        return {
            "civic_space": total(self.people * self.space), "women_influence": self.women_influence,
            "youth_inclusion": total(self.people * self.youth),
            "media": total(self.people * self.reach) * self.independence,
        }  # fmt: skip

    def predation(self, predation: float, p: CivilSocietyParameters) -> float:
        """Return leaders' predation on institutions, as far as nobody restrains it, 0-1."""
        return restrained(predation, self.watched, p)

    def mediation(self, p: CivilSocietyParameters) -> Array:
        """Return the share of grievance that groups mediate away in a week, shape (n_sectors,)."""
        return local_mediation(self.voice, self.women_voice, p)

    def news(self, p: CivilSocietyParameters) -> tuple[Array, Array]:
        """Return news and rumour by media, shape (n_sectors,) each; see :func:`~.rules.media.news`."""
        return news(self.reach, self.independence, p)

    def heat(self, radio: float, p: CivilSocietyParameters) -> Array:
        """Return how media change the rise of tension before polls, shape (n_sectors,), times."""
        return heat(self.reach, self.independence, radio, p)


def forum(m: MissionModel) -> float:
    """Return how far the civil society forum meets, 0-1; without a mission it does not."""
    meets = attendance(m.inputs.choices.coordination.civil_society_forum, m.inputs.channels)
    return 0.0 if m.departure.closed else meets


def alienated(m: MissionModel) -> Array:
    """Return the grievance that a forum of the capital adds in a week where nobody is heard, shape (n_sectors,)."""
    return m.inputs.civil_society.alienates * forum(m) * (1.0 - m.society.heard)


def civil_society(m: MissionModel) -> None:
    """Let civic space, groups, women, youth and media move by a week."""
    s, p = m.society, m.inputs.civil_society
    g, t, done = m.ground, m.teams, m.week_now.done
    people = m.share_of_people
    layers = np.array([
        people, g.control[0], np.add.reduce(g.control[1:]), g.violence, m.elections.mandate, g.livelihoods,
        0.5 * g.road_access + 0.5 * g.services, done[_YOUTH_WORK[0]] + done[_YOUTH_WORK[1]], done[_BROADCAST],
        done[_MONITOR],
    ])  # fmt: skip
    layers[1:7] *= people
    sums = m.sectors.totals(layers)
    _count_people(m, sums[0])
    state, groups, violence, elected, livelihoods, conditions = np.minimum(sums[1:7] / np.maximum(sums[0], 1e-9), 1.0)
    youth_work, broadcasts, watching = sums[7:]
    sector, n = m.country.sector, len(s.space)
    there = sector[t.cell]
    teams = tally(there, (t.active & _ENGAGE[t.org]).astype(np.float64), n)
    advisers = tally(there, (t.active & _ADVISE[t.org]).astype(np.float64), n)
    advisers = advisers / (advisers + p.advisers_half)
    host = m.inputs.host
    hides = something_to_hide(host.integrity, m.host_state.predation)
    law, said, meets = m.organs.legislation, s.voice, forum(m)
    foreign = foreign_share(_grants(m), p)
    s.capacity = capacity_after(s.capacity, s.space, foreign, meets * s.heard, violence, p)
    s.credibility = credibility_after(s.credibility, foreign, p)
    female = m.inputs.mission.female_share * (not m.departure.closed)
    staff = female / (female + p.female_half) if female else 0.0
    s.women = women_after(
        s.women, space=s.space, advisers=advisers, staff=staff, forum=meets * s.heard, foreign=foreign,
        violence=violence, p=p,
    )  # fmt: skip
    changes = youth_changes(
        s.youth, livelihoods=livelihoods, said=said, work=youth_work, table=s.civil_influence, p=p
    )
    s.youth = m.causes.move("youth_inclusion", s.youth, changes, s.people)
    _media(m, conditions, broadcasts, violence, hides)
    changes = space_changes(
        s.space, law=law * state, elected=elected, watched=watching / (watching + p.watch_half),
        company=teams / (teams + p.engaged_half), state=state, hides=hides, criticism=m.criticism, held=groups,
        violence=violence, p=p,
    )  # fmt: skip
    s.space = m.causes.move("civic_space", s.space, changes, s.people)
    s.look(teams, advisers, female, p)
    _influence(m)
    if m.week % _QUARTER == _QUARTER - 1:
        _tell(m, changes)


def _count_people(m: MissionModel, now: Array) -> None:
    """Take note of where people live now, and charge to their moving what it does to the means of the country."""
    s = m.society
    moved = now - s.people
    s.people = now
    m.causes.people_moved(
        moved, {"civic_space": s.space, "youth_inclusion": s.youth, "media": s.independence * s.reach}
    )


def _grants(m: MissionModel) -> Array:
    """Pay a week of donors' grants to groups; return it by sector, US dollars a head and year."""
    s, p = m.society, m.inputs.civil_society
    paid = int(m.inputs.donors.civil_society_usd / 52.0 * m.donor_cut * m.follow_on)
    m.ledger.transfer(m.week, "donor_treasuries", "beneficiaries", paid, "grants to civil society")
    weight = s.people * s.heard
    part = (1.0 - p.elite_money) * weight / max(total(weight), 1e-9)
    part[0] += p.elite_money
    people = np.maximum(s.people * total(m.ground.present), 1.0)
    return np.asarray(52.0 * paid * part / people)


def _media(m: MissionModel, conditions: Array, work: Array, violence: Array, hides: float) -> None:
    """Move reach and independence of media."""
    s, p = m.society, m.inputs.civil_society
    trained = work / (work + p.trained_half)
    reach = reach_changes(
        s.reach, conditions=conditions, trained=trained, violence=violence, hushed=p.close_violence, p=p
    )
    s.reach = m.causes.move("media", s.reach, reach, s.people * s.independence)
    changes = independence_changes(
        s.independence, law=m.organs.legislation, space=total(s.people * s.space),
        trained=total(s.people * trained), hides=hides,
        campaign=m.elections.campaign(m.week, m.inputs.elections.campaign_weeks), p=p,
    )  # fmt: skip
    s.independence = m.causes.move_one("media", s.independence, changes, total(s.people * s.reach))


def _influence(m: MissionModel) -> None:
    """Move what civil society and women weigh in the process."""
    s, p, wish = m.society, m.inputs.civil_society, m.inputs.choices.political
    behind = spoken_for(s.voice, s.heard, s.people, p)
    for change in influence_changes(s.civil_influence, wish.inclusion_civil_society, behind, p).values():
        s.civil_influence += change
    behind = spoken_for(s.women_voice, s.heard, s.people, p)
    changes = influence_changes(s.women_influence, wish.inclusion_women, behind, p)
    s.women_influence = m.causes.move_one("women_influence", s.women_influence, changes)


def _tell(m: MissionModel, changes: dict[str, Array]) -> None:
    """Once a quarter, tell where civic space has closed or opened, and whether media were captured or freed."""
    s = m.society
    by_state, by_groups = changes["the government closes in"], changes["armed groups close in"]
    moved = s.space - s.told_space
    for k in (np.abs(moved) >= _NEWS).nonzero()[0].tolist():
        s.told_space[k] = s.space[k]
        opens, state = moved[k] > 0.0, by_state[k] <= by_groups[k]
        who = "The government" if state else "Armed groups"
        text = "Civil society can organise and speak more freely than before." if opens else (
            f"{who} close{'s' if state else ''} in on civil society: people organise and speak less freely than before."
        )  # fmt: skip
        m.note(
            "civic_space", sector=k, size=float(s.space[k]), cause="civil society", text=text,
            actor="" if opens else "government" if state else "armed groups",
        )  # fmt: skip
    moved_media = s.independence - s.told_media
    if abs(moved_media) >= _NEWS:
        s.told_media = s.independence
        m.note("media", actor="government", size=s.independence, cause="media", text=(
            "The media have become more independent of those in power." if moved_media > 0.0 else
            "The media have come under the sway of those in power."))  # fmt: skip
