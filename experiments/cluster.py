"""Runs made by the workers of a dask cluster.

Dask tries a task again whose worker dies, and may run one twice; only the process that holds the directory writes, and
it takes the first result of every run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..model.errors import PlanError, ResultError
from .fingerprint import MUST_AGREE, versions
from .making import LOST, Failure, Made, Maker, attempt
from .planned import PlannedRun
from .runner import Source

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["on_cluster"]

PATIENCE = 30.0  # seconds for the scheduler to answer, and for a worker to be there
IN_FLIGHT = 2  # runs given to the cluster for each of its threads: none waits for this process


def on_cluster(make: Maker, address: str) -> Source:
    """Return a source that makes runs on a cluster.

    Args:
        make: Makes one run; importable where the workers are.
        address: Of the scheduler, for example ``tcp://10.0.0.1:8786``.

    Raises:
        PlanError: If dask.distributed is not installed.
    """
    try:
        import distributed  # noqa: F401  # only to say so before anything is written
    except ImportError:
        raise PlanError(
            "--cluster needs dask.distributed, which is not installed; install it with: pip install 'peaceops[cluster]'"
        ) from None

    def source(runs: Iterable[PlannedRun]) -> Iterator[tuple[PlannedRun, Made | Failure]]:
        with _client(address) as client:
            yield from _results(client, make, iter(runs), address)

    return source


@contextmanager
def _client(address: str) -> Iterator[Client]:
    """Connect to a scheduler that has a worker."""
    from distributed import Client

    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        why = _first_line(error)
        raise PlanError(f"no cluster answers at {address!r} ({why}); is its scheduler running?") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise PlanError(f"the cluster at {address} has no worker; start some with: dask worker {address}") from None
        yield client


def _results(
    client: Client, make: Maker, runs: Iterator[PlannedRun], address: str
) -> Iterator[tuple[PlannedRun, Made | Failure]]:
    """Give runs to the cluster, some at a time, and return what comes."""
    from distributed import as_completed

    flying: dict[str, tuple[Future, PlannedRun]] = {}  # every task carries all it needs: any worker may die

    def submit(run: PlannedRun) -> Future:
        future = client.submit(_made_there, make, run, pure=False)
        flying[future.key] = future, run
        return future

    try:
        threads = sum(client.nthreads().values())
        first = [submit(run) for run in islice(runs, max(IN_FLIGHT * threads, 1))]
        completed = as_completed(first, loop=client.loop)
        for future in completed:
            _, run = flying.pop(future.key)
            value = _value(future, address)
            future.release()
            if (following := next(runs, None)) is not None:
                completed.add(submit(following))
            yield run, value
    finally:
        client.cancel([future for future, _ in flying.values()])


def _made_there(make: Maker, run: PlannedRun) -> tuple[dict[str, str], Made | Failure]:
    """Make a run on a worker, and say what made it."""
    return _signs(), attempt(make, run)


@cache
def _signs() -> dict[str, str]:
    """Return what must be the same here and on every worker."""
    known = versions()
    return {name: known[name] for name in MUST_AGREE}


def _value(future: Any, address: str) -> Made | Failure:
    """Return what came of a run.

    Raises:
        PlanError: If the workers have another model, or cannot make runs at all.
        ResultError: If the connection is lost.
    """
    from concurrent.futures import CancelledError

    from distributed import KilledWorker
    from distributed.comm import CommClosedError

    try:
        there, value = future.result()
    except KilledWorker:
        return Failure(LOST, "the workers that ran it died, one after another (killed, or out of memory)")
    except (CancelledError, CommClosedError, OSError) as error:
        raise ResultError(
            f"the cluster at {address} is lost ({_first_line(error)}); what was stored is whole: give the same command "
            "again when the cluster is back"
        ) from None
    except Exception as error:
        raise PlanError(
            f"a worker of the cluster at {address} cannot make runs ({type(error).__name__}: {_first_line(error)}); "
            "the same version of peaceops must be installed where the workers are"
        ) from None
    for name, here in _signs().items():
        if there[name] != here:
            raise PlanError(
                f"a worker of the cluster at {address} has another {MUST_AGREE[name]} ({there[name]}, here {here}); "
                "install the same versions of peaceops and NumPy everywhere"
            )
    return value


def _first_line(error: BaseException) -> str:
    """Return the beginning of an error."""
    lines = str(error).strip().splitlines()
    return lines[0][:120] if lines else type(error).__name__
