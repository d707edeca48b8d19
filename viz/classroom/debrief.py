"""The debrief of a class as one HTML file that loads nothing and prints well, with its raw data beside it."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...experiments.classroom.debrief import Request, debrief_of
from ...experiments.classroom.debrief_beside import with_what_lies_beside
from ...experiments.classroom.debrief_files import data_files, write_files
from ...experiments.classroom.debrief_record import read_record, without_names
from ...experiments.classroom.log import read
from ...experiments.parts import write_whole_file
from ...model.errors import ResultError
from ..report_html import Chapter, Html, joined, section, tag
from ..report_numbers import many
from .debrief_chapters import against_batch, happened, own_goals, questions, short_axes, standing
from .debrief_turns import knowledge, turn_title, turning
from .debrief_words import axes_words, directions, luck_words, sure_of_any, titles

if TYPE_CHECKING:
    from ...experiments.classroom.debrief import Debrief

__all__ = ["DATA", "Made", "debrief_html", "made_of", "write_debrief", "write_made"]

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
DATA = "_data"
"""Ending of the name of the directory with the raw data, beside the page."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Made:
    """A debrief that was made: what it tells, and the text of the exercise's file."""

    found: Debrief
    exercise_toml: str


def debrief_html(found: Debrief, *, names: bool = True, data: str = "") -> str:
    """Return a debrief as one HTML page.

    Args:
        found: The debrief.
        names: Whether display names are shown.
        data: Name of the directory with the raw data, for the commands; "" for none.
    """
    record = found.record if names else without_names(found.record)
    chapters = [
        turning(found), happened(found), knowledge(found), standing(found), own_goals(_renamed(found, record)),
        against_batch(found), questions(found),
    ]  # fmt: skip
    kept = [*(one for one in chapters if one.parts), _again(found, data, [one for one in chapters if not one.parts])]
    title = record.exercise.title
    head = tag(
        "head", tag("meta", charset="utf-8"),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"Debrief: {title}"), tag("style", Html(_style())),
    )  # fmt: skip
    body = tag(
        "body", tag("a", "To the content", href="#summary", class_="skip"), _header(found),
        tag("main", _summary(found), _contents(kept), (section(one.anchor, one.title, one.parts) for one in kept)),
        tag("footer", "A simulated country: it explains, it does not forecast. No winner is named. Made by peaceops class debrief."),
    )  # fmt: skip
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _renamed(found: Debrief, record: Any) -> Debrief:
    from dataclasses import replace

    return found if record is found.record else replace(found, record=record)


@cache
def _style() -> str:
    """Return the look: that of reports, and what a debrief adds."""
    folder = resources.files("peaceops.viz")
    return "".join((folder / name).read_text(encoding="utf-8") for name in ("report.css", "debrief.css"))


def _header(found: Debrief) -> Html:
    """Return title, question and the facts of the class."""
    record = found.record
    taken = list(dict.fromkeys(role for one in record.rounds for role in one.taken))
    back = f", {many(record.taken_back, 'round')} taken back and played again" if record.taken_back else ""
    who = (
        f"Debrief of a run that was played alone on {record.day}: {titles(taken)}"
        if record.solo
        else f"Debrief of the class of {record.day}: {many(record.players, 'player')} at the end, {len(taken)} of "
        f"{many(len(record.exercise.seats), 'role')} taken"
    )
    facts = (
        f"{who}, {many(min(len(record.rounds), len(record.exercise.rounds)), 'round')}"
        f"{back}, {many(record.weeks, 'week')} played, seed {record.seed}. Roles without a player ordered nothing; outside ones agreed or not by the rule of their role."
    )
    warning = (
        None if record.finished else f"This run was broken off: {record.weeks} of "
        f"{record.exercise.weeks + record.exercise.after_weeks} weeks were played."
    )  # fmt: skip
    return tag(
        "header", tag("h1", record.exercise.title),
        tag("p", tag("strong", "The question: "), record.exercise.question, class_="question"),
        tag("p", facts, class_="facts"), tag("p", warning, class_="warning") if warning else None,
    )  # fmt: skip


def _summary(found: Debrief) -> Html:
    """Return the debrief in short."""
    ways = directions(found.record)
    turns = [
        tag("li", turn_title(turn, ways.get(turn.effect.column.name, 0)), tag("br"), tag("small", axes_words(found.record, turn), " ", luck_words(turn)))
        for turn in found.turns
    ]
    head = "What turned this run" if sure_of_any(found.turns) else "What may have turned this run, or luck did"
    none = tag("p", "Nothing that was done and that can be taken out changed this run.")
    return tag(
        "section", tag("h2", "In short", id="summary-title"),
        tag("h3", f"{head}, in order of time") if turns else None, tag("ol", turns) if turns else none,
        tag("h3", "All orders together, against nobody's, over the same seeds"),
        tag("ul", (tag("li", text) for text in short_axes(found)), class_="axes"),
        tag("p", "No single axis says who has won."),
        class_="summary", id="summary", aria_labelledby="summary-title",
    )  # fmt: skip


