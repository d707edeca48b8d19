"""The week of the state's institutions: police, courts, prisons, laws and the army (5.17).

Police, courts and prisons are kept by sector, laws and the army for the country. What the rule of law is worth in a
place follows the weakest of them there.

Source: MODEL.md 5.17.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.tasks import TASK_INDEX
from .rules.institutions import (
    InstitutionsParameters,
    courts_changes,
    held_back,
    law_ahead,
    law_as_lived,
    law_at_best,
    law_by_link,
    legislation_changes,
    links,
    prisons_changes,
    reached,
    reform_will,
    strength_of_chain,
    within_reach,
)
from .rules.security_sector import (
    army_conduct_changes,
    army_skill_changes,
    examined,
    integrity_changes,
    police_worth,
    serving_changes,
    skill_changes,
    taken_off,
    vetting_means,
)
from .state import tally, total

if TYPE_CHECKING:
    from .mission import MissionModel
    from .scenario import Scenario

__all__ = ["LINKS", "Institutions", "build_institutions"]

Array = NDArray[np.float64]

LINKS = ("police", "courts", "prisons", "laws")
"""What the rule of law hangs on, in the order of :func:`~.rules.institutions.links`."""
_WORK = [TASK_INDEX[key] for key in ("mentor_police", "court_support", "prison_support", "law_reform")]
_QUARTER = 13
_LAW_FOLLOWS = (*LINKS, "reach of the state")
"""What moves the rule of law."""
_BY_SECTOR = ("police_capacity", "police_integrity", "courts", "corrections")
"""Columns that are means of sectors by people."""


@dataclass
class Institutions:
    """Where the state's institutions stand; arrays by sector, shape (n_sectors,), shares.

    Attributes:
        serving: Share of police on the rolls who are on duty, not vetted out or still to be recruited.
        skill: Skill of those.
        integrity: Their integrity.
        courts: Working order of courts.
        prisons: Working order of prisons.
        examined: Share of police whom vetting has examined.
        legislation: Laws needed for the peace that are in force.
        army_skill: Training and equipment of the army.
        army_conduct: How far it keeps the law and obeys civilians.
        people: Share of the country's people in each sector, as last counted.
        local: What each cell has of the law that the chain there gives at best, where the state is in full, shape
            (n_cells,), 0 up.
        ahead: By how much the odds of that law exceed those of the chain.
        strength: Strength of the chain of institutions.
        last_chain: How strong each of :data:`LINKS` was a week ago, shape (4, n_sectors).
        last_strength: Strength of the chain a week ago, shape (n_sectors,).
        last_reach: What each place had of the law at best a week ago, shape (n_cells,), share.
        to_come: How far the rule of law has still to move by what each link and the reach of the state have done,
            shape (5, n_cells).
        weakest: Which of :data:`LINKS` was the weakest when that was last told, by people; nothing before.
        told_laws: Tenths of the laws that were in force when that was last told.
        vetted: Whether it has been told that vetting thins the police.
    """

    serving: Array
    skill: Array
    integrity: Array
    courts: Array
    prisons: Array
    examined: Array
    legislation: float
    army_skill: float
    army_conduct: float
    people: Array
    local: Array
    ahead: Array = field(default_factory=lambda: np.ones(0))
    strength: Array = field(default_factory=lambda: np.zeros(0))
    last_chain: Array = field(default_factory=lambda: np.zeros(0))
    last_strength: Array = field(default_factory=lambda: np.zeros(0))
    last_reach: Array = field(default_factory=lambda: np.zeros(0))
    to_come: Array = field(default_factory=lambda: np.zeros(0))
    weakest: str = ""
    told_laws: int = 0
    vetted: bool = False

    @classmethod
    def at_the_start(
        cls, s: Scenario, sector: NDArray[np.int64], people: Array, law: Array, authority: Array
    ) -> Institutions:
        """Return institutions that are worth the rule of law with which the scenario begins.

        Args:
            s: The scenario.
            sector: Sector of each cell, shape (n_cells,).
            people: Share of all people in each cell, same shape.
            law: Rule of law, same shape, share.
            authority: State authority, same shape, share.
        """
        by_sector = tally(sector, people, int(sector.max()) + 1)
        level = tally(sector, people * law, len(by_sector)) / np.maximum(by_sector, 1e-9)
        national = total(people * law)
        level[by_sector <= 0.0] = national
        p = s.institutions
        made = cls(
            np.ones(len(level)), level, np.full(len(level), s.host.integrity), level.copy(), level.copy(),
            np.zeros(len(level)), national, s.host.army_quality, s.host.integrity, by_sector, np.zeros(len(law)),
            told_laws=int(10.0 * national),
        )  # fmt: skip
        made.strength = strength_of_chain(made.chain(p), p)
        there = p.authority_floor + (1.0 - p.authority_floor) * authority
        best = np.zeros(len(level))
        np.maximum.at(best, sector, law * (people > 0.0))
        made.ahead = law_ahead(best, made.strength, p)
        at_best = law_at_best(made.strength, made.ahead)[sector]
        made.local = np.maximum(law / np.maximum(at_best * there, 1e-9), p.least_local)
        made.last_chain, made.last_strength = made.chain(p), made.strength
        made.last_reach = within_reach(made.local, authority, p)
        made.to_come = np.zeros((len(_LAW_FOLLOWS), len(law)))
        made.to_come[-1] = at_best * made.last_reach - law
        return made

    def worth(self, p: InstitutionsParameters) -> Array:
        """Return what an officer of the host's is worth, shape (n_sectors,), share."""
        return police_worth(self.skill, self.integrity, p)

    def chain(self, p: InstitutionsParameters) -> Array:
        """Return how strong each of :data:`LINKS` is, shape (4, n_sectors)."""
        return links(self.serving, self.worth(p), self.courts, self.prisons, self.legislation)

    def columns(self) -> dict[str, float]:
        """Return what is recorded, by name of column."""
        mean = (self.people * np.array([self.serving * self.skill, self.integrity, self.courts, self.prisons])).sum(1)
        defence = 0.5 * (self.army_skill + self.army_conduct)
        return dict(zip(_BY_SECTOR, mean.tolist(), strict=True)) | {"legislation": self.legislation, "defence": defence}


