"""Benchmarks: what each output of a mission's mandate is measured by, and whether it is met (MODEL.md section 7).

The sources name four objectives, 22 outputs under them, and benchmarks in words for the short, the medium and the long
term. Here each is a condition on recorded columns: the mean over the last weeks of its term must be at least or at most
a bar. A bar is a number, or a part of what a column was at the start (mean of its first quarter), or the way made from
there to what is best. The sources give no numbers; all bars and weeks are choices of this project, kept here in the
open and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .columns import NUMBER_COLUMNS, column
from .rules.benchmarks import conditions_hold, recent_means

__all__ = ["BENCHMARKS", "OBJECTIVES", "START_WEEKS", "TERMS", "Benchmark", "Benchmarks", "Condition"]

TERMS = {"short": 13, "medium": 26, "long": 52}
"""Terms, each with the weeks over which the mean is taken: what is to last must show for longer. Assumption."""

START_WEEKS = 13
"""Weeks whose mean is the level at the start: one quarter, in which a mission is still arriving. Assumption."""

GAINED = {"short": 0.05, "medium": 0.15}
"""What institutions and living conditions must have gained, of all that was missing at the start, by term.

Assumption: the twenty countries that reformed fastest took 17 to 41 years to good government, the fastest of all 10 to
17 (World Development Report 2011, box 3.6), so that a mission sees a twentieth of the way in its first years and a
sixth or so of it in its medium term. What is to be there in the long term is asked for by level.
"""

CALM = 25.0 / 52.0
"""Deaths or events a week that are calm wherever a country began; fewer than 25 deaths in battle a year are no armed
conflict in the count of the Uppsala Conflict Data Program."""

OBJECTIVES = ("political", "security", "rule of law and human rights", "recovery")
"""The four objectives, in the order of CML 3 to 6."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A bar for one weekly column.

    Attributes:
        column: Weekly column.
        direction: +1 if its mean must be at least the bar, -1 if it must be at most the bar.
        level: The bar, in the unit of the column; or the part of ``of`` at the start; or the part of the way to 1.
        of: Weekly column whose level at the start is the yardstick; empty if ``level`` stands for itself.
        gained: Whether ``level`` is the part of what was missing of the column at the start, to 1.
        calm: Bar below which a bar relative to the start does not fall, in the unit of the column.
    """

    column: str
    direction: int
    level: float
    of: str = ""
    gained: bool = False
    calm: float = 0.0

    @property
    def factor(self) -> float:
        """What the level of the yardstick at the start counts in the bar."""
        return 1.0 - self.level if self.gained else self.level

    @property
    def constant(self) -> float:
        """What comes to that."""
        return self.level if self.gained else 0.0

    def __str__(self) -> str:
        """Return the condition in short: ``services >= 0.3``, ``displaced <= 0.5 of its start``."""
        if self.gained:
            return f"{self.column} has gained {self.level:g} of what was missing"
        whose = "" if not self.of else " of its start" if self.of == self.column else f" of {self.of} at the start"
        calm = f" or {self.calm:.2g}" if self.calm else ""
        return f"{self.column} {'>=' if self.direction > 0 else '<='} {self.level:g}{whose}{calm}"


class Benchmark(NamedTuple):
    """One output in one term; it is met while all its conditions hold.

    Attributes:
        output: What is to be brought about.
        objective: One of :data:`OBJECTIVES`.
        term: One of :data:`TERMS`.
        text: What it asks for, in one plain sentence.
        conditions: Conditions, at least one.
        source: Section in which the sources state it, and what is assumed.
    """

    output: str
    objective: str
    term: str
    text: str
    conditions: tuple[Condition, ...]
    source: str

    @property
    def condition(self) -> str:
        """The conditions in short, with the weeks over which the means are taken."""
        return f"{' and '.join(map(str, self.conditions))}, mean of {TERMS[self.term]} weeks"


def _above(column: str, level: float, of: str = "") -> Condition:
    return Condition(column, 1, level, of)


def _below(column: str, level: float) -> Condition:
    return Condition(column, -1, level)


def _cut(column: str, level: float, of: str = "") -> Condition:
    """Return the condition that a column is at most a part of what it was at the start, or of another's start."""
    return Condition(column, -1, level, of or column)


