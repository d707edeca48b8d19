"""Events: what happened, where, to whom and why, one tuple each, turned into a table at the end."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["EVENT_COLUMNS", "EVENT_KINDS", "EventKind", "Events", "counted", "dying", "losing"]

EVENT_COLUMNS: dict[str, str] = {
    "week": "int64",
    "kind": "str",
    "cell": "int64",
    "sector": "int64",
    "actor": "str",
    "target": "str",
    "size": "float64",
    "cause": "str",
    "text": "str",
}
"""Columns of ``result.events`` with their types; cell and sector are -1 where an event has no place."""


@dataclass(frozen=True)
class EventKind:
    """One kind of event.

    Attributes:
        key: Name in ``result.events``.
        label: Name shown to people.
        family: What it is about: violence, people, mission, state, politics, donors, outside or choice.
        weight: How telling one of them is beside others, 1 for an ordinary one.
    """

    key: str
    label: str
    family: str
    weight: float = 1.0


EVENT_KINDS: tuple[EventKind, ...] = (
    EventKind("attack_on_civilians", "Attack on civilians", "violence", 2.0),
    EventKind("abuse_by_state", "Abuse by state forces", "violence", 2.0),
    EventKind("attack_on_mission", "Attack on the mission", "violence", 2.0),
    EventKind("peacekeepers_fallen", "Peacekeepers killed", "violence", 3.0),
    EventKind("attack_on_relief", "Attack on relief", "violence", 1.5),
    EventKind("attack_on_state", "Attack on state forces", "violence"),
    EventKind("attack_by_state", "Operation of the army", "violence"),
    EventKind("attack_on_rival", "Clash of armed groups", "violence"),
    EventKind("splinter", "Band breaks away", "violence"),
    EventKind("displacement", "Flight of people", "people", 1.5),
    EventKind("access_denied", "Teams turned back", "people"),
    EventKind("civic_space", "Civic space", "people"),
    EventKind("media", "Media", "people"),
    EventKind("misconduct", "Misconduct becomes known", "mission", 1.5),
    EventKind("leader_leaves", "Leader leaves", "mission"),
    EventKind("leader_arrives", "Leader arrives", "mission"),
    EventKind("ceiling", "Ceiling of soldiers", "mission", 1.5),
    EventKind("consent_withdrawn", "Consent withdrawn", "mission", 4.0),
    EventKind("consent_restored", "Consent restored", "mission", 3.0),
    EventKind("drawdown", "Drawdown begins", "mission", 4.0),
    EventKind("closure", "Mission closes", "mission", 4.0),
    EventKind("agreement", "Peace agreement", "politics", 4.0),
    EventKind("accession", "Accession to the agreement", "politics", 3.0),
    EventKind("walkout", "Party walks out", "politics", 3.0),
    EventKind("return_to_talks", "Party returns", "politics", 2.0),
    EventKind("collapse", "Agreement falls apart", "politics", 4.0),
    EventKind("truce", "Truce", "politics", 2.0),
    EventKind("truce_ends", "Truce ends", "politics", 2.0),
    EventKind("election_called", "Elections called", "politics", 2.0),
    EventKind("election_postponed", "Elections put off", "politics", 2.0),
    EventKind("election", "Elections", "politics", 4.0),
    EventKind("laws_passed", "Laws passed", "state", 1.5),
    EventKind("weakest_link", "Weakest link of the law", "state"),
    EventKind("vetting", "Vetting of the police", "state"),
    EventKind("forces_unpaid", "Pay of the forces", "state"),
    EventKind("dependence", "Dependence on outsiders", "state"),
    EventKind("border", "Support from abroad", "state"),
    EventKind("donor_alarm", "Crisis in the news", "donors"),
    EventKind("donor_fatigue", "Donors tire", "donors"),
    EventKind("donor_waste", "Projects wasted", "donors"),
    EventKind("decision", "Decision", "choice", 3.0),
)
"""The kinds of events, those of injects left out: they are called ``inject_`` and the kind of the inject."""


def dying(n: float) -> str:
    """Return how many die, in words that fit any number: nobody dies, one dies, 7 die."""
    return "nobody dies" if n < 1.0 else "one dies" if n < 2.0 else f"{int(n):,} die"


def counted(n: float, one: str, many: str) -> str:
    """Return a number with its noun: one aid worker, 3 aid workers."""
    return f"one {one}" if 1.0 <= n < 2.0 else f"{int(n):,} {many}"


def losing(attackers: float, state: float = 0.0) -> str:
    """Return who died of attackers and of state forces, to stand behind a sentence; nothing if nobody did.

    Args:
        attackers: How many attackers died.
        state: How many members of state forces died.
    """
    each = ((attackers, "attacker dies", "attackers die"),
            (state, "member of state forces dies", "members of state forces die"))  # fmt: skip
    return "".join(f"; {counted(*one)}" for one in each if one[0])


class Events:
    """The list of events of one run, in the order in which they were added."""

    def __init__(self) -> None:
        """Start an empty list."""
        self._rows: list[tuple[int, str, int, int, str, str, float, str, str]] = []

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self._rows)

    def add(
        self,
        week: int,
        kind: str,
        *,
        cell: int = -1,
        sector: int = -1,
        actor: str = "",
        target: str = "",
        size: float = 0.0,
        cause: str = "",
        text: str = "",
    ) -> None:
        """Add one event.

        Args:
            week: Week in which it happened.
            kind: Short name of its kind, for example ``attack_on_civilians``.
            cell: Flat index of the cell; -1 for none.
            sector: Number of the sector, 0-3; -1 for none.
            actor: Who did it.
            target: To whom.
            size: How large: deaths, people or dollars, as the text says.
            cause: Rule or event behind it.
            text: One plain sentence for a reader.
        """
        self._rows.append((week, kind, cell, sector, actor, target, size, cause, text))

    def rows(self, week: int | None = None) -> list[tuple[int, str, int, int, str, str, float, str, str]]:
        """Return the events of one week, or (None) of all weeks, as tuples in the order of ``EVENT_COLUMNS``."""
        if week is None:
            return list(self._rows)
        first, last = (bisect_left(self._rows, (at,)) for at in (week, week + 1))  # they come in order of time
        return self._rows[first:last]

    def frame(self) -> pd.DataFrame:
        """Return all events, one row each, typed as in :data:`EVENT_COLUMNS`."""
        columns = list(zip(*self._rows, strict=True)) or [()] * len(EVENT_COLUMNS)
        return pd.DataFrame(
            {
                name: _typed(list(values), kind)
                for (name, kind), values in zip(EVENT_COLUMNS.items(), columns, strict=True)
            }
        )


def _typed(values: list[Any], kind: str) -> Any:
    return pd.Series(values, dtype="str") if kind == "str" else np.array(values, dtype=kind)
