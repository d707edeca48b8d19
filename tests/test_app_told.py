"""Timeline, events, benchmarks, answers and gauges of the page, in a browser with weeks of a real run."""

from __future__ import annotations

import base64
import re

import numpy as np
import pytest
from app_tabs import HORIZON, TURN, WEEKS, long_run, needs_browser

from peaceops.viz.app.outcomes import answer_for_page

pytestmark = needs_browser


# Timeline ------------------------------------------------------------------------------------------------------------


def test_the_timeline_is_dragged_back_and_forth(open_tab):
    tab = open_tab("timeline")
    box = tab.page.locator(".pot-bar").bounding_box()

    def to(week: int) -> None:
        tab.page.mouse.move(box["x"] + box["width"] * (week + 0.5) / HORIZON, box["y"] + 10)

    to(60)
    tab.page.mouse.down()
    assert tab.shown == 60
    to(12)
    assert tab.shown == 12
    to(250)
    assert tab.shown == WEEKS - 1, "what has not been played cannot be shown"
    to(20)
    tab.page.mouse.up()
    to(50)
    assert tab.shown == 20, "the thumb was let go"
    tab.settle()
    assert tab.values(".pot-live", "aria-pressed") == ["false"]
    tab.page.click(".pot-live")
    tab.settle()
    assert tab.shown == WEEKS - 1
    assert tab.values(".pot-live", "aria-pressed") == ["true"]


def test_the_timeline_is_a_slider_for_keys_and_readers(open_tab):
    tab = open_tab("timeline", week=30)
    tab.page.focus(".pot-thumb")
    for key, week in {"ArrowRight": 31, "PageDown": 18, "ArrowLeft": 17, "Home": 0, "End": WEEKS - 1}.items():
        tab.page.keyboard.press(key)
        assert tab.shown == week, key
    tab.settle()
    said = {name: tab.values(".pot-thumb", f"aria-{name}") for name in ("valuemin", "valuemax", "valuenow")}
    assert said == {"valuemin": ["0"], "valuemax": [str(WEEKS - 1)], "valuenow": [str(WEEKS - 1)]}
    assert tab.values(".pot-thumb", "role") == ["slider"]
    assert tab.values(".pot-thumb", "aria-valuetext")[0].startswith(f"Week {WEEKS - 1}, year 2: the mission ")


def test_what_is_to_come_looks_different_from_what_has_been_played(open_tab):
    tab = open_tab("timeline")
    bar, ahead = (tab.page.locator(one).bounding_box() for one in (".pot-bar", ".pot-ahead"))
    assert (ahead["x"] - bar["x"]) / bar["width"] == pytest.approx(WEEKS / HORIZON, abs=0.01)
    assert f"{WEEKS} of {HORIZON} weeks played" in tab.text(".pot-said")


def test_marks_tell_what_happened_and_lead_there(open_tab):
    extra = [
        {"week": 30, "kind": "turning", "text": "civilian deaths rise from 21 to 58 a month"},
        {"week": 60, "kind": "turning", "text": "local consent falls from 58 to 45 %"},
    ]
    tab = open_tab("timeline", {"extra": extra})
    labels = tab.values(".pot-mark", "aria-label")
    assert any(f"Week {TURN}, year 1, your decision: " in one for one in labels)
    assert sum(", turning point: " in one for one in labels) == 2
    assert tab.texts(".pot-mark .pot-number") == ["1", "2"]
    first = tab.page.locator(".pot-mark").filter(has=tab.page.locator(".pot-number", has_text="1"))
    first.hover()
    assert "civilian deaths rise from 21 to 58 a month" in tab.text(".pot-tip")
    first.click()
    assert tab.shown == 30


# Events --------------------------------------------------------------------------------------------------------------


def told(played):
    return [(one["week"], event) for one in played["frames"] for event in one["events"] if event[6]]


