"""Compare two designs by twin runs: the same seeds under both, paired differences, bootstrap intervals.

Two runs with one seed differ only through what was changed (MODEL.md 5.26), so that the difference within a pair is the
effect inside the model; the interval says how far it varies with luck.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..model.columns import NUMBER_COLUMNS, OUTCOMES, Outcome, summary_keys
from ..model.entry import as_scenario
from ..model.errors import PlanError, nearest
from ..model.provenance import package_version
from .comparison_files import write_comparison
from .designs import settings_words
from .differences import Change, changes_between, fact_notes
from .intervals import FEWEST_FOR_A_VERDICT, paired_difference
from .through import CAUSE_COLUMNS, cause_table, leading_causes
from .twins import SIDES, TwinRun, plan_twins, run_twins, seeds_from
from .verdicts import FEWEST_FOR_A_FIRM_VERDICT, verdict

if TYPE_CHECKING:
    from ..model.scenario import Scenario

__all__ = ["Comparison", "compare"]

TABLE_COLUMNS = (
    "outcome", "label", "unit", "better", "base", "other", "difference", "low", "high", "n", "p_better", "verdict",
)  # fmt: skip
MOST_REPLICATES = 100_000
EXTRA_KEYS = {
    "relapse": ("War comes back", "share", -1),
    "deaths_after_exit": ("Deaths after the exit", "deaths", -1),
    "cost_usd": ("Cost, mission and country team", "US$", -1),
    "peak_troops": ("Peak troops", "people", 0),
    "peak_troops_share_of_ceiling": ("Peak troops, share of ceiling", "share", 0),
    "month_of_peak_troops": ("Month of peak troops", "months", -1),
}


@dataclass(eq=False)
class Comparison:
    """What twin runs of two designs show.

    Attributes:
        table: One row an outcome: outcome, label, unit, better, base, other, difference, low, high (95 % interval of
            the paired mean difference), n (pairs), p_better (share of pairs in which the other is better), verdict
            (better, worse, differs, tiny, unclear, few, same; see :func:`verdicts.verdict`).
        runs: One row a run: pair, side, seed, error, and every key of its summary.
        changes: What differs between the designs, as (name, base, other).
        notes: Sentences a reader should know before believing the table.
        labels: Names of base and other.
        seed: Root seed.
        replicates: Pairs planned.
        compared: What was compared: version, and of both sides scenario, hash and weeks; settings put into both.
        causes: Through what they differ: one row an outcome and cause, with the paired difference of what the cause
            gave (see :func:`through.cause_table`); empty if the runs keep no causes.
    """

    table: pd.DataFrame
    runs: pd.DataFrame
    changes: tuple[Change, ...] = ()
    notes: list[str] = field(default_factory=list)
    labels: tuple[str, str] = ("base", "other")
    seed: int = 1
    replicates: int = 0
    compared: dict[str, Any] = field(default_factory=dict)
    causes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(CAUSE_COLUMNS)))

    def __repr__(self) -> str:
        """Return what was compared in one line."""
        return f"Comparison({self.labels[1]} against {self.labels[0]}; {self.setting}; {pairs_words(self.pairs)})"

    @property
    def pairs(self) -> int:
        """Pairs of runs that finished."""
        return int(self.table["n"].max()) if len(self.table) else 0

    @property
    def setting(self) -> str:
        """Scenario, shared settings, weeks and root seed: ``post_accord with a.b = 1, 312 weeks, root seed 1``."""
        sides = [self.compared.get(side) or {} for side in ("base", "other")]
        names = " and ".join(dict.fromkeys(str(side["scenario"]) for side in sides if side.get("scenario")))
        weeks = " and ".join(dict.fromkeys(str(side["weeks"]) for side in sides if side.get("weeks")))
        length = f"{weeks} week{'' if weeks == '1' else 's'}" if weeks else ""
        shared = settings_words(self.compared.get("settings") or ())
        where = " ".join(part for part in (names, shared) if part)
        return ", ".join(part for part in (where, length, f"root seed {self.seed}") if part)

    @property
    def failures(self) -> pd.DataFrame:
        """Runs that did not finish: pair, side, seed and the reason in one line."""
        failed = self.runs["error"] != ""
        return self.runs.loc[failed, ["pair", "side", "seed", "error"]].reset_index(drop=True)

    @property
    def clear(self) -> pd.DataFrame:
        """Rows of the table with enough pairs and an interval that leaves zero out."""
        off_zero = (self.table["low"] > 0) | (self.table["high"] < 0)
        return self.table[off_zero & (self.table["n"] >= FEWEST_FOR_A_VERDICT)]

    @property
    def through_what(self) -> list[dict[str, Any]]:
        """Outcomes that differ clearly, each with the causes that differ most (see :func:`through.leading_causes`)."""
        return leading_causes(self.table, self.causes)

    def as_dict(self) -> dict[str, Any]:
        """Return everything but the runs as plain values for JSON; missing numbers are None."""
        rows = [{k: _plain(v) for k, v in row.items()} for row in self.table.to_dict("records")]
        return {
            "base": self.labels[0],
            "other": self.labels[1],
            "compared": self.compared,
            "seed": self.seed,
            "seeds": seeds_from(self.seed, self.replicates),
            "replicates": self.replicates,
            "changes": [{"name": c.name, "base": c.base, "other": c.other} for c in self.changes],
            "table": rows,
            "through_what": self.through_what,
            "failures": [{k: _plain(v) for k, v in row.items()} for row in self.failures.to_dict("records")],
            "notes": list(self.notes),
        }

    def save(self, directory: str | Path, *, also: Callable[[Path], None] | None = None) -> Path:
        """Write ``comparison.csv``, ``comparison_causes.csv``, ``runs.csv`` and ``comparison.json`` into a directory.

        All are written, or none is.

        Args:
            directory: Where to; made if missing. A comparison found there is replaced whole.
            also: Called with the directory still being written, to add pictures.

        Raises:
            ResultError: If the directory holds anything else, or cannot be written.
        """
        tables = {"comparison": self.table, "comparison_causes": self.causes, "runs": self.runs}
        return write_comparison(Path(directory), tables, self.as_dict(), also)


def compare(
    base: Scenario | str | PathLike[str],
    other: Scenario | str | PathLike[str],
    *,
    replicates: int = 40,
    seed: int = 1,
    workers: int = 1,
    outcomes: Sequence[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    labels: tuple[str, str] | None = None,
    settings: Sequence[str] = (),
    run: Callable[[Any, int], Any] | None = None,
) -> Comparison:
    """Run two designs on the same seeds and return their paired differences.

    Args:
        base: Design compared with: a scenario, a shipped name or the path of a TOML file.
        other: Design looked at, likewise; differences are other minus base.
        replicates: Pairs of runs.
        seed: Root seed from which the seeds of all pairs follow.
        workers: Processes; their number changes nothing but the time.
        outcomes: Keys of ``result.summary``, or weekly columns (then all keys of it); None for the default list.
        progress: Called with (runs done, runs in all) after every run.
        labels: Names of base and other in tables and pictures.
        settings: What was set in both designs, as ``NAME=VALUE``; only kept with the comparison.
        run: Function (scenario, seed) to a result; the model's own by default. With several workers it must be
            importable.

    Returns:
        The comparison. Runs that failed are in ``failures`` and their pairs are left out.

    Raises:
        PlanError: If a number is out of range, an outcome unknown, the two designs differ in length, or no pair of
            runs finishes.
        ScenarioError: If a design is no scenario, or none that can be read.

    Source: MODEL.md 5.26; ARCHITECTURE.md section 2.
    """
    _check_numbers(replicates, seed, workers)
    wanted = chosen_outcomes(outcomes)
    base, other = (one if run is not None and hasattr(one, "as_dict") else as_scenario(one) for one in (base, other))
    _check_lengths(base, other)
    made = run_twins((base, other), plan_twins(replicates, seed), run or _model_run(), workers, progress)
    runs = _runs_frame(made)
    table = _table(runs, wanted, seed)
    base_causes, other_causes = ([run.causes for run in made if run.task.side == side] for side in SIDES)
    causes = cause_table(base_causes, other_causes, wanted, seed)
    changes = changes_between(base, other)
    notes = _notes(runs, table, changes)
    compared = {
        "version": package_version("peaceops"), "base": _side(base), "other": _side(other),
        "settings": [str(one) for one in settings],
    }  # fmt: skip
    return Comparison(table, runs, changes, notes, labels or _labels(base, other), seed, replicates, compared, causes)


def pairs_words(n: int) -> str:
    """Return ``1 pair of runs`` or ``40 pairs of runs``."""
    return f"{n} pair{'' if n == 1 else 's'} of runs"


def _side(design: Any) -> dict[str, Any]:
    """Return scenario, hash and weeks of one design; None for what it does not have."""
    names = {"scenario": "name", "hash": "hash", "weeks": "horizon_weeks"}
    return {key: getattr(design, name, None) for key, name in names.items()}


def _check_numbers(replicates: int, seed: int, workers: int) -> None:
    """Refuse counts that make no comparison."""
    for name, value, low, high in (
        ("replicates", replicates, 1, MOST_REPLICATES),
        ("seed", seed, 0, None),
        ("workers", workers, 1, 512),
    ):
        whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
        if not whole or value < low or (high is not None and value > high):
            allowed = f"{low} to {high:,}" if high is not None else f"{low} up"
            raise PlanError(f"{name} is {value!r}; allowed is a whole number from {allowed}")


def _check_lengths(base: Any, other: Any) -> None:
    """Refuse designs of different length: totals over unequal times say nothing."""
    one, two = (getattr(design, "horizon_weeks", None) for design in (base, other))
    if one != two:
        raise PlanError(
            f"base runs {one} weeks and other {two}, and totals over unequal times cannot be compared; give both the "
            "same horizon_weeks"
        )


def known_outcomes() -> dict[str, Outcome]:
    """Return every outcome that a comparison can show, by key of ``result.summary``."""
    found = {outcome.key: outcome for outcome in OUTCOMES}
    for column in NUMBER_COLUMNS:
        for key in summary_keys(column):
            note = " at the end" if key.endswith("_end") else ", mean" if key.endswith("_mean") else ""
            found.setdefault(key, Outcome(key, column.label + note, column.unit, column.better, column.name))
    for key, (label, unit, better) in EXTRA_KEYS.items():
        found.setdefault(key, Outcome(key, label, unit, better, ""))
    return found


def chosen_outcomes(names: Sequence[str] | None) -> list[Outcome]:
    """Return the outcomes called for, in order and each once.

    Args:
        names: Keys of the summary or weekly columns; None for the default list.

    Raises:
        PlanError: If a name is unknown, or there is none.
    """
    if names is None:
        return list(OUTCOMES)
    if isinstance(names, str):
        raise PlanError(f"outcomes is {names!r}; allowed is a list of names, for example [{names!r}]")
    known = known_outcomes()
    chosen: dict[str, Outcome] = {}
    for name in names:
        found = [o for key, o in known.items() if key == name] or [o for o in known.values() if o.column == name]
        if not found:
            columns = {o.column for o in known.values() if o.column}
            main = ", ".join([outcome.key for outcome in OUTCOMES] + list(EXTRA_KEYS))
            raise PlanError(
                f"unknown outcome {name!r}; outcomes are {main}, and every recorded column, alone or with _mean or "
                f"_end{nearest(str(name), [*known, *columns])}"
            )
        chosen |= {outcome.key: outcome for outcome in found}
    if not chosen:
        raise PlanError("no outcome is named; name at least one, or none at all for the default list")
    return list(chosen.values())


def _model_run() -> Callable[[Any, int], Any]:
    """Return the model's run function, imported only when runs are made."""
    from ..model.mission import run_mission

    return run_mission


