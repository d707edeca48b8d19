"""Starting the server of a class: port, address, QR code, notices, and the link for whoever leads it."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Callable

from ...experiments.classroom.game import Game
from ...model.errors import ResultError
from ..address import ALL, LOOPBACK, lan_address
from .server import Place, make_app

__all__ = ["LAN_NOTICE", "bound", "place_of", "serve"]

LAN_NOTICE = (
    "Open to everybody on this network: whoever has the class code can join, and what is sent is not encrypted. Use it "
    "in a network that you trust, and stop it (Ctrl-C) when the class is over."
)


def bound(port: int, *, lan: bool) -> socket.socket:
    """Return a socket that listens.

    Args:
        port: Its port.
        lan: Whether other machines may reach it.

    Raises:
        ResultError: If the port is in use or may not be used.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ALL if lan else LOOPBACK, port))
        listening.listen(256)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise ResultError(
                f"port {port} is in use by another program; give another one, for example --port {port + 1}"
            ) from None
        raise ResultError(
            f"port {port} cannot be used: {error.strerror or error}; give another one, for example --port 8010"
        ) from None
    return listening


def place_of(listening: socket.socket, *, lan: bool) -> Place:
    """Return where a class is reached."""
    host = lan_address() if lan else LOOPBACK
    notice = (
        LAN_NOTICE if lan else "Open on this computer alone; start it with --lan to let others on the network join."
    )
    if lan and host == LOOPBACK:
        notice += " No network was found; connect this computer to one and start again."
    return Place(f"http://{host}:{listening.getsockname()[1]}/", lan, notice)


def serve(game: Game, listening: socket.socket, place: Place, started: Callable[[], None] = lambda: None) -> None:
    """Serve a class until it is stopped by Ctrl-C or deleted.

    Args:
        game: The class.
        listening: Socket of :func:`bound`.
        place: Where it is reached.
        started: Called just before calls are taken; the socket listens already, so that none is lost.
    """
    import uvicorn

    from .patience import Patient

    def stop() -> None:
        server.should_exit = True

    settings = uvicorn.Config(
        make_app(game, place, stop), log_level="warning", access_log=False, http=Patient, ws="websockets-sansio",
        ws_max_size=4_096, ws_max_queue=4,
        ws_ping_interval=15.0, ws_ping_timeout=20.0, timeout_keep_alive=60, limit_concurrency=1_000,
        timeout_graceful_shutdown=3,
        server_header=False, date_header=False,
    )  # fmt: skip
    server = uvicorn.Server(settings)
    started()
    try:
        server.run(sockets=[listening])
    finally:
        game.close()
