"""What the charts of the page show and what they may be asked: curves from the registry, answers, bands of replicates.

Colours, names and smoothing of curves that the printed story has are those of ``viz.panels``; every other weekly column
has a chart of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ...experiments.packing import b64
from ...experiments.why import Answer
from ...model.columns import NUMBER_COLUMNS, THEMES, column
from ...model.stocks import STOCKS
from .. import palette as p
from ..panels import PANELS

__all__ = ["QUANTILES", "answer_for_page", "chart_sets", "fan", "questions", "smoothed"]

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Quantiles of the bands of a fan, lowest first."""
SMOOTHED = {"flow": 13, "share": 4}
"""Weeks of the running mean by kind of column, where the printed story lacks the curve; others have none."""

#: Title and columns of each chart of several curves, or of one that is shown before others; the first twelve are shown
#: to who has chosen nothing.
_TOGETHER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Deaths in the conflict", ("civilian_deaths", "battle_deaths")),
    ("Attacks", ("violent_events", "attacks_deterred")),
    ("People in need", ("in_need",)),
    ("Away from home", ("displaced", "refugees")),
    ("Consent to the mission", ("local_consent", "host_consent", "party_consent")),
    ("Acceptance of relief", ("acceptance",)),
    ("Field teams kept out", ("denied_by_state", "denied_by_groups", "denied_by_security_rules")),
    ("What coordination gives", ("awareness_mission", "awareness_country_team", "trust_mission_country_team")),
    ("What coordination costs", ("coordination_load", "duplication")),
    ("Peace", ("peace_talks", "peace_process")),
    ("State and law", ("state_authority", "rule_of_law", "legitimacy")),
    ("Deployment", ("troops", "police", "civilians")),
    ("Living conditions", ("services", "livelihoods", "need_met")),
    ("Fighters", ("fighters_armed", "fighters_demobilised", "fighters_reintegrated", "fighters_recidivist")),
    ("Police and courts", ("police_capacity", "police_integrity", "courts", "corrections")),
    ("Spending", ("mission_spend", "country_team_spend")),
    ("Money of donors", ("pledged", "disbursed")),
    ("Society", ("civic_space", "women_influence", "youth_inclusion", "media")),
)
MAIN = 12
_SHORT = {
    "attacks_deterred": "deterred", "violent_events": "carried out", "denied_by_state": "by the state",
    "denied_by_groups": "by groups", "denied_by_security_rules": "by own rules", "peace_talks": "talks",
    "peace_process": "carried out", "state_authority": "reach of the state", "legitimacy": "trust in government",
    "fighters_armed": "under arms", "fighters_demobilised": "demobilised", "fighters_reintegrated": "settled",
    "fighters_recidivist": "gone back",
    "police_capacity": "police, capacity", "police_integrity": "police, integrity", "corrections": "prisons",
    "mission_spend": "mission", "country_team_spend": "country team", "women_influence": "women",
    "youth_inclusion": "youth", "awareness_mission": "mission aware", "awareness_country_team": "agencies aware",
    "coordination_load": "coordination time", "duplication": "work done twice", "acceptance": "acceptance",
    "need_met": "need met",
}  # fmt: skip
"""Names of curves in a key, where the one of the printed story or of the registry says more or less than is needed."""
_COLOURS = ("blue", "vermilion", "ink", "green", "orange", "purple")
_NAMES = {value: name for name, value in {
    "orange": p.ORANGE, "sky": p.SKY, "green": p.GREEN, "blue": p.BLUE, "vermilion": p.VERMILION, "purple": p.PURPLE,
    "ink": p.INK,
}.items()}  # fmt: skip
_PRINTED = {line.column: (line, panel) for panels in PANELS for panel in panels for line in panel.lines}
_STOCK_OF = {name: stock.name for stock in STOCKS.values() for name in stock.columns}


@lru_cache(maxsize=1)
def chart_sets() -> dict[str, Any]:
    """Return the charts that the page offers, ready for JSON.

    Returns:
        ``charts``: one entry a chart with id, title, theme, window (weeks of the running mean), whole (True if the axis
        runs to 100 %) and lines (column, label, colour by name in ``palette.js``, stock of the ledger of causes that
        explains it or None), by theme; ``main``: ids of those shown first.
    """
    theme_of = {c.name: theme for theme, columns in THEMES.items() for c in columns}
    taken = {name for _, names in _TOGETHER for name in names}
    alone = [(c.label, (c.name,)) for c in NUMBER_COLUMNS if c.name not in taken]
    charts = [
        {"id": names[0], "title": title, "theme": theme_of[names[0]], **_drawn(names)}
        for title, names in (*_TOGETHER, *alone)
    ]
    charts.sort(key=lambda chart: list(THEMES).index(str(chart["theme"])))
    return {"main": [names[0] for _, names in _TOGETHER[:MAIN]], "charts": charts, "themes": list(THEMES)}


