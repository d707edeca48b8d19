"""The file of a class: one SQLite database in which every command is a row before it is answered.

The state of a class is what its rows, read in order, come to (:mod:`.state`), and the run is played again from them
(:mod:`.replay`); nothing else is kept. A row is committed to the disk before it is acknowledged, and has an id made by
whoever sent it: the same id twice is one row. Whoever holds the file holds the class: the server can be killed at any
moment and started again.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import disk_usage
from typing import IO, Any

from ...model.errors import ResultError
from ...model.toml_source import show_path
from ..holding import LOCK, hold

__all__ = ["FORMAT", "ClassFile", "Log", "Refused", "Row", "UnwrittenError", "read"]

FORMAT = 1
NEEDED = ("code", "created", "exercise", "exercise_toml", "seed", "solo")  # facts without which there is no class
PATIENCE = 500  # milliseconds for a lock of another program; everybody waits meanwhile
SPACE = 1_000_000  # bytes; a disk with less is full, whatever it says
MOST_REFUSED = 10_000  # attempts kept; the oldest go first
_TABLES = """
create table about(name text primary key, value text not null);
create table secret(name text primary key, value blob not null);
create table rows(n integer primary key, id text unique not null, at real not null, kind text not null,
    who text not null, body text not null);
create table refused(n integer primary key autoincrement, at real not null, who text not null, call text not null,
    text text not null);
