"""Measure the page: first paint, shown weeks a second, drawing, bytes a week, memory a visitor; beside Mesa's own page.

``python benchmarks/bench_app.py`` needs Chromium. With ``--yardstick`` it makes an environment of its own below
``out/``, installs Mesa with its visualisation there, and counts the steps a second that Mesa's ready page (SolaraViz)
shows of its Epstein example on a like grid, in the same browser and the same session. Figures are for reading; no test
asserts a time.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from peaceops.viz.app.harness import BROWSER, FLAGS
from peaceops.viz.app.serving import PAGE, served

SECONDS = 12.0
NEEDS = ["mesa[viz]==3.3.1", "ipyvuetify<2", "networkx", "solara==1.58.2", "solara-assets==1.58.2"]
COUNT = (
    "window.seen = 0; window.since = performance.now(); "
    "void peaceops.on('shown', () => { seen++; window.until = performance.now(); })"
)
"""Counts the weeks shown; what a page's script ends with is called if it is a function, hence the void."""
COST = """() => { const { cost } = document.querySelector("WHERE").__vue__, all = [cost].flat().sort((a, b) => a - b);
  return all[Math.floor(all.length / 2)] || 0; }"""
"""What a part of the page took to draw a week, milliseconds: the median of those that it keeps, or the last."""
SIFT = """() => { const part = document.querySelector(".pov").__vue__, h = part.read_.h, few = h.events.slice();
  while (h.events.length < 20000) h.events.push(few[h.events.length % few.length]);
  const start = performance.now(); part.words = "attack"; part.sift(); return performance.now() - start; }"""
MESA_PAGE = """
from mesa.examples.advanced.epstein_civil_violence.model import EpsteinCivilViolence
from mesa.visualization import SolaraViz, make_space_component
from mesa.examples.advanced.epstein_civil_violence.agents import Citizen

def drawn(agent):
    if agent is None:
        return None
    return {"size": 20, "color": "tab:blue" if isinstance(agent, Citizen) else "black"}

page = SolaraViz(EpsteinCivilViolence(width=24, height=24), components=[make_space_component(drawn)], play_interval=1)
"""


def memory_mb(pid: int) -> float:
    """Return what a process holds, MB (Linux)."""
    return int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0]) / 1024


def opened(browser: Browser, address: str) -> Page:
    """Open the page as a new visitor and wait until the country is there."""
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.add_init_script("localStorage.setItem('peaceops.toured', '1')")
    page.goto(address)
    page.wait_for_function("window.peaceops && peaceops.shown >= 0", timeout=120_000)
    return page


def paints(browser: Browser, address: str, times: int = 5) -> dict[str, float]:
    """Return seconds to the first paint and to the first week shown, each the median of new visitors."""
    first, shown = [], []
    for _ in range(times):
        start = time.perf_counter()
        page = opened(browser, address)
        shown.append(time.perf_counter() - start)
        first.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000)
        page.context.close()
    return {"first_paint_s": statistics.median(first), "first_week_s": statistics.median(shown)}


def playing(browser: Browser, address: str) -> dict[str, float]:
    """Return weeks shown a second at full speed, and bytes received a week."""
    came: list[int] = []
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.add_init_script("localStorage.setItem('peaceops.toured', '1')")
    page.on("websocket", lambda ws: ws.on("framereceived", lambda frame: came.append(len(frame))))
    page.goto(address)
    page.wait_for_function("window.peaceops && peaceops.shown >= 0", timeout=120_000)
    page.get_by_label("Speed", exact=True).select_option("0")
    came.clear()
    page.evaluate(COUNT)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(SECONDS * 1000)
    weeks, seconds, last = page.evaluate("[seen, (until - since) / 1000, peaceops.last]")  # it may be over sooner
    drawing = drawn(page)
    page.context.close()
    return {"weeks_a_second": weeks / seconds, "bytes_a_week": sum(came) / max(last, 1), **drawing}


def drawn(page: Page) -> dict[str, float]:
    """Return what parts of a page that has played take to draw a week or to search 20,000 events, milliseconds."""
    parts = {"map": ".pm-map", "charts": ".poc"}
    took = {name: page.evaluate(COST.replace("WHERE", where)) for name, where in parts.items()}
    page.get_by_role("tab", name="Network", exact=True).click()
    frame = "await new Promise(requestAnimationFrame)"
    page.evaluate(f"async () => {{ for (let i = 0; i < 60; i++) {{ peaceops.show(i); {frame}; }} }}")
    took["network"] = page.evaluate(COST.replace("WHERE", ".pn-net"))
    page.get_by_role("tab", name="Events", exact=True).click()
    return {f"draw_{name}_ms": spent for name, spent in took.items()} | {"sift_20000_events_ms": page.evaluate(SIFT)}


