"""The tables of docs/traceability.md: systems of the sources, from ``model/systems.py`` and ``traceability.csv``."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from peaceops.experiments.traceability import WORLDS
from peaceops.model.layout import shown
from peaceops.model.systems import CHAPTERS, SYSTEMS, System

__all__ = ["counted", "systems", "worlds"]

Table = tuple[Iterable[str], Iterable[Iterable[Any]]]
"""Heads of the columns, and rows."""

MEASURED = Path(__file__).with_name("traceability.csv")
HEADS = (
    "system", "whether", "section", "rule and code", "off means", "more parameters", "columns", "test",
    "on against off",
)  # fmt: skip


def systems(chapter: str) -> Table:
    """Return the systems of one part of the sources."""
    return HEADS, (_row(system) for system in CHAPTERS[chapter])


def worlds() -> Table:
    """Return the worlds in which systems are measured, and how many are in each."""
    rows = ((f"`{key}`", world.words, sum(s.world == key for s in SYSTEMS)) for key, world in WORLDS.items())
    return ("world", "what it is", "systems"), rows


def counted() -> Table:
    """Return how many systems there are and how many of them were found to move what is named for them."""
    rows = [measured().get(system.key, []) for system in SYSTEMS]
    verdicts = [[row["verdict"] for row in one] for one in rows]
    moves = sum("moves" in one for one in verdicts)
    chance = sum("moves" not in one and "not beyond chance" in one for one in verdicts)
    return ("systems", "at least one column moves", "none beyond chance", "not measured"), (
        (len(SYSTEMS), moves, chance, len(SYSTEMS) - moves - chance),
    )


@lru_cache(maxsize=1)
def measured() -> dict[str, list[dict[str, str]]]:
    """Return the measured rows by system; empty if there is no file."""
    found: dict[str, list[dict[str, str]]] = {}
    if MEASURED.exists():
        with MEASURED.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["system"], []).append(row)
    return found


def _row(s: System) -> tuple[str, ...]:
    """Return the row of one system."""
    code = ", ".join(f"`model/{name}.py`" for name in s.code)
    return (
        f"**{s.title}** `systems.{s.key}`", s.does, s.source, f"{s.rule}: {code}", off_words(s),
        ", ".join(f"`{name}`" for name in s.more), ", ".join(f"`{name}`" for name in s.columns),
        f"`tests/test_{s.test}.py`", effect_words(s),
    )  # fmt: skip


def off_words(s: System) -> str:
    """Return what switching a system off means, in names and values."""
    parts = [f"`{name}` {shown(value)}" for name, value in s.off.items()]
    if s.leaves_out:
        parts.append(f"no mandate for {', '.join(f'`{task}`' for task in s.leaves_out)}")
    return ", ".join(parts)


def effect_words(s: System) -> str:
    """Return the measured effect of a system on its columns."""
    told = [
        f"`{row['column']}` {float(row['difference']):+.3g} [{float(row['low']):.3g}, {float(row['high']):.3g}],"
        f" off {float(row['off']):.3g}: {row['verdict']}"
        for row in measured().get(s.key, [])
    ]
    return f"in `{s.world}`: " + ("; ".join(told) or "not yet measured")
