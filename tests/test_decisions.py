"""Decisions: choices that change in the middle of a run, and what follows them."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest
from model_cases import small

import peaceops as po
from peaceops.agents.tasks import TAKEN_OVER, TASK_INDEX
from peaceops.experiments.differences import changes_between, fact_notes
from peaceops.model import coordination, deciding
from peaceops.model.finance import CEILINGS
from peaceops.model.mission import MissionModel
from peaceops.model.registry import parameters
from peaceops.viz.narrative import what_happened
from peaceops.viz.setting import setting

SEED, WHEN = 5, 3
CHOICES = tuple(parameters().query("choice")["name"])
LEAVING = {"transition.exit_week": 40, "transition.drawdown_weeks": 20}
CONTEXTS = {
    "political.election_rule": {"political.election_week": 14},
    "political.election_week": {"political.election_week": 18},
    "transition.exit_week": LEAVING,
    "transition.drawdown_weeks": LEAVING,
    "transition.handover_weeks": LEAVING | {"transition.handover_weeks": 10},
    "transition.follow_on_support": {"transition.exit_week": 14, "transition.drawdown_weeks": 8},
    "transition.exit_rule": {"transition.exit_rule": "benchmarks", "transition.exit_benchmarks": 0.0},
    "transition.exit_benchmarks": {"transition.exit_rule": "benchmarks", "transition.exit_benchmarks": 1.0},
    "priorities.reintegration": {
        "integration.strategic_framework": 0.9, "coordination.strategic_framework_group": 4.0,
    },
}
"""What a scenario must have for a choice to tell within a short run."""
OTHER = {
    "political.election_week": 12, "transition.exit_week": 20, "transition.drawdown_weeks": 30,
    "transition.handover_weeks": 38, "transition.exit_benchmarks": 0.0,
}  # fmt: skip
LONG = {"transition.exit_rule": 56, "transition.exit_benchmarks": 56, "priorities.reintegration": 56}
"""Weeks to play where the yearly review decides, or former fighters have to come home first."""
HANDED_OVER = [TASK_INDEX[task] for task in TAKEN_OVER]
"""Tasks whose weight follows the hand-over of the mission, not choices alone."""
AT_THE_START = {
    "integration.structure", "political.inclusion_civil_society", "political.inclusion_women",
    *(name for name in CHOICES if name.startswith("collocation.")), *(f"mission.{name}" for name in CEILINGS),
}  # fmt: skip
"""Choices that a country begins with: who has moved in, who sits at the table, whose teams there are."""


@lru_cache(maxsize=64)
def base_for(name):
    weeks = LONG.get(name, 22 if name in CONTEXTS else 14)
    return small("post_accord", 8, 8, weeks).with_changes(CONTEXTS.get(name, {}))


@lru_cache(maxsize=64)
def another(name):
    """Return a value of a choice that differs from that of its scenario."""
    rows = parameters(base_for(name)).set_index("name")
    row = rows.loc[name]
    if name in OTHER:
        return OTHER[name]
    if row["type"] == "bool":
        return not row["value"]
    if row["type"] == "enum":
        return next(value for value in row["allowed"].split(", ") if value != row["value"])
    if row["type"] == "float":
        return row["high"] if row["value"] < 0.9 * row["high"] else row["low"]
    return int(2 * row["value"])


def decided(scenario, *decisions):
    """Return a scenario with decisions, each (week, changes)."""
    return scenario.with_changes({"decisions": [{"week": week, "changes": changes} for week, changes in decisions]})


def played(model, weeks=1000):
    while model.running and model.week < weeks:
        model.step()
    return model.recorder.values()[: model.week].copy()


def enough(name):
    """Return after how many weeks two runs with the same choice are the same for good: all, where dates come late."""
    return 1000 if name in CONTEXTS else 5


def without(name):
    """Return the run in which nothing is decided, made once for all choices that need no context."""
    return undecided(name if name in CONTEXTS else "")


@lru_cache(maxsize=64)
def undecided(name):
    return played(MissionModel(base_for(name), seed=SEED))


@lru_cache(maxsize=64)
def chosen(name):
    return played(MissionModel(base_for(name).with_choices({name: another(name)}), seed=SEED), enough(name))


@pytest.mark.parametrize("name", CHOICES)
def test_a_decision_of_week_0_is_the_choice_from_the_start(name):
    base, value = base_for(name), another(name)
    made = MissionModel(decided(base, (0, {name: value})), seed=SEED)
    assert made.inputs.with_changes({"decisions": ()}) == base.with_choices({name: value})
    if name in AT_THE_START:  # what the first look sees; the others are played below
        np.testing.assert_array_equal(played(made, enough(name)), chosen(name), strict=True)


@pytest.mark.parametrize("name", sorted(set(CHOICES) - AT_THE_START))
def test_what_follows_a_decision_is_all_that_hangs_on_the_choice(name):
    """Decided the moment after the first look, before anything has happened, it gives the run of the choice itself."""
    base, value = base_for(name), another(name)
    model = MissionModel(base, seed=SEED)
    model.as_given = decided(base, (0, {name: value}))
    deciding.follow(model)
    np.testing.assert_array_equal(played(model, enough(name)), chosen(name), strict=True)


def kept_from_choices(m):
    """Return what a model keeps that is worked out from choices and from nothing that happens."""
    r = m.relations
    kept = {name: getattr(r, name) for name in ("by_bodies", "operations", "load", "desks")}
    return kept | {
        "mandate": np.delete(m.mandate, HANDED_OVER, axis=1), "teams_of": m.teams_of, "meeting_share": m.meeting_share,
        "family": np.bincount(m.team_family, minlength=5), "agencies_share": m.agencies_share,
        "n_orgs_in_field": m.n_orgs_in_field, "earliest": m.elections.earliest, "date": m.elections.date,
        "committed": m.committed, "places": list(m.places.values()), "officials": m.departure.officials,
    }  # fmt: skip


@pytest.mark.parametrize("name", CHOICES)
def test_a_decision_changes_what_comes_and_nothing_before_and_what_is_kept_from_choices_follows_it(name):
    base, value = base_for(name), another(name)
    model, fresh = (
        MissionModel(one, seed=SEED)
        for one in (decided(base, (WHEN, {name: value})), base.with_choices({name: value}))
    )
    for _ in range(WHEN + 1):
        model.step()
    fresh.step()
    found, wanted = kept_from_choices(model), kept_from_choices(fresh)
    for key in wanted:
        np.testing.assert_array_equal(found[key], wanted[key], err_msg=key)
    usual, found = without(name), played(model, model.week)
    np.testing.assert_array_equal(found[:WHEN], usual[:WHEN])
    while model.running and (played(model, model.week)[-1] == usual[model.week - 1]).all():
        model.step()
    assert (played(model, model.week)[-1] != usual[model.week - 1]).any()


def test_a_decision_that_changes_nothing_changes_nothing():
    base = base_for("posture.use_of_force")
    rows = parameters(base).query("choice")
    again = dict(zip(rows["name"], rows["value"], strict=True))
    model = MissionModel(decided(base, (6, again), (7, again)), seed=SEED)
    np.testing.assert_array_equal(played(model), without("posture.use_of_force"), strict=True)


def test_later_decisions_stand_above_earlier_ones_and_two_of_one_week_are_one():
    base = base_for("posture.use_of_force")
    roof, less = "collocation.headquarters", {"posture.use_of_force": 0.2}
    one = decided(base, (6, less | {roof: 1.0}))
    two = decided(base, (6, less | {roof: 0.2}), (6, {roof: 1.0}))
    np.testing.assert_array_equal(*(played(MissionModel(s, seed=SEED)) for s in (one, two)), strict=True)
    back = decided(base, (12, {"posture.use_of_force": 0.9}), (6, {"posture.use_of_force": 0.2}))  # in any order
    model = MissionModel(back, seed=SEED)
    for week, force in ((5, base.choices.posture.use_of_force), (6, 0.2), (11, 0.2), (12, 0.9), (13, 0.9)):
        while model.week <= week:
            model.step()
        assert model.inputs.choices.posture.use_of_force == force


def test_a_decision_is_told_in_plain_words():
    base = base_for("posture.use_of_force")
    changes = {
        "collocation.country_team": True, "coordination.joc": 0.0, "integration.structure": "two_feet_out",
        "mission.troops": 20000,
    }  # fmt: skip
    result = po.run(decided(base, (6, changes)), seed=SEED)
    told = result.events.query("kind == 'decision'")
    assert told["week"].tolist() == [6]
    assert told["text"].item() == (
        "Decided: collocation, country team: from no to yes; coordination, Joint Operations Centre: from 20 to 0; "
        "integration, structure: from two feet in to two feet out; mission, troops: from 14,750 to 20,000."
    )
    own = base.with_changes({"decisions": [{"week": 3, "changes": changes, "text": "The Council sends more."}]})
    assert po.run(own, seed=SEED).events.query("kind == 'decision'")["text"].tolist() == ["The Council sends more."]


def test_the_account_of_a_run_tells_decisions_and_the_highest_ceiling():
    base = small("post_accord", 8, 8, 60)
    made = decided(base, (30, {"posture.use_of_force": 1.0, "mission.troops": 1}), (9, {"mission.troops": 29_500}))
    result = po.run(made, seed=SEED)
    assert dict(setting(result.provenance))["Decisions"] == (
        "Week 9: mission, troops: 29,500. Week 30: posture, use of force: 1; mission, troops: 1."
    )
    assert "Decisions" not in dict(setting(po.run(base.with_changes({"horizon_weeks": 3}), seed=SEED).provenance))
    share = result.summary["peak_troops_share_of_ceiling"]
    assert share == pytest.approx(result.weekly["troops"].max() / 29_500)
    assert f", {100 * share:.0f} % of its ceiling" in dict(what_happened(result))["Deployment"]


# Premises, ceilings, dates --------------------------------------------------------------------------------------------


def test_who_moves_in_mid_run_takes_as_long_as_at_the_start():
    base = small("post_accord", 8, 8, 60).with_choices({"collocation.headquarters": 0.0})
    model = MissionModel(decided(base, (10, {"collocation.headquarters": 1.0})), seed=SEED)
    roofs = []
    while model.running:
        model.step()
        roofs.append(coordination.one_roof(model))
    weeks = base.channels.settling_weeks
    assert roofs[8] == 0.0 < roofs[10] < 3.0 / weeks
    assert all(0.0 <= after - before <= 1.01 / weeks for before, after in pairwise(roofs[10:]))
    assert roofs[-1] == 1.0
    assert (model.relations.moves[coordination.roster.mission] == 1.0).all()


def test_a_second_move_begins_where_the_first_one_had_come():
    base = small("post_accord", 8, 8, 40).with_choices({"collocation.headquarters": 0.0})
    model = MissionModel(
        decided(base, (10, {"collocation.headquarters": 1.0}), (20, {"collocation.headquarters": 0.0})), seed=SEED
    )
    roofs = []
    while model.running:
        model.step()
        roofs.append(coordination.one_roof(model))
    assert 0.2 < roofs[18] < 0.6
    assert abs(roofs[19] - roofs[18]) < 0.06
    assert roofs[30] < roofs[20]


def strengths(scenario):
    """Return how many of each kind are there every week, shape (weeks, kinds), and the model at the end."""
    model = MissionModel(scenario, seed=SEED)
    found = []
    while model.running:
        model.step()
        found.append([model.strength[kind] for kind in CEILINGS])
    return np.array(found), model


def test_raised_ceilings_bring_people_in_by_and_by():
    base = small("post_accord", 8, 8, 130)
    low = np.array([getattr(base.mission, kind) for kind in CEILINGS])
    raised = {f"mission.{kind}": 3 * int(ceiling) for kind, ceiling in zip(CEILINGS, low, strict=True)}
    (plain, _), (more, model) = strengths(base), strengths(decided(base, (60, raised)))
    np.testing.assert_array_equal(more[:60], plain[:60])
    assert (np.diff(more, axis=0)[59:] < 0.2 * low).all()
    assert (more[60] < 1.05 * plain[60]).all()
    assert (more[-1] > 1.8 * plain[-1]).all()
    assert model.places == {kind: 3 * ceiling for kind, ceiling in zip(CEILINGS, low, strict=True)}


def test_a_lowered_ceiling_sends_people_home_bit_by_bit_and_one_raised_again_is_no_jump():
    base = small("post_accord", 8, 8, 150)
    troops = base.mission.troops
    found, model = strengths(decided(base, (60, {"mission.troops": troops // 4}), (120, {"mission.troops": troops})))
    found = found[:, CEILINGS.index("troops")]
    loss = base.deployment.strength_loss
    assert np.diff(found)[55:].min() >= -1.001 * loss * troops
    assert found[118] < found[60] - 57 * 0.99 * loss * troops
    assert found[121] < 1.1 * found[119]
    assert found[-1] > 1.2 * found[119]
    assert model.teams.n == MissionModel(base, seed=SEED).teams.n


def test_new_teams_take_new_places_and_draw_their_own_luck():
    base = small("post_accord", 8, 8, 100)
    model = MissionModel(decided(base, (30, {"mission.troops": 30_000, "mission.civilians": 4_000})), seed=SEED)
    whole = MissionModel(base.with_choices({"mission.troops": 30_000, "mission.civilians": 4_000}), seed=SEED).teams
    while model.running:
        model.step()
    teams = model.teams
    assert sorted(teams.slot.tolist()) == sorted(whole.slot.tolist())
    order, wanted = np.argsort(teams.slot), np.argsort(whole.slot)
    np.testing.assert_array_equal(teams.quality[order], whole.quality[wanted])
    assert set(model.field_teams) == set(teams.active.nonzero()[0].tolist())
    assert all(model.field_teams[row].row == row for row in model.field_teams)


def test_the_closing_date_can_be_moved_while_the_mission_leaves():
    base = small("post_accord", 8, 8, 90).with_choices({"transition.exit_week": 60, "transition.drawdown_weeks": 30})
    for new in (45, 80):
        result = po.run(decided(base, (40, {"transition.exit_week": new})), seed=SEED)
        assert result.summary["exit_week"] == new
        troops = result.weekly["troops"].to_numpy()
        assert troops[new + 1] == 0.0
        assert np.abs(np.diff(troops[35:44])).max() < 0.25 * troops[35]


def test_a_mission_of_which_nobody_is_left_closes_whatever_is_decided_then():
    base = small("post_accord", 8, 8, 90).with_choices({"transition.exit_week": 40, "transition.drawdown_weeks": 20})
    model = MissionModel(decided(base, (40, {"transition.exit_week": 80})), seed=SEED)
    np.testing.assert_array_equal(played(model), played(MissionModel(base, seed=SEED)))
    (told,) = (event[8] for event in model.events.rows(40) if event[1] == "decision")
    assert told.endswith("There is no mission to carry it out.")
    assert model.result().summary["exit_week"] == 40


def test_after_the_mission_a_decision_is_void_and_says_so():
    base = small("post_accord", 8, 8, 40).with_choices({"transition.exit_week": 20, "transition.drawdown_weeks": 10})
    plain = played(MissionModel(base, seed=SEED))
    model = MissionModel(decided(base, (30, {"posture.use_of_force": 1.0, "coordination.joc": 30.0})), seed=SEED)
    np.testing.assert_array_equal(played(model), plain)
    (told,) = (event[8] for event in model.events.rows(30) if event[1] == "decision")
    assert told.endswith("There is no mission to carry it out.")


def test_elections_are_moved_once_and_only_before_they_are_held():
    base = small("post_accord", 8, 8, 80).with_choices({"political.election_week": 70})
    rule = "political.election_rule"
    model = MissionModel(decided(base, (40, {rule: "readiness"}), (50, {rule: "week"})), seed=SEED)
    dates = []
    while model.running:
        model.step()
        dates.append(model.elections.date)
    assert (dates[39], dates[40], dates[50]) == (70, None, 70)
    late = decided(base.with_choices({"political.election_week": 20, rule: "readiness"}), (50, {rule: "week"}))
    model = MissionModel(late, seed=SEED)
    while model.week < 51:
        model.step()
    assert model.elections.date == 50 + base.elections.campaign_weeks  # its week has gone by: time for a campaign


@pytest.mark.parametrize(
    ("system", "changes"),
    [
        ("quick_impact_projects", {"resources.quick_impact_usd": 40_000_000}),
        ("shared_premises", {"collocation.headquarters": 1.0, "collocation.country_team": True}),
        ("polls", {"political.election_week": 12}),
    ],
)
def test_a_system_that_is_off_stands_above_a_decision(system, changes):
    base = small("post_accord", 8, 8, 16).with_changes({f"systems.{system}": False})
    made = MissionModel(decided(base, (WHEN, changes)), seed=SEED)
    np.testing.assert_array_equal(played(made), played(MissionModel(base, seed=SEED)))


# In scenarios ---------------------------------------------------------------------------------------------------------

DECIDED = """
base = "post_accord"
horizon_weeks = 40

