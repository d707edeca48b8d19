"""Why dependence on outsiders, support from abroad and donors' attention changed, charged to causes (5.27).

Each comes of things that several rules move. What the rules did stands in the state of the host or of donors; here it
is put on the scale of the recorded column.

Source: MODEL.md 5.18, 5.19, 5.27.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .state import total

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["charge_attention", "charge_outsiders"]

_IN_ALL = {
    "services": "change in all services", "livelihoods": "change in all livelihoods",
    "state_authority": "change in the reach of the state",
}  # fmt: skip
"""Cause by which each part of what people live on moves the share of it that outsiders keep up."""


def charge_outsiders(m: MissionModel, row: Mapping[str, float]) -> None:
    """Charge this week's change of dependence and of outside support.

    Args:
        m: The mission.
        row: What is recorded of this week, by column.
    """
    _dependence(m, row)
    _support(m)


def _dependence(m: MissionModel, row: Mapping[str, float]) -> None:
    """Charge what outsiders added, lost and passed on, and what moved the whole that it is a share of."""
    s, levels = m.host_state, [row[name] for name in _IN_ALL]
    whole = max(levels[0] + levels[1] + levels[2], 1e-9)
    held = row["dependence"] * whole
    if s.levels:
        old_whole = max(s.levels[0] + s.levels[1] + s.levels[2], 1e-9)
        old_held = s.dependence * old_whole
        moved = held - old_held
        for cause, part in s.propping.items():
            m.causes.add("dependence", cause, part / whole)
            moved -= part
        m.causes.add("dependence", "people moved", moved / whole)
        for cause, now, then in zip(_IN_ALL.values(), levels, s.levels, strict=True):
            m.causes.add("dependence", cause, -old_held * (now - then) / (old_whole * whole))
    s.levels, s.dependence = levels, row["dependence"]


def _support(m: MissionModel) -> None:
    """Charge what armed groups are sent, what the neighbour adds or stops, who has the fighters, and borders."""
    s, share = m.host_state, m.fighter_share()
    if s.backing is not None:
        old_share, old_sent, old_given, old_through = s.backing
        sent = total(share * (s.offered - old_sent) * old_through)
        given = total(share * (s.given - old_given) * old_through)
        for cause, change in (
            ("strength of the groups that are supported", total((share - old_share) * old_given * old_through)),
            ("what backers send", sent),
            ("the neighbouring state", given - sent),
            ("what gets across borders", total(share * s.given * (s.through - old_through))),
        ):
            m.causes.add("outside_support", cause, change)
    s.backing = share, s.offered, s.given, s.through


def charge_attention(m: MissionModel, usual: float, crisis: float) -> None:
    """Charge the week's change of donors' attention: the years, the exit of the mission, crises, and cuts.

    Args:
        m: The mission, its donors' attention of this week worked out.
        usual: Attention by the years alone, relative to its usual peak.
        crisis: Attention won by crises, likewise.
    """
    a, follow_on, cut = m.aid, m.follow_on, m.donor_cut
    if a.drawn_by is not None:
        years, old_follow_on, news, old_cut = a.drawn_by
        for cause, change in (
            ("rise and fading with the years", (usual - years) * follow_on * cut),
            ("the mission has left", years * (follow_on - old_follow_on) * cut),
            ("crises in the news", (crisis - news) * cut),
            ("cuts by donors", (years * old_follow_on + news) * (cut - old_cut)),
        ):
            m.causes.add("donor_attention", cause, change)
    a.drawn_by = usual, follow_on, crisis, cut
