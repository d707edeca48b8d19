"""A report of a batch: one HTML file that a colleague reads without us, and without a network."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.errors import PlanError, ResultError
from .report_close import failed, limits, reproduce, stopped
from .report_contexts import OfScenario, context_rows, contexts, glances, together
from .report_html import Chapter, Html, joined, section, tag
from .report_results import effects, glance, happened, parting
from .report_setting import compared
from .report_space import attributed, frontiers, ranking, sensitive
from .report_summary import Answer, answer_of, is_over

if TYPE_CHECKING:
    from ..experiments.findings import Findings, ReportedBatch

__all__ = ["Report", "report_of", "write_report"]

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""What a browser may load for this page: nothing but what stands in it."""


@dataclass(frozen=True)
class Report:
    """A report that is ready to be written.

    Attributes:
        title: Its title.
        question: What was asked, or "".
        answer: What it says first.
        chapters: Titles of its chapters, in order.
        left_out: Title and reason of the chapters that do not apply.
        html: The page.
    """

    title: str
    question: str
    answer: Answer
    chapters: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    html: str


def report_of(batch: ReportedBatch) -> Report:
    """Return a batch as one HTML page.

    Args:
        batch: The batch, finished or not.

    Raises:
        PlanError: If no run has finished, or the batch has kept none of its outcomes.
    """
    from ..experiments.contexts import of_scenario, scenarios_in
    from ..experiments.findings import findings_of

    if not len(batch.summary):
        raise PlanError(_nothing(batch))
    names = scenarios_in(batch.summary)
    parts: dict[str, ReportedBatch] = {"": batch}
    if len(names) > 1:
        parts = {name: OfScenario(of_scenario(batch.summary, name), batch.plan, batch, name) for name in names}
    shown = {name: findings_of(part) for name, part in parts.items()}
    rows = context_rows(batch) if len(parts) > 1 else None
    found = next(iter(shown.values()))
    chapters = [compared(batch, found), *([] if rows is None else [contexts(rows)])]
    for i, (name, part) in enumerate(parts.items()):
        chapters += [_of(one, i, name) for one in _chapters(part, shown[name])]
    chapters += [stopped(batch), failed(batch)]
    left_out = [(one.title, one.missing) for one in chapters if not one.parts]
    kept = [*(one for one in chapters if one.parts), limits(batch, found, left_out), reproduce(batch)]
    title = str(batch.manifest.get("title") or getattr(batch.plan, "title", "") or "A batch of runs")
    question = str(batch.manifest.get("question") or getattr(batch.plan, "question", "") or "").strip()
    answers = {name: answer_of(part, shown[name]) for name, part in parts.items()}
    answer = answers[""] if rows is None else together(answers, rows)
    verdicts = glances([(name, glance(one)) for name, one in shown.items()])
    head = tag(
        "head", tag("meta", charset="utf-8"), _policy(),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} - report"), tag("style", Html(_style())),
    )  # fmt: skip
    body = tag(
        "body", tag("a", "To the content", href="#summary", class_="skip"), _header(batch, title, question),
        tag("main", _summary(answer, verdicts), _contents(kept), (
            section(one.anchor, one.title, one.parts) for one in kept
        )),
        tag("footer", "A simulated country: it explains, it does not forecast. Made by peaceops report."),
    )  # fmt: skip
    html = f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"
    return Report(title, question, answer, tuple(one.title for one in kept), tuple(left_out), html)


def _nothing(batch: ReportedBatch) -> str:
    """Return why there is nothing to report, and what to do."""
    failures = batch.failures
    why = f"no run of {batch.directory} has finished, so that there is nothing to report"
    if not len(failures):
        return f"{why}; go on with: peaceops batch --resume --out {batch.directory}"
    return f"{why}; {len(failures):,} failed, the first of them because: {failures['reason'].iloc[0]}"


def _policy() -> Html:
    """Return the rule that keeps the page from asking anybody for anything."""
    return Html(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">')


def _chapters(batch: ReportedBatch, found: Findings) -> list[Chapter]:
    """Return the chapters on what one scenario shows, in the order in which they are read, also those left out."""
    looks = (effects, parting, ranking, sensitive, attributed, frontiers)
    return [happened(batch, found), *(look(found) for look in looks)]


def _of(chapter: Chapter, i: int, scenario: str) -> Chapter:
    """Return a chapter of one scenario of several under its name."""
    if not scenario:
        return chapter
    return replace(chapter, anchor=f"{chapter.anchor}-{i}", title=f"{chapter.title}: {scenario}")


@cache
def _style() -> str:
    return (resources.files(__package__) / "report.css").read_text(encoding="utf-8")


def _header(batch: ReportedBatch, title: str, question: str) -> Html:
    """Return title, question, what made it and, if it is not finished, a warning."""
    version = str(dict(batch.manifest.get("versions") or {}).get("peaceops", "")).strip()
    days = sorted({str(one.get("started", ""))[:10] for one in batch.manifest.get("sessions") or ()} - {""})
    made = f", made on {' to '.join(dict.fromkeys((days[0], days[-1])))}" if days else ""
    facts = (
        f"Report of the batch “{Path(batch.directory).name}”, {len(batch.summary):,} runs{made}"
        f"{f' with peaceops {version}' if version else ''}."
    )
    waiting = 0 if is_over(batch) else len(list(batch.missing))
    warning = (
        f"This batch is not finished: {waiting:,} of {len(batch.runs):,} runs have not been made. Numbers will change."
    )
    return tag(
        "header", tag("h1", title),
        tag("p", tag("strong", "The question: "), question, class_="question") if question else None,
        tag("p", facts, class_="facts"), tag("p", warning, class_="warning") if waiting else None,
    )  # fmt: skip


def _summary(answer: Answer, verdicts: list[Html]) -> Html:
    """Return the answer, what it is made of, and how sure it is."""
    lists = [
        joined(tag("h3", head), tag("ul", (tag("li", text) for text in texts)))
        for head, texts in (("What was found", answer.findings), ("How sure that is", answer.sure)) if texts
    ]  # fmt: skip
    return tag(
        "section", tag("h2", "The answer", id="summary-title"), tag("p", answer.headline, class_="headline"),
        verdicts, lists, class_="summary", id="summary", aria_labelledby="summary-title",
    )  # fmt: skip


def _contents(chapters: list[Chapter]) -> Html:
    rows = [tag("li", tag("a", one.title, href=f"#{one.anchor}")) for one in chapters]
    return tag("nav", tag("h2", "Contents", id="contents"), tag("ol", rows), aria_labelledby="contents")


def write_report(batch: ReportedBatch, path: Path) -> Report:
    """Write the report of a batch, whole or not at all.

    Args:
        batch: The batch.
        path: File to write; replaced if there.

    Returns:
        What was written.

    Raises:
        PlanError: If no run has finished, or the batch has kept none of its outcomes.
        ResultError: If the path is a directory or cannot be written.
    """
    if path.is_dir():
        raise ResultError(f"cannot write the report to {path}: it is a directory; give the name of a file")
    report = report_of(batch)
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(report.html, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise ResultError(f"cannot write the report to {path}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return report
