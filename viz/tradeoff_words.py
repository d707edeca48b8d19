"""What the trade-offs show, in words and in the cells of tables: for the terminal, the page and the picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from ..experiments.tradeoff import Tradeoff
from ..experiments.tradeoff_rows import RankRow, SideRow
from ..experiments.verdicts import FEWEST_FOR_A_FIRM_VERDICT
from .palette import signed_number

__all__ = [
    "CHANGES",
    "DIRECTION",
    "HEADS",
    "cells",
    "combined",
    "effect_words",
    "found",
    "off_words",
    "rank_cells",
    "rank_heads",
    "side_lines",
    "side_verdicts",
]

FEW = "too few pairs"
CHANGES = ("gone", "turned", "less", "stays")
"""What an ablation can do to a clear effect."""
DIRECTION = {1: "more", -1: "less", 0: "none"}
HEADS = ("side", "outcome", "expected", "effect (95 % interval)", "verdict", "without its mechanism", "then it is")
MINUS = "\N{MINUS SIGN}"


def combined(verdicts: Iterable[str]) -> str:
    """Return the verdict on several together.

    Args:
        verdicts: Verdicts on each. It emerges if all do, is reversed if any is, absent without any sign, else weak;
            what was not seen in enough pairs does not count.
    """
    said = [word for word in verdicts if word != FEW]
    if not said:
        return FEW
    if all(word == "emerges" for word in said):
        return "emerges"
    if "reversed" in said:
        return "reversed"
    return "weak" if {"emerges", "weak"} & set(said) else "absent"


def side_verdicts(rows: Sequence[SideRow]) -> dict[str, str]:
    """Return the verdict on every side, by its key, from those on its outcomes."""
    keys = dict.fromkeys(row.side for row in rows)
    return {key: combined(row.verdict for row in rows if row.side == key) for key in keys}


def effect_words(row: SideRow) -> str:
    """Return the effect with its interval: ``+46 (+41 to +51)``."""
    return _interval(row.difference, row.low, row.high, row.unit)


def off_words(row: SideRow) -> str:
    """Return the effect without the mechanism with its interval."""
    return _interval(row.off_difference, row.off_low, row.off_high, row.unit)


def _interval(value: float, low: float, high: float, unit: str) -> str:
    if not math.isfinite(value):
        return "never happened"
    points = " points" if unit == "share" else ""
    if not math.isfinite(low):
        return f"{signed_number(value, unit)}{points}".replace("-", MINUS)
    if low == high:
        text = "no change" if value == 0 else f"{signed_number(value, unit)}{points} in every pair"
        return text.replace("-", MINUS)
    ends = f"({signed_number(low, unit)} to {signed_number(high, unit)})"
    return f"{signed_number(value, unit)}{points} {ends}".replace("-", MINUS)


def name_of(key: str) -> str:
    """Return the key of a side in words."""
    return key.replace("_", " ")


def cells(row: SideRow, first: bool = True) -> list[str]:
    """Return one row of the table, the name of the side only in its first."""
    label = row.label.removesuffix(", mean")
    return [
        name_of(row.side) if first else "", label, DIRECTION[row.expected], effect_words(row), row.verdict,
        off_words(row), row.mechanism,
    ]  # fmt: skip


def side_lines(tradeoff: Tradeoff) -> list[str]:
    """Return what every side compares, and what its ablation switches off."""
    lines = []
    for side in tradeoff.sides:
        where = f"{side.scenario} and {side.against_scenario}" if side.against_scenario else side.scenario
        lines.append(
            f"{name_of(side.key)}: {side.compared} ({where}, {side.weeks} weeks). {side.claim} "
            f"Its mechanism off: {side.off}."
        )
    return lines


def found(tradeoff: Tradeoff, rows: Sequence[SideRow], ranks: Sequence[RankRow] = ()) -> str:
    """Return in one or two sentences what was found."""
    if not rows:
        return "Not measured yet."
    said = side_verdicts(rows)
    overall = combined(said.values())
    if overall == FEW:
        way = [row for row in rows if row.difference * row.expected > 0]
        n = max(row.n for row in rows)
        pairs = f"With {n} pair{'' if n == 1 else 's'} it is too early to say"
        text = f"{pairs}: {len(way)} of {len(rows)} effects point where expected."
        return " ".join([text, *_rank_sentence(ranks)])
    good = [key for key, word in said.items() if word == "emerges"]
    opening = {
        "emerges": "The trade-off emerges",
        "weak": f"The trade-off emerges on {len(good)} of {len(said)} sides" if good else "The trade-off is weak",
        "absent": "The trade-off does not emerge",
        "reversed": "A side of the trade-off is reversed",
    }[overall]
    text = f"{opening}: {'; '.join(_side_words(key, word, rows) for key, word in said.items())}."
    return " ".join([text, *_mechanisms(rows), *_rank_sentence(ranks), *_rough(rows)])


def _side_words(key: str, word: str, rows: Sequence[SideRow]) -> str:
    """Return what a side shows: its verdict and the effects that are clear."""
    clear = [
        f"{r.label.removesuffix(', mean').lower()} {_size(r)}"
        for r in rows
        if r.side == key and r.verdict in ("emerges", "reversed")
    ]
    told = f" ({', '.join(clear)})" if clear else ""
    return f"{name_of(key)} {'in part' if word == 'weak' and clear else word}{told}"


def _size(row: SideRow) -> str:
    """Return the effect without its interval."""
    points = " points" if row.unit == "share" else ""
    return f"{signed_number(row.difference, row.unit)}{points}".replace("-", MINUS)


def _mechanisms(rows: Sequence[SideRow]) -> list[str]:
    """Return the sentence on what goes with the mechanisms, if there is any effect to explain."""
    said = [row.mechanism for row in rows]
    counts = {word: said.count(word) for word in CHANGES}
    told = [f"{n} {'stay' if word == 'stays' and n > 1 else word}" for word, n in counts.items() if n]
    what = {1: "the clear effect"}.get(sum(counts.values()), "of the clear effects")
    return [f"Without its mechanism, {what}: {', '.join(told)}."] if told else []


def _rough(rows: Sequence[SideRow]) -> list[str]:
    few = max(row.n for row in rows) < FEWEST_FOR_A_FIRM_VERDICT
    return [f"On fewer than {FEWEST_FOR_A_FIRM_VERDICT} pairs this is rough."] if few else []


def _rank_sentence(ranks: Sequence[RankRow]) -> list[str]:
    """Return where the best design differs between scenarios, and for which outcome."""
    best = {(r.outcome, r.scenario): r for r in ranks if r.place == 1}
    names = list(dict.fromkeys(r.scenario for r in ranks))
    if len(names) < 2:
        return []
    differ = []
    for outcome in dict.fromkeys(r.outcome for r in ranks):
        first = [best[outcome, name] for name in names]
        if len({one.level for one in first}) > 1:
            sure = all(_clear(_second(ranks, one)) for one in first)
            label = first[0].label.removesuffix(", mean").lower()
            differ.append(f"{label} ({' against '.join(one.level for one in first)}{'' if sure else ', not clear'})")
    if not differ:
        return [f"The best structure is the same in {' and '.join(names)} by every outcome."]
    return [f"The best one differs between {' and '.join(names)} by {'; '.join(differ)}."]


def _second(ranks: Sequence[RankRow], first: RankRow) -> RankRow:
    return next(r for r in ranks if (r.outcome, r.scenario, r.place) == (first.outcome, first.scenario, 2))


def _clear(second: RankRow) -> bool:
    """Return whether the second is behind the first, luck aside."""
    return second.low > 0.0 or second.high < 0.0


def rank_heads(ranks: Sequence[RankRow]) -> list[str]:
    """Return the heads of the table of a ranking."""
    return ["outcome", *(f"{what}, {s}" for s in dict.fromkeys(r.scenario for r in ranks) for what in ("best", "next"))]


def rank_cells(ranks: Sequence[RankRow]) -> list[list[str]]:
    """Return one row an outcome: in each scenario the best design with its mean, and how far behind the next is."""
    rows = []
    for outcome in dict.fromkeys(r.outcome for r in ranks):
        row = [next(r.label for r in ranks if r.outcome == outcome).removesuffix(", mean")]
        for scenario in dict.fromkeys(r.scenario for r in ranks):
            mine = [r for r in ranks if (r.outcome, r.scenario) == (outcome, scenario)]
            first, second = (next(r for r in mine if r.place == place) for place in (1, 2))
            sure = "" if _clear(second) else ", not clear"
            row += [
                f"{first.level} ({_level(first)})",
                f"{second.level}, {_interval(second.behind, second.low, second.high, second.unit)}{sure}",
            ]
        rows.append(row)
    return rows


def _level(row: RankRow) -> str:
    return f"{100 * row.mean:.1f} %" if row.unit == "share" else f"{row.mean:,.4g}"