def _contents(chapters: Sequence[Chapter]) -> Html:
    rows = [tag("li", tag("a", one.title, href=f"#{one.anchor}")) for one in chapters]
    return tag("nav", tag("h2", "Contents", id="contents"), tag("ol", rows), aria_labelledby="contents")


def _again(found: Debrief, data: str, left_out: Sequence[Chapter]) -> Chapter:
    """Return limits, and how to make all of it again."""
    record = found.record
    told = [
        "The country is fictional and the model explains: it does not forecast, and this is no examination.",
        f"One run was played. Single figures hold for seed {record.seed}; where other luck is shown, {many(len(found.seeds), 'other seed')} {'was' if len(found.seeds) == 1 else 'were'} used, which is few.",
        (
            "“Without it” takes one thing out and leaves all other orders as they were; people would have ordered "
            "something else. Later orders on the same choice are settled again by the same rules."
        ),
        "Of messages only the number is kept here; of players nothing but the display name, if names were asked for.",
        *(f"{one.title} is left out: {one.missing}." for one in left_out),
    ]
    place = data or "DATA"
    where = tag(
        "p", "The commands work in a terminal, in the folder in which this page lies and beside it the folder ",
        tag("code", place), " with its data. The raw data of a class come as a ZIP file: unzip it beside this page.",
    )  # fmt: skip
    commands = [
        "# run and counterfactuals again from that folder, with the proof that none of their numbers differs and no file was changed:",
        f"peaceops class debrief {shlex.quote(place)} --check", "",
        "# one run for tables and pictures of its own, and what moved something in it:",
        f"peaceops run {shlex.quote(f'{place}/scenario_class.toml')} --seed {record.seed} --out run",
        "peaceops why run local_consent",
    ]  # fmt: skip
    rows = [[key, str(record.seed), found.runs[key].scenario_hash] for key in found.scenarios]
    return Chapter("again", "Limits, and how to do it again", (
        tag("ul", (tag("li", text) for text in told)), where, tag("pre", tag("code", "\n".join(commands))),
        joined(_hashes(rows)),
    ))  # fmt: skip


def _hashes(rows: Sequence[Sequence[str]]) -> Html:
    from ..report_html import table

    cells = [[key, seed, tag("code", text)] for key, seed, text in rows]
    return table(
        "Runs of this debrief under its own seed", ["run", "seed", "hash of its scenario"], cells, (1,), stacked=True
    )


def made_of(path: str | PathLike[str], asked: Request | None = None, progress: Progress | None = None) -> Made:
    """Return the debrief of a class's file.

    Args:
        path: The file; it may be open elsewhere.
        asked: What else it is to look at; earlier classes and a batch that lie beside the file are taken where none
            is named.
        progress: Called with runs made and runs in all.

    Raises:
        PeaceopsError: If the file is no class, nothing has been played, or something asked for cannot be used.
    """
    record = read_record(path)
    asked = with_what_lies_beside(Path(path), record, asked or Request(workers=os.cpu_count() or 1))
    return Made(debrief_of(record, asked, progress), str(read(path).about.get("exercise_toml") or ""))


def write_debrief(
    path: str | PathLike[str],
    out_path: str | PathLike[str],
    *,
    asked: Request | None = None,
    names: bool = True,
    progress: Progress | None = None,
) -> Path:
    """Write the debrief of a class: one HTML file, and beside it a directory with its raw data.

    Args:
        path: The class's file; it may be open elsewhere.
        out_path: The HTML file; replaced if there. Data go to ``<its name without ending>_data`` beside it.
        asked: What else it is to look at, as for :func:`made_of`.
        names: Whether display names are shown and kept.
        progress: Called with runs made and runs in all.

    Returns:
        The HTML file.

    Raises:
        PeaceopsError: If the file is no class, nothing has been played, or something cannot be read or written.
    """
    return write_made(made_of(path, asked, progress), Path(out_path), names=names)


def write_made(made: Made, page: Path, *, names: bool = True) -> Path:
    """Write a debrief that was made, as :func:`write_debrief` does.

    Raises:
        ResultError: If something cannot be written.
    """
    if page.is_dir():
        raise ResultError(f"cannot write the debrief to {page}: it is a directory; give the name of a file")
    folder = page.with_name(page.stem + DATA)
    html = debrief_html(made.found, names=names, data=folder.name)
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        write_files(data_files(made.found, names=names, exercise_toml=made.exercise_toml), folder)
        write_whole_file(page, html.encode("utf-8"))
    except OSError as error:
        raise ResultError(f"cannot write the debrief to {page}: {error.strerror or error}") from error
    return page
