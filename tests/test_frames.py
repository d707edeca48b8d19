"""Frames, scenes and cards: what a page gets of a run, and that it says what the model holds."""

from __future__ import annotations

import base64
import json
import re
import time
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from model_cases import small

import peaceops as po
from peaceops.agents.catalogue import FAMILIES, ORGANISATIONS
from peaceops.agents.tasks import TASKS
from peaceops.experiments.dilemmas import DILEMMAS, index_values
from peaceops.experiments.session import Session
from peaceops.model.benchmarks import BENCHMARKS
from peaceops.model.columns import NUMBER_COLUMNS
from peaceops.model.events import EVENT_KINDS
from peaceops.model.happenings import USUAL_TEXTS
from peaceops.viz.app.frames import ESCORTED, MOVED, REFUSED, WORKING, frame, scene, turning_marks
from peaceops.viz.app.frames_cards import card
from peaceops.viz.app.frames_layers import LAYERS, layer_bytes

SEED, WEEKS = 3, 30


@lru_cache(maxsize=1)
def shown():
    """Return a session at its end, its scene, and its frames."""
    made = small("contested", 10, 9, WEEKS).with_changes({"injects": [{"kind": "cholera", "week": 9}]})
    session = Session(made.with_choices({"posture.escorts": "routine", "transition.exit_week": 60}), SEED)
    told, frames = scene(session), []
    while session.running:
        if session.week == 12:
            session.decide({"mission.troops": 20_000, "collocation.headquarters": 1.0})
        session.step()
        frames.append(frame(session.model, whole=not frames))
    return session, told, frames


def unpacked(text, kind, width=None):
    found = np.frombuffer(base64.b64decode(text), dtype=kind)
    return found if width is None else found.reshape(-1, width)


def value_of(layer, byte):
    """Return what a byte of a layer stands for, by what the scene says of the layer."""
    part = byte / 254.0
    return layer["low"] + (layer["high"] - layer["low"]) * (part**2 if layer["root"] else part)


def test_everything_is_json_without_odd_numbers():
    _, told, frames = shown()
    for one in (told, *frames):
        json.dumps(one, allow_nan=False)


def test_a_scene_names_what_the_model_has():
    session, told, _ = shown()
    m = session.model
    assert (told["width"], told["height"], told["horizon"], told["seed"]) == (10, 9, WEEKS, SEED)
    assert [one["key"] for one in told["columns"]] == [column.name for column in NUMBER_COLUMNS]
    assert [one["key"] for one in told["orgs"]] == [one.key for one in ORGANISATIONS]
    assert {one["family"] for one in told["orgs"]} == {one["key"] for one in told["families"]} == set(FAMILIES)
    assert [one["key"] for one in told["tasks"]] == [task.key for task in TASKS]
    assert [one["label"] for one in told["groups"]] == list(m.groups.labels)
    assert [one["output"] for one in told["benchmarks"]] == [one.output for one in BENCHMARKS]
    assert [one["key"] for one in told["dilemmas"]] == [one.name for one in DILEMMAS]
    assert told["injects"] == [{"week": 9, "text": "Cholera breaks out."}]
    for name in ("sector", "road", "land", "coast", "border", "camp", "resource"):
        assert len(unpacked(told[name], "u1")) == 90
    np.testing.assert_array_equal(unpacked(told["sector"], "u1"), m.country.sector)
    assert told["capital"] == [int(m.country.x[m.country.capital]), int(m.country.y[m.country.capital])]
    assert scene(session)["run"] != told["run"]


def test_a_frame_has_its_week_and_all_its_numbers():
    session, _, frames = shown()
    assert [one["week"] for one in frames] == list(range(WEEKS))
    weekly = session.result().weekly
    assert [one["phase"] for one in frames] == weekly["phase"].tolist()
    values = np.array([unpacked(one["values"], "<f4") for one in frames])
    np.testing.assert_allclose(values, weekly.iloc[:, 2:].to_numpy(), rtol=1e-6)


def test_layers_stand_for_what_is_on_the_ground():
    session, told, frames = shown()
    layers = unpacked(frames[-1]["layers"], "u1", 90)
    assert len(layers) == len(LAYERS) == len(told["layers"])
    for layer, declared, found in zip(LAYERS, told["layers"], layers, strict=True):
        true = layer.read(session.model)
        if layer.kind == "category":
            assert declared["categories"] == ["Government", *session.model.groups.labels, "Contested"]
            np.testing.assert_array_equal(found, true)
            assert found.max() < len(declared["categories"])
            continue
        step = (declared["high"] - declared["low"]) / 254.0
        slack = 1.01 * step * (1.0 if layer.root else 0.5)  # roots are coarser the more there is
        seen = np.minimum(true, declared["high"])
        assert np.abs(value_of(declared, found.astype(float)) - seen).max() <= slack, layer.key
    assert (layers != 255).all()


