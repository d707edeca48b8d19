"""Measure the figures of the docs, and keep which numbers the model gave at the time.

``make measure`` measures what rules must show, the price of coordination and levels, over an hour or more on two cores;
a test fails when the model gives other numbers than these were measured with. The rest is measured by name, over hours,
and its pages say when it is out of date::

    python docs/measure.py traceability
    python docs/measure.py calibration
    python docs/measure.py exercises
    python docs/measure.py tradeoffs --only 4 5
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
MARKS = DOCS / "measured_marks.json"
FIGURES = {
    "must_show": (("must_show", "--write", "must_show.csv", 40), ("must_show", "--curve", "coordination_load.csv", 40)),
    "levels": (("levels", "--write", "levels.csv", 24),),
    "traceability": (("traceability", "--write", "traceability.csv", 16),),
    "calibration": (("calibration", "--write", "calibration.csv", 200),),
    "exercises": (("exercise_plays", "--write", "exercises/played.csv", 4),),
    "tradeoffs": (("weighing", "--write", "tradeoffs.csv", 100),),
}
"""By name: module of the experiments, its option for the file, the file, and seeds of each comparison."""
USUAL = ("must_show", "levels")
"""What is measured if nothing is named."""


def numbers_now() -> dict[str, dict[str, str]]:
    """Return the digest of every weekly column of the golden runs, by run; benchmarks move no other number."""
    paths = sorted(GOLDEN.glob("*.json"))
    runs = {path.stem: json.loads(path.read_text(encoding="utf-8"))["columns"] for path in paths}
    return {run: {c: d for c, d in columns.items() if c != "benchmarks_met"} for run, columns in runs.items()}


def mark() -> str:
    """Return a short sign of these numbers."""
    return hashlib.sha256(json.dumps(numbers_now(), sort_keys=True).encode()).hexdigest()[:12]


def measured_note(name: str) -> str:
    """Return in a sentence whether a page's figures were measured with the numbers that the model gives.

    Args:
        name: One of :data:`FIGURES`.
    """
    marks = json.loads(MARKS.read_text(encoding="utf-8")) if MARKS.exists() else {}
    if name not in marks:
        return "*Not measured yet.*\n"
    if marks[name] == mark():
        return "*Measured with the numbers that the model gives.*\n"
    return "*Measured with an earlier version of the model, whose numbers were others: read directions, not sizes.*\n"


def keep(names: tuple[str, ...]) -> None:
    """Keep the numbers that figures were measured with."""
    marks = json.loads(MARKS.read_text(encoding="utf-8")) if MARKS.exists() else {}
    MARKS.write_text(json.dumps(marks | dict.fromkeys(names, mark()), indent=1) + "\n", encoding="utf-8")
    if set(USUAL) <= set(names):
        KEPT.write_text(json.dumps(numbers_now(), indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Measure from the command line."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    ask.add_argument("what", nargs="*", help=f"{', '.join(FIGURES)} ({' and '.join(USUAL)}, if none is named)")
    ask.add_argument("--replicates", help="seeds of each comparison (40, 24, 16, 200, 4 and 100, in their order)")
    ask.add_argument("--workers", default="2", help="processes (2)")
    ask.add_argument("--only", nargs="*", default=(), help="trade-offs by number, systems or scenarios by name")
    ask.add_argument("--keep", action="store_true", help="only say that they were measured with today's numbers")
    given = ask.parse_args()
    names = tuple(given.what) or USUAL
    unknown = [name for name in names if name not in FIGURES]
    if unknown:
        ask.error(f"{unknown[0]!r} is no figure; allowed are {', '.join(FIGURES)}")
    for name in () if given.keep else names:
        for module, option, file, seeds in FIGURES[name]:
            more = ["--replicates", given.replicates or str(seeds), "--workers", given.workers]
            more += [option, str(DOCS / file)]
            if name == "tradeoffs":
                more += ["--mark", mark(), *given.only]
            elif given.only:
                more += ["--only", *given.only]
            subprocess.run([sys.executable, "-m", f"peaceops.experiments.{module}", *more], check=True)  # noqa: S603
    if not given.only:  # a part that is measured anew says nothing of the rest
        keep(names)


if __name__ == "__main__":
    main()
