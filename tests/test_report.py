"""The report of a batch: one page that is whole by itself, says what the batch shows, and never more."""

from __future__ import annotations

import base64
import json
import re
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from batch_cases import cheap, cheap_or_wrong
from made_batches import MadeFactor
from report_cases import KINDS, NASTY, OUTCOMES, ReportBatch, ReportPlan, compare, made

from peaceops.cli import main
from peaceops.experiments.batch import batch
from peaceops.experiments.factors import Factor
from peaceops.experiments.findings import findings_of
from peaceops.experiments.plan import Plan
from peaceops.experiments.verdicts import verdict
from peaceops.model.errors import PlanError, ResultError
from peaceops.viz.report import report_of, write_report
from peaceops.viz.report_close import reproduce
from peaceops.viz.report_designs import designs_part, moved_together, value_words
from peaceops.viz.report_html import code, table, tag
from peaceops.viz.report_numbers import difference, interval, listed, percent, plain
from peaceops.viz.report_summary import _several, answer_of

VOID = {"meta", "img", "br", "wbr"}
LOADS = {"src", "srcset", "data", "poster", "background", "action", "formaction", "manifest"}


class Page(HTMLParser):
    """What a page is made of: its elements, the text of each kind of element, and whatever is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, name, attributes):
        self.elements.append((name, dict(attributes)))
        self.texts.setdefault(name, []).append("")
        if name not in VOID:
            self.open.append(name)

    def handle_endtag(self, name):
        assert self.open.pop() == name

    def handle_data(self, text):
        for name in set(self.open):
            self.texts[name][-1] += text

    def attributes(self, name):
        return [given for one, given in self.elements if one == name]


@pytest.fixture(scope="module")
def reports():
    """Return the report of every kind of batch, and its page."""
    made_ones = {kind: report_of(made(kind)) for kind in KINDS}
    return {kind: (one, Page(one.html)) for kind, one in made_ones.items()}


def words(html):
    """Return the text of a piece of HTML, spaces made plain."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_loads_nothing_and_runs_nothing(reports, kind):
    _, page = reports[kind]
    assert not page.open
    assert not {name for name, _ in page.elements} & {"script", "link", "iframe", "object", "embed", "base", "form"}
    for name, given in page.elements:
        for key, value in given.items():
            assert not key.startswith("on"), f"{name} {key}"
            assert key not in LOADS or value.startswith("data:image/svg+xml;base64,"), f"{name} {key}={value[:60]}"
        assert name != "a" or given["href"].startswith("#")
    style = "".join(page.texts["style"])
    assert "url(" not in style
    assert "@import" not in style
    policy = next(one for one in page.attributes("meta") if "http-equiv" in one)
    assert policy["content"] == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    for image in page.attributes("img"):
        drawing = base64.b64decode(image["src"].partition(",")[2]).decode()
        hosts = set(re.findall(r"[a-z]+://[^\s\"'<>]+", drawing))
        assert hosts <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"} | {
            one for one in hosts if one.startswith("http://www.w3.org/Graphics/SVG/1.1/DTD")
        }, hosts
        assert not re.findall(r"(?:href|src)=\"(?!#)", drawing)
        assert "url(" not in re.sub(r"url\(#[^)]*\)", "", drawing)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_can_be_read_without_seeing_it(reports, kind):
    _, page = reports[kind]
    assert page.attributes("html")[0]["lang"] == "en"
    levels = [int(name[1]) for name, _ in page.elements if re.fullmatch(r"h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(len(one["alt"]) > 30 and re.search(r"\d", one["alt"]) for one in page.attributes("img"))
    assert all(one.get("scope") in ("row", "col") for one in page.attributes("th"))
    assert len(page.attributes("caption")) == len(page.attributes("table"))
    ids = [given["id"] for _, given in page.elements if "id" in given]
    assert len(ids) == len(set(ids))
    assert {one["href"][1:] for one in page.attributes("a")} <= set(ids)
    assert {one["aria-labelledby"] for _, one in page.elements if "aria-labelledby" in one} <= set(ids)


@pytest.mark.parametrize("kind", KINDS)
def test_every_chapter_with_findings_says_what_it_shows_and_what_to_beware_of(reports, kind):
    report, page = reports[kind]
    guides = [one for one in page.attributes("div") if one.get("class") == "guide"]
    assert len(guides) == len(report.chapters) - 2  # all but limits and how to do it again
    assert report.chapters[-2:] == ("Limits", "How to do it again")
    assert report.answer.headline in " ".join(page.texts["p"])
    told = report.html.index("class=\"headline\""), report.html.index("id=\"compared\"")
    assert told[0] < told[1]
    for title, reason in report.left_out:
        assert title not in report.chapters
        assert len(reason) > 20
        assert f"{title}: {reason}." in " ".join(page.texts["li"])


@pytest.mark.parametrize(
    ("kind", "there", "not_there"),
    [
        ("compare", {"What the designs change", "Where runs first part", "What cannot all be had"},
         {"Which part did it", "What outcomes are sensitive to", "Runs without a result"}),
        ("full", {"Whether there were enough runs", "What cannot all be had"}, {"What outcomes are sensitive to"}),
        ("worlds", {"Which design is best where, and what would change that", "What outcomes are sensitive to"},
         {"Which part did it"}),
        ("morris", {"What outcomes are sensitive to"}, {"What the designs change", "What cannot all be had"}),
        ("factorial", {"Which part did it"}, {"What outcomes are sensitive to"}),
        ("sobol", {"What outcomes are sensitive to"}, {"What the designs change", "Which part did it"}),
        ("failures", {"Runs without a result"}, {"Which part did it"}),
        ("one", {"What happened"}, {"What the designs change", "Where runs first part"}),
    ],
)  # fmt: skip
def test_what_does_not_apply_is_left_out_and_said(reports, kind, there, not_there):
    report, _ = reports[kind]
    assert there <= set(report.chapters)
    assert not_there <= {title for title, _ in report.left_out}


def test_several_designs_are_told_by_how_many_outcomes_gains_first():
    by = {"loses": ["worse", "unclear"], "same": ["unclear", "tiny"], "trades": ["better", "worse"],
          "gains": ["better", "unclear"], "gains too": ["tiny", "better"]}  # fmt: skip
    rows = {name: [{"verdict": verdict} for verdict in verdicts] for name, verdicts in by.items()}
    assert _several("base", rows) == (
        "Of 2 outcomes, against base: gains and gains too are better in 1 and worse in none; trades is better in 1 and "
        "worse in 1, a trade and no gain; loses is worse in 1 and better in none; same is clearly neither better nor "
        "worse in any."
    )


def test_the_answer_is_that_of_the_made_up_truth(reports):
    said = {kind: report.answer for kind, (report, _) in reports.items()}
    assert said["compare"].headline == (
        "integrated against stovepipes is a trade, not a gain: clearly better in civilian deaths, clearly worse in "
        "need met, mean."
    )
    assert said["full"].headline.startswith(
        "Of 19 outcomes, against two feet out, apart: two feet in, apart is better in 10 and worse in 8, a trade and "
        "no gain; "
    )
    assert said["factorial"].headline.startswith("Of the parts, collocation.headquarters moves civilian deaths most")
    assert said["morris"].headline.startswith("Civilian deaths is moved most by country.population, then by host")
    assert said["one"].headline.startswith("There is nothing to compare in this batch")
    order = next(text for text in said["worlds"].findings if text.startswith("By civilian deaths"))
    assert "country.population would change that" in order
    assert "“two feet out, together”" in said["full"].headline


def test_without_an_effect_no_effect_is_found():
    report = report_of(compare(effect=0.0))
    assert report.answer.headline.startswith("integrated cannot be told from stovepipes in any of 3 outcomes")
    assert not any("better in" in text for text in report.answer.findings)


def test_how_sure_it_is_counts_pairs_and_differences(reports):
    sure = reports["compare"][0].answer.sure
    assert sure[0] == "All 80 planned runs have a result."
    assert "40 independent pairs of runs with the same luck, which is enough" in sure[1]
    assert sure[2].startswith("2 of 3 differences are clear of zero")
    few = report_of(compare(replicates=8)).answer.sure
    assert "8 independent pairs of runs with the same luck, which are few: below 20" in few[1]
    parts = reports["factorial"][0].answer.sure
    assert "An effect of a part rests on 25 seeds that every setting met, which is enough for firm intervals." in parts
    assert any(re.match(r"\d+ of 9 effects of parts and pairs are clear of zero", text) for text in parts)


@pytest.mark.parametrize(("kind", "heads"), [("morris", "sigma (depends on others)"), ("sobol", "ST by luck")])
def test_samples_drawn_for_indices_show_them_beside_luck_and_nothing_else(reports, kind, heads):
    page = reports[kind][0].html
    assert heads in page
    assert "Rank measures" not in page
    assert "PAWN" not in page


def test_a_batch_stopped_before_its_second_design_says_so():
    whole = compare()
    begun = whole.summary[whole.summary["design"] == "stovepipes"].reset_index(drop=True)
    half = ReportBatch(begun, whole.plan, whole.weeks, missing=[*range(40, 80)], planned=whole.summary)
    told = report_of(half).answer.headline
    assert told == "Nothing can be compared yet: the runs that have a result are all of one design."


def test_a_factor_of_several_parameters_says_what_it_moves_and_stands_once():
    sets = {"few": {"coordination.joc": 0.0, "coordination.jmac": 1.0}, "many": {"coordination.joc": 20.0}}
    factor = Factor("bodies", True, "set", tuple(sets), sets=sets)
    assert moved_together(factor) == {"coordination.joc": (0.0, 20.0), "coordination.jmac": (1.0, None)}
    assert moved_together(MadeFactor(levels=(0, 1), lever=True)) == {}
    plan = Plan.from_dict({
        "experiment": {"scenario": "post_accord", "replicates": 6, "outcomes": ["civilian_deaths"]},
        "factors": {"bodies": {"levels": sets}, "collocation.headquarters": [0.0, 1.0]},
    })  # fmt: skip
    rows = [{**vars(run), **run.factors, "civilian_deaths": run.seed % 97 + run.run_id} for run in plan.runs()]
    batch = ReportBatch(pd.DataFrame(rows).drop(columns=["factors", "changes"]), plan)
    page = report_of(batch).html
    assert "moves together: coordination.joc 0 or 20; coordination.jmac 1 or as in the scenario" in page
    assert "coordination.joc" not in str(designs_part(batch, findings_of(batch)))  # what stands there is the factor


@pytest.mark.parametrize("replicates", [1, 4])
def test_too_few_pairs_give_no_verdict(replicates):
    report = report_of(compare(effect=-900.0, replicates=replicates))
    assert "too few for any verdict (at least 6 are needed)" in report.answer.headline
    assert "clearly" not in report.answer.headline
    assert "▲" not in words(report.html)


def test_failures_are_told_with_settings_and_reason_and_cannot_break_the_page(reports):
    report, page = reports["failures"]
    told = words(report.html)
    assert page.texts["h1"] == [NASTY]
    assert "9 of 80 planned runs" not in told
    assert "9 of 80 runs went wrong and are in no table" in told
    assert "troops do not add up" in told
    assert "integration.structure = two feet" in told
    assert report.answer.sure[0] == (
        "70 of 80 planned runs have a result; 9 went wrong and are left out; 1 have not been made yet."
    )
    assert "This batch is not finished: 1 of 80 runs" in words(report.html)
    assert "<img src=http" not in report.html
    assert "<script" not in report.html


def test_an_outcome_that_only_some_designs_have_stops_neither_page_nor_ranking():
    whole = made("worlds")
    summary = whole.summary.copy()
    summary["deaths_after_exit"] = np.where(summary["design"] == "lean", 40.0, np.nan)
    outcomes = ("deaths_after_exit", OUTCOMES[0])
    plan = ReportPlan(whole.plan.factors, whole.plan.designs, "lean", outcomes, (), "Some have it",
                      kind="latin_hypercube", n_points=180)  # fmt: skip
    found = findings_of(ReportBatch(summary, plan))
    assert set(found.unranked) == {"deaths_after_exit"}
    assert "civilian_deaths" in {one.outcome for one in found.rankings}
    html = words(report_of(ReportBatch(summary, plan)).html)
    assert "In every run that has a number of it: 40" in html


def test_designs_stand_side_by_side_with_presets_changes_and_levers():
    plan = Plan.from_dict({
        "experiment": {"scenario": "post_accord", "replicates": 6, "changes": {"mission.troops": 4000}},
        "designs": {
            "apart": {"preset": "stovepipes"},
            "one": {"preset": "stovepipes", "changes": {"coordination.joc": 12.0, "integration.triple_hat": True}},
        },
        "factors": {"host.commitment": [0.2, 0.8]},
    })  # fmt: skip
    runs = plan.runs()
    whole = compare(replicates=6)
    names = ("run_id", "design", "point", "scenario", "preset", "replicate", "seed")
    facts = [{**{name: getattr(run, name) for name in names}, **run.factors} for run in runs]
    summary = type(whole.summary)(facts).assign(civilian_deaths=range(len(runs)))
    told = ReportBatch(summary, plan)
    html = words("".join(designs_part(told, findings_of(told))))
    assert "by the 2 settings in which they differ" in html
    assert "coordination. joc 0 12" in html
    assert "triple_ hat no yes" in html
    assert "apart (base)" in html
    assert "mission. troops = 4,000" in html
    assert "host" not in html  # a fact of the world belongs to no design


def test_where_there_are_two_countries_the_answer_is_given_for_each():
    whole = compare(effect=-900.0, replicates=12)
    more = {name: whole.summary[name] + by for name, by in (("run_id", 24), ("point", 1))}
    two = whole.summary.assign(**more, scenario="contested")
    swapped = {"stovepipes": "integrated", "integrated": "stovepipes"}
    two["design"] = two["design"].map(swapped)
    whole_summary = type(two)(whole.summary.to_dict("records") + two.to_dict("records"))
    report = report_of(ReportBatch(whole_summary, whole.plan, whole.weeks))
    first, second = report.answer.headline.split(" In contested: ")
    assert first.startswith("In post_accord: integrated against stovepipes is a trade")
    assert "clearly better in civilian deaths" in first
    assert "clearly worse in civilian deaths" in second
    html = words(report.html)
    assert "What a design does turns its sign with the scenario for civilian deaths (integrated)" in html
    assert "In each scenario: all 24 planned runs have a result" in html


def test_numbers_are_those_of_the_tables(reports):
    whole = made("compare")
    found = findings_of(whole)
    row = found.contrasts.table.iloc[0]
    told = words(reports["compare"][0].html)
    assert f"{difference(row['difference'], 'deaths')} deaths" in told
    assert interval(row["low"], row["high"], "deaths") in told
    assert np.isclose(row["difference"], -382, atol=1)
    assert answer_of(whole, found) == reports["compare"][0].answer


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0"), (2_153_200_000.0, "2.153 billion"), (1_535_297.0, "1.535 million"), (999_960.0, "1 million"),
     (12_345.4, "12,345"), (99.94, "99.9"), (14.0, "14"), (-3.256, "−3.26"), (0.0421, "0.042"), (float("nan"), "–")],
)  # fmt: skip
def test_numbers_are_written_to_be_read(value, said):
    assert plain(value).replace("\N{NO-BREAK SPACE}", " ") == said


