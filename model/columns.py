"""What is recorded every week: the columns of ``result.weekly`` and the outcomes by which designs are compared.

The order is the public contract (MODEL.md section 6). ``help`` says in plain words what a column means and how it is
worked out, without any name from the code, since students read it; docs/odd.md has the formulas ("Observation"). A
place is a cell, its people are residents and displaced people whom it hosts, and a mean over all people weighs each
place by its people.

In the one-row summary a flow appears under its own name as the total over the run; a stock or share appears as
``<column>_end`` (last week) and ``<column>_mean`` (mean over the weeks of the run).

Columns about the mission keep, once it has left, the level that they had in its last week, and their means are over the
weeks in which there was a mission; strength is nothing then. Flows go on and are nothing where nobody is left to act.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

import pandas as pd

from .errors import nearest

__all__ = [
    "COLUMNS",
    "COLUMN_NAMES",
    "KEPT",
    "NUMBER_COLUMNS",
    "OUTCOMES",
    "PHASES",
    "STRENGTH",
    "THEMES",
    "Column",
    "Outcome",
    "column",
    "columns_frame",
    "summary_keys",
]

Kind = Literal["stock", "flow", "share", "text"]
Aggregate = Literal["last", "sum", "mean"]

STRENGTH = ("troops", "police", "civilians")
"""Columns of the mission's strength, which are nothing once it has left."""
KEPT = (
    "response_weeks", "local_consent", "host_consent", "party_consent", "expectation_gap", "trust_in_mission",
    "trust_mission_country_team", "awareness_mission", "coordination_load", "plan_coherence", "mlt_cohesion",
)  # fmt: skip
"""Other columns about the mission; once it has left, they keep the level of its last week."""

PHASES = ("deployment", "operation", "drawdown", "after")
"""Allowed values of the column ``phase``, in the order in which a mission can pass through them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One weekly column.

    Attributes:
        name: Name in ``result.weekly``.
        label: Short label for charts.
        unit: Unit of one week's value: people, deaths, US$, share, ...
        kind: ``flow`` (amount in the week, 0 or more), ``stock`` (level at the end of the week, 0 or more), ``share``
            (level in [0, 1]) or ``text``.
        aggregate: How weeks are put together over a run: ``sum`` for flows, else ``last`` or ``mean``.
        source: Section or evidence id behind it.
        help: One or two plain sentences: what it means, and how it is worked out.
        better: +1 if more is better for the country's people, -1 if less is, 0 if that depends.
    """

    name: str
    label: str
    unit: str
    kind: Kind
    aggregate: Aggregate
    source: str
    help: str
    better: int = 0

    @property
    def low(self) -> float:
        """Smallest value allowed."""
        return 0.0

    @property
    def high(self) -> float:
        """Largest value allowed."""
        return 1.0 if self.kind == "share" else float("inf")

    @property
    def of_mission(self) -> bool:
        """Whether it is a level of the mission, or of what others think of it, that ends with the mission (5.25)."""
        return self.name in STRENGTH or self.name in KEPT


@dataclass(frozen=True, slots=True)
class Outcome:
    """One entry of the default list by which two designs are compared.

    Attributes:
        key: Key of ``result.summary``.
        label: Short label for tables and charts.
        unit: Unit of the value over the run.
        better: +1 if more is better, -1 if less is, 0 if that depends.
        column: Weekly column from which it is taken.
    """

    key: str
    label: str
    unit: str
    better: int
    column: str


def _flow(name: str, label: str, unit: str, source: str, help: str, better: int = 0) -> Column:
    return Column(name, label, unit, "flow", "sum", source, help, better)


def _stock(name: str, label: str, unit: str, source: str, help: str, better: int = 0) -> Column:
    return Column(name, label, unit, "stock", "last", source, help, better)


def _share(name: str, label: str, source: str, help: str, better: int = 0) -> Column:
    return Column(name, label, "share", "share", "mean", source, help, better)


