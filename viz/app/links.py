"""Links: a run as text that fits into an address, and back, checked like a scenario file.

``scenario=post_accord&preset=firewall&seed=7&posture.use_of_force=0.8&at=52!posture.escorts=never`` is a shipped
scenario with a preset, a choice of its own, and a decision of week 52; ``inject=kind=cholera!week=20`` is an inject,
``weeks=104`` another length. A link holds names and values and nothing else: none names a file, and none is run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from ...experiments.differences import changes_between
from ...model.errors import ScenarioError, nearest
from ...model.layout import model_path, unknown_name
from ...model.library import load_scenario, shipped_names
from ...model.registry import parse_settings
from ...model.scenario import Scenario
from ...model.specs import is_fact, spec_at
from ...model.toml_source import oneline
from .seeds import MOST_SEED

if TYPE_CHECKING:
    from ...experiments.session import Session

__all__ = ["link_text", "read_link"]

LONGEST = 16_000
"""Most signs of a link; not every browser and server takes more."""
MOST_PARTS = 500
"""Most names in a link."""
_ONCE = ("scenario", "preset", "seed", "weeks")
_MANY = ("at", "inject")
_NO_FACTS = "a link carries choices, decisions and injects, no facts about the world"


def link_text(session: Session, preset: str = "") -> str:
    """Return a run as the query of an address, without the question mark.

    Args:
        session: The run: its scenario, what was decided and injected, and its seed.
        preset: Preset that it began with, if any; what differs from it is carried as well.

    Raises:
        ScenarioError: If the scenario is no shipped one, facts in it were changed, the seed is too large, or so much
            was decided that a link cannot hold it.
    """
    made = session.as_scenario()
    if made.name not in shipped_names():
        raise ScenarioError(f"{oneline(made.name)} is no shipped scenario; a link carries no other; save it as a file")
    if session.seed > MOST_SEED:
        raise ScenarioError(f"the seed is {session.seed}; a link carries seeds up to {MOST_SEED}; save it as a file")
    base = _base(made.name, preset)
    changed = [one for one in changes_between(base, made) if one.name not in ("horizon_weeks", "injects", "decisions")]
    if any(is_fact(Scenario, model_path(one.name)) for one in changed):
        raise ScenarioError(f"facts of {made.name} were changed in this run; {_NO_FACTS}; save it as a file")
    pairs = [("scenario", made.name), *([("preset", preset)] if preset else []), ("seed", str(session.seed))]
    pairs += [("weeks", str(made.horizon_weeks))] if made.horizon_weeks != base.horizon_weeks else []
    pairs += [(one.name, _text(one.other)) for one in changed]
    pairs += [
        ("at", _joined([str(one.week)], {**one.changes, **({"text": one.text} if one.text else {})}))
        for one in made.decisions
    ]
    pairs += [("inject", _joined([], _set(one))) for one in made.injects]
    text = urlencode(pairs, quote_via=quote, safe="!=,:")
    if len(text) > LONGEST:
        raise ScenarioError(f"a link would need {len(text)} signs; allowed is {LONGEST}; save it as a file")
    return text


def read_link(text: str) -> tuple[Scenario, int, str]:
    """Return the scenario, the seed and the name of the preset (perhaps empty) of a link.

    Args:
        text: The query of an address, or the whole address.

    Raises:
        ScenarioError: If anything in it is unknown, missing, given twice or out of range; one sentence.
    """
    given: dict[str, str] = {}
    many: dict[str, list[str]] = {name: [] for name in _MANY}
    for name, value in _pairs(text):
        if name in many:
            many[name].append(value)
        elif name in given:
            raise ScenarioError(f"the link gives {oneline(name)} twice; allowed is once")
        else:
            given[name] = value
    plain = {name: given.pop(name, "") for name in _ONCE}
    made = _base(plain["scenario"], plain["preset"])
    if plain["weeks"]:
        made = made.with_changes({"horizon_weeks": _whole("weeks", plain["weeks"], 1, 1040)})
    made = made.with_choices(_choices(given))
    made = made.with_changes(
        {"injects": [_inject(one) for one in many["inject"]], "decisions": [_decision(one) for one in many["at"]]}
    )
    return made, _whole("seed", plain["seed"], 0, MOST_SEED), plain["preset"]


def _base(name: str, preset: str) -> Scenario:
    """Return a shipped scenario with a preset; a path or any other name is refused."""
    names = shipped_names()
    if name not in names:
        told = f"scenario is {oneline(repr(name))}" if name else "the link names no scenario"
        raise ScenarioError(f"{told}; allowed is one of {', '.join(names)}{nearest(name[:60], names)}")
    made = load_scenario(name)
    return made.with_preset(preset) if preset else made


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names and values of a link."""
    if not isinstance(text, str):
        raise ScenarioError(f"a link is a text, not {oneline(repr(text))}")
    query = text.partition("#")[0].rpartition("?")[2].strip()
    if len(query) > LONGEST:
        raise ScenarioError(f"the link has {len(query)} signs; allowed is {LONGEST}")
    try:
        yield from parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARTS)
    except ValueError:
        raise ScenarioError(f"the link has more than {MOST_PARTS} parts") from None


