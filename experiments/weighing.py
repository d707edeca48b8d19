"""Playing the trade-offs: every design and seed once, paired differences with and without the mechanism, rankings.

An ablation is played on every second pair: it says whether an effect goes with its mechanism, which takes fewer pairs
than saying how large it is.

``python -m peaceops.experiments.weighing 4 5 --replicates 100 --write docs/tradeoffs.csv`` measures some of them and
keeps what the file holds of all others.

Source: MODEL.md section 9.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.errors import PlanError, nearest
from ..model.scenario import Scenario
from .compare import known_outcomes
from .intervals import FEWEST_FOR_A_VERDICT, Difference, paired_difference
from .must_show import Finding, play
from .tradeoff import Ranking, Side, Tradeoff
from .tradeoff_rows import RankRow, SideRow, read_rows, write_rows
from .tradeoffs import TRADEOFFS
from .twins import Task, run_twins, seeds_from
from .verdicts import least_that_matters

__all__ = ["Weighed", "chosen_tradeoffs", "label_of", "weeks_of", "weigh"]

Array = NDArray[np.float64]
Runs = Callable[[Any, int], Any]
Progress = Callable[[int, int], None]
Played = dict[tuple[str, int], dict[str, Any] | str]
"""Summaries, or reasons why there is none, by hash of the design and seed."""
FEW = "too few pairs"
LEFT = 0.25  # an effect counts as gone with its mechanism where at most a quarter of it is left
WORDS = {
    "delivered": ("Work delivered", "team-weeks"), "elections_contested": ("Elections contested", "polls"),
    "election_quality": ("Quality of the first election", "share"), "relapse": ("Relapse into war", "share"),
    "donor_work_per_million": ("Donors' work per million dollars", "team-weeks"),
}  # fmt: skip


@dataclass
class Weighed:
    """What the runs of one trade-off show.

    Attributes:
        tradeoff: The trade-off.
        rows: One row a side and outcome.
        ranks: One row a scenario, outcome and design of its rankings.
        failed: Runs that did not finish, one line each.
    """

    tradeoff: Tradeoff
    rows: list[SideRow] = field(default_factory=list)
    ranks: list[RankRow] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def chosen_tradeoffs(words: Sequence[str]) -> tuple[Tradeoff, ...]:
    """Return the trade-offs called for by number or name, each once and in order; ``all`` means all.

    Raises:
        PlanError: If a word is neither.
    """
    known = {str(t.number): t for t in TRADEOFFS} | {t.name: t for t in TRADEOFFS}
    for word in words:
        if word not in known and word != "all":
            hint = nearest(word[:60], [t.name for t in TRADEOFFS])
            raise PlanError(
                f"no trade-off is called {word[:60]!r}; allowed are 1 to {len(TRADEOFFS)}, their names, and all{hint}"
            )
    if "all" in words:
        return TRADEOFFS
    numbers = {known[word].number for word in words}
    return tuple(t for t in TRADEOFFS if t.number in numbers)


def label_of(outcome: str) -> tuple[str, str]:
    """Return label and unit of an outcome."""
    known = known_outcomes()
    return WORDS[outcome] if outcome in WORDS else (known[outcome].label, known[outcome].unit)


def weeks_of(tradeoffs: Sequence[Tradeoff], replicates: int) -> int:
    """Return how many weeks are played for trade-offs, each design and seed once.

    Args:
        tradeoffs: The trade-offs.
        replicates: Pairs.
    """
    plays: dict[tuple[str, int], int] = {}
    for t in tradeoffs:
        designs = _designs(t)
        plays |= {(key, seed): designs.all[key].horizon_weeks for key, seed in designs.plan(list(range(replicates)))}
    return int(np.sum(list(plays.values()), dtype=int))


@dataclass
class _Designs:
    """The designs of one trade-off, by hash, and which of them each side and ranking needs."""

    all: dict[str, Scenario] = field(default_factory=dict)
    on: list[list[str]] = field(default_factory=list)
    off: list[list[str]] = field(default_factory=list)
    ranked: dict[tuple[int, str], dict[str, str]] = field(default_factory=dict)

    def add(self, scenario: Scenario) -> str:
        """Keep a design and return its hash."""
        key = scenario.hash
        self.all[key] = scenario
        return key

    def plan(self, seeds: list[int]) -> list[tuple[str, int]]:
        """Return every design and seed to play, each once; of ablations every second pair."""
        full = [key for keys in [*self.on, *(levels.values() for levels in self.ranked.values())] for key in keys]
        half = [key for keys in self.off for key in keys]
        plays = [(key, seed) for key in full for seed in seeds] + [(key, seed) for key in half for seed in seeds[::2]]
        return list(dict.fromkeys(plays))


def _designs(t: Tradeoff) -> _Designs:
    """Return the designs of a trade-off."""
    made = _Designs()
    for side in t.sides:
        made.on.append([made.add(s) for s in side.arms()])
        made.off.append([made.add(s) for s in side.arms(without=True)])
    for i, ranking in enumerate(t.rankings):
        for name in ranking.scenarios:
            made.ranked[i, name] = {level: made.add(s) for level, s in ranking.designs(name).items()}
    return made


def weigh(
    tradeoffs: Sequence[Tradeoff],
    replicates: int,
    *,
    root: int = 1,
    workers: int = 1,
    run: Runs | None = None,
    progress: Progress | None = None,
) -> Iterator[Weighed]:
    """Play trade-offs and yield what each shows as soon as it has been played.

    Args:
        tradeoffs: The trade-offs.
        replicates: Pairs of runs.
        root: Root seed.
        workers: Processes; their number changes nothing but the time.
        run: Function (scenario, seed) to a result with ``summary``; the model's own by default.
        progress: Called with (runs done, runs in all) after every run.

    Raises:
        PlanError: If there is no pair to play.
    """
    if replicates < 1:
        raise PlanError(f"replicates is {replicates}; allowed is a whole number from 1 up")
    seeds = seeds_from(root, replicates)
    designs = [_designs(t) for t in tradeoffs]
    total = len({play for each in designs for play in each.plan(seeds)})
    played: Played = {}
    report: Progress = progress or (lambda done, total: None)
    for tradeoff, mine in zip(tradeoffs, designs, strict=True):
        new = [Task(0, key, seed) for key, seed in mine.plan(seeds) if (key, seed) not in played]
        before = len(played)
        if new:
            made = run_twins(mine.all, new, run or _run, min(workers, len(new)), _onwards(report, before, total))
            played |= {(m.task.side, m.task.seed): m.error if m.summary is None else m.summary for m in made}
        yield _weighed(tradeoff, mine, seeds, played)


def _onwards(report: Progress, before: int, total: int) -> Progress:
    """Return a report of runs that counts those made before, too."""
    return lambda done, _: report(before + done, total)


def _run(scenario: Scenario, seed: int) -> Any:
    """Return one run's summary, with the work delivered, as twin runs want it."""
    return SimpleNamespace(summary=play((scenario, seed)))


