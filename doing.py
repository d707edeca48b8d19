"""What commands do once their words are read: run, keep, tell; everything heavy is imported on use."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .model.scenario import Scenario

__all__ = [
    "StoppedError",
    "compare_and_tell",
    "list_tradeoffs",
    "run_with_progress",
    "save_run",
    "seconds_a_week",
    "tell_run",
    "usable_cores",
    "weigh_and_tell",
]

TRIAL_WEEKS = 8  # stepped to see how long a comparison will take
TYPICAL_WEEKS = 78  # length of a run by which the time of trade-offs is judged
STARTING = 5.0  # seconds that further processes take to start, each of which imports the model


class StoppedError(Exception):
    """The user pressed Ctrl-C; the text says what that leaves behind."""


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


def list_tradeoffs(replicates: int, seed: int, workers: int | None, as_json: bool) -> None:
    """Print the sixteen trade-offs, one line each, and how long each takes on this machine."""
    from .experiments.tradeoffs import TRADEOFFS
    from .experiments.weighing import weeks_of
    from .viz.terminal import print_json, print_table
    from .viz.tradeoff_pages import list_rows

    weeks = {t.number: weeks_of([t], replicates) for t in TRADEOFFS}
    if as_json:
        return print_json(
            [{"number": t.number, "name": t.name, "question": t.question, "weeks": weeks[t.number]} for t in TRADEOFFS]
        )
    used = workers or usable_cores()
    pace = seconds_a_week(seed)
    seconds = {n: many * pace / used + STARTING * (used > 1) for n, many in weeks.items()}
    pairs = f"{replicates} pair{'' if replicates == 1 else 's'}"
    heads = ["no.", "name", "question", f"weeks, {pairs}", "roughly"]
    return print_table(heads, list_rows(TRADEOFFS, weeks, seconds), right=(3,))


def weigh_and_tell(
    words: Sequence[str], numbers: tuple[int, int, int | None], out: str | None, as_json: bool
) -> None:
    """Play trade-offs; print each, and keep all so far if asked, as soon as it has been played."""
    from .experiments.weighing import chosen_tradeoffs, weeks_of, weigh
    from .viz.terminal import comparison_progress, print_files, print_json, say_weeks
    from .viz.tradeoff_pages import as_dict, check_tradeoffs_place, print_weighed, save_tradeoffs

    chosen = chosen_tradeoffs(words)
    if out:
        check_tradeoffs_place(Path(out))
    replicates, seed, given = numbers
    workers = given or usable_cores()
    weeks = weeks_of(chosen, replicates)
    say_weeks(len(chosen), weeks, workers, weeks * seconds_a_week(seed) / workers + STARTING * (workers > 1))
    setting = f"{replicates} pair{'' if replicates == 1 else 's'} of runs on the same seeds, root seed {seed}"
    bar: list[Callable[[int, int], None]] = []  # one a trade-off, so that tables are not printed through a bar
    results = weigh(chosen, replicates, root=seed, workers=workers, progress=lambda done, total: bar[-1](done, total))
    made: list[Any] = []
    files: list[tuple[str, str]] = []
    while len(made) < len(chosen):
        with comparison_progress("weighing") as report:
            bar.append(report)
            made.append(next(results))
        if out:
            files = save_tradeoffs(made, Path(out), setting)
        if not as_json:
            print_weighed(made[-1])
    if as_json:
        print_json({"setting": setting, "tradeoffs": [as_dict(one) for one in made], "files": [f for f, _ in files]})
    else:
        print_files(files, note="The model explains; it does not forecast a real country.")


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


def seconds_a_week(seed: int, scenario: str = "post_accord") -> float:
    """Return roughly how long a week takes on this machine as it is now, start of the run included."""
    from .model.library import load_scenario

    design = load_scenario(scenario).with_changes({"horizon_weeks": TYPICAL_WEEKS})
    return _seconds_a_run(design, seed) / TYPICAL_WEEKS
