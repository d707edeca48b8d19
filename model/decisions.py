"""Decisions: choices that change in the middle of a run.

Here stands what a decision is, how it is checked, and which choices are in force in a week; what follows from it in a
run stands in :mod:`.deciding`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError, field_validator

from ..agents.catalogue import BODIES
from .choices import Choices
from .errors import ScenarioError
from .layout import dotted, model_path, plain, shown, unknown_name, value_of
from .mission_parameters import MissionParameters
from .parameters import Parameters, parameter
from .specs import Spec, branch, spec_at
from .toml_source import KeyPath, oneline
from .wording import InconsistentError, amiss, check_week

if TYPE_CHECKING:
    from .scenario import Scenario

__all__ = [
    "Decision", "change_words", "check_decisions", "decision_words", "flat_names", "highest_ceiling", "in_force",
]  # fmt: skip

_BODIES = {body.key: body.label for body in BODIES}
_EXIT, _ELECTION = "transition.exit_week", "political.election_week"


class Decision(Parameters):
    """Choices that change at the start of a week, and hold until another decision changes them.

    Source: MODEL.md section 4.
    """

    week: int = parameter(
        ...,
        low=0,
        high=1039,
        unit="week",
        source="house rule",
        help="Week at whose start the choices change, counted from 0.",
    )
    changes: dict[str, Any] = parameter(
        ...,
        source="MODEL.md section 4",
        help="Choices that change, by dotted name or as tables, with their new values.",
    )
    text: str = parameter(
        "", source="house rule", help="Sentence for the list of events; the changes in words if empty."
    )

    @field_validator("changes", mode="before")
    @classmethod
    def _are_choices(cls, given: Any) -> Any:
        """Return the changes by dotted name, each checked as if it stood among the choices of a scenario."""
        if not isinstance(given, Mapping):
            return given
        flat = _flat(given)
        if not flat:
            raise InconsistentError((), "names no choice; allowed is at least one, for example posture.use_of_force")
        return {dotted(path): _checked(path, value) for path, value in flat.items()}


def _choice_at(name: str) -> Spec:
    """Return the choice of a dotted name.

    Raises:
        InconsistentError: If there is none; the text says whether it is unknown or a fact about the world.
    """
    from .scenario import Scenario

    path = model_path(name)
    spec = spec_at(Scenario, path)
    if spec is not None and spec.choice and len(spec.path) == len(path):
        return spec
    if spec is not None or branch(Scenario, path) is not None:
        told = "is a group, not one choice" if spec is None else "is a fact about the world"
        raise InconsistentError(path[path[:1] == ("choices",) :], f"{told}; a decision changes choices only")
    raise InconsistentError((), f"has an {unknown_name(Scenario, path, {})}")


def _flat(given: Mapping[str, Any]) -> dict[KeyPath, Any]:
    """Return the values of tables in tables by path, ``choices`` before groups of choices."""
    found: dict[KeyPath, Any] = {}
    for name, value in given.items():
        if not isinstance(name, str) or not name.strip():
            raise InconsistentError((), f"names {oneline(repr(name))}; allowed are names such as posture.use_of_force")
        below = _flat({f"{name}.{inner}": one for inner, one in value.items()}) if isinstance(value, Mapping) else {}
        for path, one in below.items() if isinstance(value, Mapping) else [(model_path(name), value)]:
            if path in found:
                raise InconsistentError((), f"gives {dotted(path)} twice; allowed is once")
            found[path] = one
    return found


def _checked(path: KeyPath, value: Any) -> Any:
    """Return the value of one choice as the model keeps it; refuse a wrong type or what is out of range."""
    spec = _choice_at(dotted(path))
    root: type[Parameters] = Choices if path[0] == "choices" else MissionParameters
    inner: Any = plain(value)
    for part in reversed(path[1:]):
        inner = {part: inner}
    try:
        made: Any = root.model_validate(inner, strict=True)
    except ValidationError:
        raise InconsistentError(tuple(spec.path[path[0] == "choices" :]), amiss(spec, path, value)) from None
    for part in path[1:]:
        made = getattr(made, str(part))
    return made


def flat_names(changes: Mapping[str, Any]) -> list[str]:
    """Return the dotted names of choices that changes name, tables opened up.

    Raises:
        ScenarioError: If one is named twice.
    """
    try:
        return [dotted(path) for path in _flat(changes)]
    except InconsistentError as error:
        raise ScenarioError(f"the decision {error}") from None


def check_decisions(s: Scenario) -> None:
    """Refuse decisions after the end, and dates that lie before the decision that sets them.

    Raises:
        InconsistentError: If there is one.
    """
    for index, one in enumerate(s.decisions):
        place = ("decisions", index)
        check_week("decisions", index, one.week, s.horizon_weeks)
        for name in (_EXIT, _ELECTION):
            least = max(one.week, 1)
            if one.changes.get(name, least) < least:
                raise InconsistentError(
                    (*place, "changes", *name.split(".")),
                    f"is {one.changes[name]}; allowed is {least} or later, since it is decided in week {one.week}",
                )
        if _EXIT in one.changes and not s.choices.transition.exit_week:
            raise InconsistentError(
                (*place, "changes", *_EXIT.split(".")),
                f"is {one.changes[_EXIT]}; allowed is none, since transition.exit_week is 0: no mission is ever sent",
            )


def in_force(s: Scenario, week: int) -> Scenario:
    """Return a scenario with the choices that hold in a week: its own, changed by all decisions up to that week.

    Args:
        s: The scenario.
        week: Week looked at; decisions of that week are in it.
    """
    due = sorted((one for one in s.decisions if one.week <= week), key=lambda one: one.week)
    changes = {name: value for one in due for name, value in one.changes.items()}
    return s.with_choices(changes) if changes else s


def decision_words(changes: Mapping[str, Any], before: Scenario) -> str:
    """Return changes of choices in plain words, such as ``Decided: posture, use of force: from 0.5 to 0.8.``.

    Args:
        changes: Dotted names and new values.
        before: The scenario that was in force.
    """
    told = []
    for name, value in changes.items():
        old = value_of(before, name)
        how = f"stays {_said(old)}" if old == value else f"from {_said(old)} to {_said(value)}"
        told.append(f"{_called(name)}: {how}")
    return f"Decided: {'; '.join(told)}."


def change_words(changes: Mapping[str, Any]) -> str:
    """Return changes of choices by their new values, such as ``posture, use of force: 0.8; mission, troops: 9,000``."""
    return "; ".join(f"{_called(name)}: {_said(value)}" for name, value in changes.items())


def highest_ceiling(parameters: Mapping[str, Any], kind: str) -> int:
    """Return the highest ceiling of a kind of strength that a run may come under.

    Args:
        parameters: A scenario as ``Scenario.as_dict`` lays it out, as in ``result.provenance["parameters"]``.
        kind: troops, police, formed_police, observers or civilians.
    """
    decided = [one["changes"].get(f"mission.{kind}", 0) for one in parameters.get("decisions", ())]
    return max([int((parameters.get("mission") or {}).get(kind) or 0), *decided])


def _called(name: str) -> str:
    """Return what a choice is called in running text."""
    group, _, last = name.rpartition(".")
    return f"{group}, {_BODIES[last]}" if last in _BODIES else f"{group}, {last}".replace("_", " ")


def _said(value: Any) -> str:
    """Return a value in running text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.10g}" if abs(value) < 1e15 else shown(value)
    return str(value).replace("_", " ")
