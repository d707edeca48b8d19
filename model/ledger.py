"""Money: one double-entry ledger in whole US dollars.

Every posting takes from one account what it gives to another, so that the balances always sum to zero. Two kinds of
account exist. A *fund* holds money that can be spent (assessed budget, quick-impact fund, an agency's account) and
never falls below zero: nothing is spent that is not there. An *external* account stands for the world beyond the model
(member states, donors' treasuries, suppliers, payrolls, beneficiaries) and may show any balance.

Amounts are Python integers: sums are exact, in any order, on any machine.
"""

from __future__ import annotations

import math
import operator
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from .errors import LedgerError, nearest

__all__ = ["Ledger", "Posting", "whole_dollars"]

AccountKind = Literal["fund", "external"]


class Posting(NamedTuple):
    """One line of the ledger: ``amount`` US dollars from ``source`` to ``target`` in ``week`` for ``purpose``."""

    week: int
    source: str
    target: str
    amount: int
    purpose: str


def whole_dollars(amount: float) -> int:
    """Return ``amount`` rounded down to whole US dollars, as a Python integer.

    Raises:
        LedgerError: If the amount is negative or not finite.
    """
    if not 0.0 <= amount < math.inf:
        raise LedgerError(f"amount is {amount}; allowed is a finite number of US$ from 0 up")
    return int(amount)


