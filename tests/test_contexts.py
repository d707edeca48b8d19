"""Several scenarios are never averaged in silence; what cannot be shown, or is missing, is said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pytest
from batch_cases import cheap
from made_batches import MadeFactor, MadePlan, summary_of

from peaceops.experiments.batch import batch, load_batch
from peaceops.experiments.contexts import context_table
from peaceops.experiments.plan import Plan
from peaceops.experiments.study import look_at_designs, look_at_frontiers
from peaceops.experiments.worlds import Sampling, grid_of
from peaceops.model.errors import PlanError
from peaceops.viz.looking import print_designs
from peaceops.viz.report import report_of

PLAN = MadePlan(designs=("a", "b"), base="a")


@dataclass
class Given:
    """A batch of made-up runs."""

    summary: pd.DataFrame
    plan: Any = PLAN
    missing: list[int] = field(default_factory=list)
    runs: pd.DataFrame = field(default_factory=pd.DataFrame)
    complete: bool = True
    directory: str = "out/study"

    def weekly(self, columns):
        raise AssertionError("no columns were kept")


def in_two_countries(here=20.0, there=-20.0, replicates=20):
    """Return two designs whose difference is another one in each scenario."""
    shift = {"post_accord": here, "contested": there}

    def deaths(by):
        return lambda d, w, r: {"civilian_deaths": 500.0 + 3.0 * (r % 5) + (by + r % 3) * (d == "b")}

    parts = [summary_of(["a", "b"], deaths(by), replicates=replicates).assign(scenario=n) for n, by in shift.items()]
    made = pd.concat(parts, ignore_index=True)
    return made.assign(run_id=range(len(made)))


def test_effects_that_cancel_over_scenarios_are_shown_apart_and_said_to_turn(capsys):
    found = look_at_designs(Given(in_two_countries()))
    assert found.contrasts is None
    assert [one.scenario for one in found.by_scenario] == ["post_accord", "contested"]
    gaps = [one.contrasts.table["difference"].iloc[0] for one in found.by_scenario]
    assert gaps == pytest.approx([20.95, -19.05])
    (row,) = found.contexts.to_dict("records")
    assert (row["difference"], row["verdict"], row["n"]) == (pytest.approx(-40.0), "turns", 20)
    print_designs(found)
    out = capsys.readouterr().out
    assert "IN THE SCENARIO post_accord" in out
    assert "turns" in out


def test_the_same_effect_in_both_is_no_difference_of_contexts():
    (row,) = context_table(in_two_countries(5.0, 5.0), PLAN).to_dict("records")
    assert (row["difference"], row["low"], row["high"], row["verdict"]) == (0.0, 0.0, 0.0, "unclear")


def test_few_seeds_give_no_verdict_on_contexts():
    (row,) = context_table(in_two_countries(replicates=4), PLAN).to_dict("records")
    assert row["verdict"] == "few"


def test_a_table_that_is_not_possible_takes_no_other_with_it():
    levers = {"collocation.headquarters": (0.0, 1.0), "integration.visible_identity": ("common", "separate")}
    choices = {f"{a} {b}": dict(zip(levers, (a, b), strict=True)) for a in levers["collocation.headquarters"]
               for b in levers["integration.visible_identity"]}  # fmt: skip
    made = summary_of(list(choices), lambda d, w, r: {"civilian_deaths": float(len(d))}, choices=choices)
    plan = MadePlan({name: MadeFactor(levels=values, lever=True) for name, values in levers.items()}, tuple(choices))
    found = look_at_designs(Given(made, plan))
    assert found.contrasts is not None
    assert found.attributions == ()
    assert any("at least 2 are needed" in note for note in found.notes)
    with pytest.raises(PlanError, match="has only the design"):
        look_at_designs(Given(made[made["design"] == next(iter(choices))], plan))


def test_a_batch_broken_off_says_what_is_missing():
    whole = summary_of(["a", "b", "c"], lambda d, w, r: {"civilian_deaths": 5.0 + r}, replicates=8)
    plan = MadePlan(designs=("a", "b", "c"), base="a")
    given = Given(whole[whole["design"] != "c"], plan, list(range(16, 24)), whole, False)
    first = look_at_designs(given).notes[0]
    assert first == (
        "8 of 24 runs are still missing; without any run: c. Go on with: peaceops batch --resume --out out/study."
    )


def plan_of(scenario, **more):
    return Plan.from_dict(
        {"experiment": {"scenario": scenario, "replicates": 3, "horizon_weeks": 4, "outcomes": ["civilian_deaths"]},
         "factors": {"integration.structure": ["two_feet_out", "two_feet_in"]}, **more}
    )  # fmt: skip


def test_a_batch_is_read_though_the_file_of_its_scenario_is_gone(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text('base = "post_accord"\nname = "mine"\n')
    batch(plan_of(str(mine)), tmp_path / "b", 0, make=cheap)
    mine.unlink()
    stored = load_batch(tmp_path / "b")
    assert stored.plan.designs == ("structure=two_feet_out", "structure=two_feet_in")
    assert look_at_designs(stored).contrasts is not None


def stays(run):
    """Return shares for every outcome of the dilemmas, and one that the plan does not name."""
    from dataclasses import replace

    from peaceops.experiments.dilemmas import outcomes_for_dilemmas

    made = cheap(run)
    return replace(made, summary={**made.summary, **dict.fromkeys(outcomes_for_dilemmas(), 0.1 * (1 + run.run_id % 7))})


def test_frontiers_and_outcomes_need_not_stand_in_the_plan(tmp_path):
    stored = batch(plan_of("post_accord"), tmp_path, 0, make=stays)
    assert "acceptance_mean" not in stored.summary
    assert {one.name for one in look_at_frontiers(stored)} == {"impartiality", "accountability", "ownership"}
    assert set(look_at_designs(stored, ["acceptance_mean"]).contrasts.table["outcome"]) == {"acceptance_mean"}
    with pytest.raises(PlanError, match="unknown outcome"):
        look_at_designs(stored, ["acceptence_mean"])


def test_a_report_of_two_scenarios_has_chapters_for_each_and_one_of_what_depends_on_them(tmp_path):
    stored = batch(plan_of(["post_accord", "contested"]), tmp_path, 0, make=stays)
    made = report_of(stored)
    assert "What depends on the scenario" in made.chapters
    for title in ("What happened", "What the designs change"):
        mine = [one for one in made.chapters if one.startswith(title)]
        assert mine == [f"{title}: post_accord", f"{title}: contested"]
    said = made.answer.headline
    assert said.count("In post_accord: ") == said.count("In contested: ") == 1
    anchors = re.findall(r' id="([\w-]+)"', made.html)
    assert len(anchors) == len(set(anchors))


def test_evenly_spaced_values_of_a_range_are_a_list_and_no_sample():
    spaced = {"low": 0.1, "high": 0.5, "levels": 3}
    factors = {"integration.structure": ["two_feet_out", "two_feet_in"], "country.violence": spaced}
    plan = plan_of("post_accord", design={"kind": "full"}, factors=factors)
    worlds = [{"country.violence": v} for v in (0.1, 0.3, 0.5)]
    made = summary_of(plan.designs, lambda d, w, r: {"civilian_deaths": float(r)}, worlds=worlds, replicates=2)
    assert grid_of(made, plan, "civilian_deaths").sampling is Sampling.NAMED


@pytest.mark.parametrize("name", ["seed", "run_id", "design", "civilian_deaths"])
def test_a_factor_of_several_parameters_takes_no_name_of_a_column(name):
    factor = {"levels": {"x": {"collocation.headquarters": 0.1}, "y": {"collocation.headquarters": 0.9}}}
    with pytest.raises(PlanError, match=f"cannot be called {name}"):
        plan_of("post_accord", factors={name: factor})


def test_the_settings_of_a_factorial_count_in_its_size():
    factors = {
        "collocation.headquarters": [0.0, 1.0], "integration.structure": ["two_feet_out", "two_feet_in"],
        "posture.escorts": ["last_resort", "routine"],
    }  # fmt: skip
    many = {"scenario": ["post_accord", "contested", "transition"], "replicates": 100_000, "horizon_weeks": 4}
    with pytest.raises(PlanError, match="allowed is at most 1,000,000"):
        plan_of("post_accord", design={"kind": "factorial"}, factors=factors, experiment=many)
