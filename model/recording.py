"""Writing a week down, and turning a finished run into a result (MODEL.md section 6)."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..agents.tasks import TASKS
from . import host_state
from .columns import KEPT
from .coordination import ACROSS, TO_MISSION, roster
from .decisions import highest_ceiling
from .finance import allowed
from .intelligence import awareness_of
from .outsiders import charge_outsiders
from .result import Result, provenance, summarise
from .state import total
from .transition import ending

if TYPE_CHECKING:
    import pandas as pd

    from .mission import MissionModel

__all__ = ["make_result", "make_summary", "record_week", "snapshot", "standing"]

Array = NDArray[np.float64]

_FLOWS = (
    "civilian_deaths", "civilian_deaths_by_state", "battle_deaths", "crime_deaths", "peacekeeper_deaths",
    "aid_worker_victims", "violent_events", "attacks_deterred", "attacks_met", "warnings", "returned",
    "denied_by_state", "denied_by_groups", "denied_by_security_rules", "sequencing_failures", "ceasefire_violations",
    "pledged", "disbursed", "misconduct", "state_revenue",
)  # fmt: skip
_MEANS = (
    "services", "livelihoods", "local_consent", "legitimacy", "expectation_gap", "state_authority", "rule_of_law",
    "road_access",
)  # fmt: skip
_COVERING = np.flatnonzero([t.kind in ("relief", "services") for t in TASKS])
_UN = np.flatnonzero(roster.mission | roster.country_team)
_MAPPED = (
    "consent", "acceptance", "violence", "threat", "need", "services", "residents", "hosted", "displaced", "mines",
    "state_authority", "road_access",
)  # fmt: skip
_PRESENCE = tuple(f"presence_{who}" for who in ("military", "police", "civilian", "humanitarian", "state"))


def record_week(m: MissionModel) -> None:
    """Record one row and close the books of causes."""
    week = m.week_now
    row: dict[str, float] = {name: week.counts.get(name, 0.0) for name in _FLOWS}
    row |= _means(m)
    row |= _harm_and_people(m)
    row |= _consent_and_coordination(m)
    row |= _state_and_means(m)
    row |= m.organs.columns()
    row |= m.society.columns()
    row |= host_state.columns(m)
    charge_outsiders(m, row)
    if m.departure.left_for_good(m.week):
        last = m.recorder.last()
        row |= {name: last[name] for name in KEPT}
    m.causes.add("money", "mission", m.mission_spend)
    m.causes.add("money", "country team", m.country_team_spend)
    m.recorder.record(m.week, _phase(m), row)
    m.causes.close_week(m.week)
    m.old_levels["local_consent"] = row["local_consent"]


def _means(m: MissionModel) -> dict[str, float]:
    """Return columns that are the people-weighted mean of a layer."""
    g = m.ground
    gap = np.maximum(g.expectation - g.delivered, 0.0)
    layers = (g.services, g.livelihoods, g.consent, g.legitimacy, gap, g.state_authority, g.rule_of_law, g.road_access)
    weighted = np.array(layers)
    weighted *= m.share_of_people
    return dict(zip(_MEANS, np.add.reduce(weighted, axis=1).tolist(), strict=True))


def _harm_and_people(m: MissionModel) -> dict[str, float]:
    """Return columns on harm, people and what they live on."""
    g, week = m.ground, m.week_now
    if week.response_weeks:
        m.last_response = fsum(week.response_weeks) / len(week.response_weeks)  # sum() rounds otherwise from 3.12 on
    covered = np.add.reduce(m.last_done.take(_COVERING, axis=0), axis=0) > 0.0
    return {
        "response_weeks": m.last_response,
        "displaced": total(g.displaced),
        "refugees": total(g.refugees_from),
        "in_need": total(g.present * g.need),
        "need_met": min(m.served_people / max(m.wanted_people, 1.0), 1.0),
        "gaps": total(m.share_of_need[~covered]),
    }


def standing(m: MissionModel) -> dict[str, float]:
    """Return columns on how others stand to the mission, which hold before the first week too."""
    return {
        "host_consent": m.host_consent,
        "party_consent": total(m.old_fighter_share * m.groups.consent) if np.count_nonzero(m.bands.fighters) else 1.0,
        "acceptance": total(m.share_of_need * m.acceptance),
        "trust_mission_country_team": total(m.relations.trust.ravel().take(ACROSS)) / len(ACROSS),
    }


def _consent_and_coordination(m: MissionModel) -> dict[str, float]:
    """Return columns on consent, trust, awareness and coordination."""
    g, r = m.ground, m.relations
    trust = r.trust.ravel()
    mission, agencies = awareness_of(m)
    work = m.week_now.un_work / max(total(m.week_now.un_work), 1e-9)
    wanted = m.share_of_people * (g.need + m.truth[0])
    wanted = wanted / max(total(wanted), 1e-9)
    return {
        **standing(m),
        "trust_in_mission": total(trust.take(TO_MISSION)) / len(TO_MISSION),
        "awareness_mission": mission,
        "awareness_country_team": agencies,
        "coordination_load": min(total((r.load + r.aside).take(_UN)) / len(_UN), 1.0),
        "duplication": min(m.week_now.duplication, 1.0),
        "plan_coherence": total(np.minimum(work, wanted)),
        "mlt_cohesion": m.cohesion,
        "peace_talks": m.process.talks, "peace_process": m.process.kept,
    }


def _state_and_means(m: MissionModel) -> dict[str, float]:
    """Return columns on the state, mines and roads, the mission's means, and how many benchmarks are met."""
    g = m.ground
    return {
        "mined_share": total(g.mines) / m.n_cells,
        "troops": m.strength["troops"],
        "police": m.strength["police"] + m.strength["formed_police"],
        "civilians": m.strength["civilians"],
        "mission_spend": m.mission_spend,
        "country_team_spend": m.country_team_spend,
        "fighters_armed": total(m.bands.fighters),
        "fighters_demobilised": total(m.programme.demobilised),
        "fighters_reintegrated": m.programme.reintegrated, "fighters_recidivist": m.programme.gone_back,
        "reintegration_gap": m.programme.gap,
        "donor_attention": m.aid.attention, "donor_spend": m.aid.spend,
        "donor_work": m.aid.work, "donor_overlap": m.aid.overlap,
        "benchmarks_met": float(np.count_nonzero(m.benchmarks.met)),
    }


