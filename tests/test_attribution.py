"""Which part did it: planted effects of a factorial come back, aliases are named, and shares add up."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from made_batches import MadeFactor, MadePlan, summary_of

from peaceops.experiments.attribution import attribution
from peaceops.model.errors import PlanError

NAMES = ("a", "b", "c", "d")


def fraction(k, generator=None):
    """Return the settings of a full factorial, or of a half fraction whose last factor is a product of others."""
    base = list(product((-1, 1), repeat=k if generator is None else k - 1))
    return base if generator is None else [(*row, int(np.prod([row[i] for i in generator]))) for row in base]


def played(settings, effects, *, noise=2.0, shared=10.0, replicates=30, constant=100.0, seed=1):
    """Return runs of settings: effects maps tuples of factor names to the change from first to second level."""
    k = len(settings[0])
    names = NAMES[:k]
    choices = {f"s{i}": {n: ("off", "on")[v > 0] for n, v in zip(names, row, strict=True)}
               for i, row in enumerate(settings)}  # fmt: skip
    place = {f"s{i}": dict(zip(names, row, strict=True)) for i, row in enumerate(settings)}
    draw = np.random.default_rng(seed)
    luck = draw.normal(0, shared, replicates)

    def values(design, world, replicate):
        level = sum(e / 2 * np.prod([place[design][n] for n in term]) for term, e in effects.items())
        return {"civilian_deaths": constant + level + luck[replicate] + draw.normal(0, noise)}

    plan = MadePlan(factors={n: MadeFactor(levels=("off", "on"), lever=True) for n in names},
                    designs=tuple(choices), base="s0")  # fmt: skip
    return summary_of(list(choices), values, replicates=replicates, choices=choices), plan


def test_planted_effects_come_back_alone_and_in_pairs():
    planted = {("a",): -12.0, ("b",): 4.0, ("a", "c"): 6.0}
    found = attribution(*played(fraction(3), planted), "civilian_deaths")
    table = found.effects.set_index("term")
    assert set(table.index) == {"a", "b", "c", "a x b", "a x c", "b x c"}
    for term, effect in {"a": -12.0, "b": 4.0, "c": 0.0, "a x c": 6.0, "a x b": 0.0}.items():
        assert table.loc[term, "effect"] == pytest.approx(effect, abs=1.0)
    assert table.loc["a", "low"] < -12 < table.loc["a", "high"] < 0
    assert table.loc["a", "verdict"] == "better"
    assert table.loc["a x c", "verdict"] == "differs"
    assert found.resolution == 5
    assert found.levels.to_dict("records")[0] == {"factor": "a", "first": "off", "second": "on"}


def test_shares_are_those_of_the_planted_variance_and_add_up():
    """Variances: a 36, a x c 9, luck of a seed 100, luck of a run 4; 149 in all."""
    found = attribution(
        *played(fraction(3), {("a",): -12.0, ("a", "c"): 6.0}, replicates=400), "civilian_deaths"
    )  # fmt: skip
    shares = found.shares.set_index("source")["share"]
    assert shares.sum() == pytest.approx(1.0)
    assert shares["choices alone"] == pytest.approx(36 / 149, abs=0.04)
    assert shares["choices in pairs"] == pytest.approx(9 / 149, abs=0.02)
    assert shares["three or more choices together"] < 0.005
    assert shares["luck and worlds, common to all settings"] == pytest.approx(100 / 149, abs=0.06)
    assert shares["luck that differs by setting"] == pytest.approx(4 / 149, abs=0.01)


def test_intervals_of_shares_hold_the_truth_nearly_as_often_as_they_say():
    """A variance from 60 seeds is itself rough, so that the bootstrap falls a little short of 95 of 100."""
    held = 0
    for trial in range(16):
        found = attribution(*played(fraction(2), {("a",): -12.0}, replicates=60, seed=trial), "civilian_deaths")
        row = found.effects.set_index("term").loc["a"]
        held += row["share_low"] <= 36 / 140 <= row["share_high"]
    assert held >= 13


def test_what_three_choices_do_together_is_said_to_be_left():
    found = attribution(*played(fraction(3), {("a", "b", "c"): 20.0}, shared=1.0), "civilian_deaths")
    shares = found.shares.set_index("source")["share"]
    assert shares["three or more choices together"] > 0.8
    assert shares["choices alone"] < 0.01


def test_luck_alone_gives_no_share():
    found = attribution(*played(fraction(3), {}, noise=5.0), "civilian_deaths")
    shares = found.shares.set_index("source")["share"]
    assert shares["choices alone"] + shares["choices in pairs"] < 0.02
    assert (found.effects["verdict"].isin(["unclear", "tiny"])).mean() > 0.6


def test_a_fraction_names_the_pairs_it_cannot_tell_apart():
    found = attribution(*played(fraction(4, (0, 1, 2)), {("a",): 5.0, ("c", "d"): 8.0}), "civilian_deaths")
    table = found.effects.set_index("term")
    assert found.resolution == 4
    assert table.loc["a x b", "aliases"] == "c x d"
    assert table.loc["a x b", "effect"] == pytest.approx(8.0, abs=1.0)
    assert table.loc["a", "aliases"] == ""
    assert len(table) == 7
    assert any("resolution IV" in note for note in found.notes)


def test_a_fraction_that_is_too_coarse_says_so():
    found = attribution(*played(fraction(3, (0, 1)), {("c",): 5.0}), "civilian_deaths")
    assert found.resolution == 3
    assert found.effects.set_index("term").loc["c", "aliases"] == "a x b"
    assert any("too coarse" in note for note in found.notes)


def test_an_alias_that_goes_the_other_way_has_a_minus():
    settings = [(*row, -int(np.prod(row))) for row in product((-1, 1), repeat=3)]
    found = attribution(*played(settings, {}), "civilian_deaths")
    assert found.effects.set_index("term").loc["a x b", "aliases"] == "minus c x d"


def test_intervals_hold_the_truth_as_often_as_they_say():
    held = 0
    for trial in range(40):
        found = attribution(*played(fraction(2), {("a",): 3.0}, seed=trial, noise=6.0), "civilian_deaths")
        row = found.effects.set_index("term").loc["a"]
        held += row["low"] <= 3.0 <= row["high"]
    assert held >= 34


def test_a_seed_that_failed_in_one_setting_is_left_out_and_said():
    made, plan = played(fraction(3), {("a",): -12.0})
    found = attribution(made[~((made["design"] == "s3") & (made["replicate"] == 0))], plan, "civilian_deaths")
    assert found.units == 29
    assert any("1 of 30 seeds are left out" in note for note in found.notes)


def test_what_mixes_or_has_no_two_levels_is_refused():
    made, plan = played(fraction(3), {})
    with pytest.raises(PlanError, match="7 settings with finished runs are no full factorial"):
        attribution(made[made["design"] != "s3"], plan, "civilian_deaths")
    three = made.assign(a=np.where(made["design"] == "s0", "half", made["a"]))
    with pytest.raises(PlanError, match="two levels of every choice; a has 3: half, off, on"):
        attribution(three, plan, "civilian_deaths")
    with pytest.raises(PlanError, match="no choice of the mission varies"):
        attribution(made, MadePlan(designs=plan.designs), "civilian_deaths")
    with pytest.raises(PlanError, match="1 seed met every one of the 8 settings"):
        attribution(made[made["replicate"] == 0], plan, "civilian_deaths")
