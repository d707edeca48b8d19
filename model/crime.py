"""Crime: where it begins, how it moves by the week, what feeds it, and to which of that its deaths are charged.

Source: CML 4.5; PK-12; MODEL.md 5.13.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.catalogue import ORG_INDEX
from ..agents.tasks import TASK_INDEX
from .rules.crime import crime_after, crime_aim, crime_feeds
from .state import tally, total

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["EX_FIGHTERS", "FEEDS", "UNPAID", "charge_deaths", "move_crime", "settle_crime"]

Array = NDArray[np.float64]

FEEDS = (
    "people without a livelihood", "absence of the state", "weak rule of law", "unpaid men of the state",
    "former fighters without support",
)  # fmt: skip
"""What feeds crime; the first three lead crime to where it settles, the others add to it at once."""
_SETTLED, UNPAID, EX_FIGHTERS = 3, 3, 4
_MENTOR = TASK_INDEX["mentor_police"]


def settle_crime(m: MissionModel) -> None:
    """Let crime begin where its rule would settle, at the level that the scenario states.

    Places differ in what the rule does not know (towns, riches, borders, habit). How much more or less crime each has
    than the rule gives it at the start, with the host's police stationed where people live, stays with it.
    """
    g, p = m.ground, m.inputs.crime
    host = m.inputs.host.police * _stations(m) * _worth_of_police(m)
    aim = crime_aim(g.livelihoods, g.state_authority, g.rule_of_law, host, p)
    m.crime_proneness = np.minimum(np.maximum(g.crime / np.maximum(aim, 1e-9), p.least_prone), p.most_prone)
    g.crime = np.minimum(aim * m.crime_proneness, 1.0)
    feeds = crime_feeds(g.livelihoods, g.state_authority, g.rule_of_law, p)
    m.crime_fed[:_SETTLED] = feeds * (g.crime / np.maximum(np.add.reduce(feeds), 1e-300))


def _stations(m: MissionModel) -> Array:
    """Return the share of the police in stations that serves in each cell: by people, where the state is."""
    weight = m.share_of_people * m.ground.state_authority
    return np.asarray(weight / max(total(weight), 1e-9))


def _worth_of_police(m: MissionModel) -> Array:
    """Return what the host's police in each place are worth, in officers of full skill and integrity, by the rolls."""
    i = m.organs
    return np.asarray((i.serving * i.worth(m.inputs.institutions))[m.country.sector])


def move_crime(m: MissionModel) -> None:
    """Let crime follow its causes by a week, and keep how much of it each of :data:`FEEDS` has fed."""
    g, p, t = m.ground, m.inputs, m.teams
    n, before = m.n_cells, g.crime
    local = t.rows_of[ORG_INDEX["host_police"]]
    on_duty = t.persons[local] * t.active[local]
    host = (1.0 - p.crime.stationed) * tally(t.cell[local], on_duty, n)
    host += p.crime.stationed * total(on_duty) * _stations(m)
    host *= _worth_of_police(m) * (1.0 - p.crime.unpaid_police * m.unpaid)
    un = _police_at_work(m)
    g.crime = crime_after(
        g.crime, g.livelihoods, g.state_authority, g.rule_of_law, host + un, p.crime, m.crime_proneness
    )
    kept = 1.0 - p.crime.speed
    feeds = crime_feeds(g.livelihoods, g.state_authority, g.rule_of_law, p.crime)
    fresh = g.crime - kept * before
    m.crime_fed *= kept
    m.crime_fed[:_SETTLED] += feeds * (fresh / np.maximum(np.add.reduce(feeds), 1e-300))


def charge_deaths(m: MissionModel, dead: Array) -> None:
    """Charge deaths by crime to what has fed the crime of the place.

    Args:
        m: The mission.
        dead: People killed, shape (n_cells,), whole numbers.
    """
    at = dead.nonzero()[0]
    fed = m.crime_fed.take(at, axis=1)
    by_feed = fed * (dead[at] / np.maximum(np.add.reduce(fed), 1e-300))
    for cause, killed in zip(FEEDS, np.add.reduce(by_feed, axis=1).tolist(), strict=True):
        m.causes.add("crime_deaths", cause, killed)
    if m.causes.keeps_cells:
        for cause, killed in zip(FEEDS, by_feed, strict=True):
            m.causes.add_sectors("crime_deaths", cause, tally(m.country.sector[at], killed, m.causes.n_sectors))


def _police_at_work(m: MissionModel) -> Array:
    """Return the officers of the mission's police and formed police at work in each cell, shape (n_cells,).

    Of those who mentor only a part is seen on the street.
    """
    t = m.teams
    rows = t.together.police
    on_the_street = np.where(t.task[rows] == _MENTOR, m.inputs.crime.mentors_seen, 1.0)
    at_work = t.persons[rows] * t.effort[rows] * t.working[rows]
    return tally(t.cell[rows], at_work * on_the_street, m.n_cells)
