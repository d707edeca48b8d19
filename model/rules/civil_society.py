"""Civil society: the room that it has, the groups in it, whom they speak for, and what women and youth have a say in.

Room to act is opened by laws, elections, monitors and the mission's company, and closed by those in power who have
something to hide and by armed groups that hold ground. Groups grow in that room by work with the mission and by money;
money from abroad builds them and costs them the trust of their neighbours. What is heard in the capital of other parts
of the country hangs on who goes there to listen.

Source: CML 2.1.3, 3.6; CML6 civil society, women, youth; IN-01; LG-03; MODEL.md 5.20.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import parameter
from .media import MediaParameters

__all__ = [
    "CivilSocietyParameters",
    "approachable",
    "capacity_after",
    "credibility_after",
    "foreign_share",
    "heard_in_capital",
    "influence_changes",
    "influence_due",
    "local_mediation",
    "restrained",
    "something_to_hide",
    "space_changes",
    "spoken_for",
    "voice",
    "women_after",
]

Array = NDArray[np.float64]


class CivilSocietyParameters(MediaParameters):
    """What opens and closes civic space, builds groups, and gives women and youth a say."""

    # fmt: off
    open_law: float = parameter(
        0.012, low=0.0, high=0.2, unit="1/week", source="CML 3.6.2 legal framework; assumption on size",
        help="Share of missing civic space that laws, all in force, open in a week where the state is.")
    open_vote: float = parameter(
        0.01, low=0.0, high=0.2, unit="1/week", source="CML 3.4, 3.6.2 climate of cooperation; assumption on size",
        help="Share of it that a government opens in a week which all see as theirs by the last poll.")
    open_watch: float = parameter(
        0.008, low=0.0, high=0.2, unit="1/week", source="CML 2.1.2; CML6 human rights section; assumption on size",
        help="Share of it that human rights monitors open in a week where they reach everybody.")
    watch_half: float = parameter(
        1.0, low=0.1, high=50.0, unit="team-weeks", source="CML 2.1.2; assumption on size",
        help="Human rights monitoring in a sector and week at which half of that is reached.")
    open_company: float = parameter(
        0.006, low=0.0, high=0.2, unit="1/week", source="CML 3.6.1; CML6 civil affairs; assumption on size",
        help="Share of it that the mission's and agencies' company opens in a week where they engage in full.")
    close_state: float = parameter(
        0.009, low=0.0, high=0.2, unit="1/week", source="CML 3.6.4 intimidation; CML6; assumption on size",
        help="Share of civic space that those in power close in a week where the state rules and has all to hide.")
    provoked: float = parameter(
        0.5, low=0.0, high=5.0, unit="times", source="CML6: the government may see a threat; assumption on size",
        help="How much more they close while they are criticised in public.")
    close_groups: float = parameter(
        0.012, low=0.0, high=0.2, unit="1/week", source="CML 3.6.4 intimidation; assumption on size",
        help="Share of civic space that armed groups close in a week where they hold all ground.")
    close_violence: float = parameter(
        0.03, low=0.0, high=0.5, unit="1/week", source="CML 3.6.4; assumption on size",
        help="Share of civic space, and of what women's and other groups have built, that full violence closes.")
    first_capacity: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 3.6.4: existing and fledgling groups; assumption on level",
        help="Organised strength of civil society at the start.")
    own_strength: float = parameter(
        0.004, low=0.0, high=0.1, unit="1/week", source="CML 3.6.4 a long process; assumption on size",
        help="Share of missing strength that groups gain by themselves in a week of free space.")
    grants_build: float = parameter(
        0.012, low=0.0, high=0.2, unit="1/week", source="CML6; CML 3.6.3; assumption on size",
        help="Share of it that they gain in a week of free space on money from abroad alone.")
    forum_builds: float = parameter(
        0.008, low=0.0, high=0.2, unit="1/week", source="CML 3.6.1, 3.6.3; assumption on size",
        help="Share of it that they gain in a week of free space and of a forum that hears them in full.")
    groups_fade: float = parameter(
        0.005, low=0.0, high=0.1, unit="1/week", source="CML 3.6.4; assumption on size",
        help="Share of the strength of groups that is lost in a week.")
    own_usd: float = parameter(
        1.0, low=0.01, high=100.0, unit="USD a head and year", source="assumption: dues and gifts in a poor country",
        help="What groups raise at home; as much from abroad makes up half of their money.")
    elite_money: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML6 elites in the capital; assumption on size",
        help="Share of money from abroad that stays with groups in the capital; the rest goes where people are heard.")
    taint: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 3.6.5: free of support to be credible; assumption on size",
        help="Local credibility that groups lose which live on money from abroad alone.")
    name_moves: float = parameter(
        0.02, low=0.0, high=1.0, unit="1/week", source="assumption: a name changes in about a year",
        help="Speed at which the credibility of groups follows their money.")
    engaged_half: float = parameter(
        2.0, low=0.1, high=50.0, unit="teams", source="CML6: field offices are essential; assumption on size",
        help="Teams that engage with society in a sector by which half of what it says is heard.")
    own_reach: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML6; assumption on size",
        help="Part of what the rest of the country says that reaches the capital without them.")
    elites: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML6 elites in the capital; assumption on size",
        help="Weight of the capital's groups in what passes for the voice of the country, beside their part of people.")
    alienates: float = parameter(
        0.001, low=0.0, high=0.05, unit="1/week", source="CML6: who consults elites only alienates; assumption on size",
        help="Grievance added in a week where nobody is heard while a forum sits in the capital.")
    mediates: float = parameter(
        0.003, low=0.0, high=0.1, unit="1/week", source="CML 3.3.1, 3.6; CML6; assumption on size",
        help="Share of grievance that groups with full voice mediate away in a week.")
    defenders_watch: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 3.6.2 holds to account; CML 2.1.2; assumption on size",
        help="How far rights defenders of full voice do what open monitoring by the mission does.")
    held_to_account: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 3.6.2 holds to account; CML6; assumption on size",
        help="Share of leaders' predation on institutions that full scrutiny by society and press restrains.")
    token: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML6: little substantive influence; C-48; assumption on size",
        help="What influence offered in the process is worth to those whom nobody stands behind.")
    unbidden: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="CML6 women; IN-01; assumption: marches and vigils were heard",
        help="Influence that organised people with full voice win where none is offered.")
    influence_moves: float = parameter(
        0.06, low=0.0, high=1.0, unit="1/week", source="assumption: some months from seats to influence",
        help="Speed at which influence follows what is offered and who stands behind it.")
    first_women: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML6 women; assumption on level",
        help="Strength of women's groups at the start.")
    women_advised: float = parameter(
        0.02, low=0.0, high=0.2, unit="1/week", source="CML 2.1.3; CML6 women; assumption on size",
        help="Share of missing strength that women's groups gain in a week of free space from advisers and UN Women.")
    advisers_half: float = parameter(
        1.0, low=0.1, high=50.0, unit="teams", source="CML 2.1.3; assumption on size",
        help="Teams of gender advisers and of UN Women in a sector by which half of its women's groups are reached.")
    women_met: float = parameter(
        0.01, low=0.0, high=0.2, unit="1/week", source="CML6: more women, more engagement; assumption on size",
        help="Share of it that they gain from a staff of women alone, and as much from a forum that hears them.")
    women_fade: float = parameter(
        0.004, low=0.0, high=0.1, unit="1/week", source="CML6; assumption on size",
        help="Share of the strength of women's groups that is lost in a week.")
    women_barred: float = parameter(
        0.01, low=0.0, high=0.2, unit="1/week", source="CML6; assumption on size",
        help="Share of it that is lost in a week where civic space is closed.")
    female_half: float = parameter(
        0.3, low=0.01, high=1.0, unit="share of staff", source="CML6: lack of women limits engagement; assumption",
        help="Share of women among staff at which half of all who would speak to a woman find one.")
    female_told: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 2.1.3; CML6; LG-06; assumption on size",
        help="Share of abuse that is told of only to women, or to advisers: of misconduct never told else.")
    first_youth: float = parameter(
        0.25, low=0.0, high=1.0, unit="share", source="CML6 youth; assumption on level",
        help="Inclusion of youth at the start.")
    custom: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="CML6: youth underrepresented; assumption on level",
        help="How far elders, custom and parties keep the young out whatever is done for them.")
    youth_jobs: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML6 youth; MODEL.md 5.20; assumption on size",
        help="Weight of livelihoods in how far the young belong.")
    youth_voice: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="CML6 youth; assumption on size",
        help="Weight of the voice of youth and other groups in it.")
    youth_programmes: float = parameter(
        0.25, low=0.0, high=1.0, unit="share", source="CML6 youth; CML 4.6.6; assumption on size",
        help="Weight of violence reduction and livelihoods work in it.")
    youth_table: float = parameter(
        0.15, low=0.0, high=1.0, unit="share", source="CML6 youth; assumption on size",
        help="Weight of civil society's influence in the process in it.")
    programmes_half: float = parameter(
        2.0, low=0.1, high=200.0, unit="team-weeks", source="CML6 youth; assumption on size",
        help="Such work in a sector and week at which half of what it can do for the young is done.")
    youth_moves: float = parameter(
        0.02, low=0.0, high=1.0, unit="1/week", source="assumption: about a year",
        help="Speed at which inclusion of youth follows what includes them.")
    youth_holds: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML6 youth; CML 4.6.6; assumption on size",
        help="Share of those who would join armed groups that full inclusion of youth keeps from it.")
    # fmt: on


def something_to_hide(integrity: float, predation: float) -> float:
    """Return how far those in power have something to hide, 0-1.

    Args:
        integrity: How far officials serve the public, 0-1.
        predation: How far leaders live off the people, 0-1.
    """
    return 1.0 - integrity * (1.0 - predation)


def space_changes(
    space: Array, *, law: Array, elected: Array, watched: Array, company: Array, state: Array, hides: float,
    criticism: float, held: Array, violence: Array, p: CivilSocietyParameters,
) -> dict[str, Array]:  # fmt: skip
    """Return this week's change of civic space by cause, shape (n_sectors,) each.

    Args:
        space: Civic space, shape (n_sectors,), share.
        law: Laws in force where the state is, same shape, share.
        elected: How far people see those in office as theirs, same shape, 0-1.
        watched: Human rights monitoring, same shape, 0-1.
        company: Engagement of mission and agencies, same shape, 0-1.
        state: Ground held by the government, same shape, share.
        hides: See :func:`something_to_hide`.
        criticism: Public criticism of the government by the mission, 0-1.
        held: Ground held by armed groups, same shape, share.
        violence: Recent violence, same shape, share.
        p: Parameters.

    Source: CML 3.6.2, 3.6.4; CML6 civil society.
    """
    missing = 1.0 - space
    return {
        "laws in force": p.open_law * law * missing,
        "elected government": p.open_vote * elected * missing,
        "rights monitors": p.open_watch * watched * missing,
        "company of the mission": p.open_company * company * missing,
        "the government closes in": -np.minimum(p.close_state * hides * (1.0 + p.provoked * criticism) * state, 1.0)
        * space,
        "armed groups close in": -p.close_groups * held * space,
        "insecurity": -p.close_violence * violence * space,
    }


def foreign_share(usd_per_head: Array, p: CivilSocietyParameters) -> Array:
    """Return the share of groups' money that comes from abroad, same shape as ``usd_per_head``, USD a year."""
    return usd_per_head / (usd_per_head + p.own_usd)


