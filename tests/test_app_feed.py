"""What asks for weeks, and what hears keys: ``feed.vue`` beside other parts, in a browser without a server."""

from __future__ import annotations

import json
from typing import Any

from app_tabs import WEEKS, Tab, needs_browser

from peaceops.viz.app.outcomes import chart_sets

pytestmark = needs_browser
CALLS = ["hello", "ask", "again", "restore", "picked", "catch_up", "stop_again"]
FEED: dict[str, Any] = {
    "calls": CALLS, "store_name": "peaceops", "follows": "", "dark": False, "seed": 7, "link": "", "key": "",
    "former": "", "trouble": "", "patience": 300,
}  # fmt: skip


def asked(tab: Tab, name: str = "ask") -> list[Any]:
    """Return what was said to a method of Python, and forget it."""
    found = [given for called, given in tab("called") if called == name]
    tab("() => { called.length = 0; }")
    return found


def send(tab: Tab, method: str, what: Any) -> None:
    """Send the component JSON as Python does."""
    script = "([method, text]) => parts[0]['jupyter_' + method]([new TextEncoder().encode(text)])"
    tab(script, [method, json.dumps(what)])


def press(tab: Tab, name: str) -> None:
    """Press a button."""
    tab.page.get_by_role("button", name=name, exact=True).click()


def test_a_question_without_an_answer_is_asked_again(open_tab, played):
    tab = open_tab("feed", FEED, frames=played["frames"][:10])
    press(tab, "Play")
    question = {"after": 9, "many": 1}
    tab.page.wait_for_function("called.filter((one) => one[0] === 'ask').length >= 2")
    again = asked(tab)
    assert again == [question] * len(again), "twice, and on a slow machine once more"
    assert "has not answered for a while" in tab.text("#po-wish")
    answer = "(text) => { parts[0].jupyter_weeks([new TextEncoder().encode(text)]); return parts[0].said; }"
    assert tab(answer, json.dumps(played["frames"][10:11])) == "", "at once: on a slow machine it may be asked again"
    tab.page.wait_for_function("called.some((one) => one[0] === 'ask' && one[1].after === 10)")
    tab("() => parts[0].jupyter_halt()")  # as after a failure
    asked(tab)
    tab.page.wait_for_timeout(500)
    assert asked(tab) == [], "nobody waits for weeks any longer"
    press(tab, "Play")
    tab.page.wait_for_function("called.some((one) => one[0] === 'ask' && one[1].after === 10)")
    press(tab, "Pause")


def test_playing_again_is_shown_stopped_and_gone_on_with(open_tab, played):
    tab = open_tab("feed", {**FEED, "patience": 10**6}, frames=played["frames"][:30])

    def tell(method: str, *given: int) -> None:
        tab(f"(given) => parts[0].jupyter_{method}(...given)", list(given))
        tab.settle()

    asked(tab)
    tell("again", 12, 30, 40)
    assert "Playing again: week 12 of 40" in tab.text(".po-replay")
    assert asked(tab, "catch_up") == [{}]
    assert tab.page.get_by_role("button", name="Play", exact=True).is_disabled()
    press(tab, "Stop")
    assert asked(tab, "stop_again") == [{}]
    tell("again", 15, 30, 40)  # an answer that was on its way asks for no more
    assert asked(tab, "catch_up") == []
    tell("cut", 14)
    tell("again", 0, 0, 0)
    tell("stopped")
    assert tab.text("#po-wish").startswith("Stopped in week 14. Nothing is lost")
    assert tab.count(".po-replay") == 0
    press(tab, "Go on to week 39")
    tab.settle()  # weeks are asked for with the next picture
    assert asked(tab) == [{"after": 14, "many": 8}]
    assert "Playing again: week 15 of 40" in tab.text(".po-replay")
    send(tab, "weeks", played["frames"][15:23])
    tab.settle()
    assert "week 23 of 40" in tab.text(".po-replay")
    press(tab, "Stop")  # while it waits for weeks to come the server need not be told
    assert asked(tab, "stop_again") == []
    assert tab.text("#po-wish").startswith("Stopped in week 22.")
    assert not tab.page.get_by_role("button", name="Play", exact=True).is_disabled()


def test_a_key_acts_once(open_tab, played):
    parts = [("feed", {**FEED, "patience": 10**6}), ("charts", {"sets": chart_sets()}), ("events", {})]
    tab = open_tab(parts, size=(900, 768))
    key = tab.page.keyboard.press
    tab.show(30)
    tab.page.focus("[data-plot=in_need]")
    for name, week in {"ArrowRight": 31, "ArrowLeft": 30, "Home": 0, "End": WEEKS - 1}.items():
        key(name)
        assert tab.shown == week, name
    tab.page.focus(".pov-list")
    for name in ("ArrowDown", "End", "Home", " "):
        key(name)
        tab.settle()
    assert tab("!peaceops.playing && !parts[0].moving")
    assert asked(tab) == []
    tab.page.click("[aria-label='Show as a table: People in need']")
    tab.page.focus(".poc-table")
    shown = tab.shown
    key("Home")
    assert tab.shown == shown, "the table scrolls"
    tab("() => document.activeElement.blur()")
    key("Home")
    assert tab.shown == 0, "the same keys move the run where nothing else has the focus"
    key("End")
    tab.page.wait_for_function("called.some((one) => one[0] === 'ask')")
    tab("() => parts[0].jupyter_halt()")


def test_escape_closes_one_thing(open_tab):
    about = {"about": {"cell": 7}, "title": "A place", "week": 1, "sections": []}
    tab = open_tab([("card", {"answer": about}), ("timeline", {})])
    tab("() => peaceops.pick({ cell: 7 })")
    tab.settle()
    tab.page.focus(".pot-mark >> nth=0")
    tab.page.keyboard.press("Escape")
    tab.settle()
    assert (tab.count(".pot-tip"), tab.count(".pk-card")) == (0, 1)
    tab("() => document.body.insertAdjacentHTML('beforeend', '<div class=po-over></div>')")
    tab.page.keyboard.press("Escape")
    assert tab.count(".pk-card") == 1, "what lies over the card is closed first"
    tab("() => document.querySelector('.po-over').remove()")
    tab.page.keyboard.press("Escape")
    tab.settle()
    assert tab.count(".pk-card") == 0


def test_what_is_said_beside_the_transport(open_tab, played):
    tab = open_tab("feed", {**FEED, "trouble": "seed is 'x'"})
    week = tab.page.get_by_label("Go to week")
    for bad in ("1e2", "", "-1", "312", "2,5"):
        week.fill(bad)
        press(tab, "Go")
        told = f"Week is {json.dumps(bad)}; allowed is a whole number from 0 to 311. · seed is 'x'"
        assert tab.text("#po-wish") == told
    tab("() => parts[0].jupyter_say('Playing again to week 60: week 20')")
    tab.settle()
    assert "week 20" in tab.text("#po-wish")
    assert "seed is 'x'" in tab.text("#po-wish")
    press(tab, "A week back")
    assert tab.text("#po-wish") == "seed is 'x'"
    tab("() => { parts[0].trouble = ''; parts[0].seedText = 'x'; }")
    send(tab, "scene", {**played["scene"], "seed": 12})
    send(tab, "weeks", played["frames"][:2])
    tab.settle()
    assert tab.page.get_by_label("Seed", exact=True).input_value() == "12"
    assert tab.page.get_by_text("Back to the run before").count() == 0
    tab("() => { parts[0].former = 'Post-accord, seed 7, week 3'; }")
    press(tab, "Back to the run before")
    assert len(asked(tab, "restore")) == 1
