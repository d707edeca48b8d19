"""Pages with one component on weeks of a real run, opened in a browser: what tests of the page's parts share."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pytest
from lent_tabs import Tabs

from peaceops.experiments.session import Session
from peaceops.model.library import load_scenario
from peaceops.viz.app.frames import frame, scene, turning_marks
from peaceops.viz.app.harness import BROWSER, page

WEEKS, TURN, HORIZON = 70, 40, 312
OF_THE_MAP = ("layers", "teams", "bands", "network")
"""What of a frame only the map and the network show; left out, pages open in a tenth of the time."""

needs_browser = pytest.mark.skipif(
    not BROWSER.exists() or importlib.util.find_spec("playwright") is None,
    reason=f"no browser at {BROWSER}, or no playwright in this environment",
)


class Tab:
    """A page with one component, and what went wrong in it."""

    def __init__(self, chromium: Tabs, text: str, size: tuple[int, int]) -> None:
        self.problems: list[str] = []
        self.asked: list[str] = []
        self.page = chromium.lend(size, hears={
            "pageerror": lambda problem: self.problems.append(str(problem)),
            "console": lambda said: self.problems.append(said.text) if said.type == "error" else None,
            "request": lambda one: self.asked.append(one.url),
        })  # fmt: skip
        self.page.set_default_timeout(90_000)
        self.page.set_content(text)
        self("() => { window.heard = []; parts[0].ask_why = (said) => heard.push(said); }")
        self.settle()

    def __call__(self, script: str, *given: Any) -> Any:
        """Return what a script in the page gives."""
        return self.page.evaluate(script, *given)

    def settle(self) -> None:
        """Wait until the page has drawn what it was told."""
        twice = "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60)))"
        self(f"() => new Promise(done => {twice})")

    def show(self, week: int) -> None:
        """Show a week."""
        self("(week) => peaceops.show(week)", week)
        self.settle()

    @property
    def shown(self) -> int:
        """The week shown."""
        return int(self("peaceops.shown"))

    def texts(self, where: str) -> list[str]:
        """Return the texts of all elements that a selector finds."""
        return list(self("(where) => [...document.querySelectorAll(where)].map(one => one.textContent.trim())", where))

    def values(self, where: str, name: str) -> list[str]:
        """Return an attribute of all elements that a selector finds."""
        script = "([where, name]) => [...document.querySelectorAll(where)].map(one => one.getAttribute(name))"
        return list(self(script, [where, name]))

    def text(self, where: str) -> str:
        """Return what can be read of one element."""
        return str(self.page.inner_text(where))

    def count(self, where: str) -> int:
        """Return how many elements a selector finds."""
        return int(self("(where) => document.querySelectorAll(where).length", where))


def play(session: Session, upto: int, into: list[dict[str, Any]]) -> None:
    """Play a run and add its frames."""
    while len(into) < upto:
        session.step()
        whole = frame(session.model, whole=not into)
        into.append({name: value for name, value in whole.items() if name not in OF_THE_MAP})


@lru_cache(maxsize=1)
def played_weeks() -> dict[str, Any]:
    """Return a run of 70 weeks with a decision from week 40 on, and its twin without it."""
    session = Session(load_scenario("post_accord"), 7)
    frames: list[dict[str, Any]] = []
    given = scene(session)
    play(session, TURN, frames)
    twin = session.fork({})
    other = list(frames)
    session.decide({"collocation.headquarters": 1.0})
    play(session, WEEKS, frames)
    play(twin, WEEKS, other)
    return {
        "scene": given, "frames": frames, "other": other, "answer": session.why("civilian_deaths", 60),
        "weekly": session.result().weekly, "turning": turning_marks(session.result()),
    }  # fmt: skip


def long_run(played: dict[str, Any]) -> list[dict[str, Any]]:
    """Return 312 weeks made of those played, for what depends on their number alone."""
    return [{**played["frames"][week % WEEKS], "week": week, "marks": []} for week in range(HORIZON)]


@contextmanager
def tabs(chromium: Tabs) -> Iterator[Callable[..., Tab]]:
    """Open pages; at the end nothing may have gone wrong in them, and nothing may have been asked of any host."""
    played, open_ones = played_weeks(), []

    def opened(name: str | Sequence[Any], traits: Any = None, size: tuple[int, int] = (1366, 768), **given: Any) -> Tab:
        told = {"scene": played["scene"], "frames": played["frames"], **given}
        parts = [(name, traits or {})] if isinstance(name, str) else name
        text = page(parts, told.pop("scene"), told.pop("frames"), **told)
        open_ones.append(Tab(chromium, text, size))
        return open_ones[-1]

    yield opened
    for tab in open_ones:
        chromium.give_back(tab.page)
        assert not tab.problems, tab.problems
        assert not [url for url in tab.asked if not url.startswith(("about:", "data:", "blob:"))]
