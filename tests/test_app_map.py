"""The map, the network and the card of the page, in a browser, on the frames of a real run; no server."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("ipyvue", reason="the page's parts need ipyvue: pip install 'peaceops[app]'")
pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install 'peaceops[test]'")

from peaceops.experiments.session import Session
from peaceops.model.library import load_scenario
from peaceops.viz.app import harness
from peaceops.viz.app.frames import frame, scene

pytestmark = pytest.mark.skipif(
    not harness.BROWSER.exists(), reason=f"browser tests need Debian's chromium at {harness.BROWSER}"
)

WEEKS = 9
CARD = {
    "title": "Cell 3, 4", "subtitle": "sector 1", "week": 2, "about": {"cell": 76},
    "sections": [
        {"title": "State", "rows": [["Consent", "58 %"], ["Residents", "41,200"]]},
        {"title": "Believed", "columns": ["", "true", "mission"], "rows": [["Threat", "42 %", "18 %"]]},
        {"title": "Plans", "empty": "Nobody plans anything here."},
        {"title": "Who is here", "rows": [["Military", "2 teams: patrol"], ["Rebels", "40 fighters"]], "opens": [
            {"about": {"org": 0}, "buttons": [
                {"about": {"team": n - 1}, "text": str(n), "label": f"Military team {n}"} for n in (1, 2)
            ]},
            {"about": {"group": 1}, "buttons": []},
        ]},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def dump() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Scene and frames of a short run, as the page gets them."""
    session = Session(load_scenario("post_accord"), 7)
    frames: list[dict[str, Any]] = []
    for _ in range(WEEKS):
        session.step()
        frames.append(frame(session.model, whole=not frames))
    return json.loads(json.dumps((scene(session), frames)))


@pytest.fixture
def opened(chromium: Any, dump: tuple[dict[str, Any], list[dict[str, Any]]]) -> Iterator[Any]:
    """Return a function that opens parts on the dump; at the end, nothing was complained of and nothing fetched."""
    tabs: list[Any] = []
    said: list[str] = []
    hears = {
        "pageerror": lambda problem: said.append(str(problem)),
        "console": lambda line: said.append(line.text) if line.type in ("error", "warning") else None,
        "request": lambda asked: None if asked.url.startswith(("data:", "about:")) else said.append(asked.url),
    }

    def go(
        *parts: Any, size: tuple[int, int] = (1366, 768), empty: bool = False, motion: str = "no-preference",
        **kwargs: Any,
    ) -> Any:  # fmt: skip
        tab = chromium.lend(size, hears=hears, reduced_motion=motion)
        tab.set_default_timeout(90_000)
        tabs.append(tab)
        tab.set_content(harness.page(parts, *(() if empty else dump), **kwargs))
        tab.evaluate("window.picked = []; void peaceops.on('pick', (what) => picked.push(what))")
        tab.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return tab

    yield go
    for tab in tabs:
        chromium.give_back(tab)
    assert said == []


def layer(dump: Any, key: str, week: int) -> np.ndarray:
    """Bytes of one layer, shape (width, height)."""
    told, frames = dump
    place = [one["key"] for one in told["layers"]].index(key)
    every = np.frombuffer(base64.b64decode(frames[week]["layers"]), np.uint8)
    return every.reshape(len(told["layers"]), told["width"], told["height"])[place]


def marks(dump: Any, field: str, week: int, width: int) -> np.ndarray:
    """Numbers of teams or bands, shape (n, width)."""
    return np.frombuffer(base64.b64decode(dump[1][week][field]), "<i2").reshape(-1, width)


def at_cell(tab: Any, x: int, y: int) -> tuple[float, float]:
    """Where a cell's middle is in the window."""
    place = "(() => { const p = parts[0].plan, b = parts[0].$refs.glass.getBoundingClientRect();"
    px, py = tab.evaluate(f"{place} return [p.x({x}) + b.left, p.y({y}) + b.top]; }})()")
    return float(px), float(py)


def colour_at(tab: Any, x: int, y: int) -> list[int]:
    """Colour of the ground of a cell, below all marks."""
    read = """([x, y]) => { const { tiny, plan } = parts[0], copy = document.createElement("canvas");
        const pen = copy.getContext("2d", { willReadFrequently: true });
        pen.drawImage(tiny, 0, 0);
        return [...pen.getImageData(x, plan.rows - 1 - y, 1, 1).data].slice(0, 3); }"""
    return list(tab.evaluate(read, [x, y]))


