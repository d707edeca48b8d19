"""The proof that the data of a debrief give it again: runs are made again from the files alone, and all is compared.

What is played again is the class and its counterfactuals under the class's own seed. What came of other seeds, of other
classes and of beliefs is not: of these files it is told, by hashes, whether they are what was written.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from ...model.columns import column
from ...model.entry import run
from ...model.errors import ResultError
from ...model.layout import finite
from ...model.library import load_scenario
from ..divergence import NEVER, first_difference
from .debrief import CLASS, NOBODY
from .debrief_files import FORMAT, INDEX, OWN_LUCK, csv_of, hash_of, hash_of_index, plain
from .debrief_turns import Effect, amount_in, causes_of
from .debrief_twins import Run

__all__ = ["Checked", "check_files"]

CHANGED = "is not what was written"
SAME_RUN = "played again; every weekly number and every value of its summary is the same"


@dataclass(frozen=True)
class Checked:
    """What was looked at, whether it is the same, and in words what that proves or what differs."""

    key: str
    same: bool
    told: str


def check_files(
    directory: str | PathLike[str], progress: Callable[[int, int], None] | None = None
) -> Iterator[Checked]:
    """Make every run of a directory again from its files alone, and compare all that is told of them bit for bit.

    Args:
        directory: What :func:`.debrief_files.write_files` wrote.
        progress: Called with runs made and runs in all.

    Yields:
        One entry a run, then what is told of these runs, then all files by their hashes.

    Raises:
        ResultError: If there is no data of a debrief, or a file is missing or damaged.
    """
    place = Path(directory)
    index = _index(place)
    if index.get("hash") != hash_of_index(index):
        yield Checked(INDEX, same=False, told=f"{CHANGED}, so that nothing was held against it")
        return
    made: dict[str, Run] = {}
    for done, one in enumerate(index["runs"], start=1):
        key = str(one["key"])
        scenario = load_scenario(place / f"scenario_{key}.toml")
        if scenario.hash != one["scenario_hash"]:
            yield Checked(key, same=False, told="the scenario file is not what it was")
            continue
        result = run(scenario, int(index["seed"]))
        made[key] = Run(result.weekly, result.causes, dict(result.summary), scenario.hash)
        yield _compared(key, _stored(place, f"weekly_{key}.parquet"), made[key], one["summary"])
        if key == CLASS:
            tables = {"weekly.csv": result.weekly, "events.csv": result.events}
            differ = [name for name, table in tables.items() if _content(place / name) != csv_of(table)]
            differ += [] if _stored(place, "causes.parquet").equals(result.causes) else ["causes.parquet"]
            yield _told("weekly.csv, events.csv, causes.parquet", differ, "the run of the class played again")
        if progress is not None:
            progress(done, len(index["runs"]))
    if len(made) == len(index["runs"]):
        yield from _of_runs(place, index, made)
    yield _by_hash(place, index)


def _index(place: Path) -> dict[str, Any]:
    """Return what ``debrief.json`` tells.

    Raises:
        ResultError: If there is none, or it is something else.
    """
    try:
        index = json.loads((place / INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResultError(
            f"there is no data of a debrief in {place}; allowed is a directory that class debrief wrote"
        ) from error
    if not isinstance(index, dict) or index.get("format") != FORMAT:
        raise ResultError(f"{place / INDEX} is no data of a debrief; allowed is a directory that class debrief wrote")
    return index


def _stored(place: Path, name: str) -> pd.DataFrame:
    """Return a stored table.

    Raises:
        ResultError: If it cannot be read.
    """
    try:
        return pd.read_parquet(place / name)
    except (OSError, ValueError) as error:
        raise ResultError(f"{name} in {place} cannot be read; make the debrief again") from error


def _content(path: Path) -> bytes:
    """Return a file's content; nothing for none."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _compared(key: str, stored: pd.DataFrame, made: Run, summary: Mapping[str, Any]) -> Checked:
    """Return whether a run is the same, and if not, where it differs first."""
    for name in stored.columns:
        if name not in made.weekly or not stored[name].equals(made.weekly[name]):
            return Checked(key, same=False, told=f"the weekly column {name} differs")
    if not stored.equals(made.weekly):
        return Checked(key, same=False, told="the weekly columns are not the same ones")
    now = finite(plain(made.summary))
    differ = [name for name in {**now, **summary} if now.get(name) != summary.get(name)]
    return Checked(key, not differ, f"{differ[0]} of its summary differs" if differ else SAME_RUN)