# fmt: off
_CLOCK = (
    Column("week", "Week", "week", "stock", "last", "MODEL 2", "Number of the week, one row a week in order."),
    Column("phase", "Phase", "", "text", "last", "CML 1.2", f"Where the mission stands: {', '.join(PHASES)}."),
)

_HARM = (
    _flow(
        "civilian_deaths", "Civilian deaths", "deaths", "CML 4.3; PK-01",
        "Civilians killed in the week by armed groups or by state forces, in attacks or in crossfire, and by "
        "mines; deaths by crime are not in it.", -1,
    ),
    _flow(
        "civilian_deaths_by_state", "Civilian deaths by state forces", "deaths", "CML 3.5; IPI",
        "Civilians killed in the week by the army or police of the host state; they are a part of the civilian "
        "deaths.", -1,
    ),
    _flow(
        "battle_deaths", "Battle deaths", "deaths", "CML 4.2; PK-04",
        "Fighters of armed groups and members of state forces killed in fighting in the week; peacekeepers are not "
        "in it.", -1,
    ),
    _flow(
        "crime_deaths", "Deaths by crime", "deaths", "CML 4.5; PK-12",
        "People killed by common and organised crime in the week; they are not among the civilian deaths.", -1,
    ),
    _flow(
        "peacekeeper_deaths", "Peacekeeper deaths", "deaths", "IPI; SP-07, C-24",
        "Members of the mission killed by hostile acts in the week: troops, police, observers, civilians.", -1,
    ),
    _flow(
        "aid_worker_victims", "Aid worker victims", "people", "CML 4.4; HU-01, C-25",
        "Staff of the UN's agencies in the country and of independent relief killed, wounded or kidnapped in the "
        "week.", -1,
    ),
    _flow(
        "violent_events", "Violent events", "events", "CML 4.3",
        "Attacks and clashes that took place in the week, whoever fought or was hit, each counted once; crime is "
        "not in it.", -1,
    ),
    _flow(
        "attacks_deterred", "Attacks deterred", "attacks", "CML 4.3; IPI",
        "Attacks that did not come because a force was near: those that armed bands would have begun or carried "
        "out in the week, with the same luck, had nobody's presence held them off. Each counts once in the weeks "
        "that an attack takes to gather, strike and rest.",
    ),
    _flow(
        "attacks_met", "Attacks met at once", "attacks", "CML 4.3; PK-14, C-47",
        "Attacks by armed groups on civilians that a force of the mission stood against in the same week; abuse by "
        "state forces and fights among armed men are not in it.", 1,
    ),
    _flow(
        "warnings", "Warnings", "warnings", "CML 1.4.3; IPI",
        "Attacks of the week on civilians and on the mission in places where the mission's soldiers had expected a "
        "threat before they came.", 1,
    ),
    _stock(
        "response_weeks", "Weeks to respond", "weeks", "CML 4.3; PK-14",
        "How long help takes: weeks until a force of the mission reaches the place of an attack on civilians, 0 if "
        "it is there at once, as the mean of the week's attacks. A week without attack keeps the last value.", -1,
    ),
)

_PEOPLE = (
    _stock(
        "displaced", "Internally displaced", "people", "CML 6.4; RT-03",
        "People driven from home and living elsewhere in the country at the end of the week, added up over all "
        "places.", -1,
    ),
    _stock(
        "refugees", "Refugees abroad", "people", "CML 6.4; RT-01",
        "People of the country living abroad as refugees at the end of the week.", -1,
    ),
    _flow(
        "returned", "Returned home", "people", "CML 6.4; RT-02, RT-03",
        "Displaced people and refugees who went home in the week.", 1,
    ),
    _stock(
        "in_need", "People in need", "people", "CML 6.1; CML6",
        "People without essentials at the end of the week: in each place the share in need of all people there, "
        "displaced people included, added up over the country.", -1,
    ),
    _share(
        "need_met", "Need met", "CML 6.1; CML6",
        "Share of the week's need that relief and work in camps served: people reached, in each place at most "
        "those in need, out of all who were in need before.", 1,
    ),
    _share(
        "services", "Basic services", "CML 6.2",
        "How far basic services work at the end of the week, 1 for all that is needed: the mean over all places, "
        "each counting as much as it has people.", 1,
    ),
    _share(
        "livelihoods", "Livelihoods", "CML 6.2; CML6",
        "Share of people who can make a living at the end of the week: the mean over all places, each counting as "
        "much as it has people.", 1,
    ),
)

