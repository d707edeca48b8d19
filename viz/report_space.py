"""The chapters of a report on worlds, sensitivity, parts of a package and dilemmas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .report_html import Chapter, Html, code, guide, joined, notes, picture, table, tag
from .report_numbers import amount, difference, interval, percent, plain, unit_words
from .report_results import cell
from .report_shares import dots_picture, effects_picture, frontier_picture, letters, ranking_picture

if TYPE_CHECKING:
    from ..experiments.attribution import Attribution
    from ..experiments.findings import Findings
    from ..experiments.frontier import Axis, Frontier
    from ..experiments.ranking import RankingStability
    from ..experiments.screening import Screening
    from ..experiments.sensitivity import Sensitivity

__all__ = ["attributed", "frontiers", "ranking", "sensitive"]

DRAWN = 4  # outcomes that get a picture each
MOST = 60
RANKING = (
    ("In which share of the worlds each design is best, and how that share moves along the assumptions. A world is one "
    "set of values of the uncertain facts; every design meets every world."),
    ("Clearly means better than every other design, luck aside; maybe by luck means not to be told from another with "
    "these seeds; a tie is a difference too small to matter. The design that is best most often is no winner: look at "
    "what would change it. Shares depend on the ranges that the plan chose."),
)
SENSITIVE = (
    "Which factors move an outcome, the largest on top, with intervals, beside what luck alone would give.",
    ("A factor matters as far as its range was wide. Not above luck does not mean that it never matters: with more "
    "points it might show. A size has no sign: which way an outcome moves stands in the table."),
)
ATTRIBUTED = (
    ("What switching each part of the package does to an outcome, the mean over all settings of the others; for a "
    "pair, how far one part changes what the other does."),
    ("A plus and the last column name pairs that this plan cannot tell apart: the effect may be of either. Effects "
    "hold between the two levels that were played and not beyond."),
)
FRONTIER = (
    ("Designs by two things that are hard to have together. A design is on the frontier if no other is at least as "
    "good in both and better in one."),
    ("There is no single winner: along the frontier more of one costs some of the other, and which is worth it is for "
    "people to say and not for a model. Each side is a plain mean of recorded shares, named below the table."),
)


def ranking(found: Findings) -> Chapter:
    """Return which design is best in which share of the worlds, and what would change that."""
    title = "Which design is best where, and what would change that"
    if not found.rankings:
        return Chapter("ranking", title, missing=found.absent.get("rankings", ""))
    parts: list[Html] = [guide(*RANKING)]
    for one in found.rankings:
        parts += [tag("h3", f"By {found.label(one.outcome).lower()}"), *_ranked(one)]
    if found.unranked:
        labels = {key: found.label(key).lower() for key in found.unranked}
        parts.append(notes(f"Not ranked by {labels[key]}: {why}." for key, why in found.unranked.items()))
    return Chapter("ranking", title, tuple(parts))


def _ranked(one: RankingStability) -> list[Html]:
    rows = one.shares.sort_values("share", ascending=False, kind="stable").to_dict("records")
    alt = "Share of the worlds in which each design is best: " + "; ".join(
        f"{row['design']} {percent(row['share'])} ({percent(row['low'])} to {percent(row['high'])}), "
        f"clearly {percent(row['clear'])}"
        for row in rows[:10]
    )
    caption = (
        "Above: full colour: clearly best; lighter: maybe by luck; lightest: tied; line: 95 % interval. Below: the "
        "same share where one assumption is low, in the middle or high; the three along which it moves most."
    )
    shares = [
        [row["design"], percent(row["share"]), f"{percent(row['low'])} to {percent(row['high'])}",
         *(percent(row[kind]) for kind in ("clear", "luck", "tie", "unknown"))]
        for row in rows
    ]  # fmt: skip
    heads = ["design", "best in", "95 % interval", "clearly", "maybe by luck", "tied", "one seed, cannot tell"]
    told = "Share of the worlds in which each design is best"
    made = [picture(ranking_picture(one), alt, caption), table(told, heads, shares, range(1, 7), MOST)]
    if len(one.turning):
        turns = [
            [code(row["factor"]), row["rival"], row["verdict"], str(row["worst_part"]), _signed(row["correlation"]),
             _turn(row)]
            for row in one.turning.to_dict("records")
        ]  # fmt: skip
        heads = ["assumption", "rival", "the order", "lead is weakest where it is", "rank correlation",
                 "turns at (95 %)"]  # fmt: skip
        made.append(table(f"What would change that {one.leader} is best most often", heads, turns, (4, 5), MOST))
    return [*made, notes(one.notes)]


def _signed(value: float) -> str:
    return difference(round(value, 2), "") if np.isfinite(value) else "–"


def _turn(row: Mapping[Any, Any]) -> str:
    """Return where an order turns."""
    if not np.isfinite(row["turns_at"]):
        return "–"
    return f"{plain(row['turns_at'])} ({plain(row['turn_low'])} to {plain(row['turn_high'])})"


def sensitive(found: Findings) -> Chapter:
    """Return which factors move outcomes."""
    title = "What outcomes are sensitive to"
    if not found.sensitivities:
        return Chapter("sensitivity", title, missing=found.absent.get("sensitivities", ""))
    parts: list[Html] = [guide(*SENSITIVE)]
    for i, one in enumerate(found.sensitivities):
        parts += [tag("h3", one.label), *_moved(one, i < DRAWN, found), notes(one.notes)]
    return Chapter("sensitivity", title, tuple(parts))


def _moved(one: Sensitivity, drawn: bool, found: Findings) -> list[Html]:
    made: list[Html] = []
    unit = next((each.unit for each in found.outcomes if each.key == one.outcome), "")
    if one.screening is not None:
        made += _screened(one.screening, drawn, unit)
    if one.importance is not None:
        rows = one.importance.table
        if drawn:
            alt = "PAWN, 0 to 1, by factor: " + "; ".join(
                f"{row['factor']} {row['pawn']:.2f} ({row['pawn_low']:.2f} to {row['pawn_high']:.2f}), {row['verdict']}"
                for row in rows.to_dict("records")
            )
            caption = (
                "How far fixing a factor moves the distribution of the outcome (PAWN, 0 to 1), with 95 % intervals; "
                "grey band: what a factor without any influence reaches by luck. Blue: matters."
            )
            drawing = dots_picture(rows, "pawn", "pawn_low", "pawn_high", "by_luck", "PAWN, 0 to 1")
            made.append(picture(drawing, alt, caption))
        cells = [
            [code(row["factor"]), f"{row['pawn']:.2f}", f"{row['pawn_low']:.2f} to {row['pawn_high']:.2f}",
             f"{row['by_luck']:.2f}", _signed(row["direction"]), row["verdict"]]
            for row in rows.to_dict("records")
        ]  # fmt: skip
        heads = ["factor", "PAWN", "95 % interval", "by luck alone", "rank correlation", "verdict"]
        made.append(table("Rank measures, from the same points", heads, cells, range(1, 5), MOST))
    return made


def _screened(one: Screening, drawn: bool, unit: str) -> list[Html]:
    """Return Morris's or Sobol's indices."""
    rows = one.table.to_dict("records")
    if one.method == "morris":
        scale = 100.0 if unit == "share" else 1.0
        words = unit_words(unit, True)
        told = f"Mean size of the effect of one step through a factor's range (mu*), {words}"
        caption = f"{told}, with 95 % intervals. Grey band: what luck alone would give. Blue: matters."
        each = [f"{row['factor']} {plain(scale * row['mu_star'])}, {row['verdict']}" for row in rows]
        alt = f"{told}: {'; '.join(each)}"
        names = ["mu_star", "mu_star_low", "mu_star_high", "noise"]
        scaled = one.table.assign(**{k: one.table[k] * scale for k in names})
        drawing = dots_picture(scaled, names[0], names[1], names[2], names[3], f"mu*, {words}")
        cells = [
            [code(row["factor"]), plain(scale * row["mu_star"]),
             f"{plain(scale * row['mu_star_low'])} to {plain(scale * row['mu_star_high'])}",
             plain(scale * row["sigma"]), difference(row["mu"], unit), plain(scale * row["noise"]), row["verdict"]]
            for row in rows
        ]  # fmt: skip
        heads = ["factor", "mu*", "95 % interval", "sigma (depends on others)", "mu (with its sign)", "by luck alone",
                 "verdict"]  # fmt: skip
        made = [table(f"Morris's elementary effects, {words}; {one.used} of {one.planned} trajectories", heads, cells,
                      range(1, 6), MOST)]  # fmt: skip
    else:
        caption = (
            "Share of the variance that a factor gives with all that it works with (ST), with 95 % intervals. Grey "
            "band: what luck alone would give. Blue: matters."
        )
        alt = "ST by factor: " + "; ".join(f"{row['factor']} {row['ST']:.2f}, {row['verdict']}" for row in rows)
        drawing = dots_picture(one.table, "ST", "ST_low", "ST_high", "noise", "ST, share of the variance")
        cells = [
            [code(row["factor"]), *(text for k in ("S1", "ST") for text in
             (f"{row[k]:.2f}", f"{row[f'{k}_low']:.2f} to {row[f'{k}_high']:.2f}")), plain(row["noise"]),
             row["verdict"]]
            for row in rows
        ]  # fmt: skip
        heads = ["factor", "S1, alone", "95 % interval", "ST, with others", "95 % interval", "ST by luck", "verdict"]
        made = [table(f"Sobol's indices, shares of the variance; {one.used} of {one.planned} blocks", heads, cells,
                      range(1, 6), MOST)]  # fmt: skip
        pairs = [[f"{row['one']} with {row['two']}", f"{row['S2']:.2f}", f"{row['low']:.2f} to {row['high']:.2f}"]
                 for row in one.pairs.to_dict("records") if row["low"] > 0]  # fmt: skip
        if pairs:
            made.append(table("Pairs that do more together (S2)", ["pair", "S2", "95 % interval"], pairs, (1, 2), MOST))
    return [picture(drawing, alt, caption), *made] if drawn else made


def attributed(found: Findings) -> Chapter:
    """Return which part did it."""
    title = "Which part did it"
    if not found.attributions:
        return Chapter("attribution", title, missing=found.absent.get("attributions", ""))
    levels = found.attributions[0].levels.to_dict("records")
    switched = "; ".join(f"{row['factor']} from {row['first']} to {row['second']}" for row in levels)
    parts: list[Html] = [guide(*ATTRIBUTED), tag("p", f"Switched on and off: {switched}.")]
    for i, one in enumerate(found.attributions):
        parts += [tag("h3", one.label), *_parts(one, i < DRAWN)]
    return Chapter("attribution", title, tuple(parts))


def _parts(one: Attribution, drawn: bool) -> list[Html]:
    rows = one.effects.to_dict("records")
    unit = unit_words(one.unit, True)
    each = [
        f"{row['term']} {difference(row['effect'], one.unit)} ({interval(row['low'], row['high'], one.unit)}), "
        f"{row['verdict']}"
        for row in rows[:14]
    ]
    alt = f"Effects, {unit}: {'; '.join(each)}"
    caption = "Ring: a choice alone; diamond: a pair; bar: 95 % interval. Blue: better, orange: worse, black: differs."
    cells = [
        [joined(code(row["term"])), cell(row["verdict"]), difference(row["effect"], one.unit),
         interval(row["low"], row["high"], one.unit), percent(row["relative"], True), percent(row["share"]),
         f"{percent(row['share_low'])} to {percent(row['share_high'])}", code(row["aliases"] or "–")]
        for row in rows
    ]  # fmt: skip
    heads = ["choice", "verdict", "effect", "95 % interval", "of mean", "of variance", "95 % interval",
             "cannot be told from"]  # fmt: skip
    sources = [[row["source"], percent(row["share"])] for row in one.shares.to_dict("records")]
    made = [picture(effects_picture(one), alt, caption)] if drawn else []
    return [
        *made, table(f"Effects, {unit}; {one.units} seeds under every setting", heads, cells, range(2, 7), MOST),
        table("Whose the variance over all runs is", ["source", "share"], sources, (1,)), notes(one.notes),
    ]  # fmt: skip


def frontiers(found: Findings) -> Chapter:
    """Return what cannot all be had."""
    title = "What cannot all be had"
    if not found.frontiers:
        return Chapter("frontiers", title, missing=found.absent.get("frontiers", ""))
    parts: list[Html] = [guide(*FRONTIER)]
    for one in found.frontiers:
        parts += [tag("h3", one.title), *_frontier(one)]
    return Chapter("frontiers", title, tuple(parts))


def _frontier(one: Frontier) -> list[Html]:
    rows = one.table.to_dict("records")
    signs = letters(len(rows))
    each = []
    for sign, row in zip(signs, rows, strict=True):
        sides = ", ".join(f"{axis.label} {amount(row[axis.name], axis.unit)}" for axis in one.axes)
        each.append(f"{sign} {row['design']}: {sides}, {'' if row['on_frontier'] else 'not '}on the frontier")
    alt = f"{one.title}. {'; '.join(each)}."
    caption = (
        "Letters are the designs of the table, their clouds what other luck would have given; better is up and to the "
        "right. Full: on the frontier; orange ring: luck might put it there; grey ring: beaten."
    )
    cells = [
        [f"{sign}  {row['design']}", *(_at(row, axis) for axis in one.axes), "yes" if row["on_frontier"] else "no",
         percent(row["membership"]), row["beaten_by"] or "–"]
        for sign, row in zip(signs, rows, strict=True)
    ]  # fmt: skip
    heads = ["design", *(f"{axis.label} (95 % interval)" for axis in one.axes), "on the frontier",
             "with other luck", "beaten by"]  # fmt: skip
    made = [f"{axis.label}: {axis.formula}." for axis in one.axes if axis.formula != axis.name]
    numbers = (*range(1, 1 + len(one.axes)), 2 + len(one.axes))
    return [picture(frontier_picture(one), alt, caption), table(one.title, heads, cells, numbers, MOST),
            notes((*made, *one.notes))]  # fmt: skip


def _at(row: Mapping[Any, Any], axis: Axis) -> str:
    ends = interval(row[f"{axis.name}_low"], row[f"{axis.name}_high"], axis.unit, False)
    return f"{amount(row[axis.name], axis.unit)} ({ends})"
