"""Twin runs: the same scenario and seed give the same run, and two runs differ only through what was changed."""

from __future__ import annotations

import gc
import random
import weakref
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from model_cases import BASES, cases, played, small

from peaceops import compare, load_result, run
from peaceops.agents.catalogue import ORG_INDEX, ORGANISATIONS
from peaceops.agents.field_team import TeamTable
from peaceops.model import build
from peaceops.model.chance import Chance
from peaceops.model.mission import MissionModel
from peaceops.model.scenario import Scenario

NEVER_SENT = next(spec.key for spec in ORGANISATIONS if spec.family == "donor")


def weeks_alike(one: pd.DataFrame, other: pd.DataFrame) -> int:
    """Return how many weeks from the start two weekly tables hold the same bits."""
    same = (one == other).all(axis=1).to_numpy()
    return len(same) if same.all() else int(same.argmin())


class Draws:
    """Everything drawn in a run, by rule, week and slot, with the means to disturb it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, extra: tuple[str, ...] = (), turned: str = "") -> None:
        self.seen: dict[tuple[str, int], dict[int, tuple[float, ...]]] = {}
        self._extra, self._turned = extra, turned
        uniform, rows = Chance.uniform, Chance.uniform_rows

        def watched_uniform(chance: Chance, rule: str, week: int, n_slots: int) -> np.ndarray:
            self._disturb(chance, uniform, rule, week)
            more = 7 if self.is_extra(rule) else 0
            drawn = self._turn(rule, uniform(chance, rule, week, n_slots + more)[:n_slots])
            self._note(rule, week, range(n_slots), drawn[:, None])
            return drawn

        def watched_rows(chance: Chance, rule: str, week: int, slots: np.ndarray, width: int) -> np.ndarray:
            self._disturb(chance, uniform, rule, week)
            more = np.append(slots, slots.max(initial=0) + 9) if self.is_extra(rule) else slots
            drawn = self._turn(rule, rows(chance, rule, week, more, width)[: len(slots)])
            self._note(rule, week, slots.tolist(), drawn)
            return drawn

        monkeypatch.setattr(Chance, "uniform", watched_uniform)
        monkeypatch.setattr(Chance, "uniform_rows", watched_rows)

    def is_extra(self, rule: str) -> bool:
        return rule in self._extra or "*" in self._extra

    def _disturb(self, chance: Chance, uniform, rule: str, week: int) -> None:
        if self.is_extra(rule):
            uniform(chance, rule, week, 3)
            uniform(chance, f"a new rule beside {rule}", week, 2)

    def _turn(self, rule: str, drawn: np.ndarray) -> np.ndarray:
        return np.nextafter(1.0 - drawn, 0.0) if rule == self._turned else drawn

    def _note(self, rule: str, week: int, slots, drawn: np.ndarray) -> None:
        kept = self.seen.setdefault((rule, week), {})
        kept.update(zip(slots, map(tuple, drawn.tolist()), strict=True))


def drawn_in(scenario: Scenario, seed: int = 1, **options):
    """Play a scenario and return its result and its draws by address."""
    with pytest.MonkeyPatch.context() as patch:
        draws = Draws(patch, **options)
        return played(scenario, seed), draws.seen


@lru_cache(maxsize=8)
def usual(base: str, seed: int = 1):
    """Return the run with which others are compared; it is played once and nobody changes it."""
    return played(small(base), seed)


@lru_cache(maxsize=8)
def usual_draws(base: str):
    """Return the usual run watched, and its draws; nobody changes them."""
    return drawn_in(small(base))


def differing(one, other, but: str = "") -> list[tuple[str, int]]:
    """Return the addresses at which two runs drew different numbers for the same slot."""
    return [
        at for at in one.keys() & other.keys()
        if at[0] != but and any(one[at][slot] != other[at][slot] for slot in one[at].keys() & other[at].keys())
    ]  # fmt: skip


# The same run ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", BASES)
def test_same_scenario_and_seed_same_run(base):
    assert run(small(base), 1).equals(usual(base))


@settings(max_examples=min(4, settings.default.max_examples))
@given(case=cases())
def test_any_scenario_plays_the_same_twice(case):
    assert played(*case).equals(played(*case))


def test_a_run_saved_and_read_again_is_the_same_run(tmp_path):
    result = played(small("contested").with_changes({"injects": [{"kind": "coup", "week": 3}]}))
    assert load_result(result.save(tmp_path / "run")).equals(result)


def test_a_scenario_written_down_and_read_again_gives_the_same_run():
    scenario = small("contested")
    again = Scenario.from_values(scenario.as_dict())
    assert again.hash == scenario.hash
    assert played(again).weekly.equals(usual("contested").weekly)


def test_seeds_differ_and_zero_is_a_seed():
    runs = [usual("contested", seed).weekly for seed in (0, 1, 2, 2**40)]
    for k, one in enumerate(runs):
        assert all(weeks_alike(one, other) < 3 for other in runs[:k])


def test_models_played_side_by_side_do_not_disturb_each_other():
    plans = [("post_accord", 1), ("contested", 2)]
    another = small("contested", 8, 12)
    models = [MissionModel(small(base), seed=seed) for base, seed in plans] + [MissionModel(another, seed=2)]
    while models[0].running:
        for model in models:
            model.step()
    for model, expected in zip(models, (*(usual(*plan) for plan in plans), played(another, 2)), strict=True):
        assert model.result().equals(expected)


def test_runs_neither_use_nor_move_shared_generators():
    expected = usual("contested", 2)
    np.random.seed(3)  # noqa: NPY002
    random.seed(3)
    before = np.random.get_state()[1].tobytes(), random.getstate()  # noqa: NPY002
    model = MissionModel(small("contested"), seed=2)
    while model.running:
        model.random.seed(
            model.week
        )  # Mesa's own generator has no addresses: nothing that is compared may draw from it
        model.step()
    assert model.result().equals(expected)
    assert (np.random.get_state()[1].tobytes(), random.getstate()) == before  # noqa: NPY002


def test_watching_changes_nothing():
    weeks = []
    watched = run(small("contested"), 1, progress=lambda *at: weeks.append(at), keep_cell_causes=True)
    assert weeks == [(week, 26) for week in range(1, 27)]
    assert watched.equals(usual("contested"))


# One more draw, one more team -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", BASES)
def test_an_extra_draw_in_every_rule_changes_nothing(base):
    plain, draws = usual_draws(base)
    disturbed, same = drawn_in(small(base), extra=("*",))
    assert len({rule for rule, _ in draws}) > 20
    assert disturbed.equals(plain)
    assert same == draws


def test_an_extra_draw_in_one_rule_changes_nothing():
    """In some of them: that one in all of them changes nothing is played above."""
    scenario = small("contested", 8, 8, 6)
    plain, draws = drawn_in(scenario)
    for rule in sorted({rule for rule, _ in draws if not rule.startswith("country.")})[::6]:
        assert drawn_in(scenario, extra=(rule,))[0].equals(plain), rule


@pytest.mark.parametrize(
    "rule", ["access.entry", "leadership.first", "people.return", "spoilers.choice", "violence.clashes"]
)
def test_other_luck_in_one_rule_leaves_the_luck_of_all_others(rule):
    plain, draws = usual_draws("contested")
    lucky, turned = drawn_in(small("contested"), turned=rule)
    assert not lucky.weekly.equals(plain.weekly), "the rule is used, so other luck in it must show"
    assert not differing(draws, turned, but=rule)
    assert any(at[0] == rule for at in differing(draws, turned))


@pytest.mark.parametrize(("where", "base"), [("first", "contested"), ("last", "post_accord")])
def test_a_team_that_never_comes_changes_nothing(monkeypatch, where, base):
    """One more row in the table, before or after all others, of an organisation that sends nobody."""
    expected = usual(base)
    plain_teams = build.teams

    def one_more(*given):
        table = plain_teams(*given)
        columns = [table.org.tolist(), table.persons.tolist(), table.quality.tolist()]
        for values, value in zip(columns, (ORG_INDEX[NEVER_SENT], 500.0, 0.9), strict=True):
            values.insert(0 if where == "first" else len(values), value)
        return TeamTable(*columns, int(table.cell[0]))

    monkeypatch.setattr(build, "teams", one_more)
    assert played(small(base)).equals(expected)


@pytest.mark.parametrize(
    "changes", [{"mission.troops": 250}, {"mission.police": 30}, {"country_team.teams": 3}, {"host.local_teams": 1}]
)
def test_one_more_team_changes_no_draw_of_other_teams(changes):
    scenario = small("contested", 10, 10, 12)
    ((name, more),) = changes.items()
    group, field = name.split(".")
    larger = scenario.with_changes({name: getattr(getattr(scenario, group), field) + more})
    few, many = (MissionModel(s, seed=1).teams for s in (scenario, larger))
    assert many.n > few.n
    slots, quality = (
        [
            dict(zip(zip(t.org.tolist(), t.number.tolist(), strict=True), values(t).tolist(), strict=True))
            for t in (few, many)
        ]
        for values in (lambda t: t.slot, lambda t: t.quality)
    )
    assert len(set(slots[1].values())) == many.n, "each team has an address of its own"
    for of_few, of_many in (slots, quality):
        assert {team: of_many[team] for team in of_few} == of_few
    assert not differing(drawn_in(scenario)[1], drawn_in(larger)[1])


def test_more_bands_and_one_more_group_change_no_draw_of_others():
    scenario = small("contested", 10, 10, 12)
    last = list(scenario.armed_groups)[-1]
    more = scenario.armed_groups[last].fighters + 10 * scenario.spoilers.band_size
    newcomers = {"kind": "militia", "fighters": 300, "home_sectors": [0]}
    for other in (
        scenario.with_changes({f"armed_groups.{last}.fighters": more}),
        scenario.with_changes({"armed_groups.newcomers": newcomers}),
    ):
        few, many = (MissionModel(s, seed=1).bands for s in (scenario, other))
        assert many.n > few.n
        assert len(set(many.slot.tolist())) == many.n
        for group in range(few.group.max() + 1):
            of_few, of_many = (b.slot[b.group == group].tolist() for b in (few, many))
            assert of_many[: len(of_few)] == of_few
        assert not differing(drawn_in(scenario)[1], drawn_in(other)[1])


# What was changed, and only that --------------------------------------------------------------------------------------


def test_a_choice_set_to_what_it_was_changes_nothing():
    scenario = small("post_accord")
    again = scenario.with_choices({"posture.use_of_force": scenario.choices.posture.use_of_force})
    assert played(again).equals(usual("post_accord"))


@pytest.mark.parametrize("kind", ["coup", "cholera", "attack", "propaganda_campaign", "neighbour_war"])
def test_runs_are_the_same_up_to_a_late_inject(kind):
    scenario = small("contested")
    late = scenario.with_changes({"injects": [{"kind": kind, "week": 17, "size": 3.0}]})
    one, other = usual("contested"), played(late)
    assert 17 <= weeks_alike(one.weekly, other.weekly) < len(one.weekly)
    for name in ("events", "causes"):
        before, after = (
            table[table["week"] < 17].reset_index(drop=True) for table in (getattr(one, name), getattr(other, name))
        )
        assert before.equals(after)


def test_moving_a_late_inject_changes_nothing_before_both():
    early, late = (small("contested").with_changes({"injects": [{"kind": "coup", "week": week}]}) for week in (15, 20))
    assert weeks_alike(played(early).weekly, played(late).weekly) == 15


def test_a_condition_that_never_holds_changes_nothing():
    scenario = small("contested")
    idle = scenario.with_changes({"injects": [{"kind": "coup", "when": "local_consent > 1"}]})
    found = played(idle)
    assert found.weekly.equals(usual("contested").weekly)
    assert found.events.equals(usual("contested").events)


def test_a_longer_horizon_begins_with_the_same_weeks():
    short, longer = small("contested", weeks=20), small("contested", weeks=26)
    assert weeks_alike(played(short).weekly, played(longer).weekly.head(20)) == 20


# Comparisons ----------------------------------------------------------------------------------------------------------


def test_worker_count_changes_nothing():
    base = small("contested", 8, 8, 8)
    other = base.with_choices({"posture.use_of_force": 1.0})
    alone, together = (compare(base, other, replicates=3, seed=4, workers=workers) for workers in (1, 2))
    pd.testing.assert_frame_equal(alone.runs, together.runs, check_exact=True)
    pd.testing.assert_frame_equal(alone.table, together.table, check_exact=True)
    assert alone.failures.empty


def test_a_design_compared_with_itself_does_not_differ():
    base = small("post_accord", 8, 8, 8)
    table = compare(base, base, replicates=2, seed=4).table
    assert (table["difference"].dropna() == 0.0).all()


def test_a_model_is_forgotten_when_it_is_done_with():
    """Mesa 3.3 numbers agents in a table that would keep every model for good, finished or not."""
    model = MissionModel(small("contested", 8, 8, 4), seed=1)
    model.step()
    trace = weakref.ref(model)
    del model
    gc.collect()
    assert trace() is None
