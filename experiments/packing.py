"""Numbers as text that a page can unpack: base64 of little-endian bytes, and shares as one byte each."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["NONE", "TOP", "b64", "share_bytes"]

TOP = 254.0
"""Byte of the highest value; 0 is that of the lowest."""
NONE = 255
"""Byte of a place without a value."""


def b64(values: NDArray[Any], kind: str) -> str:
    """Return numbers as base64 of their little-endian bytes.

    Args:
        values: Any shape, written row by row.
        kind: NumPy's name of a type, for example ``<i2``.
    """
    return base64.b64encode(np.ascontiguousarray(values, dtype=kind).tobytes()).decode()


def share_bytes(values: NDArray[np.float64]) -> str:
    """Return shares from 0 to 1 as bytes from 0 to :data:`TOP`, in base64; what lies beyond is cut off."""
    return b64(np.rint(np.clip(values, 0.0, 1.0) * TOP), "u1")
