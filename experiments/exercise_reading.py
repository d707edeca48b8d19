"""Reading an exercise, table by table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..model.columns import COLUMN_NAMES
from ..model.errors import PeaceopsError, nearest
from ..model.injects import Inject
from ..model.layout import plain
from ..model.library import load_scenario, shipped_names
from ..model.scenario import Scenario
from ..model.toml_source import oneline
from .authority import Holding
from .exercise import Axis, Exercise, InjectCard, LearningGoal, Play, Question, Round, Seat
from .exercise_holdings import holdings_of
from .exercise_seats import read_outcome, read_seats
from .exercise_section import Part
from .roles import INJECT_KINDS

__all__ = ["read_exercise"]

TABLES = (
    "title", "question", "summary", "story", "least_players", "solo", "scenario", "time", "goals", "rounds", "roles", "limits",
    "injects", "axes", "debrief", "plays", "guide",
)  # fmt: skip
INJECT_FIELDS = ("kind", "week", "when", "size", "weeks", "sector", "group", "text")
GUIDE = ("preparation", "happens", "debrief")
SEATING = "seating"
LONGEST_LESSON, LONGEST_RUN = 480, 1_040


def read_exercise(root: Part, path: Path, played: Scenario | None = None) -> Exercise:
    """Return an exercise from its tables.

    Args:
        root: The whole file.
        path: The file; its name is that of the exercise, and paths of scenarios are relative to it.
        played: What is played, with preset and changes; None to read it from where the exercise says.

    Raises:
        ExerciseError: If a name is unknown, a value not allowed, or the parts do not fit together.
    """
    root.only(TABLES)
    title, question = root.words("title", 200), root.words("question", 500)
    rounds = tuple(_round(row) for row in root.rows("rounds"))
    if not rounds:
        root.refuse("an exercise has no rounds; give at least one, opened by [[rounds]]", "rounds")
    time, guide = root.table("time"), root.table("guide")
    time.only(("briefing", "debrief"))
    guide.only((*GUIDE, SEATING))
    goals = _goals(root)
    scenario, cards, after_weeks, seed = _scenario(root, sum(one.weeks for one in rounds), path.parent, played)
    seats, facts = read_seats(root, scenario)
    holdings = holdings_of({key: seat.holds for key, seat in seats.items()}, root.table("limits")) | facts
    if not holdings:
        root.refuse("nobody holds anything in this exercise; name choices under roles.NAME.holds", "roles")
    solo = root.switch("solo", len(seats) == 1)
    most = sum(seat.seats for seat in seats.values())
    made = Exercise(
        path.stem, title, question, root.words("summary"), root.words("story"),
        root.whole("least_players", 1, most, 1 if solo else min(2, most)), solo, scenario, seed, after_weeks,
        time.whole("briefing", 0, LONGEST_LESSON, 5), time.whole("debrief", 0, LONGEST_LESSON, 20), goals, rounds, seats, cards,
        tuple(_axis(row) for row in root.rows("axes")), _questions(root, goals, holdings), tuple(_play(row, holdings) for row in root.rows("plays")),
        {key: guide.text(key).strip() for key in GUIDE}, holdings, _seating(guide, seats),
    )  # fmt: skip
    return _whole(made, root)


def _seating(guide: Part, seats: Mapping[str, Seat]) -> tuple[str, ...]:
    """Return in which order seats are filled: one of each role first, in the order that the guide says, then the others."""
    order = guide.texts(SEATING) if SEATING in guide else tuple(seats)
    if set(order) != set(seats):
        guide.refuse(f"{guide.label(SEATING)} is {', '.join(map(oneline, order))}; allowed is each role of the exercise once: {', '.join(seats)}", SEATING)
    most = max((seat.seats for seat in seats.values()), default=0)
    return tuple(key for number in range(most) for key in order if seats[key].seats > number)


def _whole(made: Exercise, root: Part) -> Exercise:
    """Return an exercise after a look at what it is as a whole."""
    if len(made.axes) < 2:
        root.refuse(f"an exercise has {'one axis' if made.axes else 'no axes'}; allowed is at least 2, opened by [[axes]]: no single one says who has won", "axes")
    if made.minutes > LONGEST_LESSON:
        root.refuse(f"the exercise takes {made.minutes} minutes; allowed is at most {LONGEST_LESSON}", "rounds")
    if made.solo and not any(one.hint for one in made.rounds) and len(made.seats) == 1:
        root.refuse("an exercise for one player has no hints; give the rounds a hint, or solo = false", "rounds")
    return made


def _goals(root: Part) -> tuple[LearningGoal, ...]:
    """Return the learning goals."""
    made: list[LearningGoal] = []
    for row in root.rows("goals"):
        row.only(("key", "text"))
        key = row.words("key", 60)
        if key in [one.key for one in made]:
            row.refuse(f"{row.label('key')} is {oneline(repr(key))}, which another goal has; allowed is a name of its own", "key")
        made.append(LearningGoal(key, row.words("text")))
    if not made:
        root.refuse("an exercise has no learning goals; give at least one, opened by [[goals]]", "goals")
    return tuple(made)


def _round(row: Part) -> Round:
    """Return one round."""
    row.only(("title", "weeks", "minutes", "text", "hint", "lecturer", "tells"))
    weeks, minutes = row.whole("weeks", 1, 260, None), row.whole("minutes", 1, LONGEST_LESSON, None)
    tells = row.texts("tells") if row.values.get("tells") else ()
    return Round(row.words("title", 100), weeks, minutes, row.words("text"), row.text("hint").strip(), row.text("lecturer").strip(), tells)


def _scenario(root: Part, weeks: int, folder: Path, played: Scenario | None) -> tuple[Scenario, tuple[InjectCard, ...], int, int]:
    """Return what is played with its injects, their cards, the weeks after the last round, and the seed."""
    table = root.table("scenario")
    table.only(("name", "preset", "seed", "after_weeks", "changes"))
    table.words("name", 1_000)
    after = table.whole("after_weeks", 0, LONGEST_RUN - min(weeks, LONGEST_RUN), 0)
    if weeks + after > LONGEST_RUN:
        root.refuse(f"the rounds come to {weeks} weeks; allowed is at most {LONGEST_RUN}", "rounds")
    scenario = (played or _named(table, folder)).with_changes({"horizon_weeks": weeks + after, "injects": ()})
    cards = tuple(_inject(row, scenario, weeks) for row in root.rows("injects"))
    dated = tuple(plain(card.inject) for card in cards if not card.held)
    return scenario.with_changes({"injects": dated}), cards, after, table.whole("seed", 0, 2**63 - 1, 1)


def _is_own(name: str, folder: Path) -> bool:
    """Return whether an exercise in a folder means a scenario of its own by a name, and no shipped one."""
    return name not in shipped_names() and (bool(Path(name).suffix) or (folder / name).exists())


def _named(table: Part, folder: Path) -> Scenario:
    """Return the scenario that an exercise names, with its preset and its changes."""
    name = table.words("name", 1_000)
    try:
        scenario = load_scenario(folder / name if _is_own(name, folder) else name)
    except PeaceopsError as error:
        table.refuse(str(error), "name")
    for key, change in (("preset", _preset), ("changes", _changes)):
        try:
            scenario = change(scenario, table)
        except PeaceopsError as error:
            told = next(((name,) for name in table.table("changes").values if str(error).startswith(str(name))), ())
            table.refuse(str(error), key, *(told if key == "changes" else ()))
    layers = scenario.country.layers.items()
    beside = {name: str(folder.resolve() / layer) for name, layer in layers if isinstance(layer, str)}
    return scenario.with_layers(beside) if beside else scenario


def _preset(scenario: Scenario, table: Part) -> Scenario:
    """Return the scenario with the preset that the exercise asks for."""
    name = table.text("preset")
    return scenario.with_preset(name) if name else scenario


def _changes(scenario: Scenario, table: Part) -> Scenario:
    """Return the scenario with what the exercise changes in it."""
    given = table.table("changes").values
    return scenario.with_changes(plain(given)) if given else scenario


def _inject(row: Part, scenario: Scenario, weeks: int) -> InjectCard:
    """Return one inject; without date and condition it is held until somebody plays it."""
    row.only(("title", "card", *INJECT_FIELDS))
    row.one_of("kind", INJECT_KINDS)
    held = "week" not in row and "when" not in row
    given: dict[str, Any] = {key: row.values[key] for key in INJECT_FIELDS if key in row}
    if "when" in row and not given.get("text"):  # without words of its own it could be taken for another of its kind
        given["text"] = row.words("title", 100)
    try:
        made: Inject = scenario.with_changes({"injects": ({**given, "week": 0} if held else given,)}).injects[0]
    except PeaceopsError as error:
        told = str(error).replace("injects[0]", row.place)
        field = next((key for key in INJECT_FIELDS if f".{key} " in str(error)), "kind")
        row.refuse(told, field)
    if made.week is not None and made.week >= weeks and not held:
        row.fail("week", f"0 to {weeks - 1}, the last week of the rounds")
    return InjectCard(row.words("title", 100), row.words("card"), made, held)


def _axis(row: Part) -> Axis:
    """Return one axis of the debrief."""
    row.only(("title", "outcome", "better", "text"))
    outcome, better = read_outcome(row)
    return Axis(row.words("title", 100), outcome, better, row.words("text"))


def _questions(root: Part, goals: tuple[LearningGoal, ...], holdings: Mapping[str, Holding]) -> tuple[Question, ...]:
    """Return the questions of the debrief; every learning goal has at least one."""
    keys = [one.key for one in goals]
    groups = dict.fromkeys(name.partition(".")[0] for name in holdings)
    known = {**holdings, **groups, **dict.fromkeys(COLUMN_NAMES), **dict.fromkeys(INJECT_KINDS)}
    made = []
    for row in root.rows("debrief"):
        row.only(("goal", "question", "about"))
        about = row.known("about", known, "choice that is held, group of choices, weekly column or kind of inject") if "about" in row else ()
        made.append(Question(row.one_of("goal", keys), row.words("question"), about))
    if left := [key for key in keys if key not in {one.goal for one in made}]:
        root.refuse(f"the learning goal {oneline(repr(left[0]))} has no question; give it one, opened by [[debrief]]", "goals")
    return tuple(made)


def _play(row: Part, holdings: Mapping[str, Holding]) -> Play:
    """Return one plausible set of orders."""
    row.only(("title", "text", "orders"))
    orders = row.table("orders")
    for name, value in orders.values.items():
        if name not in holdings:
            orders.refuse(f"{orders.label(name)} is ordered, and nobody holds it{nearest(str(name)[:60], holdings)}", name)
        if not holdings[name].takes(value):
            orders.fail(name, holdings[name].allowed)
    return Play(row.words("title", 100), row.words("text"), dict(orders.values))
