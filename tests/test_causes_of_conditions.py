"""Deaths by crime, services, livelihoods, mined land, roads, law and need met: each change has causes that add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_cases import small

from peaceops.model.causes import LIMIT, Causes
from peaceops.model.institutions import LINKS
from peaceops.model.library import shipped_names
from peaceops.model.mission import MissionModel, run_mission
from peaceops.model.rules.institutions import InstitutionsParameters, law_at_best, law_by_link, strength_of_chain

CONDITIONS = ("crime_deaths", "need_met", "services", "livelihoods", "mined_share", "road_access", "rule_of_law")
BY_SECTOR = ("crime_deaths", "services", "livelihoods", "mined_share")
levels = st.floats(0.0, 1.0)


@pytest.mark.parametrize("preset", [None, "no_mission"])
@pytest.mark.parametrize("name", shipped_names())
def test_every_change_is_explained_with_a_mission_and_without(name, preset):
    scenario = small(name, 10, 10, 40)
    result = run_mission(scenario.with_preset(preset) if preset else scenario, seed=2)
    result.check()
    mine = result.causes[result.causes["stock"].isin(CONDITIONS)]
    moved = {stock for stock in CONDITIONS if result.weekly[stock].nunique() > 1}
    assert moved == set(mine["stock"])  # one without any cause would go unasked
    assert moved >= {"crime_deaths", "services", "livelihoods", "road_access", "rule_of_law", "need_met"}
    assert LIMIT not in set(mine["cause"])  # nothing is put down to the scale that a cause should answer for


def test_sectors_end_where_their_layers_end():
    model = MissionModel(small("contested", 10, 10, 30), seed=4, keep_cell_causes=True)
    while model.running:
        model.step()
    kept, g, sector = model.causes.sector_frame(), model.ground, model.country.sector
    ends = {stock: kept[kept["stock"] == stock].groupby("sector")["value"].sum() for stock in BY_SECTOR}
    for number in range(4):
        here = sector == number
        assert ends["services"][number] == pytest.approx(np.average(g.services[here], weights=g.present[here]))
        assert ends["livelihoods"][number] == pytest.approx(np.average(g.livelihoods[here], weights=g.present[here]))
        assert ends["mined_share"].get(number, 0.0) == pytest.approx(g.mines[here].mean(), abs=1e-12)
    assert ends["crime_deaths"].sum() == pytest.approx(model.result().weekly["crime_deaths"].sum())


def test_what_feeds_crime_adds_up_to_the_crime_there_is():
    model = MissionModel(small("contested", 10, 10, 40), seed=5)
    while model.running:
        model.step()
        assert model.crime_fed.min() >= 0.0
        assert np.add.reduce(model.crime_fed) == pytest.approx(model.ground.crime, abs=1e-9)
    assert model.crime_fed[:3].any(axis=1).all()


def test_unpaid_men_are_named_where_they_feed_crime():
    unpaid = small("contested", 10, 10, 40).with_changes({"host.annual_revenue_usd": 1})
    causes = run_mission(unpaid, seed=5).causes
    assert causes.query("stock == 'crime_deaths' and cause == 'unpaid men of the state'")["value"].sum() > 0.0
    assert causes.query("stock == 'livelihoods' and cause == 'unpaid men of the state'")["value"].sum() < 0.0


@given(st.lists(st.tuples(levels, levels), min_size=4, max_size=4), st.floats(1.0, 9.0))
def test_each_link_gets_what_it_changes_and_all_of_them_the_whole(chain, ahead):
    p, ahead = InstitutionsParameters(), np.array([ahead])
    before, after = (np.array([[pair[k]] for pair in chain]) for k in (0, 1))
    parts = law_by_link(before, after, ahead, p)
    law = [law_at_best(strength_of_chain(one, p), ahead) for one in (before, after)]
    assert parts.shape == (len(LINKS), 1)
    assert parts.sum() == pytest.approx(float((law[1] - law[0])[0]), abs=1e-12)
    assert (parts * (after - before) >= -1e-12).all()  # a link that gets better holds nothing back


def test_what_the_parts_miss_goes_to_the_limit_of_the_scale():
    causes, before = Causes(1), np.array([0.9, 0.5])
    causes.charge("services", before, np.array([1.0, 0.6]), {"work": np.array([0.3, 0.1])}, np.array([0.5, 0.5]))
    causes.close_week(1)
    found = dict(zip(causes.frame()["cause"], causes.frame()["value"], strict=True))
    assert found == {"work": pytest.approx(0.2), LIMIT: pytest.approx(-0.1)}


def test_need_met_tells_money_from_teams():
    poor = small("post_accord", 10, 10, 60)
    rich = poor.with_changes({"country_team.usd_per_head_week": 0.1})
    share = {}
    for name, scenario in (("poor", poor), ("rich", rich)):
        causes = run_mission(scenario, seed=1).causes.query("stock == 'need_met'")
        share[name] = causes[causes["cause"] == "money for relief"]["value"].abs().sum() / causes["value"].abs().sum()
    assert share["rich"] < share["poor"]
