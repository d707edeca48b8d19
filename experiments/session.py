"""A run that somebody drives: week by week, with decisions and injects on the way, taken back and tried otherwise.

Whatever is done, :meth:`Session.as_scenario` is a scenario whose plain run with the same seed gives the same numbers.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import RLock
from typing import Any

from ..model.decisions import Decision, decision_words, flat_names, in_force
from ..model.errors import ResultError, ScenarioError
from ..model.happenings import USUAL_TEXTS
from ..model.injects import Inject
from ..model.layout import value_of
from ..model.mission import MissionModel
from ..model.result import Result
from ..model.scenario import Scenario
from .why import Answer, why

__all__ = ["Session", "Step", "Taken"]

Progress = Callable[[int, int], None]
Step = Decision | Inject
_PLACE = re.compile(r"\b(decisions\[\d+\]\.(changes\.)?|injects\[\d+\]\.)")
"""Where a thing stands in the scenario, which means nothing to somebody who has just given it by name."""


@dataclass(frozen=True)
class Taken:
    """One thing that was done to a run.

    Attributes:
        week: Week from which it holds.
        what: The decision or the inject.
        text: What it was, in words.
    """

    week: int
    what: Step
    text: str


class Session:
    """One run under way; calls from several threads wait for each other.

    Attributes:
        seed: Its seed.
    """

    def __init__(self, scenario: Scenario, seed: int, steps: Sequence[Step] = ()) -> None:
        """Set the first week up.

        Args:
            scenario: What to play; it may hold decisions and injects of its own.
            seed: Any whole number from 0 up.
            steps: What was done to a run before, each in its week: it happens again once that is played, and can be
                taken back.

        Raises:
            PeaceopsError: If the seed, a map layer or a step cannot be used.
        """
        self._lock = RLock()
        self._given, self.seed = scenario, seed
        self._done: list[Taken] = []
        self._undone: list[Taken] = []
        for one in steps:
            self._note(one)
        self._model = self._made(self._with(self._done))

    # What there is -------------------------------------------------------------------------------------------------

    @property
    def model(self) -> MissionModel:
        """The model; who reads it while another thread may step holds :attr:`lock`."""
        return self._model

    @property
    def lock(self) -> RLock:
        """Held by whoever steps the run or reads its model."""
        return self._lock

    @property
    def scenario(self) -> Scenario:
        """The scenario that the run began with."""
        return self._given

    @property
    def week(self) -> int:
        """The week to come: as many weeks have been played."""
        return self._model.week

    @property
    def horizon(self) -> int:
        """Weeks that the run lasts."""
        return self._model.horizon

    @property
    def running(self) -> bool:
        """Whether there are weeks left to play."""
        return bool(self._model.running)

    @property
    def decisions(self) -> tuple[Taken, ...]:
        """What was decided and injected so far, in order; what was taken back is not in it."""
        with self._lock:
            return tuple(self._done)

    @property
    def undone(self) -> tuple[Taken, ...]:
        """What was taken back and can be done again, the next one last."""
        with self._lock:
            return tuple(self._undone)

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether anything taken back can be done again."""
        return bool(self._undone)

    @property
    def in_force(self) -> Scenario:
        """The scenario with the choices that hold in the week to come."""
        with self._lock:
            return self._now()

    def as_scenario(self) -> Scenario:
        """Return the scenario with all decisions and injects in it: its run with this seed gives the same numbers."""
        with self._lock:
            return self._model.as_given

    # Playing -------------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Play one week; nothing happens after the last one."""
        with self._lock:
            _step(self._model)

    def play(self, weeks: int, progress: Progress | None = None) -> None:
        """Play some weeks, as many as there are.

        Args:
            weeks: How many; the lock is given up between two of them.
            progress: Called after each week with the weeks played and those that will be.
        """
        until = min(self.week + weeks, self.horizon)
        while self.running and self.week < until:
            self.step()
            if progress is not None:
                progress(self.week, until)

    # Deciding ------------------------------------------------------------------------------------------------------

    def decide(self, changes: Mapping[str, Any]) -> Taken | None:
        """Change choices from the week to come on.

        Args:
            changes: Dotted names of choices and new values, for example ``{"collocation.headquarters": 1.0}``.

        Returns:
            What was noted; None if nothing differs from what is in force.

        Raises:
            ScenarioError: If a name is unknown or no choice, a value is of a wrong type, out of range or in the past,
                or the run is over. Nothing has changed then.
        """
        with self._lock:
            self._refuse_the_past()
            before = self._now()
            after = before.with_choices(changes)
            names = flat_names(changes)
            new = {name: value_of(after, name) for name in names if value_of(after, name) != value_of(before, name)}
            if not new:
                return None
            made = self._with(self._done, decision={"week": self.week, "changes": new})
            return self._take(Taken(self.week, made.decisions[-1], decision_words(new, before)))

    def inject(self, kind: str, **fields: Any) -> Taken:
        """Let something happen in the week to come.

        Args:
            kind: Kind of inject, such as ``cholera``.
            fields: Other fields of an inject but its date: size, weeks, sector, group, text.

        Raises:
            ScenarioError: If there is no such kind, a field is unknown or out of range, or the run is over. Nothing
                has changed then.
        """
        with self._lock:
            self._refuse_the_past()
            if dates := sorted({"week", "when"} & set(fields)):
                raise ScenarioError(f"{dates[0]} is given; an inject of a run under way happens in the coming week")
            made = self._with(self._done, inject={"kind": kind, "week": self.week, **fields}).injects[-1]
            return self._take(Taken(self.week, made, made.text or USUAL_TEXTS[made.kind]))

    def undo(self, progress: Progress | None = None, *, replays: bool = True) -> Taken:
        """Take the last decision or inject back: the run stands again at its week, without it.

        Args:
            progress: Called with weeks played and weeks to play while the run is played again.
            replays: Whether it is played again up to that week at once. If not, the run stands before its first week,
                or stays where it is if it has not come to that week yet; nothing is lost, since what else was done
                happens again in its week.

        Raises:
            ScenarioError: If there is nothing to take back.
        """
        with self._lock:
            if not self._done:
                raise ScenarioError("there is nothing to take back: nothing has been decided or injected yet")
            last = self._done[-1]
            self._stand(self._with(self._done[:-1]), last.week, progress, replays)
            self._undone.append(self._done.pop())
            return last

    def redo(self, progress: Progress | None = None, *, replays: bool = True) -> Taken:
        """Do again what was taken back last: the run stands at its week, with it.

        Args:
            progress: As in :meth:`undo`.
            replays: As there.

        Raises:
            ScenarioError: If nothing was taken back, or something else has been done since.
        """
        with self._lock:
            if not self._undone:
                raise ScenarioError("there is nothing to do again: nothing was taken back, or something was done since")
            last = self._undone[-1]
            self._stand(self._with([*self._done, last]), last.week, progress, replays)
            self._done.append(self._undone.pop())
            return last

    def fork(self, changes: Mapping[str, Any] | None = None) -> Session:
        """Return a second run with the same past and the same luck, then changed.

        Args:
            changes: Choices that change in it from the week to come on; none by default.

        Raises:
            ScenarioError: As :meth:`decide`.
        """
        other = Session.__new__(Session)
        with self._lock:
            other._lock, other._given, other.seed = RLock(), self._given, self.seed
            other._done, other._undone = list(self._done), []
            other._model = pickle.loads(pickle.dumps(self._model))  # noqa: S301 - written the moment before
        if changes:
            other.decide(changes)
        return other

    # Looking back --------------------------------------------------------------------------------------------------

    def result(self) -> Result:
        """Return what the run has left behind so far.

        Raises:
            ValueError: If no week has been played.
        """
        with self._lock:
            return self._model.result()

    def why(self, stock: str, week: int | None = None, *, over: int = 13, sector: int | None = None) -> Answer:
        """Return why a stock changed in the weeks up to ``week``; arguments as in :func:`~.why.why`.

        Raises:
            ResultError: As there, and if no week has been played.
        """
        with self._lock:
            if not self.week:
                raise ResultError("no week has been played: there is nothing to ask about yet")
            return why(self.result(), stock, week=week, over=over, sector=sector)

    # Within --------------------------------------------------------------------------------------------------------

    def _now(self) -> Scenario:
        """Return the scenario with the choices in force."""
        return in_force(self._model.as_given, self.week)

    def _refuse_the_past(self) -> None:
        """Refuse anything that can have no effect any more."""
        if not self.running:
            raise ScenarioError(f"the run is over: all {self.horizon} weeks have been played")

    def _with(self, done: Sequence[Taken], **more: Mapping[str, Any]) -> Scenario:
        """Return the scenario with what was done, and perhaps one ``decision`` or ``inject`` more, in it."""
        lists: dict[str, list[Any]] = {"decisions": list(self._given.decisions), "injects": list(self._given.injects)}
        for one in done:
            lists["decisions" if isinstance(one.what, Decision) else "injects"].append(one.what)
        for kind, one_more in more.items():
            lists[f"{kind}s"].append(one_more)
        try:
            return self._given.with_changes(lists) if done or more else self._given
        except ScenarioError as error:
            raise ScenarioError(_PLACE.sub("", str(error))) from None

    def _note(self, one: Step) -> None:
        """Note something that is to happen again in its week."""
        week = one.week or 0
        if isinstance(one, Inject):
            self._done.append(Taken(week, one, one.text or USUAL_TEXTS[one.kind]))
            return
        before = in_force(self._with(self._done), week)
        new = {name: value for name, value in one.changes.items() if value != value_of(before, name)}
        if new:
            made = self._with(self._done, decision={"week": week, "changes": new, "text": one.text})
            self._done.append(Taken(week, made.decisions[-1], decision_words(new, before)))

    def _take(self, taken: Taken) -> Taken:
        """Put something into force that has been checked."""
        self._stand(self._with([*self._done, taken]), self.week)
        self._done.append(taken)
        self._undone.clear()
        return taken

    def _made(self, scenario: Scenario) -> MissionModel:
        """Return a model before its first week that keeps what moves each sector, so that one can ask why there."""
        return MissionModel(scenario, seed=self.seed, keep_cell_causes=True)

    def _stand(
        self, scenario: Scenario, week: int, progress: Progress | None = None, replays: bool = True
    ) -> None:
        """Stand at a week of a scenario, by playing it from the start unless the run is there already."""
        if self.week and (week == self.week or (week > self.week and not replays)):
            self._model.hear(scenario)
            return
        model = self._made(scenario)
        while replays and model.week < week:
            _step(model)
            if progress is not None:
                progress(model.week, week)
        self._model = model


def _step(model: MissionModel) -> None:
    """Play a week; contributions by cell, of which the ledger keeps an array each, are let go."""
    model.step()
    model.causes.forget_cells()
