"""The page: what stands where, and which control calls what of the visitor's desk."""

from __future__ import annotations

import logging
from collections.abc import Callable
from html import escape
from typing import Any

import solara
import solara.server.kernel_context

from . import panels
from .comparing import told
from .desk import Desk
from .feeding import Feed
from .keeping import FILES, offered
from .learning import guide
from .luck import PAIRS
from .outcomes import chart_sets, questions
from .parts import part
from .shelf import Shelf
from .undoing import last_taken
from .visitors import Visitors

__all__ = ["Layout", "Page", "shelf", "visitors"]

log = logging.getLogger("peaceops")
visitors = Visitors()
"""The runs of everybody who watches; the server sets how long they are kept."""
shelf = Shelf()
"""Stored runs that can be opened."""

TABS = [
    {"key": "outcomes", "label": "Outcomes"}, {"key": "why", "label": "Why"}, {"key": "events", "label": "Events"},
    {"key": "benchmarks", "label": "Benchmarks"}, {"key": "network", "label": "Network"},
    {"key": "dilemmas", "label": "Dilemmas"},
]  # fmt: skip

Bar = part("bar", ("darken",), title="", preset="", dark=False)
Feeder = part(
    "feed", ("hello", "ask", "again", "restore", "picked", "catch_up", "stop_again"),
    store_name="peaceops", follows="", dark=False, seed=None, link="", key="", former="", trouble="",
)  # fmt: skip
Map = part("map", store="peaceops")
Card = part("card", store="peaceops", answer=None)
Timeline = part("timeline", store="peaceops", extra=[])
Side = part("side", ("look",), tabs=TABS, go=0, futures=False, looks="this")
Charts = part("charts", ("ask_why",), sets=None, fan=None, turning=[], names=["this run", "the other run"])
Why = part("why", ("ask_why",), store="peaceops", answer=None, trouble="", questions=[])
Events = part("events", store="peaceops")
Benchmarks = part("benchmarks", store="peaceops")
Network = part("network", store="peaceops")
Gauges = part("gauges", store="peaceops")
Choices = part(
    "choices", ("decide", "preset", "inject", "undo", "redo"),
    groups=[], values={}, first={}, presets=[], injects=[], log=[], trouble={}, undoes={}, redoes={},
    busy=False, others=None,
)  # fmt: skip
Start = part("start", ("begin",), scenarios=[], presets=[], current="", preset="", seed=None, trouble="", done=0)
Keep = part("keep", ("opened",), run="", link="", no_link="", files=[], stored=[], trouble="", done=0)
Learn = part("learn", ("need",), title="", parts=[])
Compare = part(
    "compare", ("fork", "end", "fan", "stop"),
    groups=[], values={}, presets=[], pair=told(None), most=PAIRS, run="", trouble="", done=0,
)  # fmt: skip
Tour = part("tour", ready=False)
Failed = part("failed", ("dismiss",), said="", away="")


@solara.component
def Layout(children: Any = ()) -> Any:  # noqa: N802 - Solara looks for this name
    """Put the page into the window as it is, without Solara's own bars."""
    return solara.Div(children=list(children), classes=["po-root"])


@solara.component
def Page() -> Any:  # noqa: N802
    """Lay out the page of one visitor."""
    _, set_turn = solara.use_state(0)
    dark, set_dark = solara.use_state(False)
    failed, set_failed = solara.use_state("")
    learns, set_learns = solara.use_state(False)
    context = solara.server.kernel_context.get_current_context()

    def changed() -> None:
        """Show what is new, whichever thread it comes from."""
        with context:
            set_turn(lambda n: n + 1)

    desk: Desk = solara.use_memo(lambda: Desk(visitors, shelf, changed), [])
    solara.use_effect(lambda: desk.leave, [])

    def safely(do: Callable[[Any], None], feed: Feed | None = None) -> Callable[[Any, Any], None]:
        """Keep page and run whatever happens in a control, and say so; speak to a feed that said hello."""

        def done(said: Any, widget: Any) -> None:
            try:
                if feed is not None:
                    feed.widget = widget
                do(said)
            except Exception as error:
                log.exception("a control of the page failed")
                desk.feed.halt()
                desk.twin_feed.halt()
                set_failed(f"{type(error).__name__}: {error}")

        return done

    name = "po-app po-dark" if dark else "po-app po-light"
    with solara.Div(classes=[*name.split(), *(["po-twin"] if desk.twin else [])]) as main:
        _top(desk, dark, safely(set_dark))
        _drawer(desk, safely)
        _stage(desk, dark, safely)
        _side(desk, safely)
        _over(desk, learns, safely(lambda said: set_learns(True)), safely)
        if failed or desk.away:
            Failed(said=failed, away=desk.away, on_dismiss=safely(lambda said: set_failed("")))
    return main


def _top(desk: Desk, dark: bool, darken: Callable[..., None]) -> None:
    """Put the bar at the top."""
    title = desk.run.session.scenario.title if desk.run else ""
    titles = {one["name"]: one["title"] for one in panels.preset_cards()}
    Bar(title=title, preset=titles.get(desk.run.preset, "") if desk.run else "", dark=dark, on_darken=darken)


