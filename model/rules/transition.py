"""How a mission ends: what the Council reviews, when the host withdraws its consent, and what counts as relapse.

Source: CML 1.2; CML6 transition; EXIT; C-33; CO-09; RE-05; MODEL.md 5.25, 5.9.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = [
    "TransitionParameters",
    "at_rate",
    "ceiling_after",
    "handed_over",
    "officials_kept",
    "peace_and_war",
    "remaining",
    "sectors_held",
    "staying",
    "stays_without_hope",
]

Array = NDArray[np.float64]


class TransitionParameters(Parameters):
    """Withdrawal of consent, Council reviews, hand-over, and the level of violence that is war."""

    # fmt: off
    withdrawal_level: float = parameter(
        0.1, low=0.0, high=1.0, unit="share", source="CO-09 formal consent goes last; assumption on level",
        help="The government's consent below which it wants the mission gone.")
    withdrawal_weeks: int = parameter(
        13, low=1, high=520, unit="weeks", source="CO-09; IPI host state; assumption: a quarter of quarrel comes first",
        help="Weeks for which its consent stays below that before it withdraws it formally.")
    repaired: float = parameter(
        0.1, low=0.0, high=1.0, unit="share", source="MODEL.md 5.9: consent can be repaired; assumption on size",
        help="How far above that level consent must rise before the Council decides, for the government to relent.")
    decision_weeks: int = parameter(
        10, low=0, high=156, unit="weeks", source="C-33: 2 and about 18 weeks",
        help="Weeks from a formal withdrawal of consent to the Council's decision.")
    forced_exit_weeks: int = parameter(
        39, low=1, high=312, unit="weeks", source="C-33: 28 and about 50 weeks",
        help="Weeks from that decision until the mission has left.")
    war_deaths_a_year: float = parameter(
        1000.0, low=1.0, high=100000.0, unit="deaths a year", source="RE-05; the usual threshold of research on war",
        help="Rate of deaths in battle and of civilians by armed actors at which violence is war.")
    calm: float = parameter(
        0.25, low=0.0, high=1.0, unit="share", source="RE-05; assumption: a quarter of the violence of war",
        help="Share of that rate below which violence counts as over where no agreement is in force.")
    war_weeks: int = parameter(
        26, low=1, high=260, unit="weeks", source="MODEL.md 5.25; assumption: half a year",
        help="Weeks over which that rate must hold.")
    peace_weeks: int = parameter(
        52, low=1, high=520, unit="weeks", source="RE-05; assumption: a year",
        help="Weeks in a row, of calm or under an agreement without war, after which peace counts as won; as many as it"
        " must hold after an exit.")
    patience_years: int = parameter(
        4, low=1, high=20, unit="years", source="EXIT closure without success; C-23; assumption",
        help="Yearly reviews in a row that find war and no political progress, after which a mission is closed.")
    progress: float = parameter(
        0.05, low=0.0, high=1.0, unit="share", source="EXIT; assumption on size",
        help="Part of talks or of an agreement that must be won in a year to count as political progress.")
    reviewed_from: int = parameter(
        104, low=0, high=1040, unit="week", source="MODEL.md 5.25; C-01; assumption: a year after full strength",
        help="Week from which the yearly review looks at the ceiling of soldiers too.")
    cut: float = parameter(
        0.1, low=0.0, high=1.0, unit="share", source="MODEL.md 5.25; assumption: a battalion or two of a large force",
        help="Share of the first ceiling by which the Council lowers it after a calm year, or raises it.")
    cut_least: float = parameter(
        0.6, low=0.0, high=1.0, unit="share", source="MODEL.md 5.25; assumption: what the tasks take",
        help="Share of the first ceiling below which it does not lower it before a drawdown.")
    stay_on: float = parameter(
        0.5, low=0.0, high=0.9, unit="share", source="CML6 transition; CML 4.6, 5.4; IPI; assumption: half of it",
        help="Part of the drawdown in which police, rule of law and DDR stay in full strength, as others leave.")
    handover_full: float = parameter(
        104.0, low=1.0, high=520.0, unit="weeks", source="CML6 transition: planned early; assumption: two years",
        help="Weeks of hand-over by a mission of full coherence after which everything is handed over.")
    incoherent: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="EXIT good relations with the country team; assumption on size",
        help="Pace of a hand-over of a mission without any shared plan, relative to one with a full one.")
    national_staff: float = parameter(
        0.4, low=0.0, high=2.0, unit="teams per team", source="EXIT; CML6 transition; assumption on size",
        help="Teams of officials, per civilian team of the mission, that go on with its work after a full hand-over.")
    state_pays: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML6 transition: a drop in support; C-41; assumption on size",
        help="Share of their pay that the state has taken on; donors give the rest, after the exit as far as they go"
        " on.")
    usd_per_official: int = parameter(
        6_000, low=0, high=100_000, unit="USD a year", source="C-14; assumption: pay, premises and transport",
        help="What one of these officials costs.")
    handover_time: float = parameter(
        0.1, low=0.0, high=1.0, unit="share", source="CML6 transition; CML 1.4.6; assumption: half a day a week",
        help="Share of their week that civilians and police of a mission spend on handing over while they do.")
    # fmt: on


def remaining(week: int, begins: int, closes: int) -> float:
    """Return the share of a mission's strength that is left in a week of its drawdown, 1 before and 0 after it.

    Args:
        week: Week, from 0.
        begins: First week of the drawdown.
        closes: Week in which the mission is gone.

    Source: EXIT; CML6 transition.
    """
    return min(max((closes - week) / max(closes - begins, 1), 0.0), 1.0)


def staying(left: float, p: TransitionParameters) -> float:
    """Return the share that is left of the components that leave last, by what is left of the others, both 0-1.

    Source: CML6 transition; CML 4.6, 5.4.
    """
    return min(left / (1.0 - p.stay_on), 1.0)


def sectors_held(left: float, order: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which sectors a mission that leaves still holds, shape (n_sectors,); the last until it has gone.

    Args:
        left: Share of its strength that is left, 0-1.
        order: Place of each sector in the order in which they are given up, from 0, shape (n_sectors,).

    Source: CML6 transition; assumption: the quietest first, as missions do.
    """
    n = len(order)
    return order >= min(int((1.0 - left) * n), n - 1)


