"""Batches of every kind for reports, made up so that their truth is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from made_batches import MadeFactor, MadePlan, sampled_summary, summary_of

from peaceops.experiments.dilemmas import outcomes_for_dilemmas
from peaceops.experiments.planned import PlannedRun

__all__ = ["KINDS", "ReportBatch", "ReportPlan", "made"]

STRUCTURE, HEADQUARTERS, POPULATION = "integration.structure", "collocation.headquarters", "country.population"
NASTY = "<script>alert('x')</script> & \"quotes\""


@dataclass(frozen=True)
class ReportPlan(MadePlan):
    """A plan that also knows its kind, its points and its question."""

    kind: str = "compare"
    n_points: int = 1
    num_levels: int = 4
    horizon_weeks: int = 104

    def runs(self):
        return [PlannedRun(i, "d", i, "post_accord", "", 0, 1) for i in range(self.n_points)]


@dataclass
class ReportBatch:
    """A batch as a report reads it, without a store."""

    summary: pd.DataFrame
    plan: ReportPlan
    weeks: pd.DataFrame = field(default_factory=pd.DataFrame)
    failures: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["run_id", "design", "kind", "reason"]))
    missing: list[int] = field(default_factory=list)
    decisions: list[Mapping[str, Any]] = field(default_factory=list)
    directory: Path = Path("out/a study")
    planned: pd.DataFrame | None = None

    def weekly(self, columns):
        return self.weeks[["run_id", "week", *columns]]

    @property
    def runs(self):
        rows = self.summary if self.planned is None else self.planned
        return rows.drop(columns=[name for name in rows if name in self.plan.outcomes])

    @property
    def manifest(self):
        from peaceops.model.library import load_scenario

        scenario = load_scenario("post_accord")
        return {
            "title": self.plan.title, "question": self.plan.question,
            "plan": {"experiment": {"title": self.plan.title}},
            "plan_hash": "ab" * 32, "runs_hash": "cd" * 32,
            "versions": {"peaceops": "0.1.0", "fingerprint": "0123456789abcdef", "python": "3.11.9"},
            "scenarios": {"post_accord": {"hash": scenario.hash, "values": scenario.as_dict()}},
            "sessions": [{"started": "2026-01-02T03:04:05+00:00", "workers": 2, "cluster": "tcp://10.0.0.1:8786",
                          "runs": 40, "seconds": 12.5}],
            "decisions": self.decisions,
        }  # fmt: skip


OUTCOMES = ("civilian_deaths", "need_met_mean", "mission_spend")


def _values(effect: Mapping[str, float], spread: float = 150.0):
    """Return outcomes with a known effect of each design on deaths, that of need the other way round."""

    def value(design, world, replicate):
        draw = np.random.default_rng([replicate, 7])
        luck = draw.normal(0, spread)
        own = np.random.default_rng([replicate, len(design), sum(map(ord, design))]).normal(0, 40)
        shift = effect.get(design, 0.0)
        size = float(world.get(POPULATION, 4e6)) / 4e6
        return {
            "civilian_deaths": max(0.0, (2000 + luck) * size + own + shift),
            "need_met_mean": float(np.clip(0.55 + draw.normal(0, 0.03) + shift / 8000 + own / 4000, 0, 1)),
            "mission_spend": 2.1e9 + 1e8 * draw.random() + 1e5 * own,
            **{key: float(np.clip(0.5 + 0.2 * draw.random() - shift / 5000 * (1 if i % 2 else -1) + own / 2000, 0, 1))
               for i, key in enumerate(outcomes_for_dilemmas()) if key != "need_met_mean"},
        }  # fmt: skip

    return value


def compare(effect: float = -400.0, title: str = "A comparison", replicates: int = 40) -> ReportBatch:
    """Return two designs under the same luck; the second has ``effect`` more civilian deaths."""
    choices = {"stovepipes": {STRUCTURE: "two_feet_out"}, "integrated": {STRUCTURE: "two_feet_in"}}
    summary = summary_of(list(choices), _values({"integrated": effect}), replicates=replicates, choices=choices)
    plan = ReportPlan(
        {STRUCTURE: MadeFactor(levels=("two_feet_out", "two_feet_in"), lever=True)}, tuple(choices), "stovepipes",
        OUTCOMES,
        ("civilian_deaths", "local_consent"), title, "Does integration save lives?",
    )  # fmt: skip
    rows = []
    for row in summary.to_dict("records"):
        draw = np.random.default_rng([row["replicate"], 3])
        deaths, consent = draw.poisson(15, 52).astype(float), 0.5 + 0.02 * np.cumsum(draw.normal(0, 0.1, 52))
        if row["design"] == "integrated":
            deaths[12:] *= 0.7
            consent[12:] += 0.05
        weekly = {"run_id": row["run_id"], "week": range(52), "civilian_deaths": deaths, "local_consent": consent}
        rows.append(pd.DataFrame(weekly))
    return ReportBatch(summary, plan, pd.concat(rows, ignore_index=True))


def full() -> ReportBatch:
    """Return a full cross of five designs of a long name each."""
    effect = {"two feet out, apart": 0, "two feet out, together": -100, "one foot in, apart": -300,
              "two feet in, apart": 250,
              "two feet in, together, with a very long name that goes on and on": -20}  # fmt: skip
    choices = {
        name: {STRUCTURE: name.split(",")[0].replace(" ", "_"), HEADQUARTERS: float("together" in name)}
        for name in effect
    }  # fmt: skip
    summary = summary_of(list(effect), _values(effect), replicates=30, choices=choices)
    factors = {STRUCTURE: MadeFactor(levels=("two_feet_out", "one_foot_in", "two_feet_in"), lever=True),
               HEADQUARTERS: MadeFactor(levels=(0.0, 1.0), lever=True)}  # fmt: skip
    outcomes = tuple(dict.fromkeys((*OUTCOMES, *outcomes_for_dilemmas())))
    decision = {"replicates": 30, "pairs": 30, "difference": -100.0, "low": -120.0, "high": -80.0, "asked": 60.0,
                "stop": True, "text": "Civilian deaths: the interval is 40 wide, 60 was asked for; stop."}  # fmt: skip
    plan = ReportPlan(factors, tuple(effect), next(iter(effect)), outcomes, (), "Structure and collocation",
                      "Which structure serves best, and what does it cost?", kind="full")  # fmt: skip
    return ReportBatch(summary, plan, decisions=[decision])


def worlds() -> ReportBatch:
    """Return three designs in sixty sampled worlds; which is best turns with the population."""
    draw = np.random.default_rng(5)
    names = ["lean", "middling", "heavy"]
    points = [
        {POPULATION: float(draw.integers(2_000_000, 9_000_000)), "host.commitment": float(draw.random())}
        for _ in range(60)
    ]  # fmt: skip

    def value(design, world, replicate):
        found = _values({})(design, world, replicate)
        lead = (world[POPULATION] - 5.5e6) / 3.5e6
        found["civilian_deaths"] += {"lean": 600 * lead, "middling": 150.0, "heavy": -600 * lead}[design]
        return found

    summary = summary_of(names, value, worlds=points, replicates=2, choices={name: {"mission.troops": n} for name, n in
                         zip(names, (4000, 9000, 15000), strict=True)})  # fmt: skip
    summary = summary.assign(point=summary.groupby([POPULATION, "mission.troops"], sort=False).ngroup())
    factors = {"mission.troops": MadeFactor(levels=(4000, 9000, 15000), lever=True),
               POPULATION: MadeFactor(low=2e6, high=9e6), "host.commitment": MadeFactor(low=0.0, high=1.0)}  # fmt: skip
    plan = ReportPlan(factors, tuple(names), "lean", OUTCOMES, (), "Size of the mission by size of the country",
                      "How large should it be, and where does that turn?", kind="latin_hypercube",
                      n_points=180)  # fmt: skip
    return ReportBatch(summary, plan)


def morris() -> ReportBatch:
    """Return a Morris sample of three facts."""
    from SALib.sample.morris import sample

    return _sampled("morris", lambda problem: sample(problem, 12, num_levels=4, seed=3))


def sobol() -> ReportBatch:
    """Return a Sobol sample of the same."""
    from SALib.sample.sobol import sample

    return _sampled("sobol", lambda problem: sample(problem, 32, calc_second_order=False, seed=3))


def _sampled(kind: str, draws: Callable[[Mapping[str, Any]], np.ndarray]) -> ReportBatch:
    """Return a sample of three facts, of which the first matters most and the last not at all."""
    names = [POPULATION, "host.commitment", "region.organisation"]
    points = draws({"num_vars": 3, "names": names, "bounds": [[2e6, 9e6], [0, 1], [0, 1]]})
    draw = np.random.default_rng(9)
    y = 900 * (points[:, 0] - 2e6) / 7e6 + 200 * points[:, 1] + 1500
    summary = sampled_summary(points, names, y[:, None] + draw.normal(0, 20, (len(points), 3)))
    bounds = zip(names, (2e6, 0.0, 0.0), (9e6, 1.0, 1.0), strict=True)
    factors = {name: MadeFactor(low=low, high=high) for name, low, high in bounds}
    plan = ReportPlan(factors, ("sample",), "sample", ("civilian_deaths",), (), "What matters", "Which facts matter?",
                      kind=kind, n_points=len(points))  # fmt: skip
    return ReportBatch(summary, plan)


def factorial() -> ReportBatch:
    """Return two choices switched on and off, of which headquarters move deaths by 300 and structure by 60."""
    choices = {
        f"{a} {b}": {STRUCTURE: a, HEADQUARTERS: b} for a in ("two_feet_out", "two_feet_in") for b in (0.0, 1.0)
    }  # fmt: skip
    effect = {name: -300.0 * values[HEADQUARTERS] + (60.0 if values[STRUCTURE] == "two_feet_in" else 0.0)
              for name, values in choices.items()}  # fmt: skip
    summary = summary_of(list(choices), _values(effect), replicates=25, choices=choices)
    factors = {STRUCTURE: MadeFactor(levels=("two_feet_out", "two_feet_in"), lever=True),
               HEADQUARTERS: MadeFactor(levels=(0.0, 1.0), lever=True)}  # fmt: skip
    plan = ReportPlan(factors, tuple(choices), next(iter(choices)), OUTCOMES, (), "Which part", "Which part did it?",
                      kind="full")  # fmt: skip
    return ReportBatch(summary, plan)


def failures() -> ReportBatch:
    """Return a comparison of which some runs failed, with a title and a reason that try to be more than text."""
    whole = compare(title=NASTY)
    lost = whole.summary["run_id"] % 9 == 4
    reason = "<img src=http://evil.example/x onerror=alert(1)> troops do not add up"
    told = whole.runs[lost].assign(kind="raised", reason=reason)
    left = whole.summary[~lost & (whole.summary["run_id"] != 79)].reset_index(drop=True)
    return ReportBatch(left, whole.plan, whole.weeks, told, [79], planned=whole.summary)


def one() -> ReportBatch:
    """Return one design that meets luck only."""
    whole = compare()
    plan = ReportPlan({}, ("stovepipes",), "stovepipes", OUTCOMES, (), "One design", "How far does luck go?",
                      kind="list")  # fmt: skip
    return ReportBatch(whole.summary[whole.summary["design"] == "stovepipes"].reset_index(drop=True), plan)


KINDS = {"compare": compare, "full": full, "worlds": worlds, "morris": morris, "sobol": sobol, "factorial": factorial,
         "failures": failures, "one": one}  # fmt: skip


def made(kind: str) -> ReportBatch:
    """Return a batch of a kind."""
    return KINDS[kind]()