def _drawer(desk: Desk, safely: Callable[..., Any]) -> None:
    """Put the drawer of choices at the left."""
    session, pair = (desk.run.session, desk.run.pair) if desk.run else (None, None)
    Choices(
        groups=panels.choice_groups(), presets=panels.preset_cards(), injects=panels.inject_kinds(),
        values=panels.choice_values(session.in_force) if session else {},
        first=panels.choice_values(session.scenario) if session else {},
        others=panels.choice_values(desk.twin.session.in_force) if desk.twin else None,
        log=pair.log(desk.run) if desk.run and pair
        else [{"week": one.week, "text": one.text, "where": ""} for one in session.decisions] if session else [],
        undoes=last_taken(desk.run, done=True), redoes=last_taken(desk.run, done=False), busy=bool(desk.behind),
        trouble=dict(desk.trouble), on_decide=safely(desk.decide), on_preset=safely(desk.use_preset),
        on_inject=safely(desk.inject), on_undo=safely(desk.undo), on_redo=safely(desk.redo),
    )  # fmt: skip


def _stage(desk: Desk, dark: bool, safely: Callable[..., Any]) -> None:
    """Put map, transport and timeline in the middle."""
    run, pair = desk.run, told(desk.run)
    with solara.Div(classes=["po-stage"], attributes={"role": "main"}):
        _heading("Country")
        with solara.Div(classes=["po-map-place"]):
            if desk.twin:
                _caption(f"This future: {pair['words'][0]}")
            Map()
            if desk.twin:
                _caption(f"The other future: {pair['words'][1]}")
                Map(store="peaceopsTwin")
            Card(answer=desk.card)
        with solara.Div(classes=["po-under"]):
            Feeder(
                dark=dark, seed=run.session.seed if run else None, key=run.key if run else "", link=desk.link,
                trouble=desk.trouble.get("seed", ""), on_hello=safely(desk.hello, desk.feed), on_ask=safely(desk.ask),
                on_again=safely(desk.again), on_restore=safely(desk.restore), on_picked=safely(desk.pick),
                former=desk.former, on_catch_up=safely(desk.catch_up), on_stop_again=safely(desk.stop_again),
            )  # fmt: skip
            if desk.twin:
                Feeder(
                    store_name="peaceopsTwin", follows="peaceops", dark=dark, on_ask=safely(desk.ask_twin),
                    on_hello=safely(desk.hello_twin, desk.twin_feed),
                    on_picked=safely(lambda said: desk.pick(said, "peaceopsTwin")),
                ).key("twin")  # fmt: skip
        with solara.Div(classes=["po-time-place"]):
            Timeline(extra=desk.turning)


def _heading(words: str) -> None:
    """Put a heading for those who hear the page read."""
    solara.HTML(tag="h2", unsafe_innerHTML=escape(words), classes=["po-hidden"])


def _caption(words: str) -> None:
    """Put a line above one of two maps."""
    solara.HTML(tag="p", unsafe_innerHTML=escape(words), classes=["po-caption"], attributes={"data-help": words})


def _side(desk: Desk, safely: Callable[..., Any]) -> None:
    """Put what happens and why at the right."""
    about = {"role": "region", "aria-label": "What happens and why"}
    with solara.Div(classes=["po-side"], attributes=about):
        _heading("What happens and why")
        Side(go=desk.done.get("why", 0), futures=bool(desk.twin), looks=desk.looks, on_look=safely(desk.look))
        store = "peaceopsTwin" if desk.looks == "other" and desk.twin else "peaceops"
        with solara.Div(classes=["po-panels"]):
            luck = desk.run.pair.luck if desk.run and desk.run.pair else None
            with solara.Div(classes=["po-panel", "po-is-outcomes"]):
                Charts(
                    sets=chart_sets(), fan=luck.bands if luck else None, turning=desk.turning,
                    names=["this future", "the other future"], on_ask_why=safely(desk.why),
                )  # fmt: skip
            with solara.Div(classes=["po-panel", "po-is-why"]):
                Why(
                    answer=desk.answer, trouble=desk.trouble.get("why", ""), on_ask_why=safely(desk.why), store=store,
                    questions=questions(),
                ).key(f"why {store}")  # fmt: skip
            rest = {"events": Events, "benchmarks": Benchmarks, "network": Network, "dilemmas": Gauges}
            for name, panel in rest.items():
                with solara.Div(classes=["po-panel", f"po-is-{name}"]):
                    panel(store=store).key(f"{name} {store}")


def _over(desk: Desk, learns: bool, need: Callable[..., None], safely: Callable[..., Any]) -> None:
    """Put the dialogs over the page."""
    run = desk.run
    scenario = run.session.scenario if run else None
    Start(
        scenarios=panels.scenario_cards(), presets=panels.preset_cards(), current=scenario.name if scenario else "",
        preset=run.preset if run else "", seed=run.session.seed if run else None, trouble=desk.trouble.get("start", ""),
        done=desk.done.get("start", 0), on_begin=safely(desk.begin),
    )  # fmt: skip
    files = offered(FILES)
    stored = [{"key": one.key, "kind": one.kind, "label": one.label, "help": one.help} for one in shelf.stored]
    Keep(
        run=run.key if run else "", link=desk.link, no_link=desk.trouble.get("link", ""), files=files, stored=stored,
        trouble=desk.trouble.get("keep", ""),
        done=desk.done.get("keep", 0), on_opened=safely(desk.opened),
    )  # fmt: skip
    Learn(
        title=scenario.title if scenario else "", parts=guide(scenario.name) if scenario and learns else [],
        on_need=need,
    )
    Compare(
        groups=panels.choice_groups(), values=panels.choice_values(run.session.in_force) if run else {},
        presets=panels.preset_cards(), pair=told(run), run=run.key if run else "",
        trouble=desk.trouble.get("compare", ""), done=desk.done.get("compare", 0), on_fork=safely(desk.fork),
        on_end=safely(desk.end_twin), on_fan=safely(desk.try_luck), on_stop=safely(desk.stop_luck),
    )  # fmt: skip
    Tour(ready=run is not None)
