"""Keep, learn, serve: files opened again, links, stored runs, first steps, words, colours, failures, a full house."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
from app_controls import SHORT, Somebody, at_both_ends, unknown
from app_site import NOWHERE, needs_browser, same_numbers, serving
from PIL import Image

import peaceops as po
from peaceops.experiments.session import Session
from peaceops.viz.app.keeping import FILES

pytestmark = needs_browser
WAIT = "window.peaceops && peaceops.shown >= 0"


@at_both_ends
def test_files_links_and_opening(visit: Callable[..., Somebody], tmp_path: Path) -> None:
    v = visit(SHORT % 40)
    v.context.grant_permissions(["clipboard-read", "clipboard-write"])
    v.to(4)
    v.menu("Choices")
    v.page.locator("#c-integration\\.structure").select_option("two_feet_out")
    v.wait("location.search.includes('integration.structure=two_feet_out')")
    v.press("Close choices")
    v.to(9)
    link = _link(v)
    files = _files(v)
    _are_of_the_run(v, files, tmp_path)
    v.press("Close", v.page.get_by_role("dialog"))
    other = visit(link.partition("/?")[2] and "?" + link.partition("?")[2])
    other.wait("peaceops.last === 4")  # a link leads as far as the last decision
    assert other.values() == v.values()[:5]
    other.to(9)
    assert other.values() == v.values()
    _opening(other, files["run.zip"], tmp_path)
    bad = visit("?scenario=post_accord&seed=many")
    bad.page.wait_for_selector("#po-wish:has-text(\"seed is 'many'; allowed is\")")


def _link(v: Somebody) -> str:
    """Return the link as it is copied; it is the one shown and the address."""
    v.menu("Share and keep")
    box = v.page.get_by_label("Link to this run")
    box.click()
    assert v.page.evaluate("getSelection().toString()") == box.input_value()
    v.press("Copy")
    v.said("Copied", ".po-linkbox")
    copied = str(v.page.evaluate("navigator.clipboard.readText()"))
    assert copied == box.input_value() == v.page.evaluate("location.href")
    return copied


def _files(v: Somebody) -> dict[str, bytes]:
    """Return every file that is offered, as it is downloaded."""
    found = {}
    for link in v.page.locator(".po-files a[download]").all():
        with v.page.expect_download() as waiting:
            link.click()
        found[waiting.value.suggested_filename] = Path(waiting.value.path()).read_bytes()
    assert set(found) == set(FILES)
    return found


def _are_of_the_run(v: Somebody, files: dict[str, bytes], place: Path) -> None:
    """Each file is opened, and says what the page shows."""
    for name in ("story.png", "country.png"):
        picture = Image.open(io.BytesIO(files[name])).convert("RGB")
        assert min(picture.size) > 300
        assert len(picture.getcolors(10**7)) > 200, "a picture, not a plain sheet"
    drawing = ElementTree.fromstring(files["story.svg"])  # noqa: S314 - it was written here
    assert drawing.tag.endswith("svg")
    assert len(list(drawing.iter("{http://www.w3.org/2000/svg}path"))) > 20
    shown = v.values()
    same_numbers(shown, pd.read_parquet(io.BytesIO(files["weekly.parquet"])))
    same_numbers(shown, pd.read_csv(io.BytesIO(files["weekly.csv"])))
    events = pd.read_csv(io.BytesIO(files["events.csv"]))
    told = v.page.evaluate("peaceops.frames.map((one) => one.events.length).reduce((a, b) => a + b)")
    assert 0 < told <= len(events)
    assert events["week"].between(0, 9).all()
    report = files["report.html"].decode()
    assert "Lomara" in report
    assert "src=" in report
    assert 'src="http' not in report
    zipfile.ZipFile(io.BytesIO(files["run.zip"])).extractall(place / "run")
    same_numbers(shown, po.load_result(place / "run").weekly)


def _opening(v: Somebody, kept: bytes, place: Path) -> None:
    """A run kept as a file, one that was damaged, and what lies in the folder of the server."""
    (place / "kept.zip").write_bytes(kept)
    (place / "bad.zip").write_bytes(kept[:-90])
    v.press("New seed")
    v.wait("peaceops.scene.seed !== 7 && peaceops.shown === 0")
    v.menu("Share and keep")
    v.page.locator("input[type=file]").set_input_files(place / "bad.zip")
    v.page.wait_for_selector(".po-dialog .po-trouble:has-text('allowed is a run kept from here')")
    v.page.locator("input[type=file]").set_input_files(place / "kept.zip")
    v.wait("peaceops.last === 9 && peaceops.scene.seed === 7")
    v.page.wait_for_selector("#po-wish:has-text('numbers are those that were stored')")
    v.menu("Share and keep")
    v.press("damaged.zip")
    v.page.wait_for_selector(".po-dialog .po-trouble:has-text('damaged.zip')")
    with v.context.expect_page() as coming:
        v.page.get_by_role("link", name="a_batch").click()
    report = coming.value
    report.wait_for_selector("h1")
    assert "A stored study" in report.inner_text("body")
    report.close()
    v.press("a_run")
    v.wait("peaceops.scene.seed === 5 && peaceops.last === 5")
    v.page.wait_for_selector("#po-wish:has-text('numbers are those that were stored')")
    session = Session(po.load_scenario("post_accord").with_changes({"country.population": 5_000_000}), 4)
    session.play(3)
    (place / "own.zip").write_bytes(FILES["run.zip"].make(session.result()))  # other facts: no link can carry it
    v.menu("Share and keep")
    v.page.locator("input[type=file]").set_input_files(place / "own.zip")
    v.wait("peaceops.scene.seed === 4 && peaceops.last === 2 && location.search === ''")
    v.menu("Share and keep")
    v.said("This run has no link", ".po-dialog")
    v.page.reload()  # finds the run again, though no link leads to it
    v.wait("window.peaceops && peaceops.scene && peaceops.scene.seed === 4 && peaceops.last === 2")


@at_both_ends
def test_learning_first_steps_and_colours(visit: Callable[..., Somebody]) -> None:
    v = visit(SHORT % 30, toured=False)
    page = v.page
    page.wait_for_selector(".po-tour >> text=Step 1 of 5")  # whoever has never been here
    v.press("Skip")
    page.wait_for_selector(".po-tour", state="detached")
    page.reload()
    v.wait(WAIT)
    v.drawn("canvas")
    assert page.locator(".po-tour").count() == 0
    v.menu("Learn")
    page.wait_for_selector(".po-learn-part")
    heads = ["What it is", "How it works", "Things to notice", "Things to try"]
    assert page.locator(".po-learn-part h3").all_inner_texts() == heads
    v.press("Words")
    page.get_by_label("Find a word").fill("DPKO")
    assert "Department of Peace Operations" in page.inner_text(".po-words")
    v.press("This country")
    assert page.locator(".po-learn-part").count() == 4
    v.press("First steps")
    for step in range(1, 6):
        page.wait_for_selector(f".po-tour >> text=Step {step} of 5")
        if step == 3:
            v.press("Back")
            page.wait_for_selector(".po-tour >> text=Step 2 of 5")
            v.press("Next")
            page.wait_for_selector(".po-tour >> text=Step 3 of 5")
        v.press("Next" if step < 5 else "Close")
    page.wait_for_selector(".po-tour", state="detached")
    _words(v)
    light = page.evaluate("getComputedStyle(document.querySelector('.po-bar')).backgroundColor")
    canvas = v.drawn(".pm-map canvas")
    v.press("Dark colours")
    page.wait_for_selector(".po-app.po-dark")
    assert page.evaluate("getComputedStyle(document.querySelector('.po-bar')).backgroundColor") != light
    assert v.drawn(".pm-map canvas") != canvas
    page.reload()
    v.wait(WAIT)
    page.wait_for_selector(".po-app.po-dark")  # kept
    v.press("Light colours")
    page.wait_for_selector(".po-app.po-light")
    v.menu("Learn")
    v.press("Close", page.get_by_role("dialog"))
    assert page.locator(".po-learn").count() == 0


def _words(v: Somebody) -> None:
    """A word of the glossary is explained where it stands, to whoever comes by Tab or by the pointer."""
    page = v.page
    word = page.locator("[tabindex='0']:not([role]):visible").first
    page.keyboard.press("Tab")  # from now on the focus is to be seen
    word.focus()
    assert len(page.inner_text(".po-term-tip")) > 20
    page.keyboard.press("Escape")
    assert page.locator(".po-term-tip").count() == 0


@at_both_ends
def test_failures_and_a_full_house(visit: Callable[..., Somebody]) -> None:
    v = visit(SHORT % 30)
    page = v.page
    v.to(3)
    _spoil(v)
    v.page.get_by_text("What to tell whoever runs this server").click()
    assert re.search(r"\w+Error", page.inner_text("[role=alertdialog] code"))
    v.press("Go on")
    page.wait_for_selector("text=Something went wrong here", state="detached")
    v.to(6)
    _spoil(v)
    page.evaluate("window.loadedBefore = true")
    v.press("Load the page again")
    v.wait("!window.loadedBefore && window.peaceops && peaceops.shown === 6")  # the run is found again
    key = page.evaluate("sessionStorage.getItem('peaceops.run')")
    other = visit(NOWHERE, toured=True, waits=False)  # a page that keeps no run of its own
    other.page.evaluate(f"sessionStorage.setItem('peaceops.run', '{key}')")
    other.page.goto(other.address)  # as a tab that was duplicated: the run moves there
    other.wait("window.peaceops && peaceops.shown === 6")
    v.said("This run is now open in another tab")
    v.press("Begin a run here")
    v.wait("window.peaceops && peaceops.shown === 0")
    with serving("--most", "1") as small:
        first = visit(SHORT % 30, address=small)
        late = visit(SHORT % 30, address=small, waits=False)
        late.said("All places are taken")
        first.page.goto(small + "keep/none/story.png")  # leaves; an address of no run
        late.press("Try again")
        late.wait(WAIT)
        late.to(2)


def _spoil(v: Somebody) -> None:
    """Let a question of the page fail on the server."""
    v.page.evaluate("""(() => { const feed = document.querySelector('.po-transport').__vue__, { ask } = feed;
        feed.ask = (said) => { feed.ask = ask; ask({ after: 'x' }); }; })()""")
    v.press("Play")
    v.said("Something went wrong here")
    v.page.wait_for_function(  # soon, since whoever waits for an answer asks again in the end
        "(({ asked, moving }) => !asked && !moving)(document.querySelector('.po-transport').__vue__)", timeout=8_000
    )


def test_every_control_has_a_test(visit: Callable[..., Somebody]) -> None:
    v = visit(SHORT % 60)
    page = v.page
    v.to(30)
    for tab in page.get_by_role("tab").all():
        tab.click()
        assert unknown(v.noted("seen")) == []
    page.locator("#po-tab-outcomes").click()
    v.press("Pick charts")
    page.locator("[data-plot=local_consent]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#po-panel-why.po-on .pow-bar")
    assert unknown(v.noted("seen")) == []
    v.menu("Choices")
    page.locator(".po-group").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    seen = v.noted("seen")
    assert unknown(seen) == []
    v.press("Close choices")
    page.get_by_title("Choose scenario and preset").click()
    for name in ("Compare", "Share and keep", "Learn"):
        seen |= v.noted("seen")
        assert unknown(seen) == []
        page.keyboard.press("Escape")
        v.menu(name)
    v.press("Words")
    seen |= v.noted("seen")
    assert unknown(seen) == []
    assert len(seen) > 300, "the walk has found the page"
    assert unknown({*seen, "bar | textbox | Brand new"}) == ["bar | textbox | Brand new"], "a new one is found"
