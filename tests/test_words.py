"""The words that ``explain`` knows beside parameters and columns."""

from __future__ import annotations

import re

import pytest

import peaceops as po
from peaceops.agents.leadership import POSTS
from peaceops.agents.tasks import TASKS
from peaceops.model.library import shipped_names
from peaceops.model.stocks import STOCKS
from peaceops.viz.listing import explained
from peaceops.viz.words import GLOSSARY, KINDS, NEEDS, known_words, meanings


def rows_of(title: str) -> list[list[str]]:
    """Return the cells of the table in one section of the glossary, without its head."""
    (section,) = [part for part in GLOSSARY.read_text(encoding="utf-8").split("\n## ") if part.startswith(title)]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    assert set(rows[1]) == {"---"}
    return rows[2:]


@pytest.mark.parametrize("title", KINDS)
def test_every_row_of_the_glossary_is_found_by_its_first_column(title):
    rows = rows_of(title)
    assert len(rows) > 6
    assert all(any(KINDS[title] in text for text in meanings(row[0])) for row in rows)


def test_every_post_of_the_leadership_is_explained_by_key_and_label():
    assert len(rows_of("Posts of the leadership")) == len(POSTS)
    for post in POSTS:
        assert all("a post of the mission's leadership" in "".join(meanings(name)) for name in post)


def causes_of(result) -> set[tuple[str, str]]:
    """Return stocks and causes of a run, as they are printed."""
    pairs = result.causes[["stock", "cause"]].drop_duplicates().itertuples(index=False)
    return {(str(stock), str(cause).replace("_", " ")) for stock, cause in pairs}


@pytest.mark.parametrize("name", shipped_names())
def test_every_cause_of_a_run_is_explained_with_its_stock_and_its_rule(name):
    scenario = po.load_scenario(name)
    labels = {group.label for group in scenario.armed_groups.values()}
    found = causes_of(po.run(scenario.with_changes({"horizon_weeks": 30}), seed=2))
    assert len(found) > 30
    assert any(label in cause for _, cause in found for label in labels)
    for cause in {cause for _, cause in found}:  # looked up once, though many stocks have it
        told = [text for text in meanings(cause) if "a cause in the ledger of causes" in text]
        assert told[0] in explained(cause)
        for stock in (stock for stock, other in found if other == cause):
            words = f"{stock} ({STOCKS[stock].words})"
            assert any(words in text and "rule: 5." in text for text in told), (stock, cause)


def test_every_cause_in_the_glossary_is_one_that_the_model_names():
    """Names in the code, with what is put into them left out, hold every cause of the glossary."""
    code = "".join(path.read_text(encoding="utf-8") for path in sorted((GLOSSARY.parents[1] / "model").rglob("*.py")))
    joined = ("access_denied", "battle_deaths", "violent_events", "money")  # put together from parts
    for head, stocks, *_ in rows_of("Causes in the ledger"):
        if not set(stocks.replace("`", "").split(", ")) & set(joined):
            pattern = re.escape(head).replace("NAME", r"\{[^}]+\}")
            assert re.search(f'"{pattern}"', code), head


def test_a_cause_with_a_name_in_it_is_found_by_any_name():
    (text,) = meanings("attacks by Northern Front for Renewal")
    assert text.startswith("attacks by NAME: a cause in the ledger of causes")
    assert "aid_worker_victims (aid workers hurt, killed or taken)" in text
    (own,) = meanings("state forces against civilians")
    assert own.startswith("state forces against civilians: a cause")
    assert meanings("attacks") == []


def test_markup_is_left_out():
    told = {word: "".join(meanings(word)).replace("[N]", "") for word in known_words()}  # meetings[N]: the nth meeting
    assert not [word for word, text in told.items() if any(sign in text for sign in "*`[]|")]


def test_every_task_says_what_must_come_first_in_plain_words():
    assert {need for task in TASKS for need in task.needs} == set(NEEDS)
    assert "must come first: clearance of mines" in "".join(meanings("relief"))
