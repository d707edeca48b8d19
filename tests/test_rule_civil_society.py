"""Rule 5.20: civic space, groups and their money, who is heard, women, youth, and media that calm or inflame."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_cases import empty_handed, small
from rule_cases import bounded, share, shares, two_shares

from peaceops.model.causes import unexplained
from peaceops.model.mission import MissionModel
from peaceops.model.rules.civil_society import (
    CivilSocietyParameters,
    approachable,
    capacity_after,
    credibility_after,
    foreign_share,
    heard_in_capital,
    influence_changes,
    influence_due,
    local_mediation,
    restrained,
    something_to_hide,
    space_changes,
    spoken_for,
    voice,
    women_after,
)
from peaceops.model.rules.media import coverage, heat, independence_changes, news, reach_changes, scrutiny
from peaceops.model.rules.youth import youth_changes, youth_drawn

P = CivilSocietyParameters()
ONE = np.ones(1)
BASES = ("post_accord", "contested")


def space(**other):
    usual = {
        "law": 0.4 * ONE, "elected": 0.4 * ONE, "watched": 0.4 * ONE, "company": 0.4 * ONE, "state": 0.6 * ONE,
        "hides": 0.6, "criticism": 0.4, "held": 0.3 * ONE, "violence": 0.1 * ONE,
    }  # fmt: skip
    return float(sum(space_changes(0.5 * ONE, **{**usual, **other}, p=P).values())[0])


def women(**other):
    usual = {
        "space": 0.5 * ONE, "advisers": 0.4 * ONE, "staff": 0.3, "forum": 0.4 * ONE, "foreign": 0.3 * ONE,
        "violence": 0.1 * ONE,
    }  # fmt: skip
    return float(women_after(0.4 * ONE, **{**usual, **other}, p=P)[0])


def youth(**other):
    usual = {"livelihoods": 0.4 * ONE, "said": 0.3 * ONE, "work": 2.0 * ONE, "table": 0.3}
    return float(sum(youth_changes(0.3 * ONE, **{**usual, **other}, p=P).values())[0])


def freedom(**other):
    usual = {"law": 0.4, "space": 0.5, "trained": 0.3, "hides": 0.6, "campaign": 0.5}
    return sum(independence_changes(0.5, **{**usual, **other}, p=P).values())


def model(base="post_accord", weeks=40, seed=1, **changes):
    scenario = small(base, weeks=weeks).with_changes({name.replace("__", "."): v for name, v in changes.items()})
    made = MissionModel(scenario, seed=seed)
    while made.running:
        made.step()
    return made


# Civic space and groups ----------------------------------------------------------------------------------------------


@given(pair=two_shares)
@pytest.mark.parametrize(
    ("what", "direction"),
    [("law", 1), ("elected", 1), ("watched", 1), ("company", 1), ("state", -1), ("hides", -1), ("criticism", -1),
     ("held", -1), ("violence", -1)],
)  # fmt: skip
def test_what_opens_and_closes_civic_space(what, direction, pair):
    little, much = (v if what in ("hides", "criticism") else v * ONE for v in pair)
    assert direction * (space(**{what: much}) - space(**{what: little})) >= -1e-15
    assert direction * (space(**{what: 0.9 * (1.0 if what in ("hides", "criticism") else ONE)}) - space(
        **{what: 0.1 * (1.0 if what in ("hides", "criticism") else ONE)})) > 0.0  # fmt: skip


@given(now=shares(4), layers=shares(8, 4), hides=share, criticism=share)
def test_civic_space_stays_a_share(now, layers, hides, criticism):
    names = ("law", "elected", "watched", "company", "state", "held", "violence")
    changes = space_changes(now, **dict(zip(names, layers, strict=False)), hides=hides, criticism=criticism, p=P)
    bounded(now + sum(changes.values()))


def test_the_honest_have_nothing_to_hide():
    assert something_to_hide(1.0, 0.0) == 0.0
    assert something_to_hide(0.0, 0.0) == something_to_hide(1.0, 1.0) == 1.0
    assert something_to_hide(0.5, 0.5) > something_to_hide(0.5, 0.2)


@given(money=st.floats(0.0, 1e6))
def test_the_share_of_money_from_abroad(money):
    found = float(foreign_share(np.array([money]), P)[0])
    bounded(found)
    assert foreign_share(np.array([P.own_usd]), P)[0] == pytest.approx(0.5)


@given(pair=two_shares, now=share)
def test_money_from_abroad_builds_groups_and_costs_them_credibility(pair, now):
    little, much = (f * ONE for f in pair)
    strong = [float(capacity_after(now * ONE, 0.5 * ONE, f, 0.3 * ONE, 0.0 * ONE, P)[0]) for f in (little, much)]
    names = [float(credibility_after(now * ONE, f, P)[0]) for f in (little, much)]
    assert strong[1] >= strong[0] - 1e-15
    assert names[1] <= names[0] + 1e-15
    bounded(strong)
    bounded(names)


def test_some_money_raises_the_voice_and_too_much_lowers_it():
    """CML 3.6.5: the voice that groups end with has its peak at some money from abroad, not at none and not at most."""
    foreign = np.linspace(0.0, 0.99, 12)
    capacity, credibility = np.full(12, 0.4), np.ones(12)
    for _ in range(600):
        capacity = capacity_after(capacity, np.full(12, 0.5), foreign, np.zeros(12), np.zeros(12), P)
        credibility = credibility_after(credibility, foreign, P)
    said = voice(np.full(12, 0.5), capacity, credibility)
    assert 0 < int(said.argmax()) < 11


@given(free=shares(4), strong=shares(4), credible=shares(4))
def test_a_voice_needs_freedom_strength_and_credibility(free, strong, credible):
    said = voice(free, strong, credible)
    bounded(said)
    assert (said <= credible + 1e-12).all()
    assert not voice(np.zeros(4), strong, credible).any()
    assert not voice(free, strong, np.zeros(4)).any()


# Who is heard --------------------------------------------------------------------------------------------------------


@given(teams=st.floats(0.0, 100.0))
def test_sectors_are_heard_where_teams_listen(teams):
    heard = heard_in_capital(np.array([0.0, 0.0, teams, teams + 1.0]), P)
    assert heard[0] == 1.0
    assert heard[1] == pytest.approx(P.own_reach)
    assert heard[1] <= heard[2] < heard[3] <= 1.0


def test_elites_in_the_capital_do_not_speak_for_the_rest():
    """What is strong in the capital alone weighs more than its people, and less than a voice from everywhere."""
    people, heard = np.array([0.2, 0.3, 0.3, 0.2]), np.array([1.0, 0.3, 0.3, 0.3])
    capital = spoken_for(np.array([0.8, 0.0, 0.0, 0.0]), heard, people, P)
    everywhere = spoken_for(np.full(4, 0.8), np.ones(4), people, P)
    assert 0.8 * people[0] < capital < everywhere
    assert everywhere == pytest.approx(0.8)
    unheard = spoken_for(np.full(4, 0.8), heard, people, P)
    assert capital < unheard < everywhere


@given(wish=two_shares, behind=two_shares, now=share)
def test_influence_follows_what_is_offered_and_who_stands_behind(wish, behind, now):
    low, high = sum(influence_due(wish[0], 0.4, P)), sum(influence_due(wish[1], 0.4, P))
    assert high >= low - 1e-12
    weak, strong = sum(influence_due(0.4, behind[0], P)), sum(influence_due(0.4, behind[1], P))
    assert strong >= weak - 1e-12
    bounded(now + sum(influence_changes(now, wish[1], behind[1], P).values()))


def test_seats_without_anybody_behind_are_token():
    assert sum(influence_due(0.8, 0.0, P)) == pytest.approx(0.8 * P.token)
    assert sum(influence_due(0.8, 1.0, P)) > 0.8
    assert sum(influence_due(0.0, 0.0, P)) == 0.0


# Women and youth -----------------------------------------------------------------------------------------------------


@given(pair=two_shares)
@pytest.mark.parametrize(
    ("what", "direction"),
    [("space", 1), ("advisers", 1), ("staff", 1), ("forum", 1), ("foreign", 1), ("violence", -1)],
)
def test_what_makes_womens_groups_strong(what, direction, pair):
    little, much = (v if what == "staff" else v * ONE for v in pair)
    assert direction * (women(**{what: much}) - women(**{what: little})) >= -1e-15
    bounded(women(**{what: much}))


@given(female=two_shares, advisers=shares(4))
def test_women_among_staff_are_told_more(female, advisers):
    few, many = (approachable(0.6 * f, advisers, P) for f in female)
    bounded(many, 0.0, P.female_told)
    assert (many >= few - 1e-12).all()
    assert not approachable(0.0, np.zeros(4), P).any()


@given(pair=two_shares)
@pytest.mark.parametrize("what", ["livelihoods", "said", "work", "table"])
def test_what_includes_the_young(what, pair):
    little, much = (v if what == "table" else v * ONE for v in pair)
    assert youth(**{what: much}) >= youth(**{what: little})
    one = 1.0 if what == "table" else ONE
    assert youth(**{what: 0.9 * one}) > youth(**{what: 0.0 * one})


@given(now=shares(4), said=shares(4), table=share, weights=shares(4))
def test_inclusion_of_youth_stays_a_share_whatever_the_weights(now, said, table, weights):
    names = ("youth_jobs", "youth_voice", "youth_programmes", "youth_table")
    p = CivilSocietyParameters(**dict(zip(names, weights.tolist(), strict=True)))
    changes = youth_changes(now, livelihoods=np.ones(4), said=said, work=np.full(4, 1e6), table=table, p=p)
    bounded(now + sum(changes.values()))


def test_youth_who_belong_are_not_recruited():
    assert youth_drawn(np.zeros(1), P)[0] == 1.0
    assert youth_drawn(np.ones(1), P)[0] == pytest.approx(1.0 - P.youth_holds)


@given(said=two_shares, free=share)
def test_groups_mediate(said, free):
    little, much = (float(local_mediation(s * ONE, free * ONE, P)[0]) for s in said)
    assert 0.0 <= little <= much + 1e-15 <= P.mediates + 1e-12


@given(watched=two_shares, predation=share)
def test_scrutiny_restrains(watched, predation):
    assert restrained(predation, watched[1], P) <= restrained(predation, watched[0], P) <= predation


# Media ---------------------------------------------------------------------------------------------------------------


@given(pair=two_shares)
@pytest.mark.parametrize(
    ("what", "direction"), [("law", 1), ("space", 1), ("trained", 1), ("hides", -1), ("campaign", -1)]
)
def test_what_frees_and_captures_media(what, direction, pair):
    assert direction * (freedom(**{what: pair[1]}) - freedom(**{what: pair[0]})) >= -1e-15
    bounded(0.5 + freedom(**{what: pair[1]}))


@given(now=shares(4), layers=shares(3, 4))
def test_reach_stays_a_share(now, layers):
    conditions, trained, violence = layers
    changes = reach_changes(now, conditions=conditions, trained=trained, violence=violence, hushed=0.03, p=P)
    bounded(now + sum(changes.values()))


@given(reach=two_shares, radio=share)
def test_independent_media_calm_and_captured_media_inflame(reach, radio):
    little, much = (r * ONE for r in reach)
    assert heat(much, 1.0, radio, P)[0] <= heat(little, 1.0, radio, P)[0] + 1e-12
    assert heat(much, 0.0, radio, P)[0] >= heat(little, 0.0, radio, P)[0] - 1e-12
    assert heat(ONE, 0.0, 0.0, P)[0] == pytest.approx(1.0 + P.inflames)
    assert heat(ONE, 1.0, 0.0, P)[0] == pytest.approx(1.0 - P.calms)


@given(reach=shares(4), free=two_shares, radio=share, defenders=shares(4))
def test_free_media_inform_and_watch(reach, free, radio, defenders):
    told, spread = zip(*(news(reach, f, P) for f in free), strict=True)
    assert (told[1] >= told[0] - 1e-15).all()
    assert (spread[1] <= spread[0] + 1e-15).all()
    for found in (coverage(reach, free[1], radio), scrutiny(defenders, reach, free[1], P)):
        bounded(found)
    assert (scrutiny(defenders, reach, free[1], P) >= scrutiny(defenders, reach, free[0], P) - 1e-12).all()


# The whole model ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", BASES)
def test_columns_move_within_bounds_and_every_change_has_a_cause(base):
    result = model(base, weeks=60).result()
    for column in ("civic_space", "women_influence", "youth_inclusion", "media"):
        bounded(result.weekly[column].to_numpy())
        assert result.weekly[column].nunique() > 30
        assert (result.causes["stock"] == column).any()
    assert unexplained(result.weekly, result.causes).empty


def test_open_space_brings_more_of_what_residents_know_to_the_forum():
    """Early warning (CML 3.6): awareness and abuse on a small map over half a year, closed against open."""
    closed, opened = (
        model("contested", weeks=30, host__civic_space=s, information__forum_alert=1.0) for s in (0.0, 1.0)
    )
    assert opened.society.voice.mean() > 2.0 * closed.society.voice.mean()
    assert opened.society.watched > closed.society.watched
    aware = [m.result().weekly["awareness_mission"].mean() for m in (closed, opened)]
    assert aware[1] > aware[0]


def test_the_realised_influence_counts_and_not_the_wish():
    """The same wish weighs less where nobody stands behind it."""
    closed, opened = (model(weeks=18, host__civic_space=s, political__inclusion_women=0.6) for s in (0.0, 1.0))
    assert closed.society.inclusion < opened.society.inclusion < 0.6
    offered = model(weeks=18, political__inclusion_women=0.9)
    assert offered.society.women_influence > model(weeks=18, political__inclusion_women=0.0).society.women_influence


def test_grants_are_paid_through_the_books_and_change_credibility():
    none, much = (model(weeks=40, donors__civil_society_usd=usd) for usd in (0, 900_000_000))
    assert none.society.credibility == pytest.approx(np.ones(4))
    assert (much.society.credibility < 0.9).all()
    assert much.society.credibility[0] < much.society.credibility[1:].max()  # most of the money stays in the capital
    assert (much.society.capacity > none.society.capacity).all()


def test_without_a_mission_the_forum_does_not_meet_and_only_the_capital_is_well_heard():
    alone = MissionModel(empty_handed(small("post_accord", weeks=8), "no civilians", "no agencies"), seed=1)
    for _ in range(8):
        alone.step()
    assert alone.society.heard.tolist() == pytest.approx([1.0, *[P.own_reach] * 3])


def test_a_change_of_civic_space_is_told():
    events = model("contested", weeks=60, host__civic_space=0.95, host__press_freedom=0.95).result().events
    told = events[events["kind"] == "civic_space"]
    assert len(told)
    assert told["text"].str.contains("close").any()
    assert (told["sector"] >= 0).all()
