"""What a visitor can take away from a run, and open again: pictures, tables, the run itself, a one-page report."""

from __future__ import annotations

import io
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from threading import Lock
from typing import Any

from ...experiments.session import Session
from ...model.errors import ResultError
from ...model.result import Result, load_result
from ...model.scenario import Scenario
from ..account import account, as_text, point_details
from ..maps import country_figure
from ..report_html import Html, picture, tag
from ..story import story_figure

__all__ = ["FILES", "Kept", "as_csv", "as_zip", "made_from", "offered", "open_result", "read_zip", "same_numbers"]

MOST_BYTES = 64 * 2**20
"""Largest file that can be opened; what is in it may be four times as large."""
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError, NotImplementedError,
)  # fmt: skip
"""What is raised where a file is no zip file, or one that was cut off or damaged."""
_DRAWING = Lock()  # one picture at a time: the plotting library shares its settings between threads


@dataclass(frozen=True)
class Kept:
    """A file that a run, or a comparison of two, can be taken away as.

    Attributes:
        label: Words on its button.
        help: What it is good for.
        media: Its media type.
        make: Function of what is taken away, for a run of its result, to the bytes of the file.
    """

    label: str
    help: str
    media: str
    make: Callable[..., bytes]


def offered(files: Mapping[str, Kept]) -> list[dict[str, str]]:
    """Return what the page needs for the buttons of some files: name, label and help of each."""
    return [{"name": name, "label": one.label, "help": one.help} for name, one in files.items()]


def _story(result: Result, kind: str) -> bytes:
    """Return the story of a run as a picture."""
    out = io.BytesIO()
    with _DRAWING:
        story_figure(result).savefig(out, format=kind, dpi=100)
    return out.getvalue()


def _map(result: Result) -> bytes:
    """Return the country as a picture."""
    out = io.BytesIO()
    with _DRAWING:
        country_figure(result).savefig(out, format="png", dpi=100)
    return out.getvalue()


def _parquet(result: Result) -> bytes:
    """Return the weekly table as Parquet."""
    out = io.BytesIO()
    result.weekly.to_parquet(out)
    return out.getvalue()


def as_csv(table: Any) -> bytes:
    """Return a table as CSV, with its index if that says something."""
    return bytes(table.to_csv(index=table.index.name is not None, lineterminator="\n").encode())