def test_a_layer_without_a_value_is_shown_as_none():
    m = Session(small("contested", 8, 8, 4), 1).model
    m.ground.consent[5] = np.nan
    found = layer_bytes(m)[[layer.key for layer in LAYERS].index("consent")]
    assert found[5] == 255
    assert (np.delete(found, 5) <= 254).all()


def test_what_the_mission_believes_is_not_what_is_so():
    _, told, frames = shown()
    keys = [one["key"] for one in told["layers"]]
    layers = unpacked(frames[-1]["layers"], "u1", 90).astype(int)
    names = ("threat", "threat_known_mission", "threat_known_country_team")
    truth, mission, agencies = (layers[keys.index(name)] for name in names)
    assert np.abs(truth - mission).max() > 20
    assert (mission != agencies).any()


def test_teams_and_bands_are_those_of_the_model():
    session, _, frames = shown()
    m, t = session.model, session.model.teams
    teams = unpacked(frames[-1]["teams"], "<i2", 5).astype(int)
    np.testing.assert_array_equal(teams[:, 0], t.active.nonzero()[0])
    for column, values in ((1, t.cell), (2, t.org), (3, t.task)):
        np.testing.assert_array_equal(teams[:, column], values[teams[:, 0]])
    np.testing.assert_array_equal(teams[:, 4] & WORKING > 0, t.working[teams[:, 0]])
    np.testing.assert_array_equal(teams[:, 4] & REFUSED > 0, t.refused[teams[:, 0]])
    bands = unpacked(frames[-1]["bands"], "<i2", 4).astype(int)
    np.testing.assert_array_equal(bands[:, 2], m.bands.group[bands[:, 0]])
    assert bands[:, 3].sum() == pytest.approx(m.bands.fighters.sum(), abs=len(bands))


def test_who_moved_is_marked_as_moved_and_who_was_refused_did_not_work():
    _, _, frames = shown()
    seen = dict.fromkeys((MOVED, WORKING, REFUSED, ESCORTED), 0)
    for before, after in pairwise(frames):
        was = {row[0]: row[1] for row in unpacked(before["teams"], "<i2", 5).tolist()}
        for team, cell, _, _, flags in unpacked(after["teams"], "<i2", 5).tolist():
            for flag in seen:
                seen[flag] += bool(flags & flag)
            assert not (flags & WORKING and flags & REFUSED)
            if team in was and was[team] != cell:
                assert flags & MOVED
    assert min(seen.values()) > 0


def test_counts_of_refusals_agree_with_the_record():
    session, _, frames = shown()
    foreign = np.array([one.family != "host" for one in ORGANISATIONS])
    weekly = session.result().weekly
    counted = weekly[["denied_by_state", "denied_by_groups", "denied_by_security_rules"]].sum(axis=1).to_numpy()
    for one, least in zip(frames, counted, strict=True):
        teams = unpacked(one["teams"], "<i2", 5)
        assert ((teams[:, 4] & REFUSED > 0) & foreign[teams[:, 2]]).sum() >= least  # roads refuse as well


def test_network_comes_each_fourth_week_and_is_that_of_the_model():
    session, _, frames = shown()
    assert [one["week"] for one in frames if one["network"]] == list(range(0, WEEKS, 4))
    n = len(ORGANISATIONS)
    found = frame(session.model)["network"]
    for name, true in (("trust", session.model.relations.trust), ("channels", session.model.relations.plans)):
        np.testing.assert_allclose(unpacked(found[name], "u1", n) / 254.0, true, atol=0.5 / 253)
    there = unpacked(found["present"], "u1")
    assert there[0] == 1
    assert len(there) == n


def test_benchmarks_and_decisions_are_sent_when_they_change():
    session, _, frames = shown()
    assert [one["week"] for one in frames if one["benchmarks"]] == [0, *range(3, WEEKS, 4)]
    np.testing.assert_array_equal(unpacked(frames[27]["benchmarks"], "u1"), session.model.benchmarks.met)
    assert [one["week"] for one in frames if one["decisions"] is not None] == [0, 12]
    ((week, text),) = frames[12]["decisions"]
    assert week == 12
    assert text.startswith("Decided: mission, troops: from ")


