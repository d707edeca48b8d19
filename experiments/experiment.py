"""What a paired experiment is that tests a claim, and designs that several of them share.

Source: MODEL.md section 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ..agents.tasks import TASKS
from ..model.joint_bodies import JOINT_BODIES
from ..model.library import load_scenario
from ..model.scenario import Scenario

__all__ = ["NOBODY", "Changes", "Experiment", "all_but", "meeting_load", "shipped"]

Changes = Mapping[str, Any]


@cache
def shipped(name: str) -> Scenario:
    """Return a shipped scenario, which is read from its file once."""
    return load_scenario(name)


@dataclass(frozen=True)
class Experiment:
    """One paired experiment.

    Attributes:
        key: Short name.
        rule: Rule of MODEL.md section 5 that it tests.
        claim: What it must show, in one sentence.
        scenario: Shipped scenario.
        outcomes: Summary key to expected sign of other minus base; 0 means no effect is expected.
        other: Changes that make the other design.
        base: Changes that make the base.
        preset: Presets of base and other, empty for none.
        without: Changes that switch the mechanism off in both; empty where there is no such switch.
        weeks: Weeks played.
    """

    key: str
    rule: str
    claim: str
    scenario: str
    outcomes: Mapping[str, int]
    other: Changes = field(default_factory=dict)
    base: Changes = field(default_factory=dict)
    preset: tuple[str, str] = ("", "")
    without: Changes = field(default_factory=dict)
    weeks: int = 104

    def designs(self, *, without: bool = False) -> tuple[Scenario, Scenario]:
        """Return the base and the other scenario."""
        start = shipped(self.scenario)
        both = []
        for preset, changes in zip(self.preset, (self.base, self.other), strict=True):
            one = start.with_preset(preset) if preset else start
            extra = self.without if without else {}
            both.append(one.with_changes({"horizon_weeks": self.weeks, **changes, **extra}))
        return both[0], both[1]


def meeting_load(factor: float, base: Scenario) -> dict[str, float]:
    """Return every joint body of ``base`` meeting ``factor`` times as often, at most daily."""
    c = base.choices.coordination
    return {f"coordination.{b}": min(getattr(c, b) * factor, 30.0) for b in JOINT_BODIES}


NOBODY = {
    "mission.troops": 0, "mission.police": 0, "mission.formed_police": 0, "mission.observers": 0,
    "mission.civilians": 0,
}  # fmt: skip
"""A mission without anybody in the field."""


def all_but(*left_out: str) -> tuple[str, ...]:
    """Return a mandate of all tasks but some."""
    return tuple(task.key for task in TASKS if task.key not in left_out)
