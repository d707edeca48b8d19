"""Organisations: who decides where teams go, with what each believes and whom it trusts."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .actor import Actor
from .catalogue import OrganisationSpec
from .field_team import TeamTable
from .planning import Order, Outlook, assign
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


Ints = NDArray[np.int64]


class World(Protocol):
    """What an organisation may ask of the model that Mesa hands it."""

    teams: TeamTable
    travel: NDArray[np.float64]
    """How travel discounts the worth of places, from each cell to each, shape (width, height, width, height)."""


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
        local = spec.key.startswith("local_administration")
        self.tasks = np.array(tasks_of("local_administration" if local else spec.key), dtype=np.int64)

    def is_due(self, week: int) -> bool:
        """Return True in the weeks in which it gives all its teams new orders."""
        return (week + self.row) % self.spec.review_weeks == 0

    def meets(self, week: int, every: int) -> bool:
        """Return True in the weeks in which it orders teams that wait: a command every week, others at planning rounds.

        Args:
            week: Week, from 0.
            every: Weeks from one planning round to the next.
        """
        return self.spec.command or (week + self.row) % every == 0

    def teams_to_order(self, week: int) -> Ints:
        """Return the teams that need orders: all when a review is due, otherwise those without a task."""
        world: World = self.model
        table = world.teams
        rows = table.rows_of[self.row]
        waiting = table.active[rows] if self.is_due(week) else table.active[rows] & (table.task[rows] < 0)
        return rows[waiting] if len(self.tasks) else rows[:0]

    def orders(self, teams: Ints, outlook: Outlook, worth: NDArray[np.float64]) -> list[Order]:
        """Return orders for its teams.

        Args:
            teams: Rows of the teams, of :meth:`teams_to_order`.
            outlook: What the organisation knows.
            worth: What its tasks are worth to it by cell, shape (k, n_cells); changed as places are taken.
        """
        world: World = self.model
        table = world.teams
        return assign(outlook, worth, teams, table.cell[teams], table.task[teams], world.travel)


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

    def pledge(self, asked: float, attention: float, confidence: float, p: Any) -> float:
        """Return what it pledges of ``asked``: as much as its attention, and its confidence in the plan, move it to."""
        return asked * min(attention * (p.unconvinced + p.convinced * confidence), 1.0)


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
