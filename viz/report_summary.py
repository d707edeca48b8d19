"""The beginning of a report: the answer in one or two sentences, what it rests on, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..experiments.intervals import FEWEST_FOR_A_VERDICT
from ..experiments.verdicts import FEWEST_FOR_A_FIRM_VERDICT
from .design_names import said_names, with_names
from .report_numbers import amount, difference, interval, listed, many, percent, unit_words

if TYPE_CHECKING:
    from ..experiments.contrasts import Contrasts
    from ..experiments.findings import Findings, ReportedBatch

__all__ = ["Answer", "answer_of", "is_over"]

MOST_DESIGNS = 5
MOST_OUTCOMES = 3
MOST_RANKED = 2
CLEAR = ("better", "worse", "differs")


@dataclass(frozen=True)
class Answer:
    """What a reader in a hurry should take away; every sentence is computed from the tables.

    Attributes:
        headline: The answer in a sentence.
        findings: What it is made of, the most important first.
        sure: How sure that is, and on what it rests.
    """

    headline: str
    findings: tuple[str, ...]
    sure: tuple[str, ...]


def answer_of(batch: ReportedBatch, found: Findings) -> Answer:
    """Return the answer that a batch gives.

    Args:
        batch: The batch.
        found: What it shows.
    """
    overall = _overall(found.contrasts) if found.contrasts is not None else []
    told = [*_parts(found)[:1], *overall, *_rankings(found)[:1], *_moved(found)[:1], *_designs(found)]
    told += [*_rankings(found)[1:], *_parts(found)[1:], *_moved(found)[1:], *_frontiers(found)]
    if not told:
        told = [_alone(batch), *_levels(found)]
    headline, *rest = with_names(told, _said(found))
    return Answer(headline, tuple(rest), tuple(_sure(batch, found)))


def _alone(batch: ReportedBatch) -> str:
    """Return why nothing is compared: only one design has runs so far, or the plan has but one."""
    if batch.runs["design"].nunique() > 1:
        return "Nothing can be compared yet: the runs that have a result are all of one design."
    return "There is nothing to compare in this batch: it shows how far luck goes."


def _said(found: Findings) -> dict[str, str]:
    """Return names of the designs as one says them, by key."""
    return said_names(map(str, found.levels["design"]))


def is_over(batch: ReportedBatch) -> bool:
    """Return whether the stopping rule has said that the runs are enough, so that the others are left out for good."""
    decisions = list(batch.manifest.get("decisions") or ())
    return bool(decisions) and bool(decisions[-1].get("stop"))


def _by_design(gaps: Contrasts) -> dict[str, list[dict[Any, Any]]]:
    """Return the rows of contrasts by design; those without a single pair are left out."""
    rows = gaps.table
    by = {str(name): mine[mine["n"] > 0].to_dict("records") for name, mine in rows.groupby("design", sort=False)}
    return {name: mine for name, mine in by.items() if mine}


def _of(rows: list[dict[Any, Any]], kind: str) -> list[dict[Any, Any]]:
    return [row for row in rows if row["verdict"] == kind]


def _overall(gaps: Contrasts) -> list[str]:
    """Return in a sentence how all designs stand against the base."""
    by = _by_design(gaps)
    if not by:
        return []
    base, units = gaps.base, int(gaps.table["units"].max())
    if units < FEWEST_FOR_A_VERDICT:
        return [
            (f"{many(units, 'independent pair')} of runs {'is' if units == 1 else 'are'} too few for any verdict (at "
            f"least {FEWEST_FOR_A_VERDICT} are needed): this batch does not answer the question yet.")
        ]
    if len(by) == 1:
        return [_one(next(iter(by)), base, next(iter(by.values())))]
    return [_several(base, by)]


def _several(base: str, by: dict[str, list[dict[Any, Any]]]) -> str:
    """Return how several designs stand against the base: in how many outcomes better and worse, gains before trades."""
    alike: dict[tuple[int, int], list[str]] = {}
    for name, rows in by.items():
        alike.setdefault((len(_of(rows, "better")), len(_of(rows, "worse"))), []).append(name)
    told = []
    for (better, worse), names in sorted(alike.items(), key=lambda one: _rank(*one[0])):
        what = f"better in {better or 'none'} and worse in {worse or 'none'}{', a trade and no gain' * bool(worse)}"
        if not better:
            what = f"worse in {worse} and better in none" if worse else "clearly neither better nor worse in any"
        told.append(f"{listed(names, 4)} {'is' if len(names) == 1 else 'are'} {what}")
    n = max(len(rows) for rows in by.values())
    return f"Of {many(n, 'outcome')}, against {base}: {'; '.join(told)}."


def _rank(better: int, worse: int) -> tuple[bool, bool, bool, int]:
    """Return the place of a sentence: gains, trades, losses, and last what cannot be told from the base."""
    return not better and not worse, bool(worse), not better, worse - better


def _one(name: str, base: str, rows: list[dict[Any, Any]]) -> str:
    """Return how one design stands against the base."""
    better, worse = _of(rows, "better"), _of(rows, "worse")
    n = len(rows)
    if better and worse:
        return (
            f"{name} against {base} is a trade, not a gain: clearly better in {_labels(better)}, clearly worse in "
            f"{_labels(worse)}."
        )
    if better or worse:
        kind, mine, other = ("better", better, "worse") if better else ("worse", worse, "better")
        of = f"{len(mine)} of {many(n, 'outcome')}"
        return f"{name} is clearly {kind} than {base} in {_labels(mine)} ({of}), {other} in none."
    if differing := _of(rows, "differs"):
        return f"{name} differs from {base} in {_labels(differing)}, where neither way is better in itself."
    return f"{name} cannot be told from {base} in any of {many(n, 'outcome')}, luck aside."


def _labels(rows: list[dict[Any, Any]]) -> str:
    return listed([_lower(str(row["label"])) for row in rows], 4)


def _lower(label: str) -> str:
    """Return a label for the middle of a sentence; abbreviations keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _designs(found: Findings) -> list[str]:
    """Return a sentence a design: what it does better and worse than the base, with intervals."""
    by = _by_design(found.contrasts) if found.contrasts is not None else {}
    if all(len(_of(rows, "few") + _of(rows, "same")) == len(rows) for rows in by.values()):
        return []
    clear = {name: sum(row["verdict"] in CLEAR for row in rows) for name, rows in by.items()}
    shown = sorted(by, key=lambda name: -clear[name])[:MOST_DESIGNS]
    told = [_against(name, by[name]) for name in by if name in shown]
    if left := len(by) - len(shown):
        told.append(f"The other {many(left, 'design')} differ in fewer outcomes; see the tables.")
    return told


