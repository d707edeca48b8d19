"""The week in politics: talks or the carrying out of an agreement, and what the parties' word is worth (5.14).

Source: MODEL.md 5.14.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.armed_group import GOALS
from ..agents.tasks import TASK_INDEX
from .rules.politics import (
    FAMILIES,
    able_to_carry_out,
    alarm,
    asks_to_join,
    carried_out,
    commitment_changes,
    due,
    help_for_talks,
    pace_of_process,
    stays_at_table,
    talks_changes,
    will_of_parties,
)
from .rules.violence import presence_share
from .state import total
from .truces import come_to_terms

if TYPE_CHECKING:
    from .mission import MissionModel
    from .scenario import Scenario

__all__ = ["Process", "mediated", "politics"]

Array = NDArray[np.float64]

_GOOD_OFFICES = TASK_INDEX["good_offices"]
_POLITICAL = FAMILIES.index("political")
_ROUND = 13
"""Weeks between the rounds at which armed groups come and go."""
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
        stake: What each has at stake, same shape, 0-1; nothing for groups that were never at the table.
        parties: Which armed groups are at the table, shape (n_groups,).
        ever: Which of them ever were, same shape.
        first_fighters: Fighters of those at the table at the start.
        first_displaced: People displaced at the start.
        patience: What leaders of each armed group put up with beyond the usual, shape (n_groups,), mean 0, sd 1.
        breaches: Breaches of the ceasefire a week by those at the table, as remembered over a quarter.
        pressure: Military pressure on those at the table, likewise, 0-1.
        attacks: Attacks a week by anybody, likewise.
    """

    signed: int | None
    talks: float
    done: Array
    commitment: Array
    predation: Array
    stake: Array
    parties: NDArray[np.bool_]
    ever: NDArray[np.bool_]
    first_fighters: float
    first_displaced: float
    patience: Array
    breaches: float = 0.0
    pressure: float = 0.0
    attacks: float = 0.0

    @classmethod
    def at_the_start(cls, s: Scenario, rents: Array, consent: Array, displaced: float, patience: Array) -> Process:
        """Return where a scenario begins.

        Args:
            s: The scenario.
            rents: What each armed group takes from resources, taxes and looting, 0-1.
            consent: Consent of each to the mission, shares.
            displaced: People displaced inside the country.
            patience: See the attribute.
        """
        groups = list(s.armed_groups.values())
        parties = np.array([g.kind == "signatory_party" for g in groups])
        fighters = sum(g.fighters for g in groups if g.kind == "signatory_party")
        begun = s.peace.process if s.peace.agreement else 0.0
        stakes = [g.stake * party for g, party in zip(groups, parties, strict=True)]
        return cls(
            signed=-s.peace.weeks_since_fighting if s.peace.agreement else None,
            talks=1.0 if s.peace.agreement else s.peace.process,
            done=np.full(len(FAMILIES), begun),
            commitment=np.append(consent * parties, s.host.commitment),
            predation=np.append(rents, s.host.predation),
            stake=np.append(stakes, 1.0 - 0.5 * s.host.sovereignty),
            parties=parties,
            ever=parties.copy(),
            first_fighters=float(max(fighters, 1)),
            first_displaced=max(displaced, 1.0),
            patience=patience,
        )

    @property
    def share_done(self) -> float:
        """Provisions carried out, mean over families, share."""
        return total(self.done) / len(FAMILIES)

    @property
    def kept(self) -> float:
        """Provisions carried out under an agreement that holds, mean over families, share."""
        return self.share_done if self.signed is not None else 0.0

    @property
    def left(self) -> NDArray[np.bool_]:
        """Which armed groups have left the table, shape (n_groups,)."""
        return self.ever & ~self.parties

    def in_force(self, family: str) -> float:
        """Return the provisions of a family that are carried out under an agreement that holds, share."""
        return float(self.done[FAMILIES.index(family)]) if self.signed is not None else 0.0

    def value(self, agreement_value: float) -> float:
        """Return what the process is worth to its parties, 0-1.

        Talks are a prospect of an agreement, an agreement one of what it provides.
        """
        if self.signed is None:
            return agreement_value * self.talks
        return agreement_value + (1.0 - agreement_value) * self.share_done


