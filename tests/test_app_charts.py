"""Charts of the page: what Python gives them, and what they do in a browser with weeks of a real run."""

from __future__ import annotations

import base64
import json
import math
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from app_tabs import HORIZON, TURN, WEEKS, long_run, needs_browser

from peaceops.model.columns import NUMBER_COLUMNS
from peaceops.model.stocks import STOCKS
from peaceops.viz import palette
from peaceops.viz.app.outcomes import QUANTILES, answer_for_page, chart_sets, fan
from peaceops.viz.app.parts import HERE, vue
from peaceops.viz.panels import smooth

PARTS = ("charts", "timeline", "events", "benchmarks", "why", "gauges")
SETS = {"sets": chart_sets()}


def helper(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def colours() -> dict[str, Any]:
    found = re.search(r"= (\{.*\});", helper("palette.js"), re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def rgb(hue: str) -> list[int]:
    return [int(hue[i : i + 2], 16) for i in (1, 3, 5)]


def contrast(one: str, other: str) -> float:
    def light(hue: str) -> float:
        parts = [part / 255 for part in rgb(hue)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


# What Python gives the page ------------------------------------------------------------------------------------------


def test_colours_are_those_of_the_printed_pictures():
    given = colours()
    names = ("black", "orange", "sky", "green", "blue", "vermilion", "purple", "ink", "grey", "light", "paper")
    assert given["light"] == {name: getattr(palette, name.upper()) for name in names}
    assert set(given["dark"]) == set(names)
    for name, ramp in (("consent", palette.consent_colours()), ("people", palette.people_colours())):
        stops = np.linspace(0.0, 1.0, len(given["ramps"][name]))
        written = [rgb(hue) for hue in given["ramps"][name]]
        assert np.abs(255 * np.asarray(ramp(stops))[:, :3] - written).max() < 2.0


def test_curves_stand_out_from_the_paper():
    given = colours()
    used = {line["colour"] for chart in SETS["sets"]["charts"] for line in chart["lines"]}
    pale = {"orange", "sky", "purple"}  # the printed hues on white; marks of curves differ in shape as well
    for theme, names in (("dark", used), ("light", used - pale)):
        for name in names:
            assert contrast(given[theme][name], given[theme]["paper"]) >= 3.0, (theme, name)


def test_every_column_has_its_place_in_one_chart():
    sets = chart_sets()
    drawn = [line["column"] for chart in sets["charts"] for line in chart["lines"]]
    assert sorted(drawn) == sorted(column.name for column in NUMBER_COLUMNS)
    ids = [chart["id"] for chart in sets["charts"]]
    assert len(set(ids)) == len(ids)
    assert set(sets["main"]) <= set(ids)
    assert len(sets["main"]) == 12


def test_curves_of_one_chart_share_a_unit_and_differ_in_colour():
    units = {c.name: (c.unit.replace("attacks", "events"), c.kind == "flow") for c in NUMBER_COLUMNS}
    for chart in chart_sets()["charts"]:
        assert len({units[line["column"]] for line in chart["lines"]}) == 1, chart["title"]
        assert len({line["colour"] for line in chart["lines"]}) == len(chart["lines"]), chart["title"]
        assert 1 <= len(chart["lines"]) <= 4, "there are four shapes of marks"
        for line in chart["lines"]:
            assert line["stock"] is None or line["column"] in STOCKS[line["stock"]].columns


def test_an_answer_carries_what_is_needed_to_write_it(played):
    given = answer_for_page(played["answer"])
    json.dumps(given, allow_nan=False)
    assert (given["words"], given["column"], given["level"]) == ("civilian deaths", "civilian_deaths", False)
    assert given["sentences"][0].startswith("Civilian deaths in weeks 48 to 60")
    assert not any(line.startswith("  ") or line.endswith("these weeks:") for line in given["sentences"])


def test_bands_of_a_fan_are_the_quantiles_of_the_replicates():
    tables = [pd.DataFrame({"troops": np.arange(5.0) + shift}) for shift in (0.0, 10.0, 20.0)]
    tables.append(pd.DataFrame({"troops": [30.0]}))
    given = fan(tables, ["troops"])
    bands = np.frombuffer(base64.b64decode(given["columns"]["troops"]), "<f4").reshape(len(QUANTILES), 5)
    assert (given["runs"], given["weeks"]) == (4, 5)
    np.testing.assert_allclose(bands[:, 0], np.quantile([0.0, 10.0, 20.0, 30.0], QUANTILES))
    np.testing.assert_allclose(bands[:, 4], np.quantile([4.0, 14.0, 24.0], QUANTILES))


def test_uplot_is_kept_with_its_licence():
    assert helper("vendor/uPlot.iife.min.js").startswith("/*! https://github.com/leeoniya/uPlot (v1.6.32) */")
    assert "MIT License" in helper("vendor/uPlot.LICENSE")


@pytest.mark.parametrize("name", PARTS)
def test_parts_read_nothing_from_elsewhere(name):
    text = vue(name)
    assert "//+ " not in text
    assert not re.search(r"\b(fetch|XMLHttpRequest|import)\s*\(|<link|src=|url\((?!#)", text)


# Helpers in the browser ----------------------------------------------------------------------------------------------


@pytest.fixture
def kit(chromium):
    tab = chromium.lend((1366, 768))
    tab.add_script_tag(content=helper("look.js") + helper("palette.js") + helper("chartkit.js"))
    yield lambda script, given: tab.evaluate(f"(given) => {{ const kit = peaceopsKit(); return {script}; }}", given)
    chromium.give_back(tab)


@needs_browser
def test_numbers_are_said_as_in_the_printed_pictures(kit):
    values = [0, 1, 0.42, 3.14159, 12.3, 99.94, 100, 950, 9994, 14_200, 99_949, 480_000, 999_499, 3_100_000, 2.5e9]
    assert kit("given.map(kit.short)", values) == [palette.short_number(one).replace(" m", " M") for one in values]
    amounts = [[0.352, "share"], [0.042, "share"], [1.2e6, "US$"], [43_900, "people"], [math.nan, "people"]]
    said = kit("given.map(([value, unit]) => kit.amount(value, { unit }))", amounts)
    assert said == ["35 %", "4.2 %", "$1.2 M", "43.9 k", "–"]
    changes = [[-0.061, "share"], [0.01, "share"], [16, "deaths"], [0.0, "share"], [-4869, "people"]]
    said = kit("given.map(([value, unit]) => kit.signed(value, { unit }))", changes)
    assert said == ["−6.1 points", "+1.0 point", "+16", "0 points", "−4,869"]


@needs_browser
@pytest.mark.parametrize("window", [1, 4, 5, 13])
def test_the_running_mean_is_that_of_the_printed_panels(kit, window):
    values = np.random.default_rng(3).random(40)
    whole = kit("kit.smooth(given[0], given[1])", [values.tolist(), window])
    np.testing.assert_allclose(whole, smooth(values, window))
    grow = "given[0].reduce((out, _, n) => kit.smooth(given[0].slice(0, n + 1), given[1], out, n), [])"
    np.testing.assert_allclose(kit(grow, [values.tolist(), window]), smooth(values, window))


@needs_browser
def test_axes_end_at_round_numbers_with_few_words(kit):
    tops = [0.0, 0.03, 1.0, 6.1, 11.4, 52.0, 740.0, 1_320_000.0]
    ends = kit("given.map(kit.roundUp)", tops)
    assert ends == pytest.approx([1.0, 0.03, 1.0, 8.0, 15.0, 60.0, 800.0, 1_500_000.0])
    for end, ticks in zip(ends, kit("given.map((top) => kit.valueTicks(0, top))", ends), strict=True):
        assert ticks[0] == 0
        assert ticks[-1] == pytest.approx(end)
        assert 4 <= len(ticks) <= 6


# Charts --------------------------------------------------------------------------------------------------------------


def key_of(chart: str) -> str:
    return f"[data-chart='{chart}'] [data-line]"


def at(tab: Any, chart: str, week: float, height: float = 0.3) -> tuple[float, float]:
    """Return where a week is on a chart, pixels; height from the top, share."""
    over = tab.page.locator(f"[data-plot='{chart}'] .u-over")
    over.scroll_into_view_if_needed()
    box = over.bounding_box()
    return box["x"] + box["width"] * week / (HORIZON - 1), box["y"] + box["height"] * height


@needs_browser
def test_charts_show_the_recorded_numbers(open_tab, played):
    tab = open_tab("charts", SETS, week=50)
    assert tab.count(".poc-card") == 12
    row = played["weekly"].iloc[50]
    shares = [f"{100 * row[name]:.0f} %" for name in ("local_consent", "host_consent", "party_consent")]
    assert tab.texts(key_of("local_consent")) == shares
    assert tab.texts(key_of("troops"))[0] == palette.short_number(float(np.float32(row["troops"])))
    tab.show(3)
    assert tab.texts(key_of("in_need")) == [palette.short_number(played["weekly"]["in_need"][3]).replace(" m", " M")]
    assert "Week 3, year 1" in tab.text(".poc-note")


@needs_browser
def test_a_click_on_a_curve_asks_why_and_shows_the_week(open_tab):
    tab = open_tab("charts", SETS)
    tab.page.mouse.move(*at(tab, "in_need", 20))
    week = tab("parts[0].pointed")
    assert week == pytest.approx(20, abs=1), "a pixel is two weeks here"
    assert f"Week {week}, year 1" in tab.text(".poc-tip")
    assert "Click: why" in tab.text(".poc-tip")
    tab.page.mouse.click(*at(tab, "in_need", 20))
    assert tab("heard") == [{"stock": "in_need", "week": week, "column": "in_need"}]
    assert tab.shown == week


@needs_browser
def test_of_several_curves_the_nearest_is_asked_about(open_tab):
    tab = open_tab("charts", SETS)
    for i, name in enumerate(("local_consent", "host_consent", "party_consent")):
        level = tab(f"parts[0].curves.local_consent.drawn({i}, 60)")
        tab.page.mouse.click(*at(tab, "local_consent", 60, 1 - level / 1.04))
        assert tab("heard.pop()")["stock"] == name


@needs_browser
def test_what_has_no_ledger_is_only_shown(open_tab):
    tab = open_tab("charts", SETS)
    tab.page.mouse.click(*at(tab, "coordination_load", 33))
    assert tab.shown == pytest.approx(33, abs=1)
    assert tab("heard") == []


@needs_browser
def test_dragging_over_a_chart_shows_a_window_of_weeks_everywhere(open_tab):
    tab = open_tab("charts", SETS)
    tab.page.mouse.move(*at(tab, "displaced", 10))
    tab.page.mouse.down()
    tab.page.mouse.move(*at(tab, "displaced", 50), steps=4)
    tab.page.mouse.up()
    tab.settle()
    ranges = tab("Object.values(parts[0].curves).map((curve) => curve.now().range)")
    assert len(ranges) == 12
    assert {tuple(one) for one in ranges} == {tuple(ranges[0])}
    assert ranges[0] == pytest.approx([10, 50], abs=2), "a pixel is two weeks here"
    assert tab("heard") == [], "to drag is not to ask"
    assert f"Weeks {ranges[0][0]} to {ranges[0][1]}" in tab.text(".poc-bar")
    tab.page.click(".poc-bar button:has-text('Whole run')")
    tab.settle()
    assert tab("parts[0].range(0)") == [0, HORIZON - 1]


@needs_browser
def test_charts_are_driven_by_keys_and_told_in_words(open_tab):
    tab = open_tab("charts", SETS, week=40)
    tab.page.focus("[data-plot='local_consent']")
    tab.page.keyboard.press("ArrowLeft")
    assert tab.shown == 39
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("Enter")
    assert tab("heard") == [{"stock": "host_consent", "week": 39, "column": "host_consent"}]
    plot = "document.querySelector(\"[data-plot='in_need']\")"
    tab.page.wait_for_function(f"({plot}.getAttribute('aria-label') || '').includes('week 39')")
    assert re.search(r"in need \S+ [kM] people, lowest", tab.values("[data-plot='in_need']", "aria-label")[0])


@needs_browser
def test_each_chart_is_a_table_as_well(open_tab, played):
    tab = open_tab("charts", SETS)
    tab.page.click("[data-chart='denied_by_state'] .poc-table-button")
    rows = tab.texts("[data-chart='denied_by_state'] tbody tr")
    assert len(rows) == WEEKS
    row = played["weekly"].iloc[5]
    told = [f"{row[name]:.0f}" for name in ("denied_by_state", "denied_by_groups", "denied_by_security_rules")]
    assert tab.texts("[data-chart='denied_by_state'] tbody tr:nth-child(6) > *") == ["5", *told]
    tab.page.click("[data-chart='denied_by_state'] .poc-table-button")
    assert tab.count("[data-chart='denied_by_state'] table") == 0


@needs_browser
def test_charts_can_be_picked_or_shown_by_theme(open_tab):
    tab = open_tab("charts", SETS)
    tab.page.click("text=Pick charts")
    tab.page.click("label:has-text('Deaths by crime')")
    tab.settle()
    assert "Deaths by crime" in tab.texts(".poc-card h3")
    tab.page.click("text=The usual twelve")
    tab.settle()
    assert tab.count(".poc-card") == 12
    tab.page.select_option(".poc-bar select >> nth=0", "People")
    tab.settle()
    assert tab.texts(".poc-card h3") == ["People in need", "Away from home", "Living conditions", "Returned home"]


@needs_browser
def test_two_runs_are_drawn_with_the_week_in_which_they_part(open_tab, played):
    tab = open_tab("charts", SETS)
    tab("(other) => { peaceopsTwin.begin(peaceops.scene); peaceopsTwin.add(other); }", played["other"])
    tab.settle()
    own, other = played["frames"], played["other"]
    first = next(week for week in range(WEEKS) if own[week]["values"] != other[week]["values"])
    assert first >= TURN
    assert f"They first differ in week {first}" in tab.text(".poc-note")
    assert " / " in tab.texts(key_of("local_consent"))[0]
    tab.page.click("text=Difference")
    tab.settle()
    assert re.search(r"points?$", tab.texts(key_of("local_consent"))[0])
    assert tab("parts[0].curves.local_consent.drawn(0, 20)") == 0, "before the fork there is no difference"
    assert tab.count(".poc-parted") > 0
    tab("() => peaceopsTwin.begin(null)")
    tab.settle()
    assert " / " not in tab.texts(key_of("local_consent"))[0]


@needs_browser
def test_bands_of_replicates_are_drawn_beyond_the_weeks_played(open_tab, played):
    spread = fan([played["weekly"][["in_need"]] * shift for shift in (0.8, 0.9, 1.0, 1.1, 1.2)], ["in_need"])
    sides = {"own": spread, "other": spread, "difference": spread}
    tab = open_tab("charts", {**SETS, "fan": sides}, frames=played["frames"][:30])
    assert "5 runs with other luck" in tab.text(".poc-note")
    inked = tab(
        """() => { const all = document.querySelector("[data-plot='in_need'] .u-under canvas");
          const pen = all.getContext("2d");
          const at = (week) => Math.round(all.width * week / 311);
          const inked = (week) => pen.getImageData(at(week), 0, 1, all.height).data.filter((v, i) => i % 4 === 3 && v);
          return [20, 50, 200].map((week) => inked(week).length); }"""
    )
    assert inked[0] > 3, "the middle and its bands"
    assert inked[1] > 3, "the bands reach beyond week 30"
    assert inked[2] == 0
    alone = fan([played["weekly"][["in_need"]]], ["in_need"])
    tab("(fan) => { parts[0].fan = fan; }", dict.fromkeys(sides, alone))
    tab.settle()
    assert "dots: one run with other luck." in tab.text(".poc-note"), "one run is no band"


@needs_browser
def test_turning_points_stand_in_the_charts(open_tab, played):
    weeks = [one["week"] for one in played["turning"]]
    assert weeks
    tab = open_tab("charts", {**SETS, "turning": played["turning"]})
    assert tab.count("[data-plot=in_need] .poc-turn") == len(set(weeks))
    tab("() => { parts[0].turning = []; }")
    tab.settle()
    assert tab.count("[data-plot=in_need] .poc-turn") == 0


@needs_browser
def test_weeks_taken_back_are_gone_from_the_curves(open_tab, played):
    tab = open_tab("charts", SETS)
    tab("() => peaceops.cut(39)")
    tab.settle()
    assert tab("parts[0].kit.history(peaceops).n") == 40
    assert tab("parts[0].curves.in_need.drawn(0, 55)") is None
    tab("(weeks) => peaceops.add(weeks)", played["other"][40:60])
    tab.settle()
    place = [one["key"] for one in played["scene"]["columns"]].index("troops")
    value = np.frombuffer(base64.b64decode(played["other"][55]["values"]), "<f4")[place]
    assert tab("parts[0].kit.history(peaceops).columns.troops[55]") == pytest.approx(float(value))


@needs_browser
def test_a_week_more_draws_what_is_new_and_a_week_shown_draws_nothing(open_tab, played):
    weeks = long_run(played)
    tab = open_tab("charts", SETS, (1366, 900), frames=weeks[:200])
    tab("(rest) => { window.rest = rest; }", weeks[200:])
    in_sight, worst, drawn, made = tab(
        """() => { const part = parts[0], { smooth } = part.kit, curves = Object.values(part.curves);
          let worst = 0, drawn = 0;
          part.kit.smooth = (values, window, out, from) => {
            if (window > 1) worst = Math.max(worst, (values.length - Math.max(0, (from || 0) - window / 2)) / window);
            return smooth(values, window, out, from); };
          const seen = new MutationObserver(() => {});
          seen.observe(part.$el, { childList: true, subtree: true });
          for (const week of rest) { peaceops.add(week); part.draw.stop(); part.drawAll(); }
          const made = seen.takeRecords().flatMap((one) => [...one.addedNodes]).filter((one) => one.nodeType === 1);
          for (const curve of curves) { const { draw } = curve; curve.draw = (now) => { drawn++; draw(now); }; }
          for (let week = 0; week < 300; week++) peaceops.show(week);
          return [part.inView.size, worst, drawn, made.length]; }"""
    )
    assert in_sight == 12
    assert worst <= 1.5, "of a mean, no more weeks are worked out again than it reaches back, and the new one"
    assert made < 12 * 50, "in 112 weeks, words and lines of an axis are put anew only when its end moves"
    assert drawn == 0, "going through the weeks moves the lines across and draws no curve"


def test_a_chart_has_its_name_with_the_element(open_tab):
    """A reader that arrives with the chart is told what it is; numbers follow once they are drawn."""
    tab = open_tab("charts", SETS)
    names = "[...document.querySelectorAll('.poc-plot')].map((one) => one.getAttribute('aria-label'))"
    told = f"{names}.every((said) => said.includes('lowest'))"
    tab.page.wait_for_function(told)
    before, now = tab(
        """async () => { const part = parts[0], before = part.visible.map((chart) => chart.title);
          part.tab = part.themes[1]; part.again(); await part.$nextTick();
          const all = [...document.querySelectorAll(".poc-plot")].map((one) => one.getAttribute("aria-label"));
          return [before, part.visible.map((chart, i) => [chart.title, all[i]])]; }"""
    )
    came = [(title, said) for title, said in now if title not in before]
    assert len(came) > 1
    for title, said in came:
        assert said == f"{title}. Arrow keys move through the weeks, Enter asks why."
    tab.page.wait_for_function(told)
    tab("() => { parts[0].dark = !parts[0].dark; parts[0].picking = true; }")
    tab.settle()
    assert all("lowest" in one for one in tab.values(".poc-plot", "aria-label")), "drawing anew keeps what was told"


# All parts -----------------------------------------------------------------------------------------------------------


ALL = [(name, SETS if name == "charts" else {}) for name in PARTS]


@needs_browser
@pytest.mark.parametrize("width", [390, 1366, 1920])
def test_all_parts_fit_their_place_and_live_through_a_new_run(open_tab, played, width):
    tab = open_tab(ALL, size=(width, 768), dark=True)
    assert tab("document.documentElement.scrollWidth") <= width
    tab("() => peaceops.begin(null)")
    tab.settle()
    again = {"scene": played["scene"], "frames": played["frames"][:5]}
    tab("(given) => { peaceops.begin(given.scene); peaceops.add(given.frames); }", again)
    tab.settle()
    assert "5 of 312 weeks played" in tab.text(".pot-said")
    tab("() => parts.forEach((part) => part.$destroy())")
    tab("() => { peaceops.add([]); peaceops.show(2); peaceops.theme(false); }")


@needs_browser
def test_all_parts_wait_for_a_run(open_tab):
    tab = open_tab(ALL, size=(700, 500), scene=None, frames=[])
    for part in tab.texts("main > *"):
        assert re.search(r"appear here|No week has been played|Ask why", part)
