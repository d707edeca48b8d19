"""The named presets: plain sets of choices, nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from .errors import ScenarioError, nearest
from .toml_source import oneline, read_toml

__all__ = ["preset_names", "preset_values", "presets"]

PRESETS = Path(__file__).parent / "scenarios" / "presets.toml"
_TEXTS = ("title", "story")


def presets() -> pd.DataFrame:
    """Return the presets: name, title, story, then one column a choice that any preset sets."""
    rows = [
        {"name": name, **{text: table[text] for text in _TEXTS}, **_flat(table)} for name, table in _tables().items()
    ]
    return pd.DataFrame(rows)


def preset_names() -> list[str]:
    """Return the names of the presets, from the least integrated to the most, the firewall last."""
    return list(_tables())


def preset_values(name: str) -> dict[str, Any]:
    """Return the choices of one preset by dotted name.

    Raises:
        ScenarioError: If there is no such preset.
    """
    tables = _tables()
    if not isinstance(name, str) or name not in tables:
        hint = nearest(name[:60], tables) if isinstance(name, str) else ""
        raise ScenarioError(f"unknown preset {oneline(repr(name))}; allowed is one of {', '.join(tables)}{hint}")
    return _flat(tables[name])


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    """Return the presets as they stand in their file."""
    return read_toml(PRESETS).values


def _flat(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the choices of one preset by dotted name."""
    return {
        f"{group}.{name}": value
        for group, values in table.items()
        if isinstance(values, Mapping)
        for name, value in values.items()
    }