def politics(m: MissionModel) -> None:
    """Let parties talk, sign, and carry out what they signed; let their commitment follow."""
    process, p = m.process, m.inputs.politics
    region = m.inputs.region
    helped = help_for_talks(mediated(m), region.organisation, m.cohesion, p)
    inclusion = m.society.inclusion
    fighters = m.fighters_by_group()
    will = will_of_parties(process.commitment, _strength(m, fighters), p) if process.parties.any() else 0.0
    pace = pace_of_process(helped, region.neighbour, p)
    breaches = total(m.week_now.breaches[process.parties])
    process.breaches += _MEMORY * (breaches - process.breaches)
    pressure = min(total(m.week_now.force_against[process.parties]), 1.0)
    process.pressure += _MEMORY * (pressure - process.pressure)
    process.attacks += _MEMORY * (m.week_now.of("violent_events") - process.attacks)
    overdue = kept = 0.0
    if process.signed is None:
        offered = help_for_talks(mediated(m), 0.0, m.cohesion, p)
        changes = talks_changes(
            process.talks, will=will, pace=pace, offered=offered, pressure=process.pressure, inclusion=inclusion,
            breaches=breaches, p=p,
        )  # fmt: skip
        _talk(m, changes)
    else:
        before = process.done
        able = able_to_carry_out(_ground(m, fighters), p)
        if m.elections.owed:
            able[_POLITICAL] *= 1.0 - m.inputs.elections.ballot_share
        process.done = carried_out(before, able, will, pace, p)
        for family, step in zip(FAMILIES, (process.done - before).tolist(), strict=True):
            m.causes.add("peace_process", f"{family} provisions", step / len(FAMILIES))
        kept = process.kept
        overdue = total(np.maximum(due(m.week - process.signed, p) - process.done, 0.0)) / len(FAMILIES)
    afraid = _afraid(m)
    at_table = np.append(process.parties, True)  # who fights on is not afraid of what peace may bring
    process.commitment = process.commitment + commitment_changes(
        process.commitment, stake=process.stake, predation=process.predation, overdue=overdue, kept=kept,
        helped=helped, inclusion=inclusion, afraid=afraid * at_table, p=p,
    )  # fmt: skip
    process.commitment = np.minimum(np.maximum(process.commitment, 0.0), 1.0)
    if m.week % _ROUND == _ROUND - 1:
        _come_and_go(m)
        if m.inputs.truces.begun:
            come_to_terms(m, helped, afraid[:-1])


def mediated(m: MissionModel) -> float:
    """Return what the mission's mediation comes to this week, 0-1: its leaders' good offices and its envoys' (3.2)."""
    envoys = total(m.week_now.done[_GOOD_OFFICES])
    return m.dialogue + (1.0 - m.dialogue) * float(presence_share(envoys, m.inputs.consent.envoys_half))


def _afraid(m: MissionModel) -> Array:
    """Return alarm that the mission does not calm, of each group and the government, shape (n_groups + 1,), 0-1."""
    ground = m.ground.control[1:] * m.people_weight
    held = np.maximum(np.add.reduce(ground, axis=1), 1e-9)
    calmed = np.add.reduce(ground * m.deterrence_local, axis=1) / held
    calmed = np.append(calmed, 1.0)  # the government has an army of its own
    return alarm(m.process.attacks, m.inputs.politics) * (1.0 - calmed)


def _talk(m: MissionModel, changes: dict[str, float]) -> None:
    """Move talks, and sign when they have come all the way."""
    process = m.process
    step = 0.0
    for cause, change in changes.items():
        m.causes.add("peace_talks", cause, change)
        step += change  # not by sum(), which rounds otherwise from Python 3.12 on
    process.talks += step
    bounded = min(max(process.talks, 0.0), 1.0)
    m.causes.add("peace_talks", "limit of the scale", bounded - process.talks)
    process.talks = bounded
    if bounded < 1.0:
        return
    process.signed, process.done, m.elections.owed = m.week, np.zeros(len(FAMILIES)), True
    m.groups.bound = m.groups.bound | process.parties
    _tell(m, "agreement", f"The government signs a peace agreement with {_names(m, process.parties)}.")


