"""The mission: a Mesa model in which each week passes through the same phases.

The phases stand in :attr:`MissionModel.WEEK`, in the order of MODEL.md section 5. Agents decide, rules resolve, the
model only says when.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
from mesa.discrete_space import OrthogonalMooreGrid
from numpy.typing import NDArray

from ..agents.armed_group import ArmedGroup
from ..agents.catalogue import ORG_INDEX, ORGANISATIONS
from ..agents.field_team import FieldTeam
from ..agents.leadership import POSTS, Leader
from ..agents.organisation import Organisation, family_class
from ..agents.planning import Outlook
from ..agents.tasks import SIGNALS, TASK_INDEX, TASKS
from . import (
    build,
    clashes,
    conflict,
    coordination,
    finance,
    happenings,
    intelligence,
    operations,
    perception,
    population,
)
from .access import open_access
from .causes import Causes
from .chance import Chance
from .country import generate_country
from .coordination import roster
from .events import Events
from .recorder import Recorder
from .recording import make_result, record_week, snapshot
from .result import Result
from .rules.conduct import money_share
from .scenario import Scenario
from .state import N_ORGS, Ground, Week, around, distances

__all__ = ["MissionModel", "run_mission"]

Array = NDArray[np.float64]

_FAMILY_LAYER = {"uniformed": 0, "civilian": 2, "agency": 3, "relief": 3, "state": 4}
_PRIOR_OFFICES = ("police", "formed_police")


class MissionModel(mesa.Model):
    """One run of one scenario with one seed.

    Source: MODEL.md sections 2, 3 and 5.
    """

    WEEK = (
        "calendar", "money", "sense", "share", "plan", "work", "armed", "clashes", "people", "perceptions",
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
        super().__init__(rng=int(seed))
        self.inputs, self.seed_used, self.chance = inputs, int(seed), Chance(int(seed))
        map_seed = inputs.country.map_seed
        self.country = generate_country(
            inputs.country, build.homelands(inputs), Chance(map_seed) if map_seed >= 0 else self.chance
        )
        c = self.country
        self.n_cells, self.week = c.n_cells, 0
        self.grid = OrthogonalMooreGrid((c.width, c.height), torus=False, random=self.random)
        self.cells_of_grid = [self.grid[(i // c.height, i % c.height)] for i in range(self.n_cells)]
        self._declare_ground()
        self._declare_actors()
        conflict.threaten(self)
        self._declare_means()
        self._declare_records(keep_cell_causes)
        self._first_look()

    def _declare_ground(self) -> None:
        """Declare the state of the country and the geometry of the grid."""
        c, p, n = self.country, self.inputs, self.n_cells
        self.ground = Ground(c, p.peace.weeks_since_fighting)
        self.neighbours = around(c.width, c.height)
        gap = distances(c.width, c.height)
        self.kernel = 1.0 / (1.0 + gap * (c.cell_km / 15.0) ** 0.5 / p.planning.travel_half)
        self.km_a_week = 250.0
        bases = np.concatenate([[c.capital], c.sector_offices])
        away = np.sqrt((c.x[:, None] - c.x[bases]) ** 2 + (c.y[:, None] - c.y[bases]) ** 2)
        self.base_distance = away.min(axis=1) * c.cell_km / 15.0
        self.on_road = c.road.astype(np.float64)
        self.town_weight = np.zeros(n)
        self.town_weight[c.towns] = 1.0 / np.sqrt(1.0 + np.arange(len(c.towns)))
        self.sector_size = np.maximum(np.bincount(c.sector, minlength=4), 1).astype(np.float64)
        self.half_presence = p.violence.half_presence * c.cell_km / 15.0
        self.cholera, self.propaganda_campaign, self.denied = np.zeros(n), np.zeros(n), np.zeros(n)
        self.hidden_misconduct, self.escorts, self.relief_traffic = np.zeros(n), np.zeros(n), np.zeros(n)
        self.monitors, self.warned, self.state_active = np.zeros(n), np.zeros(n), np.zeros(n)
        self.partiality, self.hostile, self.association = np.zeros(n), np.zeros(n), np.zeros(n)
        self.mission_force, self.nearby, self.state_force = np.zeros(n), np.zeros(n), np.zeros(n)
        self.deterrence, self.deterrence_local, self.relief_delivery = np.zeros(n), np.zeros(n), np.zeros(n)
        self.presence_military, self.presence_police, self.presence_civilian = np.zeros(n), np.zeros(n), np.zeros(n)
        self.presence_humanitarian, self.presence_state = np.zeros(n), np.zeros(n)
        self.presence_mission, self.presence_relief = np.zeros(n), np.zeros(n)
        self.people_weight, self.hosted_weight = np.zeros(n), np.zeros(n)
        self.share_of_people, self.share_of_need = np.zeros(n), np.zeros(n)
        self.in_need, self.authority_mean, self.served_people, self.wanted_people = 1.0, 0.0, 0.0, 1.0
        self.weigh_people()

    def _declare_actors(self) -> None:
        """Declare organisations, teams, leaders and armed groups."""
        p, c = self.inputs, self.country
        self.groups, self.bands = build.groups(p, c, self.chance)
        self.n_groups = len(self.groups.keys)
        self.usual_support = self.groups.support.copy()
        self.enmity_to_state = build.enmity_to_state(p)
        self.spoiler_groups = np.flatnonzero([k == "spoiler" for k in self.groups.kind])
        self.bands_of = np.bincount(self.bands.group, minlength=self.n_groups)
        kin = [min(g.identity_group, len(c.group_share) - 1) for g in p.armed_groups.values()]
        self.own_people = c.group_share[kin]
        self.teams = build.teams(p, c, self.chance)
        self.teams_of = np.bincount(self.teams.org, minlength=N_ORGS)
        layer = [_FAMILY_LAYER[ORGANISATIONS[o].access] for o in self.teams.org]
        police = [ORG_INDEX[k] for k in _PRIOR_OFFICES]
        self.team_family = (
            np.where(np.isin(self.teams.org, police), 1, layer) if len(layer) else np.zeros(0, dtype=np.int64)
        )
        self.organisations: list[Organisation] = [
            family_class(spec.family)(self, row, spec, self.cells_of_grid[build.local_office(row, c)])
            for row, spec in enumerate(ORGANISATIONS)
        ]
        self.planners = [o for o in self.organisations if len(o.tasks) and self.teams_of[o.row]]
        self.donors = [o for o in self.organisations if o.spec.family == "donor"]
        draws = self.chance.uniform("leadership.first", 0, 3 * len(POSTS)).reshape(-1, 3)
        self.leaders = [
            Leader(self, k, self.cells_of_grid[c.capital], 0.3 + 0.6 * float(u[0]), float(u[1]), 0.0)
            for k, u in enumerate(draws)
        ]
        self.armed_groups = [
            ArmedGroup(self, g, self.groups, self.bands, self.cells_of_grid[self._base_of(g)])
            for g in range(self.n_groups)
        ]
        self.field_teams: dict[int, FieldTeam] = {}
        self.moved: set[int] = set()
        self.class_labels = (
            "uniformed teams",
            "mission civilians",
            "agencies",
            "independent relief",
            "servants of the state",
        )

    def _base_of(self, group: int) -> int:
        """Return the cell in which most fighters of a group stand."""
        mine = self.bands.group == group
        at = np.bincount(self.bands.cell[mine], weights=self.bands.fighters[mine], minlength=self.n_cells)
        return int(at.argmax())

    def _declare_means(self) -> None:
        """Declare money, strength, relations, beliefs and the levels that leaders and hosts carry."""
        p = self.inputs
        self.beliefs = build.beliefs(self.ground, self.n_cells, p.information.prior_precision)
        self.truth = np.zeros((3, self.n_cells))
        self.pool = np.zeros((self.beliefs.precision.shape[1], 4 * self.n_cells))
        self.report_weight = np.zeros(self.beliefs.precision.shape[1:])
        self.report_value = np.zeros(self.beliefs.precision.shape)
        self.relations = build.relations(p)
        mission, agencies = np.flatnonzero(roster.mission), np.flatnonzero(roster.country_team)
        pairs = np.zeros((N_ORGS, N_ORGS), dtype=bool)
        pairs[np.ix_(mission, agencies)] = True
        self.pairs_mission_country_team = pairs | pairs.T
        self.mandate = build.mandate(p)
        self.ledger = finance.open_books()
        self.funded, self.goods, self.fleet = np.ones(N_ORGS), np.ones(N_ORGS), np.zeros(N_ORGS)
        self.has_fleet = (roster.family != "host").astype(np.float64)
        self.open_pledges, self.dues = np.zeros(len(finance.AGENCIES)), 0.0
        self.budget_share, self.revenue_share, self.liquidity, self.project_money = 1.0, 1.0, 1.0, 1.0
        self.mission_spend, self.country_team_spend, self.unpaid, self.served = 0.0, 0.0, 0.0, 1.0
        names = ("troops", "observers", "police", "formed_police", "civilians")
        self.fill, self.strength = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
        self.peak = self._draw_peaks()
        self.deploying = {
            ORG_INDEX[k]: s
            for k, s in (
                ("military", "troops"),
                ("observers", "observers"),
                ("police", "police"),
                ("formed_police", "formed_police"),
            )
        }
        self.deploying |= {ORG_INDEX[k]: "civilians" for k in build.CIVILIAN_SHARES}
        self.n_active = dict.fromkeys(range(N_ORGS), 0)
        self.cohesion, self.decision_weeks, self.coherence, self.bridge_week = (
            p.leadership.initial_cohesion,
            1.0,
            0.5,
            0.5,
        )
        self.committed, self.dialogue, self.civil_military, self.association_seen = 0.0, 0.0, 0.0, 0.0
        self.host_consent, self.peace_process = p.host.consent, p.peace.process
        self.caution, self.state_losses, self.donor_cut, self.scandal = np.zeros(5), 0.0, 1.0, 1.0
        self.radio = money_share(p.choices.resources.public_information_usd, p.conduct.radio_half_usd)
        self.message_true, self.denials_of_note, self.quick_impact_task = 1.0, 8.0, TASK_INDEX["quick_impact"]
        self.access, self.permitted = np.ones((5, 4, self.n_cells)), np.ones((5, self.n_cells))
        self.expected_access = np.full((5, self.n_cells), 0.7)
        self.signals, self.room = np.zeros((len(SIGNALS), self.n_cells)), np.ones((len(TASKS), self.n_cells))
        self.shared_cells, self.placed = np.zeros(self.n_cells), np.zeros(0, dtype=np.int64)
        self.last_done = np.zeros((len(TASKS), self.n_cells))

    def _draw_peaks(self) -> dict[str, float]:
        """Draw how close to its ceilings this mission ever comes (C-02)."""
        p, q = self.inputs.mission, self.inputs.deployment
        u = self.chance.uniform("deployment.peak", 0, 3)
        troops = min(p.peak_share + (u[0] - 0.5) * (q.troop_peak_high - q.troop_peak_low), 1.0)
        police = min(p.police_peak_share + (u[1] - 0.5) * q.police_peak_spread, 1.0)
        return {"troops": float(troops), "police": float(police), "civilians": float(0.85 + 0.1 * u[2])}

    def _declare_records(self, keep_cell_causes: bool) -> None:
        """Declare what is recorded."""
        self.horizon = self.inputs.horizon_weeks
        self.recorder = Recorder(self.horizon)
        self.causes = Causes(self.horizon, self.n_cells if keep_cell_causes else None)
        self.events = Events()
        self.maps: dict[int, dict[str, Array]] = {}
        self.week_now = Week(self.n_cells)
        self.injected: set[int] = set()
        self.ongoing: list[happenings.Ongoing] = []
        self.pending: list[Any] = []
        self.old_fighter_share = self.fighter_share()
        self.last_response = 0.0
        self.old_levels: dict[str, float] = {}

    def _first_look(self) -> None:
        """Put in place what is there before week 0: the state, agencies, and the mission's advance party."""
        for org in range(N_ORGS):
            if roster.family[org] == "host":
                finance.activate(self, org, 1.0)
        finance.deploy(self)
        perception.presence(self)
        coordination.meet(self)
        operations.publish(self)
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
        """Turn the page: injects, and each month the bodies that meet and the statistics that are published."""
        self.week_now = Week(self.n_cells)
        self.week_now.group_losses = np.zeros(self.n_groups)
        self.moved.clear()
        happenings.happen(self)
        if self.week % 4 == 0:
            coordination.meet(self)
            operations.publish(self)
            c = self.inputs.choices
            group = float(
                coordination.attendance(np.array(c.coordination.strategic_framework_group), self.inputs.channels)
            )
            self.committed = c.integration.strategic_framework * (0.3 + 0.7 * group)
        head = self.leaders[0]
        left = coordination.week_left(self.inputs.choices.coordination.leadership_meetings, 0.0, self.inputs.leadership)
        self.dialogue = (
            0.0 if head.vacant else self.inputs.choices.political.good_offices * left * (0.4 + 0.6 * head.competence)
        )

    def money(self) -> None:
        """Receive, pay and deploy."""
        finance.fund(self)
        finance.deploy(self)

    def sense(self) -> None:
        """Let teams and residents report."""
        intelligence.sense(self)

    def share(self) -> None:
        """Pass reports on."""
        intelligence.share(self)

    def plan(self) -> None:
        """Let organisations give orders."""
        operations.plan(self)

    def work(self) -> None:
        """Ask for access, move and work."""
        self.state_active = np.minimum(
            self.ground.state_abuse
            + 0.3 * self.ground.violence * np.minimum(self.state_force / self.half_presence, 1.0)
            + self.denied,
            1.0,
        )
        open_access(self)
        operations.work(self)
        self.monitors += 0.2 * (
            np.minimum(
                self.inputs.tasks.rights_effect
                * self.last_done[TASK_INDEX["monitor_rights"]][self.neighbours].sum(axis=1),
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
        conflict.act(self)
        happenings.strike_injected(self)

    def clashes(self) -> None:
        """Resolve what comes of it."""
        clashes.clash(self)
        conflict.hold_ground(self)

    def people(self) -> None:
        """Let people flee, live and return."""
        population.live(self)

    def perceptions(self) -> None:
        """Move consent, acceptance and trust."""
        perception.see_sides(self)
        self._shift_weights()
        perception.perceive(self)
        if self.week % 4 == 3:
            coordination.settle_trust(self, 4.0)

    def institutions(self) -> None:
        """Let leaders serve and be replaced."""
        coordination.lead(self)

    def review(self) -> None:
        """Review the mandate; the rules of exit and benchmarks are still to come (5.25)."""

    def record(self) -> None:
        """Write the week down."""
        record_week(self)
        if self.week in (0, self.horizon // 2, self.horizon - 1):
            self.maps[self.week] = snapshot(self)

    # What others ask of the model ----------------------------------------------------------------------------------

    def outlook(self, org: int) -> Outlook:
        """Return what organisation ``org`` knows when it plans."""
        return operations.make_outlook(self, org)

    def travel_kernel(self, org: int) -> Array:
        """Return how travel discounts the worth of a place."""
        return self.kernel

    def grid_size(self) -> tuple[int, int]:
        """Return width and height of the grid in cells."""
        return self.country.width, self.country.height

    def enter(self, row: int) -> None:
        """Bring a team into the country, at the office of its organisation."""
        org = int(self.teams.org[row])
        cell = build.local_office(org, self.country)
        self.teams.active[row] = True
        self.teams.cell[row] = self.teams.goal[row] = cell
        self.field_teams[row] = FieldTeam(self, self.teams, row, self.organisations[org], self.cells_of_grid[cell])

    def withdraw(self, row: int) -> None:
        """Take a team out of the country."""
        self.teams.active[row] = False
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

    @property
    def process_value(self) -> float:
        """What the peace process is worth to its parties, 0-1: an agreement is a prospect before it is carried out."""
        base = self.inputs.spoilers.agreement_value if self.inputs.peace.agreement else 0.0
        return base + (1.0 - base) * self.peace_process

    def weigh_people(self) -> None:
        """Refresh the weights that depend on where people are."""
        g = self.ground
        present = g.present
        total = max(float(present.sum()), 1.0)
        self.people_weight = np.minimum(np.sqrt(present * (self.n_cells / total)), 2.5)
        self.hosted_weight = np.minimum(g.hosted / 20_000.0, 1.0)
        self.share_of_people = present / total
        lacking = present * g.need
        self.in_need = max(float(lacking.sum()), 1e-9)
        self.share_of_need = lacking / self.in_need
        self.authority_mean = float((self.share_of_people * g.state_authority).sum())

    def fighter_share(self) -> Array:
        """Return each group's share of all fighters, shape (n_groups,)."""
        fighters = np.bincount(self.bands.group, weights=self.bands.fighters, minlength=self.n_groups)
        return fighters / max(float(fighters.sum()), 1.0)

    def _shift_weights(self) -> None:
        """Charge to the movement of people what it does to people-weighted means."""
        for stock, layer, weight in (
            ("local_consent", self.ground.consent, self.share_of_people),
            ("acceptance", self.ground.acceptance, self.share_of_need),
        ):
            if stock in self.old_levels:
                self.causes.add(stock, "people and need moved", float((weight * layer).sum()) - self.old_levels[stock])

    def bounded(self, stock: str, layer: Array, weight: Array) -> Array:
        """Return a layer kept within 0-1, the cut charged to the limit of the scale; remember its mean."""
        kept = np.clip(layer, 0.0, 1.0)
        cut = float((weight * (kept - layer)).sum())
        if cut:
            self.causes.add(stock, "limit of the scale", cut)
        self.old_levels[stock] = float((weight * kept).sum())
        return kept

    def result(self) -> Result:
        """Return what the run has left behind so far.

        Raises:
            ValueError: If no week has been played.
        """
        return make_result(self)


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
    model = MissionModel(scenario, seed=seed, keep_cell_causes=keep_cell_causes)
    while model.running:
        model.step()
        if progress is not None:
            progress(model.week, model.horizon)
    return model.result()
