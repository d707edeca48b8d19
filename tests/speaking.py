"""Worlds in which parameters speak, and the search for one in which another value of a parameter moves a column.

The search is long for facts that matter on rare occasions only. What it found is kept in ``speaks.json`` and tried
first; ``python tests/update_speaks.py`` renews it. A place that no longer holds costs a new search and no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from model_cases import BASES, Usual, flipped, small

from peaceops.model.columns import NUMBER_COLUMNS
from peaceops.model.errors import ScenarioError
from peaceops.model.injects import Inject
from peaceops.model.layout import LISTS
from peaceops.model.mission import MissionModel
from peaceops.model.registry import parameters
from peaceops.model.scenario import Scenario
from peaceops.model.specs import Spec, spec_at
from peaceops.model.transition import ending

WEEKS = 60
SIZE = (12, 12)
OTHER_SIDE = {
    "collocation.humanitarians": True, "collocation.country_team": True, "integration.visible_identity": "common",
    "integration.structure": "two_feet_in", "integration.security_management": "separate", "posture.escorts": "routine",
    "posture.use_of_force": 1.0, "posture.state_support": 1.0, "posture.due_diligence": 0.0, "coordination.cmoc": 0.0,
    "coordination.decision_style": "hierarchical", "political.sequencing": "at_once", "political.election_week": 30,
}  # fmt: skip
"""Choices under which rules speak that are silent otherwise."""
TORN = {"goal": "total", "stake": 0.6}
"""What makes groups that want everything have something to lose."""
OTHER_FACTS = {
    "donors.peak_year": 0.5, "leadership.tenure_weeks": 10.0, "leadership.vacancy_weeks": 20.0,
    "host.annual_revenue_usd": 10_000_000, "access.limit_relief": 0.2,
}  # fmt: skip
"""Facts under which the same holds: donors tire, posts stand vacant, the state owes pay and relief is afraid."""


def everything_happens() -> list[dict[str, Any]]:
    """Return one inject of each kind, and one on a condition."""
    kinds = Inject.model_fields["kind"].annotation.__args__
    dated = [{"kind": kind, "week": 3 + 4 * k, "weeks": 4, "size": 2.0} for k, kind in enumerate(kinds)]
    return [*dated, {"kind": "attack", "when": "week >= 50", "sector": 1}]


def bodies(meetings: float) -> dict[str, float]:
    """Return the same number of meetings for every joint body."""
    rows = parameters()
    return dict.fromkeys(rows.loc[rows["unit"] == "meetings a month", "name"], meetings)


@lru_cache(maxsize=1)
def worlds() -> tuple[Scenario, ...]:
    """Return both scenarios as they are, and changed so that all rules speak; all injects happen in each of them."""
    plain = [small(base, *SIZE, WEEKS).with_changes({"injects": everything_happens()}) for base in BASES]
    other = [world.with_changes(OTHER_SIDE | OTHER_FACTS | bodies(3.0)) for world in plain]
    voices = [other[0].with_changes({"posture.human_rights_reporting": how}) for how in ("quiet", "via_geneva")]
    torn = {f"armed_groups.{name}.{field}": value for name in other[1].armed_groups for field, value in TORN.items()}
    appeals = {f"country_team.annual_{kind}_usd": 2_000_000 for kind in ("humanitarian", "development")}
    poor = plain[0].with_changes(appeals)
    shaky = plain[BASES.index("contested")].with_changes(  # and nobody is deterred, and state and neighbour mean well
        {"peace.agreement": True, "politics.walks_out": 0.6, "politics.mood": 0.3, "spoilers.risk_weight": 0.0,
         "host.integrity": 0.9, "host.abuse": 0.0, "host.police": 40_000, "host.local_teams": 100,
         "region.neighbour": 0.5}
    )
    ready = plain[BASES.index("post_accord")].with_changes(  # and elections are held as soon as they can, and again
        {"political.election_rule": "readiness", "political.election_week": 8, "host.voter_roll": 0.65,
         "host.election_commission": 0.45, "elections.ready_disarmed": 0.0, "elections.campaign_weeks": 6,
         "elections.term_weeks": 26, "transition.exit_rule": "benchmarks", "transition.exit_benchmarks": 0.0,
         "transition.drawdown_weeks": 8}  # and the mission leaves by its first review
    )
    # and donors pay soon more than a country long at peace can put to use; the Council cuts deep
    flooded = plain[0].with_changes(
        {"peace.weeks_since_fighting": 170, "host.annual_revenue_usd": 10_000_000, "donors.delay_weeks": 4,
         "exit.reviewed_from": 0, "exit.cut": 0.5, "ddr.reinsertion_weeks": 8, "ddr.funded_share": 0.1}
    )  # fmt: skip
    leaving = plain[0].with_changes(  # and the mission hands over and closes at a date
        {"transition.exit_week": 40, "transition.drawdown_weeks": 20, "transition.handover_weeks": 35,
         "exit.handover_full": 30.0}
    )
    unwelcome = plain[1].with_changes(  # and the government wants the mission gone, and relents if it may
        {"exit.withdrawal_level": 0.265, "exit.withdrawal_weeks": 3, "exit.decision_weeks": 20,
         "exit.forced_exit_weeks": 15, "host.consent": 0.5}
    )
    last = other[1].with_changes(  # and the Council gives up on it after a year
        torn | {"integration.structure": "two_feet_out", "exit.patience_years": 1, "transition.drawdown_weeks": 8,
                "exit.war_deaths_a_year": 20.0, "exit.war_weeks": 8, "exit.peace_weeks": 8, "exit.progress": 0.5}
    )  # fmt: skip
    force = plain[0].choices.posture.use_of_force  # and a decision and a meeting leave things as they are
    plain[0] = plain[0].with_changes(
        {"decisions": [{"week": 3, "changes": {"posture.use_of_force": force}}],
         "meetings": [{"week": 3, "a_month": 0.0, "organisations": ["military", "police"]}]}
    )  # fmt: skip
    paused = plain[1].with_changes({"truces.begun": 4.0, "truces.broken": 4.0})  # and groups come to terms and quarrel
    return (*plain, *voices, poor, shaky, ready, flooded, leaving, unwelcome, other[0], last, paused)


FIRST = {
    "transition": (8, 6, 11), "exit": (9, 8, 11, 7, 6), "elections": (6,), "political": (6,), "politics": (5,),
    "donors": (7,), "aid": (7, 4), "truces": (12,),
}  # fmt: skip
"""Worlds, by their place among all, in which a group of parameters is likeliest to speak: they are tried first."""


def tries(row: dict[str, Any], seeds: tuple[int, ...]) -> Iterator[tuple[int, int, int]]:
    """Yield weeks, world and seed of what is tried: the likeliest worlds, all for a few weeks, and all in full."""
    every = range(len(worlds()))
    first = FIRST.get(row["name"].partition(".")[0], ())
    yield from ((WEEKS, world, 1) for world in first)
    yield from ((8, world, 1) for world in every if world not in first)
    yield from ((WEEKS, world, seed) for seed in seeds for world in every if seed > 1 or world not in first)


@lru_cache(maxsize=64)
def as_it_is(world: int, seed: int) -> Usual:
    """Return the run of a world with nothing changed."""
    return Usual(worlds()[world], seed)


def its_end(world: int, seed: int) -> dict[str, Any]:
    """Return what is said of the end of a world: war again or not, and how the mission left."""
    as_it_is(world, seed).weeks(WEEKS)
    return ending(as_it_is(world, seed).model)


def columns_moved(world: int, changed: Scenario, weeks: int, seed: int = 1) -> list[str]:
    """Return the columns in which a changed scenario differs within some weeks."""
    model = MissionModel(changed, seed=seed)
    for _ in range(weeks):
        model.step()
    differs = (model.recorder.values() != as_it_is(world, seed).weeks(weeks)).any(axis=0)
    return [column.name for column, one in zip(NUMBER_COLUMNS, differs, strict=True) if one]


def week_it_moves(world: int, changed: Scenario, weeks: int, seed: int = 1) -> int:
    """Return the first week, from 1, in which a column differs, the last one if only the end is another, or 0."""
    model = MissionModel(changed, seed=seed)
    for week in range(1, weeks + 1):
        model.step()
        if (model.recorder.values()[-1] != as_it_is(world, seed).weeks(week)[-1]).any():
            return week
    other_end = not model.running and changed.exit != worlds()[world].exit and ending(model) != its_end(world, seed)
    return weeks if other_end else 0


@lru_cache(maxsize=1)
def table() -> list[dict[str, Any]]:
    """Return the registry as rows."""
    return parameters().to_dict("records")


def rows(**wanted: Any) -> list[dict[str, Any]]:
    return [row for row in table() if all(row[key] == value for key, value in wanted.items())]


@lru_cache(maxsize=64)
def values_in(world: int) -> dict[str, Any]:
    """Return what all parameters of a world are."""
    return worlds()[world].model_dump()


def value_at(world: int, spec: Spec, name: str) -> Any:
    value: Any = values_in(world)
    for part in ("choices", *name.split(".")) if spec.path[0] == "choices" else name.split("."):
        value = value[part]
    return value


def variants(world: int, row: dict[str, Any]) -> Iterator[Scenario]:
    """Yield the world with other values of a parameter, for each armed group if it belongs to one."""
    scenario = worlds()[world]
    for group in scenario.armed_groups if ".NAME." in row["name"] else ("",):
        name = row["name"].replace("NAME", group)
        spec = spec_at(Scenario, tuple(row["name"].replace("NAME", group).split("."))) or spec_at(
            Scenario, ("choices", *name.split("."))
        )
        for value in flipped(row, value_at(world, spec, name)):
            try:
                yield scenario.with_changes({name: value})
            except ScenarioError:
                continue


def facts() -> list[str]:
    """Return facts of one number or name; injects, decisions and systems have tests of their own."""
    return [
        row["name"]
        for row in rows(choice=False)
        if row["group"] not in (*LISTS, "scenario", "systems") and row["type"] not in ("str", "list", "table")
    ]


class Place(NamedTuple):
    """Where another value of a parameter moves a column: world, seed, which other value, and after how many weeks."""

    world: int
    seed: int
    variant: int
    weeks: int


KEPT = Path(__file__).with_name("speaks.json")


@lru_cache(maxsize=1)
def kept() -> dict[str, Place]:
    """Return the places found earlier, by name of the parameter."""
    return {name: Place(*place) for name, place in json.loads(KEPT.read_text()).items()} if KEPT.exists() else {}


def place_of(name: str, seeds: tuple[int, ...]) -> Place | None:
    """Return where a parameter speaks: where it did before, if it still does, or the first place of the search."""
    (row,) = rows(name=name)
    if (old := kept().get(name)) is not None and old.world < len(worlds()):
        other = next(islice(variants(old.world, row), old.variant, None), None)
        if other and week_it_moves(old.world, other, old.weeks, old.seed):
            return old
    for weeks, world, seed in tries(row, seeds):
        for variant, changed in enumerate(variants(world, row)):
            if week := week_it_moves(world, changed, weeks, seed):
                return Place(world, seed, variant, week)
    return None
