"""The gate that every request passes: who may ask, and what the browser may load."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["Gate"]

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'none'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""Nothing from another host, whatever a component tries; Vue's templates are compiled in the page, hence the evals."""
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
)
_FIXED = (b"cache-control", b"public, max-age=31536000, immutable")


class Gate:
    """Refuses other sites and strange host names; adds the headers that keep the page to this server."""

    def __init__(self, app: Any, names: Sequence[str] = ()) -> None:
        """Guard an application; ``names`` are the hosts it answers to, any if empty."""
        self.app, self.names = app, frozenset(names)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        if not self._is_own(host, headers.get(b"origin", b"").decode("latin-1")):
            await _refuse(scope, send)
            return
        fixed = scope.get("path", "").startswith("/_solara/cdn/")

        async def answer(message: Any) -> None:
            if message["type"] == "http.response.start":
                given = [one for one in message["headers"] if not (fixed and one[0].lower() == b"cache-control")]
                extra = (*_HEADERS, _FIXED) if fixed and message["status"] == 200 else _HEADERS
                message = {**message, "headers": [*given, *extra]}
            await send(message)

        await self.app(scope, receive, answer)

    def _is_own(self, host: str, origin: str) -> bool:
        """Return whether a request comes from the page itself (or from no page), by a name that is ours."""
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if self.names and name not in self.names:
            return False
        return not origin or origin.partition("://")[2] == host


async def _refuse(scope: Any, send: Any) -> None:
    """Say no."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": b"This page answers to its own address only."})
