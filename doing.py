"""What commands do once their words are read: run, keep, tell; everything heavy is imported on use."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .model.scenario import Scenario

__all__ = ["compare_and_tell", "run_with_progress", "save_run", "tell_run"]


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
    numbers: tuple[int, int, int],
    asked: dict[str, Any],
    out: str | None,
    as_json: bool,
) -> None:
    """Run a comparison, keep it if asked, and print it."""
    from .experiments.compare import compare as run_comparison
    from .experiments.comparison_files import check_comparison_place
    from .viz.files import save_comparison
    from .viz.next_steps import after_comparison
    from .viz.terminal import print_comparison, print_json, progress_bar

    if out:
        check_comparison_place(Path(out))
    replicates, seed, workers = numbers
    with progress_bar("comparing") as report:
        made = run_comparison(
            base, other, replicates=replicates, seed=seed, workers=workers, outcomes=asked["outcomes"] or None,
            progress=report, labels=labels, settings=asked["settings"],
        )  # fmt: skip
    files = save_comparison(made, Path(out)) if out else []
    if as_json:
        print_json({**made.as_dict(), "files": [path for path, _ in files]})
    else:
        print_comparison(made, files, after_comparison(made, has_files=bool(files), **asked))
