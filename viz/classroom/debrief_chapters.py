"""Chapters of a debrief: what happened, its turning points, who knew what, where the class stands, what to talk about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from ...experiments.classroom.debrief_company import ALIKE, APART, BETTER, WORSE, Goal, Standing, beaten_by, spread
from ...experiments.classroom.debrief_record import Played
from ...model.columns import column
from ..exercise_words import choice_name, unmarked, value_words
from ..report_html import Chapter, Html, guide, joined, notes, picture, table, tag
from ..report_numbers import NOTHING, TIED, amount, listed, many, unit_words
from .debrief_pictures import axes_picture, dilemmas_picture, timeline_picture
from .debrief_questions import asked_of
from .debrief_words import (
    UNTRIED,
    between,
    by_words,
    directions,
    effect_words,
    gap_words,
    round_name,
    short_act,
    title,
    titles,
    turn_word,
)
from .news import INJECT, Cards

if TYPE_CHECKING:
    from ...experiments.classroom.debrief import Debrief

__all__ = ["against_batch", "happened", "own_goals", "questions", "standing", "tried"]

DASH = "\N{EN DASH}"
MILESTONES = ("election", "consent_withdrawn", "consent_restored", "drawdown", "closure")
"""Kinds of events that are told of every round in which they come: without them no reader knows where a run stands."""
KILLING = ("attack_on_civilians", "abuse_by_state")
"""Kinds of events whose deadliest in a round is told: no line on a picture leaps without a word."""
HAPPENED = (
    (
        "The run week by week on the axes of the exercise, beside the same run in which nobody orders anything, and round "
        "by round who asked for what, what was settled and why, and what came."
    ),
    "A gap between the two lines is what all orders together did under this luck; single orders stand in the chapter before.",
)
STANDING = (
    (
        "Where these orders led on each axis, beside nobody's orders, the shipped sets of orders and earlier classes. Lines "
        "show how far the same orders go under other luck."
    ),
    (
        "There is no single winner, and no sum over axes: more of one often costs some of another, and what that is worth is "
        "for people to say. A gap counts on an axis only where it is larger than half the way from the lowest to the highest "
        "difference under the same seeds (against shipped sets, which have other seeds: of the runs of whichever of the two it is more), and "
        "only with three runs or more; all else may be luck."
    ),
)
GOALS = (
    "What each role wanted for itself, how far the orders given moved it against nobody's, and what is shared by all.",
    (
        "A role may have been served by what others ordered, and its goal may not be good for the country: that is what "
        "the discussion is for. “No further than luck goes” stands where the mean difference is no larger than half the way "
        "from the lowest to the highest difference under the same seeds."
    ),
)
AGAINST = {
    BETTER: "better than the class", WORSE: "the class is better", APART: "better on some, worse on others",
    ALIKE: "no further than luck goes",
}  # fmt: skip
BATCH = (
    "The class among the designs of a stored batch: on the axes, and along the three dilemmas of integration.",
    "A design is on the frontier if no other has means at least as good on all axes and better on one. Against the class a gap counts only where it is larger than half the way from the lowest to the highest run of either. The frontier names no winner.",
)


def happened(found: Debrief) -> Chapter:
    """Return the timeline."""
    names = ", ".join(axis.outcome.label.lower() for axis in found.record.exercise.axes)
    alt = f"Weekly course of {names}, as it was and with nobody's orders; the numbers stand in weekly.csv."
    turns = " Numbers: turning points." if found.turns else ""
    caption = f"Blue: as it was; grey, broken: nobody's orders, same luck.{turns} Deaths and other counts as means of a month."
    parts = [guide(*HAPPENED), picture(timeline_picture(found), alt, caption), _stood(found)]
    for one in found.record.rounds:
        parts += _round(found, one)
    return Chapter("happened", "What happened", tuple(parts))


def _round(found: Debrief, one: Played) -> list[Html]:
    """Return one round: orders and rulings, what came, and how things stood at its end."""
    weeks = f"weeks {one.first + 1} to {one.last + 1}"
    made = [tag("h3", f"{round_name(found.record, one.number)} ({weeks})")]
    rows = [_ruling(one, ruling.name) for ruling in one.rulings]
    if rows:
        made.append(table(f"Orders and rulings of round {one.number}", ["choice", "asked for", "settled", "why"], rows, stacked=True))
    elif one.number <= len(found.record.exercise.rounds):
        made.append(tag("p", "Nobody ordered anything; all stayed as it was.", class_="note"))
    aside = [
        f"Did not count: {title(given.order.role)}, {choice_name(given.order.name)} "
        f"{value_words(given.order.name, given.order.value)}, since {given.aside}." for given in one.orders if given.aside
    ]  # fmt: skip
    told = [*_came(found, one), *_met(one), *aside]
    made.append(tag("ul", (tag("li", text) for text in told)) if told else Html(""))
    return made


def _ruling(one: Played, name: str) -> list[Html | str]:
    """Return a row of the table of rulings."""
    ruling = next(ruling for ruling in one.rulings if ruling.name == name)
    asked: dict[str, list[str]] = {}
    for given in one.orders:
        if given.order.name == name and not given.aside:
            value = value_words(name, given.order.value) + (" (insists)" if given.order.insist else "")
            asked.setdefault(value, []).append(title(given.order.role))
    words = "; ".join(f"{value}: {listed(list(dict.fromkeys(who)))}" for value, who in asked.items())
    before, now = value_words(name, ruling.before), value_words(name, ruling.value)
    late = f", after {many(ruling.after_weeks, 'week')}" if ruling.after_weeks else ""
    settled = tag("strong", f"{before} → {now}") if ruling.changed else Html("")
    why = f"{ruling.text[:1].upper()}{ruling.text[1:]}."
    return [choice_name(name), words, joined(settled, late) if ruling.changed else f"stays {now}", why]


def _came(found: Debrief, one: Played) -> list[str]:
    """Return injects of a round, and what else tells most of it, in order of time."""
    events = found.result.events
    if events.empty:
        return []
    here = events[(events["week"] >= one.first) & (events["week"] <= one.last)]
    injects = here[here["kind"].astype(str).str.startswith(INJECT)]
    cards, told = Cards(found.record.exercise, one.settled), []
    for kind, week, text in zip(injects["kind"], injects["week"], injects["text"], strict=True):
        name, *_ = cards.take(str(kind).removeprefix(INJECT), int(week), str(text))
        told.append((int(week), f"Inject: {name}. {text}"))
    heard = [
        event for event in found.heard if one.first <= event.week <= one.last and event.text not in set(injects["text"])
    ]
    told += [(event.week, event.text) for event in heard[:3]]
    attacks = here[here["kind"].astype(str).str.startswith(KILLING)].nlargest(1, "size")
    sure = pd.concat([here[here["kind"].isin(MILESTONES)], attacks[attacks["size"] > 0]])
    told += [(int(week), str(text)) for week, text in zip(sure["week"], sure["text"], strict=True)]
    return [f"Week {week + 1}. {text}" for week, text in sorted(set(told))]


def _met(one: Played) -> list[str]:
    """Return meetings and messages of a round, as counts."""
    told = [
        f"Met: {titles([str(role) for role in meeting.get('roles', ())])}." for meeting in one.settled.meetings if meeting.get("roles")
    ]  # fmt: skip
    return told + ([f"{many(one.messages, 'message')} from players to other roles."] if one.messages else [])


def _stood(found: Debrief) -> Html:
    """Return how the axes' columns stood at the end of every round, with nobody's orders beside."""
    mine, nobody = (found.runs[key].weekly for key in ("class", "nobody"))
    rows = []
    for name in dict.fromkeys(axis.outcome.column for axis in found.record.exercise.axes):
        of = column(name)
        cells = []
        for one in found.record.rounds:
            span = (mine["week"] >= one.first) & (mine["week"] <= one.last)
            a, b = (
                float(w.loc[span, name].sum() if of.kind == "flow" else w.loc[span, name].iloc[-1])
                for w in (mine, nobody)
            )
            cells.append(f"{_bare(a, of.unit)} ({_bare(b, of.unit)})")
        unit = f"{unit_words(of.unit)}{' in the round' if of.kind == 'flow' else ''}"
        rows.append([f"{of.label}, {unit}", *cells])
    last = len(found.record.exercise.rounds)
    heads = [
        "at the end of",
        *(f"round {one.number}" if one.number <= last else "the weeks after" for one in found.record.rounds),
    ]
    return table("Round by round, as it was (in brackets: nobody's orders)", heads, rows, range(1, len(heads)), stacked=True)


def tried(found: Debrief) -> Html:
    """Return everything the class did with what taking it out changes most."""
    ways = directions(found.record)
    sure = {turn.key: turn for turn in (*found.turns, *found.lesser)}
    rows: list[list[Html | str]] = []
    for act, effect in found.tried:
        told: Html | str = "nothing that is recorded"
        way = Html("")
        if act.key in sure:
            css, word = turn_word(sure[act.key], ways.get(sure[act.key].effect.column.name, 0))
            told, way = effect_words(sure[act.key].effect), tag("span", word, class_=css)
        elif effect is not None:
            told, way = tag("span", effect_words(effect), class_="quiet"), tag("span", UNTRIED, class_="quiet")
        rows.append([short_act(act), str(act.round), by_words(act), told, way])
    gone = [
        [short_act(act), str(act.round), by_words(act), f"cannot be taken out: {why}", Html("")] for act, why in found.failed
    ]  # fmt: skip
    heads = ["what was done", "round", "by", "what it changed, under this luck", "with other luck"]
    return table("Everything that was done, each against its twin run without it", heads, [*rows, *gone], (1,), stacked=True)


def standing(found: Debrief) -> Chapter:
    """Return where the class stands on the axes."""
    axes = found.record.exercise.axes
    others = [found.nobody, *found.plays, *found.earlier]
    everyone = [found.mine, *others]
    rows = [(axis.title, axis.outcome.unit, axis.better, axis.outcome.key) for axis in axes]
    alt = "Axes: " + "; ".join(
        f"{axis.title}: {found.mine.label} {amount(found.mine.mean(axis.outcome.key), axis.outcome.unit)}" for axis in axes
    )
    plays = " Hollow orange marks are the shipped sets of orders, in the order of the table below." if found.plays else ""
    earlier = " Green triangles are earlier classes." if found.earlier else ""
    caption = f"Every axis in its own unit; mark: mean, line: lowest to highest run.{plays}{earlier}"
    cells = [
        [f"{axis.title}, {unit_words(axis.outcome.unit)}", *(_ends(one, axis.outcome.key, axis.outcome.unit) for one in everyone)] for axis in axes
    ]  # fmt: skip
    heads = ["axis", *(one.label for one in everyone)]
    told = table(
        "Mean (lowest to highest) of the runs; deaths and other counts are totals", heads, cells, range(1, len(heads)), stacked=True
    )
    beats = beaten_by(found.mine, others, [(axis.outcome.key, axis.better) for axis in axes])
    lines = [tag("li", text) for text in _beaten(beats, found)]
    short = (
        []
        if found.plays
        else ["No shipped set of orders is shown: this exercise has none with figures, or was not played to its end."]
    )
    short += _about_plays(found)
    return Chapter("standing", f"Where {'your orders stand' if found.record.solo else 'this class stands'}, on several axes", (
        guide(*STANDING), picture(axes_picture(rows, everyone), alt, caption), tag("ul", lines), told, notes([*short, *found.notes]),
    ))  # fmt: skip


def _about_plays(found: Debrief) -> list[str]:
    """Return what the shipped sets of orders are, and how they were played, as sentences."""
    if not found.plays:
        return []
    about = {one.title: one.text for one in found.record.exercise.plays}
    runs = max(len(values) for one in found.plays for values in one.values.values())
    return [
        (
            f"The shipped sets were played from the first week to the last, {runs} runs each, under other seeds than the rest "
            "of this table; all else in it was played under the same seeds, so that it is compared pair by pair."
        ),
        *(f"“{one.label[:1].upper()}{one.label[1:]}”: {about[one.label]}" for one in found.plays),
    ]


def _ends(one: Standing, key: str, unit: str) -> str:
    """Return mean, lowest and highest in a few signs: ``60.2 (59.4-60.9)``."""
    if math.isnan(one.mean(key)):
        return NOTHING
    mean, low, high = (_bare(value, unit) for value in (one.mean(key), *one.ends(key)))
    return mean if low == high else f"{mean} ({low}{DASH}{high})"


def _bare(value: float, unit: str) -> str:
    """Return an amount without its unit."""
    return amount(value, unit).removesuffix(f"{TIED}%")


def _beaten(beats: dict[str, str], found: Debrief) -> list[str]:
    """Return who is better on all axes than whom, as sentences."""
    n = len(found.record.exercise.axes)
    words = {
        BETTER: f"Better on at least one of {n} axes by more than luck goes, and on none worse",
        WORSE: f"These orders are better on at least one of {n} axes by more than luck goes, and on none worse, than",
        APART: "Better on some axes and worse on others, so that neither stands above the other",
        ALIKE: "No further from these orders on any axis than luck goes",
    }  # fmt: skip
    sorted_ = {way: [label for label, one in beats.items() if one == way] for way in words}
    return [f"{words[way]}{'' if way == WORSE else ':'} {listed(some)}." for way, some in sorted_.items() if some]


def own_goals(found: Debrief) -> Chapter:
    """Return each role's own goals against the shared ones."""
    if not found.goals:
        return Chapter(
            "goals",
            "Each role's own goals against the shared ones",
            missing="no role of this exercise has goals of its own",
        )
    rows = [_goal(one) for one in found.goals]
    heads = ["role", "wanted", found.mine.label, "nobody's orders", "moved by", "its way", "shared"]
    told = table("What each role wanted for itself; means over the same seeds", heads, rows, (2, 3, 4), stacked=True)
    served, against = (
        [f"{title(one.role)} ({one.outcome.label.lower()})" for one in found.goals if one.served == way] for way in (1, -1)
    )
    lines = [
        f"Moved the way it wanted: {listed(list(dict.fromkeys(served)))}."
        if served
        else "No role's own goal was moved its way by more than luck.",
        f"Moved against what it wanted: {listed(list(dict.fromkeys(against)))}." if against else "",
    ]
    people = [
        tag("li", tag("strong", f"{title(role)}: "), ", ".join(names)) for role, names in found.record.people.items()
    ]  # fmt: skip
    who = [tag("h3", "Who sat where in the end"), tag("ul", people, class_="people")] if people else []
    return Chapter("goals", "Each role's own goals against the shared ones", (
        guide(*GOALS), tag("ul", (tag("li", line) for line in lines if line)), told, *who,
    ))  # fmt: skip