def test_shares_names_and_values_are_written_to_be_read():
    assert percent(0.004).replace("\N{NO-BREAK SPACE}", " ") == "< 1 %"
    assert percent(-0.19, signed=True).replace("\N{NO-BREAK SPACE}", " ") == "−19 %"
    assert difference(-0.0455, "share") == "−4.55"
    assert interval(-1.75, -1.9e-17, "people") == "−1.75 to 0"
    assert listed(["a", "b, c", "d", "e"], 2) == "a, “b, c” and 2 more"
    assert [value_words(one) for one in (True, None, "two_feet_in", np.int64(3), np.bool_(0))] == [
        "yes", "as in the scenario", "two feet in", "3", "no",
    ]  # fmt: skip
    assert code("a.b_c") == "<code>a.<wbr>b_<wbr>c</code>"


def test_an_end_of_an_interval_that_is_zero_but_for_rounding_gives_no_verdict():
    row = {"unit": "people", "base": 10.0, "difference": -0.9, "better": -1, "n": 30, "low": -1.75}
    assert verdict({**row, "high": -1.9e-17}) == "unclear"
    assert verdict({**row, "high": -0.01}) == "better"


def test_text_is_escaped_and_rows_that_are_left_out_are_counted():
    assert tag("p", "<b>", title='"') == '<p title="&quot;">&lt;b&gt;</p>'
    html = table("Three", ["a", "b"], [["1", "2"]] * 3, (1,), most=2)
    assert html.count('<th scope="row">') == 2
    assert "1 more rows are not shown" in html


