"""The command line: parse, call, print.

Nothing heavy is imported before a command runs, so that ``--help`` answers at once. Exit codes: 0 done, 1 failed or
stopped, 2 the user gave something that cannot be used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from .commands_app import add_app_command
from .commands_batch import register as register_batch
from .commands_class import register as register_class
from .commands_exercise import register as register_exercise
from .commands_looking import add_looking_commands
from .commands_plans import register as register_plan
from .commands_report import add_report_command
from .doing import (
    StoppedError,
    compare_and_tell,
    list_tradeoffs,
    run_with_progress,
    save_run,
    tell_run,
    weigh_and_tell,
)
from .options import (
    Against,
    AgainstSettings,
    AsJson,
    BasePreset,
    Command,
    LastWeek,
    Out,
    Outcomes,
    Over,
    Preset,
    Program,
    Replicates,
    RootSeed,
    RunDirectory,
    ScenarioName,
    Sector,
    Seed,
    Settings,
    SharedSettings,
    StockName,
    TradeoffReplicates,
    TradeoffWords,
    Weeks,
    Workers,
)

__all__ = ["app", "main"]

DONE, FAILED, USER_ERROR = 0, 1, 2
EXAMPLES = {
    "run": "For example: peaceops run post_accord; all scenarios: peaceops scenarios",
    "why": "For example: peaceops why out/run7 local_consent, after: peaceops run post_accord --out out/run7",
    "compare": "For example: peaceops compare post_accord --against firewall; all scenarios: peaceops scenarios",
    "designs": "For example: peaceops designs out/study, after: peaceops batch PLAN.toml --out out/study",
    "report": "For example: peaceops report out/study, after: peaceops batch PLAN.toml --out out/study",
    "explain": "For example: peaceops explain collocation.headquarters; all names: peaceops parameters",
}

app = typer.Typer(
    name="peaceops",
    cls=Program,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Play out an integrated UN peace operation and compare ways of running it. The model explains; it does not "
    "forecast a real country.",
    epilog="Start with: **peaceops run post_accord**",
)


def _print_version(wanted: bool) -> None:
    """Print name and version, and leave."""
    if wanted:
        from .model.provenance import package_version

        print(f"peaceops {package_version('peaceops')}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Take the options of the program itself."""


