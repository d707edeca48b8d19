"""The server: Solara on one port, everything from this machine, nothing to any other."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import sys
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...model.errors import ResultError
from ..address import ALL, lan_address

if TYPE_CHECKING:
    from .shelf import Stored

__all__ = ["application", "serve"]

ASSETS = Path(__file__).parent / "assets"
"""Style sheet, and mark in the browser's tab."""

_SETTINGS = {
    "SOLARA_APP": "peaceops.viz.app.page",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_ASSETS_CDN": "",  # what is not in solara-assets is missing, never fetched
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
    "SOLARA_ASSETS_PROXY_CACHE_DIR": f"{sys.prefix}/share/solara/cdn/",
    "SOLARA_KERNEL_CULL_TIMEOUT": "2m",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_SHOW_BANNER": "false",
    "SOLARA_THEME_TITLE": "peaceops",
    "SOLARA_SESSION_HTTP_ONLY": "true",
}
"""Solara reads these once, when it is imported."""


def application(
    stored: Sequence[Stored] = (), keep_minutes: float = 30.0, names: Sequence[str] = (), most: int = 200
) -> Any:
    """Return the whole site as an ASGI application.

    Solara must not have been imported before: it reads its settings from the environment.

    Args:
        stored: Runs and batches that can be opened in the page.
        keep_minutes: Minutes that a run is kept after its tab was closed.
        names: Host names that the server answers to; any, if none is given.
        most: Visitors who can have a run at a time.
    """
    os.environ.update(_SETTINGS)
    warnings.filterwarnings("ignore", category=DeprecationWarning)  # of the libraries below, which a user cannot mend
    warnings.filterwarnings("ignore", message=r"[\s\S]*samesite")
    import solara.server.settings
    import solara.server.starlette as site
    from starlette.applications import Starlette
    from starlette.middleware import Middleware

    from . import page
    from .gate import Gate
    from .shelf import routes

    page.visitors.seconds = 60.0 * keep_minutes
    page.visitors.most = most
    page.visitors.tidy_for_good()
    page.shelf.stored = list(stored)
    solara.server.settings.assets.extra_locations = [str(_assets())]
    return Starlette(
        routes=[*routes(page.visitors, page.shelf), *site.routes],
        lifespan=site.lifespan,
        middleware=[Middleware(Gate, names=tuple(names)), *site.middleware],
    )


def _assets() -> Path:
    """Return a folder with style sheet, script of the helpers and mark of the tab, for Solara to serve."""
    place = Path(tempfile.mkdtemp(prefix="peaceops-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    for file in ASSETS.iterdir():
        shutil.copy(file, place)
    from .parts import helpers

    (place / "custom.js").write_text(helpers(), encoding="utf-8")
    return place


def serve(
    host: str,
    port: int,
    *,
    opens: bool = False,
    keep_minutes: float = 30.0,
    most: int = 200,
    stored: Sequence[Stored] = (),
) -> None:
    """Serve until stopped.

    Args:
        host: Address to listen at.
        port: Port to listen at; 0 takes a free one.
        opens: Whether a browser is opened when it is ready.
        keep_minutes: Minutes that a run is kept after its tab was closed.
        most: Visitors who can have a run at a time; others are asked to come back later.
        stored: Runs and batches that can be opened in the page.

    Raises:
        ResultError: If there is no listening at that address and port.
    """
    import uvicorn

    listening = _listen(host, port)
    port = listening.getsockname()[1]
    here = host in ("127.0.0.1", "localhost", "::1")
    names = ("127.0.0.1", "localhost", "[::1]") if here else ()
    made = application(stored, keep_minutes, names, most)
    config = uvicorn.Config(made, log_level="warning", access_log=False, loop="asyncio", timeout_graceful_shutdown=2)
    server = _announcing(config, *_reached(host, port), opens)
    server.run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        found = socket.socket(family)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
    except OSError as error:
        why = error.strerror or str(error)
        raise ResultError(f"cannot listen at {host}, port {port}: {why}; --port 0 takes a free port") from None
    return found


def _reached(host: str, port: int) -> tuple[str, str]:
    """Return the address to give to people, and for whom it is."""
    everywhere = host in (ALL, "")
    name = lan_address() if everywhere else host
    own = name in ("localhost", "::1") or name.startswith("127.")
    whose = "this machine only" if own else "everybody in the network"
    if everywhere and own:
        whose += ", since no network was found"
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/", whose


def _announcing(config: Any, address: str, whose: str, opens: bool) -> Any:
    """Return a server that says where it is, and for whom, once it is there."""
    import uvicorn

    class Announcing(uvicorn.Server):
        """Says where it is, and opens a browser if asked to."""

        async def startup(self, sockets: Any = None) -> None:
            """Start, then say so."""
            await super().startup(sockets)
            if not self.should_exit:
                print(f"The page is at {address} for {whose}. Ctrl-C stops it.", flush=True)
                if opens:
                    import webbrowser

                    webbrowser.open(address)

    return Announcing(config)
