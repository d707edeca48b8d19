"""The page as it is served, and a browser that looks at it: what tests of the whole page share."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from lent_tabs import Tabs

from peaceops.viz.app.harness import BROWSER
from peaceops.viz.app.serving import PAGE, served

PATIENCE = 90_000  # milliseconds; a busy machine is no fault of the page
"""Milliseconds that anything may take: the machine may be busy with other tests."""
NOWHERE = "keep/none/nothing"
"""An address at which the server has no page, so that no script runs there."""

needs_browser = pytest.mark.skipif(
    not BROWSER.exists() or importlib.util.find_spec("playwright") is None,
    reason=f"no browser at {BROWSER} (or playwright is not installed): apt-get install chromium",
)


@contextmanager
def serving(*words: str) -> Iterator[str]:
    """Serve the page on a free port; give its address."""
    with served([*PAGE, *words]) as (address, _):
        yield address


def same_numbers(shown: list[dict[str, Any]], weekly: Any) -> None:
    """Fail unless a page shows what a run has recorded; pages hold numbers in single precision."""
    assert len(shown) == len(weekly)
    for name in shown[0]:
        there = np.array([np.nan if row[name] is None else row[name] for row in shown], dtype=np.float32)
        np.testing.assert_array_equal(there, weekly[name].to_numpy(dtype=np.float32), err_msg=name)


class Visitor:
    """One visitor with the page open, in a browser profile of their own.

    Attributes:
        page: The tab.
        asked: Addresses of all requests.
        problems: Errors of scripts.
    """

    def __init__(
        self,
        chromium: Tabs,
        address: str,
        size: tuple[int, int] = (1366, 768),
        query: str = "",
        *,
        touch: bool = False,
        toured: bool = True,
        script: str = "",
        waits: bool = True,
    ) -> None:
        self.address, self.waits = address, waits
        self.asked: list[str] = []
        self.problems: list[str] = []
        self._chromium = chromium
        first = "localStorage.setItem('peaceops.toured', '1');" if toured else ""
        self.page = chromium.lend(size, first + script, {
            "request": lambda one: self.asked.append(one.url),
            "websocket": lambda one: self.asked.append(one.url),
            "pageerror": lambda error: self.problems.append(str(error)),
        }, reduced_motion="reduce", has_touch=touch)  # fmt: skip
        self.context = self.page.context
        self.page.set_default_timeout(PATIENCE)
        self._open(query)

    def _open(self, query: str) -> None:
        """Open the page, where nothing is stored of whoever had the tab before."""
        self.page.goto(self.address + NOWHERE)
        self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.asked.clear()
        self.page.goto(self.address + query)
        if self.waits:
            self.wait("window.peaceops && peaceops.shown >= 0")

    def wait(self, condition: str) -> None:
        """Wait until something holds in the page."""
        self.page.wait_for_function(condition, timeout=PATIENCE)

    def week(self) -> int:
        """Return the week shown."""
        return int(self.page.evaluate("peaceops.shown"))

    def to(self, week: int) -> None:
        """Play to a week by typing it."""
        self.page.get_by_label("Go to week").fill(str(week))
        self.page.keyboard.press("Enter")
        self.wait(f"peaceops.shown === {week}")

    def menu(self, name: str) -> None:
        """Open one of the menu's panels."""
        self.page.get_by_role("navigation", name="Page").get_by_role("button", name=name, exact=True).click()

    def state(self) -> str:
        """Return what the page shows and where it stands, to be read after a failure."""
        where = "(({last, shown, playing}) => ({last, shown, playing}))(window.peaceops ?? {})"
        try:
            return f"{self.page.url} {self.page.evaluate(where)}\n{self.page.inner_text('body')}\n{self.problems}"
        except Exception as error:
            return f"the page tells nothing: {error}"

    def values(self) -> list[dict[str, float]]:
        """Return every number column of every week that the page has."""
        return self.page.evaluate(
            "Array.from({length: peaceops.last + 1}, (_, w) => Object.fromEntries(peaceops.scene.columns.map("
            "c => [c.key, peaceops.value(w, c.key)]).map(([k, v]) => [k, Number.isFinite(v) ? v : null])))"
        )

    def close(self) -> None:
        """Leave."""
        self._chromium.give_back(self.page)
