"""Priorities: which line of work comes first where teams are planned."""

from __future__ import annotations

from typing import Any

from .parameters import Parameters, parameter

__all__ = ["PriorityChoices"]


def _line(source: str, help: str) -> Any:
    """Return the weight of a line of work, a choice."""
    return parameter(
        1.0, low=0.5, high=2.0, unit="0.5 half, 2 double", choice=True,
        source=f"{source}; assumption on range", help=help,
    )  # fmt: skip


class PriorityChoices(Parameters):
    """How much each line of work weighs where organisations plan their teams; 1 leaves it as it is.

    The lines are those of ``agents.tasks.LINES``; where they weigh in says 5.5. A head of mission directs the
    components, which follow in full; agencies of the country team keep mandates of their own, and follow as far as
    their capacity is committed to shared priorities (``integration.strategic_framework``, CML 1.4.6); state, donors,
    relief organisations outside the United Nations and armed groups do not follow. A priority says what is more
    important, not what must be finished first: that is ``political.sequencing``. Teams of an organisation that does
    nothing but one line, such as military observers or electoral officers, have nothing to choose between.

    Source: CML 1.1, 1.4.6, 1.4.8; IMS; MODEL.md 5.5.
    """

    protection: float = _line(
        "CML 1.4.8, 2.1.1, 4.3",
        "Weight of patrols, the guarding of camps and the reserve in the plans of soldiers.",
    )
    separation: float = _line(
        "CML 1.4.8, 4.2, 4.8",
        "Weight of keeping forces apart, observing and watching borders in the plans of soldiers.",
    )
    routes: float = _line(
        "CML 1.4.8, 2.1.4, 4.4",
        "Weight of escorts, safe roads and their repair in the plans of soldiers and, as far as they share"
        " priorities, of agencies; convoys and deminers of the mission do nothing else.",
    )
    policing: float = _line(
        "CML 1.4.8, 4.5",
        "Weight of policing communities in the plans of the mission's police officers, against mentoring; formed"
        " units do nothing else than public order.",
    )
    rule_of_law: float = _line(
        "CML 1.4.8, 5",
        "Weight of mentoring police and of courts, prisons and laws in the plans of police and political officers"
        " and, as far as they share priorities, of agencies.",
    )
    dialogue: float = _line(
        "CML 1.4.8, 2.1.2, 3.2, 3.3",
        "Weight of talks, local mediation and the calming of communities in the plans of political, civil and DDR"
        " officers; those who monitor rights or broadcast do nothing else.",
    )
    state: float = _line(
        "CML 1.4.8, 3.4, 3.5",
        "Weight of support to administrations and elections in the plans of civil affairs and, as far as they"
        " share priorities, of agencies; electoral officers do nothing else.",
    )
    reintegration: float = _line(
        "CML 1.4.8, 2.1.6, 4.6",
        "Weight of disarmament, demobilisation and reintegration in the plans of DDR officers and, as far as they"
        " share priorities, of agencies.",
    )
    humanitarian: float = _line(
        "CML 1.4.6, 1.4.8, 6.2",
        "Weight of relief, its assessments and camps in the plans of UN agencies, as far as they share priorities;"
        " relief organisations outside the United Nations do not follow.",
    )
    recovery: float = _line(
        "CML 1.4.6, 1.4.8, 6.3 to 6.5",
        "Weight of services, returns, livelihoods and quick projects in the plans of civil affairs and soldiers"
        " and, as far as they share priorities, of agencies.",
    )
