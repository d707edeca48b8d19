"""The chapters of a report that say what happened, how designs differ, and when their runs part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..model.columns import COLUMN_NAMES, Outcome, column
from .report_html import Chapter, Html, joined, notes, picture, table, tag
from .report_numbers import amount, difference, interval, listed, percent, plain, unit_words
from .report_spread import spread_picture, weeks_picture

if TYPE_CHECKING:
    from ..experiments.findings import Findings, ReportedBatch

__all__ = ["VERDICTS", "cell", "effects", "happened", "parting", "pictured"]

VERDICTS = {
    "better": "▲ better", "worse": "▼ worse", "differs": "◆ differs", "tiny": "tiny", "unclear": "unclear",
    "same": "no change", "few": "too few pairs",
}  # fmt: skip
PICTURES = 6  # outcomes that are drawn
MOST_DRAWN = 12  # designs in a picture
MOST_ACROSS = 6  # designs side by side in the table of verdicts
MOST_ROWS = 120
READING = (
    "Left: every dot is a run, the hill is their distribution, the bar the middle half of the runs and the stroke their "
    "median. "
)
PAIRED = (
    "Right: every dot is the difference of two runs in the same world with the same seed; bar: 95 % interval of the "
    "mean difference (ring). Blue: better, orange: worse, black: differs, grey: not to be told from zero."
)


def happened(batch: ReportedBatch, found: Findings) -> Chapter:
    """Return how outcomes are spread over the runs, drawn and as a table, and how weeks went."""
    parts: list[Html] = [tag("p", (
        "Runs of one design differ by luck, and by the world where facts of the world vary. What matters is how far "
        "they spread, not only their mean."
    ))]  # fmt: skip
    for one in found.outcomes[:PICTURES]:
        if (drawn := _drawn(batch, found, one)) is not None:
            parts += [tag("h3", one.label), drawn]
    if len(found.outcomes) > PICTURES:
        parts.append(tag("p", f"The first {PICTURES} of {len(found.outcomes)} outcomes are drawn.", class_="note"))
    labels = {one.key: one for one in found.outcomes}
    rows = [
        [_named(labels[row["outcome"]]), row["design"], f"{row['n']:,}", *(amount(row[name], labels[row["outcome"]].unit)
         for name in ("mean", "q5", "q25", "q50", "q75", "q95"))]
        for row in found.levels.to_dict("records")
    ]  # fmt: skip
    heads = ["outcome", "design", "runs", "mean", "5 % of runs below", "25 %", "median", "75 %", "95 %"]
    parts.append(table("How outcomes are spread over runs", heads, rows, range(2, 9), MOST_ROWS))
    return Chapter("happened", "What happened", (*parts, *_weeks(batch)))


def _named(one: Outcome) -> str:
    return f"{one.label}, {unit_words(one.unit)}"


def pictured(found: Findings, key: str) -> list[str]:
    """Return the designs that are drawn for an outcome: the base, and those that differ most from it, in order."""
    levels = found.levels[found.levels["outcome"] == key]
    names = [str(name) for name in levels["design"]]
    if len(names) <= MOST_DRAWN or found.contrasts is None:
        return names[:MOST_DRAWN]
    gaps = found.contrasts.table
    gaps = gaps[gaps["outcome"] == key].set_index("design")["difference"].abs().sort_values(ascending=False)
    kept = {found.contrasts.base, *(str(name) for name in gaps.index[: MOST_DRAWN - 1])}
    return [name for name in names if name in kept]


def _drawn(batch: ReportedBatch, found: Findings, one: Outcome) -> Html | None:
    """Return the picture of one outcome with its numbers in words."""
    names, summary = pictured(found, one.key), batch.summary
    values = {}
    for name in names:
        mine = summary if name == "all runs" else summary[summary["design"].astype(str) == name]
        numbers = pd.to_numeric(mine[one.key], errors="coerce").dropna()
        values[name] = numbers.to_numpy(dtype=float)
    if not values:
        return None
    rows: dict[str, Mapping[str, Any]] = {}
    gaps, base = {}, ""
    if found.contrasts is not None:
        base = found.contrasts.base
        mine = found.contrasts.table[found.contrasts.table["outcome"] == one.key]
        rows = {str(row["design"]): row for row in mine.to_dict("records") if row["n"] and row["design"] in values}
        gaps = {name: found.contrasts.differences(name, one.key) for name in rows}
    svg = spread_picture(values, one, rows, gaps, base)
    left = len(found.levels[found.levels["outcome"] == one.key]) - len(names)
    more = f" The {left} designs that differ least are not drawn." if left > 0 else ""
    caption = (READING if rows else READING.removeprefix("Left: ").capitalize()) + (PAIRED if rows else "") + more
    return picture(svg, _alt(found, one, names, rows), caption)


def _alt(found: Findings, one: Outcome, names: list[str], rows: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the numbers of a picture in words."""
    levels = found.levels[found.levels["outcome"] == one.key].set_index("design")
    told = []
    for name in names:
        mark = levels.loc[name]
        text = f"{name}: median {amount(mark['q50'], one.unit)}, middle half {interval(mark['q25'], mark['q75'], one.unit, False)}"
        if name in rows:
            row = rows[name]
            text += (
                f", mean difference from the base {difference(row['difference'], one.unit)} "
                f"({interval(row['low'], row['high'], one.unit)}), {row['verdict']}"
            )
        told.append(text)
    return f"{_named(one)}, spread over runs. {'; '.join(told)}."


