"""Why a stock changed: the ledger of causes of a run, asked in plain words.

Source: MODEL.md 5.27.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..model.causes import AT_THE_START
from ..model.columns import column
from ..model.errors import ResultError, nearest
from ..model.stocks import STOCKS, Stock
from .turning_points import VIOLENT, near_events, rank_events

__all__ = ["Answer", "stock_named", "why"]

Array = NDArray[np.float64]

LEADING = 4
"""Causes named on each side; what is smaller is put together."""
TELLING = 5
"""Events told."""
OF_CAUSE = {
    "misconduct": ("misconduct",), "attacks not met": ("attack_on_civilians", "abuse_by_state"),
    "harm by the mission": ("attack_on_mission",), "protection from state forces": ("abuse_by_state",),
    "breaches of the ceasefire": ("attack_on_rival", "attack_on_state"), "state forces": ("abuse_by_state",),
}  # fmt: skip
"""Kinds of events that a cause works through; where it leads they are told before others."""
WITHIN_THE_MISSION = ("trust", "trust_in_mission", "money", "troops", "police", "civilians", "mlt_cohesion")
"""Stocks that the country's violence does not move; what is told of them is what happened in the mission."""


@dataclass(frozen=True)
class Answer:
    """Why a stock changed in some weeks of a run.

    Attributes:
        stock: Stock of the ledger of causes.
        first: First week looked at.
        week: Last week looked at.
        sector: Sector as numbered on the map, from 1; None for the country.
        before: Level before the first week, or amount in as many weeks before it; in the unit of the column.
        after: Level at the end of the last week, or amount in the weeks looked at.
        table: One row a cause, largest first: cause (str), value (float64, contribution in the weeks looked at) and
            before (float64, in as many weeks before).
        events: Telling events of these weeks, as sentences.
        sentences: The answer in words, one paragraph each.
        chosen: Why these weeks are looked at, as a sentence; empty if the question named its week.
        sectors: Sectors of which the same can be asked; 0 where nothing of this stock is kept by sector.
    """

    stock: str
    first: int
    week: int
    sector: int | None
    before: float
    after: float
    table: pd.DataFrame
    events: tuple[str, ...] = ()
    sentences: tuple[str, ...] = field(default=())
    chosen: str = ""
    sectors: int = 0

    @property
    def text(self) -> str:
        """The answer in plain words, a paragraph a line."""
        return "\n".join(self.sentences)

    def __str__(self) -> str:
        """Return the text."""
        return self.text

    def as_dict(self) -> dict[str, Any]:
        """Return everything in it, ready for JSON."""
        return {
            "stock": self.stock, "first_week": self.first, "week": self.week, "sector": self.sector,
            "before": self.before, "after": self.after, "causes": self.table.to_dict("records"),
            "events": list(self.events), "chosen": self.chosen, "text": self.text,
        }  # fmt: skip


def stock_named(name: str) -> Stock:
    """Return the stock of this name, or the one that explains the weekly column of this name.

    Raises:
        ResultError: If there is none.
    """
    if name in STOCKS:
        return STOCKS[name]
    for stock in STOCKS.values():
        if name in stock.columns:
            return stock
    raise ResultError(f"no causes are kept of {name!r}; allowed are {', '.join(STOCKS)}{nearest(str(name), STOCKS)}")


def why(result: Any, stock: str, *, week: int | None = None, over: int = 13, sector: int | None = None) -> Answer:
    """Return why a stock changed in the weeks up to ``week``.

    Args:
        result: A ``Result``.
        stock: Name of a stock of the ledger of causes, or of a weekly column that one explains.
        week: Last week looked at; by default the end of the stretch with the largest change of a level, or with the
            largest amount of what is counted by the week.
        over: Weeks looked at; fewer where the run begins.
        sector: Sector as numbered on the map, from 1; None asks about the country.

    Returns:
        Levels, contributions by cause, events, and all of it in words.

    Raises:
        ResultError: If the stock, week or sector is not in the result, a number is not whole, or contributions by
            sector were not kept.

    Source: MODEL.md 5.27.
    """
    asked = stock_named(stock)
    over = _whole("over", over)
    week = None if week is None else _whole("week", week)
    sector = None if sector is None else _whole("sector", sector)
    causes, levels = _country(result, asked) if sector is None else _sector(result, asked, sector)
    n = len(result.weekly)
    if over < 1:
        raise ResultError(f"over is {over}; allowed is any number of weeks from 1 up")
    if week is not None and not 0 <= week < n:
        raise ResultError(f"week is {week}; this run has weeks 0 to {n - 1}")
    last = _largest(levels, asked.level, over) if week is None else week
    first = max(last - over + 1, 0)
    now, then = _between(causes, first, last), _between(causes, 2 * first - last - 1, first - 1)
    table = pd.DataFrame({"value": now, "before": then}).fillna(0.0).rename_axis("cause").reset_index()
    size = np.maximum(np.abs(table["value"].to_numpy()), 1e-12 * np.abs(table["before"].to_numpy()))
    order = np.argsort(-size, kind="stable")
    table = table.iloc[order].reset_index(drop=True)
    if asked.level:
        before, after = (float(levels[first - 1]) if first else float(levels[last] - now.sum())), float(levels[last])
    else:
        before, after = float(levels[max(2 * first - last - 1, 0) : first].sum()), float(levels[first : last + 1].sum())
    answer = Answer(
        asked.name, first, last, sector, before, after, table, _events(result, asked, table, first, last, sector),
        chosen="" if week is not None else _chosen(asked, first, last, n), sectors=_sectors(result, asked),
    )  # fmt: skip
    return Answer(**{**answer.__dict__, "sentences": tuple(_sentences(answer, asked))})


