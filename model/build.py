"""Building the first week: teams, armed groups, beliefs and relations from a scenario and a country."""

from __future__ import annotations

from math import fsum

import numpy as np
from numpy.typing import NDArray

from ..agents.armed_group import GOALS, BandTable, GroupTable
from ..agents.catalogue import ORG_INDEX, ORGANISATIONS
from ..agents.field_team import TeamTable
from ..agents.tasks import EMPHASIS, TAKEN_OVER, TASK_INDEX, TASKS
from .access import ESCORT_POLICY
from .chance import Chance
from .coordination import roster
from .country import Country, Homeland
from .rules.information import InformationParameters, public_picture
from .rules.ranks import rents_share
from .rules.trust import baseline_trust
from .scenario import Scenario
from .state import N_ORGS, Beliefs, Ground, Relations

__all__ = ["CIVILIAN_SHARES", "OFFICIALS", "beliefs", "groups", "homelands", "mandate", "relations", "teams"]

Array = NDArray[np.float64]

CIVILIAN_SHARES = {
    "political_affairs": 0.10,
    "civil_affairs": 0.26,
    "human_rights": 0.12,
    "ddr": 0.08,
    "electoral": 0.06,
    "mine_action": 0.10,
    "rule_of_law": 0.08,
    "public_information": 0.06,
    "mission_support": 0.10,
    "gender_child_protection": 0.04,
}
"""How substantive civilian teams are shared out among components (IMS generic structure; assumption on sizes)."""

_AGENCY_SHARES = {
    "undp": 0.18,
    "ocha": 0.07,
    "unhcr": 0.15,
    "wfp": 0.2,
    "unicef": 0.15,
    "who": 0.1,
    "ohchr": 0.04,
    "iom": 0.07,
    "un_women": 0.04,
}
_INDEPENDENT_SHARES = {"ngo_consortium": 0.68, "red_cross": 0.32}
_STATE_SHARES = {"host_police": 0.45, "national_government": 0.2, "justice_corrections": 0.15}
_SUCCESSOR_SHARES = {**{f"local_administration_{i}": 0.18 for i in range(4)}, "justice_corrections": 0.28}
"""Who takes over from a mission that leaves: mostly the administration of the sectors (CML6 transition; assumption)."""
_AGENCY_TEAM = 15.0
"""People in a team of an agency or of relief (``usd_per_team_year`` rests on them); no attack has more victims."""
OFFICIALS = 10.0
"""People in a team of officials."""
_QUALITY, _OFFICIAL_QUALITY = 0.5, 0.4
"""Quality of teams other than formed troops and the army, and of officials and local police; read by no rule."""
MOST_STATE_UNITS = 30
"""Most units of the army; they grow beyond, so that a large army costs no more time to work out."""
MOST_BANDS = 120
"""Most bands of one group, for the same reason."""


def _split(total: int, shares: dict[str, float]) -> list[tuple[str, int]]:
    """Split whole teams by shares, the largest remainders first, at least one each while there are enough."""
    exact = {k: total * s / fsum(shares.values()) for k, s in shares.items()}
    whole = {k: int(v) for k, v in exact.items()}
    for k in sorted(exact, key=lambda k: (whole[k] - exact[k], k))[: total - sum(whole.values())]:
        whole[k] += 1
    return list(whole.items())


def _even(total: int, n: int) -> list[float]:
    """Return ``total`` people in ``n`` units of whole people, as even as can be."""
    base, extra = divmod(total, max(n, 1))
    return [float(base + (k < extra)) for k in range(n)]


