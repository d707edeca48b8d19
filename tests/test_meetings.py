"""Meetings outside of joint bodies: they cost those who meet staff time, for as long as they meet (MODEL.md 5.4)."""

from __future__ import annotations

import numpy as np
import pytest
from model_cases import small

import peaceops as po
from peaceops.agents.catalogue import ORG_INDEX
from peaceops.model.errors import ScenarioError
from peaceops.model.mission import MissionModel
from peaceops.model.rules.load import coordination_time

WHO = ("military", "ocha", "undp")


def meeting(**fields):
    """Return a scenario in which three organisations meet for some weeks."""
    return small("post_accord", 8, 8, 16).with_changes(
        {"meetings": ({"week": 5, "weeks": 4, "organisations": WHO, **fields},)}
    )


def test_a_meeting_costs_those_who_meet_the_time_of_a_joint_body_of_their_size():
    model = MissionModel(meeting(a_month=8.0), seed=3)
    plain = MissionModel(small("post_accord", 8, 8, 16), seed=3)
    rows = [ORG_INDEX[key] for key in WHO]
    expected = coordination_time(np.ones((1, 3), dtype=bool), np.array([8.0]), model.inputs.load)
    for week in range(12):
        model.step()
        plain.step()
        aside = model.relations.aside
        assert np.allclose(aside[rows], expected if 5 <= week < 9 else 0.0)
        assert aside.sum() == pytest.approx(aside[rows].sum())
        if week < 5:
            assert model.recorder.last() == plain.recorder.last()
        if week == 5:  # not only when the bodies of the month meet
            assert (model.relations.work[rows] < plain.relations.work[rows]).all()
            others = [i for i in range(len(ORG_INDEX)) if i not in rows]
            assert (model.relations.work[others] == plain.relations.work[others]).all()
    assert model.recorder.frame()["coordination_load"].iloc[6] > plain.recorder.frame()["coordination_load"].iloc[6]


def test_meetings_at_the_same_time_add_up_and_stand_in_a_file(tmp_path):
    import tomli_w

    one = meeting()
    two = one.with_changes(
        {"meetings": (*map(dict, (m.model_dump() for m in one.meetings)), {"week": 6, "organisations": WHO})}
    )
    loads = [
        po.run(scenario, 3).weekly["coordination_load"][7] for scenario in (small("post_accord", 8, 8, 16), one, two)
    ]
    assert loads[2] - loads[1] == pytest.approx(loads[1] - loads[0])
    path = tmp_path / "two.toml"
    path.write_text(tomli_w.dumps(two.as_dict()))
    assert po.load_scenario(path).hash == two.hash != one.hash


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        ({"week": 16}, r"meetings\[0\].week is 16; allowed is 0 to 15"),
        ({"organisations": ("oca",)}, "did you mean 'ocha'"),
        ({"leaders": ("srs",)}, r"meetings\[0\].leaders names .srs.; allowed are srsg, .*did you mean .srsg."),
        ({"weeks": 0}, r"meetings\[0\].weeks is 0"),
        ({"who": "ocha"}, "who"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(fields, match):
    with pytest.raises(ScenarioError, match=match):
        meeting(**fields)


def test_leaders_who_meet_build_the_cohesion_of_their_team_and_spend_their_week():
    def played(**fields):
        model = MissionModel(meeting(week=0, weeks=16, **fields), seed=3)
        dialogue = []
        for _ in range(16):
            model.step()
            dialogue.append(model.dialogue)
        return model, np.array(dialogue)

    staff, talks = played()
    one, with_one = played(leaders=("srsg",))  # alone one meets nobody
    two, less = played(leaders=("srsg", "force_commander"))
    four, _ = played(leaders=("force_commander", "chief_of_staff", "political_deputy", "police_commissioner"))
    assert one.cohesion == staff.cohesion
    assert staff.cohesion < two.cohesion < four.cohesion
    assert (with_one == talks).all()
    assert (less < talks).all()  # hours of the head of mission are missing in good offices
    other, busy = played(leaders=("dsrsg_rc_hc", "chief_of_staff"))
    assert other.bridge_week < staff.bridge_week
    assert (busy[:4] == talks[:4]).all()


def test_trust_grows_between_those_who_meet_and_no_report_goes_with_it():
    models = [MissionModel(one, seed=3) for one in (small("post_accord", 8, 8, 16), meeting(week=0, weeks=16))]
    for model in models:
        for _ in range(16):
            model.step()
    plain, met = (model.relations for model in models)
    rows = [ORG_INDEX[key] for key in WHO]
    pairs = [(i, j) for i in rows for j in rows if i != j]
    assert sum(met.trust[pair] - plain.trust[pair] for pair in pairs) / len(pairs) > 0.001
    assert set(zip(*np.nonzero(met.met), strict=True)) == set(pairs)
    assert (met.by_bodies == plain.by_bodies).all()
    later = MissionModel(meeting(), seed=3)
    for _ in range(10):
        later.step()
    assert not later.relations.met.any()  # it ends
    assert not later.leaders_aside.any()