def _country(result: Any, stock: Stock) -> tuple[pd.DataFrame, Array]:
    """Return contributions and recorded values of the whole country."""
    causes = result.causes[result.causes["stock"] == stock.name]
    return causes, result.weekly[list(stock.columns)].sum(axis=1).to_numpy(dtype=float)


def _sector(result: Any, stock: Stock, sector: int) -> tuple[pd.DataFrame, Array]:
    """Return contributions and values of one sector, numbered from 1."""
    kept = result.sector_causes
    if kept is None:
        raise ResultError(
            "contributions by sector were not kept in this run; run it with --out again, or with keep_cell_causes=True"
        )
    names = kept["stock"].unique().tolist()
    if stock.name not in names:
        raise ResultError(f"{stock.name} is not kept by sector; by sector are kept {', '.join(sorted(names))}")
    n_sectors = int(np.max(result.country["sector"])) + 1
    if not 1 <= sector <= n_sectors:
        raise ResultError(f"sector is {sector}; this country has sectors 1 to {n_sectors}")
    mine = kept[(kept["stock"] == stock.name) & (kept["sector"] == sector - 1)]
    amounts = mine.groupby("week")["value"].sum().reindex(range(len(result.weekly)), fill_value=0.0).to_numpy()
    causes = mine[mine["cause"] != AT_THE_START]
    return causes, np.cumsum(amounts) if stock.level else amounts


def _sectors(result: Any, stock: Stock) -> int:
    """Return of how many sectors one can ask about a stock; 0 if contributions to it were not kept by sector."""
    kept = result.sector_causes
    there = kept is not None and bool((kept["stock"] == stock.name).any())
    return int(np.max(result.country["sector"])) + 1 if there else 0


def _whole(name: str, value: Any) -> int:
    """Return a number of weeks or of a sector as a whole number.

    Raises:
        ResultError: If it is none.
    """
    if isinstance(value, float) and value.is_integer():
        return int(value)
    try:
        if isinstance(value, bool):
            raise TypeError
        return operator.index(value)
    except TypeError:
        raise ResultError(f"{name} is {value!r}; allowed is a whole number") from None


def _largest(levels: Array, level: bool, over: int) -> int:
    """Return the week that ends the stretch with the largest change of a level, or with the largest amount."""
    n = len(levels)
    if n <= over:
        return n - 1
    if level:
        return int(np.abs(levels[over:] - levels[:-over]).argmax()) + over
    total = np.concatenate([[0.0], np.cumsum(levels)])
    return int((total[over:] - total[:-over]).argmax()) + over - 1


def _chosen(stock: Stock, first: int, last: int, n: int) -> str:
    """Return why these weeks are looked at, where no week was asked for."""
    if last - first + 1 == n:
        return "No week was asked for; this is the whole run."
    span = "this is the week" if first == last else f"these are the {last - first + 1} weeks"
    which = "in which it changed most" if stock.level else "with the largest amount in the run"
    return f"No week was asked for; {span} {which}."


def _years(first: int, last: int) -> str:
    """Return the years of some weeks, counted from 1: ``year 1``, ``years 1 to 6``.

    A year at an end that holds less than a tenth of the weeks, and less than half of itself, goes unnamed.
    """
    year = 52
    least = min((last - first + 1) / 10, year / 2)
    start, end = first // year, last // year
    if start < end and (start + 1) * year - first < least:
        start += 1
    if start < end and last - end * year + 1 < least:
        end -= 1
    if start == end:
        return f"year {end + 1}"
    return f"years {start + 1} {'and' if end == start + 1 else 'to'} {end + 1}"


def _between(causes: pd.DataFrame, first: int, last: int) -> pd.Series:
    """Return what each cause contributed from the first to the last of some weeks."""
    part = causes[(causes["week"] >= first) & (causes["week"] <= last)]
    return part.groupby("cause")["value"].sum()


