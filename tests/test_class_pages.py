"""The pages of a class in a browser, against the real server: a student's path, the lecturer's, one player alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from class_browser import LAPTOP, PHONE, Served, Somebody, chromium, needs_browser, served, until

from peaceops.experiments.exercise import load_exercise, shipped_exercises
from peaceops.viz.cards import cards_html

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
    lecturer.see("start it with --lan", "#room .wrong")  # others do not reach 127.0.0.1
    assert lecturer.page.locator("#room img").count() == 0
    assert "once=" not in lecturer.page.url
    force.join(one, "Ana", "Force commander")
    relief.join(one, "Ben", "Humanitarian lead (OCHA)")
    lecturer.see("Ana", "#room table")
    lecturer.page.get_by_role("button", name="Begin round 1").click()
    force.see("Who drives in front?", "#round")
    force.see(PRIVATE, "#round")
    lecturer.see(one.code, "#room .joining:not([open]) summary")  # the room has the place
    assert PRIVATE not in relief.page.content()

    _orders_are_drafts_until_they_are_sent(force, one)
    lecturer.go("round")
    lecturer.see("routine", "#round table")
    _what_is_written_is_text(force, relief)
    _they_meet(force, relief)
    relief.page.get_by_label("last resort").check()
    relief.page.get_by_role("button", name="Send 1 order").click()
    relief.page.get_by_role("button", name="I am done").click()
    lecturer.see("Done: 1 of 2", "#controls")
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
    force.see("stopped", "#clock")
    force.page.mouse.wheel(0, 400)
    until(lambda: force.page.evaluate("scrollY") > 0)
    assert force.page.locator("#paused").bounding_box()["y"] >= 0  # a phone that is scrolled down shows it too
    page.get_by_role("button", name="Go on").click()
    force.page.locator("#paused").wait_for(state="hidden")
    force.see("until the deadline", "#clock")
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
    lecturer.see("Not done yet: 1 of 2", "dialog")
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
    for width, height in ((1280, 720), (1920, 1080)):
        wall.set_viewport_size({"width": width, "height": height})
        wall.wait_for_timeout(300)
        assert wall.locator("#announced").inner_text() == "Five minutes left"
        assert wall.locator("#told .kind-inject").first.is_visible(), "a card comes before other news"
        for part in ("#told", "#seen"):  # nobody scrolls a wall
            assert wall.locator(part).evaluate("one => one.scrollHeight <= one.clientHeight + 1"), (part, width)
    wall.close()


def _one_round_back(lecturer: Somebody, force: Somebody) -> None:
    lecturer.page.get_by_role("button", name="One round back").click()
    lecturer.see("Lost: what happened in those weeks", "dialog")
    lecturer.see("take it back under Round, What may come", "dialog")
    lecturer.page.get_by_role("button", name="Step back", exact=True).click()
    force.see("1 order sent", "#act")
    force.see("Round 1 was taken back", "#round")
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
    me.page.get_by_label("Good offices: as a number").fill("0.35")
    me.see("Nothing changed", "#act")  # set back to what holds
    slider = me.page.get_by_role("slider", name="Good offices: order")
    high = slider.bounding_box()["y"]
    me.page.get_by_label("Good offices: as a number").fill("0.7")
    me.see("will be 0.7", "#orders")
    assert slider.bounding_box()["y"] == high
    choice = me.page.locator('#orders details[data-name="resources.public_information_usd"]')
    choice.locator("summary").click()
    money = choice.get_by_label("Public information money: as a number, in million US$")
    money.fill("15")
    me.see("will be US$ 15 m", "#orders")
    money.fill("400")
    me.see("will be US$ 20 m", "#orders")
    assert choice.get_by_text("US$ 20 m, the most that can be ordered").bounding_box()["height"] > 10
    choice.get_by_role("button", name="Undo").click()
    choice.get_by_text("stays", exact=True).wait_for()  # one click: the end of the typing does not take it for itself
    assert me.page.locator("#orders .tag.bad").count() == 0
    me.page.get_by_role("button", name="Play 3 weeks").click()
    me.see("On to round 2", "#act")
    me.see("Your goals", "#situation")
    assert me.page.locator('#situation .set[data-set="your goals"] .curve').count() == 2  # one that is hinted at too
    assert me.page.locator("#situation .curve").first.bounding_box()["y"] < 300  # numbers first
    assert me.page.locator("#situation details.others").get_attribute("open") is None
    me.page.get_by_role("button", name="Play it without them").click()
    me.see("without your orders of round 1", "#situation .twinwords")
    assert me.page.locator("#situation polyline.twin").count() > 5
    answer = me.page.locator("#situation .without table, #situation .without [aria-live] p").first
    answer.wait_for()
    until(lambda: answer.evaluate(ABOVE_THE_FOOT))  # it is scrolled to
    me.page.reload()
    me.page.locator('body[data-tab="situation"]').wait_for()  # where the film is
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


def _nobodies_are_taken_out(lecturer: Somebody, late: Somebody, one: Served) -> None:
    """Of those who wait, one is taken out and then all; whoever is somebody joins again."""
    for name in ("Nobody One", "Nobody Two"):
        body = {"id": f"the-id-of-{name.replace(' ', '-').lower()}-in-this-test", "code": one.code, "name": name}
        assert lecturer.page.request.post(f"{one.address}api/join", data=body).ok
    lecturer.see("Nobody Two", "#room")
    lecturer.page.get_by_role("button", name="Take Nobody One out of the class").click()
    lecturer.page.get_by_role("dialog").get_by_role("button", name="Take out").click()
    lecturer.see("Without a seat: 2", "#room")
    lecturer.page.get_by_role("button", name="Take out everybody who waits").click()
    lecturer.page.get_by_role("dialog").get_by_role("button", name="Take out").click()
    lecturer.see("In the room: 0", "#room")
    late.page.fill("#code", one.code)
    late.page.fill("#name", "Carl")
    late.page.get_by_role("button", name="Join").click()
    lecturer.see("In the room: 1", "#room")


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
    _nobodies_are_taken_out(lecturer, late, one)
    begin.click()
    lecturer.see("1 in the room has no role yet", "dialog")
    lecturer.see("1 has joined and has no role yet", "#controls")
    lecturer.page.get_by_label("Whoever has no role").select_option("gets a free seat now")
    lecturer.page.get_by_role("dialog").get_by_role("button", name="Begin").click()
    late.see("Who drives in front?", "#round")
    late.go("role")
    late.page.get_by_role("button", name="Leave this role").click()
    late.page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    other = late.page.locator("article", has=late.page.get_by_role("heading", name="Humanitarian lead (OCHA)"))
    assert other.get_by_role("button", name="Only the lecturer can give you this one").is_disabled()
    assert late.page.get_by_role("button", name="Take this role").count() == 1  # the one whose card is known
    _what_is_shown_is_marked(lecturer)
    for somebody in (lecturer, late):
        somebody.tidy()
    _what_was_deleted_is_said(lecturer, late, one)
    for somebody in (lecturer, late):
        somebody.context.close()


def _what_was_deleted_is_said(lecturer: Somebody, late: Somebody, one: Served) -> None:
    """The console says that the class is gone, also with the projector's page beside it, which loses the key too."""
    wall = lecturer.tab()
    wall.goto(f"{one.address}projector")
    wall.get_by_text("Who drives in front?").wait_for()
    lecturer.go("class")
    lecturer.page.get_by_role("button", name="Delete the class").click()
    lecturer.page.get_by_role("dialog").get_by_role("textbox").fill(one.code.lower())
    lecturer.page.get_by_role("dialog").get_by_role("button", name="Delete it for good").click()
    lecturer.see("The class has been deleted", "#enter [role=status]")
    late.see("The class has been deleted")
    lecturer.page.wait_for_timeout(2500)  # as long as a page waits for the reason why another one lost its key
    assert lecturer.page.locator("#enter [role=status]").is_visible()
    one.process.wait(timeout=30)


