"""Why a choice was settled as it was, in one sentence: the words of :mod:`.authority`, which decides.

Whoever was overruled is named: whoever ordered something else must not read that all agreed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ..model.layout import shown
from .roles import roles

__all__ = [
    "BINDS_OWN",
    "NOBODY_ELSE",
    "SideWords",
    "Way",
    "asked_for_that",
    "empty_words",
    "listed",
    "of_side",
    "of_sides",
    "one_voice_words",
    "role_title",
    "steps_back",
    "twice_insisted",
]  # fmt: skip

NOBODY_ELSE = ", and nobody else at the table spoke"  # said of silent seats
BINDS_OWN = "; insisting binds the own side alone"
_STAYS = "and it stays as it is"
_STEP = "agree on the smallest step that all of them asked for"

Way = Literal["alone", "insists", "leads", "speaks", "top", "agree", "apart", "step"]
"""How a side comes to what it asks for: the only one who spoke; the head of mission, insisting; the one who leads on
the subject; the next, whose lead is silent; by order from the top; all the same; nothing, since they pull apart; the
smallest step of those who agree."""
_WAYS = {
    "alone": f"decides{NOBODY_ELSE}",
    "insists": "insists",
    "leads": "leads on this and decides",
    "speaks": "speaks for the side, whose lead said nothing, and decides",
    "top": "decides by order from the top",
    "agree": "agree",
    "apart": f"pull apart, {_STAYS}",
    "step": _STEP,
}


@dataclass(frozen=True)
class SideWords:
    """How one side came to what it asks for.

    Attributes:
        by: Roles by whose word it goes, whoever speaks for them first.
        way: How.
        against: Roles of the side that asked for something else.
        top_silent: Whether the head of mission, who could have decided, said nothing.
    """

    by: tuple[str, ...]
    way: Way
    against: tuple[str, ...] = ()
    top_silent: bool = False


def role_title(role: str) -> str:
    """Return what a role is called in a sentence."""
    return roles()[role].title if role in roles() else shown(role)


def listed(names: Iterable[str], word: str = "and") -> str:
    """Return titles of roles as one list in words."""
    *first, last = [role_title(name) for name in names]
    return f"{', '.join(first)} {word} {last}" if first else last


def of_side(side: SideWords) -> str:
    """Return why a side that need not ask another one decided as it did."""
    over = f", against {listed(side.against)}" if side.against else ""
    silent = ", and the head of mission said nothing" if side.top_silent else ""
    return f"{listed(side.by)} {_WAYS[side.way]}{over}{silent}"


def of_sides(
    sides: Sequence[SideWords], silent: Sequence[Sequence[str]], split: Sequence[SideWords], *, same: bool, stays: bool
) -> str:
    """Return why several sides that must agree came to what they came to.

    Args:
        sides: Those that spoke.
        silent: Roles of each side that said nothing.
        split: Sides that ask for no change on which somebody wanted one.
        same: Whether all of them asked for the same.
        stays: Whether it stays as it is.
    """
    bound = BINDS_OWN if stays and any(side.way == "insists" for side in sides) else ""
    if silent:
        missing = " and ".join(listed(side, "or") for side in silent)
        return f"it takes the agreement of {missing}, who said nothing, {_STAYS}{bound}"
    if stays and split:
        one = split[0]
        told = f"{listed(one.by)} pull apart" if one.way == "apart" else of_side(one)
        return f"{told}, so that their side asks for no change, {_STAYS}"
    told = "agree" if same else f"do not agree, {_STAYS}{bound}" if stays else _STEP
    if any(side.against or side.way in ("insists", "step") for side in sides):
        return f"the sides {told}: {'; '.join(_named(side) for side in sides)}"
    return f"the sides of {listed(side.by[0] for side in sides)} {told}"


def steps_back(sides: Sequence[SideWords]) -> str:
    """Return that sides step back from what each of them can leave alone."""
    return f"{'; '.join(of_side(side) for side in sides)}; a step back from this needs no other side"


def _named(side: SideWords) -> str:
    """Return a side by all who speak for it, with whom they overruled."""
    how = ["insisting"] if side.way == "insists" else []
    how += [f"against {listed(side.against)}"] if side.against else []
    return ", ".join([listed(side.by), *([" ".join(how)] if how else [])])


def asked_for_that(names: Sequence[str], split: Sequence[str]) -> str:
    """Return that what was asked for holds already; ``split`` are roles whose seats asked for different things."""
    if split:
        return f"the seats of {listed(split)} ask for different things, whose middle is what holds already"
    return f"{listed(names)} {'asks' if len(names) == 1 else 'ask'} for what holds already"


def one_voice_words(split: Sequence[str]) -> str:
    """Return that seats of one role asked for different things; ``split`` are roles of which that is so."""
    return f"; of what the seats of {listed(split)} asked for, the middle counts" if split else ""


def empty_words(side: Sequence[str]) -> str:
    """Return that a side of the mission with nobody in its seats holds nothing up."""
    seat, hold = ("seat is", "holds") if len(side) == 1 else ("seats are", "hold")
    return f"; {listed(side)}, whose {seat} empty, {hold} nothing up"


def twice_insisted(many: int) -> str:
    """Return that insisting on several choices at once counts on none."""
    return f"; the head of mission insists on {many} choices at once, and so on none"