def capacity_after(
    capacity: Array, space: Array, foreign: Array, forum: Array, violence: Array, p: CivilSocietyParameters
) -> Array:
    """Return the organised strength of groups after a week, shape (n_sectors,), share.

    Args:
        capacity: The same before.
        space: Civic space, same shape, share.
        foreign: See :func:`foreign_share`, same shape.
        forum: How far a forum meets and hears them, same shape, 0-1.
        violence: Recent violence, same shape, share.
        p: Parameters.

    Source: CML 3.6.1, 3.6.4; CML6.
    """
    gain = np.minimum(p.own_strength + p.grants_build * foreign + p.forum_builds * forum, 1.0) * space
    lost = np.minimum(p.groups_fade + p.close_violence * violence, 1.0)
    return capacity + gain * (1.0 - capacity) - lost * capacity


def credibility_after(credibility: Array, foreign: Array, p: CivilSocietyParameters) -> Array:
    """Return how far people trust groups as their own after a week, share; see :func:`foreign_share`.

    A little money from abroad is forgiven; who lives on it is not (CML 3.6.5).
    """
    return credibility + p.name_moves * (1.0 - p.taint * foreign * foreign - credibility)


def voice(space: Array, strength: Array, credibility: Array) -> Array:
    """Return what groups can say and are believed in, shape (n_sectors,), 0-1.

    The geometric mean of freedom and strength, as far as they are credible: the free and weak are not heard, nor are
    the strong who may not speak.

    Args:
        space: Civic space, shape (n_sectors,), share.
        strength: Organised strength of the groups, same shape, share.
        credibility: How far people trust them as their own, same shape, share.
    """
    return np.sqrt(space * strength) * credibility