def _against(name: str, rows: list[dict[Any, Any]]) -> str:
    """Return what one design does against the base."""
    words = {"better": "better in", "worse": "worse in", "differs": "different, neither better nor worse, in"}
    parts = [f"{said} {_gaps(_of(rows, kind))}" for kind, said in words.items() if _of(rows, kind)]
    rest = len(rows) - sum(len(_of(rows, kind)) for kind in words)
    if not parts:
        return f"{name}: no difference that matters can be told in any of {many(len(rows), 'outcome')}."
    left = f" No difference that matters can be told in the other {many(rest, 'outcome')}." if rest else ""
    return f"{name}: {'; '.join(parts)}.{left}"


def _gaps(rows: list[dict[Any, Any]]) -> str:
    """Return outcomes with differences and intervals."""
    texts = [
        f"{_lower(str(row['label']))} ({difference(row['difference'], row['unit'])} {unit_words(row['unit'], True)}, "
        f"{interval(row['low'], row['high'], row['unit'])})"
        for row in rows[:MOST_OUTCOMES]
    ]
    more = len(rows) - len(texts)
    return f"{', '.join(texts)}{f' and {more} more' if more else ''}"


def _rankings(found: Findings) -> list[str]:
    told: list[str] = []
    for one in found.rankings:
        rows = {str(row["design"]): row for row in one.shares.to_dict("records")}
        top = rows.pop(one.leader)
        if top["share"] - top["tie"] < 1e-9 or len(told) == MOST_RANKED:
            continue  # tied wherever it is best: there is no order to speak of
        changing = [str(name) for name in dict.fromkeys(one.turning[one.turning["verdict"] == "changes"]["factor"])]
        perhaps = [str(name) for name in dict.fromkeys(one.turning[one.turning["verdict"] == "may change"]["factor"])]
        turn = "no assumption that was varied changes that within its range"
        if perhaps:
            turn = f"{listed(perhaps, 3)} may change that"
        if changing:
            turn = f"{listed(changing, 3)} would change that"
        luck = f"clearly so in {percent(top['clear'])}"
        if top["unknown"] > 0:
            luck = "with one seed a world, luck cannot be told apart"
        none = "no design stands out: " if top["low"] <= max(row["high"] for row in rows.values()) else ""
        told.append(
            f"By {_lower(found.label(one.outcome))}, {none}{one.leader} is best in {percent(top['share'])} of the "
            f"worlds ({percent(top['low'])} to {percent(top['high'])}; {luck}); {turn}."
        )
    return told


