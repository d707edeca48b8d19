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
from typing import IO, Any

from ...model.errors import ResultError
from ...model.toml_source import show_path
from ..holding import LOCK, hold

__all__ = ["FORMAT", "ClassFile", "Log", "Refused", "Row", "read"]

FORMAT = 1
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
        with _reading(path):
            pass
        held = _hold(path)
        return cls(path, _connect(path), held)

    @property
    def secret(self) -> bytes:
        """What keys are derived from."""
        return bytes(self._open.execute("select value from secret where name = 'key'").fetchone()[0])

    @property
    def alive(self) -> float:
        """When a server was last alive, seconds since 1970."""
        return float(self._open.execute("select at from alive").fetchone()[0])

    def rows(self) -> list[Row]:
        """Return all rows in order."""
        return list(_rows(self._open))

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
            ResultError: If the disk refuses; nothing is kept then.
        """
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        try:
            made = self._open.execute(
                "insert into rows(id, at, kind, who, body) values (?, ?, ?, ?, ?)", (id, at, kind, who, text)
            )
        except sqlite3.Error as error:
            raise ResultError(f"the class could not be written to {show_path(self.path)}: {_why(error)}") from error
        return Row(int(made.lastrowid or 0), id, at, kind, who, json.loads(text))

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
        """Note that the server is alive."""
        with suppress(sqlite3.Error):
            self._open.execute("update alive set at = ?", (at,))

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
        for end in ("", "-wal", "-shm", LOCK):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    """Return a connection that is used by one thread at a time, and writes to the disk before it returns."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=5.0, check_same_thread=False)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    return connection


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
        made_by = _about(found).get("format")
        if made_by != FORMAT:
            raise ResultError(f"{where} is a class of format {made_by!r}; this peaceops reads format {FORMAT}")
        yield found
    except (sqlite3.Error, json.JSONDecodeError) as error:
        raise ResultError(f"{where} is no file of a class, or is damaged: {_why(error)}") from error
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
