"""The news of a class: what everybody hears, week by week, with the cards of what the exercise lets happen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from ...experiments.classroom.game import Game
from ...experiments.classroom.seen import INJECT, TELLING, Seen, weight_of
from ...experiments.classroom.state import LECTURER, Settled
from ...experiments.exercise import Exercise, InjectCard
from ...model.events import EVENT_KINDS
from ..exercise_words import inject_label
from .parts import markdown

__all__ = ["INJECT", "Cards", "newest", "news"]

MOST_NEWS = 200
ORDINARY = 1.5  # weight from which the largest event of its kind in a week is in the news
FAR = 4.0  # times the mean size of its kind in earlier weeks, above which an event always is
_LABELS = {kind.key: kind.label for kind in EVENT_KINDS}


def news(game: Game) -> list[dict[str, Any]]:
    """Return what everybody hears, newest last: ``news``.

    ``more`` of an event are those of its kind that are not told one by one, so that pages can count all of them;
    ``largest`` is that of its kind in its round.
    """
    told = [(one.at, _broadcast(one.round, one.text)) for one in game.state.messages if one.role == LECTURER]
    public, usual = Seen.by(game.exercise, "public"), _Usual()
    for settled in game.state.settled:
        told += [(settled.at, one) for one in _marked(list(_of_round(game, settled, public, usual)))]
    told.sort(key=lambda pair: pair[0])
    numbered = [{"n": n, **one} for n, (_, one) in enumerate(told, start=1)]
    return [{name: value for name, value in one.items() if name != "size"} for one in newest(numbered)]


def newest(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the news that are kept: of the oldest rounds, as far as need be, only the largest event of each kind."""
    for number in sorted({one["round"] for one in told}):
        if len(told) <= MOST_NEWS:
            break
        told = _gist(told, number)
    return told[-MOST_NEWS:]


def _marked(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the news of a round with ``largest`` at the largest event of each kind, unless all are as large."""
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in told:
        kinds[one["title"]].append(one)
    for alike in kinds.values():
        largest = max(alike, key=_size)
        largest["largest"] = largest["size"] > min(map(_size, alike))
    return told


def _size(one: dict[str, Any]) -> float:
    """Return the size of an event in the news."""
    return float(one["size"])


def _gist(told: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """Return news that tell of one round only the largest event of each kind, and how many more there were."""
    often: Counter[str] = Counter()
    largest: dict[str, dict[str, Any]] = {}
    for one in told:
        if one["round"] == number and one["kind"] == "event":
            title = one["title"]
            often[title] += 1 + one["more"]
            largest[title] = max(largest.get(title, one), one, key=_size)
    kept = {one["n"]: {**one, "more": often[title] - 1} for title, one in largest.items()}
    return [
        kept.get(one["n"], one) for one in told
        if one["n"] in kept or one["round"] != number or one["kind"] != "event"
    ]  # fmt: skip


class _Usual:
    """How large events of each kind have been in earlier weeks."""

    def __init__(self) -> None:
        """Begin with none."""
        self._sums: dict[str, float] = defaultdict(float)
        self._n: Counter[str] = Counter()

    def take(self, kind: str, size: float) -> None:
        """Let one more event count."""
        self._sums[kind] += size
        self._n[kind] += 1

    def is_far(self, kind: str, size: float) -> bool:
        """Return whether an event is far larger than those of its kind have been."""
        return size * self._n[kind] > FAR * self._sums[kind]


def _broadcast(number: int, text: str) -> dict[str, Any]:
    return {"round": number, "week": None, "kind": "broadcast", "title": "Announcement", "text": text, "card_html": ""}


def _of_round(game: Game, settled: Settled, public: Seen, usual: _Usual) -> Iterator[dict[str, Any]]:
    """Yield the news of the weeks of one round that have been played."""
    cards = Cards(game.exercise, settled)
    for week in game.weeks[settled.first + 1 : settled.last + 2]:
        heard = [event for event in public.heard(week) if weight_of(event[0]) >= ORDINARY]
        first = {event[0]: event for event in reversed(heard)}  # the largest of each kind
        alone = [
            event for event in heard
            if weight_of(event[0]) >= TELLING or event is first[event[0]] or usual.is_far(event[0], event[3])
        ]  # fmt: skip
        for kind, _, _, size in heard:
            usual.take(kind, size)
        more = Counter(event[0] for event in heard)
        more.subtract(event[0] for event in alone)
        told = [
            {**_event(settled, week.week, event, cards), "more": more.pop(event[0], 0), "size": event[3]}
            for event in alone
        ]  # fmt: skip
        yield from reversed(told)  # pages show the newest first, and of a week what tells most


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
        return (mine[1] if mine else "") or inject_label(kind), "", mine is not None and mine[2]

    def _is(self, card: InjectCard, kind: str, week: int, text: str) -> bool:
        """Return whether an inject that happened is that of a card."""
        if card.inject.kind != kind or (card.inject.text and card.inject.text != text):
            return False
        if card.held:
            return any(one["index"] is not None and one["title"] == card.title for one in self._settled.played)
        return card.inject.when is not None or card.inject.week == week


def _event(settled: Settled, week: int, event: tuple[str, int, str, float], cards: Cards) -> dict[str, Any]:
    """Return one event as news, with its card if the exercise has one."""
    kind, sector, text, _ = event
    if not kind.startswith(INJECT):
        title = _LABELS.get(kind) or kind.replace("_", " ").capitalize()
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