def test_dilemmas_are_those_of_batches():
    session, _, frames = shown()
    summary = pd.DataFrame([session.result().summary])
    for k, one in enumerate(DILEMMAS):
        left, right = (float(index_values(summary, side)[0]) for side in (one.one, one.two))
        assert frames[-1]["dilemma_sides"][k] == pytest.approx([left, right], abs=1e-4)
        assert frames[-1]["dilemmas"][k] == pytest.approx(0.5 + 0.5 * (right - left), abs=1e-4)


def test_marks_and_events_of_a_week():
    session, told, frames = shown()
    assert {"kind": "inject", "text": "Cholera breaks out."} in frames[9]["marks"]
    assert [mark["kind"] for mark in frames[12]["marks"]] == ["decision"]
    assert sum(len(one["events"]) for one in frames) == len(session.model.events)
    kinds = {one["key"] for one in told["event_kinds"]}
    assert {event[0] for one in frames for event in one["events"]} <= kinds
    kind, cell, sector, actor, target, size, text, cause = frames[9]["events"][0]
    assert (kind, cell, sector, actor, target, size, text, cause) == (
        "inject_cholera", -1, -1, "", "", 1.0, "Cholera breaks out.", "inject",
    )  # fmt: skip


def test_every_kind_of_event_of_the_model_is_declared_once():
    """The names are read from the code that notes events, so that a new one cannot be forgotten."""
    root = Path(po.__file__).parent / "model"
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(root.glob("*.py")) if path.name != "events.py")
    noted = set(re.findall(r'\.note\(\s*f?"([a-z_]+)"', code)) - {"inject_"}
    noted |= set(re.findall(r'_tell\(m, "([a-z_]+)"', code))
    kinds = re.search(r"_KINDS = \((.*?)\)  # fmt", code, flags=re.DOTALL)
    noted |= set(re.findall(r'"([a-z_]+)"', kinds.group(1)))
    noted |= {"forces_unpaid", "dependence", "border"}  # told by one loop over three
    declared = [one.key for one in EVENT_KINDS]
    assert len(declared) == len(set(declared))
    assert set(declared) == noted
    assert set(USUAL_TEXTS) == set(po.model.injects.Inject.model_fields["kind"].annotation.__args__)


def test_turning_points_are_marks():
    session, _, _ = shown()
    found = turning_marks(session.result(), 3)
    assert 0 < len(found) <= 3
    assert all(mark["kind"] == "turning" and 0 <= mark["week"] < WEEKS and mark["text"].endswith(".") for mark in found)
    few = Session(small("contested", 8, 8, 4), 1)
    few.play(4)
    assert turning_marks(few.result()) == []


def test_there_is_nothing_to_show_before_the_first_week():
    with pytest.raises(ValueError, match="no week has been played"):
        frame(Session(small("contested", 8, 8, 4), 1).model)


def test_a_frame_does_not_touch_the_run():
    watched, plain = (Session(small("contested", 8, 8, 10), 2) for _ in range(2))
    for _ in range(10):
        watched.step()
        plain.step()
        frame(watched.model)
        card(watched, "cell", 5)
        card(watched, "org", "military")
    np.testing.assert_array_equal(watched.model.recorder.values(), plain.model.recorder.values())


def test_a_frame_is_cheap_and_small():
    session = Session(po.load_scenario("post_accord"), 7)
    spent: list[float] = []
    sizes: list[int] = []
    for _ in range(12):
        session.step()
        start = time.process_time()
        last = frame(session.model, whole=not sizes)
        spent.append(time.process_time() - start)
        sizes.append(len(json.dumps(last, separators=(",", ":"))))
    assert np.median(spent) < 0.009  # 1 to 2 ms on a quiet machine
    assert np.median(sizes) < 20_000


# Cards ----------------------------------------------------------------------------------------------------------------


def rows_of(found, title):
    (section,) = (one for one in found["sections"] if one["title"] == title)
    return {row[0]: row[1:] for row in section["rows"]}


def every_card(session):
    m = session.model
    yield from (("cell", cell) for cell in range(m.n_cells))
    yield from (("org", org) for org in range(len(ORGANISATIONS)))
    yield from (("team", team) for team in m.field_teams)
    yield from (("group", group) for group in range(m.n_groups))


def test_every_card_is_plain_and_says_who_it_is_about():
    session, _, _ = shown()
    for kind, key in every_card(session):
        found = card(session, kind, key)
        json.dumps(found, allow_nan=False)
        assert found["about"] == {kind: key}
        assert found["week"] == WEEKS - 1
        assert found["title"]
        for one in found["sections"]:
            width = len(one.get("columns", ())) or 2
            assert all(len(row) == width and all(isinstance(text, str) for text in row) for row in one["rows"])
            assert one["rows"] or one.get("list") or one["empty"]
            assert not re.search(r"\b(nan|inf)\b", json.dumps(one))


