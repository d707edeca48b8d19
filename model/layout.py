"""Names: how the model's parameters are called in files, in changes and in messages.

Choices are called without a prefix (``integration.structure``); everything else by group and name
(``mission.troops``), a group of many by its key (``armed_groups.lurd.fighters``) or index (``injects[0].week``).
``choices.integration.structure`` is understood too.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from typing import Any

from .choices import Choices
from .parameters import Parameters
from .rules.truces import TruceParameters
from .specs import ANY, branch, spec_at, specs
from .toml_source import KeyPath, oneline

__all__ = [
    "CHOICE_GROUPS", "LISTS", "dotted", "finite", "model_path", "nearest_name", "plain", "shown", "to_file",
    "unknown_name", "unwritten", "value_of",
]  # fmt: skip

CHOICE_GROUPS: tuple[str, ...] = tuple(Choices.model_fields)
LISTS = ("injects", "decisions", "meetings")
"""Groups of which a scenario has a list, written ``[[injects]]`` in a file and ``injects[0].week`` by name."""
_SPARSE: dict[str, dict[str, Any]] = {
    "priorities": dict(Choices.model_fields["priorities"].default), "truces": dict(TruceParameters()),
    "systems": {"holding_fire": True},
}  # fmt: skip
"""Groups, and names in them, that a file holds only where they are not as usual; and their usual values."""
_BARE = re.compile(r"[A-Za-z0-9_*-]+")
_INDEX = re.compile(r"\[(\d{1,4}|N)\]")


def dotted(path: KeyPath) -> str:
    """Return the name of what stands at ``path``, choices without their prefix."""
    parts = path[1:] if len(path) > 1 and path[0] == "choices" else path
    name = ""
    for part in parts:
        if isinstance(part, int) or (part == "N" and name in LISTS):
            name += f"[{part}]"
        else:
            text = part if _BARE.fullmatch(part) and len(part) <= 60 else f"'{oneline(part, longest=60)}'"
            name += f".{text}" if name else text
    return name


def model_path(name: str) -> KeyPath:
    """Return the path of a dotted name, with ``choices`` before a group of choices and indices as whole numbers."""
    parts: list[str | int] = []
    for part in _INDEX.sub(r".\1", name.strip()).split("."):
        is_index = part.isdecimal() and part.isascii() and bool(parts) and parts[0] in LISTS
        parts.append(int(part) if is_index else part.strip())
    return ("choices", *parts) if parts[0] in CHOICE_GROUPS else tuple(parts)


def value_of(values: Parameters, name: str) -> Any:
    """Return the value of a choice or fact by its dotted name.

    Args:
        values: A scenario.
        name: A name that it has.
    """
    found: Any = values
    for part in model_path(name):
        found = getattr(found, str(part)) if isinstance(found, Parameters) else found[part]
    return found


def unwritten(name: str) -> Any:
    """Return the value of what :func:`to_file` does not write where it is the usual one; None of anything else."""
    group, _, last = name.partition(".")
    return _SPARSE.get(group, {}).get(last)


def to_file(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested model values as they stand in a file: choice groups at the top, lists for tuples, nothing empty.

    Few scenarios have decisions, meetings, priorities or truces, or switch truces off; those without keep the hash they
    had before there were any.
    """
    values = _sparse({name: value for name, value in values.items() if value or name not in LISTS[1:]})
    choices = _sparse(dict(values.get("choices", {})))
    tables = {name: value for name, value in values.items() if isinstance(value, Mapping) and name != "choices"}
    scalars = {name: value for name, value in values.items() if name not in tables and name != "choices"}
    return {name: _listed(value) for name, value in {**scalars, **choices, **tables}.items()}


def _sparse(groups: dict[str, Any]) -> dict[str, Any]:
    """Return groups of values without what is as usual in those of which a file holds only the rest."""
    kept = {}
    for group, given in groups.items():
        if (usual := _SPARSE.get(group)) is None:
            kept[group] = given
        elif unusual := {name: value for name, value in given.items() if name not in usual or value != usual[name]}:
            kept[group] = unusual
    return kept


def plain(value: Any) -> Any:
    """Return a given value as plain Python: groups as dicts, lists as tuples, NumPy numbers and arrays as Python's."""
    if isinstance(value, Parameters):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    return tuple(plain(inner) for inner in value) if isinstance(value, list | tuple) else value


