"""A report of a batch: one HTML file that a colleague reads without us, and without a network."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.errors import ResultError
from .report_close import failed, limits, reproduce, stopped
from .report_html import Chapter, Html, section, tag
from .report_results import effects, happened, parting
from .report_setting import compared
from .report_space import attributed, frontiers, ranking, sensitive
from .report_summary import summary_sentences

if TYPE_CHECKING:
    from ..experiments.findings import Findings, ReportedBatch

__all__ = ["report_html", "write_report"]

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""What a browser may load for this page: nothing but what stands in it."""


def report_html(batch: ReportedBatch) -> str:
    """Return a batch as one HTML page.

    Args:
        batch: The batch, finished or not.

    Raises:
        PlanError: If no run has finished.
    """
    from ..experiments.findings import findings_of

    found = findings_of(batch)
    chapters = _chapters(batch, found)
    left_out = [(one.title, one.missing) for one in chapters if not one.parts]
    kept = [*(one for one in chapters if one.parts), limits(batch, found, left_out), reproduce(batch)]
    title = str(batch.manifest.get("title") or getattr(batch.plan, "title", "") or "A batch of runs")
    head = tag(
        "head", tag("meta", charset="utf-8"), _policy(),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} - report"), tag("style", Html(_style())),
    )  # fmt: skip
    body = tag(
        "body", tag("a", "To the content", href="#summary", class_="skip"), _header(batch, title),
        tag("main", _summary(batch, found), _contents(kept), (section(one.anchor, one.title, one.parts) for one in kept)),
        tag("footer", "A simulated country: it explains, it does not forecast. Made by peaceops report."),
    )  # fmt: skip
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _policy() -> Html:
    """Return the rule that keeps the page from asking anybody for anything."""
    return Html(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">')


def _chapters(batch: ReportedBatch, found: Findings) -> list[Chapter]:
    """Return the chapters in the order in which they are read, those that do not apply too."""
    made: list[Callable[[], Chapter]] = [
        lambda: compared(batch, found), lambda: happened(batch, found), lambda: effects(found), lambda: parting(found),
        lambda: ranking(found), lambda: sensitive(found), lambda: attributed(found), lambda: frontiers(found),
        lambda: stopped(batch), lambda: failed(batch),
    ]  # fmt: skip
    return [make() for make in made]


@cache
def _style() -> str:
    return (resources.files(__package__) / "report.css").read_text(encoding="utf-8")


def _header(batch: ReportedBatch, title: str) -> Html:
    """Return title, question and what made it."""
    question = str(batch.manifest.get("question") or getattr(batch.plan, "question", "") or "").strip()
    version = str(dict(batch.manifest.get("versions") or {}).get("peaceops", "")).strip()
    facts = f"Report of the batch {Path(batch.directory).name}, made with peaceops{f' {version}' if version else ''}."
    return tag(
        "header", tag("h1", title),
        tag("p", tag("strong", "The question: "), question, class_="question") if question else None,
        tag("p", facts, class_="facts"),
    )  # fmt: skip


def _summary(batch: ReportedBatch, found: Findings) -> Html:
    rows = [tag("li", text) for text in summary_sentences(batch, found)]
    return tag("section", tag("h2", "In short", id="summary-title"), tag("ul", rows), class_="summary", id="summary",
               aria_labelledby="summary-title")  # fmt: skip


def _contents(chapters: list[Chapter]) -> Html:
    rows = [tag("li", tag("a", one.title, href=f"#{one.anchor}")) for one in chapters]
    return tag("nav", tag("h2", "Contents", id="contents"), tag("ol", rows), aria_labelledby="contents")


def write_report(batch: ReportedBatch, path: Path) -> Path:
    """Write the report of a batch, whole or not at all.

    Args:
        batch: The batch.
        path: File to write; replaced if there.

    Returns:
        The path.

    Raises:
        PlanError: If no run has finished.
        ResultError: If the path is a directory or cannot be written.
    """
    if path.is_dir():
        raise ResultError(f"cannot write the report to {path}: it is a directory; give the name of a file")
    text = report_html(batch)
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise ResultError(f"cannot write the report to {path}: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return path