def heard_in_capital(teams: Array, p: CivilSocietyParameters) -> Array:
    """Return how far each sector is heard in the capital, shape (n_sectors,), 0-1; the first holds the capital.

    Args:
        teams: Teams of mission and agencies that engage with society in each sector, same shape, 0 up.
        p: Parameters.

    Source: CML6: engagement at the level of field offices.
    """
    heard = p.own_reach + (1.0 - p.own_reach) * teams / (teams + p.engaged_half)
    heard[0] = 1.0
    return heard


def spoken_for(strength: Array, heard: Array, people: Array, p: CivilSocietyParameters) -> float:
    """Return what society as a whole brings to the capital, 0-1.

    Args:
        strength: What groups of each sector have to say, shape (n_sectors,), 0-1.
        heard: See :func:`heard_in_capital`, same shape.
        people: Share of all people, same shape; sums to 1.
        p: Parameters.

    Source: CML6 elites in the capital.
    """
    weight = (1.0 - p.elites) * people
    weight[0] += p.elites
    return float(np.add.reduce(weight * strength * heard))


def influence_due(wish: float, behind: float, p: CivilSocietyParameters) -> tuple[float, float]:
    """Return the influence due to a place offered in the process, and to organised people without one, shares.

    Args:
        wish: Influence that the mission and parties offer, share.
        behind: What stands behind it, see :func:`spoken_for`.
        p: Parameters.

    Source: CML6: seats without substance; IN-01.
    """
    return wish * (p.token + (1.0 - p.token) * behind), p.unbidden * (1.0 - wish) * behind