_CONSENT = (
    _share(
        "local_consent", "Local consent", "CML 1.2, 3.1",
        "How far people want the mission to be there: the mean over all places, each counting as much as it has "
        "people.", 1,
    ),
    _share(
        "host_consent", "Host consent", "CML 3.1; CO-01, CO-09",
        "How far the host government accepts the mission; it is one level for the whole government.", 1,
    ),
    _share(
        "party_consent", "Parties' consent", "CML 3.1, 3.2",
        "How far the armed groups accept the mission, those that signed nothing and those that live off the war "
        "too: the mean of all groups, each counting as much as it has fighters. It is 1 if nobody is left under "
        "arms.", 1,
    ),
    _share(
        "acceptance", "Acceptance of relief", "CML 4.4; HU-09",
        "How far those who hold the ground let relief work: the mean over all places, each counting as much as it "
        "has people in need. In a place it is that of agencies and of independent relief, each counting as much as "
        "it has teams.", 1,
    ),
    _share(
        "legitimacy", "Trust in government", "CML 3.5",
        "How far people trust their government: the mean over all places, each counting as much as it has people.", 1,
    ),
    _share(
        "expectation_gap", "Unmet expectation", "CML 2.2.2, 3.1",
        "What people expect of the mission beyond what they get from it, both as shares of what is needed: the "
        "mean over all places, each counting as much as it has people. Where people get as much as they expect, or "
        "more, it is 0.", -1,
    ),
    _flow(
        "denied_by_state", "Entry denied by the state", "team-weeks", "CML 3.1; CO-09",
        "Field teams that the host government or its forces kept out of a place in the week: visa, clearance, "
        "notice of movement, roadblock.", -1,
    ),
    _flow(
        "denied_by_groups", "Entry denied by groups or residents", "team-weeks", "CML 4.4; IMS",
        "Field teams that the armed group which holds a place, or its residents, kept out of it in the week.", -1,
    ),
    _flow(
        "denied_by_security_rules", "Closed by security rules", "team-weeks", "CML 4.4; HU-03",
        "Field teams that the security rule of their own organisation kept out of a place in the week: the threat "
        "believed there is above its limit, and there is no escort.", -1,
    ),
)

_COORDINATION = (
    _share(
        "trust_in_mission", "Trust in the mission", "CML 1.4.1, 1.4.4",
        "How far the UN's agencies, relief, the host state and donors trust the mission: the mean of the trust of "
        "each of them in each part of the mission, all counting the same.", 1,
    ),
    _share(
        "trust_mission_country_team", "Trust, mission and country team", "CML 1.4.1, 1.3",
        "How far the mission and the UN's agencies in the country trust each other: the mean over each part of the "
        "mission with each agency, both ways, all counting the same.", 1,
    ),
    _share(
        "awareness_mission", "Awareness, mission", "CML 1.4.3; OR-10",
        "How well the mission knows where threats are: 1 if it errs nowhere, 0 if it knows no more than somebody "
        "who takes the country's mean for every place. Errors count more where the threat is larger and more "
        "people live; each part of the mission counts the same.", 1,
    ),
    _share(
        "awareness_country_team", "Awareness, country team", "CML 1.4.3; OR-10",
        "How well the UN's agencies know where people are in need: 1 if they err nowhere, 0 if they know no more "
        "than somebody who takes the country's mean for every place. Errors count more where more people are in "
        "need; each agency counts the same.", 1,
    ),
    _share(
        "coordination_load", "Coordination load", "CML 2.2; OR-06, OR-09",
        "Share of the time set aside for coordination that goes into joint meetings: hours in joint bodies out of "
        "the hours that organisations have for it, the mean over parts of the mission and agencies, at most 1.",
    ),
    _share(
        "duplication", "Duplicated work", "CML 1.4.6; OR-06",
        "Share of the week's field work that was done twice: where two or more organisations do the same kind of "
        "work in a place, what they do beyond the need there, out of all work.", -1,
    ),
    _share(
        "gaps", "Uncovered need", "CML 1.4.6; CML6",
        "Share of people in need who live where no team for relief or services worked in the week.", -1,
    ),
    _flow(
        "sequencing_failures", "Sequencing failures", "team-weeks", "CML 1.4.7, 1.4.8",
        "Teams of the mission, the UN's agencies and relief at work that was begun where what must come first "
        "(security, cleared ground, settled land, a road) was missing and still is. Work that was only interrupted "
        "is not in it.", -1,
    ),
    _share(
        "plan_coherence", "Plan coherence", "CML 1.4.6; IMS",
        "How far effort goes where it is needed: 1 if the field work of the mission and the UN's agencies is "
        "spread over the country just as need and threat are. For each place the smaller of two shares counts, its "
        "share of the work and its share of need and threat; these are added up.", 1,
    ),
    _share(
        "mlt_cohesion", "Leadership cohesion", "CML 1.1",
        "How far the mission's leaders work as one team at the end of the week.", 1,
    ),
)

