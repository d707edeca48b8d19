"""The sixteen trade-offs: sound as data, played once each, told, drawn and listed."""

import importlib.util
import json
import math
import sys
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from peaceops.cli import main
from peaceops.experiments import weighing
from peaceops.experiments.compare import known_outcomes
from peaceops.experiments.tradeoff import Ranking, Side, Tradeoff
from peaceops.experiments.tradeoff_doubts import DOUBTS
from peaceops.experiments.tradeoff_rows import RankRow, SideRow, read_rows, write_rows
from peaceops.experiments.tradeoffs import TRADEOFFS
from peaceops.experiments.weighing import WORDS, chosen_tradeoffs, label_of, weeks_of, weigh
from peaceops.model.errors import PlanError
from peaceops.viz.tradeoff_forest import tradeoff_figure
from peaceops.viz.tradeoff_words import cells, combined, found, rank_cells

DOCS = Path(__file__).resolve().parent.parent / "docs"
NAMES = [t.name for t in TRADEOFFS]
SMALL = {"country.width": 8, "country.height": 8}


@cache
def outcome_keys():
    return [*known_outcomes(), *WORDS]


def invented(scenario, seed):
    """Return a result whose numbers hang on design and seed, every outcome among them."""
    of_design = np.random.default_rng(zlib.crc32(scenario.hash.encode()))
    of_run = np.random.default_rng([zlib.crc32(scenario.hash.encode()), seed])
    keys = outcome_keys()
    values = 0.5 + 0.1 * of_design.normal(size=len(keys)) + 0.02 * of_run.normal(size=len(keys))
    return SimpleNamespace(summary=dict(zip(keys, values.tolist(), strict=True)))


def steered(on, off):
    """Return a run function: ``troops`` counts, the one with fewer gains ``on``, and ``off`` without its mechanism."""

    def run(scenario, seed):
        gain = off if scenario.load.hours_per_meeting == 0.0 else on
        more = scenario.mission.troops == 77
        return SimpleNamespace(summary={"civilian_deaths": 100.0 + seed % 7 + gain * more + 0.1 * (seed % 5) * more})

    return run


def one_side(**given):
    """Return a trade-off of one side, more deaths expected with 77 soldiers."""
    side = Side(
        "toll", "5.12", "More die.", "contested", {"civilian_deaths": 1}, base=SMALL,
        other={**SMALL, "mission.troops": 77}, without={"load.hours_per_meeting": 0.0}, weeks=3,
        compared="77 soldiers against many", off="meetings are free", **given,
    )  # fmt: skip
    return Tradeoff(99, "test", "Do more die?", (side,))


def test_there_are_sixteen_in_order_with_names_of_their_own():
    assert [t.number for t in TRADEOFFS] == list(range(1, 17))
    assert len(set(NAMES)) == 16


@pytest.mark.parametrize("t", TRADEOFFS, ids=NAMES)
def test_every_side_is_two_valid_designs_whose_ablation_changes_both_and_keeps_the_treatment(t):
    assert t.question.endswith("?")
    assert len({side.key for side in t.sides}) == len(t.sides) >= 2
    for side in t.sides:
        assert side.compared, side.key
        assert side.off, side.key
        assert side.without, side.key
        assert set(side.outcomes.values()) <= {1, -1}
        assert all(label_of(outcome) for outcome in side.outcomes)
        on, off = ([s.hash for s in side.arms(without=without)] for without in (False, True))
        assert len(on) == len(off) == (2 if side.against is None else 4)
        assert len(set(on)) == len(on), side.key
        assert len(set(off)) == len(off), f"{side.key}: the ablation takes the treatment away"
        assert not set(on) & set(off), f"{side.key}: the ablation changes nothing"
        treated = {name for name in {**side.base, **side.other} if side.base.get(name) != side.other.get(name)}
        assert not treated & set(side.without), f"{side.key}: the ablation sets what is compared"


def test_doubts_are_about_sides_that_there_are():
    assert set(DOUBTS) <= {(t.number, side.key) for t in TRADEOFFS for side in t.sides}
    assert all(text.endswith(".") for text in DOUBTS.values())


