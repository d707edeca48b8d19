"""Generated parts of the pages on exercises: roles, who decides, and the lecturer's guides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import mean
from typing import Any

from peaceops.experiments.exercise import Exercise, Round, load_exercise
from peaceops.experiments.exercise_holdings import choices_of
from peaceops.experiments.exercise_plays import outcomes_of, read_played
from peaceops.experiments.roles import LEAVES, authorities, roles, views
from peaceops.viz.exercise_words import choice_name, inject_when

PLAYED = Path(__file__).parent / "exercises" / "played.csv"
Rows = Iterable[Iterable[Any]]
NEWS, ORDERS, FILM = 0.15, 0.15, 0.2
"""Parts of a round for news and views, for writing orders, and for the film of its weeks; the rest is talk."""
STUDENTS = (3, 5, 8, 12, 20, 30)
"""Sizes of classes for which the guides say who sits where."""
MILLIONS = 1e8
"""From here on figures are told in millions."""


def roles_table() -> tuple[tuple[str, ...], Rows]:
    """Return the roles: titles, organisations, choices that each may hold, injects, what it sees."""
    heads = (
        "role",
        "title",
        "in the sources' time",
        "speaks for",
        "choices it may hold",
        "may let happen",
        "sees beside the news",
        "empty, agrees",
    )
    rows = [
        (
            f"`{role.key}`", role.title, role.title_2010,
            ", ".join(role.organisations) or "the armed group that it leads",
            len(choices_of(role)) or "none", ", ".join(grant.kind for grant in role.grants),
            ", ".join(views()[key].title for key in role.views), role.agrees.words if role.agrees else "always",
        )
        for role in roles().values()
    ]  # fmt: skip
    return heads, rows


def authorities_table() -> tuple[tuple[str, ...], Rows]:
    """Return who decides on each choice."""
    rows = [
        (f"`{rule.name}`", " **and** ".join(", ".join(side) for side in rule.sides),
         f"{rule.text} {LEAVES}" if rule.one_leaves else rule.text, rule.source)
        for rule in authorities().values()
    ]
    return ("choice", "sides, the first of each leads", "why", "source"), rows


def head(name: str, table: Callable[..., str]) -> str:
    """Return the first part of a guide: question, goals, preparation, timetable, roles, injects."""
    one = load_exercise(name)
    people = f"{one.least_players} to {one.most_players}" if one.most_players > 1 else "1"
    alone = ", or one alone" if one.solo and one.most_players > 1 else ""
    many = "players" if one.most_players > 1 else "player"
    facts = f"{one.minutes} minutes, {len(one.rounds)} rounds, {people} {many}{alone}; scenario `{one.scenario.name}`"
    weeks = f"{one.weeks} weeks in rounds and {one.after_weeks} after them"
    paper = "this timetable, a handout, role cards with order sheets, cards of rounds and of injects"
    seats = [
        (seat.role.title, seat.seats, seat.public, ", ".join(map(choice_name, (*seat.holds, *seat.opening))) or "none")
        for seat in one.seats.values()
    ]
    parts = [
        f"**{one.question}**", one.summary, f"*{facts}, {weeks}.*",
        "## Learning goals", "\n".join(f"- {goal.text}" for goal in one.goals),
        "## Preparation", one.guide["preparation"],
        f"`peaceops exercise cards {name} --out cards` writes the paper: {paper}.",
        "## Minute by minute", table(("minutes", "part", "what to do"), _minutes(one)),
        "## Roles", table(("role", "seats", "what all know", "orders"), seats),
        "What each is told alone, and what it wants for itself, stands on its card and not here.",
        *_seating(one, table),
        "## What comes", table(("inject", "comes", "what happens"), [
            (card.title, inject_when(card, one), card.inject.text) for card in one.injects
        ]),
    ]  # fmt: skip
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _seating(one: Exercise, table: Callable[..., str]) -> Iterator[str]:
    """Yield the chapter that says who sits where with few and with many students."""
    yield "## Who sits where"
    if one.most_players == 1:
        yield "Everybody plays alone, or two or three at one screen who agree on each order; no seats have to be given."
        return
    rows = []
    for students in STUDENTS:
        tables = -(-students // one.most_players)
        sizes = [students // tables + (number < students % tables) for number in range(tables)]
        for size in dict.fromkeys(sizes):
            total = students if size == max(sizes) else ""
            rows.append((total, f"{sizes.count(size)} of {size}", *_seated(one, size)))
    yield table(("students", "tables", "who sits", "empty"), rows)
    few = (
        f" The exercise makes sense from {one.least_players} students on; with fewer it works, and less is disputed."
        if one.least_players > STUDENTS[0] else ""
    )  # fmt: skip
    yield (
        "One of each role first, those first without whom the question is not asked; then more to a role. A table is a "
        "class of its own. What an empty seat does stands in [exercises.md](../exercises.md#who-decides-what) "
        f"(rules 4 and 5).{few}"
    )


def _seated(one: Exercise, size: int) -> tuple[str, str]:
    """Return who sits at a table of a size, and which roles stay empty."""
    taken = Counter(one.seating[:size])
    names = {key: seat.role.title.partition(" (")[0] for key, seat in one.seats.items()}
    order = list(dict.fromkeys(one.seating))
    there = [f"{names[key]} ({taken[key]})" if taken[key] > 1 else names[key] for key in order if key in taken]
    return ", ".join(there), ", ".join(names[key] for key in order if key not in taken) or "none"


def _minutes(one: Exercise) -> Iterator[tuple[str, str, str]]:
    """Yield the timetable, longer rounds with what happens within them."""
    for slot in one.timetable():
        if not slot.round:
            text = "Read the story aloud, hand out cards, let roles ask." if slot.start == 0 else "See below."
            yield f"{slot.start}-{slot.end}", f"**{slot.title}**", text
            continue
        played = one.rounds[slot.round - 1]
        yield f"{slot.start}-{slot.end}", f"**Round {slot.round}: {slot.title}**", played.lecturer
        yield from _within(slot.start, played)


def _within(start: int, one: Round) -> Iterator[tuple[str, str, str]]:
    """Yield the parts of one round of six minutes or more."""
    if one.minutes < 6:
        return
    news, orders, film = (max(1, int(share * one.minutes + 0.5)) for share in (NEWS, ORDERS, FILM))
    talk = one.minutes - news - orders - film
    now = start
    for length, what in (
        (news, "news and own view"),
        (talk, "talk"),
        (orders, "orders, deadline"),
        (film, f"{one.weeks} weeks are played"),
    ):
        yield f"{now}-{now + length}", f"· {what}", ""
        now += length


def played_table(name: str) -> tuple[tuple[str, ...], Rows]:
    """Return the mean outcome of every axis by set of orders, with lowest and highest of the seeds."""
    one = load_exercise(name)
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in read_played(PLAYED):
        if row.exercise == name:
            found[row.play, row.outcome].append(row.value)
    seeds = min((len(values) for values in found.values()), default=0)
    keys = outcomes_of(one)
    labels = {axis.outcome.key: axis for axis in one.axes}
    rows = []
    for key in keys:
        ways = [found.get((play.title, key), []) for play in one.plays]
        axis, largest = labels[key], max((abs(value) for way in ways for value in way), default=0.0)
        digits = 0 if largest >= 100.0 else 1 if largest >= 10.0 else 2
        told = (_range(way, digits, largest >= MILLIONS) for way in ways)
        rows.append((axis.title, axis.outcome.label, "more" if axis.better > 0 else "less", *told))
    return ("axis", "measured by", "better", *(f"{play.title} ({seeds} runs)" for play in one.plays)), rows


def _range(values: list[float], digits: int, in_millions: bool) -> str:
    """Return mean, lowest and highest of some values."""
    if not values:
        return "not played"
    ends = (mean(values), min(values), max(values))
    middle, low, high = (f"{value / 1e6:,.0f} m" if in_millions else f"{value:,.{digits}f}" for value in ends)
    return f"{middle} ({low} to {high})"


def happens(name: str) -> str:
    """Return what tends to happen in the room."""
    return f"{load_exercise(name).guide['happens']}\n"


def debrief(name: str) -> str:
    """Return the last part of a guide: how to debrief, and questions by learning goal."""
    one = load_exercise(name)
    lines = [one.guide["debrief"], ""]
    for goal in one.goals:
        lines += [f"*{goal.text}*", "", *(f"- {each.text}" for each in one.questions if each.goal == goal.key), ""]
    return "\n".join(lines).rstrip() + "\n"
