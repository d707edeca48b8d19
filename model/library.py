"""Scenario files: the shipped ones and the user's own, each with the scenario it starts from."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import Any

import pandas as pd

from .errors import ScenarioError, nearest
from .layout import CHOICE_GROUPS, dotted
from .scenario import Scenario
from .toml_source import KeyPath, TomlSource, oneline, read_toml

__all__ = ["SHIPPED", "load_scenario", "scenarios"]

SHIPPED = Path(__file__).parent / "scenarios"
_NOT_SCENARIOS = ("presets",)


def load_scenario(name_or_path: str | PathLike[str]) -> Scenario:
    """Read a scenario.

    Args:
        name_or_path: A shipped name such as ``post_accord``, or the path of a TOML file. A file may start from another
            one by ``base``, a shipped name or a path relative to the file; tables are merged name by name, lists
            replace what the base has.

    Returns:
        The checked scenario.

    Raises:
        ScenarioError: If there is no such scenario, or a file cannot be read or used; the text names file and line.
    """
    chain = _chain(name_or_path)
    values: dict[str, Any] = {}
    lines: dict[KeyPath, tuple[TomlSource, KeyPath]] = {}  # told of a mistake only: there are hundreds
    for source in reversed(chain):
        own = _model_values(source)
        values = _merge(values, own, (), lines)
        lines |= {_model_key(path): (source, path) for path in source.lines}
    top = chain[0]
    values["name"] = top.values.get("name", top.path.stem)

    def where(path: KeyPath) -> str:
        source, at = next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), (top, ()))
        return source.where(at)

    try:
        return Scenario.from_values(values, where)
    except ScenarioError as error:
        if len(chain) == 1 and str(error).startswith("armed_groups is missing"):
            raise ScenarioError(f'{error}; or name a base, for example base = "post_accord"') from None
        raise


def scenarios() -> pd.DataFrame:
    """Return the shipped scenarios: name, title, story, horizon_weeks, population, troops and armed_groups."""
    rows = []
    for name in shipped_names():
        scenario = load_scenario(name)
        rows.append(
            {
                "name": name,
                "title": scenario.title,
                "story": scenario.story,
                "horizon_weeks": scenario.horizon_weeks,
                "population": scenario.country.population,
                "troops": scenario.mission.troops,
                "armed_groups": len(scenario.armed_groups),
            }
        )
    return pd.DataFrame(
        rows, columns=["name", "title", "story", "horizon_weeks", "population", "troops", "armed_groups"]
    )


def shipped_names() -> list[str]:
    """Return the names of the shipped scenarios in alphabetical order."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml") if path.stem not in _NOT_SCENARIOS)


def _chain(name_or_path: str | PathLike[str]) -> list[TomlSource]:
    """Return the file and those it starts from, the last one without a base."""
    chain = [read_toml(_find(name_or_path))]
    seen = [chain[0].path.resolve()]
    while (base := chain[-1].values.get("base")) not in (None, ""):
        child = chain[-1]
        here, is_file = child.where(("base",)), False
        if not isinstance(base, str):
            raise ScenarioError(f"base is {oneline(repr(base))}; allowed is a shipped name or a file{here}")
        try:
            path = _find(base, child.path.parent)
            is_file = path.is_file()
            source = read_toml(path)
        except ScenarioError as error:
            if is_file:
                raise
            raise ScenarioError(f"base is {oneline(repr(base))}: {error}{here}") from None
        if path.resolve() in seen:
            raise ScenarioError(
                f"base is {oneline(repr(base))}, which leads back to itself; allowed is no circle{here}"
            )
        seen.append(path.resolve())
        chain.append(source)
    return chain


def _find(name_or_path: str | PathLike[str], folder: Path | None = None) -> Path:
    """Return the file of a shipped name or a path, relative to ``folder`` if given."""
    text = fspath(name_or_path) if isinstance(name_or_path, str | PathLike) else None
    if not isinstance(text, str) or not text.strip() or "\0" in text:
        raise ScenarioError(f"{oneline(repr(name_or_path))} is no scenario; allowed is a shipped name or a TOML file")
    names = shipped_names()
    if isinstance(name_or_path, str) and text in names:
        return SHIPPED / f"{text}.toml"
    path = Path(text) if folder is None else folder / text
    looks_like_file = path.suffix == ".toml" or path.name != text
    try:
        exists = path.exists()
    except (OSError, ValueError):
        exists = False
    if not looks_like_file and not exists:
        raise ScenarioError(
            f"unknown scenario {oneline(repr(text))}; shipped are {', '.join(names)}{nearest(text[:60], names)}"
        )
    return path


def _model_values(source: TomlSource) -> dict[str, Any]:
    """Return the values of one file with the groups of choices below ``choices`` and layer files found beside it."""
    values = dict(source.values)
    groups = {name: values.pop(name) for name in CHOICE_GROUPS if name in values}
    above = values.get("choices", {})
    if groups and isinstance(above, Mapping):
        for name, group in groups.items():
            _refuse_doubles(source, name, group, above.get(name))
        values["choices"] = _merge(above, groups, ("choices",), {})
    layers = values.get("country", {}).get("layers") if isinstance(values.get("country"), Mapping) else None
    if isinstance(layers, Mapping):
        found = {name: _beside(source.path, layer) for name, layer in layers.items()}
        values["country"] = {**values["country"], "layers": found}
    return values


def _refuse_doubles(source: TomlSource, name: str, group: Any, other: Any) -> None:
    """Refuse a choice that is given both with and without the prefix ``choices``."""
    both = set(group) & set(other) if isinstance(group, Mapping) and isinstance(other, Mapping) else set()
    for key in sorted(both):
        both_names = f"{dotted((name, key))} is given twice, also as choices.{dotted((name, key))}"
        raise ScenarioError(f"{both_names}{source.where((name, key))}")


def _beside(file: Path, layer: Any) -> Any:
    """Return the path of a layer file as seen from the scenario file."""
    if not isinstance(layer, str) or not layer or "\0" in layer:
        return layer
    return str(file.resolve().parent / layer)


def _model_key(path: KeyPath) -> KeyPath:
    """Return where a key of a file stands in the model; ``"a.b"`` in the changes of a decision is ``a``, then ``b``."""
    if path[:1] == ("decisions",) and len(path) > 3:
        return (*path[:3], *(part for one in path[3:] for part in str(one).removeprefix("choices.").split(".")))
    return ("choices", *path) if path and path[0] in CHOICE_GROUPS else path


def _merge(base: Mapping[str, Any], own: Mapping[str, Any], path: KeyPath, lines: dict[KeyPath, Any]) -> dict[str, Any]:
    """Return ``base`` overridden by ``own``, table by table; lines of what is replaced as a whole are forgotten."""
    merged = dict(base)
    for name, value in own.items():
        below = merged.get(name)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[name] = _merge(below, value, (*path, name), lines)
            continue
        merged[name] = value
        for old in [key for key in lines if key[: len(path) + 1] == (*path, name)]:
            del lines[old]
    return merged
