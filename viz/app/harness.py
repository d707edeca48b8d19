"""Try components of the page without a server: a static page with dumped frames, and pictures of it.

``python -m peaceops.viz.app.dump --out DIR`` writes the frames, ``python -m peaceops.viz.app.harness DIR map network
--out page.html`` the page. Vue is the one inside ipyvue, so that a component runs on what it will run on in the app;
nothing is fetched.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ipyvue

from .parts import HERE, vue

__all__ = ["BROWSER", "FLAGS", "browser", "main", "page", "read_dump", "shoot"]

_NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER = Path(os.environ.get("PEACEOPS_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), "/usr/bin/chromium"))
"""The browser of the environment variable ``PEACEOPS_BROWSER``, or of the PATH, or where Debian puts its own."""
_UNSEEN = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "PreloadTopChromeWebUI",
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "MediaRouter",
    "OptimizationHints", "PaintHolding",
)  # fmt: skip
"""What the browser leaves out: the first four would load pages of its own, for its address bar, with every tab; the
others Playwright leaves out, whose own list this one takes the place of."""
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    f"--disable-features={','.join(_UNSEEN)}",
)  # fmt: skip


def read_dump(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return scene and frames that ``dump`` has written to a folder."""
    scene, frames = (json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in ("scene", "frames"))
    return scene, frames


def page(
    parts: Sequence[str | tuple[str, Mapping[str, Any]]],
    scene: Mapping[str, Any] | None = None,
    frames: Sequence[Mapping[str, Any]] = (),
    *,
    week: int = -1,
    dark: bool = False,
    layout: str = "minmax(0, 1fr)",
    height: int = 0,
) -> str:
    """Return a page that mounts some components on dumped frames.

    Args:
        parts: Names of components, or names with their traits; ``calls`` among these names the methods that Python has
            on the page itself, what is said to them is added to ``called``.
        scene: The scene; None for a page that has no run yet.
        frames: The frames.
        week: Week to show; the last if negative.
        dark: Whether to show the dark theme.
        layout: CSS widths of the columns in which the components stand.
        height: Height that each of them has, pixels; 0 for as high as it wants.
    """
    given = [(part, {}) if isinstance(part, str) else part for part in parts]
    told = {
        "parts": [(name, vue(name), dict(traits)) for name, traits in given],
        "stores": sorted({traits.get("store", "peaceops") for _, traits in given}),
        "scene": scene, "frames": list(frames), "week": week, "dark": dark,
    }  # fmt: skip
    text = json.dumps(told).replace("</", "<\\/")
    blank = (HERE / "harness.html").read_text(encoding="utf-8")
    put = {"LAYOUT": layout, "ROWS": f"{height}px" if height else "auto", "VUE": _vue(), "GIVEN": text}
    for word, value in put.items():
        blank = blank.replace(word, value, 1)
    return blank


def _vue() -> str:
    """Return the script of ipyvue that holds Vue and its compiler."""
    script = Path(ipyvue.__file__).parent / "nbextension" / "index.js"
    return script.read_text(encoding="utf-8").replace("</script", "<\\/script")


@contextmanager
def browser() -> Iterator[Any]:
    """Yield a headless browser of Playwright and close it in any case."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=str(BROWSER), args=list(FLAGS))
        try:
            yield opened
        finally:
            opened.close()


def shoot(text: str, file: Path, sizes: Sequence[tuple[int, int]], *, full: bool = False) -> list[str]:
    """Write pictures of a page, one a size, named after the size; return what the console complained of.

    Args:
        text: The page.
        file: Path of the pictures; the size is put before the suffix.
        sizes: Width and height, pixels.
        full: Whether to show the whole page however long it is.
    """
    said: list[str] = []
    with browser() as opened:
        for width, height in sizes:
            size: Any = {"width": width, "height": height}
            tab = opened.new_page(viewport=size, device_scale_factor=2 if width < 700 else 1)
            tab.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
            tab.on("pageerror", lambda problem: said.append(str(problem)))
            tab.set_content(text)
            tab.wait_for_timeout(400)
            tab.screenshot(path=str(file.with_name(f"{file.stem}_{width}{file.suffix}")), full_page=full)
            tab.close()
    return said


def main(arguments: list[str] | None = None) -> None:
    """Write a page, or pictures of it."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("dump", type=Path)
    ask.add_argument("parts", nargs="+")
    ask.add_argument("--week", type=int, default=-1)
    ask.add_argument("--dark", action="store_true")
    ask.add_argument("--layout", default="minmax(0, 1fr)")
    ask.add_argument("--out", type=Path, default=Path("page.html"), help="a .html file, or a .png for pictures")
    given = ask.parse_args(arguments)
    scene, frames = read_dump(given.dump)
    text = page(given.parts, scene, frames, week=given.week, dark=given.dark, layout=given.layout)
    if given.out.suffix == ".html":
        given.out.write_text(text, encoding="utf-8")
    else:
        print("\n".join(shoot(text, given.out, ((1366, 768), (1920, 1080), (390, 844)))) or "nothing was complained of")


if __name__ == "__main__":
    main()
