"""Who is in the country: every organisation, its family, horizon, money, culture and rhythm.

Source: MODEL.md 3.2; IMS generic mission structure; CML 1.1, 1.3, 1.4.2.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ACCESS_CLASSES", "BODIES", "FAMILIES", "ORGANISATIONS", "ORG_INDEX", "Body", "OrganisationSpec", "members"]

ACCESS_CLASSES = ("uniformed", "civilian", "agency", "relief", "state")
"""Classes of team whose access differs (MODEL.md 5.7)."""


@dataclass(frozen=True)
class OrganisationSpec:
    """What an organisation is before the first week.

    Attributes:
        key: Name used everywhere.
        label: Name shown to people, current terms; sectors are counted from 1 in it, as on maps.
        family: mission, country_team, relief, host, donor, council or civil_society.
        access: One of :data:`ACCESS_CLASSES`.
        horizon_weeks: How far ahead it plans.
        review_weeks: How often it gives its teams new orders.
        turnover: Share of staff who leave in a year.
        command: True for a command culture, False for consensus.
        money: assessed, voluntary, revenue, own or grants.
        confidential: Share of its reports that it withholds from uniformed organisations (protection data).
        independent: True if it never joins a body of the mission.
        sector: Sector of a local organisation, else None.
    """

    key: str
    label: str
    family: str
    access: str
    horizon_weeks: int
    review_weeks: int
    turnover: float
    command: bool
    money: str
    confidential: float = 0.0
    independent: bool = False
    sector: int | None = None


def _mission(key: str, label: str, access: str = "civilian", review: int = 4, **more: object) -> OrganisationSpec:
    uniformed = access == "uniformed"
    return OrganisationSpec(
        key,
        label,
        "mission",
        access,
        26,
        review,
        1.0 if uniformed else 0.35,
        uniformed,
        "assessed",
        **more,  # type: ignore[arg-type]
    )


def _agency(key: str, label: str, horizon: int, review: int, confidential: float = 0.1) -> OrganisationSpec:
    return OrganisationSpec(
        key, label, "country_team", "agency", horizon, review, 0.3, False, "voluntary", confidential
    )


def _civil(key: str, label: str, sector: int | None = None) -> OrganisationSpec:
    return OrganisationSpec(key, label, "civil_society", "relief", 12, 12, 0.1, False, "grants", 0.2, False, sector)


_SECTOR_SOCIETY = (
    ("women", "Women's group"), ("youth", "Youth group"), ("faith", "Faith and traditional leaders"),
    ("defenders", "Human rights defenders"), ("media", "Local media"),
)  # fmt: skip

ORGANISATIONS: tuple[OrganisationSpec, ...] = (
    _mission("military", "Military component", "uniformed", 3),
    _mission("observers", "Military observers", "uniformed", 4),
    _mission("police", "Individual police officers", "uniformed", 6),
    _mission("formed_police", "Formed police units", "uniformed", 4),
    _mission("political_affairs", "Political affairs"),
    _mission("civil_affairs", "Civil affairs"),
    _mission("human_rights", "Human rights", confidential=0.6),
    _mission("ddr", "DDR and community violence reduction", review=6),
    _mission("electoral", "Electoral assistance", review=8),
    _mission("mine_action", "Mine action", review=6),
    _mission("rule_of_law", "Rule of law and corrections", review=8),
    _mission("public_information", "Public information"),
    _mission("mission_support", "Mission support"),
    _mission("gender_child_protection", "Gender and child protection advisers", review=6, confidential=0.5),
    _agency("undp", "UNDP", 104, 12),
    _agency("ocha", "OCHA", 4, 4),
    _agency("unhcr", "UNHCR", 8, 4, 0.4),
    _agency("wfp", "WFP", 8, 4),
    _agency("unicef", "UNICEF", 26, 8, 0.2),
    _agency("who", "WHO", 12, 8),
    _agency("ohchr", "OHCHR", 52, 8, 0.6),
    _agency("iom", "IOM", 12, 6),
    _agency("un_women", "UN Women", 52, 12, 0.2),
    OrganisationSpec("ngo_consortium", "NGO consortium", "relief", "relief", 4, 4, 0.5, False, "voluntary", 0.4),
    OrganisationSpec("red_cross", "Red Cross movement", "relief", "relief", 4, 4, 0.3, False, "voluntary", 0.7, True),
    OrganisationSpec("army", "National army", "host", "state", 26, 4, 0.15, True, "revenue"),
    OrganisationSpec("host_police", "National police", "host", "state", 26, 8, 0.15, True, "revenue"),
    OrganisationSpec("national_government", "National government", "host", "state", 26, 8, 0.2, False, "revenue"),
    OrganisationSpec("justice_corrections", "Justice and corrections", "host", "state", 26, 12, 0.15, False, "revenue"),
    OrganisationSpec("election_commission", "Election commission", "host", "state", 26, 12, 0.2, False, "revenue"),
    *(
        OrganisationSpec(f"local_administration_{s}", f"Local administration, sector {s + 1}", "host", "state", 26, 8, 0.15,
                         False, "revenue", sector=s)
        for s in range(4)
    ),
    OrganisationSpec("bilateral_visibility", "Bilateral donor seeking visibility", "donor", "agency", 52, 13, 0.3, False, "own"),
    OrganisationSpec("bilateral_security", "Security-minded bilateral donor", "donor", "agency", 52, 13, 0.3, True, "own"),
    OrganisationSpec("european_union", "European Union", "donor", "agency", 52, 26, 0.3, False, "own"),
    OrganisationSpec("world_bank", "World Bank and IMF", "donor", "agency", 104, 26, 0.2, False, "own"),
    OrganisationSpec("security_council", "Security Council", "council", "civilian", 52, 52, 0.3, False, "own"),
    OrganisationSpec("contributors", "Troop and police contributors", "council", "uniformed", 52, 26, 0.3, True, "own"),
    OrganisationSpec("regional_organisation", "Regional organisation", "council", "civilian", 52, 26, 0.3, False, "own"),
    OrganisationSpec("neighbour", "Neighbouring state", "council", "state", 52, 26, 0.2, True, "own", independent=True),
    _civil("umbrella", "Civil society umbrella"),
    _civil("national_media", "National media"),
    *(_civil(f"{key}_{s}", f"{label}, sector {s + 1}", s) for s in range(4) for key, label in _SECTOR_SOCIETY),
)  # fmt: skip

FAMILIES: dict[str, str] = {
    "mission": "Mission", "country_team": "UN country team", "relief": "Independent relief", "host": "Host state",
    "donor": "Donors", "council": "Council and region", "civil_society": "Civil society",
}  # fmt: skip
"""Families of organisations with the names shown to people."""

ORG_INDEX: dict[str, int] = {spec.key: i for i, spec in enumerate(ORGANISATIONS)}


@dataclass(frozen=True)
class Body:
    """A joint body: a channel between its members, paid for in their time.

    Attributes:
        key: Name of the choice ``coordination.<key>`` that sets its meetings a month.
        label: Name shown to people.
        members: Organisation keys; ``family:<name>`` stands for a whole family.
        strength: Share of what members know that a well-attended body passes on, 0-1.
        same_week: True if reports reach the members in the week they are made (operations centre).
        source: Section that describes it.
    """

    key: str
    label: str
    members: tuple[str, ...]
    strength: float
    same_week: bool
    source: str


_RELIEF_UN = ("ocha", "unhcr", "wfp", "unicef", "who", "iom")
_MISSION_FIELD = (
    "military",
    "observers",
    "police",
    "formed_police",
    "political_affairs",
    "civil_affairs",
    "human_rights",
)

BODIES: tuple[Body, ...] = (
    Body("joc", "Joint Operations Centre", (*_MISSION_FIELD, "mine_action", "mission_support"), 0.6, True, "CML 1.3"),
    Body("jmac", "Joint Mission Analysis Centre", (*_MISSION_FIELD, "ddr", "gender_child_protection"), 0.3, False, "CML 1.3; IMS"),
    Body("joint_logistics", "Joint logistics (ISS/JLOC)", ("mission_support", "military", "police", "formed_police", "mine_action", "wfp"), 0.2, False, "CML 1.3"),
    Body("cmoc", "Civil-military and humanitarian operations centre", ("military", "civil_affairs", *_RELIEF_UN, "ngo_consortium"), 0.35, True, "CML 1.3"),
    Body("leadership_meetings", "Mission leadership meetings", ("family:mission", "undp", "ocha"), 0.2, False, "CML 1.3"),
    Body("strategic_framework_group", "Integrated strategic framework group", ("political_affairs", "civil_affairs", "human_rights", "rule_of_law", "ddr", "mine_action", "police", "military", "family:country_team"), 0.3, False, "CML 1.4.6"),
    Body("clusters", "Clusters", (*_RELIEF_UN, "undp", "ngo_consortium"), 0.5, False, "CML6; OR-06"),
    Body("donor_group", "Donor group", ("family:donor", "undp", "ocha", "national_government"), 0.4, False, "CML 3.2.4"),
    Body("ddr_steering_group", "DDR steering group", ("ddr", "military", "undp", "iom", "national_government", "army"), 0.35, False, "CML 4.6.3"),
    Body("joint_protection_teams", "Joint protection teams", ("military", "police", "civil_affairs", "human_rights", "gender_child_protection", "unhcr", "unicef"), 0.45, True, "CML 4.3.1"),
    Body("joint_commission", "Joint commission with the parties", ("military", "observers", "political_affairs", "national_government", "army"), 0.25, False, "CML 4.2.1"),
    Body("civil_society_forum", "Civil society forum", ("civil_affairs", "political_affairs", "human_rights", "family:civil_society"), 0.3, False, "CML 3.6"),
    Body("security_management_team", "Security management team", ("military", "police", "mission_support", "family:country_team"), 0.3, False, "CML 2.2.1"),
)  # fmt: skip


def members(body: Body) -> tuple[int, ...]:
    """Return the indices of the organisations that sit in ``body``; independent ones never do."""
    wanted = {m for m in body.members if ":" not in m}
    families = {m.split(":")[1] for m in body.members if ":" in m}
    return tuple(
        i
        for i, spec in enumerate(ORGANISATIONS)
        if (spec.key in wanted or spec.family in families) and not spec.independent
    )
