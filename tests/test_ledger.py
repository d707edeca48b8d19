"""Money is neither made nor lost, and nothing is spent that is not there."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peaceops.model.errors import LedgerError
from peaceops.model.ledger import Ledger, Posting, whole_dollars

FUNDS = ("assessed_budget", "quick_impact_fund", "agency")
EXTERNAL = ("member_states", "payroll")
ACCOUNTS = (*FUNDS, *EXTERNAL)


def new_ledger() -> Ledger:
    ledger = Ledger()
    for fund in FUNDS:
        ledger.open(fund, "fund")
    for account in EXTERNAL:
        ledger.open(account, "external")
    return ledger


payments = st.lists(
    st.tuples(
        st.integers(0, 3),  # weeks since the last payment
        st.sampled_from((*ACCOUNTS, "nobody")),
        st.sampled_from((*ACCOUNTS, "nobody")),
        st.one_of(
            st.integers(-5, 10**12), st.sampled_from([1.0, 2.5, math.nan, True, None, np.int64(7), np.float64(3)])
        ),
        st.sampled_from(["salaries", "relief"]),
    ),
    max_size=60,
)


@given(payments)
def test_money_is_conserved_and_a_refused_payment_changes_nothing(attempts):
    ledger, week = new_ledger(), 0
    for step, source, target, amount, purpose in attempts:
        before, n_before = ledger.balances(), len(ledger)
        week += step
        try:
            ledger.transfer(week, source, target, amount, purpose)
        except LedgerError:
            assert (ledger.balances(), len(ledger)) == (before, n_before)
            week -= step
        else:
            moved = {name: held - before[name] for name, held in ledger.balances().items() if held != before[name]}
            assert moved == ({source: -amount, target: amount} if amount else {})
        assert sum(ledger.balances().values()) == 0
        assert all(ledger.balance(fund) >= 0 for fund in FUNDS)
        assert all(type(held) is int for held in ledger.balances().values())
        ledger.check()


@given(payments)
def test_what_is_asked_of_the_books_agrees_with_the_postings(attempts):
    ledger, week = new_ledger(), 0
    ledger.transfer(0, "member_states", "assessed_budget", 10**12, "dues")
    for step, source, target, amount, purpose in attempts:
        try:
            ledger.transfer(week + step, source, target, amount, purpose)
            week += step
        except LedgerError:
            continue
    frame = ledger.as_frame()
    assert len(frame) == len(ledger)
    for account in ACCOUNTS:
        paid = int(frame.loc[frame["source"] == account, "amount"].sum())
        got = int(frame.loc[frame["target"] == account, "amount"].sum())
        assert (ledger.spent(account), ledger.received(account)) == (paid, got)
        assert ledger.balance(account) == got - paid
        assert sum(ledger.spent(account, w) for w in range(week + 1)) == paid
        assert int(ledger.weekly_spend(account).sum()) == paid
    out = frame[frame["source"].isin(FUNDS) & ~frame["target"].isin(FUNDS)]
    expected = out.groupby("week")["amount"].sum()
    pd.testing.assert_series_equal(ledger.weekly_spend(*FUNDS), expected, check_names=False)


def test_a_short_history_gives_the_books_worked_out_by_hand():
    ledger = new_ledger()
    ledger.transfer(1, "member_states", "assessed_budget", 100, "dues")
    ledger.transfer(1, "assessed_budget", "quick_impact_fund", 10, "allotment")
    ledger.transfer(2, "assessed_budget", "payroll", 60, "salaries")
    ledger.transfer(4, "quick_impact_fund", "payroll", 4, "salaries")
    assert ledger.balances() == {
        "assessed_budget": 30,
        "quick_impact_fund": 6,
        "agency": 0,
        "member_states": -100,
        "payroll": 64,
    }
    assert ledger.available("quick_impact_fund") == 6
    assert ledger.spent("assessed_budget") == 70
    assert ledger.spent("salaries") == 64
    assert ledger.spent("salaries", 2) == 60
    assert ledger.spent("salaries", 3) == 0
    assert ledger.received("payroll", 4) == 4
    assert ledger.postings(2) == [Posting(2, "assessed_budget", "payroll", 60, "salaries")]
    assert ledger.weekly_spend("assessed_budget").to_dict() == {1: 10, 2: 60}
    assert ledger.weekly_spend("assessed_budget", "quick_impact_fund").to_dict() == {2: 60, 4: 4}
    assert ledger.accounts == ACCOUNTS


@pytest.mark.parametrize(
    ("payment", "message"),
    [
        ((1, "agency", "payroll", 1, "x"), r"fund 'agency' holds US\$ 0, US\$ 1 less than the US\$ 1 to be paid"),
        ((1, "agencyy", "payroll", 1, "x"), "unknown account 'agencyy'; did you mean 'agency'"),
        ((1, "payroll", "agencies", 1, "x"), "unknown account 'agencies'; did you mean 'agency'"),
        ((1, "payroll", "agency", -1, "x"), r"US\$ -1; allowed is 0 or more"),
        ((1, "payroll", "agency", 1.0, "x"), r"1\.0; allowed is a whole number"),
        ((1, "payroll", "agency", True, "x"), "True; allowed is a whole number"),
        ((1, "payroll", "agency", "5", "x"), "'5'; allowed is a whole number"),
        ((1, "payroll", "payroll", 1, "x"), "'payroll' cannot pay itself"),
        ((-1, "payroll", "agency", 1, "x"), "dated week -1, the books are in week 0"),
    ],
)
def test_a_wrong_payment_says_what_is_wrong(payment, message):
    with pytest.raises(LedgerError, match=message):
        new_ledger().transfer(*payment)


def test_numpy_integers_are_taken_and_kept_as_python_integers():
    ledger = new_ledger()
    ledger.transfer(1, "payroll", "agency", np.int32(5), "refund")
    assert type(ledger.balance("agency")) is int
    assert ledger.as_frame().dtypes.astype(str).tolist() == ["int64", "str", "str", "int64", "str"]


def test_accounts_are_opened_once_and_are_of_a_known_kind():
    ledger = new_ledger()
    with pytest.raises(LedgerError, match="'agency' is open already"):
        ledger.open("agency", "fund")
    with pytest.raises(LedgerError, match="'bank'; allowed is fund or external"):
        ledger.open("other", "bank")  # type: ignore[arg-type]
    with pytest.raises(LedgerError, match="'payroll' is external: it has no limit"):
        ledger.available("payroll")
    with pytest.raises(LedgerError, match="unknown account 'payrol'; did you mean 'payroll'"):
        ledger.balance("payrol")
    with pytest.raises(LedgerError, match="unknown account"):
        ledger.weekly_spend("payrol")


@pytest.mark.parametrize(("account", "message"), [("agency", "shows US"), ("payroll", "shows US")])
def test_the_check_finds_books_that_were_tampered_with(account, message):
    ledger = new_ledger()
    ledger.transfer(1, "payroll", "agency", 5, "refund")
    ledger._balances[account] += 1
    with pytest.raises(LedgerError, match=message):
        ledger.check()


def test_the_check_finds_a_fund_that_was_below_zero_on_the_way():
    ledger = new_ledger()
    ledger._postings += [(1, "agency", "payroll", 5, "x"), (2, "payroll", "agency", 5, "y")]
    with pytest.raises(LedgerError, match=r"fund 'agency' fell to US\$ -5 in week 1 \(x\)"):
        ledger.check()


@given(st.floats(0, 1e15))
def test_whole_dollars_round_down(amount):
    assert 0 <= amount - whole_dollars(amount) < 1


@pytest.mark.parametrize("amount", [-0.01, math.nan, math.inf])
def test_whole_dollars_refuses_what_is_no_amount(amount):
    with pytest.raises(LedgerError, match="allowed is a finite number of US"):
        whole_dollars(amount)


def test_an_empty_ledger_has_an_empty_table():
    frame = Ledger().as_frame()
    assert frame.empty
    assert list(frame.columns) == ["week", "source", "target", "amount", "purpose"]
