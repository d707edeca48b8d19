"""What all agents of a mission share: they stand in a cell, and their model can be forgotten when it is done with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from mesa.discrete_space import CellAgent

__all__ = ["Actor"]


class _Numbers:
    """Numbers for agents by model, counted from 1."""

    def __init__(self) -> None:
        self._counts: WeakKeyDictionary[Any, Iterator[int]] = WeakKeyDictionary()

    def __getitem__(self, model: Any) -> Iterator[int]:
        return self._counts.setdefault(model, count(1))


class Actor(CellAgent):
    """An agent in a cell of the country."""

    # Mesa 3.3 counts agents in a table that holds on to every model that there ever was; Mesa 3.5 does not look here.
    _ids: Any = _Numbers()