_POLITICS = (
    _share(
        "peace_talks", "Peace talks", "CML 3.2",
        "How far talks have come on the way to an agreement; 1 while there is one.", 1,
    ),
    _share(
        "peace_process", "Peace process", "CML 3.2; RE-12",
        "Share of the provisions of the peace agreement that has been carried out, the mean of five kinds: "
        "security, political, justice, economic and social; 0 without an agreement.", 1,
    ),
    _flow(
        "ceasefire_violations", "Ceasefire violations", "events", "CML 4.2; SP-01",
        "Attacks in the week by armed groups that are bound by a ceasefire, on whomever; 0 where no ceasefire "
        "stands.", -1,
    ),
    _stock(
        "fighters_armed", "Fighters under arms", "people", "CML 4.6; C-35",
        "Fighters under arms in all armed groups at the end of the week.", -1,
    ),
    _stock(
        "fighters_demobilised", "Fighters demobilised", "people", "CML 4.6; C-36",
        "Former fighters who have given up their arms and left their group, and are not yet settled in civilian "
        "life.", 1,
    ),
    _stock(
        "fighters_reintegrated", "Fighters reintegrated", "people", "CML 4.6; C-37",
        "Former fighters settled in civilian life.", 1,
    ),
    _stock(
        "fighters_recidivist", "Fighters gone back", "people", "CML 4.6; DD-04",
        "Former fighters who went back to arms or to crime, counted since the start.", -1,
    ),
)

