"""What a scenario says about the United Nations side: the mission and the country team."""

from __future__ import annotations

from .parameters import Parameters, parameter

__all__ = ["CountryTeamParameters", "MissionParameters"]


class MissionParameters(Parameters):
    """Ceilings, money, build-up and quality of the mission.

    Source: CML 2.2, IPI logistics and contributors, EVIDENCE C-01 to C-12.
    """

    troops: int = parameter(
        10_000,
        low=0,
        high=60_000,
        unit="persons",
        source="C-05",
        choice=True,
        help="Ceiling of formed military troops; 0 is a mission without troops.",
    )
    police: int = parameter(
        700,
        low=0,
        high=15_000,
        unit="persons",
        source="C-06",
        choice=True,
        help="Ceiling of individual police officers.",
    )
    formed_police: int = parameter(
        700,
        low=0,
        high=15_000,
        unit="persons",
        source="C-06; IMS police",
        choice=True,
        help="Ceiling of police in formed units, beside the individual officers.",
    )
    observers: int = parameter(
        200,
        low=0,
        high=10_000,
        unit="persons",
        source="C-07",
        choice=True,
        help="Ceiling of unarmed military observers.",
    )
    civilians: int = parameter(
        1_800,
        low=0,
        high=15_000,
        unit="persons",
        source="C-08",
        choice=True,
        help="Ceiling of civilian staff, international and national.",
    )
    troops_per_team: int = parameter(
        250, low=50, high=1_000, unit="persons", source="C-21", help="Troops in one field team, the median place."
    )
    observers_per_team: int = parameter(
        20, low=4, high=100, unit="persons", source="C-21; assumption: one team site", help="Observers in one team."
    )
    police_per_team: int = parameter(
        30, low=5, high=200, unit="persons", source="assumption: the officers of a town", help="Police in one team."
    )
    formed_police_per_team: int = parameter(
        140, low=60, high=300, unit="persons", source="IMS police: units of about 140", help="Police in a formed unit."
    )
    civilians_per_team: int = parameter(
        15,
        low=3,
        high=100,
        unit="persons",
        source="assumption: the substantive staff of a sub-office",
        help="Civilians in one field team of a component.",
    )
    substantive_share: float = parameter(
        0.35,
        low=0.05,
        high=0.9,
        unit="share of civilians",
        source="assumption: about two thirds of civilians are support and security staff",
        help="Share of civilians who work in the substantive components and can form field teams.",
    )
    annual_budget_usd: int = parameter(
        750_000_000,
        low=0,
        high=4_000_000_000,
        unit="USD a year",
        source="C-11",
        help="Assessed budget of a full year at full strength.",
    )
    usd_per_uniformed_year: int = parameter(
        70_000,
        low=10_000,
        high=300_000,
        unit="USD a year",
        source="C-10",
        help="Full cost of one uniformed person for a year, support included.",
    )
    usd_per_soldier_month: int = parameter(
        1_428,
        low=500,
        high=5_000,
        unit="USD a month",
        source="C-12",
        help="Reimbursement to the contributing country for one soldier, a part of the full cost.",
    )
    usd_per_civilian_year: int = parameter(
        90_000,
        low=10_000,
        high=400_000,
        unit="USD a year",
        source="C-09; assumption: mean over international and national staff",
        help="Full cost of one civilian for a year.",
    )
    usd_per_project: int = parameter(
        25_000,
        low=1_000,
        high=1_000_000,
        unit="USD",
        source="CML 2.2.4; assumption: half of the usual ceiling of a quick impact project",
        help="Money that a team spends on quick impact projects in a week of such work.",
    )
    unpaid_dues: float = parameter(
        0.2,
        low=0.0,
        high=0.6,
        unit="share of the yearly budget",
        source="C-39",
        help="Share of the yearly assessments that is unpaid at any date.",
    )
    months_to_peak: float = parameter(
        12.0, low=1.0, high=36.0, unit="months", source="C-01", help="Months from the mandate to peak strength."
    )
    peak_share: float = parameter(
        0.925,
        low=0.3,
        high=1.0,
        unit="share of ceiling",
        source="C-02",
        help="Share of the troop ceiling ever reached.",
    )
    police_peak_share: float = parameter(
        0.85,
        low=0.2,
        high=1.0,
        unit="share of ceiling",
        source="DE-03; C-04",
        help="Share of the police ceiling ever reached.",
    )
    police_fill_month_12: float = parameter(
        0.6, low=0.1, high=1.0, unit="share of ceiling", source="C-04", help="Share of police in place after a year."
    )
    strength_at_start: float = parameter(
        0.1,
        low=0.0,
        high=1.0,
        unit="share of ceiling",
        source="assumption: advance party and troops taken over from a regional force",
        help="Share of the ceilings that stands in the country in week 0.",
    )
    troop_quality: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="0 poor, 1 excellent",
        source="PK-07",
        help="Mobility, detection and will to act of the contingents at equal numbers.",
    )
    caveats: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="share of orders",
        source="IPI contributors; PK-14",
        help="Share of orders that contributors' restrictions slow down or stop.",
    )
    conduct: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="0 poor, 1 excellent",
        source="CML 2.2.3; LG-04",
        help="Discipline of contingents and staff before any money is spent on it.",
    )
    helicopters: int = parameter(
        12, low=0, high=100, unit="aircraft", source="CML 2.2.4; IPI logistics", help="Helicopters that carry reserves."
    )
    national_staff_share: float = parameter(
        0.62, low=0.0, high=1.0, unit="share of civilians", source="C-09", help="Share of civilians from the country."
    )
    female_share: float = parameter(
        0.1,
        low=0.0,
        high=0.6,
        unit="share of staff",
        source="CML 2.1.3; assumption: low among uniformed staff, higher among civilians",
        help="Share of women among the staff who meet residents.",
    )
    community_liaison: int = parameter(
        60,
        low=0,
        high=1_000,
        unit="persons",
        source="CML 4.3.3; assumption: about one a place with troops and some more",
        help="Community liaison assistants: national staff who hear what residents see.",
    )
    mandated_tasks: tuple[str, ...] = parameter(
        ("all",), source="IPI mandates; CML 1.2", help="Names of the tasks in the mandate, or 'all' for the full list."
    )
    # fmt: off
    quality_spread: float = parameter(
        0.15, low=0.0, high=0.5, unit="share", source="PK-07; assumption: contributors differ",
        help="Standard deviation of quality between teams.")
    # fmt: on


