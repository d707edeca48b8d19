"""A part of a batch: the runs of one scenario, or of worlds in which a fact has one value or lies in a range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..model.errors import PlanError, nearest
from .worlds import is_numeric

if TYPE_CHECKING:
    from .study import StoredBatch

__all__ = ["BatchPart", "part_of"]

SCENARIO = "scenario"
BETWEEN = ".."


@dataclass(frozen=True, eq=False)
class BatchPart:
    """What is read of a batch, with the summary of some of its runs alone.

    Attributes:
        summary: One row a run of the part, columns as in ``Batch.summary``.
        plan: The plan of the whole batch.
        whole: The whole batch.
    """

    summary: pd.DataFrame
    plan: Any
    whole: Any

    def weekly(self, columns: Sequence[str]) -> pd.DataFrame:
        """Return weekly columns of the runs of the part.

        Args:
            columns: Weekly columns that the plan keeps.
        """
        weeks = self.whole.weekly(columns)
        return weeks[weeks["run_id"].isin(self.summary["run_id"])]

    def values(self, keys: Sequence[str]) -> pd.DataFrame:
        """Return the runs of the part with any keys of their summary.

        Args:
            keys: Keys of ``result.summary``.
        """
        found: pd.DataFrame = self.whole.values(keys)
        return found[found["run_id"].isin(self.summary["run_id"])]


def part_of(batch: StoredBatch, conditions: Sequence[str]) -> StoredBatch:
    """Return the runs of a batch that meet all conditions; the batch itself if there is none.

    Args:
        batch: The batch.
        conditions: Each ``NAME=VALUE``, or ``NAME=LOW..HIGH`` for a number, both ends belonging to it; NAME is
            ``scenario`` or a factor of the plan.

    Raises:
        PlanError: If a condition cannot be read, names nothing that varies, or no finished run meets it.
    """
    if not conditions:
        return batch
    summary, names = batch.summary, [SCENARIO, *(name for name in batch.plan.factors if name in batch.summary)]
    for condition in conditions:
        name, equals, value = (part.strip() for part in condition.partition("="))
        if not equals or not value:
            raise PlanError(f"--where is {condition[:80]!r}; allowed is NAME=VALUE, or NAME=LOW..HIGH for a number")
        if name not in names:
            raise PlanError(
                f"--where names {name[:60]!r}; allowed is what varies in the batch: {', '.join(names)}"
                f"{nearest(name[:60], names)}"
            )
        chosen = _chosen(summary[name], name, value)
        if not chosen.any():
            raise PlanError(f"no finished run has {condition[:80]}; {name} is {_values(batch.summary[name])}")
        summary = summary[chosen]
    return BatchPart(summary.reset_index(drop=True), batch.plan, batch)


def _chosen(column: pd.Series, name: str, value: str) -> pd.Series:
    """Return which runs have a value, or one between two ends."""
    if not is_numeric(column):
        return column.astype(str).str.lower() == value.lower()
    low, _, high = value.partition(BETWEEN) if BETWEEN in value else (value, "", value)
    try:
        return pd.to_numeric(column).between(float(low), float(high))
    except ValueError:
        raise PlanError(f"--where gives {name} {value[:60]!r}; allowed is a number, or two as in 0.2..0.5") from None


def _values(column: pd.Series) -> str:
    """Return the values that a column has, in words."""
    known = list(dict.fromkeys(column))
    if is_numeric(column) and len(known) > 6:
        return f"{min(known):g} to {max(known):g}"
    return ", ".join(f"{one:g}" if isinstance(one, float) else str(one) for one in known[:6])