def _told(key: str, differ: list[str], like: str) -> Checked:
    """Return whether all of something is as in the runs just made."""
    return Checked(key, not differ, f"{', '.join(differ)} differs from {like}" if differ else f"the same as {like}")


def _of_runs(place: Path, index: Mapping[str, Any], made: Mapping[str, Run]) -> Iterator[Checked]:
    """Yield whether what is told of the runs is what they give: turning points, and values of the class's own luck."""
    turns = index["turning_points"]
    again = [(one, name, value) for one in turns for name, value in _turn(one, made).items()]
    differ = [f"{one['key']} ({name})" for one, name, value in again if one[name] != value]
    yield _told("turning points", differ, "the runs played again, in amounts, week of parting and causes")
    differ = [
        f"{row.get('outcome')} of {row['kind']}" for row in _rows(place, "outcomes.csv")
        if row.get("kind") in (CLASS, NOBODY) and row.get("run") == str(OWN_LUCK)
        and not _same(row.get("value"), made[row["kind"]].summary.get(row.get("outcome", "")))
    ]  # fmt: skip
    yield _told("outcomes.csv, run 0 of the class and of nobody's orders", differ, "the runs played again")
    own = {row.get("act"): row.get("difference") for row in _rows(place, "luck.csv")
           if row.get("seed") == str(index["seed"]) and row.get("kind", "measure") == "measure"}  # fmt: skip
    differ = [one["key"] for one in turns if not _same(own.get(one["key"]), one["difference"])]
    yield _told("luck.csv, the class's own seed", differ, "the runs played again")


def _turn(one: Mapping[str, Any], made: Mapping[str, Run]) -> dict[str, Any]:
    """Return what is told of a turning point, from the run and its twin."""
    run_, twin = made[CLASS], made[one["key"]]
    effect = Effect(column(one["column"]), one["difference"], one["with"], one["without"], one["week"],
                    one["first_week"], one["last_week"], 0.0, 0.0)  # fmt: skip
    amounts = amount_in(effect, run_), amount_in(effect, twin)
    row, _ = first_difference(run_.weekly, twin.weekly, [name for name in run_.weekly.columns if name != "week"])
    return {
        "with": amounts[0], "without": amounts[1], "difference": amounts[0] - amounts[1],
        "parted_week": NEVER if row == NEVER else int(run_.weekly["week"].iloc[row]),
        "causes": [list(each) for each in causes_of(effect, run_, twin)],
    }  # fmt: skip


def _rows(place: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a stored CSV file, as text: numbers are read to the last bit then.

    Raises:
        ResultError: If it cannot be read.
    """
    try:
        with (place / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, ValueError) as error:
        raise ResultError(f"{name} in {place} cannot be read; make the debrief again") from error


def _same(told: str | None, value: Any) -> bool:
    """Return whether a number in a CSV file is that of a run; nothing stands for none."""
    try:
        one, other = (math.nan if each in (None, "") else float(each) for each in (told, value))
    except ValueError:
        return False
    return one == other or (math.isnan(one) and math.isnan(other))


def _by_hash(place: Path, index: Mapping[str, Any]) -> Checked:
    """Return whether every file is what was written."""
    kept = dict(index.get("files") or {})
    differ = [name for name, told in kept.items() if hash_of(_content(place / name)) != told]
    told = (
        f"{', '.join(differ)} {CHANGED}" if differ
        else f"all {len(kept)} are what was written, by their hashes; values of other seeds, other classes and beliefs "
        "were not played again"
    )  # fmt: skip
    return Checked("files", not differ and bool(kept), told)
