"""QR codes of the address of a class, on a page and on a terminal."""

from __future__ import annotations

from functools import lru_cache
from io import StringIO

import segno

__all__ = ["qr_picture", "qr_terminal"]


@lru_cache(maxsize=8)
def qr_picture(text: str) -> str:
    """Return a QR code as an address that holds the picture itself: only who is told the code of a class gets it."""
    return str(segno.make(text, error="m").svg_data_uri(scale=8, border=2, dark="#000", light="#fff"))


def qr_terminal(text: str) -> str:
    """Return a QR code for a terminal."""
    made = StringIO()
    segno.make(text, error="l").terminal(made, compact=True, border=1)
    return made.getvalue()
