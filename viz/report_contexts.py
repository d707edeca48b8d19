"""A report of several scenarios: each has chapters of its own, and one says what depends on the scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..experiments.batch_part import BatchPart
from ..experiments.contexts import of_scenario
from .design_names import said_names, with_names
from .report_html import Chapter, Html, table, tag
from .report_numbers import difference, interval, listed, unit_words
from .report_summary import Answer

if TYPE_CHECKING:
    from ..experiments.findings import ReportedBatch

__all__ = ["OfScenario", "context_rows", "contexts", "glances", "together"]

TITLE = "What depends on the scenario"
MOST_ROWS = 60


@dataclass(frozen=True, eq=False)
class OfScenario(BatchPart):
    """What a report reads of a batch, with the runs of one scenario alone.

    Attributes:
        scenario: Name of the scenario.
    """

    scenario: str

    @property
    def runs(self) -> pd.DataFrame:
        """The frozen list, of the scenario."""
        return of_scenario(self.whole.runs, self.scenario)

    @property
    def failures(self) -> pd.DataFrame:
        """Runs of the scenario without a result."""
        failed: pd.DataFrame = self.whole.failures
        return of_scenario(failed, self.scenario) if len(failed) else failed

    @property
    def missing(self) -> list[int]:
        """Numbers of the runs of the scenario that have not been made."""
        mine = set(self.runs["run_id"])
        return [run_id for run_id in self.whole.missing if run_id in mine]

    @property
    def directory(self) -> Path:
        """Where the whole batch lies."""
        place: Path = self.whole.directory
        return place

    @property
    def manifest(self) -> Mapping[str, Any]:
        """That of the whole batch."""
        found: Mapping[str, Any] = self.whole.manifest
        return found


def context_rows(batch: ReportedBatch) -> pd.DataFrame:
    """Return how far what each design does depends on the scenario; no rows where designs are not compared."""
    from ..experiments.contexts import CONTEXT_COLUMNS, context_table
    from ..model.errors import PlanError

    try:
        return context_table(batch.summary, batch.plan)
    except PlanError:
        return pd.DataFrame(columns=list(CONTEXT_COLUMNS))


def contexts(rows: pd.DataFrame) -> Chapter:
    """Return the chapter that says what depends on the scenario."""
    if not len(rows):
        return Chapter("contexts", TITLE, missing="designs are not compared in this batch")
    told = (
        "For every design and outcome: its mean difference from the base in both scenarios, and how far these two lie "
        "apart. Runs of two scenarios share their seeds alone; scenarios differ in many facts, so that this says that "
        "the context matters and not which fact of it does."
    )
    cells = [
        [f"{row['design']}: {row['label']}, {unit_words(row['unit'], True)}", f"{row['one']} to {row['other']}",
         difference(row["in_one"], row["unit"]), difference(row["in_other"], row["unit"]),
         difference(row["difference"], row["unit"]), interval(row["low"], row["high"], row["unit"]), f"{row['n']:,}",
         {"few": "too few seeds"}.get(str(row["verdict"]), str(row["verdict"]))]
        for row in rows.to_dict("records")
    ]  # fmt: skip
    heads = ["design and outcome", "from and to", "in the first", "in the other", "apart", "95 % interval", "seeds",
             "verdict"]  # fmt: skip
    return Chapter("contexts", TITLE, (
        tag("p", told), table("How far what designs do depends on the scenario", heads, cells, range(2, 7), MOST_ROWS),
    ))  # fmt: skip


def _depends(rows: pd.DataFrame) -> list[str]:
    """Return in sentences what depends on the scenario, and what does not show that it does."""
    told = []
    words_by = {"turns": "turns its sign with the scenario", "depends": "depends on the scenario in size"}
    for verdict, words in words_by.items():
        mine = rows[rows["verdict"] == verdict]
        names = [f"{label.lower()} ({design})" for design, label in zip(mine["design"], mine["label"], strict=True)]
        if names:
            told.append(f"What a design does {words} for {listed(names, 5)}.")
    if len(rows) and not told:
        told.append("In no outcome can it be told that what a design does depends on the scenario.")
    return list(with_names(told, said_names(map(str, rows["design"]))))


def together(answers: Mapping[str, Answer], rows: pd.DataFrame) -> Answer:
    """Return one answer from those of the scenarios.

    Args:
        answers: By scenario.
        rows: As from :func:`context_rows`.
    """
    headline = " ".join(f"In {name}: {one.headline}" for name, one in answers.items())
    findings = [f"In {name}: {text}" for name, one in answers.items() for text in one.findings]
    texts = dict.fromkeys(text for one in answers.values() for text in one.sure)
    return Answer(headline, (*_depends(rows), *findings), tuple(_where(text, answers) for text in texts))


def _where(text: str, answers: Mapping[str, Answer]) -> str:
    """Return a sentence with the scenario it holds for; one without numbers that holds for all stays as it is."""
    names = [name for name, one in answers.items() if text in one.sure]
    if len(names) == len(answers) and not any(sign.isdigit() for sign in text):
        return text
    said = text if text[:2].isupper() else text[:1].lower() + text[1:]
    return f"In {'each scenario' if len(names) == len(answers) else listed(names)}: {said}"


def glances(parts: Sequence[tuple[str, Html]]) -> list[Html]:
    """Return the tables of verdicts, each under the name of its scenario if there are several."""
    return [part for name, one in parts for part in ((tag("h3", name), one) if name else (one,)) if part]
