"""The chapters of a report that say what was asked and what was compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..model.presets import preset_names, preset_values, presets
from ..model.registry import parameters
from ..model.sources import in_words
from .report_html import Chapter, Html, joined, notes, table, tag
from .report_numbers import listed, plain
from .setting import setting

if TYPE_CHECKING:
    from ..experiments.findings import Findings, ReportedBatch

__all__ = ["compared", "horizons", "value_words"]

MOST = 60  # rows of a table of designs


def value_words(value: Any) -> str:
    """Return a value of a factor for reading."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or (isinstance(value, float) and value != value):
        return "as in the scenario"
    if isinstance(value, int | float) or hasattr(value, "dtype"):
        return plain(float(value)) if not isinstance(value, bool) else str(value)
    return str(value).replace("_", " ")


def horizons(batch: ReportedBatch) -> dict[str, int]:
    """Return the weeks of a run by scenario, as far as they are known."""
    given = dict(dict(_plain_plan(batch).get("experiment") or {}))
    weeks = getattr(batch.plan, "horizon_weeks", None) or given.get("horizon_weeks")
    stored = dict(batch.manifest.get("scenarios") or {})
    found = {name: weeks or dict(one.get("values") or {}).get("horizon_weeks") for name, one in stored.items()}
    return {name: int(value) for name, value in found.items() if value}


def _plain_plan(batch: ReportedBatch) -> Mapping[str, Any]:
    found = batch.manifest.get("plan")
    return found if isinstance(found, Mapping) else {}


def compared(batch: ReportedBatch, found: Findings) -> Chapter:
    """Return what was compared: designs, levers and uncertainties, scenarios, seeds and outcomes."""
    runs, plan = batch.runs, batch.plan
    parts = [
        tag("h3", "Designs"), _designs(runs, plan, found), _presets(runs), tag("h3", "What varies"),
        *_factors(plan), tag("h3", "Scenarios"), _scenarios(batch), tag("h3", "Luck, length and outcomes"),
        _luck(batch), _outcomes(found),
    ]  # fmt: skip
    return Chapter("compared", "What was compared", tuple(parts))


def _designs(runs: pd.DataFrame, plan: Any, found: Findings) -> Html:
    """Return one row a design with what differs between designs."""
    levers = [name for name, factor in plan.factors.items() if factor.lever and name in runs]
    also = [name for name in ("scenario", "preset") if runs.groupby("design")[name].nunique().max() == 1
            and runs[name].nunique() > 1]  # fmt: skip
    first = runs.drop_duplicates("design")
    columns = [*also, *(name for name in levers if first[name].astype(str).nunique() > 1)]
    base = str(getattr(plan, "base", "") or "")
    if len(first) == 1:
        return tag("p", f"There is one design, {first['design'].iloc[0]}.")
    rows = [
        [f"{row['design']}{' (base)' if str(row['design']) == base else ''}",
         *(value_words(row[name]) if name != "preset" else str(row[name] or "none") for name in columns)]
        for row in first.to_dict("records")
    ]  # fmt: skip
    told = table(
        f"The {len(first):,} designs, by what differs between them", ["design", *(_label(name) for name in columns)],
        rows, most=MOST,
    )  # fmt: skip
    against = f"The others are compared with {base}." if base and found.contrasts is not None else ""
    return joined(told, tag("p", against) if against else None)


def _label(name: str) -> str:
    return name.replace("_", " ")


def _presets(runs: pd.DataFrame) -> Html | None:
    """Return what the presets in use stand for."""
    known, texts = set(preset_names()), presets().set_index("name")
    used = [str(name) for name in dict.fromkeys(runs["preset"]) if str(name) in known]
    rows = [
        tag("li", tag("strong", name), f": {texts.loc[name, 'story']} It sets ",
            tag("span", "; ".join(f"{key} = {value_words(value)}" for key, value in preset_values(name).items())), ".")
        for name in used
    ]  # fmt: skip
    return joined(tag("p", "A preset is a named set of choices:"), tag("ul", rows)) if rows else Html("")