def test_a_cell_card_holds_truth_against_belief():
    session, _, _ = shown()
    m, cell = session.model, int(session.model.ground.threat.argmax())
    found = card(session, "cell", cell)
    threat = {who: row[0] for who, row in rows_of(found, "What is believed").items()}
    assert threat["What is so"] == f"{100 * m.ground.threat[cell]:.0f} %"
    assert threat[next(iter(FAMILIES.values()))] == f"{100 * m.beliefs.estimate[0, :14, cell].mean():.0f} %"
    assert rows_of(found, "People")["People who live here"] == [f"{m.ground.residents[cell]:,.0f}"]
    assert card(session, "cell", m.country.capital)["title"] == "The capital, sector 1"


def test_who_is_in_a_cell_can_be_opened():
    session, _, _ = shown()
    m = session.model
    for cell in range(m.n_cells):
        (who,) = (one for one in card(session, "cell", cell)["sections"] if one["title"] == "Who is here")
        assert len(who["opens"]) == len(who["rows"])
        for row, one in zip(who["rows"], who["opens"], strict=True):
            ((kind, key),) = one["about"].items()
            assert card(session, kind, key)["title"] == row[0]
            for button in one["buttons"]:
                assert card(session, "team", button["about"]["team"])["title"] == button["label"]
                assert button["label"].endswith(f" team {button['text']}")
        teams = [button["about"]["team"] for one in who["opens"] for button in one["buttons"]]
        assert sorted(teams) == (m.teams.active & (m.teams.cell == cell)).nonzero()[0].tolist()


def test_an_organisation_card_is_found_by_key_and_by_number():
    session, _, _ = shown()
    m = session.model
    found = card(session, "org", "wfp")
    assert found == card(session, "org", [one.key for one in ORGANISATIONS].index("wfp"))
    assert (found["title"], found["subtitle"], found["family"]) == ("WFP", "UN country team", "country_team")
    assert rows_of(found, "Money")["In its account"][0].startswith("$")
    (told, trusts, trusted) = next(iter(rows_of(found, "Channels and trust").values()))
    assert all(text.endswith(" %") for text in (told, trusts, trusted))
    teams = rows_of(card(session, "org", "military"), "In the field")["Teams in the country"]
    assert teams == [f"{m.n_active[0]} of {len(m.teams.rows_of[0])}"]


def test_a_team_and_a_group_card():
    session, _, _ = shown()
    m = session.model
    team = next(iter(m.field_teams))
    assert card(session, "team", team)["title"] == m.field_teams[team].label
    key = m.groups.keys[1]
    found = card(session, "group", key)
    assert found["title"] == m.groups.labels[1]
    fighters = m.bands.fighters[m.bands.group == 1].sum()
    assert rows_of(found, "Strength")["Fighters under arms"][0].startswith(f"{fighters:,.0f} in ")


@pytest.mark.parametrize(
    ("kind", "key", "told"),
    [
        ("star", 1, "'star' has no card; allowed is one of cell, org, team, group"),
        ("cell", 90, "90 is no cell; allowed is 0 to 89"),
        ("cell", -1, "-1 is no cell; allowed is 0 to 89"),
        ("cell", "x", "'x' is no cell; allowed is 0 to 89"),
        ("org", "wpf", "'wpf' is no org; allowed is 0 to 63 or its key; did you mean 'wfp'?"),
        ("team", True, "True is no team; allowed is 0 to "),
        ("group", None, "None is no group; allowed is 0 to 6 or its key"),
    ],
)
def test_a_card_of_nothing_is_refused(kind, key, told):
    session, _, _ = shown()
    with pytest.raises(po.PeaceopsError) as refused:
        card(session, kind, key)
    assert str(refused.value).startswith(told)


def test_a_team_that_is_not_there_has_no_card():
    session, _, _ = shown()
    gone = int((~session.model.teams.active).nonzero()[0][0])
    with pytest.raises(po.PeaceopsError, match=f"team {gone} is not in the country"):
        card(session, "team", gone)


def test_cards_before_the_first_week():
    session = Session(small("contested", 8, 8, 4), 1)
    for kind, key in (("cell", 0), ("org", "military"), ("group", 0), ("team", next(iter(session.model.field_teams)))):
        assert card(session, kind, key)["week"] == 0


def test_the_page_of_the_docs_names_all_that_is_sent():
    _, told, frames = shown()
    text = (Path(po.__file__).parent / "docs" / "browser.md").read_text(encoding="utf-8")
    assert [key for key in (*told, *frames[0]) if f"`{key}`" not in text] == []