def _luck(spread_of_runs: float) -> str:
    """Return why a gap does not count: it is no larger than luck, or nobody can say how far that goes."""
    return "no further than luck goes" if math.isfinite(spread_of_runs) else "too few runs to tell it from luck"


def _goal(one: Goal) -> list[Html | str]:
    unit = one.outcome.unit
    word = {1: tag("span", "yes", class_="better"), -1: tag("span", "no", class_="worse")}.get(
        one.served, Html(_luck(one.spread))
    )
    shared = "also an axis" if one.shared else "its own"
    text = f"{one.text} ({one.outcome.label.lower()}: {'more' if one.better > 0 else 'less'})"
    return [
        title(one.role),
        text,
        amount(one.with_orders, unit),
        amount(one.nobody, unit),
        between(one.with_orders, one.nobody, unit),
        word,
        shared,
    ]


def against_batch(found: Debrief) -> Chapter:
    """Return the class against the frontier of a stored batch."""
    name = "Against the frontier of a stored batch"
    view = found.batch
    if view is None:
        return Chapter(
            "batch", name, missing="no batch was given, and none of the same scenario and length lies beside the file of the class"
        )
    axes = view.found.axes
    beats = beaten_by(found.mine, view.standings, [(axis.name, axis.better) for axis in axes])
    rows = [
        [str(row["design"]), *(amount(row[axis.name], axis.unit) for axis in axes), "yes" if row["on_frontier"] else "no",
         AGAINST[beats[str(row["design"])]]]
        for row in view.found.table.to_dict("records")
    ]  # fmt: skip
    mine = [found.mine.label, *(amount(found.mine.mean(axis.name), axis.unit) for axis in axes), "", ""]
    heads = ["design", *(axis.label for axis in axes), "on the frontier", "against the class"]
    told = table(f"Designs of {view.name} and this class, means", heads, [mine, *rows], range(1, 1 + len(axes)), 40, stacked=True)
    alt = "The class among the designs along three dilemmas: " + "; ".join(
        f"{one.title}: this class {100 * mine_[0]:.0f} % and {100 * mine_[1]:.0f} %" for one, mine_ in view.dilemmas
    )
    caption = "Blue diamond: this class. Full circles: designs on the frontier. Better is up and to the right."
    return Chapter("batch", name, (
        guide(*BATCH), tag("ul", (tag("li", text) for text in _in_batch(beats, len(axes)))),
        picture(dilemmas_picture(view), alt, caption), told, notes(view.notes),
    ))  # fmt: skip


