"""Commands that look at a batch, and pictures: on batches of real runs of a small world, and on made-up ones."""

from __future__ import annotations

import json
import sys
import types
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pytest
from made_batches import MadeFactor, MadePlan, sampled_summary, summary_of
from model_cases import small

import peaceops as po
from peaceops.cli import main
from peaceops.experiments.batch_part import part_of
from peaceops.experiments.contrasts import contrasts
from peaceops.experiments.dilemmas import outcomes_for_dilemmas
from peaceops.experiments.planned import PlannedRun
from peaceops.experiments.study import look_at_designs, look_at_frontiers, look_at_sensitivity
from peaceops.model.errors import PlanError
from peaceops.viz.attribution import attribution_figure
from peaceops.viz.frontier import frontier_figure
from peaceops.viz.page import apart
from peaceops.viz.paired import differences_figure
from peaceops.viz.screening import screening_figure
from peaceops.viz.stability import stability_figure

HEADQUARTERS = "collocation.headquarters"


@dataclass(frozen=True)
class RunnablePlan(MadePlan):
    """A plan that also knows its kind and its runs."""

    kind: str = "full"
    n_points: int = 1

    def runs(self):
        return [PlannedRun(i, "d", i, "post_accord", "", 0, 1) for i in range(self.n_points)]


@dataclass
class MadeBatch:
    summary: pd.DataFrame
    plan: RunnablePlan
    weeks: pd.DataFrame = field(default_factory=pd.DataFrame)

    def weekly(self, columns):
        return self.weeks[["run_id", "week", *columns]]


KEYS = ("civilian_deaths", "local_consent_mean", *outcomes_for_dilemmas())


@pytest.fixture(scope="module")
def played() -> MadeBatch:
    """Return a factorial of two choices in two worlds with three seeds, twelve weeks of a country of eight by eight."""
    values = {HEADQUARTERS: (0.0, 1.0), "integration.structure": ("two_feet_out", "two_feet_in")}
    choices = {
        f"{structure}, {'together' if share else 'apart'}": {HEADQUARTERS: share, "integration.structure": structure}
        for share in values[HEADQUARTERS] for structure in values["integration.structure"]
    }  # fmt: skip
    worlds = [{"country.population": many} for many in (2_500_000, 3_000_000)]
    weeks = []

    def run(design, world, replicate):
        scenario = small("post_accord", 8, 8, 12).with_changes({**world, **choices[design]})
        result = po.run(scenario, seed=replicate)
        weeks.append(result.weekly[["week", "civilian_deaths", "local_consent"]].assign(run_id=len(weeks)))
        return {key: result.summary[key] for key in KEYS}

    summary = summary_of(list(choices), run, worlds=worlds, replicates=3, choices=choices)
    factors = {name: MadeFactor(levels=levels, lever=True) for name, levels in values.items()}
    factors["country.population"] = MadeFactor(levels=(2_500_000, 3_000_000))
    plan = RunnablePlan(factors, tuple(choices), next(iter(choices)), ("civilian_deaths", "local_consent_mean"),
                        ("civilian_deaths", "local_consent"))  # fmt: skip
    return MadeBatch(summary, plan, pd.concat(weeks))


@pytest.fixture
def stored(played, monkeypatch):
    """Let any directory hold the batch that was played."""
    module = types.ModuleType("peaceops.experiments.batch")
    module.load_batch = lambda directory: played
    monkeypatch.setitem(sys.modules, "peaceops.experiments.batch", module)


def said(capsys, *words):
    with pytest.raises(SystemExit) as left:
        main(words)
    out = capsys.readouterr()
    return left.value.code, out.out, out.err


