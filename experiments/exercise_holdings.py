"""What can be ordered in an exercise: choices from the table of authorities, and facts as opening positions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.errors import PeaceopsError, nearest
from ..model.layout import model_path, shown
from ..model.scenario import Scenario
from ..model.specs import Spec, spec_at
from ..model.toml_source import oneline
from .authority import Holding, Value
from .exercise_section import Part
from .roles import Authority, Role, authorities, roles

__all__ = ["choices_of", "holding_of_fact", "holdings_of", "read_choices"]


def choices_of(role: Role) -> tuple[str, ...]:
    """Return the choices that a role may hold, alone or with others, in the order of the table of authorities."""
    return tuple(name for name, rule in authorities().items() if role.key in rule.roles)


def read_choices(row: Part, role: Role) -> tuple[str, ...]:
    """Return the choices that a role holds in an exercise: those named one by one or by group, or all that it may."""
    mine, every = choices_of(role), authorities()
    if "holds" not in row:
        return mine
    found: dict[str, None] = {}
    for index, name in enumerate(row.texts("holds") if row.values["holds"] else ()):
        group = [one for one in mine if one.startswith(f"{name}.")]
        if name in mine or group:
            found |= dict.fromkeys([name] if name in mine else group)
        elif name in every:
            who = ", ".join(roles()[one].title for one in every[name].roles)
            row.refuse(f"{row.label('holds')} names {name}, which {role.title} cannot hold; it is held by {who}", "holds", index)
        else:
            hint = nearest(name[:60], every) or f"; allowed are {', '.join(mine) or 'none'}"
            row.refuse(f"{row.label('holds')} names {oneline(repr(name))}, which is no choice{hint}", "holds", index)
    return tuple(name for name in mine if name in found)


def holdings_of(held: Mapping[str, tuple[str, ...]], limits: Part) -> dict[str, Holding]:
    """Return what can be ordered of choices, by dotted name.

    Args:
        held: Choices that each role of the exercise holds.
        limits: Table of narrower ranges, by dotted name.

    Raises:
        ExerciseError: If a limit is no range within what the choice allows, or on what nobody holds.
    """
    names = {name for mine in held.values() for name in mine}
    for name in limits.values:
        if name not in names:
            limits.refuse(f"limits names {oneline(repr(str(name)))}, which nobody holds{nearest(str(name)[:60], names)}", name)
    return {name: _of_choice(rule, held, limits) for name, rule in authorities().items() if name in names}


def _of_choice(rule: Authority, held: Mapping[str, tuple[str, ...]], limits: Part) -> Holding:
    """Return what can be ordered of one choice."""
    spec = _spec(rule.name)
    sides = tuple(tuple(role for role in side if rule.name in held.get(role, ())) for side in rule.sides)
    sides = tuple(side for side in sides if side)
    given: Any = {"text": rule.text, "any_step": rule.any_step, "one_leaves": rule.one_leaves}
    steps: tuple[Value, ...] = spec.allowed if spec.type == "enum" else (False, True) if spec.type == "bool" else ()
    if steps:
        if rule.name in limits:
            limits.fail(rule.name, f"no range, since it is {spec.allowed_text()}")
        return Holding(rule.name, sides, steps, **given)
    low = rule.low if rule.low is not None else spec.low
    high = rule.high if rule.high is not None else spec.high
    ends = limits.span(rule.name, float(low or 0.0), float(high or 0.0)) if rule.name in limits else (low or 0.0, high or 0.0)
    whole = spec.type == "int"
    return Holding(rule.name, sides, (), ends[0], ends[1], whole, **given)


def holding_of_fact(row: Part, name: str, role: str, scenario: Scenario) -> Holding:
    """Return what a role may set of a fact before the first week.

    Args:
        row: Table of opening positions: ranges by dotted name.
        name: The fact.
        role: Who sets it.
        scenario: What is played.

    Raises:
        ExerciseError: If it is no fact in numbers, or the range is not allowed.
    """
    spec = spec_at(Scenario, model_path(name))
    if spec is None or spec.type not in ("int", "float") or spec.low is None or spec.high is None:
        row.refuse(f"{row.label(name)} is no fact in numbers; allowed is one such as host.sovereignty, with low and high", name)
    if spec.choice:
        row.refuse(f"{name} is a choice, and opening positions are facts; put it under holds", name)
    low, high = row.span(name, spec.low, spec.high)
    for end in (low, high):
        try:
            scenario.with_changes({name: int(end) if spec.type == "int" else end})
        except PeaceopsError as error:
            row.refuse(f"{row.label(name)} is {shown(end)}: {error}", name)
    return Holding(name, ((role,),), (), low, high, whole=spec.type == "int", opening=True, text="Where it stands is its own affair.")


def _spec(name: str) -> Spec:
    """Return the declaration of a choice."""
    spec: Any = spec_at(Scenario, model_path(name))
    if spec is None or not spec.choice:
        raise LookupError(f"the table of authorities names {name}, which is no choice")
    found: Spec = spec
    return found
