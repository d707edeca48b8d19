"""Serve in a process of its own, for whoever looks at the page from outside: tests, benchmark, pictures of the docs."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread

__all__ = ["PAGE", "served"]

PAGE = (sys.executable, "-m", "peaceops", "app", "--no-open", "--port", "0")
"""What serves the page on a free port; options and places may follow."""


@contextmanager
def served(command: Sequence[str] = PAGE, says: str = r"http://\S+/") -> Iterator[tuple[str, int]]:
    """Serve something, and end it in any case.

    Args:
        command: What serves.
        says: Pattern of the address in what it says once it listens.

    Yields:
        Address and process id.

    Raises:
        RuntimeError: If it ends before it has said an address.
    """
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603
    lines: Iterator[str] = iter(process.stdout or ())
    rest = Thread(target=deque, args=(lines, 0), daemon=True)  # read on, since a full pipe would stop it
    try:
        heard: list[str] = []
        for line in lines:
            if found := re.search(says, line):
                break
            heard.append(line)
        else:
            raise RuntimeError(f"{' '.join(command)} has said no address but: {''.join(heard).strip() or 'nothing'}")
        rest.start()
        yield found[0], process.pid
    finally:
        process.terminate()
        process.wait(20)
        if rest.ident is not None:
            rest.join(5)
        if process.stdout is not None:
            process.stdout.close()