def test_how_to_do_it_again_names_commands_versions_and_hashes(reports):
    told = words("".join(reproduce(made("compare")).parts))
    for part in ("peaceops batch plan.toml --out again", "peaceops batch rerun again 0 --out out/run0", "ab" * 32,
                 "cd" * 32, "0123456789abcdef", "install peaceops 0.1.0",
                 "peaceops designs again --json"):  # fmt: skip
        assert part in told
    assert "a study" not in told, "whoever was sent the file has no such directory"
    assert "tcp://" not in told


def test_the_same_batch_gives_the_same_page(reports):
    assert report_of(made("one")).html == reports["one"][0].html


def test_an_outcome_that_never_varies_is_a_sentence_and_no_picture():
    whole = compare(replicates=6)
    same = ReportBatch(whole.summary.assign(civilian_deaths=7.0), whole.plan, whole.weeks)
    report = report_of(same)
    assert "In every run that has a number of it: 7." in report.html


# The command, on a batch that is really stored ------------------------------------------------------------------------


def stored(place: Path, make=cheap):
    """Return a stored batch of cheap runs whose plan can be read back."""
    plan = {"experiment": {"scenario": "post_accord", "replicates": 7, "outcomes": ["civilian_deaths"],
                           "columns": ["local_consent"]}, "title": "Stored", "question": "Is it read back?",
            "factors": {"mission.troops": [3000, 6000]}}  # fmt: skip
    return batch(Plan.from_dict(plan), place, 0, make=make)


