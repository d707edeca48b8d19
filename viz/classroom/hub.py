"""Who is connected, and what each of them has been sent: a page gets the parts that have changed, and the newest only.

All parts are made in one thread, in which commands are carried out as well, so that they never see half a command.
"""

from __future__ import annotations

import asyncio
import json
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from ...experiments.classroom.game import Game
from ...experiments.classroom.state import LECTURER, role_of
from . import console, parts
from .news import news

__all__ = ["PROJECTOR", "Client", "Hub", "encoded"]

PROJECTOR = "projector"
PAUSE = 0.15  # seconds between two rounds of telling: what happens in between is told together
BEAT = 10.0
MOST_BESIDE = 8  # players of one address who may be one person; more are a router
MOST_SENT, TOO_LARGE = 60, 1009  # messages at once of one page; code of a connection closed for a large one
SLOW = 20.0  # seconds after which a page that takes nothing is given up


def encoded(value: object) -> str:
    """Return JSON in ASCII, so that nothing a player typed can spoil it."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


class Client:
    """One open page.

    Attributes:
        who: A player, or ``lecturer``.
        kind: A player's page has the kind ``student``; others are ``lecturer`` and ``projector``.
    """

    def __init__(self, socket: WebSocket, who: str, kind: str) -> None:
        """Take an open socket whose key has been checked."""
        self.socket, self.who, self.kind = socket, who, kind
        self.sent: dict[str, str] = {}
        self.waiting: dict[str, str] = {}
        self.wake = asyncio.Event()
        self.code: int | None = None

    def offer(self, made: Mapping[str, str]) -> None:
        """Let the page have the parts that are not as they were sent last."""
        for name, text in made.items():
            if self.sent.get(name) != text:
                self.sent[name] = self.waiting[name] = text
        if self.waiting:
            self.wake.set()

    def close(self, code: int) -> None:
        """Let the page be closed with a code."""
        self.code = code
        self.wake.set()

    async def serve(self) -> None:
        """Send what waits, and a beat now and then, until the page is gone."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.wake.wait(), BEAT)
            self.wake.clear()
            if self.code is not None:
                break
            told, self.waiting = self.waiting, {}
            inner = ",".join(f'"{name}":{text}' for name, text in told.items())
            head = (
                f'"type":"state","at":{time.time():.3f},"parts":{{{inner}}}'
                if told
                else f'"type":"beat","at":{time.time():.3f}'
            )
            await asyncio.wait_for(self.socket.send_text(f"{{{head}}}"), SLOW)
        await self.socket.close(self.code)


