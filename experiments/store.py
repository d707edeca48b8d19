"""How a batch lies on disk.

``plan.toml``
    The plan as it was given.
``runs.parquet``
    The frozen list of runs, made before the first started.
``manifest.json``
    Plan, its hash, scenarios with their hashes, seeds, versions, and each time that runs were made.
``summary/``, ``weekly/``
    Results as they come, in parts that are written whole or not at all (:mod:`.parts`). A run is finished when it
    stands in ``summary``; its weeks are written before.
``failures/``
    One file a run that has no result, with its settings and the reason.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..model.errors import ResultError
from ..model.provenance import as_json
from .fingerprint import MUST_AGREE, versions
from .holding import LOCK
from .making import LOST, Failure
from .parts import PARTIAL, live_parts, read_parts, tidy, write_whole_file
from .planned import PlannedRun

__all__ = ["FORMAT", "Store", "check_batch_place", "digest", "open_store", "prepare"]

FORMAT, FORMAT_VERSION = "peaceops batch", 1
MANIFEST, PLAN, RUNS = "manifest.json", "plan.toml", "runs.parquet"
TABLES = ("summary", "weekly")
FAILURES = "failures"
BEGUN = {PLAN, RUNS, LOCK, *TABLES, FAILURES}
"""What stands in a directory whose batch was stopped before the manifest was written: no run had started."""


@dataclass(frozen=True)
class Store:
    """A batch on disk.

    Attributes:
        directory: Where it lies.
        manifest: Content of ``manifest.json``.
    """

    directory: Path
    manifest: Mapping[str, Any]

    @property
    def summary_parts(self) -> Path:
        """Directory of the summaries."""
        return self.directory / "summary"

    @property
    def weekly_parts(self) -> Path:
        """Directory of the weekly columns."""
        return self.directory / "weekly"

    @cached_property
    def run_list(self) -> pa.Table:
        """The frozen list of runs; factors and changes as JSON."""
        return _read_runs(self.directory)

    def planned(self, row: int) -> PlannedRun:
        """Return one run of the list."""
        values = self.run_list.slice(row, 1).to_pylist()[0]
        return PlannedRun(**values | {name: json.loads(values[name]) for name in ("factors", "changes")})

    def finished(self) -> set[int]:
        """Return the numbers of the runs that have a result."""
        table = read_parts(self.summary_parts, ["run_id"])
        return set(table["run_id"].to_pylist()) if table.num_columns else set()

    def failed(self) -> list[dict[str, Any]]:
        """Return the runs that have none, each as it stands in its file, in order."""
        found = [_read_json(path) for path in (self.directory / FAILURES).glob("run-*.json")]
        return sorted(found, key=lambda failure: int(failure["run_id"]))

    def quarantine(self, run: PlannedRun, failure: Failure) -> None:
        """Keep why a run has no result.

        Raises:
            OSError: If the disk refuses.
        """
        told = {
            "run_id": run.run_id, "kind": failure.kind, "reason": failure.reason,
            "settings": {f.name: getattr(run, f.name) for f in fields(run) if f.name != "run_id"},
            "run_it_alone": f"peaceops batch rerun {self.directory} {run.run_id}", "details": failure.details,
        }  # fmt: skip
        write_whole_file(_failure_path(self.directory, run.run_id), _as_bytes(told))

    def forget_lost(self) -> int:
        """Remove the failures of runs whose process died, so that they are tried again, and return how many."""
        lost = [failure for failure in self.failed() if failure["kind"] == LOST]
        for failure in lost:
            _failure_path(self.directory, failure["run_id"]).unlink(missing_ok=True)
        return len(lost)

    def tidy(self) -> None:
        """Remove what a killed process left half done."""
        tidy(self.summary_parts)
        tidy(self.weekly_parts, max((part.last for part in live_parts(self.summary_parts)), default=-1))
        for place in (self.directory, self.directory / FAILURES):
            for path in place.glob(f"*{PARTIAL}"):
                path.unlink(missing_ok=True)

    def next_write(self) -> int:
        """Return the number of the next write, after :meth:`tidy`."""
        return max((part.last for part in live_parts(self.summary_parts)), default=-1) + 1

    def noted(self, **facts: Any) -> Store:
        """Return the store with some facts of its manifest replaced, on disk too.

        Raises:
            OSError: If the disk refuses; the manifest is as it was then.
        """
        manifest = {**self.manifest, **as_json(facts)}
        write_whole_file(self.directory / MANIFEST, _as_bytes(manifest))
        return Store(self.directory, manifest)


def _failure_path(directory: Path, run_id: int) -> Path:
    return directory / FAILURES / f"run-{run_id:06d}.json"


def digest(value: Any) -> str:
    """Return the hash of plain values, whatever the order of their keys."""
    text = json.dumps(as_json(value), sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def check_batch_place(directory: Path) -> None:
    """Refuse a place that holds anything but a batch.

    Raises:
        ResultError: If it is no directory, or holds other files.
    """
    if (directory.is_symlink() and not directory.exists()) or (directory.exists() and not directory.is_dir()):
        raise ResultError(f"cannot keep a batch in {directory}: it is not a directory")
    if not directory.exists() or (directory / MANIFEST).exists():
        return
    strange = sorted(e.name for e in directory.iterdir() if e.name not in BEGUN and not e.name.endswith(PARTIAL))
    if strange:
        raise ResultError(f"cannot keep a batch in {directory}: it holds {strange[0]}, which belongs to no batch")


def open_store(directory: Path) -> Store:
    """Open a batch that is there.

    Raises:
        ResultError: If there is none, or it is damaged or of a later format.
    """
    if not (directory / MANIFEST).exists():
        where = "there is no such directory" if not directory.exists() else f"it has no {MANIFEST}"
        raise ResultError(f"{directory} is no batch: {where}; a batch is made by: peaceops batch PLAN.toml --out DIR")
    manifest = _read_json(directory / MANIFEST)
    if manifest.get("format") != FORMAT:
        raise ResultError(f"{directory} is no batch: its {MANIFEST} is of another kind of file")
    if manifest.get("format_version") != FORMAT_VERSION:
        raise ResultError(
            f"the batch in {directory} has format {manifest.get('format_version')}, and this version of peaceops reads "
            f"format {FORMAT_VERSION}"
        )
    return Store(directory, manifest)


def prepare(directory: Path, facts: Mapping[str, Any], runs: Sequence[PlannedRun], plan_text: str) -> Store:
    """Return the store of a batch, begun or gone on with; the directory is held by this process.

    Args:
        directory: Where to.
        facts: What the manifest says of the plan: title, question, plan, outcomes, columns, scenarios, seeds.
        runs: The frozen list.
        plan_text: The plan as it was given.

    Raises:
        ResultError: If the directory holds a batch of another plan or version; the text says what differs.
        OSError: If the disk refuses.
    """
    manifest = {
        "format": FORMAT, "format_version": FORMAT_VERSION, **as_json(facts), "plan_hash": digest(facts["plan"]),
        "n_runs": len(runs), "runs_hash": digest([_row(run) for run in runs]), "versions": versions(), "sessions": [],
        "decisions": [],
    }  # fmt: skip
    if (directory / MANIFEST).exists():
        store = open_store(directory)
        _check_same(store, manifest)
        store.tidy()
        return store
    for name in (*TABLES, FAILURES):
        shutil.rmtree(directory / name, ignore_errors=True)
        (directory / name).mkdir(parents=True)
    write_whole_file(directory / PLAN, plan_text.encode())
    write_whole_file(directory / RUNS, _runs_content(runs))
    write_whole_file(directory / MANIFEST, _as_bytes(manifest))
    return Store(directory, manifest)


def _check_same(store: Store, mine: Mapping[str, Any]) -> None:
    """Refuse to add runs to a batch that was made from anything else."""
    there, other = store.manifest, "give another directory with --out"
    begin = f"{store.directory} holds a batch of"
    if there["plan_hash"] != mine["plan_hash"]:
        raise ResultError(f"{begin} a different plan ({_difference(there['plan'], mine['plan'])}); {other}")
    for name, words in MUST_AGREE.items():
        was, now = there["versions"].get(name), mine["versions"][name]
        if was != now:
            raise ResultError(
                f"{begin} this plan made with another {words} ({was}, now {now}), and runs of two are not mixed; "
                f"{other}, or read it as it is with: peaceops report {store.directory}"
            )
    for name, scenario in mine["scenarios"].items():
        was = there["scenarios"].get(name, {}).get("hash")
        if was != scenario["hash"]:
            raise ResultError(f"{begin} this plan, but scenario {name!r} has changed since; {other}")
    if there["runs_hash"] != mine["runs_hash"]:
        raise ResultError(f"{begin} this plan, but its list of runs was another; {other}")


def _difference(there: Any, here: Any, path: str = "") -> str:
    """Return the first difference between two plans in words."""
    if isinstance(there, Mapping) and isinstance(here, Mapping):
        for key in dict.fromkeys([*there, *here]):
            if there.get(key) != here.get(key):
                return _difference(there.get(key), here.get(key), f"{path}.{key}" if path else str(key))
    told = [text if len(text) <= 60 else text[:57] + "..." for text in (json.dumps(v) for v in (there, here))]
    return f"{path or 'the plan'} was {told[0]}, now {told[1]}"


# Files ----------------------------------------------------------------------------------------------------------------


def _row(run: PlannedRun) -> dict[str, Any]:
    """Return a run as a row of plain values."""
    row = {f.name: getattr(run, f.name) for f in fields(run)}
    return row | {name: json.dumps(as_json(dict(row[name])), ensure_ascii=False) for name in ("factors", "changes")}


def _runs_content(runs: Iterable[PlannedRun]) -> bytes:
    kinds = {"int": pa.int64(), "str": pa.string(), "Mapping[str, Any]": pa.string()}
    schema = pa.schema([pa.field(f.name, kinds[str(f.type)]) for f in fields(PlannedRun)])
    content = BytesIO()
    pq.write_table(pa.Table.from_pylist([_row(run) for run in runs], schema=schema), content, compression="zstd")
    return content.getvalue()


def _read_runs(directory: Path) -> pa.Table:
    try:
        return pq.read_table(directory / RUNS)
    except (OSError, pa.ArrowException) as error:
        raise ResultError(f"the batch in {directory} is damaged: {RUNS} cannot be read ({error})") from None


def _as_bytes(value: Any) -> bytes:
    return (json.dumps(as_json(value), indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ResultError(f"the batch in {path.parent} is damaged: {path.name} cannot be read ({error})") from None
