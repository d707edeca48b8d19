"""Taking back and playing again: what undo, redo, a link and a stored run have in common.

The page asks for every piece of it, as it asks for weeks, and shows how far it is. A visitor who wants no more of it
stands at the week reached: what was decided for later weeks happens when these are played.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...experiments.session import Session, Taken
from ...model.errors import ScenarioError
from .comparing import futures_of, named
from .feeding import Feed
from .keeping import same_numbers
from .visitors import Run

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

__all__ = ["Undoing", "last_taken"]

PIECE = 0.2
"""Seconds for which is played again before the page is told how far it is: so long a Stop takes at most."""


def last_taken(run: Run | None, done: bool) -> dict[str, str]:
    """Return what an undo (or, if not ``done``, a redo) would take, in words by future; empty where there is nothing.

    Args:
        run: The run watched.
        done: Whether of what was done, else of what was taken back.
    """
    if run is None:
        return {"this": "", "other": "", "both": ""}
    others = run.pair.other.session if run.pair is not None else None
    own, other = (_last(one, done) if one is not None else None for one in (run.session, others))
    both = own if own == other else None
    return {key: f"week {one.week}, {_plain(one)}." if one else "" for key, one in
            (("this", own), ("other", other), ("both", both))}  # fmt: skip


def _last(session: Session, done: bool) -> Taken | None:
    """Return what was done, or taken back, last."""
    return next(iter((session.decisions if done else session.undone)[::-1]), None)


def _plain(one: Taken) -> str:
    """Return what was done, in the middle of a sentence."""
    return one.text.removeprefix("Decided: ").rstrip(".")


class Undoing:
    """What a desk takes back, puts in again, and plays again.

    Attributes:
        run: The run watched.
        feed: The way to its page.
        twin_feed: The way to the page's other future.
        answer: Why something changed, as last asked.
        card: What was last clicked.
        turning: Turning points on the timeline.
    """

    run: Run | None
    feed: Feed
    twin_feed: Feed
    answer: dict[str, Any] | None
    card: dict[str, Any] | None
    turning: list[dict[str, Any]]
    changed: Callable[[], None]
    refusing: Callable[[str], AbstractContextManager[None]]
    _look_back: Callable[[], None]
    _goal = 0

    def undo(self, said: Any = None) -> None:
        """Take the last decision or inject back, in the future that is named; the run stands again at its week."""
        self._back(said, "Taken back", True, lambda session: session.undo(replays=False))

    def redo(self, said: Any = None) -> None:
        """Put it in again."""
        self._back(said, "Put in again", False, lambda session: session.redo(replays=False))

    def _back(self, said: Any, told: str, done: bool, go: Callable[[Session], Taken]) -> None:
        """Take back in this future, the other or both; of two that are compared, what was played is played again."""
        run = self.run
        if run is None:
            return
        where = str(said.get("where") or "this") if isinstance(said, dict) else "this"
        self.feed.halt()
        with self.refusing("_"):
            if where == "both" and not last_taken(run, done)["both"]:
                raise ScenarioError(
                    "the last thing in this future is another one than in the other; choose this future or the other"
                )
            futures = futures_of(run, where)
            self._goal = max(one.weeks for one in (run, run.pair.other)) if run.pair is not None else 0
            for future in futures:
                with future.lock:
                    taken = go(future.session)
                    self._goal = max(self._goal, taken.week)
                self._shorten(future, taken.week)
            self.answer, self.card, self.turning = None, None, []
            self.feed.say(_sentence(told, taken, where, run))
            self.send_again()

    def _shorten(self, run: Run, weeks: int) -> None:
        """Let run and page forget what came after so many weeks; there is always one to see."""
        feed = self.feed if run is self.run else self.twin_feed
        with run.lock:
            run.cut(weeks)
            if weeks:
                feed.cut(weeks - 1)
            else:
                run.play(1)
                feed.scene(run)

    # Playing again -------------------------------------------------------------------------------------------------

    @property
    def behind(self) -> list[Run]:
        """Those of the two futures that are to be played again before anything else can be done with them."""
        both = [self.run, self.run.pair.other if self.run.pair is not None else None] if self.run is not None else []
        return [one for one in both if one is not None and one.behind]

    def catch_up(self, said: Any = None) -> None:
        """Play a piece again, and tell how far it is."""
        for run in self.behind[:1]:
            run.catch_up(PIECE)
        self.send_again()

    def send_again(self) -> None:
        """Tell the page how far it is; once that is done, it goes on to the week at which the run was."""
        run = self.run
        if run is None:
            return
        if self.behind:
            one = self.behind[0]
            self.feed.again(one.session.week, one.weeks, self._goal)
            return
        self.feed.again(0, 0, 0)
        self.twin_feed.again(0, 0, 0)
        if self._goal > run.weeks:
            self.feed.to(self._goal - 1)
        self._goal = 0
        self.compare_with_stored()
        self._look_back()
        self.changed()

    def stop_again(self, said: Any = None) -> None:
        """Play no more again: a run stands at the week reached, and what is to come in it comes when it is played."""
        for run in self.behind:
            self._shorten(run, run.session.week)
        self._goal = 0
        self.send_again()
        self.feed.stopped()

    def compare_with_stored(self) -> None:
        """Say whether a stored run has the same numbers, once it has been played again as far as it went."""
        run = self.run
        if run is None or run.stored is None or run.weeks < len(run.stored.weekly):
            return
        stored, run.stored = run.stored, None
        if same_numbers(stored, run.session):
            self.feed.say("Opened; its numbers are those that were stored.")
        else:
            made = stored.provenance.get("version", "another version")
            self.feed.say(f"Opened; its numbers differ from those stored, which were made with {made}.")

    def ready(self) -> None:
        """Refuse what needs a run that stands at its week.

        Raises:
            ScenarioError: If it is being played again.
        """
        for run in self.behind[:1]:
            raise ScenarioError(run.why_not_yet)


def _sentence(told: str, taken: Taken, where: str, run: Run) -> str:
    """Return what was taken back or put in, and what that means for a comparison."""
    what = f"week {taken.week}, {_plain(taken)}"
    if run.pair is None:
        return f"{told}: {what}. The run stands at week {taken.week} again."
    if where == "both":
        return f"{told} in both futures: {what}. Both are played again from week {taken.week}; the comparison goes on."
    other = {"this": "other", "other": "this"}[where]
    differs = "" if run.pair.differs(run) else " Nothing differs between them any longer."
    return (
        f"{told} in {named(where)}: {what}. It is played again from week {taken.week}; {named(other)} is kept as it "
        f"was, and the comparison goes on.{differs}"
    )