def _weighed(t: Tradeoff, designs: _Designs, seeds: list[int], played: Played) -> Weighed:
    """Return the rows of one trade-off from the runs played."""
    found = Weighed(t)
    for key, seed in designs.plan(seeds):
        error = played[key, seed]
        if isinstance(error, str):
            found.failed.append(f"{designs.all[key].name}, seed {seed}: {error}")
    for side, *arms in zip(t.sides, designs.on, designs.off, strict=True):
        for outcome, expected in side.outcomes.items():
            on, off = ([_values(key, seeds, played, outcome) for key in keys] for keys in arms)
            off = [np.where(np.arange(len(seeds)) % 2 == 0, values, math.nan) for values in off]
            found.rows.append(_row(t, side, outcome, expected, on, off))
    for (i, scenario), levels in designs.ranked.items():
        for outcome in t.rankings[i].outcomes:
            values = {level: _values(key, seeds, played, outcome) for level, key in levels.items()}
            found.ranks += _ranks(t, t.rankings[i], scenario, outcome, values)
    return found


def _values(key: str, seeds: list[int], played: Played, outcome: str) -> Array:
    """Return an outcome under one design, shape (seeds,); NaN where it was not played, failed, or never happened."""
    rows = [played.get((key, seed)) for seed in seeds]
    return np.array([_number(row[outcome]) if isinstance(row, Mapping) else math.nan for row in rows])


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)


def _mean(values: Array) -> float:
    """Return the mean of what is there, 0 if nothing is."""
    there = values[np.isfinite(values)]
    return float(there.mean()) if len(there) else 0.0


def _row(t: Tradeoff, side: Side, outcome: str, expected: int, on: list[Array], off: list[Array]) -> SideRow:
    """Return one row: the effect with its interval, the same without the mechanism, and what that says."""
    name = f"{t.name}.{side.key}.{outcome}"
    with_it, without_it = _effect(on, name), _effect(off, name)
    label, unit = label_of(outcome)
    verdict = _verdict(Finding(side.key, outcome, expected, with_it, without_it), unit, _mean(on[0]))
    lost = paired_difference(_gap(off), _gap(on), better=0, seed=1, name=f"{name}.lost")
    scenario = f"{side.scenario} less {side.against_scenario}" if side.against_scenario else side.scenario
    return SideRow(
        number=t.number, name=t.name, side=side.key, claim=side.claim, compared=side.compared, scenario=scenario,
        weeks=side.weeks, outcome=outcome, label=label, unit=unit, expected=expected, base=with_it.base,
        other=with_it.other, difference=with_it.difference, low=with_it.low, high=with_it.high, n=with_it.n,
        verdict=verdict, off=side.off, off_difference=without_it.difference, off_low=without_it.low,
        off_high=without_it.high, off_n=without_it.n, mechanism=_mechanism(verdict, with_it, without_it, lost),
    )  # fmt: skip