create table alive(one integer primary key check (one = 1), at real not null);
"""


def _identity(path: Path) -> tuple[int, int] | None:
    """Return by what a file is told from another one of its name; None if there is none."""
    with suppress(OSError):
        found = path.stat()
        return found.st_dev, found.st_ino
    return None


class UnwrittenError(ResultError):
    """The file of a class takes nothing at present.

    Attributes:
        code: What SQLite calls it, such as ``sqlite3.SQLITE_FULL``.
        why: The same in its words.
    """

    def __init__(self, path: Path, error: sqlite3.Error) -> None:
        """Say what was not written where, and why."""
        super().__init__(f"the class could not be written to {show_path(path)}: {_why(error)}")
        self.code = int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF
        self.why = _why(error)
        with suppress(OSError):
            if self.code == sqlite3.SQLITE_IOERR and disk_usage(path.parent).free < SPACE:
                self.code = sqlite3.SQLITE_FULL


@dataclass(frozen=True)
class Row:
    """One command as it was kept.

    Attributes:
        n: Its number, from 1.
        id: Made by whoever sent it; the same id is the same command.
        at: When, seconds since 1970.
        kind: What was done.
        who: A player (``p3``), ``lecturer`` or ``clock``.
        body: What belongs to it.
    """

    n: int
    id: str
    at: float
    kind: str
    who: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Refused:
    """An attempt that was refused: when, by whom (``?`` for nobody known), what was tried, and why."""

    at: float
    who: str
    call: str
    text: str


@dataclass(frozen=True)
class Log:
    """What a file holds.

    Attributes:
        about: Facts by name: exercise, its text, seed, code, when it was made.
        rows: All rows in order.
        refused: Attempts refused, oldest first.
    """

    about: Mapping[str, Any]
    rows: tuple[Row, ...]
    refused: tuple[Refused, ...] = field(default=())


def read(path: str | os.PathLike[str]) -> Log:
    """Return what a file holds; works while a class is running from it.

    Raises:
        ResultError: If it is no file of a class.
    """
    with _reading(Path(path)) as found:
        about, rows = _about(found), tuple(_rows(found))
        refused = tuple(Refused(*row) for row in found.execute("select at, who, call, text from refused order by n"))
    return Log(about, rows, refused)


class ClassFile:
    """The file of a class that is being led from here; no other process can lead it at the same time."""

    def __init__(self, path: Path, connection: sqlite3.Connection, hold: IO[bytes]) -> None:
        """Take an open file; use :meth:`create` or :meth:`open`."""
        self.path, self._open, self._hold = path, connection, hold
        self._identity = _identity(path)
        self.about: Mapping[str, Any] = _about(connection)
        self._n_refused = int(connection.execute("select count(*) from refused").fetchone()[0])

    @classmethod
    def create(cls, path: Path, about: Mapping[str, Any]) -> ClassFile:
        """Make the file of a new class.

        Args:
            path: Where; nothing may be there yet.
            about: Facts to keep, see :class:`Log`.

        Raises:
            ResultError: If something is there, or nothing can be written.
        """
        if path.exists():
            raise ResultError(f"{show_path(path)} is there already; allowed is a new file")
        held: IO[bytes] | None = None
        connection: sqlite3.Connection | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            held = _hold(path)
            connection = _connect(path)
            connection.execute("begin exclusive")
            for statement in _TABLES.strip().split(";\n"):
                connection.execute(statement.rstrip(";"))
            facts = {"format": FORMAT, "created": time.time(), **about}
            connection.executemany("insert into about values (?, ?)", [(k, json.dumps(v)) for k, v in facts.items()])
            connection.execute("insert into secret values ('key', ?)", (secrets.token_bytes(32),))
            connection.execute("insert into alive values (1, ?)", (time.time(),))
            connection.execute("commit")
        except (OSError, sqlite3.Error) as error:
            if connection is not None:
                connection.close()
            if held is not None:  # what was begun would be in the way of the next attempt
                held.close()
                _erase(path)
            raise ResultError(f"cannot write the class to {show_path(path)}: {_why(error)}") from error
        with suppress(OSError):
            path.chmod(0o600)  # keys can be made from it
        return cls(path, connection, held)

    @classmethod
    def open(cls, path: Path) -> ClassFile:
        """Take up a class where it was left.

        Raises:
            ResultError: If it is no file of a class, or another process leads it.
        """
        with _reading(path) as found:
            if (told := found.execute("pragma quick_check(1)").fetchone()[0]) != "ok":
                raise sqlite3.DatabaseError(str(told).splitlines()[-1])
        held = _hold(path)
        try:
            return cls(path, _connect(path), held)
        except sqlite3.Error as error:
            held.close()
            raise ResultError(f"cannot write the class to {show_path(path)}: {_why(error)}") from error

    @property
    def secret(self) -> bytes:
        """What keys are derived from."""
        return bytes(self._open.execute("select value from secret where name = 'key'").fetchone()[0])

    @property
    def alive(self) -> float:
        """When a server was last alive, seconds since 1970."""
        return float(self._open.execute("select at from alive").fetchone()[0])

    def rows(self) -> Iterator[Row]:
        """Yield all rows in order; a class has thousands, which need not be in memory together."""
        return _rows(self._open)

    def last_rows(self, last: int) -> list[Row]:
        """Return the last rows, oldest first."""
        found = self._open.execute(
            "select n, id, at, kind, who, body from rows order by n desc limit ?", (last,)
        ).fetchall()
        return [_row(row) for row in reversed(found)]

    def find(self, id: str) -> Row | None:
        """Return the row of an id, None if it was never kept."""
        row = self._open.execute("select n, id, at, kind, who, body from rows where id = ?", (id,)).fetchone()
        return _row(row) if row else None

    def append(self, id: str, at: float, kind: str, who: str, body: Mapping[str, Any]) -> Row:
        """Keep a command; when this returns, it is on the disk.

        Raises:
            UnwrittenError: If the disk refuses; nothing is kept then.
        """
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        self._must_be_there()
        try:
            made = self._open.execute(
                "insert into rows(id, at, kind, who, body) values (?, ?, ?, ?, ?)", (id, at, kind, who, text)
            )
        except sqlite3.Error as error:
            raise UnwrittenError(self.path, error) from error
        return Row(int(made.lastrowid or 0), id, at, kind, who, json.loads(text))

    def _must_be_there(self) -> None:
        """Refuse to write into a file that has been moved or deleted, which some systems allow while it is open."""
        if _identity(self.path) != self._identity:
            error = sqlite3.OperationalError("it has been moved or deleted")
            error.sqlite_errorcode = sqlite3.SQLITE_NOTFOUND
            raise UnwrittenError(self.path, error)

    def refuse(self, at: float, who: str, call: str, text: str) -> None:
        """Keep an attempt that was refused."""
        with suppress(sqlite3.Error):  # a full disk must not keep the refusal from being given
            self._open.execute("insert into refused(at, who, call, text) values (?, ?, ?, ?)", (at, who, call, text))
            self._n_refused += 1
            if self._n_refused > MOST_REFUSED + 500:
                self._open.execute("delete from refused where n <= (select max(n) from refused) - ?", (MOST_REFUSED,))
                self._n_refused = MOST_REFUSED

    def refused(self, last: int) -> tuple[int, list[Refused]]:
        """Return how many attempts were refused, and the last of them, oldest first."""
        found = self._open.execute(
            "select at, who, call, text from refused order by n desc limit ?", (last,)
        ).fetchall()
        total = self._open.execute("select coalesce(max(n), 0) from refused").fetchone()[0]
        return int(total), [Refused(*row) for row in reversed(found)]

    def beat(self, at: float) -> None:
        """Note that the server is alive.

        Raises:
            UnwrittenError: If the disk refuses.
        """
        self._must_be_there()
        try:
            self._open.execute("update alive set at = ?", (at,))
        except sqlite3.Error as error:
            raise UnwrittenError(self.path, error) from error

    def close(self) -> None:
        """Let go of the file."""
        with suppress(sqlite3.Error):
            self._open.execute("pragma wal_checkpoint(truncate)")
        self._open.close()
        self._hold.close()

    def delete(self) -> None:
        """Erase the class: names, messages, orders, all of it."""
        with suppress(sqlite3.Error):
            self._open.execute("pragma secure_delete = on")
            for table in ("rows", "refused", "secret", "about", "alive"):
                self._open.execute(f"delete from {table}")  # noqa: S608
        self.close()
        _erase(self.path)


def _connect(path: Path) -> sqlite3.Connection:
    """Return a connection that is used by one thread at a time, and writes to the disk before it returns."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=5.0, check_same_thread=False)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute(f"pragma busy_timeout = {PATIENCE}")
    connection.execute("pragma cache_size = -200")  # kB; rows are read once, and only the newest again
    return connection


