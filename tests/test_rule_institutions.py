"""Rule 5.17: police, courts, prisons, laws and an army; the weakest link; vetting, mentoring and foreign provision."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_cases import small
from rule_cases import bounded, share, shares, two_shares

from peaceops.agents.catalogue import ORG_INDEX
from peaceops.agents.tasks import TASKS
from peaceops.model.institutions import LINKS
from peaceops.model.mission import MissionModel
from peaceops.model.rules.institutions import (
    InstitutionsParameters,
    courts_changes,
    held_back,
    law_ahead,
    law_as_lived,
    law_at_best,
    legislation_changes,
    links,
    prisons_changes,
    reached,
    reform_will,
    strength_of_chain,
)
from peaceops.model.rules.security_sector import (
    army_conduct_changes,
    army_skill_changes,
    examined,
    integrity_changes,
    police_worth,
    serving_changes,
    skill_changes,
    taken_off,
    vetting_means,
)
from peaceops.model.state_forces import _met_by_state, abuse, on_duty, state_units

P = InstitutionsParameters()
BY_SECTOR = ("serving", "skill", "integrity", "courts", "prisons")


def total(changes):
    return float(np.sum([np.sum(change) for change in changes.values()]))


def one(value):
    return np.array([float(value)])


def of_skill(**other):
    usual = {"mentored": one(0.5), "beside": True, "ahead": one(0.8), "will": 0.8, "fresh": one(0.01), "unpaid": 0.2}
    return total(skill_changes(one(0.4), **{**usual, **other}, p=P))


def of_integrity(**other):
    usual = {
        "mentored": one(0.5), "beside": True, "will": 0.8, "out": one(0.01), "fresh": one(0.01), "screened": 0.5,
        "predation": 0.4, "unpaid": 0.2,
    }  # fmt: skip
    return total(integrity_changes(one(0.3), **{**usual, **other}, p=P))


def of_courts(**other):
    usual = {
        "support": one(0.5), "authority": one(0.5), "ahead": one(0.8), "will": 0.8, "agreed": 0.001, "dishonest": 0.6,
        "crime": one(0.2),
    }  # fmt: skip
    return total(courts_changes(one(0.4), **{**usual, **other}, p=P))


def of_prisons(**other):
    usual = {
        "support": one(0.5), "authority": one(0.5), "ahead": one(0.8), "will": 0.8, "dishonest": 0.6, "sent": one(0.6)
    }  # fmt: skip
    return total(prisons_changes(one(0.4), **{**usual, **other}, p=P))


def of_laws(**other):
    usual = {"support": 0.5, "will": 0.8, "agreed": 0.001}
    return total(legislation_changes(0.4, **{**usual, **other}, p=P))


def of_army(**other):
    usual = {"beside": 0.3, "patron": 0.3, "agreed": 0.4, "will": 0.8, "unpaid": 0.2}
    return total(army_skill_changes(0.4, **{**usual, **other}, p=P))


def of_conduct(**other):
    usual = {"bound": 0.3, "patron": 0.3, "agreed": 0.4, "will": 0.8, "predation": 0.4, "unpaid": 0.2}
    return total(army_conduct_changes(0.4, **{**usual, **other}, p=P))


@given(pair=two_shares)
@pytest.mark.parametrize(
    ("rule", "what", "direction"),
    [
        (of_skill, "mentored", 1), (of_skill, "ahead", 1), (of_skill, "will", 1), (of_skill, "fresh", -1),
        (of_skill, "unpaid", -1), (of_integrity, "mentored", 1), (of_integrity, "out", 1),
        (of_integrity, "screened", 1), (of_integrity, "will", 1), (of_integrity, "predation", -1),
        (of_integrity, "unpaid", -1), (of_courts, "support", 1), (of_courts, "authority", 1), (of_courts, "ahead", 1),
        (of_courts, "will", 1), (of_courts, "agreed", 1), (of_courts, "dishonest", -1), (of_courts, "crime", -1),
        (of_prisons, "support", 1), (of_prisons, "authority", 1), (of_prisons, "will", 1),
        (of_prisons, "dishonest", -1), (of_prisons, "sent", -1), (of_laws, "support", 1), (of_laws, "will", 1),
        (of_laws, "agreed", 1), (of_army, "beside", 1), (of_army, "patron", 1), (of_army, "agreed", 1),
        (of_army, "unpaid", -1), (of_conduct, "bound", 1), (of_conduct, "agreed", 1), (of_conduct, "patron", -1),
        (of_conduct, "predation", -1), (of_conduct, "unpaid", -1),
    ],
)  # fmt: skip
def test_what_builds_and_what_erodes(rule, what, direction, pair):
    arrays = {"mentored", "ahead", "fresh", "out", "authority", "crime", "sent"} | (
        {"support"} if rule is not of_laws else set()
    )
    little, much = (one(v) if what in arrays else v for v in pair)
    assert direction * (rule(**{what: much}) - rule(**{what: little})) >= -1e-15


@pytest.mark.parametrize("rule", [of_skill, of_integrity])
def test_mentors_teach_faster_beside_the_hosts_own(rule):
    assert rule(beside=True) > rule(beside=False)
    assert rule(beside=True, mentored=one(0.0)) == rule(beside=False, mentored=one(0.0))


@given(level=share, work=share, other=share)
def test_stocks_stay_shares(level, work, other):
    now = one(level)
    skill = skill_changes(now, mentored=one(work), beside=True, ahead=one(1.0), will=1.0, fresh=one(other),
                          unpaid=other, p=P)  # fmt: skip
    bounded(now + sum(skill.values()))
    courts = courts_changes(now, support=one(work), authority=one(other), ahead=one(1.0), will=1.0, agreed=0.01,
                            dishonest=other, crime=one(other), p=P)  # fmt: skip
    bounded(now + sum(courts.values()))
    laws = legislation_changes(level, support=work, will=1.0, agreed=0.01, p=P)
    bounded(level + sum(laws.values()))


@given(chain=shares(4, 3))
def test_the_weakest_link_governs(chain):
    strength = strength_of_chain(chain, P)
    bounded(strength)
    assert (strength >= chain.min(axis=0) - 1e-12).all()
    assert (strength <= chain.mean(axis=0) + 1e-12).all()


def test_strengthening_what_is_not_the_weakest_helps_little():
    start = np.array([[0.5], [0.5], [0.2], [0.5]])
    courts, prisons = start.copy(), start.copy()
    courts[1] += 0.1
    prisons[2] += 0.1
    by_courts, by_prisons = (strength_of_chain(c, P) - strength_of_chain(start, P) for c in (courts, prisons))
    assert by_prisons > 5.0 * by_courts > 0.0


@given(chain=shares(4, 3))
def test_only_what_runs_ahead_is_held_back(chain):
    left = held_back(chain, P)
    bounded(left, 1.0 - P.held_back, 1.0)
    weakest = left[chain.argmin(axis=0), np.arange(3)]
    assert weakest[chain.min(axis=0) > 1e-9] == pytest.approx(1.0)


@given(skill=share, integrity=share)
def test_an_officer_needs_skill_and_integrity(skill, integrity):
    worth = police_worth(one(skill), one(integrity), P)
    bounded(worth)
    assert police_worth(one(skill), one(0.0), P) == police_worth(one(0.0), one(integrity), P) == 0.0


def test_links_are_named_in_order():
    chain = links(one(0.5), one(0.4), one(0.3), one(0.1), 0.6)
    assert dict(zip(LINKS, chain[:, 0].tolist(), strict=True)) == pytest.approx(
        {"police": 0.2, "courts": 0.3, "prisons": 0.1, "laws": 0.6}
    )


@given(work=st.floats(0.0, 100.0), half=st.floats(0.01, 100.0))
def test_support_has_diminishing_returns(work, half):
    bounded(reached(work, half))
    assert reached(half, half) == pytest.approx(0.5)
    assert float(reached(0.0, half)) == 0.0


@given(predation=two_shares, commitment=share)
def test_predatory_leaders_let_little_take_unless_they_hold_to_their_word(predation, commitment):
    good, bad = (reform_will(x, commitment, P) for x in predation)
    bounded([good, bad])
    assert bad <= good
    assert reform_will(1.0, 1.0, P) == 1.0


@given(pair=two_shares, integrity=share)
def test_vetting_needs_a_will_consent_and_people_who_vet(pair, integrity):
    little, much = pair
    now, new = one(integrity), one(0.0)
    assert taken_off(one(0.1), now, much, P) >= taken_off(one(0.1), now, little, P)
    assert examined(new, 0.8, much, P) >= examined(new, 0.8, little, P)
    assert vetting_means(much, 300.0, P) >= vetting_means(little, 300.0, P)
    assert vetting_means(1.0, 0.0, P) == vetting_means(0.0, 300.0, P) == 0.0
    assert examined(new, 0.0, 1.0, P) == examined(one(1.0), 1.0, 1.0, P) == 0.0
    assert taken_off(one(0.1), one(1.0), 1.0, P) == 0.0


@given(integrity=share, out=st.floats(0.0, 0.9))
def test_the_gain_by_vetting_is_the_balance_of_heads(integrity, out):
    """Taking off a share whose integrity falls short of the mean by vetting_sees leaves the rest that much better."""
    changes = integrity_changes(
        one(integrity), mentored=one(0.0), beside=False, will=1.0, out=one(out), fresh=one(0.0), screened=0.0,
        predation=0.0, unpaid=0.0, p=P,
    )  # fmt: skip
    rest = (integrity - out * (1.0 - P.vetting_sees) * integrity) / (1.0 - out)
    assert float(changes["vetting"][0]) == pytest.approx(rest - integrity, abs=1e-12)


def test_vetting_takes_numbers_now_and_gives_integrity_later():
    """CML 5.4.7; trade-off 9."""
    serving, integrity, vetted = [one(1.0)] * 2, [one(0.2)] * 2, [one(0.0)] * 2
    first = []
    for week in range(312):
        for k, strict in enumerate((0.0, 1.0)):
            seen = examined(vetted[k], strict, vetting_means(0.8, 500.0, P), P)
            out = taken_off(seen, integrity[k], strict, P)
            vetted[k] = vetted[k] + seen
            numbers = serving_changes(serving[k], out, 1.0, P)
            quality = integrity_changes(
                integrity[k], mentored=one(0.0), beside=False, will=1.0, out=out, fresh=numbers["recruits"],
                screened=strict, predation=0.3, unpaid=0.0, p=P,
            )  # fmt: skip
            serving[k] = serving[k] + sum(numbers.values())
            integrity[k] = integrity[k] + sum(quality.values())
        if week == 51:
            first = [float(s[0]) for s in serving]
    assert first[1] < first[0] - 0.05
    assert serving[1] > first[1]
    assert integrity[1] > integrity[0] + 0.1
    bounded(serving + integrity)


@given(law=shares(3), strength=share, local=share, authority=shares(3))
def test_the_law_that_people_live_with_follows_institutions_and_the_state(law, strength, local, authority):
    now = law_as_lived(law, one(strength), one(local), authority, P)
    bounded(now)
    assert (law_as_lived(law, one(strength), one(local), np.ones(3), P) >= now - 1e-12).all()
    assert (law_as_lived(law, one(1.0), one(local), authority, P) >= now - 1e-12).all()


@given(law=shares(3), strength=share, local=st.floats(0.0, 10.0), authority=shares(3), ahead=st.floats(1.0, 20.0))
def test_however_far_the_state_reaches_the_law_is_bounded_by_institutions(law, strength, local, authority, ahead):
    best = law_at_best(one(strength), one(ahead))
    bounded(best)
    assert best >= strength - 1e-12
    assert (law_as_lived(law, best, one(local), authority, P) <= np.maximum(law, best) + 1e-12).all()
    assert law_at_best(one(0.0), one(ahead)) == 0.0
    assert law_at_best(one(1.0), one(ahead)) == pytest.approx(1.0)
    assert law_at_best(one(strength), one(1.0)) == pytest.approx(strength)


@given(best=st.floats(0.0, 1.0), strength=st.floats(0.01, 0.99))
def test_institutions_give_the_law_with_which_a_scenario_begins(best, strength):
    ahead = law_ahead(one(best), one(strength), P)
    bounded(ahead, 1.0, P.most_ahead)
    gives = float(law_at_best(one(strength), ahead)[0])
    assert gives == pytest.approx(max(best, strength), abs=1e-6) or ahead == P.most_ahead


# In a run -------------------------------------------------------------------------------------------------------------


def started(base, weeks=40, **changes):
    return MissionModel(small(base, 10, 10, weeks).with_changes(changes), seed=3)


def played(*args, **changes):
    model = started(*args, **changes)
    while model.running:
        model.step()
    return model


def all_but(*left_out):
    return [task.key for task in TASKS if task.key not in left_out]


@pytest.mark.parametrize("base", ["post_accord", "contested"])
def test_institutions_begin_at_the_rule_of_law_of_the_scenario(base):
    model = started(base)
    first, s = model.organs.columns(), model.inputs
    for name in ("police_capacity", "courts", "corrections", "legislation"):
        assert first[name] == pytest.approx(s.country.rule_of_law, abs=1e-6), name
    assert first["police_integrity"] == pytest.approx(s.host.integrity)
    assert first["defence"] == pytest.approx(0.5 * (s.host.army_quality + s.host.integrity))
    p, i, g = s.institutions, model.organs, model.ground
    best = law_at_best(i.strength, i.ahead)[model.country.sector]
    lived = law_as_lived(g.rule_of_law, best, i.local, g.state_authority, p)
    assert lived == pytest.approx(g.rule_of_law, abs=5e-3)


def test_a_state_that_reaches_everywhere_has_no_more_law_than_its_institutions_give():
    model = started("post_accord", 120, **{"institutions.law_speed": 0.2})
    while model.running:
        model.ground.state_authority[:] = 1.0
        model.step()
    best = law_at_best(model.organs.strength, model.organs.ahead)[model.country.sector]
    assert (model.ground.rule_of_law <= best + 0.02).all()


def test_who_is_vetted_out_neither_guards_nor_preys_nor_is_paid():
    ready, paid = [], []
    for serving in (1.0, 0.5):
        model = started("contested", 4, **{"host.army": 0})
        for _ in range(2):
            model.organs.serving[:] = serving
            model.step()
        model.organs.serving[:] = serving
        rows = state_units(model)
        men = model.teams.persons[rows] * model.teams.active[rows]
        assert on_duty(model, rows) == pytest.approx(serving * men)
        cell = model.teams.cell[rows[men > 0.0]]
        ready.append(float(_met_by_state(model, cell, np.zeros(len(cell), dtype=np.int64)).sum()))
        book = model.ledger.as_frame()
        paid.append(book.loc[book["purpose"] == "salaries of army and police", "amount"].iloc[-1])
    assert 0.0 < ready[1] < ready[0]
    assert paid[1] < paid[0]


def test_who_is_vetted_out_does_not_abuse():
    """Units abuse as many as they have on duty; the chance that they do is the same."""
    sizes = []
    for serving in (1.0, 0.5):
        model = started("contested", 30, **{"violence.abuse_rate": 1.0, "violence.police_abuse": 1.0, "host.army": 0})
        for _ in range(20):
            model.step()
        model.organs.serving[:], model.organs.integrity[:] = serving, 0.0
        model.week_now.attacks.clear()
        abuse(model)
        sizes.append([attack.fighters for attack in model.week_now.attacks])
    assert sizes[1] == pytest.approx([0.5 * one for one in sizes[0]])
    assert sizes[0]


def test_recruits_are_screened_only_as_long_as_there_is_somebody_to_do_it():
    model = started("post_accord", 60, **{"resources.police_vetting": 1.0, "mission.strength_at_start": 0.8})
    while model.week < 50:
        model.step()
    model.organs.examined[:] = 1.0
    model.organs.serving[:] = 0.5
    before = model.organs.examined.copy()
    without_police_of_the_mission(model)
    for name in ("police", "formed_police"):
        model.strength[name] = model.fill[name] = model.peak["police"] = 0.0
    model.institutions()
    assert (model.organs.examined < before).all()


def test_officials_for_courts_count_by_what_they_did():
    """Without anybody else, and however little of their time comes to something, support is that part of it."""
    tasks = {"mission.mandated_tasks": all_but("court_support", "prison_support", "law_reform")}
    alone = {"country_team.teams": 0, "donors.annual_pledge_usd": 0, **tasks}
    none, some = (played("post_accord", 12, **alone, **{"institutions.unaided": part}) for part in (0.0, 0.5))
    of_law = [k for k, task in enumerate(TASKS) if task.key in ("court_support", "prison_support", "law_reform")]
    assert none.last_done[of_law].sum() == 0.0 < some.last_done[of_law].sum()


@pytest.mark.parametrize("base", ["post_accord", "contested"])
def test_crime_begins_where_its_rule_would_settle(base):
    """Without a mission at work crime neither rises nor falls by itself from the first week."""
    model = started(base, 4, **{"mission.police": 0, "mission.formed_police": 0})
    before = float((model.share_of_people * model.ground.crime).sum())
    assert before == pytest.approx(model.inputs.country.crime, abs=0.03)
    while model.running:
        model.step()
    after = float((model.share_of_people * model.ground.crime).sum())
    assert after == pytest.approx(before, abs=0.01)


def test_a_run_keeps_its_books_and_its_bounds():
    model = played("post_accord", 60)
    weekly = model.result().weekly
    for name in BY_SECTOR:
        bounded(getattr(model.organs, name))
    for name in ("police_capacity", "police_integrity", "courts", "corrections", "legislation", "defence"):
        bounded(weekly[name].to_numpy())
        causes = model.result().causes
        by_cause = float(causes.loc[(causes["stock"] == name) & (causes["week"] > 0), "value"].sum())
        assert by_cause == pytest.approx(weekly[name].iloc[-1] - weekly[name].iloc[0], abs=1e-9), name


def test_prisons_that_nobody_supports_fall_behind():
    with_prisons, without = (
        played("post_accord", 40, **{"mission.mandated_tasks": tasks})
        for tasks in (["all"], all_but("prison_support"))
    )
    assert without.organs.prisons.mean() < with_prisons.organs.prisons.mean()
    assert without.organs.strength.mean() < with_prisons.organs.strength.mean()


def without_police_of_the_mission(model):
    for org in ("police", "formed_police"):
        rows = model.teams.rows_of[ORG_INDEX[org]]
        for row in rows[model.teams.active[rows]].tolist():
            model.withdraw(row)
        model.deploying.pop(ORG_INDEX[org], None)


def test_foreign_police_leave_nothing_when_they_go_and_mentors_leave_capacity():
    """MODEL.md 5.17: provision works at once and builds nothing; mentoring builds."""
    tasks = {"no mentors": all_but("mentor_police"), "mentors": all_but("community_policing", "public_order")}
    usual = {"resources.police_vetting": 0.0, "mission.strength_at_start": 0.8}
    none = played("post_accord", 70, **usual, **{"mission.police": 0, "mission.formed_police": 0})
    left, during = {}, {}
    for name, mandate in tasks.items():
        model = started("post_accord", 70, **usual, **{"mission.mandated_tasks": mandate})
        while model.week < 40:
            model.step()
        during[name] = float((model.share_of_people * model.ground.crime).sum())
        without_police_of_the_mission(model)
        while model.running:
            model.step()
        left[name] = model.organs.columns()["police_capacity"]
    bare = none.organs.columns()["police_capacity"]
    assert during["no mentors"] < during["mentors"]
    assert left["no mentors"] == pytest.approx(bare, abs=0.002)
    assert left["mentors"] > bare + 0.004


def test_the_armys_conduct_decides_how_much_it_abuses():
    """CML 4.7: discipline under the law lowers abuse by state forces, by the same draws."""
    counts = []
    for conduct in (0.0, 1.0):
        model = started("contested", 30, **{"violence.abuse_rate": 0.5, "host.abuse": 0.0})
        abuses = 0
        while model.running:
            model.organs.army_conduct = conduct
            model.organs.integrity[:] = conduct
            model.step()
            model.week_now.attacks.clear()
            abuse(model)
            abuses += len(model.week_now.attacks)
        counts.append(abuses)
    assert counts[1] == 0 < counts[0]


def test_an_able_army_is_worth_more():
    forces = []
    for skill in (0.1, 0.8):
        model = started("contested", 2)
        model.organs.army_skill = skill
        model.step()
        forces.append(float(model.state_force.sum()))
    assert forces[1] > forces[0]


def test_what_happens_to_institutions_is_told():
    model = started("post_accord", 14)
    model.organs.prisons[:] = 0.02
    model.organs.legislation = 0.5
    model.organs.serving[:] = 0.5
    while model.running:
        model.step()
    events = model.result().events
    for kind, word in (("weakest_link", "Prisons"), ("laws_passed", "50%"), ("vetting", "Vetting")):
        assert events.loc[events["kind"] == kind, "text"].str.contains(word).all(), kind
        assert (events["kind"] == kind).sum() == 1, kind
