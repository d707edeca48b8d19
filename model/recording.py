"""Writing a week down, and turning a finished run into a result (MODEL.md section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..agents.tasks import KINDS, TASKS
from .coordination import roster
from .intelligence import awareness_of
from .result import Result, empty_benchmarks, provenance, summarise

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["make_result", "record_week", "snapshot"]

Array = NDArray[np.float64]

_FLOWS = (
    "civilian_deaths", "civilian_deaths_by_state", "battle_deaths", "crime_deaths", "peacekeeper_deaths", "aid_worker_victims",
    "violent_events", "attacks_deterred", "attacks_met", "warnings", "returned", "denied_by_state", "denied_by_groups",
    "denied_by_security_rules", "sequencing_failures", "ceasefire_violations", "pledged", "disbursed", "misconduct",
)  # fmt: skip
_COVERING = np.array([t.kind in ("relief", "services") for t in TASKS])
_ = KINDS


def record_week(m: MissionModel) -> None:
    """Record one row and close the books of causes."""
    week, g = m.week_now, m.ground
    row: dict[str, float] = {name: week.of(name) for name in _FLOWS}
    row |= _harm_and_people(m)
    row |= _consent_and_coordination(m)
    row |= _state_and_means(m)
    row |= _not_yet(m)
    m.causes.add("money", "mission", m.mission_spend)
    m.causes.add("money", "country team", m.country_team_spend)
    phase = "deployment" if m.fill["troops"] < 0.95 * m.peak["troops"] and m.week < 78 else "operation"
    m.recorder.record(m.week, phase, row)
    m.causes.close_week(m.week)
    m.old_levels["local_consent"] = float((m.share_of_people * g.consent).sum())


def _mean(m: MissionModel, layer: Array) -> float:
    """Return the people-weighted mean of a layer."""
    return float((m.share_of_people * layer).sum())


def _harm_and_people(m: MissionModel) -> dict[str, float]:
    """Return columns on harm, people and what they live on."""
    g, week = m.ground, m.week_now
    if week.response_weeks:
        m.last_response = sum(week.response_weeks) / len(week.response_weeks)
    covered = m.last_done[_COVERING].sum(axis=0) > 0.0
    return {
        "response_weeks": m.last_response,
        "displaced": float(g.displaced.sum()),
        "refugees": float(g.refugees_from.sum()),
        "in_need": float((g.present * g.need).sum()),
        "need_met": min(m.served_people / max(m.wanted_people, 1.0), 1.0),
        "services": _mean(m, g.services),
        "livelihoods": _mean(m, g.livelihoods),
        "gaps": float(m.share_of_need[~covered].sum()),
    }


def _consent_and_coordination(m: MissionModel) -> dict[str, float]:
    """Return columns on consent, trust, awareness and coordination."""
    g, r, c = m.ground, m.relations, m.inputs.choices
    outside = ~roster.mission & (np.arange(len(roster.mission)) < 36)
    to_mission = r.trust[np.ix_(outside, roster.mission)]
    mission, agencies = awareness_of(m)
    un = roster.mission | roster.country_team
    done = m.last_done.sum(axis=0)
    work = done / max(float(done.sum()), 1e-9)
    wanted = m.share_of_people * (g.need + m.truth[0])
    wanted = wanted / max(float(wanted.sum()), 1e-9)
    return {
        "local_consent": _mean(m, g.consent),
        "host_consent": m.host_consent,
        "party_consent": float((m.old_fighter_share * m.groups.consent).sum()) if m.bands.fighters.any() else 1.0,
        "acceptance": float((m.share_of_need * g.acceptance).sum()),
        "legitimacy": _mean(m, g.legitimacy),
        "expectation_gap": _mean(m, np.maximum(g.expectation - g.delivered, 0.0)),
        "trust_in_mission": float(to_mission.mean()),
        "trust_mission_country_team": float(r.trust[m.pairs_mission_country_team].mean()),
        "awareness_mission": mission,
        "awareness_country_team": agencies,
        "coordination_load": min(float(r.load[un].mean()) * 0.5, 1.0) if c else 0.0,
        "duplication": min(m.week_now.duplication, 1.0),
        "plan_coherence": float(np.minimum(work, wanted).sum()),
        "mlt_cohesion": m.cohesion,
    }


def _state_and_means(m: MissionModel) -> dict[str, float]:
    """Return columns on the state, mines and roads, and the mission's means."""
    g = m.ground
    return {
        "state_authority": _mean(m, g.state_authority),
        "rule_of_law": _mean(m, g.rule_of_law),
        "mined_share": float(g.mines.mean()),
        "road_access": _mean(m, g.road_access),
        "troops": m.strength["troops"],
        "police": m.strength["police"] + m.strength["formed_police"],
        "civilians": m.strength["civilians"],
        "mission_spend": m.mission_spend,
        "country_team_spend": m.country_team_spend,
        "fighters_armed": float(m.bands.fighters.sum()),
    }