def ceiling_after(ceiling: float, deaths_in_year: float, p: TransitionParameters) -> float:
    """Return the ceiling of soldiers that a yearly review sets, as a share of the first one.

    Args:
        ceiling: The ceiling so far, likewise.
        deaths_in_year: Deaths in battle and of civilians by armed actors in the year.
        p: Parameters.

    Source: MODEL.md 5.25 (yearly review of strength).
    """
    if deaths_in_year < p.calm * p.war_deaths_a_year:
        return min(max(ceiling - p.cut, p.cut_least), ceiling)
    return min(ceiling + p.cut, 1.0)


def handed_over(coherence: float, p: TransitionParameters) -> float:
    """Return the part of the hand-over that is done in a week.

    Args:
        coherence: How far mission and country team follow one plan, 0-1.
        p: Parameters.

    Source: CML6 transition; EXIT: relations with the country team decide on a smooth hand-over.
    """
    return (p.incoherent + (1.0 - p.incoherent) * coherence) / p.handover_full


def officials_kept(done: float, paid: float) -> float:
    """Return the share of the officials who are to take over who are at work, 0-1; who is not paid stays away.

    Args:
        done: How much is handed over, 0-1.
        paid: Share of their pay that came, 0-1.

    Source: CML6 transition; EXIT.
    """
    return done * paid


def stays_without_hope(deaths_in_year: float, progress: float, p: TransitionParameters) -> bool:
    """Return whether a yearly review finds war and no political progress.

    Args:
        deaths_in_year: Deaths in battle and of civilians by armed actors in the year.
        progress: What talks and the carrying out of an agreement won in the year, share.
        p: Parameters.

    Source: EXIT: closure where the parties refuse to cooperate.
    """
    return deaths_in_year >= p.war_deaths_a_year and progress < p.progress


def at_rate(deaths: Array, share: float, p: TransitionParameters) -> NDArray[np.bool_]:
    """Return after which weeks violence has been at a share of the rate of war or above, shape (n_weeks,).

    Args:
        deaths: Deaths in battle and of civilians, by week, shape (n_weeks,).
        share: Share of the rate of war; 1 asks for war.
        p: Parameters.

    Returns:
        False in the first weeks, over which it cannot be judged.

    Source: RE-05; MODEL.md 5.25.
    """
    total = np.concatenate([[0.0], np.cumsum(deaths)])
    reached = np.zeros(len(deaths), dtype=bool)
    over = total[p.war_weeks :] - total[: -p.war_weeks]
    reached[p.war_weeks - 1 :] = over >= share * p.war_deaths_a_year / 52.0 * p.war_weeks
    return reached


def peace_and_war(
    deaths: Array, agreed: NDArray[np.bool_], peace: bool, p: TransitionParameters
) -> tuple[NDArray[np.bool_], int | None]:
    """Return in which weeks there is peace, shape (n_weeks,), and the row of the week in which war came back.

    Peace is won by calm, far below war, or by an agreement that is in force while there is no war. Once won it holds
    until there is war; what is neither leaves things as they are.

    Args:
        deaths: Deaths in battle and of civilians by armed actors, by week, shape (n_weeks,).
        agreed: Whether an agreement is in force, same shape.
        peace: Whether there is peace at the start; if not, it has to be won first.
        p: Parameters.

    Returns:
        The weeks, and None if war did not come back.

    Source: RE-05; MODEL.md 5.25.
    """
    war = at_rate(deaths, 1.0, p)
    quiet = ~at_rate(deaths, p.calm, p) | (agreed & ~war)
    quiet[: p.war_weeks - 1] = False  # cannot be judged yet
    holds, came_back, weeks = np.zeros(len(deaths), dtype=bool), None, 0
    for row in range(len(deaths)):
        weeks = weeks + 1 if quiet[row] else 0
        if war[row] and peace and came_back is None:
            came_back = row
        peace = not war[row] and (peace or weeks >= p.peace_weeks)
        holds[row] = peace
    return holds, came_back
