"""A class under way: commands become rows of its file, rounds are settled, weeks are played.

A game may be used from several threads: every call holds one lock, except that weeks are played without it
(:meth:`Game.play`), so that a class can go on talking while they are.
"""

from __future__ import annotations

import gc
import pickle
import secrets
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Any

from ...model.errors import ResultError
from ..exercise import Exercise
from .commands import MOST_PLAYERS, Asked, RefusalError, check, clean_name, free_name
from .keys import Links, checked_id, hidden, key_of, new_code, same_code, who_of
from .leading import check_lecturer
from .log import ClassFile, Row
from .pen import Pen, StuckError
from .replay import common, exercise_of, facts_of, play, scenario_of
from .rounds import after_body, settled_body
from .seen import Week, scene, week_of
from .state import FILM, LECTURER, ORDERS, State, apply, fold

__all__ = ["BUSY", "Game", "new_game", "open_game"]

BUSY, MOMENT = "the weeks of the round are being played; that takes a few seconds", 0.7
"""What is refused while weeks are played, and seconds after which whoever plays alone asks again."""
SOLO = {"next": "open", "back": "back", "end": "end", "reopen": "reopen", "anew": "anew"}
"""What a player who plays alone may do of what a lecturer does."""


def new_game(path: Path, name: str, *, seed: int | None = None, solo: bool = False) -> Game:
    """Begin a class.

    Args:
        path: File of the class; nothing may be there yet.
        name: Exercise, a shipped name or a file.
        seed: Luck of the telling; that of the exercise by default.
        solo: Whether one player plays alone, all other roles going by the model's rules.

    Raises:
        PeaceopsError: If the exercise or the file cannot be used.
    """
    from ...model.provenance import package_version

    facts = facts_of(name)
    exercise = exercise_of(facts)
    if solo and not exercise.solo:
        raise ResultError(
            f"{exercise.name} is not made for one player alone; allowed is a class of {exercise.least_players} or more"
        )
    facts |= {
        "seed": exercise.seed if seed is None else seed,
        "code": new_code(),
        "solo": solo,
        "version": package_version("peaceops"),
    }
    file = ClassFile.create(path, facts)
    if solo:
        file.append("option:solo", time.time(), "option", LECTURER, {"auto_close": True, "clock": False})
    return Game(file)


def open_game(path: Path) -> Game:
    """Take a class up where it was left.

    Raises:
        PeaceopsError: If the file is none of a class, is damaged, or is held by another server.
    """
    return Game(ClassFile.open(path))


class _HaltedError(Exception):
    """The server ends while weeks are being played."""