class Ledger:
    """Double-entry books of one run.

    Source: CML 2.2; IPI logistics; C-10..C-15, C-39.
    """

    def __init__(self) -> None:
        """Start books without accounts."""
        self._balances: dict[str, int] = {}
        self._funds: set[str] = set()
        self._postings: list[tuple[int, str, str, int, str]] = []
        self._week = 0

    def __len__(self) -> int:
        """Return the number of postings."""
        return len(self._postings)

    @property
    def accounts(self) -> tuple[str, ...]:
        """Names of all accounts in the order in which they were opened."""
        return tuple(self._balances)

    def open(self, account: str, kind: AccountKind) -> None:
        """Open an account at balance zero.

        Args:
            account: Name, unused so far.
            kind: ``fund`` (never below zero) or ``external`` (the world beyond the model; any balance).

        Raises:
            LedgerError: If the name is taken or the kind unknown.
        """
        if account in self._balances:
            raise LedgerError(f"account {account!r} is open already")
        if kind not in ("fund", "external"):
            raise LedgerError(f"kind of account {account!r} is {kind!r}; allowed is fund or external")
        self._balances[account] = 0
        if kind == "fund":
            self._funds.add(account)

    def transfer(self, week: int, source: str, target: str, amount: int, purpose: str) -> None:
        """Post one payment; a payment of zero posts nothing.

        A refused payment leaves the books as they were.

        Args:
            week: Week of the payment; never earlier than the last posting.
            source: Account that pays.
            target: Account that receives, not the same one.
            amount: Whole US dollars, 0 or more.
            purpose: What it is for, for example ``"salaries"``.

        Raises:
            LedgerError: If an account is unknown, both are the same, the amount is negative or not whole, the week
                lies before the last posting, or the source is a fund that does not hold the amount.
        """
        if amount.__class__ is not int:
            amount = _as_whole(amount, source, target)
        balances = self._balances
        try:
            left = balances[source] - amount
            filled = balances[target] + amount
        except KeyError as missing:
            raise LedgerError(self._unknown(missing.args[0])) from None
        if amount <= 0 or week < self._week or source == target or (left < 0 and source in self._funds):
            self._refuse(week, source, target, amount, left)
            return
        balances[source] = left
        balances[target] = filled
        self._week = week
        self._postings.append((week, source, target, amount, purpose))

    def balance(self, account: str) -> int:
        """Return what an account holds, in US dollars.

        Raises:
            LedgerError: If the account is unknown.
        """
        try:
            return self._balances[account]
        except KeyError:
            raise LedgerError(self._unknown(account)) from None

    def available(self, fund: str) -> int:
        """Return what can be paid out of a fund now, in US dollars.

        Raises:
            LedgerError: If the account is unknown or external, and so without limit.
        """
        held = self.balance(fund)
        if fund not in self._funds:
            raise LedgerError(f"account {fund!r} is external: it has no limit")
        return held

    def balances(self) -> dict[str, int]:
        """Return a copy of all balances by account, in US dollars."""
        return dict(self._balances)

    def spent(self, name: str, week: int | None = None) -> int:
        """Return the US dollars paid out of an account, or for a purpose.

        Args:
            name: An account or, if no account has that name, a purpose.
            week: Only that week; None for all weeks so far.
        """
        field = 1 if name in self._balances else 4
        return sum(p[3] for p in self._slice(week) if p[field] == name)

    def received(self, account: str, week: int | None = None) -> int:
        """Return the US dollars paid into an account, in one week or (None) so far."""
        return sum(p[3] for p in self._slice(week) if p[2] == account)

    def weekly_spend(self, *accounts: str) -> pd.Series[int]:
        """Return what left a set of accounts for accounts outside it, by week.

        Returns:
            Whole US dollars (int64) indexed by week, only the weeks with a payment, in order.

        Raises:
            LedgerError: If an account is unknown.
        """
        inside = set(accounts)
        for account in accounts:
            self.balance(account)
        weeks: dict[int, int] = {}
        for week, source, target, amount, _ in self._postings:
            if source in inside and target not in inside:
                weeks[week] = weeks.get(week, 0) + amount
        index = pd.Index(list(weeks), dtype="int64", name="week")
        return pd.Series(list(weeks.values()), index=index, dtype="int64", name="spend")

    def postings(self, week: int | None = None) -> list[Posting]:
        """Return the postings of one week, or (None) of all weeks, in order."""
        return [Posting(*p) for p in self._slice(week)]

    def check(self) -> None:
        """Prove the books: posting by posting they give the balances, which sum to zero, with no fund below zero.

        Raises:
            LedgerError: If they do not.
        """
        again = dict.fromkeys(self._balances, 0)
        for week, source, target, amount, purpose in self._postings:
            again[source] -= amount
            again[target] += amount
            if source in self._funds and again[source] < 0:
                raise LedgerError(f"fund {source!r} fell to US$ {again[source]:,} in week {week} ({purpose})")
        for account, held in self._balances.items():
            if again[account] != held:
                raise LedgerError(f"account {account!r} shows US$ {held:,}, its postings give US$ {again[account]:,}")
        if total := sum(self._balances.values()):
            raise LedgerError(f"the balances sum to US$ {total:,}, not to zero")

    def as_frame(self) -> pd.DataFrame:
        """Return all postings: week (int64), source, target, amount (int64, US dollars), purpose."""
        columns = list(zip(*self._postings, strict=True)) or [()] * 5
        return pd.DataFrame(
            {
                "week": np.array(columns[0], dtype=np.int64),
                "source": pd.Series(list(columns[1]), dtype="str"),
                "target": pd.Series(list(columns[2]), dtype="str"),
                "amount": np.array(columns[3], dtype=np.int64),
                "purpose": pd.Series(list(columns[4]), dtype="str"),
            }
        )

    def _slice(self, week: int | None) -> Iterator[tuple[int, str, str, int, str]]:
        if week is None:
            return iter(self._postings)
        first = operator.itemgetter(0)
        start = bisect_left(self._postings, week, key=first)
        return islice(self._postings, start, bisect_left(self._postings, week + 1, key=first))

    def _unknown(self, account: str) -> str:
        return f"unknown account {account!r}{nearest(account, self._balances)}"

    def _refuse(self, week: int, source: str, target: str, amount: int, left: int) -> None:
        """Raise what is wrong with a payment; return if nothing is but that it is zero."""
        if amount < 0:
            raise LedgerError(f"payment from {source!r} to {target!r} is US$ {amount:,}; allowed is 0 or more")
        if source == target:
            raise LedgerError(f"account {source!r} cannot pay itself")
        if week < self._week:
            raise LedgerError(f"payment from {source!r} is dated week {week}, the books are in week {self._week}")
        if amount and left < 0:
            raise LedgerError(
                f"fund {source!r} holds US$ {left + amount:,}, US$ {-left:,} less than the US$ {amount:,} "
                f"to be paid to {target!r} in week {week}"
            )


def _as_whole(amount: object, source: str, target: str) -> int:
    """Return a NumPy or other integer as a Python int."""
    if not isinstance(amount, bool | np.bool_):
        try:
            return operator.index(amount)  # type: ignore[arg-type]
        except TypeError:
            pass
    raise LedgerError(f"payment from {source!r} to {target!r} is {amount!r}; allowed is a whole number of US$")
