"""Runs a list of frozen runs into a store: what is missing, wherever it is made, in rounds if there is a stopping rule.

Only this process writes. Whoever makes runs sends them here, and they are written every second or so, so that this
process holds a handful of results at any time.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ..model.errors import ResultError
from .making import LOST, Failure, Made, Maker, attempt
from .parts import join_parts, write_part
from .planned import PlannedRun
from .pool import Lost, in_processes
from .store import Store

__all__ = ["Progress", "Source", "here", "in_local_processes", "make_missing", "on_disk"]

Source = Callable[[Iterable[PlannedRun]], Iterator[tuple[PlannedRun, Made | Failure]]]
"""Makes runs somewhere and returns them as they are done."""
Progress = Callable[[int, int, int], None]
"""Called with the runs done (failed ones included), the runs failed, and the runs in all."""

WRITE_SECONDS = 1.0  # between two writes, at least: a write takes some milliseconds
MOST_HELD = 500  # runs that wait to be written
TRIES = 3  # of a run whose process dies


def here(make: Maker) -> Source:
    """Return a source that makes runs in this process."""
    return lambda runs: ((run, attempt(make, run)) for run in runs)


def in_local_processes(make: Maker, workers: int) -> Source:
    """Return a source that makes runs in processes of this machine.

    Args:
        make: Makes one run; importable.
        workers: Processes.
    """

    def source(runs: Iterable[PlannedRun]) -> Iterator[tuple[PlannedRun, Made | Failure]]:
        for run, made in in_processes(partial(attempt, make), runs, workers, tries=TRIES):
            yield run, Failure(LOST, f"{made.reason}, {TRIES} times") if isinstance(made, Lost) else made

    return source


def make_missing(
    store: Store, runs: Sequence[PlannedRun], done: set[int], source: Source, progress: Progress, failed: int = 0
) -> int:
    """Make the runs that are not done yet and store them; what is done stays whatever happens.

    Args:
        store: Where to.
        runs: Those wanted.
        done: Numbers of the runs that are finished or have failed; added to.
        source: Makes them.
        progress: Told after each.
        failed: Runs that have failed so far.

    Returns:
        Runs that have failed, earlier ones included.

    Raises:
        ResultError: If the disk refuses.
    """
    total = len(runs)
    n_done = sum(run.run_id in done for run in runs)
    progress(n_done, failed, total)
    missing = (run for run in runs if run.run_id not in done)
    if n_done == total:
        return failed
    writer = _Writer(store, n_done, total)
    try:
        with closing(source(missing)) as made:  # type: ignore[type-var]
            for run, value in made:
                if run.run_id in done:  # a cluster may make a run twice; both are the same
                    continue
                writer.add(run, value)
                done.add(run.run_id)
                failed += isinstance(value, Failure)
                n_done += 1
                progress(n_done, failed, total)
    finally:
        writer.flush()
    return failed


class _Writer:
    """Holds results for a moment and writes them together."""

    def __init__(self, store: Store, n_stored: int, total: int) -> None:
        self._store, self._stored, self._total = store, n_stored, total
        self._number = store.next_write()
        self._held: list[tuple[int, Made]] = []
        self._written = time.monotonic()

    def add(self, run: PlannedRun, value: Made | Failure) -> None:
        """Take a result; a failure is written at once."""
        if isinstance(value, Failure):
            with on_disk(self._store.directory, f"{self._stored} of {self._total} runs are stored and whole"):
                self._store.quarantine(run, value)
            self._stored += 1
            return
        self._held.append((run.run_id, value))
        if time.monotonic() - self._written >= WRITE_SECONDS or len(self._held) >= MOST_HELD:
            self.flush()

    def flush(self) -> None:
        """Write what is held: the weeks first, then the summaries, which make the runs count as finished."""
        if not self._held:
            return
        with on_disk(self._store.directory, f"{self._stored} of {self._total} runs are stored and whole"):
            if any(made.weekly for _, made in self._held):
                write_part(self._store.weekly_parts, self._number, _weekly_table(self._held))
            write_part(self._store.summary_parts, self._number, _summary_table(self._held))
            self._stored += len(self._held)
            self._held.clear()  # before the number: stopped in between, a second flush has nothing left to write
            self._number += 1
            join_parts(self._store.weekly_parts)
            join_parts(self._store.summary_parts)
        self._written = time.monotonic()


def _summary_table(held: Sequence[tuple[int, Made]]) -> pa.Table:
    """Return one row a run: run_id, scenario_hash, seconds, and the values of its summary."""
    keys = list(dict.fromkeys(key for _, made in held for key in made.summary))
    columns: dict[str, Any] = {
        "run_id": pa.array([run_id for run_id, _ in held], pa.int64()),
        "scenario_hash": pa.array([made.scenario_hash for _, made in held], pa.string()),
        "seconds": pa.array([made.seconds for _, made in held], pa.float64()),
    }
    for key in keys:
        columns[key] = _value_column([made.summary.get(key) for _, made in held])
    return pa.table(columns)


def _value_column(values: Sequence[Any]) -> pa.Array:
    """Return values as numbers, or as texts if one is; without any value the kind is left open."""
    there = [value for value in values if value is not None]
    if not there:
        return pa.nulls(len(values))
    if any(isinstance(value, str) for value in there):
        return pa.array([None if value is None else str(value) for value in values], pa.string())
    return pa.array(values, pa.float64())


def _weekly_table(held: Sequence[tuple[int, Made]]) -> pa.Table:
    """Return one row a run and week: run_id and the columns kept."""
    tables = []
    for run_id, made in held:
        if made.weekly:
            weeks = len(next(iter(made.weekly.values())))
            tables.append(pa.table({"run_id": np.full(weeks, run_id, dtype=np.int64), **made.weekly}))
    return pa.concat_tables(tables)


@contextmanager
def on_disk(directory: Path, left: str = "what was stored is whole") -> Iterator[None]:
    """Say in a sentence that the disk refuses, and what is stored.

    Args:
        directory: What is written to.
        left: What can be relied on all the same.

    Raises:
        ResultError: If the disk refuses.
    """
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        refused = f"cannot write to {directory}: {error.strerror or error}"
        what, cure = (f"the disk that holds {directory} is full", "free some space") if full else (refused, "mend that")
        raise ResultError(f"{what}; {left}: {cure} and give the same command again") from error
