"""Words of the field explained where they stand: from one glossary, on hover, on a tap and when the keyboard comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from app_tabs import needs_browser

from peaceops.model.stocks import STOCKS
from peaceops.viz.app.learning import abbreviations, words
from peaceops.viz.app.panels import choice_groups
from peaceops.viz.app.parts import helpers
from peaceops.viz.words import glossary_rows

TIP = ".po-term-tip"


def test_the_page_has_the_glossary_and_no_second_one() -> None:
    rows = words()
    assert [one["word"] for one in rows] == [cells[0] for _, cells, _ in glossary_rows()]
    by_word = {one["word"]: one for one in rows}
    assert by_word["DPKO, now DPO"]["names"] == ["DPKO", "DPO"]
    assert "Department of Peace Operations" in by_word["DPKO, now DPO"]["meaning"]
    assert by_word["greedy, limited, total"]["names"] == [], "words of plain English explain nothing on a page"
    assert by_word["insist"]["names"] == [], "words of exercises are not those of the page"
    assert {stock for one in rows for stock in one.get("stocks", ())} <= {*STOCKS}
    assert helpers().count("const PEACEOPS_GLOSSARY") == 1


def test_labels_write_abbreviations_as_the_field_does() -> None:
    labels = {one["label"] for group in choice_groups() for one in group["choices"]}
    assert {"JMAC", "JOC", "DDR steering group"} <= labels
    assert {"DO", "RC"}.isdisjoint(abbreviations()), "too short to be told from plain English"


@pytest.fixture
def tab(open_tab: Callable[..., Any], played: dict[str, Any]) -> Any:
    """A page with the bar, which begins to explain, the benchmarks, and the answer to a question."""
    parts = [("bar", {"title": "Lomara", "preset": "", "dark": False}), ("gauges", {}), ("benchmarks", {}),
             ("why", {"answer": played["answer_for_page"]})]  # fmt: skip
    made = open_tab(parts)
    made.page.wait_for_function("!window.CSS.highlights || CSS.highlights.get('po-term').size > 0")
    return made


@pytest.fixture
def played(played: dict[str, Any]) -> dict[str, Any]:
    """The run of the other parts with its answer as the page gets it."""
    from peaceops.viz.app.outcomes import answer_for_page

    return {**played, "answer_for_page": answer_for_page(played["answer"], 13)}


@needs_browser
def test_a_word_is_explained_on_hover_and_when_the_keyboard_comes(tab: Any) -> None:
    page = tab.page
    place = page.locator(".pob-sum strong")
    assert place.get_attribute("tabindex") == "0"
    place.hover()
    page.wait_for_selector(f"{TIP}:has-text('what an output of the mandate is measured by')")
    page.keyboard.press("Escape")
    assert tab.count(TIP) == 0
    page.mouse.move(1, 1)
    page.keyboard.press("Tab")
    place.focus()
    page.wait_for_selector(f"{TIP}:has-text('benchmark')")
    assert place.get_attribute("aria-describedby") == page.locator(TIP).get_attribute("id")
    page.keyboard.press("Tab")
    page.wait_for_selector(TIP, state="detached")
    assert place.get_attribute("aria-describedby") is None


@needs_browser
def test_a_cause_is_explained_from_the_ledger_s_part_of_the_glossary(tab: Any) -> None:
    told = tab("parts[3].bars.map(one => [one.cause, one.help])")
    assert told
    assert all(text for _, text in told), told
    tab.page.locator(".pow-cause").first.hover()
    tab.page.wait_for_selector(TIP)


@needs_browser
def test_controls_and_names_are_left_alone(tab: Any) -> None:
    tab("""() => { document.getElementById('parts').insertAdjacentHTML('beforeend',
        '<p id="name">Border River Bands</p><p id="word">Bands of the east</p><button id="in">DDR camp</button>') }""")
    tab.page.wait_for_selector("#word[tabindex='0']")
    assert tab("document.getElementById('name').hasAttribute('tabindex')") is False, "a name is no word"
    assert tab("document.getElementById('in').hasAttribute('tabindex')") is False, "a control has its place already"
    tab.page.keyboard.press("Tab")
    tab.page.locator("#in").focus()
    tab.page.wait_for_selector(f"{TIP}:has-text('demobilisation')")