def _erase(path: Path) -> None:
    """Remove all files of a class."""
    for end in ("", "-wal", "-shm", LOCK):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _hold(path: Path) -> IO[bytes]:
    """Hold a class against other servers; the hold is the operating system's and ends with the process.

    Raises:
        ResultError: If another server has it.
    """
    try:
        return hold(path.with_name(path.name + LOCK))
    except OSError:
        raise ResultError(
            f"{show_path(path)} is the class of a server that is running; stop that one, or give another --file"
        ) from None


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file to be read only.

    Raises:
        ResultError: If it is no file of a class.
    """
    where = show_path(path)
    if not path.is_file():
        raise ResultError(f"there is no class in {where}; allowed is a file that peaceops class has made")
    try:
        found = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5.0)
    except sqlite3.Error as error:
        raise ResultError(f"cannot read {where}: {_why(error)}") from error
    try:
        about = _about(found)
        if about.get("format") != FORMAT:
            told = f"{where} is a class of format {about.get('format')!r}"
            raise ResultError(f"{told}; this peaceops reads format {FORMAT}")
        if missing := [name for name in NEEDED if name not in about]:
            raise sqlite3.DatabaseError(f"{', '.join(missing)} is missing in it")
        yield found
    except (sqlite3.Error, json.JSONDecodeError, UnicodeDecodeError) as error:
        told = f"{where} is no file of a class, or is damaged: {_why(error)}"
        raise ResultError(f"{told}; allowed is a file that peaceops class has made, or a copy of it") from error
    finally:
        found.close()


def _about(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return the facts of a class."""
    return {name: json.loads(value) for name, value in connection.execute("select name, value from about")}


def _rows(connection: sqlite3.Connection) -> Iterator[Row]:
    """Yield all rows in order."""
    for row in connection.execute("select n, id, at, kind, who, body from rows order by n"):
        yield _row(row)


def _row(row: tuple[Any, ...]) -> Row:
    """Return one row as it was kept."""
    n, made, at, kind, who, body = row
    return Row(n, made, at, kind, who, json.loads(body))


def _why(error: Exception) -> str:
    """Return what went wrong, without what only programmers read."""
    return str(getattr(error, "strerror", None) or error)
