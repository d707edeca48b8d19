"""Meetings outside of joint bodies: what it takes when some organisations agree to meet for a while (MODEL.md 5.4).

A meeting costs staff time by its size and by how often it takes place, as a joint body does, and the time is missing in
the field. It carries no reports: those who meet tell each other what they will.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..agents.catalogue import ORG_INDEX
from .coordination import meet_aside
from .errors import nearest
from .parameters import Parameters, parameter
from .rules.load import coordination_time
from .toml_source import oneline
from .wording import InconsistentError, check_week

if TYPE_CHECKING:
    from .mission import MissionModel
    from .scenario import Scenario

__all__ = ["Meeting", "check_meetings", "gather"]


class Meeting(Parameters):
    """Some organisations meet for some weeks.

    Source: MODEL.md 5.4.
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


def check_meetings(s: Scenario) -> None:
    """Refuse meetings after the end, and those of organisations that do not exist.

    Raises:
        InconsistentError: If there is one.
    """
    for index, one in enumerate(s.meetings):
        check_week("meetings", index, one.week, s.horizon_weeks)
        for name in one.organisations:
            if name not in ORG_INDEX:
                raise InconsistentError(
                    ("meetings", index, "organisations"),
                    f"names {oneline(repr(name))}; allowed are organisations, such as {', '.join(list(ORG_INDEX)[:4])}"
                    f"{nearest(name[:60], ORG_INDEX)}",
                )


def gather(m: MissionModel) -> None:
    """Let those meet who meet from this week on, and those go home who no longer do (5.4)."""
    held = m.inputs.meetings
    if not any(m.week in (one.week, one.week + one.weeks) for one in held):
        return
    now = [one for one in held if one.week <= m.week < one.week + one.weeks]
    member = np.zeros((len(now), len(ORG_INDEX)), dtype=bool)
    for row, one in enumerate(now):
        member[row, [ORG_INDEX[key] for key in one.organisations]] = True
    meet_aside(m, coordination_time(member, np.array([one.a_month for one in now]), m.inputs.load))
