"""How the tables of a study are printed: contrasts, order of designs, sensitivity, attribution, boxes and frontiers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .palette import short_number, signed_number
from .terminal import print_table, print_wrapped

if TYPE_CHECKING:
    import pandas as pd

    from ..experiments.attribution import Attribution
    from ..experiments.boxes import Failures
    from ..experiments.contrasts import Contrasts
    from ..experiments.divergence import Divergence
    from ..experiments.frontier import Frontier
    from ..experiments.ranking import RankingStability
    from ..experiments.sensitivity import Sensitivity
    from ..experiments.study import DesignTables

__all__ = [
    "plain_values", "print_attribution", "print_contexts", "print_contrasts", "print_designs", "print_divergence",
    "print_failures", "print_frontier", "print_ranking", "print_sensitivity", "records",
]  # fmt: skip

VERDICTS = {"same": "no change", "few": "too few pairs"}


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as one mapping a row."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def plain_values(found: Any) -> Any:
    """Return a dataclass of tables as plain values for JSON; arrays of resamples and pairs are left out."""
    import dataclasses

    import numpy as np
    import pandas as pd

    if isinstance(found, pd.DataFrame):
        return records(found)
    if dataclasses.is_dataclass(found):
        kept = {field.name: getattr(found, field.name) for field in dataclasses.fields(found)}
        return {
            name: plain_values(value)
            for name, value in kept.items()
            if not isinstance(value, np.ndarray) and name != "pairs"
        }
    return [plain_values(one) for one in found] if isinstance(found, (list, tuple)) else found


def print_designs(found: DesignTables) -> None:
    """Print all that designs of a batch show beside each other."""
    _notes(found.notes)
    for one in found.by_scenario:
        _title(f"IN THE SCENARIO {one.scenario}")
        print_designs(one)
    if found.contexts is not None:
        print_contexts(found.contexts)
    if found.contrasts is not None:
        print_contrasts(found.contrasts)
    labels = {row["outcome"]: row["label"] for row in records(found.contrasts.table)} if found.contrasts else {}
    for ranking in found.rankings:
        print_ranking(ranking, str(labels.get(ranking.outcome, ranking.outcome)))
    for parts in found.attributions:
        print_attribution(parts)
    if found.divergence is not None:
        print_divergence(found.divergence)
    if found.failures is not None:
        print_failures(found.failures)


def print_contrasts(found: Contrasts) -> None:
    """Print the paired differences of designs from their base."""
    _title(f"Designs against {found.base}, pairs of runs in the same world with the same seed")
    rows = [
        (
            row["design"], row["label"], _number(row["base"], row["unit"]),
            signed_number(row["difference"], row["unit"]), _ends(row, row["unit"]),
            _percent(row["relative"], sign=True), _percent(row["p_better"]), row["n"],
            VERDICTS.get(row["verdict"], row["verdict"]),
        )
        for row in records(found.table)
    ]  # fmt: skip
    heads = ["design", "outcome", "base", "differ-\nence", "95 % interval", "of\nbase", "better\nin", "pairs",
             "verdict"]  # fmt: skip
    print_table(heads, rows, right=(2, 3, 4, 5, 6, 7), grouped=True, spare=(5, 7))
    _notes(found.notes)


def print_contexts(found: pd.DataFrame) -> None:
    """Print how far what a design does depends on the scenario."""
    _title("Whether what a design does depends on the scenario: its difference from the base in each")
    rows = [
        (f"{row['design']}, {row['other']} against {row['one']}", row["label"],
         signed_number(row["in_one"], row["unit"]), signed_number(row["in_other"], row["unit"]),
         signed_number(row["difference"], row["unit"]), _ends(row, row["unit"]), row["n"],
         VERDICTS.get(row["verdict"], row["verdict"]))
        for row in records(found)
    ]  # fmt: skip
    heads = ["design, in two scenarios", "outcome", "in the\nsecond", "in the\nfirst", "apart", "95 % interval",
             "seeds", "verdict"]  # fmt: skip
    print_table(heads, rows, right=(2, 3, 4, 5, 6), grouped=True, spare=(6,))


def print_divergence(found: Divergence) -> None:
    """Print where twin runs part."""
    _title(f"First week in which twin runs differ, of {', '.join(found.columns)}")
    rows = [
        (row["design"], row["n"], _percent(row["parted"]), *(_whole(row[k]) for k in
         ("week_first", "week_median", "week_last")), row["column"] or "-", _percent(row["share"]))
        for row in records(found.table)
    ]  # fmt: skip
    heads = ["design", "pairs", "part", "first\nweek", "median", "last", "most often\nfirst in", "of\npairs"]
    print_table(heads, rows, right=(1, 2, 3, 4, 5, 7))


def print_ranking(found: RankingStability, label: str) -> None:
    """Print in which share of the worlds each design is best, and what would change that."""
    _title(f"In which share of the worlds each design is best: {label.lower()}")
    rows = [
        (row["design"], _percent(row["share"]), f"{_percent(row['low'])} to {_percent(row['high'])}",
         *(_percent(row[kind]) for kind in ("clear", "luck", "tie", "unknown")))
        for row in records(found.shares)
    ]  # fmt: skip
    heads = ["design", "best in", "95 % interval", "clearly", "maybe\nby luck", "tied", "one seed,\ncannot tell"]
    spare = () if (found.shares["unknown"] > 0).any() else (6,)
    print_table(heads, rows, right=(1, 2, 3, 4, 5, 6), spare=spare)
    if len(found.turning):
        _title(f"Assumptions that would change which is best, {found.leader} held against each rival")
        turns = [
            (row["factor"], row["rival"], row["verdict"], row["worst_part"], _signed(row["correlation"]), *_turn(row))
            for row in records(found.turning)
        ]
        heads = ["assumption", "rival", "order", "weakest\nwhere", "rank cor-\nrelation", "turns at", "95 % interval"]
        print_table(heads, turns, right=(4, 5, 6), grouped=True)
    _notes(found.notes)


def print_attribution(found: Attribution) -> None:
    """Print effects alone and in pairs, and the sources of variance."""
    _title(f"Which part did it: {found.label.lower()}, {found.units} seeds under every setting")
    rows = [
        (row["term"].replace(" x ", " x\n"), signed_number(row["effect"], found.unit), _ends(row, found.unit),
         _percent(row["relative"], sign=True), _percent(row["share"]),
         f"{_percent(row['share_low'])} to {_percent(row['share_high'])}",
         VERDICTS.get(row["verdict"], row["verdict"]), row["aliases"] or "-")
        for row in records(found.effects)
    ]  # fmt: skip
    heads = ["choice", "effect", "95 % interval", "of\nmean", "of vari-\nance", "95 % interval", "verdict",
             "cannot be told from"]  # fmt: skip
    print_table(heads, rows, right=(1, 2, 3, 4, 5), spare=(3, 5))
    sources = [(row["source"], _percent(row["share"])) for row in records(found.shares)]
    print_table(["source of variance", "share"], sources, right=(1,))
    switched = "; ".join(f"{row['factor']} from {row['first']} to {row['second']}" for row in records(found.levels))
    _notes((f"Switched: {switched}.", *found.notes))


def print_sensitivity(found: Sensitivity) -> None:
    """Print what one outcome is sensitive to."""
    points = found.screening is not None and (found.screening.method, found.screening.unit) == ("morris", "share")
    _title(f"What moves {found.label.lower()}{', percentage points' if points else ''}")
    if found.screening is not None and found.screening.method == "morris":
        scale = 100.0 if points else 1.0
        rows = [
            (row["factor"], _plain(scale * row["mu_star"]),
             f"{_plain(scale * row['mu_star_low'])} to {_plain(scale * row['mu_star_high'])}",
             _plain(scale * row["sigma"]), _signed(scale * row["mu"], short_number), _plain(scale * row["noise"]),
             row["verdict"])
            for row in records(found.screening.table)
        ]  # fmt: skip
        heads = ["factor", "mu*", "95 % interval", "sigma", "mu", "by luck\nalone", "verdict"]
        print_table(heads, rows, right=(1, 2, 3, 4, 5))
    elif found.screening is not None:
        shares = [
            (row["factor"], *(f"{row[k]:.2f} ({row[f'{k}_low']:.2f} to {row[f'{k}_high']:.2f})" for k in ("S1", "ST")),
             f"{row['noise']:.2f}" if math.isfinite(row["noise"]) else "-", row["verdict"])
            for row in records(found.screening.table)
        ]  # fmt: skip
        heads = ["factor", "S1, alone", "ST, with\nall others", "ST by\nluck", "verdict"]
        print_table(heads, shares, right=(1, 2, 3))
        pairs = [
            (row["one"], row["two"], f"{row['S2']:.2f} ({row['low']:.2f} to {row['high']:.2f})")
            for row in records(found.screening.pairs)
            if row["low"] > 0
        ]
        if pairs:
            print_table(["factor", "with", "S2 (95 % interval)"], pairs, right=(2,))
    if found.importance is not None:
        ranks = [
            (row["factor"], f"{row['pawn']:.2f}\n({row['pawn_low']:.2f} to {row['pawn_high']:.2f})",
             f"{row['by_luck']:.2f}", _direction(row), row["verdict"])
            for row in records(found.importance.table)
        ]  # fmt: skip
        heads = ["factor", "PAWN\n(95 % interval)", "by luck\nalone", "rank correlation\n(95 % interval)", "verdict"]
        print_table(heads, ranks, right=(1, 2, 3))
    _notes(found.notes)


def print_failures(found: Failures) -> None:
    """Print where a design fails."""
    _title(f"Where {found.design} fails ({found.words}): {_percent(found.share)} of {len(found.worlds)} worlds")
    if found.box is not None and len(found.box.limits):
        rows = [
            (row["factor"], row["levels"] or f"{row['low']:.4g} to {row['high']:.4g}", f"{row['quasi_p']:.1g}")
            for row in records(found.box.limits)
        ]
        print_table(["factor", "within", "so many failures by luck"], rows, right=(2,))
        box = found.box
        told = (
            f"In this box lie {_percent(box.coverage)} of the failures; {_percent(box.density)} of its worlds are "
            f"failures ({_percent(box.low)} to {_percent(box.high)}), and {_percent(box.held_out)} where boxes are "
            "tried on worlds that they were not found on."
        )
        _notes((told, *found.notes))
    else:
        _notes(found.notes)


def print_frontier(found: Frontier) -> None:
    """Print designs along the directions of a frontier."""
    _title(found.title)
    rows = [
        (row["design"], *(_at(row, axis.name, axis.unit) for axis in found.axes), "yes" if row["on_frontier"] else "no",
         _percent(row["membership"]), row["beaten_by"] or "-")
        for row in records(found.table)
    ]  # fmt: skip
    heads = ["design", *(f"{axis.label}\n(95 % interval)" for axis in found.axes), "on\nfrontier", "of\nluck",
             "beaten by"]  # fmt: skip
    print_table(heads, rows, right=(*range(1, len(found.axes) + 1), len(found.axes) + 2))
    made = [f"{axis.label}: {axis.formula}." for axis in found.axes if axis.formula != axis.name]
    _notes((*made, *found.notes))


def _title(text: str) -> None:
    """Print a heading."""
    print_wrapped(f"\n{text}", style="bold")


def _notes(notes: Sequence[str]) -> None:
    """Print what a reader should know, one paragraph each."""
    for note in notes:
        print_wrapped(f"  {note}")


def _number(value: float, unit: str) -> str:
    """Return a number in its unit; shares in percent."""
    if not math.isfinite(value):
        return "-"
    return f"{100 * value:.1f} %" if unit == "share" else short_number(value)


def _plain(value: float) -> str:
    return short_number(value) if math.isfinite(value) else "-"


def _whole(value: float) -> str:
    return f"{value:.0f}" if math.isfinite(value) else "-"


def _signed(value: float, words: Any = "{:.2f}".format) -> str:
    """Return a number with its sign."""
    if not math.isfinite(value):
        return "-"
    return f"{'-' if value < 0 else '+'}{words(abs(value))}"


def _percent(value: float, sign: bool = False) -> str:
    """Return a share in percent."""
    if not math.isfinite(value):
        return "-"
    return f"{100 * value:+.0f} %" if sign else f"{100 * value:.0f} %"


def _ends(row: Mapping[str, Any], unit: str) -> str:
    """Return the interval of a difference in its unit."""
    return f"{signed_number(row['low'], unit)} to {signed_number(row['high'], unit)}"


def _at(row: Mapping[str, Any], key: str, unit: str) -> str:
    """Return a mean with its interval below it."""
    ends = (_number(row[f"{key}_{end}"], unit).removesuffix(" %") for end in ("low", "high"))
    return f"{_number(row[key], unit)}\n({' to '.join(ends)})"


def _direction(row: Mapping[str, Any]) -> str:
    """Return a rank correlation with its interval; nothing for a category."""
    if not math.isfinite(row["direction"]):
        return "-"
    return f"{_signed(row['direction'])}\n({_signed(row['low'])} to {_signed(row['high'])})"


def _turn(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return where an order turns, with the interval; nothing where it holds: a line through luck crosses somewhere."""
    if row["verdict"] == "holds" or not math.isfinite(row["turns_at"]):
        return "-", "-"
    return short_number(row["turns_at"]), f"{short_number(row['turn_low'])} to {short_number(row['turn_high'])}"
