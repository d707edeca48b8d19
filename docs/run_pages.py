"""Run the pages that hold code, as a reader would: block after block, in one folder, from the first line to the last.

Blocks of ``python`` run in one namespace. What such a block prints is compared with the ``text`` block right after it,
numbers aside: they follow the parameters of the model, while words and form stay. Blocks of ``toml`` or ``csv`` whose
first line is a comment with a file name are written to that file. Lines of ``bash`` that start with ``peaceops`` run
through the command line, shortened to a few weeks and pairs.

``python docs/run_pages.py`` writes the present numbers into the pages; ``--check`` names the pages whose words differ.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["PAGES", "Block", "blocks", "blurred", "run_page", "shell_lines"]

DOCS = Path(__file__).parent
PAGES = (DOCS / "tutorial.md", DOCS / "howto-scenario.md")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")
SHORT = {"run": ["--weeks", "6"], "compare": ["--weeks", "6", "--replicates", "2"]}


@dataclass(frozen=True)
class Block:
    """One fenced block.

    Attributes:
        language: Word after the fence.
        text: What it holds.
        start: Where its text starts in the page.
        output: The ``text`` block right after a ``python`` block, if there is one.
    """

    language: str
    text: str
    start: int
    output: Block | None = None


def blocks(page: str) -> list[Block]:
    """Return the blocks of a page, outputs attached to what prints them."""
    found: list[Block] = []
    end = 0
    for match in FENCE.finditer(page):
        block = Block(match[1], match[2], match.start(2))
        between = page[end : match.start()]
        end = match.end()
        if block.language == "text" and found and found[-1].language == "python" and not between.strip():
            found[-1] = Block("python", found[-1].text, found[-1].start, block)
        else:
            found.append(block)
    return found


def blurred(text: str) -> list[str]:
    """Return the lines of an output without what may change with a parameter: numbers, and the room they take."""
    plain = (" ".join(NUMBER.sub("#", line).split()) for line in text.strip().splitlines())
    return [re.sub(r"-{2,}", "--", line) for line in plain]


def shell_lines(page: str) -> list[list[str]]:
    """Return the words of every ``peaceops`` command in the ``bash`` blocks of a page, comments left out."""
    lines = [line for block in blocks(page) if block.language == "bash" for line in block.text.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.startswith("peaceops ")]


def run_page(page: str) -> Iterator[tuple[Block, str]]:
    """Run a page in the working directory; yield each python block with what it printed."""
    space: dict[str, Any] = {"__name__": "page"}
    for block in blocks(page):
        name = re.match(r"# ([\w.-]+)\n", block.text)
        if block.language in ("toml", "csv") and name:
            Path(name[1]).write_text(block.text.partition("\n")[2], encoding="utf-8")
        if block.language == "bash":
            _run_commands(block.text)
        if block.language == "python":
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                exec(compile(block.text, "<page>", "exec"), space)  # noqa: S102
            yield block, said.getvalue()


def _run_commands(text: str) -> None:
    """Run the ``peaceops`` lines of a bash block, shortened.

    Raises:
        RuntimeError: If a command fails.
    """
    from peaceops.cli import main

    for words in shell_lines(f"```bash\n{text}```\n"):
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            try:
                main([*words[1:], *SHORT.get(words[1], [])])
            except SystemExit as stop:
                code = stop.code
        if code:
            raise RuntimeError(f"{shlex.join(words)} ends with {code}: {said.getvalue()}")


def renewed(page: str) -> str:
    """Return a page with its outputs renewed."""
    text, moved = page, 0
    for block, said in run_page(page):
        if block.output is not None:
            start, end = block.output.start + moved, block.output.start + moved + len(block.output.text)
            text = text[:start] + said.rstrip() + "\n" + text[end:]
            moved += len(said.rstrip()) + 1 - len(block.output.text)
    return text


def main() -> int:
    """Renew the outputs of the pages, or name those whose words differ; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the words of an output differ")
    check, failed, home = parser.parse_args().check, False, os.getcwd()
    for path in PAGES:
        old = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                new = renewed(old)
            finally:
                os.chdir(home)
        differs = blurred(old) != blurred(new)
        failed |= differs and check
        if differs if check else old != new:
            print(f"{path.name}: outputs differ" if check else f"wrote {path.name}")
        if not check and old != new:
            path.write_text(new, encoding="utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
