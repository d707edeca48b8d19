"""What ``peaceops parameters`` and ``peaceops explain`` show, from the registry and the presets."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..model.columns import COLUMN_NAMES
from ..model.errors import ScenarioError, nearest
from ..model.library import load_scenario, shipped_names
from ..model.presets import preset_names, preset_values, presets
from ..model.registry import column_text, explain, full_name, parameters
from .palette import short_number
from .words import known_words, meanings

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["explained", "parameter_rows", "parameter_table", "scenario_rows"]


def parameter_table(group: str | None = None, choices: bool = False) -> pd.DataFrame:
    """Return the rows of the registry that are asked for.

    Args:
        group: Group, or beginning of a name; None for all.
        choices: Only the choices under test.

    Raises:
        ScenarioError: If there is no such group.
    """
    table = parameters()
    if choices:
        table = table[table["choice"]]
    if group is None:
        return table.reset_index(drop=True)
    wanted = group.strip().removesuffix(".")
    found = table[(table["group"] == wanted) | table["name"].str.startswith(f"{wanted}.") | (table["name"] == wanted)]
    if found.empty:
        known = list(dict.fromkeys(table["group"]))
        raise ScenarioError(
            f"no group of parameters is called {wanted!r}; groups are {', '.join(known)}{nearest(wanted, known)}"
        )
    return found.reset_index(drop=True)


def parameter_rows(table: pd.DataFrame, fold: Callable[[str, int], str]) -> list[list[str]]:
    """Return the table's rows as words: name, default, allowed, unit, help.

    Args:
        table: Rows of the registry.
        fold: Function (text, width) that shortens a text.
    """
    return [
        [
            row["name"],
            fold(_value(row["default"]), 24),
            _allowed(row["allowed"], row["type"], row["low"], row["high"]),
            row["unit"],
            fold(row["help"], 100),
        ]
        for row in table.to_dict("records")
    ]


def scenario_rows(table: pd.DataFrame) -> list[list[Any]]:
    """Return the cells of a table of scenarios: name, title, weeks, people, troops, armed groups."""
    shown = table[["name", "title", "horizon_weeks", "population", "troops", "armed_groups"]].itertuples(index=False)
    return [[*row[:3], short_number(row[3]), f"{row[4]:,.0f}", row[5]] for row in shown]


def _value(value: Any) -> str:
    if value is None or value is Ellipsis:
        return "-"
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "none"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _allowed(names: str, kind: str, low: float, high: float) -> str:
    """Return names or range of one parameter."""
    if names:
        return names.replace(", ", " | ")
    if kind == "bool":
        return "true | false"
    ends = [f"{end:,g}" if math.isfinite(end) else "" for end in (low, high)]
    return " to ".join(ends) if any(ends) else kind


def explained(name: str) -> str:
    """Return in a few lines what is called by a name: everything that is, one paragraph each.

    Args:
        name: Name of a parameter, a group, a value of a choice, a kind of inject, a recorded column, an outcome, a
            preset, a shipped scenario, an organisation, a task or a map layer, a word of the glossary, a post of the
            leadership, a source or its id, or a cause as :func:`~peaceops.experiments.why.why` and the account print
            it. Of a parameter the last part is enough if no other ends so.

    Raises:
        ScenarioError: If there is nothing of that name.
    """
    wanted = name.strip()
    found = [_preset(wanted)] if wanted in preset_names() else []
    found += [_scenario(wanted)] if wanted in shipped_names() else []
    refused = None
    try:
        text = explain(name)
        if wanted in COLUMN_NAMES and "recorded every week" not in text:
            found.append(column_text(wanted))
        found.append(text)
    except ScenarioError as error:
        refused = error
        found += [told] if (told := _outcome(wanted)) is not None else []
    found += meanings(wanted)
    if not found and (full := full_name(wanted)) is not None:
        return explain(full)
    if refused is not None and not found:
        hint = (
            ""
            if "did you mean" in str(refused)
            else nearest(wanted[:60], [*known_words(), *map(str.lower, known_words())])
        )
        raise ScenarioError(f"{refused}{hint}")
    return "\n\n".join(found)


def _outcome(name: str) -> str | None:
    """Return what an outcome of a comparison is, called by its key or its label; None if there is no such outcome."""
    from ..experiments.compare import known_outcomes

    wanted = name.casefold()
    for key, found in known_outcomes().items():
        label = found.label.casefold()
        if wanted not in (key, label, label.removesuffix(", mean")):
            continue
        better = {1: "more is better", -1: "less is better"}.get(
            found.better, "neither more nor less is better in itself"
        )
        over = ", its mean over the run" if key.endswith("_mean") else ", its last week" if key.endswith("_end") else ""
        head = f"{key}: an outcome in result.summary and in comparisons{over}\n  {found.label} ({found.unit}; {better})"
        return f"{head}\n\n{explain(found.column)}" if found.column in COLUMN_NAMES else head
    return None


def _scenario(name: str) -> str:
    """Return title and story of a shipped scenario, and where more stands."""
    found = load_scenario(name)
    story = " ".join(found.story.split())
    return "\n".join([
        f"{name}: {found.title} (scenario)", f"  {story}",
        f"  play it: peaceops run {name}", "  what to notice and to try in it, and every figure: docs/scenarios.md",
    ])  # fmt: skip


def _preset(name: str) -> str:
    """Return title, story and values of one preset."""
    table = presets()
    title, story = (str(text) for text in table.loc[table["name"] == name, ["title", "story"]].iloc[0])
    values = [f"  {choice} = {_value(value)}" for choice, value in preset_values(name).items()]
    return "\n".join([f"{name}: {title} (preset)", f"  {story}", *values])
