"""Tabs of a browser that are used again: a page that a tab has drawn before is there in a third of the time."""

from __future__ import annotations

from typing import Any


class Tabs:
    """Tabs of one browser, each lent to one test at a time.

    Whoever is lent one finds it blank, of the size asked for, without the cookies, permissions, listeners and further
    tabs of whoever had it before. What pages have stored is forgotten on the way to a page that stores: see
    :meth:`app_site.Visitor._open`.
    """

    def __init__(self, browser: Any) -> None:
        """Begin without a tab."""
        self.browser = browser
        self._free: dict[tuple[Any, ...], list[Any]] = {}
        self._lent: dict[Any, tuple[tuple[Any, ...], list[tuple[str, Any]]]] = {}

    def lend(
        self, size: tuple[int, int], script: str = "", hears: dict[str, Any] | None = None, **settings: Any
    ) -> Any:
        """Return a blank tab in a browser profile of its own.

        Args:
            size: Width and height of what is seen, pixels.
            script: What every page begins with.
            hears: What is called for events of the tab, until it is given back.
            **settings: Further ones of the profile.
        """
        kind = (script, *sorted(settings.items()))
        window: Any = {"width": size[0], "height": size[1]}
        if free := self._free.get(kind):
            tab = free.pop()
        else:
            profile = self.browser.new_context(viewport=window, **settings)
            if script:
                profile.add_init_script(script)
            tab = profile.new_page()
        if tab.viewport_size != window:
            tab.set_viewport_size(window)
        heard = list((hears or {}).items())
        for event, called in heard:
            tab.on(event, called)
        self._lent[tab] = kind, heard
        return tab

    def give_back(self, tab: Any) -> None:
        """Make a tab blank, for whoever is lent it next."""
        kind, heard = self._lent.pop(tab)
        for event, called in heard:
            tab.remove_listener(event, called)
        for other in tab.context.pages:
            if other is not tab:
                other.close()
        tab.mouse.move(-9, -9)
        tab.goto("about:blank")
        tab.context.clear_cookies()
        tab.context.clear_permissions()
        self._free.setdefault(kind, []).append(tab)
