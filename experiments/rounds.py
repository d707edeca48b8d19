"""Carrying a plan out: all runs at once, or by rounds of replicates until the stopping rule of the plan says enough."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ..model.errors import ResultError
from ..model.layout import finite
from .fingerprint import versions
from .planned import PlannedRun
from .runner import Progress, Source, make_missing, on_disk
from .store import Store

if TYPE_CHECKING:
    import pandas as pd

    from .plan import Plan

__all__ = ["Enough", "carry_out", "has_stopped", "round_ends"]

Enough = Callable[["pd.DataFrame", "Plan", int], Any]
"""Stopping rule: from the summary of whole rounds, the plan and the replicates of these rounds to a decision, a
dataclass with ``stop``."""

ROUND = 10  # replicates of a round, where the plan names no other number
MOST_SESSIONS = 100  # kept in the manifest; a batch that was interrupted more often forgets the first


def carry_out(
    store: Store,
    plan: Plan,
    runs: Sequence[PlannedRun],
    source: Source,
    progress: Progress,
    how: Mapping[str, Any],
    enough: Enough | None = None,
) -> Store:
    """Make what is missing and return the store.

    Rounds depend on the list of runs alone, and a decision on whole rounds alone: neither on who made which run first
    nor on interruptions.

    Args:
        store: Held by this process.
        plan: The plan.
        runs: Its frozen list.
        source: Makes runs.
        progress: Told after each.
        how: What the manifest says of this session.
        enough: Stopping rule; that of the plan by default.

    Raises:
        ResultError: If the disk refuses.
    """
    rule = enough or _rule_of(plan)
    failed = {int(failure["run_id"]) for failure in store.failed()}
    done = store.finished() | failed
    runs = _twins_together(runs)
    session = _Session(store, how, len(done))
    store = session.begun()
    n_failed = len(failed)
    try:
        for replicates in round_ends(plan, runs) if rule else [len(runs)]:
            if has_stopped(store):
                break
            wanted = [run for run in runs if run.replicate < replicates]
            n_failed = make_missing(store, wanted, done, source, progress, n_failed)
            if rule is not None:
                store = _decided(store, plan, replicates, rule)
    finally:
        store = session.ended(store, len(done))
    return store


def _twins_together(runs: Sequence[PlannedRun]) -> list[PlannedRun]:
    """Return runs with those of one seed side by side: a batch that is broken off then holds pairs and not halves."""
    turn: dict[int, int] = {}
    for run in runs:
        turn.setdefault(run.seed, len(turn))
    return sorted(runs, key=lambda run: turn[run.seed])


def _rule_of(plan: Plan) -> Enough | None:
    """Return the stopping rule of a plan; None if it has none."""
    stop = getattr(plan, "stop", None)
    if stop is None:
        return None
    from .stopping import enough

    return lambda summary, asked, replicates: enough(summary, asked, stop, replicates=replicates)


def round_ends(plan: Plan, runs: Sequence[PlannedRun]) -> list[int]:
    """Return after how many replicates the stopping rule is asked: at its looks, or every few where it plans none.

    Args:
        plan: Its stopping rule may say when it looks (``first`` and ``budget``).
        runs: Its frozen list.
    """
    last = max((run.replicate for run in runs), default=-1) + 1
    rule: Any = getattr(plan, "stop", None)
    if hasattr(rule, "budget"):
        from .stopping import planned_looks

        return [*(look for look in planned_looks(rule.first, rule.budget) if look < last), last]
    every = int(getattr(rule, "every", ROUND))
    return [*range(every, last, every), last]


def has_stopped(store: Store) -> bool:
    """Return whether the stopping rule said that it is enough."""
    decisions = store.manifest["decisions"]
    return bool(decisions and decisions[-1]["stop"])


def _decided(store: Store, plan: Plan, replicates: int, rule: Enough) -> Store:
    """Ask the stopping rule after a round and keep what it said, unless it was asked of the very same runs before."""
    from .batch import Batch

    summary = Batch(store).summary
    summary = summary[summary["replicate"] < replicates].reset_index(drop=True)
    decisions = list(store.manifest["decisions"])
    if any(said["replicates"] == replicates and said.get("runs") == len(summary) for said in decisions):
        return store
    decisions = [said for said in decisions if said["replicates"] < replicates]  # a lost run was made since
    decision = rule(summary, plan, replicates)
    told = {**finite(asdict(decision)), "stop": bool(decision.stop), "replicates": replicates, "runs": len(summary)}
    with on_disk(store.directory):
        return store.noted(decisions=[*decisions, told])


class _Session:
    """What the manifest keeps of one time that runs were made."""

    def __init__(self, store: Store, how: Mapping[str, Any], n_done: int) -> None:
        self._store, self._n_done, self._began = store, n_done, time.monotonic()
        started = datetime.now(UTC).isoformat(timespec="seconds")
        self._told = {"started": started, **how, "versions": versions(), "seconds": None, "runs": None}
        self._earlier = list(store.manifest["sessions"])[1 - MOST_SESSIONS :]

    def begun(self) -> Store:
        """Note the start."""
        with on_disk(self._store.directory):
            return self._store.noted(sessions=[*self._earlier, self._told])

    def ended(self, store: Store, n_done: int) -> Store:
        """Note seconds and runs; a disk that refuses has been reported already."""
        told = {"seconds": round(time.monotonic() - self._began, 3), "runs": n_done - self._n_done}
        with suppress(OSError, ResultError):
            return store.noted(sessions=[*self._earlier, {**self._told, **told}])
        return store