def test_designs_of_real_runs_are_compared_ranked_and_attributed(played):
    found = look_at_designs(played)
    assert set(found.contrasts.table["n"]) == {6}
    assert len(found.rankings) == 2
    assert found.rankings[0].shares["share"].sum() == pytest.approx(1.0)
    assert {one.outcome for one in found.attributions} == {"civilian_deaths", "local_consent_mean"}
    effects = found.attributions[1].effects.set_index("term")
    mean = played.summary.groupby(HEADQUARTERS)["local_consent_mean"].mean()
    assert effects.loc[HEADQUARTERS, "effect"] == pytest.approx(mean[1.0] - mean[0.0])
    assert (found.divergence.pairs["week"] >= 0).any()
    assert len(look_at_frontiers(played)) == 3


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    ("words", "heads"),
    [
        (("designs", "d"), ("difference 95 % interval", "best in", "of variance", "most often first in")),
        (("frontier", "d"), ("on frontier", "names no winner", "mean of need_met_mean, services_mean, 1 - gaps_mean")),
        (("frontier", "d", "--outcome", "civilian_deaths", "--outcome", "local_consent_mean"), ("Civilian deaths",)),
        (("sensitivity", "d"), ("PAWN (95 % interval)", "rank correlation")),
    ],
)
def test_commands_print_tables_and_json(words, heads, played, monkeypatch, capsys):
    if words[0] == "sensitivity":  # each setting in each world is a point of its own
        numbered = played.summary.assign(point=np.repeat(np.arange(8), 3))
        wide = pd.concat([numbered, numbered.assign(point=numbered["point"] + 8)], ignore_index=True)
        module = sys.modules["peaceops.experiments.batch"]
        monkeypatch.setattr(module, "load_batch", lambda d: MadeBatch(wide, played.plan), raising=False)
    code, out, err = said(capsys, *words)
    assert (code, err) == (0, "")
    assert all(head in " ".join(out.split()) or head in out for head in heads)
    code, out, _ = said(capsys, *words, "--json")
    assert code == 0
    assert json.loads(out)


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("designs", "d", "--base", "nowhere"), "no run of the design 'nowhere' finished"),
        (("frontier", "d", "--dilemma", "war"), "unknown dilemma 'war'; dilemmas are impartiality"),
        (("sensitivity", "d", "--outcome", "displaced_end"), "has not kept displaced_end"),
    ],
)
def test_a_user_error_is_one_sentence(words, error, capsys):
    code, out, err = said(capsys, *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert error in err


def test_dilemmas_and_outcomes_are_not_mixed(played):
    with pytest.raises(PlanError, match="both named"):
        look_at_frontiers(played, ["ownership"], ["civilian_deaths"])


def test_a_sample_for_morris_is_screened_with_all_its_points():
    from SALib.sample import morris

    points = morris.sample({"num_vars": 2, "names": ["a", "b"], "bounds": [[0, 1]] * 2}, 10, seed=1)
    made = sampled_summary(points, ("a", "b"), points @ np.array([2.0, 1.0]))
    plan = RunnablePlan({name: MadeFactor(low=0.0, high=1.0) for name in "ab"}, kind="morris", n_points=len(points))
    (found,) = look_at_sensitivity(MadeBatch(made[made["point"] < 29], plan))
    assert (found.screening.used, found.screening.planned) == (9, 10)


def inside(figure):
    """Return the texts of a figure that reach beyond its edge."""
    figure.canvas.draw()
    width, height = figure.get_size_inches() * figure.dpi
    texts = [t for t in (*figure.texts, *(t for ax in figure.axes for t in ax.texts)) if t.get_text()]
    boxes = [(t.get_text(), t.get_window_extent()) for t in texts]
    return [text for text, b in boxes if b.x0 < 0 or b.x1 > width or b.y0 < 0 or b.y1 > height]


def test_pictures_of_real_runs_stay_on_their_page(played):
    found = look_at_designs(played)
    figures = [
        differences_figure(found.contrasts, "civilian_deaths"),
        differences_figure(found.contrasts, "local_consent_mean"),
        stability_figure(found.rankings[0], "Civilian deaths"), attribution_figure(found.attributions[0]),
        frontier_figure(look_at_frontiers(played)),
        frontier_figure(look_at_frontiers(played, None, ["civilian_deaths", "local_consent_mean"])),
    ]  # fmt: skip
    for figure in figures:
        assert tuple(figure.get_size_inches()) == (19.2, 10.8)
        assert not inside(figure)


@pytest.mark.parametrize("kind", ["morris", "sobol"])
def test_pictures_of_sensitivity_stay_on_their_page_with_many_long_names(kind):
    from SALib.sample import morris, sobol

    names = [f"armed_groups.movement_of_the_north.very_long_parameter_name_{i}" for i in range(16)]
    problem = {"num_vars": 16, "names": names, "bounds": [[0, 1]] * 16}
    points = morris.sample(problem, 8, seed=1) if kind == "morris" else sobol.sample(
        problem, 32, calc_second_order=False, seed=1)  # fmt: skip
    made = sampled_summary(points, names, 1e6 * points @ np.arange(16.0))
    plan = RunnablePlan({n: MadeFactor(low=0.0, high=1.0) for n in names}, kind=kind, n_points=len(points))
    (found,) = look_at_sensitivity(MadeBatch(made, plan))
    assert not inside(screening_figure(found.screening, found.label))


def test_labels_are_kept_apart_in_their_order():
    places = apart([0.5, 0.51, 0.1, 0.52, 0.99], 0.1, 0.0, 1.0)
    order = np.argsort([0.5, 0.51, 0.1, 0.52, 0.99])
    assert (np.diff(np.array(places)[order]) >= 0.1 - 1e-9).all()
    assert min(places) >= 0
    assert max(places) <= 1


def test_a_part_of_a_batch_is_looked_at_alone(played):
    some = part_of(played, ["country.population=2_600_000..4e6", "scenario=POST_ACCORD"])
    assert set(some.summary["country.population"]) == {3_000_000}
    assert set(look_at_designs(some).contrasts.table["n"]) == {3}
    assert set(some.weekly(["civilian_deaths"])["run_id"]) == set(some.summary["run_id"])
    assert part_of(played, []) is played


@pytest.mark.usefixtures("stored")
def test_a_command_looks_at_a_part_and_the_whole_says_how_many_scenarios_it_takes_together(played, capsys):
    words = ("designs", "d", "--where", "country.population=3000000")
    told = json.loads(said(capsys, *words, "--json")[1])
    assert {row["n"] for row in told["contrasts"]["table"]} == {3}
    two = played.summary.assign(scenario=np.where(played.summary["country.population"] > 2_600_000, "contested", "x"))
    assert any("2 scenarios are taken together" in note for note in contrasts(two, played.plan).notes)
    assert not any("taken together" in note for note in contrasts(played.summary, played.plan).notes)


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    ("where", "error"),
    [
        ("country.populatoin=1", "names 'country.populatoin'; allowed is what varies in the batch: scenario, "),
        ("scenario", "is 'scenario'; allowed is NAME=VALUE"),
        ("country.population=many", "'many'; allowed is a number, or two as in 0.2..0.5"),
        ("scenario=contested", "no finished run has scenario=contested; scenario is post_accord"),
    ],
)
def test_a_condition_that_selects_nothing_is_one_sentence(where, error, capsys):
    code, out, err = said(capsys, "designs", "d", "--where", where)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert error in err


def test_an_outcome_that_no_run_has_does_not_hide_the_others(played):
    empty = played.summary.assign(deaths_after_exit=np.nan)
    plan = replace(played.plan, outcomes=("deaths_after_exit", "civilian_deaths"))
    found = look_at_designs(MadeBatch(empty, plan, played.weeks))
    assert [one.outcome for one in found.rankings] == ["civilian_deaths"]
    assert [one.outcome for one in found.attributions] == ["civilian_deaths"]
    assert set(found.contrasts.table.set_index("outcome").loc["deaths_after_exit", "n"]) == {0}
