"""The commands that look at a stored batch: designs, sensitivity and frontier; everything heavy is imported on use."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from .options import AsJson, Command, RefusedError

__all__ = ["add_looking_commands"]

BatchDirectory = Annotated[str, typer.Argument(metavar="DIR", help="Directory that batch --out wrote.")]
OutcomeNames = Annotated[
    list[str] | None,
    typer.Option("--outcome", metavar="NAME", help="Outcome to look at; may be repeated [default: those of the plan]."),
]
BaseDesign = Annotated[
    str | None, typer.Option("--base", metavar="DESIGN", help="Design to compare with [default: that of the plan].")
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE",
        help="Look at runs of one scenario (scenario=contested) or of some worlds alone (host.abuse=0.3..0.7); may be "
        "repeated.",
    ),
]
FailingDesign = Annotated[
    str | None, typer.Option("--fails", metavar="DESIGN", help="Say too in which worlds this design fails.")
]
FailLimit = Annotated[
    float | None,
    typer.Option("--limit", metavar="NUMBER", help="It fails where the first outcome is worse than this [default: the "
                 "worst quarter of its own worlds]."),
]  # fmt: skip
Dilemmas = Annotated[
    list[str] | None,
    typer.Option("--dilemma", metavar="NAME", help="impartiality, accountability or ownership [default: all three]."),
]


def add_looking_commands(app: typer.Typer) -> None:
    """Give the program the commands that look at a stored batch."""
    app.command(
        cls=Command, epilog="Examples:\n\n- peaceops designs out/study\n"
        "- peaceops designs out/study --where scenario=contested\n"
        "- peaceops designs out/study --outcome civilian_deaths --fails two_feet_in",
    )(designs)  # fmt: skip
    app.command(
        cls=Command, epilog="Examples:\n\n- peaceops sensitivity out/study\n"
        "- peaceops sensitivity out/study --outcome civilian_deaths --json",
    )(sensitivity)  # fmt: skip
    app.command(
        cls=Command, epilog="Examples:\n\n- peaceops frontier out/study\n- peaceops frontier out/study "
        "--outcome civilian_deaths --outcome acceptance_mean",
    )(frontier)  # fmt: skip


def designs(
    directory: BatchDirectory,
    outcome: OutcomeNames = None,
    base: BaseDesign = None,
    fails: FailingDesign = None,
    limit: FailLimit = None,
    where: Where = None,
    as_json: AsJson = False,
) -> None:
    """Compare the designs of a batch: differences from a base, which is best where, and which part did it.

    Designs are compared within the same world and the same seed, with 95 % intervals. Where facts of the world vary,
    it says in which share of the worlds each design is best and which assumption would change that; where choices are
    switched on and off, what each does alone and in pairs; where weekly columns were kept, when twin runs part.
    """
    from .experiments.study import look_at_designs
    from .viz.looking import plain_values, print_designs
    from .viz.terminal import print_json

    if limit is not None and fails is None:
        raise RefusedError("--limit says when a design fails, and no design is named; add --fails DESIGN")
    found = look_at_designs(_batch(directory, where), outcome or None, base=base, fails=fails, limit=limit)
    return print_json(plain_values(found)) if as_json else print_designs(found)


def sensitivity(directory: BatchDirectory, outcome: OutcomeNames = None, as_json: AsJson = False) -> None:
    """Say which factors of a batch move an outcome: Morris, Sobol, or rank measures, with intervals."""
    from .experiments.study import look_at_sensitivity
    from .viz.looking import plain_values, print_sensitivity
    from .viz.terminal import print_json

    found = look_at_sensitivity(_batch(directory), outcome or None)
    if as_json:
        return print_json(plain_values(found))
    for one in found:
        print_sensitivity(one)
    return None


def frontier(
    directory: BatchDirectory,
    dilemma: Dilemmas = None,
    outcome: OutcomeNames = None,
    where: Where = None,
    as_json: AsJson = False,
) -> None:
    """Say which designs no other beats along the dilemmas of integration, or along outcomes; never a single winner."""
    from .experiments.study import look_at_frontiers
    from .viz.looking import plain_values, print_frontier
    from .viz.terminal import print_json

    found = look_at_frontiers(_batch(directory, where), dilemma or None, outcome or None)
    if as_json:
        return print_json(plain_values(found))
    for one in found:
        print_frontier(one)
    return None


def _batch(directory: str, where: list[str] | None = None) -> Any:
    """Return a stored batch, or the part of it that meets conditions."""
    from .experiments.batch import load_batch
    from .experiments.batch_part import part_of

    return part_of(load_batch(directory), where or [])
