"""The pages of a class in a browser, against the real server: a student's path, the lecturer's, one player alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from class_browser import LAPTOP, PHONE, Served, Somebody, chromium, needs_browser, served, until

pytestmark = needs_browser

MARKUP = "<img src=x onerror=alert(1)> **bold**"
PRIVATE = "Nobody else is to know of the orange boots"
SMALL = f"""
title = "A small one"
question = "Do soldiers help convoys here?"
summary = "Two roles and one choice that needs both of them."
story = "**Week 0.** A road, a convoy."
[scenario]
name = "contested"
seed = 3
[time]
briefing = 1
debrief = 1
[[goals]]
key = "escort"
text = "Argue for and against an escort."
[[rounds]]
title = "The first convoy"
weeks = 3
minutes = 10
text = "Who drives in front?"
lecturer = "Let them talk to each other."
[[rounds]]
title = "The second convoy"
weeks = 3
minutes = 10
text = "The first one has come back, or has not."
[roles.force_commander]
public = "Has too few vehicles."
private = "{PRIVATE}."
holds = ["posture.escorts", "posture.use_of_force"]
[roles.humanitarian_lead]
public = "Speaks for those who drive."
private = "Has an arrangement."
holds = ["posture.escorts"]
[[roles.humanitarian_lead.goals]]
outcome = "acceptance_end"
text = "They let us pass."
[[injects]]
title = "A raid in the night"
kind = "attack"
sector = 1
text = "Armed men raid villages."
card = "**Radio.** Shots in the night."
[[axes]]
title = "Acceptance"
outcome = "acceptance_end"
text = "Whether relief passes."
[[axes]]
title = "Protection"
outcome = "civilian_deaths"
text = "Civilians killed."
[[debrief]]
goal = "escort"
question = "Who was seen with the escort?"
"""


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Served]]:
    folder = tmp_path_factory.mktemp("class")
    (folder / "small.toml").write_text(SMALL, encoding="utf-8")
    small = str(folder / "small.toml")
    with served(folder, (small,), ("solo", "first_100_days"), (small,)) as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


def test_a_class_plays_a_round_from_phone_laptop_and_console(classes: list[Served], browser: Any) -> None:
    one = classes[0]
    lecturer, force = Somebody(browser, LAPTOP), Somebody(browser, PHONE)
    relief = Somebody(browser, LAPTOP, color_scheme="dark")
    lecturer.page.goto(one.link)
    lecturer.see(one.code, "#room")
    assert "once=" not in lecturer.page.url
    force.join(one, "Ana", "Force commander")
    relief.join(one, "Ben", "Humanitarian lead (OCHA)")
    lecturer.see("Ana", "#room table")
    lecturer.page.get_by_role("button", name="Begin round 1").click()
    force.see("Who drives in front?", "#round")
    force.see(PRIVATE, "#round")
    assert PRIVATE not in relief.page.content()

    _orders_are_drafts_until_they_are_sent(force, one)
    lecturer.go("round")
    lecturer.see("routine", "#round table")
    _what_is_written_is_text(force, relief)
    _they_meet(force, relief)
    relief.page.get_by_label("last resort").check()
    relief.page.get_by_role("button", name="Send 1 order").click()
    relief.page.get_by_role("button", name="I am done").click()
    lecturer.see("1 of 2 have said that they are done", "#controls")
    _the_server_is_killed_and_comes_back(one, force, lecturer)
    _lecturer_leads(lecturer, force)
    _round_is_settled_and_seen(lecturer, force, relief)
    _projector_shows_nothing_private(lecturer, one)
    _one_round_back(lecturer, force)
    for somebody in (lecturer, force, relief):
        somebody.tidy()
        somebody.context.close()


def _orders_are_drafts_until_they_are_sent(force: Somebody, one: Served) -> None:
    page, asked = force.page, []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    force.go("orders")
    page.get_by_label("routine").check()
    force.see("1 order not sent yet", "#act")
    page.reload()
    assert asked == ["beforeunload"]
    force.see("1 order not sent yet", "#act")
    force.go("orders")
    other = force.tab()
    other.goto(one.address)
    page.get_by_role("button", name="Send 1 order").click()
    for window in (page, other):
        window.locator("#act", has_text="1 order sent").wait_for()
    other.close()
    force.see("ordered: routine", "#orders")
    page.get_by_label("Use of force: as a number").fill("0.9")
    force.see("not sent: 0.9", "#orders")
    page.get_by_role("button", name="Undo: leave as it is").click()
    force.see("1 order sent", "#act")


def _what_is_written_is_text(force: Somebody, relief: Somebody) -> None:
    force.go("talk")
    force.page.get_by_role("button", name="Humanitarian lead (OCHA)").click()
    force.page.fill("#say-text", MARKUP)
    force.page.get_by_role("button", name="Send", exact=True).click()
    until(lambda: relief.page.locator('#tabs [data-tab="talk"] .dot').inner_text() == "1")
    relief.go("talk")
    relief.see(MARKUP, "#talk")
    assert relief.page.locator("#talk img").count() == 0
    assert force.page.input_value("#say-text") == ""


def _they_meet(force: Somebody, relief: Somebody) -> None:
    force.page.get_by_role("button", name="Ask for a meeting").click()
    force.page.get_by_label("What about?").fill("Thursday")
    force.page.keyboard.press("Enter")
    relief.page.get_by_role("button", name="Come").click()
    force.see("staff hours a week", "#talk")
    force.page.get_by_role("button", name="Speak there").click()
    force.page.fill("#say-text", "Only between us")
    force.page.keyboard.press("Control+Enter")
    relief.see("Only between us", "#talk")


def _the_server_is_killed_and_comes_back(one: Served, force: Somebody, lecturer: Somebody) -> None:
    one.kill()
    force.see("Connection lost", "#line")
    one.again()
    force.page.locator("#line").wait_for(state="hidden", timeout=90_000)
    lecturer.page.locator("#line").wait_for(state="hidden", timeout=90_000)
    force.see("1 order sent", "#act")
    assert force.page.locator("body.desk").count() == 1


def _lecturer_leads(lecturer: Somebody, force: Somebody) -> None:
    page = lecturer.page
    page.get_by_role("button", name="Pause").click()
    force.see("The lecturer has stopped the clock", "#paused")
    page.get_by_role("button", name="Go on").click()
    force.page.locator("#paused").wait_for(state="hidden")
    for time in ("first", "second"):  # a card that was played by mistake is taken back, and played again
        page.get_by_role("button", name="Play this card").click()
        page.get_by_role("dialog").get_by_role("button", name="Play it").click()
        lecturer.see("A raid in the night", "#played")
        if time == "first":
            page.get_by_role("button", name="Take back A raid in the night").click()
            page.locator("#played").wait_for(state="detached")
    lecturer.go("talk")
    page.fill("#broadcast", "Five minutes left")
    page.get_by_role("button", name="Send to all").click()
    force.see("Five minutes left", "#talk")
    page.get_by_role("button", name="End the round now").click()
    lecturer.see("1 of 2 have not said", "dialog")
    page.get_by_role("button", name="End it").click()


def _round_is_settled_and_seen(lecturer: Somebody, force: Somebody, relief: Somebody) -> None:
    relief.page.locator("#situation .film").wait_for(timeout=90_000)
    assert relief.page.get_attribute("body", "data-tab") == "situation"
    relief.see("The sides of Force commander and Humanitarian lead (OCHA)", "#orders")
    relief.page.get_by_role("slider", name="Week shown").fill("1")
    assert relief.page.locator("#situation .film .week").inner_text() == "week 2"
    relief.page.get_by_label("Map shows").select_option("believed_threat")
    relief.see("It may be wrong", "#situation")
    assert relief.page.locator('#situation .set[data-set="your goals"] .curve').count() == 1
    relief.page.locator("#situation canvas").press("ArrowLeft")
    relief.see("threat, as your people believe", "#situation .under")
    force.go("round")
    force.see("A raid in the night", "#round")
    lecturer.go("eyes")
    lecturer.page.get_by_label("Look as").select_option("force_commander")
    lecturer.see(PRIVATE, "#eyes")


def _projector_shows_nothing_private(lecturer: Somebody, one: Served) -> None:
    wall = lecturer.tab()
    wall.goto(f"{one.address}projector")
    wall.get_by_text("A raid in the night").wait_for()
    wall.locator("#seen .film").wait_for()
    shown = wall.content()
    assert one.code in shown
    assert PRIVATE not in shown
    assert MARKUP not in wall.inner_text("body")
    assert "believe" not in shown
    wall.close()


def _one_round_back(lecturer: Somebody, force: Somebody) -> None:
    lecturer.page.get_by_role("button", name="One round back").click()
    lecturer.see("Lost: what happened in those weeks", "dialog")
    lecturer.see("take it back under Round, What may come", "dialog")
    lecturer.page.get_by_role("button", name="Step back", exact=True).click()
    force.see("1 order sent", "#act")
    force.go("round")
    force.page.locator("#round", has_text="A raid in the night").wait_for(state="hidden")


def test_one_player_alone_is_led_through_rounds(classes: list[Served], browser: Any) -> None:
    me = Somebody(browser, PHONE)
    me.page.goto(classes[1].address)
    assert me.page.locator("#code").count() == 0
    me.page.fill("#name", "Eva")
    me.page.get_by_role("button", name="Begin", exact=True).click()
    me.page.get_by_role("button", name="Begin round 1").click()
    me.see("What you could try", "#round")
    me.page.get_by_role("button", name="Change orders").click()
    me.page.get_by_label("Good offices: as a number").fill("0.7")
    me.see("will be 0.7", "#orders")
    choice = me.page.locator('#orders details[data-name="resources.public_information_usd"]')
    choice.locator("summary").click()
    money = choice.get_by_label("Public information money: as a number, in million US$")
    money.fill("15")
    me.see("will be US$ 15 m", "#orders")
    money.fill("400")
    money.press("Tab")
    me.see("Public information money goes from US$ 1 m to US$ 20 m", "#said")
    me.see("will be US$ 20 m", "#orders")
    choice.get_by_role("button", name="Undo").click()
    assert me.page.locator("#orders .tag.bad").count() == 0
    me.page.get_by_role("button", name="Play 3 weeks").click()
    me.see("On to round 2", "#act")
    me.see("Your goals", "#situation")
    assert me.page.locator("#situation details.others").get_attribute("open") is None
    me.page.get_by_role("button", name="Play it without them").click()
    me.see("without your orders of round 1", "#situation .twinwords")
    assert me.page.locator("#situation polyline.twin").count() > 5
    me.page.locator("#situation .without table, #situation .without [aria-live] p").first.wait_for()
    me.go("round")
    me.see("0.35 → ", "#round .ruling")
    me.page.get_by_role("button", name="Try again").click()
    me.page.get_by_role("dialog").get_by_role("button", name="Try again").click()
    me.see("1 order sent", "#act")
    me.page.get_by_role("button", name="Play 3 weeks").click()
    me.page.get_by_role("button", name="On to round 2").click()
    me.see("Where do the soldiers stand?", "#round")
    assert me.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    me.go("role")
    me.page.get_by_role("button", name="Begin anew").click()
    me.page.get_by_role("dialog").get_by_role("button", name="Begin anew").click()
    me.page.get_by_role("button", name="Begin round 1").click()
    me.page.get_by_role("button", name=re.compile("^Play 3 weeks")).wait_for()
    me.tidy()


def test_the_console_asks_before_the_clock_runs_without_somebody(classes: list[Served], browser: Any) -> None:
    one = classes[2]
    lecturer, late = Somebody(browser, LAPTOP), Somebody(browser, PHONE)
    lecturer.page.goto(one.link)
    begin = lecturer.page.get_by_role("button", name="Begin round 1")
    begin.click()
    lecturer.see("Nobody has joined", "dialog")
    lecturer.page.get_by_role("button", name="Cancel").click()
    late.page.goto(one.address)
    late.page.fill("#code", one.code)
    late.page.fill("#name", "Carl")
    late.page.get_by_role("button", name="Join").click()
    lecturer.see("Carl", "#room")
    begin.click()
    lecturer.see("1 in the room has no role yet", "dialog")
    lecturer.page.get_by_label("Whoever has no role").select_option("gets a free seat now")
    lecturer.page.get_by_role("dialog").get_by_role("button", name="Begin").click()
    late.see("Who drives in front?", "#round")
    late.go("role")
    late.page.get_by_role("button", name="Leave this role").click()
    late.page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    other = late.page.locator("article", has=late.page.get_by_role("heading", name="Humanitarian lead (OCHA)"))
    assert other.get_by_role("button", name="Only the lecturer can give you this one").is_disabled()
    assert late.page.get_by_role("button", name="Take this role").count() == 1  # the one whose card is known
    for somebody in (lecturer, late):
        somebody.tidy()
        somebody.context.close()


def test_the_console_is_shut_without_the_link_of_the_terminal(classes: list[Served], browser: Any) -> None:
    stranger = Somebody(browser, LAPTOP)
    stranger.page.goto(f"{classes[0].address}lecturer")
    stranger.see("the lecturer's console")
    stranger.page.fill("#once", "guessed")
    stranger.page.get_by_role("button", name="Open the console").click()
    stranger.page.locator("#enter [role=alert]").wait_for()
    assert stranger.page.locator("#controls").is_hidden()
    stranger.page.goto(f"{classes[0].address}projector")
    stranger.see("it has no key of its own")
    stranger.page.goto(classes[0].address)
    stranger.page.fill("#code", "AAA-AAA")
    stranger.page.fill("#name", "Eve")
    stranger.page.get_by_role("button", name="Join").click()
    stranger.page.locator("#join [role=alert]:not(:empty)").wait_for()
    stranger.tidy()
    _one_browser_is_one_player(stranger, classes[0])


def _one_browser_is_one_player(somebody: Somebody, one: Served) -> None:
    """Two windows that both ask to be let in, under two names, are one player; another browser is another."""
    here = "() => fetch('/api/hello').then(answer => answer.json()).then(told => told.players)"
    before = somebody.page.evaluate(here)
    windows = [somebody.page, somebody.tab()]
    windows[1].goto(one.address)
    for page, name in zip(windows, ("Eve", "Eva again"), strict=True):
        # As if the other window had not told this one: it shows the form still.
        page.evaluate("() => localStorage.removeItem('peaceops.class.student')")
        page.reload()
        page.fill("#code", one.code)
        page.fill("#name", name)
        page.get_by_role("button", name="Join").click()
        page.get_by_text("Welcome, Eve.").wait_for()
    assert somebody.page.evaluate(here) == before + 1