_STATE = (
    _share(
        "state_authority", "State authority", "CML 3.5",
        "How far the state's administration reaches people: the mean over all places, each counting as much as it "
        "has people.", 1,
    ),
    _share(
        "predation", "Predation of leaders", "IPI host state; MODEL.md 5.18",
        "How far leaders and forces of the state live off the people, 0 for not at all.", -1,
    ),
    _share(
        "dependence", "Dependence on outsiders", "CML6; IMS dilemmas; MODEL.md 5.18",
        "Share of services, livelihoods and reach of the state that only outsiders keep up, each place counting as "
        "much as it has people.", -1,
    ),
    _flow(
        "state_revenue", "State revenue", "US$", "CML 3.5.1",
        "Dollars that the state raised in the week.", 1,
    ),
    _share(
        "forces_paid", "Forces paid", "CML 4.7; C-14",
        "Share of the pay owed to the state's soldiers and police that reaches them.", 1,
    ),
    _share(
        "outside_support", "Outside support", "CML 4.8",
        "How far arms, money and havens from abroad reach armed groups: the mean of all groups, each counting as "
        "much as it has fighters.", -1,
    ),
    _share(
        "rule_of_law", "Rule of law", "CML 5",
        "How far police, courts and prisons work: the mean over all places, each counting as much as it has "
        "people.", 1,
    ),
    _share(
        "police_capacity", "Police capacity", "CML 4.5, 5.4",
        "What the host's police can do: the share of its officers who serve, times their skill; the mean over "
        "sectors, each counting as much as it has people.", 1,
    ),
    _share(
        "police_integrity", "Police integrity", "CML 5.4",
        "How honest the host's police is: the mean over sectors, each counting as much as it has people.", 1,
    ),
    _share(
        "courts", "Courts", "CML 5.3",
        "How far courts work: the mean over sectors, each counting as much as it has people.", 1,
    ),
    _share(
        "corrections", "Corrections", "CML 5.5",
        "How far prisons work: the mean over sectors, each counting as much as it has people.", 1,
    ),
    _share(
        "legislation", "Legislation", "CML 5.2",
        "Share of the laws needed for the peace that are in force.", 1,
    ),
    _share(
        "defence", "Defence sector", "CML 4.7",
        "How professional the host's army is: the mean of its skill and of how far it keeps to the law.", 1,
    ),
    _share(
        "mined_share", "Mined share", "CML 2.1.4",
        "Share of the land that is mined or suspected to be, at the end of the week: the mean over all places of "
        "the map, whether anybody lives there or not.", -1,
    ),
    _share(
        "road_access", "Road access", "CML 4.4, 2.1.4",
        "How far people can use roads: the mean over all places, each counting as much as it has people.", 1,
    ),
)

_MEANS = (
    _stock(
        "troops", "Troops", "people", "CML 2.1.1; C-01..C-05",
        "Soldiers in contingents in the country at the end of the week; observers are not in it.",
    ),
    _stock(
        "police", "UN police", "people", "CML 2.1.2; C-04, C-06",
        "UN police in the country at the end of the week, individual officers and formed units.",
    ),
    _stock(
        "civilians", "Civilian staff", "people", "IMS; C-08",
        "Civilian staff of the mission in the country at the end of the week, national and international.",
    ),
    _flow(
        "mission_spend", "Mission spending", "US$", "CML 2.2; C-10, C-11",
        "Dollars that the mission paid out in the week.",
    ),
    _flow(
        "country_team_spend", "Country team spending", "US$", "CML 1.3; C-41",
        "Dollars that the UN's agencies in the country paid out in the week.",
    ),
    _flow(
        "pledged", "Pledged", "US$", "CML 1.4.2; C-38",
        "New dollars pledged by donors in the week.",
    ),
    _flow(
        "disbursed", "Disbursed", "US$", "CML 1.4.2; AI-04",
        "Dollars of earlier or new pledges that donors paid in the week.", 1,
    ),
    _stock(
        "donor_attention", "Attention of donors", "times", "CML 1.4.2; AI-02, C-38",
        "How much donors look at the country, crises in the news included; 1 is its usual peak.",
    ),
    _flow(
        "donor_spend", "Spent on donors' projects", "US$", "CML 1.4.2; AI-01",
        "Dollars that donors spent on projects of their own in the week, with or without result.",
    ),
    _flow(
        "donor_work", "Work of donors' projects", "team-weeks", "CML 1.4.2; AI-01",
        "What donors' own projects came to in the week, in weeks of work of an agency's field team; what others "
        "did too is taken off.", 1,
    ),
    _share(
        "donor_overlap", "Overlap of donors' projects", "CML 1.4.2, 3.2.4",
        "Share of the work of donors' projects that was done by others too, other donors among them.", -1,
    ),
    _share(
        "reintegration_gap", "Reintegration gap", "CML 4.6; DD-04, C-37",
        "Share of demobilised fighters who get no support to settle in civilian life; 0 while nobody is "
        "demobilised.", -1,
    ),
    _flow(
        "misconduct", "Misconduct", "cases", "CML 2.2.3; LG-04, LG-06",
        "Cases of misconduct by soldiers, police and observers of the mission in the week, whether they become "
        "known or not.", -1,
    ),
)

