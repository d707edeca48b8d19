"""How far a batch is: a bar on a terminal, some lines in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .terminal import QUIET_SECONDS, time_words

__all__ = ["Pace", "batch_progress"]

LINE_SECONDS = 60.0  # between two lines in a pipe, at least, unless a tenth is done


class Pace:
    """Rate and time left, from the runs made since the start; those that were there already say nothing of either."""

    def __init__(self, done: int, now: float) -> None:
        """Start with the runs that are there."""
        self._first, self._began = done, now

    def seconds(self, now: float) -> float:
        """Return the time since the start."""
        return now - self._began

    def words(self, done: int, failed: int, total: int, now: float) -> str:
        """Return rate, time left and failures: ``24 runs a minute, roughly 3 minutes left, 1 failed``."""
        made, spent = done - self._first, now - self._began
        said = []
        if made and spent > 0.0:
            said.append(f"{_rate(made / spent)}")
            if done < total:
                said.append(f"roughly {time_words(spent * (total - done) / made)} left")
        if failed:
            said.append(f"{failed} failed")
        return ", ".join(said)


def _rate(a_second: float) -> str:
    """Return a rate in the unit in which it is easily read."""
    for factor, unit in ((1.0, "a second"), (60.0, "a minute"), (3600.0, "an hour")):
        if a_second * factor >= 1.0 or unit == "an hour":
            number = a_second * factor
            return f"{number:.0f} runs {unit}" if number >= 10.0 else f"{number:.1f} runs {unit}"
    raise AssertionError("unreachable")


@contextmanager
def batch_progress() -> Iterator[Callable[[int, int, int], None]]:
    """Yield a function (runs done, runs failed, runs in all): a bar on a terminal, else a line now and then.

    Both go to standard error.
    """
    if sys.stderr.isatty():
        with _bar() as report:
            yield report
        return
    yield _lines()


def _lines() -> Callable[[int, int, int], None]:
    pace: list[Pace] = []
    told = [time.monotonic(), 0.0]

    def report(done: int, failed: int, total: int) -> None:
        now = time.monotonic()
        if not pace:
            pace.append(Pace(done, now))
            told[:] = now, 10 * done // max(total, 1)
            if 0 < done < total:
                print(f"{done} of {total} runs are there already", file=sys.stderr, flush=True)
            return
        tenth = 10 * done // total
        if pace[0].seconds(now) >= QUIET_SECONDS and (tenth > told[1] or now - told[0] >= LINE_SECONDS):
            words = pace[0].words(done, failed, total, now)
            print(f"{done} of {total} runs{', ' if words else ''}{words}", file=sys.stderr, flush=True)
            told[:] = now, tenth

    return report


@contextmanager
def _bar() -> Iterator[Callable[[int, int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("runs"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        pace: list[Pace] = []

        def report(done: int, failed: int, total: int) -> None:
            now = time.monotonic()
            if not pace:
                pace.append(Pace(done, now))
            words = pace[0].words(done, failed, total, now)
            progress.update(task, completed=done, total=total, description=words)

        yield report
