"""The command ``class``: a class plays an exercise from its own browsers; heavy imports on use."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Command, RefusedError

if TYPE_CHECKING:
    from .experiments.classroom.game import Game

__all__ = ["class_", "register"]

PORT = 8010
SOLO, DEBRIEF, LIST = "solo", "debrief", "list"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "class",
        cls=Command,
        epilog="Examples:\n\n- peaceops class\n- peaceops class collocation --lan\n"
        "- peaceops class solo first_100_days\n"
        "- peaceops class collocation --new (a new class, where another was broken off)\n"
        "- peaceops class --file class_collocation.sqlite (goes on where it was left)\n"
        "- peaceops class debrief class_collocation.sqlite --out debrief.html",
    )(class_)


def class_(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[EXERCISE | solo | debrief | list]",
            help="Exercise to play, shipped or a TOML file; or what to do.",
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[EXERCISE | FILE]", help="After solo: the exercise; after debrief: the file of a class."
        ),
    ] = None,
    lan: Annotated[
        bool, typer.Option("--lan", help="Let others on this network join; without it only this computer can.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65_535, metavar="N", help="Port of the server; 0 for any that is free.")
    ] = PORT,
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="FILE", help="File that keeps the class [default: class_EXERCISE.sqlite here]."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, metavar="N", help="Luck of the telling [default: the exercise's].")
    ] = None,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="FILE", help="For debrief: HTML file or directory [default: beside FILE]."),
    ] = None,
    batch: Annotated[
        str | None, typer.Option("--batch", metavar="DIR", help="For debrief: stored batch to be held against.")
    ] = None,
    against: Annotated[
        list[str] | None, typer.Option("--against", metavar="FILE", help="For debrief: earlier class; may be repeated.")
    ] = None,
    seeds: Annotated[
        int | None, typer.Option("--seeds", min=0, metavar="N", help="For debrief: other seeds tried [default: 5].")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, metavar="N", help="For debrief: processes [default: one a core]."),
    ] = None,
    names: Annotated[
        bool, typer.Option("--names/--no-names", help="For debrief: with or without the names of players.")
    ] = True,
    check: Annotated[
        bool, typer.Option("--check", help="For debrief: play again from the data of a debrief, and compare.")
    ] = False,
    new: Annotated[
        bool,
        typer.Option("--new", help="Begin anew where a class was broken off; its file is kept under its date."),
    ] = False,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser of this computer.")
    ] = True,
) -> None:
    """Let a class play an exercise: start it, show the code, and up to forty join from their own browsers.

    Everything is kept in one file as it happens: stop the server or lose power at any moment,
    give the same command again,
    and everybody is back in their seat. `peaceops class solo EXERCISE` lets one player play,
    all other roles going by the
    model's rules. `peaceops class debrief FILE` writes the debrief of a class as one HTML file.
    """
    if what == LIST:
        return _list()
    given = {"--out": out, "--batch": batch, "--against": against or None, "--seeds": seeds, "--workers": workers,
             "--check": check or None}  # fmt: skip
    if what == DEBRIEF:
        from .commands_debrief import check_debrief, make_debrief_files

        if check:
            return check_debrief(name)
        return make_debrief_files(
            name, out, batch=batch, against=against or (), seeds=seeds, names=names, workers=workers
        )
    if unused := [option for option, value in given.items() if value is not None]:
        raise RefusedError(
            f"{unused[0]} is given, and belongs to the debrief; allowed is peaceops class debrief FILE {unused[0]} ..."
        )
    solo = what == SOLO
    if solo and lan:
        raise RefusedError(
            "--lan is given, and solo is for one player on this computer; leave it away, or start a class"
        )
    exercise = name if solo else what
    if not solo and name is not None:
        raise RefusedError(
            f"class takes one exercise, and {name[:60]!r} comes after it; for example: peaceops class collocation"
        )
    if exercise is None and file is None:
        exercise = _asked(solo)
    return _play(
        exercise,
        None if file is None else Path(file),
        lan=lan,
        port=port,
        seed=seed,
        solo=solo,
        new=new,
        browser=browser,
    )


def _list() -> None:
    """List the exercises with the fewest and most players."""
    from .commands_exercise import exercise

    exercise("list")


def _asked(solo: bool) -> str:
    """Ask which exercise, on a terminal; refuse otherwise."""
    from .experiments.exercise import load_exercise, shipped_exercises
    from .viz.terminal import print_wrapped

    names = [key for key in shipped_exercises() if not solo or load_exercise(key).solo]
    if not sys.stdin.isatty():
        raise RefusedError(
            f"class needs an exercise; shipped are {', '.join(names)}, for example: peaceops class collocation"
        )
    for number, key in enumerate(names, start=1):
        one = load_exercise(key)
        print_wrapped(
            f"{number}  {one.title}, {one.minutes} minutes, {one.least_players} players or more: {one.question}"
        )
    number = typer.prompt(
        "Which one? Number", type=typer.IntRange(1, len(names)) if hasattr(typer, "IntRange") else int
    )
    if not 1 <= number <= len(names):
        raise RefusedError(f"the number is {number}; allowed is 1 to {len(names)}")
    return names[number - 1]


def _play(
    exercise: str | None,
    file: Path | None,
    *,
    lan: bool,
    port: int,
    seed: int | None,
    solo: bool,
    new: bool,
    browser: bool,
) -> None:
    """Begin a class or go on with one, and serve it."""
    from .viz.classroom.start import bound, place_of, serve

    listening = bound(port, lan=lan)  # first: a port that is taken leaves no file behind
    try:
        aside = _set_aside(exercise, file, solo) if new else None
        game, old = _game(exercise, file, seed, solo)
        if lan and game.solo:
            game.close()
            raise RefusedError(
                f"--lan is given, and {game.file.path} is a game for one player on this computer, without a code; "
                "leave --lan away, or start a class"
            )
    except BaseException:
        listening.close()
        raise
    _catch_up(game)
    place = place_of(listening, lan=lan)
    _tell(game, place, old=old, aside=aside, exercise=exercise)
    with suppress(KeyboardInterrupt):  # the server has come down by then, and let go of the file
        serve(game, listening, place, lambda: _open(game, place.address) if browser and sys.stdout.isatty() else None)
    from .viz.terminal import print_wrapped

    if game.deleted:
        return print_wrapped("The class has been deleted.")
    if not game.file.path.exists():
        return print_wrapped(f"Stopped. {game.file.path} is not there any more: put it back if you have moved it.")
    return print_wrapped(
        f"Stopped. The class is kept in {game.file.path}; go on with: peaceops class --file {game.file.path}"
    )


def _game(exercise: str | None, file: Path | None, seed: int | None, solo: bool) -> tuple[Game, bool]:
    """Return the class, and whether it was begun before."""
    from .experiments.classroom.game import new_game, open_game

    path = file if file is not None else _free_file(str(exercise), solo)
    if not path.exists():
        if exercise is None:
            raise RefusedError(
                f"there is no class in {path}; to begin one, name an exercise: peaceops class collocation --file {path}"
            )
        return new_game(path, exercise, seed=seed, solo=solo), False
    game = open_game(path)
    told = _unlike(game, exercise, seed, solo)
    if told:
        game.close()
        raise RefusedError(f"{path} holds {told}; give another --file, or go on with it: peaceops class --file {path}")
    return game, True


def _set_aside(exercise: str | None, file: Path | None, solo: bool) -> Path | None:
    """Give the file of a class that was broken off a name with its date, and return that; None if there is none."""
    from datetime import datetime

    from .experiments.classroom.log import ClassFile

    if exercise is None:
        raise RefusedError("--new needs the exercise, for example: peaceops class collocation --new")
    path = file if file is not None else _free_file(exercise, solo)
    if not path.exists():
        return None
    kept = ClassFile.open(path)  # nobody else leads it; closing it leaves one file
    rows = kept.last_rows(1)
    day = datetime.fromtimestamp(rows[-1].at if rows else float(kept.about["created"]))
    kept.close()
    stem, number = f"{path.stem}_{day:%Y-%m-%d_%H%M}", 1
    while (aside := path.with_name(f"{stem}{f'_{number}' if number > 1 else ''}{path.suffix}")).exists():
        number += 1
    return path.rename(aside)


def _unlike(game: Game, exercise: str | None, seed: int | None, solo: bool) -> str:
    """Return how the class of a file differs from what is asked for, nothing if it does not."""
    if exercise is not None and Path(exercise).stem != game.exercise.name:
        return f"a class of another exercise, {game.exercise.name}"
    if seed is not None and seed != game.about["seed"]:
        return f"a class with the seed {game.about['seed']}"
    if solo and not game.solo:
        return "a class of many"
    return ""


def _free_file(exercise: str, solo: bool) -> Path:
    """Return the file of the class that is under way here, or that of a new one."""
    from .experiments.classroom.log import read
    from .experiments.classroom.state import over

    stem = f"{'solo' if solo else 'class'}_{Path(exercise).stem}"
    number = 1
    while True:
        path = Path(f"{stem}{f'_{number}' if number > 1 else ''}.sqlite")
        if not path.exists() or not over(read(path).rows):
            return path
        number += 1


def _catch_up(game: Game) -> None:
    """Play what has been settled so far, with a bar on a terminal."""
    from .viz.terminal import progress_bar

    with progress_bar("Playing the weeks so far") as report:
        game.play(lambda done, of: report(done, max(of, 1)))


def _tell(game: Game, place: Any, *, old: bool, aside: Path | None = None, exercise: str | None = None) -> None:
    """Say what runs where."""
    from .viz.classroom.qr import qr_terminal
    from .viz.terminal import print_wrapped

    lines = [
        f"{game.exercise.title} ({game.exercise.name}), {'alone' if game.solo else 'a class'}; kept in {game.file.path}"
    ]
    if old:
        lines += _old_words(game, exercise)
    if aside is not None:
        lines.append(f"Begins anew. The class that was broken off is kept in {aside}")
    if game.solo:
        lines.append(f"Play here: {place.address}")
    else:
        lines += [
            f"Players:  {place.address}   code {game.code}",
            f"For you:  {place.address}lecturer#once={game.once()}   (good for one use; do not show it)",
        ]
    for line in lines:
        print(line)  # an address is never broken
    for line in (place.notice, "Stop with Ctrl-C; nothing is lost."):
        print_wrapped(line)
    if place.lan and sys.stdout.isatty():
        print(qr_terminal(f"{place.address}#{game.code}"))
    sys.stdout.flush()


def _old_words(game: Game, exercise: str | None = None) -> list[str]:
    """Return that a class goes on which was begun before, when it was left and where, and how to begin a new one."""
    from datetime import datetime

    from .experiments.classroom.replay import has_changed
    from .experiments.classroom.state import DEBRIEF, ENDED, LOBBY
    from .experiments.exercise import shipped_exercises

    state, rows = game.state, game.file.last_rows(1)
    last = datetime.fromtimestamp(rows[-1].at if rows else float(game.about["created"]))
    rounds = len(game.exercise.rounds)
    place = f"in round {state.round} of {rounds}" if state.round <= rounds else "after the last round"
    where = {LOBBY: "before round 1", DEBRIEF: "at the debrief", ENDED: "ended"}.get(state.phase, place)
    here = [one.name for one in state.players.values() if not one.removed]
    what = f"THIS IS NOT A NEW CLASS. It was begun before, last used on {last:%d %B %Y at %H:%M}, and goes on {where}"
    more = f" and {len(here) - 5} more" if len(here) > 5 else ""
    who = f"with {', '.join(here[:5])}{more}" if here else "with nobody in it"
    name = game.exercise.name if game.exercise.name in shipped_exercises() else f"{game.exercise.name}.toml"
    anew = f"peaceops class {'solo ' if game.solo else ''}{name} --new"
    then = []
    if exercise is not None and has_changed(game.about, exercise):
        then = [f"{exercise} has been changed since; this class goes on with what was in it when it began."]
    return [f"{what}, {who}.", *then, f"For a new one, stop this and give: {anew}   (this one is kept)"]


def _open(game: Game, address: str) -> None:
    """Open the page of whoever has given the command."""
    import webbrowser

    webbrowser.open(address if game.solo else f"{address}lecturer#once={game.once()}")