def _zipped(result: Result) -> bytes:
    """Return the run as ``Result.save`` writes it, with its pictures, in one file."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "run"

        def also(where: Path) -> None:
            (where / "story.png").write_bytes(_story(result, "png"))
            (where / "account.txt").write_text(as_text(account(result)), encoding="utf-8")

        result.save(folder, also=also)
        return as_zip(folder)


def as_zip(folder: Path) -> bytes:
    """Return the files of a folder as one, without their times, so that the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(folder.iterdir()):
            packed.writestr(zipfile.ZipInfo(file.name), file.read_bytes(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _report(result: Result) -> bytes:
    """Return a page about the run that needs nothing beside it."""
    told = account(result)
    style = (resources.files("peaceops.viz") / "report.css").read_text(encoding="utf-8")
    rows = [
        tag("tr", tag("th", row.label, scope="row"), tag("td", row.start, class_="n"), tag("td", row.end, class_="n"),
            tag("td", f"{row.arrow} {row.said}", class_=row.said if row.said in ("better", "worse") else "quiet"))
        for row in told.outcomes
    ]  # fmt: skip
    columns = ("outcome", "at the start", "at the end", "better or worse")
    heads = tag("tr", *(tag("th", head, scope="col") for head in columns))
    points = [
        tag("li", tag("strong", f"Week {point.week}: {point.headline}. "), " ".join(point_details(point)))
        for point in told.points
    ]
    paragraphs = [tag("p", tag("strong", f"{head}. "), text) for head, text in (*told.setting, *told.happened)]
    story = picture(_story(result, "svg"), "The story of the run", told.title)
    body = tag(
        "main", tag("p", told.about, class_="facts"), story,
        tag("h2", "What happened"), paragraphs, tag("h2", "Key outcomes against the start"),
        tag("div", tag("table", tag("thead", heads), tag("tbody", rows)), class_="wide"),
        tag("h2", "Turning points"), tag("ul", points) if points else tag("p", "None stands out."),
    )  # fmt: skip
    page = tag(
        "html", tag("head", tag("meta", charset="utf-8"), tag("title", told.title), tag("style", Html(style))),
        tag("body", tag("header", tag("h1", told.title)), body), lang="en",
    )  # fmt: skip
    return f"<!doctype html>{page}".encode()


FILES: Mapping[str, Kept] = {
    "story.png": Kept("Picture", "The story of the run on one page, as PNG", "image/png", lambda r: _story(r, "png")),
    "story.svg": Kept("Drawing", "The same as SVG, sharp at any size", "image/svg+xml", lambda r: _story(r, "svg")),
    "country.png": Kept("Map", "The country at the start and now, as PNG", "image/png", _map),
    "report.html": Kept("One-page report", "A page for a colleague; needs no internet", "text/html", _report),
    "weekly.csv": Kept("Data, CSV", "Every recorded number by week", "text/csv", lambda r: as_csv(r.weekly)),
    "weekly.parquet": Kept(
        "Data, Parquet", "The same for programs", "application/vnd.apache.parquet", _parquet
    ),
    "events.csv": Kept("Events, CSV", "All that happened, a line each", "text/csv", lambda r: as_csv(r.events)),
    "run.zip": Kept("The run", "Everything, to be opened here or by peaceops.load_result", "application/zip", _zipped),
}
"""What a run can be taken away as, by file name."""


def read_zip(content: bytes) -> Result:
    """Return the result in a file that was taken away from here.

    Raises:
        ResultError: If it is none, or too large; what it holds is never run.
    """
    if len(content) > MOST_BYTES:
        raise ResultError(f"the file has {len(content) / 2**20:.0f} MB; allowed is up to {MOST_BYTES // 2**20} MB")
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
        entries = [one for one in packed.infolist() if not one.is_dir()]
        if sum(one.file_size for one in entries) > 4 * MOST_BYTES or len(entries) > 100:
            raise ResultError("the file unpacks to more than a run can hold; allowed is a run kept from here")
        with tempfile.TemporaryDirectory() as place:
            for one in entries:
                name = Path(one.filename).name  # never a path, so that nothing can be written elsewhere
                (Path(place) / name).write_bytes(packed.read(one))
            return load_result(place)
    except _DAMAGED as error:
        if isinstance(error, ResultError):
            said = str(error)
            raise ResultError("the file holds no run kept from here" if "no result at" in said else said) from None
        raise ResultError("the file is no zip file that can be read; allowed is a run kept from here") from None


def open_result(path: str | Path) -> Result:
    """Return the result of a file or folder that the server was started with."""
    place = Path(path)
    if place.suffix != ".zip":
        return load_result(place)
    try:
        return read_zip(place.read_bytes())
    except ResultError as error:
        raise ResultError(f"{place.name}: {error}") from None


def made_from(result: Result) -> tuple[Scenario, int]:
    """Return scenario and seed of a stored run.

    Raises:
        ResultError: If the run does not say how it was made.
    """
    facts = result.provenance
    values, seed = facts.get("parameters"), facts.get("seed")
    if not isinstance(values, Mapping) or not isinstance(seed, int):
        raise ResultError("the run does not say with which settings and seed it was made, so it cannot be played")
    return Scenario.from_values(values), seed


def same_numbers(result: Result, session: Session) -> bool:
    """Return whether a session played as far as a stored run, or further, has its numbers."""
    return bool(session.result().weekly.head(len(result.weekly)).equals(result.weekly))


