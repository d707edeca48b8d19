"""What a scenario says about the others: host state, donors, region, peace process and armed groups."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .parameters import Parameters, parameter

__all__ = ["ArmedGroup", "DonorParameters", "HostParameters", "PeaceParameters", "RegionParameters"]

Sector = Annotated[int, Field(ge=0, le=3)]


class HostParameters(Parameters):
    """The government and its forces at the start.

    Source: CML 3.5, IPI host state, EVIDENCE CO-01.
    """

    annual_revenue_usd: int = parameter(
        300_000_000,
        low=0,
        high=50_000_000_000,
        unit="USD a year",
        source="assumption: a tenth of the output of a poor country",
        help="Revenue of the state in a year at the start, without aid.",
    )
    army: int = parameter(
        8_000, low=0, high=500_000, unit="persons", source="CML 4.7", help="Soldiers of the state who can be used."
    )
    police: int = parameter(
        4_000, low=0, high=500_000, unit="persons", source="CML 5.4; C-19", help="Police officers of the state."
    )
    usd_per_soldier_year: int = parameter(
        3_300, low=0, high=100_000, unit="USD a year", source="C-14", help="Pay and upkeep of a soldier of the state."
    )
    usd_per_police_year: int = parameter(
        1_600, low=0, high=100_000, unit="USD a year", source="C-14", help="Pay and upkeep of a police officer."
    )
    security_share: float = parameter(
        0.35,
        low=0.0,
        high=1.0,
        unit="share of revenue",
        source="C-19; assumption on level: poor states at war",
        help="Largest part of its revenue that the state spends on its army and police.",
    )
    army_quality: float = parameter(
        0.35,
        low=0.0,
        high=1.0,
        unit="0 poor, 1 excellent",
        source="CML 4.7",
        help="Training and equipment of the army.",
    )
    integrity: float = parameter(
        0.35,
        low=0.0,
        high=1.0,
        unit="0 corrupt, 1 honest",
        source="CML 3.5; CML 5.4",
        help="How far officials and police serve the public instead of themselves.",
    )
    predation: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="0 none, 1 systematic",
        source="IPI host state; MODEL.md 5.18",
        help="How far leaders and forces live off the people at the start, and so lose by reform.",
    )
    abuse: float = parameter(
        0.2,
        low=0.0,
        high=1.0,
        unit="0 none, 1 systematic",
        source="CML 2.1.2; MODEL.md 5.12",
        help="How readily state forces harm civilians when they fight.",
    )
    consent: float = parameter(
        0.7, low=0.0, high=1.0, unit="share", source="CML 3.1; CO-10", help="Consent of the government to the mission."
    )
    sovereignty: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="0 weak, 1 strong",
        source="CO-01; IPI host state",
        help="How strongly the government insists on deciding for itself.",
    )
    outside_patron: float = parameter(
        0.1,
        low=0.0,
        high=1.0,
        unit="0 none, 1 full",
        source="CO-01; MODEL.md 5.9",
        help="Support from an outside patron that lets the government do without the mission.",
    )
    commitment: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 3.1.1; CML 3.2",
        help="Will of the government to carry out what was or will be agreed.",
    )
    local_teams: int = parameter(
        12, low=0, high=100, unit="teams", source="MODEL.md 3.2", help="Teams of the state's administration and police."
    )
    # fmt: off
    soldiers_per_unit: float = parameter(
        400.0, low=50.0, high=5000.0, unit="persons", source="CML 4.7; assumption: a weak battalion",
        help="Soldiers of the state in one unit; units are larger where there would be more than thirty.")
    voter_roll: float = parameter(
        0.0, low=0.0, high=1.0, unit="share", source="CML 3.4.2",
        help="Share of residents on a roll of voters at the start.")
    election_commission: float = parameter(
        0.2, low=0.0, high=1.0, unit="share", source="CML 3.4.2",
        help="Capacity of the election commission at the start.")
    election_teams: int = parameter(
        4, low=0, high=100, unit="teams", source="CML 3.4.3; assumption: an office in each sector",
        help="Teams of the election commission, which work once elections are in sight.")
    civic_space: float = parameter(
        0.5, low=0.0, high=1.0, unit="share", source="CML 3.6; CML6",
        help="Freedom of civil society to act and speak at the start.")
    press_freedom: float = parameter(
        0.45, low=0.0, high=1.0, unit="share", source="CML 3.6; CML6 independent media",
        help="Independence of the country's media at the start.")
    # fmt: on


class DonorParameters(Parameters):
    """Bilateral donors, the EU and the banks.

    Source: CML 1.4.2, CML6, EVIDENCE AI-01, AI-02, C-38.
    """

    annual_pledge_usd: int = parameter(
        300_000_000,
        low=0,
        high=10_000_000_000,
        unit="USD a year",
        source="C-15; C-38",
        help="Money pledged to the country in the first year, beside what agencies receive.",
    )
    paid_share: float = parameter(
        0.75,
        low=0.0,
        high=1.0,
        unit="share of pledges",
        source="C-41; assumption: a part is never paid",
        help="Share of pledged money that is ever paid.",
    )
    delay_weeks: int = parameter(
        26,
        low=0,
        high=156,
        unit="weeks",
        source="CML6; assumption: half a year",
        help="Mean time from pledge to payment.",
    )
    peak_year: float = parameter(
        2.0,
        low=0.5,
        high=8.0,
        unit="years",
        source="C-38; AI-02",
        help="Year in which the donors' attention is highest.",
    )
    fading: float = parameter(
        0.12,
        low=0.0,
        high=0.6,
        unit="share a year",
        source="AI-02; C-38",
        help="Part of the donors' attention lost each year after its peak.",
    )
    bilateral_visibility_share: float = parameter(
        0.35,
        low=0.0,
        high=1.0,
        unit="share of pledges",
        source="assumption: bilateral donors give more than half",
        help="Part in all pledges of bilateral donors who want to be seen.",
    )
    bilateral_security_share: float = parameter(
        0.2,
        low=0.0,
        high=1.0,
        unit="share of pledges",
        source="assumption: bilateral donors give more than half",
        help="Part in all pledges of bilateral donors whose interest is security.",
    )
    european_union_share: float = parameter(
        0.25,
        low=0.0,
        high=1.0,
        unit="share of pledges",
        source="assumption: the largest single institution",
        help="Part in all pledges of the European Union.",
    )
    world_bank_share: float = parameter(
        0.2,
        low=0.0,
        high=1.0,
        unit="share of pledges",
        source="assumption: order of magnitude only",
        help="Part in all pledges of the World Bank.",
    )
    visibility: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="0 none, 1 decisive",
        source="CML 1.4.2; MODEL.md 9.11",
        help="How far donors choose places and projects by being seen there.",
    )
    absorption: float = parameter(
        0.25,
        low=0.05,
        high=1.0,
        unit="share of revenue",
        source="AI-01; C-38; assumption: about half of what is paid at first, with agencies' help",
        help="Money for projects that the state can put to use in a first year of peace; it grows later.",
    )
    # fmt: off
    civil_society_usd: int = parameter(
        4_000_000, low=0, high=1_000_000_000, unit="USD a year", source="MODEL.md 3.2 small grants; CML6; assumption",
        help="Grants that donors pay to groups of civil society in a year, beside what agencies receive.")
    # fmt: on


class RegionParameters(Parameters):
    """The neighbour and the regional organisation.

    Source: CML 4.8, IPI.
    """

    neighbour: float = parameter(
        0.2,
        low=-1.0,
        high=1.0,
        unit="-1 harmful, 1 helpful",
        source="CML 4.8; IPI",
        help="What the neighbour does: arms and havens for groups below 0, pressure for peace above.",
    )
    organisation: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="0 absent, 1 engaged",
        source="CML 1.4.2; IPI",
        help="How far a regional organisation backs the political process.",
    )


class PeaceParameters(Parameters):
    """Where the peace process stands at the start.

    Source: CML 3.1, 3.2, EVIDENCE RE-07, RE-12.
    """

    agreement: bool = parameter(
        True, source="CML 3.1.1; RE-07", help="Whether a comprehensive peace agreement has been signed."
    )
    ceasefire: bool = parameter(
        True, source="CML 4.2", help="Whether the signatory parties have agreed to a ceasefire."
    )
    process: float = parameter(
        0.2,
        low=0.0,
        high=1.0,
        unit="share carried out",
        source="RE-12",
        help="Share of the agreement carried out, or of the way to one where there is none.",
    )
    party_consent: float = parameter(
        0.7, low=0.0, high=1.0, unit="share", source="CML 3.1", help="Mean consent of the parties to the mission."
    )
    weeks_since_fighting: int = parameter(
        12,
        low=0,
        high=520,
        unit="weeks",
        source="RE-13",
        help="Weeks since the last war-level fighting; 0 means it goes on.",
    )


class ArmedGroup(Parameters):
    """One armed group: party to the peace, militia, spoiler or criminal network.

    Source: CML 3.1, 4.2, IPI, EVIDENCE SP-03 to SP-05.
    """

    label: str = parameter(
        "", source="assumption: fictional groups", help="Name shown; the key is shown if it is empty."
    )
    kind: Literal["signatory_party", "militia", "spoiler", "criminal_network"] = parameter(
        ...,
        source="MODEL.md 3.2",
        help="What the group is.",
        values={
            "signatory_party": "it has signed the agreement, or talks",
            "militia": "armed people of a place or a people, neither party to the process nor its enemy",
            "spoiler": "outside the process, and would rather see it fail",
            "criminal_network": "armed for gain, and lives on what the war leaves open",
        },
    )
    goal: Literal["limited", "greedy", "total"] = parameter(
        "limited",
        source="SP-04",
        help="What the group is after; inducement works on limited, coercion on greedy goals.",
        values={
            "limited": "something that can be granted; inducement works",
            "greedy": "as much as it can get; coercion works",
            "total": "all power; neither will do",
        },
    )
    fighters: int = parameter(
        ..., low=0, high=200_000, unit="persons", source="C-35; scenario", help="Armed fighters at the start."
    )
    arms: float = parameter(
        0.4, low=0.0, high=1.0, unit="0 light, 1 heavy", source="CML 4.6", help="Weapons and mobility of the group."
    )
    morale: float = parameter(0.6, low=0.0, high=1.0, unit="share", source="MODEL.md 5.11", help="Will to fight on.")
    cohesion: float = parameter(
        0.6,
        low=0.0,
        high=1.0,
        unit="share",
        source="MODEL.md 5.11; SP-03",
        help="How far commanders obey; low splinters.",
    )
    rents_usd: int = parameter(
        2_000_000,
        low=0,
        high=2_000_000_000,
        unit="USD a year",
        source="IPI analysis",
        help="Income from the war economy.",
    )
    outside_support: float = parameter(
        0.1,
        low=0.0,
        high=1.0,
        unit="0 none, 1 full",
        source="CML 4.8; IPI",
        help="Arms, money and havens that it is sent from outside; how much arrives depends on who watches the border.",
    )
    stake: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="share",
        source="CML 3.2; RE-12",
        help="What the group stands to gain from the process.",
    )
    hostility_to_mission: float = parameter(
        0.3, low=0.0, high=1.0, unit="0 none, 1 total", source="SP-05; C-24", help="Readiness to attack the mission."
    )
    hostility_to_relief: float = parameter(
        0.2, low=0.0, high=1.0, unit="0 none, 1 total", source="HU-06; HU-09", help="Readiness to bar or attack relief."
    )
    hostility_to_civilians: float = parameter(
        0.3, low=0.0, high=1.0, unit="0 none, 1 total", source="C-30; CML 2.1.1", help="Readiness to attack civilians."
    )
    hostility_to_state: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="0 none, 1 total",
        source="CML 4.2; IPI host state",
        help="How far it has the state as its opponent; militias of the government's side hardly do.",
    )
    home_sectors: tuple[Sector, ...] = parameter(
        (0,), source="scenario", help="Sectors, numbered 0 to 3, in which the group is at home."
    )
    territory: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="share of home land",
        source="CML 3.5",
        help="Share of its home sectors it controls.",
    )
    identity_group: int = parameter(
        0, low=0, high=11, unit="index", source="MODEL.md 3.1", help="Identity group it recruits from, counted from 0."
    )