def test_store_reads_what_python_wrote(opened: Any, dump: Any) -> None:
    tab = opened("map")
    told, frames = dump
    assert tab.evaluate("[peaceops.last, peaceops.shown, peaceops.frames.length]") == [WEEKS - 1, WEEKS - 1, WEEKS]
    for key in ("consent", "control", "threat"):
        read = tab.evaluate(f"[...peaceops.layer(3, '{key}')]")
        assert np.array_equal(np.array(read, np.uint8).reshape(told["width"], told["height"]), layer(dump, key, 3))
    values = np.frombuffer(base64.b64decode(frames[5]["values"]), "<f4")
    name = told["columns"][4]["key"]
    assert tab.evaluate(f"peaceops.value(5, '{name}')") == pytest.approx(float(values[4]), nan_ok=True)
    assert tab.evaluate("peaceops.series('week_that_is_not').every(Number.isNaN)")
    assert tab.evaluate("peaceops.teams(2).length") == 5 * len(marks(dump, "teams", 2, 5))
    assert tab.evaluate("peaceops.network(7).week") == 4


def test_store_plays_asks_once_and_forgets(opened: Any) -> None:
    tab = opened("map", week=0)
    tab.evaluate("window.wants = []; window.seen = []; null")
    tab.evaluate("void peaceops.on('want', (w) => wants.push(w)); void peaceops.on('shown', (w) => seen.push(w))")
    tab.evaluate("peaceops.play(true)")
    tab.wait_for_function("wants.length > 0")
    tab.wait_for_timeout(120)
    assert tab.evaluate("seen") == list(range(1, WEEKS))
    assert tab.evaluate("wants") == [WEEKS], "the week that has not come is asked for once, not at each frame"
    tab.evaluate("peaceops.play(false); peaceops.cut(4)")
    assert tab.evaluate("[peaceops.last, peaceops.shown]") == [4, 4]
    tab.evaluate("peaceops.begin(peaceops.scene)")
    assert tab.evaluate("[peaceops.last, peaceops.shown, peaceops.frames.length]") == [-1, -1, 0]


def test_two_runs_stand_side_by_side(opened: Any) -> None:
    tab = opened("map", ("map", {"store": "peaceopsTwin"}), layout="minmax(0, 1fr) minmax(0, 1fr)")
    tab.evaluate("peaceopsTwin.show(2); parts[0].choose('need')")
    assert tab.evaluate("[peaceops.shown, peaceopsTwin.shown]") == [WEEKS - 1, 2]
    assert tab.evaluate("parts.map((one) => one.layer)") == ["need", "need"], "twins show the same layer"


def test_the_map_as_shown_is_saved_with_title_scale_and_key(opened: Any, dump: Any) -> None:
    tab = opened("map")
    said = tab.evaluate("""async () => {
      const words = [], say = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
        words.push(text);
        return say.call(this, text, ...rest);
      };
      const canvas = await parts[0].picture();
      CanvasRenderingContext2D.prototype.fillText = say;
      return { words, size: [canvas.width, canvas.height] };
    }""")
    told, _ = dump
    label = next(one["label"] for one in told["layers"] if one["key"] == tab.evaluate("parts[0].layer"))
    assert told["title"] in said["words"]
    assert label in said["words"]
    assert any(text.startswith(f"Week {WEEKS - 1}") for text in said["words"])
    assert any(text.startswith("Attacks and clashes") for text in said["words"])
    assert "capital" in said["words"]
    with tab.expect_download() as waiting:
        tab.get_by_label("Save picture of the map").click()
    assert waiting.value.suggested_filename.endswith(f"_week_{WEEKS - 1}.png")
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")


def test_ground_has_the_colour_of_its_value(opened: Any, dump: Any) -> None:
    tab = opened("map")
    for key in ("consent", "services"):
        tab.evaluate(f"parts[0].choose('{key}'); parts[0].draw()")
        values = layer(dump, key, WEEKS - 1)
        for x, y in (np.unravel_index(values.argmax(), values.shape), np.unravel_index(values.argmin(), values.shape)):
            word = tab.evaluate(f"parts[0].table[{int(values[x, y])}]")
            assert colour_at(tab, int(x), int(y)) == [word & 255, word >> 8 & 255, word >> 16 & 255]