def _weeks(batch: ReportedBatch) -> list[Html]:
    """Return the picture of the weekly columns, if any were kept."""
    kept = [name for name in (getattr(batch.plan, "columns", ()) or ()) if name in COLUMN_NAMES]
    weekly = batch.weekly(kept) if kept else None
    if weekly is None or not len(weekly):
        return []
    numeric = [name for name in kept if pd.api.types.is_numeric_dtype(weekly[name])][:4]
    designs = list(dict.fromkeys(str(name) for name in batch.summary["design"]))[:6]
    if not numeric:
        return []
    named = weekly.merge(batch.summary[["run_id", "design"]], on="run_id")
    named = named[named["design"].isin(designs)]
    facts = [(name, column(name).label, column(name).unit) for name in numeric]
    last = named[named["week"] == named["week"].max()].groupby("design")[numeric].median()
    told = [
        f"{label}: " + ", ".join(f"{name} {amount(last.loc[name, key], unit)}" for name in designs if name in last.index)
        for key, label, unit in facts
    ]  # fmt: skip
    alt = f"Weekly medians; in the last week {'; '.join(told)}."
    caption = "Line: median of the runs in that week; band: the middle 80 % of them."
    return [tag("h3", "Week by week"), picture(weeks_picture(named, facts, designs), alt, caption)]


def effects(found: Findings) -> Chapter:
    """Return what the designs change: verdicts at a glance, and every paired difference."""
    title = "What the designs change"
    if found.contrasts is None:
        return Chapter("effects", title, missing=found.absent.get("contrasts", ""))
    rows = found.contrasts.table
    told = (
        f"Every design against {found.contrasts.base}, run against run in the same world with the same seed. Better and "
        "worse are said where the 95 % interval of the mean difference leaves out zero and the difference is large "
        "enough to matter; better in is the share of pairs in which the design did better, ties counting half."
    )
    full = [
        [row["label"], row["design"], amount(row["base"], row["unit"]), amount(row["other"], row["unit"]),
         f"{difference(row['difference'], row['unit'])} {unit_words(row['unit'], True)}",
         interval(row["low"], row["high"], row["unit"]), percent(row["relative"], True), percent(row["p_better"]),
         f"{row['n']:,}", cell(row["verdict"])]
        for row in rows.sort_values("outcome", key=lambda keys: keys.map(_order(found)), kind="stable").to_dict("records")
    ]  # fmt: skip
    heads = ["outcome", "design", "base", "design's mean", "difference", "95 % interval", "of base", "better in", "pairs",
             "verdict"]  # fmt: skip
    return Chapter("effects", title, (
        tag("p", told), _glance(found), table("Paired differences, all outcomes and designs", heads, full, range(2, 9), MOST_ROWS),
        notes(found.contrasts.notes),
    ))  # fmt: skip


def _order(found: Findings) -> dict[str, int]:
    return {one.key: i for i, one in enumerate(found.outcomes)}


def cell(verdict: Any) -> Html:
    """Return a verdict with a sign, so that it is not told by its colour alone."""
    kind = str(verdict)
    return tag("span", VERDICTS.get(kind, kind), class_=kind if kind in ("better", "worse", "differs") else "quiet")


def _glance(found: Findings) -> Html:
    """Return the verdicts of all outcomes, designs side by side."""
    if found.contrasts is None:
        return Html("")
    rows = found.contrasts.table
    designs = list(dict.fromkeys(rows["design"]))
    if not 2 <= len(designs) <= MOST_ACROSS:
        return Html("")
    by = {(row["outcome"], row["design"]): row for row in rows.to_dict("records")}

    def one(key: str, design: str) -> Html:
        row = by[(key, design)]
        return joined(cell(row["verdict"]), f" {difference(row['difference'], row['unit'])}")

    body = [[_named(each).replace(", %", ", points"), *(one(each.key, name) for name in designs)]
            for each in found.outcomes]  # fmt: skip
    return table(f"At a glance: against {found.contrasts.base}", ["outcome", *designs], body)


def parting(found: Findings) -> Chapter:
    """Return the first week in which twin runs differ, and in what."""
    title = "Where runs first part"
    if found.divergence is None:
        return Chapter("parting", title, missing=found.absent.get("divergence", ""))
    weeks = [
        [row["design"], f"{row['n']:,}", percent(row["parted"]), *(plain(row[k]) for k in
         ("week_first", "week_median", "week_last")), _column(row["column"]), percent(row["share"])]
        for row in found.divergence.table.to_dict("records")
    ]  # fmt: skip
    heads = ["design", "pairs", "part", "first week", "median week", "last week", "most often first in", "of pairs"]
    told = (
        "Twin runs share world and seed and are equal to the last bit until a design makes a difference. Where they part "
        f"first is where to look for how a design works. Only {listed([_column(name) for name in found.divergence.columns])} "
        "were kept week by week; runs may part earlier in what was not kept."
    )
    return Chapter("parting", title, (
        tag("p", told), table("First week in which twin runs differ", heads, weeks, (1, 2, 3, 4, 5, 7), MOST_ROWS),
    ))  # fmt: skip


def _column(name: str) -> str:
    return column(name).label.lower() if name in COLUMN_NAMES else name or "–"