class Hub:
    """All open pages of one class."""

    def __init__(self, game: Game, run: Callable[..., Any], room: Callable[[], dict[str, Any]]) -> None:
        """Begin with nobody.

        Args:
            game: The class.
            run: Carries a function out in the thread of commands; awaited.
            room: What the lecturer is told of address and notice.
        """
        self.game, self._run, self._room = game, run, room
        self.clients: set[Client] = set()
        self._addresses: dict[str, str] = {}
        self._changed = asyncio.Event()
        self._facts: tuple[str, str] = ("", "")
        self._news: tuple[Any, str] = (None, "[]")
        self._cards: dict[str, tuple[tuple[Any, ...], str]] = {}

    def tabs(self) -> Counter[str]:
        """Return open pages by player."""
        return Counter(client.who for client in list(self.clients) if client.kind == "student")

    def came_from(self, who: str, address: str) -> None:
        """Keep from where somebody asks, as long as the server runs."""
        self._addresses[who] = address

    def beside(self) -> dict[str, list[str]]:
        """Return, by player, others of the class who have come from the same address, which is kept in no file.

        A class behind one router, or on the computer of the server itself, shares an address and tells nothing.
        """
        at: dict[str, set[str]] = {}
        for who, address in list(self._addresses.items()):
            if self.game.state.is_here(who):
                at.setdefault(address, set()).add(who)
        few = [who for who in at.values() if 1 < len(who) <= MOST_BESIDE and len(at) > 1]
        return {one: sorted(who - {one}) for who in few for one in who}

    def changed(self) -> None:
        """Let everybody be told what is new."""
        self._changed.set()

    async def tell(self) -> None:
        """Tell everybody what is new, for ever."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self._tell_once()
            except Exception:  # the class must go on, whatever one telling runs into
                traceback.print_exc()
            await asyncio.sleep(PAUSE)

    async def _tell_once(self) -> None:
        """Offer each page its parts; those of somebody who is no longer in the class are closed."""
        clients = list(self.clients)
        made = await self._run(self._made, [(client.who, client.kind) for client in clients])
        for client, texts in zip(clients, made, strict=True):
            if texts is None:
                client.close(4409 if self.game.deleted else 4401)
            else:
                client.offer(texts)

    async def attend(self, client: Client) -> None:
        """Serve one page until it is gone."""
        self.clients.add(client)
        self.changed()
        listening = asyncio.create_task(self._listen(client))
        serving = asyncio.create_task(client.serve())
        try:
            await asyncio.wait({listening, serving}, return_when=asyncio.FIRST_COMPLETED)
            if client.code is not None:
                await asyncio.wait({serving}, timeout=2.0)  # so that the page is told why
        finally:
            self.clients.discard(client)
            for task in (listening, serving):
                task.cancel()
            await asyncio.gather(listening, serving, return_exceptions=True)
            if client.socket.application_state != WebSocketState.DISCONNECTED:
                with suppress(Exception):  # a page that is gone already
                    await client.socket.close(client.code or 1000)
            self.changed()

    async def _listen(self, client: Client) -> None:
        """Take what a page sends, which is beats and nothing else; a page that sends much is closed."""
        n, began = 0, time.monotonic()
        try:
            while n < MOST_SENT + (time.monotonic() - began):
                await client.socket.receive_text()
                n += 1
        except WebSocketDisconnect as error:
            if error.code == TOO_LARGE:
                await self._note(client, "a message that is too large")
            return
        except KeyError:  # bytes where text is sent
            pass
        await self._note(client, "messages that no page sends, or too many")
        client.close(4429)

    async def _note(self, client: Client, text: str) -> None:
        """Keep what a page should not have sent."""
        await self._run(self.game.refuse, client.who, "socket", text)
        self.changed()

    def once(self, who: str, kind: str) -> str | None:
        """Return all parts for somebody as JSON, None for one who is not in the class; in the thread of commands."""
        made = self._made([(who, kind)])[0]
        return None if made is None else "{" + ",".join(f'"{name}":{text}' for name, text in made.items()) + "}"

    def _made(self, clients: list[tuple[str, str]]) -> list[dict[str, str] | None]:
        """Return the parts of each page as JSON."""
        with self.game.lock:
            if self.game.deleted:
                return [None] * len(clients)
            shared = self._shared()
            roles: dict[str, dict[str, str]] = {}
            done: dict[tuple[str, str], dict[str, str] | None] = {}
            for who, kind in clients:
                if (who, kind) not in done:
                    done[who, kind] = self._for(who, kind, shared, roles)
            return [done[pair] for pair in clients]

    def _shared(self) -> dict[str, str]:
        """Return the parts that are the same for all."""
        game = self.game
        if self._facts[0] != game.state.phase:
            self._facts = (game.state.phase, encoded(parts.facts(game)))
        state = game.state
        key = (len(game.weeks), game.busy, [one.n for one in state.settled], len(state.messages))
        if self._news[0] != key:
            self._news = (key, encoded(news(game)))
        told = {
            "clock": parts.clock(game),
            "table": parts.table(game, self.tabs().keys()),
            "waiting": parts.waiting(game),
            "round": parts.round_facts(game),
        }
        return {"class": self._facts[1], "news": self._news[1], **self._texts(**told)}

    def _for(
        self, who: str, kind: str, shared: dict[str, str], roles: dict[str, dict[str, str]]
    ) -> dict[str, str] | None:
        """Return the parts of one page as JSON.

        Args:
            who: Whose page it is.
            kind: Its kind.
            shared: Parts that are the same for all.
            roles: Parts that are the same for all of a role, as far as they have been made; more are added.
        """
        if kind == PROJECTOR:
            room = {name: self._room()[name] for name in ("code", "address", "qr")}
            return shared | self._texts(room=room, view=parts.version(self.game, None))
        if kind == LECTURER:
            return shared | self._texts(**self._lecturer())
        game = self.game
        if not game.state.is_here(who):
            return None
        seat = game.state.seat_of(who)
        own = self._texts(
            you=parts.you(game, who), orders=parts.orders(game, seat), set_aside=parts.set_aside_rows(game, seat)
        )
        if seat is None:
            alone = {"card": None, "messages": parts.message_rows(game, None, who), "meetings": [], "rulings": []}
            return shared | own | self._texts(**alone, view=parts.version(game, None))
        role = role_of(seat)
        if role not in roles:
            roles[role] = {"card": self._card(role), **self._texts(
                messages=parts.message_rows(game, role), meetings=parts.meeting_rows(game, role),
                rulings=parts.ruling_rows(game, role), view=parts.version(game, role),
            )}  # fmt: skip
        return shared | own | roles[role]

    def _card(self, role: str) -> str:
        """Return the card of a role, made once a round and for those who sit: it says where nobody does."""
        state = self.game.state
        now = (state.phase, state.round, len(state.settled), state.settled[-1].n if state.settled else 0, state.taken)
        made, card = self._cards.get(role, ((), ""))
        if made != now:
            card = encoded(parts.card(self.game, role))
            self._cards[role] = now, card
        return card

    def _lecturer(self) -> dict[str, Any]:
        """Return the parts of the lecturer's page."""
        game = self.game
        return {
            "round": parts.round_facts(game, lecturer=True), "room": self._room(),
            "players": console.players(game, self.tabs(), self.beside()),
            "orders_all": console.orders_all(game), "messages": parts.message_rows(game, LECTURER),
            "meetings": parts.meeting_rows(game, LECTURER), "rulings": parts.ruling_rows(game, LECTURER),
            "set_aside": parts.set_aside_rows(game, LECTURER), "injects": console.injects(game),
            "played": console.played(game), "inject_kinds": console.inject_kinds(), "refused": console.refused(game),
            "log": console.log(game), "back": console.back(game), "view": parts.version(game, "truth"),
        }  # fmt: skip

    @staticmethod
    def _texts(**told: Any) -> dict[str, str]:
        return {name: encoded(value) for name, value in told.items()}
