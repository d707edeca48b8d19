"""Pictures of the page for README and docs/browser.md, made by a real browser on a real run.

``python docs/browser_pictures.py`` serves the page, plays ``post_accord`` with seed 7 and writes the pictures
``browser*.png`` of docs/images; it needs Chromium and playwright. They are in light colours, to be read in print, and
stay below 250 kB.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from peaceops.viz.app.harness import BROWSER, FLAGS
from peaceops.viz.app.serving import served

IMAGES = Path(__file__).parent / "images"
SIZE = (1366, 768)
MOST_BYTES = 250_000
WEEK, LATER = 130, 200
PATIENCE = 300_000
"""Milliseconds that anything may take."""


def to(page: Page, week: int) -> None:
    """Play to a week, and wait until all is drawn."""
    page.get_by_label("Go to week").fill(str(week))
    page.keyboard.press("Enter")
    page.wait_for_function(f"peaceops.shown === {week}")
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(1500)


def tab(page: Page, name: str) -> None:
    """Show a tab of the right side."""
    page.get_by_role("tab", name=name, exact=True).click()
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(500)


def menu(page: Page, name: str) -> None:
    """Open or close a panel of the menu."""
    page.get_by_role("navigation", name="Page").get_by_role("button", name=name, exact=True).click()
    page.wait_for_timeout(500)


def shoot(page: Page, name: str) -> None:
    """Write what is to be seen; in fewer colours if it is too large in all of them."""
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(SIZE[0] / 2, 2)
    page.wait_for_timeout(800)
    seen: Any = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for made in (seen, seen.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)):
        out = io.BytesIO()
        made.save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    (IMAGES / f"{name}.png").write_bytes(out.getvalue())
    print(f"{name}.png: {out.tell() / 1000:.0f} kB, mode {made.mode}", flush=True)


def watch(page: Page) -> None:
    """Show a country under way, with its outcomes."""
    to(page, WEEK)
    shoot(page, "browser")


def understand(page: Page) -> None:
    """Ask why consent is what it is."""
    page.get_by_role("tab", name="Outcomes", exact=True).click()
    chart = page.locator("article[aria-label='Consent to the mission'] .poc-plot")
    chart.scroll_into_view_if_needed()
    chart.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".pow-bars")
    shoot(page, "browser_why")


def choose(page: Page) -> None:
    """Change two choices in the middle of the run, and see the log."""
    tab(page, "Benchmarks")
    menu(page, "Choices")
    page.locator("#c-integration\\.structure").select_option("two_feet_out")
    page.wait_for_selector(".po-log")
    page.locator("#c-integration\\.triple_hat").uncheck()
    page.wait_for_function("document.querySelectorAll('.po-log li').length === 2")
    page.locator(".po-drawer").evaluate("one => one.scrollTo(0, 0)")
    shoot(page, "browser_choices")


def compare(page: Page) -> None:
    """Take one of them back in a second future, and watch both."""
    menu(page, "Choices")
    menu(page, "Compare")
    page.locator(".po-lab select").first.select_option("integration.structure")
    page.locator(".po-lab select").last.select_option("two_feet_in")
    page.get_by_role("button", name="Fork here").click()
    page.wait_for_function("window.peaceopsTwin && peaceopsTwin.last >= 0")
    to(page, LATER)
    page.wait_for_function("peaceopsTwin.shown === peaceops.shown")
    tab(page, "Outcomes")
    page.locator(".po-panel.po-on").evaluate("one => one.scrollTo(0, 0)")
    shoot(page, "browser_compare")


def main() -> None:
    """Make all pictures."""
    if not BROWSER.exists():
        sys.exit(f"no browser at {BROWSER}: apt-get install chromium")
    with served() as (address, _), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(BROWSER), args=list(FLAGS))
        page = browser.new_context(
            viewport={"width": SIZE[0], "height": SIZE[1]}, reduced_motion="reduce", color_scheme="light"
        ).new_page()
        page.set_default_timeout(PATIENCE)
        page.add_init_script("localStorage.setItem('peaceops.toured', '1')")
        page.goto(address)
        page.wait_for_function("window.peaceops && peaceops.shown >= 0")
        for part in (watch, understand, choose, compare):
            part(page)
        browser.close()


if __name__ == "__main__":
    main()
