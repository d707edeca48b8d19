"""One table of an exercise or of the file of roles as it was given; it refuses values with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

from ..model.errors import ExerciseError, PeaceopsError, nearest
from ..model.layout import shown
from ..model.toml_source import oneline
from .plan_section import Section, is_number

__all__ = ["Part"]


class Part(Section):
    """A table of an exercise."""

    error: ClassVar[type[PeaceopsError]] = ExerciseError
    whole_file: ClassVar[str] = "an exercise"
    longest_text: ClassVar[int] = 20_000

    @property
    def place(self) -> str:
        """What stands here is called, such as ``injects[2]``; "" for the whole file."""
        found = ""
        for part in self.path:
            found += f"[{part}]" if isinstance(part, int) else f".{oneline(part, longest=60)}" if found else oneline(part, longest=60)
        return found

    def label(self, name: str) -> str:
        """Return the full name of a key, such as ``injects[2].week``."""
        return f"{self.place}.{oneline(str(name), longest=60)}" if self.place else oneline(str(name), longest=60)

    def rows(self, name: str) -> list[Self]:
        """Return the tables of a list of tables, each opened by ``[[name]]``; none if it is not there."""
        value = self.values.get(name, ())
        if not isinstance(value, tuple | list):
            self.fail(name, f"a list of tables, each opened by [[{name}]]")
        for index, row in enumerate(value):
            if not isinstance(row, Mapping):
                self.refuse(f"{self.label(name)} holds {shown(row)}; allowed are tables", name, index)
        return [type(self)(row, (*self.path, name, index), self.where) for index, row in enumerate(value)]

    def words(self, name: str, longest: int = 20_000) -> str:
        """Return a text that must be there, without the space around it."""
        if name not in self:
            self.refuse(f"{self.label(name)} is missing; allowed is a text")
        text = self.text(name).strip()
        if not text or len(text) > longest:
            self.fail(name, f"a text of 1 to {longest:,} signs")
        return text

    def known(self, name: str, allowed: Iterable[str], what: str) -> tuple[str, ...]:
        """Return a list of names, all of which must be among those allowed.

        Args:
            name: Key of the list.
            allowed: The names.
            what: What they are called, in the singular.
        """
        names, given = list(allowed), self.texts(name)
        for index, one in enumerate(given):
            if one not in names:
                hint = nearest(one[:60], names) or f"; allowed are {', '.join(names[:30])}"
                self.refuse(f"{self.label(name)} names the {what} {oneline(repr(one))}, which does not exist{hint}", name, index)
        return given

    def amount(self, name: str, low: float, high: float, default: float) -> float:
        """Return a number from low to high."""
        return self.number(name, low, high) if name in self else default

    def span(self, name: str, low: float, high: float) -> tuple[float, float]:
        """Return the ends of a range such as ``{ low = 0.2, high = 0.8 }`` within what is allowed."""
        value: Any = self.values.get(name)
        allowed = f"a number from {low:,.15g} to {high:,.15g}"
        if not isinstance(value, Mapping):
            self.fail(name, f"a table of low and high, each {allowed}")
        if strange := [key for key in value if key not in ("low", "high")]:
            hint = nearest(str(strange[0])[:60], ("low", "high"))
            self.refuse(f"{self.label(name)} has {shown(strange[0])}; allowed is low and high{hint}", name)
        ends = value.get("low", low), value.get("high", high)
        for key, end in zip(("low", "high"), ends, strict=True):
            if not is_number(end) or not low <= end <= high:
                self.refuse(f"{self.label(name)}.{key} is {shown(end)}; allowed is {allowed}", name)
        if ends[0] >= ends[1]:
            told = f"{self.label(name)}.low is {ends[0]:,.15g} and high is {ends[1]:,.15g}; allowed is low below high"
            self.refuse(told, name)
        return ends
