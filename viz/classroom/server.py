"""The server of a class: pages, commands and what is told, over HTTP and one WebSocket a page.

Every call is checked here: whose key it is, what that one may see and do, how large and how frequent it is. What is
refused is kept in the file of the class.
"""

from __future__ import annotations

import asyncio
import gzip
import sys
import time
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from ...experiments.classroom.commands import RefusalError
from ...experiments.classroom.game import Game
from ...experiments.classroom.pen import StuckError
from ...experiments.classroom.seen import TRUTH
from ...experiments.classroom.state import LECTURER, role_of
from ...model.errors import PeaceopsError
from ..exercise_words import with_names
from ..memory import give_back
from . import parts
from .afterwards import Afterwards
from .calls import (
    HEADERS,
    TooOftenError,
    body_of,
    first_of,
    page_file,
    refusal,
    reply,
    sender_of,
    shut,
    spare,
    writable,
)  # fmt: skip
from .console import say_trouble
from .hub import PROJECTOR, Client, Hub
from .limits import Limit
from .views import Packed, film, view

__all__ = ["Place", "make_app"]

MOST_SOCKETS, MOST_TABS = 400, 8  # open pages of all players, of one of them; whoever leads has a place in any case
MOST_UNPROVEN = 48  # connections of one address that have not yet shown a key: a class behind one router, and some more
TICK = 0.25


@dataclass(frozen=True)
class Place:
    """Where a class is reached: address to show, whether from other machines, and a notice about that."""

    address: str
    lan: bool
    notice: str = ""


def make_app(game: Game, place: Place, stop: Callable[[], None] = lambda: None) -> Starlette:
    """Return the application.

    Args:
        game: The class, its weeks played so far.
        place: Where it is reached.
        stop: Called once the class has been deleted.
    """
    return _Server(game, place, stop).app


