"""The words that ``explain`` knows beside parameters and columns."""

from __future__ import annotations

from peaceops.agents.tasks import TASKS
from peaceops.viz.words import GLOSSARY, NEEDS, known_words, meanings


def test_every_row_of_the_glossary_is_found_by_its_first_column():
    rows = [line.split(" | ")[0][2:] for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    heads = [row for row in rows if row not in ("name", "word", "---")]
    assert len(heads) > 60
    assert all(any("a word of the glossary" in text for text in meanings(head)) for head in heads)


def test_markup_is_left_out():
    assert not [word for word in known_words() if any(sign in text for text in meanings(word) for sign in "*`[]|")]


def test_every_task_says_what_must_come_first_in_plain_words():
    assert {need for task in TASKS for need in task.needs} == set(NEEDS)
    assert "must come first: clearance of mines" in meanings("relief")[0]
