"""A scenario: the choices under test and the facts of one fictional country, frozen and checked.

Files are read by :mod:`peaceops.model.library`; this module says what a scenario is and how one makes another from it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError, model_validator

from ..agents.tasks import TASK_INDEX
from .actors_parameters import ArmedGroup, DonorParameters, HostParameters, PeaceParameters, RegionParameters
from .choices import Choices
from .country import CountryParameters
from .decisions import Decision, check_decisions
from .errors import ScenarioError, nearest
from .injects import Inject
from .layout import LISTS, dotted, model_path, plain, to_file, unknown_name
from .meetings import Meeting, check_meetings
from .mission_parameters import CountryTeamParameters, MissionParameters
from .parameters import Parameters, parameter
from .rules.acceptance import AcceptanceParameters
from .rules.access import AccessParameters
from .rules.channels import ChannelParameters
from .rules.civil_society import CivilSocietyParameters
from .rules.conduct import ConductParameters
from .rules.consent import ConsentParameters
from .rules.crime import CrimeParameters
from .rules.ddr import DdrParameters
from .rules.deployment import DeploymentParameters
from .rules.donors import AidParameters
from .rules.elections import ElectionParameters
from .rules.host_state import HostStateParameters
from .rules.information import InformationParameters
from .rules.institutions import InstitutionsParameters
from .rules.leadership import LeadershipParameters
from .rules.load import LoadParameters
from .rules.mines import MineParameters
from .rules.people import PeopleParameters
from .rules.planning import PlanningParameters
from .rules.politics import PoliticsParameters
from .rules.spoilers import SpoilerParameters
from .rules.transition import TransitionParameters
from .rules.truces import TruceParameters
from .rules.trust import TrustParameters
from .rules.violence import ViolenceParameters
from .rules.works import TaskParameters
from .specs import ANY, branch, is_fact, spec_at
from .switches import Systems
from .toml_source import KeyPath, oneline
from .wording import InconsistentError, check_week, refusal

__all__ = ["MOST_GROUPS", "Scenario"]

MOST_GROUPS = 8
_TEXTS = ("name", "title", "story", "base")


class Scenario(Parameters):
    """Everything that a run needs besides its seed.

    Source: MODEL.md sections 3, 4 and 8.
    """

    name: str = parameter("scenario", source="house rule", help="Short name, used for files and tables.")
    title: str = parameter("", source="house rule", help="Name shown to people.")
    story: str = parameter("", source="house rule", help="What the country and its conflict are, in a few sentences.")
    base: str = parameter("", source="house rule", help="Scenario that this one starts from: a shipped name or a file.")
    horizon_weeks: int = parameter(
        312, low=1, high=1040, unit="weeks", source="MODEL.md 2", help="Weeks that a run lasts; 312 are six years."
    )

    choices: Choices = Choices()
    country: CountryParameters = CountryParameters()
    mission: MissionParameters = MissionParameters()
    country_team: CountryTeamParameters = CountryTeamParameters()
    host: HostParameters = HostParameters()
    donors: DonorParameters = DonorParameters()
    region: RegionParameters = RegionParameters()
    peace: PeaceParameters = PeaceParameters()
    armed_groups: dict[str, ArmedGroup]
    injects: tuple[Inject, ...] = ()
    decisions: tuple[Decision, ...] = ()
    meetings: tuple[Meeting, ...] = ()

    # rule groups: one field for each rule family that has parameters, declared next to the rule
    information: InformationParameters = InformationParameters()
    channels: ChannelParameters = ChannelParameters()
    trust: TrustParameters = TrustParameters()
    load: LoadParameters = LoadParameters()
    leadership: LeadershipParameters = LeadershipParameters()
    planning: PlanningParameters = PlanningParameters()
    tasks: TaskParameters = TaskParameters()
    access: AccessParameters = AccessParameters()
    deployment: DeploymentParameters = DeploymentParameters()
    aid: AidParameters = AidParameters()
    consent: ConsentParameters = ConsentParameters()
    acceptance: AcceptanceParameters = AcceptanceParameters()
    conduct: ConductParameters = ConductParameters()
    politics: PoliticsParameters = PoliticsParameters()
    truces: TruceParameters = TruceParameters()
    elections: ElectionParameters = ElectionParameters()
    ddr: DdrParameters = DdrParameters()
    institutions: InstitutionsParameters = InstitutionsParameters()
    civil_society: CivilSocietyParameters = CivilSocietyParameters()
    host_state: HostStateParameters = HostStateParameters()
    exit: TransitionParameters = TransitionParameters()
    spoilers: SpoilerParameters = SpoilerParameters()
    violence: ViolenceParameters = ViolenceParameters()
    crime: CrimeParameters = CrimeParameters()
    mines: MineParameters = MineParameters()
    people: PeopleParameters = PeopleParameters()
    # end of rule groups
    systems: Systems = Systems()

    def __repr__(self) -> str:
        """Return name, length and hash in one line."""
        weeks = f"{self.horizon_weeks} week{'' if self.horizon_weeks == 1 else 's'}"
        return f"Scenario({self.name}, {weeks}, hash {self.hash[:12]})"

    def __str__(self) -> str:
        """Return name, length and hash in one line."""
        return repr(self)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        """Refuse values that are fine one by one and do not go together."""
        _check_name(self)
        _check_mandate(self)
        _check_groups(self)
        _check_injects(self)
        check_decisions(self)
        check_meetings(self)
        return self

    @classmethod
    def from_values(cls, values: Mapping[str, Any], where: Callable[[KeyPath], str] = lambda path: "") -> Scenario:
        """Make a scenario from nested values.

        Args:
            values: Nested as the fields are, with or without ``choices`` above the groups of choices.
            where: Function from a path to the words that say in which file and line it stands.

        Raises:
            ScenarioError: If a name is unknown or a value is missing, of a wrong type, out of range or inconsistent.
        """
        given = _with_choices_above(plain(values))
        try:
            return cls.model_validate(given, strict=True)
        except ValidationError as error:
            raise refusal(error, cls, given, where) from None

    def with_changes(self, changes: Mapping[str, Any]) -> Scenario:
        """Return a new scenario with other values.

        Args:
            changes: Dotted names and values, for example ``{"mission.troops": 8000}``; a group may be given as a table,
                which changes what it names, and ``armed_groups.NAME`` may add a group. Injects, decisions
                and meetings dated after a shorter horizon are dropped, since they could never happen.

        Raises:
            ScenarioError: If a name is unknown or a value is of a wrong type, out of range or inconsistent.
        """
        if not isinstance(changes, Mapping):
            raise ScenarioError("changes are given as names with values, for example {'mission.troops': 8000}")
        values = self.model_dump()
        for name, value in changes.items():
            path = self._path_of(name, values, adds=isinstance(value, Mapping))
            _put(values, path, plain(value))
        for dated in LISTS:
            if isinstance(values["horizon_weeks"], int) and not any(_path_of_any(n)[:1] == (dated,) for n in changes):
                values[dated] = tuple(one for one in values[dated] if (one["week"] or 0) < values["horizon_weeks"])
        return type(self).from_values(values)

    def with_choices(self, choices: Mapping[str, Any]) -> Scenario:
        """Return a new scenario with other choices; facts about the world are refused.

        Args:
            choices: Dotted names of choices and values, for example ``{"integration.structure": "two_feet_in"}``.

        Raises:
            ScenarioError: If a name is unknown or no choice, or a value is of a wrong type or out of range.
        """
        if not isinstance(choices, Mapping):
            raise ScenarioError("choices are given as names with values, for example {'posture.use_of_force': 0.7}")
        values = self.model_dump()
        for name, value in choices.items():
            path = self._path_of(name, values)
            for end in _ends(path, value):
                if is_fact(type(self), end):
                    raise ScenarioError(
                        f"{dotted(end)} is a fact about the world, no choice; change it by with_changes"
                    )
        return self.with_changes(choices)

    def with_preset(self, name: str) -> Scenario:
        """Return a new scenario with the choices of a named preset.

        Args:
            name: One of the names in ``peaceops.presets()``, for example ``"firewall"``.

        Raises:
            ScenarioError: If there is no such preset.
        """
        from .presets import preset_values

        return self.with_choices(preset_values(name))

    def with_layers(self, layers: Mapping[str, Any]) -> Scenario:
        """Return a new scenario with map layers given instead of drawn.

        Args:
            layers: Name of the layer to an array of shape (width, height) or a path to a CSV file.

        Raises:
            ScenarioError: If a layer is neither; what it holds is checked when the country is made.
        """
        given = {name: str(layer) if isinstance(layer, Path) else plain(layer) for name, layer in layers.items()}
        return self.with_changes({"country.layers": {**self.country.layers, **given}})

    def as_dict(self) -> dict[str, Any]:
        """Return all values, laid out as in a scenario file; written as TOML and read again they give this scenario."""
        return to_file(self.model_dump(exclude={"base"}))

    @property
    def hash(self) -> str:
        """SHA-256, in hexadecimal, of everything that moves a run; name, title, story and base do not count."""
        values = self.model_dump(exclude=set(_TEXTS))
        layers = values["country"]["layers"]
        values["country"]["layers"] = {name: _content(layer) for name, layer in layers.items()}
        text = json.dumps(to_file(values), sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def _path_of(self, name: object, values: Mapping[str, Any], *, adds: bool = False) -> KeyPath:
        """Return the path of a dotted name, which must exist (or may be a new armed group, if ``adds``)."""
        path = _path_of_any(name)
        exists = spec_at(type(self), path) is not None or branch(type(self), path) is not None
        many = next((end for end in range(len(path)) if branch(type(self), path[:end]) == (ANY,)), None)
        if exists and many is not None:
            members = values[str(path[many - 1])]
            key = path[many]
            exists = (
                (key in members or (adds and len(path) == many + 1)) if isinstance(members, Mapping)
                else isinstance(key, int) and key < len(members)
            )  # fmt: skip
        if not exists:
            raise ScenarioError(unknown_name(type(self), path, values))
        return path


def _path_of_any(name: object) -> KeyPath:
    """Return the path of a dotted name; refuse what is no text."""
    if not isinstance(name, str) or not name.strip():
        raise ScenarioError(f"{oneline(repr(name))} is no name; allowed is a dotted name such as 'mission.troops'")
    return model_path(name)


def _ends(path: KeyPath, value: Any) -> list[KeyPath]:
    """Return the paths of the single values that a table given at ``path`` names."""
    if not isinstance(value, Mapping):
        return [path]
    return [end for name, inner in value.items() for end in _ends((*path, str(name)), inner)]


def _put(values: dict[str, Any], path: KeyPath, value: Any) -> None:
    """Set the value at ``path``; a table given for a group changes only what it names."""
    target: Any = values
    for end, part in enumerate(path):
        has_key = isinstance(target, dict) and (part in target or end + 1 == len(path))
        has_item = isinstance(target, list) and isinstance(part, int) and part < len(target)
        if not has_key and not has_item:
            raise ScenarioError(
                f"{dotted(path)} cannot be set: {dotted(path[:end])} is given as something else beside it"
            )
        if end + 1 == len(path):
            break
        if isinstance(target[part], tuple):
            target[part] = list(target[part])
        target = target[part]
    old = target.get(path[-1]) if isinstance(target, dict) else target[path[-1]]
    if isinstance(old, Mapping) and isinstance(value, Mapping) and path != ("country", "layers"):
        value = _merged(old, value)
    target[path[-1]] = value


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``old`` with the entries of ``new``, tables within tables."""
    merged = dict(old)
    for name, value in new.items():
        below = merged.get(name)
        merged[name] = _merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged


