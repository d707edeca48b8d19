"""The whole page in a browser: every control, nobody else's network, the numbers of the model, many visitors."""

from __future__ import annotations

import io
import json
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from app_site import BROWSER, FLAGS, Visitor, needs_browser, serving

import peaceops as po
from peaceops.experiments.session import Session
from peaceops.viz.app.keeping import FILES

pytestmark = needs_browser
SIZES = {"desk": (1366, 768), "projector": (1920, 1080), "phone": (390, 844)}
PICTURES = Path("out/pages")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Address of one server for all tests."""
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Callable[..., Visitor]]:
    """Open the page as a visitor; whoever came is gone after the test, and no script has failed."""
    came: list[Visitor] = []

    def visit(**given: Any) -> Visitor:
        came.append(Visitor(browser, address, **given))
        return came[-1]

    yield visit
    problems = [problem for one in came for problem in one.problems]
    for one in came:
        one.close()
    assert problems == []


def get(address: str, path: str) -> tuple[int, bytes]:
    """Return status and content of an address of the server."""
    try:
        with urllib.request.urlopen(address + path, timeout=60) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def assert_same_numbers(shown: list[dict[str, Any]], weekly: Any) -> None:
    """Compare what a page shows with what a run has recorded; pages hold numbers in single precision."""
    assert len(shown) == len(weekly)
    for name in shown[0]:
        there = np.array([np.nan if row[name] is None else row[name] for row in shown], dtype=np.float32)
        np.testing.assert_array_equal(there, weekly[name].to_numpy(dtype=np.float32), err_msg=name)


def test_transport_and_keys(visit: Callable[..., Visitor]) -> None:
    v = visit()
    assert v.week() == 0
    press, page = v.page.keyboard.press, v.page
    press("ArrowRight")
    v.wait("peaceops.shown === 1")
    page.get_by_role("button", name="A week on").click()
    v.wait("peaceops.shown === 2")
    page.get_by_role("button", name="A week back").click()
    assert v.week() == 1
    press("End")  # to the end, and stopped on the way
    v.wait("peaceops.shown > 8")
    press(" ")
    v.wait("document.querySelector('.po-main').title.startsWith('Play')")
    press("Home")
    assert v.week() == 0
    page.get_by_label("Speed", exact=True).select_option("0")
    page.get_by_role("button", name="Play", exact=True).click()
    v.wait("peaceops.shown > 12")
    page.get_by_role("button", name="Pause").click()
    assert page.evaluate("peaceops.last - peaceops.shown") <= 8  # no queue: a decision is never far off
    page.get_by_label("Go to week").fill("1000")
    page.get_by_role("button", name="Go", exact=True).click()
    assert "allowed is a whole number from 0 to 311" in page.inner_text("#po-wish")
    v.to(30)


def test_seed_reset_and_luck(visit: Callable[..., Visitor]) -> None:
    v = visit()
    seed = v.page.get_by_label("Seed", exact=True).first
    for bad in ("-3", "x", "1e9", "99999999999999999999"):
        seed.fill(bad)
        v.page.get_by_role("button", name="Reset").click()
        v.page.wait_for_selector(f"#po-wish:has-text(\"seed is '{bad}'; allowed is a whole number from 0\")")
    v.menu("Choices")
    v.page.locator("#c-integration\\.structure").select_option("two_feet_out")
    v.page.wait_for_selector(".po-log")
    seed.fill("11")
    v.page.get_by_role("button", name="Reset").click()  # keeps settings
    v.wait("peaceops.scene.seed === 11 && peaceops.shown === 0")
    assert v.page.locator("#c-integration\\.structure").input_value() == "two_feet_out"
    assert v.page.locator(".po-log").count() == 0
    v.page.get_by_role("button", name="New seed").click()  # does not
    v.wait("peaceops.scene.seed !== 11 && peaceops.shown === 0")
    v.wait("document.querySelector('#c-integration\\\\.structure').value === 'two_feet_in'")


def test_choices_are_decided_undone_and_refused_in_a_sentence(visit: Callable[..., Visitor]) -> None:
    v = visit()
    page = v.page
    v.to(4)
    v.menu("Choices")
    page.locator("#c-integration\\.structure").select_option("two_feet_out")
    page.wait_for_selector(".po-log >> text=Week 5")
    page.locator("#c-integration\\.triple_hat").set_checked(False)
    page.wait_for_selector(".po-log li:nth-child(2)")
    slider = page.locator("#c-integration\\.strategic_framework")
    slider.focus()
    slider.press("ArrowRight")
    page.wait_for_selector(".po-log li:nth-child(3)")
    typed = page.get_by_label("shared services, typed")
    typed.fill("7")
    typed.press("Tab")
    refused = "integration.shared_services is 7.0; allowed is a number from 0 to 1 (share of services)"
    page.wait_for_selector(f'.po-trouble:has-text("{refused}")')
    assert typed.input_value() == "7"
    typed.fill("0.9")
    typed.press("Tab")
    page.wait_for_selector(".po-log li:nth-child(4)")
    assert page.locator(".po-drawer .po-trouble").count() == 0
    v.to(9)
    page.get_by_role("button", name="Undo").click()  # back at the week of the decision
    v.wait("peaceops.last === 4 && peaceops.shown === 4")
    page.wait_for_selector(".po-log li:nth-child(4)", state="detached")
    page.get_by_role("button", name="Redo").click()
    page.wait_for_selector(".po-log li:nth-child(4)")
    page.get_by_role("button", name="About structure").click()
    assert "Source: CML 1.3" in page.inner_text(".po-tell")


def test_numbers_are_those_of_a_run_with_the_same_choices_events_and_seed(visit: Callable[..., Visitor]) -> None:
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
    page.get_by_label("Size").fill("40")
    page.get_by_role("button", name="Let it happen in week 12").click()
    page.wait_for_selector(".po-trouble:has-text('size is 40')")
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
    assert_same_numbers(v.values(), expected)


def test_a_scenario_with_a_preset_is_begun_and_its_story_is_told(visit: Callable[..., Visitor]) -> None:
    v = visit()
    page = v.page
    page.get_by_title("Choose scenario and preset").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Tirazane").check()
    assert "Tirazane" in dialog.get_by_role("region", name="The scenario's story").inner_text()
    dialog.get_by_role("radio", name="Firewall").check()
    dialog.get_by_label("Seed").fill("two")
    dialog.get_by_role("button", name="Begin").click()
    page.wait_for_selector(".po-dialog .po-trouble:has-text(\"seed is 'two'\")")
    dialog.get_by_label("Seed").fill("3")
    dialog.get_by_role("button", name="Begin").click()
    page.wait_for_selector(".po-dialog", state="detached")
    v.wait("peaceops.scene.scenario === 'contested' && peaceops.shown === 0")
    assert "Firewall" in page.inner_text(".po-bar")
    v.to(8)
    expected = po.run(po.load_scenario("contested").with_preset("firewall"), seed=3).weekly.iloc[:9]
    assert_same_numbers(v.values(), expected)


def test_two_futures_share_their_past_and_their_luck(visit: Callable[..., Visitor]) -> None:
    v = visit()
    page = v.page
    v.to(6)
    v.menu("Compare")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Change").select_option("posture.use_of_force")
    dialog.get_by_label("to", exact=True).fill("3")
    dialog.get_by_role("button", name="Fork here").click()
    page.wait_for_selector(".po-dialog .po-trouble:has-text('posture.use_of_force is 3.0')")
    dialog.get_by_label("to", exact=True).fill("1")
    dialog.get_by_role("button", name="Fork here").click()
    v.wait("window.peaceopsTwin && peaceopsTwin.shown === 6")
    assert page.locator(".pm-map").count() == 2
    v.to(40)
    v.wait("peaceopsTwin.shown === 40")
    twin = "peaceopsTwin.series('local_consent')"
    same = f"peaceops.series('local_consent').slice(0, %d).every((x, w) => x === {twin}[w])"
    assert page.evaluate(same % 7)
    assert not page.evaluate(same % 41)
    v.menu("Compare")
    dialog.get_by_role("button", name="Play 20 pairs").click()
    page.wait_for_selector(".po-progress")
    dialog.get_by_role("button", name="Stop").click()
    page.wait_for_selector(".po-dialog >> text=Stopped after")
    dialog.get_by_role("button", name="End the comparison").click()
    v.wait("document.querySelectorAll('.pm-map').length === 1")


def test_files_are_those_of_the_run_and_a_run_can_be_opened_again(
    visit: Callable[..., Visitor], address: str, tmp_path: Path
) -> None:
    v = visit()
    page = v.page
    v.to(12)
    v.menu("Share and keep")
    links = [one.get_attribute("href") for one in page.locator(".po-files a").all()]
    found = {link.rpartition("/")[2]: get(address, link) for link in links}
    assert {status for status, _ in found.values()} == {200}
    assert set(found) == set(FILES)
    assert b"src=" in found["report.html"][1]
    assert b'src="http' not in found["report.html"][1]
    place = tmp_path / "run"
    zipfile.ZipFile(io.BytesIO(found["run.zip"][1])).extractall(place)
    result = po.load_result(place)
    assert_same_numbers(v.values(), result.weekly)
    (tmp_path / "run.zip").write_bytes(found["run.zip"][1])
    (tmp_path / "bad.zip").write_bytes(found["run.zip"][1][:-90])
    session = Session(po.load_scenario("post_accord").with_changes({"country.population": 5_000_000}), 4)
    session.play(3)
    (tmp_path / "own.zip").write_bytes(FILES["run.zip"].make(session.result()))  # other facts: no link can carry it
    other = visit()
    other.menu("Share and keep")
    other.page.locator("input[type=file]").set_input_files(tmp_path / "bad.zip")
    other.page.wait_for_selector(".po-dialog .po-trouble:has-text('allowed is a run kept from here')")
    other.page.locator("input[type=file]").set_input_files(tmp_path / "run.zip")
    other.wait("peaceops.last === 12")
    other.page.wait_for_selector("#po-wish:has-text('numbers are those that were stored')")
    assert other.values() == v.values()
    assert other.page.evaluate("location.search")
    other.menu("Share and keep")
    other.page.locator("input[type=file]").set_input_files(tmp_path / "own.zip")
    other.wait("peaceops.scene.seed === 4 && peaceops.last === 2")
    other.wait("location.search === ''")
    other.page.reload()  # finds the run again, though no link leads to it
    other.wait("window.peaceops && peaceops.scene && peaceops.scene.seed === 4 && peaceops.last === 2")
    other.page.get_by_role("button", name="Back to the run before").click()
    other.wait("peaceops.last === 12")
    assert other.values() == v.values()


def test_the_address_is_a_link_to_the_run(visit: Callable[..., Visitor]) -> None:
    v = visit()
    v.to(4)
    v.menu("Choices")
    v.page.locator("#c-integration\\.structure").select_option("two_feet_out")
    v.wait("location.search.includes('integration.structure=two_feet_out')")
    query = v.page.evaluate("location.search")
    v.menu("Share and keep")
    assert v.page.get_by_label("Link to this run").input_value() == v.address + query
    other = visit(query=query)
    other.wait("peaceops.last === 4")
    assert other.values() == v.values()
    other.menu("Choices")
    other.page.wait_for_selector(".po-log >> text=Week 5")
    bad = visit(query="?scenario=post_accord&seed=many")
    bad.page.wait_for_selector("#po-wish:has-text(\"seed is 'many'; allowed is\")")


def test_a_visitor_who_reloads_finds_the_run_again_and_others_do_not_see_it(visit: Callable[..., Visitor]) -> None:
    one, two = visit(), visit()
    one.to(9)
    assert two.page.evaluate("peaceops.last") == 0
    key = one.page.evaluate("sessionStorage.getItem('peaceops.run')")
    assert key
    assert key != two.page.evaluate("sessionStorage.getItem('peaceops.run')")
    one.page.reload()
    one.wait("window.peaceops && peaceops.shown === 9")
    one.to(11)
    other = one.context.new_page()  # a tab that was duplicated has the same key: the run moves there
    other.add_init_script(f"sessionStorage.setItem('peaceops.run', '{key}')")
    other.goto(one.address)
    other.wait_for_function("window.peaceops && peaceops.shown === 11")
    one.page.wait_for_selector("text=This run is now open in another tab")
    one.page.get_by_role("button", name="Begin a run here").click()
    one.wait("window.peaceops && peaceops.shown === 0")


def test_nothing_is_asked_of_another_host(visit: Callable[..., Visitor], address: str) -> None:
    v = visit()
    page = v.page
    v.to(5)
    for name in ("Choices", "Compare", "Share and keep", "Learn"):
        v.menu(name)
        page.wait_for_timeout(150)
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
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(urllib.request.Request(address, headers={"Host": "example.org"}))  # noqa: S310
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(urllib.request.Request(address, headers={"Origin": "http://example.org"}))  # noqa: S310


def test_a_failure_leaves_page_and_run(visit: Callable[..., Visitor]) -> None:
    v = visit()
    v.to(3)
    v.page.evaluate("""(() => { const feed = document.querySelector('.po-transport').__vue__, { ask } = feed;
        feed.ask = (said) => { feed.ask = ask; ask({ after: 'x' }); }; })()""")  # spoils one that the page waits for
    v.page.get_by_role("button", name="Play", exact=True).click()
    v.page.wait_for_selector("text=Something went wrong here")
    v.page.wait_for_function(  # soon, since whoever waits for an answer asks again in the end
        "(({ asked, moving }) => !asked && !moving)(document.querySelector('.po-transport').__vue__)", timeout=8_000
    )
    v.page.get_by_role("button", name="Go on").click()
    v.page.wait_for_selector("text=Something went wrong here", state="detached")
    v.to(6)
    assert get(v.address, "keep/none/story.png")[0] == 404


def test_learning(visit: Callable[..., Visitor]) -> None:
    v = visit()
    page = v.page
    v.menu("Learn")
    heads = ["What it is", "How it works", "Things to notice", "Things to try"]
    page.wait_for_selector(".po-learn-part")
    assert page.locator(".po-learn-part h3").all_inner_texts() == heads
    page.get_by_role("button", name="Words", exact=True).click()
    page.get_by_label("Find a word").fill("DPKO")
    assert "Department of Peace Operations" in page.inner_text(".po-words")
    page.get_by_role("button", name="First steps").click()
    for step in range(1, 6):
        page.wait_for_selector(f".po-tour >> text=Step {step} of 5")
        page.get_by_role("button", name="Next" if step < 5 else "Close", exact=True).click()
    page.wait_for_selector(".po-tour", state="detached")


def test_first_visit_is_guided_once(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(90_000)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".po-tour >> text=Step 1 of 5")
    page.get_by_role("button", name="Skip").click()
    page.reload()
    page.wait_for_function("window.peaceops && peaceops.shown >= 0")
    page.wait_for_timeout(300)
    assert page.locator(".po-tour").count() == 0
    context.close()


def test_why_is_answered_beside_the_charts(visit: Callable[..., Visitor]) -> None:
    v = visit()
    v.to(30)
    curve = v.page.locator("[data-chart=local_consent] .u-over")
    curve.click(position={"x": 8, "y": 30})
    v.page.wait_for_selector("#po-panel-why.po-on")  # the page turns to the answer
    v.wait("/consent/i.test(document.querySelector('#po-panel-why').innerText)")


@pytest.mark.parametrize("name", list(SIZES))
def test_layout_and_accessibility(visit: Callable[..., Visitor], name: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    v = visit(size=SIZES[name])
    page = v.page
    v.to(20)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], "the page is wider than its window"
    play = page.get_by_role("button", name="Play", exact=True).bounding_box()
    assert play is not None
    assert play["y"] + play["height"] <= SIZES[name][1]
    for state in ("plain", "choices", "dark"):
        if state == "choices":
            v.menu("Choices")
        elif state == "dark":
            page.keyboard.press("Escape")
            page.get_by_role("button", name="Dark colours").click()
            page.wait_for_selector(".po-app.po-dark")
            page.screenshot(path=PICTURES / f"{name}_dark.png")
        found = Axe().run(page, context=".po-app").response["violations"]
        first = [(one["id"], one["nodes"][0]) for one in found]
        told = [(name, node["html"][:160], node.get("failureSummary", "")[:200]) for name, node in first]
        assert found == [], f"{state}: {json.dumps(told, indent=1)}"