class Game:
    """One class, led from here.

    Attributes:
        exercise: Its exercise.
        state: How it stands.
        weeks: Weeks as they were seen; the first entry is how things stood before the first week.
        scene: What does not change on the map.
        deleted: Whether it has been erased.
        pen: Writes its rows.
    """

    def __init__(self, file: ClassFile) -> None:
        """Read the file; :meth:`play` then plays what has been settled."""
        self.file, self.about = file, file.about
        self.exercise: Exercise = exercise_of(self.about)
        self.lock = RLock()
        self.state: State = fold(self.exercise, file.rows())
        self.weeks: list[Week] = []
        self.scene: dict[str, Any] = {}
        self.deleted, self._unplayed, self._halted = False, "", False
        self.pen = Pen(file, solo=self.solo)
        self._secret = file.secret
        self._played: tuple[int, ...] | None = None
        self._cohesion = 0.0
        self._progress = (0, 0)
        self._links = Links()

    @property
    def trouble(self) -> str:
        """Why the class cannot go on: its file takes nothing, or weeks could not be played; "" if it can."""
        return self.pen.stuck or self._unplayed

    # Who is who ----------------------------------------------------------------------------------------------------

    @property
    def solo(self) -> bool:
        """Whether one player plays alone."""
        return bool(self.about["solo"])

    @property
    def code(self) -> str:
        """What lets one join."""
        return str(self.about["code"])

    def who(self, key: object) -> str | None:
        """Return whose key it is: ``lecturer``, a player who is in the class, or nobody's."""
        found = who_of(key, self._secret)
        return found if found == LECTURER or (found and self.state.is_here(found)) else None

    def once(self) -> str:
        """Return a word that gives the lecturer's key one single time within the next hour."""
        with self.lock:
            return self._links.new()

    def lecturer_key(self, once: object) -> str:
        """Return the lecturer's key for a word of :meth:`once`.

        Raises:
            RefusalError: If the word is none, was used or is too old.
        """
        with self.lock:
            self._links.use(once)
            return key_of(LECTURER, self._secret)

    def join(
        self, id: object, code: object, name: object, *, gone: Callable[[str], bool] = lambda player: False
    ) -> dict[str, Any]:
        """Let somebody join.

        Args:
            id: Made by the page, as secret as a key; the same id gives the same player.
            code: Code of the class.
            name: Display name.
            gone: Whether a player is no longer connected; whoever plays alone takes over from such a one.

        Raises:
            RefusalError: If the code is wrong, the name cannot be used, or the class is full.
        """
        if not self.solo and not same_code(code, self.code):
            raise RefusalError(
                "forbidden", "that is not the code of this class; it stands on the wall, six letters and digits"
            )
        row_id = hidden(checked_id(id))
        with self.lock:
            self._unstick()
            known = self.file.find(row_id)
            if known is None:
                name = clean_name(name)
                here = [one for one in self.state.players.values() if not one.removed]
                if self.solo:
                    self._make_room([one.id for one in here], gone)
                elif len(here) >= MOST_PLAYERS:
                    raise RefusalError("taken", f"the class is full: {MOST_PLAYERS} have joined")
                player = f"p{len(self.state.players) + 1}"
                known = self._keep(row_id, "joined", player, {"player": player, "name": free_name(self.state, name)})
            player = str(known.body["player"])
            if not self.state.is_here(player):
                raise RefusalError("key", "whoever leads the class has taken you out of it; join anew")
            seats = [f"{role}.1" for role in self.exercise.seats]
            if self.solo and len(seats) == 1 and seats[0] not in self.state.seats:
                self._keep(f"seat:{player}", "sit", player, {"seat": seats[0]})
            return {"ok": True, "at": time.time(), "player": player, "key": key_of(player, self._secret)}

    def _make_room(self, here: list[str], gone: Callable[[str], bool]) -> None:
        """Let whoever plays alone begin in another browser once the first is gone."""
        for player in here:
            if not gone(player):
                raise RefusalError(
                    "taken",
                    "somebody plays this already: go on in the browser window in which it was begun, or close it and "
                    "begin here; for a new game, stop the server (Ctrl-C) and give its command again with --new",
                )
            self._keep(f"remove:{player}", "remove", LECTURER, {"player": player})

    # Commands ------------------------------------------------------------------------------------------------------

    def do(self, who: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Carry a command out.

        Args:
            who: A player or the lecturer, as :meth:`who` has it.
            given: The command.

        Returns:
            The answer; when it is given, the command is on the disk.

        Raises:
            RefusalError: If it is refused.
            StuckError: If the file takes nothing; the same command can be sent again.
        """
        row_id = checked_id(given.get("id"))
        with self.lock:
            if self.deleted:
                raise RefusalError("phase", "this class has been deleted")
            if (known := self.file.find(row_id)) is not None:
                if known.who != who:
                    raise RefusalError(
                        "bad", "the id of this command belongs to somebody else's; make a new one for each command"
                    )
                return self._answer(known)
            do = given.get("do")
            asked = Asked(self.exercise, self.state, who, time.time(), given, self.solo)
            if who == LECTURER and do == "link":
                return {"ok": True, "at": asked.now, "once": self.once()}
            if do == "delete" and (who == LECTURER or self.solo):
                return self._delete(given)
            self._unstick()
            if who == LECTURER:
                return self._lead(row_id, asked)
            if self.solo and isinstance(do, str) and do in SOLO:
                told = {**given, "do": SOLO[do]}
                return self._lead(row_id, Asked(self.exercise, self.state, who, asked.now, told, True))
            if do == "next":
                raise RefusalError("forbidden", "whoever leads the class goes on to the next round")
            kind, body = check(asked)
            return self._answer(self._keep(row_id, kind, who, body))

    def _lead(self, id: str, asked: Asked) -> dict[str, Any]:
        """Carry out a command of the lecturer, or of whoever plays alone."""
        kind, body = check_lecturer(asked)
        if kind in ("open", "close", "back", "anew") and self.busy:
            raise RefusalError("busy", BUSY, MOMENT if asked.solo else None)
        if kind == "open" and asked.solo and not self.state.seats:
            raise RefusalError("phase", "you sit in no seat; take one first")
        if kind == "close":
            kind, body = "settled", self._settled_body()
        elif kind == "open" and body["to"] == "after":
            kind, body = "settled", after_body(self.exercise, self.state)
        return self._answer(self._keep(id, kind, asked.who, body))

    def _settled_body(self) -> dict[str, Any]:
        """Return the body of the row that settles the round under way."""
        return settled_body(self.exercise, self.state, self._cohesion, self.weeks[-1].standing if self.weeks else {})

    def _keep(self, id: str, kind: str, who: str, body: Mapping[str, Any]) -> Row:
        """Write a row, then let it count."""
        row = self.pen.write(id, time.time(), kind, who, body)
        apply(self.state, row)
        return row

    def _answer(self, row: Row) -> dict[str, Any]:
        """Return what is answered to a command that has been kept; the same each time."""
        more = {"meeting": f"m{row.n}"} if row.kind == "meet" else {}
        return {"ok": True, "at": time.time(), "n": row.n, **more}

    def _delete(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Erase the class."""
        if not same_code(given.get("really"), self.code) and not (self.solo and given.get("really") == "solo"):
            raise RefusalError("allowed", "to delete the class, give its code; nothing has been deleted")
        self.file.delete()
        self.deleted = True
        return {"ok": True, "at": time.time(), "n": 0}

    def refuse(self, who: str, call: str, text: str) -> None:
        """Keep an attempt that was refused."""
        with self.lock:
            if not self.deleted:
                self.file.refuse(time.time(), who, call[:40], text[:400])

    # The clock -----------------------------------------------------------------------------------------------------

    def tick(self) -> bool:
        """Note that somebody is here, give time back, and settle a round whose time is up; return whether it moved."""
        with self.lock:
            before, moved = self.trouble, False
            with suppress(StuckError):  # said to everybody; the next look tries again
                moved = not self.deleted and self._look(time.time())
            return moved or self.trouble != before

    def _look(self, now: float) -> bool:
        """Look at the clock; return whether the class moved."""
        state, moved = self.state, self._give_back(now)
        if state.phase != ORDERS or self.busy:
            return moved
        late = state.ends is not None and now > state.ends
        done = state.auto_close and state.left is None and state.seats and state.ready >= set(state.seats)
        if late or done:
            self._keep(f"clock:{state.round}:{state.n}", "settled", "clock", self._settled_body())
            return True
        return moved

    def _give_back(self, now: float) -> bool:
        """Give back time that was lost, and note that somebody is here; return whether any was lost."""
        if lost := self.pen.lost(now):
            why = {"stuck": True} if self.pen.stuck else {}
            self._keep(f"resumed:{self.state.n}:{secrets.token_hex(4)}", "resumed", "clock", {"down": lost, **why})
        self.pen.here(now)
        return bool(lost)

    def _unstick(self) -> None:
        """See whether the file takes rows again, before anything is checked against a clock that stood still."""
        if self.pen.stuck:
            self._give_back(time.time())

    # The weeks -----------------------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether weeks that have been settled are still to be played."""
        return self._played != self._wanted()

    @property
    def phase(self) -> str:
        """Phase as players are told it: ``resolving`` while weeks are being played."""
        return "resolving" if self.busy and self.state.phase == FILM else self.state.phase

    @property
    def progress(self) -> dict[str, int] | None:
        """Weeks played and to be played while they are being played."""
        return {"done": self._progress[0], "of": self._progress[1]} if self.busy else None

    def _wanted(self) -> tuple[int, ...]:
        return tuple(one.n for one in self.state.settled)

    def play(self, told: Callable[[int, int], None] = lambda done, of: None) -> bool:
        """Play what has been settled and not yet been played.

        The whole run is played again from its first week, which takes seconds at most: so the class always sees what
        its file, played again, gives.

        Args:
            told: Called after each week with weeks played and to be played.

        Returns:
            Whether there was anything to play.
        """
        with self.lock:
            wanted, settled = self._wanted(), list(self.state.settled)
            if wanted == self._played:
                return False
            kept = common(self._played or (), wanted) if self.weeks else 0
            weeks = self.weeks[: settled[kept - 1].last + 2] if kept else []
        last = settled[-1].last + 1 if settled else 0
        first, made = len(weeks), list(weeks)
        roles = [(role, seat.role.organisations) for role, seat in self.exercise.seats.items()]

        def seen(model: Any) -> None:
            if self._halted:
                raise _HaltedError
            if model.week >= first:
                made.append(week_of(model, roles))
            if not self.scene:
                self.scene, self._cohesion = scene(model), float(model.cohesion)
            self._progress = (max(model.week - first + 1, 0), last - first + 1)
            told(*self._progress)

        try:
            if first <= last:
                play(scenario_of(self.exercise, settled), int(self.about["seed"]), last, seen)
            trouble = ""
        except _HaltedError:
            return False
        except Exception as error:  # a fault of the model must not end the lesson: one can step back
            made, trouble = weeks, f"the weeks of round {self.state.round} could not be played: {error}; step back"
            traceback.print_exc()
        gc.collect()  # a model holds itself in circles, and a class plays many
        # Made beside the model, weeks lie scattered over all of its memory, which could not be given back.
        made[first:] = pickle.loads(pickle.dumps(made[first:]))  # noqa: S301
        with self.lock:
            self.weeks, self._played, self._unplayed = made, wanted, trouble
            if len(made) > 1:
                self._cohesion = float(made[-1].values["mlt_cohesion"])
        return True

    def halt(self) -> None:
        """Leave the weeks that are being played: the server ends, and they are played when it starts again."""
        self._halted = True

    def close(self) -> None:
        """Let go of the file."""
        with self.lock:
            if not self.deleted:
                self.pen.leave(time.time())
                self.file.close()
