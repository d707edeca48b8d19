"""Connections that ask for nothing: closed after a while, and bounded for each address, so that the class can go on.

The server counts a connection from its first byte on, and knows who asks only once the head of a request is whole.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["HEAD_SECONDS", "MOST_CONNECTIONS", "Patient"]

HEAD_SECONDS = 10.0
"""How long the head of a request may take."""
MOST_CONNECTIONS = 400
"""Connections of one address, sockets of open pages apart: browsers of a class behind one router have six each."""


class Patient(H11Protocol):
    """The server's own way to read requests, with a bound on how long and from where."""

    _from: ClassVar[Counter[str]] = Counter()

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin to wait for the first request, or refuse one connection too many."""
        super().connection_made(transport)
        self._host = self.client[0] if self.client else "?"
        self._from[self._host] += 1
        self._counted, self._timer = True, self.loop.call_later(HEAD_SECONDS, transport.abort)
        if self._from[self._host] > MOST_CONNECTIONS:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Read on; a head that has begun has to end in time."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before or not self._counted:
            self._timer.cancel()
        elif self._timer.cancelled() and (self.cycle is None or self.cycle.response_complete):
            self._timer = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection over to what serves open pages, which has bounds of its own."""
        self._forget()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go."""
        self._forget()
        super().connection_lost(exc)

    def _forget(self) -> None:
        self._timer.cancel()
        if self._counted:
            self._counted = False
            self._from[self._host] -= 1
            if not self._from[self._host]:
                del self._from[self._host]
