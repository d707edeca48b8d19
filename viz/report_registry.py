"""What the registry says of a name in a plan, for the tables of a report."""

from __future__ import annotations

from functools import cache

from ..model.registry import parameters

__all__ = ["about", "source_of"]


def about(name: str) -> tuple[str, str]:
    """Return what a parameter is and its unit; both empty if it is none, as a factor that moves several."""
    known = _rows().get(_registered(name), {})
    return known.get("help", ""), known.get("unit", "")


def source_of(name: str) -> str:
    """Return the source of a parameter, or ""."""
    return _rows().get(_registered(name), {}).get("source", "")


def _registered(name: str) -> str:
    """Return a name as the registry has it: of any armed group, the row of all."""
    parts = name.split(".")
    return ".".join([parts[0], "NAME", *parts[2:]]) if parts[0] == "armed_groups" and len(parts) > 2 else name


@cache
def _rows() -> dict[str, dict[str, str]]:
    """Return help, unit and source of every row of the registry by name."""
    rows = parameters()[["name", "help", "unit", "source"]].fillna("").to_dict("records")
    return {str(row["name"]): {key: str(row[key] or "") for key in ("help", "unit", "source")} for row in rows}
