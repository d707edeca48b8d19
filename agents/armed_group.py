"""Armed groups: bands under local commanders, and how they choose what to do.

Each week a band weighs what it could do against what it would lose: the gain of an attack and the opportunity, the
deterrence by those who could respond, what its group has to lose of the peace process, and its supply and morale.
Bands that decide to attack gather first, which is what warning can see, and look again before they strike.

Source: CML 3.1, 4.2; IPI; SP-01 to SP-05.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .actor import Actor

__all__ = [
    "ACTIONS",
    "ACTION_INDEX",
    "ATTACKS",
    "FIRST_ATTACK",
    "ArmedGroup",
    "BandTable",
    "GroupTable",
    "Situation",
    "choose",
    "strike_worth",
    "strike_worths",
]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

ATTACKS = ("attack_rival", "attack_state", "attack_civilians", "attack_mission", "loot_relief")
"""Actions that a band gathers for, in the order of the rows of :attr:`Situation.gain`."""
ACTIONS = (
    "hold", "comply", "regroup", "tax", *ATTACKS, "block_roads", "propaganda", "join_ddr", "splinter",
)  # fmt: skip
ACTION_INDEX = {name: i for i, name in enumerate(ACTIONS)}
_JOIN = ACTION_INDEX["join_ddr"]
FIRST_ATTACK = ACTION_INDEX[ATTACKS[0]]
_ATTACK_COLUMNS = slice(FIRST_ATTACK, FIRST_ATTACK + len(ATTACKS))
_KINDS = np.arange(len(ATTACKS))[:, None, None]

NEVER = -9.0
"""Worth of an action that is no choice: below all that the others can come to."""
GROUP_STRIDE = 8
"""Slots are ``number * GROUP_STRIDE + group``: one more band shifts the draws of no other band."""
GOALS = ("limited", "greedy", "total")


class BandTable:
    """All bands as arrays, one row a band.

    Attributes:
        group: Armed group, index.
        slot: Address of its draws.
        fighters: Fighters, whole numbers.
        first: Fighters at the start.
        home: Cell it belongs to.
        cell: Where it stands.
        action: Index into :data:`ACTIONS` of what it does.
        target: Cell it gathers against, -1 for none.
        waits: Weeks until it strikes.
        gathered: Weeks it has gathered.
        rests: Weeks of rest left.
        held_back: Weeks in which being deterred again is no other attack: an attack would have taken them.
    """

    def __init__(self, group: list[int], fighters: list[float], cell: list[int]) -> None:
        """Make the table; every band holds where it stands."""
        n = len(group)
        self.n = n
        self.group = np.array(group, dtype=np.int64)
        number = np.zeros(n, dtype=np.int64)
        for g in set(group):
            rows = self.group == g
            number[rows] = np.arange(rows.sum())
        self.slot = number * GROUP_STRIDE + self.group
        self.n_slots = int(self.slot.max()) + 1 if n else 1
        self.fighters = np.array(fighters, dtype=np.float64)
        self.first = self.fighters.copy()
        self.home = np.array(cell, dtype=np.int64)
        self.cell = self.home.copy()
        self.action = np.zeros(n, dtype=np.int64)
        self.target = np.full(n, -1, dtype=np.int64)
        self.waits = np.zeros(n)
        self.gathered = np.zeros(n)
        self.rests = np.zeros(n)
        self.held_back = np.zeros(n)


@dataclass
class GroupTable:
    """What groups are, one entry a group (arrays of shape (n_groups,), shares unless said otherwise)."""

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    kind: tuple[str, ...]
    goal: Ints
    arms: Array
    supply: Array
    morale: Array
    rents: Array
    rents_usd: Array
    support: Array
    cohesion: Array
    stake: Array
    hostility_mission: Array
    hostility_relief: Array
    hostility_civilians: Array
    consent: Array
    bound: NDArray[np.bool_]
    record: Array
    looted: Array
    reputation: Array
    """Among residents, by sector, shape (n_groups, n_sectors); 1 where it is not known to kill them."""
    truce: NDArray[np.bool_]
    """Whether it holds its fire outside of any agreement."""


@dataclass
class Situation:
    """What bands see of the country when they choose (arrays by cell, shape (n_cells,), unless said otherwise).

    Attributes:
        gain: Worth of hitting each kind of target, by group, shape (5, n_groups, n_cells), 0-1.
        deterrence: How far attackers must reckon with a response, 0-1.
        cover: How hard pursuers find the ground, 0-1.
        livelihoods: Livelihoods, share.
        roads: Road access, share.
        disappointed: Expectation of the mission that is not met, share.
        counts: Share of deterrence that counts against each kind of attack, shape (5,), 0-1.
        dividend: What each group has to lose of the process by attacking, shape (n_groups,), 0-1.
        may_leave: Whether there is a spoiler that bands of each group could break away to, shape (n_groups,).
        joining: Worth of laying down arms to each band, shape (n_bands,); NEVER where there is nothing to join.
    """

    gain: Array
    deterrence: Array
    cover: Array
    livelihoods: Array
    roads: Array
    disappointed: Array
    counts: Array
    dividend: Array
    may_leave: NDArray[np.bool_]
    joining: Array


class ArmedGroup(Actor):
    """One armed group; its bands are rows of the band table, its means a column of the group table."""

    def __init__(self, model: Any, row: int, groups: GroupTable, bands: BandTable, cell: Any) -> None:
        """Place the group at its base."""
        super().__init__(model)
        self.row = row
        self.groups = groups
        self.bands = bands
        self.cell = cell
        self.key, self.label = groups.keys[row], groups.labels[row]

    @property
    def fighters(self) -> float:
        """Fighters under arms."""
        return float(self.bands.fighters[self.bands.group == self.row].sum())


def type_weights(goal: Ints, theory: str, p: Any) -> tuple[Array, Array, Array]:
    """Return how each group weighs the process, risk and opportunity by its type of goal.

    Under the theory of ``goals`` opportunity is the same everywhere; under that of ``opportunity`` all types are alike.

    Args:
        goal: Index into limited, greedy, total, shape (n_groups,).
        theory: both, goals or opportunity.
        p: Parameters of the rule (``model/rules/spoilers.py``).

    Source: SP-04.
    """
    if theory == "opportunity":
        ones = np.ones(len(goal))
        return ones, ones, ones
    same = 0.0 if theory == "goals" else 1.0
    by_type = np.array([
        [1.0, p.process_value_greedy, p.process_value_total],
        [1.0, p.risk_value_greedy, p.risk_value_total],
        [same, same, same],
    ])  # fmt: skip
    process, risk, opportunity = by_type.take(goal, axis=1)
    return process, risk, opportunity


def strike_worth(
    kind: Ints, group: Ints, cell: Ints, situation: Situation, groups: GroupTable, weights: tuple[Array, Array, Array],
    deterrence: Array, p: Any,
) -> Array:  # fmt: skip
    """Return the worth of striking, element by element.

    Args:
        kind: Row of :attr:`Situation.gain`.
        group: Group of the band.
        cell: Target.
        situation: What is seen.
        groups: What groups are.
        weights: Of :func:`type_weights`.
        deterrence: Deterrence at the target, 0-1.
        p: Parameters.
    """
    return strike_worths(kind, group, cell, situation, groups, weights, deterrence, p)[0]


def strike_worths(
    kind: Ints, group: Ints, cell: Ints, situation: Situation, groups: GroupTable, weights: tuple[Array, Array, Array],
    deterrence: Array, p: Any,
) -> tuple[Array, Array]:  # fmt: skip
    """Return the worth of striking, and its worth if nobody could respond; arguments as in :func:`strike_worth`."""
    gain, lost = _stakes(kind, group, cell, situation, groups, weights, p)
    risk = (p.risk_weight * weights[1]).take(group) * situation.counts.take(kind) * deterrence
    worth = np.subtract(gain, risk, out=risk)
    worth -= lost
    gain -= lost
    return worth, gain


def _stakes(
    kind: Ints, group: Ints, cell: Ints, situation: Situation, groups: GroupTable, weights: tuple[Array, Array, Array],
    p: Any,
) -> tuple[Array, Array]:  # fmt: skip
    """Return what a strike would bring and what of the process it would cost; arguments as in :func:`strike_worth`."""
    process, _, opportunity = weights
    _, n_groups, n_cells = situation.gain.shape
    gain = situation.gain.reshape(-1).take(kind * (n_groups * n_cells) + (group * n_cells + cell))
    weak = opportunity.take(group) * (p.cover_floor + (1.0 - p.cover_floor) * situation.cover).take(cell)
    weak += ((1.0 - opportunity) * ((1.0 + p.cover_floor) * 0.5)).take(group)
    means = p.means_floor + p.means_gain * groups.supply + p.means_gain * groups.morale
    gain *= weak
    gain *= means.take(group)
    return gain, (p.process_weight * process * situation.dividend).take(group)


def choose(
    bands: BandTable, groups: GroupTable, situation: Situation, candidates: Ints, noise: Array, p: Any,
    rows: Ints | slice = slice(None),
) -> tuple[Ints, Ints, Ints]:  # fmt: skip
    """Choose for all bands that are free to choose at once.

    Args:
        bands: All bands.
        groups: What groups are.
        situation: What they see.
        candidates: Cells each band that chooses looks at as targets, shape (n_choosing, n_candidates).
        noise: What each local commander adds to each action, shape (n_choosing, n_actions).
        p: Parameters.
        rows: The bands that choose; all of them if not given.

    Returns:
        Action and target (-1 for none) of each of these bands, and the action it would have taken had nobody been there
        to respond, each of shape (n_choosing,).

    Source: MODEL.md 5.11.
    """
    weights = type_weights(groups.goal, p.theory, p)
    group, cell = bands.group[rows], bands.cell[rows]
    worth, free = _weigh_quiet(group, cell, groups, situation, weights[0], p)
    worth[:, _JOIN] = free[:, _JOIN] = situation.joining[rows]
    cells = candidates.T
    deterred = situation.deterrence.take(cells)
    seen, gain = strike_worths(_KINDS, group, cells, situation, groups, weights, deterred, p)
    np.subtract(seen.max(axis=1).T, p.threshold, out=worth[:, _ATTACK_COLUMNS])  # by kind, candidate and band before
    np.subtract(gain.max(axis=1).T, p.threshold, out=free[:, _ATTACK_COLUMNS])
    swayed = p.noise * noise
    worth += swayed
    free += swayed
    action = worth.argmax(axis=1)
    target = np.full(len(action), -1)
    strike = action - FIRST_ATTACK
    strikers = ((strike >= 0) & (strike < len(ATTACKS))).nonzero()[0]
    if len(strikers):
        target[strikers] = candidates[strikers, seen[strike[strikers], :, strikers].argmax(axis=1)]
    return action, target, free.argmax(axis=1)


def _weigh_quiet(
    group: Ints, cell: Ints, groups: GroupTable, situation: Situation, process: Array, p: Any,
) -> tuple[Array, Array]:  # fmt: skip
    """Weigh what bands of some groups in some cells can do short of an attack, with and without anybody to respond.

    Standing by is worth zero; what is not weighed here is worth :data:`NEVER`.

    Returns:
        Worth of all actions as bands see it, and had nobody been there to respond, each of shape (n_bands, n_actions).
    """
    at = ACTION_INDEX
    dividend = process * situation.dividend
    worth = _alike_in_a_group(groups, dividend, situation.may_leave, p).take(group, axis=0)
    hostile, forgone = groups.hostility_mission.take(group), (p.quiet_dividend * dividend).take(group)
    heard = p.propaganda_floor + (1.0 - p.propaganda_floor) * situation.disappointed.take(cell)
    worth[:, at["propaganda"]] = hostile * heard - p.propaganda_cost
    free = worth.copy()
    alone = 1.0 - situation.deterrence.take(cell)
    taxes = situation.livelihoods.take(cell) * (p.tax_hunger - groups.supply).take(group)
    roads = situation.roads.take(cell) * hostile
    for action, gain, cost in ((at["tax"], taxes, p.tax_cost), (at["block_roads"], roads, p.block_cost)):
        worth[:, action] = gain * alone - cost - forgone
        free[:, action] = gain - cost - forgone
    return worth, free


def _alike_in_a_group(groups: GroupTable, dividend: Array, may_leave: NDArray[np.bool_], p: Any) -> Array:
    """Return what actions are worth that all bands of a group weigh alike, shape (n_groups, n_actions).

    Args:
        groups: What groups are.
        dividend: What the process is worth to each group, shape (n_groups,).
        may_leave: Whether there is a spoiler that its bands could break away to, same shape.
        p: Parameters.
    """
    at, worth = ACTION_INDEX, []
    means = (dividend, groups.supply, groups.morale, groups.cohesion, groups.consent, may_leave)
    for gains, supply, morale, cohesion, consent, leaves in zip(*(each.tolist() for each in means), strict=True):
        row = [NEVER] * len(ACTIONS)
        row[at["hold"]] = 0.0
        row[at["comply"]] = p.comply_dividend * gains + p.comply_cost * consent - p.comply_cost
        row[at["regroup"]] = 0.5 * (1.0 - supply) + 0.5 * (1.0 - morale) - p.regroup_cost
        if leaves:
            discord = p.splinter_discord * (1.0 - cohesion)
            row[at["splinter"]] = discord - p.splinter_dividend * gains - p.splinter_cost
        worth.append(row)
    return np.array(worth).reshape(-1, len(ACTIONS))
