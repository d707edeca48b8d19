"""What is cited is in the table of sources, and what is in the table is cited; ``explain`` tells both ways."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from peaceops.model.citations import KINDS, citations, citing_texts
from peaceops.model.errors import ScenarioError
from peaceops.model.library import SHIPPED, load_scenario, shipped_names
from peaceops.model.registry import explain, full_name
from peaceops.model.sources import TABLES, cited, in_words, sources
from peaceops.viz.listing import explained

ROOT = Path(__file__).parents[1]
FOLDERS = ("docs", "agents", "model", "experiments", "viz")
MADE = {"sources.md", "source_tables.py", "sources.py", "sources.toml"}  # they name ids to explain them


def project_texts():
    """Yield name and text of every file of the project that may cite a source, but for those about the sources."""
    for path in [ROOT / "README.md", *(path for name in FOLDERS for path in sorted((ROOT / name).rglob("*.*")))]:
        if path.name not in MADE and path.suffix in (".md", ".csv", ".py", ".toml"):
            yield path.name, path.read_text(encoding="utf-8")


def test_every_id_that_is_cited_has_a_row():
    unknown = {(name, one) for _, name, text in citing_texts() for one in cited(text) if one not in sources()}
    unknown |= {(name, one) for name, text in project_texts() for one in cited(text) if one not in sources()}
    assert not unknown


def test_every_row_is_cited():
    everything = {one for _, text in project_texts() for one in cited(text)}
    assert sorted(set(sources()) - everything) == []


def test_shipped_scenarios_parameters_columns_and_all_the_rest_are_looked_at():
    assert {kind for kind, _, _ in citing_texts()} == set(KINDS)
    for name in shipped_names():
        in_file = set(cited((SHIPPED / f"{name}.toml").read_text(encoding="utf-8").split("\n\n", 1)[1]))
        figures = [text for _, called, text in citing_texts() if called.endswith(f" in {name}")]
        assert in_file == set(cited("\n".join(figures)))


def test_every_row_is_whole():
    assert {row.table for row in sources().values()} == set(TABLES)
    for row in sources().values():
        assert row.says
        assert row.says[-1] != "." or row.table in ("findings", "figures", "design"), row.id
        if row.table in ("findings", "figures"):
            assert row.says.endswith("."), row.id
            assert row.cite, row.id
            assert re.match(r"(high|medium|low)\b", row.sure), row.id
        if row.table == "documents":
            assert all((row.cite, row.use, row.form, row.date)), row.id


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("C-01..C-03", "C-01|C-02|C-03"),
        ("C-24 to C-26; assumption on size", "C-24|C-25|C-26"),
        ("PK-12-PK-14", "PK-12|PK-14"),
        ("SP-01, SP-03; IPI too slow to react, PK-14", "SP-01|SP-03|IPI|PK-14"),
        ("C-02: 0.85-0.98", "C-02"),
        ("CML 1.4.1, 1.3; CML6", "CML|CML 1.4.1|CML 1.3|CML6"),
        ("CML 1.4.6-1.4.8", "CML|CML 1.4.6|CML 1.4.7|CML 1.4.8"),
        ("CML 3 to 5 (benchmarks)", "CML|CML 3|CML 4|CML 5"),
        ("CML 4.2.6 excessive force", "CML|CML 4.2"),
        ("CML 9.1", "CML|CML 9.1"),
        ("MODEL.md 5.11; MODEL 2; trade-off 15", "MODEL|trade-off 15"),
        ("trade-off with partiality; UTF-8; S/2004/725; SHA-256", ""),
        ("ZZ-99", "ZZ-99"),
    ],
)
def test_lists_and_ranges_of_ids_are_understood(text, ids):
    assert "|".join(cited(text)) == ids


def test_a_source_says_what_it_is_and_what_rests_on_it():
    text = explained("c-05")
    assert text.startswith("C-05: a calibration figure\n  Large missions")
    assert "\n  how sure: high" in text
    assert "\n  parameters that cite it (1): mission.troops\n" in text
    assert "forum draft of 15 April 2010" in explained("CML")
    assert re.search(r"\n  parameters that cite it \(\d+\): .+ and \d+ more\n", explained("CML"))
    assert "Joshi and Quinn 2017" in explained("RE-12")
    assert explained("CML 4.2.6") == explained("CML 4.2")
    assert explained("C-01..C-03").count("a calibration figure") == 3
    assert explained("sp-01 to sp-05").count("a published finding") == 4
    assert "no parameter cites it" in explained("HU-10")


def test_every_source_is_explained_by_its_id():
    for one in sources():
        assert explained(one).startswith(f"{one}: ")
        assert set(citations()[one]) <= set(KINDS), one


@pytest.mark.parametrize(("name", "hint"), [("SP-99", "'SP-0"), ("CML 9.9", "'CML "), ("RE-1", "'RE-1")])
def test_an_unknown_id_gets_the_nearest(name, hint):
    with pytest.raises(ScenarioError, match=f"did you mean {hint}"):
        explained(name)


def test_a_parameter_says_what_the_ids_of_its_source_mean():
    lines = explain("mission.troops").splitlines()
    at = lines.index("  source: C-05")
    assert lines[at + 1].startswith("    C-05: Large missions")
    assert len(lines) == at + 2
    assert in_words("assumption: rains") == []
    for name in ("troops", "two_feet_in", "patrol", "JMAC"):
        assert "\n    CML: Considerations for Mission Leadership" in explained(name), name


def test_a_parameter_says_what_the_shipped_scenarios_set():
    troops = {name: load_scenario(name).mission.troops for name in shipped_names()}
    told = "; ".join(f"in {name} {value:,}" for name, value in troops.items())
    assert f"\n  shipped: {told}\n" in explain("mission.troops")
    assert "shipped:" not in explain("mission.troops", load_scenario("contested"))
    for name in ("tasks.mine_limit", "armed_groups.NAME.fighters", "story"):  # as the default, one a group, too long
        assert "shipped:" not in explain(name)
    assert "\n  shipped: in " in explain("armed_groups.home_guard.fighters")


def test_the_last_part_of_a_name_is_enough_if_no_other_ends_so():
    assert explained("leadership_meetings") == explain("coordination.leadership_meetings")
    assert full_name("arms") == "armed_groups.NAME.arms"
    assert full_name("alert") is None
    with pytest.raises(ScenarioError, match="did you mean"):
        explained("alert")
