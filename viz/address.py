"""Where a page is reached: the address of this machine in its network."""

from __future__ import annotations

import socket
from contextlib import suppress

__all__ = ["ALL", "LOOPBACK", "lan_address"]

LOOPBACK, ALL = "127.0.0.1", "0.0.0.0"  # noqa: S104  (only where somebody asks for it)


def lan_address() -> str:
    """Return the address of this machine in its network, or that of loopback; nothing is sent to find it."""
    for far in ("192.0.2.1", "10.255.255.255"):
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.connect((far, 9))
            found = str(asking.getsockname()[0])
            if not found.startswith("127.") and found != ALL:
                return found
    with suppress(OSError):
        found = socket.gethostbyname(socket.gethostname())
        if not found.startswith("127."):
            return found
    return LOOPBACK
