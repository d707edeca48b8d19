"""Playing every system of :mod:`peaceops.model.systems` on and off: what it moves in the columns named for it.

Every system is played in a world in which it is at work, on the same seeds with and without it. A world is played once
for all its systems.

``python -m peaceops.experiments.traceability --replicates 16 --workers 2 --write docs/traceability.csv`` measures them
all; ``--only mine_action vetting`` measures some and leaves the other rows of the file as they are.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from ..model.columns import column
from ..model.library import load_scenario
from ..model.mission import MissionModel
from ..model.scenario import Scenario
from ..model.systems import SYSTEMS, System
from .intervals import FEWEST_FOR_A_VERDICT, Difference, paired_difference
from .twins import seeds_from

__all__ = [
    "HEADS", "WEEKS", "WORLDS", "Effect", "World", "base_of", "figure", "measure_systems", "with_and_without",
    "write_effects",
]  # fmt: skip

WEEKS = 104
HEADS = ("system", "world", "weeks", "column", "on", "off", "difference", "low", "high", "n", "verdict")


@dataclass(frozen=True)
class World:
    """A scenario in which systems are at work.

    Attributes:
        words: What it is, for the page.
        scenario: Shipped scenario.
        preset: Preset on top of it, empty for none.
        changes: Further changes.
    """

    words: str
    scenario: str
    preset: str = ""
    changes: dict[str, Any] = field(default_factory=dict)


WORLDS: dict[str, World] = {
    "post_accord": World("the shipped scenario `post_accord`", "post_accord"),
    "contested": World("the shipped scenario `contested`", "contested"),
    "resource_war": World("the shipped scenario `resource_war`", "resource_war"),
    "integrated": World("`contested` with the preset `fully_integrated`", "contested", "fully_integrated"),
    "polls": World("`post_accord` with elections in week 60", "post_accord", "", {"political.election_week": 60}),
    "leaving": World("`post_accord` with a mission that leaves by week 60", "post_accord", "",
                     {"transition.exit_rule": "calendar", "transition.exit_week": 60, "transition.drawdown_weeks": 26}),
    "unwanted": World("`contested` with a government that hardly consents", "contested", "", {"host.consent": 0.05}),
    "hopeless": World("`contested` with a Council that calls less a war and waits for one year", "contested", "",
                      {"exit.patience_years": 1, "exit.war_deaths_a_year": 20.0, "exit.progress": 1.0,
                       "transition.drawdown_weeks": 26}),
    "shaky": World("`contested` with an agreement that parties leave readily", "contested", "",
                   {"peace.agreement": True, "politics.walks_out": 0.6, "politics.mood": 0.3}),
    "unpaid": World("`contested` with a state that cannot pay its forces", "contested", "",
                    {"host.annual_revenue_usd": 40_000_000}),
    "unsupported": World("`post_accord` with two months of reinsertion and little money after it", "post_accord", "",
                         {"ddr.reinsertion_weeks": 8, "ddr.funded_share": 0.1}),
    "epidemic": World("`post_accord` with a large epidemic from week 20", "post_accord", "",
                      {"injects": ({"kind": "cholera", "week": 20, "weeks": 20, "size": 2.0},)}),
}  # fmt: skip


@dataclass(frozen=True)
class Effect:
    """What one system moves in one column.

    Attributes:
        system: The system.
        column: Weekly column.
        difference: With the system minus without it; ``base`` is the mean without it, ``other`` the mean with it.
    """

    system: System
    column: str
    difference: Difference

    @property
    def verdict(self) -> str:
        """One of moves, not beyond chance, too few pairs."""
        d = self.difference
        if d.n < FEWEST_FOR_A_VERDICT:
            return "too few pairs"
        return "moves" if d.low > 0.0 or d.high < 0.0 else "not beyond chance"


def figure(name: str) -> str:
    """Return the key of a run's summary that stands for a weekly column: the total of a flow, the mean of others."""
    return name if column(name).kind == "flow" else f"{name}_mean"


@lru_cache(maxsize=32)
def base_of(world: str, weeks: int = WEEKS) -> Scenario:
    """Return the scenario of one of :data:`WORLDS`, with everything at work."""
    w = WORLDS[world]
    start = load_scenario(w.scenario)
    start = start.with_preset(w.preset) if w.preset else start
    return start.with_changes({"horizon_weeks": weeks, **w.changes})


