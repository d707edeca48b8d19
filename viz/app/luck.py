"""Is it luck: two futures played again with other seeds, in the background, in turns with everybody else, stoppable."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

from ...experiments.compare import Comparison, compare
from ...model.errors import PeaceopsError
from ...model.mission import MissionModel
from ...model.result import Result
from ...model.scenario import Scenario
from .outcomes import fan
from .visitors import TURNS

__all__ = ["PAIRS", "Luck"]

PAIRS = 20


class StoppedError(RuntimeError):
    """The visitor wanted no more."""


class Luck:
    """Pairs of runs of two scenarios, played by a thread of their own.

    Attributes:
        done: Pairs played and pairs in all.
        bands: What the charts draw; None until it is over.
        rows: Outcomes that differ, with the paired difference in words; empty until it is over.
        said: A sentence once it is over, stopped or failed.
    """

    def __init__(self, base: Scenario, other: Scenario, seed: int, told: Callable[[], None]) -> None:
        """Start playing; ``told`` is called after every pair and at the end."""
        self.done = (0, PAIRS)
        self.bands: dict[str, Any] | None = None
        self.rows: list[dict[str, Any]] = []
        self.said = ""
        self._told, self._stop = told, Event()
        self._tables: list[Any] = []
        self._base = base
        Thread(target=self._play, args=(base, other, seed), daemon=True).start()

    @property
    def over(self) -> bool:
        """Whether nothing is played any longer."""
        return bool(self.said)

    def stop(self) -> None:
        """Play no more."""
        self._stop.set()

    def _play(self, base: Scenario, other: Scenario, seed: int) -> None:
        """Play all pairs, and work out what they show."""
        try:
            found = compare(base, other, replicates=PAIRS, seed=seed, progress=self._count, run=self._run)
            self.bands, self.rows = fan(self._tables), _rows(found)
            self.said = f"{found.pairs} pairs played; what differs is listed below."
        except StoppedError:
            self.said = f"Stopped after {self.done[0]} of {PAIRS} pairs."
        except PeaceopsError as error:
            self.said = str(error)
        self._told()

    def _count(self, runs: int, of: int) -> None:
        """Note how far it is."""
        if self._stop.is_set():
            raise StoppedError
        if runs % 2 == 0:
            self.done = (runs // 2, of // 2)
            self._told()

    def _run(self, scenario: Scenario, seed: int) -> Result:
        """Play one run, a week a turn."""
        model = MissionModel(scenario, seed=seed)
        while model.running and not self._stop.is_set():
            with TURNS.turn():
                model.step()
        result = model.result()
        if scenario is self._base:
            self._tables.append(result.weekly)
        return result


def _rows(found: Comparison) -> list[dict[str, Any]]:
    """Return the outcomes that differ clearly, in words of the comparison's table."""
    rows = found.table[found.table["verdict"].isin(["better", "worse", "differs"])]
    return [
        {key: row[key] for key in ("label", "unit", "difference", "low", "high", "verdict")}
        for row in rows.to_dict("records")
    ]
