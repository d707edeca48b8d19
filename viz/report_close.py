"""The chapters of a report on stopping, failed runs, limits, and how to do it all again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from ..model.library import shipped_names
from .report_designs import value_words
from .report_html import Chapter, Html, guide, table, tag
from .report_numbers import difference, listed, percent, plain
from .report_summary import is_over

if TYPE_CHECKING:
    from ..experiments.findings import Findings, ReportedBatch

__all__ = ["failed", "limits", "reproduce", "stopped"]

AGAIN = "again"  # where a reader makes the batch, who need not have ours
MOST_FAILURES = 60
MANY_FAILED = 0.02  # of all runs; above, what is left may be a selection
STOPPED = (
    "What the stopping rule was told at each look and what it decided.",
    ("Looks were fixed before the first run, and the interval allows for all of them together, so that looking more "
    "than once does not make effects appear; it is wider than that of the other tables."),
)
FAILED = (
    "Every planned run that no table speaks of, with its settings and the reason.",
    ("If runs fail where the world is hardest, what is left looks better than it is; a pair counts only if both of its "
    "runs have a result."),
)


def stopped(batch: ReportedBatch) -> Chapter:
    """Return what the stopping rule said."""
    title = "Whether there were enough runs"
    decisions = list(batch.manifest.get("decisions") or ())
    if not decisions:
        why = "the plan has no stopping rule, or none that was asked, so that the number of runs is that of the plan"
        return Chapter("stopping", title, missing=why)
    rows = [
        [f"{one.get('replicates', '–')}", _number(one, "pairs"), _number(one, "difference", signed=True),
         f"{_number(one, 'low', signed=True)} to {_number(one, 'high', signed=True)}", _number(one, "asked"),
         "stop" if one.get("stop") else "go on"]
        for one in decisions
    ]  # fmt: skip
    heads = ["seeds so far", "independent pairs", "difference", "interval", "width asked for", "decision"]
    last = decisions[-1]
    said = str(last.get("text") or ("The rule said to stop." if last.get("stop") else "The rule said to go on."))
    return Chapter("stopping", title, (
        guide(*STOPPED), tag("p", said), table("What the stopping rule said", heads, rows, range(5)),
    ))  # fmt: skip


def _number(one: Mapping[str, Any], name: str, signed: bool = False) -> str:
    value = one.get(name)
    if not isinstance(value, int | float):
        return "–"
    return difference(float(value), "") if signed else plain(float(value))


def failed(batch: ReportedBatch) -> Chapter:
    """Return the runs without a result, with settings and reasons."""
    title, failures, missing = "Runs without a result", batch.failures, list(batch.missing)
    if not len(failures) and not missing:
        return Chapter("failures", title, missing="every planned run has a result")
    parts: list[Html] = [guide(*FAILED)]
    if missing:
        why = "were not needed, as the stopping rule said that it was enough"
        if not is_over(batch):
            why = (
                "have not been made yet, and all tables speak of the others only; go on with: peaceops batch --resume "
                f"--out {_place(batch)}"
            )
        parts.append(tag("p", f"{len(missing):,} of {len(batch.runs):,} planned runs {why}."))
    if len(failures):
        parts += _failures(batch)
    return Chapter("failures", title, tuple(parts))


def _failures(batch: ReportedBatch) -> list[Html]:
    failures, runs = batch.failures, batch.runs
    planned = runs["design"].value_counts()
    told = tag("p", f"{len(failures):,} of {len(runs):,} runs went wrong and are in no table.")
    shares = [
        [str(name), f"{n:,}", f"{planned.get(name, 0):,}", percent(n / max(planned.get(name, 0), 1))]
        for name, n in failures["design"].value_counts().items()
    ]
    factors = [name for name in failures.columns if name in batch.plan.factors]
    rows = [
        [f"{row['run_id']:,}", str(row["design"]), str(row["scenario"]), str(row["preset"] or "none"), f"{row['seed']}",
         "; ".join(f"{name} = {value_words(row[name])}" for name in factors) or "–", str(row["kind"]),
         str(row["reason"])]
        for row in failures.to_dict("records")
    ]  # fmt: skip
    heads = ["run", "design", "scenario", "preset", "seed", "settings", "kind", "reason"]
    by_design = ["design", "failed", "planned", "share"]
    kinds = (
        "Raised: the run itself goes wrong and would again. Lost: its process died; the same command tries again."
    )
    return [
        told, table("Failed runs by design", by_design, shares, (1, 2, 3), MOST_FAILURES),
        table("Failed runs, their settings and reasons", heads, rows, (0, 4), MOST_FAILURES),
        tag("p", kinds, class_="note"),
    ]  # fmt: skip


def limits(batch: ReportedBatch, found: Findings, left_out: list[tuple[str, str]]) -> Chapter:
    """Return what the model cannot say, and what this report leaves out."""
    drawn = " and other worlds drawn from the same ranges" if found.rankings or found.sensitivities else ""
    told = [
        ("The country is simulated. The model explains how mechanisms work together; it does not forecast a real "
         "country or a real mission."),
        (f"Intervals are luck inside the model: how far a number would move with other seeds{drawn}. They are no "
         "measure of how far the model is from the world, which is larger and not known."),
        ("Sizes of countries and missions have sources; many sizes of effects are assumptions and say so. Trust "
         "directions and conditions more than numbers."),
        "Probabilities of being better are shares of simulated pairs, not chances that a mission would succeed.",
        ("Ranges of uncertain facts were chosen by whoever wrote the plan. What was not varied was held as if it were "
         "known."),
    ]  # fmt: skip
    if len(batch.summary) and len(batch.failures) > MANY_FAILED * len(batch.runs):
        share = percent(len(batch.failures) / len(batch.runs))
        told.append(f"{share} of the runs failed: what is left may be a selection.")
    if found.contrasts is not None and len(found.contrasts.table) >= 10:
        n = len(found.contrasts.table)
        by_luck = max(1, round(0.05 * n))
        told.append(f"{n:,} differences were looked at; about {by_luck:,} would leave zero out by luck alone.")
    through = (
        "Through what causes a difference comes about is not in this report: a batch keeps outcomes and weekly "
        "columns, not the ledger of causes. For one run, in a batch made as the last chapter says: peaceops batch "
        f"rerun {AGAIN} {_example(batch)} --out out/one, then peaceops why out/one local_consent; for two designs: "
        "peaceops compare, which weighs causes over pairs."
    )
    gone = [tag("li", tag("strong", title), f": {reason}.") for title, reason in left_out]
    return Chapter("limits", "Limits", (
        tag("ul", (tag("li", text) for text in told)), tag("p", through),
        tag("h3", "Left out, because it does not apply") if gone else Html(""), tag("ul", gone) if gone else Html(""),
    ))  # fmt: skip


def _place(batch: ReportedBatch) -> str:
    return quote(Path(batch.directory).name or "DIR")


def _example(batch: ReportedBatch) -> int:
    """Return the number of a run that can be made again."""
    done = batch.summary["run_id"]
    return int(done.iloc[0]) if len(done) else 0


def reproduce(batch: ReportedBatch) -> Chapter:
    """Return commands, plan, versions and hashes."""
    manifest = batch.manifest
    versions = dict(manifest.get("versions") or {})
    scenarios = dict(manifest.get("scenarios") or {})
    hashes = {"plan": manifest.get("plan_hash"), "list of runs with seeds": manifest.get("runs_hash")}
    hashes |= {f"scenario {name}": dict(one).get("hash") for name, one in scenarios.items()}
    cells = [[of, tag("code", str(text or "–"))] for of, text in hashes.items()]
    sessions = [
        [str(one.get("started", "–")), f"{one.get('workers', '–')}", "yes" if one.get("cluster") else "no",
         _number(one, "runs"), _number(one, "seconds")]
        for one in manifest.get("sessions") or ()
    ]  # fmt: skip
    made = table("When runs were made", ["started", "workers", "cluster", "runs", "seconds"], sessions, (1, 3, 4), 30)
    named = [[name, str(value)] for name, value in versions.items()]
    parts = [
        tag("h3", "Commands"), tag("pre", tag("code", "\n".join(_commands(_example(batch), versions)))),
        tag("p", (
            "The same plan, seeds and source of the model (its fingerprint is below) give the same numbers bit for "
            "bit, with any number of workers. The hashes tell whether plan, seeds and scenarios are the same; they "
            "stand in manifest.json of the new batch too."
        )),
        tag("p", _files(batch)) if _files(batch) else Html(""),
        tag("h3", "The plan in full"), tag("pre", tag("code", _plan_text(batch)), class_="long"),
        tag("h3", "Versions and hashes"), table("Versions", ["what", "version"], named) if versions else Html(""),
        table("Hashes (SHA-256)", ["of", "hash"], cells), made if sessions else Html(""),
    ]  # fmt: skip
    return Chapter("reproduce", "How to do it again", tuple(parts))


def _commands(example: int, versions: Mapping[str, Any]) -> list[str]:
    """Return the commands that make runs, tables and this report again."""
    version = str(versions.get("peaceops", "of the version below"))
    return [
        f"# 1. install peaceops {version}, from a clone of its repository:", "python3 -m pip install .", "",
        "# 2. keep the plan below as plan.toml, make its runs, and write this report:",
        "peaceops plan check plan.toml", f"peaceops batch plan.toml --out {AGAIN} --workers 2",
        f"peaceops report {AGAIN}", "",
        f"# one row of the list alone, proved equal to what is stored in {AGAIN}, bit for bit:",
        f"peaceops batch rerun {AGAIN} {example} --out out/run{example}",
        f"peaceops why out/run{example} local_consent", "",
        "# the tables of this report for programs:",
        *(f"peaceops {name} {AGAIN} --json" for name in ("designs", "sensitivity", "frontier")),
    ]  # fmt: skip


def _files(batch: ReportedBatch) -> str:
    """Return which scenario files the plan needs beside it, or ""."""
    names = [name for name in dict(batch.manifest.get("scenarios") or {}) if name not in shipped_names()]
    if not names:
        return ""
    return f"The plan reads scenario files that are not shipped and must lie where it says: {listed(names)}."


def _plan_text(batch: ReportedBatch) -> str:
    """Return the plan as it was given."""
    path = Path(batch.directory) / "plan.toml"
    if path.is_file():
        return path.read_text(encoding="utf-8").strip()
    import json

    return json.dumps(batch.manifest.get("plan") or {}, indent=1, ensure_ascii=False, default=str)
