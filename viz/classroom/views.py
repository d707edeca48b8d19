"""What a role sees of the run: series and map as they stand, and the film of a round."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from typing import Any

from ...experiments.classroom.commands import RefusalError
from ...experiments.classroom.game import BUSY, Game
from ...experiments.classroom.seen import Seen
from .hub import encoded
from .parts import version

__all__ = ["Packed", "film", "view"]

MOST_EVENTS, MOST_KEPT = 200, 60


class Packed:
    """What roles see, packed with gzip, made once for all who sit in a role and forgotten when the class goes on."""

    def __init__(self, game: Game) -> None:
        """Begin with nothing."""
        self._game = game
        self._at: tuple[str, bool] = ("", False)
        self._kept: dict[tuple[str, str], bytes] = {}

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._kept)

    def of(self, what: str, role: str, make: Callable[[], dict[str, Any]]) -> bytes:
        """Return something as a role sees it.

        Args:
            what: Which view or film.
            role: The role.
            make: Makes it.

        Raises:
            RefusalError: If the class has been deleted.
        """
        with self._game.lock:
            if self._game.deleted:
                self._kept.clear()
                raise RefusalError("phase", "this class has been deleted")
            now = (version(self._game, None)["version"], self._game.busy)
            if now != self._at or len(self._kept) >= MOST_KEPT:
                self._at, self._kept = now, {}
            if (what, role) not in self._kept:
                self._kept[what, role] = gzip.compress(encoded(make()).encode("ascii"), 5, mtime=0)
            return self._kept[what, role]


def view(game: Game, role: str) -> dict[str, Any]:
    """Return what a role sees now: all weeks of its columns, its map of the week played last, what it has heard.

    Args:
        game: The class.
        role: A role, ``truth`` for whoever leads the class, or ``public`` for the news alone.
    """
    seen, weeks = Seen.by(game.exercise, role), game.weeks
    played = weeks[1:]
    rows = [seen.row(week) for week in played]
    heard = [
        {"week": week.week, "kind": kind, "sector": sector, "text": text}
        for week in played for kind, sector, text, _ in seen.heard(week)
    ]  # fmt: skip
    return {
        "at": time.time(), "version": version(game, role)["version"], "role": role, "week": len(played) - 1,
        "scene": game.scene,
        "columns": seen.facts_of_columns(), "weeks": [week.week for week in played],
        "rounds": [one.first for one in game.state.settled],
        "series": {name: [row[i] for row in rows] for i, name in enumerate(seen.columns)},
        "layers": seen.facts_of_layers(_groups(game)), "map": seen.of(weeks[-1])["map"] if weeks else {},
        "events": heard[-MOST_EVENTS:],
    }  # fmt: skip


def film(game: Game, role: str, number: int) -> dict[str, Any]:
    """Return the weeks of a round as a role sees them.

    Raises:
        RefusalError: If the round has not been settled, or its weeks are still being played.
    """
    settled = next((one for one in game.state.settled if one.round == number), None)
    if settled is None:
        raise RefusalError("missing", f"round {number} has not been settled; there is no film of it")
    weeks = game.weeks[settled.first + 1 : settled.last + 2]
    if game.busy or len(weeks) < settled.weeks:
        raise RefusalError("phase", BUSY)
    seen = Seen.by(game.exercise, role)
    return {
        "at": time.time(), "round": number, "role": role, "first": settled.first, "last": settled.last,
        "columns": list(seen.columns), "layers": seen.facts_of_layers(_groups(game)),
        "weeks": [seen.of(week) for week in weeks],
    }  # fmt: skip


def _groups(game: Game) -> list[str]:
    """Return the names of armed groups as they are shown."""
    return [game.exercise.group_label(key) for key in game.exercise.scenario.armed_groups]
