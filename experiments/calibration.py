"""Findings of research set against what many whole runs of the shipped scenarios show, misses included.

Nothing in the model is fitted to a finding: figures that set parameters stand in the parameters' sources, and what is
scored here had to come out by itself. ``python -m peaceops.experiments.calibration --replicates 200 --workers 2
--write docs/calibration.csv`` plays every scenario to its horizon, with its mission, and on a quarter of the seeds with
nobody: most figures are those of missions.

Source: the findings and calibration figures of the evidence tables (``PK-..`` to ``LG-..``, ``C-..``).
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from ..model.library import load_scenario, shipped_names
from ..model.mission import MissionModel
from ..model.scenario import Scenario
from .experiment import NOBODY
from .run_features import YEAR_WEEKS, features
from .twins import seeds_from

__all__ = ["FIGURES", "Figure", "Score", "calibrate", "score", "write_scores"]

Array = NDArray[np.float64]
Runs = list[dict[str, float]]
_RESAMPLES = 1000
NOBODY_SHARE = 4  # one seed in so many is played without a mission, too

# Figures ----------------------------------------------------------------------------------------------------------

Statistic = Callable[[Mapping[str, Array], Mapping[str, Array]], float]
"""From the features of all runs with the mission, and of all without, shape (n_runs,) each, to one number."""


@dataclass(frozen=True)
class Figure:
    """One published finding and how it is read from many runs.

    Attributes:
        source: Ids in the evidence tables.
        text: What is looked at, with its unit.
        scenarios: Scenarios in which it is scored.
        of: The number that many runs give.
        low: Lowest published value that matches.
        high: Highest.
        published: The band in words, where it says more than the numbers.
        direction: +1 or -1 where a value beyond ``neutral`` on that side has the right sign though not the size.
        neutral: Where the sign turns.
    """

    source: str
    text: str
    scenarios: tuple[str, ...]
    of: Statistic
    low: float = -np.inf
    high: float = np.inf
    published: str = ""
    direction: int = 0
    neutral: float = 0.0

    @property
    def band(self) -> str:
        """What is published, in words."""
        if self.published:
            return self.published
        if np.isinf(self.low) or np.isinf(self.high):
            return f"up to {self.high:g}" if np.isinf(self.low) else f"at least {self.low:g}"
        return f"{self.low:g} to {self.high:g}"


def _mean(name: str, *, without: bool = False) -> Statistic:
    def of(mission: Mapping[str, Array], nobody: Mapping[str, Array]) -> float:
        values = (nobody if without else mission)[name]
        values = values[np.isfinite(values)]
        return float(values.mean()) if len(values) else np.nan

    return of


def _ratio(name: str) -> Statistic:
    """Return the mean with the mission over that with nobody."""

    def of(mission: Mapping[str, Array], nobody: Mapping[str, Array]) -> float:
        base = float(np.nanmean(nobody[name]))
        return float(np.nanmean(mission[name])) / base if base > 0.0 else np.nan

    return of


def _less(one: str, other: str) -> Statistic:
    def of(mission: Mapping[str, Array], nobody: Mapping[str, Array]) -> float:
        return float(np.nanmean(mission[one] - mission[other]))

    return of


def _early_relapse(mission: Mapping[str, Array], nobody: Mapping[str, Array]) -> float:
    """Return the yearly risk of relapse in the first two years over that in the later ones, without a mission."""
    week, n = nobody["relapse_week"], len(nobody["relapse_week"])
    early = np.count_nonzero(week < 2 * YEAR_WEEKS)
    late, at_risk = np.count_nonzero(week >= 2 * YEAR_WEEKS), n - early
    if not at_risk or not late:
        return np.inf if early else np.nan
    return float((early / n / 2.0) / (late / at_risk / 4.0))


def _concentration(mission: Mapping[str, Array], nobody: Mapping[str, Array]) -> float:
    """Return the share of all aid workers hurt that falls on the tenth of the runs with most."""
    victims = np.sort(mission["aid_victims"])[::-1]
    total = float(victims.sum())
    return float(victims[: max(len(victims) // 10, 1)].sum()) / total if total else np.nan


def _goes_with(one: str, other: str) -> Statistic:
    """Return the rank correlation of two features over the runs with a mission."""

    def of(mission: Mapping[str, Array], nobody: Mapping[str, Array]) -> float:
        a, b = mission[one], mission[other]
        if np.ptp(a) == 0.0 or np.ptp(b) == 0.0:
            return np.nan
        ranks = np.array([rankdata(a), rankdata(b)])
        return float(np.corrcoef(ranks)[0, 1])

    return of


_ALL = ("post_accord", "contested")
_WAR, _PEACE = ("contested",), ("post_accord",)

FIGURES: tuple[Figure, ...] = (
    Figure("C-01, DE-01", "month of peak strength of troops", _ALL, _mean("peak_month"), 7.0, 14.0),
    Figure("C-02, DE-02", "peak of troops, share of the ceiling", _ALL, _mean("peak_share"), 0.85, 0.98),
    Figure("DE-03", "police behind troops at month 12, share of their peaks", _ALL,
           _less("troops_month_12", "police_month_12"), 0.2, 0.4, direction=1),
    Figure("C-23", "years until the mission has left, of those that leave", _ALL, _mean("mission_years"), 1.5, 14.5),
    Figure("C-44, EL-04", "month of the first election", _PEACE, _mean("election_month"), 18.0, 36.0),
    Figure("C-30", "civilian deaths a month in war without a mission", _WAR, _mean("civilian_month", without=True),
           50.0, 200.0, "about 100, very skewed: within a factor of two"),
    Figure("C-31", "battle deaths a month in war without a mission", _WAR, _mean("battle_month", without=True),
           11.0, 44.0, "about 22, predicted: within a factor of two"),
    Figure("PK-01", "civilian deaths with the mission over those without", _ALL, _ratio("civilian_month"), 0.0, 0.6,
           "much lower; size disputed (PK-09)", -1, 1.0),
    Figure("PK-04", "battle deaths with the mission over those without", _ALL, _ratio("battle_month"), 0.2, 0.7,
           "about 0.3 with 10,000 soldiers; size disputed (PK-09)", -1, 1.0),
    Figure("PK-12", "share of violent deaths after the war by others than armed groups and state forces", _PEACE,
           _mean("by_crime"), 0.5, 1.0, "more than half"),
    Figure("RE-05", "runs with a relapse into war within five years, with a mission", _PEACE,
           _mean("relapse_by_year_5"), 0.2, 0.3, "0.2 to 0.3 over a mix of cases, some with missions"),
    Figure("RE-05", "runs with a relapse into war within five years, with nobody", _PEACE,
           _mean("relapse_by_year_5", without=True), 0.2, 0.6, "above the 0.2 to 0.3 of the mix"),
    Figure("RE-01", "relapse with the mission over that with nobody", _PEACE, _ratio("relapse"), 0.25, 0.5,
           "0.25 to 0.5", -1, 1.0),
    Figure("RE-13", "yearly risk of relapse in years 1 and 2 over that of later years, with nobody", _PEACE,
           _early_relapse, 1.0, np.inf, "falls with time: above 1"),
    Figure("RE-12", "rank correlation over runs of what is carried out of the agreement with deaths in the last year",
           _PEACE, _goes_with("implemented", "last_deaths"), -1.0, -0.0001, "below 0", -1),
    Figure("SP-01, C-32", "runs with a spoiling campaign under an agreement", _PEACE, _mean("spoilt"), 0.2, 0.4),
    Figure("SP-05", "runs in which rebels attack the mission", _ALL, _mean("attacked_mission"), 0.5, 1.0,
           "more than half"),
    Figure("HU-02", "share of aid workers hurt that falls on the worst tenth of runs", _ALL, _concentration, 0.5, 1.0,
           "more than half, over a mix of emergencies"),
    Figure("DD-03, C-36", "fighters demobilised by year 5, share of those at the start", _PEACE, _mean("demobilised"),
           0.5, 0.95),
    Figure("DD-04, C-37", "demobilised without support for reintegration in year 3, share", _PEACE,
           _mean("gap_year_3"), 0.2, 0.5),
    Figure("RT-01", "refugees back by year 5, share", _PEACE, _mean("refugees_back"), 0.15, 0.35),
    Figure("RT-02", "year with most returns", _PEACE, _mean("return_peak_year"), 1.0, 3.0),
    Figure("AI-02, C-38", "year with most pledged by donors", _PEACE, _mean("pledge_peak_year"), 1.0, 3.0),
    Figure("AI-02", "pledged in the last year, share of the best", _PEACE, _mean("pledge_fall"), 0.0, 0.9,
           "falls over the decade", -1, 1.0),
    Figure("C-33", "weeks from the withdrawal of consent to the Council's decision", ("reluctant_host",),
           _mean("weeks_to_decision"), 2.0, 18.0, "2 and about 18 (put in)"),
    Figure("C-33", "weeks from that decision to the exit", ("reluctant_host",), _mean("weeks_to_exit"), 28.0, 50.0,
           "28 and about 50 (put in)"),
)  # fmt: skip
"""Every figure, in the order of the page. Those that say *put in* were set by their source and test nothing."""

ENDINGS = {
    "relapse": "relapse into war", "sustained": "peace sustained after the exit, of those told",
    "war_at_end": "at the level of war in the last year", "agreement_at_end": "with an agreement in force at the end",
    "expelled": "mission expelled",
}  # fmt: skip
"""How runs end: features that are told for every scenario, with and without a mission, and not scored."""


@dataclass(frozen=True)
class Score:
    """What many runs show for one figure.

    Attributes:
        scenario: Scenario.
        figure: What is looked at.
        source: Ids in the evidence tables.
        value: What the runs show.
        low: Lower end of its bootstrap interval (95 %).
        high: Upper end.
        published: What is published.
        verdict: ``match``, ``sign only``, ``miss``, ``not scored``.
        n: Runs.
    """

    scenario: str
    figure: str
    source: str
    value: float
    low: float
    high: float
    published: str
    verdict: str
    n: int


def score(scenario: str, mission: Runs, nobody: Runs) -> list[Score]:
    """Return every figure of one scenario, and how its runs end.

    Args:
        scenario: Its name.
        mission: Features of the runs with the mission.
        nobody: Those of the runs of the first of these seeds with nobody.
    """
    columns = [{key: np.array([run[key] for run in runs]) for key in runs[0]} for runs in (mission, nobody)]
    draw = np.random.default_rng(1)
    n, rest = len(nobody), len(mission) - len(nobody)
    picks = [(np.arange(n + rest), np.arange(n))]
    for _ in range(_RESAMPLES):
        paired = draw.integers(0, n, n)
        alone = draw.integers(n, n + rest, rest) if rest else np.arange(0)
        picks.append((np.concatenate([paired, alone]), paired))
    scores = []
    for figure in FIGURES:
        if scenario in figure.scenarios:
            value, low, high = _with_interval(figure.of, columns, picks)
            scores.append(Score(scenario, figure.text, figure.source, value, low, high, figure.band,
                                _verdict(figure, value), len(mission)))  # fmt: skip
    for key, text in ENDINGS.items():
        for without, label in ((False, "with the mission"), (True, "with nobody")):
            if without and key in ("sustained", "expelled"):
                continue
            value, low, high = _with_interval(_mean(key, without=without), columns, picks)
            if np.isfinite(value):
                what = f"runs {text}, {label}" if key != "sustained" else f"runs with {text}"
                n = len(nobody) if without else len(mission)
                scores.append(Score(scenario, what, "5.25", value, low, high, "", "not scored", n))
    return scores


def _with_interval(
    of: Statistic, columns: list[dict[str, Array]], picks: Iterable[tuple[NDArray[np.int64], ...]]
) -> tuple[float, float, float]:
    """Return a statistic and its bootstrap interval; runs of one seed are resampled together."""

    def picked(rows: tuple[NDArray[np.int64], ...]) -> list[dict[str, Array]]:
        return [{k: v[pick] for k, v in group.items()} for group, pick in zip(columns, rows, strict=True)]

    with np.errstate(all="ignore"):
        first, *others = [of(*picked(rows)) for rows in picks]
    finite = [x for x in others if np.isfinite(x)]
    low, high = np.quantile(finite, [0.025, 0.975]) if finite else (np.nan, np.nan)
    return first, float(low), float(high)


def _verdict(figure: Figure, value: float) -> str:
    if np.isnan(value):
        return "not scored"
    if figure.low <= value <= figure.high:
        return "match"
    if figure.direction and figure.direction * (value - figure.neutral) > 0.0:
        return "sign only"
    return "miss"


def play(job: tuple[Scenario, int]) -> dict[str, float]:
    """Return the features of one run."""
    scenario, seed = job
    model = MissionModel(scenario, seed=seed)
    while model.running:
        model.step()
    return features(model.result(), scenario.exit.war_deaths_a_year)


def calibrate(
    names: Iterable[str], replicates: int, workers: int, root: int = 1, changes: Mapping[str, Any] | None = None,
    tell: Callable[[list[Score]], None] = lambda _: None,
) -> list[Score]:  # fmt: skip
    """Play scenarios to their horizon, with their mission and on every fourth seed with nobody, and score them.

    Args:
        names: Shipped scenarios.
        replicates: Runs of each with its mission.
        workers: Processes.
        root: Root seed.
        changes: Changes of all of them, for example a short horizon.
        tell: Told the scores of each scenario as soon as it has been played.
    """
    seeds, scores = seeds_from(root, replicates), []
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for name in names:
            scenario = load_scenario(name).with_changes(dict(changes or {}))
            jobs = [(scenario, seed) for seed in seeds]
            jobs += [(scenario.with_changes(NOBODY), seed) for seed in seeds[: -(-replicates // NOBODY_SHARE)]]
            played = list(pool.map(play, jobs, chunksize=4))
            found = score(name, played[:replicates], played[replicates:])
            scores += found
            tell(found)
    return scores


def write_scores(scores: Iterable[Score], path: Path) -> None:
    """Write the scores as the table that ``docs/generate.py`` puts into the page."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["scenario", "figure", "runs show", "interval", "published", "source", "verdict", "n"])
        for s in scores:
            interval = "" if np.isnan(s.low) else f"{s.low:.3g} to {s.high:.3g}"
            table.writerow([s.scenario, s.figure, f"{s.value:.3g}", interval, s.published, s.source, s.verdict, s.n])


def main() -> None:
    """Calibrate from the command line."""
    ask = argparse.ArgumentParser(description="Set findings of research against many whole runs.")
    ask.add_argument("--replicates", type=int, default=200)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--only", nargs="*", help="scenarios (all)")
    ask.add_argument("--write", type=Path)
    given = ask.parse_args()
    kept: list[Score] = []

    def tell(found: list[Score]) -> None:
        kept.extend(found)
        for s in found:
            interval = f"[{s.low:.3g}, {s.high:.3g}]"
            print(f"{s.scenario:16} {s.figure:80} {s.value:9.3g} {interval:20} {s.published}  {s.verdict}", flush=True)
        if given.write:
            write_scores(kept, given.write)

    names = given.only or shipped_names()
    calibrate(names, given.replicates, given.workers, tell=tell)


if __name__ == "__main__":
    main()