def _with_choices_above(values: dict[str, Any]) -> dict[str, Any]:
    """Return ``values`` with the groups of choices below ``choices``."""
    from .layout import CHOICE_GROUPS

    groups = {name: values.pop(name) for name in CHOICE_GROUPS if name in values}
    above = values.get("choices", {})
    if groups and isinstance(above, Mapping):
        values["choices"] = _merged(above, groups)
    return values


def _content(layer: Any) -> Any:
    """Return the content of a layer file in place of its path, so that the hash follows what is in it."""
    if not isinstance(layer, str):
        return layer
    try:
        return hashlib.sha256(Path(layer).read_bytes()).hexdigest()
    except (OSError, ValueError):
        return layer


def _check_name(scenario: Scenario) -> None:
    """Refuse a name that cannot stand in a table or a file name."""
    name = scenario.name
    if not (0 < len(name) <= 80 and name.isprintable() and not set(name) & set('/\\:*?"<>|')):
        raise InconsistentError(
            ("name",), f"is {oneline(repr(name))}; allowed is a text of 1 to 80 signs that can stand in a file name"
        )


def _check_mandate(scenario: Scenario) -> None:
    """Refuse tasks in the mandate that do not exist."""
    known = ("all", *TASK_INDEX)
    for task in scenario.mission.mandated_tasks:
        if task not in known:
            raise InconsistentError(
                ("mission", "mandated_tasks"),
                f"names {oneline(repr(task))}; allowed is all, or some of {', '.join(TASK_INDEX)}"
                f"{nearest(task[:60], known)}",
            )


