"""What a role sees: columns, map layers and events that its views name, and what its organisations believe.

Everything is taken from the model as each week is played, once for all roles; a role is then given its part. Layers are
bytes, 0 to 254 from the lowest to the highest value and 255 where there is none, cells counted as in the model (x from
the west times the height, plus y from the south).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...agents.catalogue import ORG_INDEX
from ...model.columns import COLUMNS, NUMBER_COLUMNS
from ...model.events import EVENT_KINDS
from ...model.mission import MissionModel
from ...model.state import N_SHARING
from ..exercise import Exercise
from ..packing import b64, share_bytes
from ..roles import VISIBLE_LAYERS, views
from ..standing import standing_of

__all__ = ["BELIEFS", "INJECT", "TELLING", "TRUTH", "Seen", "Week", "scene", "ways_of", "week_of", "weight_of"]

Array = NDArray[np.float64]

TRUTH = "truth"
"""Stands for whoever leads the class, who sees everything as it is."""
INJECT = "inject_"  # begins the kind of an event that came from outside
TELLING = 3.0  # weight from which an event is news however many there are
BELIEFS = ("threat", "need", "obstacles")
STATIC = ("sector", "capital", "town", "road", "border", "camp", "terrain", "remoteness", "resource_site")
"""Layers that never change; they are a part of the scene."""
HELD = 0.5  # share of control from which a place is held by somebody
_PEOPLE = ("residents", "displaced", "hosted", "refugees_from")
_MOST = {**dict.fromkeys(_PEOPLE, 50_000.0), **{name: 10.0 for name in VISIBLE_LAYERS if name.startswith("presence_")}}
_UNITS = {
    **dict.fromkeys(_PEOPLE, "people"),
    **{name: "teams" for name in VISIBLE_LAYERS if name.startswith("presence_")},
}
_WEIGHTS = {kind.key: kind.weight for kind in EVENT_KINDS}
_COLUMN = {column.name: column for column in COLUMNS}
_SETS = {name: view.title for view in reversed(views().values()) for name in view.columns}


def weight_of(kind: str) -> float:
    """Return how telling an event of a kind is; what comes from outside always is."""
    return TELLING if kind.startswith(INJECT) else _WEIGHTS.get(kind, 1.0)


def ways_of(exercise: Exercise, role: str = "") -> dict[str, int]:
    """Return whether more (+1) or less (-1) is wanted of weekly columns, by name, where a country does not say.

    As axes say, then the goals of one role; without a role, for the class as a whole, in which nobody's own goals say
    what is better. Whoever leads no organisation of the mission's, the country's or the relief side, as an armed group,
    is told of nothing else whether it is better (0).
    """
    found = {axis.outcome.column: axis.better for axis in exercise.axes}
    seat = exercise.seats.get(role)
    for goal in seat.goals if seat else ():
        found.setdefault(goal.outcome.column, goal.better)
    if seat and not seat.role.organisations:
        found = {column.name: found.get(column.name, 0) for column in NUMBER_COLUMNS}
    return found


@dataclass(frozen=True)
class Week:
    """One week as it was recorded: number, values by column, layers and beliefs as base64, events, how sides stand.

    An event is its kind, sector, text and size.
    """

    week: int
    values: Mapping[str, float | str]
    layers: Mapping[str, str]
    beliefs: Mapping[str, Mapping[str, str]]
    events: tuple[tuple[str, int, str, float], ...]
    standing: Mapping[str, float]


@dataclass(frozen=True)
class Seen:
    """What one role sees of weeks: names of columns, layers and kinds of events, and which way columns are wanted."""

    role: str
    columns: tuple[str, ...]
    layers: tuple[str, ...]
    events: frozenset[str] | None
    believes: bool
    ways: tuple[tuple[str, int], ...] = ()

    @classmethod
    def by(cls, exercise: Exercise, role: str) -> Seen:
        """Return what a role sees, or ``truth`` or ``public``: the news alone."""
        if role == TRUTH:
            names = tuple(column.name for column in NUMBER_COLUMNS)
            layers_ = tuple(name for name in VISIBLE_LAYERS if name not in STATIC)
            return cls(role, names, layers_, None, False, tuple(ways_of(exercise).items()))
        seat = exercise.seats.get(role)
        shown = seat.views if seat else (views()["news"],)
        columns = dict.fromkeys(name for view in shown for name in view.columns)
        layers = dict.fromkeys(name for view in shown for name in view.layers if name not in STATIC)
        kinds = frozenset(kind for view in shown for kind in view.events)
        believes = bool(seat and _sharing(seat.role.organisations))
        ways = tuple(ways_of(exercise, role).items())  # goals of others are theirs to tell
        return cls(role, tuple(columns), tuple(layers), kinds, believes, ways)

    def hears(self, kind: str) -> bool:
        """Return whether the role hears of events of a kind; ``inject`` stands for all kinds of injects."""
        return self.events is None or kind in self.events or (kind.startswith(INJECT) and "inject" in self.events)

    def heard(self, week: Week) -> list[tuple[str, int, str, float]]:
        """Return the events of a week of which the role hears, those that tell most and the largest of a kind first."""
        heard = [event for event in week.events if self.hears(event[0])]
        return sorted(heard, key=lambda event: (-weight_of(event[0]), event[0], -event[3]))

    def facts_of_columns(self) -> list[dict[str, Any]]:
        """Return what each column is."""
        ways = dict(self.ways)
        return [
            {"key": one.name, "label": one.label, "unit": one.unit, "help": one.help, "kind": one.kind,
             "better": ways.get(one.name, one.better),
             "set": _SETS.get(one.name, "all")}
            for one in (_COLUMN[name] for name in self.columns)
        ]  # fmt: skip

    def facts_of_layers(self, groups: Sequence[str]) -> list[dict[str, Any]]:
        """Return what each layer is.

        Args:
            groups: Names of armed groups as they are shown.
        """
        made = [_layer(name, groups) for name in self.layers]
        if self.believes:
            made += [{"key": f"believed_{name}", "label": f"{name}, as your people believe", "unit": "share",
                "low": 0.0,
                      "high": 1.0, "belief": True} for name in BELIEFS]  # fmt: skip
        return made

    def of(self, week: Week) -> dict[str, Any]:
        """Return one week as the role sees it."""
        seen = {name: week.layers[name] for name in self.layers}
        if self.believes:
            seen |= {f"believed_{name}": layer for name, layer in week.beliefs[self.role].items()}
        return {
            "week": week.week, "values": self.row(week), "map": seen,
            "events": [{"kind": kind, "sector": sector, "text": text} for kind, sector, text, _ in self.heard(week)],
        }  # fmt: skip

    def row(self, week: Week) -> list[float | str | None]:
        """Return the values of the columns of one week."""
        return [week.values.get(name) for name in self.columns]


def week_of(m: MissionModel, roles: Iterable[tuple[str, tuple[str, ...]]]) -> Week:
    """Return the week played last; before the first, layers and beliefs as they are and no values.

    Args:
        m: The model.
        roles: Roles with their organisations, for what they believe.
    """
    week = m.week - 1
    values: dict[str, float | str] = {}
    if week >= 0:
        values = {name: round(value, 6) for name, value in m.recorder.last().items()}
        values["phase"] = m.recorder.phase
    events = tuple((row[1], row[3], row[8], float(row[6])) for row in m.events.rows(week)) if week >= 0 else ()
    layers = {name: _layer_bytes(m, name) for name in VISIBLE_LAYERS if name not in STATIC}
    beliefs = {role: _believed(m, _sharing(organisations)) for role, organisations in roles if _sharing(organisations)}
    return Week(week, values, layers, beliefs, events, standing_of(m))


def scene(m: MissionModel) -> dict[str, Any]:
    """Return what does not change: size, roads, borders, towns."""
    c = m.country
    places = {"capital": c.place(c.capital), "towns": [c.place(cell) for cell in c.towns]}
    flags = {
        name: b64(getattr(c, name), "u1")
        for name in ("sector", "road", "border", "camp", "coast")
    }
    return {"width": c.width, "height": c.height, "cell_km": c.cell_km, **flags, **places}


def _sharing(organisations: Iterable[str]) -> list[int]:
    """Return the rows of organisations that have beliefs of their own."""
    return [ORG_INDEX[key] for key in organisations if ORG_INDEX[key] < N_SHARING]


def _believed(m: MissionModel, rows: list[int]) -> dict[str, str]:
    """Return what organisations believe together, each weighing as much as it is sure."""
    made = {}
    for field, name in enumerate(BELIEFS):
        sure = m.beliefs.precision[min(field, 1), rows]
        made[name] = _scaled((m.beliefs.estimate[field, rows] * sure).sum(axis=0) / sure.sum(axis=0), 1.0)
    return made


def _layer_bytes(m: MissionModel, name: str) -> str:
    """Return a layer as bytes in base64."""
    if name == "control":
        control = m.ground.control
        holder = np.where(control.max(axis=0) >= HELD, control.argmax(axis=0) + 1, 0)
        return b64(holder, "u1")
    values = getattr(m, name) if name.startswith("presence_") else getattr(m.ground, name)
    return _scaled(np.asarray(values, dtype=np.float64), _MOST.get(name, 1.0))


def _scaled(values: Array, most: float) -> str:
    """Return values from 0 to the most as bytes from 0 to 254."""
    return share_bytes(values / most)


def _layer(name: str, groups: Sequence[str]) -> dict[str, Any]:
    """Return what a layer is."""
    if name == "control":
        held = ["nobody for long", "the government", *groups]
        return {
            "key": name,
            "label": "who holds it",
            "unit": "",
            "low": 0,
            "high": 254,
            "belief": False,
            "categories": held,
        }
    label = name.replace("presence_", "teams: ").replace("_", " ")
    return {
        "key": name,
        "label": label,
        "unit": _UNITS.get(name, "share"),
        "low": 0.0,
        "high": _MOST.get(name, 1.0),
        "belief": False,
    }