def influence_changes(influence: float, wish: float, behind: float, p: CivilSocietyParameters) -> dict[str, float]:
    """Return this week's change by cause of what women, or civil society, weigh in the process.

    Args:
        influence: Influence, share.
        wish: See :func:`influence_due`.
        behind: See :func:`influence_due`.
        p: Parameters.
    """
    offered, won = influence_due(wish, behind, p)
    return {
        "a say offered in the process": p.influence_moves * offered,
        "organised groups": p.influence_moves * won,
        "influence wears off": -p.influence_moves * influence,
    }


def women_after(
    women: Array, *, space: Array, advisers: Array, staff: float, forum: Array, foreign: Array, violence: Array,
    p: CivilSocietyParameters,
) -> Array:  # fmt: skip
    """Return the strength of women's groups after a week, shape (n_sectors,), share.

    Args:
        women: The same before.
        space: Civic space, same shape, share.
        advisers: How far gender advisers and UN Women reach them, same shape, 0-1.
        staff: How far women among the mission's staff do, 0-1.
        forum: How far a forum meets and hears them, same shape, 0-1.
        foreign: See :func:`foreign_share`, same shape.
        violence: Recent violence, same shape, share.
        p: Parameters.

    Source: CML 2.1.3; CML6 women.
    """
    met = p.women_advised * advisers + p.women_met * (staff + forum) + p.grants_build * foreign
    gain = np.minimum(met, 1.0) * space
    lost = np.minimum(p.women_fade + p.women_barred * (1.0 - space) + p.close_violence * violence, 1.0)
    return women + gain * (1.0 - women) - lost * women


def approachable(female_share: float, advisers: Array, p: CivilSocietyParameters) -> Array:
    """Return the share of abuse told of because there is a woman, or an adviser, to tell it to, shape (n_sectors,).

    Args:
        female_share: Women among staff who meet residents, share.
        advisers: How far gender advisers reach people, shape (n_sectors,), 0-1.
        p: Parameters.

    Source: CML 2.1.3; CML6 women.
    """
    staff = female_share / (female_share + p.female_half)
    return p.female_told * (staff + advisers - staff * advisers)


def local_mediation(said: Array, women: Array, p: CivilSocietyParameters) -> Array:
    """Return the share of grievance that groups mediate away in a week, shape (n_sectors,).

    Args:
        said: See :func:`voice`, shape (n_sectors,).
        women: What women's groups can say, same shape, 0-1.
        p: Parameters.
    """
    return p.mediates * (said + women - said * women)


def restrained(predation: float, scrutiny: float, p: CivilSocietyParameters) -> float:
    """Return the predation that is left under scrutiny by society and press, 0-1. Source: CML 3.6.2."""
    return predation * (1.0 - p.held_to_account * scrutiny)
