"""The mission: a Mesa model in which each week passes through the same phases.

The phases stand in :attr:`MissionModel.WEEK`, in the order of MODEL.md section 5. Agents decide, rules resolve, the
model only says when.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..agents.field_team import FieldTeam
from ..agents.tasks import TASK_INDEX
from . import (
    build,
    civil_society,
    clashes,
    conflict,
    coordination,
    crime,
    ddr,
    deciding,
    donors,
    elections,
    finance,
    happenings,
    host_state,
    institutions,
    intelligence,
    meetings,
    operations,
    orders,
    perception,
    politics,
    population,
    transition,
)
from .access import open_access
from .coordination import roster
from .logistics import share_lift
from .mission_state import MissionState
from .recording import make_result, record_week, snapshot
from .result import Result
from .rules.channels import attendance
from .rules.leadership import mediation, skill, week_left
from .scenario import Scenario
from .state import N_ORGS, Week

__all__ = ["MissionModel", "play_mission", "run_mission"]

Array = NDArray[np.float64]


class MissionModel(MissionState):
    """One run of one scenario with one seed.

    Source: MODEL.md sections 2, 3 and 5.
    """

    WEEK = (
        "calendar", "money", "sense", "share", "plan", "work", "armed", "clashes", "people", "politics", "perceptions",
        "institutions", "review", "record",
    )  # fmt: skip

    def __init__(self, inputs: Scenario, *, seed: int = 1, keep_cell_causes: bool = False) -> None:
        """Set the first week up.

        Args:
            inputs: The scenario.
            seed: Any whole number from 0 up; the same scenario and seed give the same run.
            keep_cell_causes: Keep contributions by cause for every cell, for maps of why; slower and larger.

        Raises:
            PeaceopsError: If the seed or a map layer cannot be used.
        """
        super().__init__(inputs, seed, keep_cell_causes)
        self._first_look()

    def _first_look(self) -> None:
        """Put in place what is there before week 0: the state, agencies, and the mission's advance party."""
        for org in range(N_ORGS):
            if roster.family[org] == "host":
                there = len(self.teams.rows_of[org])
                before = self.departure.officials.get(org, there)
                finance.activate(self, org, before / max(there, 1))
        crime.settle_crime(self)
        conflict.threaten(self)
        self.beliefs = build.beliefs(self.ground, self.country.threat, self.inputs.information)
        finance.deploy(self)
        perception.presence(self)
        coordination.open_channels(self)
        coordination.meet(self)
        orders.publish(self)
        perception.see_sides(self)

    # The phases of a week ------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Play one week."""
        if not self.running:
            return
        for phase in self.WEEK:
            getattr(self, phase)()
        self.week += 1
        self.running = self.week < self.horizon

    def calendar(self) -> None:
        """Turn the page: decisions, injects, and each month the bodies that meet and the statistics published."""
        self.week_now = Week(self.n_cells)
        self.week_now.group_losses, self.week_now.breaches = np.zeros(self.n_groups), np.zeros(self.n_groups)
        self.moved.clear()
        deciding.decide(self)
        happenings.happen(self)
        meetings.gather(self)
        if self.week % 4 == 0:
            self.meet()
            orders.publish(self)
        self.dialogue = self._good_offices()

    def meet(self) -> None:
        """Let joint bodies meet: who talks to whom, and what is committed to shared priorities."""
        coordination.meet(self)
        c = self.inputs.choices
        group = attendance(c.coordination.strategic_framework_group, self.inputs.channels)
        paper = self.inputs.planning.framework_paper
        self.committed = c.integration.strategic_framework * (paper + (1.0 - paper) * group)

    def _good_offices(self) -> float:
        """Return what the good offices of the head of mission and the political deputy come to this week, 0-1."""
        c, p = self.inputs.choices, self.inputs.leadership
        often = c.coordination.leadership_meetings + float(self.leaders_aside[0])
        left = week_left(often, c.political.good_offices, p)
        head, deputy = (0.0 if one.vacant else skill(one.competence, p) for one in self.leaders[:2])
        return mediation(c.political.good_offices, left, head, deputy, self.political_capital, p)

    def money(self) -> None:
        """Receive, pay and deploy."""
        finance.collect(self)
        donors.give(self)
        finance.spend(self)
        finance.deploy(self)

    def sense(self) -> None:
        """Let teams and residents report."""
        intelligence.sense(self)

    def share(self) -> None:
        """Pass reports on."""
        intelligence.share(self)

    def plan(self) -> None:
        """Let organisations give orders, and donors begin projects."""
        orders.give_orders(self)
        donors.plan_projects(self)

    def work(self) -> None:
        """Ask for access, move and work."""
        self.state_active = np.minimum(
            self.ground.state_abuse
            + self.inputs.access.active_violence
            * self.ground.violence
            * np.minimum(self.state_force / self.half_presence, 1.0)
            + self.denied,
            1.0,
        )
        share_lift(self)
        open_access(self)
        operations.work(self)
        self.monitors += self.inputs.tasks.rights_memory * (
            np.minimum(
                self.inputs.tasks.rights_effect
                * (1.0 + self.society.told[self.country.sector])
                * self.nearby_cells.total(self.last_done[TASK_INDEX["monitor_rights"]]),
                1.0,
            )
            - self.monitors
        )
        for row in self.moved:
            self.field_teams[row].cell = self.cells_of_grid[self.teams.cell[row]]
        perception.presence(self)

    def armed(self) -> None:
        """Let armed groups and state forces act."""
        conflict.guard(self)
        host_state.guard_borders(self)
        conflict.act(self)
        happenings.strike_injected(self)

    def clashes(self) -> None:
        """Resolve what comes of it."""
        clashes.clash(self)
        conflict.hold_ground(self)

    def people(self) -> None:
        """Let former fighters pass through their programme, and people flee, live and return."""
        ddr.run_programme(self)
        population.live(self)

    def politics(self) -> None:
        """Let elections come, and parties talk or carry out what they signed."""
        elections.elections(self)
        politics.politics(self)

    def perceptions(self) -> None:
        """Move consent, acceptance and trust."""
        perception.see_sides(self)
        self._shift_weights()
        perception.perceive(self)
        if self.week % 4 == 3:
            coordination.settle_trust(self, 4.0)

    def institutions(self) -> None:
        """Let leaders serve and be replaced while there is a mission, and institutions and civil society change."""
        if not self.departure.closed:
            coordination.lead(self)
        institutions.build_institutions(self)
        civil_society.civil_society(self)
        host_state.govern(self)

    def review(self) -> None:
        """Each fourth week, see which benchmarks are met; each week, whether the mission is to leave (5.25).

        Donors take notice of the week too (5.19).
        """
        donors.take_notice(self)
        if self.week % 4 == 3:
            transition.review_benchmarks(self)
        transition.move_towards_exit(self)

    def record(self) -> None:
        """Write the week down."""
        record_week(self)
        if self.week in (0, self.horizon // 2, self.horizon - 1):
            self.maps[self.week] = snapshot(self)

    # What others ask of the model ----------------------------------------------------------------------------------

    def enter(self, row: int) -> None:
        """Bring a team into the country, at the office of its organisation."""
        org = int(self.teams.org[row])
        cell = build.local_office(org, self.country)
        self.teams.active[row] = True
        self.teams.cell[row] = self.teams.goal[row] = cell
        self.field_teams[row] = FieldTeam(self, self.teams, row, self.organisations[org], self.cells_of_grid[cell])

    def withdraw(self, row: int) -> None:
        """Take a team out of the country."""
        self.teams.active[row] = self.teams.working[row] = False
        self.teams.task[row] = -1
        self.field_teams.pop(row).remove()

    def note(
        self,
        kind: str,
        *,
        cell: int = -1,
        sector: int = -1,
        actor: str = "",
        target: str = "",
        size: float = 0.0,
        cause: str = "",
        text: str = "",
    ) -> None:
        """Add an event of this week."""
        where = int(self.country.sector[cell]) if cell >= 0 else sector
        self.events.add(
            self.week, kind, cell=cell, sector=where, actor=actor, target=target, size=size, cause=cause, text=text
        )

    def result(self) -> Result:
        """Return what the run has left behind so far.

        Raises:
            ValueError: If no week has been played.
        """
        return make_result(self)


def play_mission(
    scenario: Scenario,
    seed: int = 1,
    *,
    progress: Callable[[int, int], None] | None = None,
    keep_cell_causes: bool = False,
) -> MissionModel:
    """Play a scenario to its horizon and return the model as it stands then; arguments as of :func:`run_mission`."""
    model = MissionModel(scenario, seed=seed, keep_cell_causes=keep_cell_causes)
    while model.running:
        model.step()
        if progress is not None:
            progress(model.week, model.horizon)
    return model


def run_mission(
    scenario: Scenario,
    seed: int = 1,
    *,
    progress: Callable[[int, int], None] | None = None,
    keep_cell_causes: bool = False,
) -> Result:
    """Play a scenario to its horizon and return the result.

    Args:
        scenario: What to play.
        seed: Any whole number from 0 up.
        progress: Called after each week with the weeks played and the horizon.
        keep_cell_causes: Keep contributions by cause for every cell.

    Raises:
        PeaceopsError: If the seed or a map layer cannot be used.
    """
    return play_mission(scenario, seed, progress=progress, keep_cell_causes=keep_cell_causes).result()
