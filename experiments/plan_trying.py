"""Trying a plan out before anything runs: its settings are built as scenarios, and it is looked at as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..model.errors import PeaceopsError, PlanError
from ..model.library import load_scenario
from ..model.scenario import Scenario
from ..model.toml_source import KeyPath, oneline
from .factor_reading import paths_by_name
from .factorial import two_level
from .plan import Plan, Point
from .plan_section import Section, Where

__all__ = ["check_size", "refuse_doubles", "try_out"]

MOST_RUNS = 1_000_000


def check_size(plan: Plan, root: Section) -> None:
    """Refuse a plan of more runs than can be listed, from its numbers alone: no list is made.

    Raises:
        PlanError: If it is too large.
    """
    k, settings = len(plan.factors), 1
    if plan.kind == "sobol":
        settings = plan.samples * (2 * k + 2 if plan.second_order else k + 2)
    elif plan.kind == "morris":
        settings = plan.samples * (k + 1)
    elif plan.kind == "list":
        settings = len(plan.listed)
    elif plan.kind == "one_at_a_time":
        settings = 1 + sum(len(one.discrete() or one.extremes()) for one in plan.factors.values())
    else:
        drawn = plan.drawn
        settings = max(plan.samples, 1)
        if plan.kind == "factorial":
            settings *= len(two_level(len(plan.levers)))
        for factor in plan.factors.values():
            if factor not in drawn and not (plan.kind == "factorial" and factor.lever):
                settings *= len(factor.discrete() or (0,))
    size = settings * len(plan.named) * len(plan.scenarios) * plan.replicates
    if size > MOST_RUNS:
        root.refuse(f"the plan comes to {size:,} runs; allowed is at most {MOST_RUNS:,}")


def refuse_doubles(plan: Plan, root: Section) -> None:
    """Refuse two runs of one design in one world: they would count the same luck twice.

    Sobol's and Morris's samples are left alone, since their indices need every row.

    Raises:
        PlanError: If a setting stands twice.
    """
    if plan.kind in ("sobol", "morris"):
        return
    facts = [factor.name for factor in plan.uncertainties]
    seen: dict[tuple[Any, ...], int] = {}
    for number, point in enumerate(plan.points()):
        key = (point.design, *(repr(point.factors[name]) for name in facts))
        if key in seen and plan.kind == "list":
            one, two = (place % len(plan.listed) + 1 for place in (seen[key], number))
            root.refuse(
                f"points {one} and {two} are both of the design {oneline(repr(point.design))} in the same world; give "
                "them names of their own, or leave one out", "points", two - 1
            )  # fmt: skip
        if key in seen:
            advice = (
                f"what varies has too few combinations for {plan.samples} samples; lower design.samples, or use "
                "kind = 'full', which plays each combination once" if plan.samples else "name the designs differently"
            )
            root.refuse(f"{oneline(repr(point.design))} would be played twice in the same world: {advice}", "design")
        seen[key] = number


def try_out(plan: Plan, where: Where, most: int) -> Plan:
    """Return the plan after building its scenarios: all settings, or evenly spread ones and every extreme.

    Args:
        plan: What was read.
        where: Function from a path of keys to the words that say where they stand.
        most: Settings that are built for each scenario; where there are more, ``most`` of them, evenly spread; 0 for
            none at all.

    Raises:
        PlanError: If a setting is no scenario that can be played; the sentence names the line of what is at fault.
    """
    for name in plan.scenarios:
        trial = _Trial(plan, load_scenario(name), where)
        points = plan.points()
        for point in _spread(points, most):
            trial.build(point.preset, point.changes, f"design {point.design!r}", point.design)
        if 0 < most < len(points):
            for factor in plan.factors.values():
                for value in factor.extremes():
                    changes = {**plan.changes, **factor.changes(value)}
                    trial.build(plan.preset, changes, f"{factor.name} at {value!r}", "")
    return plan


def _spread(points: list[Point], most: int) -> Iterator[Point]:
    """Yield all points, or evenly spread ones where there are more than ``most``."""
    step = len(points) / most if 0 < most < len(points) else 1.0
    yield from (points[int(i * step)] for i in range(min(len(points), most)))


@dataclass(frozen=True)
class _Trial:
    """One scenario in which settings of a plan are tried."""

    plan: Plan
    start: Scenario
    where: Where
    started: dict[str, Scenario] = field(default_factory=dict)

    def build(self, preset: str, changes: Mapping[str, Any], what: str, design: str) -> None:
        """Build one setting."""
        try:
            if preset not in self.started:
                self.started[preset] = self.start.with_preset(preset) if preset else self.start
            self.started[preset].with_changes(dict(changes))
        except PeaceopsError as error:
            told = f"{oneline(what, longest=120)} in {self.start.name} cannot be played: {error}"
            raise PlanError(f"{told}{self.where(self._fault(str(error), design))}") from None

    def _fault(self, told: str, design: str) -> KeyPath:
        """Return where the name that an error speaks of stands in the plan."""
        places = self._places(design)
        named = [name for name in places if name in told]
        if named:
            return places[max(named, key=len)]
        return ("designs",) if self.plan.named[0].name else ("experiment",)

    def _places(self, design: str) -> dict[str, KeyPath]:
        """Return where each changed parameter stands: under factors, else in the design, else for all runs."""
        root = Section(self.plan.given, (), self.where)
        found = paths_by_name(root.table("experiment").table("changes"))
        for one in self.plan.named:
            if one.name and (design == one.name or design.startswith(f"{one.name},")):
                found |= paths_by_name(root.table("designs").table(one.name).table("changes"))
        for index in range(len(self.plan.listed)):
            row = Section(self.plan.given["points"][index], ("points", index), self.where)
            found = {**paths_by_name(row), **found}
        found |= paths_by_name(root.table("factors"))
        for name, factor in self.plan.factors.items():
            if name in found:
                found |= {each: found[name] for changes in factor.sets.values() for each in changes}
        return found
