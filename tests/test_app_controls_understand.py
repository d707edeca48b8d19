"""Understand and compare: charts, why, events, benchmarks, dilemmas, two futures with pairs, each by what it does."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from app_controls import SHORT, Somebody, at_all_sizes, at_both_ends
from app_site import needs_browser, same_numbers

from peaceops.viz.app.keeping import read_zip

pytestmark = needs_browser


@at_all_sizes
def test_charts_and_why(visit: Callable[..., Somebody]) -> None:
    v = visit(SHORT % 80)
    page, charts = v.page, v.page.locator(".poc-card")
    v.to(40)
    assert charts.count() == 12
    _ask_without_a_curve(v)
    which, weeks = page.locator(".poc-bar select").all()
    which.select_option("People")
    titles = ["People in need", "Away from home", "Living conditions", "Returned home"]
    assert charts.locator("h3").all_inner_texts() == titles
    which.select_option("main")
    v.press("Pick charts")
    page.get_by_label("Deaths by crime").check()
    page.locator(".poc-card h3:has-text('Deaths by crime')").wait_for()
    v.press("The usual twelve")
    page.locator(".poc-card h3:has-text('Deaths by crime')").wait_for(state="detached")
    v.press("Done")
    assert page.locator(".poc-choose").count() == 0
    plot = "[data-plot=local_consent]"
    page.locator(plot).scroll_into_view_if_needed()
    whole = v.drawn(f"{plot} canvas")
    weeks.select_option("26")
    assert v.drawn(f"{plot} canvas") != whole
    weeks.select_option("all")
    assert v.drawn(f"{plot} canvas") == whole
    v.press("Show as a table: People in need")
    table = page.get_by_role("region", name="Table: People in need")
    assert table.locator("tbody tr").count() == 41
    table.focus()
    page.keyboard.press("End")
    assert v.week() == 40, "the table has the keys"
    v.press("Show as a chart: People in need")
    assert table.count() == 0
    _zoom_and_ask(v, plot)
    _why(v)


def _ask_without_a_curve(v: Somebody) -> None:
    """Who opens the panel first finds something to ask there."""
    v.tab("Why")
    offered = v.page.locator(".pow-open button").all_inner_texts()
    assert len(offered) == len(set(offered)) > 5
    v.press(f"Ask why: {offered[0]}")
    v.page.wait_for_selector(".pow-bars")
    assert v.page.locator(".pow h3").inner_text() == offered[0]
    assert v.page.locator(".pow-open").count() == 0
    v.tab("Outcomes")


def _zoom_and_ask(v: Somebody, plot: str) -> None:
    """A window of weeks by dragging, the week by keys, an answer by a press."""
    page = v.page
    over = page.locator(f"{plot} .u-over")
    over.evaluate("one => one.scrollIntoView({ block: 'center' })")
    box = over.bounding_box()
    at = lambda week: (box["x"] + box["width"] * week / 79, box["y"] + 0.3 * box["height"])  # noqa: E731
    if v.size != "phone":  # where a finger scrolls
        page.mouse.move(*at(10))
        page.mouse.down()
        page.mouse.move(*at(30), steps=4)
        v.settled()  # the chart follows the pointer with the next picture
        page.mouse.up()
        v.press("Whole run")
    assert page.get_by_role("button", name="Whole run").count() == 0
    page.locator(plot).focus()
    for key, week in {"ArrowLeft": 39, "Home": 0, "PageUp": 13, "End": 40, "ArrowUp": 40}.items():
        page.keyboard.press(key)
        assert v.week() == week, key
    over.evaluate("one => one.scrollIntoView({ block: 'center' })")
    box = over.bounding_box()
    v.point(box["x"] + box["width"] * 25 / 79, box["y"] + 0.3 * box["height"])
    page.wait_for_selector("#po-panel-why.po-on")  # the page turns to the answer
    v.wait("/consent/i.test(document.querySelector('#po-panel-why').innerText)")
    assert v.week() == pytest.approx(25, abs=1)


def _why(v: Somebody) -> None:
    """Another span, one sector, smaller causes, and the weeks of what happened."""
    page, panel = v.page, v.page.locator(".pow")
    first = panel.inner_text()
    panel.get_by_label("Weeks").select_option("4")
    v.wait("document.querySelector('.pow').__vue__.answer.over === 4")
    assert panel.inner_text() != first
    panel.get_by_label("Where").select_option("2")
    v.said("in sector 2", ".pow-head")
    panel.get_by_label("Where").select_option("")
    more = panel.locator(".pow-more")
    spans = panel.get_by_label("Weeks").locator("option").evaluate_all("all => all.map((one) => one.value)")
    for span in reversed(spans):  # which one has more than the largest causes hangs on the week that was pressed
        panel.get_by_label("Weeks").select_option(span)
        v.wait(f"((pow) => pow.over === {span} && !pow.answer.sector)(document.querySelector('.pow').__vue__)")
        v.settled()
        if more.count():
            break
    few = panel.locator(".pow-bar").count()
    more.click()
    panel.locator(".pow-bar").nth(few).wait_for()
    assert few == 8
    v.press("Only the largest")
    assert panel.locator(".pow-bar").count() == few
    button = panel.locator(".pow-events button").first
    week = int(button.inner_text().split()[1])
    button.click()
    assert v.week() == week
    page.keyboard.press("End")  # with the focus on a button, keys still move the run
    v.wait(f"peaceops.shown > {week}")


@at_all_sizes
def test_events_benchmarks_and_dilemmas(visit: Callable[..., Somebody]) -> None:
    v = visit(SHORT % 80)
    page = v.page
    v.to(56)
    v.tab("Events")
    every = _numbers(page.inner_text(".pov-count"))[0]
    filters = {"About": "violence", "Where": "1", "Who": 1}
    for label, value in filters.items():
        menu = page.locator(".pov").get_by_label(label)
        menu.select_option(index=value) if isinstance(value, int) else menu.select_option(value)
        some, of = _numbers(page.inner_text(".pov-count"))[:2]
        assert 0 < some < of == every, label
        if label == "Where":
            assert set(page.locator(".pov-place").all_inner_texts()) == {"sector 2"}
        v.press("Clear")
        assert page.inner_text(".pov-count").startswith(f"{every} events up to")
    page.get_by_label("Search events").fill("misconduct")
    assert all("misconduct" in text.lower() for text in page.locator(".pov-text").all_inner_texts())
    assert page.locator(".pov-text").count() > 0
    v.press("Clear")
    page.locator(".pov").get_by_label("About").select_option("violence")
    event = page.locator(".pov-row").nth(2)
    week, told = int(event.locator(".pov-week").inner_text()), event.locator(".pov-text").inner_text()
    event.click()
    assert v.week() == week
    assert page.locator(".pov-row.chosen .pov-text").inner_text() == told
    page.locator(".pk-card h2").wait_for()  # the place where it happened
    v.press("Close the card")
    page.locator(".pov-list").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    assert v.week() < week
    page.locator(".pk-card h2").wait_for()
    v.press("Close the card")
    _benchmarks(v)
    _dilemmas(v)


def _numbers(text: str) -> list[int]:
    """Return the whole numbers of a text."""
    return [int(one) for one in re.findall(r"\d+", text)]


def _benchmarks(v: Somebody) -> None:
    """The board is that of the week shown, and a benchmark that was reached leads to its week."""
    page = v.page
    v.tab("Benchmarks")
    v.page.locator("[role=slider][aria-label='Week shown']").press("End")
    cells = page.locator(".pob-wide button.pob-cell")
    assert cells.count() == 66
    table = page.get_by_role("region", name="Table of benchmarks")
    table.focus()
    met = page.locator(".pob-wide .pob-cell.met")
    met.first.wait_for()
    many, reached = met.count(), met.last
    week = _numbers(reached.inner_text())[0]
    assert page.inner_text(".pob-sum strong").startswith(f"{many} of 66")
    reached.focus()
    assert "Condition:" in page.inner_text(".pob-tip")
    reached.press("Enter")
    v.wait(f"peaceops.shown === {week}")
    v.said(f"in week {week}", ".pob-sum")
    page.locator("[role=slider][aria-label='Week shown']").press("Home")
    v.said("in week 0", ".pob-sum")
    assert page.locator(".pob-wide .pob-cell.met").count() < many


def _dilemmas(v: Somebody) -> None:
    """Three gauges that follow the week, and name no winner."""
    page = v.page
    v.tab("Dilemmas")
    gauges = page.locator(".pog-gauge")
    assert gauges.count() == 3
    thumb = page.locator("[role=slider][aria-label='Week shown']")
    told = []
    for key in ("Home", "End"):
        thumb.press(key)
        v.drawn("canvas")
        told.append([one.get_attribute("aria-label") for one in gauges.all()])
    assert told[0] != told[1]
    assert not re.search(r"better|worse|good|bad|win", str(told))


@at_both_ends
def test_two_futures(visit: Callable[..., Somebody], tmp_path: Path) -> None:
    v = visit(SHORT % 30)
    page, dialog = v.page, v.page.get_by_role("dialog")
    v.to(6)
    v.menu("Compare")
    dialog.get_by_label("Change").select_option("")
    dialog.locator(".po-lab select").nth(1).select_option("firewall")
    assert dialog.get_by_label("to", exact=True).count() == 0
    dialog.get_by_label("Change").select_option("posture.use_of_force")
    dialog.get_by_label("to", exact=True).fill("3")
    v.press("Fork here", dialog)
    page.wait_for_selector(".po-dialog .po-trouble:has-text('posture.use_of_force is 3.0')")
    dialog.get_by_label("to", exact=True).fill("1")
    v.press("Fork here", dialog)
    v.wait("window.peaceopsTwin && peaceopsTwin.shown === 6")
    assert page.locator(".pm-map").count() == 2
    v.to(16)
    v.wait("peaceopsTwin.shown === 16")
    _both_runs(v)
    _of_which_future(v)
    _decided_in(v)
    files = _pairs(v, dialog)
    _files_of_both(v, files)
    v.menu("Compare")
    dialog.locator("summary").click()
    assert dialog.get_by_role("button", name="Fork here").is_visible()
    dialog.locator("summary").click()
    v.press("End the comparison", dialog)
    v.wait("document.querySelectorAll('.pm-map').length === 1")


def _both_runs(v: Somebody) -> None:
    """The same past and luck; what differs afterwards is drawn as two curves or as their difference."""
    twin = "peaceopsTwin.series('local_consent')"
    same = f"peaceops.series('local_consent').slice(0, %d).every((x, w) => x === {twin}[w])"
    assert v.page.evaluate(same % 6)
    twins = "peaceops.frames.map((one, week) => one.values === peaceopsTwin.frames[week].values)"
    assert v.page.evaluate(twins).index(False) > 6
    v.tab("Outcomes")
    value = v.page.locator("[data-chart=local_consent] [data-line='0']")
    v.press("Difference")
    v.wait("/point/.test(document.querySelector('[data-chart=local_consent] [data-line]').textContent)")
    v.press("Both runs")
    v.wait("/ \\/ /.test(document.querySelector('[data-chart=local_consent] [data-line]').textContent)")
    own, other = v.page.evaluate("[peaceops, peaceopsTwin].map((one) => one.value(16, 'local_consent'))")
    assert value.inner_text() == f"{100 * own:.0f} % / {100 * other:.0f} %"


def _of_which_future(v: Somebody) -> None:
    """Events, network and all but the charts are of the future that is chosen."""
    v.tab("Events")
    listed = {}
    for name, store in {"the other future": "peaceopsTwin", "this future": "peaceops"}.items():
        v.press(name)
        v.page.wait_for_selector(f"[id^='pov-{store}-']")
        listed[name] = v.page.locator(".pov-text").all_inner_texts()
        pressed = v.page.get_by_role("button", name=name, exact=True).get_attribute("aria-pressed")
        assert pressed == "true"
    assert listed["this future"] != listed["the other future"]
    card = v.page.locator(".pk-card")
    for name, store in {"this future": "peaceops", "the other future": "peaceopsTwin"}.items():
        v.page.evaluate(f"{store}.pick({{cell: 300}})")
        card.get_by_text(f"In {name}").wait_for()
    v.press("the other future")
    decision = v.page.locator("[id^='pov-peaceopsTwin-']").filter(has_not_text="sector").first
    decision.dispatch_event("click")  # the card lies over the list where there is no room beside two maps
    card.wait_for(state="detached")  # it would pass for the card of an event that has no place
    v.press("this future")


def _decided_in(v: Somebody) -> None:
    """What is decided holds in the future that is chosen."""
    page, log = v.page, v.page.locator(".po-log li")
    v.menu("Choices")
    where, only = page.locator(".po-where"), "the other future only"
    where.get_by_label("the other").check()
    page.locator("#c-integration\\.triple_hat").set_checked(False)
    hat = log.filter(has_text=re.compile("triple.hat"))
    hat.wait_for()
    assert only in hat.inner_text()
    where.get_by_label("this future").check()
    assert page.locator("#c-integration\\.triple_hat").is_checked()
    where.get_by_label("both").check()
    page.locator("#c-integration\\.structure").select_option("two_feet_out")
    structure = log.filter(has_text="structure")
    structure.wait_for()
    assert "future only" not in structure.inner_text()
    page.get_by_text("Let something happen").click()
    page.locator(".po-inject-where select").select_option("this")
    page.locator("#po-inject").select_option("cholera")
    v.press("Let it happen in week 17")
    outbreak = log.filter(has_text=re.compile("cholera", re.I))
    outbreak.wait_for()
    assert "this future only" in outbreak.inner_text()
    v.press("Close choices")


def _pairs(v: Somebody, dialog: Any) -> dict[str, bytes]:
    """Pairs with other luck, stopped once some are played; return the files of the comparison."""
    v.menu("Compare")
    dialog.get_by_role("button", name=re.compile("Play 20 pairs")).click()
    bar = dialog.locator("progress")
    bar.wait_for()
    v.wait("document.querySelector('.po-dialog progress').value >= 2")
    v.press("Stop", dialog)
    v.said("Stopped after", ".po-dialog")
    rows = dialog.get_by_role("region", name="Outcomes of the two futures")
    rows.focus()
    assert rows.locator("tbody tr").count() > 20
    files = {}
    for link in dialog.locator("a[download]").all():
        with v.page.expect_download() as waiting:
            link.click()
        files[waiting.value.suggested_filename] = Path(waiting.value.path()).read_bytes()
    v.press("Close", dialog)
    v.tab("Outcomes")
    v.press("Difference")
    v.said("pairs with other luck", ".poc-note")
    return files


def _files_of_both(v: Somebody, files: dict[str, bytes]) -> None:
    """What was taken away is what the page shows."""
    assert set(files) == {"comparison.csv", "comparison.zip", "this_future.zip", "other_future.zip"}
    table = pd.read_csv(io.BytesIO(files["comparison.csv"]))
    assert {"outcome", "difference", "low", "high"} <= set(table)
    assert len(table) > 20
    names = zipfile.ZipFile(io.BytesIO(files["comparison.zip"])).namelist()
    assert {"comparison.csv", "runs.csv", "comparison.json"} <= set(names)
    own, other = (read_zip(files[name]).weekly for name in ("this_future.zip", "other_future.zip"))
    same_numbers(v.values(), own)
    shown = v.page.evaluate("Array.from(peaceopsTwin.series('local_consent'))")
    np.testing.assert_allclose(shown, other["local_consent"].to_numpy(dtype=np.float32))
    assert not own.equals(other)
