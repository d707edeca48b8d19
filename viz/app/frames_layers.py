"""The layers of the map: what can be coloured, by cell, with ranges that hold for a whole run.

A layer is one byte a cell, so that a colour means the same in all weeks and in every run: 0 to 254 stand for ``low`` to
``high``, 255 for no value. Where most cells hold little and few hold much, bytes go by the root of the value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...experiments.packing import NONE, TOP
from ...model.coordination import roster
from ...model.state import N_SHARING

if TYPE_CHECKING:
    from ...model.mission import MissionModel

__all__ = ["LAYERS", "Layer", "categories", "layer_bytes", "layers_of"]

Array = NDArray[np.float64]

_MOST_TEAMS = 20.0
_MISSION, _COUNTRY_TEAM = (np.flatnonzero(who[:N_SHARING]) for who in (roster.mission, roster.country_team))


@dataclass(frozen=True)
class Layer:
    """One layer of the map.

    Attributes:
        key: Name.
        label: Name shown to people.
        unit: Unit of a value.
        help: One or two plain sentences.
        read: Function from a model to the values, shape (n_cells,), NaN where there is none.
        low: Value of byte 0.
        high: Value of byte 254; what is larger is shown as that.
        kind: ``sequential``, ``diverging`` or ``category``.
        better: +1 if more is better for the country's people, -1 if less is, 0 if that depends.
        root: Whether bytes go by the square root of the value.
    """

    key: str
    label: str
    unit: str
    help: str
    read: Callable[[MissionModel], Array]
    low: float = 0.0
    high: float = 1.0
    kind: str = "sequential"
    better: int = 0
    root: bool = False


def _believed(rows: NDArray[np.int64]) -> Callable[[MissionModel], Array]:
    """Return the reader of the threat that some organisations believe in, mean over them."""
    return lambda m: np.asarray(m.beliefs.estimate[0, rows].mean(axis=0))


def _held_by(m: MissionModel) -> Array:
    """Return who holds more than half of each cell: 0 the government, then each group, last contested."""
    control = m.ground.control
    most = control.argmax(axis=0)
    share = np.take_along_axis(control, most[None], axis=0)[0]
    return np.where(share > 0.5, most, len(control)).astype(np.float64)


def _teams(key: str, who: str, label: str) -> Layer:
    """Return the layer of how many teams of one family are in each cell."""
    return Layer(
        f"presence_{key}", label, "teams", f"Field teams of {who} in the cell; 20 or more look the same.",
        lambda m: np.asarray(getattr(m, f"presence_{key}")), high=_MOST_TEAMS, root=True,
    )  # fmt: skip


# fmt: off
LAYERS: tuple[Layer, ...] = (
    Layer("consent", "Consent to the mission", "share", "How far residents consent to the mission.",
          lambda m: m.ground.consent, kind="diverging", better=1),
    Layer("acceptance", "Acceptance of relief", "share",
          "How far relief is accepted by residents and by those who hold the ground.",
          lambda m: m.acceptance, kind="diverging", better=1),
    Layer("violence", "Violence", "share", "Violence of late in and around the cell, as residents live through it.",
          lambda m: m.ground.violence, better=-1, root=True),
    Layer("threat", "Threat, as it is", "share", "Danger of attack by those who stand near, known or not.",
          lambda m: m.ground.threat, better=-1),
    Layer("threat_known_mission", "Threat, as the mission believes", "share",
          "What the components of the mission believe the threat to be, mean over them.",
          _believed(_MISSION), better=-1),
    Layer("threat_known_country_team", "Threat, as the country team believes", "share",
          "What the agencies of the country team believe the threat to be, mean over them.",
          _believed(_COUNTRY_TEAM), better=-1),
    Layer("need", "People in need", "share", "Share of the people here who lack essentials.",
          lambda m: m.ground.need, better=-1),
    Layer("services", "Basic services", "share", "Water, health and schools, as a share of what is needed.",
          lambda m: m.ground.services, better=1),
    Layer("control", "Who holds the ground", "", "Who controls more than half of the cell; contested if nobody does.",
          _held_by, kind="category"),
    Layer("state_authority", "Reach of the state", "share", "How far the state governs here.",
          lambda m: m.ground.state_authority, better=1),
    Layer("displaced", "Displaced people here", "share", "Share of the people here who fled from elsewhere.",
          lambda m: m.ground.hosted / np.maximum(m.ground.present, 1.0), better=-1, root=True),
    Layer("mines", "Mines and explosive remnants", "share", "Share of the cell that is mined.",
          lambda m: m.ground.mines, better=-1, root=True),
    _teams("military", "soldiers and observers of the mission", "Soldiers of the mission"),
    _teams("police", "UN police", "UN police"),
    _teams("civilian", "civilians of the mission", "Civilians of the mission"),
    _teams("humanitarian", "agencies and relief", "Agencies and relief"),
    _teams("state", "the state", "Servants of the state"),
)
# fmt: on
"""All layers, in the order of the bytes of a frame."""


def categories(m: MissionModel) -> list[str]:
    """Return what the values of the layer of control stand for."""
    return ["Government", *m.groups.labels, "Contested"]


def layers_of(m: MissionModel) -> list[dict[str, Any]]:
    """Return the layers of a run with their ranges, ready for JSON; ``root`` says that bytes go by the root."""
    found = []
    for layer in LAYERS:
        told = {key: value for key, value in vars(layer).items() if key != "read"}
        if layer.kind == "category":
            told |= {"categories": categories(m), "high": float(m.n_groups + 1)}
        found.append(told)
    return found


_LOW = np.array([[layer.low] for layer in LAYERS])
_SPAN = np.array([[layer.high - layer.low] for layer in LAYERS])
_ROOT = np.array([layer.root for layer in LAYERS])
_CATEGORY = np.array([layer.kind == "category" for layer in LAYERS])


def layer_bytes(m: MissionModel) -> NDArray[np.uint8]:
    """Return all layers of the week as bytes, shape (n_layers, n_cells); categories as they are."""
    values = np.array([layer.read(m) for layer in LAYERS])
    part = np.clip((values - _LOW) / _SPAN, 0.0, 1.0)
    part[_ROOT] = np.sqrt(part[_ROOT])
    scaled = np.rint(part * TOP)
    scaled[_CATEGORY] = values[_CATEGORY]
    return np.asarray(np.where(np.isnan(scaled), NONE, scaled), dtype=np.uint8)
