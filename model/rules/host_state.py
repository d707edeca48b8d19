"""The host state: programmes through it or around it, leaders who live off the people, revenue, unpaid forces, borders.

Authority is how far the state reaches; legitimacy is what people think of it. Work through national bodies delivers
as much as these can carry and leaders do not divert, and leaves something behind; work around them delivers in full
and has to be kept up by those who brought it.

Source: CML 3.5, 4.8, 6.3; IPI host state; IMS ownership dilemma; MODEL.md 5.18.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = [
    "HostStateParameters",
    "across_borders",
    "arriving",
    "building",
    "carried",
    "credited",
    "diverted_share",
    "falling_away",
    "hungry",
    "joining_from_abroad",
    "kept_up",
    "predation_changes",
    "preyed_on",
    "propped_after",
    "tax_base",
    "watched",
    "willing",
]

Array = NDArray[np.float64]


class HostStateParameters(Parameters):
    """What the state makes of support, what it lives on, and how it guards its borders."""

    # fmt: off
    least_able: float = parameter(
        0.35, low=0.0, high=1.0, unit="share", source="CML 3.5.2 external staff; IMS; assumption on size",
        help="Part of a programme that national bodies can carry where the state hardly reaches.")
    most_able: float = parameter(
        0.95, low=0.0, high=1.0, unit="share", source="CML 6.3.2; assumption: a last part is always lost in transfer",
        help="Part of a programme that national bodies can carry where the state is fully present.")
    diverted: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="IPI host state; CML 3.5.1; assumption on size",
        help="Share of what goes through national bodies that leaders divert who live wholly off the people.")
    builds: float = parameter(
        0.03, low=0.0, high=0.5, unit="1/week", source="CML 3.5.2, 6.3; assumption: a few times tasks.authority_gain",
        help="Share of missing authority gained by a team-week carried out by national bodies under willing leaders.")
    lasts: float = parameter(
        0.15, low=0.0, high=1.0, unit="share", source="CML 3.5.5 long-term goals; assumption on size",
        help="Part of what work around the state adds that lasts without anybody behind it.")
    taken_over: float = parameter(
        0.008, low=0.0, high=0.5, unit="1/week", source="CML6 transition; EXIT hand-over; assumption: two years or so",
        help="Share of what outsiders keep up that a state present in full, able and involved takes over in a week.")
    team_keeps: float = parameter(
        2.5, low=0.1, high=100.0, unit="cells", source="CML6 transition; assumption on level",
        help="Cells of mean population whose services, livelihoods or offices a team of outsiders can keep up in full.")
    falls_away: float = parameter(
        0.03, low=0.0, high=1.0, unit="1/week", source="EXIT; CML6 transition; assumption: half is gone in half a year",
        help="Share of what outsiders kept up that is lost in a week in which nobody keeps it up.")
    credit_around: float = parameter(
        0.35, low=0.0, high=1.0, unit="share", source="CML6 humanitarian relief; assumption on size",
        help="Part of the trust that services earn a state for those that outsiders keep up.")
    seen_taking: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="IMS ownership dilemma; CML 3.5; assumption on size",
        help="Part of the trust that a government deserves lost as all programmes end in its leaders' pockets.")
    entrenched: float = parameter(
        0.008, low=0.0, high=1.0, unit="1/week", source="IMS ownership dilemma; IPI host state; assumption on size",
        help="Growth of leaders' predation in a week in which all that they could wish for passes through their hands.")
    checked: float = parameter(
        0.004, low=0.0, high=0.5, unit="1/week", source="CML 3.5.1 oversight; assumption on size",
        help="Share of leaders' predation that laws and courts in full order take in a week.")
    spoils_half: float = parameter(
        4.0, low=0.1, high=1000.0, unit="team-weeks", source="assumption: what programmes of a middling size lose",
        help="Work diverted in a week at which predation grows at half of its pace.")
    taxed_afar: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="CML 3.5.1 revenues; assumption on size",
        help="Part of what people could pay that reaches the treasury where the state does not.")
    tax_peace: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 3.5.1; assumption on size",
        help="Part of the revenue of a place that violence at its full takes.")
    customs: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 4.8.2 customs taxes; assumption on size",
        help="Part of revenue that is taken at borders, as far as they are watched.")
    unwatched_customs: float = parameter(
        0.3, low=0.01, high=1.0, unit="share", source="CML 4.8; assumption: main roads and ports pay in any case",
        help="Part of customs that comes in where nobody watches the border.")
    reformed_revenue: float = parameter(
        0.5, low=0.0, high=5.0, unit="share", source="CML 3.5.1 capacity to collect; RE-12; assumption on size",
        help="What economic provisions carried out in full add to revenue under leaders who take nothing.")
    revenue_speed: float = parameter(
        0.04, low=0.0, high=1.0, unit="1/week", source="assumption: budgets follow the economy within half a year",
        help="Speed at which revenue follows what it is raised on.")
    prey_half: float = parameter(
        4.0, low=0.01, high=1000.0, unit="men per 1,000", source="C-14; assumption on level",
        help="Unpaid men who keep no law, per thousand people, at which preying reaches half of its most.")
    prey_livelihoods: float = parameter(
        0.012, low=0.0, high=0.5, unit="1/week", source="MODEL.md 5.18; CML 4.7.5; as what bands take",
        help="Share of livelihoods that preying at its most takes in a week.")
    prey_grievance: float = parameter(
        0.012, low=0.0, high=0.5, unit="1/week", source="CML 3.5; CML 4.7.5; assumption on size",
        help="Grievance, as a share of what is missing, that preying at its most stirs up in a week.")
    prey_crime: float = parameter(
        0.02, low=0.0, high=0.5, unit="1/week", source="CML 4.5; CML 5.4.6; assumption on size",
        help="Crime, as a share of what is missing, that preying at its most adds in a week.")
    prey_trust: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 3.5; assumption on size",
        help="Part of the trust that a government deserves that preying at its most costs it.")
    border_half: float = parameter(
        300.0, low=1.0, high=100000.0, unit="persons", source="CML 4.8.4; assumption on level",
        help="Men who watch the border in and around a cell of 15 km at which half of what would cross is stopped.")
    passing_watch: float = parameter(
        0.25, low=0.0, high=1.0, unit="share", source="CML 4.8.6 trained border forces; assumption on size",
        help="What men near a border count in its watch while they do other work.")
    smuggled: float = parameter(
        0.35, low=0.0, high=1.0, unit="share", source="CML 4.8.5 airports, bribes, money; assumption on size",
        help="Part of support from outside that comes through however borders are watched.")
    border_ground: float = parameter(
        0.05, low=0.001, high=1.0, unit="share", source="assumption: a group can use borders beyond its own ground",
        help="What a stretch of border counts for a group that holds none of it, against one it holds.")
    neighbour_arms: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 4.8.5; IPI; assumption on size",
        help="Support that a wholly harmful neighbour gives the state's enemies, as a share of what they lack.")
    neighbour_closes: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="CML 4.8.2 sanctuaries; assumption on size",
        help="Part of all support from outside that a wholly helpful neighbour stops on its side.")
    camps_abroad: float = parameter(
        0.5, low=0.0, high=10.0, unit="times", source="CML 4.8, 6.4; MODEL.md 5.13; assumption on size",
        help="Refugees who join bands at an open border, relative to residents who do, where there are many abroad.")
    many_refugees: float = parameter(
        100_000.0, low=1.0, high=10_000_000.0, unit="people", source="assumption: some large camps",
        help="Refugees abroad at which half of that is reached.")
    # fmt: on


def willing(commitment: float, predation: float) -> float:
    """Return how willing leaders are to build a state, 0-1: they mean it, and do not live off the lack of one.

    Args:
        commitment: Will of the government to carry out what was agreed, 0-1 (5.14).
        predation: How far leaders live off the people, 0-1.

    Source: IMS ownership dilemma; IPI host state.
    """
    return commitment * (1.0 - predation)


def diverted_share(predation: float, p: HostStateParameters) -> float:
    """Return the share of what passes through national bodies that leaders keep, 0-1."""
    return p.diverted * predation


def carried(
    work: Array, through: Array | float, authority: Array, diverted: float, p: HostStateParameters
) -> tuple[Array, Array, Array]:
    """Return what comes of programmes: work around the state, work by it, and what was diverted, same shape as work.

    Args:
        work: Work that took, team-weeks by cell, shape (..., n_cells).
        through: Share of it given through national bodies, 0-1.
        authority: State authority, shape (n_cells,), share.
        diverted: See :func:`diverted_share`.
        p: Parameters.

    Source: CML 3.5, 6.3; IMS ownership dilemma.
    """
    given = work * through
    able = p.least_able + (p.most_able - p.least_able) * authority
    return work - given, given * able * (1.0 - diverted), given * diverted


def building(owned: Array, will: float, p: HostStateParameters) -> Array:
    """Return the share of missing authority gained in a week by work that national bodies carried out, 0-1.

    Args:
        owned: That work, team-weeks, shape (n_cells,).
        will: See :func:`willing`.
        p: Parameters.
    """
    return np.minimum(p.builds * will * owned, 1.0)


def kept_up(effort: float, propped: float, p: HostStateParameters) -> float:
    """Return the share of what outsiders keep up that they can keep up this week, 0-1.

    Args:
        effort: Work of outsiders for services or livelihoods, team-weeks in the country.
        propped: What hangs on them, in cells of mean population in full order.
        p: Parameters.

    Source: CML6 transition.
    """
    return min(effort * p.team_keeps / propped, 1.0) if propped > 0.0 else 1.0


def falling_away(propped: Array, kept: Array, p: HostStateParameters) -> Array:
    """Return what is lost this week of what outsiders kept up, same shape as ``propped``.

    Args:
        propped: What outsiders keep up, share.
        kept: How far they can, see :func:`kept_up`.
        p: Parameters.
    """
    return np.asarray(p.falls_away * (1.0 - kept) * propped)


def propped_after(
    propped: Array, *, added: Array, lost: Array, worn: Array, involved: Array, level: Array, p: HostStateParameters,
    by: dict[str, Array] | None = None,
) -> Array:  # fmt: skip
    """Return what outsiders keep up after one week, same shape as ``propped``, never more than there is.

    Args:
        propped: What they kept up before, share.
        added: What their work around the state added.
        lost: See :func:`falling_away`.
        worn: Share of all services or livelihoods that was worn down this week.
        involved: How far the state is present, able and involved, so that it takes over, 0-1.
        level: Services or livelihoods now, share.
        p: Parameters.
        by: Filled, if given, with the change by cause, summed over rows, shape (n_cells,) each.

    Source: CML6 transition; EXIT; MODEL.md 5.18.
    """
    left = propped - lost + (1.0 - p.lasts) * added
    wears = np.minimum(worn, 1.0)
    left -= (wears + p.taken_over * involved) * propped
    after = np.minimum(np.maximum(left, 0.0), level)
    if by is not None:
        held, made, fell, cut = np.add.reduce([propped, added, lost, after - left], axis=1)
        by["work of outsiders around the state"] = (1.0 - p.lasts) * made
        by["left by outsiders"] = -fell
        by["wear and violence"] = -wears * held
        by["taken over by the state"] = -p.taken_over * involved * held
        by["limit of the scale"] = cut
    return np.asarray(after)


def credited(services: Array, propped: Array, p: HostStateParameters) -> Array:
    """Return services as people credit them to the state, shape (n_cells,), share.

    Args:
        services: Services, share.
        propped: The part that outsiders keep up, same shape.
        p: Parameters.
    """
    return services - (1.0 - p.credit_around) * propped


def predation_changes(predation: float, *, spoils: float, oversight: float, p: HostStateParameters) -> dict[str, float]:
    """Return this week's change of how far leaders live off the people, by cause.

    Args:
        predation: How far they do, 0-1.
        spoils: Work diverted this week, team-weeks.
        oversight: Order of laws and courts together, 0-1.
        p: Parameters.

    Source: IMS ownership dilemma; CML 3.5.1; MODEL.md 5.18.
    """
    return {
        "spoils": p.entrenched * spoils / (spoils + p.spoils_half) * predation * (1.0 - predation),
        "oversight": -p.checked * oversight * predation,
    }


def tax_base(
    people: Array, livelihoods: Array, authority: Array, violence: Array, border: float, p: HostStateParameters
) -> float:
    """Return what revenue can be raised on, relative to a country in full order, 0-1.

    Args:
        people: Share of all people in each cell, shape (n_cells,).
        livelihoods: Livelihoods, share.
        authority: State authority, share.
        violence: Violence, share.
        border: How far borders are watched, 0-1.
        p: Parameters.

    Source: CML 3.5.1, 4.8.2.
    """
    reached = p.taxed_afar + (1.0 - p.taxed_afar) * authority
    inland = float(np.add.reduce(people * livelihoods * reached * (1.0 - p.tax_peace * violence)))
    earned = float(np.add.reduce(people * livelihoods))
    taken = p.unwatched_customs + (1.0 - p.unwatched_customs) * border
    return (1.0 - p.customs) * inland + p.customs * earned * taken


def hungry(unpaid: float, lawful: Array) -> Array:
    """Return the part of each unit of the state that lives off people for want of pay, shape (n,), 0-1."""
    return unpaid * (1.0 - lawful)


def preyed_on(men: Array, people: Array, p: HostStateParameters) -> Array:
    """Return how far unpaid men of the state prey on people in each cell, shape (n_cells,), 0-1.

    Args:
        men: Unpaid men who keep no law, shape (n_cells,).
        people: People present, same shape.
        p: Parameters.

    Source: CML 4.7.5; MODEL.md 5.18.
    """
    return np.asarray(men / np.maximum(men + p.prey_half * people / 1000.0, 1e-9))


def watched(men: Array, cell_km: float, p: HostStateParameters) -> Array:
    """Return the share of what would cross that is stopped at each cell, shape (n_cells,), 0-1.

    Args:
        men: Men who watch the border in and around each cell.
        cell_km: Side of a cell, km; a longer stretch takes more men.
        p: Parameters.

    Source: CML 4.8.
    """
    return men / (men + p.border_half * cell_km / 15.0)


def across_borders(watch: Array, border: Array, control: Array, p: HostStateParameters) -> Array:
    """Return the share of what is sent that gets through to each group, shape (n_groups,), 0-1.

    Args:
        watch: See :func:`watched`, shape (n_cells,).
        border: 1 where there is a land border, same shape.
        control: Share that each group holds of each cell, shape (n_groups, n_cells).
        p: Parameters.

    Source: CML 4.8.
    """
    use = border * (p.border_ground + control)
    stopped = np.add.reduce(use * watch, axis=1) / np.maximum(np.add.reduce(use, axis=1), 1e-9)
    return np.asarray(p.smuggled + (1.0 - p.smuggled) * (1.0 - stopped))


def arriving(sent: Array, enmity: Array, neighbour: float, through: Array, p: HostStateParameters) -> Array:
    """Return the outside support that each group receives, shape (n_groups,), 0-1.

    Args:
        sent: Support that it is sent, share.
        enmity: How far it has the state as its opponent, share.
        neighbour: What the neighbour does, from -1 (harm) to 1 (help).
        through: See :func:`across_borders`.
        p: Parameters.

    Source: CML 4.8; IPI.
    """
    given = sent + p.neighbour_arms * max(-neighbour, 0.0) * enmity * (1.0 - sent)
    return np.asarray(given * (1.0 - p.neighbour_closes * max(neighbour, 0.0)) * through)


def joining_from_abroad(joining: Array, watch: Array, refugees: float, p: HostStateParameters) -> Array:
    """Return refugees who come across the border to join each band, before rounding, shape (n_bands,).

    Args:
        joining: Residents who join it at home, 0 where its home is not at a border.
        watch: Share of what would cross there that is stopped.
        refugees: Refugees abroad.
        p: Parameters.

    Source: CML 4.8, 6.4.
    """
    return p.camps_abroad * joining * (1.0 - watch) * refugees / (refugees + p.many_refugees)
