"""The scene: what a page has to know once a run, all of it read from the registry, the columns and the catalogue."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from ...agents.catalogue import FAMILIES, ORGANISATIONS
from ...agents.tasks import TASKS
from ...experiments.dilemmas import DILEMMAS
from ...experiments.packing import b64
from ...model.benchmarks import BENCHMARKS
from ...model.columns import PHASES, THEMES, Column
from ...model.events import EVENT_KINDS
from ...model.happenings import USUAL_TEXTS
from .frames_layers import layers_of

if TYPE_CHECKING:
    from ...experiments.session import Session

__all__ = ["scene"]


def scene(session: Session) -> dict[str, Any]:
    """Return what does not change during a run.

    Args:
        session: The run.
    """
    m = session.model
    c, given = m.country, session.scenario
    return {
        "run": uuid4().hex, "scenario": given.name, "title": given.title or given.name, "seed": session.seed,
        "horizon": m.horizon, "width": c.width, "height": c.height, "cell_km": c.cell_km,
        **{name: b64(getattr(c, name), "u1") for name in ("sector", "road", "coast", "border", "camp")},
        "land": b64(np.ones(c.n_cells), "u1"), "resource": b64(c.resource_site, "u1"),
        "capital": c.place(c.capital), "towns": [c.place(cell) for cell in c.towns],
        "sector_offices": [c.place(cell) for cell in c.sector_offices],
        "layers": layers_of(m),
        "columns": [_column(column, theme) for theme, columns in THEMES.items() for column in columns],
        "orgs": [{"key": o.key, "label": o.label, "family": o.family, "help": _about(o)} for o in ORGANISATIONS],
        "families": [{"key": key, "label": label} for key, label in FAMILIES.items()],
        "tasks": [{"key": task.key, "label": task.label} for task in TASKS],
        "groups": [
            {"key": key, "label": label, "kind": kind}
            for key, label, kind in zip(m.groups.keys, m.groups.labels, m.groups.kind, strict=True)
        ],
        "phases": list(PHASES),
        "injects": [{"week": one.week, "text": _inject(one)} for one in given.injects],
        "event_kinds": [*(asdict(one) for one in EVENT_KINDS), *_inject_kinds()],
        "dilemmas": [
            {"key": one.name, "left": one.one.label, "right": one.two.label,
             "help": f"{one.title}. Left: {one.one.why}. Right: {one.two.why}."} for one in DILEMMAS
        ],
        "benchmarks": [
            {"output": b.output, "objective": b.objective, "term": b.term, "condition": b.condition, "source": b.source,
             "text": b.text} for b in BENCHMARKS
        ],
    }  # fmt: skip


def _column(c: Column, theme: str) -> dict[str, Any]:
    """Return one weekly column; high is None where there is no limit."""
    return {
        "key": c.name, "label": c.label, "unit": c.unit, "help": c.help, "kind": c.kind, "better": c.better,
        "group": theme, "low": c.low, "high": c.high if np.isfinite(c.high) else None,
    }  # fmt: skip


def _about(one: Any) -> str:
    """Return what kind of organisation one is, in a sentence."""
    money = {
        "assessed": "assessed contributions", "voluntary": "voluntary contributions", "revenue": "the state's revenue",
        "own": "its own budget", "grants": "grants",
    }[one.money]  # fmt: skip
    rule = "decides by command" if one.command else "decides by consensus"
    plans = f"plans {one.horizon_weeks} weeks ahead, {rule}, gives its teams new orders every {one.review_weeks} weeks"
    return f"Lives on {money}, {plans}."


def _inject_kinds() -> list[dict[str, Any]]:
    """Return the kinds of events that injects are, as those of :data:`EVENT_KINDS`."""
    return [
        {"key": f"inject_{kind}", "label": f"Inject: {kind.replace('_', ' ')}", "family": "outside", "weight": 4.0}
        for kind in USUAL_TEXTS
    ]


def _inject(one: Any) -> str:
    """Return an inject of the scenario in words."""
    when = f" when {one.when}" if one.when else ""
    return f"{one.text or USUAL_TEXTS[one.kind]}{when}"
