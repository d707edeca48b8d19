"""The page: what stands where, and which control calls what of the visitor's desk."""

from __future__ import annotations

from typing import Any

import solara

from .desk import Desk
from .parts import part
from .visitors import Visitors

__all__ = ["Layout", "Page", "visitors"]

visitors = Visitors()
"""The runs of everybody who watches; the server sets how long they are kept."""

Bar = part("bar", ("darken",), title="", preset="", dark=False)
Feeder = part(
    "feed", ("hello", "ask", "again"),
    store_name="peaceops", follows="", dark=False, seed=None, link="", key="", trouble="",
)  # fmt: skip
Map = part("map", store_name="peaceops", dark=False)


@solara.component
def Layout(children: Any = ()) -> Any:
    """Put the page into the window as it is, without Solara's own bars."""
    return solara.Div(children=list(children), classes=["po-root"])


@solara.component
def Page() -> Any:
    """Lay out the page of one visitor."""
    turn, set_turn = solara.use_state(0)
    dark, set_dark = solara.use_state(False)
    desk: Desk = solara.use_memo(lambda: Desk(visitors, lambda: set_turn(lambda n: n + 1)), [])
    solara.use_effect(lambda: desk.leave, [])
    run = desk.run
    solara.Title("peaceops")
    with solara.Div(classes=["po-app", "po-dark" if dark else "po-light"]) as main:
        Bar(title=run.session.scenario.title if run else "", preset=desk.preset or "", dark=dark, on_darken=set_dark)
        with solara.Div(classes=["po-stage"]):
            with solara.Div(classes=["po-map-place"]):
                Map(dark=dark)
            with solara.Div(classes=["po-under"]):
                feed = Feeder(
                    dark=dark, seed=run.session.seed if run else None, key=run.key if run else "",
                    trouble=desk.trouble.get("seed", ""), on_hello=desk.hello, on_ask=desk.ask, on_again=desk.again,
                )  # fmt: skip
            solara.Div(classes=["po-time-place"])
        solara.Div(classes=["po-side"])

    def attach() -> None:
        desk.feed.widget = solara.get_widget(feed)

    solara.use_effect(attach, [])
    return main
