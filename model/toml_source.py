"""Reading TOML with the file and the line of every key.

:mod:`tomllib` reads the values and forgets where they stood. :func:`key_lines` walks the same text once more and keeps
the line of every key and every list item, so that a mistake can be shown where it was made, also when the file as a
whole does not parse.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass, field
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from .errors import ScenarioError

__all__ = ["KeyPath", "TomlSource", "key_lines", "oneline", "read_toml", "show_path", "toml_from"]

KeyPath = tuple[str | int, ...]

LARGEST_FILE = 5_000_000
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True)
class TomlSource:
    """One TOML file as read.

    Attributes:
        path: The file.
        values: Its content, nested as :mod:`tomllib` gives it.
        lines: Line, counted from 1, of every key and list item, by path of keys and list indices.
    """

    path: Path
    values: dict[str, Any]
    lines: dict[KeyPath, int] = field(repr=False)

    def where(self, path: KeyPath) -> str:
        """Return ``" (file, line n)"`` for the innermost part of ``path`` that stands in the file."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return f" ({show_path(self.path)}, line {self.lines[path[:end]]})"
        return f" ({show_path(self.path)})"


def read_toml(path: str | PathLike[str]) -> TomlSource:
    """Read one TOML file.

    Args:
        path: The file; UTF-8, with or without a byte order mark, with any line ends.

    Returns:
        Its values with their lines.

    Raises:
        ScenarioError: If the file is missing, a directory, unreadable, too large, empty, not text or not TOML.
    """
    file = Path(path)
    return toml_from(_decode(file, _read_bytes(file)), file)


def toml_from(text: str, file: Path) -> TomlSource:
    """Return what the text of a TOML file says.

    Args:
        text: Its text, with plain line ends.
        file: The file that it is, or was, for what is said of mistakes.

    Raises:
        ScenarioError: If it is empty or not TOML.
    """
    if not text.strip():
        raise ScenarioError(f"the file is empty; allowed is TOML with at least one name ({show_path(file)})")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(_syntax_sentence(file, text, str(error))) from None
    except (RecursionError, ValueError) as error:
        told = "lists or tables are nested too deep" if isinstance(error, RecursionError) else "a number is too long"
        raise ScenarioError(f"not valid TOML: {told} ({show_path(file)})") from None
    if not values:
        raise ScenarioError(f"the file says nothing; allowed is TOML with at least one name ({show_path(file)})")
    return TomlSource(file, values, key_lines(text))


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line, counted from 1, of every key and list item of a TOML text.

    Keys of tables, dotted keys, inline tables and arrays of tables are all found; of a text that is not TOML, what
    stands before the first thing that makes no sense.
    """
    return _scan(text).lines


def show_path(path: str | PathLike[str]) -> str:
    """Return a path as one line of printable text."""
    return oneline(fspath(path), longest=200)


def oneline(text: str, longest: int = 80) -> str:
    """Return ``text`` on one line, unprintable signs escaped, cut to ``longest`` signs."""
    shown = "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text[:longest])
    return shown if len(text) <= longest else shown[: longest - 3] + "..."


def _read_bytes(file: Path) -> bytes:
    """Return the content of a file, or refuse it in one sentence."""
    shown = show_path(file)
    try:
        if file.is_dir():
            raise ScenarioError(f"{shown} is a directory; allowed is a TOML file")
        if not file.exists():
            raise ScenarioError(f"there is no file {shown}")
        if not file.is_file():
            raise ScenarioError(f"{shown} is no ordinary file; allowed is a TOML file")
        if (size := file.stat().st_size) > LARGEST_FILE:
            raise ScenarioError(f"{shown} has {size} bytes; allowed is at most {LARGEST_FILE}")
        return file.read_bytes()
    except ScenarioError:
        raise
    except (OSError, ValueError) as error:
        told = error.strerror.lower() if isinstance(error, OSError) and error.strerror else "not a file name"
        raise ScenarioError(f"{shown} cannot be read: {told}") from None


def _decode(file: Path, raw: bytes) -> str:
    """Return the text of a file with plain line ends; refuse what is not text."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ScenarioError(f"not a text file in UTF-8 ({show_path(file)}, line {line})") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ScenarioError(f"not a text file: it holds a zero byte ({show_path(file)}, line {line})")
    return text.replace("\r\n", "\n")


def _syntax_sentence(file: Path, text: str, told: str) -> str:
    """Return one sentence for what tomllib found, naming a key that is given twice where that is the fault."""
    at = _AT.search(told)
    line = int(at[1]) if at and at[1] else max(text.rstrip().count("\n") + 1, 1)
    scan = _scan(text)
    if scan.doubles and scan.doubles[0][2] <= line:
        path, first, second = scan.doubles[0]
        name = oneline(".".join(map(str, path)))
        return f"{name} is given twice; it stands in line {first} already ({show_path(file)}, line {second})"
    reason = oneline(_AT.sub("", told), longest=120)
    return f"not valid TOML: {reason[:1].lower()}{reason[1:]} ({show_path(file)}, line {line})"


class _LostError(Exception):
    """The text makes no sense to the scanner here."""