def _parts(found: Findings) -> list[str]:
    told: list[str] = []
    few = [one.units for one in found.attributions if one.units < FEWEST_FOR_A_VERDICT]
    if few:
        seeds = f"{many(few[0], 'seed')} under every setting {'is' if few[0] == 1 else 'are'} too few"
        return [f"{seeds} to tell which part did it (at least {FEWEST_FOR_A_VERDICT} are needed)."]
    kept = [(one, one.effects[one.effects["verdict"].isin(CLEAR)]) for one in found.attributions]
    for one, clear in sorted(kept, key=lambda pair: not len(pair[1]))[:MOST_RANKED]:
        rows = clear.sort_values("share", ascending=False, kind="stable").to_dict("records")
        if not rows:
            told.append(f"No single part, nor pair of parts, can be told to move {_lower(one.label)}.")
            continue
        first = rows[0]
        more = f", then {listed([row['term'] for row in rows[1:]], 2)}" if len(rows) > 1 else ""
        told.append(
            f"Of the parts, {first['term']} moves {_lower(one.label)} most: {difference(first['effect'], one.unit)} "
            f"{unit_words(one.unit, True)} ({interval(first['low'], first['high'], one.unit)}), "
            f"{percent(first['share'])} of the variance over all runs{more}."
        )
    return told


def _moved(found: Findings) -> list[str]:
    told = []
    for one in found.sensitivities[:MOST_RANKED]:
        if one.screening is not None:
            table, size = one.screening.table, "mu_star" if one.screening.method == "morris" else "ST"
        elif one.importance is not None:
            table, size = one.importance.table, "pawn"
        else:
            continue
        table = table.sort_values(size, ascending=False, kind="stable")
        matter = [str(name) for name in table[table["verdict"] == "matters"]["factor"]]
        rest = len(table) - len(matter)
        if not matter:
            told.append(f"None of {many(len(table), 'factor')} can be told from luck in {_lower(one.label)}.")
            continue
        left = f"; {rest} of {many(len(table), 'factor')} cannot be told from luck" if rest else ""
        then = f", then by {listed(matter[1:], 2)}" if matter[1:] else ""
        told.append(f"{one.label} is moved most by {matter[0]}{then}{left}.")
    return told


def _frontiers(found: Findings) -> list[str]:
    if not found.frontiers:
        return []
    parts = []
    for one in found.frontiers:
        on = [str(name) for name in one.table[one.table["on_frontier"]]["design"]]
        parts.append(f"in {_lower(one.title)}, {listed(on, 4)}{' alone' if len(on) == 1 else ''}")
    return [f"In what cannot all be had, these are beaten by no other design: {'; '.join(parts)}."]


