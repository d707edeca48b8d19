"""One visitor's desk: the run before them, and what each control of the page does to it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from ...experiments.session import Session
from ...model.errors import PeaceopsError, ScenarioError
from ...model.library import load_scenario
from ...model.scenario import Scenario
from .feeding import Feed
from .visitors import Run, Visitors

__all__ = ["Desk"]

FIRST_SCENARIO, FIRST_SEED = "post_accord", 7
MOST_SEED = 2**53 - 1  # the largest whole number that a browser's script can hold


class Desk:
    """What one open page does, and what it shows besides the frames.

    Attributes:
        run: The run watched; None until the page has said who it is.
        trouble: Sentences about what could not be done, by the control that asked for it.
    """

    def __init__(self, visitors: Visitors, changed: Callable[[], None]) -> None:
        """Wait for the page to say hello; ``changed`` is called whenever something besides frames is new."""
        self.visitors, self.changed = visitors, changed
        self.feed = Feed()
        self.run: Run | None = None
        self.preset: str | None = None
        self.trouble: dict[str, str] = {}
        self.taken = False

    def hello(self, said: Any) -> None:
        """Find the run of a page that has come (back), or begin one."""
        said = said if isinstance(said, dict) else {}
        run = self.visitors.find(said.get("key"))
        self._watch(run or Run(Session(load_scenario(FIRST_SCENARIO), FIRST_SEED)))

    def ask(self, said: Any) -> None:
        """Send the weeks after one, played now if need be."""
        run = self.run
        if run is None or not isinstance(said, dict):
            return
        after, many = int(said.get("after", -1)), min(max(int(said.get("many", 1)), 1), 16)
        missing = after + 1 + many - run.weeks
        if missing > 0:
            run.play(missing)
        self.feed.weeks(run.frames(after + 1, after + many))

    def again(self, said: Any) -> None:
        """Begin anew: the same settings (reset) or the scenario's own (new seed)."""
        run = self.run
        if run is None or not isinstance(said, dict):
            return
        with self.refusing("seed"):
            seed = read_seed(said["seed"]) if said.get("seed") is not None else secrets.randbelow(10**6)
            self.begin(run.session.scenario, seed)

    def begin(self, scenario: Scenario, seed: int) -> None:
        """Play a scenario from its first week in place of what was before."""
        if self.run is None:
            return
        self.run.again(Session(scenario, seed))
        self.feed.scene(self.run)
        self.changed()

    def leave(self) -> None:
        """Note that the page is gone; its run is kept a while."""
        if self.run is not None:
            self.visitors.leave(self.run, self)

    def refusing(self, control: str) -> Refusing:
        """Turn an error that a visitor can cause into a sentence beside a control."""
        return Refusing(self, control)

    def _watch(self, run: Run) -> None:
        """Watch a run, and send what is known of it; whoever watched it before is told."""
        self.run = run
        before = self.visitors.watch(run, self)
        if isinstance(before, Desk):
            before.lose()
        self.feed.scene(run)
        self.changed()

    def lose(self) -> None:
        """Stop watching, since the run was opened in another tab."""
        self.run, self.taken = None, True
        self.changed()


class Refusing:
    """A block whose refusal is shown beside a control instead of breaking the page."""

    def __init__(self, desk: Desk, control: str) -> None:
        """Show what is refused beside ``control``."""
        self.desk, self.control = desk, control

    def __enter__(self) -> Refusing:
        """Forget what was refused before."""
        self.desk.trouble.pop(self.control, None)
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        """Keep the sentence of a refusal; let anything else through."""
        if isinstance(error, PeaceopsError):
            self.desk.trouble[self.control] = str(error)
        self.desk.changed()
        return isinstance(error, PeaceopsError)


def read_seed(text: object) -> int:
    """Return the seed that somebody typed.

    Raises:
        ScenarioError: If it is no whole number from 0 up that a browser can hold.
    """
    words = str(text).strip()
    if not words.isascii() or not words.isdigit() or int(words) > MOST_SEED:
        shown = repr(words[:40])
        raise ScenarioError(f"seed is {shown}; allowed is a whole number from 0 to {MOST_SEED}")
    return int(words)


