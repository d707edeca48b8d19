"""Reading the roles of an exercise: seats, briefings, what they hold, see and want."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..model.columns import Outcome
from ..model.errors import PlanError, nearest
from ..model.layout import shown
from ..model.scenario import Scenario
from ..model.toml_source import oneline
from .authority import Holding
from .compare import chosen_outcomes
from .exercise import Goal, Seat
from .exercise_holdings import holding_of_fact, read_choices
from .exercise_section import Part
from .roles import Grant, read_grants, roles, views

__all__ = ["read_outcome", "read_seats"]

SEAT = ("seats", "public", "private", "holds", "opening", "sees", "injects", "group", "goals")
MOST_SEATS = 10
NEWS = "news"
BY_A_GROUP = ("attack", "clash")
WAYS = {"more": 1, "less": -1}


def read_seats(root: Part, scenario: Scenario) -> tuple[dict[str, Seat], dict[str, Holding]]:
    """Return the roles of an exercise, and the facts that some of them set before the first week.

    Raises:
        ExerciseError: If there is no role, or something in one cannot be used.
    """
    table = root.table("roles")
    if not table.values:
        root.refuse(f"an exercise has no roles; name at least one, opened by [roles.NAME], of {', '.join(roles())}", "roles")
    seats: dict[str, Seat] = {}
    facts: dict[str, Holding] = {}
    for key in table.values:
        if key not in roles():
            table.refuse(f"there is no role {oneline(repr(str(key)))}; roles are {', '.join(roles())}{nearest(str(key)[:60], roles())}", key)
        row = table.table(key)
        seat = _seat(row, key, scenario)
        opening = row.table("opening")
        for name in seat.opening:
            if name in facts:
                opening.refuse(f"{name} is set by {facts[name].roles[0]} already; allowed is once", name)
            facts[name] = holding_of_fact(opening, name, key, scenario)
        ends = {name: (facts[name].low, facts[name].high) for name in seat.opening}
        seats[key] = replace(seat, opening=ends)
    return {key: seats[key] for key in roles() if key in seats}, facts


def read_outcome(row: Part) -> tuple[Outcome, int]:
    """Return the outcome that a table names, and whether more (+1) or less (-1) of it is wanted."""
    name = row.words("outcome", 100)
    try:
        found = chosen_outcomes([name])
    except PlanError as error:
        row.refuse(str(error), "outcome")
    if len(found) > 1:
        keys = ", ".join(one.key for one in found)
        row.fail("outcome", f"one outcome, {keys}")
    (outcome,) = found
    if "better" not in row and not outcome.better:
        row.refuse(f"{row.label('better')} is missing, and {outcome.key} is neither good nor bad in itself; allowed is more or less")
    return outcome, WAYS[row.one_of("better", WAYS)] if "better" in row else outcome.better


def _seat(row: Part, key: str, scenario: Scenario) -> Seat:
    """Return one role of an exercise."""
    row.only(SEAT)
    role = roles()[key]
    sees = row.known("sees", views(), "view") if "sees" in row else role.views
    goals = tuple(_goal(one) for one in row.rows("goals"))
    return Seat(
        role, row.whole("seats", 1, MOST_SEATS, 1), row.words("public"), row.text("private").strip(), read_choices(row, role),
        dict.fromkeys(map(str, row.table("opening").values), (0.0, 0.0)), tuple(dict.fromkeys((NEWS, *sees))),
        _grants(row, role.grants, scenario), goals,
    )  # fmt: skip


def _goal(row: Part) -> Goal:
    """Return one thing that a role wants for itself."""
    row.only(("outcome", "better", "text"))
    outcome, better = read_outcome(row)
    return Goal(outcome, better, row.words("text"))


def _grants(row: Part, usual: Iterable[Grant], scenario: Scenario) -> tuple[Grant, ...]:
    """Return the injects that a role may let happen, those of armed men by the group that it leads."""
    group = row.text("group")
    groups = scenario.armed_groups
    if group and group not in groups:
        row.fail("group", f"one of {', '.join(groups)}", nearest(group[:60], groups))
    grants = read_grants(row) if "injects" in row else tuple(usual)
    made = tuple(replace(one, group=group or None) if one.kind in BY_A_GROUP and not one.group else one for one in grants)
    for index, one in enumerate(made):
        if one.group and one.group not in groups:
            place = ("injects", index, "group") if "injects" in row else ("group",)
            row.refuse(f"{row.label('injects')} names the armed group {shown(one.group)}; allowed is one of {', '.join(groups)}"
                       f"{nearest(one.group[:60], groups)}", *place)  # fmt: skip
    if row.path[-1] == "armed_group" and not group:
        row.refuse(f"{row.label('group')} is missing; allowed is one of {', '.join(groups)}")
    return made
