"""The columns are those of the public contract, and each says what it is."""

from __future__ import annotations

import re

import pytest

from peaceops.model.columns import (
    COLUMN_NAMES,
    COLUMNS,
    NUMBER_COLUMNS,
    OUTCOMES,
    column,
    columns_frame,
    summary_keys,
)

CONTRACT = """
week phase civilian_deaths civilian_deaths_by_state battle_deaths crime_deaths peacekeeper_deaths
aid_worker_victims violent_events attacks_deterred attacks_met warnings response_weeks displaced refugees returned
in_need need_met services livelihoods local_consent host_consent party_consent acceptance legitimacy
expectation_gap denied_by_state denied_by_groups denied_by_security_rules trust_in_mission
trust_mission_country_team awareness_mission awareness_country_team coordination_load duplication gaps
sequencing_failures plan_coherence mlt_cohesion peace_talks peace_process ceasefire_violations fighters_armed
fighters_demobilised fighters_reintegrated fighters_recidivist state_authority predation dependence state_revenue
forces_paid outside_support rule_of_law police_capacity police_integrity courts corrections legislation defence
mined_share road_access troops police civilians mission_spend country_team_spend pledged disbursed donor_attention
donor_spend donor_work donor_overlap reintegration_gap misconduct civic_space women_influence youth_inclusion media
benchmarks_met
"""


def test_the_columns_are_those_of_the_contract_in_its_order():
    assert list(COLUMN_NAMES) == CONTRACT.split()
    assert [c.name for c in NUMBER_COLUMNS] == CONTRACT.split()[2:]


@pytest.mark.parametrize("c", COLUMNS, ids=lambda c: c.name)
def test_every_column_says_what_it_is(c):
    assert c.label
    assert c.help.endswith(".")
    assert re.search(r"CML|CML6|IMS|IPI|EXIT|MODEL", c.source)
    assert c.better in (-1, 0, 1)
    assert c.unit or c.kind == "text"
    assert (c.kind == "flow") == (c.aggregate == "sum")
    assert (c.kind == "share") == (c.unit == "share")


@pytest.mark.parametrize("c", COLUMNS, ids=lambda c: c.name)
def test_help_is_short_and_free_of_names_from_the_code(c):
    """Students read it on the card of a number; formulas stand in docs/odd.md."""
    assert not re.search(r"\w_\w|\b(?:max|min|sum|abs)\(|[*=<>`]|\bcells?\b|-weighted|\b[A-Z]\d", c.help)
    assert len(c.help) <= 280
    assert len(re.findall(r"\.(?: |$)", c.help)) <= 2


def test_labels_and_summary_keys_are_unique():
    labels = [c.label for c in COLUMNS]
    keys = [key for c in COLUMNS for key in summary_keys(c)]
    assert len(set(labels)) == len(labels)
    assert len(set(keys)) == len(keys)
    assert summary_keys(column("civilian_deaths")) == ("civilian_deaths",)
    assert summary_keys(column("local_consent")) == ("local_consent_end", "local_consent_mean")
    assert summary_keys(column("week")) == summary_keys(column("phase")) == ()


def test_every_outcome_is_a_key_of_the_summary():
    assert len({outcome.key for outcome in OUTCOMES}) == len(OUTCOMES)
    for outcome in OUTCOMES:
        c = column(outcome.column)
        assert outcome.key in summary_keys(c)
        assert (outcome.better, outcome.unit) == (c.better, c.unit)


def test_an_unknown_column_offers_the_nearest():
    with pytest.raises(KeyError, match="unknown column 'local_consnt'; did you mean 'local_consent'"):
        column("local_consnt")


def test_the_table_of_columns_has_one_row_a_column():
    frame = columns_frame()
    assert tuple(frame["name"]) == COLUMN_NAMES
    assert list(frame.columns) == ["name", "label", "unit", "kind", "aggregate", "source", "help", "better"]
