"""Donors: what holds their attention, what they pledge, where their projects go, and what a country can absorb.

Attention is high early and fades, whatever the country needs; crises that are in the news bring it back for a while. A
donor that is seen gives more gladly. Its projects go where it would be seen as well as where they are wanted, and it
knows of those of others only what it is told. Money that comes faster than it can be put to use waits or is wasted.

Source: MODEL.md 5.19; CML 1.4.2, 3.2.4; CML6; AI-01, AI-02; C-38, C-41.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = [
    "AidParameters",
    "absorbing",
    "base_attention",
    "best_sites",
    "conviction",
    "in_sight",
    "news_of_crisis",
    "pleased",
    "put_to_use",
    "ripened",
    "surprise",
    "worth_of_sites",
]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


class AidParameters(Parameters):
    """Attention, pledges, payments, projects of donors and what a country can absorb of them."""

    # fmt: off
    pledge_delay: float = parameter(
        0.05, low=0.002, high=1.0, unit="1/week", source="MODEL.md 5.8 pledged, late; C-38",
        help="Share of open pledges to agencies that is disbursed in a week.")
    pledge_lost: float = parameter(
        0.010, low=0.0, high=0.5, unit="1/week", source="MODEL.md 5.8 partly never paid; AI-02",
        help="Share of open pledges to agencies that is withdrawn in a week.")
    attention_rise: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="C-38; AI-02; assumption on size",
        help="Share of donors' attention that is missing in week 0 and comes by its peak.")
    attention_least: float = parameter(
        0.25, low=0.0, high=1.0, unit="share", source="AI-02; C-38; assumption on size",
        help="Least attention that donors keep, relative to its peak.")
    unconvinced: float = parameter(
        0.85, low=0.0, high=2.0, unit="times", source="AI-01; CML 1.4.6; assumption on size",
        help="What donors pledge, relative to their attention, without a common plan and without a benchmark met.")
    convinced: float = parameter(
        0.4, low=0.0, high=2.0, unit="times", source="AI-01; CML 1.4.6; assumption on size",
        help="What a common plan that all follow adds to that, as far as no more is pledged than asked.")
    rewarded: float = parameter(
        0.3, low=0.0, high=2.0, unit="times", source="CML 1.2 benchmarks; CML6 transition; assumption on size",
        help="What all benchmarks met would add to it.")
    deaths_news: float = parameter(
        40.0, low=1.0, high=10_000.0, unit="deaths", source="MODEL.md 5.19 visible crises; assumption on size",
        help="Civilian deaths in a week that, all in the news and unusual, win half of what attention can be won.")
    flight_news: float = parameter(
        10_000.0, low=100.0, high=1_000_000.0, unit="persons", source="MODEL.md 5.19; assumption on size",
        help="People who flee in a week that do the same.")
    epidemic_news: float = parameter(
        0.05, low=0.001, high=1.0, unit="share", source="MODEL.md 5.19 visible crises; assumption on size",
        help="Need that an epidemic adds, as a mean over people, that does the same.")
    untold: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="CML 3.6 media; assumption on size",
        help="Part of a crisis that is in the news where people themselves hear nothing but rumour.")
    habit_speed: float = parameter(
        0.04, low=0.001, high=1.0, unit="1/week", source="AI-02 fatigue; assumption: half a year",
        help="Speed at which misery of a size becomes usual and is no news any longer.")
    alarm_fades: float = parameter(
        0.06, low=0.005, high=1.0, unit="1/week", source="MODEL.md 5.19; assumption: a quarter of a year",
        help="Share of the attention won by a crisis that fades in a week.")
    crisis_pull: float = parameter(
        0.6, low=0.0, high=3.0, unit="times", source="MODEL.md 5.19 visible crises; assumption on size",
        help="Attention that a crisis at its height adds for relief, relative to the usual peak.")
    crisis_projects: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="MODEL.md 5.19; C-41 earmarked; assumption on size",
        help="Part of that attention which goes to projects too.")
    expected_credit: float = parameter(
        0.45, low=0.0, high=1.0, unit="share", source="CML 1.4.2; assumption: what they get by choosing",
        help="How well seen donors expect their projects to be.")
    credit_speed: float = parameter(
        0.04, low=0.001, high=1.0, unit="1/week", source="assumption: reports go home twice a year",
        help="Speed at which capitals notice how well their projects are seen.")
    pleased_by: float = parameter(
        0.8, low=0.0, high=3.0, unit="times", source="CML 1.4.2; trade-off 11 of MODEL.md; assumption on size",
        help="What being wholly seen, rather than not at all, adds to the pledges of a donor for which it decides.")
    shared_flag: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 3.2.4; trade-off 11 of MODEL.md; assumption on size",
        help="Share of its credit that a donor gives up to the others in a donor group that never parts.")
    roadside: float = parameter(
        0.35, low=0.0, high=1.0, unit="share", source="CML 1.4.2 visibility; assumption: visitors keep to roads",
        help="How well seen a project by a road is, relative to one in the largest town.")
    usd_per_project_year: int = parameter(
        5_000_000, low=100_000, high=100_000_000, unit="US$ a year", source="C-15; assumption: half a team and works",
        help="What one project costs in a year.")
    project_effort: float = parameter(
        0.5, low=0.01, high=5.0, unit="team-weeks a week", source="C-15; assumption on size",
        help="Work of one project that is paid for in full, in weeks of an agency's field team.")
    project_weeks: int = parameter(
        52, low=4, high=260, unit="weeks", source="CML 1.4.2; assumption: a budget year",
        help="Weeks for which a project runs.")
    spend_weeks: float = parameter(
        13.0, low=1.0, high=156.0, unit="weeks", source="CML6; assumption: a quarter",
        help="Weeks over which donors want to have spent what they hold.")
    usd_per_staff: int = parameter(
        10_000, low=0, high=1_000_000, unit="US$ a year", source="C-41; AI-01; assumption on size",
        help="Money for projects in a year that a member of agencies' staff can help to put to use.")
    absorption_late: float = parameter(
        2.0, low=1.0, high=5.0, unit="times", source="AI-01: about double; AI-03: fragile",
        help="What can be put to use once peace has lasted, relative to the first years of peace.")
    ripens_from: float = parameter(
        2.5, low=0.0, high=20.0, unit="years", source="AI-01: normal in years 1 to 3",
        help="Years of peace after which what can be put to use begins to grow.")
    ripens_over: float = parameter(
        2.0, low=0.1, high=20.0, unit="years", source="AI-01: double from year 4 on",
        help="Years over which it grows.")
    wasted: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="AI-01; CML 1.4.2; assumption: pressure to spend",
        help="Share of money beyond what can be put to use that is spent all the same, without result; the rest waits.")
    # fmt: on


def base_attention(years: float, peak_year: float, fading: float, p: AidParameters) -> float:
    """Return donors' attention without any crisis, relative to its usual peak.

    Args:
        years: Years since the mission began.
        peak_year: Year of its peak.
        fading: Part lost in a year after it.
        p: Parameters.

    Source: AI-02; C-38.
    """
    if years < peak_year:
        return (1.0 - p.attention_rise) + p.attention_rise * years / peak_year
    return max(1.0 - fading * (years - peak_year), p.attention_least)


def news_of_crisis(deaths: float, fled: float, struck: float, informed: float, p: AidParameters) -> float:
    """Return how much of a crisis is in the news of a week, 0 up; at 1 half of the attention that can be won is.

    Args:
        deaths: Civilian deaths in the week.
        fled: People who fled in it.
        struck: Need that an epidemic adds, mean over people, share.
        informed: Credible news among people, mean, share: what they know, the world can know.
        p: Parameters.

    Source: MODEL.md 5.19: visible crises, as the media show them.
    """
    size = deaths / p.deaths_news + fled / p.flight_news + struck / p.epidemic_news
    return size * (p.untold + (1.0 - p.untold) * informed)


def surprise(alarm: float, usual: float, news: float, p: AidParameters) -> tuple[float, float]:
    """Return the attention won by crises after a week, 0-1, and what has become usual by then.

    Misery that goes on as before is no news: attention jumps with what is worse than usual, and fades.

    Args:
        alarm: Attention won so far, 0-1.
        usual: News that have become usual, 0 up.
        news: News of the week.
        p: Parameters.
    """
    new = max(news - usual, 0.0)
    fresh = new / (1.0 + new)
    left = alarm * (1.0 - p.alarm_fades)
    return max(left, fresh), usual + p.habit_speed * (news - usual)


def conviction(plan: float, met: float, p: AidParameters) -> float:
    """Return what donors pledge relative to their attention, times.

    Args:
        plan: How far mission and country team follow one plan, 0-1.
        met: Share of benchmarks that are met.
        p: Parameters.

    Source: CML 1.4.6, 1.2; MODEL.md 5.19.
    """
    return p.unconvinced + p.convinced * plan + p.rewarded * met


def in_sight(towns: Array, roads: Array, p: AidParameters) -> Array:
    """Return how well seen work in each cell is, shape (n_cells,), share.

    Args:
        towns: Weight of towns, the largest 1, shape (n_cells,).
        roads: 1 on a road, else 0.
        p: Parameters.
    """
    return np.maximum(np.minimum(towns, 1.0), p.roadside * roads)


def pleased(credit: Array, wants: Array, p: AidParameters) -> Array:
    """Return by how much being seen moves each donor's pledges, times.

    Args:
        credit: How well its projects are seen as its own, share.
        wants: How far being seen decides, 0-1.
        p: Parameters.

    Source: CML 1.4.2; MODEL.md section 9, trade-off 11.
    """
    return np.maximum(1.0 + p.pleased_by * wants * (credit - p.expected_credit), 0.0)


def ripened(years_of_peace: float, p: AidParameters) -> float:
    """Return what can be put to use relative to the first years of peace, times; an S-curve.

    Source: AI-01: normal in the first three years after a war, about double after.
    """
    x = min(max((years_of_peace - p.ripens_from) / p.ripens_over, 0.0), 1.0)
    return 1.0 + (p.absorption_late - 1.0) * x * x * (3.0 - 2.0 * x)


def absorbing(revenue: float, absorption: float, staff: float, p: AidParameters) -> float:
    """Return the money for projects that can be put to use in a first year of peace, US dollars.

    Args:
        revenue: Revenue of the state in a year, US dollars: the measure of what it can administer.
        absorption: Share of that which it can put to use.
        staff: Staff of the agencies in the country.
        p: Parameters.

    Source: AI-01; C-38; C-41.
    """
    return revenue * absorption + staff * p.usd_per_staff


def put_to_use(wants: Array, capacity: float, p: AidParameters) -> tuple[Array, Array]:
    """Return what each donor can spend well in a week and what it spends without result; the rest waits.

    Args:
        wants: What each wants to spend, US dollars.
        capacity: What all of them can spend well together.
        p: Parameters.
    """
    total = float(np.add.reduce(wants))
    well = wants * min(capacity / total, 1.0) if total > 0.0 else np.zeros_like(wants)
    return well, p.wasted * (wants - well)


def worth_of_sites(wanted: Array, safe: Array, seen: Array, covered: Array, wants: float) -> Array:
    """Return what each site is worth to a donor, shape (tasks, n_cells), 0 up.

    Args:
        wanted: How much each task is wanted in each cell by published figures, times the donor's weight for it.
        safe: Chance that work there can go on, shape (n_cells,), share.
        seen: How well seen it is, shape (n_cells,), share.
        covered: Work of the same kind that the donor knows of, over what the place can take, as ``wanted``.
        wants: How far being seen decides, 0-1.

    Source: CML 1.4.2; MODEL.md 5.19, 5.5.
    """
    return np.asarray(wanted * (safe * ((1.0 - wants) + wants * seen)) / (1.0 + covered))


def best_sites(worth: Array, n: int) -> Ints:
    """Return the places of the ``n`` best sites in a flat table, the best first; none that is worth nothing."""
    flat = worth.ravel()
    n = min(n, int(np.count_nonzero(flat > 0.0)))
    if not n:
        return np.zeros(0, dtype=np.int64)
    least = np.partition(flat, len(flat) - n)[len(flat) - n]
    good = (flat >= least).nonzero()[0]  # the n best and those as good as the last of them, in the order of the table
    return good[np.argsort(-flat[good], kind="stable")[:n]]