def _what_is_shown_is_marked(lecturer: Somebody) -> None:
    """A tab is marked on every screen, also where the one chosen on a smaller one stands beside the others."""
    for width, shown in ((800, "room"), (1366, "round"), (1920, "eyes")):
        lecturer.page.set_viewport_size({"width": width, "height": 1000})
        if width == 800:
            lecturer.go("room")
        lecturer.page.locator(f'#tabs button[data-tab="{shown}"][aria-current="true"]').wait_for()
        assert lecturer.page.locator(f"#{shown}").is_visible()
    lecturer.page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})


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


def test_an_order_sheet_fits_on_one_page_of_paper(browser: Any) -> None:
    """A4 less its margins is 184 by 271 mm, at 96 points an inch 695 by 1024."""
    page = browser.new_page(viewport={"width": 695, "height": 1024})
    page.emulate_media(media="print")
    for name in shipped_exercises():
        page.set_content(cards_html(load_exercise(name)))
        high = page.locator("section.orders").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
        assert max(high) <= 1024, name
        assert page.locator("body > main > *").count() == page.locator("section").count()
    page.close()


def worked_out(one: Served, browser: Any, script: str) -> Any:
    """Return what a script makes of the pages' own modules."""
    somebody = Somebody(browser, PHONE)
    somebody.page.goto(one.address)
    found = somebody.page.evaluate(script)
    somebody.context.close()
    return found


