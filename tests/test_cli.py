"""The command line: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from types import ModuleType, SimpleNamespace

import pytest
import synthetic

from peaceops import cli


class FakeModel:
    """Steps like the model and gives a made-up result that can be saved."""

    stop_at: int | None = None

    def __init__(self, inputs, seed, keep_cell_causes=False):
        self.inputs, self.seed, self.steps = inputs, seed, 0
        self.running = True

    def step(self):
        self.steps += 1
        if self.steps == self.stop_at:
            raise KeyboardInterrupt
        self.running = self.steps < self.inputs.horizon_weeks

    def result(self):
        return synthetic.full_result(self.inputs, self.seed)


def fake_mission(inputs, seed):
    return SimpleNamespace(summary={"civilian_deaths": float(seed % 97) - inputs.mission.troops / 1000})


@pytest.fixture(autouse=True)
def model(monkeypatch):
    """Put a fast model in place of the real one."""
    module = ModuleType("peaceops.model.mission")
    module.MissionModel, module.run_mission = type("Model", (FakeModel,), {}), fake_mission
    monkeypatch.setitem(sys.modules, "peaceops.model.mission", module)
    monkeypatch.setattr("peaceops.doing.usable_cores", lambda: 1)  # other processes would run the real model
    return module.MissionModel


@pytest.fixture
def _no_drawing(monkeypatch):
    """Leave pictures of a run empty, where a test is about something else: each takes a second to draw."""
    empty = SimpleNamespace(savefig=lambda path, dpi: path.touch())
    for name in ("story_figure", "country_figure"):
        monkeypatch.setattr(f"peaceops.viz.files.{name}", lambda *_, **__: empty)


@pytest.fixture
def call(capsys):
    """Return a function that runs the command line and gives (exit code, output, errors)."""

    def run(*words):
        with pytest.raises(SystemExit) as end:
            cli.main(list(words))
        printed = capsys.readouterr()
        return end.value.code, printed.out, printed.err

    return run


COMMANDS = (
    "run", "compare", "tradeoffs", "presets", "parameters", "explain", "scenarios", "designs", "sensitivity",
    "frontier",
)  # fmt: skip


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_every_command_has_help(call, command):
    code, out, _ = call(*command, "--help")
    assert code == 0
    assert "Usage" in out
    if command and command[0] not in ("tradeoffs", "scenarios"):
        assert f"peaceops {command[0]} " in out.split("Examples")[1]


def test_help_is_quick_because_the_commands_import_late():
    program = (
        "import sys, peaceops; before = set(sys.modules); import peaceops.cli; "
        "print(*sorted({'numpy', 'pandas', 'mesa', 'scipy', 'pydantic'} & (set(sys.modules) - before)),"
        " *sorted({'matplotlib', 'scipy.stats'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout, found.stderr) == (0, "\n", "")


def test_run_tells_what_happened(call):
    code, out, err = call("run", "post_accord", "--weeks", "104", "--seed", "3")
    assert code == 0
    assert err == ""
    assert "THE SETTING\n  Country: Lomara" in out
    for part in ("seed 3", "does not forecast", "WHAT HAPPENED", "KEY OUTCOMES", "TURNING POINTS", "TRY NEXT"):
        assert part in out
    assert "\x1b" not in out


def test_run_keeps_files_and_names_them(call, tmp_path):
    place = tmp_path / "made"
    code, out, _ = call("run", "post_accord", "--preset", "firewall", "--weeks", "60", "--out", str(place))
    assert code == 0
    assert str(place / "story.png") in out
    assert (place / "story.png").read_bytes()[:4] == b"\x89PNG"
    assert "preset firewall" in (place / "account.txt").read_text(encoding="utf-8")
    from peaceops.model.result import load_result

    assert len(load_result(place).weekly) == 60
    assert call("run", "post_accord", "--weeks", "60", "--out", str(place))[0] == 0
    assert [p.name for p in tmp_path.iterdir()] == ["made"]


@pytest.mark.usefixtures("_no_drawing")
def test_no_name_of_a_file_runs_into_what_is_in_it(call, tmp_path):
    from peaceops.viz.files import RUN_FILES

    for place in (tmp_path / "made", tmp_path / "a_place_with_a_name_of_some_length"):
        _, out, _ = call("run", "post_accord", "--weeks", "60", "--out", str(place))
        lines = out.split("\nFILES\n")[1].splitlines()[: len(RUN_FILES)]
        assert [line.split("  ")[1] for line in lines] == [str(place / name) for name, _ in RUN_FILES]
        assert len({line.index(what) for line, (_, what) in zip(lines, RUN_FILES, strict=True)}) == 1


def test_what_to_try_next_keeps_length_and_settings(call):
    _, out, _ = call("run", "post_accord", "--weeks", "60", "--set", "mission.troops=8000")
    again = "post_accord --weeks 60 --set mission.troops=8000"
    assert f"peaceops run {again} --seed 2" in out
    assert f"peaceops compare {again} --against firewall --replicates 10" in out
    assert "peaceops compare post_accord --weeks 60 --against-set mission.troops=8000 --replicates 10" in out
    assert "peaceops explain mission.troops" in out


def suggested(out):
    """Return the commands of a block TRY NEXT as lists of words, without the name of the program."""
    lines = [line.strip() for line in out.split("TRY NEXT")[1].splitlines() if line.strip().startswith("peaceops ")]
    return [shlex.split(line)[1:] for line in lines]


@pytest.mark.parametrize(
    "words",
    [
        ["post_accord"],
        ["contested", "--preset", "firewall", "--seed", "3"],
        ["post_accord", "--weeks", "300", "--set", "mission.troops=8e3", "--set", "armed_groups.home_guard.arms=0.5"],
        ["my own.toml", "--set", "political.good_offices=0.8"],
    ],
)
@pytest.mark.usefixtures("_no_drawing")
def test_every_command_to_try_after_a_run_works(call, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("peaceops.doing._seconds_a_run", lambda *_: 0.0)  # a busy machine is told how long it takes
    (tmp_path / "my own.toml").write_text('base = "post_accord"\nhorizon_weeks = 80\n')
    steps = suggested(call("run", *words)[1])
    assert len(steps) >= 4
    for step in steps:
        if step[0] == "compare":
            assert step[step.index("--replicates") + 1] == "10"
        code, out, err = call(*step)
        assert (code, err) == (0, ""), step
        assert out


@pytest.mark.parametrize(
    ("words", "elsewhere"),
    [
        (["post_accord", "--preset", "stovepipes", "--against", "firewall", "--weeks", "60"], "compare contested"),
        (["post_accord", "--against-set", "mission.troops=9000", "--set", "armed_groups.home_guard.arms=0.5"], ""),
        (["contested", "--against", "firewall", "--outcome", "need_met", "--replicates", "40"], "compare post_accord"),
        (["my own.toml", "--against", "firewall", "--out", "kept", "--seed", "7"], ""),
    ],
)
def test_every_command_to_try_after_a_comparison_works(call, tmp_path, monkeypatch, words, elsewhere):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my own.toml").write_text('base = "post_accord"\nhorizon_weeks = 80\n')
    few = [] if "--replicates" in words else ["--replicates", "2"]
    _, out, _ = call("compare", *words, *few)
    steps = suggested(out)
    assert len(steps) >= 3
    compared = [" ".join(step[:2]) for step in steps if step[0] == "compare" and step[1] != words[0]]
    assert compared == ([elsewhere] if elsewhere else [])
    for step in steps:
        code, out, err = call(*step)
        assert (code, err) == (0, ""), step
        assert out


@pytest.mark.usefixtures("_no_drawing")
def test_what_was_set_stands_in_the_titles(call, tmp_path):
    words = ["--set", "political.good_offices=0.8", "--set", "mission.troops=8000", "--weeks", "60"]
    _, out, _ = call("run", "post_accord", *words, "--out", str(tmp_path / "made"))
    said = "Lomara: after the accord, with political.good_offices = 0.8 and mission.troops = 8000, 60 weeks, seed 1"
    assert said in " ".join(out.split())
    assert said in " ".join((tmp_path / "made" / "account.txt").read_text(encoding="utf-8").split())


def test_settings_are_named_as_far_as_there_is_room():
    from peaceops.experiments.designs import settings_words

    assert settings_words([]) == ""
    assert settings_words(["mission.troops=8000"]) == "with mission.troops = 8000"
    assert settings_words(["a=1", "b=2", "c=3"]) == "with a = 1, b = 2 and c = 3"
    assert settings_words(["a=1", "b=2", "c=3"], 20) == "with a = 1 and 2 more"


def test_run_as_json_is_one_document(call):
    code, out, _ = call("run", "post_accord", "--weeks", "60", "--json")
    facts = json.loads(out)
    assert code == 0
    assert facts["provenance"]["seed"] == 1
    assert {"summary", "turning_points", "outcomes", "setting", "happened", "files"} <= set(facts)


def test_settings_reach_the_model(call):
    code, out, _ = call("run", "post_accord", "--set", "mission.troops=8e3", "--set", "horizon_weeks=60", "--json")
    assert code == 0
    values = json.loads(out)["provenance"]["parameters"]
    assert values["mission"]["troops"] == 8000
    assert values["horizon_weeks"] == 60


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "nowhere"], "unknown scenario 'nowhere'"),
        (["run", "post_accord", "--preset", "firewal"], "did you mean 'firewall'"),
        (["run", "post_accord", "--set", "mission.trops=3"], "did you mean 'mission.troops'"),
        (["run", "post_accord", "--set", "mission.troops"], "is no setting"),
        (["run", "post_accord", "--set", "mission.troops=-5"], "mission.troops is -5"),
        (["run", "post_accord", "--weeks", "0"], "peaceops: --weeks is 0; allowed is a whole number from 1 up\n"),
        (["run", "post_accord", "--seed", "x"], "peaceops: --seed is 'x'; allowed is a whole number from 0 up\n"),
        (["compare", "post_accord", "--workers", "1.5"], "--workers is '1.5'; allowed is a whole number from 1 up\n"),
        (
            ["run", "post_accord", "--preset", "firewall", "--preset", "stovepipes"],
            "--preset is given 2 times; allowed is once, with --set",
        ),
        (["compare", "post_accord", "--against", "a", "--against", "b"], "--against is given 2 times; allowed is once"),
        (["run"], "Missing argument"),
        (["run"], "peaceops run post_accord; all scenarios: peaceops scenarios"),
        (["explain"], "peaceops explain collocation.headquarters"),
        (["compare", "post_accord", "--against", "firewall", "--outcome", "x"], "outcomes are civilian_deaths,"),
        (["foo"], "no command is called 'foo'; commands are run, compare, tradeoffs, scenarios"),
        (["expalin", "acceptance"], "; did you mean 'explain'?"),
        (["run", "post_accord", "--frob"], "--frob"),
        (["compare", "post_accord"], "nothing to compare"),
        (["compare", "post_accord", "--against", "firewall", "--outcome", "deaths"], "unknown outcome 'deaths'"),
        (["explain", "colocation.headquarters"], "did you mean 'collocation.headquarters'"),
        (["presets", "nothing"], "unknown preset 'nothing'"),
        (["parameters", "postur"], "; did you mean 'posture'?"),
    ],
)
def test_user_errors_are_one_sentence_and_code_two(call, words, said):
    code, out, err = call(*words)
    assert code == 2
    assert out == ""
    assert err.startswith("peaceops: ")
    assert err.count("\n") == 1
    assert said in err
    assert "Traceback" not in err
    assert "?;" not in err


def test_the_version_is_that_of_the_package(call):
    from importlib.metadata import version

    assert call("--version") == (0, f"peaceops {version('peaceops')}\n", "")


def test_a_directory_with_other_things_is_left_alone(call, tmp_path):
    (tmp_path / "thesis.txt").write_text("x")
    for words in (["run", "post_accord", "--weeks", "10"], ["compare", "post_accord", "--against", "firewall"]):
        code, _, err = call(*words, "--out", str(tmp_path))
        assert code == 2
        assert "thesis.txt" in err
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_ctrl_c_leaves_no_half_files_and_says_so(call, model, tmp_path):
    model.stop_at = 5
    code, out, err = call("run", "post_accord", "--out", str(tmp_path / "made"))
    assert (code, out) == (1, "")
    assert "stopped by Ctrl-C" in err
    assert "as it was before" in err
    assert list(tmp_path.iterdir()) == []


def test_compare_prints_table_and_words(call, tmp_path):
    words = ["compare", "post_accord", "--against-set", "mission.troops=9000", "--replicates", "6"]
    code, out, _ = call(*words, "--outcome", "civilian_deaths", "--out", str(tmp_path / "cmp"))
    assert code == 0
    assert "Civilian deaths" in out
    assert "mission.troops" in out
    assert "post_accord, 312 weeks, root seed 1, 6 pairs" in " ".join(out.split())
    assert "Civilian deaths" in (tmp_path / "cmp" / "comparison.txt").read_text(encoding="utf-8")
    assert sorted(p.name for p in (tmp_path / "cmp").iterdir()) == [
        "comparison.csv",
        "comparison.json",
        "comparison.txt",
        "comparison_causes.csv",
        "differences.png",
        "runs.csv",
    ]


def test_a_comparison_uses_all_cores_unless_told_otherwise(call, monkeypatch):
    from peaceops.experiments import compare as module

    seen, plain = [], module.run_twins
    monkeypatch.setattr("peaceops.doing.usable_cores", lambda: 3)
    monkeypatch.setattr(module, "run_twins", lambda *a: seen.append(a[3]) or plain(*a[:3], 1, *a[4:]))
    words = ["compare", "post_accord", "--against", "firewall", "--outcome", "civilian_deaths"]
    for more in ([], ["--workers", "2"], ["--replicates", "1"]):
        assert call(*words, *more)[0] == 0
    assert seen == [3, 2, 2]


def test_a_long_comparison_in_a_pipe_says_how_long_and_how_far(capsys, monkeypatch):
    from peaceops.viz import terminal

    clock = iter([0.0, *(20.0 * i for i in range(1, 41))])
    monkeypatch.setattr(terminal.time, "monotonic", lambda: next(clock))
    terminal.say_how_long(20, 312, 2, 800.0)
    terminal.say_how_long(1, 312, 2, 2.0)
    with terminal.comparison_progress() as report:
        for done in range(1, 41):
            report(done, 40)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "20 pairs of runs of 312 weeks with 2 processes: roughly 13 minutes"
    assert lines[1] == "4 of 40 runs, roughly 12 minutes left"
    assert lines[-1] == "40 of 40 runs"
    assert len(lines) == 11


def test_compare_as_json(call):
    code, out, _ = call(
        "compare", "post_accord", "--preset", "stovepipes", "--against", "firewall", "--replicates", "3",
        "--outcome", "civilian_deaths", "--json",
    )  # fmt: skip
    facts = json.loads(out)
    assert code == 0
    assert (facts["base"], facts["other"]) == ("stovepipes", "firewall")
    assert facts["table"][0]["difference"] == 0.0
    assert facts["table"][0]["label"] == "Civilian deaths"
    assert facts["compared"]["base"]["scenario"] == "post_accord"
    assert len({facts["compared"][side]["hash"] for side in ("base", "other")}) == 2
    assert {change["name"] for change in facts["changes"]} >= {"collocation.headquarters"}


@pytest.mark.parametrize(
    "words", [["scenarios"], ["presets"], ["presets", "firewall"], ["parameters"], ["explain", "acceptance"]]
)
def test_lists_are_json_when_asked(call, words):
    code, out, _ = call(*words, "--json")
    assert code == 0
    assert json.loads(out)


def test_lists_in_a_pipe_are_tab_separated(call):
    _, out, _ = call("parameters", "posture")
    lines = out.splitlines()
    assert lines[0].split("\t") == ["name", "default", "allowed", "unit", "what it is"]
    assert len({line.count("\t") for line in lines}) == 1
    assert any(line.startswith("posture.use_of_force\t") for line in lines)
    assert all("\t" in line for line in call("scenarios")[1].splitlines())


def test_only_choices_are_listed_on_request(call):
    _, every, _ = call("parameters")
    _, choices, _ = call("parameters", "--choices")
    assert "country.population" in every
    assert "country.population" not in choices
    assert "transition.exit_rule" in choices


def test_explain_knows_parameters_groups_columns_and_presets(call):
    for name, said in {
        "posture.use_of_force": "allowed",
        "posture": "use_of_force",
        "acceptance": "recorded every week",
        "firewall": "preset",
    }.items():
        code, out, _ = call("explain", name)
        assert code == 0
        assert said in out


@pytest.mark.parametrize("name", ["local_consent_mean", "local_consent_end", "Awareness, mission", "cost_usd"])
def test_explain_knows_outcomes_by_key_and_label(call, name):
    code, out, _ = call("explain", name)
    assert code == 0
    assert "an outcome in result.summary" in out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("two_feet_in", "a value of integration.structure"),
        ("cholera", "a value of injects[N].kind"),
        ("contested", "contested: Tirazane: no peace to keep (scenario)"),
        ("jmac", "JMAC: a word of the glossary"),
        ("DOS", "since 2019 Department of Operational Support"),
        ("patrol", "a task of field teams"),
        ("wfp", "an organisation"),
        ("terrain", "map layer"),
        ("local partners", "moves: local_consent (consent of residents)"),
        ("protection", "a cause in the ledger of causes"),
        ("taken for a side", "rule: 5.10"),
        ("attacks not met", "a cause in the ledger of causes"),
        ("force_commander", "Force Commander: a post of the mission's leadership"),
        ("local_consent", "local_consent: recorded every week (share)"),
        ("phase", "phase: recorded every week (text)"),
        ("displaced", "displaced: recorded every week (stock, people)"),
    ],
)
def test_explain_knows_words_values_and_kinds(call, name, said):
    code, out, _ = call("explain", name)
    assert code == 0
    assert said in out


def test_everything_that_is_called_by_a_name_is_explained(call):
    _, out, _ = call("explain", "acceptance")
    for said in ("recorded every week", "How relief is seen", "a word of the glossary", "map layer"):
        assert said in out
    assert "did you mean 'SRSG'?" in call("explain", "SRGS")[2]


def test_a_reader_that_leaves_early_is_no_error():
    command = [sys.executable, "-m", "peaceops", "parameters"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline().startswith(b"name")
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_signs_that_a_terminal_lacks_are_no_error():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "peaceops", "explain", "firewall"]
    found = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert (found.returncode, found.stderr) == (0, b"")


def test_progress_is_silent_outside_a_terminal(capsys):
    from peaceops.viz.terminal import progress_bar

    with progress_bar("runs") as report:
        report(1, 2)
    assert capsys.readouterr() == ("", "")
