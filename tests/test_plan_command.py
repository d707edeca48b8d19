"""The command plan: what it tells before anything runs, and how it refuses."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from peaceops import cli
from peaceops.experiments.plan import Plan, load_plan, shipped_plans
from peaceops.experiments.plan_reading import EXPERIMENT
from peaceops.experiments.sampling import KINDS

PAGE = (Path(__file__).parents[1] / "docs" / "plans.md").read_text(encoding="utf-8")

SMALL = """\
title = "Small"
question = "Does it hold?"
[experiment]
scenario = ["post_accord", "contested"]
replicates = 4
horizon_weeks = 10
outcomes = ["civilian_deaths"]
columns = ["local_consent", "need_met"]
[factors]
"coordination.joc" = [0.0, 8.0]
"country.grievance" = [0.2, 0.8]
[stop]
relative_width = 0.2
design = "joc=8"
first = 2
budget = 6
"""


def call(words, capsys):
    """Return exit code, what was printed, and what was said on standard error."""
    with pytest.raises(SystemExit) as left:
        cli.main(["plan", *words])
    told = capsys.readouterr()
    return left.value.code, told.out, told.err


def test_list_names_every_shipped_plan_with_its_question(capsys):
    code, out, _ = call(["list"], capsys)
    assert code == 0
    rows = [line.split("\t") for line in out.splitlines()[1:]]
    assert [row[0] for row in rows] == list(shipped_plans())
    assert all(row[2].endswith("?") for row in rows)
    assert [one["name"] for one in json.loads(call(["list", "--json"], capsys)[1])] == list(shipped_plans())


@pytest.mark.parametrize("name", shipped_plans())
def test_what_show_prints_is_the_plan(name, capsys):
    _, out, _ = call(["show", name], capsys)
    assert tomllib.loads(out) == tomllib.loads(shipped_plans()[name].read_text(encoding="utf-8"))


def test_check_tells_runs_time_disk_what_varies_and_when_it_stops(tmp_path, capsys):
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    code, out, err = call(["check", str(tmp_path / "small.toml"), "--workers", "3"], capsys)
    told = " ".join(out.split())
    assert (code, err) == (0, "")
    for said in (
        "Small: full, nothing wrong with it",
        "Runs: at most 48 (2 scenarios x 4 settings x 6 seeds), 480 weeks",
        "with 3 workers",
        "Disk: roughly 0.3 MB",
        "no wider than 0.2 of the mean of the base, or after 6 seeds",
        "coordination.joc a choice of the mission 0, 8 meetings a month",
        "country.grievance a fact of the world 0.2, 0.8",
        "joc=0 base",
    ):
        assert said in told, said


def test_check_says_the_same_to_programs(tmp_path, capsys):
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    _, out, _ = call(["check", str(tmp_path / "small.toml"), "--json"], capsys)
    told = json.loads(out)
    plan = load_plan(tmp_path / "small.toml")
    assert told["runs"] == len(plan.runs()) == 48
    assert told["weeks"] == 480
    assert told["seconds"] > 0
    assert told["designs"] == list(plan.designs)
    assert told["factors"]["country.grievance"] == {"lever": False, "values": "0.2, 0.8 share"}
    assert told["resolution"] is None


def test_check_says_what_a_fraction_cannot_tell_apart(capsys):
    _, out, _ = call(["check", "which_part"], capsys)
    told = " ".join(out.split())
    assert re.search(r"each of these \d+ groups are measured as one", told)
    assert "structure x triple_hat, " in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "plan cannot 'chek'; allowed is check, show or list"),
        (["check"], "plan check needs a plan, for example: peaceops plan check first_comparison"),
        (["show", "exit_timin"], "did you mean 'exit_timing'"),
        (["check", "nowhere.toml"], "there is no file nowhere.toml"),
        (["check", "which_part", "--workers", "0"], "--workers is 0; allowed is a whole number from 1 up"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = call(words, capsys)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("text", re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
def test_plans_on_the_page_can_be_carried_out(text):
    plan = Plan.from_dict(tomllib.loads(text))
    assert len(plan.designs) > 1


def test_the_page_names_every_kind_of_design_and_every_name_of_an_experiment():
    designs = PAGE.partition("## Designs")[2].partition("## When")[0]
    assert set(re.findall(r"^\| `(\w+)` \| ", designs, re.MULTILINE)) == set(KINDS)
    named = set(re.findall(r"`experiment\.(\w+)`", PAGE))
    assert named == set(EXPERIMENT) - {"title", "question"}