GAPS = """async () => {
  const { gap, isDark, signed } = await import('/static/dom.js');
  const look = () => { document.getElementById('look').click(); return isDark(); };
  return [[gap(0.3052, 0.4449), gap(2.2e6, 2.08e6), gap(null, 1)].map(signed), [look(), look(), look()]];
}"""


def test_a_difference_is_that_of_the_numbers_shown_and_each_press_for_colours_shows(
    classes: list[Served], browser: Any
) -> None:
    gaps, dark = worked_out(classes[0], browser, GAPS)
    assert gaps == ["−0.13", "+120 k", ""]
    assert dark == [True, False, True]


LUCK = """async () => {
  const { change, differences } = await import('/static/curves.js');
  const { byLuck, judged } = await import('/static/luck.js');
  const weeks = Array.from({ length: 52 }, (_, week) => week);
  const trembling = (of) => weeks.map((week) => of + 0.03 * Math.sin(7 * week + 10 * of));
  const clusters = (late) => weeks.map((week) => ((week + late) % 13 === 0 ? 200 + 60 * late : 8));
  const columns = [
    { key: 'deaths', label: 'Deaths', unit: 'deaths', kind: 'flow', better: -1 },
    { key: 'met', label: 'Need met', unit: 'share', kind: 'share', better: 1 },
    { key: 'load', label: 'Load', unit: 'share', kind: 'share', better: -1 },
  ];
  const mine = { deaths: clusters(1), met: trembling(0.22), load: weeks.map((week) => (week < 2 ? 0.3 : 0.2)) };
  const other = { deaths: clusters(0), met: trembling(0.225), load: weeks.map(() => 0.3) };
  mine.met[51] = 0.2;
  const found = differences(columns, mine, other, 2, 9);
  const told = Object.fromEntries(found.map((one) => [one.head, [one.words, one.way]]));
  const span = { weeks, since: 26, before: 13, n: 52 };
  const flow = weeks.map((week) => (week < 13 ? 90 : week < 26 ? 6 : 2));
  const first = change(columns[0], flow, { ...span, since: 0, before: undefined });
  const wandering = weeks.map((week) => 0.3 + 0.05 * Math.sin(week / 8)), still = weeks.map(() => 0.3);
  return [told, ['told', 'span', 'way'].map((key) => change(columns[0], flow, span)[key]), [first.told, first.span],
    change(columns[0], flow.map((n) => (n === 6 ? 2.5 : n)), span).way, change(columns[1], mine.load, span).told,
    judged({ unit: 'share', better: 1 }, 0.35, 0.3, byLuck('share', wandering, still, { end: true })).words,
    judged({ unit: 'people', better: -1 }, 32, 30, byLuck('flow', [16, 16], [15, 15])).words,
    judged({ unit: 'share', better: 1 }, 0.3, 0.3, 0.1).words];
}"""


