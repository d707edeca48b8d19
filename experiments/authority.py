"""Who decides: orders of one round that conflict, settled by rules that are written down (docs/exercises.md).

Every order is one value for one choice. Values of a choice stand in an order (numbers by size, names as the registry
lists them), so that two orders pull the same way or apart, and what is between them is known. The rules, in turn:

1. Orders by those who do not hold the choice, and values that are not allowed, are set aside.
2. Several seats of one role speak with one voice: the middle of what they ask.
3. On a side with the head of mission, decisions are taken as ``coordination.decision_style`` says: by order from the
   top (the head of mission; without a word from there, whoever leads on the subject), or by agreement, which goes as
   far as all who spoke go, and nowhere where they pull apart. By agreement or not, the head of mission may insist, on
   one choice a round (CML 1.4.3: consensus, and the duty to take hard decisions in time).
4. On a side without the head of mission, or with that seat empty, whoever leads on the subject decides; if that one
   said nothing, the next who spoke speaks for the side.
5. Where several sides must agree, the choice moves as far as all of them go. A side that is there and says nothing has
   not agreed. From what ``one_leaves`` marks in roles.toml each side may step back, to a lower value, without the
   others: nobody can be held to it. A side of the mission with nobody in its seats holds nothing up. Another side with
   nobody in its seats answers by the rule of its role (``agrees`` in roles.toml): a step back needs nobody; to a step
   forward it agrees while one number of the model is at least so much.
6. A decision takes the weeks that MODEL.md 5.4 gives it, but is in force before the next round.

The result is always one of the values asked for, or what holds already; the order of arrival does not matter.

Source: CML 1.1, 1.4.2-1.4.5, 2.2.1; IPI on lowest common denominators; MODEL.md 5.4, 5.5.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..model.errors import ExerciseError, nearest
from ..model.layout import shown
from ..model.rules.load import LoadParameters, decision_weeks
from .plan_section import is_number
from .roles import HEAD, LEAVES, answers_for, roles
from .ruling_words import (
    SideWords,
    Way,
    asked_for_that,
    empty_words,
    listed,
    of_side,
    of_sides,
    one_voice_words,
    role_title,
    steps_back,
    twice_insisted,
)

__all__ = ["Holding", "Order", "Ruling", "SetAside", "Settlement", "Table", "Value", "check_order", "settle"]

Value = bool | int | float | str
CONSENSUS = "consensus"


@dataclass(frozen=True)
class Holding:
    """What can be ordered of one choice (or, before the first week, of one fact) in an exercise.

    Attributes:
        name: Dotted name.
        sides: Sides that must agree, each the roles of the exercise that hold it, the first of which leads.
        steps: Names or switches that are allowed, in order; () for numbers.
        low: Smallest number allowed.
        high: Largest number allowed.
        whole: Whether numbers are whole.
        opening: Whether it is a fact that is set before the first week and not after.
        text: Why these decide, one sentence.
        any_step: Whether any change is a step to which others must agree, a lower value as much as a higher one.
        one_leaves: Whether each side may step back, to a lower value, without the others.
    """

    name: str
    sides: tuple[tuple[str, ...], ...]
    steps: tuple[Value, ...] = ()
    low: float = 0.0
    high: float = 1.0
    whole: bool = False
    opening: bool = False
    text: str = ""
    any_step: bool = False
    one_leaves: bool = False

    @property
    def leaves(self) -> bool:
        """Whether there is another side without which one may step back."""
        return self.one_leaves and len(self.sides) > 1

    @property
    def reason(self) -> str:
        """Why these decide, and where one side may go back alone, that."""
        return f"{self.text} {LEAVES}" if self.leaves else self.text

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles that hold it, in order, each once."""
        return tuple(dict.fromkeys(role for side in self.sides for role in side))

    @property
    def allowed(self) -> str:
        """What may be ordered, in words."""
        if self.steps:
            return "one of " + ", ".join(_said(step) for step in self.steps)
        return f"a {'whole ' if self.whole else ''}number from {self.low:,.15g} to {self.high:,.15g}"

    def takes(self, value: object) -> bool:
        """Return whether a value is allowed."""
        if self.steps:
            return any(type(step) is type(value) and step == value for step in self.steps)
        return is_number(value) and self.low <= value <= self.high and (isinstance(value, int) or not self.whole)

    def place(self, value: Value) -> float:
        """Return where a value stands among those allowed; what holds may lie outside of them."""
        if self.steps:
            return float(self.steps.index(value)) if value in self.steps else -1.0
        return float(value)