def test_selector_offers_all_layers_once(opened: Any, dump: Any) -> None:
    tab = opened("map")
    offered = tab.eval_on_selector_all(".pm-pick option", "all => all.map((one) => one.value)")
    assert sorted(offered) == sorted(one["key"] for one in dump[0]["layers"])
    tab.select_option(".pm-pick select", "control")
    assert tab.locator(".pm-swatch").all_inner_texts() == ["Government", "Contested"]
    first = offered.index("control")
    tab.click("text=›")
    assert tab.evaluate("parts[0].layer") == offered[(first + 1) % len(offered)]


def test_key_counts_teams_and_fighters(opened: Any, dump: Any) -> None:
    tab = opened("map", week=6)
    teams, bands = marks(dump, "teams", 6, 5), marks(dump, "bands", 6, 4)
    families = [dump[0]["orgs"][org]["family"] for org in teams[:, 2]]
    tab.wait_for_function("parts[0].counts.mission")
    counts = tab.evaluate("parts[0].counts")
    assert counts["mission"] == f"{families.count('mission'):,}"
    assert counts["host"] == f"{families.count('host'):,}"
    assert counts["armed0"] == f"{int(bands[bands[:, 2] == 0][:, 3].sum()):,}"
    assert counts["refused"] == f"{int((teams[:, 4] & 4 > 0).sum()):,}"
    tab.click(".pm-key button:has-text('Host state')")
    assert tab.get_attribute(".pm-key button:has-text('Host state')", "aria-pressed") == "false"


def test_marks_keep_apart_and_near_their_cell(opened: Any, dump: Any) -> None:
    tab = opened("map")
    read = "(one) => [one.x, one.y, one.r, ...parts[0].plan.of(one.block)]"
    clusters = tab.evaluate(f"parts[0].marks.clusters.map({read})")
    side = tab.evaluate("parts[0].plan.side")
    places = np.array(clusters)
    away = np.hypot(places[:, 0] - places[:, 3], places[:, 1] - places[:, 4])
    assert away.max() < 1.8 * side
    assert len({tuple(place) for place in places[:, :2].round(1).tolist()}) == len(places), "no two marks in one place"
    assert places[:, 2].min() >= 3.0


def test_pointer_tells_and_click_picks(opened: Any, dump: Any) -> None:
    tab = opened("map", ("card", {}))
    x, y = dump[0]["capital"]
    tab.mouse.move(*at_cell(tab, x, y))
    tip = tab.inner_text(".pm-tip")
    share = float(layer(dump, "consent", WEEKS - 1)[x, y]) / 254
    assert "capital" in tip
    assert f"{100 * share:.0f} %" in tip
    tab.mouse.click(*at_cell(tab, x, y))
    assert tab.evaluate("picked") == [{"cell": x * dump[0]["height"] + y}]
    tab.mouse.move(2, 2)
    assert tab.locator(".pm-tip").count() == 0


def test_keys_move_a_cursor_and_say_what_is_there(opened: Any, dump: Any) -> None:
    tab = opened("map")
    tab.focus(".pm-glass")
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        tab.keyboard.press(key)
    x, y = dump[0]["capital"]
    tab.keyboard.press("Enter")
    ((picked),) = tab.evaluate("picked")
    at = divmod(picked["cell"], dump[0]["height"])
    assert at in {(x + 2, y + 1), (x + 1, y + 1)}  # the first key may only show the cursor
    said = tab.inner_text(".pm-map [aria-live]")
    assert said.startswith(f"Cell {at[0]} east, {at[1]} north, sector")
    assert "Consent to the mission" in said
    before = tab.evaluate("parts[0].layer")
    tab.keyboard.press("]")
    assert tab.evaluate("parts[0].layer") != before
    tab.keyboard.press("Escape")
    assert tab.evaluate("parts[0].cursor") == -1


def test_teams_glide_unless_motion_is_unwelcome(opened: Any) -> None:
    tab = opened("map", week=0)
    tab.wait_for_timeout(250)
    assert tab.evaluate("() => { peaceops.show(1); return parts[0].glideFrom > 0; }")
    tab.wait_for_function("parts[0].glideFrom === 0")
    tab = opened("map", week=1, motion="reduce")
    tab.wait_for_timeout(250)
    tab.evaluate("peaceops.show(2)")
    assert tab.evaluate("parts[0].glideFrom") == 0


def test_attacks_are_marked_in_their_week(opened: Any, dump: Any) -> None:
    struck = [
        sum(1 for event in one["events"] if event[1] >= 0 and ("attack" in event[0] or "abuse" in event[0]))
        for one in dump[1]
    ]
    assert max(struck) > 0, "the run chosen has no attack to mark"
    tab = opened("map", week=int(np.argmax(struck)))
    tab.wait_for_function("parts[0].counts.struck")
    assert tab.evaluate("parts[0].counts.struck") == str(max(struck))