def test_the_best_structure_is_looked_for_among_four_in_two_scenarios():
    (ranking,) = TRADEOFFS[1].rankings
    assert ranking.scenarios == ("post_accord", "contested")
    for name in ranking.scenarios:
        assert len({s.hash for s in ranking.designs(name).values()}) == 4


def test_a_hundred_pairs_of_all_fit_into_seven_hundred_and_twenty_thousand_weeks():
    assert weeks_of(TRADEOFFS, 100) <= 720_000


def test_numbers_names_and_all_are_understood_and_anything_else_is_refused():
    assert [t.number for t in chosen_tradeoffs(["8", "posture", "8"])] == [4, 8]
    assert chosen_tradeoffs(["all"]) == TRADEOFFS
    with pytest.raises(PlanError, match=r"'17'; allowed are 1 to 16"):
        chosen_tradeoffs(["17"])
    with pytest.raises(PlanError, match="did you mean 'posture'"):
        chosen_tradeoffs(["postur"])
    with pytest.raises(PlanError, match="replicates is 0"):
        next(weigh([one_side()], 0))


@pytest.mark.parametrize(
    ("on", "off", "verdict", "mechanism"),
    [
        (30.0, 0.0, "emerges", "gone"), (30.0, 20.0, "emerges", "less"), (30.0, 30.0, "emerges", "stays"),
        (30.0, -30.0, "emerges", "turned"), (-30.0, 0.0, "reversed", "gone"),
        (0.2, 0.0, "weak", "no effect to explain"),
    ],
)  # fmt: skip
def test_verdict_and_ablation_follow_from_the_runs(on, off, verdict, mechanism):
    (weighed,) = weigh([one_side()], 16, run=steered(on, off))
    (row,) = weighed.rows
    assert (row.verdict, row.mechanism, row.n, row.off_n) == (verdict, mechanism, 16, 8)
    assert row.difference == pytest.approx(on, abs=0.5)


def test_few_pairs_get_no_verdict():
    (weighed,) = weigh([one_side()], 3, run=steered(30.0, 0.0))
    assert [row.verdict for row in weighed.rows] == ["too few pairs"]
    assert "too early to say: 1 of 1 effects" in found(weighed.tradeoff, weighed.rows)


def test_a_difference_of_differences_is_zero_where_circumstances_change_nothing():
    side = one_side(against={"mission.police": 5})
    (weighed,) = weigh([side], 12, run=steered(30.0, 0.0))
    (row,) = weighed.rows
    assert (row.difference, row.low, row.high, row.verdict) == (0.0, 0.0, 0.0, "absent")
    assert row.base == row.other == pytest.approx(30.0, abs=0.5)


def test_every_design_and_seed_is_played_once_whatever_is_called_for():
    played = []

    def run(scenario, seed):
        played.append((scenario.hash, seed))
        return invented(scenario, seed)

    seen = []
    two = [one_side(), replace(one_side(), number=98)]
    list(weigh(two, 4, run=run, progress=lambda done, total: seen.append((done, total))))
    assert len(played) == len(set(played)) == 2 * 4 + 2 * 2
    assert seen == [(i, 12) for i in range(1, 13)]
    assert weeks_of(two, 4) == 12 * 3


def test_a_run_that_fails_is_named_and_its_pair_left_out():
    def run(scenario, seed):
        if scenario.mission.troops == 77 and run.first:
            run.first = False
            raise RuntimeError("out of luck")
        return steered(30.0, 0.0)(scenario, seed)

    run.first = True
    (weighed,) = weigh([one_side()], 8, run=run)
    assert weighed.rows[0].n == 7
    assert len(weighed.failed) == 1
    assert "RuntimeError: out of luck" in weighed.failed[0]


