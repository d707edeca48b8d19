"""The options of the command line: what each takes, and how it is refused in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

__all__ = [
    "Against",
    "AgainstSettings",
    "AsJson",
    "BasePreset",
    "Command",
    "Host",
    "KeepMinutes",
    "LastWeek",
    "MostVisitors",
    "OpensBrowser",
    "Out",
    "Outcomes",
    "Over",
    "Port",
    "Preset",
    "Program",
    "RefusedError",
    "Replicates",
    "RootSeed",
    "RunDirectory",
    "ScenarioName",
    "Sector",
    "Seed",
    "Settings",
    "SharedSettings",
    "StockName",
    "StoredPlace",
    "TradeoffReplicates",
    "TradeoffWords",
    "Weeks",
    "Workers",
]

ONCE = ("--preset", "--against")  # presets do not add up; of other options the last one given counts


class RefusedError(typer.BadParameter):
    """Words on the command line that cannot be used; the text is one clean sentence."""

    def format_message(self) -> str:
        """Return the sentence as it is."""
        return self.message


class Command(TyperCommand):
    """A command that refuses two presets for one design."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return what is left of the words, as every command does.

        Raises:
            RefusedError: If a preset is given twice.
        """
        given: list[Any] = self.make_parser(ctx).parse_args(args=list(args))[2]  # in the order typed
        for option in given:
            times = given.count(option)
            if times > 1 and option.opts[0] in ONCE:
                raise RefusedError(
                    f"{option.opts[0]} is given {times} times; allowed is once, with --set for single choices"
                )
        return super().parse_args(ctx, args)


class Program(TyperGroup):
    """The program, which says what its commands are called where a word is none of them."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return name, command and the words left, as every group of commands does.

        Raises:
            RefusedError: If there is no command of that name.
        """
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            from .model.errors import nearest

            known = self.list_commands(ctx)
            raise RefusedError(
                f"no command is called {args[0][:60]!r}; commands are {', '.join(known)}{nearest(args[0][:60], known)}"
            )
        return super().resolve_command(ctx, args)


def _whole(option: str, low: int, help: str) -> Any:
    """Return an option that takes whole numbers from ``low`` up and refuses anything else."""
    allowed = f"allowed is a whole number from {low} up"

    def number(given: str | int) -> int:
        try:
            value = int(given)
        except ValueError:
            raise RefusedError(f"{option} is {given!r}; {allowed}") from None
        if value < low:
            raise RefusedError(f"{option} is {value}; {allowed}")
        return value

    read: Callable[[str], int] = number
    return typer.Option(option, parser=read, metavar="N", help=help)


ScenarioName = Annotated[str, typer.Argument(metavar="SCENARIO", help="A shipped scenario or the path of a TOML file.")]
Preset = Annotated[str | None, typer.Option(metavar="NAME", help="Named set of choices; see: presets.")]
BasePreset = Annotated[str | None, typer.Option(metavar="A", help="Preset of the base [default: the scenario].")]
Against = Annotated[str | None, typer.Option(metavar="B", help="Preset of the other design.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Change one parameter; may be given many times."),
]
SharedSettings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Change one parameter in both designs; may be repeated."),
]
AgainstSettings = Annotated[
    list[str] | None,
    typer.Option("--against-set", metavar="NAME=VALUE", help="Change one parameter in the other design only."),
]
Seed = Annotated[int, _whole("--seed", 0, "Whole number that fixes all luck; the same seed gives the same run.")]
RootSeed = Annotated[
    int,
    _whole(
        "--seed",
        0,
        "Root seed: one whole number from which every pair gets a seed of its own, so that pairs differ in luck and "
        "the same number gives the same comparison again.",
    ),
]
Weeks = Annotated[int | None, _whole("--weeks", 1, "Length of a run in weeks [default: as the scenario says].")]
Replicates = Annotated[int, _whole("--replicates", 1, "Pairs of runs; 40 or more for a firm answer.")]
TradeoffReplicates = Annotated[int, _whole("--replicates", 1, "Pairs of runs; 12 for any verdict, 100 for firm ones.")]
TradeoffWords = Annotated[
    list[str] | None,
    typer.Argument(metavar="N", help="Numbers from 1 to 16, names, or all [default: list them]."),
]
Workers = Annotated[
    int | None, _whole("--workers", 1, "Processes; their number changes no result [default: one a core].")
]
Outcomes = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Outcome to show; may be repeated [default: the main ones]."),
]
RunDirectory = Annotated[str, typer.Argument(metavar="RUN", help="Directory that run --out wrote.")]
StockName = Annotated[
    str | None, typer.Argument(metavar="[STOCK]", help="What to ask about [default: list what can be asked].")
]
LastWeek = Annotated[int | None, _whole("--week", 0, "Last week looked at [default: that of the most telling weeks].")]
Over = Annotated[int, _whole("--over", 1, "Weeks looked at.")]
Sector = Annotated[int | None, _whole("--sector", 1, "Ask about one sector, numbered as on the map.")]
Out = Annotated[str | None, typer.Option("--out", metavar="DIR", help="Directory for tables and pictures.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document for programs.")]
Port = Annotated[int, _whole("--port", 0, "Port to listen at; 0 takes a free one.")]
Host = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS",
        help="Address to listen at. The default lets in this machine only; 0.0.0.0 lets in the whole network, where "
        "anybody can then use it.",
    ),
]
OpensBrowser = Annotated[bool, typer.Option("--open/--no-open", help="Whether a browser is opened.")]
KeepMinutes = Annotated[int, _whole("--keep", 1, "Minutes that a run is kept after its tab was closed.")]
MostVisitors = Annotated[
    int, _whole("--most", 1, "Visitors who can have a run at a time; others are asked to come back later.")
]
StoredPlace = Annotated[
    str | None, typer.Argument(metavar="[DIR]", help="Stored run or batch, or a folder of them, to open in the page.")
]
