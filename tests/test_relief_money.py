"""Rule 5.8, 5.13: who is served follows money; what is not handed out stays in the accounts."""

from __future__ import annotations

import pytest
from model_cases import BASES, small

from peaceops.model.mission import MissionModel

WEEKS = 26


def played(base, **changes):
    """Return a mission after half a year, and the people served in all weeks."""
    m, served = MissionModel(small(base, 12, 12, WEEKS).with_changes(changes), seed=1), 0.0
    while m.running:
        m.step()
        served += m.served_people
    return m, served


@pytest.mark.parametrize("base", BASES)
def test_everyone_who_is_served_has_been_paid_for(base):
    m, served = played(base)
    postings = m.ledger.as_frame()
    paid = float(postings.loc[postings["purpose"] == "relief goods", "amount"].sum())
    assert served > 0.0
    assert paid == pytest.approx(served * m.inputs.country_team.usd_per_head_week, rel=0.01)


@pytest.mark.parametrize("base", BASES)
def test_more_money_serves_more_people_and_none_serves_nobody(base):
    served = [played(base, **{"country_team.funded_share": share})[1] for share in (0.0, 0.25, 1.0)]
    assert served[0] == 0.0
    assert served[1] < served[2]


def test_what_teams_cannot_hand_out_stays_in_the_accounts():
    m, served = played("contested", **{"people.relief_people": 0.0})
    assert served == 0.0
    assert m.ledger.balance("wfp") > 0