class _Server:
    """Routes, and what they share."""

    def __init__(self, game: Game, place: Place, stop: Callable[[], None]) -> None:
        self.game, self.place, self._stop = game, place, stop
        self._desk = ThreadPoolExecutor(1, "peaceops-desk")  # commands and what is told, one after the other
        self._mill = ThreadPoolExecutor(1, "peaceops-mill")  # weeks, which take seconds
        self._milling, self._most_pages, self._said = False, 0, ""
        self.afterwards = Afterwards(game, self._who)
        self.hub = Hub(game, self.at_desk, self._room)
        # A class behind one router is one sender: all of it may join at once, and then one in five seconds, and all of
        # it may load its pages at once.
        self._calls, self._joins = Limit(40, 8.0), Limit(60, 0.2)
        self._wrong, self._pages = Limit(30, 0.5), Limit(1_500, 100.0)
        self._unproven: Counter[str] = Counter()
        self._seen = Packed(game)
        self.app = Starlette(routes=self._routes(), lifespan=self._life, exception_handlers={
            RefusalError: self._refused, PeaceopsError: self._failed, ClientDisconnect: self._left, 404: self._unknown,
            405: self._unknown, Exception: self._broken,
        })  # fmt: skip

    def _routes(self) -> list[Any]:
        get = [
            ("/", self._page("student.html")), ("/lecturer", self._page("lecturer.html")),
            ("/projector", self._page("projector.html")), ("/static/{name}", self._static), ("/api/hello", self._hello),
            ("/api/state", self._state), ("/api/view", self._view), ("/api/film", self._film),
            ("/api/card", self._card),
        ]  # fmt: skip
        post = [("/api/join", self._join), ("/api/lecturer", self._lecturer), ("/api/do", self._do)]
        routes: list[Any] = [Route(path, call, methods=["GET"]) for path, call in get]
        return [
            *routes, *(Route(path, call, methods=["POST"]) for path, call in post), *self.afterwards.routes(),
            WebSocketRoute("/ws", self._socket),
        ]

    @asynccontextmanager
    async def _life(self, app: Starlette) -> AsyncIterator[None]:
        """Keep the clock and tell what is new as long as the server runs."""
        tasks = [asyncio.create_task(self._ticks()), asyncio.create_task(self.hub.tell())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self.game.halt()
            await self.afterwards.stop()
            self._desk.shutdown(wait=True)
            self._mill.shutdown(wait=True)

    async def at_desk(self, call: Callable[..., Any], *given: Any) -> Any:
        """Carry something out in the thread of commands."""
        return await asyncio.get_running_loop().run_in_executor(self._desk, call, *given)

    async def _ticks(self) -> None:
        """Look at the clock four times a second."""
        while True:
            try:
                moved = await self.at_desk(self.game.tick)
                if self.game.busy and not self._milling and not self.game.deleted:
                    self._start_mill()
                if moved or self._milling:
                    self.hub.changed()
                self._said = say_trouble(self.game, self._said)
                self._tidy()
            except Exception:  # the class must go on, whatever one look at the clock runs into
                traceback.print_exc()
            await asyncio.sleep(TICK)

    def _tidy(self) -> None:
        """Give memory back once half of the pages that were open are gone."""
        pages = len(self.hub.clients)
        if 2 * pages < self._most_pages:
            self._most_pages = pages
            self._mill.submit(give_back)
        self._most_pages = max(self._most_pages, pages)

    def _start_mill(self) -> None:
        """Let the weeks that have been settled be played, beside everything else."""
        self._milling = True

        def play() -> None:
            self.game.play()
            give_back()

        def done(_: Any) -> None:
            self._milling = False
            self.hub.changed()

        future = asyncio.get_running_loop().run_in_executor(self._mill, play)
        future.add_done_callback(done)

    def _room(self) -> dict[str, Any]:
        from .console import room

        return room(self.game, self.place.address, self.place.lan, self.game.trouble or self.place.notice)

    # Who asks ------------------------------------------------------------------------------------------------------

    def _who(self, request: Request) -> str:
        """Return who asks, by the key that comes with every call.

        Raises:
            RefusalError: If it is nobody's key, or the sender asks too much.
        """
        sender = sender_of(request)
        head = request.headers.get("authorization", "")
        who = self.game.who(head.removeprefix("Bearer ")) if head.startswith("Bearer ") else None
        if who is None:
            spare(self._wrong, sender, "keys that are not known")
            raise RefusalError("key", "this key is not known in this class; join with the code")
        request.state.who = who
        self.hub.came_from(who, sender)
        spare(self._calls, who, "calls")
        return who

    def _role(self, request: Request, who: str) -> str:
        """Return as which role somebody looks.

        Raises:
            RefusalError: If somebody but the lecturer asks for another role.
        """
        asked = request.query_params.get("role")
        if who == LECTURER:
            role = asked or TRUTH
            if role not in (TRUTH, "public", *self.game.exercise.seats):
                raise RefusalError("missing", "there is no such role in this exercise")
            return role
        seat = self.game.state.seat_of(who)
        own = role_of(seat) if seat else "public"
        if asked not in (None, own):
            raise RefusalError("forbidden", "what another role sees is not yours to look at")
        return own

    # Calls ---------------------------------------------------------------------------------------------------------

    def _page(self, name: str) -> Callable[[Request], Any]:
        async def page(request: Request) -> Response:
            spare(self._pages, sender_of(request), "pages")
            return page_file(name)

        return page

    async def _static(self, request: Request) -> Response:
        spare(self._pages, sender_of(request), "pages")
        return page_file(request.path_params["name"])

    async def _hello(self, request: Request) -> Response:
        spare(self._pages, sender_of(request), "pages")
        game = self.game
        here = sum(not one.removed for one in list(game.state.players.values()))
        return reply({"at": time.time(), "exercise": game.exercise.name, "title": game.exercise.title,
                      "question": game.exercise.question, "solo": game.solo, "phase": game.phase, "players": here,
                      "most_players": sum(game.state.n_seats.values())})  # fmt: skip

    async def _join(self, request: Request) -> Response:
        sender = sender_of(request)
        if self._wrong.spent(sender):
            raise TooOftenError(self._wrong.wait(sender), "wrong codes")
        spare(self._joins, sender, "joins")
        given = await body_of(request)
        try:
            answer = await self.at_desk(
                lambda: self.game.join(given.get("id"), given.get("code"), given.get("name"), gone=self._gone)
            )
        except RefusalError as error:
            if error.code == "forbidden":
                self._wrong.wait(sender)
            raise
        self.hub.changed()
        return reply(answer)

    def _gone(self, player: str) -> bool:
        """Return whether a player has no page open."""
        return self.hub.tabs()[player] == 0

    async def _lecturer(self, request: Request) -> Response:
        spare(self._wrong, sender_of(request), "links")
        given = await body_of(request)
        key = await self.at_desk(self.game.lecturer_key, given.get("once"))
        return reply({"ok": True, "at": time.time(), "key": key})

    async def _do(self, request: Request) -> Response:
        who = self._who(request)
        given = await body_of(request)
        do = given.get("do")
        request.state.call = do if isinstance(do, str) else "?"
        answer = await self.at_desk(self.game.do, who, given)
        if "once" in answer:
            answer = {"ok": True, "at": answer["at"], "link": f"{self.place.address}lecturer#once={answer['once']}"}
        self.hub.changed()
        if self.game.busy and not self._milling and not self.game.deleted:
            self._start_mill()
        if self.game.deleted:
            asyncio.get_running_loop().call_later(1.0, self._stop)
        return reply(answer)

    async def _state(self, request: Request) -> Response:
        who = self._who(request)
        text = await self.at_desk(self.hub.once, who, LECTURER if who == LECTURER else "student")
        return Response(f'{{"at":{time.time():.3f},"parts":{text}}}', media_type="application/json", headers=HEADERS)

    async def _view(self, request: Request) -> Response:
        role = self._role(request, self._who(request))
        return await self._shown(request, role, "view", lambda: view(self.game, role))

    async def _film(self, request: Request) -> Response:
        role = self._role(request, self._who(request))
        asked = request.query_params.get("round", "")
        if not (asked.isascii() and asked.isdigit() and len(asked) < 4):
            raise RefusalError("bad", "round is no number; allowed is the number of a round")
        return await self._shown(request, role, f"film{int(asked)}", lambda: film(self.game, role, int(asked)))

    async def _shown(self, request: Request, role: str, what: str, make: Callable[[], dict[str, Any]]) -> Response:
        """Return what a role sees, made once for all who sit in it, and packed where the page can unpack it."""
        packed = await self.at_desk(self._seen.of, what, role, make)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers = {**HEADERS, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
            return Response(packed, media_type="application/json", headers=headers)
        return Response(gzip.decompress(packed), media_type="application/json", headers=HEADERS)

    async def _card(self, request: Request) -> Response:
        role = self._role(request, self._who(request))
        if role not in self.game.exercise.seats:
            raise RefusalError("missing", "name a role of the exercise, as in ?role=head_of_mission")

        def made() -> dict[str, Any]:
            with self.game.lock:
                given = parts.orders(self.game, f"{role}.1") if request.state.who == LECTURER else {}
                return {"at": time.time(), "card": parts.card(self.game, role), "orders": given}

        return reply(await self.at_desk(made))

    # Open pages ----------------------------------------------------------------------------------------------------

    async def _socket(self, socket: WebSocket) -> None:
        """Let a page listen: it shows its key first."""
        origin, host = socket.headers.get("origin"), socket.headers.get("host")
        if origin is not None and origin.partition("://")[2] != host:
            await self.at_desk(self.game.refuse, "?", "socket", "a page of another site wanted to listen")
            await socket.close(4403)
            return
        sender = sender_of(socket)
        if self._unproven[sender] >= MOST_UNPROVEN:
            if self._wrong.is_news(f"{sender} sockets"):
                told = f"more than {MOST_UNPROVEN} connections without a key"
                await self.at_desk(self.game.refuse, "?", "socket", told)
            await socket.close(4429)
            return
        self._unproven[sender] += 1
        try:
            await socket.accept()
            given = await first_of(socket)
        finally:
            self._unproven[sender] -= 1
            self._unproven += Counter()  # what is at none is forgotten
        who = self.game.who(given.get("key"))
        kind = "student" if who != LECTURER else PROJECTOR if given.get("as") == PROJECTOR else LECTURER
        players = sum(one.who != LECTURER for one in self.hub.clients)
        if who is None:  # a key that is known counts, whatever else came from the same address
            self._wrong.wait(sender)
            if self._wrong.is_news(sender):
                await self.at_desk(self.game.refuse, "?", "socket", "a key that is not known")
            await shut(socket, 4401)
        elif (
            (who != LECTURER and players >= MOST_SOCKETS)
            or sum(one.who == who and one.kind == kind for one in self.hub.clients) >= MOST_TABS
        ):
            await self.at_desk(
                self.game.refuse, who, "socket", f"more than {MOST_TABS} pages of one player, or {MOST_SOCKETS} of all"
            )
            await shut(socket, 4429)
        else:
            self.hub.came_from(who, sender)
            await self.hub.attend(Client(socket, who, kind))

    # What goes wrong -----------------------------------------------------------------------------------------------

    async def _refused(self, request: Request, error: Exception) -> Response:
        """Answer a refusal, and keep it."""
        code, text = getattr(error, "code", "bad"), with_names(str(error))
        who = getattr(request.state, "who", "?")
        call = getattr(request.state, "call", request.url.path.rpartition("/")[2])
        source = who if who != "?" else sender_of(request)
        if code != "often" or self._calls.is_news(source):
            await self.at_desk(self.game.refuse, who, writable(call), writable(text))
            self.hub.changed()
        wait = getattr(error, "wait", None)
        return refusal(code, text, **({} if wait is None else {"wait": max(round(wait, 1), 0.1)}))

    async def _failed(self, request: Request, error: Exception) -> Response:
        """Answer what went wrong with a file or the disk; with ``wait`` where the same call is to be sent again."""
        if isinstance(error, StuckError):
            self.hub.changed()
            return refusal("failed", str(error), wait=error.wait)
        return refusal("failed", str(error))

    async def _left(self, request: Request, error: Exception) -> Response:
        """Answer nobody."""
        return Response(status_code=400)

    async def _unknown(self, request: Request, error: Exception) -> Response:
        """Answer a call to an address at which there is nothing, or not for this method."""
        if self._pages.is_news(f"{sender_of(request)} lost"):
            call = writable(f"{request.method} {request.url.path}")
            await self.at_desk(self.game.refuse, "?", call, "there is nothing at this address")
            self.hub.changed()
        return refusal("missing", "there is nothing at this address", getattr(error, "status_code", 404))

    async def _broken(self, request: Request, error: Exception) -> Response:
        """Answer a mistake of the program; the class goes on."""
        traceback.print_exception(error, file=sys.stderr)
        return refusal(
            "failed", "the server made a mistake; nothing is lost: try again, and tell whoever leads the class"
        )
