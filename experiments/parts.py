"""Tables that grow by parts: Parquet files written whole or not at all, joined so that there are never many.

A part is named by the numbers of the writes it holds, ``part-000000-000000.parquet`` for the first. Joining some writes
one file that spans them all and then removes them; a part that lies within the span of another is no longer there for
readers, so that a process killed in between leaves nothing twice.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

__all__ = ["PARTIAL", "Part", "join_parts", "live_parts", "read_parts", "tidy", "write_part", "write_whole_file"]

PARTIAL = ".partial"
"""Ending of a file that is being written."""
JOINED = 32
"""Parts of about one size that are joined into one."""
GROUP_ROWS = 8_192  # rows written, and read when parts are joined, at a time: memory does not grow with their number
COMPRESSION = "zstd"
ATTEMPTS = 5  # to read parts that a running batch may be joining
NAME = re.compile(r"part-(\d{6,})-(\d{6,})\.parquet")


@dataclass(frozen=True, order=True)
class Part:
    """One file of a table: first and last write that it holds, and where it lies."""

    first: int
    last: int
    path: Path

    @property
    def size(self) -> int:
        """Writes that it spans."""
        return self.last - self.first + 1


def write_whole_file(path: Path, content: bytes | Callable[[IO[bytes]], None]) -> None:
    """Write a file so that it is there whole or not at all, even if the power fails.

    Args:
        path: Where to; replaced if there.
        content: The content, or a function that writes it.

    Raises:
        OSError: If the disk refuses; nothing is left behind then.
    """
    partial = path.with_name(path.name + PARTIAL)
    try:
        with partial.open("wb") as file:
            if callable(content):
                content(file)
            else:
                file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    _keep_names(path.parent)


def _keep_names(directory: Path) -> None:
    """Let the names in a directory reach the disk too, where the system can do that."""
    with suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def live_parts(directory: Path) -> list[Part]:
    """Return the parts of a table in order, without those that are held by a longer one."""
    found = sorted(_all_parts(directory), key=lambda part: (part.first, -part.last))
    live: list[Part] = []
    for part in found:
        if not live or part.last > live[-1].last:
            live.append(part)
    return live


def _all_parts(directory: Path) -> Iterator[Part]:
    for path in directory.glob("part-*.parquet"):
        if match := NAME.fullmatch(path.name):
            yield Part(int(match[1]), int(match[2]), path)


def _path(directory: Path, first: int, last: int) -> Path:
    return directory / f"part-{first:06d}-{last:06d}.parquet"


def write_part(directory: Path, number: int, table: pa.Table) -> None:
    """Write one part.

    Args:
        directory: Of the table.
        number: Number of the write; never one that was used before.
        table: Its rows.

    Raises:
        OSError: If the disk refuses.
    """
    content = BytesIO()
    # few rows are written plain, as they are soon joined: packing the columns of one run takes longer than writing them
    few: Any = {"compression": "none", "use_dictionary": False, "write_statistics": False}
    how = few if table.num_rows < GROUP_ROWS else {"compression": COMPRESSION}
    pq.write_table(table, content, row_group_size=GROUP_ROWS, **how)
    write_whole_file(_path(directory, number, number), content.getvalue())


def join_parts(directory: Path) -> None:
    """Join parts of about one size wherever there are enough of them.

    Raises:
        OSError: If the disk refuses; the table is as it was then.
    """
    while chosen := _to_join(live_parts(directory)):
        sources = [part.path for part in chosen]
        write_whole_file(_path(directory, chosen[0].first, chosen[-1].last), _Joined(sources))
        for path in sources:
            path.unlink(missing_ok=True)
        pa.default_memory_pool().release_unused()  # else what one joining took stays beside what the next one takes


def _to_join(parts: Sequence[Part]) -> list[Part]:
    """Return neighbours of one size class to join, the smallest first; none if there are few of each."""
    classes: dict[int, list[Part]] = {}
    for part in parts:
        level, size = 0, part.size
        while size >= JOINED:
            level, size = level + 1, size // JOINED
        classes.setdefault(level, []).append(part)
    for level in sorted(classes):
        if len(classes[level]) >= JOINED:
            first, last = classes[level][0], classes[level][-1]
            return [part for part in parts if first.first <= part.first and part.last <= last.last]
    return []


@dataclass(frozen=True)
class _Joined:
    """Writes the rows of several parts into one file, a group of rows at a time."""

    sources: Sequence[Path]

    def __call__(self, file: IO[bytes]) -> None:
        schema = _common(pq.read_schema(path) for path in self.sources)
        with pq.ParquetWriter(file, schema, compression=COMPRESSION) as writer:
            held: list[pa.Table] = []
            for table in self._tables(schema):
                held.append(table)
                if sum(each.num_rows for each in held) >= GROUP_ROWS:
                    writer.write_table(pa.concat_tables(held))
                    held.clear()
            if held:
                writer.write_table(pa.concat_tables(held))

    def _tables(self, schema: pa.Schema) -> Iterator[pa.Table]:
        for path in self.sources:
            with pq.ParquetFile(path) as source:
                for batch in source.iter_batches(batch_size=GROUP_ROWS, use_threads=False):
                    yield _fitted(pa.Table.from_batches([batch]), schema)


def _fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return a table with the columns of a schema; what it lacks is missing in every row."""
    if table.schema.equals(schema):
        return table
    there = dict(zip(table.column_names, table.columns, strict=True))
    columns = [
        there[field.name].cast(field.type) if field.name in there else pa.nulls(len(table), field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def _common(schemas: Iterable[pa.Schema]) -> pa.Schema:
    """Return a schema that holds the columns of all: a column without any value takes the type of the others."""
    kinds: dict[str, list[Any]] = {}
    for schema in schemas:
        for field in schema:
            known = kinds.setdefault(field.name, [])
            if field.type not in known and not pa.types.is_null(field.type):
                known.append(field.type)
    return pa.schema([pa.field(name, _common_kind(known)) for name, known in kinds.items()])


def _common_kind(known: Sequence[Any]) -> Any:
    if len(known) < 2:
        return known[0] if known else pa.null()
    numbers = all(pa.types.is_integer(kind) or pa.types.is_floating(kind) for kind in known)
    return pa.float64() if numbers else pa.string()


def read_parts(directory: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read some columns of a table; nothing else is looked at on disk.

    Args:
        directory: Of the table.
        columns: Names; those that no part has are left out. None for all.

    Returns:
        The rows in the order of writing. Without any part there are neither rows nor columns.
    """
    for last_one in (False,) * (ATTEMPTS - 1) + (True,):
        try:
            paths = [part.path for part in live_parts(directory)]
            if not paths:
                return pa.table({})
            schema = _common(pq.read_schema(path) for path in paths)
            wanted = [name for name in schema.names if columns is None or name in columns]
            source = ds.dataset([str(path) for path in paths], schema=schema, format="parquet")
            return source.to_table(columns=wanted)
        except FileNotFoundError:  # a running batch has joined some since they were listed
            if last_one:
                raise
    raise AssertionError("unreachable")


def tidy(directory: Path, last: int | None = None) -> None:
    """Remove what a process that was killed has left: files half written, parts held by others, writes of no use.

    Args:
        directory: Of the table.
        last: Last write that counts; parts of later ones are removed. None if all count.
    """
    for path in directory.glob(f"*{PARTIAL}"):
        path.unlink(missing_ok=True)
    keep = {part.path for part in live_parts(directory) if last is None or part.last <= last}
    for part in list(_all_parts(directory)):
        if part.path not in keep:
            part.path.unlink(missing_ok=True)
