"""Links: a run as text in an address, and whatever somebody makes of that text."""

from __future__ import annotations

import random
import string
from functools import lru_cache
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_cases import values_of

import peaceops as po
from peaceops.experiments.session import Session
from peaceops.model.registry import parameters
from peaceops.model.scenario import Scenario
from peaceops.viz.app.links import LONGEST, link_text, read_link
from peaceops.viz.app.seeds import MOST_SEED

FORCE = "posture.use_of_force"
COUP = {"kind": "coup", "week": 3}
SAFE = set(string.ascii_letters + string.digits + "-._~%&=!,:")


@lru_cache(maxsize=8)
def shipped(name="post_accord"):
    return po.load_scenario(name)


class Stood:
    """As much of a session as a link reads, without a model."""

    def __init__(self, scenario, seed):
        self.made, self.seed = scenario, seed

    def as_scenario(self):
        return self.made


def there_and_back(scenario, seed=7, preset=""):
    text = link_text(Stood(scenario, seed), preset)
    again, found_seed, found_preset = read_link(text)
    assert set(text) <= SAFE
    assert (again.hash, found_seed, found_preset) == (scenario.hash, seed, preset)
    return text


def test_a_link_of_a_session_gives_its_run():
    session = Session(shipped("contested").with_preset("firewall").with_changes({"horizon_weeks": 20}), 9)
    session.play(3)
    session.decide({"posture.escorts": "never", "mission.troops": 9000, "collocation.country_team": True})
    session.inject("cholera", size=2.5, text="Ärger & Not! = 50 % #1?")
    session.play(2)
    text = link_text(session, "firewall")
    assert text.startswith("scenario=contested&preset=firewall&seed=9&weeks=20&at=3!posture.escorts=never!mission.")
    scenario, seed, preset = read_link(f"http://localhost/?{text}#map")
    assert (scenario.hash, seed, preset) == (session.as_scenario().hash, 9, "firewall")
    assert scenario.injects[0].text == "Ärger & Not! = 50 % #1?"


def test_a_plain_scenario_makes_a_short_link():
    assert there_and_back(shipped()) == "scenario=post_accord&seed=7"
    assert there_and_back(shipped().with_preset("coexistence"), 0, "coexistence").endswith("&preset=coexistence&seed=0")


@given(st.data())
def test_any_choice_and_decision_comes_back(data):
    rows = [row for row in parameters().query("choice").to_dict("records") if "week" not in row["name"]]
    some = st.lists(st.sampled_from(rows), min_size=1, max_size=6, unique_by=lambda row: row["name"])
    picked = {row["name"]: data.draw(values_of(row)) for row in data.draw(some)}
    later = {row["name"]: data.draw(values_of(row)) for row in data.draw(some)}
    text = data.draw(st.text(max_size=30))
    decisions = [{"week": data.draw(st.integers(0, 311)), "changes": later, "text": text}]
    made = shipped().with_choices(picked).with_changes({"decisions": decisions})
    there_and_back(made, data.draw(st.integers(0, MOST_SEED)))


def test_what_a_link_cannot_carry_is_said():
    for made, seed, told in (
        (shipped().with_changes({"name": "mine"}), 1, "mine is no shipped scenario"),
        (shipped().with_changes({"host.army": 3}), 1, "facts of post_accord were changed in this run; a link"),
        (shipped(), 2**60, f"a link carries seeds up to {MOST_SEED}"),
        (shipped().with_changes({"injects": [COUP | {"text": "x" * LONGEST}]}), 1, "a link would need"),
    ):  # fmt: skip
        with pytest.raises(po.PeaceopsError, match=told):
            link_text(Stood(made, seed))


