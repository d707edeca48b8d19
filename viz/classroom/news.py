"""The news of a class: what everybody hears, week by week, with the cards of what the exercise lets happen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...experiments.classroom.game import Game
from ...experiments.classroom.seen import Seen
from ...experiments.classroom.state import LECTURER, Settled
from ...experiments.exercise import InjectCard
from ...model.events import EVENT_KINDS
from .parts import markdown

__all__ = ["news"]

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
    return [{"n": n, **one} for n, (_, one) in enumerate(told, start=1)][-MOST_NEWS:]


def _broadcast(number: int, text: str) -> dict[str, Any]:
    return {"round": number, "week": None, "kind": "broadcast", "title": "Announcement", "text": text, "card_html": ""}


def _of_round(game: Game, settled: Settled) -> Iterator[dict[str, Any]]:
    """Yield the news of the weeks of one round that have been played."""
    public = Seen.by(game.exercise, "public")
    left = list(game.exercise.injects)
    for week in game.weeks[settled.first + 1 : settled.last + 2]:
        heard = [event for event in week.events if public.hears(event[0])]
        ordinary = sorted((e for e in heard if ORDINARY <= _weight(e[0]) < TELLING), key=lambda e: -_weight(e[0]))[
            :MOST_A_WEEK
        ]
        for event in heard:
            if _weight(event[0]) >= TELLING or event in ordinary:
                yield _event(settled, week.week, event, left)


def _weight(kind: str) -> float:
    """Return how telling an event is; what comes from outside always is."""
    return TELLING if kind.startswith("inject_") else _KINDS[kind].weight if kind in _KINDS else 1.0


def _event(settled: Settled, week: int, event: tuple[str, int, str], left: list[InjectCard]) -> dict[str, Any]:
    """Return one event as news, with its card if the exercise has one."""
    kind, sector, text = event
    if not kind.startswith("inject_"):
        title = _KINDS[kind].label if kind in _KINDS else kind.replace("_", " ").capitalize()
        return _item(settled, week, "event", title, text, sector, "")
    what = kind.removeprefix("inject_")
    card = next((one for one in left if _is(one, what, week, text, settled)), None)
    if card is not None:
        left.remove(card)
        return _item(settled, week, "inject", card.title, text, sector, markdown(card.card))
    title = next((str(one["title"]) for one in settled.played if one["title"] and one["inject"]["kind"] == what), "")
    return _item(settled, week, "inject", title or what.replace("_", " ").capitalize(), text, sector, "")


def _is(card: InjectCard, kind: str, week: int, text: str, settled: Settled) -> bool:
    """Return whether an inject that happened is that of a card."""
    if card.inject.kind != kind or (card.inject.text and card.inject.text != text):
        return False
    if card.held:
        return any(one["index"] is not None and one["title"] == card.title for one in settled.played)
    return card.inject.when is not None or card.inject.week == week


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
