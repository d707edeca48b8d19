"""The chapters of a report that say what was asked and what was compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..model.sources import in_words
from .report_designs import designs_part, moved_together, value_words
from .report_html import Chapter, Html, code, guide, joined, notes, table, tag
from .report_numbers import listed, many, plain
from .report_registry import about, source_of
from .setting import setting

if TYPE_CHECKING:
    from ..experiments.findings import Findings, ReportedBatch

__all__ = ["compared", "horizons"]

MOST = 60  # rows of a table of factors
GUIDE = (
    ("What the mission chooses (levers, which make the designs), what it finds (uncertainties, which make the worlds), "
    "in which country, how long, and by which outcomes it is judged."),
    ("What is not named here was the same in all runs, as if it were known. Who chose the outcomes and the ranges "
    "chose a part of the answer."),
)


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
    parts = [
        guide(*GUIDE), tag("h3", "Designs"), *designs_part(batch, found), tag("h3", "What varies"),
        *_factors(batch.plan), tag("h3", "Scenarios"), _scenarios(batch), tag("h3", "Luck, length and outcomes"),
        _luck(batch, found), _outcomes(found),
    ]  # fmt: skip
    return Chapter("compared", "What was compared", tuple(parts))


def _factors(plan: Any) -> list[Html]:
    """Return the table of levers and the table of uncertainties."""
    found, cited = [], []
    for lever, caption, none in (
        (True, "Choices of the mission (levers)",
         "No single choice is varied by name; if designs differ, then in what stands above."),
        (False, "Facts of the world (uncertainties)",
         "No fact of the world is varied: every run meets the world as the scenario has it."),
    ):  # fmt: skip
        named = [(name, factor) for name, factor in plan.factors.items() if factor.lever == lever]
        if not named:
            found.append(tag("p", none))
            continue
        rows = []
        for name, factor in named:
            (help_text, unit), source = about(name), source_of(name)
            cited += in_words(source, "") if source else []
            unit = str(getattr(factor, "unit", "") or unit)
            rows.append([code(name), help_text or _together(factor), _values(factor), unit, source])
        found.append(table(caption, ["name", "what it is", "values", "unit", "source"], rows, most=MOST))
    if cited:
        found.append(tag("p", "What the sources say:", class_="note"))
        found.append(notes(cited))
    return found


def _together(factor: Any) -> str:
    """Return what a factor of several parameters does to each, level by level."""
    moved = moved_together(factor)
    each = (f"{name} {' or '.join(map(value_words, values))}" for name, values in moved.items())
    return f"moves together: {'; '.join(each)}" if moved else ""


def _values(factor: Any) -> str:
    """Return levels, or a range with its distribution."""
    levels = getattr(factor, "levels", None)
    if levels is not None:
        return ", ".join(value_words(level) for level in levels)
    shape = dict(getattr(factor, "shape", None) or {})
    more = "".join(f", {name} {plain(float(number))}" for name, number in shape.items())
    how = getattr(factor, "distribution", "") or "uniform"
    return f"{plain(float(factor.low))} to {plain(float(factor.high))} ({how}{more})"


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


def _luck(batch: ReportedBatch, found: Findings) -> Html:
    """Return seeds, replicates, worlds and horizon in sentences."""
    runs, weeks = batch.runs, horizons(batch)
    counts = {one: int(runs[one].nunique()) for one in ("replicate", "point", "design")}
    made = f"{many(counts['point'], 'point')} of the sample"
    if not found.sampled:
        made = f"{many(counts['design'], 'design')} in {many(max(1, counts['point'] // counts['design']), 'world')}"
    told = [f"The plan has {len(runs):,} runs: {made}, with {many(counts['replicate'], 'seed')} each."]
    if counts["design"] > 1 and not found.sampled:
        told.append("Every design meets the same worlds and seeds, so that two are compared under the same luck.")
    if weeks:
        each = [f"{length:,} weeks in {name}" for name, length in weeks.items()]
        same = f"{next(iter(weeks.values())):,} weeks" if len(set(weeks.values())) == 1 else listed(each)
        told.append(f"A run lasts {same}, if nothing ends it sooner.")
    return tag("p", " ".join(told))


def _outcomes(found: Findings) -> Html:
    """Return the outcomes with unit and which way is better."""
    ways = {1: "more is better", -1: "less is better", 0: "neither way is better in itself"}
    rows = [[one.label, "% of the whole" if one.unit == "share" else one.unit, ways[one.better], code(one.key)]
            for one in found.outcomes]  # fmt: skip
    return table("Outcomes looked at", ["outcome", "unit", "which way", "key"], rows)
