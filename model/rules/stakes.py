"""What bands of armed groups weigh: the prizes of each kind of attack, and what else they could do.

The choice itself is theirs and stands in ``agents/armed_group.py``; how fast their means and ground change, in
:mod:`.spoilers`. All worths are on one scale, that of ``spoilers.threshold``.

Source: CML 3.1, 4.2, 4.3; IPI; SP-01 to SP-05.
"""

from __future__ import annotations

from ..parameters import Parameters, parameter

__all__ = ["StakesParameters"]


class StakesParameters(Parameters):
    """What prizes are worth to a band, and what it costs to do something short of an attack."""

    # fmt: off
    drive_rivals: float = parameter(
        0.8, low=0.0, high=5.0, unit="worth", source="CML 4.2; assumption on size",
        help="Worth of fighting rivals, for ground worth 1 that they hold, where there is no grievance.")
    drive_state: float = parameter(
        0.45, low=0.0, high=5.0, unit="worth", source="CML 4.2; assumption on size",
        help="Worth of fighting the state, to its full enemies, where there is no grievance.")
    prize_crowd: float = parameter(
        2.0, low=0.1, high=10.0, unit="times", source="CML 4.2; assumption: a crowd beyond that is no greater prize",
        help="Number of people, relative to the mean, beyond which more of them add nothing to the worth of ground.")
    prize_most: float = parameter(
        1.2, low=0.0, high=5.0, unit="worth", source="CML 4.2; IPI economics of war; assumption on size",
        help="Most that ground held by rivals is worth.")
    state_target: float = parameter(
        2.0, low=0.0, high=10.0, unit="times", source="CML 4.2; assumption: half of what holds a cell is target enough",
        help="How much of a target state forces are that hold a cell by a half.")
    own_ground: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 4.3; assumption: who rules people lives off them",
        help="Share of attacks on civilians that a group forgoes where it is in full control.")
    own_people: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 4.3; assumption on size",
        help="Share of attacks on civilians that a group forgoes where all belong to its own identity group.")
    empty_ground: float = parameter(
        0.2, low=0.0, high=2.0, unit="times", source="CML 4.3; assumption: few are still some",
        help="What is added to the number of people, relative to the mean, where attacks on civilians are weighed.")
    civilian_prize: float = parameter(
        0.9, low=0.0, high=10.0, unit="worth", source="C-30 sets the yearly number of attacks; assumption on size",
        help="Worth of hitting civilians at the mean number of people, times hostility.")
    mission_beside: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="SP-05; assumption on size",
        help="Weight of the cells around, against the cell itself, in how much of a target the mission's teams are.")
    blameless: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 1.4.2; LG-03; assumption on size",
        help="Part of the worth of hitting the mission that stays where it takes no side and the group consents to it.")
    hunger: float = parameter(
        0.5, low=0.0, high=2.0, unit="times", source="C-25; IPI economics of war; assumption on size",
        help="What want of supply adds to hostility in the worth of looting relief, where supply is gone.")
    unwilling_stake: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 3.1.1; assumption on size",
        help="Part of what it would lose of the process that a group weighs even without any consent.")
    road_exposure: float = parameter(
        0.7, low=0.0, high=1.0, unit="share", source="SP-04; assumption: who can be reached by road can be found",
        help="Share of cover lost where roads are fully open.")
    cover_floor: float = parameter(
        0.5, low=0.0, high=1.0, unit="times", source="SP-04; assumption on size",
        help="Worth of a strike without cover relative to one under full cover; their mean under the theory of goals.")
    means_floor: float = parameter(
        0.8, low=0.0, high=2.0, unit="times", source="SP-04; assumption on size",
        help="Worth of a strike to a group with neither supply nor morale, relative to its gain.")
    means_gain: float = parameter(
        0.6, low=0.0, high=2.0, unit="times", source="SP-04; assumption on size",
        help="What full supply adds to that, and full morale as much again.")
    comply_dividend: float = parameter(
        0.6, low=0.0, high=3.0, unit="worth", source="CML 3.1.1, 4.2.1; assumption on size",
        help="Worth of standing down for the whole of the dividend.")
    comply_cost: float = parameter(
        0.2, low=0.0, high=2.0, unit="worth", source="CML 3.1.1, 4.2.1; assumption on size",
        help="What standing down costs a group without consent; with full consent, nothing.")
    regroup_cost: float = parameter(
        0.55, low=0.0, high=1.0, unit="worth", source="assumption: a group regroups when more than half spent",
        help="Mean want of supply and morale above which regrouping is worth more than standing by.")
    tax_hunger: float = parameter(
        1.2, low=1.0, high=3.0, unit="times", source="IPI economics of war; assumption: the rich tax too",
        help="Worth of full taxes to a group without supply; each share of supply takes as much off.")
    tax_cost: float = parameter(
        0.4, low=0.0, high=2.0, unit="worth", source="IPI economics of war; assumption on size",
        help="Worth that taxes must have before a band prefers them to standing by.")
    block_cost: float = parameter(
        0.35, low=0.0, high=2.0, unit="worth", source="CML 4.4.5; assumption on size",
        help="Worth that a roadblock must have before a band prefers it to standing by.")
    quiet_dividend: float = parameter(
        0.3, low=0.0, high=3.0, unit="worth", source="CML 3.1.1; assumption: less of a breach than an attack",
        help="What of the dividend taxing or blocking roads would cost.")
    propaganda_floor: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 2.2.2; assumption on size",
        help="Part of propaganda's worth that needs no disappointed people.")
    propaganda_cost: float = parameter(
        0.5, low=0.0, high=2.0, unit="worth", source="CML 2.2.2; assumption on size",
        help="Worth that propaganda must have before a band prefers it to standing by.")
    # fmt: on
