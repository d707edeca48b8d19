"""Plans of experiments: what is compared, what varies, how often, and the frozen list of runs that follows.

A plan is a TOML file or a nested mapping of the same shape. All of it is checked before anything runs: every design in
every setting, or at least at all its extremes, is a scenario that can be played.

Source: ARCHITECTURE.md section 2; MODEL.md section 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..model.errors import PlanError
from ..model.toml_source import oneline, read_toml
from .factorial import aliased_pairs, resolution, two_level
from .factors import Factor, level_words
from .plan_section import Section, Where, file_of, nowhere
from .planned import PlannedRun
from .sampling import Setting, crossed, fraction, hypercube, one_at_a_time, screening, sobol_sample
from .stopping import StoppingRule
from .twins import seeds_from

if TYPE_CHECKING:
    from ..model.scenario import Scenario

__all__ = ["Design", "Plan", "load_plan", "shipped_plans"]

SHIPPED = Path(__file__).with_name("plans")
FEW_TRIED, MANY_TRIED = 60, 1_000  # settings built before anything runs: of a plan met again, and of a file


@dataclass(frozen=True)
class Design:
    """A named design: a preset and changes, both may be empty."""

    name: str = ""
    preset: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Point:
    """A design in one setting of the factors: name, preset, value of each factor, and all changes."""

    design: str
    preset: str
    factors: Mapping[str, Any]
    changes: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan that has been read and checked.

    Attributes:
        title: One line.
        question: What it asks.
        scenarios: Shipped names, or paths of scenario files.
        preset: Preset of all runs, put in first; "" for none.
        kind: One of :data:`sampling.KINDS`.
        named: Designs under ``[designs]``; one without name or changes if there are none.
        factors: What varies, by name.
        listed: Settings of a ``list``: name and values.
        changes: What is changed in all runs, by dotted name.
        samples: Settings drawn by a sampled design; trajectories of ``morris``.
        num_levels: Levels of the grid of ``morris``.
        second_order: Whether ``sobol`` is to give second-order indices.
        replicates: Seeds of each setting; the budget of the stopping rule, if there is one.
        seed: Root seed, of runs and of samples.
        horizon_weeks: Weeks of a run; None for those of the scenario.
        outcomes: Keys of the summary that are looked at.
        columns: Weekly columns that are kept.
        stop: Stopping rule, or None.
        base: Name of the design that others are compared with.
        start: Value of each factor in the scenario as it is, for designs that start there.
        given: The plan as it was given, plain values.
    """

    title: str
    question: str
    scenarios: tuple[str, ...]
    preset: str
    kind: str
    named: tuple[Design, ...]
    factors: Mapping[str, Factor]
    listed: tuple[tuple[str, Mapping[str, Any]], ...]
    changes: Mapping[str, Any]
    samples: int
    num_levels: int
    second_order: bool
    replicates: int
    seed: int
    horizon_weeks: int | None
    outcomes: tuple[str, ...]
    columns: tuple[str, ...]
    stop: StoppingRule | None
    base: str
    start: Mapping[str, Any]
    given: Mapping[str, Any]

    def __repr__(self) -> str:
        """Return what it is in one line."""
        return f"Plan({self.title or 'untitled'}; {self.kind}; {len(self.points())} settings x {self.replicates} seeds)"

    @classmethod
    def from_dict(
        cls, values: Mapping[str, Any], where: Where = nowhere, folder: Path | None = None, tried: int = FEW_TRIED
    ) -> Plan:
        """Read a plan from nested values.

        Args:
            values: As in a plan file.
            where: Function from a path of keys to the words that say where they stand.
            folder: Folder that paths of scenario files are relative to.
            tried: Settings that are built as scenarios; of a plan with more, as many, and the ends of every factor.

        Raises:
            PlanError: If anything in it cannot be carried out.
        """
        from .plan_reading import read_plan
        from .plan_trying import try_out

        if not isinstance(values, Mapping):
            raise PlanError(f"a plan is {oneline(repr(values))}; allowed is a table of names and values")
        return try_out(read_plan(Section(values, (), where), folder), where, tried)

    @classmethod
    def from_stored(cls, values: Mapping[str, Any], scenarios: Mapping[str, Scenario]) -> Plan:
        """Return a plan that was kept with its scenarios: their files may have changed since, or be elsewhere.

        Args:
            values: What :meth:`as_dict` gave.
            scenarios: Scenarios by the name that stands in the plan.

        Raises:
            PlanError: If this version cannot read it.
        """
        from .plan_reading import read_plan

        return read_plan(Section(values, (), nowhere), None, scenarios)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values from which :meth:`from_dict` makes the same plan."""
        return _plain(self.given)

    @property
    def designs(self) -> tuple[str, ...]:
        """Names of the designs, in the order in which they are first met."""
        return tuple(dict.fromkeys(point.design for point in self.points()))

    @property
    def levers(self) -> list[Factor]:
        """Factors that a mission chooses."""
        return [factor for factor in self.factors.values() if factor.lever]

    @property
    def uncertainties(self) -> list[Factor]:
        """Factors that are facts of the world."""
        return [factor for factor in self.factors.values() if not factor.lever]

    @property
    def resolution(self) -> int | None:
        """Resolution of a factorial: IV keeps single choices clear of pairs, V pairs of pairs too; None for others."""
        return resolution(two_level(len(self.levers))) if self.kind == "factorial" else None

    @property
    def aliased_pairs(self) -> list[tuple[tuple[str, str], ...]]:
        """Groups of pairs of choices whose joint effects a factorial cannot tell apart; none in other designs."""
        names = [factor.name for factor in self.levers]
        return aliased_pairs(two_level(len(names)), names) if self.kind == "factorial" else []

    def settings(self) -> list[Setting]:
        """Return the settings of the factors, in the order of the list of runs."""
        every = list(self.factors.values())
        if self.kind == "list":
            return [dict(values) for _, values in self.listed]
        if self.kind == "one_at_a_time":
            return one_at_a_time(every, self.start)
        if self.kind == "factorial":
            worlds = [one for one in every if not one.lever]
            return [{**choice, **world} for choice in fraction(self.levers) for world in crossed(worlds)]
        if self.kind == "sobol":
            return sobol_sample(every, self.samples, self.seed, second_order=self.second_order)
        if self.kind == "morris":
            return screening(every, self.samples, self.num_levels, self.seed)
        drawn = self.drawn
        beside = crossed([one for one in every if one not in drawn])
        sample = hypercube(drawn, self.samples, self.seed) if drawn else [{}]
        return [{**choice, **world} for choice in beside for world in sample]

    @property
    def drawn(self) -> list[Factor]:
        """Factors that a hypercube draws: facts, and levers with a range; none in other designs."""
        if self.kind not in ("latin_hypercube", "compare") or not self.samples:
            return []
        return [one for one in self.factors.values() if not one.lever or one.levels is None]

    def points(self) -> list[Point]:
        """Return every design in every setting; cheap enough to be asked for again."""
        made, names = [], self._lever_names()
        for design in self.named:
            for i, setting in enumerate(self.settings()):
                own = (self.listed[i][0] if self.listed else "") or names(i, setting)
                name = ", ".join(part for part in (design.name, own) if part) or "as it is"
                changes = {**self.changes, **design.changes}
                for each, value in setting.items():
                    changes |= self.factors[each].changes(value)
                if self.horizon_weeks is not None:
                    changes["horizon_weeks"] = self.horizon_weeks
                made.append(Point(name, design.preset or self.preset, setting, changes))
        return made

    def runs(self) -> list[PlannedRun]:
        """Return the frozen list of runs: every point in every scenario with every seed.

        The i-th replicate of a world has the same seed under every design, and the same whatever the number of
        replicates. Drawn worlds have seeds of their own: a few seeds met by all of them would be a few strokes of luck,
        however many the worlds. Named worlds share their seeds, as do the points of Morris's and Sobol's samples.
        """
        worlds = self.samples if any(not one.lever for one in self.drawn) else 1
        seeds = [seeds_from(self.seed, self.replicates, world) for world in range(worlds)]
        points = self.points()
        made: list[PlannedRun] = []
        for s, scenario in enumerate(self.scenarios):
            for i, point in enumerate(points):
                for replicate, seed in enumerate(seeds[i % worlds]):  # the sample is the innermost part of the settings
                    place, design, preset = s * len(points) + i, point.design, point.preset
                    run = PlannedRun(
                        len(made), design, place, scenario, preset, replicate, seed, point.factors, point.changes
                    )
                    made.append(run)
        return made

    def _lever_names(self) -> Any:
        """Return the function from number and setting to what a setting adds to the name of its design."""
        short = _short_names([factor.name for factor in self.levers])
        if self.kind in ("sobol", "morris") or any(one.lever for one in self.drawn):
            return lambda i, setting: f"setting {i}" if self.levers else ""
        if self.kind == "one_at_a_time":  # what is changed alone names it, however many others stay as they are
            return lambda _, setting: ", ".join(
                f"{short[name]}={level_words(setting[name])}" for name in short if setting[name] != self.start[name]
            )
        if len(short) > 4:
            numbers: dict[tuple[str, ...], int] = {}

            def numbered(_: int, setting: Setting) -> str:
                key = tuple(level_words(setting[name]) for name in short)
                return f"setting {numbers.setdefault(key, len(numbers))}"

            return numbered
        return lambda _, setting: ", ".join(f"{short[name]}={level_words(setting[name])}" for name in short)


def load_plan(name_or_path: str | PathLike[str], *, tried: int = MANY_TRIED) -> Plan:
    """Read a plan.

    Args:
        name_or_path: Name of a shipped plan, or path of a TOML file.
        tried: Settings that are built as scenarios; of a plan with more, as many, and the ends of every factor.

    Raises:
        PlanError: If there is none, or it cannot be carried out; the sentence names file and line.
        ScenarioError: If the file cannot be read, or a scenario in it.
    """
    path = file_of(name_or_path, "plan", shipped_plans(), PlanError)
    source = read_toml(path)
    return Plan.from_dict(source.values, source.where, path.parent, tried)


def shipped_plans() -> dict[str, Path]:
    """Return the shipped plans by name."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}


def _short_names(names: list[str]) -> dict[str, str]:
    """Return the last part of each dotted name, or the whole where that is not its own."""
    last = [name.rpartition(".")[2] for name in names]
    return {name: part if last.count(part) == 1 else name for name, part in zip(names, last, strict=True)}


def _plain(value: Any) -> Any:
    """Return a copy of plain values, lists for tuples."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
