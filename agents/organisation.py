"""Organisations: who decides where teams go, with what each believes and whom it trusts."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from mesa.discrete_space import CellAgent
from numpy.typing import NDArray

from .catalogue import OrganisationSpec
from .field_team import TeamTable
from .planning import Order, Outlook, assign, scores
from .tasks import tasks_of

__all__ = [
    "CivilSociety",
    "Council",
    "Donor",
    "HostState",
    "MissionComponent",
    "Organisation",
    "ReliefActor",
    "UNAgency",
    "World",
    "family_class",
]


class World(Protocol):
    """What an organisation may ask of the model that Mesa hands it."""

    teams: TeamTable

    def outlook(self, org: int) -> Outlook:
        """Return what organisation ``org`` knows when it plans."""

    def travel_kernel(self, org: int) -> NDArray[np.float64]:
        """Return how travel discounts the worth of a place for ``org``."""

    def grid_size(self) -> tuple[int, int]:
        """Return width and height of the grid in cells."""


class Organisation(CellAgent):
    """One organisation with its head office on the grid.

    Its beliefs and its trust in others are rows of the model's arrays; ``row`` is their index.
    """

    def __init__(self, model: Any, row: int, spec: OrganisationSpec, cell: Any) -> None:
        """Open the head office in ``cell``."""
        super().__init__(model)
        self.row = row
        self.spec = spec
        self.cell = cell
        local = spec.key.startswith("local_administration")
        self.tasks = np.array(tasks_of("local_administration" if local else spec.key), dtype=np.int64)

    def is_due(self, week: int) -> bool:
        """Return True in the weeks in which it gives all its teams new orders."""
        return (week + self.row) % self.spec.review_weeks == 0

    def plan(self, week: int) -> list[Order]:
        """Return orders for its teams: for all when a review is due, otherwise for those without a task."""
        world: World = self.model
        table = world.teams
        rows = table.rows_of[self.row]
        rows = rows[table.active[rows]]
        if not len(rows) or not len(self.tasks):
            return []
        if not self.is_due(week):
            rows = rows[table.task[rows] < 0]
            if not len(rows):
                return []
        outlook = world.outlook(self.row)
        width, height = world.grid_size()
        kernel = world.travel_kernel(self.row)
        return assign(outlook, scores(outlook), rows, table.cell[rows], table.task[rows], kernel, width, height)


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

    def pledge(self, asked: float, attention: float, confidence: float) -> float:
        """Return what it pledges of ``asked``: as much as its attention, and its confidence in the plan, move it to."""
        return asked * min(attention * (0.9 + 0.4 * confidence), 1.0)


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
