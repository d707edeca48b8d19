"""What each organisation believes about every cell, and how that grows old, is observed and is shared.

Source: CML 1.4.3, 4.3.3; IPI analysis. Reports are shared, never beliefs, so that nothing is counted twice.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Parameters, parameter

__all__ = [
    "InformationParameters",
    "awareness",
    "believe",
    "community_precision",
    "exact",
    "forward_estimate",
    "insight",
    "named_target",
    "observe",
    "public_picture",
    "report_error",
]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


class InformationParameters(Parameters):
    """How well teams and residents see, and how fast what is known grows old."""

    ageing_threat: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="MODEL.md 5.11: groups gather for one to three weeks; a sighting is half worth after a week",
        help="Share of the precision of a belief about threat that is lost in a week.",
    )
    ageing: float = parameter(
        0.08,
        low=0.0,
        high=1.0,
        unit="1/week",
        source="assumption: an assessment of need or of mines is half worth after two months",
        help="Share of the precision of a belief about need or obstacles that is lost in a week.",
    )
    prior_precision: float = parameter(
        1.0,
        low=0.05,
        high=20.0,
        unit="reports",
        source="assumption: sets the unit in which all other precisions are read",
        help="Precision of knowing nothing about a cell.",
    )
    team_precision: float = parameter(
        8.0, low=0.0, high=100.0, unit="reports", source="assumption: a resident team outweighs ignorance eight to one",
        help="Precision that one team adds in a week to what is known of its own cell.")
    nearby_share: float = parameter(
        0.25,
        low=0.0,
        high=1.0,
        unit="share",
        source="assumption: a week of day patrols and visitors to the next locality",
        help="Precision on a neighbouring cell relative to the team's own cell.",
    )
    observer_advantage: float = parameter(
        1.5,
        low=0.5,
        high=5.0,
        unit="times",
        source="CML 4.2.1; assumption: trained observers and monitors see more than other teams",
        help="Precision of teams whose task is to observe, assess or monitor, relative to others.",
    )
    noise: float = parameter(
        0.25, low=0.0, high=1.0, unit="share", source="assumption: one report is wrong by about a quarter of the scale",
        help="Standard deviation of the error of a single report about something half true, on the 0-1 scale.")
    resident_precision: float = parameter(
        16.0,
        low=0.0,
        high=100.0,
        unit="reports",
        source="CML 4.3.3; LG-03; assumption: twice what one team sees; not sourced, tuned by looking at levels of"
        " awareness",
        help="Precision of all that the residents of a cell tell in a week, at full consent and information.",
    )
    resident_noise: float = parameter(
        0.6, low=0.0, high=5.0, unit="times", source="CML 4.3.3; assumption: many eyes, told at second hand",
        help="Error of what residents tell relative to the report of one team, at full information; rumour adds to it.")
    liaison_multiplier: float = parameter(
        3.0,
        low=1.0,
        high=10.0,
        unit="times",
        source="CML 4.3.1 mechanisms to interface with locals; assumption on size",
        help="Factor by which community liaison assistants multiply what residents report.",
    )
    forum_alert: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 3.6; MODEL.md 5.20 early warning; assumption on size",
        help="Part of what residents would tell a visitor that civil society of full voice, heard in full, brings to a"
        " forum of full strength from places where nobody is.",
    )
    alert: float = parameter(
        0.25,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 4.3.3 community alert networks; assumption: size not sourced, tuned by looking at"
        " levels of awareness",
        help="Part of what residents would tell a visitor that reaches civil affairs from places where nobody is, with"
        " liaison assistants enough.",
    )
    monthly_pool: float = parameter(
        0.25, low=0.0, high=1.0, unit="1/week", source="assumption: papers and minutes carry about a month of reports",
        help="Share of the waiting pool of unshared reports that grows old in a week.")
    alarm: float = parameter(
        0.35,
        low=0.01,
        high=1.0,
        unit="share",
        source="CML 4.3.1; assumption on level",
        help="Believed threat at which the military component is half warned; not at all at half of it, in full at one"
        " and a half times.",
    )
    # fmt: off
    jmac_precision: float = parameter(
        20.0, low=0.0, high=50.0, unit="reports", source="OR-10; CML 1.3 (JMAC)",
        help="Precision that a joint analysis of intent adds where its sources are good.")
    jmac_needs: float = parameter(
        8.0, low=0.1, high=500.0, unit="reports", source="OR-10; assumption on size",
        help="Pooled precision around an armed group at which half of its intent is understood.")
    jmac_reach: int = parameter(
        3, low=1, high=20, unit="cells",
        source="MODEL.md 5.11: bands strike within some days' march; assumption on size",
        help="Distance from a gathering band within which a wrong analysis looks for its target.")
    noise_floor: float = parameter(
        0.1, low=0.0, high=1.0, unit="share", source="CML 4.3.1; assumption on size",
        help="Error of a report where there is nothing or everything to see, relative to the largest.")
    told_rumour: float = parameter(
        0.3, low=0.0, high=1.0, unit="share", source="CML 2.2.2, 4.3.3; assumption on size",
        help="Precision of what residents tell without credible news, relative to full news.")
    rumour_error: float = parameter(
        1.5, low=1.0, high=5.0, unit="times", source="CML 2.2.2; assumption on size",
        help="Error of residents without credible news, relative to half of it; full news takes 1 off.")
    idle_eyes: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 4.3.1; assumption on size",
        help="What a team sees that does not work this week, relative to one that does.")
    news_violence: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 1.4.3; assumption: incidents are in the news",
        help="Threat that everybody takes from full violence.")
    news_control: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="CML 1.4.3; assumption: less than incidents",
        help="Threat that everybody takes from full control by armed groups.")
    unknown_record: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="OR-10; assumption on size",
        help="Insight into a group of which no attack is on record, relative to a well-known one.")
    hostile_enough: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="OR-10; assumption on level",
        help="Hostility to civilians or mission above which joint analysis looks at a group's bands.")
    near_weight: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="OR-10; assumption on size",
        help="Weight of joint analysis around hostile bands, relative to that of a named target.")
    near_fear: float = parameter(
        0.4, low=0.0, high=1.0, unit="share", source="OR-10; assumption on level",
        help="Least threat that joint analysis puts around hostile bands.")
    named_fear: float = parameter(
        0.7, low=0.0, high=1.0, unit="share", source="OR-10; assumption on level",
        help="Least threat that joint analysis puts at a named target.")
    threat_empty: float = parameter(
        0.2, low=0.0, high=2.0, unit="times", source="CML 4.3.3; assumption on size",
        help="What is added to the number of people, relative to the mean, where awareness of a threat is weighed.")
    # fmt: on


def report_error(truth: Array, p: InformationParameters) -> Array:
    """Return the standard deviation of one report: little to get wrong where there is nothing or everything.

    Args:
        truth: True value, any shape, share.
        p: Parameters.
    """
    return p.noise * (p.noise_floor + 2.0 * (1.0 - p.noise_floor) * np.sqrt(truth * (1.0 - truth)))


def exact(x: Array) -> Array:
    """Round to multiples of 1/4096, so that sums of products are exact in any order and on any machine."""
    rounded = x * 4096.0
    np.rint(rounded, out=rounded)
    rounded *= 1.0 / 4096.0
    return rounded


def observe(
    cells: Ints, org: Ints, precision: Array, truth: Array, error: Array, neighbours: Ints, nearby_share: float,
    n_orgs: int, spread: Array, out: Array | None = None,
) -> tuple[Array, Array]:  # fmt: skip
    """Return this week's reports of all organisations as precision and precision-weighted value.

    Args:
        cells: Cell of each team, shape (n_teams,), int.
        org: Organisation of each team, shape (n_teams,), int.
        precision: Precision of each team's look at its own cell, shape (n_teams,).
        truth: True value per field and cell, shape (n_fields, n_cells), share.
        error: Error of each team's report per field in standard deviations, shape (n_fields, n_teams).
        neighbours: Cells around each cell, itself first, padded with -1, shape (n_cells, 9).
        nearby_share: Precision next door relative to the own cell.
        n_orgs: Number of organisations that report.
        spread: Standard deviation of a report per field and cell, shape (n_fields, n_cells).
        out: Where to put them, shape (1 + n_fields, n_orgs, n_cells); overwritten. Made anew if not given.

    Returns:
        Precision, shape (n_orgs, n_cells), and value times precision, shape (n_fields, n_orgs, n_cells).

    Source: CML 1.4.3.
    """
    n_fields, n_cells = truth.shape
    if out is None:
        out = np.empty((1 + n_fields, n_orgs, n_cells))
    out.fill(0.0)
    around = neighbours.take(cells, axis=0)
    weight = np.empty(around.shape)
    weight[:, 0] = exact(precision)
    weight[:, 1:] = exact(precision * nearby_share)[:, None]
    weight *= around >= 0  # what lies beyond the edge (-1, the last cell) is seen with no precision and adds nothing
    at = (org[:, None] * n_cells + around).ravel()
    rows = out.reshape(1 + n_fields, -1)
    np.add.at(rows[0], at, weight.ravel())
    report = spread.take(around, axis=1)
    report *= error[:, :, None]
    report += truth.take(around, axis=1)
    value = exact(np.minimum(np.maximum(report, 0.0), 1.0))
    value *= weight
    for row, told in zip(rows[1:], value.reshape(n_fields, -1), strict=True):
        np.add.at(row, at, told)
    return out[0], out[1:]


def community_precision(
    consent: Array, information: Array, contact: Array | float, part: Array | float, p: InformationParameters
) -> Array:
    """Return the precision of what residents report to an organisation, per cell.

    What residents know is told once: each listener hears a part, so that the whole must be shared to be had.

    Args:
        consent: Local consent to the organisation (acceptance for relief), shape (n_cells,), share.
        information: Credible news against rumour, shape (n_cells,), share.
        contact: How far someone is there to be told, shape (..., n_cells), 0-1; above 1 with liaison assistants.
        part: Part of the cell's listeners that is this organisation's, shape as ``contact``; adds up to 1 in a cell.
        p: Parameters.

    Source: CML 4.3.3: residents tell more where they consent and are well informed.
    """
    heard = p.told_rumour + (1.0 - p.told_rumour) * information
    return p.resident_precision * consent * heard * contact * part


def believe(
    estimate: Array, precision: Array, value: Array, weight: Array, p: InformationParameters, prior: Array,
    spare: Array | None = None,
) -> None:  # fmt: skip
    """Age beliefs by a week and fold reports in, in place.

    Args:
        estimate: Believed value, shape (n_fields, n_orgs, n_cells), share; changed.
        precision: Precision of the belief, shape (n_orgs, n_cells) if all fields share it, otherwise
            (k, n_orgs, n_cells): row by row that of the first fields, the last row that of all fields left; changed.
        value: Value times precision of the reports received, shape as ``estimate``.
        weight: Precision of the reports received, shape as ``precision``.
        p: Parameters.
        prior: What one believes without reports, shape (n_fields, 1, 1) or (n_fields, 1, n_cells).
        spare: Room to work in, shape (n_orgs, n_cells); overwritten. Made anew if not given.

    What is believed is the mean of what was believed, what is reported and what one believes without reports, each by
    its precision.

    Source: CML 1.4.3.
    """
    shape = estimate.shape[1:]
    kept = np.empty(shape) if spare is None else spare
    precision, weight = precision.reshape(-1, *shape), weight.reshape(-1, *shape)
    for f, belief in enumerate(estimate):
        row = min(f, len(precision) - 1)
        if row == f:
            ageing = p.ageing_threat if row == 0 else p.ageing
            unsure = p.prior_precision * ageing
            np.multiply(precision[row], 1.0 - ageing, out=kept)
            np.add(kept, unsure, out=precision[row])
            precision[row] += weight[row]
        belief *= kept
        belief += value[f]
        belief += unsure * prior[f]
        belief /= precision[row]


def public_picture(violence: Array, rebel_held: Array, need: float, mines: float, p: InformationParameters) -> Array:
    """Return what everybody knows without reports: incidents in the news, who holds ground, and national means.

    Args:
        violence: Memory of violence, shape (n_cells,), share.
        rebel_held: Control by armed groups, shape (n_cells,), share.
        need: National mean of need, share.
        mines: National mean of contamination, share.
        p: Parameters.

    Returns:
        Threat, need and obstacles as believed without reports, shape (3, 1, n_cells), share.

    Source: CML 1.4.3; assumption on weights: news of incidents is worth more than knowing who holds the ground.
    """
    threat = np.minimum(p.news_violence * violence + p.news_control * rebel_held, 1.0)
    flat = np.ones_like(violence)
    return np.array([threat, need * flat, mines * flat])[:, None, :]


def awareness(estimate: Array, truth: Array, prior: float, importance: Array, spare: Array | None = None) -> Array:
    """Return 1 - error of belief relative to the error of knowing nothing, 0-1.

    Args:
        estimate: Believed value, shape (n_orgs, n_cells), share.
        truth: True value, shape (n_cells,), share.
        prior: What one believes knowing nothing, share.
        importance: Weight of each cell, shape (n_cells,).
        spare: Room to work in, shape as ``estimate``; overwritten. Made anew if not given.

    Returns:
        Shape (n_orgs,), share; 0 if a belief is no better than ignorance.

    Source: MODEL.md 5.1.
    """
    ignorant = (np.abs(truth - prior) * importance).sum()
    if ignorant <= 0.0:
        return np.ones(len(estimate))
    wrong = np.subtract(estimate, truth, out=spare)
    np.abs(wrong, out=wrong)
    wrong *= importance
    return np.maximum(1.0 - wrong.sum(axis=1) / ignorant, 0.0)


def insight(pooled: Array, pattern: Array, p: InformationParameters) -> Array:
    """Return how well a joint analysis centre understands what each armed group intends, shape (n_groups,), 0-1.

    More sources about a group and a longer record of what it did raise it; raw sightings elsewhere do not.

    Args:
        pooled: Precision that the centre's members hold together around each group's forces, shape (n_groups,).
        pattern: Known record of each group's attacks, shape (n_groups,), 0-1.
        p: Parameters.

    Source: OR-10; CML 1.3 (JMAC).
    """
    return pooled / (pooled + p.jmac_needs) * (p.unknown_record + (1.0 - p.unknown_record) * pattern)


def named_target(
    target: Ints, right: Array, stands: Ints, size: tuple[int, int], draws: Array, p: InformationParameters
) -> Ints:
    """Return the cell that joint analysis names for each gathering band: its target, or another within reach of it.

    Args:
        target: True target of each band, shape (n_bands,), int.
        right: Chance that the analysis is right, shape (n_bands,), 0-1.
        stands: Cell in which each band stands, shape (n_bands,), int.
        size: Columns and rows of the map.
        draws: Uniform draws: right or wrong, and where instead, shape (n_bands, 3).
        p: Parameters.

    Source: OR-10: more data cures uncertainty, not ambiguity.
    """
    if not len(target):
        return target
    step = np.floor(draws[:, 1:] * (2 * p.jmac_reach + 1)).astype(np.int64) - p.jmac_reach
    x = np.minimum(np.maximum(stands // size[1] + step[:, 0], 0), size[0] - 1)
    y = np.minimum(np.maximum(stands % size[1] + step[:, 1], 0), size[1] - 1)
    return np.where(draws[:, 0] < right, target, x * size[1] + y)


def forward_estimate(intent: Ints, understood: Array, p: InformationParameters) -> Array:
    """Return the precision of a joint analysis centre's estimate of where armed groups will strike.

    Args:
        intent: Index of the group whose plan is thought to touch each cell, -1 where none, shape (n_cells,), int.
        understood: :func:`insight` into each group, shape (n_groups,), 0-1.
        p: Parameters.

    Returns:
        Precision, shape (n_cells,).

    Source: OR-10; CML 1.3 (JMAC).
    """
    return np.where(intent >= 0, p.jmac_precision * understood[np.maximum(intent, 0)], 0.0)
