"""The whole page in a browser: the numbers of the model, a run of one's own, no other host, layout, accessibility."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from app_controls import SIZES, Somebody, at_all_sizes
from app_site import needs_browser, same_numbers

import peaceops as po
from peaceops.experiments.session import Session

pytestmark = needs_browser
PICTURES = Path("out/pages")


def test_numbers_are_those_of_a_run_with_the_same_choices_events_and_seed(visit: Callable[..., Somebody]) -> None:
    v = visit()
    page = v.page
    v.to(5)
    v.menu("Choices")
    page.get_by_text("All at once: a preset").click()
    page.locator("#po-preset").select_option("stovepipes")
    page.get_by_role("button", name="Apply from week 6").click()
    page.wait_for_selector(".po-log")
    v.to(11)
    page.get_by_text("Let something happen").click()
    page.locator("#po-inject").select_option("cholera")
    page.get_by_label("Size").fill("2")
    page.get_by_role("button", name="Let it happen in week 12").click()
    page.wait_for_selector(".po-log li:nth-child(2)")
    v.to(25)
    session = Session(po.load_scenario("post_accord"), 7)
    session.play(6)
    session.decide(po.load_scenario("post_accord").with_preset("stovepipes").choices.model_dump())
    session.play(6)
    session.inject("cholera", size=2.0, weeks=4)
    expected = po.run(session.as_scenario(), seed=7).weekly.iloc[:26]
    same_numbers(v.values(), expected)


def test_a_visitor_who_reloads_finds_the_run_again_and_others_do_not_see_it(visit: Callable[..., Somebody]) -> None:
    one, two = visit(), visit()
    one.to(9)
    assert two.page.evaluate("peaceops.last") == 0
    key = one.page.evaluate("sessionStorage.getItem('peaceops.run')")
    assert key
    assert key != two.page.evaluate("sessionStorage.getItem('peaceops.run')")
    one.page.reload()
    one.wait("window.peaceops && peaceops.shown === 9")


def test_nothing_is_asked_of_another_host(visit: Callable[..., Somebody]) -> None:
    v = visit()
    address = v.address
    page = v.page
    v.to(5)
    for name in ("Choices", "Compare", "Share and keep", "Learn"):
        v.menu(name)
        page.wait_for_selector(".po-drawer, .po-dialog")
        page.keyboard.press("Escape")
    for tab in page.get_by_role("tab").all():
        tab.click()
    page.get_by_role("button", name="Dark colours").click()
    page.wait_for_selector(".po-app.po-dark")
    own = (address, address.replace("http", "ws", 1), "data:", "blob:")
    assert len(v.asked) > 10
    assert [one for one in v.asked if not one.startswith(own)] == []
    with urllib.request.urlopen(address) as answer:  # noqa: S310
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address + "keep/none/story.png")  # noqa: S310
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(urllib.request.Request(address, headers={"Host": "example.org"}))  # noqa: S310
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(urllib.request.Request(address, headers={"Origin": "http://example.org"}))  # noqa: S310


@at_all_sizes
def test_layout_and_accessibility(visit: Callable[..., Somebody]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    v = visit()
    page, name = v.page, v.size
    v.to(20)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], "the page is wider than its window"
    play = page.get_by_role("button", name="Play", exact=True).bounding_box()
    assert play is not None
    assert play["y"] + play["height"] <= SIZES[name][1]
    for state in ("plain", "choices", "dark", "questions why", "card"):
        if state == "choices":
            v.menu("Choices")
        elif state == "dark":
            page.keyboard.press("Escape")
            page.get_by_role("button", name="Dark colours").click()
            page.wait_for_selector(".po-app.po-dark")
            page.screenshot(path=PICTURES / f"{name}_dark.png")
        elif state == "questions why":
            page.get_by_role("tab", name="Why", exact=True).click()
            page.locator(".pow-open button").first.wait_for()
        elif state == "card":
            page.evaluate("peaceops.pick({org: 3})")
            page.wait_for_selector(".pk-card h3")
        found = Axe().run(page, context=".po-app").response["violations"]
        first = [(one["id"], one["nodes"][0]) for one in found]
        told = [(rule, node["html"][:160], node.get("failureSummary", "")[:200]) for rule, node in first]
        assert found == [], f"{state}: {json.dumps(told, indent=1)}"
