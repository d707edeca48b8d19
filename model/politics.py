"""The week in politics: talks or the carrying out of an agreement, and what the parties' word is worth (5.14).

Source: MODEL.md 5.14.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.tasks import TASK_INDEX
from .rules.violence import presence_share
from .rules.politics import (
    FAMILIES,
    able_to_carry_out,
    carried_out,
    commitment_changes,
    due,
    help_for_talks,
    pace_of_process,
    talks_changes,
    will_of_parties,
)

if TYPE_CHECKING:
    from .mission import MissionModel
    from .scenario import Scenario

__all__ = ["Process", "mediated", "politics"]

Array = NDArray[np.float64]

_GOOD_OFFICES = TASK_INDEX["good_offices"]
_MEMORY = 1.0 / 13.0
"""Weight of this week in what a quarter remembers of breaches and pressure."""


@dataclass
class Process:
    """Where the political process stands.

    Attributes:
        signed: Week from which provisions are due; negative if the agreement is older than the mission, None without
            an agreement.
        talks: Way to an agreement, share; 1 once there is one.
        done: Provisions carried out by family, shape (5,), shares.
        commitment: Commitment of each armed group, and of the government as the last, shape (n_groups + 1,), shares.
        predation: How far leaders of each live off the people, same shape, 0-1.
        stake: What each has at stake, same shape, 0-1.
        parties: Which armed groups are at the table, shape (n_groups,).
        first_fighters: Fighters of those at the table at the start.
        first_displaced: People displaced at the start.
        breaches: Breaches of the ceasefire a week, as remembered over a quarter.
        pressure: Military pressure on those at the table, likewise, 0-1.
    """

    signed: int | None
    talks: float
    done: Array
    commitment: Array
    predation: Array
    stake: Array
    parties: NDArray[np.bool_]
    first_fighters: float
    first_displaced: float
    breaches: float = 0.0
    pressure: float = 0.0

    @classmethod
    def at_the_start(cls, s: Scenario, rents: Array, consent: Array, displaced: float) -> Process:
        """Return where a scenario begins.

        Args:
            s: The scenario.
            rents: What each armed group takes from resources, taxes and looting, 0-1.
            consent: Consent of each to the mission, shares.
            displaced: People displaced inside the country.
        """
        groups = list(s.armed_groups.values())
        parties = np.array([g.kind == "signatory_party" for g in groups])
        fighters = sum(g.fighters for g in groups if g.kind == "signatory_party")
        begun = s.peace.process if s.peace.agreement else 0.0
        return cls(
            signed=-s.peace.weeks_since_fighting if s.peace.agreement else None,
            talks=1.0 if s.peace.agreement else s.peace.process,
            done=np.full(len(FAMILIES), begun),
            commitment=np.append(consent * np.where(parties, 1.0, 0.0), s.host.commitment),
            predation=np.append(rents, s.host.predation),
            stake=np.append([g.stake * at_table for g, at_table in zip(groups, parties, strict=True)], 1.0 - 0.5 * s.host.sovereignty),
            parties=parties,
            first_fighters=float(max(fighters, 1)),
            first_displaced=max(displaced, 1.0),
        )

    @property
    def share_done(self) -> float:
        """Provisions carried out, mean over families, share."""
        return float(self.done.sum()) / len(FAMILIES)

    def value(self, agreement_value: float) -> float:
        """Return what the process is worth to its parties, 0-1.

        Talks are a prospect of an agreement, an agreement one of what it provides.
        """
        if self.signed is None:
            return agreement_value * self.talks
        return agreement_value + (1.0 - agreement_value) * self.share_done


def politics(m: MissionModel) -> None:
    """Let parties talk, sign, and carry out what they signed; let their commitment follow."""
    process, c, p = m.process, m.inputs.choices.political, m.inputs.politics
    weight = _strength(m)
    will = will_of_parties(process.commitment, weight, p)
    region = m.inputs.region
    helped = help_for_talks(mediated(m), region.organisation, m.cohesion, p)
    pace = pace_of_process(helped, region.neighbour, p)
    inclusion = 0.5 * c.inclusion_civil_society + 0.5 * c.inclusion_women
    breaches = m.week_now.of("breaches_by_parties")
    process.breaches += _MEMORY * (breaches - process.breaches)
    pressure = min(float(m.week_now.force_against[process.parties].sum()), 1.0)
    process.pressure += _MEMORY * (pressure - process.pressure)
    overdue = 0.0
    if process.signed is None:
        changes = talks_changes(
            process.talks, will=will, pace=pace, helped=helped, pressure=process.pressure, inclusion=inclusion,
            breaches=breaches, p=p,
        )  # fmt: skip
        _talk(m, changes)
    else:
        before = process.share_done
        process.done = carried_out(process.done, able_to_carry_out(_ground(m), p), will, pace, p)
        m.causes.add("peace_process", "provisions carried out", process.share_done - before)
        overdue = float(np.maximum(due(m.week - process.signed, p) - process.done, 0.0).sum()) / len(FAMILIES)
    kept = process.share_done if process.signed is not None else 0.0
    process.commitment += commitment_changes(
        process.commitment, stake=process.stake, predation=process.predation, overdue=overdue, kept=kept,
        helped=helped, inclusion=inclusion, p=p,
    )  # fmt: skip
    process.commitment = np.minimum(np.maximum(process.commitment, 0.0), 1.0)


def mediated(m: MissionModel) -> float:
    """Return what the mission's mediation comes to this week, 0-1: its leaders' good offices and its envoys' (3.2)."""
    envoys = float(m.week_now.done[_GOOD_OFFICES].sum())
    return m.dialogue + (1.0 - m.dialogue) * float(presence_share(envoys, m.inputs.consent.envoys_half))


