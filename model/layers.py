"""Layers of the country given by the user: CSV files or arrays, checked before anything is computed from them.

A **CSV file** is read like a map: the first row is the north (the highest y), the columns run from west to east, so it
has ``height`` rows of ``width`` values, separated by commas, without a heading. An **array** or nested list is indexed
``[x][y]`` from the south-west and has the shape (width, height), like the arrays of a result.

Source: MODEL.md 3.1.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import LayerError, nearest

__all__ = ["LAYERS", "layer_kind", "layer_values", "plain_layer", "read_csv", "read_layers"]

Array = NDArray[np.float64]
Nested = tuple[tuple[float, ...], ...]

MOST_PEOPLE = 1e9

SHARE, COUNT, FLAG, SECTOR = "share", "count", "flag", "sector"

ALLOWED = {
    SHARE: "a number from 0 to 1",
    COUNT: "a whole number from 0 to 1000000000",
    FLAG: "0 or 1",
    SECTOR: "a sector, 0, 1, 2 or 3",
}

LAYERS: dict[str, str] = {
    "terrain": SHARE,
    "remoteness": SHARE,
    "sector": SECTOR,
    "capital": FLAG,
    "town": FLAG,
    "road": FLAG,
    "border": FLAG,
    "resource_site": FLAG,
    "camp": FLAG,
    "residents": COUNT,
    "displaced": COUNT,
    "hosted": COUNT,
    "refugees_from": COUNT,
    "need": SHARE,
    "services": SHARE,
    "livelihoods": SHARE,
    "mines": SHARE,
    "road_access": SHARE,
    "violence": SHARE,
    "threat": SHARE,
    "crime": SHARE,
    "state_authority": SHARE,
    "rule_of_law": SHARE,
    "legitimacy": SHARE,
    "grievance": SHARE,
    "consent": SHARE,
    "expectation": SHARE,
    "acceptance": SHARE,
    "information": SHARE,
}
"""Layers that can be given, by name, with their kind; besides ``group_share.0``, ``group_share.1``, ... for identity
groups, ``control.government`` and ``control.<armed group>``."""

_FAMILIES = ("group_share.", "control.")


def layer_kind(name: str, known: Iterable[str] | None = None) -> str:
    """Return the kind of a layer: share, count, flag or sector.

    Args:
        name: Name of the layer.
        known: Every name allowed here; None takes any identity or armed group for granted.

    Raises:
        LayerError: If there is no such layer.
    """
    names = list(known) if known is not None else [*LAYERS, "control.government", "group_share.0"]
    if name in LAYERS:
        return LAYERS[name]
    if name in names or (known is None and isinstance(name, str) and name.startswith(_FAMILIES)):
        return SHARE
    hint = nearest(str(name), names) or f"; allowed are {', '.join(names)}"
    raise LayerError(f"unknown layer {name!r}{hint}")


def plain_layer(name: str, given: Any) -> str | Nested:
    """Return a path as text, and an array or nested list as nested tuples of floats.

    Raises:
        LayerError: If the name is unknown, or ``given`` is neither a path nor two-dimensional numbers in range.
    """
    layer_kind(name)
    if isinstance(given, str) or hasattr(given, "__fspath__"):
        return str(given)
    if isinstance(given, np.ndarray):
        given = given.tolist()
    if not isinstance(given, list | tuple) or not all(isinstance(column, list | tuple) for column in given):
        raise LayerError(
            f"layer {name!r} is {_short(given)}; allowed is the path of a CSV file or an array of shape (width, height)"
        )
    rows = [[_array_number(name, value, x, y) for y, value in enumerate(column)] for x, column in enumerate(given)]
    return tuple(tuple(column) for column in rows)


def layer_values(name: str, given: Nested, width: int, height: int) -> Array:
    """Return a nested-tuple layer as a flat array after checking its shape and range.

    Raises:
        LayerError: Naming layer, place, value and what is allowed.
    """
    if len(given) != width:
        raise LayerError(f"layer {name!r} has {len(given)} columns (x); allowed is the country's width, {width}")
    for x, column in enumerate(given):
        if len(column) != height:
            raise LayerError(
                f"layer {name!r} has {len(column)} values at x={x}; allowed is the country's height, {height}"
            )
    field = np.array(given, dtype=np.float64)
    for x, y in _refused(field, layer_kind(name)):
        raise LayerError(f"layer {name!r} is {field[x, y]:g} at x={x}, y={y}; allowed is {ALLOWED[layer_kind(name)]}")
    return field.ravel()


def read_csv(name: str, path: str | Path, width: int | None = None, height: int | None = None) -> Array:
    """Read a layer from a CSV file whose first row is the north and whose columns run from west to east.

    Args:
        name: Name of the layer.
        path: The file.
        width: Columns it must have; None takes what is there.
        height: Rows it must have; None takes what is there.

    Returns:
        Field of shape (width, height), y counted from the south.

    Raises:
        LayerError: Naming layer, file, row, column, value and what is allowed; rows and columns count from 1.
    """
    kind = layer_kind(name)
    where = f"layer {name!r}: file {str(path)!r}"
    rows = _csv_rows(where, path)
    if height is not None and len(rows) != height:
        raise LayerError(f"{where} has {len(rows)} rows; allowed is the country's height, {height}")
    across = width if width is not None else len(rows[0])
    field = np.empty((across, len(rows)))
    for i, row in enumerate(rows):
        if len(row) != across:
            raise LayerError(f"{where}, row {i + 1} has {len(row)} columns; allowed is {across} separated by commas")
        for j, text in enumerate(row):
            field[j, len(rows) - 1 - i] = _csv_number(where, text, i + 1, j + 1, kind)
    for x, y in _refused(field, kind):
        row_text = f"row {len(rows) - y}, column {x + 1} is {field[x, y]:g}"
        raise LayerError(f"{where}, {row_text}; allowed is {ALLOWED[kind]}")
    return field


def read_layers(
    layers: Mapping[str, str | Nested], width: int, height: int, n_identity_groups: int, holders: Iterable[str]
) -> dict[str, Array]:
    """Return all user layers as flat arrays of shape (n_cells,).

    Args:
        layers: Layers by name, as :class:`CountryParameters` holds them.
        width: Cells from west to east.
        height: Cells from south to north.
        n_identity_groups: Number of identity groups.
        holders: Who can control land: ``government`` and the armed groups.

    Raises:
        LayerError: If a layer is unknown, unreadable, out of range or at odds with another.
    """
    known = [*LAYERS, *(f"group_share.{k}" for k in range(n_identity_groups)), *(f"control.{who}" for who in holders)]
    found: dict[str, Array] = {}
    for name, given in layers.items():
        layer_kind(name, known)
        if isinstance(given, str):
            found[name] = read_csv(name, given, width, height).ravel()
        else:
            found[name] = layer_values(name, given, width, height)
    _agree(found, height)
    return found


def _agree(found: Mapping[str, Array], height: int) -> None:
    """Refuse layers that contradict each other or leave out what every country has."""
    if "sector" in found:
        missing = sorted({0, 1, 2, 3} - {int(value) for value in np.unique(found["sector"])})
        if missing:
            raise LayerError(f"layer 'sector' has no cell of sector {missing[0]}; allowed is all of 0, 1, 2 and 3")
    if "capital" in found and found["capital"].sum() != 1.0:
        raise LayerError(f"layer 'capital' marks {found['capital'].sum():g} cells; allowed is exactly one")
    if "town" in found and not found["town"].any():
        raise LayerError("layer 'town' marks no cell; allowed is at least one town")
    if "residents" in found and not found["residents"].any():
        raise LayerError("layer 'residents' has nobody in it; allowed is at least one person in the country")
    if {"displaced", "hosted"} <= found.keys() and found["displaced"].sum() != found["hosted"].sum():
        here, there = found["displaced"].sum(), found["hosted"].sum()
        raise LayerError(f"layer 'hosted' has {there:.0f} people and layer 'displaced' {here:.0f}; allowed is the same")
    for family in _FAMILIES:
        total = sum((values for name, values in found.items() if name.startswith(family)), np.zeros(1))
        if total.max() > 1.0 + 1e-9:
            x, y = divmod(int(np.argmax(total)), height)
            raise LayerError(
                f"the layers {family}* add up to {total.max():g} at x={x}, y={y}; allowed is at most 1 in a cell"
            )


def _csv_rows(where: str, path: str | Path) -> list[list[str]]:
    """Return the rows of the file without blank lines at its end."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except FileNotFoundError:
        raise LayerError(f"{where} does not exist; allowed is the path of a CSV file") from None
    except (OSError, UnicodeDecodeError, csv.Error, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise LayerError(f"{where} cannot be read: {reason}; allowed is a CSV file of numbers") from None
    while rows and not any(text.strip() for text in rows[-1]):
        rows.pop()
    if not rows:
        raise LayerError(f"{where} is empty; allowed is one row of numbers for each row of cells, the north first")
    return rows


def _csv_number(where: str, text: str, row: int, column: int, kind: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise LayerError(f"{where}, row {row}, column {column} is {_short(text)}; allowed is {ALLOWED[kind]}") from None


def _array_number(name: str, value: Any, x: int, y: int) -> float:
    if isinstance(value, int | float) and abs(value) <= 1e300:
        return float(value)
    allowed = ALLOWED[layer_kind(name)]
    raise LayerError(f"layer {name!r} is {_short(value)} at x={x}, y={y}; allowed is {allowed}")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _refused(field: Array, kind: str) -> list[tuple[int, int]]:
    """Return the first place whose value is not allowed, if there is one, in reading order from the north-west."""
    if kind == SHARE:
        good = (field >= 0.0) & (field <= 1.0)
    else:
        top = {COUNT: MOST_PEOPLE, FLAG: 1.0, SECTOR: 3.0}[kind]
        with np.errstate(invalid="ignore"):
            good = (field >= 0.0) & (field <= top) & (field == np.floor(field))
    bad = np.argwhere(~good.T[::-1])
    return [(int(bad[0, 1]), field.shape[1] - 1 - int(bad[0, 0]))] if len(bad) else []
