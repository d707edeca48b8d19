"""The command ``app``: the browser; everything heavy is imported on use."""

from __future__ import annotations

import typer

from .options import Command, Host, KeepMinutes, MostVisitors, OpensBrowser, Port, RefusedError, StoredPlace

__all__ = ["add_app_command"]

def add_app_command(app: typer.Typer) -> None:
    """Give the program the command."""
    app.command(
        name="app",
        cls=Command,
        epilog="Examples:\n\n- peaceops app\n- peaceops app --port 9000 --no-open\n- peaceops app out/study",
    )(open_app)


def open_app(
    directory: StoredPlace = None,
    port: Port = 8765,
    host: Host = "127.0.0.1",
    opens: OpensBrowser = True,
    keep: KeepMinutes = 30,
    most: MostVisitors = 200,
) -> None:
    """Open the browser page: watch a mission, change a choice, see why.

    It works with no internet: nothing is fetched from any other machine and nothing is sent to one. Each visitor has
    a run of their own. Stop it with Ctrl-C.
    """
    from .viz.app.server import serve
    from .viz.app.shelf import stored_in

    if port > 65_535:
        raise RefusedError(f"--port is {port}; allowed is a whole number from 0 to 65535")
    places = stored_in(directory) if directory is not None else []
    serve(host, port, opens=opens, keep_minutes=keep, most=most, stored=places)
