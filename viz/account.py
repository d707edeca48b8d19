"""The account of a run in words: the setting, what happened, key outcomes against the start, five turning points.

Everything is composed from the numbers of one result. :func:`account` gathers it, :func:`as_text` writes it for pipes
and files, :func:`as_rich` for terminals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..experiments.designs import settings_words
from ..experiments.turning_points import TurningPoint, turning_points
from ..model.no_mission import told_of
from .benchmark_rows import BenchmarkRow, benchmark_rows
from .narrative import OutcomeRow, outcome_rows, what_happened
from .next_steps import after_run
from .palette import wrapped
from .setting import setting

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

__all__ = ["Account", "account", "as_dict", "as_rich", "as_text", "steps_for_terminal"]

ABOUT = (
    "A simulated country. The model explains how choices of integration, collocation and coordination work on people "
    "and peace; it does not forecast a real country."
)
WIDTH = 100
WINDOWS = "means of the first and of the last quarter; people: the first and the last week"
NO_EVENT = "No single event stands out."
MAY_BE_CHANCE = "No cause and no event stand out: small numbers, may be chance."


@dataclass(frozen=True)
class Account:
    """The account of one run.

    Attributes:
        title: Scenario, length, preset and seed.
        about: What this is and what it is not.
        setting: Country, armed groups and mission at the start, each with a heading word; and what was set without
            effect.
        happened: Paragraphs, each with a heading word.
        outcomes: Key outcomes against the start.
        points: Turning points in order of time.
        benchmarks: Benchmarks met at the end, by objective; empty if the result has no table of them.
        files: Files of the run with what is in them.
        next_steps: Commands to try next, each with the reason.
    """

    title: str
    about: str
    setting: tuple[tuple[str, str], ...]
    happened: tuple[tuple[str, str], ...]
    outcomes: tuple[OutcomeRow, ...]
    points: tuple[TurningPoint, ...]
    benchmarks: tuple[BenchmarkRow, ...] = field(default=())
    files: tuple[tuple[str, str], ...] = field(default=())
    next_steps: tuple[tuple[str, str], ...] = field(default=())


def account(
    result: Any,
    *,
    preset: str = "",
    files: Sequence[tuple[str, str]] = (),
    scenario: str = "",
    weeks: int | None = None,
    settings: Sequence[str] = (),
) -> Account:
    """Gather the account of a run.

    Args:
        result: A ``Result``.
        preset: Preset it was run with, if any.
        files: Files written, as (path, what is in it).
        scenario: What the user called the scenario, for the commands to try next.
        weeks: Length, if the user gave one, for the commands to try next.
        settings: What the user set, as ``NAME=VALUE``.

    Returns:
        The account; nothing in it is drawn by chance.

    Source: MODEL.md sections 1 and 6.
    """
    place = str(Path(files[0][0]).parent) if files else ""
    steps = after_run(result, scenario=scenario, preset=preset, weeks=weeks, settings=settings, place=place)
    return Account(
        title_of(result, preset, settings),
        ABOUT,
        tuple(setting(result.provenance)),
        tuple(what_happened(result)),
        tuple(outcome_rows(told_of(result))),
        tuple(turning_points(result)),
        tuple(benchmark_rows(result.benchmarks)),
        tuple(files),
        tuple(steps),
    )


def title_of(result: Any, preset: str = "", settings: Sequence[str] = ()) -> str:
    """Return scenario, preset, settings, length and seed in one line."""
    facts = result.provenance
    values = facts.get("parameters") or {}
    title = str(values.get("title") or facts.get("title") or facts.get("scenario") or "A run")
    weeks = len(result.weekly)
    length = f"{weeks // 52} years" if weeks >= 104 and weeks % 52 == 0 else f"{weeks} week{'s' if weeks > 1 else ''}"
    parts = [
        title, f"preset {preset}" if preset else "", settings_words(settings), length, f"seed {facts.get('seed', '?')}",
    ]  # fmt: skip
    return ", ".join(part for part in parts if part)


def as_text(told: Account, width: int = WIDTH) -> str:
    """Return the account as plain text.

    Args:
        told: The account.
        width: Signs in a line.
    """
    title = wrapped(told.title, width)
    lines = [*title, "=" * max(map(len, title)), "", *_wrap(told.about, width)]
    for name, paragraphs in (("THE SETTING", told.setting), ("WHAT HAPPENED", told.happened)):
        lines += ["", name] if paragraphs else []
        for head, text in paragraphs:
            lines += _wrap(f"{head}: {text}", width, "  ")
    lines += ["", "KEY OUTCOMES AGAINST THE START", f"  ({WINDOWS})"]
    lines += [
        f"  {row.label:<36}{row.start:>14}  ->{row.end:>14}   {row.arrow} {row.said}".rstrip() for row in told.outcomes
    ]
    if told.benchmarks:
        lines += ["", "BENCHMARKS MET AT THE END"]
        lines += [f"  {row.objective:<36}{row.words}" for row in told.benchmarks]
    lines += ["", "TURNING POINTS" if told.points else "TURNING POINTS: none stands out"]
    for point in told.points:
        lines += _wrap(f"{point.number}. Week {point.week} (year {point.year}): {point.headline}.", width, "  ")
        for text in point_details(point):
            lines += _wrap(text, width, "     ")
    if told.files:
        room = max(34, 2 + max(len(path) for path, _ in told.files))
        lines += ["", "FILES", *(f"  {path:<{room}}{what}" for path, what in told.files)]
    lines += ["", "TRY NEXT"]
    lines += [f"  {command}\n      {reason}" for command, reason in told.next_steps]
    return "\n".join(lines) + "\n"


def point_details(point: TurningPoint) -> list[str]:
    """Return what turned with a turning point and what happened around it, one line each."""
    from ..experiments.turning_points import change_words

    also = [change_words(words, before, after, kind) for words, before, after, _, kind in point.also]
    lines = [f"In the same quarter, {' and '.join(also)}."] if also else []
    if point.cause:
        lines.append(point.cause_words)
    return [*lines, *(point.told or [NO_EVENT if point.cause else MAY_BE_CHANCE])]


def _wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Return a paragraph as lines, all indented, later ones by two signs more."""
    return wrapped(text, width, indent, indent + ("  " if indent else ""))


