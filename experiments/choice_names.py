"""What choices and facts are called where people read of them."""

from __future__ import annotations

from ..agents.catalogue import BODIES

__all__ = ["BODY_NAMES", "choice_name", "inject_name"]

BODY_NAMES = {f"coordination.{body.key}": body.label for body in BODIES}
_NAMES = {
    "integration.triple_hat": "Triple hat (DSRSG/RC/HC)", "posture.use_of_force": "Use of force",
    "collocation.headquarters": "Shared headquarters", "collocation.sectors": "Shared sector offices",
    "collocation.country_team": "Development agencies inside", "collocation.humanitarians": "Relief agencies inside",
    "collocation.police_with_host": "UN police in host stations", "resources.quick_impact_usd": "Quick impact money",
    "resources.public_information_usd": "Public information money",
    "resources.conduct_and_discipline_usd": "Conduct and discipline money",
    "political.inclusion_civil_society": "Influence of civil society in talks",
    "political.inclusion_women": "Influence of women in talks", "mission.troops": "Ceiling of troops",
    "mission.observers": "Ceiling of observers", "mission.police": "Ceiling of police",
    "mission.formed_police": "Ceiling of formed police", "mission.civilians": "Ceiling of civilians",
    "priorities.protection": "Priority: protection", "priorities.separation": "Priority: separation and borders",
    "priorities.routes": "Priority: roads and escorts", "priorities.policing": "Priority: policing",
    "priorities.rule_of_law": "Priority: police reform and courts", "priorities.dialogue": "Priority: dialogue",
    "priorities.state": "Priority: administration and elections", "priorities.reintegration": "Priority: reintegration",
    "priorities.humanitarian": "Priority: relief", "priorities.recovery": "Priority: recovery",
}  # fmt: skip


def choice_name(name: str) -> str:
    """Return what a choice or fact is called on cards."""
    return BODY_NAMES.get(name) or _NAMES.get(name) or name.rpartition(".")[2].replace("_", " ").capitalize()


def inject_name(kind: str) -> str:
    """Return what a kind of inject is called in a sentence, such as denied flight."""
    return kind.replace("_", " ").replace("srsg", "SRSG")