def questions() -> list[dict[str, str]]:
    """Return what can be asked why before anybody has clicked a curve: one entry a stock of the charts shown first.

    Returns:
        Entries with stock, column and label.
    """
    found: dict[str, dict[str, str]] = {}
    for _, names in _TOGETHER[:MAIN]:
        for name in names:
            if (stock := _STOCK_OF.get(name)) is not None:
                found.setdefault(stock, {"stock": stock, "column": name, "label": column(name).label})
    return list(found.values())


def _drawn(names: Sequence[str]) -> dict[str, Any]:
    """Return how the curves of one chart are drawn."""
    printed = [_PRINTED[name] for name in names if name in _PRINTED]
    window = max((panel.window for _, panel in printed), default=SMOOTHED.get(column(names[0]).kind, 1))
    used = {_NAMES[line.colour] for line, _ in printed}
    free = [name for name in _COLOURS if name not in used]
    lines = [
        {
            "column": name, "label": _label(name, len(names)), "stock": _STOCK_OF.get(name),
            "colour": _NAMES[_PRINTED[name][0].colour] if name in _PRINTED else free.pop(0),
        }
        for name in names
    ]  # fmt: skip
    return {"window": window, "whole": any(panel.top for _, panel in printed), "lines": lines}


def _label(name: str, curves: int) -> str:
    """Return the name of a curve in the key of its chart."""
    if name in _SHORT:
        return _SHORT[name]
    if name in _PRINTED:
        return _PRINTED[name][0].label.replace("\n", " ")
    label = column(name).label
    return label if curves == 1 else label[:1].lower() + label[1:]


def answer_for_page(answer: Answer, over: int = 13) -> dict[str, Any]:
    """Return an answer of the ledger of causes, ready for JSON, with what the page needs to write it.

    Args:
        answer: The answer.
        over: Weeks that were asked about; it looks at fewer where the run begins.

    Returns:
        As ``Answer.as_dict``, and words (of the stock), column (first weekly column it explains), level (bool),
        sentences (list of str, without those that tell events), over, and sectors (of which one can ask, from 1; 0 if
        nothing is kept by sector).
    """
    stock = STOCKS[answer.stock]
    told = [one for one in answer.sentences if not one.startswith("  ") and not one.endswith("in these weeks:")]
    return {
        **answer.as_dict(), "words": stock.words, "column": stock.columns[0], "level": stock.level, "sentences": told,
        "over": over, "sectors": answer.sectors,
    }  # fmt: skip


def smoothed(table: pd.DataFrame) -> pd.DataFrame:
    """Return a weekly table as the charts draw it: each column as the running mean of its chart, gaps left gaps."""
    windows = {line["column"]: chart["window"] for chart in chart_sets()["charts"] for line in chart["lines"]}
    drawn = {}
    for name in (c.name for c in NUMBER_COLUMNS):
        wide = 2 * (windows.get(name, 1) // 2) + 1
        values = table[name].astype(float)
        drawn[name] = values.rolling(wide, center=True, min_periods=1).mean().where(values.notna())
    return pd.DataFrame(drawn)


def fan(tables: Sequence[pd.DataFrame], columns: Sequence[str] | None = None) -> dict[str, Any]:
    """Return the bands of replicates that the charts draw.

    Args:
        tables: ``result.weekly`` of each replicate; where one is shorter, the others make the band.
        columns: Weekly columns; None takes all that the page draws several of, see :func:`chart_sets`.

    Returns:
        runs (int), weeks (int), quantiles (list of float) and columns: for each the quantiles by week, shape
        (n_quantiles, weeks), as base64 of little-endian float32.
    """
    names = columns or [c.name for c in NUMBER_COLUMNS]
    weeks = max(len(table) for table in tables)
    values = np.full((len(tables), weeks, len(names)), np.nan)
    for i, table in enumerate(tables):
        values[i, : len(table)] = table[list(names)].to_numpy(dtype=float)
    bands = np.nanquantile(values, QUANTILES, axis=0)
    return {
        "runs": len(tables), "weeks": weeks, "quantiles": list(QUANTILES),
        "columns": {name: b64(bands[:, :, j], "<f4")
                    for j, name in enumerate(names)},
    }  # fmt: skip
