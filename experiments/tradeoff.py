"""What a trade-off is: sides, each a paired experiment with an ablation, and rankings of several designs.

A side may compare an effect with the same effect under other circumstances: a difference of differences.

Source: MODEL.md section 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..model.scenario import Scenario
from .experiment import Changes, Experiment, shipped

__all__ = ["Ranking", "Side", "Tradeoff"]


@dataclass(frozen=True)
class Side(Experiment):
    """One side of a trade-off: a paired experiment, and in words what it compares and what its ablation switches off.

    Attributes:
        compared: What is compared with what, other first.
        off: What ``without`` switches off, in words.
        against: Further changes in both designs under which the effect is measured once more; the side then says how
            much larger it is without them. None for a plain effect.
        against_scenario: Scenario in which it is measured once more; that of the side if empty.
    """

    compared: str = ""
    off: str = ""
    against: Changes | None = None
    against_scenario: str = ""

    @property
    def elsewhere(self) -> Side | None:
        """The same experiment under the circumstances that it is compared with; None for a plain effect."""
        if self.against is None:
            return None
        base, other = {**self.base, **self.against}, {**self.other, **self.against}
        return replace(self, scenario=self.against_scenario or self.scenario, base=base, other=other, against=None)

    def arms(self, *, without: bool = False) -> tuple[Scenario, ...]:
        """Return base and other and, for a difference of differences, base and other elsewhere."""
        there = self.elsewhere
        return (*self.designs(without=without), *(there.designs(without=without) if there else ()))


@dataclass(frozen=True)
class Ranking:
    """Several designs ranked by several outcomes in several scenarios.

    Attributes:
        what: What is ranked, in words.
        scenarios: Shipped scenarios.
        levels: The designs: name to changes.
        outcomes: Summary key to the direction that is better.
        weeks: Weeks played.
    """

    what: str
    scenarios: tuple[str, ...]
    levels: Mapping[str, Changes]
    outcomes: Mapping[str, int]
    weeks: int

    def designs(self, scenario: str) -> dict[str, Scenario]:
        """Return the designs by name in one scenario."""
        start = shipped(scenario).with_changes({"horizon_weeks": self.weeks})
        return {name: start.with_changes(dict(changes)) for name, changes in self.levels.items()}


@dataclass(frozen=True)
class Tradeoff:
    """One of the trade-offs that must emerge.

    Attributes:
        number: 1 to 16, as in MODEL.md section 9.
        name: One word for it.
        question: What it asks, in one plain sentence.
        sides: What pulls one way and what pulls the other.
        rankings: Rankings, where the question is which design is best where.
        missing: What the question needs and the model has no lever for, in sentences.
    """

    number: int
    name: str
    question: str
    sides: tuple[Side, ...]
    rankings: tuple[Ranking, ...] = ()
    missing: tuple[str, ...] = field(default=())
