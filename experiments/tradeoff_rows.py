"""The tables of the trade-offs: one row a side and outcome, one row a ranked design; written and read as CSV.

Pages, pictures and the command line all read these rows, whether they were just played or stand in a file.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

__all__ = ["RankRow", "SideRow", "read_rows", "write_rows"]


@dataclass(frozen=True, kw_only=True)
class SideRow:
    """One outcome of one side of a trade-off.

    Attributes:
        number: Number of the trade-off.
        name: Its name.
        side: Key of the side.
        claim: What the side expects.
        compared: What is compared.
        scenario: Scenario.
        weeks: Weeks played.
        outcome: Summary key.
        label: Its label.
        unit: Its unit.
        expected: Expected sign.
        base: Mean under the base; of a difference of differences the effect elsewhere.
        other: Mean under the other; of a difference of differences the effect here.
        difference: Mean paired difference.
        low: Lower end of the 95 % interval.
        high: Upper end.
        n: Pairs.
        verdict: emerges, weak, absent, reversed, or too few pairs.
        off: What the ablation switches off.
        off_difference: The difference without it.
        off_low: Lower end of its interval.
        off_high: Upper end.
        off_n: Its pairs.
        mechanism: What the ablation says: gone, turned, less, stays, no effect to explain, or too few pairs.
        measured_with: What says with which numbers of the model it was measured; empty if unknown.
    """

    number: int
    name: str
    side: str
    claim: str
    compared: str
    scenario: str
    weeks: int
    outcome: str
    label: str
    unit: str
    expected: int
    base: float
    other: float
    difference: float
    low: float
    high: float
    n: int
    verdict: str
    off: str
    off_difference: float
    off_low: float
    off_high: float
    off_n: int
    mechanism: str
    measured_with: str = ""


@dataclass(frozen=True, kw_only=True)
class RankRow:
    """One design in a ranking by one outcome in one scenario.

    Attributes:
        number: Number of the trade-off.
        name: Its name.
        scenario: Scenario.
        weeks: Weeks played.
        outcome: Summary key.
        label: Its label.
        unit: Its unit.
        better: Direction that is better.
        level: The design.
        place: 1 for the best.
        mean: Mean outcome.
        behind: Paired difference from the best.
        low: Lower end of its 95 % interval.
        high: Upper end.
        n: Pairs.
        measured_with: What says with which numbers of the model it was measured; empty if unknown.
    """

    number: int
    name: str
    scenario: str
    weeks: int
    outcome: str
    label: str
    unit: str
    better: int
    level: str
    place: int
    mean: float
    behind: float
    low: float
    high: float
    n: int
    measured_with: str = ""


Row = TypeVar("Row", SideRow, RankRow)


def write_rows(rows: Iterable[Row], path: Path, kind: type[Row]) -> None:
    """Write rows as CSV, in the order of the trade-offs."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, [f.name for f in fields(kind)], lineterminator="\n")
        table.writeheader()
        for row in sorted(rows, key=lambda one: one.number):
            table.writerow({name: _text(value) for name, value in asdict(row).items()})


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.5g}" if math.isfinite(value) else ""
    return str(value)


def read_rows(path: Path, kind: type[Row]) -> list[Row]:
    """Return the rows of a file; none if there is no such file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [kind(**{f.name: _value(str(f.type), row[f.name]) for f in fields(kind)}) for row in rows]


def _value(kind: str, text: str) -> Any:
    """Return a cell as what its column holds."""
    if kind == "int":
        return int(text)
    if kind == "float":
        return float(text) if text else math.nan
    return text
