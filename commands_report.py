"""The command ``report``: a stored batch as one file for a colleague; everything heavy is imported on use."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from .options import AsJson, Command, RefusedError

__all__ = ["add_report_command"]

ReportFile = Annotated[
    str | None, typer.Option("--out", metavar="FILE", help="File to write [default: report.html in DIR].")
]
BatchDirectory = Annotated[str, typer.Argument(metavar="DIR", help="Directory that batch --out wrote.")]


def add_report_command(app: typer.Typer) -> None:
    """Give the program the command."""
    app.command(
        cls=Command,
        epilog="Examples:\n\n- peaceops report out/study\n- peaceops report out/study --out study.html\n"
        "- peaceops report out/study --json",
    )(report)


def report(directory: BatchDirectory, out: ReportFile = None, as_json: AsJson = False) -> None:
    """Write a batch as one HTML file: question, answer, designs, effects, limits, and how to do it all again.

    The file needs no network and no scripts, and can be sent to a colleague, printed or shown on a projector. The
    answer stands first, with how sure it is; what does not apply to a batch is left out, and said so. A batch that is
    not finished, or of which runs failed, has a report too, which says so at its top.
    """
    from importlib import import_module
    from pathlib import Path

    from .viz.report import write_report
    from .viz.terminal import print_json, print_wrapped

    path = Path(out) if out is not None else Path(directory) / "report.html"
    if out is not None and path.suffix.lower() not in (".html", ".htm"):
        raise RefusedError(f"--out is {out!r}; allowed is the name of a file that ends in .html")
    batch: Any = import_module(".experiments.batch", __package__).load_batch(directory)
    made = write_report(batch, path)
    if as_json:
        return print_json({
            "report": str(path), "title": made.title, "question": made.question, "answer": made.answer.headline,
            "findings": list(made.answer.findings), "how_sure": list(made.answer.sure),
            "chapters": list(made.chapters), "left_out": dict(made.left_out),
        })  # fmt: skip
    print_wrapped(made.answer.headline)
    return print_wrapped(f"The report is in {path}")
