"""The ledger of causes: every change of consent, acceptance, trust, access, money and harm can be asked why.

A rule that moves a stock says so: ``causes.add("local_consent", "misconduct", -0.002)``. Contributions add up within a
week; :meth:`Causes.close_week` stores them. For a *level* stock the contributions of a week sum to the change of the
recorded column since the week before; for a *flow* stock they sum to the column (or columns) itself. What a stock
loses because it cannot leave [0, 1] is a contribution too, by a cause of its own. :func:`unexplained` tests all this.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .errors import nearest
from .stocks import STOCKS

__all__ = ["AT_THE_START", "Causes", "unexplained"]

Array = NDArray[np.float64]

AT_THE_START = "at the start"
"""Cause under which contributions per sector hold the level that a run begins with."""
LIMIT = "limit of the scale"
"""Cause of what a stock loses because it cannot leave [0, 1]."""
ROUNDING = 1e-12
"""What the parts of a change may miss of it by rounding alone."""


class Causes:
    """Contributions by stock, cause and week; on request also by cell.

    Source: MODEL.md 5.27.
    """

    def __init__(self, n_weeks: int, n_cells: int | None = None, sector: NDArray[np.int64] | None = None) -> None:
        """Make room for a run.

        Args:
            n_weeks: Largest number of weeks to be stored, 1 or more.
            n_cells: Number of cells if contributions per cell are to be kept too; None keeps none.
            sector: Sector of each cell, shape (n_cells,), if contributions per sector are to be kept too.

        Raises:
            ValueError: If ``n_weeks`` is below 1.
        """
        if n_weeks < 1:
            raise ValueError(f"n_weeks is {n_weeks}; allowed is 1 or more")
        self._now: dict[tuple[str, str], float] = {}
        self._weeks: list[int] = []
        self._values = np.zeros((n_weeks, 64))
        self.n_cells = n_cells
        self._cells_now: dict[tuple[str, str], Array] = {}
        self._cells: list[tuple[int, str, str, NDArray[np.float32]]] = []
        self.sector = sector
        self.n_sectors = 0 if sector is None else int(sector.max()) + 1
        self._sectors_now: dict[tuple[str, str], Array] = {}
        self._sectors: list[tuple[int, str, str, Array]] = []
        self._begun: set[str] = set()

    @property
    def keeps_cells(self) -> bool:
        """True if contributions per cell are kept."""
        return self.n_cells is not None

    def add(self, stock: str, cause: str, value: float) -> None:
        """Add a contribution to the present week.

        Args:
            stock: One of :data:`STOCKS`.
            cause: Rule, actor or event behind it; a new name is registered by its first use.
            value: Signed contribution in the unit of the stock's column.

        Raises:
            ValueError: If the stock is unknown.
        """
        try:
            self._now[stock, cause] += value
        except KeyError:
            if stock not in STOCKS:
                raise ValueError(f"unknown stock {stock!r}{nearest(stock, STOCKS)}") from None
            self._now[stock, cause] = value

    def move(self, stock: str, level: Array, changes: Mapping[str, Array], weight: Array) -> Array:
        """Return a level after its changes, kept within 0-1, each charged to its cause by its weighted sum.

        Args:
            stock: One of :data:`STOCKS`.
            level: Level before, shape (n,), of cells or sectors.
            changes: Change of the week by cause, same shape.
            weight: Weight of each entry in the stock, same shape.
        """
        steps = np.array([level, *changes.values()])
        charged = np.add.reduce(weight * steps[1:], axis=1)
        for cause, change in zip(changes, charged.tolist(), strict=True):
            self.add(stock, cause, change)
        after = np.add.reduce(steps, axis=0)
        kept = np.minimum(np.maximum(after, 0.0), 1.0)
        if np.count_nonzero(kept != after):
            self.add(stock, LIMIT, float(np.add.reduce(weight * (kept - after))))
        return np.asarray(kept)

    def move_one(self, stock: str, level: float, changes: Mapping[str, float], weight: float = 1.0) -> float:
        """Return a level of the whole country after its changes; as :meth:`move`."""
        for cause, change in changes.items():
            level += change  # not by sum(), which rounds otherwise from Python 3.12 on
            self.add(stock, cause, weight * change)
        kept = min(max(level, 0.0), 1.0)
        if kept != level:
            self.add(stock, LIMIT, weight * (kept - level))
        return kept

    def charge(
        self, stock: str, before: Array, after: Array, changes: Mapping[str, Array], weight: Array | float
    ) -> None:
        """Charge a change that a rule has made by its parts; what they miss of it, to the limit of the scale.

        If contributions by sector are kept, so are these, to the sector's own mean.

        Args:
            stock: One of :data:`STOCKS`.
            before: Level before, shape (n_cells,).
            after: Level after, same shape.
            changes: Parts of the change by cause, same shape.
            weight: Weight of each cell in the stock, same shape, or of every cell.
        """
        parts = np.array([*changes.values(), after - before])
        if self.sector is not None:
            self._charge_sectors(stock, before, dict(zip((*changes, LIMIT), parts.copy(), strict=True)), weight)
        parts *= weight
        *charged, whole = np.add.reduce(parts, axis=1).tolist()
        for cause, change in zip(changes, charged, strict=True):
            self.add(stock, cause, change)
        cut = whole - fsum(charged)
        if abs(cut) > ROUNDING:
            self.add(stock, LIMIT, cut)

    def _charge_sectors(
        self, stock: str, before: Array, parts: Mapping[str, Array], weight: Array | float
    ) -> None:
        """Do the same by sector; the last of the parts is the whole change."""
        weights = np.broadcast_to(np.asarray(weight), before.shape)
        if stock not in self._begun:
            self._begun.add(stock)
            self.add_sectors(stock, AT_THE_START, self.means(weights, before))
        by_cause = {cause: self.means(weights, part) for cause, part in parts.items()}
        by_cause[LIMIT] = by_cause[LIMIT] - np.add.reduce([*by_cause.values()][:-1])
        by_cause[LIMIT][np.abs(by_cause[LIMIT]) <= ROUNDING] = 0.0
        for cause, change in by_cause.items():
            self.add_sectors(stock, cause, change)

    def people_moved(self, moved: Array, levels: Mapping[str, Array]) -> None:
        """Charge to the movement of people what it does to means by people.

        Args:
            moved: Change of the share of people in each cell or sector, shape (n,).
            levels: Level there by stock, same shape.
        """
        if np.count_nonzero(moved):
            parts = np.array([*levels.values()])
            parts *= moved
            for stock, part in zip(levels, np.add.reduce(parts, axis=1).tolist(), strict=True):
                self.add(stock, "people and need moved", part)

    def sectors_moved(self, before: Array, after: Array, levels: Mapping[str, Array]) -> None:
        """Charge to the movement of people what it does to means of sectors; does nothing unless these are kept.

        Args:
            before: Share of people in each cell before, shape (n_cells,).
            after: The same after.
            levels: Level there by stock, same shape.
        """
        if self.sector is not None:
            for stock, level in levels.items():
                moved = self.means(after, level) - self.means(before, level)
                self.add_sectors(stock, "people and need moved", moved)

    def add_cells(self, stock: str, cause: str, values: Array) -> None:
        """Add contributions per cell to the present week; does nothing unless cells are kept.

        The aggregate is not touched: it weighs cells by people, and is given to :meth:`add`.

        Args:
            stock: One of :data:`STOCKS`.
            cause: As in :meth:`add`.
            values: Signed contributions, shape (n_cells,).

        Raises:
            ValueError: If the stock is unknown or the shape wrong.
        """
        if self.n_cells is None:
            return
        if stock not in STOCKS:
            raise ValueError(f"unknown stock {stock!r}{nearest(stock, STOCKS)}")
        if values.shape != (self.n_cells,):
            raise ValueError(f"{stock} by {cause!r} has shape {values.shape}; allowed is ({self.n_cells},)")
        held = self._cells_now.get((stock, cause))
        self._cells_now[stock, cause] = values.copy() if held is None else held + values

    def add_at(self, stock: str, cause: str, value: float, cell: int) -> None:
        """Add a contribution that has a place: to the present week and, if sectors are kept, to the cell's sector."""
        self.add(stock, cause, value)
        if self.sector is not None:
            values = np.zeros(self.n_sectors)
            values[self.sector[cell]] = value
            self.add_sectors(stock, cause, values)

    def add_sectors(self, stock: str, cause: str, values: Array) -> None:
        """Add contributions per sector to the present week; does nothing unless sectors are kept.

        Args:
            stock: One of :data:`STOCKS`.
            cause: As in :meth:`add`.
            values: Signed contributions to each sector's own level or amount, shape (n_sectors,).
        """
        if self.sector is not None:
            self._sectors_now[stock, cause] = self._sectors_now.get((stock, cause), 0.0) + values

    def means(self, weight: Array, layer: Array) -> Array:
        """Return the weighted mean of a layer in each sector, shape (n_sectors,); 0 where there is no weight.

        None at all if contributions by sector are not kept.

        Args:
            weight: Weights, shape (n_rows, n_cells) or (n_cells,).
            layer: Values, same shape.
        """
        if self.sector is None:
            return np.zeros(0)
        total, parts = (
            np.bincount(self.sector, np.atleast_2d(x).sum(axis=0), self.n_sectors) for x in (weight, weight * layer)
        )
        return np.asarray(parts / np.maximum(total, 1e-300))

    def close_week(self, week: int) -> None:
        """Store the contributions of the week and start the next one at zero.

        Args:
            week: Its number, larger than that of the week closed before.

        Raises:
            ValueError: If the week is out of turn or beyond the room, or a contribution is not finite.
        """
        n = len(self._weeks)
        if n == len(self._values):
            raise ValueError(f"week {week}: there is room for {n} weeks only")
        if n and week <= self._weeks[-1]:
            raise ValueError(f"week {week} is out of turn; week {self._weeks[-1]} is closed already")
        row = np.fromiter(self._now.values(), np.float64, len(self._now))
        if not np.isfinite(row).all():
            stock, cause = list(self._now)[int(np.argmin(np.isfinite(row)))]
            raise ValueError(f"week {week}: contribution of {cause!r} to {stock} is not a finite number")
        self._widen(len(row))
        self._values[n, : len(row)] = row
        self._weeks.append(week)
        self._now = dict.fromkeys(self._now, 0.0)
        for (stock, cause), values in self._cells_now.items():
            if values.any():
                self._cells.append((week, stock, cause, values.astype(np.float32)))
        self._cells_now.clear()
        self._sectors += [(week, stock, cause, values) for (stock, cause), values in self._sectors_now.items()]
        self._sectors_now.clear()

    def forget_cells(self) -> None:
        """Let go of contributions per cell of closed weeks; those per sector stay."""
        self._cells.clear()

    def total(self, stock: str) -> float:
        """Return the sum of the contributions to a stock so far in the week that is not yet closed."""
        return sum(value for (name, _), value in self._now.items() if name == stock)

    def frame(self) -> pd.DataFrame:
        """Return the contributions of all closed weeks that are not zero.

        Returns:
            Long table: week (int64), stock (str), cause (str), value (float64), ordered by week, by stock as in
            :data:`STOCKS`, and by name of cause.
        """
        order = {stock: i for i, stock in enumerate(STOCKS)}
        keys = list(self._now)
        places = sorted(range(len(keys)), key=lambda i: (order[keys[i][0]], keys[i][1]))
        table = self._values[: len(self._weeks)][:, places]
        row, place = np.nonzero(table)
        stocks, causes = (pd.array([keys[i][k] for i in places], dtype="str") for k in (0, 1))
        return pd.DataFrame(
            {
                "week": np.array(self._weeks, dtype=np.int64)[row],
                "stock": stocks.take(place),  # each text is read once, not once a row
                "cause": causes.take(place),
                "value": table[row, place],
            }
        )

    def sector_frame(self) -> pd.DataFrame | None:
        """Return the contributions per sector that are not zero, None unless sectors are kept.

        Contributions to a level are to the sector's own mean; the cause :data:`AT_THE_START` in the first week holds
        the level found there, so that all contributions up to a week sum to the level at its end.

        Returns:
            Long table: week (int64), sector (int64), stock (str), cause (str), value (float64).
        """
        if self.sector is None:
            return None
        rows = [
            (week, sector, stock, cause, value)
            for week, stock, cause, values in self._sectors
            for sector, value in enumerate(values.tolist())
            if value != 0.0
        ]
        columns = list(zip(*rows, strict=True)) or [()] * 5
        return pd.DataFrame(
            {
                "week": np.array(columns[0], dtype=np.int64),
                "sector": np.array(columns[1], dtype=np.int64),
                "stock": pd.Series(columns[2], dtype="str"),
                "cause": pd.Series(columns[3], dtype="str"),
                "value": np.array(columns[4], dtype=np.float64),
            }
        )

    def cell_frame(self, stock: str, cell: int) -> pd.DataFrame:
        """Return why a stock changed in one cell: week (int64), cause (str), value (float64), zeros left out.

        Raises:
            ValueError: If contributions per cell are not kept, the stock is unknown or the cell outside the grid.
        """
        if self.n_cells is None:
            raise ValueError("contributions per cell are not kept in this run")
        if stock not in STOCKS:
            raise ValueError(f"unknown stock {stock!r}{nearest(stock, STOCKS)}")
        if not 0 <= cell < self.n_cells:
            raise ValueError(f"cell is {cell}; allowed is 0 to {self.n_cells - 1}")
        rows = [(w, cause, float(v[cell])) for w, name, cause, v in self._cells if name == stock and v[cell] != 0.0]
        return pd.DataFrame(
            {
                "week": np.array([r[0] for r in rows], dtype=np.int64),
                "cause": pd.Series([r[1] for r in rows], dtype="str"),
                "value": np.array([r[2] for r in rows], dtype=np.float64),
            }
        )

    def _widen(self, n_keys: int) -> None:
        n_weeks, room = self._values.shape
        if n_keys > room:
            wider = np.zeros((n_weeks, max(n_keys, 2 * room)))
            wider[:, :room] = self._values
            self._values = wider


