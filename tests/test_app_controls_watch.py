"""Watch and run: layers, key and cards of the map, the network, play, the timeline, seeds, each by what it does."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from app_controls import SHORT, SIZES, Somebody, at_all_sizes, at_both_ends
from app_site import needs_browser
from PIL import Image

pytestmark = needs_browser
GROUND = ".pm-map canvas"


@at_both_ends
def test_the_map_and_its_cards(visit: Callable[..., Somebody]) -> None:
    v = visit(SHORT % 40)
    v.to(6)
    v.page.keyboard.press("ArrowLeft")
    v.page.keyboard.press("ArrowRight")
    _layers(v)
    _key_of_the_map(v)
    with v.page.expect_download() as waiting:
        v.press("Save picture of the map")
    assert waiting.value.suggested_filename == "map_post_accord_consent_week_6.png"
    picture = Image.open(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert min(picture.size) > 200
    assert len(picture.convert("RGB").getcolors(10**7)) > 200, "a picture, not a plain sheet"
    _cards(v)


def _layers(v: Somebody) -> None:
    """Every layer looks different, and has a scale of its own; both arrows and both brackets lead to the next one."""
    menu = v.page.get_by_label("Layer of the map")
    names = menu.locator("option").evaluate_all("all => all.map((one) => one.value)")
    seen = {}
    for name in names:
        menu.select_option(name)
        seen[name] = (v.drawn(GROUND), v.page.locator(".pm-scale").get_attribute("data-help"))
    assert len({words for _, words in seen.values()}) == len(names) == len(v.page.evaluate("peaceops.scene.layers"))
    differ = len({picture for picture, _ in seen.values()})
    assert differ >= len(names) - 1, "at most one layer may still be empty, and look like another"
    v.press("Layer after")
    assert menu.input_value() == names[0], "after the last comes the first"
    v.press("Layer before")
    assert menu.input_value() == names[-1]
    v.page.locator(".pm-glass").focus()
    v.page.keyboard.press("]")
    assert menu.input_value() == names[0]
    v.page.keyboard.press("[")
    assert menu.input_value() == names[-1]
    menu.select_option("consent")
    assert v.drawn(GROUND) == seen["consent"][0]


def _key_of_the_map(v: Somebody) -> None:
    """What is pressed in the key goes from the map, and comes back."""
    whole = v.drawn(GROUND)
    gone = []
    for button in v.page.locator(".pm-key button").all():
        button.click()
        assert button.get_attribute("aria-pressed") == "false"
        gone.append(v.drawn(GROUND))
        assert gone[-1] != whole or button.locator("b").inner_text() in ("0", ""), button.inner_text()
        button.click()
        assert v.drawn(GROUND) == whole
    assert len(set(gone)) > 5


def _cards(v: Somebody) -> None:
    """A press opens the card of a place; from it, that of an organisation, a team and an armed group."""
    page, head = v.page, v.page.locator(".pk-card h2")
    capital = page.evaluate("peaceops.scene.capital[0] * peaceops.scene.height + peaceops.scene.capital[1]")
    if v.size != "phone":
        page.mouse.move(*v.cell(capital))
        assert "capital" in page.inner_text(".pm-tip")
    v.point(*v.cell(capital))
    head.wait_for()
    place = head.inner_text()
    org = page.locator(".pk-card .pk-open").first
    name = org.inner_text()
    team = page.locator(".pk-card .pk-teams button").first
    title = str(team.get_attribute("title"))
    team.click()
    page.wait_for_selector(f".pk-card h2:not(:text-is({place!r}))")
    assert title.split(" team")[0].lower() in page.inner_text(".pk-card").lower()
    v.press("Close the card")
    assert page.locator(".pk-card").count() == 0
    v.point(*v.cell(capital))
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_selector(f".pk-card h2:has-text({name!r})")
    page.keyboard.press("ArrowLeft")
    v.said("This is week 6, the map shows week 5.")
    v.press("Go to week 6")
    assert v.week() == 6
    assert page.locator(".pk-stale").count() == 0
    page.keyboard.press("ArrowRight")
    v.wait("peaceops.shown === 7")
    v.press("Tell of week 7")
    page.wait_for_selector(".pk-stale", state="detached")
    page.keyboard.press("Escape")
    assert page.locator(".pk-card").count() == 0
    page.locator(".pm-glass").focus()
    for key in ("ArrowRight", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    head.wait_for()
    assert head.inner_text() != place
    page.keyboard.press("Escape")


@at_both_ends
def test_tabs_stay_in_reach_while_a_card_is_open(visit: Callable[..., Somebody]) -> None:
    """The card stands beside the map if there is room; elsewhere it makes way for the tab that is picked."""
    v = visit(SHORT % 40)
    v.to(6)
    widths = {"desk": (1366, 1024), "projector": (1920, 1200), "phone": (390,)}[v.size]
    for width in widths:
        v.page.set_viewport_size({"width": width, "height": SIZES[v.size][1]})
        stays = width >= 1366
        for name in ("Why", "Events", "Benchmarks", "Network", "Dilemmas", "Outcomes"):
            v.page.evaluate("peaceops.pick({ cell: 300 })")
            v.page.locator(".pk-card h2").wait_for()
            v.settled()
            v.tab(name)
            shown = v.page.locator(".po-panel.po-on")
            assert shown.get_attribute("id") == f"po-panel-{name.lower()}"
            assert v.page.locator(".pk-card").count() == (1 if stays else 0), (width, name)
        if stays:
            assert _covered(v, ".pk-card", (".pm-glass", ".po-side", ".po-transport", ".po-time-place")) == []
            v.page.keyboard.press("Escape")


def _covered(v: Somebody, what: str, others: tuple[str, ...]) -> list[str]:
    """Return which other parts one part of the page lies upon."""
    script = """([what, others]) => {
        const box = (where) => document.querySelector(where).getBoundingClientRect(), a = box(what);
        return others.filter((where) => { const b = box(where);
          return a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1; }); }"""
    return list(v.page.evaluate(script, [what, list(others)]))


@at_all_sizes
def test_the_network(visit: Callable[..., Somebody]) -> None:
    v = visit(SHORT % 40)
    v.to(8)
    for name in ("Why", "Events", "Benchmarks", "Dilemmas", "Outcomes", "Network"):
        v.tab(name)
        shown = v.page.locator(".po-panel.po-on")
        assert shown.get_attribute("id") == f"po-panel-{name.lower()}"
        assert shown.is_visible()
    v.page.get_by_role("tab", name="Network").press("ArrowLeft")
    assert v.page.evaluate("document.activeElement.textContent") == "Benchmarks"
    v.tab("Network")
    net = ".pn-net canvas"
    least = v.page.get_by_label("Hide channels weaker than, share of plans known")
    shown, pictures = [], []
    for share in ("0.02", "0.12", "0.4"):
        least.fill(share)
        pictures.append(v.drawn(net))
        shown.append(int(v.page.inner_text(".pn-count").split()[0]))
    assert shown[0] > shown[1] > shown[2]
    assert len(set(pictures)) == 3
    node = "document.querySelector('.pn-net').__vue__.nodes.find((one) => one.key === 'ocha')"
    v.page.locator(net).scroll_into_view_if_needed()
    v.page.locator(".pn-net .pn-frame").evaluate("one => one.scrollIntoView({ block: 'center' })")
    v.point(*v.place(
        f"(() => {{ const box = document.querySelector('{net}').getBoundingClientRect(), one = {node};"
        "return [box.left + one.x, box.top + one.y]; })()"
    ))  # fmt: skip
    v.page.wait_for_selector(".pk-card h2:has-text('OCHA')")
    v.press("Close the card")
    v.page.locator(net).focus()
    v.page.keyboard.press("ArrowUp")
    last = v.page.evaluate("peaceops.scene.groups.at(-1).label")
    assert last in v.page.inner_text(".pn-net [aria-live]"), "the last of the network is the last armed group"
    v.page.keyboard.press("Enter")
    v.page.wait_for_selector(f".pk-card h2:has-text({last!r})")
    before = v.drawn(net)
    v.page.keyboard.press("Escape")
    v.page.keyboard.press("Home")
    v.wait("peaceops.shown === 0")
    v.said("Week 0", ".pn-week")
    assert v.drawn(net) != before, "the network is that of the week shown"


@at_all_sizes
def test_play_and_the_timeline(visit: Callable[..., Somebody]) -> None:
    v = visit(SHORT % 60)
    press, page = v.page.keyboard.press, v.page
    assert v.week() == 0
    press("ArrowRight")
    v.wait("peaceops.shown === 1")
    v.press("A week on")
    v.wait("peaceops.shown === 2")
    v.press("A week back")
    assert v.week() == 1
    v.press("First week")
    assert v.week() == 0
    speed = page.get_by_label("Speed", exact=True)
    for one in ("1", "2", "0", "10", "5"):
        speed.select_option(one)
        assert page.evaluate("peaceops.speed") == int(one)
    v.press("Play")
    v.wait("peaceops.shown > 6")
    v.press("Pause")
    v.wait("!peaceops.playing")
    assert page.evaluate("peaceops.last - peaceops.shown") <= 8, "no queue: a decision is never far off"
    press("Home")
    assert v.week() == 0
    press(" ")
    v.wait("peaceops.playing && peaceops.shown > 1")
    press(" ")
    v.wait("!peaceops.playing")
    goto = page.get_by_label("Go to week")
    for bad in ("1000", "-1", "two", "2,5"):
        goto.fill(bad)
        v.press("Go")
        assert f'Week is "{bad}"; allowed is a whole number from 0 to 59' in page.inner_text("#po-wish")
    v.to(24)
    _timeline(v)
    page.evaluate("document.activeElement.blur()")
    v.press("Play to the end")
    v.wait("peaceops.shown === 59")
    v.said("The run is over.", ".pot-said")
    assert page.get_by_role("button", name="A week on", exact=True).is_disabled()


def _timeline(v: Somebody) -> None:
    """Dragged, driven by keys, and by what is marked in it."""
    page = v.page
    last = int(page.evaluate("peaceops.last"))  # 24, or further, as it went on before it had heard that it was to pause
    assert 24 <= last < 45
    page.locator(".pot").scroll_into_view_if_needed()
    box = page.locator(".pot-bar").bounding_box()
    at = lambda week: (box["x"] + box["width"] * (week + 0.5) / 60, box["y"] + 10)  # noqa: E731
    page.mouse.move(*at(20))
    page.mouse.down()
    assert v.week() == 20
    page.mouse.move(*at(7))
    assert v.week() == 7
    page.mouse.move(*at(50))
    assert v.week() == last, "what has not been played cannot be shown"
    page.mouse.move(*at(12))
    page.mouse.up()
    assert v.week() == 12
    v.said("Week 12", ".po-now")
    thumb = page.get_by_label("Week shown")
    for key, week in {"ArrowRight": 13, "PageDown": 0, "PageUp": 13, "End": last, "Home": 0, "ArrowUp": 1}.items():
        thumb.press(key)
        assert v.week() == week, key
    live = page.locator(".pot-live")
    assert live.get_attribute("aria-pressed") == "false"
    live.click()
    assert v.week() == last
    v.wait("document.querySelector('.pot-live').getAttribute('aria-pressed') === 'true'")
    v.menu("Choices")
    page.get_by_text("Let something happen").click()
    page.locator("#po-inject").select_option("cholera")
    v.press(f"Let it happen in week {last + 1}")
    page.wait_for_selector(".po-log")
    v.press("Close choices")
    v.to(last + 3)
    mark = page.locator(".pot-mark").last
    mark.focus()
    assert f"Week {last + 1}" in page.inner_text(".pot-tip")
    page.keyboard.press("Escape")
    assert page.locator(".pot-tip").count() == 0
    mark.click()
    assert v.week() == last + 1


@at_all_sizes
def test_seed_reset_and_the_run_before(visit: Callable[..., Somebody]) -> None:
    v = visit(SHORT % 40)
    page, seed = v.page, v.page.get_by_label("Seed", exact=True).first
    v.to(3)
    for bad in ("-3", "x", "1e9", "99999999999999999999"):
        seed.fill(bad)
        v.press("Reset")
        v.said(f"seed is '{bad}'; allowed is a whole number from 0", "#po-wish")
        assert (v.week(), seed.get_attribute("aria-invalid")) == (3, "true")
    v.menu("Choices")
    structure = page.locator("#c-integration\\.structure")
    structure.select_option("two_feet_out")
    page.wait_for_selector(".po-log")
    v.press("Close choices")
    before = v.values()
    seed.fill("11")
    v.press("Reset")  # keeps settings
    v.wait("peaceops.scene.seed === 11 && peaceops.shown === 0")
    assert page.evaluate("peaceops.scene.horizon") == 40
    v.menu("Choices")
    assert structure.input_value() == "two_feet_out"
    assert page.locator(".po-log").count() == 0
    v.press("Close choices")
    v.press("New seed")  # does not
    v.wait("![7, 11].includes(peaceops.scene.seed) && peaceops.shown === 0")
    v.menu("Choices")
    v.wait("document.querySelector('#c-integration\\\\.structure').value === 'two_feet_in'")
    v.press("Close choices")
    v.press("Back to the run before")
    v.wait("peaceops.scene.seed === 11")
    seed.fill("7")
    seed.press("Enter")  # as Reset does
    v.wait("peaceops.scene.seed === 7 && peaceops.shown === 0")
    v.to(3)
    assert v.values() != before, "the same luck, with another structure from the first week"
