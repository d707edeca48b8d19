"""Random scenarios for whole-model tests, and a model that proves its books after every phase of every week.

A case is a base scenario on a small grid, a short horizon, and changes drawn from the registry: choices first of all,
facts, injects, and ceilings down to nothing at all. Drawn values lie in their declared range; changes that a scenario
refuses for other reasons are left out, so that every case runs.
"""

from __future__ import annotations

import random
from functools import lru_cache
from typing import Any

import numpy as np
from hypothesis import strategies as st

from peaceops import load_scenario
from peaceops.model.columns import NUMBER_COLUMNS
from peaceops.model.errors import ScenarioError
from peaceops.model.injects import Inject
from peaceops.model.layout import LISTS
from peaceops.model.mission import MissionModel
from peaceops.model.registry import parameters
from peaceops.model.result import Result
from peaceops.model.scenario import Scenario
from peaceops.model.state_forces import state_units

__all__ = [
    "BASES", "NOTHING", "THEMES", "Usual", "Watched", "cases", "empty_handed", "flipped", "played", "small",
    "values_of",
]  # fmt: skip

BASES = ("post_accord", "contested")
THEMES = ("choices", "facts", "rules", "injects", "nothing", "corners")
_COSTLY = ("country_team.teams", "country_team.independent_teams", "mission.troops_per_team", "mission.police_per_team")
_SIZES = ("country.width", "country.height", "horizon_weeks")
_RULE_GROUPS = tuple(
    name for name, field in Scenario.model_fields.items() if type(field.default).__module__.find(".rules.") > 0
)
_FACT_GROUPS = ("country", "mission", "country_team", "host", "donors", "region", "peace", "armed_groups")

NOTHING: dict[str, dict[str, Any]] = {
    "no troops": {"mission.troops": 0},
    "no police": {"mission.police": 0, "mission.formed_police": 0},
    "no observers": {"mission.observers": 0},
    "no civilians": {"mission.civilians": 0},
    "no agencies": {"country_team.teams": 0},
    "no relief": {"country_team.independent_teams": 0},
    "no servants of the state": {"host.local_teams": 0, "host.army": 0, "host.police": 0},
    "no donors": {
        "country_team.funded_share": 0.0, "country_team.annual_humanitarian_usd": 0,
        "country_team.annual_development_usd": 0, "country_team.independent_annual_usd": 0,
        "donors.annual_pledge_usd": 0,
    },
    "no dues": {"mission.annual_budget_usd": 0},
    "no revenue": {"host.annual_revenue_usd": 0},
    "no fighters": {"armed_groups.*.fighters": 0},
    "hardly any fighters": {"armed_groups.*.fighters": 3},
    "nobody fled": {"country.idps": 0, "country.refugees": 0, "country.camps": 0},
    "hardly any people": {"country.population": 1000, "country.idps": 0, "country.refugees": 0},
    "no money for small levers": {
        "resources.quick_impact_usd": 0, "resources.public_information_usd": 0,
        "resources.conduct_and_discipline_usd": 0,
    },
    "no meetings": {f"coordination.{name}": 0.0 for name in (
        "joc", "jmac", "joint_logistics", "cmoc", "leadership_meetings", "strategic_framework_group", "clusters",
        "donor_group", "ddr_steering_group", "joint_protection_teams", "joint_commission", "civil_society_forum",
        "security_management_team",
    )},
}  # fmt: skip
"""Ways in which a mission or its country may lack something altogether."""


@lru_cache(maxsize=8)
def small(base: str, width: int = 10, height: int = 10, weeks: int = 26) -> Scenario:
    """Return a shipped scenario on a small grid for a short time."""
    return load_scenario(base).with_changes(
        {"country.width": width, "country.height": height, "horizon_weeks": weeks, "injects": []}
    )


def empty_handed(scenario: Scenario, *names: str) -> Scenario:
    """Return a scenario that lacks what :data:`NOTHING` says."""
    for name in names:
        scenario = scenario.with_changes(_for_each_group(scenario, NOTHING[name]))
    return scenario


def _for_each_group(scenario: Scenario, changes: dict[str, Any]) -> dict[str, Any]:
    """Return changes with ``armed_groups.*`` written out for every group."""
    return {
        name.replace("*", group): value
        for name, value in changes.items()
        for group in (scenario.armed_groups if "*" in name else ("",))
    }


@lru_cache(maxsize=1)
def _table() -> list[dict[str, Any]]:
    """Return the registry as rows, without texts, tables, injects and the size of the case."""
    rows = parameters().to_dict("records")
    return [
        row for row in rows
        if row["type"] in ("float", "int", "bool", "enum") and row["name"] not in _SIZES and row["group"] not in LISTS
    ]  # fmt: skip