def unexplained(weekly: pd.DataFrame, causes: pd.DataFrame, tolerance: float = 1e-9) -> pd.DataFrame:
    """Return every week and stock whose contributions do not add up to what was recorded.

    A stock without any contribution in the run is left out; so is the first week of a level stock, whose change is not
    in the table.

    Args:
        weekly: Weekly table of a result.
        causes: Contributions of the same result.
        tolerance: Largest gap let pass, absolute for shares, relative to the recorded amount above 1.

    Returns:
        Table: week, stock, recorded, contributions, gap; empty if all is explained.
    """
    at = pd.Index(weekly["week"]).get_indexer(pd.Index(causes["week"]))
    codes, names = pd.factorize(causes["stock"])
    here = at >= 0
    flat = np.bincount(
        codes[here] * len(weekly) + at[here], causes["value"].to_numpy(np.float64)[here], len(names) * len(weekly)
    )
    found: list[pd.DataFrame] = []
    for name, given in zip(names, flat.reshape(len(names), len(weekly)), strict=True):
        stock = STOCKS[str(name)]
        recorded = weekly[list(stock.columns)].to_numpy(np.float64).sum(axis=1)
        if stock.level:
            recorded = np.diff(recorded, prepend=recorded[:1])
        gap = recorded - given
        gap[: int(stock.level)] = 0.0
        wrong = np.flatnonzero(np.abs(gap) > tolerance * np.maximum(np.abs(recorded), 1.0))
        if len(wrong):
            columns = {"recorded": recorded[wrong], "contributions": given[wrong], "gap": gap[wrong]}
            found.append(pd.DataFrame({"week": weekly["week"].to_numpy()[wrong], "stock": str(name), **columns}))
    if not found:
        return pd.DataFrame({"week": [], "stock": [], "recorded": [], "contributions": [], "gap": []})
    return pd.concat(found, ignore_index=True)
