"""What the designs of a report are: every choice in which they differ, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..model.presets import preset_names, preset_values, presets
from .report_html import Html, code, joined, table, tag
from .report_numbers import listed, plain
from .report_registry import about

if TYPE_CHECKING:
    import pandas as pd

    from ..experiments.findings import Findings, ReportedBatch

__all__ = ["designs_part", "value_words"]

ACROSS = 6  # designs side by side; more become rows
MOST_HEADS = 8  # settings that get a column each
MOST = 60  # rows of a table of designs
AS_IT_IS = "as in the scenario"


def value_words(value: Any) -> str:
    """Return a value of a factor for reading."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or (isinstance(value, float) and value != value):
        return AS_IT_IS
    if hasattr(value, "dtype"):
        return value_words(value.item())
    return plain(float(value)) if isinstance(value, int | float) else str(value).replace("_", " ")


def designs_part(batch: ReportedBatch, found: Findings) -> list[Html]:
    """Return the designs with what differs between them, the presets they use, and what holds in all runs.

    Args:
        batch: The batch.
        found: What it shows.
    """
    runs, plan = batch.runs, batch.plan
    first = runs.drop_duplicates("design")
    base = found.contrasts.base if found.contrasts is not None else ""
    told: list[Html] = []
    if found.sampled:
        n_points = runs["point"].nunique()
        told.append(tag("p", f"The plan draws {n_points:,} settings from a space; none of them is a design to choose."))
    elif len(first) == 1:
        told.append(tag("p", f"There is one design, {first['design'].iloc[0]}."))
    else:
        told += _beside(_settings(batch, first), [str(name) for name in first["design"]], base, _defaults(batch))
    return [*told, *_stories(runs), *_in_all(plan)]


def _settings(batch: ReportedBatch, first: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return what each design sets: its preset, then its changes, then its levers; facts of the world are left out."""
    plan = batch.plan
    points = plan.points() if hasattr(plan, "points") else ()
    changes: dict[str, Mapping[str, Any]] = {}
    for point in points:
        changes.setdefault(point.design, point.changes)
    facts = _facts(plan, changes)
    known, found = set(preset_names()), {}
    several = [name for name in ("scenario", "preset") if _is_of_design(batch.runs, name)]
    for row in first.to_dict("records"):
        name, preset = str(row["design"]), str(row["preset"] or "")
        own = {key: row[key] or "none" for key in several}
        own |= preset_values(preset) if preset in known else {}
        own |= {key: value for key, value in changes.get(name, {}).items() if key not in facts}
        levers = {key: row[key] for key, factor in plan.factors.items() if factor.lever and key in row}
        moved = {each for key in levers for each in moved_together(plan.factors[key])}
        found[name] = {key: value for key, value in own.items() if key not in moved} | levers
    return found


def moved_together(factor: Any) -> dict[str, tuple[Any, ...]]:
    """Return what a factor of several parameters moves: values by parameter, one a level; nothing for any other."""
    sets = list((getattr(factor, "sets", None) or {}).values())
    names = dict.fromkeys(name for one in sets for name in one)
    return {name: tuple(one.get(name) for one in sets) for name in names}


def _is_of_design(runs: pd.DataFrame, name: str) -> bool:
    """Return whether a column has one value in each design, and not the same in all."""
    return bool(runs.groupby("design")[name].nunique().max() == 1 and runs[name].nunique() > 1)


def _facts(plan: Any, changes: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Return the names that facts of the world go by in the changes of a point."""
    names = {name for name, factor in plan.factors.items() if not factor.lever}
    for name in list(names):
        factor = plan.factors[name]
        levels = getattr(factor, "levels", None)
        if changes and levels and hasattr(factor, "changes"):
            names |= set(factor.changes(levels[0]))
    return names


def _defaults(batch: ReportedBatch) -> Mapping[str, Any]:
    """Return the values of the scenario, if all runs have the same."""
    stored = dict(batch.manifest.get("scenarios") or {})
    one = next(iter(stored.values())) if len(stored) == 1 else {}
    return dict(dict(one).get("values") or {})


def _value(own: Mapping[str, Any], name: str, defaults: Mapping[str, Any]) -> str:
    """Return what a design has of a setting, that of the scenario where it sets nothing."""
    if name in own:
        return value_words(own[name])
    found: Any = defaults
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return AS_IT_IS if found is None or isinstance(found, Mapping) else value_words(found)


def _beside(
    settings: Mapping[str, Mapping[str, Any]], designs: list[str], base: str, defaults: Mapping[str, Any]
) -> list[Html]:
    """Return the table of designs: settings down where there are few designs, else designs down."""
    names = list(dict.fromkeys(name for own in settings.values() for name in own))
    words = {name: [_value(settings[design], name, defaults) for design in designs] for name in names}
    names = [name for name in names if len(set(words[name])) > 1]
    heads = [f"{design} (base)" if design == base else design for design in designs]
    if not names:
        return [tag("p", f"The designs are {listed(designs, 10)}; no choice differs between them.")]
    if len(designs) <= ACROSS:
        rows = [[_setting_head(name), *words[name]] for name in names]
        how = "setting" if len(names) == 1 else f"{len(names):,} settings"
        caption = f"The {len(designs):,} designs, by the {how} in which they differ"
        return [table(caption, ["setting", *heads], rows)]
    if len(names) <= MOST_HEADS:
        rows = [[head, *(words[name][i] for name in names)] for i, head in enumerate(heads)]
        return [table(f"The {len(designs):,} designs", ["design", *(code(name) for name in names)], rows, most=MOST)]
    start = designs.index(base) if base in designs else 0
    listing = [
        [head, "; ".join(f"{name} = {words[name][i]}" for name in names if words[name][i] != words[name][start]) or "–"]
        for i, head in enumerate(heads)
    ]
    return [table(f"The {len(designs):,} designs, by how they differ from {designs[start]}", ["design", "settings"],
                  listing, most=MOST)]  # fmt: skip


def _setting_head(name: str) -> Html:
    """Return what a setting is, over its name."""
    help_text, unit = about(name)
    if not help_text:
        return joined(code(name))
    return joined(tag("span", help_text.rstrip("."), f" ({unit})" if unit else None), tag("br"), code(name))


def _stories(runs: pd.DataFrame) -> list[Html]:
    """Return what the presets in use stand for."""
    stories = {str(row["name"]): str(row["story"]) for row in presets().to_dict("records")}
    used = [str(name) for name in dict.fromkeys(runs["preset"]) if str(name) in stories]
    rows = [tag("li", tag("strong", name), f": {stories[name]}") for name in used]
    return [tag("p", "A preset is a named set of choices:"), tag("ul", rows)] if rows else []


def _in_all(plan: Any) -> list[Html]:
    """Return what the plan changes in every run."""
    changes = dict(getattr(plan, "changes", None) or {})
    if not changes:
        return []
    rows = [tag("li", code(name), f" = {value_words(value)}") for name, value in changes.items()]
    return [tag("p", "The plan changes this in every run:"), tag("ul", rows)]
