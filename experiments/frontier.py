"""Frontiers: the designs that no other design beats in everything, with how sure that is, and never a single winner."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from ..model.columns import Outcome
from ..model.errors import PlanError
from .crossed import crossed_mean, resample_weights
from .dilemmas import Dilemma, Index, chosen_dilemmas, index_values
from .worlds import Array, Grid, PlanFacts, grid_of, outcomes_of

__all__ = ["Axis", "Frontier", "dilemma_frontiers", "frontier", "non_dominated"]

CHUNK = 200
Mask = np.ndarray[Any, np.dtype[np.bool_]]
NO_WINNER = "A frontier names no winner: along it more of one thing costs some of another, and which is worth it is \
not for a model to say."


@dataclass(frozen=True)
class Axis:
    """One direction of a frontier: name, label, unit, +1 if more is better or -1, and how it is made."""

    name: str
    label: str
    unit: str
    better: int
    formula: str


@dataclass(frozen=True, eq=False)
class Frontier:
    """Designs along two or more directions.

    Attributes:
        name: Name of the dilemma, or of the axes.
        title: In words.
        axes: The directions.
        table: One row a design: design, for each axis its mean with <axis>_low and <axis>_high, on_frontier (no other
            design is at least as good in all and better in one), membership (share of resampled worlds and seeds in
            which it is on the frontier) and beaten_by (designs that beat it in all, in words).
        luck: Means of every design in the resamples, shape (resamples, designs, axes); for pictures.
        notes: Sentences a reader should know first.
    """

    name: str
    title: str
    axes: tuple[Axis, ...]
    table: pd.DataFrame
    luck: Array
    notes: tuple[str, ...]


def non_dominated(values: Array) -> Mask:
    """Return which points no other point beats.

    Args:
        values: The more the better, shape (..., points, axes).

    Returns:
        Shape (..., points): True where no other point is at least as good in all axes and better in one; equal points
        do not beat each other.
    """
    return np.asarray(~_beats(values).any(axis=-2))


def _beats(values: Array) -> Mask:
    """Return who beats whom, shape (..., points, points): first beats second."""
    one, two = values[..., :, None, :], values[..., None, :, :]
    return np.asarray((one >= two).all(axis=-1) & (one > two).any(axis=-1))


def dilemma_frontiers(
    summary: pd.DataFrame, plan: PlanFacts, names: Sequence[str] | None = None, *, seed: int = 1
) -> tuple[Frontier, ...]:
    """Return the frontier of each dilemma.

    Args:
        summary: One row a finished run.
        plan: What is known of the plan.
        names: Names of dilemmas; all three by default.
        seed: Root seed of the resamples.

    Raises:
        PlanError: If a name is unknown, the batch has not kept what an index is made of, or has fewer than two designs.
    """
    return tuple(_of_dilemma(summary, plan, one, seed) for one in chosen_dilemmas(names))


def _of_dilemma(summary: pd.DataFrame, plan: PlanFacts, dilemma: Dilemma, seed: int) -> Frontier:
    """Return the frontier of one dilemma."""
    indices = (dilemma.one, dilemma.two)
    grids = [_index_grid(summary, plan, index) for index in indices]
    axes = tuple(Axis(index.name, index.label, "share", 1, index.formula) for index in indices)
    return _frontier(dilemma.name, dilemma.title, axes, grids, seed)


def _index_grid(summary: pd.DataFrame, plan: PlanFacts, index: Index) -> Grid:
    """Return an index as a grid of designs, worlds and replicates."""
    made = Outcome(index.name, index.label, "share", 1, "")
    return grid_of(summary.assign(**{index.name: index_values(summary, index)}), plan, made)


def frontier(
    summary: pd.DataFrame,
    plan: PlanFacts,
    outcomes: Sequence[str],
    *,
    seed: int = 1,
    better: Mapping[str, int] | None = None,
) -> Frontier:
    """Return the frontier over two or more outcomes.

    Args:
        summary: One row a finished run.
        plan: What is known of the plan.
        outcomes: Keys of outcomes, each with a better direction.
        seed: Root seed of the resamples.
        better: Better directions that go before those of the outcomes, by key: +1 or -1.

    Raises:
        PlanError: If fewer than two outcomes or designs are there, or one outcome has no better direction.
    """
    ways = better or {}
    chosen = [replace(one, better=ways.get(one.key, one.better)) for one in outcomes_of(summary, plan, outcomes)]
    for one in chosen:
        if not one.better:
            raise PlanError(f"neither more nor less of {one.key!r} is better, so that it can be no axis of a frontier")
    if len(chosen) < 2:
        raise PlanError(f"a frontier needs two outcomes; {', '.join(one.key for one in chosen)} is one")
    axes = tuple(Axis(one.key, one.label, one.unit, one.better, one.key) for one in chosen)
    title = " against ".join(one.label for one in chosen)
    name = "-".join(one.key for one in chosen)
    return _frontier(name, title, axes, [grid_of(summary, plan, one) for one in chosen], seed)


def _frontier(name: str, title: str, axes: tuple[Axis, ...], grids: Sequence[Grid], seed: int) -> Frontier:
    """Return the frontier over grids of the same designs, worlds and seeds."""
    first = grids[0]
    if len(first.designs) < 2:
        raise PlanError(f"the batch has only the design {first.designs[0]!r}, and a frontier needs two")
    values = np.stack([grid.values for grid in grids], axis=-1)  # (D, W, R, K)
    seen = np.asarray(np.isfinite(values).all(axis=(0, 3)))
    if not seen.any():
        raise PlanError("no world and seed has a finished run of every design, so that designs cannot be held together")
    values = np.where(seen[None, :, :, None], values, math.nan)[:, seen.any(axis=1)][:, :, seen.any(axis=0)]
    signs = np.array([axis.better for axis in axes], dtype=float)
    middle = _weighted(values, np.ones((1, values.shape[1])), np.ones((1, values.shape[2])))[0]
    by_world, by_seed = resample_weights((values.shape[1], values.shape[2]), first.sampling, seed, name)
    luck = np.concatenate(
        [_weighted(values, by_world[i : i + CHUNK], by_seed[i : i + CHUNK]) for i in range(0, len(by_seed), CHUNK)]
    )
    luck = luck[np.isfinite(luck).all(axis=(1, 2))]
    on, member = non_dominated(middle * signs), non_dominated(luck * signs).mean(axis=0)
    beats = _beats(middle * signs)
    rows = []
    for d, design in enumerate(first.designs):
        told: dict[str, Any] = {"design": design}
        for k, axis in enumerate(axes):
            found = crossed_mean(
                values[d, :, :, k], sampling=first.sampling, seed=seed, name=f"{design} {axis.name}"
            )
            told |= {axis.name: float(middle[d, k]), f"{axis.name}_low": found.low, f"{axis.name}_high": found.high}
        by = ", ".join(first.designs[i] for i in np.flatnonzero(beats[:, d]))
        rows.append({**told, "on_frontier": bool(on[d]), "membership": float(member[d]), "beaten_by": by})
    return Frontier(name, title, axes, pd.DataFrame(rows), luck, _notes(seen, on, member))


def _weighted(values: Array, by_world: Array, by_seed: Array) -> Array:
    """Return means of designs under weights of worlds and seeds, each world alike, shape (weights, D, K)."""
    here = np.isfinite(values[0, :, :, 0]).astype(float)
    count = by_seed @ here.T  # (weights, W)
    inner = np.einsum("br,dwrk->bdwk", by_seed, np.nan_to_num(values)) / np.maximum(count, 1e-12)[:, None, :, None]
    weight = by_world * (count > 0)
    total = weight.sum(axis=1)
    means = np.einsum("bw,bdwk->bdk", weight, inner)
    return np.divide(means, total[:, None, None], out=np.full(means.shape, math.nan), where=total[:, None, None] > 0)


def _notes(seen: Mask, on: Mask, member: Array) -> tuple[str, ...]:
    """Return what a reader should know before believing the table."""
    notes = [NO_WINNER]
    if on.sum() == 1:
        notes.append("Here no design but one is on the frontier: among these designs this is no dilemma.")
    if lost := int((~seen).sum()):
        notes.append(f"{lost} of {seen.size} seeds are left out, because a run of theirs failed under some design.")
    if min(seen.shape) == 1 and seen.size < 20:
        notes.append(f"{seen.size} seeds are few: memberships are rough below about 20.")
    return tuple(notes)
