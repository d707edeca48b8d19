"""The card of a cell, and what all cards share: numbers in words and the last events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ...agents.catalogue import FAMILIES, ORGANISATIONS
from ...agents.tasks import TASKS
from ...model.coordination import roster
from ...model.state import N_SHARING
from .frames_layers import LAYERS

if TYPE_CHECKING:
    from ...model.mission import MissionModel

__all__ = [
    "QUIET", "believed", "cell_card", "happened", "number", "percent", "place_words", "section", "task_words", "usd",
]  # fmt: skip

LATELY = 6
"""Events told on a card."""
QUIET = "Nothing of note so far."
_BELIEVERS = {
    family: np.flatnonzero(roster.family[:N_SHARING] == family)
    for family in FAMILIES if (roster.family[:N_SHARING] == family).any()
}  # fmt: skip
_FIELDS = ("Threat", "People in need", "Mines")
"""What organisations hold beliefs about, in the order of ``Beliefs.estimate``."""


def number(value: float) -> str:
    """Return a count in words for people: ``12,400``."""
    return f"{value:,.0f}"


def percent(share: float) -> str:
    """Return a share in words: ``35 %``."""
    return f"{100.0 * share:.0f} %"


def usd(dollars: float) -> str:
    """Return an amount of money: ``$1.2 million``, ``$34,000``."""
    return f"${dollars / 1e6:,.1f} million" if abs(dollars) >= 1e6 else f"${dollars:,.0f}"


def task_words(task: int) -> str:
    """Return what a team does."""
    return TASKS[task].label if task >= 0 else "Waiting for orders"


def section(title: str, rows: Sequence[Sequence[str]] = (), columns: Sequence[str] = (), **more: Any) -> dict[str, Any]:
    """Return one section of a card; ``more`` are ``text``, ``list`` or ``empty``."""
    told: dict[str, Any] = {"title": title, "rows": [list(row) for row in rows]}
    return told | ({"columns": list(columns)} if columns else {}) | more


def place_words(m: MissionModel, cell: int) -> str:
    """Return where a cell is: ``the capital``, ``a town in sector 2``, ``sector 3, column 4, row 17``."""
    c = m.country
    sector = f"sector {int(c.sector[cell]) + 1}"
    if cell == c.capital:
        return f"the capital, {sector}"
    return f"{'a town in ' if cell in c.towns else ''}{sector}, column {int(c.x[cell]) + 1}, row {int(c.y[cell]) + 1}"


def happened(m: MissionModel, about: Callable[[Sequence[Any]], bool]) -> list[str]:
    """Return the last events that ``about`` says yes to, newest first."""
    found = [f"Week {row[0]}: {row[8]}" for row in m.events.rows() if row[8] and about(row)]
    return found[: -LATELY - 1 : -1]


def believed(m: MissionModel, cell: int) -> list[list[str]]:
    """Return what is true of a cell and what each family believes: a row a field, the truth first."""
    b, g = m.beliefs, m.ground
    truth = (g.threat, g.need, g.mines)
    return [
        [name, percent(float(truth[k][cell])),
         *(percent(float(b.estimate[k, rows, cell].mean())) for rows in _BELIEVERS.values())]
        for k, name in enumerate(_FIELDS)
    ]  # fmt: skip


def _by_believer(m: MissionModel, cell: int) -> list[list[str]]:
    """Return the same with a row each for the truth and for who believes, which fits into a card."""
    heads = ("What is so", *(FAMILIES[family] for family in _BELIEVERS))
    return [list(row) for row in zip(heads, *(row[1:] for row in believed(m, cell)), strict=True)]


def cell_card(m: MissionModel, cell: int) -> dict[str, Any]:
    """Return the card of one cell."""
    c, g = m.country, m.ground
    is_there = (("main road", c.road), ("camp", c.camp), ("resource site", c.resource_site), ("border", c.border),
                ("coast", c.coast))  # fmt: skip
    marks = [word for word, layer in is_there if layer[cell]]
    people = [
        ["People who live here", number(g.residents[cell])], ["Displaced people sheltered", number(g.hosted[cell])],
        ["Fled from here", number(g.displaced[cell] + g.refugees_from[cell])],
    ]  # fmt: skip
    state = [
        [layer.label, percent(float(layer.read(m)[cell]))]
        for layer in LAYERS if layer.unit == "share" and not layer.key.startswith("threat")
    ]  # fmt: skip
    held = sorted(zip(g.control[:, cell], ("Government", *m.groups.labels), strict=True), reverse=True)
    access = [
        [label[:1].upper() + label[1:], percent(float(m.permitted[k, cell]))] for k, label in enumerate(m.class_labels)
    ]  # fmt: skip
    who, opens = _who(m, cell)
    return {
        "title": place_words(m, cell)[:1].upper() + place_words(m, cell)[1:],
        "subtitle": ", ".join([f"{c.cell_km:.0f} km wide", *marks]),
        "sections": [
            section("People", people), section("State of the place", state),
            section("What is believed", _by_believer(m, cell), ["", *_FIELDS]),
            section("Who holds the ground", [[who, percent(float(share))] for share, who in held if share >= 0.01]),
            section("Who is here", who, opens=opens, empty="Nobody is here this week."),
            section("How often teams may enter", access),
            section("What happened here", list=happened(m, lambda row: row[2] == cell), empty=QUIET),
        ],
    }  # fmt: skip


def _who(m: MissionModel, cell: int) -> tuple[list[list[str]], list[dict[str, Any]]]:
    """Return who is in a cell: organisations with what their teams do, and armed groups with their fighters.

    Returns:
        Rows, and for each what is opened by its name (``about``) and by one small button a team (``buttons``, each with
        ``about``, ``text`` and ``label``).
    """
    t, b = m.teams, m.bands
    rows, opens = list[list[str]](), list[dict[str, Any]]()
    here = (t.active & (t.cell == cell)).nonzero()[0]
    for org in sorted(set(t.org[here].tolist())):
        teams = here[t.org[here] == org]
        doing = Counter(task_words(task).lower() for task in t.task[teams].tolist())
        n = f"{len(teams)} team{'s' if len(teams) > 1 else ''}"
        refused = int(t.refused[teams].sum())
        told = ", ".join(f"{many} {task}" if len(doing) > 1 else task for task, many in doing.most_common(3))
        rows.append([ORGANISATIONS[org].label, f"{n}: {told}" + (f"; {refused} turned back" if refused else "")])
        opens.append({"about": {"org": org}, "buttons": [
            {"about": {"team": team}, "text": str(int(t.number[team]) + 1), "label": m.field_teams[team].label}
            for team in teams.tolist()
        ]})  # fmt: skip
    for group in range(m.n_groups):
        bands = (b.group == group) & (b.cell == cell) & (b.fighters > 0.0)
        if bands.any():
            rows.append([m.groups.labels[group], f"{number(b.fighters[bands].sum())} fighters"])
            opens.append({"about": {"group": group}, "buttons": []})
    return rows, opens
