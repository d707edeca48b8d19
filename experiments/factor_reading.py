"""Reading factors, changes and points from a plan, each value checked against the registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..model.errors import PlanError, nearest
from ..model.layout import dotted, model_path, shown, unknown_name
from ..model.scenario import Scenario
from ..model.specs import Spec, branch, spec_at
from ..model.toml_source import KeyPath, oneline
from .compare import known_outcomes
from .factors import DISTRIBUTIONS, UNCHANGED, Factor
from .plan_section import Section, is_number

__all__ = ["Given", "paths_by_name", "read_changes", "read_factors", "read_point", "spec_of"]

Given = dict[str, tuple[Any, KeyPath]]
"""Values by dotted name, each with the path at which it stands in the plan."""

FACTOR_KEYS = ("low", "high", "distribution", "mode", "mean", "sd", "levels", "values")
TYPES = ("float", "int", "bool", "enum")
TAKEN = (
    "run_id", "design", "point", "scenario", "preset", "replicate", "seed", "week", "world", "part", "kind", "reason",
)  # fmt: skip
"""Columns of the tables of a batch, which no factor may be called."""
MOST_LEVELS, MOST_FACTORS, MOST_STEPS = 1_000, 200, 101
NO_FACTORS = {
    "horizon_weeks": "totals over unequal times cannot be compared",
    "scenario": "give experiment.scenario a list, and each of it is played",
    "preset": "give designs names under [designs.NAME], each with its preset",
    "seed": "experiment.replicates says how many seeds each setting has, and experiment.seed fixes them all",
}
"""What users take for a factor, and what to do."""
NEEDS = {"triangular": ("mode",), "normal": ("mean", "sd")}


def read_factors(section: Section) -> dict[str, Factor]:
    """Return the factors of a plan by name, in its order.

    Raises:
        PlanError: If a name is unknown, a level or an end is not allowed, or a distribution lacks a number.
    """
    factors: dict[str, Factor] = {}
    for name, value, path in _entries(section.values, section.path, (), section):
        if name in factors:
            raise PlanError(f"the factor {name} is given twice; allowed is once{section.where(path)}")
        factors[name] = _factor(name, value, Section({"factor": value}, path, section.where))
    if len(factors) > MOST_FACTORS:
        section.refuse(f"the plan varies {len(factors)} factors; allowed is at most {MOST_FACTORS}")
    _refuse_overlap(factors, section)
    return factors


def read_changes(section: Section, *, choices_only: bool = False) -> Given:
    """Return changes by dotted name.

    Args:
        section: The table, names dotted or nested.
        choices_only: Whether facts of the world are refused, since a design is made of choices.

    Raises:
        PlanError: If a name is unknown, a value not allowed, or a fact stands where only choices may.
    """
    found: Given = {}
    for name, value, path in _entries(section.values, section.path, (), section):
        if name in found:
            raise PlanError(f"{name} is given twice; allowed is once{section.where(path)}")
        spec = spec_of(name, section, path)
        if choices_only and name == "horizon_weeks":
            raise PlanError(
                "horizon_weeks is the same for all designs, since totals over unequal times cannot be compared; put it "
                f"under [experiment]{section.where(path)}"
            )
        if choices_only and not spec.choice:
            raise PlanError(
                f"{name} is a fact about the world, and a design is made of choices; put it under [experiment.changes] "
                f"for all designs, or under [factors] to vary it{section.where(path)}"
            )
        found[name] = (checked_value(spec, name, value, section, path), path)
    return found


def read_point(section: Section) -> tuple[str, Given]:
    """Return the name of a listed point, "" for none, and its values by dotted name."""
    rest = Section({k: v for k, v in section.values.items() if k != "name"}, section.path, section.where)
    return section.text("name"), read_changes(rest)


def paths_by_name(section: Section) -> dict[str, KeyPath]:
    """Return where in the plan each dotted name of a table stands."""
    return {name: path for name, _, path in _entries(section.values, section.path, (), section)}


def spec_of(name: str, section: Section, path: KeyPath) -> Spec:
    """Return the declaration of a parameter.

    Raises:
        PlanError: If there is none of that name.
    """
    spec = spec_at(Scenario, model_path(name))
    if spec is None or len(spec.path) != len(model_path(name)):
        raise PlanError(f"{unknown_name(Scenario, model_path(name), {})}{section.where(path)}")
    return spec


def checked_value(spec: Spec, name: str, value: Any, section: Section, path: KeyPath) -> Any:
    """Return a value that a parameter may take; whole numbers become floats where floats are meant.

    Raises:
        PlanError: If it is of a wrong type or out of range.
    """
    right = {
        "float": is_number(value),
        "int": isinstance(value, int) and not isinstance(value, bool),
        "bool": isinstance(value, bool),
        "enum": isinstance(value, str) and value in spec.allowed,
        "str": isinstance(value, str),
        "list": isinstance(value, tuple | list),
        "table": isinstance(value, Mapping),
    }[spec.type]
    if right and spec.type in ("float", "int"):
        right = (spec.low is None or value >= spec.low) and (spec.high is None or value <= spec.high)
    if not right:
        hint = nearest(value[:60], spec.allowed) if isinstance(value, str) and spec.allowed else ""
        raise PlanError(f"{name} is {shown(value)}; allowed is {spec.allowed_text()}{hint}{section.where(path)}")
    return float(value) if spec.type == "float" else value


def _entries(
    values: Mapping[str, Any], path: KeyPath, above: tuple[str, ...], section: Section
) -> Iterator[tuple[str, Any, KeyPath]]:
    """Yield (dotted name, value, path in the plan) of a table whose names may be dotted or nested.

    A name that leads to no parameter and no group ends the walk: it names a factor of several parameters, or nothing.
    """
    for key, value in values.items():
        here = (*path, key)
        if not isinstance(key, str) or not key.strip() or len(key) > 200:
            raise PlanError(f"{oneline(repr(key))} is no name; allowed is a dotted name{section.where(here)}")
        parts = (*above, key)
        target = model_path(".".join(parts))
        group = spec_at(Scenario, target) is None and branch(Scenario, target) is not None
        if group and isinstance(value, Mapping):
            if not value:
                raise PlanError(f"{dotted(target)} is an empty table; name what is in it{section.where(here)}")
            yield from _entries(value, here, parts, section)
        else:
            yield dotted(target), value, here


def _factor(name: str, value: Any, section: Section) -> Factor:
    """Return one factor."""
    target = model_path(name)
    declared = spec_at(Scenario, target)
    if declared is None and isinstance(value, Mapping) and isinstance(value.get("levels"), Mapping):
        return _set_factor(name, Section(value, section.path, section.where))
    if name in NO_FACTORS:
        section.refuse(f"{name} cannot be a factor: {NO_FACTORS[name]}")
    spec = spec_of(name, section, section.path)
    if spec.type not in TYPES:
        section.refuse(
            f"{name} is {'a text' if spec.type == 'str' else f'a {spec.type}'} and cannot be a factor by itself; "
            "give the factor a name of its own and name its values under levels"
        )
    if isinstance(value, tuple | list):
        return _level_factor(name, spec, value, section)
    if isinstance(value, Mapping):
        table = Section(value, section.path, section.where)
        table.only(FACTOR_KEYS)
        if "values" in value:
            if len(value) > 1 or not isinstance(value["values"], tuple | list):
                table.refuse(f"{name}.values is a list that stands alone; leave out the rest", "values")
            return _level_factor(name, spec, value["values"], section)
        return _range_factor(name, spec, table)
    return section.refuse(
        f"the factor {name} is {shown(value)}; allowed is a list of levels or a range, for example "
        f"{_example(spec)}; to give it one value in all runs put it under [experiment.changes]"
    )


def _example(spec: Spec) -> str:
    """Return an example of what may stand for a factor."""
    if spec.type == "bool":
        return "[false, true]"
    if spec.type == "enum":
        return "[" + ", ".join(f'"{name}"' for name in spec.allowed[:2]) + "]"
    low, high = (0.0, 1.0) if spec.high == 1.0 else (10, 20)
    return f"{{ low = {low}, high = {high} }}"


def _level_factor(name: str, spec: Spec, levels: Any, section: Section) -> Factor:
    """Return a factor with a list of levels."""
    if not 1 <= len(levels) <= MOST_LEVELS:
        section.refuse(f"{name} has {len(levels)} levels; allowed is 1 to {MOST_LEVELS:,}")
    made: list[Any] = []
    for index, level in enumerate(levels):
        checked = checked_value(spec, name, level, section, (*section.path, index))
        if checked in made:
            section.refuse(f"{name} has the level {shown(checked)} twice; allowed is once", index)
        made.append(checked)
    return Factor(name, spec.choice, spec.type, tuple(made), unit=spec.unit)


def _range_factor(name: str, spec: Spec, table: Section) -> Factor:
    """Return a factor with a range."""
    if spec.type not in ("float", "int"):
        table.refuse(f"{name} has no range; allowed is a list of levels, for example {_example(spec)}")
    low, high = (_end(name, spec, table, end, getattr(spec, end)) for end in ("low", "high"))
    if not low < high:
        table.refuse(f"{name} has low {shown(low)} and high {shown(high)}; allowed is low below high", "low")
    kind = table.one_of("distribution", DISTRIBUTIONS, "uniform")
    needed = NEEDS.get(kind, ())
    for key in ("mode", "mean", "sd"):
        if key in table and key not in needed:
            table.refuse(f"{name}.{key} means nothing for a {kind} distribution; leave it out", key)
        if key in needed and key not in table:
            table.refuse(f"{name}.{key} is missing; a {kind} distribution needs {' and '.join(needed)}")
    if kind == "loguniform" and low <= 0:
        table.refuse(f"{name} has low {shown(low)}; allowed is above 0 for a loguniform distribution", "low")
    shape = {key: _shape(key, low, high, table) for key in needed}
    steps = table.whole("levels", 2, MOST_STEPS, 0) if "levels" in table else 0
    return Factor(name, spec.choice, spec.type, None, low, high, kind, shape, steps, unit=spec.unit)


def _end(name: str, spec: Spec, table: Section, end: str, bound: float | None) -> float:
    """Return one end of a range; what is left out is the bound of the parameter."""
    if end not in table:
        if bound is None:
            table.refuse(f"{name}.{end} is missing, and the parameter has no bound of its own; give one")
        return int(bound) if spec.type == "int" else float(bound)
    value: float = checked_value(spec, f"{name}.{end}", table.values[end], table, (*table.path, end))
    return value


def _shape(key: str, low: float, high: float, table: Section) -> float:
    """Return a further number of a distribution."""
    if key == "mode":
        return table.number(key, low, high)
    if key == "sd":
        return table.number(key, (high - low) / 1e4, (high - low) * 1e4)  # beyond, the distribution is a point or flat
    span = high - low
    return table.number(key, low - span, high + span)


def _set_factor(name: str, table: Section) -> Factor:
    """Return a factor that moves several parameters together, level by level."""
    table.only(("levels",))
    if not (name.isprintable() and len(name) <= 60):
        table.refuse(f"{oneline(repr(name))} is no name for a factor; allowed is a text of at most 60 signs")
    if name in TAKEN or name in known_outcomes():
        table.refuse(
            f"a factor of several parameters cannot be called {name}, which is a column of every batch; give it "
            "another name"
        )
    levels = table.table("levels")
    if not 1 <= len(levels.values) <= MOST_LEVELS:
        levels.refuse(f"{name} has {len(levels.values)} levels; allowed is 1 to {MOST_LEVELS:,}")
    sets: dict[str, dict[str, Any]] = {}
    roles: dict[bool, str] = {}
    for level in levels.values:
        if not level.strip() or len(level) > 60 or not level.isprintable() or level == UNCHANGED:
            levels.refuse(f"{oneline(repr(level))} is no name for a level of {name}", level)
        given = read_changes(levels.table(level))
        if "horizon_weeks" in given:
            levels.refuse(f"horizon_weeks cannot be a factor: {NO_FACTORS['horizon_weeks']}", level)
        sets[level] = {each: value for each, (value, _) in given.items()}
        roles |= {spec_of(each, levels, path).choice: each for each, (_, path) in given.items()}
    if len(roles) != 1:
        mixed = f"moves {roles[True]}, a choice, together with {roles[False]}, a fact" if roles else "changes nothing"
        table.refuse(f"{name} {mixed}; allowed are choices alone or facts of the world alone")
    return Factor(name, next(iter(roles)), "set", tuple(sets), sets=sets)


def _refuse_overlap(factors: Mapping[str, Factor], section: Section) -> None:
    """Refuse two factors that move the same parameter."""
    owner: dict[str, str] = {}
    for name, factor in factors.items():
        moved = {each for changes in factor.sets.values() for each in changes} if factor.sets else {name}
        for each in sorted(moved):
            if each in owner:
                section.refuse(f"{each} is moved by two factors, {owner[each]} and {name}; allowed is one", name)
            owner[each] = name
