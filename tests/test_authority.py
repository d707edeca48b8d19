"""Orders that conflict: never a matter of who was first, always within what is allowed, never another's choice."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peaceops.experiments.authority import Holding, Order, Table, check_order, settle
from peaceops.experiments.roles import HEAD, roles
from peaceops.model.errors import ExerciseError
from peaceops.model.rules.load import LoadParameters

FORCE, DEPUTY, RELIEF, HOST = "force_commander", "political_deputy", "humanitarian_lead", "host_government"
MISSION = Holding("posture.use_of_force", ((FORCE, HEAD, DEPUTY),))
ESCORTS = Holding("posture.escorts", ((FORCE, HEAD), (RELIEF,)), ("never", "last_resort", "routine"))
COMPOUND = Holding("collocation.humanitarians", ((HEAD,), (RELIEF,)), (False, True))
DATE = Holding("political.election_week", ((HOST,), (HEAD,)), (), 1, 200, whole=True, any_step=True)
OWN = Holding("transition.follow_on_support", (("donor_group",),))
STAND = Holding("host.sovereignty", ((HOST,),), (), 0.2, 0.9, opening=True)
HOLDINGS = {one.name: one for one in (MISSION, ESCORTS, COMPOUND, DATE, OWN, STAND)}
NOW = {
    MISSION.name: 0.5, ESCORTS.name: "last_resort", COMPOUND.name: False, DATE.name: 65, OWN.name: 0.5, STAND.name: 0.4,
}  # fmt: skip
EVERYBODY = frozenset(roles())


def table(style="consensus", weeks=13, **more):
    return Table(style, more.pop("devolution", 0.5), more.pop("cohesion", 0.5), weeks, LoadParameters(), **more)


def ruled(name, orders, style="consensus", taken=EVERYBODY, **more):
    """Return the ruling on one choice, given as {role: value}."""
    given_orders = [Order(role, name, value) for role, value in orders.items()]
    return {one.name: one for one in settle(given_orders, HOLDINGS, NOW, taken, table(style, **more)).rulings}[name]


values = st.one_of(
    st.floats(-1.0, 2.0),
    st.integers(-5, 300),
    st.booleans(),
    st.sampled_from(["never", "last_resort", "routine", "always"]),
)
an_order = st.builds(
    Order, st.sampled_from([*roles(), "nobody"]), st.sampled_from([*HOLDINGS, "posture.unknown"]), values,
    st.integers(1, 3), st.booleans(),
)  # fmt: skip


def likely_on(holding, what):
    """Return orders by those who hold a choice."""
    who, seat = st.sampled_from(holding.roles), st.integers(1, 3)
    return st.builds(Order, who, st.just(holding.name), what, seat, st.booleans())


likely = st.one_of(
    likely_on(MISSION, st.floats(0.0, 1.0)), likely_on(ESCORTS, st.sampled_from(ESCORTS.steps)),
    likely_on(DATE, st.integers(1, 200)),
)  # fmt: skip
many = st.lists(st.one_of(an_order, likely, likely), max_size=25)
tables = st.builds(
    Table, st.sampled_from(["consensus", "hierarchical"]), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.integers(1, 26),
    st.just(LoadParameters()), st.booleans(),
)  # fmt: skip
seated = st.sets(st.sampled_from(sorted(roles())), min_size=1)


@given(orders=many, how=tables, taken=seated, luck=st.integers(0, 2**32))
def test_the_order_of_arrival_never_matters(orders, how, taken, luck):
    shuffled = list(orders)
    random.Random(luck).shuffle(shuffled)  # noqa: S311
    assert settle(shuffled, HOLDINGS, NOW, taken, how) == settle(orders, HOLDINGS, NOW, taken, how)


@given(orders=many, how=tables, taken=seated)
def test_what_comes_of_it_was_asked_for_by_somebody_who_may_or_holds_already(orders, how, taken):
    settled = settle(orders, HOLDINGS, NOW, taken, how)
    for ruling in settled.rulings:
        holding = HOLDINGS[ruling.name]
        asked = [
            one.value for one in orders if one.name == ruling.name and one.role in holding.roles and one.role in taken
        ]
        assert ruling.value == NOW[ruling.name] or any(
            ruling.value == value and holding.takes(value) for value in asked
        )
        assert holding.takes(ruling.value) or ruling.value == NOW[ruling.name]
        assert set(ruling.roles) <= set(holding.roles) & set(taken)
        assert 0 <= ruling.after_weeks < max(how.weeks, 1)
        assert ruling.text
    assert set(settled.changes) <= set(HOLDINGS)


@given(orders=many, how=tables, taken=seated)
def test_every_order_counts_or_is_set_aside_with_a_reason(orders, how, taken):
    settled = settle(orders, HOLDINGS, NOW, taken, how)
    aside = {
        (one.order.role, one.order.name, repr(one.order.value), one.order.seat, one.order.insist)
        for one in settled.set_aside
    }
    ruled_on = {ruling.name: ruling.roles for ruling in settled.rulings}
    for one in orders:
        counted = one.role in ruled_on.get(one.name, ())
        assert counted or (one.role, one.name, repr(one.value), one.seat, one.insist) in aside
    assert all(one.text and "\n" not in one.text for one in settled.set_aside)


@given(orders=many, how=tables, taken=seated, extra=an_order)
def test_nobody_moves_what_it_does_not_hold(orders, how, taken, extra):
    """An order by somebody who does not hold the choice changes nothing at all, but that it is set aside."""
    if extra.name in HOLDINGS and extra.role in HOLDINGS[extra.name].roles:
        return
    without = settle(orders, HOLDINGS, NOW, taken, how)
    assert settle([*orders, extra], HOLDINGS, NOW, taken, how).rulings == without.rulings


@given(
    low=st.floats(0.5, 1.0, exclude_min=True),
    high=st.floats(0.5, 1.0, exclude_min=True),
    away=st.floats(0.0, 0.5, exclude_max=True),
)
def test_consensus_goes_as_far_as_all_go_and_not_at_all_where_they_pull_apart(low, high, away):
    assert ruled(MISSION.name, {FORCE: low, HEAD: high}).value == min(low, high)
    assert ruled(MISSION.name, {FORCE: low, HEAD: high, DEPUTY: away}).value == 0.5
    assert ruled(MISSION.name, {FORCE: away, HEAD: away / 2}).value == away


def test_in_a_hierarchy_the_head_of_mission_decides_and_else_whoever_leads():
    assert ruled(MISSION.name, {FORCE: 0.9, HEAD: 0.1}, "hierarchical").value == 0.1
    assert ruled(MISSION.name, {FORCE: 0.9, DEPUTY: 0.1}, "hierarchical").value == 0.9
    assert "by order from the top" in ruled(MISSION.name, {FORCE: 0.9, HEAD: 0.1}, "hierarchical").text
    assert "Force commander leads on this" in ruled(MISSION.name, {FORCE: 0.9, DEPUTY: 0.1}, "hierarchical").text


def test_the_head_of_mission_may_insist_on_one_choice_a_round_and_no_more():
    force = [Order(FORCE, MISSION.name, 0.9), Order(HEAD, MISSION.name, 0.1, insist=True)]
    (ruling,) = settle(force, HOLDINGS, NOW, EVERYBODY, table()).rulings
    assert ruling.value == 0.1
    assert "insists" in ruling.text
    second = [Order(HEAD, ESCORTS.name, "routine", insist=True), Order(FORCE, ESCORTS.name, "never")]
    both = {one.name: one.value for one in settle([*force, *second], HOLDINGS, NOW, EVERYBODY, table()).rulings}
    assert both[MISSION.name] == 0.5
    told = settle([*force, *second], HOLDINGS, NOW, EVERYBODY, table()).rulings
    assert all(one.text.endswith("insists on 2 choices at once, and so on none") for one in told)


def test_insisting_does_not_bind_other_sides():
    orders = [Order(HEAD, COMPOUND.name, True, insist=True)]
    (ruling,) = settle(orders, HOLDINGS, NOW, EVERYBODY, table()).rulings
    assert ruling.value is False
    assert ruling.text == (
        "it takes the agreement of Humanitarian lead (OCHA), who said nothing, and it stays as it is; insisting binds "
        "the own side alone"
    )


def test_whoever_is_overruled_is_named_and_never_said_to_agree():
    """Of one side that insists against its own and another side that goes along, and of every way to decide alone."""
    asked = [
        Order(HEAD, ESCORTS.name, "routine", insist=True), Order(FORCE, ESCORTS.name, "never"),
        Order(RELIEF, ESCORTS.name, "routine"),
    ]  # fmt: skip
    escorts = {ESCORTS.name: Holding(ESCORTS.name, ((FORCE, HEAD), (RELIEF,)), ESCORTS.steps)}
    (found,) = settle(asked, escorts, {ESCORTS.name: "last_resort"}, EVERYBODY, table()).rulings
    assert found.value == "routine"
    assert found.text == (
        "the sides agree: Head of mission (SRSG), insisting against Force commander; Humanitarian lead (OCHA)"
    )
    top = ruled(MISSION.name, {FORCE: 0.9, HEAD: 0.1, DEPUTY: 0.1}, "hierarchical").text
    assert top == "Head of mission (SRSG) decides by order from the top, against Force commander"
    led = ruled(MISSION.name, {FORCE: 0.9, DEPUTY: 0.1}, "hierarchical").text
    assert led.endswith("against Political deputy (DSRSG, political), and the head of mission said nothing")


def test_what_holds_already_needs_nobodys_agreement():
    assert ruled(COMPOUND.name, {RELIEF: False}).text == "Humanitarian lead (OCHA) asks for what holds already"


def test_seats_of_one_role_that_pull_apart_do_not_read_that_they_asked_for_what_holds():
    asked = [Order(RELIEF, ESCORTS.name, value, seat) for seat, value in ((1, "never"), (2, "routine"))]
    escorts = {ESCORTS.name: Holding(ESCORTS.name, ((RELIEF,),), ESCORTS.steps)}
    (found,) = settle(asked, escorts, {ESCORTS.name: "last_resort"}, EVERYBODY, table()).rulings
    assert found.value == "last_resort"
    assert found.text == (
        "the seats of Humanitarian lead (OCHA) ask for different things, whose middle is what holds already"
    )


def test_of_a_side_that_agrees_on_the_smallest_step_all_are_named():
    date = {DATE.name: Holding(DATE.name, ((HOST,), (DEPUTY, HEAD)), (), 1, 200, whole=True)}
    orders = [Order(HOST, DATE.name, 80), Order(HEAD, DATE.name, 80), Order(DEPUTY, DATE.name, 130)]
    (found,) = settle(orders, date, {DATE.name: 65}, EVERYBODY, table()).rulings
    assert found.value == 80
    assert found.text == (
        "the sides agree: Host government; Political deputy (DSRSG, political) and Head of mission (SRSG)"
    )


def test_an_empty_side_of_the_mission_is_said_to_hold_nothing_up():
    date = Holding(DATE.name, ((HOST,), (DEPUTY, HEAD)), (), 1, 200, whole=True)
    (found,) = settle([Order(HOST, DATE.name, 130)], {date.name: date}, {date.name: 65}, {HOST}, table()).rulings
    assert found.value == 130
    assert found.text.endswith(
        "; Political deputy (DSRSG, political) and Head of mission (SRSG), whose seats are empty, hold nothing up"
    )


def test_sides_must_agree_and_an_empty_seat_holds_nothing_up():
    assert ruled(COMPOUND.name, {HEAD: True, RELIEF: True}).value is True
    assert ruled(COMPOUND.name, {HEAD: True, RELIEF: False}).value is False
    assert ruled(COMPOUND.name, {HEAD: True}, taken={HEAD}).value is True
    assert ruled(ESCORTS.name, {FORCE: "routine", RELIEF: "never"}).value == "last_resort"
    assert ruled(DATE.name, {HOST: 100, HEAD: 130}).value == 100
    assert ruled(DATE.name, {HOST: 100, HEAD: 130}, "hierarchical").value == 100
    assert ruled(DATE.name, {HOST: 60, HEAD: 130}).value == 65


STANDING = {"host_consent": 0.49, "acceptance": 0.8, "party_consent": 0.9}


def test_a_side_is_named_by_who_spoke_for_it_and_not_by_a_lead_who_said_nothing():
    date = {DATE.name: Holding(DATE.name, ((HOST,), (DEPUTY, HEAD)), (), 1, 200, whole=True)}
    for spoke, named in ((HEAD,), "Head of mission"), ((HEAD, DEPUTY), "Political deputy"):
        orders = [Order(role, DATE.name, 130) for role in spoke] + [Order(HOST, DATE.name, 65)]
        (found,) = settle(orders, date, {DATE.name: 65}, EVERYBODY, table()).rulings
        assert found.text.startswith(f"the sides of Host government and {named}")


def test_an_empty_seat_outside_the_mission_agrees_by_its_rule_to_a_step_forward_alone():
    away = ruled(COMPOUND.name, {HEAD: True}, taken={HEAD}, standing={"acceptance": 0.59})
    assert away.value is False
    assert away.text == (
        "Head of mission (SRSG) decides, and nobody else at the table spoke, but Humanitarian lead (OCHA), whose seat "
        "is empty, agrees by rule only while acceptance of relief is at least 60 %: it stays as it is"
    )
    near = ruled(COMPOUND.name, {HEAD: True}, taken={HEAD}, standing=STANDING)
    assert near.value is True
    assert near.text.endswith("agrees by rule while acceptance of relief is at least 60 %")
    assert ruled(ESCORTS.name, {FORCE: "never"}, taken={FORCE}, standing={"acceptance": 0.0}).value == "never"
    assert ruled(DATE.name, {HEAD: 60}, taken={HEAD}, standing=STANDING).value == 65  # a date: any step is one
    assert ruled(DATE.name, {HEAD: 60}, taken={HEAD}, standing={"host_consent": 0.5}).value == 60
    assert ruled(DATE.name, {HEAD: 60, HOST: 60}, standing=STANDING).value == 60  # who is there speaks for itself
    assert ruled(OWN.name, {"donor_group": 0.9}, standing={"donor_attention": 0.0}).value == 0.9


def test_whoever_speaks_where_the_lead_is_silent_speaks_for_the_side_and_does_not_lead():
    for style in ("hierarchical", "consensus"):
        told = ruled(MISSION.name, {HEAD: 0.4, DEPUTY: 0.1}, style).text
        assert "leads on this" not in told
    relief = Holding("coordination.clusters", ((RELIEF, DEPUTY, "deputy_rc_hc"),))
    orders = [Order(DEPUTY, relief.name, 0.9), Order("deputy_rc_hc", relief.name, 0.1)]
    (found,) = settle(orders, {relief.name: relief}, {relief.name: 0.5}, EVERYBODY, table()).rulings
    assert found.text == (
        "Political deputy (DSRSG, political) speaks for the side, whose lead said nothing, and decides, against Deputy "
        "for the country team (DSRSG/RC/HC)"
    )
    three = Holding(MISSION.name, ((FORCE, HEAD, DEPUTY, "police_commissioner"),))
    orders = [Order(DEPUTY, three.name, 0.9), Order("police_commissioner", three.name, 0.1)]
    (found,) = settle(orders, {three.name: three}, NOW, EVERYBODY, table("hierarchical")).rulings
    assert found.text.startswith("Political deputy (DSRSG, political) speaks for the side, whose lead said nothing, ")


def test_each_side_steps_back_alone_from_what_nobody_can_be_held_to():
    shared = Holding("posture.state_support", ((FORCE, HEAD), (HOST,)), one_leaves=True)
    bound = Holding("posture.state_support", ((FORCE, HEAD), (HOST,)))

    def asked(holding, now, **given):
        orders = [Order(role, holding.name, value) for role, value in given.items()]
        (found,) = settle(orders, {holding.name: holding}, {holding.name: now}, {FORCE, HEAD, HOST}, table()).rulings
        return found

    assert asked(bound, 0.5, **{HEAD: 0.1}).value == 0.5
    found = asked(shared, 0.5, **{HEAD: 0.1})
    assert (found.value, found.text.split(";")[-1]) == (0.1, " a step back from this needs no other side")
    assert found.after_weeks <= asked(bound, 0.5, **{HEAD: 0.1, HOST: 0.1}).after_weeks
    assert asked(shared, 0.5, **{HEAD: 0.9, HOST: 0.2}).value == 0.2
    assert asked(shared, 0.5, **{HEAD: 0.3, HOST: 0.2}).value == 0.2
    assert asked(shared, 0.5, **{HEAD: 0.9}).value == 0.5, "a step forward needs both"
    assert shared.reason.endswith("Each side can step back from it alone.")
    assert replace(shared, sides=((HOST,),)).reason == shared.text


def test_several_seats_speak_with_one_voice_the_middle_of_what_they_ask():
    def asked(*given_values):
        orders = [Order(HOST, DATE.name, value, seat) for seat, value in enumerate(given_values, 1)]
        (ruling,) = settle(orders, HOLDINGS, NOW, {HOST}, table()).rulings
        return ruling.value

    assert asked(100, 120, 180) == 120
    assert asked(180, 100) == 100  # the nearer to what holds
    assert asked(60, 70) == 65  # equally near: as it is
    for order in permutations((10, 90, 100, 200)):
        assert asked(*order) == 90
    apart = [Order(HOST, DATE.name, 100, 1), Order(HOST, DATE.name, 180, 2)]
    (told,) = settle(apart, HOLDINGS, NOW, {HOST}, table()).rulings
    assert told.text.endswith("; of what the seats of Host government asked for, the middle counts")
    (told,) = settle(apart[:1], HOLDINGS, NOW, {HOST}, table()).rulings
    assert "middle" not in told.text


def test_one_seat_that_asks_for_two_things_is_not_heard():
    orders = [Order(HOST, DATE.name, 70), Order(HOST, DATE.name, 80), Order(HOST, DATE.name, 90, seat=2)]
    settled = settle(orders, HOLDINGS, NOW, {HOST}, table())
    assert settled.changes == {DATE.name: 90}
    assert [one.text for one in settled.set_aside] == [
        f"Host government asks for two values of {DATE.name} in one round"
    ] * 2


def test_a_decision_takes_its_time_and_is_in_force_before_the_next_round():
    slow = {"devolution": 0.0, "cohesion": 0.0}
    assert ruled(MISSION.name, {FORCE: 0.9, HEAD: 0.9, DEPUTY: 0.9}, **slow).after_weeks == 2
    assert ruled(MISSION.name, {HEAD: 0.9}, "hierarchical", **slow).after_weeks == 1
    assert ruled(MISSION.name, {HEAD: 0.9}, "hierarchical", devolution=1.0, cohesion=1.0).after_weeks == 0
    assert ruled(MISSION.name, {FORCE: 0.9, HEAD: 0.9, DEPUTY: 0.9}, weeks=1, **slow).after_weeks == 0


NOT_THEIRS = (
    "Force commander does not hold 'collocation.humanitarians'; it is held by Head of mission (SRSG) and Humanitarian "
    "lead (OCHA)"
)


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (Order(RELIEF, OWN.name, 0.1),
         "Humanitarian lead (OCHA) does not hold 'transition.follow_on_support'; it is held by Donor group"),
        (Order(FORCE, COMPOUND.name, True), NOT_THEIRS),
        (Order(FORCE, "posture.use_of_forc", 0.1),
         "Force commander does not hold 'posture.use_of_forc'; did you mean 'posture.use_of_force'?"),
        (Order("force_comander", MISSION.name, 0.1),
         "there is no role 'force_comander'; did you mean 'force_commander'?"),
        (Order(FORCE, MISSION.name, 1.5), "posture.use_of_force is 1.5; allowed is a number from 0 to 1"),
        (Order(FORCE, MISSION.name, True), "posture.use_of_force is true; allowed is a number from 0 to 1"),
        (Order(HOST, DATE.name, 70.5), "political.election_week is 70.5; allowed is a whole number from 1 to 200"),
        (Order(FORCE, ESCORTS.name, "always"),
         "posture.escorts is 'always'; allowed is one of never, last_resort, routine"),
        (Order(RELIEF, COMPOUND.name, 1), "collocation.humanitarians is 1; allowed is one of false, true"),
        (Order(HOST, STAND.name, 0.5),
         "host.sovereignty is an opening position; it is set before the first week and not after"),
    ],
)  # fmt: skip
def test_an_order_that_cannot_count_is_refused_in_one_sentence(order, told):
    with pytest.raises(ExerciseError) as refused:
        check_order(order, HOLDINGS)
    assert str(refused.value) == told
    assert [one.text for one in settle([order], HOLDINGS, NOW, EVERYBODY, table()).set_aside] == [told]


def test_opening_positions_are_taken_in_the_first_round():
    check_order(Order(HOST, STAND.name, 0.5), HOLDINGS, first=True)
    assert settle([Order(HOST, STAND.name, 0.5)], HOLDINGS, NOW, {HOST}, table(first=True)).changes == {STAND.name: 0.5}


def test_a_side_that_is_split_is_named_as_what_holds_a_choice_up():
    """Not the sides among each other, when it was one of them that pulled apart."""
    asked = {HEAD: True, DEPUTY: False, RELIEF: True}
    holding = Holding(COMPOUND.name, ((DEPUTY, HEAD), (RELIEF,)), (False, True))
    given_orders = [Order(role, holding.name, value) for role, value in asked.items()]
    (found,) = settle(given_orders, {holding.name: holding}, NOW, EVERYBODY, table()).rulings
    assert found.value is False
    assert "pull apart, so that their side asks for no change, and it stays as it is" in found.text
    assert "do not agree" not in found.text
