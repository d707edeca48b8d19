"""The story of a run in one picture: three maps, five turning points, and what changed week by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..experiments.designs import settings_words
from ..experiments.turning_points import TurningPoint, change_words, turning_points
from ..model.no_mission import mission_was_sent, told_of
from . import palette as p
from .maps import Land, land_of, map_axes, map_key, people_per_point, violence_key
from .panels import PANELS, draw_panel, mark_turning_points, shade_after_exit

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["story_figure"]

MAP = 0.398  # height of a map as a share of the figure
LEFT = 0.021
GAP = 0.038  # between the two halves of a column of panels


def story_figure(result: Any, *, preset: str = "", settings: Sequence[str] = ()) -> Figure:
    """Draw the story of a run as one figure of 19.2 x 10.8 inches (1920 x 1080 at 100 dots an inch).

    Args:
        result: A ``Result`` with ``weekly``, ``events``, ``maps``, ``country`` and ``provenance``.
        preset: Preset it was run with, for the title.
        settings: What was set, as ``NAME=VALUE``, for the title.

    Returns:
        The figure; it belongs to no window and can be saved at once.

    Source: MODEL.md section 6; the turning points are those of ``experiments.turning_points``.
    """
    with p.canvas() as figure:
        points = turning_points(result)
        _title(figure, result, preset, settings)
        _maps(figure, result)
        _told(figure, points)
        _panels(figure, result, points)
    return figure


def _title(figure: Figure, result: Any, preset: str, settings: Sequence[str]) -> None:
    """Write scenario, settings, length, preset and seed, and that this is no forecast."""
    facts = result.provenance
    values = facts.get("parameters") or {}
    title = str(values.get("title") or facts.get("title") or facts.get("scenario") or "A run")
    weeks = len(result.weekly)
    length = f"{weeks / 52:.0f} years" if weeks >= 104 and weeks % 52 == 0 else f"{weeks} weeks"
    parts = [length, f"preset {preset}" if preset else "", f"seed {facts.get('seed', '?')}"]
    figure.text(LEFT, 0.978, title, fontsize=25, fontweight="bold", va="top")
    if words := settings_words(settings, 110):
        figure.text(LEFT, 0.936, words, fontsize=13.5, va="top")
    figure.text(0.985, 0.972, " · ".join(part for part in parts if part), fontsize=15, va="top", ha="right")
    figure.text(0.985, 0.944, "A simulated country: it explains, it does not forecast.", fontsize=12, color=p.GREY,
                va="top", ha="right")  # fmt: skip


def map_weeks(maps: Mapping[int, Any]) -> list[int]:
    """Return up to three weeks of the maps kept: first, middle, last."""
    weeks = sorted(maps)
    if len(weeks) <= 3:
        return weeks
    middle = (weeks[0] + weeks[-1]) / 2
    return [weeks[0], min(weeks[1:-1], key=lambda week: abs(week - middle)), weeks[-1]]


def _maps(figure: Figure, result: Any) -> None:
    """Draw the maps at the left and their key below."""
    land: Land = land_of(result)
    weeks = map_weeks(result.maps)
    hosted = [np.max(result.maps[week].get("hosted", np.zeros((1, 1)))) for week in weeks]
    wide = MAP * 10.8 / 19.2
    axes = [figure.add_axes((LEFT + i * (wide + 0.008), 0.485, wide, MAP)) for i in range(len(weeks))]
    if not axes:
        return
    side = MAP * 10.8 * 72 / max(land.width, land.height)
    scale = people_per_point(float(max(hosted, default=1.0)), max(side, 8.0))
    deaths = [deaths_between(result.events, land, low, high) for low, high in pairwise(weeks)]
    per_death = (1.1 * max(side, 8.0)) ** 2 / max([20.0, *(float(one.max()) for one in deaths)])
    subtitles = ("", "dots: deaths so far", "dots: deaths since")
    sent = mission_was_sent(result.provenance)
    for i, (ax, week) in enumerate(zip(axes, weeks, strict=True)):
        struck = deaths[i - 1] * per_death if i else None
        layers = result.maps[week] if sent else {**result.maps[week], "consent": result.maps[week]["acceptance"]}
        map_axes(ax, land, layers, people_scale=scale, struck=struck)
        ax.text(0, 1.015, _when(week), transform=ax.transAxes, fontsize=14, fontweight="bold", va="bottom")
        if struck is None:
            violence_key(ax, land)
            continue
        ax.text(1, 1.018, subtitles[i], transform=ax.transAxes, fontsize=11.5, color=p.GREY, va="bottom", ha="right")
    key = figure.add_axes((LEFT, 0.44, 3 * wide + 0.016, 0.034))
    words = "local consent:  refused" if sent else "acceptance:  refused"
    map_key(key, people_scale=scale, side=max(min(side, 14.0), 9.0), per_death=per_death, colours=words, troops=sent)


def deaths_between(events: pd.DataFrame, land: Land, low: int, high: int) -> NDArray[np.float64]:
    """Return deaths in attacks and abuse by cell, shape (width, height), after week ``low`` up to week ``high``."""
    grid = np.zeros(land.width * land.height)
    if len(events):
        violent = events["kind"].astype(str).str.startswith(("attack", "abuse", "clash"))
        own = events[
            violent & (events["week"] > low) & (events["week"] <= high) & events["cell"].between(0, grid.size - 1)
        ]
        np.add.at(grid, own["cell"].to_numpy(dtype=int), own["size"].to_numpy(dtype=float))
    return grid.reshape(land.width, land.height)


def _when(week: int) -> str:
    """Return the headline of one map."""
    if week == 0:
        return "Start"
    years = (week + 1) / 52
    if years < 1:
        return f"Week {week}"
    words = f"{years:.0f}" if abs(years - round(years)) < 0.05 else f"{years:.1f}"
    return f"After {words} year{'' if words == '1' else 's'}"


def _told(figure: Figure, points: Sequence[TurningPoint]) -> None:
    """Explain the turning points in words, at the right of the maps."""
    left = LEFT + 3 * (MAP * 10.8 / 19.2) + 3 * 0.008 + 0.008
    figure.text(left, 0.888, "Turning points" if points else "No turning point stands out", fontsize=17,
                fontweight="bold", va="bottom")  # fmt: skip
    y = 0.872
    for point in points:
        head, body = _sentences(point)
        figure.text(
            left + 0.008, y - 0.0105, str(point.number), fontsize=12, fontweight="bold", color=p.PAPER, ha="center",
            va="center", bbox={"boxstyle": "circle,pad=0.22", "fc": p.INK, "ec": "none"},
        )  # fmt: skip
        figure.text(left + 0.022, y, "\n".join(head), fontsize=13, fontweight="bold", va="top", linespacing=1.12)
        y -= 0.0206 * len(head)
        figure.text(left + 0.022, y, "\n".join(body), fontsize=12, va="top", color=p.INK, linespacing=1.12)
        y -= 0.0191 * len(body) + 0.0085


def _sentences(point: TurningPoint) -> tuple[list[str], list[str]]:
    """Return headline and explanation of a turning point, wrapped to the column, four lines in all at most."""
    head = p.wrapped(point.headline[:1].upper() + point.headline[1:], 43)[:2]
    also = [change_words(words, before, after, kind) for words, before, after, _, kind in point.also[:1]]
    fallback = [f"In the same quarter, {one}." for one in also] or ["No cause or event stands out; may be chance."]
    first = [f"Year {point.year}.", point.cause_words or ("" if point.events else fallback[0])]
    body, kept = p.wrapped(" ".join(filter(None, first)), 51), tuple[str, ...]()
    for event in point.events:
        told = replace(point, events=(*kept, event)).told
        longer = p.wrapped(" ".join(filter(None, [*first, *told])), 51)
        if len(longer) <= 4 - len(head) or not (kept or point.cause_words):
            body, kept = longer, (*kept, event)
    return head, body[: 4 - len(head)]


def _panels(figure: Figure, result: Any, points: Sequence[TurningPoint]) -> None:
    """Draw the five columns of time panels along the bottom."""
    low, tall = 0.084, 0.29
    step = (1 - LEFT - 0.004) / len(PANELS)
    ceilings, weekly = ceilings_of(result.provenance), told_of(result)
    left_in = result.summary.get("exit_week")
    for i, column in enumerate(PANELS):
        left, wide = LEFT + 0.012 + i * step, step * 0.605
        each = (tall - GAP * (len(column) - 1)) / len(column)
        for j, panel in enumerate(column):
            bottom = low + (len(column) - 1 - j) * (each + GAP)
            ax = figure.add_axes((left, bottom, wide, each))
            draw_panel(ax, panel, weekly, ceilings, left_in)
            lowest = j == len(column) - 1
            mark_turning_points(ax, points, numbers=lowest)
            shade_after_exit(ax, left_in)
            if not lowest:
                ax.tick_params(labelbottom=False)
    since = "the mission began" if mission_was_sent(result.provenance) else "the start"
    gone = " Shaded: the mission has left; lines of consent to it end there." if left_in is not None else ""
    figure.text(LEFT, 0.012, f"Years since {since}; the numbers on the axes are the turning points above.{gone}",
                fontsize=11.5, color=p.GREY)  # fmt: skip


def ceilings_of(provenance: Mapping[str, Any]) -> dict[str, float]:
    """Return the authorised strengths by weekly column, from the parameters a result was run with."""
    mission = dict((provenance.get("parameters") or {}).get("mission") or {})
    found = {name: float(mission[name]) for name in ("troops", "police", "civilians") if mission.get(name)}
    if "police" in found:
        found["police"] += float(mission.get("formed_police") or 0.0)
    return found
