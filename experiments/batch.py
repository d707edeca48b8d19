"""Batches: a plan carried out into a directory, gone on with after any interruption, and read back.

Source: ARCHITECTURE.md sections 2 and 4.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..model.errors import PlanError, ResultError, nearest
from .fingerprint import versions
from .holding import held
from .making import Maker, ModelRuns, scenarios_of, stored_values
from .parts import read_parts
from .planned import PlannedRun
from .rounds import carry_out, has_stopped
from .runner import Progress, Source, here, in_local_processes, on_disk
from .store import Store, check_batch_place, open_store, prepare

if TYPE_CHECKING:
    from ..model.result import Result
    from ..model.scenario import Scenario
    from .plan import Plan

__all__ = ["Batch", "batch", "load_batch"]

FACTS = ("run_id", "design", "point", "scenario", "preset", "replicate", "seed")

class Batch:
    """A batch on disk; nothing of it is read before it is asked for.

    Attributes:
        directory: Where it lies.
    """

    def __init__(self, store: Store) -> None:
        """Take a store that is open."""
        self._store = store
        self.directory = store.directory

    def __repr__(self) -> str:
        """Return title and progress in one line."""
        manifest = self.manifest
        failed = f", {len(self._store.failed())} failed" if self._store.failed() else ""
        return f"Batch({manifest['title']}; {len(self._store.finished())} of {manifest['n_runs']} runs{failed})"

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Plan, hashes, seeds, scenarios, versions, sessions and decisions, as plain values."""
        return self._store.manifest

    @cached_property
    def plan(self) -> Plan:
        """The plan, built anew from what was stored."""
        from .plan import Plan

        return Plan.from_stored(self.manifest["plan"], self._scenarios())

    @cached_property
    def runs(self) -> pd.DataFrame:
        """The frozen list: run_id, design, point, scenario, preset, replicate, seed, and one column a factor."""
        table = self._store.run_list
        frame = table.select(list(FACTS)).to_pandas()
        factors = [json.loads(text) for text in table["factors"].to_pylist()]
        for name in dict.fromkeys(name for values in factors for name in values):
            frame[name] = pd.Series([values.get(name) for values in factors]).infer_objects()
        return frame

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row a finished run, by run_id: what :attr:`runs` says of it, and one column an outcome of the plan."""
        return self.values(self.manifest["outcomes"])

    def values(self, keys: str | Sequence[str]) -> pd.DataFrame:
        """Return the finished runs with any keys of their summary, also such as the plan does not name.

        Args:
            keys: A key of ``result.summary`` or several; all of them are stored.

        Raises:
            PlanError: If no run has such a key.
        """
        keys = [keys] if isinstance(keys, str) else keys
        table = read_parts(self._store.summary_parts, ["run_id", *keys])
        if missing := [key for key in keys if table.num_columns and key not in table.column_names]:
            known = read_parts(self._store.summary_parts).column_names
            raise PlanError(f"no run of {self.directory} has an outcome {missing[0]!r}{nearest(missing[0], known)}")
        columns = {key: _column(table, key) for key in keys}
        run_id = table["run_id"].to_numpy() if table.num_columns else []
        found = pd.DataFrame(columns, index=pd.Index(run_id, dtype="int64")).sort_index()
        rows = self.runs.set_index("run_id").loc[found.index]
        return pd.concat([rows, found], axis=1).rename_axis("run_id").reset_index()

    def weekly(self, columns: str | Sequence[str], runs: Sequence[int] | None = None) -> pd.DataFrame:
        """Return weekly columns of finished runs; only these are read.

        Args:
            columns: A weekly column that the plan keeps, or several.
            runs: Numbers of runs; None for all.

        Returns:
            run_id, week and the columns, by run and week.

        Raises:
            PlanError: If the plan does not keep a column.
        """
        columns = [columns] if isinstance(columns, str) else columns
        kept = list(self.manifest["columns"])
        if missing := [name for name in columns if name not in (*kept, "week", "run_id")]:
            hint = nearest(missing[0], kept) or (f"; kept are {', '.join(kept)}" if kept else "; it keeps none")
            raise PlanError(f"the plan of {self.directory} keeps no weekly column {missing[0]!r}{hint}")
        wanted = list(dict.fromkeys(["run_id", "week", *columns]))
        table = read_parts(self._store.weekly_parts, wanted)
        if not table.num_columns:
            return pd.DataFrame({name: pd.Series(dtype="float64") for name in wanted})
        if runs is not None:
            table = table.filter(pc.is_in(table["run_id"], pa.array(list(runs), pa.int64())))
        return table.select(wanted).sort_by([("run_id", "ascending"), ("week", "ascending")]).to_pandas()

    @property
    def failures(self) -> pd.DataFrame:
        """Runs without a result: what :attr:`runs` says of each, kind (``raised`` or ``lost``) and reason."""
        failed = self._store.failed()
        told = pd.DataFrame(failed, columns=["run_id", "kind", "reason"]).astype({"run_id": "int64"})
        return self.runs.merge(told, on="run_id", how="inner")

    @property
    def n_finished(self) -> int:
        """Number of runs that have a result."""
        return len(self._store.finished())

    def is_finished(self, run_id: int) -> bool:
        """Return True if a run has a result that is stored."""
        return run_id in self._store.finished()

    @property
    def missing(self) -> list[int]:
        """Numbers of the runs that were neither finished nor failed; a stopping rule may leave some for good."""
        there = self._store.finished() | {int(failure["run_id"]) for failure in self._store.failed()}
        return [run_id for run_id in self._store.run_list["run_id"].to_pylist() if run_id not in there]

    @property
    def complete(self) -> bool:
        """True if nothing is left to do: no run is missing, or the stopping rule said that it is enough."""
        decisions = self.manifest["decisions"]
        return bool(decisions and decisions[-1].get("stop")) or not self.missing

    def rerun(self, run_id: int) -> Result:
        """Make one run of the list again, alone, and prove that it is the one that is stored.

        Args:
            run_id: Its number.

        Returns:
            The whole result, with all columns, events and causes.

        Raises:
            PlanError: If there is no such run.
            ResultError: If it fails, or any stored number is not the same bit for bit.
        """
        n_runs = int(self.manifest["n_runs"])
        if isinstance(run_id, bool) or not isinstance(run_id, int) or not 0 <= run_id < n_runs:
            raise PlanError(f"run_id is {run_id!r}; allowed is a whole number from 0 to {n_runs - 1}")
        run = self._store.planned(run_id)
        try:
            result = self._maker().result(run)
        except Exception as error:
            raise ResultError(f"run {run_id} fails: {' '.join(str(error).split())}") from error
        self._check_same(run, result)
        return result

    def _maker(self) -> ModelRuns:
        """Return what makes the runs, with the scenarios that were stored."""
        stored, scenarios = self.manifest["scenarios"], self._scenarios()
        for name, scenario in scenarios.items():
            if scenario.hash != stored[name]["hash"]:
                raise ResultError(
                    f"scenario {name!r} of {self.directory} is not what it was: its map layers or this version of "
                    f"peaceops have changed (made with {self.manifest['versions']['peaceops']})"
                )
        return ModelRuns(scenarios, tuple(self.manifest["columns"]))

    def _scenarios(self) -> dict[str, Scenario]:
        """Return the scenarios that were stored, by the name that stands in the plan."""
        from ..model.scenario import Scenario

        return {name: Scenario.from_values(one["values"]) for name, one in self.manifest["scenarios"].items()}

    def _check_same(self, run: PlannedRun, result: Result) -> None:
        """Raise ResultError unless all that is stored of a run is in its result; a run not stored yet passes."""
        row = read_parts(self._store.summary_parts)
        row = row.filter(pc.equal(row["run_id"], run.run_id)) if row.num_columns else row
        if not row.num_rows:
            return
        stored, now = row.to_pylist()[0], stored_values(result.summary)
        for key, value in now.items():
            if stored.get(key) != value:
                self._refuse(run, key, stored.get(key), value)
        columns = self.manifest["columns"]
        weekly = self.weekly(columns, [run.run_id]) if columns else pd.DataFrame()
        for name in columns:
            was, is_now = weekly[name].to_numpy(), result.weekly[name].to_numpy()
            if was.dtype != is_now.dtype or not pd.Series(was).equals(pd.Series(is_now)):
                self._refuse(run, f"weekly column {name}", "", "")

    def _refuse(self, run: PlannedRun, what: str, was: Any, now: Any) -> None:
        there, here_ = self.manifest["versions"], versions()
        changed = [name for name in here_ if there.get(name) != here_[name]]
        others = [f"{name} {there.get(name)} then, {here_[name]} now" for name in changed]
        why = f"made with other versions: {'; '.join(others)}" if others else "made with the versions used now"
        numbers = f" (stored {was!r}, now {now!r})" if was != now else ""
        raise ResultError(f"run {run.run_id} is not what is stored: {what} differs{numbers}; the batch was {why}")


def load_batch(directory: str | os.PathLike[str]) -> Batch:
    """Open a batch, finished or not.

    Args:
        directory: Where it lies.

    Raises:
        ResultError: If there is none, or it is damaged.
    """
    return Batch(open_store(Path(directory)))


def batch(
    plan: Plan | str | os.PathLike[str],
    out: str | os.PathLike[str],
    workers: int = 1,
    *,
    cluster: str | None = None,
    progress: Progress | None = None,
    make: Maker | None = None,
) -> Batch:
    """Carry out a plan: make the runs that the directory does not hold yet.

    Stopped at any moment, the same call goes on where it was. The tables are the same for any number of workers.

    Args:
        plan: A plan, the path of a plan file, or the name of a shipped one.
        out: Directory of the batch; made if missing.
        workers: Processes; 0 makes the runs in this process, which keeps the memory of finished models.
        cluster: Address of a dask scheduler, for example ``tcp://10.0.0.1:8786``; its workers make the runs.
        progress: Called with runs done (failed ones included), runs failed, and runs in all.
        make: Function from a planned run to what is kept of it; the model's own by default. Importable.

    Returns:
        The batch; runs that failed are in ``failures``.

    Raises:
        PlanError: If the plan cannot be carried out, or the cluster cannot be used.
        ScenarioError: If a scenario cannot be read.
        ResultError: If the directory holds something else, another process fills it, or the disk refuses.
    """
    if isinstance(workers, bool) or not isinstance(workers, int) or not 0 <= workers <= 512:
        raise PlanError(f"workers is {workers!r}; allowed is a whole number from 0 to 512")
    plan, text = _read_plan(plan)
    runs = plan.runs()
    scenarios = scenarios_of(runs)
    facts = {
        "title": plan.title, "question": plan.question, "plan": plan.as_dict(), "outcomes": list(plan.outcomes),
        "columns": list(plan.columns), "seeds": list(dict.fromkeys(run.seed for run in runs)),
        "scenarios": {name: {"hash": s.hash, "values": s.as_dict()} for name, s in scenarios.items()},
    }  # fmt: skip
    source = _source(make or ModelRuns(scenarios, tuple(plan.columns)), workers, cluster)
    directory = Path(out)
    check_batch_place(directory)
    with on_disk(directory):
        directory.mkdir(parents=True, exist_ok=True)
    with held(directory):
        with on_disk(directory):
            store = prepare(directory, facts, runs, text)
            if not has_stopped(store):
                store.forget_lost()
        how = {"workers": workers, "cluster": cluster or ""}
        return Batch(carry_out(store, plan, runs, source, progress or _quiet, how))


def _read_plan(plan: Plan | str | os.PathLike[str]) -> tuple[Plan, str]:
    """Return a plan and its text: as it stands in its file, or written anew."""
    if isinstance(plan, str | os.PathLike):
        from .plan import load_plan

        read = load_plan(plan)
        if Path(plan).is_file():
            return read, Path(plan).read_text(encoding="utf-8")
        plan = read
    import tomli_w

    return plan, tomli_w.dumps(_without_nothing(plan.as_dict()))


def _without_nothing(value: Any) -> Any:
    """Return plain values without what is None: TOML has no word for it."""
    if isinstance(value, Mapping):
        return {str(key): _without_nothing(inner) for key, inner in value.items() if inner is not None}
    return [_without_nothing(inner) for inner in value] if isinstance(value, list | tuple) else value


def _source(make: Maker, workers: int, cluster: str | None) -> Source:
    """Return where runs are made."""
    if cluster is not None:
        from .cluster import on_cluster

        return on_cluster(make, cluster)
    return in_local_processes(make, workers) if workers else here(make)


def _quiet(done: int, failed: int, total: int) -> None:
    """Tell nobody."""


def _column(table: pa.Table, key: str) -> pd.Series[Any]:
    """Return a stored value of all runs by run; numbers as floats, NaN where there is none."""
    if not table.num_columns:
        return pd.Series(dtype="float64")
    column = table[key]
    if pa.types.is_null(column.type):
        column = column.cast(pa.float64())
    return pd.Series(column.to_pandas().to_numpy(), index=table["run_id"].to_numpy())
