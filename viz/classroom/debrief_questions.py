"""Questions of a debrief, each with what happened in this class that it can be talked about with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...experiments.choice_names import inject_name
from ...experiments.classroom.debrief_record import Played
from ...experiments.classroom.debrief_turns import Turn
from ...experiments.exercise import Question
from ..exercise_words import choice_name, value_words
from ..report_numbers import amount
from .debrief_words import (
    UNTRIED,
    axes_words,
    between,
    directions,
    effect_words,
    round_name,
    short_act,
    title,
    titles,
    turn_word,
    week_words,
)
from .news import Cards

if TYPE_CHECKING:
    from ...experiments.classroom.debrief import Debrief

__all__ = ["Asked", "asked_of"]

MOST_FACTS = 4


@dataclass(frozen=True)
class Asked:
    """A question with facts to talk about, as sentences."""

    text: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class _Fact:
    """Something that happened: a sentence, names of choices, columns and injects that it is about, and its weight."""

    text: str
    about: tuple[str, ...]
    weight: float


def asked_of(found: Debrief) -> dict[str, list[Asked]]:
    """Return the questions by key of their learning goal; a fact is told with one question only, where there are others."""
    facts = list(_facts(found))
    told: set[str] = set()
    made: dict[str, list[Asked]] = {goal.key: [] for goal in found.record.exercise.goals}
    for question in found.record.exercise.questions:
        chosen = _chosen(question, facts, told)
        told.update(fact.text for fact in chosen)
        made[question.goal].append(Asked(question.text, tuple(fact.text for fact in chosen)))
    return made


def _chosen(question: Question, facts: Sequence[_Fact], told: set[str]) -> list[_Fact]:
    """Return the facts that fit a question best; without a word on what it is about, the weightiest."""
    fits = [
        (fact.weight * (0.3 if fact.text in told else 1.0) * (_fit(question.about, fact) if question.about else 1.0), fact)
        for fact in facts
    ]  # fmt: skip
    ranked = sorted((one for one in fits if one[0] > 0), key=lambda one: -one[0])
    return [fact for _, fact in ranked[:MOST_FACTS]]


def _fit(about: Iterable[str], fact: _Fact) -> float:
    """Return how well a fact fits: names in common, earlier ones first, groups of choices for all choices in them."""
    score = 0.0
    for place, name in enumerate(about):
        if any(one == name or one.startswith(f"{name}.") for one in fact.about):
            score += 1.0 / (1.0 + 0.2 * place)
    return score


def _facts(found: Debrief) -> Iterator[_Fact]:
    yield from _of_turns(found)
    yield from _of_axes(found)
    for one in found.record.rounds:
        yield from _of_round(found, one)
    yield from _of_beliefs(found)
    yield from _of_events(found)


def _of_turns(found: Debrief) -> Iterator[_Fact]:
    """Turning points, lesser acts, those not tried with other luck, and what changed nothing at all."""
    ways = directions(found.record)
    tried = {turn.key: turn for turn in (*found.turns, *found.lesser)}
    big = {turn.key for turn in found.turns}
    for act, effect in found.tried:
        if act.key in tried:
            turn = tried[act.key]
            about = (act.name, turn.effect.column.name)
            head = "Turning point in round" if act.key in big else "Round"
            yield _Fact(
                f"{head} {act.round}: {_turn_words(found, turn, ways.get(about[1], 0))}", about, 3.0 if act.key in big else 1.5
            )
        else:
            told = (
                f"{short_act(act)}, which changed nothing that is recorded." if effect is None
                else f"{short_act(act)}; what came of it was {UNTRIED}."
            )  # fmt: skip
            yield _Fact(f"Round {act.round}: {told}", (act.name,), 0.5)


def _turn_words(found: Debrief, turn: Turn, wanted: int) -> str:
    told = f"{short_act(turn.act)}. {effect_words(turn.effect)[:-1]}: {turn_word(turn, wanted)[1]}."
    return f"{told} {axes_words(found.record, turn)}".rstrip()


def _of_axes(found: Debrief) -> Iterator[_Fact]:
    """Where the class stands on each axis, beside nobody's orders."""
    for axis in found.record.exercise.axes:
        key, unit = axis.outcome.key, axis.outcome.unit
        mine, nobody = found.mine.values[key][0], found.nobody.values[key][0]
        text = (
            f"{axis.outcome.label}: {amount(mine, unit)}{'' if unit == 'share' else f' {unit}'}; with nobody's orders "
            f"{amount(nobody, unit)} ({between(mine, nobody, unit)})."
        )
        yield _Fact(text, (key, axis.outcome.column), 1.4)


