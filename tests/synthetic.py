"""A made-up result with plausible curves, maps and events, for tests of everything that only reads results."""

from __future__ import annotations

import os
import zlib
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

WIDTH = HEIGHT = 24


def _curve(n: int, *points: float) -> np.ndarray:
    """Return n values through evenly spaced points."""
    return np.interp(np.linspace(0, 1, n), np.linspace(0, 1, len(points)), points)


def weekly(n: int = 312, seed: int = 1) -> pd.DataFrame:
    """Return a weekly table with most columns of the contract; numbers are invented."""
    draw = np.random.default_rng(seed)
    week = np.arange(n)
    ramp = np.minimum(1.0, week / 48.0)
    surge = np.exp(-(((week - 0.42 * n) / 14.0) ** 2))
    wobble = lambda scale: np.cumsum(draw.normal(0, scale, n)) * 0.3  # noqa: E731
    level = {
        "civilian_deaths": draw.poisson(np.maximum(0.4, 16 * np.exp(-week / 60) + 22 * surge)),
        "battle_deaths": draw.poisson(np.maximum(0.3, 24 * np.exp(-week / 45) + 14 * surge)),
        "peacekeeper_deaths": draw.poisson(0.05, n),
        "aid_worker_victims": draw.poisson(0.06, n),
        "crime_deaths": draw.poisson(5.0, n),
        "violent_events": draw.poisson(6 + 9 * surge),
        "displaced": _curve(n, 480e3, 430e3, 350e3, 420e3, 260e3, 180e3, 150e3) + 90e3 * surge,
        "refugees": _curve(n, 340e3, 330e3, 300e3, 310e3, 270e3, 240e3, 220e3),
        "returned": draw.poisson(900, n),
        "in_need": _curve(n, 1.9e6, 1.6e6, 1.2e6, 1.3e6, 0.9e6, 0.75e6, 0.7e6),
        "need_met": _curve(n, 0.2, 0.5, 0.6, 0.55, 0.7),
        "local_consent": _curve(n, 0.52, 0.6, 0.58, 0.45, 0.55, 0.62) + wobble(0.006),
        "host_consent": _curve(n, 0.82, 0.78, 0.7, 0.61, 0.55, 0.42) + wobble(0.005),
        "party_consent": _curve(n, 0.55, 0.6, 0.66, 0.4, 0.6, 0.71) + wobble(0.008),
        "acceptance": _curve(n, 0.6, 0.63, 0.61, 0.52, 0.6, 0.66) + wobble(0.004),
        "awareness_mission": _curve(n, 0.3, 0.52, 0.61, 0.63, 0.66, 0.66),
        "awareness_country_team": _curve(n, 0.35, 0.44, 0.51, 0.54, 0.56, 0.57),
        "trust_in_mission": _curve(n, 0.4, 0.42, 0.47, 0.52, 0.55),
        "trust_mission_country_team": _curve(n, 0.35, 0.38, 0.46, 0.53, 0.58),
        "duplication": _curve(n, 0.24, 0.2, 0.15, 0.13, 0.12) + np.abs(draw.normal(0, 0.02, n)),
        "coordination_load": _curve(n, 0.08, 0.14, 0.15, 0.14, 0.13),
        "denied_by_state": draw.poisson(1.0, n),
        "denied_by_groups": draw.poisson(3.0, n),
        "denied_by_security_rules": draw.poisson(2.0, n),
        "troops": np.round(14_000 * 0.93 * ramp),
        "police": np.round(1_100 * 0.8 * np.minimum(1.0, week / 90.0)),
        "civilians": np.round(1_800 * 0.85 * np.minimum(1.0, week / 60.0)),
        "mission_spend": 13e6 * (0.5 + 0.5 * ramp),
        "country_team_spend": np.full(n, 5e6),
        "state_authority": _curve(n, 0.25, 0.5),
        "livelihoods": _curve(n, 0.3, 0.5),
        "services": _curve(n, 0.25, 0.45),
    }
    for name in ("local_consent", "host_consent", "party_consent", "acceptance"):
        level[name] = np.clip(level[name], 0.0, 1.0)
    phase = np.where(week <= n // 6, "start-up", np.where(week <= n * 3 // 4, "implementation", "drawdown"))
    return pd.DataFrame({"week": week, "phase": phase, **{k: np.asarray(v, float) for k, v in level.items()}})


def events(n: int = 312, seed: int = 1) -> pd.DataFrame:
    """Return a table of events around the bad year."""
    draw = np.random.default_rng(seed + 99)
    rows: list[tuple[Any, ...]] = []
    for week in sorted(draw.integers(0, n, 60)):
        size = float(draw.integers(1, 12))
        rows.append(
            (
                int(week),
                "attack",
                77,
                2,
                "Northern Front",
                "civilians",
                size,
                "opportunity",
                f"Northern Front attacked civilians near Korvu; {size:.0f} died.",
            )
        )
    rows.append(
        (
            int(n * 0.40),
            "attack",
            81,
            2,
            "Northern Front",
            "civilians",
            64.0,
            "revenge",
            "Northern Front attacked a camp at Korvu; 64 civilians died and 12,000 fled.",
        )
    )
    rows.append(
        (
            int(n * 0.55),
            "inject",
            -1,
            -1,
            "government",
            "mission",
            1.0,
            "inject",
            "The government refused flight clearances for a month.",
        )
    )
    rows.append(
        (int(n * 0.15), "arrival", -1, -1, "mission", "", 2000.0, "deployment", "The third battalion reached sector 2.")
    )
    names = ["week", "kind", "cell", "sector", "actor", "target", "size", "cause", "text"]
    return pd.DataFrame(rows, columns=names).sort_values("week", ignore_index=True)


def causes(n: int = 312) -> pd.DataFrame:
    """Return a long table of contributions by cause."""
    weeks = np.arange(n)
    parts = {
        ("local_consent", "protection delivered"): 0.002,
        ("local_consent", "unmet expectation"): -0.0015,
        ("host_consent", "sovereignty"): -0.002,
        ("host_consent", "support to the state"): 0.001,
        ("civilian_deaths", "attack by Northern Front"): 5.0,
        ("civilian_deaths", "state forces"): 1.5,
    }
    frames = [pd.DataFrame({"week": weeks, "stock": s, "cause": c, "value": v}) for (s, c), v in parts.items()]
    return pd.concat(frames, ignore_index=True)


def country(seed: int = 1, width: int = WIDTH, height: int = HEIGHT) -> dict[str, Any]:
    """Return the static layers of a country with four sectors, one capital and a road net."""
    draw = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(width), np.arange(height), indexing="ij")
    sector = (x >= width // 2).astype(int) + 2 * (y >= height // 2)
    capital = (width // 4, height // 5)
    towns = [(int(a), int(b), f"Town {i}") for i, (a, b) in enumerate(draw.integers(2, min(width, height) - 2, (6, 2)))]
    road = np.zeros((width, height))
    for tx, ty, *_ in towns:
        for px in range(min(tx, capital[0]), max(tx, capital[0]) + 1):
            road[px, capital[1]] = 1
        for py in range(min(ty, capital[1]), max(ty, capital[1]) + 1):
            road[tx, py] = 1
    camp = np.zeros((width, height))
    camp[width - 4, height - 6] = camp[width // 2 + 3, height // 2 + 5] = 1
    border = (x == 0) | (y == 0) | (x == width - 1) | (y == height - 1)
    site = np.zeros((width, height))
    site[width - 5, height - 3] = site[3, height - 4] = 1
    return {
        "width": width,
        "height": height,
        "cell_km": 15.0,
        "sector": sector,
        "road": road,
        "capital": capital,
        "towns": towns,
        "camp": camp,
        "border": border,
        "resource_site": site,
    }


def maps(n: int = 312, seed: int = 1, width: int = WIDTH, height: int = HEIGHT) -> dict[int, dict[str, np.ndarray]]:
    """Return snapshots at the start, middle and end."""
    draw = np.random.default_rng(seed + 7)
    x, y = np.meshgrid(np.arange(width), np.arange(height), indexing="ij")
    far = np.hypot(x - width / 4, y - height / 5) / np.hypot(width, height)
    hot = np.exp(-(((x - 0.75 * width) / 4) ** 2 + ((y - 0.75 * height) / 4) ** 2))
    residents = np.round(2_000 + 60_000 * np.exp(-far * 9) + draw.pareto(2.5, (width, height)) * 5_000)
    out = {}
    for week, heat, trust in ((0, 0.9, 0.0), (n // 2, 1.0, 0.02), (max(n - 1, 1), 0.2, 0.15)):
        rough = draw.random((width, height))
        violence = np.clip(heat * hot * (0.5 + rough), 0, 1)
        layers = {
            "residents": residents,
            "consent": np.clip(0.75 + trust - 0.7 * far - 0.3 * hot * heat + 0.08 * (rough - 0.5), 0, 1),
            "acceptance": np.clip(0.8 - 0.5 * far - 0.2 * hot * heat, 0, 1),
            "violence": np.where(violence > 0.12, violence, 0.0),
            "threat": np.clip(hot * heat + 0.1 * rough, 0, 1),
            "need": np.clip(0.2 + far, 0, 1),
            "hosted": np.where((rough > 0.93) & (far > 0.2), 30_000 * (heat + 0.2) * rough, 0.0),
            "displaced": residents * hot * heat * 0.4,
            "control_government": np.clip(0.9 - far - hot, 0, 1),
            "control_groups": np.clip(hot * (0.4 + heat) + 0.2 * far, 0, 1),
            "mines": np.where((hot > 0.2) & (hot < 0.5), 0.4, 0.0),
            "presence_military": np.where(rough > 0.9, 250.0, 0.0) * (week > 0),
            "presence_police": np.where(rough > 0.97, 30.0, 0.0) * (week > 0),
            "presence_civilian": np.where(rough < 0.05, 15.0, 0.0) * (week > 0),
            "presence_humanitarian": np.where((rough > 0.45) & (rough < 0.53), 12.0, 0.0),
        }
        out[week] = layers
    return out


def summary(table: pd.DataFrame) -> dict[str, Any]:
    """Return totals of counts and last values of levels, as a stand-in for the real summary."""
    flows = {"civilian_deaths", "battle_deaths", "returned", "mission_spend", "peacekeeper_deaths"}
    out: dict[str, Any] = {}
    for name in table.columns.drop(["week", "phase"]):
        out[name] = float(table[name].sum() if name in flows else table[name].iloc[-1])
    return out | {"relapse": None, "exit_week": None}


def result(n: int = 312, seed: int = 1) -> Any:
    """Return an object with everything a picture or an account reads from a result."""
    table = weekly(n, seed)
    provenance = {
        "scenario": "post_accord",
        "title": "After the accord",
        "seed": seed,
        "preset": "integrated",
        "version": "0.1.0",
        "parameters": {"mission": {"troops": 14_000, "police": 1_100, "civilians": 1_800}, "horizon_weeks": n},
    }
    return SimpleNamespace(
        weekly=table,
        events=events(n, seed),
        causes=causes(n),
        benchmarks=pd.DataFrame(),
        summary=summary(table),
        provenance=provenance,
        maps=maps(n, seed),
        country=country(seed),
    )


def full_result(scenario: Any, seed: int) -> Any:
    """Return a true ``Result`` for a true scenario, with every recorded column, that can be saved and loaded."""
    from peaceops.model.columns import COLUMN_NAMES, PHASES
    from peaceops.model.result import Result, empty_benchmarks, provenance, summarise

    n = scenario.horizon_weeks
    table = weekly(n, seed)
    table["phase"] = PHASES[0]
    for name in COLUMN_NAMES:
        if name not in table:
            table[name] = 0.5
    table = table[list(COLUMN_NAMES)]
    origin = provenance(scenario.name, scenario.hash, seed, scenario.as_dict())
    return Result(
        table, events(n, seed), empty_benchmarks(), causes(n), summarise(table), origin, maps(n, seed), country(seed)
    )


@dataclass(frozen=True)
class FakeScenario:
    """As much of a scenario as a comparison needs."""

    name: str = "fake"
    values: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the values as a nested mapping."""
        return {"name": self.name, **self.values}


def fake_run(scenario: FakeScenario, seed: int) -> Any:
    """Return a result whose outcomes follow from the seed and the scenario's ``effect``; ``fail_on`` raises."""
    if seed in scenario.values.get("fail_on", ()):
        raise RuntimeError("the ledger lost a dollar")
    draw = np.random.default_rng([seed, zlib.crc32(b"fake")])
    effect = float(scenario.values.get("effect", 0.0))
    attacks, crossfire = float(draw.normal(500, 100) - 40 * effect), float(10 * effect * draw.random())
    rows = [(0, "civilian_deaths", "attacks by Northern Front", attacks), (1, "local_consent", "services", 0.1)]
    rows += [(1, "civilian_deaths", "crossfire", crossfire)] if crossfire else []
    return SimpleNamespace(
        summary={
            "civilian_deaths": attacks + crossfire,
            "local_consent_mean": float(draw.uniform(0.4, 0.6)),
            "local_consent_end": float(draw.uniform(0.4, 0.6)),
            "mined_share_end": 0.25,
            "relapse": None,
            "exit_kind": "none",
        },
        weekly=range(2),
        causes=pd.DataFrame(rows, columns=["week", "stock", "cause", "value"]),
    )


def deadly_run(scenario: FakeScenario, seed: int) -> Any:
    """Run like ``fake_run``, but end the whole process on the seeds in ``die_on``."""
    if seed in scenario.values.get("die_on", ()):
        os._exit(9)
    return fake_run(scenario, seed)