def test_a_tiny_trade_off_is_played_by_the_model():
    side = Side(
        "none", "5.8", "No soldiers are no soldiers.", "post_accord", {"peak_troops": -1, "donor_work_per_million": 1},
        base={**SMALL, "donors.annual_pledge_usd": 0},
        other={**SMALL, "donors.annual_pledge_usd": 0, "mission.troops": 0},
        without={"load.hours_per_meeting": 0.0}, weeks=3,
        compared="a", off="b",
    )  # fmt: skip
    (weighed,) = weigh([Tradeoff(99, "test", "None?", (side,))], 2)
    assert not weighed.failed
    first, never = weighed.rows
    assert first.other == 0.0
    assert first.difference < 0.0
    assert math.isnan(never.difference)
    assert cells(never)[3] == "never happened"


def test_designs_are_ranked_best_first_and_told_where_the_best_differs():
    levels = {"few": {**SMALL, "mission.troops": 77}, "many": SMALL}
    ranking = Ranking("two", ("post_accord", "contested"), levels, {"civilian_deaths": -1}, 3)
    t = replace(one_side(), rankings=(ranking,))

    def run(scenario, seed):
        few, peace = scenario.mission.troops == 77, scenario.name == "post_accord"
        return SimpleNamespace(summary={"civilian_deaths": 50.0 + 10.0 * (few == peace) + 0.1 * (seed % 3) * few})

    (weighed,) = weigh([t], 8, run=run)
    best = {r.scenario: r.level for r in weighed.ranks if r.place == 1}
    assert best == {"post_accord": "many", "contested": "few"}
    assert "differs between post_accord and contested by civilian deaths (many against few)" in found(
        t, weighed.rows, weighed.ranks
    )
    (row,) = rank_cells(weighed.ranks)
    assert row[1].startswith("many (")


def test_together_all_must_emerge_and_one_reversed_is_reversed():
    assert combined(["emerges", "emerges"]) == "emerges"
    assert combined(["emerges", "weak"]) == combined(["emerges", "absent"]) == "weak"
    assert combined(["emerges", "reversed"]) == "reversed"
    assert combined(["absent", "too few pairs"]) == "absent"
    assert combined(["too few pairs"]) == combined([]) == "too few pairs"


def test_rows_are_written_and_read_again(tmp_path):
    (weighed,) = weigh([TRADEOFFS[1]], 6, run=invented)
    for rows, kind in ((weighed.rows, SideRow), (weighed.ranks, RankRow)):
        write_rows(rows, tmp_path / "rows.csv", kind)
        again = read_rows(tmp_path / "rows.csv", kind)
        for one, other in zip(rows, again, strict=True):
            for name, value in vars(one).items():
                rounded = isinstance(value, float)
                assert getattr(other, name) == (pytest.approx(value, rel=1e-4, nan_ok=True) if rounded else value)
    assert read_rows(tmp_path / "none.csv", SideRow) == []


def test_the_measured_table_holds_only_sides_that_there_are():
    known = {(t.number, s.key, o) for t in TRADEOFFS for s in t.sides for o in s.outcomes}
    rows = read_rows(DOCS / "tradeoffs.csv", SideRow)
    assert {(r.number, r.side, r.outcome) for r in rows} <= known
    assert all(r.n >= 90 for r in rows if r.verdict != "too few pairs")


def test_the_page_says_what_is_not_measured_and_what_was_measured_with_earlier_numbers(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    spec = importlib.util.spec_from_file_location("tradeoff_page", DOCS / "tradeoff_page.py")
    page = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "tradeoff_page", page)
    spec.loader.exec_module(page)
    (weighed,) = weigh([TRADEOFFS[4]], 20, run=invented)
    monkeypatch.setattr(page, "ROWS", tmp_path / "rows.csv")
    monkeypatch.setattr(page, "RANKS", tmp_path / "ranks.csv")
    write_rows([replace(row, measured_with="old") for row in weighed.rows], tmp_path / "rows.csv", SideRow)
    text = page.tradeoffs_text(lambda heads, rows: "".join(" | ".join(row) + "\n" for row in rows))
    assert text.count("Not measured yet.") == 15
    assert text.count("earlier numbers of the model") == 1
    _, rows = page.overview()
    assert [row[2] for row in rows].count("not measured yet") == 15
    write_rows([replace(row, measured_with=page.mark()) for row in weighed.rows], tmp_path / "rows.csv", SideRow)
    assert "earlier numbers" not in page.tradeoffs_text(lambda heads, rows: "")