def teams(s: Scenario, country: Country, chance: Chance) -> TeamTable:
    """Return the table of all teams that may ever come, by the ceilings of the scenario (3.3)."""
    p, ct = s.mission, s.country_team
    plan: list[tuple[str, int, float, float]] = [
        ("military", round(p.troops / p.troops_per_team), p.troops_per_team, p.troop_quality),
        ("observers", round(p.observers / p.observers_per_team), p.observers_per_team, _QUALITY),
        ("police", round(p.police / p.police_per_team), p.police_per_team, _QUALITY),
        ("formed_police", round(p.formed_police / p.formed_police_per_team), p.formed_police_per_team, _QUALITY),
    ]
    civil = round(p.civilians * p.substantive_share / p.civilians_per_team)
    plan += [(k, n, p.civilians_per_team, _QUALITY) for k, n in _split(civil, CIVILIAN_SHARES)]
    plan += [(k, n, _AGENCY_TEAM, _QUALITY) for k, n in _split(ct.teams, _AGENCY_SHARES)]
    relief = _split(ct.independent_teams, _INDEPENDENT_SHARES)
    plan += [(k, n, _AGENCY_TEAM, _QUALITY) for k, n in relief]
    host = s.host
    units = min(max(round(host.army / host.soldiers_per_unit), 1 if host.army else 0), MOST_STATE_UNITS)
    plan += [("army", 1, persons, s.host.army_quality) for persons in _even(s.host.army, units)]
    for k, n in _split(max(s.host.local_teams - 4, 0), _STATE_SHARES):
        sizes = _even(host.police, n) if k == "host_police" else [OFFICIALS] * n
        plan += [(k, 1, persons, _OFFICIAL_QUALITY) for persons in sizes]
    offices = range(min(host.local_teams, 4))
    successors = _split(round(civil * s.exit.national_staff), _SUCCESSOR_SHARES)
    plan += [(f"local_administration_{i}", 1, OFFICIALS, _OFFICIAL_QUALITY) for i in offices]
    plan += [("election_commission", host.election_teams, OFFICIALS, _OFFICIAL_QUALITY)]
    plan += [(k, n, OFFICIALS, _OFFICIAL_QUALITY) for k, n in successors]  # come in by hand-over (5.25)
    org = [ORG_INDEX[k] for k, n, _, _ in plan for _ in range(n)]
    persons = [persons for _, n, persons, _ in plan for _ in range(n)]
    quality = [q for _, n, _, q in plan for _ in range(n)]
    table = TeamTable(org, persons, quality, country.capital)
    spread = chance.noise("contributors.quality", 0, table.n_slots)[table.slot]
    table.quality = np.clip(table.quality + p.quality_spread * spread, 0.05, 1.0)
    return table


def officials(s: Scenario, teams: TeamTable) -> dict[int, int]:
    """Return how many teams of officials are there before any hand-over, by organisation that takes over."""
    civil = round(s.mission.civilians * s.mission.substantive_share / s.mission.civilians_per_team)
    later = dict(_split(round(civil * s.exit.national_staff), _SUCCESSOR_SHARES))
    return {ORG_INDEX[k]: len(teams.rows_of[ORG_INDEX[k]]) - n for k, n in later.items() if n}


def mandate(s: Scenario) -> Array:
    """Return the weight of each task for each organisation; what the mandate leaves out weighs nothing."""
    emphasis = np.array([EMPHASIS.get(t.key, 1.0) for t in TASKS])
    weight = np.broadcast_to(emphasis, (N_ORGS, len(TASKS))).copy()
    if "all" not in s.mission.mandated_tasks:
        named = np.array([t.key in s.mission.mandated_tasks for t in TASKS])
        weight[roster.mission] *= named
    for task, (_, heirs) in TAKEN_OVER.items():
        weight[[ORG_INDEX[key] for key in heirs], TASK_INDEX[task]] = 0.0  # until it is handed over
    wanted = ESCORT_POLICY[s.choices.posture.escorts]
    weight[ORG_INDEX["military"], TASK_INDEX["escort"]] *= 1.0 + s.planning.escort_priority * wanted
    return weight


def homelands(s: Scenario) -> list[Homeland]:
    """Return what the map needs to know about the armed groups."""
    return [
        Homeland(
            name,
            tuple(g.home_sectors),
            g.territory,
            g.identity_group,
            max(g.hostility_to_mission, g.hostility_to_relief),
        )
        for name, g in s.armed_groups.items()
    ]


