"""Pictures and accounts: drawn from a made-up result, looked at for what a reader relies on."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO

import numpy as np
import pandas as pd
import pytest
import synthetic

from peaceops.experiments.single_weeks import outstanding_weeks, without_weeks
from peaceops.experiments.turning_points import KEY_OUTCOMES, TurningPoint, rank_events, step_changes, turning_points
from peaceops.model.benchmarks import Benchmarks
from peaceops.viz import maps as maps_of
from peaceops.viz.account import MAY_BE_CHANCE, account, as_dict, as_rich, as_text, point_details
from peaceops.viz.maps import country_figure, land_of, road_lines, sector_lines
from peaceops.viz.narrative import outcome_rows, what_happened
from peaceops.viz.palette import people_words, short_number, wrapped
from peaceops.viz.panels import Line, Panel, draw_panel, smooth, spread
from peaceops.viz.story import _sentences, map_weeks, story_figure


@pytest.fixture(scope="module")
def result():
    return synthetic.result()


def words_of(figure) -> str:
    import matplotlib.text

    return "\n".join(text.get_text() for text in figure.findobj(matplotlib.text.Text))


def test_the_story_is_full_hd_and_tells_what_it_should(result):
    figure = story_figure(result, preset="firewall")
    assert tuple(figure.get_size_inches() * 100) == (1920, 1080)
    words = words_of(figure)
    heads = ("Turning points", "Harm", "People", "Consent", "Coordination", "Deployment")
    for part in ("After the accord", "seed 1", "preset firewall", "Start", "After 3 years", "After 6 years", *heads):
        assert part in words
    assert "does not forecast" in words
    points = turning_points(result)
    assert all(point.headline[1:25] in words.replace("\n", " ") for point in points)


def test_what_was_set_stands_in_the_story(result):
    words = words_of(story_figure(result, settings=["political.good_offices=0.8"]))
    assert "with political.good_offices = 0.8" in words


def test_no_word_in_the_story_is_smaller_than_thirteen_pixels(result):
    import matplotlib.text

    for figure in (story_figure(result), country_figure(result)):
        sizes = {
            t.get_fontsize() for t in figure.findobj(matplotlib.text.Text) if t.get_text().strip() and t.get_visible()
        }
        assert min(sizes) * 100 / 72 >= 13


def test_no_two_words_of_the_story_touch(result):
    import matplotlib.text

    settings = [f"armed_groups.northern_front.hostility_to_relief={one}" for one in (0.25, 0.5, 0.75, 1)]
    figure = story_figure(result, preset="fully_integrated", settings=settings)
    figure.canvas.draw()
    page = figure.bbox
    axis = [axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)]
    ticks = {text for one in axis for text in one.findobj(matplotlib.text.Text)}  # those out of sight are kept as well
    boxes = []
    for text in figure.findobj(matplotlib.text.Text):
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent()
            if box.width > 1 and box.x1 > page.x0 and box.x0 < page.x1 and text not in ticks:
                boxes.append((text.get_text(), box))
    assert all(box.x0 >= 0 and box.x1 <= page.x1 + 1 for _, box in boxes)
    touching = [(a, b) for i, (a, one) in enumerate(boxes) for b, two in boxes[i + 1 :] if _overlap(one, two) > 12]
    assert touching == []


def _overlap(one, two) -> float:
    """Return the shared area of two boxes, square pixels."""
    wide = min(one.x1, two.x1) - max(one.x0, two.x0)
    tall = min(one.y1, two.y1) - max(one.y0, two.y0)
    return max(wide, 0.0) * max(tall - 3, 0.0)  # descenders and line gaps may mingle


@pytest.mark.parametrize("weeks", [1, 2, 6, 30])
def test_short_runs_can_be_drawn_and_told(weeks):
    result = synthetic.result(weeks)
    story_figure(result)
    assert "does not forecast" in as_text(account(result))


def test_a_map_of_another_shape_is_drawn(result):
    country, layers = synthetic.country(width=40, height=30), synthetic.maps(width=40, height=30)
    result = synthetic.result()
    result.country, result.maps = country, layers
    story_figure(result)
    country_figure(result)


def test_the_country_map_states_its_figures(result):
    words = words_of(country_figure(result))
    people = sum(result.maps[0][name].sum() for name in ("residents", "hosted"))
    assert f"{people_words(people)} people" in words
    assert "Sector 4" in words
    assert "km" in words


def test_a_generated_country_is_drawn_without_a_result():
    flat = {k: np.asarray(v).ravel() for k, v in synthetic.maps()[0].items()}
    static = synthetic.country()
    source = dict(static) | flat | {"capital": static["capital"][0] * static["height"] + static["capital"][1]}
    source["control"] = np.stack([flat["control_government"], flat["control_groups"]])
    assert land_of(source).capital == static["capital"]
    assert "capital" in words_of(country_figure(source))


def test_layers_that_are_missing_are_left_out(result):
    bare = synthetic.result()
    bare.maps = {0: {"consent": bare.maps[0]["consent"]}}
    story_figure(bare)
    bare.maps = {}
    story_figure(bare)


def test_sector_lines_lie_between_sectors_only():
    sector = np.array([[0, 0], [1, 1]])
    assert sector_lines(sector) == [[(0.5, -0.5), (0.5, 0.5)], [(0.5, 0.5), (0.5, 1.5)]]
    assert sector_lines(np.zeros((3, 3))) == []


def test_roads_join_corners_only_where_nothing_else_does():
    road = np.zeros((3, 3))
    road[0, 0] = road[1, 0] = road[2, 1] = 1
    assert road_lines(road) == [[(0, 0), (1, 0)], [(1, 0), (2, 1)]]


def test_coasts_are_sides_of_the_map():
    coast = np.zeros((4, 4), dtype=bool)
    coast[:, 0] = True
    assert maps_of.coast_lines(coast) == [[(-0.5, -0.5), (3.5, -0.5)]]


def test_three_weeks_are_drawn_first_middle_last():
    assert map_weeks({0: 1, 10: 1, 60: 1, 90: 1, 100: 1}) == [0, 60, 100]
    assert map_weeks({5: 1}) == [5]


def test_a_constant_stays_constant_when_smoothed():
    assert smooth(np.full(20, 3.0), 13) == pytest.approx(np.full(20, 3.0))
    assert smooth(np.arange(9.0), 3)[4] == pytest.approx(4.0)


def test_labels_are_moved_apart_no_more_than_needed():
    assert spread([1.0, 5.0], 1.0, 0.0, 10.0) == [1.0, 5.0]
    moved = spread([5.0, 5.0, 5.2], 1.0, 0.0, 10.0)
    assert np.diff(sorted(moved)) == pytest.approx([1.0, 1.0])
    assert sorted(moved) == sorted(moved, key=lambda x: x)
    assert spread([9.9, 9.8], 1.0, 0.0, 10.0) == pytest.approx([10.0, 9.0])
    assert spread([], 1.0, 0.0, 1.0) == []


def test_turning_points_find_the_surge_and_are_spread(result):
    points = turning_points(result)
    weeks = [point.week for point in points]
    assert [point.number for point in points] == [1, 2, 3, 4, 5]
    assert weeks == sorted(weeks)
    surge = 0.42 * len(result.weekly)
    assert any(
        not p.better and p.column in ("civilian_deaths", "battle_deaths") and abs(p.week - surge) < 30 for p in points
    )
    assert min(np.diff(weeks)) > 15


def struck(deaths: dict[str, tuple[int, float]]):
    """Return a made-up run with steady harm, one event a week, and in some columns one week of many deaths."""
    torn = synthetic.result()
    events = []
    for column, kind in (("civilian_deaths", "abuse_by_state"), ("battle_deaths", "attack_on_state")):
        torn.weekly[column] = 1.0
        if column in deaths:
            at, dead = deaths[column]
            torn.weekly.loc[at, column] = dead
            events.append((at, kind, 5, 1, "army", "them", dead - 1.0, "", f"{kind} of week {at}, {dead - 1:.0f} die."))
            events.append((at, kind, 5, 1, "army", "them", 1.0, "", f"A small one in week {at}, one dies."))
    torn.events = torn.events.iloc[:0]
    for row in events:
        torn.events.loc[len(torn.events)] = row
    return torn


def test_a_single_week_with_a_large_part_of_all_deaths_is_told_by_its_event_and_its_fall_is_not():
    before = [(p.week, p.column) for p in turning_points(struck({}))]
    torn = struck({"civilian_deaths": (150, 80.0)})
    points = turning_points(torn)
    (worst,) = [p for p in points if p.column == "civilian_deaths"]
    assert (worst.week, worst.better, worst.kind) == (150, False, "week")
    assert worst.part == pytest.approx(80 / 391)
    assert worst.headline == "80 civilian deaths in one week, 20 % of the run's"
    assert worst.events[0] == "abuse_by_state of week 150, 79 die."
    assert worst.cause_words == ""
    assert [p.number for p in points] == list(range(1, len(points) + 1))
    assert not any("civilian deaths" in word for p in points for word, *_ in p.also)
    apart = np.diff([p.week for p in points]).min()
    assert apart >= 37
    assert {p for p in before if abs(p[0] - 150) >= 80} & {(p.week, p.column) for p in points}
    facts = as_dict(account(torn))
    assert [p["part"] for p in facts["turning_points"]].count(0.0) == len(points) - 1
    words = words_of(story_figure(torn)).replace("\n", " ")
    assert "80 civilian deaths in one week, 20 % of the run's" in words
    assert "abuse_by_state of week 150, 79 die." in words


def test_a_mission_that_is_on_its_way_out_at_the_end_is_told():
    leaving = synthetic.result()
    said = what_happened(leaving)
    leaving.events.loc[len(leaving.events)] = leaving.events.iloc[0].to_dict() | {
        "week": 299, "kind": "drawdown", "text": "The Council accepts that the mission must go."}  # fmt: skip
    assert "must go" not in str(said)
    assert "Year 6: the Council accepts that the mission must go." in str(what_happened(leaving))


@pytest.mark.parametrize(("left", "last"), [(104, 104), (None, 311)])
def test_lines_of_consent_to_a_mission_end_where_it_has_left(left, last):
    import matplotlib.pyplot as plt

    weekly = pd.DataFrame({"week": np.arange(312), "local_consent": 0.5, "acceptance": 0.5, "troops": 9.0})
    figure, ax = plt.subplots()
    panel = Panel("", "", tuple(Line(name, name, "black") for name in ("local_consent", "acceptance", "troops")),
                  ceilings=("troops",))  # fmt: skip
    draw_panel(ax, panel, weekly, {"troops": 10.0}, left)
    ends = [round(float(line.get_xdata()[-1]) * 52) for line in ax.lines if len(line.get_xdata()) > 2]
    plt.close(figure)
    assert ends == [last, 311, 311]


def test_events_beside_a_turn_are_not_told_as_its_cause():
    around = ("A law passes.", "B.")
    point = TurningPoint(1, 9, "battle_deaths", "battle deaths", 3.0, 9.0, False, "flow", (), around, "x")
    assert point.told == ("At the time: A law passes.", "B.")
    assert replace(point, part=0.2).told == ("A law passes.", "B.")
    assert replace(point, events=()).told == ()
    assert point_details(point) == ["Mainly x.", "At the time: A law passes.", "B."]
    crowded = replace(point, events=("A law passes " + "at last " * 30 + ".", "B."))
    assert _sentences(crowded)[1] == ["Year 1. Mainly x. At the time: B."], "also of the one that has room"


def test_the_axis_of_harm_holds_the_month_of_a_single_week_and_says_what_the_thin_line_is():
    figure = story_figure(struck({"civilian_deaths": (150, 80.0)}))
    (ax,) = [ax for ax in figure.axes if any(text.get_text() == "Harm" for text in ax.texts)]
    highest = max(float(np.max(line.get_ydata())) for line in ax.lines if len(line.get_xdata()) > 2)
    assert highest == pytest.approx((80 + 4) / 5 * 52 / 12)
    assert highest < ax.get_ylim()[1] < 1.3 * highest
    assert "thin: five weeks" in words_of(figure)


def test_rings_of_past_violence_have_a_key_in_their_own_size(result):
    figure = story_figure(result)
    first = figure.axes[0]
    side = maps_of.point_size(first, land_of(result))
    hollow = [rings for rings in first.collections if rings.get_gid() == "violence"]
    drawn, key = (rings.get_sizes() for rings in hollow)
    assert key.tolist() == pytest.approx([(0.4 * side) ** 2, (0.8 * side) ** 2])
    strong = np.minimum(result.maps[0]["violence"].max(), 1.0)
    assert drawn.max() == pytest.approx((0.8 * side * strong) ** 2)
    assert "past violence (index):" in words_of(figure)
    for ax in figure.axes[1:3]:
        assert not [rings for rings in ax.collections if rings.get_gid() == "violence"]


def test_two_large_weeks_close_to_each_other_are_one_point():
    points = turning_points(struck({"civilian_deaths": (150, 80.0), "battle_deaths": (155, 50.0)}))
    (worst,) = [p for p in points if p.part]
    assert (worst.week, worst.column) == (150, "civilian_deaths")
    assert worst.events[-1] == "Week 155: 50 battle deaths in one week, 14 % of the run's."
    assert not [p for p in points if p.column == "battle_deaths"]


def test_no_week_of_a_short_run_or_with_a_handful_of_deaths_stands_out(result):
    assert not [p for p in turning_points(result) if p.part]
    few = struck({"civilian_deaths": (150, 9.0)})
    few.weekly["civilian_deaths"] = np.where(few.weekly["week"] == 150, 9.0, 0.0)
    assert outstanding_weeks(few, ["civilian_deaths"]) == []
    short = synthetic.result(12)
    short.weekly["civilian_deaths"] = np.where(short.weekly["week"] == 5, 99.0, 60.0)
    assert outstanding_weeks(short, ["civilian_deaths"]) == []


def test_values_left_out_are_replaced_by_their_neighbours():
    assert without_weeks(np.array([1.0, 3.0, 90.0, 80.0, 5.0]), [2, 3], 1).tolist() == [1.0, 3.0, 3.0, 5.0, 5.0]
    assert without_weeks(np.array([1.0, 90.0, 80.0, 70.0, 3.0]), [1, 2, 3], 1).tolist() == [1.0, 1.0, 2.0, 3.0, 3.0]


def test_the_account_tells_the_deadliest_week_with_what_happened():
    told = dict(what_happened(struck({"civilian_deaths": (150, 80.0)})))["Harm"]
    said = "The deadliest week for civilians was week 150 (year 3), with 80 killed, 20 % of all."
    assert f"{said} abuse_by_state of week 150, 79 die." in told
    bare = struck({"civilian_deaths": (150, 80.0)})
    bare.events = bare.events.iloc[:0]
    assert f"{said} That was mainly attack by Northern Front." in dict(what_happened(bare))["Harm"]
    assert "deadliest" not in dict(what_happened(struck({})))["Harm"]


def test_a_run_in_which_nothing_changes_has_no_turning_point(result):
    still = synthetic.result()
    for column in still.weekly.columns.drop(["week", "phase"]):
        still.weekly[column] = 5.0 if still.weekly[column].max() > 1 else 0.5
    assert turning_points(still) == []
    assert "none stands out" in as_text(account(still))


def test_a_step_is_found_where_it_is():
    values = np.r_[np.zeros(30), np.ones(30)]
    before, after = step_changes(values, 10)
    change = np.nan_to_num(after - before)
    assert int(change.argmax()) == 30
    assert change.max() == 1.0


def test_rare_and_large_events_are_the_telling_ones(result):
    rank = rank_events(result.events)
    kinds = result.events["kind"].to_numpy()
    assert rank[kinds == "inject"].max() > rank[kinds == "attack"].max()
    assert rank_events(result.events.iloc[:0]).shape == (0,)


def test_key_outcomes_are_recorded_columns():
    from peaceops.model.columns import column

    for outcome in KEY_OUTCOMES:
        assert column(outcome.column).better == outcome.better


def test_outcome_rows_say_better_and_worse(result):
    rows = {row.column: row for row in outcome_rows(result.weekly)}
    assert rows["civilian_deaths"].said == "better"
    assert rows["host_consent"].said == "worse"
    assert rows["coordination_load"].said == ""
    assert rows["displaced"].start == "480,000"


def test_the_account_quotes_the_numbers_of_the_run(result):
    text = dict(what_happened(result))
    assert people_words(result.weekly["civilian_deaths"].sum()) in text["Harm"]
    assert "93 % of its ceiling" in text["Deployment"]
    assert "sovereignty" in text["Consent"]


def test_the_setting_tells_country_groups_and_mission():
    from peaceops.model.library import load_scenario
    from peaceops.viz.setting import LONGEST_STORY, setting

    scenario = load_scenario("post_accord").with_changes({"integration.structure": "two_feet_in"})
    told = dict(setting({"parameters": scenario.as_dict()}))
    assert told["Country"].startswith("Lomara, a small forested country")
    fighters = sum(group.fighters for group in scenario.armed_groups.values())
    assert told["Armed groups"].startswith(f"{fighters:,} fighters at the start; Home Guard Brigades 20,000 (")
    assert told["Mission"].startswith(
        "Its structure is two feet in: the humanitarian coordinator's office is part of the mission."
    )
    assert "Its ceilings are 14,750 troops, 1,115 police and 1,800 civilian staff." in told["Mission"]
    long = dict(setting({"parameters": {"story": "It rained all day. " * 99}}))["Country"]
    assert long.endswith("day.")
    assert len(long) <= LONGEST_STORY
    assert setting({}) == []


def test_protection_counts_each_share_of_its_own_attacks():
    result = synthetic.result(10)
    kinds = ["attack_on_civilians"] * 3 + ["attack_on_mission", "abuse_by_state"]
    result.events = result.events.iloc[:1].loc[lambda e: e.index.repeat(5)].assign(kind=kinds)
    result.weekly[["attacks_deterred", "attacks_met", "warnings"]] = 0.0
    result.weekly.loc[0, "attacks_met"] = 1.0
    text = dict(what_happened(result))["Protection"]
    assert "Of 3 attacks on civilians by armed groups, one was met at once." in text
    assert "Of 4 attacks on civilians and on the mission, none was foreseen." in text
    assert "1 abuse of civilians by state forces" in text


def test_deaths_by_crime_are_told(result):
    assert "killed by crime" in dict(what_happened(result))["Harm"]
    assert "crime_deaths" in {row.column for row in outcome_rows(result.weekly)}


def test_no_violence_is_told_of_a_fall_in_harm(result):
    torn = synthetic.result()
    torn.events = result.events.assign(kind="splinter", text="A group splits.", size=9.0)
    for point in turning_points(torn):
        harm = point.column in ("civilian_deaths", "battle_deaths", "displaced", "refugees", "in_need")
        if harm and point.better:
            assert point.events == ()
            assert {"No single event stands out.", MAY_BE_CHANCE} & set(point_details(point))


def test_account_in_all_three_forms(result):
    from rich.console import Console

    told = account(
        result, preset="integrated", files=[("out/story.png", "the story")], scenario="post_accord"
    )
    plain = as_text(told)
    console = Console(width=100, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(as_rich(told))
    console.file.close()
    terminal = console.export_text()
    for part in ("preset integrated", "out/story.png", "peaceops compare post_accord --preset integrated"):
        assert part in plain
        assert part in terminal
    facts = as_dict(told)
    assert [point["week"] for point in facts["turning_points"]] == [point.week for point in told.points]
    assert max(map(len, plain.splitlines())) <= 110


def test_a_number_stays_on_the_line_of_its_unit(result):
    from rich.console import Console

    assert wrapped("It reached 94 % of it", 13) == ["It reached", "94 % of it"]
    assert wrapped("It ended in week 12", 17) == ["It ended in", "week 12"]
    assert wrapped("It had 1.2 million people", 16, "  ", "    ") == ["  It had", "    1.2 million", "    people"]
    told = account(result)
    for width in range(50, 100, 7):
        console = Console(width=width, record=True, file=StringIO())
        console.print(as_rich(told))
        plain = as_text(told, width).split("KEY OUTCOMES")[0]
        assert not re.search(r"\d *\n *(%|million|billion|points|troops)", plain)
        assert not re.search(r"\d *\n *(%|million|billion|points|troops)", console.export_text().split("Key out")[0])
        assert "\N{NO-BREAK SPACE}" not in plain


def test_commands_longer_than_a_line_can_be_copied_whole(result):
    from rich.console import Console

    settings = ["armed_groups.northern_front.hostility_to_relief=0.25", "mission.troops=8000"]
    told = account(result, scenario="post_accord", settings=settings)
    console = Console(width=60, record=True, file=StringIO())
    console.print(as_rich(told), crop=False)
    printed = [line.strip() for line in console.export_text().splitlines()]
    assert all(command in printed for command, _ in told.next_steps)
    assert max(len(command) for command, _ in told.next_steps) > 100


def test_the_account_counts_benchmarks_by_objective():
    from rich.console import Console

    kept = Benchmarks()
    kept.met[[0, 3, 65]] = True
    torn = synthetic.result()
    assert "BENCHMARKS" not in as_text(account(torn))
    torn.benchmarks = kept.frame()
    told = account(torn)
    console = Console(width=100, record=True, file=StringIO())
    console.print(as_rich(told))
    for text in (as_text(told), console.export_text()):
        assert re.search(r"political +short term 2 of 5, medium term 0 of 5, long term 0 of 5", text)
        assert re.search(r"recovery +short term 0 of 6, medium term 0 of 6, long term 1 of 6", text)
        assert re.search(r"all +short term 2 of 22, medium term 0 of 22, long term 1 of 22", text)
    row = as_dict(told)["benchmarks"][-1]
    assert (row["objective"], row["outputs"], row["met"]) == ("all", 22, {"short": 2, "medium": 0, "long": 1})


@pytest.mark.parametrize(
    ("value", "short", "words"),
    [(950, "950", "950"), (14_210, "14.2 k", "14,000"), (480_000, "480 k", "480,000"), (3.14e6, "3.1 m", "3.1 million"),
     (0.42, "0.42", "0")],
)  # fmt: skip
def test_numbers_are_said_as_one_would(value, short, words):
    assert short_number(value) == short
    assert people_words(value) == words


@pytest.mark.parametrize(
    ("kind", "peace", "told"),
    [
        ("calendar", True, "It left in week 30 (year 1), on its date. After that 303 people a year died in battle"),
        ("benchmarks", None, "It left in week 30 (year 1), once enough benchmarks were met."),
        ("consent withdrawn", False, "thrown out by the government."),
        ("closed after failure", False, "There was no lasting peace after it."),
    ],
)
def test_the_account_tells_how_the_mission_left_and_what_came_after(kind, peace, told):
    run = synthetic.result()
    run.summary.update(exit_week=30, exit_kind=kind, sustained_peace=peace, deaths_after_exit=303.4)
    text = " ".join(as_text(account(run)).split())
    assert told in text
    assert ("The peace held to the end." in text) == (peace is True)
