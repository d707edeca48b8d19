"""Memory that a server no longer uses, given back to the machine."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import suppress

__all__ = ["give_back"]


def give_back() -> None:
    """Give the memory of what is no longer used back to the machine.

    Models refer to themselves in circles, and the C library keeps what was freed unless it is asked not to.
    """
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # other C libraries than GNU's give back by themselves, or not at all
            ctypes.CDLL(None).malloc_trim(0)
