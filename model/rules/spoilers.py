"""Armed groups: what their choices rest on, and what becomes of the ground they hold.

The choice itself is theirs and stands in ``agents/armed_group.py``; what they live on, in :mod:`.ranks`.

Source: CML 3.1, 4.2; IPI; SP-01 to SP-05.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..parameters import parameter
from .stakes import StakesParameters

__all__ = ["SpoilerParameters", "control_after", "massing_threat"]

Array = NDArray[np.float64]


class SpoilerParameters(StakesParameters):
    """What armed groups weigh, and how fast their means change; with prizes, from :class:`StakesParameters`."""

    theory: Literal["both", "goals", "opportunity"] = parameter(
        "both", source="SP-04: Stedman against Greenhill and Major",
        help="What decides an attack: the group's type of goal, the opportunity, or both.")  # fmt: skip
    band_size: int = parameter(
        250,
        low=20,
        high=2000,
        unit="fighters",
        source="C-21 shape; assumption: a local commander's following",
        help="Fighters under one local commander, the unit that moves and attacks.",
    )
    reach_cells: int = parameter(
        3,
        low=1,
        high=10,
        unit="cells",
        source="assumption: two or three days' march",
        help="How far from where it stands a band looks for a target.",
    )
    threshold: float = parameter(
        0.50,
        low=-1.0,
        high=5.0,
        unit="worth",
        source="C-30, C-31 set the yearly number of attacks in the contested scenario",
        help="Worth that an attack must have before a band prefers it to standing by.",
    )
    noise: float = parameter(
        0.16,
        low=0.0,
        high=2.0,
        unit="worth",
        source="assumption: local commanders differ",
        help="Standard deviation of what a local commander adds to the worth of each choice.",
    )
    risk_weight: float = parameter(
        1.4,
        low=0.0,
        high=5.0,
        unit="worth",
        source="SP-04; C-47: set with the share of attacks that is met",
        help="Weight of the risk of meeting a response.",
    )
    ambush: float = parameter(
        0.35,
        low=0.0,
        high=1.0,
        unit="share",
        source="C-24; IPI terrorism and asymmetric threats",
        help="Share of deterrence that counts against ambushes and devices, which hit the mission or relief"
        " and are gone.",
    )
    separation: float = parameter(
        0.7,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 4.2.1; PK-04",
        help="Share of attacks between armed forces that a full force of separation leaves no room for.",
    )
    process_weight: float = parameter(
        0.90,
        low=0.0,
        high=5.0,
        unit="worth",
        source="CML 3.1.1; SP-03",
        help="Weight of what a group would lose of the process by attacking.",
    )
    process_value_greedy: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="share",
        source="SP-04 (greedy spoilers weigh gains)",
        help="Value of the process to a greedy group relative to one with limited goals.",
    )
    process_value_total: float = parameter(
        0.05,
        low=0.0,
        high=1.0,
        unit="share",
        source="SP-04 (total spoilers want all or nothing)",
        help="Value of the process to a group with total goals relative to one with limited goals.",
    )
    risk_value_greedy: float = parameter(
        1.2,
        low=0.0,
        high=3.0,
        unit="times",
        source="SP-04 (greedy spoilers weigh costs)",
        help="Weight of risk to a greedy group relative to one with limited goals.",
    )
    risk_value_total: float = parameter(
        0.7,
        low=0.0,
        high=3.0,
        unit="times",
        source="SP-04",
        help="Weight of risk to a group with total goals relative to one with limited goals.",
    )
    relief_prize: float = parameter(
        5.2,
        low=0.0,
        high=10.0,
        unit="times",
        source="C-25, C-26; assumption: goods on the road are the easiest prize",
        help="Worth of relief that is not accepted to those who could loot it, times their need and hostility.",
    )
    second_look: float = parameter(
        0.7,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: a band that has gathered strikes at less than what made it gather",
        help="Part of the threshold that is waived when a gathered band looks again.",
    )
    threat_half: float = parameter(
        120.0,
        low=1.0,
        high=5000.0,
        unit="fighters",
        source="C-21 shape: about half a company",
        help="Hostile fighters in a cell at which the threat counts one half.",
    )
    agreement_value: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="share",
        source="RE-07; CML 3.1.1: an agreement is a prospect before it is carried out",
        help="What an agreement in force is worth to its parties before any of it is carried out.",
    )
    massing_weeks: int = parameter(
        3,
        low=1,
        high=12,
        unit="weeks",
        source="CML 4.3.1; MODEL.md 5.11: groups mass before attacking",
        help="Longest time that a band gathers before it strikes.",
    )
    rest_weeks: int = parameter(
        5,
        low=0,
        high=52,
        unit="weeks",
        source="assumption: resupply and dispersal",
        help="Longest time that a band rests after an attack.",
    )
    control_rate: float = parameter(
        0.04,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="assumption: control changes over months",
        help="Speed at which control of a cell follows who is present there.",
    )
    recruit_rate: float = parameter(
        0.004,
        low=0.0,
        high=0.1,
        unit="1/week",
        source="CML 4.6.6; MODEL.md 5.20 youth without livelihoods",
        help="Ranks that a group refills in a week where grievance is full and there is no livelihood.",
    )
    # fmt: off
    first_supply: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="assumption: least of a group that has lasted",
        help="Supply at the start of a group without outside support.")
    first_support: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="IPI economics of war; assumption on size",
        help="What full outside support adds to it.")
    first_friend: float = parameter(
        1.3, low=0.0, high=3.0, unit="times", source="CML 3.1.1; assumption on size",
        help="First consent of a group without hostility to the mission, relative to the parties' mean.")
    first_foe: float = parameter(
        1.2, low=0.0, high=3.0, unit="times", source="CML 3.1.1; assumption on size",
        help="What full hostility takes off that.")
    # fmt: on
    desertion_rate: float = parameter(
        0.004,
        low=0.0,
        high=0.1,
        unit="1/week",
        source="assumption: order of magnitude only",
        help="Share of fighters that leave in a week where morale and supply are gone.",
    )
    # fmt: off
    grievance_drive: float = parameter(
        1.1, low=0.0, high=5.0, unit="worth", source="CML 4.2, 4.6.6; assumption on size",
        help="What full grievance adds to the worth of fighting rivals or the state.")
    mission_teams: float = parameter(
        0.5, low=0.0, high=5.0, unit="1/team", source="SP-05; assumption on size",
        help="How much of a target one team of the mission in the cell is.")
    relief_teams: float = parameter(
        0.5, low=0.0, high=5.0, unit="1/team", source="C-25; assumption on size",
        help="How much of a prize one relief team with full stores, in the cell or beside it, is.")
    prize_people: float = parameter(
        0.45, low=0.0, high=3.0, unit="worth", source="CML 4.2; assumption on size",
        help="Worth of ground held by rivals for the people on it, at the mean number of people.")
    prize_road: float = parameter(
        0.25, low=0.0, high=3.0, unit="worth", source="IPI economics of war; assumption on size",
        help="Worth of ground held by rivals for a road.")
    prize_site: float = parameter(
        0.4, low=0.0, high=3.0, unit="worth", source="IPI economics of war; assumption on size",
        help="Worth of ground held by rivals for a resource site.")
    reputation_cost: float = parameter(
        0.05, low=0.0, high=1.0, unit="share", source="MODEL.md 5.11; IPI local population; assumption on size",
        help="Share of its reputation in a sector that an armed group loses by an attack on civilians there.")
    reputation_return: float = parameter(
        0.01, low=0.0, high=1.0, unit="1/week", source="MODEL.md 5.11; assumption: remembered for two years",
        help="Reputation regained in a week without such attacks, as a share of what is missing.")
    entry_force: float = parameter(
        0.05, low=0.0, high=1.0, unit="events", source="CML 4.4.6, 4.2.6; assumption on size",
        help="Force that soldiers use in a week in a place where all that its holders refuse is overridden.")
    relief_calm: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="HU-06: attacks follow exposure and conflict; assumption on size",
        help="Worth of relief to looters where nobody fights, relative to where all do.")
    latent_threat: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 4.3.1; assumption on size",
        help="Threat from armed men who stand by, relative to those who have gathered.")
    office_strength: float = parameter(
        60.0, low=0.0, high=2000.0, unit="persons", source="CML 4.7; assumption on size",
        help="Persons under arms to whom full authority of the state is equal where ground is contested.")
    mission_holds: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="CML 4.2, 4.3; assumption on size",
        help="Share of the mission's strength that holds ground for the government.")
    regroup_gain: float = parameter(
        0.05, low=0.0, high=1.0, unit="share", source="assumption: order of magnitude only",
        help="Share of what a group lacks in supply and morale that it regains in a week in which all bands regroup.")
    comply_consent: float = parameter(
        0.003, low=0.0, high=1.0, unit="1/week", source="CML 3.1.1, 4.2.1; assumption on size",
        help="Share of what its consent lacks that a group gains in a week in which all bands stand down.")
    rents_half_usd: float = parameter(
        1500.0, low=1.0, high=100_000.0, unit="USD a year", source="assumption: a fighter's upkeep in a poor country",
        help="Yearly rents per fighter that meet half of a group's wants.")
    site_rents: float = parameter(
        5.0, low=0.0, high=100.0, unit="cells", source="IPI economics of war; assumption on size",
        help="Rents of a resource site relative to taxes of a cell of the mean number of people in full work.")
    fed_supply: float = parameter(
        0.3, low=0.01, high=1.0, unit="share", source="assumption: the least supply of a group at the start",
        help="Supply below which a group cannot feed its first ranks; with less, it can feed as many fewer.")
    shed_rate: float = parameter(
        0.02, low=0.0, high=1.0, unit="1/week", source="assumption: the unfed leave within a year",
        help="Share of the fighters whom a group cannot feed that leave in a week.")
    smallest_band: float = parameter(
        10.0, low=1.0, high=500.0, unit="fighters", source="C-21 shape; assumption: fewer than a section hide",
        help="Fighters below which a band neither chooses nor strikes.")
    stays_out: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="assumption: most go home after a raid",
        help="Chance that a band stays where it has struck instead of going home.")
    regroup_weeks: float = parameter(
        2.0, low=0.0, high=52.0, unit="weeks", source="assumption: order of magnitude only",
        help="Weeks that a band rests when it regroups.")
    threat_beside: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 4.3.1; assumption on size",
        help="Threat that massing next door is, relative to massing against the cell itself.")
    control_half: float = parameter(
        100.0, low=1.0, high=5000.0, unit="persons", source="C-21 shape: about a company; assumption on size",
        help="Strength of all sides in a cell at which control moves at half of its speed.")
    supply_speed: float = parameter(
        0.05, low=0.0, high=1.0, unit="1/week", source="assumption: stores last for some months",
        help="Speed at which a group's supply follows its income.")
    morale_speed: float = parameter(
        0.02, low=0.0, high=1.0, unit="1/week", source="assumption: morale follows over a year",
        help="Speed at which a group's morale follows its supply, and its cohesion comes back.")
    hungry_morale: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="SP-04; assumption on size",
        help="Morale that a group without supply comes to.")
    loss_shock: float = parameter(
        2.0, low=0.0, high=20.0, unit="times", source="assumption: losing half of the fighters breaks a group",
        help="Share of morale lost for each share of the fighters lost in a week.")
    loot_kept: float = parameter(
        0.8, low=0.0, high=1.0, unit="share", source="assumption: loot lasts for about a month",
        help="Share of what was looted that is left after a week.")
    joins_anyway: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 4.6.6; assumption on size",
        help="Recruits that a group without morale still draws, relative to one with full morale.")
    splinter_discord: float = parameter(
        0.6, low=0.0, high=5.0, unit="worth", source="CML 4.2.5 fragmented groups; SP-03; assumption on size",
        help="Worth of breaking away to a band whose group has no cohesion left.")
    splinter_dividend: float = parameter(
        0.5, low=0.0, high=5.0, unit="worth", source="SP-03, SP-04; assumption on size",
        help="Worth of its group's part in the process that a band forgoes by breaking away.")
    splinter_cost: float = parameter(
        0.8, low=0.0, high=5.0, unit="worth", source="SP-03; assumption: few bands in a hundred leave in a year",
        help="What breaking away costs a band: pay, kin, and the revenge of those whom it leaves.")
    cohesion_loss: float = parameter(
        1.0, low=0.0, high=20.0, unit="times", source="CML 4.2.5; assumption: half of the shock to morale",
        help="Share of its cohesion that a group loses for each share of its fighters lost in a week.")
    cohesion_compliance: float = parameter(
        0.02, low=0.0, high=1.0, unit="1/week", source="SP-01, SP-03: leaders who settle are left by those who do not",
        help="Share of its cohesion that a group without consent loses in a week in which all its bands stand down.")
    # fmt: on
    tax_burden: float = parameter(
        0.005,
        low=0.0,
        high=0.2,
        unit="share",
        source="IPI economics of war; assumption on size",
        help="Share of a place's livelihoods that a week of taxing by one band destroys.",
    )


def massing_threat(
    cells: NDArray[np.int64],
    fighters: Array,
    progress: Array,
    neighbours: NDArray[np.int64],
    n_cells: int,
    p: SpoilerParameters,
) -> Array:
    """Return the hidden truth of armed massing per cell, 0-1.

    Args:
        cells: Target cell of each massing band, shape (n_bands,).
        fighters: Fighters of each, shape (n_bands,).
        progress: How far it has gathered, shape (n_bands,), 0-1.
        neighbours: Cells around each cell, itself first, padded with -1, shape (n_cells, 9).
        n_cells: Number of cells.
        p: Parameters.

    Source: MODEL.md 5.11.
    """
    around = neighbours[cells]
    seen = around >= 0
    weight = np.multiply.outer(fighters * progress, [1.0, *[p.threat_beside] * (around.shape[1] - 1)])
    mass = np.bincount(around[seen], weights=weight[seen], minlength=n_cells)
    return mass / (mass + p.threat_half)


def control_after(control: Array, strength: Array, p: SpoilerParameters) -> Array:
    """Return who controls each cell after one week; columns sum to at most 1, and nothing changes where nobody is.

    Args:
        control: Share held by the government (row 0) and each armed group, shape (1 + n_groups, n_cells).
        strength: Local strength of each, same shape, persons under arms or in office.
        p: Parameters.
    """
    total = strength.sum(axis=0)
    pull = p.control_rate * (total / (total + p.control_half))
    after = strength / np.maximum(total, 1e-9)
    after -= control
    after *= pull
    after += control
    return after