def _talk(m: MissionModel, changes: dict[str, float]) -> None:
    """Move talks, and sign when they have come all the way."""
    process = m.process
    for cause, change in changes.items():
        m.causes.add("peace_process", cause, change)
    process.talks += sum(changes.values())
    bounded = min(max(process.talks, 0.0), 1.0)
    m.causes.add("peace_process", "limit of the scale", bounded - process.talks)
    process.talks = bounded
    if bounded < 1.0:
        return
    process.signed = m.week
    m.causes.add("peace_process", "signed: what counts is now what is carried out", -1.0)
    names = [label for label, party in zip(m.groups.labels, process.parties, strict=True) if party]
    m.groups.bound = m.groups.bound | process.parties
    m.note("agreement", actor="government", target=", ".join(names), cause="political process",
           text=f"The government signs a peace agreement with {' and '.join(names)}.")  # fmt: skip


def _strength(m: MissionModel) -> Array:
    """Return the weight of each party at the table, the government as the last, shape (n_groups + 1,)."""
    fighters = np.bincount(m.bands.group, weights=m.bands.fighters, minlength=m.n_groups)
    return np.append(np.where(m.process.parties, fighters, 0.0), float(m.inputs.host.army + m.inputs.host.police))


def _ground(m: MissionModel) -> Array:
    """Return how far the country is where provisions of each family want it, shape (5,), shares.

    Source: RE-12; CML 3.1.2.
    """
    g, process = m.ground, m.process
    fighters = np.bincount(m.bands.group, weights=m.bands.fighters, minlength=m.n_groups)
    armed = min(float(fighters[process.parties].sum()) / process.first_fighters, 1.0)
    calm = 1.0 / (1.0 + process.breaches)
    mean = {
        name: float((m.share_of_people * getattr(g, name)).sum())
        for name in ("legitimacy", "rule_of_law", "livelihoods", "grievance")
    }
    away = min(float(g.displaced.sum()) / process.first_displaced, 1.0)
    return np.array([
        0.5 * calm + 0.5 * (1.0 - armed), 0.5 * m.authority_mean + 0.5 * mean["legitimacy"], mean["rule_of_law"],
        mean["livelihoods"], 0.5 * (1.0 - mean["grievance"]) + 0.5 * (1.0 - away),
    ])  # fmt: skip
