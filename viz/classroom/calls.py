"""Calls as they come in and answers as they go out: sizes, JSON, files of the pages, and what browsers may do."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from ...experiments.classroom.commands import RefusalError
from .hub import encoded
from .limits import Limit

__all__ = [
    "HEADERS", "STATUS", "TooOftenError", "body_of", "download", "first_of", "page_file", "refusal", "reply",
    "sender_of",
    "shut", "spare", "with_names_asked", "writable",
]  # fmt: skip

PAGES = Path(__file__).with_name("pages")
LARGEST, PATIENCE = 8_192, 10.0  # bytes of a call; seconds in which it must have come
STATUS = {
    "key": 401, "forbidden": 403, "missing": 404, "late": 409, "phase": 409, "busy": 409, "taken": 409, "bad": 400,
    "allowed": 422, "large": 413, "often": 429, "failed": 500,
}  # fmt: skip
"""HTTP status by the code of a refusal."""
KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
    "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
))  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip
_NAME = re.compile(r"[a-z0-9_]{1,40}\.(html|css|js|svg|png)")


class TooOftenError(RefusalError):
    """Too much was asked; ``wait`` says after how many seconds more may be."""

    def __init__(self, wait: float, what: str) -> None:
        """Say what there was too much of."""
        super().__init__("often", f"too many {what} in a short time; wait {max(wait, 1.0):.0f} seconds", wait)


def spare(limit: Limit, sender: str, what: str) -> None:
    """Refuse what a sender asks beyond a limit.

    Raises:
        TooOftenError: If it is beyond.
    """
    if wait := limit.wait(sender):
        raise TooOftenError(wait, what)


def sender_of(request: Request | WebSocket) -> str:
    """Return from where a call comes; kept in memory alone."""
    return request.client.host if request.client else "?"


async def body_of(request: Request) -> Mapping[str, Any]:
    """Return the table that a call brings.

    Raises:
        RefusalError: If it is too large, too slow or no table in JSON.
    """
    text = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for piece in request.stream():
                text += piece
                if len(text) > LARGEST:
                    raise RefusalError("large", f"the call is larger than {LARGEST:,} bytes")
    except TimeoutError:
        raise RefusalError("bad", f"the call did not come whole within {PATIENCE:.0f} seconds") from None
    return _table(bytes(text))


async def first_of(socket: WebSocket) -> Mapping[str, Any]:
    """Return what a page sends first; nothing if it is slow or cannot be read."""
    with suppress(TimeoutError, RefusalError, WebSocketDisconnect, KeyError):
        async with asyncio.timeout(PATIENCE):
            return _table(await socket.receive_text())
    return {}


async def shut(socket: WebSocket, code: int) -> None:
    """Close a page that may be gone already."""
    with suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(code)


def page_file(name: str) -> Response:
    """Return a file of the pages."""
    path = PAGES / name
    if not _NAME.fullmatch(name) or not path.is_file():
        return refusal("missing", "there is no such page")
    headers = {**HEADERS, "Cache-Control": "no-cache"}
    return Response(path.read_bytes(), media_type=KINDS[path.suffix], headers=headers)


def reply(value: Any, status: int = 200) -> Response:
    """Return an answer in JSON."""
    return Response(encoded(value), status, media_type="application/json", headers=HEADERS)


def refusal(code: str, text: str, status: int | None = None, **more: Any) -> Response:
    """Return a refusal: its code for programs, its sentence for people."""
    told = {"ok": False, "at": time.time(), "code": code, "error": writable(text), **more}
    return reply(told, status or STATUS.get(code, 400))


def download(content: bytes, kind: str, name: str) -> Response:
    """Return a file to be kept; of its name only what every browser takes."""
    safe = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._- ") else "_" for sign in name)
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{safe}"'}
    return Response(content, media_type=kind, headers=headers)


def with_names_asked(request: Request) -> bool:
    """Return whether a debrief with display names is asked for, which is so unless it is refused."""
    return request.query_params.get("names") != "no"


def writable(text: str) -> str:
    """Return a text without what cannot be written, such as half a sign."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _table(text: bytes | str) -> Mapping[str, Any]:
    """Return a table from JSON.

    Raises:
        RefusalError: If it is none.
    """
    try:
        found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise RefusalError("bad", "the call is no JSON that can be read") from None
    if not isinstance(found, dict):
        raise RefusalError("bad", "the call is no table of names and values")
    return found


def _no_number(text: str) -> None:
    """Refuse NaN and infinities, which JSON has not."""
    raise ValueError(text)