@dataclass(frozen=True)
class Order:
    """One order of one seat for the coming round.

    Attributes:
        role: Who gives it.
        name: Dotted name of a choice.
        value: What it is to be.
        seat: Which seat of the role, counted from 1.
        insist: Whether the head of mission wants it against the others' agreement.
    """

    role: str
    name: str
    value: Value
    seat: int = 1
    insist: bool = False


@dataclass(frozen=True)
class Table:
    """How the leadership team decides when a round begins.

    Attributes:
        style: Value of ``coordination.decision_style``: ``hierarchical`` or ``consensus``.
        devolution: Value of ``coordination.devolution``, 0-1.
        cohesion: Cohesion of the leadership team, 0-1.
        weeks: Weeks of the round.
        load: The scenario's parameters of what decisions cost.
        first: Whether this is the first round, in which opening positions are taken.
        standing: How outside sides stand, by column, for those with nobody in their seats; what is not in it is no
            reason not to agree.
    """

    style: str
    devolution: float
    cohesion: float
    weeks: int
    load: LoadParameters
    first: bool = False
    standing: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Ruling:
    """What has been settled about one choice.

    Attributes:
        name: Its dotted name.
        before: What held.
        value: What holds now.
        roles: Who asked for something.
        after_weeks: Weeks of the round that pass before it takes effect.
        text: Why, one sentence.
    """

    name: str
    before: Value
    value: Value
    roles: tuple[str, ...]
    after_weeks: int
    text: str

    @property
    def changed(self) -> bool:
        """Whether anything is other than before."""
        return self.value != self.before


@dataclass(frozen=True)
class SetAside:
    """An order that does not count, and why, one sentence."""

    order: Order
    text: str


@dataclass(frozen=True)
class Settlement:
    """What came of the orders of a round: rulings by name of the choice, and orders that were set aside."""

    rulings: tuple[Ruling, ...]
    set_aside: tuple[SetAside, ...]

    @property
    def changes(self) -> dict[str, Value]:
        """New values by dotted name, only what is other than before."""
        return {ruling.name: ruling.value for ruling in self.rulings if ruling.changed}


def check_order(order: Order, holdings: Mapping[str, Holding], *, first: bool = False) -> None:
    """Refuse an order that cannot count, when it is given.

    Args:
        order: The order.
        holdings: What can be ordered in the exercise, by name.
        first: Whether it is for the first round.

    Raises:
        ExerciseError: If the role does not hold the choice, or the value is not allowed.
    """
    if told := _why_not(order, holdings, first):
        raise ExerciseError(told)


def settle(
    orders: Iterable[Order],
    holdings: Mapping[str, Holding],
    now: Mapping[str, Value],
    taken: Collection[str],
    table: Table,
) -> Settlement:
    """Settle the orders of one round.

    Args:
        orders: All of them, in any order.
        holdings: What can be ordered in the exercise, by name.
        now: What holds at the start of the round, by name, of every choice that is ordered.
        taken: Roles with somebody in a seat; others order nothing, and outside ones agree or not by their rule.
        table: How the leadership team decides.

    Returns:
        One ruling for each choice that somebody who holds it gave an order on, in order of names.
    """
    counted: list[Order] = []
    aside: list[SetAside] = []
    distinct = {_in_order(order): order for order in orders}
    given = [distinct[key] for key in sorted(distinct)]
    for order in given:
        told = _why_not(order, holdings, table.first) or _twice(order, given)
        if not told and order.role not in taken:
            told = f"nobody sits in the seat of {role_title(order.role)}"
        aside += [SetAside(order, told)] if told else []
        counted += [] if told else [order]
    insisted = {order.name for order in counted if order.role == HEAD and order.insist}
    only = next(iter(insisted)) if len(insisted) == 1 else ""
    rulings = []
    for name in sorted({order.name for order in counted}):
        mine = [order for order in counted if order.name == name]
        ruling = _ruling(holdings[name], mine, now[name], taken, table, insists=name == only)
        many = len(insisted) if name in insisted and not only else 0
        rulings.append(replace(ruling, text=ruling.text + twice_insisted(many)) if many else ruling)
    return Settlement(tuple(rulings), tuple(aside))


