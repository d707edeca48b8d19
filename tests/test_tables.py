"""Tables on a terminal: no number is cut, however narrow it is."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from peaceops.viz.design_names import said_names, with_names
from peaceops.viz.report_canvas import folded
from peaceops.viz.tables import fitted_table

HEADS = ["design", "outcome", "base", "differ-\nence", "95 % interval", "of\nbase", "better\nin", "pairs", "verdict"]
ROWS = [
    [design, outcome, "384", "-13.2", "-1,041 to +2,032", "-3 %", "100 %", "160", "too few pairs"]
    for design in ("fully_integrated", "structure=two_feet_in, escorts=last_resort")
    for outcome in ("Trust, mission and country team, mean", "Civilian deaths")
]
NUMBERS = (2, 3, 4, 5, 6, 7)


def printed(width: int) -> str:
    file = io.StringIO()
    Console(file=file, width=width).print(fitted_table(HEADS, ROWS, NUMBERS, width, grouped=True, spare=(5, 7)))
    return file.getvalue()


@pytest.mark.parametrize("width", [80, 100, 160])
def test_numbers_stay_whole_and_lines_within_the_terminal(width):
    told = printed(width)
    assert max(map(len, told.splitlines())) <= width
    assert told.count("-1,041 to +2,032") == told.count("-13.2") == len(ROWS)
    assert "…" not in told
    assert "too few pairs" in told


def test_a_wide_terminal_gets_every_column_and_a_narrow_one_the_designs_as_headings():
    wide, narrow = printed(160), printed(80)
    assert wide.count("fully_integrated") == 2
    assert "160" in wide
    assert narrow.count("fully_integrated") == 1
    assert "160" not in narrow
    assert narrow.index("fully_integrated") < narrow.index("Civilian deaths") < narrow.index("structure=two_feet_in")


def test_designs_of_one_factor_are_said_without_it():
    keys = ["structure=two_feet_out", "structure=two_feet_in"]
    names = said_names(keys)
    assert names == {keys[0]: "two feet out", keys[1]: "two feet in"}
    assert with_names(["Against structure=two_feet_out"], names) == ("Against two feet out",)


def test_a_name_that_begins_like_another_is_left_whole():
    names = said_names(["escorts=last", "escorts=last_resort"])
    assert with_names(["escorts=last_resort, escorts=last"], names) == ("last resort, last",)


def test_designs_that_a_plan_names_are_said_without_underscores_and_no_other_name_is():
    names = said_names(["firewall", "road_access"])
    told = "road_access is best; country.road_access would change that, and road_accessible too; not road_access."
    said = "road access is best; country.road_access would change that, and road_accessible too; not road access."
    assert with_names([told], names) == (said,)


def test_a_dotted_name_in_a_picture_is_the_one_that_commands_take():
    assert folded("country.road_access", 24) == "country.road_access"
    assert folded("coordination.information_sharing", 24) == "coordination.information_\nsharing"
    assert folded("fully_integrated", 24) == "fully integrated"


@pytest.mark.parametrize(
    "keys",
    [
        ["firewall", "stovepipes"],
        ["joc=0", "joc=20"],
        ["triple_hat=true", "triple_hat=false"],
        ["structure=two_feet_in", "escorts=never"],
        ["structure=two_feet_in, escorts=never", "structure=two_feet_in, escorts=routine"],
        [],
    ],
)
def test_other_names_stay_as_they_are(keys):
    assert said_names(keys) == {}
