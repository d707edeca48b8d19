"""The seed that somebody typed."""

from __future__ import annotations

from ...model.errors import ScenarioError

__all__ = ["MOST_SEED", "read_seed"]

MOST_SEED = 2**53 - 1  # the largest whole number that a browser's script can hold


def read_seed(text: object) -> int:
    """Return the seed that somebody typed.

    Raises:
        ScenarioError: If it is no whole number from 0 up that a browser can hold.
    """
    words = str(text).strip()
    if not words.isascii() or not words.isdigit() or len(words) > 16 or int(words) > MOST_SEED:
        raise ScenarioError(f"seed is {words[:40]!r}; allowed is a whole number from 0 to {MOST_SEED}")
    return int(words)
