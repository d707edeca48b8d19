"""Exercises for a class: a scenario, rounds, roles with briefings and private goals, injects, axes and questions.

An exercise is a TOML file with texts in Markdown and no code. All of it is checked when it is read: every name that it
uses exists, every value is allowed, and the whole is a scenario that can be played. How to write one stands in
docs/exercises.md.

Source: MODEL.md sections 4, 5.26 and 9; CML 1.1-1.4 for what leaders decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.columns import Outcome
from ..model.errors import ExerciseError, nearest
from ..model.injects import Inject
from ..model.layout import value_of
from ..model.scenario import Scenario
from ..model.toml_source import TomlSource, oneline, read_toml, toml_from
from .authority import Holding, Value
from .plan_section import file_of
from .roles import Grant, Role, View, views

if TYPE_CHECKING:
    from .exercise_section import Part

__all__ = [
    "Axis",
    "Exercise",
    "Goal",
    "InjectCard",
    "LearningGoal",
    "Play",
    "Question",
    "Round",
    "Seat",
    "Slot",
    "exercise_from",
    "load_exercise",
    "shipped_exercises",
]

SHIPPED = Path(__file__).with_name("exercises")


@dataclass(frozen=True)
class LearningGoal:
    """What somebody is to have learned: a short key and a sentence."""

    key: str
    text: str


@dataclass(frozen=True)
class Round:
    """One round.

    Attributes:
        title: Its name.
        weeks: Weeks of the mission that are played at its end.
        minutes: Minutes of the lesson that it takes, the film of its weeks included.
        text: What everybody is told, Markdown.
        hint: What a player without company may look at and try, Markdown; "" for none.
        lecturer: What whoever leads the class does and looks for, Markdown.
        tells: Titles of injects of the round before that the text tells of.
    """

    title: str
    weeks: int
    minutes: int
    text: str
    hint: str
    lecturer: str
    tells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Goal:
    """An outcome that somebody wants to be more or less.

    Attributes:
        outcome: What it is measured by.
        better: +1 if more is wanted, -1 if less.
        text: Why, one sentence.
    """

    outcome: Outcome
    better: int
    text: str


@dataclass(frozen=True)
class Axis:
    """One of several axes on which an exercise is looked at; none of them alone says who has won.

    Attributes:
        title: Its name.
        outcome: What it is measured by.
        better: +1 if more is better, -1 if less is.
        text: What it stands for, one sentence.
    """

    title: str
    outcome: Outcome
    better: int
    text: str


@dataclass(frozen=True)
class Seat:
    """A role in an exercise.

    Attributes:
        role: Who it is.
        seats: How many players may share it.
        public: What all are told about it, Markdown.
        private: What only its players are told, Markdown.
        holds: Dotted names of the choices that it holds, alone or with others.
        opening: Facts that it sets before the first week: lowest and highest value by dotted name.
        sees: Named sets of what it sees, the news first.
        grants: Injects that it may let happen.
        goals: What it wants for itself.
    """

    role: Role
    seats: int
    public: str
    private: str
    holds: tuple[str, ...]
    opening: Mapping[str, tuple[float, float]]
    sees: tuple[str, ...]
    grants: tuple[Grant, ...]
    goals: tuple[Goal, ...]

    @property
    def views(self) -> tuple[View, ...]:
        """What it sees."""
        return tuple(views()[key] for key in self.sees)

    @property
    def columns(self) -> tuple[str, ...]:
        """Weekly columns that it sees, each once."""
        return tuple(dict.fromkeys(name for view in self.views for name in view.columns))

    @property
    def layers(self) -> tuple[str, ...]:
        """Map layers that it sees as they are, each once."""
        return tuple(dict.fromkeys(name for view in self.views for name in view.layers))

    @property
    def events(self) -> tuple[str, ...]:
        """Kinds of events that it hears of, each once."""
        return tuple(dict.fromkeys(name for view in self.views for name in view.events))


@dataclass(frozen=True)
class InjectCard:
    """An inject of an exercise.

    Attributes:
        title: Headline.
        card: What is read out or handed out, Markdown.
        inject: What happens in the model; of one that is held, the week is that in which it is played.
        held: Whether it comes only when whoever leads the class plays it.
    """

    title: str
    card: str
    inject: Inject
    held: bool


@dataclass(frozen=True)
class Question:
    """A question of the debrief.

    Attributes:
        goal: Key of its learning goal.
        text: The question.
        about: Choices or groups of them, weekly columns, and kinds of injects that it is about, so that a debrief can
            say beside it what happened.
    """

    goal: str
    text: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Play:
    """A plausible set of orders, given in the first round and kept.

    Attributes:
        title: Its name.
        text: Who would play like this, one sentence.
        orders: Values by dotted name.
    """

    title: str
    text: str
    orders: Mapping[str, Value]


@dataclass(frozen=True)
class Slot:
    """A part of the lesson: first and last minute, what it is, and which round (from 1), 0 for none."""

    start: int
    end: int
    title: str
    round: int = 0


@dataclass(frozen=True, eq=False)
class Exercise:
    """An exercise that has been read and checked.

    Attributes:
        name: Short name, that of its file.
        title: Title.
        question: What it asks, one sentence.
        summary: What it is about, Markdown.
        story: What all players are told about the country and the mission, Markdown.
        least_players: Fewest players with whom it makes sense.
        solo: Whether one player alone can play it.
        scenario: What is played, injects that come by themselves included, as long as rounds and what follows.
        seed: The luck of the shipped telling.
        after_weeks: Weeks that are played after the last round, so that one sees what is left.
        briefing_minutes: Minutes before the first round.
        debrief_minutes: Minutes after the last round.
        goals: What is to be learned.
        rounds: The rounds.
        seats: Roles by name.
        injects: Injects, those that are held among them.
        axes: Axes of the debrief.
        questions: Questions of the debrief.
        plays: Plausible sets of orders.
        guide: Notes for whoever leads the class: ``preparation``, ``happens`` and ``debrief``, Markdown.
        holdings: What can be ordered, by dotted name.
        seating: In which order seats are filled: each role as often as it has seats.
    """

    name: str
    title: str
    question: str
    summary: str
    story: str
    least_players: int
    solo: bool
    scenario: Scenario
    seed: int
    after_weeks: int
    briefing_minutes: int
    debrief_minutes: int
    goals: tuple[LearningGoal, ...]
    rounds: tuple[Round, ...]
    seats: Mapping[str, Seat]
    injects: tuple[InjectCard, ...]
    axes: tuple[Axis, ...]
    questions: tuple[Question, ...]
    plays: tuple[Play, ...]
    guide: Mapping[str, str]
    holdings: Mapping[str, Holding]
    seating: tuple[str, ...]

    def __repr__(self) -> str:
        """Return what it is in one line."""
        return f"Exercise({self.name}; {len(self.rounds)} rounds, {self.minutes} minutes, {len(self.seats)} roles)"

    @property
    def weeks(self) -> int:
        """Weeks of all rounds, without those played after the last one."""
        return sum(one.weeks for one in self.rounds)

    @property
    def minutes(self) -> int:
        """Minutes of the whole lesson."""
        return self.briefing_minutes + sum(one.minutes for one in self.rounds) + self.debrief_minutes

    @property
    def most_players(self) -> int:
        """Seats of all roles."""
        return sum(seat.seats for seat in self.seats.values())

    @cached_property
    def first_weeks(self) -> tuple[int, ...]:
        """First week of each round, counted from 0."""
        weeks = [one.weeks for one in self.rounds]
        return tuple(sum(weeks[:i]) for i in range(len(weeks)))

    def timetable(self) -> Iterator[Slot]:
        """Yield the parts of the lesson in order."""
        now = self.briefing_minutes
        yield Slot(0, now, "Briefing and reading of role cards")
        for number, one in enumerate(self.rounds, start=1):
            yield Slot(now, now + one.minutes, one.title, number)
            now += one.minutes
        yield Slot(now, now + self.debrief_minutes, "Debrief")

    def round_of(self, week: int) -> int:
        """Return the round (from 1) in which a week is played, 0 if it comes after all of them."""
        return next(
            (i for i, first in enumerate(self.first_weeks, 1) if first <= week < first + self.rounds[i - 1].weeks), 0
        )

    def told_in(self, card: InjectCard) -> int:
        """Return the round (from 1) whose text tells of an inject, 0 if none does."""
        return next((i for i, one in enumerate(self.rounds, 1) if card.title in one.tells), 0)

    def value(self, name: str) -> Value:
        """Return the value of a choice or fact at the start.

        Raises:
            ExerciseError: If nobody can order it.
        """
        if name not in self.holdings:
            raise ExerciseError(f"nobody holds {oneline(repr(name))} in {self.name}{nearest(name[:60], self.holdings)}")
        found: Value = value_of(self.scenario, name)
        return found

    def group_label(self, key: str) -> str:
        """Return the name shown of an armed group."""
        group = self.scenario.armed_groups.get(key)
        return (group.label or key) if group else key


def load_exercise(name_or_path: str | PathLike[str], *, texts: bool = True) -> Exercise:
    """Read an exercise.

    Args:
        name_or_path: Name of a shipped exercise, or path of a TOML file.
        texts: Whether its texts must say what is so, and the whole be of use; a class that was played with it can be
            opened in any case.

    Raises:
        ExerciseError: If there is none, or it cannot be used; the sentence names file and line.
        ScenarioError: If the file cannot be read.
    """
    from .exercise_texts import check_texts
    from .exercise_whole import check_whole

    path = file_of(name_or_path, "exercise", shipped_exercises(), ExerciseError)
    made, root = _read(read_toml(path), path, None)
    if texts:
        check_whole(made, root)
        check_texts(made, root)
    return made


def exercise_from(text: str, path: Path, scenario: Scenario | None = None) -> Exercise:
    """Return an exercise whose file is not there any more; whether its texts say what is so is not looked at.

    Args:
        text: What stood in the file.
        path: The file that it was; its name is that of the exercise.
        scenario: What is played, with the preset and the changes of the exercise; None if the text alone says it.

    Raises:
        ExerciseError: If it cannot be used.
        ScenarioError: If the text is no TOML.
    """
    return _read(toml_from(text.replace("\r\n", "\n"), path), path, scenario)[0]


def _read(source: TomlSource, path: Path, scenario: Scenario | None) -> tuple[Exercise, Part]:
    """Return an exercise, and its file as it was given."""
    from .exercise_reading import read_exercise
    from .exercise_section import Part

    root = Part(source.values, (), source.where)
    return read_exercise(root, path, scenario), root


def shipped_exercises() -> dict[str, Path]:
    """Return the shipped exercises by name, the one to begin with first."""
    found = {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}
    return {name: found[name] for name in sorted(found, key=lambda name: (name != "first_100_days", name))}