LONGEST = max(TRADEOFFS, key=lambda t: max(len(side.compared + side.off) for side in t.sides))


@pytest.mark.parametrize(
    "t", [pytest.param(t, marks=() if t is LONGEST else pytest.mark.slow, id=t.name) for t in TRADEOFFS]
)
def test_the_picture_shows_every_effect_and_stays_on_the_page(t):
    (weighed,) = weigh([t], 2, run=invented)
    figure = tradeoff_figure(t, weighed.rows, "2 pairs")
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in figure.texts if text.get_text()]
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.width for box in boxes)
    told = [text.get_text() for text in figure.texts]
    assert sum(text.startswith("without: ") for text in told) == len(weighed.rows)


def run_command(*words):
    """Return the exit code of the program."""
    with pytest.raises(SystemExit) as left:
        main(["tradeoffs", *words])
    return left.value.code


def test_the_command_lists_the_sixteen_with_weeks_and_time(capsys):
    assert run_command("--replicates", "2") == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.startswith("no.\tname")
    assert [line.split("\t")[1] for line in lines] == NAMES
    assert all(int(line.split("\t")[3].replace(",", "")) > 100 for line in lines)


@pytest.fixture
def inventing(monkeypatch):
    """Let the command play invented runs."""
    monkeypatch.setattr(weighing, "_run", invented)
    monkeypatch.setattr("peaceops.doing.seconds_a_week", lambda seed, scenario="": 0.0)


@pytest.mark.usefixtures("inventing")
def test_the_command_plays_tells_and_keeps(tmp_path, capsys):
    out = tmp_path / "kept"
    for many in ("2", "12"):  # a second time replaces what the first kept
        assert run_command("2", "meetings", "--replicates", many, "--workers", "1", "--out", str(out)) == 0
    told = capsys.readouterr().out
    assert "Which structure is best" in told
    assert "Verdict: " in told
    assert "does not forecast" in told
    names = {path.name for path in out.iterdir()}
    assert names == {
        "tradeoffs.csv", "tradeoffs.txt", "ranks.csv", "tradeoff_02_structure.png", "tradeoff_03_meetings.png",
    }  # fmt: skip
    assert "Which structure is best" in (out / "tradeoffs.txt").read_text(encoding="utf-8")


@pytest.mark.usefixtures("inventing")
def test_the_command_speaks_json(capsys):
    assert run_command("posture", "--replicates", "3", "--workers", "1", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["tradeoffs"][0]["verdict"] == "too few pairs"
    assert len(told["tradeoffs"][0]["rows"]) == 6


@pytest.mark.usefixtures("inventing")
def test_ctrl_c_keeps_what_was_printed_and_says_so(tmp_path, capsys, monkeypatch):
    def stopping(scenario, seed):
        if scenario.name == "contested":
            raise KeyboardInterrupt
        return invented(scenario, seed)

    monkeypatch.setattr(weighing, "_run", stopping)
    out = tmp_path / "kept"
    assert run_command("4", "9", "--workers", "1", "--out", str(out)) == 1
    assert not out.exists()
    assert run_command("9", "12", "--replicates", "2", "--workers", "1", "--out", str(out)) == 1
    assert "holds the trade-offs printed above" in capsys.readouterr().err
    assert (out / "tradeoff_09_vetting.png").exists()


@pytest.mark.parametrize("words", [("17",), ("x",), ("3", "--replicates", "0"), ("3", "--replicates", "many")])
def test_bad_words_get_one_sentence(words, capsys):
    assert run_command(*words) == 2
    told = capsys.readouterr().err.strip()
    assert told.startswith("peaceops: ")
    assert len(told.splitlines()) == 1


def test_a_place_that_holds_something_else_is_refused_before_any_run(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    assert run_command("3", "--out", str(tmp_path)) == 2
    assert "it holds thesis.txt" in capsys.readouterr().err