@app.command(
    cls=Command,
    epilog="Examples:\n\n- peaceops run post_accord\n"
    "- peaceops run contested --preset firewall --seed 7 --out out/firewall\n"
    "- peaceops run post_accord --weeks 104 --set mission.troops=8000 --set integration.structure=two_feet_out",
)
def run(
    scenario: ScenarioName,
    seed: Seed = 1,
    weeks: Weeks = None,
    changes: Settings = None,
    preset: Preset = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Play out one mission and tell what happened.

    Prints an account of the run: the setting, what happened, key outcomes against the start, five turning points. With
    `--out` it also keeps all tables, a picture of the story (story.png) and a map of the country (country.png).
    """
    from .experiments.designs import first_design

    with _stoppable(out):
        design = first_design(scenario, preset, changes, weeks)
        result = run_with_progress(design, seed, keep=out is not None)
        asked = {"preset": preset or "", "scenario": scenario, "weeks": weeks, "settings": changes or ()}
        files = save_run(result, out, asked) if out else []
        tell_run(result, files, asked, as_json)


@app.command(
    cls=Command,
    epilog="Examples:\n\n- peaceops compare post_accord --preset stovepipes --against fully_integrated\n"
    "- peaceops compare contested --against firewall --replicates 60 --workers 2 --out out/firewall\n"
    "- peaceops compare post_accord --against-set mission.troops=16000 --outcome civilian_deaths",
)
def compare(
    scenario: ScenarioName,
    preset: BasePreset = None,
    against: Against = None,
    changes: SharedSettings = None,
    against_changes: AgainstSettings = None,
    replicates: Replicates = 40,
    seed: RootSeed = 1,
    workers: Workers = None,
    weeks: Weeks = None,
    outcome: Outcomes = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Compare two designs on the same seeds: paired differences with 95 % intervals.

    Every seed is run once under each design, so that luck cancels out within a pair. With `--out` it keeps what is
    printed (comparison.txt), the table (comparison.csv), through what outcomes differ (comparison_causes.csv), all
    runs (runs.csv), everything for programs (comparison.json) and a picture (differences.png).
    """
    from .experiments.designs import design_labels, first_design, other_design

    with _stoppable(out):
        base = first_design(scenario, preset, changes, weeks)
        other = other_design(base, against, against_changes)
        labels = design_labels(preset, against, against_changes, base.name)
        asked = {
            "scenario": scenario, "preset": preset, "against": against, "settings": changes or (),
            "against_settings": against_changes or (), "weeks": weeks, "outcomes": outcome or (),
        }  # fmt: skip
        compare_and_tell(base, other, labels, (replicates, seed, workers), asked, out, as_json)


@app.command(
    cls=Command,
    epilog="Examples:\n\n- peaceops tradeoffs\n- peaceops tradeoffs 4\n"
    "- peaceops tradeoffs 3 8 --replicates 40 --out out/tradeoffs\n- peaceops tradeoffs posture exit --json",
)
def tradeoffs(
    which: TradeoffWords = None,
    replicates: TradeoffReplicates = 20,
    seed: RootSeed = 1,
    workers: Workers = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Measure the sixteen trade-offs that must emerge from the rules; without a number, list them.

    Each has sides that pull in different directions. A side is a paired experiment: every seed is run once under each
    of two designs, and the difference is reported with its 95 % interval and a verdict: it emerges, is weak, absent, or
    reversed. On every second pair the same is run with a part of the mechanism switched off: what the choice works
    through is gone, not the choice. An effect that emerged must then be gone too, or it was written in. With `--out`
    it keeps the table (tradeoffs.csv, ranks.csv), what is printed (tradeoffs.txt) and a picture of each
    (tradeoff_04_posture.png). Measured with 100 pairs they stand in docs/tradeoffs.md.
    """
    if not which:
        return list_tradeoffs(replicates, seed, workers, as_json)
    left = f"{out} holds the trade-offs printed above, and is as it was before if there are none" if out else ""
    with _stoppable(out, left):
        return weigh_and_tell(which, (replicates, seed, workers), out, as_json)


@app.command(cls=Command)
def scenarios(as_json: AsJson = False) -> None:
    """List the scenarios that are shipped."""
    from .model.library import scenarios as table_of
    from .viz.listing import scenario_rows
    from .viz.terminal import print_json, print_table

    table = table_of()
    if as_json:
        return print_json(table.to_dict("records"))
    heads = ["name", "title", "weeks", "people", "troops", "armed groups"]
    print_table(heads, scenario_rows(table), right=(2, 3, 4, 5))
    return _hint("Play one: peaceops run " + str(table["name"].iloc[0]) if len(table) else "")


@app.command(cls=Command, epilog="Examples:\n\n- peaceops presets\n- peaceops presets firewall")
def presets(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Preset to show in full.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the named sets of choices, or show one in full."""
    from .model.presets import preset_values
    from .model.presets import presets as table_of
    from .viz.terminal import fold, print_json, print_table

    if name is not None:
        values = preset_values(name)
        return print_json(values) if as_json else print_table(["choice", "value"], [[k, v] for k, v in values.items()])
    table = table_of()
    if as_json:
        return print_json(
            {
                str(row["name"]): {
                    "title": row["title"],
                    "story": row["story"],
                    "choices": preset_values(str(row["name"])),
                }
                for row in table.to_dict("records")
            }
        )
    print_table(
        ["name", "title", "what it is"],
        [[r["name"], r["title"], fold(r["story"], 90)] for r in table.to_dict("records")],
    )
    return _hint("See one in full: peaceops presets firewall")


@app.command(
    cls=Command,
    epilog="Examples:\n\n- peaceops parameters collocation\n- peaceops parameters --choices\n"
    "- peaceops parameters --json",
)
def parameters(
    group: Annotated[str | None, typer.Argument(metavar="[GROUP]", help="Group or beginning of a name.")] = None,
    choices: Annotated[bool, typer.Option("--choices", help="Only the choices under test.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the parameters: type, default, range, unit and one sentence each."""
    from .viz.listing import parameter_rows, parameter_table
    from .viz.terminal import fold, print_json, print_table

    table = parameter_table(group, choices)
    if as_json:
        return print_json(table.to_dict("records"))
    print_table(["name", "default", "allowed", "unit", "what it is"], parameter_rows(table, fold))
    return _hint(f"{len(table)} parameters; more about one: peaceops explain {table['name'].iloc[0]}")


@app.command(
    cls=Command,
    epilog="Examples:\n\n- peaceops explain collocation.headquarters\n- peaceops explain acceptance\n"
    "- peaceops explain two_feet_in\n- peaceops explain JMAC\n- peaceops explain C-05",
)
def explain(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Parameter, group, preset, outcome, column, cause, source or word.")
    ],
    as_json: AsJson = False,
) -> None:
    """Explain a name: a parameter, choice, preset or recorded column with its source, a source, or a word."""
    from .viz.listing import explained
    from .viz.terminal import print_json, print_wrapped

    text = explained(name)
    if as_json:
        return print_json({"name": name, "text": text})
    return print_wrapped(text, later="  ")


@app.command(
    cls=Command,
    epilog="Examples:\n\n- peaceops run contested --out out/contested\n- peaceops why out/contested\n"
    "- peaceops why out/contested local_consent --week 120\n"
    "- peaceops why out/contested acceptance --sector 2 --over 52",
)
def why(
    run: RunDirectory,
    stock: StockName = None,
    week: LastWeek = None,
    over: Over = 13,
    sector: Sector = None,
    as_json: AsJson = False,
) -> None:
    """Say why consent, trust, access, harm or money changed in a run; the causes add up to what was recorded."""
    from .experiments.why import why as ask
    from .model.result import load_result
    from .model.stocks import STOCKS
    from .viz.terminal import print_json, print_table, print_wrapped

    result = load_result(run)
    if stock is None:
        if as_json:
            return print_json({name: each.words for name, each in STOCKS.items()})
        print_table(["stock", "what it is"], [[name, each.words] for name, each in STOCKS.items()])
        return _hint(f"Ask about one: peaceops why {run} local_consent")
    answer = ask(result, stock, week=week, over=over, sector=sector)
    return print_json(answer.as_dict()) if as_json else print_wrapped(answer.text)


for add_commands in (register_plan, register_batch, add_looking_commands, add_report_command, register_exercise,
                     add_app_command, register_class):  # fmt: skip
    add_commands(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code.

    Args:
        arguments: Words after the program's name; those of the process by default.

    Raises:
        SystemExit: Always, with 0, 1 or 2.
    """
    _speak_plainly()
    sys.exit(_code(arguments))


def _code(arguments: Sequence[str] | None) -> int:
    """Return the exit code; every error that a user can cause becomes one sentence on standard error."""
    from .model.errors import PeaceopsError

    usage_error: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")
    try:
        code = app(args=arguments, prog_name="peaceops", standalone_mode=False)
        sys.stdout.flush()
    except PeaceopsError as error:
        return _say(str(error), USER_ERROR)
    except usage_error as error:
        told = getattr(error, "format_message", lambda: "")() or ""
        told = " ".join([*told.split(), _example_for(error)]).strip()
        return _say(told, USER_ERROR) if told else USER_ERROR
    except (StoppedError, KeyboardInterrupt) as error:
        return _say(str(error) or "stopped", FAILED)
    except (BrokenPipeError, SystemExit):  # the reader of a pipe left early; Typer turns that into an exit of its own
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except typer.Abort:
        return _say("stopped", FAILED)
    return code if isinstance(code, int) else DONE


def _example_for(error: Any) -> str:
    """Return an example and where to look, if a command was given without its argument."""
    if type(error).__name__ != "MissingParameter":
        return ""
    return EXAMPLES.get(str(getattr(error.ctx, "info_name", "")), "")


def _say(text: str, code: int) -> int:
    """Print one sentence on standard error and return the exit code."""
    print(f"peaceops: {text}", file=sys.stderr)
    return code


def _speak_plainly() -> None:
    """Let signs that a terminal cannot show become question marks instead of errors."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _hint(text: str) -> None:
    """Print a hint on a terminal; pipes get data only."""
    if text and sys.stdout.isatty():
        from .viz.terminal import console

        console().print(text, style="dim")


@contextmanager
def _stoppable(out: str | None, left: str = "") -> Iterator[None]:
    """Turn Ctrl-C into a sentence that says what is left behind, or what ``left`` says of it."""
    try:
        yield
    except KeyboardInterrupt:
        left = left or (f"{out} is as it was before" if out else "no files were being written")
        raise StoppedError(f"stopped by Ctrl-C; {left}") from None
