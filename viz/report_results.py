"""The chapters of a report that say what happened, how designs differ, and when their runs part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..experiments.findings import ALL_RUNS
from ..model.columns import COLUMN_NAMES, Outcome, column
from .design_names import said_names, with_names
from .report_forest import MOST_PANELS, forest_picture
from .report_forest import MOST_ROWS as FOREST_ROWS
from .report_html import Chapter, Html, guide, joined, notes, picture, table, tag
from .report_numbers import amount, difference, interval, listed, percent, plain, unit_words
from .report_spread import BANDS, spread_picture, weeks_picture

if TYPE_CHECKING:
    from ..experiments.findings import Findings, ReportedBatch

__all__ = ["VERDICTS", "cell", "effects", "glance", "happened", "parting", "pictured"]

VERDICTS = {
    "better": "▲ better", "worse": "▼ worse", "differs": "◆ differs", "tiny": "tiny", "unclear": "unclear",
    "same": "no change", "few": "too few pairs",
}  # fmt: skip
PICTURES = 6  # outcomes that are drawn
MOST_DRAWN = 12  # designs in a picture
MOST_ACROSS = 6  # designs side by side in the table of verdicts
MOST_ROWS = 120
MOST_LINES = 6  # designs in the picture of the weeks
READING = (
    "Left: every dot is a run, the hill is their distribution, the bar the middle half of the runs and the stroke "
    "their median. "
)
PAIRED = (
    "Right: every dot is the difference of two runs in the same world with the same seed; bar: 95 % interval of the "
    "mean difference (ring). Blue: better, orange: worse, black: differs, grey: not to be told from zero."
)
HAPPENED = (
    ("How each outcome is spread over all runs of a design and, beside it, how far runs differ from their twins under "
    "the base."),
    ("Runs of one design differ by luck, and by the world where facts of the world vary; designs whose hills overlap "
    "can still differ clearly pair by pair. Look at the tails too: a mean hides the bad years."),
)
EFFECTS = (
    ("Every design against the base, run against run in the same world with the same seed. Better and worse are said "
    "where the 95 % interval of the mean difference leaves out zero and the difference is large enough to matter; "
    "better in is the share of pairs in which the design did better, ties counting half. Points: percentage points."),
    ("Unclear does not mean equal: more runs might tell. Of many differences some leave zero out by luck alone, one in "
    "twenty. Per cent of a small base look large."),
)
PARTING = (
    "The first week in which twin runs differ, and in what: where to look for how a design works.",
    "Only what was kept week by week is looked at; runs may part earlier in what was not kept.",
)


def happened(batch: ReportedBatch, found: Findings) -> Chapter:
    """Return how outcomes are spread over the runs, drawn and as a table, and how weeks went."""
    parts: list[Html] = [guide(*HAPPENED)]
    for one in found.outcomes[:PICTURES]:
        parts += [tag("h3", one.label), _drawn(batch, found, one, first=one is found.outcomes[0])]
    if len(found.outcomes) > PICTURES:
        told = f"The first {PICTURES} of {len(found.outcomes)} outcomes are drawn; all stand in the table."
        parts.append(tag("p", told, class_="note"))
    labels = {one.key: one for one in found.outcomes}
    marks = ("mean", "q5", "q25", "q50", "q75", "q95")
    rows = [
        [_named(labels[row["outcome"]]).removesuffix(", %"), row["design"], f"{row['n']:,}",
         *(amount(row[name], labels[row["outcome"]].unit) for name in marks)]
        for row in found.levels.to_dict("records")
    ]  # fmt: skip
    heads = ["outcome", "design", "runs", "mean", "5 % of runs below", "25 %", "median", "75 %", "95 %"]
    spread = table("How outcomes are spread over runs", heads, rows, range(2, 9), MOST_ROWS)
    return Chapter("happened", "What happened", (*parts, *_weeks(batch, found), tag("h3", "All numbers"), spread))


def _named(one: Outcome) -> str:
    """Return label and unit, the unit only where the label does not say it already."""
    unit = unit_words(one.unit)
    return one.label if one.label.lower().endswith(unit.lower()) else f"{one.label}, {unit}"


def pictured(found: Findings, key: str) -> list[str]:
    """Return the designs that are drawn for an outcome: the base, and those that differ most from it, in order."""
    levels = found.levels[found.levels["outcome"] == key]
    names = [str(name) for name in levels["design"]]
    if len(names) <= MOST_DRAWN or found.contrasts is None:
        return names[:MOST_DRAWN]
    rows = found.contrasts.table
    gaps = rows[rows["outcome"] == key].set_index("design")["difference"].abs().sort_values(ascending=False)
    kept = {found.contrasts.base, *(str(name) for name in gaps.index[: MOST_DRAWN - 1])}
    return [name for name in names if name in kept]


def _drawn(batch: ReportedBatch, found: Findings, one: Outcome, first: bool) -> Html:
    """Return the picture of one outcome with its numbers in words; a sentence where there is nothing to draw."""
    names, values = pictured(found, one.key), _values(batch, found, one)
    seen = [number for name in names for number in (values[name].min(), values[name].max())]
    if not seen:
        return tag("p", "No run has a number of this.")
    if min(seen) == max(seen):
        return tag("p", f"In every run that has a number of it: {amount(seen[0], one.unit)}.")
    rows: dict[str, Mapping[Any, Any]] = {}
    gaps, base = {}, ""
    if found.contrasts is not None:
        base = found.contrasts.base
        mine = found.contrasts.table[found.contrasts.table["outcome"] == one.key]
        rows = {str(row["design"]): row for row in mine.to_dict("records") if row["n"] and row["design"] in values}
        gaps = {name: found.contrasts.differences(name, one.key) for name in rows}
    svg = spread_picture({name: values[name] for name in names}, one, rows, gaps, base)
    return picture(svg, _alt(found, one, names, rows), _caption(found, one, names, bool(rows), first))


def _values(batch: ReportedBatch, found: Findings, one: Outcome) -> dict[str, np.ndarray[Any, Any]]:
    """Return the numbers of an outcome by design, those of all runs where settings are a sample."""
    summary = batch.summary
    made = {}
    for name in found.levels[found.levels["outcome"] == one.key]["design"]:
        mine = summary if found.sampled else summary[summary["design"].astype(str) == name]
        made[str(name)] = pd.to_numeric(mine[one.key], errors="coerce").dropna().to_numpy(dtype=float)
    return made


def _caption(found: Findings, one: Outcome, names: Sequence[str], paired: bool, first: bool) -> str:
    """Return how a picture is read, in full at the first one, and what is not in it."""
    told = f"{one.label}. "
    if first or not paired:
        told += f"{READING}{PAIRED}" if paired else READING.replace("Left: every", "Every")
    else:
        told += "Read like the first picture of this chapter: blue better, orange worse, grey not to be told from zero."
    n_designs = 1 if found.sampled else found.levels["design"].nunique()
    levels = int((found.levels["outcome"] == one.key).sum())
    if left := levels - len(names):
        least = "differ least and " if found.contrasts is not None else ""
        told += f" The other {left} designs {least}are not drawn."
    if none := n_designs - levels:
        told += f" {none} of {n_designs} designs have no run with a number of this."
    return told.strip()


def _alt(found: Findings, one: Outcome, names: list[str], rows: Mapping[str, Mapping[Any, Any]]) -> str:
    """Return the numbers of a picture in words."""
    levels = found.levels[found.levels["outcome"] == one.key].to_dict("records")
    marks, told = {str(row["design"]): row for row in levels}, []
    for name in names:
        mark = marks[name]
        half = interval(mark["q25"], mark["q75"], one.unit, signed=False)
        text = f"{name}: median {amount(mark['q50'], one.unit)}, middle half {half}"
        if name in rows:
            row = rows[name]
            text += (
                f", mean difference from the base {difference(row['difference'], one.unit)} "
                f"({interval(row['low'], row['high'], one.unit)}), {row['verdict']}"
            )
        told.append(text)
    return f"{_named(one)}, spread over runs. {'; '.join(told)}."


def _weeks(batch: ReportedBatch, found: Findings) -> list[Html]:
    """Return the picture of the weekly columns, if any were kept."""
    kept = [name for name in (getattr(batch.plan, "columns", ()) or ()) if name in COLUMN_NAMES]
    weekly = batch.weekly(kept) if kept else None
    if weekly is None or not len(weekly):
        return []
    numeric = [name for name in kept if pd.api.types.is_numeric_dtype(weekly[name])][:4]
    if not numeric:
        return []
    named = weekly.merge(batch.summary[["run_id", "design"]], on="run_id")
    named["design"] = ALL_RUNS if found.sampled else named["design"].astype(str)
    every = list(dict.fromkeys(named["design"]))
    designs = every[:MOST_LINES]
    named = named[named["design"].isin(designs)]
    facts = [(name, column(name).label, column(name).unit) for name in numeric]
    last = named[named["week"] == named["week"].max()].groupby("design")[numeric].median()
    told = [
        f"{label}: {', '.join(f'{name} {amount(last.loc[name, key], unit)}' for name in last.index)}"
        for key, label, unit in facts
    ]  # fmt: skip
    alt = f"Weekly medians; in the last week {'; '.join(told)}."
    bands = "the middle 80 % of them" if len(designs) <= BANDS else "left out, as they would hide each other"
    caption = f"Line: median of the runs in that week; band: {bands}."
    if len(every) > len(designs):
        caption += f" The first {len(designs)} of {len(every)} designs are drawn."
    return [tag("h3", "Week by week"), picture(weeks_picture(named, facts, designs), alt, caption)]


def effects(found: Findings) -> Chapter:
    """Return what the designs change: all effects in one picture, and every paired difference."""
    title = "What the designs change"
    if found.contrasts is None:
        return Chapter("effects", title, missing=found.absent.get("contrasts", ""))
    rows = found.contrasts.table
    order = {one.key: i for i, one in enumerate(found.outcomes)}
    full = [
        [row["label"], row["design"], cell(row["verdict"]), *_gap(row), percent(row["relative"], True),
         percent(row["p_better"]), f"{amount(row['base'], row['unit'])} → {amount(row['other'], row['unit'])}",
         f"{row['n']:,}"]
        for row in rows.sort_values("outcome", key=lambda keys: keys.map(order), kind="stable").to_dict("records")
    ]  # fmt: skip
    heads = ["outcome", "design", "verdict", "difference", "95 % interval", "of base", "better in", "base → design",
             "pairs"]  # fmt: skip
    caption = f"Paired differences from {found.contrasts.base}, all outcomes and designs"
    return Chapter("effects", title, (
        guide(*EFFECTS), _forest(found), table(caption, heads, full, range(3, 9), MOST_ROWS),
        notes(found.contrasts.notes),
    ))  # fmt: skip


def _glanced(row: Mapping[Any, Any] | None) -> Html:
    """Return verdict and difference in one cell."""
    if row is None or not row["n"]:
        return tag("span", "no pairs", class_="quiet")
    return joined(cell(row["verdict"]), f" {difference(row['difference'], row['unit'])}")


def _gap(row: Mapping[Any, Any]) -> tuple[str, str]:
    """Return a difference with its unit, and its interval."""
    unit = unit_words(row["unit"], True)
    if not row["n"]:
        return "–", "–"
    return f"{difference(row['difference'], row['unit'])} {unit}", interval(row["low"], row["high"], row["unit"])


def _forest(found: Findings) -> Html:
    """Return the picture of all effects beside each other: the designs in which most is clear."""
    if found.contrasts is None:
        return Html("")
    rows = found.contrasts.table
    clear = rows["verdict"].isin(["better", "worse", "differs"]).groupby(rows["design"], sort=False).sum()
    chosen = clear.sort_values(ascending=False, kind="stable").index[:MOST_PANELS]
    designs = [str(name) for name in clear.index if name in set(chosen)]
    outcomes = [(one.key, one.label) for one in found.outcomes[:FOREST_ROWS]]
    shown = rows[rows["n"] > 0].to_dict("records")
    if not any(np.isfinite(row["relative"]) for row in shown):
        return Html("")
    told = [
        f"{row['design']}, {row['label']}: {percent(row['relative'], True)}, {row['verdict']}"
        for row in shown if row["design"] in designs and row["outcome"] in dict(outcomes)
    ]  # fmt: skip
    caption = (
        "Mean paired difference in per cent of the base's mean, with its 95 % interval; to the right is better, also "
        "where less is better. Blue: clearly better, orange: clearly worse, grey: not to be told from zero or too "
        "small to matter. Diamond: neither way is better, right is more. Arrow: beyond the edge."
    )
    if len(designs) < len(clear):
        caption += f" Of {len(clear)} designs the {len(designs)} with most that is clear are drawn."
    if len(outcomes) < len(found.outcomes):
        caption += f" The first {len(outcomes)} outcomes are drawn."
    alt = f"Differences from {found.contrasts.base} in per cent of its mean. {'; '.join(told)}."
    return picture(forest_picture(shown, designs, outcomes), alt, caption)


def cell(verdict: Any) -> Html:
    """Return a verdict with a sign, so that it is not told by its colour alone."""
    kind = str(verdict)
    return tag("span", VERDICTS.get(kind, kind), class_=kind if kind in ("better", "worse", "differs") else "quiet")


def glance(found: Findings) -> Html:
    """Return the verdicts of all outcomes, designs side by side; nothing where they are too many to be read so."""
    if found.contrasts is None:
        return Html("")
    rows = found.contrasts.table
    designs = list(dict.fromkeys(rows["design"]))
    if len(designs) > MOST_ACROSS or set(rows["verdict"]) <= {"few", "same"}:
        return Html("")
    by = {(row["outcome"], row["design"]): row for row in rows.to_dict("records")}

    body = [[_named(each).replace(", %", ", points"), *(_glanced(by.get((each.key, name))) for name in designs)]
            for each in found.outcomes]  # fmt: skip
    base, *heads = with_names((found.contrasts.base, *designs), said_names((found.contrasts.base, *designs)))
    return table(f"At a glance: mean difference from {base}", ["outcome", *heads], body)


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
    kept = listed([_column(name) for name in found.divergence.columns])
    told = (
        "Twin runs share world and seed and are equal to the last bit until a design makes a difference. Kept week by "
        f"week: {kept}."
    )
    return Chapter("parting", title, (
        guide(*PARTING), tag("p", told),
        table("First week in which twin runs differ", heads, weeks, (1, 2, 3, 4, 5, 7), MOST_ROWS),
    ))  # fmt: skip


def _column(name: str) -> str:
    return column(name).label.lower() if name in COLUMN_NAMES else name or "–"
