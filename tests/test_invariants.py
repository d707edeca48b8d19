"""Whatever the scenario and seed: shares stay shares, and people, fighters and money are conserved."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_cases import BASES, NOTHING, THEMES, Watched, arrays_of, cases, empty_handed, played, small

from peaceops.agents.field_team import FieldTeam
from peaceops.model.ddr import progress
from peaceops.model.mission import MissionModel
from peaceops.model.result import Result
from peaceops.model.scenario import Scenario
from peaceops.model.state_forces import state_units

N_QUICK = min(8, settings.default.max_examples)  # 150 more among the slow tests
N_SLOW_A_BATCH = 15
LAYERS = (
    "need", "services", "livelihoods", "mines", "road_access", "violence", "threat", "crime", "state_authority",
    "rule_of_law", "legitimacy", "grievance", "consent", "expectation", "acceptance", "information", "control",
    "acceptance_independent", "safety", "state_abuse", "mission_fighting", "misconduct_known", "delivered",
)  # fmt: skip
GROUP_SHARES = (
    "supply", "morale", "rents", "support", "cohesion", "stake", "hostility_mission", "hostility_relief",
    "hostility_civilians", "consent", "record", "looted",
)  # fmt: skip
MODEL_SHARES = (
    "access", "permitted", "expected_access", "deterrence", "deterrence_local", "nearby", "partiality",
    "association", "hostile", "relief_delivery", "monitors", "warned", "escorts", "caution", "funded", "goods",
    "share_of_people", "share_of_need", "presence_military", "presence_police", "presence_civilian",
    "presence_humanitarian", "presence_state",
)  # fmt: skip
MODEL_LEVELS = (
    "host_consent", "process_value", "cohesion", "coherence", "committed", "dialogue", "liquidity",
    "project_money", "unpaid", "authority_mean",
)  # fmt: skip
PROCESS_SHARES = ("talks", "done", "commitment", "predation", "stake", "pressure", "kept")
COUNTS_NOT_SHARES = ("nearby", *(name for name in MODEL_SHARES if name.startswith("presence_")))
PEOPLE = ("residents", "displaced", "hosted", "refugees_from")


def check_shares(m: MissionModel) -> None:
    shares = {name: getattr(m.ground, name) for name in LAYERS}
    shares |= {f"groups.{name}": getattr(m.groups, name) for name in GROUP_SHARES}
    shares |= {name: getattr(m, name) for name in (*MODEL_SHARES, *MODEL_LEVELS)}
    shares |= {
        f"relations.{name}": getattr(m.relations, name)
        for name in ("trust", "contact", "plans", "same_week", "monthly", "work")
    }
    shares |= {f"process.{name}": getattr(m.process, name) for name in PROCESS_SHARES}
    shares |= {"teams.quality": m.teams.quality, "beliefs.estimate": m.beliefs.estimate}
    for name, values in shares.items():
        low, high = float(np.min(values, initial=0.0)), float(np.max(values, initial=0.0))
        top = math.inf if name in COUNTS_NOT_SHARES else 1.0 + 1e-12
        assert low >= (-1e-12 if name == "beliefs.estimate" else 0.0), f"week {m.week}: {name} falls to {low!r}"
        assert high <= top, f"week {m.week}: {name} rises to {high!r}"
    held = m.ground.control.sum(axis=0)
    assert held.max() <= 1.0 + 1e-9, f"week {m.week}: control sums to {held.max()!r}"


def check_counts(m: MissionModel) -> None:
    counts = {name: getattr(m.ground, name) for name in PEOPLE}
    counts |= {"fighters": m.bands.fighters, "hidden_misconduct": m.hidden_misconduct, "dead": np.array(m.ground.dead)}
    counts["state forces"] = m.teams.persons[state_units(m)]
    for name, values in counts.items():
        assert values.min(initial=0.0) >= 0.0, f"week {m.week}: {name} falls to {values.min()!r}"
        assert (values == np.floor(values)).all(), f"week {m.week}: {name} is not whole"
    assert m.ground.displaced.sum() == m.ground.hosted.sum(), (
        f"week {m.week}: the displaced are not where they are hosted"
    )
    assert m.people_now() == m.people_at_first if isinstance(m, Watched) else True
    assert (m.teams.persons <= m.teams.full).all(), f"week {m.week}: a unit is above its strength"
    for name in ("persons", "weeks", "effort", "supply", "halted"):
        assert getattr(m.teams, name).min(initial=0.0) >= 0.0, f"week {m.week}: teams.{name}"


def check_nothing_is_nan(m: MissionModel) -> None:
    owners = (m, m.ground, m.relations, m.beliefs, m.teams, m.bands, m.groups, m.week_now)
    for name, values in arrays_of(*owners).items():
        assert np.isfinite(values).all(), f"week {m.week}: {name} is not finite"
    numbers = {name: value for name, value in vars(m).items() if isinstance(value, float)}
    assert all(map(math.isfinite, numbers.values())), f"week {m.week}: {numbers}"


def check_teams(m: MissionModel) -> None:
    t = m.teams
    on = np.flatnonzero(t.active).tolist()
    assert sorted(m.field_teams) == on
    assert sum(m.n_active.values()) == len(on)
    assert ((t.cell >= 0) & (t.cell < m.n_cells) & (t.goal >= 0) & (t.goal < m.n_cells)).all()
    standing = Counter(
        (agent.row, at)
        for at, cell in enumerate(m.cells_of_grid)
        for agent in cell.agents
        if isinstance(agent, FieldTeam)
    )
    assert standing == Counter((row, int(t.cell[row])) for row in on), (
        f"week {m.week}: teams are not where the table says"
    )
    assert all(m.field_teams[row].cell is m.cells_of_grid[t.cell[row]] for row in on)
    assert not t.working[~t.active].any(), f"week {m.week}: teams that are away work"


def check_strength(m: MissionModel) -> None:
    for name, strength in m.strength.items():
        assert 0.0 <= strength <= getattr(m.inputs.mission, name) * (1.0 + 1e-12), (
            f"week {m.week}: {name} is {strength}"
        )
    assert ((m.bands.cell >= 0) & (m.bands.cell < m.n_cells)).all()
    assert ((m.bands.target >= -1) & (m.bands.target < m.n_cells)).all()


def check_programme(m: MissionModel) -> None:
    pr = m.programme
    for heads in (pr.cantoned, pr.disarmed, pr.carried, pr.unsupported, pr.left):
        assert (heads >= 0.0).all(), f"week {m.week}: there are fewer than no former fighters"
        assert (heads == np.floor(heads)).all(), f"week {m.week}: there are parts of former fighters"
    assert pr.ended >= pr.missed >= 0.0
    assert ((progress(m) >= 0.0) & (progress(m) <= 1.0)).all()


def check_everything(m: MissionModel) -> None:
    for check in (check_nothing_is_nan, check_shares, check_counts, check_teams, check_strength, check_programme):
        check(m)
    m.ledger.check()


def prove(scenario: Scenario, seed: int, every: int = 3) -> Result:
    """Play a scenario, look at everything every so many weeks, and return the result."""
    m = Watched(scenario, seed=seed)
    check_nothing_is_nan(m)
    while m.running:
        m.step()
        if m.week % every == 0 or not m.running:
            check_everything(m)
    result = m.result()
    result.check()
    assert len(result.weekly) == scenario.horizon_weeks
    assert not result.weekly.isna().any().any()
    numbers = result.weekly.drop(columns=["week", "phase"]).to_numpy()
    assert np.isfinite(numbers).all()
    assert (result.weekly["civilian_deaths_by_state"] <= result.weekly["civilian_deaths"]).all()
    return result


@settings(max_examples=N_QUICK)
@given(case=cases())
def test_any_scenario_keeps_the_books(case: tuple[Scenario, int]) -> None:
    prove(*case)


@pytest.mark.slow
@pytest.mark.longest
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("base", BASES)
def test_many_scenarios_keep_the_books_and_play_the_same_twice(base: str, theme: str) -> None:
    """What is looked at after every phase is the run that is played again by itself, for two fifths of them."""

    @settings(max_examples=N_SLOW_A_BATCH)
    @given(case=cases(base, theme))
    def every_case(case: tuple[Scenario, int]) -> None:
        found = prove(*case)
        if case[1] % 5 in (2, 3):
            assert found.equals(played(*case))

    every_case()


@pytest.mark.parametrize("lack", sorted(NOTHING))
@pytest.mark.parametrize("base", BASES)
def test_a_mission_may_lack_anything(base: str, lack: str) -> None:
    prove(empty_handed(small(base, 8, 8, 12), lack), seed=0)


def test_a_mission_may_lack_everything() -> None:
    lacks = [name for name in sorted(NOTHING) if name != "hardly any fighters"]
    prove(empty_handed(small("contested", 8, 8, 12), *lacks), seed=0)


@pytest.mark.slow
@pytest.mark.parametrize("base", BASES)
def test_the_shipped_scenarios_keep_the_books_for_six_years(base: str) -> None:
    prove(small(base, 14, 14, 312), seed=3, every=26)


def spoil_a_share(m: MissionModel) -> None:
    m.ground.consent[3] = 1.5


def spoil_a_count(m: MissionModel) -> None:
    m.ground.residents[0] += 0.5


def lose_people(m: MissionModel) -> None:
    m.ground.hosted[int(m.ground.hosted.argmax())] -= 1.0


def raise_an_army(m: MissionModel) -> None:
    m.teams.persons[state_units(m)[0]] += 1.0


def spoil_control(m: MissionModel) -> None:
    m.ground.control[0] = 0.9
    m.ground.control[1] = 0.2


def misplace_a_team(m: MissionModel) -> None:
    row = next(iter(m.field_teams))
    m.teams.cell[row] = (m.teams.cell[row] + 1) % m.n_cells


def forget_a_team(m: MissionModel) -> None:
    m.field_teams.pop(next(iter(m.field_teams)))


def spoil_a_number(m: MissionModel) -> None:
    m.relations.trust[2, 3] = np.nan


def spoil_a_level(m: MissionModel) -> None:
    m.cohesion = -0.1


SPOILERS = (
    spoil_a_share, spoil_a_count, lose_people, spoil_control, misplace_a_team, forget_a_team, spoil_a_number,
    spoil_a_level, raise_an_army,
)  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILERS)
def test_the_checks_can_fail(spoil) -> None:
    m = Watched(small("post_accord", 8, 8, 8), seed=1)
    m.step()
    check_everything(m)
    spoil(m)
    with pytest.raises(AssertionError):
        check_everything(m)


@given(st.sampled_from(("hosted", "residents", "refugees_from")))
def test_people_lost_in_a_phase_are_noticed(layer: str) -> None:
    m = Watched(small("post_accord", 8, 8, 8), seed=1)
    m.step()
    getattr(m.ground, layer)[:] = np.maximum(getattr(m.ground, layer) - 1.0, 0.0)
    with pytest.raises(AssertionError, match="people were lost or made"):
        m.step()
