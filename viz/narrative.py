"""Sentences and rows about a run, composed from its recorded numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..experiments.single_weeks import deadliest_week
from ..model.decisions import highest_ceiling
from ..model.no_mission import mission_was_sent
from .palette import people_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OutcomeRow", "outcome_rows", "what_happened"]

MONTH = 52.0 / 12.0
QUARTER = 13
_IDLE = {"peace_talks": 1.0, "peace_process": 0.0}
"""Levels at which there is nothing to tell: an agreement all along, or none."""
_PROCESS = ("agreement", "walkout", "return_to_talks", "accession", "collapse")
"""Kinds of events of the political process, other than elections."""
_POLLS = ("election_called", "election_postponed", "election")
_MOST_TOLD = 4
_RELIEF_CLASSES = (" to agencies", " to independent relief")
"""How causes of refusals end that kept out those who bring relief."""


@dataclass(frozen=True)
class OutcomeRow:
    """One key outcome against the start: words for people, numbers for programs.

    Attributes:
        column: Weekly column.
        label: What it is called.
        start: Its value at the start, in words.
        end: Its value at the end, in words.
        arrow: Up, down or level.
        said: ``better``, ``worse``, ``same``, or empty where neither word fits.
        first: Its value at the start.
        last: Its value at the end.
    """

    column: str
    label: str
    start: str
    end: str
    arrow: str
    said: str
    first: float
    last: float


#: Column, label, how it is read (month: mean a month over a quarter; people: first and last week; share: mean over a
#: quarter) and which direction is better.
ROWS: tuple[tuple[str, str, str, int], ...] = (
    ("civilian_deaths", "civilian deaths a month", "month", -1),
    ("battle_deaths", "battle deaths a month", "month", -1),
    ("crime_deaths", "deaths by crime a month", "month", -1),
    ("displaced", "displaced inside the country", "people", -1),
    ("refugees", "refugees abroad", "people", -1),
    ("in_need", "people in need", "people", -1),
    ("need_met", "need met", "share", 1),
    ("local_consent", "local consent", "share", 1),
    ("host_consent", "the government's consent", "share", 1),
    ("party_consent", "the armed parties' consent", "share", 1),
    ("acceptance", "acceptance of relief", "share", 1),
    ("trust_mission_country_team", "trust, mission and country team", "share", 1),
    ("awareness_mission", "awareness of the mission", "share", 1),
    ("awareness_country_team", "awareness of the country team", "share", 1),
    ("duplication", "work done twice", "share", -1),
    ("coordination_load", "coordination time taken up", "share", 0),
    ("peace_talks", "way to a peace agreement", "share", 1),
    ("peace_process", "of the agreement carried out", "share", 1),
    ("state_authority", "reach of the state", "share", 1),
    ("mined_share", "land mined", "share", -1),
)


def outcome_rows(weekly: pd.DataFrame) -> list[OutcomeRow]:
    """Return the key outcomes against the start; columns that the table lacks are left out.

    Args:
        weekly: ``result.weekly``.
    """
    idle = {name for name, level in _IDLE.items() if name in weekly and (weekly[name] == level).all()}
    return [_row(weekly, *row) for row in ROWS if row[0] in weekly and row[0] not in idle]


def _ends(weekly: pd.DataFrame, column: str, kind: str) -> tuple[float, float]:
    """Return a column at the start and at the end."""
    values = weekly[column].to_numpy(dtype=float)
    if kind == "people":
        return float(values[0]), float(values[-1])
    width = max(1, min(QUARTER, len(values) // 2))
    factor = MONTH if kind == "month" else 1.0
    return factor * float(values[:width].mean()), factor * float(values[-width:].mean())


def _row(weekly: pd.DataFrame, column: str, label: str, kind: str, better: int) -> OutcomeRow:
    first, last = _ends(weekly, column, kind)
    say: Callable[[float], str] = _percent if kind == "share" else people_words
    change = last - first
    noise = 0.01 if kind == "share" else 0.02 * max(abs(first), abs(last), 1.0)
    if abs(change) < noise or say(first) == say(last):
        return OutcomeRow(column, label, say(first), say(last), "\N{RIGHTWARDS ARROW}", "same", first, last)
    arrow = "\N{UPWARDS ARROW}" if change > 0 else "\N{DOWNWARDS ARROW}"
    said = "" if better == 0 else "better" if change * better > 0 else "worse"
    return OutcomeRow(column, label, say(first), say(last), arrow, said, first, last)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def what_happened(result: Any) -> list[tuple[str, str]]:
    """Return the story of a run as (heading word, sentences), from its numbers alone.

    Args:
        result: A ``Result``; sentences whose columns it lacks are left out.
    """
    told = []
    for head, write in WRITERS:
        try:
            text = " ".join(write(result))
        except KeyError:
            continue
        if text:
            told.append((head, text))
    return told


def _counted(n: float, one: str, many: str) -> str:
    """Return a count with its noun and verb: ``No aid workers were``, ``1 aid worker was``, ``12 aid workers were``."""
    count = round(float(n))
    return f"No {many}" if count == 0 else f"{people_words(count)} {one if count == 1 else many}"


def _year(week: float) -> int:
    return int(week) // 52 + 1


def _deployment(result: Any) -> Iterator[str]:
    if not mission_was_sent(result.provenance):
        yield "There was no mission; the country team, relief and donors worked without one."
        return
    weekly = result.weekly
    peak = float(weekly["troops"].max())
    if peak <= 0:
        yield "The mission had no troops."
        return
    month = 12 / 52 * (1 + int((weekly["troops"] >= 0.99 * peak).to_numpy().argmax()))
    ceiling = highest_ceiling(result.provenance.get("parameters") or {}, "troops")
    of = f", {100 * peak / ceiling:.0f} % of its ceiling" if ceiling else ""
    yield f"The mission reached {people_words(peak)} troops{of}, in month {max(month, 1):.0f}."
    if result.summary.get("exit_week") is not None:
        yield from _exit(result)
        return
    last = weekly.iloc[-1]
    yield (
        f"At the end it had {people_words(last['troops'])} troops, {people_words(last['police'])} police and "
        f"{people_words(last['civilians'])} civilian staff."
    )
    going = result.events[result.events["kind"].isin(("consent_withdrawn", "drawdown"))]
    for week, text in zip(going["week"], going["text"], strict=True):
        yield f"Year {_year(week)}: {text[0].lower() + text[1:]}"


def _exit(result: Any) -> Iterator[str]:
    """Tell when and why the mission left, and what came after it."""
    s = result.summary
    why = {"calendar": "on its date", "benchmarks": "once enough benchmarks were met",
           "consent withdrawn": "thrown out by the government"}  # fmt: skip
    week, kind = int(s["exit_week"]), why.get(s["exit_kind"], "since the Council saw no peace to keep")
    yield f"It left in week {week} (year {week // 52 + 1}), {kind}."
    if s.get("deaths_after_exit") is not None:
        yield f"After that {s['deaths_after_exit']:,.0f} people a year died in battle or were killed by armed actors."
    if s["sustained_peace"] is not None:
        yield "The peace held to the end." if s["sustained_peace"] else "There was no lasting peace after it."


def _harm(result: Any) -> Iterator[str]:
    weekly = result.weekly
    total = float(weekly["civilian_deaths"].sum())
    by_state = float(weekly["civilian_deaths_by_state"].sum()) if "civilian_deaths_by_state" in weekly else 0.0
    state = f", {people_words(by_state)} of them by state forces" if by_state >= 0.5 else ""
    civilians = _counted(total, "civilian was", "civilians were")
    battle = _counted(weekly["battle_deaths"].sum(), "person", "people")
    yield f"{civilians} killed{state}, and {battle.lower()} died in battle."
    years = weekly.groupby(weekly["week"] // 52 + 1)["civilian_deaths"].sum()
    if len(weekly) >= 104:
        years = years.iloc[: len(weekly) // 52]
        worst, best = int(years.idxmax()), int(years.idxmin())
        yield (
            f"The worst year for civilians was year {worst} ({people_words(years[worst])} killed), "
            f"the best year {best} ({people_words(years[best])})."
        )
    yield from _deadliest(result)
    soldiers = _counted(weekly["peacekeeper_deaths"].sum(), "peacekeeper was", "peacekeepers were")
    workers = _counted(weekly["aid_worker_victims"].sum(), "aid worker was", "aid workers were")
    if mission_was_sent(result.provenance):
        yield f"{soldiers} killed, and {workers.lower()} killed, wounded or kidnapped."
    else:
        yield f"{workers} killed, wounded or kidnapped."
    if "crime_deaths" in weekly:
        crime = _counted(weekly["crime_deaths"].sum(), "person was", "people were")
        yield f"Apart from all these, {crime.lower()} killed by crime."


def _deadliest(result: Any) -> Iterator[str]:
    """Yield which week cost most civilian lives and what happened in it; nothing for a short run or few deaths."""
    worst = deadliest_week(result, "civilian_deaths")
    if worst is None or worst.deaths < 2 or len(result.weekly) < QUARTER:
        return
    yield (
        f"The deadliest week for civilians was week {worst.week} (year {_year(worst.week)}), with "
        f"{people_words(worst.deaths)} killed, {100 * worst.part:.0f} % of all."
    )
    if worst.events:
        yield worst.events[0]
    elif worst.cause:
        yield f"That was mainly {worst.cause}."


def _protection(result: Any) -> Iterator[str]:
    weekly = result.weekly
    events = float(weekly["violent_events"].sum())
    deterred, met, warned = (float(weekly[name].sum()) for name in ("attacks_deterred", "attacks_met", "warnings"))
    kinds = result.events["kind"].astype(str)
    by_groups, on_mission, abuses = (
        int((kinds == kind).sum()) for kind in ("attack_on_civilians", "attack_on_mission", "abuse_by_state")
    )
    yield (
        "There was 1 attack or clash."
        if round(events) == 1
        else f"There were {people_words(events)} attacks and clashes."
    )
    sent = mission_was_sent(result.provenance)
    yield f"Presence deterred about {people_words(deterred)} more." if sent else (
        f"The presence of the state and others deterred about {people_words(deterred)} more."
    )
    if by_groups:
        yield f"Of {_attacks(by_groups)} on civilians by armed groups, {_were(met)} met at once."
    if by_groups + on_mission and sent:
        yield f"Of {_attacks(by_groups + on_mission)} on civilians and on the mission, {_were(warned)} foreseen."
    if abuses:
        among = "is among them" if abuses == 1 else "are among the attacks and clashes"
        yield f"{_counted(abuses, 'abuse', 'abuses')} of civilians by state forces {among}."


def _attacks(n: float) -> str:
    """Return ``1 attack`` or ``12 attacks``."""
    return f"{people_words(n)} attack{'' if round(n) == 1 else 's'}"


def _were(n: float) -> str:
    """Return a count with its verb: ``none was``, ``one was``, ``7 were``."""
    count = round(n)
    return ("none was", "one was")[count] if count < 2 else f"{people_words(count)} were"


def _people(result: Any) -> Iterator[str]:
    weekly = result.weekly
    away = weekly["displaced"] + weekly["refugees"]
    first, last, top = float(away.iloc[0]), float(away.iloc[-1]), int(away.to_numpy().argmax())
    yield f"{people_words(first)} people were away from home at the start and {people_words(last)} at the end."
    if away.iloc[top] > 1.05 * max(first, last):
        yield f"The most were {people_words(away.iloc[top])}, in year {_year(weekly['week'].iloc[top])}."
    yield f"{_counted(weekly['returned'].sum(), 'return was', 'returns were')} counted."
    need = weekly["in_need"]
    first_need, last_need = people_words(need.iloc[0]), people_words(need.iloc[-1])
    went = f"stayed at {last_need}" if first_need == last_need else f"went from {first_need} to {last_need}"
    yield f"People in need {went}."


def _consent(result: Any) -> Iterator[str]:
    if not mission_was_sent(result.provenance):
        return
    names = {"local_consent": "residents", "host_consent": "the government", "party_consent": "the armed parties"}
    parts = []
    for column, who in names.items():
        first, last = _ends(result.weekly, column, "share")
        parts.append(f"of {who} {_moved(first, last)}")
    yield f"Consent {parts[0]}, {parts[1]}, {parts[2]}."
    if moved := _movers(result, "local_consent"):
        yield f"Residents were moved most by {moved}."
    if moved := _movers(result, "host_consent"):
        yield f"The government was moved most by {moved}."


def _moved(first: float, last: float) -> str:
    """Return ``rose from 52 to 61 %``."""
    a, b = round(100 * first), round(100 * last)
    return f"stayed at {b} %" if a == b else f"{'rose' if b > a else 'fell'} from {a} to {b} %"


def _movers(result: Any, stock: str, most: int = 2) -> str:
    """Return the causes that moved a level most over the run, for example ``protection (+12 points)``."""
    causes = getattr(result, "causes", None)
    if causes is None or len(causes) == 0:
        return ""
    own = causes[causes["stock"] == stock].groupby("cause")["value"].sum()
    own = own[own.abs() >= 0.005].sort_values(key=lambda v: -v.abs(), kind="stable")
    words = [f"{str(cause).replace('_', ' ')} ({_signed_points(value)})" for cause, value in own.head(most).items()]
    return " and ".join(words).replace("-", "\N{MINUS SIGN}") if words else ""


def _signed_points(change: float) -> str:
    """Return a change of a share: ``+12 points``, ``-3.4 points``."""
    points = 100 * float(change)
    return f"{points:+.0f} points" if abs(points) >= 9.5 else f"{points:+.1f} points"


def _peace(result: Any) -> Iterator[str]:
    """Tell the political process: agreement or talks, who came and went, and elections."""
    weekly, events = result.weekly, result.events
    done, talks = (float(weekly[name].iloc[-1]) for name in ("peace_process", "peace_talks"))
    if talks >= 1.0:
        yield f"At the end {_percent(done)} of the peace agreement was carried out."
    else:
        yield f"There was no peace agreement at the end; talks had come {_percent(talks)} of the way to one."
    told = events[events["kind"].astype(str).isin(_PROCESS)]
    for week, text in zip(told["week"].head(_MOST_TOLD), told["text"].head(_MOST_TOLD), strict=True):
        yield f"Year {_year(week)}: {text[0].lower() + text[1:] if text.startswith('The ') else text}"
    if len(told) > _MOST_TOLD:
        yield f"Parties came and went {people_words(len(told) - _MOST_TOLD)} times more."
    polls = events[events["kind"].astype(str).isin(_POLLS)]
    for week, text in zip(polls["week"], polls["text"], strict=True):
        yield f"Year {_year(week)}: {text[0].lower() + text[1:]}"


def _relief(result: Any) -> Iterator[str]:
    weekly = result.weekly
    first, last = _ends(weekly, "acceptance", "share")
    met = float(weekly["need_met"].mean())
    yield f"Acceptance of relief {_moved(first, last)}; {_percent(met)} of need was met in a mean week."
    counts = {
        "armed groups or residents": float(weekly["denied_by_groups"].sum()),
        "the state": float(weekly["denied_by_state"].sum()),
        "their own security rules": float(weekly["denied_by_security_rules"].sum()),
    }
    parts = [f"{_times(n)} by {who}" for who, n in sorted(counts.items(), key=lambda item: -item[1])]
    own = ", the mission's own among them," if mission_was_sent(result.provenance) else " of all kinds"
    yield f"Field teams{own} were kept out {', '.join(parts[:2])} and {parts[2]}."
    causes = result.causes[result.causes["stock"] == "access_denied"]
    of_relief = causes["cause"].astype(str).str.endswith(_RELIEF_CLASSES)
    relief = float(causes.loc[of_relief, "value"].sum())
    yield f"Of these were {people_words(relief)} of agencies and of independent relief."


def _times(n: float) -> str:
    """Return how often: ``never``, ``once``, ``12 times``."""
    count = round(n)
    return ("never", "once")[count] if count < 2 else f"{people_words(count)} times"


def _coordination(result: Any) -> Iterator[str]:
    weekly = result.weekly
    aware = _ends(weekly, "awareness_mission", "share"), _ends(weekly, "awareness_country_team", "share")
    if mission_was_sent(result.provenance):
        trust = _ends(weekly, "trust_mission_country_team", "share")
        yield f"Trust between mission and country team {_moved(*trust)}."
        yield f"What the mission knows of threats {_moved(*aware[0])}, what agencies know of need {_moved(*aware[1])}."
    else:
        yield f"What agencies know of need {_moved(*aware[1])}."
    yield (
        f"Joint bodies took {100 * weekly['coordination_load'].mean():.1f} % of the time set aside for coordination,"
        f" and {100 * weekly['duplication'].mean():.1f} % of field work was done twice."
    )
    if "sequencing_failures" in weekly:
        lost = _counted(weekly["sequencing_failures"].sum(), "team-week was", "team-weeks were")
        yield f"{lost} lost to work begun in the wrong order."


def _money(result: Any) -> Iterator[str]:
    weekly = result.weekly
    mission, team = float(weekly["mission_spend"].sum()), float(weekly["country_team_spend"].sum())
    sent = mission_was_sent(result.provenance)
    spent = f"The mission spent {_dollars(mission)}, the country team" if sent else "The country team spent"
    yield f"{spent} {_dollars(team)}."


def _dollars(value: float) -> str:
    return f"${value / 1e9:.1f} billion" if value >= 1e9 else f"${value / 1e6:.0f} million"


WRITERS: tuple[tuple[str, Callable[[Any], Iterator[str]]], ...] = (
    ("Deployment", _deployment),
    ("Harm", _harm),
    ("Protection", _protection),
    ("People", _people),
    ("Consent", _consent),
    ("Peace", _peace),
    ("Relief", _relief),
    ("Coordination", _coordination),
    ("Money", _money),
)
