"""The server: Solara on one port, everything from this machine, nothing to any other."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import Any

__all__ = ["application", "serve"]

ASSETS = Path(__file__).parent / "assets"
"""What Solara serves in place of its own: style sheet (put into the page itself), mark in the browser's tab."""

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


def application() -> Any:
    """Return the whole site as an ASGI application.

    Solara must not have been imported before: it reads its settings from the environment.
    """
    os.environ.update(_SETTINGS)
    warnings.filterwarnings("ignore", category=DeprecationWarning)  # of the libraries below, which a user cannot mend
    warnings.filterwarnings("ignore", message=r"[\s\S]*samesite")
    import solara.server.settings
    import solara.server.starlette as site

    solara.server.settings.assets.extra_locations = [str(ASSETS)]
    return site.app


def serve(host: str, port: int) -> None:
    """Serve until stopped."""
    import uvicorn

    uvicorn.run(application(), host=host, port=port, log_level="warning", access_log=False, loop="asyncio")