def _runs_frame(made: Sequence[TwinRun]) -> pd.DataFrame:
    """Return one row a run: its address, its error and its summary."""
    rows = [{**asdict(run.task), "error": run.error, **(run.summary or {})} for run in made]
    if not any(run.summary is not None for run in made):
        first = made[0]
        raise PlanError(f"no run finished; the first failed with seed {first.task.seed}: {first.error}")
    return pd.DataFrame(rows)


def _table(runs: pd.DataFrame, wanted: Sequence[Outcome], seed: int) -> pd.DataFrame:
    """Return the table of paired differences."""
    rows = []
    sides = {side: runs[runs["side"] == side].set_index("pair").sort_index() for side in ("base", "other")}
    if not ((sides["base"]["error"] == "") & (sides["other"]["error"] == "")).any():
        bad = runs[runs["error"] != ""].iloc[0]
        raise PlanError(f"no pair of runs finished; the {bad['side']} failed with seed {bad['seed']}: {bad['error']}")
    for outcome in wanted:
        values = [_numbers(sides[side], outcome.key) for side in ("base", "other")]
        found = paired_difference(values[0], values[1], better=outcome.better, seed=seed, name=outcome.key)
        told = {**asdict(found), "outcome": outcome.key, "label": outcome.label, "unit": outcome.unit}
        told |= {"better": outcome.better}
        rows.append({**told, "verdict": verdict(told)})
    return pd.DataFrame(rows)[list(TABLE_COLUMNS)]


