"""What armed groups live on: rents, supply, morale, and the ranks that they can feed.

Source: IPI economics of war; CML 4.2, 4.6.6; MODEL.md 5.11.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .spoilers import SpoilerParameters

__all__ = ["cohesion_after", "fed", "leavers", "recruits", "regained", "rents_share", "supply_and_morale", "tax_base"]

Array = NDArray[np.float64]


def tax_base(control: Array, livelihoods: Array, people: Array, sites: Array, p: SpoilerParameters) -> Array:
    """Return what each group can draw rents from where it is in control, shape (n_groups,), cells in full work.

    Args:
        control: Share held by each armed group, shape (n_groups, n_cells).
        livelihoods: Livelihoods, shape (n_cells,), share.
        people: People relative to the mean, shape (n_cells,).
        sites: Whether there is a resource site, shape (n_cells,).
        p: Parameters.

    Source: IPI economics of war.
    """
    return np.asarray((control * (livelihoods * people + p.site_rents * sites)).sum(axis=1))


def rents_share(usd: Array, fighters: Array, p: SpoilerParameters) -> Array:
    """Return the share of each group's wants that its rents meet, 0-1.

    Args:
        usd: Rents in a year, US dollars, shape (n_groups,).
        fighters: Fighters who live off them, same shape.
        p: Parameters.
    """
    per_head = usd / np.maximum(fighters, 1.0)
    return per_head / (per_head + p.rents_half_usd)


def supply_and_morale(
    supply: Array, morale: Array, rents: Array, support: Array, losses: Array, fighters: Array, p: SpoilerParameters
) -> tuple[Array, Array]:
    """Return supply and morale of each group after one week, shape (n_groups,), shares.

    Args:
        supply: Supply, share.
        morale: Morale, share.
        rents: What it takes from resources, taxes and looting, 0-1.
        support: Outside support, 0-1.
        losses: Fighters lost this week.
        fighters: Fighters.
        p: Parameters.

    Source: IPI economics of war; MODEL.md 5.11.
    """
    income = rents + support - rents * support
    next_supply = supply + p.supply_speed * (income - supply)
    hit = losses / np.maximum(fighters, 1.0)
    aim = p.hungry_morale + (1.0 - p.hungry_morale) * next_supply
    next_morale = morale + p.morale_speed * (aim - morale) - p.loss_shock * hit * morale
    return np.minimum(np.maximum(next_supply, 0.0), 1.0), np.minimum(np.maximum(next_morale, 0.0), 1.0)


def cohesion_after(
    cohesion: Array,
    usual: Array,
    losses: Array,
    fighters: Array,
    complying: Array,
    consent: Array,
    p: SpoilerParameters,
) -> Array:
    """Return how far the commanders of each group obey after one week, shape (n_groups,), share.

    Args:
        cohesion: The same before, share.
        usual: What it comes back to, share.
        losses: Fighters lost this week.
        fighters: Fighters.
        complying: Share of its bands that stand down, whatever their commanders think of it.
        consent: Its consent to the process, share.
        p: Parameters.

    Source: CML 4.2.5; SP-03; MODEL.md 5.11.
    """
    hit = losses / np.maximum(fighters, 1.0)
    worn = p.cohesion_loss * hit + p.cohesion_compliance * complying * (1.0 - consent)
    return np.minimum(np.maximum(cohesion + p.morale_speed * (usual - cohesion) - worn * cohesion, 0.0), 1.0)


def regained(level: Array, regrouping: Array, p: SpoilerParameters) -> Array:
    """Return supply or morale of each group after some of its bands regroup for a week.

    Args:
        level: Supply or morale, shape (n_groups,), share.
        regrouping: Share of its bands that regroup, same shape.
        p: Parameters.
    """
    return level + p.regroup_gain * regrouping * (1.0 - level)


def fed(first: Array, supply: Array, p: SpoilerParameters) -> Array:
    """Return the fighters whom each band can feed, at most those it began with.

    Args:
        first: Fighters of each band at the start, shape (n_bands,).
        supply: Supply of its group, same shape, share.
        p: Parameters.
    """
    return first * np.minimum(supply / p.fed_supply, 1.0)


def recruits(
    fighters: Array, grievance: Array, livelihoods: Array, morale: Array, ceiling: Array, p: SpoilerParameters
) -> Array:
    """Return fighters who join each band in a week, before rounding, shape (n_bands,).

    Args:
        fighters: Fighters of each band.
        grievance: Grievance where it stands, share.
        livelihoods: Livelihoods where it stands, share.
        morale: Morale of its group, share.
        ceiling: Fighters beyond which the band cannot feed more.
        p: Parameters.

    Source: CML 4.6.6; MODEL.md 5.20.
    """
    room = np.maximum(1.0 - fighters / np.maximum(ceiling, 1.0), 0.0)
    drawn = p.joins_anyway + (1.0 - p.joins_anyway) * morale
    return p.recruit_rate * ceiling * grievance * (1.0 - livelihoods) * drawn * room


def leavers(fighters: Array, ceiling: Array, morale: Array, supply: Array, p: SpoilerParameters) -> Array:
    """Return fighters who leave each band in a week, before rounding: for want of heart, and of food.

    Args:
        fighters: Fighters of each band, shape (n_bands,).
        ceiling: Fighters whom it can feed.
        morale: Morale of its group, share.
        supply: Supply of its group, share.
        p: Parameters.
    """
    disheartened = fighters * p.desertion_rate * (1.0 - morale) * (1.0 - supply)
    return disheartened + p.shed_rate * np.maximum(fighters - ceiling, 0.0)
