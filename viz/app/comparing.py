"""Two futures of one run: where they part, what was decided in which of them, and pairs of them with other luck."""

from __future__ import annotations

import tempfile
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...experiments.session import Session, Taken
from ...model.errors import ResultError, ScenarioError
from .keeping import FILES, Kept, as_csv, as_zip, offered
from .luck import Luck
from .visitors import Run

__all__ = ["PAIR_FILES", "Pair", "change", "futures_of", "named", "told"]

GRACE = 60.0
"""Seconds for which pairs are played on although nobody watches: a page that is loaded again finds them."""


class Pair:
    """A second future beside a run; it hangs on the run, so that it is found and forgotten with it.

    Attributes:
        other: The other future.
        luck: Pairs with other luck under way or played; None before the first.
    """

    def __init__(self, run: Run, changes: Mapping[str, Any]) -> None:
        """Fork a run.

        Args:
            run: The run.
            changes: Choices that change in the other future, by dotted name.

        Raises:
            ScenarioError: If one cannot be changed, or nothing differs.
        """
        with run.lock:
            forked = run.session.fork(changes)
            if forked.decisions == run.session.decisions:
                raise ScenarioError("nothing differs from what is in force; change something to see two futures")
            self.other, self._forked = run.beside(forked), forked.week
        self.luck: Luck | None = None

    def differs(self, run: Run) -> bool:
        """Return whether anything was decided in one future only."""
        own, other = run.session.decisions, self.other.session.decisions
        return any(one not in other for one in own) or any(one not in own for one in other)

    def week(self, run: Run) -> int:
        """Return the first week in which the two can differ."""
        own, other = run.session.decisions, self.other.session.decisions
        apart = [one.week for one in (*own, *other) if (one in own) != (one in other)]
        return min(apart, default=self._forked)

    def play_luck(self, run: Run) -> None:
        """Play both futures again with other luck, unless that is under way."""
        if self.luck is not None and not self.luck.over:
            return
        held = weakref.ref(run)  # whoever plays in the background keeps no run alive

        def tell() -> None:
            watcher: Any = getattr(held(), "owner", None)
            if watcher is not None:
                watcher.changed()

        def watched() -> bool:
            seen = held()
            return seen is not None and (seen.owner is not None or time.monotonic() - seen.left < GRACE)

        self.luck = Luck((run.session, self.other.session), tell, watched)

    def stop(self) -> None:
        """Play no more pairs."""
        if self.luck is not None:
            self.luck.stop()

    def stale(self, run: Run) -> bool:
        """Return whether something was decided since the pairs were begun."""
        return self.luck is not None and self.luck.of != (run.session.decisions, self.other.session.decisions)

    def words(self, run: Run) -> tuple[str, str]:
        """Return what was decided in one future only, first in this one, then in the other."""
        own, other = run.session.decisions, self.other.session.decisions
        return _only(own, other) or "as it is", _only(other, own) or "as it is"

    def log(self, run: Run) -> list[dict[str, Any]]:
        """Return what was decided and injected in both: week, text, and where as "", "this" or "other"."""
        own, other = run.session.decisions, self.other.session.decisions
        rows = [{"week": one.week, "text": one.text, "where": "" if one in other else "this"} for one in own]
        rows += [{"week": one.week, "text": one.text, "where": "other"} for one in other if one not in own]
        return sorted(rows, key=lambda row: int(str(row["week"])))


def _only(these: tuple[Taken, ...], those: tuple[Taken, ...]) -> str:
    """Return in words what is among these only."""
    texts = [(one.week, one.text.removeprefix("Decided: ").rstrip(".")) for one in these if one not in those]
    return "; ".join(f"from week {week}, {text}" for week, text in texts)


def named(where: str) -> str:
    """Return what a future is called."""
    return {"this": "this future", "other": "the other future"}.get(where, "both futures")