def _numbers(side: pd.DataFrame, key: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return one outcome of one side, shape (pairs,), NaN where a run has none."""
    if key not in side:
        return np.full(len(side), math.nan)
    return pd.to_numeric(side[key], errors="coerce").to_numpy(dtype=float, na_value=math.nan)


def _notes(runs: pd.DataFrame, table: pd.DataFrame, changes: Sequence[Change]) -> list[str]:
    """Return what a reader should know before believing the table."""
    notes = []
    if not changes:
        notes.append("The two designs are the same, so every difference is zero.")
    notes += fact_notes(changes)
    failed = runs[runs["error"] != ""]
    if len(failed):
        first = failed.iloc[0]
        pairs = failed["pair"].nunique()
        notes.append(
            f"{len(failed)} of {len(runs)} runs failed and {pairs} pair{'s' if pairs > 1 else ''} "
            f"{'are' if pairs > 1 else 'is'} left out; the first was the {first['side']} with seed {first['seed']}: "
            f"{first['error']}."
        )
    n = int(table["n"].max()) if len(table) else 0
    if n < 2:
        notes.append("One pair gives no interval; use at least 20 replicates to tell an effect from luck.")
    elif n < FEWEST_FOR_A_VERDICT:
        notes.append(f"{n} pairs are too few for a verdict; use at least 20 replicates to tell an effect from luck.")
    elif n < FEWEST_FOR_A_FIRM_VERDICT:
        notes.append(f"{n} pairs are few: intervals are rough below about {FEWEST_FOR_A_FIRM_VERDICT}.")
    if len(table) >= 10:
        notes.append(
            f"Of {len(table)} outcomes about {max(1, round(0.05 * len(table)))} would leave zero out by luck alone."
        )
    return notes


def _labels(base: Any, other: Any) -> tuple[str, str]:
    """Return names for the two designs: their scenarios' where these differ."""
    names = (str(getattr(base, "name", "base")), str(getattr(other, "name", "other")))
    return names if names[0] != names[1] else ("base", "other")


def _plain(value: Any) -> Any:
    """Return a number as JSON can hold it."""
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    return value.item() if isinstance(value, np.generic) else value