def _in_batch(beats: dict[str, str], n: int) -> list[str]:
    better = [label for label, way in beats.items() if way == BETTER]
    worse = [label for label, way in beats.items() if way == WORSE]
    beyond = f"better than the class on one of {n} axes by more than luck goes and worse on none"
    first = (
        f"{many(len(better), 'design')} of {len(beats)} {'is' if len(better) == 1 else 'are'} {beyond}: {listed(better, 6)}."
        if better else f"No design of {len(beats)} is {beyond}."
    )  # fmt: skip
    return [first, *([f"The class is so against {listed(worse, 6)}."] if worse else [])]


def questions(found: Debrief) -> Chapter:
    """Return the questions for discussion, by learning goal, each with what happened."""
    parts: list[Html] = [
        tag(
            "p",
            "Each question stands with what happened in this run; facts are where to begin, not the answer.",
            class_="note",
        )
    ]
    asked = asked_of(found)
    for goal in found.record.exercise.goals:
        parts.append(tag("h3", goal.text))
        for one in asked[goal.key]:
            facts = tag("ul", (tag("li", fact) for fact in one.facts), class_="facts-told") if one.facts else None
            text = tag("p", unmarked(one.text), class_="ask")
            parts.append(tag("div", text, facts, tag("div", class_="room"), class_="asked"))
    return Chapter("questions", "To talk about, by learning goal", tuple(parts))


def short_axes(found: Debrief) -> Sequence[str]:
    """Return the axes in short: this class, and nobody's orders."""
    told = []
    for axis in found.record.exercise.axes:
        key, unit = axis.outcome.key, axis.outcome.unit
        gap = found.mine.mean(key) - found.nobody.mean(key)
        luck = spread(found.mine, found.nobody, key)
        within = abs(gap) <= luck
        told.append(f"{axis.title} {gap_words(gap, unit)}{f', {_luck(luck)}' if within else ''}")
    return told