def test_what_luck_may_explain_is_neither_better_nor_worse_and_a_change_says_since_when(
    classes: list[Served], browser: Any
) -> None:
    told, flow, first, few, level, end, people, same = worked_out(classes[0], browser, LUCK)
    assert told["Deaths"] == ["+432, may be luck", ""], "they come in clusters"
    assert "Need met" not in told or told["Need met"][0].endswith("may be luck"), "whatever its last week is"
    assert told["Load"] == ["−0.10, better", "up"]
    assert flow == ["4 a week less than in the round before", "in 26 weeks", "up"]
    assert first == ["", "in 52 weeks"], "there is no round before"
    assert few == "", "so few more or less may be luck"
    assert level == ""
    assert end == "+0.05, may be luck", "what wanders far may be anywhere at the end"
    assert people == "+2, may be luck"
    assert same == "nothing"


TYPED = """async () => {
  const { endWords, readNumber } = await import('/static/choices.js');
  const { Link } = await import('/static/link.js');
  const { Orders } = await import('/static/orders.js');
  const share = { name: 'force', kind: 'number', low: 0, high: 1, now: 0.5, label: 'Force' };
  const money = { ...share, name: 'media_usd', high: 20e6 }, people = { ...share, high: 5000, whole: true };
  const read = (hold, ...texts) => texts.map((text) => String(readNumber(text, hold)));
  const link = new Link('test', { parts() {}, status() {}, lost() {} });
  const place = document.createElement('div');
  const hold = { ...share, with: 'with the deputy', why: '', absent: '', help: '' };
  link.parts = { clock: { phase: 'orders', round: 1 }, card: { holds: [hold] } };
  document.body.append(place);
  const orders = new Orders(place, link, () => {});
  orders.draw();
  const field = place.querySelector('#order-force-typed'), said = place.querySelector('output');
  const type = (text, kind = 'input') => {
    field.value = text;
    field.dispatchEvent(new Event(kind));
    return [orders.drafts.force?.value ?? null, said.textContent];
  };
  const typed = [type('0,2'), type('a lot'), type('0.5'), type('50 %', 'change'), type('7')];
  typed.push([type('', 'change')[0], field.value]);
  type('0.5');
  place.querySelector('.same').click();
  return [read(share, '0,2', '.2', '50%', '50 %', '0,', 'much', '', '1.2.3', '0,500'),
    read(money, '1,500', '1.5', '2,5', '10%'),
    read(people, '1,500', '1 500', '1.500,5', '1,500.5', '0,250', '1,000,000'),
    typed, orders.drafts.force?.value, endWords({ ...share, unit: '0 points, 1 wide area' })];
}"""


def test_numbers_are_read_as_they_are_typed_and_what_holds_is_no_order(classes: list[Served], browser: Any) -> None:
    share, money, people, typed, asked, ends = worked_out(classes[0], browser, TYPED)
    assert share == ["0.2", "0.2", "0.5", "0.5", "0", "NaN", "NaN", "NaN", "0.5"]
    assert money == ["1500000", "1500000", "2500000", "NaN"]
    assert people == ["1500", "1500", "1500.5", "1500.5", "0.25", "1000000"]
    assert typed == [
        [0.2, "0.2"], [0.2, "Not read: give a number from 0 to 1"], [None, "0.5"], [None, "0.5"],
        [1, "1, the most that can be ordered"], [1, "1"],
    ]  # fmt: skip
    assert asked == 0.5, "that it stays is asked for with its button"
    assert ends == ["points (0)", "wide area (1)"]