def groups(s: Scenario, country: Country, chance: Chance) -> tuple[GroupTable, BandTable]:
    """Return the armed groups and their bands, placed where their group holds ground (3.1, 3.2)."""
    specs = list(s.armed_groups.values())

    def column(name: str) -> Array:
        return np.array([float(getattr(g, name)) for g in specs])

    fighters = column("fighters")
    table = GroupTable(
        keys=tuple(s.armed_groups),
        labels=tuple(g.label or k for k, g in s.armed_groups.items()),
        kind=tuple(g.kind for g in specs),
        goal=np.array([GOALS.index(g.goal) for g in specs]),
        arms=column("arms"),
        supply=np.minimum(s.spoilers.first_supply + s.spoilers.first_support * column("outside_support"), 1.0),
        morale=column("morale"),
        rents=rents_share(column("rents_usd"), fighters, s.spoilers),
        rents_usd=column("rents_usd"),
        support=column("outside_support"),
        cohesion=column("cohesion"),
        stake=column("stake"),
        hostility_mission=column("hostility_to_mission"),
        hostility_relief=column("hostility_to_relief"),
        hostility_civilians=column("hostility_to_civilians"),
        consent=_first_consent(s),
        bound=np.array([s.peace.ceasefire and g.kind in ("signatory_party", "militia") for g in specs]),
        record=np.zeros(len(specs)),
        looted=np.zeros(len(specs)),
        reputation=np.ones((len(specs), int(country.sector.max()) + 1)),
        truce=np.zeros(len(specs), dtype=bool),
    )
    return table, _bands(s, country, chance, fighters)


def _first_consent(s: Scenario) -> Array:
    """Return each group's consent at the start: the scenario's mean, less what it has against the mission."""
    hostile = np.array([g.hostility_to_mission for g in s.armed_groups.values()])
    return np.clip(s.peace.party_consent * (s.spoilers.first_friend - s.spoilers.first_foe * hostile), 0.0, 1.0)


def _bands(s: Scenario, country: Country, chance: Chance, fighters: Array) -> BandTable:
    """Return bands in cells drawn by what their group controls."""
    group: list[int] = []
    strength: list[float] = []
    cells: list[int] = []
    for g, total in enumerate(fighters.tolist()):
        n = int(min(max(round(total / s.spoilers.band_size), 1 if total else 0), MOST_BANDS))
        held = country.control[1 + g] ** 2 * (0.2 + country.present / max(float(country.present.mean()), 1.0) / 4.0)
        reach = np.cumsum(held) if held.sum() > 0.0 else np.cumsum(np.ones(country.n_cells))
        draws = chance.uniform(f"country.bands.{g}", 0, n)
        cells += np.searchsorted(reach, draws * reach[-1]).tolist()
        group += [g] * n
        strength += _even(int(total), n)
    return BandTable(group, strength, cells)


def enmity_to_state(s: Scenario) -> Array:
    """Return how far each group has the state as its opponent, shape (n_groups,), 0-1."""
    return np.array([g.hostility_to_state for g in s.armed_groups.values()])


def beliefs(ground: Ground, assessment: Array, p: InformationParameters) -> Beliefs:
    """Return what organisations believe when the mission begins.

    Of threat they have the technical assessment made before deployment, which is rough and already out of date; of the
    rest they know what everybody knows.

    Args:
        ground: The country as it is.
        assessment: Threat as assessed before the mission, shape (n_cells,), share.
        p: Parameters.

    Source: CML 1.2 (strategic assessment); IMS (technical assessment mission).
    """
    held = ground.control[1:].sum(axis=0)
    prior = public_picture(ground.violence, held, float(ground.need.mean()), float(ground.mines.mean()), p)
    known = Beliefs(prior, len(assessment), p.prior_precision)
    known.estimate[0] = known.stale[0] = assessment
    known.precision[0] *= 2.0
    return known


def relations(s: Scenario) -> Relations:
    """Return the relations of organisations that meet for the first time."""
    base = baseline_trust(roster.command, s.trust)
    return Relations(base.copy(), base)


def local_office(org: int, country: Country) -> int:
    """Return the cell of an organisation's head office: the capital, or its sector's main town."""
    sector = ORGANISATIONS[org].sector
    return int(country.capital if sector is None else country.sector_offices[sector])
