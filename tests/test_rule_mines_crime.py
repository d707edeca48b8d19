"""Rules 5.23 and crime: contamination and clearance, accidents; what feeds crime and what checks it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import amounts, bounded, moves, shares, surely_moves, two_shares

from peaceops.model.rules.crime import CrimeParameters, crime_after, crime_deaths
from peaceops.model.rules.mines import MineParameters, mine_accidents, mines_after

MINES, CRIME = MineParameters(), CrimeParameters()


def test_clearance_on_paper():
    p = MineParameters(clearance=0.02, new_devices=0.01)
    after = mines_after(np.array([0.4, 0.4, 0.0]), np.array([2.0, 0.0, 5.0]), np.array([0.0, 2.0, 0.0]), p)
    assert after == pytest.approx([0.4 - 0.02 * 2.0 * 0.8, 0.4 + 0.02 * 0.6, 0.0])


@given(mines=shares(3), clearing=amounts(3, most=100.0), laid=amounts(3, most=200.0), pair=two_shares)
def test_contamination_is_a_share_lowered_by_work_and_raised_by_devices(mines, clearing, laid, pair):
    given = {"mines": mines, "clearing": clearing, "laid": laid, "p": MINES}
    bounded(mines_after(**given))
    moves(mines_after, given, "clearing", *pair, -1)
    moves(mines_after, given, "laid", *pair, +1)
    assert (mines_after(mines, np.zeros(3), np.zeros(3), MINES) == mines).all()


def test_one_strong_team_clears_a_cell_in_a_year_or_two_and_the_last_devices_are_the_hardest():
    mines, weekly = np.array([0.6]), []
    for _ in range(104):
        after = mines_after(mines, np.ones(1), np.zeros(1), MINES)
        weekly.append(float((mines - after)[0]))
        mines = after
    assert mines[0] < 0.1
    assert weekly[-1] < 0.5 * weekly[0]
    assert np.all(np.diff(weekly) <= 1e-12)


def test_accidents_on_paper():
    p = MineParameters(accidents=52.0)
    assert mine_accidents(np.array([1.0, 0.5, 0.0]), np.full(3, 1e5), np.array([0.0, 1.0, 1.0]), p) == pytest.approx(
        [1.0, 1.0, 0.0]
    )


@given(mines=shares(3), people=amounts(3, most=1e6), moving=shares(3), pair=two_shares)
def test_accidents_grow_with_mines_people_and_movement(mines, people, moving, pair):
    given = {"mines": mines, "people": people, "moving": moving, "p": MINES}
    assert (mine_accidents(**given) >= 0.0).all()
    for name in ("mines", "people", "moving"):
        moves(mine_accidents, given, name, *pair, +1)


CRIME_SIGNS = {"livelihoods": -1, "authority": -1, "rule_of_law": -1, "police": -1, "prone": +1}
STREET = {name: np.full(1, 0.5) for name in ("crime", "livelihoods", "authority", "rule_of_law")} | {
    "police": np.full(1, 60.0), "prone": np.full(1, 0.8), "p": CRIME,
}  # fmt: skip


def test_crime_on_paper():
    p = CrimeParameters(speed=0.1, idleness=0.5, lawlessness=0.4, police_effect=0.5, police_half=50.0)
    after = crime_after(np.array([0.2]), np.array([0.4]), np.array([0.5]), np.array([0.0]), np.array([50.0]), p)
    assert after[0] == pytest.approx(0.2 + 0.1 * ((0.5 * 0.6 + 0.4 * 0.75) * 0.75 - 0.2))


@pytest.mark.parametrize(("name", "sign"), CRIME_SIGNS.items())
def test_jobs_order_and_police_check_crime(name, sign):
    surely_moves(crime_after, STREET, name, sign)


@given(layers=st.tuples(*[shares(3)] * 4), police=amounts(3, most=1e4), pair=two_shares)
def test_crime_is_a_share(layers, police, pair):
    given = {
        **dict(zip(("crime", "livelihoods", "authority", "rule_of_law"), layers, strict=True)),
        "police": police,
        "prone": np.full(3, 0.8),
        "p": CRIME,
    }
    bounded(crime_after(**given))
    for name, sign in CRIME_SIGNS.items():
        moves(crime_after, given, name, *pair, sign)


def test_crime_follows_its_causes_over_months():
    crime, weeks = np.ones(1), 0
    while crime[0] > 0.5 and weeks < 1000:
        crime, weeks = crime_after(crime, np.ones(1), np.ones(1), np.ones(1), np.zeros(1), CRIME), weeks + 1
    assert 8 <= weeks <= 104


def test_soldiers_are_no_argument_of_crime_and_police_have_diminishing_returns():
    """PK-12: police, not troops, lower post-war crime."""
    level = [
        float(crime_after(np.full(1, 0.5), np.full(1, 0.3), np.full(1, 0.3), np.full(1, 0.3), np.full(1, n), CRIME)[0])
        for n in (0.0, 60.0, 120.0, 1e6)
    ]
    assert level[0] - level[1] > level[1] - level[2] > 0.0
    assert level[3] > 0.0


def test_deaths_by_crime_on_paper():
    p = CrimeParameters(deaths=52.0)
    assert crime_deaths(np.array([1.0, 0.5, 0.0]), np.full(3, 1e5), p) == pytest.approx([1.0, 0.25, 0.0])
