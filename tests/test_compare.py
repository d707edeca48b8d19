"""Twin runs and their intervals, with a made-up model in place of the real one."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import signal
from io import StringIO
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from synthetic import FakeScenario, deadly_run, fake_run

from peaceops.experiments.compare import compare, known_outcomes
from peaceops.experiments.differences import Change, changes_between, fact_notes
from peaceops.experiments.intervals import paired_difference
from peaceops.experiments.through import Contributions, cause_table, contributions_of, leading_causes
from peaceops.experiments.twins import plan_twins, seeds_from
from peaceops.experiments.verdicts import is_rough, verdict
from peaceops.model.errors import PeaceopsError, PlanError, ResultError
from peaceops.viz.forest import forest_figure, numbers_of
from peaceops.viz.palette import signed_number
from peaceops.viz.terminal import _say_comparison, comparison_rows, comparison_sentences, comparison_text

OUTCOMES = ["civilian_deaths", "local_consent_mean", "mined_share_end"]
BASE = FakeScenario()
OTHER = FakeScenario(values={"effect": 1.0})


def made(other=OTHER, **options):
    given = {"replicates": 20, "outcomes": OUTCOMES, "run": fake_run} | options
    return compare(BASE, other, **given)


def test_seeds_do_not_depend_on_how_many_there_are():
    assert seeds_from(5, 3) == seeds_from(5, 8)[:3]
    assert len(set(seeds_from(5, 200))) == 200
    assert seeds_from(5, 3) != seeds_from(6, 3)
    assert seeds_from(0, 2) != seeds_from(1, 2)


def test_both_sides_run_on_the_same_seeds():
    runs = made().runs
    by_side = {side: rows["seed"].tolist() for side, rows in runs.groupby("side")}
    assert by_side["base"] == by_side["other"]
    assert len(plan_twins(7, 1)) == 14


def test_the_effect_is_found_and_luck_cancels_out_within_pairs():
    row = made().table.set_index("outcome").loc["civilian_deaths"]
    assert -40 <= row["difference"] <= -30
    assert row["low"] < row["difference"] < row["high"] < 0
    assert row["high"] - row["low"] < 10
    assert row["p_better"] == 1.0
    assert row["other"] - row["base"] == pytest.approx(row["difference"])


def test_what_is_not_changed_does_not_differ():
    row = made().table.set_index("outcome").loc["local_consent_mean"]
    assert (row["difference"], row["low"], row["high"], row["p_better"]) == (0.0, 0.0, 0.0, 0.5)


def test_the_number_of_workers_changes_nothing():
    one, two = made(replicates=6), made(replicates=6, workers=2)
    pd.testing.assert_frame_equal(one.table, two.table)
    pd.testing.assert_frame_equal(one.runs, two.runs)
    pd.testing.assert_frame_equal(one.causes, two.causes)


def test_another_outcome_beside_it_changes_no_interval():
    alone = made(outcomes=["civilian_deaths"]).table
    pd.testing.assert_frame_equal(alone, made().table.iloc[:1])


def test_a_failing_run_is_set_aside_with_its_seed_and_reason():
    seed = seeds_from(1, 20)[3]
    found = made(FakeScenario(values={"effect": 1.0, "fail_on": (seed,)}))
    assert found.failures.to_dict("records") == [
        {"pair": 3, "side": "other", "seed": seed, "error": "RuntimeError: the ledger lost a dollar"}
    ]
    assert found.table["n"].tolist() == [19, 19, 19]
    assert any(str(seed) in note for note in found.notes)


def test_a_dying_process_costs_one_run_and_not_the_batch():
    seed = seeds_from(1, 4)[2]
    found = made(FakeScenario(values={"die_on": (seed,)}), replicates=4, workers=2, run=deadly_run)
    assert found.failures["seed"].tolist() == [seed]
    assert "died" in found.failures["error"].iloc[0]
    assert found.table["n"].max() == 3


def test_when_nothing_finishes_one_sentence_says_why():
    seeds = tuple(seeds_from(1, 3))
    broken = FakeScenario(values={"fail_on": seeds})
    with pytest.raises(PlanError, match=f"seed {seeds[0]}: RuntimeError: the ledger lost a dollar"):
        compare(broken, broken, replicates=3, run=fake_run)
    with pytest.raises(PlanError, match="no pair of runs finished; the other failed"):
        made(broken, replicates=3)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"replicates": 0}, "replicates is 0; allowed is a whole number from 1"),
        ({"replicates": 2.5}, "replicates is 2.5"),
        ({"seed": -1}, "seed is -1; allowed is a whole number from 0 up"),
        ({"workers": 0}, "workers is 0"),
        ({"outcomes": ["civilian_death"]}, "outcome 'civilian_death'; .* or _end; did you mean 'civilian_deaths'.$"),
        ({"outcomes": "civilian_deaths"}, "allowed is a list of names"),
        ({"outcomes": []}, "no outcome is named"),
    ],
)
def test_bad_plans_fail_with_one_sentence(options, said):
    with pytest.raises(PlanError, match=said):
        made(**options)


def test_a_column_stands_for_all_its_keys():
    assert made(outcomes=["local_consent"]).table["outcome"].tolist() == ["local_consent_mean", "local_consent_end"]
    assert {"cost_usd", "peak_troops"} <= set(known_outcomes())


def test_one_pair_gives_a_difference_and_no_interval():
    found = made(replicates=1)
    assert np.isnan(found.table["low"]).all()
    assert any("no interval" in note for note in found.notes)
    comparison_rows(found)
    forest_figure(found)


def test_the_same_design_twice_is_said_to_be_so():
    found = made(FakeScenario())
    assert found.changes == ()
    assert "the same" in found.notes[0]
    assert (found.table["difference"] == 0).all()


def test_changes_are_named_without_the_prefix_of_choices():
    one = FakeScenario(values={"choices": {"posture": {"use_of_force": 0.2}}, "mission": {"troops": 5}})
    two = FakeScenario(name="b", values={"choices": {"posture": {"use_of_force": 0.7}}, "mission": {"troops": 5}})
    (change,) = changes_between(one, two)
    assert (change.name, change.base, change.other) == ("posture.use_of_force", 0.2, 0.7)


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    draw = np.random.default_rng(4)
    hits = 0
    for i in range(120):
        gap = draw.normal(1.0, 2.0, 30)
        found = paired_difference(np.zeros(30), gap, better=1, seed=1, name=f"x{i}")
        hits += found.low <= 1.0 <= found.high
    assert 0.87 <= hits / 120 <= 0.99


@pytest.mark.parametrize("n", [2, 3, 11, 12, 40])
def test_nearly_constant_differences_make_no_warning(n):
    gap = np.zeros(n)
    gap[0] = 1.0
    found = paired_difference(np.zeros(n), gap, better=-1, seed=1, name="x")
    assert found.low <= found.difference <= found.high
    constant = paired_difference(np.zeros(n), np.full(n, 0.1), better=1, seed=1, name="x")
    assert constant.low == constant.high == constant.difference
    assert constant.method == "constant"


def test_missing_numbers_leave_their_pair_out():
    found = paired_difference(np.array([1.0, np.nan, 3.0]), np.array([2.0, 2.0, np.nan]), better=0, seed=1, name="x")
    assert (found.n, found.difference) == (1, 1.0)
    assert np.isnan(found.p_better)
    assert paired_difference(np.array([np.nan]), np.array([1.0]), better=1, seed=1, name="x").n == 0


def test_saved_whole_and_replaced_whole(tmp_path):
    found, place = made(), tmp_path / "cmp"
    found.save(place, also=lambda d: forest_figure(found).savefig(d / "differences.png"))
    assert sorted(f.name for f in place.iterdir()) == [
        "comparison.csv",
        "comparison.json",
        "comparison_causes.csv",
        "differences.png",
        "runs.csv",
    ]
    facts = json.loads((place / "comparison.json").read_text())
    assert facts["table"][0]["difference"] == found.table["difference"].iloc[0]
    assert facts["seeds"] == seeds_from(1, 20)
    assert pd.read_csv(place / "comparison.csv").shape == found.table.shape
    found.save(place)
    (place / "mine.txt").write_text("x")
    with pytest.raises(ResultError, match=r"holds mine\.txt"):
        found.save(place)
    assert [p.name for p in tmp_path.iterdir()] == ["cmp"]


def test_stopping_while_saving_leaves_the_old_files_whole(tmp_path):
    found, place = made(), tmp_path / "cmp"
    found.save(place)
    before = {f.name: f.read_bytes() for f in place.iterdir()}

    def stop(directory):
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        made(replicates=2).save(place, also=stop)
    assert {f.name: f.read_bytes() for f in place.iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["cmp"]


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_all_processes(workers):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made(workers=workers, progress=stop)
    assert multiprocessing.active_children() == []


def test_small_differences_are_not_rounded_to_nothing():
    assert signed_number(0.0004, "share") == "+0.04"
    assert signed_number(0.0, "share") == "0"
    assert signed_number(-0.123, "share") == "-12.3"
    assert signed_number(-1234.0, "deaths") == "-1,234"
    assert signed_number(float("nan"), "deaths") == "-"


def test_progress_counts_every_run():
    seen = []
    made(replicates=3, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(i, 6) for i in range(1, 7)]


def test_what_can_be_told_from_zero_is_said_in_words():
    found = made(labels=("stovepipes", "firewall"))
    text = " ".join(comparison_sentences(found))
    assert "Better under firewall than under stovepipes: civilian deaths -3" in text
    assert "No change at all" in text


@pytest.mark.parametrize(
    ("low", "high", "difference", "better", "said"),
    [
        (1, 2, 1.5, 1, "better"),
        (1, 2, 1.5, -1, "worse"),
        (1, 2, 1.5, 0, "differs"),
        (1e-5, 3e-5, 2e-5, 1, "tiny"),
        (-1, 2, 0.5, 1, "unclear"),
        (0.0, 0.0, 0.0, 1, "same"),
        (float("nan"), float("nan"), 1.0, 1, "unclear"),
    ],
)
def test_verdicts(low, high, difference, better, said):
    row = {"low": low, "high": high, "difference": difference, "better": better, "unit": "share", "base": 1}
    assert verdict(row) == said
    numbers_of(row)


@pytest.mark.parametrize(
    ("unit", "base", "difference", "said"),
    [
        ("deaths", 1000.0, 9.0, "tiny"),
        ("deaths", 1000.0, 11.0, "better"),
        ("deaths", 0.0, 0.1, "better"),
        ("share", 0.5, 0.004, "tiny"),
        ("share", 0.5, 0.006, "better"),
        ("share", 0.01, 0.004, "better"),
        ("share", 0.0, 0.0004, "tiny"),
    ],
)
def test_small_differences_are_called_tiny(unit, base, difference, said):
    low, high = 0.9 * difference, 1.1 * difference
    row = {"low": low, "high": high, "difference": difference, "better": 1, "unit": unit, "base": base, "n": 40}
    assert verdict(row) == said


def test_few_pairs_make_a_rough_verdict():
    rough, firm = made(replicates=10), made(replicates=20)
    assert comparison_rows(rough)[0][-1] == "better (rough)"
    assert comparison_rows(firm)[0][-1] == "better"
    assert comparison_sentences(rough)[0].startswith("Better under other than under base (rough): civilian deaths")
    assert "rough" not in " ".join(comparison_sentences(firm))
    assert [is_rough(row) for row in rough.table.to_dict("records")] == [True, False, False]


def test_the_table_for_programs_has_the_verdicts(tmp_path):
    found = made(replicates=10)
    found.save(tmp_path / "cmp")
    assert pd.read_csv(tmp_path / "cmp" / "comparison.csv")["verdict"].tolist() == ["better", "same", "same"]


def test_shared_settings_stand_in_the_header_and_in_the_picture():
    found = made(replicates=6, settings=["mission.troops=8000", "posture.escorts=never"])
    said = "fake with mission.troops = 8000 and posture.escorts = never, root seed 1"
    assert said in " ".join(comparison_text(found).split())
    assert said in " ".join(words_of(found))


def test_outcomes_that_are_not_drawn_are_named_in_the_picture():
    found = made()
    found.table.loc[0, "base"] = 0.0
    assert any(word.startswith("Not drawn") and "civilian deaths." in word for word in words_of(found))
    assert not any(word.startswith("Not drawn") for word in words_of(made()))


def words_of(found):
    import matplotlib.text

    return [text.get_text() for text in forest_figure(found).findobj(matplotlib.text.Text)]


def test_what_lies_beyond_the_axis_is_an_arrow_with_its_number():
    found = made()
    assert not any(word == "+164 %" for word in words_of(found))
    found.table.loc[0, ["base", "difference", "low", "high"]] = [100.0, 164.0, 140.0, 190.0]
    assert "+164 %" in words_of(found)
    marks = [(line.get_marker(), line.get_xdata()[0]) for line in forest_figure(found).axes[0].lines]
    assert (">", 150.0) in marks
    assert ("o", 150.0) not in marks


def test_the_forest_picture_names_every_outcome():
    import matplotlib.text

    found = made()
    words = {text.get_text() for text in forest_figure(found).findobj(matplotlib.text.Text)}
    assert {label.removesuffix(", mean") for label in found.table["label"]} <= words


def test_few_pairs_give_no_verdict_better_or_worse():
    found = made(replicates=5)
    assert [row[-1] for row in comparison_rows(found)] == ["too few pairs", "no change", "no change"]
    assert [row[-2] for row in comparison_rows(found)][1:] == ["-", "-"]
    assert found.clear.empty
    assert "Too few pairs" in comparison_sentences(found)[0]


def test_a_comparison_says_what_it_is_in_one_line():
    assert repr(made(replicates=1)) == "Comparison(other against base; fake, root seed 1; 1 pair of runs)"
    assert "1 pair of runs" in comparison_text(made(replicates=1))


def test_no_word_of_the_forest_picture_is_cut_at_the_edge():
    settings = [f"armed_groups.northern_front.hostility_to_relief=0.{i}" for i in range(6)]
    labels = ("stovepipes", "firewall, " + ", ".join(["mission.troops=9000"] * 6))
    found = made(labels=labels, settings=settings, replicates=10)
    found.table["label"] = "An outcome with a very long name, as long as any"
    found.table.loc[1, ["unit", "base"]] = ["deaths", 0.0]
    found.table.loc[:, ["difference", "low", "high"]] = [-1234567.0, -12345678.0, -1234.0]
    figure = forest_figure(found)
    figure.set_dpi(100)
    figure.canvas.draw()
    for text in [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]:
        box = text.get_window_extent()
        assert box.x0 >= 0, text.get_text()
        assert box.x1 <= 1920, text.get_text()


def test_causes_add_up_to_the_difference_and_are_told(tmp_path):
    found = made(labels=("stovepipes", "firewall"))
    own = found.causes[found.causes["outcome"] == "civilian_deaths"].set_index("cause")
    assert own["difference"].sum() == pytest.approx(found.table["difference"].iloc[0])
    assert own.loc["attacks by Northern Front", ["difference", "low", "high"]].tolist() == pytest.approx([-40.0] * 3)
    assert own.loc["crossfire", "low"] < own.loc["crossfire", "difference"] < own.loc["crossfire", "high"] < 10
    (told,) = found.through_what
    assert [cause["cause"] for cause in told["causes"]] == ["attacks by Northern Front", "crossfire"]
    assert told["rest"] == 0.0
    text = comparison_text(found)
    assert re.search(r"THROUGH WHAT\n.*\n  Civilian deaths +-3\d", text)
    assert re.search(r"\n    attacks by Northern Front +-40 \(-40 to -40\)\n    crossfire +\+", text)
    found.save(tmp_path / "cmp")
    assert json.loads((tmp_path / "cmp" / "comparison.json").read_text())["through_what"] == [told]
    assert pd.read_csv(tmp_path / "cmp" / "comparison_causes.csv").shape == found.causes.shape


def test_no_cause_is_named_where_nothing_differs_clearly():
    for found in (made(FakeScenario()), made(replicates=5)):
        assert found.through_what == []
        assert "THROUGH WHAT" not in comparison_text(found)


def test_causes_of_a_mean_level_are_weighed_by_the_weeks_they_lasted():
    level = np.array([0.5, 0.6, 0.6, 0.4])  # from 0.4 before the first week
    causes = {"week": [0, 1, 3], "stock": "local_consent", "cause": ["services", "services", "x"]}
    run = SimpleNamespace(weekly=level, causes=pd.DataFrame({**causes, "value": [0.1, 0.1, -0.2]}))
    found = contributions_of(run)
    assert found.keys == (("local_consent", "services"), ("local_consent", "x"))
    assert found.values.sum(axis=0) == pytest.approx([level[-1] - 0.4, level.mean() - 0.4])


def test_at_most_five_causes_are_named_and_the_rest_put_together():
    rows = [("deaths", f"cause {i}", v, v - 1, v + 1) for i, v in enumerate([-50.0, 40, 30, 20, 10, 9, 8, 7])]
    causes = pd.DataFrame(rows, columns=["outcome", "cause", "difference", "low", "high"])
    table = pd.DataFrame([{
        "outcome": "deaths", "label": "Deaths", "unit": "deaths", "difference": 74.0, "low": 70.0, "high": 80.0,
        "verdict": "worse",
    }])  # fmt: skip
    (told,) = leading_causes(table, causes)
    assert [cause["difference"] for cause in told["causes"]] == [-50, 40, 30, 20, 10]
    assert told["rest"] == 24.0
    causes.loc[3:, ["low", "high"]] = [-1.0, 100.0]
    (told,) = leading_causes(table, causes)
    assert len(told["causes"]) == 3
    assert leading_causes(table.assign(verdict="unclear"), causes) == []


def test_every_cause_of_a_stock_with_several_columns_belongs_to_one_of_them():
    keys = [("access_denied", f"{who} to agencies") for who in ("state", "groups", "security rules")]
    wanted = [known_outcomes()[f"denied_by_{who}"] for who in ("state", "groups", "security_rules")]
    run = Contributions(tuple(keys), np.ones((3, 2)))
    assert cause_table([run] * 2, [run, None], wanted, 1)["cause"].tolist() == [cause for _, cause in keys]


def test_a_file_names_all_that_was_compared_and_a_terminal_the_first_few(tmp_path):
    found = made()
    found.changes = tuple(Change(f"mission.choice_{i}", 0, i) for i in range(24))
    assert all(f"  mission.choice_{i}: 0 -> {i}\n" in comparison_text(found) for i in range(24))
    shown = Console(file=StringIO(), force_terminal=True, color_system=None, width=120)
    _say_comparison(found, [("out/x/differences.png", "a"), ("out/x/comparison_causes.csv", "b")], shown, shown)
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown.file.getvalue())
    assert "and 12 more, all of them in comparison.txt" in text
    heads = [line.rindex("   ") for line in text.split("FILES\n")[1].splitlines()]
    assert len(set(heads)) == 1


def test_designs_of_different_length_are_refused():
    from peaceops.model.library import load_scenario

    base = load_scenario("post_accord")
    said = r"base runs 312 weeks and other 104, .* give both the same horizon_weeks$"
    with pytest.raises(PeaceopsError, match=said):
        compare(base, base.with_changes({"horizon_weeks": 104}), replicates=1)


def test_differing_facts_about_the_world_are_pointed_out():
    choice, fact = Change("posture.use_of_force", 0.2, 0.7), Change("country.population", 1, 2)
    assert fact_notes([choice]) == []
    assert "(country.population), not in choices" in fact_notes([fact])[0]
    assert "as well as in choices" in fact_notes([choice, fact])[0]
