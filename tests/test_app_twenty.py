"""Twenty people play at once: everybody gets on with a run of their own, and a click is still answered."""

from __future__ import annotations

from typing import Any

import pytest
from app_site import Visitor, needs_browser, serving
from lent_tabs import Tabs

import peaceops as po

pytestmark = [needs_browser, pytest.mark.slow, pytest.mark.longest]
MANY, WEEKS = 20, 12


def begin(one: Visitor, seed: int) -> None:
    """Take a seed of one's own, to be played as fast as it goes."""
    one.page.get_by_label("Seed", exact=True).fill(str(seed))
    one.page.get_by_role("button", name="Reset", exact=True).click()
    one.wait(f"peaceops.scene.seed === {seed} && peaceops.shown >= 0")
    one.page.get_by_label("Speed", exact=True).select_option("0")


def recorded(seed: int) -> list[float]:
    """Return what a run without a page records."""
    model = po.MissionModel(po.load_scenario("post_accord"), seed=seed)
    for _ in range(WEEKS):
        model.step()
    return model.result().weekly["local_consent"].to_list()


def press(one: Visitor, name: str) -> Any:
    """Press a button."""
    return one.page.get_by_role("button", name=name, exact=True).click()


def test_twenty_visitors_play_at_once_and_each_has_their_own_run() -> None:
    from peaceops.viz.app.harness import browser

    with serving() as address, browser() as window:
        tabs = Tabs(window)
        people = [Visitor(tabs, address) for _ in range(MANY)]
        for i, one in enumerate(people):
            begin(one, 100 + i)
        for one in people:
            press(one, "Play")
        for one in people:
            one.wait(f"peaceops.last >= {WEEKS}")
        for one in people:  # while others still play
            press(one, "Pause")
            one.wait("!peaceops.playing")
        for i in (0, MANY // 2, MANY - 1):
            shown = [row["local_consent"] for row in people[i].values()[:WEEKS]]
            assert shown == pytest.approx(recorded(100 + i), abs=1e-6)
        assert [problem for one in people for problem in one.problems] == []