def _whole(name: str, text: str, low: int, high: int) -> int:
    """Return a text as a whole number between two others."""
    if not text:
        raise ScenarioError(f"the link gives no {name}; allowed is a whole number from {low} to {high}")
    is_one = text.isascii() and text.isdecimal() and len(text) <= 16
    if not is_one or not low <= int(text) <= high:
        raise ScenarioError(f"{name} is {oneline(repr(text))}; allowed is a whole number from {low} to {high}")
    return int(text)


def _choices(given: Mapping[str, str]) -> dict[str, Any]:
    """Return choices by dotted name, each value read by the type of its choice."""
    for name in given:
        path = model_path(name)
        spec = spec_at(Scenario, path)
        if spec is None or not spec.choice or len(spec.path) != len(path):
            fact = is_fact(Scenario, path)
            raise ScenarioError(f"{oneline(name)} is a fact; {_NO_FACTS}" if fact else unknown_name(Scenario, path, {}))
    return parse_settings([f"{name}={value}" for name, value in given.items()])


def _parts(text: str) -> list[str]:
    """Return the parts of a decision or inject as they were before they were put together."""
    return [part for part in text.split("!") if part]


def _named(parts: Sequence[str]) -> dict[str, str]:
    """Return parts such as ``size=2.0`` by name."""
    found: dict[str, str] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        if not equals or not name:
            raise ScenarioError(f"{oneline(repr(part))} in the link is no part of a decision or inject, as size=2.0 is")
        if name in found:
            raise ScenarioError(f"the link gives {oneline(name)} twice in one place; allowed is once")
        found[name] = unquote(value)
    return found


def _decision(text: str) -> dict[str, Any]:
    """Return one decision: ``52!posture.escorts=never``."""
    week, *parts = _parts(text) or [""]
    named = _named(parts)
    told = {"text": named.pop("text")} if "text" in named else {}
    return {"week": _whole("week of a decision", week, 0, 1039), "changes": _choices(named), **told}


def _inject(text: str) -> dict[str, Any]:
    """Return one inject: ``kind=cholera!week=20!size=2.0``."""
    named = _named(_parts(text))
    for name in named:
        if spec_at(Scenario, ("injects", 0, name)) is None:
            raise ScenarioError(f"{unknown_name(Scenario, ('injects', 0, name), {})}; the link gives it to an inject")
    read = parse_settings([f"injects[0].{name}={value}" for name, value in named.items()])
    return {name.rpartition(".")[2]: value for name, value in read.items()}


def _set(one: Any) -> dict[str, Any]:
    """Return what an inject says beyond what goes without saying."""
    fields = type(one).model_fields
    return {name: getattr(one, name) for name in fields if getattr(one, name) != fields[name].default}


def _joined(parts: list[str], named: Mapping[str, Any]) -> str:
    """Return parts and named values as one text."""
    return "!".join([*parts, *(f"{name}={quote(_text(value), safe='')}" for name, value in named.items())])


def _text(value: Any) -> str:
    """Return a value as :func:`parse_settings` reads it."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
