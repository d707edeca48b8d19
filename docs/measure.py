"""Measure the figures that docs/odd.md shows: what rules must show, the price of coordination, levels, and trade-offs.

``make measure`` takes an hour or more on two cores. It keeps which numbers the model gave at the time, read from the
golden runs, in ``measured_with.json``; a test fails when the model gives others and the figures are not measured anew.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parent
GOLDEN = DOCS.parent / "tests" / "golden"
KEPT = DOCS / "measured_with.json"


def numbers_now() -> dict[str, dict[str, str]]:
    """Return the digest of every weekly column of the golden runs, by run; benchmarks move no other number."""
    paths = sorted(GOLDEN.glob("*.json"))
    runs = {path.stem: json.loads(path.read_text(encoding="utf-8"))["columns"] for path in paths}
    return {run: {c: d for c, d in columns.items() if c != "benchmarks_met"} for run, columns in runs.items()}


def mark() -> str:
    """Return a short sign of these numbers, which the rows of trade-offs carry: they may be measured in parts."""
    return hashlib.sha256(json.dumps(numbers_now(), sort_keys=True).encode()).hexdigest()[:12]


def measure_tradeoffs(which: list[str], pairs: str, workers: str) -> None:
    """Measure trade-offs (all, if none is named) and keep what the table holds of the others."""
    numbers = ("--replicates", pairs, "--workers", workers, "--mark", mark())
    command = [sys.executable, "-m", "peaceops.experiments.weighing", *which, *numbers, "--write"]
    subprocess.run([*command, str(DOCS / "tradeoffs.csv")], check=True)  # noqa: S603


def keep() -> None:
    """Keep the numbers that the figures were measured with."""
    KEPT.write_text(json.dumps(numbers_now(), indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Measure everything."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    ask.add_argument("--replicates", default="40", help="seeds of each comparison (40)")
    ask.add_argument("--workers", default="2", help="processes (2)")
    ask.add_argument("--keep", action="store_true", help="only say that the figures were measured with today's numbers")
    ask.add_argument("--pairs", default="100", help="seeds of each trade-off (100)")
    ask.add_argument("--tradeoffs", nargs="*", help="measure only trade-offs, by number (all), and nothing else")
    given = ask.parse_args()
    if given.tradeoffs is not None:
        return measure_tradeoffs(given.tradeoffs, given.pairs, given.workers)
    if not given.keep:
        both = ("--replicates", given.replicates, "--workers", given.workers)
        for module, *more in (
            ("must_show", "--write", "must_show.csv"),
            ("must_show", "--curve", "coordination_load.csv"),
            ("levels", "--write", "levels.csv"),
        ):
            option, name = more
            command = [sys.executable, "-m", f"peaceops.experiments.{module}", *both, option, str(DOCS / name)]
            subprocess.run(command, check=True)  # noqa: S603
        measure_tradeoffs([], given.pairs, given.workers)
    return keep()


if __name__ == "__main__":
    main()
