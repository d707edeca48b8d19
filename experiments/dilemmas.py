"""The three dilemmas of integration as pairs of indices, each a plain mean of recorded shares.

An index says which way a thing points, not how much of it there is in the world: its parts weigh alike, are shares
from 0 to 1, and are turned round where less is more. Means over the run stand for how it was done, values of the last
week for what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ..model.errors import PlanError, nearest
from .worlds import Array

__all__ = ["DILEMMAS", "Dilemma", "Index", "Part", "chosen_dilemmas", "index_values", "outcomes_for_dilemmas"]


@dataclass(frozen=True)
class Part:
    """One outcome in an index; ``turned`` if less of it is more of the index."""

    key: str
    turned: bool = False


@dataclass(frozen=True)
class Index:
    """One side of a dilemma.

    Attributes:
        name: Its name in tables.
        label: In words.
        parts: Outcomes of which it is the mean.
        why: Why these.
    """

    name: str
    label: str
    parts: tuple[Part, ...]
    why: str

    @property
    def formula(self) -> str:
        """Return how it is made, for tables and documents."""
        return "mean of " + ", ".join(f"1 - {part.key}" if part.turned else part.key for part in self.parts)


@dataclass(frozen=True)
class Dilemma:
    """Two indices that cannot always be had together."""

    name: str
    title: str
    one: Index
    two: Index
    source: str


DILEMMAS: tuple[Dilemma, ...] = (
    Dilemma(
        "impartiality",
        "Impartiality against political support",
        Index(
            "impartiality", "Impartiality", (Part("acceptance_mean"), Part("party_consent_mean")),
            "relief is let through, and armed groups bear with the mission, as far as both are seen to take no side",
        ),
        Index(
            "political_support", "Political support",
            (Part("host_consent_mean"), Part("legitimacy_mean"), Part("peace_process_mean")),
            "the government goes along, people trust it, and what was agreed is carried out",
        ),
        "IMS, dilemmas: impartiality needed to protect humanitarian space",
    ),
    Dilemma(
        "accountability",
        "Peace against accountability",
        Index(
            "peace", "Peace", (Part("peace_talks_mean"), Part("peace_process_mean"), Part("party_consent_mean")),
            "parties talk, carry out what they agreed, and stay with it",
        ),
        Index(
            "accountability", "Accountability",
            (Part("rule_of_law_end"), Part("courts_end"), Part("police_integrity_end"), Part("predation_end", True)),
            "law, courts and an honest police stand in the end, and leaders live less off the people",
        ),
        "IMS, dilemmas: human rights",
    ),
    Dilemma(
        "ownership",
        "Speed against ownership",
        Index(
            "speed", "Speed", (Part("need_met_mean"), Part("services_mean"), Part("gaps_mean", True)),
            "means over the run are the higher the sooner need is met, services come and nobody is left out",
        ),
        Index(
            "ownership", "Ownership",
            (Part("dependence_end", True), Part("legitimacy_end"), Part("state_authority_end"),
             Part("civic_space_end")),
            "in the end the country keeps things up itself, by a state that people trust and may speak about",
        ),
        "IMS, dilemmas: local ownership",
    ),
)  # fmt: skip


def chosen_dilemmas(names: Sequence[str] | None = None) -> tuple[Dilemma, ...]:
    """Return the dilemmas called for, all of them by default.

    Raises:
        PlanError: If a name is unknown.
    """
    known = {one.name: one for one in DILEMMAS}
    for name in names or ():
        if name not in known:
            raise PlanError(f"unknown dilemma {name!r}; dilemmas are {', '.join(known)}{nearest(name, known)}")
    return tuple(known[name] for name in dict.fromkeys(names)) if names else DILEMMAS


def outcomes_for_dilemmas(names: Sequence[str] | None = None) -> list[str]:
    """Return the outcomes that a plan has to keep for its frontiers."""
    parts = [part.key for one in chosen_dilemmas(names) for index in (one.one, one.two) for part in index.parts]
    return list(dict.fromkeys(parts))


def index_values(summary: pd.DataFrame, index: Index) -> Array:
    """Return an index of every run, shape (runs,), share; NaN where a part of it is missing.

    Raises:
        PlanError: If the batch has not kept an outcome that the index is made of.
    """
    absent = [part.key for part in index.parts if part.key not in summary]
    if absent:
        raise PlanError(
            f"the index {index.name} needs {', '.join(absent)}, which the batch has not kept; "
            "add them to the outcomes of its plan"
        )
    columns = [pd.to_numeric(summary[part.key], errors="coerce").to_numpy(dtype=float) for part in index.parts]
    turned = [1.0 - one if part.turned else one for one, part in zip(columns, index.parts, strict=True)]
    total = turned[0]
    for one in turned[1:]:
        total = total + one
    return total / len(turned)
