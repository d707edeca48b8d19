"""Words of a debrief: acts, effects and luck as sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ...agents.catalogue import BODIES
from ...experiments.authority import Value
from ...experiments.choice_names import inject_name
from ...experiments.classroom.debrief_record import INJECT, MEETING, Act, Record
from ...experiments.classroom.debrief_turns import Effect, Turn, sureness
from ...experiments.classroom.seen import ways_of
from ...experiments.roles import roles
from ..exercise_words import choice_name, inject_label, value_words
from ..report_numbers import TIED, amount, difference, in_a_row, listed, many, unit_words

__all__ = [
    "UNTRIED", "act_words", "axes_words", "between", "by_words", "cause_words", "directions", "effect_words", "full_stop", "gap_words", "knew_words", "luck_words", "moved",
    "round_name", "short_act", "span_words", "sure_of_any", "title", "titles", "turn_word", "week_words",
]  # fmt: skip

MINUS = "\N{MINUS SIGN}"
NOISE = 1e-6
"""Share of the largest cause below which another is what rounding leaves, and is not told."""
UNTRIED = "not tried with other luck"
"""What is said of an act of which nobody has looked whether it was the act or luck."""
LEAST_KNOWN = 0.05
"""Share of the picture below which nothing is known, before a run has begun."""
_BODIES = frozenset(f"coordination.{body.key}" for body in BODIES)


def title(role: str) -> str:
    """Return what a role is called, without what stands in brackets."""
    return roles()[role].title.partition(" (")[0]


def titles(names: Sequence[str]) -> str:
    """Return roles as a list in words, all but the first small; nobody is the lecturer."""
    if not names:
        return "the lecturer"
    first, *more = [title(name) for name in names]
    return listed([first, *(_small(one) for one in more)])


def _small(text: str) -> str:
    """Return words as they stand within a sentence; what is all capitals stays."""
    return text if text.split()[0].isupper() else text[:1].lower() + text[1:]


def week_words(week: int) -> str:
    """Return a week as people count it, from 1."""
    return f"week{TIED}{week + 1}"


def round_name(record: Record, number: int) -> str:
    """Return number and title of a round."""
    rounds = record.exercise.rounds
    return f"Round {number}: {rounds[number - 1].title}" if 1 <= number <= len(rounds) else "After the last round"


def short_act(act: Act) -> str:
    """Return an act in a few words: ``Shared headquarters from 0.1 to 1``, ``Attack``, ``“A raid” (in the model: attack)``."""
    if act.kind == MEETING:
        return f"Meeting of {_small(titles(act.roles))}"
    if act.kind == INJECT:
        return f"“{act.title}” (in the model: {inject_name(act.name)})" if act.title else inject_label(act.name)
    unit = " meetings a month" if act.name in _BODIES else ""
    return f"{choice_name(act.name)} from {_said(act.name, act.before)} to {_said(act.name, act.value)}{unit}"


def _said(name: str, value: Value | None) -> str:
    return (
        "nothing"
        if value is None
        else f"“{value_words(name, value)}”"
        if isinstance(value, str)
        else value_words(name, value)
    )


def act_words(act: Act) -> str:
    """Return an act as one sentence, with who asked for it and why it was settled so."""
    if act.kind == MEETING:
        return f"{short_act(act)}, weekly among their organisations for {many(int(act.value), 'week')} from {week_words(act.week)}."
    if act.kind == INJECT:
        by = f"called by {titles(act.roles)}" if act.roles else "played by the lecturer"
        return f"{short_act(act)}, {by}, came in {week_words(act.week)}."
    why = act.text.rstrip(".")
    return f"{short_act(act)}, asked for by {by_words(act)}; in force from {week_words(act.week)}. Why: {why}."


def by_words(act: Act) -> str:
    """Return who is behind an act, and who asked for something else, with what."""
    others: dict[str, list[str]] = {}
    for role, value in act.against:
        others.setdefault(_said(act.name, value), []).append(role)
    told = [f"{_small(titles(list(dict.fromkeys(who))))} ({value})" for value, who in others.items()]
    return f"{titles(act.roles)}{f', against {listed(told)}' if told else ''}"


def directions(record: Record) -> dict[str, int]:
    """Return whether more (+1) or less (-1) is wanted of weekly columns by the class as a whole."""
    return ways_of(record.exercise)


def lasted(effect: Effect) -> str:
    """Return the weeks that an amount is about."""
    if effect.is_total:
        return f"from {week_words(effect.first)} to the end"
    return f"in weeks {effect.first + 1} to {effect.last + 1}"


def gap_words(value: float, unit: str) -> str:
    """Return a difference with its unit: ``+4.1 points``, ``-12 deaths``."""
    if unit == "share":
        told = points(value)
    elif 1 <= abs(value) < 10:
        told = f"{'+' if value > 0 else MINUS}{abs(value):.1f}".removesuffix(".0")
    else:
        told = difference(value if abs(value) < 1 else float(round(value)), unit)
    unit = unit_words(unit, gap=True)
    if told[1:] == "1":
        unit = {"people": "person"}.get(unit, unit.removesuffix("s"))
    return f"{told}{TIED}{unit}" if unit and told != "0" else told


def span_words(values: Sequence[float], unit: str) -> str:
    """Return from the lowest to the highest of some differences; "" for none."""
    if not values:
        return ""
    low, high = gap_words(min(values), unit), gap_words(max(values), unit)
    if low == high:
        return low
    (number, *of), (_, *others) = (one.split(TIED) for one in (low, high))
    return f"{number if of == others else low} to {high}"  # -2 million is no -2, whatever stands behind the other end


def between(one: float, other: float, unit: str) -> str:
    """Return the difference of two amounts as they are told, so that it is that of the figures beside it."""
    if unit == "share" and math.isfinite(one) and math.isfinite(other):
        one, other = (round(100 * value, 1) / 100 for value in (one, other))
    return gap_words(one - other, unit)


def points(value: float) -> str:
    """Return a difference of shares in points, with one decimal; with two if it would not be seen."""
    size = 100 * abs(value)
    text = f"{size:.1f}" if size >= 0.05 else f"{size:.2f}"
    return f"{'+' if value > 0 else MINUS}{text}" if float(text) else "0"


def effect_words(effect: Effect) -> str:
    """Return what an act changed most, as one sentence: the twins in natural units."""
    of, unit = effect.column, effect.column.unit
    told = amount(effect.with_act, unit), amount(effect.without, unit)
    counted = "" if unit == "share" else f" {unit}"
    return (
        f"{lasted(effect)[:1].upper()}{lasted(effect)[1:]}, {_small(of.label)}: {told[0]}{counted} with it, "
        f"{told[1]}{counted} without it, a difference of {between(effect.with_act, effect.without, unit)}."
    )


def sure_of_any(turns: Sequence[Turn]) -> bool:
    """Return whether other luck says the same of any of some turning points."""
    return any(turn.sure != "luck" for turn in turns)


def turn_word(turn: Turn, wanted: int = 0) -> tuple[str, str]:
    """Return the class of CSS and the words for a turning point: as :func:`moved`, with a word on luck if need be."""
    css, word = moved(turn.effect, wanted)
    return {"act": (css, word), "leaning": (css, f"{word}, probably")}.get(
        turn.sure, ("quiet", f"{word}, maybe by luck")
    )


def axes_words(record: Record, turn: Turn) -> str:
    """Return on which axes an act did better and worse beyond luck, as one sentence; "" where on none."""
    axes = {axis.outcome.key: axis for axis in record.exercise.axes}
    told: dict[str, list[str]] = {"better": [], "worse": []}
    for key, one, other, luck in turn.outcomes:
        if key in axes and sureness(one - other, luck) == "act":
            told["better" if (one - other) * axes[key].better > 0 else "worse"].append(_small(axes[key].title))
    parts = [f"{word} in {listed(names)}" for word, names in told.items() if names]
    return f"Of the axes, over the whole run and beyond luck: {'; '.join(parts)}." if parts else ""


def moved(effect: Effect, wanted: int = 0) -> tuple[str, str]:
    """Return the class of CSS and the word for an effect: better, worse, or neither in itself."""
    way = wanted or effect.column.better
    if not way:
        return "differs", "changed"
    return ("better", "better") if effect.difference * way > 0 else ("worse", "worse")


def full_stop(text: str) -> str:
    """Return a text that ends as a sentence does, with a space after it; one that asks keeps its mark."""
    return f"{text} " if text.endswith(("?", "!", ".")) else f"{text}. "


def luck_words(turn: Turn) -> str:
    """Return how sure it is that the act did it, as one sentence."""
    n = len(turn.luck)
    if not n:
        return "No other luck was tried, so that nothing can be said about chance."
    unit = turn.effect.column.unit
    span = span_words(turn.luck, unit)
    told = (
        f"With {n} other seeds the same act makes a difference of {span}, {turn.agreeing} of {n} in the same direction"
        if n > 1
        else f"With one other seed the same act makes a difference of {span}, in "
        f"{'the same' if turn.agreeing else 'the other'} direction"
    )
    if turn.sure == "act":
        return f"{told}, and far from zero: most likely the act."
    if turn.sure == "leaning":
        return f"{told}, but not far from zero each time: probably the act, luck is not ruled out."
    return f"{told}: luck may have done it, do not build on it."


def knew_words(turn: Turn) -> str:
    """Return what those knew who gave the order, as one sentence."""
    if turn.act.round == 1 and all(max(known) < LEAST_KNOWN for _, *known in turn.knew):
        return "nothing of their own yet; the run was about to begin."
    told = [
        f"{title(role)} {100 * threat:.0f}{TIED}% of the picture of threat and {100 * need:.0f}{TIED}% of that of need"
        for role, threat, need in turn.knew
    ]
    return f"{'; '.join(told)}."


def cause_words(turn: Turn) -> str:
    """Return through what an act worked, as one sentence; empty where no causes are kept."""
    unit = turn.effect.column.unit
    least = NOISE * max((abs(value) for _, value in turn.causes), default=0.0)
    named = [
        f"{cause.replace('_', ' ')} ({gap_words(value, unit)})" for cause, value in turn.causes
        if abs(value) > least and difference(value, unit) not in ("0", "")
    ]  # fmt: skip
    if not named:
        return ""
    return f"Through what, by the ledger of causes: {in_a_row(named)}."
