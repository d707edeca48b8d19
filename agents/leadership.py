"""The mission leadership team: seven people with competence, style, tenure and vacancies.

Source: CML 1.1, 1.2, 1.4.2; IPI leadership.
"""

from __future__ import annotations

from typing import Any

from .actor import Actor

__all__ = ["POSTS", "POST_INDEX", "Leader"]

POSTS = (
    ("srsg", "Head of mission (SRSG)"),
    ("political_deputy", "Political deputy (DSRSG)"),
    ("dsrsg_rc_hc", "DSRSG/RC/HC"),
    ("force_commander", "Force Commander"),
    ("police_commissioner", "Police Commissioner"),
    ("chief_of_staff", "Chief of Staff"),
    ("mission_support", "Director of Mission Support"),
)

POST_INDEX = {key: post for post, (key, _) in enumerate(POSTS)}


class Leader(Actor):
    """One of the seven posts and the person in it."""

    def __init__(self, model: Any, post: int, cell: Any, competence: float, consensual: float, served: float) -> None:
        """Fill the post.

        Args:
            model: The mission.
            post: Index into :data:`POSTS`.
            cell: Headquarters.
            competence: 0-1.
            consensual: Leaning to consensus against command, 0-1.
            served: Weeks already served.
        """
        super().__init__(model)
        self.post = post
        self.key, self.label = POSTS[post]
        self.cell = cell
        self.competence = competence
        self.consensual = consensual
        self.served = served
        self.vacant = False

    def skill(self, acting: float) -> float:
        """Return the competence that counts, 0-1: the leader's own, or ``acting`` while the post is vacant."""
        return acting if self.vacant else self.competence

    def serve(self, draw: float, tenure_weeks: float) -> bool:
        """Serve a week; return True if the person leaves at its end."""
        self.served += 1.0
        if self.vacant or draw >= 1.0 / tenure_weeks:
            return False
        self.vacant = True
        return True

    def succeed(self, draw: float, vacancy_weeks: float, competence: float, consensual: float) -> bool:
        """Return True if a successor takes up a vacant post this week."""
        if not self.vacant or draw >= 1.0 / max(vacancy_weeks, 1.0):
            return False
        self.vacant, self.served = False, 0.0
        self.competence, self.consensual = competence, consensual
        return True
