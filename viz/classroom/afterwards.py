"""Calls that look back at a class: its debrief, and what would have come without the orders of whoever plays alone.

Both play the run again and take seconds to minutes. They are made beside the class, tell how far they are, and end with
the server.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...experiments.classroom.alone import axes_of, without
from ...experiments.classroom.commands import RefusalError
from ...experiments.classroom.game import Game
from ...experiments.classroom.state import DEBRIEF, ENDED, LECTURER
from .calls import download, reply, with_names_asked
from .making import Making

__all__ = ["Afterwards"]


class Afterwards:
    """The calls, with what has been made for them."""

    def __init__(self, game: Game, who: Callable[[Request], str]) -> None:
        """Begin with nothing made.

        Args:
            game: The class.
            who: Returns who asks, or refuses.
        """
        self.game, self._who = game, who
        self.making = Making(game.file.path)
        self._twins = ThreadPoolExecutor(1, "peaceops-twins")
        self._kept: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._progress, self._halted = (0, 0), False

    def routes(self) -> list[Route]:
        """Return the routes of these calls."""
        get = [
            ("/api/session", self._debrief), ("/api/debrief", self._debrief),
            ("/api/debrief/progress", self._debrief_progress), ("/api/without", self._without),
            ("/api/axes", self._axes), ("/api/without/progress", self._without_progress),
        ]  # fmt: skip
        made = [Route(path, call, methods=["GET"]) for path, call in get]
        return [*made, Route("/api/debrief/stop", self._stop_debrief, methods=["POST"])]

    async def stop(self) -> None:
        """End what is being made: the server ends."""
        self._halted = True
        await self.making.stop()
        await asyncio.to_thread(self._twins.shutdown, wait=True, cancel_futures=True)

    # The debrief ---------------------------------------------------------------------------------------------------

    async def _debrief(self, request: Request) -> Response:
        self._may_debrief(self._who(request))
        made = await self.making.made(self.game.state.n, names=with_names_asked(request))
        stem = f"{self.game.file.path.stem}_debrief"
        if request.url.path.endswith("/session"):
            return download(made.packed, "application/zip", f"{stem}_data.zip")
        return download(made.page, "text/html; charset=utf-8", f"{stem}.html")

    async def _debrief_progress(self, request: Request) -> Response:
        self._may_debrief(self._who(request))
        return reply({"at": time.time(), **self.making.told})

    async def _stop_debrief(self, request: Request) -> Response:
        self._may_debrief(self._who(request))
        return reply({"ok": True, "at": time.time(), "stopped": await self.making.stop()})

    def _may_debrief(self, who: str) -> None:
        """Refuse the debrief to players, but to one who plays alone once it is over."""
        over = self.game.state.phase in (DEBRIEF, ENDED)
        if who != LECTURER and not (self.game.solo and over):
            raise RefusalError("forbidden", "the debrief is for whoever leads the class to show")

    # Without one's own orders --------------------------------------------------------------------------------------

    async def _without(self, request: Request) -> Response:
        self._alone(request)
        asked = request.query_params.get("round", "")
        if not (asked.isascii() and asked.isdigit() and len(asked) < 4):
            raise RefusalError("bad", "round is no number; allowed is the number of a round, or 0 for all of them")
        number = int(asked)
        return reply({"at": time.time(), **await self._twin(number, lambda: without(self.game, number, self._tell))})

    async def _axes(self, request: Request) -> Response:
        self._alone(request)
        if self.game.state.phase not in (DEBRIEF, ENDED):
            raise RefusalError("phase", "what came of it is told when all weeks have been played")
        return reply({"at": time.time(), **await self._twin("axes", lambda: {"axes": axes_of(self.game, self._tell)})})

    async def _without_progress(self, request: Request) -> Response:
        self._alone(request)
        done, total = self._progress
        return reply({"at": time.time(), "done": done, "total": total})

    def _alone(self, request: Request) -> None:
        """Refuse in a class what shows one more than the own role sees of it."""
        self._who(request)
        if not self.game.solo:
            raise RefusalError("forbidden", "this is for whoever plays alone; in a class the debrief tells it")

    async def _twin(self, what: object, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return a twin run, made once as long as the game does not go on."""
        now = tuple(one.n for one in self.game.state.settled)

        def made() -> dict[str, Any]:
            if (now, what) not in self._kept:
                self._kept = {key: kept for key, kept in self._kept.items() if key[0] == now}
                self._progress = (0, 0)
                self._kept[now, what] = make()
            return self._kept[now, what]

        return await asyncio.get_running_loop().run_in_executor(self._twins, made)

    def _tell(self, done: int, total: int) -> None:
        """Note how far a twin run is; it ends with the server."""
        if self._halted:
            raise RefusalError("phase", "the server ends")
        self._progress = (done, total)
