"""The debrief of a class: its run, its turning points with their twins, what was known, and what it is held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...model.errors import ExerciseError, PeaceopsError
from ..twins import seeds_from
from .debrief_company import (
    BatchView,
    Goal,
    Standing,
    check_batch,
    goals_of,
    in_batch,
    outcomes_told,
    standing,
    standing_of_plays,
)
from .debrief_knowledge import Heard, Watched, heard_of, watch
from .debrief_record import Act, Record, acts_of, read_record, scenario_of
from .debrief_turns import Effect, Turn, effects_of, largest, looked_at, most_telling, turn_of, varied
from .debrief_twins import Run, Wanted, make_runs, scenario_of_nobody, scenario_without

if TYPE_CHECKING:
    from ...model.result import Result
    from ...model.scenario import Scenario

__all__ = ["CLASS", "NOBODY", "Debrief", "Request", "debrief_of"]

CLASS, NOBODY = "class", "nobody"
"""Keys of the class's run, and of the run in which nobody orders anything."""
THIS_CLASS, ALONE, NOBODYS = "this class", "your orders", "nobody's orders"
TURNS = 3
TRIED = 5
"""Acts that are tried under other seeds; the turning points are chosen among them."""
ALIKE_TRIED = 2
"""Acts that are tried for what they did to one and the same outcome, as long as others did something to another."""
SEEDS = 5
CHOOSING = 5
"""Further seeds, by which the measure is picked that an act is told by. How sure it is that the act did it, is judged
under the others, which had no part in that: the best of many measures looks sure by itself under the seeds it was
picked from."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Request:
    """What a debrief is asked to look at beside the class.

    Attributes:
        seeds: Other seeds under which the acts that changed most are tried.
        workers: Processes; they change nothing but the time.
        batch: Directory of a stored batch to be held against.
        earlier: Files of earlier classes to be held against.
        notes: Sentences that the debrief tells as they stand.
    """

    seeds: int = SEEDS
    workers: int = 1
    batch: str | PathLike[str] | None = None
    earlier: Sequence[str | PathLike[str]] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Debrief:
    """All that a debrief tells.

    Attributes:
        record: The class.
        result: Its run, whole.
        scenarios: What was played, by key: ``class``, ``nobody``, and one a turning point.
        runs: The runs under the class's own seed, by the same keys.
        seeds: The other seeds.
        choosing: Further seeds, by which measures were picked; () where no other luck was asked for.
        tried: What the class did, each with what it changed most; None for what changed nothing.
        failed: Acts that cannot be taken out, with the reason.
        turns: The turning points, in order of time: of those acts of which other seeds say the same, and only where
            they do so of none, of the others.
        lesser: Other acts that were tried under other seeds, the largest first.
        sectors: What was believed and true by round, role, field and sector (see :class:`.debrief_knowledge.Watched`).
        pictures: How much was known by round, role and field.
        heard: Events with who heard of them.
        mine: The class on its outcomes, under its own seed first and then the others.
        nobody: Nobody's orders, likewise.
        plays: The shipped sets of orders.
        earlier: Earlier classes, played under the same seeds.
        batch: The class in a stored batch, None if none was given or it cannot be held against it.
        goals: What each role wanted, and what came of it.
        notes: What could not be done, as sentences.
    """

    record: Record
    result: Result
    scenarios: Mapping[str, Scenario]
    runs: Mapping[str, Run]
    seeds: tuple[int, ...]
    choosing: tuple[int, ...]
    tried: tuple[tuple[Act, Effect | None], ...]
    failed: tuple[tuple[Act, str], ...]
    turns: tuple[Turn, ...]
    lesser: tuple[Turn, ...]
    sectors: pd.DataFrame
    pictures: pd.DataFrame
    heard: tuple[Heard, ...]
    mine: Standing
    nobody: Standing
    plays: tuple[Standing, ...]
    earlier: tuple[Standing, ...] = ()
    batch: BatchView | None = None
    goals: tuple[Goal, ...] = ()
    notes: tuple[str, ...] = field(default=())


def debrief_of(record: Record, asked: Request | None = None, progress: Progress | None = None) -> Debrief:
    """Return the debrief of a class; all its runs are made here.

    Args:
        record: The class.
        asked: What else it is to look at.
        progress: Called with runs made and runs in all.

    Raises:
        ExerciseError: If a run cannot be made, or an earlier class played something else.
        PlanError: If the class cannot be held against the batch.
    """
    asked = asked or Request()
    every = tuple(seeds_from(record.seed, asked.seeds + (CHOOSING if asked.seeds else 0)))
    seeds, choosing = every[: asked.seeds], every[asked.seeds :]
    acts = acts_of(record)
    others, notes = _earlier(record, asked.earlier)
    if asked.batch is not None:
        check_batch(asked.batch, record)
    n_tried = min(len(acts), TRIED)
    total = 2 + len(acts) + asked.seeds * (2 + n_tried) + len(choosing) * (1 + n_tried)
    total += len(others) * (1 + asked.seeds)
    counted = _Counter(total, progress)
    mine = scenario_of(record)
    watched = watch(record, mine)
    counted.more(1)
    scenarios, failed = _without_each(record, acts, watched)
    scenarios |= {CLASS: mine, NOBODY: scenario_of_nobody(record)}
    made = _Made(record, scenarios, {Wanted(CLASS, record.seed): _run_of(watched.result)}, asked, counted)
    first = [Wanted(key, record.seed) for key in scenarios if key != CLASS]
    # One stage: no process waits for another in between.
    made.add([*first, *_under([CLASS, NOBODY], seeds), *_under([CLASS], choosing)])
    tried, found, lesser = _turns(made, [act for act in acts if act.key in scenarios], seeds, choosing)
    turns = sorted(found, key=lambda turn: (turn.act.week, turn.act.round, turn.act.name))
    keys, shown = outcomes_told(record.exercise), (record.seed, *seeds)
    labels = ((ALONE if record.solo else THIS_CLASS, CLASS), (NOBODYS, NOBODY))
    own, nobody = (standing(label, key, made.summaries(key, shown), keys) for label, key in labels)
    earlier = _played_again(others, shown, asked, counted, keys)
    view = in_batch(asked.batch, record, made.summaries(CLASS, shown)) if asked.batch is not None else None
    kept = [key for key in scenarios if key in {CLASS, NOBODY, *(turn.key for turn in turns)}]
    return Debrief(
        record, watched.result, {key: scenarios[key] for key in kept}, {key: made.run(key) for key in kept}, seeds,
        choosing, tuple(tried), tuple(failed), tuple(_with_knowledge(turn, watched) for turn in turns), lesser,
        watched.sectors, watched.pictures, tuple(heard_of(record, watched.result)), own, nobody,
        standing_of_plays(record.exercise) if record.finished else (), earlier, view,
        goals_of(record, own, nobody), (*asked.notes, *notes),
    )  # fmt: skip


class _Made:
    """The runs of a debrief by scenario and seed."""

    def __init__(
        self,
        record: Record,
        scenarios: Mapping[str, Scenario],
        runs: dict[Wanted, Run],
        asked: Request,
        counted: _Counter,
    ) -> None:
        self.record, self.scenarios = record, scenarios
        self._runs, self._asked, self._counted = runs, asked, counted

    def add(self, wanted: Sequence[Wanted]) -> None:
        """Make some runs."""
        self._runs |= make_runs(self.scenarios, wanted, self._asked.workers, self._counted.at)
        self._counted.more(len(wanted))

    def run(self, key: str, seed: int | None = None) -> Run:
        """Return a run, by default that under the class's own seed."""
        return self._runs[Wanted(key, self.record.seed if seed is None else seed)]

    def summaries(self, key: str, seeds: Sequence[int]) -> list[dict[str, Any]]:
        """Return the summaries of a scenario under some seeds."""
        return [self.run(key, seed).summary for seed in seeds]