def _scan(text: str) -> _Scanner:
    """Return a scanner that has gone through ``text`` as far as it makes sense."""
    scanner = _Scanner(text)
    with suppress(_LostError, RecursionError):
        scanner.document()
    return scanner


class _Scanner:
    """Walks a TOML text and notes the line of every key; it checks nothing that tomllib checks."""

    _SPACE = re.compile(r"[ \t]*")
    _BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
    _STRING = re.compile(
        r"""\"{3}(?:[^\\]|\\.)*?\"{3,5}|'{3}.*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""",
        re.DOTALL,
    )
    _SCALAR = re.compile(r"[^,\]}#\n]+")

    def __init__(self, text: str) -> None:
        """Start at the beginning of ``text``."""
        self.text = text
        self.at = 0
        self.lines: dict[KeyPath, int] = {}
        self.doubles: list[tuple[KeyPath, int, int]] = []
        self._given: set[KeyPath] = set()
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._counts: dict[KeyPath, int] = {}

    def document(self) -> None:
        """Walk the whole text."""
        table: KeyPath = ()
        self._skip(self._BLANK)
        while self.at < len(self.text):
            table = self._header() if self.text[self.at] == "[" else self._pair(table)
            self._skip(self._BLANK)

    def _header(self) -> KeyPath:
        """Walk ``[table]`` or ``[[array]]`` and return the path of what it opens."""
        line = self._line()
        is_array = self.text.startswith("[[", self.at)
        self.at += 2 if is_array else 1
        *parents, last = self._key()
        path: KeyPath = ()
        for part in parents:
            path = self._current((*path, part))
            self.lines.setdefault(path, line)
        path = (*path, last)
        self._expect("]]" if is_array else "]")
        if is_array:
            self.lines.setdefault(path, line)
            self._counts[path] = self._counts.get(path, 0) + 1
            path = self._current(path)
        self._note(path, line)
        return path

    def _pair(self, table: KeyPath) -> KeyPath:
        """Walk ``key = value`` inside ``table`` and return the table."""
        line = self._line()
        path = table
        for part in self._key():
            path = (*path, part)
            self.lines.setdefault(path, line)
        self._expect("=")
        self._note(path, line)
        self._skip(self._SPACE)
        self._value(path)
        return table

    def _value(self, path: KeyPath) -> None:
        """Walk one value."""
        start = self.text[self.at : self.at + 1]
        if start == "[":
            self._array(path)
        elif start == "{":
            self._inline(path)
        elif start in ('"', "'"):
            self._take(self._STRING)
        else:
            self._take(self._SCALAR)

    def _array(self, path: KeyPath) -> None:
        """Walk ``[value, ...]``, which may run over several lines."""
        self.at += 1
        index = 0
        self._skip(self._BLANK)
        while not self._passed("]"):
            item = (*path, index)
            self.lines[item] = self._line()
            self._value(item)
            index += 1
            self._skip(self._BLANK)
            if not self._passed(","):
                self._expect("]")
                return
            self._skip(self._BLANK)

    def _inline(self, path: KeyPath) -> None:
        """Walk ``{key = value, ...}``."""
        self.at += 1
        self._skip(self._BLANK)
        while not self._passed("}"):
            self._pair(path)
            self._skip(self._BLANK)
            if not self._passed(","):
                self._expect("}")
                return
            self._skip(self._BLANK)

    def _key(self) -> list[str]:
        """Walk a key and return its dotted parts."""
        parts = [self._key_part()]
        while self._passed("."):
            parts.append(self._key_part())
        return parts

    def _key_part(self) -> str:
        """Walk one bare or quoted part of a key, and the space after it."""
        self._skip(self._SPACE)
        if self.text[self.at : self.at + 1] in ('"', "'"):
            quoted = self._take(self._STRING)
            try:
                part = next(iter(tomllib.loads(f"{quoted} = 0")))
            except (ValueError, StopIteration):
                raise _LostError from None
        else:
            part = self._take(_BARE)
        self._skip(self._SPACE)
        return part

    def _note(self, path: KeyPath, line: int) -> None:
        """Keep the line of a key that is given, or note that it was given before."""
        if path in self._given:
            self.doubles.append((path, self.lines[path], line))
            return
        self._given.add(path)
        self.lines[path] = line

    def _current(self, path: KeyPath) -> KeyPath:
        """Return the path of the last element if ``path`` is an array of tables."""
        return (*path, self._counts[path] - 1) if path in self._counts else path

    def _line(self) -> int:
        """Return the present line, counted from 1."""
        return bisect_right(self._starts, self.at)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        """Move past ``pattern``, which may be nothing."""
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _take(self, pattern: re.Pattern[str]) -> str:
        """Move past ``pattern``, which must be there, and return it."""
        match = pattern.match(self.text, self.at)
        if match is None:
            raise _LostError
        self.at = match.end()
        return match.group()

    def _passed(self, sign: str) -> bool:
        """Move past ``sign`` if it stands here."""
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        return True

    def _expect(self, sign: str) -> None:
        """Move past ``sign``, which must stand here."""
        if not self._passed(sign):
            raise _LostError