def visitors(browser: Browser, address: str, pid: int, many: int) -> dict[str, float]:
    """Return server memory a visitor, when all have gone, and with as many new ones; and weeks a second of each."""
    before = memory_mb(pid)
    pages = [opened(browser, address) for _ in range(many)]
    for page in pages:
        page.evaluate(COUNT)
        page.get_by_role("button", name="Play", exact=True).click()
    start = time.perf_counter()
    pages[0].wait_for_timeout(SECONDS * 1000)
    seen = [page.evaluate("seen") for page in pages]
    passed = time.perf_counter() - start
    during = memory_mb(pid)
    for page in pages:
        page.context.close()
    time.sleep(225)  # 120 s in which a tab may come back, 60 s for which its run is kept, 30 s between looks
    left = memory_mb(pid)
    again = [opened(browser, address) for _ in range(many)]
    for page in again:
        page.get_by_role("button", name="Play", exact=True).click()
    again[0].wait_for_timeout(SECONDS * 1000)
    second = memory_mb(pid)
    for page in again:
        page.context.close()
    return {
        "memory_before_mb": before, "memory_a_visitor_mb": (during - before) / many,
        "memory_when_gone_mb": left, "memory_first_wave_mb": during, "memory_second_wave_mb": second,
        "visitors": many, "weeks_a_second_each_min": min(seen) / passed,
        "weeks_a_second_each_median": statistics.median(seen) / passed,
    }  # fmt: skip


def whole_runs(browser: Browser, address: str, pid: int, many: int) -> dict[str, float]:
    """Return server memory a visitor once each has played a whole run, with the page still open."""
    before = memory_mb(pid)
    pages = [opened(browser, address) for _ in range(many)]
    for page in pages:
        page.get_by_role("button", name="Play to the end", exact=True).click()
    for page in pages:
        page.wait_for_function("peaceops.last === peaceops.scene.horizon - 1", timeout=900_000)
    after, weeks = memory_mb(pid), pages[0].evaluate("peaceops.last + 1")
    for page in pages:
        page.context.close()
    return {"whole_runs": many, "whole_run_weeks": weeks, "memory_a_whole_run_mb": (after - before) / many}


def yardstick(browser: Browser, place: Path) -> dict[str, float]:
    """Return steps a second that Mesa's ready page shows of its Epstein example on 24 x 24 cells."""
    python = place / "bin" / "python"
    if not (place / "bin" / "solara").exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-qq", *NEEDS], check=True)
    script = place / "epstein_page.py"
    script.write_text(MESA_PAGE, encoding="utf-8")
    command = [str(python), "-m", "solara", "run", str(script), "--no-open", "--host", "localhost", "--port", "8917"]
    with served([*command, "--production"], r"http://\S+:\d+") as (address, _):
        for _ in range(120):  # it says where it is before it is there
            with suppress(OSError), urllib.request.urlopen(f"{address}/readyz"):  # noqa: S310
                break
            time.sleep(0.5)
        page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
        page.goto(address)
        page.get_by_role("button", name="▶").click(timeout=120_000)
        step = r"Step\D{0,20}(\d+)"

        def count() -> int:
            found = re.search(step, page.inner_text("body"))
            return int(found[1]) if found else 0

        page.wait_for_timeout(3000)
        start, first = time.perf_counter(), count()
        page.wait_for_timeout(SECONDS * 1000)
        return {"mesa_steps_a_second": (count() - first) / (time.perf_counter() - start)}


def main() -> None:
    """Measure, and print or write what was measured."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--json", type=Path, help="file to write")
    ask.add_argument("--yardstick", action="store_true", help="measure Mesa's own page too")
    ask.add_argument("--visitors", type=int, default=20, help="how many play at once; 0 leaves that out")
    ask.add_argument("--whole", type=int, default=0, metavar="N", help="measure the memory of N whole runs alone")
    given = ask.parse_args()
    if given.whole and given.yardstick:
        ask.error("--whole measures memory alone: leave --yardstick out")
    if not BROWSER.exists():
        sys.exit(f"no browser at {BROWSER}: apt-get install chromium")
    found: dict[str, float] = {}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(BROWSER), args=list(FLAGS))
        with served([*PAGE, "--keep", "1"]) as (address, pid):
            opened(browser, address).context.close()  # the first visitor warms the server up
            if given.whole:
                found |= whole_runs(browser, address, pid, given.whole)
            else:
                found |= paints(browser, address) | playing(browser, address)
            if given.visitors and not given.whole:
                found |= visitors(browser, address, pid, given.visitors)
        print(json.dumps({name: round(value, 3) for name, value in found.items()}), flush=True)
        if given.yardstick:
            found |= yardstick(browser, Path("out/mesa_page"))
            found["times_mesa"] = found["weeks_a_second"] / max(found["mesa_steps_a_second"], 1e-9)
        browser.close()
    text = json.dumps({name: round(value, 3) for name, value in found.items()}, indent=1)
    print(text)
    if given.json is not None:
        given.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