[[decisions]]
week = 10
text = "The Council changes its mind."
changes = { "posture.use_of_force" = 1, "mission.troops" = 9000 }

[[decisions]]
week = 20

[decisions.changes]
integration.structure = "two_feet_in"

[decisions.changes.posture]
escorts = "never"
"""


def written(tmp_path, text, name="decided.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_decisions_are_read_and_written_again(tmp_path):
    import tomli_w

    found = po.load_scenario(written(tmp_path, DECIDED))
    assert [dict(one.changes) for one in found.decisions] == [
        {"posture.use_of_force": 1.0, "mission.troops": 9000},
        {"integration.structure": "two_feet_in", "posture.escorts": "never"},
    ]
    again = po.load_scenario(written(tmp_path, tomli_w.dumps(found.as_dict()), "again.toml"))
    assert again.decisions == found.decisions
    assert again.hash == found.hash
    child = po.load_scenario(written(tmp_path, 'base = "decided.toml"\n[posture]\nuse_of_force = 0.1\n', "child.toml"))
    assert child.decisions == found.decisions
    none = po.load_scenario(written(tmp_path, 'base = "decided.toml"\ndecisions = []\n', "none.toml"))
    assert none.decisions == ()


def test_decisions_count_in_the_hash_and_a_scenario_without_any_does_not_show_them():
    plain = po.load_scenario("post_accord")
    made = decided(plain, (10, {"posture.use_of_force": 1.0}))
    assert "decisions" not in plain.as_dict()
    assert "decisions" in made.as_dict()
    assert len({plain.hash, made.hash, decided(plain, (11, {"posture.use_of_force": 1.0})).hash}) == 3
    assert made.with_changes({"decisions": ()}).hash == plain.hash


def test_decisions_go_with_a_shorter_horizon_and_are_choices():
    made = decided(po.load_scenario("post_accord"), (10, {"posture.use_of_force": 1.0}), (90, {"mission.troops": 1}))
    assert [one.week for one in made.with_changes({"horizon_weeks": 60}).decisions] == [10]
    assert fact_notes(changes_between(po.load_scenario("post_accord"), made)) == []
    other = made.with_choices({"decisions": [{"week": 3, "changes": {"posture.escorts": "never"}}]})
    assert [one.week for one in other.decisions] == [3]


def test_the_registry_knows_decisions():
    names = set(parameters()["name"])
    assert {"decisions[N].week", "decisions[N].changes", "decisions[N].text"} <= names
    assert not parameters().set_index("name").loc["decisions[N].changes", "choice"]


FORCE = '"posture.use_of_force" = 1'
NO_CHOICE = "a decision changes choices only"
DILIGENCE = "allowed is a number from 0 to 1 (0 none, 1 strict)"
ESCORTS = "allowed is one of never, last_resort, routine"
LATE = "allowed is 10 or later, since it is decided in week 10"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ('"posture.due_diligence" = 2', f".posture.due_diligence is 2; {DILIGENCE}"),
        ('"posture.escort" = 1', " has an unknown name 'posture.escort'; did you mean 'posture.escorts'?"),
        ('"host.army" = 5', f".host.army is a fact about the world; {NO_CHOICE}"),
        ('"mission.troops_per_team" = 100', f".mission.troops_per_team is a fact about the world; {NO_CHOICE}"),
        ('"posture" = 0.5', f".posture is a group, not one choice; {NO_CHOICE}"),
        ('"posture.escorts" = "nevr"', f".posture.escorts is 'nevr'; {ESCORTS}; did you mean 'never'?"),
        ('"mission.troops" = 2.5', ".mission.troops is 2.5; allowed is a whole number from 0 to 60000 (persons)"),
        ('"collocation.country_team" = 1', ".collocation.country_team is 1; allowed is true or false"),
        ('"transition.exit_week" = 0', f".transition.exit_week is 0; {LATE}"),
        ('"political.election_week" = 9', f".political.election_week is 9; {LATE}"),
        ("", " names no choice; allowed is at least one, for example posture.use_of_force"),
        (f"{FORCE}, posture = {{use_of_force = 1}}", " gives posture.use_of_force twice; allowed is once"),
    ],
)  # fmt: skip
def test_mistakes_in_decisions_are_told_with_file_and_line(tmp_path, changes, told):
    path = written(tmp_path, f'base = "post_accord"\n[[decisions]]\nweek = 10\nchanges = {{ {changes} }}\n')
    with pytest.raises(po.PeaceopsError) as error:
        po.load_scenario(path)
    assert str(error.value) == f"decisions[0].changes{told} ({path}, line 4)"


WEEKS = "allowed is a whole number from 0 to 1039 (week)"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("week = 400", "decisions[0].changes is missing; allowed is a table"),
        (f"changes = {{{FORCE}}}", f"decisions[0].week is missing; {WEEKS}"),
        (f"week = 312\nchanges = {{{FORCE}}}", "decisions[0].week is 312; allowed is 0 to 311, the last week"),
        (f"week = -1\nchanges = {{{FORCE}}}", f"decisions[0].week is -1; {WEEKS}"),
        ("week = 1\nchanges = 3", "decisions[0].changes is 3; allowed is a table"),
        (f'week = 1\nwhen = "week > 3"\nchanges = {{{FORCE}}}', "unknown name 'decisions[0].when'"),
    ],
)  # fmt: skip
def test_mistakes_around_decisions(tmp_path, text, told):
    with pytest.raises(po.PeaceopsError) as error:
        po.load_scenario(written(tmp_path, f'base = "post_accord"\n[[decisions]]\n{text}\n'))
    assert str(error.value).startswith(told)


def test_a_mission_that_is_never_sent_cannot_be_given_an_end():
    nobody = po.load_scenario("post_accord").with_choices({"transition.exit_week": 0})
    with pytest.raises(po.PeaceopsError, match="exit_week is 0: no mission is ever sent"):
        decided(nobody, (10, {"transition.exit_week": 50}))
    played(MissionModel(decided(nobody.with_changes({"horizon_weeks": 14}), (10, {"mission.troops": 9})), seed=SEED))


def test_decisions_must_be_a_list():
    with pytest.raises(po.PeaceopsError, match=r"allowed is a list of tables, each opened by \[\[decisions\]\]"):
        po.load_scenario("post_accord").with_changes({"decisions": 3})
