"""What planners look at, and how well they heed what they know.

The decision itself is the organisations' own and stands in ``agents/planning.py``.

Source: CML 1.4.6-1.4.8, 1.2; MODEL.md 5.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...agents.armed_group import ACTION_INDEX
from ..parameters import Parameters, parameter

if TYPE_CHECKING:
    from ..mission import MissionModel

__all__ = ["PlanningParameters", "alarm_at", "going_on", "public_signals"]

Array = NDArray[np.float64]

_JOIN = ACTION_INDEX["join_ddr"]


class PlanningParameters(Parameters):
    """How organisations plan."""

    inertia: float = parameter(
        1.3,
        low=1.0,
        high=5.0,
        unit="times",
        source="assumption: moving a team costs weeks",
        help="Advantage of going on with the present task in the present place, for those who plan half a year ahead.",
    )
    horizon_half: float = parameter(
        26.0,
        low=1.0,
        high=520.0,
        unit="weeks",
        source="MODEL.md 3.2; IMS: relief plans for weeks, development for years; assumption on size",
        help="Planning horizon at which that advantage is half of what the longest horizons give.",
    )
    avoidance: float = parameter(
        1.5,
        low=0.0,
        high=10.0,
        unit="times",
        source="CML 1.4.6; OR-06",
        help="How strongly a planner keeps away from work that it knows others do there.",
    )
    ordered: float = parameter(
        0.9,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.4.8",
        help="Share of known missing prerequisites that planners heed when the programme is sequenced.",
    )
    at_once: float = parameter(
        0.2,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.4.8: the attempt to do everything at the same time",
        help="Share of known missing prerequisites that planners heed when everything is done at once.",
    )
    alarm: float = parameter(
        0.15,
        low=0.01,
        high=1.0,
        unit="share",
        source="CML 4.3.1; assumption on level",
        help="Believed threat at which planners of security tasks are half alarmed.",
    )
    people_first: float = parameter(
        0.75,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 4.3.1: protection is where people are; assumption on size",
        help="How far soldiers and police plan their patrols by how many people live in a place, beside its threat.",
    )
    escort_priority: float = parameter(
        1.0, low=0.0, high=10.0, unit="times", source="CML6; MODEL.md section 4; assumption on size",
        help="How much more weight escorts have in soldiers' plans where they are routine instead of a last resort.")
    partners_first: float = parameter(
        1.5,
        low=0.0,
        high=10.0,
        unit="times",
        source="CML 1.4.6, 1.4.8: security before civilians, if one knows where they plan to be; assumption on size",
        help="How much more soldiers want to patrol where they know that civilian partners work.",
    )
    sure_precision: float = parameter(
        4.0,
        low=0.1,
        high=100.0,
        unit="reports",
        source="assumption: half of a resident team's weekly report",
        help="Precision at which a planner is half sure of what it believes.",
    )
    reporting_weeks: float = parameter(
        6.0,
        low=0.5,
        high=52.0,
        unit="weeks",
        source="IPI too slow to react; assumption on size",
        help="Decision delay at which half of the picture that planners use is last month's.",
    )
    agency_decision_weeks: float = parameter(
        1.5,
        low=0.0,
        high=26.0,
        unit="weeks",
        source="IMS different decision structures",
        help="Decision delay of agencies and others outside the mission.",
    )
    round_weeks: int = parameter(
        2,
        low=1,
        high=12,
        unit="weeks",
        source="CML 1.4.2; IMS different decision structures; assumption: planning meetings every fortnight",
        help="Weeks between the planning rounds in which organisations without a chain of command order waiting teams.",
    )
    aggregation: float = parameter(
        0.4,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 1.4.2; trade-off 15",
        help="Share of local detail that is lost on the way up a hierarchy without devolution.",
    )
    travel_half: float = parameter(
        25.0,
        low=0.5,
        high=200.0,
        unit="cells of 15 km",
        source="CML 2.2.4; assumption on size",
        help="Distance at which a place is worth half of the same place next door.",
    )
    # fmt: off
    shared_pull: float = parameter(
        2.0, low=0.0, high=10.0, unit="times", source="CML 1.4.6; assumption: worth going out of one's way",
        help="Worth of work on a shared priority relative to the same on one's own mandate.")
    framework_paper: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 1.4.6; IMS; assumption on size",
        help="Share of commitment to shared priorities that a framework brings without meetings of its group.")
    shared_empty: float = parameter(
        0.3, low=0.0, high=2.0, unit="times", source="CML 1.4.6; assumption on size",
        help="What is added to the number of people, relative to the mean, where shared priorities are weighed.")
    usual_spread: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 4.3; assumption: a middle course",
        help="How strongly teams keep apart of organisations that no choice tells to; 0 stacks, 1 spreads.")
    point_pull: float = parameter(
        1.5, low=0.0, high=10.0, unit="times", source="CML 4.3; assumption on size",
        help="How much more patrols want to be in the capital and towns where they do not spread.")
    pressure_floor: float = parameter(
        0.5, low=0.0, high=10.0, unit="team-weeks", source="OR-06; assumption on size",
        help="How soon a place loses worth to the next team of an organisation that stacks.")
    pressure_spread: float = parameter(
        1.5, low=0.0, high=10.0, unit="team-weeks", source="OR-06; CML 4.3; assumption on size",
        help="How much sooner it does for one that spreads as far as it can.")
    partners_half: float = parameter(
        0.5, low=0.01, high=20.0, unit="team-weeks", source="CML 1.4.8; assumption on size",
        help="Work of civilian partners known in a cell that counts one half.")
    call_floor: float = parameter(
        0.1, low=0.001, high=5.0, unit="worth", source="CML 1.4.8; assumption: small calls are not blown up",
        help="What is added to the highest call for a task where calls are made comparable.")
    alarm_crowd: float = parameter(
        1.5, low=0.0, high=10.0, unit="times", source="CML 4.3.1; assumption on size",
        help="Number of people, relative to the mean, beyond which more of them add nothing to alarm.")
    border_quiet: float = parameter(
        0.2, low=0.0, high=10.0, unit="times", source="CML 4.8.1; assumption: crossings are known by who holds them",
        help="What a stretch of border behind which no group holds ground counts for who is to watch one.")
    camp_call: float = parameter(
        0.2, low=0.0, high=2.0, unit="worth", source="CML 4.3.1; assumption on size",
        help="Call for guarding a full camp without any threat; threat adds to it.")
    obstacle_empty: float = parameter(
        0.25, low=0.0, high=2.0, unit="times", source="CML 2.1.4; assumption on size",
        help="What is added to the number of people where the call for clearance is weighed.")
    front_empty: float = parameter(
        0.3, low=0.0, high=2.0, unit="times", source="CML 4.2.1; assumption on size",
        help="What is added to the number of people where calls at the front are weighed.")
    roads_empty: float = parameter(
        0.2, low=0.0, high=2.0, unit="times", source="CML 4.4; assumption on size",
        help="What is added to the number of people where calls for roads are weighed.")
    off_road: float = parameter(
        0.3, low=0.0, high=1.0, unit="worth", source="CML 4.4; assumption on size",
        help="Call for repair off the main roads; on them it is 1 more.")
    courts_call: float = parameter(
        0.5, low=0.0, high=5.0, unit="times", source="CML 5.3; assumption on size",
        help="Call for support to courts and prisons by people and towns.")
    return_crowd: float = parameter(
        20000.0, low=100.0, high=1000000.0, unit="people", source="CML 6.4.1; assumption: a district's people",
        help="People who left a cell at which return is called for in full.")
    abuse_violence: float = parameter(
        0.5, low=0.0, high=2.0, unit="times", source="CML 2.1.2; assumption on size",
        help="What violence counts where monitors are called for, relative to abuse by the state.")
    abuse_rebels: float = parameter(
        0.2, low=0.0, high=2.0, unit="times", source="CML 2.1.2; assumption on size",
        help="What control by armed groups counts there.")
    abuse_empty: float = parameter(
        0.2, low=0.0, high=2.0, unit="times", source="CML 2.1.2; assumption on size",
        help="What is added there to the number of people.")
    fighters_call: float = parameter(
        1000.0, low=1.0, high=1000000.0, unit="people", source="CML 4.6; C-35; assumption on size",
        help="Fighters of a sector who call for a step of DDR as much as 1 of other calls.")
    hub_off_road: float = parameter(
        0.5, low=0.0, high=2.0, unit="worth", source="CML 4.3.1, 2.2.4; assumption on size",
        help="Worth of a town as a hub without a main road; with one, it is 1 more.")
    hub_call: float = parameter(
        0.6, low=0.0, high=5.0, unit="times", source="CML 4.3.1, 2.2.4; assumption on size",
        help="Call for reserves and convoys at a hub.")
    crowd_most: float = parameter(
        2.5, low=0.5, high=50.0, unit="times", source="assumption: a city does not take all teams of a country",
        help="Most that a place's people weigh, by the root of their number relative to the mean of all places.")
    camp_crowd: float = parameter(
        20000.0, low=100.0, high=1000000.0, unit="people", source="CML 4.3.1; assumption: a large camp",
        help="Displaced people hosted in a place who call for protection of their camp in full.")
    # fmt: on


def going_on(horizon_weeks: float, p: PlanningParameters) -> float:
    """Return the advantage of going on with the present task, 1 up: the further one plans, the less one moves.

    Args:
        horizon_weeks: Planning horizon of the organisation, weeks.
        p: Parameters.

    Source: MODEL.md 3.2; IMS.
    """
    return 1.0 + (p.inertia - 1.0) * 2.0 * horizon_weeks / (horizon_weeks + p.horizon_half)


def alarm_at(threat: Array, half: float) -> Array:
    """Return how alarmed planners are, 0-1, by the square of the threat they believe in: half alarmed at ``half``."""
    square = threat * threat
    return square / (square + half * half)


def public_signals(m: MissionModel, p: PlanningParameters) -> Array:
    """Return the public statistics by signal and cell, shape (n_signals, n_cells), 0 up.

    Rows that each organisation believes for itself are left at zero.

    Args:
        m: The mission.
        p: Parameters.

    Source: MODEL.md 5.5; published figures are known to all and refreshed monthly.
    """
    from ...agents.tasks import SIGNALS

    g, w, b, pr = m.ground, m.people_weight, m.bands, m.programme
    sector = m.country.sector
    sites = np.minimum(w, 1.0) / p.fighters_call  # a site serves its sector, and stands where people are
    calls = [
        np.bincount(sector[b.home], weights=fighters, minlength=sector.max() + 1)[sector] * sites
        for fighters in (b.fighters * (b.action == _JOIN), pr.cantoned, pr.disarmed, pr.waiting)
    ]
    rebel = g.control[1:].sum(axis=0)
    holders = g.control.sum(axis=0)
    front = np.minimum(2.0 * (holders * holders - (g.control * g.control).sum(axis=0)), 1.0)
    rows = {
        "front": front * (p.front_empty + w),
        "services": (1.0 - g.services) * w,
        "livelihoods": (1.0 - g.livelihoods) * w,
        "crime": g.crime * w,
        "grievance": g.grievance * w,
        "authority": (1.0 - g.state_authority) * w,
        "rule_of_law": (1.0 - g.rule_of_law) * (w + m.town_weight) * p.courts_call,
        "rumour": (1.0 - g.information) * w,
        "roads": (1.0 - g.road_access) * (p.roads_empty + w) * (p.off_road + m.on_road),
        "return": np.minimum(g.displaced + g.refugees_from, p.return_crowd) / p.return_crowd,
        "abuse": np.minimum(g.state_abuse + p.abuse_violence * g.violence + p.abuse_rebels * rebel, 1.0)
        * (p.abuse_empty + w),
        "consent": (1.0 - g.consent) * w,
        "unregistered": _unregistered(m, w),
        **dict(zip(("ranks", "cantoned", "disarmed", "former"), calls, strict=True)),
        "hub": m.town_weight * (p.hub_off_road + m.on_road) * p.hub_call,
        "prisons": (1.0 - m.organs.prisons[sector]) * (w + m.town_weight) * p.courts_call,
        "border": m.country.border * (p.border_quiet + rebel) * m.host_state.sent,
        "laws": (1.0 - m.organs.legislation) * (np.arange(len(w)) == m.country.capital),
    }
    out = np.zeros((len(SIGNALS), len(w)))
    for name, row in rows.items():
        out[SIGNALS.index(name)] = row
    return out


def _unregistered(m: MissionModel, people: Array) -> Array:
    """Return where people are not on the roll yet, shape (n_cells,), 0 up; nothing before elections are in sight."""
    e, residents = m.elections, m.ground.residents
    if not e.in_sight(m.week, m.inputs.elections.preparation_weeks):
        return np.zeros(len(residents))
    return np.asarray((1.0 - e.roll / np.maximum(residents, 1.0)) * people)
