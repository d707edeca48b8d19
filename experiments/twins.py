"""Twin runs: every seed once under each of two designs, planned before any run starts.

Workers and their order change nothing: seeds stand in the plan, results are put back in the order of the plan, and a
run that fails, or whose process dies, is a row with its reason and not a lost batch.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Any

import numpy as np

from .through import Contributions, contributions_of, shared_words

__all__ = ["SIDES", "Task", "TwinRun", "plan_twins", "run_twins", "seeds_from"]

SIDES = ("base", "other")
RUNS_A_WORKER = 60  # then the processes are started anew: finished models leave memory behind
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

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


def seeds_from(root: int, n: int) -> list[int]:
    """Return n run seeds from one root seed; the i-th is the same whatever n is.

    Args:
        root: Any whole number from 0 up.
        n: How many.
    """
    return [int(child.generate_state(1)[0]) for child in np.random.SeedSequence(root).spawn(n)]


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
    source = _here(job, tasks) if workers == 1 else _in_processes(job, tasks, workers)
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
        return TwinRun(task, None, _reason(error))


def _reason(error: BaseException) -> str:
    """Return an error as one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _here(job: Job, tasks: Sequence[Task]) -> Iterator[TwinRun]:
    return (_make(job, task) for task in tasks)


_job: Job | None = None


def _start_worker(job: Job) -> None:
    """Keep the job in a fresh process; Ctrl-C is the parent's business."""
    global _job
    _job = job
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _make_in_worker(task: Task) -> TwinRun:
    if _job is None:
        raise RuntimeError("the worker was not started with a job")
    return _make(_job, task)


def _in_processes(job: Job, tasks: Sequence[Task], workers: int) -> Iterator[TwinRun]:
    """Make runs in waves of fresh processes; runs lost with a dead process are tried once more, each alone."""
    wave = workers * RUNS_A_WORKER
    lost: list[Task] = []
    with _one_thread_each():
        for start in range(0, len(tasks), wave):
            yield from _wave(job, tasks[start : start + wave], workers, lost)
        for task in lost:
            again: list[Task] = []
            yield from _wave(job, [task], 1, again)
            if again:
                yield TwinRun(task, None, "the process that ran it died (killed, or out of memory)")


def _wave(job: Job, tasks: Sequence[Task], workers: int, lost: list[Task]) -> Iterator[TwinRun]:
    """Make runs in one set of processes, a few in flight at a time; tasks of a broken set go to ``lost``."""
    pool = ProcessPoolExecutor(
        min(workers, len(tasks)), mp_context=get_context("spawn"), initializer=_start_worker, initargs=(job,)
    )
    waiting = list(reversed(tasks))
    flying: dict[Future[TwinRun], Task] = {}
    try:
        while waiting or flying:
            while waiting and len(flying) < 2 * workers:
                task = waiting.pop()
                flying[pool.submit(_make_in_worker, task)] = task
            for future in wait(flying, return_when=FIRST_COMPLETED).done:
                result = future.result()
                del flying[future]
                yield result
    except BrokenProcessPool:
        left = set(flying.values()) | set(waiting)
        lost.extend(task for task in tasks if task in left)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes started meanwhile use one BLAS thread each: they share the processors already."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