ABOVE_THE_FOOT = """one => {
  const { top, bottom } = one.parentElement.getBoundingClientRect();
  return top > 0 && Math.min(bottom, top + 200) <= document.getElementById('foot').getBoundingClientRect().top;
}"""


NEWS = """async () => {
  const { newsList } = await import('/static/told.js');
  const { insistWords } = await import('/static/choices.js');
  const event = (round, week, title) => ({ round, week, kind: 'event', title, text: `${title}: it happens.` });
  const raids = Array.from({ length: 50 }, (_, week) => event(1, week, 'Raid'));
  const ends = [event(1, 50, 'Flight'), event(1, 51, 'Strike'), event(1, 52, 'Flight')];
  Object.assign(raids[39], { more: 22, largest: true, text: '166 die.' });
  const list = newsList([event(1, 0, 'Law'), ...raids, ...ends, { ...event(2, 53, 'Law'), more: 2 }], 5);
  return [[...list.children].map((one) => one.querySelector('summary')?.textContent ?? one.textContent),
    insistWords({ with: 'with force commander' }), insistWords({ with: 'with deputy; needs humanitarian lead' }),
    insistWords({ with: 'with force commander; needs host government', leaves: true })];
}"""


def test_news_count_all_of_a_round_and_insisting_says_whom_it_does_not_bind(
    classes: list[Served], browser: Any
) -> None:
    told, alone, beside, forward = worked_out(classes[0], browser, NEWS)
    assert told == [
        "round 2, week 54 Law: it happens. The largest of 3 of its kind.",
        "round 1, week 53 Flight: it happens.", "round 1, week 52 Strike: it happens.",
        "round 1, week 51 Flight: it happens.",
        "round 1, weeks 1 to 50 Raid, 72 times. The largest, in week 40: 166 die.",
        "round 1, week 1 Law: it happens.",
    ]  # fmt: skip
    assert alone == "Insist, whatever the others say (one choice a round)"
    assert beside.startswith("Insist, whatever the others of your side say (one choice a round); ")
    assert beside.endswith("; humanitarian lead must still agree")
    assert forward.endswith("; host government must still agree to a step forward"), "each side steps back alone"


AGAIN = """async () => {
  const { Link } = await import('/static/link.js');
  const { Orders } = await import('/static/orders.js');
  const link = new Link('test', { parts() {}, status() {}, lost() {} });
  let sent = 0;
  link.send = async () => {
    sent += 1;
    if (sent === 1) throw new Error('refused');
    return sent;
  };
  const refused = await link.do('open').catch((error) => error.message);
  const twice = await Promise.all([link.do('open'), link.do('open')]);
  const place = document.createElement('div');
  const grant = { kind: 'attack', label: 'A raid', left: 2, size: 2, weeks: 4, lasting: true };
  link.parts = { clock: { phase: 'orders', round: 1 }, card: { holds: [], grants: [grant] } };
  const orders = new Orders(place, link, () => {});
  orders.draw();
  place.querySelector('details').open = true;
  place.querySelector('input[type=range]').value = 0.5;
  place.querySelector('input[type=range]').dispatchEvent(new Event('input'));
  orders.draw(true);
  const same = [place.querySelector('details').open, place.querySelector('input[type=range]').value];
  link.parts.clock.round = 2;
  orders.draw();
  return [refused, twice, same, place.querySelector('input[type=range]').value];
}"""


def test_what_was_refused_can_be_pressed_again_at_once_and_what_is_being_set_is_kept(
    classes: list[Served], browser: Any
) -> None:
    refused, twice, same, next_round = worked_out(classes[0], browser, AGAIN)
    assert refused == "refused"
    assert twice == [2, 2], "a double click is one command"
    assert same == [True, "0.5"], "another order that was sent does not fold it"
    assert next_round == "1"


