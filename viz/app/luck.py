"""Is it luck: two futures played again with other seeds, in the background, in turns with everybody else, stoppable."""

from __future__ import annotations

import math
from collections.abc import Callable
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import pandas as pd

from ...experiments.compare import Comparison, compare
from ...experiments.session import Session
from ...experiments.through import contributions_of
from ...model.errors import PeaceopsError
from ...model.mission import MissionModel
from ...model.scenario import Scenario
from .outcomes import fan, smoothed
from .visitors import TURNS

__all__ = ["PAIRS", "Luck"]

PAIRS = 20
CLEAR = ("better", "worse", "differs")
"""Verdicts of what differs; they stand first in the table."""


class StoppedError(RuntimeError):
    """The visitor wanted no more."""


class Luck:
    """Pairs of runs of two scenarios, played by a thread of their own.

    Attributes:
        of: What had been decided in the two futures when it began.
        done: Pairs played and pairs in all.
        bands: What the charts draw: own, other and difference as of :func:`outcomes.fan`; None until it is over.
        rows: Every outcome with the paired difference, what differs clearly first; empty until it is over.
        found: The comparison itself; None until it is over.
        said: A sentence once it is over, stopped or failed.
    """

    def __init__(self, pair: tuple[Session, Session], tell: Callable[[], None], watched: Callable[[], bool]) -> None:
        """Start playing.

        Args:
            pair: The two futures; their seed is the root of the seeds of all pairs.
            tell: Called after every pair and at the end.
            watched: Whether anybody waits for it; it stops by itself if not.
        """
        base, other = pair
        self.of = (base.decisions, other.decisions)
        self.done = (0, PAIRS)
        self.bands: dict[str, Any] | None = None
        self.rows: list[dict[str, Any]] = []
        self.found: Comparison | None = None
        self.said = ""
        self._tell, self._watched, self._stop = tell, watched, Event()
        self._designs, self._seed = (base.as_scenario(), other.as_scenario()), base.seed
        self._made: dict[tuple[bool, int], tuple[Any, pd.DataFrame]] = {}
        self.thread = Thread(target=self._play, daemon=True)
        self.thread.start()

    @property
    def over(self) -> bool:
        """Whether nothing is played any longer."""
        return bool(self.said)

    def stop(self) -> None:
        """Play no more; the pairs already played are kept."""
        self._stop.set()

    def _play(self) -> None:
        """Play all pairs, and work out what they show."""
        found: Comparison | None
        said, found = "", None
        try:
            try:
                found = self._compare(PAIRS, self._run, self._count)
                said = f"{len(self._seeds())} pairs played."
            except StoppedError:
                pairs = len(self._seeds())
                said = f"Stopped after {pairs} of {PAIRS} pairs" + ("; the table is of those." if pairs else ".")
                found = self._compare(pairs, self._again) if pairs else None
            if found is not None:
                self.bands, self.rows, self.found = self._bands(), _rows(found), found
        except PeaceopsError as error:
            said = str(error)
        finally:
            self._made.clear()
            self.said = said or "The pairs could not be played."
            self._tell()

    def _compare(
        self, pairs: int, run: Callable[[Scenario, int], Any], count: Callable[[int, int], None] | None = None
    ) -> Comparison:
        """Return the comparison of so many pairs."""
        labels = ("this future", "the other future")
        return compare(*self._designs, replicates=pairs, seed=self._seed, labels=labels, progress=count, run=run)

    def _count(self, runs: int, of: int) -> None:
        """Note how far it is, and stop here: an error within a run would be taken for a run that failed."""
        if self._stop.is_set():
            raise StoppedError
        if runs % 2 == 0:
            self.done = (runs // 2, of // 2)
            self._tell()

    def _run(self, scenario: Scenario, seed: int) -> Any:
        """Play one run, a week a turn, and keep of it what the comparison and the charts need."""
        model = MissionModel(scenario, seed=seed)
        while model.running:
            if not self._watched():
                self._stop.set()
            if self._stop.is_set():
                return SimpleNamespace(summary={})
            with TURNS.turn():
                model.step()
        result = model.result()
        kept = SimpleNamespace(summary=dict(result.summary), causes=contributions_of(result))
        self._made[scenario is self._designs[0], seed] = (kept, smoothed(result.weekly))
        return kept

    def _again(self, scenario: Scenario, seed: int) -> Any:
        """Return what was kept of a run."""
        return self._made[scenario is self._designs[0], seed][0]

    def _seeds(self) -> list[int]:
        """Return the seeds of the pairs of which both runs were played."""
        return [seed for own, seed in self._made if own and (False, seed) in self._made]

    def _bands(self) -> dict[str, Any]:
        """Return the bands of both futures and of their difference, seed by seed."""
        seeds = self._seeds()
        own, other = ([self._made[side, seed][1] for seed in seeds] for side in (True, False))
        gaps = [theirs - ours for ours, theirs in zip(own, other, strict=True)]
        return {"own": fan(own), "other": fan(other), "difference": fan(gaps)}


def _rows(found: Comparison) -> list[dict[str, Any]]:
    """Return all outcomes with what the pairs show of them, what differs clearly first."""
    keys = ("label", "unit", "base", "other", "difference", "low", "high", "n", "verdict")
    rows = [{key: _plain(row[key]) for key in keys} for row in found.table.to_dict("records")]
    return sorted(rows, key=lambda row: row["verdict"] not in CLEAR)


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it: missing numbers are None."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