def test_the_command_writes_the_page_beside_the_batch_and_says_the_answer(tmp_path, capsys):
    stored(tmp_path / "b")
    _run(["report", str(tmp_path / "b")])
    told = " ".join(capsys.readouterr().out.split())
    page = (tmp_path / "b" / "report.html").read_text(encoding="utf-8")
    assert "The report is in" in told
    assert told.split(" The report")[0] in words(page)
    assert "<h1>Stored</h1>" in page
    assert "Is it read back?" in page
    assert "peaceops batch rerun again 0" in page
    assert not list((tmp_path / "b").glob("*partial*"))


def test_for_programs_the_command_prints_the_answer_as_json(tmp_path, capsys):
    stored(tmp_path / "b", cheap_or_wrong)
    _run(["report", str(tmp_path / "b"), "--out", str(tmp_path / "new" / "study.html"), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (tmp_path / "new" / "study.html").is_file()
    assert told["title"] == "Stored"
    assert told["how_sure"][0] == "10 of 14 planned runs have a result; 4 went wrong and are left out."
    assert "Runs without a result" in told["chapters"]
    assert told["left_out"]["Which part did it"]


def _run(given):
    with pytest.raises(SystemExit) as left:
        main(given)
    assert left.value.code in (0, None)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["nowhere"], "nowhere is no batch: there is no such directory"),
        (["."], "is no batch"),
        (["b", "--out", "study.pdf"], "--out is 'study.pdf'; allowed is the name of a file that ends in .html"),
        (["b", "--out", "folder.html"], "cannot write the report to folder.html: it is a directory"),
        (["b", "--out", "file/study.html"], "cannot write the report to file/study.html"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_writes_nothing(given, said, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if given[0] == "b":
        stored(tmp_path / "b")
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    with pytest.raises(SystemExit) as left:
        main(["report", *given])
    assert left.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


def test_a_batch_without_a_single_result_is_refused_with_what_to_do(tmp_path):
    empty = compare(replicates=6)
    none = ReportBatch(empty.summary.iloc[:0], empty.plan, missing=list(range(12)), planned=empty.summary)
    with pytest.raises(PlanError, match=r"no run of out/a study has finished, .* go on with: peaceops batch --resume"):
        write_report(none, tmp_path / "r.html")
    told = empty.runs.head(2).assign(kind="raised", reason="troops do not add up")
    none = ReportBatch(empty.summary.iloc[:0], empty.plan, failures=told, planned=empty.summary)
    with pytest.raises(PlanError, match="2 failed, the first of them because: troops do not add up"):
        write_report(none, tmp_path / "r.html")
    assert not list(tmp_path.iterdir())


def test_a_disk_that_refuses_leaves_no_half_page(tmp_path, monkeypatch):
    (tmp_path / "r.html").write_text("old", encoding="utf-8")

    def refuse(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(ResultError, match=r"cannot write the report to .*: No space left on device"):
        write_report(made("one"), tmp_path / "r.html")
    assert (tmp_path / "r.html").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["r.html"]
