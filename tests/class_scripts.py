"""A class that is led from its first round to its last by a script, without a server."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from peaceops.experiments.classroom.game import new_game

CONVOY = """
title = "A road, a convoy, a village"
question = "Do soldiers help convoys here?"
summary = "Four roles and a few choices."
story = "**Week 0.** A road, a convoy, a village that watches."
[scenario]
name = "contested"
seed = 3
after_weeks = 4
[scenario.changes]
"country.width" = 12
"country.height" = 12
[[goals]]
key = "escort"
text = "Argue for and against an escort."
[[goals]]
key = "force"
text = "Say what force does, and to whom."
[[rounds]]
title = "The first convoy"
weeks = 8
minutes = 10
text = "Who drives in front?"
[[rounds]]
title = "The second convoy"
weeks = 8
minutes = 10
text = "The first one has come back, or has not."
[roles.head_of_mission]
public = "Wants both."
holds = ["posture", "coordination.decision_style"]
[[roles.head_of_mission.goals]]
outcome = "local_consent_end"
text = "People bear with us."
[roles.force_commander]
public = "Has too few vehicles."
private = "Would escort everybody or nobody."
holds = ["posture.escorts", "posture.use_of_force", "coordination.joc"]
[[roles.force_commander.goals]]
outcome = "awareness_mission_mean"
text = "Know where they gather."
[roles.humanitarian_lead]
seats = 2
public = "Speaks for those who drive."
private = "Has an arrangement that soldiers would end."
holds = ["posture.escorts", "coordination.clusters"]
[[roles.humanitarian_lead.goals]]
outcome = "acceptance_end"
text = "They let us pass."
[roles.donor_group]
public = "Pays, and asks."
[[injects]]
title = "A raid"
kind = "attack"
week = 3
sector = 1
text = "Armed men raid villages."
card = "**Radio.** Shots in the night."
[[injects]]
title = "Theft"
kind = "scandal"
size = 1.0
weeks = 4
text = "Stolen goods are found."
card = "**Photograph.**"
[[axes]]
title = "Acceptance"
outcome = "acceptance_end"
text = "Whether relief passes."
[[axes]]
title = "Protection"
outcome = "civilian_deaths"
text = "Civilians killed."
[[axes]]
title = "Consent"
outcome = "local_consent_end"
text = "Whether people bear with the mission."
[[debrief]]
goal = "escort"
question = "Who was seen with the escort?"
about = ["posture.escorts", "acceptance"]
[[debrief]]
goal = "force"
question = "What did force cost, and whom?"
about = ["posture.use_of_force", "civilian_deaths", "attack"]
"""


def convoy(folder: Path) -> str:
    """Write an exercise of two short rounds and return its path."""
    path = folder / "convoy.toml"
    path.write_text(CONVOY, encoding="utf-8")
    return str(path)


class Scripted:
    """A class led by a script into a file."""

    def __init__(self, path: Path, exercise: str, players: Mapping[str, str], seed: int | None = None):
        self.path = path
        self.game = new_game(path, exercise, seed=seed)
        self.game.play()
        self.seats = {}
        for seat, name in players.items():
            self.seats[seat] = self.game.join(secrets.token_urlsafe(18), self.game.code, name)["player"]
            self.do(seat, "sit", seat=seat)

    def do(self, who: str, do: str, /, **fields: Any) -> dict[str, Any]:
        """Carry a command out, by seat or by the lecturer."""
        return self.game.do(self.seats.get(who, who), {"id": secrets.token_urlsafe(18), "do": do, **fields})

    def lead(self, do: str, **fields: Any) -> None:
        """Carry a command of the lecturer out, and play what it settles."""
        self.do("lecturer", do, **fields)
        self.game.play()

    def round(
        self,
        orders: Sequence[tuple[str, str, Any]] = (),
        calls: Sequence[tuple[str, str]] = (),
        injects: Sequence[int] = (),
        said: Sequence[tuple[str, str, str]] = (),
        met: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Play one round.

        Args:
            orders: Seat, choice and value.
            calls: Seat and kind.
            injects: Held injects by number.
            said: Seat, role spoken to, and text.
            met: Pairs of seats that meet.
        """
        self.lead("open")
        for seat, name, value in orders:
            self.do(seat, "order", name=name, value=value)
        for seat, kind in calls:
            self.do(seat, "call", kind=kind, size=1.0, weeks=4, sector=None)
        for seat, role, text in said:
            self.do(seat, "say", to=[role], text=text)
        for one, other in met:
            n = self.do(one, "meet", **{"with": [other.rpartition(".")[0]], "topic": "the pass"})["n"]
            self.do(other, "come", meeting=f"m{n}")
        for index in injects:
            self.lead("inject", index=index)
        self.lead("close")

    def end(self) -> Path:
        """Play the weeks after the last round, and let go of the file."""
        self.lead("open")
        self.lead("open")
        return self.close()

    def close(self) -> Path:
        """Let go of the file."""
        self.game.close()
        return self.path