def _in_order(order: Order) -> tuple[str, str, int, str, bool]:
    """Return by what orders are sorted, values of different kinds among them."""
    return order.role, order.name, order.seat, repr(order.value), order.insist


def _why_not(order: Order, holdings: Mapping[str, Holding], first: bool) -> str:
    """Return why an order does not count, or nothing."""
    holding = holdings.get(order.name)
    if order.role not in roles():
        return f"there is no role {shown(order.role)}{nearest(str(order.role)[:60], roles())}"
    if holding is None or order.role not in holding.roles:
        mine = [one.name for one in holdings.values() if order.role in one.roles]
        who = f"; it is held by {listed(holding.roles)}" if holding else nearest(str(order.name)[:60], mine)
        return f"{role_title(order.role)} does not hold {shown(order.name)}{who}"
    if holding.opening and not first:
        return f"{order.name} is an opening position; it is set before the first week and not after"
    if not holding.takes(order.value):
        return f"{order.name} is {shown(order.value)}; allowed is {holding.allowed}"
    return ""


def _twice(order: Order, given: list[Order]) -> str:
    """Return that a seat has asked for two things at once, or nothing."""
    same = [one for one in given if (one.role, one.name, one.seat) == (order.role, order.name, order.seat)]
    return f"{role_title(order.role)} asks for two values of {order.name} in one round" if len(same) > 1 else ""


def _ruling(
    holding: Holding, orders: list[Order], now: Value, taken: Collection[str], table: Table, *, insists: bool
) -> Ruling:
    """Return what comes of the orders on one choice."""
    asked: dict[str, list[Value]] = {}
    for order in orders:
        asked.setdefault(order.role, []).append(order.value)
    voices = {role: _one_voice(values, holding, now) for role, values in asked.items()}
    sides = [[role for role in side if role in taken] for side in holding.sides]
    if set(voices.values()) == {now}:
        several = [role for role in sorted(voices) if set(asked[role]) != {now}]
        return Ruling(holding.name, now, now, tuple(sorted(voices)), 0, asked_for_that(sorted(voices), several))
    there = [(side, every[0]) for side, every in zip(sides, holding.sides, strict=True) if side]
    heard = [_of_side(side, lead, voices, holding, now, table, insists=insists) for side, lead in there]
    spoke = [(value, told) for value, told in heard if told is not None]
    silent = [side for (side, _), (_, told) in zip(there, heard, strict=True) if told is None]
    outcome, why = spoke[0][0], of_side(spoke[0][1])
    leaves = [one for one in spoke if holding.one_leaves and holding.place(one[0]) < holding.place(now)]
    if len(heard) > 1 and leaves:
        outcome = min((value for value, _ in leaves), key=holding.place)
        why = steps_back([told for value, told in leaves if value == outcome])
    elif len(heard) > 1:
        values = [value for value, _ in spoke]
        outcome = now if silent else _as_far_as_all(values, holding, now)
        split = [
            told for (side, _), (value, told) in zip(there, heard, strict=True)
            if told is not None and value == now and any(voices.get(role, now) != now for role in side)
        ]  # fmt: skip
        why = of_sides([told for _, told in spoke], silent, split, same=len(set(values)) == 1, stays=outcome == now)
    outcome, why = _with_absent(holding, sides, now, outcome, why, table.standing)
    around = table.style == CONSENSUS and not insists and any(HEAD in side for side in sides)
    by_agreement = (len(heard) > 1 and not leaves) or around
    why += one_voice_words([role for role in sorted(voices) if len(set(asked[role])) > 1])
    weeks = decision_weeks(by_agreement, max(len(voices), 1), table.devolution, table.cohesion, table.load)
    after = min(int(weeks + 0.5), max(table.weeks - 1, 0))
    return Ruling(holding.name, now, outcome, tuple(sorted(voices)), after if outcome != now else 0, why)


