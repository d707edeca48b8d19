"""Every inject does what it says: twin runs with and without it, compared by the columns that record the world."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from model_cases import played, small

from peaceops.model.injects import Inject
from peaceops.model.mission import MissionModel
from peaceops.model.result import Result

WEEKS = 24
START = 8
SEEDS = (1, 2)
KINDS = Inject.model_fields["kind"].annotation.__args__


def with_inject(kind: str, base: str = "contested", horizon: int = WEEKS, **more):
    inject = {"kind": kind, "size": 2.0, "weeks": 6} | more
    return small(base, 12, 12, horizon).with_changes(
        {"injects": [inject if "when" in inject else {"week": START} | inject]}
    )


@lru_cache(maxsize=8)
def usual(base: str = "contested", seed: int = 1) -> Result:
    """Return the run without an inject; nobody changes it."""
    return played(small(base, 12, 12, WEEKS), seed)


def effect(
    kind: str, columns: list[str], base: str = "contested", last: int = WEEKS - 1, seeds=SEEDS, **more
) -> pd.DataFrame:
    """Return the mean difference that an inject makes in every week up to ``last``, over twin runs."""
    differences = [
        played(with_inject(kind, base, last + 1, **more), seed).weekly[columns]
        - usual(base, seed).weekly[columns].loc[:last]
        for seed in seeds
    ]
    assert all((difference.loc[: START - 1] == 0.0).all().all() for difference in differences)
    return sum(differences) / len(seeds)


def test_an_attack_kills_civilians_in_its_week():
    found = effect("attack", ["violent_events", "civilian_deaths"], last=START, size=10.0).loc[START]
    assert found["violent_events"] >= 5
    assert found["civilian_deaths"] > 0


def test_a_clash_costs_fighters_and_soldiers():
    found = effect("clash", ["violent_events", "battle_deaths", "fighters_armed"], last=START, size=10.0).loc[START]
    assert found["violent_events"] >= 5
    assert found["battle_deaths"] > 0
    assert found["fighters_armed"] < 0


def test_an_attack_is_made_by_the_group_and_in_the_sector_named():
    group = next(iter(small("contested").armed_groups))
    sector = small("contested").armed_groups[group].home_sectors[0]
    result = played(with_inject("attack", group=group, sector=sector, size=4.0))
    made = result.events[(result.events["week"] == START) & (result.events["kind"] == "attack_on_civilians")]
    mine = made[made["actor"] == group]
    assert len(mine) >= 4
    assert (mine["sector"] == sector).sum() >= 4


def test_an_attack_by_nobody_harms_nobody():
    scenario = with_inject("attack", size=10.0)
    nobody = scenario.with_changes({f"armed_groups.{name}.fighters": 0 for name in scenario.armed_groups})
    events = played(nobody).events
    assert "inject_attack" in events["kind"].tolist()
    assert "attack_on_civilians" not in events["kind"].tolist()


@pytest.mark.parametrize("base", ["post_accord", "contested"])
def test_a_scandal_costs_local_consent(base):
    found = effect("scandal", ["local_consent"], base, last=START + 8, size=5.0)
    assert found.loc[START + 1 : START + 8, "local_consent"].mean() < 0.0


def test_a_scandal_is_among_the_causes():
    with_it, without = played(with_inject("scandal", size=8.0)).causes, usual().causes
    lost = [
        c.loc[(c["stock"] == "local_consent") & (c["cause"] == "misconduct") & (c["week"] >= START), "value"].sum()
        for c in (with_it, without)
    ]
    assert lost[0] < lost[1] <= 0.0


def test_a_coup_costs_the_consent_and_the_standing_of_the_government():
    found = effect("coup", ["host_consent", "legitimacy", "state_authority"])
    assert found.loc[START, "host_consent"] < -0.1
    assert (found.loc[START, ["legitimacy", "state_authority"]] < -0.01).all()
    assert (found.loc[START:, "host_consent"] < 0.0).all()


def test_a_coup_is_among_the_causes():
    causes = played(with_inject("coup")).causes
    lost = causes[(causes["cause"] == "inject: coup")].set_index("stock")
    assert (lost["week"] == START).all()
    assert lost.loc["host_consent", "value"] < 0.0


def test_cholera_raises_need_while_it_lasts():
    found = effect("cholera", ["in_need"])["in_need"]
    assert (found.loc[START : START + 5] > 0.0).all()
    assert found.loc[START + 5] > found.loc[START]
    assert found.loc[START + 12] < found.loc[START + 5]


def test_cholera_stays_in_its_sector_at_first():
    one, other = (
        MissionModel(s, seed=1) for s in (with_inject("cholera", sector=2), small("contested", 12, 12, WEEKS))
    )
    for _ in range(START + 1):
        one.step()
        other.step()
    more = one.ground.need - other.ground.need
    assert (more[one.country.sector == 2] >= 0.0).all()
    assert more[one.country.sector == 2].max() > 0.0
    # Elsewhere only the relief that goes to the sick is missing: all live off the same money.
    assert np.abs(more[one.country.sector != 2]).max() < 0.02 * more[one.country.sector == 2].max()


def test_a_donor_cut_lowers_pledges_now_and_payments_later():
    found = effect("donor_cut", ["pledged", "disbursed"])
    assert (found.loc[START : START + 5, "pledged"] < 0.0).all()
    assert found.loc[START + 2 : START + 12, "disbursed"].sum() < 0.0


def test_a_neighbours_war_supplies_armed_groups():
    one, other = (MissionModel(s, seed=1) for s in (with_inject("neighbour_war"), small("contested", 12, 12, WEEKS)))
    while one.week < START + 6:
        one.step()
        other.step()
    assert (one.groups.supply > other.groups.supply).all()
    assert (one.groups.support > other.groups.support).any()
    one.step()
    assert one.groups.support == pytest.approx(other.groups.support, rel=0.1), "nearly usual when the war is over"


@pytest.mark.parametrize("base", ["post_accord", "contested"])
def test_denied_flights_are_denied_by_the_state(base):
    found = effect("denied_flight", ["denied_by_state"], base, seeds=(1, 2, 3))["denied_by_state"]
    assert (found.loc[START : START + 5] > 0.0).all()
    assert abs(found.loc[START + 12 :].mean()) < found.loc[START : START + 5].mean() / 4


def test_propaganda_costs_local_consent():
    found = effect("propaganda_campaign", ["local_consent"])["local_consent"]
    assert (found.loc[START:] < 0.0).all()
    assert found.loc[START + 5] < found.loc[START]


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_new_head_of_mission_fills_the_post(is_sent):
    scenario = with_inject("new_srsg") if is_sent else small("contested", 12, 12, WEEKS)
    model = MissionModel(scenario.with_changes({"leadership.vacancy_weeks": 52.0}), seed=1)
    while model.week < START:
        model.step()
    model.leaders[0].vacant = model.leaders[1].vacant = True  # a political deputy would carry on
    model.step()
    assert model.leaders[0].vacant is not is_sent
    assert (model.dialogue > 0.0) is is_sent


@pytest.mark.parametrize("kind", KINDS)
def test_every_inject_changes_something_and_is_told_once(kind):
    result = played(with_inject(kind, horizon=START + 8, size=5.0, text="It happens."))
    told = result.events[result.events["kind"] == f"inject_{kind}"]
    assert told["week"].tolist() == [START]
    assert told["size"].tolist() == [5.0]
    assert told["text"].tolist() == ["It happens."]
    assert not result.weekly.equals(usual().weekly.loc[: START + 7])


@pytest.mark.parametrize("kind", KINDS)
def test_an_inject_on_a_condition_happens_once_in_the_week_after_it_first_holds(kind):
    troops = usual().weekly["troops"]
    half = float(troops.loc[6] + troops.loc[7]) / 2.0
    result = played(with_inject(kind, horizon=START + 3, when=f"troops >= {half!r}"))
    told = result.events[result.events["kind"] == f"inject_{kind}"]
    assert told["week"].tolist() == [8]
    dated = played(with_inject(kind, horizon=START + 3, week=8))
    assert dated.weekly.equals(result.weekly)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "new_srsg"])  # a person has no size
def test_an_inject_of_size_zero_does_nothing(kind):
    weekly = played(with_inject(kind, horizon=START + 5, size=0.0, weeks=3)).weekly  # while it lasts, and two more
    assert weekly.equals(usual().weekly.loc[: START + 4])


@pytest.mark.parametrize(
    ("kind", "column", "sign"),
    [("coup", "host_consent", -1), ("cholera", "in_need", 1), ("donor_cut", "pledged", -1),
     ("denied_flight", "denied_by_state", 1), ("propaganda_campaign", "local_consent", -1)],
)  # fmt: skip
def test_larger_is_more(kind, column, sign):
    small_one, large = (
        sign * effect(kind, [column], last=START + 5, size=size).loc[START:, column].sum() for size in (0.5, 2.0)
    )
    assert 0.0 < small_one < large


@pytest.mark.parametrize("kind", ["cholera", "donor_cut"])
def test_two_at_once_do_more_than_one(kind):
    column = {"cholera": "in_need", "donor_cut": "pledged"}[kind]
    sign = {"cholera": 1, "donor_cut": -1}[kind]
    one = with_inject(kind, size=0.5)
    two = one.with_changes({"injects": [inject.model_dump() for inject in one.injects * 2]})
    less, more = (sign * played(s).weekly[column].loc[START : START + 5].sum() for s in (one, two))
    assert less < more
