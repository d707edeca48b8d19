"""What the commands print: tables for a terminal or a pipe, JSON for programs, and the wording of a comparison."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .palette import short_number, signed_number, wrapped
from .tables import fitted_table, plain_table

if TYPE_CHECKING:
    from rich.console import Console

    from ..experiments.compare import Comparison

__all__ = [
    "comparison_progress",
    "comparison_sentences",
    "comparison_text",
    "console",
    "fold",
    "print_comparison",
    "print_files",
    "print_json",
    "print_table",
    "print_wrapped",
    "progress_bar",
    "say_how_long",
    "say_weeks",
    "time_words",
]

PIPE_WIDTH = 110
TABLE_WIDTH = 140
SIDES = ("the base", "the other")
VERDICTS = {"same": "no change", "few": "too few pairs"}
ROUGH = " (rough)"
QUIET_SECONDS = 10.0  # what takes less says nothing of its progress in a pipe
MOST_CHANGES = 12  # named on a terminal; a pipe and a file get all
WIDE = 118  # columns from which a comparison is shown in full


def console(width: int = PIPE_WIDTH) -> Console:
    """Return the console of standard output: as wide as the terminal, or plain and of a fixed width in a pipe.

    Args:
        width: Signs in a line of a pipe.
    """
    from rich.console import Console as NewConsole

    return NewConsole(width=None if sys.stdout.isatty() else width, highlight=False, soft_wrap=False)


def print_json(value: Any) -> None:
    """Print one JSON document; numbers that are not finite are null."""
    from ..model.layout import finite  # on use: it brings the whole registry

    print(json.dumps(finite(value), indent=1, ensure_ascii=False, allow_nan=False, default=_native))


def _native(value: Any) -> Any:
    """Return a NumPy value as a Python one, anything else as text."""
    from ..model.layout import finite

    return finite(value.item()) if hasattr(value, "item") else str(value)


def print_wrapped(text: str, out: Console | None = None, *, later: str = "    ", style: str = "") -> None:
    """Print lines, each wrapped as a paragraph of its own; an indent that a line has goes on below it.

    Args:
        text: Lines.
        out: Where to; standard output by default.
        later: Further indent of what does not fit on a line.
        style: Look on a terminal.
    """
    out = out or console()
    for line in text.splitlines() or [""]:
        indent = " " * (len(line) - len(line.lstrip()))
        lines = wrapped(line.strip(), out.width, indent, indent + later) or [""]
        out.print("\n".join(lines), style=style, markup=False, soft_wrap=True)


def print_table(
    heads: Sequence[str], rows: Sequence[Sequence[object]], *, right: Sequence[int] = (), tabs: bool = True,
    grouped: bool = False, spare: Sequence[int] = (),
) -> None:  # fmt: skip
    """Print rows as a table on a terminal, as tab-separated lines (or the same table, plain) in a pipe.

    Args:
        heads: Column heads.
        rows: One sequence a row.
        right: Columns set flush right.
        tabs: Whether a pipe gets tab-separated lines.
        grouped: Whether the first column says the same in row after row, and may stand between the rows instead.
        spare: Columns that a narrow terminal can do without; a pipe gets all.
    """
    if tabs and not sys.stdout.isatty():
        print("\t".join(" ".join(head.replace("-\n", "").split()) for head in heads))
        for row in rows:
            print("\t".join(" ".join(str(cell).split()) for cell in row))
        return
    out = console(TABLE_WIDTH)
    table = fitted_table(heads, rows, right, out.width, grouped=grouped, spare=spare)
    out.print(table, end="\n" if table.show_edge else "\n\n")


def fold(text: str, width: int) -> str:
    """Return the first ``width`` signs of a text, cut at a word."""
    import textwrap

    return textwrap.shorten(" ".join(text.split()), width, placeholder=" ...")


@contextmanager
def progress_bar(what: str, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Yield a function (done, total) that moves a bar on standard error; it does nothing where that is no terminal.

    Args:
        what: Words before the bar.
        quiet: Show nothing in any case.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console as NewConsole
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=NewConsole(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def comparison_progress(what: str = "comparing") -> Iterator[Callable[[int, int], None]]:
    """Yield a function (runs done, runs in all): a bar on a terminal, else a line on standard error at each tenth.

    Args:
        what: Words before the bar.
    """
    if sys.stderr.isatty():
        with progress_bar(what) as report:
            yield report
        return
    began, told = time.monotonic(), 0

    def report_tenth(done: int, total: int) -> None:
        nonlocal told
        tenth, spent = 10 * done // total, time.monotonic() - began
        if tenth > told and spent >= QUIET_SECONDS:
            left = f", roughly {time_words(spent * (total - done) / done)} left" if done < total else ""
            print(f"{done} of {total} runs{left}", file=sys.stderr, flush=True)
        told = max(told, tenth)

    yield report_tenth


def say_how_long(pairs: int, weeks: int, workers: int, seconds: float) -> None:
    """Say on standard error how long a comparison will take, unless it is a matter of seconds."""
    if seconds >= QUIET_SECONDS:
        what = f"{pairs} pair{'' if pairs == 1 else 's'} of runs of {weeks} weeks"
        by = f"{workers} process{'' if workers == 1 else 'es'}"
        print(f"{what} with {by}: roughly {time_words(seconds)}", file=sys.stderr, flush=True)


def say_weeks(tradeoffs: int, weeks: int, workers: int, seconds: float) -> None:
    """Say on standard error how long trade-offs will take, unless it is a matter of seconds."""
    if seconds >= QUIET_SECONDS:
        what = f"{tradeoffs} trade-off{'' if tradeoffs == 1 else 's'}, {weeks:,} weeks of runs"
        by = f"{workers} process{'' if workers == 1 else 'es'}"
        print(f"{what} with {by}: roughly {time_words(seconds)}", file=sys.stderr, flush=True)


def time_words(seconds: float) -> str:
    """Return a time as one would say it: ``40 seconds``, ``3 minutes``, ``1.5 hours``."""
    if seconds < 95:
        return f"{max(10, 10 * round(seconds / 10))} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"


def _number(value: float, unit: str) -> str:
    """Return one number of a comparison in the unit a reader expects."""
    if not math.isfinite(value):
        return "-"
    if unit == "share":
        return f"{100 * value:.1f} %"
    return f"${short_number(value)}" if unit == "US$" and value >= 0 else short_number(value)


def comparison_rows(comparison: Comparison) -> list[list[str]]:
    """Return the table of a comparison in words: outcome, base, other, difference, interval, better in, verdict."""
    from ..experiments.verdicts import is_rough
    from .forest import rows_of

    rows = []
    for row in rows_of(comparison):
        unit, said = str(row["unit"]), str(row["verdict"])
        points = " points" if unit == "share" else ""
        ends = [signed_number(row[end], unit) for end in ("low", "high")]
        interval = " to ".join(ends) if math.isfinite(row["low"]) else "-"
        better = f"{100 * row['p_better']:.0f} %" if math.isfinite(row["p_better"]) and said != "same" else "-"
        rows.append([
            str(row["label"]).removesuffix(", mean"), _number(row["base"], unit), _number(row["other"], unit),
            signed_number(row["difference"], unit) + points, interval, better,
            VERDICTS.get(said, said) + (ROUGH if is_rough(row) else ""),
        ])  # fmt: skip
    return rows


def comparison_sentences(comparison: Comparison) -> list[str]:
    """Return in plain words what is better, what is worse, and what cannot be told from zero."""
    from ..experiments.verdicts import is_rough
    from .forest import rows_of

    base, other = (name if len(name) <= 24 else word for name, word in zip(comparison.labels, SIDES, strict=True))
    heads = {
        "better": f"Better under {other} than under {base}",
        "worse": f"Worse under {other} than under {base}",
        "differs": "Different, neither for better nor for worse in itself",
        "tiny": "Clear of zero but too small to matter",
        "unclear": "Not to be told from zero with these runs",
        "few": "Too few pairs for a verdict",
        "same": "No change at all",
    }
    said: dict[str, list[str]] = {kind: [] for kind in heads}
    rough = False
    for row in rows_of(comparison):
        unit = str(row["unit"])
        size = signed_number(row["difference"], unit) + (" points" if unit == "share" else "")
        kind = str(row["verdict"])
        clear = kind in ("better", "worse", "differs")
        said[kind].append(f"{_spoken(row['label'])} {size}" if clear else _spoken(row["label"]))
        rough |= is_rough(row)
    few = {kind: ROUGH if rough and kind in ("better", "worse", "differs", "tiny") else "" for kind in heads}
    return [f"{heads[kind]}{few[kind]}: {'; '.join(words)}." for kind, words in said.items() if words]


def through_lines(comparison: Comparison) -> list[str]:
    """Return the causes that differ most, of every outcome that differs clearly, as aligned lines with a heading."""
    rows: list[tuple[str, str]] = []
    for outcome in comparison.through_what:
        unit = str(outcome["unit"])
        rows.append((f"  {str(outcome['label']).removesuffix(', mean')}", _with_interval(outcome, unit)))
        rows += [(f"    {cause['cause']}", _with_interval(cause, unit)) for cause in outcome["causes"]]
        if (rest := signed_number(outcome["rest"], unit)).strip("+-0.,"):
            rows.append(("    everything else", rest))
    if not rows:
        return []
    width = max(len(name) for name, _ in rows)
    about = "  What each cause gave or took, other less base: mean within a pair and its 95 % interval."
    return ["", "THROUGH WHAT", about, *(f"{name:<{width}}   {number}" for name, number in rows), ""]


def _with_interval(row: Mapping[str, Any], unit: str) -> str:
    """Return a difference with its interval: ``-312 (-450 to -180)``."""
    ends = " to ".join(signed_number(row[end], unit) for end in ("low", "high"))
    points = " points" if unit == "share" else ""
    return f"{signed_number(row['difference'], unit)}{points} ({ends})"


def _spoken(label: object) -> str:
    """Return a label for running text: ``Awareness, mission, mean`` becomes ``awareness (mission)``."""
    name, _, rest = str(label).removesuffix(", mean").partition(", ")
    name = name if name[:2].isupper() else name[:1].lower() + name[1:]
    return f"{name} ({rest})" if rest else name


def comparison_text(comparison: Comparison) -> str:
    """Return what :func:`print_comparison` prints, for a file."""
    from io import StringIO

    from rich.console import Console as NewConsole

    text = StringIO()
    looks: dict[str, Any] = {"file": text, "highlight": False, "force_terminal": False, "color_system": None}
    _say_comparison(comparison, (), NewConsole(width=PIPE_WIDTH, **looks), NewConsole(width=TABLE_WIDTH, **looks))
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


def print_comparison(
    comparison: Comparison, files: Sequence[tuple[str, str]] = (), steps: Sequence[tuple[str, str]] = ()
) -> None:
    """Print the table of a comparison, what it says in words, its notes, its files and what to try next."""
    out = console()
    _say_comparison(comparison, files, out, console(TABLE_WIDTH))
    if steps:
        from rich.console import Group

        from .account import steps_for_terminal

        out.print("\nTRY NEXT", style="bold")
        out.print(Group(*steps_for_terminal(steps)), crop=False)


def _say_comparison(comparison: Comparison, files: Sequence[tuple[str, str]], out: Console, for_table: Console) -> None:
    """Write a comparison to a console, its table to one that may be wider."""
    base, other = comparison.labels
    pairs = f"{comparison.pairs} pair{'' if comparison.pairs == 1 else 's'} of runs on the same seeds"
    print_wrapped(f"{other} against {base}: {comparison.setting}, {pairs}", out, style="bold", later="  ")
    most = MOST_CHANGES if out.is_terminal else len(comparison.changes)
    for change in comparison.changes[:most]:
        out.print(f"  {change.name}: {change.base} -> {change.other}", style="dim", markup=False, soft_wrap=True)
    if len(comparison.changes) > most:
        where = ", all of them in comparison.txt" if files else ""
        out.print(f"  and {len(comparison.changes) - most} more{where}", style="dim")
    short = [name if len(name) <= 16 else word for name, word in ((base, "base"), (other, "other"))]
    heads = ["outcome", *short, "difference", "95 % interval", "better in", "verdict"]
    shown = (
        range(7)
        if out.width >= WIDE or not out.is_terminal
        else (0, 1, 2, 3, 4, 6)
        if out.width >= 96
        else (0, 3, 4, 6)
    )
    rows = [[row[i] for i in shown] for row in comparison_rows(comparison)]
    for_table.print(plain_table([heads[i] for i in shown], rows, range(1, len(shown) - 1)))
    for line in comparison_sentences(comparison):
        print_wrapped(f"- {line}", out, later="  ")
    for line in through_lines(comparison):
        out.print(line, style="bold" if line.isupper() else "", markup=False, soft_wrap=True)
    for note in comparison.notes:
        print_wrapped(f"Note: {note}", out, style="dim", later="  ")
    print_files(files, out, note="The model explains; it does not forecast a real country.")


def print_files(files: Sequence[tuple[str, str]], out: Console | None = None, *, note: str = "") -> None:
    """Print a last note, and the files with what is in them.

    Args:
        files: The files as (path, what is in it).
        out: Where to; standard output by default.
        note: The note.
    """
    out = out or console()
    if note:
        out.print(note, style="dim")
    if files:
        out.print("\nFILES", style="bold")
    width = max([31, *(len(path) for path, _ in files)])
    for path, what in files:
        out.print(f"  {path:<{width}}   {what}", markup=False, soft_wrap=True)
