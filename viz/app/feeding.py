"""What Python sends to ``feed.vue``: the scene once, then weeks as the page asks for them."""

from __future__ import annotations

import json
from typing import Any

from .frames import scene
from .visitors import Run

__all__ = ["Feed"]

BATCH = 12
"""Weeks in one message when a page that comes back gets what was played before."""


class Feed:
    """The way to one feed component; messages sent before it is there are dropped, since it asks when it comes."""

    def __init__(self) -> None:
        """Wait for the component."""
        self.widget: Any = None

    def scene(self, run: Run) -> None:
        """Send the country of a run, and all weeks played so far."""
        self._send("scene", json.dumps(scene(run.session), separators=(",", ":"), allow_nan=False))
        for first in range(0, run.weeks, BATCH):
            self.weeks(run.frames(first, first + BATCH - 1))

    def weeks(self, frames: list[str]) -> None:
        """Send some weeks in one message."""
        self._send("weeks", f"[{','.join(frames)}]")

    def cut(self, week: int) -> None:
        """Let the page forget the weeks after one."""
        self._call("cut", week)

    def again(self, week: int, of: int, goal: int) -> None:
        """Tell the page how far a run has been played again, up to which week that goes, and up to which it plays on.

        The page then asks for the next piece; all zero says that it is done.
        """
        self._call("again", week, of, goal)

    def stopped(self) -> None:
        """Tell the page that playing again was stopped."""
        self._call("stopped")

    def to(self, week: int) -> None:
        """Let the page play to a week, which its visitor can stop."""
        self._call("to", week)

    def halt(self) -> None:
        """Let the page stop playing."""
        self._call("halt")

    def say(self, text: str) -> None:
        """Show a sentence beside the transport."""
        self._call("say", text)

    def _send(self, method: str, text: str) -> None:
        """Send JSON as bytes, so that it is not packed into JSON a second time."""
        if self.widget is not None:
            self.widget.send({"method": method, "args": []}, buffers=[text.encode()])

    def _call(self, method: str, *given: Any) -> None:
        """Call a method of the component."""
        if self.widget is not None:
            self.widget.send({"method": method, "args": list(given)})
