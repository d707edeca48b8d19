"""Golden runs: a handful of runs kept to the last bit, and the comparison with them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from model_cases import small

from peaceops.model.columns import NUMBER_COLUMNS
from peaceops.model.mission import MissionModel
from peaceops.model.result import Result
from peaceops.model.scenario import Scenario

__all__ = ["GOLDEN", "RUNS", "differences", "digest_of", "golden_of", "play", "read", "scenario_of", "write"]

GOLDEN = Path(__file__).parent / "golden"
RUNS: dict[str, dict[str, Any]] = {
    "post_accord": {"base": "post_accord", "width": 24, "height": 24, "weeks": 60, "seed": 1},
    "contested": {"base": "contested", "width": 24, "height": 24, "weeks": 60, "seed": 0},
    "resource_war": {"base": "resource_war", "width": 24, "height": 24, "weeks": 60, "seed": 2},
    "reluctant_host": {"base": "reluctant_host", "width": 24, "height": 24, "weeks": 60, "seed": 3},
    "transition": {"base": "transition", "width": 24, "height": 24, "weeks": 60, "seed": 4},
    "six_years": {"base": "contested", "width": 12, "height": 12, "weeks": 312, "seed": 7},
}
"""Name of the run to what it is; ``six_years`` has injects too."""
INJECTS = [
    {"kind": "cholera", "week": 40, "weeks": 12, "sector": 1},
    {"kind": "coup", "week": 120},
    {"kind": "attack", "when": "local_consent < 0.5 and week >= 20", "size": 3.0},
    {"kind": "neighbour_war", "week": 200, "weeks": 26},
]
FIGURES = (
    "civilian_deaths", "battle_deaths", "displaced", "returned", "in_need", "local_consent", "host_consent",
    "acceptance", "trust_mission_country_team", "awareness_mission", "troops", "mission_spend", "disbursed",
    "fighters_armed",
)  # fmt: skip
"""Columns shown as figures, for people who read a golden run; the digests cover all columns."""
TOTALS = ("civilian_deaths", "battle_deaths", "returned", "disbursed")


def scenario_of(name: str) -> Scenario:
    """Return the scenario of a golden run."""
    run = RUNS[name]
    scenario = small(run["base"], run["width"], run["height"], run["weeks"])
    return scenario.with_changes({"injects": INJECTS}) if name == "six_years" else scenario


def play(name: str, seed: int | None = None) -> Result:
    """Play a golden run, with another seed if asked."""
    model = MissionModel(scenario_of(name), seed=RUNS[name]["seed"] if seed is None else seed)
    while model.running:
        model.step()
    return model.result()


def digest_of(values: Any) -> str:
    """Return the first half of the SHA-256 of numbers (their bits, little-endian) or of a text."""
    raw = values.encode() if isinstance(values, str) else np.ascontiguousarray(values, dtype="<f8").tobytes()
    return hashlib.sha256(raw).hexdigest()[:32]


def _table(frame: pd.DataFrame) -> str:
    """Return a table as text that differs whenever a bit does."""
    return "\n".join(
        "\t".join(value.hex() if isinstance(value, float) else str(value) for value in row)
        for row in frame.astype(object).itertuples(index=False)
    )


def golden_of(name: str, result: Result) -> dict[str, Any]:
    """Return what is kept of a run: figures to be read, and digests of every column, of events, causes and maps."""
    weekly = result.weekly
    numbers = [column.name for column in NUMBER_COLUMNS]
    shown = [week for week in (0, 13, 26, 52, 104, 156, 208, 260, len(weekly) - 1) if week < len(weekly)]
    return {
        "run": RUNS[name],
        "scenario": scenario_of(name).hash,
        "figures": {
            column: {str(week): float(weekly.loc[week, column]) for week in dict.fromkeys(shown)} for column in FIGURES
        },
        "totals": {column: float(weekly[column].sum()) for column in TOTALS},
        "weekly": digest_of(weekly[numbers].to_numpy()),
        "phases": digest_of("\n".join(weekly["phase"])),
        "columns": {column: digest_of(weekly[column].to_numpy()) for column in numbers},
        "events": digest_of(_table(result.events)),
        "causes": digest_of(_table(result.causes)),
        "maps": {
            str(week): {layer: digest_of(values) for layer, values in layers.items()}
            for week, layers in result.maps.items()
        },
    }  # fmt: skip


def differences(golden: Any, found: Any, where: str = "") -> list[str]:
    """Return in words where two golden records differ, numbers compared bit by bit."""
    if isinstance(golden, dict) and isinstance(found, dict):
        names = list(dict.fromkeys([*golden, *found]))
        inner = {name: f"{where}.{name}" if where else name for name in names}
        return [
            line
            for name in names
            for line in differences(golden.get(name, "nothing"), found.get(name, "nothing"), inner[name])
        ]
    if isinstance(golden, float) and isinstance(found, float):
        same = golden.hex() == found.hex()
    else:
        same = type(golden) is type(found) and golden == found
    return [] if same else [f"{where}: golden {golden!r}, found {found!r}"]


def path_of(name: str) -> Path:
    """Return the file of a golden run."""
    return GOLDEN / f"{name}.json"


def read(name: str) -> dict[str, Any]:
    """Return a golden run as it is kept."""
    return json.loads(path_of(name).read_text(encoding="utf-8"))


def write(name: str, golden: dict[str, Any]) -> None:
    """Keep a golden run."""
    GOLDEN.mkdir(exist_ok=True)
    path_of(name).write_text(json.dumps(golden, indent=1, allow_nan=False) + "\n", encoding="utf-8")
