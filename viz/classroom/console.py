"""What whoever leads a class is told besides: who is in, all orders, injects, attempts refused, the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...experiments.choice_names import inject_name
from ...experiments.classroom.game import Game
from ...experiments.classroom.leading import was_played
from ...experiments.classroom.log import Row
from ...experiments.classroom.state import FILM, LECTURER, ORDERS, role_of
from ...experiments.exercise import InjectCard
from ...experiments.roles import INJECT_KINDS
from ..exercise_words import choice_name, inject_label, inject_when, value_words, with_names
from .parts import inject_words, markdown
from .qr import qr_picture

__all__ = [
    "back", "inject_kinds", "injects", "log", "orders_all", "played", "players", "refused", "room", "say_trouble",
]  # fmt: skip

LAST_REFUSED, LAST_ROWS = 50, 100


def room(game: Game, address: str, lan: bool, notice: str) -> dict[str, Any]:
    """Return code, address, file, timetable and guide: ``room``."""
    guide = {f"{key}_html": markdown(with_names(text)) for key, text in game.exercise.guide.items()}
    return {
        "code": game.code, "address": address, "qr": qr_picture(f"{address}#{game.code}"), "lan": lan,
        "file": game.file.path.name, "notice": notice,
        "timetable": [{"start": s.start, "end": s.end, "title": s.title,
            "round": s.round} for s in game.exercise.timetable()],
        "began": game.state.began, "guide": guide,
        "options": {"auto_close": game.state.auto_close, "clock": game.state.clock, "wait": game.state.wait},
        "least_players": game.exercise.least_players, "groups": {
            key: game.exercise.group_label(key) for key in game.exercise.scenario.armed_groups
        },
    }  # fmt: skip


def players(game: Game, tabs: Mapping[str, int], beside: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """Return who has joined: ``players``.

    Args:
        game: The class.
        tabs: Open connections by player.
        beside: Others on what may be the same device, by player.
    """
    state, made = game.state, []
    for one in state.players.values():
        seat = state.seat_of(one.id)
        ordered = sum(key == seat for key, _ in (*state.orders, *state.calls))
        if not one.removed:
            made.append({"player": one.id, "name": one.name, "seat": seat, "here": tabs.get(one.id, 0) > 0,
                         "tabs": tabs.get(one.id, 0), "ordered": ordered, "ready": seat in state.ready,
                         "joined": one.joined,
                         "beside": [state.players[key].name for key in beside.get(one.id, ())]})  # fmt: skip
    return made


def orders_all(game: Game) -> dict[str, Any]:
    """Return all orders and calls as they stand: ``orders_all``."""
    state = game.state
    given = [
        {"seat": seat, "name": _name(game, seat), "choice": name, "label": choice_name(name),
         "value_label": value_words(name, one.value), "insist": one.insist, "at": one.at}
        for (seat, name), one in sorted(state.orders.items())
    ]  # fmt: skip
    calls = [
        {"seat": seat, "name": _name(game, seat), "label": inject_name(kind), "size": one.size, "weeks": one.weeks,
         "sector": one.sector}
        for (seat, kind), one in sorted(state.calls.items())
    ]  # fmt: skip
    return {"orders": given, "calls": calls}


def injects(game: Game) -> list[dict[str, Any]]:
    """Return the injects of the exercise: ``injects``."""
    return [
        {"index": index, "title": one.title, "card_html": markdown(one.card), "when": inject_when(one, game.exercise),
         "held": one.held, "played": was_played(game.state, index) if one.held else _came(game, one)}
        for index, one in enumerate(game.exercise.injects)
    ]  # fmt: skip


def _came(game: Game, card: InjectCard) -> int | None:
    """Return the week in which an inject that comes by itself has come, None if it has not."""
    kind, text = f"inject_{card.inject.kind}", card.inject.text
    return next(
        (week.week for week in game.weeks for event in week.events
         if event[0] == kind and text in ("", event[2]) and card.inject.week in (None, week.week)), None,
    )  # fmt: skip


def played(game: Game) -> list[dict[str, Any]]:
    """Return the injects that have been played and wait for the weeks played next: ``played``."""
    return [
        {"inject": one["n"], "index": one["index"], "kind": one["inject"]["kind"],
         "title": one["title"] or inject_label(str(one["inject"]["kind"])),
         "text": str(one["inject"].get("text", ""))}
        for one in game.state.played
    ]  # fmt: skip


def inject_kinds() -> list[dict[str, Any]]:
    """Return the kinds of injects that can be let happen, with what each uses: ``inject_kinds``."""
    told = {kind: inject_words(kind) for kind in INJECT_KINDS}
    return [{"kind": kind, "label": label, "uses": uses} for kind, (label, uses) in told.items()]


def refused(game: Game) -> dict[str, Any]:
    """Return the attempts that were refused: ``refused``."""
    total, last = game.file.refused(LAST_REFUSED)
    return {
        "total": total,
        "last": [
            {"at": one.at, "who": _who(game, one.who), "call": _CALLS.get(one.call, one.call), "text": one.text}
            for one in last
        ],
    }


def log(game: Game) -> list[dict[str, Any]]:
    """Return the last commands as sentences: ``log``."""
    return [{"n": row.n, "at": row.at, "text": _said(game, row)} for row in game.file.last_rows(LAST_ROWS)]


def back(game: Game) -> dict[str, Any] | None:
    """Return what a step back would lead to: ``back``."""
    settled = game.state.settled
    if not settled or game.busy or game.state.phase not in (ORDERS, FILM, "debrief"):
        return None
    last = settled[-1].round
    if last > len(game.exercise.rounds):
        return {"round": last - 1, "text": f"Step back to the end of round {last - 1}"}
    return {"round": last, "text": f"Step back to the orders of round {last}"}


def say_trouble(game: Game, said: str) -> str:
    """Say on the terminal, once, that a class cannot go on and why, and once that it goes on; return what it is now."""
    trouble = game.trouble
    if trouble and trouble != said:
        print(f"TROUBLE with {game.file.path}: {trouble}.", flush=True)
    elif said and not trouble:
        print(f"The trouble with {game.file.path} is over; the class goes on.", flush=True)
    return trouble


def _name(game: Game, seat: str) -> str:
    """Return the name of whoever sits in a seat, or that nobody does."""
    player = game.state.seats.get(seat)
    return game.state.players[player].name if player else "(empty seat: does not count)"


def _who(game: Game, key: str) -> str:
    """Return who did something, as the lecturer reads it."""
    player = game.state.players.get(key)
    return player.name if player else _OTHERS.get(key, key)


def _said(game: Game, row: Row) -> str:
    """Return a row as a sentence."""
    body = row.body
    seat = body.get("seat")
    if isinstance(seat, str) and role_of(seat) in game.exercise.seats:
        title = game.exercise.seats[role_of(seat)].role.title
        seat = f"{title} {seat.rpartition('.')[2]}"
    told = _TOLD.get(_kind(row, seat), row.kind)
    fields = {
        **dict.fromkeys(("name", "value", "kind", "text", "title", "round", "minutes", "down", "topic"), ""),
        **body,
    }
    if row.kind == "order":
        fields["value"] = value_words(str(body["name"]), body["value"])
        fields["value"] += ", and insisted" if body.get("insist") else ""
    if row.kind in ("call", "uncall"):
        fields["kind"] = inject_name(str(body["kind"]))
    if row.kind == "ready" and not body["ready"]:
        told = "{who} ({seat}) is not done after all"
    if row.kind == "extend":
        fields["minutes"] = _minutes(float(body["minutes"]))
    if row.kind in ("order", "withdraw"):
        fields["name"] = choice_name(str(body["name"]))
    player = game.state.players.get(str(body.get("player", "")))
    fields |= {
        "who": _who(game, row.who),
        "seat": seat or "no seat",
        "player": player.name if player else "",
        "down": round(float(fields["down"] or 0)),
    }
    return told.format(**{name: _cut(value) for name, value in fields.items()})


def _kind(row: Row, seat: object) -> str:
    """Return as what a row is told."""
    if row.kind == "resumed" and (row.body.get("stuck") or row.body["down"] < 0):
        return "unstuck" if row.body.get("stuck") else "set_back"
    if row.kind == "option" and "axes" in row.body:
        return "axes" if row.body["axes"] else "no_axes"
    return "unseat" if row.kind == "seat" and not seat else row.kind


def _minutes(minutes: float) -> str:
    """Return a number of minutes in words."""
    return f"{minutes:g} more minute" if minutes == 1 else f"{minutes:g} more minutes"


def _cut(value: object) -> str:
    """Return a value as text, not too long for one line."""
    text = str(value)
    return text if len(text) <= 100 else text[:99] + "…"


_OTHERS = {LECTURER: "You", "clock": "The clock", "?": "Somebody unknown"}
_CALLS = {"call": "let happen", "uncall": "let happen no longer", "socket": "an open page"}
_TOLD = {
    "joined": "{name} joined", "rename": "{who} is now called {name}", "sit": "{who} took the seat {seat}",
    "leave": "{who} left {seat}",
    "seat": "{who} gave {player} the seat {seat}", "unseat": "{who} took {player} out of the seat",
    "seat_all": "{who} seated everybody who waited",
    "add_seat": "{who} added a seat",
    "remove": "{who} took {player} out of the class",
    "remove_waiting": "{who} took out of the class all who waited for a seat",
    "order": "{who} ({seat}) ordered {name}: {value}",
    "withdraw": "{who} ({seat}) took back the order on {name}", "call": "{who} ({seat}) calls {kind}",
    "uncall": "{who} ({seat}) no longer calls {kind}",
    "ready": "{who} ({seat}) is done", "say": "{who} ({seat}) sent a message",
    "broadcast": "{who} announced: {text}",
    "meet": "{who} ({seat}) called a meeting: {topic}", "come": "{who} ({seat}) came to a meeting",
    "part": "{who} ({seat}) left a meeting",
    "open": "{who} went on to: {to}, round {round}", "settled": "{who} closed round {round}; it is settled",
    "back": "{who} stepped back to round {round}",
    "inject": "{who} played an inject: {title}", "uninject": "{who} took an inject back before it came",
    "anew": "{who} began anew", "pause": "{who} paused the clock",
    "resume": "{who} let the clock run again",
    "extend": "{who} gave {minutes}",
    "resumed": "The server was away for {down} seconds; the time was given back",
    "unstuck": "Nothing could be written for {down} seconds; the time was given back",
    "set_back": "The clock of the computer was set back; what was left of the round stayed as it was",
    "axes": "{who} showed the curves on the wall", "no_axes": "{who} hid the curves on the wall",
    "option": "{who} changed an option", "end": "{who} ended the class", "reopen": "{who} opened the class again",
}  # fmt: skip
