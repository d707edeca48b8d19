"""Injects: dated or conditional events from the scenario file (MODEL.md 5.26).

Here stands what an inject is, how its condition is read and when it holds; what it does is done by the same rules that
handle the model's own events.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Self

from pydantic import model_validator

from .columns import NUMBER_COLUMNS
from .errors import ScenarioError, nearest
from .parameters import Parameters, parameter
from .toml_source import oneline
from .wording import InconsistentError

__all__ = ["Condition", "Inject", "parse_condition"]

_TEST = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*(<=|>=|==|!=|<|>)\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*")
_NUMBERS: tuple[str, ...] = ("week", *(column.name for column in NUMBER_COLUMNS))
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True)
class Condition:
    """One or more comparisons of recorded columns with numbers, all of which must hold.

    Attributes:
        tests: Column, operator and number of each comparison.
    """

    tests: tuple[tuple[str, str, float], ...]

    def holds(self, row: Mapping[str, object]) -> bool:
        """Return whether every comparison holds in ``row``, the recorded columns of one week by name.

        Raises:
            KeyError: If the row lacks a column of the condition.
        """
        return all(_OPERATORS[sign](float(str(row[name])), number) for name, sign, number in self.tests)


@lru_cache(maxsize=256)
def parse_condition(text: str) -> Condition:
    """Read a condition such as ``"local_consent < 0.4"`` or ``"week >= 52 and violent_events > 10"``.

    Args:
        text: Comparisons joined by ``and``: a recorded column of numbers, one of ``< <= > >= == !=``, a number.

    Raises:
        ScenarioError: If the text is none, or a column does not exist.
    """
    tests = []
    for part in re.split(r"\band\b", text):
        match = _TEST.fullmatch(part)
        if match is None:
            raise ScenarioError(
                f"is {oneline(repr(text))}; allowed is a recorded column, one of < <= > >= == != and a number,"
                " for example 'local_consent < 0.4', joined by 'and'"
            )
        name, sign, number = match[1], match[2], float(match[3])
        if name not in _NUMBERS:
            raise ScenarioError(
                f"is {oneline(repr(text))}; {oneline(repr(name))} is no recorded column of numbers"
                f"{nearest(name[:60], _NUMBERS)}"
            )
        tests.append((name, sign, number))
    return Condition(tuple(tests))


class Inject(Parameters):
    """One event from outside, at a week or when a condition first holds.

    Source: MODEL.md 5.26.
    """

    kind: Literal[
        "attack",
        "scandal",
        "coup",
        "cholera",
        "donor_cut",
        "neighbour_war",
        "denied_flight",
        "new_srsg",
        "propaganda_campaign",
        "clash",
    ] = parameter(
        ...,
        source="MODEL.md 5.26",
        help="What happens.",
        values={
            "attack": "bands attack civilians at once (uses group, sector, size in bands)",
            "scandal": "misconduct happened and comes out faster (uses sector, size, weeks)",
            "coup": "the government's consent, legitimacy and authority fall (uses size)",
            "cholera": "need rises (uses sector, size, weeks)",
            "donor_cut": "donors pledge less (uses size, weeks)",
            "neighbour_war": "all groups get more support from outside (uses size, weeks)",
            "denied_flight": "the government bars movement (uses sector, size, weeks)",
            "new_srsg": "a new head of mission takes office, of unknown competence and style",
            "propaganda_campaign": "propaganda against the mission spreads (uses sector, size, weeks)",
            "clash": "bands attack state forces at once (uses group, sector, size in bands)",
        },
    )
    week: int | None = parameter(
        None, low=0, high=1039, unit="week", source="MODEL.md 5.26", help="Week in which it happens, counted from 0."
    )
    when: str | None = parameter(
        None,
        source="MODEL.md 5.26",
        help="Condition on recorded columns; it happens once, in the week after the condition first holds.",
    )
    size: float = parameter(
        1.0, low=0.0, high=10.0, unit="times a usual one", source="MODEL.md 5.26", help="How large it is."
    )
    weeks: int = parameter(
        4, low=1, high=520, unit="weeks", source="MODEL.md 5.26", help="How long it lasts, for events that last."
    )
    sector: int | None = parameter(
        None, low=0, high=3, unit="sector", source="MODEL.md 5.26", help="Sector it happens in; any, if not given."
    )
    group: str | None = parameter(
        None, source="MODEL.md 5.26", help="Armed group that does it; the one most able to, if not given."
    )
    text: str = parameter("", source="MODEL.md 5.26", help="Sentence for the list of events; a usual one if empty.")

    @model_validator(mode="after")
    def _has_one_date(self) -> Self:
        """Refuse an inject without a date, with two, or with a condition that cannot be read."""
        if self.when is None and self.week is None:
            raise InconsistentError(("kind",), f"is {self.kind!r} without a date; allowed is either week or when")
        if self.when is not None and self.week is not None:
            raise InconsistentError(("when",), f"is given beside week {self.week}; allowed is either week or when")
        if self.when is not None:
            try:
                parse_condition(self.when)
            except ScenarioError as error:
                raise InconsistentError(("when",), str(error)) from None
        return self

    def is_due(self, week: int, row: Mapping[str, object] | None) -> bool:
        """Return whether it is due in ``week``.

        Args:
            week: The week about to be played.
            row: The columns recorded in the week before, or None in the first week.
        """
        if self.when is None:
            return week == self.week
        return row is not None and parse_condition(self.when).holds(row)
