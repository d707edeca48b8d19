"""Words for exercises: names of choices, what is allowed, who decides with whom, and exercises on a terminal."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ..experiments.authority import Holding, Value
from ..experiments.choice_names import BODY_NAMES, choice_name, inject_name
from ..experiments.exercise import Exercise, Goal, InjectCard, Seat
from ..experiments.roles import Grant, answers_for, authorities, roles
from ..model.columns import COLUMN_NAMES, column
from ..model.layout import model_path, value_of
from ..model.scenario import Scenario
from ..model.specs import Spec, spec_at

__all__ = [
    "absent_words",
    "allowed_words",
    "choice_help",
    "choice_name",
    "goal_words",
    "grant_words",
    "help_words",
    "inject_label",
    "inject_when",
    "own_goal_words",
    "partners",
    "shown_exercise",
    "unmarked",
    "value_words",
    "why_words",
    "with_names",
]

_PART = re.compile(r"\b([a-z]\w*) *(<=|>=|<|>|==) *(\d+(?:\.\d+)?)")
_DOTTED = re.compile(r"(`?)\b([a-z_]+\.[a-z_]+)\b\1")
_SIGNS = {"<=": "at most", ">=": "at least", "<": "below", ">": "above", "==": "exactly"}
_ZERO = re.compile(r"; 0 means [^.;]*")
_KINDS = dict(spec_at(Scenario, ("injects", "*", "kind")).values)  # type: ignore[union-attr]


def with_names(text: str) -> str:
    """Return a text in which choices and facts have the names that people read instead of dotted ones."""

    def said(found: re.Match[str]) -> str:
        return choice_name(found[2]) if spec_at(Scenario, model_path(found[2])) else found[0]

    return _DOTTED.sub(said, text)


def choice_help(name: str) -> str:
    """Return what a choice or fact is, one sentence."""
    return _spec(name).help


def help_words(holding: Holding) -> str:
    """Return what a choice or fact is, without what 0 means where that is not allowed."""
    told = choice_help(holding.name)
    return told if holding.steps or holding.low <= 0 else _ZERO.sub("", told)


def inject_label(kind: str) -> str:
    """Return what a kind of inject is called at the beginning of a line."""
    name = inject_name(kind)
    return name[0].upper() + name[1:]


def is_money(name: str) -> bool:
    """Return whether a choice or fact is a sum of money."""
    return name.endswith("_usd")


def value_words(name: str, value: Value) -> str:
    """Return a value of a choice or fact as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value.replace("_", " ").replace("geneva", "Geneva")
    if is_money(name):
        return f"US$ {value / 1e6:,.10g} m" if value >= 1e6 else f"US$ {value:,.10g}"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"


def allowed_words(holding: Holding) -> str:
    """Return what may be ordered, in short."""
    if holding.steps:
        return " / ".join(value_words(holding.name, step) for step in holding.steps)
    unit = _spec(holding.name).unit
    if is_money(holding.name):  # whose unit stands before the sum
        unit = unit.removeprefix("USD ")
    low, high = (int(end) if holding.whole else end for end in (holding.low, holding.high))
    # A unit such as "0 defensive, 1 robust" says what the ends mean; others say what is counted.
    return f"{value_words(holding.name, low)} to {value_words(holding.name, high)}{f' ({unit})' if unit else ''}"


def partners(holding: Holding, role: str) -> str:
    """Return who decides on it besides a role, in words."""
    own = next(side for side in holding.sides if role in side)
    beside = [one for one in own if one != role]
    others = [side for side in holding.sides if side is not own]
    told = [f"with {_titles(beside)}"] if beside else []
    told += ["needs " + " and ".join(_titles(side, "or") for side in others)] if others else []
    return "; ".join(told) or ("alone in this exercise" if _is_narrowed(holding) else "alone")


def why_words(holding: Holding) -> str:
    """Return why these decide, with who can step back alone; "" where whom it speaks of is no part of the exercise."""
    return "" if _is_narrowed(holding) else holding.reason


def _is_narrowed(holding: Holding) -> bool:
    """Return whether in this exercise nobody stands for a side that decides elsewhere, or one role for all of them."""
    rule = authorities().get(holding.name)
    if rule is None:
        return False
    return len(holding.sides) < len(rule.sides) or len(holding.roles) == 1 < len(rule.roles)


def absent_words(holding: Holding, role: str, taken: Collection[str]) -> str:
    """Return what comes of sides besides a role's own in whose seats nobody sits, in sentences; "" for none."""
    told = []
    for side in holding.sides:
        if role in side or not taken or any(one in taken for one in side):
            continue
        rule = roles()[answering].agrees if (answering := answers_for(side)) else None
        step = "any step" if holding.any_step else "a step forward"
        how = f"by rule it agrees to {step} {rule.words}" if rule else "this holds nothing up"
        told.append(f"Nobody sits in the seat of {_titles(side, 'or')}: {how}.")
    return " ".join(told)


