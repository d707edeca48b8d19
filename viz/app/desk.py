"""One visitor's desk: the run before them, and what each control of the page does to it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from ...experiments.session import Session
from ...model.errors import PeaceopsError
from ...model.library import load_scenario
from ...model.presets import preset_values
from ...model.scenario import Scenario
from .comparing import Pair, change
from .feeding import Feed
from .frames import turning_marks
from .frames_cards import KINDS, card, no_card
from .keeping import made_from
from .links import link_text, read_link
from .outcomes import answer_for_page
from .panels import read_choice, read_inject
from .retrace import kept_settings, taken_up
from .seeds import read_seed
from .shelf import Shelf
from .undoing import Undoing
from .visitors import TURNS, Run, Visitors

__all__ = ["Desk"]

FIRST_SCENARIO, FIRST_SEED = "post_accord", 7
TURNING_WEEKS = 52
"""Weeks after which turning points, which need a look back, are looked for again."""
MOST_AHEAD = 16
"""Most weeks that one question of the page is answered with."""


class Desk(Undoing):
    """What one open page does, and what it shows besides the frames.

    Attributes:
        run: The run watched; None until the page has said who it is.
        looks: Future that the panels show: "this" or "other".
        trouble: Sentences about what could not be done, by the control that asked for it.
        done: Times that something succeeded, by control; dialogs close when theirs grows.
        answer: Why something changed, as last asked.
        card: What was last clicked.
        away: Why the page has no run: "taken" by another tab, "full" if all places are taken, or an empty text.
    """

    def __init__(self, visitors: Visitors, shelf: Shelf, changed: Callable[[], None]) -> None:
        """Wait for the page to say hello; ``changed`` is called whenever something besides frames is new."""
        self.visitors, self.shelf, self.changed = visitors, shelf, changed
        self.feed, self.twin_feed = Feed(), Feed()
        self.run: Run | None = None
        self.looks = "this"
        self.trouble: dict[str, str] = {}
        self.done: dict[str, int] = {}
        self.answer: dict[str, Any] | None = None
        self.card: dict[str, Any] | None = None
        self.turning: list[dict[str, Any]] = []
        self.away = ""
        self._link: tuple[Any, str] | None = None

    @property
    def link(self) -> str:
        """Query of a link to the run, or an empty text if it cannot be linked to; ``trouble["link"]`` says why."""
        return self._linked(self.run) if self.run is not None else ""

    def _linked(self, run: Run) -> str:
        """Return the link of a run, worked out anew only after something was decided."""
        state = (run.session, run.session.decisions)
        if self._link is None or self._link[0] != state:
            self.trouble.pop("link", None)
            try:
                self._link = (state, link_text(run.session, run.preset))
            except PeaceopsError as error:
                self.trouble["link"] = str(error)
                self._link = (state, "")
        return self._link[1]

    @property
    def former(self) -> str:
        """The run before, which one can go back to, in words; empty if there is none."""
        was = self.run.former if self.run is not None else None
        return f"{was.session.scenario.title}, seed {was.session.seed}, week {len(was.frames) - 1}" if was else ""

    # Coming and going ----------------------------------------------------------------------------------------------

    def hello(self, said: Any) -> None:
        """Find the run of a page that has come (back), or begin one."""
        said = said if isinstance(said, dict) else {}
        run, link = self.visitors.find(said.get("key")), str(said.get("link") or "")
        if run is None and self.visitors.full:
            self.away = "full"
            self.changed()
            return
        if link and (run is None or link != self._linked(run)):
            with self.refusing("seed"):
                made, seed, preset = read_link(link)
                session, until = taken_up(made, seed)
                run, self._goal = Run(session, preset), until
        self._watch(run or Run(Session(load_scenario(FIRST_SCENARIO), FIRST_SEED)))

    def leave(self) -> None:
        """Note that the page is gone; its run is kept a while."""
        if self.run is not None:
            self.visitors.leave(self.run, self)

    def _watch(self, run: Run) -> None:
        """Watch a run, and send what is known of it; whoever watched it before is told."""
        self.run, self.away = run, ""
        before = self.visitors.watch(run, self)
        if isinstance(before, Desk):
            before.lose()
        self.feed.scene(run)
        self.send_again()
        self.changed()

    def lose(self) -> None:
        """Stop watching, since the run was opened in another tab."""
        self.run, self.away = None, "taken"
        self.feed.halt()
        self.changed()

    # Playing -------------------------------------------------------------------------------------------------------

    def ask(self, said: Any) -> None:
        """Send the weeks after one, played now if need be."""
        before = self.run.weeks if self.run else 0
        if self.behind:
            self.send_again()
            return
        self._answer(self.run, self.feed, said)
        self.compare_with_stored()
        if self.run is not None and before // TURNING_WEEKS < self.run.weeks // TURNING_WEEKS:
            self._look_back()

    def _look_back(self) -> None:
        """Mark the turning points of the weeks played so far on the timeline, while the page plays on."""
        run = self.run
        if run is not None and run.weeks >= TURNING_WEEKS and not run.behind:
            Thread(target=self._mark, args=(run,), daemon=True).start()

    def _mark(self, run: Run) -> None:
        """Look for turning points in a turn, and show them unless the run has another past by then."""
        with run.lock:
            if run.behind:
                return
            model, result = run.session.model, run.session.result()
        with TURNS.turn():
            found = turning_marks(result)
        with run.lock:
            if self.run is not run or run.session.model is not model:
                return
            self.turning = found
        self.changed()

    def ask_twin(self, said: Any) -> None:
        """Likewise for the other future."""
        self._answer(self.twin, self.twin_feed, said)

    def _answer(self, run: Run | None, feed: Feed, said: Any) -> None:
        """Send the weeks that one of the two feeds asked for, unless it is played again: it asks anew after that."""
        if run is None or run.behind or not isinstance(said, dict):
            return
        after = min(max(int(said.get("after", -1)), -1), run.weeks - 1)
        many = min(max(int(said.get("many", 1)), 1), MOST_AHEAD)
        run.play(after + 1 + many - run.weeks)
        feed.weeks(run.frames(after + 1, after + many))

    def again(self, said: Any) -> None:
        """Begin anew: with the settings of now (reset), or with the scenario's own and other luck (new seed)."""
        if self.run is None or not isinstance(said, dict):
            return
        run, origin, preset = self.run, self.run.origin, self.run.preset
        with self.refusing("seed"):
            if said.get("seed") is None:
                self._begin(origin, secrets.randbelow(10**6), preset)
            else:
                self._begin(kept_settings(run.session), read_seed(said["seed"]), preset)
                run.origin = origin

    def begin(self, said: Any) -> None:
        """Begin a run of a shipped scenario with a preset and a seed."""
        if self.run is None or not isinstance(said, dict):
            return
        with self.refusing("start"):
            seed = read_seed(said.get("seed"))
            scenario = load_scenario(str(said.get("scenario")))
            preset = str(said.get("preset") or "")
            self._begin(scenario.with_preset(preset) if preset else scenario, seed, preset)
            self._succeed("start")

    def _begin(self, scenario: Scenario, seed: int, preset: str = "") -> None:
        """Play a scenario from its first week in place of what was before."""
        if self.run is None:
            return
        self.run.again(Session(scenario, seed), preset)
        self._show(self.run)

    def restore(self, said: Any = None) -> None:
        """Go back to the run before, as it was left."""
        if self.run is not None:
            self.run.restore()
            self._show(self.run)
            self.changed()

    def _show(self, run: Run) -> None:
        """Show a run that has taken the place of another, and nothing of what was before it."""
        self.end_twin()
        self.answer, self.card, self.turning = None, None, []
        self.trouble = {control: text for control, text in self.trouble.items() if control == "link"}
        self.feed.scene(run)
        self.send_again()

    # Deciding ------------------------------------------------------------------------------------------------------

    def decide(self, said: Any) -> None:
        """Change one choice from the coming week on."""
        if self.run is None or not isinstance(said, dict):
            return
        name = str(said.get("name"))
        with self.refusing(name):
            self._decide(said, {name: read_choice(name, said.get("value"))})

    def use_preset(self, said: Any) -> None:
        """Change all choices of a preset from the coming week on."""
        if self.run is None or not isinstance(said, dict):
            return
        with self.refusing("preset"):
            self._decide(said, preset_values(str(said.get("name"))))

    def _decide(self, said: dict[str, Any], changes: dict[str, Any]) -> None:
        """Change choices in the future, or the futures, that were named; in this one if none was."""
        self.ready()
        if self.run is not None:
            change(self.run, str(said.get("where") or "this"), lambda session: session.decide(changes), changes)

    def inject(self, said: Any) -> None:
        """Let something happen in the coming week, in both futures unless one was named."""
        if self.run is None or not isinstance(said, dict):
            return
        with self.refusing("inject"):
            self.ready()
            kind, fields = read_inject(said)
            change(self.run, str(said.get("where") or "both"), lambda session: session.inject(kind, **fields))

    # Asking --------------------------------------------------------------------------------------------------------

    def why(self, said: Any) -> None:
        """Answer why a stock changed up to a week."""
        run = self.twin if self.looks == "other" else self.run
        if run is None or not isinstance(said, dict):
            return
        week, sector, over = said.get("week"), said.get("sector"), said.get("over")
        with self.refusing("why"), run.lock:
            self.ready()
            found = run.session.why(
                str(said.get("stock")), None if week is None else int(week), over=int(over or 13),
                sector=None if sector is None else int(sector),
            )  # fmt: skip
            self.answer = answer_for_page(found, int(over or 13))
            if not said.get("again"):
                self._succeed("why")

    def pick(self, said: Any, store: str = "peaceops") -> None:
        """Open the card of what was picked, as it is in the last week played, or one that says why there is none."""
        run = self.run if store == "peaceops" else self.twin
        if run is None or not isinstance(said, dict):
            return
        kind = next((name for name in KINDS if name in said), "")
        try:
            self.ready()
            self.card = {**card(run.session, kind, said.get(kind)), "store": store}
        except PeaceopsError as error:
            self.card = {**no_card(kind, said.get(kind), str(error)), "store": store}
        self.changed()

    def look(self, said: Any) -> None:
        """Let the panels show the other future or this one; what was asked last is asked there."""
        self.looks = "other" if said == "other" and self.twin is not None else "this"
        if self.answer is not None:
            self.why({key: self.answer[key] for key in ("stock", "week", "sector", "over")} | {"again": True})
        self.changed()

    def opened(self, said: Any) -> None:
        """Open a run that was sent to the server or lies in its folder: it is played again, and compared."""
        if self.run is None or not isinstance(said, dict):
            return
        with self.refusing("keep"):
            result = self.shelf.take(said)
            session, _ = taken_up(*made_from(result))
            self.run.again(session, "")
            self.run.stored, self._goal = result, len(result.weekly)
            self._show(self.run)
            self._succeed("keep")

    # Comparing -----------------------------------------------------------------------------------------------------

    def fork(self, said: Any) -> None:
        """Begin a second future that differs by one choice, or by a preset, from the coming week on."""
        run = self.run
        if run is None or not isinstance(said, dict):
            return
        with self.refusing("compare"):
            self.ready()
            preset, name = said.get("preset"), str(said.get("name"))
            made = Pair(run, preset_values(str(preset)) if preset else {name: read_choice(name, said.get("value"))})
            run.part()
            run.pair = made
            self.twin_feed.scene(made.other)
            self._succeed("compare")

    @property
    def twin(self) -> Run | None:
        """The other future while two are compared."""
        return self.run.pair.other if self.run is not None and self.run.pair is not None else None

    def hello_twin(self, said: Any) -> None:
        """Send the other future to its feed, which has just come."""
        if self.twin is not None:
            self.twin_feed.scene(self.twin)

    def end_twin(self, said: Any = None) -> None:
        """Go on with one future."""
        if self.run is not None and self.run.pair is not None:
            self.run.part()
            self.looks, self.card, self.answer = "this", None, None
            self._succeed("compare")
        self.changed()

    def try_luck(self, said: Any = None) -> None:
        """Play both futures again with other luck, in a thread of its own."""
        if self.run is not None and self.run.pair is not None:
            self.run.pair.play_luck(self.run)
        self.changed()

    def stop_luck(self, said: Any = None) -> None:
        """Play no more pairs; those played are kept."""
        if self.run is not None and self.run.pair is not None:
            self.run.pair.stop()

    # Telling -------------------------------------------------------------------------------------------------------

    @contextmanager
    def refusing(self, control: str) -> Iterator[None]:
        """Turn an error that a visitor can cause into a sentence beside a control, and show what is new."""
        self.trouble.pop(control, None)
        try:
            yield
        except PeaceopsError as error:
            self.trouble[control] = str(error)
        finally:
            self.changed()

    def _succeed(self, control: str) -> None:
        """Note that something worked, so that its dialog can close."""
        self.done[control] = self.done.get(control, 0) + 1
