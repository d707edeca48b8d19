"""The command ``report``: a stored batch as one file for a colleague; everything heavy is imported on use."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from .options import Command, RefusedError

__all__ = ["add_report_command"]

ReportFile = Annotated[
    str | None, typer.Option("--out", metavar="FILE", help="File to write [default: report.html in DIR].")
]
BatchDirectory = Annotated[str, typer.Argument(metavar="DIR", help="Directory that batch --out wrote.")]


def add_report_command(app: typer.Typer) -> None:
    """Give the program the command."""
    app.command(
        cls=Command,
        epilog="Examples:\n\n- peaceops report out/study\n- peaceops report out/study --out study.html",
    )(report)


def report(directory: BatchDirectory, out: ReportFile = None) -> None:
    """Write a batch as one HTML file: question, designs, what happened, effects, limits, how to do it again.

    The file needs no network and no scripts, and can be sent to a colleague, printed or shown on a projector. What does
    not apply to a batch is left out, and said so.
    """
    from importlib import import_module
    from pathlib import Path

    from .viz.report import write_report
    from .viz.terminal import print_wrapped

    path = Path(out) if out is not None else Path(directory) / "report.html"
    if out is not None and path.suffix.lower() not in (".html", ".htm"):
        raise RefusedError(f"--out is {out!r}; allowed is the name of a file that ends in .html")
    batch: Any = import_module(".experiments.batch", __package__).load_batch(directory)
    print_wrapped(f"The report is in {write_report(batch, path)}")
