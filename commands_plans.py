"""The command ``plan``: what a plan asks for before anything runs, and the plans that are shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import AsJson, Command, RefusedError, Workers

if TYPE_CHECKING:
    from .experiments.plan import Plan
    from .experiments.plan_size import PlanSize

__all__ = ["plan", "register"]

ACTIONS = ("check", "show", "list")
MOST_LINES = 40  # factors and designs named in a check; all are in --json


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        cls=Command,
        epilog="Examples:\n\n- peaceops plan list\n- peaceops plan show structure_by_context > study.toml\n"
        "- peaceops plan check study.toml",
    )(plan)


def plan(
    action: Annotated[str, typer.Argument(metavar="check | show | list", help="What to do.")] = "list",
    name: Annotated[
        str | None, typer.Argument(metavar="PLAN", help="Name of a shipped plan, or a TOML file; list takes none.")
    ] = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Look at a plan before anything runs: check it, show the text of a shipped one to start from, or list them.

    A check reads the whole plan, builds its scenarios, and says how many runs it comes to, roughly how long they take
    on this machine and how much disk they need, what varies, and which of that a mission chooses and which are facts
    of the world.
    """
    if action not in ACTIONS:
        raise RefusedError(f"plan cannot {action[:60]!r}; allowed is check, show or list, as in: peaceops plan list")
    if action == "list":
        return _list(as_json)
    if name is None:
        raise RefusedError(f"plan {action} needs a plan, for example: peaceops plan {action} first_comparison")
    return _show(name) if action == "show" else _check(name, workers, as_json)


def _list(as_json: bool) -> None:
    """List the shipped plans."""
    from .experiments.plan import load_plan, shipped_plans
    from .viz.terminal import print_json, print_table

    rows = [(name, load_plan(name, tried=0)) for name in shipped_plans()]
    if as_json:
        return print_json([{"name": name, "title": one.title, "question": one.question} for name, one in rows])
    return print_table(["name", "kind", "question"], [(name, one.kind, one.question) for name, one in rows])


def _show(name: str) -> None:
    """Print the text of a shipped plan."""
    from .experiments.plan import shipped_plans
    from .model.errors import PlanError, nearest

    shipped = shipped_plans()
    if name not in shipped:
        hint = nearest(name[:60], shipped)
        raise PlanError(f"no plan {name[:60]!r} is shipped; shipped are {', '.join(shipped)}{hint}")
    print(shipped[name].read_text(encoding="utf-8"), end="")


def _check(name: str, workers: int | None, as_json: bool) -> None:
    """Say what a plan asks for."""
    from .doing import seconds_a_week, usable_cores
    from .experiments.plan import load_plan
    from .experiments.plan_size import size_of, weeks_by_scenario
    from .viz.terminal import print_json

    read = load_plan(name)
    size = size_of(read)
    used = workers or usable_cores()
    each = {one: n * size.runs // size.scenarios for one, n in weeks_by_scenario(read).items()}
    seconds = sum(n * seconds_a_week(read.seed, one) for one, n in each.items()) / used
    if as_json:
        return print_json({
            "title": read.title, "question": read.question, "kind": read.kind, "scenarios": list(read.scenarios),
            "runs": size.runs, "settings": size.settings, "replicates": size.replicates, "weeks": size.weeks,
            "workers": used, "seconds": round(seconds, 1), "megabytes": round(size.megabytes, 2),
            "designs": list(read.designs), "base": read.base, "outcomes": list(read.outcomes),
            "columns": list(read.columns),
            "resolution": read.resolution, "aliased_pairs": read.aliased_pairs,
            "factors": {one.name: {"lever": one.lever, "values": one.words()} for one in read.factors.values()},
        })  # fmt: skip
    return _tell(read, size, used, seconds)


def _tell(read: Plan, size: PlanSize, workers: int, seconds: float) -> None:
    """Print a check."""
    from .viz.terminal import print_table, print_wrapped, time_words

    def many(n: int, word: str) -> str:
        return f"{n:,} {word}{'' if n == 1 else 's'}"

    print_wrapped(f"{read.title or 'The plan'}: {read.kind.replace('_', ' ')}, nothing wrong with it")
    if read.question:
        print_wrapped(f"Question: {read.question}")
    most = "at most " if read.stop else ""
    print_wrapped(
        f"Runs: {most}{size.runs:,} ({many(size.scenarios, 'scenario')} x {many(size.settings, 'setting')} x "
        f"{many(size.replicates, 'seed')}), {size.weeks:,} weeks"
    )
    print_wrapped(f"Time: roughly {time_words(seconds)} with {many(workers, 'worker')} on this machine as it is now")
    print_wrapped(f"Disk: roughly {max(size.megabytes, 0.1):,.1f} MB")
    if read.stop:
        share = " of the mean of the base" if read.stop.relative else ""
        print_wrapped(
            f"Stops when the interval of {read.stop.outcome}, {read.stop.design} against {read.stop.base}, is no wider "
            f"than {read.stop.width:g}{share}, or after {read.stop.budget} seeds"
        )
    if read.factors:
        rows = [(one.name, _role(one), one.words()) for one in list(read.factors.values())[:MOST_LINES]]
        print_table(["what varies", "is", "values"], rows)
    names = [(one, "base" if one == read.base else "") for one in read.designs[:MOST_LINES]]
    if len(names) > 1:
        print_table(["design", ""], names)
    if read.resolution is not None:
        _tell_resolution(read)
    print_wrapped("Outcomes: " + ", ".join(read.outcomes))


def _tell_resolution(read: Plan) -> None:
    """Print what a fractional factorial can tell apart."""
    from .viz.terminal import print_wrapped

    short = {one.name: one.name.rpartition(".")[2] for one in read.levers}
    if not read.aliased_pairs:
        return print_wrapped("Effects of single choices and of pairs can all be told apart")
    print_wrapped(
        "Effects of single choices can be told apart from one another and from pairs; the pairs in each of these "
        f"{len(read.aliased_pairs)} groups are measured as one:"
    )
    for group in read.aliased_pairs:
        print_wrapped("  " + ", ".join(" x ".join(short[name] for name in pair) for pair in group))


def _role(factor: Any) -> str:
    """Return whether a factor is chosen or not."""
    return "a choice of the mission" if factor.lever else "a fact of the world"
