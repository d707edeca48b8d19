"""The command ``batch``: carry out a plan, go on with it, make one of its runs again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .doing import StoppedError, usable_cores
from .options import AsJson, Command, Out, RefusedError, Workers

if TYPE_CHECKING:
    from .experiments.batch import Batch

__all__ = ["batch", "register"]

RERUN = "rerun"
MOST_FAILURES = 5  # named when a batch ends; all are in the directory
FAILED = 1


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        cls=Command,
        epilog="Examples:\n\n- peaceops batch study.toml\n- peaceops batch study.toml --out out/study --workers 2\n"
        "- peaceops batch --resume --out out/study\n- peaceops batch rerun out/study 17 --out out/run17",
    )(batch)


def batch(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PLAN | rerun DIR RUN_ID",
            help="Plan file or name of a shipped plan; or rerun, with a batch and the number of one of its runs.",
        ),
    ] = None,
    out: Out = None,
    workers: Workers = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Scheduler of a dask cluster whose workers make the runs (tcp://...)."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a batch that is there; without PLAN, with its own plan.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Carry out a plan: every run of its list, into one directory [default: out/ and the name of the plan].

    Stopped at any moment, also by a crash, the same command goes on where it was. A run that goes wrong is set aside
    in failures/ with its settings and the reason, and the others go on. `batch rerun DIR RUN_ID` makes one run again,
    alone, and proves that it is the one that was stored; with `--out` it keeps the whole result.
    """
    given = list(words or ())
    if given and given[0] == RERUN and not Path(RERUN).exists():
        return _rerun(given[1:], out, as_json)
    if len(given) > 1:
        raise RefusedError(f"batch takes one plan, and {given[1]!r} is one word too many")
    if not given and not (resume and out):
        raise RefusedError("batch needs a plan, for example: peaceops batch study.toml; or --resume --out DIR")
    return _carry_out(given[0] if given else None, out, workers, cluster, resume, as_json)


def _carry_out(
    name: str | None, out: str | None, workers: int | None, cluster: str | None, resume: bool, as_json: bool
) -> None:
    """Make what is missing and say what came of it."""
    from .experiments.batch import batch as run_batch
    from .experiments.batch import load_batch
    from .viz.batch_progress import batch_progress

    place = Path(out) if out else Path("out") / Path(str(name)).stem
    plan: Any = name
    if resume:
        stored = load_batch(place)
        plan = stored.plan if name is None else name
    began, last = time.monotonic(), [0, 0, 0]
    try:
        with batch_progress() as report:

            def progress(done: int, failed: int, total: int) -> None:
                last[:] = done, failed, total
                report(done, failed, total)

            made = run_batch(plan, place, workers or usable_cores(), cluster=cluster, progress=progress)
    except KeyboardInterrupt:
        left = f"{place} holds {last[0]} of {last[2]} runs" if last[2] else "no run had started"
        raise StoppedError(f"stopped by Ctrl-C; {left}, and the same command goes on from there") from None
    _tell(made, time.monotonic() - began, as_json)


def _tell(made: Batch, seconds: float, as_json: bool) -> None:
    """Print what a batch holds; end with an error if no run at all has a result."""
    from .viz.terminal import print_json, print_table, print_wrapped, time_words

    failures, finished = made.failures, made.n_finished
    decisions = made.manifest["decisions"]
    if as_json:
        print_json({
            "directory": str(made.directory), "runs": made.manifest["n_runs"], "finished": finished,
            "failures": failures.to_dict("records"), "missing": made.missing, "complete": made.complete,
            "decisions": decisions, "seconds": round(seconds, 3),
        })  # fmt: skip
    else:
        print_wrapped(
            f"{made.manifest['title'] or 'A batch'}: {finished} of {made.manifest['n_runs']} runs in {made.directory}, "
            f"{len(failures)} failed, {time_words(seconds)}"
        )
        if decisions and decisions[-1]["stop"]:
            last = decisions[-1]
            early = "Stopped early. " if last.get("reason") == "narrow" and made.missing else ""
            print_wrapped(f"{early}{last.get('text') or 'The stopping rule said enough.'}")
        if len(failures):
            rows = failures.head(MOST_FAILURES)[["run_id", "design", "seed", "reason"]].to_numpy().tolist()
            print_table(["run", "design", "seed", "why it failed"], rows, right=(0, 2))
            print_wrapped(f"All failures with their settings: {made.directory / 'failures'}")
        print_wrapped(f"Read it: peaceops report {made.directory}")
    if not finished:
        raise typer.Exit(FAILED)


def _rerun(words: Sequence[str], out: str | None, as_json: bool) -> None:
    """Make one run again and say that it is the same."""
    from .experiments.batch import load_batch
    from .viz.terminal import print_json, print_wrapped

    if len(words) != 2 or not words[1].isdecimal():
        raise RefusedError("rerun needs a batch and the number of a run: peaceops batch rerun out/study 17")
    stored, run_id = load_batch(words[0]), int(words[1])
    try:
        result = stored.rerun(run_id)
    except KeyboardInterrupt:
        raise StoppedError("stopped by Ctrl-C; nothing was written") from None
    was_stored = stored.is_finished(run_id)
    files = str(result.save(out)) if out else ""
    if as_json:
        return print_json({"run_id": run_id, "same": was_stored or None, "out": files, "summary": result.summary})
    said = "is the same as stored, bit for bit" if was_stored else "was not stored yet"
    print_wrapped(f"Run {run_id} of {words[0]} {said}: {result!r}")
    return print_wrapped(f"The whole result: {files}") if files else None
