"""Raw data of a debrief: plain files from which run and counterfactuals can be made again (:mod:`.debrief_check`).

A directory holds one scenario file a run (orders stand under ``decisions``), weekly columns as Parquet and the class's
own also as CSV, events, causes, orders, rulings, beliefs, and ``debrief.json`` with seeds and the hash of every file.
No message and no key is in it, and no name but in ``debrief.json``, where they can be left out.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import tomli_w

from ...model.errors import ResultError
from ...model.layout import finite
from ...model.scenario import Scenario
from ..fingerprint import versions
from ..parts import write_whole_file
from .debrief import Debrief

__all__ = [
    "FORMAT",
    "INDEX",
    "OWN_LUCK",
    "csv_of",
    "data_files",
    "hash_of",
    "hash_of_index",
    "plain",
    "write_files",
]

FORMAT, FORMAT_VERSION = "peaceops debrief", 1
INDEX = "debrief.json"
OWN_LUCK = 0
"""Number of the run under the class's own seed in ``outcomes.csv``."""
READ_ME = """This is the raw data of a debrief of a class, made by peaceops.

debrief.json              exercise, seed, the other seeds, those by which measures were picked, versions, what each run
                          is, a hash of every file
scenario_class.toml       what the class played: the scenario with all orders under decisions
scenario_nobody.toml      the same without any order
scenario_round...toml     the same without one thing that was done: a turning point
weekly_...parquet         weekly columns of these runs, under the class's own seed
weekly.csv, events.csv    the class's run for a spreadsheet; weeks count from 0
causes.parquet            what moved what, by week: the ledger of causes
orders.csv, rulings.csv   what was asked for and what was settled
acts.csv                  all that was done, with the measure it is told by: of what was tried under other seeds that on
                          which the choosing seeds agree most, of the rest what it changed most under the class's own
luck.csv                  all that was tried under other seeds: its measure, and every axis and goal, over the whole run
outcomes.csv              axes and goals: this class, nobody's orders, shipped orders, earlier classes
beliefs.csv, pictures.csv what was believed and true by sector, and how much of it was known
exercise.toml             the exercise as it was played, without the private cards of its roles

The runs under the class's own seed again, with the proof that none of their numbers differs, and whether any file has
been changed since it was written:

    peaceops class debrief . --check

One run again, for tables and pictures of it:

    peaceops run scenario_class.toml --seed {seed} --out run
"""


def data_files(found: Debrief, *, names: bool = True, exercise_toml: str = "") -> dict[str, bytes]:
    """Return the files by name.

    Args:
        found: The debrief.
        names: Whether display names are kept.
        exercise_toml: Text of the exercise's file.
    """
    files: dict[str, bytes] = {"README.txt": READ_ME.format(seed=found.record.seed).encode()}
    for key, scenario in found.scenarios.items():
        files[f"scenario_{key}.toml"] = scenario_text(scenario).encode()
        files[f"weekly_{key}.parquet"] = _parquet(found.runs[key].weekly)
    files |= {"weekly.csv": csv_of(found.result.weekly), "events.csv": csv_of(found.result.events)}
    files["causes.parquet"] = _parquet(found.result.causes)
    tables = {
        "orders": _orders(found), "rulings": _rulings(found), "acts": _acts(found), "luck": _luck(found),
        "outcomes": _outcomes(found), "beliefs": found.sectors, "pictures": found.pictures,
    }  # fmt: skip
    files |= {f"{name}.csv": csv_of(table) for name, table in tables.items()}
    if exercise_toml:
        files["exercise.toml"] = _without_private(exercise_toml).encode()
    index = finite(_index(found, names)) | {"files": {name: hash_of(content) for name, content in files.items()}}
    index["hash"] = hash_of_index(index)
    files[INDEX] = (json.dumps(index, indent=1, ensure_ascii=False) + "\n").encode()
    return files


def hash_of(content: bytes) -> str:
    """Return the hash of a file."""
    return hashlib.sha256(content).hexdigest()


def hash_of_index(index: Mapping[str, Any]) -> str:
    """Return the hash of all that ``debrief.json`` tells but this hash itself."""
    told = {key: value for key, value in index.items() if key != "hash"}
    return hash_of(json.dumps(told, sort_keys=True).encode())


def write_files(files: dict[str, bytes], directory: Path) -> Path:
    """Write files into a directory; those of an earlier debrief there are replaced.

    Raises:
        ResultError: If the directory holds anything else, or nothing can be written there.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        there = {entry.name for entry in directory.iterdir()}
        if there and INDEX not in there:
            raise ResultError(
                f"cannot write the data of a debrief to {directory}: something else is there; name a new directory"
            )
        for name in there - set(files):
            if name.startswith(("scenario_", "weekly_")):
                (directory / name).unlink()
        for name, content in files.items():
            write_whole_file(directory / name, content)
    except OSError as error:
        raise ResultError(f"cannot write the data of a debrief to {directory}: {error.strerror or error}") from error
    return directory


def _without_private(exercise_toml: str) -> str:
    """Return an exercise's file without what only single roles are told."""
    values = tomllib.loads(exercise_toml)
    for role in values.get("roles", {}).values():
        role.pop("private", None)
    return tomli_w.dumps(values)


