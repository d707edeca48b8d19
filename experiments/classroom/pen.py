"""Writing the rows of a class, and what becomes of it while its file takes none: a full disk, another program's lock.

Nothing is acknowledged then, and whoever sent something sends it again. The time in which nothing could be written is
given back to a running clock as soon as something can, like that in which no server was there.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from ...model.errors import ResultError
from .log import ClassFile, Row, UnwrittenError

__all__ = ["Pen", "StuckError"]

NAP = 5.0  # seconds without a beat after which the laptop was asleep
AWAY = 0.5  # seconds that were lost by whoever waited while the server was started again
BACK = 1.0  # seconds that a clock may be set back without anybody's noticing
BEAT = 2.0  # seconds between two notes that somebody is here
PAUSE = 1.0  # seconds between two attempts to write while the file takes nothing; pages send again as often
GRACE = 3.0  # seconds given back besides, for what is sent again


class StuckError(ResultError):
    """The file takes nothing at present; the text says why and what to do, for everybody to read."""

    wait = PAUSE


class Pen:
    """Writes to the file of a class.

    Attributes:
        stuck: Why nothing can be written, and what to do; "" as long as all is well.
    """

    def __init__(self, file: ClassFile, *, solo: bool) -> None:
        """Begin where the last server left the class."""
        self.stuck = ""
        self._file, self._solo = file, solo
        self._there, self._nap = file.alive, AWAY
        self._beaten = self._tried = float("-inf")

    def write(self, id: str, at: float, kind: str, who: str, body: Mapping[str, Any]) -> Row:
        """Keep a row.

        Raises:
            StuckError: If the file takes nothing; nothing is kept then.
        """
        if self.stuck and time.monotonic() - self._tried < PAUSE:
            raise StuckError(self.stuck)  # so that forty who send again do not wait for one disk
        with self._trying():
            row = self._file.append(id, at, kind, who, body)
        self.stuck = ""
        return row

    def lost(self, now: float) -> float:
        """Return seconds to give back to a running clock: nobody was here, nothing could be written, or it was set.

        They are fewer than none where the computer's clock was set back: what is left stays what it was.
        """
        passed = now - self._there
        if self.stuck:
            return passed + GRACE
        return passed if passed > self._nap or passed < -BACK else 0.0

    def here(self, now: float) -> None:
        """Note that somebody is here, and all time before has been accounted for.

        Raises:
            StuckError: If the file takes nothing.
        """
        self._there, self._nap = now, NAP
        if abs(now - self._beaten) >= BEAT:
            with self._trying():
                self._file.beat(now)
            self._beaten = now

    def leave(self, now: float) -> None:
        """Note that the server ends; time that is still to be given back is left to the next one."""
        if not self.stuck:
            with suppress(UnwrittenError):
                self._file.beat(now)

    @contextmanager
    def _trying(self) -> Iterator[None]:
        """Keep why the file takes nothing."""
        self._tried = time.monotonic()
        try:
            yield
        except UnwrittenError as error:
            self.stuck = _words(error, self._solo)
            raise StuckError(self.stuck) from error


def _words(error: UnwrittenError, solo: bool) -> str:
    """Return what keeps a class from being written and what to do, in a sentence for students and lecturer alike."""
    here = "this computer" if solo else "the lecturer's computer"
    if error.code == sqlite3.SQLITE_FULL:
        told = f"the disk of {here} is full: once files on it have been deleted"
    elif error.code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        told = f"another program holds the file of the class on {here}: once that is closed"
    elif error.code == sqlite3.SQLITE_NOTFOUND:
        told = f"the file of the class has been moved or deleted on {here}: once it is back where it was"
    elif error.code == sqlite3.SQLITE_READONLY:
        told = f"the file of the class cannot be written on {here} ({error.why})"
        return f"{told}: once it may be, start the class again, and it goes on with what was sent and the time left"
    else:
        told = f"the file of the class cannot be written on {here} ({error.why}): once its disk is there and has space"
    return f"{told}, all goes on by itself, with what was sent and the time that was left"
