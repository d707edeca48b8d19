"""The chapters of a report on stopping, failed runs, limits, and how to do it all again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from .report_html import Chapter, Html, table, tag
from .report_numbers import percent, plain
from .report_setting import value_words

if TYPE_CHECKING:
    from ..experiments.findings import Findings, ReportedBatch

__all__ = ["failed", "limits", "reproduce", "stopped"]

MOST_FAILURES = 60
COMMON = ("run_id", "design", "point", "scenario", "preset", "replicate", "seed", "kind", "reason")


def stopped(batch: ReportedBatch) -> Chapter:
    """Return what the stopping rule said."""
    title = "Whether there were enough runs"
    decisions = list(batch.manifest.get("decisions") or ())
    if not decisions:
        return Chapter("stopping", title, missing="the plan has no stopping rule that was asked; all planned runs are made")
    last = decisions[-1]
    rows = [
        [f"{one.get('replicates', '–')}", _number(one, "pairs"), _number(one, "difference"), _number(one, "low"),
         _number(one, "high"), _number(one, "asked"), "stop" if one.get("stop") else "go on"]
        for one in decisions
    ]  # fmt: skip
    heads = ["seeds so far", "independent pairs", "difference", "low", "high", "width asked for", "decision"]
    told = tag("p", str(last.get("text") or ("The rule said that it is enough." if last.get("stop") else "The rule said to go on.")))
    how = tag("p", (
        "Looks were fixed before the first run, and the interval allows for all of them together, so that looking more "
        "than once does not make effects appear."
    ), class_="note")  # fmt: skip
    return Chapter("stopping", title, (told, table("What the stopping rule said", heads, rows, range(6)), how))


def _number(one: Mapping[str, Any], name: str) -> str:
    value = one.get(name)
    return plain(float(value)) if isinstance(value, int | float) else "–"


def failed(batch: ReportedBatch) -> Chapter:
    """Return the runs without a result, with settings and reasons."""
    title, failures, missing = "Runs without a result", batch.failures, list(batch.missing)
    if not len(failures) and not missing:
        return Chapter("failures", title, missing="every planned run has a result")
    parts: list[Html] = []
    if missing:
        parts.append(tag("p", (
            f"{len(missing):,} of {len(batch.runs):,} planned runs have not been made (yet); the tables speak of the others."
        )))  # fmt: skip
    if len(failures):
        parts += _failures(batch)
    return Chapter("failures", title, tuple(parts))


def _failures(batch: ReportedBatch) -> list[Html]:
    failures, runs = batch.failures, batch.runs
    per = failures["design"].value_counts()
    planned = runs["design"].value_counts()
    told = tag("p", (
        f"{len(failures):,} of {len(runs):,} runs went wrong and are in no table. If runs fail where the world is hardest, "
        "what is left looks better than it is; a pair counts only if both of its runs have a result."
    ))  # fmt: skip
    shares = [[str(name), f"{n:,}", f"{planned.get(name, 0):,}", percent(n / max(planned.get(name, 0), 1))]
              for name, n in per.items()]  # fmt: skip
    factors = [name for name in failures.columns if name not in COMMON]
    rows = [
        [f"{row['run_id']:,}", str(row["design"]), str(row["scenario"]), str(row["preset"] or "none"), f"{row['seed']}",
         "; ".join(f"{name} = {value_words(row[name])}" for name in factors), str(row["kind"]), str(row["reason"])]
        for row in failures.to_dict("records")
    ]  # fmt: skip
    heads = ["run", "design", "scenario", "preset", "seed", "settings", "kind", "reason"]
    return [
        told, table("Failed runs by design", ["design", "failed", "planned", "share"], shares, (1, 2, 3), MOST_FAILURES),
        table("Failed runs, their settings and reasons", heads, rows, (0, 4), MOST_FAILURES),
        tag("p", "Raised: the run itself goes wrong and would again. Lost: its process died; the same command tries it again.",
            class_="note"),
    ]  # fmt: skip


def limits(batch: ReportedBatch, found: Findings, left_out: list[tuple[str, str]]) -> Chapter:
    """Return what the model cannot say, and what this report leaves out."""
    told = [
        "The country is simulated. The model explains how mechanisms work together; it does not forecast a real country "
        "or a real mission.",
        "Intervals are luck inside the model: how far a number would move with other seeds"
        + (" and other worlds drawn from the same ranges" if found.rankings or found.sensitivities else "")
        + ". They are no measure of how far the model is from the world, which is larger and not known.",
        "Sizes of countries and missions have sources; many sizes of effects are assumptions and say so. Trust directions "
        "and conditions more than numbers.",
        "Probabilities of being better are shares of simulated pairs, not chances that a mission would succeed.",
        "Ranges of uncertain facts were chosen by whoever wrote the plan. What was not varied was held as if it were known.",
    ]
    if found.contrasts is not None and len(found.contrasts.table) >= 10:
        n = len(found.contrasts.table)
        told.append(f"{n:,} differences were looked at; about {max(1, round(0.05 * n)):,} would leave zero out by luck alone.")
    through = (
        "Through what causes a difference comes about is not in this report: a batch keeps outcomes and weekly columns, not "
        f"the ledger of causes. For one run: peaceops batch rerun {_place(batch)} {_example(batch)} --out out/one, then "
        "peaceops why out/one local_consent; for two designs: peaceops compare, which weighs causes over pairs."
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
    """Return versions, plan, commands and hashes."""
    manifest, place = batch.manifest, _place(batch)
    versions = dict(manifest.get("versions") or {})
    hashes = [["plan", str(manifest.get("plan_hash", "–"))], ["list of runs with seeds", str(manifest.get("runs_hash", "–"))]]
    hashes += [[f"scenario {name}", str(dict(one).get("hash", "–"))] for name, one in dict(manifest.get("scenarios") or {}).items()]
    example = _example(batch)
    commands = [
        "# with peaceops " + str(versions.get("peaceops", "of the version below")) + " installed, and the plan below kept as plan.toml:",
        "peaceops batch plan.toml --out again --workers 2", "peaceops report again", "",
        "# one row of the list alone, proved equal to what is stored, bit for bit:",
        f"peaceops batch rerun {place} {example} --out out/run{example}",
        f"peaceops why out/run{example} local_consent", "",
        "# the tables of this report for programs:",
        f"peaceops designs {place} --json", f"peaceops sensitivity {place} --json", f"peaceops frontier {place} --json",
    ]  # fmt: skip
    sessions = [
        [str(one.get("started", "–")), f"{one.get('workers', '–')}", str(one.get("cluster") or "none"),
         _number(one, "runs"), _number(one, "seconds")]
        for one in manifest.get("sessions") or ()
    ]  # fmt: skip
    made = table("When runs were made", ["started", "workers", "cluster", "runs", "seconds"], sessions, (1, 3, 4), 30)
    parts = [
        tag("h3", "Commands"), tag("pre", tag("code", "\n".join(commands))),
        tag("p", "The same plan, seeds and version give the same numbers, with any number of workers."),
        tag("h3", "The plan in full"), tag("pre", tag("code", _plan_text(batch)), class_="long"),
        table("Versions", ["what", "version"], [[name, str(value)] for name, value in versions.items()]) if versions else Html(""),
        table("Hashes (SHA-256)", ["of", "hash"], [[one, tag("code", text)] for one, text in hashes]),
        made if sessions else Html(""),
    ]  # fmt: skip
    return Chapter("reproduce", "How to do it again", tuple(parts))


def _plan_text(batch: ReportedBatch) -> str:
    """Return the plan as it was given."""
    path = Path(batch.directory) / "plan.toml"
    if path.is_file():
        return path.read_text(encoding="utf-8").strip()
    import json

    return json.dumps(batch.manifest.get("plan") or {}, indent=1, ensure_ascii=False, default=str)
