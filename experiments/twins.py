"""Twin runs: every seed once under each of two designs, planned before any run starts.

Workers and their order change nothing: seeds stand in the plan, results are put back in the order of the plan, and a
run that fails, or whose process dies, is a row with its reason and not a lost batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from .pool import Lost, in_processes
from .through import Contributions, contributions_of, shared_words

__all__ = ["SIDES", "Task", "TwinRun", "one_line", "plan_twins", "run_twins", "seeds_from"]

SIDES = ("base", "other")

RunFunction = Callable[[Any, int], Any]


@dataclass(frozen=True)
class Task:
    """One run to make: number of the pair, side (``base``, ``other``, or the name of a design) and seed."""

    pair: int
    side: str
    seed: int


@dataclass(frozen=True)
class TwinRun:
    """One run made: its task, its summary and what each cause gave, or the one-line reason why there is none."""

    task: Task
    summary: dict[str, Any] | None
    error: str = ""
    causes: Contributions | None = None


def seeds_from(root: int, n: int, world: int = 0) -> list[int]:
    """Return n run seeds from one root seed; the i-th is the same whatever n is.

    Args:
        root: Any whole number from 0 up.
        n: How many.
        world: Number of a world that is to have seeds of its own, from 0.
    """
    source = np.random.SeedSequence([root, world] if world else root)
    return [int(child.generate_state(1)[0]) for child in source.spawn(n)]


def plan_twins(replicates: int, root: int) -> list[Task]:
    """Return all runs of a comparison: both sides of every pair, in order."""
    return [Task(i, side, seed) for i, seed in enumerate(seeds_from(root, replicates)) for side in SIDES]


def run_twins(
    designs: tuple[Any, Any] | Mapping[str, Any],
    tasks: Sequence[Task],
    run: RunFunction,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> list[TwinRun]:
    """Make all runs and return them in the order of the plan.

    Args:
        designs: Base and other scenario; or scenarios by the names that stand in the plan as sides.
        tasks: The plan.
        run: Function (scenario, seed) to a result with ``summary``; with several workers it must be importable.
        workers: Processes; 1 runs in this one.
        progress: Called with (runs done, runs in all) after every run.
    """
    report = progress or (lambda done, total: None)
    named = designs if isinstance(designs, Mapping) else dict(zip(SIDES, designs, strict=True))
    job = (run, dict(named))
    made: dict[Task, TwinRun] = {}
    source = (_make(job, task) for task in tasks) if workers == 1 else _in_processes(job, tasks, workers)
    for result in source:
        made[result.task] = replace(result, causes=shared_words(result.causes))
        report(len(made), len(tasks))
    return [made[task] for task in tasks]


Job = tuple[RunFunction, dict[str, Any]]


def _make(job: Job, task: Task) -> TwinRun:
    """Make one run; whatever goes wrong in it becomes its reason."""
    run, designs = job
    try:
        result = run(designs[task.side], task.seed)
        return TwinRun(task, dict(result.summary), causes=contributions_of(result))
    except Exception as error:
        return TwinRun(task, None, one_line(error))


def one_line(error: BaseException) -> str:
    """Return an error as one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _in_processes(job: Job, tasks: Sequence[Task], workers: int) -> Iterator[TwinRun]:
    """Make runs in processes of their own; one that kills its process twice is a row with this reason."""
    for task, made in in_processes(partial(_make, job), tasks, min(workers, len(tasks))):
        yield TwinRun(task, None, made.reason) if isinstance(made, Lost) else made
