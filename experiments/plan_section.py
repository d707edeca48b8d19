"""One table of a file as it was given: it reads single values, and refuses them with file and line."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, ClassVar, NoReturn, Self, TypeGuard

from ..model.errors import PeaceopsError, PlanError, nearest
from ..model.layout import shown
from ..model.toml_source import KeyPath, oneline

__all__ = ["Section", "Where", "file_of", "is_number", "is_there", "nowhere"]

Where = Callable[[KeyPath], str]


def nowhere(path: KeyPath) -> str:
    """Return no place, for a plan that was not read from a file."""
    return ""


@dataclass(frozen=True)
class Section:
    """A table of a plan, or, in classes made from this one, of another kind of file.

    Attributes:
        values: What it holds.
        path: Keys that lead to it.
        where: Function from a path to the words that say in which file and line it stands.
    """

    error: ClassVar[type[PeaceopsError]] = PlanError
    whole_file: ClassVar[str] = "a plan"
    longest_text: ClassVar[int] = 2_000

    values: Mapping[str, Any]
    path: KeyPath = ()
    where: Where = nowhere

    def __contains__(self, name: str) -> bool:
        """Return whether the table has this key."""
        return name in self.values

    def fail(self, name: str, allowed: str, hint: str = "") -> NoReturn:
        """Refuse the value of one key.

        Raises:
            PeaceopsError: Always, of the kind of the file: name, value, what is allowed, a hint, file and line.
        """
        self.refuse(f"{self.label(name)} is {shown(self.values.get(name))}; allowed is {allowed}{hint}", name)

    def refuse(self, told: str, *below: str | int) -> NoReturn:
        """Refuse with a sentence of one's own, and the place of a key below this table.

        Raises:
            PeaceopsError: Always, of the kind of the file.
        """
        raise self.error(f"{told}{self.where((*self.path, *below))}")

    def label(self, name: str) -> str:
        """Return the full name of a key, such as ``experiment.seed``."""
        parts = [str(part) for part in self.path] + [name]
        return ".".join(oneline(part, longest=60) if part else "''" for part in parts)

    def only(self, known: Iterable[str]) -> None:
        """Refuse keys that mean nothing here."""
        names = list(known)
        for name in self.values:
            if name not in names:
                what = f"[{'.'.join(map(str, self.path))}]" if self.path else self.whole_file
                self.refuse(
                    f"unknown name {oneline(repr(name))} in {what}; allowed is {', '.join(names)}"
                    f"{nearest(str(name)[:60], names)}", name
                )  # fmt: skip

    def table(self, name: str) -> Self:
        """Return a table below this one, empty if it is not there."""
        value = self.values.get(name, {})
        if not isinstance(value, Mapping):
            self.fail(name, f"a table, opened by [{name}]")
        return type(self)(value, (*self.path, name), self.where)

    def text(self, name: str, default: str = "") -> str:
        """Return a text."""
        value = self.values.get(name, default)
        if not isinstance(value, str) or len(value) > self.longest_text:
            self.fail(name, f"a text of at most {self.longest_text} signs")
        return value

    def one_of(self, name: str, allowed: Iterable[str], default: str | None = None) -> str:
        """Return one of some names."""
        names = list(allowed)
        value = self.values.get(name, default)
        if value is None:
            self.refuse(f"{self.label(name)} is missing; allowed is one of {', '.join(names)}")
        if not isinstance(value, str) or value not in names:
            hint = nearest(value[:60], names) if isinstance(value, str) else ""
            self.fail(name, f"one of {', '.join(names)}", hint)
        return value

    def switch(self, name: str, default: bool) -> bool:
        """Return true or false."""
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            self.fail(name, "true or false")
        return value

    def whole(self, name: str, low: int, high: int, default: int | None) -> int:
        """Return a whole number from low to high; refuse a missing one without a default."""
        value = self.values.get(name, default)
        allowed = f"a whole number from {low:,} to {high:,}"
        if value is None:
            self.refuse(f"{self.label(name)} is missing; allowed is {allowed}")
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.fail(name, allowed)
        return value

    def number(self, name: str, low: float, high: float = math.inf, *, above: bool = False) -> float:
        """Return a number from low (or above it) to high."""
        value = self.values.get(name)
        top = f" to {high:,.15g}" if math.isfinite(high) else " up"
        allowed = f"a number above {low:.15g}" if above else f"a number from {low:,.15g}{top}"
        if not is_number(value) or value < low or value > high or (above and value == low):
            self.fail(name, allowed)
        return float(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, or one text as a list of one; () if the key is not there."""
        value = self.values.get(name, ())
        value = (value,) if isinstance(value, str) else value
        if not isinstance(value, tuple | list) or (name in self.values and not value):
            self.fail(name, "a text or a list of texts")
        for index, one in enumerate(value):
            if not isinstance(one, str) or not one.strip():
                self.refuse(f"{self.label(name)} holds {shown(one)}; allowed are texts", name, index)
            if one in value[:index]:
                self.refuse(f"{self.label(name)} holds {oneline(repr(one))} twice; allowed is once", name, index)
        return tuple(value)


def is_number(value: Any) -> TypeGuard[float]:
    """Return whether a value is a finite number; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number too long for a float
        return False


def file_of(
    name_or_path: str | PathLike[str], what: str, shipped: Mapping[str, Path], error: type[PeaceopsError]
) -> Path:
    """Return the file that a user means: a shipped one by its name, or any by its path.

    Args:
        name_or_path: What the user gave.
        what: What is looked for, one word such as ``plan``.
        shipped: Files by name.
        error: Raised if there is none.
    """
    text = str(name_or_path)
    if not isinstance(name_or_path, str | PathLike) or not text.strip():
        raise error(f"{oneline(repr(name_or_path))} is no {what}; allowed is a shipped name or a TOML file")
    if text in shipped:
        return shipped[text]
    path = Path(name_or_path)
    if path.suffix or is_there(path) or len(path.parts) > 1:
        return path
    raise error(
        f"there is no {what} {oneline(repr(text))}; shipped are {', '.join(shipped)}, and any TOML file can be named "
        f"by its path{nearest(text[:60], shipped)}"
    )


def is_there(path: str | PathLike[str]) -> bool:
    """Return whether a file or directory of that name exists; a name that none can have does not."""
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False