def _calmer(column: str, level: float) -> Condition:
    """Return the condition that deaths or events are at most a part of those at the start, or few by any measure."""
    return Condition(column, -1, level, column, calm=CALM)


def _more(column: str, term: str) -> Condition:
    """Return the condition that a column has made the way which its term asks for."""
    return Condition(column, 1, GAINED[term], column, gained=True)


_Term = tuple[str, *tuple[Condition, ...]]
_Output = tuple[str, str, _Term, _Term, _Term]

# fmt: off
_POLITICAL: tuple[_Output, ...] = (
    ("peace process", "CML 3.2.2",
     ("The government and the armed parties accept the mission.",
      _above("host_consent", 0.6), _above("party_consent", 0.6)),
     ("Half of the agreement is carried out, civilians die less, and people get what they expect.",
      _above("peace_process", 0.5), _calmer("civilian_deaths", 0.5), _below("expectation_gap", 0.2)),
     ("The agreement is carried out, fighting has all but stopped, and institutions follow the law.",
      _above("peace_process", 0.95), _calmer("battle_deaths", 0.1), _above("rule_of_law", 0.6))),
    ("national reconciliation", "CML 3.3.2",
     ("The parties carry out first provisions, and women have a say in it.",
      _above("peace_process", 0.2), _above("party_consent", 0.5), _above("women_influence", 0.15)),
     ("Laws make room for reconciliation, and media explain it.",
      _more("legislation", "medium"), _more("media", "medium")),
     ("Courts and government are strong and trusted enough to bear its results.",
      _above("courts", 0.7), _above("legitimacy", 0.6))),
    ("elections", "CML 3.4.2",
     ("Laws and free media make a vote possible.",
      _more("legislation", "short"), _more("media", "short")),
     ("The process has come to a vote in a free and calm country.",
      _above("peace_process", 0.6), _above("civic_space", 0.5), _calmer("violent_events", 0.5)),
     ("People see those in office as theirs, and later steps of the process hold.",
      _above("legitimacy", 0.6), _above("peace_process", 0.8))),
    ("state authority and institutions", "CML 3.5.2",
     ("Institutions work better, if need be with outside help.",
      _more("state_authority", "short"), _more("services", "short")),
     ("The state reaches many more people, who trust it more and do not expect too much.",
      _more("state_authority", "medium"), _more("legitimacy", "medium"), _below("expectation_gap", 0.2)),
     ("The state reaches most people, is trusted and is bound by law.",
      _above("state_authority", 0.7), _above("legitimacy", 0.6), _above("rule_of_law", 0.6))),
    ("civil society and media", "CML 3.6.2; CML6 civil society, media",
     ("More media reach people, and groups of citizens can act.",
      _more("media", "short"), _above("civic_space", 0.5)),
     ("Law guarantees free speech, and it is used.",
      _more("legislation", "medium"), _above("civic_space", 0.6), _more("media", "medium")),
     ("Citizens organise without fear, media are independent, and people trust the government.",
      _above("civic_space", 0.75), _above("media", 0.7), _above("legitimacy", 0.6))),
)

