"""How outside sides stand: the numbers of the model by which one with nobody in its seats agrees or not.

Source: MODEL.md 5.3, 5.9, 5.10, 5.19, 5.20; docs/exercises.md.
"""

from __future__ import annotations

from ..model.mission import MissionModel
from ..model.recording import standing
from ..model.state import total
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
    first = standing(m) | {"local_consent": total(m.share_of_people * m.ground.consent), "donor_attention": 1.0}
    return {name: first[name] for name in sorted(asked)}
