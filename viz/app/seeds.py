"""Numbers that somebody typed: what parts their thousands, and the seed."""

from __future__ import annotations

import re

from ...model.errors import ScenarioError

__all__ = ["MOST_SEED", "plain_number", "read_seed"]

MOST_SEED = 2**53 - 1  # the largest whole number that a browser's script can hold
_PARTED = re.compile(r"[-+]?\d{1,3}([ ,_]\d{3})+(\.\d*)?")
"""A number with its thousands parted."""


def plain_number(name: str, text: str) -> str:
    """Return a typed number without what parts its thousands; what is no number is returned as it is.

    Raises:
        ScenarioError: If a comma or a gap stands elsewhere: ``2,5`` is two and a half to many, and never 25.
    """
    words = text.strip()
    if not re.search(r"\d[ ,_]+[\d.]", words):
        return words
    if not _PARTED.fullmatch(words):
        allowed = "a number with a point before decimals, as in 2.5, and commas between thousands only, as in 12,000"
        raise ScenarioError(f"{name} is {words[:40]!r}; allowed is {allowed}")
    return re.sub("[ ,_]", "", words)


def read_seed(text: object) -> int:
    """Return the seed that somebody typed.

    Raises:
        ScenarioError: If it is no whole number from 0 up that a browser can hold.
    """
    words = plain_number("seed", str(text))
    if not words.isascii() or not words.isdigit() or len(words) > 16 or int(words) > MOST_SEED:
        raise ScenarioError(f"seed is {words[:40]!r}; allowed is a whole number from 0 to {MOST_SEED}")
    return int(words)
