"""Write the scene and the frames of a run to files, to try components without a server.

``python -m peaceops.viz.app.dump --weeks 60 --out DIR``
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from ...experiments.session import Session
from ...model.library import load_scenario
from .frames import frame, scene
from .frames_cards import card

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Play some weeks and write ``scene.json`` and ``frames.json``; print what a frame costs."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--scenario", default="post_accord")
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--weeks", type=int, default=60)
    ask.add_argument("--cards", action="store_true", help="also write cards.json, a card of each kind")
    ask.add_argument("--out", type=Path, default=Path("app_dump"))
    given = ask.parse_args(arguments)
    session = Session(load_scenario(given.scenario), given.seed)
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "scene.json").write_text(json.dumps(scene(session), allow_nan=False), encoding="utf-8")
    frames: list[dict[str, Any]] = []
    spent = 0.0
    while session.running and len(frames) < given.weeks:
        session.step()
        start = time.process_time()
        frames.append(frame(session.model, whole=not frames))
        spent += time.process_time() - start
    texts = [json.dumps(one, separators=(",", ":")) for one in frames]
    (given.out / "frames.json").write_text(f"[{','.join(texts)}]", encoding="utf-8")
    if given.cards:
        team = next(iter(session.model.field_teams))
        wanted = (("cell", session.model.country.capital), ("org", "military"), ("team", team), ("group", 0))
        cards = [card(session, kind, key) for kind, key in wanted]
        (given.out / "cards.json").write_text(json.dumps(cards, indent=1, allow_nan=False), encoding="utf-8")
    sizes = sorted(len(text.encode()) for text in texts)
    print(
        f"{len(frames)} frames in {given.out}: {1000 * spent / len(frames):.2f} ms each, "
        f"{sizes[len(sizes) // 2]:,} bytes (median; largest {sizes[-1]:,})"
    )


if __name__ == "__main__":
    main()
