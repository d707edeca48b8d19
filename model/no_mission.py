"""What is told of a run to whose country no mission was ever sent, the counterfactual.

Source: MODEL.md section 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OF_A_MISSION", "mission_was_sent", "told_of"]

OF_A_MISSION = (
    "local_consent", "host_consent", "party_consent", "trust_mission_country_team", "awareness_mission", "troops",
    "police", "civilians", "peacekeeper_deaths", "mission_spend",
)  # fmt: skip
"""Weekly columns that say nothing of a country without a mission."""


def mission_was_sent(provenance: Mapping[str, Any]) -> bool:
    """Return whether there ever was a mission in a run.

    Args:
        provenance: ``result.provenance``.
    """
    chosen = (provenance.get("parameters") or {}).get("transition") or {}
    return bool(chosen.get("exit_week", 1))


def told_of(result: Any) -> pd.DataFrame:
    """Return the weekly table of a run without the columns that say nothing where there is no mission.

    Args:
        result: A ``Result``.
    """
    weekly: pd.DataFrame = result.weekly
    return weekly if mission_was_sent(result.provenance) else weekly.drop(columns=[*OF_A_MISSION], errors="ignore")
