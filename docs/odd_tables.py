"""The tables of docs/odd.md, read from the code that they describe; ``generate.py`` writes them into the page."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from peaceops import MissionModel
from peaceops.agents.armed_group import BandTable, GroupTable
from peaceops.agents.catalogue import BODIES, ORGANISATIONS
from peaceops.agents.field_team import TeamTable
from peaceops.agents.leadership import POSTS
from peaceops.agents.tasks import EMPHASIS, TASKS
from peaceops.model.benchmarks import BENCHMARKS
from peaceops.model.country import Country
from peaceops.model.layers import LAYERS
from peaceops.model.state import Ground, Relations
from peaceops.model.stocks import STOCKS

__all__ = ["ODD_TABLES", "Table"]

Row = Iterable[Any]
Table = tuple[Iterable[str], Iterable[Row]]
"""Heads of the columns, and rows."""

MODEL = Path(__file__).parents[1] / "model"
MEASURED = Path(__file__).with_name("must_show.csv")
LEVELS = Path(__file__).with_name("levels.csv")
CALIBRATION = Path(__file__).with_name("calibration.csv")
CURVE = Path(__file__).with_name("coordination_load.csv")
RANGES = {"share": "0-1", "count": "whole people, 0 up", "flag": "yes or no", "sector": "0, 1, 2 or 3"}

PHASES = {
    "calendar": "5.26; each fourth week 5.2, 5.4",
    "money": "5.8, 5.18, 5.19",
    "sense": "5.1",
    "share": "5.1, 5.2",
    "plan": "5.5, 5.19",
    "work": "5.7, 5.6, 5.8",
    "armed": "5.11, 5.12, 5.18",
    "clashes": "5.12, 5.11",
    "people": "5.16, crime, 5.23, 5.13, 5.6, 5.18",
    "politics": "5.15, 5.14",
    "perceptions": "5.24, 5.9, 5.22, 5.10; each fourth week 5.3",
    "institutions": "5.21, 5.17, 5.20, 5.18",
    "review": "5.19; each fourth week section 7; each week 5.25",
    "record": "section 6, 5.27",
}
"""Rule numbers of the submodels that each phase of the week runs."""

GROUND_ONLY = {
    "safety": ("0-1", "Remembered safety: how far people trust that home is calm."),
    "state_abuse": ("0-1", "Recent abuse of people by state forces; fades by 7 % a week."),
    "mission_fighting": ("0-1", "Recent fighting by the mission; fades by 15 % a week."),
    "dependence": ("0-1", "How far people have come to count on relief, over about two years."),
    "acceptance_independent": ("0-1", "Acceptance of independent relief; `acceptance` is that of agencies."),
    "misconduct_known": ("0-1", "Misconduct by mission personnel that became known this week, there or beside."),
    "delivered": ("0-1", "What residents received of what they look to the mission for, this week."),
}
MODEL_LAYERS = {
    "hidden_misconduct": ("cases, 0 up", "Misconduct that happened, will be told of and is not known yet."),
    "warned": ("0-1", "How far the military component expects an attack there."),
    "monitors": ("0-1", "How far human rights monitors cover the cell, in recent weeks."),
    "partiality": ("0-1", "How far the mission is seen as a side."),
    "hostile": ("0-1", "Hostility to the mission of those who control the cell."),
    "association": ("0-1", "How far agencies look like part of the mission; independent relief less."),
    "mission_force": ("effective soldiers", "Strength of the mission on the spot."),
    "nearby": ("effective soldiers", "Strength of the mission that can come from the cells around."),
    "state_force": ("effective soldiers", "Strength of the army on the spot."),
    "deterrence_local": ("0-1", "How far attackers must reckon with the mission."),
    "deterrence": ("0-1", "The same, with the army."),
    "escorts": ("0-1", "How far relief there can be escorted."),
    "expected_access": ("0-1, by class", "Chance that planners of each class expect to get in."),
    "presence_military": ("teams", "Military teams and observers in the cell."),
    "presence_police": ("teams", "Police teams in the cell."),
    "presence_civilian": ("teams", "Civilian teams of the mission in the cell."),
    "presence_humanitarian": ("teams", "Teams of agencies and independent relief in the cell."),
    "presence_state": ("teams", "Teams of the host state in the cell."),
}
"""Layers that are no part of the country's file: range and meaning; a test of existence runs when tables are made."""


def attributes(of: type) -> Iterator[tuple[str, str]]:
    """Yield name and meaning of what a class lists under ``Attributes:`` in its docstring."""
    text = (of.__doc__ or "").partition("Attributes:")[2]
    for name, meaning in re.findall(r"^\s+(\w+): (.+?)(?=^\s+\w+: |\n\s*\n|\Z)", text, re.DOTALL | re.MULTILINE):
        plain = re.sub(r":\w+:`", "`", " ".join(meaning.split())).replace("``", "`")
        yield name, re.sub(r", int64|, bool|(?<=\w), flat", "", plain)