def _one_voice(values: list[Value], holding: Holding, now: Value) -> Value:
    """Return the middle of what the seats of one role ask; of two middle ones, that nearer to what holds."""
    ranked = sorted(values, key=holding.place)
    low, high = ranked[(len(ranked) - 1) // 2], ranked[len(ranked) // 2]
    here = holding.place(now)
    below, above = abs(holding.place(low) - here), abs(holding.place(high) - here)
    return low if below < above else high if above < below else low if low == high else now


def _as_far_as_all(values: Iterable[Value], holding: Holding, now: Value) -> Value:
    """Return the step that all go along with: the smallest where they pull one way, none where they pull apart."""
    ranked, here = sorted(values, key=holding.place), holding.place(now)
    if holding.place(ranked[0]) > here:
        return ranked[0]
    return ranked[-1] if holding.place(ranked[-1]) < here else now


def _of_side(
    side: list[str], lead: str, voices: Mapping[str, Value], holding: Holding, now: Value, table: Table,
    *, insists: bool,
) -> tuple[Value, SideWords | None]:
    """Return what one side asks for, and how it came to that, None if it says nothing; ``lead`` leads, there or not."""
    spoke = [role for role in side if role in voices]
    if not spoke:
        return now, None

    def by(role: str, way: Way, *, top_silent: bool = False) -> tuple[Value, SideWords]:
        against = tuple(one for one in spoke if voices[one] != voices[role])
        return voices[role], SideWords((role,), way, against, top_silent)

    first: Way = "leads" if spoke[0] == lead else "speaks"
    if HEAD in spoke and insists and table.style == CONSENSUS:
        return by(HEAD, "insists")
    if len(spoke) == 1:
        return by(spoke[0], "alone")
    if HEAD not in side:
        return by(spoke[0], first)
    if table.style != CONSENSUS:
        return by(HEAD, "top") if HEAD in spoke else by(spoke[0], first, top_silent=True)
    value = _as_far_as_all((voices[role] for role in spoke), holding, now)
    agree: Way = "agree" if len({voices[role] for role in spoke}) == 1 else "apart" if value == now else "step"
    return value, SideWords(tuple(spoke), agree)


def _with_absent(
    holding: Holding, sides: list[list[str]], now: Value, outcome: Value, why: str, standing: Mapping[str, float]
) -> tuple[Value, str]:
    """Return what comes of it, and why, once outside sides with nobody in their seats have answered by their rules."""
    if outcome == now:
        return outcome, why
    empty = [every for side, every in zip(sides, holding.sides, strict=True) if not side]
    who = [answers_for(every) for every in empty]
    nothing = "".join(empty_words(every) for every, role in zip(empty, who, strict=True) if not role)
    if not holding.any_step and holding.place(outcome) < holding.place(now):
        return outcome, why + nothing
    asked = [(role, roles()[role].agrees) for role in who if role]
    told = [(role, rule) for role, rule in asked if rule and rule.column in standing]
    against = [(role, rule) for role, rule in told if standing[rule.column] < rule.least]
    if against:
        words = " and ".join(
            f"{role_title(role)}, whose seat is empty, agrees by rule only {rule.words}" for role, rule in against
        )
        return now, f"{why}, but {words}: it stays as it is"
    words = "".join(f"; {role_title(role)}, whose seat is empty, agrees by rule {rule.words}" for role, rule in told)
    return outcome, why + words + nothing


def _said(value: Value) -> str:
    """Return a value as it is written in a file."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