class _Counter:
    """Counts the runs of several stages as one."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.total, self.done, self._tell = total, 0, progress or (lambda done, total: None)

    def at(self, made: int) -> None:
        """Note runs made of the present stage."""
        self._tell(min(self.done + made, self.total), self.total)

    def more(self, made: int) -> None:
        """Note that a stage is over."""
        self.done += made
        self.at(0)


def _under(keys: Sequence[str], seeds: Sequence[int]) -> list[Wanted]:
    """Return runs of some scenarios under some seeds."""
    return [Wanted(key, seed) for seed in seeds for key in keys]


def _run_of(result: Result) -> Run:
    return Run(result.weekly, result.causes, dict(result.summary), str(result.provenance["scenario_hash"]))


def _without_each(
    record: Record, acts: Sequence[Act], watched: Watched
) -> tuple[dict[str, Scenario], list[tuple[Act, str]]]:
    """Return scenarios without each act, by its key, and those acts that cannot be taken out."""
    made: dict[str, Scenario] = {}
    failed: list[tuple[Act, str]] = []
    for act in acts:
        try:
            made[act.key] = scenario_without(record, act, watched.tables)
        except PeaceopsError as error:  # what is left may be no scenario, such as an exit before its decision
            failed.append((act, str(error)))
    return made, failed


def _turns(
    made: _Made, acts: Sequence[Act], seeds: Sequence[int], choosing: Sequence[int]
) -> tuple[list[tuple[Act, Effect | None]], list[Turn], tuple[Turn, ...]]:
    """Return what each act changed most, the turning points, and the others that were tried under other seeds."""
    exercise, run = made.record.exercise, made.run(CLASS)
    weights = looked_at(exercise)
    effects = {act.key: effects_of(act, run, made.run(act.key), weights) for act in acts}
    by_luck = [run, *(made.run(CLASS, seed) for seed in seeds)]
    ranked = [(act, *largest(effects[act.key], by_luck)) for act in acts]
    every = sorted((one for one in ranked if one[1] is not None), key=lambda one: -one[2])
    best = varied(every, lambda one: one[1].column.name if one[1] else "", TRIED, ALIKE_TRIED)
    made.add(_under([act.key for act, _, _ in best], [*seeds, *choosing]))
    outcomes = outcomes_told(exercise)

    def pairs(act: Act, some: Sequence[int]) -> list[tuple[Run, Run]]:
        return [(made.run(CLASS, seed), made.run(act.key, seed)) for seed in some]

    found = [
        turn_of(act, effects[act.key], run, made.run(act.key), pairs(act, choosing), pairs(act, seeds), outcomes)
        for act, _, _ in best
    ]
    telling = most_telling(found)
    sure = [turn for turn in telling if turn.sure != "luck"]  # where there are any, none that may be luck stands beside
    first = varied(sure or telling, lambda turn: turn.effect.column.name, TURNS, 1)
    lesser = tuple(turn for turn in telling if turn not in first)
    return [(act, effect) for act, effect, _ in ranked], first, lesser


def _with_knowledge(turn: Turn, watched: Watched) -> Turn:
    """Return a turning point with how much of threat and need those knew who gave the order."""
    rows = watched.pictures
    if rows.empty:
        return turn
    mine = rows[(rows["round"] == turn.act.round) & rows["role"].isin(turn.act.roles)]
    known = mine.pivot_table(index="role", columns="field", values="known", sort=False)
    return replace(
        turn, knew=tuple((str(role), float(row["threat"]), float(row["need"])) for role, row in known.iterrows())
    )


def _earlier(record: Record, files: Sequence[str | PathLike[str]]) -> tuple[list[Record], list[str]]:
    """Return earlier classes that played the same exercise, and why others are left out."""
    found, notes = [], []
    for path in files:
        one = read_record(path, names=False)
        if one.exercise.scenario.hash != record.exercise.scenario.hash:
            raise ExerciseError(
                f"{one.name} played {one.exercise.name} and this class {record.exercise.name}, or another version of "
                "it, so that they cannot be held together"
            )
        if one.weeks != record.weeks:
            notes.append(f"{one.name} played {one.weeks} weeks and this class {record.weeks}; it is left out.")
            continue
        found.append(one)
    return found, notes


def _played_again(
    others: Sequence[Record], seeds: Sequence[int], asked: Request, counted: _Counter, keys: Sequence[str]
) -> tuple[Standing, ...]:
    """Return earlier classes under the seeds of this one."""
    scenarios = {f"{i} {one.name}": scenario_of(one) for i, one in enumerate(others)}
    wanted = [Wanted(key, seed) for key in scenarios for seed in seeds]
    made = make_runs(scenarios, wanted, asked.workers, counted.at) if wanted else {}
    counted.more(len(made))
    return tuple(
        standing(f"{one.name}, {one.day}", "earlier", [made[Wanted(key, seed)].summary for seed in seeds], keys)
        for key, one in zip(scenarios, others, strict=True)
    )