def values_of(row: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return values that a parameter may take, its bounds among the likely ones."""
    if row["type"] == "bool":
        return st.booleans()
    if row["type"] == "enum":
        return st.sampled_from(row["allowed"].split(", "))
    low, high = row["low"], row["high"]
    if row["type"] == "float":
        return st.one_of(st.sampled_from([low, high]), st.floats(low, high))
    usual = row["default"] if isinstance(row["default"], int | float) else 100
    near = st.integers(int(low), int(min(high, max(4 * usual, low + 1))))
    return st.one_of(st.sampled_from([int(low), int(high)]), near, near)


def _rows(theme: str) -> list[dict[str, Any]]:
    """Return the registry's rows from which a theme draws most."""
    if theme == "facts":
        return [row for row in _table() if row["name"].partition(".")[0] in _FACT_GROUPS]
    if theme == "rules":
        return [row for row in _table() if row["name"].partition(".")[0] in _RULE_GROUPS]
    return [row for row in _table() if row["choice"]]


def injects(weeks: int, groups: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Return injects of every kind, dated or on a condition."""
    kinds = Inject.model_fields["kind"].annotation.__args__
    column = st.sampled_from([c.name for c in NUMBER_COLUMNS])
    condition = st.builds(
        "{} {} {}".format, column, st.sampled_from(["<", ">="]), st.sampled_from([0.0, 0.3, 0.5, 1.0, 50.0])
    )
    date = st.one_of(
        st.fixed_dictionaries({"week": st.integers(0, weeks - 1)}), st.fixed_dictionaries({"when": condition})
    )
    what = st.fixed_dictionaries(
        {
            "kind": st.sampled_from(kinds),
            "size": st.sampled_from([0.0, 0.5, 1.0, 3.0, 10.0]),
            "weeks": st.integers(1, 60),
        },
        optional={"sector": st.integers(0, 3), "group": st.sampled_from(groups)},
    )
    return st.builds(lambda a, b: a | b, what, date)


@st.composite
def cases(draw: Any, base: str | None = None, theme: str | None = None) -> tuple[Scenario, int]:
    """Draw a scenario and a seed.

    Args:
        draw: Given by Hypothesis.
        base: Shipped scenario to start from; any if None.
        theme: What most changes are about, one of :data:`THEMES`; any if None.
    """
    base = base or draw(st.sampled_from(BASES))
    theme = theme or draw(st.sampled_from(THEMES))
    size = st.integers(8, 16) if theme in ("choices", "injects") else st.integers(8, 11)
    weeks = draw(st.integers(8, 40))
    scenario = small(base, draw(size), draw(size), weeks)
    groups = tuple(scenario.armed_groups)
    picked: list[dict[str, Any]] = []
    for rows, most in ((_rows(theme), 24), (_rows("choices"), 8), (_table(), 4)):
        picked += draw(st.lists(st.sampled_from(rows), max_size=most, unique_by=lambda row: row["name"]))
    changes = {row["name"].replace("NAME", draw(st.sampled_from(groups))): draw(values_of(row)) for row in picked}
    if theme in ("injects", "nothing") or draw(st.booleans()):
        changes["injects"] = draw(st.lists(injects(weeks, groups), max_size=6 if theme == "injects" else 2))
    if theme == "corners":
        rng = random.Random(draw(st.integers(0, 2**32 - 1)))  # noqa: S311
        changes = _corner(rng, draw(st.sampled_from([0.03, 0.1, 0.3, 0.6])), groups) | changes
    if theme == "nothing":
        for lack in draw(st.lists(st.sampled_from(sorted(NOTHING)), min_size=1, max_size=6, unique=True)):
            changes |= _for_each_group(scenario, NOTHING[lack])
    return _applied(scenario, changes), draw(st.integers(0, 2**32 - 1))


def _corner(rng: random.Random, share: float, groups: tuple[str, ...]) -> dict[str, Any]:
    """Return a share of all parameters at one end or the other of what is allowed."""
    changes: dict[str, Any] = {}
    for row in _table():
        if rng.random() >= share or row["name"] in _COSTLY:
            continue
        ends = {"bool": [True, False], "enum": row["allowed"].split(", ")}.get(row["type"], [row["low"], row["high"]])
        value = rng.choice(ends)
        name = row["name"].replace("NAME", rng.choice(groups))
        changes[name] = int(value) if row["type"] == "int" else value
    return changes


def _applied(scenario: Scenario, changes: dict[str, Any]) -> Scenario:
    """Apply changes at once or, if they do not go together, those that do one after the other."""
    try:
        return scenario.with_changes(changes)
    except ScenarioError:
        pass
    for name, value in changes.items():
        try:
            scenario = scenario.with_changes({name: value})
        except ScenarioError:
            continue
    return scenario


def flipped(row: dict[str, Any], value: Any) -> list[Any]:
    """Return other values of a parameter, those furthest from ``value`` first."""
    if row["type"] == "bool":
        return [not value]
    if row["type"] == "enum":
        return [name for name in row["allowed"].split(", ") if name != value]
    low, high, whole = row["low"], row["high"], row["type"] == "int"
    usual = [high, low, (low + high) / 2] if high - low <= 1000 else [2 * (value or 1), 0.5 * (value or 1), low, high]
    numbers = [int(v) if whole else v for v in usual if low <= v <= high]
    return [v for v in dict.fromkeys(numbers) if v != value]


def played(scenario: Scenario, seed: int = 1) -> Result:
    """Play a scenario to its end and return the result."""
    model = MissionModel(scenario, seed=seed)
    while model.running:
        model.step()
    return model.result()


class Usual:
    """A run with which others are compared, played as far as somebody asks for."""

    def __init__(self, scenario: Scenario, seed: int = 1) -> None:
        self.model = MissionModel(scenario, seed=seed)

    def weeks(self, n: int) -> np.ndarray:
        """Return the columns of numbers of the first weeks, shape (n, n_columns)."""
        while self.model.week < n:
            self.model.step()
        return self.model.recorder.values()[:n]


class Watched(MissionModel):
    """A model that proves after every phase that people are where they were or are accounted for.

    People of the country are residents, hosted, refugees, fighters, the army and police of the state, and the dead.
    The staff of the mission and of agencies come from abroad or are few, and are counted apart.
    """

    def __init__(self, inputs: Scenario, *, seed: int = 1) -> None:
        super().__init__(inputs, seed=seed)
        self.people_at_first = self.people_now()

    def people_now(self) -> float:
        """Return everybody who was ever counted: residents, hosted, abroad, under arms and dead."""
        g, under_arms = self.ground, self.bands.fighters.sum() + self.state_forces()
        former = self.programme.inside.sum()
        return float(g.residents.sum() + g.hosted.sum() + g.refugees_from.sum() + under_arms + former + g.dead)

    def state_forces(self) -> float:
        """Return the army and police of the state."""
        return float(self.teams.persons[state_units(self)].sum())

    def books(self) -> dict[str, float]:
        """Return what phases must account for."""
        g, week = self.ground, self.week_now
        return {
            "civilians": float(g.residents.sum() + g.hosted.sum() + g.refugees_from.sum()), "dead": float(g.dead),
            "fighters": float(self.bands.fighters.sum() + self.programme.inside.sum()), "state": self.state_forces(),
            "civilian_deaths": week.of("civilian_deaths") + week.of("crime_deaths"),
            "fallen": float(week.group_losses.sum()), "state_fallen": week.of("state_forces_fallen"),
        }  # fmt: skip


def _watched(phase: str) -> Any:
    """Return a phase that proves the books when it is done."""

    def method(self: Watched) -> None:
        before = self.books()
        getattr(MissionModel, phase)(self)
        change = {name: value - (before[name] if phase != "calendar" else 0.0) for name, value in self.books().items()}
        assert self.people_now() == self.people_at_first, f"week {self.week}: people were lost or made in {phase}"
        if phase != "calendar":
            dead = change["civilian_deaths"] + max(change["fallen"], 0.0) + change["state_fallen"]
            assert change["dead"] == dead, f"week {self.week}, {phase}: {change}"
        if phase not in ("calendar", "clashes", "people"):  # in the last, former fighters settle
            assert change["fighters"] == 0.0, f"week {self.week}: fighters changed in {phase}"
        if phase not in ("calendar", "clashes"):
            assert change["state"] == 0.0, f"week {self.week}: state forces changed in {phase}"
        if phase == "clashes":
            joined = change["fighters"] + change["fallen"] + change["state"] + change["state_fallen"]
            assert change["civilians"] == -joined - change["civilian_deaths"], f"week {self.week}: {change}"

    method.__name__ = phase
    return method


for _phase in MissionModel.WEEK:
    setattr(Watched, _phase, _watched(_phase))


def arrays_of(*owners: Any) -> dict[str, np.ndarray]:
    """Return every array of numbers that the owners hold, by name."""
    return {
        f"{type(owner).__name__}.{name}": value
        for owner in owners
        for name, value in vars(owner).items()
        if isinstance(value, np.ndarray) and value.dtype.kind == "f"
    }
