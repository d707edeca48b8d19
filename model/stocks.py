"""The stocks whose changes the ledger of causes keeps: their names, columns and words (MODEL.md 5.27)."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["STOCKS", "Stock"]


@dataclass(frozen=True, slots=True)
class Stock:
    """A quantity whose changes are kept by cause.

    Attributes:
        name: Name in ``result.causes``.
        columns: Weekly columns whose sum the contributions explain.
        words: What it is called in running text.
        level: True if contributions explain the change since the week before, False if the week's amount.
    """

    name: str
    columns: tuple[str, ...]
    words: str
    level: bool


STOCKS: dict[str, Stock] = {
    stock.name: stock
    for stock in (
        Stock("local_consent", ("local_consent",), "consent of residents", level=True),
        Stock("host_consent", ("host_consent",), "the government's consent", level=True),
        Stock("party_consent", ("party_consent",), "consent of the armed parties", level=True),
        Stock("acceptance", ("acceptance",), "acceptance of relief", level=True),
        Stock("trust", ("trust_mission_country_team",), "trust between mission and country team", level=True),
        Stock(
            "access_denied",
            ("denied_by_state", "denied_by_groups", "denied_by_security_rules"),
            "field teams kept out",
            level=False,
        ),
        Stock("civilian_deaths", ("civilian_deaths",), "civilian deaths", level=False),
        Stock(
            "civilian_deaths_by_state", ("civilian_deaths_by_state",), "civilians killed by state forces", level=False
        ),
        Stock("crime_deaths", ("crime_deaths",), "deaths by crime", level=False),
        Stock("peacekeeper_deaths", ("peacekeeper_deaths",), "deaths of peacekeepers", level=False),
        Stock("money", ("mission_spend", "country_team_spend"), "money spent", level=False),
        Stock("battle_deaths", ("battle_deaths",), "battle deaths", level=False),
        Stock("aid_worker_victims", ("aid_worker_victims",), "aid workers hurt, killed or taken", level=False),
        Stock("violent_events", ("violent_events",), "attacks and clashes", level=False),
        Stock("ceasefire_violations", ("ceasefire_violations",), "breaches of the ceasefire", level=False),
        Stock("displaced", ("displaced",), "people displaced inside the country", level=True),
        Stock("refugees", ("refugees",), "refugees abroad", level=True),
        Stock("returned", ("returned",), "people who returned home", level=False),
        Stock("in_need", ("in_need",), "people in need", level=True),
        Stock("need_met", ("need_met",), "the share of need that is met", level=True),
        Stock("services", ("services",), "basic services", level=True),
        Stock("livelihoods", ("livelihoods",), "livelihoods", level=True),
        Stock("mined_share", ("mined_share",), "mined land", level=True),
        Stock("road_access", ("road_access",), "access by road", level=True),
        Stock("fighters_armed", ("fighters_armed",), "fighters under arms", level=True),
        Stock("trust_in_mission", ("trust_in_mission",), "trust in the mission of those outside it", level=True),
        Stock("peace_talks", ("peace_talks",), "the way to a peace agreement", level=True),
        Stock("peace_process", ("peace_process",), "the carrying out of the peace agreement", level=True),
        Stock("rule_of_law", ("rule_of_law",), "the rule of law", level=True),
        Stock("police_capacity", ("police_capacity",), "capacity of the police", level=True),
        Stock("police_integrity", ("police_integrity",), "integrity of the police", level=True),
        Stock("courts", ("courts",), "working order of courts", level=True),
        Stock("corrections", ("corrections",), "working order of prisons", level=True),
        Stock("legislation", ("legislation",), "laws in force", level=True),
        Stock("state_authority", ("state_authority",), "the reach of the state", level=True),
        Stock("legitimacy", ("legitimacy",), "trust in the government", level=True),
        Stock("predation", ("predation",), "how far leaders live off the people", level=True),
        Stock("defence", ("defence",), "professional standard of the army", level=True),
        Stock("pledged", ("pledged",), "pledges of donors", level=False),
        Stock("disbursed", ("disbursed",), "money that donors paid", level=False),
        Stock("civic_space", ("civic_space",), "civic space", level=True),
        Stock("women_influence", ("women_influence",), "influence of women", level=True),
        Stock("youth_inclusion", ("youth_inclusion",), "inclusion of youth", level=True),
        Stock("media", ("media",), "reach and independence of media", level=True),
        Stock("misconduct", ("misconduct",), "cases of misconduct", level=False),
        Stock("fighters_demobilised", ("fighters_demobilised",), "demobilised fighters not yet settled", level=True),
        Stock("fighters_reintegrated", ("fighters_reintegrated",), "fighters reintegrated", level=True),
        Stock("fighters_recidivist", ("fighters_recidivist",), "former fighters back in arms or crime", level=True),
        Stock("reintegration_gap", ("reintegration_gap",), "the gap in reintegration", level=True),
        Stock("dependence", ("dependence",), "dependence on outsiders", level=True),
        Stock("donor_attention", ("donor_attention",), "attention of donors, 1 at its usual peak,", level=True),
        Stock("outside_support", ("outside_support",), "support of armed groups from abroad", level=True),
        Stock("troops", ("troops",), "soldiers of the mission in the country", level=True),
        Stock("police", ("police",), "UN police in the country", level=True),
        Stock("civilians", ("civilians",), "civilian staff of the mission in the country", level=True),
        Stock("awareness_mission", ("awareness_mission",), "how well the mission knows of threats", level=True),
        Stock("awareness_country_team", ("awareness_country_team",), "how well agencies know need", level=True),
        Stock("mlt_cohesion", ("mlt_cohesion",), "how far the mission's leaders pull together", level=True),
    )
}
"""The stocks kept by cause, in order (MODEL.md 5.27)."""
