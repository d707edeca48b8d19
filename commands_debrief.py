"""What ``class debrief`` does: the debrief of a class as a file, and the proof that its data give it again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .options import RefusedError

__all__ = ["check_debrief", "make_debrief_files"]


def make_debrief_files(
    name: str | None,
    out: str | None,
    *,
    batch: str | None = None,
    against: Sequence[str] = (),
    seeds: int | None = None,
    names: bool = True,
    workers: int | None = None,
) -> None:
    """Write the debrief of a class and its data.

    Args:
        name: File of the class.
        out: HTML file, or directory to write it into; None for beside the class.
        batch: Stored batch that the class is held against.
        against: Files of earlier classes.
        seeds: Other seeds that the turning points are tried under.
        names: Whether display names are shown.
        workers: Processes; one a core by default.
    """
    import os

    from .experiments.classroom.debrief import SEEDS, Request
    from .viz.classroom.debrief import write_debrief
    from .viz.terminal import print_wrapped, progress_bar

    if name is None:
        raise RefusedError(
            "class debrief needs the file of a class, for example: peaceops class debrief class_collocation.sqlite"
        )
    path = Path(name)
    page = _page(path, out)
    asked = Request(SEEDS if seeds is None else seeds, workers or os.cpu_count() or 1, batch, tuple(against))
    with progress_bar("Playing it again, with and without") as report:
        write_debrief(path, page, asked=asked, names=names, progress=report)
    print_wrapped(f"The debrief is in {page}; open it in a browser, show it, or print it")
    print_wrapped(f"Its data are in {page.with_name(page.stem + '_data')}; README.txt there says what is what")


def _page(path: Path, out: str | None) -> Path:
    """Return the HTML file: as named, or in the directory named, or beside the class."""
    usual = f"{path.stem}_debrief.html"
    if out is None:
        return path.with_name(usual)
    place = Path(out)
    return place if place.suffix.lower() in (".html", ".htm") and not place.is_dir() else place / usual


def check_debrief(name: str | None) -> None:
    """Make the runs of a debrief again from its data, and say what was compared and whether it is the same.

    Args:
        name: Directory with the data.

    Raises:
        ResultError: If anything is not.
    """
    from .experiments.classroom.debrief_check import check_files
    from .model.errors import ResultError
    from .viz.terminal import print_wrapped, progress_bar

    if name is None:
        raise RefusedError(
            "class debrief --check needs the data of a debrief, for example: "
            "peaceops class debrief class_collocation_debrief_data --check"
        )
    with progress_bar("Playing it again") as report:
        found = list(check_files(name, report))
    for one in found:
        print_wrapped(f"{one.key}: {one.told}")
    if bad := [one.key for one in found if not one.same]:
        raise ResultError(f"{len(bad)} of {len(found)} things compared are not what they were: {'; '.join(bad)}")