def build_institutions(m: MissionModel) -> None:
    """Let support, vetting, politics and crime move institutions, and let the rule of law follow them."""
    i, g, p = m.organs, m.ground, m.inputs.institutions
    sums = m.sectors.totals(_layers(m))
    _count_people(m, sums[0])
    authority, crime = np.minimum(sums[1:3] / np.maximum(sums[0], 1e-9), 1.0)
    chain = i.chain(p)
    ahead = held_back(chain, p)
    host = m.inputs.host
    predation = m.society.predation(m.host_state.predation, m.inputs.civil_society)
    will = reform_will(predation, float(m.process.commitment[-1]), p)
    agreed = m.inputs.politics.settled_law * m.process.in_force("justice")
    dishonest = 1.0 - host.integrity
    _police(m, sums[3], will, ahead[0], predation)
    millions = i.people * (total(g.present) / 1e6)
    work = sums[4:]
    work += p.central * (work.sum(axis=1, keepdims=True) * i.people - work)
    support = reached(work[0], p.courts_half * millions)
    changes = courts_changes(
        i.courts, support=support, authority=authority, ahead=ahead[1], will=will, agreed=agreed, dishonest=dishonest,
        crime=crime, p=p,
    )  # fmt: skip
    i.courts = m.causes.move("courts", i.courts, changes, i.people)
    support = reached(work[1], p.prisons_half * millions)
    changes = prisons_changes(
        i.prisons, support=support, authority=authority, ahead=ahead[2], will=will, dishonest=dishonest,
        sent=0.5 * (chain[0] + chain[1]), p=p,
    )  # fmt: skip
    i.prisons = m.causes.move("corrections", i.prisons, changes, i.people)
    drafting = float(reached(total(work[2]), p.laws_half))
    laws = legislation_changes(i.legislation, support=drafting, will=will, agreed=agreed, p=p)
    i.legislation = m.causes.move_one("legislation", i.legislation, laws)
    _army(m, will, predation)
    chain = i.chain(p)
    i.strength = strength_of_chain(chain, p)
    g.rule_of_law = law_as_lived(
        g.rule_of_law, law_at_best(i.strength, i.ahead)[m.country.sector], i.local, g.state_authority, p
    )
    _charge_law(m, chain)
    if m.week % _QUARTER == _QUARTER - 1:
        _tell(m, chain)


def _charge_law(m: MissionModel, chain: Array) -> None:
    """Charge the week's change of the rule of law to what has moved, this week or earlier, the level that it follows.

    Args:
        m: The mission.
        chain: Links of each sector now, shape (4, n_sectors).
    """
    i, g, p = m.organs, m.ground, m.inputs.institutions
    reach, best_before = within_reach(i.local, g.state_authority, p), law_at_best(i.last_strength, i.ahead)
    moved = law_by_link(i.last_chain, chain, i.ahead, p).take(m.country.sector, axis=1)
    moved *= reach
    i.to_come[:-1] += moved
    i.to_come[-1] += best_before.take(m.country.sector) * (reach - i.last_reach)
    i.last_chain, i.last_reach, i.last_strength = chain, reach, i.strength
    charged = np.add.reduce(i.to_come * (p.law_speed * m.share_of_people), axis=1)
    for cause, change in zip(_LAW_FOLLOWS, charged.tolist(), strict=True):
        m.causes.add("rule_of_law", cause, change)
    i.to_come *= 1.0 - p.law_speed