def test_events_are_listed_the_newest_first_sifted_and_searched(open_tab, played):
    tab, events = open_tab("events", size=(420, 700)), told(played)
    assert tab.text(".pov-count") == f"{len(events)} events up to week {WEEKS - 1}"
    assert tab.texts(".pov-text")[0] == events[-1][1][6]
    family = {kind["key"]: kind["family"] for kind in played["scene"]["event_kinds"]}
    ours = [event for _, event in events if family[event[0]] == "mission"]
    assert 0 < len(ours) < len(events)
    tab.page.select_option(".pov-filters select >> nth=0", "mission")
    assert tab.text(".pov-count").startswith(f"{len(ours)} event")
    tab.page.click("text=Clear")
    there = [event for _, event in events if event[2] == 2]
    tab.page.select_option(".pov-filters select >> nth=1", label="sector 3")
    assert tab.text(".pov-count").startswith(f"{len(there)} event")
    tab.page.click("text=Clear")
    tab.page.fill(".pov-filters input", "Misconduct")
    found = [event for _, event in events if "misconduct" in event[6].lower()]
    assert tab.text(".pov-count").startswith(f"{len(found)} event")
    tab.page.click("text=Clear")
    tab.show(10)
    assert tab.text(".pov-count") == f"{sum(week <= 10 for week, _ in events)} events up to week 10"


def test_an_event_leads_to_its_week_and_place(open_tab, played):
    tab = open_tab("events", size=(420, 700))
    tab("() => { window.picked = []; peaceops.on('pick', (what) => picked.push(what)); }")
    tab.page.select_option(".pov-filters select >> nth=0", "violence")
    family = {kind["key"]: kind["family"] for kind in played["scene"]["event_kinds"]}
    week, event = next(one for one in reversed(told(played)) if family[one[1][0]] == "violence")
    tab.page.focus(".pov-list")
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("Enter")
    tab.settle()
    assert tab.shown == week
    assert tab("picked") == [{"cell": event[1]}]
    assert tab.texts(".pov-row.chosen .pov-text") == [event[6]]


def test_of_twenty_thousand_events_only_new_ones_are_read_and_those_in_sight_drawn(open_tab, played):
    row = next(event for _, event in told(played) if event[1] >= 0)
    weeks = [{**one, "events": [row] * 65} for one in long_run(played)]
    tab = open_tab("events", size=(420, 700), frames=weeks[:310])
    assert tab.text(".pov-count").startswith("20.1 k events")
    assert tab.count(".pov-row") < 40
    tab("""() => { const part = parts[0], passes = part.passes; window.sifted = window.offered = 0;
      part.passes = (one) => { sifted++; return passes(one); };
      const { families } = part.met, add = families.add;
      families.add = (one) => { offered++; return add.call(families, one); }; }""")
    tab("(rest) => { peaceops.add(rest); parts[0].come.stop(); parts[0].read(); }", weeks[310:])
    assert tab("[sifted, offered]") == [130, 130], "of two weeks more, their events alone are read"
    tab("() => { parts[0].words = 'attack'; parts[0].sift(); }")
    assert tab("[sifted, offered]") == [130 + 312 * 65, 130], "a search reads each event once"
    tab("() => { document.querySelector('.pov-list').scrollTop = 400000; }")
    tab.settle()
    assert 10 < tab.count(".pov-row") < 40


# Benchmarks, answers, gauges -----------------------------------------------------------------------------------------


def test_benchmarks_are_shown_as_of_the_week_shown(open_tab, played):
    tab = open_tab("benchmarks", size=(600, 1000))
    sent = {one["week"]: one["benchmarks"] for one in played["frames"] if one["benchmarks"]}
    reviews = {week: np.frombuffer(base64.b64decode(text), "u1") for week, text in sent.items()}
    met = reviews[max(reviews)]
    assert tab.text(".pob-sum strong") == f"{met.sum()} of 66 benchmarks met"
    assert tab.count(".pob-wide .pob-cell") == 66
    place = int(np.flatnonzero(met)[0])
    week = min(week for week, found in reviews.items() if found[place])
    cell = tab.page.locator(".pob-wide .pob-cell").nth(place)
    assert f"w {week}" in cell.inner_text()
    cell.hover()
    assert played["scene"]["benchmarks"][place]["condition"] in tab.text(".pob-tip")
    cell.click()
    tab.settle()
    assert tab.shown == week
    assert tab.text(".pob-sum strong") == f"{reviews[week].sum()} of 66 benchmarks met"


