"""From what pydantic found wrong to one plain sentence: field, value, what is allowed, nearest name, file and line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from .errors import ScenarioError, nearest
from .layout import LISTS, dotted, shown, unknown_name
from .parameters import Parameters
from .specs import ANY, Spec, branch, spec_at
from .toml_source import KeyPath, oneline

__all__ = ["InconsistentError", "amiss", "check_week", "refusal"]


class InconsistentError(ValueError):
    """Values that are fine one by one and do not go together.

    Attributes:
        path: The field to look at, relative to the group in which the check stands.
    """

    def __init__(self, path: KeyPath, reason: str) -> None:
        """Keep the path; ``reason`` is what follows the field's name in the sentence."""
        super().__init__(reason)
        self.path = path


def check_week(kind: str, index: int, week: int, horizon: int) -> None:
    """Refuse what is dated after the end of a run.

    Args:
        kind: List that it stands in, such as ``injects``.
        index: Its place there.
        week: Its week.
        horizon: Weeks that the run lasts.

    Raises:
        InconsistentError: If the run is over by then.
    """
    if week >= horizon:
        reason = f"is {week}; allowed is 0 to {horizon - 1}, the last week of the horizon"
        raise InconsistentError((kind, index, "week"), reason)


def refusal(
    error: ValidationError, root: type[Parameters], given: Mapping[str, Any], where: Callable[[KeyPath], str]
) -> ScenarioError:
    """Return the error to raise for values that a model refused.

    Args:
        error: What pydantic found.
        root: The model that refused them.
        given: The values it was given, nested.
        where: Function from a path to the words that say in which file and line it stands.

    Returns:
        An error with one sentence about the first mistake; names that do not exist come before other mistakes.
    """
    found = error.errors(include_url=False, include_input=False)
    first = min(found, key=lambda one: one["type"] != "extra_forbidden")
    path, reason = tuple(first["loc"]), first.get("ctx", {}).get("error")
    if isinstance(reason, InconsistentError):
        path = (*_within(given, path), *reason.path)
        return ScenarioError(f"{dotted(path)} {reason}{where(path)}")
    if isinstance(reason, ValueError):
        path, told = _prefixed(root, _within(given, path), oneline(str(reason), longest=300))
        return ScenarioError(f"{told}{where(path)}")
    if first["type"] == "missing":
        return ScenarioError(f"{_missing(root, path, given)}{where(path)}")
    if first["type"] == "extra_forbidden":
        return ScenarioError(f"{unknown_name(root, path, given)}{where(path)}")
    path = _within(given, path)
    return ScenarioError(f"{_wrong(root, path, _at(given, path))}{where(path)}")


def _wrong(root: type[Parameters], path: KeyPath, value: Any) -> str:
    """Return the sentence for a value of a wrong type or out of range."""
    spec = spec_at(root, path)
    if spec is None:
        return f"{dotted(path) or 'the scenario'} is {shown(value)}; allowed is {_group_text(root, path)}"
    return f"{dotted(path)} {amiss(spec, path, value)}"


def amiss(spec: Spec, path: KeyPath, value: Any) -> str:
    """Return what is wrong with a value, in the words that follow its name: ``is 2; allowed is a number from 0 to 1``.

    Args:
        spec: What is declared.
        path: Where the value stands; an item of a list if it leads beyond the parameter.
        value: What was given.
    """
    hint = nearest(value, spec.allowed) if isinstance(value, str) and spec.allowed else ""
    return f"is {shown(value)}; allowed is {_allowed(spec, path)}{hint}"


def _allowed(spec: Spec, path: KeyPath) -> str:
    """Return what is allowed, of one item if ``path`` leads to an item of a list."""
    text = spec.allowed_text()
    if spec.type == "list" and len(path) > len(spec.path):
        return text.replace("a list of whole numbers", "a whole number").replace("a list of names", "a text")
    return text


def _group_text(root: type[Parameters], path: KeyPath) -> str:
    """Return in words what a group of parameters is."""
    names = branch(root, path) or ()
    if names == (ANY,):
        return f"a list of tables, each opened by [[{path[-1]}]]" if path[-1] in LISTS else "a table of tables"
    some = ", ".join(names[:3])
    return f"a table with names such as {some}" if some else "a table"


def _missing(root: type[Parameters], path: KeyPath, given: Mapping[str, Any]) -> str:
    """Return the sentence for a value that must be given."""
    spec = spec_at(root, path)
    told = f"{dotted(path)} is missing; allowed is {spec.allowed_text() if spec else _group_text(root, path)}"
    siblings = _at(given, path[:-2])
    if len(path) > 2 and branch(root, path[:-2]) == (ANY,) and isinstance(siblings, Mapping):
        others = [name for name in siblings if name != path[-2]]
        told += nearest(str(path[-2]), others).replace("did you mean", "did you mean the one there already,")
    return told


def _prefixed(root: type[Parameters], path: KeyPath, reason: str) -> tuple[KeyPath, str]:
    """Return the field a check speaks of, and its words with the full name of that field."""
    first, _, rest = reason.partition(" ")
    if first in (branch(root, path) or ()):
        return (*path, first), f"{dotted((*path, first))} {rest}"
    name = dotted(path)
    return path, reason if not name or reason.startswith(name) else f"{name}: {reason}"


def _within(given: Any, path: KeyPath) -> KeyPath:
    """Return the beginning of ``path`` that exists in the values; pydantic adds the names of types after it."""
    for end, part in enumerate(path):
        has_key = isinstance(given, Mapping) and part in given
        has_item = isinstance(given, list | tuple) and isinstance(part, int) and part < len(given)
        if not has_key and not has_item:
            return path[:end]
        given = given[part]
    return path


def _at(given: Any, path: KeyPath) -> Any:
    """Return the value at ``path``, or None."""
    for part in path:
        try:
            given = given[part]
        except (KeyError, IndexError, TypeError):
            return None
    return given
