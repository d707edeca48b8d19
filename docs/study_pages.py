"""Play the studies of ``docs/howto`` as a reader would, at a size that takes seconds.

A block of ``toml`` whose first line is a comment with a file name is a plan. It is written to that file as a rehearsal:
a country of 8 x 8 cells, ten weeks, two seeds, eight worlds, and dates of leaving within those weeks. Lines of ``bash``
that start with ``peaceops`` and blocks of ``python`` then run as they stand, in the order of the page.
"""

from __future__ import annotations

import contextlib
import io
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w
from run_pages import blocks, shell_lines  # type: ignore[import-not-found]

__all__ = ["EXIT", "EXITS", "STUDIES", "Played", "plans_of", "play", "rehearsed", "sizeless", "tables_of"]

HOWTO = Path(__file__).parent / "howto"
STUDIES = tuple(sorted(path for path in HOWTO.glob("*.md") if path.stem != "README"))
CELLS, WEEKS, SEEDS, WORLDS = 8, 10, 2, 8
EXIT = "transition.exit_week"
EXITS = [3, 5, 7]  # dates of leaving in a rehearsal, in place of the first, second and third of the plan
SIZES = {"experiment": ("replicates", "horizon_weeks"), "design": ("samples",)}
ONE_WORKER = ["--workers", "1"]


@dataclass
class Played:
    """What a page did.

    Attributes:
        said: Words of every command with what it printed.
        printed: What the python blocks printed.
    """

    said: list[tuple[list[str], str]] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)


def plans_of(page: str) -> dict[str, dict[str, Any]]:
    """Return the plans of a page by file name."""
    found = {}
    for block in blocks(page):
        name = re.match(r"# ([\w.-]+\.toml)\n", block.text)
        if block.language == "toml" and name:
            found[name[1]] = tomllib.loads(block.text)
    return found


def rehearsed(plan: dict[str, Any]) -> dict[str, Any]:
    """Return a plan at the size of a rehearsal."""
    experiment, design = dict(plan["experiment"]), dict(plan.get("design", {}))
    experiment |= {"replicates": SEEDS, "horizon_weeks": WEEKS}
    changes = {**experiment.get("changes", {}), "country.width": CELLS, "country.height": CELLS}
    factors = dict(plan.get("factors", {}))
    if EXIT in factors:
        factors[EXIT] = EXITS[: len(factors[EXIT])]
        changes["transition.drawdown_weeks"] = 1
    if "samples" in design:
        design["samples"] = WORLDS
    return {**plan, "experiment": {**experiment, "changes": changes}, "design": design, "factors": factors}


def sizeless(plan: dict[str, Any]) -> dict[str, Any]:
    """Return a plan without what makes it large or small, and without the levels of its factors."""
    kept = {
        table: {key: value for key, value in inner.items() if key not in SIZES.get(table, ())}
        if isinstance(inner, dict)
        else inner
        for table, inner in plan.items()
    }
    return {**kept, "factors": sorted(plan.get("factors", {}))}


def tables_of(page: str) -> list[tuple[str, str]]:
    """Return design and outcome of every row of the tables of a page that have these two columns first."""
    rows, inside = [], False
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| design | outcome |"):
            inside = True
        elif inside and line.startswith("| ---"):
            continue
        elif inside and line.startswith("|"):
            rows.append((cells[0], cells[1]))
        else:
            inside = False
    return rows


def play(page: str) -> Played:
    """Play a page in the working directory.

    Raises:
        RuntimeError: If a command does not end well.
    """
    played, space = Played(), {"__name__": "page"}
    for name, plan in plans_of(page).items():
        Path(name).write_text(tomli_w.dumps(rehearsed(plan)), encoding="utf-8")
    for block in blocks(page):
        if block.language == "bash":
            for words in shell_lines(f"```bash\n{block.text}```\n"):
                played.said.append((words, _command(words)))
        if block.language == "python":
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                exec(compile(block.text, "<page>", "exec"), space)  # noqa: S102
            played.printed.append(said.getvalue())
    return played


def _command(words: list[str]) -> str:
    """Run one command and return what it printed.

    Raises:
        RuntimeError: If it does not end with 0.
    """
    from peaceops.cli import main

    said, wrong = io.StringIO(), io.StringIO()
    code: Any = 0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(wrong):
        try:
            main([*words[1:], *(ONE_WORKER if words[1] == "batch" else ())])
        except SystemExit as stop:
            code = stop.code
    if code:
        raise RuntimeError(f"{' '.join(words)} ends with {code}: {wrong.getvalue()}")
    return said.getvalue()
