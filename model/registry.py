"""The registry: every parameter of the model in one table, read from its declaration.

Sliders, checks, tables, sampling ranges and ``docs/parameters.md`` all come from here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import pandas as pd

from .columns import COLUMN_NAMES, column
from .errors import ScenarioError
from .layout import LISTS, dotted, model_path, shown, unknown_name
from .library import load_scenario, shipped_names
from .scenario import Scenario
from .sources import in_words
from .specs import ANY, Spec, about, branch, is_fact, spec_at, specs
from .toml_source import KeyPath, oneline

__all__ = ["PARAMETER_COLUMNS", "column_text", "explain", "full_name", "parameters", "parse_settings", "source_text"]

PARAMETER_COLUMNS: tuple[str, ...] = (
    "name",
    "group",
    "type",
    "default",
    "low",
    "high",
    "allowed",
    "unit",
    "choice",
    "source",
    "help",
)
_PLACEHOLDERS = {"armed_groups": "NAME"} | dict.fromkeys(LISTS, "N")
_SWITCHES = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def parameters(scenario: Scenario | None = None) -> pd.DataFrame:
    """Return one row a parameter, in the order of declaration.

    Args:
        scenario: If given, one more column ``value`` holds its values, and armed groups, injects and other lists have
            a row each; otherwise they stand as ``armed_groups.NAME.fighters`` and ``injects[N].week``.

    Returns:
        Columns ``name, group, type, default, low, high, allowed, unit, choice, source, help``. ``type`` is one
        of float, int, bool, str, enum, list, table; ``low`` and ``high`` are in ``unit`` and missing where there is no
        bound; ``allowed`` lists the names of an enum.
    """
    if scenario is None:
        return pd.DataFrame([_row(spec, _template(spec)) for spec in specs(Scenario)], columns=list(PARAMETER_COLUMNS))
    values = scenario.model_dump()
    rows = [
        {**_row(spec, dotted(path)), "value": _value(values, path)}
        for spec in specs(Scenario)
        for path in _paths(spec, values)
    ]
    return pd.DataFrame(rows, columns=[*PARAMETER_COLUMNS, "value"])


def explain(name: str, scenario: Scenario | None = None) -> str:
    """Return in a few lines what a parameter, a group of parameters, a value of a choice or a recorded column is.

    Args:
        name: Dotted name such as ``posture.use_of_force`` or ``armed_groups.NAME.arms``, a group such as ``posture``,
            a value such as ``two_feet_in``, a kind of inject, or a column of ``result.weekly``.
        scenario: If given, its value is shown too.

    Raises:
        ScenarioError: If there is no such name.
    """
    if not isinstance(name, str) or not name.strip():
        raise ScenarioError(f"{oneline(repr(name))} is no name; allowed is a dotted name such as 'mission.troops'")
    values = scenario.model_dump() if scenario is not None else {}
    path = model_path(name)
    if (spec := spec_at(Scenario, path)) is not None and len(spec.path) == len(path):
        return _explained(spec, name.strip(), values)
    if (below := branch(Scenario, path)) is not None:
        return _explained_group(path, below)
    if name.strip() in COLUMN_NAMES:
        return column_text(name.strip())
    if found_values := [spec for spec in specs(Scenario) if name.strip() in dict(spec.values)]:
        return "\n\n".join(_explained_value(spec, name.strip()) for spec in found_values)
    raise ScenarioError(unknown_name(Scenario, model_path(name), values))


def column_text(name: str) -> str:
    """Return in a few lines what one recorded column is."""
    found = column(name)
    measured = ", ".join(dict.fromkeys(word for word in (found.kind, found.unit) if word))  # a share is one in shares
    return f"{found.name}: recorded every week ({measured})\n  {found.help}\n{source_text(found.source)}"


def source_text(source: str) -> str:
    """Return a source, and below it what the ids in it mean, a line each."""
    return "\n".join([f"  source: {source}", *in_words(source)])


def full_name(last: str) -> str | None:
    """Return the name of the one parameter whose last part is ``last``; None if there is none or more than one."""
    found = [_template(spec) for spec in specs(Scenario) if spec.path[-1] == last]
    return found[0] if len(found) == 1 else None


def parse_settings(settings: Iterable[str]) -> dict[str, Any]:
    """Return changes from texts such as ``"mission.troops=8000"``, each value read by the type of its parameter.

    Whole numbers may be written 8000, 8_000 or 8e3, switches true/false, yes/no or on/off, lists ``a,b`` or ``[0, 1]``,
    tables as TOML's inline tables. A text that cannot be read so is kept as it is and refused by ``with_changes``.

    Raises:
        ScenarioError: If a text has no ``=``, a name is unknown or a name stands twice.
    """
    changes: dict[str, Any] = {}
    for setting in settings:
        name, equals, text = str(setting).partition("=")
        name = name.strip()
        if not equals or not name:
            raise ScenarioError(
                f"{oneline(repr(setting))} is no setting; allowed is name=value, for example mission.troops=8000"
            )
        path = model_path(name)
        spec = spec_at(Scenario, path)
        if spec is None and branch(Scenario, path) is None:
            raise ScenarioError(unknown_name(Scenario, path, {}))
        if dotted(path) in changes:
            raise ScenarioError(f"{dotted(path)} is set twice; allowed is once")
        changes[dotted(path)] = _parsed(text.strip(), spec.type if spec else "table", spec.item if spec else "")
    return changes


def _parsed(text: str, kind: str, item: str) -> Any:
    """Return ``text`` as a value of that type, or the text itself if it is none."""
    if kind == "bool":
        return _SWITCHES.get(text.lower(), text)
    if kind in ("int", "float"):
        return _number(text, kind)
    if kind in ("list", "table"):
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except (ValueError, RecursionError):
            return [_parsed(part.strip(), item, "") for part in text.split(",")] if kind == "list" else text
    return text


def _number(text: str, kind: str) -> int | float | str:
    """Return ``text`` as a number of that type, or the text itself if it is none."""
    try:
        return int(text) if kind == "int" else float(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _row(spec: Spec, name: str) -> dict[str, Any]:
    """Return one row of the table."""
    return {
        "name": name,
        "group": _group(spec),
        "type": spec.type,
        "default": spec.default,
        "low": float("nan") if spec.low is None else float(spec.low),
        "high": float("nan") if spec.high is None else float(spec.high),
        "allowed": ", ".join(spec.allowed),
        "unit": spec.unit,
        "choice": spec.choice,
        "source": spec.source,
        "help": spec.help,
    }


def _group(spec: Spec) -> str:
    """Return the group of a parameter; the mission's ceilings are resources under test (MODEL.md section 4)."""
    if spec.choice and spec.path[0] == "mission":
        return "resources"
    if spec.path[0] == "choices":
        return spec.path[1]
    return spec.path[0] if len(spec.path) > 1 else "scenario"


