"""Choose: scenario and preset, choices on the way, what happens from outside, taking back and playing again."""

from __future__ import annotations

from collections.abc import Callable

from app_controls import SHORT, Somebody, at_all_sizes, at_both_ends
from app_site import needs_browser, same_numbers

import peaceops as po
from peaceops.model.library import shipped_names
from peaceops.viz.app.links import read_link

pytestmark = needs_browser


@at_all_sizes
def test_scenario_and_preset(visit: Callable[..., Somebody]) -> None:
    v = visit()
    page, dialog = v.page, v.page.get_by_role("dialog")
    opens = page.get_by_title("Choose scenario and preset")
    opens.click()
    story = dialog.get_by_role("region", name="The scenario's story")
    for name in shipped_names():
        scenario = po.load_scenario(name)
        dialog.locator(f"input[value={name}]").check()
        assert scenario.story.split()[:9] == story.inner_text().split()[:9]
    story.focus()
    v.press("Close", dialog)
    assert dialog.count() == 0
    assert page.evaluate("document.activeElement.className") == "po-scenario", "the focus is given back"
    opens.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "dialog"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "Begin", "Tab stays in the dialog"
    page.keyboard.press("Escape")
    opens.click()
    dialog.get_by_role("radio", name="Tirazane").check()
    dialog.get_by_role("radio", name="Firewall").check()
    dialog.get_by_label("Seed").fill("two")
    v.press("Begin", dialog)
    page.wait_for_selector(".po-dialog .po-trouble:has-text(\"seed is 'two'\")")
    dialog.get_by_label("Seed").fill("3")
    v.press("Begin", dialog)
    page.wait_for_selector(".po-dialog", state="detached")
    v.wait("peaceops.scene.scenario === 'contested' && peaceops.shown === 0")
    assert "Firewall" in (page.text_content(".po-bar") or "")
    v.to(4)
    expected = po.run(po.load_scenario("contested").with_preset("firewall").with_changes({"horizon_weeks": 5}), seed=3)
    assert len(v.values()) == len(expected.weekly)
    numbers = page.evaluate("peaceops.scene.horizon")
    assert numbers == po.load_scenario("contested").horizon_weeks
    page.get_by_role("button", name="Back to the run before").click()
    v.wait("peaceops.scene.scenario === 'post_accord'")


@at_all_sizes
def test_choices_on_the_way(visit: Callable[..., Somebody]) -> None:
    v = visit(SHORT % 60)
    page, log = v.page, v.page.locator(".po-log li")
    v.to(4)
    v.menu("Choices")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    groups = page.locator(".po-group summary")
    for summary in groups.all():
        was = summary.evaluate("one => one.parentElement.open")
        summary.click()
        assert summary.evaluate("one => one.parentElement.open") is not was
        if was:
            summary.click()
    page.locator("#c-integration\\.structure").select_option("two_feet_out")
    log.nth(0).wait_for()
    assert "Week 5" in log.nth(0).inner_text()
    page.locator("#c-integration\\.triple_hat").set_checked(False)
    log.nth(1).wait_for()
    slider = page.locator("#c-integration\\.strategic_framework")
    slider.press("ArrowRight")
    log.nth(2).wait_for()
    typed = page.get_by_label("shared services, typed")
    typed.fill("7")
    typed.press("Tab")
    refused = "integration.shared_services is 7.0; allowed is a number from 0 to 1 (share of services)"
    page.wait_for_selector(f'.po-trouble:has-text("{refused}")')
    assert (typed.input_value(), typed.get_attribute("aria-invalid")) == ("7", "true")
    typed.fill("0.9")
    typed.press("Enter")
    log.nth(3).wait_for()
    assert page.locator(".po-drawer .po-trouble").count() == 0
    about = page.get_by_role("button", name="About structure")
    about.click()
    assert "Source: CML 1.3" in page.inner_text(".po-tell")
    about.click()
    assert page.locator(".po-tell").count() == 0
    v.press("Close choices")
    v.to(7)
    v.menu("Choices")
    v.press("Undo")  # back at the week of the decision
    v.wait("peaceops.last === 4 && peaceops.shown === 4")
    log.nth(3).wait_for(state="detached")
    v.press("Redo")
    log.nth(3).wait_for()
    _presets_and_injects(v)
    page.get_by_text("Decided in this run").click()
    assert not log.first.is_visible()
    page.locator(".po-drawer").press("Escape")
    assert page.locator(".po-drawer").count() == 0
    v.to(14)
    scenario, seed, _ = read_link(page.evaluate("location.search"))
    assert scenario.decisions
    assert [(one.kind, one.size, one.weeks, one.sector) for one in scenario.injects] == [("cholera", 2.0, 6, 1)]
    same_numbers(v.values(), po.run(scenario, seed=seed).weekly.iloc[:15])


def _presets_and_injects(v: Somebody) -> None:
    """A preset over all that was decided, and things from outside, one of them refused at first."""
    page, log = v.page, v.page.locator(".po-log li")
    page.locator("#po-preset").select_option("stovepipes")
    v.press("Apply from week 5")
    log.nth(4).wait_for()
    event = page.locator("#po-inject")
    event.select_option("cholera")
    size, weeks = (page.locator(".po-fields").get_by_label(name) for name in ("Size", "Weeks"))
    size.fill("40")
    weeks.fill("6")
    page.locator(".po-fields").get_by_label("Sector").select_option(label="2")
    v.press("Let it happen in week 5")
    page.wait_for_selector(".po-trouble:has-text('size is 40')")
    size.fill("2")
    v.press("Let it happen in week 5")
    log.nth(5).wait_for()
    assert "cholera" in log.nth(5).inner_text().lower()
    kinds = event.locator("option").evaluate_all("all => all.map((one) => one.value)")
    armed = next(kind for kind in kinds if _by(v, kind))
    page.locator(".po-fields").get_by_label("By").select_option(index=1)
    v.press("Let it happen in week 5")
    log.nth(6).wait_for()
    v.press("Undo")
    log.nth(6).wait_for(state="detached")
    assert armed


def _by(v: Somebody, kind: str) -> bool:
    """Choose what happens; return whether one can say who does it."""
    v.page.locator("#po-inject").select_option(kind)
    return bool(v.page.locator(".po-fields").get_by_label("By").count())


@at_both_ends
def test_playing_again_is_stopped_and_gone_on_with(visit: Callable[..., Somebody]) -> None:
    v = visit(SHORT % 200)
    page = v.page
    v.to(60)
    v.menu("Choices")
    page.locator("#c-integration\\.structure").select_option("two_feet_out")
    page.wait_for_selector(".po-log")
    v.press("Close choices")
    v.to(62)
    query = page.evaluate("location.search")
    again = visit(query=query)  # a link opens all of it, week by week
    again.press("Stop")
    again.said("Nothing is lost", "#po-wish")
    stopped = again.page.evaluate("peaceops.last")
    assert stopped < 60
    again.press("Go on to week 60")
    again.wait("peaceops.last === 60 && peaceops.shown === 60")
    assert again.values() == v.values()[:61]
