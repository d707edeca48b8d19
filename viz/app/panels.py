"""What the panels of the page list, taken from the registry, the scenario files and the guides: no second list."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ...model.injects import Inject
from ...model.layout import value_of
from ...model.library import load_scenario, shipped_names
from ...model.presets import preset_values, presets
from ...model.registry import parameters
from ...model.scenario import Scenario
from ...model.sources import in_words
from ...model.specs import about, specs
from .learning import abbreviations
from .seeds import plain_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "choice_groups", "choice_values", "inject_kinds", "preset_cards", "read_choice", "read_inject", "scenario_cards",
]  # fmt: skip


@lru_cache(maxsize=1)
def choice_groups() -> list[dict[str, Any]]:
    """Return the choices in their groups: key, label, what the group is about, and its choices.

    Each choice has name, label, type, low, high, unit, help, source in words and, for names, the values with what
    they mean.
    """
    table = parameters()
    rows = table[table["choice"]].to_dict("records")
    meanings = {".".join(spec.path).removeprefix("choices."): spec.values for spec in specs(Scenario) if spec.choice}
    groups: dict[str, dict[str, Any]] = {}
    for row in rows:
        key = str(row["group"])
        group = groups.setdefault(key, {"key": key, "label": key.capitalize(), "about": _about(key), "choices": []})
        group["choices"].append(_choice(row, meanings.get(str(row["name"]), ())))
    return list(groups.values())


def _about(group: str) -> str:
    """Return what a group of choices is about."""
    return about(Scenario, ("choices", group))


def _choice(row: Mapping[Any, Any], values: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Return one choice as its control needs it."""
    name = str(row["name"])
    source = "; ".join([str(row["source"]), *(one.strip() for one in in_words(str(row["source"])))])
    return {
        "name": name, "label": _label(name.rpartition(".")[2]), "type": row["type"], "unit": row["unit"],
        "low": None if row["low"] != row["low"] else row["low"],
        "high": None if row["high"] != row["high"] else row["high"], "help": row["help"], "source": source,
        "values": [{"key": key, "label": key.replace("_", " "), "help": words} for key, words in values],
    }  # fmt: skip


def _label(key: str) -> str:
    """Return a name in plain words, with the field's abbreviations in capitals."""
    return " ".join(word.upper() if word.upper() in abbreviations() else word for word in key.split("_"))


def choice_values(scenario: Scenario) -> dict[str, Any]:
    """Return the value of every choice of a scenario by dotted name."""
    return {one["name"]: value_of(scenario, one["name"]) for group in choice_groups() for one in group["choices"]}


def read_choice(name: str, value: Any) -> Any:
    """Return a value from the page as the model wants it: whole numbers as such, others as numbers.

    What cannot be read is returned as it is, to be refused by the model with its own sentence.

    Raises:
        ScenarioError: If a comma stands where none may part thousands.
    """
    kinds = {one["name"]: one["type"] for group in choice_groups() for one in group["choices"]}
    kind = kinds.get(name)
    if isinstance(value, str) and kind in ("int", "float"):
        text = plain_number(name, value)
        try:
            value = float(text)
        except ValueError:
            return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if kind == "int" and float(value).is_integer():
            return int(value)
        return float(value) if kind == "float" else value
    return value


@lru_cache(maxsize=1)
def preset_cards() -> list[dict[str, Any]]:
    """Return the presets: name, title, story and how many choices they set."""
    rows = presets()[["name", "title", "story"]].to_dict("records")
    return [{str(key): value for key, value in row.items()} | {"sets": len(preset_values(row["name"]))} for row in rows]


@lru_cache(maxsize=1)
def scenario_cards() -> list[dict[str, Any]]:
    """Return the shipped scenarios with their story and their size."""
    return [_scenario_card(name) for name in shipped_names()]


def _scenario_card(name: str) -> dict[str, Any]:
    """Return one scenario as the page shows it."""
    scenario = load_scenario(name)
    return {
        "name": name, "title": scenario.title, "story": scenario.story,
        "facts": [
            f"{scenario.country.population / 1e6:,.1f} million people", f"{scenario.mission.troops:,} soldiers",
            f"{len(scenario.armed_groups)} armed groups", f"{scenario.horizon_weeks / 52:.0f} years",
        ],
    }  # fmt: skip


@lru_cache(maxsize=1)
def inject_kinds() -> list[dict[str, Any]]:
    """Return what can happen from outside: key, label, what it is and which fields it uses."""
    spec = next(spec for spec in specs(Inject) if spec.path == ("kind",))
    kinds = []
    for key, words in spec.values:
        what, _, uses = words.partition(" (uses ")
        used = uses.rstrip(")").replace(",", "").split()
        fields = [name for name in ("group", "sector", "size", "weeks") if name in used]
        kinds.append({"key": key, "label": _label(key), "help": what, "uses": fields})
    return kinds


def read_inject(said: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return kind and fields of an inject from the page, with numbers read as such; the model refuses what is wrong.

    Raises:
        ScenarioError: If a comma stands where none may part thousands.
    """
    fields: dict[str, Any] = {}
    kinds: tuple[tuple[str, Callable[[str], Any]], ...] = (("sector", int), ("weeks", int), ("size", float))
    for name, read in kinds:
        text = plain_number(name, str(said.get(name, "")))
        if text:
            try:
                fields[name] = read(text)
            except ValueError:
                fields[name] = text
    if said.get("group"):
        fields["group"] = str(said["group"])
    return str(said.get("kind")), fields