_SECURITY: tuple[_Output, ...] = (
    ("separation of forces", "CML 4.2.2",
     ("Parties accept control, the mission sees what they do, and mine clearance has begun.",
      _above("party_consent", 0.5), _above("awareness_mission", 0.5), _cut("mined_share", 0.95)),
     ("Clashes and violations have fallen by half, and a third of the fighters have laid down arms.",
      _calmer("battle_deaths", 0.5), _cut("ceasefire_violations", 0.5), _cut("fighters_armed", 0.67)),
     ("Former parties no longer fight, and few men are left under arms.",
      _calmer("battle_deaths", 0.1), _cut("fighters_armed", 0.2))),
    ("civilians protected", "CML 4.3.2",
     ("The mission knows where threats are and reaches them within a month.",
      _above("awareness_mission", 0.5), _below("response_weeks", 4.0)),
     ("Half as many civilians are killed, people are not driven out, and relief reaches them.",
      _calmer("civilian_deaths", 0.5), _cut("displaced", 0.9), _above("need_met", 0.3)),
     ("The state protects: few civilians are killed, few by its own forces, and police are able.",
      _calmer("civilian_deaths", 0.2), _cut("civilian_deaths_by_state", 0.2), _above("police_capacity", 0.6))),
    ("freedom of movement", "CML 4.4.2",
     ("Relief moves, and mine clearance has begun.",
      _above("need_met", 0.15), _cut("mined_share", 0.95)),
     ("People move on main roads without violence.",
      _more("road_access", "medium"), _calmer("violent_events", 0.5)),
     ("The state keeps roads open and clear in most of the country.",
      _above("road_access", 0.8), _cut("mined_share", 0.3), _above("state_authority", 0.6))),
    ("public order", "CML 4.5.2",
     ("Sources of trouble are known, and crime has begun to fall.",
      _above("awareness_mission", 0.5), _cut("crime_deaths", 0.9)),
     ("Violence and crime have fallen, and national police can act.",
      _calmer("violent_events", 0.3), _cut("crime_deaths", 0.8), _more("police_capacity", "medium")),
     ("Law rules, crime is halved, and citizens hold the government to account.",
      _above("rule_of_law", 0.6), _cut("crime_deaths", 0.5), _above("civic_space", 0.7))),
    ("disarmament, demobilisation and reintegration", "CML 4.6.2",
     ("Demobilisation works: one fighter in twenty has passed through and waits for reintegration.",
      _above("fighters_demobilised", 0.05, "fighters_armed")),
     ("Half of the fighters are disarmed, a fifth settled, and most have support.",
      _cut("fighters_armed", 0.5), _above("fighters_reintegrated", 0.2, "fighters_armed"),
      _below("reintegration_gap", 0.3)),
     ("Nearly all are disarmed, most are settled, and few have gone back.",
      _cut("fighters_armed", 0.1), _above("fighters_reintegrated", 0.6, "fighters_armed"),
      _cut("fighters_recidivist", 0.1, "fighters_armed"))),
    ("defence sector", "CML 4.7.2",
     ("Reform of the army is agreed and under way.",
      _above("host_consent", 0.6), _more("defence", "short")),
     ("The army is better equipped, paid and led.",
      _more("defence", "medium")),
     ("The army is able, and people need not fear it.",
      _above("defence", 0.7), _cut("civilian_deaths_by_state", 0.2))),
    ("territorial integrity", "CML 4.8.2",
     ("The government agrees to extend control and has begun to.",
      _above("host_consent", 0.6), _more("state_authority", "short")),
     ("Refugees come home, and armed groups have shrunk.",
      _cut("refugees", 0.8), _cut("fighters_armed", 0.6), _more("state_authority", "medium")),
     ("The state controls its territory by its own means.",
      _above("state_authority", 0.75), _above("defence", 0.6), _cut("fighters_armed", 0.1))),
)

