"""How a result lies on disk: one directory, written whole or not at all.

``result.json`` holds format, summary, provenance, the scalars of the country and a SHA-256 sum of every other file;
``weekly.parquet``, ``events.parquet``, ``benchmarks.parquet`` and ``causes.parquet`` the tables; ``maps.npz`` the map
layers, named ``<week>/<layer>`` and ``country/<layer>``. There is no date in any of them: the same result saved twice
gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .errors import ResultError
from .provenance import as_json

__all__ = ["EXTRA_FILES", "FORMAT", "TABLES", "read_directory", "write_directory"]

FORMAT = "peaceops result"
FORMAT_VERSION = 1
TABLES = ("weekly", "events", "benchmarks", "causes")
OPTIONAL_TABLE = "sector_causes"
"""Table that a result holds only if contributions by sector were kept."""
EXTRA_FILES = ("story.png", "country.png", "account.txt")
"""Files that may stand beside a result without being listed in it; saving over it replaces them too."""

_INDEX = "result.json"
_MAPS = "maps.npz"
_FILES = (_INDEX, _MAPS, *(f"{name}.parquet" for name in TABLES))
_OPTIONAL_FILE = f"{OPTIONAL_TABLE}.parquet"


def write_directory(directory: Path, parts: Mapping[str, Any], also: Callable[[Path], None] | None = None) -> None:
    """Write a result so that the directory holds all of it or is as it was before.

    The files are written into a hidden neighbour, which then takes the place of the directory by renaming. A process
    killed outright can leave that neighbour (``.<name>.partial-...``) behind, never a half-written directory.

    Args:
        directory: Where to; made if missing, replaced if it holds a result.
        parts: ``tables`` (name to DataFrame), ``summary``, ``provenance``, ``country``, ``maps``.
        also: Called with the hidden directory when the tables and maps are in it, to add more files (pictures); they
            are listed in ``result.json`` and belong to the result from then on.

    Raises:
        ResultError: If the place holds anything but a result, a part cannot be stored, or the disk refuses.
    """
    directory = Path(os.path.realpath(directory))
    _check_place(directory)
    files, index = _encode(parts)
    partial = directory.with_name(f".{directory.name}.partial-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        partial.mkdir(parents=True)
        for name, content in files.items():
            (partial / name).write_bytes(content)
        if also is not None:
            also(partial)
        index["extras"] = sorted(entry.name for entry in partial.iterdir() if entry.name not in files)
        (partial / _INDEX).write_text(_as_text(index), encoding="utf-8", newline="\n")
        _put_in_place(partial, directory)
    except OSError as error:
        raise ResultError(f"cannot write the result to {directory}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def read_directory(directory: Path) -> dict[str, Any]:
    """Read what :func:`write_directory` wrote: ``tables``, ``summary``, ``provenance``, ``country``, ``maps``.

    Raises:
        ResultError: If there is no result, a file is missing or damaged, or the format is unknown.
    """
    index = _read_index(directory)
    contents = {name: _read_checked(directory, name, digest) for name, digest in index["files"].items()}
    try:
        tables = {name: pd.read_parquet(io.BytesIO(contents[f"{name}.parquet"])) for name in TABLES}
        if _OPTIONAL_FILE in contents:
            tables[OPTIONAL_TABLE] = pd.read_parquet(io.BytesIO(contents[_OPTIONAL_FILE]))
        country, maps = _decode_maps(contents[_MAPS], index["map_weeks"])
        country = {name: country[name] if name in country else index["country"][name] for name in index["layers"]}
        return {
            "tables": tables,
            "summary": index["summary"],
            "provenance": index["provenance"],
            "country": country,
            "maps": maps,
        }
    except (KeyError, TypeError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ResultError(f"the result in {directory} is damaged: {_one_line(error)}") from error


def _check_place(directory: Path) -> None:
    """Refuse a place that holds something which saving would destroy."""
    if not directory.exists():
        return
    if not directory.is_dir():
        raise ResultError(f"cannot save a result to {directory}: it is not a directory")
    try:
        names = sorted(entry.name for entry in directory.iterdir())
    except OSError as error:
        raise ResultError(f"cannot save a result to {directory}: {error.strerror}") from error
    if not names:
        return
    index = _index_of_result(directory)
    if index is None:
        raise ResultError(
            f"cannot save a result to {directory}: it is not empty and holds no result (found {names[0]})"
        )
    listed = index.get("extras")
    known = {*_FILES, _OPTIONAL_FILE, *EXTRA_FILES, *(map(str, listed) if isinstance(listed, list) else ())}
    strange = [name for name in names if name not in known]
    if strange:
        raise ResultError(f"cannot replace the result in {directory}: {strange[0]} is not part of it and would be lost")


def _index_of_result(directory: Path) -> dict[str, Any] | None:
    """Return the index of a directory that holds a result, damaged or not, or None."""
    try:
        index = json.loads((directory / _INDEX).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return index if isinstance(index, dict) and index.get("format") == FORMAT else None


def _put_in_place(partial: Path, directory: Path) -> None:
    """Rename ``partial`` to ``directory``, which may exist; on failure put the old one back."""
    if not directory.exists():
        partial.rename(directory)
        return
    old = partial.with_name(partial.name.replace(".partial-", ".old-"))
    directory.rename(old)
    try:
        partial.rename(directory)
    except BaseException:
        old.rename(directory)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _encode(parts: Mapping[str, Any]) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return the files of a result by name, and the index that lists them."""
    kept = [name for name in (*TABLES, OPTIONAL_TABLE) if name in parts["tables"]]
    files = {f"{name}.parquet": _encode_table(name, parts["tables"][name]) for name in kept}
    files[_MAPS] = _encode_maps(parts["country"], parts["maps"])
    scalars = {name: value for name, value in parts["country"].items() if not isinstance(value, np.ndarray)}
    index = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "summary": _plain_part("summary", parts["summary"]),
        "provenance": _plain_part("provenance", parts["provenance"]),
        "country": _plain_part("country", scalars),
        "layers": list(parts["country"]),
        "map_weeks": [int(week) for week in parts["maps"]],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    return files, index


