"""Batches made up for tests: what a plan knows, and a summary whose truth is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class MadeFactor:
    """A factor as a plan has it."""

    levels: tuple[Any, ...] | None = None
    low: float | None = None
    high: float | None = None
    lever: bool = False


@dataclass(frozen=True)
class MadePlan:
    """What is read of a plan."""

    factors: Mapping[str, MadeFactor] = field(default_factory=dict)
    designs: tuple[str, ...] = ()
    base: str = ""
    outcomes: tuple[str, ...] = ("civilian_deaths",)
    columns: tuple[str, ...] = ()
    title: str = "Made up"
    question: str = ""


def summary_of(
    designs: Sequence[str],
    values: Callable[[str, Mapping[str, Any], int], Mapping[str, float]],
    *,
    worlds: Sequence[Mapping[str, Any]] = ({},),
    replicates: int = 1,
    choices: Mapping[str, Mapping[str, Any]] | None = None,
) -> pd.DataFrame:
    """Return one row a run: every design in every world with every replicate.

    Args:
        designs: Names.
        values: Outcomes by (design, world, replicate).
        worlds: Values of the uncertain factors.
        replicates: How many.
        choices: Values of the levers by design.
    """
    rows = []
    for design in designs:
        for w, world in enumerate(worlds):
            for replicate in range(replicates):
                rows.append(
                    {
                        "run_id": len(rows), "design": design, "point": w, "scenario": "post_accord", "preset": "",
                        "replicate": replicate, "seed": 1000 + replicate, **world, **(choices or {}).get(design, {}),
                        **values(design, world, replicate),
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def sampled_summary(points: np.ndarray, names: Sequence[str], y: np.ndarray) -> pd.DataFrame:
    """Return one row a run of a sample: points of shape (n, K), outcomes of shape (n,) or (n, replicates)."""
    y = y[:, None] if y.ndim == 1 else y
    rows = [
        {
            "run_id": i * y.shape[1] + r, "design": "sample", "point": i, "scenario": "post_accord", "preset": "",
            "replicate": r, "seed": r, **dict(zip(names, point, strict=True)), "civilian_deaths": y[i, r],
        }
        for i, point in enumerate(points)
        for r in range(y.shape[1])
    ]  # fmt: skip
    return pd.DataFrame(rows)
