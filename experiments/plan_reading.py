"""Reading a plan, table by table, and trying out what it asks for before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..model.columns import NUMBER_COLUMNS
from ..model.errors import PeaceopsError, PlanError, nearest
from ..model.layout import model_path, plain
from ..model.library import load_scenario, shipped_names
from ..model.presets import presets
from ..model.scenario import Scenario
from ..model.toml_source import oneline
from .compare import chosen_outcomes
from .factor_reading import read_changes, read_factors, read_point
from .factorial import MOST_TWO_LEVEL
from .factors import UNCHANGED, Factor
from .plan import Design, Plan, walk_points
from .plan_section import Section, Where
from .sampling import KINDS
from .stopping import StoppingRule

__all__ = ["checked_plan", "read_plan"]

TABLES = ("title", "question", "experiment", "design", "factors", "designs", "points", "stop")
EXPERIMENT = ("title", "question", "scenario", "preset", "replicates", "seed", "horizon_weeks", "outcomes", "columns", "changes")
MOST_REPLICATES, MOST_SAMPLES, MOST_RUNS = 100_000, 65_536, 1_000_000
LONGEST_RUN = 1_040
TRIED = 60  # settings that are built as scenarios before anything runs, beside the extremes of every factor
NEEDS = {
    "compare": ("base", "samples"), "full": ("base",), "list": ("base",), "one_at_a_time": (), "factorial": ("base",),
    "latin_hypercube": ("samples", "base"), "sobol": ("samples", "second_order"), "morris": ("trajectories", "levels"),
}  # fmt: skip
"""What may stand beside the kind of a design."""


def read_plan(root: Section, folder: Path | None) -> Plan:
    """Return a plan from its tables; what it asks for is not tried out yet.

    Raises:
        PlanError: If a name is unknown, a value not allowed, or the parts do not fit together.
    """
    if not root.values:
        root.refuse("the plan is empty; allowed is at least a table [experiment] with a scenario")
    root.only(TABLES)
    experiment = root.table("experiment")
    experiment.only(EXPERIMENT)
    scenarios = _scenarios(experiment, folder)
    factors = read_factors(root.table("factors"))
    named = _designs(root.table("designs"))
    listed = _points(root, factors)
    kind = _kind(root, factors, named, bool(listed))
    numbers = _numbers(root.table("design"), kind, factors, named)
    horizon = experiment.whole("horizon_weeks", 1, LONGEST_RUN, None) if "horizon_weeks" in experiment else None
    changes = {name: value for name, (value, _) in read_changes(experiment.table("changes")).items()}
    for name in changes:
        if name in factors:
            experiment.refuse(f"{name} is fixed under experiment.changes and varies under factors; allowed is one", "changes")
    outcomes, columns = _outcomes(experiment), _columns(experiment)
    replicates = experiment.whole("replicates", 1, MOST_REPLICATES, 20)
    title = experiment.text("title") or root.text("title")
    given = {**plain(root.values), "experiment": {**plain(experiment.values), "scenario": list(scenarios)}}
    plan = Plan(
        title, experiment.text("question") or root.text("question"), scenarios, _preset(experiment, "preset"), kind,
        named or (Design(),), factors, listed, changes, numbers["samples"], numbers["levels"], numbers["second_order"],
        replicates, experiment.whole("seed", 0, 2**63 - 1, 1), horizon, outcomes, columns, None, "",
        _start(kind, scenarios, factors, root), given,
    )  # fmt: skip
    return _finished(plan, root)


def checked_plan(plan: Plan, where: Where) -> Plan:
    """Return the plan after building its scenarios: all settings, or many of them and every extreme.

    Raises:
        PlanError: If a setting is no scenario that can be played.
    """
    for name in plan.scenarios:
        start = load_scenario(name)
        for point in walk_points(plan, TRIED):
            _try(start, point.preset, point.changes, f"design {point.design!r}", where(("designs",)))
        for factor in plan.factors.values():
            for value in factor.extremes():
                changes = {**plan.changes, **factor.changes(value)}
                _try(start, plan.preset, changes, f"{factor.name} at {value!r}", where(("factors", factor.name)))
    return plan


def _try(start: Scenario, preset: str, changes: Mapping[str, Any], what: str, where: str) -> None:
    """Build one scenario."""
    try:
        (start.with_preset(preset) if preset else start).with_changes(dict(changes))
    except PeaceopsError as error:
        raise PlanError(f"{oneline(what, longest=120)} in {start.name} cannot be played: {error}{where}") from None


def _scenarios(experiment: Section, folder: Path | None) -> tuple[str, ...]:
    """Return the scenarios, files as paths that do not depend on where one stands."""
    names = experiment.texts("scenario")
    if not names:
        experiment.refuse(
            f"experiment.scenario is missing; allowed are {', '.join(shipped_names())}, the path of a scenario file, "
            "or a list of these"
        )
    found = []
    for index, name in enumerate(names):
        own = Path(name)
        path = str((folder or Path()) / own) if name not in shipped_names() and not own.is_absolute() else name
        shown = path if name not in shipped_names() and (Path(path).exists() or own.suffix) else name
        try:
            load_scenario(shown)
        except PeaceopsError as error:
            experiment.refuse(str(error), "scenario", *((index,) if len(names) > 1 else ()))
        found.append(str(Path(shown).resolve()) if shown != name or own.suffix else name)
    return tuple(found)


def _preset(section: Section, key: str) -> str:
    """Return the name of a preset, "" for none."""
    name = section.text(key)
    known = presets()["name"].tolist()
    if name and name not in known:
        section.fail(key, f"one of {', '.join(known)}", nearest(name[:60], known))
    return name


def _designs(section: Section) -> tuple[Design, ...]:
    """Return the named designs."""
    made = []
    for name in section.values:
        table = section.table(name)
        if not str(name).strip() or len(name) > 60 or not name.isprintable():
            section.refuse(f"{oneline(repr(name))} is no name for a design; allowed is a text of at most 60 signs", name)
        table.only(("preset", "changes"))
        changes = read_changes(table.table("changes"), choices_only=True)
        made.append(Design(name, _preset(table, "preset"), {each: value for each, (value, _) in changes.items()}))
    return tuple(made)


def _points(root: Section, factors: dict[str, Factor]) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Return the listed settings, and put a factor for each parameter in them beside the others."""
    rows = root.values.get("points", ())
    if not isinstance(rows, tuple | list):
        root.fail("points", "a list of tables, each opened by [[points]]")
    made: list[tuple[str, dict[str, Any]]] = []
    for index, row in enumerate(rows):
        if not isinstance(row, Mapping):
            root.refuse("points holds something that is no table; allowed are tables, each opened by [[points]]", "points", index)
        name, given = read_point(Section(row, ("points", index), root.where))
        made.append((name, {each: value for each, (value, _) in given.items()}))
    names = list(dict.fromkeys(each for _, values in made for each in values))
    for index, (_, values) in enumerate(made):
        if missing := [each for each in names if each not in values]:
            root.refuse(f"point {index + 1} says nothing of {missing[0]}, which another point sets; give it one value in every point", "points", index)
    for name in names:
        from .factor_reading import spec_of

        spec = spec_of(name, root, ("points",))
        levels = tuple(dict.fromkeys(values[name] for _, values in made))
        factors[name] = Factor(name, spec.choice, spec.type, levels, unit=spec.unit)
    return tuple(made)


