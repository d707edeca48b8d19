"""Processes that make runs: started afresh, one BLAS thread each, replaced after some runs and when they die.

Each process has a line of its own to this one. When one dies (killed, out of memory) exactly the run that it was making
is lost, and is tried again alone after all others; when this process dies, they end with it.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from types import ModuleType
from typing import Any, Generic, TypeVar, cast

from ..model.errors import PlanError

__all__ = ["DIED", "RUNS_A_WORKER", "Lost", "in_processes"]

RUNS_A_WORKER = 200  # then a process is replaced, in case finished models leave memory behind
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
FALSE_STARTS = 3  # processes in a row that end before they are ready, after which no more are started
PATIENCE = 5.0  # seconds that a process gets to end by itself
DIED = "the process that ran it died (killed, or out of memory)"

Item = TypeVar("Item")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Lost:
    """What stands for a value that never came.

    Attributes:
        reason: Why, in a few words.
    """

    reason: str


@dataclass
class _Worker(Generic[Item]):
    """A process, the run it is making, and how many it has been given."""

    process: Any
    ready: bool = False
    item: Item | None = None
    given: int = 0


def in_processes(
    function: Callable[[Item], Value], items: Iterable[Item], workers: int, *, tries: int = 2
) -> Iterator[tuple[Item, Value | Lost]]:
    """Give every item to the function in one of some processes, and return the values as they come.

    Args:
        function: Must be importable, with all that it carries; it catches what can go wrong in it.
        items: Taken one by one as processes are free; none is None.
        workers: Processes.
        tries: How often an item is tried whose process dies, the first time included.

    Yields:
        An item and its value, or :class:`Lost` if no process lived long enough.

    Raises:
        PlanError: If the function cannot be sent to another process, or processes end before they are ready.
    """
    content = _packed(function)
    lost: list[Item] = []
    yield from _crew(content, iter(items), workers, lost)
    for item in lost:
        for _ in range(tries - 1):
            again: list[Item] = []
            yield from _crew(content, iter((item,)), 1, again)
            if not again:
                break
        else:
            yield item, Lost(DIED)


def _packed(function: Callable[..., Any]) -> bytes:
    """Return a function as bytes; refuse one that other processes could not find."""
    try:
        return pickle.dumps(function)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise PlanError(
            f"the run function cannot be sent to other processes ({error}); define it at the top of a module, or use "
            "one worker"
        ) from None


def _crew(content: bytes, items: Iterator[Any], workers: int, lost: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Make all items with some processes; those whose process died go to ``lost``."""
    crew: dict[Connection, _Worker[Any]] = {}
    waiting: deque[Any] = deque()
    false_starts = 0

    def more() -> bool:
        """Return True if there is an item to give, after looking at the next one."""
        if not waiting and (following := next(items, None)) is not None:
            waiting.append(following)
        return bool(waiting)

    try:
        while True:
            while more() and sum(worker.given < RUNS_A_WORKER for worker in crew.values()) < workers:
                connection, process = _started(content)
                crew[connection] = _Worker(process)
            if not crew:
                return
            for connection in cast(list[Connection], wait(list(crew))):
                worker = crew[connection]
                message = _received(connection)
                if message is None:
                    del crew[_ended(connection, worker)]
                    false_starts = 0 if worker.ready else false_starts + 1
                    _check_starts(false_starts)
                    if worker.item is not None:
                        lost.append(worker.item)
                    continue
                item, worker.item, worker.ready = worker.item, None, True
                if worker.given < RUNS_A_WORKER and more():
                    worker.item = waiting.popleft()
                    worker.given += 1
                    _sent(connection, worker.item)
                else:
                    worker.given = RUNS_A_WORKER
                    _sent(connection, None)
                if item is not None:
                    yield item, message[0]
    finally:
        for connection, worker in crew.items():
            if worker.item is not None or not worker.ready:
                worker.process.kill()
            _ended(connection, worker)


def _received(connection: Connection) -> tuple[Any] | None:
    """Return a value that a process sent, in a tuple; None if it is gone."""
    try:
        return (connection.recv(),)
    except (EOFError, OSError, pickle.UnpicklingError):
        return None


def _sent(connection: Connection, item: Any) -> None:
    """Send an item; that a process is gone is seen when its answer is looked for."""
    with suppress(OSError):
        connection.send(item)


def _ended(connection: Connection, worker: _Worker[Any]) -> Connection:
    """Close the line to a process and see it end."""
    connection.close()
    worker.process.join(PATIENCE)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()
    worker.process.close()
    return connection


def _check_starts(false_starts: int) -> None:
    if false_starts >= FALSE_STARTS:
        raise PlanError(
            "processes for the runs end before they are ready; is there memory left? If a run function of your own "
            'stands in the script, everything else in it belongs below: if __name__ == "__main__":'
        )


# One process ----------------------------------------------------------------------------------------------------------


def _started(content: bytes) -> tuple[Connection, Any]:
    """Start a process and return the line to it."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, content), daemon=True)
    with _one_thread_each(), _without_script(content):
        process.start()
    there.close()
    return here, process


def _serve(connection: Connection, content: bytes) -> None:
    """Answer items until there are no more; Ctrl-C is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    function = pickle.loads(content)  # noqa: S301  # sent by the process that started this one
    gc.freeze()  # what was imported stays, and need not be looked through each time
    connection.send(None)
    try:
        while (item := connection.recv()) is not None:
            _answer(connection, function(item))
    except (EOFError, OSError):  # nobody is there to listen
        return


def _answer(connection: Connection, value: Any) -> None:
    """Send a value, or in its place why it cannot be sent."""
    try:
        packed = pickle.dumps(value)
    except Exception as error:
        packed = pickle.dumps(Lost(f"its result cannot be sent between processes ({error})"))
    connection.send_bytes(packed)


def _end_with_parent() -> None:
    """End this process, in the middle of a run if need be, as soon as the one that started it is gone."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


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


@contextmanager
def _without_script(content: bytes) -> Iterator[None]:
    """Keep processes started meanwhile from running the user's script again, if they need nothing from it.

    A spawned process imports the main module of its parent first. A script without ``if __name__ == "__main__":`` would
    then start its runs once more in every process.
    """
    script = sys.modules["__main__"]
    if b"__main__" not in content:
        sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script