def _layers(m: MissionModel) -> Array:
    """Return what is counted by sector, shape (7, n_cells): people, and by people the reach of the state and crime.

    The others are work for police, courts, prisons and laws, in team-weeks of support.
    """
    g, done = m.ground, m.week_now.done
    layers = np.array([m.share_of_people, g.state_authority, g.crime * g.crime, *(done[task] for task in _WORK)])
    layers[1:3] *= m.share_of_people
    return layers


def _count_people(m: MissionModel, now: Array) -> None:
    """Take note of where people live now, and charge to their moving what it does to the means of the country."""
    i = m.organs
    moved = now - i.people
    i.people = now
    by_sector = (i.serving * i.skill, i.integrity, i.courts, i.prisons)
    m.causes.people_moved(moved, dict(zip(_BY_SECTOR, by_sector, strict=True)))


def _police(m: MissionModel, work: Array, will: float, ahead: Array, predation: float) -> None:
    """Mentor, vet, recruit and pay the police, or do not; ``work`` is that of mentors, shape (n_sectors,)."""
    i, p, c, host = m.organs, m.inputs.institutions, m.inputs.choices, m.inputs.host
    mentored = reached(work, host.police * i.people / p.mentored)
    strict, beside = c.resources.police_vetting, c.collocation.police_with_host
    means = vetting_means(m.host_consent, m.strength["police"] + m.strength["formed_police"], p)
    seen = examined(i.examined, strict, means, p)
    out = taken_off(seen, i.integrity, strict, p)
    numbers = serving_changes(i.serving, out, 1.0 - m.unpaid, p)
    screened = means if strict else 0.0
    i.examined = np.maximum(i.examined + seen - (1.0 - screened) * numbers["recruits"], 0.0)
    fresh = numbers["recruits"] / np.maximum(i.serving, 1e-3)
    skill = skill_changes(
        i.skill, mentored=mentored, beside=beside, ahead=ahead, will=will, fresh=fresh, unpaid=m.unpaid, p=p
    )
    integrity = integrity_changes(
        i.integrity, mentored=mentored, beside=beside, will=will, out=out, fresh=fresh, screened=strict * means,
        predation=predation, unpaid=m.unpaid, p=p,
    )  # fmt: skip
    i.integrity = m.causes.move("police_integrity", i.integrity, integrity, i.people)
    i.serving = m.causes.move("police_capacity", i.serving, numbers, i.people * i.skill)
    i.skill = m.causes.move("police_capacity", i.skill, skill, i.people * i.serving)


def _army(m: MissionModel, will: float, predation: float) -> None:
    """Train the army, bind it, or let it slide (CML 4.7)."""
    i, p, posture = m.organs, m.inputs.institutions, m.inputs.choices.posture
    patron, agreed = m.inputs.host.outside_patron, m.process.in_force("security")
    troops = m.strength["troops"]
    beside = posture.state_support * troops / max(troops + m.inputs.host.army, 1.0)
    changes = army_skill_changes(
        i.army_skill, beside=beside, patron=patron, agreed=agreed, will=will, unpaid=m.unpaid, p=p
    )
    i.army_skill = m.causes.move_one("defence", i.army_skill, changes, 0.5)
    changes = army_conduct_changes(
        i.army_conduct, bound=beside * posture.due_diligence, patron=patron, agreed=agreed, will=will,
        predation=predation, unpaid=m.unpaid, p=p,
    )  # fmt: skip
    i.army_conduct = m.causes.move_one("defence", i.army_conduct, changes, 0.5)


_HOLDS_BACK = {
    "police": "The police are now what holds the rule of law back: fewer, or worse, than courts and prisons need.",
    "courts": "Courts are now what holds the rule of law back: arrests come to nothing.",
    "prisons": "Prisons are now what holds the rule of law back: courts sentence, and there is nowhere to hold people.",
    "laws": "Laws are now what holds the rule of law back: institutions work by those that are out of date.",
}


def _tell(m: MissionModel, chain: Array) -> None:
    """Once a quarter, tell which link is the weakest now, that laws have passed, and that vetting thins the police."""
    i = m.organs
    by_people = np.add.reduce(chain * i.people, axis=1)
    weakest = LINKS[int(by_people.argmin())]
    clear = float(by_people.min()) < 0.95 * float(np.partition(by_people, 1)[1])
    if clear and weakest != i.weakest:
        i.weakest = weakest
        m.note("weakest_link", actor="national_government", size=float(by_people.min()), cause="rule of law",
               text=_HOLDS_BACK[weakest])  # fmt: skip
    tenths = int(10.0 * i.legislation)
    if tenths > i.told_laws:
        i.told_laws = tenths
        m.note("laws_passed", actor="national_government", size=i.legislation, cause="law reform",
               text=f"Parliament passes reforms: {tenths * 10}% of needed laws are in force.")  # fmt: skip
    serving = total(i.serving * i.people)
    if not i.vetted and serving < 0.9:
        i.vetted = True
        m.note("vetting", actor="host_police", size=1.0 - serving, cause="vetting",
               text="Vetting has taken one in ten police officers off the street.")  # fmt: skip