def _kind(root: Section, factors: Mapping[str, Factor], named: tuple[Design, ...], listed: bool) -> str:
    """Return the kind of design: as stated, or the one that the rest of the plan calls for."""
    section = root.table("design")
    usual = "list" if listed else "full" if factors or not named else "compare"
    kind = section.one_of("kind", KINDS, usual)
    section.only(("kind", *NEEDS[kind]))
    if listed != (kind == "list") and (listed or kind == "list"):
        section.refuse(f"design.kind is {kind!r} and points are {'given' if listed else 'missing'}; a list has [[points]], and nothing else has", "kind")
    levers = [factor for factor in factors.values() if factor.lever]
    if kind == "compare":
        if not named:
            section.refuse("a compare design has nothing to compare; name designs under [designs.NAME]", "kind")
        if levers:
            root.refuse(f"{levers[0].name} is a choice, and a compare design takes its choices from [designs.NAME]; put it there", "factors", levers[0].name)
    if kind in ("sobol", "morris", "one_at_a_time", "latin_hypercube", "factorial") and not factors:
        section.refuse(f"a {kind} design has nothing to vary; name factors under [factors]", "kind")
    if kind in ("sobol", "morris", "one_at_a_time", "factorial") and named:
        section.refuse(f"a {kind} design takes no named designs; put what they change under [factors] or [experiment.changes]", "kind")
    if kind == "factorial":
        for factor in levers:
            if factor.levels is not None and len(factor.levels) != 2:
                root.refuse(f"{factor.name} has {len(factor.levels)} levels; a factorial design takes two", "factors", factor.name)
        if not 1 <= len(levers) <= MOST_TWO_LEVEL:
            section.refuse(f"a factorial design of {len(levers)} choices; allowed is 1 to {MOST_TWO_LEVEL}", "kind")
    return kind


def _numbers(section: Section, kind: str, factors: Mapping[str, Factor], named: tuple[Design, ...]) -> dict[str, Any]:
    """Return samples, levels of a grid, and whether second-order indices are wanted."""
    samples, levels = 0, 4
    facts = [factor for factor in factors.values() if not factor.lever]
    ranged = [factor for factor in factors.values() if factor.discrete() is None]
    if kind == "morris":
        samples = section.whole("trajectories", 4, MOST_SAMPLES, 20)
        levels = section.whole("levels", 4, 64, 4)
        if levels % 2:
            section.fail("levels", "an even number from 4 to 64")
    elif kind == "sobol":
        samples = section.whole("samples", 2, MOST_SAMPLES, 64)
        if samples & (samples - 1):
            section.fail("samples", "a power of two, for example 64, 128 or 256")
    elif kind == "latin_hypercube":
        samples = section.whole("samples", 2, MOST_SAMPLES, 50)
        if not facts and not [factor for factor in factors.values() if factor.levels is None]:
            section.refuse("a latin_hypercube design draws facts of the world and ranges, and there is neither; use kind = 'full'", "kind")
    elif kind == "compare" and "samples" in section:
        samples = section.whole("samples", 2, MOST_SAMPLES, None)
        if not facts:
            section.refuse("design.samples draws facts of the world, and no factor is one; leave it out", "samples")
    if kind in ("full", "factorial") or (kind == "compare" and not samples):
        for factor in facts if kind == "factorial" else ranged:
            if factor.discrete() is None:
                section.refuse(
                    f"{factor.name} is a range without levels, and a {kind} design needs levels; add levels = 3 to it, "
                    "or use a sampled design"
                )
    return {"samples": samples, "levels": levels, "second_order": section.switch("second_order", False)}