_RULE_OF_LAW: tuple[_Output, ...] = (
    ("legislation", "CML 5.2.2",
     ("The government agrees to reform, and first laws are in force.",
      _above("host_consent", 0.6), _more("legislation", "short")),
     ("More of the laws needed are in force, and people begin to back the government.",
      _more("legislation", "medium"), _more("legitimacy", "medium")),
     ("Laws are in force, and life goes by them.",
      _above("legislation", 0.7), _above("rule_of_law", 0.6))),
    ("judiciary", "CML 5.3.2",
     ("Courts sit where the state is present.",
      _more("courts", "short"), _more("state_authority", "short")),
     ("Courts work, and people turn to them.",
      _more("courts", "medium"), _more("rule_of_law", "medium")),
     ("Courts are able and independent under good laws.",
      _above("courts", 0.7), _above("legislation", 0.6), _above("rule_of_law", 0.6))),
    ("police", "CML 5.4.2",
     ("Police are being rebuilt.",
      _more("police_capacity", "short")),
     ("Police are vetted, trained and led.",
      _more("police_capacity", "medium"), _more("police_integrity", "medium")),
     ("Police serve people under law, and crime is halved.",
      _above("police_capacity", 0.7), _above("police_integrity", 0.7), _cut("crime_deaths", 0.5))),
    ("corrections", "CML 5.5.2",
     ("Prisons are known and meet basic needs.",
      _more("corrections", "short")),
     ("Prisons are repaired, staffed and run by rules.",
      _more("corrections", "medium")),
     ("Prisons run to standard under law, and people trust the state with them.",
      _above("corrections", 0.7), _above("legislation", 0.6), _above("legitimacy", 0.5))),
)

_RECOVERY: tuple[_Output, ...] = (
    ("humanitarian relief", "CML 6.2.2; CML6 humanitarian relief",
     ("Agencies are let in, know needs, and work where most people in need live.",
      _above("acceptance", 0.6), _above("awareness_country_team", 0.5), _below("gaps", 0.5)),
     ("Former fighters let relief pass: a third of need is met and hardly any aid worker is hit.",
      _above("acceptance", 0.65), _above("need_met", 0.33), _below("aid_worker_victims", 0.08)),
     ("Need has fallen to a third, and the country itself can serve most people.",
      _cut("in_need", 0.33), _above("services", 0.6))),
    ("basic services", "CML 6.3.2; CML6 humanitarian relief",
     ("Clearance opens main routes, and services begin to reach people cut off.",
      _cut("mined_share", 0.9), _below("gaps", 0.5), _more("services", "short")),
     ("Providers serve many more people and do not get in each other's way.",
      _more("services", "medium"), _below("gaps", 0.5), _below("duplication", 0.1)),
     ("Services run without the mission, where the state is present.",
      _above("services", 0.65), _above("livelihoods", 0.6), _above("state_authority", 0.6))),
    ("return and reintegration", "CML 6.4.2; CML6 return",
     ("Returns have begun, at a pace of a tenth of the displaced in a year, and ways home are being cleared.",
      _above("returned", 0.002, "displaced"), _cut("mined_share", 0.9)),
     ("Home is calmer and served, and two in five of the displaced are no longer away.",
      _calmer("violent_events", 0.5), _more("services", "short"), _cut("displaced", 0.6)),
     ("Few are still away, and those back can earn a living.",
      _cut("displaced", 0.2), _cut("refugees", 0.4), _above("livelihoods", 0.5))),
    ("transition to development", "CML6 transition; EXIT",
     ("The country is calmer, fighters are disarmed, and people trust the government and expect what it can do.",
      _calmer("violent_events", 0.7), _cut("fighters_armed", 0.5), _more("legitimacy", "short"),
      _below("expectation_gap", 0.2)),
     ("The state alone holds force and abuses less, and need is halved.",
      _more("state_authority", "medium"), _cut("fighters_armed", 0.2), _cut("civilian_deaths_by_state", 0.5),
      _cut("in_need", 0.5)),
     ("Law rules, disputes are settled in politics, and people can earn a living.",
      _above("rule_of_law", 0.7), _above("peace_process", 0.9), _above("livelihoods", 0.6))),
    ("women, peace and security", "CML6 women; CML 2.1.3",
     ("Women are heard in the process.",
      _more("women_influence", "short")),
     ("Women take part, and laws provide for it.",
      _more("women_influence", "medium"), _more("legislation", "medium")),
     ("Women have a full part in politics and in public life.",
      _above("women_influence", 0.6), _above("civic_space", 0.7))),
    ("youth", "CML6 youth",
     ("Young people are consulted.",
      _more("youth_inclusion", "short")),
     ("Young people take part and find work.",
      _more("youth_inclusion", "medium"), _more("livelihoods", "medium")),
     ("Young people have a lasting say in politics and a living.",
      _above("youth_inclusion", 0.7), _above("livelihoods", 0.6))),
)
# fmt: on