def finite(value: Any) -> Any:
    """Return plain values with None for every number that is not finite: JSON has no other word for it."""
    if isinstance(value, Mapping):
        return {str(key): finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def shown(value: Any) -> str:
    """Return a value as it is quoted in a message: one line, not long."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > 200:
        return f"a number of about {int(value.bit_length() * 0.30103) + 1} digits"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}" if len(value) != 1 else f"a list with {shown(value[0])}"
    if value is None or isinstance(value, str | int | float):
        return oneline(repr(value), longest=60)
    return f"a {type(value).__name__}"


def unknown_name(root: type[Parameters], path: KeyPath, given: Mapping[str, Any]) -> str:
    """Return ``"unknown name 'x'; did you mean 'y'?"``.

    Args:
        root: The tree of declared parameters.
        path: Where the unknown name stands.
        given: The values of the scenario, whose armed groups are names too.
    """
    name = dotted(path)
    quoted = f"'{name}'" if "'" not in name else name
    return f"unknown name {quoted}{nearest_name(root, path, given)}"


def nearest_name(root: type[Parameters], path: KeyPath, given: Mapping[str, Any]) -> str:
    """Return the words that offer the declared name nearest to ``path``, or nothing.

    Looked at in turn: the one name that ends alike, what may stand in place of the first part that does not exist, all
    names, the group with the nearest name.
    """
    name, every = dotted(path)[:80], _every_name(root, given)
    ends = [other for other in every if _last(other) == _last(name)]
    if len(ends) == 1:
        return f"; did you mean {ends[0]!r}?"
    beside = _beside(root, path, given)
    if beside and _exists(root, beside):
        return f"; did you mean {dotted(beside)!r}?"
    close = difflib.get_close_matches(name, every, n=1, cutoff=0.6) or ends[:1] or ([dotted(beside)] if beside else [])
    return f"; did you mean {close[0]!r}?" if close else ""


def _beside(root: type[Parameters], path: KeyPath, given: Mapping[str, Any]) -> KeyPath:
    """Return ``path`` with its first unknown part replaced by the nearest that exists; empty if there is none."""
    for end, part in enumerate(path):
        siblings = {str(name): name for name in _children(root, path[:end], given)}
        if str(part) not in siblings:
            close = difflib.get_close_matches(str(part)[:80], siblings, n=1, cutoff=0.6)
            better = (*path[:end], siblings[close[0]], *path[end + 1 :]) if close else ()
            if not better or _exists(root, better):
                return better
            return _beside(root, better, given) or better[: end + 1]
    return ()


def _exists(root: type[Parameters], path: KeyPath) -> bool:
    """Return whether a parameter or a group is declared at ``path``."""
    return spec_at(root, path) is not None or branch(root, path) is not None


def _last(name: str) -> str:
    """Return the part of a dotted name after the last dot."""
    return name.rpartition(".")[2]


def _children(root: type[Parameters], path: KeyPath, given: Mapping[str, Any]) -> tuple[str | int, ...]:
    """Return the names that may stand below ``path``."""
    names = branch(root, path) or ()
    if not path:
        return (*names, *CHOICE_GROUPS)
    if names != (ANY,):
        return names
    members: Any = given
    for part in path:
        members = members.get(part) if isinstance(members, Mapping) else None
    if isinstance(members, list | tuple):
        return tuple(range(len(members)))
    return tuple(members) if isinstance(members, Mapping) else ()


def _every_name(root: type[Parameters], given: Mapping[str, Any]) -> list[str]:
    """Return all names of parameters, those of armed groups once a group."""
    names = []
    for spec in specs(root):
        if ANY not in spec.path:
            names.append(dotted(spec.path))
            continue
        at = spec.path.index(ANY)
        names += [
            dotted((*spec.path[:at], key, *spec.path[at + 1 :])) for key in _children(root, spec.path[:at], given)
        ]
    return names


def _listed(value: Any) -> Any:
    """Return ``value`` with lists for tuples and without entries that are None."""
    if isinstance(value, Mapping):
        return {name: _listed(inner) for name, inner in value.items() if inner is not None}
    return [_listed(inner) for inner in value] if isinstance(value, tuple | list) else value