SITS = """async () => {
  const { seatChoice } = await import('/static/joining.js');
  const place = document.createElement('div');
  const row = (...names) => (
    { role: 'guard', title: 'Guard', seats: names.map((name, i) => ({ seat: `guard.${i + 1}`, name })) });
  const dee = { name: 'Dee', read: [] };
  const parts = { table: [row(null, null, null), row('Eva')], clock: { phase: 'orders' }, class: { solo: true } };
  const link = { parts: { ...parts, you: dee } };
  const asked = [];
  link.do = (what, { seat }) => {
    asked.push(seat);
    link.parts.table = [row('Ana', null, null)];
    return seat === 'guard.3' ? Promise.resolve({}) : Promise.reject(Object.assign(new Error(), { code: 'taken' }));
  };
  seatChoice(place, link);
  const words = [place.querySelector('h2').textContent];
  place.querySelector('button').click();
  await new Promise((done) => setTimeout(done, 50));
  for (const [phase, name, waits] of [['orders', 'Ana'], ['resolving'], ['debrief'], ['orders', null, true]]) {
    Object.assign(link.parts, { clock: { phase }, table: [row(name), row('Eva')], you: { ...dee, waits } });
    seatChoice(place, link);
    words.push(place.querySelector('h2').textContent);
  }
  return [asked, words];
}"""


def test_whoever_is_refused_a_seat_gets_the_next_free_one_and_is_told_what_can_be_done(
    classes: list[Served], browser: Any
) -> None:
    asked, words = worked_out(classes[0], browser, SITS)
    assert asked == ["guard.1", "guard.2", "guard.3"]
    assert words == [
        "Welcome, Dee. Choose a role.", "Welcome, Dee. No seat is free.", "Welcome, Dee. Please wait a moment.",
        "Welcome, Dee. The rounds are over.", "Welcome, Dee. Please wait for a seat.",
    ]  # fmt: skip


TALKS = """async () => {
  const { Talk } = await import('/static/talk.js');
  const { announced } = await import('/static/notices.js');
  const place = document.createElement('div');
  const you = { role: 'guard', name: 'Dee' }, clock = { phase: 'orders', round: 1 };
  const row = (role) => ({ role, title: role, seats: [{ seat: `${role}.1`, name: 'X' }] });
  const roads = { meeting: 'm7', round: 1, topic: 'Roads', by: 'chief', roles: ['chief', 'guard'], open: true };
  const meeting = (...came) => [{ ...roads, came }];
  const link = { parts: { you, clock, table: [row('guard'), row('chief')], meetings: meeting('chief'), messages: [] } };
  link.do = async () => ({ ok: true });
  const talk = new Talk(place, link);
  const pressed = () => [...place.querySelectorAll('.chip[aria-pressed=true]')].map((one) => one.textContent);
  const seen = [];
  for (const first of [false, true]) {
    link.parts.meetings = meeting('chief');
    talk.draw();
    if (first) [...place.querySelectorAll('.chip')].at(-1).click();
    [...place.querySelectorAll('button')].find((one) => one.textContent === 'Come').click();
    await new Promise((done) => setTimeout(done, 20));
    link.parts.meetings = meeting('chief', 'guard');
    talk.draw();
    talk.text.value = 'Hello';
    talk.buttons();
    seen.push([pressed(), talk.send.disabled]);
  }
  const said = { n: 1, from: { role: 'lecturer' }, to: ['all'], text: 'Five more minutes' };
  const stands = () => document.querySelectorAll('#notices [data-kind=said]').length;
  announced({ messages: [], clock }, { messages: [said], clock });
  const stood = [stands()];
  for (const [phase, round] of [['film', 1], ['orders', 2]]) {
    announced({ messages: [said], clock }, { messages: [said], clock: { phase, round } });
    stood.push(stands());
  }
  return [seen, stood];
}"""