def _of_round(found: Debrief, one: Played) -> Iterator[_Fact]:
    """Where people pulled apart, were overruled, or said nothing."""
    for ruling in one.rulings:
        asked: dict[str, list[str]] = {}
        for given in one.orders:
            if given.order.name == ruling.name and not given.aside:
                asked.setdefault(value_words(ruling.name, given.order.value), []).append(given.order.role)
        name = choice_name(ruling.name)
        if len(asked) > 1:
            sides = "; ".join(f"{titles(list(dict.fromkeys(who)))} asked for {value}" for value, who in asked.items())
            now = value_words(ruling.name, ruling.value)
            yield _Fact(
                f"Round {one.number}, {name}: {sides}. It {'became' if ruling.changed else 'stayed'} {now}: {_low(ruling.text)}.",
                (ruling.name,),
                2.0,
            )
        elif not ruling.changed and "said nothing" in ruling.text:
            yield _Fact(
                f"Round {one.number}, {name}: {titles(ruling.roles)} wanted it, and {_low(ruling.text)}.",
                (ruling.name,),
                1.8,
            )
    for given in one.orders:
        if given.aside:
            yield _Fact(
                f"Round {one.number}: an order of {title(given.order.role)} on {choice_name(given.order.name)} did not "
                f"count, since {given.aside}.", (given.order.name,), 0.8,
            )  # fmt: skip


def _low(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".") if not text.split()[0].isupper() else text.rstrip(".")


def _of_beliefs(found: Debrief) -> Iterator[_Fact]:
    """The widest gap between roles in what they knew."""
    if found.pictures.empty:
        return
    columns = {
        "threat": ("awareness_mission", "where danger gathers"),
        "need": ("awareness_country_team", "where people are in need"),
    }
    for field, (column, words) in columns.items():
        part = found.pictures[found.pictures["field"] == field]
        rounds = part[part["round"] > 0]
        spread = rounds.groupby("round")["known"].agg(lambda known: known.max() - known.min())
        if spread.empty:
            continue
        at = rounds[rounds["round"] == spread.idxmax()].sort_values("known")
        low, high = at.iloc[0], at.iloc[-1]
        if f"{low['known']:.2f}" == f"{high['known']:.2f}":  # one role alone, or all know the same
            continue
        number, last = int(low["round"]), len(found.record.exercise.rounds)
        when = f"At the start of round {number}" if number <= last else "After the last round"
        yield _Fact(
            f"{when} {title(high['role'])} knew {100 * high['known']:.0f} % of "
            f"{words}, and {title(low['role'])} {100 * low['known']:.0f} %.",
            (column, "coordination.information_sharing"), 1.6,
        )  # fmt: skip


def _of_events(found: Debrief) -> Iterator[_Fact]:
    """Injects that came."""
    events = found.result.events
    if events.empty:
        return
    cards = {one.number: Cards(found.record.exercise, one.settled) for one in found.record.rounds}
    for row in events[events["kind"].astype(str).str.startswith("inject_")].to_dict("records"):
        week, said = int(row["week"]), str(row["text"])
        number = next((one.number for one in found.record.rounds if one.first <= week <= one.last), 0)
        kind = str(row["kind"]).removeprefix("inject_")
        name = cards[number].take(kind, week, said)[0] if number in cards else ""
        where = round_name(found.record, number).partition(":")[0]
        titled = name.lower() not in ("", inject_name(kind).lower(), said.lower())
        told = f"{name}. {said}" if titled else said
        yield _Fact(f"{told.rstrip('.')} ({week_words(week)}, {where.lower()}).", (kind, "inject"), 1.0)
