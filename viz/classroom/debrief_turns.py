"""Chapters of a debrief on its turning points, and on who knew what when."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...experiments.classroom.debrief_knowledge import END, Heard, informed_roles
from ...experiments.classroom.debrief_turns import FEWEST_SEEDS, Turn, by_luck_alone, sureness
from ..report_html import Chapter, Html, guide, joined, notes, picture, table, tag
from ..report_numbers import amount, listed, percent
from .debrief_chapters import tried
from .debrief_pictures import knowledge_picture, turn_picture
from .debrief_words import (
    act_words,
    axes_words,
    between,
    cause_words,
    directions,
    effect_words,
    full_stop,
    knew_words,
    luck_words,
    round_name,
    short_act,
    span_words,
    sure_of_any,
    title,
    titles,
    turn_word,
    week_words,
)

if TYPE_CHECKING:
    from ...experiments.classroom.debrief import Debrief

__all__ = ["knowledge", "turn_title", "turning"]

TURNING = (
    (
        "What was done that changed this run most: each act is taken out, and the same run, same seed and same other "
        "orders, is played again without it. Through what the two differ is told by the ledger of causes."
    ),
    (
        "An act that turned the run was not right or wrong for that. One run is one piece of luck: read the line on other "
        "seeds before you build on a turning point. Its weeks were picked because these two runs differ most there, "
        "and its measure because further seeds agree on it: the other seeds that are told of had no part in either, so that what they show is the "
        "fairer size."
    ),
)
NONE_SURE = "Of nothing that was tried does other luck say the same often enough to build on. What changed most under this luck stands here all the same."
TOO_FEW = "Fewer than three other seeds were tried, too few to tell any act from luck. What changed most under this luck stands here all the same."
MAYBE_LUCK = "All else that was tried with other seeds may have been luck; it stands in the table below."
KNOWLEDGE = (
    (
        "What the organisations of each role believed when orders were given, against what was true. 100 means that they saw "
        "all there was, 0 that they knew no more than anybody who knows nothing."
    ),
    (
        "Roles were shown what their organisations could know, not the truth that stands beside it here. A decision can be good with what was known, and turn "
        "out badly; ask what could have been known, and from whom."
    ),
)


def turn_title(turn: Turn, wanted: int) -> Html:
    """Return a turning point in one line: what was done, and what it came to."""
    css, word = turn_word(turn, wanted)
    gap = between(turn.effect.with_act, turn.effect.without, turn.effect.column.unit)
    return joined(
        f"{short_act(turn.act)}: {turn.effect.column.label.lower()} {gap} ", tag("span", f"({word})", class_=css)
    )


def turning(found: Debrief) -> Chapter:
    """Return the turning points with their twins, and all that was tried."""
    name = {0: "No turning point", 1: "One turning point", 2: "Two turning points"}.get(
        len(found.turns), "Three turning points"
    )
    parts: list[Html] = [guide(TURNING[0], f"{TURNING[1]} {_by_luck_alone(len(found.seeds))}".rstrip())]
    if found.turns and not sure_of_any(found.turns):
        name = "No turning point that is told from luck"
        parts.append(tag("p", TOO_FEW if len(found.seeds) < FEWEST_SEEDS else NONE_SURE, class_="warning"))
    if not found.turns:
        parts.append(
            tag(
                "p",
                "Nothing that was done changed anything that is recorded: what happened would have happened without it.",
            )
        )
    for number, turn in enumerate(found.turns, start=1):
        parts.append(_turn(found, turn, number))
    if 0 < len(found.turns) < 3:
        parts.append(tag("p", MAYBE_LUCK if found.lesser else "Nothing more was done that changed the run.", class_="note"))
    if found.tried or found.failed:
        parts += [tag("h3", "All that was done"), tried(found)]
        parts.append(notes([(
            "The turning points are the acts that changed most, in units of what counts as large for an outcome, as far as "
            "other luck says the same; what may be luck is none where there are others. Outcomes of axes and goals weigh double. The five that changed most beyond what "
            "luck does to this run, not more than two on one outcome where there are others, were tried with other seeds; of all others nobody can say whether it was the act or luck."
        ), (
            "“Nothing that is recorded” stands where a later order on the same choice replaced an act before it told, "
            "or where what it set never came to matter."
        )]))  # fmt: skip
    return Chapter("turning", name, tuple(parts))


def _by_luck_alone(n: int) -> str:
    """Return how often luck alone passes for an act, as a sentence; "" where too few seeds are tried to say anything."""
    if n < FEWEST_SEEDS:
        return ""
    some = max(math.ceil(100 * by_luck_alone(n)), 1)
    return f"Of 100 acts that change nothing, {some} look like “most likely the act” by luck alone."


def _turn(found: Debrief, turn: Turn, number: int) -> Html:
    """Return one turning point."""
    effect = turn.effect
    wanted = directions(found.record).get(effect.column.name, 0)
    parted = (
        f"The two runs part in {week_words(turn.parted)}, first in {listed([one.lower() for one in turn.parted_in], 3)}."
        if turn.parted >= 0 else ""
    )  # fmt: skip
    caption = (
        "Blue: as it was. Orange, broken: without it; same seed, same other orders. At the right the difference under "
        f"this run's own luck{' and under others' if turn.luck else ''}.{' Drawn as means of a month.' if effect.is_total else ''}"
    )
    alt = f"{effect_words(effect)} {luck_words(turn)}"
    axes = axes_words(found.record, turn)
    knew = [tag("p", tag("strong", "What they knew: "), knew_words(turn))] if turn.knew else []
    return tag(
        "article",
        tag("h3", tag("span", str(number), class_="number"), " ", turn_title(turn, wanted)),
        tag("p", tag("strong", full_stop(round_name(found.record, turn.act.round))), act_words(turn.act)), *knew,
        tag("p", tag("strong", "The twin without it: "), effect_words(effect), " ", parted, " ", cause_words(turn)),
        tag("p", tag("strong", "How sure: "), luck_words(turn)),
        tag("p", axes) if axes else None,
        picture(turn_picture(found, turn, number), alt, caption), _ends(found, turn, number), class_="turn",
    )  # fmt: skip


def _ends(found: Debrief, turn: Turn, number: int) -> Html:
    """Return what the act made of each axis, and whether other luck says the same."""
    axes = {axis.outcome.key: axis for axis in found.record.exercise.axes}
    rows: list[list[Html | str]] = []
    for key, one, two, luck in turn.outcomes:
        if key not in axes:
            continue
        axis = axes[key]
        unit = axis.outcome.unit
        gap = between(one, two, unit)
        told = [amount(one, unit), amount(two, unit), gap, span_words(luck, unit)]
        rows.append([axis.title, *told, _word(one - two, luck, axis.better) if gap != "0" else Html("")])
    heads = ["axis", "as it was", "without it", "difference", "with other luck", "better or worse"]
    return table(f"Turning point {number} on the axes, over the whole run", heads, rows, (1, 2, 3, 4), stacked=True)


def _word(gap: float, luck: Sequence[float], better: int) -> Html:
    """Return better or worse where other luck agrees, else that it may be luck."""
    if not gap and not any(luck):
        return Html("")
    sure = sureness(gap, luck)
    if sure == "luck":
        return tag("span", "maybe by luck", class_="quiet")
    word = "better" if gap * better > 0 else "worse"
    return tag("span", f"{word}{', probably' if sure == 'leaning' else ''}", class_=word)


def knowledge(found: Debrief) -> Chapter:
    """Return who knew what when."""
    name = "Who knew what, and when"
    parts: list[Html] = [guide(*KNOWLEDGE)]
    names = {key: title(key) for key in found.record.exercise.seats}
    informed = informed_roles(found.record)
    if not found.pictures.empty:
        n = len(found.record.exercise.rounds)
        moments = {
            i: "end" if i == END else "after" if i > n else str(i) for i in dict.fromkeys(found.pictures["round"])
        }
        alt = "Share of the picture known, by role and round: " + "; ".join(
            f"{names[row['role']]} {row['field']} ({moments[row['round']]}) {percent(row['known'])}"
            for row in found.pictures.to_dict("records")
        )
        caption = "Percent of the picture known at the start of each round (numbers), after the last round, and at the end, by the organisations that a role leads or speaks for (their mean)."
        parts.append(picture(knowledge_picture(found.pictures, names, moments), alt, caption))
        parts.append(_blind(found, names))
    if without := [names[key] for key in names if key not in informed]:
        parts.append(
            notes(
                [
                    f"{listed(without)}: nobody in the field who keeps a map, so that what the news and own papers say is what is known."
                ]
            )
        )
    if found.heard:
        parts += [tag("h3", "Who heard of what"), _heard(found, names)]
    return Chapter("knowledge", name, tuple(parts))


def _blind(found: Debrief, names: dict[str, str]) -> Html:
    """Return the widest gaps between belief and truth when orders were given, two a role."""
    last = len(found.record.exercise.rounds)
    gaps = found.sectors.assign(gap=(found.sectors["believed"] - found.sectors["true"]).abs())
    gaps = gaps[
        (gaps["round"] > (1 if last > 1 else 0)) & (gaps["round"] <= last)
    ]  # before the first nobody has looked
    first = gaps.sort_values("gap", ascending=False, kind="stable").drop_duplicates(["role", "field"])
    first = first.assign(place=first["role"].map({role: i for i, role in enumerate(names)})).sort_values(
        ["place", "field"], ascending=[True, False]
    )
    rows = [
        [names[row["role"]], str(row["round"]), f"{row['field']} in sector {row['sector']}", percent(row["believed"]),
         percent(row["true"]), "saw too much" if row["believed"] > row["true"] else "saw too little"]
        for row in first.to_dict("records")
    ]  # fmt: skip
    if not rows:
        return Html("")
    heads = ["role", "when ordering in round", "of what", "believed", "true", "what that is"]
    return table(
        "Where each role was furthest from the truth: level of threat or need in a sector, weighted by people",
        heads,
        rows,
        (3, 4),
        stacked=True,
    )


def _heard(found: Debrief, names: dict[str, str]) -> Html:
    """Return events with who heard of them."""
    last = len(found.record.exercise.rounds)
    rows = [
        [week_words(one.week), str(one.round or "") if one.round <= last else "after", one.text, _who(one, names), _not(one, names)]
        for one in found.heard
    ]
    heads = ["when", "round", "what happened", "heard of it", "did not"]
    return table(
        "Events that tell most, those first that only some heard of; meetings and messages may have carried them further",
        heads,
        rows,
        stacked=True,
    )


def _who(one: Heard, names: dict[str, str]) -> str:
    return "all" if not one.not_by else titles(one.by) if one.by else "nobody"


def _not(one: Heard, names: dict[str, str]) -> str:
    return titles(one.not_by) if one.not_by and one.by else ("all" if one.not_by else "")
