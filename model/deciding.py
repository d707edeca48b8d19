"""What follows in a run from decisions: all that the model keeps worked out from choices is worked out anew.

Most rules read the choices every week. What is kept instead are the mandate, joint bodies, premises and the channels
that follow from them, dates of elections and of the exit, and the teams that ceilings make room for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..agents.tasks import TAKEN_OVER, TASK_INDEX
from . import build, coordination, elections, transition
from .decisions import decision_words, in_force
from .finance import CEILINGS, allowed

if TYPE_CHECKING:
    from .mission import MissionModel
    from .scenario import Scenario

__all__ = ["decide", "follow"]

_HANDED_OVER = [TASK_INDEX[task] for task in TAKEN_OVER]


def decide(m: MissionModel) -> None:
    """Put the decisions of this week into force, and write them down.

    Those of week 0 are in force from the start: a run with them is that of the scenario with these choices.
    """
    due = [one for one in m.as_given.decisions if one.week == m.week]
    if not due:
        return
    before = in_force(m.as_given, m.week - 1)
    if m.week:
        follow(m)
    for one in due:
        gone = " There is no mission to carry it out." if m.departure.nobody_left(m.week) else ""
        text = one.text or decision_words(one.changes, before) + gone
        m.note("decision", target=" ".join(one.changes), size=float(len(one.changes)), cause="decision", text=text)
        before = before.with_choices(one.changes)


def follow(m: MissionModel) -> None:
    """Put the choices of this week into force, and let everything that hangs on them follow as far as they differ."""
    old = m.inputs
    limits = {name: allowed(m, name) * m.places[name] for name in CEILINGS}
    m.inputs = m.as_it_plays(m.week)
    if m.sent and m.departure.closed:
        m.inputs = transition.without_mission(m.inputs)
        m.follow_on = m.inputs.choices.transition.follow_on_support
    new, c = m.inputs.choices, old.choices
    if new.posture.escorts != c.posture.escorts:
        _follow_mandate(m)
    if (new.collocation, new.integration.structure) != (c.collocation, c.integration.structure):
        coordination.move_house(m, c.collocation)
    joint = (new.coordination, new.integration, new.collocation, new.political.good_offices)
    if joint != (c.coordination, c.integration, c.collocation, c.political.good_offices):
        coordination.open_bodies(m)
        m.meet()
    if _polls(new.political) != _polls(c.political):
        elections.set_date(m, c.political.election_rule)
    if new.transition.exit_week != c.transition.exit_week:
        transition.move_date(m)
    if any(getattr(m.inputs.mission, name) != getattr(old.mission, name) for name in CEILINGS):
        _make_room(m, old, limits)


def _polls(political: Any) -> tuple[str, int]:
    """Return the choices that set the date of the first election."""
    return political.election_rule, political.election_week


def _follow_mandate(m: MissionModel) -> None:
    """Weigh tasks anew; what has been handed over to others stays with them."""
    mandate = build.mandate(m.inputs)
    mandate[:, _HANDED_OVER] = m.mandate[:, _HANDED_OVER]
    m.mandate = mandate


def _make_room(m: MissionModel, old: Scenario, limits: dict[str, float]) -> None:
    """Follow new ceilings: more people arrive along a ramp of their own, and who is too many goes home bit by bit.

    Args:
        m: The mission, whose choices have changed.
        old: What was in force before.
        limits: How many people of each kind could be there before.
    """
    for name in CEILINGS:
        ceiling, places = getattr(m.inputs.mission, name), m.places[name]
        if ceiling == getattr(old.mission, name):
            continue
        m.places[name] = max(places, ceiling)
        m.fill[name] *= places / max(m.places[name], 1)
        m.reinforced.pop(name, None)
        if ceiling > limits[name]:
            m.reinforced[name] = (m.week, limits[name] / ceiling)
    more = build.teams(m.inputs, m.country, m.chance)
    extra = [row for row in range(more.n) if more.number[row] >= len(m.teams.rows_of[more.org[row]])]
    if extra:
        m.teams.add(more, np.array(extra))
        m.departure.officials |= build.officials(m.inputs, more)
        m.count_teams()