def _factors(plan: Any) -> list[Html]:
    """Return the table of levers and the table of uncertainties."""
    found, cited = [], []
    for lever, caption, none in (
        (True, "Choices of the mission (levers)", "No single choice is varied by name; designs differ in what stands above."),
        (False, "Facts of the world (uncertainties)", "No fact of the world is varied: every run meets the world as the scenario has it."),
    ):  # fmt: skip
        named = [(name, factor) for name, factor in plan.factors.items() if factor.lever == lever]
        if not named:
            found.append(tag("p", none))
            continue
        rows = []
        for name, factor in named:
            known = _registry().get(_registered(name), {})
            source = str(known.get("source") or "")
            cited += in_words(source, "") if source else []
            unit = str(getattr(factor, "unit", "") or known.get("unit") or "")
            rows.append([tag("code", name), str(known.get("help") or "moves several parameters together"),
                         _values(factor), unit, source])  # fmt: skip
        found.append(table(caption, ["name", "what it is", "values", "unit", "source"], rows, most=MOST))
    if cited:
        found.append(tag("p", "What the sources say:", class_="note"))
        found.append(notes(cited))
    return found


def _registered(name: str) -> str:
    """Return a name as the registry has it: of any armed group, the row of all."""
    parts = name.split(".")
    return ".".join([parts[0], "NAME", *parts[2:]]) if parts[0] == "armed_groups" and len(parts) > 2 else name


@cache
def _registry() -> dict[str, dict[str, Any]]:
    """Return the rows of the registry by name."""
    return {str(row["name"]): {str(k): v for k, v in row.items()} for row in parameters().to_dict("records")}


def _values(factor: Any) -> str:
    """Return levels, or a range with its distribution."""
    levels = getattr(factor, "levels", None)
    if levels is not None:
        return ", ".join(value_words(level) for level in levels)
    shape = dict(getattr(factor, "shape", None) or {})
    more = "".join(f", {name} {plain(float(number))}" for name, number in shape.items())
    return f"{plain(float(factor.low))} to {plain(float(factor.high))} ({getattr(factor, 'distribution', '') or 'uniform'}{more})"


def _scenarios(batch: ReportedBatch) -> Html:
    """Return title, story, armed groups and mission of every scenario."""
    stored = dict(batch.manifest.get("scenarios") or {})
    found = []
    for name in dict.fromkeys(str(one) for one in batch.runs["scenario"]):
        values = dict(dict(stored.get(name) or {}).get("values") or {})
        told = setting({"parameters": values}) if values else []
        title = str(values.get("title") or name)
        head = tag("p", tag("strong", title), f" ({name})" if title != name else "")
        rows = [tag("li", tag("strong", word), f": {text}") for word, text in told]
        found.append(joined(head, tag("ul", rows) if rows else None))
    return joined(found, tag("p", "These are the scenarios before presets and changes of the plan.", class_="note"))


def _luck(batch: ReportedBatch) -> Html:
    """Return seeds, replicates, points and horizon in sentences."""
    runs, weeks = batch.runs, horizons(batch)
    seeds, points = int(runs["seed"].nunique()), int(runs["point"].nunique())
    told = [
        f"The plan has {len(runs):,} runs: {_many(int(runs['design'].nunique()), 'design')}, {_many(points, 'point')} "
        f"(sets of values of all that varies) and {_many(seeds, 'seed')}. Every design meets the same seeds, so that "
        "two designs are compared under the same luck."
    ]
    if weeks:
        lengths = {length for length in weeks.values()}
        each = [f"{weeks[name]:,} weeks in {name}" for name in weeks]
        one = f"A run lasts {next(iter(lengths)):,} weeks" if len(lengths) == 1 else f"A run lasts {listed(each)}"
        told.append(f"{one}, if nothing ends it sooner.")
    return tag("p", " ".join(told))


def _many(n: int, word: str) -> str:
    return f"{n:,} {word}{'' if n == 1 else 's'}"


def _outcomes(found: Findings) -> Html:
    """Return the outcomes with unit and which way is better."""
    ways = {1: "more is better", -1: "less is better", 0: "neither way is better in itself"}
    rows = [[one.label, "% of the whole" if one.unit == "share" else one.unit, ways[one.better], tag("code", one.key)]
            for one in found.outcomes]  # fmt: skip
    return table("Outcomes looked at", ["outcome", "unit", "which way", "key"], rows)


def settings_text(values: Mapping[str, Any]) -> str:
    """Return settings of a run in one line."""
    return json.dumps(dict(values), ensure_ascii=False, default=str)