class CountryTeamParameters(Parameters):
    """Money and teams of the UN agencies and of the relief actors beside them.

    Source: IMS, CML 1.3, CML6, EVIDENCE C-41.
    """

    annual_humanitarian_usd: int = parameter(
        200_000_000,
        low=0,
        high=5_000_000_000,
        unit="USD a year",
        source="C-15; C-41; assumption: the appeal of a country of some millions",
        help="Voluntary money asked for relief in a year.",
    )
    annual_development_usd: int = parameter(
        120_000_000,
        low=0,
        high=5_000_000_000,
        unit="USD a year",
        source="C-15; C-41",
        help="Voluntary money asked for recovery, reintegration and development in a year.",
    )
    funded_share: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="share of money asked for",
        source="C-41; assumption: appeals are met by a half to two thirds",
        help="Share of what agencies ask for that donors pledge.",
    )
    pooled_fund_share: float = parameter(
        0.15,
        low=0.0,
        high=1.0,
        unit="share of voluntary money",
        source="CML 1.4.2; CML6",
        help="Share of voluntary money that goes through one pooled fund under the humanitarian coordinator.",
    )
    staff: int = parameter(
        2_500,
        low=0,
        high=50_000,
        unit="persons",
        source="assumption: about a person per 100,000 USD a year",
        help="Staff of the UN agencies in the country, international and national; they help to use donors' money.",
    )
    teams: int = parameter(
        40, low=0, high=300, unit="teams", source="MODEL.md 3.2", help="Field teams of all UN agencies together."
    )
    independent_teams: int = parameter(
        24,
        low=0,
        high=300,
        unit="teams",
        source="MODEL.md 3.2; CML6",
        help="Field teams of the NGO consortium and the Red Cross movement together.",
    )
    independent_annual_usd: int = parameter(
        100_000_000,
        low=0,
        high=5_000_000_000,
        unit="USD a year",
        source="assumption: relief outside the UN is about half of UN relief",
        help="Money of the NGO consortium and the Red Cross movement in a year.",
    )
    usd_per_team_year: int = parameter(
        600_000,
        low=10_000,
        high=20_000_000,
        unit="USD a year",
        source="assumption: staff, vehicles and office of about fifteen people",
        help="Cost of keeping one field team for a year, without the goods it delivers.",
    )
    usd_per_head_week: float = parameter(
        1.4,
        low=0.1,
        high=50.0,
        unit="USD a week",
        source="C-41; appeals ask for 100 to 150 USD a head and year; assumption: half of it for goods; not sourced"
        " closer than that: tuned by looking at need met",
        help="Goods that keep one person supplied with essentials for a week, brought to the field.",
    )
    at_start: float = parameter(
        0.7,
        low=0.0,
        high=1.0,
        unit="share of teams",
        source="IMS: agencies are there before the mission comes",
        help="Share of the teams that are in the country in week 0.",
    )
    turnover: float = parameter(
        0.5,
        low=0.0,
        high=3.0,
        unit="share of staff a year",
        source="CML 1.4.4; assumption: postings of one to three years",
        help="Share of international staff, mission and agencies alike, who are replaced in a year.",
    )
