"""Meetings outside of joint bodies: what comes of it when some organisations agree to meet for a while.

A meeting costs staff time by its size and by how often it takes place, as a joint body does, and the time is missing in
the field (MODEL.md 5.4). It is contact, as much as a meeting of the mission's leadership, and so trust grows (5.3). Two
of the mission's leaders or more who meet build the cohesion of their team by as much as the share of it that is there,
and spend hours of their week (5.21). It carries no reports: those who meet tell each other what they will.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..agents.catalogue import BODIES, ORG_INDEX
from ..agents.leadership import POST_INDEX
from .coordination import meet_aside
from .errors import nearest
from .parameters import Parameters, parameter
from .rules.channels import attendance, body_strength
from .rules.load import coordination_time
from .toml_source import oneline
from .wording import InconsistentError, check_week

if TYPE_CHECKING:
    from .mission import MissionModel
    from .scenario import Scenario

__all__ = ["Meeting", "check_meetings", "gather"]

_STRENGTH = next(body.strength for body in BODIES if body.key == "leadership_meetings")


class Meeting(Parameters):
    """Some organisations meet for some weeks.

    Source: MODEL.md 5.3, 5.4, 5.21.
    """

    week: int = parameter(
        ..., low=0, high=1039, unit="week", source="house rule", help="First week of the meetings, counted from 0."
    )
    weeks: int = parameter(4, low=1, high=520, unit="weeks", source="house rule", help="For how many weeks they meet.")
    a_month: float = parameter(
        52.0 / 12.0, low=0.0, high=30.0, unit="meetings/month", source="assumption: once a week",
        help="How often they meet.",
    )  # fmt: skip
    organisations: tuple[str, ...] = parameter(
        ..., source="house rule", help="Organisations that meet, by their names in the catalogue."
    )
    leaders: tuple[str, ...] = parameter(
        (), source="CML 1.4.2",
        help="Posts of the mission's leadership that are there, such as srsg; none for staff alone.",
    )  # fmt: skip


def check_meetings(s: Scenario) -> None:
    """Refuse meetings after the end, and those of organisations or posts that do not exist.

    Raises:
        InconsistentError: If there is one.
    """
    for index, one in enumerate(s.meetings):
        check_week("meetings", index, one.week, s.horizon_weeks)
        for field, named, known, words in (
            ("organisations", one.organisations, ORG_INDEX, f"organisations, such as {', '.join(list(ORG_INDEX)[:4])}"),
            ("leaders", one.leaders, POST_INDEX, ", ".join(POST_INDEX)),
        ):
            for name in named:
                if name not in known:
                    raise InconsistentError(
                        ("meetings", index, field),
                        f"names {oneline(repr(name))}; allowed are {words}{nearest(name[:60], known)}",
                    )


def gather(m: MissionModel) -> None:
    """Let those meet who meet from this week on, and those go home who no longer do (5.3, 5.4, 5.21)."""
    held = m.inputs.meetings
    if not any(m.week in (one.week, one.week + one.weeks) for one in held):
        return
    now = [one for one in held if one.week <= m.week < one.week + one.weeks]
    member = np.zeros((len(now), len(ORG_INDEX)), dtype=bool)
    for row, one in enumerate(now):
        member[row, [ORG_INDEX[key] for key in one.organisations]] = True
    often = np.array([one.a_month for one in now])
    contact = body_strength(member, _STRENGTH * attendance(often, m.inputs.channels))
    meet_aside(m, coordination_time(member, often, m.inputs.load), contact)
    m.leaders_aside[:] = 0.0
    for one in now:
        posts = [POST_INDEX[key] for key in dict.fromkeys(one.leaders)]
        if len(posts) > 1:
            m.leaders_aside[posts] += one.a_month
