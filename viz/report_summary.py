"""The first sentences of a report, each computed from its tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .report_numbers import amount, difference, interval, listed, percent, unit_words

if TYPE_CHECKING:
    from ..experiments.findings import Findings, ReportedBatch

__all__ = ["summary_sentences"]

MOST_DESIGNS = 5
MOST_OUTCOMES = 4
MOST_RANKED = 2


def summary_sentences(batch: ReportedBatch, found: Findings) -> list[str]:
    """Return what a reader in a hurry should take away, most important first.

    Args:
        batch: The batch.
        found: What it shows.
    """
    told = [*_effects(found), *_rankings(found), *_parts(found), *_moved(found), *_frontiers(found)]
    if not told:
        told = _levels(found)
    return [*told, *_stopping(batch), _basis(batch, found)]


def _label(found: Findings, key: str) -> str:
    return next((one.label for one in found.outcomes if one.key == key), key).lower()


def _effects(found: Findings) -> list[str]:
    """Return a sentence a design: what it does better and worse than the base, and how sure that is."""
    if found.contrasts is None:
        return []
    base, rows = found.contrasts.base, found.contrasts.table
    told = []
    by = {str(name): mine.to_dict("records") for name, mine in rows.groupby("design", sort=False)}
    clear = {name: sum(row["verdict"] in ("better", "worse", "differs") for row in mine) for name, mine in by.items()}
    shown = sorted(by, key=lambda name: -clear[name])[:MOST_DESIGNS]
    for name in (name for name in by if name in shown):
        told.append(_against(name, base, by[name]))
    if len(by) > len(shown):
        told.append(f"The other {len(by) - len(shown)} designs differ from {base} in fewer outcomes; see the tables.")
    return told


def _against(name: str, base: str, rows: list[dict[Any, Any]]) -> str:
    """Return what one design does against the base."""
    kinds = {kind: [row for row in rows if row["verdict"] == kind] for kind in ("better", "worse", "differs", "few")}
    if len(kinds["few"]) == len(rows):
        return f"{name} against {base}: {rows[0]['n']} pairs are too few for any verdict."
    parts = []
    for kind in ("better", "worse"):
        if kinds[kind]:
            parts.append(f"clearly {kind} in {_outcomes(kinds[kind])}")
    if kinds["differs"]:
        parts.append(f"different, neither better nor worse, in {_outcomes(kinds['differs'])}")
    rest = len(rows) - sum(len(kinds[kind]) for kind in ("better", "worse", "differs"))
    if not parts:
        return f"{name} cannot be told from {base} in any of {len(rows)} outcomes, luck aside."
    left = f" In {rest} of {len(rows)} outcomes no difference that matters can be told." if rest else ""
    trade = " It is a trade, not a gain." if kinds["better"] and kinds["worse"] else ""
    return f"Against {base}, {name} is {', and '.join(parts)}.{trade}{left}"


def _outcomes(rows: list[dict[Any, Any]]) -> str:
    """Return outcomes with differences, intervals and probabilities."""
    texts = [_gap(row) for row in rows[:MOST_OUTCOMES]]
    more = f" and {len(rows) - MOST_OUTCOMES} more" if len(rows) > MOST_OUTCOMES else ""
    return "; ".join(texts) + more if more or len(texts) > 1 else texts[0]


def _gap(row: Mapping[Any, Any]) -> str:
    ends = interval(row["low"], row["high"], row["unit"])
    chance = f", better in {percent(row['p_better'])} of pairs" if np.isfinite(row["p_better"]) else ""
    unit = unit_words(row["unit"], True)
    return f"{str(row['label']).lower()} ({difference(row['difference'], row['unit'])} {unit}, interval {ends}{chance})"


def _rankings(found: Findings) -> list[str]:
    told = []
    for one in found.rankings[:MOST_RANKED]:
        top = one.shares.set_index("design").loc[one.leader]
        changing = [str(name) for name in dict.fromkeys(one.turning[one.turning["verdict"] == "changes"]["factor"])]
        perhaps = [str(name) for name in dict.fromkeys(one.turning[one.turning["verdict"] == "may change"]["factor"])
                   if name not in changing]  # fmt: skip
        turn = (
            f"the order changes with {listed(changing, 3)}" if changing
            else f"it may change with {listed(perhaps, 3)}" if perhaps
            else "no assumption that was varied changes that within its range"
        )  # fmt: skip
        told.append(
            f"By {_label(found, one.outcome)}, {one.leader} is best in {percent(top['share'])} of the worlds (interval "
            f"{percent(top['low'])} to {percent(top['high'])}), clearly so in {percent(top['clear'])}; {turn}."
        )
    return told


def _parts(found: Findings) -> list[str]:
    told = []
    for one in found.attributions[:MOST_RANKED]:
        rows = one.effects[one.effects["verdict"].isin(["better", "worse", "differs"])]
        rows = rows.sort_values("share", ascending=False, kind="stable").to_dict("records")
        if not rows:
            told.append(f"No single part, nor pair of parts, can be told to move {one.label.lower()}.")
            continue
        first = rows[0]
        more = f", then {listed([row['term'] for row in rows[1:]], 2)}" if len(rows) > 1 else ""
        told.append(
            f"Of the parts, {first['term']} moves {one.label.lower()} most: {difference(first['effect'], one.unit)} "
            f"{unit_words(one.unit, True)} (interval {interval(first['low'], first['high'], one.unit)}), "
            f"{percent(first['share'])} of the variance over all runs{more}."
        )
    return told


def _moved(found: Findings) -> list[str]:
    told = []
    for one in found.sensitivities[:MOST_RANKED]:
        if one.screening is not None:
            table, size = one.screening.table, "mu_star" if one.screening.method == "morris" else "ST"
        elif one.importance is not None:
            table, size = one.importance.table, "pawn"
        else:
            continue
        table = table.sort_values(size, ascending=False, kind="stable")
        matter = [str(name) for name in table[table["verdict"] == "matters"]["factor"]]
        rest = len(table) - len(matter)
        if not matter:
            told.append(f"No factor can be told from luck in {one.label.lower()}.")
            continue
        left = f"; {rest} of {len(table)} factors cannot be told from luck" if rest else ""
        then = f", then {listed(matter[1:], 2)}" if matter[1:] else ""
        told.append(f"{one.label} is moved most by {matter[0]}{then}{left}.")
    return told


def _frontiers(found: Findings) -> list[str]:
    if not found.frontiers:
        return []
    parts = []
    for one in found.frontiers:
        on = [str(name) for name in one.table[one.table["on_frontier"]]["design"]]
        parts.append(f"{one.title.lower()}: {listed(on, 4)}" if len(on) > 1 else f"{one.title.lower()}: {on[0]} alone")
    return [f"There is no single winner. Beaten by no other design are, in {'; in '.join(parts)}."]


def _levels(found: Findings) -> list[str]:
    """Return how the first outcomes are spread, where there is nothing to compare."""
    told = []
    for one in found.outcomes[:MOST_OUTCOMES]:
        for row in found.levels[found.levels["outcome"] == one.key].head(1).to_dict("records"):
            told.append(
                f"{one.label}: {amount(row['q50'], one.unit)}{'' if one.unit == 'share' else f' {one.unit}'} in the median "
                f"run; nine runs in ten lie in {interval(row['q5'], row['q95'], one.unit, signed=False)}."
            )
    return told


def _stopping(batch: ReportedBatch) -> list[str]:
    decisions = list(batch.manifest.get("decisions") or ())
    if not decisions:
        return []
    last = decisions[-1]
    end = "stop" if last.get("stop") else "go on"
    return [f"The stopping rule said {end}: {str(last.get('text') or last.get('reason') or '').rstrip('.')}."]


def _basis(batch: ReportedBatch, found: Findings) -> str:
    """Return on what all of this rests."""
    done, planned, lost = len(batch.summary), len(batch.runs), len(batch.failures)
    told = f"This rests on {done:,} of {planned:,} planned runs"
    if lost:
        told += f"; {lost:,} went wrong and are left out"
    if waiting := len(list(batch.missing)):
        told += f"; {waiting:,} have not been made"
    if found.contrasts is not None:
        told += f"; on {int(found.contrasts.table['units'].max()):,} independent pairs a difference at most"
    return f"{told}. Intervals are luck inside the model, and the country is simulated."