def _come_and_go(m: MissionModel) -> None:
    """Let armed groups leave the table, come back to it, or accede to what others signed; end what all have left."""
    process, q, p = m.process, m.groups, m.inputs.politics
    seated = np.append(process.ever, True)
    mood = p.mood * m.chance.noise("politics.mood", m.week, len(seated)) * seated
    process.commitment = np.minimum(np.maximum(process.commitment + mood, 0.0), 1.0)
    stays = process.ever & stays_at_table(process.commitment[:-1], process.parties, process.patience, p)
    left, back = process.parties & ~stays, stays & ~process.parties
    process.parties = stays
    if left.any():
        q.bound = q.bound & ~left
        _tell(m, "walkout", f"{_names(m, left)} will not be bound by the peace process any longer.")
    if back.any():
        q.bound = q.bound | (back if process.signed is not None else back & m.inputs.peace.ceasefire)
        _tell(m, "return_to_talks", f"{_names(m, back)} is back in the peace process.")
    if process.signed is None:
        return
    if not process.parties.any():
        _fall_apart(m)
        return
    limited = q.goal == GOALS.index("limited")
    new = asks_to_join(q.stake, q.consent, limited, p) & ~process.ever
    if new.any():
        process.ever, process.parties = process.ever | new, process.parties | new
        process.stake[:-1][new], process.commitment[:-1][new] = q.stake[new], q.consent[new]
        q.bound = q.bound | new
        _tell(m, "accession", f"The peace agreement has a further signatory: {_names(m, new)}.")


def _fall_apart(m: MissionModel) -> None:
    """End an agreement to which no armed group holds any longer."""
    process = m.process
    left = m.inputs.politics.left_of_talks * process.share_done
    m.causes.add("peace_process", "the agreement falls apart", -process.kept)
    m.causes.add("peace_talks", "the agreement falls apart", left - process.talks)
    process.signed, process.talks = None, left
    _tell(m, "collapse", "The peace agreement has fallen apart: no armed group holds to it.")


def _names(m: MissionModel, who: NDArray[np.bool_]) -> str:
    """Return the names of some armed groups, in words."""
    return " and ".join(label for label, named in zip(m.groups.labels, who.tolist(), strict=True) if named)


def _tell(m: MissionModel, kind: str, text: str) -> None:
    """Write an event of the process down."""
    m.note(kind, actor="government", cause="political process", text=text)


def _strength(m: MissionModel, fighters: Array) -> Array:
    """Return the weight of each party at the table, the government as the last, shape (n_groups + 1,)."""
    state = float(m.inputs.host.army + m.inputs.host.police)
    return np.append(np.where(m.process.parties, fighters, 0.0), state)


def _ground(m: MissionModel, fighters: Array) -> Array:
    """Return how far the country is where provisions of each family want it, shape (5,), shares.

    Source: RE-12; CML 3.1.2.
    """
    g, process = m.ground, m.process
    armed = min(total(fighters[process.parties]) / process.first_fighters, 1.0)
    calm = 1.0 / (1.0 + process.breaches)
    layers = np.array([g.legitimacy, g.rule_of_law, g.livelihoods, g.grievance])
    legitimacy, law, livelihoods, grievance = np.add.reduce(m.share_of_people * layers, axis=1).tolist()
    away = min(total(g.displaced) / process.first_displaced, 1.0)
    return np.array([
        0.5 * calm + 0.5 * (1.0 - armed), 0.5 * m.authority_mean + 0.5 * legitimacy, law,
        livelihoods, 0.5 * (1.0 - grievance) + 0.5 * (1.0 - away),
    ])  # fmt: skip
