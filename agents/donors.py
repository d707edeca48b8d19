"""What each donor gives for, and how much it wants to be seen doing so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .catalogue import ORG_INDEX
from .tasks import TASK_INDEX, TASKS

__all__ = ["DONORS", "DONOR_ORGS", "FIGHTERS", "INTEREST", "SEEN", "Interests"]


@dataclass(frozen=True)
class Interests:
    """What one donor gives for.

    Attributes:
        key: Its key in the catalogue of organisations.
        work: Weight of each kind of project that it runs, by task.
        fighters: Readiness to give for former fighters, relative to the mean donor.
        seen: How much it wants to be seen, 0-1.
    """

    key: str
    work: dict[str, float]
    fighters: float
    seen: float


# fmt: off
DONORS = (
    Interests("bilateral_visibility", fighters=0.6, seen=1.0, work={
        "social_services": 1.0, "livelihoods": 0.8, "repair_roads": 0.7, "administration_support": 0.2}),
    Interests("bilateral_security", fighters=1.9, seen=0.5, work={
        "mentor_police": 1.0, "reintegration": 0.8, "violence_reduction": 0.8, "administration_support": 0.5,
        "court_support": 0.3}),
    Interests("european_union", fighters=1.0, seen=0.4, work={
        "court_support": 1.0, "law_reform": 0.8, "administration_support": 0.8, "social_services": 0.4,
        "livelihoods": 0.3}),
    Interests("world_bank", fighters=0.8, seen=0.1, work={
        "repair_roads": 1.0, "social_services": 0.8, "administration_support": 0.7, "livelihoods": 0.6}),
)
# fmt: on
"""Donors in the order of the catalogue; prisons draw none of them (CML 1.4.2, 5.5; assumption on weights)."""

DONOR_ORGS: NDArray[np.int64] = np.array([ORG_INDEX[d.key] for d in DONORS])
"""Rows of the donors in the catalogue of organisations."""
INTEREST: NDArray[np.float64] = np.zeros((len(DONORS), len(TASKS)))
"""Weight of each task for each donor, shape (donors, tasks)."""
for _row, _donor in enumerate(DONORS):
    for _task, _weight in _donor.work.items():
        INTEREST[_row, TASK_INDEX[_task]] = _weight
FIGHTERS: NDArray[np.float64] = np.array([d.fighters for d in DONORS])
"""Readiness of each donor to give for former fighters, relative to the mean."""
SEEN: NDArray[np.float64] = np.array([d.seen for d in DONORS])
"""How much each donor wants to be seen, 0-1."""
