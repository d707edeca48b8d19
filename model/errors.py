"""The errors that peaceops raises, in one small tree."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = [
    "ExerciseError",
    "LayerError",
    "LedgerError",
    "PeaceopsError",
    "PlanError",
    "ResultError",
    "ScenarioError",
    "nearest",
]


class PeaceopsError(ValueError):
    """Something a user gave cannot be used; the text is one clean sentence."""


class ScenarioError(PeaceopsError):
    """A scenario, a choice, a parameter or an inject is unknown, unreadable or out of range."""


class LayerError(PeaceopsError):
    """A map layer given by the user cannot be used."""


class PlanError(PeaceopsError):
    """A comparison or an experiment plan cannot be carried out."""


class ExerciseError(PeaceopsError):
    """An exercise cannot be used, or an order in it is nobody's to give."""


class ResultError(PeaceopsError):
    """A stored result cannot be written or read."""


class LedgerError(RuntimeError):
    """Money was spent that is not there, or the books do not balance: a fault of the model, never of a user."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the known name closest to ``name``, or an empty string."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""