def _check_groups(scenario: Scenario) -> None:
    """Refuse no armed group, too many, ill-named ones and members of identity groups that do not exist."""
    groups = scenario.armed_groups
    if not 1 <= len(groups) <= MOST_GROUPS:
        raise InconsistentError(("armed_groups",), f"has {len(groups)} groups; allowed is 1 to {MOST_GROUPS}")
    most = scenario.country.n_identity_groups
    for key, group in groups.items():
        if not (key.isascii() and key.isidentifier() and len(key) <= 40):
            raise InconsistentError(
                ("armed_groups", key), "is no name for an armed group; allowed is letters, digits and _, up to 40 signs"
            )
        if not group.home_sectors:
            raise InconsistentError(("armed_groups", key, "home_sectors"), "is empty; allowed is at least one sector")
        if group.identity_group >= most:
            raise InconsistentError(
                ("armed_groups", key, "identity_group"),
                f"is {group.identity_group}; allowed is 0 to {most - 1}, since country.n_identity_groups is {most}",
            )


def _check_injects(scenario: Scenario) -> None:
    """Refuse injects after the end and injects by armed groups that do not exist."""
    for index, inject in enumerate(scenario.injects):
        if inject.week is not None:
            check_week("injects", index, inject.week, scenario.horizon_weeks)
        if inject.group is not None and inject.group not in scenario.armed_groups:
            raise InconsistentError(
                ("injects", index, "group"),
                f"is {oneline(repr(inject.group))}; allowed is one of {', '.join(scenario.armed_groups)}"
                f"{nearest(inject.group[:60], scenario.armed_groups)}",
            )
