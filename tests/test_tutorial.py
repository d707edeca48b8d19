"""The code in the tutorial and in the how-to runs, and prints what the pages say it prints."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.main import get_command

from peaceops.cli import app

ROOT = Path(__file__).parents[1]
LONG = "tutorial"  # the page that the slow suite plays; the quick one plays the other
sys.path.insert(0, str(ROOT / "docs"))

from run_pages import PAGES, blocks, blurred, run_page, shell_lines  # noqa: E402


@pytest.mark.parametrize(
    "path", [pytest.param(one, marks=pytest.mark.slow if one.stem == LONG else (), id=one.stem) for one in PAGES]
)
def test_the_code_of_the_page_runs_and_says_what_the_page_says(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = 0
    for block, said in run_page(path.read_text(encoding="utf-8")):
        if block.output is None:
            assert not said.strip(), f"a block prints what the page does not show: {block.text}"
        else:
            assert blurred(said) == blurred(block.output.text), block.text
            shown += 1
    assert shown > 2


def test_outputs_are_compared_without_their_numbers_and_with_their_words():
    assert blurred("deaths    12.5\n") == blurred("deaths 1,044\n")
    assert blurred("deaths 12\n") != blurred("births 12\n")


def test_blocks_find_their_output():
    page = "```python\nprint(1)\n```\n\n```text\n1\n```\n\n```bash\npeaceops run x  # why\nls\n```\n"
    first, second = blocks(page)
    assert (first.output.text, second.language) == ("1\n", "bash")
    assert shell_lines(page) == [["peaceops", "run", "x"]]


@pytest.mark.parametrize("name", ["README.md", "docs/scenarios.md"])
def test_commands_on_other_pages_are_commands(name):
    known = set(get_command(app).commands)
    lines = shell_lines((ROOT / name).read_text(encoding="utf-8"))
    assert {words[1] for words in lines} <= known
