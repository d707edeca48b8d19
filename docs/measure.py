"""Measure the figures of the docs: what rules must show, the price of coordination, levels, and systems on and off.

``make measure`` takes an hour or more on two cores. It keeps which numbers the model gave at the time, read from the
golden runs, in ``measured_with.json``; a test fails when the model gives others and the figures are not measured anew.
``python docs/measure.py traceability`` measures the systems alone, and leaves that note as it is.
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
FIGURES = (
    ("must_show", "--write", "must_show.csv", "40"),
    ("must_show", "--curve", "coordination_load.csv", "40"),
    ("levels", "--write", "levels.csv", "40"),
    ("traceability", "--write", "traceability.csv", "16"),
)
"""What is measured: module of the experiments, its option for the file, the file, and seeds of each comparison."""


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
    ask.add_argument("what", nargs="*", help="must_show, levels or traceability; all of them, if none is named")
    ask.add_argument("--replicates", help="seeds of each comparison (40; 16 for traceability)")
    ask.add_argument("--workers", default="2", help="processes (2)")
    ask.add_argument("--keep", action="store_true", help="only say that the figures were measured with today's numbers")
    given = ask.parse_args()
    if not given.keep:
        unknown = set(given.what) - {module for module, *_ in FIGURES}
        if unknown:
            ask.error(f"unknown: {', '.join(sorted(unknown))}")
        for module, option, name, seeds in FIGURES:
            if given.what and module not in given.what:
                continue
            both = ("--replicates", given.replicates or seeds, "--workers", given.workers)
            command = [sys.executable, "-m", f"peaceops.experiments.{module}", *both, option, str(DOCS / name)]
            subprocess.run(command, check=True)  # noqa: S603
    if not given.what:
        keep()


if __name__ == "__main__":
    main()