def _declared() -> Iterator[Benchmark]:
    """Yield each output in each term, with its source."""
    for objective, outputs in zip(OBJECTIVES, (_POLITICAL, _SECURITY, _RULE_OF_LAW, _RECOVERY), strict=True):
        for output, source, *terms in outputs:
            for term, (text, *conditions) in zip(TERMS, terms, strict=True):
                whole = f"{source}; assumption: the source names no number"
                yield Benchmark(output, objective, term, text, tuple(conditions), whole)


BENCHMARKS: tuple[Benchmark, ...] = tuple(_declared())
"""Every output in every term, by objective."""

_PLACE = {c.name: i for i, c in enumerate(NUMBER_COLUMNS)}
_ALL = [(b, c) for b in BENCHMARKS for c in b.conditions]
_COLUMN = np.array([_PLACE[column(c.column).name] for _, c in _ALL])
_WINDOW = np.array([list(TERMS).index(b.term) for b, _ in _ALL])
_DIRECTION = np.array([float(c.direction) for _, c in _ALL])
_FACTOR = np.array([c.factor for _, c in _ALL])
_CONSTANT = np.array([c.constant for _, c in _ALL])
_CALM = np.array([c.calm for _, c in _ALL])
_OF = np.array([_PLACE[c.of] if c.of else len(_PLACE) for _, c in _ALL])
"""Place of each condition's yardstick; one place past the columns stands for 1."""
_FIRST = np.cumsum([0, *(len(b.conditions) for b in BENCHMARKS)])[:-1]
"""Place of the first condition of each benchmark."""


class Benchmarks:
    """Which benchmarks are met, and since when they have been reached.

    Attributes:
        met: Whether each of :data:`BENCHMARKS` is met as of the last review.
        week: Week of the review that first found it met; -1 if none did.
    """

    def __init__(self) -> None:
        """Begin with nothing met."""
        self.met: NDArray[np.bool_] = np.zeros(len(BENCHMARKS), dtype=bool)
        self.week: NDArray[np.int64] = np.full(len(BENCHMARKS), -1, dtype=np.int64)

    def review(self, week: int, weeks: NDArray[np.float64]) -> None:
        """Look at what was recorded before this week.

        Args:
            week: Number of this week.
            weeks: Recorded weeks in order, shape (n_weeks, n_columns), columns as in ``NUMBER_COLUMNS``.

        Source: MODEL.md sections 5.25 and 7.
        """
        start = np.append(recent_means(weeks[:START_WEEKS], (START_WEEKS,))[0], 1.0)
        means = recent_means(weeks, tuple(TERMS.values()))
        bars = np.maximum(_CONSTANT + _FACTOR * start[_OF], _CALM)
        hold = conditions_hold(means[_WINDOW, _COLUMN], bars, _DIRECTION)
        self.met = np.logical_and.reduceat(hold, _FIRST)
        self.week[self.met & (self.week < 0)] = week

    def frame(self) -> pd.DataFrame:
        """Return one row an output and term.

        Returns:
            Columns output, objective, term, condition (str), met (bool, as of the last review), week (Int64, of the
            review that first found it met; missing if none did), source (str).
        """
        words = pd.DataFrame(
            [(b.output, b.objective, b.term, b.condition, b.source) for b in BENCHMARKS],
            columns=["output", "objective", "term", "condition", "source"],
            dtype="str",
        )
        words.insert(4, "met", self.met)
        words.insert(5, "week", pd.Series(pd.arrays.IntegerArray(self.week.copy(), self.week < 0)))
        return words