_SOCIETY = (
    _share(
        "civic_space", "Civic space", "CML 3.6; CML6",
        "How freely civil society can act and speak: the mean over sectors, each counting as much as it has "
        "people.", 1,
    ),
    _share(
        "women_influence", "Influence of women", "CML 2.1.3; CML6",
        "How much weight women have in the political process.", 1,
    ),
    _share(
        "youth_inclusion", "Inclusion of youth", "CML6",
        "How far young people belong, by livelihoods, groups of their own, work with them and a say: the mean over "
        "sectors, each counting as much as it has people.", 1,
    ),
    _share(
        "media", "Media", "CML 3.6; CML6",
        "Share of people whom national and local media reach, times the independence of these media.", 1,
    ),
    _stock(
        "benchmarks_met", "Benchmarks met", "benchmarks", "CML 3-6; EXIT",
        "Short-, medium- and long-term benchmarks, of the 66 in all, that were met at the last review; it comes "
        "each fourth week and looks at the weeks before it.", 1,
    ),
)

THEMES: dict[str, tuple[Column, ...]] = {
    "Harm": _HARM, "People": _PEOPLE, "Consent and access": _CONSENT, "Coordination": _COORDINATION,
    "Peace process and fighters": _POLITICS, "State and rule of law": _STATE, "Means and money": _MEANS,
    "Society and benchmarks": _SOCIETY,
}
"""The columns that hold numbers, by what they are about, in order."""

COLUMNS: tuple[Column, ...] = (*_CLOCK, *(column for columns in THEMES.values() for column in columns))
# fmt: on
"""The weekly columns in the order of MODEL.md section 6."""

COLUMN_NAMES: tuple[str, ...] = tuple(c.name for c in COLUMNS)
"""Names of all weekly columns, in order."""

NUMBER_COLUMNS: tuple[Column, ...] = COLUMNS[2:]
"""The columns that hold numbers: all but ``week`` and ``phase``."""

_BY_NAME = {c.name: c for c in COLUMNS}


def column(name: str) -> Column:
    """Return the column called ``name``.

    Raises:
        KeyError: If there is none; the text offers the nearest name.
    """
    try:
        return _BY_NAME[name]
    except KeyError:
        raise KeyError(f"unknown column {name!r}{nearest(name, _BY_NAME)}") from None


def columns_frame() -> pd.DataFrame:
    """Return one row a weekly column: name, label, unit, kind, aggregate, source, help, better."""
    return pd.DataFrame([asdict(c) for c in COLUMNS])


def summary_keys(c: Column) -> tuple[str, ...]:
    """Return the keys of the summary that come from one weekly column: the total, or end and mean."""
    if c.name == "week" or c.kind == "text":
        return ()
    return (c.name,) if c.kind == "flow" else (f"{c.name}_end", f"{c.name}_mean")


def _outcome(name: str, ending: str = "") -> Outcome:
    c = _BY_NAME[name]
    notes = {"_end": " at the end", "_mean": ", mean", "": ""}
    return Outcome(name + ending, c.label + notes[ending], c.unit, c.better, name)


OUTCOMES: tuple[Outcome, ...] = (
    _outcome("civilian_deaths"),
    _outcome("battle_deaths"),
    _outcome("displaced", "_end"),
    _outcome("need_met", "_mean"),
    _outcome("local_consent", "_mean"),
    _outcome("host_consent", "_mean"),
    _outcome("acceptance", "_mean"),
    _outcome("trust_mission_country_team", "_mean"),
    _outcome("awareness_mission", "_mean"),
    _outcome("awareness_country_team", "_mean"),
    _outcome("coordination_load", "_mean"),
    _outcome("duplication", "_mean"),
    _outcome("gaps", "_mean"),
    _outcome("sequencing_failures"),
    _outcome("denied_by_state"),
    _outcome("denied_by_groups"),
    _outcome("denied_by_security_rules"),
    _outcome("mined_share", "_end"),
    _outcome("aid_worker_victims"),
    _outcome("peacekeeper_deaths"),
    _outcome("mission_spend"),
)
"""Default outcomes of a comparison, in the order in which they are shown."""