def _outcomes(experiment: Section) -> tuple[str, ...]:
    """Return the keys of the outcomes."""
    names = experiment.texts("outcomes")
    try:
        return tuple(outcome.key for outcome in chosen_outcomes(list(names) or None))
    except PlanError as error:
        return experiment.refuse(str(error), "outcomes")


def _columns(experiment: Section) -> tuple[str, ...]:
    """Return the weekly columns that are kept."""
    known = [column.name for column in NUMBER_COLUMNS]
    names = experiment.texts("columns")
    for index, name in enumerate(names):
        if name not in known:
            experiment.refuse(f"unknown weekly column {oneline(repr(name))}; allowed are the columns of a run, see peaceops explain{nearest(name[:60], known)}", "columns", index)
    return names


def _start(kind: str, scenarios: tuple[str, ...], factors: Mapping[str, Factor], root: Section) -> dict[str, Any]:
    """Return the value of each factor in the scenario as it is, where a design starts there."""
    if kind != "one_at_a_time":
        return {}
    if len(scenarios) > 1:
        root.refuse("a one_at_a_time design starts from one scenario; allowed is one", "experiment", "scenario")
    values: Any = load_scenario(scenarios[0]).model_dump()
    found = {}
    for name, factor in factors.items():
        value = values
        for part in model_path(name) if factor.type != "set" else ():
            value = value[part]
        found[name] = UNCHANGED if factor.type == "set" else value
    return found


def _finished(plan: Plan, root: Section) -> Plan:
    """Return the plan with its base and its stopping rule, after a look at its size."""
    from dataclasses import replace

    if plan.kind in ("sobol", "morris") and len(plan.scenarios) > 1:
        root.refuse(f"a {plan.kind} design is made for one scenario; allowed is one", "experiment", "scenario")
    if plan.kind in ("full", "factorial", "compare", "latin_hypercube"):
        size = max(plan.samples, 1) * max(len(plan.named), 1)
        for factor in plan.factors.values():
            if factor not in plan.drawn and not (plan.kind == "factorial" and factor.lever):
                size *= len(factor.discrete() or (0,))
        size *= len(plan.scenarios) * plan.replicates
        if size > MOST_RUNS:
            root.refuse(f"the plan comes to {size:,} runs; allowed is at most {MOST_RUNS:,}")
    if (size := len(plan.points()) * len(plan.scenarios) * plan.replicates) > MOST_RUNS:
        root.refuse(f"the plan comes to {size:,} runs; allowed is at most {MOST_RUNS:,}")
    names = plan.designs
    design = root.table("design")
    base = design.text("base") or names[0]
    if base not in names:
        design.fail("base", f"one of {', '.join(names[:12])}{' ...' if len(names) > 12 else ''}", nearest(base[:60], names))
    plan = replace(plan, base=base)
    stop = _stop(root, plan, names)
    return replace(plan, stop=stop, replicates=stop.budget if stop else plan.replicates)


def _stop(root: Section, plan: Plan, names: tuple[str, ...]) -> StoppingRule | None:
    """Return the stopping rule, or None."""
    if "stop" not in root:
        return None
    table = root.table("stop")
    table.only(("outcome", "design", "base", "width", "first", "budget", "confidence"))
    if plan.drawn or plan.kind in ("sobol", "morris", "one_at_a_time"):
        root.refuse("a stopping rule adds seeds, and where settings are drawn it is these that intervals hang on; leave [stop] out and raise samples", "stop")
    others = [name for name in names if name != plan.base]
    if not others:
        root.refuse("a stopping rule looks at a difference between two designs, and the plan has one; leave [stop] out", "stop")
    outcome = table.one_of("outcome", plan.outcomes, plan.outcomes[0])
    design = table.one_of("design", others, others[0] if len(others) == 1 else None)
    base = table.one_of("base", [name for name in names if name != design], plan.base)
    budget = table.whole("budget", 2, MOST_REPLICATES, max(plan.replicates, 2))
    first = table.whole("first", 2, budget, min(20, budget))
    confidence = table.number("confidence", 0.5, 0.9999, above=True) if "confidence" in table else 0.95
    return StoppingRule(outcome, design, table.number("width", 0.0, above=True), budget, first, confidence, base)
