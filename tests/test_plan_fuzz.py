"""A thousand broken plan files: each is a plan that can be carried out, or is refused in one clean sentence."""

from __future__ import annotations

import os
import random

import pytest

from peaceops.experiments.plan import Plan, load_plan, shipped_plans
from peaceops.model.errors import PeaceopsError

N_FILES = 1_000 if os.environ.get("HYPOTHESIS_PROFILE") == "full" else 240
N_BATCHES = 4

MIXED = """\
title = "Everything that a plan may hold"
question = 'Does it "hold"?'

[experiment]
scenario = ["post_accord", "contested"]  # two of them
replicates = 2
seed = 0x7
horizon_weeks = 20
outcomes = [
  "civilian_deaths",
  "need_met_mean",
]
columns = ["local_consent"]
changes = { "mission.troops" = 5_000, posture.use_of_force = 0.5 }

[design]
kind = "compare"
base = "apart"
samples = 4

[designs.apart]
preset = "stovepipes"
[designs."all in one"]
preset = "fully_integrated"
changes.coordination.joc = 4.0

[factors]
"country.grievance" = { low = 0.2, high = 0.8, distribution = "triangular", mode = 0.3 }
country.need = { low = 0.1, high = 0.5, distribution = "normal", mean = 0.3, sd = 0.1 }
"country.coast" = ["none", "north"]
"""
DRAWN = """\
[experiment]
scenario = "contested"
preset = "coordinated"
replicates = 1
horizon_weeks = 12

[design]
kind = "morris"
trajectories = 4
levels = 4

[factors]
"host.abuse" = { low = 0.1, high = 0.7 }
"mission.troops" = { low = 2_000, high = 9_000, distribution = "loguniform" }
"integration.triple_hat" = [false, true]
[factors.bodies.levels]
none = { "coordination.jmac" = 0.0, "coordination.cmoc" = 0.0 }
many = { coordination.jmac = 8.0, coordination.cmoc = 8.0 }
"""
LISTED = """\
[experiment]
scenario = "post_accord"
replicates = 3
[[points]]
name = "early"
transition.exit_week = 104
"host.commitment" = 0.3
[[points]]
name = "late"
"transition.exit_week" = 208
host.commitment = 0.3
[stop]
outcome = "civilian_deaths"
width = 12.5
first = 4
budget = 30
"""
TEXTS = [MIXED, DRAWN, LISTED, *(shipped_plans()[name].read_text("utf-8") for name in ("exit_timing", "which_part"))]
KINDS = ("full", "list", "compare", "latin_hypercube", "sobol", "morris", "one_at_a_time", "factorial", "sobl", "")
VALUES = (
    *("1e999", "nan", "-inf", "9" * 400, "-1", "0", "1.5", "1_000_000", "65536", "0b1", "08", "-0.0", "1e-300", "7"),
    *("true", '""', '"x"', '"\\u0000"', '"\\ud800"', '"two_feet_in"', '"""' + "long " * 400 + '"""', '"contested"'),
    *("[]", "{}", "[[1]]", "[1, 'a']", "{a = 1}", "2020-01-01", "{ low = 0.1 }", "{ high = 3 }", "[0.1, 0.2, 0.2]"),
    *("{ low = 0, high = 1, levels = 5 }", "{ levels = { a = {}, b = { 'mission.troops' = 1 } } }", "[true, false]"),
    *("{ low = 1, high = 9, distribution = 'loguniform' }", "[0.1, 0.2, 0.3, 0.4, 0.5]", "'../nothing.toml'"),
)
LINES = (
    *("[[design]]", "[points]", "[[points]]", "[factors.country]", "[designs]", "[designs.x]", "[stop]\nwidth = 1.0"),
    *("samples = 8", "levels = 3", "second_order = true", "trajectories = 5", "preset = 'firewall'", "base = 'apart'"),
    *('"armed_groups.nobody.fighters" = [1, 2]', '"injects[0].week" = [1, 2]', '"systems.rents" = [true, false]'),
    *('"country.layers" = [1]', '"name" = ["a", "b"]', '"horizon_weeks" = [10, 20]', "[factors.a.levels]\nb = {}"),
    *("[experiment.changes]\nhorizon_weeks = 9", "[factors]\n'country.camps' = { low = 0, high = 40 }", "[[]]", "= 1"),
)  # fmt: skip


def with_a_value(rows):
    return [number for number, row in enumerate(rows) if " = " in row]


def misspell(rng, rows):
    at = rng.choice([number for number, row in enumerate(rows) if row])
    spot = rng.randrange(len(rows[at]))
    rows[at] = rows[at][:spot] + rng.choice("abxz_.[]\"'= #\\\t\u00e9") + rows[at][spot + rng.randrange(2) :]


def drop_or_double(rng, rows):
    at = rng.randrange(len(rows))
    rows[at : at + 1] = [rows[at]] * rng.choice([0, 0, 2])


def replace_value(rng, rows):
    at = rng.choice(with_a_value(rows))
    rows[at] = f"{rows[at].partition(' = ')[0]} = {rng.choice(VALUES)}"