def test_who_comes_to_a_meeting_speaks_there_and_an_announcement_goes_with_its_round(
    classes: list[Served], browser: Any
) -> None:
    seen, stood = worked_out(classes[0], browser, TALKS)
    assert seen == [[["Meeting: Roads"], False], [["chief"], False]], "what is written to somebody stays to them"
    assert stood == [1, 1, 0]


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
        windows[1].get_by_text("Welcome, Eve.").wait_for()  # loads itself again when the first one joins
    assert windows[1].evaluate(here) == before + 1  # now the first one loads itself again
    # A window that was told of a leaving, and not yet that somebody has joined anew, leaves the new key alone.
    key = "peaceops.class.student"
    windows[1].evaluate("key => dispatchEvent(new StorageEvent('storage', { key, newValue: null }))", key)
    windows[1].wait_for_timeout(2_500)
    assert windows[1].evaluate("key => localStorage.getItem(key)", key)


@pytest.mark.slow  # the engine's test of the same is quick
def test_what_was_pressed_without_a_network_is_not_done_a_round_later(tmp_path: Path, browser: Any) -> None:
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    with served(tmp_path, (str(tmp_path / "small.toml"),)) as (one,):
        lecturer, force = Somebody(browser, LAPTOP), Somebody(browser, PHONE)
        lecturer.page.goto(one.link)
        force.join(one, "Ana", "Force commander")
        lecturer.see("Ana", "#room table")
        lecturer.page.get_by_role("button", name="Begin round 1").click()
        force.page.get_by_role("button", name="I am done").wait_for()
        force.context.set_offline(True)
        force.page.get_by_role("button", name="I am done").click()
        force.see("No answer from the server yet", "#line")
        lecturer.page.get_by_role("button", name="End the round now").click()
        lecturer.page.get_by_role("dialog").get_by_role("button", name="End it").click()
        lecturer.page.get_by_role("button", name="Open round 2").click(timeout=90_000)
        lecturer.see("Done: 0 of 1", "#controls")
        force.context.set_offline(False)
        force.see("the class has gone on since that was pressed", "#said")
        lecturer.see("Done: 0 of 1", "#controls")
        for somebody in (lecturer, force):
            somebody.tidy()
            somebody.context.close()


@pytest.mark.slow  # that a wall which is opened at the end shows the axes is quick
def test_a_wall_asks_at_the_debrief_and_shows_the_axes_once_it_is_let(tmp_path: Path, browser: Any) -> None:
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    with served(tmp_path, (str(tmp_path / "small.toml"),)) as (one,):
        lecturer = Somebody(browser, LAPTOP)
        page = lecturer.page
        page.goto(one.link)
        page.get_by_role("button", name="Begin round 1").click()
        page.get_by_role("dialog").get_by_role("button", name="Begin").click()
        wall = lecturer.tab()
        wall.set_viewport_size({"width": 1280, "height": 720})
        wall.goto(f"{one.address}projector")
        for following in ("Open round 2", "Open the debrief"):
            page.get_by_role("button", name="End the round now").click()
            wall.locator("#seen .film").wait_for()
            until(lambda: wall.get_by_role("button", name="Play the weeks").count() == 1)  # the film has ended
            page.get_by_role("button", name=following).click(timeout=90_000)
        wall.get_by_text("Who was seen with the escort?").wait_for()
        wall.get_by_text("Whether relief passes.").wait_for()
        assert wall.locator("#seen").is_hidden(), "nothing is spoiled for a class that draws from memory"
        assert wall.locator(".axes .curve").count() == 0
        page.get_by_role("button", name="Show the curves on the wall").click()
        axes = len(load_exercise(tmp_path / "small.toml").axes)
        wall.locator(".axes .curve").nth(axes - 1).wait_for()
        assert wall.locator(".axes .curve").count() == axes
        assert wall.locator("#seen .curve:visible").count() == axes, "and none of the news beside them"
        for part in ("#told", "#seen"):
            assert wall.locator(part).evaluate("one => one.scrollHeight <= one.clientHeight + 1"), part
        page.get_by_role("button", name="Hide the curves").click()
        wall.locator(".axes").wait_for(state="detached")
        assert wall.locator("#seen").is_hidden()
        lecturer.tidy()
        lecturer.context.close()