def grant_words(grant: Grant, exercise: Exercise) -> str:
    """Return an inject that a role may let happen, in words with its limits."""
    what = _KINDS[grant.kind].partition(" (uses")[0]
    who = f" by {exercise.group_label(grant.group)}" if grant.group else ""
    lasts = f", at most {grant.weeks} weeks" if "weeks" in _KINDS[grant.kind].partition(" (uses")[2] else ""
    times = "once" if grant.times == 1 else f"{grant.times} times"
    return f"{inject_label(grant.kind)}{who}: {what}; {times} in the exercise, size at most {grant.size:g}{lasts}"


def goal_words(goal: Goal) -> str:
    """Return what a role wants for itself, in words."""
    way = "more" if goal.better > 0 else "less"
    return f"{goal.text} ({goal.outcome.label.lower()}: {way})"


def own_goal_words(goal: Goal, seat: Seat) -> str:
    """Return an own goal in words, with what its role does not see of it."""
    unseen = "" if goal.outcome.column in seat.columns else " You cannot watch this one: the debrief shows it."
    return f"{goal_words(goal)}{unseen and '.'}{unseen}"


def inject_when(card: InjectCard, exercise: Exercise) -> str:
    """Return when an inject comes, in words; weeks and rounds counted from 1."""
    if card.held:
        return "when you play it"
    if card.inject.when is not None:
        return f"by itself, as soon as {_condition_words(card.inject.when)}"
    week, told = card.inject.week or 0, exercise.told_in(card)
    told_words = f"; the text of round {told} tells of it" if told else ""
    return f"by itself in week {week + 1}, in round {exercise.round_of(week)}{told_words}"


def _condition_words(text: str) -> str:
    """Return a condition as people say it: ``aid worker victims come to at least 2 in one week, from week 31 on``."""
    return _PART.sub(lambda part: _part_words(*part.groups()), text).replace(" and from week", ", from week")


def _part_words(name: str, sign: str, number: str) -> str:
    """Return one part of a condition in words; weeks counted from 1."""
    if name == "week" and sign == ">=":
        return f"from week {int(number) + 1} on"
    if name not in COLUMN_NAMES:
        return f"{name} {sign} {number}"
    found = column(name)
    much = f"{100 * float(number):g} %" if found.unit == "share" else number
    label, how = found.label.lower(), f"{_SIGNS[sign]} {much}"
    return f"{label} come to {how} in one week" if found.kind == "flow" else f"{label} is {how}"


def shown_exercise(exercise: Exercise) -> str:
    """Return an exercise as text for a terminal: what it is, when, who, what comes. Nothing private is in it."""
    people = f"{exercise.least_players} to {exercise.most_players}" if exercise.most_players > 1 else "1"
    alone = ", alone too" if exercise.solo and exercise.most_players > 1 else ""
    lines = [
        f"{exercise.title} ({exercise.name})", f"The question: {exercise.question}", "",
        *_paragraphs(exercise.summary), "",
        f"Players: {people}{alone}", f"Time: {exercise.minutes} minutes, {len(exercise.rounds)} rounds",
        f"Scenario: {exercise.scenario.title}; {exercise.weeks} weeks in rounds, {exercise.after_weeks} after them", "",
        "LEARNING GOALS", *(f"  {goal.text}" for goal in exercise.goals), "", "TIMETABLE",
        *(f"  {slot.start:3}-{slot.end:<3} {slot.title}" for slot in exercise.timetable()), "", "ROLES",
    ]  # fmt: skip
    for seat in exercise.seats.values():
        lines += [
            f"  {seat.role.title}{f', {seat.seats} seats' if seat.seats > 1 else ''}: {seat.public}",
            f"    holds: {_held(seat)}",
        ]
    lines += ["", "AXES (no single one says who has won)", *(f"  {axis.title}: {axis.text}" for axis in exercise.axes)]
    return "\n".join(lines)


def _held(seat: Seat) -> str:
    """Return what a role holds, by name."""
    names = [
        choice_name(name) if name in BODY_NAMES or choice_name(name)[:2].isupper() else choice_name(name).lower()
        for name in (*seat.holds, *seat.opening)
    ]
    return ", ".join(names) or "nothing; it persuades"


def _paragraphs(text: str) -> list[str]:
    """Return a Markdown text as lines for a terminal, one a paragraph, without marks of emphasis."""
    return [" ".join(unmarked(part).split()) for part in text.strip().split("\n\n")]


def unmarked(text: str) -> str:
    """Return a Markdown text without marks of emphasis."""
    return text.replace("*", "")


def _titles(names: Iterable[str], word: str = "and") -> str:
    """Return titles of roles as a list in words, short forms without what stands in brackets."""
    *first, last = [roles()[name].title.partition(" (")[0].lower() for name in names]
    return f"{', '.join(first)} {word} {last}" if first else last


def _spec(name: str) -> Spec:
    """Return the declaration of a choice or fact."""
    spec = spec_at(Scenario, model_path(name))
    if spec is None:
        raise KeyError(name)
    return spec


def now_words(exercise: Exercise, name: str) -> str:
    """Return what holds at the start of an exercise."""
    return value_words(name, value_of(exercise.scenario, name))