def _not_yet(m: MissionModel) -> dict[str, float]:
    """Return columns whose rules are still to come, at what the scenario gives them."""
    p, host = m.inputs, m.inputs.host
    level = p.country.rule_of_law
    return {
        "peace_process": m.peace_process,
        "fighters_demobilised": 0.0, "fighters_reintegrated": 0.0, "fighters_recidivist": 0.0,
        "police_capacity": level, "police_integrity": host.integrity, "courts": level, "corrections": level,
        "legislation": level, "defence": host.army_quality, "reintegration_gap": 0.0, "civic_space": 0.5,
        "women_influence": p.choices.political.inclusion_women * 0.5, "youth_inclusion": 0.3, "media": p.country.information,
        "benchmarks_met": 0.0,
    }  # fmt: skip


def snapshot(m: MissionModel) -> dict[str, Array]:
    """Return the layers kept for maps, shape (width, height) each."""
    g = m.ground
    shape = (m.country.width, m.country.height)
    layers = {
        name: getattr(g, name)
        for name in (
            "consent",
            "acceptance",
            "violence",
            "threat",
            "need",
            "services",
            "residents",
            "hosted",
            "displaced",
            "mines",
            "state_authority",
            "road_access",
        )
    }
    layers |= {
        "control_government": g.control[0], "control_groups": g.control[1:].sum(axis=0),
        "presence_military": m.presence_military, "presence_police": m.presence_police, "presence_civilian": m.presence_civilian,
        "presence_humanitarian": m.presence_humanitarian, "presence_state": m.presence_state,
        "fighters": np.bincount(m.bands.cell, weights=m.bands.fighters, minlength=m.n_cells),
    }  # fmt: skip
    return {name: np.asarray(layer, dtype=np.float64).reshape(shape).copy() for name, layer in layers.items()}


def make_result(m: MissionModel) -> Result:
    """Return the result of a run so far."""
    if not len(m.recorder):
        raise ValueError("no week has been played: there is no result yet")
    last = len(m.recorder) - 1
    maps = dict(m.maps)
    maps.setdefault(last, snapshot(m))
    weekly = m.recorder.frame()
    return Result(
        weekly=weekly,
        events=m.events.frame(),
        benchmarks=empty_benchmarks(),
        causes=m.causes.frame(),
        summary=summarise(weekly, troop_ceiling=m.inputs.mission.troops),
        provenance=provenance(m.inputs.name, m.inputs.hash, m.seed_used, m.inputs.as_dict()),
        maps=maps,
        country=_static(m),
    )


def _static(m: MissionModel) -> dict[str, Any]:
    """Return what does not change, for drawing."""
    c = m.country
    shape = (c.width, c.height)
    at = lambda cell: [int(cell) // c.height, int(cell) % c.height]  # noqa: E731  (lists, as JSON gives them back)
    return {
        "width": c.width, "height": c.height, "cell_km": c.cell_km, "capital": at(c.capital),
        "towns": [at(cell) for cell in c.towns], "sector_offices": [at(cell) for cell in c.sector_offices],
        "sector": c.sector.reshape(shape).copy(), "road": c.road.reshape(shape).copy(), "camp": c.camp.reshape(shape).copy(),
        "border": c.border.reshape(shape).copy(), "coast": c.coast.reshape(shape).copy(), "resource_site": c.resource_site.reshape(shape).copy(),
    }  # fmt: skip
