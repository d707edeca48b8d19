"""Names of designs as one says them: of designs that a single factor makes, what they share is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

__all__ = ["said_names", "with_names"]

SWITCHES = ("true", "false")


def said_names(designs: Iterable[str]) -> dict[str, str]:
    """Return names of designs by key, where they can be said shorter: ``two feet in`` for ``structure=two_feet_in``.

    That is where one factor makes all of them and its levels are words; numbers and switches say nothing without what
    they are of. Designs that the plan itself names lose their underscores.

    Args:
        designs: Keys of all designs that are spoken of.
    """
    keys = list(dict.fromkeys(designs))
    if not any("=" in key for key in keys):
        return {key: key.replace("_", " ") for key in keys if "_" in key}
    pairs = [key.partition("=") for key in keys]
    words = [value for _, _, value in pairs]
    one = len({factor for factor, _, _ in pairs}) == 1 and not any("=" in value for value in words)
    if not one or not all(value[:1].isalpha() and value not in SWITCHES for value in words):
        return {}
    return {key: value.replace("_", " ") for key, value in zip(keys, words, strict=True)}


def with_names(texts: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return texts with designs named as one says them.

    Args:
        texts: Sentences with keys of designs in them.
        names: As from :func:`said_names`.
    """
    return tuple(_named(text, names) for text in texts)


def _named(text: str, names: Mapping[str, str]) -> str:
    for key in sorted(names, key=len, reverse=True):  # a key may begin like another
        text = re.sub(rf"(?<![\w.]){re.escape(key)}(?!\w)", names[key].replace("\\", r"\\"), text)
    return text
