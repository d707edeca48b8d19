"""Links: a run as text that fits into an address, and back, checked like a scenario file.

``scenario=post_accord&preset=firewall&seed=7&posture.use_of_force=0.8&at=52!posture.escorts=never`` is a shipped
scenario with a preset, a choice of its own, and a decision of week 52; ``inject=20!kind=cholera!size=2.0`` is an inject
of week 20, ``weeks=104`` another length. A link holds names and values and nothing else: none names a file or is run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from ...experiments.differences import changes_between
from ...model.errors import ScenarioError, nearest
from ...model.layout import model_path
from ...model.library import load_scenario, shipped_names
from ...model.presets import presets
from ...model.registry import parse_settings
from ...model.scenario import Scenario
from ...model.specs import is_fact
from ...model.toml_source import oneline

if TYPE_CHECKING:
    from ...experiments.session import Session

__all__ = ["MOST_SEED", "link_text", "read_link"]

MOST_SEED = 2**53 - 1
"""Largest seed in a link: the largest whole number that a browser's script can hold."""
LONGEST = 16_000
"""Most signs of a link; browsers and servers take no more for sure."""
_PLAIN = ("scenario", "preset", "seed", "weeks")
_LISTS = {"at": "decisions", "inject": "injects"}
_SAFE = "!=,:"


def link_text(session: Session, preset: str = "") -> str:
    """Return a run as the query of an address, without the question mark.

    Args:
        session: The run: its scenario, what was decided and injected, and its seed.
        preset: Preset that it began with, if any; what differs from it is carried as well.

    Raises:
        ScenarioError: If the scenario is no shipped one, facts in it were changed, or the seed is too large.
    """
    made = session.as_scenario()
    if made.name not in shipped_names():
        raise ScenarioError(f"a link carries shipped scenarios only, and {oneline(made.name)} is none; save it as a file")
    if session.seed > MOST_SEED:
        raise ScenarioError(f"the seed is {session.seed}; a link carries seeds up to {MOST_SEED}")
    base = _base(made.name, preset)
    pairs = [("scenario", made.name)] + ([("preset", preset)] if preset else []) + [("seed", str(session.seed))]
    if made.horizon_weeks != base.horizon_weeks:
        pairs.append(("weeks", str(made.horizon_weeks)))
    pairs += [(one.name, _text(one.other)) for one in changes_between(base, made) if one.name not in _CARRIED]
    pairs += [("at", _joined(one.week, one.changes | ({"text": one.text} if one.text else {}))) for one in made.decisions]
    pairs += [("inject", _joined(one.week, _told(one))) for one in made.injects]
    text = urlencode(pairs, quote_via=quote, safe=_SAFE)
    try:
        again = read_link(text)[0]
    except ScenarioError:
        again = base
    if again.hash != made.hash:
        raise ScenarioError("facts about the world were changed in this run, which a link does not carry; save it as a file")
    return text


def read_link(text: str) -> tuple[Scenario, int, str]:
    """Return the scenario, the seed and the name of the preset (perhaps empty) of a link.

    Args:
        text: The query of an address, or the whole address.

    Raises:
        ScenarioError: If anything in it is unknown, missing, given twice or out of range; one sentence.
    """
    given: dict[str, str] = {}
    lists: dict[str, list[str]] = {name: [] for name in _LISTS}
    for name, value in _pairs(text):
        if name in lists:
            lists[name].append(value)
        elif name in given:
            raise ScenarioError(f"the link gives {oneline(name)} twice; allowed is once")
        else:
            given[name] = value
    plain = {name: given.pop(name, "") for name in _PLAIN}
    seed = _whole("seed", plain["seed"] or "1", 0, MOST_SEED)
    made = _base(plain["scenario"], plain["preset"])
    if plain["weeks"]:
        made = made.with_changes({"horizon_weeks": _whole("weeks", plain["weeks"], 1, 1040)})
    if given:
        made = made.with_choices(_choices(given))
    if "injects" in {_LISTS[name] for name, many in lists.items() if many} or plain["weeks"]:
        made = made.with_changes({"injects": [_inject(one) for one in lists["inject"]]})
    if lists["at"]:
        made = made.with_changes({"decisions": [_decision(one) for one in lists["at"]]})
    return made, seed, plain["preset"]