def scenario_text(scenario: Scenario) -> str:
    """Return a scenario as a TOML file."""
    kept: Any = _without_nothing(scenario.as_dict())
    return tomli_w.dumps(kept)


def _without_nothing(value: Any) -> Any:
    """Return nested values without those that are None, which TOML has no word for."""
    if isinstance(value, dict):
        return {key: _without_nothing(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_without_nothing(inner) for inner in value]
    return value


def csv_of(table: pd.DataFrame) -> bytes:
    """Return a table as a CSV file."""
    return table.to_csv(index=False, lineterminator="\n").encode()


def _parquet(table: pd.DataFrame) -> bytes:
    return bytes(table.to_parquet(index=False, compression="zstd"))


def _index(found: Debrief, names: bool) -> dict[str, Any]:
    """Return what a program needs to know of all files."""
    record = found.record
    return {
        "format": FORMAT, "format_version": FORMAT_VERSION, "exercise": record.exercise.name,
        "title": record.exercise.title, "day": record.day, "seed": record.seed, "other_seeds": list(found.seeds),
        "choosing_seeds": list(found.choosing),
        "rounds": [{"round": one.number, "first_week": one.first, "weeks": one.weeks, "taken": list(one.taken),
                    "messages": one.messages} for one in record.rounds],
        "rounds_taken_back": record.taken_back,
        "people": {role: list(some) for role, some in record.people.items()} if names else {},
        "versions": versions(),
        "runs": [{"key": key, "scenario_hash": found.runs[key].scenario_hash, "weeks": len(found.runs[key].weekly),
                  "summary": plain(found.runs[key].summary)} for key in found.scenarios],
        "turning_points": [
            {"key": turn.key, "round": turn.act.round, "name": turn.act.name, "column": turn.effect.column.name,
             "first_week": turn.effect.first, "last_week": turn.effect.last, "week": turn.effect.week,
             "with": turn.effect.with_act, "without": turn.effect.without, "difference": turn.effect.difference,
             "parted_week": turn.parted, "other_luck": list(turn.luck), "causes": [list(one) for one in turn.causes]}
            for turn in found.turns
        ],
    }  # fmt: skip


def plain(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return a summary as JSON knows it."""
    return {str(key): value.item() if hasattr(value, "item") else value for key, value in summary.items()}


def _orders(found: Debrief) -> pd.DataFrame:
    rows = [
        {"round": given.round, "role": given.order.role, "seat": given.order.seat, "choice": given.order.name,
         "value": given.order.value, "insists": given.order.insist, "set_aside": given.aside}
        for one in found.record.rounds for given in one.orders
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["round", "role", "seat", "choice", "value", "insists", "set_aside"])


def _rulings(found: Debrief) -> pd.DataFrame:
    rows = [
        {"round": one.number, "choice": ruling.name, "before": ruling.before, "settled": ruling.value,
         "asked_by": " ".join(ruling.roles), "after_weeks": ruling.after_weeks, "why": ruling.text}
        for one in found.record.rounds for ruling in one.rulings
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["round", "choice", "before", "settled", "asked_by", "after_weeks", "why"])


def _acts(found: Debrief) -> pd.DataFrame:
    """Return all that was done, with the measure it is told by."""
    rows = []
    turns = {turn.key: turn for turn in (*found.turns, *found.lesser)}
    for act, largest in found.tried:
        effect = turns[act.key].effect if act.key in turns else largest
        row: dict[str, Any] = {"act": act.key, "round": act.round, "week": act.week, "kind": act.kind, "name": act.name,
                               "title": act.title, "before": act.before, "value": act.value, "by": " ".join(act.roles),
                               "against": " ".join(dict.fromkeys(role for role, _ in act.against))}  # fmt: skip
        if effect is not None:
            row |= {"column": effect.column.name, "first_week": effect.first, "last_week": effect.last,
                    "with": effect.with_act, "without": effect.without, "difference": effect.difference,
                    "size": effect.size, "sure": turns[act.key].sure if act.key in turns else "not tried"}  # fmt: skip
        rows.append(row)
    heads = ["act", "round", "week", "kind", "name", "title", "before", "value", "by", "against", "column"]
    heads += ["first_week", "last_week", "with", "without", "difference", "size", "sure"]
    return pd.DataFrame(rows, columns=heads)


def _luck(found: Debrief) -> pd.DataFrame:
    """Return what acts that were tried changed under the class's own seed and under others."""
    seeds = (found.record.seed, *found.seeds)
    rows = []
    for turn in (*found.turns, *found.lesser):
        told = [("measure", turn.effect.column.name, (turn.effect.difference, *turn.luck))]
        told += [("outcome", key, (one - other, *luck)) for key, one, other, luck in turn.outcomes]
        rows += [
            {"act": turn.key, "kind": kind, "column": name, "seed": seed, "difference": value}
            for kind, name, values in told for seed, value in zip(seeds, values, strict=True)
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=["act", "kind", "column", "seed", "difference"])


def _outcomes(found: Debrief) -> pd.DataFrame:
    rows = [
        {"orders": one.label, "kind": one.kind, "outcome": key, "run": i, "value": value}
        for one in (found.mine, found.nobody, *found.plays, *found.earlier)
        for key, values in one.values.items() for i, value in enumerate(values)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["orders", "kind", "outcome", "run", "value"])