def organisations() -> Table:
    """Return the catalogue of organisations; the sector organisations of one kind stand in one row."""
    rows: dict[str, list[Any]] = {}
    for spec in ORGANISATIONS:
        key, label = re.sub(r"_\d$", "_0 to _3", spec.key), re.sub(r", sector \d$", ", one a sector", spec.label)
        culture = "command" if spec.command else "consensus"
        rows[key] = [label, f"`{key}`", spec.family, spec.access, spec.review_weeks, spec.turnover, culture, spec.money,
                     spec.confidential or ""]  # fmt: skip
    heads = ("organisation", "key", "family", "access class", "reviews its plan every (weeks)", "staff replaced a year",
             "culture", "money", "withheld as confidential")  # fmt: skip
    return heads, rows.values()


def tasks() -> Table:
    """Return the catalogue of tasks."""
    heads = ("task", "kind", "who", "called for by", "must hold", "shared priority", "weight in the mandate", "room",
             "source")  # fmt: skip
    rows = (
        (t.label, t.kind, ", ".join(t.doers), t.signal, ", ".join(t.needs), t.shared, EMPHASIS.get(t.key, 1.0),
         t.capacity, t.source)
        for t in TASKS
    )  # fmt: skip
    return heads, rows


def bodies() -> Table:
    """Return the joint bodies and who sits in them."""
    heads = ("joint body", "choice", "members", "strength", "reports pass in the same week", "source")
    words = ((b, ", ".join(m.replace("family:", "all of ") for m in b.members)) for b in BODIES)
    return heads, ((b.label, f"`coordination.{b.key}`", who, b.strength, b.same_week, b.source) for b, who in words)


def leaders() -> Table:
    """Return the seven posts of the leadership team."""
    return ("post", "key"), ((label, f"`{key}`") for key, label in POSTS)


def cell_layers() -> Table:
    """Return every layer of cells with unit, range and whether a scenario can give it.

    Raises:
        LookupError: If a layer described here is not in the model, or one of the model is not described here.
    """
    meaning = dict(attributes(Country))
    rows: list[Row] = []
    for name, kind in LAYERS.items():
        if name in meaning or name == "town":
            changes = "changes" if name in Ground.__annotations__ else "fixed"
            rows.append((f"`{name}`", RANGES[kind], meaning.get(name, "Cells of the towns."), changes, True))
    for name in ("group_share", "control"):
        changes = "changes" if name in Ground.__annotations__ else "fixed"
        rows.append((f"`{name}`", "0-1, by group", meaning[name], changes, True))
    rows += [(f"`{name}`", unit, text, "changes", False) for name, (unit, text) in (GROUND_ONLY | MODEL_LAYERS).items()]
    _described()
    return ("layer", "unit and range", "what it is", "in a run", "can be given"), rows


def _described() -> None:
    """Refuse layers that are described and do not exist, or the other way round."""
    from peaceops import load_scenario

    small = {"country.width": 6, "country.height": 6, "horizon_weeks": 1}
    model = MissionModel(load_scenario("post_accord").with_changes(small))
    n = model.n_cells
    held = {k for k, v in vars(model.ground).items() if getattr(v, "shape", ())[-1:] == (n,)}
    if odd := held ^ (set(Ground.__annotations__) | set(GROUND_ONLY)):
        raise LookupError(f"layers of the ground are not as described: {sorted(odd)}")
    if missing := [name for name in MODEL_LAYERS if getattr(getattr(model, name, None), "shape", ())[-1:] != (n,)]:
        raise LookupError(f"no such layers in the model: {missing}")


def of_class(of: type) -> Table:
    """Return the state variables that a class lists in its docstring, or its fields if it lists none."""
    listed = list(attributes(of)) or [(name, "") for name in of.__annotations__]
    return ("state variable", "what it is"), ((f"`{name}`", text) for name, text in listed)


def group_state() -> Table:
    """Return the state variables of armed groups that a run moves or reads."""
    words = {
        "kind": "What it is: signatory party, militia, spoiler or criminal network.",
        "goal": "Limited, greedy or total.",
        "arms": "Weapons and mobility, 0-1; fixed.",
        "supply": "Supply, 0-1; follows income.",
        "morale": "Morale, 0-1; follows supply, falls with losses, recovers when bands regroup.",
        "rents": "Income from the war economy per fighter, with diminishing returns, 0-1; follows the ground held.",
        "rents_usd": "That income in a year at the start, US dollars; fixed.",
        "support": "Outside support, 0-1; raised while a neighbour's war lasts.",
        "cohesion": "Cohesion, 0-1; fixed; without it bands break away.",
        "stake": "Stake in the peace process, 0-1; fixed.",
        "hostility_mission": "Hostility to the mission, 0-1; fixed.",
        "hostility_relief": "Hostility to relief, 0-1; fixed.",
        "hostility_civilians": "Hostility to civilians, 0-1; fixed.",
        "consent": "Consent to the mission, 0-1.",
        "bound": "Whether a ceasefire binds it.",
        "record": "Known record of its attacks, 0-1; fades by 1 % a week.",
        "looted": "Recent loot and taxes, 0-1; fades by 20 % a week.",
    }
    if unknown := set(words) - set(GroupTable.__annotations__):
        raise LookupError(f"armed groups have no {sorted(unknown)}")
    return ("state variable", "what it is"), ((f"`{name}`", text) for name, text in words.items())


