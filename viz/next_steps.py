"""Commands to try next, each with the reason: after a run, and after a comparison."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..experiments.designs import first_design, other_design
from ..model.errors import PeaceopsError
from ..model.library import shipped_names
from ..model.no_mission import mission_was_sent
from ..model.registry import explain

if TYPE_CHECKING:
    from ..experiments.compare import Comparison

__all__ = ["after_comparison", "after_run"]

QUICK_PAIRS, QUICK_WEEKS = 10, 104  # a look that takes a minute or two
FIRM_PAIRS = 40
CHOICE = "collocation.headquarters"

Step = tuple[str, str]


def after_run(
    result: Any,
    *,
    scenario: str = "",
    preset: str = "",
    weeks: int | None = None,
    settings: Sequence[str] = (),
    place: str = "",
) -> list[Step]:
    """Return commands to try after a run.

    Args:
        result: A ``Result``.
        scenario: What the user called the scenario.
        preset: Preset it was run with, if any.
        weeks: Length, if the user gave one.
        settings: What the user set, as ``NAME=VALUE``.
        place: Directory in which the run was kept, if it was.
    """
    facts = result.provenance
    name, seed = scenario or str(facts.get("scenario", "post_accord")), int(facts.get("seed", 1))
    again = [name, *_given("--preset", preset), *_given("--weeks", weeks), *_each("--set", settings)]
    short = weeks if weeks is not None or len(result.weekly) <= QUICK_WEEKS else QUICK_WEEKS
    look = [*_given("--weeks", short if short is None else min(short, QUICK_WEEKS))]
    base = [name, *_given("--preset", preset), *look]
    quick = ["--replicates", str(QUICK_PAIRS)]
    against = "firewall" if preset != "firewall" else "stovepipes"
    steps = []
    if place:
        steps.append((_words("why", place, "local_consent"), "what moved it, in plain words"))
    else:
        out = f"out/{Path(name).stem}"
        steps.append((_words("run", *again, "--seed", seed, "--out", out), "keep tables and pictures, and ask why"))
    steps.append((_words("run", *again, "--seed", seed + 1), "the same choices with other luck"))
    if settings:
        command = _words("compare", *base, *_each("--against-set", settings), *quick)
        steps.append((command, "is it what was set, or the luck? a quick look"))
    if not mission_was_sent(facts):  # what a design is worth against none
        base, against = [name, *look], "no_mission"
    command = _words("compare", *base, *_each("--set", settings), "--against", against, *quick)
    steps.append((command, "is it the choice or the luck? a quick look; 40 pairs over the whole length for an answer"))
    steps.append(_explaining([*(setting.partition("=")[0] for setting in settings), preset, CHOICE]))
    return steps


def after_comparison(
    comparison: Comparison,
    *,
    scenario: str,
    preset: str | None = None,
    against: str | None = None,
    settings: Sequence[str] = (),
    against_settings: Sequence[str] = (),
    weeks: int | None = None,
    outcomes: Sequence[str] = (),
    has_files: bool = False,
) -> list[Step]:
    """Return commands to try after a comparison.

    Args:
        comparison: What it showed.
        scenario: What the user called the scenario.
        preset: Preset of the base, if any.
        against: Preset of the other design, if any.
        settings: What was set in both designs.
        against_settings: What was set in the other design only.
        weeks: Length, if the user gave one.
        outcomes: Outcomes that the user asked for.
        has_files: Whether the files of the comparison were kept.
    """
    designs = [
        *_given("--preset", preset), *_given("--against", against), *_each("--set", settings),
        *_each("--against-set", against_settings),
    ]  # fmt: skip
    tail = [*_given("--weeks", weeks), *_each("--outcome", outcomes), *_given("--seed", comparison.seed, usual=1)]
    kept = [] if has_files else ["--out", "out/compared"]
    steps = []
    if comparison.pairs < FIRM_PAIRS:
        command = _words("compare", scenario, *designs, *tail, "--replicates", FIRM_PAIRS, *kept)
        steps.append((command, "more pairs for a firm answer" + (", kept with its picture" if kept else "")))
    elif kept:
        command = _words("compare", scenario, *designs, *tail, *_given("--replicates", comparison.replicates), *kept)
        steps.append((command, "keep the table, all runs and a picture"))
    other = next((name for name in shipped_names() if name != scenario), "")
    if other and scenario in shipped_names() and _fits(other, preset, against, settings, against_settings):
        command = _words("compare", other, *designs, "--replicates", QUICK_PAIRS, "--weeks", QUICK_WEEKS)
        steps.append((command, "does it hold in another country? a quick look"))
    told = [*_given("--preset", against or preset), *_each("--set", [*settings, *against_settings])]
    steps.append((_words("run", scenario, *told, *_given("--weeks", weeks)), "one run of the other design, told"))
    if comparison.changes:
        steps.append(_explaining([*(change.name for change in comparison.changes), CHOICE]))
    return steps


def _words(*parts: object) -> str:
    """Return a command as one would type it."""
    return shlex.join(["peaceops", *map(str, parts)])


def _given(option: str, value: object, usual: object = None) -> list[str]:
    """Return an option with its value, or nothing where there is no value or the usual one."""
    return [] if value in (None, "", usual) else [option, str(value)]


def _each(option: str, values: Iterable[str]) -> list[str]:
    """Return a repeated option."""
    return [word for value in values for word in (option, value)]


def _explaining(names: Iterable[str]) -> Step:
    """Return the command that explains the first of some names that can be explained."""
    name = next(name for name in names if _is_known(name))
    return _words("explain", name), "what it does and where it comes from"


def _is_known(name: str) -> bool:
    """Return whether the registry can explain a name."""
    try:
        explain(name)
    except PeaceopsError:
        return False
    return True


def _fits(
    name: str,
    preset: str | None,
    against: str | None,
    settings: Sequence[str],
    against_settings: Sequence[str],
) -> bool:
    """Return whether the designs of a comparison can be made from another scenario."""
    try:
        other_design(first_design(name, preset, settings, None), against, against_settings)
    except PeaceopsError:
        return False
    return True
