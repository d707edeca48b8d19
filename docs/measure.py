"""Measure the figures that docs/odd.md shows: what rules must show, the price of coordination, and levels.

``make measure`` takes an hour or more on two cores. It keeps which numbers the model gave at the time, read from the
golden runs, in ``measured_with.json``; a test fails when the model gives others and the figures are not measured anew.
"""

from __future__ import annotations

import argparse
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


def keep() -> None:
    """Keep the numbers that the figures were measured with."""
    KEPT.write_text(json.dumps(numbers_now(), indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Measure everything."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    ask.add_argument("--replicates", default="40", help="seeds of each comparison (40)")
    ask.add_argument("--workers", default="2", help="processes (2)")
    ask.add_argument("--keep", action="store_true", help="only say that the figures were measured with today's numbers")
    given = ask.parse_args()
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
    keep()


if __name__ == "__main__":
    main()
