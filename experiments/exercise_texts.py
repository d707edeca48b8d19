"""Whether the texts of an exercise say what is so.

What rounds tell of has happened by then, sectors have the number that the page shows, and hints name curves that
somebody sees and choices that somebody holds. Players read a round's text before its weeks are played, the page counts
sectors from 1, and it puts the curves that a hint sets apart first. Whoever plays alone may sit in any role, and reads
the first paragraph of a hint that is about what this role sees and holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..model.columns import COLUMNS
from ..model.errors import nearest
from ..model.toml_source import oneline
from .choice_names import choice_name
from .exercise import Exercise, InjectCard, Seat
from .exercise_section import Part

__all__ = ["check_texts", "choices_in", "hint_for", "names_in", "seen_by", "spoken_sectors"]

_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "1st": 1, "2nd": 2, "3rd": 3, **{f"{n}th": n for n in range(4, 10)},
}  # fmt: skip
_COUNTED = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    **{str(n): n for n in range(10)},
}  # fmt: skip
_SECTOR = re.compile(
    rf"\b(?:({'|'.join(_ORDINALS)})\s+sector|sector\s+(?:number\s+)?({'|'.join(_COUNTED)}))\b", re.IGNORECASE
)
_STRONG = re.compile(r"\*\*(.*?)\*\*|__(.*?)__", re.DOTALL)
_PARAGRAPHS = re.compile(r"\n\s*\n")
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
            page shows, or a hint names what is no curve that a role sees or no choice that one
            holds, or has a paragraph for nobody.
    """
    for row, card in zip(root.rows("injects"), made.injects, strict=True):
        _check_sectors(row, INJECT_TEXTS, [card])
    for number, row in enumerate(root.rows("rounds"), start=1):
        told = [_told(made, row, number, index) for index in range(len(made.rounds[number - 1].tells))]
        if any(card.inject.sector is not None for card in told):
            _check_sectors(row, ROUND_TEXTS, told)
        _check_hint(made, row, made.rounds[number - 1].hint)


def names_in(hint: str) -> list[str]:
    """Return what a hint sets apart between single stars, curves, in small letters."""
    return [" ".join((one or other).lower().split()) for one, other in _EMPHASIS.findall(_STRONG.sub(" ", hint))]


def choices_in(hint: str) -> list[str]:
    """Return what a hint sets apart between double stars, choices, in small letters."""
    return [" ".join((one or other).lower().split()) for one, other in _STRONG.findall(hint)]


def hint_for(hint: str, seat: Seat) -> str:
    """Return the paragraph of a hint that is for a role, the first whose curves it sees all and whose choices it holds all."""
    return next((part for part in _paragraphs(hint) if _fits(part, seat)), "")


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
    """Refuse a hint that names what is no curve that a role sees or no choice that one holds, or what no role has all of."""
    seats = made.seats.values()
    label = row.label("hint")
    for name in names_in(hint):
        if not any(seen_by(name, seats)):
            labels = [_LABELS[column] for seat in seats for column in seat.columns if column in _LABELS]
            row.refuse(f"{label} sets {oneline(repr(name))} apart, which is no run of whole words in the label of a curve that a role "
                       f"here sees{nearest(name[:60], labels)}", "hint")  # fmt: skip
    held = [name for seat in seats for name in _held(seat)]
    for name in choices_in(hint):
        if name not in held:
            row.refuse(f"{label} has {oneline(repr(name))} in bold, which is not the name of a choice that a role here holds"
                       f"{nearest(name[:60], held)}", "hint")  # fmt: skip
    read = {hint_for(hint, seat) for seat in seats}
    for number, part in enumerate(_paragraphs(hint), start=1):
        if part not in read:
            row.refuse(f"{label} has a paragraph {number} that nobody reads: a role reads the first whose curves it sees all and whose choices "
                       "it holds all; allowed is one that at least one role reads, and what is for fewer roles comes first", "hint")  # fmt: skip


def _paragraphs(hint: str) -> list[str]:
    """Return the paragraphs of a hint."""
    return [part.strip() for part in _PARAGRAPHS.split(hint) if part.strip()]


def _fits(part: str, seat: Seat) -> bool:
    """Return whether a role sees all curves that a paragraph names, and holds all its choices."""
    return all(any(seen_by(name, (seat,))) for name in names_in(part)) and set(choices_in(part)) <= set(_held(seat))


def _held(seat: Seat) -> list[str]:
    """Return what a role may order, by the names on its sheet, in small letters."""
    return [choice_name(name).lower() for name in (*seat.holds, *seat.opening)]