def _levels(found: Findings) -> list[str]:
    """Return how the first outcomes are spread, where there is nothing to compare."""
    told = []
    for one in found.outcomes[:MOST_OUTCOMES]:
        rows = found.levels[found.levels["outcome"] == one.key].head(1).to_dict("records")
        unit = "" if one.unit == "share" else f" {one.unit}"
        told += [
            f"{one.label}: {amount(row['q50'], one.unit)}{unit} in the median run; nine runs in ten lie between "
            f"{amount(row['q5'], one.unit)} and {amount(row['q95'], one.unit)}."
            for row in rows
        ]
    return told


def _sure(batch: ReportedBatch, found: Findings) -> list[str]:
    """Return on what the answer rests and how firm that is."""
    told = [_runs(batch)]
    if found.contrasts is not None:
        told += _firm(found)
    told += _firm_parts(found)
    if any(one.shares["unknown"].max() > 0 for one in found.rankings):
        told.append("There is one seed a world: which design is best in a single world may be luck; shares less so.")
    decisions = list(batch.manifest.get("decisions") or ())
    if decisions:
        text = str(decisions[-1].get("text") or decisions[-1].get("reason") or "").rstrip(".")
        told.append(f"The stopping rule said {'stop' if is_over(batch) else 'go on'}: {text}.")
    told.append(
        "Intervals are of 95 % and measure luck inside the model, not how far the model is from the world. The country "
        "is simulated: trust directions and conditions more than numbers."
    )
    return told


def _runs(batch: ReportedBatch) -> str:
    """Return how many runs there are a result of."""
    done, planned, lost, waiting = len(batch.summary), len(batch.runs), len(batch.failures), len(list(batch.missing))
    told = f"All {planned:,} planned runs have a result" if done == planned else ""
    told = told or f"{done:,} of {planned:,} planned runs have a result"
    if lost:
        told += f"; {lost:,} went wrong and are left out"
    if waiting:
        told += f"; {waiting:,} were not needed" if is_over(batch) else f"; {waiting:,} have not been made yet"
    return f"{told}."


def _firm(found: Findings) -> list[str]:
    """Return how many independent pairs there are, and how many differences luck alone would have made clear."""
    if found.contrasts is None:
        return []
    table = found.contrasts.table
    units = int(table["units"].max())
    pairs = many(units, "independent pair")
    told = [f"A difference rests on up to {pairs} of runs with the same luck, which {_grade(units)}."]
    looked, clear = int((table["n"] > 0).sum()), int(table["verdict"].isin(CLEAR).sum())
    if units >= FEWEST_FOR_A_VERDICT and looked > 1:
        expected = max(1, round(0.05 * looked))
        told.append(
            f"{clear} of {many(looked, 'difference')} {'is' if clear == 1 else 'are'} clear of zero and large enough "
            f"to matter; if no design did anything, luck alone would leave about {expected} clear of zero."
        )
    return told


def _grade(units: int) -> str:
    """Return whether so many independent units are enough."""
    if units < FEWEST_FOR_A_VERDICT:
        return "is too few for any verdict"
    if units < FEWEST_FOR_A_FIRM_VERDICT:
        return f"are few: below {FEWEST_FOR_A_FIRM_VERDICT} read intervals as rough"
    return "is enough for firm intervals"


def _firm_parts(found: Findings) -> list[str]:
    """Return on how much the effects of the parts of a package rest, and how many luck alone would have made clear."""
    if not found.attributions:
        return []
    units = min(one.units for one in found.attributions)
    told = [f"An effect of a part rests on {many(units, 'seed')} that every setting met, which {_grade(units)}."]
    looked = sum(len(one.effects) for one in found.attributions)
    clear = sum(int(one.effects["verdict"].isin(CLEAR).sum()) for one in found.attributions)
    if units >= FEWEST_FOR_A_VERDICT:
        told.append(
            f"{clear} of {many(looked, 'effect')} of parts and pairs {'is' if clear == 1 else 'are'} clear of zero and "
            f"large enough to matter; luck alone would leave about {max(1, round(0.05 * looked))} clear of zero."
        )
    return told
