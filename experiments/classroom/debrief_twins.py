"""Twin runs of a class: the very session, same seed and same other orders, with one thing taken out.

What is taken out is one ruling, one inject or one meeting. Later orders on the same choice stand and are settled again
from what holds without it, by the same rules and at the same table; every other ruling stands as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ...model.errors import ExerciseError
from ..authority import Order, Table, Value, settle
from ..pool import Lost, in_processes
from .debrief_record import RULING, Act, Played, Record, scenario_of

if TYPE_CHECKING:
    import pandas as pd

    from ...model.scenario import Scenario

__all__ = ["Run", "Wanted", "make_runs", "record_without", "scenario_of_nobody", "scenario_without"]


@dataclass(frozen=True, eq=False)
class Run:
    """What is kept of one run: weekly columns, contributions by cause, summary, and the scenario's hash."""

    weekly: pd.DataFrame
    causes: pd.DataFrame
    summary: dict[str, Any]
    scenario_hash: str


@dataclass(frozen=True)
class Wanted:
    """A run to make: key of its scenario, and its seed."""

    key: str
    seed: int


def make_runs(
    scenarios: Mapping[str, Scenario],
    wanted: Sequence[Wanted],
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> dict[Wanted, Run]:
    """Make runs; their number of processes changes nothing but the time.

    Args:
        scenarios: Scenarios by key.
        wanted: Runs.
        workers: Processes; 1 makes them in this one.
        progress: Called with the runs made so far after each.

    Raises:
        ExerciseError: If a process that makes a run dies twice.
    """
    job = partial(_make, dict(scenarios))
    source: Iterator[tuple[Wanted, Any]] = ((one, job(one)) for one in wanted)
    if workers > 1 and len(wanted) > 1:
        source = in_processes(job, wanted, min(workers, len(wanted)))
    made: dict[Wanted, Run] = {}
    for one, run in source:
        if isinstance(run, Lost):
            raise ExerciseError(f"a run of the debrief ({one.key}, seed {one.seed}) could not be made: {run.reason}")
        made[one] = run
        if progress is not None:
            progress(len(made))
    return made


def _make(scenarios: Mapping[str, Scenario], wanted: Wanted) -> Run:
    """Make one run."""
    from ...model.mission import run_mission

    result = run_mission(scenarios[wanted.key], wanted.seed)
    return Run(result.weekly, result.causes, dict(result.summary), str(result.provenance["scenario_hash"]))


def scenario_of_nobody(record: Record) -> Scenario:
    """Return the scenario in which nobody ordered, called or met anything; what comes by itself comes."""
    return scenario_of(
        replace(
            record, rounds=tuple(_with(one, opening={}, decisions=(), injects=(), meetings=()) for one in record.rounds)
        )
    )


def scenario_without(record: Record, act: Act, tables: Mapping[int, Table]) -> Scenario:
    """Return the scenario of the class with one act taken out, see :func:`record_without`."""
    return scenario_of(record_without(record, act, tables))


def record_without(record: Record, act: Act, tables: Mapping[int, Table]) -> Record:
    """Return the class as if one act had not been.

    Args:
        record: The class.
        act: What is taken out.
        tables: How the leadership team decided, by round.
    """
    if act.kind != RULING:
        field = f"{act.kind}s"  # ``injects`` or ``meetings`` of a round
        gone = {
            one.number: tuple(each for k, each in enumerate(getattr(one.settled, field)) if k != act.place)
            for one in record.rounds if one.number == act.round
        }  # fmt: skip
        left = [_with(one, **{field: gone[one.number]}) if one.number in gone else one for one in record.rounds]
        return replace(record, rounds=tuple(left))
    now = record.exercise.value(act.name) if act.before is None else act.before
    rounds = []
    for one in record.rounds:
        if one.number < act.round:
            rounds.append(one)
            continue
        change: tuple[int, Value] | None = None
        if one.number > act.round:
            now, change = _settled_again(record, one, act.name, now, tables)
        opening = {name: value for name, value in one.settled.opening.items() if name != act.name}
        rounds.append(_with(one, opening=opening, decisions=_decisions(one, act.name, change)))
    return replace(record, rounds=tuple(rounds))


def _settled_again(
    record: Record, one: Played, name: str, now: Value, tables: Mapping[int, Table]
) -> tuple[Value, tuple[int, Value] | None]:
    """Return what holds of a choice after a round that begins with another value, and the change with its week."""
    orders: list[Order] = [given.order for given in one.orders if given.order.name == name and not given.aside]
    if not orders or one.number not in tables:
        return now, None
    heads = [given.order for given in one.orders if given.order.insist and given.order.name != name and not given.aside]
    values = {order.name: order.value for order in heads} | {name: now}  # who insists on two is not heard on either
    found = settle([*orders, *heads], record.exercise.holdings, values, one.taken, tables[one.number])
    for ruling in found.rulings:
        if ruling.name == name and ruling.changed:
            return ruling.value, (one.first + ruling.after_weeks, ruling.value)
    return now, None


def _decisions(one: Played, name: str, change: tuple[int, Value] | None) -> tuple[dict[str, Any], ...]:
    """Return the decisions of a round with another fate of one choice."""
    kept: list[dict[str, Any]] = []
    for decision in one.settled.decisions:
        changes = {key: value for key, value in dict(decision["changes"]).items() if key != name}
        kept += [{**decision, "changes": changes}] if changes else []
    if change is not None:
        kept.append({"week": change[0], "changes": {name: change[1]}})
    return tuple(sorted(kept, key=lambda decision: int(decision["week"])))


def _with(one: Played, **other: Any) -> Played:
    """Return a round with something else in what was settled."""
    return replace(one, settled=replace(one.settled, **other))
