"""A class that is served by the program itself and opened in a browser: what tests of its pages share."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from peaceops.viz.app.harness import FLAGS

BROWSER = shutil.which("chromium") or "/usr/bin/chromium"
needs_browser = pytest.mark.skipif(
    not Path(BROWSER).exists() or importlib.util.find_spec("playwright") is None,
    reason=f"browser tests need chromium ({BROWSER} is not there) and playwright: pip install 'peaceops[test]'",
)
PHONE, LAPTOP = (390, 844), (1366, 768)
UNNAMED = """() => [...document.querySelectorAll('button, a, input, select, textarea, summary')].filter(one => {
  const label = one.labels && [...one.labels].map(l => l.textContent).join('');
  return !(one.getAttribute('aria-label') || label || one.textContent.trim());
}).map(one => one.outerHTML.slice(0, 120))"""
DOUBLE = """() => { const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
  return ids.filter((id, i) => ids.indexOf(id) !== i); }"""


class Served:
    """A class served by ``peaceops class``: its address, its code, the lecturer's link, and its process."""

    def __init__(self, folder: Path, *what: str) -> None:
        """Begin one in a folder; ``what`` are the words after ``class``."""
        self.file = folder / "class.sqlite"
        self.what = what
        self.address = self.code = self.link = ""
        self.start("0")

    def start(self, port: str) -> None:
        """Start the server without waiting for it."""
        given = (*(self.what if port == "0" else ()), "--port", port, "--file", str(self.file), "--no-browser")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "peaceops", "class", *given],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait(self) -> Served:
        """Read what the terminal shows until everything is known."""
        told = ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            told += line
            if "Ctrl-C" in line:
                break
        found = re.search(r"http://[\d.]+:\d+/", told)
        assert found, told
        self.address = found[0]
        if code := re.search(r"code (\S+)", told):
            self.code = code[1]
        if link := re.search(r"http\S+#once=\S+", told):
            self.link = link[0]
        return self

    def kill(self) -> None:
        """End the server as a power cut does."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def again(self) -> None:
        """Start it again on the same port with the same file."""
        self.start(self.address.rstrip("/").rpartition(":")[2])
        self.wait()


@contextmanager
def served(folder: Path, *classes: tuple[str, ...]) -> Iterator[list[Served]]:
    """Serve several classes at once, and end them."""
    made = []
    for number, what in enumerate(classes):
        (folder / str(number)).mkdir()
        made.append(Served(folder / str(number), *what))
    try:
        yield [one.wait() for one in made]
    finally:
        for one in made:
            one.kill()


@contextmanager
def reopened(folder: Path) -> Iterator[tuple[Served, Any]]:
    """Serve the class whose file lies in a folder, and open a browser."""
    one = Served(folder).wait()
    try:
        with chromium() as browser:
            yield one, browser
    finally:
        one.kill()


@contextmanager
def chromium() -> Iterator[Any]:
    """Open a browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


class Somebody:
    """Somebody with a browser of their own, and what their page asked for and complained of."""

    def __init__(self, browser: Any, size: tuple[int, int], **settings: Any) -> None:
        """Open an empty page of a size."""
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **settings)
        self.context.set_default_timeout(90_000)
        self.asked: list[str] = []
        self.problems: list[str] = []
        self.page = self.tab()

    def tab(self) -> Any:
        """Open another window of the same browser."""
        page = self.context.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda said: "Content Security" in said.text and self.problems.append(said.text))
        return page

    def join(self, one: Served, name: str, role: str) -> None:
        """Join a class with its code and take a role."""
        self.page.goto(one.address)
        self.page.fill("#code", one.code.lower())
        self.page.fill("#name", name)
        self.page.get_by_role("button", name="Join").click()
        card = self.page.locator("article", has=self.page.get_by_role("heading", name=role, exact=True))
        card.get_by_role("button", name="Take this role").click()
        self.page.get_by_role("dialog").get_by_role("button", name="Take this role").click()
        self.page.locator("body.desk").wait_for()

    def go(self, tab: str) -> None:
        """Go to a part of the page."""
        self.page.locator(f'#tabs button[data-tab="{tab}"]').click()

    def see(self, text: str, where: str = "body", seconds: float = 90.0) -> None:
        """Wait until a text can be read."""
        self.page.locator(where).get_by_text(text).first.wait_for(timeout=1000 * seconds)

    def tidy(self) -> None:
        """Check that whatever is shown can be read and worked by everybody, and that nothing went wrong or out."""
        accessible(self.page)
        assert self.page.evaluate(UNNAMED) == []
        assert self.page.evaluate(DOUBLE) == []
        assert self.page.locator("h1").count() == 1
        assert self.problems == []
        assert {url.split("/")[2] for url in self.asked if "://" in url} <= {self.page.url.split("/")[2]}


def accessible(page: Any) -> None:
    """Fail if axe-core finds anything in what a page shows."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []


def until(holds: Any, seconds: float = 60.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)