@dataclass(frozen=True)
class _Paragraph:
    """A paragraph for a terminal, wrapped to its width: head in bold, number and unit on one line."""

    head: str
    text: str
    indent: int = 2
    style: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Yield the paragraph as lines."""
        from rich.text import Text

        indent = " " * self.indent
        lines = wrapped(self.head + self.text, max(options.max_width, 20), indent, indent)
        told = Text("\n".join(lines), style=self.style)
        told.stylize("bold", 0, self.indent + len(self.head))
        yield told


def as_rich(told: Account) -> RenderableType:
    """Return the account for a terminal: headings, a table with coloured words, numbered turning points.

    To be printed with ``crop=False``, so that commands longer than a line stay whole.

    Args:
        told: The account.
    """
    from rich.console import Group
    from rich.padding import Padding
    from rich.rule import Rule
    from rich.text import Text

    parts: list[RenderableType] = [
        _Paragraph(told.title, "", indent=0),
        Rule(),
        _Paragraph("", told.about, indent=0, style="dim"),
    ]
    for name, paragraphs in (("The setting", told.setting), ("What happened", told.happened)):
        parts += [_heading(name)] if paragraphs else []
        parts += [_Paragraph(f"{head}  ", text) for head, text in paragraphs]
    windows = Padding(Text(WINDOWS, style="dim"), (0, 0, 0, 2))
    parts += [_heading("Key outcomes against the start"), windows, _outcome_table(told.outcomes)]
    if told.benchmarks:
        parts += [_heading("Benchmarks met at the end"), _pairs([(r.objective, r.words) for r in told.benchmarks])]
    parts.append(_heading("Turning points" if told.points else "Turning points: none stands out"))
    for point in told.points:
        style = "cyan" if point.better else "dark_orange"
        head = Text.assemble(
            (f"{point.number} ", "bold"), f"week {point.week}, year {point.year}: ", (point.headline, f"bold {style}")
        )
        parts.append(Padding(head, (0, 0, 0, 2)))
        parts += [_Paragraph("", text, indent=4) for text in point_details(point)]
    if told.files:
        parts += [_heading("Files"), _pairs(told.files)]
    parts += [_heading("Try next"), *steps_for_terminal(told.next_steps)]
    return Group(*parts)


def steps_for_terminal(steps: Sequence[tuple[str, str]]) -> Iterator[RenderableType]:
    """Yield commands to try next, each whole on a line of its own, to be copied, and its reason below it."""
    from rich.text import Text

    for command, reason in steps:
        yield Text(f"  {command}", style="cyan", no_wrap=True, overflow="ignore")
        yield _Paragraph("", reason, indent=6, style="dim")


def _heading(text: str) -> RenderableType:
    from rich.text import Text

    return Text(f"\n{text}", style="bold")


def _pairs(rows: Sequence[tuple[str, str]]) -> RenderableType:
    """Return two columns: a path, command or name, and words about it."""
    from rich.padding import Padding
    from rich.table import Table

    table = Table.grid(padding=(0, 3))
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(style="dim")
    for left, right in rows:
        table.add_row(left, right)
    return Padding(table, (0, 0, 0, 2))


def _outcome_table(rows: Sequence[OutcomeRow]) -> RenderableType:
    """Return the outcomes as a table."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=True)
    table.add_column("outcome")
    table.add_column("at the start", justify="right")
    table.add_column("at the end", justify="right")
    table.add_column("")
    styles = {"better": "cyan", "worse": "dark_orange"}
    for row in rows:
        said = f"[{styles.get(row.said, 'dim')}]{row.arrow} {row.said}[/]"
        table.add_row(row.label, row.start, row.end, said)
    return table


def as_dict(told: Account) -> dict[str, Any]:
    """Return the account as plain values for JSON."""
    return {
        "title": told.title,
        "about": told.about,
        "setting": [{"about": head, "text": text} for head, text in told.setting],
        "happened": [{"about": head, "text": text} for head, text in told.happened],
        "outcomes": [
            {"column": row.column, "label": row.label, "start": row.first, "end": row.last, "verdict": row.said}
            for row in told.outcomes
        ],
        "benchmarks": [
            {"objective": row.objective, "outputs": row.outputs, "met": dict(row.met)}
            for row in told.benchmarks
        ],
        "turning_points": [
            {
                "week": point.week,
                "year": point.year,
                "outcome": point.column,
                "before": point.before,
                "after": point.after,
                "part": point.part,
                "better": point.better,
                "text": point.headline,
                "cause": point.cause,
                "events": list(point.events),
            }
            for point in told.points
        ],
        "files": [path for path, _ in told.files],
    }