def _as_text(index: Mapping[str, Any]) -> str:
    return json.dumps(index, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _plain_part(part: str, values: Mapping[str, Any]) -> dict[str, Any]:
    plain = {}
    for name, value in values.items():
        try:
            plain[name] = as_json(value)
        except ValueError as error:
            raise ResultError(f"{name!r} in the {part} of the result cannot be stored: {_one_line(error)}") from None
    return plain


def _encode_table(name: str, table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    try:
        table.to_parquet(buffer, engine="pyarrow", compression="zstd")
    except (ValueError, TypeError) as error:
        raise ResultError(f"table {name} cannot be stored: {_one_line(error)}") from error
    return buffer.getvalue()


def _encode_maps(country: Mapping[str, Any], maps: Mapping[int, Mapping[str, Any]]) -> bytes:
    arrays = {f"country/{name}": value for name, value in country.items() if isinstance(value, np.ndarray)}
    arrays |= {f"{week}/{name}": np.asarray(layer) for week, layers in maps.items() for name, layer in layers.items()}
    buffer = io.BytesIO()
    try:
        np.savez_compressed(buffer, allow_pickle=False, **arrays)
    except ValueError as error:
        raise ResultError(f"the maps cannot be stored: {_one_line(error)}") from error
    return buffer.getvalue()


def _decode_maps(content: bytes, weeks: list[int]) -> tuple[dict[str, Any], dict[int, dict[str, Any]]]:
    country: dict[str, Any] = {}
    maps: dict[int, dict[str, Any]] = {week: {} for week in weeks}
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        for key in arrays.files:
            place, _, layer = key.partition("/")
            if place == "country":
                country[layer] = arrays[key]
            else:
                maps[int(place)][layer] = arrays[key]
    return country, maps


def _read_index(directory: Path) -> dict[str, Any]:
    if not directory.is_dir():
        what = "it is not a directory" if directory.exists() else "there is no such directory"
        raise ResultError(f"no result at {directory}: {what}")
    try:
        index = json.loads((directory / _INDEX).read_bytes())
    except FileNotFoundError:
        raise ResultError(f"no result at {directory}: it holds no {_INDEX}") from None
    except OSError as error:
        raise ResultError(f"cannot read {directory / _INDEX}: {error.strerror}") from error
    except (ValueError, RecursionError):
        raise ResultError(f"the result in {directory} is damaged: {_INDEX} is not readable JSON") from None
    if not isinstance(index, dict) or index.get("format") != FORMAT:
        raise ResultError(f"no result at {directory}: its {_INDEX} is not that of a {FORMAT}")
    if index.get("format_version") != FORMAT_VERSION:
        found = index.get("format_version")
        raise ResultError(
            f"the result in {directory} has format version {found!r}; this version reads {FORMAT_VERSION}"
        )
    _check_index(directory, index)
    return index


def _check_index(directory: Path, index: dict[str, Any]) -> None:
    shapes = {"summary": dict, "provenance": dict, "country": dict, "layers": list, "map_weeks": list, "files": dict}
    for field, shape in shapes.items():
        if not isinstance(index.get(field), shape):
            raise ResultError(f"the result in {directory} is damaged: {_INDEX} lacks {field!r}")
    if missing := [name for name in _FILES if name != _INDEX and name not in index["files"]]:
        raise ResultError(f"the result in {directory} is damaged: {_INDEX} does not list {missing[0]}")


def _read_checked(directory: Path, name: str, digest: str) -> bytes:
    if name not in (*_FILES, _OPTIONAL_FILE):
        raise ResultError(f"the result in {directory} is damaged: {_INDEX} lists the unknown file {name!r}")
    try:
        content = (directory / name).read_bytes()
    except FileNotFoundError:
        raise ResultError(f"the result in {directory} is damaged: {name} is missing") from None
    except OSError as error:
        raise ResultError(f"cannot read {directory / name}: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise ResultError(f"the result in {directory} is damaged: {name} is not the file that was saved")
    return content


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
