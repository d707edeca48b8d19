"""Every control of the page and the test that works it: what the tests of the controls share.

A control is whatever can be pressed, typed into or reached with Tab. The page under test notes each one that was ever
in sight and each one that was worked, as ``place | role | name``. After a test two things must hold: all that was in
sight stands in :data:`WORKED_BY`, and all that stands there beside the name of the test was worked by it. So a new
control
without a test is caught, and so is a test that no longer touches what it is said to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from app_site import Visitor, serving
from lent_tabs import Tabs

SIZES = {"desk": (1366, 768), "projector": (1920, 1080), "phone": (390, 844)}
at_all_sizes = pytest.mark.parametrize(
    "visit",
    ["desk", *(pytest.param(name, marks=pytest.mark.slow) for name in ("projector", "phone"))],
    indirect=True,
)
"""The size of a usual desk in the quick suite, a projector's and a phone's in the slow one."""
at_both_ends = pytest.mark.parametrize(
    "visit", [pytest.param(name, marks=pytest.mark.slow) for name in ("projector", "phone")], indirect=True
)
"""For the longest paths: the sizes between which a usual desk lies, in the slow suite."""
SHORT = "?scenario=post_accord&seed=7&weeks=%d"
"""A run of few weeks, where nothing depends on the length."""

WORKED_BY: dict[str, tuple[str, ...]] = {
    "test_the_map_and_its_cards": (
        r"map \| combobox \| Layer of the map",
        r"map \| button \| Layer before",
        r"map \| button \| Layer after",
        r"map \| button \| Save picture of the map",
        r"map \| application \| Map of the country.*",
        r"map \| button \| (?!Layer |Save picture).+",
        r"card \| button \| Close the card",
        r"card \| button \| Card of .+",
        r"card \| button \| Go to week \d+",
        r"card \| button \| Tell of week \d+",
        r"card \| button \| (?!Close |Card of |Go to |Tell of ).+",
    ),
    "test_the_network": (
        r"network \| slider \| Hide channels weaker than.*",
        r"network \| application \| Network of organisations.*",
        r"tabs \| tab \| (Outcomes|Why|Events|Benchmarks|Network|Dilemmas)",
    ),
    "test_play_and_the_timeline": (
        r"run \| button \| First week",
        r"run \| button \| A week back",
        r"run \| button \| A week on",
        r"run \| button \| Play",
        r"run \| button \| Pause",
        r"run \| button \| Play to the end",
        r"run \| combobox \| Speed",
        r"run \| textbox \| Go to week",
        r"run \| button \| Go",
        r"timeline \| slider \| Week shown",
        r"timeline \| button \| Live",
        r"timeline \| button \| Week \d+, .+",
    ),
    "test_seed_reset_and_the_run_before": (
        r"run \| textbox \| Seed",
        r"run \| button \| Reset",
        r"run \| button \| New seed",
        r"run \| button \| Back to the run before",
    ),
    "test_scenario_and_preset": (
        r"bar \| button \| (?!(Choices|Compare|Share and keep|Learn|Dark colours|Light colours)$).+",
        r"start \| radio \| .+",
        r"start \| textbox \| Seed",
        r"start \| button \| Begin",
        r"start \| button \| Close",
        r"start \| region \| The scenario's story",
    ),
    "test_choices_on_the_way": (
        r"bar \| button \| Choices",
        r"choices \| button \| Undo",
        r"choices \| button \| Redo",
        r"choices \| button \| Close choices",
        r"choices \| summary \| Decided in this run.*",
        r"choices \| summary \| All at once: a preset",
        r"choices \| summary \| Let something happen",
        r"choices \| summary \| (?!Decided|All at once|Let something).+",
        r"choices \| combobox \| Preset",
        r"choices \| button \| Apply from week \d+",
        r"choices \| button \| About .+",
        r"choices \| combobox \| (?!Preset|Event|Sector|By$|In$).+",
        r"choices \| checkbox \| .+",
        r"choices \| slider \| .+",
        r"choices \| textbox \| .+, typed",
        r"choices \| combobox \| Event",
        r"choices \| combobox \| Sector",
        r"choices \| combobox \| By",
        r"choices \| textbox \| Size",
        r"choices \| textbox \| Weeks",
        r"choices \| button \| Let it happen in week \d+",
    ),
    "test_playing_again_is_stopped_and_gone_on_with": (
        r"run \| button \| Stop",
        r"run \| button \| Go on to week \d+",
    ),
    "test_charts_and_why": (
        r"charts \| combobox \| Charts",
        r"charts \| combobox \| Weeks shown",
        r"charts \| button \| Whole run",
        r"charts \| button \| Pick charts",
        r"charts \| checkbox \| .+",
        r"charts \| button \| The usual twelve",
        r"charts \| button \| Done",
        r"charts \| button \| Show as a table: .+",
        r"charts \| button \| Show as a chart: .+",
        r"charts \| region \| Table: .+",
        r"charts \| group \| .*",
        r"why \| button \| Ask why: .+",
        r"why \| combobox \| Weeks",
        r"why \| combobox \| Where",
        r"why \| button \| \d+ smaller causes",
        r"why \| button \| Only the largest",
        r"why \| button \| Week \d+",
    ),
    "test_events_benchmarks_and_dilemmas": (
        r"events \| searchbox \| Search events",
        r"events \| combobox \| About",
        r"events \| combobox \| Where",
        r"events \| combobox \| Who",
        r"events \| button \| Clear",
        r"events \| listbox \| .+",
        r"events \| option \| .+",
        r"benchmarks \| region \| Table of benchmarks",
        r"benchmarks \| button \| .+",
    ),
    "test_two_futures": (
        r"bar \| button \| Compare",
        r"compare \| combobox \| Change",
        r"compare \| combobox \| to",
        r"compare \| textbox \| to",
        r"compare \| button \| Fork here",
        r"compare \| button \| Close",
        r"compare \| button \| End the comparison",
        r"compare \| summary \| Fork anew from week \d+",
        r"compare \| button \| Play \d+ pairs( anew)?",
        r"compare \| button \| Stop",
        r"compare \| link \| Table, CSV",
        r"compare \| link \| Comparison, all of it",
        r"compare \| link \| Keep this future",
        r"compare \| link \| Keep the other",
        r"compare \| region \| Outcomes of the two futures",
        r"charts \| button \| Both runs",
        r"charts \| button \| Difference",
        r"tabs \| button \| this future",
        r"tabs \| button \| the other future",
        r"choices \| radio \| (this future|the other|both)",
        r"choices \| combobox \| In",
    ),
    "test_files_links_and_opening": (
        r"bar \| button \| Share and keep",
        r"keep \| textbox \| Link to this run",
        r"keep \| button \| (Copy|Copied)",
        r"keep \| link \| (Picture|Drawing|Map|One-page report|Data, CSV|Data, Parquet|Events, CSV|The run)",
        r"keep \| link \| a_batch",
        r"keep \| file \| Run kept as a file",
        r"keep \| button \| a_run",
        r"keep \| button \| damaged.zip",
        r"keep \| button \| Close",
    ),
    "test_learning_first_steps_and_colours": (
        r"bar \| button \| Learn",
        r"bar \| button \| (Dark|Light) colours",
        r"learn \| button \| This country",
        r"learn \| button \| Words",
        r"learn \| button \| First steps",
        r"learn \| button \| Close",
        r"learn \| textbox \| Find a word",
        r"tour \| button \| Skip",
        r"tour \| button \| Back",
        r"tour \| button \| Next",
        r"tour \| button \| Close",
        r".+ \| word \|.*",
    ),
    "test_failures_and_a_full_house": (
        r"failed \| button \| Load the page again",
        r"failed \| button \| Go on",
        r"failed \| button \| Try again",
        r"failed \| button \| Begin a run here",
        r"failed \| summary \| What to tell whoever runs this server",
    ),
}
"""Test by its controls: each pattern is a kind of control that the test works, and whose effect it asserts."""

_NOTED = """(() => {
  const CONTROLS = "button,a[href],input,select,textarea,summary,[role=button],[role=link],[role=tab]," +
    "[role=slider],[role=application],[role=listbox],[role=option],[role=switch],[role=menuitem]," +
    "[contenteditable=true],[tabindex='0']";
  const PLACES = [[".pm-map", "map"], [".pk-card", "card"], [".pn-net", "network"], [".pot", "timeline"],
    [".po-transport", "run"], [".po-head", "tabs"], [".poc", "charts"], [".pow", "why"], [".pov", "events"],
    [".pob", "benchmarks"], [".pog", "dilemmas"], [".po-drawer", "choices"], [".po-tour", "tour"],
    ["[role=alertdialog]", "failed"], ["[aria-labelledby=po-start-title]", "start"], [".po-bar", "bar"],
    ["[aria-labelledby=po-keep-title]", "keep"], ["[aria-labelledby=po-learn-title]", "learn"],
    ["[aria-labelledby=po-compare-title]", "compare"], [".po-panels", "panels"]];
  const TYPES = { checkbox: "checkbox", radio: "radio", range: "slider", search: "searchbox", file: "file" };
  const TAGS = { BUTTON: "button", A: "link", SELECT: "combobox", TEXTAREA: "textbox", SUMMARY: "summary" };
  const plain = (text) => (text || "").replace(/\\s+/g, " ").trim();
  const READ = /^(rowheader|columnheader|cell|row|note|img|status)$/; // reached with Tab, but only to be read
  const given = (one) => READ.test(one.getAttribute("role") || "") ? "" : one.getAttribute("role");
  const role = (one) => given(one) ||
    (one.tagName === "INPUT" ? TYPES[one.type] || "textbox" : TAGS[one.tagName] || "word");
  const without = (label) => {
    const copy = label.cloneNode(true);
    copy.querySelectorAll("select,input,button,output").forEach((inner) => inner.remove());
    return copy.textContent;
  };
  function name(one) {
    const by = (one.getAttribute("aria-labelledby") || "").split(" ").map((id) => document.getElementById(id));
    const said = [one.getAttribute("aria-label"), by.filter(Boolean).map((other) => other.textContent).join(" "),
      [...(one.labels || [])].map(without).join(" "), /INPUT|SELECT/.test(one.tagName) ? "" : one.textContent,
      one.title];
    return plain(said.find((text) => plain(text)));
  }
  function key(one) {
    const place = (PLACES.find(([where]) => one.closest(where)) || ["", "page"])[1], what = role(one);
    return [place, what, what === "word" || what === "tabpanel" ? "" : name(one)].join(" | ");
  }
  function note(where, keys) {
    try {
      const known = new Set(JSON.parse(localStorage.getItem(where) || "[]")), before = known.size;
      keys.forEach((one) => known.add(one));
      if (known.size > before) localStorage.setItem(where, JSON.stringify([...known]));
    } catch (refused) { /* an empty page keeps nothing */ }
  }
  const inSight = () => [...document.querySelectorAll(CONTROLS)].filter((one) => one.getClientRects().length);
  window.lookAround = () => note("test.seen", inSight().map(key));
  const worked = (event) => {
    if (event.key === "Tab" || !event.target.closest) return;
    const one = event.target.closest(CONTROLS);
    if (one) note("test.worked", [key(one)]);
    lookAround();
  };
  ["click", "change", "keydown", "focusin"].forEach((what) => addEventListener(what, (event) => {
    /* What can only be read is worked by going there. */
    if (what !== "focusin" || /^(word|region)$/.test(role(event.target))) worked(event);
  }, true));
})()"""


class Somebody(Visitor):
    """A visitor whose controls are noted; see :class:`app_site.Visitor`.

    Attributes:
        size: Name of the size of the window.
    """

    def __init__(self, chromium: Tabs, address: str, size: str, query: str = "", **given: Any) -> None:
        """Open the page with a query; further arguments are those of a visitor."""
        self.size = size
        super().__init__(chromium, address, SIZES[size], query, touch=size == "phone", script=_NOTED, **given)

    def noted(self, what: str) -> set[str]:
        """Return the controls that were ``seen`` or ``worked``."""
        self.page.evaluate("window.lookAround && lookAround()")
        return set(json.loads(self.page.evaluate(f"localStorage.getItem('test.{what}')") or "[]"))

    def press(self, name: str, where: Any = None) -> None:
        """Press a button by its whole name."""
        (where or self.page).get_by_role("button", name=name, exact=True).click()

    def tab(self, name: str) -> None:
        """Show one of the panels."""
        self.page.get_by_role("tab", name=name, exact=True).click()

    def said(self, text: str, where: str = "") -> None:
        """Wait until a text stands somewhere."""
        self.page.wait_for_selector(f"{where} >> text={text}" if where else f"text={text}")

    def settled(self) -> None:
        """Wait until what has been asked is drawn."""
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def drawn(self, canvas: str) -> str:
        """Return what a canvas shows, once it is drawn."""
        self.page.wait_for_selector(canvas)
        self.settled()
        return str(self.page.evaluate("(where) => document.querySelector(where).toDataURL()", canvas))

    def point(self, x: float, y: float) -> None:
        """Press a place in the window, with a finger where that is what people have."""
        if self.size == "phone":
            self.page.touchscreen.tap(x, y)
        else:
            self.page.mouse.click(x, y)

    def place(self, script: str) -> tuple[float, float]:
        """Return a place in the window that a script works out of a component, once it stands still: pages scroll."""
        x, y = self.page.evaluate(
            f"""async () => {{
              const wait = () => new Promise((done) => setTimeout(() => requestAnimationFrame(done), 120));
              for (let before = "", same = 0; ;) {{
                const now = {script}, text = String(now);
                same = text === before ? same + 1 : 0;
                if (same === 2) return now;
                before = text;
                await wait();
              }} }}"""
        )
        return float(x), float(y)

    def cell(self, cell: int) -> tuple[float, float]:
        """Return where the middle of a cell of the map is, in sight."""
        self.page.locator(".pm-glass").first.scroll_into_view_if_needed()
        return self.place(
            f"(() => {{ const map = document.querySelector('.pm-map').__vue__, [x, y] = map.plan.of({cell});"
            "const box = map.$refs.glass.getBoundingClientRect(); return [box.left + x, box.top + y]; })()"
        )


def unknown(seen: set[str]) -> list[str]:
    """Return the controls that stand in no list."""
    listed = re.compile("|".join(one for kinds in WORKED_BY.values() for one in kinds))
    return sorted(one for one in seen if not listed.fullmatch(one) and " | tabpanel | " not in one)


NOT_BY_FINGER = (r"charts \| button \| Whole run",)
"""Controls that nobody sees on a phone: there a finger drawn over a chart scrolls; windows are chosen in a list."""


def assert_worked(test: str, people: list[Somebody]) -> None:
    """Fail if somebody saw a control that no test works, or if the test has not worked what it should."""
    seen = set().union(*(one.noted("seen") for one in people))
    worked = set().union(*(one.noted("worked") for one in people))
    strange = unknown(seen)
    assert not strange, f"controls that no test works; write one, and add them to WORKED_BY: {strange}"
    kinds = [one for one in WORKED_BY.get(test, ()) if one not in NOT_BY_FINGER or people[0].size != "phone"]
    missed = [kind for kind in kinds if not any(re.fullmatch(kind, one) for one in worked)]
    assert not missed, f"controls that {test} is said to work, and does not: {missed}"


@contextmanager
def served(place: Path) -> Iterator[str]:
    """Serve the page with a stored run, a stored batch and a damaged file; give its address."""
    from batch_cases import cheap

    import peaceops as po
    from peaceops.experiments.batch import batch
    from peaceops.experiments.plan import Plan

    po.run(po.load_scenario("post_accord").with_changes({"horizon_weeks": 6}), seed=5).save(place / "a_run")
    study = {"experiment": {"scenario": "post_accord", "replicates": 3, "outcomes": ["civilian_deaths"]},
             "title": "A stored study", "factors": {"mission.troops": [3000, 6000]}}  # fmt: skip
    batch(Plan.from_dict(study), place / "a_batch", 0, make=cheap)
    (place / "damaged.zip").write_bytes(b"PK no zip at all")
    with serving(str(place)) as address:
        yield address
