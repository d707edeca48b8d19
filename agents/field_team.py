"""Field teams: the table of all teams, and the Mesa agent that stands for each on the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .actor import Actor
from .catalogue import ORG_INDEX, ORGANISATIONS
from .tasks import TASKS

if TYPE_CHECKING:
    from .organisation import Organisation

__all__ = ["SLOT_STRIDE", "FieldTeam", "TeamTable"]

SLOT_STRIDE = 40
"""Slots are ``number * SLOT_STRIDE + organisation``: one more team shifts the draws of no other team.

Organisations that have teams come first in the catalogue; there is room for a few more of them.
"""


class Together(NamedTuple):
    """Rows of teams of several organisations, one organisation after the other.

    Attributes:
        contingents: Contingents and formed police units.
        watchers: Contingents, observers, and the state's army and police.
        state: The state's army and police.
        police: The mission's police and formed police units.
    """

    contingents: NDArray[np.int64]
    watchers: NDArray[np.int64]
    state: NDArray[np.int64]
    police: NDArray[np.int64]


class TeamTable:
    """All field teams as arrays, one row a team, arrived or still to come.

    Attributes:
        org: Organisation, index into the catalogue.
        number: Number within the organisation, from 0.
        slot: Address of its draws.
        persons: People in it.
        quality: Mobility, equipment and will, 0-1.
        cell: Where it stands.
        goal: Cell it was sent to.
        task: Index of its task, -1 for none.
        weeks: Weeks at this task in this place.
        early: True if the work was begun before what must come first, and that still does not hold.
        active: True from arrival until withdrawn or lost.
        working: True if it was let in and works this week.
        refused: True if it was turned back this week where it wanted to work.
        effort: Share of a full week's work that it delivers this week.
        supply: Share of its needs that reached it this week.
        halted: Weeks for which it does not work, because its staff were hurt.
        full: People in it when nobody is missing.
        rows_of: Rows of the teams of each organisation.
        together: Rows of the teams that rules look at together.
    """

    def __init__(self, org: list[int], persons: list[float], quality: list[float], start: int) -> None:
        """Make the table; every team stands in cell ``start`` and is not yet active."""
        n = len(org)
        self.n = n
        self.org = np.array(org, dtype=np.int64)
        self.number = np.zeros(n, dtype=np.int64)
        seen: dict[int, int] = {}
        for row, o in enumerate(org):
            self.number[row] = seen.get(o, 0)
            seen[o] = seen.get(o, 0) + 1
        self.slot = self.number * SLOT_STRIDE + self.org
        self.n_slots = int(self.slot.max()) + 1 if n else 1
        self.persons = np.array(persons, dtype=np.float64)
        self.quality = np.array(quality, dtype=np.float64)
        self.cell = np.full(n, start, dtype=np.int64)
        self.goal = self.cell.copy()
        self.task = np.full(n, -1, dtype=np.int64)
        self.weeks = np.zeros(n)
        self.early = np.zeros(n, dtype=bool)
        self.active = np.zeros(n, dtype=bool)
        self.working = np.zeros(n, dtype=bool)
        self.refused = np.zeros(n, dtype=bool)
        self.effort = np.zeros(n)
        self.supply = np.ones(n)
        self.halted = np.zeros(n)
        self.full = self.persons.copy()
        self._find_rows()

    def _find_rows(self) -> None:
        """Find the rows of each organisation, and of those that rules look at together."""
        self.rows_of = [np.flatnonzero(self.org == o) for o in range(len(ORGANISATIONS))]
        parts = (("military", "formed_police"), ("military", "observers", "army", "host_police"),
                 ("army", "host_police"), ("police", "formed_police"))  # fmt: skip
        self.together = Together(*(np.concatenate([self.rows_of[ORG_INDEX[key]] for key in keys]) for keys in parts))

    def add(self, other: TeamTable, rows: NDArray[np.int64]) -> None:
        """Take rows of another table in at the end; rows that are there keep their places, and ``n_slots`` stays.

        Args:
            other: A table with teams that this one lacks.
            rows: Which of its rows.
        """
        for name, values in vars(other).items():
            if isinstance(values, np.ndarray):
                setattr(self, name, np.concatenate([getattr(self, name), values[rows]]))
        self.n = len(self.org)
        self._find_rows()


class FieldTeam(Actor):
    """One field team on the grid; it knows its row in the table and its organisation."""

    def __init__(self, model: Any, table: TeamTable, row: int, organisation: Organisation, cell: Any) -> None:
        """Place the team."""
        super().__init__(model)
        self.table = table
        self.row = row
        self.organisation = organisation
        self.cell = cell

    @property
    def label(self) -> str:
        """Name shown to people, for example ``WFP team 3``."""
        return f"{self.organisation.spec.label} team {int(self.table.number[self.row]) + 1}"

    @property
    def task_label(self) -> str:
        """What it is doing, in words."""
        task = int(self.table.task[self.row])
        return TASKS[task].label if task >= 0 else "waiting for orders"

    @property
    def persons(self) -> float:
        """People in the team."""
        return float(self.table.persons[self.row])
