"""The command ``exercise``: exercises for a class, looked at, checked and printed; heavy imports on use."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from .options import AsJson, Command, Out, RefusedError

__all__ = ["exercise", "register"]

ACTIONS = ("list", "show", "check", "cards")


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        cls=Command,
        epilog="Examples:\n\n- peaceops exercise list\n- peaceops exercise show collocation\n"
        "- peaceops exercise check my_exercise.toml\n- peaceops exercise cards elections --out cards",
    )(exercise)


def exercise(
    action: Annotated[str, typer.Argument(metavar="list | show | check | cards", help="What to do.")] = "list",
    name: Annotated[
        str | None,
        typer.Argument(metavar="EXERCISE", help="Name of a shipped exercise, or a TOML file; list takes none."),
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Exercises for a class: list the shipped ones, show one, check one of your own, or print cards on paper.

    What show prints can be shown to players: nothing private is in it. Cards are one HTML file to print from a browser:
    a sheet for whoever leads the class, a card for each role with its orders, and cards of what happens.
    """
    if action not in ACTIONS:
        raise RefusedError(
            f"exercise cannot {action[:60]!r}; allowed is {', '.join(ACTIONS)}, as in: peaceops exercise list"
        )
    if out is not None and action != "cards":
        raise RefusedError(
            f"--out is given, and exercise {action} writes nothing; allowed is exercise cards NAME --out DIR"
        )
    if action == "list":
        return _list(as_json)
    if name is None:
        raise RefusedError(
            f"exercise {action} needs an exercise, for example: peaceops exercise {action} first_100_days"
        )
    if action == "cards":
        return _cards(name, out)
    return _show(name, as_json) if action == "show" else _check(name, as_json)


def _list(as_json: bool) -> None:
    """List the shipped exercises."""
    from .experiments.exercise import load_exercise, shipped_exercises
    from .viz.terminal import print_json, print_table

    found = [load_exercise(name) for name in shipped_exercises()]
    if as_json:
        return print_json([_facts(one) for one in found])
    heads = ["name", "minutes", "players", "scenario", "question"]
    return print_table(
        heads, [(one.name, one.minutes, _players(one), one.scenario.name, one.question) for one in found], right=(1,)
    )


def _show(name: str, as_json: bool) -> None:
    """Show one exercise."""
    from .experiments.exercise import load_exercise
    from .viz.exercise_words import shown_exercise
    from .viz.terminal import print_json, print_wrapped

    read = load_exercise(name)
    return print_json(_facts(read)) if as_json else print_wrapped(shown_exercise(read))


def _check(name: str, as_json: bool) -> None:
    """Say that an exercise can be used, or why not: it is read as a class reads it, and its weeks are played."""
    from .experiments.classroom.trying import try_out
    from .viz.terminal import print_json, print_wrapped

    read = try_out(name)
    if as_json:
        return print_json(_facts(read))
    print_wrapped(f"{read.title}: nothing wrong with it")
    print_wrapped(
        f"{len(read.rounds)} rounds, {read.minutes} minutes, {_players(read)} players, "
        f"{read.weeks} weeks in rounds and {read.after_weeks} after them"
    )
    held = [key for key, seat in read.seats.items() if not seat.holds and not seat.opening and not seat.grants]
    if held:
        print_wrapped(f"Without orders and injects: {', '.join(held)}; such roles can only persuade")
    dated = [card for card in read.injects if card.inject.week is not None and not card.held]
    untold = [card.title for card in dated if not read.told_in(card)]
    if untold:
        print_wrapped(f"No round tells of: {', '.join(untold)}; that is right for what is to come as a surprise")
    return None


def _cards(name: str, out: str | None) -> None:
    """Write cards."""
    from pathlib import Path

    from .experiments.exercise import load_exercise
    from .viz.cards import write_cards
    from .viz.terminal import print_wrapped

    if out is None:
        raise RefusedError(
            f"exercise cards needs a directory, for example: peaceops exercise cards {name[:60]} --out cards"
        )
    print_wrapped(
        f"The cards are in {write_cards(load_exercise(name), Path(out))}; open the file in a browser and print it"
    )


def _players(read: Any) -> str:
    """Return how many can play."""
    return (
        f"{read.least_players}-{read.most_players}"
        if read.most_players > read.least_players
        else str(read.most_players)
    )


def _facts(read: Any) -> dict[str, Any]:
    """Return what programs need to know of an exercise; nothing private is in it."""
    return {
        "name": read.name, "title": read.title, "question": read.question, "scenario": read.scenario.name,
        "minutes": read.minutes, "least_players": read.least_players, "most_players": read.most_players,
        "solo": read.solo,
        "weeks": read.weeks, "after_weeks": read.after_weeks, "goals": {goal.key: goal.text for goal in read.goals},
        "rounds": [{"title": one.title, "weeks": one.weeks, "minutes": one.minutes} for one in read.rounds],
        "roles": {
            key: {"title": seat.role.title, "seats": seat.seats, "holds": list(seat.holds),
                  "opening": list(seat.opening), "sees": list(seat.sees),
                  "injects": [grant.kind for grant in seat.grants]}
            for key, seat in read.seats.items()
        },
        "axes": {axis.title: axis.outcome.key for axis in read.axes},
    }  # fmt: skip