def swap(rng, rows):
    one, other = rng.choice(with_a_value(rows)), rng.choice(with_a_value(rows))
    (a, b), (c, d) = (rows[at].partition(" = ")[::2] for at in (one, other))
    rows[one], rows[other] = f"{a} = {d}", f"{c} = {b}"


def move(rng, rows):
    row = rows.pop(rng.randrange(len(rows)))
    rows.insert(rng.randrange(len(rows) + 1), row)


def other_kind(rng, rows):
    at = next((number for number, row in enumerate(rows) if row.startswith("kind = ")), None)
    if at is None:
        rows += ["[design]", f'kind = "{rng.choice(KINDS)}"']
    else:
        rows[at] = f'kind = "{rng.choice(KINDS)}"'


def other_line(rng, rows):
    rows.insert(rng.randrange(len(rows) + 1), rng.choice(LINES))


def cut(rng, rows):
    del rows[rng.randrange(len(rows)) :]


MUTATORS = (misspell, drop_or_double, replace_value, replace_value, swap, move, other_kind, other_line, other_line, cut)


def check(path):
    """Read a plan; return whether it was refused."""
    try:
        plan = load_plan(path, tried=3)
    except PeaceopsError as error:
        text = str(error)
        assert text.isprintable()
        assert 10 < len(text) < 900
        assert not text.endswith(".")
        assert "Traceback" not in text
        assert "pydantic" not in text.lower()
        assert str(path) in text, text
        return True
    points = plan.points()
    assert points
    assert plan.base in plan.designs
    if len(points) * plan.replicates < 3_000:
        runs = plan.runs()
        assert [run.run_id for run in runs] == list(range(len(points) * plan.replicates * len(plan.scenarios)))
        assert Plan.from_dict(plan.as_dict(), tried=1).runs() == runs
    return False


@pytest.mark.parametrize("batch", range(N_BATCHES))
def test_broken_plans_are_plans_or_are_refused_cleanly(batch, tmp_path):
    rng = random.Random(2_000 + batch)  # noqa: S311
    path = tmp_path / "broken.toml"
    refused = 0
    for _ in range(N_FILES // N_BATCHES):
        rows = rng.choice([MIXED, DRAWN, *TEXTS]).split("\n")
        for mutate in rng.sample(MUTATORS, rng.choice([1, 1, 2])):
            if with_a_value(rows):
                mutate(rng, rows)
        path.write_text("\n".join(rows), encoding="utf-8")
        refused += check(path)
    assert 0.3 < refused / (N_FILES / N_BATCHES) < 0.95  # the mutations bite, and not every one is fatal


@pytest.mark.parametrize("text", TEXTS, ids=["mixed", "drawn", "listed", "exit_timing", "which_part"])
def test_what_is_broken_was_whole(text, tmp_path):
    (tmp_path / "whole.toml").write_text(text, encoding="utf-8")
    assert not check(tmp_path / "whole.toml")


def broken(rng, rows, how):
    """Break one line so that the sentence must name it; return the line."""
    names = ("replicates", "seed", "kind", "base")
    numbered = [(n, row) for n, row in enumerate(rows) if row.partition(" = ")[0] in names]
    at, row = rng.choice(numbered)
    name, _, value = row.partition(" = ")
    rows[at] = {
        "misspelt": f"{name}qq = {value}", "type": f"{name} = [1.5]", "syntax": f"{name} = = {value}",
        "doubled": f"{row}\n{row}",
    }[how]  # fmt: skip
    return at + (2 if how == "doubled" else 1)


@pytest.mark.parametrize("how", ["misspelt", "type", "syntax", "doubled"])
def test_one_mistake_is_shown_in_its_line(how, tmp_path):
    rng = random.Random(how)  # noqa: S311
    path = tmp_path / "broken.toml"
    for _ in range(12):
        rows = rng.choice([MIXED, DRAWN]).split("\n")
        line = broken(rng, rows, how)
        path.write_text("\n".join(rows), encoding="utf-8")
        with pytest.raises(PeaceopsError) as refused:
            load_plan(path)
        assert str(refused.value).endswith(f"({path}, line {line})"), str(refused.value)


@pytest.mark.parametrize(
    ("table", "row", "line"),
    [
        ("[factors]", '"armed_groups.nobody.fighters" = [1, 2]', 5),
        ("[experiment.changes]", '"injects[40].week" = 3', 5),
        ("[designs.a.changes]", 'mission.troops = "many"', 5),
        ("[factors]", '"country.n_identity_groups" = [2, 40]', 5),
        ("[factors.both.levels]", 'one = { "armed_groups.nobody.fighters" = 3 }', 4),
    ],
)
def test_a_setting_that_cannot_be_played_is_shown_where_it_stands(table, row, line, tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(f'[experiment]\nscenario = "post_accord"\nhorizon_weeks = 9\n{table}\n{row}\n', encoding="utf-8")
    with pytest.raises(PeaceopsError, match=rf"study\.toml, line {line}\)$"):
        load_plan(path)
