"""Levels that published figures give for missions and countries of like scale, measured over many runs.

Each figure is set against its band in the evidence tables; what lies outside is said as plainly as what lies inside.

``python -m peaceops.experiments.levels --replicates 40 --workers 2 --write docs/levels.csv`` measures them all.

Source: MODEL.md sections 5.8, 5.12, 5.13; the calibration figures (``C-..``).
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from ..model.coordination import roster
from ..model.library import load_scenario
from ..model.mission import MissionModel
from ..model.scenario import Scenario
from .experiment import NOBODY, Changes
from .twins import seeds_from

__all__ = ["LEVELS", "Level", "Tally", "measure_levels", "write_levels"]

WEEKS = 156
SCENARIOS = ("post_accord", "contested", "resource_war", "reluctant_host", "transition")
AID_WORKERS = roster.country_team | roster.relief


@dataclass
class Tally:
    """What one run adds up to, in persons, events and person-years."""

    years: float = 0.0
    uniformed_years: float = 0.0
    aid_worker_years: float = 0.0
    attacks_on_civilians: float = 0.0
    displaced_years: float = 0.0
    refugee_years: float = 0.0
    displaced_back: float = 0.0
    refugees_back: float = 0.0


@dataclass(frozen=True)
class Level:
    """One figure with the band that is published for it.

    Attributes:
        key: Short name.
        label: What it is, with its unit.
        source: Id in the evidence tables.
        bands: Lowest and highest published value by scenario; scenarios left out are not scored.
        of: Function from the summary of a run and its tally to the figure; None where the run gives none.
    """

    key: str
    label: str
    source: str
    bands: dict[str, tuple[float, float]]
    of: Callable[[dict[str, float], Tally], float | None]


def _rate(count: float, base: float, per: float = 1.0) -> float | None:
    return per * count / base if base > 0.0 else None


def _both(low: float, high: float) -> dict[str, tuple[float, float]]:
    return dict.fromkeys(("post_accord", "contested"), (low, high))


def _all(low: float, high: float) -> dict[str, tuple[float, float]]:
    return dict.fromkeys(SCENARIOS, (low, high))


LEVELS: tuple[Level, ...] = (
    Level("peak_month", "Month of peak strength of troops", "C-01, DE-01", _both(7.0, 14.0),
          lambda s, t: s["month_of_peak_troops"]),
    Level("peak_share", "Peak strength of troops, share of the ceiling", "C-02, DE-02", _both(0.85, 0.98),
          lambda s, t: s["peak_troops_share_of_ceiling"]),
    Level("civilian_deaths", "Civilian deaths a month", "C-30 (war without a mission)", {},
          lambda s, t: s["civilian_deaths"] / (12.0 * t.years)),
    Level("battle_deaths", "Battle deaths a month", "C-31 (war without a mission)", {},
          lambda s, t: s["battle_deaths"] / (12.0 * t.years)),
    Level("met", "Attacks on civilians met at once, share", "C-47, PK-14", _all(0.1, 0.4),
          lambda s, t: _rate(s["attacks_met"], t.attacks_on_civilians)),
    Level("peacekeeper_deaths", "Peacekeepers killed a year per 1,000 uniformed", "C-24, SP-07",
          {**dict.fromkeys(SCENARIOS, (0.1, 0.8)), "contested": (0.8, 1.6)},
          lambda s, t: _rate(s["peacekeeper_deaths"], t.uniformed_years, 1000.0)),
    Level("aid_worker_victims", "Aid workers hurt, killed or taken a year per 10,000", "C-25, HU-01",
          {**dict.fromkeys(("post_accord", "transition"), (0.0, 5.0)),
           **dict.fromkeys(("contested", "resource_war", "reluctant_host"), (20.0, 60.0))},
          lambda s, t: _rate(s["aid_worker_victims"], t.aid_worker_years, 10_000.0)),
    Level("idp_return", "Displaced people who go home in a year, share", "C-43 (more just after a settlement)",
          _all(0.1, 0.2), lambda s, t: _rate(t.displaced_back, t.displaced_years)),
    Level("refugee_return", "Refugees who go home in a year, share", "C-42, RT-01", _all(0.02, 0.06),
          lambda s, t: _rate(t.refugees_back, t.refugee_years)),
    Level("need_met", "Need met by relief, share", "scenario files", {}, lambda s, t: s["need_met_mean"]),
)  # fmt: skip


def play(job: tuple[Scenario, int]) -> list[float | None]:
    """Return every level of one run."""
    scenario, seed = job
    model, tally = MissionModel(scenario, seed=seed), Tally()
    while model.running:
        model.step()
        _add(tally, model)
    summary = model.result().summary
    return [level.of(summary, tally) for level in LEVELS]


def _add(tally: Tally, m: MissionModel) -> None:
    """Add one week."""
    year, week, t = 1.0 / 52.0, m.week_now, m.teams
    tally.years += year
    tally.uniformed_years += year * sum(m.strength[k] for k in ("troops", "observers", "police", "formed_police"))
    tally.aid_worker_years += year * float(t.persons[t.active & AID_WORKERS[t.org]].sum())
    tally.attacks_on_civilians += week.of("attacks_on_civilians")
    tally.displaced_years += year * float(m.ground.displaced.sum())
    tally.refugee_years += year * float(m.ground.refugees_from.sum())
    tally.refugees_back += week.of("refugees_returned")
    tally.displaced_back += week.of("returned") - week.of("refugees_returned")


def measure_levels(replicates: int, workers: int, root: int = 1, weeks: int = WEEKS) -> list[dict[str, str]]:
    """Return a row a scenario and level: mean, standard error, band and whether the mean lies in it.

    Args:
        replicates: Runs a scenario.
        workers: Processes.
        root: Root seed.
        weeks: Weeks played.
    """
    seeds = seeds_from(root, replicates)
    rows: list[dict[str, str]] = []
    designs: list[tuple[str, Changes]] = [*((name, {}) for name in SCENARIOS), ("contested", NOBODY)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for name, changes in designs:
            scenario = load_scenario(name).with_changes({"horizon_weeks": weeks, **changes})
            played = list(pool.map(play, [(scenario, seed) for seed in seeds], chunksize=4))
            rows += _rows(name, played, nobody=bool(changes))
    return rows


def _rows(name: str, played: list[list[float | None]], *, nobody: bool) -> list[dict[str, str]]:
    """Return the rows of one scenario, with its mission or with nobody."""
    rows = []
    for k, level in enumerate(LEVELS):
        values = np.array([run[k] for run in played if run[k] is not None], dtype=np.float64)
        if not len(values):
            continue
        low, high = level.bands.get(name, (np.nan, np.nan)) if not nobody else (np.nan, np.nan)
        mean, error = float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0
        inside = "" if np.isnan(low) else "inside" if low <= mean <= high else "outside"
        rows.append({
            "scenario": f"{name}, no mission" if nobody else name, "figure": level.label, "mean": f"{mean:.3g}",
            "standard error": f"{error:.2g}", "published": "" if np.isnan(low) else f"{low:g} to {high:g}",
            "source": level.source, "verdict": inside, "n": str(len(values)),
        })  # fmt: skip
    return rows


def write_levels(rows: list[dict[str, str]], path: Path) -> None:
    """Write the rows as the table that ``docs/generate.py`` puts into the page."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def main() -> None:
    """Measure from the command line."""
    ask = argparse.ArgumentParser(description="Measure levels against published figures.")
    ask.add_argument("--replicates", type=int, default=40)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--write", type=Path)
    given = ask.parse_args()
    rows = measure_levels(given.replicates, given.workers)
    for row in rows:
        print("  ".join(row.values()))
    if given.write:
        write_levels(rows, given.write)


if __name__ == "__main__":
    main()
