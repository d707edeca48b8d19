"""Organisations as agents, by family; how they decide where teams go stands in ``planning.py``."""

from __future__ import annotations

from typing import Any

from .actor import Actor
from .catalogue import OrganisationSpec

__all__ = [
    "CivilSociety",
    "Council",
    "Donor",
    "HostState",
    "MissionComponent",
    "Organisation",
    "ReliefActor",
    "UNAgency",
    "family_class",
]


class Organisation(Actor):
    """One organisation with its head office on the grid.

    Its beliefs and its trust in others are rows of the model's arrays; ``row`` is their index.
    """

    def __init__(self, model: Any, row: int, spec: OrganisationSpec, cell: Any) -> None:
        """Open the head office in ``cell``."""
        super().__init__(model)
        self.row = row
        self.spec = spec
        self.cell = cell


class MissionComponent(Organisation):
    """A component of the mission, under the leadership team."""


class UNAgency(Organisation):
    """An agency, fund or programme of the United Nations country team."""


class ReliefActor(Organisation):
    """A relief actor beside the United Nations."""


class HostState(Organisation):
    """An organ of the host state."""


class Donor(Organisation):
    """A donor or financial institution."""

    def pledge(self, moved: float) -> float:
        """Return the share that it pledges of what is asked: as much as it is moved to, and no more than all."""
        return min(moved, 1.0)


class Council(Organisation):
    """The Security Council, contributors, a regional organisation or a neighbour."""


class CivilSociety(Organisation):
    """A civil society organisation: in its own sector, or national."""


_CLASSES: dict[str, type[Organisation]] = {
    "mission": MissionComponent, "country_team": UNAgency, "relief": ReliefActor, "host": HostState,
    "donor": Donor, "council": Council, "civil_society": CivilSociety,
}  # fmt: skip


def family_class(family: str) -> type[Organisation]:
    """Return the agent class of a family of organisations."""
    return _CLASSES[family]
