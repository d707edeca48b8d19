"""Look anew where each choice and fact speaks, and keep it in ``speaks.json``: ``python tests/update_speaks.py``.

Only parameters without a kept place, or whose place no longer holds, cost a search.
"""

from __future__ import annotations

import json
import os
import sys
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from speaking import KEPT, Place, facts, place_of, rows


def looked_up(name: str) -> tuple[str, Place | None]:
    """Return a parameter with the place in which it speaks."""
    return name, place_of(name, (1, 2, 3))


def main() -> None:
    """Look up all, keep what was found every so often, and name those that speak nowhere."""
    names = [row["name"] for row in rows(choice=True)] + facts()
    found: dict[str, Place] = {}
    silent = []
    with get_context("spawn").Pool(os.cpu_count()) as pool:
        for done, (name, place) in enumerate(pool.imap_unordered(looked_up, names), 1):
            if place is None:
                silent.append(name)
            else:
                found[name] = place
            print(f"\r{done} of {len(names)}", end="", flush=True)
    lines = (f" {json.dumps(name)}: {json.dumps(found[name])}" for name in names if name in found)
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"\n{len(found)} kept" + (f"; silent: {', '.join(silent)}" if silent else ""))


if __name__ == "__main__":
    main()