def _template(spec: Spec) -> str:
    """Return the name of a parameter with a placeholder for a key or an index."""
    return dotted(tuple(_PLACEHOLDERS.get(spec.path[0], "NAME") if part == ANY else part for part in spec.path))


def _paths(spec: Spec, values: dict[str, Any]) -> list[KeyPath]:
    """Return the paths at which a parameter stands in a scenario."""
    if ANY not in spec.path:
        return [spec.path]
    at = spec.path.index(ANY)
    members = _value(values, spec.path[:at])
    keys: Iterable[str | int] = members if isinstance(members, dict) else range(len(members))
    return [(*spec.path[:at], key, *spec.path[at + 1 :]) for key in keys]


def _value(values: Any, path: KeyPath) -> Any:
    """Return the value at ``path``."""
    for part in path:
        values = values[part]
    return values


def _explained(spec: Spec, name: str, values: dict[str, Any]) -> str:
    """Return what one parameter is."""
    path = model_path(name)
    other = "fact about the world" if is_fact(Scenario, path) else "part of a decision"
    role = "choice under test" if spec.choice else other
    lines = [f"{dotted(path)}: {role} (group {_group(spec)})", f"  {spec.help}", f"  allowed: {spec.allowed_text()}"]
    lines += [f"    {value}: {meaning}" for value, meaning in spec.values]
    lines.append("  default: none, a scenario must say it" if spec.required else f"  default: {_worded(spec.default)}")
    try:
        lines += [f"  value: {_worded(_value(values, path))}"] if values else []
    except (KeyError, IndexError, TypeError):
        raise ScenarioError(unknown_name(Scenario, path, values)) from None
    lines += [f"  shipped: {text}"] if not values and (text := _in_shipped(spec, path)) else []
    lines.append(source_text(spec.source))
    return "\n".join(lines)


def _explained_value(spec: Spec, value: str) -> str:
    """Return what one name means as the value of one parameter."""
    others = ", ".join(name for name in spec.allowed if name != value)
    lines = [
        f"{value}: a value of {_template(spec)}",
        f"  {dict(spec.values)[value]}",
        f"  {spec.help}",
        f"  other values: {others}",
        source_text(spec.source),
    ]
    return "\n".join(lines)


def _in_shipped(spec: Spec, path: KeyPath) -> str:
    """Return the values of a parameter in the shipped scenarios that set it to something else than its default."""
    if spec.type == "str":
        return ""  # names and stories
    told = []
    for name in shipped_names():
        with suppress(KeyError, IndexError, TypeError):  # a group or an inject that it lacks
            value = _value(load_scenario(name).model_dump(), path)
            told += [f"in {name} {_worded(value)}"] if value != spec.default else []
    return "; ".join(told)


def _worded(value: Any) -> str:
    """Return a value for reading."""
    if isinstance(value, tuple) and len(value) <= 12:
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, str):
        return value or "none"
    return "none" if value in (None, {}) else shown(value)


def _explained_group(path: KeyPath, below: tuple[str, ...]) -> str:
    """Return the names in a group, with one line each."""
    if below == (ANY,):
        placeholder = _PLACEHOLDERS.get(str(path[0]), "NAME")
        path = (*path, placeholder)
        below = branch(Scenario, path) or ()
    lines = [f"{dotted(path)}: {about(Scenario, path)}"]
    for name in below:
        spec = spec_at(Scenario, (*path, name))
        lines.append(f"  {name}: {spec.help if spec else about(Scenario, (*path, name))}")
    return "\n".join(lines)