def test_the_answer_shows_causes_as_bars_and_events_that_lead_there(open_tab, played):
    given = answer_for_page(played["answer"])
    tab = open_tab("why", {"answer": given}, (500, 800))
    causes = [one["cause"].lower() for one in given["causes"] if one["value"] or one["before"]][:8]
    assert [one.lower() for one in tab.texts(".pow-cause")] == causes
    widths = tab("[...document.querySelectorAll('.pow-fill')].map(one => one.offsetWidth)")
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 50
    assert tab.text(".pow-first") == given["sentences"][0]
    tab.page.click(".pow-events button >> nth=0")
    assert f"Week {tab.shown}: " in given["events"][0]
    tab.page.select_option(".pow-ask select >> nth=0", "26")
    asked = {"stock": "civilian_deaths", "column": "civilian_deaths", "week": 60, "over": 26, "sector": None}
    assert tab("heard") == [asked]
    assert tab.texts(".pow-ask label:nth-child(2) option") == ["whole country", *(f"sector {n}" for n in range(1, 5))]
    tab.page.select_option(".pow-ask select >> nth=1", "2")
    assert tab("heard.pop()")["sector"] == 2
    early = {**given, "week": 5, "first_week": 0, "over": 4, "sectors": 0}
    tab("(answer) => { parts[0].answer = answer; parts[0].trouble = 'acceptance is not kept by sector'; }", early)
    tab.settle()
    assert tab.count(".pow-ask select") == 1, "no sector is offered where none is kept"
    assert tab.texts(".pow-ask option") == ["4 up to week 5", "all 6 up to week 5"]
    assert tab.page.input_value(".pow-ask select") == "4"
    assert tab.text(".pow-trouble") == "acceptance is not kept by sector"
    tab("(answer) => { parts[0].answer = answer; }", {**early, "over": 52})
    tab.settle()
    assert tab.page.input_value(".pow-ask select") == "13", "thirteen weeks back is the whole run so far"


def test_what_lowers_a_level_stands_left_of_nothing(open_tab):
    moved = {"misconduct": -0.041, "services": 0.019}
    causes = [{"cause": name, "value": value, "before": 0.0} for name, value in moved.items()]
    answer = {
        "stock": "local_consent", "first_week": 48, "week": 60, "sector": None, "before": 0.673, "after": 0.651,
        "causes": causes, "events": [], "chosen": "", "text": "", "level": True, "column": "local_consent",
        "words": "consent of residents", "sentences": ["It fell."],
    }  # fmt: skip
    tab = open_tab("why", {"answer": answer}, (500, 500))
    parts = (".pow-fill.down", ".pow-zero", ".pow-fill.up")
    down, zero, up = (tab.page.locator(one).first.bounding_box() for one in parts)
    assert down["x"] < zero["x"] <= up["x"] + 1
    assert tab.texts(".pow-value") == ["−4.1 points", "+1.9 points"]


@pytest.mark.parametrize("now", [[0.2929, 0.5, 0.6355], [0.7, 0.3, 0.5, 0.52, 0.2, 0.9]])
def test_gauges_name_no_winner(open_tab, played, now):
    tab = open_tab("gauges", {}, (500, 500), frames=[{**one, "dilemmas": now} for one in played["frames"]])
    said = tab.values(".pog-gauge", "aria-label")
    against = ["Impartiality against political support", "Peace against accountability", "Speed against ownership"]
    assert [one.split(":")[0] for one in said] == against
    assert "About even" in said[1]
    assert not re.search(r"better|worse|good|bad|win", " ".join(said))