def with_and_without(system: System, weeks: int = WEEKS) -> tuple[Scenario, Scenario]:
    """Return the world of a system, and the same world with the system switched off."""
    base = base_of(system.world, weeks)
    return base, base.with_changes({f"systems.{system.key}": False})


def play(job: tuple[Scenario, int]) -> dict[str, Any]:
    """Return the summary of one run."""
    scenario, seed = job
    model = MissionModel(scenario, seed=seed)
    while model.running:
        model.step()
    return model.result().summary


def measure_systems(
    replicates: int, workers: int, keys: tuple[str, ...] = (), root: int = 1, weeks: int = WEEKS,
    tell: Callable[[list[Effect]], None] = lambda _: None,
) -> list[Effect]:  # fmt: skip
    """Play the named systems (all, if none is named) on and off, on the same seeds.

    Args:
        replicates: Seeds.
        workers: Processes.
        keys: Systems.
        root: Root seed.
        weeks: Weeks played.
        tell: Told the effects of each system as soon as it has been played.
    """
    seeds, effects = seeds_from(root, replicates), []
    bases: dict[str, list[dict[str, Any]]] = {}
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:

        def spread(scenario: Scenario) -> list[dict[str, Any]]:
            jobs: Iterable[tuple[Scenario, int]] = [(scenario, seed) for seed in seeds]
            return list(pool.map(play, jobs) if workers > 1 else map(play, jobs))

        for system in SYSTEMS:
            if keys and system.key not in keys:
                continue
            with_it, without = with_and_without(system, weeks)
            if system.world not in bases:
                bases[system.world] = spread(with_it)
            found = _compared(system, bases[system.world], spread(without))
            effects += found
            tell(found)
    return effects


def _compared(system: System, on: list[dict[str, Any]], off: list[dict[str, Any]]) -> list[Effect]:
    """Return the effect of a system on each of its columns from the summaries of paired runs."""
    found = []
    for name in system.columns:
        key = figure(name)
        arms = [np.array([float(run[key]) for run in runs]) for runs in (off, on)]
        made = paired_difference(arms[0], arms[1], better=0, seed=1, name=f"{system.key}.{name}")
        found.append(Effect(system, name, made))
    return found


def write_effects(effects: list[Effect], path: Path, weeks: int = WEEKS) -> None:
    """Write effects as a table, in the order of the systems; rows of a file that is there stay, but for these systems.

    Args:
        effects: What was measured.
        path: The file.
        weeks: Weeks played.
    """
    new = {effect.system.key for effect in effects}
    kept: list[dict[str, str]] = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            kept = [row for row in csv.DictReader(file) if row["system"] not in new]
    rows = kept + [_row(effect, weeks) for effect in effects]
    order = {system.key: place for place, system in enumerate(SYSTEMS)}
    rows = sorted((row for row in rows if row["system"] in order), key=lambda row: order[row["system"]])
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, HEADS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def _row(effect: Effect, weeks: int) -> dict[str, str]:
    """Return one row of the table."""
    d = effect.difference
    numbers = (d.other, d.base, d.difference, d.low, d.high)
    values = (
        effect.system.key, effect.system.world, str(weeks), effect.column, *(f"{v:.4g}" for v in numbers), str(d.n),
        effect.verdict,
    )  # fmt: skip
    return dict(zip(HEADS, values, strict=True))


def main() -> None:
    """Measure from the command line."""
    ask = argparse.ArgumentParser(description="Measure what every system of the sources moves, on against off.")
    ask.add_argument("--replicates", type=int, default=16)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--weeks", type=int, default=WEEKS)
    ask.add_argument("--only", nargs="*", default=(), choices=[system.key for system in SYSTEMS])
    ask.add_argument("--write", type=Path)
    given = ask.parse_args()
    kept: list[Effect] = []

    def tell(found: list[Effect]) -> None:
        kept.extend(found)
        for e in found:
            d = e.difference
            on = f"{d.difference:+10.4g} [{d.low:.4g}, {d.high:.4g}]"
            print(f"{e.system.key:28} {e.column:28} off {d.base:10.4g} {on} {e.verdict}", flush=True)
        if given.write:
            write_effects(kept, given.write, given.weeks)

    measure_systems(given.replicates, given.workers, tuple(given.only), weeks=given.weeks, tell=tell)


if __name__ == "__main__":
    main()
