"""The tasks a field team can do: who does them, what calls for them, and what must come first.

Signals name what a planner looks at when it asks where a task is wanted:

* believed by the organisation itself: ``threat``, ``need``, ``obstacles``, ``camp`` (threat to camps);
* published statistics, refreshed every fourth week: ``front``, ``services``, ``livelihoods``, ``crime``, ``grievance``,
  ``authority``, ``rule_of_law``, ``prisons``, ``laws`` (wanted in the capital), ``rumour``, ``roads``, ``return``, ``abuse``, ``consent``, ``ranks`` (fighters who
  want to lay down their arms), ``cantoned`` (fighters in camps), ``disarmed`` (those not yet discharged), ``former`` (former
  fighters who are not settled), ``unregistered`` (people not on the roll, once elections are in sight), ``border`` (borders
  across which groups are supported);
* ``relief_traffic``: where relief teams asked for an escort, ``hub``: the road node from which a reserve reaches furthest.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["EMPHASIS", "KINDS", "LINES", "SIGNALS", "TAKEN_OVER", "TASKS", "TASK_INDEX", "Task", "tasks_of"]

SIGNALS = (
    "threat", "camp", "need", "obstacles", "front", "services", "livelihoods", "crime", "grievance", "authority",
    "rule_of_law", "rumour", "roads", "return", "abuse", "consent", "relief_traffic", "hub", "ranks", "cantoned",
    "disarmed", "former", "unregistered", "prisons", "laws", "border",
)  # fmt: skip

KINDS = (
    "security",
    "police",
    "political",
    "rights",
    "mines",
    "institutions",
    "information",
    "relief",
    "services",
    "access",
)
"""Kinds of work; two organisations doing the same kind in one cell may duplicate each other."""


@dataclass(frozen=True)
class Task:
    """One thing a field team can spend a week on.

    Attributes:
        key: Name used in code, scenario files and events.
        label: Name shown to people.
        kind: One of :data:`KINDS`.
        doers: Keys of the organisations that can do it.
        signal: One of :data:`SIGNALS`.
        needs: What must hold in the cell for the work to take: ``security``, ``clear`` (of mines),
            ``settled`` (land disputes), ``road``.
        shared: Weight as a shared priority of the strategic framework, 0-1.
        un_face: How visibly it is the United Nations, 0-1.
        uniform_face: How visibly it is uniformed, 0-1.
        capacity: Team-weeks a week that a cell of mean population can absorb before half the effort is lost.
        cost: Running cost relative to an ordinary team-week.
        source: Section that describes it.
    """

    key: str
    label: str
    kind: str
    doers: tuple[str, ...]
    signal: str
    needs: tuple[str, ...]
    shared: float
    un_face: float
    uniform_face: float
    capacity: float
    cost: float
    source: str


_RELIEF_NGO = ("ngo_consortium", "red_cross")

TASKS: tuple[Task, ...] = (
    Task("patrol", "Patrol", "security", ("military", "army"), "threat", (), 0.9, 1.0, 1.0, 1.3, 1.0, "CML 4.3.1"),
    Task("separate_forces", "Separate forces", "security", ("military",), "front", (), 0.7, 1.0, 1.0, 1.3, 1.0, "CML 4.2.1"),
    Task("protect_site", "Protect a camp or site", "security", ("military",), "camp", (), 0.9, 1.0, 1.0, 1.3, 1.0, "CML 4.3.1"),
    Task("quick_reaction", "Quick reaction reserve", "security", ("military",), "hub", ("road",), 0.5, 1.0, 1.0, 0.6, 1.3, "CML 4.3.1"),
    Task("escort", "Escort relief", "access", ("military",), "relief_traffic", (), 0.4, 0.9, 1.0, 2.0, 1.1, "CML 2.1.1; CML6"),
    Task("secure_route", "Secure a route", "access", ("military", "army"), "roads", (), 0.5, 1.0, 1.0, 1.5, 1.0, "CML 4.4.1"),
    Task("watch_border", "Watch the border", "security", ("military", "army", "host_police"), "border", (), 0.4, 0.9, 1.0, 1.3, 1.0, "CML 4.8.1"),
    Task("observe", "Observe and verify", "security", ("observers",), "front", (), 0.6, 1.0, 0.6, 0.6, 0.8, "CML 4.2.1"),
    Task("mentor_police", "Mentor host police", "police", ("police", "undp"), "crime", (), 0.6, 0.8, 0.7, 1.5, 1.0, "CML 5.4.1"),
    Task("public_order", "Formed-unit public order", "police", ("formed_police",), "crime", (), 0.6, 1.0, 1.0, 1.5, 1.2, "CML 4.5.1; IMS"),
    Task("community_policing", "Community policing", "police", ("police", "host_police"), "crime", (), 0.4, 0.6, 0.6, 2.0, 1.0, "CML 4.5.1"),
    Task("mediate_locally", "Mediate local disputes", "political", ("civil_affairs", "political_affairs", "local_administration"), "grievance", (), 0.7, 0.7, 0.0, 1.5, 0.8, "CML 3.3.1"),
    Task("good_offices", "Good offices with a party", "political", ("political_affairs",), "front", (), 0.8, 0.8, 0.0, 1.0, 0.8, "CML 3.2.1"),
    Task("monitor_rights", "Monitor and report human rights", "rights", ("human_rights", "ohchr", "gender_child_protection", "unicef", "un_women"), "abuse", (), 0.5, 0.9, 0.0, 1.5, 0.8, "CML 2.1.2"),
    Task("cantonment", "Cantonment", "security", ("ddr",), "ranks", ("clear",), 0.8, 0.9, 0.4, 1.0, 1.5, "CML 4.6.1"),
    Task("disarmament", "Disarmament", "security", ("ddr",), "cantoned", (), 0.9, 0.9, 0.4, 1.0, 1.5, "CML 4.6.1"),
    Task("reinsertion", "Reinsertion", "services", ("ddr",), "disarmed", (), 0.7, 0.7, 0.0, 1.0, 1.5, "CML 4.6.1"),
    Task("reintegration", "Reintegration", "services", ("undp", "iom"), "former", ("security",), 0.7, 0.5, 0.0, 1.0, 1.5, "CML 4.6.1"),
    Task("violence_reduction", "Community violence reduction", "political", ("ddr",), "grievance", (), 0.6, 0.7, 0.0, 1.5, 1.2, "CML 4.6.6"),
    Task("clear_mines", "Clear mines and explosive remnants", "mines", ("mine_action", "undp"), "obstacles", ("security",), 0.8, 0.5, 0.0, 3.0, 1.5, "CML 2.1.4"),
    Task("electoral_support", "Register voters and hold polls", "institutions", ("electoral", "election_commission", "undp"), "unregistered", ("security", "road"), 0.6, 0.7, 0.0, 1.0, 1.2, "CML 3.4.1"),
    Task("court_support", "Support courts and prosecutors", "institutions", ("rule_of_law", "undp", "justice_corrections"), "rule_of_law", ("security",), 0.6, 0.6, 0.0, 1.5, 0.9, "CML 5.3.1"),
    Task("prison_support", "Support prisons", "institutions", ("rule_of_law", "justice_corrections"), "prisons", ("security",), 0.5, 0.6, 0.0, 1.5, 0.9, "CML 5.5.1"),
    Task("law_reform", "Support law reform", "institutions", ("political_affairs", "rule_of_law", "undp", "national_government"), "laws", (), 0.5, 0.5, 0.0, 1.0, 0.8, "CML 5.2.1"),
    Task("administration_support", "Support local administration", "institutions", ("civil_affairs", "undp", "national_government", "local_administration"), "authority", ("security",), 0.6, 0.5, 0.0, 1.5, 0.8, "CML 3.5.1"),
    Task("broadcast", "Broadcast and sensitise", "information", ("public_information",), "rumour", (), 0.4, 1.0, 0.0, 2.0, 0.8, "CML 2.2.2"),
    Task("needs_assessment", "Needs assessment", "relief", ("ocha", "unhcr", "wfp", *_RELIEF_NGO), "need", (), 0.3, 0.5, 0.0, 1.0, 0.7, "CML6 humanitarian relief"),
    Task("relief", "Relief", "relief", ("wfp", "unhcr", "iom", *_RELIEF_NGO), "need", ("clear",), 0.5, 0.5, 0.0, 1.5, 1.2, "CML 6.2.1"),
    Task("social_services", "Water, health and schools", "services", ("unicef", "who", "un_women", *_RELIEF_NGO), "services", ("security", "clear"), 0.4, 0.4, 0.0, 1.5, 1.0, "CML 6.3.1"),
    Task("camp_management", "Camp management", "relief", ("unhcr", "iom", "ngo_consortium"), "camp", (), 0.4, 0.5, 0.0, 1.0, 1.1, "CML6 returns"),
    Task("return_support", "Return support", "services", ("unhcr", "iom"), "return", ("security", "clear", "settled"), 0.7, 0.5, 0.0, 1.5, 1.1, "CML 6.4.1"),
    Task("livelihoods", "Livelihoods", "services", ("undp", "un_women", "ngo_consortium"), "livelihoods", ("security", "clear"), 0.6, 0.4, 0.0, 1.5, 1.1, "CML 6.5.1; CML6"),
    Task("quick_impact", "Quick impact project", "services", ("civil_affairs", "military"), "consent", (), 0.3, 1.0, 0.5, 1.0, 1.3, "CML 2.2.4"),
    Task("logistics_convoy", "Logistics convoy", "access", ("mission_support",), "hub", ("road",), 0.3, 0.9, 0.2, 2.0, 1.0, "CML 2.2.4"),
    Task("repair_roads", "Repair roads and bridges", "access", ("mission_support", "undp", "national_government"), "roads", ("security", "clear"), 0.6, 0.6, 0.1, 1.5, 1.4, "CML 4.4.1"),
)  # fmt: skip

EMPHASIS: dict[str, float] = {
    "separate_forces": 0.9, "watch_border": 1.0, "protect_site": 1.2, "quick_reaction": 0.5, "escort": 1.0, "secure_route": 0.45,
    "good_offices": 1.2, "needs_assessment": 0.5, "quick_impact": 0.75, "logistics_convoy": 0.7, "mediate_locally": 0.9,
    "administration_support": 0.8, "social_services": 0.8, "livelihoods": 0.8, "cantonment": 1.2, "disarmament": 1.5,
    "reinsertion": 1.5, "violence_reduction": 0.5, "law_reform": 0.9,
}  # fmt: skip
"""Weight of a task in the mandate of those who do it, where it is not 1 (CML 4.3.1, 2.2.4; assumption on size)."""

TAKEN_OVER: dict[str, tuple[str, tuple[str, ...]]] = {
    "mentor_police": ("police", ("undp",)),
    "clear_mines": ("mine_action", ("undp",)),
    "electoral_support": ("electoral", ("undp",)),
    "monitor_rights": ("human_rights", ("unicef", "un_women")),
}
"""Tasks that agencies of the country team do only as far as a mission hands them over: whose they were, and who does
them then (EXIT hand-over to the country team; CML6 transition; 5.25)."""

LINES: dict[str, tuple[str, ...]] = {
    "protection": ("patrol", "protect_site", "quick_reaction"),
    "separation": ("separate_forces", "observe", "watch_border"),
    "routes": ("escort", "secure_route", "logistics_convoy", "repair_roads", "clear_mines"),
    "policing": ("public_order", "community_policing"),
    "rule_of_law": ("mentor_police", "court_support", "prison_support", "law_reform"),
    "dialogue": ("good_offices", "mediate_locally", "violence_reduction", "monitor_rights", "broadcast"),
    "state": ("administration_support", "electoral_support"),
    "reintegration": ("cantonment", "disarmament", "reinsertion", "reintegration"),
    "humanitarian": ("needs_assessment", "relief", "camp_management"),
    "recovery": ("social_services", "return_support", "livelihoods", "quick_impact"),
}
"""Lines of work, which can be put before others (``priorities``); every task belongs to one (CML 1.4.8)."""

TASK_INDEX: dict[str, int] = {task.key: i for i, task in enumerate(TASKS)}


def tasks_of(organisation: str) -> tuple[int, ...]:
    """Return the indices into :data:`TASKS` that ``organisation`` can do.

    Bodies of which every sector has one of its own, like ``local_administration_2``, do what the catalogue gives to all.
    """
    kind = organisation.rstrip("0123456789").rstrip("_")
    return tuple(i for i, task in enumerate(TASKS) if {organisation, kind} & set(task.doers))
