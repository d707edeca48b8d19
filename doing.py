"""What commands do once their words are read: run, keep, tell; everything heavy is imported on use."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .model.scenario import Scenario

__all__ = ["compare_and_tell", "run_with_progress", "save_run", "tell_run", "usable_cores"]

TRIAL_WEEKS = 8  # stepped to see how long a comparison will take
STARTING = 5.0  # seconds that further processes take to start, each of which imports the model


def run_with_progress(design: Scenario, seed: int, *, keep: bool) -> Any:
    """Run the model week by week with a bar on a terminal; ``keep`` what moved things in each sector too."""
    from .viz.terminal import progress_bar

    with progress_bar(f"{design.title or design.name}, weeks") as report:
        report(0, design.horizon_weeks)
        from .model.mission import MissionModel

        model = MissionModel(design, seed=seed, keep_cell_causes=keep)
        while model.running:
            model.step()
            report(model.steps, design.horizon_weeks)
        return model.result()


def save_run(result: Any, out: str, asked: dict[str, Any]) -> list[tuple[str, str]]:
    """Write tables, pictures and the account, whole or not at all, and return the files with what is in them."""
    from .viz.files import save_run as write

    return write(result, Path(out), **asked)


def tell_run(result: Any, files: Sequence[tuple[str, str]], asked: dict[str, Any], as_json: bool) -> None:
    """Print the account of a run: JSON, rich on a terminal, plain in a pipe."""
    from .viz.account import account, as_dict, as_rich, as_text

    told = account(result, files=files, **asked)
    if as_json:
        from .viz.terminal import print_json

        print_json({**as_dict(told), "summary": result.summary, "provenance": result.provenance})
    elif sys.stdout.isatty():
        from .viz.terminal import console

        console().print(as_rich(told), crop=False)
    else:
        print(as_text(told), end="")


def compare_and_tell(
    base: Scenario,
    other: Scenario,
    labels: tuple[str, str],
    numbers: tuple[int, int, int | None],
    asked: dict[str, Any],
    out: str | None,
    as_json: bool,
) -> None:
    """Run a comparison, keep it if asked, and print it; without a number of workers there is one a core."""
    from .experiments.compare import compare as run_comparison
    from .experiments.comparison_files import check_comparison_place
    from .viz.files import save_comparison
    from .viz.next_steps import after_comparison
    from .viz.terminal import comparison_progress, print_comparison, print_json, say_how_long

    if out:
        check_comparison_place(Path(out))
    replicates, seed, given = numbers
    workers = min(given or usable_cores(), 2 * replicates)
    if base.horizon_weeks == other.horizon_weeks:
        seconds = _seconds_a_run(base, seed) * 2 * replicates / workers + (STARTING if workers > 1 else 0.0)
        say_how_long(replicates, base.horizon_weeks, workers, seconds)
    with comparison_progress() as report:
        made = run_comparison(
            base, other, replicates=replicates, seed=seed, workers=workers, outcomes=asked["outcomes"] or None,
            progress=report, labels=labels, settings=asked["settings"],
        )  # fmt: skip
    files = save_comparison(made, Path(out)) if out else []
    if as_json:
        print_json({**made.as_dict(), "files": [path for path, _ in files]})
    else:
        print_comparison(made, files, after_comparison(made, has_files=bool(files), **asked))


def usable_cores() -> int:
    """Return how many processor cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


def _seconds_a_run(design: Scenario, seed: int) -> float:
    """Return roughly how long a run takes on this machine as it is now, from its first weeks."""
    from .model.mission import MissionModel

    began = time.perf_counter()
    model = MissionModel(design, seed=seed)
    ready = time.perf_counter()
    while model.running and model.steps < TRIAL_WEEKS:
        model.step()
    return ready - began + (time.perf_counter() - ready) * design.horizon_weeks / max(model.steps, 1)
