"""Files to take away and to open: the addresses below ``/keep`` and what lies in the folder given at the start."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from html import escape
from pathlib import Path
from threading import Lock
from typing import Any

from ...model.errors import PeaceopsError, ResultError
from ...model.result import Result
from .comparing import PAIR_FILES
from .keeping import FILES, MOST_BYTES, Kept, open_result, read_zip
from .visitors import Visitors

__all__ = ["Shelf", "Stored", "routes", "stored_in"]

MOST_WAITING = 8
"""Uploaded runs that wait for their page to open them; the oldest is dropped beyond that."""


@dataclass(frozen=True)
class Stored:
    """A run or a batch that the server was started with.

    Attributes:
        key: Its number, as text.
        kind: ``run`` or ``batch``.
        label: Name of its folder.
        path: Where it lies.
    """

    key: str
    kind: str
    label: str
    path: Path

    @property
    def help(self) -> str:
        """What it is, in words."""
        return "a stored run, played here again" if self.kind == "run" else "the report of a stored batch, in a new tab"


def stored_in(directory: str) -> list[Stored]:
    """Return the runs and batches in a folder, or the folder itself if it is one.

    Raises:
        ResultError: If there is none.
    """
    place = Path(directory)
    if not place.exists():
        raise ResultError(f"there is no {directory!r}; allowed is a stored run or batch, or a folder of them")
    here = [place] if _kind(place) else sorted(one for one in place.iterdir() if _kind(one)) if place.is_dir() else []
    if not here:
        raise ResultError(f"{directory!r} holds neither run nor batch; allowed is what run --out or batch --out wrote")
    return [Stored(str(i), _kind(one), one.name, one.resolve()) for i, one in enumerate(here)]


def _kind(place: Path) -> str:
    """Return what a path holds, by its files."""
    if (place / "manifest.json").is_file():
        return "batch"
    return "run" if (place / "result.json").is_file() or place.suffix == ".zip" else ""


class Shelf:
    """Runs that can be opened: those of the folder, and those just sent by a page."""

    def __init__(self) -> None:
        """Begin empty."""
        self.stored: list[Stored] = []
        self._waiting: OrderedDict[str, Result] = OrderedDict()
        self._lock = Lock()

    def put(self, result: Result) -> str:
        """Keep a result until its page opens it; return the word for it."""
        token = secrets.token_urlsafe(12)
        with self._lock:
            self._waiting[token] = result
            while len(self._waiting) > MOST_WAITING:
                self._waiting.popitem(last=False)
        return token

    def take(self, said: dict[str, Any]) -> Result:
        """Return the result that a page wants to open, by ``token`` or ``stored``.

        Raises:
            ResultError: If there is none.
        """
        if "token" in said:
            with self._lock:
                found = self._waiting.pop(str(said["token"]), None)
            if found is None:
                raise ResultError("the file is no longer here; choose it once more")
            return found
        return open_result(self.find(str(said.get("stored")), "run").path)

    def find(self, key: str, kind: str) -> Stored:
        """Return what lies in the folder under a key.

        Raises:
            ResultError: If nothing does.
        """
        for one in self.stored:
            if one.key == key and one.kind == kind:
                return one
        raise ResultError(f"nothing is stored here as {key[:20]!r}")


def routes(visitors: Visitors, shelf: Shelf) -> list[Any]:
    """Return the addresses below ``/keep``."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    def plain(text: str, status: int) -> Any:
        page = f"<!doctype html><title>peaceops</title><p style='font:16px system-ui;margin:3rem'>{escape(text)}</p>"
        return Response(page, status, media_type="text/html")

    def file(request: Any) -> Any:
        run, name = visitors.find(request.path_params["key"]), request.path_params["name"]
        pair = run.pair if run is not None and name in PAIR_FILES else None
        kept: Kept | None = PAIR_FILES[name] if pair is not None else FILES.get(name)
        if run is None or kept is None:
            return plain("This run is no longer kept here, or it has no such file. Go back to its page.", 404)
        try:
            content = kept.make(run, pair) if pair is not None else kept.make(run.result())
        except PeaceopsError as error:
            return plain(str(error), 404)
        headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
        return Response(content, media_type=kept.media, headers=headers)

    def report(request: Any) -> Any:
        from ...experiments.batch import load_batch
        from ..report import report_of

        try:
            found = shelf.find(request.path_params["key"], "batch")
            return Response(report_of(load_batch(found.path)).html, media_type="text/html")
        except PeaceopsError as error:
            return plain(str(error), 404)

    async def sent(request: Any) -> Any:
        if visitors.find(request.path_params["key"]) is None:
            return JSONResponse({"trouble": "this page's run is no longer kept; load the page again"}, 404)
        content = bytearray()
        async for part in request.stream():
            content += part
            if len(content) > MOST_BYTES:
                most = MOST_BYTES // 2**20
                return JSONResponse({"trouble": f"the file is too large; allowed is up to {most} MB"}, 413)
        try:
            return JSONResponse({"token": shelf.put(await run_in_threadpool(read_zip, bytes(content)))})
        except PeaceopsError as error:
            return JSONResponse({"trouble": str(error)})

    return [
        Route("/keep/stored/{key}", report),
        Route("/keep/{key}/open", sent, methods=["POST"]), Route("/keep/{key}/{name}", file),
    ]  # fmt: skip
