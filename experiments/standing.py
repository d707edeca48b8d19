"""How outside sides stand: the numbers of the model by which one with nobody in its seats agrees or not.

Source: MODEL.md 5.3, 5.9, 5.10, 5.19, 5.20; docs/exercises.md.
"""

from __future__ import annotations

from ..model.coordination import ACROSS
from ..model.mission import MissionModel
from .roles import roles

__all__ = ["standing_of"]


def standing_of(m: MissionModel) -> dict[str, float]:
    """Return what the rules of empty outside seats look at, by column, as it stands before the week that comes next.

    After a week they are its recorded values. Before the first week they are what the scenario begins with; donors have
    not looked away yet.
    """
    asked = {role.agrees.column for role in roles().values() if role.agrees}
    if m.week:
        last = m.recorder.last()
        return {name: last[name] for name in sorted(asked)}
    armed = bool(m.bands.fighters.any())
    first = {
        "host_consent": m.host_consent,
        "party_consent": float((m.old_fighter_share * m.groups.consent).sum()) if armed else 1.0,
        "local_consent": float((m.share_of_people * m.ground.consent).sum()),
        "acceptance": float((m.share_of_need * m.acceptance).sum()),
        "trust_mission_country_team": float(m.relations.trust.ravel().take(ACROSS).sum()) / len(ACROSS),
        "donor_attention": 1.0,
    }
    return {name: first[name] for name in sorted(asked)}
