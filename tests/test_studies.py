"""The studies of docs/howto run as their pages say, at the size of a rehearsal; the notebooks run from end to end."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

import peaceops as po
from peaceops.experiments.compare import known_outcomes
from peaceops.experiments.plan import shipped_plans
from peaceops.experiments.runner import here

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))

from run_pages import shell_lines  # noqa: E402
from study_pages import EXIT, EXITS, STUDIES, plans_of, play, rehearsed, sizeless, tables_of  # noqa: E402

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
QUICK = "structure_by_context"  # the page that the quick suite plays
pages = pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
played_pages = pytest.mark.parametrize(
    "path", [pytest.param(one, marks=() if one.stem == QUICK else pytest.mark.slow, id=one.stem) for one in STUDIES]
)


@played_pages
def test_the_commands_of_a_study_run_and_make_what_the_page_says(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("peaceops.experiments.batch.in_local_processes", lambda make, workers: here(make))
    page = path.read_text(encoding="utf-8")
    played = play(page)
    plt.close("all")
    kinds = [words[1] for words, _ in played.said]
    assert {"plan", "batch", "designs", "report"} <= set(kinds)
    for words, said in played.said:
        assert said.strip(), words
        if words[1] == "batch":
            batch = po.load_batch(words[words.index("--out") + 1])
            assert batch.complete
            assert set(batch.plan.outcomes) <= set(batch.summary)
            assert batch.summary[list(batch.plan.outcomes)].notna().any().sum() > len(batch.plan.outcomes) / 2
        if words[1] == "report":
            assert (Path(words[2]) / "report.html").stat().st_size > 10_000
    rows = {tuple(line.split("\t")[:2]) for words, said in played.said for line in said.splitlines()}
    ((_, plan),) = plans_of(page).items()
    dates = zip(plan["factors"].get(EXIT, ()), EXITS, strict=False)  # a rehearsal leaves on other dates
    named = {f"exit_week={shown}": f"exit_week={played}" for shown, played in dates}
    shown = [(named.get(design, design), outcome) for design, outcome in tables_of(page)]
    assert shown
    assert set(shown) <= rows, "a table of the page has a design or an outcome that no command prints"
    for name in re.findall(r"savefig\(\"([\w/.-]+)\"", page):
        assert Path(name).stat().st_size > 5_000


@pages
def test_the_plan_on_the_page_is_the_shipped_one_but_for_its_size(path):
    page = path.read_text(encoding="utf-8")
    ((_, shown),) = plans_of(page).items()
    shipped = plans_of(f"```toml\n# x.toml\n{shipped_plans()[path.stem].read_text(encoding='utf-8')}```\n")["x.toml"]
    assert sizeless(shown) == sizeless(shipped)
    for name, levels in shown["factors"].items():
        whole = shipped["factors"][name]
        assert levels == whole or set(levels) <= set(whole)
    assert f"`{path.stem}`" in page


@pages
def test_every_name_on_the_page_exists(path):
    page = path.read_text(encoding="utf-8")
    words = set(re.findall(r"[\w.]+", page.partition("```toml")[2].partition("```")[0]))
    parameters = set(po.parameters()["name"])
    known = {*known_outcomes(), *parameters, *words, *po.presets()["name"], *po.scenarios()["name"], *shipped_plans()}
    known |= {part for name in parameters for part in name.split(".")}
    named = re.findall(r"`([a-z]+(?:[._][a-z_]+)+)`", page)
    assert named
    assert [name for name in named if name not in known] == []
    commands = {words[1] for words in shell_lines(page)}
    assert commands <= {"plan", "batch", "designs", "sensitivity", "frontier", "report"}
    for target in re.findall(r"\]\(((?!http)[^)#]+)", page):
        assert (path.parent / target).exists(), target


def test_there_are_four_studies_and_an_index_that_names_them():
    index = (ROOT / "docs" / "howto" / "README.md").read_text(encoding="utf-8")
    assert [path.stem for path in STUDIES] == [
        "exit_timing", "humanitarian_firewall", "price_of_coordination", "structure_by_context",
    ]  # fmt: skip
    assert all(f"({path.name})" in index for path in STUDIES)
    assert all(f"({Path('..') / 'notebooks' / path.name})" in index for path in NOTEBOOKS)


def test_a_rehearsal_is_small_and_says_when_a_command_fails(tmp_path, monkeypatch):
    small = rehearsed({"experiment": {"scenario": "x"}, "factors": {"transition.exit_week": [104, 260]}})
    assert small["experiment"]["changes"]["country.width"] == 8
    assert max(small["factors"]["transition.exit_week"]) < small["experiment"]["horizon_weeks"]
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RuntimeError, match="designs out/nothing ends with 2"):
        play("```bash\npeaceops designs out/nothing\n```\n")


def code_of(path):
    import nbformat

    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs_and_uses_the_public_face_alone(path):
    tree = [node for cell in code_of(path) for node in ast.walk(ast.parse(cell.source))]
    names = {alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in tree if isinstance(node, ast.ImportFrom)}
    assert names <= {"peaceops", "matplotlib.pyplot", "tempfile", "pathlib"}
    asked = {node.attr for node in tree if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
             and node.value.id == "po"}  # fmt: skip
    assert asked <= set(po.__all__)
    assert not any(cell.outputs or cell.execution_count for cell in code_of(path))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the program that runs notebooks, not of ours
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_end_to_end(path, tmp_path, monkeypatch):
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    monkeypatch.delenv("MPLBACKEND")  # pictures then stand in the notebook, as they do for a reader
    book = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [one for cell in book.cells if cell.cell_type == "code" for one in cell.outputs]
    assert not [one for one in outputs if one.output_type == "error"]
    assert not [one for one in outputs if one.get("name") == "stderr" and "rror" in one.text]
    assert sum("image/png" in one.get("data", {}) for one in outputs) >= 2
    assert any("text/html" in one.get("data", {}) for one in outputs), "no table is shown"
