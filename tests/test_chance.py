"""Draws are addressed: by seed, rule, week and slot, and by nothing else."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from peaceops.model.chance import Chance

seeds = st.integers(0, 2**63)
weeks = st.integers(0, 1040)


@given(seed=seeds, week=weeks, few=st.integers(0, 40), more=st.integers(0, 300))
def test_a_slot_draws_the_same_however_many_slots_follow(seed, week, few, more):
    chance = Chance(seed)
    for draw in (chance.uniform, chance.noise):
        long = draw("rule", week, few + more)
        assert (draw("rule", week, few) == long[:few]).all()
    long = chance.heavy_tail("rule", week, few + more, 60.0)
    assert (chance.heavy_tail("rule", week, few, 60.0) == long[:few]).all()


@given(seed=seeds, week=weeks, n=st.integers(1, 50))
def test_draws_elsewhere_change_nothing_here(seed, week, n):
    alone = Chance(seed).uniform("rule", week, n)
    busy = Chance(seed)
    busy.uniform("another", week, 7)
    busy.noise("rule", week + 1, 3)
    busy.heavy_tail("rule", week, 5, 10.0)
    assert (busy.uniform("rule", week, n) == alone).all()
    assert (busy.uniform("rule", week, n) == alone).all()


@given(seed=seeds, week=weeks, slots=st.lists(st.integers(0, 60), max_size=12), width=st.integers(1, 9))
@example(seed=3, week=2, slots=[60, 0], width=700)
def test_rows_of_slots_are_the_draws_of_their_addresses(seed, week, slots, width):
    chance, at = Chance(seed), np.array(slots, dtype=np.int64)
    every = chance.uniform("rule", week, 61 * width).reshape(61, width)
    assert (chance.uniform_rows("rule", week, at, width) == every[at]).all()
    noise = chance.noise("rule", week, 61 * width).reshape(61, width)
    assert (chance.noise_rows("rule", week, at, width) == noise[at]).all()
    sizes = chance.heavy_tail("rule", week, 61, 60.0)
    assert (chance.heavy_tail_rows("rule", week, at, 60.0) == sizes[at]).all()


def test_rows_drawn_before_are_not_overwritten():
    chance = Chance(1)
    first = chance.uniform_rows("rule", 0, np.arange(5), 3)
    kept = first.copy()
    chance.uniform_rows("rule", 1, np.arange(5), 3)
    assert (first == kept).all()


def test_seed_rule_week_and_slot_each_lead_to_other_draws():
    here = Chance(1).uniform("rule", 3, 64)
    assert len(set(here.tolist())) == 64
    for other in (
        Chance(2).uniform("rule", 3, 64),
        Chance(1).uniform("ruler", 3, 64),
        Chance(1).uniform("rule", 4, 64),
    ):
        assert not set(here.tolist()) & set(other.tolist())


def test_zero_is_a_seed_and_a_negative_one_is_refused():
    assert not (Chance(0).uniform("rule", 0, 8) == Chance(1).uniform("rule", 0, 8)).any()
    with pytest.raises(ValueError, match=r"seed is -1; allowed is any whole number from 0 up"):
        Chance(-1)


def test_uniform_draws_fill_the_unit_interval_evenly():
    u = Chance(5).uniform("rule", 0, 40_000)
    assert u.min() >= 0.0
    assert u.max() < 1.0
    assert np.abs(np.histogram(u, bins=10, range=(0.0, 1.0))[0] / 4000.0 - 1.0).max() < 0.08
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 0.02


def test_noise_has_mean_zero_and_variance_one():
    z = Chance(6).noise("rule", 0, 40_000)
    assert abs(z.mean()) < 0.02
    assert abs(z.var() - 1.0) < 0.03
    assert abs((z**3).mean()) < 0.05
    assert np.abs(z).max() < 6.0**0.5


@pytest.mark.parametrize("largest", [2.0, 10.0, 60.0, 1000.0])
def test_heavy_tail_has_the_mean_and_the_quantiles_of_its_law(largest):
    sizes = Chance(7).heavy_tail("rule", 0, 60_000, largest)
    assert sizes.min() >= 1.0
    assert sizes.max() <= largest
    mean = 4.0 - 3.0 / largest ** (1.0 / 3.0)  # 1 + the integral of x^(-4/3) from 1 to the largest
    assert abs(sizes.mean() / mean - 1.0) < 0.06
    for above in (1.5, 4.0):
        if above < largest:
            assert abs((sizes > above).mean() - above ** (-4.0 / 3.0)) < 0.01


def test_once_is_the_first_slot():
    assert Chance(8).once("rule", 12) == Chance(8).uniform("rule", 12, 3)[0]
    assert Chance(8).once("rule") == Chance(8).uniform("rule", 0, 1)[0]


def test_no_two_rules_share_a_stream():
    root = Path(__file__).parent.parent
    text = "".join(f.read_text(encoding="utf-8") for part in ("model", "agents") for f in (root / part).rglob("*.py"))
    names = set(re.findall(r'\.(?:uniform|noise|heavy_tail|once)(?:_rows)?\(\s*f?"([^"]+)"', text))
    assert len(names) > 15
    assert len({zlib.crc32(name.encode()) for name in names}) == len(names)
