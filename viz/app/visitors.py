"""Who is watching: a run for each visitor, kept a while after the tab is gone, and turns at the processor.

Nothing here knows the page. A visitor's key is a long random text that only the own browser tab knows; whoever has it
has the run. Whoever needs the lock of a run and a turn takes the lock first: a turn is never held while waiting for
somebody who may wait for a turn.
"""

from __future__ import annotations

import json
import secrets
import time
import zlib
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock, RLock, Thread
from typing import TYPE_CHECKING

from ...experiments.session import Session
from ...model.errors import ResultError
from ...model.result import Result
from ...model.scenario import Scenario
from ..memory import give_back
from .frames import frame

if TYPE_CHECKING:
    from .comparing import Pair

__all__ = ["TURNS", "Run", "Turns", "Visitors"]


class Turns:
    """At most so many at work at once, first come, first served: a slow model never blocks another visitor."""

    def __init__(self, most: int) -> None:
        """Let ``most`` work at once."""
        self._lock, self._free = Lock(), most
        self._waiting: deque[Event] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and pass it on afterwards."""
        with self._lock:
            mine = None
            if self._free and not self._waiting:
                self._free -= 1
            else:
                mine = Event()
                self._waiting.append(mine)
        if mine is not None:
            mine.wait()
        try:
            yield
        finally:
            with self._lock:
                if self._waiting:
                    self._waiting.popleft().set()  # the turn is handed over, so nobody can slip in between
                else:
                    self._free += 1


TURNS = Turns(2)
"""Weeks of all visitors are played in these turns."""


@dataclass(frozen=True)
class Former:
    """A run as it stood when another one took its place; attributes as those of :class:`Run`."""

    session: Session
    preset: str
    origin: Scenario
    frames: list[bytes]


class Run:
    """One run that a visitor drives, with what its page was sent.

    Attributes:
        key: What the visitor's browser knows it by.
        session: The run itself.
        owner: Whoever watches it now, or None.
        left: When it was last watched, in seconds of :func:`time.monotonic`.
        preset: Preset that it began with, or an empty text.
        origin: The scenario as it was chosen, before anything was decided and kept by a reset.
        former: The run before it, which one can go back to; None if there was none.
        pair: A second future beside it; None while there is one only.
        stored: The stored run that it is played again from, until it has come as far; None otherwise.
    """

    former: Former | None = None
    pair: Pair | None = None
    stored: Result | None = None

    def __init__(self, session: Session, preset: str = "") -> None:
        """Take a session that has played nothing to its first week, so that there is something to see.

        Args:
            session: The session.
            preset: Preset that it began with.
        """
        self.key = secrets.token_urlsafe(18)
        self.owner: object | None = None
        self.left = time.monotonic()
        self.lock = RLock()
        self.session, self.preset, self.origin = session, preset, session.scenario
        self._frames: list[bytes] = []
        self.again(session, preset)

    def play(self, weeks: int) -> None:
        """Play some weeks, each in its turn, fewer if the run ends."""
        for _ in range(weeks):
            with self.lock, TURNS.turn():
                if not self.session.running:
                    return
                self.session.step()
                self._keep()

    @property
    def behind(self) -> bool:
        """Whether weeks that can be shown are still to be played again, since something was taken back."""
        return self.session.week < len(self._frames)

    @property
    def why_not_yet(self) -> str:
        """Why a run that is behind cannot be used."""
        told = f"week {self.session.week} of {self.weeks}"
        return f"the run is being played again ({told}); wait until it is done, or stop it"

    def catch_up(self, seconds: float) -> None:
        """Play again what can be shown already, each week in its turn, for about so long."""
        end = time.monotonic() + seconds
        while self.behind and time.monotonic() < end:
            with self.lock, TURNS.turn():
                if self.behind:
                    self.session.step()

    def frames(self, first: int, last: int | None = None) -> list[str]:
        """Return the frames of some weeks as JSON texts, ``last`` included."""
        with self.lock:
            kept = self._frames[max(first, 0) : None if last is None else last + 1]
        return [zlib.decompress(one).decode() for one in kept]

    def result(self) -> Result:
        """Return what has been recorded so far.

        Raises:
            ResultError: If it is being played again.
        """
        with self.lock:
            if self.behind:
                raise ResultError(self.why_not_yet)
            return self.session.result()

    @property
    def weeks(self) -> int:
        """Weeks that can be shown."""
        return len(self._frames)

    def beside(self, session: Session) -> Run:
        """Return a run of a fork, with the weeks that it shares with this one."""
        with self.lock:
            other = Run.__new__(Run)
            other.key, other.session, other.owner, other.preset = secrets.token_urlsafe(18), session, None, ""
            other.origin = self.origin
            other.left, other.lock = time.monotonic(), RLock()
            other._frames = self._frames[: session.week]
            return other

    def again(self, session: Session, preset: str = "") -> None:
        """Go on with another session from its first week; arguments as when a run is made.

        The run so far becomes the former one; if the other cannot be played, it stays.
        """
        so_far = self._taken_from(Former(session, preset, session.scenario, []))
        try:
            self.play(1)
        except BaseException:
            self._taken_from(so_far)
            raise
        self.former, self.stored = so_far if so_far.frames else None, None

    def restore(self) -> None:
        """Go back to the former run, as it stood; the one so far becomes the former one."""
        if self.former is not None:
            self.former, self.stored = self._taken_from(self.former), None

    def _taken_from(self, other: Former) -> Former:
        """Stand where another run stood; return where this one stood so far."""
        with self.lock:
            so_far = Former(self.session, self.preset, self.origin, self._frames)
            self.session, self.preset, self.origin, self._frames = (
                other.session, other.preset, other.origin, other.frames
            )  # fmt: skip
        return so_far

    def part(self) -> None:
        """Go on with one future: nothing more is played for the other one."""
        if self.pair is not None:
            self.pair.stop()
        self.pair = None

    def cut(self, weeks: int) -> None:
        """Forget the frames after so many weeks: a decision was taken back."""
        with self.lock:
            del self._frames[weeks:]

    def _keep(self) -> None:
        """Keep the frame of the week just played."""
        text = json.dumps(frame(self.session.model, whole=not self._frames), separators=(",", ":"))
        self._frames.append(zlib.compress(text.encode(), 1))


class Visitors:
    """The runs of all visitors by key; those that nobody has watched for a while are forgotten."""

    def __init__(self, minutes: float = 30.0, most: int = 200) -> None:
        """Keep a run that nobody watches for so many minutes, and at most so many runs."""
        self.seconds, self.most = 60.0 * minutes, most
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._lock, self._forgot = Lock(), False

    def find(self, key: object) -> Run | None:
        """Return the run of a key, or None."""
        with self._lock:
            return self._runs.get(key) if isinstance(key, str) else None

    @property
    def full(self) -> bool:
        """Whether somebody watches each of the runs that there is room for."""
        with self._lock:
            return sum(run.owner is not None for run in self._runs.values()) >= self.most

    def watch(self, run: Run, owner: object) -> object | None:
        """Note who watches a run from now on; return who did so far, if it was somebody else."""
        with self._lock:
            before, run.owner = run.owner, owner
            self._runs[run.key] = run
            self._runs.move_to_end(run.key)
        self.tidy()
        return before if before is not owner else None

    def leave(self, run: Run, owner: object) -> None:
        """Note that somebody stopped watching."""
        with self._lock:
            if run.owner is owner:
                run.owner, run.left = None, time.monotonic()
        self.tidy()

    def forget(self, run: Run) -> None:
        """Let a run go at once."""
        with self._lock:
            self._runs.pop(run.key, None)
            self._forgot = True
        run.part()

    def tidy(self) -> None:
        """Forget what nobody has watched for long, and the longest unwatched beyond the most that are kept."""
        now = time.monotonic()
        with self._lock:
            idle = [run for run in self._runs.values() if run.owner is None]
            too_many = max(0, len(self._runs) - self.most)
            for place, run in enumerate(sorted(idle, key=lambda one: one.left)):
                if now - run.left > self.seconds or place < too_many:
                    del self._runs[run.key]
                    self._forgot = True
                    run.part()

    def clear_up(self) -> None:
        """Forget what nobody has watched for long, and give the memory of all that was forgotten back."""
        self.tidy()
        if self._forgot:
            self._forgot = False
            give_back()

    def tidy_for_good(self, every: float = 30.0) -> None:
        """Forget again and again, in a thread that ends with the program: a quiet server gives its memory back too."""

        def rounds() -> None:
            while True:
                time.sleep(every)
                self.clear_up()

        Thread(target=rounds, daemon=True).start()

    def __len__(self) -> int:
        """Return how many runs are kept."""
        with self._lock:
            return len(self._runs)
