"""The state of a mission: everything that a run carries from week to week, declared in one place."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
from mesa.discrete_space import OrthogonalMooreGrid
from numpy.typing import NDArray

from ..agents.armed_group import ArmedGroup
from ..agents.catalogue import ORG_INDEX, ORGANISATIONS
from ..agents.field_team import FieldTeam
from ..agents.leadership import POSTS, Leader
from ..agents.organisation import Donor, Organisation, family_class
from ..agents.planning import travel_views
from ..agents.tasks import SIGNALS, TASK_INDEX, TASKS
from . import build, finance
from .benchmarks import Benchmarks
from .causes import AT_THE_START, Causes
from .chance import Chance
from .civil_society import CivilSociety
from .coordination import roster
from .country import generate_country
from .crime import FEEDS
from .ddr import Programme
from .decisions import in_force
from .donors import Aid
from .elections import Elections
from .events import Events
from .happenings import Ongoing
from .host_state import HostState
from .institutions import Institutions
from .politics import Process
from .recorder import Recorder
from .rules.leadership import appointed
from .rules.ranks import tax_base
from .scenario import Scenario
from .state import N_ORGS, Ground, Neighbourhood, Sectors, Week, around, distances, tally, total
from .switches import as_played
from .transition import Departure, never_sent, nobody_to_lead

__all__ = ["MissionState"]

Array = NDArray[np.float64]

_FAMILY_LAYER = {"uniformed": 0, "civilian": 2, "agency": 3, "relief": 3, "state": 4}
_POLICE_OFFICES = ("police", "formed_police")


class MissionState(mesa.Model):
    """A Mesa model with the state of a mission and no rules."""

    running: bool

    def __init__(self, inputs: Scenario, seed: int, keep_cell_causes: bool) -> None:
        """Declare all state; arguments as in :class:`~peaceops.model.mission.MissionModel`."""
        super().__init__(rng=int(seed))
        # Mesa 3.5 has a property `scenario` of its own, for objects that know their model.
        self.as_given, self.seed_used, self.chance = inputs, int(seed), Chance(int(seed))
        self.sent = inputs.choices.transition.exit_week > 0
        self.inputs = inputs = self.as_it_plays(0)
        own_map = inputs.country.map_seed
        self.country = generate_country(
            inputs.country, build.homelands(inputs), Chance(own_map) if own_map >= 0 else self.chance
        )
        c = self.country
        self.n_cells, self.week = c.n_cells, 0
        self.grid = OrthogonalMooreGrid((c.width, c.height), torus=False, random=self.random)
        self.cells_of_grid = [self.grid[(i // c.height, i % c.height)] for i in range(self.n_cells)]
        self._declare_ground()
        self._declare_actors()
        self._declare_means()
        if not self.sent:
            self.departure.closed = True
            nobody_to_lead(self)
        self._declare_records(keep_cell_causes)

    def as_it_plays(self, week: int) -> Scenario:
        """Return what rules read in a week: decisions up to it, systems that are off, and no mission in void."""
        played = as_played(in_force(self.as_given, week))
        return played if self.sent else never_sent(played)

    def hear(self, scenario: Scenario) -> None:
        """Play on by another scenario, which differs in injects and decisions that are still to come and in no more."""
        self.as_given = scenario
        self.inputs = self.inputs.model_copy(update={"injects": scenario.injects, "decisions": scenario.decisions})

    def _declare_ground(self) -> None:
        """Declare the state of the country and the geometry of the grid."""
        c, p, n = self.country, self.inputs, self.n_cells
        self.ground = Ground(c, p.peace.weeks_since_fighting)
        self.neighbours = around(c.width, c.height)
        self.nearby_cells, self.nearby_pair = (Neighbourhood(c.width, c.height, k) for k in (None, 2))
        self.near_border = self.nearby_cells.most(c.border.astype(np.float64))
        gap = distances(c.width, c.height)
        kernel = 1.0 / (1.0 + gap * float(np.sqrt(c.cell_km / 15.0)) / p.planning.travel_half)
        self.travel = travel_views(kernel, c.width, c.height)
        bases = np.concatenate([[c.capital], c.sector_offices])
        away = np.sqrt((c.x[:, None] - c.x[bases]) ** 2 + (c.y[:, None] - c.y[bases]) ** 2)
        self.base_distance = away.min(axis=1) * c.cell_km / 15.0
        self.on_road = c.road.astype(np.float64)
        self.town_weight = np.zeros(n)
        self.town_weight[c.towns] = 1.0 / np.sqrt(1.0 + np.arange(len(c.towns)))
        self.sectors = Sectors(c.sector)
        self.sector_size = np.maximum(np.bincount(c.sector, minlength=4), 1).astype(np.float64)
        self.half_presence = p.violence.half_presence * float(np.sqrt(c.cell_km / 15.0))
        self.cholera, self.propaganda_campaign, self.denied = np.zeros(n), np.zeros(n), np.zeros(n)
        self.hidden_misconduct, self.escorts, self.relief_traffic = np.zeros(n), np.zeros(n), np.zeros(n)
        self.monitors, self.warned, self.state_active = np.zeros(n), np.zeros(n), np.zeros(n)
        self.partiality, self.hostile, self.association = np.zeros(n), np.zeros(n), np.zeros(n)
        self.mission_force, self.mission_free, self.nearby, self.state_force = (np.zeros(n) for _ in range(4))
        self.mobile, self.state_backing = np.zeros(n), np.ones(n)
        self.deterrence, self.deterrence_local, self.relief_delivery = np.zeros(n), np.zeros(n), np.zeros(n)
        self.presence_military, self.presence_police, self.presence_civilian = np.zeros(n), np.zeros(n), np.zeros(n)
        self.presence_humanitarian, self.presence_state = np.zeros(n), np.zeros(n)
        self.presence_mission, self.presence_relief, self.presence_independent = np.zeros(n), np.zeros(n), np.zeros(n)
        self.people_weight, self.hosted_weight = np.zeros(n), np.zeros(n)
        self.share_of_people, self.share_of_need = np.zeros(n), np.zeros(n)
        self.in_need, self.authority_mean, self.served_people, self.wanted_people = 1.0, 0.0, 0.0, 1.0
        self.relief_reach, self.relief_paid = 0.0, 0.0
        self.weigh_people()

    def _declare_actors(self) -> None:
        """Declare organisations, teams, leaders and armed groups."""
        p, c = self.inputs, self.country
        self.groups, self.bands = build.groups(p, c, self.chance)
        self.n_groups = len(self.groups.keys)
        self.usual_support, self.first_cohesion = self.groups.support.copy(), self.groups.cohesion.copy()
        self.enmity_to_state = build.enmity_to_state(p)
        self.first_tax_base = self.tax_base()
        self.is_spoiler = np.array([k == "spoiler" for k in self.groups.kind])
        self.spoiler_groups = np.flatnonzero(self.is_spoiler)
        self.bands_of = np.bincount(self.bands.group, minlength=self.n_groups)
        kin = [min(g.identity_group, len(c.group_share) - 1) for g in p.armed_groups.values()]
        self.strangers = 1.0 - p.spoilers.own_people * c.group_share[kin]
        self.teams = build.teams(p, c, self.chance)
        self.teams_of, self.team_family = np.zeros(N_ORGS, dtype=np.int64), np.zeros(0, dtype=np.int64)
        self.n_orgs_in_field, self.meeting_share, self.agencies_share = 0, np.zeros((0, 0)), 0.0
        self.count_teams()
        self.organisations: list[Organisation] = [
            family_class(spec.family)(self, row, spec, self.cells_of_grid[build.local_office(row, c)])
            for row, spec in enumerate(ORGANISATIONS)
        ]
        self.donors = [o for o in self.organisations if isinstance(o, Donor)]
        draws = self.chance.uniform("leadership.first", 0, 3 * len(POSTS)).reshape(-1, 3)
        self.leaders = [
            Leader(self, k, self.cells_of_grid[c.capital], appointed(float(u[0]), p.leadership), float(u[1]), 0.0)
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

    def count_teams(self) -> None:
        """Work out what hangs on how many teams there may be of each organisation, and on nothing else."""
        self.teams_of = np.bincount(self.teams.org, minlength=N_ORGS)
        self.n_orgs_in_field = max((int(org) + 1 for org in np.flatnonzero(self.teams_of)), default=0)
        in_field = self.teams_of[: self.n_orgs_in_field]
        self.meeting_share = 1.0 / np.maximum(np.minimum(in_field[:, None], in_field[None, :]), 1)
        np.fill_diagonal(self.meeting_share, 0.0)  # nobody meets himself
        layer = [_FAMILY_LAYER[ORGANISATIONS[o].access] for o in self.teams.org]
        police = [ORG_INDEX[k] for k in _POLICE_OFFICES]
        self.team_family = (
            np.where(np.isin(self.teams.org, police), 1, layer) if len(layer) else np.zeros(0, dtype=np.int64)
        )
        self.agencies_share = self._share_of_agencies()

    def tax_base(self) -> Array:
        """Return what each group can draw rents from today, shape (n_groups,), cells in full work."""
        g = self.ground
        sites = self.country.resource_site.astype(np.float64)
        return tax_base(g.control[1:], g.livelihoods, self.people_weight, sites, self.inputs.spoilers)

    def _share_of_agencies(self) -> float:
        """Return the share of UN agencies in all teams for relief and recovery."""
        agencies, others = (float(self.teams_of[who].sum()) for who in (roster.country_team, roster.relief))
        return agencies / max(agencies + others, 1.0)

    @property
    def acceptance(self) -> Array:
        """Acceptance of agencies and of independent relief together, by their teams, shape (n_cells,), share."""
        both, mine = self.ground, self.agencies_share
        return mine * both.acceptance + (1.0 - mine) * both.acceptance_independent

    def _base_of(self, group: int) -> int:
        """Return the cell in which most fighters of a group stand."""
        mine = self.bands.group == group
        at = np.bincount(self.bands.cell[mine], weights=self.bands.fighters[mine], minlength=self.n_cells)
        return int(at.argmax())

    def _declare_means(self) -> None:
        """Declare money, strength, relations, beliefs and the levels that leaders and hosts carry."""
        p = self.inputs
        self.beliefs = build.beliefs(self.ground, self.country.threat, p.information)
        self.truth = np.zeros((3, self.n_cells))
        self.relations = build.relations(p)
        self.mandate = build.mandate(p)
        self.ledger = finance.open_books()
        self.funded, self.goods, self.fleet = np.ones(N_ORGS), np.ones(N_ORGS), np.zeros(N_ORGS)
        self.support_led, self.political_capital, self.criticism, self.shame = 1.0, p.leadership.first_capital, 0.0, 0.0
        self.has_fleet = (roster.family != "host").astype(np.float64)
        self.relief_work, self.relief_given = np.zeros(N_ORGS), np.zeros((2, self.n_cells))
        self.lift, self.lift_lent = float(p.mission.helicopters), 0.0
        self.asked = finance.asked_a_year(self.teams_of, p.country_team)
        self.open_pledges, self.dues = np.zeros(len(finance.AGENCIES)), 0.0
        self.liquidity, self.project_money = 1.0, 1.0
        self.mission_spend, self.country_team_spend, self.unpaid = 0.0, 0.0, 0.0
        names = finance.CEILINGS
        self.fill, self.strength = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
        self.places: dict[str, int] = {name: getattr(p.mission, name) for name in names}
        """The highest ceiling so far, which ``fill`` is a share of; decisions may set others."""
        self.reinforced: dict[str, tuple[int, float]] = {}
        """Where a decision has raised a ceiling: in which week, and which part of it could be there before."""
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
        self.leaders_aside = np.zeros(len(POSTS))  # meetings a month of each leader outside of joint bodies
        self.committed, self.dialogue, self.civil_military, self.association_seen = 0.0, 0.0, 0.0, 0.0
        self.host_consent, self.follow_on = p.host.consent, 1.0
        self.departure = Departure(officials=build.officials(p, self.teams))
        first = tally(self.bands.group, self.bands.first, len(self.groups.keys))
        self.programme = Programme.empty(first, self.bands.n, p.ddr.reinsertion_weeks)
        self.process = Process.at_the_start(
            p, self.groups.rents, self.groups.consent, total(self.ground.displaced),
            self.chance.noise("politics.patience", 0, len(self.groups.rents)),
        )  # fmt: skip
        self.aid = Aid.at_the_start(self.town_weight, self.on_road, p.peace.weeks_since_fighting, p.aid)
        self.elections = Elections.at_the_start(p, self.ground.residents, self.country.group_share)
        g = self.ground
        self.organs = Institutions.at_the_start(
            p, self.country.sector, self.share_of_people, g.rule_of_law, g.state_authority
        )
        self.society = CivilSociety.at_the_start(p, self.country.sector, self.share_of_people)
        self.host_state = HostState.at_the_start(p.host.predation, self.groups.support, self.n_cells)
        self.crime_proneness, self.crime_fed = np.ones(self.n_cells), np.zeros((len(FEEDS), self.n_cells))
        self.caution, self.donor_cut, self.scandal = np.zeros(5), 1.0, 1.0
        self.radio, self.disciplined = 0.0, 0.0
        self.denials_of_note, self.refusals_of_note, self.quick_impact_task = 8.0, 4.0, TASK_INDEX["quick_impact"]
        self.access, self.permitted = np.ones((4, 5, self.n_cells)), np.ones((5, self.n_cells))
        self.expected_access = np.full((5, self.n_cells), p.access.expected_at_start)
        self.forced = np.zeros(self.n_cells)
        """Share of the week in which holders' refusals of the mission's soldiers are overridden, by cell."""
        self.asked_access = np.zeros((5, self.n_cells), dtype=bool)
        self.signals, self.room = np.zeros((len(SIGNALS), self.n_cells)), np.ones((len(TASKS), self.n_cells))
        self.rights_grant = np.ones(self.n_cells)
        self.insecurity = self.ground.threat + p.tasks.violence_counts * self.ground.violence
        self.shared_cells, self.joint_doubt = np.zeros(self.n_cells), np.zeros((4, self.n_cells))
        self.last_done = np.zeros((len(TASKS), self.n_cells))

    def _draw_peaks(self) -> dict[str, float]:
        """Draw how close to its ceilings this mission ever comes (C-02)."""
        p, q = self.inputs.mission, self.inputs.deployment
        u = self.chance.uniform("deployment.peak", 0, 3)
        most = max(q.troop_peak_high, p.peak_share)
        troops = min(max(p.peak_share + (u[0] - 0.5) * (q.troop_peak_high - q.troop_peak_low), 0.0), most)
        police = min(max(p.police_peak_share + (u[1] - 0.5) * q.police_peak_spread, 0.0), 1.0)
        civilians = min(q.civilian_peak_low + q.civilian_peak_spread * u[2], 1.0)
        return {"troops": float(troops), "police": float(police), "civilians": float(civilians)}

    def _declare_records(self, keep_cell_causes: bool) -> None:
        """Declare what is recorded."""
        self.horizon = self.inputs.horizon_weeks
        self.recorder = Recorder(self.horizon)
        self.benchmarks = Benchmarks()
        self.causes = (
            Causes(self.horizon, self.n_cells, self.country.sector) if keep_cell_causes else Causes(self.horizon)
        )
        self.events = Events()
        self.maps: dict[int, dict[str, Array]] = {}
        self.week_now = Week(self.n_cells)
        self.injected: set[int] = set()
        self.ongoing: list[Ongoing] = []
        self.pending: list[Any] = []
        self.old_fighter_share = self.fighter_share()
        self.last_response = 0.0
        self.mine_deaths = np.zeros(self.horizon)
        self.old_levels: dict[str, float] = {}
        self.old_sector_levels: dict[str, Array] = {}

    @property
    def consent_to_others(self) -> float:
        """Return the consent by which the government lets people in; its quarrel is with a mission that is there."""
        return self.inputs.host.consent if self.departure.closed else self.host_consent

    @property
    def process_value(self) -> float:
        """What the peace process is worth to its parties, 0-1: an agreement is a prospect before it is carried out."""
        return self.process.value(self.inputs.spoilers.agreement_value)

    def weigh_people(self) -> None:
        """Refresh the weights that depend on where people are."""
        g = self.ground
        present = g.present
        everybody = max(total(present), 1.0)
        self.people_weight = np.minimum(np.sqrt(present * (self.n_cells / everybody)), self.inputs.planning.crowd_most)
        self.hosted_weight = np.minimum(g.hosted / self.inputs.planning.camp_crowd, 1.0)
        self.share_of_people = present / everybody
        lacking = present * g.need
        self.in_need = max(total(lacking), 1e-9)
        self.share_of_need = lacking / self.in_need
        self.authority_mean = total(self.share_of_people * g.state_authority)

    def fighters_by_group(self) -> Array:
        """Return the fighters of each group, shape (n_groups,)."""
        return tally(self.bands.group, self.bands.fighters, self.n_groups)

    def fighter_share(self) -> Array:
        """Return each group's share of all fighters, shape (n_groups,)."""
        fighters = self.fighters_by_group()
        return fighters / max(total(fighters), 1.0)

    def _shift_weights(self) -> None:
        """Charge to the movement of people what it does to people-weighted means."""
        stocks = (
            ("acceptance", self.acceptance, self.share_of_need),
            ("local_consent", self.ground.consent, self.share_of_people),
        )
        for stock, layer, weight in stocks[: 1 if self.departure.closed else 2]:  # nobody is left to consent to
            if stock in self.old_levels:
                self.causes.add(stock, "people and need moved", total(weight * layer) - self.old_levels[stock])
            if self.causes.keeps_cells:
                now, old = self.causes.means(weight, layer), self.old_sector_levels.get(stock)
                cause = AT_THE_START if old is None else "people and need moved"
                self.causes.add_sectors(stock, cause, now if old is None else now - old)

    def bounded(self, stock: str, layer: Array, weight: Array) -> Array:
        """Return a layer kept within 0-1, the cut charged to the limit of the scale; remember its mean."""
        kept = np.minimum(np.maximum(layer, 0.0), 1.0)
        cut = float((weight * (kept - layer)).sum())
        if cut:
            self.causes.add(stock, "limit of the scale", cut)
        self.old_levels[stock] = float((weight * kept).sum())
        if self.causes.keeps_cells:
            self.causes.add_sectors(stock, "limit of the scale", self.causes.means(weight, kept - layer))
            self.old_sector_levels[stock] = self.causes.means(weight, kept)
        return kept