def snapshot(m: MissionModel) -> dict[str, Array]:
    """Return the layers kept for maps, shape (width, height) each."""
    g = m.ground
    shape = (m.country.width, m.country.height)
    layers = {name: getattr(g, name) for name in _MAPPED}
    layers |= {"control_government": g.control[0], "control_groups": g.control[1:].sum(axis=0)}
    layers |= {name: getattr(m, name) for name in _PRESENCE}
    layers["fighters"] = np.bincount(m.bands.cell, weights=m.bands.fighters, minlength=m.n_cells)
    return {name: np.asarray(layer, dtype=np.float64).reshape(shape).copy() for name, layer in layers.items()}


def _phase(m: MissionModel) -> str:
    """Return which of the phases of a mission this week belongs to."""
    if m.departure.closed:
        return "after"
    if m.departure.kind:
        return "drawdown"
    arriving = m.fill["troops"] < 0.95 * m.peak["troops"] * allowed(m, "troops")
    return "deployment" if arriving and m.week < 78 else "operation"


def make_result(m: MissionModel) -> Result:
    """Return the result of a run so far."""
    weekly, benchmarks = m.recorder.frame(), m.benchmarks.frame()
    maps = dict(m.maps)
    maps.setdefault(len(weekly) - 1, snapshot(m))
    return Result(
        weekly=weekly,
        events=m.events.frame(),
        benchmarks=benchmarks,
        causes=m.causes.frame(),
        sector_causes=m.causes.sector_frame(),
        summary=make_summary(m, weekly, benchmarks),
        provenance=provenance(m.as_given.name, m.as_given.hash, m.seed_used, m.as_given.as_dict()),
        maps=maps,
        country=_static(m),
    )


def make_summary(m: MissionModel, weekly: pd.DataFrame, benchmarks: pd.DataFrame) -> dict[str, Any]:
    """Return the summary of a run so far, from the tables of its recorder and of its benchmarks."""
    if weekly.empty:
        raise ValueError("no week has been played: there is no result yet")
    ceiling = highest_ceiling(m.as_given.as_dict(), "troops")
    return summarise(weekly, benchmarks, troop_ceiling=ceiling, polls=m.elections.polls) | ending(m)


def _static(m: MissionModel) -> dict[str, Any]:
    """Return what does not change, for drawing; places are lists [x, y], as JSON gives them back."""
    c = m.country
    found: dict[str, Any] = {name: getattr(c, name) for name in ("width", "height", "cell_km")}
    found["capital"] = c.place(c.capital)
    for name in ("towns", "sector_offices"):
        found[name] = [c.place(cell) for cell in getattr(c, name)]
    for name in ("sector", "road", "camp", "border", "coast", "resource_site"):
        found[name] = getattr(c, name).reshape(c.width, c.height).copy()
    return found
