"""The setting of a run in a few plain sentences: the country, its armed groups and the mission."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..model.decisions import change_words
from ..model.no_mission import mission_was_sent
from ..model.scenario import Scenario
from ..model.specs import spec_at

__all__ = ["setting"]

LONGEST_STORY = 430  # signs; about four lines
NO_MISSION = "There is none, whatever the story says: this is the country without it, for comparison."


def setting(provenance: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the setting as (heading word, sentences), from the parameters that a result was run with.

    Args:
        provenance: ``result.provenance``; what it lacks is left out.
    """
    values = provenance.get("parameters") or {}
    mission = _mission(values) if mission_was_sent(provenance) else NO_MISSION
    told = {"Country": _story(values), "Armed groups": _groups(values), "Mission": mission}
    told["Decisions"] = _decisions(values)
    return [(head, text) for head, text in told.items() if text]


def _story(values: Mapping[str, Any]) -> str:
    """Return the story of the scenario, whole sentences of it if it is long."""
    story = " ".join(str(values.get("story") or "").split())
    if len(story) <= LONGEST_STORY:
        return story
    cut = [match.end(1) for match in re.finditer(r"([.!?])\s", story) if match.end(1) <= LONGEST_STORY]
    return story[: cut[-1]] if cut else f"{story[:LONGEST_STORY].rpartition(' ')[0]} ..."


def _groups(values: Mapping[str, Any]) -> str:
    """Return the armed groups with what they are and how many fighters they have at the start."""
    groups = dict(values.get("armed_groups") or {})
    if not groups:
        return ""
    sizes = {key: int(group.get("fighters") or 0) for key, group in groups.items()}
    parts = [
        f"{group.get('label') or key} {sizes[key]:,} ({str(group.get('kind', 'armed group')).replace('_', ' ')})"
        for key, group in groups.items()
    ]
    return f"{sum(sizes.values()):,} fighters at the start; {', '.join(parts)}."


def _decisions(values: Mapping[str, Any]) -> str:
    """Return what was decided in the middle of the run, in order of time."""
    made = sorted(values.get("decisions") or (), key=lambda one: int(one["week"]))
    texts = [(one["week"], one.get("text") or change_words(one["changes"])) for one in made]
    return " ".join(f"Week {week}: {text.rstrip('.')}." for week, text in texts)


def _mission(values: Mapping[str, Any]) -> str:
    """Return structure and ceilings of the mission."""
    mission, structure = dict(values.get("mission") or {}), (values.get("integration") or {}).get("structure")
    spec = spec_at(Scenario, ("choices", "integration", "structure"))
    meaning = dict(spec.values).get(str(structure), "") if spec else ""
    told = [f"Its structure is {str(structure).replace('_', ' ')}: {meaning}."] if meaning else []
    police = int(mission.get("police") or 0) + int(mission.get("formed_police") or 0)
    counts = ((mission.get("troops"), "troops"), (police, "police"), (mission.get("civilians"), "civilian staff"))
    if "troops" in mission:
        parts = [f"{int(count or 0):,} {who}" for count, who in counts]
        told.append(f"Its ceilings are {parts[0]}, {parts[1]} and {parts[2]}.")
    return " ".join(told)
