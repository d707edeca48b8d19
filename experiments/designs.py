"""Designs as they are asked for in words: a scenario, a preset, settings and a length."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from ..model.errors import PlanError
from ..model.library import load_scenario
from ..model.registry import parse_settings
from ..model.scenario import Scenario

__all__ = ["changed_design", "design_labels", "first_design", "other_design", "settings_words"]


def first_design(name: str, preset: str | None, changes: Sequence[str] | None, weeks: int | None) -> Scenario:
    """Return the scenario with preset, changes and length put in, in this order."""
    design = load_scenario(name)
    if preset is not None:
        design = design.with_preset(preset)
    design = changed_design(design, changes)
    return design.with_changes({"horizon_weeks": weeks}) if weeks is not None else design


def changed_design(design: Scenario, changes: Sequence[str] | None) -> Scenario:
    """Return the scenario with ``NAME=VALUE`` settings put in."""
    if not changes:
        return design
    return design.with_changes(parse_settings(changes))


def other_design(base: Scenario, against: str | None, changes: Sequence[str] | None) -> Scenario:
    """Return the design that is compared with the base."""
    if against is None and not changes:
        raise PlanError("there is nothing to compare; give --against PRESET, or --against-set NAME=VALUE")
    if against is not None and base.choices.transition.exit_week == 0:
        raise PlanError(
            f"the base has no mission, so that {against} would change nothing; "
            f"compare the other way round: --preset {against} --against no_mission"
        )
    return changed_design(base.with_preset(against) if against is not None else base, changes)


def settings_words(settings: Sequence[str], longest: int = 160) -> str:
    """Return settings for a title: ``with mission.troops = 8000 and 2 more``, or nothing where there are none.

    Args:
        settings: Texts such as ``mission.troops=8000``.
        longest: Signs that may be used; of several settings as many are named as fit, one at least.
    """
    pairs = [setting.partition("=") for setting in settings]
    named = [f"{name.strip()} = {textwrap.shorten(value, 40, placeholder=' ...')}" for name, _, value in pairs]
    words = ""
    for shown in range(len(named), 0, -1):
        *parts, last = [*named[:shown], *([f"{len(named) - shown} more"] if shown < len(named) else [])]
        words = f"with {', '.join(parts)}{' and ' if parts else ''}{last}"
        if len(words) <= longest:
            break
    return words


def design_labels(preset: str | None, against: str | None, changes: Sequence[str] | None, name: str) -> tuple[str, str]:
    """Return names for the two designs."""
    base = preset or name
    parts = [against] if against else []
    other = ", ".join([*parts, *(changes or [])])
    return base, other if other != base else f"{other} again"
