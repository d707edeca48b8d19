"""Factors: what a plan varies, as a list of levels or a range with a distribution.

Whether a factor is a choice of the mission (a lever) or a fact of the world (an uncertainty) is what the registry says
of its parameter, never a second list. Every sampler works on the unit interval, and a factor turns a place in it into a
value: a range by the inverse of its distribution, whole numbers and levels in equal parts of the interval.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["DISTRIBUTIONS", "UNCHANGED", "Factor"]

DISTRIBUTIONS = ("uniform", "loguniform", "triangular", "normal")
UNCHANGED = "unchanged"
"""Value of a factor of several parameters where a run leaves them as they are."""
DIGITS = 6  # of a sampled number: the same on every machine, and fit to be read


@dataclass(frozen=True)
class Factor:
    """One factor of a plan.

    Attributes:
        name: Dotted name of a parameter, or a name of its own if it moves several parameters together.
        lever: Whether it is a choice of the mission; otherwise it is a fact of the world, an uncertainty.
        type: ``float``, ``int``, ``bool``, ``enum``, or ``set`` if it moves several parameters together.
        levels: Its values, or None for a range.
        low: Lower end of a range, or None.
        high: Upper end of a range, or None.
        distribution: One of :data:`DISTRIBUTIONS` for a range, ``levels`` for a list.
        shape: Further numbers of the distribution: ``mode`` of a triangular, ``mean`` and ``sd`` of a normal one.
        steps: Number of evenly spaced values that a range stands for where a design needs levels, 0 for none.
        sets: For a factor of several parameters, the changes by level.
        unit: Unit of its values.
    """

    name: str
    lever: bool
    type: str
    levels: tuple[Any, ...] | None = None
    low: float | None = None
    high: float | None = None
    distribution: str = "levels"
    shape: Mapping[str, float] = field(default_factory=dict)
    steps: int = 0
    sets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unit: str = ""

    def changes(self, value: Any) -> dict[str, Any]:
        """Return what a value changes in the scenario, by dotted name of the parameter."""
        if self.type == "set":
            return dict(self.sets.get(value, {}))
        return {self.name: value}

    def value_at(self, place: float) -> Any:
        """Return the value at a place in the unit interval.

        Args:
            place: From 0 to 1. Levels and uniform whole numbers have equal parts of the interval each.
        """
        if self.levels is not None:
            return self.levels[min(int(place * len(self.levels)), len(self.levels) - 1)]
        low, high = self.ends
        if self.type == "int" and self.distribution == "uniform":
            return int(low) + min(int(place * (int(high) - int(low) + 1)), int(high) - int(low))
        value = min(max(_rounded(self._quantile(min(max(place, 0.0), 1.0))), low), high)
        return round(value) if self.type == "int" else value

    @property
    def ends(self) -> tuple[float, float]:
        """Return both ends of a range."""
        if self.low is None or self.high is None:
            raise ValueError(f"{self.name} has levels and no range")
        return self.low, self.high

    def discrete(self) -> tuple[Any, ...] | None:
        """Return the levels for a design that needs levels: the list, or evenly spaced values; None if not stated."""
        if self.levels is not None:
            return self.levels
        return self.spaced(self.steps) if self.steps else None

    def spaced(self, n: int) -> tuple[Any, ...]:
        """Return n evenly spaced values of a range from end to end, evenly in the logarithm for ``loguniform``."""
        low, high = self.ends
        parts = [i / (n - 1) for i in range(n)]
        if self.distribution == "loguniform":
            values = [low * (high / low) ** part for part in parts]
        else:
            values = [low + (high - low) * part for part in parts]
        values = [min(max(_rounded(value), low), high) for value in values]
        return tuple(dict.fromkeys(round(value) if self.type == "int" else value for value in values))

    def extremes(self) -> tuple[Any, ...]:
        """Return the values at which a mistake would show: all levels, or both ends of a range."""
        if self.levels is not None:
            return self.levels
        return (self.value_at(0.0), self.value_at(1.0))

    def as_given(self) -> Any:
        """Return the factor as it stands in a plan."""
        if self.type == "set":
            return {"levels": {level: dict(changes) for level, changes in self.sets.items()}}
        if self.levels is not None:
            return list(self.levels)
        given: dict[str, Any] = {"low": self.low, "high": self.high, "distribution": self.distribution, **self.shape}
        return {**given, "levels": self.steps} if self.steps else given

    def words(self) -> str:
        """Return its values for reading."""
        unit = f" {self.unit}" if self.unit else ""
        if self.levels is not None:
            return f"{', '.join(level_words(one) for one in self.levels)}{unit}"
        low, high = (level_words(end) for end in self.ends)
        shape = "".join(f", {name} {level_words(number)}" for name, number in self.shape.items())
        return f"{low} to {high}{unit} ({self.distribution}{shape})"

    def _quantile(self, place: float) -> float:
        """Return the value below which a share ``place`` of the distribution lies."""
        low, high = self.ends
        if self.distribution == "loguniform":
            return math.exp(math.log(low) + place * (math.log(high) - math.log(low)))
        if self.distribution == "triangular":
            return _triangular(place, low, self.shape["mode"], high)
        if self.distribution == "normal":
            from scipy.stats import truncnorm

            mean, sd = self.shape["mean"], self.shape["sd"]
            return float(truncnorm.ppf(place, (low - mean) / sd, (high - mean) / sd, loc=mean, scale=sd))
        return low + place * (high - low)


def level_words(value: Any) -> str:
    """Return a value as it stands in the name of a design."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value)


def _triangular(place: float, low: float, mode: float, high: float) -> float:
    """Return the quantile of a triangular distribution."""
    rise = (mode - low) / (high - low)
    if place < rise:
        return low + math.sqrt(place * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - place) * (high - low) * (high - mode))


def _rounded(value: float) -> float:
    """Return a number with few digits."""
    return float(f"{value:.{DIGITS}g}")
