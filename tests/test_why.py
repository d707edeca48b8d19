"""Why a stock changed: what is said adds up to what was recorded, and the errors are sentences."""

import json

import numpy as np
import pytest

import peaceops as po
from peaceops.cli import main
from peaceops.experiments.why import _years, stock_named, why
from peaceops.model.errors import ResultError
from peaceops.model.stocks import STOCKS

WEEKS = 60


@pytest.fixture(scope="module")
def result():
    return po.run(po.load_scenario("contested").with_changes({"horizon_weeks": WEEKS}), seed=3, keep_cell_causes=True)


@pytest.fixture(scope="module")
def saved(result, tmp_path_factory):
    return str(result.save(tmp_path_factory.mktemp("why") / "run"))


@pytest.mark.parametrize(("week", "over"), [(None, 13), (WEEKS - 1, 26), (5, 13), (0, 1)])
def test_contributions_add_up_to_the_change_that_is_told(result, week, over):
    for name in STOCKS:
        _add_up(result, name, week, over)


def _add_up(result, name, week, over):
    answer = why(result, name, week=week, over=over)
    moved = answer.after - answer.before if STOCKS[name].level else answer.after
    if not (STOCKS[name].level and answer.first == 0):  # what stood before the first week is not recorded
        columns = result.weekly[list(STOCKS[name].columns)].sum(axis=1).to_numpy()
        told = columns[answer.week] - columns[answer.first - 1]
        told = told if STOCKS[name].level else columns[answer.first : answer.week + 1].sum()
        assert moved == pytest.approx(told), name
    assert answer.table["value"].sum() == pytest.approx(moved, abs=1e-6), name
    assert answer.week - answer.first < over, name
    assert answer.sentences, name


@pytest.mark.parametrize("name", ["local_consent", "acceptance"])
def test_a_sector_is_asked_by_its_number_on_the_map(result, name):
    levels = [why(result, name, week=WEEKS - 1, sector=sector).after for sector in range(1, 5)]
    kept = result.sector_causes
    for number, level in enumerate(levels, start=1):
        mine = kept[(kept["stock"] == name) & (kept["sector"] == number - 1)]
        assert level == pytest.approx(mine["value"].sum())
    assert min(levels) <= result.weekly[name].iloc[-1] <= max(levels)


def test_flows_of_the_sectors_add_up_to_the_country(result):
    whole = why(result, "violent_events", week=WEEKS - 1, over=WEEKS).after
    parts = [why(result, "violent_events", week=WEEKS - 1, over=WEEKS, sector=s).after for s in range(1, 5)]
    assert sum(parts) == whole > 0


def test_it_finds_the_largest_change_by_itself(result):
    levels = result.weekly["local_consent"].to_numpy()
    answer = result.why("local_consent")
    assert abs(answer.after - answer.before) == pytest.approx(np.abs(levels[13:] - levels[:-13]).max())


def test_of_what_is_counted_it_finds_the_largest_amount_and_says_so(result):
    amounts = np.convolve(result.weekly["violent_events"].to_numpy(), np.ones(13), "valid")
    answer = result.why("violent_events")
    assert answer.after == amounts.max() > 0
    assert answer.chosen in answer.sentences
    assert answer.chosen == "No week was asked for; these are the 13 weeks with the largest amount in the run."
    assert "in which it changed most" in result.why("trust").text
    assert "this is the whole run" in result.why("trust", over=WEEKS).text
    assert "No week was asked for" not in result.why("trust", week=20).text


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        (1, 52, "year 1"),
        (0, 51, "year 1"),
        (40, 52, "year 1"),
        (46, 58, "years 1 and 2"),
        (52, 52, "year 2"),
        (51, 52, "years 1 and 2"),
        (0, 311, "years 1 to 6"),
        (0, 1039, "years 1 to 20"),
        (299, 311, "year 6"),
    ],
)
def test_a_span_is_dated_by_the_years_that_it_lies_in(first, last, years):
    assert _years(first, last) == years


def test_a_span_of_a_run_names_its_year(result):
    assert "in weeks 1 to 52 (year 1)" in why(result, "local_consent", week=52, over=52).text


def test_whole_numbers_of_any_kind_name_a_week(result):
    assert why(result, "trust", week=np.int64(9)).week == why(result, "trust", week=9.0).week == 9


def test_what_is_said_names_the_largest_cause_with_its_amount(result):
    answer = why(result, "local_consent", week=WEEKS - 1, over=WEEKS)
    cause, value = answer.table["cause"].iloc[0], answer.table["value"].iloc[0]
    assert answer.table["value"].abs().is_monotonic_decreasing
    assert f"{cause} ({'+' if value > 0 else '−'}{abs(100 * value):.1f} point" in answer.text
    assert "−0.0" not in answer.text


def test_a_column_stands_for_its_stock():
    assert stock_named("denied_by_state").name == "access_denied"


def test_violence_is_not_told_as_the_reason_for_trust(result):
    assert "attack" not in why(result, "trust", week=WEEKS - 1, over=WEEKS).text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"stock": "local_consnt"}, "did you mean 'local_consent'?"),
        ({"stock": "trust", "week": WEEKS}, f"week is {WEEKS}; this run has weeks 0 to {WEEKS - 1}"),
        ({"stock": "trust", "week": 9.5}, "week is 9.5; allowed is a whole number"),
        ({"stock": "trust", "week": "9"}, "week is '9'; allowed is a whole number"),
        ({"stock": "trust", "week": float("nan")}, "week is nan; allowed is a whole number"),
        ({"stock": "trust", "week": True}, "week is True; allowed is a whole number"),
        ({"stock": "trust", "over": 2.5}, "over is 2.5; allowed is a whole number"),
        ({"stock": "acceptance", "sector": "2"}, "sector is '2'; allowed is a whole number"),
        ({"stock": 7}, "no causes are kept of 7; allowed are local_consent"),
        ({"stock": "trust", "over": 0}, "over is 0; allowed is any number of weeks from 1 up"),
        ({"stock": "acceptance", "sector": 9}, "sector is 9; this country has sectors 1 to 4"),
        ({"stock": "trust", "sector": 1}, "trust is not kept by sector"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_in_a_sentence(result, asked, told):
    with pytest.raises(ResultError, match=None) as error:
        why(result, **asked)
    assert told in str(error.value)


def test_without_contributions_by_sector_it_says_how_to_get_them():
    bare = po.run(po.load_scenario("post_accord").with_changes({"horizon_weeks": 3}), seed=1)
    with pytest.raises(ResultError, match="were not kept in this run"):
        why(bare, "acceptance", sector=1)


@pytest.mark.parametrize("options", [[], ["local_consent"], ["acceptance", "--sector", "2"], ["trust", "--week", "9"]])
def test_the_command_answers(saved, capsys, options):
    with pytest.raises(SystemExit) as end:
        main(["why", saved, *options])
    assert end.value.code == 0
    assert len(capsys.readouterr().out) > 40


def test_the_command_answers_programs(saved, capsys):
    with pytest.raises(SystemExit):
        main(["why", saved, "civilian_deaths", "--week", "40", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (told["stock"], told["first_week"], told["week"]) == ("civilian_deaths", 28, 40)
    assert sum(cause["value"] for cause in told["causes"]) == pytest.approx(told["after"])


def test_the_help_names_no_real_country(capsys):
    with pytest.raises(SystemExit):
        main(["why", "--help"])
    told = capsys.readouterr().out.lower()
    assert "--out out/contested" in told
    assert "mali" not in told


def test_the_command_refuses_a_place_without_a_run(tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        main(["why", str(tmp_path / "nothing"), "trust"])
    assert end.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