def _events(
    result: Any, stock: Stock, table: pd.DataFrame, first: int, last: int, sector: int | None
) -> tuple[str, ...]:
    """Return the most telling events of some weeks with the week each fell in, in order of time.

    Those come first through which the leading causes worked.
    """
    events = result.events
    if events.empty:
        return ()
    near = (events["week"] >= first) & (events["week"] <= last)
    if sector is not None:
        near &= events["sector"].isin([sector - 1, -1])
    rank = np.where(near, rank_events(events), 0.0)
    told_first = {kind for cause in table["cause"].head(LEADING) for kind in OF_CAUSE.get(cause, ())}
    rank *= np.where(events["kind"].astype(str).isin(told_first), 10.0, 1.0)
    without = VIOLENT if stock.name in WITHIN_THE_MISSION else ()
    told = near_events(events, rank, first, last - first + 1, without=without, most=TELLING)
    at = {str(text): int(when) for when, text in zip(events["week"][near], events["text"][near], strict=True)}
    return tuple(f"Week {at[text]}: {text}" for text in sorted(told, key=at.__getitem__))


def _sentences(a: Answer, stock: Stock) -> list[str]:
    """Return the answer in words."""
    words = stock.words if a.sector is None else f"{stock.words} in sector {a.sector}"
    weeks = f"week {a.week}" if a.first == a.week else f"weeks {a.first} to {a.week}"
    weeks += f" ({_years(a.first, a.week)})"
    told = _level(a, stock, words, weeks) if stock.level else _flow(a, stock, words, weeks)
    if a.chosen:
        told.insert(1, a.chosen)
    if a.events:
        told.append("What happened in these weeks:")
        told += [f"  {event}" for event in a.events]
    return told


def _level(a: Answer, stock: Stock, words: str, weeks: str) -> list[str]:
    change = a.after - a.before
    if _shows(change, stock):
        from_to = f"from {_amount(a.before, stock)} to {_amount(a.after, stock)}"
        told = [f"{_capital(words)} {'rose' if change > 0 else 'fell'} {from_to} in {weeks}: {_signed(change, stock)}."]
    else:
        told = [f"{_capital(words)} stayed at {_amount(a.after, stock)} in {weeks}."]
    if not any(_shows(value, stock) for value in a.table["value"]):
        return [*told, "Nothing moved it by an amount that would show here."]
    along, against = (_named(a.table, stock, sign) for sign in ((1, -1) if change >= 0 else (-1, 1)))
    direction = ("up", "down") if change >= 0 else ("down", "up")
    if along:
        told.append(f"What moved it {direction[0]}: {along}.")
    if against:
        told.append(f"What moved it {direction[1]}: {against}.")
    return told


def _flow(a: Answer, stock: Stock, words: str, weeks: str) -> list[str]:
    n = a.week - a.first + 1
    earlier = f"; {_amount(a.before, stock)} in the {min(n, a.first)} weeks before" if a.first else ""
    told = [f"{_capital(words)} in {weeks}: {_amount(a.after, stock)}{earlier}."]
    if a.after == 0.0 and a.before == 0.0:
        return told
    if named := _named(a.table, stock, 1, signed=False):
        told.append(f"By cause: {named}.")
    if a.first >= n:
        shift = a.table.assign(value=a.table["value"] - a.table["before"])
        shift = shift.iloc[np.argsort(-shift["value"].abs().to_numpy(), kind="stable")]
        more, less = _named(shift, stock, 1), _named(shift, stock, -1)
        told += [f"More than before: {more}."] if more else []
        told += [f"Less than before: {less}."] if less else []
    return told


def _named(table: pd.DataFrame, stock: Stock, sign: int, *, signed: bool = True) -> str:
    """Return the largest causes of one sign with their contributions, and the rest put together."""
    rows = [(str(c), float(v)) for c, v in zip(table["cause"], table["value"], strict=True) if v * sign > 0.0]
    show = _signed if signed else _amount
    large = [row for row in rows if _shows(row[1], stock)]
    shown = large[:LEADING] if len(large) > LEADING + 1 else large
    parts = [f"{cause.replace('_', ' ')} ({show(value, stock)})" for cause, value in shown]
    rest = sum(value for _, value in rows[len(shown) :])
    if _shows(rest, stock):
        parts.append(f"smaller causes together ({show(rest, stock)})")
    return ", ".join(parts)


def _shows(value: float, stock: Stock) -> bool:
    """Return True if an amount is not rounded away when it is written."""
    return any(digit in "123456789" for digit in _signed(value, stock))


def _amount(value: float, stock: Stock) -> str:
    """Return a level or an amount with its unit."""
    unit = column(stock.columns[0]).unit
    if unit == "share":
        return f"{100.0 * value:.1f} %"
    if unit.startswith("US$"):
        return f"${abs(value) / 1e6:,.1f} million"
    if unit == "times":
        return f"{value:.2f}"
    return f"{value:,.0f}"


def _signed(value: float, stock: Stock) -> str:
    """Return a change with its sign and unit; shares in points."""
    sign = "+" if value >= 0 else "−"
    if column(stock.columns[0]).unit == "share":
        points = f"{abs(100.0 * value):.1f}"
        return f"{sign}{points} point{'' if points == '1.0' else 's'}"
    return sign + _amount(abs(value), stock)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