def _gap(arms: list[Array]) -> Array:
    """Return other less base, and of a difference of differences the same less that elsewhere."""
    gap = arms[1] - arms[0]
    return gap - (arms[3] - arms[2]) if len(arms) == 4 else gap


def _effect(arms: list[Array], name: str) -> Difference:
    """Return the effect; of a difference of differences base and other are the effects elsewhere and here."""
    base, other = (arms[3] - arms[2], arms[1] - arms[0]) if len(arms) == 4 else (arms[0], arms[1])
    return paired_difference(base, other, better=0, seed=1, name=name)


def _verdict(finding: Finding, unit: str, level: float) -> str:
    """Return emerges, weak, absent or reversed; clear effects that matter to nobody count as weak or absent."""
    d = finding.difference
    if d.n < FEWEST_FOR_A_VERDICT:
        return FEW
    said = finding.verdict
    if abs(d.difference) < least_that_matters(unit, level):
        return {"emerges": "weak", "reversed": "absent"}.get(said, said)
    return said


def _mechanism(verdict: str, on: Difference, off: Difference, lost: Difference) -> str:
    """Return what is left without the mechanism: gone, turned, less, stays; too few pairs; or nothing to explain."""
    if verdict == FEW or off.n < FEWEST_FOR_A_VERDICT:
        return FEW
    if verdict not in ("emerges", "reversed"):
        return "no effect to explain"
    clear = lost.low > 0.0 or lost.high < 0.0
    if not clear or lost.difference * on.difference < 0.0:
        return "stays"
    left = off.difference / on.difference
    if left < -LEFT and (off.low > 0.0 or off.high < 0.0):
        return "turned"
    return "gone" if left <= LEFT else "less"


def _ranks(t: Tradeoff, r: Ranking, scenario: str, outcome: str, values: dict[str, Array]) -> list[RankRow]:
    """Return the designs of a ranking in one scenario by one outcome, the best first."""
    label, unit = label_of(outcome)
    better = r.outcomes[outcome]
    order = sorted(values, key=lambda level: -better * _mean(values[level]))
    rows = []
    for place, level in enumerate(order, 1):
        name = f"{t.name}.{scenario}.{outcome}.{level}"
        d = paired_difference(values[order[0]], values[level], better=better, seed=1, name=name)
        rows.append(
            RankRow(
                number=t.number, name=t.name, scenario=scenario, weeks=r.weeks, outcome=outcome, label=label, unit=unit,
                better=better, level=level, place=place, mean=d.other, behind=d.difference, low=d.low, high=d.high,
                n=d.n,
            )
        )  # fmt: skip
    return rows


def main() -> None:
    """Measure from the command line."""
    ask = argparse.ArgumentParser(description="Measure the trade-offs.")
    ask.add_argument("tradeoffs", nargs="*", default=["all"], help="numbers or names (all)")
    ask.add_argument("--replicates", type=int, default=100)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--write", type=Path, help="table to renew; ranks go beside it")
    ask.add_argument("--mark", default="", help="what says with which numbers of the model it was measured")
    given = ask.parse_args()
    chosen = chosen_tradeoffs(given.tradeoffs or ["all"])
    print(f"{len(chosen)} trade-offs, {weeks_of(chosen, given.replicates):,} weeks", flush=True)
    for weighed in weigh(chosen, given.replicates, workers=given.workers):
        for row in weighed.rows:
            on = f"{row.difference:+10.4g} [{row.low:.4g}, {row.high:.4g}] n={row.n}"
            off = f"off {row.off_difference:+.4g} [{row.off_low:.4g}, {row.off_high:.4g}]"
            what = f"{row.number:2} {row.side:18} {row.outcome:32}"
            print(f"{what} {on} {row.verdict}   {off} {row.mechanism}", flush=True)
        for line in weighed.failed:
            print(line, flush=True)
        if given.write:
            ranks_at = given.write.with_name("tradeoff_ranks.csv")
            mine = weighed.tradeoff.number
            rows = [r for r in read_rows(given.write, SideRow) if r.number != mine] + _marked(weighed.rows, given.mark)
            ranks = [r for r in read_rows(ranks_at, RankRow) if r.number != mine] + _marked(weighed.ranks, given.mark)
            write_rows(rows, given.write, SideRow)
            write_rows(ranks, ranks_at, RankRow)


def _marked(rows: Sequence[Any], mark: str) -> list[Any]:
    """Return rows that say with which numbers of the model they were measured."""
    from dataclasses import replace

    return [replace(row, measured_with=mark) for row in rows]


if __name__ == "__main__":
    main()
