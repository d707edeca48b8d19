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
        ({"weeks": 0}, r"meetings\[0\].weeks is 0"),
        ({"who": "ocha"}, "who"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(fields, match):
    with pytest.raises(ScenarioError, match=match):
        meeting(**fields)
