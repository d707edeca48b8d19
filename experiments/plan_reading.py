"""Reading a plan, table by table; :mod:`.plan_trying` then tries out what it asks for before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..model.columns import NUMBER_COLUMNS
from ..model.errors import PeaceopsError, PlanError, nearest
from ..model.layout import model_path, plain, unknown_name
from ..model.library import load_scenario, shipped_names
from ..model.presets import presets
from ..model.scenario import Scenario
from ..model.toml_source import KeyPath, oneline
from .compare import chosen_outcomes
from .factor_reading import read_changes, read_factors, read_point
from .factorial import MOST_TWO_LEVEL
from .factors import UNCHANGED, Factor
from .plan import Design, Plan
from .plan_section import Section, is_there
from .plan_trying import check_size, refuse_doubles
from .sampling import KINDS
from .stopping import StoppingRule

__all__ = ["read_plan"]

TABLES = ("title", "question", "experiment", "design", "factors", "designs", "points", "stop")
EXPERIMENT = ("title", "question", "scenario", "preset", "replicates", "seed", "horizon_weeks", "outcomes", "columns", "changes")
MOST_REPLICATES, MOST_SAMPLES = 100_000, 65_536
LONGEST_RUN = 1_040
MOST_GRID = 64
NEEDS = {
    "compare": ("base", "samples"), "full": ("base",), "list": ("base",), "one_at_a_time": (), "factorial": ("base",),
    "latin_hypercube": ("samples", "base"), "sobol": ("samples", "second_order"), "morris": ("trajectories", "levels"),
}  # fmt: skip
"""What may stand beside the kind of a design."""


def read_plan(root: Section, folder: Path | None, stored: Mapping[str, Scenario] | None = None) -> Plan:
    """Return a plan from its tables; what it asks for is not tried out yet.

    Args:
        root: The tables.
        folder: Folder that paths of scenario files are relative to.
        stored: Scenarios by the name that stands in the plan, where they were kept with it: no file is read.

    Raises:
        PlanError: If a name is unknown, a value not allowed, or the parts do not fit together.
    """
    if not root.values:
        root.refuse("the plan is empty; allowed is at least a table [experiment] with a scenario")
    for name in root.values:
        if name in EXPERIMENT and name not in TABLES:
            root.refuse(f"{name} stands outside of any table; allowed is below [experiment]", name)
    root.only(TABLES)
    experiment = root.table("experiment")
    experiment.only(EXPERIMENT)
    scenarios = experiment.texts("scenario") if stored else _scenarios(experiment, folder)
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
        replicates, experiment.whole("seed", 0, 2**63 - 1, 1), horizon, outcomes, columns, None, "", {}, given,
    )  # fmt: skip
    return _finished(plan, root, stored or {})


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
        shown = path if name not in shipped_names() and (is_there(path) or own.suffix) else name
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
        if not isinstance(name, str) or not name.strip() or len(name) > 60 or not name.isprintable():
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
    if rows and factors:
        name = next(iter(factors))
        root.refuse(f"{name} is a factor, and a list says all its values under [[points]]; put it there", "factors", name)
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
        levels = _grid_levels(section, factors)
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


def _grid_levels(section: Section, factors: Mapping[str, Factor]) -> int:
    """Return the levels of Morris's grid: even, and no fewer than any factor has, or some would never be met."""
    most = max((factor for factor in factors.values()), key=lambda one: len(one.levels or ()))
    fewest = max(4, (len(most.levels or ()) + 1) // 2 * 2)
    if fewest > MOST_GRID:
        section.refuse(f"{most.name} has {len(most.levels or ())} levels; a morris design takes at most {MOST_GRID}", "kind")
    levels = section.whole("levels", 4, MOST_GRID, fewest)
    if levels % 2:
        section.fail("levels", f"an even number from 4 to {MOST_GRID}")
    if levels < fewest:
        section.fail("levels", f"an even number from {fewest} up, since {most.name} has {len(most.levels or ())} levels")
    return levels


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


def _start(plan: Plan, root: Section, stored: Mapping[str, Scenario]) -> dict[str, Any]:
    """Return the value of each factor at the start of a design that starts somewhere: preset and changes put in."""
    if plan.kind != "one_at_a_time":
        return {}
    if len(plan.scenarios) > 1:
        root.refuse("a one_at_a_time design starts from one scenario; allowed is one", "experiment", "scenario")
    start = stored.get(plan.scenarios[0]) or load_scenario(plan.scenarios[0])
    try:
        start = (start.with_preset(plan.preset) if plan.preset else start).with_changes(dict(plan.changes))
    except PeaceopsError as error:
        root.refuse(str(error), "experiment", "changes")
    values, found = start.model_dump(), {}
    for name, factor in plan.factors.items():
        try:
            found[name] = UNCHANGED if factor.type == "set" else value_at(values, model_path(name))
        except (KeyError, IndexError, TypeError):
            root.refuse(unknown_name(Scenario, model_path(name), values), "factors", name)
    return found


def value_at(values: Any, path: KeyPath) -> Any:
    """Return the value at a path of nested values."""
    for part in path:
        values = values[part]
    return values


def _finished(plan: Plan, root: Section, stored: Mapping[str, Scenario]) -> Plan:
    """Return the plan with its base and its stopping rule, after a look at its size."""
    from dataclasses import replace

    if plan.kind in ("sobol", "morris") and len(plan.scenarios) > 1:
        root.refuse(f"a {plan.kind} design is made for one scenario; allowed is one", "experiment", "scenario")
    plan = replace(plan, start=_start(plan, root, stored))
    check_size(plan, root)
    refuse_doubles(plan, root)
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
    table.only(("outcome", "design", "base", "width", "relative_width", "first", "budget", "confidence"))
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
    relative = "relative_width" in table
    if relative and "width" in table:
        table.refuse("stop.width and stop.relative_width are both given; allowed is one", "relative_width")
    width = table.number("relative_width" if relative else "width", 0.0, above=True)
    return StoppingRule(outcome, design, width, budget, first, confidence, base, relative)
