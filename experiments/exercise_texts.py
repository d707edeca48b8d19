"""Whether the texts of an exercise say what is so.

What rounds tell of has happened by then, sectors have the number that the page shows, and hints name curves that
somebody sees. Players read a round's text before its weeks are played, the page counts sectors from 1, and
it puts the curves that a hint sets apart first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..model.columns import COLUMNS
from ..model.errors import nearest
from ..model.toml_source import oneline
from .exercise import Exercise, InjectCard, Seat
from .exercise_section import Part

__all__ = ["check_texts", "names_in", "seen_by", "spoken_sectors"]

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_COUNTED = {"one": 1, "two": 2, "three": 3, "four": 4, "0": 0, "1": 1, "2": 2, "3": 3, "4": 4}
_SECTOR = re.compile(
    rf"\b(?:({'|'.join(_ORDINALS)})\s+sector|sector\s+(?:number\s+)?({'|'.join(_COUNTED)}))\b", re.IGNORECASE
)
_STRONG = re.compile(r"\*\*.*?\*\*|__.*?__", re.DOTALL)
_EMPHASIS = re.compile(r"\*([^*]+)\*|(?<!\w)_([^_]+)_(?!\w)")
_LABELS = {column.name: column.label.lower() for column in COLUMNS if column.kind != "text"}
ROUND_TEXTS = ("text", "hint", "lecturer")
INJECT_TEXTS = ("title", "text", "card")


def check_texts(made: Exercise, root: Part) -> None:
    """Refuse texts that say what is not so.

    Args:
        made: The exercise.
        root: Its file.

    Raises:
        ExerciseError: If a round tells of what has not happened by then, a sector is called by another number than the
            page shows, or a hint sets apart what is no curve that a role sees.
    """
    for row, card in zip(root.rows("injects"), made.injects, strict=True):
        _check_sectors(row, INJECT_TEXTS, [card])
    for number, row in enumerate(root.rows("rounds"), start=1):
        told = [_told(made, row, number, index) for index in range(len(made.rounds[number - 1].tells))]
        if any(card.inject.sector is not None for card in told):
            _check_sectors(row, ROUND_TEXTS, told)
        _check_hint(made, row, made.rounds[number - 1].hint)


def names_in(hint: str) -> list[str]:
    """Return what a hint sets apart between single stars, in small letters."""
    return [(one or other).lower() for one, other in _EMPHASIS.findall(_STRONG.sub(" ", hint))]


def seen_by(name: str, seats: Iterable[Seat]) -> Iterator[Seat]:
    """Yield the roles that see a curve whose label has a name as a run of whole words, as the page looks for it."""
    for seat in seats:
        if any(f" {name} " in f" {_LABELS[column]} " for column in seat.columns if column in _LABELS):
            yield seat


def spoken_sectors(text: str) -> list[int]:
    """Return the numbers by which a text calls sectors, such as 2 of "the second sector"."""
    return [_ORDINALS[ordinal.lower()] if ordinal else _COUNTED[count.lower()] for ordinal, count in _SECTOR.findall(text)]


def _told(made: Exercise, row: Part, number: int, index: int) -> InjectCard:
    """Return an inject that a round tells of; it comes in the weeks of the round before."""
    title = made.rounds[number - 1].tells[index]
    named = f"{row.label('tells')} names {oneline(repr(title))}"
    card = next((card for card in made.injects if card.title == title), None)
    if card is None:
        row.refuse(f"{named}, which is no inject{nearest(title[:60], [card.title for card in made.injects])}", "tells", index)
    week = card.inject.week
    if card.held or week is None:
        row.refuse(f"{named}, which may not come; allowed is an inject with a week", "tells", index)
    if number == 1:
        row.refuse(f"{named}, and nothing has happened before the first round; allowed is none", "tells", index)
    first, last = made.first_weeks[number - 2], made.first_weeks[number - 1] - 1
    if not first <= week <= last:
        row.refuse(f"{named}, which comes in week {week}; allowed is an inject of week {first} to {last}, those of the round before, "
                   "since a round's text is read before its weeks are played", "tells", index)  # fmt: skip
    return card


def _check_sectors(row: Part, keys: Iterable[str], cards: list[InjectCard]) -> None:
    """Refuse texts that call a sector by another number than those of some injects."""
    places = sorted({card.inject.sector + 1 for card in cards if card.inject.sector is not None})
    for key in keys:
        for number in spoken_sectors(str(row.values.get(key, ""))):
            if number not in places:
                allowed = f"sector {' or '.join(map(str, places))}" if places else "no number, since it comes in no sector of its own"
                row.refuse(f"{row.label(key)} speaks of sector {number}; allowed is {allowed}: texts count sectors from 1 as the page does, "
                           "sector = 0 being sector 1", key)  # fmt: skip


def _check_hint(made: Exercise, row: Part, hint: str) -> None:
    """Refuse a hint that sets apart what is no curve that a role of the exercise sees."""
    seats = made.seats.values()
    for name in names_in(hint):
        if not any(seen_by(name, seats)):
            labels = [_LABELS[column] for seat in seats for column in seat.columns if column in _LABELS]
            row.refuse(f"{row.label('hint')} sets {oneline(repr(name))} apart, which is no run of whole words in the label of a curve that a role "
                       f"here sees{nearest(name[:60], labels)}", "hint")  # fmt: skip