def test_waits_for_a_run_and_lets_go(opened: Any, dump: Any) -> None:
    tab = opened("map", "network", empty=True)
    assert "No run yet" in tab.inner_text(".pm-map")
    assert "No run yet" in tab.inner_text(".pn-net")
    tab.evaluate("([scene, frames]) => { peaceops.begin(scene); peaceops.add(frames); }", list(dump))
    tab.wait_for_selector(".pm-week:has-text('Week')")
    drawn = tab.evaluate("parts.forEach((one) => one.$destroy()), parts.map((one) => one.cost.length)")
    tab.evaluate("peaceops.show(0)")
    tab.wait_for_timeout(80)
    assert tab.evaluate("parts.map((one) => one.cost.length)") == drawn, "a part that is gone still draws"


def test_theme_turns_all(opened: Any) -> None:
    tab = opened("map", "network")
    light = colour_at(tab, 0, 0)
    tab.evaluate("peaceops.theme(true)")
    assert colour_at(tab, 0, 0) != light
    assert tab.evaluate("getComputedStyle(parts[1].$el).getPropertyValue('--ink').trim()") == "#e8edf1"


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (390, 844)])
def test_fits_each_window(opened: Any, size: tuple[int, int]) -> None:
    tab = opened("map", "network", size=size)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the window"
    assert tab.evaluate("parts[0].plan.wide") > 0.7 * min(size[0] - 44, 0.72 * size[1])


def test_fits_into_a_given_height(opened: Any) -> None:
    tab = opened("map", height=420, size=(700, 500))
    assert tab.evaluate("parts[0].plan.height") < 420
    assert tab.evaluate("parts[0].$el.scrollHeight <= parts[0].$el.clientHeight + 1")


def test_network_hides_weak_channels_and_lights_ones_own(opened: Any, dump: Any) -> None:
    tab = opened("network")
    shown = []
    for least in (0.02, 0.1, 0.4):
        tab.evaluate(f"parts[0].hide({least})")
        shown.append(tab.evaluate("parts[0].drawn"))
    assert shown[0] > shown[1] > shown[2]
    n = len(dump[0]["orgs"])
    told = base64.b64decode(dump[1][8]["network"]["channels"])
    channels = np.frombuffer(told, np.uint8).reshape(n, n) / 254
    keys = [one["key"] for one in dump[0]["orgs"]]
    ocha, wfp = keys.index("ocha"), keys.index("wfp")
    tie = tab.evaluate("parts[0].ties.find((t) => t.a.key === 'ocha' && t.b.key === 'wfp').channel")
    assert tie == pytest.approx((channels[ocha, wfp] + channels[wfp, ocha]) / 2)
    left, top = tab.evaluate("(({ left, top }) => [left, top])(parts[0].$refs.canvas.getBoundingClientRect())")
    x, y = tab.evaluate("(({ x, y }) => [x, y])(parts[0].nodes.find((one) => one.key === 'ocha'))")
    x, y = x + left, y + top
    tab.mouse.move(x, y)
    tip = tab.inner_text(".pn-tip")
    assert "OCHA" in tip
    assert "strongest channels" in tip
    tab.mouse.click(x, y)
    assert tab.evaluate("picked") == [{"org": ocha}]


def test_network_by_keys_reaches_all(opened: Any, dump: Any) -> None:
    tab = opened("network")
    tab.focus(".pn-net canvas")
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("Enter")
    assert tab.evaluate("picked") == [{"group": len(dump[0]["groups"]) - 1}], "the last node is the last armed group"
    assert "fighters" in tab.inner_text(".pn-net [aria-live]")
    nodes = tab.evaluate("parts[0].nodes.map((one) => [one.x, one.y])")
    assert len({tuple(place) for place in nodes}) == len(nodes)
    members = tab.evaluate("parts[0].nodes.flatMap((one) => one.members)")
    assert sorted(members) == list(range(len(dump[0]["orgs"])))