def futures_of(run: Run, where: str) -> list[Run]:
    """Return the futures that are meant; without a second one it is always this one.

    Raises:
        ScenarioError: If there is no such future.
    """
    if where not in ("this", "other", "both"):
        raise ScenarioError(f"where it holds is {where!r}; allowed is this, other or both")
    if run.pair is None:
        return [run]
    return {"this": [run], "other": [run.pair.other], "both": [run, run.pair.other]}[where]


def change(run: Run, where: str, do: Callable[[Session], Any], changes: Mapping[str, Any] | None = None) -> None:
    """Decide or inject something in this future, the other or both; in both or, if it is refused, in none.

    Args:
        run: The run watched.
        where: ``this``, ``other`` or ``both``; without a second future it is always this one.
        do: What to do to each session.
        changes: Choices that it changes, looked at before anything is done.

    Raises:
        ScenarioError: If there is no such future, or what is decided is refused.
    """
    futures = futures_of(run, where)
    with run.lock:
        if run.pair is None:
            do(run.session)
            return
        other = run.pair.other
        with other.lock:
            other.play(run.weeks - other.weeks)  # both stand at the same week
            if where != "this" and other.weeks > run.weeks:
                raise ScenarioError(
                    f"this future stands at week {run.weeks} and the other at week {other.weeks}, since this one was "
                    f"played again and stopped; play on to week {other.weeks - 1} first"
                )
            for future in futures:
                future.session.in_force.with_choices(dict(changes or {}))
            for future in futures:
                do(future.session)


def told(run: Run | None) -> dict[str, Any]:
    """Return what the page shows of a comparison: an empty one if there is none."""
    pair = run.pair if run is not None else None
    if run is None or pair is None:
        return {"week": None, "words": ["", ""], "progress": None, "rows": [], "said": "", "stale": "", "files": []}
    luck = pair.luck
    stale = "Something was decided since: these pairs are of the two futures as they were before. Play them anew."
    return {
        "week": pair.week(run), "words": list(pair.words(run)),
        "progress": list(luck.done) if luck and not luck.over else None,
        "rows": luck.rows if luck else [], "said": luck.said if luck else "",
        "stale": stale if pair.stale(run) else "",
        "files": offered({
            name: one for name, one in PAIR_FILES.items() if not one.pairs or (luck and luck.found is not None)
        }),
    }  # fmt: skip


# Taking away ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PairFile(Kept):
    """A file that a comparison can be taken away as, made of this future and the pair.

    Attributes:
        pairs: Whether pairs must have been played.
    """

    pairs: bool = True


def _found(pair: Pair) -> Any:
    """Return the comparison of a pair.

    Raises:
        ResultError: If no pair has been played.
    """
    if pair.luck is None or pair.luck.found is None:
        raise ResultError("no pairs have been played yet, so there is no table to take away")
    return pair.luck.found


def _table(run: Run, pair: Pair) -> bytes:
    """Return the table of outcomes as CSV."""
    return as_csv(_found(pair).table)


def _all(run: Run, pair: Pair) -> bytes:
    """Return the comparison as ``Comparison.save`` writes it, in one file."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "comparison"
        _found(pair).save(folder)
        return as_zip(folder)


def _run(run: Run) -> bytes:
    """Return one future as a run that can be opened again."""
    return FILES["run.zip"].make(run.result())


PAIR_FILES: Mapping[str, PairFile] = {
    "comparison.csv": PairFile("Table, CSV", "Every outcome with difference, interval and pairs", "text/csv", _table),
    "comparison.zip": PairFile(
        "Comparison, all of it", "Table, causes, every run with its seed, what was compared", "application/zip", _all
    ),
    "this_future.zip": PairFile(
        "Keep this future", "The run, to be opened again", "application/zip", lambda run, pair: _run(run), False
    ),
    "other_future.zip": PairFile(
        "Keep the other", "The other run, likewise", "application/zip", lambda run, pair: _run(pair.other), False
    ),
}
"""What a comparison can be taken away as, by file name."""
