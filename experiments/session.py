"""A run that somebody drives: week by week, with decisions and injects on the way, taken back and tried otherwise."""

from __future__ import annotations

from threading import RLock

from ..model.mission import MissionModel
from ..model.result import Result
from ..model.scenario import Scenario

__all__ = ["Session"]


class Session:
    """One run under way; every call waits for the one before it to end."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        """Set the first week up."""
        self._lock = RLock()
        self.scenario, self.seed = scenario, seed
        self.model = MissionModel(scenario, seed=seed)

    @property
    def week(self) -> int:
        """Weeks played."""
        return self.model.week

    @property
    def horizon(self) -> int:
        """Weeks that the run lasts."""
        return self.model.horizon

    @property
    def running(self) -> bool:
        """Whether there are weeks left to play."""
        return self.model.running

    def step(self) -> None:
        """Play one week; nothing happens after the last one."""
        with self._lock:
            self.model.step()

    def result(self) -> Result:
        """Return what the run has left behind so far."""
        with self._lock:
            return self.model.result()