NAMES = "contested, post_accord, reluctant_host, resource_war, transition"
SEED = "allowed is a whole number from 0 to 9007199254740991"
BASE = "scenario=post_accord&seed=1"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", f"the link names no scenario; allowed is one of {NAMES}"),
        ("scenario=post_acord&seed=1", f"scenario is 'post_acord'; allowed is one of {NAMES}; did you mean"),
        ("scenario=../../etc/passwd&seed=1", f"scenario is '../../etc/passwd'; allowed is one of {NAMES}"),
        ("scenario=post_accord", f"the link gives no seed; {SEED}"),
        ("scenario=post_accord&seed=-1", f"seed is '-1'; {SEED}"),
        ("scenario=post_accord&seed=%D9%A3", f"seed is '٣'; {SEED}"),
        (f"scenario=post_accord&seed={'9' * 5000}", f"seed is '{'9' * 76}...; {SEED}"),
        (f"{BASE}&seed=2", "the link gives seed twice; allowed is once"),
        (f"{BASE}&weeks=0", "weeks is '0'; allowed is a whole number from 1 to 1040"),
        (f"{BASE}&preset=firewal", "unknown preset 'firewal'; allowed is one of"),
        (f"{BASE}&{FORCE}=3", f"{FORCE} is 3.0; allowed is a number from 0 to 1 (0 defensive, 1 robust)"),
        (f"{BASE}&{FORCE}=nan", f"{FORCE} is nan; allowed is a number from 0 to 1"),
        (f"{BASE}&posture.escort=never", "unknown name 'posture.escort'; did you mean 'posture.escorts'?"),
        (f"{BASE}&host.army=3", "host.army is a fact; a link carries choices, decisions and injects, no facts"),
        (f"{BASE}&country.layers=x", "country.layers is a fact; a link carries"),
        (f"{BASE}&at=3", "decisions[0].changes names no choice; allowed is at least one"),
        (f"{BASE}&at=x!{FORCE}=1", "week of a decision is 'x'; allowed is a whole number from 0 to 1039"),
        (f"{BASE}&at=400!{FORCE}=1", "decisions[0].week is 400; allowed is 0 to 311, the last week of the horizon"),
        (f"{BASE}&at=4!{FORCE}", f"'{FORCE}' in the link is no part of a decision or inject, as size=2.0 is"),
        (f"{BASE}&at=4!{FORCE}=1!{FORCE}=1", f"the link gives {FORCE} twice in one place; allowed is once"),
        (f"{BASE}&at=4!host.army=1", "host.army is a fact; a link carries"),
        (f"{BASE}&inject=kind=cholra!week=3", "injects[0].kind is 'cholra'; allowed is one of attack,"),
        (f"{BASE}&inject=kind=coup!colour=3", "unknown name 'injects[0].colour'"),
        (f"{BASE}&inject=kind=coup", "injects[0].kind is 'coup' without a date; allowed is either week or when"),
        (f"{BASE}&{'a=1&' * 600}", "the link has more than 500 parts"),
        (f"{BASE}&{'a' * LONGEST}", "the link has 16028 signs; allowed is 16000"),
        (3, "a link is a text, not 3"),
    ],
)  # fmt: skip
def test_a_broken_link_is_one_sentence(text, told):
    with pytest.raises(po.PeaceopsError) as error:
        read_link(text)
    assert str(error.value).startswith(told)


def mutated(text, luck):
    """Return a link with a few accidents: signs lost, doubled, changed or swapped, parts moved, quoted or cut."""
    for _ in range(luck.randint(1, 4)):
        at, what = luck.randrange(len(text) + 1), luck.randrange(8)
        odd = luck.choice(["&", "=", "!", "%", "%00", "%FF", "%0A", "..", "/", "null", "-", "1e999", "é", "[", " "])
        if what == 0:
            text = text[:at] + text[at + luck.randint(1, 6) :]
        elif what == 1:
            text = text[:at] + odd + text[at:]
        elif what == 2:
            text = text[:at] + luck.choice(string.printable) + text[at + 1 :]
        elif what == 3:
            parts = text.split("&")
            luck.shuffle(parts)
            text = "&".join(parts[: luck.randint(1, len(parts))])
        elif what == 4:
            text = unquote(text) if luck.random() < 0.5 else quote(text)
        elif what == 5:
            name, equals, value = text.rpartition("=")
            text = name + equals + luck.choice(["true", "-1", "0", "9" * 400, "two_feet_in", "[1]", "{}", value * 3])
        elif what == 6:
            text += "&" + luck.choice(text.split("&"))
        else:
            text = text[:at]
    return text


@pytest.mark.parametrize("many", [200, pytest.param(1000, marks=pytest.mark.slow)])
def test_mutated_links_are_refused_in_a_sentence_or_give_a_scenario(many):
    decisions = [{"week": 40, "changes": {"mission.troops": 9000, "posture.escorts": "never"}, "text": "So be it."}]
    injects = [{"kind": "cholera", "week": 5, "sector": 2}, {"kind": "coup", "when": "week > 9 and displaced > 10"}]
    whole = shipped().with_choices({FORCE: 0.83, "collocation.country_team": True})
    whole = whole.with_changes({"decisions": decisions, "injects": injects, "horizon_weeks": 104})
    text = there_and_back(whole, 12)
    luck, refused = random.Random(3), 0  # noqa: S311
    for _ in range(many):
        broken = mutated(text, luck)
        try:
            scenario, seed, preset = read_link(broken)
        except po.PeaceopsError as error:
            told = str(error)
            refused += 1
            if not told or "\n" in told or "Traceback" in told or len(told) > 700:
                raise AssertionError(f"{broken!r} is told as {told!r}") from None
            continue
        assert isinstance(scenario, Scenario)
        assert 0 <= seed <= MOST_SEED
        assert isinstance(preset, str)
    assert 0.3 * many < refused < many
