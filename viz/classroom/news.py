"""The news of a class: what everybody hears, week by week, with the cards of what the exercise lets happen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...experiments.classroom.game import Game
from ...experiments.classroom.seen import Seen
from ...experiments.classroom.state import LECTURER, Settled
from ...experiments.exercise import Exercise, InjectCard
from ...model.events import EVENT_KINDS
from .parts import markdown

__all__ = ["INJECT", "Cards", "newest", "news"]

INJECT = "inject_"  # begins the kind of an event that came from outside
MOST_NEWS = 200
MOST_A_WEEK = 2  # ordinary events of a week that make the news
TELLING, ORDINARY = 3.0, 1.5  # weights from which an event is always, or may be, in the news
_KINDS = {kind.key: kind for kind in EVENT_KINDS}


def news(game: Game) -> list[dict[str, Any]]:
    """Return what everybody hears, newest last: ``news``."""
    told = [(one.at, _broadcast(one.round, one.text)) for one in game.state.messages if one.role == LECTURER]
    for settled in game.state.settled:
        told += [(settled.at, one) for one in _of_round(game, settled)]
    told.sort(key=lambda pair: pair[0])
    return newest([{"n": n, **one} for n, (_, one) in enumerate(told, start=1)])


def newest(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the newest, whole rounds as far as it goes: pages count how often something happened in a round."""
    kept = told[-MOST_NEWS:]
    if len(kept) < len(told):
        cut = told[-MOST_NEWS - 1]["round"]
        kept = [one for one in kept if one["round"] != cut] or kept
    return kept


def _broadcast(number: int, text: str) -> dict[str, Any]:
    return {"round": number, "week": None, "kind": "broadcast", "title": "Announcement", "text": text, "card_html": ""}


def _of_round(game: Game, settled: Settled) -> Iterator[dict[str, Any]]:
    """Yield the news of the weeks of one round that have been played."""
    public = Seen.by(game.exercise, "public")
    cards = Cards(game.exercise, settled)
    for week in game.weeks[settled.first + 1 : settled.last + 2]:
        heard = [event for event in week.events if public.hears(event[0])]
        ordinary = sorted((e for e in heard if ORDINARY <= _weight(e[0]) < TELLING), key=lambda e: -_weight(e[0]))[
            :MOST_A_WEEK
        ]
        for event in heard:
            if _weight(event[0]) >= TELLING or event in ordinary:
                yield _event(settled, week.week, event, cards)


def _weight(kind: str) -> float:
    """Return how telling an event is; what comes from outside always is."""
    return TELLING if kind.startswith(INJECT) else _KINDS[kind].weight if kind in _KINDS else 1.0


class Cards:
    """The cards of what comes in one round: which of them an inject that happened is told with, each once."""

    def __init__(self, exercise: Exercise, settled: Settled) -> None:
        """Begin with all cards of an exercise, and what was called or played in the round."""
        self._settled = settled
        self._left = list(exercise.injects)
        injects, played = settled.injects, settled.played  # those that roles called come first, and have no title
        titles = ["" for _ in injects[len(played) :]] + [str(one["title"]) for one in played]
        own = [False for _ in injects[len(played) :]] + [True for _ in played]
        self._untold = list(zip(injects, titles, own, strict=True))

    def take(self, kind: str, week: int, text: str) -> tuple[str, str, bool]:
        """Return an inject's title, the text of its card, "" for none, and whether the lecturer played it."""
        card = next((one for one in self._left if self._is(one, kind, week, text)), None)
        fits = [one for one in self._untold if one[0]["kind"] == kind and one[0].get("text", "") in ("", text)]
        mine = next((one for one in fits if one[0].get("text")), fits[0] if fits else None)
        exact = mine is not None and mine[0].get("text")
        if mine is not None and exact and card is not None and not card.inject.text and mine[1] != card.title:
            card = None  # what was called or played with these very words is told before a card without any
        if mine is not None and (card is None or mine[1] == card.title):
            self._untold.remove(mine)
        if card is not None:
            self._left.remove(card)
            return card.title, card.card, card.held
        return (mine[1] if mine else "") or kind.replace("_", " ").capitalize(), "", mine is not None and mine[2]

    def _is(self, card: InjectCard, kind: str, week: int, text: str) -> bool:
        """Return whether an inject that happened is that of a card."""
        if card.inject.kind != kind or (card.inject.text and card.inject.text != text):
            return False
        if card.held:
            return any(one["index"] is not None and one["title"] == card.title for one in self._settled.played)
        return card.inject.when is not None or card.inject.week == week


def _event(settled: Settled, week: int, event: tuple[str, int, str], cards: Cards) -> dict[str, Any]:
    """Return one event as news, with its card if the exercise has one."""
    kind, sector, text = event
    if not kind.startswith(INJECT):
        title = _KINDS[kind].label if kind in _KINDS else kind.replace("_", " ").capitalize()
        return _item(settled, week, "event", title, text, sector, "")
    title, card, own = cards.take(kind.removeprefix(INJECT), week, text)
    return {**_item(settled, week, "inject", title, text, sector, markdown(card) if card else ""), "own": own}


def _item(settled: Settled, week: int, kind: str, title: str, text: str, sector: int, card: str) -> dict[str, Any]:
    return {
        "round": settled.round,
        "week": week,
        "kind": kind,
        "title": title,
        "text": text,
        "sector": sector,
        "card_html": card,
    }
