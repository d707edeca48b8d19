"""What tends to happen in the shipped exercises: plausible sets of orders, each kept from the first week on, played.

The figures stand in ``docs/exercises/played.csv``; ``python docs/measure.py exercises`` renews them.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from ..model.mission import run_mission
from .exercise import Exercise, load_exercise, shipped_exercises

__all__ = ["Played", "outcomes_of", "play", "read_played", "write_played"]

SEEDS = (1, 2, 3, 4)


@dataclass(frozen=True)
class Played:
    """One outcome of one run: exercise, title of the set of orders, seed, key of the outcome, value."""

    exercise: str
    play: str
    seed: int
    outcome: str
    value: float


def outcomes_of(exercise: Exercise) -> tuple[str, ...]:
    """Return the outcomes of an exercise that its figures tell: those of its axes, each once."""
    return tuple(dict.fromkeys(axis.outcome.key for axis in exercise.axes))


def play(exercise: Exercise, seeds: Iterable[int] = SEEDS, plays: Sequence[str] = ()) -> Iterator[Played]:
    """Play the sets of orders of an exercise to the end.

    Args:
        exercise: The exercise.
        seeds: Seeds, each of which plays every set.
        plays: Titles of the sets; all if empty.
    """
    for seed in seeds:
        for one in exercise.plays:
            if plays and one.title not in plays:
                continue
            scenario = exercise.scenario.with_choices(one.orders) if one.orders else exercise.scenario
            summary: dict[str, Any] = run_mission(scenario, seed).summary
            for key in outcomes_of(exercise):
                yield Played(exercise.name, one.title, seed, key, round(float(summary[key]), 6))


def read_played(path: Path) -> list[Played]:
    """Return the figures of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Played(row["exercise"], row["play"], int(row["seed"]), row["outcome"], float(row["value"]))
            for row in csv.DictReader(file)
        ]


def write_played(rows: Iterable[Played], path: Path) -> None:
    """Write figures to a file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Played)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)


def main() -> None:
    """Measure from the command line."""
    ask = argparse.ArgumentParser(description="Play the sets of orders of the shipped exercises.")
    ask.add_argument("--replicates", type=int, default=len(SEEDS), help="seeds of each set (4)")
    ask.add_argument("--workers", type=int, default=1, help="taken for the sake of other measurements; one is used")
    ask.add_argument("--only", nargs="*", default=(), help="exercises by name (all)")
    ask.add_argument("--write", type=Path, required=True, help="table to renew")
    given = ask.parse_args()
    names = [name for name in shipped_exercises() if not given.only or name in given.only]
    kept = [row for row in read_played(given.write) if row.exercise not in names] if given.write.exists() else []
    for name in names:
        kept += play(load_exercise(name), range(1, given.replicates + 1))
        write_played(sorted(kept, key=lambda row: (row.exercise, row.play, row.seed, row.outcome)), given.write)
        print(f"{name}: done", flush=True)


if __name__ == "__main__":
    main()
