"""Clashes: what an attack costs those who are hit, those who strike and those who answer.

Source: CML 2.1.1, 4.2, 4.3; PK-01 to PK-14; C-24 to C-31.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = ["ClashParameters", "aid_victims", "by_weight", "of_hosted", "violence_after"]

Array = NDArray[np.float64]


class ClashParameters(Parameters):
    """What attacks cost, and how long they are remembered."""

    civilian_severity: float = parameter(
        3.2,
        low=0.0,
        high=50.0,
        unit="deaths",
        source="C-30",
        help="Smallest number of deaths in an attack on civilians by a band of 250.",
    )
    battle_severity: float = parameter(
        0.75,
        low=0.0,
        high=50.0,
        unit="deaths",
        source="C-31",
        help="Smallest number of deaths in a clash of a band of 250 with armed men.",
    )
    mission_severity: float = parameter(
        0.3,
        low=0.0,
        high=20.0,
        unit="deaths",
        source="C-24; SP-07",
        help="Smallest number of peacekeepers killed in an attack on the mission.",
    )
    largest_event: float = parameter(
        60.0,
        low=2.0,
        high=2000.0,
        unit="times",
        source="C-30 very skewed",
        help="Largest event relative to the smallest.",
    )
    met_saves: float = parameter(
        0.65,
        low=0.0,
        high=1.0,
        unit="share",
        source="PK-01 direction; assumption on size",
        help="Share of deaths that a response on time prevents.",
    )
    response_risk: float = parameter(
        0.28,
        low=0.0,
        high=2.0,
        unit="deaths",
        source="C-24",
        help="Peacekeepers killed on average in a robust response.",
    )
    harm_chance: float = parameter(
        0.15,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 4.2.6",
        help="Share of robust responses in which bystanders come to harm.",
    )
    aid_victims_per_attack: float = parameter(
        1.7, low=0.0, high=20.0, unit="victims", source="C-26", help="Mean number of victims in an attack on relief."
    )
    fighting_kept: float = parameter(
        0.85,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: order of magnitude only",
        help="Share of the memory of fighting by the mission that is left after a week.",
    )
    abuse_kept: float = parameter(
        0.93,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: order of magnitude only",
        help="Share of the memory of abuse by state forces that is left after a week.",
    )
    caution_kept: float = parameter(
        0.96,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: order of magnitude only",
        help="Share of the caution that losses have taught that is left after a week.",
    )
    record_kept: float = parameter(
        0.99,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: order of magnitude only",
        help="Share of what is known of a group's record that is left after a week.",
    )
    decay: float = parameter(
        0.15,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="assumption: people stay away for about two months after an attack",
        help="Share of the memory of violence that fades in a week.",
    )
    # fmt: off
    exposed_floor: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="assumption: travellers and hamlets",
        help="Share of the deaths of an attack on a full cell that occur where hardly anybody lives.")
    met_calms: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="PK-04 direction; assumption on size",
        help="Share of the deaths in a clash of armed men that the mission prevents by stepping in at once.")
    attacker_share: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="assumption: those who choose the hour lose fewer",
        help="Share of the dead of a clash of armed men who are the attackers' own.")
    post_share: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="assumption: posts and patrols away from their unit",
        help="Losses of state forces where none of their units stands, relative to where a whole one does.")
    crossfire: float = parameter(
        0.15, low=0.0, high=2.0, unit="share", source="assumption: order of magnitude only",
        help="Bystanders killed in a full cell, relative to the size of a clash of armed men.")
    response_cost: float = parameter(
        1.5, low=0.0, high=50.0, unit="fighters", source="assumption: order of magnitude only",
        help="Fighters whom a fully robust response kills on average.")
    response_floor: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 4.2.6; assumption on size",
        help="Part of the risk and force of a response that is there even under a defensive posture.")
    largest_ambush: float = parameter(
        25.0, low=1.0, high=2000.0, unit="times", source="SP-07: heavy tail, camps and convoys are small",
        help="Largest attack on the mission relative to the smallest.")
    ambush_floor: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="C-24; IPI terrorism and asymmetric threats",
        help="Share of peacekeepers' losses to an attack that no strength on the spot prevents.")
    warned_losses: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 4.3.1; OR-10; assumption on size",
        help="Share of peacekeepers' losses to an attack that is left when they were warned.")
    alert: float = parameter(
        0.25, low=0.0, high=1.0, unit="share", source="CML 4.3.1; assumption on level",
        help="How far the force must expect a threat for a warning to count as given.")
    staff_risk: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="C-25",
        help="Share of lootings by a fully hostile group, where relief is not accepted, in which staff are hurt.")
    staff_halt_weeks: float = parameter(
        8.0, low=0.0, high=52.0, unit="weeks", source="HU-01; assumption: evacuation, inquiry, replacement",
        help="Weeks in which a relief team does not work after its staff were killed, wounded or kidnapped.")
    loot: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="assumption: order of magnitude only",
        help="Share of its group's wants that one band covers by looting a team with full stores.")
    caution_soldier: float = parameter(
        0.02, low=0.0, high=1.0, unit="share", source="PK-07; IPI contributors; assumption on size",
        help="Caution of contributors that one peacekeeper killed adds.")
    caution_staff: float = parameter(
        0.05, low=0.0, high=1.0, unit="share", source="HU-01; assumption on size",
        help="Caution of agencies that one aid worker hurt adds.")
    caution_effect: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="IPI contributors; assumption on size",
        help="Share of responses that contributors at their most cautious forbid.")
    grievance_attack: float = parameter(
        0.02, low=0.0, high=1.0, unit="share", source="assumption: order of magnitude only",
        help="Grievance that an attack on civilians by an armed group adds where it happens.")
    grievance_abuse: float = parameter(
        0.04, low=0.0, high=1.0, unit="share", source="CML 4.3.5; assumption on size",
        help="Grievance that an abuse by state forces adds where it happens.")
    record_gain: float = parameter(
        0.1, low=0.0, high=1.0, unit="share", source="assumption: order of magnitude only",
        help="What one attack adds to what is known of a group's record.")
    death_memory: float = parameter(
        0.12, low=0.0, high=5.0, unit="events", source="assumption: eight deaths frighten as an event does",
        help="How far one death adds to the memory of violence, relative to an event.")
    memory_half: float = parameter(
        6.0, low=0.1, high=100.0, unit="events", source="assumption: order of magnitude only",
        help="Events in a week at which the memory of violence moves half of the way to full.")
    state_refill: float = parameter(
        0.02, low=0.0, high=1.0, unit="1/week", source="CML 4.7; assumption: places are filled within about a year",
        help="Share of the empty places of its forces that the state fills in a week, with residents of the capital.")
    # fmt: on
    # fmt: off
    arms_floor: float = parameter(
        0.5, low=0.0, high=2.0, unit="times", source="SP-07; assumption on size",
        help="Severity of attacks without arms of any worth, relative to half armed; full arms add 1.")
    state_arms: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 4.7; assumption on level",
        help="Arms of the state's army where it attacks armed groups, on the scale of these.")
    against_state: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 4.3.5, 4.4; IPI host state; assumption on size",
        help="Share of abuses by state forces that soldiers who are there in time stand up to, guests though they are.")
    mark_response: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="LG-03; IPI; assumption on size",
        help="How far a response at full robustness marks the mission as fighting where it was.")
    mark_defence: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="LG-03; assumption on size",
        help="The same where the mission is attacked itself.")
    defence_force: float = parameter(
        0.3, low=0.0, high=5.0, unit="times", source="CML 4.3; assumption on size",
        help="Force against a group that attacks the mission, at full robustness, relative to a response.")
    defence_cost: float = parameter(
        0.3, low=0.0, high=5.0, unit="times", source="PK-14; assumption on size",
        help="Losses of who attacks a mission that uses no force, relative to severity; robustness is added.")
    guard_floor: float = parameter(
        0.3, low=0.0, high=2.0, unit="share", source="PK-07; assumption on size",
        help="How well the worst troops guard themselves; quality adds as much as it is.")
    harm_done: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 4.2.6, 4.3.6; assumption on size",
        help="Harm to bystanders that one response does, on the scale that consent reads.")
    most_caution: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 2.2.4; assumption: nobody loses all heart at once",
        help="Most caution that one event adds, as a share of what is missing.")
    unmet_attack: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="CML 3.1; assumption on size",
        help="Weight in people's eyes of an attack that was not met and killed nobody.")
    unmet_death: float = parameter(
        0.05, low=0.0, high=1.0, unit="share/death", source="CML 3.1; assumption on size",
        help="What each death in it adds.")
    abuse_event: float = parameter(
        0.1, low=0.0, high=1.0, unit="share", source="CML 2.1.2; assumption on size",
        help="How far one abuse by state forces that kills nobody marks them as abusive.")
    abuse_death: float = parameter(
        0.03, low=0.0, high=1.0, unit="share/death", source="CML 2.1.2; assumption on size",
        help="What each death in it adds.")
    # fmt: on


def aid_victims(mean: float, draws: Array | tuple[float, float]) -> float:
    """Return how many aid workers an attack that hurts anybody hurts: one, and by chance some more.

    Args:
        mean: Mean number, 1 up.
        draws: Two draws in [0, 1): how bad it was, and the rounding.

    Source: C-26.
    """
    more = 2.0 * max(mean - 1.0, 0.0) * draws[0]
    return 1.0 + float(np.floor(more + draws[1]))


def by_weight(draw: float, weight: Array) -> int:
    """Return the place that a uniform draw falls on among places of some weight; evenly if none has any."""
    total = np.cumsum(weight if weight.any() else np.ones(len(weight)))
    return min(int(np.searchsorted(total, draw * total[-1], side="right")), len(weight) - 1)


def of_hosted(dead: Array, residents: Array, hosted: Array, draw: Array) -> Array:
    """Return how many of the dead were displaced people hosted there: in proportion to who is present.

    Args:
        dead: Dead in each cell, whole, at most residents and hosted together, shape (n,).
        residents: Residents of each cell, same shape.
        hosted: Displaced people whom it hosts, same shape.
        draw: Draws in [0, 1), for the rounding, same shape.
    """
    share = hosted / np.maximum(residents + hosted, 1.0)
    found: Array = np.minimum(np.minimum(np.floor(dead * share + draw), hosted), dead)
    return np.maximum(found, dead - residents)


def violence_after(violence: Array, events: Array, p: ClashParameters) -> Array:
    """Return the memory of violence after one week, share; ``events`` is the size of what happened, 0 up."""
    return np.minimum(violence * (1.0 - p.decay) + events / (events + p.memory_half) * (1.0 - violence), 1.0)