def test_card_opens_grows_old_and_closes(opened: Any) -> None:
    tab = opened("map", ("card", {"answer": CARD}), week=2)
    assert tab.locator(".pk-card").count() == 0, "nothing was picked yet"
    tab.focus(".pm-glass")
    tab.evaluate("peaceops.pick({ cell: 76, week: 2 })")
    card = tab.inner_text(".pk-card")
    assert "Cell 3, 4" in card
    assert "Nobody plans anything here." in card
    assert "the map shows" not in card
    assert tab.evaluate("document.activeElement.textContent") == "Cell 3, 4"
    bars = tab.eval_on_selector_all(".pk-bar i", "all => all.map((one) => one.style.width)")
    assert bars == ["58%", "42%", "18%"]
    tab.evaluate("peaceops.show(5)")
    assert "This is week 2, the map shows week 5." in tab.inner_text(".pk-card")
    assert tab.locator("text=Tell of week").count() == 0, "cards are of the last week played alone"
    tab.click("text=Go to week 2")
    assert tab.evaluate("peaceops.shown") == 2
    assert tab.locator(".pk-stale").count() == 0
    tab.evaluate(f"peaceops.show({WEEKS - 1})")
    tab.click(f"text=Tell of week {WEEKS - 1}")
    assert tab.evaluate("picked.pop()") == {"cell": 76}
    tab.click(".pk-open")
    assert tab.evaluate("picked.pop()") == {"org": 0}
    assert tab.locator(".pk-card").count() == 0, "the answer is about another one"
    tab.evaluate("peaceops.pick({ cell: 76 })")
    tab.get_by_label("Card of Military team 2").click()
    assert tab.evaluate("picked.pop()") == {"team": 1}
    tab.evaluate("peaceops.pick({ cell: 76 })")
    tab.keyboard.press("Escape")
    assert tab.locator(".pk-card").count() == 0
    assert tab.evaluate("document.activeElement.className") == "pm-glass", "the focus returns to where it was"
    tab.evaluate("peaceops.pick({ cell: 12 })")
    assert tab.locator(".pk-card").count() == 0, "the answer is about another cell"


def test_a_week_is_drawn_once_and_with_few_strokes(opened: Any) -> None:
    tab = opened("map", "network", week=0)
    drawn, strokes = tab.evaluate("""(async () => {
        const pen = CanvasRenderingContext2D.prototype, before = parts.map((one) => one.cost.length);
        let strokes = 0;
        for (const name of ["fill", "stroke", "fillText", "strokeText", "drawImage", "putImageData", "measureText"]) {
          const draw = pen[name];
          pen[name] = function (...given) { strokes++; return draw.apply(this, given); };
        }
        for (let i = 0; i < 60; i++) {
          peaceops.show(i % 9); peaceops.show((i + 1) % 9); await new Promise(requestAnimationFrame);
        }
        await new Promise(requestAnimationFrame);
        return [parts.map((one, i) => one.cost.length - before[i]), strokes]; })()""")
    assert all(40 < n <= 61 for n in drawn), "two weeks shown within a frame are drawn as one"
    assert strokes / 60 < 2000


LABELS = """() => {
  const { labels, nodes, heads, plan } = parts[0];
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  const inside = (one) => one.left >= 0 && one.right <= plan.width && one.top >= 0 && one.bottom <= plan.height;
  const on = [], out = labels.filter((one) => !inside(one)), words = (one) => one.lines.join(" ");
  labels.forEach((one, i) => {
    labels.slice(i + 1).forEach((other) => { if (!apart(one, other)) on.push([words(one), words(other)]); });
    nodes.forEach((node) => { // the middle of a mark, whatever its size
      const mark = { left: node.x - 4, right: node.x + 4, top: node.y - 4, bottom: node.y + 4 };
      if (!apart(one, mark)) on.push([words(one), node.label]);
    });
  });
  return { on, out: out.map((one) => one.of.label), shown: labels.length, all: nodes.length + heads.length,
    cut: labels.filter((one) => one.lines.some((line) => line.endsWith("…"))).length };
}"""


@pytest.mark.parametrize(
    ("width", "dark"), [(370, False), (436, False), (436, True), (560, False), (730, False), (1100, False)]
)
def test_names_in_the_network_lie_on_nothing(opened: Any, width: int, dark: bool) -> None:
    """Widths are those of the panel on a phone, at 1366, where the layout changes, at 1920, and alone."""
    tab = opened("network", size=(width + 44, 800), dark=dark)
    assert abs(tab.evaluate("parts[0].plan.width") - width) < 30
    for week in (0, 4, WEEKS - 1):
        tab.evaluate(f"peaceops.show({week})")
        tab.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        told = tab.evaluate(LABELS)
        assert told["on"] == []
        assert told["out"] == []
        assert told["shown"] == told["all"], "every name has found a place"
        assert told["cut"] <= (8 if width < 400 else 3), "names that end in dots"