def phases() -> Table:
    """Return the phases of the week in their order, each with what its method says of itself.

    Raises:
        LookupError: If the phases of the model are not those known here.
    """
    if set(PHASES) != set(MissionModel.WEEK):
        raise LookupError(f"phases differ: {sorted(set(PHASES) ^ set(MissionModel.WEEK))}")
    docs = {name: (getattr(MissionModel, name).__doc__ or "").partition("\n")[0] for name in MissionModel.WEEK}
    rows = ((i + 1, f"`{name}`", docs[name], PHASES[name]) for i, name in enumerate(MissionModel.WEEK))
    return ("", "phase", "what happens", "rules"), rows


def streams() -> Table:
    """Return every stream of chance that the model draws from while it runs, found in the code."""
    call = re.compile(r"chance\.(uniform|noise|heavy_tail|once)(?:_rows)?\(\s*f?\"([\w.{}]+)\"")
    triangular = "triangular, mean 0, variance 1"
    shapes = {"uniform": "uniform", "noise": triangular, "heavy_tail": "heavy tail", "once": "uniform"}
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(MODEL.glob("*.py")):
        for kind, name in call.findall(path.read_text(encoding="utf-8")):
            if not name.startswith("country."):
                found[name] = (shapes[kind], f"`model/{path.name}`")
    return ("stream", "shape of the draws", "drawn in"), ((f"`{name}`", *found[name]) for name in sorted(found))


def stocks() -> Table:
    """Return the stocks whose changes are kept by cause."""
    heads = ("stock", "weekly columns that the contributions explain", "explains")
    words = {True: "the change since the week before", False: "the amount of the week"}
    return heads, ((f"`{s.name}`", ", ".join(f"`{c}`" for c in s.columns), words[s.level]) for s in STOCKS.values())


def benchmarks() -> Table:
    """Return every output in every term with its conditions."""
    heads = ("output", "objective", "term", "what it asks for", "condition", "source")
    return heads, ((b.output, b.objective, b.term, b.text, b.condition, b.source) for b in BENCHMARKS)


def must_show() -> Table:
    """Return the measured figures of the paired experiments, from ``must_show.csv`` beside this file."""
    return measured(MEASURED)


def not_emerging() -> Table:
    """Return the claims of the paired experiments whose measured direction is not, or not clearly, the expected one."""
    head, rows = measured(MEASURED)
    told = [dict(zip(head, row, strict=True)) for row in rows]
    doubtful = [one for one in told if one.get("verdict") not in (None, "emerges", "none seen")]
    names = ("experiment", "scenario", "outcome", "verdict", "claim")
    return names, [[f"`{one['experiment']}`", *(one[name] for name in names[1:])] for one in doubtful]


def levels() -> Table:
    """Return the levels set against published figures, from ``levels.csv``."""
    return measured(LEVELS)


def calibration() -> Table:
    """Return findings of research against many whole runs, from ``calibration.csv``."""
    head, rows = measured(CALIBRATION)
    return head, tuple(tuple("none" if cell == "nan" else cell for cell in row) for row in rows)


def measured(path: Path) -> Table:
    """Return a file of measured figures as it is."""
    if not path.exists():
        return ("figure", "measured"), (("none", "The figures have not been measured for this version."),)
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    return head, rows


def load_curve() -> Table:
    """Return delivered work and need met against the number of meetings, from ``coordination_load.csv``."""
    shares = {"need_met_mean": "need met", "gaps_mean": "uncovered need", "duplication_mean": "duplicated work"}
    heads = ("scenario", "meetings, times the scenario's", "delivered, team-weeks", *shares.values())
    if not CURVE.exists():
        return heads, ()
    with CURVE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return heads, (
        (
            r["scenario"], r["meetings"], f"{float(r['delivered']):,.0f} ± {float(r['delivered_se']):,.0f}",
            *(f"{100 * float(r[k]):.2f} ± {100 * float(r[k + '_se']):.2f} %" for k in shares),
        )
        for r in rows
    )  # fmt: skip


ODD_TABLES = {
    "bands": lambda: of_class(BandTable),
    "benchmarks": benchmarks,
    "bodies": bodies,
    "calibration": calibration,
    "groups": group_state,
    "layers": cell_layers,
    "leaders": leaders,
    "levels": levels,
    "load_curve": load_curve,
    "must_show": must_show,
    "not_emerging": not_emerging,
    "organisations": organisations,
    "phases": phases,
    "relations": lambda: of_class(Relations),
    "stocks": stocks,
    "streams": streams,
    "tasks": tasks,
    "teams": lambda: of_class(TeamTable),
}
